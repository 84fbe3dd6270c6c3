"""find_bodies: offsets, names, roles and places of the bodies in a text."""

from __future__ import annotations

import pytest

from taizhang.bodyfinder import Body, find_bodies
from taizhang.errors import InputError

TEXT = "实施黑臭水体治理。（市住建局牵头，水务局、各区（县）政府配合）\n责任单位：省水利厅、\n  自然资源厅"


def test_offsets_give_back_the_text() -> None:
    found = find_bodies(TEXT)
    assert [TEXT[b.start : b.end] for b in found] == [b.text for b in found]
    assert [(b.text, b.name, b.role) for b in found[:3]] == [
        ("市住建局", "市住建局", "lead"),
        ("水务局", "市水务局", "cooperate"),
        ("各区（县）政府", "各区（县）政府", "cooperate"),
    ]


def test_region_settles_what_province_means() -> None:
    (found,) = find_bodies("完善耕地监测。（省发改委负责）", region="吉林省")
    assert found == Body(
        8, 12, "省发改委", "省发改委", "吉林省发展和改革委员会", "responsible", "province", "吉林省", "220000"
    )


@pytest.mark.parametrize(
    ("region", "body", "level"),
    [
        ("岳阳市", "岳阳市生态环境局", "city"),
        ("湘阴县", "岳阳市生态环境局", "city"),
        ("天津市", "天津市生态环境局", "province"),
        ("湖南省", "", "city"),
        (None, "", "city"),
    ],
)
def test_city_is_the_plans_own_or_the_one_above(region: str | None, body: str, level: str) -> None:
    (found,) = find_bodies("责任单位：市生态环境局", region=region)
    assert (found.body, found.level) == (body, level)


def test_the_texts_own_region() -> None:
    found = find_bodies("珲春市口岸提升行动方案\n一、主要任务\n扩建查验货场。（市商务局负责）")
    assert [(b.body, b.adcode) for b in found] == [("珲春市商务局", "222404")]


def test_short_name_of_a_region() -> None:
    assert find_bodies("责任单位：省水利厅", region="青海")[0].body == "青海省水利厅"


@pytest.mark.parametrize("region", ["无此省", "朝阳区", ""])
def test_unknown_region(region: str) -> None:
    with pytest.raises(InputError, match="is not known"):
        find_bodies("责任单位：省水利厅", region=region)


def test_no_bodies() -> None:
    assert find_bodies("") == []
    assert find_bodies("推进园区绿化。") == []
