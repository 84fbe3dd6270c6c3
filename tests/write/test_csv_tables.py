import csv
import json

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from taizhang import schema
from taizhang.write import csv_tables
from taizhang.write.csv_tables import cell, guard, unguard


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, ""), ("", ""), (True, "true"), (False, "false"), (33, "33"), (33.0, "33"), (92.5, "92.5"), (-5, "-5"),
        (-5.0, "-5"), (0.1, "0.1"), (0.61, "0.61"), (109_800_000.0, "109800000"), (1e15, "1000000000000000"),
        (1e16, "1e+16"), (0.00001, "1e-05"), ("=1+1", "'=1+1"), ("-5", "'-5"), ("@x", "'@x"), ("+86", "'+86"),
        ("\t表", "'\t表"), ("\r行", "'\r行"), ("=", "="), ("-", "-"), ("'=旧号", "''=旧号"), ("''-1", "'''-1"),
        ("'文", "'文"), ("a=b", "a=b"), ("\n=1", "\n=1"), ("1=1", "1=1"),
    ],
)  # fmt: skip
def test_cells(value, expected):
    assert cell(value) == expected


@given(st.text(alphabet="'=+-@\t\r\na中", max_size=6))
@example("=")
@example("'=")
@example("''==")
def test_the_guard_can_be_undone(text):
    assert unguard(guard(text)) == text


@given(st.text(alphabet="'=+-@\t\ra", min_size=2, max_size=6))
def test_no_guarded_cell_begins_like_a_formula(text):
    assert guard(text)[0] not in "=+-@\t\r"


@given(st.text(alphabet="'=+-@a", max_size=4), st.text(alphabet="'=+-@a", max_size=4))
def test_two_texts_never_share_a_cell(one, other):
    assert (guard(one) == guard(other)) == (one == other)


def test_bytes_of_a_table(run):
    # Two rows: quotes doubled, a line feed inside quotes, an empty last cell.
    assert (run / "errors.csv").read_bytes().decode("utf-8") == (
        "\ufeffsource,stage,code,error,advice\n"
        "b/city.txt,mine,slow,took long,\n"
        'z.pdf,read,encrypted,"the file says ""no"",\nand stays shut.",Ask for it.\n'
    )


def test_line_ends_and_mark(run):
    for name in schema.TABLES:
        data = csv_tables.path(run, name).read_bytes()
        assert data.startswith(b"\xef\xbb\xbf"), name
        assert data.endswith(b"\n"), name
        assert b"\r" not in data, name


def rows_of(run, table):
    with csv_tables.path(run, table).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_cells_of_the_run(run):
    build, formula, *_ = [r for r in rows_of(run, "measures") if r["plan_id"] == "p1"]
    assert (build["action"], build["object"], build["heading"]) == ("'-5", "'@x", "false")
    assert build["text"] == "（一）新建雨水泵站7座😀，推广 air quality 监测。"
    assert formula["text"] == "'=1+1核减面积。"
    rate, pumps = rows_of(run, "targets")
    assert rate["text"] == "城区污水集中处\n理率达到92.5%以上"
    assert (rate["value"], rate["value_start"], rate["due_year"], rate["comparator"]) == ("92.5", "37", "2025", ">=")
    assert (pumps["value"], pumps["comparator"], pumps["due_year"]) == ("7", "=", "")
    county, city = rows_of(run, "plans")
    assert city["doc_number"] == "''=旧号"
    assert city["adcode"] == "990100"
    assert (county["start"], county["end"]) == ("0", str(len("石桥县行动计划\n20XX年8月底前完成清淤。\n")))
    assert [r["task"] for r in rows_of(run, "ledger")] == ["完成清淤", "污水\n处理 率低", "'\t表格内容"]


def test_long_cells_are_read_back(run):
    rows = list(csv_tables.read(csv_tables.path(run, "ledger")))
    limit = csv.field_size_limit()
    assert max(len(c) for row in rows for c in row) == 40_000
    assert csv.field_size_limit() == limit


def test_a_lone_carriage_return_is_quoted_and_read_back(tmp_path):
    (tmp_path / "tables").mkdir()
    spec = schema.TABLES["errors"]
    row = ("a\rb", "s", "'", '"', "x,y")
    csv_tables.write(tmp_path, spec, [row])
    assert (tmp_path / "errors.csv").read_bytes().endswith(b'\n"a\rb",s,\',"""","x,y"\n')
    assert list(csv_tables.read(tmp_path / "errors.csv"))[1] == list(row)


def test_the_rule_stands_in_the_package(run):
    package = json.loads((run / "datapackage.json").read_text(encoding="utf-8"))
    rule = package["taizhang"]["leading_quote"]
    assert rule == {"rule": csv_tables.GUARD_RULE, "write": csv_tables.GUARD_WRITE, "read": csv_tables.GUARD_READ}
