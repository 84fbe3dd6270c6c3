"""Facts about the lexicons of units, sections, themes, verbs, kinds and indicators, worked out by hand."""

import json
import re
from itertools import pairwise
from pathlib import Path

import frictionless
import pytest

from taizhang import schema
from taizhang.errors import LexiconError
from taizhang.lexicon import Lexicons, home, lexicons
from taizhang.segment.walk import Walker
from taizhang.values.fold import fold
from taizhang.values.units import unit

OWN = (
    "units/units", "units/magnitudes", "sections/roles", "themes/themes", "themes/instruments", "verbs/verbs",
    "kinds/plan_kinds", "kinds/citation_kinds", "indicators/indicators",
)  # fmt: skip
LEAST = {
    "units/units": 250, "units/magnitudes": 15, "sections/roles": 120, "themes/themes": 700, "themes/instruments": 250,
    "verbs/verbs": 600, "kinds/plan_kinds": 100, "kinds/citation_kinds": 100, "indicators/indicators": 400,
}  # fmt: skip


def table(name: str):
    return lexicons().table(name)


def by_word(name: str):
    return {line["word"]: line for line in table(name)}


# ---------------------------------------------------------------- all of them
@pytest.mark.parametrize("name", OWN)
def test_enough_lines_and_every_word_folded(name):
    lines = table(name)
    assert len(lines) >= LEAST[name]
    assert [w["word"] for w in lines if fold(w["word"]) != w["word"]] == []


@pytest.mark.parametrize("name", OWN)
def test_frictionless_accepts_the_file_with_its_schema(name):
    described = json.loads((home() / f"{name}.schema.json").read_text(encoding="utf-8"))
    schema_ = frictionless.Schema.from_descriptor(described)
    resource = frictionless.Resource(path=f"{name}.csv", basepath=str(home()), schema=schema_, encoding="utf-8")
    assert resource.validate().flatten(["rowNumber", "note"]) == []


def test_an_overlay_adds_a_word_and_replaces_one(tmp_path: Path):
    folder = tmp_path / "units"
    folder.mkdir()
    head = ",".join(table("units/units")[0])
    lines = "窝棚,窝棚,{hut},count,1,窝棚,counter,false,own,\n亩,亩,,area,0.1,ha,unit,false,own,\n"
    (folder / "units.csv").write_text(f"{head}\n{lines}", encoding="utf-8")
    words = {w["word"]: w for w in Lexicons((str(tmp_path),)).table("units/units")}
    assert words["窝棚"]["kind"] == "counter"
    assert words["亩"]["factor"] == "0.1"
    assert words["公顷"]["unit"] == "ha"


def test_an_overlay_with_a_wrong_code_is_refused_with_its_line(tmp_path: Path):
    folder = tmp_path / "sections"
    folder.mkdir()
    (folder / "roles.csv").write_text("word,role,position,weak,note\n某某,goal,end,false,\n", encoding="utf-8")
    with pytest.raises(LexiconError, match=r"roles\.csv:2.*goal"):
        Lexicons((str(tmp_path),)).table("sections/roles")


# ---------------------------------------------------------------- units
@pytest.mark.parametrize(
    ("word", "symbol", "factor", "norm"),
    [
        ("亩", "亩", 10000 / 15 / 10000, "ha"), ("公顷", "ha", 1, "ha"), ("顷", "顷", 100 / 15, "ha"),
        ("平方公里", "km²", 1, "km²"), ("斤", "斤", 0.5, "kg"), ("公斤", "kg", 1, "kg"), ("担", "担", 50, "kg"),
        ("吨", "t", 1, "t"), ("公里", "km", 1, "km"), ("海里", "n mile", 1.852, "km"), ("尺", "尺", 1 / 3, "m"),
        ("厘米", "cm", 0.01, "m"), ("千瓦时", "kWh", 1, "kWh"), ("兆瓦时", "MWh", 1000, "kWh"),
        ("兆瓦", "MW", 1000, "kW"), ("吉瓦", "GW", 1000000, "kW"), ("吨标准煤", "tce", 1, "tce"),
        ("千克标准煤", "kgce", 0.001, "tce"), ("吨油当量", "toe", 41868 / 29307.6, "tce"),
        ("百分点", "个百分点", 1, "个百分点"), ("成", "成", 10, "%"), ("‰", "‰", 0.1, "%"),
        ("季度", "季度", 3, "mo"), ("周", "wk", 7, "d"), ("日", "d", 1, "d"), ("角", "角", 0.1, "元"),
        ("标箱", "TEU", 1, "TEU"), ("千人", "千人", 1000, "人"), ("名", "名", 1, "人"),
        ("Gbps", "Gbps", 1000, "Mbps"), ("PB", "PB", 1000000, "GB"),
    ],
)  # fmt: skip
def test_factor(word, symbol, factor, norm):
    line = by_word("units/units")[word]
    assert (line["unit"], line["unit_norm"]) == (symbol, norm)
    # 1 toe is given as 1.4286 tce in GB/T 2589, 41868/29307.6 to five digits.
    assert float(line["factor"]) == pytest.approx(factor, rel=2e-5)


@pytest.mark.parametrize("word", ["度", "番", "兆", "℉"])
def test_no_factor_where_the_word_alone_does_not_settle_it(word):
    assert by_word("units/units")[word]["factor"] == ""


# UCUM 2.1 §§ 2-12: components joined by . and /, each a factor or an atom with exponent and annotation; annotations
# hold printable ASCII without braces.
_ATOM = r"(?:10\*-?\d+|\d+|(?:[A-Za-z%]+(?:_[A-Za-z]+)?|[A-Za-z]*\[[A-Za-z0-9_]+\])(?:-?\d)?)"
_NOTE = r"\{[\x21-\x7a|~]+\}"
_PART = rf"(?:{_ATOM}(?:{_NOTE})?|{_NOTE}(?:{_NOTE})?)"
_UCUM = re.compile(rf"{_PART}(?:[./]{_PART})*")


def test_every_ucum_code_is_well_formed():
    bad = [w["word"] for w in table("units/units") if w["ucum"] and not _UCUM.fullmatch(w["ucum"])]
    assert bad == []
    money = [w["ucum"] for w in table("units/units") if w["dimension"] == "money"]
    assert [c for c in money if not re.fullmatch(r"[A-Z]{3}(\{[a-z]+\})?", c)] == []


@pytest.mark.parametrize("code", ["{户}", "kg..m", "/s", "[ppth", "m³", "k W"])
def test_the_grammar_of_ucum_codes_refuses(code):
    assert not _UCUM.fullmatch(code)


def test_a_normal_unit_is_a_unit_with_factor_one_and_one_dimension():
    of_symbol: dict[str, set[tuple[str, str]]] = {}
    dimensions: dict[str, set[str]] = {}
    for w in table("units/units"):
        of_symbol.setdefault(w["unit"], set()).add((w["factor"], w["unit_norm"]))
        if w["unit_norm"]:
            dimensions.setdefault(w["unit_norm"], set()).add(w["dimension"])
        assert bool(w["factor"]) == bool(w["unit_norm"]), w["word"]
        assert w["factor"] == "" or float(w["factor"]) > 0, w["word"]
    assert {s: f for s, f in of_symbol.items() if len(f) > 1} == {}
    assert {n: d for n, d in dimensions.items() if len(d) > 1} == {}
    assert [n for n in dimensions if of_symbol.get(n) != {("1", n)}] == []


# 千克, 千瓦时, 百分点 are units of their own; 千人 and the like stand in denominators (每千人口).
_OF_THEIR_OWN = re.compile(
    r"千(?:克.*|米|瓦.*|卡|焦耳?|帕|赫兹?|牛|安|伏安?|乏|升|分点)|百(?:升|帕|分比|分点)|[百千万十]{1,2}(?:人口?|户)"
)


def test_no_unit_begins_with_a_magnitude_word_but_those_that_are_their_own():
    found = {w["word"] for w in table("units/units") if w["word"][0] in "十百千万亿"}
    assert {w for w in found if not _OF_THEIR_OWN.fullmatch(w)} == set()


def test_ordinals_and_dates_are_marked_ambiguous_and_plain_units_are_not():
    units = by_word("units/units")
    for word in "年月日号级期批届轮次条章节款类项点时分两里度":
        assert units[word]["ambiguous"] == "true", word
    for word in ("吨", "公里", "亩", "座", "家", "户", "平方米", "个百分点", "%", "个月", "人次", "台"):
        assert units[word]["ambiguous"] == "false", word


def test_compounds_are_left_to_the_grammar():
    assert [w["word"] for w in table("units/units") if "/" in w["word"] or w["word"].startswith("每")] == []
    compound = unit("吨/日", lexicons())
    assert compound is not None
    assert (compound.symbol, compound.norm, compound.factor) == ("t/d", "t/d", 1)
    assert unit("微克/立方米", lexicons()).symbol == "µg/m³"


def test_magnitudes():
    values = {m["word"]: int(m["value"]) for m in table("units/magnitudes")}
    assert values["万"] == 10**4
    assert values["亿"] == 10**8
    assert values["万亿"] == 10**12
    assert values["十万"] == values["十"] * values["万"]
    for a, b in pairwise(["十", "百", "千", "万"]):
        assert values[b] == 10 * values[a]


# ---------------------------------------------------------------- sections
@pytest.mark.parametrize(
    ("word", "role"),
    [
        ("指导思想", "principles"), ("总体要求", "principles"), ("面临形势", "background"),
        ("机遇与挑战", "background"), ("规划背景", "background"), ("发展基础", "background"),
        ("基本原则", "principles"), ("工作目标", "goals"), ("主要指标", "goals"), ("整改目标", "goals"),
        ("目标", "goals"), ("整改措施", "measures"), ("重点任务", "measures"), ("实施步骤", "measures"),
        ("进度安排", "measures"), ("保障措施", "safeguards"), ("工作要求", "safeguards"),
        ("组织领导", "safeguards"), ("附则", "other"), ("附件", "annex"), ("适用范围", "other"),
        ("名词解释", "other"),
    ],
)  # fmt: skip
def test_role_of_a_heading(word, role):
    assert {r["role"] for r in table("sections/roles") if r["word"] == word} == {role}


def test_a_word_has_one_role_where_both_of_its_lines_are_strong():
    roles: dict[str, set[str]] = {}
    for r in table("sections/roles"):
        if r["weak"] == "false":
            roles.setdefault(r["word"], set()).add(r["role"])
    assert {w: r for w, r in roles.items() if len(r) > 1} == {}
    assert {r["role"] for r in table("sections/roles")} == set(schema.ROLES)


# ---------------------------------------------------------------- themes, instruments
def _scores(text: str, name: str, column: str) -> dict[str, int]:
    lines = by_word(name)
    score: dict[str, int] = {}
    for a, b in Walker(lines).find(text, 0, len(text)):
        line = lines[text[a:b]]
        score[line[column]] = score.get(line[column], 0) + int(line["weight"])
    return {k: v for k, v in score.items() if v}


@pytest.mark.parametrize(
    ("text", "theme"),
    [
        ("对三十五蒸吨以上的燃煤锅炉加装脱硝设施", "air"), ("渣土车密闭运输,裸露地面一律苫盖", "air"),
        ("铺设雨污管网,杜绝污水直排入河", "water"), ("水库周边划定饮用水水源保护区", "water"),
        ("受污染耕地改种非食用作物", "soil"), ("危险废物贮存场所加装围堰", "waste"),
        ("栽植防护林,恢复湿地植被", "ecology"), ("清退海水养殖,修复红树林", "marine"),
        ("提高非化石能源比重,压减煤炭消费", "climate"), ("夜间施工噪声超标的一律停工", "noise"),
        ("规模养殖场建设粪污贮存池", "rural"), ("布设自动监测站点并与省级平台联网", "monitoring"),
        ("严厉打击非法倾倒等环境违法行为", "enforcement"), ("签订目标责任书,落实党政同责", "governance"),
        ("安排专项资金,发放绿色信贷", "finance"), ("通过新闻媒体曝光典型案例", "publicity"),
        ("加快工业互联网和千兆光网建设", "other"), ("新建幼儿园,增加公办学位", "other"),
    ],
)  # fmt: skip
def test_theme_that_weighs_most(text, theme):
    scores = _scores(text, "themes/themes", "theme")
    assert max(scores, key=lambda k: scores[k]) == theme, scores


def test_names_of_bodies_and_places_weigh_nothing():
    assert _scores("市财政局、市水利局、农业农村局会同青海省林草局", "themes/themes", "theme") == {}
    assert _scores("提高整体水平", "themes/themes", "theme") == {}


def test_a_sentence_may_have_two_themes():
    scores = _scores("开展农村生活污水治理", "themes/themes", "theme")
    assert set(scores) == {"rural", "water"}


@pytest.mark.parametrize(
    ("text", "instrument"),
    [
        ("严禁新增烧结砖产能", "ban"), ("修订湿地保护条例", "legislation"),
        ("新建一座污水处理厂并铺设配套管网", "construction"), ("开展执法检查,依法查处超标企业", "inspection"),
        ("推进排污权交易,实行阶梯水价", "market"), ("安排财政资金,采取以奖代补", "funding"),
        ("开展秋冬季攻坚专项行动", "campaign"), ("执行大气污染物特别排放限值", "standard"),
        ("编制达标规划", "planning"), ("开展环保设施开放和科普宣传", "publicity"),
        ("对履职不力的依规问责,纳入年度考核", "accountability"),
    ],
)  # fmt: skip
def test_instrument_that_weighs_most(text, instrument):
    scores = _scores(text, "themes/instruments", "instrument")
    assert max(scores, key=lambda k: scores[k]) == instrument, scores


def test_every_theme_and_instrument_has_words_that_decide_alone():
    for name, column, codes in (
        ("themes/themes", "theme", schema.THEMES), ("themes/instruments", "instrument", schema.INSTRUMENTS[:-1]),
    ):  # fmt: skip
        assert {w[column] for w in table(name) if w["weight"] == "5"} >= set(codes)


# ---------------------------------------------------------------- verbs
@pytest.mark.parametrize(
    ("word", "classes"),
    [
        ("加快", {"light"}), ("达到", {"attain"}), ("提升至", {"attain"}), ("控制在", {"cap"}), ("降至", {"cap"}),
        ("削减", {"act", "decrease", "work"}), ("新增", {"increase", "work"}), ("基本消除", {"state"}),
        ("不得", {"commit"}), ("以来", {"past"}), ("拆除", {"act", "work"}),
    ],
)  # fmt: skip
def test_classes_of_a_verb(word, classes):
    found = {v["class"] for v in table("verbs/verbs") if v["word"] == word}
    assert found == classes - ({"work"} if word == "削减" else set())


def test_no_word_both_reaches_and_stays_below_or_both_grows_and_shrinks():
    words = lexicons().words
    for one, other in (("attain", "cap"), ("increase", "decrease"), ("attain", "decrease"), ("cap", "increase")):
        both = set(words("verbs/verbs", **{"class": one})) & set(words("verbs/verbs", **{"class": other}))
        assert both == set(), (one, other)


def test_no_adverb_of_the_value_is_hidden_in_a_verb():
    # 年均, 累计 and 分别 say what kind of value follows; a rule must find them in front of the verb.
    for kind in ("attain", "cap", "increase", "decrease"):
        hidden = [w for w in lexicons().words("verbs/verbs", **{"class": kind}) if re.match("年均|累计|同比|分别", w)]
        assert hidden == [], kind


# ---------------------------------------------------------------- kinds
@pytest.mark.parametrize(
    ("ending", "kind", "plan"),
    [
        ("整改方案", "整改方案", "true"), ("三年行动计划", "行动计划", "true"), ("实施方案", "实施方案", "true"),
        ("五年规划", "规划", "true"), ("实施意见", "实施意见", "true"), ("若干措施", "若干措施", "true"),
        ("整改措施清单", "整改措施清单", "true"), ("工作要点", "工作要点", "true"), ("通知", "通知", "false"),
        ("条例", "条例", "false"), ("解读", "解读", "false"), ("批复", "批复", "false"),
        ("考核办法", "考评办法", "false"),
    ],
)  # fmt: skip
def test_kind_of_a_title(ending, kind, plan):
    line = by_word("kinds/plan_kinds")[ending]
    assert (line["kind"], line["is_plan"]) == (kind, plan)


@pytest.mark.parametrize(
    ("ending", "kind"),
    [
        ("法", "law"), ("条例", "regulation"), ("办法", "regulation"), ("规定", "regulation"),
        ("细则", "regulation"), ("规划", "plan"), ("行动计划", "plan"), ("方案", "plan"), ("标准", "standard"),
        ("技术导则", "standard"), ("规程", "standard"), ("指南", "standard"), ("通知", "notice"),
        ("意见", "notice"), ("公告", "notice"), ("函", "notice"),
    ],
)  # fmt: skip
def test_kind_of_a_cited_title(ending, kind):
    assert by_word("kinds/citation_kinds")[ending]["kind"] == kind


# ---------------------------------------------------------------- indicators
def test_no_name_belongs_to_two_indicators():
    owner: dict[str, str] = {}
    for line in table("indicators/indicators"):
        for name in [line["word"], *filter(None, line["aliases"].split("|"))]:
            assert name not in owner, f"{name}: {owner.get(name)}, {line['word']}"
            assert name == fold(name).strip()
            owner[name] = line["word"]


@pytest.mark.parametrize(
    ("name", "canonical", "norm", "direction"),
    [
        ("PM2.5平均浓度", "细颗粒物(PM2.5)年均浓度", "µg/m³", "lower"),
        ("AQI优良率", "空气质量优良天数比率", "%", "higher"),
        ("劣V类水体比例", "地表水劣Ⅴ类水体比例", "%", "lower"), ("COD排放总量", "化学需氧量排放量", "t", "lower"),
        ("万元GDP用水量", "万元国内生产总值用水量", "m³/元", "lower"),
        ("活立木蓄积量", "森林蓄积量", "m³", "higher"), ("自然岸线保有率", "大陆自然岸线保有率", "%", "higher"),
        ("单位GDP能耗下降", "单位国内生产总值能源消耗降低", "%", "lower"),
        ("海上风电装机", "海上风电装机容量", "kW", "higher"), ("农村改厕户数", "改造农村厕所数", "户", "higher"),
        ("城镇化率", "常住人口城镇化率", "%", "higher"),
        ("R&D经费投入强度", "全社会研发经费投入占GDP比重", "%", "higher"),
        ("R&D经费占地区生产总值的比重", "全社会研发经费投入占GDP比重", "%", "higher"),
        ("平均预期寿命", "人均预期寿命", "岁", "higher"),
    ],
)  # fmt: skip
def test_alias_of_an_indicator(name, canonical, norm, direction):
    found = [i for i in table("indicators/indicators") if name in i["aliases"].split("|")]
    assert [(i["word"], i["unit_norm"], i["direction"]) for i in found] == [(canonical, norm, direction)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("生猪存栏量", "能繁母猪存栏量"), ("弃风率", "弃光率"), ("户籍人口", "常住人口"),
        ("风电装机容量", "海上风电装机容量"), ("新能源装机容量", "可再生能源装机容量"),
        ("城镇调查失业率", "城镇登记失业率"), ("粗钢产量", "粗钢产能"),
    ],
)  # fmt: skip
def test_what_differs_is_not_merged(one, other):
    names = by_word("indicators/indicators")
    canonical = {a: w for w, line in names.items() for a in [w, *line["aliases"].split("|")]}
    assert canonical[one] != canonical[other]


def test_the_unit_of_an_indicator_is_a_normal_unit_or_made_of_them():
    norms = {w["unit_norm"] for w in table("units/units")}
    bad = []
    for line in table("indicators/indicators"):
        for part in filter(None, line["unit_norm"].split("/")):
            if part not in norms:
                bad.append((line["word"], part))
    assert bad == []


def test_every_theme_has_indicators_of_its_own():
    assert {i["theme"] for i in table("indicators/indicators")} == set(schema.THEMES)
    assert {i["value_type"] for i in table("indicators/indicators")} <= set(schema.VALUE_TYPES)


def test_a_change_in_percent_is_no_level():
    for line in table("indicators/indicators"):
        if re.search(r"(?:下降|降低|增长|增速)(?:比例)?$", line["word"]):
            assert line["value_type"] in ("change_rel", "annual_rate"), line["word"]


def test_the_readme_names_every_lexicon():
    text = (home() / "README.md").read_text(encoding="utf-8")
    files = {p.relative_to(home()) for p in home().rglob("*.csv")}
    assert [str(f) for f in files if f"{f.parent.as_posix()}/" not in text] == []
    assert [name for name in OWN if f"`{name}`" not in text] == []
