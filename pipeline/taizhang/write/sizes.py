"""Widths of columns and heights of rows, estimated: LibreOffice and WPS do not fit rows to wrapped text on opening.

A width counts digits of the workbook's default font (Calibri 11, 7 pixels each). In 宋体 10 a half-width character
takes 6.7 pixels and a full-width one 13.3, so that one unit of `units` fits one digit of width with a little to spare.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from taizhang.write import sheets
from taizhang.write.sheets import Field, Shown

LINE = 14.0  # points a line takes: 宋体 10 needs 13, fonts that stand in for it up to 14
PADDING = 6.0
TALLEST = 409.0  # Excel specifications and limits, Microsoft: row height 409 points
MOST_LINES = int((TALLEST - PADDING) / LINE)
NARROW = 9.0
EMPTY = 5.0  # a column without any cell: its head breaks after two characters
WIDEST = 100.0

# The most digits that a column takes; the others wrap at the default. The printed columns of a ledger come to some 220,
# which A4 shows at two thirds of the size, still to be read.
_WIDE = {
    "task": 27, "goal": 25, "measures": 42, "time_limit": 13, "lead": 13, "responsible": 18, "cooperate": 14,
    "supervise": 13, "accept": 13, "persons": 11, "text": 52, sheets.MEASURE: 46, sheets.PLAN: 26, "error": 46,
    "advice": 46, "source": 18, "indicator_text": 30, "deadline_text": 16, "title": 44, "body": 28, "body_text": 28,
    "name": 28, "review": 16, "basis": 30, "number": 24, "object": 26, "scope": 24, "relation": 30,
}  # fmt: skip
_DEFAULT = 18
_USER = {sheets.STATUS: 10.0, sheets.PROGRESS: 16.0, sheets.REMARK: 9.0}


def units(text: str) -> int:
    """Half-width units that the text takes: 2 for every character beyond ASCII, else 1."""
    return 2 * len(text) - len(text.encode("ascii", "ignore"))


def lines(text: str, width: float) -> int:
    """Lines that the text fills in a column; one unit of each line is kept for what may not begin a line (，。)."""
    return sum(max(1, math.ceil(units(part) / (width - 1))) for part in text.split("\n"))


def widths(fields: Sequence[Field], shown: Sequence[Sequence[Shown]]) -> list[float]:
    """The width of each column: as much as its longest cell needs, up to the most that suits its kind.

    A column whose cells would then be taller than a row can be is widened until they fit, or to `WIDEST`.
    """
    return [_width(field, [row[i] for row in shown]) for i, field in enumerate(fields)]


def _width(field: Field, cells: Sequence[Shown]) -> float:
    if field.name in _USER:
        return _USER[field.name]
    if field.narrow:
        return NARROW
    texts = [cell for cell in cells if isinstance(cell, str)]
    filled = any(cell is not None for cell in cells)
    if not filled:
        return EMPTY
    head = min(units(field.title), 8) + 3  # room for the filter's arrow
    if any(not isinstance(cell, str) for cell in cells if cell is not None):
        head = max(head, 11)  # a date in full
    longest = max((units(part) for text in texts for part in text.split("\n")), default=0)
    width = float(min(max(longest + 2, head), _WIDE.get(field.name, _DEFAULT)))
    width = max(width, float(head))
    while width < WIDEST and any(lines(text, width) > MOST_LINES for text in texts):
        width = min(width * 1.25, WIDEST)
    return width


def height(fields: Sequence[Field], cells: Sequence[Shown], wide: Sequence[float]) -> float:
    """The height of a row in points: the lines of its fullest wrapped cell, at most what a row can be."""
    most = 1
    for field, cell, width in zip(fields, cells, wide, strict=True):
        if isinstance(cell, str) and not field.narrow:
            most = max(most, lines(cell, width))
    return text_height(most)


def text_height(count: int) -> float:
    """The height of a row of so many lines in points."""
    return min(count * LINE + PADDING, TALLEST)
