"""The same list as tables of a .docx: one big table, and one table an item."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import pytest
import yaml
from docx.table import Table

from taizhang.document import Settings, convert_one
from taizhang.model import Row

Item = dict[str, Any]
ITEMS: list[Item] = yaml.safe_load((Path(__file__).parent / "items.yaml").read_text(encoding="utf-8"))
TITLE = "北河市生态环境保护督察反馈问题整改清单"
HEAD = {
    "no": "序号",
    "problem": "存在问题",
    "goal": "整改目标",
    "measures": "整改措施",
    "lead": "牵头单位",
    "responsible": "责任单位",
    "cooperate": "配合单位",
    "persons": "责任人",
    "time": "整改时限",
    "supervise": "督导单位",
    "accept": "验收单位",
}
COLUMNS = ("goal", "measures", "time_limit", "lead", "responsible", "cooperate", "supervise", "accept", "persons")


def steps(item: Item) -> list[str]:
    return [f"{n}.{step}" for n, step in enumerate(item["steps"], 1)]


def value(item: Item, column: str, n: int) -> str:
    return str(n) if column == "no" else "\n".join(steps(item)) if column == "measures" else str(item.get(column, ""))


def wanted(item: Item, n: int) -> Row:
    """What the row must hold; the paragraphs of a cell are one line."""
    return {
        "no": str(n),
        "task": item["problem"].rstrip("。"),
        "goal": item["goal"],
        "measures": "".join(steps(item)),
        "time_limit": item["time"],
        **{name: item.get(name) for name in ("lead", "responsible", "cooperate", "supervise", "accept", "persons")},
    }


def ledger(path: Path, make: Callable[[Any], None], count: int = len(ITEMS)) -> list[Row]:
    document = docx.Document()
    document.add_paragraph(TITLE)
    document.add_paragraph(f"为抓好整改，形成问题清单，共{count}项。")
    make(document)
    document.save(str(path))
    rows = convert_one(path, Settings()).rows
    assert rows["errors"] == []
    return rows["ledger"]


def same(found: list[Row], want: list[Row]) -> None:
    assert [(r["no"], r["task"]) for r in found] == [(w["no"], w["task"]) for w in want]
    for column in COLUMNS:
        got = [(r["no"], str(r[column]).replace("\n", "") if r[column] else None) for r in found]
        assert got == [(w["no"], w[column]) for w in want]


def write(table: Table, row: int, texts: list[str]) -> None:
    for column, text in enumerate(texts):
        cell = table.cell(row, column)
        first, *others = text.split("\n")
        cell.text = first
        for line in others:
            cell.add_paragraph(line)


def test_one_big_table(tmp_path: Path) -> None:
    """Group titles over the whole width, the head repeated on every page, equal 督导单位 of neighbours merged."""

    def make(document: Any) -> None:
        table = document.add_table(rows=0, cols=len(HEAD))
        merged: tuple[str, int] = ("", 0)
        for n, item in enumerate(ITEMS, 1):
            if n % 8 == 1:
                write(table, len(table.add_row().table.rows) - 1, list(HEAD.values()))
                merged = ("", 0)
            if "group" in item:
                row = table.add_row()
                row.cells[0].merge(row.cells[-1]).text = item["group"]
                merged = ("", 0)
            table.add_row()
            last = len(table.rows) - 1
            write(table, last, [value(item, column, n) for column in HEAD])
            supervise = str(item.get("supervise", ""))
            column = list(HEAD).index("supervise")
            if supervise and supervise == merged[0]:
                table.cell(last, column).text = ""
                table.cell(merged[1], column).merge(table.cell(last, column))
            else:
                merged = (supervise, last)

    same(ledger(tmp_path / "big.docx", make), [wanted(item, n) for n, item in enumerate(ITEMS, 1)])


def test_measures_in_rows_of_their_own(tmp_path: Path) -> None:
    """The measures of a problem in a row each, its other cells merged over them: one row of the ledger."""

    def make(document: Any) -> None:
        table = document.add_table(rows=1, cols=len(HEAD))
        write(table, 0, list(HEAD.values()))
        for n, item in enumerate(ITEMS, 1):
            first = len(table.rows)
            for step in steps(item):
                table.add_row()
                write(table, len(table.rows) - 1, [step if column == "measures" else "" for column in HEAD])
            for k, column in enumerate(HEAD):
                if column != "measures":
                    cell = table.cell(first, k).merge(table.cell(len(table.rows) - 1, k))
                    cell.text = value(item, column, n)

    same(ledger(tmp_path / "rows.docx", make), [wanted(item, n) for n, item in enumerate(ITEMS, 1)])


def test_a_row_that_goes_on_without_number(tmp_path: Path) -> None:
    """A row broken at the end of a page: the rest of the measures stands in a row that holds nothing else."""

    def make(document: Any) -> None:
        table = document.add_table(rows=1, cols=len(HEAD))
        write(table, 0, list(HEAD.values()))
        for n, item in enumerate(ITEMS, 1):
            first, *others = steps(item)
            table.add_row()
            write(table, len(table.rows) - 1, [first if c == "measures" else value(item, c, n) for c in HEAD])
            if others:
                table.add_row()
                write(table, len(table.rows) - 1, ["".join(others) if c == "measures" else "" for c in HEAD])

    same(ledger(tmp_path / "broken.docx", make), [wanted(item, n) for n, item in enumerate(ITEMS, 1)])


def test_two_head_rows(tmp_path: Path) -> None:
    """责任分工 over 牵头单位 and 责任单位."""
    columns = ("no", "problem", "measures", "lead", "responsible", "time")

    def make(document: Any) -> None:
        table = document.add_table(rows=2, cols=len(columns))
        write(table, 0, ["序号", "问题", "整改措施", "责任分工", "", "完成时限"])
        write(table, 1, ["", "", "", "牵头单位", "责任单位", ""])
        table.cell(0, 3).merge(table.cell(0, 4))
        for k in (0, 1, 2, 5):
            table.cell(0, k).merge(table.cell(1, k))
        for n, item in enumerate(ITEMS, 1):
            table.add_row()
            write(table, len(table.rows) - 1, [value(item, column, n) for column in columns])

    blank = {"goal": None, "cooperate": None, "supervise": None, "accept": None, "persons": None}
    found = ledger(tmp_path / "heads.docx", make)
    same([{**r, "goal": None} for r in found], [{**wanted(item, n), **blank} for n, item in enumerate(ITEMS, 1)])


@pytest.mark.parametrize("pairs", [1, 2], ids=["two columns", "four columns"])
def test_one_table_an_item(tmp_path: Path, pairs: int) -> None:
    def make(document: Any) -> None:
        for n, item in enumerate(ITEMS, 1):
            document.add_paragraph("")
            filled = [c for c in HEAD if value(item, c, n)]
            # Long cells take the width of the table, short ones share a row.
            rows: list[list[str]] = []
            for column in filled:
                short = column not in ("problem", "goal", "measures")
                if short and rows and len(rows[-1]) < pairs and rows[-1][0] not in ("problem", "goal", "measures"):
                    rows[-1].append(column)
                else:
                    rows.append([column])
            table = document.add_table(rows=len(rows), cols=2 * pairs)
            for k, columns in enumerate(rows):
                write(table, k, [t for c in columns for t in (HEAD[c], value(item, c, n))])
                if len(columns) < pairs:
                    table.cell(k, 1).merge(table.cell(k, 2 * pairs - 1))

    same(ledger(tmp_path / "cards.docx", make), [wanted(item, n) for n, item in enumerate(ITEMS, 1)])


def test_cards_below_each_other(tmp_path: Path) -> None:
    """All cards in one table, label cells with a colon."""

    def make(document: Any) -> None:
        table = document.add_table(rows=0, cols=2)
        for n, item in enumerate(ITEMS, 1):
            for column in HEAD:
                if value(item, column, n):
                    table.add_row()
                    write(table, len(table.rows) - 1, [f"{HEAD[column]}：", value(item, column, n)])

    same(ledger(tmp_path / "one.docx", make), [wanted(item, n) for n, item in enumerate(ITEMS, 1)])


def test_a_short_table_is_noticed(tmp_path: Path) -> None:
    def make(document: Any) -> None:
        table = document.add_table(rows=1, cols=len(HEAD))
        write(table, 0, list(HEAD.values()))
        for n, item in enumerate(ITEMS[:30], 1):
            table.add_row()
            write(table, len(table.rows) - 1, [value(item, column, n) for column in HEAD])

    with pytest.raises(AssertionError, match="its list has 30"):
        ledger(tmp_path / "short.docx", make, 45)
