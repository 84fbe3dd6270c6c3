"""Number formats by hand-made tables, and the counters of lists on documents."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from taizhang.read.docx import read_docx
from taizhang.read.numbering import FORMATS

Make = Callable[..., bytes]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("decimal", {1: "1", 10: "10", 123: "123"}),
        ("decimalZero", {1: "01", 10: "10", 100: "100"}),
        ("decimalFullWidth", {1: "１", 20: "２０"}),
        ("decimalEnclosedCircle", {1: "①", 10: "⑩", 20: "⑳", 21: "21"}),
        ("decimalEnclosedParen", {1: "⑴", 20: "⒇"}),
        ("decimalEnclosedFullstop", {1: "⒈", 20: "⒛"}),
        ("upperRoman", {1: "I", 4: "IV", 9: "IX", 14: "XIV", 40: "XL", 1994: "MCMXCIV", 4000: "4000"}),
        ("lowerRoman", {3: "iii", 90: "xc", 400: "cd"}),
        ("upperLetter", {1: "A", 26: "Z", 27: "AA", 53: "AAA"}),
        ("lowerLetter", {2: "b", 28: "bb"}),
        (
            "chineseCounting",
            {1: "一", 10: "十", 11: "十一", 20: "二十", 21: "二十一", 99: "九十九", 100: "一○○", 101: "一○一"},
        ),
        (
            "chineseCountingThousand",
            {1: "一", 10: "十", 19: "十九", 20: "二十", 100: "一百", 101: "一百〇一", 110: "一百一十"}
            | {1001: "一千〇一", 1010: "一千〇一十", 10001: "一万〇一", 12345: "一万二千三百四十五"},
        ),
        ("ideographDigital", {1: "一", 10: "一〇", 11: "一一", 101: "一〇一"}),
        ("japaneseCounting", {1: "一", 10: "十", 11: "十一", 20: "二十", 101: "百一", 111: "百十一", 1001: "千一"}),
        ("chineseLegalSimplified", {1: "壹", 10: "壹拾", 11: "壹拾壹", 101: "壹佰零壹"}),
        ("ideographTraditional", {1: "甲", 10: "癸", 11: "11"}),
        ("ideographZodiac", {1: "子", 12: "亥", 13: "13"}),
        ("ideographEnclosedCircle", {1: "㊀", 10: "㊉", 11: "11"}),
        ("numberInDash", {5: "- 5 -"}),
        ("none", {1: ""}),
        ("bullet", {1: ""}),
    ],
)
def test_format(name: str, expected: dict[int, str]) -> None:
    assert {n: FORMATS[name](n) for n in expected} == expected


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_no_format_fails_on_odd_numbers(name: str) -> None:
    for number in (-1, 0, 99_999, 100_000, 10**9):
        assert isinstance(FORMATS[name](number), str)


def lvl(n: int, fmt: str, text: str, *, start: int = 1, more: str = "") -> str:
    head = f'<w:start w:val="{start}"/><w:numFmt w:val="{fmt}"/>{more}'
    return f'<w:lvl w:ilvl="{n}">{head}<w:lvlText w:val="{text}"/></w:lvl>'


def abstract(key: int, *levels: str) -> str:
    return f'<w:abstractNum w:abstractNumId="{key}">{"".join(levels)}</w:abstractNum>'


def num(key: int, definition: int, more: str = "") -> str:
    return f'<w:num w:numId="{key}"><w:abstractNumId w:val="{definition}"/>{more}</w:num>'


def item(text: str, key: int | None = None, level: int | None = None, style: str = "") -> str:
    inner = (f'<w:ilvl w:val="{level}"/>' if level is not None else "") + (
        f'<w:numId w:val="{key}"/>' if key is not None else ""
    )
    properties = (f'<w:pStyle w:val="{style}"/>' if style else "") + (f"<w:numPr>{inner}</w:numPr>" if inner else "")
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"


def lines(data: bytes) -> list[str]:
    return read_docx(data, "plan.docx").text.split("\n")


def test_outline_of_a_plan(make_docx: Make) -> None:
    outline = abstract(
        0,
        lvl(0, "chineseCounting", "%1、"),
        lvl(1, "chineseCounting", "（%2）"),
        lvl(2, "decimal", "%3."),
        lvl(3, "decimalEnclosedCircle", "%4"),
    )
    names = ("目标", "水", "河流", "湖泊", "清淤", "气", "工业", "保障", "资金")
    body = zip(names, (0, 1, 2, 2, 3, 1, 2, 0, 1), strict=True)
    data = make_docx("".join(item(text, 1, level) for text, level in body), outline + num(1, 0))
    assert lines(data) == [
        *("一、目标", "（一）水", "1.河流", "2.湖泊", "①清淤", "（二）气", "1.工业", "二、保障", "（一）资金"),
    ]


@pytest.mark.parametrize(
    ("fmt", "third"),
    [
        ("decimal", "3、丙"),
        ("chineseCounting", "三、丙"),
        ("chineseCountingThousand", "三、丙"),
        ("ideographDigital", "三、丙"),
        ("japaneseCounting", "三、丙"),
        ("decimalEnclosedCircle", "③、丙"),
        ("decimalFullWidth", "３、丙"),
        ("upperRoman", "III、丙"),
        ("lowerRoman", "iii、丙"),
        ("upperLetter", "C、丙"),
        ("lowerLetter", "c、丙"),
    ],
)
def test_every_format_in_a_document(make_docx: Make, fmt: str, third: str) -> None:
    data = make_docx("".join(item(t, 1, 0) for t in "甲乙丙"), abstract(0, lvl(0, fmt, "%1、")) + num(1, 0))
    source = read_docx(data, "plan.docx")
    assert source.text.split("\n")[2] == third
    assert source.faults == ()


def test_bullets_show_nothing(make_docx: Make) -> None:
    data = make_docx(item("清淤", 1, 0), abstract(0, lvl(0, "bullet", "\uf06c")) + num(1, 0))
    assert lines(data) == ["清淤"]


def test_a_space_only_where_label_and_text_run_together(make_docx: Make) -> None:
    levels = [lvl(0, "chineseCounting", "第%1条"), lvl(1, "decimal", "%2."), lvl(2, "decimal", "（%3）")]
    glued = lvl(3, "decimal", "%4", more='<w:suff w:val="nothing"/>')
    body = item("总则", 1, 0) + item("2025年底前完成", 1, 1) + item("2026年", 1, 2) + item("号机组", 1, 3)
    data = make_docx(body, abstract(0, *levels, glued) + num(1, 0))
    assert lines(data) == ["第一条 总则", "1. 2025年底前完成", "（1）2026年", "1号机组"]


def test_start_and_missing_start(make_docx: Make) -> None:
    no_start = '<w:lvl w:ilvl="0"><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl>'
    data = make_docx(
        item("甲", 1, 0) + item("乙", 1, 0) + item("丙", 2, 0),
        abstract(0, lvl(0, "decimal", "%1.", start=5)) + abstract(1, no_start) + num(1, 0) + num(2, 1),
    )
    assert lines(data) == ["5.甲", "6.乙", "0.丙"]


def test_lists_of_one_definition_share_their_counter(make_docx: Make) -> None:
    restarted = num(2, 0, '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="8"/></w:lvlOverride>')
    data = make_docx(
        item("甲", 1, 0) + item("乙", 1, 0) + item("丙", 3, 0) + item("丁", 2, 0) + item("戊", 1, 0) + item("己", 2, 0),
        abstract(0, lvl(0, "decimal", "%1.")) + num(1, 0) + restarted + num(3, 0),
    )
    assert lines(data) == ["1.甲", "2.乙", "3.丙", "8.丁", "9.戊", "10.己"]


def test_lists_of_two_definitions_do_not(make_docx: Make) -> None:
    both = abstract(0, lvl(0, "decimal", "%1.")) + abstract(1, lvl(0, "decimal", "%1)"))
    data = make_docx(item("甲", 1, 0) + item("乙", 2, 0) + item("丙", 1, 0), both + num(1, 0) + num(2, 1))
    assert lines(data) == ["1.甲", "1)乙", "2.丙"]


def test_override_of_a_level(make_docx: Make) -> None:
    override = f'<w:lvlOverride w:ilvl="0">{lvl(0, "upperLetter", "%1.", start=3)}</w:lvlOverride>'
    data = make_docx(item("甲", 2, 0), abstract(0, lvl(0, "decimal", "%1.")) + num(1, 0) + num(2, 0, override))
    assert lines(data) == ["C.甲"]


@pytest.mark.parametrize(
    ("restart", "last"),
    [("", "1.丁"), ('<w:lvlRestart w:val="0"/>', "3.丁"), ('<w:lvlRestart w:val="1"/>', "3.丁")],
)
def test_restart(make_docx: Make, restart: str, last: str) -> None:
    # The third level counts on after another item of the second one where it restarts after the first alone.
    levels = [lvl(0, "decimal", "%1、"), lvl(1, "decimal", "（%2）"), lvl(2, "decimal", "%3.", more=restart)]
    body = (
        item("章", 1, 0) + item("节", 1, 1) + item("甲", 1, 2) + item("乙", 1, 2) + item("节", 1, 1) + item("丁", 1, 2)
    )
    data = make_docx(body, abstract(0, *levels) + num(1, 0))
    assert lines(data)[-1] == last


def test_numbers_of_higher_levels(make_docx: Make) -> None:
    legal = lvl(2, "decimal", "%1.%2.%3", more="<w:isLgl/>")
    levels = [lvl(0, "chineseCounting", "%1、"), lvl(1, "decimal", "%1.%2"), legal]
    body = item("甲", 1, 0) + item("乙", 1, 0) + item("丙", 1, 1) + item("丁", 1, 2)
    data = make_docx(body, abstract(0, *levels) + num(1, 0))
    assert lines(data) == ["一、甲", "二、乙", "二.1 丙", "2.1.1 丁"]


def test_higher_level_that_never_came_shows_its_start(make_docx: Make) -> None:
    levels = [lvl(0, "decimal", "%1."), lvl(1, "decimal", "%1.%2")]
    data = make_docx(item("甲", 1, 1) + item("乙", 1, 0), abstract(0, *levels) + num(1, 0))
    assert lines(data) == ["1.1 甲", "1.乙"]


def test_numbers_of_styles(make_docx: Make) -> None:
    levels = [lvl(0, "chineseCounting", "%1、"), lvl(1, "chineseCounting", "（%2）", more='<w:pStyle w:val="Sub"/>')]
    styles = (
        '<w:style w:type="paragraph" w:styleId="Top"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="Child"><w:basedOn w:val="Top"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="Sub"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="Level"><w:basedOn w:val="Top"/>'
        '<w:pPr><w:numPr><w:ilvl w:val="1"/></w:numPr></w:pPr></w:style>'
    )
    body = (
        item("甲", style="Top")
        + item("乙", style="Sub")
        + item("丙", style="Level")
        + item("丁", style="Child")
        + item("戊", key=0, style="Top")
        + item("己", style="Unknown")
    )
    data = make_docx(body, abstract(0, *levels) + num(1, 0), styles)
    assert lines(data) == ["一、甲", "（一）乙", "（二）丙", "二、丁", "戊", "己"]


def test_numbering_style(make_docx: Make) -> None:
    """A definition that only names a numbering style takes the levels of the list that the style names."""
    linked = '<w:abstractNum w:abstractNumId="0"><w:numStyleLink w:val="Outline"/></w:abstractNum>'
    numbered = '<w:numPr><w:numId w:val="2"/></w:numPr>'
    style = f'<w:style w:type="numbering" w:styleId="Outline"><w:pPr>{numbered}</w:pPr></w:style>'
    definitions = linked + abstract(1, lvl(0, "chineseCounting", "%1、")) + num(1, 0) + num(2, 1)
    assert lines(make_docx(item("甲", 1, 0), definitions, style)) == ["一、甲"]


def test_styles_in_a_circle(make_docx: Make) -> None:
    styles = (
        '<w:style w:type="paragraph" w:styleId="A"><w:basedOn w:val="B"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="B"><w:basedOn w:val="A"/></w:style>'
    )
    assert lines(make_docx(item("甲", style="A"), "", styles)) == ["甲"]


def test_unknown_format_is_decimal_and_told(make_docx: Make) -> None:
    data = make_docx(item("甲", 1, 0), abstract(0, lvl(0, "hebrew1", "%1.")) + num(1, 0))
    source = read_docx(data, "plan.docx")
    assert source.text == "1.甲"
    assert [f.code for f in source.faults] == ["numbering_format"]
    assert "hebrew1" in source.faults[0].error


def test_custom_format_has_a_fallback(make_docx: Make) -> None:
    custom = (
        '<w:lvl w:ilvl="0"><w:start w:val="1"/><mc:AlternateContent><mc:Choice Requires="w14">'
        '<w:numFmt w:val="custom" w:format="001, 002, 003, ..."/></mc:Choice><mc:Fallback>'
        '<w:numFmt w:val="decimal"/></mc:Fallback></mc:AlternateContent><w:lvlText w:val="%1."/></w:lvl>'
    )
    source = read_docx(make_docx(item("甲", 1, 0), abstract(0, custom) + num(1, 0)), "plan.docx")
    assert (source.text, source.faults) == ("1.甲", ())


def test_numbers_run_through_tables(make_docx: Make) -> None:
    cell = f"<w:tbl><w:tr><w:tc>{item('', 1, 0)}</w:tc><w:tc>{item('清淤', 1, 0)}</w:tc></w:tr></w:tbl>"
    data = make_docx(item("甲", 1, 0) + cell + item("乙", 1, 0), abstract(0, lvl(0, "decimal", "%1")) + num(1, 0))
    assert lines(data) == ["1 甲", "2\t3 清淤", "4 乙"]
