"""Canonical names: indicators, bodies, and a target's expression in plain mathematical form."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import regex

from taizhang.lexicon import Lexicons
from taizhang.rules.indicator import known
from taizhang.rules.places import Region, places, resolve
from taizhang.rules.quantities import Quantity
from taizhang.rules.targets import Frame

_SIGN = {">=": "≥", "<=": "≤", "=": "=", ">": ">", "<": "<", "~": "≈"}
_LEVEL_OF = {"省": "province", "市": "city", "县": "county", "区": "county", "旗": "county", "州": "city", "盟": "city", "国家": "national",
             "省级": "province", "市级": "city", "县级": "county", "区级": "county", "省直": "province", "市直": "city", "县直": "county",
             "自治区": "province", "自治州": "city", "中央": "national", "全国": "national"}  # fmt: skip


def canonical(text: str, lexicons: Lexicons) -> str:
    """The lexicon's indicator that a name speaks of (see `rules.indicator.known`); else empty."""
    line = known(text, lexicons)
    return line["word"] if line else ""


def expression(name: str, frame: Frame, q: Quantity, symbol: str) -> str:
    """PM2.5 ≤ 33 µg/m³; a range as 10–15 %; a change with its sign: 能耗 −8.8 %."""
    def digits(value: float) -> str:
        return f"{value:.12g}"

    if q.value_max is not None:
        return f"{name} {digits(q.value)}–{digits(q.value_max)} {symbol}".strip()
    sign = {"increase": "+", "decrease": "−"}.get(frame.change, "")
    return f"{name} {_SIGN.get(frame.comparator, '=')} {sign}{digits(q.value)} {symbol}".strip()


@dataclass(frozen=True, slots=True)
class Body:
    """A body resolved: canonical full name (empty where unresolved), level, region and GB/T 2260 code."""

    name: str = ""
    level: str = ""
    region: str = ""
    adcode: str = ""


@lru_cache(maxsize=8)
def _departments(lexicons: Lexicons) -> dict[str, tuple[str, frozenset[str]]]:
    return {
        d["word"]: (d["canonical"], frozenset(d["levels"].split("|"))) for d in lexicons.table("bodies/departments")
    }


_HEADS = {"政府": "人民政府", "人民政府": "人民政府", "委": "委员会", "人大常委会": "人民代表大会常务委员会", "政协": "政协", "委办公厅": "委办公厅", "政府办公厅": "人民政府办公厅", "政府办公室": "人民政府办公室"}
_PREFIX = regex.compile(r"^(?P<level>省级|市级|县级|区级|省直|市直|县直|自治区|自治州|国家|中央|省|市|县|区|旗|州|盟)(?P<rest>.+)$")


@lru_cache(maxsize=8192)
def body(name: str, region: Region | None, lexicons: Lexicons) -> Body:
    """The canonical full name of a body in a plan for `region`.

    省发展改革委 in a Jilin plan → 吉林省发展和改革委员会; what the plan's region does not settle stays unresolved.
    """
    departments = _departments(lexicons)
    whole = departments.get(name)
    if whole and whole[1] == {"national"}:
        return Body(whole[0], "national", "全国", "")
    found = _PREFIX.match(name)
    if found and (stem := _stem(found["rest"], departments)):
        level = _LEVEL_OF[found["level"]]
        if level == "national":
            return Body(name if not whole else whole[0], level, "全国", "")
        place = places(lexicons).above(region, level) if region is not None and region.adcode else None
        if place is None and region is not None and region.level == level and region.name:
            place = region
        if place is None or not place.name:
            return Body("", level)
        return Body(place.name + stem, level, place.name, place.adcode)
    for length in range(min(12, len(name) - 1), 1, -1):
        place = resolve(name[:length], lexicons, region)
        stem = _stem(name[length:], departments) if place else ""
        if place and stem:
            return Body(place.name + stem, place.level, place.name, place.adcode)
    return Body()


def _stem(rest: str, departments: dict[str, tuple[str, frozenset[str]]]) -> str:
    if rest in _HEADS:
        return _HEADS[rest]
    known = departments.get(rest)
    return known[0] if known else ""
