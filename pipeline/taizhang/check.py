"""Checks that a run folder keeps its own contract: types, codes, keys, quotes, times, and that its formats agree.

What is read is what a user has: the CSV files (the leading-quote rule undone), text/ and the Parquet files.
"""

from __future__ import annotations

import csv
import json
import re
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from taizhang import schema
from taizhang.errors import CheckError
from taizhang.model import Row, Value
from taizhang.write import csv_tables, datapackage, folder, parquet_tables

MOST = 20  # problems told of one kind in one table; the others are counted

_INTEGER = re.compile(r"-?\d+", re.ASCII)
_NUMBER = re.compile(r"-?\d+(\.\d+)?(e[+-]?\d+)?", re.ASCII)
_BOOLEANS = {"true": True, "false": False}

_TIMES = {
    "plans": ("issued", "validity"),
    "targets": ("baseline", "due"),
    "deadlines": ("edtf", "due"),
    "ledger": ("due", "due_next"),
}
# ISO 8601-1 repeats and durations, which the tables hold beside EDTF: R/P3M, P3Y.
_PERIOD = re.compile(r"(R\d*/)?P(\d+[YMWD])+", re.ASCII)


@dataclass
class _Problems:
    """Sentences about what is wrong, at most `MOST` of a kind."""

    told: list[str] = field(default_factory=list)
    counts: dict[tuple[str, str], int] = field(default_factory=dict)

    def add(self, table: str, kind: str, sentence: str) -> None:
        count = self.counts[table, kind] = self.counts.get((table, kind), 0) + 1
        if count <= MOST:
            self.told.append(f"{table}: {sentence}")

    def all(self) -> list[str]:
        more = [
            f"{table}: {count - MOST} more problems of this kind ({kind})."
            for (table, kind), count in self.counts.items()
            if count > MOST
        ]
        return self.told + more


@dataclass
class _Run:
    """A run folder as read: typed rows with the line they begin on, and the texts."""

    rows: dict[str, list[tuple[int, Row]]] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)


def check(run_dir: Path) -> list[str]:
    """Check a run folder.

    Args:
        run_dir: the folder that `write_run` wrote.

    Returns:
        What is wrong, one sentence each, in the order of the tables; empty where all is fine. Lines are counted in
        rows of the CSV file, the head row is 1.

    Raises:
        CheckError: the folder is missing or is no run folder (code ``no_run``).
    """
    if not any((run_dir / mark).is_file() for mark in folder.MARKS):
        raise CheckError(
            f"this is no run folder: neither {' nor '.join(folder.MARKS)} is in it.",
            code="no_run",
            where=str(run_dir),
            advice="Name the folder that was given as output of a run.",
        )
    problems = _Problems()
    run = _Run()
    for name, spec in schema.TABLES.items():
        run.rows[name] = _read(run_dir, spec, problems)
    _package(run_dir, problems)
    _keys(run, problems)
    _texts(run_dir, run, problems)
    _quotes(run, problems)
    _times(run, problems)
    return problems.all()


def _read(run_dir: Path, spec: schema.Table, problems: _Problems) -> list[tuple[int, Row]]:
    file = csv_tables.path(run_dir, spec.name)
    where = file.relative_to(run_dir).as_posix()
    out: list[tuple[int, Row]] = []
    try:
        lines = csv_tables.read(file)
        head = tuple(next(lines, []))
        if head != spec.names:
            problems.add(spec.name, "columns", f"{where} has the columns {', '.join(head)}, not {_names(spec)}.")
            return []
        for line, cells in enumerate(lines, start=2):
            if len(cells) != len(spec.columns):
                problems.add(spec.name, "cells", f"{where} row {line} has {len(cells)} cells, not {len(spec.columns)}.")
                continue
            values = [_value(c, cell, f"{where} row {line}", problems, spec.name) for c, cell in _pair(spec, cells)]
            out.append((line, dict(zip(spec.names, values, strict=True))))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        problems.add(spec.name, "file", f"{where} cannot be read: {error}.")
        return out
    _parquet(run_dir, spec, len(out), problems)
    return out


def _names(spec: schema.Table) -> str:
    return ", ".join(spec.names)


def _pair(spec: schema.Table, cells: list[str]) -> Iterator[tuple[schema.Column, str]]:
    return zip(spec.columns, cells, strict=True)


def _value(column: schema.Column, cell: str, where: str, problems: _Problems, table: str) -> Value:
    """The typed value of a CSV cell; a cell that breaks its column's type or codes is a problem."""
    if not cell:
        if column.required:
            problems.add(table, "required", f"{where}: {column.name} is empty.")
        return None
    try:
        value = _PARSERS[column.type](cell)
    except (KeyError, ValueError):
        problems.add(table, "type", f"{where}: {column.name} is {cell!r}, not of type {column.type}.")
        return None
    if column.codes:
        codes = str(value).split("|") if column.joined else [value]
        unknown = [str(code) for code in codes if code not in column.codes]
        if unknown:
            problems.add(table, "codes", f"{where}: {column.name} is {', '.join(unknown)}, which is no code of it.")
    return value


def _integer(cell: str) -> int:
    if not _INTEGER.fullmatch(cell):
        raise ValueError(cell)
    return int(cell)


def _number(cell: str) -> float:
    if not _NUMBER.fullmatch(cell):
        raise ValueError(cell)
    return float(cell)


_PARSERS: dict[str, Callable[[str], Value]] = {
    "string": csv_tables.unguard,
    "integer": _integer,
    "number": _number,
    "boolean": _BOOLEANS.__getitem__,
}


def _parquet(run_dir: Path, spec: schema.Table, rows: int, problems: _Problems) -> None:
    file = parquet_tables.path(run_dir, spec.name)
    where = file.relative_to(run_dir).as_posix()
    try:
        count = parquet_tables.count(file)
    except (OSError, ValueError) as error:
        problems.add(spec.name, "parquet", f"{where} cannot be read: {error}.")
        return
    if count != rows:
        problems.add(spec.name, "parquet", f"{where} has {count} rows, the CSV {rows}.")


def _package(run_dir: Path, problems: _Problems) -> None:
    """The CSV files are those that datapackage.json describes, byte for byte."""
    try:
        package = json.loads((run_dir / datapackage.NAME).read_text(encoding="utf-8"))
        version = package["version"]
        described = {resource["path"]: resource["hash"] for resource in package["resources"]}
    except (OSError, ValueError, KeyError, TypeError) as error:
        problems.add(datapackage.NAME, "file", f"it cannot be read: {error!r}.")
        return
    if version != schema.VERSION:
        problems.add(datapackage.NAME, "version", f"the schema is {version}, this program checks {schema.VERSION}.")
    for name in schema.TABLES:
        file = csv_tables.path(run_dir, name)
        where = file.relative_to(run_dir).as_posix()
        if file.is_file() and described.get(where) != f"sha256:{datapackage.sha256(file)}":
            problems.add(
                name, "hash", f"{where} is not what {datapackage.NAME} describes: it was changed after the run."
            )


def _keys(run: _Run, problems: _Problems) -> None:
    known: dict[str, set[Value]] = {}
    for name, spec in schema.TABLES.items():
        key = datapackage.key(spec)
        if key:
            seen = known[f"{name}.{key}"] = set()
            for line, row in run.rows[name]:
                if row[key] in seen:
                    problems.add(name, "primary key", f"row {line}: {key} {row[key]} stands twice.")
                seen.add(row[key])
    for name, spec in schema.TABLES.items():
        for column in spec.columns:
            if not column.refers:
                continue
            for line, row in run.rows[name]:
                value = row[column.name]
                if value is not None and value not in known[column.refers]:
                    sentence = f"row {line}: {column.name} {value} is not in {column.refers}."
                    problems.add(name, "foreign key", sentence)


def _texts(run_dir: Path, run: _Run, problems: _Problems) -> None:
    for line, row in run.rows["plans"]:
        source_id = row["source_id"]
        if not isinstance(source_id, str) or source_id in run.texts:
            continue
        file = run_dir / "text" / f"{source_id}.txt"
        try:
            # Bytes, since reading as text would turn a lone CR into a line feed.
            run.texts[source_id] = file.read_bytes().decode("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            problems.add("plans", "text", f"row {line}: text/{file.name} cannot be read: {error}.")


def _quotes(run: _Run, problems: _Problems) -> None:
    texts = {row["plan_id"]: run.texts.get(str(row["source_id"])) for _, row in run.rows["plans"]}
    for name, spec in schema.TABLES.items():
        if "plan_id" not in spec.names:
            continue
        for line, row in run.rows[name]:
            text = texts.get(row["plan_id"])
            if text is None:
                continue  # told as a missing text or a broken key
            _span(name, line, text, row, ("start", "end", spec.quote), problems)
            if name == "targets":
                _span(name, line, text, row, ("value_start", "value_end", "value_text"), problems)
            heading = row.get("heading")
            if name == "sections" and isinstance(heading, str):
                start = row["start"]
                if isinstance(start, int) and not (start >= 0 and text.startswith(heading, start)):
                    problems.add(name, "quote", f"row {line}: heading {_short(heading)} does not stand at {start}.")


def _span(table: str, line: int, text: str, row: Row, names: tuple[str, str, str], problems: _Problems) -> None:
    """The span lies in the text, and the quote column, where there is one, is what stands there."""
    start, end, quote = row[names[0]], row[names[1]], names[2]
    if not (isinstance(start, int) and isinstance(end, int)):
        return  # told as a missing or wrong cell
    if not 0 <= start <= end <= len(text):
        problems.add(table, "span", f"row {line}: {names[0]} {start} and {names[1]} {end} are no span of the text.")
    elif quote and (row[quote] or "") != text[start:end]:
        sentence = (
            f"row {line}: {quote} is {_short(row[quote])}, the text at {start}:{end} is {_short(text[start:end])}."
        )
        problems.add(table, "quote", sentence)


def _short(value: Value) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}…'"


def _times(run: _Run, problems: _Problems) -> None:
    for name, columns in _TIMES.items():
        for line, row in run.rows[name]:
            for column in columns:
                value = row[column]
                if isinstance(value, str) and not _PERIOD.fullmatch(value) and not _is_edtf(value):
                    problems.add(name, "time", f"row {line}: {column} is {value!r}, which is no EDTF.")


@cache
def _is_edtf(text: str) -> bool:
    with warnings.catch_warnings():
        # edtf uses names that pyparsing 3.3 calls deprecated; nothing that a user could mend.
        warnings.simplefilter("ignore", DeprecationWarning)
        import edtf
    try:
        edtf.parse_edtf(text)
    except edtf.EDTFParseException:
        return False
    return True
