"""Dates as EDTF (ISO 8601-2:2019, level 2 where it must be) and the last day on which they are still met.

A year is text: ``2025``, or with X for digits that were blanked in print (``20XX``) or never given (``XXXX``).
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass

import regex

from taizhang.values.numerals import chinese

# EDTF level 2 codes (ISO 8601-2:2019, 4.8): quarters 33-36, semestrals 40-41; level 1: seasons 21-24.
QUARTER = {1: "33", 2: "34", 3: "35", 4: "36"}
HALF = {1: "40", 2: "41"}
SEASON = {"春": "21", "夏": "22", "秋": "23", "冬": "24"}

_MASK = "[_xX*]"
YEAR = (
    rf"(?:(?<!\d)(?:19|20|21)\d{{2}}(?!\d)|(?<!\d)20(?:{_MASK}{{1,4}}|\d{_MASK}|-{{1,2}}(?=年|\d{{1,2}}月))"
    rf"|[一二][九〇零○O][〇零○O一二三四五六七八九]{{2}}|二[〇零○O](?:{_MASK}{{2}}|[〇零○O一二三四五六七八九]{_MASK})|{_MASK}{{2,4}}(?=年))"
)
_NUMERALS = "一二三四五六七八九"
# The first five-year plan ran 1953-1957; those since the sixth (1981-1985) follow each other without a gap.
_FIVE_YEAR = {f"{c}五": (1948 + 5 * i, 1952 + 5 * i) for i, c in enumerate(_NUMERALS[:2], 1)}
_FIVE_YEAR |= {f"{c}五": (1951 + 5 * i, 1955 + 5 * i) for i, c in enumerate(_NUMERALS, 1) if i > 2}
_FIVE_YEAR |= {f"十{c}五": (2001 + 5 * i, 2005 + 5 * i) for i, c in enumerate(_NUMERALS, 1)}
_FIVE_YEAR |= {"十五": (2001, 2005), "二十五": (2051, 2055)}


@dataclass(frozen=True, slots=True)
class Date:
    """An EDTF value and its last day, both empty where the text does not say."""

    edtf: str = ""
    due: str = ""


def year(text: str) -> str:
    """A printed year (2025, 20_, 20xx, 二〇二五, 25) as four characters, digits or X."""
    plain = "".join(str(chinese(c)) if not c.isascii() or c == "O" else c for c in text)
    if len(plain) == 2:  # 25, or xx where both digits of the century's year were blanked
        plain = f"20{plain}"
    return (regex.sub(r"\D", "X", plain) + "XXXX")[:4]


def later(y: str, years: int) -> str:
    """The year so many years after `y`; a year with blanked digits stays, since no one can count from it."""
    return f"{int(y) + years:04d}" if y.isdigit() else y


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
    """上旬, 中旬 or 下旬 of a month: the interval of its days, since EDTF has no code for ten days."""
    if not 1 <= month <= 12:
        return Date()
    last = last_day(y, month)
    first, due = {"上": ("01", f"{last[:-2]}10"), "中": ("11", f"{last[:-2]}20")}.get(third, ("21", last))
    return Date(f"{last[:-2]}{first}/{due}", due)


def of_quarter(y: str, quarter: int) -> Date:
    """A quarter (2025-33); with a masked year the interval of its months, since EDTF knows no 20XX-33."""
    due = last_day(y, quarter * 3)
    if y.isdigit():
        return Date(f"{y}-{QUARTER[quarter]}", due)
    return of_months(y, quarter * 3 - 2, quarter * 3)


def of_half(y: str, half: int) -> Date:
    """A half-year (2025-40), or the interval of its months where the year is masked."""
    due = last_day(y, half * 6)
    if y.isdigit():
        return Date(f"{y}-{HALF[half]}", due)
    return of_months(y, half * 6 - 5, half * 6)


def of_months(y: str, first: int, last: int) -> Date:
    """The interval of some months of a year."""
    return Date(f"{y}-{first:02d}/{y}-{last:02d}", last_day(y, last))


def of_season(y: str, name: str) -> Date:
    """春, 夏, 秋 or 冬 of a year (2025-21); nobody says on which day a season ends, so it has no due."""
    return Date(f"{y}-{SEASON[name]}" if y.isdigit() else "")


def first_of(edtf: str) -> str:
    """The date or month that an EDTF value begins with: 2025-34 → 2025-04, 2025-06-11/2025-06-20 → 2025-06-11."""
    return _month(edtf.partition("/")[0], last=False)


def last_of(edtf: str) -> str:
    """The date or month that an EDTF value ends with: 2025-34 → 2025-06, 2025-06-11/2025-06-20 → 2025-06-20."""
    return _month(edtf.rpartition("/")[2], last=True)


def _month(point: str, *, last: bool) -> str:
    code = point[5:]
    if code in QUARTER.values():
        number = int(code) - 32
        return f"{point[:4]}-{number * 3 - (0 if last else 2):02d}"
    if code in HALF.values():
        number = int(code) - 39
        return f"{point[:4]}-{number * 6 - (0 if last else 5):02d}"
    return point


def of_span(first: str, last: str) -> Date:
    """An interval between two EDTF values, met until the end of the second."""
    first, last = first_of(first), last_of(last)
    due = last
    if len(last) == 4:
        due = f"{last}-12-31"
    elif len(last) == 7:
        due = last_day(last[:4], int(last[5:7]))
    return Date(f"{first}/{last}", due)


def earlier(edtf: str, amount: int, unit: str) -> Date:
    """A year, month or day shifted back by some years (年) or months (月); empty where it cannot be counted.

    提前一年 of 2025-12 → 2024-12; 提前三个月 of 2026-06 → 2026-03.
    """
    found = regex.fullmatch(r"(\d{4})(?:-(0[1-9]|1[0-2]))?(?:-(\d\d))?", edtf)
    if found is None or unit not in ("年", "月") or (unit == "月" and not found[2]):
        return Date()
    months = int(found[1]) * 12 + int(found[2] or 12) - 1 - amount * (12 if unit == "年" else 1)
    y, month = f"{months // 12:04d}", months % 12 + 1
    if not found[2]:
        return of_year(y)
    day = min(int(found[3]), int(last_day(y, month)[-2:])) if found[3] else None
    return of_month(y, month, day)


def five_year(name: str) -> tuple[int, int] | None:
    """First and last year of a five-year plan by its name: 十四五 → (2021, 2025), 一五 → (1953, 1957)."""
    return _FIVE_YEAR.get(name)


def nth_five_year(number: int) -> tuple[int, int] | None:
    """First and last year of the 第…个五年规划 by its number: 15 → (2026, 2030)."""
    if not 1 <= number <= 29:
        return None
    ten, one = divmod(number, 10)
    name = ("" if ten == 0 else "十" if ten == 1 else "二十") + (_NUMERALS[one - 1] if one else "")
    return _FIVE_YEAR.get(f"{name}五") or (1951 + 5 * number, 1955 + 5 * number)


def before_year(y: str) -> Date:
    """Bare X年前: the year named, met until the end of the year before; a masked year stays."""
    return Date(y, f"{int(y) - 1}-12-31" if y.isdigit() else f"{y}-12-31")


_DURATION = {"年": "Y", "月": "M", "日": "D", "天": "D", "周": "W", "小时": "H", "季度": "M", "星期": "W"}


def duration(amount: float, unit: str) -> str:
    """An ISO 8601 duration: (3, 年) → P3Y, (1, 个月) → P1M, (2, 季度) → P6M, (0.5, 年) → P6M, (24, 小时) → PT24H.

    Empty for 工作日, which are no calendar days, and for amounts that come out uneven.
    """
    unit = unit.removeprefix("个")
    code = _DURATION.get(unit, "")
    if unit == "季度":
        amount *= 3
    if unit == "年" and amount != int(amount):
        amount, code = amount * 12, "M"
    if not code or amount != int(amount):
        return ""
    return f"PT{int(amount)}H" if code == "H" else f"P{int(amount)}{code}"
