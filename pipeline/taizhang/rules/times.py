"""Forms of time expressions in plans.

Patterns run on folded text without stray spaces (`stages.text`).  What a time is used for (deadline, baseline, past)
is not decided here but in `stages.times`, which sees the sentence around it; it also joins two points that a dash or
至 links (2025年4月中旬至6月底), so that a span needs no pattern of its own for each pair of forms.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from taizhang.rules.base import Dropped, Match, Rule
from taizhang.values import dates
from taizhang.values.dates import Date
from taizhang.values.numerals import number

UNSAID = "XXXX"
NO_DATE = Date()


@dataclass(frozen=True, slots=True)
class Time:
    """A time expression's meaning, before its context is known.

    Attributes:
        relation: one of `schema.RELATIONS`.
        date: its EDTF and due with `year`, or both empty.
        year: the year that it names as text, ``XXXX`` where it names none, empty where a year has no part in it.
        remake: year → `Date`, for a year (with `months`: a year and month) that the context supplies.
        repeat: ISO 8601 repeat (R/P3M) for `every`.
        bare: the expression is a year alone, which is often a mere adjective.
        kind: date, period, duration or repeat.
        shift: years from the year that the context says (当年 0, 次年 1), None where none is meant.
        months: as `shift`, in months from the plan's own date (本月 0, 下月 1).
        own: `shift` counts from the plan's own year (今年), not from a neighbour's (当年).
        back: how far it lies before the deadline that stands before it (提前一年 → (1, 年)).
        review: why its value is empty.
    """

    relation: str
    date: Date = NO_DATE
    year: str = ""
    remake: Callable[[str], Date] | None = None
    repeat: str = ""
    bare: bool = False
    kind: str = "date"
    shift: int | None = None
    months: int | None = None
    own: bool = False
    back: tuple[int, str] | None = None
    review: tuple[str, ...] = ()


_Y = f"(?P<y>{dates.YEAR})"
_M = r"(?:1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])"
_D = r"(?:3[01]|[12]\d|0?[1-9]|三十一?|二?十[一二三四五六七八九]?|[一二三四五六七八九])"
_MONTH = rf"(?P<m>{_M})月"
RANGE = r"(?:-{1,2}|~|至|到)"
_TO = r"(?P<listed>-{1,2}|~|至|到|、)"
_MID = r"(?:(?<=年)年中|中(?!期|国|央|小|心|部|医|型|长|等|共|华|的|,|旬))"
# 底, 末, 终, 初 that begin another word: 2025年初步建成, 摸清2025年底数.
_EDGE = r"底(?!线|数|色|层|座|部|泥|栖|盘|图|板|稿|价|气)|末(?!端|位|梢|尾)|终(?=[,、;。)]|前|完成|实现|$)|初(?!步|级|中|期|次|始|心|审|验|评|筛|稿|设|任)"
_IN_MONTH = rf"""份?(?:(?P<d>{_D})[日号]?{RANGE}(?P<d2>{_D})[日号]|(?P<d>{_D})[日号](?:24时)?|(?P<third>[上中下])旬
    |(?P<mp>{_EDGE}|中(?=前|完成|,|投|启|开|建)))?"""
_PART = rf"""(?:(?P<m>{_M}){_TO}(?P<m2>{_M})月份?[底末]?|{_MONTH}{_IN_MONTH}|年?度?(?P<yp>{_EDGE}|{_MID})|岁末
    |(?P<h>[上下])半年[底末]?|第?(?P<q>[一二三四1-4])(?:{_TO}第?(?P<q2>[一二三四1-4]))?季度[底末]?|前(?P<fq>[两二三23])个?季度|前(?P<fm>两|{_M})个月|(?P<sn>[春夏秋])季(?!学|节))"""
# 到 behind a verb of change belongs to the value (提高到2025年的60%).
_PRE = r"(?P<pre>(?<![达高低降升增少减大扩缩])到|截至到?|截止到?|至(?!少|今|关|于|此)|不?[迟晚]于|最迟(?:于|在)?|直[到至]|于|在|自|从)?"
_AHEAD = r"提(?![交出供升高请前])|进(?![场行入驻])"
_BEFORE = rf"前(?!列|期|后|茅|述|沿|瞻|景|身|端|线|往|{_AHEAD})"
_AFTER = r"之后|以后|后(?!期|续|备|勤|评|半)|起(?!步|草|点|来|到|源|诉|重)|开始|止|以来|(?:之|以)?内(?!部|容|涵|外|在|控|河|涝)|期间"
_SUF = rf"(?P<suf>(?:\(含\))?(?:之|以)?{_BEFORE}|{_AFTER})?"
_FEW = r"[一二两三四五六七八九十\d几]{1,2}"
# Behind a bare year 前三季度 and 前两个月 are parts of it.
_SUF_YEAR = rf"(?P<suf>(?:\(含\))?(?:之|以){_BEFORE}|{_BEFORE}(?!{_FEW}个?(?:季|月|半))|年内(?!部)|{_AFTER})?"
_AT = {"初": 1, "中": 6, "年中": 6}


def _int(text: str) -> int:
    return int(number(text) or 0)


def _relation(match: Match, *, bare: bool) -> str:
    pre, suf = match["pre"] or "", match["suf"] or ""
    if suf in ("起", "开始", "后", "之后", "以后", "以来") or (pre in ("自", "从") and not suf.endswith("前")):
        return "from"
    if suf.endswith("前"):
        return "before" if bare and "含" not in suf else "by"
    if pre in ("于", "在", "") and suf != "止":
        return "during" if suf.endswith(("内", "间")) else "in"
    return "by"


def _months(y: str, first: int, last: int, part: dict[str, str | None], step: int = 1) -> Date:
    """7-8月, 一至三季度; with 、 only neighbours are a span (7、8月), others are two times (3、9月)."""
    listed = part["listed"] == "、"
    return dates.of_months(y, first, last) if (last == first + 2 * step - 1 if listed else first < last) else Date()


def _part_date(y: str, part: dict[str, str | None]) -> Date:
    month, last = part["m"], part["d2"]
    if month and part["m2"]:
        return _months(y, _int(month), _int(part["m2"]), part)
    third = part["third"] or {"初": "上", "中": "中"}.get(part["mp"] or "")
    if month and third:
        return dates.of_third(y, _int(month), third)
    if month:
        day = dates.of_month(y, _int(month), _int(part["d"]) if part["d"] else None)
        end = dates.of_month(y, _int(month), _int(last)) if last else day
        return dates.of_span(day.edtf, end.edtf) if last and day.due < end.due else Date() if last else day
    if part["h"]:
        return dates.of_half(y, 1 if part["h"] == "上" else 2)
    if part["q"] and part["q2"]:
        return _months(y, 3 * _int(part["q"]) - 2, 3 * _int(part["q2"]), part, step=3)
    if part["q"]:
        return dates.of_quarter(y, _int(part["q"]))
    if part["fq"]:
        return dates.of_months(y, 1, 3 * _int(part["fq"]))
    if part["fm"]:
        return dates.of_months(y, 1, _int(part["fm"])) if part["fm"] not in ("1", "一") else Date()
    if part["sn"]:
        return dates.of_season(y, part["sn"])
    return dates.of_month(y, _AT.get(part["yp"] or "", 12))


_PARTS = ("m", "m2", "d", "d2", "third", "mp", "h", "q", "q2", "fq", "fm", "yp", "sn", "listed")


def _part(match: Match) -> dict[str, str | None]:
    groups = match.groupdict()
    return {name: groups.get(name) for name in _PARTS}


def _known(relation: str, date: Date) -> Date:
    return Date(date.edtf, "") if relation == "from" else date


def _pointed(match: Match, y: str) -> Time | Dropped:
    part = _part(match)
    make = partial(_part_date, part=part)
    date = make(y)
    if not date.edtf and not part["sn"]:
        return Dropped("impossible_date")
    relation = _relation(match, bare=False)
    vague = ("vague_point",) if part["mp"] in ("初", "中") or part["yp"] in ("初", "中", "年中") else ()
    span = part["m2"] or part["d2"] or part["q2"] or part["fq"] or part["fm"]
    if span and relation == "in":
        relation = "during"
    return Time(relation, _known(relation, date), y, make, kind="period" if span else "date", review=vague)


def point(match: Match) -> Time | Dropped:
    """A year with a month, day, quarter, half or end: 2025年底前, 20-9月底前, 2022年3月起, 2025年1-6月, 25年底前."""
    return _pointed(match, dates.year(match["y"]))


def point_without_year(match: Match) -> Time | Dropped:
    """A month, day, quarter or end whose year the neighbours say: 9月底前, 年底前, 第三季度."""
    return _pointed(match, UNSAID)


def blank_month(match: Match) -> Time:
    """20XX年X月底前: a month that was blanked in print, so that no last day is known."""
    relation = _relation(match, bare=False)
    edtf = f"{dates.year(match['y'])}-XX" + ("-XX" if match["d"] else "")
    return Time(relation, Date(edtf), edtf[:4], review=("masked_month",))


def year_alone(match: Match) -> Time:
    """A year and nothing more: 到2025年, 2025年前, 自2021年开始."""
    y = dates.year(match["y"])
    relation = _relation(match, bare=True)
    make = dates.before_year if relation == "before" else dates.of_year
    return Time(relation, _known(relation, make(y)), y, make, bare=True)


def numeric(match: Match) -> Time | Dropped:
    """2025-06-30, 2025/6/30, 2025.06."""
    day = match["d"]
    make = partial(dates.of_month, month=int(match["m"]), day=int(day) if day else None)
    date = make(match["y"])
    if not date.edtf:
        return Dropped("impossible_date")
    relation = _relation(match, bare=False)
    return Time(relation, _known(relation, date), match["y"], make)


def year_range(match: Match) -> Time | Dropped:
    """2021-2025年, 2025至2027年: the interval, met until its last day."""
    first, last = dates.year(match["y"]), dates.year(match["y2"])
    if first > last:
        return Dropped("impossible_date")
    return Time("during", dates.of_span(first, last), last, kind="period")


_REL = {"次年": 1, "明年": 1, "翌年": 1, "后年": 2, "去年": -1, "上年": -1, "前年": -2}


def relative_year(match: Match) -> Time:
    """当年, 本年度, 次年 with or without an end, 年内: a year that another date fixes, not this expression."""
    part, rel = _part(match), match["rel"].removesuffix("度")
    bare = not any(part.values()) and "岁末" not in match[0]
    relation = _relation(match, bare=bare)
    make = dates.of_year if bare else partial(_part_date, part=part)
    own = rel not in ("当年", "次年", "翌年")
    date = _known(relation, make(UNSAID))
    return Time(relation, date, UNSAID, make, bare=bare and rel != "年", shift=_REL.get(rel, 0), own=own)


def _month_end(month: str, day: int | None) -> Date:
    return dates.of_month(month[:4], int(month[5:7]), day)


def relative_month(match: Match) -> Time:
    """本月底前, 下月10日前: a month that the plan's own date fixes."""
    make = partial(_month_end, day=_int(match["d"]) if match["d"] else None)
    shift = 1 if match["rel"] in ("下月", "次月", "下个月") else 0
    return Time(_relation(match, bare=False), year=UNSAID, remake=make, months=shift)


def five_year(match: Match) -> Time | Dropped:
    """“十四五”期间, 到“十四五”末, “十四五”以来, “十五五”后两年, 第十五个五年规划期间."""
    nth = match.groupdict().get("nth")
    years = dates.nth_five_year(_int(nth)) if nth else dates.five_year(match["plan"])
    if years is None:
        return Dropped("unknown_five_year_plan")
    first, last = (str(y) for y in years)
    part = match["part"] or ""
    if part.endswith("末") or part == "末期" or (not part and match["pre"]):
        return Time("by", dates.of_year(last), last)
    if part.startswith("以来"):
        return Time("from", Date(first), first, kind="period")
    if part == "中期":
        return Time("by", dates.of_year(str(years[0] + 2)), str(years[0] + 2))
    if part.startswith("前"):
        last = str(years[0] + _int(part[1]) - 1)
    if part.startswith("后"):
        first = str(years[1] - _int(part[1]) + 1)
    return Time("during", dates.of_span(first, last), last, kind="period")


def mid_century(match: Match) -> Time:
    """到本世纪中叶: 2050, as the plans of the state that set this horizon print beside it."""
    return Time("by", dates.of_year("2050"), "2050")


def duration(match: Match) -> Time | Dropped:
    """3年内, 3年时间, 在核查意见反馈后1个月内, 为期一年: a span whose start is not dated; of 5-10年 the longest."""
    amount, unit = match["n2"] or match["n"], match["unit"].removeprefix("个")
    value = 0.5 if amount == "半" else number(amount)
    if value is None:
        return Dropped("no_number")
    if unit.endswith("半"):
        unit, value = unit[:-1].removesuffix("个"), value + 0.5
    iso = dates.duration(value, unit)
    why = () if iso else ("working_days" if unit == "工作日" else "uneven_duration",)
    return Time("during", Date(iso), kind="duration", review=why)


def ahead(match: Match) -> Time:
    """提前一年: so long before the deadline that it shifts."""
    return Time("by", kind="date", back=(_int(match["n"]), match["unit"].removeprefix("个")))


_REPEAT = {
    "年": "P1Y", "年度": "P1Y", "半年": "P6M", "季度": "P3M", "季": "P3M", "月": "P1M", "周": "P1W", "星期": "P1W",
    "日": "P1D", "天": "P1D", "旬": "P10D", "工作日": "P1D", "单月": "P2M", "双月": "P2M", "小时": "PT1H",
}  # fmt: skip


def repeat(match: Match) -> Time | Dropped:
    """每季度, 每两年, 按月, 分年度, 逐年; a day or end within it belongs to it (每年12月底前, 每月5日前)."""
    unit, groups = match["unit"].removeprefix("个"), match.groupdict()
    count = _int(groups.get("n2") or groups.get("n") or "1")
    base = _REPEAT[unit]
    iso = f"R/{base[:-2]}{int(base[-2]) * count}{base[-1]}" if unit != "旬" else f"R/P{10 * count}D"
    return Time("every", Date(iso), repeat=iso, kind="repeat")


def ongoing(match: Match) -> Time:
    """长期坚持: without an end."""
    return Time("ongoing", kind="period")


def immediate(match: Match) -> Time:
    """立行立改: at once."""
    return Time("immediate", kind="date")


def undated(match: Match) -> Time:
    """自印发之日起, 2026年汛期前: bound to something that the expression does not date."""
    if match[0].startswith("每年"):
        return Time("every", Date("R/P1Y"), repeat="R/P1Y", kind="repeat")
    suf = match["suf"] or ""
    if suf.endswith("前"):
        relation = "before"
    elif suf in ("起", "后", "开始"):
        relation = "from"
    else:
        relation = "in" if suf == "" else "during"
    return Time(relation, kind="period", review=("undated",))


_NOT_IN_NUMBER = r"(?<![\d.A-Za-z第]|(?<!每)年)"
_COUNT = r"(?:\d{1,3}|[一二两三四五六七八九十百]{1,3})"
_N = rf"(?P<n>{_COUNT}|半)(?:(?:-|~|至|到|、)(?P<n2>{_COUNT}))?"
_UNIT = r"(?P<unit>年半?|个?季度|个半?月|月|个?工作日|日|天|个?小时|个?星期|周)"
_FIRST_YEAR = r"(?<![每当本今次明翌去前后往历同学财周一二两三四五六七八九十百千几数多半近整全\d_xX*-])年"
_IN_MONTH_TAIL = rf"(?:(?:{_D}[日号]?[、和])*{_D}[日号]|[上中下]旬|年?[底末初]|[上下]半年|[一二三四五六日天](?=(?:之|以)?前|上午|下午))"
_TAIL = rf"(?:(?:(?:的?(?:首|第一|末)个?月|(?:{_M}月?[、和])*{_M}月份?){_IN_MONTH_TAIL}?|{_IN_MONTH_TAIL})(?:(?:之|以)?{_BEFORE})?)?"
_QUOTED = r"[“\"‘「]?(?P<plan>(?:二?十[一二三四五六七八九]?|[一二三四五六七八九])五)[”\"’」]?"
_END = r"(?=[,、;。)\t]|$)"
_FIELD = r"(?<![^,、;。:(\t])"
_CUES = (
    ("ongoing", "times/cues", (("relation", "ongoing"),)),
    ("verb", "times/cues", (("relation", "ongoing_verb"),)),
)
# Rules that hold only where the whole value of a time field, or a whole bracket, is the expression.
FIELD_ONLY = frozenset({"deadline.field_duration", "deadline.field_ongoing", "deadline.field_immediate"})

RULES: tuple[Rule[Time], ...] = (
    Rule("deadline.repeat_each", r"(?<![第每\d十“])(?:一(?P<unit>年|季度?|月|周|旬|日|天)|(?P<unit>半年))(?=一(?!年|月|日|级|体|般|致|度)[\u4e00-\u9fff])", repeat, "一"),
    Rule("deadline.year_range", rf"(?:在|于|从|自)?{_Y}年?{RANGE}(?P<y2>{dates.YEAR})年(?:期间|间)?(?!年?度?[底末初]|\d{{1,2}}月)",
         year_range, "年"),
    Rule("deadline.point", rf"{_PRE}{_Y}年?{_PART}{_SUF}", point, "年月"),
    Rule("deadline.short_year",
         rf"{_PRE}(?<![\d.第满近约每用了经达])(?P<y>1\d|2[1-9]|[345]\d)年(?=[年底末]|\d{{1,2}}月(?!内)){_PART}{_SUF}", point, "年"),
    Rule("deadline.blank_month", rf"{_PRE}{_Y}年(?:[_xX*]{{1,2}}|-{{1,2}}(?=月))月(?P<d>[_xX*]{{1,2}}日)?份?[底末]?{_SUF}", blank_month, "年"),
    Rule("deadline.numeric",
         rf"{_PRE}(?<![\d.])(?P<y>(?:19|20)\d\d)(?P<sep>[-/.])(?P<m>1[0-2]|0?[1-9])(?:(?P=sep)(?P<d>3[01]|[12]\d|0?[1-9]))?"
         rf"(?![\d./%]|-(?!-?(?:19|20)\d\d)|[万亿个米吨元公号])日?{_SUF}", numeric, "-/."),
    Rule("deadline.year", rf"{_PRE}{_Y}年度?{_SUF_YEAR}(?!代|级|期)", year_alone, "年"),
    Rule("deadline.relative_year",
         rf"{_PRE}(?P<rel>当年|本年度?|今年|次年|明年|翌年|后年|去年|上年度?|前年(?!度)|{_FIRST_YEAR}(?=内)){_PART}?{_SUF}", relative_year, "年"),
    Rule("deadline.relative_month", rf"{_PRE}(?P<rel>本月|下个?月|次月|(?<![\d一二三四五六七八九十每本下当次上前后份个_xX*])月(?=底前))(?:份?[底末]|(?P<d>{_D})[日号])?{_SUF}",
         relative_month, "月"),
    Rule("deadline.point_without_year",
         rf"{_PRE}{_NOT_IN_NUMBER}(?:(?P<m>{_M}){_TO}(?P<m2>{_M})月份?[底末]?|{_MONTH}{_IN_MONTH}|{_FIRST_YEAR}(?P<yp>{_EDGE})|岁末"
         rf"|(?<!每)(?P<h>[上下])半年[底末]?|第(?P<q>[一二三四1-4])季度[底末]?|(?<![每\d一二三四五六])(?P<q>[一二三四])(?:{_TO}(?P<q2>[一二三四]))?季度[底末]?)"
         rf"{_SUF}", point_without_year, "年月季"),
    Rule("deadline.five_year",
         rf"(?P<pre>(?<![达高低降升增少减大扩缩])到|至|在|截至)?{_QUOTED}"
         r"(?P<part>规划期末|时期|期间|期末|末期|末|中期|以来|[前后][两二三四]年|规划期(?:内|间)?|期(?=,))", five_year, "五"),
    Rule("deadline.five_year_bare", rf"(?P<pre>到|截至){_QUOTED}(?P<part>(?!))?(?=,|力争|全)", five_year, "五"),
    Rule("deadline.nth_five_year",
         r"(?P<pre>到|至|在)?第(?P<nth>二?十[一二三四五六七八九]?|[一二三四五六七八九])个五年(?:规划|计划)(?P<part>时期|期间|期末|末期|末|以来|期内)",
         five_year, "五"),
    Rule("deadline.mid_century", r"到(?:本|21|二十一)世纪中叶", mid_century, "叶"),
    Rule("deadline.duration",
         rf"(?:(?:在|自|于|从)[^,。;:()]{{1,18}}?(?:之?后|之?日起|以来|起|之日)的?)?在?{_NOT_IN_NUMBER}(?:通过|经过)?{_N}"
         rf"{_UNIT}(?:左右)?(?:的?时间)?(?:之内|以内|内(?!部|容|涵|控))", duration, "内"),
    Rule("deadline.duration_time",
         rf"(?:(?<=利用|用|通过|经过|力争)|{_FIELD}){_N}{_UNIT}(?:左右)?的?时间|(?<=限期|限时){_N}{_UNIT}(?!内)"
         rf"|(?:(?<=力争|确保|争取)|{_FIELD}){_N}(?P<unit>年|个月)(?:左右)?(?=完[成工]|建成|实现|全面|基本)", duration, "时期年月"),
    Rule("deadline.duration_named",
         rf"(?:(?:为期|历时|(?:未来|今后)的?|近){_N}{_UNIT}(?:左右)?来?|{_NOT_IN_NUMBER}{_N}(?P<unit>年|个?月)期(?=的|专项(?!债|贷|资|基)|集中|行动|整治|攻坚|活动|培训))",
         duration, "期历来后近"),
    Rule("deadline.field_duration", rf"{_FIELD}{_N}{_UNIT}(?:左右)?{_END}", duration, "年月日天周时期季"),
    Rule("deadline.ahead", r"提前(?P<n>\d{1,2}|[一二两三四五六七八九十])(?P<unit>年|个月)(?:时间)?", ahead, "提"),
    Rule("deadline.repeat",
         r"(?:每|(?<!第)(?<=[,。;:至少按]|^)按)隔?(?P<n>\d{1,2}|[两二三四五六七八九十])?(?:[-至到](?P<n2>\d{1,2}|[两二三四五六七八九十]))?(?P<unit>年度?|半年|个?季度|季(?!节)|个?月(?!球)"
         r"|[单双]月|个?星期|周(?!边)|旬|个?工作日|日(?!产|处理)|天|(?<=\d)个?小时)"
         rf"(?!均){_TAIL}", repeat, "每按"),
    Rule("deadline.repeat_split",
         r"(?P<n>(?!))?(?:逐(?P<unit>年度?|季度?|月|周|日)|[分按](?P<unit>年度?|季度?|月|周)(?=对|将|制定|下达|分解|组织|开展|推进|实施|调度|通报|报送|考核|提[高升]|增加|下降|加大|落实|统计|汇总))",
         repeat, "分逐按"),
    Rule("deadline.ongoing", r"(?<!中|近|以)(?:\L<ongoing>|长期(?=\L<verb>))", ongoing, "长", _CUES),
    Rule("deadline.field_ongoing",
         rf"(?<![^,、;。:(\t并且])(?:(?:长期|持续|常态化?|经常性?)\L<verb>{{0,2}}(?:工作)?|常年|全年){_END}", ongoing, "长持常全", _CUES[1:]),
    Rule("deadline.immediate", r"\L<immediate>|(?:立即|马上)(?!响应|就)", immediate, "立即马",
         (("immediate", "times/cues", (("relation", "immediate"),)),)),
    Rule("deadline.field_immediate", rf"{_FIELD}(?:立即|马上|即时|即刻|当场)[\u4e00-\u9fff]{{0,4}}{_END}", immediate, "即马场"),
    Rule("deadline.since_event",
         r"自[^,。;:()]{0,8}?(?:印发|发布|公布|施行|实施|下发|颁布|签订|生效|通过|发文)之日(?P<suf>起)|[自从]?即日(?P<suf>起)", undated, "自即"),
    Rule("deadline.season",
         rf"(?:每年|(?:在|于)?(?:{_Y}年度?)?)(?:在|于)?\L<season>(?:(?:来临|到来|开始|结束)?(?P<suf>之?前(?!期|后|景))|(?P<suf>期间|内(?!部|涝))|(?P<suf>)(?=,))",
         undated, "汛季期冬夏春节秋", (("season", "times/seasons", ()),)),
)  # fmt: skip
