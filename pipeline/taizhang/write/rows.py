"""Rows as every format writes them: cells in column order, checked against the schema, sorted.

The order is by source, start, end, id (files by source; errors by source, stage, code, error), compared by code point,
so that neither the number of workers nor the order of the inputs shows in any output.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable

from taizhang import schema
from taizhang.model import Row, Tables, Value

Cells = tuple[Value, ...]

# Half a surrogate pair is no character and cannot be written as UTF-8; one code point stands for one, so offsets hold.
_SURROGATE = re.compile("[\ud800-\udfff]")


def encodable(text: str) -> str:
    """The text with each lone surrogate replaced by U+FFFD; its length stays."""
    return _SURROGATE.sub("\ufffd", text)


def ordered(tables: Tables) -> dict[str, list[Cells]]:
    """All rows of a run, ready to be written.

    Args:
        tables: the rows, unsorted; a column that a row lacks counts as None.

    Returns:
        Table name → rows in the order of the outputs, each a tuple in the order of the table's columns. Empty text is
        None, a number is a float, text can be encoded as UTF-8; the rows given are left as they are.

    Raises:
        ValueError: a cell is not of its column's type, a mistake in the code that made the row.
    """
    sources = {plan["plan_id"]: plan["source"] for plan in tables.rows.get("plans", [])}
    out: dict[str, list[Cells]] = {}
    for name, spec in schema.TABLES.items():
        casts = [(c.name, _CASTS[c.type]) for c in spec.columns]
        keyed = [
            (_key(spec, row, sources), tuple([_cast(cast, row.get(column), name, column) for column, cast in casts]))
            for row in tables.rows.get(name, [])
        ]
        keyed.sort(key=lambda pair: pair[0])
        out[name] = [cells for _, cells in keyed]
    return out


def _key(spec: schema.Table, row: Row, sources: dict[Value, Value]) -> tuple[str | int, ...]:
    if not spec.id:
        return tuple(str(row.get(name) or "") for name in ("source", "stage", "code", "error"))
    source = row.get("source") if spec.name == "plans" else sources.get(row.get("plan_id"))
    start, end = row.get("start"), row.get("end")
    return (
        str(source or ""),
        start if isinstance(start, int) else -1,
        end if isinstance(end, int) else -1,
        str(row.get(spec.id) or ""),
    )


def _cast(cast: Callable[[Value], Value], value: Value, table: str, column: str) -> Value:
    if value is None:
        return None
    try:
        return cast(value)
    except TypeError as error:
        raise ValueError(f"{table}.{column} holds {value!r}, which is not {error}.") from None


def _string(value: Value) -> Value:
    if not isinstance(value, str):
        raise TypeError("a string")
    return encodable(value) or None


def _integer(value: Value) -> Value:
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError("an integer")
    return value


def _number(value: Value) -> Value:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise TypeError("a finite number")
    return float(value) + 0.0  # turns -0.0 into 0.0


def _boolean(value: Value) -> Value:
    if not isinstance(value, bool):
        raise TypeError("a boolean")
    return value


_CASTS: dict[str, Callable[[Value], Value]] = {
    "string": _string,
    "integer": _integer,
    "number": _number,
    "boolean": _boolean,
}
