"""Runs over folders: status of every input, skipped repeats, and independence of jobs and order."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

import taizhang.run as module
from taizhang.document import Settings
from taizhang.errors import LexiconError
from taizhang.model import Row, Tables
from taizhang.run import run

POSIX = pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")


def write(folder: Path, **files: str | bytes) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        path = folder / name.replace("__", ".")
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


def files(tables: Tables) -> dict[object, Row]:
    return {row["source"]: row for row in tables.rows["files"]}


def status(tables: Tables) -> dict[object, object]:
    return {name: row["status"] for name, row in files(tables).items()}


def errors(tables: Tables) -> list[tuple[object, object]]:
    return [(row["source"], row["code"]) for row in tables.rows["errors"]]


def everything(tables: Tables) -> tuple[object, ...]:
    return tables.rows, tables.texts, tables.dropped, tables.settings


def test_every_input_has_its_row(tmp_path: Path) -> None:
    folder = write(
        tmp_path / "in", a__txt="整改方案一", b__pdf=b"%PDF-1.7", c__txt="整改方案和实施方案".encode() + b"\xff"
    )
    empty = write(tmp_path / "empty", notes__md="x")
    tables = run([folder, tmp_path / "missing.docx", empty], Settings())
    assert status(tables) == {
        "a.txt": "ok",
        "b.pdf": "failed",
        "c.txt": "partial",
        "empty": "failed",
        "missing.docx": "failed",
    }
    assert errors(tables) == [
        ("b.pdf", "damaged_pdf"),
        ("c.txt", "undecodable_bytes"),
        ("empty", "no_documents"),
        ("missing.docx", "missing"),
    ]
    assert [row["errors"] for row in tables.rows["files"]] == [0, 1, 1, 1, 1]
    assert sorted(tables.texts.values()) == ["整改方案一", "整改方案和实施方案\ufffd"]


def test_the_same_bytes_again_are_skipped(tmp_path: Path) -> None:
    folder = write(tmp_path, b__txt="整改方案", a__txt="整改方案", c__txt="实施方案", d__txt="整改方案")
    tables = run([folder], Settings())
    assert status(tables) == {"a.txt": "ok", "b.txt": "skipped", "c.txt": "ok", "d.txt": "skipped"}
    assert errors(tables) == []
    rows = files(tables)
    for name in ("source_id", "sha256", "format", "encoding", "chars"):
        assert rows["b.txt"][name] == rows["a.txt"][name] != None  # noqa: E711
    assert (rows["b.txt"]["plans"], rows["b.txt"]["rows"], rows["b.txt"]["errors"]) == (0, 0, 0)
    assert {row["source"] for row in tables.rows["plans"]} <= {"a.txt", "c.txt"}


def test_a_repeat_of_a_failed_file_is_tried_itself(tmp_path: Path) -> None:
    write(tmp_path, a__dat="整改方案", b__dat="整改方案", c__txt="整改方案", d__txt="整改方案")
    tables = run(sorted(tmp_path.iterdir()), Settings())
    assert status(tables) == {"a.dat": "failed", "b.dat": "failed", "c.txt": "ok", "d.txt": "skipped"}


def test_equal_sizes_are_not_equal_bytes(tmp_path: Path) -> None:
    assert set(status(run([write(tmp_path, a__txt="整改", b__txt="方案")], Settings())).values()) == {"ok"}


def test_jobs_and_order_change_nothing(tmp_path: Path) -> None:
    first = write(tmp_path / "甲", **{f"plan{n}__txt": f"某市整改方案\n一、第{n}项\n" for n in range(5)})
    second = write(tmp_path / "乙", plan1__txt="某市整改方案\n一、第1项\n", x__doc=b"x", plan9__txt="行动计划")
    inputs = [first, second, tmp_path / "missing"]
    expected = everything(run(inputs, Settings()))
    assert list(status(run(inputs, Settings()))) == [
        *("missing", "plan0.txt", "plan2.txt", "plan3.txt", "plan4.txt", "plan9.txt", "x.doc"),
        *("乙/plan1.txt", "甲/plan1.txt"),
    ]
    assert everything(run(inputs[::-1], Settings())) == expected
    assert everything(run(inputs, Settings(), jobs=2)) == expected
    assert everything(run(inputs[::-1], Settings(), jobs=4)) == expected


@pytest.mark.parametrize("jobs", [1, 2])
def test_progress(tmp_path: Path, jobs: int) -> None:
    folder = write(tmp_path, a__txt="整改", b__txt="整改", c__txt="方案", d__pdf=b"%PDF-1.4")
    calls: list[tuple[int, int, str]] = []
    run([folder, tmp_path / "none"], Settings(), jobs=jobs, progress=lambda *call: calls.append(call))
    assert [call[:2] for call in calls] == [(n, 5) for n in range(1, 6)]
    assert sorted(call[2] for call in calls) == ["a.txt", "b.txt", "c.txt", "d.pdf", "none"]


def test_nothing_at_all() -> None:
    tables = run([], Settings())
    assert tables.rows == Tables.empty().rows


def test_settings_are_recorded_without_paths(tmp_path: Path) -> None:
    folder = write(tmp_path / "in", a__txt="整改方案")
    settings = Settings(grain="measure", meta={"a.txt": {"year": "2021"}})
    assert run([folder], settings).settings == {"grain": "measure", "lexicons": "", "meta": 1}
    record = module._record(Settings(lexicons=(str(tmp_path / "own"), str(tmp_path / "more"))))
    assert record == {"grain": "item", "lexicons": "own|more", "meta": 0}


def test_meta_goes_to_its_file_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: dict[str, object] = {}

    def convert_one(path: Path, settings: Settings, name: str) -> Tables:
        seen[name] = dict(settings.meta)
        return Tables.empty()

    monkeypatch.setattr(module, "convert_one", convert_one)
    folder = write(tmp_path, a__txt="甲", b__txt="乙乙")
    with pytest.raises(IndexError):  # no row in files is a mistake of the converter
        run([folder], Settings(meta={"a.txt": {"year": "2021"}}))
    assert seen == {"a.txt": {"a.txt": {"year": "2021"}}, "b.txt": {}}


def test_meta_without_a_file_is_told(tmp_path: Path) -> None:
    folder = write(tmp_path, a__txt="整改方案")
    tables = run([folder], Settings(meta={"a.txt": {}, "z.txt": {}, "in/a.txt": {}}))
    assert errors(tables) == [("in/a.txt", "meta_unmatched"), ("z.txt", "meta_unmatched")]
    assert status(tables) == {"a.txt": "ok"}


def test_a_mistake_of_the_program_fails_one_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = module.convert_one

    def convert_one(path: Path, settings: Settings, name: str) -> Tables:
        if name == "a.txt":
            raise ZeroDivisionError("division by zero")
        return real(path, settings, name)

    monkeypatch.setattr(module, "convert_one", convert_one)
    tables = run([write(tmp_path, a__txt="甲", b__txt="乙乙")], Settings())
    assert status(tables) == {"a.txt": "failed", "b.txt": "ok"}
    assert errors(tables) == [("a.txt", "internal_error")]
    assert "ZeroDivisionError: division by zero" in str(tables.rows["errors"][0]["error"])


def test_a_broken_lexicon_ends_the_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def convert_one(path: Path, settings: Settings, name: str) -> Tables:
        raise LexiconError("a line is broken.", where="units.csv:3")

    monkeypatch.setattr(module, "convert_one", convert_one)
    with pytest.raises(LexiconError):
        run([write(tmp_path, a__txt="甲")], Settings())


WORKER = """
    import os, signal, time
    import taizhang.run
    real = taizhang.run._work

    def work(path, settings, name):
        if name.startswith("kill"):
            os.kill(os.getpid(), signal.SIGKILL)
        if name.startswith("sleep"):
            path.with_suffix(".started").touch()
            time.sleep(60)
        return real(path, settings, name)
"""
MAIN = """
    import sys
    from pathlib import Path
    import worker, taizhang.run
    from taizhang.document import Settings

    if __name__ == "__main__":
        taizhang.run._work = worker.work
        tables = taizhang.run.run([Path(sys.argv[1])], Settings(), jobs=2)
        for row in tables.rows["files"] + tables.rows["errors"]:
            print(row["source"], row.get("status") or row["code"])
"""


def scripts(folder: Path) -> Path:
    (folder / "worker.py").write_text(textwrap.dedent(WORKER))
    (folder / "main.py").write_text(textwrap.dedent(MAIN))
    return folder / "main.py"


@POSIX
def test_a_dead_worker_fails_its_file_alone(tmp_path: Path) -> None:
    folder = write(tmp_path / "in", a__txt="甲", b__txt="乙乙", kill__txt="丙丙丙", x__txt="丁" * 4, y__txt="戊" * 5)
    done = subprocess.run(
        [sys.executable, scripts(tmp_path), folder], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.splitlines() == [
        *("a.txt ok", "b.txt ok", "kill.txt failed", "x.txt ok", "y.txt ok"),
        "kill.txt worker_died",
    ]


@POSIX
@pytest.mark.parametrize("to_all", [False, True])  # a terminal sends Ctrl-C to all processes, kill to one
def test_an_interrupt_ends_the_processes(tmp_path: Path, to_all: bool) -> None:
    folder = write(tmp_path / "in", sleep1__txt="甲", sleep2__txt="乙乙", x__txt="丙丙丙")
    process = subprocess.Popen(
        [sys.executable, scripts(tmp_path), folder], stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    for _ in range(300):
        if len(list(folder.glob("*.started"))) == 2:
            break
        time.sleep(0.1)
    (os.killpg if to_all else os.kill)(process.pid, signal.SIGINT)
    _, stderr = process.communicate(timeout=20)
    assert "KeyboardInterrupt" in stderr
    assert process.returncode != 0
    for _ in range(100):  # the tracker that Python starts beside the processes ends a moment after them
        if not alive(process.pid):
            break
        time.sleep(0.1)
    assert not alive(process.pid)


def alive(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True
