"""Units as printed to canonical symbols and to the units that plans are compared in.

A compound is read by grammar: its parts are looked up in lexicons/units, multiplied and divided (微克/立方米, 万吨/日,
升/人·日, 千克标准煤/千吨公里, 6/10万).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import regex

from taizhang.lexicon import Lexicons
from taizhang.values.numerals import magnitude

# What scales a part of a denominator: 10万, 百, 千 (元/百公里, 6/10万).
_SCALE = regex.compile(r"(?P<n>[1-9]\d{0,5}|)(?P<words>[十百千万亿]{0,3})")
_ALTERNATIVE = regex.compile(r"(?P<one>[^()/]+)\((?P<other>[^()/]+)\)")


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit that was understood.

    Attributes:
        symbol: canonical symbol (%, µg/m³, 亩, 座).
        norm: unit that its values are converted to for comparison, empty where none is known.
        factor: value × factor is the value in `norm`, None where none is known.
        dimension: kind of quantity (mass, area, count, money …); ``ratio`` for % and the like, ``compound``.
        kind: unit, counter, rate or composite_head, as lexicons/units says; ``compound``.
    """

    symbol: str
    norm: str = ""
    factor: float | None = None
    dimension: str = ""
    kind: str = ""


@lru_cache(maxsize=4096)
def unit(text: str, lexicons: Lexicons) -> Unit | None:
    """The unit that a printed form means, None where the lexicons do not know it.

    Args:
        text: as printed, magnitude words of the number removed, e.g. ``微克/立方米``, ``吨/日``, ``元/万人次``,
            ``升/人·日``, ``个(处)``; ``/10万`` is a share of so many.
        lexicons: where units/units is looked up.
    """
    table = _table(lexicons)
    simple = table.get(text)
    if simple is not None:
        return simple
    either = _ALTERNATIVE.fullmatch(text)
    if either and (either["one"] in table and either["other"] in table):
        symbol = f"{table[either['one']].symbol}({table[either['other']].symbol})"
        return Unit(symbol, symbol, 1.0, "count", "composite_head")
    over, slash, under = text.partition("/")
    if not slash:
        return _product(text, table)
    if not over:
        share = _SCALE.fullmatch(under)
        return Unit(f"/{under}", "%", 100 / _scale(share), "ratio", "rate") if share and under else None
    a, b = _product(over, table), _product(under, table)
    if a is None or b is None:
        return None
    symbol = f"{a.symbol}/({b.symbol})" if "·" in b.symbol else f"{a.symbol}/{b.symbol}"
    if a.factor is None or b.factor is None or not a.norm or not b.norm:
        return Unit(symbol, "", None, "compound", "compound")
    norm = f"{a.norm}/({b.norm})" if "·" in b.norm else f"{a.norm}/{b.norm}"
    return Unit(symbol, norm, a.factor / b.factor, "compound", "compound")


def _product(text: str, table: dict[str, Unit]) -> Unit | None:
    """升, 人·日, (hm²·a), 百公里: parts that are multiplied, each with what scales it."""
    if text.startswith("(") and text.endswith(")"):
        text = text[1:-1]
    known = table.get(text)
    if known is not None:
        return known
    made: list[Unit] = []
    for part in regex.split("[·*.]", text):
        found = table.get(part)
        if found is None:
            scale = _SCALE.match(part)
            rest = part[scale.end() :] if scale else part
            found = table.get(rest)
            if found is None or scale is None:
                return None
            factor = None if found.factor is None else found.factor * _scale(scale)
            found = Unit(scale.group() + found.symbol, found.norm, factor, found.dimension, found.kind)
        made.append(found)
    if len(made) == 1:
        return made[0]
    symbol = "·".join(u.symbol for u in made)
    factor = 1.0
    for u in made:
        if u.factor is None or not u.norm:
            return Unit(symbol, "", None, "compound", "compound")
        factor *= u.factor
    return Unit(symbol, "·".join(u.norm for u in made), factor, "compound", "compound")


def _scale(found: regex.Match[str]) -> int:
    return int(found["n"] or 1) * magnitude(found["words"])


@lru_cache(maxsize=8)
def _table(lexicons: Lexicons) -> dict[str, Unit]:
    out: dict[str, Unit] = {}
    for line in lexicons.table("units/units"):
        factor = float(line["factor"]) if line["factor"] else None
        out[line["word"]] = Unit(line["unit"], line["unit_norm"], factor, line["dimension"], line["kind"])
    return out


def normal(value: float | None, measured: Unit | None) -> float | None:
    """`value` in the unit that plans are compared in, rounded to 12 significant digits; None where it has none."""
    if value is None or measured is None or measured.factor is None:
        return None
    return float(f"{value * measured.factor:.12g}")
