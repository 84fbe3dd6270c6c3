"""The ledger of every sample plan is the one that a reader made of it, cell by cell."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

import pytest

from taizhang.document import Settings, convert_one
from taizhang.model import Row

CORPUS = Path(__file__).resolve().parents[1] / "corpus"
FOLDERS = sorted(p for p in CORPUS.iterdir() if p.is_dir())
BODIES = ("lead", "responsible", "cooperate", "supervise", "accept")


def expected(folder: Path) -> list[dict[str, str]]:
    with (folder / "expected" / "ledger.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def ledger(folder: Path) -> list[Row]:
    (path,) = [p for p in folder.iterdir() if p.suffix in {".txt", ".docx"}]
    return convert_one(path, Settings()).rows["ledger"]


def cell(column: str, row: Row) -> str:
    value = str(row[column] or "")
    return value.rpartition("/")[2] if column == "no" else value


def comparable(column: str, text: str) -> object:
    """The bodies of a cell in any order: expected/ names them as the text does, the ledger labelled ones first."""
    return sorted(text.split("、")) if column in BODIES else text


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda p: p.name[:2])
def test_items(folder: Path) -> None:
    want = [(r["no"], r["task"]) for r in expected(folder)]
    assert [(cell("no", r), cell("task", r)) for r in ledger(folder)] == want


COLUMNS = ("lead", "responsible", "cooperate", "supervise", "accept", "time_limit", "due", "due_kind")


@pytest.mark.parametrize("column", COLUMNS)
@pytest.mark.parametrize("folder", FOLDERS, ids=lambda p: p.name[:2])
def test_cells(folder: Path, column: str) -> None:
    want = [(r["task"], comparable(column, r[column])) for r in expected(folder)]
    got = [(cell("task", r), comparable(column, cell(column, r))) for r in ledger(folder)]
    assert got == want
