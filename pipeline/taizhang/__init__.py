"""taizhang turns Chinese plan documents into clean, normalised tables.

>>> import taizhang
>>> result = taizhang.convert_text("到2025年，全市森林覆盖率达到45%以上。")
>>> result.targets[["indicator_text", "comparator", "value", "unit", "due"]]  # doctest: +SKIP
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from taizhang.api import Result, convert, convert_text
    from taizhang.bodyfinder import Body, find_bodies
    from taizhang.document import Settings
    from taizhang.errors import CheckError, InputError, LexiconError, MetaError, OutputError, TaizhangError
    from taizhang.finders import Time, find_times
    from taizhang.quantities import Quantity, find_quantities

# Name → module: nothing heavy is imported before it is used.
_HOMES = {
    "Body": "bodyfinder",
    "CheckError": "errors",
    "InputError": "errors",
    "LexiconError": "errors",
    "MetaError": "errors",
    "OutputError": "errors",
    "Quantity": "quantities",
    "Result": "api",
    "Settings": "document",
    "TaizhangError": "errors",
    "Time": "finders",
    "convert": "api",
    "convert_text": "api",
    "find_bodies": "bodyfinder",
    "find_quantities": "quantities",
    "find_times": "finders",
}

__all__ = [
    "Body",
    "CheckError",
    "InputError",
    "LexiconError",
    "MetaError",
    "OutputError",
    "Quantity",
    "Result",
    "Settings",
    "TaizhangError",
    "Time",
    "convert",
    "convert_text",
    "find_bodies",
    "find_quantities",
    "find_times",
]


def __getattr__(name: str) -> Any:
    """Import a public name from its module when it is first asked for."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return sorted([*__all__, "__version__"])
