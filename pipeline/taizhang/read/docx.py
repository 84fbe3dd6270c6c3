"""Word documents: body text and tables in order of the document, with the numbers that Word only shows.

The tree of document.xml is walked directly, because everything that matters here lies outside of what python-docx
offers (content controls, tracked changes, numbering, merged cells), and because its loader gives up on files that Word
opens (a relationship to a missing part, ISO Strict, macros).  Headers, footers, notes and comments are left out.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from taizhang.errors import InputError
from taizhang.model import Block, Fault, Source
from taizhang.read.lines import one_line
from taizhang.read.numbering import Numbering, W
from taizhang.read.package import Package

if TYPE_CHECKING:
    from lxml.etree import _Element

_M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_P, _TBL, _TR, _TC = W + "p", W + "tbl", W + "tr", W + "tc"
_TEXTBOX = W + "txbxContent"

# Wrappers that belong to no text of their own. Tracked deletions (w:del, w:moveFrom) are not among them.
_WRAPPERS = frozenset(
    W + t
    for t in "sdt sdtContent customXml smartTag ins moveTo hyperlink fldSimple dir bdo r ruby rubyBase".split()  # noqa: SIM905
)
_SIGNS = {W + "tab": " ", W + "ptab": " ", W + "br": "\n", W + "cr": "\n", W + "noBreakHyphen": "-"}
# Letters of the font Symbol that matter in numbers (Adobe's Symbol encoding); other symbol glyphs are decoration.
_SYMBOL = {0xA3: "≤", 0xB3: "≥", 0xB0: "°", 0xB1: "±", 0xB4: "×", 0xB8: "÷", 0xB9: "≠", 0xBB: "≈", 0x6D: "μ", 0x25: "%"}
_ON = {None, "1", "true", "on"}


def read_docx(data: bytes, name: str) -> Source:
    """Read a Word document.

    Args:
        data: the file's bytes.
        name: the file's name in the tables.

    Returns:
        The source. A block is a line of a paragraph (locator ``para 12``, counted as Word has paragraphs outside of
        tables) or a table's row (``table 3 R4``): its cells joined by tabs, one for every column of the table's grid.
        A cell that spans columns stands in the first of them, one that spans rows in all of them. In a cell white
        space, ends of paragraphs too, is one space, or none between Chinese characters.

    Raises:
        InputError: ``not_docx``, ``empty`` and those of `Package`.
    """
    package = Package(data, name)
    main = package.targets().get("officeDocument", "word/document.xml")
    document = package.xml(main)
    body = None if document is None else document.find(W + "body")
    if body is None:
        advice = "Give the Word document itself; a renamed archive must be unpacked first."
        raise package.error("this file holds no Word document (its word/document.xml is missing).", "not_docx", advice)
    parts = package.targets(main)
    numbering = Numbering(*(package.xml(parts.get(kind, f"word/{kind}.xml")) for kind in ("numbering", "styles")))
    reader = _Reader(numbering)
    reader.body(body)
    text = "\n".join(line for line, _, _, _ in reader.lines)
    if not text.strip():
        advice = "If its pages are pictures, convert it to text (OCR) first."
        raise InputError("this document holds no text.", code="empty", where=name, advice=advice)
    faults = tuple(Fault(name, "read", *fault) for fault in _faults(body, numbering))
    return Source(name, hashlib.sha256(data).hexdigest(), "docx", text, tuple(reader.blocks()), faults=faults)


def _faults(body: _Element, numbering: Numbering) -> Iterator[tuple[str, str, str]]:
    """What the text lacks: (code, sentence, advice)."""
    if numbering.unknown:
        formats = ", ".join(sorted(numbering.unknown))
        what = f"the number format {formats} of Word is not known here; its numbers are shown as 1, 2, 3."
        yield "numbering_format", what, "Compare the numbers of the items with the document."
    if (n := sum(1 for _ in body.iter(W + "altChunk", W + "subDoc"))) > 0:
        what = f"the document embeds {n} further file(s), whose text is not read."
        yield "embedded_document", what, "Open it in Word, save it as a new .docx and convert that."


class _Reader:
    """Walks a body once; the order of its calls is the order of the document, which the numbering depends on."""

    def __init__(self, numbering: Numbering) -> None:
        self.lines: list[tuple[str, str, str, int]] = []  # text, kind, locator, table
        self._numbering = numbering
        self._paragraphs = self._tables = 0

    def blocks(self) -> Iterator[Block]:
        """The lines with their offsets in the joined text."""
        start = 0
        for line, kind, locator, table in self.lines:
            yield Block(start, start + len(line), kind, locator, table)
            start += len(line) + 1

    def body(self, body: _Element) -> None:
        """Read all paragraphs and tables of the body."""
        for group in _flow(body):
            if group[0].tag == _TBL:
                self._tables += 1
                for n, row in self._rows(group[0]):
                    self.lines.append((row, "row", f"table {self._tables} R{n}", self._tables))
            else:
                self._paragraphs += 1
                locator = f"para {self._paragraphs}"
                self.lines += [(t, "paragraph", locator, 0) for text in self._texts(group) for t in text.split("\n")]

    def _texts(self, group: list[_Element]) -> Iterator[str]:
        """The text of a paragraph with its number, then that of the text boxes anchored in it."""
        yield self._numbering.apply(group[-1], "".join(piece for p in group for piece in _pieces(p)))
        for paragraph in group:
            for box in _boxes(paragraph):
                yield from self._all(box)

    def _all(self, parent: _Element) -> Iterator[str]:
        """The paragraphs of a cell or a text box, and the rows of the tables in it."""
        for group in _flow(parent):
            if group[0].tag == _TBL:
                yield from (row for _, row in self._rows(group[0]))
            else:
                yield from self._texts(group)

    def _rows(self, table: _Element) -> Iterator[tuple[int, str]]:
        """The rows of a table that hold text, with their 1-based numbers; deleted ones do not count."""
        above: dict[int, str] = {}
        rows = (r for r in _children(table, _TR) if r.find(f"{W}trPr/{W}del") is None)
        for n, row in enumerate(rows, 1):
            cells = [""] * _number(row.find(f"{W}trPr/{W}gridBefore"), 0)
            filled = 0
            for cell in _children(row, _TC):
                if cell.find(f"{W}tcPr/{W}cellDel") is not None:
                    continue
                column, text = len(cells), one_line("\n".join(self._all(cell)))
                merged = cell.find(f"{W}tcPr/{W}vMerge")
                if merged is not None and merged.get(W + "val", "continue") == "continue":
                    text = above.get(column, text)
                above[column] = text
                cells.append(text)
                filled = len(cells)
                cells += [""] * (_number(cell.find(f"{W}tcPr/{W}gridSpan"), 1) - 1)
            if any(cells):
                yield n, "\t".join(cells[:filled])


def _flow(parent: _Element) -> Iterator[list[_Element]]:
    """Tables, each alone, and paragraphs, each behind those whose deleted ends make them run on into it."""
    group: list[_Element] = []
    for element in _children(parent, _P, _TBL):
        if element.tag == _TBL:
            if group:
                yield group
            group = []
            yield [element]
        else:
            group.append(element)
            mark = element.find(f"{W}pPr/{W}rPr")
            if mark is None or (mark.find(W + "del") is None and mark.find(W + "moveFrom") is None):
                yield group
                group = []
    if group:
        yield group


def _children(parent: _Element, *tags: str) -> Iterator[_Element]:
    """Descendants of these tags, looked for in wrappers only, in order."""
    for child in _visible(parent):
        if child.tag in tags:
            yield child
        elif child.tag in _WRAPPERS:
            yield from _children(child, *tags)


def _visible(parent: _Element) -> Iterator[_Element]:
    """Children, those of the first alternative in place of a choice between several."""
    for child in parent:
        if child.tag == _MC + "AlternateContent":
            yield from _visible(child[0]) if len(child) else ()
        elif isinstance(child.tag, str):
            yield child


def _pieces(parent: _Element) -> Iterator[str]:
    """The visible text of a paragraph or of an element in it, soft line breaks as newlines."""
    for child in _visible(parent):
        tag = str(child.tag)
        if tag in {W + "t", _M + "t"}:
            yield re.sub(r"[\t\r\n]+", " ", child.text or "")
        elif tag in _SIGNS:
            yield _SIGNS[tag]
        elif tag == W + "sym":
            yield _symbol(child)
        elif (tag in _WRAPPERS and not _hidden(child)) or tag.startswith(_M):
            yield from _pieces(child)


def _hidden(run: _Element) -> bool:
    vanish = run.find(f"{W}rPr/{W}vanish")
    return vanish is not None and vanish.get(W + "val") in _ON


def _symbol(sym: _Element) -> str:
    """A character given by its number in a font (w:sym)."""
    code = int(value, 16) if re.fullmatch("[0-9A-Fa-f]{1,6}", value := sym.get(W + "char", "")) else 0
    if 0xF000 <= code <= 0xF0FF:  # where symbol fonts keep their 8-bit codes
        return _SYMBOL.get(code - 0xF000, "") if sym.get(W + "font") == "Symbol" else ""
    return chr(code) if 0x20 <= code < 0xD800 else ""


def _boxes(parent: _Element) -> Iterator[_Element]:
    """The outermost text boxes in a paragraph, those of the first alternative only."""
    for child in _visible(parent):
        if child.tag == _TEXTBOX:
            yield child
        elif child.tag not in {W + "del", W + "moveFrom"}:
            yield from _boxes(child)


def _number(element: _Element | None, default: int) -> int:
    """A small count such as a grid span (Word has at most 63 columns)."""
    value = "" if element is None else element.get(W + "val", "")
    return min(int(value), 63) if re.fullmatch(r"\d{1,4}", value) else default
