"""Units as printed to canonical symbols and to the units that plans are compared in.

A compound (微克/立方米, 万吨/日) is read by grammar: its parts are looked up in lexicons/units and divided.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from taizhang.lexicon import Lexicons
from taizhang.values.numerals import magnitude

_MAGNITUDES = "十百千万亿"


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
        text: as printed, magnitude words of the number removed, e.g. ``微克/立方米``, ``吨/日``, ``元/万人次``.
        lexicons: where units/units is looked up.
    """
    table = _table(lexicons)
    simple = table.get(text)
    if simple is not None:
        return simple
    over, slash, under = text.partition("/")
    if not slash:
        return None
    words = under[: len(under) - len(under.lstrip(_MAGNITUDES))]
    if under not in table and words:
        under = under[len(words) :]
    else:
        words = ""
    a, b = table.get(over), _denominator(under, table)
    if a is None or b is None:
        return None
    scale = magnitude(words) if words else 1
    known = a.factor is not None and b.factor is not None and a.norm and b.norm
    factor = a.factor / (b.factor * scale) if known and a.factor is not None and b.factor is not None else None
    symbol = f"{a.symbol}/{words}{b.symbol}"
    return Unit(symbol, f"{a.norm}/{b.norm}" if known else "", factor, "compound", "compound")


def _denominator(text: str, table: dict[str, Unit]) -> Unit | None:
    # 年 and 日 are ambiguous as units after a number and plain under a stroke (吨/年, 吨/日).
    return table.get(text)


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
