"""What readers of marked-up files share: collecting lines with their places, cells on one line, spanned grids."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from taizhang.errors import InputError
from taizhang.model import Block, Fault, Source

_CJK = re.compile("[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef“”‘’…—·]")
# A table of a plan has at most a few dozen columns and a few thousand rows; a span past that is a mistake of a program.
_MAX_COLUMNS = 256


def one_line(text: str) -> str:
    """A cell's text on one line: white space (ends of paragraphs, too) is one space, or none between Hanzi."""

    def gap(match: re.Match[str]) -> str:
        before, after = text[match.start() - 1], text[match.end()]
        return "" if _CJK.match(before) and _CJK.match(after) else " "

    text = text.strip()
    return re.sub(r"\s+", gap, text)


@dataclass(frozen=True, slots=True)
class Cell:
    """A table's cell and how many rows and columns it spans; ``rows=0`` reaches to the end of the table."""

    text: str
    rows: int = 1
    columns: int = 1


def spread(rows: Iterable[Sequence[Cell]]) -> list[list[str]]:
    """Lay the cells of a table on its grid.

    Args:
        rows: the cells of each row as they are written, those that reach into it from above left out.

    Returns:
        The texts of each row, a column each: a cell that spans columns stands in the first of them, one that
        spans rows in all of them.
    """
    out: list[list[str]] = []
    hanging: dict[int, tuple[int, str]] = {}  # column → rows still to fill (-1: all), text
    for cells in rows:
        row: list[str] = []
        below: dict[int, tuple[int, str]] = {}
        for cell in cells:
            _fill(row, hanging, below)
            for n in range(max(1, min(cell.columns, _MAX_COLUMNS - len(row)))):
                text = "" if n else cell.text
                if cell.rows != 1:
                    below[len(row)] = (max(cell.rows - 1, -1), text)
                row.append(text)
        _fill(row, hanging, below)
        out.append(row)
        hanging = below
    return out


def _fill(row: list[str], hanging: dict[int, tuple[int, str]], below: dict[int, tuple[int, str]]) -> None:
    """Add the cells that reach into a row from above, up to the next free column."""
    while len(row) in hanging:
        left, text = hanging[len(row)]
        if left != 1:
            below[len(row)] = (max(left - 1, -1), text)
        row.append(text)


@dataclass(slots=True)
class Lines:
    """The lines of a text in the making; empty ones are left out.

    Attributes:
        blocks: (text, kind, locator, table) of each line, as in `Block`.
    """

    blocks: list[tuple[str, str, str, int]] = field(default_factory=list)

    def add(self, text: str, locator: str) -> None:
        """A paragraph's line."""
        if text.strip():
            self.blocks.append((text.replace("\n", " "), "paragraph", locator, 0))

    def row(self, cells: Sequence[str], locator: str, table: int) -> None:
        """A table's row; empty cells at its end are left out."""
        filled = max((n for n, cell in enumerate(cells, 1) if cell), default=0)
        if filled:
            self.blocks.append(("\t".join(cells[:filled]), "row", locator, table))

    def source(
        self, data: bytes, name: str, kind: str, *, encoding: str = "", faults: Iterable[Fault] = (), advice: str
    ) -> Source:
        """The source of these lines.

        Raises:
            InputError: ``empty``, with `advice`, when there is no line.
        """
        if not self.blocks:
            raise InputError("this file holds no text.", code="empty", where=name, advice=advice)
        blocks, start = [], 0
        for text, what, locator, table in self.blocks:
            blocks.append(Block(start, start + len(text), what, locator, table))
            start += len(text) + 1
        text = "\n".join(line for line, _, _, _ in self.blocks)
        sha256 = hashlib.sha256(data).hexdigest()
        return Source(name, sha256, kind, text, tuple(blocks), encoding=encoding, faults=tuple(faults))
