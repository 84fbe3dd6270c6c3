"""The zip package of an Office file: inflate parts within a limit, parse them without entities, follow relationships.

Only the parts that are asked for are inflated, so pictures cost nothing.  Relationships whose target is missing
(``word/NULL``, left behind by add-ins) are no fault as long as nobody needs the part.
"""

from __future__ import annotations

import posixpath
import zipfile
import zlib
from io import BytesIO
from typing import TYPE_CHECKING

from taizhang.errors import InputError

if TYPE_CHECKING:
    from lxml.etree import _Element

# A plan's document.xml has a few MB; what inflates past this is refused, whatever size the archive claims.
MAX_INFLATED = 200 * 1000 * 1000
_CHUNK = 1 << 20

_STRICT = b"http://purl.oclc.org/ooxml/"
# ISO/IEC 29500 Strict names the same elements by other addresses; they are renamed to those of Transitional.
_TRANSITIONAL = (
    (_STRICT + b"wordprocessingml/main", b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"),
    (_STRICT + b"officeDocument/math", b"http://schemas.openxmlformats.org/officeDocument/2006/math"),
    (
        _STRICT + b"officeDocument/relationships",
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    ),
)


class Package:
    """An open Office file.

    Args:
        data: the file's bytes.
        where: the file's name, for messages.

    Raises:
        InputError: ``damaged_zip``; the methods raise it too, and ``zip_bomb``, ``encrypted``, ``doctype``,
            ``damaged_xml``.
    """

    def __init__(self, data: bytes, where: str) -> None:
        """Open the archive; no part is inflated yet."""
        self._where = where
        self._inflated = 0
        try:
            self._zip = zipfile.ZipFile(BytesIO(data))
        except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError) as error:
            raise self._damaged(error) from error
        # Some generators write back slashes or a leading slash, and part names ignore case (ECMA-376 part 2, 6.2.2).
        self._parts = {_key(i.filename): i for i in self._zip.infolist()}

    def __contains__(self, part: str) -> bool:
        """Whether the archive has a part of this name."""
        return _key(part) in self._parts

    def bytes(self, part: str) -> bytes:
        """The inflated bytes of a part.

        Raises:
            KeyError: there is no such part.
        """
        info = self._parts[_key(part)]
        if info.flag_bits & 1:
            raise self.error(
                "this file is protected by a password.", "encrypted", "Remove the password and convert it again."
            )
        chunks = []
        try:
            with self._zip.open(info) as file:
                while chunk := file.read(_CHUNK):
                    self._inflated += len(chunk)
                    if self._inflated > MAX_INFLATED:
                        size = f"{MAX_INFLATED // 1_000_000} MB"
                        raise self.error(
                            f"this file inflates to more than {size}, which no plan does.",
                            "zip_bomb",
                            "Check where the file comes from; if it is sound, save its text as .txt.",
                        )
                    chunks.append(chunk)
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, OSError) as error:
            raise self._damaged(error) from error
        return b"".join(chunks)

    def xml(self, part: str) -> _Element | None:
        """The root element of a part, or None when there is no such part."""
        from lxml import etree

        if part not in self:
            return None
        data = self.bytes(part)
        if any("<!DOCTYPE".encode(e) in data for e in ("utf-8", "utf-16-le", "utf-16-be")):
            # Entities can inflate without end or name other files; no Office program writes a document type.
            raise self.error(
                f"the part {part} declares a document type, which Office files never do.",
                "doctype",
                "Open the file in Word or WPS and save it again as .docx.",
            )
        if _STRICT in data:
            for strict, transitional in _TRANSITIONAL:
                data = data.replace(strict, transitional)
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
        try:
            return etree.fromstring(data, parser)
        except etree.XMLSyntaxError as error:
            raise self.error(f"the part {part} is damaged ({error}).", "damaged_xml", _REPAIR) from error

    def targets(self, part: str = "") -> dict[str, str]:
        """Relationships of a part (of the package itself by default): last word of the type → name of the part."""
        folder, name = posixpath.split(part)
        root = self.xml(posixpath.join(folder, "_rels", f"{name}.rels"))
        found: dict[str, str] = {}
        for rel in root if root is not None else ():
            if isinstance(rel.tag, str) and rel.get("TargetMode") != "External":
                kind = (rel.get("Type") or "").rpartition("/")[2]
                target = posixpath.normpath(posixpath.join("/", folder, rel.get("Target") or ""))
                found.setdefault(kind, target.lstrip("/"))
        return found

    def error(self, message: str, code: str, advice: str) -> InputError:
        """An InputError about this file."""
        return InputError(message, code=code, where=self._where, advice=advice)

    def _damaged(self, error: Exception) -> InputError:
        why = f"this file is cut short or damaged ({error})."
        return self.error(why, "damaged_zip", _REPAIR)


_REPAIR = "Get the file again, or open it in Word or WPS and save it as a new .docx."


def _key(part: str) -> str:
    return part.replace("\\", "/").lstrip("/").lower()
