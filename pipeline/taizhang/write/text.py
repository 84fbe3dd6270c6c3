"""Text as the workbook shows it: joined, cleaned, and within what a cell of a workbook can hold."""

from __future__ import annotations

import re

# Ideographs, kana, bopomofo, radicals, CJK punctuation, enclosed and squared forms, full-width forms (Unicode blocks).
_CJK = (
    "\u2e80-\u303f\u3040-\u30ff\u3100-\u312f\u31a0-\u31bf\u31c0-\u31ef\u3200-\u33ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\U00020000-\U0003ffff"
)
_RUN = re.compile(r"[^\S\t]+")
_BESIDE_CJK = re.compile(rf"(?<=[{_CJK}]) | (?=[{_CJK}])")
_SPACES = re.compile(r"\s+")
# Zero-width space, word joiner, byte order mark, soft hyphen: marks of layout that no reader sees. The zero-width
# joiner stays, since emoji are built with it.
_INVISIBLE = re.compile("[\u200b\u2060\ufeff\u00ad]")

# XML 1.0, section 2.2 allows of the C0 controls only tab, line feed and carriage return (which XML readers turn into a
# line feed, so it is shown as well), and neither surrogates nor U+FFFE and U+FFFF.
_PICTURES = {code: 0x2400 + code for code in range(0x20) if code not in (0x09, 0x0A)}
_PICTURES |= dict.fromkeys([*range(0xD800, 0xE000), 0xFFFE, 0xFFFF], 0xFFFD)
_ILLEGAL = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")

# Excel specifications and limits, Microsoft: total characters of a cell (UTF-16 units), line feeds of a cell.
CELL_UNITS = 32_767
CELL_FEEDS = 253
CUT_MARK = "…〔单元格放不下，以下略；全文见 tables 文件夹的 CSV〕"


def clean(text: str) -> str:
    """The text on one line, without line wraps and without stray spaces inside Chinese.

    White space goes where a Chinese character, Chinese punctuation or a full-width form stands on either side of it,
    also between Chinese and digits (``2022 年2 月`` → ``2022年2月``); elsewhere one space stays (``air quality``).
    A tab stays as one space everywhere, since it parts the cells of a table's row.
    """
    text = _RUN.sub(" ", _INVISIBLE.sub("", text))
    return _SPACES.sub(" ", _BESIDE_CJK.sub("", text)).strip()


def clean_lines(text: str) -> str:
    """Each line cleaned by itself, empty lines left out; for the column whose line breaks part numbered items."""
    return "\n".join(line for line in map(clean, text.split("\n")) if line)


def cell_text(text: str) -> str:
    """The text as a workbook's cell can hold it.

    Control characters that XML forbids become their control pictures (U+0007 → ␇), other forbidden code points U+FFFD.
    Line feeds beyond the 253rd become spaces. Text longer than 32,767 UTF-16 units is cut and ends in `CUT_MARK`.
    """
    if _ILLEGAL.search(text):
        text = text.translate(_PICTURES)
    if text.count("\n") > CELL_FEEDS:
        *first, rest = text.split("\n", CELL_FEEDS)
        text = "\n".join([*first, rest.replace("\n", " ")])
    if text.startswith("<r>") and text.endswith("</r>"):
        # xlsxwriter would take the text for the markup of a rich string and put it unescaped into the file.
        text += " "
    return text if _units(text) <= CELL_UNITS else _cut(text)


def _units(text: str) -> int:
    """Length in UTF-16 units; half the work for text that is short enough anyway."""
    return len(text) if 2 * len(text) <= CELL_UNITS else len(text.encode("utf-16-le")) // 2


def _cut(text: str) -> str:
    room = 2 * (CELL_UNITS - _units(CUT_MARK))
    # A pair of surrogates that the cut would part is dropped whole.
    return text.encode("utf-16-le")[:room].decode("utf-16-le", "ignore") + CUT_MARK
