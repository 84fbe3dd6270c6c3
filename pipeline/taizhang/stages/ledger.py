"""The 台账: one row per item, or with `grain` measure one per measure."""

from __future__ import annotations

from taizhang.model import Rows, Span, Value, row
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
    columns = _columns(draft, made, item, own, spans[0])
    _row(rows, whole, spans[0], own, {**columns, "no": item.no or None, "parent_no": item.parent_no or None})


def _measure_row(
    draft: Draft, made: Made, rows: Rows, item: Item, own: Cells, part: Shares, sentence: int, n: int
) -> None:
    doc = draft.doc
    here = doc.sentences[sentence]
    mine = Cells(
        {**own.text, "task": printed(doc, Piece(here.para, here.i, here.j)), "measures": None},
        dict(own.basis),
        set(own.review),
    )
    mine.basis["task"] = "mined"
    mine.basis.pop("measures", None)
    part.fill(made, sentence, mine)
    span = _span(draft, sentence)
    no = f"{item.no}-{n}" if item.no else str(n)
    columns = _columns(draft, made, item, mine, span)
    _row(rows, span, span, mine, {**columns, "no": no, "parent_no": item.no or None})


def _row(rows: Rows, span: Span, key: Span, own: Cells, columns: dict[str, Value]) -> None:
    made = row(rows, "ledger", span, rule="", review=(), key=key, **columns)
    made["review"] = "|".join(sorted(own.review))


def _span(draft: Draft, sentence: int) -> Span:
    here = draft.doc.sentences[sentence]
    return draft.doc.span(here.para, here.i, here.j)


def _columns(draft: Draft, made: Made, item: Item, own: Cells, at: Span) -> dict[str, Value]:
    path = draft.doc.sections[item.section].path if item.section >= 0 else ""
    return {
        **own.text,
        "section_id": made.section.get(item.section),
        "source": f"{path} [{at.start}]".strip(),
        "basis": "|".join(f"{column}:{basis}" for column, basis in own.basis.items()) or None,
    }
