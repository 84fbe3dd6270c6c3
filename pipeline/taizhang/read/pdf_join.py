"""Lines to paragraphs: a line goes on where the one above was full and it is not indented, over page breaks too.

A line is full where the first piece of the next one (a character with its marks, a word, a number) would not have
fitted behind it; so the break was the printer's, not the author's.  Margins are measured a page and column, because
left and right pages may differ.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from taizhang.read.pdf_lines import Line, glue
from taizhang.read.pdf_page import Page
from taizhang.read.pdf_tables import Table, TableRows

_NEAR = 0.5  # ems within which edges of lines are one margin
_DEEP = 4.0  # ems from which on a line is no beginning of prose but a signature or a title
_INDENT = 0.8  # ems from which on a line is indented (two in print, one at least)
_SLACK = 0.35  # ems that justified text may be off
_LONG = 0.6  # share of the width from which on a line without a sentence's end is no heading
_LOST = 4.0  # ems that a line may lack at its end for that
_BIG_HEAD = 6.0  # ems of a first piece (an address, a formula) that says nothing about the break above it
_SIZE = 0.12  # share by which type of another size differs
_FEW = 4  # characters that say nothing about the size of type
_WIDE = 1.25  # pitches from which on a gap may end a paragraph
_LOW = 5  # the fifth part of all distances from line to line is not above that within a paragraph
_MOST = 0.6
_GAP = 2.3  # and from which on it does
_TITLE_GAP = 2.2  # ems between the lines of a centred title
_TITLE_LINES = 4
_PADDING = 3.0  # ems that a frame may stand off its text
_SHARED = 0.35  # share of a region's lines that prove a margin of its own
_MANY = 8  # lines that make a page's own margins trustworthy
_SENTENCE_END = "。！？；!?;:："
_MARK = re.compile(
    r"第[一二三四五六七八九十百零〇\d]{1,4}[章节条篇部]|[一二三四五六七八九十]{1,3}[、.．]|[（(][一二三四五六七八九十\d]{1,3}[)）]"
    r"|\d{1,2}(?:[.．](?!\d)|、)|[①-⑳]|——|附件\d*[:：.、]?|(?:专栏|表)\s?\d+|[\u4e00-\u9fff]{2,8}[:：]"
)
_HEADING = re.compile(r"第[一二三四五六七八九十百]{1,4}[章节篇部]|附件\d*[:：.、]?|(?:专栏|表)\s?\d+")
_NUMBERED = re.compile(r"[〔\[（(]\s*\d{4}\s*[〕\])）]\s*\d+\s*号$")
_CONTENTS = re.compile(r"(?:[.．…·‥。]\s*){4,}[\d—–-]*\s*$|…+\s*\d+\s*$")
_DATE = re.compile(r"[\d〇○零一二三四五六七八九十\s]{4,9}年[\d〇零一二三四五六七八九十\s]{1,4}月.{0,6}$")
# A footnote: small print at the foot of a page behind its mark.
_NOTE = re.compile(r"[①-⑳*＊※]|\[\d+\]|［\d+］|\d{1,2}\s?(?=[\u4e00-\u9fff])|注[:：]")
_NOTE_SIZE = 0.86


@dataclass(frozen=True, slots=True)
class Margins:
    """Where the lines of a region begin and end."""

    left: float
    right: float


def paragraphs(pages: Sequence[Page]) -> Iterator[tuple[str, str, str, int]]:
    """The text of a document: (text, kind, locator, table) for each paragraph, note and table row, in order."""
    return _Joiner(pages).run()


Item = tuple[str, str, str, int]


class _Joiner:
    """Goes through the items of all pages once."""

    def __init__(self, pages: Sequence[Page]) -> None:
        self._pages = pages
        self._margins = _all_margins(pages)
        self._pitch = _pitches(pages)
        ems = [i.em for i in _lines(pages)]
        self._em = median(ems) if ems else 1.0
        self._indented, self._spaced, self._usual = self._beginnings()
        self._open: list[Line] = []
        self._later: list[Item] = []
        self._table: TableRows | None = None
        self._tables = 0

    def run(self) -> Iterator[Item]:
        for page in self._pages:
            notes = _notes(page, self._em)
            for item in page.items:
                if isinstance(item, Table):
                    yield from self._end_paragraph()
                    if self._table is None or not self._table.goes_on(item):
                        yield from self._end_table()
                        self._tables += 1
                        self._table = TableRows(self._tables)
                    self._table.add(item)
                elif item.aside or id(item) in notes:
                    self._later.append((item.text, "paragraph" if item.aside else "note", f"p.{item.page}", 0))
                else:
                    yield from self._end_table()
                    if not (self._open and self._goes_on(item)):
                        yield from self._end_paragraph()
                    self._open.append(item)
        yield from self._end_table()
        yield from self._end_paragraph()

    def _end_paragraph(self) -> Iterator[Item]:
        """The open paragraph, and behind it what stood below it on a page that it runs over."""
        if self._open:
            yield glue([line.text for line in self._open]), "paragraph", f"p.{self._open[0].page}", 0
            self._open = []
        if self._table is None:
            yield from self._later
            self._later = []

    def _end_table(self) -> Iterator[Item]:
        if self._table is not None:
            for text, place in self._table.rows():
                yield text, "row", place, self._table.number
            self._table = None
            yield from self._end_paragraph()

    def _beginnings(self) -> tuple[bool, bool, float]:
        """Whether most lines below a short one are indented; whether they stand off; how far they are indented."""
        every = list(_lines(self._pages))
        begins = [
            (above, line)
            for above, line in pairwise(every)
            if above.page == line.page and above.region == line.region and self._room(above) > 2 * line.em
        ]
        indents = [i for _, line in begins if (i := self._indent(line)) > _INDENT]
        gaps = sum(self._gap(a, b) > _WIDE for a, b in begins)
        most = _MOST * max(1, len(begins))
        return len(indents) >= most, gaps >= most, median(indents) if indents else 0.0

    def _of(self, line: Line) -> Margins:
        return self._margins[line.page, line.region]

    def _indent(self, line: Line) -> float:
        """How far a line begins inside its region, in ems."""
        return (line.x0 - self._of(line).left) / line.em

    def _room(self, line: Line) -> float:
        return self._of(line).right - line.x1

    def _width(self, line: Line) -> float:
        return self._of(line).right - self._of(line).left

    def _gap(self, above: Line, line: Line) -> float:
        """The distance of two lines in the usual pitch of their page; the usual one where they are not neighbours."""
        if above.page != line.page or above.region != line.region:
            return 1.0
        return (line.middle - above.middle) / self._pitch.get((line.page, line.region), 2 * line.em)

    def _goes_on(self, line: Line) -> bool:
        """Whether a line continues the open paragraph."""
        above = self._open[-1]
        if not self._reaches(above, line) or _CONTENTS.search(above.text):
            return False
        if min(len(above.text), len(line.text)) > _FEW and abs(above.em - line.em) > _SIZE * max(above.em, line.em):
            return False
        marked = _MARK.match(line.text) is not None
        if self._title(above, line):
            return not marked
        ended = above.text[-1] in _SENTENCE_END
        indented = self._indent(line) > _INDENT
        gap = self._gap(above, line)
        head = line.head if not ended else min(line.head, _BIG_HEAD * line.em)
        if self._room(above) > head + _SLACK * line.em:
            # Optical recognition loses characters at line ends; the next line shows that the sentence went on.
            long = above.x1 - above.x0 > _LONG * self._width(above) and self._room(above) < _LOST * line.em
            if ended or indented or marked or gap > _WIDE or not (long and (self._indented or self._spaced)):
                return False
        if gap < 0 or gap > _GAP or (gap > _WIDE and (ended or marked or self._spaced)):
            return False
        if indented:
            # A hanging or indented block goes on at its own edge; a new paragraph follows a closed sentence.
            hangs = abs(line.x0 - above.x0) < _NEAR * line.em if len(self._open) > 1 else line.x0 > above.x0
            usual = abs(self._indent(line) - self._usual) < _NEAR
            signed = self._indent(self._open[0]) > _DEEP or _DATE.match(line.text)
            return hangs and not (usual or signed or ended or marked) and self._room(above) < line.em
        return not (ended and (_HEADING if self._indented else _MARK).match(line.text))

    def _reaches(self, above: Line, line: Line) -> bool:
        """Whether a paragraph can run from one line to the other: in one column, to the next column, over the page."""
        flow = above.region.startswith("flow") and line.region.startswith("flow")
        if above.page == line.page:
            return above.region == line.region or flow
        # A frame may be open on one of the pages, so the width tells whether the text is the same.
        wide = abs(self._width(above) - self._width(line)) < 2 * line.em
        return line.page == above.page + 1 and (flow or wide)

    def _title(self, above: Line, line: Line) -> bool:
        """Whether two lines are centred one below the other and read as one title."""
        if above.page != line.page or line.middle - above.middle > _TITLE_GAP * line.em:
            return False
        if above.text[-1] in _SENTENCE_END:
            return False
        if _DATE.match(line.text) or _DATE.match(above.text) or _NUMBERED.search(above.text):
            return False
        if len(self._open) >= _TITLE_LINES:
            return False
        if abs(above.x0 - line.x0) < _SLACK * line.em and line.em < self._em * (1 + _SIZE):
            return False  # lines of a list that happen to lie in the middle
        return all(self._centred(x) for x in (above, line))

    def _centred(self, line: Line) -> bool:
        m = self._of(line)
        inside = min(line.x0 - m.left, m.right - line.x1)
        return inside > _INDENT * line.em and abs(line.x0 + line.x1 - m.left - m.right) < 2 * line.em


def _lines(pages: Sequence[Page]) -> Iterator[Line]:
    return (i for p in pages for i in p.items if isinstance(i, Line) and not i.aside)


def _all_margins(pages: Sequence[Page]) -> dict[tuple[int, str], Margins]:
    """The margins of every region of every page; a page with few lines takes those of its like."""
    held: dict[tuple[int, str], list[Line]] = defaultdict(list)
    for line in _lines(pages):
        held[line.page, line.region].append(line)
    size = {p.number: (round(p.width), p.number % 2) for p in pages}
    width = {p.number: p.width for p in pages}
    like: dict[tuple[object, str], list[Margins]] = defaultdict(list)
    for (page, region), ls in held.items():
        if region.startswith("flow"):
            left, right = _edge([x.x0 for x in ls], ls), _edge([-x.x1 for x in ls], ls)
            if left is not None and right is not None:
                like[size[page], region].append(Margins(left, -right))
    out = {}
    for (page, region), ls in held.items():
        usual = like.get((size[page], region))
        slack = 1.0
        if usual:
            lo, hi = median(m.left for m in usual), median(m.right for m in usual)
        elif region.startswith("box"):
            lo, hi, slack = ls[0].lo + ls[0].em, ls[0].hi - ls[0].em, _PADDING
        else:
            lo = min(x.x0 for x in ls)
            hi = max(x.x1 for x in ls)
            # Most pages have equal margins; a narrower text must show it by two wide lines with one edge.
            mirrored = width[page] - lo if region == "flow " else hi
            shown = sum(x.x1 > hi - 0.9 * x.em for x in ls) > 1 and hi - lo > _LONG * (mirrored - lo)
            hi = hi if shown else max(hi, mirrored)
        left, right = _margin([x.x0 for x in ls], ls, lo, slack), -_margin([-x.x1 for x in ls], ls, -hi, slack)
        out[page, region] = Margins(left, right)
    return out


def _margin(places: Sequence[float], ls: Sequence[Line], usual: float, slack: float) -> float:
    """The outermost edge of a region's lines where enough of them share it, else the usual one or what keeps to it."""
    em = median(x.em for x in ls)
    for at in sorted(places):
        near = [x for x in places if abs(x - at) <= _NEAR * em]
        if len(near) >= max(3, _SHARED * len(ls)):
            return median(near) if median(near) < usual + slack * em else usual
    return usual


def _edge(places: Sequence[float], ls: Sequence[Line]) -> float | None:
    """The outermost edge that several of many lines share."""
    em = median(x.em for x in ls)
    ordered = sorted(places)
    for n, at in enumerate(ordered if len(ls) >= _MANY else ()):
        near = [x for x in ordered[n:] if x - at <= _NEAR * em]
        if len(near) >= max(3, len(ls) // 10):
            return median(near)
    return None


def _pitches(pages: Sequence[Page]) -> dict[tuple[int, str], float]:
    """The distance from line to line within the paragraphs of each region: a low one among all distances, in points."""
    steps: dict[tuple[int, str], list[float]] = defaultdict(list)
    for above, line in pairwise(_lines(pages)):
        if (above.page, above.region) == (line.page, line.region) and line.middle > above.middle:
            steps[line.page, line.region].append(line.middle - above.middle)
    return {key: sorted(found)[len(found) // _LOW] for key, found in steps.items()}


def _notes(page: Page, em: float) -> set[int]:
    """Footnotes: the lines in small print at the foot of a page, from the first that begins with a mark."""
    small: list[Line] = []
    for item in reversed(page.items):
        if isinstance(item, Line) and item.aside:
            continue
        if isinstance(item, Table) or item.em > _NOTE_SIZE * em or not item.region.startswith("flow"):
            break
        small.append(item)
    while small and not _NOTE.match(small[-1].text):
        small.pop()
    if len(small) == sum(isinstance(i, Line) and not i.aside for i in page.items):
        return set()  # nothing above them that they could be notes to
    return {id(line) for line in small}
