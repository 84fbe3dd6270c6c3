"""Number formats of the cells of an old workbook ([MS-XLS] 2.4): calamine gives values, but not how they are shown."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from taizhang.errors import InputError
from taizhang.read.numfmt import BUILT_IN
from taizhang.read.ole import Compound

_BOF, _EOF, _FORMAT, _XF, _SHEET = 0x809, 0x0A, 0x41E, 0xE0, 0x85
_ONE = frozenset((0x203, 0x27E, 0x06))  # NUMBER, RK, FORMULA: row, column, format
_MULRK = 0xBD


def formats(data: bytes, name: str) -> dict[str, dict[tuple[int, int], str]]:
    """Sheet → (row, column), both from 0 → number format of each cell that holds a number.

    Empty for workbooks older than Excel 97, whose records differ.
    """
    try:
        stream = Compound(data, name).stream("Workbook")
    except (InputError, KeyError):
        return {}  # calamine read it all the same; then numbers show without a format
    codes: dict[int, str] = dict(BUILT_IN)
    styles: list[int] = []
    sheets: dict[str, int] = {}
    for kind, body in _records(stream, 0):
        if kind == _FORMAT and len(body) > 4:
            codes[struct.unpack_from("<H", body)[0]] = _string(body, 2)
        elif kind == _XF and len(body) >= 4:
            styles.append(struct.unpack_from("<H", body, 2)[0])
        elif kind == _SHEET and len(body) > 8:
            sheets[_string(body, 6, short=True)] = struct.unpack_from("<I", body)[0]
    shown = [codes.get(n, "") for n in styles]
    return {sheet: dict(_cells(stream, at, shown)) for sheet, at in sheets.items()}


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


def _cells(stream: bytes, at: int, shown: list[str]) -> Iterator[tuple[tuple[int, int], str]]:
    for kind, body in _records(stream, at):
        if kind in _ONE and len(body) >= 6:
            row, column, style = struct.unpack_from("<HHH", body)
            found = [(column, style)]
        elif kind == _MULRK and len(body) >= 6:
            row, first = struct.unpack_from("<HH", body)
            found = [(first + n, struct.unpack_from("<H", body, 4 + 6 * n)[0]) for n in range((len(body) - 6) // 6)]
        else:
            continue
        for column, style in found:
            if style < len(shown) and shown[style]:
                yield (row, column), shown[style]


def _string(body: bytes, at: int, *, short: bool = False) -> str:
    """A string with its length (one byte or two) and its flags before it ([MS-XLS] 2.5.240, 2.5.294)."""
    length = body[at] if short else struct.unpack_from("<H", body, at)[0]
    at += 1 if short else 2
    wide = body[at] & 1
    octets = body[at + 1 : at + 1 + length * (2 if wide else 1)]
    return octets.decode("utf-16-le" if wide else "latin-1", "replace")
