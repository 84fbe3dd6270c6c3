"""How the words around a quantity make it a target: frames of level, ceiling, change, work, and share of a thing.

A frame is a general form of the sentence around the number, never a phrase: a verb of a class of lexicons/verbs, the
place of the noun, the unit's kind.  GUIDE: explicit bounds decide; without one, attain verbs imply >=, reduce and cap
verbs <=, amounts of work and change amounts =.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import regex

from taizhang.lexicon import Lexicons
from taizhang.rules.quantities import Quantity
from taizhang.values.units import unit as unit_of


@dataclass(frozen=True, slots=True)
class Context:
    """What a frame needs to know besides the sentence."""

    role: str
    labelled: bool
    lexicons: Lexicons
    fallback: str = ""


@dataclass(frozen=True, slots=True)
class Frame:
    """A target's reading.

    Attributes:
        form: level, cap, change, work, share or listed: which frame fired.
        comparator, basis, bound: as the columns comparator, comparator_basis, comparator_text.
        change: increase, decrease or empty.
        value_type: one of `schema.VALUE_TYPES`.
        indicator: words that name what is measured.
        scope: where or for whom, as written.
        verb, noun: of an amount of work, for the values that follow in a list.
        names: indicators of a list that its values share out among them (A、B分别达…).
        baseline: printed year of the baseline, empty for none.
        baseline_value: printed value of the baseline, None for none.
        binding: 约束性 or 预期性, empty where the text says neither.
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
    names: tuple[str, ...] = ()
    baseline: str = ""
    baseline_value: float | None = None
    binding: str = ""


@dataclass(frozen=True, slots=True)
class Bound:
    """The bound that a text gives a value: comparator (empty where it is implied), basis, words."""

    comparator: str
    basis: str
    words: str = ""


@dataclass(frozen=True, slots=True)
class _Words:
    attain: regex.Pattern[str]
    cap: regex.Pattern[str]
    change: regex.Pattern[str]
    increase: frozenset[str]
    work_end: regex.Pattern[str]
    work: regex.Pattern[str]
    act: regex.Pattern[str]
    before: dict[str, str]
    after: dict[str, str]


@lru_cache(maxsize=8)
def _words(lexicons: Lexicons) -> _Words:
    def ending(*classes: str) -> regex.Pattern[str]:
        words = [w for c in classes for w in lexicons.words("verbs/verbs", **{"class": c})]
        return regex.compile(rf"(?P<verb>\L<w>)了?(?:均|都|各|全部|再|将|约)?$", w=words)

    work = lexicons.words("verbs/verbs", **{"class": "work"})
    bounds = lexicons.table("quantities/bounds")
    return _Words(
        ending("attain"), ending("cap"), ending("increase", "decrease"),
        frozenset(lexicons.words("verbs/verbs", **{"class": "increase"})), ending("work", "increase"),
        regex.compile(r"(?P<verb>\L<w>)", w=list(work)),
        regex.compile(r"(?P<verb>\L<w>)", w=[w for w in lexicons.words("verbs/verbs", **{"class": "act"}) if len(w) > 1]),
        {b["word"]: b["comparator"] for b in bounds if b["position"] == "before"},
        {b["word"]: b["comparator"] for b in bounds if b["position"] == "after"},
    )  # fmt: skip


_SUBSIDY = regex.compile(r"奖补|奖励|补助|补贴|贴息|罚款|处罚|资助|奖金|贷款利率|给予.{0,12}(?:支持|奖)|最高(?:不超过)?$|授信|税率|按.{0,14}比例给予")
_PAST = regex.compile(r"已经?(?!有)|(?<!除)(?<!为)了(?!解)|曾|反馈的|移交的|交办的|指出的|截至|当前|目前|同比|超标\d|以来")
_BASELINE = regex.compile(
    r"(?:比|较|与|以|相较于?|对比)(?P<year>(?:19|20)\d\d|20[_xX*-]{1,2}|上|“?[十六七八九]{1,3}五”?)(?P<rest>年末?|年度|年底|末|期末|期间)?(?:为基[准数期])?(?:水平)?(?:相比)?,?"
)
_FROM_TO = regex.compile(
    r"[由从](?:(?P<year>(?:19|20)\d\d)年的?|(?:目前|现在|当前|现状)的?)?(?P<value>\d+(?:\.\d+)?)(?P<unit>[%\u4e00-\u9fff/³]{0,8}?)(?=提|上|降|下|增|减|压|扩|拓|延|恢复|发展|调|变|升|缩|达|左右|,)"
)
_LEAD = regex.compile(
    r"^(?:[,、;:]|并|且|力争|确保|争取|保证|努力|推动|推进|促进|使|实现|其中|全面|基本|预期|计划|预计|要|应|须|必须|将|到时|届时|同时|逐步|稳步|不断|进一步|"
    r"切实|着力|加快|以及|和|及|总体|保持|做到|再|累计(?=完成|建成|新)|至少|每年|每半年|每季度|每月|在|有效|持续)+"
)
_SCOPE = regex.compile(
    r"^(?P<scope>(?:全[国省市县区州域旗盟镇]|我[国省市县区]|各[省市县区地州](?:\(.{1,6}\))?|[\u4e00-\u9fff]{2,8}?(?:地区|流域|区域|范围内?|两岸)|地级及?以上城市|县级城市|"
    r"(?:城市|县城)?建成区|试点城市|中心城区|主城区|城区|市域|县域)(?:内|的)?)(?=.{3,})"
)
_PLACED = regex.compile(r"^(?:在|对)(?P<scope>[^,;。]{2,40}?(?:区域|地区|流域|范围内|行业|领域|城市))(?:内|中|范围内)?(?=.{2,})")
_CITED = regex.compile(r"^《[^》]*》(?:中|确定|明确|要求|规定)?的?")
_TAIL_VERB = regex.compile(r"(?:总量|总体)?(?:要|应|须|应当|需|将|均|都|分别|各|力争|争取|确保|预期|必须|总体|全部|普遍|年均|累计|平均|基本|稳定|保持|约)+$")
_CHANGE_NOUN = regex.compile(r"(?:减排|削减|压减|下降|降低|减少|降幅|消减|压降)(?:总)?(?:量|比例|幅度|率|规模|任务)?$")
_GROWTH_NOUN = regex.compile(r"(?:年均)?(?:增长|增速|增幅|增加|新增)(?:率|幅度|量|速度)?$")
_ANNUAL = regex.compile(r"年均|每年|逐年|年增")
_TOTAL = regex.compile(r"累计|总计|共计|合计")
_SPLIT = regex.compile(r"、|和|及|与|以及")
_APART = regex.compile(r"(?:分别|依次|各自)")
_SIZE_NOUN = regex.compile(r"(?:的)?(?:燃煤|锅炉|机组|企业|项目|用户|人口|城市|城镇|乡镇|公共建筑|建筑|河流|河段|水库|湖泊|煤电|热电|工程|范围|区域|区间|水体|断面|车辆|船舶|用能|重点|规模|耕地|坡|电厂|生产线|水泥|矿山|煤矿|养殖|窑|炉|空间|行政村|户籍|老年人|儿童|学生)")
_GOAL_NOUN = regex.compile(r"的(?:目标|要求|水平|任务|规模|标准)")
_TRAIL_SCOPE = regex.compile(r"(?:全[国省市县区州旗]|各[市县区州])$")
_DISTANCE = regex.compile(r"^(?:范围)?(?:以|之)?内|^范围|^半径|^外")
_FRAMEWORK = regex.compile(r"^(?:大|个)?(?:方面|问题|指标|领域|环节|任务(?!$)|措施|专项|行动|工程(?=[,。;]|包)|战役|战|体系|机制|原则|重点|统筹|坚持|阶段|步骤|方向|要素|维度|层面|类别|批次|关键|专班|工作组|小组|核查组|建议|意见|规定|政策|反馈)")
_LEAST = regex.compile(r"至少|最少")
_NOT_COUNT = frozenset({"类", "次", "期", "批", "级", "款", "轮", "届", "章", "号", "分", "步", "度", "位", "档", "层", "年", "年度", "月", "日", "季度", "时", "点", "遍", "周", "周年", "岁", "例", "道", "成员"})
_TIME_UNIT = frozenset({"年", "月", "日", "天", "小时", "分钟", "个月", "个工作日", "工作日", "周", "季度", "秒", "时", "个小时", "年度"})


def frame_of(
    s: str, start: int, end: int, q: Quantity, limit: int, inherited: Frame | None, context: Context
) -> Frame | str:
    """The frame of a quantity, or the reason why it is no target.

    Args:
        s: folded paragraph.
        start, end: the quantity's clause.
        q: the quantity.
        limit: where the next quantity of the clause begins.
        inherited: frame of the quantity before, where both stand in one list.
        context: role of the section, word lists.
    """
    words = _words(context.lexicons)
    pre, post = s[start : q.before_start], _behind(s[q.after_end : max(limit, q.after_end)], limit < end)
    if _SUBSIDY.search(s, max(start - 30, 0), q.before_start) or _SUBSIDY.search(s, q.after_end, end):
        return "subsidy"
    if _PAST.search(pre) and not _FROM_TO.search(pre):
        return "past"
    measured = unit_of(q.unit_text, context.lexicons) if q.unit_text else None
    kind = measured.kind if measured else ""
    if _is_size_class(q, pre, post, kind):
        return "size_class"
    post = post.lstrip("的")
    baseline, pre = _take_baseline(pre)
    baseline_value, pre = _take_from_to(pre)
    bound = _bound(q, words)
    if not bound.comparator and (least := _LEAST.search(pre)):
        bound, pre = Bound(words.before[least.group()], "explicit", least.group()), pre[: least.start()] + pre[least.end() :]
    counted = kind in ("counter", "composite_head") and bool(post)
    for pattern, implied in ((words.attain, ">="), (words.cap, "<=")):
        found = pattern.search(pre)
        if found and not (counted and not _name(pre[: found.start()])):
            return _level(_named(pre[: found.start()], context), implied, bound, baseline, baseline_value, q)
    if q.unit_text in _TIME_UNIT:
        return "duration"
    works = words.work.search(_LEAD.sub("", pre.strip("、,")))
    opens = works is not None and works.start() == 0
    found = words.change.search(pre)
    if found and (kind == "rate" or baseline or not (opens or counted)):
        change = "increase" if found["verb"] in words.increase else "decrease"
        return _changed(_named(pre[: found.start()], context), found["verb"], change, bound, baseline, q, post)
    if q.unit_text == "番":
        return _changed(_named(pre, context), "翻番", "increase", bound, baseline, q, post)
    bounded = q.before and bound.comparator != "~" and (kind != "counter" or not post)
    if bounded and not opens and (name := _name(_named(pre, context))):
        return _noun_change(name, _frame("bound", bound, "", "level", name, _scope(pre), baseline=baseline), pre)
    if kind == "rate":
        return _share(pre, post, bound, q, baseline, inherited)
    return _work(pre, post, bound, q, words, inherited, kind)


def _named(pre: str, context: Context) -> str:
    """The words in front of a verb, or those before the time in front of them where there are none."""
    name = _name(pre[: apart.start()] if (apart := _APART.search(pre)) else pre)
    if not name:
        return context.fallback + pre
    return context.fallback + pre if name.startswith("占") and "占" not in context.fallback else pre


def _behind(post: str, more: bool) -> str:
    """The words behind a quantity that belong to it: up to the last separator where another quantity follows."""
    if not more:
        return post
    cut = max(post.rfind(c) for c in "、和及与")
    return post[:cut] if cut >= 0 else post


def _take_baseline(pre: str) -> tuple[str, str]:
    found = None
    for found in _BASELINE.finditer(pre):
        pass
    if found is None:
        return "", pre
    year = found["year"]
    return (year if year[0].isdigit() else ""), pre[: found.start()] + pre[found.end() :]


def _take_from_to(pre: str) -> tuple[float | None, str]:
    found = _FROM_TO.search(pre)
    if found is None:
        return None, pre
    return float(found["value"]), pre[: found.start()] + pre[found.end() :]


def _bound(q: Quantity, words: _Words) -> Bound:
    if q.value_max is not None:
        return Bound("between", "explicit")
    if q.after in words.after:
        return Bound(words.after[q.after], "explicit", q.after)
    if q.before in words.before:
        return Bound(words.before[q.before], "explicit", q.before)
    return Bound("", "implied")


def _scope(pre: str) -> str:
    placed = _PLACED.match(pre.strip("、,"))
    if placed:
        return placed["scope"]
    found = _SCOPE.match(_LEAD.sub("", pre))
    return found["scope"] if found else ""


def _name(text: str) -> str:
    """Words that name an indicator: leading adverbs, scope and trailing adverbs taken off."""
    text = _CITED.sub("", _PLACED.sub("", text.strip(",、;: ")))
    text = _LEAD.sub("", text)
    found = _SCOPE.match(text)
    if found:
        text = text[found.end() :]
    text = _TAIL_VERB.sub("", text).strip(",、;:的 ")
    return text


def _frame(form: str, bound: Bound, change: str, value_type: str, indicator: str, scope: str, **more: Any) -> Frame:
    return Frame(form, bound.comparator, bound.basis, bound.words, change, value_type, indicator, scope, **more)


def _level(
    pre: str, implied: str, bound: Bound, baseline: str, baseline_value: float | None, q: Quantity
) -> Frame | str:
    apart = _APART.search(pre)
    name = _name(pre[: apart.start()] if apart else pre)
    if not name:
        return "no_indicator"
    if not bound.comparator:
        full = q.value == 100 and q.unit_text == "%"
        bound = replace(bound, comparator="=" if full else implied)
    frame = _frame("level", bound, "", "level", name, _scope(pre), names=_shared_out(name), baseline=baseline,
                   baseline_value=baseline_value)  # fmt: skip
    return _noun_change(name, frame, pre)


def _noun_change(name: str, frame: Frame, pre: str) -> Frame:
    """减排量达到1.03万吨: the indicator itself names a change, and the value is its amount."""
    decrease = _CHANGE_NOUN.search(name)
    if not decrease and not _GROWTH_NOUN.search(name):
        return replace(frame, value_type="cumulative") if _TOTAL.search(pre) else frame
    return replace(
        frame,
        comparator="=" if frame.basis == "implied" else frame.comparator,
        change="decrease" if decrease else "increase",
        value_type="annual_rate" if _ANNUAL.search(name) else "change_abs",
    )


def _changed(pre: str, verb: str, change: str, bound: Bound, baseline: str, q: Quantity, post: str) -> Frame | str:
    name = _name(pre) or (verb + post if post else "")
    if not name:
        return "no_indicator"
    if not bound.comparator:
        bound = replace(bound, comparator="=")
    kind = "change_abs"
    if q.unit_text in ("%", "倍", "成", "番", "‰"):
        kind = "change_rel"
    elif "百分点" in q.unit_text:
        kind = "change_pp"
    if _ANNUAL.search(pre):
        kind = "annual_rate"
    return _frame("change", bound, change, kind, name, _scope(pre), names=_shared_out(name), baseline=baseline)


def _share(pre: str, post: str, bound: Bound, q: Quantity, baseline: str, inherited: Frame | None) -> Frame | str:
    """施工工地100%围挡, 85%以上的行政村实现…: a share of a thing, without a verb in front."""
    if inherited is not None and not _name(pre):
        comparator = bound.comparator or (inherited.comparator if inherited.basis == "implied" else "=")
        return replace(inherited, comparator=comparator, basis=bound.basis, bound=bound.words)
    name = _name(pre) + post
    if not post and not q.before and not q.after:
        return "weight"
    if not name:
        return "no_indicator"
    if q.value != 100 and not q.after and not q.before:
        return "bare_share"
    if not bound.comparator:
        bound = replace(bound, comparator="=")
    return _frame("share", bound, "", "level", name, _scope(pre), baseline=baseline)


def _is_size_class(q: Quantity, pre: str, post: str, kind: str) -> bool:
    if q.after.startswith("及以"):
        return True
    if kind in ("counter", "rate"):
        return False
    # 厚度低于0.01毫米的地膜: a bounded quantity inside a description of a thing.
    if post.startswith("的") and (q.before or q.after) and not _GOAL_NOUN.match(post):
        return True
    if kind == "composite_head":
        return False
    if _DISTANCE.match(q.after + post) and q.after not in ("以上", "以下"):
        return True
    return bool(q.after in ("以上", "以下", "以内") or q.before) and bool(_SIZE_NOUN.match(post))


def _work(
    pre: str, post: str, bound: Bound, q: Quantity, words: _Words, inherited: Frame | None, kind: str
) -> Frame | str:
    """新建7座…, 建设碳汇林90万亩, 培育3家…,20家…: an amount of work."""
    if q.unit_text in _NOT_COUNT or not q.unit_text:
        return "framework"
    noun = post.removesuffix("等")
    if kind == "counter" and _FRAMEWORK.match(noun):
        return "framework"
    bare = _LEAD.sub("", pre.strip("、,"))
    scope = _scope(pre)
    first = words.work.search(bare)
    ends = words.work_end.search(_TRAIL_SCOPE.sub("", pre.strip("、,")))
    closes = not noun or noun[0] in "、,;。)和及以并且" or kind != "counter"
    if ends and (first is None or bare.endswith(ends["verb"]) and first.end() >= len(bare) or noun and kind == "counter"):
        return _amount(ends["verb"], noun or _name(pre[: ends.start()]), bound, scope)
    if first and closes:
        return _amount(first["verb"], bare[first.end() :] + noun, bound, scope)
    if bare.endswith("的"):
        return "described"
    if inherited is not None and inherited.form == "work":
        return _amount(inherited.verb, _head_shared(inherited.noun, _name(bare)) + noun, bound, scope)
    if inherited is not None and inherited.form == "level" and _name(bare) and not noun:
        tail = _HEAD_NOUN.search(inherited.indicator)
        return replace(inherited, indicator=_name(bare) + (tail.group() if tail else ""), names=(), comparator=bound.comparator or inherited.comparator,
                       basis=bound.basis, bound=bound.words)  # fmt: skip
    acts = words.act.search(bare)
    if acts and closes and (not noun or noun[0] == "并") and acts.end() < len(bare):
        return _amount(acts["verb"], bare[acts.end() :], bound, scope)
    if (q.after or q.before) and closes and not noun and _name(bare):
        return _amount("", _name(bare), bound, scope)
    return "no_verb"


def _head_shared(before: str, noun: str) -> str:
    """省级高标准示范小区270个、示范村100个: the second noun shares what stood before its own first word."""
    at = before.rfind(noun[:2]) if len(noun) > 1 else -1
    return before[:at] + noun if at > 0 else noun


def _amount(verb: str, noun: str, bound: Bound, scope: str) -> Frame | str:
    noun = noun.strip("、,的 ")
    if not noun and not verb:
        return "no_indicator"
    change = "increase" if verb.startswith(("新增", "增加", "净增", "增")) else ""
    name = noun if verb == "完成" and len(noun) > 3 else verb + noun
    if not bound.comparator:
        bound = replace(bound, comparator="=")
    kind = "change_abs" if change else "work_amount"
    names = _shared_out(noun) if len(noun) < 40 else ()
    return _frame("work", bound, change, kind, name, scope, verb=verb, noun=noun, names=names)


_HEAD_NOUN = regex.compile(
    r"(?:重点工程)?(?:年均|累计|日均)?(?:[碳水气]?减排量|排放总量|排海总量|排放量|利用率|处理率|覆盖率|达标率|普及率|浓度|比例|比率|比重|面积|数量|规模|能力|里程|总量|强度|率|量)$"
)


def _shared_out(name: str) -> tuple[str, ...]:
    """The indicators of a list, the shared tail given to each: 氮、磷排放量 → 氮排放量, 磷排放量."""
    parts = [p for p in _SPLIT.split(name) if p]
    if len(parts) < 2:
        return ()
    tail = _HEAD_NOUN.search(parts[-1])
    if tail and not any(_HEAD_NOUN.search(p) for p in parts[:-1]):
        parts = [*(p + tail.group() for p in parts[:-1]), parts[-1]]
    return tuple(parts)
