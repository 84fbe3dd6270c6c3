"""The rules of the house that no tool checks: size of files, what may stand in them, and cases that are worth their run."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from taizhang.lexicon import Lexicons
from taizhang.segment.walk import Walker
from taizhang.values.fold import fold

ROOT = Path(__file__).resolve().parents[1]
FOLDERS = (".ci", "benchmarks", "corpus", "docs", "lexicons", "notebooks", "pipeline", "tests", "tools")
SUFFIXES = {"", ".cfg", ".csv", ".ipynb", ".json", ".md", ".py", ".sh", ".toml", ".txt", ".yaml", ".yml"}
MOST_LINES = 400
# Data: a line is a word, a row or a pinned package, and more of them make nothing harder to read.
DATA = ("lexicons/*/*.csv", "corpus/*/expected/*.csv", "constraints.txt")

# Places on somebody's disk; written in pieces, so that this file may be checked as well.
_PLACES = re.compile(
    r"(?<![\w./:<-])/(?:" + "|".join(("home", "root", "Users", "work", "mnt", "opt", "srv")) + r")/\w|\b[A-Z]:\\Users"
)
# Where packages come from is a matter of a user's own settings.
_HOSTS = re.compile(
    "|".join(
        ("py" + r"pi\.org", "python" + r"hosted\.org", "deb" + r"ian\.org", "index" + "-url", "ana" + r"conda\.org")
    )
)


def texts() -> Iterator[Path]:
    """The project's own text files: what a clone holds, no matter what was built beside it."""
    tops = [p for p in ROOT.iterdir() if p.is_file() and p.name != "LICENSE"]
    for path in sorted([*tops, *(p for name in FOLDERS for p in (ROOT / name).rglob("*"))]):
        hidden = any(part in ("__pycache__", ".ipynb_checkpoints") for part in path.parts)
        if path.is_file() and path.suffix in SUFFIXES and not hidden:
            yield path


def is_data(path: Path) -> bool:
    return any(path.relative_to(ROOT).match(pattern) for pattern in DATA)


def named(paths: list[Path]) -> list[str]:
    return [path.relative_to(ROOT).as_posix() for path in paths]


def test_no_long_files() -> None:
    long = [p for p in texts() if not is_data(p) and p.read_bytes().count(b"\n") > MOST_LINES]
    assert named(long) == []


def test_no_places_on_somebodys_disk_and_no_hosts_of_packages() -> None:
    found = []
    for path in texts():
        text = path.read_bytes().decode("utf-8", "replace")
        found += [f"{path.relative_to(ROOT)}: {m.group()}" for p in (_PLACES, _HOSTS) for m in p.finditer(text)]
    assert found == []


# A mistake of the program in one file of many is told as a row of errors.csv; nothing else may catch everything.
# A panic of a library written in Rust has no class that could be imported: these two look at its name and raise the rest.
BROAD = {
    ("pipeline/taizhang/run.py", "_work"),
    ("pipeline/taizhang/read/doc.py", "_unword"),
    ("pipeline/taizhang/read/xlsx.py", "_read"),
}


def broad(path: Path) -> Iterator[tuple[str, int]]:
    """Functions with a handler for every exception that does not raise again, and their lines."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for function in ast.walk(tree):
        if not isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef | ast.Module):
            continue
        for node in function.body if isinstance(function, ast.Module) else ast.walk(function):
            if isinstance(node, ast.ExceptHandler) and _catches_all(node) and not _raises(node):
                yield getattr(function, "name", ""), node.lineno
            if isinstance(node, ast.With | ast.AsyncWith) and any(map(_suppresses_all, node.items)):
                yield getattr(function, "name", ""), node.lineno


def _catches_all(handler: ast.ExceptHandler) -> bool:
    kinds = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    return any(k is None or (isinstance(k, ast.Name) and k.id in ("Exception", "BaseException")) for k in kinds)


def _raises(handler: ast.ExceptHandler) -> bool:
    """Whether the handler's last statement raises, so that nothing is swallowed."""
    return isinstance(handler.body[-1], ast.Raise)


def _suppresses_all(item: ast.withitem) -> bool:
    call = item.context_expr
    if not (isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "suppress"):
        return False
    return any(isinstance(a, ast.Name) and a.id in ("Exception", "BaseException") for a in call.args)


def test_nothing_swallows_every_exception() -> None:
    found = []
    for path in texts():
        if path.suffix == ".py" and path.is_relative_to(ROOT / "pipeline"):
            name = path.relative_to(ROOT).as_posix()
            found += [f"{name}:{line} {function}" for function, line in broad(path) if (name, function) not in BROAD]
    assert found == []


CASES = ROOT / "tests" / "cases"
KEYS = {"text", "rows", "why", "before", "issued", "kind", "title", "region"}


def case_files() -> list[Path]:
    return sorted(CASES.glob("*/*.yaml"))


def cases(path: Path) -> list[dict[str, Any]]:
    return list(yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader) or [])


@pytest.mark.parametrize("path", case_files(), ids=lambda p: f"{p.parent.name}/{p.stem}")
def test_cases_are_whole(path: Path) -> None:
    """Every case has its text and its rows, no unknown keys, as many quotes as rows, and a reason where it has none."""
    assert cases(path)
    for number, case in enumerate(cases(path), 1):
        where = f"{path.name}:{number}"
        assert case.keys() <= KEYS, where
        assert case["text"].count("<<") == case["text"].count(">>") == len(case["rows"]), where
        assert case["rows"] or case.get("why"), f"{where} must not match and does not say why"


@cache
def forms() -> tuple[Walker, dict[str, str]]:
    """All words of the lexicons, and what each is folded to: its lexicon, with its class where the class is form.

    Names (places, organisations, indicators …) are all the same; 不低于 and 不超过 are not, since they bind otherwise.
    """
    words = Lexicons()
    home = ROOT / "lexicons"
    out: dict[str, str] = {}
    for path in sorted(home.glob("*/*.csv")):
        name = path.relative_to(home).with_suffix("").as_posix()
        for line in words.table(name):
            classes = [line[c] for c in ("class", "comparator", "field", "kind", "relation", "role") if line.get(c)]
            plain = path.parent.name in ("places", "bodies", "indicators", "units", "themes", "kinds")
            form = path.parent.name if plain else "/".join([name, *classes])
            for column in ("word", "name", "short", "aliases"):
                for word in line.get(column, "").split("|"):
                    out.setdefault(numberless(word), form)
    return Walker(out), out


def numberless(text: str) -> str:
    return re.sub(r"\d+(?:\.\d+)?", "0", fold(text))


def folded(text: str) -> str:
    """A case's text with numbers as 0, words of the lexicons as their form, full-width punctuation as half-width."""
    walker, names = forms()
    text = numberless(text)
    out, at = "", 0
    for start, end in [*walker.find(text, 0, len(text)), (len(text), len(text))]:
        out += text[at:start] + (f"[{names[text[start:end]]}]" if start < end else "")
        at = end
    return re.sub(r"\s+", " ", out)


def test_folding() -> None:
    assert folded("到2025年，河北省PM2.5浓度降至<<33微克/立方米>>以下") == folded(
        "到20年,湖南省臭氧浓度降至<<3.5微克/立方米>>以下"
    )
    assert folded("不低于<<5%>>") != folded("不超过<<5%>>")


def test_cases_differ_in_form() -> None:
    seen: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for path in case_files():
        for number, case in enumerate(cases(path), 1):
            key = (
                path.parent.name,
                *(folded(str(case.get(k, ""))) for k in ("before", "text", "issued", "kind", "rows")),
            )
            seen[key].append(f"{path.parent.name}/{path.stem}:{number} {case['text']}")
    assert [same for same in seen.values() if len(same) > 1] == []
