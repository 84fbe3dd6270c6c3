"""Qualitative targets: clauses that state an end state or the direction of a state without a number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import regex

from taizhang.lexicon import Lexicons
from taizhang.stages.clauses import BREAK
from taizhang.stages.doc import Doc
from taizhang.stages.targets import Target
from taizhang.stages.times import Mention


@dataclass(frozen=True, slots=True)
class State:
    """A qualitative target: half-open range of its clause in the folded paragraph, its subject, its deadline."""

    para: int
    sentence: int
    start: int
    end: int
    subject: str
    deadline: Mention | None
    rule: str


@dataclass(frozen=True, slots=True)
class _Words:
    state: regex.Pattern[str]
    result: regex.Pattern[str]
    moves: regex.Pattern[str]
    verb: regex.Pattern[str]


_LEAD = regex.compile(
    r"^(?:[,;。、:]|\(?[一二三四五六七八九十\d]{1,2}\)[.、]?|\d{1,2}[.、]|[一二三四五六七八九十]是|-{1,2}|力争|确保|争取|保证|努力|推动(?=[^,。;]{2,16}(?:改善|提升|好转|提高|增强|到位|向好))|并|且|使|其中|到时|届时|同时|"
    r"预期|总体(?=实现)|要|应|须|必须|将)+"
)
_HARD = regex.compile(
    r"^(?:按照|坚持|以|通过|围绕|依托|根据|加强|加快|推进|深化|强化|落实|严格|制定|组织|开展|结合|聚焦|对|在.{0,12}下$|为|着力|大力|积极|统筹|深入|明确|倒排|逐一|把|将|做到|充分|高标准|高质量(?!发展)|高水平(?!安全)|引导|鼓励|支持|务求|(?:表|图|附件|专栏)\d)"
)
_RESULT = regex.compile(
    r"^(?:系统|探索|逐步|全部|总体|率先|如期|顺利|培育|打造|形成|构建|建立|健全|完善|建成|实现|完成|达到|达成|创成|创建|消除|杜绝|遏制|推动|提高|提升|增强|改善|优化|基本|全面|初步|普遍)"
)
_ENDS = regex.compile(
    r"(?:到位|落地|任务|要求|标准|目标|达标|退出|体系|机制|格局|模式|典范|样板|前列|方阵|发生|增长|利用|管控|能力|水平|企业|清单|网络|设施|平台|凸显|进展|成效|推广|部署)$"
)
_BLANK = regex.compile(r"[xX*_]{2,}(?:亿|万|%|个|元|吨)|^(?:达到|提高到|降至|不低于|不高于)?\d")
_ACTION_END = regex.compile(r"(?:落实|推行|健全|建立|完善)$")
_OUTPUT = regex.compile(r"(?:清单|方案|报告|台账|名单|意见|办法|制度|规划)$")
_REACH = regex.compile(r"^(?:实现|形成|达到|基本|全部|率先|(?:提高|提升|增强).+(?:水平|能力)$)")
_TASK = regex.compile(
    r"^(?:基本)?完成.*(?:工作|评估|普查|排查|调查|编制|方案|验收)$|^完成首批|加快.{2,30}(?:步伐|进程)$"
)
_REACHED = regex.compile(r"^(?:基本|全面|全部|初步|逐步)?实现(?=.{2})")
_STATEWORD = regex.compile(
    r"电动化|全覆盖|现代化|均(?:完成|实现|达到)|(?:全部|均|全面)(?:[\u4e00-\u9fff]{2,6}$|完成|实现|建成|达到|淘汰)|更加[\u4e00-\u9fff]{2}|[\u4e00-\u9fff]安全$|趋好|零发生|向好|(?:凸显|显现|彰显)$|"
    r"得到[\u4e00-\u9fff]{2,6}$|有所[\u4e00-\u9fff]{2}$|达到?(?:或(?:优于|好于))?[ⅠⅡⅢⅣⅤI-V一二三四五]{1,3}类(?:水质|标准|及以上)?$|"
    r"(?:走在|位居|处于|进入|跻身|迈入)[^,;。]{0,14}(?:前列|方阵|行列|前茅|先进水平)$|实现[^,;。、的]{1,8}化$|形成(?:闭环|合力|常态|良性循环)$"
)


@lru_cache(maxsize=8)
def _words(lexicons: Lexicons) -> _Words:
    words = lexicons.words("verbs/verbs", **{"class": "state"})
    # The bare verbs of the class (建成, 形成, 消除) are states only where the clause opens or closes with them.
    return _Words(
        regex.compile(r"\L<w>", w=[w for w in words if len(w) > 2]),
        regex.compile(r"(?:\L<w>)$", w=list(words)),
        regex.compile(
            r"(?:明显|显著|大幅度?|有效|持续|不断|稳步|进一步|逐步|较大幅度|稳定)\L<w>$",
            w=[
                w for c in ("increase", "decrease") for w in lexicons.words("verbs/verbs", **{"class": c}) if len(w) > 1
            ],
        ),
        regex.compile(
            r"\L<w>",
            w=[w for c in ("act", "light", "commit", "work") for w in lexicons.words("verbs/verbs", **{"class": c})],
        ),
    )


def find(
    doc: Doc, sentence: int, times: Sequence[Mention], targets: Sequence[Target], inherited: Mention | None, goals: bool
) -> list[State]:
    """The qualitative targets of a sentence.

    Args:
        doc: the plan.
        sentence: index of the sentence.
        times: its time expressions.
        targets: its quantitative targets, whose clauses are left to them.
        inherited: the deadline of a sentence before that opens the list.
        goals: the sentence stands in a goals section or under an 整改目标.
    """
    here = doc.sentences[sentence]
    s = doc.paras[here.para].s
    deadlines = [t for t in times if t.use == "deadline" and t.time.relation in ("by", "before", "in", "during")]
    if not goals and not deadlines:
        return []
    out: list[State] = []
    for a, b in clauses(doc, here.para, here.i, here.j):
        for time in times:
            if a <= time.start and time.end <= b:
                a = _before(s, a, time) if goals and not deadlines else time.end
        lead = _LEAD.match(s, a, b)
        a = lead.end() if lead else a
        while b > a and s[b - 1] in "。;,、:. ":
            b -= 1
        if b - a < 4 or _BLANK.search(s, a, b) or any(t.quantity.start < b and a < t.quantity.end for t in targets):
            continue
        governed = [t for t in deadlines if t.end <= a]
        text = s[a:b]
        if not goals and not governed:
            continue
        if _is_state(text, doc.lexicons, goals, bool(governed or inherited)):
            deadline = governed[-1] if governed else inherited
            out.append(State(here.para, sentence, a, b, _subject(text, doc.lexicons), deadline, "target.state"))
    return out


def _before(s: str, a: int, time: Mention) -> int:
    return time.end if time.use in ("deadline", "past") else a


def clauses(doc: Doc, para: int, start: int, end: int) -> list[tuple[int, int]]:
    """Ranges between commas, semicolons and full stops, brackets and quotations kept whole."""
    s = doc.paras[para].s
    pairs = doc.pairs(para)
    out: list[tuple[int, int]] = []
    at = k = start
    while k < end:
        if k in pairs and pairs[k] < end:
            k = pairs[k] + 1
            continue
        if BREAK.match(s, k):
            if k > at:
                out.append((at, k))
            at = k + 1
        k += 1
    if at < end:
        out.append((at, end))
    return out


def _is_state(text: str, lexicons: Lexicons, goals: bool, governed: bool) -> bool:
    words = _words(lexicons)
    if _TASK.search(text):
        return False
    state = words.state.search(text)
    if state and state.start() == 0 and _ACTION_END.search(state.group()) and len(text) > state.end() + 1:
        state = None  # 全面落实…责任 says what is done, …责任全面落实 what is reached
    closes = words.result.search(text) or words.moves.search(text) or _STATEWORD.search(text)
    strong = state or closes
    if goals:
        if _HARD.match(text) and not (closes and closes.end() == len(text)):
            return False
        if strong or (_RESULT.match(text) and (governed or _REACH.match(text))):
            return True
        if not governed:
            return False
        # In a goals section a clause of subject and predicate is a state too, whatever its predicate.
        return bool(_ENDS.search(text) and len(text) > 6) or (5 < len(text) < 40 and not words.verb.match(text))
    if _HARD.match(text) or _OUTPUT.search(text):
        return False
    return (
        bool(strong)
        or bool(
            regex.match(
                r"^(?:基本|全面|初步|逐步)?(?:实现|达到|建成|形成|消除)|^(?:基本|全面|初步)(?:建立|构建|健全|完善)",
                text,
            )
        )
        or bool(regex.search(r"完成.{2,20}(?:任务|目标)$|达到.{2,16}(?:要求|标准)|创成|普遍配套", text))
    )


def _subject(text: str, lexicons: Lexicons) -> str:
    """The words that a state is said of: what stands before the state word, else behind it."""
    words = _words(lexicons)
    found = words.state.search(text) or words.result.search(text) or words.moves.search(text) or _STATEWORD.search(text)
    if found is None:
        return text
    before, after = text[: found.start()], text[found.end() :]
    return _REACHED.sub("", before.strip("的、")) or after.lstrip("起了").strip("的、") or text
