"""Word documents: order, places, tables, tracked changes, and files that are none."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import docx
import pytest

from taizhang.errors import InputError
from taizhang.model import Source
from taizhang.read import package
from taizhang.read.docx import read_docx
from taizhang.read.lines import one_line

Make = Callable[..., bytes]
MARK_DELETED = '<w:pPr><w:rPr><w:del w:id="9" w:author="a"/></w:rPr></w:pPr>'


def p(*runs: str, properties: str = "") -> str:
    return f"<w:p>{properties}{''.join(runs)}</w:p>"


def r(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'


def tc(*content: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{''.join(content) or p()}</w:tc>"


def tr(*cells: str, properties: str = "") -> str:
    return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(cells)}</w:tr>"


def tbl(*rows: str) -> str:
    return f"<w:tbl>{''.join(rows)}</w:tbl>"


def text_of(data: bytes) -> str:
    return read_docx(data, "plan.docx").text


def places(source: Source) -> list[tuple[str, str, str, int]]:
    return [(source.text[b.start : b.end], b.kind, b.locator, b.table) for b in source.blocks]


def rezip(data: bytes, changes: dict[str, bytes | None]) -> bytes:
    """The package with parts replaced, added, or (None) taken out."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in changes:
                new.writestr(name, old.read(name))
        for name, content in changes.items():
            if content is not None:
                new.writestr(name, content)
    return out.getvalue()


def part(data: bytes, name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read(name)


def test_document_of_python_docx() -> None:
    document = docx.Document()
    document.add_heading("一、主要目标", 1)
    document.add_paragraph("到2025年完成整改。")
    table = document.add_table(2, 2)
    for cell, text in zip(table._cells, ("任务", "责任单位", "清淤", "市水利局"), strict=True):
        cell.text = text
    document.add_paragraph("二、保障")
    document.sections[0].header.paragraphs[0].text = "页眉"
    document.sections[0].footer.paragraphs[0].text = "第 1 页"
    out = io.BytesIO()
    document.save(out)
    source = read_docx(out.getvalue(), "dir/plan.docx")
    assert (source.name, source.format, source.encoding, source.faults) == ("dir/plan.docx", "docx", "", ())
    assert source.text == "一、主要目标\n到2025年完成整改。\n任务\t责任单位\n清淤\t市水利局\n二、保障"
    assert places(source) == [
        ("一、主要目标", "paragraph", "para 1", 0),
        ("到2025年完成整改。", "paragraph", "para 2", 0),
        ("任务\t责任单位", "row", "table 1 R1", 1),
        ("清淤\t市水利局", "row", "table 1 R2", 1),
        ("二、保障", "paragraph", "para 3", 0),
    ]


def test_order_of_tables_and_content_controls(make_docx: Make) -> None:
    control = f"<w:sdt><w:sdtPr/><w:sdtContent>{p(r('乙'))}{tbl(tr(tc(p(r('表一')))))}</w:sdtContent></w:sdt>"
    source = read_docx(make_docx(p(r("甲")) + control + p(r("丙")) + tbl(tr(tc(p(r("表二")))))), "plan.docx")
    assert [(text, locator) for text, _, locator, _ in places(source)] == [
        ("甲", "para 1"),
        ("乙", "para 2"),
        ("表一", "table 1 R1"),
        ("丙", "para 3"),
        ("表二", "table 2 R1"),
    ]


def test_runs_and_what_stands_between_them(make_docx: Make) -> None:
    field = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> PAGEREF x </w:instrText></w:r>'
        f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{r("3")}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )
    body = p(
        r("一、"),
        f"<w:hyperlink>{r('目标')}</w:hyperlink>",
        "<w:r><w:tab/></w:r>",
        field,
        f"<w:sdt><w:sdtContent>{r('页')}</w:sdtContent></w:sdt>",
        "<w:r><w:noBreakHyphen/></w:r>",
        "<m:oMath><m:r><m:t>x=2</m:t></m:r></m:oMath>",
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>藏</w:t></w:r>",
        '<w:r><w:footnoteReference w:id="2"/></w:r>',
        "<w:r><w:t>a\tb\nc</w:t></w:r>",
    )
    assert text_of(make_docx(body)) == "一、目标 3页-x=2a b c"


def test_symbols(make_docx: Make) -> None:
    def sym(font: str, char: str) -> str:
        return f'<w:r><w:sym w:font="{font}" w:char="{char}"/></w:r>'

    body = p(
        r("达标率"), sym("Symbol", "F0B3"), r("95"), sym("Wingdings", "F0FE"), sym("宋体", "2103"), sym("x", "D800")
    )
    assert text_of(make_docx(body)) == "达标率≥95℃"


def test_soft_line_breaks_make_lines_of_one_paragraph(make_docx: Make) -> None:
    source = read_docx(make_docx(p(r("第一行"), "<w:r><w:br/></w:r>", r("第二行")) + p(r("三"))), "plan.docx")
    assert places(source) == [
        ("第一行", "paragraph", "para 1", 0),
        ("第二行", "paragraph", "para 1", 0),
        ("三", "paragraph", "para 2", 0),
    ]


def test_empty_paragraphs_keep_their_line_and_number(make_docx: Make) -> None:
    source = read_docx(make_docx(p(r("甲")) + p() + p(r("乙"))), "plan.docx")
    assert source.text == "甲\n\n乙"
    assert source.blocks[2].locator == "para 3"


def test_blocks_are_the_lines_of_the_text(make_docx: Make) -> None:
    body = p(r("甲"), "<w:r><w:br/></w:r>", r("乙")) + tbl(tr(tc(p(r("丙"))), tc(p(r("丁"))))) + p(r("戊"))
    source = read_docx(make_docx(body), "plan.docx")
    assert [source.text[b.start : b.end] for b in source.blocks] == source.text.split("\n")
    assert source.locator(source.text.index("丁")) == "table 1 R1"


def test_white_space_in_cells(make_docx: Make) -> None:
    cells = (
        tc(p(r("完成")), p(r("整改"))),
        tc(p(r("PM2.5 "), "<w:r><w:br/></w:r>", r(" 浓度"))),
        tc(p(r(" 责任　单位："), "<w:r><w:tab/></w:r>", r("市政府 "))),
        tc(p(r("3 座"))),
        tc(),
    )
    assert text_of(make_docx(tbl(tr(*cells)))) == "完成整改\tPM2.5 浓度\t责任单位：市政府\t3 座\t"


def test_horizontally_merged_cells(make_docx: Make) -> None:
    def wide(text: str, n: int) -> str:
        return tc(p(r(text)), properties=f'<w:gridSpan w:val="{n}"/>')

    rows = (
        tr(tc(p(r("序号"))), tc(p(r("任务"))), tc(p(r("单位"))), tc(p(r("备注")))),
        tr(wide("大气", 4)),
        tr(tc(p(r("1"))), wide("清淤", 2), tc(p(r("无")))),
        tr(tc(p(r("2"))), tc(p(r("补种"))), properties='<w:gridBefore w:val="1"/>'),
    )
    assert text_of(make_docx(tbl(*rows))).split("\n") == [
        "序号\t任务\t单位\t备注",
        "大气",
        "1\t清淤\t\t无",
        "\t2\t补种",
    ]


def test_vertically_merged_cells(make_docx: Make) -> None:
    top = tc(p(r("市水利局")), properties='<w:vMerge w:val="restart"/>')
    below = tc(p(), properties="<w:vMerge/>")
    wide = tc(p(r("合")), properties='<w:gridSpan w:val="2"/>')
    rows = (
        tr(tc(p(r("甲"))), tc(p(r("1"))), top),
        tr(tc(p(r("乙"))), tc(p(r("2"))), below),
        tr(wide, tc(p(), properties='<w:vMerge w:val="continue"/>')),
        tr(tc(p(r("丁"))), tc(p(r("4"))), tc(p(r("市住建局")))),
    )
    assert text_of(make_docx(tbl(*rows))).split("\n") == [
        "甲\t1\t市水利局",
        "乙\t2\t市水利局",
        "合\t\t市水利局",
        "丁\t4\t市住建局",
    ]


def test_table_in_a_cell_and_rows_without_text(make_docx: Make) -> None:
    inner = tbl(tr(tc(p(r("a"))), tc(p(r("b")))), tr(tc(p(r("c"))), tc(p(r("d")))))
    source = read_docx(make_docx(tbl(tr(tc(), tc()), tr(tc(p(r("甲")), inner, p()), tc(p(r("乙")))))), "plan.docx")
    assert places(source) == [("甲 a b c d\t乙", "row", "table 1 R2", 1)]


def test_tracked_changes(make_docx: Make) -> None:
    deleted = '<w:del w:id="1" w:author="a"><w:r><w:delText>2024</w:delText></w:r></w:del>'
    moved = (
        f'<w:moveFrom w:id="3" w:author="a">{r("旧")}</w:moveFrom><w:moveTo w:id="4" w:author="a">{r("新")}</w:moveTo>'
    )
    inserted = f'<w:ins w:id="2" w:author="a">{r("2025")}</w:ins>'
    assert text_of(make_docx(p(r("到"), deleted, inserted, r("年"), moved))) == "到2025年新"


def test_deleted_paragraph_end_joins_the_next(make_docx: Make) -> None:
    body = p(r("加强"), properties=MARK_DELETED) + p(r("监测")) + p(r("乙"), properties=MARK_DELETED)
    source = read_docx(make_docx(body + tbl(tr(tc(p(r("丙")))))), "plan.docx")
    assert [(text, locator) for text, _, locator, _ in places(source)] == [
        ("加强监测", "para 1"),
        ("乙", "para 2"),
        ("丙", "table 1 R1"),
    ]


def test_deleted_rows_and_cells(make_docx: Make) -> None:
    rows = (
        tr(tc(p(r("甲"))), properties='<w:del w:id="1" w:author="a"/>'),
        tr(tc(p(r("乙"))), tc(p(r("x")), properties='<w:cellDel w:id="2" w:author="a"/>'), tc(p(r("丙")))),
    )
    source = read_docx(make_docx(tbl(*rows)), "plan.docx")
    assert places(source) == [("乙\t丙", "row", "table 1 R1", 1)]


def test_text_boxes_once_and_after_their_paragraph(make_docx: Make) -> None:
    def box(text: str) -> str:
        content = f"<w:txbxContent>{p(r(text))}</w:txbxContent>"
        return f"<w:r><w:pict><v:shape><v:textbox>{content}</v:textbox></v:shape></w:pict></w:r>"

    both = (
        f'<mc:AlternateContent><mc:Choice Requires="wps">{box("红头")}</mc:Choice>'
        f"<mc:Fallback>{box('红头')}</mc:Fallback></mc:AlternateContent>"
    )
    source = read_docx(make_docx(p(r("甲"), f"<w:r>{both}</w:r>") + p(r("乙"))), "plan.docx")
    assert [(text, locator) for text, _, locator, _ in places(source)] == [
        ("甲", "para 1"),
        ("红头", "para 1"),
        ("乙", "para 2"),
    ]


def test_embedded_document_makes_it_partial(make_docx: Make) -> None:
    source = read_docx(make_docx(p(r("甲")) + "<w:altChunk/>"), "plan.docx")
    assert [f.code for f in source.faults] == ["embedded_document"]


@pytest.mark.parametrize("body", ["", p(r(" \u3000")), tbl(tr(tc(), tc()))])
def test_empty(make_docx: Make, body: str) -> None:
    with pytest.raises(InputError, match="no text") as caught:
        read_docx(make_docx(body), "plan.docx")
    assert (caught.value.code, caught.value.where) == ("empty", "plan.docx")


def test_relationship_to_a_missing_part(make_docx: Make) -> None:
    """Word opens such files, python-docx does not."""
    data = make_docx(p(r("甲")))
    rels = part(data, "word/_rels/document.xml.rels").replace(
        b"</Relationships>",
        b'<Relationship Id="rId99" Target="NULL" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
        b'relationships/image"/></Relationships>',
    )
    broken = rezip(data, {"word/_rels/document.xml.rels": rels})
    with pytest.raises(KeyError):
        docx.Document(io.BytesIO(broken))
    assert text_of(broken) == "甲"


def test_main_part_under_another_name(make_docx: Make) -> None:
    data = make_docx(p(r("甲")))
    rels = part(data, "_rels/.rels").replace(b"word/document.xml", b"word/document2.xml")
    moved = {"word/document2.xml": part(data, "word/document.xml"), "word/document.xml": None, "_rels/.rels": rels}
    assert text_of(rezip(data, moved)) == "甲"


def test_iso_strict(make_docx: Make) -> None:
    data = make_docx(p(r("甲")))
    strict = part(data, "word/document.xml").replace(
        b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        b"http://purl.oclc.org/ooxml/wordprocessingml/main",
    )
    assert text_of(rezip(data, {"word/document.xml": strict})) == "甲"


def test_back_slashes_in_part_names(make_docx: Make) -> None:
    data = make_docx(p(r("甲")))
    moved = {"word/document.xml": None, "word\\document.xml": part(data, "word/document.xml")}
    assert text_of(rezip(data, moved)) == "甲"


@pytest.mark.parametrize("name", ["word/document.xml", "word/numbering.xml", "word/styles.xml"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_doctype_is_refused(make_docx: Make, name: str, encoding: str) -> None:
    data = make_docx(p(r("甲")))
    xml = part(data, name).decode().partition("?>")[2]
    bomb = f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>{xml}'
    with pytest.raises(InputError, match="document type") as caught:
        read_docx(rezip(data, {name: bomb.encode(encoding)}), "plan.docx")
    assert caught.value.code == "doctype"


def test_damaged_xml(make_docx: Make) -> None:
    data = make_docx(p(r("甲")))
    cut = part(data, "word/document.xml")[:-20]
    with pytest.raises(InputError, match=r"word/document\.xml is damaged") as caught:
        read_docx(rezip(data, {"word/document.xml": cut}), "plan.docx")
    assert caught.value.code == "damaged_xml"


def test_no_body(make_docx: Make) -> None:
    with pytest.raises(InputError) as caught:
        read_docx(rezip(make_docx(p(r("甲"))), {"word/document.xml": b"<document/>"}), "plan.docx")
    assert caught.value.code == "not_docx"


def test_truncated(make_docx: Make) -> None:
    data = make_docx(p(r("甲")))
    with pytest.raises(InputError, match="cut short or damaged") as caught:
        read_docx(data[: len(data) // 2], "plan.docx")
    assert caught.value.code == "damaged_zip"


def test_damaged_contents(make_docx: Make) -> None:
    """The directory is whole, the compressed bytes of the main part are not."""
    data = bytearray(make_docx(p(r("甲"))))
    with zipfile.ZipFile(io.BytesIO(bytes(data))) as archive:
        start = archive.getinfo("word/document.xml").header_offset
    for n in range(start + 60, start + 200):
        data[n] = 0
    with pytest.raises(InputError) as caught:
        read_docx(bytes(data), "plan.docx")
    assert caught.value.code == "damaged_zip"


def test_zip_bomb(make_docx: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    assert package.MAX_INFLATED == 200_000_000
    monkeypatch.setattr(package, "MAX_INFLATED", 3_000_000)
    data = make_docx(p(r("甲")))
    xml = part(data, "word/document.xml")
    assert text_of(rezip(data, {"word/document.xml": xml + b" " * 1_000_000})) == "甲"
    bomb = rezip(data, {"word/document.xml": xml + b" " * 4_000_000})
    assert len(bomb) < 100_000
    with pytest.raises(InputError, match="inflates to more than 3 MB") as caught:
        read_docx(bomb, "plan.docx")
    assert caught.value.code == "zip_bomb"


def test_zip_bomb_in_many_parts(make_docx: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(package, "MAX_INFLATED", 3_000_000)
    data = make_docx(p(r("甲")))
    names = ("word/document.xml", "word/styles.xml", "word/numbering.xml")
    with pytest.raises(InputError) as caught:
        read_docx(rezip(data, {name: part(data, name) + b" " * 1_200_000 for name in names}), "plan.docx")
    assert caught.value.code == "zip_bomb"


def test_size_that_the_archive_claims_is_not_believed(make_docx: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    """A forged small size must not let more through than was counted."""
    monkeypatch.setattr(package, "MAX_INFLATED", 3_000_000)
    data = make_docx(p(r("甲")))
    size = len(part(data, "word/document.xml")) + 4_000_000
    bomb = rezip(data, {"word/document.xml": part(data, "word/document.xml") + b" " * 4_000_000})
    forged = bomb.replace(size.to_bytes(4, "little"), (1000).to_bytes(4, "little"))
    assert forged != bomb
    with pytest.raises(InputError) as caught:
        read_docx(forged, "plan.docx")
    assert caught.value.code in {"damaged_zip", "damaged_xml", "zip_bomb"}


def test_password_of_the_archive(make_docx: Make) -> None:
    """Bit 0 of the flags of an entry says that it is encrypted (APPNOTE 4.4.4)."""
    data = bytearray(make_docx(p(r("甲"))))
    at = data.find(b"PK\x01\x02")
    while at >= 0:
        data[at + 8] |= 1
        at = data.find(b"PK\x01\x02", at + 1)
    with pytest.raises(InputError, match="password") as caught:
        read_docx(bytes(data), "plan.docx")
    assert caught.value.code == "encrypted"


def test_a_cell_on_one_line() -> None:
    assert one_line("  市 水利局 \n 3 座 ") == "市水利局 3 座"
