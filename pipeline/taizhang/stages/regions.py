"""The place that a plan is for."""

from __future__ import annotations

from collections import Counter

import regex

from taizhang.lexicon import Lexicons
from taizhang.rules.places import LEVELS, Places, Region, best, places

_NATIONAL = regex.compile(
    r"^(?:中共中央|国务院|国家|中华人民共和国|生态环境部|工业和信息化部|交通运输部|住房和?城乡建设部|农业农村部|自然资源部|水利部|财政部|教育部|科技部|商务部|全国)"
)
_SELF = {
    "province": regex.compile(r"全省|我省|省委|全区各盟市|自治区党委|我区各地|省直"),
    "city": regex.compile(r"全市|我市|市委|市直|全州|我州|州委|州直|全盟"),
    "county": regex.compile(r"全县|我县|县委|县直|全旗|我旗|旗委|(?<!高新)(?<!开发)全区|我区|区委(?!员)"),
}


def region_of(title: str, issuer: str, text: str, lexicons: Lexicons) -> Region | None:
    """The place that a plan is for: from its title, its issuer, else from what its text calls itself.

    Args:
        title, issuer: as found, may be empty.
        text: the plan's folded text.
    """
    known = places(lexicons)
    for head in (title, issuer):
        region = _leading(head, known)
        if region is not None:
            return region
        if _NATIONAL.match(head):
            return Region("全国", "", "national")
    return _from_text(text, known)


def _leading(head: str, known: Places) -> Region | None:
    """The place that a title or a body's name opens with; 吉林省长春市… means the inner one."""
    head = regex.sub(r"^(?:中共|关于|印发|《)+", "", head)
    region: Region | None = None
    at = 0
    while found := known.walker.at(head, at):
        inner = best(found, known, region)
        if inner is None or (region is not None and known.above(inner, region.level) != region):
            break
        region, at = inner, at + len(found)
        if head[at : at + 1] in ("市", "县", "区", "州") and not found.endswith(head[at]):
            at += 1
    if region is None:
        return None
    rest = head[at:]
    return None if rest.startswith(("流域", "地区")) and not region.name.endswith("地区") else region


def _from_text(text: str, known: Places) -> Region | None:
    says = {level: len(pattern.findall(text)) for level, pattern in _SELF.items()}
    level = max(says, key=lambda k: (says[k], -LEVELS.index(k)))
    if not says[level]:
        return None
    counts: Counter[Region] = Counter()
    for start, end in known.walker.find(text, 0, len(text)):
        region = best(text[start:end], known, None)
        if region is not None and region.level == level:
            counts[region] += 1
    ranked = counts.most_common(2)
    if len(counts) > 5 and ranked[0][1] < 3:
        return None  # a list of places: the text speaks of many, not of its own
    if not ranked or ranked[0][1] < 2:
        return Region("", "", level)
    # Several places named about as often are the plan's subject matter, not its own place.
    if len(ranked) > 1 and ranked[0][1] < 1.5 * ranked[1][1]:
        return Region("", "", level)
    return ranked[0][0]
