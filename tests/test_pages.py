"""docs/ and the pages beside the code say what is so."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import yaml

import taizhang
from taizhang import schema

ROOT = Path(__file__).resolve().parents[1]


def load_tool(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, ROOT / "tools" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def test_columns_are_those_of_the_schema() -> None:
    tool = load_tool("pages")
    page = read("docs/tables.md")
    assert page == tool.filled(page, "columns", tool.columns()), "run: python tools/pages.py"
    for table in schema.TABLES.values():
        assert f"### {table.name} " in page


def test_figures_have_their_place() -> None:
    tool = load_tool("pages")
    measured = {"samples.targets.found": {"f1": 0.5, "low": 0.25, "high": 0.75, "counts": [1, 2, 2]}}
    page = tool.filled(read("docs/quality.md"), "figures", tool.figures(measured))
    assert "| samples.targets.found | 0.500 | 0.250 to 0.750 | 0.500 | 0.500 | 1 / 2 / 2 |" in page
    with pytest.raises(ValueError, match="marks"):
        tool.filled("", "figures", "")


def test_architecture_names_every_module() -> None:
    page = read("docs/architecture.md")
    (block,) = re.findall(r"^    pipeline/taizhang/.*\n((?:      .*\n)+)", page, re.MULTILINE)
    told = set(re.findall(r"[a-z_]+(?:\.py|/)(?= )", block))
    home = ROOT / "pipeline" / "taizhang"
    there = {p.name for p in home.glob("*.py")} | {f"{p.parent.name}/" for p in home.glob("*/__init__.py")}
    assert told - {"lexicons/", "folder.py", "sniff.py"} == there


def shown_cases() -> list[Any]:
    """The cases that pages show as examples."""
    out = []
    for name in ("docs/architecture.md", "tests/README.md"):
        (block,) = re.findall(r"^    - text: .*\n(?:    .*\n)+", read(name), re.MULTILINE)
        out += [
            pytest.param(case, id=f"{name}:{n}") for n, case in enumerate(yaml.load(block, Loader=yaml.BaseLoader), 1)
        ]
    return out


@pytest.mark.parametrize("case", shown_cases())
def test_shown_cases_hold(case: dict[str, Any]) -> None:
    plain = re.sub("<<|>>", "", case["text"])
    rows = taizhang.convert_text(plain).tables.rows["deadlines"]
    assert [row["text"] for row in rows] == re.findall("<<(.*?)>>", case["text"])
    for row, want in zip(rows, case["rows"], strict=True):
        assert {k: str(row[k]).lower() if isinstance(row[k], bool) else row[k] for k in want} == want


def test_shown_rule_is_a_rule() -> None:
    """The rule that docs/architecture.md shows stands in the code as it is shown."""
    from taizhang.rules.times import RULES

    (block,) = re.findall(r"^    Rule\(\n((?:     .*\n)+)", read("docs/architecture.md"), re.MULTILINE)
    name, pattern = re.findall(r'^        r?"(.*)",$', block, re.MULTILINE)[:2]
    assert {rule.id: rule.pattern for rule in RULES}[name] == pattern


def test_packages_of_the_system_have_their_reason() -> None:
    lines = read("tools/apt.txt").splitlines()
    names = [n for n, line in enumerate(lines) if not line.startswith("#")]
    assert [lines[n] for n in names] == ["libreoffice-calc", "poppler-utils", "fonts-noto-cjk"]
    assert all(lines[n - 1].startswith("# ") for n in names)


def test_changelog() -> None:
    assert re.findall(r"^## (.*)", read("CHANGELOG.md"), re.MULTILINE)[0].startswith(f"[{taizhang.__version__}] - ")
