"""What users of the library may rely on: its names, its types, its word lists."""

from __future__ import annotations

import importlib.metadata
import importlib.resources
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import taizhang
from taizhang import lexicon

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def test_all_is_sorted_and_whole() -> None:
    names = taizhang.__all__
    assert names == sorted(names)
    assert len(names) == len(set(names))
    assert set(names) == set(taizhang._HOMES)
    assert dir(taizhang) == sorted([*names, "__version__"])


@pytest.mark.parametrize("name", taizhang.__all__)
def test_every_name_is_there_and_documented(name: str) -> None:
    found = getattr(taizhang, name)
    assert found.__doc__
    assert found.__module__.startswith("taizhang.")


def test_star_import() -> None:
    names: dict[str, object] = {}
    exec("from taizhang import *", names)
    assert set(taizhang.__all__) <= names.keys()


def test_unknown_name() -> None:
    with pytest.raises(AttributeError, match="has no attribute 'nonsense'"):
        _ = taizhang.nonsense


def test_import_alone_loads_no_module_of_its_own() -> None:
    program = "import sys, taizhang; print(*(m for m in sys.modules if m.startswith('taizhang.')))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []


def test_typed() -> None:
    assert importlib.resources.files("taizhang").joinpath("py.typed").is_file()


def test_one_version() -> None:
    assert importlib.metadata.version("taizhang") == taizhang.__version__
    changes = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert re.search(rf"^## \[{re.escape(taizhang.__version__)}\]", changes, re.MULTILINE)


def test_everything_is_pinned() -> None:
    """constraints.txt holds every package that the project or its tests name, so that a set-up gives the same today and later."""
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pinned = {bare(line) for line in lines if "==" in line}
    wanted = [*PROJECT["project"]["dependencies"], *PROJECT["dependency-groups"]["dev"]]
    assert sorted({bare(w) for w in wanted} - pinned) == []


def bare(requirement: str) -> str:
    """The normalised name of a package in a requirement (PEP 503)."""
    return re.sub(r"[-_.]+", "-", re.split(r"[\[<>=!~; ]", requirement, maxsplit=1)[0]).lower()


def test_lexicons_are_checked_one_line_a_file(capsys: pytest.CaptureFixture[str]) -> None:
    assert lexicon.main() == 0
    told = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert [name for name, _ in told] == sorted(
        p.relative_to(lexicon.home()).with_suffix("").as_posix() for p in lexicon.home().rglob("*.csv")
    )
    assert all(int(lines) > 0 for _, lines in told)


def test_own_lexicons_are_checked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    own = tmp_path / "times"
    own.mkdir()
    (own / "seasons.csv").write_text("word,note\n枯水期,\n", encoding="utf-8")
    assert lexicon.main([str(tmp_path)]) == 0
    assert capsys.readouterr().out.endswith("times/seasons  1\n")
    (own / "seasons.csv").write_text("word,note\n枯水期,\n枯水期,\n", encoding="utf-8")
    assert lexicon.main([str(tmp_path)]) == 1
    assert "seasons.csv:3: ('枯水期',) stands twice." in capsys.readouterr().err
    shutil.move(own / "seasons.csv", own / "season.csv")
    assert lexicon.main([str(tmp_path)]) == 1
    assert "has no Table Schema" in capsys.readouterr().err
    assert lexicon.main([str(tmp_path / "missing")]) == 1
    assert "there is no such folder" in capsys.readouterr().err
