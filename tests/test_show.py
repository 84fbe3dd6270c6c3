"""What the terminal shows."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from taizhang import schema
from taizhang.model import Row, Tables
from taizhang.show import STYLES, columns, document, marked, progress, summary, visible

#       0123456789
TEXT = "到2025年,新建7座。"


def row(table: str, **cells: object) -> Row:
    out: Row = dict.fromkeys(schema.TABLES[table].names)
    out.update(cells)  # type: ignore[arg-type]
    return out


def example(text: str = TEXT) -> Tables:
    tables = Tables.empty()
    tables.rows["files"].append(
        row("files", source="a.txt", source_id="s", format="txt", encoding="utf-8", status="ok")
    )
    tables.rows["measures"].append(row("measures", start=0, end=12))
    tables.rows["deadlines"].append(row("deadlines", start=0, end=6))
    tables.rows["targets"].append(row("targets", start=7, end=11, value_start=9, value_end=11))
    tables.texts["s"] = text
    return tables


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("整改\t方案\n", "整改\t方案\n"),
        ("\x1b[31m红\x07", "␛[31m红␇"),
        ("a\x00\r\x7f\x85", "a␀␍␡⟨U+0085⟩"),
        ("甲\u202e乙\u2066丙", "甲⟨U+202E⟩乙⟨U+2066⟩丙"),
        ("零\u200b宽\ufeff\u00ad", "零⟨U+200B⟩宽⟨U+FEFF⟩⟨U+00AD⟩"),
        ("行\u2028\ud800", "行⟨U+2028⟩⟨U+D800⟩"),
    ],
)
def test_visible(text: str, shown: str) -> None:
    assert visible(text) == shown


def test_marked() -> None:
    text = marked(TEXT, example())
    assert text.plain == TEXT
    assert [(s.start, s.end, str(s.style)) for s in text.spans] == [
        (0, 6, "underline bold yellow"),
        (6, 9, "underline"),
        (9, 11, "underline bold green"),
        (11, 12, "underline"),
    ]


def test_marked_moves_on_where_characters_become_longer() -> None:
    tables = Tables.empty()
    tables.rows["bodies"].append(row("bodies", start=2, end=3))
    text = marked("甲\u202e乙丙", tables)
    assert text.plain == "甲⟨U+202E⟩乙丙"
    assert [text.plain[s.start : s.end] for s in text.spans] == ["乙"]


def test_adjacent_and_nested_spans_of_one_table() -> None:
    tables = Tables.empty()
    tables.rows["citations"] += [row("citations", start=0, end=4), row("citations", start=1, end=2)]
    tables.rows["citations"].append(row("citations", start=4, end=4))
    text = marked("甲乙丙丁戊", tables)
    assert [(s.start, s.end) for s in text.spans] == [(0, 1), (1, 2), (2, 4)]


def test_text_is_never_taken_for_markup() -> None:
    tables = example("[bold]整改[/bold]")
    for name in schema.MINED:
        tables.rows[name].clear()
    out = io.StringIO()
    Console(file=out, force_terminal=True, width=80).print(document(tables), highlight=False)
    assert "[bold]整改[/bold]" in out.getvalue()


def test_document() -> None:
    tables = example()
    tables.rows["errors"].append(row("errors", source="a.txt", error="one place was lost.", advice="Save it as UTF-8."))
    lines = document(tables).plain.split("\n")
    assert lines[:2] == ["a.txt (txt, utf-8, ok)", "a.txt: one place was lost. Save it as UTF-8."]
    assert lines[2] == "措施 measures 1   时限 deadlines 1   指标 targets 1   责任单位 bodies 0   引用文件 citations 0"
    assert lines[3:] == ["", TEXT]


def test_document_that_could_not_be_read() -> None:
    tables = Tables.empty()
    tables.rows["files"].append({"source": "a\x1b.txt", "status": "failed"})
    tables.rows["errors"].append(row("errors", source="a\x1b.txt", error="this is a folder.", advice=""))
    assert document(tables).plain == "a␛.txt (failed)\na␛.txt: this is a folder.\n"


def test_styles_are_of_mined_tables() -> None:
    assert {table for table, *_ in STYLES} == set(schema.MINED)
    for table, start, end, _ in STYLES:
        assert {start, end} <= set(schema.TABLES[table].names)


def test_summary() -> None:
    tables = example()
    tables.rows["files"] += [
        row("files", source="b.txt", status="failed"),
        row("files", source="c.txt", status="partial"),
        row("files", source="d.txt", status="ok"),
    ]
    tables.rows["errors"] += [
        row("errors", source="b.txt", error="it is empty.", advice="Give another."),
        row("errors", source="c.txt", error="a byte was lost."),
    ]
    found = summary(tables)
    assert found.counts == {"ok": 2, "partial": 1, "failed": 1, "skipped": 0}
    assert found.flawed
    assert found.lines == (
        "Files: 2 ok, 1 partial, 1 failed.",
        "Plans: 0; rows: 1 measures, 1 targets, 1 deadlines, 0 bodies, 0 citations, 0 ledger.",
    )
    assert found.faults == ("b.txt: it is empty. Give another.", "c.txt: a byte was lost.")


def test_summary_of_nothing() -> None:
    found = summary(Tables.empty())
    assert found.lines[0] == "Files: none."
    assert not found.flawed


def test_summary_names_twenty_faults() -> None:
    tables = Tables.empty()
    tables.rows["errors"] += [row("errors", source=f"{n}.txt", error="it is empty.") for n in range(23)]
    faults = summary(tables).faults
    assert len(faults) == 21
    assert faults[-1] == "… and 3 more, see errors.csv."


def test_progress_is_silent_without_a_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    for quiet in (False, True):
        with progress(quiet=quiet) as step:
            assert step is None
    assert capsys.readouterr() == ("", "")


def test_progress_on_a_terminal(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    with progress(quiet=False) as step:
        assert step is not None
        step(1, 3, "甲[bold].txt")
        step(3, 3, "乙.txt")
    out, err = capsys.readouterr()
    assert out == ""
    assert "3/3" in err
    assert "files/s" in err


def test_columns() -> None:
    lines = list(columns())
    assert lines[0] == "files  文件  one row per input, the failed ones too"
    assert "    status  string  状态  how reading ended [ok partial failed skipped]" in lines
    assert sum(line.startswith("    ") for line in lines) == sum(len(t.columns) for t in schema.TABLES.values())
