"""The two READMEs tell the truth: their commands run, their Python runs, their rows are what comes out, their links lead somewhere."""

from __future__ import annotations

import re
import shlex
import shutil
import tomllib
from dataclasses import dataclass
from pathlib import Path, PureWindowsPath

import pytest
from typer.testing import CliRunner

import taizhang
from taizhang import cli, lexicon, schema

ROOT = Path(__file__).resolve().parents[1]
READMES = ("README.md", "README.zh.md")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")


@dataclass(frozen=True)
class Fenced:
    """A block of code: its language, what stands behind it in the head line, its lines, and its place."""

    language: str
    name: str
    code: str
    line: int


def text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def fenced(name: str) -> list[Fenced]:
    out = []
    for match in re.finditer(r"^```(\S*) ?(.*)\n((?:.*\n)*?)```$", text(name), re.MULTILINE):
        out.append(Fenced(match[1], match[2], match[3], text(name).count("\n", 0, match.start()) + 1))
    return out


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder like that of a reader: the samples, a plan of one's own, and the word lists that the README shows."""
    for sample in sorted((ROOT / "corpus").iterdir())[4:7]:  # some are enough for commands that take a folder
        shutil.copytree(sample, tmp_path / "corpus" / sample.name)
    shutil.copy(next((ROOT / "corpus").glob("06-*/*.docx")), tmp_path / "方案.docx")
    for name in READMES:
        for block in fenced(name):
            if block.language == "csv":
                path = tmp_path / block.name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(block.code, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_known_blocks_only() -> None:
    """A block in another language would not be tested here."""
    for name in READMES:
        assert {b.language for b in fenced(name)} == {"bash", "csv", "powershell", "python", "text"}


@pytest.mark.parametrize("name", READMES)
def test_commands(name: str, desk: Path) -> None:
    done = [run(line) for b in fenced(name) if b.language == "bash" for line in b.code.splitlines()]
    assert {"taizhang", "make", "pip"} <= set(done)


@pytest.mark.parametrize("name", READMES)
def test_powershell(name: str, desk: Path) -> None:
    (block,) = [b for b in fenced(name) if b.language == "powershell"]
    for line in block.code.splitlines():
        program, *arguments = line.split()
        run(shlex.join([PureWindowsPath(program).name, *(a.strip('"').replace("\\", "/") for a in arguments)]))
    # It does what make does, in the same order: its own environment, pip, the project with its tools.
    wanted = [
        "-m venv .venv",
        "--upgrade pip>=25.1",
        "-c constraints.txt -e . --group dev",
        "convert corpus",
        "-m pytest",
    ]
    plain = block.code.replace('"', "")
    assert [plain.find(words) for words in wanted] == sorted(plain.find(words) for words in wanted)
    assert all(words in plain for words in wanted)
    assert all(words in MAKEFILE.replace('"', "") for words in wanted[1:])


def run(line: str) -> str:
    """Run or check one command line; its program."""
    program, *arguments = shlex.split(line)
    if program == "taizhang":
        result = CliRunner().invoke(cli.app, arguments)
        assert result.exit_code == cli.OK, (line, result.output)
    elif program == "make":
        (target,) = arguments
        assert re.search(rf"^{target}:", MAKEFILE, re.MULTILINE), line
    elif program == "pip" or arguments[:3] == ["-m", "pip", "install"]:
        check_install(arguments[arguments.index("install") + 1 :])
    elif arguments[:2] == ["-m", "taizhang.lexicon"]:
        assert lexicon.main(arguments[2:]) == 0
    else:
        assert arguments in (["-m", "venv", ".venv"], ["-m", "pytest"]), f"nothing checks: {line}"
    return program


def check_install(arguments: list[str]) -> None:
    """Arguments of pip install name what exists."""
    options = {"-c": lambda v: (ROOT / v).is_file(), "--group": PROJECT["dependency-groups"].__contains__}
    options["-e"] = lambda v: v == "."
    while arguments:
        first, *arguments = arguments
        if first in options:
            value, *arguments = arguments
            assert options[first](value), (first, value)
        else:
            assert first == "--upgrade" or re.match(rf"{PROJECT['project']['name']}$|pip\b", first), first


@pytest.mark.parametrize(
    "block",
    [pytest.param(b, id=f"{n}:{b.line}") for n in READMES for b in fenced(n) if b.language == "python"],
)
def test_python(block: Fenced, desk: Path) -> None:
    exec(compile(block.code, "README", "exec"), {"__name__": "__main__"})


def rows(name: str) -> list[tuple[str, bool, list[list[str]]]]:
    """The tables of rows in a README: which table, whether its heads are titles, head and rows."""
    out = []
    for match in re.finditer(r"<!-- rows: (\w+)( titles)? -->\n\n((?:\|.*\n)+)", text(name)):
        lines = [[cell.strip() for cell in line.strip("|\n").split("|")] for line in match[3].splitlines()]
        out.append((match[1], bool(match[2]), [lines[0], *lines[2:]]))
    return out


@pytest.mark.parametrize("name", READMES)
def test_rows(name: str) -> None:
    """The rows on the first screen are those of the text above them, no more and no less."""
    plan = next(b.code for b in fenced(name) if b.language == "text")
    result = taizhang.convert_text(plan.rstrip("\n"))
    assert len(rows(name)) >= 2
    for table, titled, (head, *wanted) in rows(name):
        columns = {c.title if titled else c.name: c.name for c in schema.TABLES[table].columns}
        found = [[shown(row[columns[h]]) for h in head] for row in result.tables.rows[table]]
        assert found == wanted


def shown(value: object) -> str:
    if value is None:
        return ""
    return f"{value:.12g}" if isinstance(value, float) else str(value)


def test_own_words_work(desk: Path) -> None:
    plan = "二、主要目标\n到2030年，全市绿道覆盖率达到90%以上。"
    before = taizhang.convert_text(plan).targets
    assert before["indicator"].isna().all()
    after = taizhang.convert_text(plan, settings=taizhang.Settings(lexicons=("my-words",))).targets
    assert after["indicator"].tolist() == ["绿道服务半径覆盖率"]


def test_exit_codes() -> None:
    told = re.findall(r"^\| (\d+) \|", text("README.md"), re.MULTILINE)
    assert [int(code) for code in told] == [cli.OK, cli.FLAWED, cli.USAGE, cli.INTERRUPTED]


def test_every_command_is_told() -> None:
    for command in cli.app.registered_commands:
        assert command.callback is not None
        for name in READMES:
            assert f"taizhang {command.callback.__name__} " in text(name).replace("\n", " "), command.callback.__name__


def test_every_table_is_told() -> None:
    for name in schema.TABLES:
        assert re.search(rf"\b{name}\b", text("README.md")), name


def pages() -> list[Path]:
    folders = ("benchmarks", "corpus", "docs", "lexicons", "notebooks", "outputs", "tests", "tools")
    return sorted(
        [*ROOT.glob("*.md"), *(p for f in folders for p in (ROOT / f).glob("**/README.md")), *ROOT.glob("docs/**/*.md")]
    )


@pytest.mark.parametrize("page", [pytest.param(p, id=p.relative_to(ROOT).as_posix()) for p in dict.fromkeys(pages())])
def test_links(page: Path) -> None:
    """Relative links lead to files of the project."""
    for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", page.read_text(encoding="utf-8")):
        if not re.match(r"\w+:", target):
            assert (page.parent / target).exists(), target
