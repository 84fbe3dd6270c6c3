"""taizhang.duckdb: the tables with types, keys, foreign keys and comments, and three views."""

from __future__ import annotations

import errno
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from taizhang import schema
from taizhang.errors import OutputError
from taizhang.write import datapackage

NAME = "taizhang.duckdb"
BLOCK = 16_384  # bytes; with DuckDB's own 262,144 a run of a few hundred rows fills 11 MB, mostly with nothing
_TYPES = {"string": "VARCHAR", "integer": "BIGINT", "number": "DOUBLE", "boolean": "BOOLEAN"}

# Name → comment and query. In views the offsets are span_start and span_end, since start and end are words of SQL.
# A due date with masked digits (20XX-12-31) is no DATE, so try_cast makes it NULL.
VIEWS: dict[str, tuple[str, str]] = {
    "targets_by_region": (
        "指标按地区：指标自身的地区优先，否则取方案的地区",
        """
        SELECT coalesce(t.scope_region, p.region) AS region,
               CASE WHEN t.scope_region IS NULL THEN coalesce(t.scope_adcode, p.adcode)
                    ELSE t.scope_adcode END AS adcode,
               t.indicator, t.indicator_text, t.scope, t.kind, t.value_type, t.comparator, t.value, t.value_max, t.unit,
               t.value_norm, t.value_max_norm, t.unit_norm, t.change, t.baseline, t.baseline_value, t.binding,
               t.due, t.due_year, t.expression, t.text, t.review, t.target_id, t.plan_id, p.title AS plan_title,
               p.duplicate_of AS plan_duplicate_of, p.source, t."start" AS span_start, t."end" AS span_end
        FROM targets t JOIN plans p ON p.plan_id = t.plan_id
        ORDER BY adcode, p.source, span_start, span_end, t.target_id
        """,
    ),
    "ledger_open": (
        "未到期的台账条目：最终到期日不早于查询当天，或没有固定到期日，或须重复、长期进行；days_left 为剩余天数",
        """
        SELECT l.ledger_id, p.title AS plan_title, l.no, l.task, l.goal, l.measures, l.time_limit, l.due,
               date_diff('day', current_date, try_cast(l.due AS DATE)) AS days_left, l.due_next, l.due_kind,
               l.lead, l.responsible, l.cooperate, l.supervise, l.accept, l.persons, l.source AS item_source, l.review,
               l.plan_id, p.duplicate_of AS plan_duplicate_of, p.source, l."start" AS span_start, l."end" AS span_end
        FROM ledger l JOIN plans p ON p.plan_id = l.plan_id
        WHERE try_cast(l.due AS DATE) IS NULL
           OR try_cast(l.due AS DATE) >= current_date
           OR regexp_matches(l.due_kind, '(^|[|])(repeat|ongoing)([|]|$)')
        ORDER BY try_cast(l.due AS DATE) NULLS LAST, p.source, span_start, span_end, l.ledger_id
        """,
    ),
    "bodies_by_measure": (
        "每条措施一行，单位按角色合并，以顿号分隔；没有单位的措施也列出",
        """
        SELECT m.measure_id, p.title AS plan_title, m.item, m.text,
               string_agg(b.body, '、' ORDER BY b.at, b.body) FILTER (b.role = 'lead') AS lead,
               string_agg(b.body, '、' ORDER BY b.at, b.body) FILTER (b.role = 'responsible') AS responsible,
               string_agg(b.body, '、' ORDER BY b.at, b.body) FILTER (b.role = 'cooperate') AS cooperate,
               string_agg(b.body, '、' ORDER BY b.at, b.body) FILTER (b.role = 'supervise') AS supervise,
               m.plan_id, p.duplicate_of AS plan_duplicate_of, p.source, m."start" AS span_start, m."end" AS span_end
        FROM measures m
        JOIN plans p ON p.plan_id = m.plan_id
        LEFT JOIN (
            SELECT measure_id, role, coalesce(body, name, body_text) AS body, min("start") AS at
            FROM bodies WHERE measure_id IS NOT NULL GROUP BY ALL
        ) b ON b.measure_id = m.measure_id
        GROUP BY ALL
        ORDER BY p.source, span_start, span_end, m.measure_id
        """,
    ),
}


def write(folder: Path, tables: Mapping[str, Any]) -> None:
    """Write the database of a run.

    Args:
        folder: the run folder.
        tables: table name → its rows as pyarrow Table, as `parquet_tables.arrow` makes them.

    Raises:
        OutputError: the rows break the keys (code ``keys``).
        OSError: the file cannot be written.
    """
    import duckdb

    file = folder / NAME
    try:
        with duckdb.connect(str(file), config={"default_block_size": BLOCK}) as connection:
            for spec in creation_order():
                connection.execute(_create(spec))
                connection.register("batch", tables[spec.name])
                connection.execute(f'INSERT INTO "{spec.name}" SELECT * FROM batch')
                connection.unregister("batch")
                connection.execute(_comments(spec))
            for name, (about, query) in VIEWS.items():
                connection.execute(f"CREATE VIEW {name} AS {query}")
                connection.execute(f"COMMENT ON VIEW {name} IS {_quoted(about)}")
    except duckdb.ConstraintException as error:
        raise OutputError(
            f"the rows of the run contradict each other: {error}",
            code="keys",
            where=NAME,
            advice="This is a mistake in taizhang; please report it with the document.",
        ) from error
    except duckdb.Error as error:
        full = "No space left" in str(error)  # DuckDB hands on what strerror(ENOSPC) says, but no errno
        raise OSError(errno.ENOSPC if full else errno.EIO, str(error), str(file)) from error


def creation_order() -> list[schema.Table]:
    """The tables in an order in which each stands after those that its foreign keys point into."""
    done: dict[str, schema.Table] = {}
    left = dict(schema.TABLES)
    while left:
        ready = [t for t in left.values() if _referred(t) - {t.name} <= done.keys()]
        if not ready:
            raise ValueError(f"the tables {sorted(left)} refer to each other in a ring")
        for spec in ready:
            done[spec.name] = left.pop(spec.name)
    return list(done.values())


def _referred(spec: schema.Table) -> set[str]:
    return {column.refers.partition(".")[0] for column in spec.columns if column.refers}


def _create(spec: schema.Table) -> str:
    lines = []
    for column in spec.columns:
        line = f'"{column.name}" {_TYPES[column.type]}'
        line += " NOT NULL" if column.required else ""
        if column.name == datapackage.key(spec):
            line += " PRIMARY KEY"
        table, _, name = column.refers.partition(".")
        # DuckDB looks a key up in what earlier statements inserted, so a table that refers to itself (sections) could
        # go in only level by level, and COPY FROM DATABASE would fail on it.
        if table and table != spec.name:
            line += f' REFERENCES "{table}" ("{name}")'
        lines.append(line)
    return f'CREATE TABLE "{spec.name}" ({", ".join(lines)})'


def _comments(spec: schema.Table) -> str:
    lines = [f'COMMENT ON TABLE "{spec.name}" IS {_quoted(spec.title)}']
    lines += [f'COMMENT ON COLUMN "{spec.name}"."{c.name}" IS {_quoted(c.title)}' for c in spec.columns]
    return ";\n".join(lines)


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
