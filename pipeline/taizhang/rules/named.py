"""Organisations known by the form of their names: groups (…领导小组办公室), institutions (…科学院), companies (…集团)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import regex

from taizhang.lexicon import Lexicons
from taizhang.segment.walk import Walker

# Nouns that end the name of a body in the lexicon, but in prose stand for a thing or a place far more often.
_PLAIN = frozenset({"工作机构", "办事机构", "中心", "办公室", "水库", "煤矿", "油田", "石化", "银行", "学校", "中学", "小学", "管理区", "农场", "林场",
                    "污水处理厂", "净水厂", "垃圾填埋场", "养殖场", "水厂", "电厂", "总厂", "分厂", "热电厂", "发电厂",
                    "垃圾焚烧发电厂", "实验室", "图书馆", "博物馆", "公司", "小组", "监测站", "管理局", "办事处",
                    "合作社", "联合社", "专业合作社", "农民专业合作社", "派出机构", "处室", "科室"})  # fmt: skip
_KINDS = {
    "group": "group",
    "zone": "institution",
    "government": "group",
    "institution": "institution",
    "enterprise": "enterprise",
}
_COUNTED = regex.compile(r"[\d一二两三四五六七八九十]个")
_REACH = 30
_HARD = frozenset(",。;:、()《》“的由或\t")
# 经 is a break (报经…指挥部), but not in 经济; the same for the others.
_SOFT = {"在": "线建地编", "向": "", "对": "口外标", "报": "社废道", "经": "济营信开", "至": "", "将": "", "以": ""}
_AND = ("和", "及", "与")
_ENDS = "委府局厅部院会组处室站所司署校团县市区省州"
_ACTS = ("参考", "参照", "简称", "下称", "成立", "设立", "组建", "建立", "下设", "会同", "组织", "发挥", "健全", "依托", "实行", "作为", "召开", "加强", "联合", "责成", "督促", "指导", "强化", "调整", "完善")  # fmt: skip
# A bare 领导小组 is a body of the plan; of other forms only these are one without a word before them.
_BARE = frozenset(
    {"领导小组", "领导小组办公室", "核查组", "督导组", "督查组", "检查组", "考核组", "验收组", "工作专班", "指挥部"}
)
_OPENERS = regex.compile(
    r"(?:中国|国家|国网|人民银行|人行|中铁|中建|中交|中核|华能|华电|大唐|国电|国家能源|中石油|中石化|中海油|各)"
)


@dataclass(frozen=True, slots=True)
class Form:
    """A name by its form: half-open range without level or place before it, kind, whether its head says what it is."""

    start: int
    end: int
    kind: str
    opened: bool


@dataclass(frozen=True, slots=True)
class Former:
    """The closing nouns of names, with their kinds, and the verbs that no name reaches over."""

    walker: Walker
    kind: dict[str, str]
    acts: tuple[str, ...]

    @classmethod
    def of(cls, lexicons: Lexicons) -> Former:
        """The nouns of lexicons/bodies/heads whose form is ``suffix``, and its groups, which take words before them."""
        kind = {
            line["word"]: _KINDS[line["kind"]]
            for line in lexicons.table("bodies/heads")
            if line["kind"] in _KINDS and len(line["word"]) > 1 and line["word"] not in _PLAIN
            and (line["form"] == "suffix" or (line["kind"] == "group" and line["word"][0] != "各"))
        }  # fmt: skip
        for word in ("政府", "人民政府"):  # departments by themselves
            kind.pop(word, None)
        kind.update({word: "group" for word in ("管委会", "管理委员会")})
        for word in ("领导小组", "专班", "指挥部", "委员会", "联席会议", "工作组", "协调小组", "专项小组"):
            kind.setdefault(f"{word}办公室", "group")
        setters = (w for w in lexicons.words("bodies/role_cues", position="before") if len(w) > 1)
        return cls(Walker(kind), kind, (*_ACTS, *setters))


def formed(s: str, start: int, end: int, former: Former) -> Iterator[Form]:
    """Names in ``s[start:end]`` that end in one of the nouns, each reaching left to where a name can begin."""
    for a, b in former.walker.find(s, start, end):
        kind = former.kind[s[a:b]]
        left = _left(s, a, start, former.acts)
        if kind == "group":
            if left < a or s[a:b] in _BARE:
                yield Form(left, b, kind, True)
        elif left < a:
            yield Form(left, b, kind, _OPENERS.match(s, left, b) is not None)


def _left(s: str, at: int, low: int, acts: tuple[str, ...]) -> int:
    left = at
    while left > low and at - left < _REACH:
        c = s[left - 1]
        if c == "”":
            opened = s.rfind("“", max(low, left - 20), left)
            if opened < 0:
                break
            left = opened
            continue
        soft = _SOFT.get(c)
        if c in _HARD or (soft is not None and s[left : left + 1] not in soft) or s.endswith(acts, low, left):
            break
        if c == "个" and left - 2 >= low and _COUNTED.match(s, left - 2):
            break
        if c in _AND and left - 2 >= low and s[left - 2] in _ENDS:
            break
        left -= 1
    return left
