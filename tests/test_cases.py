"""Runs every case of tests/cases/<table>/*.yaml: the text's <<quotes>> must be exactly the rows that the table gives.

A case: ``text`` with the quotes marked, ``rows`` with the columns that a person worked out for each quote in order
(only those named are compared), ``why`` for a case that must not match, ``before`` for lines that stand above the text
(a heading that sets the section's role), ``issued`` for the plan's date.  Values are compared as text; an empty string
means an empty cell.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

import taizhang

CASES = Path(__file__).parent / "cases"
# Where a row's quote stands: targets are known by their value, the others by their span.
PLACE = {"targets": ("value_start", "value_end")}


def load() -> list[Any]:
    out = []
    for path in sorted(CASES.glob("*/*.yaml")):
        for number, case in enumerate(yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader) or [], 1):
            out.append(pytest.param(path.parent.name, case, id=f"{path.parent.name}/{path.stem}:{number}"))
    return out


def marked(text: str) -> tuple[str, list[tuple[int, int]]]:
    """The text without its marks, and the marked ranges in it."""
    plain, spans, opened = "", [], -1
    k = 0
    while k < len(text):
        if text.startswith("<<", k):
            opened, k = len(plain), k + 2
        elif text.startswith(">>", k):
            spans.append((opened, len(plain)))
            k += 2
        else:
            plain += text[k]
            k += 1
    return plain, spans


def shown(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:.12g}" if isinstance(value, float) else str(value)


@pytest.mark.parametrize(("table", "case"), load())
def test_case(table: str, case: dict[str, Any]) -> None:
    above = case.get("before", "")
    text, spans = marked((above.rstrip("\n") + "\n" if above else "") + case["text"])
    settings = taizhang.Settings(meta={"text.txt": {"issued": case["issued"]}}) if "issued" in case else None
    found = taizhang.convert_text(text, settings=settings).tables.rows[table]
    start, end = PLACE.get(table, ("start", "end"))
    if table == "targets" and "kind" in case:
        found = [r for r in found if r["kind"] == case["kind"]]
    found = sorted(found, key=lambda r: (r[start], r[end]))
    quotes = [text[r[start] : r[end]] for r in found]
    assert quotes == [text[a:b] for a, b in spans]
    assert [(r[start], r[end]) for r in found] == spans
    for row, want in zip(found, case["rows"], strict=True):
        assert {k: shown(row[k]) for k in want} == want
