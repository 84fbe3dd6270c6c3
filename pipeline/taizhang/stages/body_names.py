"""Names of a list made whole: a shared head (市发改委、生态环境局) and a shared tail (各区、市政府; 住建、水利等部门)."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import regex

from taizhang.lexicon import Lexicons
from taizhang.rules import bodies as orgs
from taizhang.stages.body_roles import Mention
from taizhang.stages.doc import Doc
from taizhang.values.fold import fold

_UNIT = rf"{orgs.UNIT}{orgs.ALTERNATIVES}?"
_BARE = regex.compile(rf"(?P<each>各|有关|相关)?(?P<unit>{_UNIT})")
_GOVERNMENT = regex.compile(r"(?:人民政府|政府|行署)(?:\(管委会\))?")
_OFFICE = regex.compile(r"(?:人民政府|政府)(?P<office>督查室|督察室|办公厅|办公室|研究室)")
_SECTOR_TAIL = regex.compile(
    r"(?:等)?(?P<tail>(?:有关|相关|各)?(?:行政主管|业务主管|行业主管|监督管理|行政|主管|监管|管理|执法)?部门)"
)
# Heads that do not pass on to what follows: the bodies of the State Council stand beside 国家…, 有关 speaks of one.
_OWN = regex.compile(r"(?:国家|中央|全国|中国|有关|相关|其他|其他有关|其他相关|各|各有关|各相关)$")
# Stems that hold their place or level themselves.
_PLACED = regex.compile(r"^(?:团|共青团|国网|中国|国家|全国|中央|人民银行|人行|驻|海关|海事|铁路|国务院)")
_STEM = regex.compile(
    r"[\u4e00-\u9fff]{2,14}(?:局|委|办|厅|院|中心|部|会|科协|公司|集团|支队|大队|总队|法院|检察院|文联|残联)"
)
_GENERIC = regex.compile(r"(?:有关|相关)(?:部门|单位)|(?:有关|相关)部门和单位")
_LEVELS = frozenset("省市州盟县区旗镇乡")
_SHORT_GROUPS = frozenset(
    f"{group}{office}"
    for group in ("领导小组", "专班", "工作专班", "指挥部", "联席会议", "协调小组")
    for office in ("", "办公室")
)
_SHARING = frozenset({"、", "和", "及", "与", "以及", "或", "/"})


@dataclass(frozen=True, slots=True)
class Part:
    """A name in two: `head` (level, place, collective) and `stem`, folded; `text` is the name as printed, unfolded."""

    head: str
    stem: str
    text: str

    @property
    def printed(self) -> tuple[str, str]:
        """Head and stem as printed."""
        return self.text[: len(self.head)], self.text[len(self.head) :]


@lru_cache(maxsize=8)
def _levels(lexicons: Lexicons) -> dict[str, frozenset[str]]:
    return {d["word"]: frozenset(d["levels"].split("|")) for d in lexicons.table("bodies/departments")}


@lru_cache(maxsize=8)
def _sectors(lexicons: Lexicons) -> tuple[str, ...]:
    return lexicons.words("bodies/sectors")  # longest first


@lru_cache(maxsize=4096)
def split(text: str, lexicons: Lexicons) -> Part:
    """Cut a name as printed into its head and its stem: 市|发改委, 湛江市|委, 各区|, |住建."""
    name = fold(text)
    if name in _levels(lexicons) or sector(name, lexicons):
        return Part("", name, text)
    found = orgs.find(name, 0, len(name), lexicons)
    if found and found[-1].end == len(name) and found[-1].start == 0 and found[-1].stem < len(name):
        at = found[-1].stem
        bare = _BARE.fullmatch(name)
        return Part(name, "", text) if bare else Part(name[:at], name[at:], text)
    if orgs.is_place(name, lexicons):
        return Part(name, "", text)
    at = 0
    while at < len(name) and (step := orgs.head_end(name, at, lexicons)) > at:
        at = step
    return Part(name[:at], name[at:], text)


def completed(doc: Doc, found: Sequence[Mention]) -> list[Mention]:
    """The mentions of one list, all of one paragraph and in order, with their names as printed and made whole."""
    if not found:
        return []
    para = doc.paras[found[0].para]
    texts = ["".join(doc.source.text[p] for p in para.pos[m.start : m.end]) for m in found]
    joined = [para.s[a.end : b.start] for a, b in itertools.pairwise(found)]
    parts = _heads([split(t, doc.lexicons) for t in texts], joined, doc.lexicons)
    names = _tails(parts, joined, doc.lexicons)
    return [
        replace(m, name=_introduced(doc, m, name) if fold(name) in _SHORT_GROUPS else name)
        for m, name in zip(found, names, strict=True)
    ]


def _introduced(doc: Doc, mention: Mention, name: str) -> str:
    """领导小组办公室 is that of the group which the text named last (成立…工作领导小组)."""
    base = name.removesuffix("办公室")
    for n in range(mention.para, -1, -1):
        para = doc.paras[n]
        end = mention.start if n == mention.para else len(para.s)
        if base not in para.s[:end]:
            continue
        for org in reversed(orgs.find(para.s, 0, end, doc.lexicons)):
            word = para.s[org.start : org.end].removesuffix("办公室")
            if org.kind == "group" and word.endswith(base) and len(word) > len(base) + 2:
                printed = "".join(doc.source.text[p] for p in para.pos[org.start : org.start + len(word)])
                return printed + name[len(base) :]
    return name


def _heads(parts: list[Part], joined: Sequence[str], lexicons: Lexicons) -> list[Part]:
    out: list[Part] = []
    head = ""  # as printed
    for part, gap in zip(parts, ("", *joined), strict=True):
        if gap == "或" or (head.startswith("各") and ("会同" in gap or "联合" in gap)):
            head = ""  # 各省级…部门会同生态环境部门: each with its own level
        before = out[-1] if out else None
        if (
            part.head
            and before
            and part.head in _LEVELS
            and before.stem in ("委", "市委", "党委")
            and before.head.endswith(part.head)
        ):
            part = Part(before.head, part.stem, before.printed[0] + part.printed[1])  # 湛江市委、市政府
        elif part.head in ("有关", "相关") and before and _GOVERNMENT.fullmatch(before.stem):
            above = before.printed[0] if before.head == "各级" else before.text  # 各级党委、政府及其有关部门
            part = Part(fold(above), fold(part.text), above + part.text)
        elif not part.head and part.stem in ("政府", "人民政府"):
            above = head if head and before else "各级"
            part = Part(fold(above), part.stem, above + part.text)
        elif not part.head and head and _passes(head, part.stem, lexicons):
            own = "委" if before and before.stem.startswith("委") and f"委{part.stem}" in _levels(lexicons) else ""
            part = Part(fold(head), own + part.stem, head + own + part.text)  # 县委宣传部、组织部
        own = part.printed[0]
        if part.head:  # 各镇街、住建等部门: what is nothing but a head passes none on
            head = "" if not part.stem or (_OWN.match(part.head) and part.head != "各级") else own
        out.append(part)
    return out


def _passes(head: str, stem: str, lexicons: Lexicons) -> bool:
    """Whether a stem without a head of its own is one of the head's: 市发改委、财政局, but not 市财政局、海关."""
    if _PLACED.match(stem):
        return False
    levels = _levels(lexicons).get(stem)
    if levels is None:
        # A name that no list knows (赣江新区管委会) is more likely one of its own.
        unknown = not head.startswith("各") and not stem.endswith(("管委会", "管理委员会")) and _STEM.fullmatch(stem)
        return bool(unknown) or sector(stem, lexicons) > 0
    return levels != {"national"} and not (stem.endswith("厅") and head[-1:] not in ("省", "区"))


def _tails(parts: list[Part], joined: Sequence[str], lexicons: Lexicons) -> list[str]:
    names = [_without_deng(p, lexicons) for p in parts]
    for k in range(len(parts) - 2, -1, -1):
        part, after = parts[k], parts[k + 1]
        if joined[k] not in _SHARING:
            continue
        tail = _tail(part, after, lexicons)
        if tail:
            names[k] = part.text + tail
            parts[k] = Part(part.head, part.stem + fold(tail), names[k])
            if (
                part.head.startswith("各")
                and not part.stem
                and _BARE.fullmatch(after.head)
                and not after.head.startswith("各")
            ):
                names[k + 1] = part.text[0] + names[k + 1]  # 各区、市政府
    return names


def sector(stem: str, lexicons: Lexicons) -> int:
    """Length of the line of work that a stem is made of, with or without its 部门 (住建, 水利等部门); 0 for others."""
    for word in _sectors(lexicons):
        if stem.startswith(word) and (len(stem) == len(word) or _SECTOR_TAIL.fullmatch(stem, len(word))):
            return len(word)
    return 0


def _without_deng(part: Part, lexicons: Lexicons) -> str:
    """城管等部门 is 城管部门."""
    cut = len(part.head) + sector(part.stem, lexicons)
    return part.text[:cut] + part.text[cut:].removeprefix("等") if cut > len(part.head) else part.text


def _tail(part: Part, after: Part, lexicons: Lexicons) -> str:
    """What a name that breaks off shares with the next one, as printed; empty where it is whole."""
    stem = after.printed[1]
    if part.stem in ("委", "党委"):
        office = _OFFICE.fullmatch(after.stem)
        return stem[office.start("office") :] if office else ""
    cut = sector(after.stem, lexicons)
    if part.stem:
        broken = sector(part.stem, lexicons) == len(part.stem)
        return stem[cut:].removeprefix("等") if broken and 0 < cut < len(stem) else ""
    place = orgs.is_place(part.head, lexicons)
    if not place and not _BARE.fullmatch(part.head):
        return ""
    if _GOVERNMENT.match(after.stem):
        return stem if place or _BARE.fullmatch(after.head) or part.head.startswith("各") else ""
    if 0 < cut < len(stem):
        return stem[:cut] + stem[cut:].removeprefix("等")
    same = orgs.is_place(after.head, lexicons) if place else _BARE.fullmatch(after.head) is not None
    return stem if same and after.stem in _levels(lexicons) else ""
