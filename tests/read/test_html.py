"""Web pages: encodings, what is text and what is not, lists and tables."""

from __future__ import annotations

import base64
import codecs

import pytest

from taizhang.errors import InputError
from taizhang.model import Source
from taizhang.read.html import decode_html, read_html, read_mhtml

LONG = "各县区、各部门要建立工作台账，明确责任单位和完成时限，每季度将进展情况报市水利局汇总，市水利局会同有关部门开展督促检查。"
BODY = f"<h1>湖光市水系联通实施方案</h1><p>{LONG}</p><p>到2027年底，联通河道12条，新增湿地300亩，清理淤泥3万方。</p>"


def page(body: str, head: str = '<meta charset="utf-8">') -> bytes:
    return f"<!DOCTYPE html><html><head>{head}</head><body>{body}</body></html>".encode()


def read(body: str, head: str = '<meta charset="utf-8">') -> Source:
    source = read_html(page(body, head), "a.html")
    assert source.text == "\n".join(source.text[b.start : b.end] for b in source.blocks)
    return source


def lines(body: str) -> list[str]:
    return read(body).text.split("\n")


def test_paragraphs() -> None:
    source = read(BODY)
    assert source.text.split("\n") == [
        "湖光市水系联通实施方案",
        LONG,
        "到2027年底，联通河道12条，新增湿地300亩，清理淤泥3万方。",
    ]
    assert [b.locator for b in source.blocks] == ["para 1", "para 2", "para 3"]
    assert (source.format, source.encoding, source.faults) == ("html", "utf-8", ())


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<p>一行<br>二行<br/>三行</p>", ["一行", "二行", "三行"]),
        ("<p>  甲\n  乙\t丙  </p>", ["甲 乙 丙"]),
        ("<p>\u3000\u3000缩进&nbsp;&nbsp;两&emsp;格&#12288;</p>", ["\u3000\u3000缩进\xa0\xa0两\u2003格\u3000"]),
        ("<p>PM<sub>2.5</sub>降至33微克/m<sup>3</sup></p>", ["PM2.5降至33微克/m3"]),
        ("<p>零\u200b宽\ufeff</p><p>\u200b</p>", ["零宽"]),
        ("<div>前<p>中</p>后</div>", ["前", "中", "后"]),
        ("<p>甲<span>乙<b>丙</b></span><a href='x.html'>丁</a>。</p>", ["甲乙丙丁。"]),
        ("<p>甲</p>\n\n<p>&nbsp;</p><p></p><p>乙</p>", ["甲", "乙"]),
        ("<pre>一行\n  二行\n\n三行</pre>", ["一行", "  二行", "三行"]),
        ("<p>甲&amp;乙&lt;丙&#8804;丁</p>", ["甲&乙<丙≤丁"]),
        ("<p>甲<p>乙<div>丙", ["甲", "乙", "丙"]),
        ("<!-- 注 --><p>甲<![if !supportLists]>1.<![endif]>乙</p>", ["甲1.乙"]),
        ("<p>甲</p><script>var a='乙'</script><style>p{}</style><noscript>丙</noscript>", ["甲"]),
        ("<p>甲</p><nav>导航</nav><button>打印</button><select><option>选</select>", ["甲"]),
        ("<p>甲</p><p style='display: none'>乙</p><p hidden>丙</p>", ["甲"]),
        ("<ol><li>甲<li value=5>乙<li>丙</ol>", ["1. 甲", "5. 乙", "6. 丙"]),
        ("<ol start=3 type=A><li>甲<li><p>乙</p></ol>", ["C. 甲", "D. 乙"]),
        ("<ol style='list-style-type: cjk-ideographic'><li>甲<li>乙</ol>", ["一、甲", "二、乙"]),
        ("<ol style='list-style: none inside'><li>甲</ol><ul><li>乙</ul>", ["甲", "乙"]),
        ("<ol reversed><li>甲<li>乙</ol>", ["2. 甲", "1. 乙"]),
        ("<dl><dt>甲<dd>乙</dl><h2>丙</h2><blockquote>丁</blockquote>", ["甲", "乙", "丙", "丁"]),
    ],
)
def test_lines(body: str, expected: list[str]) -> None:
    assert lines(body) == expected


def test_tables() -> None:
    source = read(
        BODY
        + "<table><caption>任务分工</caption>"
        + "<thead><tr><th colspan=2>任务</th><th>责任单位</th></tr></thead>"
        + "<tr><td rowspan=2>清淤<td><p>主河道</p><p>支流</p><td rowspan=0>市水利局<br>市财政局</tr>"
        + "<tr><td>堤岸</tr><tr style='display:none'><td>藏</tr><tr><td>&nbsp;<td></tr></table>"
        + "<p>表后</p><table><tr><td>甲<td>1</tr><tr><td></td><td></td></tr><tr><td>乙<td>2 件</tr></table>"
    )
    assert source.text.split("\n")[3:] == [
        "任务分工",
        "任务\t\t责任单位",
        "清淤\t主河道支流\t市水利局市财政局",
        "清淤\t堤岸\t市水利局市财政局",
        "\t\t市水利局市财政局",
        "表后",
        "甲\t1",
        "乙\t2 件",
    ]
    assert [(b.kind, b.locator, b.table) for b in source.blocks[4:]] == [
        ("row", "table 1 R1", 1),
        ("row", "table 1 R2", 1),
        ("row", "table 1 R3", 1),
        ("row", "table 1 R4", 1),
        ("paragraph", "para 5", 0),
        ("row", "table 2 R1", 2),
        ("row", "table 2 R3", 2),
    ]


def test_tables_that_lay_out_a_page_are_none() -> None:
    inner = "<table><tr><td>甲<td>1<tr><td>乙<td>2</table>"
    assert lines(f"<table><tr><td>{BODY}{inner}</table>")[2:] == [
        "到2027年底，联通河道12条，新增湿地300亩，清理淤泥3万方。",
        "甲\t1",
        "乙\t2",
    ]
    menu = "<td>栏目<td>"
    found = lines(f"<table><tr>{menu}{BODY}{f'<p>{LONG}</p>' * 4}</table>")
    assert "湖光市水系联通实施方案" in found
    assert not any("\t" in line for line in found)


def test_spans_that_make_no_sense() -> None:
    found = lines("<p>甲</p><table><tr><td colspan=99999>a<td>b<tr><td rowspan=x colspan=-1>c<td>d</table>")
    assert found[-1] == "c\td"
    assert found[-2].startswith("a\t")


SITE = (
    "<div class=top><a href=/>首页</a> <a href=/zw>政务公开</a> <a href=/hd>互动交流</a></div>"
    "<div class=side><ul><li><a href=1>关于召开年度工作会议的通知</a><li><a href=2>关于表彰先进单位的决定</a></ul></div>"
    "<div class=box><div class=title>湖光市水系联通实施方案</div><p class=info>来源：市水利局 浏览次数：12</p>"
    "<div class=text>{}</div></div>"
    "<div class=foot>主办单位：湖光市人民政府办公室 备案号：湖备00000000号 网站标识码：0000000000</div>"
)
TEXT = (
    "".join(f"<p>{n}、{LONG}</p>" for n in ("一", "二", "三", "四"))
    + "<p>附件：<a href='/f/1.doc'>1.任务分工表</a></p><p><a href='/next'>下一篇：关于清理河道垃圾的通知</a></p>"
)


def test_main_text_with_its_title() -> None:
    source = read(SITE.format(TEXT), "<title>湖光市水系联通实施方案_湖光市人民政府</title>")
    assert source.text.split("\n") == [
        "湖光市水系联通实施方案",
        *(f"{n}、{LONG}" for n in ("一", "二", "三", "四")),
        "附件：1.任务分工表",
    ]


def test_title_by_h1_and_not_twice() -> None:
    body = SITE.replace("<div class=title>湖光市水系联通实施方案</div>", "<h1>湖光市水系联通实施方案</h1>")
    assert read(body.format(TEXT), "").text.startswith("湖光市水系联通实施方案\n一、")
    twice = read(body.format("<p>湖光市水系联通<br>实施方案</p>" + TEXT), "").text
    assert twice.startswith("湖光市水系联通\n实施方案\n一、")


def test_nothing_of_the_main_text_is_lost() -> None:
    rows = "".join(f"<tr><td>{n}<td>整治第{n}段河道<td>市水利局" for n in range(1, 30))
    short = "<p>特此通知。</p><p>2025年3月1日</p>"
    found = read(SITE.format(TEXT + short + f"<table><tr><td>序号<td>任务<td>单位{rows}</table>")).text
    for expected in ("特此通知。", "2025年3月1日", "序号\t任务\t单位", "29\t整治第29段河道\t市水利局"):
        assert expected in found
    assert "备案号" not in found


@pytest.mark.parametrize(
    ("end", "kept"),
    [
        ("<p>主办单位：市政府办公室</p><p>电话：000 湖备00000号 网站标识码：000</p>", ""),
        ("<div>版权所有：湖光市</div><div>湖公网安备0000号</div>", ""),
        ("<p>主办单位：市水利局</p><p>协办单位：市财政局</p>", "主办单位：市水利局\n协办单位：市财政局"),
        ("<p>办理备案号登记。</p><p>特此通知</p>", "办理备案号登记。\n特此通知"),
    ],
)
def test_foot_of_a_site(end: str, kept: str) -> None:
    """Also where the page has nothing that parts it from the plan."""
    text = read("".join(f"<p>{n}、{LONG}</p>" for n in ("一", "二")) + end).text
    assert text == "\n".join([f"一、{LONG}", f"二、{LONG}", *([kept] if kept else [])])


@pytest.mark.parametrize(
    ("encode", "declare", "encoding"),
    [
        ("gb18030", "gb2312", "gb18030"),
        ("gb18030", "GBK", "gb18030"),
        ("gb18030", "", "gb18030"),
        ("gb18030", "utf-8", "gb18030"),
        ("gb18030", "iso-8859-1", "gb18030"),
        ("gb18030", "nonsense", "gb18030"),
        ("utf-8", "gb2312", "utf-8"),
        ("utf-8", "", "utf-8"),
        ("utf-8-sig", "gb2312", "utf-8-sig"),
        ("big5", "big5", "big5"),
    ],
)
def test_encodings(encode: str, declare: str, encoding: str) -> None:
    head = f'<meta http-equiv="Content-Type" content="text/html; charset={declare}">' if declare else ""
    text = "工作方案。" * 10 if encode == "big5" else LONG
    data = page(f"<p>{text}</p>", head).decode().encode(encode)
    source = read_html(data, "a.html")
    assert (source.text, source.encoding, source.faults) == (text, encoding, ())


def test_utf16() -> None:
    data = codecs.BOM_UTF16_LE + page(BODY, "").decode().encode("utf-16-le")
    assert read_html(data, "a.html").text.startswith("湖光市")


def test_encoding_that_stands_outside_of_the_page() -> None:
    assert decode_html("<p>㊣㈱</p>".encode("gb18030"), "a", "gbk").encoding == "gb18030"


def test_bytes_that_do_not_decode_are_told() -> None:
    data = page(BODY, "").decode().encode("gb18030").replace("河道".encode("gb18030"), b"\xff\xff")
    source = read_html(data, "a.html")
    assert [f.code for f in source.faults] == ["undecodable_bytes"]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("", "empty"),
        ("<script>load()</script><div id=app></div>", "empty"),
        ("<iframe src='plan.html'></iframe>", "frames"),
        ("<p>实施方案</p><iframe src='plan.html'></iframe>", "frames"),
    ],
)
def test_pages_without_text(body: str, code: str) -> None:
    with pytest.raises(InputError) as caught:
        read_html(page(body), "a.html")
    assert (caught.value.code, caught.value.where) == (code, "a.html")
    assert caught.value.advice


def test_frameset() -> None:
    with pytest.raises(InputError, match="frame") as caught:
        read_html(b"<html><frameset cols=2><frame src=a><frame src=b></frameset></html>", "a.html")
    assert caught.value.code == "frames"


def mht(*parts: tuple[str, str, str]) -> bytes:
    out = "From: <Saved>\r\nSubject: x\r\nMIME-Version: 1.0\r\n"
    out += 'Content-Type: multipart/related; type="text/html"; boundary="--b"\r\n\r\n'
    for kind, charset, body in parts:
        packed = base64.encodebytes(body.encode(charset)).decode()
        out += (
            f"----b\r\nContent-Type: {kind}; charset={charset}\r\nContent-Transfer-Encoding: base64\r\n\r\n{packed}\r\n"
        )
    return (out + "----b--\r\n").encode()


@pytest.mark.parametrize("charset", ["utf-8", "gb2312"])
def test_mhtml(charset: str) -> None:
    source = read_mhtml(mht(("text/html", charset, BODY), ("text/css", "utf-8", "p{}")), "a.mht")
    assert source.text.startswith(f"湖光市水系联通实施方案\n{LONG}")
    assert source.format == "mhtml"


def test_mhtml_of_frames_has_the_largest() -> None:
    frames = "<html><frameset><frame src=a><frame src=b></frameset></html>"
    parts = [("text/html", "utf-8", body) for body in (frames, "<p>目录</p>", BODY)]
    assert read_mhtml(mht(*parts), "a.mht").text.startswith("湖光市")


def test_mhtml_without_a_page() -> None:
    with pytest.raises(InputError) as caught:
        read_mhtml(mht(("text/css", "utf-8", "p{}")), "a.mht")
    assert caught.value.code == "no_page"


def test_deep_pages() -> None:
    assert "文" in read_html(page("<div>" * 1500 + "<p>文</p>" + BODY), "a.html").text
