"""PDF documents: the text layer of each page as paragraphs and tables, and what is doubtful about it.

Text and drawings come from pypdfium2, page by page, so that memory does not grow with pictures or fonts; lines of
tables are joined by pdfplumber.  Only the lines of text are kept until the end, because page numbers, running heads and
paragraphs over page breaks show in the whole document alone.
"""

from __future__ import annotations

import hashlib
import logging
from pathlib import Path
from typing import TYPE_CHECKING

from taizhang.errors import InputError
from taizhang.model import Block, Fault, Source

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument  # type: ignore[import-untyped]

    from taizhang.read.pdf_check import Doubt
    from taizhang.read.pdf_page import Page

_LOG = logging.getLogger(__name__)
# The longest plans (五年规划 with all their annexes) have some hundred pages.
MAX_PAGES = 2_000
# PDFium gives the memory of fonts back with the document only, some 6 MB for each page that names a font of the system
# without embedding it, as the layers of scans do; so the document is opened anew after so many pages.
_BATCH = 32
_REPRINT = "Get it anew, or open it, print it to a new PDF and convert that."


def read_pdf(data: bytes | Path, name: str) -> Source:
    """Read a PDF document.

    Args:
        data: the file's bytes, or its path.
        name: the file's name in the tables.

    Returns:
        The source. A block is a paragraph (locator ``p.3``, the page it begins on), a footnote (kind ``note``) or a
        row of a ruled table (``p.3 table 2 R5``, rows counted over all pages): its cells joined by tabs, one a column;
        a cell that spans columns stands in the first of them, one that spans rows in all of them, and a head that a
        table repeats on each page stands once. Page numbers, running heads and feet are left out; the log says how
        many. Radicals stand as the characters that they look like. ``ocr`` is the share of pages whose text another
        program recognised from a scan.

        Faults: ``no_text_layer`` (pages that are pictures), ``garbled_text_layer``, ``earlier_ocr``,
        ``damaged_page``.

    Raises:
        InputError: ``encrypted``, ``damaged_pdf``, ``too_many_pages``, ``no_text_layer`` (on no page), ``empty``.
    """
    from taizhang.read.pdf_check import faults
    from taizhang.read.pdf_join import paragraphs
    from taizhang.read.pdf_running import remove_running
    from taizhang.read.pdf_tables import settle

    if isinstance(data, Path):
        data = data.read_bytes()
    count, by_recogniser = _open(data, name)
    pages, doubts = _pages(data, count, by_recogniser)
    removed = remove_running(pages)
    for page, items in zip(pages, settle([p.items for p in pages]), strict=True):
        page.items = items
    if removed.numbers or removed.running:
        _LOG.info("%s: left out %d page numbers, %d running heads and feet", name, removed.numbers, removed.running)
    lines = list(paragraphs(pages))
    text = "\n".join(line for line, _, _, _ in lines)
    if not text.strip():
        raise _empty(doubts, name)
    blocks, start = [], 0
    for line, kind, locator, table in lines:
        blocks.append(Block(start, start + len(line), kind, locator, table))
        start += len(line) + 1
    ocr = sum(d.code == "earlier_ocr" for _, d in doubts) / len(doubts)
    found = tuple(Fault(name, "read", *fault) for fault in faults(doubts, len(doubts)))
    sha256 = hashlib.sha256(data).hexdigest()
    return Source(name, sha256, "pdf", text, tuple(blocks), pages=len(doubts), ocr=ocr, faults=found)


def _open(data: bytes, name: str) -> tuple[int, bool]:
    """Number of pages, and whether a program that recognises text says it made the document."""
    import pypdfium2.raw as c  # type: ignore[import-untyped]
    from pypdfium2 import PdfDocument, PdfiumError

    from taizhang.read.pdf_check import recognised

    try:
        with PdfDocument(data) as document:
            count, by_recogniser = len(document), recognised(document)
    except PdfiumError as error:
        if error.err_code in (c.FPDF_ERR_PASSWORD, c.FPDF_ERR_SECURITY):
            what, advice = "this PDF is protected by a password.", "Open it, remove the password and save it again."
            raise InputError(what, code="encrypted", where=name, advice=advice) from error
        what = "this PDF is cut short or damaged; it cannot be opened."
        raise InputError(what, code="damaged_pdf", where=name, advice=_REPRINT) from error
    if count > MAX_PAGES:
        what = f"this PDF has {count} pages; at most {MAX_PAGES} are read."
        raise InputError(what, code="too_many_pages", where=name, advice="Split it and convert the parts.")
    return count, by_recogniser


def _pages(data: bytes, count: int, by_recogniser: bool) -> tuple[list[Page], list[tuple[int, Doubt]]]:
    """The lines and tables of all pages, and what is doubtful on each."""
    from pypdfium2 import PdfDocument

    pages: list[Page] = []
    doubts: list[tuple[int, Doubt]] = []
    for first in range(1, count + 1, _BATCH):
        with PdfDocument(data) as document:
            for number in range(first, min(first + _BATCH, count + 1)):
                page, doubt = _page(document, number, by_recogniser)
                pages += [page] if page is not None else []
                doubts.append((number, doubt))
    return pages, doubts


def _page(document: PdfDocument, number: int, by_recogniser: bool) -> tuple[Page | None, Doubt]:
    from pypdfium2 import PdfiumError

    from taizhang.read.pdf_check import Doubt, judge
    from taizhang.read.pdf_page import read_page

    try:
        page = document[number - 1]
    except PdfiumError:
        return None, Doubt("damaged_page")
    try:
        read = read_page(page, number)
        doubt = judge(page, read.chars, by_recogniser)
        return read.forget(), doubt
    finally:
        page.close()


def _empty(doubts: list[tuple[int, Doubt]], name: str) -> InputError:
    codes = {d.code for _, d in doubts}
    if "no_text_layer" in codes:
        what = "this PDF is a scan: its pages are pictures without text."
        advice = "Recognise its text (OCR), which is not built in yet, or get the document as .docx."
        return InputError(what, code="no_text_layer", where=name, advice=advice)
    if "damaged_page" in codes:
        return InputError("no page of this PDF can be read.", code="damaged_pdf", where=name, advice=_REPRINT)
    advice = "Give the file that holds the plan's text."
    return InputError("this PDF holds no text.", code="empty", where=name, advice=advice)
