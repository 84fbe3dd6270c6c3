"""Numbers and dates of workbooks as their cells show them (number formats: ECMA-376 part 1, 18.8.30 and 18.8.31)."""

from __future__ import annotations

import datetime as dt
import math
import re
from decimal import ROUND_HALF_UP, Context, Decimal

Value = int | float | str | bool | dt.time | dt.date | dt.datetime | dt.timedelta

# Formats that have a number and no text of their own; those from 27 on are the ones of simplified Chinese.
_MONTH, _DAY, _FULL = 'yyyy"年"m"月"', 'm"月"d"日"', 'yyyy"年"m"月"d"日"'
_CLOCK, _SECONDS = "h:mm", "h:mm:ss"
BUILT_IN = {
    **dict(zip((1, 2, 3, 4, 9, 10, 11), ("0", "0.00", "#,##0", "#,##0.00", "0%", "0.00%", "0.00E+00"), strict=True)),
    **dict.fromkeys((37, 38), "#,##0"),
    **dict.fromkeys((39, 40), "#,##0.00"),
    **dict(zip((14, 15, 16, 17, 22, 30), ("y/m/d", "d-m-y", "d-m", "m-y", "y/m/d h:mm", "m/d/y"), strict=True)),
    **dict.fromkeys((18, 20, 32, 34, 55), _CLOCK),
    **dict.fromkeys((19, 21, 33, 35, 45, 46, 47, 56), _SECONDS),
    **dict.fromkeys((27, 36, 50, 52, 57), _MONTH),
    **dict.fromkeys((28, 29, 51, 53, 54, 58), _DAY),
    31: _FULL,
}
_EPOCH = dt.datetime(1899, 12, 30)  # day 0 of Excel's dates, its leap day of 1900 taken into account
_DIGITS = Context(prec=400)  # room for the largest float
_MAX_DAYS = 2_958_465  # 9999-12-31
_DATE_LETTERS = re.compile("[ymdhs]", re.IGNORECASE)
# A piece of a format: a literal, a condition or colour, a space as wide as a character, a fill, or the number itself.
_PIECE = re.compile(r'"([^"]*)"|\\(.)|\[[^\]]*\]|_.|\*.|([0#?.,]+(?:E[+-]0+)?|General)|(.)', re.IGNORECASE)


def show(value: Value, code: str = "") -> str:
    """A cell's value as the cell shows it.

    Args:
        value: what the workbook holds.
        code: the cell's number format; empty where it is not known.

    Returns:
        Text: 3 for 3.0, 85% for 0.85 under ``0%``; dates as 2025-06-30, or 2025年6月 and 6月30日 where the format shows
        no day or no year (Excel adds what was never typed).
    """
    section = _bare(code.split(";")[0])
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, dt.timedelta):
        minutes, seconds = divmod(int(value.total_seconds()), 60)
        return _clock(minutes // 60, minutes % 60, seconds)
    if isinstance(value, dt.time):
        return _clock(value.hour, value.minute, value.second)
    if isinstance(value, dt.date):
        return _date(value, section)
    dated = _DATE_LETTERS.search(section) and "general" not in section.lower() and not re.search("[0#?]", section)
    if dated and 0 <= value <= _MAX_DAYS:
        when = _EPOCH + dt.timedelta(seconds=round(value * 86400))
        return _clock(when.hour, when.minute, when.second) if value < 1 else _date(when, section)
    return _number(value, code)


def _bare(section: str) -> str:
    """A format without its literals, conditions and colours."""
    return re.sub(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.', "", section)


def _clock(hours: int, minutes: int, seconds: int) -> str:
    return f"{hours:02d}:{minutes:02d}" + (f":{seconds:02d}" if seconds else "")


def _date(value: dt.date, section: str) -> str:
    letters = set(re.sub("am/pm|a/p", "", section.lower()))
    shown = letters & set("ymd")
    if shown == {"y"}:
        return f"{value.year}年"
    if shown == {"y", "m"} and "h" not in letters:
        return f"{value.year}年{value.month}月"
    if shown == {"m", "d"}:
        return f"{value.month}月{value.day}日"
    text = f"{value.year:04d}-{value.month:02d}-{value.day:02d}"
    if isinstance(value, dt.datetime) and value.time() != dt.time():
        text += " " + _clock(value.hour, value.minute, value.second)
    return text


def _number(value: int | float, code: str) -> str:
    if not math.isfinite(value):
        return ""
    sections = code.split(";")
    negative = value < 0
    section = sections[0]
    if negative and len(sections) > 1 and sections[1]:
        section, negative = sections[1], False  # its own section shows the sign itself
    elif value == 0 and len(sections) > 2 and sections[2]:
        section = sections[2]
    before, pattern, after = _pieces(section)
    if before and not pattern and "@" not in section:
        return before  # a section of words alone: — for zero
    percent = "%" in before + after
    if not pattern or pattern.lower() == "general" or "e" in pattern.lower():
        plain = _general(abs(value) * 100 if percent else abs(value))
    else:
        plain = _patterned(Decimal(repr(abs(value))) * (100 if percent else 1), pattern)
    return before + ("-" if negative and re.search("[1-9]", plain) else "") + plain + after


def _pieces(section: str) -> tuple[str, str, str]:
    """Literals before the number, its pattern, literals after it."""
    before, pattern, after = "", "", ""
    for found in _PIECE.finditer(section):
        quoted, escaped, number, sign = found.groups()
        if number and not pattern:
            pattern = number
        elif not number:
            literal = quoted or escaped or ("" if sign in (None, "@") else sign)
            before, after = (before, after + literal) if pattern else (before + literal, after)
    return before, pattern, after


def _general(value: int | float) -> str:
    """A number without trailing zeros and without an exponent; 15 digits are what a workbook keeps."""
    text = f"{Decimal(f'{value:.15g}'):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _patterned(value: Decimal, pattern: str) -> str:
    whole, _, places = pattern.partition(".")
    scale = len(whole) - len(whole.rstrip(",")) if not places else len(places) - len(places.rstrip(","))
    value = value.scaleb(-3 * scale)
    whole, places = whole.rstrip(","), places.rstrip(",")
    least = places.count("0")
    digits = f"{value.quantize(Decimal(1).scaleb(-len(places)), ROUND_HALF_UP, _DIGITS):f}"
    left, _, right = digits.partition(".")
    while len(right) > least and right.endswith("0"):
        right = right[:-1]
    left = left.zfill(whole.count("0"))
    if "," in whole:
        left = f"{int(left):,}"
    return f"{left}.{right}" if right else left
