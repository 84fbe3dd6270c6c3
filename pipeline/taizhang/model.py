"""What flows through the pipeline: sources, plans, faults, and the one function that makes rows.

Offsets are half-open and count Unicode code points of a source's text, everywhere.  Anything defined here is
frozen where it can be, slotted and picklable, because it crosses process borders.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from taizhang import schema

Value = str | int | float | bool | None
Row = dict[str, Value]


@dataclass(frozen=True, slots=True)
class Span:
    """A half-open range of code points of a source's text."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Block:
    """One line of a source's text as the reader produced it (a paragraph, or a table row, its cells joined by tabs).

    Attributes:
        start, end: the line without its newline, offsets in the source's text.
        kind: ``paragraph``, ``row`` (a table's row) or ``note`` (header, footer, footnote).
        locator: the place a person can find it at (``p.12``, ``table 3 R4``, ``sheet 任务 C7``); empty for .txt.
        table: 1-based number of the table that a ``row`` belongs to, else 0.
    """

    start: int
    end: int
    kind: str = "paragraph"
    locator: str = ""
    table: int = 0


@dataclass(frozen=True, slots=True)
class Fault:
    """One row of errors.csv: what went wrong in which file, and what to do about it."""

    source: str
    stage: str
    code: str
    error: str
    advice: str = ""

    def row(self) -> Row:
        """The fault as a row of the errors table."""
        return {c.name: getattr(self, c.name) for c in schema.TABLES["errors"].columns}


@dataclass(frozen=True, slots=True)
class Source:
    """A file as read: its text, its lines with their places, and what the reader had to say about it.

    Attributes:
        name: path relative to the input, ``/`` as separator.
        sha256: hex digest of the file's bytes.
        format: ``txt``, ``docx`` …
        text: the text that all offsets count in, newlines LF.
        blocks: the lines of text in order, without gaps but for newlines.
        encoding: name of the encoding that decoded a text file, else empty.
        pages: number of pages where the format knows it, else None.
        ocr: share of pages that were recognised from images, 0 to 1.
        faults: what went wrong without making the file unreadable; any fault makes the file ``partial``.
    """

    name: str
    sha256: str
    format: str
    text: str
    blocks: tuple[Block, ...]
    encoding: str = ""
    pages: int | None = None
    ocr: float = 0.0
    faults: tuple[Fault, ...] = ()

    @property
    def source_id(self) -> str:
        """First 16 hex digits of the file's sha256."""
        return self.sha256[:16]

    def locator(self, start: int) -> str:
        """The place of the line that offset `start` lies in (empty for .txt)."""
        i = bisect_right(self.blocks, start, key=lambda b: b.start) - 1
        return self.blocks[i].locator if i >= 0 else ""


@dataclass(frozen=True, slots=True)
class Plan:
    """One plan of a source: its span and what is known of it (columns of the plans table)."""

    plan_id: str
    span: Span
    fields: Mapping[str, Value] = field(default_factory=dict)


@dataclass(slots=True)
class Tables:
    """All rows of a run or of one file, before anything is written.

    Attributes:
        rows: table name → rows, in the order of `schema.TABLES`.
        texts: source_id → text that the offsets count in.
        dropped: reason → number of candidates that a rule gave up.
        settings: what the run was asked to do, JSON-able.
    """

    rows: dict[str, list[Row]]
    texts: dict[str, str] = field(default_factory=dict)
    dropped: Counter[str] = field(default_factory=Counter)
    settings: dict[str, Value] = field(default_factory=dict)

    @classmethod
    def empty(cls) -> Tables:
        """No rows at all, every table present."""
        return cls(rows={name: [] for name in schema.TABLES})


def digest(*parts: str) -> str:
    """16 hex digits that depend on the parts and their borders, the same on every machine (SHA-256)."""
    return hashlib.sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def squeeze(text: str) -> str:
    """The text without any white space."""
    return "".join(text.split())


class Occurrences:
    """Counts which occurrence of a quote starts at an offset of a plan's text, white space left out.

    The count is taken in the text and not among rows, so that a row's id does not change when a rule elsewhere
    starts or stops to fire.
    """

    def __init__(self, text: str) -> None:
        kept = [i for i, c in enumerate(text) if not c.isspace()]
        self._kept = kept
        self._squeezed = "".join(text[i] for i in kept)
        self._starts: dict[str, list[int]] = {}

    def number(self, quote: str, start: int) -> int:
        """1-based number of the occurrence of `quote` (squeezed) that starts at or after plan offset `start`."""
        starts = self._starts.get(quote)
        if starts is None:
            starts, at = [], self._squeezed.find(quote)
            while at >= 0:
                starts.append(at)
                at = self._squeezed.find(quote, at + 1)
            self._starts[quote] = starts
        return bisect_left(starts, bisect_left(self._kept, start)) + 1


@dataclass(slots=True)
class Rows:
    """Makes the rows of one plan: cuts quotes, derives ids, records rules, keeps the count of what was dropped."""

    source: Source
    plan: Plan
    occurrences: Occurrences
    tables: Tables
    _seen: dict[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, source: Source, plan: Plan, tables: Tables) -> Rows:
        """A maker of rows for `plan`, adding to `tables`."""
        return cls(source, plan, Occurrences(source.text[plan.span.start : plan.span.end]), tables)

    def drop(self, reason: str) -> None:
        """Count a candidate that was given up."""
        self.tables.dropped[reason] += 1


def row(
    rows: Rows,
    table: str,
    span: Span,
    *,
    rule: str = "",
    review: tuple[str, ...] = (),
    key: Span | None = None,
    **fields: Value,
) -> Row:
    """Make one row and add it to its table; the only way a row comes into being.

    Args:
        rows: maker of the plan's rows.
        table: name of the table, a key of `schema.TABLES`.
        span: the row's place in the source's text.
        rule: id of the rule that made the row.
        review: reasons why a person should look at it.
        key: the place whose text the row's id is made from, where that is not `span`.
        **fields: further columns; a name that the schema lacks is a KeyError.

    Returns:
        The row: all columns of the table, None where nothing is known; the quote column is text[start:end].
    """
    spec = schema.TABLES[table]
    text = rows.source.text
    plan = rows.plan
    if not plan.span.start <= span.start <= span.end <= plan.span.end:
        raise ValueError(f"{table}: span {span} outside its plan {plan.span}")
    out: Row = dict.fromkeys(spec.names)
    out.update(plan_id=plan.plan_id, start=span.start, end=span.end, locator=rows.source.locator(span.start))
    if spec.quote:
        out[spec.quote] = text[span.start : span.end]
    if "rule" in out:
        out["rule"] = rule
        seen = {*review, "ocr"} if rows.source.ocr else set(review)
        out["review"] = "|".join(sorted(seen))
    for name, value in fields.items():
        if name not in out:
            raise KeyError(f"{table} has no column {name}")
        out[name] = value
    if spec.id and table != "plans":  # a plan's id is made of its own key, before its rows
        at = key or span
        quote = squeeze(text[at.start : at.end])
        number = rows.occurrences.number(quote, at.start - plan.span.start)
        made = spec.prefix + digest(plan.plan_id, table, quote, str(number))
        again = rows._seen[made] = rows._seen.get(made, 0) + 1
        out[spec.id] = made if again == 1 else f"{made}.{again}"
    if table == "targets":
        start, end = out["value_start"], out["value_end"]
        if not (isinstance(start, int) and isinstance(end, int)):
            raise ValueError("a target needs value_start and value_end")
        out["value_text"] = text[start:end]
    rows.tables.rows[table].append(out)
    return out
