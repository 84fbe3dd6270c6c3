"""The words that name what a number measures: cleaned, completed, and shared out over a list.

A name is told by its form (what it ends with, what stands in front of it); which words those are stands in
lexicons/quantities/nouns and lexicons/indicators.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import regex

from taizhang.lexicon import Lexicons, Line
from taizhang.segment.walk import Walker

# What may follow a known indicator that is only a part of another one's name (地区生产总值 in 占地区生产总值比重).
_ANOTHER = regex.compile(r"比重|占比|比例|比率|率|增速|份额|增长|强度")
_LEAD = regex.compile(
    r"^(?:[,、;:.]|并|且|力争|确保|争取|保证|努力|推动|推进|促进|使|实现|其中|全面|基本|预期|计划|预计|要|应|须|必须|将|把|到时|届时|同时|逐步|稳步|不断|进一步|"
    r"切实|着力|加快|以及|和|及|总体|保持|做到|再(?!生|利用|制造|就业|贷款|造|循环)|累计(?=完成|建成|新)|至少|每年|每半年|每季度|每月|全年|年内|当年|年度(?=[新完])|同步|在(?![用建册校岗线职产营役途编])|有效|持续|即(?![时将])|可(?=年|实现|新增|处理|形成|减少)|年(?=处理|加工|消纳|利用)|重点(?=[建改])|"
    r"(?:改造|整治|治理|建成|投运|完成|实施)后(?!续)|[一二三四五六七八九十]是|\(?\d{1,2}[.)、](?!\d)|-{1,2})+"
)
# 鼓励企业将含水率降至60%: the thing stands behind 将.
_TAKEN = regex.compile(r"^.{2,40}(?:将|把)(?![来军近关控握])(?=.{2})")
_SCOPE = regex.compile(
    r"^(?P<scope>(?:全[国省市县区州域旗盟镇]|我[国省市县区]|各[省市县区地州](?:\(.{1,6}\))?|(?!单位|建设|新建|建成|打造|创建|培育|推进|完善|加强|优化|支持)[\u4e00-\u9fff]{2,8}?(?:地区(?!生产)|流域|区域|范围内?|两岸)|地级及?以上城市|县级城市|"
    r"(?:城市|县城)?建成区|试点城市|中心城区|主城区|城区|市域|县域)(?:内|的)?)(?=.{3,})"
)
_PLACED = regex.compile(
    r"^(?:在|对)(?P<scope>[^,;。]{2,40}?(?:区域|地区|流域|范围内|行业|领域|城市))(?:内|中|范围内)?(?=.{2,})"
)
_CITED = regex.compile(r"^《[^》]*》(?:中|确定|明确|要求|规定)?的?")
_TAIL_VERB = regex.compile(
    r"(?:要|应|须|应当|需|将|均|都|分别|依次|各自|各|力争|争取|确保|预期|必须|原则上|总体|全部|普遍|年均|每年|累计|平均(?!浓度)|基本|稳定|保持|同比|约)+$"
)
_CITED_INSIDE = regex.compile(r"《[^》]*》(?:\([^()]*\))?")
_LONGEST_THING = 16
_SHORTENED = 6
_APART = regex.compile(r"(?:分别|依次|各自)")
# A year that is no deadline here is still no part of a name.
_YEAR_AT_START = regex.compile(r"^(?:19|20)\d\d年(?:底|末|度)?(?=[\u4e00-\u9fff]{2})")
_YEAR_AT_END = regex.compile(r"(?<=[\u4e00-\u9fff]{2})(?:19|20)\d\d年(?:底|末)?$")
_YEAR_ONLY = regex.compile(r"(?:19|20)\d\d年(?:底|末|度)?")
_SPLIT = regex.compile(r"、|和|及|与|以及")
_PLACE = regex.compile(r"[\u4e00-\u9fff]{2,8}?(?:自治[区州县旗]|[省市县区州盟旗](?![域属级内]))(?!人口|民|场|政)")
_BARE_PLACE = regex.compile(r"[\u4e00-\u9fff]{2,3}")


@dataclass(frozen=True, slots=True)
class _Nouns:
    tail: regex.Pattern[str]
    headed: regex.Pattern[str]
    bare: regex.Pattern[str]
    trail: regex.Pattern[str]
    verb: regex.Pattern[str]
    seat: regex.Pattern[str]
    rank: regex.Pattern[str]


@lru_cache(maxsize=8)
def _nouns(lexicons: Lexicons) -> _Nouns:
    def words(name: str) -> list[str]:
        return list(lexicons.words("quantities/nouns", **{"class": name}))

    head, tail, process = words("head"), words("tail"), words("process")
    tail += process
    acts = [w for c in ("act", "light", "attain") for w in lexicons.words("verbs/verbs", **{"class": c}) if len(w) > 1]
    return _Nouns(
        regex.compile(r"(?:\L<tail>)*(?<!需氧)\L<head>$", head=head, tail=tail),
        regex.compile(r"(?<!需氧)\L<head>(?:\([^()]*\))?$", head=head),
        regex.compile(r"(?:\L<process>)+(?<!需氧)\L<head>", head=head, process=process),
        regex.compile(r"(?:\L<process>)+(?:工作|任务|力度)?$", process=[*process, "控制", "管控", "治理"]),
        regex.compile(r"\L<verb>", verb=acts),
        regex.compile(r"\L<seat>", seat=words("seat")),
        regex.compile(r"\L<rank>", rank=words("rank")),
    )


def scope_of(pre: str) -> str:
    """Where or for whom, as the words in front of a number open with it; empty where they do not."""
    placed = _PLACED.match(pre.strip("、,"))
    if placed:
        return placed["scope"]
    found = _SCOPE.match(_LEAD.sub("", pre))
    return found["scope"] if found else ""


def lead_off(text: str) -> str:
    """The text without the adverbs and joints that open it."""
    return _YEAR_AT_START.sub("", _LEAD.sub("", text.strip("、,")))


def name_of(text: str, lexicons: Lexicons) -> str:
    """Words that name an indicator: leading adverbs, scope and trailing adverbs taken off; empty where nothing is left.

    A scope that belongs to a known indicator's own name stays (建成区绿化覆盖率).
    """
    text = _CITED.sub("", _PLACED.sub("", text.strip(",、;:. ")))
    text = _YEAR_AT_END.sub("", _YEAR_AT_START.sub("", _LEAD.sub("", text)))
    found = _SCOPE.match(text)
    if found and not _inside_known(text, found.end(), lexicons):
        text = text[found.end() :]
    text = _TAIL_VERB.sub("", text).strip(",、;:的. ")
    return "" if _YEAR_ONLY.fullmatch(text) else text


def _inside_known(text: str, at: int, lexicons: Lexicons) -> bool:
    walker, _ = _indicators(lexicons)
    return any(a < at < b for a, b in walker.find(text, 0, min(len(text), 60)))


def taken(pre: str) -> str:
    """The words behind 将 or 把, which name the thing that is moved; all of them where there is none."""
    return _TAKEN.sub("", pre)


def apart(pre: str) -> str:
    """The words in front of 分别, 依次, 各自; all of them where there is none."""
    found = _APART.search(pre)
    return pre[: found.start()] if found else pre


def shares_out(pre: str) -> bool:
    """Whether the words in front of a number say that the values of a list are shared out."""
    return _APART.search(pre) is not None


def headed(name: str, lexicons: Lexicons) -> bool:
    """Whether a name ends with something that can be measured (率, 面积, 浓度)."""
    return _nouns(lexicons).headed.search(name[-16:]) is not None


def tail_of(name: str, lexicons: Lexicons) -> str:
    """The end of a name that other things can share: 挥发性有机物|排放总量, 糖尿病|患者规范管理率; empty for none."""
    found = _nouns(lexicons).tail.search(name[-24:])
    return found.group() if found else ""


def share(name: str, lexicons: Lexicons) -> tuple[tuple[str, str], ...]:
    """The indicators of a list as (scope, name), the shared end or beginning given to each; empty for a single one.

    氮、磷排放量 → 氮排放量, 磷排放量; 城市、县城污水处理率 → 城市污水处理率, 县城污水处理率; 垃圾无害化处理率、资源化利用率 →
    the second with 垃圾; 甲市、乙市用水量 → 用水量 in 甲市, in 乙市.
    """
    parts = [p for p in _SPLIT.split(name) if p]
    if len(parts) < 2:
        return ()
    nouns = _nouns(lexicons)
    # 甲市、乙市万元产值用水量
    place = _PLACE.match(parts[-1])
    if (
        place
        and place.end() < len(parts[-1]) - 1
        and all(_PLACE.fullmatch(p) or _BARE_PLACE.fullmatch(p) for p in parts[:-1])
    ):
        thing = parts[-1][place.end() :].removeprefix("的")
        return tuple((p, thing) for p in [*parts[:-1], place.group()])
    for kind in (nouns.seat, nouns.rank):
        last = kind.match(parts[-1])
        if last and last.end() < len(parts[-1]) and all(kind.fullmatch(p) for p in parts[:-1]):
            thing = parts[-1][last.end() :]
            return tuple(("", p + thing) for p in [*parts[:-1], last.group()])
    if nouns.headed.search(parts[-1]) and not any(nouns.headed.search(p) for p in parts[:-1]):
        tail = tail_of(parts[-1], lexicons)
        return (*(("", p + tail) for p in parts[:-1]), ("", parts[-1]))
    first = nouns.bare.search(parts[0])
    if first and first.start() > 0 and first.end() == len(parts[0]):
        front = parts[0][: first.start()]
        parts = [parts[0], *(front + p if nouns.bare.fullmatch(p) else p for p in parts[1:])]
    return tuple(("", p) for p in parts)


def complete(name: str, before: str, lexicons: Lexicons) -> str:
    """A shortened name filled up from the indicator before it.

    After 城市生活垃圾分类覆盖率, 农村 is 农村生活垃圾分类覆盖率; after 市级龙头企业, 省级 is 省级龙头企业; after 碳减排量,
    林业碳票 is 林业碳票碳减排量.
    """
    nouns = _nouns(lexicons)
    for kind in (nouns.seat, nouns.rank):
        own = kind.match(name)
        other = kind.search(before)
        rest = before[other.end() :] if other else before if kind is nouns.rank else ""
        if own and own.end() == len(name) and rest:
            return name + rest
    if nouns.headed.search(name) or len(name) > _SHORTENED:
        return name
    tail = tail_of(before, lexicons)
    return name + tail if tail else name


def of_thing(name: str, lead: str, lexicons: Lexicons) -> str:
    """A name that says only how it is measured (达标率, 削减比例), with the thing that the clause before speaks of.

    Args:
        name: the name; any that says what is measured is given back as it is.
        lead: the clause before.
        lexicons: verbs and nouns.
    """
    nouns = _nouns(lexicons)
    if not nouns.bare.fullmatch(name) or not lead:
        return name
    lead = _CITED_INSIDE.sub("", lead)
    lead = lead_off(lead)
    opening = nouns.verb.match(lead)
    thing = nouns.trail.sub("", name_of(lead[opening.end() :], lexicons)) if opening else ""
    if not nouns.headed.search(thing):
        verb = nouns.verb.search(lead, 2)
        thing = name_of(lead[: verb.start()] if verb else "", lexicons)
    return thing + name if 1 < len(thing) <= _LONGEST_THING and not any(c.isdigit() for c in thing) else name


@lru_cache(maxsize=8)
def _indicators(lexicons: Lexicons) -> tuple[Walker, dict[str, Line]]:
    names: dict[str, Line] = {}
    for line in lexicons.table("indicators/indicators"):
        names[line["word"]] = line
        for alias in filter(None, line["aliases"].split("|")):
            names.setdefault(alias, line)
    return Walker(names), names


@lru_cache(maxsize=8192)
def known(text: str, lexicons: Lexicons) -> Line | None:
    """The line of the lexicon whose indicator a name speaks of; None where it knows none.

    The longest word or alias in the name, the last of equals.  A word inside a longer name of something else (水质 in
    水质监测站, 生产总值 in 占生产总值比重) is no indicator: it has to reach the end, or to be most of the name, and no word
    may follow it that makes another indicator of it.
    """
    walker, names = _indicators(lexicons)
    found = [(a, b) for a, b in walker.find(text, 0, len(text)) if not _ANOTHER.match(text, b)]
    if not found:
        return None
    a, b = max(found, key=lambda ab: (ab[1] - ab[0], ab[0]))
    if b < len(text) - 6 and (b - a) * 2 < len(text):
        return None
    return names[text[a:b]]
