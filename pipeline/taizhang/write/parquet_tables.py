"""The Parquet files of a run: the rows of the CSV files, typed; titles and descriptions as metadata of the fields."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from taizhang import schema
from taizhang.write.rows import Cells


def path(folder: Path, table: str) -> Path:
    """The Parquet file of a table in a run folder."""
    return folder / "tables" / f"{table}.parquet"


def arrow(spec: schema.Table, rows: list[Cells]) -> Any:
    """The rows of one table as a pyarrow Table: string, int64, double, bool; dates stay text; empty is null."""
    import pyarrow as pa

    types = {"string": pa.string(), "integer": pa.int64(), "number": pa.float64(), "boolean": pa.bool_()}
    fields = [
        pa.field(c.name, types[c.type], metadata={"title": c.title, "description": c.about}) for c in spec.columns
    ]
    columns = list(zip(*rows, strict=True)) or [()] * len(fields)
    arrays = [pa.array(column, field.type) for column, field in zip(columns, fields, strict=True)]
    metadata = {"title": spec.title, "description": spec.about, "schema_version": schema.VERSION}
    return pa.Table.from_arrays(arrays, schema=pa.schema(fields, metadata=metadata))


def write(folder: Path, spec: schema.Table, table: Any) -> None:
    """Write one table, made by `arrow`, into a run folder."""
    from pyarrow import parquet

    parquet.write_table(table, path(folder, spec.name), compression="zstd")


def count(file: Path) -> int:
    """Number of rows of a Parquet file, read from its footer.

    Raises:
        OSError, pyarrow.ArrowInvalid (a ValueError): there is no such file, or it is not Parquet.
    """
    from pyarrow import parquet

    return int(parquet.read_metadata(file).num_rows)
