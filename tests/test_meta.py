"""The --meta table: what is taken, and the sentences for what cannot be."""

from __future__ import annotations

from pathlib import Path

import pytest

import taizhang
from taizhang.errors import MetaError
from taizhang.meta import read_meta


def table(tmp_path: Path, text: str, encoding: str = "utf-8") -> Path:
    path = tmp_path / "plans.csv"
    path.write_bytes(text.encode(encoding))
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_read(tmp_path: Path, encoding: str, newline: str) -> None:
    lines = [
        "source,region,adcode,level,issued,title,year",
        '甲/plan.txt, 某省某市 ,110000,city,2021-08,"整改方案,第二批",2021',
        "乙\\plan.docx,,,,,,2022",
        ",,,,,,",
        "",
    ]
    assert read_meta(table(tmp_path, newline.join(lines), encoding)) == {
        "甲/plan.txt": {
            "region": "某省某市",
            "adcode": "110000",
            "level": "city",
            "issued": "2021-08",
            "title": "整改方案,第二批",
            "year": "2021",
        },
        "乙/plan.docx": {"year": "2022"},
    }


def test_only_sources(tmp_path: Path) -> None:
    assert read_meta(table(tmp_path, "source\na.txt\n")) == {"a.txt": {}}


@pytest.mark.parametrize(
    ("text", "code", "words"),
    [
        ("region,year\n某市,2021\n", "no_source", "column source is missing"),
        ("source,地区,Year\na.txt,b,2021\n", "unknown_columns", "'地区', 'Year'"),
        ("source,year,year\na.txt,2021,2022\n", "twice", "year"),
        ("source,year\na.txt,2021\na.txt,2022\n", "twice", "plans.csv:3: the source a.txt stands twice"),
        ("source,year\n,2021\n", "no_source", "names no source"),
        ("source,year\na.txt\n", "cells", "has 1 cells, the head row 2"),
        ("source,year\na.txt,21\n", "year", "the year 21 is not 4 digits"),
        ("source,adcode\na.txt,11\n", "adcode", "the adcode 11 is not 6 digits"),
        ("source,level\na.txt,省\n", "level", "none of national, province, city, county, town"),
        ('source,title\na.txt,"整改\n', "csv", "no CSV"),
        ("", "no_source", "column source is missing"),
    ],
)
def test_refused(tmp_path: Path, text: str, code: str, words: str) -> None:
    with pytest.raises(MetaError) as caught:
        read_meta(table(tmp_path, text))
    assert caught.value.code == code
    assert words in str(caught.value)
    assert "plans.csv" in caught.value.where


def test_damaged_bytes(tmp_path: Path) -> None:
    path = tmp_path / "plans.csv"
    path.write_bytes("source,title\na.txt,整改方案和实施方案\n".encode() + b"\xff")
    with pytest.raises(MetaError, match="could not be decoded") as caught:
        read_meta(path)
    assert caught.value.code == "undecodable_bytes"


def test_missing_file(tmp_path: Path) -> None:
    with pytest.raises(MetaError, match="no such file") as caught:
        read_meta(tmp_path / "plans.csv")
    assert caught.value.code == "missing"


def test_a_supplied_region_completes_the_bodies():
    settings = taizhang.Settings(meta={"text.txt": {"region": "吉林省"}})
    result = taizhang.convert_text("一、重点任务\n（一）巩固湿地。恢复湿地2处。（省林业局负责）", settings=settings)
    assert result.bodies["body"].tolist() == ["吉林省林业局"]
    assert result.plans[["region", "adcode", "level"]].values.tolist() == [["吉林省", "220000", "province"]]
    assert result.targets["scope_adcode"].tolist() == ["220000"]
