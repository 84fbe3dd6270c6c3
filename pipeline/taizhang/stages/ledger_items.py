"""What the rows of the ledger stand for: items of labelled lists and tables, else the lowest numbered items."""

from __future__ import annotations

from dataclasses import dataclass, field

import regex

from taizhang.stages.doc import Doc
from taizhang.stages.field_items import Block
from taizhang.stages.fields import PROSE, items
from taizhang.stages.mine import Mined
from taizhang.stages.plan import Draft
from taizhang.stages.sentences import Sentence
from taizhang.stages.task_tables import TableItem

# The paragraph about force and term belongs to no item.
_CLOSING = regex.compile(
    r"(?:本|此|该)[^,。;]{0,8}(?:方案|计划|规划|通知|意见|办法|措施|政策|清单|规定|细则)[^。]{0,12}自[^。]{0,20}(?:施行|实施|执行|起)|.{0,12}有效期(?:至|为|\d)"
)
_ORDINAL = regex.compile(r".{1,3}是")


@dataclass(frozen=True, slots=True)
class Piece:
    """A value of a labelled field in its place: half-open range in a folded paragraph."""

    para: int
    start: int
    end: int


@dataclass(slots=True)
class Item:
    """An item of the plan.

    Attributes:
        section: index of the section it is or stands in, -1 for none.
        no, parent_no: its number and the path of the item above, as printed, empty where there is none.
        given: values of its labelled fields, field → pieces in order of the text.
        listed: it is an item of a labelled list or of a table, whose fields are the whole of it.
        sentences: indices of its sentences.
    """

    section: int
    no: str
    parent_no: str
    listed: bool = False
    given: dict[str, list[Piece]] = field(default_factory=dict)
    sentences: list[int] = field(default_factory=list)


def find(draft: Draft, mined: Mined) -> list[Item]:
    """The items of a plan that commit somebody, in order of the text."""
    doc = draft.doc
    blocks = items(doc.paras, doc.sections, draft.fields)
    tables = draft.tables.items
    block_at = {n: k for k, block in enumerate(blocks) for n in range(block.first, block.last + 1)}
    table_at = {n: k for k, table in enumerate(tables) for n in range(table.first, table.last + 1)}
    out: dict[tuple[str, int], Item] = {}
    for index, here in enumerate(doc.sentences):
        text = doc.paras[here.para].s[here.i : here.j]
        if here.kind == "matter" or _CLOSING.match(text):
            continue
        if here.para in block_at:
            key = ("block", block_at[here.para])
        elif here.para in table_at:
            key = ("table", table_at[here.para])
        elif doc.paras[here.para].kind == "row":
            continue
        else:
            key = ("section", _numbered(doc, here.section))
        if key not in out:
            if key[0] == "block":
                out[key] = _of_block(draft, blocks[key[1]], here)
            elif key[0] == "table":
                out[key] = _of_table(draft, tables[key[1]], here)
            else:
                out[key] = _of_section(doc, key[1])
        out[key].sentences.append(index)
    for key, item in out.items():
        if key[0] == "section":
            item.given = _labels(draft, item)
    return _lowest(doc, mined, list(out.values()))


def _numbered(doc: Doc, section: int) -> int:
    """一是 and 二是 number the parts of a sentence, no items."""
    while section >= 0 and _ORDINAL.fullmatch(doc.sections[section].marker):
        section = doc.sections[section].parent
    return section


def _path(doc: Doc, section: int) -> str:
    return doc.sections[section].path if section >= 0 else ""


def _of_section(doc: Doc, section: int) -> Item:
    if section < 0:
        return Item(section, "", "")
    return Item(section, _path(doc, section).rpartition("/")[2], _path(doc, doc.sections[section].parent))


def _of_block(draft: Draft, block: Block, first: Sentence) -> Item:
    doc = draft.doc
    if block.section >= 0:
        item = _of_section(doc, block.section)
    else:
        label = draft.fields[block.first][0].label if block.first in draft.fields else ""
        printed = doc.paras[block.first].s[: draft.fields[block.first][0].start] if label else ""
        number = regex.search(r"[一二三四五六七八九十百\d]+(?=\)?:$)", printed)
        item = Item(first.section, number.group() if number else "", _path(doc, first.section))
    item.listed = True
    item.given = _given(draft, block)
    return item


def _given(draft: Draft, block: Block) -> dict[str, list[Piece]]:
    """The fields of a labelled item: what stands behind each label, and the paragraphs below that it holds for."""
    doc = draft.doc
    out: dict[str, list[Piece]] = {}
    for n in range(block.first, block.last + 1):
        length = len(doc.paras[n].s)
        found = draft.fields.get(n, [])
        start = 0
        if not found:
            name = draft.force.get(n, "")
            if n == block.first:
                name = "problem"
                start = len(doc.sections[block.section].marker) if block.section >= 0 else 0
            if name:
                out.setdefault(name, []).append(Piece(n, start, length))
        for f in found:
            if f.end > f.start:
                out.setdefault(f.field, []).append(Piece(n, f.start, f.end))
    return out


def _of_table(draft: Draft, table: TableItem, first: Sentence) -> Item:
    doc = draft.doc
    item = Item(first.section, "", _path(doc, first.section), listed=True)
    for name, cell in table.cells:
        if cell.j > cell.i:
            item.given.setdefault(name or "other", []).append(Piece(cell.para, cell.i, cell.j))
    if not {"problem", "task"} & set(item.given) and table.first > 0 and doc.paras[table.first - 1].kind == "paragraph":
        above = doc.paras[table.first - 1].s
        mark = (
            doc.sections[first.section].marker
            if first.section >= 0 and doc.sections[first.section].para == table.first - 1
            else ""
        )
        item.given["task"] = [Piece(table.first - 1, len(mark), len(above))]
        item.no = mark
    numbers = item.given.get("number", [])
    if numbers:
        item.no = doc.paras[numbers[0].para].s[numbers[0].start : numbers[0].end]
    return item


def _labels(draft: Draft, item: Item) -> dict[str, list[Piece]]:
    """Label lines of an item that is no part of a list (牵头单位 and 责任单位 below each task)."""
    out: dict[str, list[Piece]] = {}
    for index in item.sentences:
        here = draft.doc.sentences[index]
        for f in draft.fields.get(here.para, ()):
            inside = here.kind == "label" or (here.i <= f.head < here.j and f.field not in PROSE)
            if inside and f.end > f.start:
                out.setdefault(f.field, []).append(Piece(f.para, f.start, f.end))
    return out


def _lowest(doc: Doc, mined: Mined, found: list[Item]) -> list[Item]:
    """The items that commit somebody, without those that have such items below them."""
    out = []
    for item in found:
        commits = any(k in mined.measure for k in item.sentences)
        labelled = item.section >= 0 and any(doc.sentences[k].kind == "label" for k in item.sentences)
        if item.listed or commits or labelled:
            out.append(item)
    above: set[int] = set()
    for item in out:
        own = item.section if item.no and not item.listed else -1
        at = item.section
        if at >= 0 and (at == own or (item.listed and doc.sections[at].path.endswith(item.no) and item.no)):
            at = doc.sections[at].parent
        while at >= 0:
            above.add(at)
            at = doc.sections[at].parent
    kept = [i for i in out if i.listed or i.section not in above]
    return [i for i in kept if i.section >= 0 or i.listed or len(kept) == 1]
