"""Workbooks and csv files: each sheet a table, the lines above its head row paragraphs.

calamine gives the values; how a cell shows its value (percent, dates without a day) comes from the workbook's number
formats, since 0.85 and 85% are not the same target.
"""

from __future__ import annotations

import csv
import io
import posixpath
import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NoReturn

from taizhang.errors import InputError
from taizhang.model import Fault, Source
from taizhang.read.biff import Extent, extents
from taizhang.read.lines import Lines, one_line
from taizhang.read.numfmt import BUILT_IN, Value, show
from taizhang.read.package import Package
from taizhang.read.txt import decode

if TYPE_CHECKING:
    from lxml.etree import _Element
    from python_calamine import CalamineSheet, CalamineWorkbook

# A task list has a few thousand cells; a sheet past this is data and no plan.
_MAX_CELLS = 5_000_000
_MAX_FIELD = 1 << 20
_EMPTY = "Give the workbook that holds the plan's tasks."
_CELL = re.compile(r"([A-Z]{1,3})(\d{1,7})")
_R_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def read_xlsx(data: bytes, name: str) -> Source:
    """Read a workbook of Excel 2007 or later.

    Args:
        data: the file's bytes.
        name: the file's name in the tables.

    Returns:
        The source. A block is a row of a sheet (``sheet 任务 R5``, counted as Excel counts), its cells joined by tabs
        and printed as Excel shows them, a formula's as it was last computed. A cell merged over rows stands in all of
        them, one merged over columns in the first. Cells above the head row, and notes under the table, are
        paragraphs. Hidden sheets are left out and told (fault ``hidden_sheet``).

    Raises:
        InputError: ``damaged_workbook``, ``too_large``, ``empty`` and those of `Package`.
    """
    return _read(data, name, "xlsx", _new_extents(data, name))


def read_xls(data: bytes, name: str) -> Source:
    """Read an old workbook of Excel, or one of WPS (.et); see `read_xlsx`.

    Raises:
        InputError: ``encrypted``, ``damaged_workbook``, ``too_large``, ``empty`` and those of `Compound`.
    """
    return _read(data, name, "xls", extents(data, name))


def _read(data: bytes, name: str, kind: str, found: Mapping[str, Extent]) -> Source:
    for title, extent in found.items():
        if extent.cells > _MAX_CELLS:
            what = f"the sheet {title} reaches over {extent.cells} cells, more than {_MAX_CELLS}, which no plan does."
            advice = "Delete what stands far away from the plan in it, or save the plan as a workbook of its own."
            raise InputError(what, code="too_large", where=name, advice=advice)
    lines, faults, table = Lines(), [], 0
    try:
        book = _open(data)
        for meta in book.sheets_metadata:
            if not str(meta.typ).endswith("WorkSheet"):
                continue
            sheet = book.get_sheet_by_name(meta.name)
            if not str(meta.visible).endswith(".Visible"):
                if sheet.start is not None:
                    what = f"the sheet {meta.name} is hidden and was not read."
                    advice = "Show it in Excel (right click on a sheet's tab) if it belongs to the plan."
                    faults.append(Fault(name, "read", "hidden_sheet", what, advice))
                continue
            first, rows = _values(sheet, found[meta.name].formats if meta.name in found else {})
            place = f"sheet {meta.name} R"
            table += _add(lines, [(first + n, row) for n, row in enumerate(rows, 1)], place, table + 1)
    except BaseException as error:
        _explain(error, name)
    return lines.source(data, name, kind, faults=faults, advice=_EMPTY)


def read_csv(data: bytes, name: str) -> Source:
    """Read a csv file: one table, separated by commas, semicolons or tabs, in any encoding that `decode` knows.

    Args:
        data: the file's bytes.
        name: the file's name in the tables.

    Returns:
        The source; a block is a row (``R5``), lines above the head row are paragraphs.

    Raises:
        InputError: ``binary``, ``empty`` and ``damaged_csv``.
    """
    decoded = decode(data, name)
    text = decoded.text
    separator = _separator(text)
    if text.lower().startswith("sep=") and len(text) > 4:  # Excel's own way to tell the separator
        separator, text = text[4], text.partition("\n")[2]
    lines = Lines()
    csv.field_size_limit(_MAX_FIELD)
    try:
        rows = [[one_line(cell) for cell in row] for row in csv.reader(io.StringIO(text), delimiter=separator)]
    except csv.Error as error:
        what = f"this file cannot be read as a table ({error})."
        raise InputError(what, code="damaged_csv", where=name, advice="Save it anew from Excel or WPS.") from error
    _add(lines, list(enumerate(rows, 1)), "R", 1)
    advice = "Save the file as UTF-8 in the program that made it and convert it again."
    faults = [Fault(name, "read", code, sentence, advice) for code, sentence in decoded.faults]
    return lines.source(data, name, "csv", encoding=decoded.encoding, faults=faults, advice=_EMPTY)


def _separator(text: str) -> str:
    """The sign that parts the first lines most often; a comma where none does."""
    head = re.sub(r'"[^"]*"', "", text[:8192])
    return max(",\t;", key=head.count)


def _open(data: bytes) -> CalamineWorkbook:
    from python_calamine import CalamineWorkbook

    return CalamineWorkbook.from_filelike(io.BytesIO(data))


def _explain(error: BaseException, name: str) -> NoReturn:
    """Tell why calamine gave up; a panic of its Rust code is a BaseException."""
    from python_calamine import CalamineError, PasswordError

    if isinstance(error, PasswordError):
        advice = "Open it, remove the password and save it again."
        what = "this workbook is protected by a password."
        raise InputError(what, code="encrypted", where=name, advice=advice) from error
    if isinstance(error, CalamineError) or type(error).__name__ == "PanicException":
        advice = "Open it in Excel or WPS, save it as a new .xlsx and convert that."
        what = f"this workbook is cut short or damaged ({error})."
        raise InputError(what, code="damaged_workbook", where=name, advice=advice) from error
    raise error


def _values(sheet: CalamineSheet, shown: Mapping[tuple[int, int], str]) -> tuple[int, list[list[str]]]:
    """The number of the row before the first one (counted from 1), and the rows of a sheet as text."""
    if sheet.start is None:
        return 0, []
    top, left = sheet.start
    rows = []
    for r, values in enumerate(sheet.to_python(skip_empty_area=True), top):
        rows.append([one_line(_cell(value, shown.get((r, c), ""))) for c, value in enumerate(values, left)])
    own = [any(row) for row in rows]
    for (r1, c1), (r2, c2) in sheet.merged_cell_ranges or ():
        for r in range(max(r1, top), min(r2, top + len(rows) - 1) + 1):
            row, at = rows[r - top], c1 - left
            if 0 <= at < len(row) and r1 >= top and own[r - top]:
                row[at] = rows[r1 - top][at]
                row[at + 1 : c2 - left + 1] = [""] * (len(row[at + 1 : c2 - left + 1]))
    return top, rows


def _cell(value: Value, code: str) -> str:
    return show(value, code).replace("_x000D_", "")  # how .xlsx writes a carriage return


def _add(lines: Lines, rows: Sequence[tuple[int, Sequence[str]]], place: str, table: int) -> int:
    """Add a sheet's rows, each with its number; how many tables they are, 1 or 0."""
    rows = [(n, row) for n, row in rows if any(row)]
    filled = [sum(map(bool, row)) for _, row in rows]
    most = max(filled, default=0)
    # The head row is the first that fills more than half of the columns; above it are the title, the date, the unit.
    head = next((i for i, n in enumerate(filled) if n >= max(2, most // 2 + 1)), len(rows))
    last = len(rows)
    while last > head + 2 and filled[last - 1] == 1 and rows[last - 1][1][0]:
        last -= 1
    for i, (n, row) in enumerate(rows):
        if head <= i < last:
            lines.row(row, f"{place}{n}", table)
        else:
            for cell in row:
                lines.add(cell, f"{place}{n}")
    return int(head < last)


def _new_extents(data: bytes, name: str) -> dict[str, Extent]:
    """The extent of each sheet of an .xlsx by its name; its parts are inflated within a limit here."""
    package = Package(data, name)
    main = package.targets().get("officeDocument", "xl/workbook.xml")
    workbook = package.xml(main)
    folder, file = posixpath.split(main)
    targets: dict[str, str] = {}
    relations = package.xml(posixpath.join(folder, "_rels", f"{file}.rels"))
    for rel in relations if relations is not None else ():
        target = posixpath.normpath(posixpath.join("/", folder, rel.get("Target") or ""))
        targets[rel.get("Id") or ""] = target.lstrip("/")
    for part in (package.targets(main).get("sharedStrings", ""), *targets.values()):
        if "sharedstrings" in part.lower() and part in package:
            package.bytes(part)  # calamine would inflate it without a limit
    codes = _codes(package.xml(package.targets(main).get("styles", "xl/styles.xml")))
    out = {}
    for sheet in workbook.iterfind("{*}sheets/{*}sheet") if workbook is not None else ():
        root = package.xml(targets.get(sheet.get(_R_ID) or "", ""))
        if root is not None:
            out[sheet.get("name") or ""] = _extent(root, codes)
    return out


def _codes(styles: _Element | None) -> list[str]:
    """The number format of each cell style (cellXfs)."""
    if styles is None:
        return []
    own = {int(f.get("numFmtId") or 0): f.get("formatCode") or "" for f in styles.iterfind("{*}numFmts/{*}numFmt")}
    known = {**BUILT_IN, **own}
    return [known.get(int(xf.get("numFmtId") or 0), "") for xf in styles.iterfind("{*}cellXfs/{*}xf")]


def _extent(sheet: _Element, codes: Sequence[str]) -> Extent:
    """The extent of a sheet; a row or a cell that does not tell its place follows on the one before it."""
    out, n = Extent(), -1
    for row in sheet.iterfind("{*}sheetData/{*}row"):
        n = int(number) - 1 if (number := row.get("r") or "").isdecimal() else n + 1
        column = -1
        for cell in row.iterfind("{*}c"):
            place = _CELL.fullmatch(cell.get("r") or "")
            column = _column(place[1]) if place else column + 1
            style = cell.get("s") or ""
            code = codes[int(style)] if style.isdecimal() and int(style) < len(codes) else ""
            if len(cell):  # a cell without a value is only drawn
                out.add(int(place[2]) - 1 if place else n, column, code)
    return out


def _column(letters: str) -> int:
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - 64
    return column - 1
