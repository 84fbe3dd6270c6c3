"""Writes a run folder: one module a format, and `write_run`, which writes them all or nothing.

``rows`` puts the rows in order and checks their types; every format is written from what it returns, so that CSV,
Parquet, DuckDB and the workbook hold the same cells.
"""

from taizhang.write.folder import write_run

__all__ = ["write_run"]
