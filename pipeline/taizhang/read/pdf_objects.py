"""What a PDF page draws besides text: thin parts (lines of tables) and pictures, also inside of forms."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from taizhang.read.pdf_chars import Char, Rect

_Matrix = tuple[float, float, float, float, float, float]
_SAME: _Matrix = (1, 0, 0, 1, 0, 0)
_THIN = 3.0  # points; what is thinner is a line
_LEVEL = 0.8  # strokes that rise by more are slanting
# Maps and charts have more parts than any text with tables.
_MAX_OBJECTS = 20_000
_MAX_DEPTH = 8
_SAMPLE = 60
_CONTRAST = 96  # of 256 grey levels; print on paper has more, a tint behind text less


@dataclass(frozen=True, slots=True)
class Pictures:
    """The pictures and drawings of a page.

    Attributes:
        share: how much of the page pictures cover, 0 to 1.
        above: share of the page's text objects that are drawn before the largest picture and so lie under it.
        paths: number of paths.
        largest: the largest picture, where it stands on the page itself and upright, else None.
    """

    share: float
    above: float
    paths: int
    largest: tuple[Any, Rect] | None


def thin_parts(page: Any) -> Iterator[Rect]:
    """Boxes (left, bottom, right, top) of all thin parts of an open page: strokes, thin filled boxes, thin pictures.

    A page with more parts than a table can have (a map) gives none.
    """
    import pypdfium2.raw as c  # type: ignore[import-untyped]

    if c.FPDFPage_CountObjects(page.raw) > _MAX_OBJECTS:
        return
    for kind, obj, matrix in _walk(page.raw):
        if kind == c.FPDF_PAGEOBJ_IMAGE:
            yield from _if_thin(_corners(matrix))
        elif kind == c.FPDF_PAGEOBJ_PATH:
            yield from _of_path(obj, matrix)


def pictures(page: Any) -> Pictures:
    """What covers an open page besides text."""
    import pypdfium2.raw as c

    left, bottom, right, top = page.get_bbox()
    area = max(1.0, (right - left) * (top - bottom))
    covered = most = 0.0
    texts = before = paths = 0
    largest: tuple[Any, Rect] | None = None
    for kind, obj, matrix in _walk(page.raw):
        texts += kind == c.FPDF_PAGEOBJ_TEXT
        paths += kind == c.FPDF_PAGEOBJ_PATH
        if kind != c.FPDF_PAGEOBJ_IMAGE:
            continue
        xs, ys = zip(*_corners(matrix), strict=True)
        rect = (max(left, min(xs)), max(bottom, min(ys)), min(right, max(xs)), min(top, max(ys)))
        size = max(0.0, rect[2] - rect[0]) * max(0.0, rect[3] - rect[1])
        covered += size
        if size > most:
            upright = abs(matrix[1]) + abs(matrix[2]) < 1 and matrix[0] > 0 and matrix[3] > 0
            most, before = size, texts
            largest = (obj, (min(xs), min(ys), max(xs), max(ys))) if upright else None
    return Pictures(min(1.0, covered / area), before / max(1, texts), paths, largest)


def printed_below(picture: tuple[Any, Rect], chars: Sequence[Char], turned: Rect) -> bool:
    """Whether a picture shows ink where the page has characters, as a scanned page does and a background does not.

    Args:
        picture: the picture and its box on the page.
        chars: characters of the page, unturned.
        turned: the visible box of the page.
    """
    import pypdfium2.raw as c
    from pypdfium2 import PdfBitmap

    obj, (left, bottom, right, top) = picture
    raw = c.FPDFImageObj_GetBitmap(obj)
    if not raw:
        return True
    bitmap = PdfBitmap.from_raw(raw)
    image = bitmap.to_pil().convert("L")  # a copy, so that the bitmap can go
    bitmap.close()
    across, down = image.width / (right - left), image.height / (top - bottom)
    step = max(1, len(chars) // _SAMPLE)
    inked = seen = 0
    for char in chars[::step]:
        x0, x1 = char.x0 + turned[0], char.x1 + turned[0]
        y0, y1 = turned[3] - char.bottom, turned[3] - char.top
        box = (int((x0 - left) * across), int((top - y1) * down), int((x1 - left) * across), int((top - y0) * down))
        if 0 <= box[0] < box[2] <= image.width and 0 <= box[1] < box[3] <= image.height:
            darkest, lightest = image.crop(box).getextrema()
            seen += 1
            inked += lightest - darkest >= _CONTRAST
    return inked > 0.6 * seen


def _walk(page: Any) -> Iterator[tuple[int, Any, _Matrix]]:
    """Kind, object and full matrix of all objects of a page, those in forms too, at most `_MAX_OBJECTS`."""
    import pypdfium2.raw as c

    left = _MAX_OBJECTS
    stack: list[tuple[Any, _Matrix, int]] = [
        (c.FPDFPage_GetObject(page, i), _SAME, 0) for i in reversed(range(min(c.FPDFPage_CountObjects(page), left)))
    ]
    while stack and left > 0:
        obj, outer, depth = stack.pop()
        left -= 1
        kind, matrix = c.FPDFPageObj_GetType(obj), _times(_matrix(obj), outer)
        if kind != c.FPDF_PAGEOBJ_FORM:
            yield kind, obj, matrix
        elif depth < _MAX_DEPTH:
            inner = range(min(c.FPDFFormObj_CountObjects(obj), left))
            stack += [(c.FPDFFormObj_GetObject(obj, i), matrix, depth + 1) for i in reversed(inner)]


def _of_path(obj: Any, matrix: _Matrix) -> Iterator[Rect]:
    import pypdfium2.raw as c

    fill, stroke = ctypes.c_int(), ctypes.c_int()
    c.FPDFPath_GetDrawMode(obj, fill, stroke)
    if not (fill.value or stroke.value):
        return  # a clip or nothing
    for points, straight in _subpaths(obj, matrix):
        thin = list(_if_thin(points))
        if thin or not stroke.value:
            yield from thin
            continue
        for (x0, y0), (x1, y1), line in zip(points, points[1:], straight[1:], strict=False):
            if line and (abs(x1 - x0) <= _LEVEL or abs(y1 - y0) <= _LEVEL):
                yield min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)


def _subpaths(obj: Any, matrix: _Matrix) -> Iterator[tuple[list[tuple[float, float]], list[bool]]]:
    """Points of each part of a path, and whether a straight line leads to each."""
    import pypdfium2.raw as c

    a, b, cc, d, e, f = matrix
    x, y = ctypes.c_float(), ctypes.c_float()
    points: list[tuple[float, float]] = []
    straight: list[bool] = []
    for i in range(min(c.FPDFPath_CountSegments(obj), _MAX_OBJECTS)):
        segment = c.FPDFPath_GetPathSegment(obj, i)
        kind = c.FPDFPathSegment_GetType(segment)
        if kind == c.FPDF_SEGMENT_MOVETO and points:
            yield points, straight
            points, straight = [], []
        if c.FPDFPathSegment_GetPoint(segment, x, y):
            points.append((a * x.value + cc * y.value + e, b * x.value + d * y.value + f))
            straight.append(kind == c.FPDF_SEGMENT_LINETO)
        if c.FPDFPathSegment_GetClose(segment) and points:
            points.append(points[0])
            straight.append(True)
    if points:
        yield points, straight


def _if_thin(points: Sequence[tuple[float, float]]) -> Iterator[Rect]:
    xs, ys = [x for x, _ in points], [y for _, y in points]
    rect = (min(xs), min(ys), max(xs), max(ys))
    if min(rect[2] - rect[0], rect[3] - rect[1]) <= _THIN:
        yield rect


def _corners(m: _Matrix) -> list[tuple[float, float]]:
    """Where a picture's unit square lies."""
    return [
        (m[4], m[5]),
        (m[0] + m[4], m[1] + m[5]),
        (m[2] + m[4], m[3] + m[5]),
        (m[0] + m[2] + m[4], m[1] + m[3] + m[5]),
    ]


def _matrix(obj: Any) -> _Matrix:
    import pypdfium2.raw as c

    m = c.FS_MATRIX()
    return (m.a, m.b, m.c, m.d, m.e, m.f) if c.FPDFPageObj_GetMatrix(obj, m) else _SAME


def _times(m: _Matrix, n: _Matrix) -> _Matrix:
    """First m, then n."""
    return (
        m[0] * n[0] + m[1] * n[2], m[0] * n[1] + m[1] * n[3], m[2] * n[0] + m[3] * n[2], m[2] * n[1] + m[3] * n[3],
        m[4] * n[0] + m[5] * n[2] + n[4], m[4] * n[1] + m[5] * n[3] + n[5],
    )  # fmt: skip
