"""PDF documents: lines to paragraphs, what is printed on every page, columns, notes, and where everything stands."""

from __future__ import annotations

import logging
from pathlib import Path
from types import ModuleType

import pytest

from taizhang.model import Source
from taizhang.read import read
from taizhang.read.pdf import read_pdf

FIRST = (
    "为加快补齐全市城乡充电设施短板，到2025年建成公共充电桩1200个以上，其中快充桩占比达到60%左右，"
    "中心城区服务半径缩短到2公里以内，高速公路服务区实现全覆盖，形成布局合理的充电网络。"
)
SECOND = (
    "市发展改革委牵头建立联席会议制度，市住房城乡建设局、市交通运输局、市自然资源局按职责分工落实用地、"
    "用电和建设条件，每季度调度一次进展，对推进缓慢的县（市、区）予以通报。"
)


def texts(source: Source) -> list[str]:
    return source.text.split("\n")


def prose(pdf: ModuleType, *extra: str, number: int = 1) -> object:
    """A page of two paragraphs and some lines."""
    page = pdf.Page()
    page.prose(FIRST)
    page.lines(*extra)
    page.prose(f"{number}号页。{SECOND}")
    return page


def read_pages(pdf: ModuleType, *pages: object, **how: str) -> Source:
    source = read_pdf(pdf.document(pages, **how), "plan.pdf")
    for block in source.blocks:
        assert "\n" not in source.text[block.start : block.end]
    assert [b.start for b in source.blocks[1:]] == [b.end + 1 for b in source.blocks[:-1]]
    assert source.blocks[-1].end == len(source.text)
    return source


def test_lines_become_paragraphs(pdf: ModuleType) -> None:
    page = pdf.Page()
    page.lines("各县（市、区）人民政府：")
    page.prose(FIRST)
    page.prose("一、工作目标")
    page.prose(SECOND)
    source = read_pages(pdf, page)
    assert texts(source) == ["各县（市、区）人民政府：", FIRST, "一、工作目标", SECOND]
    assert {(b.kind, b.locator, b.table) for b in source.blocks} == {("paragraph", "p.1", 0)}
    assert (source.format, source.pages, source.ocr, source.faults) == ("pdf", 1, 0.0, ())
    assert source.sha256 == read_pages(pdf, page).sha256


def test_paragraph_runs_over_the_page(pdf: ModuleType) -> None:
    whole = pdf.Page()
    whole.prose(FIRST + SECOND)
    first, second = pdf.Page(), pdf.Page()
    first.content, second.content = whole.content[:3], whole.content[3:]
    first.text(290, 50, "— 1 —", 12)
    second.text(290, 50, "— 2 —", 12)
    second.y = whole.y
    second.prose("二、保障措施")
    source = read_pages(pdf, first, second)
    assert texts(source) == [FIRST + SECOND, "二、保障措施"]
    assert [b.locator for b in source.blocks] == ["p.1", "p.2"]


def test_paragraph_that_ends_with_the_page(pdf: ModuleType) -> None:
    first, second = prose(pdf), prose(pdf, number=2)
    assert texts(read_pages(pdf, first, second)) == [FIRST, f"1号页。{SECOND}", FIRST, f"2号页。{SECOND}"]


def test_paragraphs_without_indent_are_told_by_their_ends(pdf: ModuleType) -> None:
    page = pdf.Page()
    for text in ("1.建设充电站。" + FIRST, "2.完善机制。" + SECOND, "3.落实资金。" + FIRST):
        page.prose(text, indent=0)
    assert [t[:2] for t in texts(read_pages(pdf, page))] == ["1.", "2.", "3."]


def test_full_last_line_without_indent(pdf: ModuleType) -> None:
    # 27 characters fill a line, so the first item ends at the right margin.
    page = pdf.Page()
    page.lines(
        "1.加快建设公共充电站，推动快充桩进社区进商圈进厂区和园区。",
        "2.完善联席会议机制，每季度调度一次进展，及时通报有关情况。",
        "3.落实。",
    )
    assert len(texts(read_pages(pdf, page))) == 3


def test_hanging_lines_belong_to_their_item(pdf: ModuleType) -> None:
    page = pdf.Page()
    page.prose(FIRST)
    page.lines("附件：1.某市充电设施建设任务分解表及各县（市、区）年度目", "　　　　　标清单")
    page.prose(SECOND)
    assert "附件：1.某市充电设施建设任务分解表及各县（市、区）年度目标清单" in texts(read_pages(pdf, page))


def test_centred_title_is_one_paragraph(pdf: ModuleType) -> None:
    page = pdf.Page()
    for line in ("某市人民政府办公室关于印发某市充电", "设施补短板三年行动计划", "（2023—2025年）的通知"):
        page.centred(line, 22)
    page.y -= 20
    page.prose(FIRST)
    page.centred("第一章　总则")
    page.centred("第一节　目标")
    page.prose(SECOND)
    title = "某市人民政府办公室关于印发某市充电设施补短板三年行动计划（2023—2025年）的通知"
    assert texts(read_pages(pdf, page)) == [title, FIRST, "第一章 总则", "第一节 目标", SECOND]


def test_paragraphs_that_stand_apart(pdf: ModuleType) -> None:
    """Web pages: no indents, a gap between paragraphs; each first paragraph here fills its last line."""
    page = pdf.Page()
    full = "加快建设公共充电站，推动快充桩进社区进商圈进厂区和园区。"
    for text in (
        "关于加快推进城乡充电基础设施建设补齐短板弱项若干项工作",
        full,
        "责任单位：市发展改革委，市住房城乡建设局，市交通运输局等",
        "督导单位：市政府督查室",
        SECOND,
    ):
        page.y -= 10
        for k in range(0, len(text), 27):
            page.lines(text[k : k + 27], pitch=20)
    found = texts(read_pages(pdf, page))
    assert [t[:4] for t in found] == ["关于加快", "加快建设", "责任单位", "督导单位", "市发展改"]


def test_label_in_an_indented_paragraph_begins_nothing(pdf: ModuleType) -> None:
    page = pdf.Page()
    page.prose(FIRST)
    page.lines("　　牵头单位：市发展改革委；配合单位：市住房城乡建设局；", "完成时限：2025年底。")
    page.prose(SECOND)
    assert "牵头单位：市发展改革委；配合单位：市住房城乡建设局；完成时限：2025年底。" in texts(read_pages(pdf, page))


def test_number_of_the_document_is_no_part_of_the_title(pdf: ModuleType) -> None:
    page = pdf.Page()
    page.centred("某政办发〔2023〕18号")
    page.centred("某市充电设施补短板三年行动计划")
    page.prose(FIRST)
    assert texts(read_pages(pdf, page))[:2] == ["某政办发〔2023〕18号", "某市充电设施补短板三年行动计划"]


def test_characters_lost_at_a_line_end(pdf: ModuleType) -> None:
    """Optical recognition drops marks; a line that ends no sentence goes on below, unless that is indented."""
    page = pdf.Page()
    page.prose(FIRST)
    page.lines("　　建立联席会议制度，每季度调度一次进展，对推进缓", "慢的县（市、区）予以通报。")
    page.prose(SECOND)
    found = texts(read_pages(pdf, page))
    assert "建立联席会议制度，每季度调度一次进展，对推进缓慢的县（市、区）予以通报。" in found


def test_signature_and_list_stay_lines(pdf: ModuleType) -> None:
    page = pdf.Page()
    page.prose(FIRST)
    for text in ("某市住房和城乡建设局", "某市发展改革委", "2023年6月8日"):
        page.text(pdf.RIGHT - pdf.width(text), page.y, text)
        page.y -= 28
    for text in ("甲某某　市发展改革委副主任", "乙某某　市财政局总会计师长"):
        page.text(200, page.y, text)
        page.y -= 28
    assert len(texts(read_pages(pdf, page))) == 6


def test_indented_paragraph_below_a_full_title(pdf: ModuleType) -> None:
    page = pdf.Page()
    page.prose(FIRST)
    page.prose(SECOND)
    title = "某市加快补齐城乡充电设施短板推动新能源汽车下乡进村方案"
    page.centred(title)
    page.prose(SECOND)
    assert texts(read_pages(pdf, page)) == [FIRST, SECOND, title, SECOND]


def test_contents_stay_lines(pdf: ModuleType) -> None:
    page = pdf.Page()
    page.lines(*(f"{n}、{'总体要求' * 2}{'…' * 16}{k}" for n, k in zip("一二三四", "1358", strict=True)))
    page.y -= 40
    page.prose(FIRST)
    assert len(texts(read_pages(pdf, page))) == 5


def test_spaces_are_kept_where_there_is_room(pdf: ModuleType) -> None:
    page = pdf.Page()
    page.text(80, 700, "2022")
    page.text(80 + 32 + 5, 700, "年1")  # a quarter of an em and more
    page.text(80 + 32 + 5 + 24 + 5, 700, "月底前完成")
    page.text(112, 660, "其后。")
    page.lines("　　第一节 目标")
    assert texts(read_pages(pdf, page)) == ["第一节 目标", "2022 年1 月底前完成", "其后。"]


def test_words_of_latin_letters_keep_their_space_at_line_ends(pdf: ModuleType) -> None:
    page = pdf.Page()
    page.lines("　　开展绿色建筑认证，推广使用符合国际标准的Leadership in", "Energy评价体系，到2025年完成20项。")
    assert "Leadership in Energy评价体系" in read_pages(pdf, page).text


@pytest.mark.parametrize(
    "forms",
    [
        ("— 1 —", "— 2 —", "— 3 —"),
        ("－1－", "－2－", "－3－"),
        ("- 11 -", "- 12 -", "- 13 -"),
        ("1", "2", "3"),
        ("第1页 共3页", "第2页 共3页", "第3页 共3页"),
        ("1/3", "2/3", "3/3"),
        ("i", "ii", "iii"),
        ("Ⅳ", "Ⅴ", "Ⅵ"),
    ],
)
def test_page_numbers(pdf: ModuleType, caplog: pytest.LogCaptureFixture, forms: tuple[str, ...]) -> None:
    pages = [prose(pdf, number=n) for n in (1, 2, 3)]
    for page, form in zip(pages, forms, strict=True):
        page.text(280, 50, form, 12)  # type: ignore[attr-defined]
    with caplog.at_level(logging.INFO, "taizhang"):
        source = read_pages(pdf, *pages)
    assert len(texts(source)) == 6
    assert "plan.pdf: left out 3 page numbers, 0 running heads and feet" in caplog.text


def test_number_that_does_not_count_pages_stays(pdf: ModuleType) -> None:
    pages = [prose(pdf, number=n) for n in (1, 2, 3)]
    for page, form in zip(pages, ("2025", "30", "30"), strict=True):
        page.text(280, 50, form, 12)  # type: ignore[attr-defined]
    found = texts(read_pages(pdf, *pages))
    assert found.count("30") == 2
    assert "2025" in found


def test_running_heads_and_feet(pdf: ModuleType, caplog: pytest.LogCaptureFixture) -> None:
    pages = []
    for n in (1, 2, 3, 4):
        page = prose(pdf, number=n)
        page.text(80, 800, "某省人民政府公报" if n % 2 else f"2023年第6期　总第{n + 200}页", 10)  # type: ignore[attr-defined]
        page.text(80, 40, f"https://www.example.gov.cn/plan.html {n}/4", 9)  # type: ignore[attr-defined]
        pages.append(page)
    pages[2].text(300, 60, "编辑：某某", 10)  # type: ignore[attr-defined]
    with caplog.at_level(logging.INFO, "taizhang"):
        found = texts(read_pages(pdf, *pages))
    assert len([t for t in found if "https" in t]) == 0
    assert "编辑：某某" in found  # stands once
    assert found.count("某省人民政府公报") == 2  # on two pages only, which proves nothing


def test_repeated_text_of_the_plan_stays(pdf: ModuleType) -> None:
    pages = []
    for n in range(1, 7):
        page = pdf.Page()
        if n > 3:
            page.lines("附件")
            page.y -= 20
        page.prose(FIRST)
        if n in (1, 3, 5):
            page.lines("　　责任单位：各县（市、区）人民政府")
        pages.append(page)
    found = texts(read_pages(pdf, *pages))
    assert found.count("附件") == 3
    assert found.count("责任单位：各县（市、区）人民政府") == 3


def test_two_columns(pdf: ModuleType) -> None:
    page = pdf.Page()
    page.centred("某市充电设施补短板行动计划", 20)
    top = page.y
    page.prose(FIRST, left=60, right=60 + 18 * 12, size=12)
    page.prose(SECOND, left=60, right=60 + 18 * 12, size=12)
    page.y = top - 5  # columns need not share their lines
    page.prose(SECOND, left=310, right=310 + 18 * 12, size=12)
    page.prose(FIRST, left=310, right=310 + 18 * 12, size=12)
    page.text(290, 50, "— 1 —", 12)
    assert texts(read_pages(pdf, page)) == ["某市充电设施补短板行动计划", FIRST, SECOND, SECOND, FIRST]


def test_paragraph_runs_into_the_next_column(pdf: ModuleType) -> None:
    whole = pdf.Page()
    whole.prose(FIRST + SECOND + FIRST, left=60, right=60 + 18 * 12, size=12)
    page = pdf.Page()
    half = len(whole.content) // 2
    page.content = whole.content[:half]
    shift = [c.replace(" 60.0 ", " 310.0 ").replace(" 60 ", " 310 ") for c in whole.content[half:]]
    page.content += [
        c.replace(f" {pdf.TOP - pdf.PITCH * k} ", f" {pdf.TOP - pdf.PITCH * (k - half)} ")
        for k, c in enumerate(shift, half)
    ]
    assert texts(read_pages(pdf, page)) == [FIRST + SECOND + FIRST]


def test_footnote_follows_the_paragraph_that_runs_over_the_page(pdf: ModuleType) -> None:
    whole = pdf.Page()
    whole.prose(FIRST + SECOND)
    first, second = pdf.Page(), pdf.Page()
    first.content, second.content = whole.content[:3], whole.content[3:]
    first.rule(80, 140, 220, 140)
    first.text(80, 120, "①快充桩指单枪功率不低于60千瓦的充电桩。", 10)
    source = read_pages(pdf, first, second)
    assert [(b.kind, b.locator) for b in source.blocks] == [("paragraph", "p.1"), ("note", "p.1")]
    assert texts(source)[0] == FIRST + SECOND


@pytest.mark.parametrize("rotate", [0, 90])
def test_turned_page_with_its_number_beside(pdf: ModuleType, rotate: int) -> None:
    """A landscape page whose text runs upwards, once shown upright by the viewer, once not."""
    pages = [prose(pdf, number=1), pdf.Page(rotate=rotate), prose(pdf, number=3)]
    flat = pdf.Page()
    flat.prose(FIRST)
    for n, line in enumerate(flat.content):
        code = line.split("<")[1].split(">")[0]
        pages[1].text(100 + 28 * n, 80 if n else 112, bytes.fromhex(code).decode("utf-16-be"), matrix="0 1 -1 0")  # type: ignore[attr-defined]
    for n, page in enumerate(pages, 1):
        page.text(280, 40, f"— {n} —", 12)  # type: ignore[attr-defined]
    found = texts(read_pages(pdf, *pages))
    assert found == [FIRST, f"1号页。{SECOND}", FIRST, FIRST, f"3号页。{SECOND}"]


def test_watermark(pdf: ModuleType) -> None:
    pages = [prose(pdf, number=n) for n in (1, 2, 3)]
    for page in pages:
        page.text(150, 300, "内部资料", 60, matrix="0.7 0.7 -0.7 0.7")  # type: ignore[attr-defined]
    assert "内部资料" not in read_pages(pdf, *pages).text
    assert texts(read_pages(pdf, pages[0]))[-1] == "内部资料"  # once: kept, behind the page's text


def test_characters_are_what_they_mean(pdf: ModuleType) -> None:
    page = pdf.Page()
    page.text(112, 700, "\u2f24⻓江⼤保护")
    page.text(112, 660, "二、严格执行。")
    page.text(112, 620, "PM")
    page.text(128, 617, "2.5", 8)
    page.text(140, 620, "浓度\uf0a330微克")
    page.text(114, 660, "二、严格执行。")  # a shadow
    assert texts(read_pages(pdf, page)) == ["大长江大保护", "二、严格执行。", "PM2.5浓度≤30微克"]


def test_read_by_content(pdf: ModuleType, tmp_path: Path) -> None:
    path = tmp_path / "plan.txt"
    path.write_bytes(pdf.document([prose(pdf)]))
    source = read(path, "sub/plan.txt")
    assert (source.name, source.format, source.pages) == ("sub/plan.txt", "pdf", 1)
    assert source == read_pdf(path, "sub/plan.txt")
