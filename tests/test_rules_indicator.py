"""Names of indicators: completed, shared out over a list, and looked up in the lexicon."""

import pytest

from taizhang.lexicon import lexicons
from taizhang.rules.indicator import complete, known, name_of, of_thing, scope_of, share, tail_of


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("城区森林覆盖率", "森林覆盖率"),
        ("PM2.5浓度", "细颗粒物(PM2.5)年均浓度"),
        ("森林覆盖率以外各项工作的安排和记录", ""),
        ("不存在的东西", ""),
    ],
)
def test_the_longest_word_that_reaches_the_end_is_known(text, word):
    line = known(text, lexicons())
    assert (line["word"] if line else "") == word


@pytest.mark.parametrize("tail", ["比重", "占比", "占比例", "比例", "率", "增速"])
def test_a_word_inside_another_indicators_name_is_refused(tail):
    line = known(f"某产业占固定资产投资{tail}", lexicons())
    assert line is None or line["word"] != "固定资产投资"


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("城市、县城生活污水处理率", ("城市生活污水处理率", "县城生活污水处理率")),
        ("氮氧化物和挥发性有机物排放总量", ("氮氧化物排放总量", "挥发性有机物排放总量")),
        ("化学需氧量、氨氮重点工程减排量", ("化学需氧量重点工程减排量", "氨氮重点工程减排量")),
        ("生活垃圾无害化处理率、资源化利用率", ("生活垃圾无害化处理率", "生活垃圾资源化利用率")),
        ("国家级、省级生态村", ("国家级生态村", "省级生态村")),
        ("森林覆盖率、湿地保护率", ("森林覆盖率", "湿地保护率")),
        ("森林覆盖率", ()),
    ],
)
def test_a_list_of_names_is_shared_out(name, parts):
    assert tuple(n for _, n in share(name, lexicons())) == parts


def test_places_of_a_list_become_scopes():
    assert share("甲子市、乙丑市万元产值用水量", lexicons()) == (
        ("甲子市", "万元产值用水量"),
        ("乙丑市", "万元产值用水量"),
    )


@pytest.mark.parametrize(
    ("name", "before", "full"),
    [
        ("农村", "城市生活垃圾分类覆盖率", "农村生活垃圾分类覆盖率"),
        ("省级", "市级龙头企业", "省级龙头企业"),
        ("省级", "森林乡村", "省级森林乡村"),
        ("湿地保护率", "森林覆盖率", "湿地保护率"),
        ("总氮", "氨氮排放总量", "总氮排放总量"),
    ],
)
def test_a_shortened_name_is_filled_up(name, before, full):
    assert complete(name, before, lexicons()) == full


def test_what_is_measured_comes_from_the_clause_before():
    assert of_thing("达标率", "化工园区出水实行在线监测", lexicons()) == "化工园区出水达标率"
    assert of_thing("森林覆盖率", "加强造林", lexicons()) == "森林覆盖率"


@pytest.mark.parametrize(
    ("text", "name", "scope"),
    [
        ("确保全省规模以上工业增加值", "规模以上工业增加值", "全省"),
        ("城市建成区绿化覆盖率", "城市建成区绿化覆盖率", None),
        ("再生水利用率", "再生水利用率", ""),
        ("2025年臭氧浓度", "臭氧浓度", ""),
        ("在用车辆排放合格率", "在用车辆排放合格率", ""),
        ("单位地区生产总值能耗要", "单位地区生产总值能耗", ""),
    ],
)
def test_adverbs_and_scopes_come_off(text, name, scope):
    assert name_of(text, lexicons()) == name
    if scope is not None:
        assert scope_of(text) == scope


def test_the_shared_end_of_a_name_does_not_begin_inside_a_word():
    assert tail_of("化学需氧量", lexicons()) == ""
    assert tail_of("糖尿病患者规范管理率", lexicons()) == "患者规范管理率"
