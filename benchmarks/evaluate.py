"""Precision, recall and F1 against hand-made annotations: the samples of corpus/, and ../shared where it is there.

    python benchmarks/evaluate.py [--misses KIND]

Prints a line a figure, ``name  F1 [95 % interval]  P  R  (matched/predicted/expected)``, writes outputs/eval.json, and
exits with 1 when a figure lies below its floor in benchmarks/floors.json.  The interval is a bootstrap over documents
(1,000 draws, fixed seed): with so few documents it is wide, and says so.
"""

from __future__ import annotations

import argparse
import csv
import importlib.util
import json
import random
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import taizhang

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"
Counts = dict[str, list[int]]
TABLES = ("deadlines", "targets", "bodies", "measures", "citations", "sections")
# Where a row's quote stands, and which cells of the expected tables must be equal for the row to be right.
PLACE = {"targets": ("value_start", "value_end")}
CELLS = {
    "deadlines": ("relation", "edtf", "due", "masked", "repeat"),
    "targets": ("kind", "comparator", "value", "value_max", "unit_text", "change", "deadline_text"),
    "bodies": ("name", "role"),
    "measures": ("heading",),
    "citations": ("number", "kind"),
    "sections": ("depth", "path", "role"),
}


def samples() -> Iterator[tuple[Path, Path]]:
    """The sample plans of corpus/: file, and folder of its expected tables."""
    for folder in sorted(p for p in (ROOT / "corpus").iterdir() if (p / "expected").is_dir()):
        yield next(p for p in sorted(folder.iterdir()) if p.suffix in (".txt", ".docx")), folder / "expected"


def expected(folder: Path, table: str) -> list[dict[str, str]]:
    """Lines of an expected table; a quote's line break is written as backslash n."""
    path = folder / f"{table}.csv"
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return [{k: v.replace("\\n", "\n") for k, v in line.items()} for line in csv.DictReader(file)]


def place(text: str, line: dict[str, str]) -> tuple[int, int]:
    """Span of the nth occurrence of a line's quote."""
    at = -1
    for _ in range(int(line["nth"])):
        at = text.find(line["quote"], at + 1)
    return at, at + len(line["quote"])


def shown(value: object) -> str:
    """A cell as text: numbers without needless zeros, booleans in lower case, empty for unknown."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:.12g}" if isinstance(value, float) else str(value)


def sample_counts(name: str, text: str, rows: dict[str, list[dict[str, Any]]], folder: Path) -> Counts:
    """Strict counts of one sample: a row is found at exactly its span, and right when all its cells are equal too."""
    out: Counts = {}
    for table in TABLES:
        start, end = PLACE.get(table, ("start", "end"))
        want = {place(text, line): line for line in expected(folder, table)}
        if table == "sections":
            have = {(r["start"], r["start"] + len(r["heading"])): r for r in rows[table]}
        else:
            have = {(r[start], r[end]): r for r in rows[table]}
        found = want.keys() & have.keys()
        right = [s for s in found if all(shown(have[s][c]) == want[s][c] for c in CELLS[table])]
        out[f"samples.{table}.found"] = [len(found), len(have), len(want)]
        out[f"samples.{table}.cells"] = [len(right), len(have), len(want)]
    return out


def load_score() -> ModuleType | None:
    """The shared scorer, None where the shared folder is not there."""
    path = SHARED / "eval" / "score.py"
    if not path.exists():
        return None
    spec = importlib.util.spec_from_file_location("score", path)
    if spec is None or spec.loader is None:
        return None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def gold_counts(score: ModuleType, run: Path, misses: str) -> dict[str, Counts]:
    """Counts by gold document, as the shared scorer gives them."""
    out: dict[str, Counts] = {}
    for path in sorted((SHARED / "eval" / "gold").glob("*.json")):
        gold = json.loads(path.read_text(encoding="utf-8"))
        figures = score.Figures()
        score.score(score.load_run(run, gold["source"]), gold, figures)
        out[path.stem] = {f"gold.{name}": counts for name, counts in figures.n.items()}
        for kind, what, item in figures.misses:
            if misses in (kind, "all"):
                print(path.stem, kind, what, json.dumps(item, ensure_ascii=False))
    return out


def f1(counts: list[int]) -> float:
    """F1 of (matched, predicted, expected); 1 where there is nothing to find and nothing was found."""
    hit, have, want = counts
    return 2 * hit / (have + want) if have + want else 1.0


def summed(documents: list[Counts], name: str) -> list[int]:
    """A figure's counts over several documents."""
    return [sum(d.get(name, [0, 0, 0])[k] for d in documents) for k in range(3)]


def interval(documents: list[Counts], name: str) -> tuple[float, float]:
    """95 % bootstrap interval of F1 over documents."""
    draw = random.Random(0)
    values = sorted(f1(summed(draw.choices(documents, k=len(documents)), name)) for _ in range(1000))
    return values[24], values[974]


def main() -> int:
    """Evaluate, print, write outputs/eval.json, compare with the floors."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--misses", default="", help="also list what was missed of this kind in the gold, or 'all'")
    args = parser.parse_args()
    groups: dict[str, list[Counts]] = {"samples": []}
    for path, folder in samples():
        tables = taizhang.convert(path).tables
        text = next(iter(tables.texts.values()))
        groups["samples"].append(sample_counts(path.name, text, tables.rows, folder))  # type: ignore[arg-type]
    score = load_score()
    if score is None:
        print(f"{SHARED.name}/ is not beside the project: only the samples of corpus/ are scored.")
    else:
        run = ROOT / "outputs" / "eval"
        taizhang.convert(SHARED / "corpus").write(run, overwrite=True)
        groups["gold"] = list(gold_counts(score, run, args.misses).values())
    figures: dict[str, Any] = {}
    for documents in groups.values():
        for name in documents[0]:
            hit, have, want = counts = summed(documents, name)
            low, high = interval(documents, name)
            figures[name] = {"f1": round(f1(counts), 4), "low": round(low, 4), "high": round(high, 4), "counts": counts}
            precision, recall = hit / have if have else 1.0, hit / want if want else 1.0
            print(
                f"{name:30s} F1 {f1(counts):.3f} [{low:.3f}, {high:.3f}]  P {precision:.3f}  R {recall:.3f}  "
                f"({hit}/{have}/{want})"
            )
    out = ROOT / "outputs" / "eval.json"
    out.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    floors = json.loads((ROOT / "benchmarks" / "floors.json").read_text(encoding="utf-8"))
    below = [name for name, floor in floors.items() if name in figures and figures[name]["f1"] < floor]
    for name in below:
        print(f"{name} is {figures[name]['f1']}, below its floor {floors[name]} in floors.json.", file=sys.stderr)
    return 1 if below else 0


if __name__ == "__main__":
    sys.exit(main())
