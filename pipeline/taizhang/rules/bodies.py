"""Organisations in text: departments behind a place or a level, collective bodies, and lines of work with 部门.

What no list can hold (groups, institutions, companies) is told by the form of its name: see `rules.named`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import regex

from taizhang.lexicon import Lexicons
from taizhang.rules.named import Former, formed
from taizhang.rules.places import Places, places
from taizhang.segment.walk import Walker

# Levels of government as they stand before a department's stem, and 县(市、区) with its alternatives.
UNIT = (
    r"(?:自治区|自治州|直辖市|设区的?市|地级以上市|地级市|乡镇|街道|苏木|社区|地区|兵团|省(?!会)|(?<![城超上门])市|州|盟|县|(?<![园景社灾辖地片矿库港校林垦新])区"
    r"|(?<!红)旗|(?<!城)乡|镇|村)"
)
ALTERNATIVES = rf"(?:\((?:{UNIT}|园区|开发区|管委会|场|办|街|委|[、和])+\))"
_PLURAL = rf"(?:{UNIT}{ALTERNATIVES}?[、和]?){{2,5}}[两二三四五]级"
# A step of what stands before a stem. 全市, 我市 and 本市 are places, not heads.
_STEP = (
    rf"(?:{_PLURAL}|(?:县|省|市|乡镇)级(?:及以上|以上|以下)(?:地方)?(?:各级)?|各级|各地区?|各有关|各相关|其他有关|其他相关|其他|有关|相关|各|"
    rf"(?<![全我本])(?:[省市县区州盟旗镇乡村](?:级|直|属|辖)|{UNIT}{ALTERNATIVES}?)|国家|中央|全国|地方各级|地方|当地|属地|所在地|事发地|本级|上级|下级|同级|试点城市|"
    rf"沿海|沿江|沿线|辖区)"
)
_HEAD = regex.compile(rf"(?r){_STEP}")
_FORWARD = regex.compile(_STEP)
_TOWN = regex.compile(r"(?!各|有关|相关)[\u4e00-\u9fff]{2,5}(?:镇|乡|街道|苏木)")
# The same inside a word of the lexicons, where 市 is a level whatever stands before it (荆门|市人民政府).
_OWN_HEAD = regex.compile(rf"{regex.sub(r'[(][?]<!.*?[)]', '', _STEP)}{{1,3}}(?=.)")
_GROUP_HEAD = regex.compile(
    r"(?:自治区|自治州|省|市|州|盟|县|区|旗|镇|乡|街道)(?:级|直)?(?![场政民容域际庄村])|各级?|国家|中央"
)
_COUNTED = regex.compile(r"(?r)[\d一二两三四五六七八九十](?:个|支|家)")
_COLLECTIVE = regex.compile(rf"各(?:有关|相关)?(?:{UNIT}{ALTERNATIVES}?){{1,4}}(?:级)?")
_PRONOUN = "我本其该此"
_LIST_WORD = regex.compile(r"(?<!\([^()]{0,12})(?:、|[委党府]和|[委府]及)")
# 部门 with what may stand between it and a line of work, longest first.
_TAIL = tuple(
    f"{deng}{which}{kind}部门"
    for kind in ("行政主管", "业务主管", "行业主管", "监督管理", "行政", "主管", "监管", "管理", "执法", "")
    for which in ("有关", "相关", "各", "")
    for deng in ("等", "")
)
_BETWEEN = ("、", "和", "及", "与", "以及", "或")
_OFFICES = ("督查室", "督察室", "办公厅", "办公室", "研究室")
# 区委目督办, 市委改革办: an office of a committee that no list knows.
_PARTY_OFFICE = regex.compile(
    r"[省市县区州旗]委[\u4e00-\u9fff]{1,4}(?:办|室)(?!公|法|理|事|好|案|结)|(?<![\u4e00-\u9fff])[省市县区州旗镇乡][\u4e00-\u9fff]{2,4}(?<![主承协举创督交代帮经停民兴开])办(?!公|法|理|事|好|案|结|学|医|园)"
)
# 市生态环境局 + 长兴分局, 供水集团 + 有限公司: a name that goes on behind a department's word.
_GOES_ON = regex.compile(
    r"(?<=局)[\u4e00-\u9fff]{2,6}?(?:分局|支局)|(?<=政府|[省市县区州旗]委)(?:督查室|督察室|办公厅|办公室|研究室)|(?<=集团|公司|银行)(?:(?:集团|股份|控股|有限责任|有限)*公司|[\u4e00-\u9fff]{2,8}?(?:分公司|支公司|分行|支行))"
)
_BARE = regex.compile(
    rf"(?r)(?<![\u4e00-\u9fff])(?:各|有关|相关)?{UNIT}{ALTERNATIVES}?|(?r)(?:各|有关|相关){UNIT}{ALTERNATIVES}?"
)
_TWO = regex.compile(
    rf"(?:各级|各地区?|各{UNIT}{ALTERNATIVES}?)(?=(?:各有关|各相关|各|有关|相关)(?:部门|单位))"
    rf"|(?:各级|各地|地方|{UNIT})?党委(?=政府$)"
)
_UNIT_HEAD = regex.compile(UNIT)
_LONGEST_PLACE = 12


@dataclass(frozen=True, slots=True)
class Org:
    """An organisation's name in a folded paragraph.

    Attributes:
        start, end: half-open range of the name.
        stem: where its own word starts behind level and place (市|生态环境局).
        kind: ``department``, ``head`` (collective bodies), ``sector`` (a line of work that shares its 部门 with the
            list it stands in), ``level`` and ``place`` (what shares the stem of the name behind it: 省、市政府),
            ``group``, ``office``, ``institution``, ``enterprise`` or ``actors``.
    """

    start: int
    end: int
    stem: int
    kind: str


@dataclass(frozen=True, slots=True)
class _Index:
    walker: Walker
    kind: Mapping[str, str]
    places: Places
    sectors: Mapping[str, tuple[str, ...]]
    not_before: Mapping[str, tuple[str, ...]]
    former: Former
    verbs: frozenset[str]
    setters: tuple[str, ...]


@lru_cache(maxsize=8)
def _index(lexicons: Lexicons) -> _Index:
    kind = {
        line["word"]: "enterprise" if line["kind"] == "enterprise" else "department"
        for line in lexicons.table("bodies/departments")
    }
    for line in lexicons.table("bodies/heads"):
        # A list written as one word (各级党委、政府) is several bodies.
        if line["form"] == "head" and not _LIST_WORD.search(line["word"]):
            kind.setdefault(line["word"], line["kind"] if line["kind"] in ("actors", "group") else "head")
    sectors: dict[str, list[str]] = {}
    for word in lexicons.words("bodies/sectors"):
        sectors.setdefault(word[-1], []).append(word)
    not_before: dict[str, list[str]] = {}
    for line in lexicons.table("bodies/not_before"):
        not_before.setdefault(line["word"], []).append(line["next"])
    known = places(lexicons)
    return _Index(
        Walker(kind), kind, known, {k: tuple(v) for k, v in sectors.items()}, {k: tuple(v) for k, v in not_before.items()},
        Former.of(lexicons), frozenset(lexicons.words("verbs/verbs")),
        tuple(w for w in lexicons.words("bodies/role_cues", position="before") if len(w) > 1),
    )  # fmt: skip


def find(s: str, start: int, end: int, lexicons: Lexicons) -> list[Org]:
    """All organisations named in ``s[start:end]``, left to right, none overlapping."""
    index = _index(lexicons)
    out: list[Org] = []
    for a, b in _words(s, start, end, index):
        if s[a - 1 : a] == "全" and s[a + 1 : b] in index.kind:  # 全市|各部门
            a += 1
        if _other_word(s, a, b, index):
            continue
        left = head_start(s, a, start, lexicons)
        more = _GOES_ON.match(s, b, end)
        for i, j in _apart(s, left, more.end() if more else b):
            out.append(Org(i, j, _stem(s, max(a, i), j, index.kind[s[a:b]]), index.kind[s[a:b]]))
    out += [Org(m.start(), m.end(), m.start(), "head") for m in _COLLECTIVE.finditer(s, start, end)]
    out += [Org(m.start(), m.end(), m.start() + 1, "office") for m in _PARTY_OFFICE.finditer(s, start, end)]
    out += _sectors(s, start, end, index, lexicons)
    out += _formed(s, start, end, index)
    out = [
        o
        for o in out
        if not s[o.start].isdigit() and not _pronoun(s, o.start) and not _COUNTED.match(s, start, o.start)
    ]
    out = [
        o for o in out if not (s[o.start - 1 : o.start] == "(" and s[o.end : o.end + 1] == ")" and o.kind == "actors")
    ]
    out = _longest(_seconded(_longest(out), s))
    return _longest([*out, *_sharing(out, s, start, index)])


def _words(s: str, start: int, end: int, index: _Index) -> list[tuple[int, int]]:
    """The words of departments and heads, the longest of overlapping ones: 县|市场监管局, not 县市|场监管局."""
    found = [(i, i + len(w)) for i in range(start, end - 1) if (w := index.walker.at(s, i)) and i + len(w) <= end]
    out: list[tuple[int, int]] = []
    for a, b in sorted(found, key=lambda ab: (ab[0] - ab[1], ab[0])):
        if not any(a < d and c < b for c, d in out):
            out.append((a, b))
    return sorted(out)


def _stem(s: str, start: int, end: int, kind: str) -> int:
    """The words of heads.csv hold their level (市政府, 各级党委): where what is behind it starts."""
    own = _OWN_HEAD.match(s, start, end) if kind in ("head", "group") else None
    return own.end() if own else start


def _group_stem(s: str, start: int, end: int, index: _Index) -> int:
    place = start + len(index.places.walker.at(s, start))
    level = _GROUP_HEAD.match(s, start, end)
    return place if start < place < end else level.end() if level else start


def _formed(s: str, start: int, end: int, index: _Index) -> list[Org]:
    out = []
    for form in formed(s, start, end, index.former):
        headed = form.opened or _UNIT_HEAD.match(s, form.start) or index.places.walker.at(s, form.start)
        if (form.kind == "group" or headed) and not _other_word(s, form.start, form.end, index):
            out.append(Org(form.start, form.end, _group_stem(s, form.start, form.end, index), form.kind))
    return out


def _sharing(found: list[Org], s: str, low: int, index: _Index) -> list[Org]:
    """What stands before a name and shares its stem: 省、市生态环境部门; 敦化市、珲春市、汪清县政府."""
    out: list[Org] = []
    for org in found:
        at = org.start
        while org.stem > org.start:
            gap = next((g for g in _BETWEEN if s.endswith(g, low, at)), "")
            edge = at - len(gap)
            length = _place_before(s, edge, low, index) if gap else 0
            level = _BARE.match(s, low, edge) if gap and not length else None
            if not length and level is None:
                break
            at = edge - (length or len(level.group() if level else ""))
            out.append(Org(at, edge, edge, "place" if length else "level"))
    return out


def head_start(s: str, at: int, low: int, lexicons: Lexicons) -> int:
    """Start of a name whose stem starts at `at`: the levels, collectives and places before it are taken in."""
    index = _index(lexicons)
    left = at
    for _ in range(5):
        step = _place_before(s, left, low, index)
        if step and _verb_over(s, left - step, low, index):
            step = 0
        step = step or _step(s, left, low) or _short_before(s, left, low, index)
        if not step:
            break
        left -= step
    return _town(s, left, low, index)


def _verb_over(s: str, at: int, low: int, index: _Index) -> bool:
    """责成县…局 holds no 成县, 会同县…局 no 会同县: a verb reaches into what reads like a place."""
    return at > low and any(s.endswith(w, low, at + k) for k in (1, 2) for w in index.setters if len(w) >= k)


def head_end(s: str, at: int, lexicons: Lexicons) -> int:
    """End of one level, collective or place that starts at `at`; `at` where none does."""
    known = _index(lexicons).places
    place = known.walker.at(s, at)
    if place in known.words:  # 公安 is a place as well
        place = ""
    step = _FORWARD.match(s, at)
    return at + max(len(place), len(step.group()) if step else 0)


def is_place(name: str, lexicons: Lexicons) -> bool:
    """Whether a name is nothing but a place of GB/T 2260, full or short, or a town's."""
    known = _index(lexicons).places
    return (
        name in known.by_name
        or (name in known.by_short and name not in known.words)
        or _TOWN.fullmatch(name) is not None
    )


def _step(s: str, left: int, low: int) -> int:
    found = _HEAD.match(s, low, left)
    return len(found.group()) if found else 0


def _place_before(s: str, left: int, low: int, index: _Index) -> int:
    for length in range(min(_LONGEST_PLACE, left - low), 1, -1):
        if s[left - length : left] in index.places.by_name:
            return length
    return 0


def _short_before(s: str, left: int, low: int, index: _Index) -> int:
    for length in range(min(_LONGEST_PLACE, left - low), 1, -1):
        name = s[left - length : left]
        if name in index.places.by_short and name not in index.places.words:
            return length
    return 0


def _town(s: str, left: int, low: int, index: _Index) -> int:
    """Towns stand in no list: 2 to 4 characters before 镇, 街道 or 苏木, from a mark of punctuation on, are a town's name."""
    if not s.startswith(("镇", "街道", "苏木", "乡人", "乡政", "乡党"), left):
        return left
    for length in (2, 3, 4):
        at = left - length
        if at >= low and (at == low or s[at - 1] in ",。;:、()和及与由“"):
            name = s[at:left]
            clean = all("\u4e00" <= c <= "\u9fff" for c in name) and not any(c in name for c in "各由和及与的对向在")
            return at if clean and name[-2:] not in index.verbs and name[:2] not in index.verbs else left
    return left


def _other_word(s: str, start: int, end: int, index: _Index) -> bool:
    """办 before 法 is 办法: what follows shows that the word is another one."""
    for length in range(1, min(6, end - start) + 1):
        for following in index.not_before.get(s[end - length : end], ()):
            if s.startswith(following, end):
                return True
    return False


def _pronoun(s: str, at: int) -> bool:
    return at > 0 and s[at - 1] in _PRONOUN and s[max(at - 2, 0) : at] != "及其"


def _sectors(s: str, start: int, end: int, index: _Index, lexicons: Lexicons) -> list[Org]:
    """住建、水利、城管等部门: lines of work that are bodies by the 部门 behind the last of them."""
    out: list[Org] = []
    at = s.find("部门", start, end)
    while at >= 0:
        edges = {at + 2 - len(tail) for tail in _TAIL if s.endswith(tail, start, at + 2)}
        sector, edge = max(((_sector_before(s, e, start, index), e) for e in edges), default=(0, at))
        right = at + 2
        while sector:
            left = head_start(s, edge - sector, start, lexicons)
            out.append(Org(left, right, edge - sector, "sector"))
            gap = next((g for g in _BETWEEN if s.endswith(g, start, left)), "")
            right = edge = left - len(gap)
            sector = _sector_before(s, edge, start, index) if gap else 0
        at = s.find("部门", at + 2, end)
    return out


def _sector_before(s: str, edge: int, low: int, index: _Index) -> int:
    words = index.sectors.get(s[edge - 1], ()) if edge > low else ()
    return max((len(w) for w in words if s.endswith(w, low, edge)), default=0)


def _seconded(found: list[Org], s: str) -> list[Org]:
    """Names that go on in another name: 省政府|督查室, 国网|某省电力公司."""
    out: list[Org] = []
    for org in found:
        before = out[-1] if out and out[-1].end == org.start else None
        if before and s[org.start : org.end] in _OFFICES:
            out[-1] = Org(before.start, org.end, before.stem, "office")
        elif before and before.kind == "enterprise" and org.stem > org.start and before.stem == before.start:
            out[-1] = Org(before.start, org.end, before.start, "enterprise")  # 国网|甘肃省电力公司
        else:
            out.append(org)
    return out


def _apart(s: str, start: int, end: int) -> list[tuple[int, int]]:
    """各地各部门 are two bodies written as one word."""
    found = _TWO.match(s, start, end)
    return [(start, found.end()), (found.end(), end)] if found else [(start, end)]


def _longest(found: list[Org]) -> list[Org]:
    out: list[Org] = []
    for org in sorted(found, key=lambda o: (o.start - o.end, o.start)):
        if not any(org.start < t.end and t.start < org.end for t in out):
            out.append(org)
    return sorted(out, key=lambda o: o.start)
