"""Compound files of old Office programs: their streams by name ([MS-CFB] 2).

Chains that run in circles or out of the file are errors, so that no damaged file costs more than its own size.
"""

from __future__ import annotations

import struct

from taizhang.errors import InputError

MAGIC = bytes.fromhex("d0cf11e0a1b11ae1")  # [MS-CFB] 2.2
_END = 0xFFFFFFFE  # end of a chain; numbers from 0xFFFFFFFA on are no sectors
_LAST = 0xFFFFFFFA
_HEADER = 512
_ENTRY = 128
_DIFAT_IN_HEADER = 109
_STREAM, _ROOT = 2, 5


class Compound:
    """An open compound file.

    Args:
        data: the file's bytes.
        where: the file's name, for messages.

    Attributes:
        names: the names of its streams that lie at the top, as they are written.

    Raises:
        InputError: ``damaged_ole``; `stream` raises it too.
    """

    def __init__(self, data: bytes, where: str) -> None:
        """Read the tables of sectors and the directory; no stream is put together yet."""
        self._data = data
        self._where = where
        if len(data) < _HEADER or not data.startswith(MAGIC):
            raise self._damaged("it has no whole header")
        shift, mini_shift = struct.unpack_from("<HH", data, 30)
        if shift not in (9, 12) or mini_shift > shift:
            raise self._damaged("its sectors have an impossible size")
        self._size, self._mini_size = 1 << shift, 1 << mini_shift
        (directory,) = struct.unpack_from("<I", data, 48)
        self._cutoff, mini_fat = struct.unpack_from("<II", data, 56)
        self._fat = self._read_fat()
        self._entries = self._read_directory(directory)
        self._mini_fat = self._numbers(self._chain(mini_fat))
        root = self._entries.get("", (0, _END, 0))
        self._mini = self._chain(root[1])[: root[2]]

    @property
    def names(self) -> list[str]:
        """The names of the streams; streams of embedded objects are not among them."""
        return [name for name in self._entries if name]

    def stream(self, name: str) -> bytes:
        """The bytes of a stream.

        Raises:
            KeyError: there is no such stream.
        """
        _, start, size = self._entries[name]
        if size >= self._cutoff:
            return self._chain(start)[:size]
        out, seen = [], 0
        while start < _LAST:
            at = start * self._mini_size
            if at >= len(self._mini) or start >= len(self._mini_fat) or seen > len(self._mini_fat):
                raise self._damaged("one of its streams is broken off")
            out.append(self._mini[at : at + self._mini_size])
            start, seen = self._mini_fat[start], seen + 1
        return b"".join(out)[:size]

    def _read_fat(self) -> list[int]:
        sectors = list(struct.unpack_from(f"<{_DIFAT_IN_HEADER}I", self._data, 76))
        (more,) = struct.unpack_from("<I", self._data, 68)
        seen: set[int] = set()
        while more < _LAST and more not in seen:
            seen.add(more)
            numbers = self._numbers(self._sector(more))
            sectors += numbers[:-1]
            more = numbers[-1]
        return [n for s in sectors if s < _LAST for n in self._numbers(self._sector(s))]

    def _read_directory(self, start: int) -> dict[str, tuple[int, int, int]]:
        """Name → (kind, first sector, size) of the streams at the top, and of the root under the empty name."""
        data = self._chain(start)
        entries = [data[at : at + _ENTRY] for at in range(0, len(data) - _ENTRY + 1, _ENTRY)]
        found: dict[str, tuple[int, int, int]] = {}
        if not entries:
            raise self._damaged("its directory is missing")
        found[""] = self._entry(entries[0])
        # The children of a storage are a tree of siblings; walking it keeps streams of embedded files apart.
        todo, seen = [struct.unpack_from("<I", entries[0], 76)[0]], set[int]()
        while todo:
            n = todo.pop()
            if n >= len(entries) or n in seen:
                continue
            seen.add(n)
            entry = entries[n]
            left, right = struct.unpack_from("<II", entry, 68)
            todo += [left, right]
            length = max(0, min(64, struct.unpack_from("<H", entry, 64)[0]) - 2)
            name = entry[:length].decode("utf-16-le", "replace")
            if entry[66] == _STREAM and name:
                found[name] = self._entry(entry)
        return found

    def _entry(self, entry: bytes) -> tuple[int, int, int]:
        start, size = struct.unpack_from("<II", entry, 116)
        return entry[66], start, size

    def _chain(self, start: int) -> bytes:
        out, seen = [], 0
        while start < _LAST:
            if start >= len(self._fat) or seen > len(self._fat):
                raise self._damaged("one of its chains is broken off")
            out.append(self._sector(start))
            start, seen = self._fat[start], seen + 1
        return b"".join(out)

    def _sector(self, n: int) -> bytes:
        at = (n + 1) * self._size
        sector = self._data[at : at + self._size]
        if not sector:
            raise self._damaged("it ends before its last sector")
        return sector.ljust(self._size, b"\0")  # some programs cut the last sector short

    def _numbers(self, data: bytes) -> list[int]:
        return list(struct.unpack(f"<{len(data) // 4}I", data[: len(data) // 4 * 4]))

    def _damaged(self, why: str) -> InputError:
        what = f"this old Office file is cut short or damaged ({why})."
        advice = "Get the file again, or open it in Word or WPS and save it in the new format (.docx, .xlsx)."
        return InputError(what, code="damaged_ole", where=self._where, advice=advice)
