"""The ledger of every sample plan is the one that a reader made of it, cell by cell.

The reader wrote completed names (市财政局、市水利局), while the ledger keeps a labelled field as printed (市财政局、水利局):
cells of bodies are compared by the names that they stand for.
"""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

import pytest

from taizhang.bodyfinder import find_bodies
from taizhang.document import Settings, convert_one
from taizhang.model import Row
from taizhang.read import read

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


def names(text: str) -> list[str]:
    """The completed names of a cell's bodies."""
    return sorted(b.name for b in find_bodies(f"责任单位：{text}")) if text else []


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda p: p.name[:2])
def test_items(folder: Path) -> None:
    want = [(r["no"], r["task"]) for r in expected(folder)]
    assert [(cell("no", r), cell("task", r)) for r in ledger(folder)] == want


COLUMNS = ("lead", "responsible", "cooperate", "supervise", "accept", "time_limit", "due", "due_kind")


@pytest.mark.parametrize("column", COLUMNS)
@pytest.mark.parametrize("folder", FOLDERS, ids=lambda p: p.name[:2])
def test_cells(folder: Path, column: str) -> None:
    show = names if column in BODIES else str
    want = [(r["task"], show(r[column])) for r in expected(folder)]
    assert [(cell("task", r), show(cell(column, r))) for r in ledger(folder)] == want


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda p: p.name[:2])
def test_labelled_cells_are_printed(folder: Path) -> None:
    """A single labelled field stands in its cell word for word."""
    (path,) = [p for p in folder.iterdir() if p.suffix in {".txt", ".docx"}]
    text = "".join(read(path, path.name).text.split())
    for row in ledger(folder):
        labelled = {part.partition(":")[0] for part in str(row["basis"]).split("|") if part.endswith(":labelled")}
        for column in labelled & {"time_limit", "goal", "persons"}:
            for line in cell(column, row).split("\n"):
                assert line in text
