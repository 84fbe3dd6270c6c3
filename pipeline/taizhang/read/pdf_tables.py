"""Ruled tables over page breaks: one set of columns, a repeated head once, split rows and cells made whole."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from taizhang.read.pdf_grids import Grid
from taizhang.read.pdf_lines import Line, glue

_NEAR = 6.0  # points that a column's boundary may move from page to page
_MAX_HEAD = 4
# The rest of a row that a page break cut fills fewer of its cells than the row did.
_SPLIT = 0.67
_REST = 0.5
# Where its first column numbers the rows, a row without a number never is one of its own.
_ORDINAL = re.compile(r"[（(]?[\d一二三四五六七八九十.—-]+[)）、.]?")


@dataclass(slots=True, eq=False)
class Cell:
    """The text of a cell, shared by all slots that are merged into it."""

    text: str = ""


@dataclass(slots=True)
class Table:
    """The part of a ruled table that stands on one page.

    Attributes:
        page: 1-based number of the page.
        xs: boundaries of its columns on the turned page.
        top, bottom: its place, y downwards.
        rows: the cell of each slot.
        region: column of the page it stands in.
        frames: its lines, where it is a table only if it goes on from the page before: no row has two cells with text.
    """

    page: int
    xs: list[float]
    top: float
    bottom: float
    rows: list[list[Cell]]
    region: str = ""
    frames: list[Line] = field(default_factory=list)


def table_of(grid: Grid, texts: dict[int, list[Line]], page: int) -> Table:
    """The table that a grid makes with the lines in its cells."""
    cells = {number: Cell(glue([line.text for line in held])) for number, held in texts.items()}
    rows = [[cells.setdefault(number, Cell()) for number in row] for row in grid.cells]
    return Table(page, grid.xs, grid.ys[0], grid.ys[-1], rows)


def settle(pages: Sequence[list[Line | Table]]) -> list[list[Line | Table]]:
    """The items of all pages, with the lines of grids that turn out to be frames around paragraphs in their place.

    Args:
        pages: the items of each page in reading order, running lines left out.
    """
    out: list[list[Line | Table]] = []
    above: TableRows | None = None
    for items in pages:
        out.append([])
        for item in items:
            if isinstance(item, Line):
                above = above if item.aside else None
                out[-1].append(item)
            elif above is not None and above.goes_on(item):
                above.add(item)
                out[-1].append(item)
            elif item.frames:
                above = None
                out[-1] += item.frames
            else:
                above = TableRows(0)
                above.add(item)
                out[-1].append(item)
    return out


@dataclass(slots=True)
class TableRows:
    """A table as its parts come, page by page.

    Args:
        number: 1-based number of the table in the document.
    """

    number: int
    _parts: list[Table] = field(default_factory=list)

    def goes_on(self, part: Table) -> bool:
        """Whether a part at the top of a page belongs to this table: next page, same width, matching columns."""
        last = self._parts[-1]
        if part.page != last.page + 1:
            return False
        ours, theirs = _inner(self._boundaries()), _inner([_offsets(part.xs)])
        if abs(max(ours[-1], theirs[-1]) - min(ours[-1], theirs[-1])) > 2 * _NEAR:
            return False
        few, many = sorted((ours, theirs), key=len)
        return all(any(abs(a - b) <= _NEAR for b in many) for a in few)

    def add(self, part: Table) -> None:
        """Take the next part."""
        self._parts.append(part)

    def rows(self) -> Iterator[tuple[str, str]]:
        """Its rows with text: (cells joined by tabs, locator); one cell a column, a merged one as `read_pdf` says."""
        columns = _inner(self._boundaries())
        out: list[tuple[list[Cell], int]] = []
        for n, part in enumerate(self._parts):
            rows = _spread(part, columns)
            if n:
                rows = rows[_repeated([row for row, _ in out], rows) :]
                rows = _continued([row for row, _ in out], rows) if out and rows else rows
            out += [(row, part.page) for row in rows]
        for k, (row, page) in enumerate(out, 1):
            starts = _starts(row)
            if any(cell.text for cell in row):
                texts = [row[c].text if c in starts else "" for c in range(starts[-1] + 1)]
                yield "\t".join(texts), f"p.{page} table {self.number} R{k}"

    def _boundaries(self) -> list[list[float]]:
        return [_offsets(p.xs) for p in self._parts]


def _offsets(xs: Sequence[float]) -> list[float]:
    return [x - xs[0] for x in xs]


def _inner(sets: Sequence[list[float]]) -> list[float]:
    """All boundaries but the first, those of different pages that are near each other once."""
    out: list[float] = []
    for x in sorted(x for xs in sets for x in xs[1:]):
        if not out or x - out[-1] > _NEAR:
            out.append(x)
    return out


def _spread(part: Table, columns: Sequence[float]) -> list[list[Cell]]:
    """A part's rows over the columns of the whole table."""
    offsets = _offsets(part.xs)
    middles = [(a + b) / 2 for a, b in zip([0.0, *columns], columns, strict=False)]
    where = [max((c for c in range(len(offsets) - 1) if offsets[c] <= m), default=0) for m in middles]
    return [[row[c] for c in where] for row in part.rows]


def _starts(row: Sequence[Cell]) -> list[int]:
    """The columns in which a row's cells begin."""
    return [c for c, cell in enumerate(row) if c == 0 or row[c - 1] is not cell]


def _words(row: Sequence[Cell]) -> tuple[str, ...]:
    return tuple("".join(row[c].text.split()) for c in _starts(row))


def _repeated(before: Sequence[list[Cell]], rows: Sequence[list[Cell]]) -> int:
    """How many rows at the top of a part repeat the head of the table."""
    n = 0
    while n < min(_MAX_HEAD, len(before), len(rows)) and any(_words(rows[n])) and _words(rows[n]) == _words(before[n]):
        n += 1
    return n


def _continued(before: Sequence[list[Cell]], rows: list[list[Cell]]) -> list[list[Cell]]:
    """The rows of a part behind those above it: a row or a merged cell that the page break cut is one again."""
    last, first = before[-1], rows[0]
    tall = [
        (len(rows) > 1 and rows[1][c] is first[c]) or (len(before) > 1 and before[-2][c] is last[c])
        for c in range(len(first))
    ]
    # The first column whose cells are not merged over rows tells whether a row begins.
    key = next((c for c, cell in enumerate(last) if not tall[c] and cell.text), None)
    filled, above = (sum(map(bool, _words(row))) for row in (first, last))
    same = _starts(first) == _starts(last)  # else a heading over all columns
    split = 0 < filled <= _REST * above and same
    if key is not None and not first[key].text and filled:
        split |= filled <= _SPLIT * above or _ORDINAL.fullmatch(last[key].text) is not None
    for c, cell in enumerate(first):
        host = last[c]
        if cell is not host and (c == 0 or cell is not first[c - 1]) and (split or (tall[c] and not cell.text)):
            host.text = glue([host.text, cell.text])
            rows = [[host if x is cell else x for x in row] for row in rows]
    return rows[1:] if split else rows
