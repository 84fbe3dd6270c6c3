"""The command line: arguments in, library calls, exit codes out.

Heavy libraries are imported by the functions that are called, so that --version and --help are quick.
"""

from __future__ import annotations

import io
import json
import logging
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, NoReturn

import typer

import taizhang
from taizhang.errors import TaizhangError

OK, FLAWED, USAGE, INTERRUPTED = 0, 1, 2, 130  # 130 is what shells report after Ctrl-C

_CODES = (
    "Exit codes: 0 all files were read; 1 some failed or are partial (errors.csv says why), or check found problems; "
    "2 wrong usage, also an output folder, a --meta table or a lexicon that cannot be used; 130 interrupted."
)

app = typer.Typer(
    name="taizhang",
    help="Chinese plan documents in, clean tables out. 将整改方案、行动计划、规划等文件转换为台账和数据表。",
    epilog=_CODES,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


class Grain(StrEnum):
    """What a row of the ledger is."""

    item = "item"
    measure = "measure"


def main() -> None:
    """Entry point of the console script."""
    for stream in (sys.stdout, sys.stderr):
        # A console in cp936 or cp1252 lacks some characters; they must not end the program.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    app()


def _version(asked: bool) -> None:
    if asked:
        typer.echo(f"taizhang {taizhang.__version__}")
        raise typer.Exit(OK)


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    """Options that stand before the command."""


@app.command(epilog=_CODES)
def convert(
    inputs: Annotated[
        list[Path], typer.Argument(metavar="INPUT...", show_default=False, help="Documents, or folders of them.")
    ],
    out: Annotated[Path, typer.Option("--out", "-o", metavar="DIR", help="The run folder to write.")],
    jobs: Annotated[int, typer.Option("--jobs", "-j", min=1, metavar="N", help="Number of processes.")] = 1,
    meta: Annotated[
        Path | None,
        typer.Option(
            metavar="CSV",
            exists=True,
            dir_okay=False,
            help="Table with the column source and any of region, adcode, level, issued, title, url, issuer, "
            "retrieved, year.",
        ),
    ] = None,
    lexicons: Annotated[
        list[Path] | None,
        typer.Option(
            metavar="DIR", exists=True, file_okay=False, help="Folder of your own word lists; may be repeated."
        ),
    ] = None,
    grain: Annotated[Grain, typer.Option(help="What a row of the ledger is.")] = Grain.item,
    strict: Annotated[bool, typer.Option("--strict", help="Write nothing when a file cannot be read.")] = False,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace the run that DIR holds.")] = False,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Tell what happens to each file.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Tell nothing but faults.")] = False,
) -> None:
    """Convert documents into a run folder: ledger.xlsx, tables/, taizhang.duckdb …"""
    if verbose and quiet:
        _stop("-v and -q exclude each other.", USAGE)
    _log(verbose)
    started, clock = datetime.now(UTC).isoformat(timespec="seconds"), time.monotonic()
    with _told():
        from taizhang import show
        from taizhang.document import Settings
        from taizhang.lexicon import lexicons as load_lexicons
        from taizhang.meta import read_meta
        from taizhang.run import run
        from taizhang.write import folder, write_run

        with suppress(OSError):  # write_run tells that one; here it only saves a long run in vain
            folder.allow(out.resolve(), overwrite)
        overlays = tuple(str(path) for path in lexicons or ())
        settings = Settings(overlays, grain.value, read_meta(meta) if meta else {})
        with show.progress(quiet=quiet or verbose) as progress:
            tables = run(inputs, settings, jobs=jobs, progress=_each if verbose else progress)
        summary = show.summary(tables)
        for fault in summary.faults:
            typer.echo(fault, err=True)
        if strict and summary.counts["failed"]:
            _stop("Nothing was written, since some files could not be read (--strict).", FLAWED)
        written = write_run(
            tables,
            out,
            overwrite=overwrite,
            started=started,
            seconds=round(time.monotonic() - clock, 3),
            lexicon_hash=load_lexicons(overlays).hash(),
        )
    if not quiet:
        for line in summary.lines:
            typer.echo(line)
        typer.echo(f"The ledger is {written / 'ledger.xlsx'}.")
    raise typer.Exit(FLAWED if summary.flawed else OK)


@app.command(epilog=_CODES)
def show(
    path: Annotated[Path, typer.Argument(metavar="INPUT", show_default=False, help="One document.")],
    lexicons: Annotated[
        list[Path] | None,
        typer.Option(
            metavar="DIR", exists=True, file_okay=False, help="Folder of your own word lists; may be repeated."
        ),
    ] = None,
) -> None:
    """Show a document with what was found in it, in colour."""
    with _told():
        from rich.console import Console

        from taizhang.document import Settings, convert_one
        from taizhang.show import document, summary

        tables = convert_one(path, Settings(tuple(str(folder) for folder in lexicons or ())))
        Console().print(document(tables), soft_wrap=True, highlight=False)
    raise typer.Exit(FLAWED if summary(tables).flawed else OK)


@app.command(epilog=_CODES)
def check(
    run_dir: Annotated[Path, typer.Argument(metavar="DIR", show_default=False, help="A run folder.")],
) -> None:
    """Check that a run folder keeps its contract: types, keys, codes, offsets."""
    with _told():
        from taizhang.check import check as check_run

        problems = check_run(run_dir)
    for problem in problems:
        typer.echo(problem, err=True)
    if problems:
        raise typer.Exit(FLAWED)
    typer.echo(f"{run_dir}: no problems found.")


@app.command()
def schema(
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Print the tables and their columns."""
    from dataclasses import asdict

    from taizhang import schema as tables
    from taizhang.show import columns

    if as_json:
        whole = {"version": tables.VERSION, "tables": {name: asdict(t) for name, t in tables.TABLES.items()}}
        typer.echo(json.dumps(whole, ensure_ascii=False, indent=2))
    else:
        for line in columns():
            typer.echo(line)


@contextmanager
def _told() -> Iterator[None]:
    """Errors and interrupts as a sentence and an exit code."""
    try:
        yield
    except TaizhangError as error:
        _stop(str(error), USAGE)
    except KeyboardInterrupt:
        _stop("Interrupted; nothing was written.", INTERRUPTED)


def _stop(sentence: str, code: int) -> NoReturn:
    typer.echo(sentence, err=True)
    raise typer.Exit(code)


def _each(done: int, total: int, name: str) -> None:
    from taizhang.show import visible

    typer.echo(f"[{done}/{total}] {visible(name)}", err=True)


def _log(verbose: bool) -> None:
    logger = logging.getLogger("taizhang")
    logger.setLevel(logging.INFO if verbose else logging.WARNING)
    logger.handlers = [logging.StreamHandler(sys.stderr)]
