import pyarrow as pa
import pytest
from pyarrow import parquet

from taizhang import schema
from taizhang.write import parquet_tables
from taizhang.write.rows import ordered

TYPES = {"string": pa.string(), "integer": pa.int64(), "number": pa.float64(), "boolean": pa.bool_()}


@pytest.mark.parametrize("name", schema.TABLES)
def test_types_and_rows(run, sample, name):
    spec = schema.TABLES[name]
    table = parquet.read_table(run / "tables" / f"{name}.parquet")
    assert [(f.name, f.type) for f in table.schema] == [(c.name, TYPES[c.type]) for c in spec.columns]
    assert list(zip(*table.to_pydict().values(), strict=True)) == ordered(sample.tables)[name]
    assert table.schema.metadata[b"schema_version"].decode() == schema.VERSION
    assert table.schema.field(0).metadata[b"title"].decode() == spec.columns[0].title


def test_values(run):
    rows = parquet.read_table(run / "tables" / "targets.parquet").to_pylist()
    assert [(r["value"], r["due"], r["due_year"], r["text"]) for r in rows] == [
        (92.5, "2025-12-31", 2025, "城区污水集中处\n理率达到92.5%以上"),
        (7.0, None, None, "新建雨水泵站7座"),
    ]
    deadlines = parquet.read_table(run / "tables" / "deadlines.parquet").to_pylist()
    assert [r["masked"] for r in deadlines] == [True, False, False]


def test_count(run):
    assert parquet_tables.count(run / "tables" / "bodies.parquet") == 2


def test_a_table_without_rows():
    table = parquet_tables.arrow(schema.TABLES["citations"], [])
    assert table.num_rows == 0
    assert table.schema.names == list(schema.TABLES["citations"].names)
