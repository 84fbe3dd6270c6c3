"""Grids that the rulings of a page make: which cells a table has and which of them are merged.

Rulings are what a page's content draws (strokes, thin filled boxes, thin pictures), joined by pdfplumber.  A grid is
read slot by slot: two slots are one cell unless a ruling parts them.  So a table may lack its outer lines, which those
of many official documents do.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Any, NamedTuple

from taizhang.read.pdf_chars import Turn
from taizhang.read.pdf_objects import thin_parts

_SHORT = 6.0  # points; what is shorter is no border
_SNAP = 3.0
# Boundaries closer than this are the two lines of a double border.
_DOUBLE = 5.0
# Rulings this far beyond the outermost crossing one mean that the table has no line on that side.
_OPEN = 8.0
_COVERED = 0.6
# Drawings (maps, charts) have more lines than any table that fits on a page.
_MAX_RULINGS = 1_500


class Ruling(NamedTuple):
    """A horizontal or vertical line: its place on the other axis, and its ends."""

    at: float
    start: float
    end: float


@dataclass(slots=True)
class Grid:
    """A grid on the turned page, y downwards.

    Attributes:
        xs, ys: the boundaries of its slots.
        cells: for each row the number of the cell that each column's slot belongs to.
    """

    xs: list[float]
    ys: list[float]
    cells: list[list[int]] = field(default_factory=list)

    @property
    def area(self) -> float:
        """How much of the page it covers, in square points."""
        return (self.xs[-1] - self.xs[0]) * (self.ys[-1] - self.ys[0])

    def slot(self, x: float, y: float) -> tuple[int, int] | None:
        """Row and column of a point, None outside."""
        column, row = bisect_right(self.xs, x) - 1, bisect_right(self.ys, y) - 1
        inside = 0 <= column < len(self.xs) - 1 and 0 <= row < len(self.ys) - 1
        return (row, column) if inside else None


def grids(page: Any, turn: Turn) -> list[Grid]:
    """The grids of an open page, those within another's cells left out, from top to bottom.

    Args:
        page: the page (pypdfium2).
        turn: how its text is turned.
    """
    edges = list(_edges(page, turn))
    if not edges:
        return []
    horizontal, vertical = _joined(edges)
    if len(horizontal) + len(vertical) > _MAX_RULINGS:
        return []
    found = []
    for hs, vs in _components(horizontal, vertical):
        grid = _grid([horizontal[i] for i in hs], [vertical[i] for i in vs])
        if grid is not None:
            found.append(grid)
    found.sort(key=lambda g: (g.ys[0], g.xs[0]))
    tables = [g for g in found if len(g.xs) > 2]
    return [g for g in found if not any(_within(g, t) for t in tables)]


def _within(g: Grid, t: Grid) -> bool:
    return g is not t and t.xs[0] <= g.xs[0] and g.xs[-1] <= t.xs[-1] and t.ys[0] <= g.ys[0] and g.ys[-1] <= t.ys[-1]


def _edges(page: Any, turn: Turn) -> Iterator[tuple[bool, Ruling]]:
    """(whether horizontal, ruling) for every thin thing that the page draws."""
    for rect in thin_parts(page):
        x0, top, x1, bottom = turn.place(rect)
        if x1 - x0 >= bottom - top:
            yield True, Ruling((top + bottom) / 2, x0, x1)
        else:
            yield False, Ruling((x0 + x1) / 2, top, bottom)


def _joined(edges: Sequence[tuple[bool, Ruling]]) -> tuple[list[Ruling], list[Ruling]]:
    """Horizontal and vertical rulings, pieces of one line joined (dashes, a piece a cell), short ones left out."""
    from pdfplumber.table import merge_edges

    raw: list[dict[str, Any]] = []
    for flat, r in edges:
        if flat:
            raw.append({"orientation": "h", "x0": r.start, "x1": r.end, "top": r.at, "bottom": r.at})
        else:
            raw.append({"orientation": "v", "x0": r.at, "x1": r.at, "top": r.start, "bottom": r.end})
        raw[-1] |= {"width": raw[-1]["x1"] - raw[-1]["x0"], "height": raw[-1]["bottom"] - raw[-1]["top"]}
        raw[-1] |= {"doctop": raw[-1]["top"]}  # pdfplumber moves it along with top
    merged = merge_edges(raw, _SNAP, _SNAP, _SNAP, _SNAP)
    horizontal = [Ruling(e["top"], e["x0"], e["x1"]) for e in merged if e["orientation"] == "h"]
    vertical = [Ruling(e["x0"], e["top"], e["bottom"]) for e in merged if e["orientation"] == "v"]
    return [r for r in horizontal if r.end - r.start >= _SHORT], [r for r in vertical if r.end - r.start >= _SHORT]


def _components(horizontal: Sequence[Ruling], vertical: Sequence[Ruling]) -> list[tuple[list[int], list[int]]]:
    """Groups of rulings that hang together by crossing or touching each other."""
    size = len(horizontal)
    parent = list(range(size + len(vertical)))
    for i, h in enumerate(horizontal):
        for j, v in enumerate(vertical, size):
            if h.start - _SNAP <= v.at <= h.end + _SNAP and v.start - _SNAP <= h.at <= v.end + _SNAP:
                _union(parent, i, j)
    groups: dict[int, tuple[list[int], list[int]]] = {}
    for k in range(len(parent)):
        hs, vs = groups.setdefault(_root(parent, k), ([], []))
        if k < size:
            hs.append(k)
        else:
            vs.append(k - size)
    return [g for g in groups.values() if g[0] and g[1]]


def _root(parent: list[int], k: int) -> int:
    while parent[k] != k:
        parent[k] = k = parent[parent[k]]
    return k


def _union(parent: list[int], a: int, b: int) -> None:
    a, b = _root(parent, a), _root(parent, b)
    parent[max(a, b)] = min(a, b)


def _grid(hs: Sequence[Ruling], vs: Sequence[Ruling]) -> Grid | None:
    """The grid of rulings that hang together, None where they enclose nothing or merge into no boxes."""
    xs, ys = _bounds(vs, hs), _bounds(hs, vs)
    rows, columns = len(ys) - 1, len(xs) - 1
    if rows < 1 or columns < 1:
        return None
    parent = list(range(rows * columns))
    for r in range(rows):
        for c in range(columns):
            k = r * columns + c
            if c + 1 < columns and not _parted(vs, xs[c + 1], ys[r], ys[r + 1]):
                _union(parent, k, k + 1)
            if r + 1 < rows and not _parted(hs, ys[r + 1], xs[c], xs[c + 1]):
                _union(parent, k, k + columns)
    cells = [[_root(parent, r * columns + c) for c in range(columns)] for r in range(rows)]
    return Grid(xs, ys, cells) if _boxes(cells) else None


def _bounds(across: Sequence[Ruling], along: Sequence[Ruling]) -> list[float]:
    """Boundaries on one axis: the rulings across it, and the ends of those along it where a side is open."""
    places = sorted(r.at for r in across)
    out: list[float] = []
    for at in places:
        if not out or at - out[-1] > _DOUBLE:
            out.append(at)
    starts = [r.start for r in along if r.start < out[0] - _OPEN]
    ends = [r.end for r in along if r.end > out[-1] + _OPEN]
    half = max(2, len(along) / 2)
    if len(starts) >= half:
        out.insert(0, median(starts))
    if len(ends) >= half:
        out.append(median(ends))
    return out


def _parted(rulings: Sequence[Ruling], at: float, start: float, end: float) -> bool:
    """Whether rulings at a boundary cover most of the way from start to end."""
    covered = sum(max(0.0, min(end, r.end) - max(start, r.start)) for r in rulings if abs(r.at - at) <= _DOUBLE)
    return covered >= _COVERED * (end - start)


def _boxes(cells: list[list[int]]) -> bool:
    """Whether nearly all merged cells are rectangles, which those of flow charts are not."""
    places: dict[int, list[tuple[int, int]]] = {}
    for r, row in enumerate(cells):
        for c, cell in enumerate(row):
            places.setdefault(cell, []).append((r, c))
    odd = 0
    for slots in places.values():
        rows, columns = [r for r, _ in slots], [c for _, c in slots]
        odd += (max(rows) - min(rows) + 1) * (max(columns) - min(columns) + 1) != len(slots)
    return odd <= 0.1 * len(places)
