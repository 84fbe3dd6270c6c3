"""Ruled tables of PDF documents: cells, merged cells, page breaks, frames that are no tables."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import pytest

from taizhang.model import Source
from taizhang.read.pdf import read_pdf

XS = [80, 140, 300, 400, 512]
HEAD = ["类别", "指标名称", "2020年", "2025年"]
TEXT = "到2025年建成公共充电桩1200个以上，其中快充桩占比达到60%左右，中心城区服务半径缩短到2公里以内。"


def read_pages(pdf: ModuleType, *pages: Any) -> Source:
    return read_pdf(pdf.document(pages), "plan.pdf")


def rows(source: Source) -> list[list[str]]:
    return [source.text[b.start : b.end].split("\t") for b in source.blocks if b.kind == "row"]


def paragraphs(source: Source) -> list[str]:
    return [source.text[b.start : b.end] for b in source.blocks if b.kind != "row"]


def page_with(pdf: ModuleType, *tables: list[list[str]], **how: Any) -> Any:
    page = pdf.Page()
    for table in tables:
        page.table(XS, table, **how)
    return page


def test_table_stands_between_its_paragraphs(pdf: ModuleType) -> None:
    page = pdf.Page()
    page.prose(TEXT)
    page.table(XS, [HEAD, ["充电", "公共充电桩", "300", "1200"]])
    page.prose(TEXT)
    page.table(XS, [["甲", "乙", "丙", "丁"], ["1", "2", "3", "4"]])
    source = read_pages(pdf, page)
    assert [b.kind[0] for b in source.blocks] == ["p", "r", "r", "p", "r", "r"]
    assert paragraphs(source) == [TEXT, TEXT]
    assert rows(source)[1] == ["充电", "公共充电桩", "300", "1200"]
    assert [(b.locator, b.table) for b in source.blocks[1:3]] == [("p.1 table 1 R1", 1), ("p.1 table 1 R2", 1)]
    assert source.blocks[5].locator == "p.1 table 2 R2"


def test_merged_cells(pdf: ModuleType) -> None:
    table = [
        ["类别", "指标名称", "<", "目标"],
        ["充电", "公共", "快充", "600"],
        ["^", "^", "慢充", "600"],
        ["^", "专用", "", "100"],
        ["合计", "<", "<", "1300"],
    ]
    assert rows(read_pages(pdf, page_with(pdf, table))) == [
        ["类别", "指标名称", "", "目标"],
        ["充电", "公共", "快充", "600"],
        ["充电", "公共", "慢充", "600"],
        ["充电", "专用", "", "100"],
        ["合计", "", "", "1300"],
    ]


def test_cell_of_several_lines_is_one(pdf: ModuleType) -> None:
    table = [HEAD, ["充电", "公共充电桩/（含换电）", "300", "1200"]]
    assert rows(read_pages(pdf, page_with(pdf, table, high=40)))[1][1] == "公共充电桩（含换电）"


@pytest.mark.parametrize("rotate", [0, 90])
def test_table_without_outer_lines(pdf: ModuleType, rotate: int) -> None:
    page = pdf.Page(rotate=rotate)
    page.table(XS, [HEAD, ["充电", "公共充电桩", "300", "1200"]], sides=False)
    assert rows(read_pages(pdf, page)) == [HEAD, ["充电", "公共充电桩", "300", "1200"]]


def test_lines_drawn_as_thin_boxes_and_as_rectangles(pdf: ModuleType) -> None:
    page = pdf.Page()
    for y in (700, 670, 640):
        page.content.append(f"80 {y} 240 0.6 re f")
    for y in (670, 640):
        page.content += [f"{x} {y} 0.6 30 re f" for x in (80, 200, 320)]
    page.content += [f"{x} {y} 120 30 re S" for x in (80, 200) for y in (500, 530)]
    for y in (680, 650, 540, 510):
        page.text(85, y, f"左{y}", 10)
        page.text(205, y, f"右{y}", 10)
    found = rows(read_pages(pdf, page))
    assert found == [["左680", "右680"], ["左650", "右650"], ["左540", "右540"], ["左510", "右510"]]


def test_table_over_pages(pdf: ModuleType) -> None:
    pages = []
    for n in range(3):
        page = page_with(pdf, [HEAD, *([f"第{n}类", f"指标{n}{k}", "1", "2"] for k in range(2))])
        page.text(290, 50, f"— {n + 1} —", 12)
        pages.append(page)
    pages[2].prose(TEXT)
    source = read_pages(pdf, *pages)
    found = rows(source)
    assert [r[0] for r in found] == ["类别", "第0类", "第0类", "第1类", "第1类", "第2类", "第2类"]
    assert {b.table for b in source.blocks if b.kind == "row"} == {1}
    assert [b.locator for b in source.blocks][2:4] == ["p.1 table 1 R3", "p.2 table 1 R4"]
    assert paragraphs(source) == [TEXT]


def test_text_between_pages_parts_tables(pdf: ModuleType) -> None:
    first, second = page_with(pdf, [HEAD, ["甲", "乙", "1", "2"]]), pdf.Page()
    second.prose(TEXT)
    second.table(XS, [HEAD, ["丙", "丁", "3", "4"]])
    source = read_pages(pdf, first, second)
    assert [b.table for b in source.blocks if b.kind == "row"] == [1, 1, 2, 2]


def test_row_that_a_page_break_cut(pdf: ModuleType) -> None:
    first = page_with(pdf, [HEAD, ["充电", "公共充电桩及其", "300", "完成上级"]])
    second = page_with(pdf, [HEAD, ["", "配套设施", "", "下达指标"], ["换电", "换电站", "3", "20"]])
    source = read_pages(pdf, first, second)
    assert rows(source)[1:] == [
        ["充电", "公共充电桩及其配套设施", "300", "完成上级下达指标"],
        ["换电", "换电站", "3", "20"],
    ]
    assert [b.locator for b in source.blocks][1:] == ["p.1 table 1 R2", "p.2 table 1 R3"]


def test_rest_of_a_row_alone_on_its_page(pdf: ModuleType) -> None:
    first = page_with(pdf, [HEAD, ["1", "公共充电桩及其", "300", "1200"]])
    second = page_with(pdf, [["", "配套设施，", "", ""]])
    third = page_with(pdf, [["", "含换电站", "个", "座"]])
    third.prose(TEXT)
    source = read_pages(pdf, first, second, third)
    assert rows(source)[1:] == [["1", "公共充电桩及其配套设施，含换电站", "300个", "1200座"]]
    assert paragraphs(source) == [TEXT]


def test_grid_with_text_in_one_column_is_a_frame(pdf: ModuleType) -> None:
    page = page_with(pdf, [["", "重点工程", "", ""], ["", "建设充电站", "", ""]])
    source = read_pages(pdf, page)
    assert (rows(source), paragraphs(source)) == ([], ["重点工程", "建设充电站"])


def test_merged_cell_that_a_page_break_cut(pdf: ModuleType) -> None:
    first = page_with(pdf, [HEAD, ["充电", "公共充电桩", "300", "1200"], ["^", "专用充电桩", "100", "300"]])
    second = page_with(
        pdf, [HEAD, ["", "换电站", "3", "20"], ["^", "加氢站", "1", "5"], ["群众", "满意度", "80", "90"]]
    )
    assert [r[0] for r in rows(read_pages(pdf, first, second))] == ["类别", "充电", "充电", "充电", "充电", "群众"]


def test_empty_cell_at_a_page_top_stays_empty(pdf: ModuleType) -> None:
    first = page_with(pdf, [HEAD, ["充电", "公共充电桩", "300", "1200"]])
    second = page_with(pdf, [HEAD, ["换电", "换电站", "", "20"]])
    assert rows(read_pages(pdf, first, second))[2] == ["换电", "换电站", "", "20"]


def test_columns_that_only_one_page_divides(pdf: ModuleType) -> None:
    first = page_with(pdf, [["类别", "指标", "<", "目标"], ["充电", "公共", "快充", "600"]])
    second = pdf.Page()
    second.table([80, 140, 400, 512], [["类别", "指标", "目标"], ["换电", "换电站", "20"]])
    assert rows(read_pages(pdf, first, second))[1:] == [["充电", "公共", "快充", "600"], ["换电", "换电站", "", "20"]]


def test_frame_around_paragraphs_is_no_table(pdf: ModuleType) -> None:
    page = pdf.Page()
    page.prose(TEXT)
    top = page.y + 20
    page.centred("专栏1　重点工程", 14)
    page.prose(TEXT + TEXT, left=90, right=502, size=14)
    page.prose("换电站建设工程。", left=90, right=502, size=14)
    for y in (top, top - 36, page.y + 10):
        page.rule(80, y, 512, y)
    page.rule(80, top, 80, page.y + 10)
    page.rule(512, top, 512, page.y + 10)
    page.y -= 20
    page.prose(TEXT)
    source = read_pages(pdf, page)
    assert rows(source) == []
    assert paragraphs(source) == [TEXT, "专栏1 重点工程", TEXT + TEXT, "换电站建设工程。", TEXT]


def test_underlines_and_charts_are_no_tables(pdf: ModuleType) -> None:
    page = pdf.Page()
    page.prose(TEXT)
    page.rule(112, 736, 300, 736)
    for k in range(6):  # the grid of a chart, without text in it
        page.rule(100, 300 + 20 * k, 400, 300 + 20 * k)
        page.rule(100 + 60 * k, 300, 100 + 60 * k, 400)
    page.text(90, 280, "2020年", 10)
    assert rows(read_pages(pdf, page)) == []


def test_tints_are_no_lines(pdf: ModuleType) -> None:
    page = pdf.Page()
    page.content += [f"0.9 g {x} {y} 120 28 re f 0 g" for x in (80, 200) for y in (600, 630)]
    for y in (640, 610):
        page.text(85, y, "左", 10)
        page.text(205, y, "右", 10)
    assert rows(read_pages(pdf, page)) == []


def test_indicator_table_becomes_targets(pdf: ModuleType) -> None:
    from taizhang.document import Settings, convert_source

    xs = [60, 230, 300, 370, 440, 520]
    page = pdf.Page()
    page.centred("某市充电设施发展规划", 22)
    page.centred("第一章　规划目标")
    head = ["指标名称", "单位", "2020年现状值", "2025年目标值", "指标属性"]
    page.table(xs, [head, ["公共充电桩数量", "个", "300", "1200", "预期性"], ["快充桩占比", "%", "40", "60", "约束性"]])
    tables = convert_source(read_pages(pdf, page), Settings())
    found = [(r["indicator_text"], r["value"], r["baseline_value"], r["binding"]) for r in tables.rows["targets"]]
    assert found == [("公共充电桩数量", 1200, 300, "预期性"), ("快充桩占比", 60, 40, "约束性")]
    assert [r["locator"] for r in tables.rows["targets"]] == ["p.1 table 1 R2", "p.1 table 1 R3"]
