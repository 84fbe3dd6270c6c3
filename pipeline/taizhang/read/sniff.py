"""What a file is, by its content and never by its name."""

from __future__ import annotations

import re

from taizhang.errors import InputError
from taizhang.read.ole import MAGIC, Compound
from taizhang.read.package import Package

_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")  # local header, empty archive, spanned archive (APPNOTE 4.3)
_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_HEAD = 4096
# Head without NULs, so that UTF-16 is seen as well.
_HTML = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--(?:(?!-->).)*-->\s*)*<(?:!doctype\s+html|html|head|body|meta|title|table|style)[\s>/]",
    re.IGNORECASE | re.DOTALL,
)
_MHTML = re.compile(rb"(?:[\w-]+:[^\n]*\n(?:[ \t][^\n]*\n)*){0,20}MIME-Version:", re.IGNORECASE)
# Streams of compound files that tell what wrote them ([MS-OFFCRYPTO] 2.3, [MS-DOC] 2.1, [MS-XLS] 2.1).
_STREAMS = {
    "EncryptedPackage": "encrypted",
    "WordDocument": "doc",
    "Workbook": "xls",
    "Book": "xls",
    "PowerPoint Document": "ppt",
}
_PARTS = {"xl/workbook.xml": "xlsx", "xl/workbook.bin": "xlsb", "ppt/presentation.xml": "pptx", "OFD.xml": "ofd"}
# Further magic numbers, as their makers publish them.
_MAGIC = {b"Rar!\x1a\x07": "rar", b"7z\xbc\xaf\x27\x1c": "7z", b"\x1f\x8b\x08": "gzip", b"{\\rtf": "rtf"}
# One-file XML of Office 2003 and of later Word (ECMA-376 part 4, annex on flat OPC).
_XML = {
    b"urn:schemas-microsoft-com:office:spreadsheet": "sheetxml",
    b"http://schemas.microsoft.com/office/word/2003/wordml": "wordxml",
    b"http://schemas.microsoft.com/office/2006/xmlPackage": "wordxml",
}


def sniff(data: bytes, where: str) -> str:
    """The format of a file.

    Args:
        data: its bytes.
        where: its name, for messages.

    Returns:
        ``docx``, ``xlsx``, ``xlsb``, ``pptx``, ``odt``, ``ods``, ``ofd``, ``zip`` (another such archive), ``doc``,
        ``xls``, ``ppt``, ``ole`` (another compound file), ``encrypted``, ``rar``, ``7z``, ``gzip``, ``pdf``, ``rtf``,
        ``html``, ``mhtml``, ``wordxml``, ``sheetxml``, or ``text`` for everything else.

    Raises:
        InputError: ``damaged_zip`` for an archive that cannot be opened.
    """
    if data.startswith(_ZIP):
        return _archive(Package(data, where))
    if data.startswith(MAGIC):
        return _compound(data, where)
    head = data[:_HEAD].replace(b"\0", b"")
    for mark in _MARKS:
        head = head.removeprefix(mark)
    if b"%PDF-" in head[:1024]:  # ISO 32000-1, note 13 of annex H: readers accept the mark in the first 1024 bytes
        return "pdf"
    for magic, kind in _MAGIC.items():
        if head.startswith(magic):
            return kind
    if head.lstrip().startswith(b"<?xml"):
        for space, kind in _XML.items():
            if space in head:
                return kind
    if _HTML.match(head):
        return "html"
    return "mhtml" if _MHTML.match(head) else "text"


def _compound(data: bytes, where: str) -> str:
    try:
        names = Compound(data, where).names
    except InputError:  # too damaged to list its streams; their names tell all the same
        names = [name for name in _STREAMS if name.encode("utf-16-le") in data]
    return next((kind for name, kind in _STREAMS.items() if name in names), "ole")


def _archive(package: Package) -> str:
    main = package.targets().get("officeDocument", "")
    if "word/document.xml" in package or (main.startswith("word/") and main in package):
        return "docx"
    for part, kind in _PARTS.items():
        if part in package:
            return kind
    declared = package.bytes("mimetype")[:60] if "mimetype" in package else b""
    for mark, name in ((b"opendocument.text", "odt"), (b"opendocument.spreadsheet", "ods")):
        if mark in declared:
            return name
    return "zip"
