"""Old workbooks ([MS-XLS] 2.4): how far their sheets reach, and the number formats of their cells.

calamine gives the values, but not how they are shown; and it asks for memory for every cell between the first and the
last one of a sheet, so that one damaged place could ask for more than there is.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from taizhang.errors import InputError
from taizhang.read.numfmt import BUILT_IN
from taizhang.read.ole import Compound

_BOF, _EOF, _FORMAT, _XF, _SHEET, _STRINGS, _DIMENSIONS = 0x809, 0x0A, 0x41E, 0xE0, 0x85, 0xFC, 0x200
_PASSWORD = 0x2F  # FILEPASS: all that follows is encrypted
_NUMBERS = frozenset((0x203, 0x27E, 0x06))  # NUMBER, RK, FORMULA: row, column, format
_OTHERS = frozenset((0xFD, 0x204, 0xD6, 0x205))  # LABELSST, LABEL, RSTRING, BOOLERR: row, column
_MULRK = 0xBD
_STREAMS = ("Workbook", "Book")  # of Excel 97 and later, and of Excel 95
_LARGEST = 1 << 24  # cells of a whole sheet of Excel 97
_RESAVE = "Open it in Excel or WPS, save it as a new .xlsx and convert that."


@dataclass(slots=True)
class Extent:
    """The rectangle of a sheet that holds values, and the number formats in it.

    Attributes:
        formats: (row, column), both from 0 → number format of a cell that holds a number.
    """

    formats: dict[tuple[int, int], str] = field(default_factory=dict)
    _top: int = 1 << 31
    _left: int = 1 << 31
    _bottom: int = -1
    _right: int = -1

    def add(self, row: int, column: int, code: str = "") -> None:
        """A cell with a value, and its number format where it has one."""
        self._top, self._bottom = min(self._top, row), max(self._bottom, row)
        self._left, self._right = min(self._left, column), max(self._right, column)
        if code:
            self.formats[row, column] = code

    @property
    def cells(self) -> int:
        """How many cells the rectangle has."""
        return max(0, self._bottom - self._top + 1) * max(0, self._right - self._left + 1)


def extents(data: bytes, name: str) -> Mapping[str, Extent]:
    """The extent of each sheet of a workbook by its name.

    Raises:
        InputError: ``encrypted``, ``damaged_workbook`` and those of `Compound`.
    """
    compound = Compound(data, name)
    stream = next((compound.stream(s) for s in _STREAMS if s in compound.names), b"")
    codes: dict[int, str] = dict(BUILT_IN)
    styles: list[int] = []
    sheets: list[tuple[str, int]] = []
    try:
        for kind, body in _records(stream, 0):
            if kind == _FORMAT:
                codes[struct.unpack_from("<H", body)[0]] = _string(body, 2)
            elif kind == _XF:
                styles.append(struct.unpack_from("<H", body, 2)[0])
            elif kind == _SHEET:
                sheets.append((_string(body, 6, short=True), struct.unpack_from("<I", body)[0]))
            elif kind == _PASSWORD:
                what = "this workbook is protected by a password."
                advice = "Open it, remove the password and save it again."
                raise InputError(what, code="encrypted", where=name, advice=advice)
            elif kind == _STRINGS and struct.unpack_from("<I", body, 4)[0] > len(stream):
                raise ValueError("it claims more texts than it has room for")
        shown = [codes.get(n, "") for n in styles]
        return {sheet: _extent(stream, at, shown) for sheet, at in sheets}
    except (struct.error, IndexError, ValueError) as error:
        what = f"this workbook is cut short or damaged ({error})."
        raise InputError(what, code="damaged_workbook", where=name, advice=_RESAVE) from error


def _records(stream: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    """The records from an offset to the end of their substream; those of charts in it are passed over."""
    depth = 0
    while at + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, at)
        depth += (kind == _BOF) - (kind == _EOF)
        if depth <= 0:
            return
        if depth == 1:
            yield kind, stream[at + 4 : at + 4 + size]
        at += 4 + size


def _extent(stream: bytes, at: int, shown: list[str]) -> Extent:
    out = Extent()
    for kind, body in _records(stream, at):
        if kind in _NUMBERS:
            row, column, style = struct.unpack_from("<HHH", body)
            out.add(row, column, shown[style] if style < len(shown) else "")
        elif kind == _MULRK:
            row, first = struct.unpack_from("<HH", body)
            for n in range((len(body) - 6) // 6):
                (style,) = struct.unpack_from("<H", body, 4 + 6 * n)
                out.add(row, first + n, shown[style] if style < len(shown) else "")
        elif kind in _OTHERS:
            out.add(*struct.unpack_from("<HH", body))
        elif kind == _DIMENSIONS and len(body) >= 12:  # calamine makes room for these, too
            top, bottom, left, right = struct.unpack_from("<IIHH", body)
            if bottom < top or right < left or (bottom - top) * (right - left) > _LARGEST:
                raise ValueError("it claims more cells than a sheet has")
    return out


def _string(body: bytes, at: int, *, short: bool = False) -> str:
    """A string with its length (one byte or two) and its flags before it ([MS-XLS] 2.5.240, 2.5.294)."""
    length = body[at] if short else struct.unpack_from("<H", body, at)[0]
    at += 1 if short else 2
    wide = body[at] & 1
    octets = body[at + 1 : at + 1 + length * (2 if wide else 1)]
    return octets.decode("utf-16-le" if wide else "latin-1", "replace")
