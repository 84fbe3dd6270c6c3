"""Draw docs/images/ledger.png: the first rows of the ledger that `make demo` writes.

    make demo && .venv/bin/python tools/picture.py

The workbook is printed by LibreOffice (see apt.txt) and its first page cut to the columns that a reader looks at, so
the picture is what the workbook really looks like.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image

ROOT = Path(__file__).resolve().parents[1]
LEDGER = ROOT / "outputs" / "demo" / "ledger.xlsx"
PICTURE = ROOT / "docs" / "images" / "ledger.png"
# Part of the page that is shown: left, top, right, bottom as shares of its width and height; the right and the bottom are
# moved inward to the next line of the grid.
PART = (0.03, 0.055, 0.68, 0.54)
WIDTH = 1800  # pixels of the picture; twice what a page shows it at, so that small characters stay sharp
MOST = 300_000  # bytes
DARK = 180  # lines of the grid are grey


def last_line(picture: Image) -> int:
    """Where the last vertical line of the grid ends: a column of pixels that is dark over most of its height."""
    grey = picture.convert("L")
    width, height = grey.size
    pixels = grey.load()
    for x in range(width - 1, 0, -1):
        if sum(pixels[x, y] < DARK for y in range(0, height, 4)) > 0.75 * (height // 4):
            return x + 2
    return width


def main() -> int:
    """Print, cut, save; 1 where something is missing."""
    import pypdfium2
    from PIL.Image import Quantize, Transpose

    office = shutil.which("soffice")
    if office is None or not LEDGER.is_file():
        print("This needs LibreOffice (make system) and outputs/demo (make demo).", file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory() as folder:
        profile = f"-env:UserInstallation={(Path(folder) / 'profile').as_uri()}"
        order = [office, profile, "--headless", "--convert-to", "pdf", "--outdir", folder, str(LEDGER)]
        subprocess.run(order, check=True, capture_output=True, timeout=300)
        document = pypdfium2.PdfDocument(Path(folder) / "ledger.pdf")
        page = document[0]
        left, top, right, bottom = PART
        scale = WIDTH / (page.get_width() * (right - left))
        whole = page.render(scale=scale).to_pil()
        document.close()
    w, h = whole.size
    part = whole.crop((int(left * w), int(top * h), int(right * w), int(bottom * h)))
    part = part.crop((0, 0, last_line(part), last_line(part.transpose(Transpose.TRANSPOSE))))
    PICTURE.parent.mkdir(parents=True, exist_ok=True)
    part.convert("RGB").quantize(32, method=Quantize.MEDIANCUT).save(PICTURE, optimize=True)
    size = PICTURE.stat().st_size
    print(f"{PICTURE.relative_to(ROOT)}: {part.width} x {part.height}, {size} bytes")
    return 0 if size < MOST else 1


if __name__ == "__main__":
    sys.exit(main())
