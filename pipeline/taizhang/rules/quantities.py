"""Forms of quantities: a number with its magnitude words, its unit, and the bound words around it.

The rules find the value expression alone; `find` then looks for the bound words in front of and behind it, so that no
pattern has to try them at every character.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

import regex

from taizhang.lexicon import Lexicons
from taizhang.rules.base import Dropped, Hit, Match, Rule, scan
from taizhang.values import numerals
from taizhang.values.numerals import number


@dataclass(frozen=True, slots=True)
class Quantity:
    """A quantity's meaning, before its context is known.

    Attributes:
        value, value_max: magnitude words folded in; value_max only for a range.
        unit_text: unit as printed without magnitude words, empty for none; 每立方米…微克 is 微克/立方米.
        start, end: the value expression alone, bound words left out (indices in the folded paragraph).
        before, after: bound words as printed, empty for none.
        after_end: index behind the bound word that follows.
        before_start: index of the bound word in front.
        approx: the number itself says that it is rough (300余, 10多万).
        spelt: the number is written in Chinese numerals.
    """

    value: float
    value_max: float | None
    unit_text: str
    start: int
    end: int
    before: str = ""
    after: str = ""
    before_start: int = 0
    after_end: int = 0
    approx: bool = False
    spelt: bool = False


def _make(
    match: Match, value: float, value_max: float | None, unit_text: str, approx: bool = False, spelt: bool = False
) -> Quantity:
    start, end = match.span("core")
    return Quantity(value, value_max, unit_text, start, end, "", "", match.start(), match.end(), approx, spelt)


def plain(match: Match) -> Quantity | Dropped:
    """1.03万吨, 33微克/立方米, 10%-15%, 3至5个, 5000万元, 300余家, 人民币2亿元."""
    words, first = match["mag"] or "", match["mag1"] or ""
    unit = match["unit"] or ""
    if match["under"]:
        unit += "/" + match["under"].strip("()")
    value_max = number(match["n2"], words) if match["n2"] else None
    value = number(match["n"], first or words if match["n2"] else words)
    if value is not None and value_max is not None and value > value_max and not first:
        value = number(match["n"])  # 5000-1万亩: the magnitude belongs to the second number alone
    if value is None or (match["n2"] and value_max is None):
        return Dropped("no_number")
    if value_max is not None and value_max < value:
        return Dropped("falling_range")
    return _make(match, value, value_max, unit, bool(match["more"] or match["more2"]))


def yuan(match: Match) -> Quantity | Dropped:
    """¥300万: the sign in front is the unit."""
    value = number(match["n"], match["mag"] or "")
    return Dropped("no_number") if value is None else _make(match, value, None, "元")


def per(match: Match) -> Quantity | Dropped:
    """每立方米29.5微克: the unit of the denominator stands in front."""
    value = number(match["n"], match["mag"] or "")
    if value is None:
        return Dropped("no_number")
    value_max = number(match["n2"], match["mag"] or "") if match["n2"] else None
    made = _make(match, value, value_max, f"{match['unit']}/{match['under']}")
    return replace(made, before=match["inner"] or "")


def share_of_many(match: Match) -> Quantity | Dropped:
    """6/10万: so many of so many; the denominator is the unit."""
    value = number(match["n"])
    return Dropped("no_number") if value is None else _make(match, value, None, f"/{match['under']}")


_PARTS = {"百": "%", "千": "‰", "万": "‱"}


def percent_words(match: Match) -> Quantity | Dropped:
    """百分之九十五, 百分之十二点五, 千分之三, 百分之五至百分之十."""
    value = number(match["n"])
    value_max = number(match["n2"]) if match["n2"] else None
    if value is None or (match["n2"] and value_max is None):
        return Dropped("no_number")
    return _make(match, value, value_max, _PARTS[match["of"]])


def fraction(match: Match) -> Quantity | Dropped:
    """三分之二, 一半: a fraction without a unit."""
    if not match["n"]:
        return _make(match, 0.5, None, "")
    over, under = number(match["n"]), number(match["d"])
    if over is None or not under:
        return Dropped("no_number")
    return _make(match, over / under, None, "")


def ratio(match: Match) -> Quantity | Dropped:
    """2:1: how many of one to how many of another."""
    over, under = number(match["n"]), number(match["d"])
    if over is None or not under:
        return Dropped("no_number")
    return _make(match, over / under, None, "")


def doubling(match: Match) -> Quantity:
    """翻一番: so many doublings."""
    return _make(match, number(match["n"] or "一") or 1.0, None, "番")


def chinese_count(match: Match) -> Quantity | Dropped:
    """三座, 一千二百户, 三至五个, 十余个, 二百亿元: the number is spelt out."""
    text, last = match["n"], match["n2"]
    if not last and len(text) == 2 and regex.fullmatch(numerals.CHINESE_DIGIT + "{2}", text):
        text, last = text[0], text[1]  # 三五个 is three to five
    value = number(text)
    value_max = number(last) if last else None
    if value is None or (last and value_max is None):
        return Dropped("no_number")
    if value_max is not None and value_max <= value:
        return Dropped("falling_range")
    if value_max is None and all(c in "百千万亿" for c in text) and match["unit"] not in _COUNTED:
        return Dropped("no_number")  # 万元产值, 百公里油耗
    return _make(match, value, value_max, match["unit"], bool(match["more"]), True)


_COUNTED = frozenset("名个家户座处条项辆台件")
_N, _MAG = numerals.DIGITS, numerals.MAGNITUDE
_C, _C1 = numerals.CHINESE_BIG, numerals.CHINESE_DIGIT
_UNITS = (("unit", "units/units", ()),)
# The unit words that are hardly ever anything else after a numeral in Chinese.
_SAFE = (("unit", "units/units", (("ambiguous", "false"),)),)
# Not part of a name (PM2.5, 5G, IPv6), of a formula (1+5+12), of an ordinal (第3次) or of a date.
_FREE = r"(?<![A-Za-z\d第+_\-.~/])(?<!\d,)"
# 万人 and 千户 are magnitudes with a unit; as units they only stand under a stroke.
_ONE = r"(?![万亿]|[十百]万|[百千][人户])\L<unit>"
# kW·h, 个(处)
_UNIT = rf"{_ONE}(?:·\L<unit>)?(?:\(\L<unit>\))?"
_SCALED = rf"(?:\d{{0,4}}{_MAG})?\L<unit>"
# Under the stroke: 立方米, 万元, 人·日, (公顷·年)
_UNDER = rf"(?:\({_SCALED}[·.*]\L<unit>\)|{_SCALED}(?:·\L<unit>)?)"
_TO = "(?:-{1,2}|~|至|到)"
# Words that begin with what could be a counter (条件, 处理, 台账), and counties that begin with what could be a number.
_NOT_WORD = r"(?!条[件例约]|处[理置罚室]|台[账风县山区]|个[人性体别案]|家[庭园具]|名[单录称城胜牌木]|户[籍外型]|种[植养类子质业]|份额|支[持撑付出]|口[岸径]|场[地所馆景域]|组[织长建]|根[本据]|所[有属在]|座[谈]|本[地市省县级科行质])"

RULES: tuple[Rule[Quantity], ...] = (
    Rule("quantity.plain",
         rf"(?P<core>(?:人民币|[¥￥])?{_FREE}(?P<n>{_N})(?:(?P<mag1>{_MAG})?(?:\L<unit>(?:/{_UNDER})?)?{_TO}(?P<n2>{_N}))?(?P<more>余|多|几)?"
         rf"(?P<mag>{_MAG}?)??(?P<more2>余|多(?=\L<unit>))?(?P<unit>{_UNIT})(?:(?:/|每(?!年|日|月))(?P<under>{_UNDER}))?)"
         r"(?![A-Za-z\d])(?!年(?!均|产|度))(?!前(?!列))", plain, "0123456789", _UNITS),
    Rule("quantity.yuan", rf"(?P<core>[¥￥](?P<n>{_N})(?P<mag>{_MAG})?)(?![\d元美])", yuan, "¥￥"),
    Rule("quantity.per",
         rf"(?P<core>每(?![年月日天周季])(?P<under>{_SCALED})(?:(?P<inner>不(?:高|低|多|少|大|小)于|不超过|低于|高于|超过|约)|为|降至|达到?)?"
         rf"(?P<n>{_N})(?:{_TO}(?P<n2>{_N}))?(?P<mag>{_MAG}?)??(?P<unit>{_UNIT}))(?![A-Za-z\d])", per, "每", _UNITS),
    Rule("quantity.share_of_many", rf"(?P<core>{_FREE}(?P<n>{_N})/(?P<under>[1-9]\d{{0,4}}[十百千万]{{1,2}}|[百千万]|1(?:0{4,5}))(?!\d))",
         share_of_many, "/"),
    Rule("quantity.percent_words",
         rf"(?P<core>(?P<of>[百千万])分之(?P<n>{_C}+(?:点{_C1}+)?|{_N})(?:(?:至|到|-)(?:百分之)?(?P<n2>{_C}+(?:点{_C1}+)?))?)",
         percent_words, "分"),
    Rule("quantity.fraction", rf"(?P<core>(?<!{_C})(?P<d>[二两三四五六七八九十]{{1,3}}|\d{{1,3}})分之(?P<n>{_C}{{1,3}}|\d{{1,3}})|(?<!{_C})一半(?!以?上午|天|夜))",
         fraction, "分半"),
    Rule("quantity.ratio", rf"(?P<core>{_FREE}(?![01]?\d:[0-5]\d(?!\d)|2[0-4]:[0-5]\d(?!\d))(?P<n>\d{{1,4}}(?:\.\d{{1,4}})?):(?P<d>\d{{1,4}}(?:\.\d{{1,4}})?))(?![\d:])",
         ratio, ":"),
    Rule("quantity.doubling", r"翻(?P<core>(?P<n>[一两二三四五1-9])?番)", doubling, "翻"),
    Rule("quantity.chinese_count",
         rf"(?<![第每几数A-Za-z\d]|{_C})(?P<core>(?:人民币)?(?P<n>{_C}{{1,32}}?)(?:(?:至|到|-|~)(?P<n2>{_C}{{1,32}}?))?(?P<more>余|多|几)?"
         rf"{_NOT_WORD}(?P<unit>{_UNIT}(?:/{_UNDER})?|项(?!目)|条(?![件例约款目])|成(?![为立果本员功长熟就效分品])))(?!{_C})", chinese_count, "零〇一二两三四五六七八九十百千万亿壹贰叁肆伍陆柒捌玖拾佰仟", _SAFE),
    Rule("quantity.bare",
         rf"(?P<core>{_FREE}(?P<n>{_N})(?P<mag1>(?!))?(?:{_TO}(?P<n2>{_N}))?(?P<more>(?!))?(?P<mag>{_MAG})?(?P<more2>(?!))?(?P<unit>(?!))?(?P<under>(?!))?)"
         r"(?=[,。;、)]|以|左右|及以|之间|[和至]\d|$)", plain, "0123456789"),
)  # fmt: skip

_LONGEST_BOUND = 8
_PIECE = 500
_NEVER_INSIDE = regex.compile(r"[的是了。;\n]")
# Between the bound word and the number; and where 约, 近 and 超 are part of another word (节约, 最近).
_LINK = "(?:达到?|为|在)?"
_NO_BOUND = regex.compile(r"(?:[节集条制预公大契](?=约)|[最靠附邻临相就](?=近)|[赶高](?=超))")
_TO_LEVEL = frozenset("到至为达在")
_AND = ("、", "和", "及")


@dataclass(frozen=True, slots=True)
class _Bounds:
    before: regex.Pattern[str]
    after: regex.Pattern[str]


@lru_cache(maxsize=8)
def _bounds(lexicons: Lexicons) -> _Bounds:
    words = {p: lexicons.words("quantities/bounds", position=p) for p in ("before", "after")}
    return _Bounds(
        regex.compile(rf"(?P<word>\L<w>){_LINK}$", w=list(words["before"])),
        regex.compile(r"(?P<word>\L<w>)(?!海|述|容|涵|部)", w=list(words["after"])),
    )


def find(
    s: str, start: int, end: int, lexicons: Lexicons, drop: Callable[[str], None], chars: frozenset[str] | None = None
) -> list[Hit[Quantity]]:
    """All quantities of ``s[start:end]`` with their bound words, in order.

    Args:
        s: folded text without stray white space.
        start, end: range to look at.
        lexicons: units and bounds.
        drop: told the reason of each candidate that is given up.
        chars: the range's characters, where the caller has them.

    Returns:
        Hits whose span takes the bound words in; the quantity's own start and end leave them out.
    """
    out: list[Hit[Quantity]] = []
    hits = []
    for low, high in _pieces(s, start, end):
        hits += scan(RULES, s, low, high, lexicons, drop, chars if end - start <= _PIECE else None)
    for k, hit in enumerate(hits):
        q = _bounded(s, start, end, hit.value, lexicons)
        if hit.rule == "quantity.bare":
            listed = out and out[-1].rule == hit.rule and s[out[-1].value.end : q.start] in _AND
            large = s[q.end - 1 : q.end] in "万亿"
            if not (q.before or listed or large) and s[q.start - 1 : q.start] not in _TO_LEVEL:
                drop("bare_number")
                continue
            q = _shared_unit(s, q, hits[k + 1].value if k + 1 < len(hits) else None)
        elif q.unit_text == "" and s[q.start - 1 : q.start] == "第":
            continue
        out.append(Hit(q.before_start, q.after_end, hit.rule, q))
    return _chained(s, out)


def _pieces(s: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Cut a very long range where no quantity can stand across the cut, so that overlaps are settled piece by piece."""
    low = start
    while end - low > 2 * _PIECE:
        cut = _NEVER_INSIDE.search(s, low + _PIECE, low + 2 * _PIECE)
        high = cut.start() if cut else low + 2 * _PIECE
        yield low, high
        low = high
    yield low, end


def _bounded(s: str, start: int, end: int, q: Quantity, lexicons: Lexicons) -> Quantity:
    words = _bounds(lexicons)
    low = max(start, q.before_start - _LONGEST_BOUND)
    before = words.before.search(s, low, q.before_start)
    if before and _NO_BOUND.match(s, max(start, before.start() - 1)):
        before = None
    stop = q.after_end
    if q.value_max is not None and s.startswith("之间", stop):
        stop += 2
    after = words.after.match(s, stop, min(end, stop + _LONGEST_BOUND))
    return replace(
        q, before=before["word"] if before else q.before, before_start=before.start() if before else q.before_start,
        after=after["word"] if after else "", after_end=after.end() if after else stop,
    )  # fmt: skip


def _shared_unit(s: str, q: Quantity, following: Quantity | None) -> Quantity:
    """10、35、50毫克/立方米: the unit stands behind the last number only."""
    if following is not None and s[q.end : following.start] in _AND:
        return replace(q, unit_text=following.unit_text)
    return q


def _chained(s: str, hits: list[Hit[Quantity]]) -> list[Hit[Quantity]]:
    """Hand a shared unit on to all numbers of a row, from its end to its start."""
    out = list(hits)
    for k in range(len(out) - 2, -1, -1):
        q, after = out[k].value, out[k + 1].value
        if not q.unit_text and out[k].rule == "quantity.bare" and s[q.end : after.start] in _AND:
            out[k] = Hit(out[k].start, out[k].end, out[k].rule, replace(q, unit_text=after.unit_text))
    return out
