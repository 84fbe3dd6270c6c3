"""Fill the marked blocks of docs/: the columns in tables.md from the schema, the figures in quality.md from `make eval`.

    .venv/bin/python tools/pages.py

A test compares the columns with the schema; the figures are those of the last `make eval` on this machine.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

from taizhang import schema

ROOT = Path(__file__).resolve().parents[1]
TABLES = ROOT / "docs" / "tables.md"
QUALITY = ROOT / "docs" / "quality.md"
EVAL = ROOT / "outputs" / "eval.json"


def columns() -> str:
    """All tables with their columns as Markdown."""
    out = []
    for table in schema.TABLES.values():
        out += [f"### {table.name} {table.title}", "", f"{table.about[:1].upper()}{table.about[1:]}.", ""]
        out += ["| column | title | type | what it holds |", "| --- | --- | --- | --- |"]
        for column in table.columns:
            about = column.about.replace("|", r"\|")
            about += f"; one of {', '.join(f'`{code}`' for code in column.codes)}" if column.codes else ""
            about += f" → {column.refers}" if column.refers else ""
            required = " (always)" if column.required else ""
            out.append(f"| {column.name} | {column.title} | {column.type}{required} | {about} |")
        out.append("")
    return "\n".join(out)


def figures(measured: dict[str, Any]) -> str:
    """The figures of `make eval` as a Markdown table."""
    out = ["| figure | F1 | 95 % interval | precision | recall | matched / found / expected |"]
    out.append("| --- | --- | --- | --- | --- | --- |")
    for name, figure in measured.items():
        hit, have, want = figure["counts"]
        precision, recall = hit / have if have else 1.0, hit / want if want else 1.0
        out.append(
            f"| {name} | {figure['f1']:.3f} | {figure['low']:.3f} to {figure['high']:.3f} | {precision:.3f} | {recall:.3f} "
            f"| {hit} / {have} / {want} |"
        )
    return "\n".join(out) + "\n"


def filled(page: str, block: str, content: str) -> str:
    """The page with the content between the marks of a block."""
    pattern = re.compile(rf"(<!-- {block}: begin[^>]*-->\n).*?(<!-- {block}: end -->)", re.DOTALL)
    if not pattern.search(page):
        raise ValueError(f"the marks of the block {block} are missing")
    return pattern.sub(lambda m: f"{m[1]}\n{content}\n{m[2]}", page)


def main() -> int:
    """Rewrite the blocks; the figures only where `make eval` has run."""
    TABLES.write_text(filled(TABLES.read_text(encoding="utf-8"), "columns", columns()), encoding="utf-8")
    if EVAL.is_file():
        measured = json.loads(EVAL.read_text(encoding="utf-8"))
        QUALITY.write_text(filled(QUALITY.read_text(encoding="utf-8"), "figures", figures(measured)), encoding="utf-8")
    else:
        print("outputs/eval.json is not there, so the figures stay as they are: run make eval first.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
