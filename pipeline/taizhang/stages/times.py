"""What each time expression is used for: a deadline, or a past date, a baseline, a name, a statistic."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import regex

from taizhang.rules.base import Hit, scan
from taizhang.rules.times import RULES, UNSAID, Time
from taizhang.stages.doc import Doc
from taizhang.stages.sentences import Sentence
from taizhang.values import dates
from taizhang.values.dates import Date

USES = ("deadline", "past", "baseline", "name", "statistic")

_ANCHORS = frozenset("年月日季五内时每按分逐长立即马汛春夏秋冬叶周旬-/.自")
_BASELINE_BEFORE = regex.compile(r"(?:由|比|较|与|相较于?|对比|相比于?|同比|自从|以|为)$")
_BASELINE_AFTER = regex.compile(r"(?:相比|同期|为基[数准期]|基数|的?基础上|的?水平|以来|年均|年份)")
_PAST = regex.compile(
    r"已经?(?!有)|(?<!除)(?<!为)了(?!解|然)|曾|以来|进驻|反馈了|印发了|召开|正式(?:启动|实施)的|达到了|完成了|先后|由20\d\d年的|我[国省市县区]?.{0,6}形势"
)
_LEAD = regex.compile(
    r"(?:力争|确保|争取|保证|计划|预计|拟|要|须|应|并|且|其中|至少|原则上|务必|必须|要求|有效期|执行期|规划期限?(?:为|:)?|实施期限?(?:为|:)?"
    r"|期限为|时间为|政策|通知|办法|方案|市|省|县|区|镇|厅|局|委|部|办|单位|部门|政府|企业|机构|会议|以|的|需|将)$"
)
_OPEN = ",。;:(、“-"
# After a bare year: what shows that somebody acts in it, and not that it merely names a thing (2020年城市体检).
_ACTS = regex.compile(
    r"[,:]|[全各][省市县区州国地级]|力争|确保|争取|要|应|须|将|实现|完成|建成|启动|开展|组织|基本|全面|新增|新建|达到|创[成建]|计划|再|累计|实施|推动|安排|"
    r"[\u4e00-\u9fff]{2,6}[省市县区州](?:及|和|、)?.{0,12}(?:创|建|完|实现|达)"
)
_FUTURE = regex.compile(r"将|力争|确保|争取|要|计划|须|应|必须|启动|完成|开展|建成|实现|达到")
_STATISTIC_AFTER = regex.compile(r"约?有|约为|产生|平均|来自|因")
_UNIT_BEFORE = regex.compile(r"(?:[人户亩吨米里个辆家座]|每人|元)$")
# 2023年、2024年、2025年分别达到…: years that share out the values of a list.
_SHARED_YEARS = regex.compile(rf"(?:(?:、|和|及|,)?(?:{dates.YEAR})年(?:底|末)?)*[^,。;]{{0,16}}?(?:分别|依次)")
_FROM_FORCE = regex.compile(r"(?:施行|执行|实施|生效)")


@dataclass(frozen=True, slots=True)
class Mention:
    """A time expression in its place.

    Attributes:
        para, start, end: half-open range in the folded paragraph.
        sentence: index of its sentence.
        time: what it says, elided years filled in.
        use: one of `USES`.
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
    chars = frozenset(s[begin:stop])
    if chars.isdisjoint(_ANCHORS):
        return []
    out: list[Mention] = []
    for hit in scan(RULES, s, begin, stop, doc.lexicons, drop, chars):
        out.append(_mention(doc, here, sentence, hit, out[-1] if out else None))
    return out


def _mention(doc: Doc, here: Sentence, index: int, hit: Hit[Time], before: Mention | None) -> Mention:
    time, review = hit.value, []
    s = doc.paras[here.para].s
    use = _use(doc, here, hit, s)
    if before is not None and before.use == "deadline" and time.bare and time.relation == "in":
        if s[before.end : hit.start] in ("和", "、", "及", "与", "以及"):  # 到2027年和2035年
            time, use = replace(time, relation=before.time.relation), "deadline"
    if time.year == UNSAID:
        time, reasons = _elided(doc, time, before)
        review += reasons
    if dates.masked(time.date.edtf):
        review.append("masked_year")
    return Mention(here.para, hit.start, hit.end, index, time, use, hit.rule, tuple(review))


def _elided(doc: Doc, time: Time, before: Mention | None) -> tuple[Time, list[str]]:
    """Fill in a year that the neighbours say, and mark that it was not said here."""
    known = before.time.year if before is not None and before.use != "name" else ""
    reason = "elided_year"
    if time.shift is not None:  # 当年, 次年: relative to a year in the sentence, else to the plan's own
        reason = "relative_year"
        known = known if known.isdigit() else str(doc.plan.fields.get("issued") or "")[:4]
        if not known.isdigit():
            return replace(time, date=Date(), year=""), [reason]
        known = str(int(known) + time.shift)
    if known in ("", UNSAID) or time.remake is None:
        return time, []
    date = time.remake(known)
    return replace(time, date=Date(date.edtf) if time.relation == "from" else date, year=known), [reason]


def _use(doc: Doc, here: Sentence, hit: Hit[Time], s: str) -> str:
    start, end, time = hit.start, hit.end, hit.value
    if doc.enclosed(here.para, start, end, "《"):
        return "name"
    if time.relation in ("ongoing", "immediate"):
        return "deadline"
    if here.kind in ("tail", "label"):
        return "deadline"
    before, after = s[here.i : start], s[end : here.j]
    if _BASELINE_BEFORE.search(before) and not time.relation == "by":
        return "baseline"
    if time.relation == "from" and s[start:end].endswith("以来") or _BASELINE_AFTER.match(after):
        return "baseline"
    if time.kind == "repeat":
        if _UNIT_BEFORE.search(before) or _STATISTIC_AFTER.match(after):
            return "statistic"
        return "past" if doc.role(here.section) == "background" else "deadline"
    if time.bare and time.relation in ("in", "by") and _SHARED_YEARS.match(after):
        return "deadline"
    if time.relation == "from" and _FROM_FORCE.match(after):
        return "deadline"
    opens = not before or before[-1] in _OPEN or _LEAD.search(before) is not None
    clause = _clause(s, here, start, end)
    near = _near(s, here, start, end)
    if s.startswith("截", start) and _PAST.search(clause):
        return "past"
    if time.relation in ("in", "during", "from") and time.kind != "duration":
        if doc.role(here.section) in ("background", "principles") or _PAST.search(near):
            return "past"
        if not opens:
            return "name"
        if time.bare and time.relation == "in" and not _ACTS.match(after):
            return "name"
        committed = doc.role(here.section) in ("measures", "goals", "safeguards")
        if time.relation == "in" and not committed and not _FUTURE.search(clause) and (time.bare or after[:1] == ","):
            return "statistic"
    if time.kind == "duration" and before[-1:] in ("近", "去"):
        return "past"
    if time.relation in ("by", "before") and _PAST.search(near) and doc.role(here.section) in ("background", "other"):
        return "past"
    if time.bare and time.relation == "by" and regex.search("[达高低降升增]$", before):
        return "name"
    return "deadline"


def _near(s: str, here: Sentence, start: int, end: int) -> str:
    """The words that a time stands with: its own clause, and the next where a comma follows it at once."""
    a = max(s.rfind(c, here.i, start) for c in ",;。") + 1
    b = end + 1 if s[end : end + 1] == "," else end
    stop = min((k for k in (s.find(c, b, here.j) for c in ",;。") if k >= 0), default=here.j)
    return s[max(a, here.i) : stop]


def _clause(s: str, here: Sentence, start: int, end: int) -> str:
    """The text around a time up to the next ; or 。 on either side."""
    a = max(s.rfind(";", here.i, start), s.rfind("。", here.i, start)) + 1
    b = min((k for k in (s.find(";", end, here.j), s.find("。", end, here.j)) if k >= 0), default=here.j)
    return s[max(a, here.i) : b]
