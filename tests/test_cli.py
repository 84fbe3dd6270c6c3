"""The command line: exit codes, what stands where, and how little --version imports."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

import taizhang
import taizhang.run
from taizhang import cli, schema
from taizhang.errors import LexiconError

PLAN = """某市水环境整改方案
一、整改目标
到2025年底前,全市污水集中处理率达到95%以上。
二、整改措施
(一)新建污水处理厂2座。
责任单位:市水务局
"""


def call(*arguments: object) -> Result:
    return CliRunner().invoke(cli.app, [str(a) for a in arguments])


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    path = tmp_path / "in/方案.txt"
    path.parent.mkdir()
    path.write_text(PLAN, encoding="utf-8")
    return path


def test_convert(tmp_path: Path, plan: Path) -> None:
    out = tmp_path / "out"
    result = call("convert", plan.parent, "--out", out)
    assert (result.exit_code, result.stderr) == (cli.OK, "")
    first, second, third = result.stdout.splitlines()
    assert first == "Files: 1 ok."
    assert second.startswith("Plans: ")
    assert third == f"The ledger is {out / 'ledger.xlsx'}."
    assert (out / "ledger.xlsx").is_file()
    record = json.loads((out / "run.json").read_text(encoding="utf-8"))
    assert record["settings"] == {"grain": "item", "lexicons": "", "meta": 0}
    assert len(record["lexicon_hash"]) == 64
    assert record["started"].endswith("+00:00")
    assert record["seconds"] > 0


def test_quiet_and_verbose(tmp_path: Path, plan: Path) -> None:
    result = call("convert", plan, "-o", tmp_path / "a", "-q")
    assert (result.exit_code, result.output) == (cli.OK, "")
    result = call("convert", plan, "-o", tmp_path / "b", "-v")
    assert result.stderr == "[1/1] 方案.txt\n"
    result = call("convert", plan, "-o", tmp_path / "c", "-v", "-q")
    assert result.exit_code == cli.USAGE
    assert "exclude each other" in result.stderr


@pytest.mark.parametrize(
    ("name", "data"), [("b.pdf", b"%PDF-1.7"), ("b.txt", PLAN.encode() + b"\xff"), ("missing.txt", None)]
)
def test_flawed(tmp_path: Path, plan: Path, name: str, data: bytes | None) -> None:
    """Failed and partial files are told, the others are written."""
    bad = tmp_path / name
    if data is not None:
        bad.write_bytes(data)
    result = call("convert", plan, bad, "--out", tmp_path / "out", "--quiet")
    assert result.exit_code == cli.FLAWED
    assert result.stdout == ""
    assert result.stderr.startswith(f"{name}: ")
    assert len(result.stderr.splitlines()) == 1
    files = (tmp_path / "out/tables/files.csv").read_text(encoding="utf-8-sig")
    assert "方案.txt" in files
    assert name in files


def test_strict(tmp_path: Path, plan: Path) -> None:
    result = call("convert", plan, tmp_path / "missing.txt", "--out", tmp_path / "out", "--strict")
    assert result.exit_code == cli.FLAWED
    assert "missing.txt: there is no such file" in result.stderr
    assert "Nothing was written" in result.stderr
    assert not (tmp_path / "out").exists()


def test_strict_writes_partial_files(tmp_path: Path, plan: Path) -> None:
    plan.write_bytes(PLAN.encode() + b"\xff")
    assert call("convert", plan, "--out", tmp_path / "out", "--strict").exit_code == cli.FLAWED
    assert (tmp_path / "out/run.json").is_file()


def test_overwrite(tmp_path: Path, plan: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = tmp_path / "out"
    assert call("convert", plan, "--out", out).exit_code == cli.OK
    assert call("convert", plan, "--out", out, "--overwrite").exit_code == cli.OK
    monkeypatch.setattr(taizhang.run, "run", None)  # refused before anything is converted
    result = call("convert", plan, "--out", out)
    assert result.exit_code == cli.USAGE
    assert "the folder is not empty" in result.stderr


def test_output_among_the_inputs(tmp_path: Path, plan: Path) -> None:
    """A run folder inside the input folder is no input of the next run."""
    out = plan.parent / "out"
    for _ in range(2):
        assert call("convert", plan.parent, "--out", out, "--overwrite").exit_code == cli.OK
    assert (out / "tables/files.csv").read_text(encoding="utf-8-sig").count("\n") == 2


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("convert",),
        ("convert", "a.txt"),
        ("convert", "a.txt", "--out", "x", "--jobs", "0"),
        ("convert", "a.txt", "--out", "x", "--grain", "plan"),
        ("convert", "a.txt", "--out", "x", "--meta", "missing.csv"),
        ("convert", "a.txt", "--out", "x", "--lexicons", "missing"),
        ("convert", "a.txt", "--out", "x", "--nonsense"),
        ("nonsense",),
        ("show",),
        ("check",),
    ],
)
def test_usage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...]) -> None:
    monkeypatch.chdir(tmp_path)
    assert call(*arguments).exit_code == cli.USAGE
    assert list(tmp_path.iterdir()) == []


def test_meta(tmp_path: Path, plan: Path) -> None:
    table = tmp_path / "plans.csv"
    table.write_text("source,地区\n方案.txt,某市\n", encoding="utf-8")
    result = call("convert", plan, "--out", tmp_path / "out", "--meta", table)
    assert result.exit_code == cli.USAGE
    assert "unknown columns: '地区'" in result.stderr
    table.write_text("source,year\n方案.txt,2024\nother.txt,2023\n", encoding="utf-8")
    result = call("convert", plan, "--out", tmp_path / "out", "--meta", table)
    assert result.exit_code == cli.OK
    assert "other.txt: the --meta table has a line" in result.stderr
    assert json.loads((tmp_path / "out/run.json").read_text(encoding="utf-8"))["settings"]["meta"] == 2


def raiser(error: BaseException) -> Callable[..., None]:
    def fail(*_: object, **__: object) -> None:
        raise error

    return fail


def test_lexicon_error(tmp_path: Path, plan: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(taizhang.run, "run", raiser(LexiconError("column unit is empty.", where="units.csv:3")))
    result = call("convert", plan, "--out", tmp_path / "out")
    assert (result.exit_code, result.stderr) == (cli.USAGE, "units.csv:3: column unit is empty.\n")


def test_interrupt(tmp_path: Path, plan: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(taizhang.run, "run", raiser(KeyboardInterrupt()))
    result = call("convert", plan, "--out", tmp_path / "out")
    assert (result.exit_code, result.stderr) == (cli.INTERRUPTED, "Interrupted; nothing was written.\n")
    assert not (tmp_path / "out").exists()


def test_show(plan: Path) -> None:
    plan.write_text(PLAN + "\x1b[2J\u202e", encoding="utf-8")
    result = call("show", plan)
    assert result.exit_code == cli.OK
    assert result.stdout.startswith("方案.txt (txt, utf-8, ok)\n")
    assert "到2025年底前,全市污水集中处理率达到95%以上。\n" in result.stdout
    assert "␛[2J⟨U+202E⟩" in result.stdout
    assert "\x1b" not in result.stdout


def test_show_in_colour(plan: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert "\x1b[" in call("show", plan).stdout


def test_show_what_cannot_be_read(tmp_path: Path) -> None:
    result = call("show", tmp_path / "missing.txt")
    assert result.exit_code == cli.FLAWED
    assert "missing.txt: there is no such file." in result.stdout


def test_check(tmp_path: Path, plan: Path) -> None:
    out = tmp_path / "out"
    call("convert", plan, "--out", out)
    result = call("check", out)
    assert (result.exit_code, result.stdout) == (cli.OK, f"{out}: no problems found.\n")
    files = out / "tables/files.csv"
    files.write_text(files.read_text(encoding="utf-8").replace(",ok,", ",fine,"), encoding="utf-8")
    result = call("check", out)
    assert result.exit_code == cli.FLAWED
    assert "fine" in result.stderr


def test_check_of_another_folder(tmp_path: Path) -> None:
    result = call("check", tmp_path)
    assert result.exit_code == cli.USAGE
    assert result.stderr.count("\n") == 1


def test_schema() -> None:
    assert "    edtf  string  EDTF  the time itself" in call("schema").stdout
    shown = json.loads(call("schema", "--json").stdout)
    assert shown["version"] == schema.VERSION
    assert list(shown["tables"]) == list(schema.TABLES)
    for name, table in schema.TABLES.items():
        assert [c["name"] for c in shown["tables"][name]["columns"]] == list(table.names)


def test_help_tells_exit_codes() -> None:
    text = " ".join(call("convert", "--help").output.replace("│", " ").split())
    for words in ("0 all files were read", "1 some failed or are partial", "2 wrong usage", "130 interrupted"):
        assert words in text


def test_version_imports_nothing_heavy() -> None:
    heavy = (
        *("pandas", "numpy", "pyarrow", "duckdb", "xlsxwriter", "spacy", "spacy_pkuseg", "jieba", "docx", "lxml"),
        *("charset_normalizer", "regex", "pint", "edtf", "pdfplumber", "pypdfium2", "trafilatura", "python_calamine"),
        *("unword", "multiprocessing", "rich"),
    )
    program = f"""
import sys
from taizhang import cli
sys.argv = ["taizhang", "--version"]
try:
    cli.main()
except SystemExit as end:
    assert end.code == 0, end.code
loaded = {{name.partition(".")[0] for name in sys.modules}}
print(*sorted(loaded & set({heavy!r})))
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == [f"taizhang {taizhang.__version__}", ""]


def test_console_without_the_characters(plan: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A console in an encoding that lacks characters shows ? for them and does not end the program."""
    out = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    monkeypatch.setattr(sys, "stdout", out)
    monkeypatch.setattr(sys, "argv", ["taizhang", "show", str(plan)])
    with pytest.raises(SystemExit) as end:
        cli.main()
    assert end.value.code == cli.OK
    out.flush()
    assert b"2025" in out.buffer.getvalue()  # type: ignore[attr-defined]
