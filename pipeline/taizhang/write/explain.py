"""The sheet 说明: how to use the workbook, the list of states, versions, counts, and what columns and codes mean."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import taizhang
from taizhang import schema
from taizhang.model import Value
from taizhang.write import labels, sheets
from taizhang.write.rows import Cells
from taizhang.write.text import cell_text

NAME = "说明"
WIDTHS = (28.0, 20.0, 20.0, 46.0, 56.0)

_USE = (
    "状态、进展情况、备注三列留给使用者填写；状态从下拉列表选择，列表在本页。重新生成会替换整个文件夹，填写前请把本文件另存到别处。",
    "浅黄色的行有“复核原因”，请对照原文核对。空单元格表示原文没有写明，不作推测。",
    "单元格文字已去掉原文的换行和中文之间的空格；逐字原文见 tables 文件夹的 CSV。",
    "“起”“止”是该行在 text 文件夹原文中的字符位置，从 0 数起，含起不含止。",
)


@dataclass
class Page:
    """The lines of the sheet.

    Attributes:
        lines: kind (``head``, ``titles``, ``text``) and cells of each row from the first.
        status: first and last row (0-based) of the list of states, which stand in the first column.
    """

    lines: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)
    status: tuple[int, int] = (0, 0)

    def head(self, text: str) -> None:
        """A heading; a free line stands before every one but the first."""
        if self.lines:
            self.add()
        self.lines.append(("head", (text,)))

    def add(self, *cells: str, kind: str = "text") -> None:
        """A line of cells."""
        self.lines.append((kind, cells))


def page(rows: Mapping[str, Sequence[Cells]], settings: Mapping[str, Value], lexicon_hash: str, most_rows: int) -> Page:
    """The sheet's lines for a run.

    Args:
        rows: all rows of the run.
        settings: what the run was asked to do.
        lexicon_hash: hash of the word lists that were used.
        most_rows: rows that a sheet can hold below its head; what is beyond is said.
    """
    out = Page()
    out.head("使用说明")
    for line in _USE:
        out.add(line, kind="note")

    out.head("状态选项")
    first = len(out.lines)
    for status in labels.STATUS:
        out.add(status)
    out.status = (first, len(out.lines) - 1)

    out.head("版本与设置")
    out.add("软件版本", f"taizhang {taizhang.__version__}")
    out.add("表结构版本", schema.VERSION)
    out.add("词库校验值", lexicon_hash)
    for name, value in sorted(settings.items()):
        out.add("设置", name, json.dumps(value, ensure_ascii=False, sort_keys=True))

    out.head("各表行数")
    out.add("表", "英文名", "行数", "备注", kind="titles")
    for name, spec in schema.TABLES.items():
        count = len(rows[name])
        out.add(spec.title, name, str(count), _counted(name, count, most_rows))

    out.head("复核原因")
    out.add("原因", "代码", kind="titles")
    for code, label in labels.REASONS.items():
        out.add(label, code)

    out.head("各列含义")
    out.add("工作表", "列", "英文名", "含义", "取值（括号内为 CSV 中的代码）", kind="titles")
    # A column that means the same in several sheets (起, 止, 规则 …) has one line.
    told: dict[tuple[str, ...], list[str]] = {}
    for name in sheets.SHEETS:
        for column in _columns(name, rows):
            told.setdefault(column, []).append(schema.TABLES[name].title)
    for column, names in told.items():
        out.add("、".join(names), *column)
    out.lines = [(kind, tuple(cell_text(cell) for cell in cells)) for kind, cells in out.lines]
    return out


def _columns(name: str, rows: Mapping[str, Sequence[Cells]]) -> Iterator[tuple[str, ...]]:
    """Title, name, meaning and codes of each column of a sheet."""
    codes = {c.name: c.codes for c in schema.TABLES[name].columns}
    for column in sheets.fields(name, rows):
        if column.name in sheets.EXTRA:
            yield column.title, "", sheets.EXTRA[column.name][1], ""
        else:
            shown = "、".join(_both(code) for code in codes[column.name])
            yield column.title, column.name, labels.meaning(name, column.name), shown


def _counted(name: str, count: int, most_rows: int) -> str:
    if name not in sheets.SHEETS:
        return f"不在本工作簿中，见 tables/{name}.csv"
    if count > most_rows:
        return f"超出工作表的行数上限，只列出前 {most_rows} 行，全部见 CSV"
    return ""


def _both(code: str) -> str:
    label = labels.codes(code)
    return label if label == code else f"{label}（{code}）"
