"""Writes a run folder as a whole: everything into a folder beside it, then one rename.

Whatever goes wrong on the way, the folder that stood there before stays as it was and no half folder is left.
"""

from __future__ import annotations

import errno
import logging
import os
import secrets
import shutil
from pathlib import Path
from typing import NoReturn

import taizhang
from taizhang import schema
from taizhang.errors import OutputError
from taizhang.model import Tables
from taizhang.write import csv_tables, database, datapackage, parquet_tables, workbook
from taizhang.write.rows import Cells, encodable, ordered

RUN = "run.json"
MARKS = (RUN, datapackage.NAME)  # a folder that holds one of them is a run folder
_LOG = logging.getLogger(__name__)


def write_run(
    tables: Tables,
    out: Path,
    *,
    overwrite: bool = False,
    started: str = "",
    seconds: float = 0.0,
    lexicon_hash: str = "",
) -> Path:
    """Write a run folder: tables/, errors.csv, taizhang.duckdb, ledger.xlsx, text/, datapackage.json, run.json.

    Args:
        tables: all rows of the run, unsorted, without repeats; left as they are.
        out: the run folder; folders above it that are missing are made.
        overwrite: a run folder that stands there already is replaced.
        started: when the run began, for run.json alone.
        seconds: how long it took, for run.json alone.
        lexicon_hash: hash of the word lists that were used.

    Returns:
        The run folder as an absolute path, symbolic links resolved.

    Raises:
        OutputError: the folder cannot be written; code ``not_empty``, ``not_a_run``, ``not_a_folder``,
            ``no_permission``, ``disk_full``, ``in_use``, ``keys`` or ``os``.
        ValueError: a row breaks the types of the schema.
    """
    rows = ordered(tables)
    try:
        out = out.resolve()
        allow(out, overwrite)
        # The name is cut, since a file system allows 255 bytes and the folder's own name may already be that long.
        new = out.with_name(f".{out.name[:40]}.tmp-{os.getpid()}-{secrets.token_hex(4)}")
        new.mkdir(parents=True)
    except OSError as error:
        _refuse(error, out)
    try:
        _write_all(new, tables, rows, started, seconds, lexicon_hash)
    except BaseException as error:
        shutil.rmtree(new, ignore_errors=True)
        if isinstance(error, OSError):
            _refuse(error, out)
        raise
    _swap(new, out)
    return out


def _write_all(
    folder: Path,
    tables: Tables,
    rows: dict[str, list[Cells]],
    started: str,
    seconds: float,
    lexicon_hash: str,
) -> None:
    (folder / "tables").mkdir()
    (folder / "text").mkdir()
    for source_id, text in sorted(tables.texts.items()):
        (folder / "text" / f"{source_id}.txt").write_bytes(encodable(text).encode())
    arrows = {}
    for name, spec in schema.TABLES.items():
        csv_tables.write(folder, spec, rows[name])
        arrows[name] = parquet_tables.arrow(spec, rows[name])
        parquet_tables.write(folder, spec, arrows[name])
    database.write(folder, arrows)
    workbook.write(folder, rows, tables.settings, lexicon_hash)
    datapackage.write(folder, tables.settings, lexicon_hash)
    run = {
        "version": taizhang.__version__,
        "schema_version": schema.VERSION,
        "settings": tables.settings,
        "lexicon_hash": lexicon_hash,
        "started": started,
        "seconds": seconds,
        "counts": {name: len(rows[name]) for name in schema.TABLES},
        "dropped": dict(sorted(tables.dropped.items())),
    }
    datapackage.write_json(folder / RUN, run)


def allow(out: Path, overwrite: bool) -> None:
    """Raise OutputError where the folder must not be written; OSError where it cannot be looked at."""
    if not out.name:
        raise OutputError("this is the root of the file system.", code="not_a_folder", where=str(out), advice=_OTHER)
    if not out.exists():
        return
    if not out.is_dir():
        raise OutputError("this is a file, not a folder.", code="not_a_folder", where=str(out), advice=_OTHER)
    if not any(out.iterdir()):
        return
    if not overwrite:
        raise OutputError(
            "the folder is not empty.",
            code="not_empty",
            where=str(out),
            advice="Name a new folder, or allow overwriting, which replaces the run in it.",
        )
    if not any((out / mark).is_file() for mark in MARKS):
        raise OutputError(
            f"the folder holds other things than a run ({' and '.join(MARKS)} are missing), so it is not overwritten.",
            code="not_a_run",
            where=str(out),
            advice=_OTHER,
        )


_OTHER = "Name another folder."


def _swap(new: Path, out: Path) -> None:
    """Put the new folder in the old one's place; where that fails, both stay and the error names them."""
    old = new.with_name(new.name.replace(".tmp-", ".old-"))
    try:
        # Windows renames onto nothing, not even onto an empty folder, so that is moved aside as well.
        if out.exists():
            out.replace(old)
        new.replace(out)
    except OSError as error:
        if old.exists():
            _undo(old, out)
        kept = _keep(new, out)
        reason = error.strerror or str(error)
        raise OutputError(
            f"the finished run cannot be moved to its place, since {_busy(out)} is in use or locked ({reason}).",
            code="in_use",
            where=str(out),
            advice=f"Close it in Excel, WPS or DuckDB and run again; what was there before is unchanged, "
            f"the new run is in {kept}.",
        ) from error
    shutil.rmtree(old, ignore_errors=True)
    if old.exists():
        _LOG.warning("the run before could not be removed and is left in %s", old)


def _undo(old: Path, out: Path) -> None:
    try:
        old.replace(out)
    except OSError as error:
        _LOG.warning("the old run could not be moved back and is left in %s (%s)", old, error.strerror)


def _keep(new: Path, out: Path) -> Path:
    """Give the finished run a name that a person finds (run.new, run.new-2 …) and return where it is."""
    for number in range(1, 100):
        kept = out.with_name(f"{out.name}.new" + (f"-{number}" if number > 1 else ""))
        if not kept.exists():
            try:
                new.replace(kept)
            except OSError:
                return new  # its present name is told instead
            return kept
    return new


def _busy(out: Path) -> str:
    """The file of a run folder that another program has locked, as far as opening it tells; else the folder."""
    for name in (workbook.NAME, database.NAME):
        file = out / name
        if file.exists():
            try:
                with file.open("r+b"):
                    continue
            except OSError:
                return str(file)
    return f"a file in it, often {workbook.NAME},"


_CODES = {
    errno.EACCES: ("no_permission", "you have no right to write here", "Name a folder of your own."),
    errno.EPERM: ("no_permission", "you have no right to write here", "Name a folder of your own."),
    errno.EROFS: ("no_permission", "this place can only be read", "Name another folder."),
    errno.ENOSPC: ("disk_full", "the disk is full", "Free some space, or name a folder on another disk."),
    errno.EDQUOT: ("disk_full", "your share of the disk is used up", "Free some space, or name another folder."),
    errno.ENAMETOOLONG: ("os", "the name is too long", "Name a folder with a shorter name."),
}


def _refuse(error: OSError, out: Path) -> NoReturn:
    reason = error.strerror or str(error)
    code, told, advice = _CODES.get(error.errno or 0, ("os", "the run cannot be written", _OTHER))
    raise OutputError(f"{told} ({reason}).", code=code, where=str(out), advice=advice) from error
