import zipfile
from datetime import datetime

import openpyxl
import pytest

from taizhang import schema
from taizhang.write import labels, sheets, workbook, write_run
from taizhang.write.text import CUT_MARK

LEDGER_HEAD = [
    "序号", "任务/问题", "整改目标", "整改措施", "整改时限", "最终到期日", "牵头单位", "责任单位", "配合单位", "督导单位",
    "验收单位", "责任人", "状态", "进展情况", "备注", "出处", "方案", "复核原因",
]  # fmt: skip
IDS = ["台账编号", "方案编号", "章节编号", "起", "止"]


@pytest.fixture(scope="module")
def book(run):
    found = openpyxl.load_workbook(run / "ledger.xlsx")
    yield found
    found.close()


def column(sheet, title):
    at = [c.value for c in sheet[1]].index(title)
    return [row[at] for row in sheet.iter_rows(min_row=2)]


def values(sheet, title):
    return [cell.value for cell in column(sheet, title)]


def test_sheets(book):
    assert book.sheetnames == [
        "台账", "指标", "措施", "时限", "责任单位", "引用文件", "方案", "文件", "错误", "说明",
    ]  # fmt: skip
    assert book.active.title == "台账"


def test_heads(book):
    head = [c.value for c in book["台账"][1]]
    assert head[:18] == LEDGER_HEAD
    assert head[-5:] == IDS
    for name in sheets.SHEETS:
        spec = schema.TABLES[name]
        titles = [c.value for c in book[spec.title][1]]
        assert len(titles) == len(set(titles)), "a title stands twice"
        assert {c.title for c in spec.columns} <= set(titles)


def test_every_row_is_there(book, sample):
    for name in sheets.SHEETS:
        assert book[schema.TABLES[name].title].max_row == len(sample.tables.rows[name]) + 1


def test_nothing_is_a_formula_or_a_link(book):
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type in {"s", "n", "d", "inlineStr"}, cell.coordinate
                assert cell.hyperlink is None
    # A goal =1+1 of a document is read back as text.
    assert values(book["台账"], "整改目标") == [None, "=1+1", None]
    assert column(book["台账"], "整改目标")[1].data_type in {"s", "inlineStr"}
    assert values(book["措施"], "动作")[1] == "-5"
    assert values(book["措施"], "对象")[1] == "@x"


def test_no_formula_in_the_file_itself(run):
    with zipfile.ZipFile(run / "ledger.xlsx") as parts:
        for name in parts.namelist():
            if name.startswith("xl/worksheets/"):
                assert b"<f>" not in parts.read(name)
        assert not [name for name in parts.namelist() if "rels" in name and "worksheets" in name]


def test_cells_are_joined_and_cleaned(book):
    assert values(book["台账"], "任务/问题") == ["完成清淤", "污水处理率低", "表格内容"]
    assert values(book["指标"], "原文")[0] == "城区污水集中处理率达到92.5%以上"
    assert values(book["台账"], "整改措施")[1] == "1.新建\n2.报送进展"
    assert values(book["台账"], "方案") == ["石桥县行动计划", "云溪市水污染整改方案", "云溪市水污染整改方案"]
    assert values(book["责任单位"], "原文") == ["市水务局", "市住建局"]
    assert values(book["责任单位"], "所属措施") == ["每季度报送进展，落实《水法》。"] * 2
    assert values(book["措施"], "原文")[1] == "（一）新建雨水泵站7座😀，推广air quality监测。"


def test_a_long_cell_is_cut_and_says_so(book):
    cell = values(book["台账"], "整改措施")[2]
    assert len(cell) == 32_767
    assert cell.endswith(CUT_MARK)


def test_dates_and_numbers_are_dates_and_numbers(book):
    county, city, none = column(book["台账"], "最终到期日")
    assert county.value == "20XX-08-31"
    assert city.value == datetime(2025, 12, 31)
    assert city.number_format == "yyyy-mm-dd"
    assert none.value is None
    assert values(book["指标"], "目标值") == [92.5, 7]
    assert values(book["时限"], "重复") == [None, None, "每季度"]
    assert values(book["时限"], "年份隐去") == ["是", "否", "否"]


def test_codes_are_told_in_chinese(book):
    assert values(book["台账"], "时限类型") == ["年份隐去", "固定日期、定期", "未写明"]
    assert values(book["台账"], "复核原因") == [None, None, "年份隐去、something_new"]
    assert values(book["台账"], "依据")[1] == "最终到期日:文中提取、责任单位:原文标明"
    assert values(book["措施"], "主题")[1] == "水、监测"
    assert values(book["指标"], "比较") == ["≥", "="]
    assert values(book["文件"], "状态") == ["正常", "正常", "失败"]


def test_frozen_head_filter_and_print(book):
    for sheet in book:
        assert sheet.page_setup.paperSize == 9
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)
        assert "&P" in sheet.oddFooter.center.text
    for name in sheets.SHEETS:
        sheet = book[schema.TABLES[name].title]
        assert sheet.freeze_panes == "A2"
        assert sheet.print_title_rows == "$1:$1"
        assert sheet.auto_filter.ref == f"A1:{sheet.cell(1, sheet.max_column).column_letter}{sheet.max_row}"


def test_several_plans_are_told_apart_on_paper(book):
    # Q is the column 方案; a run of one plan is printed up to 备注 only.
    assert book["台账"].print_area == "'台账'!$A$1:$Q$4"


def test_states_are_a_list_of_the_sheet_with_the_explanations(book):
    (rule,) = book["台账"].data_validations.dataValidation
    assert rule.type == "list"
    assert str(rule.sqref) == "M2:M4"
    assert book["台账"]["M1"].value == "状态"
    assert rule.formula1.startswith("'说明'!")
    listed = [row[0].value for row in book["说明"][rule.formula1.split("!")[1].replace("$", "")]]
    assert listed == ["未开始", "进行中", "达到序时进度", "未达到序时进度", "已完成", "已完成并长期坚持", "已销号"]


def test_text_wraps_at_the_top_and_rows_are_high_enough(book):
    sheet = book["台账"]
    cell = column(sheet, "整改措施")[1]
    assert (cell.alignment.wrap_text, cell.alignment.vertical) == (True, "top")
    assert sheet.row_dimensions[3].height >= 2 * 14  # two lines
    assert 408 < sheet.row_dimensions[4].height <= 409  # the long cell: as high as a row can be
    ids = column(sheet, "台账编号")[1]
    assert not ids.alignment.wrap_text
    letters = {c.value: c.column_letter for c in sheet[1]}
    width = {title: sheet.column_dimensions[letter].width for title, letter in letters.items()}
    assert width["整改措施"] > width["任务/问题"] > width["督导单位"]
    assert width["台账编号"] <= 10


def test_rows_to_review_are_marked(book):
    plain, marked = book["台账"]["B3"], book["台账"]["B4"]
    assert marked.fill.fgColor.rgb == "FFFFF9E5"
    assert plain.fill.fill_type is None


def explained(book):
    return [tuple(c.value for c in row) for row in book["说明"].iter_rows()]


def test_explanations(book):
    lines = explained(book)
    assert ("词库校验值", "ab12", None, None, None) in lines
    assert ("表结构版本", schema.VERSION, None, None, None) in lines
    assert ("设置", "grain", '"item"', None, None) in lines
    assert ("台账", "ledger", "3", None, None) in [tuple(v or None for v in line) for line in lines]
    assert any(line[:3] == ("句子", "sentences", "2") and "tables/sentences.csv" in line[3] for line in lines)
    due_kind = next(line for line in lines if line[0] == "台账" and line[2] == "due_kind")
    assert due_kind[1] == "时限类型"
    assert "固定日期（fixed）" in due_kind[4]


def test_every_column_and_code_has_chinese_words(sample):
    for name in sheets.SHEETS:
        for c in schema.TABLES[name].columns:
            assert labels.MEANINGS.get(f"{name}.{c.name}") or labels.MEANINGS.get(c.name), f"{name}.{c.name}"
            assert set(c.codes) <= set(labels.CODES), f"{name}.{c.name}"


def test_the_workbook_says_what_it_leaves_out(sample, tmp_path, monkeypatch):
    monkeypatch.setattr(workbook, "MOST_ROWS", 2)
    out = write_run(sample.tables, tmp_path / "run")
    book = openpyxl.load_workbook(out / "ledger.xlsx")
    assert book["台账"].max_row == 3
    (line,) = [line for line in explained(book) if line[:2] == ("台账", "ledger")]
    assert line[2] == "3"
    assert "只列出前 2 行" in line[3]
    book.close()


@pytest.mark.parametrize("text", ["<r><t>x</t></r>", "铃\x07", "https://example.org/", "a & b <c>", "0012"])
def test_text_that_a_workbook_could_take_for_something_else(fresh, tmp_path, text):
    fresh.made["ledger"]["goal"] = text
    out = write_run(fresh.tables, tmp_path / "run")
    book = openpyxl.load_workbook(out / "ledger.xlsx")
    (cell,) = [c for c in column(book["台账"], "整改目标") if c.value is not None]
    assert cell.value.rstrip(" ") == text.replace("\x07", "␇")
    assert cell.hyperlink is None
    book.close()


def test_an_escape_of_the_format_is_escaped(fresh, tmp_path):
    fresh.made["ledger"]["goal"] = "_x0041_"
    with zipfile.ZipFile(write_run(fresh.tables, tmp_path / "run") / "ledger.xlsx") as parts:
        assert "<t>_x005F_x0041_</t>" in parts.read("xl/worksheets/sheet1.xml").decode()


def test_a_title_cannot_write_codes_into_the_head_of_a_page(fresh, tmp_path):
    tables = fresh.tables
    for name, rows in tables.rows.items():
        tables.rows[name] = [row for row in rows if row.get("plan_id") != "p2"]
    tables.rows["plans"][0]["title"] = "水&D气" + "长" * 300
    out = write_run(tables, tmp_path / "run")
    book = openpyxl.load_workbook(out / "ledger.xlsx")
    assert book["台账"].print_area == "'台账'!$A$1:$O$3"
    with zipfile.ZipFile(out / "ledger.xlsx") as parts:
        xml = parts.read("xl/worksheets/sheet1.xml").decode()
    assert "<oddHeader>&amp;L水&amp;&amp;D气长" in xml
    book.close()


def test_an_empty_run_opens(tmp_path):
    from taizhang.model import Tables

    out = write_run(Tables.empty(), tmp_path / "run")
    book = openpyxl.load_workbook(out / "ledger.xlsx")
    assert [c.value for c in book["台账"][1]][:3] == ["序号", "任务/问题", "整改目标"]
    book.close()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2025-12-31", "2025-12-31"), ("2025-02-30", None), ("20XX-12-31", None), ("2025-12", None),
        ("1899-01-01", None), ("２025-12-31", None),
    ],
)  # fmt: skip
def test_days(text, expected):
    found = sheets.day(text)
    assert (found == text) if expected is None else (found.isoformat() == expected)
