"""Merging: counts, and the renaming of further copies of a plan."""

from __future__ import annotations

import copy

from taizhang import schema
from taizhang.merge import merge
from taizhang.model import Row, Tables


def row(table: str, start: int, **cells: object) -> Row:
    out: Row = dict.fromkeys(schema.TABLES[table].names)
    out.update(start=start, end=start + 5)
    out.update(cells)  # type: ignore[arg-type]
    return out


def part(source: str, *plans: tuple[str, int]) -> Tables:
    """The tables of a file with these plans (id, start), each with rows that refer to each other."""
    tables = Tables.empty()
    rows = tables.rows
    rows["files"].append({"source": source, "source_id": source, "status": "ok"})
    for n, (plan, start) in enumerate(plans, 1):
        rows["plans"].append(row("plans", start, plan_id=plan, source=source, plan_no=n))
        rows["sections"] += [
            row("sections", start, section_id=f"s1{plan}", plan_id=plan),
            row("sections", start + 1, section_id=f"s2{plan}", plan_id=plan, parent_id=f"s1{plan}"),
        ]
        rows["sentences"].append(row("sentences", start, sentence_id=f"n{plan}", plan_id=plan, section_id=f"s2{plan}"))
        rows["measures"] += [
            row("measures", start, measure_id=f"m1{plan}", plan_id=plan, section_id=f"s2{plan}"),
            row("measures", start + 2, measure_id=f"m2{plan}", plan_id=plan, duplicate_of=f"m1{plan}"),
        ]
        deadline = row("deadlines", start, deadline_id=f"d{plan}", plan_id=plan, measure_id=f"m1{plan}")
        rows["deadlines"].append(deadline)
        rows["targets"].append(row("targets", start, target_id=f"t{plan}", plan_id=plan, deadline_id=f"d{plan}"))
        rows["ledger"].append(row("ledger", start, ledger_id=f"l{plan}", plan_id=plan, section_id=f"s1{plan}"))
    tables.texts[source] = source
    tables.dropped["past"] += 2
    return tables


def column(tables: Tables, table: str, name: str) -> list[object]:
    return [r[name] for r in tables.rows[table]]


def test_different_plans_stay_as_they_are() -> None:
    first, second = part("a.txt", ("p1", 0)), part("b.txt", ("p2", 0), ("p3", 50))
    before = copy.deepcopy((first.rows, second.rows))
    merged = merge([first, second])
    assert (first.rows, second.rows) == before
    for name in schema.TABLES:
        assert merged.rows[name] == first.rows[name] + second.rows[name]
    assert merged.texts == {"a.txt": "a.txt", "b.txt": "b.txt"}
    assert merged.dropped == {"past": 4}


def test_copies_in_other_files() -> None:
    parts = [part(name, ("p1", 0)) for name in ("a.txt", "b.txt", "c.txt")]
    before = copy.deepcopy(parts[1].rows)
    merged = merge(parts)
    assert parts[1].rows == before
    assert column(merged, "plans", "plan_id") == ["p1", "p1-2", "p1-3"]
    assert column(merged, "plans", "duplicate_of") == [None, "p1", "p1"]
    assert column(merged, "sections", "section_id") == ["s1p1", "s2p1", "s1p1-2", "s2p1-2", "s1p1-3", "s2p1-3"]
    assert column(merged, "sections", "parent_id") == [None, "s1p1", None, "s1p1-2", None, "s1p1-3"]
    assert column(merged, "sentences", "section_id") == ["s2p1", "s2p1-2", "s2p1-3"]
    assert column(merged, "measures", "measure_id") == ["m1p1", "m2p1", "m1p1-2", "m2p1-2", "m1p1-3", "m2p1-3"]
    assert column(merged, "measures", "duplicate_of") == [None, "m1p1", None, "m1p1-2", None, "m1p1-3"]
    assert column(merged, "deadlines", "measure_id") == ["m1p1", "m1p1-2", "m1p1-3"]
    assert column(merged, "targets", "deadline_id") == ["dp1", "dp1-2", "dp1-3"]
    assert column(merged, "targets", "measure_id") == [None] * 3
    assert column(merged, "ledger", "ledger_id") == ["lp1", "lp1-2", "lp1-3"]
    for name, spec in schema.TABLES.items():
        if spec.id and merged.rows[name]:
            assert len(set(column(merged, name, spec.id))) == len(merged.rows[name])
            assert column(merged, name, "plan_id")[-1] == "p1-3"


def test_copies_in_one_file() -> None:
    merged = merge([part("a.txt", ("p1", 0), ("p2", 50), ("p1", 100))])
    assert column(merged, "plans", "plan_id") == ["p1", "p2", "p1-2"]
    assert column(merged, "measures", "plan_id") == ["p1", "p1", "p2", "p2", "p1-2", "p1-2"]
    assert column(merged, "targets", "target_id") == ["tp1", "tp2", "tp1-2"]
    assert column(merged, "targets", "deadline_id") == ["dp1", "dp2", "dp1-2"]


def test_copies_in_one_file_and_in_others() -> None:
    merged = merge([part("a.txt", ("p1", 0)), part("b.txt", ("p1", 0), ("p1", 100)), part("c.txt", ("p1", 9))])
    assert column(merged, "plans", "plan_id") == ["p1", "p1-2", "p1-3", "p1-4"]
    assert column(merged, "deadlines", "start") == [0, 0, 100, 9]
    assert column(merged, "deadlines", "deadline_id") == ["dp1", "dp1-2", "dp1-3", "dp1-4"]


def test_order_of_plans_in_a_file_is_that_of_the_text() -> None:
    merged = merge([part("a.txt", ("p1", 100), ("p1", 0))])
    assert [(p["start"], p["plan_id"]) for p in merged.rows["plans"]] == [(100, "p1-2"), (0, "p1")]


def test_measure_that_repeats_one_of_an_earlier_copy() -> None:
    """In one file the copies' measures have one id; a repetition across copies points to the first."""
    tables = part("a.txt", ("p1", 0), ("p1", 100))
    tables.rows["measures"][2]["duplicate_of"] = "m1p1"  # that of the second copy, which has this very id
    merged = merge([tables])
    assert column(merged, "measures", "measure_id") == ["m1p1", "m2p1", "m1p1-2", "m2p1-2"]
    assert column(merged, "measures", "duplicate_of") == [None, "m1p1", "m1p1", "m1p1-2"]
