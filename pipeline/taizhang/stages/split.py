"""Which plans a source holds: one, a numbered series of them, or a notice with several attachments."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import regex

from taizhang.lexicon import Lexicons
from taizhang.stages.outline import mark_at
from taizhang.stages.text import Para

_SERIES = regex.compile(
    r"(?P<stem>\S{2,30}?)(?:第)?(?P<no>\d{1,2}|[一二三四五六七八九十]{1,3})(?P<tail>[篇章节]?)[:.、]?"
)
_CN = {c: i for i, c in enumerate("零一二三四五六七八九十")}
_QUOTED = regex.compile(r"《([^《》]{4,60})》")
_LOOSE = regex.compile(r"[\s“”\"'()《》、,.:\-]")
# Parts of a title that its repetition elsewhere may leave out.
_TERM = regex.compile(r"\((?:\d{4}-\d{4}年?|试行|送审稿|征求意见稿|修订稿?|\d{4}年)\)$")


@dataclass(frozen=True, slots=True)
class Part:
    """A range of paragraphs that holds one plan.

    Attributes:
        first, last: half-open range of paragraph indices.
        title: index of the paragraph that is its title line, -1 where only `meta` can tell.
        notice: half-open range of paragraphs of the notice that forwards it, empty (0, 0) for none.
    """

    first: int
    last: int
    title: int = -1
    notice: tuple[int, int] = (0, 0)


@lru_cache(maxsize=8)
def _ending(lexicons: Lexicons) -> regex.Pattern[str]:
    words = [w["word"] for w in lexicons.table("kinds/plan_kinds") if w["is_plan"] == "true"]
    return regex.compile(r"(?:\L<kinds>)$", kinds=words)


def is_plan_title(s: str, lexicons: Lexicons) -> bool:
    """Whether a line reads as the title of a plan: it ends with a kind of plan and is no sentence."""
    bare = _TERM.sub("", s)
    return 5 <= len(s) <= 80 and not regex.search(r"[。;:,!?]", bare) and _ending(lexicons).search(bare) is not None


def split(paras: Sequence[Para], lexicons: Lexicons) -> list[Part]:
    """The plans of a source as ranges of its paragraphs, in order; text that belongs to none is in no range."""
    series = _series(paras, lexicons)
    if series:
        ends = [*series[1:], len(paras)]
        return [Part(a, b, a) for a, b in zip(series, ends, strict=True)]
    attached = _attachments(paras, lexicons)
    if len(attached) > 1:
        ends = [*attached[1:], len(paras)]
        notice = (0, attached[0])
        firsts = [0, *attached[1:]]
        return [Part(a, b, t, notice) for a, b, t in zip(firsts, ends, attached, strict=True)]
    return [Part(0, len(paras))] if paras else []


def _number(text: str) -> int:
    if text.isdigit():
        return int(text)
    if text.startswith("十"):
        return 10 + _CN.get(text[1:] or "零", 0)
    return _CN.get(text[0], 0) * (10 if len(text) > 1 else 1) + (_CN.get(text[2:] or "零", 0) if len(text) > 1 else 0)


def _series(paras: Sequence[Para], lexicons: Lexicons) -> list[int]:
    """Lines that are the same but for a number that counts 1, 2, 3 … (整改方案1, 整改方案2 …)."""
    found: dict[tuple[str, str], list[tuple[int, int]]] = {}
    for n, para in enumerate(paras):
        if len(para.s) <= 36 and mark_at(para.s) is None and para.kind == "paragraph":
            m = _SERIES.fullmatch(para.s)
            if m and (is_plan_title(m["stem"], lexicons) or m["tail"] == "篇"):
                found.setdefault((m["stem"], m["tail"]), []).append((n, _number(m["no"])))
    for hits in found.values():
        numbers = [k for _, k in hits]
        if len(hits) > 1 and numbers == list(range(1, len(hits) + 1)):
            return [n for n, _ in hits]
    return []


def _attachments(paras: Sequence[Para], lexicons: Lexicons) -> list[int]:
    """Title lines of plans that the opening notice cites in 《》 as its attachments."""
    cited: set[str] = set()
    lines: list[int] = []
    for n, para in enumerate(paras):
        s = para.s
        if n < 20:
            cited.update(_LOOSE.sub("", t) for t in _QUOTED.findall(s))
        if n and len(s) <= 60 and is_plan_title(s, lexicons) and mark_at(s) is None and _LOOSE.sub("", s) in cited:
            lines.append(n)
    return lines
