"""What the readings of a number are made of: the clause around it, its bound, its frame, and the words that decide."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import regex

from taizhang.lexicon import Lexicons
from taizhang.rules.quantities import Quantity


@dataclass(frozen=True, slots=True)
class Context:
    """What a frame needs to know besides the clause.

    Attributes:
        role: of the section.
        lexicons: word lists.
        committed: the sentence stands among goals, or a deadline governs the number.
        narrated: the sentence tells what was or is, up to this number.
    """

    role: str
    lexicons: Lexicons
    committed: bool = False
    narrated: bool = False


@dataclass(frozen=True, slots=True)
class Clause:
    """The words around a number.

    Attributes:
        pre: from the clause's start to the number's bound word.
        post: behind it, as far as it belongs to it.
        fallback: what names the indicator where `pre` does not: the words before a time in front (森林覆盖率2025年达到45%),
            else the indicator of the number before.
        head: the words before a colon that opens the clause's list (农村污水治理率: 平原达到60%).
        lead: the clause before, for what the number is compared with (与2020年相比,).
        around: the sentence around the number (its place a NUL), for words that make it a subsidy.
        own: all words in front of the number in its clause, times among them.
        topic: the heading above, for an amount of work that names no object.
        alike: the number before has the same unit, so that its indicator can fill up a shortened name.
    """

    pre: str
    post: str
    fallback: str = ""
    head: str = ""
    lead: str = ""
    around: str = ""
    own: str = ""
    topic: str = ""
    alike: bool = False


@dataclass(frozen=True, slots=True)
class Frame:
    """A target's reading.

    Attributes:
        form: level, bound, change, work, share or listed: which frame fired.
        comparator, basis, bound: as the columns comparator, comparator_basis, comparator_text.
        change: increase, decrease or empty.
        value_type: one of `schema.VALUE_TYPES`.
        indicator: words that name what is measured.
        scope: where or for whom, as written.
        verb, noun: of an amount of work, for the values that follow in a list.
        names: (scope, indicator) of a list that its values share out among them (A、B分别达…).
        baseline: printed year of the baseline, empty for none.
        baseline_value: printed value of the baseline, None for none.
        baselines: those of a list (分别由92%、28%提高到95%、40%).
        binding: 约束性 or 预期性, empty where the text says neither.
        implied: the comparator without a bound word, for the values that follow in a list.
    """

    form: str
    comparator: str
    basis: str
    bound: str
    change: str
    value_type: str
    indicator: str
    scope: str = ""
    verb: str = ""
    noun: str = ""
    names: tuple[tuple[str, str], ...] = ()
    baseline: str = ""
    baseline_value: float | None = None
    baselines: tuple[float, ...] = ()
    binding: str = ""
    implied: str = "="


@dataclass(frozen=True, slots=True)
class Bound:
    """The bound that a text gives a value: comparator (empty where it is implied), basis, words."""

    comparator: str
    basis: str
    words: str = ""


def made(form: str, bound: Bound, change: str, value_type: str, indicator: str, scope: str, **more: Any) -> Frame:
    """A frame with its bound written out."""
    return Frame(form, bound.comparator, bound.basis, bound.words, change, value_type, indicator, scope, **more)


@dataclass(frozen=True, slots=True)
class Words:
    """The verbs and nouns that frames look for, as patterns; `_end` ones close the words in front of a number."""

    attain: regex.Pattern[str]
    cap: regex.Pattern[str]
    change: regex.Pattern[str]
    attain_start: regex.Pattern[str]
    lessen_start: regex.Pattern[str]
    increase: frozenset[str]
    works: frozenset[str]
    weak: frozenset[str]
    drafts: frozenset[str]
    work_end: regex.Pattern[str]
    work: regex.Pattern[str]
    act: regex.Pattern[str]
    before: dict[str, str]
    after: dict[str, str]
    framework: regex.Pattern[str]
    drafted: regex.Pattern[str]
    sized: regex.Pattern[str]
    term: regex.Pattern[str]
    facility: regex.Pattern[str]
    uncounted: frozenset[str]


@lru_cache(maxsize=8)
def words_of(lexicons: Lexicons) -> Words:
    """The words of lexicons/verbs and lexicons/quantities by what frames use them for."""

    def verbs(*classes: str) -> list[str]:
        return [w for c in classes for w in lexicons.words("verbs/verbs", **{"class": c})]

    def nouns(name: str) -> list[str]:
        return list(lexicons.words("quantities/nouns", **{"class": name}))

    def ending(*classes: str) -> regex.Pattern[str]:
        return regex.compile(r"(?P<verb>\L<w>)了?(?:均|都|各|全部|再|将|约)?$", w=verbs(*classes))

    works = frozenset(verbs("work"))
    bounds = lexicons.table("quantities/bounds")
    return Words(
        attain=ending("attain"), cap=ending("cap"), change=ending("increase", "decrease"),
        attain_start=regex.compile(r"(?P<verb>\L<w>)", w=[w for w in verbs("attain") if w not in works]),
        lessen_start=regex.compile(r"(?:累计|每年|年均)?(?P<verb>\L<w>)", w=[w for w in verbs("decrease") if len(w) > 1 and regex.search("[减降削缩]", w)]),
        increase=frozenset(verbs("increase")), works=works, weak=frozenset(verbs("weak")), drafts=frozenset(verbs("draft")),
        work_end=ending("work", "increase"), work=regex.compile(r"(?P<verb>\L<w>)", w=[w for w in works if len(w) > 1]),
        act=regex.compile(r"(?P<verb>\L<w>)", w=[w for w in verbs("act") if len(w) > 1]),
        before={b["word"]: b["comparator"] for b in bounds if b["position"] == "before"},
        after={b["word"]: b["comparator"] for b in bounds if b["position"] == "after"},
        framework=regex.compile(r"(?:大|个|项)?\L<w>(?:(?=[,。;、:\)和及与并开]|$)|(?<=方面|问题|指标|领域|环节|措施|专项|行动|战役|体系|机制|原则|坚持|阶段|步骤|要素|维度|专班|小组|建议|意见|反馈))", w=nouns("framework")),
        drafted=regex.compile(r"\L<w>$", w=nouns("drafted")),
        sized=regex.compile(r"(?:的)?\L<w>", w=nouns("sized")),
        term=regex.compile(r"\L<w>$", w=nouns("term")),
        facility=regex.compile(r"\L<w>$", w=nouns("facility")),
        uncounted=frozenset(nouns("uncounted")),
    )  # fmt: skip


def bound_of(q: Quantity, words: Words) -> Bound:
    """The bound that the text gives a quantity; a range is its own, and 余 and 多 say roughly."""
    if q.value_max is not None:
        return Bound("between", "explicit")
    if q.after in words.after:
        return Bound(words.after[q.after], "explicit", q.after)
    if q.before in words.before:
        return Bound(words.before[q.before], "explicit", q.before)
    return Bound("~", "explicit") if q.approx else Bound("", "implied")
