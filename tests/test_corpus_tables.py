"""Compares the tables of every sample plan with the expected tables that a person worked out, cell by cell.

What is not right yet stands in corpus/open.yaml with its reason: a difference that is not listed fails, and so does a
listed one that is gone, so that the list never outlives its reason.
"""

from __future__ import annotations

import csv
from difflib import SequenceMatcher
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

import taizhang
from taizhang.values.fold import fold

CORPUS = Path(__file__).resolve().parents[1] / "corpus"
SAMPLES = sorted(p for p in CORPUS.iterdir() if (p / "expected").is_dir())
PLACE = {"targets": ("value_start", "value_end")}
CELLS = {
    "sections": ("depth", "path", "role"),
    "deadlines": ("relation", "edtf", "due", "masked", "repeat"),
    "targets": (
        "kind", "indicator_text", "comparator", "value", "value_max", "unit_text", "change", "deadline_text",
    ),
    "bodies": ("name", "role"),
    "measures": ("heading",),
    "citations": ("number", "kind"),
}  # fmt: skip


@cache
def converted(folder: Path) -> tuple[str, dict[str, list[dict[str, Any]]]]:
    file = next(p for p in sorted(folder.iterdir()) if p.suffix in (".txt", ".docx"))
    tables = taizhang.convert(file).tables
    return next(iter(tables.texts.values())), tables.rows


def expected(folder: Path, table: str) -> list[dict[str, str]]:
    with (folder / "expected" / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return [{k: v.replace("\\n", "\n") for k, v in line.items()} for line in csv.DictReader(file)]


def shown(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:.12g}" if isinstance(value, float) else str(value)


def occurrence(text: str, start: int, quote: str) -> int:
    number, at = 0, -1
    while at < start:
        at = text.find(quote, at + 1)
        number += 1
    return number


def place(text: str, quote: str, nth: int) -> tuple[int, int]:
    at = -1
    for _ in range(nth):
        at = text.find(quote, at + 1)
    return at, at + len(quote)


def same(cell: str, have: str, want: str) -> bool:
    """Equal; an indicator's words, whose completion is free, may differ by a scope or a verb."""
    if cell != "indicator_text" or have == want:
        return have == want
    a, b = (fold("".join(x.split())) for x in (have, want))
    shorter, longer = sorted((a, b), key=len)
    if shorter and shorter in longer:
        return len(shorter) >= 0.4 * len(longer)
    return SequenceMatcher(None, a, b, autojunk=False).ratio() >= 0.6


def differences(folder: Path, table: str) -> set[str]:
    """One line a difference: ``missed``, ``extra``, or the cell with its value."""
    text, rows = converted(folder)
    start, end = PLACE.get(table, ("start", "end"))
    want = {place(text, line["quote"], int(line["nth"])): line for line in expected(folder, table)}
    if table == "sections":
        have = {(r["start"], r["start"] + len(r["heading"])): r for r in rows[table]}
    else:
        have = {(r[start], r[end]): r for r in rows[table]}
    out = set()
    for a, b in want.keys() | have.keys():
        quote = text[a:b]
        name = f"{quote} #{occurrence(text, a, quote)}".replace("\n", "\\n")
        if (a, b) not in have:
            out.add(f"missed: {name}")
        elif (a, b) not in want:
            out.add(f"extra: {name}")
        else:
            for cell in CELLS[table]:
                if not same(cell, shown(have[a, b][cell]), want[a, b][cell]):
                    out.add(f"{cell} is {shown(have[a, b][cell])!r}: {name}")
    return out


@cache
def listed() -> dict[str, dict[str, list[str]]]:
    path = CORPUS / "open.yaml"
    return yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader) or {} if path.exists() else {}


@pytest.mark.parametrize("table", sorted(CELLS))
@pytest.mark.parametrize("folder", SAMPLES, ids=[p.name for p in SAMPLES])
def test_table(folder: Path, table: str) -> None:
    assert differences(folder, table) == set(listed().get(folder.name, {}).get(table, []))


@pytest.mark.parametrize("folder", SAMPLES, ids=[p.name for p in SAMPLES])
def test_plan(folder: Path) -> None:
    _, rows = converted(folder)
    with (folder / "expected" / "plans.csv").open(encoding="utf-8", newline="") as file:
        want = list(csv.DictReader(file))
    assert [{k: shown(row[k]) for k in want[0]} for row in rows["plans"]] == want
