"""`check` finds what is broken in a run folder; each test breaks one thing in a run that is fine."""

from __future__ import annotations

import csv
import hashlib
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from taizhang import check as module
from taizhang.check import check
from taizhang.errors import CheckError
from taizhang.model import Block, Plan, Rows, Source, Span, Tables, row
from taizhang.write import csv_tables, write_run

TEXT = "青禾县行动计划\n一、任务\n=到2025年，\n绿地率达到38%以上😀；由县城管局负责，依据《园林条例》。\n每季度检查，3年内完成。\r4月底前报告。\n"


def make() -> Tables:
    tables = Tables.empty()
    sha = hashlib.sha256(TEXT.encode()).hexdigest()
    source = Source("plan.txt", sha, "txt", TEXT, (Block(0, len(TEXT)),))
    tables.texts[source.source_id] = TEXT
    tables.rows["files"].append({"source": "plan.txt", "source_id": source.source_id, "sha256": sha, "status": "ok"})
    tables.rows["plans"].append(
        {"plan_id": "p1", "source": "plan.txt", "source_id": source.source_id, "source_sha256": sha, "plan_no": 1}
        | {"start": 0, "end": len(TEXT), "issued": "2021-03", "validity": "P5Y", "title": "'-计划"}
    )
    rows = Rows.of(source, Plan("p1", Span(0, len(TEXT))), tables)

    def span(quote: str) -> Span:
        return Span(TEXT.index(quote), TEXT.index(quote) + len(quote))

    body = Span(TEXT.index("一、"), len(TEXT))
    section = row(rows, "sections", body, depth=1, heading="一、任务", role="measures")["section_id"]
    first = TEXT[TEXT.index("=到") : TEXT.index("。") + 1]
    row(rows, "sentences", span(first), no=1, section_id=section)
    measure = row(rows, "measures", span(first), rule="r", theme="water|ecology")["measure_id"]
    due = row(
        rows, "deadlines", span("=到2025年"), rule="r", relation="by", edtf="2025", due="2025-12-31", masked=False
    )  # fmt: skip
    row(rows, "deadlines", span("每季度"), rule="r", relation="every", edtf="R/P3M", repeat="R/P3M", masked=False)
    row(rows, "deadlines", span("3年内"), rule="r", relation="during", edtf="P3Y", masked=False)
    month = {"edtf": "XXXX-04", "due": "XXXX-04-30", "relation": "by", "masked": False}
    row(rows, "deadlines", span("4月底前"), rule="r", **month)  # type: ignore[arg-type]
    value = span("38%")
    row(
        rows, "targets", span("绿地率达到38%以上"), rule="r", kind="quantitative", comparator="=", value=38.0, measure_id=measure,
        deadline_id=due["deadline_id"], value_start=value.start, value_end=value.end, baseline="2020",
    )  # fmt: skip
    row(rows, "bodies", span("县城管局"), rule="r", role="lead", measure_id=measure)
    row(rows, "citations", span("《园林条例》"), rule="r", kind="regulation", measure_id=measure)
    row(rows, "ledger", span(first), due="2025-12-31", due_kind="fixed|repeat", task="-绿地")
    return tables


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_run(make(), tmp_path_factory.mktemp("check") / "run")


@pytest.fixture
def bad(good: Path, tmp_path: Path) -> Path:
    """A copy to break."""
    return Path(shutil.copytree(good, tmp_path / "run"))


def edit(run: Path, table: str, change: Callable[[list[dict[str, str]]], None]) -> None:
    """Change the rows of a CSV file, and tell datapackage.json, so that only the change itself is at fault."""
    file = csv_tables.path(run, table)
    with file.open(encoding="utf-8-sig", newline="") as opened:
        rows = list(csv.DictReader(opened))
    names = list(rows[0])
    change(rows)
    with file.open("w", encoding="utf-8-sig", newline="") as opened:
        writer = csv.DictWriter(opened, names, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    rehash(run)


def rehash(run: Path) -> None:
    package = json.loads((run / "datapackage.json").read_text(encoding="utf-8"))
    for resource in package["resources"]:
        resource["hash"] = "sha256:" + hashlib.sha256((run / resource["path"]).read_bytes()).hexdigest()
    (run / "datapackage.json").write_text(json.dumps(package), encoding="utf-8")


def put(run: Path, table: str, column: str, cell: str, at: int = 0) -> None:
    edit(run, table, lambda rows: rows[at].__setitem__(column, cell))


def test_a_good_run_has_no_problem(good):
    assert check(good) == []


def test_the_quote_rule_was_needed(good):
    """The run above would pass without undoing the rule if no cell were guarded."""
    with csv_tables.path(good, "sentences").open(encoding="utf-8-sig", newline="") as file:
        assert next(csv.DictReader(file))["text"].startswith("'=到2025年")


@pytest.mark.parametrize(
    ("table", "column", "cell", "told"),
    [
        ("plans", "plan_no", "", "plan_no is empty"),
        ("plans", "plan_no", "1.0", "not of type integer"),
        ("targets", "value", "38 %", "not of type number"),
        ("targets", "value", "nan", "not of type number"),
        ("deadlines", "masked", "False", "not of type boolean"),
        ("deadlines", "relation", "until", "until, which is no code"),
        ("measures", "theme", "water|fire", "fire, which is no code"),
        ("targets", "kind", "quantitative|qualitative", "which is no code"),
        ("measures", "rule", "", "rule is empty"),
        ("sentences", "text", "到2025年", "text is"),
        ("sentences", "text", "", "text is None"),
        ("measures", "text", "别的", "text is '别的'"),
        ("targets", "text", "绿地率", "text is '绿地率'"),
        ("targets", "value_text", "38", "value_text is '38', the text at 27:30 is '38%'"),
        ("targets", "value_start", "28", "the text at 28:30 is '8%'"),
        ("deadlines", "text", "到2025年", "text is '到2025年'"),
        ("bodies", "body_text", "城管局", "body_text is"),
        ("citations", "title", "园林条例", "title is"),
        ("sections", "heading", "二、任务", "heading '二、任务' does not stand at 8"),
        ("ledger", "end", "9999", "no span of the text"),
        ("ledger", "start", "-1", "no span of the text"),
        ("deadlines", "edtf", "2025年", "edtf is '2025年', which is no EDTF"),
        ("deadlines", "due", "2025-13-01", "no EDTF"),
        ("targets", "baseline", "then", "no EDTF"),
        ("ledger", "due", "soon", "no EDTF"),
        ("plans", "issued", "20XX-40", "no EDTF"),
        ("targets", "deadline_id", "d0", "deadline_id d0 is not in deadlines.deadline_id"),
        ("bodies", "measure_id", "m0", "measure_id m0 is not in measures.measure_id"),
        ("sections", "parent_id", "s0", "not in sections.section_id"),
        ("plans", "source", "other.txt", "not in files.source"),
    ],
)
def test_one_wrong_cell_is_one_problem(bad, table, column, cell, told):
    put(bad, table, column, cell)
    (problem,) = check(bad)
    assert problem.startswith(f"{table}: ")
    assert told in problem
    assert "row 2" in problem


def test_a_key_that_stands_twice(bad):
    edit(bad, "deadlines", lambda rows: rows[1].__setitem__("deadline_id", rows[0]["deadline_id"]))
    (problem,) = check(bad)
    assert "row 3: deadline_id" in problem
    assert "stands twice" in problem


def test_a_plan_that_is_missing_breaks_what_hangs_on_it(bad):
    put(bad, "citations", "plan_id", "p9")
    (problem,) = check(bad)
    assert problem == "citations: row 2: plan_id p9 is not in plans.plan_id."


def test_columns(bad):
    file = csv_tables.path(bad, "bodies")
    file.write_bytes(file.read_bytes().replace(b"body_text,name", b"name,body_text"))
    rehash(bad)
    (problem,) = check(bad)
    assert problem.startswith("bodies: tables/bodies.csv has the columns ")


def test_a_row_with_a_cell_too_many(bad):
    file = csv_tables.path(bad, "citations")
    file.write_bytes(file.read_bytes()[:-1] + b",more\n")
    rehash(bad)
    cells, parquet = check(bad)
    assert "row 2 has 13 cells, not 12" in cells
    assert "has 1 rows, the CSV 0" in parquet


def test_csv_and_parquet_disagree(bad):
    file = bad / "tables" / "deadlines.parquet"
    pq.write_table(pq.read_table(file).slice(1), file)
    assert check(bad) == ["deadlines: tables/deadlines.parquet has 3 rows, the CSV 4."]


@pytest.mark.parametrize("name", ["tables/measures.parquet", "tables/measures.csv"])
@pytest.mark.parametrize("data", [None, b"\xff\xfe\x00nonsense"])
def test_a_file_that_cannot_be_read(bad, name, data):
    (bad / name).unlink()
    if data is not None:
        (bad / name).write_bytes(data)
    first = next(p for p in check(bad) if p.startswith("measures: "))
    assert f"{name} cannot be read" in first


def test_a_text_that_is_missing(bad):
    (text,) = (bad / "text").iterdir()
    text.unlink()
    (problem,) = check(bad)
    assert problem.startswith(f"plans: row 2: text/{text.name} cannot be read")


def test_a_text_with_other_newlines_moves_the_offsets(bad):
    (text,) = (bad / "text").iterdir()
    text.write_bytes(text.read_bytes().replace(b"\n", b"\r\n"))
    assert any(p.startswith("measures: row 2: text is") for p in check(bad))


def test_a_csv_that_was_changed_after_the_run(bad):
    file = bad / "errors.csv"
    file.write_bytes(file.read_bytes() + b"plan.txt,read,x,y,\n")
    problems = check(bad)
    assert "errors: errors.csv is not what datapackage.json describes: it was changed after the run." in problems
    assert "errors: tables/errors.parquet has 0 rows, the CSV 1." in problems


@pytest.mark.parametrize("text", ["", "{}", '{"version": "9", "resources": 3}', "[]"])
def test_a_broken_package(bad, text):
    (bad / "datapackage.json").write_text(text)
    assert any(p.startswith("datapackage.json: it cannot be read") for p in check(bad))


def test_another_version_of_the_schema(bad):
    package = json.loads((bad / "datapackage.json").read_text(encoding="utf-8"))
    (bad / "datapackage.json").write_text(json.dumps(package | {"version": "9.0.0"}), encoding="utf-8")
    (problem,) = check(bad)
    assert "the schema is 9.0.0" in problem


def test_many_problems_of_a_kind_are_counted(bad, monkeypatch):
    monkeypatch.setattr(module, "MOST", 2)
    edit(bad, "deadlines", lambda rows: [r.__setitem__("relation", "never") for r in rows] and None)
    problems = check(bad)
    assert len(problems) == 3
    assert problems[-1] == "deadlines: 2 more problems of this kind (codes)."


@pytest.mark.parametrize("make_it", [lambda p: None, lambda p: p.mkdir(), lambda p: p.write_text("x")])
def test_no_run_folder(tmp_path, make_it):
    make_it(tmp_path / "x")
    with pytest.raises(CheckError) as caught:
        check(tmp_path / "x")
    assert caught.value.code == "no_run"
    assert caught.value.where == str(tmp_path / "x")
