"""The CSV files of a run: UTF-8 with BOM, RFC 4180, LF.

A text cell that begins with = + - @ tab or CR would be run as a formula by a spreadsheet, so it is written with a
leading ``'``. The rule is reversible: a cell of any number of ``'`` followed by one of these characters gets one more,
and a reader takes one away. The character alone is no formula and stays as it is, so that the comparator ``=`` reads as
the code that it is. Numbers and booleans are never touched.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from taizhang import schema
from taizhang.model import Value
from taizhang.write.rows import Cells

# The two patterns and their sentence stand in datapackage.json, for readers that do not know this module; so they use
# nothing that a regular expression of JavaScript or SQL lacks.
GUARD_WRITE = r"^'*[=+\-@\t\r][\s\S]"
GUARD_READ = r"^'+[=+\-@\t\r][\s\S]"
GUARD_RULE = (
    "A text cell that matches `write` stands with one more leading ' in the CSV; to read, one leading ' is taken from "
    "each text cell that matches `read`. Cells of numbers and booleans are never changed."
)
_GUARD = re.compile(GUARD_WRITE)
_GUARDED = re.compile(GUARD_READ)
_QUOTED = re.compile(r'[",\r\n]')


def guard(text: str) -> str:
    """The text cell as it stands in the CSV; undone by `unguard` for every text."""
    return f"'{text}" if _GUARD.match(text) else text


def unguard(text: str) -> str:
    """The text that `guard` was given."""
    return text[1:] if _GUARDED.match(text) else text


def path(folder: Path, table: str) -> Path:
    """The CSV file of a table in a run folder: tables/<table>.csv, and errors.csv at the root."""
    return folder / "errors.csv" if table == "errors" else folder / "tables" / f"{table}.csv"


def cell(value: Value) -> str:
    """A cell as the CSV holds it, quotes left out: text guarded, true/false, numbers in their shortest form."""
    if value is None:
        return ""
    if isinstance(value, str):
        return guard(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e16:
        return str(int(value))  # 33, not 33.0; from 1e16 on repr has no .0 either
    return repr(value)


def write(folder: Path, spec: schema.Table, rows: Iterable[Cells]) -> None:
    """Write one table's CSV into a run folder, its head row first.

    Quoting is done here and not by the csv module, whose treatment of a lone CR differs between versions of Python.
    """
    with path(folder, spec.name).open("w", encoding="utf-8-sig", newline="") as file:
        file.write(",".join(spec.names) + "\n")
        for row in rows:
            file.write(",".join([_quote(cell(value)) for value in row]) + "\n")


def _quote(text: str) -> str:
    return '"' + text.replace('"', '""') + '"' if _QUOTED.search(text) else text


def read(file: Path) -> Iterator[list[str]]:
    """Rows of a CSV file, the head row first, cells as they stand (`unguard` is the caller's).

    Raises:
        OSError, UnicodeDecodeError, csv.Error: the file cannot be read as such a CSV file.
    """
    limit = csv.field_size_limit(2**31 - 1)  # a cell may hold a whole section; the module's limit is 131,072
    try:
        with file.open(encoding="utf-8-sig", newline="") as opened:
            yield from csv.reader(opened, strict=True)
    finally:
        csv.field_size_limit(limit)
