"""The 台账: one row per item, or with `grain` measure one per measure."""

from __future__ import annotations

from taizhang.model import Row, Rows, Span, row
from taizhang.stages import ledger_items
from taizhang.stages.ledger_cells import Cells, cells, printed
from taizhang.stages.ledger_checks import check_count
from taizhang.stages.ledger_items import Item, Piece
from taizhang.stages.ledger_shares import Shares, shares
from taizhang.stages.mine import Mined
from taizhang.stages.plan import Draft
from taizhang.stages.rows import Made


def build(draft: Draft, mined: Mined, made: Made, rows: Rows, grain: str) -> None:
    """Make the ledger's rows, and a row of errors where the plan's own count of its items is another.

    Args:
        draft, mined, made: the plan, its candidates and its rows.
        rows: maker of rows.
        grain: ``item`` or ``measure``.
    """
    found = ledger_items.find(draft, mined)
    for item in found:
        own = cells(draft, mined, made, item)
        part = shares(draft, mined, made, item)
        part.link(made)
        numbers = [k for k in item.sentences if k in mined.measure]
        if grain == "measure" and numbers:
            for n, k in enumerate(numbers, 1):
                _measure_row(draft, made, rows, item, own, part, k, n)
        else:
            _item_row(draft, made, rows, item, own)
    check_count(draft, found, rows)


def _item_row(draft: Draft, made: Made, rows: Rows, item: Item, own: Cells) -> None:
    spans = [_span(draft, k) for k in item.sentences]
    whole = Span(min(s.start for s in spans), max(s.end for s in spans))
    row(rows, "ledger", whole, key=spans[0], **_columns(draft, made, item, own, spans[0], item.no, item.parent_no))


def _measure_row(draft: Draft, made: Made, rows: Rows, item: Item, own: Cells, part: Shares, sentence: int, n: int) -> None:
    doc = draft.doc
    here = doc.sentences[sentence]
    mine = Cells({**own.text, "task": printed(doc, Piece(here.para, here.i, here.j)), "measures": None}, dict(own.basis), set(own.review))
    mine.basis["task"] = "mined"
    mine.basis.pop("measures", None)
    part.fill(made, sentence, mine)
    no = f"{item.no}-{n}" if item.no else str(n)
    row(rows, "ledger", _span(draft, sentence), **_columns(draft, made, item, mine, _span(draft, sentence), no, item.no))


def _span(draft: Draft, sentence: int) -> Span:
    here = draft.doc.sentences[sentence]
    return draft.doc.span(here.para, here.i, here.j)


def _columns(draft: Draft, made: Made, item: Item, own: Cells, at: Span, no: str, parent: str) -> Row:
    path = draft.doc.sections[item.section].path if item.section >= 0 else ""
    return {
        **own.text,
        "section_id": made.section.get(item.section),
        "no": no or None,
        "parent_no": parent or None,
        "source": f"{path} [{at.start}]".strip(),
        "basis": "|".join(f"{column}:{basis}" for column, basis in own.basis.items()) or None,
        "review": "|".join(sorted(own.review)),
    }
