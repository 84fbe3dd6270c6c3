"""How the words around a quantity make it a target: frames of level, ceiling, change, work, and share of a thing.

A frame is a general form of the sentence around the number, never a phrase: a verb of a class of lexicons/verbs, the
place of the noun, the unit's kind.  GUIDE: explicit bounds decide; without one, attain verbs imply >=, reduce and cap
verbs <=, amounts of work and change amounts =.
"""

from __future__ import annotations

from dataclasses import replace

import regex

from taizhang.lexicon import Lexicons
from taizhang.rules.frames import Bound, Clause, Context, Frame, Words, bound_of, made, words_of
from taizhang.rules.indicator import apart, complete, headed, known, lead_off, name_of, of_thing, scope_of, share, taken
from taizhang.rules.quantities import Quantity
from taizhang.rules.work import DONE_TO, work
from taizhang.values import dates
from taizhang.values.units import unit as unit_of

__all__ = ["Clause", "Context", "Frame", "frame_of", "measures_time"]

_SUBSIDY = regex.compile(
    r"奖补|奖励(?!制度|机制|政策|办法)|补助|补贴(?!性)|贴息|资助|奖金|贷款利率|给予.{0,12}(?:支持|奖)|最高(?:不超过)?\0|授信|税率|按.{0,14}比例给予|减按|减半征收"
)
_FINE = regex.compile(r"罚款|处罚|处以|并处")
_PAST = regex.compile(
    r"已经?(?!有)|(?<!除)(?<!为)了(?!解)|曾|反馈的|移交的|交办的|指出的|截至|当前|目前|现有(?!的?水平)|超标\d|以来|先后|高达|仅有|仍有|尚有|还有(?=\d)"
)
_SAME_TIME = regex.compile(r"同比")  # a statistic, unless a deadline or a goal makes it one to come
# 达到总人口的3%: the whole stands between the verb and the share.
_OF_WHOLE = regex.compile(r"(?P<verb>达到?|占到?|提高到|提升到|降至|降到|下降到)[\u4e00-\u9fff“”()]{2,14}?的$")
_BASELINE = regex.compile(
    r"(?:比|较|与|(?:以|在)(?!上)|相较于?|对比)(?P<year>(?:19|20)\d\d|20[_xX*-]{1,2}|上(?=年|期|一?年度)|“?[十六七八九]{1,3}五”?)(?P<rest>年末?|年度|年底|末|期末|期间)?(?P<cue>为基[准数期]|的?基础上)?(?:水平)?(?P<with>相比)?,?"
)
_FROM_TO = regex.compile(
    r"[由从](?:(?P<year>(?:19|20)\d\d)年(?:底|末)?的?|(?:目前|现在|当前|现状)的?)?(?P<value>\d+(?:\.\d+)?)(?P<unit>[%\u4e00-\u9fff/³]{0,8}?)(?:[、和及](?P<value>\d+(?:\.\d+)?)[%\u4e00-\u9fff/³]{0,8}?){0,6}(?=提|上|降|下|增|减|压|扩|拓|延|恢复|发展|调|变|(?<!/)升(?![降下])|缩|达|左右|,)"
)
# 达到2020年的3倍, 增加到2025年底的90%
_OF_YEAR = regex.compile(r"(?P<year>(?:19|20)\d\d)年(?:底|末)?的?$")
_CHANGE_NOUN = regex.compile(r"(?:减排|削减|压减|下降|降低|减少|降幅|消减|压降)(?:总)?(?:量|比例|幅度|率|规模|任务)?$")
# Carbon credits are dealt in as amounts: 交易碳减排量 is no reduction of anything here.
_CREDIT = regex.compile(r"碳汇|碳票|交易|签发|核证|认购")
_GROWTH_NOUN = regex.compile(r"(?:年均)?(?:增长|增速|增幅|增加|新增|升幅)(?:率|幅度|量|速度)?$")
_ANNUAL = regex.compile(r"年均(?!浓度|值|气温|径流|降[雨水])|每年|逐年|年增")
_TOTAL = regex.compile(r"累计|总计|共计|合计")
_GOAL_NOUN = regex.compile(r"的(?:目标|要求|水平|任务|规模|标准)")
_DISTANCE = regex.compile(r"^(?:范围)?(?:以|之)?内|^范围|^半径|^外")
_NOUN_NEXT = regex.compile(r"的?(?![和及与并且或以用等后时])[\u4e00-\u9fff“]{2}")
_PER_HEAD = regex.compile(r"(?:每[十百千万]{1,2}|人均)[^,;。]{3,}")
_LEAST = regex.compile(r"至少|最少")
_OFTEN = regex.compile(
    r"每(?:个)?(?:半年|年|季度?|月|周|星期|日|天|[两二三四五]{1}(?:年|个?月|周|天)|\d{1,2}(?:个月|天|周|小时))"
)
_REPEATED = frozenset({"次", "遍", "轮", "回", "场次"})
_EQUALS = regex.compile(r"(?:分别)?(?:为|是|在):?$")
_COMMIT = regex.compile(r"确保|力争|争取|保证|实现|达到|必须|保持|努力")


def frame_of(clause: Clause, q: Quantity, inherited: Frame | None, context: Context) -> Frame | str:
    """The frame of a quantity, or the reason why it is no target.

    Args:
        clause: the words around the quantity.
        q: the quantity.
        inherited: frame of the quantity before, where both stand in one list.
        context: role of the section, word lists.
    """
    words, lexicons = words_of(context.lexicons), context.lexicons
    pre, post = clause.pre, clause.post
    if _SUBSIDY.search(clause.around) or _FINE.search(clause.own + clause.around.partition("\0")[2]):
        return "subsidy"
    past = _PAST.search(pre) or (_SAME_TIME.search(pre) and not context.committed)
    if context.narrated or (past and not _FROM_TO.search(pre)):
        return "past"
    if q.unit_text in _REPEATED and _OFTEN.search(clause.own + post):
        return "frequency"
    measured = unit_of(q.unit_text, lexicons) if q.unit_text else None
    kind = measured.kind if measured else ""
    reached = words.attain.search(pre) is not None or words.cap.search(pre) is not None
    if not reached and _is_size_class(q, pre, post, measured.dimension if measured else "", kind, words):
        return "size_class"
    if kind != "rate":
        post = post.lstrip("的")
    baseline, pre = _take_baseline(pre, clause.lead)
    baselines, since, pre = _take_from_to(pre)
    baseline = baseline or since
    if (of := _OF_YEAR.search(pre)) and pre[: of.start()]:
        baseline, pre = baseline or (of["year"] if q.unit_text == "倍" else ""), pre[: of.start()]
    bound = bound_of(q, words)
    if not bound.comparator and (least := _LEAST.search(pre)):
        bound, pre = (
            Bound(words.before[least.group()], "explicit", least.group()),
            pre[: least.start()] + pre[least.end() :],
        )
    named = _Namer(clause, context, inherited)
    counted = kind in ("counter", "composite_head") and bool(post)
    for pattern, implied in ((words.attain, ">="), (words.cap, "<=")):
        found = pattern.search(pre)
        if found and not (counted and not name_of(pre[: found.start()], lexicons)):
            return _level(named.words(taken(pre[: found.start()])), named, implied, bound, baseline, baselines, q)
    if kind == "rate" and (whole := _OF_WHOLE.search(pre)):
        return _level(
            named.words(pre[: whole.start()]),
            named,
            "<=" if whole["verb"][0] in "降下" else ">=",
            bound,
            baseline,
            baselines,
            q,
        )
    bare = lead_off(pre)
    opens = words.attain_start.match(bare)
    if opens and not post and not counted and headed(bare[opens.end() :], lexicons):
        return _level(bare[opens.end() :], named, ">=", bound, baseline, baselines, q)
    if measures_time(q, lexicons) and (level := _plain(pre, post, bound, q, baseline, named, context)):
        return level
    moved = words.change.search(pre)
    moved_time = moved is not None and headed(pre[: moved.start()], lexicons)
    if (
        measures_time(q, lexicons)
        and not moved_time
        and not (q.before and not words.term.search(pre) and headed(pre, lexicons))
    ):
        return "duration"
    return _moved(clause, pre, post, bound, baseline, q, kind, words, named, inherited, context)


def _moved(
    clause: Clause, pre: str, post: str, bound: Bound, baseline: str, q: Quantity, kind: str, words: Words, named: _Namer,
    inherited: Frame | None, context: Context,
) -> Frame | str:  # fmt: skip
    """The frames behind those of levels: changes, bounds without a verb, shares, plain levels, work."""
    lexicons = context.lexicons
    bare = lead_off(pre)
    opening = words.work.match(bare)
    lessens = None if _CHANGE_NOUN.search(bare) else words.lessen_start.match(bare)
    found = words.change.search(pre)
    counted = kind in ("counter", "composite_head") and bool(post)
    does = found is not None and found["verb"] in words.works and kind != "rate" and not baseline
    if found and not does and (kind == "rate" or baseline or not (opening or counted)):
        change = "increase" if found["verb"] in words.increase else "decrease"
        return _changed(named.words(pre[: found.start()]), found["verb"], change, bound, baseline, q, post, named)
    if q.unit_text == "番":
        return _changed(named.words(pre), "翻番", "increase", bound, baseline, q, post, named)
    if (
        lessens
        and bare[lessens.end() :]
        and not post
        and (kind == "rate" or lessens["verb"] not in ("节水", "节电", "节能"))
    ):
        thing = bare[lessens.end() :]
        named = _Namer(replace(clause, alike=False), context, inherited)
        return _changed(thing if kind == "rate" else bare, lessens["verb"], "decrease", bound, baseline, q, post, named)
    strong = any(m["verb"] not in words.weak for m in words.work.finditer(bare))
    adds = opening is not None and opening["verb"].startswith(("新增", "净增"))
    worked = kind != "rate" and strong and (adds or not headed(name_of(bare, lexicons), lexicons))
    bounded = q.before and bound.comparator != "~" and (kind != "counter" or not post)
    if bounded and not worked and (name := name_of(named.words(pre), lexicons)):
        name = named.full(name)
        frame = made("bound", bound, "", "level", name, scope_of(pre), baseline=baseline, names=share(name, lexicons))
        return noun_change(name, frame, pre)
    if (
        inherited is not None
        and not name_of(pre, lexicons)
        and not post.strip("等。")
        and (kind != "counter" or inherited.form == "work")
    ):
        return again(inherited, bound, words)
    if kind == "rate" and not (opening and q.value != 100 and not headed(name_of(bare, lexicons), lexicons)):
        return _share(pre, post, bound, q, baseline, named, context)
    if _PER_HEAD.match(bare) and not post:
        return _level(bare, named, ">=", bound, baseline, (), q)
    plain = None if strong and not _EQUALS.search(pre) else _plain(pre, post, bound, q, baseline, named, context)
    return (
        plain if plain is not None else work(pre, post, bound, q, words, inherited, kind, context, named.clause.topic)
    )


def again(inherited: Frame, bound: Bound, words: Words) -> Frame:
    """The frame of a further value in a list: its own bound decides, else one in front of the list, else the verb."""
    if bound.comparator:
        return replace(inherited, comparator=bound.comparator, basis=bound.basis, bound=bound.words)
    if inherited.bound in words.before and inherited.basis == "explicit":
        return inherited
    return replace(inherited, comparator=inherited.implied, basis="implied", bound="")


def measures_time(q: Quantity, lexicons: Lexicons) -> bool:
    """Whether the quantity is a length of time (3年, 5个工作日)."""
    measured = unit_of(q.unit_text, lexicons) if q.unit_text else None
    return (
        measured is not None and (measured.dimension == "time" or "工作日" in q.unit_text) and "岁" not in q.unit_text
    )


class _Namer:
    """Finds the words that name a number's indicator."""

    def __init__(self, clause: Clause, context: Context, inherited: Frame | None) -> None:
        self.clause, self.lexicons, self.inherited = clause, context.lexicons, inherited

    def words(self, pre: str) -> str:
        """The words in front of a verb, or those before the time in front of them where there are none."""
        fallback = self.clause.fallback
        name = name_of(apart(pre), self.lexicons)
        if not name:
            return fallback + pre
        return fallback + pre if name.startswith("占") and "占" not in fallback else pre

    def full(self, name: str) -> str:
        """A name filled up by the head of its list, by the indicator before, or by what the clause before speaks of."""
        if self.clause.head and not headed(name, self.lexicons):
            head = name_of(_EQUALS.sub("", apart(self.clause.head)), self.lexicons)
            return name + head if headed(head, self.lexicons) else name
        lead = self.clause.lead
        if (
            len(name) < 6
            and not headed(name, self.lexicons)
            and headed(lead, self.lexicons)
            and not any(map(str.isdigit, lead))
        ):
            return complete(name, name_of(lead, self.lexicons), self.lexicons)  # 全省污水处理率,城市达到97%
        if self.inherited is not None and self.clause.alike:
            name = complete(name, self.inherited.indicator, self.lexicons)
        return of_thing(name, self.clause.lead, self.lexicons)


def _take_baseline(pre: str, lead: str) -> tuple[str, str]:
    """The year that a value is compared with, and the words without it."""
    found = None
    for found in _BASELINE.finditer(pre):
        if found.group()[0] == "在" and not found["cue"]:
            found = None
    if found is None:
        outer = _BASELINE.search(lead)
        if outer and (outer["cue"] or outer["with"] or outer.group()[0] in "较比"):
            return _year(outer["year"]), pre
        return "", pre
    return _year(found["year"]), pre[: found.start()] + pre[found.end() :]


def _year(text: str) -> str:
    if text[0].isdigit():
        return text
    span = dates.five_year(text.strip("“”"))
    return str(span[1]) if span else ""


def _take_from_to(pre: str) -> tuple[tuple[float, ...], str, str]:
    """The values that a change starts from, their year, and the words without them."""
    found = _FROM_TO.search(pre)
    if found is None:
        return (), "", pre
    return tuple(map(float, found.captures("value"))), found["year"] or "", pre[: found.start()] + pre[found.end() :]


def _level(
    pre: str, named: _Namer, implied: str, bound: Bound, baseline: str, baselines: tuple[float, ...], q: Quantity
) -> Frame | str:
    name = name_of(apart(pre), named.lexicons)
    if not name:
        return "no_indicator"
    name = named.full(name)
    if not bound.comparator:
        full = q.value == 100 and q.unit_text == "%"
        bound = replace(bound, comparator="=" if full else implied)
    names = share(name, named.lexicons)
    frame = made("level", bound, "", "level", name, scope_of(pre), names=names, baseline=baseline,
                 baseline_value=baselines[0] if len(baselines) == 1 else None, baselines=baselines, implied=implied)  # fmt: skip
    return noun_change(name, frame, pre)


def noun_change(name: str, frame: Frame, pre: str) -> Frame:
    """减排量达到1.03万吨: the indicator itself names a change, and the value is its amount."""
    decrease = _CHANGE_NOUN.search(name) and not _CREDIT.search(name)
    if not decrease and not _GROWTH_NOUN.search(name):
        return replace(frame, value_type="cumulative") if _TOTAL.search(pre) else frame
    return replace(
        frame,
        comparator="=" if frame.basis == "implied" else frame.comparator,
        change="decrease" if decrease else "increase",
        value_type="annual_rate" if _ANNUAL.search(name) else "change_abs",
        implied="=",
    )


def _changed(
    pre: str, verb: str, change: str, bound: Bound, baseline: str, q: Quantity, post: str, named: _Namer
) -> Frame | str:
    name = name_of(apart(pre), named.lexicons)
    name = named.full(name) if name else (verb + post if post else "")
    if not name:
        return "no_indicator"
    if not bound.comparator:
        bound = replace(bound, comparator="=")
    kind = "change_abs"
    if q.unit_text in ("%", "倍", "成", "番", "‰", ""):
        kind = "change_rel"
    elif "百分点" in q.unit_text:
        kind = "change_pp"
    if _ANNUAL.search(pre):
        kind = "annual_rate"
    return made(
        "change", bound, change, kind, name, scope_of(pre), names=share(name, named.lexicons), baseline=baseline
    )


def _plain(
    pre: str, post: str, bound: Bound, q: Quantity, baseline: str, named: _Namer, context: Context
) -> Frame | None:
    """湿地保护率55%, 重污染天数为3天: a level without a verb, or with 为, where the text commits itself to it."""
    before = named.inherited is not None and named.inherited.form in ("level", "bound", "share")
    full = q.value == 100 and q.unit_text == "%"
    if (
        post.strip("等")
        or pre.endswith("的")
        or not (
            full
            or before
            or (q.unit_text == "%" and context.role == "measures")
            or context.committed
            or _COMMIT.search(pre)
        )
    ):
        return None
    equals = _EQUALS.search(pre)
    name = name_of(apart(named.words(pre[: equals.start()] if equals else pre)), named.lexicons)
    if not name or not (headed(name, named.lexicons) or named.clause.head):
        return None
    name = named.full(name)
    line = known(name, named.lexicons)
    way = {"higher": ">=", "lower": "<="}.get(line["direction"] if line else "", "=")
    implied = "=" if equals or full else way
    if not bound.comparator:
        bound = replace(bound, comparator=implied)
    names = share(name, named.lexicons)
    frame = made("level", bound, "", "level", name, scope_of(pre), names=names, baseline=baseline, implied=implied)
    return noun_change(name, frame, pre)


def _share(
    pre: str, post: str, bound: Bound, q: Quantity, baseline: str, named: _Namer, context: Context
) -> Frame | str:
    """施工工地100%围挡, 85%以上的行政村实现…: a share of a thing, without a verb in front."""
    plain = _plain(pre, post, bound, q, baseline, named, context)
    if plain is not None:
        return plain
    if not post and not q.before and not q.after:
        return "weight"
    # 30%污水处理厂完成提标改造; 90%的重点物种得到保护 where a deadline or a goal stands over it
    shared = DONE_TO.match(post) or (context.committed and post[:1] == "的")
    if q.value != 100 and not q.after and not q.before and not (shared and not name_of(pre, named.lexicons)):
        return "bare_share"
    name = name_of(pre, named.lexicons) + post.removeprefix("的")
    if not name:
        return "no_indicator"
    if not bound.comparator:
        bound = replace(bound, comparator="=")
    return made("share", bound, "", "level", name, scope_of(pre), baseline=baseline)


def _is_size_class(q: Quantity, pre: str, post: str, dimension: str, kind: str, words: Words) -> bool:
    if q.after.startswith("及以") and post and not _GOAL_NOUN.match(post):
        return True
    if dimension == "ratio":  # 效率不低于60%的脱硝设施
        return bool(q.before) and post.startswith("的") and len(pre) > 3 and not _GOAL_NOUN.match(post)
    if dimension == "count":
        return False
    # 厚度低于0.01毫米的地膜: a bounded quantity inside a description of a thing.
    if post.startswith("的") and (q.before or q.after) and not _GOAL_NOUN.match(post):
        return True
    if dimension == "length" and _DISTANCE.match(q.after + post) and q.after not in ("以上", "以下"):
        return True
    if words.sized.match(post):
        return bool(q.after or q.before)
    # 500万元以上技改项目: a bounded amount right in front of a noun says which of them are meant.
    return q.after in ("以上", "以下", "以内") and bool(_NOUN_NEXT.match(post)) and not words.work.match(post)
