"""Labelled fields: 责任单位:…, 整改目标:…, on lines of their own, run together, or behind an item's heading."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import regex

from taizhang.lexicon import Lexicons
from taizhang.stages.field_items import Block, blocks
from taizhang.stages.outline import Section, mark_at
from taizhang.stages.text import Para

# Fields whose value is prose with measures and targets in it; the others hold bodies, times or persons.
PROSE = frozenset({"problem", "task", "goal", "measures", "progress"})
_LINE = 60
_LABEL = 6
_BODY_LINE = regex.compile(
    r"(?:[厅局委部办院会署府社团组所站队处室司省市县区州盟旗乡镇)、,]|街道|公司|集团|中心|单位|企业|大学)$"
)
# What a line cannot begin with but where the one above broke in mid-name (各县(市、区) / 人民政府).
_STEM_LINE = regex.compile(r"(?:人民政府|政府|管委会|党委|办事处)(?:[、,(].*)?")
_TIME_LINE = regex.compile(r"\d年|\d月|年底|长期|立行立改|立即|持续|季度")
_LOOSE = frozenset(
    {"单位", "部门", "责任", "领导", "分工", "进度", "措施", "问题", "任务", "目标", "时间", "承办", "单位名称"}
)


@dataclass(frozen=True, slots=True)
class Field:
    """One labelled field.

    Attributes:
        field: problem, task, goal, measures, time_limit, lead, responsible, cooperate, supervise, accept, persons,
            progress or number.
        label: the label as printed (folded).
        para: index of its paragraph.
        head: index in the paragraph where the label starts; where the value does, if the label is in a line above.
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
    """A labelled field's head: a word of lexicons/labels/fields with a colon, maybe numbered or in a bracket (【责任单位】)."""
    words = [w["word"].replace(" ", "") for w in lexicons.table("labels/fields")]
    number = r"\d{1,2}[.、]|\([一二三四五六七八九十\d]{1,3}\)|[一二三四五六七八九十]{1,3}、|[①-⑳]|\("
    counted = r"(?:[一二三四五六七八九十百]{1,4}|\d{1,3})?"  # 问题一:, 问题12:
    return regex.compile(
        rf"(?:{number})?(?P<label>\L<labels>){counted}\)?:", labels=sorted(words, key=len, reverse=True)
    )


@lru_cache(maxsize=8)
def _boxed(lexicons: Lexicons) -> regex.Pattern[str]:
    words = [w["word"].replace(" ", "") for w in lexicons.table("labels/fields")]
    return regex.compile(r"\((?P<label>\L<labels>)\):?(?=.)", labels=sorted(words, key=len, reverse=True))


@lru_cache(maxsize=8)
def _meaning(lexicons: Lexicons) -> dict[str, str]:
    return {w["word"].replace(" ", ""): w["field"] for w in lexicons.table("labels/fields")}


def fields_in(para: Para, n: int, lexicons: Lexicons, at: int = 0) -> list[Field]:
    """The labelled fields of a paragraph that opens with a label at `at`, empty where it opens with none."""
    s = para.s
    pattern = label_pattern(lexicons)
    first = pattern.match(s, at) or _boxed(lexicons).match(s, at)
    if first is None:
        return []
    meaning = _meaning(lexicons)
    heads = [first]
    boxes = _boxed(lexicons).finditer(s, first.end()) if s[at] == "(" else ()
    for found in sorted([*pattern.finditer(s, first.end()), *boxes], key=lambda m: m.start()):
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
    out: dict[int, list[Field]] = {}
    box = _boxed(lexicons)
    for n, para in enumerate(paras):
        if para.kind != "paragraph":
            continue
        # A bracket of bodies is a closing bracket of the sentence before, whatever label it holds.
        boxed = para.s[0] == "(" and (box.match(para.s) or mark_at(para.s))
        if boxed or (":" in para.s and para.s[0] != "("):
            found = fields_in(para, n, lexicons)
            if found:
                out[n] = found
                _whole_label(paras, out, n, lexicons)
        if n not in out and n - 1 in out and (more := _goes_on(paras[n - 1], out[n - 1][-1], para, n)):
            out[n] = [more]
    return out


def _whole_label(paras: Sequence[Para], out: dict[int, list[Field]], n: int, lexicons: Lexicons) -> None:
    """A label that a hard wrap broke (…;督导 / 单位:…): its first part ends the line above."""
    field = out[n][0]
    if n == 0 or paras[n - 1].kind != "paragraph" or field.head > 0:
        return
    above = paras[n - 1].s
    for k in range(1, min(_LABEL, len(above))):
        whole = above[-k:] + field.label
        if whole in _meaning(lexicons):
            out[n][0] = replace(field, field=_meaning(lexicons)[whole], label=whole)
            if n - 1 in out:
                last = out[n - 1][-1]
                value = above[last.start : min(last.end, len(above) - k)].rstrip(";,、 ")
                out[n - 1][-1] = replace(last, end=last.start + len(value))


def _goes_on(above: Para, field: Field, para: Para, n: int) -> Field | None:
    """A field of bodies, times or persons that runs on in the next line: its label stands alone, or its list breaks off."""
    value = above.s[field.start : field.end]
    if (
        field.field in PROSE
        or len(para.s) > _LINE
        or para.s[-1] in "。:"
        or mark_at(para.s) is not None
        or ":" in para.s
    ):
        return None
    breaks_off = (
        above.s[-1] in "、,和及" or value.count("(") > value.count(")") or _STEM_LINE.fullmatch(para.s) is not None
    )
    alone = (not value or field.head == field.start) and len(para.s) <= _LINE // 2
    fits = field.field == "persons" or (_TIME_LINE if field.field == "time_limit" else _BODY_LINE).search(para.s)
    return Field(field.field, field.label, n, 0, 0, len(para.s)) if breaks_off or (alone and fits) else None


def items(paras: Sequence[Para], sections: Sequence[Section], fields: Mapping[int, Sequence[Field]]) -> list[Block]:
    """The items of the plan's labelled list, empty where it has none (see `stages.field_items`)."""
    return blocks(len(paras), sections, {n: [f.field for f in found] for n, found in fields.items()})


def in_force(
    paras: Sequence[Para], sections: Sequence[Section], fields: dict[int, list[Field]]
) -> dict[int, str]:  # fmt: skip
    """Which prose field each paragraph stands in.

    A prose label (整改措施:) holds for the paragraphs below it until the next label or the next item; a label of bodies
    or times closes it, but for numbered steps that go on behind.  What stands in an item before its first prose label is
    the problem.  Outside of a list of items a label holds until a number of the same rank as its own.

    Returns:
        Paragraph index → field in force, absent where none.
    """
    force: dict[int, str] = {}
    held = {n: block for block in items(paras, sections, fields) for n in range(block.first, block.last + 1)}
    starts: dict[int, int] = {s.para: i for i, s in reversed(list(enumerate(sections))) if s.at == 0}
    current, rank, closed = "", -1, False
    for n in range(len(paras)):
        block = held.get(n)
        if block and n == block.first:
            current, rank, closed = "problem", -1, False
        elif n in starts and not block and sections[starts[n]].rank <= rank:
            current, rank = "", -1
        if n in fields:
            prose = [f.field for f in fields[n] if f.field in PROSE]
            closed = not prose or fields[n][-1].field not in PROSE
            if fields[n][0].field in PROSE:
                force[n] = fields[n][0].field
            if prose:
                current = prose[-1]
                rank = _rank_at(sections, n)
        elif current and not (closed and n not in starts and block):
            force[n] = current
    return force


def _rank_at(sections: Sequence[Section], n: int) -> int:
    return next((s.rank for s in reversed(sections) if s.para <= n), 0)
