"""Old Word documents (.doc of Word 97 to 2003, .wps): made into the .docx that Word would save, then read as one.

So automatic numbers, merged cells, text boxes, deleted and hidden text are what they are in a .docx.  A file whose
inner tables are damaged is read by unword, which gives text without cells and numbers, and says so; what unword
cannot read either, and documents from before Word 97, are given to LibreOffice where it is installed.
"""

from __future__ import annotations

import hashlib
import io
import re
import shutil
import struct
import subprocess
import tempfile
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from taizhang.errors import InputError
from taizhang.model import Fault, Source
from taizhang.read.lines import Lines
from taizhang.read.wordbin import WordFile
from taizhang.read.wordbody import body
from taizhang.read.wordlists import numbering, styles

if TYPE_CHECKING:
    from lxml.etree import _Element

_RESAVE = "Open it in Word or WPS and save it as .docx."
_OFFICE = ("soffice", "libreoffice")
_SECONDS = 120  # LibreOffice needs a few seconds to start; a hundred pages take it under ten
_MARKS = re.compile(r"^#{1,9} ")


def read_doc(data: bytes, name: str) -> Source:
    """Read an old Word document.

    Args:
        data: the file's bytes.
        name: the file's name in the tables.

    Returns:
        The source; blocks and locators are those of `read_docx`. A damaged document gives the fault ``damaged_doc``:
        its text may lack cells, numbers and more.

    Raises:
        InputError: ``encrypted``, ``empty``, ``not_doc``, ``old_word``, ``damaged_doc`` and those of `Compound`.
    """
    try:
        package = _package(WordFile(data, name))
    except (struct.error, IndexError, ValueError, KeyError) as error:
        return _damaged(data, name, error)
    except InputError as error:
        if error.code != "old_word":
            raise
        converted = _libreoffice(data)
        if converted is None:
            raise
        return _source(converted, data, name)
    return _source(package, data, name)


def _source(package: bytes, data: bytes, name: str, faults: tuple[Fault, ...] = ()) -> Source:
    from taizhang.read.docx import read_docx

    source = read_docx(package, name)
    sha256 = hashlib.sha256(data).hexdigest()
    return replace(source, sha256=sha256, format="doc", faults=(*source.faults, *faults))


def _package(file: WordFile) -> bytes:
    """The .docx: the three parts that hold text and numbers, at the places where readers look for them."""
    from lxml import etree

    parts: dict[str, _Element] = {
        "word/document.xml": body(file),
        "word/numbering.xml": numbering(file),
        "word/styles.xml": styles(file),
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for part, root in parts.items():
            package.writestr(part, etree.tostring(root, encoding="utf-8"))
    return out.getvalue()


def _damaged(data: bytes, name: str, error: Exception) -> Source:
    """What can be had of a document whose inner tables make no sense."""
    text = _unword(data)
    if text is not None:
        what = f"the document is damaged ({error}): cells of tables and automatic numbers may be missing in its text."
        lines = Lines()
        for n, line in enumerate(text, 1):
            lines.add(line, f"para {n}")
        fault = Fault(name, "read", "damaged_doc", what, _RESAVE)
        return lines.source(data, name, "doc", faults=(fault,), advice=_RESAVE)
    converted = _libreoffice(data)
    if converted is None:
        what = f"this document is cut short or damaged ({error})."
        raise InputError(what, code="damaged_doc", where=name, advice=_RESAVE) from error
    what = f"the document is damaged ({error}); LibreOffice could read it, perhaps not all of it."
    return _source(converted, data, name, (Fault(name, "read", "damaged_doc", what, _RESAVE),))


def _unword(data: bytes) -> list[str] | None:
    """The lines that unword finds, without its Markdown marks and page breaks; None where it gives up."""
    import unword  # type: ignore[import-untyped]

    try:
        document = unword.parse_doc(data)
    except ValueError:
        return None
    except BaseException as error:  # a panic of its Rust code
        if type(error).__name__ != "PanicException":
            raise
        return None
    lines = [line for block in (document.body_text, *document.textboxes) for line in re.split(r"[\n\x0b]", block)]
    lines = [_MARKS.sub("", re.sub(r"[\x00-\x08\x0c-\x1f]", "", line)) for line in lines if line != "---"]
    return lines if any(line.strip() for line in lines) else None


def _libreoffice(data: bytes) -> bytes | None:
    """The document as LibreOffice saves it as .docx; None where that is not installed or cannot read it."""
    program = next(filter(None, map(shutil.which, _OFFICE)), None)
    if program is None:
        return None
    with tempfile.TemporaryDirectory(prefix="taizhang-", ignore_cleanup_errors=True) as folder:
        here = Path(folder)
        (here / "in.doc").write_bytes(data)
        profile = f"-env:UserInstallation={(here / 'profile').as_uri()}"  # so that an open LibreOffice is no obstacle
        order = [program, profile, "--headless", "--convert-to", "docx", "--outdir", folder, str(here / "in.doc")]
        try:
            subprocess.run(order, capture_output=True, timeout=_SECONDS, check=False)
        except (OSError, subprocess.TimeoutExpired):
            return None
        made = here / "in.docx"
        return made.read_bytes() if made.is_file() else None
