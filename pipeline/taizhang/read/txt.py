"""Plain text: find the encoding, decode, normalise newlines, and say so whenever a character is in doubt.

Strict UTF-8 comes first, because text that is valid UTF-8 by chance does not occur.  Everything else is a guess: it is
measured by `plausibility`, and a guess that is not convincing, or that had to replace bytes, leaves a `Fault`, which
makes the file partial.
"""

from __future__ import annotations

import codecs
import hashlib
import re
from collections import Counter
from dataclasses import dataclass
from functools import cache

from taizhang.errors import InputError
from taizhang.model import Block, Fault, Source

# UTF-32 before UTF-16: the mark of UTF-32-LE begins with that of UTF-16-LE.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Measured on Chinese official prose: right decodings score above 0.99, wrong ones (UTF-8 read as GB18030, GB18030 as
# Big5, UTF-16 as GB18030 …) below 0.6.
_CONVINCING = 0.9
_CERTAIN = 0.99
# The same prose that somebody misread earlier and saved as UTF-8 ("鏁存敼鏂规") has under 0.3 common characters.
_GARBLED = 0.6
_MIN_HANZI = 20
# UTF-8 misread as Latin-1 ("æ•´æ”¹") is a third accented letters or more; French has about 5 %.
_MAX_LATIN = 0.2
# A stray escape or bell is no reason to refuse a text, however short.
_FEW_CONTROLS = 3
_MAX_CONTROLS = 0.01
# charset-normalizer tries every encoding on everything it is given; the first part is enough to tell them apart.
_SAMPLE = 1 << 16
_ADVICE = "Save the file as UTF-8 in the program that made it and convert it again."


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text with LF newlines and without byte order mark, the encoding used, and what is doubtful about it.

    Attributes:
        faults: (code, sentence) pairs; code is ``undecodable_bytes``, ``lost_characters`` or ``doubtful_encoding``.
    """

    text: str
    encoding: str
    faults: tuple[tuple[str, str], ...] = ()


def read_txt(data: bytes, name: str) -> Source:
    """Read a text file.

    Args:
        data: the file's bytes.
        name: the file's name in the tables.

    Returns:
        The source; its text is the decoded file with newlines normalised to LF and nothing else changed, a block a
        line, no locators.

    Raises:
        InputError: ``binary`` (no text file) or ``empty`` (no text in it).
    """
    decoded = decode(data, name)
    if not decoded.text.strip():
        what = "this file holds nothing but white space, no text." if data else "this file is empty and holds no text."
        raise InputError(what, code="empty", where=name, advice="Give the file that holds the plan's text.")
    faults = tuple(Fault(name, "read", code, sentence, _ADVICE) for code, sentence in decoded.faults)
    sha256 = hashlib.sha256(data).hexdigest()
    return Source(name, sha256, "txt", decoded.text, _lines(decoded.text), encoding=decoded.encoding, faults=faults)


def decode(data: bytes, name: str) -> Decoded:
    """Decode bytes of an unknown encoding: UTF-8, UTF-16, UTF-32, GB18030, Big5, else what charset-normalizer says.

    Args:
        data: the bytes.
        name: what to call them in a message.

    Raises:
        InputError: ``binary`` when the bytes are no text in any of these.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _finish(data, encoding, name, sure=True, skip=len(mark))
    if b"\0" not in data:
        try:
            data.decode("utf-8")
        except UnicodeDecodeError:
            pass
        else:
            return _finish(data, "utf-8", name, sure=True)
    encoding, score = _guess(data)
    if b"\0" in data and score < _CONVINCING:
        raise _binary(name, "it holds NUL bytes")
    return _finish(data, encoding, name, sure=False)


def plausibility(text: str) -> float:
    """Share of a text's characters that Chinese prose is made of, 0 to 1; 1 for text without any characters.

    Common are the 3755 characters of level 1 of GB 2312-80 or the 5401 of the first plane of Big5 (whichever suits the
    text better; both ordered by frequency of use), ASCII, punctuation, Greek, units and enclosed numbers.
    """
    kinds = _kinds(text)
    total = kinds.total()
    return (kinds["sign"] + _common(kinds)) / total if total else 1.0


def _common(kinds: Counter[str]) -> int:
    return kinds["both"] + max(kinds["simplified"], kinds["traditional"])


def _kinds(text: str) -> Counter[str]:
    kinds: Counter[str] = Counter()
    for char, n in Counter(text).items():
        if not char.isspace():
            kinds[_kind(char)] += n
    return kinds


_SIGNS = (
    *((0x20, 0x7E), (0xA0, 0xBF), (0xD7, 0xD7), (0xF7, 0xF7), (0x370, 0x3FF), (0x2010, 0x22FF), (0x2460, 0x27BF)),
    *((0x3000, 0x303F), (0x3200, 0x33FF), (0xFE30, 0xFE6F), (0xFF00, 0xFF5E), (0xFFE0, 0xFFE6)),
)


@cache
def _kind(char: str) -> str:
    """sign, both/simplified/traditional (a common Hanzi of these), rare (another Hanzi), latin, lost or odd."""
    code = ord(char)
    if any(low <= code <= high for low, high in _SIGNS):
        return "sign"
    if 0x4E00 <= code <= 0x9FFF:
        simplified = _lead(char, "gb2312", 0xB0, 0xD7)
        traditional = _lead(char, "big5", 0xA4, 0xC6)
        if simplified:
            return "both" if traditional else "simplified"
        return "traditional" if traditional else "rare"
    if char == "\ufffd":
        return "lost"
    return "latin" if 0x80 <= code <= 0x17F else "odd"


def _lead(char: str, encoding: str, low: int, high: int) -> bool:
    try:
        return low <= char.encode(encoding)[0] <= high
    except UnicodeEncodeError:
        return False


def _guess(data: bytes) -> tuple[str, float]:
    """The encoding that makes most sense of bytes that are not valid UTF-8, and how much sense it makes."""
    pairs = ("utf-16-le", "utf-16-be")
    best, score = "", -1.0
    # "utf-8" is here for files with a few damaged bytes: they must not turn into plausible nonsense.
    for encoding in pairs if b"\0" in data else ("gb18030", "utf-8", "big5", *pairs):
        found = plausibility(data.decode(encoding, "replace"))
        if found > score:
            best, score = encoding, found
        if score >= _CERTAIN:
            break
    if score < _CONVINCING and b"\0" not in data:
        best = _normalizer(data) or best
    return best, score


def _normalizer(data: bytes) -> str:
    from charset_normalizer import from_bytes

    cut = data.rfind(b"\n", 0, _SAMPLE) + 1 if len(data) > _SAMPLE else len(data)
    match = from_bytes(data[: cut or _SAMPLE]).best()
    return match.encoding if match is not None else ""


def _finish(data: bytes, encoding: str, name: str, *, sure: bool, skip: int = 0) -> Decoded:
    codec = "utf-8" if encoding == "utf-8-sig" else encoding
    text = data[skip:].decode(codec, "replace").replace("\r\n", "\n").replace("\r", "\n")
    controls = sum(n for c, n in Counter(text).items() if c < " " and c not in "\t\n\v\f")
    if controls > max(_FEW_CONTROLS, _MAX_CONTROLS * len(text)):
        raise _binary(name, f"{controls} of its {len(text)} characters are control characters")
    faults = [*_lost(data[skip:], skip, codec, text), *_doubts(text, encoding, sure)]
    return Decoded(text, encoding, tuple(faults))


def _lost(data: bytes, skip: int, codec: str, text: str) -> list[tuple[str, str]]:
    """The fault for characters that could not be decoded, now or before the file was written."""
    if "\ufffd" not in text:
        return []
    places = len(re.findall("\ufffd+", text))
    count = "1 place" if places == 1 else f"{places} places"
    line = text.count("\n", 0, text.index("\ufffd")) + 1
    try:
        data.decode(codec)
    except UnicodeDecodeError as error:
        octets = " ".join(f"0x{b:02X}" for b in data[error.start : error.end])
        where = f"the first is byte {skip + error.start} ({octets}) on line {line}"
        sentence = f"{count} could not be decoded as {codec}, {where}; each shows as U+FFFD in the text."
        return [("undecodable_bytes", sentence)]
    sentence = f"U+FFFD stands in {count} of the text, first on line {line}: characters were lost before it was saved."
    return [("lost_characters", sentence)]


def _doubts(text: str, encoding: str, sure: bool) -> list[tuple[str, str]]:
    """The fault for a text that was probably decoded wrongly."""
    score = plausibility(text)
    if not sure:
        known = encoding in {"utf-8", "gb18030", "big5", "utf-16-le", "utf-16-be"}
        if known and score >= _CONVINCING:
            return []
        why = f"the encoding of this file is doubtful: read as {encoding}, {_percent(1 - score)} of it is unusual."
        return [("doubtful_encoding", why)]
    kinds = _kinds(text)
    hanzi = sum(kinds[k] for k in ("both", "simplified", "traditional", "rare"))
    garbled = hanzi >= _MIN_HANZI and _common(kinds) < _GARBLED * hanzi
    if garbled or kinds["latin"] > _MAX_LATIN * kinds.total():
        why = f"the text looks garbled: the file is valid {encoding}, but was probably misread before it was saved."
        return [("doubtful_encoding", why)]
    return []


def _percent(share: float) -> str:
    return f"{round(100 * share)} %"


def _binary(name: str, why: str) -> InputError:
    advice = "Give the document itself, as .txt or .docx."
    return InputError(f"this is no text file: {why}.", code="binary", where=name, advice=advice)


def _lines(text: str) -> tuple[Block, ...]:
    blocks, start = [], 0
    for line in text.split("\n"):
        blocks.append(Block(start, start + len(line)))
        start += len(line) + 1
    if len(blocks) > 1 and text.endswith("\n"):
        blocks.pop()  # what follows the last newline is no line
    return tuple(blocks)
