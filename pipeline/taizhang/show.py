"""What the terminal shows: a document with its finds in colour, the progress of a run, and its summary."""

from __future__ import annotations

import time
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from taizhang import schema
from taizhang.model import Row, Tables

if TYPE_CHECKING:
    from rich.text import Text

# Table, columns of its span, style; a target shows its value, not its clause.
STYLES = (
    ("measures", "start", "end", "underline"),
    ("deadlines", "start", "end", "bold yellow"),
    ("targets", "value_start", "value_end", "bold green"),
    ("bodies", "start", "end", "bold cyan"),
    ("citations", "start", "end", "bold magenta"),
)
_MOST = 20  # files that a summary names


def visible(text: str) -> str:
    """The text with everything a terminal would obey or hide made visible, newlines and tabs kept.

    Control characters become their pictures (␛), and direction marks, zero-width characters and lone surrogates their
    number (⟨U+202E⟩), so that no document can move the cursor, reorder a line or hide a word.
    """
    return "".join(map(_visible, text))


def _visible(char: str) -> str:
    if char in "\n\t" or unicodedata.category(char) not in {"Cc", "Cf", "Cs", "Zl", "Zp"}:
        return char
    if char < " ":
        return chr(0x2400 + ord(char))
    return "␡" if char == "\x7f" else f"⟨U+{ord(char):04X}⟩"


def document(tables: Tables) -> Text:
    """One document for the terminal: a line about the file, its faults, a legend, and the text with its finds.

    Args:
        tables: the tables of that one document.
    """
    from rich.text import Text

    row = tables.rows["files"][0]
    known = [str(row[name]) for name in ("format", "encoding", "status") if row.get(name)]
    out = Text(f"{visible(str(row['source']))} ({', '.join(known)})\n", style="bold")
    for fault in tables.rows["errors"]:
        out.append(f"{visible(_sentence(fault))}\n", style="red")
    text = tables.texts.get(str(row.get("source_id")))
    if text is None:
        return out
    out = Text.assemble(out, *(part for part in _legend(tables)), "\n\n")
    out.append_text(marked(text, tables))
    return out


def _legend(tables: Tables) -> Iterator[Text]:
    from rich.text import Text

    for n, (table, _, _, style) in enumerate(STYLES):
        title = f"{schema.TABLES[table].title} {table}"
        yield Text.assemble("   " if n else "", (title, style), f" {len(tables.rows[table])}")


def marked(text: str, tables: Tables) -> Text:
    """The text, made visible, with the spans of its finds styled; overlapping styles add up."""
    from rich.text import Text

    changes: dict[int, list[tuple[int, str]]] = {0: [], len(text): []}
    for table, start, end, style in STYLES:
        for row in tables.rows[table]:
            first, last = row[start], row[end]
            if isinstance(first, int) and isinstance(last, int) and first < last:
                changes.setdefault(first, []).append((1, style))
                changes.setdefault(last, []).append((-1, style))
    out, active = Text(), Counter[str]()
    borders = sorted(changes)
    for border, after in zip(borders, [*borders[1:], len(text)], strict=True):
        for step, style in changes[border]:
            active[style] += step
        # In the order of STYLES, so that the later of two colours wins everywhere.
        styles = [style for _, _, _, style in STYLES if active[style] > 0]
        out.append(visible(text[border:after]), style=" ".join(styles) or None)
    return out


@dataclass(frozen=True, slots=True)
class Summary:
    """What a run came to.

    Attributes:
        counts: status → number of files.
        lines: sentences about what was read and found.
        faults: sentences about files that could not be read, or not wholly, with what to do.
    """

    counts: dict[str, int]
    lines: tuple[str, ...]
    faults: tuple[str, ...]

    @property
    def flawed(self) -> bool:
        """Whether any file failed or is partial."""
        return bool(self.counts["failed"] or self.counts["partial"])


def summary(tables: Tables) -> Summary:
    """The summary of a run's tables; at most twenty files are named."""
    counts = dict.fromkeys(schema.FILE_STATUS, 0)
    for row in tables.rows["files"]:
        counts[str(row["status"])] += 1
    files = ", ".join(f"{n} {status}" for status, n in counts.items() if n) or "none"
    found = ", ".join(f"{len(tables.rows[name])} {name}" for name in (*schema.MINED, "ledger"))
    lines = (f"Files: {files}.", f"Plans: {len(tables.rows['plans'])}; rows: {found}.")
    faults = [visible(_sentence(fault)) for fault in tables.rows["errors"]]
    if len(faults) > _MOST:
        faults[_MOST:] = [f"… and {len(faults) - _MOST} more, see errors.csv."]
    return Summary(counts, lines, tuple(faults))


def _sentence(fault: Row) -> str:
    return f"{fault['source']}: {fault['error']} {fault['advice'] or ''}".rstrip()


@contextmanager
def progress(*, quiet: bool) -> Iterator[Callable[[int, int, str], None] | None]:
    """A progress bar on stderr with count and rate, gone when done; nothing with one file or without a terminal.

    Gives:
        A callback for `run`, or None where nothing is to be shown.
    """
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    console = Console(stderr=True)
    if quiet or not console.is_terminal:
        yield None
        return
    columns = (BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[rate]}"), TextColumn("{task.description}"))
    began = time.monotonic()
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("", total=None, visible=False, rate="")

        def step(done: int, total: int, name: str) -> None:
            rate = f"{done / max(time.monotonic() - began, 1e-6):.1f} files/s"
            label = visible(name).replace("[", r"\[")
            bar.update(task, completed=done, total=total, visible=total > 1, rate=rate, description=label)

        yield step


def columns() -> Iterator[str]:
    """The tables and their columns, a line each, as `taizhang schema` prints them."""
    for table in schema.TABLES.values():
        yield f"{table.name}  {table.title}  {table.about}"
        for column in table.columns:
            codes = f" [{' '.join(column.codes)}]" if column.codes else ""
            yield f"    {column.name}  {column.type}  {column.title}  {column.about}{codes}"
        yield ""
