"""Forms of time expressions in plans.

Patterns run on folded text without stray spaces (`stages.text`).  What a time is used for (deadline, baseline, past)
is not decided here but in `stages.times`, which sees the sentence around it.
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


@dataclass(frozen=True, slots=True)
class Time:
    """A time expression's meaning, before its context is known.

    Attributes:
        relation: one of `schema.RELATIONS`.
        date: its EDTF and due with `year`, or both empty.
        year: the year that it names as text, ``XXXX`` where it names none, empty where a year has no part in it.
        remake: year → `Date`, for a year that the context supplies.
        repeat: ISO 8601 repeat (R/P3M) for `every`.
        bare: the expression is a year alone, which is often a mere adjective.
        kind: date, period, duration or repeat.
        shift: years from the year that the context says (当年 0, 次年 1), None where none is meant.
    """

    relation: str
    date: Date = Date()
    year: str = ""
    remake: Callable[[str], Date] | None = None
    repeat: str = ""
    bare: bool = False
    kind: str = "date"
    shift: int | None = None


_Y = f"(?P<y>{dates.YEAR})"
_MONTH = r"(?P<m>1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])月"
_DAY = r"(?P<d>3[01]|[12]\d|0?[1-9]|三?十[一]?|二?十[一二三四五六七八九]?|[一二三四五六七八九])[日号]"
_MID = r"中(?!期|国|央|小|心|部|医|型|长|等|共|华|的|,|旬)"
_PART = rf"""(?:{_MONTH}份?(?:{_DAY}|(?P<third>[上中下])旬|(?P<mp>底|末|初|中(?=前|完成)))?
    |年?度?(?P<yp>底|末|终|初|{_MID})|(?P<h>[上下])半年(?:[底末])?|第?(?P<q>[一二三四1-4])季度(?:[底末])?|岁末)"""
_PRE = r"(?P<pre>到|截至到?|截止到?|至(?!少|今|关|于|此)|不?迟于|最迟(?:于|在)?|直[到至]|于|在|自|从|力争到(?=\d))?"
_BEFORE = r"前(?!列|期|后|茅|述|沿|提|三|两|瞻|进|景|身|端|线)"
_SUF = rf"(?P<suf>(?:之|以){_BEFORE}|{_BEFORE}|之后|以后|后(?!期|续|备|勤|评)|起(?!步|草|点|来|到)|开始|止|以来|内(?!部|容|涵|外|在))?"


def _int(text: str) -> int:
    return int(number(text) or 0)


def _relation(match: Match, *, bare: bool) -> str:
    pre, suf = match["pre"] or "", match["suf"] or ""
    if suf in ("起", "开始", "后", "之后", "以后", "以来") or (pre in ("自", "从") and not suf.endswith("前")):
        return "from"
    if suf.endswith("前"):
        return "before" if bare else "by"
    if pre in ("于", "在", "") and suf != "止":
        return "during" if suf == "内" else "in"
    return "by"


def _part_date(y: str, part: tuple[str | None, ...]) -> Date:
    month, day, third, half, quarter, point = part
    if month:
        if third:
            return dates.of_third(y, _int(month), third)
        return dates.of_month(y, _int(month), _int(day) if day else None)
    if half:
        return dates.of_half(y, 1 if half == "上" else 2)
    if quarter:
        return dates.of_quarter(y, _int(quarter))
    if point == "初":
        return dates.of_month(y, 1)
    if point == "中":
        return dates.of_month(y, 6)
    return dates.of_month(y, 12)


def _part(match: Match) -> tuple[str | None, ...]:
    return match["m"], match["d"], match["third"], match["h"], match["q"], match["yp"]


def _known(relation: str, date: Date) -> Date:
    return Date(date.edtf, "") if relation == "from" else date


def point(match: Match) -> Time | Dropped:
    """A year with a month, day, quarter, half or end: 2025年底前, 20-9月底前, 2022年3月起."""
    y = dates.year(match["y"])
    make = partial(_part_date, part=_part(match))
    date = make(y)
    if not date.edtf:
        return Dropped("impossible_date")
    relation = _relation(match, bare=False)
    return Time(relation, _known(relation, date), y, make)


def point_without_year(match: Match) -> Time | Dropped:
    """A month, day, quarter or end whose year the neighbours say: 9月底前, 年底前, 第三季度."""
    make = partial(_part_date, part=_part(match))
    date = make(UNSAID)
    if not date.edtf:
        return Dropped("impossible_date")
    relation = _relation(match, bare=False)
    return Time(relation, _known(relation, date), UNSAID, make)


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


def year_range(match: Match) -> Time:
    """2021-2025年, 2021年至2025年: the interval, met until its last day."""
    first, last = dates.year(match["y"]), dates.year(match["y2"])
    return Time("during", dates.of_span(first, last), last, kind="period")


def _span_date(y: str, *, first: tuple[str, str | None], last: tuple[str, str | None]) -> Date:
    a = dates.of_month(y, _int(first[0]), _int(first[1]) if first[1] else None).edtf
    b = dates.of_month(y, _int(last[0]), _int(last[1]) if last[1] else None).edtf
    return dates.of_span(a, b) if a and b else Date()


def month_range(match: Match) -> Time | Dropped:
    """7月14日至8月14日, 2022年3月-6月: both ends in one year."""
    y = dates.year(match["y"]) if match["y"] else UNSAID
    make = partial(_span_date, first=(match["m"], match["d"]), last=(match["m2"], match["d2"]))
    date = make(y)
    if not date.edtf:
        return Dropped("impossible_date")
    return Time("during", date, y, make, kind="period")


def long_range(match: Match) -> Time | Dropped:
    """自2024年3月起至2026年底, 2023年11月至2024年3月: the ends lie in different years."""
    a = dates.of_month(dates.year(match["y"]), _int(match["m"]), None) if match["m"] else Date(dates.year(match["y"]))
    y2 = dates.year(match["y2"])
    b = dates.of_month(y2, _int(match["m2"]), None) if match["m2"] else Date(f"{y2}-12" if match["yp2"] else y2)
    if not a.edtf or not b.edtf:
        return Dropped("impossible_date")
    return Time("during", dates.of_span(a.edtf, b.edtf), y2, kind="period")


def relative_year(match: Match) -> Time:
    """当年, 本年度, 次年 with or without an end: a year that the plan's own date fixes, not this expression."""
    part = _part(match)
    bare = not any(part)
    relation = _relation(match, bare=bare)
    make = dates.of_year if bare else partial(_part_date, part=part)
    shift = 1 if match["rel"] in ("次年", "明年", "翌年") else 0
    return Time(relation, _known(relation, make(UNSAID)), UNSAID, make, shift=shift)


def five_year(match: Match) -> Time | Dropped:
    """“十四五”期间, 到“十四五”末, “十四五”以来."""
    years = dates.five_year(match["plan"])
    if years is None:
        return Dropped("unknown_five_year_plan")
    first, last = (str(y) for y in years)
    part = match["part"] or ""
    if part in ("末", "末期", "期末") or (not part and match["pre"]):
        return Time("by", dates.of_year(last), last)
    if part.startswith("以来"):
        return Time("from", Date(first), first, kind="period")
    if part == "中期":
        return Time("by", dates.of_year(str(years[0] + 2)), str(years[0] + 2))
    if part.startswith("前"):
        last = str(years[0] + _int(part[1]) - 1)
    return Time("during", dates.of_span(first, last), last, kind="period")


def duration(match: Match) -> Time | Dropped:
    """3年内, 利用3年时间, 在核查意见反馈后1个月内: a span whose start the expression does not date."""
    amount = match["n2"] or match["n"]
    value = 0.5 if amount == "半" else number(amount)
    if value is None:
        return Dropped("no_number")
    iso = dates.duration(value, match["unit"].removeprefix("个"))
    return Time("during", Date(iso), kind="duration") if iso else Dropped("uneven_duration")


_REPEAT = {
    "年": "P1Y", "年度": "P1Y", "半年": "P6M", "季度": "P3M", "季": "P3M", "月": "P1M", "周": "P1W", "星期": "P1W",
    "日": "P1D", "天": "P1D", "旬": "P10D", "工作日": "P1D",
}  # fmt: skip


def repeat(match: Match) -> Time | Dropped:
    """每季度, 每两年, 按月, 分年度, 逐年."""
    unit = match["unit"].removeprefix("个")
    count = _int(match["n"]) if match["n"] else 1
    base = _REPEAT[unit]
    iso = f"R/P{int(base[1:-1]) * count}{base[-1]}"
    return Time("every", Date(iso), repeat=iso, kind="repeat")


def ongoing(match: Match) -> Time:
    """长期坚持: without an end."""
    return Time("ongoing", kind="period")


def immediate(match: Match) -> Time:
    """立行立改: at once."""
    return Time("immediate", kind="date")


def undated(match: Match) -> Time:
    """自印发之日起, 采暖季前: bound to something that the expression does not date."""
    suf = match["suf"] or ""
    relation = "by" if suf.endswith("前") else "from" if suf in ("起", "后", "开始") else "during"
    return Time(relation, kind="period")


_NOT_IN_NUMBER = r"(?<![\d.A-Za-z年第])"
_RANGE = r"(?:-{1,2}|~|至|到)"
_N = r"(?P<n>\d{1,3}|[一二两三四五六七八九十]{1,3}|半)(?:(?:-|~|至|到|、)(?P<n2>\d{1,3}|[一二两三四五六七八九十]{1,3}))?"
_CUES = (
    ("ongoing", "times/cues", (("relation", "ongoing"),)),
    ("verb", "times/cues", (("relation", "ongoing_verb"),)),
)

RULES: tuple[Rule[Time], ...] = (
    Rule("deadline.long_range",
         rf"(?:自|从)?{_Y}年(?:(?P<m>1[0-2]|0?[1-9])月)?(?:起|开始)?{_RANGE}(?P<y2>{dates.YEAR})年"
         r"(?:(?P<m2>1[0-2]|0?[1-9])月[底末]?|(?P<yp2>年?[底末]))(?:之?前|止)?", long_range, "年"),
    Rule("deadline.year_range", rf"(?<!\()(?:在|于|从|自)?{_Y}年?{_RANGE}(?P<y2>{dates.YEAR})年(?:期间|间)?(?![底末初]|\d{{1,2}}月)",
         year_range, "年"),
    Rule("deadline.month_range",
         rf"(?:在|于|从|自)?(?:{_Y}年?)?{_NOT_IN_NUMBER}?(?P<m>1[0-2]|0?[1-9])月(?:(?P<d>3[01]|[12]\d|0?[1-9])日)?(?:起)?{_RANGE}"
         r"(?P<m2>1[0-2]|0?[1-9])月(?:(?P<d2>3[01]|[12]\d|0?[1-9])日)?[底末]?(?:期间|止)?", month_range, "月"),
    Rule("deadline.point", rf"{_PRE}{_Y}年?{_PART}{_SUF}", point, "年月"),
    Rule("deadline.numeric",
         rf"{_PRE}(?<![\d.])(?P<y>(?:19|20)\d\d)(?P<sep>[-/.])(?P<m>1[0-2]|0?[1-9])(?:(?P=sep)(?P<d>3[01]|[12]\d|0?[1-9]))?"
         rf"(?![\d./%-]|[万亿个米吨元公])日?{_SUF}", numeric, "-/."),
    Rule("deadline.year", rf"{_PRE}{_Y}年度?{_SUF}(?!代|级|期)", year_alone, "年"),
    Rule("deadline.relative_year", rf"{_PRE}(?P<rel>当年|本年度?|今年|次年|明年|翌年){_PART}?{_SUF}",
         relative_year, "年"),
    Rule("deadline.point_without_year",
         rf"{_PRE}{_NOT_IN_NUMBER}(?:{_MONTH}份?(?:{_DAY}|(?P<third>[上中下])旬|(?P<mp>底|末|初))?|(?<![每当本今次明翌\d_xX*-])年(?P<yp>底|末|终)"
         rf"|(?<!每)(?P<h>[上下])半年(?:[底末])?|第(?P<q>[一二三四1-4])季度(?:[底末])?|(?<![每第\d一二三四五六])(?P<q2>[一二三四])季度)"
         rf"{_SUF}", point_without_year, "年月季"),
    Rule("deadline.five_year",
         r"(?P<pre>到|至|在|截至|力争到?(?=“))?“?(?P<plan>(?:二?十[一二三四五六七八九]?|[六七八九])五)”?"
         r"(?P<part>规划期末|时期|期间|期末|末期|末|中期|以来|前[两三四]年|规划期(?:内|间)?|期(?=,))", five_year, "五"),
    Rule("deadline.five_year_bare", r"(?P<pre>到|截至)“?(?P<plan>(?:二?十[一二三四五六七八九]?)五)”?(?P<part>末期?|期末)?(?=,|力争|全)",
         five_year, "五"),
    Rule("deadline.duration",
         rf"(?:(?:在|自|于|从)[^,。;:()]{{1,18}}?(?:之?后|之?日起|以来|起|之日)的?)?(?:在)?{_NOT_IN_NUMBER}(?:利用|用|力争用|通过|经过)?{_N}"
         r"(?P<unit>年|个?季度|个?月|个?工作日|日|天|个?小时|个?星期|周)(?:左右)?(?:的?时间)?(?:之内|以内|内(?!部|容|涵))",
         duration, "内"),
    Rule("deadline.duration_time",
         rf"(?<=利用|用|通过|经过|力争){_N}(?P<unit>年|个?月|个?季度|天|日|周)(?:左右)?的?时间", duration, "时"),
    Rule("deadline.repeat",
         r"(?:每|(?<!第)(?<=[,。;:至少按]|^)按)(?:(?:隔)?(?P<n>\d{1,2}|[两二三四五六七八九十]))?(?P<unit>年度?|半年|个?季度|季(?!节)|个?月(?!球)|个?星期|周(?!边)|旬|个?工作日|日(?!产|处理)|天)"
         r"(?!均)", repeat, "每按"),
    Rule("deadline.repeat_split", r"(?:分|逐|按)(?P<n>(?!))?(?P<unit>年度?|季度?|月|周)(?=对|将|制定|下达|分解|组织|开展|推进|实施|调度|通报|报送|考核|提[高升]|增加|下降|加大|落实|统计|汇总)",
         repeat, "分逐按"),
    Rule("deadline.ongoing", r"(?<!中|近|以)(?:\L<ongoing>|长期(?=\L<verb>))", ongoing, "长", _CUES),
    Rule("deadline.immediate", r"\L<immediate>", immediate, "立即马",
         (("immediate", "times/cues", (("relation", "immediate"),)),)),
    Rule("deadline.since_event", r"自[^,。;:()]{0,8}?(?:印发|发布|公布|施行|实施|下发|颁布|签订|生效|通过)之日(?P<suf>起)", undated, "自"),
    Rule("deadline.season", r"(?:每年)?(?:在|于)?\L<season>(?:来临|到来|开始)?(?P<suf>之?前|期间|内(?!部|涝))", undated, "汛季冬夏春",
         (("season", "times/seasons", ()),)),
    Rule("deadline.mid_century", r"(?P<suf>到本世纪中叶前?)", undated, "叶"),
)  # fmt: skip
