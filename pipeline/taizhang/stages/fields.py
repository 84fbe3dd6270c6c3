"""Labelled fields: 责任单位:…, 整改目标:…, on lines of their own, run together, or behind an item's heading."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import regex

from taizhang.lexicon import Lexicons
from taizhang.stages.outline import Section
from taizhang.stages.text import Para

# Fields whose value is prose with measures and targets in it; the others hold bodies, times or persons.
PROSE = frozenset({"problem", "task", "goal", "measures", "progress"})
_LOOSE = frozenset({"单位", "部门", "责任", "领导", "分工", "进度", "措施", "问题", "任务", "目标", "时间", "承办", "单位名称"})


@dataclass(frozen=True, slots=True)
class Field:
    """One labelled field.

    Attributes:
        field: problem, task, goal, measures, time_limit, lead, responsible, cooperate, supervise, accept, persons,
            progress or number.
        label: the label as printed (folded).
        para: index of its paragraph.
        head: index in the paragraph where the label starts.
        start, end: half-open range of the value in the paragraph.
    """

    field: str
    label: str
    para: int
    head: int
    start: int
    end: int


@lru_cache(maxsize=8)
def label_pattern(lexicons: Lexicons) -> regex.Pattern[str]:
    """A labelled field's head: a word of lexicons/labels/fields with a colon, maybe numbered or in a bracket."""
    words = [w["word"].replace(" ", "") for w in lexicons.table("labels/fields")]
    return regex.compile(r"(?:\d{1,2}[.、]|\()?(?P<label>\L<labels>)\)?:", labels=sorted(words, key=len, reverse=True))


@lru_cache(maxsize=8)
def _meaning(lexicons: Lexicons) -> dict[str, str]:
    return {w["word"].replace(" ", ""): w["field"] for w in lexicons.table("labels/fields")}


def fields_in(para: Para, n: int, lexicons: Lexicons, at: int = 0) -> list[Field]:
    """The labelled fields of a paragraph that opens with a label at `at`, empty where it opens with none."""
    s = para.s
    pattern = label_pattern(lexicons)
    first = pattern.match(s, at)
    if first is None:
        return []
    meaning = _meaning(lexicons)
    heads = [first]
    for found in pattern.finditer(s, first.end()):
        label = found["label"]
        if len(label) > 2 and label not in _LOOSE:
            heads.append(found)
    out = []
    for k, found in enumerate(heads):
        end = heads[k + 1].start() if k + 1 < len(heads) else len(s)
        while end > found.end() and s[end - 1] in ";;,、 ":
            end -= 1
        out.append(Field(meaning[found["label"]], found["label"], n, found.start(), found.end(), end))
    return out


def labelled(paras: Sequence[Para], lexicons: Lexicons) -> dict[int, list[Field]]:
    """Paragraph index → its fields, for every paragraph that opens with a label."""
    out = {}
    for n, para in enumerate(paras):
        # A bracket of bodies is a closing bracket of the sentence before, whatever label it holds.
        if para.kind == "paragraph" and ":" in para.s and para.s[0] != "(":
            found = fields_in(para, n, lexicons)
            if found:
                out[n] = found
    return out


def in_force(
    paras: Sequence[Para], sections: Sequence[Section], fields: dict[int, list[Field]]
) -> dict[int, str]:
    """Which prose field each paragraph stands in, and the fields that open behind a heading.

    A prose label (整改措施:) holds for the paragraphs below it, items included, until the next label or until an item
    of the same rank as its own.  What stands in an item before its 整改目标 or 整改措施 is the problem.

    Returns:
        Paragraph index → field in force, absent where none.
    """
    force: dict[int, str] = {}
    current, rank = "", -1
    starts: dict[int, int] = {s.para: i for i, s in reversed(list(enumerate(sections))) if s.at == 0}
    here = -1
    owner: dict[int, int] = {}
    for n in range(len(paras)):
        if n in starts:
            here = starts[n]
            if sections[here].rank <= rank:
                current, rank = "", -1
        owner[n] = here
        if n in fields and fields[n][0].field in PROSE:
            current = fields[n][0].field
            rank = sections[here].rank if here >= 0 else 0
            force[n] = current
        elif current and n not in fields:
            force[n] = current
    rectified = {owner[n] for n, found in fields.items() if any(f.field in ("goal", "measures") for f in found)}
    for n in range(len(paras)):
        if owner[n] in rectified and owner[n] >= 0 and n not in force and n not in fields:
            force[n] = "problem"
    return force
