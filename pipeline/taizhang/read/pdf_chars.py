"""Characters of a PDF page with their places, turned so that the page's text runs from left to right.

Places count in points from the upper left corner of the visible page, y downwards.  A character's box is the room
that its font gives it (advance by height of the font), not its ink, so that boxes of a line touch and a gap between
them is white space.
"""

from __future__ import annotations

import ctypes
import math
import unicodedata
from collections import Counter
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from pypdfium2 import PdfPage  # type: ignore[import-untyped]

Rect = tuple[float, float, float, float]  # left, bottom, right, top as PDF counts them (y upwards)

# Fonts with a damaged table of characters give radicals in place of the characters that look the same. Those of the
# block Kangxi Radicals decompose by NFKC; these are the ones of CJK Radicals Supplement that are words by themselves,
# each before its character (Unicode's EquivalentUnifiedIdeograph.txt).
_PAIRS = (
    "⺇几⺊卜⺌小⺜日⺝月⺟母⺠民⺩王⺫目⺬示⺮竹⻁虎⻄西⻅见⻆角⻉贝⻊足⻋车⻑長⻓长⻔门⻗雨⻘青⻙韦"
    "⻚页⻛风⻜飞⻝食⻢马⻣骨⻤鬼⻥鱼⻦鸟⻧卤⻨麦⻩黄⻬齐⻮齿⻰龙⻳龟"
)
_RADICALS = dict(zip(_PAIRS[::2], _PAIRS[1::2], strict=True))
# Letters of the font Symbol in the private use area where its 8-bit codes live (Adobe's Symbol encoding).
_SYMBOL = {0xA3: "≤", 0xB3: "≥", 0xB0: "°", 0xB1: "±", 0xB4: "×", 0xB8: "÷", 0xB9: "≠", 0xBB: "≈", 0x6D: "μ", 0x25: "%"}
# What PDFium gives for a hyphen at a line's end, and the soft hyphen.
_HYPHENS = "\x02\ufffe\xad"
_OBLIQUE = math.radians(3)


class Char(NamedTuple):
    """One character and its box, y downwards; any white space is a space."""

    c: str
    x0: float
    top: float
    x1: float
    bottom: float


class Turn(NamedTuple):
    """How a page is turned: quarter turns of its text (counter-clockwise) and its visible box."""

    quarter: int
    box: Rect

    def place(self, rect: Rect) -> Rect:
        """(left, bottom, right, top) of the page → (x0, top, x1, bottom), y downwards, text from left to right."""
        left, bottom, right, top = rect
        l0, b0, r0, t0 = self.box
        if self.quarter == 1:
            return bottom - b0, left - l0, top - b0, right - l0
        if self.quarter == 2:
            return r0 - right, bottom - b0, r0 - left, top - b0
        if self.quarter == 3:
            return t0 - top, r0 - right, t0 - bottom, r0 - left
        return left - l0, t0 - top, right - l0, t0 - bottom

    @property
    def size(self) -> tuple[float, float]:
        """Width and height of the turned page."""
        width, height = self.box[2] - self.box[0], self.box[3] - self.box[1]
        return (height, width) if self.quarter % 2 else (width, height)


class PageChars(NamedTuple):
    """The characters of a page in the order of its content.

    Attributes:
        main: those that run as most of the page does.
        asides: those at other angles (page numbers beside a turned table, watermarks), a list an angle, turned too.
        turn: how the page was turned.
        kinds: counts by what the characters are: ``hanzi``, ``letter`` (ASCII), ``bad`` (no character at all: unmapped,
            private use, replacement, control), ``odd`` (rare ideographs, accented letters, other scripts), ``sign``.
        invisible: share of them that is drawn without ink (render mode 3), 0 to 1.
    """

    main: list[Char]
    asides: list[list[Char]]
    turn: Turn
    kinds: Counter[str]
    invisible: float


def read_chars(page: PdfPage) -> PageChars:
    """The characters of an open page."""
    box: Rect = page.get_bbox()
    kinds: Counter[str] = Counter()
    angles: dict[float, list[tuple[str, Rect]]] = {}
    invisible = 0
    textpage = page.get_textpage()
    try:
        for char, rect, angle, mapped, hidden in _raw(textpage.raw):
            if rect[2] < box[0] or rect[0] > box[2] or rect[3] < box[1] or rect[1] > box[3]:
                continue  # outside of what a reader sees: printers' marks, cut pages
            kind = kind_of(char) if mapped else "bad"
            if char != " ":
                kinds[kind] += 1
                invisible += hidden
            if kind != "bad" or char.isprintable():
                angles.setdefault(angle, []).append((char, rect))
    finally:
        textpage.close()
    ranked = sorted(angles, key=lambda a: (-len(angles[a]), a))
    upright = next((a for a in ranked if a == int(a)), 0.0)
    turn = Turn(int(upright), box)
    asides = [[Char(c, *_placed(a, box, rect)) for c, rect in angles[a]] for a in sorted(ranked) if a != upright]
    main = [Char(c, *turn.place(rect)) for c, rect in angles.get(upright, ())]
    return PageChars(main, asides, turn, kinds, invisible / max(1, kinds.total()))


def _raw(textpage: Any) -> Iterator[tuple[str, Rect, float, bool, bool]]:
    """Character, box, angle (quarter turns), whether the font says what it is, whether it leaves no ink."""
    import pypdfium2.raw as c  # type: ignore[import-untyped]

    rect, hidden, at = c.FS_RECTF(), {}, ctypes.c_void_p
    high = 0
    for i in range(c.FPDFText_CountChars(textpage)):
        if c.FPDFText_IsGenerated(textpage, i) == 1:
            continue
        code = c.FPDFText_GetUnicode(textpage, i)
        if 0xD800 <= code < 0xDC00:
            high = code
            continue
        if 0xDC00 <= code < 0xE000:
            code = 0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00) if high else 0xFFFD
        high = 0
        char = clean(chr(code))
        if not char or not c.FPDFText_GetLooseCharBox(textpage, i, rect):
            continue
        obj = c.FPDFText_GetTextObject(textpage, i)
        key = ctypes.cast(obj, at).value if obj else None
        if key not in hidden:
            hidden[key] = bool(obj) and c.FPDFTextObj_GetTextRenderMode(obj) == c.FPDF_TEXTRENDERMODE_INVISIBLE
        mapped = c.FPDFText_HasUnicodeMapError(textpage, i) != 1 and code != 0
        box = (rect.left, rect.bottom, rect.right, rect.top)
        yield char, box, _quarters(c.FPDFText_GetCharAngle(textpage, i)), mapped, hidden[key]


def _placed(angle: float, box: Rect, rect: Rect) -> Rect:
    """The box of a character at any angle (quarter turns), turned so that its line is level."""
    if angle == int(angle):
        return Turn(int(angle), box).place(rect)
    cos, sin = math.cos(angle * math.pi / 2), math.sin(angle * math.pi / 2)
    x, y = (rect[0] + rect[2]) / 2, (rect[1] + rect[3]) / 2
    # What is given is the upright box around the slanting one.
    half = (rect[2] - rect[0] + rect[3] - rect[1]) / 4 / (abs(cos) + abs(sin))
    across, down = x * cos + y * sin, x * sin - y * cos
    return across - half, down - half, across + half, down + half


def _quarters(radians: float) -> float:
    """An angle, clockwise as PDFium has it, in counter-clockwise quarter turns; whole where it is nearly so."""
    radians = -radians % math.tau
    turns = round(radians / (math.pi / 2))
    if abs(radians - turns * math.pi / 2) <= _OBLIQUE:
        return float(turns % 4)
    return round(radians / (math.pi / 2) % 4, 1) + 0.001  # never whole


def clean(char: str) -> str:
    """A character as it is meant: radicals as ideographs, private symbols as public ones; empty for invisible ones."""
    if char in _HYPHENS:
        return "-"
    if char.isspace():
        return " "
    code = ord(char)
    if char in _RADICALS:
        return _RADICALS[char]
    if 0x2F00 <= code <= 0x2FDF:
        return unicodedata.normalize("NFKC", char)
    if 0xF900 <= code <= 0xFAFF:  # compatibility ideographs, each with one usual form
        return unicodedata.normalize("NFC", char)
    if 0xF000 <= code <= 0xF0FF:
        return _SYMBOL.get(code - 0xF000, char)
    return "" if unicodedata.category(char) == "Cf" else char


@cache
def kind_of(char: str) -> str:
    """What a character is: hanzi, letter, bad, odd or sign (see `PageChars`)."""
    from taizhang.read.txt import plausibility

    if "a" <= char.lower() <= "z":
        return "letter"
    if unicodedata.category(char) in {"Co", "Cn", "Cc", "Cs"} or char == "\ufffd":
        return "bad"
    if plausibility(char) == 0:
        return "odd"
    return "hanzi" if "\u3400" <= char <= "\u9fff" else "sign"
