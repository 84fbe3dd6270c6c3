"""Find expressions in any text, a plan or not: `find_times` gives every time expression with what it means and is used for."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace

from taizhang.lexicon import lexicons
from taizhang.model import Block, Source
from taizhang.stages import times
from taizhang.stages.doc import Doc
from taizhang.stages.plan import Draft, draft
from taizhang.stages.sentences import Sentence
from taizhang.stages.split import Part
from taizhang.stages.text import paragraphs
from taizhang.values import dates


@dataclass(frozen=True, slots=True)
class Time:
    """One time expression of a text.

    Attributes:
        start, end: half-open range in code points of the text that was given.
        text: the expression with its preposition and bound as it stands, ``text[start:end]``.
        edtf: the time in EDTF (ISO 8601-2:2019); ISO 8601 durations (P3Y) and repeats (R/P3M) where it is one;
            empty where the text does not fix it.
        repeat: the ISO 8601 repeat of `every`, else empty.
        relation: by, before, in, from, during, every, ongoing or immediate (see TABLES.md).
        kind: date, period, duration or repeat.
        masked: digits of the year were blanked in print.
        due: the last day on which it is still met, empty where there is none.
        use: deadline (says when something must be done), past, baseline, name (of a document, an edition, or what picks
            objects) or statistic.
        review: reasons why a person should look: masked_year, elided_year, relative_year, relative_date, working_days, masked_month,
            uneven_duration, vague_point, undated.
    """

    start: int
    end: int
    text: str
    edtf: str
    repeat: str
    relation: str
    kind: str
    masked: bool
    due: str
    use: str
    review: tuple[str, ...] = ()


def find_times(text: str, *, issued: str | None = None) -> list[Time]:
    """Every time expression of a text, those that are no deadlines included.

    Args:
        text: any text; hard wraps and stray spaces are looked through.
        issued: the text's date in EDTF (2025, 2025-03, 2025-03-10), from which 今年, 年内 and 本月 are counted. Without
            it the text's own date is used where it bears one, else such years stay open (XXXX).

    Returns:
        The expressions in order of their place; none overlap.
    """
    given = _read(text, issued)
    if given is None:
        return []
    doc = given.doc
    found: list[times.Mention] = []
    for index, here in enumerate(doc.sentences):
        fields = given.fields.get(here.para, []) if here.kind == "label" else []
        ranges = [(f.start, f.end) for f in fields if f.field == "time_limit"]
        for a, b in ranges:
            found += times.find(doc, index, _ignore, a, b)
        cell = doc.paras[here.para].kind == "row" and not _time_cell(given, here)
        whole = times.find(doc, index, _ignore, here.i if cell or here.kind == "label" else None)
        found += [_outside(doc, here, m) for m in whole if not any(m.start < b and a < m.end for a, b in ranges)]
    out = []
    for m in found:
        span, value = doc.span(m.para, m.start, m.end), m.time
        out.append(Time(
            span.start, span.end, text[span.start : span.end], value.date.edtf, value.repeat, value.relation, value.kind,
            dates.masked(value.date.edtf), value.date.due, m.use, tuple(sorted(set(m.review))),
        ))  # fmt: skip
    return sorted(out, key=lambda t: t.start)


def _time_cell(given: Draft, here: Sentence) -> bool:
    column = given.doc.paras[here.para].s.count("\t", 0, here.i)
    return given.tables.meaning.get((here.para, column), "") == "time_limit"


def _outside(doc: Doc, here: Sentence, mention: times.Mention) -> times.Mention:
    """Dates of issue and titles set nobody a limit, nor does a heading but for its brackets."""
    if mention.use != "deadline" or here.kind not in ("matter", "heading"):
        return mention
    if here.kind == "heading":
        return mention if doc.enclosed(here.para, mention.start, mention.end, "(") else replace(mention, use="name")
    return replace(mention, use="past")


def _read(text: str, issued: str | None) -> Draft | None:
    """The text as one plan, None where it holds nothing but white space."""
    blocks, at = [], 0
    for line in text.split("\n"):
        blocks.append(Block(at, at + len(line)))
        at += len(line) + 1
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    source = Source("text.txt", digest, "txt", text, tuple(blocks))
    words = lexicons()
    paras = paragraphs(source, words)
    if not paras:
        return None
    return draft(source, paras, Part(0, len(paras)), 1, 1, words, {"issued": issued} if issued else {})


def _ignore(reason: str) -> None:
    """Dropped candidates are counted in runs only."""
