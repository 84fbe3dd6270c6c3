"""A body's canonical full name: 省发展改革委 in a plan of 吉林省 is 吉林省发展和改革委员会.

Names and families are those of lexicons/bodies, places those of lexicons/places. What the plan's own region does not
settle stays empty.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import regex

from taizhang.lexicon import Lexicons
from taizhang.rules import bodies as orgs
from taizhang.rules.places import Region, places, resolve
from taizhang.stages.body_names import sector, split
from taizhang.values.fold import fold

_LEVEL = {
    "国家": "national", "中央": "national", "全国": "national", "省": "province", "自治区": "province", "市": "city", "州": "city",
    "自治州": "city", "盟": "city", "县": "county", "区": "county", "旗": "county", "镇": "town", "乡": "town", "街道": "town",
    "乡镇": "town", "苏木": "town", "地级市": "city", "设区市": "city", "设区的市": "city",
}  # fmt: skip
_SUFFIX = regex.compile(r"(?:级|直|属|辖)?(?:各)?(?:有关|相关)?$")
_GOVERNMENT = regex.compile(r"(?:人民)?政府(?P<office>.*)")
_COMMITTEE = regex.compile(r"委(?P<office>督查室|督察室|办公厅|办公室|研究室)?")
_EACH = regex.compile(rf"各(?:有关|相关)?(?P<unit>{orgs.UNIT})(?:{orgs.UNIT}|{orgs.ALTERNATIVES})*")
_EACH_STEM = frozenset({"", "政府", "人民政府", "党委", "办事处", "管委会"})
# 国网|甘肃省|电力公司, 中国邮政|延边州|分公司: a national body's name before a place.
_BRAND_KIND = regex.compile(r"(?:分公司|公司|分行|支行|中心支行|省分行|市分行|管理部|分局|监管局|监管分局)")
_LEAGUE = regex.compile(r"(?:共青)?团(?P<level>[省市县区州旗])委")
# 市生态环境局|安吉|分局.
_BRANCH = regex.compile(
    r"(?P<parent>[\u4e00-\u9fff]+(?:局|公司|银行))(?P<place>[\u4e00-\u9fff]{2,8})(?P<kind>分局|支局|分公司|分行|支行)"
)
# Names that say all of themselves.
_FULL = regex.compile(r"(?:有限公司|有限责任公司|大学|学院|研究院|科学院)$")
_FORMED = regex.compile(
    r"(?:领导小组|专班|指挥部|委员会|联席会议|小组|办公室|中心|医院|学校|科学院|研究院|集团|公司|总队|支队|大队|工作组|办|局|厅|委|院|站|室|会)$"
)


@dataclass(frozen=True, slots=True)
class Body:
    """A body resolved: canonical full name (empty where unresolved), level, region and GB/T 2260 code."""

    name: str = ""
    level: str = ""
    region: str = ""
    adcode: str = ""


@dataclass(frozen=True, slots=True)
class _Departments:
    canonical: Mapping[str, str]
    levels: Mapping[str, frozenset[str]]
    family: Mapping[str, str]
    standard: Mapping[tuple[str, str], str]
    sectors: Mapping[str, str]


@lru_cache(maxsize=8)
def _departments(lexicons: Lexicons) -> _Departments:
    table = lexicons.table("bodies/departments")
    return _Departments(
        {d["word"]: d["canonical"] for d in table},
        {d["word"]: frozenset(d["levels"].split("|")) for d in table},
        {d["word"]: d["family"] for d in table},
        {(d["family"], level): d["canonical"] for d in table for level in d["standard"].split("|") if level},
        {line["word"]: line["family"] for line in lexicons.table("bodies/sectors")},
    )


@lru_cache(maxsize=8192)
def body(name: str, region: Region | None, lexicons: Lexicons) -> Body:
    """The canonical full name of a body in a plan for `region`, with its level, place and code.

    Args:
        name: the body's completed name.
        region: the place that the plan is for, None where it is not known.
        lexicons: word lists.

    Returns:
        The body. Its name is empty where lexicons and region do not settle it; level and place stand where they are
        known all the same (各省级交通运输主管部门 → province).
    """
    known = _departments(lexicons)
    name = fold(name)
    national = _national(name, region, known)
    if national:
        return Body(national, "national", "全国", "")
    each = _EACH.match(name)
    if each:
        return _each(name, each)
    league = _LEAGUE.fullmatch(name)
    part = split(name, lexicons)
    head, stem = (league["level"], "团委") if league else (part.head, part.stem)
    place, level = _where(head, region, lexicons)
    if level == "national":
        return Body(known.canonical.get(name, ""), level, "全国", "")
    if not head:
        place, level = _own(stem, region, known)
    if not head and (branded := _branded(stem, region, known, lexicons)):
        return branded
    if place is None or not place.name:
        full = name if _FULL.search(name) and len(name) > 4 else ""
        return Body(full, level) if place is None or level != "town" else Body(full, level, place.name, place.adcode)
    branch = _BRANCH.fullmatch(stem)
    inner = resolve(branch["place"], lexicons, place) if branch else None
    if branch and inner and branch["parent"] in known.canonical:
        return Body(
            place.name + known.canonical[branch["parent"]] + branch["place"] + branch["kind"],
            inner.level,
            inner.name,
            inner.adcode,
        )
    full = _full(place, stem, place.level or level, known, lexicons)
    return Body(full, place.level or level, place.name, place.adcode)


def _national(name: str, region: Region | None, known: _Departments) -> str:
    """A body of the whole country, by its own name or because the plan is one of the whole country."""
    levels = known.levels.get(name, frozenset())
    if levels == frozenset({"national"}):
        return known.canonical[name]
    if region is not None and region.level == "national" and levels:
        return known.standard.get((known.family[name], "national"), "")
    return ""


def _each(name: str, each: regex.Match[str]) -> Body:
    """各市(州)政府 are bodies of one level, known as far as the text knows them."""
    unit = each["unit"]
    level = _LEVEL.get(unit) or _LEVEL.get(unit[:1], "")
    rest = name[each.end() :]
    whole = "" if rest not in _EACH_STEM else f"{each.group()}{'人民政府' if rest == '政府' else rest}"
    return Body(whole.replace("(", "（").replace(")", "）"), level)


def _where(head: str, region: Region | None, lexicons: Lexicons) -> tuple[Region | None, str]:
    """The place that a head means in a plan for `region`, and its level."""
    if not head:
        return None, ""
    bare = _SUFFIX.sub("", head)
    level = _LEVEL.get(bare, "")
    if not level:
        place = resolve(bare, lexicons, region)
        if place is None and bare.endswith(("镇", "乡", "街道", "苏木")):
            return (None if bare.startswith(("各", "有关", "相关")) else Region(bare, "", "town")), "town"
        return place, place.level if place else ""
    place = _relative(bare, level, region, lexicons)
    return place, place.level if place and place.level else level


def _relative(word: str, level: str, region: Region | None, lexicons: Lexicons) -> Region | None:
    """What 省, 市, 县 or 区 mean in a plan for `region`: 市 in a county's plan is the city above, in a city's its own."""
    if region is None or level in ("national", "town"):
        return None
    if word == region.name[-len(word) :] and (word != "区" or level == region.level or region.name.endswith("自治区")):
        return region  # 市 in 锡林浩特市 and in 重庆市, 区 in 广西壮族自治区
    found = places(lexicons).above(region, level) if region.adcode else None
    if found is None and level == "city" and region.adcode:
        above = places(lexicons).above(region, "province")  # districts of 北京, 天津, 上海, 重庆
        found = above if above is not None and above.name.endswith(word) else None
    if found is None and region.level == level and not region.name:
        return region
    return found


def _branded(name: str, region: Region | None, known: _Departments, lexicons: Lexicons) -> Body | None:
    """A branch that stands behind the name of its national body: 国网甘肃省电力公司, 人行安吉县支行."""
    if name.startswith("人行"):
        name = f"人民银行{name[2:]}"
    for length in range(min(8, len(name) - 3), 1, -1):
        brand = known.canonical.get(name[:length])
        if brand is None or known.levels[name[:length]] != {"national"}:
            continue
        for end in range(min(len(name), length + 12), length + 1, -1):
            place = resolve(name[length:end], lexicons, region)
            if place is None:
                continue
            rest = name[end:]
            if rest in known.canonical:
                return Body(place.name + known.canonical[rest], place.level, place.name, place.adcode)
            if _BRAND_KIND.fullmatch(rest):
                return Body(brand + place.name + rest, place.level, place.name, place.adcode)
    return None


def _own(stem: str, region: Region | None, known: _Departments) -> tuple[Region | None, str]:
    """A bare department in the plan of a place is that place's, where it is a name of its level."""
    fits = region is not None and region.adcode and region.level in known.levels.get(stem, frozenset())
    return (region, region.level) if fits and region is not None else (None, "")


def _full(place: Region, stem: str, level: str, known: _Departments, lexicons: Lexicons) -> str:
    government = _GOVERNMENT.fullmatch(stem)
    committee = _COMMITTEE.fullmatch(stem)
    if not stem:
        return f"{place.name}人民政府"
    if government:
        return f"{place.name}人民政府{government['office']}"
    if committee:
        return f"{place.name}委{committee['office']}" if committee["office"] else f"中共{place.name}委员会"
    if stem in known.canonical:
        return place.name + known.canonical[stem]
    length = sector(stem, lexicons)
    if length:
        named = known.standard.get((known.sectors[stem[:length]], level), "")
        return place.name + named if named else ""
    return place.name + stem if _FORMED.search(stem) and len(stem) > 2 else ""
