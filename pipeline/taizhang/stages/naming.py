"""Canonical names: indicators, bodies, and a target's expression in plain mathematical form."""

from __future__ import annotations

from taizhang.lexicon import Lexicons
from taizhang.rules.indicator import known
from taizhang.rules.quantities import Quantity
from taizhang.rules.targets import Frame
from taizhang.stages.body_canonical import Body, body

__all__ = ["Body", "body", "canonical", "expression"]

_SIGN = {">=": "≥", "<=": "≤", "=": "=", ">": ">", "<": "<", "~": "≈"}


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
