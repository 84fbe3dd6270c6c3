"""Lists and styles of a Word 97 file, as the parts numbering.xml and styles.xml of a .docx.

Numbers in brackets are sections of [MS-DOC].
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

from taizhang.read.numbering import W
from taizhang.read.wordbin import LISTS, OVERRIDES, STYLES, WordFile, sprms

if TYPE_CHECKING:
    from lxml.etree import _Element

LEVEL, LIST = 0x260A, 0x460B  # sprmPIlvl, sprmPIlfo
# Number formats in order of their codes ([MS-OSHARED] 2.2.1.3, MSONFC) by their names in a .docx (17.18.59).
_FORMATS = (
    *("decimal", "upperRoman", "lowerRoman", "upperLetter", "lowerLetter", "ordinal", "cardinalText", "ordinalText"),
    *("hex", "chicago", "ideographDigital", "japaneseCounting", "aiueo", "iroha", "decimalFullWidth"),
    *("decimalHalfWidth", "japaneseLegal", "japaneseDigitalTenThousand", "decimalEnclosedCircle", "decimalFullWidth2"),
    *("aiueoFullWidth", "irohaFullWidth", "decimalZero", "bullet", "ganada", "chosung", "decimalEnclosedFullstop"),
    *("decimalEnclosedParen", "decimalEnclosedCircleChinese", "ideographEnclosedCircle", "ideographTraditional"),
    *("ideographZodiac", "ideographZodiacTraditional", "taiwaneseCounting", "ideographLegalTraditional"),
    *("taiwaneseCountingThousand", "taiwaneseDigital", "chineseCounting", "chineseLegalSimplified"),
    *("chineseCountingThousand", "ideographDigital"),
)
_OTHER = {57: "numberInDash", 255: "none"}
_FOLLOWED = ("tab", "space", "nothing")  # 2.9.150, ixchFollow
_LEVELS = 9
_NO_STYLE = 0x0FFF


def value(sprm: bytes) -> int:
    """A number that a property holds."""
    return int.from_bytes(sprm[:4], "little")


def child(parent: _Element, tag: str, val: str | int | None = None) -> _Element:
    """A new last child w:tag, with w:val where one is given."""
    from lxml import etree

    element = etree.SubElement(parent, W + tag)
    if val is not None:
        element.set(W + "val", str(val))
    return element


def root(tag: str) -> _Element:
    """The root element of a part."""
    from lxml import etree

    return etree.Element(W + tag, nsmap={"w": W[1:-1]})


def number(parent: _Element, properties: dict[int, bytes]) -> None:
    """Add w:numPr to the properties of a paragraph or style, where these say something of a list."""
    if LIST not in properties and LEVEL not in properties:
        return
    place = child(parent, "numPr")
    if LEVEL in properties:
        child(place, "ilvl", value(properties[LEVEL]))
    if LIST in properties:
        child(place, "numId", n if (n := value(properties[LIST])) < 0x7FF else 0)


def styles(file: WordFile) -> _Element:
    """The paragraph styles (2.9.271, 2.9.260): what they are based on and which list they stand in."""
    out, table = root("styles"), file.table(STYLES)
    if not table:
        return out
    (size,) = struct.unpack_from("<H", table)
    count, fixed = struct.unpack_from("<HH", table, 2)
    at = 2 + size
    for n in range(count):
        if at + 2 > len(table):
            break
        (size,) = struct.unpack_from("<H", table, at)
        style = table[at + 2 : at + 2 + size]
        at += 2 + size + size % 2
        if len(style) < fixed + 2 or style[2] & 15 != 1:  # stk 1: a paragraph style
            continue
        element = child(out, "style")
        element.set(W + "type", "paragraph")
        element.set(W + "styleId", f"s{n}")
        if n == 0:  # Normal (2.9.260: istd 0)
            element.set(W + "default", "1")
        based = struct.unpack_from("<H", style, 2)[0] >> 4
        if based != _NO_STYLE:
            child(element, "basedOn", f"s{based}")
        (length,) = struct.unpack_from("<H", style, fixed)
        upx = fixed + 2 + 2 * (length + 1)  # the name ends with a zero
        if upx + 4 <= len(style):
            (size,) = struct.unpack_from("<H", style, upx)
            number(child(element, "pPr"), dict(sprms(style[upx + 4 : upx + 2 + size])))
    return out


def numbering(file: WordFile) -> _Element:
    """The lists (2.9.147, 2.9.132): definitions with their levels, and the lists that use them."""
    out, table = root("numbering"), file.table(LISTS)
    if not table:
        return out
    (count,) = struct.unpack_from("<H", table)
    levels = _Levels(file.behind(LISTS))
    ids: dict[int, int] = {}
    for n in range(count):
        entry = table[2 + 28 * n : 30 + 28 * n]
        ids[struct.unpack_from("<i", entry)[0]] = n
        abstract = child(out, "abstractNum")
        abstract.set(W + "abstractNumId", str(n))
        linked = struct.unpack_from(f"<{_LEVELS}H", entry, 8)
        for level in range(1 if entry[26] & 1 else _LEVELS):
            lvl = levels.next(abstract, level)
            if linked[level] != _NO_STYLE:
                child(lvl, "pStyle", f"s{linked[level]}")
    _overrides(out, file.table(OVERRIDES), ids)
    return out


def _overrides(out: _Element, table: bytes, ids: dict[int, int]) -> None:
    if not table:
        return
    (count,) = struct.unpack_from("<I", table)
    rest = _Levels(table[4 + 16 * count :])
    for n in range(1, count + 1):
        (definition,) = struct.unpack_from("<i", table, 4 + 16 * (n - 1))
        changed = table[4 + 16 * (n - 1) + 12]
        num = child(out, "num")
        num.set(W + "numId", str(n))
        child(num, "abstractNumId", ids.get(definition, -1))
        rest.at += 4  # the position of a field, unused
        for _ in range(changed):
            start, flags = struct.unpack_from("<iI", rest.octets, rest.at)
            rest.at += 8
            override = child(num, "lvlOverride")
            override.set(W + "ilvl", str(flags & 15))
            if flags & 0x20:
                rest.next(override, flags & 15)
            if flags & 0x10:
                child(override, "startOverride", start)


class _Levels:
    """Reads levels one after the other (2.9.149, 2.9.150)."""

    def __init__(self, octets: bytes) -> None:
        self.octets = octets
        self.at = 0

    def next(self, parent: _Element, level: int) -> _Element:
        """The next level as w:lvl."""
        octets, at = self.octets, self.at
        start, code, flags = struct.unpack_from("<iBB", octets, at)
        followed = octets[at + 15]
        characters, paragraph, limit = octets[at + 24], octets[at + 25], octets[at + 26]
        at += 28 + characters + paragraph
        (length,) = struct.unpack_from("<H", octets, at)
        text = octets[at + 2 : at + 2 + 2 * length].decode("utf-16-le", "replace")
        self.at = at + 2 + 2 * length
        lvl = child(parent, "lvl")
        lvl.set(W + "ilvl", str(level))
        child(lvl, "start", start)
        child(lvl, "numFmt", _FORMATS[code] if code < len(_FORMATS) else _OTHER.get(code, f"nfc{code}"))
        if flags & 8:
            child(lvl, "lvlRestart", limit)
        if flags & 4:
            child(lvl, "isLgl")
        child(lvl, "suff", _FOLLOWED[followed] if followed < len(_FOLLOWED) else "tab")
        shown = "".join(f"%{ord(c) + 1}" if ord(c) < _LEVELS else c if c >= " " else "" for c in text)
        child(lvl, "lvlText", shown)
        return lvl
