"""Dates as EDTF (ISO 8601-2:2019, level 2 where it must be) and the last day on which they are still met.

A year is text: ``2025``, or with X for digits that were blanked in print (``20XX``) or never given (``XXXX``).
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass

import regex

from taizhang.values.numerals import chinese

# EDTF level 2 codes (ISO 8601-2:2019, 4.8): quarters 33-36, semestrals 40-41.
QUARTER = {1: "33", 2: "34", 3: "35", 4: "36"}
HALF = {1: "40", 2: "41"}

_MASK = "[_xX*]"
YEAR = (
    rf"(?:(?:19|20|21)\d{{2}}(?!\d)|20(?:{_MASK}{{1,4}}|\d{_MASK}|-{{1,2}}(?=年|\d{{1,2}}月))"
    rf"|[一二][九〇零○][〇零○一二三四五六七八九]{{2}}|二[〇零○](?:{_MASK}{{2}})|{_MASK}{{2,4}}(?=年))"
)
_FIVE_YEAR = {f"十{c}五": 10 + i for i, c in enumerate("一二三四五六七八九", 1)}
_FIVE_YEAR |= {"六五": 6, "七五": 7, "八五": 8, "九五": 9, "十五": 10, "二十五": 20}


@dataclass(frozen=True, slots=True)
class Date:
    """An EDTF value and its last day, both empty where the text does not say."""

    edtf: str = ""
    due: str = ""


def year(text: str) -> str:
    """A printed year (2025, 20_, 20xx, 二〇二五, 25) as four characters, digits or X."""
    if text.isdigit():
        return text if len(text) == 4 else f"20{text}"
    value = chinese(text)
    if value is not None and 1900 <= value < 2200:
        return str(value)
    digits = regex.match(r"\d*", text)[0] if text[0].isdigit() else "20" if text[0] == "二" else ""
    return (digits + "XXXX")[:4]


def masked(value: str) -> bool:
    """Whether digits of a year were blanked: 20XX is masked, XXXX was never given."""
    return "X" in value.partition("-")[0] and not value.startswith("XXXX")


def last_day(year_: str, month: int) -> str:
    """The last day of a month, ``2024-02-29``; February of an unknown year has 28."""
    days = monthrange(int(year_), month)[1] if year_.isdigit() else 28 if month == 2 else monthrange(2001, month)[1]
    return f"{year_}-{month:02d}-{days:02d}"


def of_year(y: str) -> Date:
    """A whole year."""
    return Date(y, f"{y}-12-31")


def of_month(y: str, month: int, day: int | None = None) -> Date:
    """A month or a day of it; an impossible day gives an empty date."""
    if not 1 <= month <= 12:
        return Date()
    if day is None:
        return Date(f"{y}-{month:02d}", last_day(y, month))
    if not 1 <= day <= int(last_day(y, month)[-2:]) and not (month == 2 and day == 29 and not y.isdigit()):
        return Date()
    text = f"{y}-{month:02d}-{day:02d}"
    return Date(text, text)


def of_third(y: str, month: int, third: str) -> Date:
    """上旬, 中旬 or 下旬 of a month: the month in EDTF, the last day of the ten days as due."""
    whole = of_month(y, month)
    day = {"上": "10", "中": "20"}.get(third)
    return Date(whole.edtf, f"{whole.edtf}-{day}") if day else whole


def of_quarter(y: str, quarter: int) -> Date:
    """A quarter (2025-33); with a masked year the interval of its months, since EDTF knows no 20XX-33."""
    due = last_day(y, quarter * 3)
    if y.isdigit():
        return Date(f"{y}-{QUARTER[quarter]}", due)
    return Date(f"{y}-{quarter * 3 - 2:02d}/{y}-{quarter * 3:02d}", due)


def of_half(y: str, half: int) -> Date:
    """A half-year (2025-40), or the interval of its months where the year is masked."""
    due = last_day(y, half * 6)
    if y.isdigit():
        return Date(f"{y}-{HALF[half]}", due)
    return Date(f"{y}-{half * 6 - 5:02d}/{y}-{half * 6:02d}", due)


def of_span(first: str, last: str) -> Date:
    """An interval between two EDTF points, met until the end of the second."""
    due = last
    if len(last) == 4:
        due = f"{last}-12-31"
    elif len(last) == 7:
        due = last_day(last[:4], int(last[5:7]))
    return Date(f"{first}/{last}", due)


def five_year(name: str) -> tuple[int, int] | None:
    """First and last year of a five-year plan by its name: 十四五 → (2021, 2025).

    The plans since the sixth (1981-1985) follow each other without a gap.
    """
    number = _FIVE_YEAR.get(name)
    return None if number is None else (1951 + 5 * number, 1955 + 5 * number)


def before_year(y: str) -> Date:
    """Bare X年前: the year named, met until the end of the year before; a masked year stays."""
    return Date(y, f"{int(y) - 1}-12-31" if y.isdigit() else f"{y}-12-31")


_DURATION = {"年": "Y", "月": "M", "日": "D", "天": "D", "周": "W", "工作日": "D", "小时": "H", "季度": "M", "星期": "W"}


def duration(amount: float, unit: str) -> str:
    """An ISO 8601 duration: (3, 年) → P3Y, (1, 个月) → P1M, (2, 季度) → P6M, (0.5, 年) → P6M, (24, 小时) → PT24H."""
    unit = unit.removeprefix("个")
    code = _DURATION[unit]
    if unit == "季度":
        amount *= 3
    if unit == "年" and amount != int(amount):
        amount, code = amount * 12, "M"
    if amount != int(amount):
        return ""
    return f"PT{int(amount)}H" if code == "H" else f"P{int(amount)}{code}"
