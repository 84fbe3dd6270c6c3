"""Which quantities are targets, and what each says: its bound, its change, its indicator, its deadline."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

import regex

from taizhang.lexicon import Lexicons
from taizhang.rules.base import Hit
from taizhang.rules.frames import words_of
from taizhang.rules.indicator import known, shares_out
from taizhang.rules.quantities import Quantity
from taizhang.rules.quantities import find as find_quantities
from taizhang.rules.targets import Clause, Context, Frame, frame_of, measures_time
from taizhang.stages.clauses import Clauses
from taizhang.stages.doc import Doc
from taizhang.stages.sentences import Sentence
from taizhang.stages.times import Mention
from taizhang.values.units import unit as unit_of

_DIGIT = frozenset("0123456789翻百千万十半一两二三四五六七八九壹贰叁肆伍陆柒捌玖拾佰仟")
_BREAK = regex.compile(r"[,;。:!?]")
# 由85毫克/升提高到120毫克/升, 由2023年的82%提高到90%: the first is where the change starts from.
_NUMBER = r"\d+(?:\.\d+)?[^,。;、和及\d]{0,6}"
_STARTING = regex.compile(rf"[由从](?:[^,。;\d]{{0,6}}|(?:19|20)\d\d年(?:底|末)?的?)(?:{_NUMBER}[、和及]){{0,6}}$")
_MOVES = regex.compile(
    rf"(?:[、和及]{_NUMBER}?){{0,6}}" r"[^,。;\d]{0,4}?(?:提|上|升|增|扩|拓|延|降|下|减|压|缩|调|达|恢复|变|发展)"
)
_JOIN = regex.compile(r"(?:、|和|及|与|以及|,|,?其中)")
_AND = regex.compile(r"(?<![惠涉普波提触遍顾危以])及(?!时|其|早|格)|[和与(]")
_LISTED = frozenset({"、", "和", "及", "与", ",", "以及", ",和", "、和"})
# 新增停车场40处,2024年底前完成: a deadline behind the number, with nothing of its own to do.
_DONE_BY = regex.compile(r"(?:前)?(?:全部|基本|全面)?(?:完成|建成|完工|竣工|投用|投运|到位|达标|实现)?(?:[,.;。)]|$)")
_COMMITS = regex.compile(r"力争|确保|争取|计划|将|要|必须")
_FIXED = ("by", "before", "in", "during")
_FAR = 160


@dataclass(frozen=True, slots=True)
class Target:
    """A quantitative target in its place.

    Attributes:
        para, sentence: where it stands.
        quantity: its value expression.
        start, end: its clause, half-open in the folded paragraph.
        frame: how the words around it bind it.
        deadline: the time mention that governs it, None for none.
        review: reasons to look at it.
    """

    para: int
    sentence: int
    quantity: Quantity
    start: int
    end: int
    frame: Frame
    rule: str
    deadline: Mention | None = None
    review: tuple[str, ...] = ()


def find(
    doc: Doc, sentence: int, times: Sequence[Mention], drop: Callable[[str], None], start: int | None = None
) -> list[Target]:
    """The quantitative targets of a sentence, in order; what is no target is dropped with its reason."""
    here = doc.sentences[sentence]
    s = doc.paras[here.para].s
    begin = here.i if start is None else start
    chars = frozenset(s[begin : here.j])
    if chars.isdisjoint(_DIGIT):
        return []
    hits = find_quantities(s, begin, here.j, doc.lexicons, drop, chars)
    hits = [h for h in hits if not _is_time(s, begin, h.value, times, doc.lexicons)]
    if not hits:
        return []
    parts = Clauses(s, begin, here.j, hits)
    finder = _Finder(doc, here, sentence, s, begin, times, parts, hits)
    kept = []
    for hit in hits:
        reason = finder.excluded(hit)
        if reason:
            drop(reason)
        else:
            kept.append(hit)
    return _distributed(finder.targets(kept, drop), s, finder.times)


def _is_time(s: str, begin: int, q: Quantity, times: Sequence[Mention], lexicons: Lexicons) -> bool:
    """Whether a quantity is a time expression; 缩短至5个工作日以内 is none, however much it looks like one."""
    k = bisect_right(times, q.start, key=lambda t: t.end)
    if k == len(times) or times[k].start >= q.end:
        return False
    if times[k].time.kind != "duration" or not measures_time(q, lexicons):
        return True
    words, pre = words_of(lexicons), s[max(begin, q.before_start - 12) : q.before_start]
    return not (q.before or words.cap.search(pre) or words.attain.search(pre))


def _covers(numbers: Sequence[tuple[int, int]], time: Mention) -> bool:
    k = bisect_right(numbers, (time.start, 1 << 60)) - 1
    near = numbers[max(k, 0) : k + 2]
    return any(a < time.end and time.start < b for a, b in near)


def governing(q: Quantity, times: Sequence[Mention], parts: Clauses) -> Mention | None:
    """The deadline that governs a quantity.

    The one in a bracket behind it, else the last stated before it, else one behind it that closes the clause.
    """
    s = parts.s
    k = bisect_left(times, q.start, key=lambda t: t.start)
    behind = next((t for t in times[k : k + 3] if _binds(t)), None)
    if behind is not None and s[q.after_end : q.after_end + 1] == "(" and behind.start <= q.after_end + 4:
        return behind
    before = None
    for time in reversed(times[:k]):
        if _binds(time):
            before = time
            break
        if (
            time.use == "name"
            and time.time.bare
            and parts.opens(time.start)
            and parts.around(time.start, time.end)[1] >= q.start
        ):
            return None  # 2023年完成3座,2024年5座: another year stands over the number, but what it is for is not sure
    if before is not None or behind is None:
        return before
    between = s[q.after_end : behind.start]
    closes = len(between) < 24 and not regex.search(r"[;。\d]", between) and between.count(",") == 1
    return behind if closes and between.endswith(",") and _DONE_BY.match(s, behind.end, parts.high) else None


def _binds(time: Mention) -> bool:
    return time.use == "deadline" and time.time.relation not in ("ongoing", "immediate")


@lru_cache(maxsize=8)
def _narrates(lexicons: Lexicons) -> regex.Pattern[str]:
    words = list(lexicons.words("verbs/verbs", **{"class": "narrate"}))
    return regex.compile(
        r"[,、;:]?(?:\L<w>|[最]?近[几数一二三四五六七八九十两\d]{0,3}年来?|过去[几一二三四五两]?年)", w=words
    )


class _Finder:
    """The quantities of one sentence on their way to targets."""

    def __init__(
        self, doc: Doc, here: Sentence, sentence: int, s: str, begin: int, times: Sequence[Mention], parts: Clauses,
        hits: Sequence[Hit[Quantity]],
    ) -> None:  # fmt: skip
        self.doc, self.here, self.sentence, self.s, self.begin = doc, here, sentence, s, begin
        numbers = [(h.value.start, h.value.end) for h in hits]
        self.times = [t for t in times if not _covers(numbers, t)]  # 压缩至5个工作日以内 is no time here
        self.parts = parts
        self.role = doc.role(here.section)
        opened = _narrates(doc.lexicons).match(s, begin, here.j) is not None
        first = times[0] if times else None
        if first is not None and first.start <= begin + 2 and first.use in ("past", "statistic"):
            opened = True
        self.narrative = opened

    def excluded(self, hit: Hit[Quantity]) -> str:
        """Why a quantity cannot be a target whatever surrounds it, empty where nothing speaks against it."""
        q, s = hit.value, self.s
        around = self.parts.enclosing(q.start)
        if "《" in around:
            return "in_title"
        quoted = around.get("“")
        if (
            quoted is not None
            and q.end <= quoted[1]
            and (quoted[1] - quoted[0] <= 12 or "+" in s[quoted[0] : quoted[1]])
        ):
            return "scheme_name"
        if self.role in ("background", "principles"):
            return "background"
        if _STARTING.search(s, max(self.begin, q.start - 40), q.start) and _MOVES.match(s, q.end):
            return "baseline_value"
        if q.unit_text.isascii() and q.unit_text.isalpha():
            known = unit_of(q.unit_text, self.doc.lexicons)
            if known is None or len(q.unit_text) == 1:
                return "name_with_digit"
        return ""

    def targets(self, kept: Sequence[Hit[Quantity]], drop: Callable[[str], None]) -> list[Target]:
        """The targets among the quantities, in order."""
        s, out = self.s, list[Target]()
        before: Hit[Quantity] | None = None
        previous: Target | None = None
        for k, hit in enumerate(kept):
            q = hit.value
            deadline = governing(q, self.times, self.parts)
            a, b, clause = self._clause(hit, before, previous, kept[k + 1].start if k + 1 < len(kept) else self.here.j)
            context = Context(
                self.role, self.doc.lexicons, self.role == "goals" or deadline is not None, self._narrated(q, deadline)
            )
            inherited = None
            if previous is not None and not self.parts.stopped(previous.quantity.after_end, hit.start):
                inherited = previous.frame
            frame = frame_of(clause, q, inherited, context)
            if self.parts.alone(q) and q.after:  # 大班额(56人以上)
                frame = "size_class"
            ago, before = before, hit
            if isinstance(frame, str):
                drop(frame)
                if q.spelt:  # a numeral that is a part of a word cuts nothing
                    before = ago
                elif frame == "size_class":  # 培育年产值超10亿元企业2家: it is a part of the words in front of the next
                    before = None if previous is None else Hit(0, 0, "", previous.quantity)
                gone = previous is None or _BREAK.search(s, previous.quantity.end, hit.start)
                previous = None if gone else previous
                continue
            review = _review(frame, q, self.doc)
            target = Target(self.here.para, self.sentence, q, a, b, frame, f"target.{frame.form}", deadline, review)
            out.append(target)
            previous = target
        return out

    def _narrated(self, q: Quantity, deadline: Mention | None) -> bool:
        """Whether the sentence opened as a narrative and nothing since has turned to what shall be."""
        if not self.narrative:
            return False
        ahead = deadline is not None and deadline.start > self.begin + 2 and deadline.time.relation in _FIXED
        return not ahead and not _COMMITS.search(self.s, max(self.begin, q.start - _FAR), q.start)

    def _topic(self) -> str:
        section = self.here.section
        return self.doc.sections[section].title if section >= 0 else ""

    def _clause(
        self, hit: Hit[Quantity], before: Hit[Quantity] | None, previous: Target | None, following: int
    ) -> tuple[int, int, Clause]:
        """The clause of a quantity and the words in it.

        From the last break, quantity or time in front of it to the next break behind it.  The words between the last
        break and the times in front name the indicator where nothing else does (森林覆盖率2025年达到45%).
        """
        s, q, parts = self.s, hit.value, self.parts
        start, end = parts.around(q.start, q.after_end)
        alone = parts.alone(q)
        if before is not None and before.value.after_end > start:
            start = before.value.after_end
            joined = _JOIN.match(s, start, hit.start)
            # 100%围挡、物料堆放100%覆盖: words right behind the quantity before are its own, up to the separator.
            start = joined.end() if joined else max(start, s.rfind("、", start, hit.start) + 1)
        opened, first = start, hit.start
        k = bisect_right(self.times, opened, key=lambda t: t.end)
        while k < len(self.times) and self.times[k].end <= hit.start:
            time = self.times[k]
            k += 1
            repeats = time.time.relation == "every"
            if (time.use in ("deadline", "past") and not repeats) or (
                repeats and opened <= time.start and time.end == hit.start
            ):
                start, first = time.end, min(first, time.start)
        if s.startswith("的", start):  # 增加到2025年底的90%
            start = opened
        fallback = s[opened:first] if opened < first < hit.start else ""
        if previous is not None and not fallback:
            fallback = previous.frame.indicator
        while start < hit.start and s[start] in ",、:":
            start += 1
        low, high = q.before_start, q.after_end
        if alone is not None:
            low, high = alone[0], alone[1] + 1
            start, end = parts.around(alone[0], high)
        elif s[high : high + 1] == "(":
            high = min(parts.closing(high) + 1, end) if following > parts.closing(high) else end
        near = max(start, low - _FAR)
        around = s[max(near - 30, self.begin) : low] + "\0" + s[q.after_end : min(end, q.after_end + 60)]
        post = _behind(s[high : min(max(following, high), end, high + _FAR)], following < end)
        return start, end, Clause(
            s[near:low], post, fallback, parts.head(q.start), parts.lead(q.start), around, s[max(opened, low - _FAR) : low], self._topic(),
            previous is not None and previous.quantity.unit_text == q.unit_text,
        )  # fmt: skip


def _behind(post: str, more: bool) -> str:
    """The words behind a quantity that belong to it: up to the last separator where another quantity follows."""
    if not more:
        return post.rstrip(".")
    cut = post.rfind("、")
    if cut < 0:
        cut = max((m.start() for m in _AND.finditer(post)), default=-1)
    return post[:cut] if cut >= 0 else post


def _review(frame: Frame, q: Quantity, doc: Doc) -> tuple[str, ...]:
    out = []
    if frame.basis == "implied":
        out.append("implied_comparator")
    if q.unit_text and unit_of(q.unit_text, doc.lexicons) is None:
        out.append("unknown_unit")
    line = known(frame.indicator, doc.lexicons)
    if line and not frame.change and (frame.comparator, line["direction"]) in ((">=", "lower"), ("<=", "higher")):
        out.append("against_direction")  # PM2.5浓度达到30: the verb says at least, the thing is better lower
    return tuple(out)


def _distributed(targets: list[Target], s: str, times: Sequence[Mention]) -> list[Target]:
    """Give each value of “A、B分别达92%以上和95%以上” its own indicator, each of “2024年、2025年分别…” its own year."""
    out: list[Target] = []
    k = 0
    while k < len(targets):
        group = [targets[k]]
        while k + len(group) < len(targets):
            following = targets[k + len(group)]
            between = s[group[-1].quantity.after_end : following.quantity.before_start]
            if between not in _LISTED or following.frame.form != group[0].frame.form:
                break
            group.append(following)
        out += _shared(group, s, times)
        k += len(group)
    return out


def _shared(group: list[Target], s: str, times: Sequence[Mention]) -> list[Target]:
    size, names = len(group), group[0].frame.names
    if size < 2:
        return group
    if len(names) == size and all(t.frame.names == names for t in group):
        return [
            replace(t, frame=replace(
                t.frame, indicator=name, scope=scope or t.frame.scope,
                baseline_value=group[0].frame.baselines[k] if len(group[0].frame.baselines) == size else t.frame.baseline_value,
            ))
            for k, (t, (scope, name)) in enumerate(zip(group, names, strict=True))
        ]  # fmt: skip
    if len(names) > 1 and not any(t.frame.names == names for t in group[1:]):
        return group
    at = group[0].quantity.start
    k = bisect_left(times, at, key=lambda t: t.start)
    years = [t for t in times[max(k - size, 0) : k] if _binds(t)]
    if (
        len(years) == size
        and shares_out(s[years[-1].end : at])
        and all(s[a.end : b.start] in _LISTED for a, b in pairwise(years))
    ):
        return [replace(t, deadline=year) for t, year in zip(group, years, strict=True)]
    return group
