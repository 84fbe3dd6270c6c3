"""Archives: the documents in a .zip, archives in it too, put into a folder as files that the readers can open.

Names are decoded here, because Chinese Windows packs them in GBK and says nothing about it.  What is inflated is
counted while it is inflated, and no name in an archive decides where anything is written.
"""

from __future__ import annotations

import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from taizhang.errors import InputError
from taizhang.read.package import MAX_INFLATED
from taizhang.read.sniff import sniff

MAX_ENTRIES = 10_000
MAX_DEPTH = 3  # an archive in an archive in an archive
_CHUNK = 1 << 20
_UTF8 = 0x800  # flag bit 11: the name is UTF-8 (APPNOTE 4.4.4)
_UNICODE_PATH = 0x7075  # extra field of Info-ZIP that repeats the name as UTF-8 (APPNOTE 4.6.9)
_UNPACK = "Unpack it with its own program and give the folder."


@dataclass(frozen=True, slots=True)
class Member:
    """A document of an archive.

    Attributes:
        name: ``archive.zip/inner/name.docx``, or the archive's own name where nothing in it can be read.
        path: the file that its bytes were put into; the archive where there is an error.
        error: why it cannot be read, or None.
    """

    name: str
    path: Path
    error: InputError | None = None


def unpack(path: Path, name: str, scratch: Path, choose: Callable[[Sequence[str]], set[str]]) -> list[Member]:
    """Unpack the documents of an archive.

    Args:
        path: the archive.
        name: its name in the tables.
        scratch: an existing folder for the files, which are numbered.
        choose: which of the names in an archive (/ as separator) are wanted; archives in it are always looked into.

    Returns:
        The documents in order of the archive. Whatever cannot be read has an error: ``damaged_zip``, ``encrypted``,
        ``too_many_files``, ``zip_bomb``, ``nested_archives``, ``unsafe_name``, ``compression``, ``no_documents``.
    """
    members = list(_Unpacker(scratch, choose).archive(path, name, 1))
    names: dict[str, int] = {}
    out = []
    for member in members:  # an archive may hold two files of one name
        again = names[member.name] = names.get(member.name, 0) + 1
        if again > 1:
            stem, dot, suffix = member.name.rpartition(".")
            unique = f"{stem} ({again}).{suffix}" if dot else f"{member.name} ({again})"
            member = Member(unique, member.path, member.error)
        out.append(member)
    return out


class _Unpacker:
    """Counts what is inflated from one archive and from those in it."""

    def __init__(self, scratch: Path, choose: Callable[[Sequence[str]], set[str]]) -> None:
        self._scratch = scratch
        self._choose = choose
        self._inflated = self._files = 0

    def archive(self, path: Path, name: str, depth: int) -> Iterator[Member]:
        """The documents of an archive at that depth."""
        try:
            if depth > MAX_DEPTH:
                what = f"this archive lies in {MAX_DEPTH} others, one in the other."
                raise InputError(what, code="nested_archives", where=name, advice=_UNPACK)
            with _open(path, name) as archive:
                members = list(self._members(archive, path, name, depth))
            if not members:
                what = "there are no documents in this archive."
                raise InputError(what, code="no_documents", where=name, advice="Give an archive with plans in it.")
        except InputError as error:
            members = [Member(name, path, error)]
        locked = [m for m in members if m.error is not None and m.error.code == "encrypted"]
        if len(locked) == len(members) > 1:  # one fault says it all
            members = [Member(name, path, _locked(name, "this archive is protected by a password."))]
        yield from members

    def _members(self, archive: zipfile.ZipFile, path: Path, name: str, depth: int) -> Iterator[Member]:
        entries = [(inner, info) for inner, info in _named(archive.infolist()) if not inner.endswith("/")]
        wanted = self._choose([inner for inner, _ in entries])
        for inner, info in entries:
            nested = inner.lower().endswith(".zip")
            if not (inner in wanted or nested) or inner.startswith("__MACOSX/"):
                continue
            full = f"{name}/{'/'.join(p for p in inner.split('/') if p not in ('', '.', '..'))}"
            try:
                file = self._inflate(archive, inner, info, full, name)
            except InputError as error:
                if error.code == "zip_bomb":
                    raise
                yield Member(full, path, error)
                continue
            if nested and _is_archive(file, full):
                yield from self.archive(file, full, depth + 1)
            elif inner in wanted:
                yield Member(full, file)

    def _inflate(self, archive: zipfile.ZipFile, inner: str, info: zipfile.ZipInfo, full: str, top: str) -> Path:
        """Write a file of an archive into the folder; its name there is a number."""
        if info.flag_bits & 1:
            raise _locked(full, "this file of an archive is protected by a password.")
        if ".." in inner.split("/") or re.match(r"/|[A-Za-z]:", inner):
            what = f"its name in the archive leads out of the archive ({inner})."
            raise InputError(what, code="unsafe_name", where=full, advice=_UNPACK)
        if stat.S_ISLNK(info.external_attr >> 16):
            what = "this is a link to another file, not a document."
            raise InputError(what, code="unsafe_name", where=full, advice="Pack the document itself.")
        self._files += 1
        target = self._scratch / f"{self._files:05d}"
        try:
            with archive.open(info) as packed, target.open("wb") as file:
                while chunk := packed.read(_CHUNK):
                    self._inflated += len(chunk)
                    if self._inflated > MAX_INFLATED:
                        what = f"the documents in this archive inflate to more than {MAX_INFLATED // 1_000_000} MB."
                        raise InputError(what, code="zip_bomb", where=top, advice=_UNPACK)
                    file.write(chunk)
        except NotImplementedError as error:
            what = "it was packed with a method that is not known here."
            raise InputError(what, code="compression", where=full, advice=_UNPACK) from error
        except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, OSError) as error:
            raise _damaged(full, error) from error
        return target


def _open(path: Path, name: str) -> zipfile.ZipFile:
    try:
        archive = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError) as error:
        raise _damaged(name, error) from error
    if len(archive.infolist()) > MAX_ENTRIES:
        archive.close()
        what = f"this archive holds more than {MAX_ENTRIES} files."
        raise InputError(what, code="too_many_files", where=name, advice=_UNPACK)
    return archive


def _is_archive(file: Path, name: str) -> bool:
    """Whether a file with a name in .zip is an archive; a damaged one is, so that it is told as such."""
    data = file.read_bytes()
    try:
        return sniff(data, name) == "zip"
    except InputError:
        return True


def _damaged(name: str, error: Exception) -> InputError:
    what = f"this archive, or this file in it, is cut short or damaged ({error})."
    return InputError(what, code="damaged_zip", where=name, advice="Get the archive again and convert it anew.")


def _locked(name: str, what: str) -> InputError:
    return InputError(what, code="encrypted", where=name, advice="Unpack it with the password and give the folder.")


def _named(entries: Sequence[zipfile.ZipInfo]) -> list[tuple[str, zipfile.ZipInfo]]:
    """The entries with their names, / as separator.

    Names that are not marked as UTF-8 are all of one encoding: GB18030, unless all of them are valid UTF-8 (a GBK name
    of two characters is that now and then, a folder full of them never).
    """
    raw = {id(e): e.orig_filename.encode("cp437", "replace") for e in entries if not e.flag_bits & _UTF8}
    encoding = "utf-8" if all(map(_is_utf8, raw.values())) else "gb18030"
    out = []
    for entry in entries:
        name = entry.orig_filename
        if id(entry) in raw:
            name = _unicode_path(entry.extra) or raw[id(entry)].decode(encoding, "backslashreplace")
        out.append((name.split("\0")[0].replace("\\", "/"), entry))
    return out


def _is_utf8(octets: bytes) -> bool:
    try:
        octets.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _unicode_path(extra: bytes) -> str:
    """The name in the extra field 0x7075 (version, CRC-32 of the other name, the name), or nothing."""
    while len(extra) >= 4:
        kind, size = struct.unpack("<HH", extra[:4])
        if kind == _UNICODE_PATH and size > 5:
            return extra[9 : 4 + size].decode("utf-8", "replace")
        extra = extra[4 + size :]
    return ""
