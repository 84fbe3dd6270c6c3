"""One plan on its way through the stages: its paragraphs, outline and sentences, and what they are looked up with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from taizhang.lexicon import Lexicons
from taizhang.model import Plan, Source, Span
from taizhang.stages.outline import Section
from taizhang.stages.sentences import Sentence, brackets
from taizhang.stages.text import Para


@dataclass(slots=True)
class Doc:
    """A plan as the miners see it.

    Attributes:
        source, plan: where it stands and what is known of it.
        paras, sections, sentences: its structure; sentences point into paras and sections by index.
        fields: paragraph index → labelled fields found in it (see `stages.fields`).
        declared: ways of speaking that the plan itself sets (``first_leads``: the first body of a list leads).
    """

    source: Source
    plan: Plan
    lexicons: Lexicons
    paras: Sequence[Para]
    sections: Sequence[Section]
    sentences: Sequence[Sentence]
    declared: frozenset[str] = frozenset()
    _pairs: dict[int, dict[int, int]] = field(default_factory=dict)

    def pairs(self, para: int) -> dict[int, int]:
        """Brackets of a paragraph: index of the opening mark → index of the closing one."""
        if para not in self._pairs:
            self._pairs[para] = brackets(self.paras[para].s)
        return self._pairs[para]

    def role(self, section: int) -> str:
        """Role of a section, ``other`` where a sentence stands before the first."""
        return self.sections[section].role if section >= 0 else "other"

    def span(self, para: int, i: int, j: int) -> Span:
        """Source span of a range of a paragraph."""
        return self.paras[para].span(i, j)

    def enclosed(self, para: int, start: int, end: int, mark: str) -> bool:
        """Whether a range lies inside a pair of brackets that opens with `mark`."""
        s = self.paras[para].s
        return any(s[a] == mark and a < start and end <= b for a, b in self.pairs(para).items())
