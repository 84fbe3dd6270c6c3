"""Which quantities are targets, and what each says: its bound, its change, its indicator, its deadline."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import regex

from taizhang.rules.base import Hit, scan
from taizhang.rules.quantities import RULES, Quantity
from taizhang.rules.targets import Context, Frame, frame_of
from taizhang.stages.doc import Doc
from taizhang.stages.sentences import Sentence
from taizhang.stages.times import Mention
from taizhang.values.units import unit as unit_of

_DIGIT = frozenset("0123456789翻百")
_BREAK = regex.compile(r"[,;。:!?]")
# 由85毫克/升提高到120毫克/升, 由2023年的82%提高到90%: the first is where the change starts from.
_STARTING = regex.compile(r"[由从](?:[^,。;\d]{0,6}|(?:19|20)\d\d年(?:底|末)?的?)$")
_MOVES = regex.compile(r"[^,。;\d]{0,4}?(?:提|上|升|增|扩|拓|延|降|下|减|压|缩|调|达|恢复|变|发展)")
_JOIN = regex.compile(r"(?:、|和|及|与|以及|,|,?其中)")


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
    hits = scan(RULES, s, begin, here.j, doc.lexicons, drop, chars)
    hits = [h for h in hits if not any(h.value.start < t.end and t.start < h.value.end for t in times)]
    out: list[Target] = []
    context = Context(doc.role(here.section), _label(here), doc.lexicons)
    before: Hit[Quantity] | None = None
    previous: Target | None = None
    kept = []
    for hit in hits:
        reason = _excluded(doc, here, hit, s)
        if reason:
            drop(reason)
        else:
            kept.append(hit)
    for k, hit in enumerate(kept):
        a, b, fallback = _clause(doc, here, hit, s, before, times, begin)
        if previous is not None and not fallback:
            fallback = previous.frame.indicator
        after_end = kept[k + 1].start if k + 1 < len(kept) else here.j
        own = replace(context, fallback=fallback)
        frame = frame_of(s, a, b, hit.value, min(after_end, b), _inherited(previous, hit, s), own)
        before = hit
        if isinstance(frame, str):
            drop(frame)
            previous = None if _BREAK.search(s, previous.quantity.end if previous else here.i, hit.start) else previous
            continue
        review = _review(frame, hit.value, doc)
        target = Target(here.para, sentence, hit.value, a, b, frame, f"target.{frame.form}", None, review)
        out.append(target)
        previous = target
    return [replace(t, deadline=governing(t.quantity.start, times)) for t in _distributed(out, s)]


def governing(at: int, times: Sequence[Mention]) -> Mention | None:
    """The deadline that governs a place of a sentence: the last one stated before it, else the first after it."""
    deadlines = [t for t in times if t.use == "deadline" and t.time.relation not in ("ongoing", "immediate")]
    before = [t for t in deadlines if t.start < at]
    return before[-1] if before else None


def _label(here: Sentence) -> bool:
    return here.kind in ("label", "tail")


def _inherited(previous: Target | None, hit: Hit[Quantity], s: str) -> Frame | None:
    """The frame of the quantity before, where this one stands in the same list (20家…,100家…; 92%以上和95%以上)."""
    if previous is None or _stop(s, previous.quantity.after_end, hit.start):
        return None
    return previous.frame


def _stop(s: str, start: int, end: int) -> bool:
    return any(c in "。;" for c in s[start:end])


def _excluded(doc: Doc, here: Sentence, hit: Hit[Quantity], s: str) -> str:
    """Why a quantity cannot be a target whatever surrounds it, empty where nothing speaks against it."""
    q = hit.value
    if doc.enclosed(here.para, q.start, q.end, "《"):
        return "in_title"
    for a, b in doc.pairs(here.para).items():
        if s[a] == "“" and a < q.start and q.end <= b and (b - a <= 12 or "+" in s[a:b]):
            return "scheme_name"
    if doc.role(here.section) in ("background", "principles"):
        return "background"
    if _STARTING.search(s, here.i, q.start) and _MOVES.match(s, q.end):
        return "baseline_value"
    if q.unit_text.isascii() and q.unit_text.isalpha():
        known = unit_of(q.unit_text, doc.lexicons)
        if known is None or len(q.unit_text) == 1:
            return "name_with_digit"
    return ""


def _clause(
    doc: Doc, here: Sentence, hit: Hit[Quantity], s: str, before: Hit[Quantity] | None, times: Sequence[Mention], begin: int
) -> tuple[int, int, str]:
    """The clause of a quantity: from the last break, quantity or time before it to the next break behind it.

    Returns:
        Start, end, and the words between the last break and the times in front, which name the indicator where nothing
        else does (森林覆盖率2025年达到45%).
    """
    q = hit.value
    inside = [(a, b) for a, b in doc.pairs(here.para).items() if s[a] == "(" and a < q.start and q.end <= b]
    low, high = (max(inside)[0] + 1, max(inside)[1]) if inside else (begin, here.j)
    low, high = max(low, begin), min(high, here.j)
    pairs = {a: b for a, b in doc.pairs(here.para).items() if low <= a and b < high}
    start, k = low, low
    while k < hit.start:
        if k in pairs and pairs[k] < hit.start:
            k = pairs[k] + 1
            continue
        if _BREAK.match(s[k]):
            start = k + 1
        k += 1
    if before is not None and before.value.after_end > start:
        start = before.value.after_end
        joined = _JOIN.match(s, start, hit.start)
        start = joined.end() if joined else start
    opened = start
    first = hit.start
    for time in times:
        if start < time.end <= hit.start and time.use in ("deadline", "past") and time.time.relation != "every":
            start, first = time.end, min(first, time.start)
        elif opened <= time.start < hit.start and time.time.relation == "every" and time.end == hit.start:
            start, first = time.end, min(first, time.start)
    fallback = s[opened:first] if first < hit.start else ""
    while start < hit.start and s[start] in ",、:":
        start += 1
    end, k = high, q.after_end
    while k < high:
        if k in pairs:
            k = pairs[k] + 1
            continue
        if _BREAK.match(s[k]):
            end = k
            break
        k += 1
    return start, end, fallback


def _review(frame: Frame, q: Quantity, doc: Doc) -> tuple[str, ...]:
    out = []
    if frame.basis == "implied":
        out.append("implied_comparator")
    if q.unit_text and unit_of(q.unit_text, doc.lexicons) is None:
        out.append("unknown_unit")
    return tuple(out)


def _distributed(targets: list[Target], s: str) -> list[Target]:
    """Give each value of “A、B分别达92%以上和95%以上” its own indicator."""
    out: list[Target] = []
    k = 0
    while k < len(targets):
        names = targets[k].frame.names
        group = [targets[k]]
        while len(group) < len(names) and k + len(group) < len(targets):
            following = targets[k + len(group)]
            between = s[group[-1].quantity.after_end : following.quantity.start]
            if following.frame.names is not names and following.frame.names != names or len(between) > 4:
                break
            group.append(following)
        if len(group) > 1 and len(group) == len(names):
            out += [replace(t, frame=replace(t.frame, indicator=n)) for t, n in zip(group, names, strict=True)]
        else:
            out += group
        k += len(group)
    return out
