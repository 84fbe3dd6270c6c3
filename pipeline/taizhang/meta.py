"""The --meta table: what a user knows of the documents beyond their text."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

from taizhang import schema
from taizhang.errors import InputError, MetaError
from taizhang.read import load
from taizhang.read.txt import decode

COLUMNS = ("region", "adcode", "level", "issued", "title", "url", "issuer", "retrieved", "year")
_SOURCE = "source"


def read_meta(path: Path) -> dict[str, dict[str, str]]:
    """Read a --meta table.

    Args:
        path: a CSV file, UTF-8 or GB18030, with the column ``source`` (a file's name as in the files table) and any of
            `COLUMNS`; ``year`` is the plan's year.

    Returns:
        source → column → text as given, without white space around it; empty cells are left out.

    Raises:
        MetaError: the file cannot be read, lacks the column ``source``, has an unknown column or a column twice, names
            a source twice or not at all, or has a line with too many or too few cells, a level that is none of the
            schema's, an adcode that is not six digits or a year that is not four.
    """
    where = str(path)
    try:
        decoded = decode(load(path, where), where)
    except InputError as error:
        raise MetaError(error.message, code=error.code, where=where, advice=error.advice) from error
    for code, sentence in decoded.faults:
        raise MetaError(sentence, code=code, where=where, advice="Save the table as CSV UTF-8.")
    reader = csv.reader(io.StringIO(decoded.text), strict=True)
    out: dict[str, dict[str, str]] = {}
    try:
        names = [name.strip() for name in next(reader, [])]
        _check_head(names, where)
        for cells in reader:
            if any(cell.strip() for cell in cells):
                source, line = _line(names, cells, f"{where}:{reader.line_num}")
                if source in out:
                    raise _fault(f"the source {source} stands twice.", "twice", f"{where}:{reader.line_num}")
                out[source] = line
    except csv.Error as error:
        raise _fault(f"this is no CSV ({error}).", "csv", f"{where}:{reader.line_num}") from error
    return out


def _check_head(names: list[str], where: str) -> None:
    known = f"Columns are {_SOURCE} and any of {', '.join(COLUMNS)}."
    if _SOURCE not in names:
        raise MetaError(f"the column {_SOURCE} is missing.", code="no_source", where=where, advice=known)
    if unknown := [repr(n) for n in names if n not in (_SOURCE, *COLUMNS)]:
        raise MetaError(f"unknown columns: {', '.join(unknown)}.", code="unknown_columns", where=where, advice=known)
    if twice := sorted({n for n in names if names.count(n) > 1}):
        raise MetaError(f"columns that stand twice: {', '.join(twice)}.", code="twice", where=where, advice=known)


def _line(names: list[str], cells: list[str], where: str) -> tuple[str, dict[str, str]]:
    if len(cells) != len(names):
        raise _fault(f"this line has {len(cells)} cells, the head row {len(names)}.", "cells", where)
    line = {name: cell.strip() for name, cell in zip(names, cells, strict=True) if cell.strip()}
    source = line.pop(_SOURCE, "").replace("\\", "/")
    if not source:
        raise _fault("this line names no source.", "no_source", where)
    if (level := line.get("level")) and level not in schema.PLAN_LEVELS:
        raise _fault(f"the level {level} is none of {', '.join(schema.PLAN_LEVELS)}.", "level", where)
    for name, digits in (("adcode", 6), ("year", 4)):
        if (value := line.get(name)) and not re.fullmatch(rf"[0-9]{{{digits}}}", value):
            raise _fault(f"the {name} {value} is not {digits} digits.", name, where)
    return source, line


def _fault(what: str, code: str, where: str) -> MetaError:
    return MetaError(what, code=code, where=where, advice="Mend the line and run again.")
