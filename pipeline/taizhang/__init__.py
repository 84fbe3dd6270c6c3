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
    from taizhang.document import Settings
    from taizhang.errors import CheckError, InputError, LexiconError, MetaError, OutputError, TaizhangError

# Name → module: nothing heavy is imported before it is used.
_HOMES = {
    "CheckError": "errors",
    "InputError": "errors",
    "LexiconError": "errors",
    "MetaError": "errors",
    "OutputError": "errors",
    "Result": "api",
    "Settings": "document",
    "TaizhangError": "errors",
    "convert": "api",
    "convert_text": "api",
}

__all__ = [
    "CheckError",
    "InputError",
    "LexiconError",
    "MetaError",
    "OutputError",
    "Result",
    "Settings",
    "TaizhangError",
    "convert",
    "convert_text",
]


def __getattr__(name: str) -> Any:
    """Import a public name from its module when it is first asked for."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return sorted([*__all__, "__version__"])
