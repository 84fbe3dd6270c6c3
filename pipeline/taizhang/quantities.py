"""Quantities of any text: `find_quantities`, for a user who wants numbers and units without the tables."""

from __future__ import annotations

from dataclasses import dataclass

from taizhang.lexicon import Lexicons, lexicons
from taizhang.model import Block, Source
from taizhang.rules import quantities as rules
from taizhang.rules import times
from taizhang.rules.base import scan
from taizhang.rules.frames import bound_of, words_of
from taizhang.stages.text import Para, paragraphs
from taizhang.values.units import normal, unit

# 5G, 4K, 3D, 5A: names of techniques and grades, not a gigabit or an ampere.
_NAMES = frozenset("GKDAPMB")


@dataclass(frozen=True, slots=True)
class Quantity:
    """A quantity as it stands in a text.

    Attributes:
        start, end: half-open range in code points of the text that was given; bound words are outside.
        text: ``text[start:end]``, line wraps and stray spaces kept.
        value, value_max: the number with its magnitude words folded in (1.03万吨 → 10300); value_max for a range only.
        comparator: >= <= < > = ~ as a bound word beside it says, between for a range, empty where the text names none.
        unit: canonical symbol of lexicons/units, empty where it has none or is not known.
        unit_text: unit as printed without magnitude words; 每立方米…微克 is 微克/立方米; empty for a bare number.
        value_norm, value_max_norm, unit_norm: converted, so that amounts compare (亩 → ha); None and empty where no
            conversion is certain.
    """

    start: int
    end: int
    text: str
    value: float
    value_max: float | None
    comparator: str
    unit: str
    unit_text: str
    value_norm: float | None
    value_max_norm: float | None
    unit_norm: str


def find_quantities(text: str, *, lexicon: Lexicons | None = None) -> list[Quantity]:
    """All quantities of a text in order: money, weights and measures, counts, shares, degrees, lengths of time.

    Dates (2025年6月), ordinals (第3次), numbers in names (PM2.5, 5G, “1+5+N”) and blanked values are none.  A bare number
    is one where a bound word or 到, 至, 为, 达, 在 stands in front of it.

    Args:
        text: any text; half- and full-width forms, line wraps and stray spaces are understood.
        lexicon: the word lists, those that are shipped where none are given.

    Returns:
        Quantities whose ranges do not overlap.
    """
    words = lexicon or lexicons()
    found: list[Quantity] = []
    for para in paragraphs(_source(text), words):
        s = para.s
        dates = [h for h in scan(times.RULES, s, 0, len(s), words, _forget) if h.value.kind != "duration"]
        at = 0
        for hit in rules.find(s, 0, len(s), words, _forget):
            q = hit.value
            while at < len(dates) and dates[at].end <= q.start:
                at += 1
            if at < len(dates) and dates[at].start < q.end:
                continue
            if q.unit_text in _NAMES:
                continue
            found.append(_made(text, para, q, words))
    return found


def _made(text: str, para: Para, q: rules.Quantity, words: Lexicons) -> Quantity:
    span = para.span(q.start, q.end)
    measured = unit(q.unit_text, words) if q.unit_text else None
    return Quantity(
        span.start, span.end, text[span.start : span.end], q.value, q.value_max,
        bound_of(q, words_of(words)).comparator, measured.symbol if measured else "", q.unit_text,
        normal(q.value, measured), normal(q.value_max, measured), measured.norm if measured else "",
    )  # fmt: skip


def _source(text: str) -> Source:
    """The text as a source of lines, nothing changed."""
    blocks, at = [], 0
    for line in text.split("\n"):
        blocks.append(Block(at, at + len(line)))
        at += len(line) + 1
    return Source("", "", "txt", text, tuple(blocks))


def _forget(reason: str) -> None:
    """What is given up here is not counted."""
