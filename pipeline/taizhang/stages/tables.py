"""Tables of a plan: tables of indicators are read here, tables of tasks in `stages.task_tables`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import regex

from taizhang.lexicon import Lexicons
from taizhang.rules.quantities import Quantity
from taizhang.rules.targets import Frame, noun_change
from taizhang.stages import task_tables
from taizhang.stages.fields import PROSE
from taizhang.stages.task_tables import Cell, TableItem, cells_of, text_of
from taizhang.stages.text import Para
from taizhang.values import dates
from taizhang.values.numerals import magnitude, number
from taizhang.values.units import unit as unit_of

__all__ = ["Column", "Figure", "Layout", "cells_of", "figures", "kind_of", "layout"]

_YEAR_CELL = regex.compile(rf"(?P<y>{dates.YEAR})年?(?:底|末)?(?P<what>[\u4e00-\u9fff()]*)")
_NAME = regex.compile(r"^(?:主要|具体|考核)?指标(?:名称|内容)?$|^(?:指标|项目)名称$")
_UNIT = regex.compile(r"^(?:计量)?单位$")
_BINDING = regex.compile(r"^(?:指标)?(?:属性|性质|类型)$")
_BASE = regex.compile(r"现状|基[期年准]|实际|完成值|初值")
_GOAL = regex.compile(r"目标|规划|计划|预期")
_VALUE = regex.compile(
    r"(?P<sign>≥|≤|>|<|=|约|不低于|不高于|不超过|不少于)?(?P<open>[\[(])?(?P<n>-?\d[\d,]*(?:\.\d+)?)(?P<unit>%|‰)?(?P<close>[\])])?[*＊①-⑨]{0,2}(?P<after>左右|以上|以下|以内)?"
)
_SIGN = {"≥": ">=", "≤": "<=", ">": ">", "<": "<", "=": "=", "约": "~", "不低于": ">=", "不少于": ">=", "不高于": "<=",
         "不超过": "<=", "左右": "~", "以上": ">=", "以下": "<=", "以内": "<="}  # fmt: skip
_UNIT_IN_NAME = regex.compile(r"\((?P<unit>[^()]{1,12})\)$")
_HEAD_ROWS = 3


@dataclass(frozen=True, slots=True)
class Column:
    """What a column of an indicator table holds: name, unit, base, target, binding or empty; and its year."""

    kind: str
    year: str = ""
    head: Cell | None = None


@dataclass(slots=True)
class Layout:
    """What the cells of a plan's tables mean.

    Attributes:
        meaning: (paragraph, column) → labelled field, for rows of task tables; ``head`` for cells of head rows.
        items: the items of task tables, in order.
        indicators: tables of indicators, each as its columns and its data rows.
    """

    meaning: dict[tuple[int, int], str] = field(default_factory=dict)
    items: list[TableItem] = field(default_factory=list)
    indicators: list[tuple[list[Column], list[list[Cell]]]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Figure:
    """A value of an indicator table, as a quantity with its frame, and the head cell that names its year."""

    para: int
    column: int
    quantity: Quantity
    frame: Frame
    year: str
    head: Cell


def layout(paras: Sequence[Para], lexicons: Lexicons) -> Layout:
    """Read the head rows of all tables."""
    out = Layout()
    tables: dict[int, list[int]] = {}
    for n, para in enumerate(paras):
        if para.kind == "row":
            tables.setdefault(para.table, []).append(n)
    for rows in tables.values():
        grid = [cells_of(paras[n], n) for n in rows]
        if not _indicator_table(paras, grid, out):
            meaning, items = task_tables.read(paras, grid, lexicons)
            out.meaning.update(meaning)
            out.items += items
    return out


def _indicator_table(paras: Sequence[Para], grid: list[list[Cell]], out: Layout) -> bool:
    for h, row in enumerate(grid[:_HEAD_ROWS]):
        columns = [_indicator_column(text_of(paras, c), c) for c in row]
        for k in range(1, len(columns)):  # a head over two columns of names leaves the second cell empty
            if not text_of(paras, row[k]) and columns[k - 1].kind == "name":
                columns[k] = Column("name")
        years = [c for c in columns if c.kind == "year"]
        if not any(c.kind == "name" for c in columns) or not years:
            continue
        first = min(years, key=lambda c: c.year)
        named = any(
            _BASE.search(text_of(paras, c.head)) or _GOAL.search(text_of(paras, c.head)) for c in years if c.head
        )
        done = []
        for c in columns:
            if c.kind == "year":
                text = text_of(paras, c.head) if c.head else ""
                base = bool(_BASE.search(text)) if named else len(years) > 1 and c.year == first.year
                c = Column("base" if base and not _GOAL.search(text) else "target", c.year, c.head)
            done.append(c)
        for cell in row:
            out.meaning[cell.para, cell.column] = "head"
        out.indicators.append((done, [r for r in grid[h + 1 :] if r]))
        return True
    return False


def _indicator_column(text: str, cell: Cell) -> Column:
    if _NAME.match(text):
        return Column("name")
    if _UNIT.match(text):
        return Column("unit")
    if _BINDING.match(text):
        return Column("binding")
    year = _YEAR_CELL.fullmatch(text)
    return Column("year", dates.year(year["y"]), cell) if year else Column("")


def figures(paras: Sequence[Para], found: Layout, lexicons: Lexicons) -> list[Figure]:
    """The target values of all indicator tables, a cell each, in order of their place."""
    out: list[Figure] = []
    for columns, rows in found.indicators:
        for row in rows:
            out += _row_figures(paras, columns, row, lexicons)
    return out


def _row_figures(paras: Sequence[Para], columns: list[Column], row: list[Cell], lexicons: Lexicons) -> list[Figure]:
    by_kind: dict[str, list[tuple[Column, Cell]]] = {}
    for cell in row:
        if cell.column < len(columns):
            by_kind.setdefault(columns[cell.column].kind, []).append((columns[cell.column], cell))
    names = [text for _, c in by_kind.get("name", []) if (text := text_of(paras, c))]
    if not names:
        return []
    name, unit_text = names[-1], next((text_of(paras, c) for _, c in by_kind.get("unit", [])), "")
    inside = _UNIT_IN_NAME.search(name)
    if inside and not unit_text and (unit_of(_bare(inside["unit"])[0], lexicons) is not None):
        unit_text, name = inside["unit"], name[: inside.start()]
    binding = next((text_of(paras, c) for _, c in by_kind.get("binding", [])), "")
    bases = [(col, m) for col, c in by_kind.get("base", []) if (m := _VALUE.fullmatch(text_of(paras, c)))]
    unit_bare, factor = _bare(unit_text)
    base = _number(bases[-1][1]["n"], factor) if bases else None
    out = []
    for column, cell in by_kind.get("target", []):
        found = _VALUE.fullmatch(text_of(paras, cell))
        if found is None or column.head is None:
            continue
        own_unit = found["unit"] or unit_bare
        value = _number(found["n"], factor)
        sign = found["sign"] or found["after"] or ""
        comparator, basis = (_SIGN[sign], "explicit") if sign else (_implied(value, base), "implied")
        if not sign and value == 100 and own_unit == "%":
            comparator = "="  # all of it, where the cell names no bound
        start, end = cell.i + found.start("n"), cell.i + (found.end("unit") if found["unit"] else found.end("n"))
        total = found["open"] is not None or "累计" in name
        frame = Frame(
            "table", comparator, basis, sign, "", "cumulative" if total else "level", name, baseline=bases[-1][0].year if bases else "",
            baseline_value=base, binding=binding if binding in ("约束性", "预期性") else "",
        )  # fmt: skip
        quantity = Quantity(value, None, own_unit, start, end)
        out.append(Figure(cell.para, cell.column, quantity, noun_change(name, frame, name), column.year, column.head))
    return out


def _number(text: str, factor: int) -> float:
    value = number(text.lstrip("-")) or 0.0
    if factor > 1:
        value = float(f"{value * factor:.15g}")
    return -value if text.startswith("-") else value


def _bare(unit_text: str) -> tuple[str, int]:
    """Unit without its magnitude words, and their value: 万公里 → 公里, 10000; 千克 and 千瓦 keep their 千."""
    found = regex.match(r"(?:十|百|千)?[万亿]+|百(?=[人户])", unit_text)
    if not found or found.end() == len(unit_text):
        return unit_text, 1
    return unit_text[found.end() :], magnitude(found.group())


def _implied(value: float, base: float | None) -> str:
    """A bare cell is a floor where it lies above its base year, a ceiling where it lies below."""
    if base is None:
        return "="
    return ">=" if value >= base else "<="


def kind_of(field_: str) -> str:
    """How a cell's text is read: ``sentence`` for tasks and measures, ``label`` for bodies and times, else ``cell``."""
    if field_ in PROSE:
        return "sentence"
    return "label" if field_ in ("lead", "responsible", "cooperate", "supervise", "accept", "time_limit") else "cell"
