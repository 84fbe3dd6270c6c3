"""`find_quantities`: forms worked out by hand, and what must hold for any number, any unit and any text."""

import re

import pint
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from taizhang.lexicon import lexicons
from taizhang.quantities import find_quantities
from taizhang.values.numerals import chinese, number
from taizhang.values.units import normal, unit


def one(text: str):
    found = find_quantities(text)
    assert len(found) == 1, found
    return found[0]


# ---------------------------------------------------------------- forms
@pytest.mark.parametrize(
    ("text", "quote", "value", "value_max", "comparator", "unit_text"),
    [
        ("投资约3.2亿元", "3.2亿元", 3.2e8, None, "~", "元"),
        ("注册资本人民币1.5万元。", "人民币1.5万元", 15000, None, "", "元"),
        ("捐款￥300万。", "￥300万", 3e6, None, "", "元"),
        ("外资１２亿美元以上", "１２亿美元", 1.2e9, None, ">=", "美元"),
        ("每斤便宜5角", "5角", 5, None, "", "角"),
        ("控制在每立方米29.5微克以下", "每立方米29.5微克", 29.5, None, "<=", "微克/立方米"),
        ("降到0.42吨标准煤/万元", "0.42吨标准煤/万元", 0.42, None, "", "吨标准煤/万元"),
        ("人均用水不超过120升/人·日", "120升/人·日", 120, None, "<=", "升/人·日"),
        ("死亡率控制在6/10万以内", "6/10万", 6, None, "<=", "/10万"),
        ("提高10%-15%", "10%-15%", 10, 15, "between", "%"),
        ("占比在７０％～８５％之间", "７０％～８５％", 70, 85, "between", "%"),
        ("产值达到8到9百亿", "8到9百亿", 8e10, 9e10, "between", ""),
        ("补植1.5万—2万株", "1.5万—2万株", 15000, 20000, "between", "株"),
        ("选三至五个村", "三至五个", 3, 5, "between", "个"),
        ("选三五个村", "三五个", 3, 5, "between", "个"),
        ("完成百分之六十点五", "百分之六十点五", 60.5, None, "", "%"),
        ("下降千分之三", "千分之三", 3, None, "", "‰"),
        ("减少三分之二", "三分之二", 2 / 3, None, "", ""),
        ("减少一半", "一半", 0.5, None, "", ""),
        ("翻两番以上", "两番", 2, None, ">=", "番"),
        ("增长1.5倍", "1.5倍", 1.5, None, "", "倍"),
        ("五成以上", "五成", 5, None, ">=", "成"),
        ("打8折", "8折", 8, None, "", "折"),
        ("医护比达到1∶1.25", "1∶1.25", 0.8, None, "", ""),
        ("至少十二座", "十二座", 12, None, ">=", "座"),
        ("叁拾伍万元整", "叁拾伍万元", 350000, None, "", "元"),
        ("两千三百五十六万元", "两千三百五十六万元", 23560000, None, "", "元"),
        ("二百亿元左右", "二百亿元", 2e10, None, "~", "元"),
        ("约10余万吨", "10余万吨", 100000, None, "~", "吨"),
        ("近300多家", "300多家", 300, None, "~", "家"),
        ("温升不高于1.5℃", "1.5℃", 1.5, None, "<=", "℃"),
        ("浓度<50mg/m³", "50mg/m³", 50, None, "<", "mg/m³"),
        ("浓度≤50 mg/m3", "50 mg/m3", 50, None, "<=", "mg/m3"),
        ("溶解氧＞5毫克/升", "5毫克/升", 5, None, ">", "毫克/升"),
        ("改造26台（套）", "26台（套）", 26, None, "", "台(套)"),
        ("整治150条(个)", "150条(个)", 150, None, "", "条(个)"),
        ("覆盖1,250公顷", "1,250公顷", 1250, None, "", "公顷"),
        ("用3年时间", "3年", 3, None, "", "年"),
        ("指数达到0.61", "0.61", 0.61, None, "", ""),
    ],
)
def test_form(text, quote, value, value_max, comparator, unit_text):
    found = one(text)
    assert (found.text, found.value_max, found.comparator, found.unit_text) == (quote, value_max, comparator, unit_text)
    assert found.value == pytest.approx(value, rel=1e-12)


@pytest.mark.parametrize(
    "text",
    [
        "2025年6月30日前", "第3次会议", "第十五条", "PM2.5与PM10", "5G基站", "4K屏幕", "“1+5+N”体系", "突破xx亿元", "建设×座",
        "7×24小时", "国办发〔2020〕43号", "“十四五”期间", "万元产值", "GB 3838-2002", "8:30开会", "依据条例第3.2款", "编号12的桩",
    ],
)  # fmt: skip
def test_no_quantity(text):
    assert [q.text for q in find_quantities(text) if q.unit_text not in ("小时", "号")] == []


@pytest.mark.parametrize("text", ["节约10%", "最近3年", "附近5家", "赶超2家"])
def test_a_bound_inside_another_word_is_none(text):
    assert one(text).comparator == ""


def test_bounds_stay_outside_the_range_and_ranges_do_not_overlap():
    text = "不低于85%，约３万亩以上；超过2/10万，每亩不超过18公斤，10、35、50毫克/立方米。"
    found = find_quantities(text)
    assert [q.text for q in found] == ["85%", "３万亩", "2/10万", "每亩不超过18公斤", "50毫克/立方米"]
    assert [q.comparator for q in found] == [">=", ">=", ">=", "<=", ""]
    assert [q.unit_text for q in found][2:4] == ["/10万", "公斤/亩"]


def test_a_row_of_numbers_shares_the_unit_of_the_last():
    found = find_quantities("浓度分别不高于10、35、50毫克/立方米")
    assert [(q.text, q.value, q.unit_text) for q in found] == [
        ("10", 10, "毫克/立方米"), ("35", 35, "毫克/立方米"), ("50毫克/立方米", 50, "毫克/立方米"),
    ]  # fmt: skip


def test_line_wraps_and_stray_spaces_are_kept_in_the_text():
    found = one("新建管网 86. 5 公里。")
    assert (found.text, found.value) == ("86. 5 公里", 86.5)


# ---------------------------------------------------------------- any number reads back
def in_words(value: int) -> str:
    """A whole number below 10¹⁶ in Chinese numerals: 1005 → 一千零五, 35000 → 三万五千."""
    if value == 0:
        return "零"
    out = ""
    for factor, word in ((10**8, "亿"), (10**4, "万"), (1, "")):
        section, value = divmod(value, factor)
        if section:
            text = in_words(section) + "亿" if word == "亿" else _section(section) + word
            out += ("零" if out and section < 1000 else "") + text
    return out


def _section(value: int) -> str:
    out = ""
    for place, word in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, value = divmod(value, place)
        if digit:
            out += "零一二三四五六七八九"[digit] + word
        elif out and value and not out.endswith("零"):
            out += "零"
    return out.removesuffix("零")


FINANCIAL = str.maketrans("一二三四五六七八九十百千", "壹贰叁肆伍陆柒捌玖拾佰仟")
WIDE = str.maketrans("0123456789.,%", "０１２３４５６７８９．，％")
MAGNITUDES = {
    "": 1,
    "十": 10,
    "百": 100,
    "千": 1000,
    "万": 10**4,
    "百万": 10**6,
    "千万": 10**7,
    "亿": 10**8,
    "百亿": 10**10,
    "万亿": 10**12,
}

whole = st.integers(0, 10**12)
decimal = st.builds(lambda n, k: f"{n / 10**k:.{k}f}", st.integers(0, 10**8), st.integers(1, 4))
digits = st.one_of(whole.map(str), whole.map(lambda n: f"{n:,}"), decimal)
frames = st.sampled_from(["共{}。", "达到{}以上", "新增{},", "（{}）", "不低于{}；", "为{}左右\n", "将建设{}，"])


@given(
    digits,
    st.sampled_from(["吨", "公里", "个", "户", "元", "立方米", "人次", "亩"]),
    st.sampled_from(list(MAGNITUDES)),
    frames,
    st.booleans(),
)
def test_digits_with_a_magnitude_and_a_unit_read_back(printed, word, magnitude, frame, wide):
    quote = printed + magnitude + word
    quote = quote.translate(WIDE) if wide else quote
    found = one(frame.format(quote))
    assert (found.text, found.unit_text) == (quote, word)
    assert found.value == pytest.approx(float(printed.replace(",", "")) * MAGNITUDES[magnitude], rel=1e-12)


@given(st.integers(2, 10**15), st.sampled_from(["吨", "公里", "个", "户", "元", "立方米", "亩"]), frames, st.booleans())
def test_chinese_numerals_read_back(value, word, frame, financial):
    printed = in_words(value)
    printed = printed.translate(FINANCIAL) if financial else printed
    found = one(frame.format(printed + word))
    assert (found.text, found.value, found.unit_text) == (printed + word, float(value), word)


@given(st.integers(0, 10**16 - 1))
def test_a_numeral_in_words_has_its_value(value):
    assert chinese(in_words(value)) == value


@given(st.integers(0, 100), st.integers(0, 9), frames)
def test_percent_in_words_reads_back(value, tenth, frame):
    quote = "百分之" + in_words(value) + ("点" + in_words(tenth) if tenth else "")
    found = one(frame.format(quote))
    assert (found.text, found.value, found.unit_text) == (quote, pytest.approx(value + tenth / 10), "%")


@given(
    decimal, decimal, st.sampled_from(["-", "—", "～", "至", "到"]), st.sampled_from(["%", "微克/立方米", "个百分点"])
)
def test_ranges_read_back(a, b, to, word):
    # 2040.01 may as well be January 2040: such a number is a date to a reader, too.
    assume(not any(re.fullmatch(r"(?:19|20|21)\d\d\.(?:0?[1-9]|1[0-2])", x) for x in (a, b)))
    low, high = sorted((float(a), float(b)))
    a, b = sorted((a, b), key=float)
    found = one(f"保持{a}{word}{to}{b}{word}。")
    assert (found.value, found.value_max, found.comparator, found.unit_text) == (low, high, "between", word)


@given(decimal)
def test_a_decimal_is_the_float_that_python_reads(printed):
    assert number(printed) == float(printed)


# ---------------------------------------------------------------- any text
PIECES = st.sampled_from(
    "0123456789,.%％—-~至到、和及《》“”（）()每百千万亿十两三余多以上下内外左右约不低于超过年月日吨个座%℃/·第xX× \n\t\r\u3000𠮷👍é"
)


@given(st.one_of(st.text(), st.text(PIECES, max_size=60)))
def test_offsets_hold_on_any_text(text):
    at = 0
    for found in find_quantities(text):
        assert at <= found.start < found.end <= len(text)
        assert text[found.start : found.end] == found.text
        assert (found.value_max is None) == (found.comparator != "between")
        at = found.end


# ---------------------------------------------------------------- every unit
UNITS = lexicons().table("units/units")
# Magnitude words in front of 人 and 户 are read as such; as units they stand under a stroke only.
SAID_OTHERWISE = {w["word"] for w in UNITS if w["word"][0] in "百千万十" and w["unit_norm"] in ("人", "户")}


@pytest.mark.parametrize(
    "line", [w for w in UNITS if w["ambiguous"] == "false" and w["word"] not in SAID_OTHERWISE], ids=lambda w: w["word"]
)
def test_every_unit_is_found_and_converted(line):
    found = one(f"合计12.5{line['word']}。")
    assert (found.text, found.value, found.unit) == (f"12.5{line['word']}", 12.5, line["unit"])
    assert found.unit_text == line["word"]
    if line["factor"]:
        assert found.unit_norm == line["unit_norm"]
        assert found.value_norm == pytest.approx(12.5 * float(line["factor"]), rel=1e-11)
    else:
        assert (found.unit_norm, found.value_norm) == ("", None)


@pytest.mark.parametrize("line", UNITS, ids=lambda w: w["word"])
def test_every_unit_is_looked_up_and_stands_under_a_stroke(line):
    known = unit(line["word"], lexicons())
    assert known is not None
    assert known.symbol == line["unit"]
    per = unit(f"千克/{line['word']}", lexicons())
    assert per is not None
    assert (per.factor is None) == (not line["factor"])


# Symbol of lexicons/units → pint's name: an independent source of the factors.
PINT = {
    "t": "tonne", "kg": "kilogram", "g": "gram", "mg": "milligram", "µg": "microgram", "磅": "pound", "盎司": "ounce", "km": "kilometer", "m": "meter", "cm": "centimeter",
    "mm": "millimeter", "µm": "micrometer", "n mile": "nautical_mile", "英尺": "foot", "英寸": "inch", "英里": "mile", "km²": "kilometer**2", "ha": "hectare", "m²": "meter**2",
    "英亩": "acre", "m³": "meter**3", "L": "liter", "mL": "milliliter", "kL": "kiloliter", "h": "hour", "min": "minute", "s": "second", "d": "day", "wk": "week", "W": "watt", "kW": "kilowatt",
    "MW": "megawatt", "GW": "gigawatt", "TW": "terawatt", "kWh": "kilowatt_hour", "MWh": "megawatt_hour", "GWh": "gigawatt_hour", "J": "joule", "kJ": "kilojoule", "MJ": "megajoule",
    "GJ": "gigajoule", "TJ": "terajoule", "PJ": "petajoule", "Pa": "pascal", "kPa": "kilopascal", "MPa": "megapascal", "Hz": "hertz", "kHz": "kilohertz", "MHz": "megahertz", "GHz": "gigahertz",
    "V": "volt", "kV": "kilovolt", "A": "ampere", "kA": "kiloampere",
}  # fmt: skip
REGISTRY = pint.UnitRegistry()


@pytest.mark.parametrize("symbol", sorted({w["unit"] for w in UNITS} & set(PINT)))
def test_pint_converts_by_the_same_factor(symbol):
    line = next(w for w in UNITS if w["unit"] == symbol and w["factor"])
    if line["unit_norm"] not in PINT:
        pytest.skip(f"pint has no {line['unit_norm']}")
    there = REGISTRY.Quantity(12.5, PINT[symbol]).to(PINT[line["unit_norm"]])
    assert normal(12.5, unit(line["word"], lexicons())) == pytest.approx(there.magnitude, rel=1e-8)


@pytest.mark.parametrize(
    ("text", "symbol", "norm", "value", "value_norm"),
    [
        ("12万吨/日", "t/d", "t/d", 120000, 120000), ("0.42吨标准煤/万元", "tce/万元", "tce/元", 0.42, 0.42e-4),
        ("18公斤/亩", "kg/亩", "kg/ha", 18, 270), ("300克标准煤/千瓦时", "gce/kWh", "tce/kWh", 300, 3e-4),
        ("6/10万", "/10万", "%", 6, 0.006), ("120升/人·日", "L/(人·d)", "L/(人·d)", 120, 120),
        ("15kg/(hm²·a)", "kg/(ha·a)", "kg/(ha·a)", 15, 15),
    ],
)  # fmt: skip
def test_compounds_are_read_by_grammar(text, symbol, norm, value, value_norm):
    found = one(f"达到{text}。")
    assert (found.text, found.unit, found.unit_norm, found.value) == (text, symbol, norm, value)
    assert found.value_norm == pytest.approx(value_norm, rel=1e-11)
