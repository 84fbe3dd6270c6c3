from datetime import date

import duckdb
import pytest

from taizhang import schema
from taizhang.model import Tables
from taizhang.write import database, parquet_tables
from taizhang.write.rows import ordered


@pytest.fixture(scope="module")
def base(run):
    with duckdb.connect(str(run / "taizhang.duckdb"), read_only=True) as connection:
        yield connection


@pytest.mark.parametrize("name", schema.TABLES)
def test_the_same_rows_when_read_back(base, sample, name):
    order = {"files": "source", "errors": "source, stage, code, error", "plans": 'source, "start"'}
    by = order.get(name, '(SELECT p.source FROM plans p WHERE p.plan_id = t.plan_id), "start", "end"')
    assert base.execute(f"SELECT * FROM {name} t ORDER BY {by}").fetchall() == ordered(sample.tables)[name]


def test_types(base):
    found = dict(
        base.execute("SELECT column_name, data_type FROM duckdb_columns() WHERE table_name = 'targets'").fetchall()
    )
    assert (found["value"], found["start"], found["due"]) == ("DOUBLE", "BIGINT", "VARCHAR")


def test_keys(base):
    found = base.execute(
        "SELECT table_name, constraint_type, constraint_column_names FROM duckdb_constraints()"
    ).fetchall()
    keys = {(t, c[0]) for t, kind, c in found if kind == "PRIMARY KEY"}
    assert keys == {(t.name, t.id) for t in schema.TABLES.values() if t.id} | {("files", "source")}
    foreign = {(t, c[0]) for t, kind, c in found if kind == "FOREIGN KEY"}
    refers = {(t.name, c.name) for t in schema.TABLES.values() for c in t.columns if c.refers}
    assert foreign >= refers - {("sections", "parent_id")}  # DuckDB cannot insert a tree at once
    required = {(t, c[0]) for t, kind, c in found if kind == "NOT NULL"}
    assert required >= {(t.name, c.name) for t in schema.TABLES.values() for c in t.columns if c.required}


def test_chinese_comments(base):
    tables = dict(base.execute("SELECT table_name, comment FROM duckdb_tables()").fetchall())
    assert tables == {t.name: t.title for t in schema.TABLES.values()}
    columns = base.execute("SELECT table_name, column_name, comment FROM duckdb_columns()").fetchall()
    told = {(t, c): comment for t, c, comment in columns if t in schema.TABLES}
    assert told == {(t.name, c.name): c.title for t in schema.TABLES.values() for c in t.columns}
    views = dict(base.execute("SELECT view_name, comment FROM duckdb_views() WHERE NOT internal").fetchall())
    assert views == {name: about for name, (about, _) in database.VIEWS.items()}


def test_offsets_of_views_are_no_words_of_sql(base):
    for view in database.VIEWS:
        names = [d[0] for d in base.execute(f"SELECT * FROM {view}").description]
        assert {"span_start", "span_end"} <= set(names), view
        assert not {"start", "end"} & set(names), view


def test_targets_by_region(base):
    query = "SELECT region, adcode, expression, value, span_start, source FROM targets_by_region"
    assert base.execute(query).fetchall() == [
        ("云溪市", "990100", None, 92.5, 25, "b/city.txt"),
        ("云溪市", "990100", None, 7.0, 56, "b/city.txt"),
    ]


def test_bodies_by_measure(base):
    query = "SELECT source, span_start, lead, responsible FROM bodies_by_measure"
    assert base.execute(query).fetchall() == [
        ("a county.txt", 8, None, None),
        ("b/city.txt", 53, None, None),
        ("b/city.txt", 85, None, None),
        ("b/city.txt", 95, None, "云溪市水务局、市住建局"),
    ]


def ledger(*rows):
    tables = Tables.empty()
    tables.rows["files"] = [{"source": "s", "status": "ok"}]
    tables.rows["plans"] = [
        {"plan_id": "p", "source": "s", "source_id": "i", "source_sha256": "i", "plan_no": 1, "start": 0, "end": 9}
    ]
    tables.rows["ledger"] = [
        {"ledger_id": name, "plan_id": "p", "due": due, "due_kind": kind, "start": at, "end": 9}
        for at, (name, due, kind) in enumerate(rows)
    ]
    return tables


def test_ledger_open(tmp_path):
    today = date.today()
    tables = ledger(
        ("past", "2001-01-31", "fixed"),
        ("past but lasting", "2001-01-31", "fixed|ongoing"),
        ("past but repeated", "2001-01-31", "fixed|repeat"),
        ("today", today.isoformat(), "fixed"),
        ("to come", "9998-12-31", "fixed"),
        ("masked", "20XX-12-31", "masked"),
        ("none", None, "none"),
    )
    arrows = {name: parquet_tables.arrow(schema.TABLES[name], rows) for name, rows in ordered(tables).items()}
    database.write(tmp_path, arrows)
    with duckdb.connect(str(tmp_path / database.NAME), read_only=True) as base:
        found = dict(base.execute("SELECT ledger_id, days_left FROM ledger_open").fetchall())
    assert set(found) == {"past but lasting", "past but repeated", "today", "to come", "masked", "none"}
    assert found["today"] in {0, -1}  # midnight may pass
    assert (found["masked"], found["none"]) == (None, None)


def test_tables_stand_after_those_they_refer_to():
    names = [t.name for t in database.creation_order()]
    assert sorted(names) == sorted(schema.TABLES)
    assert names.index("deadlines") < names.index("targets")
    for t in schema.TABLES.values():
        for c in t.columns:
            if c.refers:
                assert names.index(c.refers.split(".")[0]) <= names.index(t.name)


def test_the_database_can_be_copied(run, tmp_path):
    with duckdb.connect(str(tmp_path / "copy.duckdb")) as base:
        base.execute(f"ATTACH '{run / database.NAME}' AS run (READ_ONLY)")
        base.execute("COPY FROM DATABASE run TO copy")
        assert base.execute("SELECT count(*) FROM copy.sections").fetchall() == [(3,)]
        assert base.execute("SELECT count(*) FROM copy.targets_by_region").fetchall() == [(2,)]
