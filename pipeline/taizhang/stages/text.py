"""From the lines of a source to paragraphs that read as they were written.

A paragraph is the text between two real ends of line: hard wraps, page marks in mid-sentence and the stray spaces of
justified text are taken out, punctuation is folded to one width, and every character keeps its offset in the source.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import regex

from taizhang.lexicon import Lexicons
from taizhang.model import Block, Source, Span
from taizhang.values.fold import fold

# — 3 —  － 3 －  - 3 -  第3页 共9页: what a printer puts on a page, never part of a sentence.
_PAGE_MARK = regex.compile(r"\s*(?:[-_]{1,2}\s*\d{1,4}\s*[-_]{1,2}|第\s*\d{1,4}\s*页(?:\s*,?\s*共\s*\d{1,4}\s*页)?)\s*")
_BARE_NUMBER = regex.compile(r"\s*\d{1,3}\s*")
_SPACES = regex.compile(r"\s+")
# Where a text was glued together without line ends, runs of ideographic spaces are what remains of them.
_GLUE = regex.compile(r"(?:[\s\xa0]*\u3000[\s\xa0]+|[\s\xa0]+\u3000[\s\xa0]*)")
_GLUED_LINE = 200
_WIDE = regex.compile(r"[^\x00-\u02ff]")
# The beginnings of a new paragraph, however full the line above is.
MARKER = (
    r"(?:第[一二三四五六七八九十百零〇\d]{1,4}[章节条篇部](?!分)|[一二三四五六七八九十]{1,3}、|\([一二三四五六七八九十]{1,3}\)"
    r"|\d{1,2}(?:\.(?!\d)|、)|\(\d{1,2}\)|[①-⑳]|--|附件\d*[:.、]?|(?:专栏|表)\d+)"
)
_STARTS = regex.compile(rf"\s*{MARKER}")
# A line that ends just behind an opening bracket goes on below, however short it is.
_OPEN = regex.compile(r"[(《“][^()《》“”]{0,4}\s*$")
_SENTENCE_END = "。!?;:)"


@dataclass(frozen=True, slots=True)
class Para:
    """One paragraph or table row.

    Attributes:
        s: its text, folded, without wraps and stray spaces.
        pos: offset in the source's text of each character of `s`.
        kind: ``paragraph``, ``row`` or ``note``, as the reader said.
        table: number of the table that a row belongs to, else 0.
    """

    s: str
    pos: Sequence[int]
    kind: str = "paragraph"
    table: int = 0

    def span(self, start: int, end: int) -> Span:
        """The source span of ``s[start:end]`` (not empty)."""
        return Span(self.pos[start], self.pos[end - 1] + 1)

    @property
    def start(self) -> int:
        """Offset of its first character in the source's text."""
        return self.pos[0]

    @property
    def end(self) -> int:
        """Offset after its last character in the source's text."""
        return self.pos[-1] + 1

    def index(self, offset: int) -> int:
        """Index in `s` of the first character at or after a source offset."""
        return bisect_left(self.pos, offset)


def width(line: str) -> int:
    """Columns of a line in a fixed-width font: 2 for Chinese characters, 1 for others."""
    return len(line) + len(_WIDE.findall(line))


def _wrap_width(lines: Sequence[str]) -> int:
    """Width at which the text was hard-wrapped, 0 where it was not.

    Wrapped text has many lines of nearly the same, greatest width; text with real paragraphs has not.
    """
    widths = sorted(w for w in map(width, lines) if w > 8)
    if len(widths) < 12:
        return 0
    full = widths[int(len(widths) * 0.95)]
    if not 36 <= full <= 120:
        return 0
    near = len(widths) - bisect_left(widths, full - 5)
    return full if near >= 0.35 * len(widths) else 0


@lru_cache(maxsize=8)
def _label_start(lexicons: Lexicons) -> regex.Pattern[str]:
    words = lexicons.words("labels/fields")
    return regex.compile(r"\s*\(?\L<labels>\s*:", labels=[w.replace(" ", "") for w in words])


def paragraphs(source: Source, lexicons: Lexicons) -> list[Para]:
    """All paragraphs and table rows of a source, in order; page marks and empty lines are left out."""
    text = fold(source.text)
    lines = [text[b.start : b.end] for b in source.blocks]
    wrap = _wrap_width([s for s, b in zip(lines, source.blocks, strict=True) if b.kind == "paragraph"])
    label = _label_start(lexicons)
    out: list[Para] = []
    group: list[Span] = []
    full = False  # the last line of the group reached the wrap width
    for line, block in zip(lines, source.blocks, strict=True):
        if _PAGE_MARK.fullmatch(line) or (wrap and _BARE_NUMBER.fullmatch(line)):
            continue
        if not line.strip():
            # A page break leaves an empty line in mid-sentence; it ends nothing where the line above is full.
            if not full:
                _flush(group, text, out)
            continue
        if block.kind == "row":
            _flush(group, text, out)
            out.append(_row(text, block))
            full = False
            continue
        if not (full and group and not _STARTS.match(line) and not label.match(line) and not line[0].isspace()):
            _flush(group, text, out)
        group.append(Span(block.start, block.end))
        full = bool(wrap) and (_is_full(line.rstrip(), wrap) or _OPEN.search(line) is not None)
    _flush(group, text, out)
    return out


def _is_full(line: str, wrap: int) -> bool:
    # Text extraction drops the indent of a first line, and justified lines with digits are narrower; such a line must
    # not end a sentence to count as full, or every short paragraph would swallow the next.
    columns = width(line)
    return columns >= wrap - 5 or (columns >= wrap - 9 and line[-1] not in _SENTENCE_END)


def _flush(group: list[Span], text: str, out: list[Para]) -> None:
    if group:
        for piece in _unglue(group, text):
            para = _join(piece, text)
            if para is not None:
                out.append(para)
        group.clear()


def _unglue(group: list[Span], text: str) -> Iterator[list[Span]]:
    """Cut an over-long single line at runs of ideographic spaces."""
    if len(group) > 1 or group[0].end - group[0].start < _GLUED_LINE:
        yield group
        return
    start = group[0].start
    for gap in _GLUE.finditer(text, group[0].start, group[0].end):
        if gap.start() > start and gap.end() - gap.start() > 1:
            yield [Span(start, gap.start())]
            start = gap.end()
    yield [Span(start, group[0].end)]


def _join(spans: list[Span], text: str) -> Para | None:
    """One paragraph of consecutive lines: wraps go, and white space that stands in Chinese text."""
    chars: list[str] = []
    pos: list[int] = []
    simple = len(spans) == 1
    for span in spans:
        at = span.start
        for gap in _SPACES.finditer(text, span.start, span.end):
            chars.append(text[at : gap.start()])
            pos.extend(range(at, gap.start()))
            at = gap.end()
            simple = False
            if _between_latin(text, gap.start(), gap.end(), span):
                chars.append(" ")
                pos.append(gap.start())
        chars.append(text[at : span.end])
        pos.extend(range(at, span.end))
    if not pos:
        return None
    where: Sequence[int] = range(pos[0], pos[-1] + 1) if simple else pos
    return Para("".join(chars), where)


def _between_latin(text: str, start: int, end: int, span: Span) -> bool:
    if start == span.start or end == span.end:
        return False
    a, b = text[start - 1], text[end]
    return a.isascii() and b.isascii() and a.isalpha() and b.isalnum()


def _row(text: str, block: Block) -> Para:
    """A table row keeps its tabs, since they part its cells."""
    pos = [i for i in range(block.start, block.end) if text[i] == "\t" or not text[i].isspace()]
    if not pos:
        pos = [block.start] if block.end > block.start else []
    return Para("".join(text[i] for i in pos), pos, "row", block.table)
