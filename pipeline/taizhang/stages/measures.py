"""Which sentences are measures, what they do, and what they are about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import regex

from taizhang.lexicon import Lexicons
from taizhang.segment.walk import Walker
from taizhang.segment.words import cut
from taizhang.stages.doc import Doc
from taizhang.stages.sentences import Sentence


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure: its sentence, where its words begin behind a label, what it does and what it is about."""

    sentence: int
    para: int
    start: int
    end: int
    action: str
    object: str
    theme: str
    instrument: str
    heading: bool
    rule: str


@dataclass(frozen=True, slots=True)
class _Lists:
    any_verb: regex.Pattern[str]
    commit: regex.Pattern[str]
    light: regex.Pattern[str]
    act: Walker
    acts: frozenset[str]


_MEASURE_ROLES = ("measures", "safeguards")
_INTRO = regex.compile(r"(?:如下|以下|下列|包括|主要是|分别是|措施|内容|原则|任务)?:$")
_FOLLOWS = regex.compile(
    r"(?:实施|推进|开展|落实|做好|抓好|完成)(?:以下|下列)[\d一二三四五六七八九十]{0,3}(?:大|项|条|个|方面)?(?:重点)?(?:任务|措施|工作|行动|工程)。$"
)
_PAST = regex.compile(
    r"已经|已(?:建成|完成|取得|形成|累计|基本|全面|成为|达到|于|由)|(?<!除)(?<!为)(?<!到)了(?!解|然)|以来,|取得了|仍(?:然)?(?:存在|有)|形势(?:十分)?严峻"
)
_NARRATIVE = regex.compile(r"^(?:当前|目前|近年来|党的十[八九]大以来|\d{4}年,|经(?:核|调)查|督察(?:组)?(?:发现|指出))")
_EXPIRY = regex.compile(
    r"^(?:本|此)(?:方案|计划|规划|通知|意见|办法|措施|政策)(?:.{0,6}自|由.{2,20}(?:负责解释|解释)|印发)|^(?:特此|此件)|有效期|^附件|^联系人|^联系电话"
)
_DEFINITION = regex.compile(r"^[“\u4e00-\u9fff”]{2,20}(?:是指|指的是|是以)|^(?:主要)?(?:反映|体现|包括|是指|系指)")


@lru_cache(maxsize=8)
def _lists(lexicons: Lexicons) -> _Lists:
    def words(*classes: str) -> list[str]:
        return sorted(
            {w for c in classes for w in lexicons.words("verbs/verbs", **{"class": c})}, key=len, reverse=True
        )

    commit = words("commit")
    acts = words("act", "work", "increase", "decrease")
    return _Lists(
        regex.compile(
            r"\L<w>", w=words("act", "work", "light", "commit", "attain", "cap", "increase", "decrease", "state")
        ),
        regex.compile(
            r"\L<long>|(?<![主重需首紧纪摘])要|(?<![供响相适反对效])应(?!用|急|对)|\L<short>",
            long=[w for w in commit if len(w) > 1],
            short=[w for w in commit if len(w) == 1 and w not in "要应"],
        ),
        regex.compile(r"(?:\L<w>)+", w=words("light")),
        Walker(acts),
        frozenset(acts),
    )


def commits(doc: Doc, here: Sentence, field: str, measures_said: bool) -> str:
    """Why a sentence is no measure, empty where it is one.

    Args:
        doc: the plan.
        here: the sentence.
        field: the labelled prose field it stands in, empty for none.
        measures_said: the plan has a section of measures, so that text outside of one is none.
    """
    s = doc.paras[here.para].s[here.i : here.j]
    role = doc.role(here.section)
    if field in ("problem", "goal", "progress"):
        return f"field_{field}"
    if field not in ("measures", "task") and role not in _MEASURE_ROLES and (measures_said or role != "other"):
        return f"section_{role}"
    if (s.endswith(":") and _INTRO.search(s)) or _FOLLOWS.search(s):
        return "introduction"
    if len(s) < 5 or _EXPIRY.search(s) or _DEFINITION.match(s):
        return "no_commitment"
    lists = _lists(doc.lexicons)
    if not lists.any_verb.search(s) and here.kind != "runhead":
        return "no_verb"
    if (_PAST.search(s) and not lists.commit.search(s)) or (_NARRATIVE.match(s) and not lists.commit.search(s)):
        return "narrative"
    return ""


_BODY_TITLE = regex.compile(
    r"[\u4e00-\u9fff]{4,24}(?:大学|学院|研究院|研究所|规划院|院|中心|协会|学会|集团|公司|局|厅|委|委员会|办公室|部|指挥部|领导小组)(?:\([^()]*\))?"
)


def names_body(title: str, lexicons: Lexicons) -> bool:
    """Whether a heading is nothing but the name of a body, whose duties the text below lists (（一）省生态环境厅。)."""
    lists = _lists(lexicons)
    return bool(_BODY_TITLE.fullmatch(title)) and not lists.act.at(title, 0) and not lists.light.match(title)


def make(doc: Doc, index: int, start: int) -> Measure:
    """The measure of a sentence that commits somebody."""
    here = doc.sentences[index]
    s = doc.paras[here.para].s
    text = s[start : here.j]
    action, target = action_of(text, doc.lexicons)
    headings = [doc.sections[k].title for k in _ancestors(doc, here.section)]
    return Measure(
        index, here.para, start, here.j, action, target, theme_of(text, headings, doc.lexicons),
        instrument_of(text, doc.lexicons), here.kind == "runhead", f"measure.{here.kind}",
    )  # fmt: skip


def _ancestors(doc: Doc, section: int) -> list[int]:
    out = []
    while section >= 0:
        out.append(section)
        section = doc.sections[section].parent
    return out


_MARKER = regex.compile(r"^(?:\(?[一二三四五六七八九十\d]{1,3}\)?[.、)]|[①-⑳]|[一二三四五六七八九十]{1,2}是|-{1,2})+")


def action_of(text: str, lexicons: Lexicons) -> tuple[str, str]:
    """First main verb of a sentence and what it acts on: 加快推进…中心建设 → 建设, …中心.

    Light verbs (加快, 推进, 开展) are looked through: where the words behind them end in a main verb, that is it.
    """
    lists = _lists(lexicons)
    text = _MARKER.sub("", text)
    for clause in regex.split(r"[,;。:]", text):
        if len(clause) < 4:
            continue
        light = lists.light.match(clause)
        if light:
            rest = clause[light.end() :]
            words = cut(rest)
            if len(words) > 1 and words[-1] in lists.acts:
                return words[-1], rest[: -len(words[-1])].strip("的")
            head = lists.act.at(rest, 0)
            if head and len(rest) > len(head):
                return head, rest[len(head) :].strip("的")
            if rest:
                return light.group()[-2:] if len(light.group()) > 2 else light.group(), rest
        found = lists.act.find(clause, 0, len(clause))
        if found:
            a, b = found[0]
            behind = clause[b:].strip("的了")
            return clause[a:b], behind
    return "", ""


@lru_cache(maxsize=8)
def _themes(lexicons: Lexicons) -> tuple[Walker, dict[str, list[tuple[str, int]]]]:
    table: dict[str, list[tuple[str, int]]] = {}
    for line in lexicons.table("themes/themes"):
        table.setdefault(line["word"], []).append((line["theme"], int(line["weight"])))
    return Walker(table), table


def theme_of(text: str, headings: Sequence[str], lexicons: Lexicons) -> str:
    """One theme or two joined by |: the heaviest by the words of the sentence, the headings above it counting less."""
    walker, table = _themes(lexicons)
    score: dict[str, float] = {}
    for weight, part in ((1.0, text), *((0.8 / (k + 1), h) for k, h in enumerate(headings))):
        for word in {part[a:b] for a, b in walker.find(part, 0, len(part))}:
            for theme, own in table[word]:
                score[theme] = score.get(theme, 0.0) + weight * own
    if not score:
        return "other"
    ranked = sorted(score.items(), key=lambda kv: (-kv[1], kv[0]))
    if len(ranked) > 1 and ranked[1][1] >= 0.85 * ranked[0][1]:
        return f"{ranked[0][0]}|{ranked[1][0]}"
    return ranked[0][0]


@lru_cache(maxsize=8)
def _instruments(lexicons: Lexicons) -> tuple[Walker, dict[str, tuple[str, int]]]:
    table = {i["word"]: (i["instrument"], int(i["weight"])) for i in lexicons.table("themes/instruments")}
    return Walker(table), table


def instrument_of(text: str, lexicons: Lexicons) -> str:
    """The kind of policy instrument that the words of a sentence weigh heaviest for; ``other`` where none is named."""
    walker, table = _instruments(lexicons)
    score: dict[str, int] = {}
    for a, b in walker.find(text, 0, len(text)):
        name, weight = table[text[a:b]]
        score[name] = score.get(name, 0) + weight
    return max(score, key=lambda k: (score[k], k)) if score else "other"
