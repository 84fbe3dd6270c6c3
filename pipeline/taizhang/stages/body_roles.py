"""What tells a body's role: verbs and labels of the lexicon, and what the plan itself declares about its lists."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import regex

from taizhang.lexicon import Lexicons

ROLES = ("lead", "responsible", "cooperate", "supervise")
_RANK = (
    r"(?:列|排|位列|居|排名|位居)(?:在|名|于)?(?:第一|首位|第1|最前)(?:位|名)?|第一个(?:单位|部门)?|首个(?:单位|部门)?"
)
# 列第一位的为牵头单位; 排名第一的单位为牵头单位; 标*的为牵头单位.
FIRST_LEADS = regex.compile(
    rf"(?:{_RANK})(?:的)?(?:责任)?(?:单位|部门)?(?:为|是|系)?(?:责任)?牵头(?:单位|部门)?(?=[^,。;)]{{0,2}}(?:[,。;)]|$))"
)
STAR_LEADS = regex.compile(
    r"(?:标|注|带|加)(?:注|有)?[*★▲#](?:号)?(?:的)?(?:单位|部门)?(?:为|是|系)(?:责任)?牵头(?:单位|部门)?"
)
STARS = "*★▲#"


@dataclass(frozen=True, slots=True)
class Mention:
    """A body in its place: half-open range in the folded paragraph, completed name, role, and the rule that found it."""

    para: int
    start: int
    end: int
    sentence: int
    name: str
    role: str
    rule: str
    review: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Cues:
    """The role cues of lexicons/bodies, compiled.

    Attributes:
        after: a verb behind the bodies, 等单位 before it taken in.
        before: words right before a body (由, 会同); matched so that they end where the body starts.
        announced: 牵头单位为 and the like, at the start of a piece of a list.
        behind: word of `after` → role.
        ahead: word of `before` → role.
        label: label of a field → role.
        verb: the verbs of lexicons/verbs that say a duty.
        not_before, not_after: what shows that a body is only mentioned (向X报告, X反馈的…) → why.
    """

    after: regex.Pattern[str]
    before: regex.Pattern[str]
    announced: regex.Pattern[str]
    behind: dict[str, str]
    ahead: dict[str, str]
    label: dict[str, str]
    verb: regex.Pattern[str]
    not_before: regex.Pattern[str]
    not_after: regex.Pattern[str]
    why: dict[str, str]


@lru_cache(maxsize=8)
def cues(lexicons: Lexicons) -> Cues:
    """The cues of these lexicons."""
    table = lexicons.table("bodies/role_cues")
    after = {w["word"]: w["role"] for w in table if w["position"] == "after"}
    before = {w["word"]: w["role"] for w in table if w["position"] == "before"}
    label = {w["word"].replace(" ", ""): w["role"] for w in table if w["position"] == "label"}
    verbs = {w for c in ("act", "light", "commit", "work") for w in lexicons.words("verbs/verbs", **{"class": c})}
    refuse = lexicons.table("bodies/not_responsible")

    def longest(words: object) -> list[str]:
        return sorted(words, key=len, reverse=True)  # type: ignore[call-overload, no-any-return]

    return Cues(
        regex.compile(r"(?:等)?(?:单位|部门|有关部门)?,?(?P<cue>\L<w>)", w=longest(after)),
        regex.compile(r"(?r)(?P<cue>\L<w>)", w=longest(before)),
        regex.compile(r"(?P<cue>\L<w>)", w=longest(w for w in before if w.endswith(("为", "是", "包括")))),
        after,
        before,
        label,
        regex.compile(r"\L<w>(?![性度率])", w=sorted(w for w in verbs if len(w) > 1)),
        regex.compile(r"(?r)(?P<word>\L<w>)", w=longest(w["word"] for w in refuse if w["position"] == "before")),
        regex.compile(r"(?P<word>\L<w>)", w=longest(w["word"] for w in refuse if w["position"] == "after")),
        {f"{w['word']}{'+' if w['position'] == 'after' else ''}": w["why"] for w in refuse},
    )


def declarations(text: str) -> frozenset[str]:
    """What a plan declares about its lists of bodies.

    Args:
        text: the plan's folded text.

    Returns:
        ``first_leads`` where the first body of a list leads and the others cooperate, ``star_leads`` where those with
        a star do.
    """
    said = {"first_leads": FIRST_LEADS, "star_leads": STAR_LEADS}
    return frozenset(name for name, pattern in said.items() if pattern.search(text))
