"""Markdown: which marks go, which signs stay, and tables."""

from __future__ import annotations

import pytest

from taizhang.errors import InputError
from taizhang.model import Source
from taizhang.read.md import read_md


def read(text: str) -> Source:
    source = read_md(text.encode(), "a.md")
    assert source.text == "\n".join(source.text[b.start : b.end] for b in source.blocks)
    return source


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("# 湖光市实施方案 #\n## 一、总体要求", "湖光市实施方案\n一、总体要求"),
        ("#没有空格", "#没有空格"),
        ("####### 七个", "####### 七个"),
        ("湖光市实施方案\n===\n一、要求\n---", "湖光市实施方案\n一、要求"),
        ("- 甲\n* 乙\n+ 丙\n  - [x] 丁\n-", "甲\n乙\n丙\n  丁"),
        ("1. 清淤\n2) 绿化\n（一）甲", "1. 清淤\n2) 绿化\n（一）甲"),
        ("-2度 \n—甲", "-2度\n—甲"),
        ("> 引\n> > 用\n>", "引\n用"),
        ("甲\n***\n_ _ _\n乙", "甲\n乙"),
        ("**重点**任务、*斜*体、***都***、~~删~~、`代码`、``a`b``", "重点任务、斜体、都、删、代码、a`b"),
        ("__粗__ a_b_c 工作_任务_单", "粗 a_b_c 工作_任务_单"),
        ("到20**年底,20**年建成", "到20**年底,20**年建成"),
        ("3*4*5=60, 2 * 3 * 4, 带*号的", "3*4*5=60, 2 * 3 * 4, 带*号的"),
        (r"\*不是斜体\*, 1\. 甲, `\*`", r"*不是斜体*, 1. 甲, \*"),
        ('见[通知](http://localhost/a(b).doc "题")和[规划][1]。\n\n[1]: http://localhost', "见通知和规划。"),
        ("〔2020〕和[2020]", "〔2020〕和[2020]"),
        ("图![说明](a.png)在此 <http://localhost>", "图在此 http://localhost"),
        ("甲<br>乙<b>丙</b><!-- 注 -->丁, PM2.5<33, a>b", "甲\n乙丙丁, PM2.5<33, a>b"),
        ("行尾两格  \n行尾斜杠\\\n末", "行尾两格\n行尾斜杠\n末"),
        ("```text\n# 原样 **甲**\n```\n后", "# 原样 甲\n后"),
        ("~~~\n- 乙\n```\n~~~\n- 丙", "- 乙\n```\n丙"),
        ("---\ntitle: 方案\ndate: 2025\n---\n正文", "正文"),
        ("---\n正文", "正文"),
        ("\u3000\u3000到2025年。", "\u3000\u3000到2025年。"),
        ("\U000f0000甲`乙\U000f0001`\ue000", "\U000f0000甲乙\U000f0001\ue000"),
    ],
)
def test_lines(text: str, expected: str) -> None:
    assert read(text).text == expected


def test_tables() -> None:
    source = read(
        "前文 | 不是表\n\n| 序号 | **任务** | 单位 |\n|:--|:-:|--:|\n| 1 | 清\\|淤<br>疏浚 | `市水利局` |\n2 | 绿化\n\n"
        "- 列表\n\n> 甲 | 乙\n> --- | ---\n> 1 | 2\n\n末"
    )
    assert [(b.kind, b.locator, b.table, source.text[b.start : b.end]) for b in source.blocks] == [
        ("paragraph", "line 1", 0, "前文 | 不是表"),
        ("row", "line 3", 1, "序号\t任务\t单位"),
        ("row", "line 5", 1, "1\t清|淤疏浚\t市水利局"),
        ("row", "line 6", 1, "2\t绿化"),
        ("paragraph", "line 8", 0, "列表"),
        ("row", "line 10", 2, "甲\t乙"),
        ("row", "line 12", 2, "1\t2"),
        ("paragraph", "line 14", 0, "末"),
    ]


def test_source() -> None:
    source = read_md("# 方案\r\n正文".encode("gb18030"), "sub/a.md")
    assert (source.name, source.format, source.encoding, source.text) == ("sub/a.md", "md", "gb18030", "方案\n正文")
    assert source.faults == ()


def test_faults_of_the_encoding() -> None:
    source = read_md("整改方案明确责任单位和完成时限".encode("gb18030") + b"\xff", "a.md")
    assert [f.code for f in source.faults] == ["undecodable_bytes"]


@pytest.mark.parametrize(("text", "code"), [("", "empty"), ("---\n\n***", "empty"), ("\0" * 50, "binary")])
def test_without_text(text: str, code: str) -> None:
    with pytest.raises(InputError) as caught:
        read(text)
    assert caught.value.code == code


def test_many_marks_are_quick() -> None:
    assert read("*" * 20000 + "甲" + "[" * 20000 + "<a " * 5000 + "`" * 5000).text
