"""The walk over a web page: its lines as a browser shows them, with the elements they come from."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from taizhang.read.lines import Cell, one_line, spread
from taizhang.read.numbering import FORMATS

if TYPE_CHECKING:
    from lxml.etree import _Element

_DROPPED = frozenset(
    (
        *("head", "script", "style", "noscript", "template", "nav", "iframe", "frame", "object", "embed", "applet"),
        *("svg", "canvas", "audio", "video", "map", "button", "select", "datalist", "textarea", "input"),
    )
)
# Elements that begin and end a line (HTML Standard, 15.3: display block, list-item and the parts of tables).
_BLOCKS = frozenset(
    (
        *("html", "body", "address", "article", "aside", "blockquote", "center", "dd", "details", "dialog", "dir"),
        *("div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "frameset", "h1", "h2", "h3", "h4"),
        *("h5", "h6", "header", "hgroup", "hr", "legend", "li", "listing", "main", "menu", "ol", "optgroup", "option"),
        *("p", "plaintext", "pre", "search", "section", "summary", "ul", "xmp"),
        *("table", "caption", "tbody", "thead", "tfoot", "tr", "td", "th"),
    )
)
_PRE = frozenset({"pre", "listing", "plaintext", "xmp"})
_HIDDEN = re.compile(r"display\s*:\s*none|mso-hide\s*:\s*all", re.IGNORECASE)
# Zero-width marks that editors of web pages leave inside of words.
_INVISIBLE = re.compile("[\u200b\u2060\ufeff\u00ad]")
_WHITE = re.compile(r"[ \t\n\r\f]+")  # what HTML runs together; no-break and ideographic spaces stay
# list-style-type and the attribute type of <ol> → Word's name of the same number format (CSS Counter Styles 3).
_STYLES = {
    **dict.fromkeys(("cjk-ideographic", "simp-chinese-informal", "trad-chinese-informal"), "chineseCountingThousand"),
    **dict.fromkeys(("disc", "circle", "square", "none"), "none"),
    **dict.fromkeys(("a", "lower-alpha", "lower-latin"), "lowerLetter"),
    **dict.fromkeys(("A", "upper-alpha", "upper-latin"), "upperLetter"),
    **dict.fromkeys(("i", "lower-roman"), "lowerRoman"),
    **dict.fromkeys(("I", "upper-roman"), "upperRoman"),
    "simp-chinese-formal": "chineseLegalSimplified",
    "decimal-leading-zero": "decimalZero",
}
_LIST_STYLE = re.compile(r"list-style(?:-type)?\s*:\s*(?:(?:inside|outside)\s+)?([\w-]+)", re.IGNORECASE)
# A table with one cell of nearly all its text, in several paragraphs, lays out a page.
_NEARLY_ALL = 0.9
_SEVERAL = 5


@dataclass(slots=True)
class Line:
    """One line of a page.

    Attributes:
        text: the line, or a table's row with its cells joined by tabs.
        element: the innermost block that the line begins in.
        table, row: 1-based numbers of its table in the page and of its row there, else 0.
        linked: how many of its letters, digits and Hanzi stand in links.
        links: where these links lead.
    """

    text: str
    element: _Element
    table: int = 0
    row: int = 0
    linked: int = 0
    links: list[str] = field(default_factory=list)


class Page:
    """The lines of a page, menus and all.

    Args:
        root: the page's root element.

    Attributes:
        lines: its lines in order.
    """

    def __init__(self, root: _Element) -> None:
        """Walk the page; without recursion, since old pages nest their elements by the hundred."""
        from lxml import etree

        self.lines: list[Line] = []
        self._buffer: list[str] = []
        self._label = ""  # the number of a list's item that has no text yet
        self._tables = 0
        self._pre = 0  # how many elements around keep their white space
        self._blocks = [root]  # the blocks that are open
        self._open = root  # the block that the line in the making began in
        self._counters: dict[_Element, int] = {}  # ordered list → number of its next item
        self._anchors: list[int] = []  # for each open link, where in the buffer it began
        self._linked, self._links = 0, list[str]()
        walk = etree.iterwalk(root, events=("start", "end"))
        for event, element in walk:
            if event == "start":
                if element is not root and not self._start(element):
                    walk.skip_subtree()
                    continue
                self._text(element.text)
            elif element is not root:
                self._close(element)
                self._text(element.tail)
        self._end(root)

    def _start(self, element: _Element) -> bool:
        """Begin an element; whether its content is to be walked."""
        tag = str(element.tag).lower() if isinstance(element.tag, str) else ""
        if not tag or tag in _DROPPED or _hidden(element):
            return False
        if tag == "br":
            self._end(self._blocks[-1])
        elif tag == "table" and not _lays_out(element):
            self._end(self._blocks[-1])
            self._table(element)
            return False
        elif tag in _BLOCKS:
            self._end(element)
            self._blocks.append(element)
            self._pre += tag in _PRE
            if tag == "li":
                self._item(element)
        elif tag == "a":
            self._anchors.append(len(self._buffer))
        return True

    def _close(self, element: _Element) -> None:
        tag = str(element.tag).lower() if isinstance(element.tag, str) else ""
        if element is self._blocks[-1]:
            self._blocks.pop()
            self._end(self._blocks[-1])
            self._pre -= tag in _PRE
            if tag == "li":
                self._label = ""
        elif tag == "a" and self._anchors:
            at = self._anchors.pop()
            if element.get("href"):
                self._linked += sum(map(str.isalnum, "".join(self._buffer[at:])))
                self._links.append(element.get("href") or "")

    def _item(self, item: _Element) -> None:
        """Count an item of an ordered list."""
        parent = item.getparent()
        if parent is None or parent.tag != "ol":
            return
        number = _int(item.get("value"), self._counters.get(parent, _first(parent)))
        self._counters[parent] = number + (-1 if parent.get("reversed") is not None else 1)
        self._label = _label(parent, item, number)

    def _text(self, text: str | None) -> None:
        if not text:
            return
        text = _INVISIBLE.sub("", text)
        if self._pre:
            first, *others = text.split("\n")
            self._buffer.append(first.replace("\t", " "))
            for line in others:
                self._end(self._open)
                self._buffer.append(line.replace("\t", " "))
        else:
            self._buffer.append(text)

    def _end(self, following: _Element) -> None:
        """End the line; the next one begins in `following`."""
        joined = "".join(self._buffer)
        line = joined.rstrip() if self._pre else _WHITE.sub(" ", joined).strip(" ")
        if line.strip():
            self.lines.append(Line(self._label + line, self._open, linked=self._linked, links=self._links))
            self._label = ""
        self._buffer, self._linked, self._links = [], 0, []
        self._anchors = [0 for _ in self._anchors]
        self._open = following

    def _table(self, table: _Element) -> None:
        self._tables += 1
        number = self._tables
        for caption in (c for c in table if c.tag == "caption"):
            self.lines += [Line(text, caption) for text in _lines(caption)]
        own = _own_rows(table)
        grid = spread([[_cell(c) for c in row if c.tag in ("td", "th") and not _hidden(c)] for row in own])
        for n, (row, cells) in enumerate(zip(own, grid, strict=True), 1):
            while cells and not cells[-1]:
                cells.pop()
            if cells:
                self.lines.append(Line("\t".join(cells), row, number, n))


def _own_rows(table: _Element) -> list[_Element]:
    """The rows of a table, not those of tables in it, as a browser orders them (the foot last)."""
    head: list[_Element] = []
    body: list[_Element] = []
    foot: list[_Element] = []
    for child in table:
        if child.tag == "tr":
            body.append(child)
        elif child.tag in ("tbody", "thead", "tfoot"):
            part = {"thead": head, "tfoot": foot}.get(str(child.tag), body)
            part += [row for row in child if row.tag == "tr"]
    return [row for row in (*head, *body, *foot) if not _hidden(row)]


def _cell(cell: _Element) -> Cell:
    text = one_line("\n".join(_lines(cell)))
    return Cell(text, max(0, _int(cell.get("rowspan"), 1)), max(1, _int(cell.get("colspan"), 1)))


def _lines(part: _Element) -> list[str]:
    return [line.text.replace("\t", " ") for line in Page(part).lines]


def _lays_out(table: _Element) -> bool:
    """Whether a table only lays out the page: one cell alone has text, or nearly all of it in many paragraphs."""
    cells = [c for row in _own_rows(table) for c in row if c.tag in ("td", "th") and not _hidden(c)]
    sizes = [len("".join(map(str, c.itertext())).strip()) for c in cells]
    if sum(1 for n in sizes if n) < 2:
        return True
    largest = max(range(len(sizes)), key=sizes.__getitem__)
    many = sum(1 for e in cells[largest].iter() if e.tag in _BLOCKS or e.tag == "br") > _SEVERAL
    return many and sizes[largest] >= _NEARLY_ALL * sum(sizes)


def _hidden(element: _Element) -> bool:
    return element.get("hidden") is not None or bool(_HIDDEN.search(element.get("style") or ""))


def _int(text: str | None, default: int) -> int:
    found = re.match(r"\s*(-?\d{1,6})", text or "")
    return int(found[1]) if found else default


def _first(element: _Element) -> int:
    items = sum(1 for child in element if child.tag == "li")
    return _int(element.get("start"), items if element.get("reversed") is not None else 1)


def _label(parent: _Element, item: _Element, number: int) -> str:
    """The number that a browser shows before an item of an ordered list: ``1. ``, ``一、``."""
    style = ""
    for element in (item, parent):
        found = _LIST_STYLE.search(element.get("style") or "")
        style = style or (found[1].lower() if found else "") or element.get("type") or ""
    name = _STYLES.get(style, "decimal")
    shown = FORMATS[name](number)
    if not shown:
        return ""
    return f"{shown}、" if name.startswith("chinese") else f"{shown}. "
