"""What the workbook shows: its sheets, their columns in the order of a reader, and the text of each cell.

The columns named here come first; whatever else the schema has follows by itself, identifiers and offsets last.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from taizhang import schema
from taizhang.write import labels
from taizhang.write.rows import Cells
from taizhang.write.text import cell_text, clean, clean_lines

Shown = str | float | date | None

# Columns that no table has: the plan's title and the measure's text beside a row, and three for the user to fill in.
PLAN, MEASURE, STATUS, PROGRESS, REMARK = "@plan", "@measure", "@status", "@progress", "@remark"
EXTRA = {
    PLAN: ("方案", "所属方案的标题"),
    MEASURE: ("所属措施", "所属措施的原句"),
    STATUS: ("状态", "由使用者从下拉列表选择"),
    PROGRESS: ("进展情况", "由使用者填写"),
    REMARK: ("备注", "由使用者填写"),
}

# Sheet → columns that come first. A printed page ends at the last of them.
SHEETS: dict[str, tuple[str, ...]] = {
    "ledger": (
        "no", "task", "goal", "measures", "time_limit", "due", "lead", "responsible", "cooperate", "supervise",
        "accept", "persons", STATUS, PROGRESS, REMARK, "source", PLAN, "review",
    ),
    "targets": (
        "indicator_text", "scope", "comparator", "value", "value_max", "unit", "expression", "deadline_text", "due",
        "baseline", "baseline_value", "binding", "kind", "text", PLAN, "review",
    ),
    "measures": ("item", "text", "action", "object", "theme", "instrument", PLAN, "review"),
    "deadlines": ("text", "relation", "due", "repeat", "masked", MEASURE, PLAN, "review"),
    "bodies": ("body_text", "name", "body", "role", "level", "region", MEASURE, PLAN, "review"),
    "citations": ("title", "number", "kind", MEASURE, PLAN, "review"),
    "plans": ("title", "kind", "region", "level", "issuer", "doc_number", "issued", "validity", "relation", "source"),
    "files": ("source", "status", "format", "pages", "chars", "ocr", "plans", "rows", "errors"),
    "errors": ("source", "stage", "code", "error", "advice"),
}  # fmt: skip

# Columns whose text comes from a document, so that it is joined and cleaned; paths, identifiers and codes are not.
_CLEANED = {
    "action", "object", "scope", "indicator_text", "comparator_text", "unit_text", "deadline_text", "text",
    "value_text", "body_text", "name", "number", "title", "doc_number", "issuer", "relation", "item", "no", "parent_no",
    "task", "goal", "time_limit", "lead", "responsible", "cooperate", "supervise", "accept", "persons",
}  # fmt: skip
_NARROW = {
    "start", "end", "value_start", "value_end", "source_id", "sha256", "source_sha256", "duplicate_of", "rule",
}  # fmt: skip
_DATES = {"due", "due_next"}
_DATE = re.compile(r"\d{4}-\d\d-\d\d")
FIRST_YEAR = 1901  # a workbook counts its days from 1900, whose leap day it has wrong


@dataclass(frozen=True, slots=True)
class Field:
    """One column of a sheet.

    Attributes:
        name: name of the table's column, or one of `EXTRA`.
        title: head of the column.
        first: one of the columns that a person reads; the others are for looking things up.
        narrow: an identifier, an offset or the title of the only plan, shown on one line in a narrow column.
        show: cells of a row → what the sheet shows.
    """

    name: str
    title: str
    first: bool
    narrow: bool
    show: Callable[[Cells], Shown]


def fields(table: str, rows: Mapping[str, Sequence[Cells]]) -> list[Field]:
    """The columns of a table's sheet in order.

    Args:
        table: name of the table, a key of `SHEETS`.
        rows: all rows of the run, for what is looked up in other tables.
    """
    spec = schema.TABLES[table]
    columns = {c.name: (i, c) for i, c in enumerate(spec.columns)}
    first = SHEETS[table]
    rest = [name for name in columns if name not in first]
    ids = [name for name in rest if _is_narrow(spec, columns[name][1])]
    out = []
    for name in [*first, *(name for name in rest if name not in ids), *ids]:
        if name in columns:
            at, column = columns[name]
            out.append(Field(name, column.title, name in first, name in ids, _shower(table, column, at)))
        else:
            title, _ = EXTRA[name]
            alone = name == PLAN and len(rows["plans"]) == 1  # the same title in every row need not make rows high
            out.append(Field(name, title, True, alone, _extra(name, table, rows)))
    return out


def _is_narrow(spec: schema.Table, column: schema.Column) -> bool:
    return column.name == spec.id or bool(column.refers) or column.name in _NARROW


def _extra(name: str, table: str, rows: Mapping[str, Sequence[Cells]]) -> Callable[[Cells], Shown]:
    if name not in (PLAN, MEASURE):
        return lambda _: None
    other, key, shown = ("plans", "plan_id", "title") if name == PLAN else ("measures", "measure_id", "text")
    names = schema.TABLES[other].names
    key_at, shown_at = names.index(key), names.index(shown)
    known = {row[key_at]: row[shown_at] for row in rows[other]}
    at = schema.TABLES[table].names.index(key)

    def show(cells: Cells) -> Shown:
        value = known.get(cells[at])
        return cell_text(clean(value)) if isinstance(value, str) else None

    return show


def _shower(table: str, column: schema.Column, at: int) -> Callable[[Cells], Shown]:
    turn = _turn(table, column)

    def show(cells: Cells) -> Shown:
        value = cells[at]
        if value is None:
            return None
        if isinstance(value, bool):
            return "是" if value else "否"
        if isinstance(value, int | float):
            return value
        return turn(value)

    return show


def _turn(table: str, column: schema.Column) -> Callable[[str], Shown]:
    """How the text of a column is shown."""
    name = column.name
    if column.codes:
        return labels.codes
    if name in _DATES:
        return day
    if name in ("basis", "supplied"):
        return lambda text: cell_text(labels.basis(table, text))
    if name == "repeat":
        return lambda text: cell_text(labels.REPEATS.get(text, text))
    if name == "review":
        return lambda text: cell_text(labels.reasons(text))
    if (table, name) == ("ledger", "measures"):
        return lambda text: cell_text(clean_lines(text))
    if name in _CLEANED or (table, name) == ("ledger", "source"):
        return lambda text: cell_text(clean(text))
    return cell_text


def day(text: str) -> Shown:
    """A date where the text is one day that a workbook can count (2025-12-31), else the text (20XX-12-31)."""
    if _DATE.fullmatch(text):
        try:
            found = date.fromisoformat(text)
        except ValueError:
            return cell_text(text)
        if found.year >= FIRST_YEAR:
            return found
    return cell_text(text)
