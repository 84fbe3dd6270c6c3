"""Old Word documents: what their .docx would give, and what is left of damaged ones.

The documents in fixtures/ come from fixtures/make.py.
"""

from __future__ import annotations

import struct
from pathlib import Path

import pytest

from taizhang.errors import InputError
from taizhang.model import Source
from taizhang.read import doc, read
from taizhang.read.doc import read_doc
from taizhang.read.ole import Compound
from taizhang.read.wordbin import WordFile, sprms

FIXTURES = Path(__file__).parent / "fixtures"
PLAN = (FIXTURES / "plan.doc").read_bytes()
TABLE = (FIXTURES / "table.doc").read_bytes()
FIB = PLAN.index(struct.pack("<H", 0xA5EC))  # where the stream WordDocument begins in the file


def lines(source: Source) -> list[str]:
    assert source.text == "\n".join(source.text[b.start : b.end] for b in source.blocks)
    return source.text.split("\n")


def patched(data: bytes, at: int, octets: bytes) -> bytes:
    return data[:at] + octets + data[at + len(octets) :]


@pytest.fixture
def no_office(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doc, "_libreoffice", lambda data: None)


def test_plan() -> None:
    source = read_doc(PLAN, "plan.doc")
    assert lines(source) == [
        "湖光市水系联通实施方案",
        "为推进水系联通，制定本方案。",
        "一、总体要求",
        "（一）工作目标",
        "1.到2027年底，联通河道12条。",  # its list comes from its style
        "2. 2027年，河道水质优良比例达到≥90%。",
        "二、重点任务",
        "（一）清淤疏浚",
        "①清理淤泥3万方。",
        "②加固堤岸5公里。",
        "⑦另起的一项。",
        "保留新增的话。",
        "详见附件一。",
        "软回车前",
        "软回车后",
        "图边的字。",
        "文本框一",
        "文本框二",
        "# 这不是标题，* 也不是列表",
        "---",
    ]
    assert (source.format, source.name, source.faults) == ("doc", "plan.doc", ())
    assert [b.locator for b in source.blocks][12:16] == ["para 13", "para 14", "para 14", "para 15"]


def test_tables() -> None:
    source = read_doc(TABLE, "table.doc")
    assert lines(source) == [
        "附件一 任务分工表",
        "任务\t\t责任单位",
        "清淤\t清理主河道清理支流\t市水利局市财政局",
        "清淤\t加固堤岸\t市水利局",
        "合计\t",
        "表后的话。",
    ]
    assert [(b.kind, b.locator, b.table) for b in source.blocks[1:3]] == [
        ("row", "table 1 R1", 1),
        ("row", "table 1 R2", 1),
    ]


@pytest.mark.parametrize("name", ["plan.doc", "plan.wps", "plan.txt", "plan"])
def test_content_decides(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(PLAN)
    assert read(tmp_path / name, name).format == "doc"


def test_encrypted() -> None:
    (flags,) = struct.unpack_from("<H", PLAN, FIB + 10)
    with pytest.raises(InputError, match="password") as caught:
        read_doc(patched(PLAN, FIB + 10, struct.pack("<H", flags | 0x100)), "a.doc")
    assert caught.value.code == "encrypted"


def test_no_word_document() -> None:
    name = "WordDocument".encode("utf-16-le")
    with pytest.raises(InputError, match="no Word document") as caught:
        read_doc(PLAN.replace(name, "OtherContent".encode("utf-16-le")), "a.doc")
    assert caught.value.code == "not_doc"


def test_older_than_word_97(no_office: None) -> None:
    with pytest.raises(InputError, match="older than Word 97") as caught:
        read_doc(patched(PLAN, FIB + 2, struct.pack("<H", 104)), "a.doc")
    assert caught.value.code == "old_word"


def test_older_than_word_97_with_libreoffice(monkeypatch: pytest.MonkeyPatch) -> None:
    package = doc._package(WordFile(PLAN, "a"))
    monkeypatch.setattr(doc, "_libreoffice", lambda data: package)
    source = read_doc(patched(PLAN, FIB + 2, struct.pack("<H", 104)), "a.doc")
    assert (source.format, source.faults) == ("doc", ())
    assert source.text.startswith("湖光市")


def broken_tables() -> bytes:
    """The document with a place of its table of paragraphs that lies far out of the stream."""
    return patched(PLAN, FIB + 154 + 8 * 13, struct.pack("<II", 1, 8))


def test_damaged_tables_are_left_to_unword(no_office: None) -> None:
    source = read_doc(broken_tables(), "a.doc")
    assert [f.code for f in source.faults] == ["damaged_doc"]
    assert "automatic numbers may be missing" in source.faults[0].error
    found = lines(source)
    assert "总体要求" in found  # no # of a heading, and no number, which only Word shows
    assert found[-2:] == ["文本框一", "文本框二"]


def test_what_unword_writes_itself_does_not_reach_the_text(monkeypatch: pytest.MonkeyPatch) -> None:
    class Document:
        body_text = "# 一、总体要求\n\n---\n\n软回车前\x0b软回车后\x01\n\n"
        textboxes = ("文本框",)

    import unword

    monkeypatch.setattr(unword, "parse_doc", lambda data: Document)
    assert lines(read_doc(broken_tables(), "a.doc")) == ["一、总体要求", "软回车前", "软回车后", "文本框"]


def test_what_nobody_reads(no_office: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doc, "_unword", lambda data: None)
    with pytest.raises(InputError, match="cut short or damaged") as caught:
        read_doc(broken_tables(), "a.doc")
    assert caught.value.code == "damaged_doc"


def test_libreoffice_comes_last(monkeypatch: pytest.MonkeyPatch) -> None:
    package = doc._package(WordFile(PLAN, "a"))
    monkeypatch.setattr(doc, "_unword", lambda data: None)
    monkeypatch.setattr(doc, "_libreoffice", lambda data: package)
    source = read_doc(broken_tables(), "a.doc")
    assert [f.code for f in source.faults] == ["damaged_doc"]
    assert "一、总体要求" in lines(source)


@pytest.mark.skipif(not any(map(doc.shutil.which, doc._OFFICE)), reason="LibreOffice is not installed")
def test_libreoffice_itself() -> None:
    """Only with its writer does LibreOffice give a .docx; without, it gives nothing and ends."""
    made = doc._libreoffice(PLAN)
    assert made is None or made.startswith(b"PK")


def test_libreoffice_that_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doc.shutil, "which", lambda program: None)
    assert doc._libreoffice(PLAN) is None


@pytest.mark.parametrize("size", [0, 100, 511, 600, 5000, len(PLAN) // 2])
def test_cut_short(no_office: None, size: int) -> None:
    with pytest.raises(InputError) as caught:
        read_doc(PLAN[:size], "a.doc")
    assert caught.value.code == "damaged_ole"
    assert caught.value.advice.endswith(".")


def test_chain_in_a_circle() -> None:
    data = bytearray(PLAN)
    (fat,) = struct.unpack_from("<I", data, 76)
    for n in range(len(data) // 512 - 1):  # every sector is followed by itself
        struct.pack_into("<I", data, (fat + 1) * 512 + 4 * n, n)
    with pytest.raises(InputError, match="broken off"):
        Compound(bytes(data), "a.doc")


def test_pieces_that_overlap_are_refused(no_office: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("taizhang.read.wordbin._MAX_CHARACTERS", 10)
    with pytest.raises(ValueError, match="out of order"):
        WordFile(PLAN, "a.doc")


def test_sizes_of_properties() -> None:
    flag = b"\x16\x24\x01"  # sprmPFInTable, one byte
    tabs = b"\x15\xc6\xff\x01\0\0\0\0\x01\0\0\0"  # sprmPChgTabs with its own way to tell its size
    table = b"\x08\xd6\x03\x00\x00\x00"  # sprmTDefTable, whose size has two bytes
    assert [sprm for sprm, _ in sprms(tabs + table + flag)] == [0xC615, 0xD608, 0x2416]
