import errno
import json
import os
from pathlib import Path

import pytest

from taizhang import __version__, schema
from taizhang.errors import OutputError
from taizhang.model import Tables
from taizhang.write import csv_tables, workbook, write_run


def listing(folder: Path) -> set[str]:
    return {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()}


def test_files_of_a_run(run, sample):
    tables = [n for n in schema.TABLES if n != "errors"]
    assert listing(run) == (
        {"ledger.xlsx", "taizhang.duckdb", "datapackage.json", "run.json", "errors.csv", "tables/errors.parquet"}
        | {f"tables/{n}.csv" for n in tables}
        | {f"tables/{n}.parquet" for n in tables}
        | {f"text/{source_id}.txt" for source_id in sample.tables.texts}
    )
    assert [p.name for p in run.parent.iterdir()] == ["run"]


def test_texts_are_written_as_they_are(run, sample):
    for source_id, text in sample.tables.texts.items():
        assert (run / "text" / f"{source_id}.txt").read_bytes() == text.encode("utf-8")


def test_run_json(run):
    told = json.loads((run / "run.json").read_text(encoding="utf-8"))
    assert told == {
        "version": __version__,
        "schema_version": schema.VERSION,
        "settings": {"grain": "item", "shards": 2},
        "lexicon_hash": "ab12",
        "started": "2025-01-02T03:04:05",
        "seconds": 1.5,
        "counts": {
            "files": 3, "plans": 2, "sections": 3, "sentences": 2, "measures": 4, "targets": 2, "deadlines": 3,
            "bodies": 2, "citations": 1, "ledger": 3, "errors": 2,
        },
        "dropped": {"article": 1, "past": 2},
    }  # fmt: skip


def test_equal_rows_give_equal_bytes_whatever_their_order(run, fresh, tmp_path):
    for rows in fresh.tables.rows.values():
        rows.reverse()
    fresh.tables.texts = dict(reversed(fresh.tables.texts.items()))
    fresh.tables.settings = dict(reversed(fresh.tables.settings.items()))
    again = write_run(fresh.tables, tmp_path / "again", started="another day", seconds=9.0, lexicon_hash="ab12")
    assert listing(again) == listing(run)
    for name in listing(run) - {"run.json", "taizhang.duckdb"}:
        assert (again / name).read_bytes() == (run / name).read_bytes(), name


def test_the_tables_given_stay_as_they_are(fresh, sample, tmp_path):
    write_run(fresh.tables, tmp_path / "run")
    assert fresh.tables == sample.tables


def test_a_run_without_any_row(tmp_path):
    out = write_run(Tables.empty(), tmp_path / "run")
    assert csv_tables.path(out, "ledger").read_bytes() == (
        b"\xef\xbb\xbf" + ",".join(schema.TABLES["ledger"].names).encode() + b"\n"
    )


def test_relative_and_linked_folders(sample, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert write_run(sample.tables, Path("here")) == tmp_path.resolve() / "here"
    link = tmp_path / "link"
    link.symlink_to(tmp_path / "here", target_is_directory=True)
    write_run(sample.tables, link, overwrite=True)
    assert link.is_symlink()
    assert (tmp_path / "here" / "run.json").is_file()


def test_an_empty_folder_is_filled(sample, tmp_path):
    out = tmp_path / "run"
    out.mkdir()
    write_run(sample.tables, out)
    assert (out / "run.json").is_file()
    assert [p.name for p in tmp_path.iterdir()] == ["run"]


def test_a_full_folder_is_refused(sample, tmp_path):
    out = tmp_path / "run"
    out.mkdir()
    (out / "run.json").write_text("old")
    with pytest.raises(OutputError, match="not empty") as caught:
        write_run(sample.tables, out)
    assert caught.value.code == "not_empty"
    assert caught.value.where == str(out)
    assert "overwrit" in caught.value.advice
    assert listing(tmp_path) == {"run/run.json"}


@pytest.mark.parametrize("mark", ["run.json", "datapackage.json"])
def test_overwrite_replaces_a_run(sample, tmp_path, mark):
    out = tmp_path / "run"
    out.mkdir()
    (out / mark).write_text("old")
    (out / "leftover.txt").write_text("of the run before")
    write_run(sample.tables, out, overwrite=True)
    assert not (out / "leftover.txt").exists()
    assert (out / mark).read_text(encoding="utf-8") != "old"
    assert [p.name for p in tmp_path.iterdir()] == ["run"]


def test_overwrite_spares_what_is_no_run(sample, tmp_path):
    (tmp_path / "thesis.docx").write_text("mine")
    with pytest.raises(OutputError) as caught:
        write_run(sample.tables, tmp_path, overwrite=True)
    assert caught.value.code == "not_a_run"
    assert listing(tmp_path) == {"thesis.docx"}


def test_a_file_in_the_way(sample, tmp_path):
    (tmp_path / "run").write_text("mine")
    with pytest.raises(OutputError) as caught:
        write_run(sample.tables, tmp_path / "run", overwrite=True)
    assert caught.value.code == "not_a_folder"
    assert (tmp_path / "run").read_text() == "mine"


def test_the_root_is_refused(sample):
    with pytest.raises(OutputError) as caught:
        write_run(sample.tables, Path(Path.cwd().anchor), overwrite=True)
    assert caught.value.code == "not_a_folder"


def test_missing_parents_are_made(sample, tmp_path):
    out = write_run(sample.tables, tmp_path / "new" / "deep" / "run")
    assert (out / "run.json").is_file()
    assert [p.name for p in (tmp_path / "new" / "deep").iterdir()] == ["run"]


def test_a_parent_that_is_a_file(sample, tmp_path):
    (tmp_path / "file").write_text("mine")
    with pytest.raises(OutputError) as caught:
        write_run(sample.tables, tmp_path / "file" / "run")
    assert str(tmp_path / "file" / "run") in str(caught.value)
    assert listing(tmp_path) == {"file"}


@pytest.mark.parametrize(
    ("number", "code"),
    [(errno.EACCES, "no_permission"), (errno.EROFS, "no_permission"), (errno.ENOSPC, "disk_full"), (errno.EIO, "os")],
)
def test_a_parent_that_cannot_be_written(sample, tmp_path, monkeypatch, number, code):
    def mkdir(self, *args, **kwargs):
        raise OSError(number, os.strerror(number), str(self))

    monkeypatch.setattr(Path, "mkdir", mkdir)
    with pytest.raises(OutputError) as caught:
        write_run(sample.tables, tmp_path / "run")
    assert caught.value.code == code
    assert str(tmp_path / "run") in str(caught.value)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="the superuser may write everywhere")
def test_a_parent_without_rights(sample, tmp_path):
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(OutputError) as caught:
            write_run(sample.tables, tmp_path / "run")
    finally:
        tmp_path.chmod(0o700)
    assert caught.value.code == "no_permission"


def test_a_name_that_is_too_long(sample, tmp_path):
    with pytest.raises(OutputError, match="too long"):
        write_run(sample.tables, tmp_path / ("x" * 300))
    longest = write_run(sample.tables, tmp_path / ("x" * 255))
    assert (longest / "run.json").is_file()


@pytest.mark.parametrize(
    "error", [OSError(errno.ENOSPC, "No space left on device"), KeyboardInterrupt(), KeyError("x")]
)
def test_a_broken_run_leaves_nothing(sample, tmp_path, monkeypatch, error):
    out = tmp_path / "run"
    write_run(sample.tables, out)
    before = {name: (out / name).read_bytes() for name in listing(out)}

    def fail(*_args):
        raise error

    monkeypatch.setattr(workbook, "write", fail)
    expected = OutputError if isinstance(error, OSError) else type(error)
    with pytest.raises(expected) as caught:
        write_run(sample.tables, out, overwrite=True)
    if isinstance(caught.value, OutputError):
        assert caught.value.code == "disk_full"
        assert str(out) in str(caught.value)
    assert [p.name for p in tmp_path.iterdir()] == ["run"]
    assert {name: (out / name).read_bytes() for name in listing(out)} == before


def refuse(times, *, after=0):
    """os.replace that refuses some calls, as Windows does while a file in the folder is open."""
    real, calls = os.replace, []

    def replace(old, new):
        calls.append((old, new))
        if after < len(calls) <= after + times:
            raise PermissionError(errno.EACCES, "Permission denied", str(old))
        real(old, new)

    return replace


@pytest.mark.parametrize("after", [0, 1], ids=["old cannot be moved aside", "new cannot be moved in"])
def test_a_folder_in_use_keeps_both_versions(sample, fresh, tmp_path, monkeypatch, after):
    out = tmp_path / "run"
    write_run(sample.tables, out, started="old")
    monkeypatch.setattr(os, "replace", refuse(1, after=after))
    with pytest.raises(OutputError) as caught:
        write_run(fresh.tables, out, overwrite=True, started="new")
    monkeypatch.undo()
    assert caught.value.code == "in_use"
    assert "ledger.xlsx" in caught.value.message
    assert str(tmp_path / "run.new") in caught.value.advice
    assert sorted(p.name for p in tmp_path.iterdir()) == ["run", "run.new"]
    assert json.loads((out / "run.json").read_text(encoding="utf-8"))["started"] == "old"
    assert json.loads((tmp_path / "run.new" / "run.json").read_text(encoding="utf-8"))["started"] == "new"
    assert listing(out) == listing(tmp_path / "run.new")


def test_a_second_refusal_gets_a_name_of_its_own(sample, tmp_path, monkeypatch):
    write_run(sample.tables, tmp_path / "run")
    for kept in ("run.new", "run.new-2"):
        monkeypatch.setattr(os, "replace", refuse(1))
        with pytest.raises(OutputError) as caught:
            write_run(sample.tables, tmp_path / "run", overwrite=True)
        monkeypatch.undo()
        assert caught.value.advice.endswith(f"{tmp_path / kept}.")
        assert (tmp_path / kept / "run.json").is_file()


def test_where_nothing_can_be_renamed_the_new_run_is_named_where_it_is(sample, tmp_path, monkeypatch):
    write_run(sample.tables, tmp_path / "run")
    monkeypatch.setattr(os, "replace", refuse(1000))
    with pytest.raises(OutputError) as caught:
        write_run(sample.tables, tmp_path / "run", overwrite=True)
    monkeypatch.undo()
    (left,) = [p for p in tmp_path.iterdir() if p.name != "run"]
    assert left.name.startswith(f".run.tmp-{os.getpid()}-")
    assert str(left) in caught.value.advice
    assert listing(left) == listing(tmp_path / "run")


def test_keys_that_contradict_each_other(fresh, tmp_path):
    fresh.made["rate"]["deadline_id"] = "dead"
    with pytest.raises(OutputError, match="dead") as caught:
        write_run(fresh.tables, tmp_path / "run")
    assert caught.value.code == "keys"
    assert list(tmp_path.iterdir()) == []
