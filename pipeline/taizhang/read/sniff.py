"""What a file is, by its content and never by its name."""

from __future__ import annotations

import re

from taizhang.read.package import Package

_OLE = bytes.fromhex("d0cf11e0a1b11ae1")  # magic number of compound files, [MS-CFB] 2.2
_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")  # local header, empty archive, spanned archive (APPNOTE 4.3)
_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_HEAD = 4096
# Head without NULs, so that UTF-16 is seen as well.
_HTML = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--(?:(?!-->).)*-->\s*)*<(?:!doctype\s+html|html|head|body)[\s>/]",
    re.IGNORECASE | re.DOTALL,
)
_MHTML = re.compile(rb"(?:[\w-]+:[^\n]*\n(?:[ \t][^\n]*\n)*){0,20}MIME-Version:", re.IGNORECASE)
# Streams of compound files that tell what wrote them ([MS-OFFCRYPTO] 2.3, [MS-DOC] 2.1, [MS-XLS] 2.1).
_STREAMS = {"EncryptedPackage": "encrypted", "WordDocument": "doc", "Workbook": "xls"}
_PARTS = {"xl/workbook.xml": "xlsx", "ppt/presentation.xml": "pptx", "OFD.xml": "ofd"}


def sniff(data: bytes, where: str) -> str:
    """The format of a file.

    Args:
        data: its bytes.
        where: its name, for messages.

    Returns:
        ``docx``, ``xlsx``, ``pptx``, ``odt``, ``ofd``, ``zip`` (another archive), ``doc``, ``xls``, ``ole`` (another
        compound file), ``encrypted``, ``pdf``, ``rtf``, ``html``, ``mhtml``, or ``text`` for everything else.

    Raises:
        InputError: ``damaged_zip`` for an archive that cannot be opened.
    """
    if data.startswith(_ZIP):
        return _archive(Package(data, where))
    if data.startswith(_OLE):
        return next((kind for name, kind in _STREAMS.items() if name.encode("utf-16-le") in data), "ole")
    head = data[:_HEAD].replace(b"\0", b"")
    for mark in _MARKS:
        head = head.removeprefix(mark)
    if b"%PDF-" in head[:1024]:  # ISO 32000-1, note 13 of annex H: readers accept the mark in the first 1024 bytes
        return "pdf"
    if head.startswith(b"{\\rtf"):
        return "rtf"
    if _HTML.match(head):
        return "html"
    return "mhtml" if _MHTML.match(head) else "text"


def _archive(package: Package) -> str:
    main = package.targets().get("officeDocument", "")
    if "word/document.xml" in package or (main.startswith("word/") and main in package):
        return "docx"
    for part, kind in _PARTS.items():
        if part in package:
            return kind
    if "mimetype" in package and package.bytes("mimetype").startswith(b"application/vnd.oasis.opendocument.text"):
        return "odt"
    return "zip"
