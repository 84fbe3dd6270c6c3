"""All time expressions of a sentence: spans joined, elided years filled in, each with its use (`stages.time_uses`)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial

import regex

from taizhang.rules.base import Hit, scan
from taizhang.rules.times import FIELD_ONLY, RANGE, RULES, UNSAID, Time
from taizhang.stages.doc import Doc
from taizhang.stages.sentences import Sentence
from taizhang.stages.time_uses import use_of
from taizhang.values import dates
from taizhang.values.dates import Date

_PROSE = tuple(r for r in RULES if r.id not in FIELD_ONLY)
_FIELDS = tuple(r for r in RULES if r.id in FIELD_ONLY)
_ANCHORS = frozenset("节时限年月日季五内时每按分逐长立即马汛春夏秋冬叶周旬-/.自期历来后近提全常持场")
# Patterns run on pieces of at the most about this length, so that the work stays linear in text without punctuation.
_PIECE = 500
_CALENDAR = frozenset(
    "0123456789年月日号季度旬底末初上下半第一二三四五六七八九十〇零两至到-~/.xX_*个周天内前后起每自从在于"
)
_LINK = regex.compile(RANGE)
_AND = ("和", "、", "及", "与", "以及")


@dataclass(frozen=True, slots=True)
class Mention:
    """A time expression in its place.

    Attributes:
        para, start, end: half-open range in the folded paragraph.
        sentence: index of its sentence.
        time: what it says, elided years filled in.
        use: one of `time_uses.USES`.
        rule, review: as the tables want them.
    """

    para: int
    start: int
    end: int
    sentence: int
    time: Time
    use: str
    rule: str
    review: tuple[str, ...] = ()


def find(
    doc: Doc, sentence: int, drop: Callable[[str], None], start: int | None = None, end: int | None = None
) -> list[Mention]:
    """All time expressions of a sentence, in order, each with its use.

    Args:
        doc: the plan.
        sentence: index of the sentence.
        drop: told the reason of each candidate that is given up.
        start, end: range in the paragraph to look at, where it is not the whole sentence (a field's value).
    """
    here = doc.sentences[sentence]
    s = doc.paras[here.para].s
    begin = here.i if start is None else start
    stop = here.j if end is None else end
    if _ANCHORS.isdisjoint(s[begin:stop]):
        return []
    field = end is not None or here.kind in ("tail", "label") or (doc.paras[here.para].kind == "row" and start is None)
    out: list[Mention] = []
    for a, b in _pieces(s, begin, stop):
        for hit in _joined(_hits(doc, s, a, b, field, drop), s):
            out.append(_mention(doc, here, sentence, hit, out[-1] if out else None, field))
    return out


def _pieces(s: str, begin: int, stop: int) -> Iterator[tuple[int, int]]:
    """Ranges that cover a sentence, an over-long one cut where no time expression can be cut."""
    while stop - begin > _PIECE:
        cut = max(s.rfind(c, begin, begin + _PIECE) for c in ",;。\t") + 1
        if cut <= begin:
            cut = begin + _PIECE
            while cut < stop and cut < begin + 2 * _PIECE and not _CALENDAR.isdisjoint(s[cut - 1 : cut + 1]):
                cut += 1
        yield begin, cut
        begin = cut
    yield begin, stop


def _hits(doc: Doc, s: str, a: int, b: int, field: bool, drop: Callable[[str], None]) -> list[Hit[Time]]:
    """A piece's hits; forms of fields count in prose only where they close a bracket: (市城管局牵头,持续推进)."""
    if field:
        return scan(RULES, s, a, b, doc.lexicons, drop)
    hits = scan(_PROSE, s, a, b, doc.lexicons, drop)
    if ")" not in s[a : b + 1]:
        return hits
    closing = [h for h in scan(_FIELDS, s, a, b, doc.lexicons, drop) if s[h.end : h.end + 1] == ")"]
    if not closing:
        return hits
    kept = [h for h in hits if not any(h.start < c.end and c.start < h.end for c in closing)]
    return sorted(kept + closing, key=lambda h: h.start)


def _joined(hits: list[Hit[Time]], s: str) -> list[Hit[Time]]:
    """Hits with those that make one span, or one repeat, together put together."""
    out: list[Hit[Time]] = []
    for hit in hits:
        made = _linked(out[-1], hit, s) if out else None
        if made is None:
            out.append(hit)
        else:
            out[-1] = made
    return out


def _linked(a: Hit[Time], b: Hit[Time], s: str) -> Hit[Time] | None:
    gap, first, last = s[a.end : b.start], a.value, b.value
    to = (gap == "" and s[b.start] in "到至") or _LINK.fullmatch(gap) is not None
    if first.relation == "every" and first.kind == "repeat":
        to = to or (gap == "、" and s[a.end - 1] in "月日号旬")  # 每年3月、9月
        inside = last.year == UNSAID and last.relation in ("in", "by", "during") and not last.own
        return Hit(a.start, b.end, a.rule, first) if inside and (to or gap == "") else None
    if (
        not to
        or first.remake is None
        or last.remake is None
        or {first.kind, last.kind} - {"date"}
        or first.months is not None
        or last.months is not None
    ):
        return None
    if (
        first.relation not in ("in", "from")
        or s[a.end - 1] in "前后来内间"
        or last.relation not in ("in", "by", "during")
    ):
        return None
    if s[b.start] in "在于自从" or last.own:
        return None
    made = partial(_span, first=first, last=last)
    date = made(UNSAID)
    if not date.edtf:
        return None
    year = date.edtf.rpartition("/")[2][:4]
    crosses = first.year != UNSAID and last.year == UNSAID and last.shift is None and year != first.year
    review = ("elided_year",) if crosses else ()
    end = b.end + (2 if s.startswith("期间", b.end) else 0)
    return Hit(a.start, end, "deadline.span", Time("during", date, year, made, kind="period", review=review))


def _span(y: str, *, first: Time, last: Time) -> Date:
    """The interval between two points, of which one gives the other its year, `y` both."""
    assert first.remake is not None
    assert last.remake is not None
    y1 = first.year if first.year != UNSAID else last.year if last.year != UNSAID else y
    y2 = last.year if last.year != UNSAID else dates.later(y1, last.shift or 0)
    a, b = dates.first_of(first.remake(y1).edtf), dates.last_of(last.remake(y2).edtf)
    if a[:4] == b[:4] and a[5:] > b[5:] and b[5:]:  # 11月至3月 run into the next year
        if last.year == UNSAID:
            b = dates.last_of(last.remake(dates.later(y2, 1)).edtf)
        elif first.year == UNSAID:
            a = dates.first_of(first.remake(dates.later(y1, -1)).edtf)
    return dates.of_span(a, b) if a and b and (a <= b or "X" in a) else Date()


def _mention(doc: Doc, here: Sentence, index: int, hit: Hit[Time], before: Mention | None, field: bool) -> Mention:
    time, review = hit.value, list(hit.value.review)
    s = doc.paras[here.para].s
    use = use_of(doc, here, hit, s, field)
    if before is not None and before.use == "deadline" and _said_again(before, hit, s):
        use = "name"
    if before is not None and time.relation == "in" and s[before.end : hit.start] in _AND:
        if before.use == "deadline" and before.time.relation in ("by", "in"):  # 到2027年和2035年
            time, use = replace(time, relation=before.time.relation), "deadline"
        elif before.use in ("past", "baseline") and time.bare:
            use = before.use
    if time.back is not None:
        date = dates.earlier(before.time.date.edtf, *time.back) if before and before.use == "deadline" else Date()
        time, use = replace(time, date=date, year=date.edtf[:4]), use if date.edtf else "name"
        review.append("relative_date")
    elif time.year == UNSAID:
        time, reasons = _elided(doc, time, before)
        review += reasons
    if dates.masked(time.date.edtf):
        review.append("masked_year")
    return Mention(here.para, hit.start, hit.end, index, time, use, hit.rule, tuple(review))


def _said_again(before: Mention, hit: Hit[Time], s: str) -> bool:
    """A bracket that spells out the time before it: “十四五”期间(2021-2025年)."""
    alone = s[before.end : hit.start] == "(" and s[hit.end : hit.end + 1] == ")"
    return alone and before.time.date.due == hit.value.date.due


def _elided(doc: Doc, time: Time, before: Mention | None) -> tuple[Time, list[str]]:
    """Fill in a year that the neighbours or the plan's own date say, and mark that it was not said here."""
    known = before.time.year if before is not None and before.use != "name" else ""
    issued = str(doc.plan.fields.get("issued") or "")
    reason = "elided_year"
    if time.months is not None:  # 本月, 下月
        found = regex.match(r"(\d{4})-(0[1-9]|1[0-2])", issued)
        if found is None or time.remake is None:
            return replace(time, year=""), ["relative_date"]
        count = int(found[1]) * 12 + int(found[2]) - 1 + time.months
        date = time.remake(f"{count // 12:04d}-{count % 12 + 1:02d}")
        return replace(time, date=date, year=date.edtf[:4]), ["relative_date"]
    if time.shift is not None:  # 今年: the plan's own; 当年, 次年: a neighbour's, else the plan's own
        reason = "relative_year"
        plan_year = issued[:4] if issued[:4].isdigit() else _titles_year(str(doc.plan.fields.get("title") or ""))
        known = (plan_year or UNSAID) if time.own else known if known not in ("", UNSAID) else plan_year or UNSAID
        known = dates.later(known, time.shift)
        if time.remake is None or known == UNSAID:
            return time, [reason]
    if known in ("", UNSAID) or time.remake is None:
        return time, []
    date = time.remake(known)
    return replace(time, date=Date(date.edtf) if time.relation == "from" else date, year=known), [reason]


def _titles_year(title: str) -> str:
    """The one year that a plan's title names (2022年行动计划), empty where it names none or several."""
    years = set(regex.findall(r"(?<!\d)20\d\d(?!\d)", title))
    return years.pop() if len(years) == 1 else ""
