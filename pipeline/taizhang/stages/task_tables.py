"""Tables of tasks: one row an item under a head row, or one table an item as pairs of label and value.

Rows come from the readers as lines with their cells joined by tabs, a merged cell's value repeated on all its rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import regex

from taizhang.lexicon import Lexicons
from taizhang.stages.text import Para

Meaning = dict[tuple[int, int], str]
_HEAD_ROWS = 3
_WHO = frozenset({"lead", "responsible", "cooperate"})
_WHAT = ("problem", "task", "measures")
_REMARK = regex.compile(r"\(.*\)$")


@dataclass(frozen=True, slots=True)
class Cell:
    """A table cell: paragraph index, half-open range in its folded text, column number."""

    para: int
    i: int
    j: int
    column: int


@dataclass(frozen=True, slots=True)
class TableItem:
    """One item of a task table: its cells with their fields, in the order of the text; first and last paragraph."""

    cells: tuple[tuple[str, Cell], ...]
    first: int
    last: int


def cells_of(para: Para, n: int) -> list[Cell]:
    """The cells of a row, the empty ones too."""
    out, at = [], 0
    for column, text in enumerate(para.s.split("\t")):
        out.append(Cell(n, at, at + len(text), column))
        at += len(text) + 1
    return out


def text_of(paras: Sequence[Para], cell: Cell) -> str:
    """A cell's folded text."""
    return paras[cell.para].s[cell.i : cell.j]


@lru_cache(maxsize=8)
def _labels(lexicons: Lexicons) -> dict[str, str]:
    return {w["word"].replace(" ", ""): w["field"] for w in lexicons.table("labels/fields")}


def _label(text: str, lexicons: Lexicons) -> str:
    """The field that a head cell names, remarks in brackets left out (责任单位(第一个为牵头单位)); empty for none."""
    labels = _labels(lexicons)
    bare = text.rstrip(":")
    return labels.get(bare) or labels.get(_REMARK.sub("", bare), "")


def read(paras: Sequence[Para], grid: list[list[Cell]], lexicons: Lexicons) -> tuple[Meaning, list[TableItem]]:
    """Read one table.

    Args:
        paras: the plan's paragraphs.
        grid: the table's cells, a list a row.
        lexicons: for the labels.

    Returns:
        What its cells mean, ``head`` for those that hold no values, and its items; nothing for a table of other things.
    """
    found = _head(paras, grid, lexicons)
    if found:
        return _rows(paras, grid, *found)
    return _cards(paras, grid, lexicons)


def _head(paras: Sequence[Para], grid: list[list[Cell]], lexicons: Lexicons) -> tuple[int, list[str]] | None:
    """Number of the last head row and the field of each column; of two head rows the lower one names the columns."""
    best: tuple[int, list[str]] | None = None
    for h, row in enumerate(grid[:_HEAD_ROWS]):
        texts = [text_of(paras, c) for c in row]
        fields = [_label(t, lexicons) for t in texts]
        named = [f for f in fields if f]
        if not _WHO & set(fields) or (len(row) > 3 and len(named) < 2):
            continue
        if best and (
            len(named) < len([f for f in best[1] if f]) or any(t and not f for t, f in zip(texts, fields, strict=True))
        ):
            break
        best = (h, fields)
    if best is None or set(best[1]) & set(_WHAT):
        return best
    # The widest column without a label says what is to be done (部门 | 职责与任务).
    free = [c for c, f in enumerate(best[1]) if not f]
    if not free:
        return None
    width = {c: sum(len(text_of(paras, r[c])) for r in grid[best[0] + 1 :] if c < len(r)) for c in free}
    best[1][max(free, key=lambda c: width[c])] = "task"
    return best


def _rows(
    paras: Sequence[Para], grid: list[list[Cell]], head: int, fields: list[str]
) -> tuple[Meaning, list[TableItem]]:
    meaning: Meaning = {(c.para, c.column): "head" for row in grid[: head + 1] for c in row}
    heads = [[text_of(paras, c) for c in row] for row in grid[: head + 1]]
    items: list[list[tuple[str, Cell]]] = []
    key = ("", "")
    for row in grid[head + 1 :]:
        texts = [text_of(paras, c) for c in row]
        if texts in heads or _titles(texts, fields):  # repeated after a page break, or a title over a group of items
            meaning.update({(c.para, c.column): "head" for c in row})
            continue
        cells = [(fields[c.column], c) for c in row if c.column < len(fields)]
        meaning.update({(c.para, c.column): f for f, c in cells})
        filled = [(f, c) for f, c in cells if f and c.j > c.i]
        number = next((text_of(paras, c) for f, c in filled if f == "number"), "")
        what = next((text_of(paras, c) for f, c in filled if f in ("problem", "task")), "")
        if items and _same(key, (number, what), fields):
            items[-1] += filled
        else:
            items.append(filled)
            key = (number, what)
    return meaning, [_item(paras, cells) for cells in items if any(f in _WHAT for f, _ in cells)]


def _titles(texts: list[str], fields: list[str]) -> bool:
    """一、责任落实方面 in the first cell of an otherwise empty row stands over the items below."""
    filled = [k for k, t in enumerate(texts) if t]
    return (
        filled == [0] and len(fields) > 2 and not texts[0].isdigit() and fields[0] in ("", "number", "problem", "task")
    )


def _same(key: tuple[str, str], row: tuple[str, str], fields: list[str]) -> bool:
    """Whether a row goes on with the item above: its number or problem is merged with it, or it has neither."""
    number, what = row
    if "number" in fields and (number or key[0]):
        return number == key[0] if number else not what or what == key[1]
    return not what or what == key[1]


def _item(paras: Sequence[Para], cells: list[tuple[str, Cell]]) -> TableItem:
    """An item without the repeats that merging makes: a value once for each column."""
    seen: set[tuple[str, int, str]] = set()
    out = []
    for field, cell in cells:
        mark = (field, cell.column, text_of(paras, cell))
        if mark not in seen:
            seen.add(mark)
            out.append((field, cell))
    return TableItem(tuple(out), cells[0][1].para, cells[-1][1].para)


def _cards(paras: Sequence[Para], grid: list[list[Cell]], lexicons: Lexicons) -> tuple[Meaning, list[TableItem]]:
    """One table an item, or several below each other: rows of label | value, or label | value | label | value."""
    labelled = [row for row in grid if len(row) > 1 and _label(text_of(paras, row[0]), lexicons)]
    if len(labelled) < 2 or 2 * len(labelled) < len(grid):
        return {}, []
    meaning: Meaning = {}
    items: list[list[tuple[str, Cell]]] = []
    opening = last = ""
    for row in grid:
        field = ""
        for cell in row:
            name = _label(text_of(paras, cell), lexicons)
            if name and field != name:
                field = name
                meaning[cell.para, cell.column] = "head"
                if not items or (field == opening and last != field):
                    items.append([])
                    opening = opening or field
                last = field
            else:
                meaning[cell.para, cell.column] = field or "head"
                if field and cell.j > cell.i:
                    items[-1].append((field, cell))
    held = {f for cells in items for f, _ in cells}
    if not held & _WHO or not held & {*_WHAT, "goal", "time_limit"}:
        return {}, []
    return meaning, [_item(paras, cells) for cells in items if cells]
