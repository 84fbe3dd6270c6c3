"""datapackage.json: a Data Package (version 2, https://datapackage.org) that describes the CSV files of a run.

It depends on the tables, the version, the lexicons and the settings alone: no clock, no machine, so that equal runs
give equal bytes.
"""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path
from typing import Any

import taizhang
from taizhang import schema
from taizhang.model import Value
from taizhang.write import csv_tables
from taizhang.write.rows import encodable

NAME = "datapackage.json"
_PROFILES = "https://datapackage.org/profiles/2.0"


def write(folder: Path, settings: dict[str, Value], lexicon_hash: str) -> None:
    """Describe the CSV files that stand in a run folder.

    Args:
        folder: the run folder; its CSV files are complete.
        settings: what the run was asked to do.
        lexicon_hash: hash of the word lists that were used.
    """
    package = {
        "$schema": f"{_PROFILES}/datapackage.json",
        "name": "taizhang-run",
        "title": "Tables mined from plan documents",
        "description": "Measures, targets, deadlines, responsible bodies, citations and the ledger of plan documents; "
        "start and end count Unicode code points of text/<source_id>.txt, half-open.",
        "version": schema.VERSION,
        "resources": [_resource(folder, spec) for spec in schema.TABLES.values()],
        "taizhang": {
            "version": taizhang.__version__,
            "lexicon_hash": lexicon_hash,
            "settings": json.loads(json.dumps(settings, sort_keys=True)),
            "leading_quote": {
                "rule": csv_tables.GUARD_RULE,
                "write": csv_tables.GUARD_WRITE,
                "read": csv_tables.GUARD_READ,
            },
        },
    }
    write_json(folder / NAME, package)


def write_json(file: Path, value: dict[str, Any]) -> None:
    """Write an object as indented JSON in UTF-8, keys in their order."""
    file.write_bytes(encodable(json.dumps(value, ensure_ascii=False, indent=2)).encode() + b"\n")


def key(spec: schema.Table) -> str:
    """The column that names a row: the table's id, the path of a file; errors have none (empty)."""
    return spec.id or ("source" if spec.name == "files" else "")


def table_schema(spec: schema.Table) -> dict[str, Any]:
    """The Table Schema of one table, as its CSV stands."""
    out: dict[str, Any] = {
        "$schema": f"{_PROFILES}/tableschema.json",
        "fieldsMatch": "exact",
        "fields": [_field(column, unique=column.name == key(spec)) for column in spec.columns],
        "missingValues": [""],
    }
    if key(spec):
        out["primaryKey"] = [key(spec)]
    references = []
    for column in spec.columns:
        if column.refers:
            table, _, name = column.refers.partition(".")
            # An empty resource means the table itself (Table Schema, foreignKeys).
            resource = "" if table == spec.name else table
            references.append({"fields": [column.name], "reference": {"resource": resource, "fields": [name]}})
    if references:
        out["foreignKeys"] = references
    return out


def _resource(folder: Path, spec: schema.Table) -> dict[str, Any]:
    file = csv_tables.path(folder, spec.name)
    return {
        "name": spec.name,
        "type": "table",
        "title": spec.title,
        "description": spec.about,
        "path": file.relative_to(folder).as_posix(),
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": file.stat().st_size,
        "hash": f"sha256:{sha256(file)}",
        "dialect": {"delimiter": ",", "lineTerminator": "\n", "quoteChar": '"', "doubleQuote": True, "header": True},
        "schema": table_schema(spec),
    }


def sha256(file: Path) -> str:
    """Hex digest of a file's bytes."""
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def _field(column: schema.Column, *, unique: bool) -> dict[str, Any]:
    constraints: dict[str, Any] = {}
    if column.required:
        constraints["required"] = True
    if unique:
        constraints["unique"] = True
    if column.codes:
        codes = list(column.codes)
        if column.joined:
            one = "|".join(map(re.escape, codes))
            constraints["pattern"] = rf"^({one})(\|({one}))*$"
        else:
            constraints["enum"] = codes
    out: dict[str, Any] = {"name": column.name, "type": column.type, "title": column.title}
    out["description"] = column.about
    if column.type == "boolean":
        out |= {"trueValues": ["true"], "falseValues": ["false"]}
    if constraints:
        out["constraints"] = constraints
    return out
