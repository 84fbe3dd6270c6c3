"""Encodings: each right one is found, and no wrong or damaged one passes in silence."""

from __future__ import annotations

import codecs
import hashlib
import random

import pytest

from taizhang.errors import InputError
from taizhang.read.txt import Decoded, decode, plausibility, read_txt

PLAN = (
    "某市水环境整治行动计划\n"
    "一、主要目标\n"
    "到2025年,全市地表水优良断面比例达到85%以上,城镇生活污水集中处理率不低于95%。\n"
    "二、重点任务\n"
    "(一)加快补齐管网短板。新建污水管网120公里,改造老旧管网35公里。(市住房城乡建设局牵头)\n"
)
TRADITIONAL = "環境保護行動計畫\n一、總體要求\n各單位應當依據職責,於2025年底前完成各項整改任務,並定期報告進展。\n"


def codes(decoded: Decoded) -> list[str]:
    return [code for code, _ in decoded.faults]


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (PLAN.encode(), "utf-8"),
        (codecs.BOM_UTF8 + PLAN.encode(), "utf-8-sig"),
        (PLAN.encode("gb18030"), "gb18030"),
        (PLAN.encode("gbk"), "gb18030"),
        (codecs.BOM_UTF16_LE + PLAN.encode("utf-16-le"), "utf-16-le"),
        (codecs.BOM_UTF16_BE + PLAN.encode("utf-16-be"), "utf-16-be"),
        (PLAN.encode("utf-16-le"), "utf-16-le"),
        (PLAN.encode("utf-16-be"), "utf-16-be"),
        (codecs.BOM_UTF32_LE + PLAN.encode("utf-32-le"), "utf-32-le"),
    ],
)
def test_encodings(data: bytes, encoding: str) -> None:
    assert decode(data, "plan.txt") == Decoded(PLAN, encoding)


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "big5"])
def test_traditional(encoding: str) -> None:
    assert decode(TRADITIONAL.encode(encoding), "plan.txt") == Decoded(TRADITIONAL, encoding)


def test_utf16_without_mark_and_without_ascii() -> None:
    text = "整改方案责任单位"
    assert decode(text.encode("utf-16-le"), "plan.txt") == Decoded(text, "utf-16-le")


def test_two_hanzi_in_gb18030() -> None:
    assert decode("方案".encode("gb18030"), "plan.txt") == Decoded("方案", "gb18030")


def test_newlines_alone_are_changed() -> None:
    text = decode("\ufeff一\r\n二\r三\n\n \u3000四\x0c五\u2028六\ufeff七".encode(), "plan.txt").text
    assert text == "一\n二\n三\n\n \u3000四\x0c五\u2028六\ufeff七"


def test_source() -> None:
    data = "一、目标\r\n\r\n二、任务\r\n".encode()
    source = read_txt(data, "dir/plan.txt")
    assert (source.name, source.format, source.encoding) == ("dir/plan.txt", "txt", "utf-8")
    assert source.sha256 == hashlib.sha256(data).hexdigest()
    assert source.text == "一、目标\n\n二、任务\n"
    assert [(b.start, b.end, b.kind, b.locator) for b in source.blocks] == [
        (0, 4, "paragraph", ""),
        (5, 5, "paragraph", ""),
        (6, 10, "paragraph", ""),
    ]
    assert source.faults == ()


def test_last_line_without_newline_is_a_block() -> None:
    assert [(b.start, b.end) for b in read_txt("甲\n乙".encode(), "plan.txt").blocks] == [(0, 1), (2, 3)]


def test_damaged_utf8_is_not_taken_for_gb18030() -> None:
    # Line 1 has 11 characters of 3 bytes and a newline: the first byte of line 2 is byte 34.
    data = bytearray(PLAN.encode())
    data[34] = 0xFF
    decoded = decode(bytes(data), "plan.txt")
    assert decoded.encoding == "utf-8"
    assert codes(decoded) == ["undecodable_bytes"]
    assert "byte 34 (0xFF) on line 2" in decoded.faults[0][1]
    assert decoded.text.split("\n")[0] == "某市水环境整治行动计划"


def test_offset_counts_the_byte_order_mark() -> None:
    decoded = decode(codecs.BOM_UTF8 + b"ab\xff" + PLAN.encode(), "plan.txt")
    assert "byte 5 (0xFF) on line 1" in decoded.faults[0][1]


def test_file_cut_in_a_character() -> None:
    decoded = decode(PLAN.encode()[:32], "plan.txt")  # two of the three bytes of 划
    assert codes(decoded) == ["undecodable_bytes"]
    assert "byte 30 (0xE5 0x88)" in decoded.faults[0][1]
    assert decoded.text == "某市水环境整治行动计\ufffd"


def test_damaged_gb18030() -> None:
    data = bytearray(PLAN.encode("gb18030"))
    data[22] = 0xFF  # the newline after 11 characters of 2 bytes
    decoded = decode(bytes(data), "plan.txt")
    assert decoded.encoding == "gb18030"
    assert codes(decoded) == ["undecodable_bytes"]
    assert "byte 22" in decoded.faults[0][1]


def test_cut_utf16() -> None:
    decoded = decode(codecs.BOM_UTF16_LE + PLAN.encode("utf-16-le")[:-1], "plan.txt")
    assert codes(decoded) == ["undecodable_bytes"]


def test_two_encodings_in_one_file() -> None:
    assert "doubtful_encoding" in codes(decode(PLAN.encode() + PLAN.encode("gb18030"), "plan.txt"))


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("これは日本語の文章です。環境を保護する計画であります。", "cp932"),
        ("Été à la mer, où l’on sème", "cp1252"),
        ("План мероприятий по охране окружающей среды", "cp1251"),
    ],
)
def test_other_encodings_are_doubtful(text: str, encoding: str) -> None:
    assert "doubtful_encoding" in codes(decode(text.encode(encoding), "plan.txt"))


@pytest.mark.parametrize("wrong", ["gb18030", "latin-1", "cp1252"])
def test_text_that_was_misread_before_is_doubtful(wrong: str) -> None:
    garbled = PLAN.encode().decode(wrong, "ignore")
    assert codes(decode(garbled.encode(), "plan.txt")) == ["doubtful_encoding"]


@pytest.mark.parametrize("text", ["これは日本語の文章です。", "Ein Plan für die nächsten fünf Jahre", "план", PLAN])
def test_sound_utf8_in_other_languages_is_not_doubtful(text: str) -> None:
    assert decode(text.encode(), "plan.txt").faults == ()


def test_characters_lost_before() -> None:
    decoded = decode("一\n整改\ufffd\ufffd案\n".encode(), "plan.txt")
    assert codes(decoded) == ["lost_characters"]
    assert "1 place" in decoded.faults[0][1]
    assert "line 2" in decoded.faults[0][1]


def test_faults_say_what_to_do() -> None:
    fault = read_txt(b"\xff" + PLAN.encode(), "a/plan.txt").faults[0]
    assert (fault.source, fault.stage, fault.code) == ("a/plan.txt", "read", "undecodable_bytes")
    assert "UTF-8" in fault.advice


@pytest.mark.parametrize(
    "data",
    [
        PLAN.encode() + b"\0",
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + random.Random(1).randbytes(200),
        random.Random(2).randbytes(4000),
        bytes(b or 1 for b in random.Random(3).randbytes(4000)),
        b"text\x01\x02\x03\x04",
    ],
)
def test_binary(data: bytes) -> None:
    with pytest.raises(InputError) as caught:
        decode(data, "plan.txt")
    assert (caught.value.code, caught.value.where) == ("binary", "plan.txt")


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "empty"),
        (codecs.BOM_UTF8, "white space"),
        (codecs.BOM_UTF16_LE, "white space"),
        (" \r\n\t\u3000\n".encode(), "white space"),
    ],
)
def test_empty(data: bytes, sentence: str) -> None:
    with pytest.raises(InputError, match=sentence) as caught:
        read_txt(data, "plan.txt")
    assert caught.value.code == "empty"
    assert "no text" in caught.value.message


def test_a_stray_control_character_is_kept() -> None:
    assert decode("整改\x1b方案\x07".encode(), "plan.txt") == Decoded("整改\x1b方案\x07", "utf-8")


def test_plausibility() -> None:
    assert plausibility(PLAN) == 1.0
    assert plausibility(TRADITIONAL) == 1.0
    assert plausibility(PLAN.encode().decode("gb18030", "replace")) < 0.6
    assert plausibility(PLAN.encode("gb18030").decode("big5", "replace")) < 0.7
    assert plausibility("") == 1.0
