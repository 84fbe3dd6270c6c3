import math

import pytest

from taizhang import schema
from taizhang.model import Tables
from taizhang.write.rows import encodable, ordered


def cells(rows, table, *names):
    at = [schema.TABLES[table].names.index(n) for n in names]
    return [tuple(row[i] for i in at) for row in rows[table]]


def test_every_table_stands_in_the_order_of_the_schema(sample):
    assert list(ordered(sample.tables)) == list(schema.TABLES)


def test_rows_are_sorted_by_source_start_end(sample):
    rows = ordered(sample.tables)
    assert cells(rows, "files", "source") == [("a county.txt",), ("b/city.txt",), ("z.pdf",)]
    assert cells(rows, "plans", "source") == [("a county.txt",), ("b/city.txt",)]
    # 20XX年8月底前 of a county.txt stands first, though 到2025年 of b/city.txt has the smaller start.
    assert cells(rows, "deadlines", "plan_id", "start") == [("p2", 8), ("p1", 18), ("p1", 95)]
    assert cells(rows, "errors", "source", "code") == [("b/city.txt", "slow"), ("z.pdf", "encrypted")]


def test_the_id_decides_between_equal_spans():
    tables = Tables.empty()
    tables.rows["plans"] = [{"plan_id": "p", "source": "s", "start": 0, "end": 9}]
    spans = [(5, 9, "d"), (0, 4, "c"), (0, 4, "b"), (0, 2, "z")]
    tables.rows["sections"] = [{"section_id": i, "plan_id": "p", "start": s, "end": e} for s, e, i in spans]
    assert cells(ordered(tables), "sections", "section_id") == [("z",), ("b",), ("c",), ("d",)]


def test_empty_text_is_none_and_numbers_are_floats(sample):
    rows = ordered(sample.tables)
    assert cells(rows, "targets", "review", "locator", "value", "due_year") == [
        (None, None, 92.5, 2025),
        ("implied_comparator", None, 7.0, None),
    ]
    assert cells(rows, "files", "ocr", "rows") == [(0.0, 3), (0.0, 9), (None, 0)]


def test_minus_zero_is_zero():
    tables = Tables.empty()
    tables.rows["targets"] = [{"value": -0.0}]
    (row,) = cells(ordered(tables), "targets", "value")
    assert math.copysign(1, row[0]) == 1


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("text", 3), ("text", True), ("start", "3"), ("start", 3.0), ("start", True), ("value", "3"), ("value", False),
        ("value", math.nan), ("value", math.inf),
    ],
)  # fmt: skip
def test_a_wrong_type_is_an_error(column, value):
    tables = Tables.empty()
    tables.rows["targets"] = [{column: value}]
    with pytest.raises(ValueError, match=rf"targets\.{column}"):
        ordered(tables)


def test_lone_surrogates_cannot_be_encoded_and_keep_their_place():
    assert encodable("甲\ud83d乙😀") == "甲\ufffd乙😀"
