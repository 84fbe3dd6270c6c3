"""`find_times`: what it emits is valid, stands where it says, and reads back what was printed."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date

import pytest
from edtf import parse_edtf
from hypothesis import given, settings
from hypothesis import strategies as st

from taizhang.finders import find_times
from taizhang.stages.time_uses import USES

RELATIONS = {"by", "before", "in", "from", "during", "every", "ongoing", "immediate"}
ISO_8601 = re.compile(r"P(?:\d+[YMWD]|T\d+H)|R/P\d+[YMWD]")
DUE = re.compile(r"[\dX]{4}-\d\d-\d\d")

# Pieces that time expressions are made of, glued in any order, so that odd neighbours occur too.
PIECES = [
    "2025", "20_", "20-", "20××", "20**", "20xx", "202X", "二〇二六", "二○××", "25", "２０２７", "12345678901234567890", "年", "年底", "年年底",
    "月", "日", "号", "季度", "半年", "上旬", "下旬", "底", "末", "初", "中", "前", "以前", "之前", "后", "起", "内", "期间", "以来", "1", "2", "3",
    "6", "12", "29", "30", "31", "二", "三十", "十一", "十二", "第", "一", "四", "上", "到", "至", "—", "-", "～", "/", ".", "自", "从", "在", "于",
    "截至", "不迟于", "每", "每年", "每季度", "逐", "按", "个", "工作日", "天", "周", "小时", "为期", "今后", "近", "提前", "利用", "时间", "“", "”", "十四五",
    "十五五", "期末", "末期", "时期", "本世纪中叶", "今年", "次年", "当年", "本月", "下月", "去年", "汛期", "采暖季", "即日", "印发之日", "长期坚持", "持续推进",
    "立行立改", "立即", "《", "》", "（", "）", "，", "。", "；", "：", "、", " ", "\u3000", "\n", "\t", "完成时限：", "完成", "建设", "的", "比", "和", "分别", "😀",
]  # fmt: skip
glued = st.lists(st.sampled_from(PIECES), max_size=25).map("".join)
anything = st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=4)), max_size=15).map("".join)
issued = st.sampled_from([None, "2025", "2025-03", "2025-03-10", "2023-12-31"])


@settings(max_examples=200, deadline=None)
@given(glued, issued)
def test_every_edtf_value_parses(text: str, day: str | None) -> None:
    for found in find_times(text, issued=day):
        if found.edtf and not ISO_8601.fullmatch(found.edtf):
            parse_edtf(found.edtf)
        assert (found.kind == "repeat") == bool(found.repeat)
        assert not found.due or DUE.fullmatch(found.due)
        if found.due.startswith("20") and found.due[:4].isdigit():
            assert 1 <= int(found.due[8:]) <= monthrange(int(found.due[:4]), int(found.due[5:7]))[1]
        assert found.relation in RELATIONS
        assert found.use in USES
        assert not found.masked or "X" in found.edtf


@settings(max_examples=200, deadline=None)
@given(st.one_of(glued, anything))
def test_offsets_give_back_the_text(text: str) -> None:
    at = 0
    for found in find_times(text):
        assert text[found.start : found.end] == found.text != ""
        assert at <= found.start
        at = found.end


@settings(max_examples=40, deadline=None)
@given(anything, st.sampled_from(["2025年6月底前", "“十五五”期间", "３年内", "20_年前", "每半年"]))
def test_offsets_move_with_what_stands_before(noise: str, time: str) -> None:
    alone = f"\n{time}完成改造。"
    here = [t for t in find_times(noise.replace("《", "") + "。\n" + alone) if t.text == time]
    assert here
    assert here[-1].end - here[-1].start == len(time)


CHINESE = str.maketrans("0123456789", "〇一二三四五六七八九")
WIDE = str.maketrans("0123456789", "０１２３４５６７８９")


def numeral(n: int) -> str:
    """1 to 31 as 三十一."""
    ten, one = divmod(n, 10)
    return ("" if ten == 0 else "十" if ten == 1 else "二三"[ten - 2] + "十") + (
        "一二三四五六七八九"[one - 1] if one else ""
    )


YEARS = {
    "digits": str,
    "full-width": lambda y: str(y).translate(WIDE),
    "numerals": lambda y: str(y).translate(CHINESE),
    "零": lambda y: str(y).translate(CHINESE).replace("〇", "零"),
    "○": lambda y: str(y).translate(CHINESE).replace("〇", "○"),
    "spaced": lambda y: " ".join(str(y)),
}


@pytest.mark.parametrize("spelling", YEARS)
@given(st.integers(1950, 2099))
@settings(max_examples=40, deadline=None)
def test_years_read_back(spelling: str, year: int) -> None:
    printed = YEARS[spelling](year)
    for frame, edtf, due in (
        ("到{}年，完成改造。", f"{year}", f"{year}-12-31"),
        ("{}年底前完成改造。", f"{year}-12", f"{year}-12-31"),
        ("力争{}年前完成改造。", f"{year}", f"{year - 1}-12-31"),
        ("自{} 年起,实行新标准.", f"{year}", ""),
        ("{}年—2100年,分批改造.", f"{year}/2100", "2100-12-31"),
    ):
        (found,) = find_times(frame.format(printed))
        assert (found.edtf, found.due, found.masked) == (edtf, due, False)
        assert printed in found.text


@given(st.integers(21, 59))
def test_years_of_two_digits_read_back(year: int) -> None:
    for frame in ("{}年底前完成改造。", "到{}年年底，完成改造。"):
        (found,) = find_times(frame.format(year))
        assert (found.edtf, found.due) == (f"20{year}-12", f"20{year}-12-31")


@pytest.mark.parametrize("blank", ["_", "__", "-", "—", "xx", "XX", "××", "**", "ｘｘ", "＿", "－"])
@given(st.integers(1, 12))
@settings(max_examples=12, deadline=None)
def test_blanked_years_stay_blank(blank: str, month: int) -> None:
    (found,) = find_times(f"20{blank}年{month}月底前完成改造。")
    assert (found.edtf, found.masked, found.relation) == (f"20XX-{month:02d}", True, "by")
    assert found.due.startswith(f"20XX-{month:02d}-")
    assert "masked_year" in found.review


@given(st.dates(min_value=date(1950, 1, 1), max_value=date(2099, 12, 31)))
@settings(max_examples=80, deadline=None)
def test_days_read_back(day: date) -> None:
    y, m, d = day.year, day.month, day.day
    chinese = f"{str(y).translate(CHINESE)}年{numeral(m)}月{numeral(d)}日"
    printed = [
        f"{y}年{m}月{d}日",
        f"{y}年{m:02d}月{d:02d}号",
        f"{y} 年 {m} 月 {d} 日",
        chinese,
        f"{y}-{m:02d}-{d:02d}",
        f"{y}/{m}/{d}",
        f"{y}.{m}.{d}",
    ]
    for text in (*printed, printed[0].translate(WIDE)):
        (found,) = find_times(f"{text}前完成改造。")
        assert (found.edtf, found.due, found.relation) == (day.isoformat(), day.isoformat(), "by")


@given(st.integers(1, 99), st.sampled_from([("年", "Y"), ("个月", "M"), ("天", "D"), ("日", "D"), ("周", "W")]))
@settings(deadline=None)
def test_durations_read_back(amount: int, unit: tuple[str, str]) -> None:
    for printed in (str(amount), str(amount).translate(WIDE)):
        (found,) = find_times(f"{printed}{unit[0]}内完成改造。")
        assert (found.edtf, found.due, found.kind) == (f"P{amount}{unit[1]}", "", "duration")


@pytest.mark.parametrize(
    ("text", "use"),
    [
        ("到2027年，全部建成。", "deadline"),
        ("一、基本情况\n截至2023年底，已建成3座。", "past"),
        ("比2020年下降5%，空气更好。", "baseline"),
        ("落实《三年行动计划（2023—2025年）》，加快整合。", "name"),
        ("2022年，全市优良天数比率为87%。", "statistic"),
        ("近三年来，先后投入资金。", "past"),
        ("执行标准（2018年修订）的限值。", "name"),
        ("由2020年的60%提高到更高水平。", "baseline"),
        ("去年底，完成了改造。", "past"),
    ],
)
def test_what_is_no_deadline_is_kept_with_its_use(text: str, use: str) -> None:
    assert [t.use for t in find_times(text)] == [use]


def test_dates_of_issue_and_headings_are_no_deadlines() -> None:
    text = "某市节水行动计划（2025—2027年）\n一、2026年主要目标\n到2026年，全部达标。\n某市人民政府\n2025年3月10日\n"
    assert [(t.text, t.use) for t in find_times(text)] == [
        ("2025—2027年", "name"), ("2026年", "name"), ("到2026年", "deadline"), ("2025年3月10日", "past"),
    ]  # fmt: skip


def test_years_counted_from_the_date_of_the_text() -> None:
    texts = {
        "今年底前": "2025-12",
        "明年6月底前": "2026-06",
        "本月底前": "2025-11",
        "下月底前": "2025-12",
        "到后年": "2027",
    }
    for text, edtf in texts.items():
        (found,) = find_times(f"{text}完成改造。", issued="2025-11-03")
        assert (found.edtf, found.text) == (edtf, text)
        (found,) = find_times(f"{text}完成改造。")
        assert "X" in found.edtf or found.edtf == ""


def test_the_date_that_the_text_bears_serves_where_none_is_given() -> None:
    text = "某市节水方案\n一、重点任务\n今年底前完成改造。\n某市人民政府\n2025年3月10日"
    assert find_times(text)[0].edtf == "2025-12"


def test_no_time_in_no_text() -> None:
    assert find_times("") == find_times(" \n\t") == find_times("完善制度，压实责任。") == []
