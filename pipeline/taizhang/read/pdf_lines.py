"""Lines of a page: characters that stand beside each other, joined left to right with a space for each gap."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from statistics import median

from taizhang.read.pdf_chars import Char

# A gap that is a space, in ems: Word leaves a quarter of an em between digits and Chinese (CSS text-autospace: 1/8 to
# 1/4); Chinese characters beside each other are letter-spaced much wider before they are words apart.
_SPACE = 0.2
_SPACE_HANZI = 0.5
_SPACE_PRINTED = 0.1
# Pieces of one line that lie further apart than this are columns, or cells of a table without lines.
_APART = 0.9
_SAME_LINE = 0.5
_NARROW = 0.75  # width of a line of Latin letters that has no Chinese character to take the em from, in heights
_OPENING = "（(《〈“‘「『【〔［[{"
_CLOSING = "，。、；：！？）)》〉”’」』】〕］]}％%,.;:!?…—"
_HANZI = re.compile("[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]")


@dataclass(slots=True)
class Segment:
    """A run of characters on one line without a wide gap."""

    chars: list[Char]
    top: float
    bottom: float
    x0: float = field(default=0.0)
    x1: float = field(default=0.0)

    def add(self, char: Char) -> None:
        """Append a character; the tallest one decides where the line lies, and spaces take no room at its ends."""
        if char.c == " ":
            self.chars.append(char)
            return
        if char.bottom - char.top > self.bottom - self.top:
            self.top, self.bottom = char.top, char.bottom
        self.chars.append(char)
        self.x0, self.x1 = min(self.x0, char.x0), max(self.x1, char.x1)


@dataclass(slots=True)
class Line:
    """One printed line.

    Attributes:
        text: its characters with a space for each gap.
        x0, x1, top, bottom: its box on the turned page, y downwards.
        em: width of a Chinese character in it.
        head: width of the piece at its beginning that a line break cannot part.
        page: 1-based number of its page.
        region: column or box it stands in; lines of one region share their margins.
        lo, hi: where the region's room ends to the left and to the right.
        aside: whether it stands at an angle to the page's text.
    """

    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    em: float
    head: float
    page: int = 0
    region: str = ""
    lo: float = 0.0
    hi: float = 0.0
    aside: bool = False

    @property
    def middle(self) -> float:
        """Height of its middle, y downwards."""
        return (self.top + self.bottom) / 2


def segments(chars: Sequence[Char]) -> list[Segment]:
    """The segments of some characters, in any order of content."""
    found: list[Segment] = []
    last: Segment | None = None
    for char in chars:
        if last is None or not (_level(last, char.top, char.bottom) and _near(last, char.x0, char.x1)):
            near = (s for s in reversed(found[-8:]) if _level(s, char.top, char.bottom) and _near(s, char.x0, char.x1))
            last = next(near, None)
        if last is None and char.c == " ":
            continue
        if last is None:
            last = Segment([], char.top, char.bottom, char.x0, char.x1)
            found.append(last)
        last.add(char)
    return _merged(found, _near)


def lines(found: Sequence[Segment]) -> list[Line]:
    """Whole lines of segments that stand on one level, from top to bottom."""
    whole = _merged(found, lambda *_: True)
    return [line for s in sorted(whole, key=lambda s: (s.top + s.bottom, s.x0)) if (line := line_of(s.chars, s)).text]


def line_of(chars: Sequence[Char], at: Segment) -> Line:
    """The line that characters of one level make."""
    # Centres, since the boxes of bad fonts overlap. What is drawn twice (shadows, false bold) PDFium gives once.
    ordered: list[Char] = []
    spaces: set[int] = set()
    for char in sorted(chars, key=lambda c: c.x0 + c.x1):
        if char.c == " ":
            spaces.add(len(ordered))
        else:
            ordered.append(char)
    widths = [c.x1 - c.x0 for c in ordered if _HANZI.match(c.c)]
    em = median(widths) if widths else (at.bottom - at.top) * _NARROW
    pieces: list[str] = []
    for n, char in enumerate(ordered):
        if n and _gap(ordered[n - 1], char, em, n in spaces):
            pieces.append(" ")
        pieces.append(char.c)
    return Line("".join(pieces), at.x0, at.x1, at.top, at.bottom, em or 1.0, _head(ordered, em))


def _gap(a: Char, b: Char, em: float, space: bool = False) -> bool:
    """Whether two characters are apart: by a wide gap, or by less where the file has a space there."""
    if space:
        return b.x0 - a.x1 > em * _SPACE_PRINTED
    hanzi = _HANZI.match(a.c) and _HANZI.match(b.c)
    return b.x0 - a.x1 > em * (_SPACE_HANZI if hanzi else _SPACE)


def _head(chars: Sequence[Char], em: float) -> float:
    """Width of the first piece without a place to break: opening marks, a character or a word, closing marks."""
    end = 0
    while end < len(chars) and chars[end].c in _OPENING:
        end += 1
    if end < len(chars):
        end += 1
        if chars[end - 1].c.isascii():
            while end < len(chars) and chars[end].c.isascii() and not _gap(chars[end - 1], chars[end], em):
                end += 1
        while end < len(chars) and chars[end].c in _CLOSING:
            end += 1
        # Some programs do not break between a mark and a number either.
        while end < len(chars) and chars[end].c.isascii() and not _gap(chars[end - 1], chars[end], em):
            end += 1
    return chars[end - 1].x1 - chars[0].x0 if end else 0.0


def _level(s: Segment, top: float, bottom: float) -> bool:
    """Whether a box stands on the level of a segment; a subscript does, the next line does not."""
    shared = min(s.bottom, bottom) - max(s.top, top)
    return shared >= _SAME_LINE * min(s.bottom - s.top, bottom - top)


def _near(s: Segment, x0: float, x1: float) -> bool:
    room = _APART * (s.bottom - s.top)
    return x0 - s.x1 < room and s.x0 - x1 < room


def _merged(found: Sequence[Segment], near: Callable[[Segment, float, float], bool]) -> list[Segment]:
    """Segments on one level put together where `near` says that they are one."""
    out: list[Segment] = []
    for segment in sorted(found, key=lambda s: (-(s.bottom - s.top), s.top, s.x0)):
        # The tallest come first, so that subscripts find their line and never become one.
        fits = [s for s in out if _level(s, segment.top, segment.bottom) and near(s, segment.x0, segment.x1)]
        if not fits:
            out.append(segment)
            continue
        middle = (segment.top + segment.bottom) / 2
        first = min(fits, key=lambda s: abs((s.top + s.bottom) / 2 - middle))
        _absorb(first, segment)
        for other in [s for s in fits if s is not first and _level(first, s.top, s.bottom)]:
            if near(first, other.x0, other.x1):
                _absorb(first, other)
                out.remove(other)
    return out


def _absorb(into: Segment, other: Segment) -> None:
    into.chars.extend(other.chars)
    into.x0, into.x1 = min(into.x0, other.x0), max(into.x1, other.x1)


def glue(texts: Sequence[str]) -> str:
    """Lines as one: nothing between them but a space between words of Latin letters."""
    out = ""
    for text in texts:
        between = out[-1:].isascii() and out[-1:].isalpha() and text[:1].isascii() and text[:1].isalnum()
        out += f" {text}" if between else text
    return out
