"""Speed, each as a ratio to something measured in the same process and run; writes outputs/bench.json and a table.

    python benchmarks/run.py

Text is made by repeating and shuffling the paragraphs of the sample plans in corpus/ (fixed seed), so that nothing
from outside is needed.  A ratio above 1 for ``convert_text / jieba.lcut`` means that all tables of a text take less
time than cutting the same text into words.
"""

from __future__ import annotations

import json
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import taizhang

ROOT = Path(__file__).resolve().parents[1]


def plan(size: int, seed: int = 0) -> str:
    """A text of about `size` characters: paragraphs of the samples, shuffled and repeated."""
    lines: list[str] = []
    for path in sorted((ROOT / "corpus").glob("*/*.txt")):
        for encoding in ("utf-8-sig", "gb18030"):
            try:
                lines += path.read_bytes().decode(encoding).splitlines()
                break
            except UnicodeDecodeError:
                continue
    draw = random.Random(seed)
    out: list[str] = []
    length = 0
    while length < size:
        draw.shuffle(lines)
        for line in lines:
            out.append(line)
            length += len(line) + 1
            if length >= size:
                break
    return "\n".join(out)[:size]


def seconds(call: Callable[[], object], rounds: int = 5) -> float:
    """Median of several runs, after one that warms up."""
    call()
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        call()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def start_up(code: str) -> float:
    """Median seconds of a new Python process that runs `code`."""
    return seconds(lambda: subprocess.run([sys.executable, "-c", code], check=True, capture_output=True), 5)


def main() -> int:
    """Measure, print, write outputs/bench.json."""
    import jieba

    jieba.setLogLevel(60)
    out: dict[str, float] = {}
    text = plan(30_000)
    words = seconds(lambda: jieba.lcut(text), 3)
    ours = seconds(lambda: taizhang.convert_text(text), 3)
    out["convert_text 30,000 characters, s"] = ours
    out["convert_text speed / jieba.lcut speed"] = words / ours
    small, large = plan(10_000), plan(100_000)
    a, b = seconds(lambda: taizhang.convert_text(small), 3), seconds(lambda: taizhang.convert_text(large), 1)
    out["growth: 10 x text takes x time"] = b / a
    with tempfile.TemporaryDirectory() as folder:
        result = taizhang.convert_text(plan(6_000))
        out["write a 6,000-character run folder, s"] = seconds(
            lambda: result.write(Path(folder) / "run", overwrite=True), 3
        )
    nothing = start_up("pass")
    out["taizhang --version / python -c pass"] = start_up("from taizhang.cli import main") / nothing
    imports = start_up("import pandas, pyarrow, duckdb, xlsxwriter, docx")
    whole = start_up(
        "import taizhang, tempfile, pathlib\n"
        f"r = taizhang.convert({str(next((ROOT / 'corpus').glob('*/*.docx')))!r})\n"
        "r.write(pathlib.Path(tempfile.mkdtemp()) / 'run')"
    )
    out["a .docx to its run folder / the imports alone"] = whole / imports
    for name, value in out.items():
        print(f"{name:50s} {value:8.3f}")
    (ROOT / "outputs" / "bench.json").write_text(json.dumps(out, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
