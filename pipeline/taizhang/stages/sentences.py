"""Sentences: what ends at 。 or at the end of a paragraph, brackets and quotation marks respected."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import regex

from taizhang.stages.outline import Section
from taizhang.stages.tables import Layout, cells_of, kind_of
from taizhang.stages.text import Para

_PAIRS = {")": "(", "》": "《", "”": "“", "’": "‘"}
_OPEN = frozenset(_PAIRS.values())
_END = frozenset("。!?")
# A bracket longer than this is taken for a slip of the pen: it does not hold a sentence together.
_LONGEST_BRACKET = 400
# A run-in heading without a number is at the most this long.
_RUN_IN = 22
# What a closing bracket of bodies and dates says (（省生态环境厅牵头）, （2021年底前完成）).
_TAIL_CUE = regex.compile(
    r"单位|部门|处室|牵头|负责|配合|落实|指导|参与|参加|督导|协助|分工|时限|完成|[省市县区州旗部委]|[厅局办院]|\d年|月底|各地"
)


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence.

    Attributes:
        para: index of its paragraph.
        i, j: half-open range in the paragraph's folded text.
        section: index of the innermost section, -1 for none.
        kind: ``sentence``; ``heading`` (a line of its own); ``runhead`` (a heading that closes with 。 on a line that
            goes on); ``tail`` (a bracket of bodies and dates after the 。); ``label`` (a labelled field);
            ``cell`` (a table cell that is none of these); ``matter`` (title, addressee, signature, date, number).
        host: for a tail or label the index of the sentence that it belongs to, else -1.
    """

    para: int
    i: int
    j: int
    section: int
    kind: str
    host: int = -1


def brackets(s: str) -> dict[int, int]:
    """Index of each opening bracket, quotation or title mark → index of its partner; unmatched ones left out."""
    out: dict[int, int] = {}
    stack: list[int] = []
    for k, c in enumerate(s):
        if c in _OPEN:
            stack.append(k)
        elif c in _PAIRS:
            for depth in range(len(stack) - 1, max(-1, len(stack) - 4), -1):
                if s[stack[depth]] == _PAIRS[c]:
                    start = stack[depth]
                    del stack[depth:]
                    if k - start <= _LONGEST_BRACKET:
                        out[start] = k
                    break
    return out


def cut(s: str, start: int = 0) -> Iterator[tuple[int, int, bool]]:
    """Cut a folded paragraph into (start, end, is_tail) ranges that cover it."""
    pairs = brackets(s)
    at = k = start
    while k < len(s):
        if k == at and s[k] == "(" and k in pairs and at > start and _is_tail(s, k, pairs[k]):
            k = pairs[k] + 1
            while k < len(s) and s[k] in "。;":
                k += 1
            yield at, k, True
            at = k
            continue
        if k in pairs:
            inside_end = s[pairs[k] - 1] in _END and s[k] == "“"
            k = pairs[k] + 1
            if inside_end and k < len(s) and s[k] not in ",;:、。!?)的等":
                yield at, k, False
                at = k
            continue
        k += 1
        if s[k - 1] in _END:
            while k < len(s) and s[k] in "。!?”’)":
                k += 1
            yield at, k, False
            at = k
    if at < len(s):
        yield at, len(s), False


def _is_tail(s: str, start: int, end: int) -> bool:
    """A bracket behind a full stop: bodies and dates, or a remark such as (0.5分) that another bracket or nothing follows."""
    return names_bodies(s, start, end) or s[end + 1 : end + 2] in ("", "(")


def names_bodies(s: str, start: int, end: int) -> bool:
    """Whether a bracket (its two marks at `start` and `end`) speaks of bodies or dates, as closing brackets do."""
    return _TAIL_CUE.search(s, start + 1, end) is not None


def sentences(
    paras: Sequence[Para], sections: Sequence[Section], labelled: frozenset[int], matter: frozenset[int], tables: Layout
) -> list[Sentence]:
    """All sentences of a plan in order; together they cover every paragraph."""
    starts: dict[int, list[tuple[int, int]]] = {}
    for index, section in enumerate(sections):
        starts.setdefault(section.para, []).append((section.at, index))
    out: list[Sentence] = []
    here = -1
    host = -1
    for n, para in enumerate(paras):
        if para.kind != "paragraph":
            for cell in cells_of(para, n):
                kind = kind_of(tables.meaning.get((n, cell.column), ""))
                if kind == "sentence":
                    out += [Sentence(n, i, j, here, kind) for i, j, _ in cut(para.s[: cell.j], cell.i)]
                elif cell.j > cell.i:
                    out.append(Sentence(n, cell.i, cell.j, here, kind))
            continue
        marks = list(starts.get(n, ()))
        marks_here = bool(marks)
        if n in matter:
            here = marks[-1][1] if marks else here
            out.append(Sentence(n, 0, len(para.s), here, "matter"))
            continue
        if n in labelled:
            here = marks[-1][1] if marks else here
            out.append(Sentence(n, 0, len(para.s), here, "label", host))
            continue
        if para.s[0] == "(" and host >= 0 and not marks and _opens_with_tail(para.s):
            ranges = [(i, j, tail) for i, j, tail in cut("。" + para.s) if j > 1]
            ranges = [(max(i - 1, 0), j - 1, tail) for i, j, tail in ranges]
        else:
            ranges = list(cut(para.s))
        for i, j, tail in ranges:
            while marks and marks[0][0] <= i:
                here = marks.pop(0)[1]
            while marks and i < marks[0][0] < j:  # an item begins inside (一是…;二是…)
                here = marks.pop(0)[1]
            if tail:
                out.append(Sentence(n, i, j, here, "tail", host))
                continue
            kind = _kind(i, j, para, n, sections[here] if here >= 0 else None)
            if kind == "heading" and para.s[-1] in "。;":
                kind = _closed_heading(paras, n, starts, labelled, sections)
            elif kind == "sentence" and i == 0 and not marks_here and j <= _RUN_IN and j < len(para.s):
                kind = "runhead" if _runs_in(para.s, j) else kind
            if kind in ("sentence", "runhead"):
                host = len(out)
            out.append(Sentence(n, i, j, here, kind))
    return out


def _opens_with_tail(s: str) -> bool:
    pairs = brackets(s)
    return 0 in pairs and pairs[0] > 3 and _is_tail(s, 0, pairs[0])


def _closed_heading(
    paras: Sequence[Para],
    n: int,
    starts: dict[int, list[tuple[int, int]]],
    labelled: frozenset[int],
    sections: Sequence[Section],
) -> str:
    """What a numbered line that closes with 。 is: a heading over prose or over deeper items, else a sentence."""
    after = n + 1
    if len(paras[n].s) > 30 or after >= len(paras) or after in labelled or paras[after].kind != "paragraph":
        return "sentence"
    if after in starts:
        deeper = sections[starts[after][0][1]].rank > sections[starts[n][0][1]].rank
        return "heading" if deeper else "sentence"
    return "heading" if paras[after].s[0] != "(" else "sentence"


def _runs_in(s: str, end: int) -> bool:
    """An unnumbered paragraph's short first sentence is its heading (加强土壤监测。在重点区域…)."""
    return s[end - 1] == "。" and not any(c in s[:end] for c in ",;:“(") and s[end] != "("


def _kind(i: int, j: int, para: Para, n: int, section: Section | None) -> str:
    if section is not None and section.para == n and section.at == i:
        if section.runs_on and section.head_end >= j:
            return "runhead"
        if not section.runs_on and section.head_end == len(para.s) and j == len(para.s):
            return "heading"
    return "sentence"
