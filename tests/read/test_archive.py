"""Archives: the documents in them as inputs of their own, and what is refused."""

from __future__ import annotations

import io
import stat
import struct
import zipfile
import zlib
from collections.abc import Sequence
from pathlib import Path

import pytest

from taizhang.document import Settings
from taizhang.inputs import gather, unpacked
from taizhang.read import archive, read
from taizhang.read.archive import Member, unpack
from taizhang.run import run

Entry = tuple[str | zipfile.ZipInfo, bytes]
TEXT = "整改方案".encode()


def packed(*entries: Entry | str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in entries:
            new.writestr(*((entry, TEXT) if isinstance(entry, str) else entry))
    return out.getvalue()


def raw_names(data: bytes, names: dict[str, bytes]) -> bytes:
    """An archive as programs of a Chinese Windows write it: names in another encoding, without the mark of UTF-8."""
    for name, octets in names.items():
        assert len(name) == len(octets)
        data = data.replace(name.encode(), octets)
    return data


@pytest.fixture
def inside(tmp_path: Path) -> Path:
    (tmp_path / "in").mkdir()
    (tmp_path / "out").mkdir()
    return tmp_path / "in"


def found(inside: Path, data: bytes, name: str = "包.zip") -> list[Member]:
    (inside / name).write_bytes(data)
    out = inside.parent / "out"
    members = unpack(inside / name, name, out, lambda names: {n for n in names if n.endswith(".txt")})
    assert all(m.path.parent == out for m in members if m.error is None)
    return members


def codes(members: Sequence[Member]) -> dict[str, str]:
    return {m.name: m.error.code for m in members if m.error is not None}


def test_documents(inside: Path) -> None:
    members = found(inside, packed("甲.txt", "省/市/乙.txt", "图.png", "空/"))
    assert [m.name for m in members] == ["包.zip/甲.txt", "包.zip/省/市/乙.txt"]
    assert [read(m.path, m.name).text for m in members] == ["整改方案", "整改方案"]


def test_names_in_gbk(inside: Path) -> None:
    names = {"aaaa.txt": "整改.txt".encode("gb18030"), "bbbb/cc.txt": "某市/方.txt".encode("gb18030")}
    members = found(inside, raw_names(packed(*names), names))
    assert [m.name for m in members] == ["包.zip/整改.txt", "包.zip/某市/方.txt"]


def test_names_in_utf8_without_its_mark(inside: Path) -> None:
    names = {"aaaaaa.txt": "整改.txt".encode()}
    assert [m.name for m in found(inside, raw_names(packed(*names), names))] == ["包.zip/整改.txt"]


def test_one_name_that_is_gbk_decides_for_all(inside: Path) -> None:
    # Two Hanzi in GBK that happen to be valid UTF-8 too, as a name beside one that is not.
    names = {"aaaa.txt": "联通.txt".encode("gbk"), "bbbb.txt": "整改.txt".encode("gbk")}
    assert [m.name for m in found(inside, raw_names(packed(*names), names))] == ["包.zip/联通.txt", "包.zip/整改.txt"]


def test_name_in_the_extra_field(inside: Path) -> None:
    info = zipfile.ZipInfo("aaaa.txt")
    name = "整改.txt".encode()
    info.extra = struct.pack("<HH", 0x9999, 1) + b"x"
    info.extra += struct.pack("<HHBI", 0x7075, 5 + len(name), 1, zlib.crc32(b"aaaa.txt")) + name
    assert [m.name for m in found(inside, packed((info, TEXT)))] == ["包.zip/整改.txt"]


def test_back_slashes(inside: Path) -> None:
    names = {"a/b.txt": b"a\\b.txt"}
    assert [m.name for m in found(inside, raw_names(packed(*names), names))] == ["包.zip/a/b.txt"]


def test_two_files_of_one_name(inside: Path) -> None:
    with pytest.warns(UserWarning, match="Duplicate"):
        data = packed("a.txt", "a.txt")
    assert [m.name for m in found(inside, data)] == ["包.zip/a.txt", "包.zip/a (2).txt"]


def test_archives_in_archives(inside: Path) -> None:
    data = packed("底.txt")
    for n in (3, 2):
        data = packed(f"层{n}.txt", (f"内{n}.zip", data))
    members = found(inside, data)
    assert [m.name for m in members] == ["包.zip/层2.txt", "包.zip/内2.zip/层3.txt", "包.zip/内2.zip/内3.zip/底.txt"]
    deeper = found(inside, packed("层1.txt", ("内1.zip", data)))
    assert codes(deeper) == {"包.zip/内1.zip/内2.zip/内3.zip": "nested_archives"}
    assert "包.zip/内1.zip/内2.zip/层3.txt" in [m.name for m in deeper]


def test_a_document_that_is_called_zip(inside: Path) -> None:
    document = packed("word/document.xml")
    assert codes(found(inside, packed(("a.zip", document), "b.txt"))) == {}


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (packed("图.png"), "no_documents"),
        (packed(), "no_documents"),
        (packed("a.txt")[:-30], "damaged_zip"),
    ],
)
def test_archives_without_documents(inside: Path, data: bytes, code: str) -> None:
    members = found(inside, data)
    assert codes(members) == {"包.zip": code}
    assert members[0].path == inside / "包.zip"


def test_damaged_files_leave_the_others(inside: Path) -> None:
    data = bytearray(packed(("a.txt", b"x" * 100), "b.txt", ("c.zip", b"PK\x03\x04"), ("d.zip", packed("e.txt"))))
    data[40] ^= 0xFF  # among the deflated bytes of a.txt
    members = found(inside, bytes(data))
    assert codes(members) == {"包.zip/a.txt": "damaged_zip", "包.zip/c.zip": "damaged_zip"}
    assert [m.name for m in members if m.error is None] == ["包.zip/b.txt", "包.zip/d.zip/e.txt"]


def locked(data: bytes, which: int | None = None) -> bytes:
    """The archive with the flag of encryption on one of its files, or on all."""
    out = bytearray(data)
    for magic, flags in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        at = n = 0
        while (at := data.find(magic, at)) >= 0:
            if which in (None, n):
                out[at + flags] |= 1
            at, n = at + 4, n + 1
    return bytes(out)


def test_protected_archive(inside: Path) -> None:
    members = found(inside, locked(packed("a.txt", "b.txt")))
    assert codes(members) == {"包.zip": "encrypted"}
    assert "protected by a password" in str(members[0].error)
    assert codes(found(inside, locked(packed("a.txt", "b.txt"), 0))) == {"包.zip/a.txt": "encrypted"}
    assert codes(found(inside, locked(packed("a.txt")))) == {"包.zip/a.txt": "encrypted"}


@pytest.mark.parametrize("name", ["../a.txt", "x/../../a.txt", "/etc/a.txt", "C:/a.txt", "..\\a.txt"])
def test_names_that_lead_out(inside: Path, name: str) -> None:
    members = found(inside, packed(name, "b.txt"))
    assert list(codes(members).values()) == ["unsafe_name"]
    assert ".." not in members[0].name
    assert sorted(p.name for p in inside.parent.rglob("*.txt")) == []


def test_links(inside: Path) -> None:
    info = zipfile.ZipInfo("a.txt")
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    assert codes(found(inside, packed((info, b"/etc/passwd"), "b.txt"))) == {"包.zip/a.txt": "unsafe_name"}


def test_bomb(inside: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MAX_INFLATED", 1 << 20)
    nested = packed(("b.txt", bytes(1 << 20)))
    assert codes(found(inside, packed(("a.txt", bytes(1 << 20)), ("c.png", bytes(1 << 21))))) == {}
    assert codes(found(inside, packed(("a.txt", bytes((1 << 20) + 1))))) == {"包.zip": "zip_bomb"}
    both = found(inside, packed(("a.zip", nested), ("c.txt", b"x")))
    assert set(codes(both).values()) == {"zip_bomb"}


def test_too_many_files(inside: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MAX_ENTRIES", 2)
    assert codes(found(inside, packed("a.txt", "b.txt", "c.png"))) == {"包.zip": "too_many_files"}


def test_unknown_method(inside: Path) -> None:
    data = packed("a.txt", "b.txt")
    assert data.count(b"\x08\x00") >= 2
    at = data.rindex(b"PK\x01\x02", 0, data.rindex(b"PK\x01\x02"))
    first = bytearray(data)
    first[at + 10] = 97  # WavPack
    first[8] = 97
    assert codes(found(inside, bytes(first))) == {"包.zip/a.txt": "compression"}


def test_inputs(inside: Path) -> None:
    files = ("b.txt", "~$a.docx", "README.txt", "笔记.md", ".git/c.txt", "__MACOSX/._b.txt", "expected/d.txt")
    files += ("run/run.json", "run/text/e.txt", "省/f.doc", "g.rar")
    (inside / "包.zip").write_bytes(packed(*files))
    (inside / "a.txt").write_bytes(TEXT)
    (inside / "坏.zip").write_bytes(b"PK\x03\x04")
    out = inside.parent / "out"
    items = unpacked(gather([inside]), out)
    assert [i.name for i in items] == ["a.txt", "包.zip/b.txt", "包.zip/g.rar", "包.zip/省/f.doc", "坏.zip"]
    assert [i.error for i in items] == [None] * 5  # what is no archive is left to the reader, which tells what it is
    assert items[0].path == inside / "a.txt"


def test_input_that_is_no_archive(inside: Path) -> None:
    (inside / "a.zip").write_bytes(TEXT)
    items = unpacked(gather([inside / "a.zip", inside / "missing.zip"]), inside.parent / "out")
    assert [(i.name, i.error and i.error.code) for i in items] == [("a.zip", None), ("missing.zip", "missing")]


def test_names_stay_unique(inside: Path) -> None:
    (inside / "x.zip").mkdir()
    (inside / "x.zip" / "a.txt").write_bytes(TEXT)
    (inside / "y").mkdir()
    (inside / "y" / "x.zip").write_bytes(packed("a.txt"))
    items = unpacked(gather([inside / "x.zip", inside, inside / "y" / "x.zip"]), inside.parent / "out")
    names = [i.name for i in items]
    assert len(set(names)) == len(names) == 2


@pytest.mark.parametrize("jobs", [1, 2])
def test_run(inside: Path, jobs: int) -> None:
    text = "湖光市实施方案\n一、总体要求\n到2027年底，联通河道12条。\n"
    (inside / "包.zip").write_bytes(
        packed(("甲/a.txt", text.encode()), ("b.rtf", b"{\\rtf1}"), ("甲/c.txt", text.encode()))
    )
    tables = run([inside], Settings(), jobs=jobs)
    files = {row["source"]: row["status"] for row in tables.rows["files"]}
    assert files == {"包.zip/b.rtf": "failed", "包.zip/甲/a.txt": "ok", "包.zip/甲/c.txt": "skipped"}
    assert [row["source"] for row in tables.rows["plans"]] == ["包.zip/甲/a.txt"]
    assert str(inside.parent) not in str(tables.rows)
