"""Canonical names: indicators, bodies, and a target's expression in plain mathematical form."""

from __future__ import annotations

from functools import lru_cache

from taizhang.lexicon import Lexicons
from taizhang.rules.indicator import known
from taizhang.rules.quantities import Quantity
from taizhang.rules.targets import Frame
from taizhang.stages.body_canonical import Body, body
from taizhang.values.units import Unit

__all__ = ["Body", "body", "canonical", "expression", "fits"]

_SIGN = {">=": "≥", "<=": "≤", "=": "=", ">": ">", "<": "<", "~": "≈"}


def canonical(text: str, lexicons: Lexicons) -> str:
    """The lexicon's indicator that a name speaks of (see `rules.indicator.known`); else empty."""
    line = known(text, lexicons)
    return line["word"] if line else ""


@lru_cache(maxsize=8)
def _units(lexicons: Lexicons) -> dict[str, str]:
    return {line["word"]: line["unit_norm"] for line in lexicons.table("indicators/indicators")}


def fits(indicator: str, measured: Unit, lexicons: Lexicons) -> bool:
    """Whether an indicator can be measured in a unit: emissions in t are no concentration in mg/m³.

    A rate (%, 个百分点, 倍) fits everything, since any indicator may change by it; an unknown unit contradicts nothing.
    """
    norm = _units(lexicons).get(indicator, "")
    if not norm or not measured.norm or measured.kind == "rate":
        return True
    return norm == measured.norm or (measured.kind in ("counter", "composite_head") and norm not in _PHYSICAL)


# Normal units of physical quantities and money, which a count of things never measures.
_PHYSICAL = frozenset({"t", "kg", "km", "m", "km²", "ha", "m²", "m³", "kW", "kWh", "tce", "元", "%", "µg/m³", "mg/L"})


def expression(name: str, frame: Frame, q: Quantity, symbol: str) -> str:
    """PM2.5 ≤ 33 µg/m³; a range as 10–15 %; a change with its sign: 能耗 −8.8 %."""

    def digits(value: float) -> str:
        return f"{value:.12g}"

    if q.value_max is not None:
        return f"{name} {digits(q.value)}–{digits(q.value_max)} {symbol}".strip()
    sign = {"increase": "+", "decrease": "−"}.get(frame.change, "")
    return f"{name} {_SIGN.get(frame.comparator, '=')} {sign}{digits(q.value)} {symbol}".strip()
