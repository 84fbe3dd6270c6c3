import pytest
from hypothesis import given
from hypothesis import strategies as st

from taizhang.write.text import CELL_UNITS, CUT_MARK, cell_text, clean, clean_lines


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("云溪市水\n污染整改", "云溪市水污染整改"),
        ("到 2025 年底\n前", "到2025年底前"),
        ("  推广　air  \n quality 监测 ", "推广air quality监测"),
        ("PM 2.5\nlevel", "PM 2.5 level"),
        ("新建 （二期） 泵站", "新建（二期）泵站"),
        ("〔2020〕 43号", "〔2020〕43号"),
        ("任务\t责任单位\t\t2025 年", "任务 责任单位 2025年"),
        ("零\u200b宽\ufeff软\u00ad连", "零宽软连"),
        ("不\u00a0断\u2009行", "不断行"),
        ("𠀀 𠀁", "𠀀𠀁"),
        ("👨\u200d👩\u200d👧 一家", "👨\u200d👩\u200d👧一家"),
        ("ㄅ ㄆ カ ナ", "ㄅㄆカナ"),
        ("换页\x0c之后", "换页之后"),
        (" \n\t ", ""),
        ("", ""),
    ],
)
def test_clean(text, expected):
    assert clean(text) == expected


@given(st.text(alphabet=" \n\u3000\u200baB1.中，（😀"))
def test_cleaning_twice_is_cleaning_once(text):
    assert clean(clean(text)) == clean(text)


def test_clean_is_quick_on_long_runs_of_spaces():
    assert clean("a" + " " * 200_000 + "b") == "a b"


def test_clean_lines_keeps_the_breaks():
    assert clean_lines("1.新建 泵站\n\n  2.报送\t进展 \n") == "1.新建泵站\n2.报送 进展"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("铃\x07声\x00", "铃␇声␀"),
        ("回车\r", "回车␍"),
        ("非字符\ufffe\uffff\ud800", "非字符\ufffd\ufffd\ufffd"),
        ("留下\t和\n", "留下\t和\n"),
        ("<r>一</r>", "<r>一</r> "),
        ("<r>一</r>后", "<r>一</r>后"),
        ("_x0041_", "_x0041_"),
    ],
)
def test_what_xml_forbids_is_shown(text, expected):
    assert cell_text(text) == expected


def test_long_cells_are_cut_with_a_mark():
    assert cell_text("长" * CELL_UNITS) == "长" * CELL_UNITS
    cut = cell_text("长" * (CELL_UNITS + 1))
    assert cut == "长" * (CELL_UNITS - len(CUT_MARK)) + CUT_MARK
    assert len(cut) == 32_767


def test_an_emoji_counts_twice_and_is_never_halved():
    # 16,383 emoji are 32,766 UTF-16 units; one more are 32,768.
    assert cell_text("😀" * 16_383) == "😀" * 16_383
    cut = cell_text("😀" * 16_384)
    assert cut == "😀" * ((CELL_UNITS - len(CUT_MARK)) // 2) + CUT_MARK


def test_line_feeds_beyond_what_a_cell_may_have():
    assert cell_text("\n".join("a" * 300)).count("\n") == 253
    assert cell_text("\n".join("a" * 300)).replace("\n", " ") == " ".join("a" * 300)
