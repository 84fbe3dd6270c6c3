"""From candidates to rows: each is made once, when its measure, its deadline and its section are known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from taizhang.model import Row, Rows, Span, Tables, Value, row, squeeze
from taizhang.stages import naming
from taizhang.stages.doc import Doc
from taizhang.stages.mine import Mined
from taizhang.stages.plan import Draft
from taizhang.stages.qualitative import State
from taizhang.stages.sentences import names_bodies
from taizhang.stages.targets import Target
from taizhang.values import dates
from taizhang.values.units import normal, unit


@dataclass(slots=True)
class Made:
    """Rows of one plan by what they were made of, for the ledger and for links.

    Attributes:
        section: section index → its id.
        measure: sentence index → measure row.
        deadline: (paragraph, start) of a time → deadline row.
        by_sentence: table name → (sentence index, row) in order.
    """

    section: dict[int, str] = field(default_factory=dict)
    measure: dict[int, Row] = field(default_factory=dict)
    deadline: dict[tuple[int, int], Row] = field(default_factory=dict)
    by_sentence: dict[str, list[tuple[int, Row]]] = field(default_factory=dict)


def build(draft: Draft, mined: Mined, tables: Tables, number: int) -> tuple[Rows, Made]:
    """Make all rows of a plan but the ledger's and add them to `tables`."""
    source, plan = draft.doc.source, draft.doc.plan
    columns: dict[str, Any] = draft.columns
    rows = Rows.of(source, plan, tables)
    row(rows, "plans", plan.span, source=source.name, source_id=source.source_id, source_sha256=source.sha256,
        plan_no=number, **columns)  # fmt: skip
    made = Made()
    _sections(draft, rows, made)
    _sentences(draft, rows, made)
    _measures(draft, mined, rows, made)
    _deadlines(draft, mined, rows, made)
    _targets(draft, mined, rows, made)
    _bodies(draft, mined, rows, made)
    _citations(draft, mined, rows, made)
    return rows, made


def _section_of(draft: Draft, made: Made, sentence: int) -> str | None:
    return made.section.get(draft.doc.sentences[sentence].section)


def _measure_of(mined: Mined, made: Made, sentence: int) -> Value:
    host = mined.host.get(sentence, sentence)
    found = made.measure.get(host)
    return found["measure_id"] if found else None


def _sections(draft: Draft, rows: Rows, made: Made) -> None:
    doc = draft.doc
    follows = _following([s.depth for s in doc.sections])
    for index, section in enumerate(doc.sections):
        para = doc.paras[section.para]
        end = _end_before(draft, follows[index])
        head_end = section.head_end
        while head_end > section.at + 1 and para.s[head_end - 1] in "。:;, ":
            head_end -= 1
        head = para.span(section.at, head_end)
        made_row = row(
            rows, "sections", Span(head.start, max(end, head.end)), key=head, parent_id=made.section.get(section.parent),
            depth=section.depth, marker=section.marker or None, heading=doc.source.text[head.start : head.end],
            path=section.path, role=section.role,
        )  # fmt: skip
        made.section[index] = str(made_row["section_id"])


def _following(depths: Sequence[int]) -> list[int | None]:
    """For each section the index of the next one that is not below it."""
    out: list[int | None] = [None] * len(depths)
    waiting: list[int] = []
    for k, depth in enumerate(depths):
        while waiting and depths[waiting[-1]] >= depth:
            out[waiting.pop()] = k
        waiting.append(k)
    return out


def _end_before(draft: Draft, section: int | None) -> int:
    """Offset after the last character of text before a section starts; of the whole plan for None."""
    doc = draft.doc
    if section is None:
        return doc.paras[-1].end
    nxt = doc.sections[section]
    if nxt.at > 0:
        return doc.paras[nxt.para].span(0, nxt.at).end
    return doc.paras[nxt.para - 1].end if nxt.para else doc.paras[0].start


def _sentences(draft: Draft, rows: Rows, made: Made) -> None:
    for no, here in enumerate(draft.doc.sentences, 1):
        row(
            rows,
            "sentences",
            draft.doc.span(here.para, here.i, here.j),
            section_id=made.section.get(here.section),
            no=no,
        )


def _item(draft: Draft, section: int) -> str | None:
    while section >= 0 and not draft.doc.sections[section].marker:
        section = draft.doc.sections[section].parent
    return draft.doc.sections[section].path if section >= 0 else None


def _measures(draft: Draft, mined: Mined, rows: Rows, made: Made) -> None:
    seen: dict[str, Value] = {}
    for index, measure in mined.measure.items():
        here = draft.doc.sentences[index]
        span = draft.doc.span(measure.para, measure.start, measure.end)
        key = squeeze(draft.doc.paras[measure.para].s[measure.start : measure.end])
        review = ("duplicate",) if key in seen else ()
        made_row = row(
            rows, "measures", span, rule=measure.rule, review=review, section_id=made.section.get(here.section),
            item=_item(draft, here.section), action=measure.action or None, object=measure.object or None,
            theme=measure.theme, instrument=measure.instrument, heading=measure.heading, duplicate_of=seen.get(key),
        )  # fmt: skip
        seen.setdefault(key, made_row["measure_id"])
        made.measure[index] = made_row
    made.by_sentence["measures"] = list(made.measure.items())


def _deadlines(draft: Draft, mined: Mined, rows: Rows, made: Made) -> None:
    out = made.by_sentence.setdefault("deadlines", [])
    for mention in mined.times:
        if mention.use != "deadline":
            rows.drop(f"time_{mention.use}")
            continue
        time = mention.time
        made_row = row(
            rows, "deadlines", draft.doc.span(mention.para, mention.start, mention.end), rule=mention.rule,
            review=mention.review, section_id=_section_of(draft, made, mention.sentence),
            measure_id=_measure_of(mined, made, mention.sentence), relation=time.relation, edtf=time.date.edtf or None,
            due=time.date.due or None, masked=dates.masked(time.date.edtf), repeat=time.repeat or None,
        )  # fmt: skip
        made.deadline[mention.para, mention.start] = made_row
        out.append((mention.sentence, made_row))


def _targets(draft: Draft, mined: Mined, rows: Rows, made: Made) -> None:
    out = made.by_sentence.setdefault("targets", [])
    found: list[Target | State] = [*mined.targets, *mined.states]
    for item in sorted(found, key=lambda t: (t.para, _value_at(t))):
        deadline = made.deadline.get((item.deadline.para, item.deadline.start)) if item.deadline else None
        value, span, columns, review = _quantitative(draft, item) if isinstance(item, Target) else _state(draft, item)
        columns |= {
            "section_id": _section_of(draft, made, item.sentence),
            "measure_id": _measure_of(mined, made, item.sentence),
            "deadline_id": deadline["deadline_id"] if deadline else None,
            "deadline_text": squeeze(str(deadline["text"])) if deadline else None,
            "due": deadline["due"] if deadline else None,
            "due_year": _year(deadline["due"] if deadline else None),
            "scope_region": draft.region.name or None if draft.region else None,
            "scope_adcode": draft.region.adcode or None if draft.region else None,
            "value_start": value.start,
            "value_end": value.end,
        }
        out.append((item.sentence, row(rows, "targets", span, key=value, rule=item.rule, review=review, **columns)))


def _without_bodies(doc: Doc, para: int, low: int, end: int) -> int:
    """The end of a clause, a closing bracket of bodies and dates (（市水务局牵头）) left out."""
    for start, close in doc.pairs(para).items():
        if (
            close == end - 1
            and start >= low
            and doc.paras[para].s[start] == "("
            and names_bodies(doc.paras[para].s, start, close)
        ):
            return start
    return max(end, low)


def _value_at(item: Target | State) -> int:
    return item.quantity.start if isinstance(item, Target) else item.start


def _state(draft: Draft, state: State) -> tuple[Span, Span, dict[str, Any], tuple[str, ...]]:
    doc = draft.doc
    span = doc.span(state.para, state.start, state.end)
    columns: dict[str, Any] = {
        "kind": "qualitative",
        "indicator": naming.canonical(state.subject, doc.lexicons) or None,
        "indicator_text": state.subject,
        "expression": doc.paras[state.para].s[state.start : state.end],
    }
    inherited = state.deadline is not None and state.deadline.sentence != state.sentence
    return span, span, columns, ("inherited_deadline",) if inherited else ()


def _year(due: Value) -> int | None:
    text = str(due or "")[:4]
    return int(text) if text.isdigit() else None


def _quantitative(draft: Draft, target: Target) -> tuple[Span, Span, dict[str, Any], tuple[str, ...]]:
    q, frame, doc = target.quantity, target.frame, draft.doc
    measured = unit(q.unit_text, doc.lexicons) if q.unit_text else None
    indicator = naming.canonical(frame.indicator, doc.lexicons)
    if measured and not naming.fits(indicator, measured, doc.lexicons):
        indicator = ""
    columns: dict[str, Any] = {
        "kind": "quantitative",
        "indicator": indicator or None,
        "indicator_text": frame.indicator,
        "scope": frame.scope or None,
        "comparator": frame.comparator,
        "comparator_text": frame.bound or None,
        "comparator_basis": frame.basis,
        "value_type": frame.value_type,
        "value": q.value,
        "value_max": q.value_max,
        "unit": measured.symbol if measured else None,
        "unit_text": q.unit_text or None,
        "value_norm": normal(q.value, measured),
        "value_max_norm": normal(q.value_max, measured),
        "unit_norm": measured.norm or None if measured else None,
        "change": frame.change or None,
        "baseline": dates.year(frame.baseline) if frame.baseline else None,
        "baseline_value": frame.baseline_value,
        "binding": frame.binding or None,
        "expression": naming.expression(
            indicator or frame.indicator, frame, q, measured.symbol if measured else q.unit_text
        ),
    }
    clause = doc.span(target.para, min(target.start, q.start), _without_bodies(doc, target.para, q.end, target.end))
    review = target.review if indicator else (*target.review, "unknown_indicator")
    return doc.span(target.para, q.start, q.end), clause, columns, review


def _bodies(draft: Draft, mined: Mined, rows: Rows, made: Made) -> None:
    out = made.by_sentence.setdefault("bodies", [])
    for mention in mined.bodies:
        body = naming.body(mention.name, draft.region, draft.doc.lexicons)
        review = mention.review if body.name else (*mention.review, "unresolved_body")
        made_row = row(
            rows, "bodies", draft.doc.span(mention.para, mention.start, mention.end), rule=mention.rule, review=review,
            section_id=_section_of(draft, made, mention.sentence), measure_id=_measure_of(mined, made, mention.sentence),
            name=mention.name, body=body.name or None, role=mention.role, level=body.level or None,
            region=body.region or None, adcode=body.adcode or None,
        )  # fmt: skip
        out.append((mention.sentence, made_row))


def _citations(draft: Draft, mined: Mined, rows: Rows, made: Made) -> None:
    for cited in mined.citations:
        row(
            rows, "citations", draft.doc.span(cited.para, cited.start, cited.end), rule="citation.title",
            section_id=_section_of(draft, made, cited.sentence), measure_id=_measure_of(mined, made, cited.sentence),
            number=cited.number or None, kind=cited.kind,
        )  # fmt: skip
