"""What each time expression is used for: a deadline, or a past date, a baseline, a name, a statistic."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache, partial

import regex

from taizhang.lexicon import Lexicons
from taizhang.rules.base import Hit, scan
from taizhang.rules.times import FIELD_ONLY, RANGE, RULES, UNSAID, Time
from taizhang.stages.doc import Doc
from taizhang.stages.sentences import Sentence
from taizhang.values import dates
from taizhang.values.dates import Date

USES = ("deadline", "past", "baseline", "name", "statistic")

_PROSE = tuple(r for r in RULES if r.id not in FIELD_ONLY)
_FIELDS = tuple(r for r in RULES if r.id in FIELD_ONLY)
_ANCHORS = frozenset("年月日季五内时每按分逐长立即马汛春夏秋冬叶周旬-/.自期历来后近提全常持场")
# No clause that tells a time's use is longer; the limits keep the work linear in text without punctuation.
_WINDOW, _CLAUSE, _PIECE, _TITLE = 48, 160, 1500, 400
_CALENDAR = frozenset("0123456789年月日号季度旬底末初上下半第一二三四五六七八九十〇零两至到-~/.xX_*个周天内前后起每自从在于")
_LINK = regex.compile(RANGE)
_AND = ("和", "、", "及", "与", "以及")

_BASELINE_BEFORE = regex.compile(
    r"(?:由|比|较|与|相较于?|对比|相比于?|同比|自从|(?<!予)以|(?<!时间|时限|期限|年限|日期|节点|限|期)为|低于|高于|优于|不及|超过)$"
)
_BASELINE_AFTER = regex.compile(r"(?:相比|同期|为基[数准期]|基数|的?基础上|以来|年份)")
_BASELINE_LEVEL = regex.compile(r"(?:的?水平|年均)")
_PAST = regex.compile(
    r"已经?(?!有)|(?<!除)(?<!为)了(?!解|然)|曾|以来|进驻|反馈了|印发了|召开|正式(?:启动|实施)的|达到了|完成了|先后|由20\d\d年的|我[国省市县区]?.{0,6}形势"
)
_TOLD = regex.compile(r"(?<!对|将|把)已经?(?!有|建|批|关|完工|投)|(?<!除)(?<!为)了(?!解|然)|曾|至今|仍(?!然?需|要)")
_DONE_IN_FIELD = regex.compile(r"已[于在经]?$|^已|^(?:底前?)?已")
_LEAD = regex.compile(
    r"(?:力争|确保|争取|保证|计划|预计|拟|要|须|应|并|且|其中|至少|原则上|务必|必须|要求|展望|有效期|执行期|规划期限?(?:为|:)?|实施期限?(?:为|:)?"
    r"|期限为|时间为|政策|通知|办法|方案|市|省|县|区|镇|厅|局|委|部|办|单位|部门|政府|企业|机构|会议|以|的|需|将)$"
)
_OPEN = ",。;:(、“-\t"
# After a bare year: what shows that somebody acts in it, and not that it merely names a thing (2020年城市体检).
_ACTS = regex.compile(
    r"[,:]|[全各][省市县区州国地级]|力争|确保|争取|要|应|须|将|实现|完成|建成|启动|开展|组织|基本|全面|新增|新建|达到|创[成建]|计划|再|累计|实施|推动|安排|[比较]|对(?![外口比标应照接])|"
    r"[\u4e00-\u9fff]{2,6}[省市县区州](?:及|和|、)?.{0,12}(?:创|建|完|实现|达)"
)
_COMMITS = regex.compile(r"(?:力争|确保|争取|保证|预计|计划)$")
_FUTURE = regex.compile(r"将|力争|确保|争取|要|计划|须|应|必须|启动|完成|开展|建成|实现|达到")
# A subject may stand before a time that a verb of completion follows (图书馆2026年开馆), not before 2026年开馆仪式.
_FULFILS = (
    r"(?:全面|全部|基本|正式|陆续|如期|初步|力争)?(?:完[成工]|建成|开[工馆业]|竣工|投[产用运入]|上线|启[动用]|通[车航水气电]|并网|实现|达[到标]|试运行"
    r"|交付|全部|全面|基本|力争|须|应|要)(?!情况|率|量|值|数|的|仪式|大会|计划|方案|任务|目标|结果)"
)
_COMPLETES = regex.compile(_FULFILS)
_STATISTIC_AFTER = regex.compile(r"约?有(?!计划|序|效|组织|条件|针对|步骤|重点|力|关|选择|目的)|约为|产生|平均|来自|因|\d[\d.]*[万亿]?(?:吨|立方米|辆|人次)(?:[^\u4e00-\u9fff]|$)")
_UNIT_BEFORE = regex.compile(r"(?:每(?:平方|公|千)[\u4e00-\u9fff]{1,2}|[每\d万亿][人户亩吨米里个辆家座名]|元)$")
_NOW = regex.compile(r"(?:目前|现有|现状|当前)[^,;]{0,12}$")
# 2023年、2024年、2025年分别达到…, 主城区2026年、其他县2028年建成: times that share out what follows.
_SHARED = regex.compile(
    rf"(?:(?:、|和|及|,)[^,。;、]{{0,12}}?(?:{dates.YEAR})年(?:\d{{1,2}}月)?[底末]?前?)*[^,。;、]{{0,16}}?(?:分别|依次)"
    rf"|(?:(?:、|和|及)[^,。;、]{{0,12}}?(?:{dates.YEAR})年(?:\d{{1,2}}月)?[底末]?前?)+{_FULFILS}"
)
_FROM_FORCE = regex.compile(r"(?:施行|执行|实施|生效)")
# A time inside a clause that picks objects (2000年底前建成的小区) sets nobody a limit.
_PICKS = regex.compile(
    r"(?:应|须|需|未|拟|不能|无法|能够|可)?(?:全面|全部|基本)?(?:[建形]成|完[成工]|开工|投[产用运入](?:使用|运行)?|竣工|淘汰|出台|批准|审批|备案|签[订署]|登记|注册|取得|立项"
    r"|实[施现]|启动|退出|关[停闭]|[设成]立|购置|认定|入库|检查|排查|发现|交办|下达|印发|发生|存在|参加工作|出生)(?:改造|整治|治理|验收|搬迁|建设|投产|投用|运营|使用|中?发现|中?查出|运行)?的"
    r"(?!前提)"
)
_ABLE = regex.compile(r"[能可](?:够|以)?$|无法$")  # 能立即整改的: picks what is easy
_TO_VALUE = regex.compile(r"的?约?\d")
_CHANGED_TO = regex.compile(r"[达高低降升增少减大扩缩][到至]$")
_PLAN_NOUN = regex.compile(r"的?(?:[\u4e00-\u9fff]{2,4})?(?:规划|蓝图|方向|工作重点|目标|计划)")
_DOCUMENT = regex.compile(r"(?:计划|方案|规划|纲要|行动|意见|办法|通知|清单|要点|条例|标准|规范|目录|指南)$")
_EDITION = regex.compile(r"\)|年?(?:修[订正]|版)")
# A date of issue: 2022年6月1日印发, 成文日期:2025-04-03.
_ISSUED_AFTER = regex.compile(r"(?:印发|发布|公布|签发|印制|成文|抄送)(?![^,。;]{2,})")
_ISSUED_BEFORE = regex.compile(r"(?:成文|发布|印发|公布|签发|发文)(?:日期|时间):$")
_IS = regex.compile(r",?是")
_STANDS_ALONE = regex.compile(r"[,:;。)、\t]|$|前后|启|起|[底末]")
_DATED_ONLY = regex.compile(r"\d{4}[-/.]\d{1,2}")


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
        inside = last.year == UNSAID and last.relation in ("in", "by", "during") and not last.own
        return Hit(a.start, b.end, a.rule, first) if inside and (to or gap == "") else None
    if not to or first.remake is None or last.remake is None or {first.kind, last.kind} - {"date"} or first.months is not None:
        return None
    if first.relation not in ("in", "from") or s[a.end - 1] in "前后来内间" or last.relation not in ("in", "by"):
        return None
    if s[b.start] in "在于自从" or last.own:
        return None
    unsaid = first.year == UNSAID and last.year == UNSAID
    made = partial(_span, first=first, last=last)
    date = made(UNSAID)
    if not date.edtf:
        return None
    year = UNSAID if unsaid else last.year if last.year != UNSAID else dates.later(first.year, last.shift or 0)
    review = ("elided_year",) if first.year != UNSAID and last.year == UNSAID and not date.edtf[5:] < date.edtf[12:] else ()
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


def _mention(
    doc: Doc, here: Sentence, index: int, hit: Hit[Time], before: Mention | None, field: bool
) -> Mention:
    time, review = hit.value, list(hit.value.review)
    s = doc.paras[here.para].s
    use = _use(doc, here, hit, s, field)
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


@lru_cache(maxsize=8)
def _begins(lexicons: Lexicons) -> regex.Pattern[str]:
    """A comma and a verb with no subject before it: an instruction (2025年上半年,出台办法)."""
    verbs = {w for c in ("act", "light", "attain") for w in lexicons.words("verbs/verbs", **{"class": c}) if len(w) > 1}
    return regex.compile(r",(?:\L<verbs>)(?!了)", verbs=sorted(verbs))


@lru_cache(maxsize=8)
def _works(lexicons: Lexicons) -> regex.Pattern[str]:
    """A verb of work at once behind the time: 2024年新改建公路."""
    verbs = [w for w in lexicons.words("verbs/verbs", **{"class": "work"}) if len(w) > 1]
    return regex.compile(r"(?:\L<verbs>)(?!了|情况|任务|计划|方案|工作|目标|项目|规划|资金)", verbs=verbs)


@lru_cache(maxsize=8)
def _reaches(lexicons: Lexicons) -> regex.Pattern[str]:
    """A verb that reaches or bounds a level, or a bound itself."""
    classes = ("attain", "cap", "increase", "decrease")
    verbs = {w for c in classes for w in lexicons.words("verbs/verbs", **{"class": c}) if len(w) > 1}
    return regex.compile(r"\L<verbs>|\d(?:%|[\u4e00-\u9fff]{1,4})以[上下内]", verbs=sorted(verbs))


@lru_cache(maxsize=8)
def _picking(lexicons: Lexicons) -> regex.Pattern[str]:
    """Verbs and 的 at once behind the time, a clause that picks objects: 2024年底前办理备案的矿企."""
    verbs = {w for c in ("act", "work") for w in lexicons.words("verbs/verbs", **{"class": c}) if len(w) > 1}
    return regex.compile(r"(?:应|须|需|未|拟)?(?:\L<verbs>){1,2}的", verbs=sorted(verbs))


@lru_cache(maxsize=8)
def _states(lexicons: Lexicons) -> regex.Pattern[str]:
    """A verb of an end state in the clause of a goal."""
    verbs = {w for c in ("state", "attain") for w in lexicons.words("verbs/verbs", **{"class": c}) if len(w) > 1}
    return regex.compile(r"\L<verbs>", verbs=sorted(verbs))


def _titled(s: str, low: int, start: int, end: int, high: int) -> bool:
    """Inside the marks of a title, which a limited look to the left tells."""
    a = max(low, start - _TITLE)
    inside = s.count("《", a, start) > s.count("》", a, start)
    return inside and s.find("》", end, min(high, end + _TITLE)) >= 0


def _use(doc: Doc, here: Sentence, hit: Hit[Time], s: str, field: bool) -> str:
    start, end, time = hit.start, hit.end, hit.value
    text, role = s[start:end], doc.role(here.section)
    before, after = s[max(here.i, start - _WINDOW) : start], s[end : min(here.j, end + _WINDOW)]
    near = _near(s, here, start, end)
    if _titled(s, here.i, start, end, here.j):
        return "name"
    if before.endswith("(") and (after.startswith(")") or _EDITION.match(after)) and _DOCUMENT.search(before.rstrip("(》")):
        return "name"  # 行动计划(2025-2027年), 标准(2018年修订)
    if time.relation in ("ongoing", "immediate"):
        if not field and (_ABLE.search(before) or _TOLD.search(near)):
            return "name" if _ABLE.search(before) else "past"
        return "deadline"
    if field:
        return "past" if _DONE_IN_FIELD.search(before) or _DONE_IN_FIELD.match(after) else "deadline"
    if (time.shift or 0) < 0 or text.startswith(("近", "历时")):
        return "baseline" if _BASELINE_BEFORE.search(before) else "past"
    if hit.rule == "deadline.numeric" and _DATED_ONLY.fullmatch(text) and not (before.endswith("(") and after.startswith(")")):
        return "statistic"
    led = text[0] in "到至截"
    if hit.rule in ("deadline.point", "deadline.numeric") and (_ISSUED_AFTER.match(after) or _ISSUED_BEFORE.search(before)):
        return "past"
    if time.kind in ("date", "period") and (_PICKS.match(after) or _picking(doc.lexicons).match(after)):
        return "name"
    if (time.relation != "by" or hit.rule.startswith("deadline.five_year")) and not led and _BASELINE_BEFORE.search(before):
        return "baseline"
    if time.relation == "from" and text.endswith("以来") or _BASELINE_AFTER.match(after):
        return "baseline"
    if (time.bare or not led) and _BASELINE_LEVEL.match(after) and not (led and after.startswith("年均")):
        return "baseline"
    if time.bare and time.relation == "from" and _TO_VALUE.match(after):  # 从2021年的40%
        return "baseline"
    if time.kind == "repeat":
        if _UNIT_BEFORE.search(before) or _STATISTIC_AFTER.match(after) or _NOW.search(before):
            return "statistic"
        return "past" if role == "background" else "deadline"
    if time.bare and time.relation in ("in", "by") and _SHARED.match(after):
        return "deadline"
    if time.relation == "from" and _FROM_FORCE.match(after):
        return "deadline"
    if time.bare and time.relation == "in" and _CHANGED_TO.search(before):
        return "deadline" if _TO_VALUE.match(after) else "name"  # 由2020年的60%提高到2025年的80%
    if time.kind == "duration":
        return "past" if before[-1:] in ("近", "去") else "name" if _PLAN_NOUN.match(after) else "deadline"
    clause = _clause(s, here, start, end)
    if s.startswith("截", start) and (_PAST.search(clause) or role == "background"):
        return "past"
    if time.relation in ("in", "during", "from"):
        return _unbound(doc, hit, role, before, after, near, clause, text)
    if _TOLD.search(near) and role in ("background", "other"):
        return "past"
    return "deadline"


def _unbound(
    doc: Doc, hit: Hit[Time], role: str, before: str, after: str, near: str, clause: str, text: str
) -> str:
    """The use of a time that no 前, 到 or 底前 binds: it may as well narrate, name or count."""
    time = hit.value
    opens = not before or before[-1] in _OPEN or _LEAD.search(before) is not None
    if role in ("background", "principles") or _PAST.search(near) or _IS.match(after):
        return "past"
    acts = _ACTS.match(after) or _COMPLETES.match(after) or _works(doc.lexicons).match(after)
    if not opens and text[0] not in "在于自从" and not _COMPLETES.match(after):
        return "name"
    committed = role in ("measures", "goals", "safeguards")
    if time.bare and time.relation == "in" and not acts and not _COMMITS.search(before):
        heads = committed and (not before or before[-1] in ",;。")  # 2025年优良比例达到90%: the year heads its clause
        if not (heads and (_reaches(doc.lexicons).search(near) or role == "goals" and _states(doc.lexicons).search(near))):
            return "name"
    elif not acts and not committed and not _STANDS_ALONE.match(after):
        if time.kind == "period" or (time.year == UNSAID and time.relation == "in"):
            return "name"
    instructs = _FUTURE.search(clause) or _COMPLETES.match(after) or _begins(doc.lexicons).match(after)
    if time.relation == "in" and not committed and not instructs and (time.bare or after[:1] == ","):
        return "statistic"
    return "deadline"


def _near(s: str, here: Sentence, start: int, end: int) -> str:
    """The words that a time stands with: its own clause, and the next where a comma follows it at once."""
    low, high = max(here.i, start - _CLAUSE), min(here.j, end + _CLAUSE)
    a = max(s.rfind(c, low, start) for c in ",;。") + 1
    b = end + 1 if s[end : end + 1] == "," else end
    return s[max(a, low) : min((k for k in (s.find(c, b, high) for c in ",;。") if k >= 0), default=high)]


def _clause(s: str, here: Sentence, start: int, end: int) -> str:
    """The text around a time up to the next ; or 。 on either side."""
    low, high = max(here.i, start - _CLAUSE), min(here.j, end + _CLAUSE)
    a = max(s.rfind(";", low, start), s.rfind("。", low, start)) + 1
    return s[max(a, low) : min((k for k in (s.find(";", end, high), s.find("。", end, high)) if k >= 0), default=high)]
