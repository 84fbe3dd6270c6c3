"""Rectification lists in the layouts that real ones have: no item lost, doubled or shifted, every field as printed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

import taizhang
from taizhang.document import Settings
from taizhang.model import Row

Item = dict[str, Any]
ITEMS: list[Item] = yaml.safe_load((Path(__file__).parent / "items.yaml").read_text(encoding="utf-8"))
TITLE = "南川市生态环境保护督察反馈问题整改措施清单"
PREFACE = f"为抓好督察反馈问题整改，制定本清单，共{len(ITEMS)}项。"
CN = "一二三四五六七八九十"
LABELS = {
    "goal": "整改目标",
    "measures": "整改措施",
    "time": "整改时限",
    "lead": "牵头单位",
    "responsible": "责任单位",
    "cooperate": "配合单位",
    "supervise": "督导单位",
    "accept": "验收单位",
    "persons": "责任人",
}
OTHER_LABELS = {
    **LABELS,
    "goal": "工作目标",
    "measures": "具体措施",
    "time": "完成时限",
    "responsible": "责任部门",
    "supervise": "督办单位",
    "accept": "销号单位",
}
COLUMNS = ("goal", "measures", "time_limit", "lead", "responsible", "cooperate", "supervise", "accept", "persons")
# Fields come in any order; measures with their numbered steps first, in the middle or last.
ORDERS = (
    ("responsible", "persons", "lead", "cooperate", "supervise", "accept", "time", "goal", "measures"),
    ("goal", "measures", "time", "lead", "responsible", "cooperate", "persons", "supervise", "accept"),
    ("measures", "goal", "responsible", "lead", "cooperate", "time", "supervise", "accept", "persons"),
)


def chinese(n: int) -> str:
    tens, ones = divmod(n, 10)
    return f"{CN[tens - 1] if tens > 1 else ''}{'十' if tens else ''}{CN[ones - 1] if ones else ''}"


def numbered(item: Item, mark: Callable[[int], str]) -> list[str]:
    return [f"{mark(n)}{step}" for n, step in enumerate(item["steps"], 1)]


def paren(n: int) -> str:
    return f"（{chinese(n)}）"


def dotted(n: int) -> str:
    return f"{n}."


def fields(
    item: Item, order: tuple[str, ...], labels: dict[str, str], mark: Callable[[int], str], colon: str
) -> list[str]:
    """The label lines of an item; the numbered steps stand on lines of their own below 整改措施."""
    out = []
    for name in order:
        if name == "measures":
            out += [f"{labels[name]}{colon}", *numbered(item, mark)]
        elif item.get(name):
            out.append(f"{labels[name]}{colon}{item[name]}")
    return out


def wanted(item: Item, measures: str, no: str) -> Row:
    return {
        "no": no,
        "task": item["problem"].rstrip("。"),
        "goal": item["goal"],
        "measures": measures,
        "time_limit": item["time"],
        **{name: item.get(name) for name in ("lead", "responsible", "cooperate", "supervise", "accept", "persons")},
    }


def ledger(text: str, grain: str = "item") -> list[Row]:
    result = taizhang.convert_text(text, settings=Settings(grain=grain))
    assert result.tables.rows["errors"] == []
    return result.tables.rows["ledger"]


def same(found: list[Row], want: list[Row]) -> None:
    assert [r["task"] for r in found] == [w["task"] for w in want]
    assert [r["no"] for r in found] == [w["no"] for w in want]
    for column in COLUMNS:
        assert [(r["no"], r[column]) for r in found] == [(w["no"], w[column]) for w in want]
    assert all("mined" not in str(r["basis"]) for r in found)


# ---------------------------------------------------------------- labelled paragraphs
@pytest.mark.parametrize("order", ORDERS, ids=["measures last", "measures first", "mixed"])
def test_one_number_above_the_fields(order: tuple[str, ...]) -> None:
    """一、problem, its fields below, steps （一）."""
    lines, want = [TITLE, PREFACE], []
    for n, item in enumerate(ITEMS, 1):
        lines += [f"{chinese(n)}、{item['problem']}", *fields(item, order, LABELS, paren, "：")]
        want.append(wanted(item, "\n".join(numbered(item, paren)), chinese(n)))
    same(ledger("\n".join(lines)), want)


@pytest.mark.parametrize("order", ORDERS, ids=["measures last", "measures first", "mixed"])
def test_groups_and_labelled_problems(order: tuple[str, ...]) -> None:
    """一、group, 1.问题：…, half-width colons, steps (1)."""
    lines, want, group = [TITLE, PREFACE], [], 0
    for n, item in enumerate(ITEMS, 1):
        if "group" in item:
            group += 1
            lines.append(f"{chinese(group)}、{item['group']}")
        lines += [f"{n}.问题:{item['problem']}", *fields(item, order, OTHER_LABELS, lambda k: f"({k})", ":")]
        want.append(wanted(item, "\n".join(numbered(item, lambda k: f"({k})")), str(n)))
    same(ledger("\n".join(lines)), want)


@pytest.mark.parametrize("order", ORDERS, ids=["measures last", "measures first", "mixed"])
def test_steps_numbered_like_the_items(order: tuple[str, ...]) -> None:
    """1. problem and 1. step: the same numbering habit for both."""
    lines, want = [TITLE, PREFACE], []
    for n, item in enumerate(ITEMS, 1):
        lines += [f"{n}.{item['problem']}", *fields(item, order, LABELS, dotted, "：")]
        want.append(wanted(item, "\n".join(numbered(item, dotted)), str(n)))
    same(ledger("\n".join(lines)), want)


def test_steps_in_one_paragraph() -> None:
    lines, want = [TITLE, PREFACE], []
    for n, item in enumerate(ITEMS, 1):
        steps = "".join(numbered(item, dotted))
        lines += [f"（{chinese(n)}）{item['problem']}", f"整改目标：{item['goal']}", f"整改措施：{steps}"]
        lines += [
            line
            for line in fields(item, ORDERS[0], LABELS, dotted, "：")[: -len(item["steps"]) - 1]
            if "整改目标" not in line
        ]
        want.append(wanted(item, steps, f"({chinese(n)})"))
    same(ledger("\n".join(lines)), want)


def test_numbered_fields() -> None:
    """一、问题1 with （一）问题描述, （二）整改目标 … numbered below it."""
    lines, want = [TITLE, PREFACE], []
    for n, item in enumerate(ITEMS, 1):
        lines.append(f"{chinese(n)}、第{n}个反馈问题")
        steps = "".join(numbered(item, dotted))
        parts = [("问题描述", item["problem"]), ("整改目标", item["goal"]), ("整改措施", steps)]
        parts += [
            (LABELS[k], item[k])
            for k in ("lead", "responsible", "cooperate", "persons", "time", "supervise", "accept")
            if item.get(k)
        ]
        lines += [f"{paren(k)}{label}：{value}" for k, (label, value) in enumerate(parts, 1)]
        row = wanted(item, steps, chinese(n))
        want.append({**row, "task": f"第{n}个反馈问题。{row['task']}"})
    same(ledger("\n".join(lines)), want)


def test_problems_numbered_in_their_label() -> None:
    lines, want = [TITLE, PREFACE], []
    for n, item in enumerate(ITEMS, 1):
        lines += [f"问题{chinese(n)}：{item['problem']}", *fields(item, ORDERS[1], LABELS, paren, "："), ""]
        want.append(wanted(item, "\n".join(numbered(item, paren)), chinese(n)))
    same(ledger("\n".join(lines)), want)


def test_fields_run_together() -> None:
    """All short fields of an item on one line."""
    lines, want = [TITLE, PREFACE], []
    for n, item in enumerate(ITEMS, 1):
        short = [
            k for k in ("lead", "responsible", "cooperate", "time", "supervise", "accept", "persons") if item.get(k)
        ]
        steps = "".join(numbered(item, dotted))
        lines += [f"{n}.问题：{item['problem']}", f"整改目标：{item['goal']}整改措施：{steps}"]
        lines.append("；".join(f"{LABELS[k]}：{item[k]}" for k in short))
        want.append(wanted(item, steps, str(n)))
    same(ledger("\n".join(lines)), want)


def wrapped(lines: list[str], columns: int) -> str:
    """Lines cut at a width in columns, with page marks in between, as text taken from a .pdf has them."""
    out: list[str] = []
    for line in lines:
        while line:
            cut = used = 0
            while cut < len(line) and used + (wide := 1 if line[cut].isascii() else 2) <= columns:
                cut, used = cut + 1, used + wide
            while cut < len(line) and line[cut] in "，。、；：）”":  # no mark of punctuation begins a line
                cut -= 1
            out.append(line[:cut])
            line = line[cut:]
            if len(out) % 24 == 0:
                out += ["", f"— {len(out) // 24} —"]
    return "\n".join(out)


def test_hard_wraps_and_page_marks() -> None:
    lines, want = [TITLE, PREFACE], []
    for n, item in enumerate(ITEMS, 1):
        steps = "".join(numbered(item, dotted))
        short = [k for k in ("lead", "responsible", "cooperate", "supervise", "accept", "persons") if item.get(k)]
        lines += [
            f"{chinese(n)}、{item['problem']}",
            f"整改目标：{item['goal']}",
            f"整改措施：{steps}",
            f"整改时限：{item['time']}",
        ]
        lines.append("；".join(f"{LABELS[k]}：{item[k]}" for k in short))
        want.append(wanted(item, steps, chinese(n)))
    found = ledger(wrapped(lines, 40))
    # A step that happens to begin a line looks like one with a line of its own.
    same([{**r, "measures": str(r["measures"]).replace("\n", "")} for r in found], want)


def test_other_sections_around_the_list() -> None:
    """A plan with requirements before and safeguards behind the list: they are rows of their own or none."""
    lines = [TITLE, "一、总体要求", "坚持问题导向，推动整改落实到位。", "二、整改任务"]
    for n, item in enumerate(ITEMS, 1):
        lines += [f"{paren(n)}{item['problem']}", *fields(item, ORDERS[0], LABELS, dotted, "：")]
    lines += [
        "三、保障措施",
        "（一）加强组织领导。市生态环境局要定期调度整改进展。",
        "（二）严格验收。市政府督查室开展专项督查。",
    ]
    found = ledger("\n".join(lines))
    assert [r["no"] for r in found] == [f"({chinese(n)})" for n in range(1, len(ITEMS) + 1)] + ["(一)", "(二)"]
    assert [r["parent_no"] for r in found[-3:]] == ["二", "三", "三"]
    assert found[-2]["responsible"] == "市生态环境局"
    assert found[-1]["supervise"] == "市政府督查室"
    last = ITEMS[-1]
    assert found[-3]["measures"] == "\n".join(numbered(last, dotted))


# ---------------------------------------------------------------- what the fields say
def by_problem(found: list[Row], words: str) -> Row:
    (row,) = [r for r in found if words in str(r["task"])]
    return row


def plain_list() -> str:
    lines = [TITLE]
    for n, item in enumerate(ITEMS, 1):
        lines += [f"{chinese(n)}、{item['problem']}", *fields(item, ORDERS[1], LABELS, paren, "：")]
    return "\n".join(lines)


@pytest.mark.parametrize(
    ("words", "due", "due_next", "kind"),
    [
        ("管网老化", "2025-12-31", "2023-09-30", "fixed"),
        ("填埋场渗滤液", "2024-12-31", "2024-12-31", "fixed|immediate"),
        ("信访投诉", None, None, "ongoing"),
        ("环境应急预案", "2024-09-30", "2024-09-30", "fixed|ongoing"),
        ("虚假报告", "2023-12-31", "2023-12-31", "fixed|ongoing"),
    ],
)
def test_due(words: str, due: str | None, due_next: str | None, kind: str) -> None:
    row = by_problem(ledger(plain_list()), words)
    assert (row["due"], row["due_next"], row["due_kind"]) == (due, due_next, kind)


def test_a_deadline_for_one_measure_goes_to_that_measure_only() -> None:
    found = [r for r in ledger(plain_list(), "measure") if r["parent_no"] == "九"]
    assert [(r["no"], r["time_limit"], r["due"]) for r in found] == [
        ("九-1", "2023年9月底前", "2023-09-30"),
        ("九-2", "2024年12月底前", "2024-12-31"),
        ("九-3", "2025年12月底前", "2025-12-31"),
        ("九-4", "2025年12月底前", "2025-12-31"),
    ]


def test_such_a_deadline_hangs_on_its_measure() -> None:
    tables = taizhang.convert_text(plain_list()).tables.rows
    measure = {r["measure_id"]: str(r["text"]) for r in tables["measures"]}
    row = by_problem(tables["ledger"], "管网老化")
    inside = [r for r in tables["deadlines"] if int(str(row["start"])) <= int(str(r["start"])) < int(str(row["end"]))]
    hung = {str(r["text"]): measure.get(r["measure_id"], "") for r in inside}
    assert "改造雨污混接点" in hung["2024年12月底前"]
    assert "完成管网普查" in hung["2023年9月底前"]


def test_several_measures_share_a_deadline() -> None:
    text = (
        "一、问题甲没有整改。\n整改措施：\n（一）建立台账。\n（二）拆除违建。\n（三）恢复植被。\n（四）开展巡查。\n"
        "整改时限：2024年底前；其中第1、2项2023年6月底前，第（四）项立行立改、长期坚持\n责任单位：县林业局\n"
        "二、问题乙没有整改。\n整改措施：\n（一）修订制度。\n整改时限：2023年底前\n责任单位：县财政局"
    )
    found = ledger(text, "measure")
    assert [(r["no"], r["time_limit"], r["due_kind"]) for r in found] == [
        ("一-1", "2023年6月底前", "fixed"),
        ("一-2", "2023年6月底前", "fixed"),
        ("一-3", "2024年底前", "fixed"),
        ("一-4", "立行立改、长期坚持", "ongoing|immediate"),
        ("二-1", "2023年底前", "fixed"),
    ]
    assert {r["responsible"] for r in found} == {"县林业局", "县财政局"}


# ---------------------------------------------------------------- counts
def count_errors(text: str) -> list[str]:
    rows = taizhang.convert_text(text).tables.rows["errors"]
    assert all((r["stage"], r["code"]) == ("mine", "item_count") and r["advice"] for r in rows)
    return [str(r["error"]) for r in rows]


def test_the_plans_own_count() -> None:
    body = plain_list().partition("\n")[2]
    assert count_errors(f"{TITLE}\n整改任务共{len(ITEMS)}项。\n{body}") == []
    assert count_errors(f"{TITLE}\n整改任务共45项。\n{body}") == [
        f"the plan speaks of 45 items, its list has {len(ITEMS)}."
    ]
    assert count_errors(f"{TITLE}\n督察反馈问题45个，逐条制定措施。\n{body}") != []
    assert count_errors(f"{TITLE}\n其中大气方面20项问题，水方面{len(ITEMS) - 20}项问题。\n{body}") == []


def test_a_gap_in_the_numbers() -> None:
    lines = plain_list().split("\n")
    start = next(k for k, line in enumerate(lines) if line.startswith("十一、"))
    end = next(k for k, line in enumerate(lines) if line.startswith("十二、"))
    assert count_errors("\n".join(lines[:start] + lines[end:])) == ["after item 10 of the list comes item 12."]


def test_plans_without_a_list_are_not_counted() -> None:
    text = "一、重点任务\n（一）建设绿道。建成绿道30公里，完成任务45项。\n责任单位：市园林局\n（二）建设公园。\n责任单位：市园林局"
    assert count_errors(text) == []
