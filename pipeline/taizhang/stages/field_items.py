"""Items of a list with labelled fields: where each problem with its 整改目标, 整改措施 and 责任单位 begins and ends.

A list says its items by one of three things: a label of the problem itself (问题：…), a number above the fields
(一、… 责任单位：…), or a line without either right above the label that opens every item.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import regex

from taizhang.stages.outline import Section
from taizhang.values.numerals import CHINESE, number

_OPENS = ("problem", "goal", "measures")
_MISSED = 3
_BODIES = frozenset({"lead", "responsible", "cooperate", "supervise", "accept", "persons", "time_limit"})


@dataclass(frozen=True, slots=True)
class Block:
    """One item: paragraphs first to last (both included) and the section of its number, -1 where it has none."""

    first: int
    last: int
    section: int


def blocks(count: int, sections: Sequence[Section], fields: Mapping[int, Sequence[str]]) -> list[Block]:
    """The items of a plan's labelled list, in order; empty where it has no such list.

    Args:
        count: number of the plan's paragraphs.
        sections: its outline.
        fields: paragraph index → the fields (problem, goal …) of the labels that it opens with.
    """
    opens = Counter(fields[n][0] for n in fields)
    held = {f for found in fields.values() for f in found}
    if not held & {"goal", "measures", "problem"} or not held & _BODIES:
        return []
    numbered = {s.para: k for k, s in reversed(list(enumerate(sections))) if s.at == 0 and s.marker}
    if opens["problem"] >= max(1, opens["measures"] // 2, opens["goal"] // 2):
        starts = _by_problem(sections, fields, numbered)
    else:
        starts = _by_number(sections, fields, numbered) or _by_line(fields)
    return _ended(count, sections, fields, numbered, starts)


def _by_problem(
    sections: Sequence[Section], fields: Mapping[int, Sequence[str]], numbered: Mapping[int, int]
) -> list[int]:
    """Each label 问题 begins an item, or the numbered line right above it does."""
    out = []
    for n in sorted(fields):
        if fields[n][0] != "problem":
            continue
        after = min((m for m in fields if m > n), default=-1)
        alike = n in numbered and after in numbered and sections[numbered[n]].rank == sections[numbered[after]].rank
        # 1.问题 is the item's own number; where 整改目标 is numbered alike, the numbers count the fields.
        own = n in numbered and not (alike and fields[after][0] != "problem")
        above = n - 1 in numbered and n - 1 not in fields
        out.append(n - 1 if above and not own else n)
    return out


def _by_number(
    sections: Sequence[Section], fields: Mapping[int, Sequence[str]], numbered: Mapping[int, int]
) -> list[int]:
    """Numbered lines of the outermost kind that fields follow; the numbered steps inside 整改措施 are none."""
    free = {n: k for n, k in numbered.items() if n not in fields}
    ranks: Counter[int] = Counter()
    below: dict[int, set[str]] = {}
    for n in free:
        labels = _below(n, fields, free)
        if labels:
            ranks[sections[free[n]].rank] += 1
            below[n] = labels
    if not ranks:
        return []
    rank = min(ranks)
    out: list[int] = []
    item = step = 0
    measures = False
    for n in sorted({*fields, *free}):
        if n in fields:
            measures = "measures" in fields[n] or (
                measures and fields[n][0] not in _OPENS and not _BODIES & set(fields[n])
            )
            step = 0 if not measures else step
            continue
        own = sections[free[n]]
        if own.rank < rank:
            measures = False
        if own.rank != rank:
            continue
        now = value(own.marker)
        # Steps numbered like the items: where both counts go on with this number, 整改措施 follows an item only.  A step
        # may have been missed (2.2023年… reads like a decimal).
        if measures and step < now <= step + _MISSED and (now != item + 1 or "measures" not in below.get(n, ())):
            step = now
            continue
        if n in below or now == item + 1:
            out.append(n)
            item, step, measures = now, 0, False
    return out


def _below(n: int, fields: Mapping[int, Sequence[str]], free: Mapping[int, int]) -> set[str]:
    """The fields whose labels stand between a line and the next numbered one."""
    following = min((m for m in free if m > n), default=n + 1 + max(fields))
    return {f for m, found in fields.items() if n < m < following for f in found}


def _by_line(fields: Mapping[int, Sequence[str]]) -> list[int]:
    """Without any number: the line above the label that opens most runs of labels."""
    runs = [n for n in sorted(fields) if n - 1 not in fields and n > 0]
    if not runs:
        return []
    opening = Counter(fields[n][0] for n in runs).most_common(1)[0][0]
    return [n - 1 for n in runs if fields[n][0] == opening]


def _ended(
    count: int,
    sections: Sequence[Section],
    fields: Mapping[int, Sequence[str]],
    numbered: Mapping[int, int],
    starts: Sequence[int],
) -> list[Block]:
    """Items with their ends: before the next item, or before a number that stands above theirs."""
    out: list[Block] = []
    if len(starts) < 2 and not any(found[0] == "problem" for found in fields.values()):
        return out
    for k, first in enumerate(starts):
        end = starts[k + 1] if k + 1 < len(starts) else count
        rank = sections[numbered[first]].rank if first in numbered else _rank_above(sections, numbered, starts[0])
        for n in range(first + 1, end):
            if n in numbered and n not in fields and sections[numbered[n]].rank < rank:
                end = n
                break
        out.append(Block(first, end - 1, numbered.get(first, -1)))
    return out


def _rank_above(sections: Sequence[Section], numbered: Mapping[int, int], first: int) -> int:
    """Where items bear no number: what ends the list is a heading of the kind above it, or of a plan's own kind."""
    above = [sections[k].rank for n, k in numbered.items() if n < first]
    return above[-1] + 1 if above else 4


def value(marker: str) -> int:
    """The number of a mark: 12. → 12, （十二） → 12; 0 where there is none."""
    found = regex.search(rf"\d+|{CHINESE}+", marker)
    return int(number(found.group()) or 0) if found else 0
