"""Whether a list of items is complete: its numbers run on, and there are as many as the plan says."""

from __future__ import annotations

from collections.abc import Sequence

import regex

from taizhang.model import Fault, Rows
from taizhang.stages.field_items import value
from taizhang.stages.ledger_items import Item
from taizhang.stages.plan import Draft

_NOUN = r"(?:整改(?:任务|事项|问题|项目)|反馈(?:意见)?问题|具体问题|突出问题|问题|任务|事项)"
# 共45项, 45项整改任务, 反馈问题13个, 问题清单共30条.
_SAYS = regex.compile(
    rf"(?:共|共计|合计|总计|梳理出|梳理形成|细化为|分解为)(?:反馈|确定|明确|提出)?(?P<a>\d{{1,3}})(?:个|项|条|类)(?:方面)?{_NOUN}?(?![分大万亿])"
    rf"|{_NOUN}(?:共|共计|总计)?(?P<b>\d{{1,3}})(?:个|项|条)(?!措施)"
    rf"|(?P<c>\d{{1,3}})(?:个|项|条){_NOUN}"
)
_PARTS = regex.compile(r"\d[-.－—–]\d")  # 2-1, 2-2: parts of an item
_ADVICE = "Compare the rows of the ledger with the list in the plan; a number that the plan skips itself is no fault."


def check_count(draft: Draft, items: Sequence[Item], rows: Rows) -> None:
    """Add a row to errors where a labelled list has gaps in its numbers or another length than the plan says.

    Args:
        draft: the plan.
        items: the items found in it.
        rows: maker of rows; its tables take the fault.
    """
    listed = [i for i in items if i.listed and {"problem", "task"} & set(i.given)]
    if not listed:
        return
    inside = {p.para for item in listed for pieces in item.given.values() for p in pieces}
    outside = "\n".join(
        para.s for n, para in enumerate(draft.doc.paras) if n not in inside and para.kind == "paragraph"
    )
    for sentence in (*_gaps(listed), *_count(outside, len(listed), any("problem" in i.given for i in listed))):
        rows.tables.rows["errors"].append(Fault(draft.doc.source.name, "mine", "item_count", sentence, _ADVICE).row())


def _gaps(items: Sequence[Item]) -> list[str]:
    """Numbers that follow on neither from the one before nor begin anew (a group may count from 1)."""
    out = []
    before = 0
    for item in items:
        number = 0 if _PARTS.search(item.no) else value(item.no)
        if number and before and number not in (before + 1, 1):
            out.append(f"after item {before} of the list comes item {number}.")
        before = number
    return out


def _count(text: str, count: int, problems: bool) -> list[str]:
    """What the plan says of its own length, in its preface and its headings; of a list of tasks only 共…项 is one."""
    said = [int(m["a"] or m["b"] or m["c"]) for m in _SAYS.finditer(text) if problems or m["a"]]
    if not said or count in said or sum(said) == count:
        return []
    return [f"the plan speaks of {max(said)} items, its list has {count}."]
