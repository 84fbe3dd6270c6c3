"""Numbers as plans print them: digits with separators, Chinese numerals, and magnitude words in any mix."""

from __future__ import annotations

_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")}
_DIGITS |= {"〇": 0, "两": 2, "○": 0, "O": 0}
# Financial numerals (GB/T 15835-2011 names them for amounts of money).
_DIGITS |= dict(zip("壹贰叁肆伍陆柒捌玖", range(1, 10), strict=True))
_UNITS = {"十": 10, "百": 100, "千": 1000, "拾": 10, "佰": 100, "仟": 1000}
_BIG = {"万": 10**4, "亿": 10**8, "萬": 10**4, "億": 10**8}

CHINESE = "[零〇一二两三四五六七八九十百千壹贰叁肆伍陆柒捌玖拾佰仟]"
CHINESE_BIG = "[零〇一二两三四五六七八九十百千万亿壹贰叁肆伍陆柒捌玖拾佰仟萬億]"
CHINESE_DIGIT = "[零〇一二两三四五六七八九壹贰叁肆伍陆柒捌玖]"
MAGNITUDE = "[十百千万亿]{1,3}"
# No plan prints longer numbers; the limits keep a megabyte of digits from being read as one.
DIGITS = r"\d{1,3}(?:,\d{3}){1,5}(?:\.\d{1,9})?|\d{1,15}(?:\.\d{1,9})?"


def chinese(text: str) -> int | None:
    """Value of a Chinese numeral: 二十三 → 23, 二〇二五 → 2025, 一千零五 → 1005, 三万五千 → 35000; None if it is none.

    Numerals without unit words are read digit by digit (二〇二五), others by place value; a digit after the last
    unit word counts the place below (一百二 → 120), as in speech.
    """
    if not text:
        return None
    if all(c in _DIGITS for c in text):
        return int("".join(str(_DIGITS[c]) for c in text))
    total = section = digit = 0
    last = 1
    for c in text:
        if c in _DIGITS:
            digit = _DIGITS[c]
            if digit == 0:
                last = 1
        elif c in _UNITS:
            section += (digit or 1) * _UNITS[c]
            digit, last = 0, _UNITS[c]
        elif c in _BIG:
            if _BIG[c] == 10**8:  # 亿 multiplies all before it: 一万亿 is 10¹²
                total = (total + section + digit or 1) * _BIG[c]
            else:
                total += (section + digit or 1) * _BIG[c]
            section, digit, last = 0, 0, _BIG[c]
        else:
            return None
    return total + section + (digit * last // 10 if last > 10 else digit)


def magnitude(text: str) -> int:
    """Product of magnitude words: 万 → 10⁴, 百万 → 10⁶, 万亿 → 10¹², empty → 1."""
    value = 1
    for c in text:
        value *= _UNITS.get(c) or _BIG[c]
    return value


def number(text: str, words: str = "") -> float | None:
    """Value of a number in digits or Chinese numerals, times its magnitude words: ("1.03", "万") → 10300.

    Decimal digits are kept exact where a float can hold them: 1.03 × 10⁴ is computed as 10300 and not 10299.999….
    A Chinese numeral may have decimals behind 点 (六十点五 → 60.5).
    """
    factor = magnitude(words)
    plain = text.replace(",", "")
    if plain.replace(".", "", 1).isdecimal():
        whole, _, fraction = plain.partition(".")
        scale: int = 10 ** len(fraction)
        return int(whole + fraction) * factor / scale
    head, point, tail = plain.partition("点")
    value = chinese(head)
    if value is None:
        return None
    if not point:
        return float(value * factor)
    if not tail or any(c not in _DIGITS for c in tail):
        return None
    return number(f"{value}." + "".join(str(_DIGITS[c]) for c in tail), words)
