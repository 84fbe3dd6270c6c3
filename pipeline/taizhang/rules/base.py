"""Rules: a pattern that names its word lists, and a builder that makes a value of a match.

A rule is data about one form.  The engine compiles its pattern once a process, tries it only on sentences that hold
one of its anchor characters, and lets the longest of overlapping hits win, then the earlier rule.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Generic, TypeVar

import regex

from taizhang.lexicon import Lexicons

T = TypeVar("T")
Match = regex.Match[str]


@dataclass(frozen=True, slots=True)
class Dropped:
    """What a builder returns for a match that is nothing; the reason is counted in run.json."""

    reason: str


@dataclass(frozen=True, slots=True)
class Rule(Generic[T]):
    r"""One form.

    Attributes:
        id: ``table.form``; stands in the `rule` column of every row that it makes.
        pattern: a regular expression of the `regex` library over folded text; ``\L<name>`` is a list.
        build: match → value, or `Dropped`; at module level, so that it pickles.
        anchor: characters of which a sentence must hold at least one for the pattern to be tried; empty for all.
        lists: name in the pattern → lexicon and the columns that its lines must equal, e.g.
            ``{"light": ("verbs/verbs", {"class": "light"})}``.
    """

    id: str
    pattern: str
    build: Callable[[Match], T | Dropped]
    anchor: str = ""
    lists: tuple[tuple[str, str, tuple[tuple[str, str], ...]], ...] = ()


@dataclass(frozen=True, slots=True)
class Hit(Generic[T]):
    """A rule's match in a sentence: half-open indices in the folded paragraph, and the value that was built."""

    start: int
    end: int
    rule: str
    value: T = field(compare=False)


@lru_cache(maxsize=512)
def compiled(rule: Rule[T], lexicons: Lexicons) -> regex.Pattern[str]:
    """The rule's pattern with its word lists filled in."""
    lists: dict[str, Any] = {name: lexicons.words(lexicon, **dict(where)) for name, lexicon, where in rule.lists}
    return regex.compile(rule.pattern, regex.VERBOSE | regex.V0, **lists)


def scan(
    rules: Sequence[Rule[T]],
    s: str,
    start: int,
    end: int,
    lexicons: Lexicons,
    drop: Callable[[str], None],
    chars: frozenset[str] | None = None,
) -> list[Hit[T]]:
    """All hits of `rules` in ``s[start:end]``, overlaps resolved, in order of their place."""
    chars = frozenset(s[start:end]) if chars is None else chars
    hits: list[tuple[int, int, int, Hit[T]]] = []
    for order, rule in enumerate(rules):
        if rule.anchor and chars.isdisjoint(rule.anchor):
            continue
        for match in compiled(rule, lexicons).finditer(s, start, end):
            value = rule.build(match)
            if isinstance(value, Dropped):
                drop(value.reason)
                continue
            a, b = match.span()
            hits.append((a - b, order, a, Hit(a, b, rule.id, value)))
    return _longest(hits, drop)


def _longest(hits: Iterable[tuple[int, int, int, Hit[T]]], drop: Callable[[str], None]) -> list[Hit[T]]:
    taken: list[Hit[T]] = []
    for _, _, _, hit in sorted(hits, key=lambda h: h[:3]):
        if any(hit.start < t.end and t.start < hit.end for t in taken):
            drop("overlap")
        else:
            taken.append(hit)
    return sorted(taken, key=lambda h: h.start)
