"""The cells of a ledger row: labelled fields as printed, else what was mined in the item, else what stands above it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import regex

from taizhang.model import Row
from taizhang.stages.doc import Doc
from taizhang.stages.fields import label_pattern
from taizhang.stages.ledger_items import Item, Piece
from taizhang.stages.mine import Mined
from taizhang.stages.outline import mark_at
from taizhang.stages.plan import Draft
from taizhang.stages.rows import Made

ROLES = ("lead", "responsible", "cooperate", "supervise")
_WHO = (*ROLES, "accept")
_KINDS = ("fixed", "repeat", "ongoing", "immediate", "masked", "none")
_STANDING = regex.compile(r"以下[^,。;]{0,12}$")
_EVERY = regex.compile(r"均|都|不再")


@dataclass(slots=True)
class Cells:
    """Cells of a row under way: column → text, column → where it comes from, reasons to look."""

    text: dict[str, str | None] = field(default_factory=dict)
    basis: dict[str, str] = field(default_factory=dict)
    review: set[str] = field(default_factory=set)

    def put(self, column: str, text: str, basis: str) -> None:
        """Fill a cell, unless the text is empty."""
        if text:
            self.text[column] = text
            self.basis[column] = basis


def printed(doc: Doc, piece: Piece) -> str:
    """The words of a piece as printed, wraps and stray spaces taken out."""
    pos = doc.paras[piece.para].pos
    return "".join(doc.source.text[p] for p in pos[piece.start : piece.end]).strip()


def clean(text: str) -> str:
    """A quote on one line: white space in Chinese text and the marks at its ends taken out."""
    return regex.sub(r"(?<![A-Za-z])\s+|\s+(?![A-Za-z])", "", text).strip("，,；;。、")


def unmarked(text: str) -> str:
    """A heading or problem without its number and its closing mark."""
    folded = regex.match(
        r"\s*(?:第[一二三四五六七八九十百\d]+[章节条]\s*|[（(]?[一二三四五六七八九十百\d]{1,4}(?:[)）][、.．]?|[、.．])|[①-⑳]|——|--)\s*",
        text,
    )
    return (text[folded.end() :] if folded else text).rstrip("。：:；;")


def cells(draft: Draft, mined: Mined, made: Made, item: Item) -> Cells:
    """All cells of an item's row but those that number and place it."""
    out = Cells()
    _prose(draft, made, item, out)
    _times(draft, mined, made, item, out)
    _who(draft, mined, made, item, out)
    persons = item.given.get("persons", [])
    out.put("persons", "；".join(clean(printed(draft.doc, p)) for p in persons), "labelled")
    return out


# ---------------------------------------------------------------- task, goal, measures
def _prose(draft: Draft, made: Made, item: Item, out: Cells) -> None:
    doc = draft.doc
    given = {name: [printed(doc, p) for p in pieces] for name, pieces in item.given.items()}
    for name in ("goal", "measures"):
        out.put(name, "\n".join(given.get(name, ())), "labelled")
    task = given.get("problem", []) + given.get("task", [])
    if item.listed:
        pieces = item.given.get("problem", []) + item.given.get("task", [])
        if (
            len(task) > 1
            and pieces[0].para not in draft.fields
            and pieces[1].para in draft.fields
            and task[0][-1:] not in "。；："
        ):
            task[0] += "。"  # a heading over 问题描述：…
        out.put("task", unmarked("".join(task)), "labelled")
        if not task:
            out.put("task", unmarked(given.get("measures", [""])[0]), "labelled")
    else:
        _mined_prose(draft, item, task, out)
    if "goal" not in out.text:
        inside = set(item.sentences)
        clauses = [clean(str(r["text"])) for k, r in made.by_sentence["targets"] if k in inside]
        out.put("goal", "；".join(dict.fromkeys(clauses)), "mined")


def _mined_prose(draft: Draft, item: Item, labelled: Sequence[str], out: Cells) -> None:
    """A numbered item: its heading is the task and its sentences are the measures; without heading the first is the task."""
    doc = draft.doc
    heading, sentences = "", []
    for index in item.sentences:
        here = doc.sentences[index]
        text = printed(doc, Piece(here.para, here.i, here.j))
        if here.kind in ("label", "tail"):
            continue
        if here.kind in ("heading", "runhead") and not heading:
            heading = text
        elif not _is_label(doc, here.para, here.i, here.j):
            sentences.append(text)
    if labelled:
        out.put("task", "。".join(filter(None, [unmarked(heading), unmarked("".join(labelled))])), "labelled")
    elif heading or sentences:
        out.put("task", unmarked(heading or sentences[0]), "mined")
        sentences = sentences if heading else sentences[1:]
    if "measures" not in out.text:
        out.put("measures", "\n".join(sentences), "mined")


def _is_label(doc: Doc, para: int, i: int, j: int) -> bool:
    found = label_pattern(doc.lexicons).match(doc.paras[para].s, i, j)
    return found is not None and found["label"][-2:] in ("单位", "部门", "时限", "期限", "时间", "主体")


# ---------------------------------------------------------------- time
def _times(draft: Draft, mined: Mined, made: Made, item: Item, out: Cells) -> None:
    doc = draft.doc
    inside = set(item.sentences)
    given = item.given.get("time_limit", [])
    found = [r for k, r in made.by_sentence["deadlines"] if k in inside]
    labelled = _labelled_times(draft, mined, made, item)
    if given:
        out.put("time_limit", "；".join(clean(printed(doc, p)) for p in given), "labelled")
        found = labelled
    elif labelled:
        out.put("time_limit", _joined(labelled), "labelled")
        found = labelled
    elif found:
        out.put("time_limit", _joined(found), "mined")
    elif not item.listed:
        found = _headed(doc, item, made.by_sentence["deadlines"], ("heading",))
        if found:
            out.put("time_limit", _joined(found), "inherited")
            out.review.add("inherited_deadline")
    due_cells(found, out)


def due_cells(found: Iterable[Row], out: Cells) -> None:
    """The columns due, due_next and due_kind of these deadlines: masked dates only where there are no others."""
    rows = list(found)
    fixed = sorted(str(r["due"]) for r in rows if r["due"] and "X" not in str(r["due"]))
    masked = sorted(str(r["due"]) for r in rows if r["due"] and "X" in str(r["due"]))
    dated = fixed or masked
    out.text["due"], out.text["due_next"] = (dated[-1], dated[0]) if dated else (None, None)
    kinds = {_kind(r) for r in rows} - {""}
    out.text["due_kind"] = "|".join(k for k in _KINDS if k in (kinds or {"none"}))
    for r in rows:
        out.review.update(filter(None, str(r["review"] or "").split("|")))


def _kind(deadline: Row) -> str:
    relation, due = str(deadline["relation"]), str(deadline["due"] or "")
    if relation == "every":
        return "repeat"
    if relation in ("ongoing", "immediate"):
        return relation
    return "" if not due else "masked" if "X" in due else "fixed"


def _joined(found: Sequence[Row]) -> str:
    return "、".join(dict.fromkeys(regex.sub(r"^于|^在(?=\d)", "", clean(str(r["text"]))) for r in found))


def _labelled_times(draft: Draft, mined: Mined, made: Made, item: Item) -> list[Row]:
    """Deadlines in the item's 时限 fields, on lines of their own, in cells or inside a closing bracket."""
    doc, inside = draft.doc, set(item.sentences)
    pieces = item.given.get("time_limit", [])
    out = []
    for mention in mined.times:
        row = made.deadline.get((mention.para, mention.start))
        if row is None or mention.sentence not in inside:
            continue
        here = doc.sentences[mention.sentence]
        held = any(p.para == mention.para and p.start <= mention.start < p.end for p in pieces)
        if not held and here.kind == "tail":
            labels = list(label_pattern(doc.lexicons).finditer(doc.paras[here.para].s, here.i, mention.start))
            held = bool(labels) and labels[-1]["label"].endswith(("时限", "期限", "时间", "时限要求", "节点", "限时"))
        if held:
            out.append(row)
    return out


def _headed(doc: Doc, item: Item, found: Iterable[tuple[int, Row]], kinds: Sequence[str]) -> list[Row]:
    """Rows that the heading (or what `kinds` name) of the nearest section above gives to all that hangs under it."""
    rows = list(found)
    at = doc.sections[item.section].parent if item.section >= 0 else -1
    while at >= 0:
        here = [r for k, r in rows if doc.sentences[k].section == at and doc.sentences[k].kind in kinds]
        if here:
            return here
        at = doc.sections[at].parent
    return []


# ---------------------------------------------------------------- bodies
def _who(draft: Draft, mined: Mined, made: Made, item: Item, out: Cells) -> None:
    doc = draft.doc
    inside = set(item.sentences)
    rows = [(m, r) for m, (k, r) in zip(mined.bodies, made.by_sentence["bodies"], strict=True) if k in inside]
    if any(name in item.given for name in _WHO):
        for name in _WHO:
            _given(doc, item.given.get(name, []), name, [(m.para, m.start, r) for m, r in rows], out)
    else:
        labelled = [r for m, r in rows if m.rule == "body.label"]
        mined_rows = labelled or [r for _, r in rows]
        basis = "labelled" if labelled else "mined"
        if not mined_rows and not item.listed:
            mined_rows, basis = (
                _headed(doc, item, made.by_sentence["bodies"], ("heading", "tail", "label")),
                "inherited",
            )
        for role in ROLES:
            out.put(role, "、".join(_names(r for r in mined_rows if r["role"] == role)), basis)
    _stand(draft, mined, item, out)
    for _, r in rows:
        out.review.update(filter(None, str(r["review"] or "").split("|")))


def _given(doc: Doc, pieces: Sequence[Piece], name: str, rows: Sequence[tuple[int, int, Row]], out: Cells) -> None:
    """A labelled field as printed; where its words or the plan's declaration divide the roles, each role its bodies."""
    held = [r for para, start, r in rows if any(p.para == para and p.start <= start < p.end for p in pieces)]
    role = "supervise" if name == "accept" else name
    if any(r["role"] != role for r in held):
        for each in ROLES:
            names = [*filter(None, [out.text.get(each)]), *_names(r for r in held if r["role"] == each)]
            out.put(each, "、".join(names), "labelled")
    elif pieces:
        out.put(name, _broken(doc, pieces), "labelled")


def _broken(doc: Doc, pieces: Sequence[Piece]) -> str:
    """The values of one field, joined by 、; a line that broke in a name or behind a mark goes on without one."""
    out = ""
    for piece in pieces:
        text = clean(printed(doc, piece))
        whole = doc.paras[piece.para].s[piece.start : piece.end]
        last = out[-1:]
        if text and text not in out.split("、"):
            goes_on = whole.startswith(("人民政府", "政府", "管委会", "党委", "办事处")) or last in "、，,"
            out += text if goes_on else f"、{text}"
    return out


def _names(rows: Iterable[Row]) -> list[str]:
    return list(dict.fromkeys(clean(str(r["name"])) for r in rows))


def _stand(draft: Draft, mined: Mined, item: Item, out: Cells) -> None:
    """以下任务均需各市人民政府落实: bodies of such a clause are responsible for every later task."""
    doc = draft.doc
    if item.section < 0 or doc.role(item.section) != "measures":
        return
    have = out.text.get("responsible") or ""
    names = [n for n in standing(doc, mined, min(item.sentences)) if n not in have]
    if names:
        basis = out.basis.get("responsible", "")
        out.put("responsible", "、".join(filter(None, [have, *names])), f"{basis}+inherited" if basis else "inherited")


def standing(doc: Doc, mined: Mined, before: int) -> list[str]:
    """Names of the bodies that standing clauses before a sentence give to all that follows."""
    out = []
    for m in mined.bodies:
        if m.sentence >= before:
            continue
        s, here = doc.paras[m.para].s, doc.sentences[m.sentence]
        head = s[max(here.i, m.start - 20) : m.start]
        if ("以下" in head and _EVERY.search(s, m.start - len(head), min(here.j, m.end + 20))) or _STANDING.search(
            head
        ):
            out.append(clean(m.name))
    return list(dict.fromkeys(out))


def steps(doc: Doc, pieces: Sequence[Piece]) -> list[tuple[int, int, str]]:
    """Where the numbered steps of a field 整改措施 begin: (paragraph, index, mark), inside paragraphs too."""
    out = []
    for piece in pieces:
        s = doc.paras[piece.para].s
        at = {piece.start, *(m.end() for m in regex.finditer(r"[。;:]", s[: piece.end]) if m.end() > piece.start)}
        for k in sorted(at):
            mark = mark_at(s, k) if k < piece.end else None
            if mark:
                out.append((piece.para, k, mark[1]))
    return out
