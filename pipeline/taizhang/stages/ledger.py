"""The 台账: one row per item, labelled fields as given, else what was mined in the item, else what stands above it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import regex

from taizhang.model import Row, Rows, Span, row
from taizhang.stages.fields import PROSE
from taizhang.stages.mine import Mined
from taizhang.stages.plan import Draft
from taizhang.stages.rows import Made
from taizhang.stages.sentences import Sentence

_ROLES = ("lead", "responsible", "cooperate", "supervise")
_REPEATS = ("every",)


@dataclass(slots=True)
class Item:
    """An item of the plan: its section, its own paragraph where it has no number, and the sentences it holds."""

    section: int
    para: int
    no: str
    parent_no: str
    sentences: list[int] = field(default_factory=list)


def build(draft: Draft, mined: Mined, made: Made, rows: Rows, grain: str) -> None:
    """Make the ledger's rows.

    Args:
        draft, mined, made: the plan, its candidates and its rows.
        rows: maker of rows.
        grain: ``item`` or ``measure``.
    """
    items = _items(draft, mined)
    for item in items:
        _item_row(draft, mined, made, rows, item, grain)


def _items(draft: Draft, mined: Mined) -> list[Item]:
    doc = draft.doc
    apart = _apart(draft, mined)
    items: dict[tuple[int, int], Item] = {}
    for index, here in enumerate(doc.sentences):
        section = _outermost_labelled(draft, here)
        key = (section, here.para if section in apart else -1)
        host = mined.host.get(index)
        if section in apart and here.kind in ("tail", "label") and host is not None and host in mined.measure:
            key = (section, doc.sentences[host].para)
        if key not in items:
            no, parent = _numbers(draft, section, key[1], items)
            items[key] = Item(section, key[1], no, parent)
        items[key].sentences.append(index)
    committed = []
    for item in items.values():
        real = [k for k in item.sentences if k in mined.measure]
        labels = [k for k in item.sentences if doc.sentences[k].kind == "label"]
        if real or (labels and item.section >= 0):
            committed.append(item)
    return _lowest(draft, mined, committed)


def _outermost_labelled(draft: Draft, here: Sentence) -> int:
    """The section that a sentence's row belongs to: the numbered steps under an 整改措施 label belong to its item."""
    doc = draft.doc
    section = here.section
    if draft.force.get(here.para) not in ("measures", "goal", "problem", "progress"):
        return section
    labelled = {_owner(draft, n) for n, found in draft.fields.items() if any(f.field in ("goal", "measures") for f in found)}
    at = section
    while at >= 0:
        if at in labelled:
            return at
        at = doc.sections[at].parent
    return section


def _owner(draft: Draft, para: int) -> int:
    best = -1
    for index, section in enumerate(draft.doc.sections):
        if section.para <= para:
            best = index
        else:
            break
    return best


def _apart(draft: Draft, mined: Mined) -> set[int]:
    """Sections whose paragraphs are tasks of their own: several, each with a run-in heading or a closing bracket."""
    doc = draft.doc
    shape: dict[int, dict[int, int]] = {}
    for index, here in enumerate(doc.sentences):
        if index in mined.measure and here.section >= 0 and doc.role(here.section) in ("measures", "safeguards"):
            host = [k for k, v in ((index, 0),)]
            paras = shape.setdefault(here.section, {})
            paras.setdefault(here.para, 0)
            if here.i == 0 and here.j - here.i <= 32 and here.j < len(doc.paras[here.para].s) and doc.sections[here.section].para != here.para:
                paras[here.para] = 1
            del host
    with_bodies = {doc.sentences[mined.host.get(m.sentence, m.sentence)].para for m in mined.bodies if m.rule != "body.prose"}
    out = set()
    for section, paras in shape.items():
        marked = sum(1 for p, run_in in paras.items() if run_in or p in with_bodies)
        if len(paras) > 1 and marked > 1:
            out.add(section)
    return out


def _numbers(draft: Draft, section: int, para: int, items: dict[tuple[int, int], Item]) -> tuple[str, str]:
    doc = draft.doc
    if section < 0:
        return "", ""
    own = doc.sections[section]
    if para >= 0 and own.para != para:
        k = sum(1 for s, p in items if s == section and p >= 0 and p != own.para) + 1
        return f"{own.path}/¶{k}", own.path
    parent = doc.sections[own.parent].path if own.parent >= 0 else ""
    return own.path, parent


def _lowest(draft: Draft, mined: Mined, items: list[Item]) -> list[Item]:
    """Items without those that only introduce lower ones (an opening paragraph above numbered tasks keeps its row)."""
    out = []
    for item in items:
        if item.section < 0 and any(i.section >= 0 for i in items):
            continue
        if any(k in mined.measure and not mined.measure[k].heading for k in item.sentences) or any(
            draft.doc.sentences[k].kind == "label" for k in item.sentences
        ):
            out.append(item)
        elif any(k in mined.measure for k in item.sentences) and not _has_children(draft, item, items):
            out.append(item)
    return out


def _has_children(draft: Draft, item: Item, items: list[Item]) -> bool:
    return any(draft.doc.sections[o.section].parent == item.section for o in items if o.section >= 0)


def _item_row(draft: Draft, mined: Mined, made: Made, rows: Rows, item: Item, grain: str) -> None:
    doc = draft.doc
    span = Span(
        min(doc.span(h.para, h.i, h.j).start for h in map(doc.sentences.__getitem__, item.sentences)),
        max(doc.span(h.para, h.i, h.j).end for h in map(doc.sentences.__getitem__, item.sentences)),
    )
    cells, basis, review = _cells(draft, mined, made, item)
    whole = [k for k in item.sentences if k in mined.measure]
    if grain == "measure" and whole:
        for n, k in enumerate(whole, 1):
            here = doc.sentences[k]
            own = doc.span(here.para, here.i, here.j)
            row(rows, "ledger", own, **_common(draft, made, item, {**cells, "task": _text(draft, k), "measures": None}, basis, review,
                f"{item.no}-{n}", item.no))  # type: ignore[arg-type]  # fmt: skip
        return
    row(rows, "ledger", span, key=_key(draft, item), **_common(draft, made, item, cells, basis, review, item.no, item.parent_no))  # type: ignore[arg-type]


def _key(draft: Draft, item: Item) -> Span:
    here = draft.doc.sentences[item.sentences[0]]
    return draft.doc.span(here.para, here.i, here.j)


def _common(
    draft: Draft, made: Made, item: Item, cells: dict[str, str | None], basis: dict[str, str], review: set[str], no: str, parent: str
) -> dict[str, object]:
    path = draft.doc.sections[item.section].path if item.section >= 0 else ""
    here = _key(draft, item)
    return {
        **cells, "section_id": made.section.get(item.section), "no": no or None, "parent_no": parent or None,
        "source": f"{path} [{here.start}]".strip(), "basis": "|".join(f"{k}:{v}" for k, v in basis.items()) or None,
        "review": "|".join(sorted(review)),
    }  # fmt: skip


def _text(draft: Draft, sentence: int) -> str:
    here = draft.doc.sentences[sentence]
    return _tidy(draft.doc.source.text, draft, here.para, here.i, here.j)


def _tidy(text: str, draft: Draft, para: int, i: int, j: int) -> str:
    """Words of the text as printed, wraps and stray spaces taken out."""
    pos = draft.doc.paras[para].pos
    return "".join(text[p] for p in pos[i:j]).replace("\n", "").strip()


def _cells(
    draft: Draft, mined: Mined, made: Made, item: Item
) -> tuple[dict[str, str | None], dict[str, str], set[str]]:
    doc, text = draft.doc, draft.doc.source.text
    cells: dict[str, str | None] = {}
    basis: dict[str, str] = {}
    review: set[str] = set()
    inside = set(item.sentences)
    heading, prose, labelled = _parts(draft, mined, item)
    for name, values in labelled.items():
        cells[name] = "\n".join(values) if name in ("measures", "goal") else "；".join(values) if name == "time_limit" else "、".join(values)
        basis[name] = "labelled"
    _task(draft, mined, item, cells, basis, heading, prose)
    if "goal" not in cells:
        clauses = [_clean(str(r["text"])) for k, r in made.by_sentence["targets"] if k in inside]
        if clauses:
            cells["goal"], basis["goal"] = "；".join(dict.fromkeys(clauses)), "mined"
    _times(draft, mined, made, item, inside, cells, basis, review)
    _who(draft, mined, made, item, inside, cells, basis, review)
    for name in ("lead", "responsible", "cooperate", "supervise", "accept", "persons", "measures", "goal", "time_limit"):
        cells.setdefault(name, None)
    del text, doc
    return cells, basis, review


def _clean(text: str) -> str:
    return regex.sub(r"(?<![A-Za-z])\s+|\s+(?![A-Za-z])", "", text).strip("，,；;。、")


def _parts(draft: Draft, mined: Mined, item: Item) -> tuple[str, list[str], dict[str, list[str]]]:
    """An item's heading, its prose sentences (measures), and the values of its labelled fields."""
    doc, text = draft.doc, draft.doc.source.text
    heading, prose = "", []
    labelled: dict[str, list[str]] = {}
    for index in item.sentences:
        here = doc.sentences[index]
        force = draft.force.get(here.para, "")
        if here.kind == "label":
            for f in draft.fields.get(here.para, ()):
                value = _tidy(text, draft, f.para, f.start, f.end)
                if value and f.field not in ("number",):
                    name = f.field if f.field not in ("problem", "task") else "task"
                    if name in ("lead", "responsible", "cooperate", "supervise", "accept", "persons", "time_limit") or f.field in PROSE:
                        labelled.setdefault(name, []).append(value)
            continue
        if here.kind == "tail":
            continue
        own = _tidy(text, draft, here.para, here.i, here.j)
        found = draft.fields.get(here.para)
        if found and here.i <= found[0].start < here.j and found[0].head >= here.i:
            own = _tidy(text, draft, here.para, found[0].start, here.j)
        if here.kind in ("heading", "runhead") and not heading:
            heading = own
        elif force == "goal":
            labelled.setdefault("goal", []).append(own)
        elif force == "measures":
            labelled.setdefault("measures", []).append(own)
        elif force == "problem":
            labelled.setdefault("task", []).append(own)
        elif force not in ("progress",):
            prose.append(own)
    for name in ("task",):
        if name in labelled:
            labelled[name] = ["".join(labelled[name])]
    if "goal" in labelled:
        labelled["goal"] = ["".join(labelled["goal"])]
    return heading, prose, labelled


_MARK = regex.compile(r"^(?:第[一二三四五六七八九十百\d]+[章节条]|[（(]?[一二三四五六七八九十\d]{1,3}[)）]?[、.．]|[（(][一二三四五六七八九十\d]{1,3}[)）]|[①-⑳]|——|--)\s*")


def _task(
    draft: Draft, mined: Mined, item: Item, cells: dict[str, str | None], basis: dict[str, str], heading: str, prose: list[str]
) -> None:
    if "task" in cells:
        cells["task"] = (_MARK.sub("", heading).rstrip("。：:") + "。" if heading and not cells.get("task") else "") + _MARK.sub("", cells["task"] or "")
        if heading and not prose:
            head = _MARK.sub("", heading)
            cells["task"] = head.rstrip("。") if not cells["task"] else (head if head.endswith("。") else head + "。") + (cells["task"] or "")
        if prose:
            cells.setdefault("measures", "\n".join(prose))
        return
    first = prose[0] if prose else ""
    if not heading and item.para >= 0 and len(prose) > 1 and len(first) <= 32:
        heading, prose = first, prose[1:]
    cells["task"] = _MARK.sub("", heading or first).rstrip("。：:；;") or None
    basis["task"] = "mined"
    if "measures" not in cells:
        body = prose if heading else prose[1:]
        if body:
            cells["measures"], basis["measures"] = "\n".join(body), "mined"


def _times(
    draft: Draft, mined: Mined, made: Made, item: Item, inside: set[int], cells: dict[str, str | None], basis: dict[str, str], review: set[str]
) -> None:
    found = [r for k, r in made.by_sentence["deadlines"] if k in inside]
    given = [made.deadline[m.para, m.start] for n, m in enumerate(mined.times) if n in mined.labelled_times and m.sentence in inside and (m.para, m.start) in made.deadline]
    if "time_limit" in cells:
        found = given
    elif found:
        cells["time_limit"] = "；".join(dict.fromkeys(_clean(str(r["text"])) for r in found))
        basis["time_limit"] = "mined"
    else:
        found = _above(draft, made, item)
        if found:
            cells["time_limit"] = "；".join(dict.fromkeys(_clean(str(r["text"])) for r in found))
            basis["time_limit"] = "inherited"
            review.add("inherited_deadline")
    due = sorted(str(r["due"]) for r in found if r["due"] and "X" not in str(r["due"]))
    masked = sorted(str(r["due"]) for r in found if r["due"] and "X" in str(r["due"]))
    dated = due or masked
    cells["due"], cells["due_next"] = (dated[-1], dated[0]) if dated else (None, None)
    kinds = {_due_kind(r) for r in found} - {""}
    cells["due_kind"] = "|".join(k for k in ("fixed", "repeat", "ongoing", "immediate", "masked", "none") if k in (kinds or {"none"}))
    for r in found:
        review.update(filter(None, str(r["review"] or "").split("|")))


def _due_kind(deadline: Row) -> str:
    relation = str(deadline["relation"])
    if relation in ("every",):
        return "repeat"
    if relation in ("ongoing", "immediate"):
        return relation
    due = str(deadline["due"] or "")
    if not due:
        return ""
    return "masked" if "X" in due else "fixed"


def _above(draft: Draft, made: Made, item: Item) -> list[Row]:
    """Deadlines that stand in the heading of the nearest section above (（2024年3月底前）)."""
    doc = draft.doc
    at = doc.sections[item.section].parent if item.section >= 0 else -1
    while at >= 0:
        head = [r for k, r in made.by_sentence["deadlines"] if doc.sentences[k].section == at and doc.sentences[k].kind == "heading"]
        if head:
            return head
        at = doc.sections[at].parent
    return []


def _who(
    draft: Draft, mined: Mined, made: Made, item: Item, inside: set[int], cells: dict[str, str | None], basis: dict[str, str], review: set[str]
) -> None:
    doc = draft.doc
    found = [(k, r) for k, r in made.by_sentence["bodies"] if k in inside]
    given = any(name in basis for name in _ROLES)
    if not given:
        source, kind = found, "mined"
        if not found:
            source, kind = _bodies_above(draft, made, item), "inherited"
        for role in _ROLES:
            names = list(dict.fromkeys(_clean(str(r["name"])) for _, r in source if r["role"] == role))
            if names:
                cells[role], basis[role] = "、".join(names), kind
    first = min(inside)
    standing = [name for at, name in mined.standing if at < first and name not in (cells.get("responsible") or "")]
    if standing and (item.section >= 0 and doc.role(item.section) == "measures"):
        cells["responsible"] = "、".join(filter(None, [cells.get("responsible"), *map(_clean, standing)]))
        basis["responsible"] = f"{basis['responsible']}+inherited" if "responsible" in basis else "inherited"
    for _, r in found:
        review.update(filter(None, str(r["review"] or "").split("|")))


def _bodies_above(draft: Draft, made: Made, item: Item) -> Iterable[tuple[int, Row]]:
    """Bodies that a heading or a closing bracket gives to the whole section above."""
    doc = draft.doc
    at = doc.sections[item.section].parent if item.section >= 0 else -1
    while at >= 0:
        found = [
            (k, r) for k, r in made.by_sentence["bodies"]
            if doc.sentences[k].section == at and doc.sentences[k].kind in ("heading", "tail", "label")
        ]  # fmt: skip
        if found:
            return found
        at = doc.sections[at].parent
    return []
