"""Organisations in text: departments behind a place or a level, collective bodies, and groups named by their form."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import regex

from taizhang.lexicon import Lexicons
from taizhang.segment.walk import Walker
from taizhang.rules.places import Places, places

# What may stand before a department's stem: a level, a collective, a place.
_LEVEL = (
    "各级", "各有关", "各相关", "省级", "市级", "县级", "区级", "州级", "省直", "市直", "县直", "区直", "州直", "中央", "国家", "自治区", "地方", "当地",
    "属地", "所在地", "各地", "各省", "各市", "各县", "各区", "各旗", "各镇", "各州", "各盟", "省有关", "市有关", "县有关", "区有关", "省相关", "市相关",
    "有关", "相关", "省市", "省", "市", "县", "区", "州", "盟", "旗", "镇", "乡", "各", "本级", "上级", "两级", "三级", "试点城市", "兵团",
)  # fmt: skip
_GROUP = regex.compile(
    r"(?:领导小组|工作专班|专班|指挥部|工作组|专项组|督导组|督查组|督察组|核查组|检查组|协调组|推进组|专家组|工作委员会|协调机制|联席会议|委员会|攻坚办|整改办|总队|支队|大队|"
    r"管委会|管理委员会|街道办事处|街道办|居委会|村委会|常委会会议|常务会议|常务会|小组)(?:办公室)?"
)
# A group's name reaches left to here at the most.
_GROUP_LEFT = regex.compile(r"(?:[,。;:、()《》“”]|成立|设立|组建|建立|下设|由|的|和|及|与|在|向|对|会同|组织|发挥|健全|报|经|至|各位)")
_PARTY_OFFICE = regex.compile(r"[省市县区州旗]委[\u4e00-\u9fff]{1,4}(?:办|室)(?=[\u4e00-\u9fff]|$)")
_OFFICES = ("督查室", "办公厅", "办公室", "研究室")
_LIST = regex.compile(r"(?<!\([^()]{0,12})(?:、|[委党府]和|[委府]及)")
_LEVELS = regex.compile(
    r"(?:(?:省|市|州|县|区|旗|乡镇|乡|镇|街道|村)(?:\([^)]{1,8}\))?[、和]?){2,5}[两三四五]级(?:党委政府|人民政府|政府|党委|部门)"
)
_PRONOUN = regex.compile(r"^(?:我|本|其|该|此)")


@dataclass(frozen=True, slots=True)
class Org:
    """An organisation's name in a folded paragraph: half-open range, and where its stem starts behind level or place."""

    start: int
    end: int
    stem: int
    kind: str


@dataclass(frozen=True, slots=True)
class _Index:
    walker: Walker
    kind: dict[str, str]
    places: Places
    longest_place: int


@lru_cache(maxsize=8)
def _index(lexicons: Lexicons) -> _Index:
    kind: dict[str, str] = {}
    for line in lexicons.table("bodies/departments"):
        kind[line["word"]] = "department"
        if line["kind"] == "government" and line["word"][-1] in "局厅委" and len(line["word"]) < 8:
            kind.setdefault(line["word"][:-1] + "部门", "department")  # 公安局 → 公安部门
    for line in lexicons.table("bodies/heads"):
        # A list written as one word (各级党委、政府) is several bodies.
        if line["form"] == "head" and not _LIST.search(line["word"]):
            kind.setdefault(line["word"], "actors" if line["kind"] == "actors" else "head")
    known = places(lexicons)
    return _Index(Walker(kind), kind, known, 12)


def find(s: str, start: int, end: int, lexicons: Lexicons) -> list[Org]:
    """All organisations named in ``s[start:end]``, left to right, none overlapping."""
    index = _index(lexicons)
    out: list[Org] = []
    for a, b in index.walker.find(s, start, end):
        left = _extend_left(s, a, start, index)
        if _PRONOUN.match(s[max(left - 1, 0) : left]) and s[max(left - 2, 0) : left] != "及其":
            continue
        for i, j in _apart(s, left, b):
            out.append(Org(i, j, max(a, i), index.kind[s[a:b]]))
    for found in _GROUP.finditer(s, start, end):
        left = found.start()
        while left > start and found.start() - left < 30 and not _GROUP_LEFT.search(s, left - 1, left) and not _cue_ends(s, left):
            left -= 1
        if left < found.start() or found.group() in ("领导小组", "核查组", "督导组"):
            out.append(Org(left, found.end(), found.start(), "group"))
    out += [Org(m.start(), m.end(), m.start(), "head") for m in _LEVELS.finditer(s, start, end)]
    out += [Org(m.start(), m.end(), m.start() + 2, "office") for m in _PARTY_OFFICE.finditer(s, start, end)]
    out = [o for o in out if not s[o.start].isdigit() and not (s[o.start - 1 : o.start] == "(" and s[o.end : o.end + 1] == ")")]
    out = _seconded(_longest(out), s)
    return _longest(out)


_TWO = regex.compile(r"(?:各级|各地区?|各[省市县区州旗镇](?:\([^)]*\))?)(?=(?:各有关|各相关|各|有关|相关)(?:部门|单位))")


def _seconded(found: list[Org], s: str) -> list[Org]:
    """省政府督查室 is one body: an office right behind its own government or committee."""
    out: list[Org] = []
    for org in found:
        if out and out[-1].end == org.start and s[org.start : org.end] in _OFFICES:
            out[-1] = Org(out[-1].start, org.end, out[-1].stem, "office")
        else:
            out.append(org)
    return out


def _apart(s: str, start: int, end: int) -> list[tuple[int, int]]:
    """各地各部门 are two bodies written as one word."""
    found = _TWO.match(s, start, end) or regex.compile(r"(?:各级|各地|地方|[省市县区州])?党委(?=政府$)").match(s, start, end)
    return [(start, found.end()), (found.end(), end)] if found else [(start, end)]


def _cue_ends(s: str, at: int) -> bool:
    return s[max(at - 2, 0) : at] in ("成立", "设立", "组建", "建立", "下设", "会同", "组织", "发挥", "健全", "依托", "实行", "作为", "召开", "加强")


def _extend_left(s: str, at: int, low: int, index: _Index) -> int:
    """Start of an organisation's name whose stem starts at `at`: levels and places before it are taken in."""
    left = at
    for _ in range(4):
        for word in _LEVEL:
            at_ = left - len(word)
            if at_ >= low and s.startswith(word, at_) and s[at_ - 1 : at_] not in ("全", "我", "本"):
                left = at_
                break
        else:
            for length in range(min(index.longest_place, left - low), 1, -1):
                name = s[left - length : left]
                if name in index.places.by_name or name in index.places.by_short:
                    left -= length
                    break
            else:
                break
    return left


def _longest(found: list[Org]) -> list[Org]:
    out: list[Org] = []
    for org in sorted(found, key=lambda o: (o.start - o.end, o.start)):
        if not any(org.start < t.end and t.start < org.end for t in out):
            out.append(org)
    return sorted(out, key=lambda o: o.start)
