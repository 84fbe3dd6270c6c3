"""Which files a run reads, and the names they have in its tables.

Names depend on the set of inputs alone, not on their order or on where the inputs lie on the disk.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from taizhang.errors import InputError
from taizhang.read import suffix_of
from taizhang.read.archive import unpack
from taizhang.read.sniff import sniff

# In a walk only what may be a document is taken; a file that is named directly is taken under any name.
_TEXTS = (".txt", ".text", ".docx", ".doc", ".wps", ".rtf", ".odt", ".pdf", ".ofd")
_PAGES = (".html", ".htm", ".mht", ".mhtml", ".xlsx", ".xls", ".et", ".ods")
# Other archives than .zip are not unpacked, but told.
ARCHIVES = frozenset((".zip", ".rar", ".7z", ".tar", ".gz", ".tgz"))
SUFFIXES = frozenset((*_TEXTS, *_PAGES, *ARCHIVES))
# Files that only a run folder holds, and the folder that holds expected tables beside sample documents.
RUN_FILES = ("run.json", "datapackage.json")
EXPECTED = "expected"


@dataclass(frozen=True, slots=True)
class Input:
    """One file to convert, or one path that leads to none.

    Attributes:
        name: its name in the tables, unique in the run.
        path: where it is.
        error: why there is nothing to convert, or None.
    """

    name: str
    path: Path
    error: InputError | None = None


@dataclass(slots=True)
class _Found:
    path: Path  # as given, joined with what a walk found
    depth: int  # how many last parts of its path make its name
    error: InputError | None


def gather(inputs: Sequence[Path]) -> list[Input]:
    """All files of the inputs, folders walked.

    Args:
        inputs: files and folders, in any order; a file that is met twice is one.

    Returns:
        The files in order of their names, and with an error each input that does not exist and each folder that
        cannot be walked, holds no documents or is itself the outcome of a run. A file's name is its path relative to
        its input, or its own name where it is the input; where two would be equal, both get the folder above them in
        front, until they differ.
    """
    found: dict[Path, _Found] = {}
    for top in inputs:
        for path, error in _files(top):
            place, base = _absolute(path), _absolute(top)
            depth = max(1, len(place.parts) - len(base.parts))
            known = found.get(place)
            # Named directly and met in a walk too: the longer name wins, whichever came first.
            if known is None or known.depth < depth:
                found[place] = _Found(path, depth, error)
    names = _names(found)
    out = []
    for place, item in found.items():
        error = item.error
        if error is not None:
            error = InputError(error.message, code=error.code, where=names[place], advice=error.advice)
        out.append(Input(names[place], item.path, error))
    return sorted(out, key=lambda i: i.name)


def unpacked(found: Sequence[Input], scratch: Path) -> list[Input]:
    """The same inputs, each .zip replaced by the documents in it.

    Args:
        found: what `gather` found.
        scratch: an existing empty folder that the documents are put into; it must stay until they are converted.

    Returns:
        The inputs in order of their names; a document of an archive is called ``archive.zip/inner/name.docx``, and an
        archive that cannot be unpacked keeps its name and has an error.
    """
    taken = {item.name for item in found}
    out = []
    for n, item in enumerate(found):
        if item.error is not None or not _archive(item):
            out.append(item)
            continue
        own = scratch / str(n)
        own.mkdir()
        for member in unpack(item.path, item.name, own, _wanted):
            name = member.name
            while name != item.name and name in taken:  # a folder may be called archive.zip, too
                name += "'"
            taken.add(name)
            out.append(Input(name, member.path, member.error))
    return sorted(out, key=lambda i: i.name)


def _archive(item: Input) -> bool:
    """Whether a file is a .zip and not a document that is called so; what cannot be read is left to the reader."""
    if suffix_of(item.name) != ".zip" or not item.path.is_file():
        return False
    try:
        return sniff(item.path.read_bytes(), item.name) == "zip"
    except (InputError, OSError):
        return False


def _wanted(names: Sequence[str]) -> set[str]:
    """Which files of an archive a walk would take, were it a folder."""
    runs = {head for name in names for head, _, tail in [name.rpartition("/")] if tail in RUN_FILES}
    return {
        name
        for name in names
        for head, _, tail in [name.rpartition("/")]
        if _document(tail)
        and not any(part == EXPECTED or (part[:1] == "." and part != "..") for part in head.split("/"))
        and not any(head == run or head.startswith(f"{run}/") or not run for run in runs)
    }


def _files(top: Path) -> Iterator[tuple[Path, InputError | None]]:
    if not top.is_dir():
        missing = InputError("there is no such file or folder.", code="missing", advice="Check the path.")
        yield top, None if top.exists() else missing
        return
    if (top / RUN_FILES[0]).exists():
        advice = "Give the folder of the documents it was made from."
        yield top, InputError("this folder is the outcome of a run.", code="run_folder", advice=advice)
        return
    none = True
    for path, error in _walk(top):
        none = False
        yield path, error
    if none:
        advice = "Give a folder with .txt or .docx files in it."
        yield top, InputError("there are no documents in this folder.", code="no_documents", advice=advice)


def _walk(top: Path) -> Iterator[tuple[Path, InputError | None]]:
    closed: list[OSError] = []
    for folder, folders, files in os.walk(top, onerror=closed.append):
        here = Path(folder)
        folders[:] = sorted(f for f in folders if not _skipped(here / f))
        yield from ((here / f, None) for f in sorted(files) if _document(f))
    for error in closed:
        reason = error.strerror or type(error).__name__
        what = InputError(f"this folder cannot be listed ({reason}).", code="no_permission", advice="Open its rights.")
        yield Path(error.filename), what


def _skipped(folder: Path) -> bool:
    name = folder.name
    return name.startswith(".") or name == EXPECTED or any((folder / f).exists() for f in RUN_FILES)


def _document(name: str) -> bool:
    """Whether a walk takes a file of that name; ``~$`` marks the lock files of Word and WPS."""
    lower = name.lower()
    return suffix_of(lower) in SUFFIXES and not lower.startswith((".", "~$", "readme."))


def _absolute(path: Path) -> Path:
    return Path(os.path.normpath(path.absolute()))


def _names(found: dict[Path, _Found]) -> dict[Path, str]:
    depths = {place: item.depth for place, item in found.items()}
    while True:
        named: dict[str, list[Path]] = defaultdict(list)
        for place, depth in depths.items():
            named["/".join(map(_readable, place.parts[-depth:]))].append(place)
        clash = [p for places in named.values() if len(places) > 1 for p in places if depths[p] < len(p.parts)]
        if not clash:
            return {place: name for name, places in named.items() for place in places}
        for place in clash:
            depths[place] += 1


def _readable(part: str) -> str:
    """A part of a path as text; names that are not UTF-8 come from archives packed on a Chinese Windows."""
    octets = os.fsencode(part)
    for encoding in ("utf-8", "gb18030"):
        try:
            return octets.decode(encoding)
        except UnicodeDecodeError:
            continue
    return octets.decode("utf-8", "backslashreplace")
