"""Automatic numbering of Word: the labels （一）, 1., ① … that are not in a paragraph's text but in numbering.xml.

The rules are those of ECMA-376 part 1, 17.9 (numbering) and 17.18.59 (number formats).  Where the standard is silent
Word decides: lists that share an abstract definition share its counters, and a start override counts once, when its
list is first used at all.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.etree import _Element

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_LEVELS = 9


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a list (w:lvl).

    Attributes:
        start: first number.
        format: name of the number format, e.g. ``chineseCounting``.
        text: label with %1 to %9 for the numbers of the levels, e.g. ``（%2）``.
        restart: None restarts it after any higher level, 0 never, n after level n (1-based) or a higher one.
        legal: all numbers of the label are decimal.
        glued: no tab or space between label and text.
        style: paragraph style that always stands on this level, or empty.
    """

    start: int = 0
    format: str = "decimal"
    text: str = ""
    restart: int | None = None
    legal: bool = False
    glued: bool = False
    style: str = ""


@dataclass(frozen=True, slots=True)
class _List:
    """One list (w:num): its id, the definition whose counters it shares, its levels and its start overrides."""

    num: str
    key: str
    levels: dict[int, Level]
    starts: dict[int, int]


class Numbering:
    """The counters of one document.

    Args:
        numbering: root of numbering.xml, or None.
        styles: root of styles.xml, or None.

    Attributes:
        unknown: names of number formats that were met and are not known; their numbers show as 1, 2, 3.
    """

    def __init__(self, numbering: _Element | None, styles: _Element | None) -> None:
        """Nothing counted yet."""
        self.unknown: set[str] = set()
        self._styles = {s.get(W + "styleId", ""): s for s in _all(styles, "style")}
        self._default = next(
            (
                name
                for name, s in self._styles.items()
                if s.get(W + "type") == "paragraph" and s.get(W + "default") in {"1", "true", "on"}
            ),
            "",
        )
        self._abstract = {a.get(W + "abstractNumId", ""): a for a in _all(numbering, "abstractNum")}
        self._num = {n.get(W + "numId", ""): n for n in _all(numbering, "num")}
        self._lists: dict[str, _List | None] = {}
        self._counters: dict[str, dict[int, int]] = {}
        self._used: set[str] = set()

    def apply(self, paragraph: _Element, text: str) -> str:
        """The text of the next paragraph in order of the document with its label before it, its counter moved on.

        Args:
            paragraph: a w:p; every paragraph must be asked about once, in order.
            text: its text.

        Returns:
            Label and text, with a space between only where they would run together (一 总则, 1. 2025年).
        """
        numbered, level = self._place(paragraph)
        if numbered is None or level not in numbered.levels:
            return text
        counter = self._count(numbered, level)
        spec = numbered.levels[level]
        label = re.sub(r"%([1-9])", lambda m: self._number(numbered, counter, spec, int(m[1]) - 1), spec.text)
        if not label or spec.format == "bullet":  # a bullet is a glyph of a symbol font, of no meaning in text
            return text
        last = label[-1]
        apart = last.isalpha() or last.isdecimal() or (last in ".．" and text[:1].isdigit())
        return f"{label} {text}" if apart and text and not spec.glued else label + text

    def _count(self, numbered: _List, level: int) -> dict[int, int]:
        counter = self._counters.setdefault(numbered.key, {})
        if numbered.num not in self._used:
            self._used.add(numbered.num)
            for overridden in numbered.starts:
                counter.pop(overridden, None)
        counter[level] = counter[level] + 1 if level in counter else self._start(numbered, level)
        for deeper in [n for n in counter if n > level]:
            restart = numbered.levels.get(deeper, Level()).restart
            if restart is None or level < restart:
                del counter[deeper]
        return counter

    def _start(self, numbered: _List, level: int) -> int:
        return numbered.starts.get(level, numbered.levels.get(level, Level()).start)

    def _number(self, numbered: _List, counter: dict[int, int], spec: Level, level: int) -> str:
        value = counter.get(level, self._start(numbered, level))
        name = "decimal" if spec.legal else numbered.levels.get(level, Level()).format
        if name not in FORMATS:
            self.unknown.add(name)
        return FORMATS.get(name, str)(value)

    def _place(self, paragraph: _Element) -> tuple[_List | None, int]:
        """The list and level of a paragraph, from its own properties first, then along its chain of styles."""
        own = paragraph.find(f"{W}pPr/{W}numPr")
        num, level = _value(own, "numId"), _value(own, "ilvl")
        chain = list(self._chain(_value(paragraph.find(W + "pPr"), "pStyle") or self._default))
        inherited = ""
        for style in chain:
            properties = self._styles[style].find(f"{W}pPr/{W}numPr")
            num = num or _value(properties, "numId")
            inherited = inherited or _value(properties, "ilvl")
        numbered = self._list(num)
        if numbered is None or level:
            return numbered, _int(level)
        linked = {spec.style: n for n, spec in numbered.levels.items() if spec.style}
        for style in chain:
            if style in linked:
                return numbered, linked[style]
        return numbered, _int(inherited)

    def _chain(self, style: str) -> Iterator[str]:
        seen: set[str] = set()
        while style in self._styles and style not in seen:
            seen.add(style)
            yield style
            style = _value(self._styles[style], "basedOn")

    def _list(self, num: str) -> _List | None:
        if num not in self._lists:
            self._lists[num] = self._make(num)
        return self._lists[num]

    def _make(self, num: str) -> _List | None:
        element = self._num.get(num)
        if element is None:  # also numId 0, which takes a style's numbering away
            return None
        key, abstract = self._definition(_value(element, "abstractNumId"))
        levels = {_int(lvl.get(W + "ilvl")): _level(lvl) for lvl in _all(abstract, "lvl")}
        starts: dict[int, int] = {}
        for override in _all(element, "lvlOverride"):
            n = _int(override.get(W + "ilvl"))
            for lvl in _all(override, "lvl"):
                levels[n] = _level(lvl)
            if start := _value(override, "startOverride"):
                starts[n] = _int(start)
        return _List(num, key, levels, starts)

    def _definition(self, key: str) -> tuple[str, _Element | None]:
        """The abstract definition of that id; one that only points to a numbering style is followed to its own."""
        for _ in range(_LEVELS):
            abstract = self._abstract.get(key)
            link = self._styles.get(_value(abstract, "numStyleLink"))
            num = _value(link.find(f"{W}pPr/{W}numPr"), "numId") if link is not None else ""
            if num not in self._num:
                return key, abstract
            key = _value(self._num[num], "abstractNumId")
        return key, self._abstract.get(key)


def _level(lvl: _Element) -> Level:
    formats = [f.get(W + "val", "") for f in lvl.iter(W + "numFmt")]  # a custom one stands beside its fallback
    return Level(
        start=_int(_value(lvl, "start")),
        format=next((f for f in formats if f != "custom"), "decimal"),
        text=_value(lvl, "lvlText"),
        restart=_int(restart) if (restart := _value(lvl, "lvlRestart")) else None,
        legal=(legal := lvl.find(W + "isLgl")) is not None and legal.get(W + "val") not in {"0", "false", "off"},
        glued=_value(lvl, "suff") == "nothing",
        style=_value(lvl, "pStyle"),
    )


def _all(parent: _Element | None, tag: str) -> list[_Element]:
    return [] if parent is None else parent.findall(W + tag)


def _value(parent: _Element | None, tag: str) -> str:
    child = None if parent is None else parent.find(W + tag)
    return "" if child is None else child.get(W + "val", "")


def _int(text: str | None) -> int:
    return int(text) if text and re.fullmatch(r"-?\d{1,9}", text) else 0


_DIGITS = "〇一二三四五六七八九"


def _digits(number: int, digits: str = _DIGITS) -> str:
    return "".join(digits[int(d)] for d in str(number)) if number >= 0 else str(number)


def _counting(number: int, digits: str = _DIGITS, units: str = "十百千万", *, one: bool = False) -> str:
    """A Chinese numeral up to 99 999: 十一, 一百〇一; with `one` a leading ten keeps its one (壹拾壹)."""
    if not 0 < number < 100_000:
        return digits[0] if number == 0 else str(number)
    out, gap = "", False
    for place in range(4, -1, -1):
        digit = number // 10**place % 10
        if digit:
            out += (digits[0] if gap and out else "") + digits[digit] + (units[place - 1] if place else "")
        gap = not digit
    return out if one or not 10 <= number < 20 else out[1:]


def _japanese(number: int) -> str:
    """Kanji numeral: no filler for zero, no one before ten and hundred (百一, 千百十一)."""
    text = _counting(number, one=True).replace("〇", "") if number else "〇"
    return re.sub("一(?=[十百千])", "", text)


def _positional(number: int) -> str:
    """chineseCounting: counted to 99, digit by digit with ○ above (一○一), as Word writes it."""
    return _counting(number) if 0 < number < 100 else _digits(number, "○" + _DIGITS[1:])


_ROMAN = (
    *(("M", 1000), ("CM", 900), ("D", 500), ("CD", 400), ("C", 100), ("XC", 90), ("L", 50), ("XL", 40)),
    *(("X", 10), ("IX", 9), ("V", 5), ("IV", 4), ("I", 1)),
)


def _roman(number: int) -> str:
    if not 0 < number < 4000:
        return str(number)
    out = ""
    for sign, value in _ROMAN:
        out += sign * (number // value)
        number %= value
    return out


def _letter(number: int) -> str:
    """A … Z, AA, BB …: the letter repeats (17.18.59)."""
    return chr(65 + (number - 1) % 26) * ((number - 1) // 26 + 1) if 0 < number <= 780 else str(number)


def _set(signs: str) -> Callable[[int], str]:
    """Signs in order; numbers past the set are decimal (17.18.59)."""
    return lambda number: signs[number - 1] if 0 < number <= len(signs) else str(number)


def _run(first: str, n: int) -> Callable[[int], str]:
    return _set("".join(chr(ord(first) + i) for i in range(n)))


def _nothing(_: int) -> str:
    return ""


FORMATS: dict[str, Callable[[int], str]] = {
    "decimal": str,
    "decimalHalfWidth": str,
    "decimalZero": lambda n: f"{n:02d}",
    "decimalFullWidth": lambda n: _digits(n, "０１２３４５６７８９"),
    "decimalFullWidth2": lambda n: _digits(n, "０１２３４５６７８９"),
    "decimalEnclosedCircle": _run("①", 20),
    "decimalEnclosedCircleChinese": _run("①", 20),
    "decimalEnclosedParen": _run("⑴", 20),
    "decimalEnclosedFullstop": _run("⒈", 20),
    "numberInDash": lambda n: f"- {n} -",
    "upperRoman": _roman,
    "lowerRoman": lambda n: _roman(n).lower(),
    "upperLetter": _letter,
    "lowerLetter": lambda n: _letter(n).lower(),
    "chineseCounting": _positional,
    "taiwaneseCounting": _positional,
    "chineseCountingThousand": _counting,
    "taiwaneseCountingThousand": _counting,
    "chineseLegalSimplified": lambda n: _counting(n, "零壹贰叁肆伍陆柒捌玖", "拾佰仟万", one=True),
    "ideographDigital": _digits,
    "taiwaneseDigital": _digits,
    "japaneseDigitalTenThousand": _digits,
    "japaneseCounting": _japanese,
    "ideographTraditional": _set("甲乙丙丁戊己庚辛壬癸"),
    "ideographZodiac": _set("子丑寅卯辰巳午未申酉戌亥"),
    "ideographEnclosedCircle": _run("㊀", 10),
    "none": _nothing,
    "bullet": _nothing,
}
