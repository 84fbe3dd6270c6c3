"""Page numbers, running heads and feet: found by place and repetition over all pages, and taken out.

Nothing goes that stands once: a line is a page number only by its dashes or by counting with the pages, and a running
head only where the same words stand at the same height of several pages.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from taizhang.read.pdf_lines import Line
from taizhang.read.pdf_page import Page
from taizhang.read.pdf_tables import Table

# Dashes as printers and optical recognition give them; 一 is one only around a number.
_DASH = r"[-–—―－‐‑−─_一·•~～]"
_MARKED = re.compile(rf"{_DASH}{{1,3}}(?P<n>\d{{1,4}}){_DASH}{{1,3}}|第(?P<m>\d{{1,4}})页(?:[,，/]?共\d{{1,4}}页)?")
_NUMBER = r"(?P<n>\d{1,4}|[ivxlc]{1,7}|[IVXLC]{1,7}|[ⅰ-ⅻ]|[Ⅰ-Ⅻ])"
_BARE = re.compile(rf"{_DASH}?{_NUMBER}{_DASH}?(?:/\d{{1,4}})?", re.ASCII)
_DASHES = re.compile("[-–—―－‐‑−─_~～·•]+")
_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}
_DIGITS = re.compile(r"\d+")
# 附件, 附件1 … head pages of their own and are text, however often they stand at the top.
_ANNEX = re.compile(r"附[件表录图]?[\d一二三四五六七八九十]*[:：]?")
_LINES = 3  # so many lines at the top and at the bottom of a page may be running ones
# They stand in the margins, of which GB/T 9704-2012 gives an A4 page 37 mm above (12.5 %) and 35 mm below.
_ZONE = 0.14
_LEVEL = 4.0  # points that a running line's height may differ from page to page
_LEAST = 3
# Running lines are set apart from the text by so many pitches; repeated ones within it are the plan's own.
_APART = 1.3
_ALONE = 9.0
# Share of the pages between its first and its last that a running line is on: half where left and right pages differ.
_DENSE = 0.45
_MOST = 0.6  # and share of all pages, where a number in it counts with them


@dataclass(frozen=True, slots=True)
class Removed:
    """How many lines were taken out."""

    numbers: int
    running: int


@dataclass(slots=True)
class _Edge:
    """A line at the edge of a page: which edge, its height from there, its distance to the text in pitches."""

    page: Page
    line: Line
    edge: str
    level: float
    apart: float
    text: str


def remove_running(pages: Sequence[Page]) -> Removed:
    """Take page numbers, running heads and feet out of the pages' items.

    Args:
        pages: all pages in order; their items are changed.
    """
    numbers = _remove(pages, _numbers([e for page in pages for e in _edges(page)], len(pages)))
    running = 0
    # Of a head of two lines the lower one is apart from the text first, then the upper one.
    while gone := _running([e for page in pages for e in _edges(page)], len(pages)):
        running += _remove(pages, gone)
    return Removed(numbers, running)


def _remove(pages: Sequence[Page], gone: set[int]) -> int:
    for page in pages:
        page.items = [i for i in page.items if id(i) not in gone]
    return len(gone)


def _edges(page: Page) -> Iterator[_Edge]:
    straight = sorted((i for i in page.items if isinstance(i, Table) or not i.aside), key=lambda i: i.top + i.bottom)
    heights = [b.top + b.bottom for b in straight]
    steps = [(b - a) / 2 for a, b in pairwise(heights) if b - a > 8]
    pitch = median(steps) if steps else 20.0
    for edge, ordered in (("head", straight), ("foot", straight[::-1])):
        for n, item in enumerate(ordered[:_LINES]):
            if isinstance(item, Table):
                break
            apart = _distance(item, ordered[n + 1], edge) / pitch if n + 1 < len(ordered) else _ALONE
            level = item.middle if edge == "head" else page.height - item.middle
            if level > _ZONE * page.height:
                break
            yield _Edge(page, item, edge, level, apart, "".join(item.text.split()))
    for item in page.items:
        if isinstance(item, Line) and item.aside:
            yield _Edge(page, item, "aside", item.x0, _ALONE, "".join(item.text.split()))


def _distance(item: Line, after: Line | Table, edge: str) -> float:
    """How far a line at the edge of a page stands from what is next to it."""
    if isinstance(after, Line):
        return abs(after.middle - item.middle)
    return abs(after.top - item.bottom) if edge == "head" else abs(after.bottom - item.top)


def _numbers(edges: Sequence[_Edge], pages: int) -> set[int]:
    """Lines that are page numbers: marked ones at once, bare ones where they count with the pages."""
    gone: set[int] = set()
    bare: dict[int, list[_Edge]] = defaultdict(list)
    for e in edges:
        if _MARKED.fullmatch(e.text):
            gone.add(id(e.line))
        elif found := _BARE.fullmatch(e.text):
            bare[_value(found["n"]) - e.page.number].append(e)
        elif _DASHES.fullmatch(e.text):
            gone.add(id(e.line))  # what recognition or a careless typist left of a number's dashes
    for offset, found_at in bare.items():
        if len({e.page.number for e in found_at}) > 1 or (pages == 1 and offset == 0 and found_at[0].apart > 1):
            gone |= {id(e.line) for e in found_at}
    return gone


def _value(text: str) -> int:
    if text.isdigit():
        return int(text)
    if len(text) == 1 and ord(text) >= 0x2160:
        return (ord(text) - 0x2160) % 16 + 1  # Number Forms: Ⅰ to Ⅻ, ⅰ to ⅻ
    values = [_ROMAN[c] for c in text.lower()]
    return sum(-v if any(w > v for w in values[n + 1 : n + 2]) else v for n, v in enumerate(values))


def _running(edges: Sequence[_Edge], pages: int) -> set[int]:
    """Lines with the same words at one height of several pages; numbers in them may count with the pages."""
    gone: set[int] = set()
    for same in _groups(edges):
        numbers = {e.page.number for e in same}
        if len(numbers) < min(_LEAST, max(2, pages)):
            continue
        dense = len(numbers) / (max(numbers) - min(numbers) + 1)
        apart = median(e.apart for e in same) >= _APART
        varies = len({e.text for e in same}) > 1
        if apart and (len(numbers) >= _MOST * pages if varies else dense >= _DENSE):
            gone |= {id(e.line) for e in same}
    return gone


def _groups(edges: Sequence[_Edge]) -> Iterator[list[_Edge]]:
    by_words: dict[tuple[str, str], list[_Edge]] = defaultdict(list)
    for e in edges:
        words = _DIGITS.sub("#", e.text)
        if words.strip("#") and not _ANNEX.fullmatch(e.text):
            by_words[e.edge, words].append(e)
    for found in by_words.values():
        for level in _levels(found):
            yield from _counted(level)


def _levels(edges: list[_Edge]) -> Iterator[list[_Edge]]:
    """Lines of one height, starting from the most usual height."""
    rest = edges
    while rest:
        near = max(([e for e in rest if abs(e.level - at.level) <= _LEVEL] for at in rest), key=len)
        yield near
        taken = {id(e) for e in near}
        rest = [e for e in rest if id(e) not in taken]


def _counted(edges: list[_Edge]) -> Iterator[list[_Edge]]:
    """Lines whose numbers are each the same everywhere or each count with the pages."""
    by_form: dict[tuple[str, ...], list[_Edge]] = defaultdict(list)
    rows = [(e, _DIGITS.findall(e.text)) for e in edges]
    width = len(rows[0][1])
    usual = [Counter(r[k] for _, r in rows).most_common(1)[0] for k in range(width)]
    fixed = [n > len(rows) / 2 or len(rows) == 1 for _, n in usual]
    for e, numbers in rows:
        form = tuple(v if fixed[k] else f"+{int(v) - e.page.number}" for k, v in enumerate(numbers))
        by_form[form].append(e)
    yield from by_form.values()
