"""Candidates of one plan: times, targets, bodies, citations, measures and what they hang on, before any row is made."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

import regex

from taizhang.rules.times import Time
from taizhang.stages import bodies, citations, measures, qualitative, tables, targets, times
from taizhang.stages.fields import PROSE, Field, label_pattern
from taizhang.stages.plan import Draft
from taizhang.stages.sentences import Sentence
from taizhang.values import dates

_BODY_FIELDS = {
    "lead": "lead",
    "responsible": "responsible",
    "cooperate": "cooperate",
    "supervise": "supervise",
    "accept": "supervise",
}
_GOVERNS = ("by", "before", "in", "during", "every")


@dataclass(slots=True)
class Mined:
    """Everything found in a plan.

    Attributes:
        measure: sentence index → measure.
        host: sentence index → index of the sentence whose measure it hangs on.
        times: all time expressions, those included that are no deadlines.
        labelled_times: indices into `times` of those in 时限 fields.
    """

    measure: dict[int, measures.Measure] = field(default_factory=dict)
    host: dict[int, int] = field(default_factory=dict)
    times: list[times.Mention] = field(default_factory=list)
    labelled_times: set[int] = field(default_factory=set)
    targets: list[targets.Target] = field(default_factory=list)
    states: list[qualitative.State] = field(default_factory=list)
    bodies: list[bodies.Mention] = field(default_factory=list)
    citations: list[citations.Citation] = field(default_factory=list)


def mine(draft: Draft, drop: Callable[[str], None]) -> Mined:
    """Find the candidates of a plan, sentence by sentence.

    Args:
        draft: the plan.
        drop: told the reason of each candidate that is given up.
    """
    return _Miner(draft, drop).run()


class _Miner:
    def __init__(self, draft: Draft, drop: Callable[[str], None]) -> None:
        self.draft, self.doc, self.drop = draft, draft.doc, drop
        self.out = Mined()
        self.said = any(s.role in ("measures", "safeguards") for s in self.doc.sections)
        self.last_measure: dict[int, int] = {}
        self.opened: dict[int, times.Mention] = {}
        # Items with labelled fields: what stands in a section below one is governed by its 时限. The 时限 itself may come
        # after numbered steps, so that an 整改目标 or 整改措施 shows better where its item begins.
        self.items = self._labelled("goal", "measures") or self._labelled("time_limit")

    def _labelled(self, *names: str) -> set[int]:
        paras = {n for n, found in self.draft.fields.items() if any(f.field in names for f in found)}
        return {here.section for here in self.doc.sentences if here.para in paras and here.section >= 0}

    def run(self) -> Mined:
        for index, here in enumerate(self.doc.sentences):
            if here.kind == "matter":
                self.out.citations += citations.find(self.doc, index)
            elif here.kind == "label" and self.doc.paras[here.para].kind == "row":
                self._cell(index, here)
            elif here.kind == "label":
                self._label(index, here)
            elif here.kind == "tail":
                self._tail(index, here)
            elif here.kind == "heading":
                self._heading(index, here)
            elif here.kind == "cell":
                self.out.citations += citations.find(self.doc, index)
            elif self.doc.paras[here.para].kind == "row":
                self._cell(index, here)
            else:
                self._sentence(index, here)
        self._figures()
        self._govern()
        return self.out

    def _govern(self) -> None:
        """A closing bracket's date governs its sentence's targets, an item's 时限 those that name no time."""
        tails: dict[int, times.Mention] = {}
        items: dict[int, times.Mention] = {}
        for n, mention in enumerate(self.out.times):
            if mention.use != "deadline" or not mention.time.date.due:
                continue
            if self.doc.sentences[mention.sentence].kind == "tail":
                tails.setdefault(self.out.host.get(mention.sentence, -1), mention)
            elif n in self.out.labelled_times:
                items.setdefault(self._item(mention.sentence), mention)
        for k, target in enumerate(self.out.targets):
            if target.deadline is None:
                given = tails.get(target.sentence) or items.get(self._item(target.sentence))
                if given:
                    review = (*target.review, "inherited_deadline")
                    self.out.targets[k] = replace(target, deadline=given, review=review)
        for k, state in enumerate(self.out.states):
            if state.deadline is None:
                self.out.states[k] = replace(state, deadline=items.get(self._item(state.sentence)))

    def _item(self, sentence: int) -> int:
        """The section whose labelled fields a sentence stands under; its row in a table, as a negative number."""
        here = self.doc.sentences[sentence]
        if self.doc.paras[here.para].kind == "row":
            return -2 - here.para
        at = here.section
        while at >= 0 and at not in self.items:
            at = self.doc.sections[at].parent
        return at

    def _start(self, here: Sentence) -> int:
        """Where the sentence's own words begin, behind a label such as 整改措施:."""
        found = label_pattern(self.doc.lexicons).match(self.doc.paras[here.para].s, here.i, here.j)
        return found.end() if found else here.i

    def _label(self, index: int, here: Sentence) -> None:
        self.out.host[index] = self.last_measure.get(here.section, here.host)
        for labelled in self.draft.fields.get(here.para, ()):
            self._field(index, here, labelled)

    def _field(self, index: int, here: Sentence, labelled: Field) -> None:
        if labelled.field in _BODY_FIELDS:
            self.out.bodies += bodies.in_field(
                self.doc, here.para, labelled.start, labelled.end, index, _BODY_FIELDS[labelled.field]
            )
        elif labelled.field == "time_limit":
            at = len(self.out.times)
            self.out.times += times.find(self.doc, index, self.drop, labelled.start, labelled.end)
            self.out.labelled_times.update(range(at, len(self.out.times)))
        elif labelled.field in PROSE and labelled.end > labelled.start:
            self._sentence(index, replace(here, i=labelled.start, j=labelled.end, kind="sentence"), labelled.start)

    def _column(self, here: Sentence) -> str:
        column = self.doc.paras[here.para].s.count("\t", 0, here.i)
        return self.draft.tables.meaning.get((here.para, column), "")

    def _cell(self, index: int, here: Sentence) -> None:
        """A cell of a task table: its column says what it holds, its row's task is its host."""
        name = self._column(here)
        if name == "head":
            return
        if name in PROSE:
            self._sentence(index, here, here.i, "goal" if name == "goal" else name)
        near = range(max(index - 12, 0), min(index + 12, len(self.doc.sentences)))
        row = [k for k in near if self.doc.sentences[k].para == here.para]
        tasks = [k for k in row if self._column(self.doc.sentences[k]) in ("task", "measures", "problem")]
        self.out.host[index] = tasks[-1] if tasks else index
        if name in _BODY_FIELDS:
            self.out.bodies += bodies.in_field(self.doc, here.para, here.i, here.j, index, _BODY_FIELDS[name])
        elif name == "time_limit":
            at = len(self.out.times)
            self.out.times += times.find(self.doc, index, self.drop)
            self.out.labelled_times.update(range(at, len(self.out.times)))

    def _figures(self) -> None:
        """The values of indicator tables, each under the year at the head of its column."""
        doc = self.doc
        heads: dict[tuple[int, int], times.Mention] = {}
        at = {(here.para, here.i): k for k, here in enumerate(doc.sentences)}
        for figure in tables.figures(doc.paras, self.draft.tables, doc.lexicons):
            head = figure.head
            if (head.para, head.i) not in heads:
                time = Time("in", dates.of_year(figure.year), figure.year, bare=True)
                found = regex.match(rf"(?:{dates.YEAR})年?(?:底|末)?", doc.paras[head.para].s[head.i : head.j])
                end = head.i + (found.end() if found else head.j - head.i)
                heads[head.para, head.i] = times.Mention(
                    head.para, head.i, end, at[head.para, head.i], time, "deadline", "deadline.table_head"
                )
            row = doc.paras[figure.para]
            sentence = at.get((figure.para, row.s.rfind("\t", 0, figure.quantity.start) + 1), 0)
            if doc.role(doc.sentences[sentence].section) == "background":  # how the last plan was met
                self.drop("background")
                continue
            review = ("implied_comparator",) if figure.frame.basis == "implied" else ()
            self.out.targets.append(targets.Target(
                figure.para, sentence, figure.quantity, 0, len(row.s), figure.frame, "target.table",
                heads[head.para, head.i], review,
            ))  # fmt: skip
        self.out.times += heads.values()

    def _tail(self, index: int, here: Sentence) -> None:
        self.out.host[index] = self.last_measure.get(here.section, here.host)
        self.out.times += times.find(self.doc, index, self.drop)
        self.out.bodies += bodies.in_tail(self.doc, index)

    def _heading(self, index: int, here: Sentence) -> None:
        """A heading on a line of its own: only what its brackets say."""
        s = self.doc.paras[here.para].s
        for mention in times.find(self.doc, index, self.drop):
            if self.doc.enclosed(here.para, mention.start, mention.end, "("):
                self.out.times.append(mention)
        self._titled(index, here)
        for a, b in self.doc.pairs(here.para).items():
            if s[a] == "(" and here.i < a and b < here.j:
                self.out.bodies += bodies.in_bracket(self.doc, here.para, a + 1, b, index)

    def _titled(self, index: int, here: Sentence) -> bool:
        """A heading that is a body's name makes that body responsible for what stands below."""
        section = self.doc.sections[here.section] if here.section >= 0 else None
        if section is None or section.role not in ("measures", "safeguards") or section.para != here.para:
            return False
        if not measures.names_body(section.title, self.doc.lexicons):
            return False
        start = section.at + len(section.marker)
        self.out.bodies.append(bodies.Mention(
            here.para, start, start + len(section.title), index, section.title, "responsible", "body.heading"
        ))  # fmt: skip
        return True

    def _sentence(self, index: int, here: Sentence, start: int | None = None, field_: str = "") -> None:
        doc, field_ = self.doc, field_ or self.draft.force.get(here.para, "")
        start = self._start(here) if start is None else start
        role = doc.role(here.section)
        self.out.citations += citations.find(doc, index)
        if field_ in ("problem", "progress") or (role == "annex" and not field_):
            return
        found = times.find(doc, index, self.drop, start)
        preface = here.section < 0 and self.said
        if preface:  # what comes before the first heading tells why and on what grounds
            found = [t if t.time.relation in ("ongoing", "immediate") else replace(t, use="past") for t in found]
        self.out.times += found
        goals = field_ == "goal" or (role == "goals" and field_ != "measures")
        quantities = [] if preface else targets.find(doc, index, found, self.drop, start)
        inherited = self._inherited(here, found, goals)
        quantities = [
            t if t.deadline else replace(t, deadline=inherited, review=self._flag(t, inherited)) for t in quantities
        ]
        self.out.targets += quantities
        for k, mention in enumerate(
            self.out.times[-len(found) :] if found else [], len(self.out.times) - len(found)
        ):  # 压缩至5个工作日以内 is what is reached, not by when
            if mention.sentence == index and any(
                mention.start < t.quantity.end and t.quantity.start < mention.end for t in quantities
            ):
                self.out.times[k] = replace(mention, use="statistic")
        self.out.states += [] if preface else qualitative.find(doc, index, found, quantities, inherited, goals)
        reason = measures.commits(doc, here, field_, self.said)
        if here.kind == "runhead" and self._titled(index, here):
            reason = "names_body"
        if reason != "narrative":
            self._bodies(index, here, start, role)
        if reason:
            self.drop(f"measure.{reason}")
        else:
            self.out.measure[index] = measures.make(doc, index, start)
            self.last_measure[here.section] = index
        self.out.host[index] = index

    def _flag(self, target: targets.Target, inherited: times.Mention | None) -> tuple[str, ...]:
        return (*target.review, "inherited_deadline") if inherited else target.review

    def _inherited(self, here: Sentence, found: list[times.Mention], goals: bool) -> times.Mention | None:
        """In a goals section a deadline governs what follows it, until another takes over."""
        if not goals:
            return None
        governing = [t for t in found if t.use == "deadline" and t.time.relation in _GOVERNS]
        at = here.section
        value = None
        while at >= 0 and value is None:
            value = self.opened.get(at)
            at = self.doc.sections[at].parent
        if here.section < 0:
            value = self.opened.get(-1)
        if governing:
            self.opened[here.section] = governing[-1]
        return value

    def _bodies(self, index: int, here: Sentence, start: int, role: str) -> None:
        if role == "background":
            return
        doc = self.doc
        s = doc.paras[here.para].s
        taken: list[tuple[int, int]] = []
        found: list[bodies.Mention] = []
        for a, b in doc.pairs(here.para).items():
            if s[a] == "(" and here.i <= a and b < here.j:
                inside = bodies.in_bracket(doc, here.para, a + 1, b, index)
                if inside and (
                    b + 2 >= here.j
                    or s[a + 1 : a + 5].find("单位") >= 0
                    or any(m.role != "responsible" for m in inside)
                ):
                    found += inside
                    taken.append((a, b))
        self.out.bodies += found + bodies.in_prose(doc, index, taken, start)
