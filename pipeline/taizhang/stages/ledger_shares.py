"""What an item's fields give to single measures of it: 其中第2项2022年6月底前; a measure's own closing bracket."""

from __future__ import annotations

from dataclasses import dataclass, field

import regex

from taizhang.model import Row
from taizhang.stages.field_items import value
from taizhang.stages.ledger_cells import ROLES, Cells, clean, due_cells, steps
from taizhang.stages.ledger_items import Item
from taizhang.stages.mine import Mined
from taizhang.stages.plan import Draft
from taizhang.stages.rows import Made
from taizhang.values.numerals import CHINESE

_NUMBER = rf"(?:\d{{1,3}}|{CHINESE}{{1,3}})"
# 第2项, 第1、3项, 第2-4项, 第(二)项措施.
_ITEM = regex.compile(
    rf"第\(?(?P<list>{_NUMBER}\)?(?:(?:、|,|和|及|-|~|至|到)\(?(?:第)?{_NUMBER}\)?)*)(?:项|条|个)(?:整改)?(?:措施|任务|问题|工作)?"
)
_RANGE = regex.compile(rf"({_NUMBER})\)?(?:-|~|至|到)\(?(?:第)?({_NUMBER})")


@dataclass(slots=True)
class Shares:
    """Deadlines by what they hold for.

    Attributes:
        every: deadlines of the field 时限 for the item as a whole.
        single: number of a measure → the deadlines that the field gives to it alone.
        number: sentence of a measure → the number it stands under in 整改措施, 0 for none.
    """

    every: list[Row] = field(default_factory=list)
    single: dict[int, list[Row]] = field(default_factory=dict)
    number: dict[int, int] = field(default_factory=dict)

    def link(self, made: Made) -> None:
        """Hang a deadline that the field gives to one measure on that measure."""
        for number, rows in self.single.items():
            owner = next((k for k, n in self.number.items() if n == number and k in made.measure), None)
            if owner is not None:
                for deadline in rows:
                    deadline["measure_id"] = made.measure[owner]["measure_id"]

    def fill(self, made: Made, sentence: int, out: Cells) -> None:
        """The cells of a measure's own row, in place of its item's: its own times and bodies where it has any."""
        own_id = made.measure[sentence]["measure_id"]
        given = {id(r) for rows in (self.every, *self.single.values()) for r in rows}
        times = [r for _, r in made.by_sentence["deadlines"] if r["measure_id"] == own_id and id(r) not in given]
        share = self.single.get(self.number.get(sentence, 0), [])
        if times or share or self.single:
            found = share or times or self.every
            out.put(
                "time_limit",
                "、".join(dict.fromkeys(clean(str(r["text"])) for r in found)),
                "labelled" if found is not times else "mined",
            )
            due_cells(found, out)
        bodies = [r for _, r in made.by_sentence["bodies"] if r["measure_id"] == own_id and r["rule"] != "body.label"]
        if bodies:
            for role in ROLES:
                out.text.pop(role, None)
                out.basis.pop(role, None)
                names = dict.fromkeys(clean(str(r["name"])) for r in bodies if r["role"] == role)
                out.put(role, "、".join(names), "mined")


def shares(draft: Draft, mined: Mined, made: Made, item: Item) -> Shares:
    """Divide the deadlines of an item's 时限 among its measures."""
    doc = draft.doc
    out = Shares(number=_numbers(draft, mined, item))
    inside = set(item.sentences)
    for piece in item.given.get("time_limit", []):
        s = doc.paras[piece.para].s
        for mention in mined.times:
            row = made.deadline.get((mention.para, mention.start))
            if (
                row is None
                or mention.sentence not in inside
                or mention.para != piece.para
                or not piece.start <= mention.start < piece.end
            ):
                continue
            clause = max(s.rfind(c, piece.start, mention.start) for c in ";。") + 1
            named = list(_ITEM.finditer(s, max(clause, piece.start), mention.start))
            if named:
                for number in _listed(named[-1]["list"]):
                    out.single.setdefault(number, []).append(row)
            else:
                out.every.append(row)
    return out


def _listed(text: str) -> list[int]:
    """1、3 → 1, 3; 2-4 → 2, 3, 4."""
    out: list[int] = []
    for first, last in _RANGE.findall(text):
        out += range(value(first), value(last) + 1)
    rest = _RANGE.sub("", text)
    return [*out, *(value(n) for n in regex.findall(_NUMBER, rest))]


def _numbers(draft: Draft, mined: Mined, item: Item) -> dict[int, int]:
    """The number in 整改措施 under which each measure of an item stands."""
    marks = steps(draft.doc, item.given.get("measures", []))
    out = {}
    for k in item.sentences:
        if k in mined.measure:
            here = draft.doc.sentences[k]
            own = [
                value(mark)
                for para, at, mark in marks
                if (para, at) <= (here.para, max(here.i, mined.measure[k].start))
            ]
            out[k] = own[-1] if own else 0
    return out
