"""Every rule of `rules.times` has cases: at least two that it makes a row of, and its id is its own."""

from __future__ import annotations

from collections import Counter
from functools import cache
from pathlib import Path

import pytest
import yaml

import taizhang
from taizhang.rules.times import FIELD_ONLY, RULES

CASES = Path(__file__).parent / "cases" / "deadlines"
# Joined by `stages.times` from two points, so no pattern of its own.
JOINED = "deadline.span"


@cache
def hits() -> Counter[str]:
    """Rule id → number of cases of which it makes a row."""
    out: Counter[str] = Counter()
    for path in sorted(CASES.glob("*.yaml")):
        for case in yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader):
            above = case.get("before", "")
            text = f"{above}\n{case['text']}".strip("\n").replace("<<", "").replace(">>", "")
            settings = taizhang.Settings(meta={"text.txt": {"issued": case["issued"]}}) if "issued" in case else None
            rows = taizhang.convert_text(text, settings=settings).tables.rows["deadlines"]
            out.update({str(row["rule"]) for row in rows})
    return out


@pytest.mark.parametrize("rule", [*(r.id for r in RULES), JOINED])
def test_two_cases_at_least(rule: str) -> None:
    assert hits()[rule] >= 2


def test_no_row_without_a_rule() -> None:
    assert set(hits()) <= {r.id for r in RULES} | {JOINED}


def test_ids_are_unique_and_named_for_the_table() -> None:
    ids = [r.id for r in RULES]
    assert len(ids) == len(set(ids))
    assert all(i.startswith("deadline.") for i in ids)
    assert set(ids) >= FIELD_ONLY


def test_kinds_that_must_not_match_have_cases() -> None:
    for path in sorted(CASES.glob("not_*.yaml")):
        cases = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
        assert sum(not case["rows"] for case in cases) >= 8
        assert all(case.get("why") for case in cases if not case["rows"])
