"""One document in, all its tables out: the only unit of work, shared by serial runs, pools and clusters.

`convert_one` is pure: no clock, no network, no global state beyond the lexicons of the process.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from taizhang import read
from taizhang.errors import InputError
from taizhang.lexicon import lexicons
from taizhang.model import Fault, Source, Tables
from taizhang.schema import MINED
from taizhang.stages import ledger
from taizhang.stages.mine import mine
from taizhang.stages.plan import draft
from taizhang.stages.rows import build
from taizhang.stages.split import split
from taizhang.stages.text import paragraphs


@dataclass(frozen=True)
class Settings:
    """What a run was asked to do.

    Args:
        lexicons: folders of user lexicons laid over the shipped ones, later ones win.
        grain: ``item`` (a ledger row per numbered item) or ``measure`` (a row per measure).
        meta: source name → columns of the plans table that a --meta table supplies (region, issued, title, url, year).
    """

    lexicons: tuple[str, ...] = ()
    grain: str = "item"
    meta: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


def convert_source(source: Source, settings: Settings) -> Tables:
    """All tables of a document that has been read."""
    tables = Tables.empty()
    tables.texts[source.source_id] = source.text
    tables.settings.update(lexicons="|".join(settings.lexicons), grain=settings.grain)
    tables.rows["errors"] += [f.row() for f in source.faults]
    words = lexicons(settings.lexicons)
    paras = paragraphs(source, words)
    parts = split(paras, words)
    for number, part in enumerate(parts, 1):
        plan = draft(source, paras, part, number, len(parts), words, settings.meta.get(source.name, {}))
        mined = mine(plan, lambda reason: tables.dropped.update((reason,)))
        rows, made = build(plan, mined, tables, number)
        ledger.build(plan, mined, made, rows, settings.grain)
    tables.rows["files"].append(
        {
            "source": source.name,
            "source_id": source.source_id,
            "sha256": source.sha256,
            "format": source.format,
            "status": "partial" if source.faults else "ok",
            "pages": source.pages,
            "chars": len(source.text),
            "encoding": source.encoding,
            "ocr": source.ocr,
            "plans": len(tables.rows["plans"]),
            "rows": sum(len(tables.rows[name]) for name in (*MINED, "ledger")),
            "errors": len(tables.rows["errors"]),
            "locator": "",
        }
    )
    return tables


def convert_one(path: Path, settings: Settings, name: str | None = None) -> Tables:
    """Read and convert one file.

    Args:
        path: the file.
        settings: what to do.
        name: the file's name in the tables (path relative to the input, / as separator); its own name by default.

    Returns:
        The tables of this file. A file that cannot be read gives its row in `files` (status failed) and in `errors`,
        and no exception.
    """
    name = name or path.name
    try:
        source = read.read(path, name)
    except InputError as error:
        tables = Tables.empty()
        fault = Fault(name, "read", error.code, error.message, error.advice)
        tables.rows["errors"].append(fault.row())
        tables.rows["files"].append({"source": name, "status": "failed", "errors": 1, "plans": 0, "rows": 0})
        return tables
    return convert_source(source, settings)
