"""Which reader a file gets, by content, and the sentences for files that get none."""

from __future__ import annotations

import io
import os
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from taizhang.errors import InputError
from taizhang.read import read, suffix_of
from taizhang.read.sniff import sniff

Make = Callable[..., bytes]
OLE = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(504)
BODY = "<w:p><w:r><w:t>整改方案</w:t></w:r></w:p>"


def archive(*names: str, content: bytes = b"x") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as new:
        for name in names:
            new.writestr(name, content)
    return out.getvalue()


def ole(stream: str) -> bytes:
    return OLE + stream.encode("utf-16-le") + bytes(100)


@pytest.fixture
def refusal(tmp_path: Path) -> Callable[[str, bytes], InputError]:
    def refuse(name: str, data: bytes) -> InputError:
        path = tmp_path / name
        path.write_bytes(data)
        with pytest.raises(InputError) as caught:
            read(path, name)
        error = caught.value
        assert error.where == name
        assert error.message[-1] == error.advice[-1] == "."
        assert str(tmp_path) not in str(error)
        return error

    return refuse


@pytest.mark.parametrize("name", ["plan.txt", "plan.TXT", "plan.text", "plan.doc", "plan", "2.整改方案", "v1.2"])
def test_text(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes("整改方案\r\n".encode("gb18030"))
    source = read(path, f"sub/{name}")
    assert (source.name, source.format, source.text, source.encoding) == (f"sub/{name}", "txt", "整改方案\n", "gb18030")


@pytest.mark.parametrize("name", ["plan.docx", "plan.txt", "plan.doc", "plan.zip", "plan"])
def test_docx_under_any_name(tmp_path: Path, make_docx: Make, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(make_docx(BODY))
    source = read(path, name)
    assert (source.format, source.text) == ("docx", "整改方案")


@pytest.mark.parametrize(
    ("name", "text", "kind"),
    [
        ("plan.md", "# 整改方案", "md"),
        ("plan.markdown", "整改方案", "md"),
        ("plan.htm", "<p>整改方案", "html"),
        ("plan.doc", "<html><p>整改方案</p>", "html"),
        ("plan.xls", "<table><tr><td>整改方案</table>", "html"),
        ("plan.csv", "整改方案", "csv"),
        ("plan.tsv", "整改方案", "csv"),
        ("plan.mht", "MIME-Version: 1.0\nContent-Type: text/html; charset=utf-8\n\n<p>整改方案", "mhtml"),
    ],
)
def test_marked_up_text(tmp_path: Path, name: str, text: str, kind: str) -> None:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    source = read(path, name)
    assert (source.format, source.text) == (kind, "整改方案")


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (archive("xl/workbook.xml"), "xlsx"),
        (archive("ppt/presentation.xml"), "pptx"),
        (archive("OFD.xml"), "ofd"),
        (archive("mimetype", content=b"application/vnd.oasis.opendocument.text"), "odt"),
        (archive("mimetype", content=b"application/vnd.oasis.opendocument.spreadsheet"), "ods"),
        (archive("xl/workbook.bin"), "xlsb"),
        (archive("a.txt"), "zip"),
        (archive("in/word/document.xml"), "zip"),
        (archive(), "zip"),
        (b"Rar!\x1a\x07\x01\x00", "rar"),
        (b"7z\xbc\xaf\x27\x1c", "7z"),
        (b"\x1f\x8b\x08\x00", "gzip"),
        (ole("WordDocument"), "doc"),
        (ole("Workbook"), "xls"),
        (ole("Book"), "xls"),
        (ole("PowerPoint Document"), "ppt"),
        (ole("EncryptedPackage"), "encrypted"),
        (OLE, "ole"),
        (b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">', "sheetxml"),
        (b'<?xml?><pkg:package xmlns:pkg="http://schemas.microsoft.com/office/2006/xmlPackage">', "wordxml"),
        (b"%PDF-1.7\n", "pdf"),
        (b"\n\n%PDF-1.4", "pdf"),
        (b"{\\rtf1\\ansi", "rtf"),
        (b"<!DOCTYPE html>\n<html>", "html"),
        (b"\xef\xbb\xbf <HTML lang=zh>", "html"),
        (b'<?xml version="1.0"?>\n<!-- a --> <!-- b -->\n<html xmlns="x">', "html"),
        ("<html><body>".encode("utf-16"), "html"),
        (b"From: <Saved by Browser>\r\nSubject: a\r\n b\r\nMIME-Version: 1.0\r\n", "mhtml"),
        ("<html文件整理办法>".encode(), "text"),
        ("整改方案".encode(), "text"),
        (b"", "text"),
        (b"PK", "text"),
    ],
)
def test_sniff(data: bytes, found: str) -> None:
    assert sniff(data, "x") == found


def test_sniffing_many_comments_is_quick() -> None:
    assert sniff(b"<!-- a --> " * 2000, "x") == "text"


@pytest.mark.parametrize(
    ("name", "data", "code", "words"),
    [
        ("a.doc", ole("WordDocument"), "damaged_ole", "cut short or damaged"),
        ("a.xls", ole("Workbook"), "damaged_ole", "cut short or damaged"),
        ("a.docx", ole("EncryptedPackage"), "encrypted", "protected by a password"),
        ("a.docx", OLE, "format_ole", "neither a Word document nor a workbook, though its name ends in .docx"),
        ("a.doc", OLE, "format_ole", "neither a Word document nor a workbook"),
        ("a.ppt", ole("PowerPoint Document"), "format_ppt", "an old presentation"),
        ("a.docx", archive("a.txt"), "not_docx", "word/document.xml is missing"),
        ("a.docx", archive("OFD.xml"), "format_ofd", "an OFD document, though its name ends in .docx"),
        ("a.ofd", archive("OFD.xml"), "format_ofd", "Open it in an OFD reader or WPS and save it as .docx"),
        ("a.odt", archive("mimetype", content=b"application/vnd.oasis.opendocument.text"), "format_odt", "save it as"),
        ("a.xlsx", archive("xl/workbook.xml"), "damaged_xml", "damaged"),
        ("a.docx", archive("a.txt")[:-10], "damaged_zip", "cut short or damaged"),
        ("a.docx", "整改方案".encode(), "not_docx", "no Word document, though its name ends in .docx"),
        ("a.docx", b"", "empty", "empty and holds no text"),
        ("a.zip", archive("a.txt"), "format_zip", "an archive, not a document"),
        ("a.rar", b"Rar!\x1a\x07\x00", "format_rar", "Unpack it"),
        ("a.pdf", b"%PDF-1.7", "damaged_pdf", "this PDF is cut short or damaged"),
        ("a.txt", b"%PDF-1.7", "damaged_pdf", "this PDF is cut short or damaged"),
        ("a.html", b"<html>", "empty", "holds no text"),
        ("a.mht", b"MIME-Version: 1.0\n\nx", "no_page", "no text of a page"),
        ("a.rtf", b"{\\rtf1", "format_rtf", ".rtf is not read. Open it in Word or WPS and save it as .docx"),
        ("a.xls", b"<?xml?><x xmlns='urn:schemas-microsoft-com:office:spreadsheet'>", "format_sheetxml", ".xlsx"),
        ("a.py", b"print()", "unknown_format", ".py are not read"),
        ("a.txt", b"", "empty", "empty"),
        ("a.xlsx", b" \n", "empty", "white space"),
        ("a.txt", bytes(100), "binary", "no text file"),
    ],
)
def test_refusals(refusal: Callable[[str, bytes], InputError], name: str, data: bytes, code: str, words: str) -> None:
    error = refusal(name, data)
    assert error.code == code
    assert words in str(error)


def test_missing(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file") as caught:
        read(tmp_path / "a.txt", "a.txt")
    assert caught.value.code == "missing"


def test_dangling_link(tmp_path: Path) -> None:
    (tmp_path / "a.txt").symlink_to(tmp_path / "b.txt")
    with pytest.raises(InputError) as caught:
        read(tmp_path / "a.txt", "a.txt")
    assert caught.value.code == "missing"


def test_folder(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="a folder, not a file") as caught:
        read(tmp_path, "dir")
    assert caught.value.code == "folder"


@pytest.mark.parametrize(
    ("error", "code"),
    [(PermissionError(13, "denied"), "no_permission"), (OSError(5, "Input/output error"), "unreadable")],
)
def test_file_that_cannot_be_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: OSError, code: str) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"x")

    def refuse(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(InputError) as caught:
        read(path, "a.txt")
    assert caught.value.code == code


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes on this system")
def test_pipe_is_not_waited_for(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    os.mkfifo(path)
    with pytest.raises(InputError) as caught:
        read(path, "a.txt")
    assert caught.value.code == "unreadable"


@pytest.mark.parametrize(
    ("name", "suffix"),
    [
        ("a.TXT", ".txt"),
        ("a", ""),
        ("2.整改方案", ""),
        ("方案1.0版", ""),
        ("v1.2", ""),
        ("d.x/a", ""),
        ("a.b.docx", ".docx"),
    ],
)
def test_suffix(name: str, suffix: str) -> None:
    assert suffix_of(name) == suffix
