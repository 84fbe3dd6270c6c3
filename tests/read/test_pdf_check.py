"""PDF documents that cannot be read, and those whose text is in doubt."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from taizhang.errors import InputError
from taizhang.model import Source
from taizhang.read import pdf as reader
from taizhang.read.pdf import read_pdf
from taizhang.read.pdf_check import garbled, listed

FIXTURES = Path(__file__).with_name("fixtures")
TEXT = "到2025年建成公共充电桩1200个以上，其中快充桩占比达到60%左右，中心城区服务半径缩短到2公里以内。"


def prose(pdf: ModuleType, **how: Any) -> Any:
    page = pdf.Page()
    page.lines(*(TEXT[k : k + 24] for k in range(0, len(TEXT), 24)), **how)
    return page


def scan(page: Any, ink: bool = True) -> Any:
    """Lay a picture over the whole page: print at every line, or an even tint."""
    wide, high = 119, 168
    pixels = bytearray([220] * wide * high)
    for y in range(high if ink else 0):
        for x in range(0, wide, 2):
            pixels[y * wide + x] = 20
    page.image(0, 0, 595, 842, bytes(pixels), wide)
    return page


def read_pages(pdf: ModuleType, *pages: Any, **how: str) -> Source:
    return read_pdf(pdf.document(pages, **how), "plan.pdf")


def refused(data: bytes) -> InputError:
    with pytest.raises(InputError) as caught:
        read_pdf(data, "plan.pdf")
    error = caught.value
    assert error.where == "plan.pdf"
    assert error.message[-1] == error.advice[-1] == "."
    return error


def test_password() -> None:
    error = refused((FIXTURES / "locked.pdf").read_bytes())
    assert (error.code, error.message) == ("encrypted", "this PDF is protected by a password.")


def test_rights_without_password_do_not_matter() -> None:
    assert "公共充电桩" in read_pdf(FIXTURES / "no_copying.pdf", "plan.pdf").text


@pytest.mark.parametrize(
    "data", [b"", b"%PDF-1.7", b"%PDF-1.7\n%%EOF", b"%PDF-1.4\n1 0 obj\n<</Type/Catalog>>\nendobj"]
)
def test_damaged(data: bytes) -> None:
    assert refused(data).code == "damaged_pdf"


def test_any_cut_is_read_or_refused(pdf: ModuleType) -> None:
    data = pdf.document([prose(pdf), prose(pdf)])
    codes = set()
    for end in range(0, len(data), 61):
        try:
            read_pdf(data[:end], "plan.pdf")
        except InputError as error:
            codes.add(error.code)
    assert codes <= {"damaged_pdf", "empty"}


def test_metadata_that_is_no_text(pdf: ModuleType) -> None:
    data = pdf.document([prose(pdf)], info="\\376\\377\\330\\000\\000A")  # half a surrogate pair
    assert read_pdf(data, "plan.pdf").faults == ()


def test_page_that_cannot_be_loaded(pdf: ModuleType) -> None:
    data = pdf.document([prose(pdf), prose(pdf)]).replace(b"/Type/Page/Parent", b"/Type/Font/Paren", 1)
    source = read_pdf(data, "plan.pdf")
    assert [f.code for f in source.faults] == ["damaged_page"]
    assert "on page 1." in source.faults[0].error
    assert (source.pages, source.blocks[0].locator) == (2, "p.2")


def test_too_many_pages(pdf: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "MAX_PAGES", 2)
    data = pdf.document([prose(pdf) for _ in range(3)])
    assert refused(data).code == "too_many_pages"


def test_empty(pdf: ModuleType) -> None:
    assert refused(pdf.document([pdf.Page()])).code == "empty"


def test_scan_without_text(pdf: ModuleType) -> None:
    page = scan(pdf.Page())
    error = refused(pdf.document([page, page]))
    assert error.code == "no_text_layer"
    assert "OCR" in error.advice


def test_letters_drawn_as_curves(pdf: ModuleType) -> None:
    page = pdf.Page()
    for k in range(150):
        page.content.append(f"{80 + k} 700 m {90 + k} 710 {95 + k} 690 {99 + k} 705 c f")
    assert refused(pdf.document([page])).code == "no_text_layer"


def test_page_that_is_a_picture(pdf: ModuleType) -> None:
    numbered = scan(pdf.Page())
    numbered.text(290, 50, "— 2 —", 12)
    source = read_pages(pdf, prose(pdf), numbered, prose(pdf))
    assert [(f.stage, f.code, f.source) for f in source.faults] == [("read", "no_text_layer", "plan.pdf")]
    assert "on page 2." in source.faults[0].error
    assert source.ocr == 0


def test_invisible_text_over_a_scan(pdf: ModuleType) -> None:
    page = scan(pdf.Page(), ink=False)
    page.lines(*(TEXT[k : k + 24] for k in range(0, len(TEXT), 24)), mode=3)
    source = read_pages(pdf, page, prose(pdf))
    assert [f.code for f in source.faults] == ["earlier_ocr"]
    assert source.ocr == 0.5
    assert "公共充电桩" in source.text


def test_text_under_a_scan(pdf: ModuleType) -> None:
    assert read_pages(pdf, scan(prose(pdf), ink=False)).ocr == 1  # the picture is drawn after the text


def over(pdf: ModuleType, ink: bool) -> Any:
    page = scan(pdf.Page(), ink)
    page.lines(*(TEXT[k : k + 24] for k in range(0, len(TEXT), 24)))
    return page


@pytest.mark.parametrize(("ink", "info", "ocr"), [(True, "", 1), (False, "", 0), (False, "ABBYY FineReader 15", 1)])
def test_visible_text_over_a_picture(pdf: ModuleType, ink: bool, info: str, ocr: int) -> None:
    """A tinted background is none; print under the text is a scan, and so is what a recogniser says it made."""
    source = read_pages(pdf, over(pdf, ink), info=info)
    assert source.ocr == ocr
    assert [f.code for f in source.faults] == ["earlier_ocr"] * ocr


def test_small_pictures_do_not_matter(pdf: ModuleType) -> None:
    page = prose(pdf)
    page.image(100, 100, 200, 200, bytes(100), 10)
    assert read_pages(pdf, page, info="ABBYY FineReader 15").faults == ()


@pytest.mark.parametrize(
    "text",
    [
        "\ue001\ue002\ue003建设" * 9,
        "\ufffd设" * 12,
        "òÂµÄ¹«¹²³äµç×®" * 3,
        "龘靐齉爩鱻麤灪" * 4,
        "Rqg xkz Pmwq hgtX " * 4,
    ],
    ids=["private", "lost", "latin", "rare", "letters"],
)
def test_garbled_layer(pdf: ModuleType, text: str) -> None:
    page = pdf.Page()
    for k in range(0, len(text), 20):
        page.lines(text[k : k + 20])
    source = read_pages(pdf, prose(pdf), page)
    assert [f.code for f in source.faults] == ["garbled_text_layer"]
    assert "on page 2." in source.faults[0].error


def test_numbers_and_a_few_odd_characters_are_no_garbage(pdf: ModuleType) -> None:
    page, table = prose(pdf), pdf.Page()
    page.lines("旴江、邛崃、\ue010婺源、鄱阳湖、瓯海，CO2、VOCs、SO2减排。")
    table.lines("1200 300 60% 2.5", "1300 400 70% 3.5", "1400 500 80% 4.5")
    assert read_pages(pdf, page, table).faults == ()


def test_garbled_needs_characters_to_judge() -> None:
    assert not garbled(Counter(bad=5))
    assert garbled(Counter(bad=5, hanzi=40))


@pytest.mark.parametrize(
    ("numbers", "words"),
    [([3], "page 3"), ([1, 2, 3, 9], "pages 1-3, 9"), ([1, 2], "all 2 pages"), ([1], "page 1")],
)
def test_listed(numbers: list[int], words: str) -> None:
    assert listed(numbers, 2 if len(numbers) == 2 else 12) == words
