"""The outline of a plan: every numbering habit of Chinese official documents, and headings without a number.

Which mark stands above which follows GB/T 9704-2012 (一、 over （一） over 1. over （1）), with the chapters, sections
and articles of regulations above and the looser marks of reports (①, 一是) below.  Numbers are taken as printed: gaps
and repeats survive.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import regex

from taizhang.lexicon import Lexicons
from taizhang.stages.text import Para

_CN = "一二三四五六七八九十百零〇"
# kind → (rank: smaller stands above larger, pattern of the mark at the start of a paragraph)
_KINDS: dict[str, tuple[int, str]] = {
    "part": (0, rf"第[{_CN}\d]{{1,4}}[篇部](?!分|门)"),
    "chapter": (1, rf"第[{_CN}\d]{{1,4}}章"),
    "section": (2, rf"第[{_CN}\d]{{1,4}}节"),
    "cn": (3, rf"[{_CN}]{{1,4}}(?:、|\.)"),
    "article": (4, rf"第[{_CN}\d]{{1,4}}条(?!第|规定|的)"),
    "cn_paren": (5, rf"\([{_CN}]{{1,4}}\)"),
    "decimal": (6, r"\d{1,2}\.\d{1,2}(?:\.\d{1,2})?(?=[\u4e00-\u9fff“《])(?![万亿千百个%倍米吨公年月日元])"),
    "arabic": (7, r"\d{1,3}(?:\.(?!\d)|\.(?=(?:19|20)\d\d年)|、)"),
    "arabic_bare": (7, r"\d{1,2}(?=\))\)"),
    "arabic_paren": (8, r"\(\d{1,3}\)"),
    "circled": (9, r"[①-⑳㉑-㉟]"),
    "ordinal": (10, rf"[{_CN}]{{1,3}}是(?!否)"),
    "annex": (0, rf"附(?:件|表|录)[\d{_CN}]{{0,3}}(?=[:.、]|$|-)[:.、]?"),
}
_MARK = regex.compile("|".join(f"(?P<{kind}>{pattern})" for kind, (_, pattern) in _KINDS.items()))
PLAIN_RANK = 11
_DOING = ("measures", "safeguards")
_FRAMING = regex.compile(r"(?:要求|思路|总则|考虑|概述)$")
_DATE_LINE = regex.compile(r"[\d二〇一三四五六七八九十×xX_*-]{2,5}年\d{0,2}[一二三四五六七八九十]{0,3}月.{0,4}日?")
_HEADING_MAX = 45
_CLAUSE_END = regex.compile(r"[,;:。!?]")


@dataclass(frozen=True, slots=True)
class Section:
    """One node of the outline.

    Attributes:
        parent: index of the section above in the list of sections, -1 for none.
        rank: place of its numbering habit in the order of marks; greater is deeper.
        depth: 1 is the outermost.
        marker: numbering as printed (folded), empty for a heading without one.
        title: heading without marker and closing mark, folded.
        path: ``四/(二)/1``; a heading without number counts as ``¶n``.
        role: one of `schema.ROLES`.
        para, at: paragraph and index in it where the section starts.
        head_end: index in the paragraph after its heading.
        runs_on: its heading closes with 。 and text follows in the same paragraph.
        own_role: the role was said by this very heading.
    """

    parent: int
    rank: int
    depth: int
    marker: str
    title: str
    path: str
    role: str
    para: int
    at: int
    head_end: int
    runs_on: bool
    own_role: bool = False


@lru_cache(maxsize=8)
def _roles(lexicons: Lexicons) -> dict[str, tuple[tuple[str, str], ...]]:
    by_position: dict[str, list[tuple[str, str]]] = {"exact": [], "start": [], "end": [], "anywhere": []}
    for line in lexicons.table("sections/roles"):
        by_position[line["position"]].append((line["word"], line["role"]))
    return {k: tuple(sorted(v, key=lambda wr: (-len(wr[0]), wr[0]))) for k, v in by_position.items()}


def role_of(title: str, lexicons: Lexicons, above: str = "") -> str:
    """The role that a heading's words say, empty where they say none.

    The longest word wins, exact before end before others.  Under a heading that has a role (`above`), a slogan such as
    健全长效机制 says nothing: there only the genre's own headings count, whole or as the end of a short title.
    """
    roles = _roles(lexicons)
    for word, role in roles["exact"]:
        if title == word:
            return role
    if above in ("principles", "goals"):
        return next((role for word, role in roles["end"] if title == word), "")
    for word, role in roles["end"]:
        if title.endswith(word) and (not above or len(title) <= len(word) + 2):
            return role
    if above:
        return ""
    for word, role in roles["start"]:
        if title.startswith(word):
            return role
    for word, role in roles["anywhere"]:
        if word in title:
            return role
    return ""


def mark_at(s: str, at: int = 0) -> tuple[str, str] | None:
    """Kind and text of the numbering mark at `at`, None where none stands there."""
    found = _MARK.match(s, at)
    if found is None or found.lastgroup is None:
        return None
    return found.lastgroup, found.group()


def outline(
    paras: Sequence[Para],
    lexicons: Lexicons,
    labelled: frozenset[int] = frozenset(),
    matter: frozenset[int] = frozenset(),
) -> list[Section]:
    """The sections of a plan in order of their start.

    Args:
        paras: the plan's paragraphs.
        lexicons: for the roles of headings.
        labelled: indices of paragraphs that open with a labelled field; without a number they are no headings.
        matter: indices of paragraphs that are title, addressee, signature or date.
    """
    builder = _Builder(lexicons)
    for n, para in enumerate(paras):
        if para.kind != "paragraph" or n in matter:
            continue
        mark = mark_at(para.s)
        if mark is not None:
            builder.add(n, para, 0, *mark)
        elif n not in labelled and _is_plain_heading(paras, n, labelled):
            builder.add(n, para, 0, "plain", "")
    return builder.sections


class _Builder:
    def __init__(self, lexicons: Lexicons) -> None:
        self.lexicons = lexicons
        self.sections: list[Section] = []
        self._stack: list[int] = []
        self._plain: dict[int, int] = {}

    def add(self, n: int, para: Para, at: int, kind: str, marker: str) -> None:
        rank = PLAIN_RANK if kind == "plain" else _KINDS[kind][0]
        while self._stack and self.sections[self._stack[-1]].rank >= rank:
            self._stack.pop()
        parent = self._stack[-1] if self._stack else -1
        body = at + len(marker)
        head_end, runs_on = _heading_end(para.s, body)
        title = para.s[body:head_end].strip("。:;,、 -")
        number = marker.strip("、.:)") if not marker.startswith("(") else marker
        if kind == "plain":
            self._plain[parent] = self._plain.get(parent, 0) + 1
            number = f"¶{self._plain[parent]}"
        above = self.sections[parent] if parent >= 0 else None
        # 总体要求 frames what hangs under it and says nothing of it.
        over = above.role if above and above.role != "annex" and not _FRAMING.search(above.title) else ""
        said = "annex" if kind == "annex" else role_of(title, self.lexicons, over)
        if over in _DOING and said in _DOING:
            said = ""  # a task about publicity is still a task, a safeguard about tasks a safeguard
        if not runs_on and head_end == len(para.s) and len(title) > _HEADING_MAX:
            said = ""
        # What is annexed is often the list of tasks itself: its numbered parts say their own role, like a plan's.
        inherits = above is not None and above.role != "annex"
        role = said or (above.role if above and inherits else "measures" if marker else "other")
        # 一、总体要求 is background, but what hangs under it says its own role; a numbered heading that says none
        # under a background or goals heading keeps it, under nothing it is a task.
        section = Section(
            parent=parent, rank=rank, depth=above.depth + 1 if above else 1, marker=marker, title=title,
            path=f"{above.path}/{number}" if above else number, role=role, para=n, at=at, head_end=head_end,
            runs_on=runs_on, own_role=bool(said),
        )  # fmt: skip
        self.sections.append(section)
        self._stack.append(len(self.sections) - 1)


def _heading_end(s: str, at: int) -> tuple[int, bool]:
    """Index after the heading that begins at `at`, and whether text runs on behind it."""
    stop = s.find("。", at)
    if stop < 0:
        return len(s), False
    return stop + 1, stop + 1 < len(s) and stop - at <= _HEADING_MAX


def _is_plain_heading(paras: Sequence[Para], n: int, labelled: frozenset[int]) -> bool:
    s = paras[n].s
    if not 4 <= len(s) <= 30 or s[-1] in "。;:,、.!?)》" or _CLAUSE_END.search(s) or _DATE_LINE.fullmatch(s):
        return False
    if not all("\u4e00" <= c <= "\u9fff" or c in "“”、-·+" or c.isascii() for c in s) or s[0].isdigit():
        return False
    after = paras[n + 1] if n + 1 < len(paras) else None
    before = paras[n - 1] if n else None
    if after is None or after.kind != "paragraph" or n + 1 in labelled or mark_at(after.s) is not None:
        return False
    # A heading introduces prose; a column of short lines is a flattened table or a signature.
    return len(after.s) > 40 and (before is None or before.s[-1] in "。;:)" or mark_at(before.s) is not None)
