"""Word 97 to 2003 files: characters, and the properties of paragraphs and runs ([MS-DOC]).

A document's characters lie in pieces somewhere in the stream WordDocument; properties are found by the place of the
characters in that stream, in pages of 512 bytes.  Numbers in brackets are sections of [MS-DOC].
"""

from __future__ import annotations

import struct
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from taizhang.errors import InputError
from taizhang.read.ole import Compound

# A document has at most a few million characters; pieces that overlap would multiply them.
_MAX_CHARACTERS = 10_000_000
_MAGIC = 0xA5EC  # 2.5.2, wIdent
_WORD_97 = 0x00C1  # 2.5.1, nFib; older files have other tables
_ENCRYPTED, _TABLE_1 = 0x0100, 0x0200
_PAGE = 512
_HUGE = 0x6646  # sprmPHugePapx: the properties lie in the stream Data (2.6.2)
_TAB_STOPS, _TABLE_ROW = 0xC615, 0xD608  # sprmPChgTabs and sprmTDefTable have sizes of their own (2.6)
# Size of an operand by the three highest bits of its sprm (2.2.5.1, spra); 0 means that its first byte tells.
_SIZES = (1, 1, 2, 4, 2, 2, 0, 3)
# Index of a table of the file in FibRgFcLcb97 (2.5.6).
STYLES, FONTS, CHARACTERS, PARAGRAPHS, PIECES, SHAPES, BOXES, LISTS, OVERRIDES = 1, 15, 12, 13, 33, 40, 56, 73, 74


@dataclass(frozen=True, slots=True)
class Run:
    """Characters with the same properties, one after the other in the file.

    Attributes:
        text: the characters, one for each UTF-16 unit, marks and all.
        at: place of the first in the stream WordDocument.
        step: bytes a character takes there.
        sprms: properties of the run: sprm → operand.
    """

    text: str
    at: int
    step: int
    sprms: dict[int, bytes]


class WordFile:
    """An open Word file.

    Args:
        data: the file's bytes.
        where: the file's name, for messages.

    Attributes:
        lengths: characters of the main text, footnotes, headers, macros, comments, endnotes, text boxes.

    Raises:
        InputError: ``not_doc``, ``encrypted``, ``old_word`` (before Word 97) and those of `Compound`.
        struct.error, IndexError: a table of the file is cut short; the methods raise it too.
    """

    def __init__(self, data: bytes, where: str) -> None:
        """Read the tables that lead to the characters and to their properties."""
        compound = Compound(data, where)
        if "WordDocument" not in compound.names:
            raise InputError(
                "this is no Word document.", code="not_doc", where=where, advice="Save its text as .txt or .docx."
            )
        self._main = compound.stream("WordDocument")
        magic, version = struct.unpack_from("<HH", self._main)
        (flags,) = struct.unpack_from("<H", self._main, 10)
        if magic == _MAGIC and flags & _ENCRYPTED:
            what = "this document is protected by a password."
            advice = "Open it, remove the password and save it again."
            raise InputError(what, code="encrypted", where=where, advice=advice)
        if magic != _MAGIC or version < _WORD_97:
            what = "this document was written by a Word older than Word 97."
            advice = "Open it in Word or WPS and save it as .docx."
            raise InputError(what, code="old_word", where=where, advice=advice)
        self._table = compound.stream("1Table" if flags & _TABLE_1 else "0Table")
        self._data = compound.stream("Data") if "Data" in compound.names else b""
        self.lengths = struct.unpack_from("<7i", self._main, 0x4C)
        self._pieces = list(self._read_pieces())
        self._paragraphs = _Properties(self._pages(PARAGRAPHS, paragraphs=True))
        self._characters = _Properties(self._pages(CHARACTERS, paragraphs=False))

    def table(self, index: int) -> bytes:
        """A table of the file by its index in the list of tables, empty where there is none."""
        start, size = struct.unpack_from("<II", self._main, 154 + 8 * index)
        return self._table[start : start + size]

    def behind(self, index: int) -> bytes:
        """What stands behind a table: the levels of lists follow theirs without being counted in its size."""
        start, size = struct.unpack_from("<II", self._main, 154 + 8 * index)
        return self._table[start + size :]

    def runs(self, first: int, last: int) -> Iterator[Run]:
        """The characters from one position to another, in order, cut wherever their properties change."""
        for start, end, at, step in self._pieces:
            a, b = max(first, start), min(last, end)
            if a >= b:
                continue
            at += (a - start) * step
            octets = self._main[at : at + (b - a) * step]
            text = octets.decode("cp1252", "replace") if step == 1 else _units(octets)
            done = 0
            while done < len(text):
                here = at + done * step
                properties, until = self._characters.find(here)
                size = max(1, min(len(text) - done, -(-(until - here) // step)))
                yield Run(text[done : done + size], here, step, properties)
                done += size

    def paragraph(self, at: int, step: int) -> tuple[dict[int, bytes], int, bool]:
        """Properties and style of the paragraph that a character stands in, and whether it is its last one.

        Args:
            at: place of the character in the stream WordDocument.
            step: bytes it takes there.
        """
        properties, until = self._paragraphs.find(at)
        style = properties.get(0, b"\0\0")
        return properties, struct.unpack("<H", style)[0], at + step >= until

    def _read_pieces(self) -> Iterator[tuple[int, int, int, int]]:
        """First position, end, place in the stream and bytes a character of each piece (2.8.35, 2.9.73)."""
        clx = self.table(PIECES)
        at = 0
        while clx[at] == 1:  # properties of pieces, which a fast save leaves
            at += 3 + struct.unpack_from("<H", clx, at + 1)[0]
        (size,) = struct.unpack_from("<I", clx, at + 1)
        count = (size - 4) // 12
        positions = struct.unpack_from(f"<{count + 1}I", clx, at + 5)
        for n in range(count):
            (place,) = struct.unpack_from("<I", clx, at + 5 + 4 * (count + 1) + 8 * n + 2)
            narrow = place & 0x40000000
            place &= 0x3FFFFFFF
            if not positions[n] <= positions[n + 1] <= _MAX_CHARACTERS:
                raise ValueError("its pieces are out of order")
            yield positions[n], positions[n + 1], place // 2 if narrow else place, 1 if narrow else 2

    def _pages(self, index: int, *, paragraphs: bool) -> Iterator[tuple[int, int, dict[int, bytes]]]:
        """Start, end and properties of every paragraph or run (2.8.5, 2.8.6, 2.9.33, 2.9.174)."""
        plc = self.table(index)
        count = (len(plc) - 4) // 8
        for (number,) in struct.iter_unpack("<I", plc[4 * (count + 1) : 4 * (count + 1) + 4 * count]):
            page = self._main[(number & 0x3FFFFF) * _PAGE :][:_PAGE]
            size = page[_PAGE - 1]
            places = struct.unpack_from(f"<{size + 1}I", page)
            for n in range(size):
                offset = 2 * page[4 * (size + 1) + (13 if paragraphs else 1) * n]
                octets = _counted(page, offset, paragraphs=paragraphs) if offset else b""
                sprms = dict(self._sprms(octets[2:] if paragraphs else octets))
                if paragraphs and octets:
                    sprms[0] = octets[:2].ljust(2, b"\0")  # the style; 0 is no sprm
                yield places[n], places[n + 1], sprms

    def _sprms(self, octets: bytes) -> Iterator[tuple[int, bytes]]:
        for sprm, operand in sprms(octets):
            yield sprm, operand
            if sprm == _HUGE:
                (place,) = struct.unpack("<I", operand)
                (size,) = struct.unpack_from("<H", self._data, place)
                yield from sprms(self._data[place + 2 : place + 2 + size])


class _Properties:
    """Finds the properties that hold at a place of the stream."""

    def __init__(self, parts: Iterator[tuple[int, int, dict[int, bytes]]]) -> None:
        self._parts = sorted(parts, key=lambda p: p[:2])
        self._starts = [p[0] for p in self._parts]
        if not self._parts:
            raise ValueError("its table of properties is empty")

    def find(self, at: int) -> tuple[dict[int, bytes], int]:
        """The properties at a place, and the place where others begin."""
        n = bisect_right(self._starts, at) - 1
        if n >= 0 and at < self._parts[n][1]:
            return self._parts[n][2], self._parts[n][1]
        after = self._starts[n + 1] if n + 1 < len(self._starts) else at + (1 << 31)
        return {}, after


def sprms(octets: bytes) -> Iterator[tuple[int, bytes]]:
    """The properties in a list of them: sprm and operand (without the byte that tells its size)."""
    at = 0
    while at + 2 < len(octets):
        (sprm,) = struct.unpack_from("<H", octets, at)
        at += 2
        size = _SIZES[sprm >> 13]
        if sprm == _TABLE_ROW:
            size = struct.unpack_from("<H", octets, at)[0] - 1
            at += 2
        elif not size:
            size = octets[at]
            if sprm == _TAB_STOPS and size == 255:
                deleted = octets[at + 1]
                size = 2 + 4 * deleted + 3 * octets[at + 2 + 4 * deleted]
            at += 1
        yield sprm, octets[at : at + size]
        at += size


def _counted(page: bytes, at: int, *, paragraphs: bool) -> bytes:
    """A list of properties in a page with the count before it (2.9.32, 2.9.175)."""
    count = page[at]
    if not paragraphs:
        return page[at + 1 : at + 1 + count]
    if count:
        return page[at + 1 : at + 2 * count]
    return page[at + 2 : at + 2 + 2 * page[at + 1]]


def _units(octets: bytes) -> str:
    """A character for each UTF-16 unit, halves of pairs too, since positions count them."""
    return "".join(map(chr, struct.unpack(f"<{len(octets) // 2}H", octets[: len(octets) // 2 * 2])))
