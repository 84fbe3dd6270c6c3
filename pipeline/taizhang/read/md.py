"""Markdown: its text without the marks, tables as rows.

A line stays a line, since many programs write a paragraph on one and others wrap it at a width that the stages find.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from taizhang.model import Fault, Source
from taizhang.read.lines import Lines, one_line
from taizhang.read.txt import decode

# Blocks (CommonMark 0.31, 4 and 5): quotes, headings, bullets, rules, fences; tables are those of GFM (4.10).
_QUOTE = re.compile(r"\s{0,3}>[ \t]?")
_HEADING = re.compile(r"\s{0,3}#{1,6}(?:[ \t]+|$)(.*?)(?:[ \t]+#+)?[ \t]*$")
_BULLET = re.compile(r"(\s*)[-*+](?:[ \t]+(?:\[[ xX]\][ \t]+)?|$)")
_RULE = re.compile(r"\s{0,3}(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,}|=+)\s*")
_FENCE = re.compile(r"\s{0,3}(`{3,}(?=[^`]*$)|~{3,})")
_TABLE_RULE = re.compile(r"\s*\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?\s*")
_DEFINITION = re.compile(r"\s{0,3}\[[^\]\n]+\]:\s*\S+.*")
# Marks inside of a line (CommonMark 6).
_CODE = re.compile(r"(`+)(?!`)(.+?)(?<!`)\1(?!`)")
_IMAGE = re.compile(r"!\[[^\]\n]*\](?:\([^()\n]*(?:\([^()\n]*\)[^()\n]*)*\)|\[[^\]\n]*\])")
_LINK = re.compile(r"\[([^\[\]\n]+)\](?:\([^()\n]*(?:\([^()\n]*\)[^()\n]*)*\)|\[[^\]\n]*\])")
_AUTO = re.compile(r"<((?:https?://|mailto:)[^<>\s]+)>")
_TAG = re.compile(r"<!--.*?-->|</?[A-Za-z][A-Za-z0-9-]*(?:\s[^<>]*)?/?>")
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
# Escaped signs wait in two planes of private use while the marks are taken out.
_HELD, _ROOM = 0xF0000, 0x1F000
_MARKS = (
    # After a digit it is a masked year (20**年) or a product, not the beginning of emphasis.
    re.compile(r"(?<![\d*])(\*{1,3})(?=[^\s*])(.+?)(?<=\S)\1"),
    # An underscore inside of a word is none (6.2, rule 2); Hanzi count as words there, as letters do.
    re.compile(r"(?<!\w)(_{1,3})(?=\S)(.+?)(?<=\S)\1(?!\w)"),
    re.compile(r"(~~)(?=\S)(.+?)(?<=\S)\1"),
)


def read_md(data: bytes, name: str) -> Source:
    """Read a Markdown file.

    Args:
        data: the file's bytes.
        name: the file's name in the tables.

    Returns:
        The source. A block is a line without its marks (``line 12`` of the file) or a row of a table; numbers of lists
        stay as they are written. Pictures, rules, a head of settings (front matter) and what is left of HTML are out.

    Raises:
        InputError: ``binary`` and ``empty``.
    """
    decoded = decode(data, name)
    lines = Lines()
    table = 0
    for n, text, inside in _blocks(decoded.text.split("\n")):
        place = f"line {n}"
        if inside:
            table += inside == 1
            lines.row([one_line(_plain(cell)) for cell in _cells(text)], place, table)
        else:
            for piece in _BREAK.split(text):
                lines.add(_plain(piece), place)
    advice = "Save the file as UTF-8 in the program that made it and convert it again."
    faults = [Fault(name, "read", code, sentence, advice) for code, sentence in decoded.faults]
    advice = "Give the file that holds the plan's text."
    return lines.source(data, name, "md", encoding=decoded.encoding, faults=faults, advice=advice)


def _blocks(lines: list[str]) -> Iterator[tuple[int, str, int]]:
    """Number, text without the marks at its head, and row of its table (from 1; 0: none) of each line with text."""
    fence, row = "", 0
    start = _front_matter(lines)
    for n, line in enumerate(lines[start:], start + 1):
        text = line
        while quoted := _QUOTE.match(text):
            text = text[quoted.end() :]
        opened = _FENCE.match(text)
        if opened and (not fence or (opened[1].startswith(fence) and text.strip() == opened[1])):
            fence = "" if fence else opened[1]
            continue
        if fence:
            yield n, text, 0
            continue
        if row and "|" in text:
            row += 1
            if row > 2 or not _TABLE_RULE.fullmatch(text):
                yield n, text, row
            continue
        row = 0
        if "|" in text and n < len(lines) and "|" in lines[n] and _TABLE_RULE.fullmatch(_QUOTE.sub("", lines[n])):
            row = 1
            yield n, text, row
        elif not (_RULE.fullmatch(text) or _DEFINITION.fullmatch(text)):
            if heading := _HEADING.match(text):
                text = heading[1]
            elif bullet := _BULLET.match(text):
                text = bullet[1] + text[bullet.end() :]
            yield n, text, 0


def _front_matter(lines: list[str]) -> int:
    """How many lines of settings between --- and --- the file begins with."""
    if lines[0].strip() == "---" and len(lines) > 1 and re.match(r"[\w-]+\s*:", lines[1]):
        for n, line in enumerate(lines[1:], 1):
            if line.strip() in ("---", "..."):
                return n + 1
    return 0


def _cells(row: str) -> list[str]:
    """The cells of a table's row; an escaped bar is none."""
    text = row.strip().removeprefix("|")
    if text.endswith("|") and not text.endswith("\\|"):
        text = text[:-1]
    return [cell.replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", _BREAK.sub(" ", text))]


def _plain(text: str) -> str:
    """A line without the marks in it, trailing white space and backslashes of hard breaks."""
    held: list[str] = []

    def hold(literal: str) -> str:
        if len(held) == _ROOM:
            return literal
        held.append(literal)
        return chr(_HELD + len(held) - 1)

    text = text.rstrip()
    text = text[:-1] if text.endswith("\\") and not text.endswith("\\\\") else text
    text = re.sub(f"[{chr(_HELD)}-{chr(_HELD + _ROOM)}]", lambda m: hold(m[0]), text)
    text = _CODE.sub(lambda m: hold(m[2].strip() or m[2]), text)
    text = _ESCAPED.sub(lambda m: hold(m[1]), text)
    text = _AUTO.sub(lambda m: hold(m[1]), text)
    text = _TAG.sub("", _LINK.sub(r"\1", _IMAGE.sub("", text)))
    for mark in _MARKS:
        text = mark.sub(r"\2", text)
    for _ in range(2):  # code may hold signs that were held before
        text = re.sub(f"[{chr(_HELD)}-{chr(_HELD + _ROOM)}]", lambda m: held[ord(m[0]) - _HELD], text)
    return text
