"""Readers: one module a format, each giving a `Source`; which one is decided by a file's content."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path, PurePosixPath

from taizhang.errors import InputError
from taizhang.model import Source

# Suffixes under which text is read as text; a name without a suffix is one of them.
TEXT_SUFFIXES = frozenset({"", ".txt", ".text", ".doc", ".wps"})
# Suffix → reader of a file that is text by its content.
_TEXT_KINDS = {".html": "html", ".htm": "html", ".md": "md", ".markdown": "md", ".csv": "csv", ".tsv": "csv"}

_RESAVE = "Open it in Word or WPS and save it as .docx."
_AS_TEXT = "Save its text as .txt or .docx."
_AS_BOOK = "Open it in Excel or WPS and save it as .xlsx."
_UNPACK = "Unpack it with its own program and give the folder."
# Format → what it is called and what to do about it; these have no reader.
_UNREAD = {
    "rtf": ("a rich text document", ".rtf", _RESAVE),
    "odt": ("an OpenDocument text", ".odt", _RESAVE),
    "wordxml": ("a Word document saved as XML", "this form of .xml", _RESAVE),
    "ods": ("an OpenDocument workbook", ".ods", _AS_BOOK),
    "xlsb": ("a binary Excel workbook", ".xlsb", _AS_BOOK),
    "sheetxml": ("an Excel workbook saved as XML", "this form of .xml", _AS_BOOK),
    "ppt": ("an old presentation", ".ppt", _AS_TEXT),
    "pptx": ("a presentation", ".pptx", _AS_TEXT),
    "ole": ("an old Office file, but neither a Word document nor a workbook", "", _AS_TEXT),
    "ofd": ("an OFD document", ".ofd", "Open it in an OFD reader or WPS and save it as .docx or .pdf."),
    "rar": ("a RAR archive", ".rar", _UNPACK),
    "7z": ("a 7z archive", ".7z", _UNPACK),
    "gzip": ("a gzip archive", ".gz", _UNPACK),
}
# Kinds of OSError, the first that fits → code, sentence, advice.
_TROUBLE: tuple[tuple[type[OSError], str, str, str], ...] = (
    (FileNotFoundError, "missing", "there is no such file.", "Check the path."),
    (PermissionError, "no_permission", "there is no permission to read this file.", "Change its permissions."),
    (OSError, "unreadable", "this file cannot be read.", "Copy it anew and try again."),
)


def read(path: Path, name: str) -> Source:
    """Read a file of any known format.

    Args:
        path: the file.
        name: its name in the tables (path relative to the input, / as separator).

    Returns:
        The source; its faults say what could not be read of it.

    Raises:
        InputError: the file cannot be read at all; code, sentence and advice say why. Codes: ``missing``, ``folder``,
            ``no_permission``, ``unreadable``, ``empty``, ``encrypted``, ``format_…`` (a format without a reader),
            ``not_docx``, ``unknown_format``, and those of the readers.
    """
    from taizhang.read.sniff import sniff

    data = load(path, name)
    suffix = suffix_of(name)
    found = sniff(data, name)
    if found == "text" and data.strip():
        found = _TEXT_KINDS.get(suffix, "text")
    if found == "text" and (suffix in TEXT_SUFFIXES or not data.strip()):
        found = "txt"
    reader = _reader(found)
    if reader is None:
        raise _refusal(found, suffix, name)
    return reader(data, name)


def _reader(found: str) -> Callable[[bytes, str], Source] | None:
    """The reader of a format, imported when it is needed; None for a format without one."""
    match found:
        case "txt":
            from taizhang.read.txt import read_txt as reader
        case "docx":
            from taizhang.read.docx import read_docx as reader
        case "doc":
            from taizhang.read.doc import read_doc as reader
        case "pdf":
            from taizhang.read.pdf import read_pdf as reader
        case "html":
            from taizhang.read.html import read_html as reader
        case "mhtml":
            from taizhang.read.html import read_mhtml as reader
        case "xlsx":
            from taizhang.read.xlsx import read_xlsx as reader
        case "xls":
            from taizhang.read.xlsx import read_xls as reader
        case "csv":
            from taizhang.read.xlsx import read_csv as reader
        case "md":
            from taizhang.read.md import read_md as reader
        case _:
            return None
    return reader


def _refusal(found: str, suffix: str, name: str) -> InputError:
    """Why a file of that format under that suffix is not read."""
    code = f"format_{found}"
    if found == "encrypted":
        code, what = "encrypted", "this document is protected by a password."
        advice = "Open it, remove the password and save it again."
    elif found in _UNREAD:
        kind, usual, advice = _UNREAD[found]
        though = f", though its name ends in {suffix}" if suffix in {".docx", *TEXT_SUFFIXES} - {""} else ""
        what = f"this is {kind}{though}; {usual or 'this format'} is not read."
    elif found == "zip":
        code = "not_docx" if suffix == ".docx" else "format_zip"
        what = "this is an archive, not a document (word/document.xml is missing)."
        how = "Convert it" if suffix == ".zip" else "Name it .zip and convert it"
        advice = f"{how} with taizhang convert, which reads every document in it, or unpack it."
    elif suffix == ".docx":
        code, what = "not_docx", "this is no Word document, though its name ends in .docx."
        advice = "If it is plain text, rename it to .txt; else get the file again."
    else:
        code, what = "unknown_format", f"files with a name in {suffix} are not read."
        advice = "If it is plain text, rename it to .txt; else save it as .docx."
    return InputError(what, code=code, where=name, advice=advice)


def suffix_of(name: str) -> str:
    """The suffix of a file's name in lower case, empty without one; ``2.整改方案`` has none."""
    suffix = PurePosixPath(name).suffix.lower()
    return suffix if re.fullmatch(r"\.(?=.*[a-z])[a-z0-9]{1,8}", suffix) else ""


def load(path: Path, name: str) -> bytes:
    """The bytes of a file.

    Raises:
        InputError: ``missing``, ``folder``, ``no_permission`` or ``unreadable``.
    """
    try:
        if path.is_dir():
            advice = "Give the files in it, or convert the folder."
            raise InputError("this is a folder, not a file.", code="folder", where=name, advice=advice)
        if path.exists() and not path.is_file():  # a pipe or a device may never end
            raise OSError("no ordinary file")
        with path.open("rb") as file:
            return file.read()
    except OSError as error:
        code, what, advice = next(trouble[1:] for trouble in _TROUBLE if isinstance(error, trouble[0]))
        raise InputError(what, code=code, where=name, advice=advice) from error
