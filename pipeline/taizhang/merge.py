"""One set of tables from the tables of many files, further copies of a plan told apart."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable

from taizhang import schema
from taizhang.model import Row, Tables, Value


def merge(parts: Iterable[Tables]) -> Tables:
    """Merge the tables of files.

    Args:
        parts: the tables of one file each, in order of source; they are left as they are.

    Returns:
        All rows in that order. A plan that came before (in another file or in the same one) is a further copy: its
        plan_id and the ids of its rows get -2, -3 …, references within it follow, and duplicate_of names the first.
    """
    out = Tables.empty()
    copies: Counter[str] = Counter()
    for part in parts:
        for name, rows in _distinct(part, copies).items():
            out.rows[name] += rows
        out.texts.update(part.texts)
        out.dropped.update(part.dropped)
    return out


def _distinct(part: Tables, copies: Counter[str]) -> dict[str, list[Row]]:
    plans = sorted(part.rows["plans"], key=lambda p: _int(p["start"]))
    starts: dict[str, list[int]] = {}  # of each plan_id, those of its copies in this file
    suffixes: dict[str, list[str]] = {}
    for plan in plans:
        plan_id = str(plan["plan_id"])
        copies[plan_id] += 1
        starts.setdefault(plan_id, []).append(_int(plan["start"]))
        suffixes.setdefault(plan_id, []).append("" if copies[plan_id] == 1 else f"-{copies[plan_id]}")

    def suffix(row: Row) -> str:
        plan_id = str(row.get("plan_id"))
        if plan_id not in suffixes:
            return ""
        return suffixes[plan_id][max(0, bisect_right(starts[plan_id], _int(row["start"])) - 1)]

    owned = {
        (suffix(row), row[key])
        for name, rows in part.rows.items()
        if (key := schema.TABLES[name].id)
        for row in rows
        if suffix(row)
    }
    return {
        name: [_renamed(name, row, own, owned) if (own := suffix(row)) else row for row in rows]
        for name, rows in part.rows.items()
    }


def _renamed(name: str, row: Row, suffix: str, owned: set[tuple[str, Value]]) -> Row:
    """The row with its id and its references to rows of the same copy renamed."""
    new = dict(row)
    spec = schema.TABLES[name]
    references = {c.name for c in spec.columns if c.refers}
    for column in {spec.id, "duplicate_of", *references} & row.keys():
        value = row[column]
        # A measure may repeat one of an earlier copy, whose id was the same as its own before it got the suffix.
        repeats_first = column == "duplicate_of" and value == row[spec.id]
        if (suffix, value) in owned and not repeats_first:
            new[column] = f"{value}{suffix}"
    if name == "plans":
        new["duplicate_of"] = row["plan_id"]
    return new


def _int(value: object) -> int:
    return value if isinstance(value, int) else 0
