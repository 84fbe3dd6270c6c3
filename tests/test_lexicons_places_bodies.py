"""Facts about lexicons/places, lexicons/bodies and lexicons/labels, worked out by hand."""

from __future__ import annotations

from collections import Counter

import pytest

from taizhang.lexicon import Line, lexicons

NAMES = (
    "bodies/departments",
    "bodies/heads",
    "bodies/not_before",
    "bodies/not_responsible",
    "bodies/role_cues",
    "bodies/sectors",
    "labels/fields",
    "places/former",
    "places/places",
    "places/regions",
    "places/zones",
)

# full-width , : ; ( ) and the brackets that folding makes ( )
UNFOLDED = set("\uff0c\uff1a\uff1b\uff08\uff09\u3014\u3015\uff3b\uff3d")


def by(name: str, key: str) -> dict[str, Line]:
    """The lines of a lexicon by one column."""
    return {line[key]: line for line in lexicons().table(name)}


@pytest.mark.parametrize("name", NAMES)
def test_lexicon_keeps_its_schema_and_uses_folded_signs(name: str) -> None:
    lines = lexicons().table(name)
    assert len(lines) >= 80
    for line in lines:
        for column in ("word", "name"):
            assert not set(line.get(column, "")) & UNFOLDED, line


# places


def test_counts_of_places() -> None:
    levels = Counter(p["level"] for p in lexicons().table("places/places"))
    assert levels == {"province": 34, "city": 333, "county": 2847}  # 293 + 30 + 7 + 3 prefectures


@pytest.mark.parametrize(
    ("adcode", "name", "short", "level", "parent"),
    [
        ("220000", "吉林省", "吉林", "province", ""),
        ("220100", "长春市", "长春", "city", "220000"),
        ("220104", "朝阳区", "朝阳", "county", "220100"),
        ("222400", "延边朝鲜族自治州", "延边", "city", "220000"),
        ("450000", "广西壮族自治区", "广西", "province", ""),
        ("540200", "日喀则市", "日喀则", "city", "540000"),
        ("110105", "朝阳区", "朝阳", "county", "110000"),
        ("350405", "沙县区", "沙县", "county", "350400"),
        ("350404", "三元区", "三元", "county", "350400"),
        ("330383", "龙港市", "龙港", "county", "330300"),
        ("370116", "莱芜区", "莱芜", "county", "370100"),
        ("330113", "临平区", "临平", "county", "330100"),
        ("330114", "钱塘区", "钱塘", "county", "330100"),
        ("419001", "济源市", "济源", "county", "410000"),
        ("441900", "东莞市", "东莞", "city", "440000"),
        ("500233", "忠县", "", "county", "500000"),
        ("621126", "岷县", "", "county", "621100"),
        ("150524", "库伦旗", "库伦", "county", "150500"),
        ("710000", "台湾省", "台湾", "province", ""),
    ],
)
def test_some_places(adcode: str, name: str, short: str, level: str, parent: str) -> None:
    place = by("places/places", "adcode")[adcode]
    assert (place["name"], place["short"], place["level"], place["parent"]) == (name, short, level, parent)


def test_every_parent_exists_and_stands_one_level_higher_or_is_a_province() -> None:
    places = by("places/places", "adcode")
    for place in places.values():
        if place["level"] == "province":
            assert place["parent"] == ""
            continue
        parent = places[place["parent"]]
        assert parent["adcode"][:2] == place["adcode"][:2]
        assert parent["level"] == "province" or (parent["level"], place["level"]) == ("city", "county")
        # a county of a prefecture shares its first four digits
        assert parent["level"] == "province" or parent["adcode"][:4] == place["adcode"][:4]


def test_each_province_has_its_abbreviation_and_none_is_shared() -> None:
    places = lexicons().table("places/places")
    found = [a for p in places for a in p["provincial_abbr"].split("|") if a]
    assert len(found) == len(set(found))
    assert all(bool(p["provincial_abbr"]) == (p["level"] == "province") for p in places)
    abbr = {p["short"]: p["provincial_abbr"] for p in places if p["level"] == "province"}
    assert (abbr["吉林"], abbr["山东"], abbr["安徽"], abbr["甘肃"]) == ("吉", "鲁", "皖", "甘|陇")


def test_shared_short_names_are_marked() -> None:
    places = by("places/places", "adcode")
    assert "shared" not in places["220000"]["care"]  # 吉林 is the province
    assert "shared" in places["220200"]["care"]  # 吉林市
    assert "shared" in places["320612"]["care"]  # 通州区 of 南通, beside that of 北京
    assert "shared" in places["110112"]["care"]
    assert "word" in places["371100"]["care"]  # 日照
    marked = {p["short"] for p in places.values() if "shared" in p["care"]}
    counts = Counter(p["short"] for p in places.values() if p["short"])
    assert marked == {s for s, n in counts.items() if n > 1}


@pytest.mark.parametrize(
    ("adcode", "name", "year", "now"),
    [
        ("350427", "沙县", "2021", "沙县区"),
        ("371200", "莱芜市", "2019", "济南市"),
        ("510811", "元坝区", "2013", "昭化区"),
        ("500112", "渝北区", "2025", "两江新区"),
        ("310108", "闸北区", "2015", "静安区"),
        ("420600", "襄樊市", "2010", "襄阳市"),
    ],
)
def test_some_former_places(adcode: str, name: str, year: str, now: str) -> None:
    line = next(f for f in lexicons().table("places/former") if f["adcode"] == adcode)
    assert (line["name"], line["valid_to"]) == (name, year)
    assert by("places/places", "adcode")[line["successor"].split("|")[0]]["name"] == now


def test_former_places_lead_to_places_in_force() -> None:
    places = by("places/places", "adcode")
    former = lexicons().table("places/former")
    codes = places.keys() | {f["adcode"] for f in former}
    in_force = {(p["adcode"][:2], p["name"]) for p in places.values()}
    for line in former:
        assert line["parent"] in codes
        assert (line["adcode"][:2], line["name"]) not in in_force
        for code in line["successor"].split("|"):
            assert places[code]["adcode"][:2] == line["adcode"][:2]


def test_regions_and_zones() -> None:
    assert {"珠三角", "粤东西北", "长三角", "京津冀", "汾渭平原"} <= by("places/regions", "word").keys()
    zones = by("places/zones", "word").keys()
    assert {"开发区", "高新区", "经开区", "新区", "管委会", "保税区", "示范区", "自贸试验区", "工业园区"} <= zones


# bodies


@pytest.mark.parametrize(
    ("word", "canonical", "family"),
    [
        ("发改委", "发展和改革委员会", "ndrc"),
        ("国家发展改革委", "国家发展和改革委员会", "ndrc"),
        ("发改局", "发展和改革局", "ndrc"),
        ("工信厅", "工业和信息化厅", "miit"),
        ("住房城乡建设厅", "住房和城乡建设厅", "mohurd"),
        ("卫健委", "卫生健康委员会", "nhc"),
        ("市场监管总局", "国家市场监督管理总局", "samr"),
        ("环保局", "环境保护局", "mee"),
        ("组织部", "委组织部", "organisation"),
        ("编办", "委机构编制委员会办公室", "staffing"),
        ("城管局", "城市管理局", "urban"),
        ("供销社", "供销合作社联合社", "coop"),
        ("妇联", "妇女联合会", "mass_women"),
        ("中国石化", "中国石油化工集团有限公司", "oil"),
    ],
)
def test_some_departments(word: str, canonical: str, family: str) -> None:
    line = by("bodies/departments", "word")[word]
    assert (line["canonical"], line["family"]) == (canonical, family)


def test_a_canonical_is_a_word_of_the_same_family_and_of_its_levels() -> None:
    words = by("bodies/departments", "word")
    for line in words.values():
        canonical = words[line["canonical"]]
        assert canonical["canonical"] == canonical["word"]
        assert (canonical["family"], canonical["kind"]) == (line["family"], line["kind"])
        assert set(line["standard"].split("|")) <= {"", *line["levels"].split("|")}
        assert not line["standard"] or (line["canonical"] == line["word"] and not line["valid_to"])


def test_a_family_has_one_usual_name_a_level() -> None:
    lines = lexicons().table("bodies/departments")
    usual = Counter((d["family"], level) for d in lines for level in d["standard"].split("|") if level)
    assert set(usual.values()) == {1}
    for family in ("ndrc", "miit", "mof", "mnr", "mee", "mohurd", "mot", "mwr", "mara", "mem", "samr", "nhc", "mps"):
        assert all((family, level) in usual for level in ("national", "province", "city", "county")), family


def test_former_names_have_successors_that_are_in_force_in_the_end() -> None:
    words = by("bodies/departments", "word")
    for line in words.values():
        assert bool(line["valid_to"]) == bool(line["successor"]), line
        seen, now = [], line
        while now["successor"]:
            assert now["word"] not in seen, seen
            seen.append(now["word"])
            now = words[now["successor"]]
            assert now["canonical"] == now["word"]
        assert not now["valid_to"]
    assert words["环境保护厅"]["valid_to"] == "2018"
    assert words["环境保护厅"]["successor"] == "生态环境厅"
    assert words["银保监会"]["successor"] == "国家金融监督管理总局"


def test_years_run_forwards() -> None:
    for line in lexicons().table("bodies/departments"):
        if line["valid_from"] and line["valid_to"]:
            assert int(line["valid_from"]) < int(line["valid_to"]), line


def test_sectors_name_families() -> None:
    families = {d["family"] for d in lexicons().table("bodies/departments")}
    assert {s["family"] for s in lexicons().table("bodies/sectors")} <= families


def test_heads() -> None:
    heads = {(h["word"], h["form"]): h for h in lexicons().table("bodies/heads")}
    assert heads["各级党委", "head"]["kind"] == "party"
    assert heads["各县(市、区)", "head"]["level"] == "county"
    assert heads["领导小组办公室", "suffix"]["kind"] == "group"
    assert heads["金融机构", "head"]["kind"] == "actors"
    assert ("街道办事处", "head") in heads
    assert ("街道办事处", "suffix") in heads


@pytest.mark.parametrize(
    ("word", "position", "role"),
    [
        ("牵头", "after", "lead"),
        ("负总责", "after", "lead"),
        ("按职责分工负责", "after", "responsible"),
        ("指导", "after", "responsible"),
        ("配合", "after", "cooperate"),
        ("督办", "after", "supervise"),
        ("会同", "before", "cooperate"),
        ("责成", "before", "responsible"),
        ("责任处室", "label", "responsible"),
        ("验收单位", "label", "supervise"),
        ("协办单位", "label", "cooperate"),
    ],
)
def test_some_roles(word: str, position: str, role: str) -> None:
    cues = {(c["word"], c["position"]): c["role"] for c in lexicons().table("bodies/role_cues")}
    assert cues[word, position] == role


# labels


def test_labels_of_bodies_agree_with_role_cues() -> None:
    fields = by("labels/fields", "word")
    for cue in lexicons().table("bodies/role_cues"):
        if cue["position"] == "label":
            field = fields[cue["word"]]["field"]
            assert field == cue["role"] or (cue["role"], field) == ("supervise", "accept")


@pytest.mark.parametrize(
    ("word", "field"),
    [
        ("反馈问题", "problem"),
        ("整改任务", "task"),
        ("整改目标", "goal"),
        ("整改措施", "measures"),
        ("完成时限", "time_limit"),
        ("牵头单位", "lead"),
        ("责任单位", "responsible"),
        ("配合单位", "cooperate"),
        ("督导单位", "supervise"),
        ("销号单位", "accept"),
        ("责任领导", "persons"),
        ("进展情况", "progress"),
        ("序号", "number"),
    ],
)
def test_some_labels(word: str, field: str) -> None:
    assert by("labels/fields", "word")[word]["field"] == field
