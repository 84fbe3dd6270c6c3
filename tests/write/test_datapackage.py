import hashlib
import json

import pytest
from frictionless import Package, validate

from taizhang import schema


@pytest.fixture(scope="module")
def package(run):
    return json.loads((run / "datapackage.json").read_text(encoding="utf-8"))


def resource(package, name):
    return next(r for r in package["resources"] if r["name"] == name)


def field(package, table, name):
    return next(f for f in resource(package, table)["schema"]["fields"] if f["name"] == name)


def test_frictionless_finds_nothing_wrong(run):
    report = validate(str(run / "datapackage.json"))
    assert report.flatten(["type", "note", "rowNumber", "fieldName"]) == []
    assert len(report.tasks) == len(schema.TABLES)


@pytest.mark.parametrize(
    ("table", "old", "new"),
    [
        ("deadlines", ",by,", ",bye,"),
        ("targets", ",92.5,", ",much,"),
        ("bodies", ",p1,", ",p9,"),
        ("ledger", "fixed|repeat", "fixed|never"),
        ("measures", ",measure.list,", ",,"),
    ],
)
def test_frictionless_finds_what_is_wrong(run, tmp_path, table, old, new):
    for name in ("tables", "errors.csv", "datapackage.json"):
        (tmp_path / name).symlink_to(run / name)
    (tmp_path / "tables").unlink()
    (tmp_path / "tables").mkdir()
    for file in (run / "tables").glob("*.csv"):
        text = file.read_text(encoding="utf-8")
        if file.stem == table:
            assert old in text
            text = text.replace(old, new, 1)
        (tmp_path / "tables" / file.name).write_text(text, encoding="utf-8", newline="")
    report = validate(str(tmp_path / "datapackage.json"))
    kinds = {e for (e,) in report.flatten(["type"])} - {"byte-count", "hash-count"}
    assert kinds


def test_values_come_back_typed(run):
    rows = Package(str(run / "datapackage.json")).get_resource("targets").read_rows()
    assert float(rows[0]["value"]) == 92.5
    assert rows[1]["comparator"] == "="
    assert rows[1]["due_year"] is None


def test_what_it_says(package):
    assert package["$schema"] == "https://datapackage.org/profiles/2.0/datapackage.json"
    assert package["version"] == schema.VERSION
    assert package["taizhang"]["lexicon_hash"] == "ab12"
    assert package["taizhang"]["settings"] == {"grain": "item", "shards": 2}
    assert [r["name"] for r in package["resources"]] == list(schema.TABLES)
    assert "created" not in package


def test_bytes_and_hash_are_those_of_the_files(run, package):
    for described in package["resources"]:
        data = (run / described["path"]).read_bytes()
        assert described["bytes"] == len(data)
        assert described["hash"] == "sha256:" + hashlib.sha256(data).hexdigest()
    assert resource(package, "errors")["path"] == "errors.csv"
    assert resource(package, "plans")["path"] == "tables/plans.csv"


def test_keys(package):
    targets = resource(package, "targets")["schema"]
    assert targets["primaryKey"] == ["target_id"]
    keys = {k["fields"][0]: (k["reference"]["resource"], k["reference"]["fields"]) for k in targets["foreignKeys"]}
    assert keys == {
        "plan_id": ("plans", ["plan_id"]),
        "section_id": ("sections", ["section_id"]),
        "measure_id": ("measures", ["measure_id"]),
        "deadline_id": ("deadlines", ["deadline_id"]),
    }
    parent = [k for k in resource(package, "sections")["schema"]["foreignKeys"] if k["fields"] == ["parent_id"]]
    assert parent == [{"fields": ["parent_id"], "reference": {"resource": "", "fields": ["section_id"]}}]
    assert resource(package, "files")["schema"]["primaryKey"] == ["source"]
    assert "primaryKey" not in resource(package, "errors")["schema"]


def test_fields(package):
    for table in schema.TABLES.values():
        told = resource(package, table.name)["schema"]
        assert told["missingValues"] == [""]
        assert [(f["name"], f["type"], f["title"]) for f in told["fields"]] == [
            (c.name, c.type, c.title) for c in table.columns
        ]
        assert all(f["description"] for f in told["fields"])
    assert field(package, "deadlines", "relation")["constraints"] == {"required": True, "enum": list(schema.RELATIONS)}
    assert field(package, "targets", "comparator")["constraints"]["enum"] == [">=", "<=", "=", ">", "<", "~", "between"]
    assert field(package, "ledger", "due_kind")["constraints"]["pattern"] == (
        "^(fixed|repeat|ongoing|immediate|masked|none)(\\|(fixed|repeat|ongoing|immediate|masked|none))*$"
    )
    assert field(package, "deadlines", "masked")["trueValues"] == ["true"]
