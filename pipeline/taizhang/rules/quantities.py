"""Forms of quantities: a number with its magnitude words, its unit, and the bound words around it."""

from __future__ import annotations

from dataclasses import dataclass

from taizhang.rules.base import Dropped, Match, Rule
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


def _make(match: Match, value: float, value_max: float | None, unit_text: str) -> Quantity:
    groups = match.groupdict()
    before = groups.get("before") or ""
    after = groups.get("after") or ""
    start, end = match.span("core")
    return Quantity(
        value, value_max, unit_text, start, end, before, after,
        match.start("before") if before else start, match.end("after") if after else end,
    )  # fmt: skip


def plain(match: Match) -> Quantity | Dropped:
    """1.03万吨, 33微克/立方米, 10%-15%, 3至5个, 5000万元."""
    words = match["mag"] or ""
    unit = match["unit"] or ""
    if match["under"]:
        unit += "/" + match["under"]
    value = number(match["n"], match["mag1"] or words if match["n2"] else words)
    value_max = number(match["n2"], words) if match["n2"] else None
    if value is None or (match["n2"] and value_max is None):
        return Dropped("no_number")
    if value_max is not None and value_max < value:
        return Dropped("falling_range")
    return _make(match, value, value_max, unit)


def per(match: Match) -> Quantity | Dropped:
    """每立方米29.5微克: the unit of the denominator stands in front."""
    value = number(match["n"], match["mag"] or "")
    if value is None:
        return Dropped("no_number")
    return _make(match, value, None, f"{match['unit']}/{match['under']}")


def percent_words(match: Match) -> Quantity | Dropped:
    """百分之九十五, 百分之十二点五."""
    whole, _, fraction = match["n"].partition("点")
    value = number(whole)
    if value is None:
        return Dropped("no_number")
    if fraction:
        digits = "".join(str(numerals.chinese(c) or 0) for c in fraction)
        value += float(f"0.{digits}")
    return _make(match, value, None, "%")


def doubling(match: Match) -> Quantity:
    """翻一番: so many doublings."""
    return _make(match, number(match["n"] or "一") or 1.0, None, "番")


def chinese_count(match: Match) -> Quantity | Dropped:
    """三座, 十二处: a counted thing whose number is spelt out."""
    value = number(match["n"])
    return Dropped("no_number") if value is None else _make(match, value, None, match["unit"])


_LISTS = (
    ("unit", "units/units", ()),
    ("before", "quantities/bounds", (("position", "before"),)),
    ("after", "quantities/bounds", (("position", "after"),)),
)
_N = numerals.DIGITS
_MAG = numerals.MAGNITUDE
# Not part of a name (PM2.5, 5G, IPv6), of a formula (1+5+12), of an ordinal (第3次) or of a date.
_FREE = r"(?<![A-Za-z\d第+_\-.~/])(?<!\d,)"
# 万人 and 千户 are magnitudes with a unit; as units they only stand under a stroke.
_UNIT = r"(?![万亿]|[十百]万|[百千][人户])\L<unit>"
_BEFORE = r"(?:(?P<before>\L<before>)(?:达到?|为)?)?"
_AFTER = r"(?P<after>\L<after>(?!海|述))?"

RULES: tuple[Rule[Quantity], ...] = (
    Rule("quantity.plain",
         rf"{_BEFORE}{_FREE}(?P<core>(?P<n>{_N})(?:(?P<mag1>{_MAG})?(?:\L<unit>)?(?:-{{1,2}}|~|至|到)(?P<n2>{_N}))?(?P<mag>{_MAG}?)??"
         rf"(?:余|多(?=[^\u4e00-\u9fff]|\L<unit>))?(?P<unit>{_UNIT})(?:(?:/|每(?!年|日|月))(?P<under>(?:\d{{0,4}}{_MAG})?\L<unit>))?)"
         rf"(?![A-Za-z\d])(?!年(?!均|产|度))(?!前(?!列)){_AFTER}", plain, "0123456789", _LISTS),
    Rule("quantity.per",
         rf"{_BEFORE}(?P<core>每(?P<under>\L<unit>)(?:\L<before>|为|降至)?(?P<n>{_N})(?P<mag>{_MAG}?)??(?P<unit>{_UNIT})){_AFTER}",
         per, "每", _LISTS),
    Rule("quantity.percent_words",
         rf"{_BEFORE}(?P<core>百分之(?P<n>[零〇一二三四五六七八九十百]+(?:点[零〇一二三四五六七八九]+)?)){_AFTER}",
         percent_words, "百", _LISTS[1:]),
    Rule("quantity.doubling", r"(?P<core>翻(?:(?P<n>[一两二三四])番|番))(?P<after>以上|左右)?", doubling, "翻"),
    Rule("quantity.chinese_count",
         rf"{_BEFORE}(?<![第每数一二三四五六七八九十几])(?P<core>(?P<n>[两二三四五六七八九]|[一二三四五六七八九]?十[一二三四五六七八九]?|[一二三四五六七八九]百)"
         rf"(?P<unit>座|家|处|所|条|台|辆|个(?=[^\u4e00-\u9fff]|以上)|万亩))(?!线|件){_AFTER}", chinese_count, "座家处所条台辆个亩", _LISTS[1:]),
    Rule("quantity.bare",
         rf"(?:(?P<before>\L<before>)|(?<=[到至为达在]))(?P<core>(?P<n>{_N})(?P<n2>(?!))?(?P<mag1>(?!))?(?P<mag>{_MAG})?(?P<unit>(?!))?(?P<under>(?!))?)"
         rf"(?=[,。;、)]|以|左右|及以|和\d|$){_AFTER}", plain, "0123456789", _LISTS[1:]),
)  # fmt: skip
