"""ledger.xlsx: the workbook a person opens, the ledger first, Chinese heads, ready to print on A4.

Text of documents is written as text and as nothing else: never a formula, a link, a number or markup.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from taizhang import schema
from taizhang.model import Value
from taizhang.write import explain, sheets, sizes
from taizhang.write.rows import Cells
from taizhang.write.sheets import Field, Shown
from taizhang.write.text import clean

NAME = "ledger.xlsx"
MOST_ROWS = 1_048_576 - 1  # Excel specifications and limits, Microsoft; one row is the head

_CELL = {"font_name": "宋体", "font_size": 10, "valign": "top", "border": 1, "border_color": "#7F7F7F"}
_STYLES: dict[str, dict[str, object]] = {
    "text": {"text_wrap": True},
    "number": {},
    "date": {"num_format": "yyyy-mm-dd", "align": "left"},
    "narrow": {"font_size": 8, "font_color": "#7F7F7F"},
    "titles": {"bold": True, "text_wrap": True, "align": "center", "valign": "vcenter", "bg_color": "#DDEBF7"},
    "head": {"bold": True, "font_size": 12, "border": 0},
    "note": {"border": 0, "text_wrap": True},
}
_MARKED = {"bg_color": "#FFF9E5"}  # light enough to print as white
_MARGINS = {"left": 0.4, "right": 0.4, "top": 0.8, "bottom": 0.7}  # inches


def write(folder: Path, rows: Mapping[str, Sequence[Cells]], settings: Mapping[str, Value], lexicon_hash: str) -> None:
    """Write the workbook into a run folder.

    Args:
        folder: the run folder.
        rows: all rows of the run, as `rows.ordered` returns them.
        settings: what the run was asked to do, for the sheet 说明.
        lexicon_hash: hash of the word lists that were used, for the sheet 说明.

    Raises:
        OSError: the file cannot be written.
    """
    import xlsxwriter
    from xlsxwriter.exceptions import FileCreateError

    temporary = folder / ".xlsx"
    temporary.mkdir()
    options = {
        "constant_memory": True,  # rows go to disk one by one, so that a large run needs no large memory
        "tmpdir": str(temporary),
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    try:
        with xlsxwriter.Workbook(str(folder / NAME), options) as book:
            book.use_zip64()
            # xlsxwriter takes the clock's time else; the same day as it stamps on the parts of the file.
            book.set_properties({"title": "台账", "created": datetime(1980, 1, 31)})
            _Writer(book, rows).write(explain.page(rows, settings, lexicon_hash, MOST_ROWS))
    except FileCreateError as error:
        raise (error.args[0] if isinstance(error.args[0], OSError) else OSError(str(error))) from error
    shutil.rmtree(temporary)


class _Writer:
    """The sheets of one workbook, with the formats they share."""

    def __init__(self, book: Any, rows: Mapping[str, Sequence[Cells]]) -> None:
        self.book = book
        self.rows = rows
        self.formats = {
            (kind, marked): book.add_format(_CELL | style | (_MARKED if marked else {}))
            for kind, style in _STYLES.items()
            for marked in (False, True)
        }

    def write(self, page: explain.Page) -> None:
        for name in sheets.SHEETS:
            self.table(name, page)
        self.explanation(page)

    def table(self, name: str, page: explain.Page) -> None:
        spec = schema.TABLES[name]
        sheet = self.book.add_worksheet(spec.title)
        fields = sheets.fields(name, self.rows)
        review = spec.names.index("review") if "review" in spec.names else None
        rows = self.rows[name][:MOST_ROWS]
        shown = [[field.show(cells) for field in fields] for cells in rows]
        widths = sizes.widths(fields, shown)
        for i, width in enumerate(widths):
            sheet.set_column(i, i, width)
        self._titles(sheet, 0, [field.title for field in fields], widths)
        for number, (cells, row) in enumerate(zip(rows, shown, strict=True), start=1):
            sheet.set_row(number, sizes.height(fields, row, widths))
            marked = review is not None and cells[review] is not None
            for i, (field, cell) in enumerate(zip(fields, row, strict=True)):
                self._cell(sheet, number, i, field, cell, marked)
        last = max(len(rows), 1)
        sheet.freeze_panes(1, 0)
        sheet.repeat_rows(0)
        sheet.autofilter(0, 0, last, len(fields) - 1)
        sheet.ignore_errors({"number_stored_as_text": f"A1:XFD{MOST_ROWS + 1}"})
        self._print(sheet, last, _printed(fields, len(self.rows["plans"])))
        if name == "ledger":
            self._states(sheet, last, [field.name for field in fields].index(sheets.STATUS), page)

    def _titles(self, sheet: Any, row: int, titles: Sequence[str], widths: Sequence[float]) -> None:
        most = max(sizes.lines(title, width) for title, width in zip(titles, widths, strict=False))
        sheet.set_row(row, sizes.text_height(max(most, 2)))
        for i, title in enumerate(titles):
            sheet.write_string(row, i, title, self.formats["titles", False])

    def _cell(self, sheet: Any, row: int, column: int, field: Field, cell: Shown, marked: bool) -> None:
        if cell is None or cell == "":
            sheet.write_blank(row, column, None, self.formats["text", marked])
        elif isinstance(cell, str):
            sheet.write_string(row, column, cell, self.formats["narrow" if field.narrow else "text", marked])
        elif isinstance(cell, date):
            sheet.write_datetime(row, column, cell, self.formats["date", marked])
        else:
            sheet.write_number(row, column, cell, self.formats["narrow" if field.narrow else "number", marked])

    def _states(self, sheet: Any, last: int, column: int, page: explain.Page) -> None:
        first, end = page.status
        rule = {
            "validate": "list",
            "source": f"='{explain.NAME}'!$A${first + 1}:$A${end + 1}",
            "error_type": "warning",
            "error_title": "状态",
            "error_message": "该状态不在“说明”页的列表中，仍要填写吗？",
        }
        sheet.data_validation(1, column, last, column, rule)

    def _print(self, sheet: Any, last_row: int, last_column: int) -> None:
        sheet.set_paper(9)  # A4
        sheet.set_landscape()
        sheet.set_margins(**_MARGINS)
        sheet.fit_to_pages(1, 0)
        sheet.print_area(0, 0, last_row, last_column)
        sheet.set_header(f"&L{self._plan_title()}&R&A", {"scale_with_doc": False})
        sheet.set_footer("&C第 &P 页，共 &N 页", {"scale_with_doc": False})

    def _plan_title(self) -> str:
        """The title of the one plan of the run for the head of a page, else empty; & begins a code there."""
        plans = self.rows["plans"]
        title = plans[0][schema.TABLES["plans"].names.index("title")] if len(plans) == 1 else None
        return clean(title)[:100].replace("&", "&&") if isinstance(title, str) else ""

    def explanation(self, page: explain.Page) -> None:
        sheet = self.book.add_worksheet(explain.NAME)
        for i, width in enumerate(explain.WIDTHS):
            sheet.set_column(i, i, width)
        total = sum(explain.WIDTHS)
        for number, (kind, cells) in enumerate(page.lines):
            if kind == "titles":
                self._titles(sheet, number, cells, explain.WIDTHS)
            elif kind == "note":
                sheet.set_row(number, sizes.text_height(sizes.lines(cells[0], total)))
                sheet.merge_range(number, 0, number, len(explain.WIDTHS) - 1, "", self.formats["note", False])
                sheet.write_string(number, 0, cells[0], self.formats["note", False])
            else:
                most = max((sizes.lines(c, w) for c, w in zip(cells, explain.WIDTHS, strict=False)), default=1)
                sheet.set_row(number, sizes.text_height(most))
                for i, cell in enumerate(cells):
                    sheet.write_string(number, i, cell, self.formats["head" if kind == "head" else "text", False])
        self._print(sheet, len(page.lines) - 1, len(explain.WIDTHS) - 1)


def _printed(fields: Sequence[Field], plans: int) -> int:
    """The last column of a printed page: the last that a person reads; in a ledger of one plan the user's last."""
    names = [field.name for field in fields]
    if sheets.REMARK in names:
        return names.index(sheets.REMARK if plans <= 1 else sheets.PLAN)
    return max(i for i, field in enumerate(fields) if field.first)
