"""Whether the text of a PDF page can be trusted: measures of its characters and of the pictures around them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from taizhang.read.pdf_chars import PageChars
from taizhang.read.pdf_objects import pictures, printed_below

# A page picture that covers so much is a scan; margins are often cut off.
_SCAN = 0.7
_PICTURE = 0.5  # a page without text that has this much picture holds something that is not read
_FEW = 20  # characters: a page number or a stamp, not a page's text
_CURVES = 100  # paths of a page without characters: its letters are drawn as curves
# Chinese prose has under 1 % characters outside of the usual ones (see `txt.plausibility`), damaged layers far more.
_BAD = 0.1
_ODD = 0.25
_MIN = 20
_LETTERS = 0.5
_HANZI = 0.02
_INVISIBLE = 0.5
_UNDER = 0.8
# Programs that recognise text in scans, as they name themselves in Creator or Producer.
_RECOGNISERS = re.compile(r"Paper Capture|FineReader|\bOCR|CamScanner|扫描|汉王|Readiris|OmniPage|Tesseract", re.I)


@dataclass(frozen=True, slots=True)
class Doubt:
    """What is wrong with one page: ``no_text_layer``, ``garbled_text_layer``, ``earlier_ocr`` or nothing."""

    code: str = ""


def judge(page: Any, chars: PageChars, by_recogniser: bool) -> Doubt:
    """Look at an open page.

    Args:
        page: the page (pypdfium2).
        chars: its characters.
        by_recogniser: whether the document says that a recognition program made it.
    """
    total = chars.kinds.total()
    seen = pictures(page)
    if total < _FEW and (seen.share >= _PICTURE or (total == 0 and seen.paths >= _CURVES)):
        return Doubt("no_text_layer")
    if garbled(chars.kinds):
        return Doubt("garbled_text_layer")
    if total < _FEW or seen.share < _SCAN:
        return Doubt()
    if chars.invisible >= _INVISIBLE or seen.above >= _UNDER or by_recogniser or seen.largest is None:
        return Doubt("earlier_ocr")
    upright = chars.turn.quarter == 0
    shown = not upright or printed_below(seen.largest, chars.main, chars.turn.box)
    return Doubt("earlier_ocr" if shown else "")


def garbled(kinds: Mapping[str, int]) -> bool:
    """Whether characters of these kinds are no text: too many that mean nothing, or letters where Chinese should be."""
    total = sum(kinds.values())
    if total < _MIN:
        return False
    bad, odd, hanzi = kinds.get("bad", 0), kinds.get("odd", 0), kinds.get("hanzi", 0)
    letters = kinds.get("letter", 0)
    return bad >= _BAD * total or bad + odd >= _ODD * total or (letters >= _LETTERS * total and hanzi < _HANZI * total)


def recognised(document: Any) -> bool:
    """Whether Creator or Producer of an open document (pypdfium2) names a recognition program."""
    names = []
    for key in ("Creator", "Producer"):
        try:
            names.append(document.get_metadata_value(key))
        except UnicodeDecodeError:
            continue  # no text, so no name
    return bool(_RECOGNISERS.search(" ".join(names)))


def faults(doubts: Sequence[tuple[int, Doubt]], pages: int) -> Iterator[tuple[str, str, str]]:
    """(code, sentence, advice) for each kind of doubt.

    Args:
        doubts: page numbers with what is wrong there.
        pages: number of pages of the document.
    """
    by_code: dict[str, list[int]] = {}
    for number, doubt in doubts:
        if doubt.code:
            by_code.setdefault(doubt.code, []).append(number)
    for code, found in sorted(by_code.items()):
        what, advice = _SAYINGS[code]
        yield code, f"{what} on {listed(found, pages)}.", advice


_SAYINGS = {
    "damaged_page": ("nothing can be read", "Open it, print it to a new PDF and convert that."),
    "earlier_ocr": (
        "the text was recognised from a scan by another program, with its mistakes,",
        "Compare the rows with the document; if you can get it as .docx or as a PDF made from it, convert that.",
    ),
    "garbled_text_layer": (
        "the text layer is no readable Chinese (a font without a table of characters, or bad recognition)",
        "Get the document as .docx, or recognise its text anew (OCR), which is not built in yet.",
    ),
    "no_text_layer": (
        "there are pictures without text",
        "Recognise their text (OCR), which is not built in yet, or get the document as .docx.",
    ),
}


def listed(numbers: Sequence[int], pages: int) -> str:
    """Page numbers as words: ``page 3``, ``pages 1-4, 9``, ``all 12 pages``."""
    if len(numbers) == pages > 1:
        return f"all {pages} pages"
    runs: list[list[int]] = []
    for n in sorted(numbers):
        if runs and n == runs[-1][-1] + 1:
            runs[-1].append(n)
        else:
            runs.append([n])
    parts = [str(r[0]) if len(r) == 1 else f"{r[0]}-{r[-1]}" for r in runs]
    return f"page{'s' if len(numbers) > 1 else ''} {', '.join(parts)}"
