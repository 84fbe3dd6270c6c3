"""What a row of the ledger is, and where its cells come from, in plans that are no labelled lists."""

from __future__ import annotations

import taizhang
from taizhang.model import Row


def ledger(text: str) -> list[Row]:
    return taizhang.convert_text(text).tables.rows["ledger"]


def by_task(text: str) -> dict[str, Row]:
    return {str(r["task"]): r for r in ledger(text)}


def test_only_the_lowest_numbered_items() -> None:
    text = (
        "一、重点任务\n本章部署水环境治理，扎实推进各项工作。\n（一）治理河道\n开展河道清淤。\n1.清淤\n清理淤泥3万方。\n"
        "2.护岸\n建设护岸2公里。\n（二）治理湖泊\n建设人工湿地。（市水务局负责）"
    )
    assert [(r["parent_no"], r["no"], r["task"]) for r in ledger(text)] == [
        ("一/(一)", "1", "清淤"),
        ("一/(一)", "2", "护岸"),
        ("一", "(二)", "治理湖泊"),
    ]


def test_bodies_and_times_of_the_heading_above() -> None:
    text = (
        "一、重点任务\n（一）整治工业炉窑（市工信局牵头，市生态环境局配合；2024年6月底前）\n1.开展排查\n建立炉窑清单。\n"
        "2.分类整治\n淘汰落后炉窑。（市发改委负责，2024年3月底前）"
    )
    rows = by_task(text)
    above, own = rows["开展排查"], rows["分类整治"]
    assert (above["lead"], above["cooperate"], above["due"]) == ("市工信局", "市生态环境局", "2024-06-30")
    assert "lead:inherited" in str(above["basis"])
    assert "inherited_deadline" in str(above["review"])
    assert (own["lead"], own["responsible"], own["due"]) == (None, "市发改委", "2024-03-31")


def test_a_standing_clause_reaches_later_tasks() -> None:
    text = (
        "一、重点任务\n（一）建设绿道\n新建绿道30公里。（市园林局负责）\n"
        "（二）建设公园\n新建公园3座。（市城管局负责，以下任务均需各区政府落实，不再列出）\n"
        "（三）建设湿地\n修复湿地200亩。（市林业局负责）\n二、保障措施\n（一）加强督导\n市政府督查室开展督查。"
    )
    rows = by_task(text)
    assert rows["建设绿道"]["responsible"] == "市园林局"
    assert rows["建设公园"]["responsible"] == "市城管局、各区政府"
    assert rows["建设湿地"]["responsible"] == "市林业局、各区政府"
    assert "responsible:mined+inherited" in str(rows["建设湿地"]["basis"])
    assert rows["加强督导"]["responsible"] is None


def test_a_standing_clause_in_a_sentence_of_its_own() -> None:
    text = (
        "一、重点任务\n以下任务均由各乡镇人民政府负责落实，不再逐一列出。\n（一）清理垃圾\n清运陈年垃圾。（县住建局）\n"
        "（二）改造厕所\n改造户厕500座。（县农业农村局）"
    )
    rows = by_task(text)
    assert rows["清理垃圾"]["responsible"] == "县住建局、各乡镇人民政府"
    assert rows["改造厕所"]["responsible"] == "县农业农村局、各乡镇人民政府"


def test_labelled_bodies_are_taken_from_the_label_alone() -> None:
    text = (
        "一、重点任务\n1.建设泵站。由市水务局负责建设泵站5座，2025年底前完成。\n牵头单位：市城投集团\n责任单位：市财政局，各区人民政府\n"
        "完成时限：2024年10月底前"
    )
    (row,) = ledger(text)
    assert (row["lead"], row["responsible"]) == ("市城投集团", "市财政局，各区人民政府")
    assert (row["time_limit"], row["due"]) == ("2024年10月底前", "2024-10-31")
    assert {"lead:labelled", "responsible:labelled", "time_limit:labelled"} <= set(str(row["basis"]).split("|"))


def test_roles_inside_a_labelled_field() -> None:
    (row,) = ledger("一、重点任务\n1.建设泵站。新建泵站5座。\n责任单位：市水务局牵头，市财政局、住建局配合")
    assert (row["lead"], row["responsible"], row["cooperate"]) == ("市水务局", None, "市财政局、市住建局")


def test_labels_in_closing_brackets() -> None:
    text = "一、重点任务\n（一）发展旅游\n建设驿站4座。（责任单位：县文旅局、体育局；完成时限：2024年底）\n举办赛事。（责任单位：县教育局）"
    (row,) = ledger(text)
    assert row["responsible"] == "县文旅局、县体育局、县教育局"
    assert (row["time_limit"], row["due"]) == ("2024年底", "2024-12-31")


def test_force_and_term_belong_to_no_item() -> None:
    text = "一、重点任务\n（一）发展旅游\n建设驿站4座。\n本方案自2024年1月1日起施行，有效期至2026年12月31日。"
    (row,) = ledger(text)
    assert (row["due"], row["measures"]) == (None, "建设驿站4座。")


def test_parts_of_a_sentence_are_no_items() -> None:
    text = "一、重点任务\n（一）保障供水\n一是改造水厂2座；二是铺设管网30公里，2025年底前完成。"
    assert [(r["no"], r["due"]) for r in ledger(text)] == [("(一)", "2025-12-31")]


def test_values_on_the_lines_below_their_label() -> None:
    text = "一、重点任务\n（一）保障供水\n改造水厂2座。\n责任单位：\n市水务局\n市财政局\n完成时限：\n2024年底前"
    (row,) = ledger(text)
    assert (row["responsible"], row["time_limit"]) == ("市水务局、市财政局", "2024年底前")


def test_a_broken_name_goes_on_below() -> None:
    text = "一、重点任务\n（一）保障供水\n改造水厂2座。\n责任单位：市水务局，各县（市、区）\n人民政府"
    (row,) = ledger(text)
    assert row["responsible"] == "市水务局，各县（市、区）人民政府"
