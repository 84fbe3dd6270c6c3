"""Documents cited in 《》, with the number that follows and the kind that the end of the title says."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import regex

from taizhang.lexicon import Lexicons
from taizhang.stages.doc import Doc
from taizhang.stages.meta import kind_of

_NUMBER = regex.compile(
    r"\(?(?P<n>[\u4e00-\u9fff]{2,16}(?:\(\d{4}\)|令(?:\d{4}年)?)(?:第)?\d{1,5}号|(?:GB|HJ|DB|CJJ|CJ|NY|SL|JT|JTG|HY|LY|TD|AQ|MZ|WS|YD)[/A-Z]*\s?\d[\d.\-/]*)\)?"
)
_TERM = regex.compile(r"\((?:试行|修订.{0,6}|暂行|\d{4}-\d{4}年?|\d{4}年(?:版|本)?|[\u4e00-\u9fff]{2,6}版?)\)$")


@dataclass(frozen=True, slots=True)
class Citation:
    """A title in its marks: half-open range in the folded paragraph, number that follows, kind."""

    para: int
    start: int
    end: int
    sentence: int
    number: str
    kind: str


@lru_cache(maxsize=8)
def _kinds(lexicons: Lexicons) -> dict[str, str]:
    return {line["word"]: line["kind"] for line in lexicons.table("kinds/citation_kinds")}


def find(doc: Doc, sentence: int) -> list[Citation]:
    """The titles cited in a sentence; a title inside a title belongs to the outer one."""
    here = doc.sentences[sentence]
    s = doc.paras[here.para].s
    if "《" not in s[here.i : here.j]:
        return []
    out: list[Citation] = []
    last = -1
    for a, b in sorted(doc.pairs(here.para).items()):
        if s[a] != "《" or not here.i <= a < here.j or a < last:
            continue
        last = b
        found = _NUMBER.match(s, b + 1)
        pos = doc.paras[here.para].pos
        number = "".join(doc.source.text[pos[k]] for k in range(*found.span("n"))) if found else ""
        out.append(Citation(here.para, a, b + 1, sentence, number, cited_kind(s[a + 1 : b], doc.lexicons)))
    return out


def cited_kind(title: str, lexicons: Lexicons) -> str:
    """law, regulation, plan, standard, notice or other, by the longest known ending of a title."""
    table = _kinds(lexicons)
    bare = _TERM.sub("", title)
    for length in range(min(len(bare), 12), 0, -1):
        if bare[-length:] in table:
            return table[bare[-length:]]
    return "plan" if kind_of(bare, lexicons) else "other"
