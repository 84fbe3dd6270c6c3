"""PDF documents for the tests, written by hand: no font is embedded and no program is needed.

The font names the predefined character map UniGB-UCS2-H, by which a reader knows the characters without a font file.
Chinese characters are one em wide, ASCII half an em. Places are those of PDF: points from the lower left corner.
"""

from __future__ import annotations

from collections.abc import Sequence

SIZE = 16.0
LEFT, RIGHT, TOP, PITCH = 80.0, 80.0 + 27 * SIZE, 740.0, 28.0
_FONT = (
    b"<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-H/DescendantFonts[<</Type/Font"
    b"/Subtype/CIDFontType0/BaseFont/STSong-Light/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 4>>"
    b"/DW 1000/W[1 95 500]/FontDescriptor<</Type/FontDescriptor/FontName/STSong-Light/Flags 4"
    b"/FontBBox[0 -120 1000 880]/ItalicAngle 0/Ascent 880/Descent -120/CapHeight 880/StemV 80>>>>]>>"
)


def width(text: str, size: float = SIZE) -> float:
    """How wide a text is in points."""
    return sum(size / 2 if c.isascii() else size for c in text)


class Page:
    """A page that is written from top to bottom."""

    def __init__(self, wide: float = 595, high: float = 842, rotate: int = 0) -> None:
        self.size, self.rotate = (wide, high), rotate
        self.content: list[str] = []
        self.images: list[tuple[int, int, bytes]] = []
        self.y = TOP

    def text(self, x: float, y: float, text: str, size: float = SIZE, matrix: str = "1 0 0 1", mode: int = 0) -> None:
        """One text at a place; matrix turns it, mode 3 makes it invisible."""
        code = text.encode("utf-16-be").hex()
        self.content.append(f"BT /F1 {size} Tf {mode} Tr {matrix} {x} {y} Tm <{code}> Tj ET")

    def lines(self, *texts: str, x: float = LEFT, size: float = SIZE, pitch: float = PITCH, mode: int = 0) -> None:
        """Lines one below the other; leading ideographic spaces indent."""
        for text in texts:
            bare = text.lstrip("\u3000")
            self.text(x + size * (len(text) - len(bare)), self.y, bare, size, mode=mode)
            self.y -= pitch

    def prose(self, text: str, left: float = LEFT, right: float = RIGHT, size: float = SIZE, indent: int = 2) -> None:
        """A paragraph set as print sets it: indented, broken where a line is full, numbers and words kept whole."""
        line, room = "\u3000" * indent, right - left
        for piece in _pieces(text):
            if width(line + piece, size) > room + 0.01:
                self.lines(line, x=left, size=size)
                line = ""
            line += piece
        self.lines(line, x=left, size=size)

    def centred(self, text: str, size: float = SIZE) -> None:
        """A line in the middle between the margins."""
        self.text((LEFT + RIGHT - width(text, size)) / 2, self.y, text, size)
        self.y -= size * 1.75

    def rule(self, x0: float, y0: float, x1: float, y1: float) -> None:
        """A thin line."""
        self.content.append(f"0.5 w {x0} {y0} m {x1} {y1} l S")

    def table(self, xs: Sequence[float], rows: Sequence[Sequence[str]], high: float = 30.0, sides: bool = True) -> None:
        """A ruled table. ``<`` merges a cell with the one before it, ``^`` with the one above it."""
        size, top = 10.0, self.y + 12

        def cell(r: int, c: int) -> str:
            return rows[r][c] if 0 <= r < len(rows) and 0 <= c < len(xs) - 1 else ""

        for r in range(len(rows) + 1):
            for c in range(len(xs) - 1):
                if cell(r, c) != "^":
                    self.rule(xs[c], top - r * high, xs[c + 1], top - r * high)
        for r in range(len(rows)):
            for c in range(len(xs)):
                if cell(r, c) != "<" and (sides or 0 < c < len(xs) - 1):
                    self.rule(xs[c], top - r * high, xs[c], top - (r + 1) * high)
        for r, row in enumerate(rows):
            for c, text in enumerate(row):
                if text not in "<^":
                    for n, part in enumerate(text.split("/")):
                        self.text(xs[c] + 3, top - r * high - 12 - n * 12, part, size)
        self.y = top - len(rows) * high - 24

    def image(self, x: float, y: float, wide: float, high: float, pixels: bytes, columns: int) -> None:
        """A grey picture, a byte a pixel, row by row from the top."""
        self.images.append((columns, len(pixels) // columns, pixels))
        self.content.append(f"q {wide} 0 0 {high} {x} {y} cm /I{len(self.images)} Do Q")


def _pieces(text: str) -> list[str]:
    """What a line break cannot part: words, and marks with what they belong to."""
    out: list[str] = []
    for c in text:
        if out and (
            c in "，。、；：！？）》”%"
            or out[-1][-1] in "（《“"
            or (c.isascii() and c.isalnum() and out[-1][-1:].isascii())
        ):
            out[-1] += c
        else:
            out.append(c)
    return out


def document(pages: Sequence[Page], info: str = "") -> bytes:
    """The bytes of a PDF with these pages; `info` is what its Producer says."""
    objects: list[bytes] = [b"", b"", _FONT, f"<</Producer({info})>>".encode()]
    kids = []
    for page in pages:
        names = []
        for n, (columns, rows, pixels) in enumerate(page.images, 1):
            head = f"/Subtype/Image/Width {columns}/Height {rows}/ColorSpace/DeviceGray/BitsPerComponent 8"
            names.append(f"/I{n} {len(objects) + 1} 0 R")
            objects.append(_stream(pixels, head))
        objects.append(_stream("\n".join(page.content).encode()))
        kids.append(f"{len(objects) + 1} 0 R")
        objects.append(
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 {page.size[0]} {page.size[1]}]/Rotate {page.rotate}"
            f"/Resources<</Font<</F1 3 0 R>>/XObject<<{' '.join(names)}>>>>/Contents {len(objects)} 0 R>>".encode()
        )
    objects[0] = b"<</Type/Catalog/Pages 2 0 R>>"
    objects[1] = f"<</Type/Pages/Count {len(kids)}/Kids[{' '.join(kids)}]>>".encode()
    out, places = bytearray(b"%PDF-1.7\n"), []
    for n, body in enumerate(objects, 1):
        places.append(len(out))
        out += f"{n} 0 obj\n".encode() + body + b"\nendobj\n"
    start = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    out += b"".join(f"{p:010} 00000 n \n".encode() for p in places)
    out += f"trailer<</Size {len(objects) + 1}/Root 1 0 R/Info 4 0 R>>\nstartxref\n{start}\n%%EOF\n".encode()
    return bytes(out)


def _stream(data: bytes, head: str = "") -> bytes:
    return f"<</Length {len(data)}{head}>>\nstream\n".encode() + data + b"\nendstream"
