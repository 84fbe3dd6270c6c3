"""A PDF page as it is read: its lines and tables from the first to the last, columns one after the other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from taizhang.read.pdf_chars import Char, PageChars, read_chars
from taizhang.read.pdf_grids import Grid, grids
from taizhang.read.pdf_lines import Line, Segment, lines, segments
from taizhang.read.pdf_tables import Table, table_of

# Two columns are prose: at least this many lines a side fill most of their side.
_LINES = 4
_FULL = 0.75
_FULL_SHARE = 0.5
# At most this share of the segments may cross the gap between columns (titles, page numbers).
_CROSSING = 0.3
_GUTTER = 0.6  # least width of that gap in ems
_MAX_COLUMNS = 4


@dataclass(slots=True)
class Page:
    """What a page holds, in reading order.

    Attributes:
        number: 1-based.
        width, height: of the turned page in points.
        items: lines and tables; the lines at an angle come last.
        chars: its characters, until they have been judged.
    """

    number: int
    width: float
    height: float
    items: list[Line | Table]
    chars: PageChars

    def forget(self) -> Page:
        """Itself without its characters, which are most of its memory."""
        self.chars = self.chars._replace(main=[], asides=[])
        return self


def read_page(page: Any, number: int) -> Page:
    """The content of an open page (pypdfium2), `number` its 1-based place in the document."""
    chars = read_chars(page)
    free: list[Char] = []
    boxed: dict[tuple[int, int], list[Char]] = {}
    found = grids(page, chars.turn) if chars.main else []
    order = sorted(range(len(found)), key=lambda k: found[k].area)
    for char in chars.main:
        x, y = (char.x0 + char.x1) / 2, (char.top + char.bottom) / 2
        for k in order:  # the smallest first: a frame may stand around others
            slot = found[k].slot(x, y)
            if slot is not None:
                boxed.setdefault((k, found[k].cells[slot[0]][slot[1]]), []).append(char)
                break
        else:
            free.append(char)
    pieces: list[Segment | Line | Table] = list(segments(free))
    for k, grid in enumerate(found):
        texts = {cell: lines(segments(held)) for (n, cell), held in boxed.items() if n == k}
        if not texts:
            continue  # a chart's grid
        table, frames = table_of(grid, texts, number), _framed(grid, texts, k)
        if _tabular(grid, texts) or len(grid.xs) > 2:
            table.frames = [] if _tabular(grid, texts) else frames
            pieces.append(table)
        else:
            pieces += frames
    width, height = chars.turn.size
    items = _columns(pieces, "", _MAX_COLUMNS)
    for aside in chars.asides:
        for line in lines(segments(aside)):
            line.aside = True
            items.append(line)
    for item in items:
        item.page = number
        for line in item.frames if isinstance(item, Table) else ():
            line.page = number
    return Page(number, width, height, items, chars)


def _tabular(grid: Grid, texts: dict[int, list[Line]]) -> bool:
    """Whether some row of the grid has two cells with text; else its boxes are frames around paragraphs."""
    return any(len({cell for cell in row if texts.get(cell)}) > 1 for row in grid.cells)


def _framed(grid: Grid, texts: dict[int, list[Line]], k: int) -> list[Line]:
    out = []
    for cell, held in sorted(texts.items()):
        for line in held:
            line.region, line.lo, line.hi = f"box {k}.{cell}", grid.xs[0], grid.xs[-1]
            out.append(line)
    return out


def _span(piece: Segment | Line | Table) -> tuple[float, float]:
    return (piece.xs[0], piece.xs[-1]) if isinstance(piece, Table) else (piece.x0, piece.x1)


def _columns(pieces: Sequence[Segment | Line | Table], name: str, left: int) -> list[Line | Table]:
    """Reading order: bands between what crosses the gap of two columns, in each band the left column first."""
    gap = _gutter(pieces) if left > 1 else None
    if gap is None:
        return _flow(pieces, name)
    out: list[Line | Table] = []
    bands: list[tuple[list[Segment | Line | Table], list[Segment | Line | Table]]] = [([], [])]
    crossing: list[Segment | Line | Table] = []

    def flush() -> None:
        if crossing:
            out.extend(_flow(crossing, f"{name}+"))
            crossing.clear()
        for side, held in zip("lr", bands.pop(), strict=True):
            out.extend(_columns(held, name + side, left // 2))
        bands.append(([], []))

    for piece in sorted(pieces, key=lambda p: (p.top + p.bottom, _span(p)[0])):
        x0, x1 = _span(piece)
        if x0 < gap < x1:
            if any(bands[-1]):
                flush()
            crossing.append(piece)
        else:
            bands[-1][x0 >= gap].append(piece)
    flush()
    return out


def _flow(pieces: Sequence[Segment | Line | Table], name: str) -> list[Line | Table]:
    """Everything in one column from top to bottom."""
    free = lines([p for p in pieces if isinstance(p, Segment)])
    lo, hi = min((f.x0 for f in free), default=0.0), max((f.x1 for f in free), default=0.0)
    for line in free:
        line.region, line.lo, line.hi = f"flow {name}", lo, hi
    items: list[Line | Table] = [p for p in pieces if not isinstance(p, Segment)]
    for item in items:
        item.region = item.region or f"flow {name}"
    return sorted([*free, *items], key=lambda i: (i.top if isinstance(i, Table) else i.middle, _span(i)[0]))


def _gutter(pieces: Sequence[Segment | Line | Table]) -> float | None:
    """Where the gap between two columns of prose lies, None where the page has one column."""
    prose = [p for p in pieces if isinstance(p, Segment)]
    if len(prose) < 2 * _LINES:
        return None
    events: dict[float, int] = {}
    for p in prose:
        events[p.x0] = events.get(p.x0, 0) + 1
        events[p.x1] = events.get(p.x1, 0) - 1
    places = sorted(events)
    em = sorted(p.bottom - p.top for p in prose)[len(prose) // 2]
    middle = (places[0] + places[-1]) / 2
    best: tuple[int, float, float] | None = None
    over = 0
    for at, after in pairwise(places):
        over += events[at]
        if after - at >= _GUTTER * em and over <= _CROSSING * len(prose) and places[0] < at:
            candidate = (over, abs((at + after) / 2 - middle), (at + after) / 2)
            if (best is None or candidate < best) and _two_columns(prose, candidate[2]):
                best = candidate
    return None if best is None else best[2]


def _two_columns(prose: Sequence[Segment], gap: float) -> bool:
    for side in ([p for p in prose if p.x1 <= gap], [p for p in prose if p.x0 >= gap]):
        if len(side) < _LINES:
            return False
        room = max(p.x1 for p in side) - min(p.x0 for p in side)
        full = sum(p.x1 - p.x0 >= _FULL * room for p in side)
        if full < max(_LINES, _FULL_SHARE * len(side)):
            return False
    return True
