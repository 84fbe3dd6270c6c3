"""Which files a walk takes, and what they are called."""

from __future__ import annotations

import itertools
import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from taizhang.inputs import Input, gather

Tree = Callable[..., None]


@pytest.fixture
def tree(tmp_path: Path) -> Tree:
    def make(*names: str) -> None:
        for name in names:
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(name, encoding="utf-8")

    return make


def names(found: list[Input]) -> list[str]:
    return [item.name for item in found]


def codes(found: list[Input]) -> dict[str, str]:
    return {item.name: item.error.code for item in found if item.error}


def test_walk(tmp_path: Path, tree: Tree) -> None:
    tree("in/b.txt", "in/a.docx", "in/省/市/c.PDF", "in/省/2.整改方案.doc", "in/z.html")
    found = gather([tmp_path / "in"])
    assert names(found) == ["a.docx", "b.txt", "z.html", "省/2.整改方案.doc", "省/市/c.PDF"]
    assert found[4].path == tmp_path / "in/省/市/c.PDF"
    assert codes(found) == {}


def test_what_a_walk_leaves_out(tmp_path: Path, tree: Tree) -> None:
    tree(
        "in/a.txt",
        *("in/~$a.docx", "in/.hidden.txt", "in/.git/b.txt", "in/expected/c.txt", "in/x/expected/c.txt"),
        *("in/run/run.json", "in/run/text/d.txt", "in/package/datapackage.json", "in/package/e.txt"),
        *("in/README.txt", "in/readme.md", "in/notes.md", "in/code.py", "in/data.csv", "in/data.json", "in/LICENSE"),
    )
    assert names(gather([tmp_path / "in"])) == ["a.txt"]


def test_a_file_named_directly_is_taken_under_any_name(tmp_path: Path, tree: Tree) -> None:
    tree("README.txt", "a.csv", ".hidden")
    assert names(gather([tmp_path / n for n in ("README.txt", "a.csv", ".hidden")])) == [
        ".hidden",
        "README.txt",
        "a.csv",
    ]


def test_relative_paths(tmp_path: Path, tree: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    tree("in/a.txt", "in/sub/b.txt")
    monkeypatch.chdir(tmp_path / "in/sub")
    assert names(gather([Path()])) == ["b.txt"]
    assert names(gather([Path("..")])) == ["a.txt", "sub/b.txt"]
    assert names(gather([Path("../a.txt"), Path("b.txt")])) == ["a.txt", "b.txt"]


def test_equal_names_get_the_folder_above(tmp_path: Path, tree: Tree) -> None:
    tree("甲/plan.txt", "甲/only.txt", "乙/plan.txt", "乙/sub/plan.txt")
    inputs = [tmp_path / "甲", tmp_path / "乙"]
    expected = ["only.txt", "sub/plan.txt", "乙/plan.txt", "甲/plan.txt"]
    assert names(gather(inputs)) == expected
    assert names(gather(inputs[::-1])) == expected


def test_equal_names_of_files_and_of_folders_above(tmp_path: Path, tree: Tree) -> None:
    tree("x/市/plan.txt", "y/市/plan.txt", "z/plan.txt")
    inputs = [tmp_path / n for n in ("x/市/plan.txt", "y/市/plan.txt", "z/plan.txt")]
    for order in itertools.permutations(inputs):
        assert names(gather(order)) == ["x/市/plan.txt", "y/市/plan.txt", "z/plan.txt"]


def test_the_same_file_twice_is_one(tmp_path: Path, tree: Tree) -> None:
    tree("in/sub/a.txt")
    inputs = [tmp_path / "in", tmp_path / "in/sub/a.txt", tmp_path / "in/sub", tmp_path / "in/../in"]
    for order in itertools.permutations(inputs):
        assert names(gather(order)) == ["sub/a.txt"]


def test_missing_and_empty(tmp_path: Path, tree: Tree) -> None:
    tree("in/a.txt", "none/notes.md", "done/run.json", "done/text/a.txt")
    found = gather([tmp_path / n for n in ("in", "missing.txt", "none", "done")])
    assert names(found) == ["a.txt", "done", "missing.txt", "none"]
    assert codes(found) == {"missing.txt": "missing", "none": "no_documents", "done": "run_folder"}
    for item in found:
        if item.error:
            assert item.error.where == item.name
            assert str(tmp_path) not in str(item.error)


def test_missing_paths_of_one_name(tmp_path: Path) -> None:
    assert names(gather([tmp_path / "x/a.txt", tmp_path / "y/a.txt"])) == ["x/a.txt", "y/a.txt"]


def test_folder_without_permission(tmp_path: Path, tree: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    tree("in/a.txt", "in/closed/b.txt")
    real = os.scandir

    def scandir(path: str) -> object:
        if str(path).endswith("closed"):
            raise PermissionError(13, "Permission denied", str(path))
        return real(path)

    monkeypatch.setattr(os, "scandir", scandir)
    found = gather([tmp_path / "in"])
    assert names(found) == ["a.txt", "closed"]
    assert codes(found) == {"closed": "no_permission"}


@pytest.mark.skipif(sys.platform != "linux", reason="other systems refuse such names")
def test_names_in_gb18030(tmp_path: Path) -> None:
    for text in ("整改", "规划"):  # the same number of undecodable bytes
        (tmp_path / os.fsdecode(text.encode("gb18030") + b".txt")).write_bytes(text.encode())
    assert names(gather([tmp_path])) == ["整改.txt", "规划.txt"]
