"""Workbooks and csv files: which lines are rows, and what a cell shows."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from taizhang.errors import InputError
from taizhang.model import Source
from taizhang.read import xlsx
from taizhang.read.numfmt import show
from taizhang.read.xlsx import read_csv, read_xls, read_xlsx

FIXTURES = Path(__file__).parent / "fixtures"
HEAD = ["序号", "任务", "责任单位", "完成时限"]


def book(fill: Callable[[openpyxl.Workbook, Worksheet], None]) -> bytes:
    new = openpyxl.Workbook()
    sheet = new.active
    assert sheet is not None
    sheet.title = "任务"
    fill(new, sheet)
    out = io.BytesIO()
    new.save(out)
    return out.getvalue()


def rows(*lines: list[object]) -> bytes:
    def fill(_: openpyxl.Workbook, sheet: Worksheet) -> None:
        for line in lines:
            sheet.append(line)

    return book(fill)


def shown(source: Source) -> list[tuple[str, str, str]]:
    assert source.text == "\n".join(source.text[b.start : b.end] for b in source.blocks)
    return [(b.kind, b.locator, source.text[b.start : b.end]) for b in source.blocks]


def test_task_list() -> None:
    def fill(_: openpyxl.Workbook, sheet: Worksheet) -> None:
        sheet["A1"] = "湖光市水系联通任务清单"
        sheet.merge_cells("A1:D1")
        sheet["A2"], sheet["D2"] = "填报单位：市水利局", "单位：万元"
        for column, head in enumerate(HEAD, 1):
            sheet.cell(3, column, head)
        sheet.append([1, "清理淤泥\n疏浚河道", "市水利局", dt.date(2025, 6, 30)])
        sheet.append([None, None, None, None])
        sheet.append([2, "加固堤岸", None, "长期坚持"])
        sheet.merge_cells("C4:C6")
        sheet.append(["注：完成时限为最迟时限。"])

    source = read_xlsx(book(fill), "a.xlsx")
    assert shown(source) == [
        ("paragraph", "sheet 任务 R1", "湖光市水系联通任务清单"),
        ("paragraph", "sheet 任务 R2", "填报单位：市水利局"),
        ("paragraph", "sheet 任务 R2", "单位：万元"),
        ("row", "sheet 任务 R3", "序号\t任务\t责任单位\t完成时限"),
        ("row", "sheet 任务 R4", "1\t清理淤泥疏浚河道\t市水利局\t2025-06-30"),
        ("row", "sheet 任务 R6", "2\t加固堤岸\t市水利局\t长期坚持"),
        ("paragraph", "sheet 任务 R7", "注：完成时限为最迟时限。"),
    ]
    assert [b.table for b in source.blocks] == [0, 0, 0, 1, 1, 1, 0]
    assert (source.format, source.faults) == ("xlsx", ())


def test_sheets() -> None:
    def fill(new: openpyxl.Workbook, sheet: Worksheet) -> None:
        sheet.append(["只有一列"])
        other = new.create_sheet("分工")
        other["C5"], other["D5"], other["C6"], other["D6"] = "任务", "责任单位", "绿化", "市林业局"
        for name, state, text in (("底稿", "hidden", "内部"), ("空的", "veryHidden", None)):
            hidden = new.create_sheet(name)
            hidden.sheet_state = state
            if text:
                hidden["A1"] = text
        new.create_chartsheet("图表")

    source = read_xlsx(book(fill), "a.xlsx")
    assert shown(source) == [
        ("paragraph", "sheet 任务 R1", "只有一列"),
        ("row", "sheet 分工 R5", "任务\t责任单位"),
        ("row", "sheet 分工 R6", "绿化\t市林业局"),
    ]
    assert [b.table for b in source.blocks] == [0, 1, 1]
    assert [(f.code, "底稿" in f.error) for f in source.faults] == [("hidden_sheet", True)]


def test_two_sheets_are_two_tables() -> None:
    def fill(new: openpyxl.Workbook, sheet: Worksheet) -> None:
        for part in (sheet, new.create_sheet("二")):
            part.append(HEAD)
            part.append([1, "清淤", "市水利局", "2025年"])

    assert [b.table for b in read_xlsx(book(fill), "a").blocks] == [1, 1, 2, 2]


def test_formats_of_cells() -> None:
    cells = [(0.85, "0%"), (1234.5, "#,##0.00"), (dt.date(2025, 12, 31), 'yyyy"年"m"月"'), (3.0, "General"), (7, "000")]

    def fill(_: openpyxl.Workbook, sheet: Worksheet) -> None:
        sheet.append(["完成率", "投资", "时限", "座", "编号"])
        sheet.append([value for value, _ in cells])
        for column, (_, code) in enumerate(cells, 1):
            sheet.cell(2, column).number_format = code

    assert shown(read_xlsx(book(fill), "a"))[1][2] == "85%\t1,234.50\t2025年12月\t3\t007"


def test_old_workbook() -> None:
    source = read_xls((FIXTURES / "tasks.xls").read_bytes(), "tasks.et")
    assert [text for _, _, text in shown(source)] == [
        "水系联通任务清单",
        "序号\t任务\t责任单位\t完成时限\t完成率\t投资（万元）",
        "1\t清淤\t市水利局\t2025-06-30\t85%\t1,234.50",
        "2\t绿化\t市水利局\t2025年12月\t100.0%\t3",
    ]
    assert (source.format, [f.code for f in source.faults]) == ("xls", ["hidden_sheet"])


def test_old_workbook_that_claims_too_much() -> None:
    """calamine would ask for more memory than there is, and that ends the program."""
    data = (FIXTURES / "tasks.xls").read_bytes()
    strings = data.index(b"\xfc\x00", 512)
    with pytest.raises(InputError, match="more texts") as caught:
        read_xls(data[: strings + 8] + b"\xff" * 4 + data[strings + 12 :], "a.xls")
    assert caught.value.code == "damaged_workbook"
    sheet = data.index(b"\x00\x02\x0e\x00", 512)
    for at in (sheet + 4, sheet + 8):  # the first row, behind the last one; the last row
        with pytest.raises(InputError, match="more cells than a sheet has"):
            read_xls(data[:at] + b"\xff\xff\xff\x7f" + data[at + 4 :], "a.xls")


@pytest.mark.parametrize(
    ("value", "code", "expected"),
    [
        (3.0, "", "3"),
        (0.1 + 0.2, "", "0.3"),
        (1e20, "General", "100000000000000000000"),
        (1.5e-7, "", "0.00000015"),
        (-2.5, "General", "-2.5"),
        (True, "", "TRUE"),
        ("文", "0%", "文"),
        (0.855, "0%", "86%"),
        (0.8554, "0.00%", "85.54%"),
        (2.5, "0", "3"),
        (-2.5, "0", "-3"),
        (-0.2, "0", "0"),
        (1234567.891, "#,##0.0", "1,234,567.9"),
        (12.5, "#.##", "12.5"),
        (12, '0"座"', "12座"),
        (12, "[Red]\\约0", "约12"),
        (-12, "0;(0)", "(12)"),
        (0, '0;-0;"—"', "—"),
        (1230000, "0.0,", "1230.0"),
        (5, "@", "5"),
        (12345678, "0.00E+00", "12345678"),
        (1e40, "0.00", f"{10**40}.00"),
        (float("nan"), "", ""),
        (float("inf"), "0", ""),
        (45838.0, "yyyy/m/d", "2025-06-30"),
        (45838, 'yyyy"年"m"月"d"日";@', "2025-06-30"),
        (45838, '[$-804]yyyy"年"m"月"', "2025年6月"),
        (0.5, "h:mm", "12:00"),
        (dt.date(2025, 6, 30), "yyyy-mm-dd", "2025-06-30"),
        (dt.date(2025, 6, 30), "", "2025-06-30"),
        (dt.datetime(2025, 6, 30, 8, 30), "yyyy/m/d h:mm", "2025-06-30 08:30"),
        (dt.datetime(2025, 6, 30), "yyyy/m/d h:mm", "2025-06-30"),
        (dt.date(2025, 6, 1), "mmm-yy", "2025年6月"),
        (dt.date(2025, 6, 30), 'm"月"d"日"', "6月30日"),
        (dt.date(2025, 1, 1), "yyyy", "2025年"),
        (dt.time(8, 30, 5), "", "08:30:05"),
        (dt.timedelta(hours=30), "[h]:mm", "30:00"),
    ],
)
def test_what_a_cell_shows(value: float | str | dt.date, code: str, expected: str) -> None:
    assert show(value, code) == expected


def test_empty_workbook() -> None:
    with pytest.raises(InputError) as caught:
        read_xlsx(rows([]), "a.xlsx")
    assert caught.value.code == "empty"


def test_large_sheet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx, "_MAX_CELLS", 3)
    for reader, data in ((read_xlsx, rows(HEAD, HEAD)), (read_xls, (FIXTURES / "tasks.xls").read_bytes())):
        with pytest.raises(InputError, match="more than 3, which no plan does") as caught:
            reader(data, "a")
        assert caught.value.code == "too_large"


def test_a_cell_in_the_last_row_of_the_sheet() -> None:
    def fill(_: openpyxl.Workbook, sheet: Worksheet) -> None:
        sheet["XFD1048576"] = "远处"

    def both(_: openpyxl.Workbook, sheet: Worksheet) -> None:
        sheet["A1"] = sheet["XFD1048576"] = "远处"

    assert shown(read_xlsx(book(fill), "a")) == [("paragraph", "sheet 任务 R1048576", "远处")]
    with pytest.raises(InputError, match="17179869184 cells"):
        read_xlsx(book(both), "a")


def test_cells_that_do_not_tell_their_place() -> None:
    def cut(part: str) -> str:
        return re.sub(r'(<(?:c|row) [^>]*?)r="[A-Z]*\d+"', r"\1", part)

    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(rows(["率", "数"], [0.5, 2]))) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            new.writestr(name, cut(part.decode()) if "sheet1" in name else part)
    assert shown(read_xlsx(out.getvalue(), "a"))[1][1:] == ("sheet 任务 R2", "0.5\t2")


@pytest.mark.parametrize("drop", ["xl/styles.xml", "xl/worksheets/sheet1.xml", "xl/_rels/workbook.xml.rels"])
def test_damaged_workbook(drop: str) -> None:
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(rows(HEAD, [1, "清淤", "市水利局", 2025]))) as old,
        zipfile.ZipFile(out, "w") as new,
    ):
        for name in old.namelist():
            if name != drop:
                new.writestr(name, old.read(name))
    if drop == "xl/styles.xml":
        assert shown(read_xlsx(out.getvalue(), "a"))[1][2] == "1\t清淤\t市水利局\t2025"
        return
    with pytest.raises(InputError) as caught:
        read_xlsx(out.getvalue(), "a.xlsx")
    assert caught.value.code in {"damaged_workbook", "empty"}


def test_protected_workbook(monkeypatch: pytest.MonkeyPatch) -> None:
    from python_calamine import PasswordError

    def refuse(_: bytes) -> None:
        raise PasswordError("Workbook is password protected")

    monkeypatch.setattr(xlsx, "_open", refuse)
    with pytest.raises(InputError, match="password") as caught:
        read_xls((FIXTURES / "tasks.xls").read_bytes(), "a.xls")
    assert caught.value.code == "encrypted"


def test_protected_old_workbook() -> None:
    data = (FIXTURES / "tasks.xls").read_bytes()
    globals_ = data.index(b"\x09\x08\x10\x00", 512)
    interface = data.index(b"\xe1\x00\x02\x00", globals_)  # INTERFACEHDR, put in the place of FILEPASS
    with pytest.raises(InputError) as caught:
        read_xls(data[:interface] + b"\x2f\x00" + data[interface + 2 :], "a.et")
    assert caught.value.code == "encrypted"


def test_bomb(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("taizhang.read.package.MAX_INFLATED", 2000)
    with pytest.raises(InputError) as caught:
        read_xlsx(rows(*[["文" * 50]] * 50), "a.xlsx")
    assert caught.value.code == "zip_bomb"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("separator", [",", "\t", ";"])
def test_csv(encoding: str, separator: str) -> None:
    lines = [["任务清单", "", ""], ["序号", "任务", "责任单位"], ["1", '"清淤\n疏浚"', "市水利局"], ["", "", ""]]
    text = "\r\n".join(separator.join(line) for line in lines)
    source = read_csv(text.encode(encoding), "a.csv")
    assert shown(source) == [
        ("paragraph", "R1", "任务清单"),
        ("row", "R2", "序号\t任务\t责任单位"),
        ("row", "R3", "1\t清淤疏浚\t市水利局"),
    ]
    assert source.format == "csv"


def test_csv_that_names_its_separator() -> None:
    assert shown(read_csv("sep=|\n任务|单位\n清淤|市水利局,等".encode(), "a"))[-1][2] == "清淤\t市水利局,等"


@pytest.mark.parametrize(("data", "code"), [(b"", "empty"), (b",,\n,,", "empty"), (bytes(50), "binary")])
def test_csv_without_text(data: bytes, code: str) -> None:
    with pytest.raises(InputError) as caught:
        read_csv(data, "a.csv")
    assert caught.value.code == code


def test_csv_with_a_field_without_end() -> None:
    with pytest.raises(InputError) as caught:
        read_csv(b'a,"' + b"x" * ((1 << 20) + 1), "a.csv")
    assert caught.value.code == "damaged_csv"
