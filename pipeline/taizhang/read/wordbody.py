"""The text of a Word 97 file as the part document.xml of a .docx: paragraphs, tables, text boxes.

Numbers in brackets are sections of [MS-DOC].
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from taizhang.read.numbering import W
from taizhang.read.wordbin import BOXES, FONTS, SHAPES, Run, WordFile
from taizhang.read.wordlists import child, number, root, value

if TYPE_CHECKING:
    from lxml.etree import _Element

# Properties of characters and paragraphs (2.6.1, 2.6.2) and of tables (2.6.3).
_DELETED, _HIDDEN, _SYMBOL, _FONT, _OTHER_FONT = 0x0800, 0x083C, 0x6A09, 0x4A4F, 0x4A51
_IN_TABLE, _ROW_END, _DEPTH = 0x2416, 0x2417, 0x6649
_ROW, _MERGED_DOWN = 0xD608, 0xD62B
# Marks among the characters (2.4.1, 2.8.25).
_CELL, _SHAPE, _BREAK, _PAGE, _PARAGRAPH = "\x07", "\x08", "\x0b", "\x0c", "\x0d"
_FIELD, _RESULT, _FIELD_END = "\x13", "\x14", "\x15"
_ELEMENTS = {"\t": "tab", _BREAK: "br", "\x0e": "br", _PAGE: "br", "\x1e": "noBreakHyphen"}
# What XML cannot hold, and what Word uses for things that are no text (pictures, notes, soft hyphens).
_UNWRITTEN = re.compile("[\x00-\x08\x0c-\x1f\ufffe\uffff\ud800-\udfff]")
_NEAR = 60  # twips (a millimetre): edges of cells that are meant to be one differ by less
_FIXED = 20  # bytes that describe a cell (2.9.311, TC80)


@dataclass(slots=True)
class _Cell:
    paragraphs: list[_Element] = field(default_factory=list)
    left: int = 0
    right: int = 0
    merged: int = 0  # 1: into the cell before it
    down: int = 0  # 1: into the cell above it, 3: the first of such


@dataclass(slots=True)
class _Story:
    """What one of the texts of a file is made into."""

    parent: _Element
    rows: list[list[_Cell]] = field(default_factory=list)
    cells: list[_Cell] = field(default_factory=list)
    open: _Cell = field(default_factory=_Cell)


def body(file: WordFile) -> _Element:
    """The root of document.xml: the main text, with the text boxes in the paragraphs that they hang on."""
    document = root("document")
    Body(file).story(child(document, "body"), 0, file.lengths[0])
    return document


class Body:
    """Makes elements of characters.

    Args:
        file: the open file.
    """

    def __init__(self, file: WordFile) -> None:
        """Find the text boxes and the font of symbols."""
        self._file = file
        self._fonts = _fonts(file.table(FONTS))
        self._boxes = _boxes(file.table(BOXES))
        self._shapes = _shapes(file.table(SHAPES))
        self._fields: list[bool] = []  # for each open field, whether its result has begun

    def story(self, parent: _Element, first: int, last: int) -> None:
        """Add paragraphs and tables between two positions to an element."""
        story = _Story(parent)
        paragraph = root("p")
        position = first
        for run in self._file.runs(first, last):
            start = 0
            for n, sign in enumerate(run.text):
                if sign not in (_PARAGRAPH, _CELL, _PAGE):
                    continue
                at = run.at + n * run.step
                properties, style, final = self._file.paragraph(at, run.step)
                if sign == _PAGE and not final:
                    continue  # a page break in mid-paragraph
                self._run(paragraph, run, start, n, position)
                self._end(story, paragraph, sign, properties, style, run)
                paragraph, start = root("p"), n + 1
            self._run(paragraph, run, start, len(run.text), position)
            position += len(run.text)
        if len(paragraph):
            story.parent.append(paragraph)
        _table(story)
        if parent.tag == W + "body":
            self._rest(parent)

    def _rest(self, parent: _Element) -> None:
        """Text boxes that hang on no character (those of grouped shapes) come last."""
        for shape in list(self._boxes):
            paragraph = child(parent, "p")
            self._box(paragraph, shape)
            if not len(paragraph):
                parent.remove(paragraph)

    def _end(
        self, story: _Story, paragraph: _Element, sign: str, properties: dict[int, bytes], style: int, run: Run
    ) -> None:
        """Put a finished paragraph where it belongs: into a cell or into the text."""
        described = child(paragraph, "pPr")
        paragraph.insert(0, described)
        child(described, "pStyle", f"s{style}")
        number(described, properties)
        if _on(run.sprms, _DELETED):
            child(child(described, "rPr"), "del")
        depth = value(properties[_DEPTH]) if _DEPTH in properties else int(_on(properties, _IN_TABLE))
        if not depth:
            _table(story)
            story.parent.append(paragraph)
        elif sign == _CELL and _on(properties, _ROW_END) and depth == 1:
            _row(story, properties)
        else:
            story.open.paragraphs.append(paragraph)
            if sign == _CELL:
                story.cells.append(story.open)
                story.open = _Cell()

    def _run(self, paragraph: _Element, run: Run, start: int, end: int, position: int) -> None:
        """Add the characters of a run from `start` to `end` to a paragraph."""
        seen = not (_on(run.sprms, _DELETED) or _on(run.sprms, _HIDDEN))
        symbol = run.sprms.get(_SYMBOL)
        element = child(paragraph, "r") if end > start else paragraph
        kept: list[str] = []
        for n in range(start, end):
            sign = run.text[n]
            if sign == _FIELD:
                self._fields.append(False)
            elif sign == _RESULT and self._fields:
                self._fields[-1] = True
            elif sign == _FIELD_END and self._fields:
                self._fields.pop()
            elif not seen or not all(self._fields):
                continue
            elif (symbol and len(symbol) == 4) or "\uf000" <= sign <= "\uf0ff":
                _write(element, kept)
                font, code = struct.unpack("<HH", symbol) if symbol else (value(_font(run)), ord(sign))
                name = self._fonts.get(font, "")
                child(element, "sym").attrib.update({W + "font": name, W + "char": f"{code:04X}"})
            elif sign in _ELEMENTS:
                _write(element, kept)
                child(element, _ELEMENTS[sign])
            elif sign == _SHAPE:
                _write(element, kept)
                self._box(element, self._shapes.get(position + n, 0))
            else:
                kept.append(sign)
        _write(element, kept)

    def _box(self, parent: _Element, shape: int) -> None:
        """Add the text box of a shape to an element, if it is one and was not added before."""
        span = self._boxes.pop(shape, None)
        if span is None:
            return
        before = sum(self._file.lengths[:6])
        fields, self._fields = self._fields, []
        box = root("txbxContent")
        self.story(box, before + span[0], before + span[1])
        self._fields = fields
        for paragraph in box.findall(W + "p"):  # each box ends in an empty one
            if paragraph.find(f".//{W}t") is None:
                box.remove(paragraph)
        if len(box):
            child(parent, "pict").append(box)


def _on(properties: dict[int, bytes], sprm: int) -> bool:
    """Whether a toggle is on: 1, or 0x81 for the opposite of the style, which is off (2.9.325)."""
    return bool(properties.get(sprm, b"\0")[:1] in (b"\x01", b"\x81"))


def _font(run: Run) -> bytes:
    """Number of the font of a run whose characters are codes of a symbol font."""
    return run.sprms.get(_FONT) or run.sprms.get(_OTHER_FONT) or b"\xff\xff"


def _write(element: _Element, kept: list[str]) -> None:
    """Add characters as w:t, halves of pairs joined, and empty the list."""
    text = "".join(kept).encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    text = _UNWRITTEN.sub("", text)
    if text:
        child(element, "t").text = text
    kept.clear()


def _row(story: _Story, properties: dict[int, bytes]) -> None:
    """Close a table's row: its cells get their edges and what they are merged with (2.9.321, 2.9.311)."""
    cells, story.cells, story.open = story.cells, [], _Cell()
    described = properties.get(_ROW, b"\0")
    count = described[0]
    edges = struct.unpack_from(f"<{count + 1}h", described, 1) if count else ()
    down = properties.get(_MERGED_DOWN, b"")
    for n, cell in enumerate(cells):
        if n >= count:
            cell.left = cell.right = -1  # no grid is known for it
            continue
        cell.left, cell.right = edges[n], edges[n + 1]
        at = 1 + 2 * (count + 1) + _FIXED * n
        if at + 2 <= len(described):
            (flags,) = struct.unpack_from("<H", described, at)
            cell.merged, cell.down = flags & 3, flags >> 5 & 3
        if len(down) >= 2 and down[0] == n:
            cell.down = down[1] & 3
    if cells:
        story.rows.append(cells)


def _table(story: _Story) -> None:
    """Add the rows that were gathered as a table."""
    rows, story.rows = story.rows, []
    if story.open.paragraphs or story.cells:  # a row that is cut short
        rest = [p for cell in (*story.cells, story.open) for p in cell.paragraphs]
        story.cells, story.open = [], _Cell()
        story.parent.extend(rest)
    if not rows:
        return
    grid = _grid(rows)
    table = child(story.parent, "tbl")
    for cells in rows:
        row = child(table, "tr")
        first = _column(grid, cells[0].left)
        if first > 0:
            child(child(row, "trPr"), "gridBefore", first)
        done: list[tuple[_Element, _Cell]] = []
        for cell in cells:
            if cell.merged == 1 and done:
                done[-1][1].right = cell.right
                continue
            element = child(row, "tc")
            element.extend(cell.paragraphs)
            done.append((element, cell))
        for element, cell in done:
            described = child(element, "tcPr")
            element.insert(0, described)
            child(described, "gridSpan", max(1, _column(grid, cell.right) - _column(grid, cell.left)))
            if cell.down:
                child(described, "vMerge", "continue" if cell.down == 1 else "restart")


def _grid(rows: list[list[_Cell]]) -> list[int]:
    """The edges of all cells of a table from left to right, those that nearly meet taken as one."""
    out: list[int] = []
    for edge in sorted({e for cells in rows for cell in cells if cell.right >= 0 for e in (cell.left, cell.right)}):
        if not out or edge - out[-1] > _NEAR:
            out.append(edge)
    return out


def _column(grid: list[int], edge: int) -> int:
    return max((n for n, at in enumerate(grid) if at <= edge), default=0)


def _plc(table: bytes, size: int) -> Iterator[tuple[int, int, bytes]]:
    """Start, end and data of each part of a table of positions (2.2.2); the data have that size."""
    count = (len(table) - 4) // (4 + size)
    for n in range(max(0, count)):
        start, end = struct.unpack_from("<II", table, 4 * n)
        at = 4 * (count + 1) + size * n
        yield start, end, table[at : at + size]


def _boxes(table: bytes) -> dict[int, tuple[int, int]]:
    """Shape → positions of its text among the texts of boxes (2.8.32, 2.9.104)."""
    return {struct.unpack_from("<i", data, 14)[0]: (start, end) for start, end, data in _plc(table, 22) if end > start}


def _shapes(table: bytes) -> dict[int, int]:
    """Position of a character → the shape that hangs on it (2.8.37, 2.9.253)."""
    return {start: struct.unpack_from("<i", data)[0] for start, _, data in _plc(table, 26)}


def _fonts(table: bytes) -> dict[int, str]:
    """Number → name of each font (2.9.286, 2.9.95)."""
    out: dict[int, str] = {}
    if len(table) < 4:
        return out
    (count,) = struct.unpack_from("<H", table)
    at = 4
    for n in range(count):
        if at >= len(table):
            break
        size = table[at]
        name = table[at + 40 : at + 1 + size]
        out[n] = name[: len(name) // 2 * 2].decode("utf-16-le", "replace").split("\0")[0]
        at += 1 + size
    return out
