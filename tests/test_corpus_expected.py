"""The expected tables of corpus/ quote their plans exactly, and the sample set is as wide as it has to be.

This reads the plans with a reader of its own (no code of the package), so that a fault of a reader cannot hide here.
"""

from __future__ import annotations

import csv
import re
from pathlib import Path

import docx
import pytest
from docx.table import Table
from docx.text.paragraph import Paragraph

CORPUS = Path(__file__).resolve().parents[1] / "corpus"
FOLDERS = sorted(p for p in CORPUS.iterdir() if p.is_dir())
COLUMNS = {
    "plans": "title,kind,doc_number,region,adcode,level,issuer,issued",
    "sections": "quote,nth,depth,path,role",
    "deadlines": "quote,nth,relation,edtf,due,masked,repeat",
    "targets": "quote,nth,kind,indicator_text,comparator,value,value_max,unit_text,change,deadline_text",
    "bodies": "quote,nth,name,role",
    "measures": "quote,nth,heading,theme",
    "citations": "quote,nth,number,kind",
    "ledger": "no,task,lead,responsible,cooperate,supervise,accept,time_limit,due,due_kind",
}
CODES = {
    ("sections", "role"): "principles goals measures safeguards background annex other",
    ("deadlines", "relation"): "by before in from during every ongoing immediate",
    ("deadlines", "masked"): "true false",
    ("targets", "kind"): "quantitative qualitative",
    ("targets", "change"): "increase decrease",
    ("targets", "comparator"): ">= <= = > < ~ between",
    ("bodies", "role"): "lead responsible cooperate supervise",
    ("measures", "heading"): "true false",
    ("measures", "theme"): "air water soil waste ecology marine climate noise rural monitoring enforcement governance "
    "finance publicity other",
    ("citations", "kind"): "law regulation plan standard notice other",
    ("ledger", "due_kind"): "fixed repeat ongoing immediate masked none",
}


def plan_file(folder: Path) -> Path:
    (path,) = [p for p in folder.iterdir() if p.suffix in {".txt", ".docx"}]
    return path


def text_of(path: Path) -> str:
    """The plan's text: a paragraph a line, a table row a line with its cells joined by tabs."""
    if path.suffix == ".docx":
        lines = []
        for block in docx.Document(str(path)).iter_inner_content():
            if isinstance(block, Paragraph):
                lines.append(block.text)
            elif isinstance(block, Table):
                lines += ["\t".join(cell.text for cell in row.cells) for row in block.rows]
        return "\n".join(lines)
    raw = path.read_bytes()
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("gb18030")


def table(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / "expected" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file, strict=True)
        assert reader.fieldnames == COLUMNS[name].split(",")
        rows = list(reader)
    assert all(None not in row and None not in row.values() for row in rows)
    return rows


def start_of(text: str, row: dict[str, str]) -> int:
    """Offset of the row's occurrence of its quote, -1 where there are fewer (occurrences may overlap)."""
    quote, at = row["quote"].replace("\\n", "\n"), -1
    for _ in range(int(row["nth"])):
        at = text.find(quote, at + 1)
        if at < 0:
            break
    return at


def squeeze(text: str) -> str:
    return "".join(re.sub(r"\n\n— \d+ —\n", "", text).split())


def test_the_set_is_wide_enough() -> None:
    files = [plan_file(folder) for folder in FOLDERS]
    assert len(files) >= 8
    assert sum(f.suffix == ".docx" for f in files) >= 4
    assert sum(f.suffix == ".txt" for f in files) >= 4
    raw = [f.read_bytes() for f in files if f.suffix == ".txt"]
    assert sum(b.startswith(b"\xef\xbb\xbf") for b in raw) == 1
    assert sum(not _is_utf8(b) for b in raw) == 1
    assert all(re.fullmatch(r"\d\d-[a-z0-9-]+", folder.name) for folder in FOLDERS)
    assert any(len(table(folder, "ledger")) >= 12 and "清单" in plan_file(folder).name for folder in FOLDERS)


def _is_utf8(raw: bytes) -> bool:
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda p: p.name)
def test_length(folder: Path) -> None:
    assert 1500 <= len(text_of(plan_file(folder))) <= 6000


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda p: p.name)
@pytest.mark.parametrize("name", [n for n, columns in COLUMNS.items() if columns.startswith("quote,")])
def test_quotes_stand_in_the_text(folder: Path, name: str) -> None:
    text, rows = text_of(plan_file(folder)), table(folder, name)
    assert rows
    starts = [start_of(text, row) for row in rows]
    missing = [row for row, at in zip(rows, starts, strict=True) if at < 0]
    assert not missing
    assert starts == sorted(starts), "rows follow the text"
    keys = [(row["quote"], row["nth"]) for row in rows]
    assert len(set(keys)) == len(keys)


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda p: p.name)
def test_codes_and_cross_references(folder: Path) -> None:
    tables = {name: table(folder, name) for name in COLUMNS}
    for (name, column), codes in CODES.items():
        for row in tables[name]:
            assert set(filter(None, row[column].split("|"))) <= set(codes.split()), row
    times = {squeeze(row["quote"].replace("\\n", "\n")) for row in tables["deadlines"]}
    for row in tables["targets"]:
        assert not row["deadline_text"] or row["deadline_text"] in times, row
        assert bool(row["value"]) == bool(row["comparator"]) == (row["kind"] == "quantitative"), row
        assert bool(row["value_max"]) == (row["comparator"] == "between"), row
    names = {row["name"] for row in tables["bodies"]}
    for row in tables["ledger"]:
        assert row["task"]
        assert row["due_kind"]
        for column in ("lead", "responsible", "cooperate", "supervise", "accept"):
            assert set(filter(None, re.split("、(?![^（(]*[）)])", row[column]))) <= names, row  # not in 各县（市、区）
    assert len(tables["plans"]) == 1


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda p: p.name)
def test_every_title_is_a_citation(folder: Path) -> None:
    text = text_of(plan_file(folder))
    cited = [(start_of(text, r), r["quote"].replace("\\n", "\n")) for r in table(folder, "citations")]
    found = [(m.start(), m[0]) for m in re.finditer("《[^》]*》", text)]
    assert cited == found
