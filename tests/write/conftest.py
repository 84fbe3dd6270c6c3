"""A small run made by hand: two sources, two plans, and text that is awkward for every format."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

import pytest

from taizhang.model import Block, Fault, Plan, Row, Rows, Source, Span, Tables, row
from taizhang.write import write_run

# The sentence of the target is wrapped in the middle of a word; one measure begins like a formula.
CITY = (
    "云溪市水污染整改方案\n"
    "一、工作目标\n"
    "到2025年，城区污水集中处\n理率达到92.5%以上。\n"
    "二、整改措施\n"
    "（一）新建雨水泵站7座😀，推广 air quality 监测。\n"
    "=1+1核减面积。\n"
    "每季度报送进展，落实《水法》。\n"
    "责任单位：市 水务局、市住建局\n"
)
COUNTY = "石桥县行动计划\n20XX年8月底前完成清淤。\n"
LONG = "长" * 40_000


@dataclass(frozen=True)
class Sample:
    tables: Tables
    city: str  # plan_id of the plan of b/city.txt
    county: str  # plan_id of the plan of a county.txt
    made: dict[str, Row]  # a name → the row


def source(name: str, text: str) -> Source:
    sha = hashlib.sha256(text.encode()).hexdigest()
    return Source(name, sha, "txt", text, (Block(0, len(text)),), encoding="utf-8")


def span(text: str, quote: str) -> Span:
    start = text.index(quote)
    return Span(start, start + len(quote))


def add_file(tables: Tables, read: Source, **fields: object) -> None:
    tables.texts[read.source_id] = read.text
    given = {"source": read.name, "source_id": read.source_id, "sha256": read.sha256, "format": "txt", "status": "ok"}
    tables.rows["files"].append(given | {"chars": len(read.text), "ocr": 0.0, **fields})  # type: ignore[arg-type]


def add_plan(tables: Tables, read: Source, plan_id: str, **fields: object) -> Rows:
    plan = Plan(plan_id, Span(0, len(read.text)))
    rows = Rows.of(read, plan, tables)
    tables.rows["plans"].append(
        {"plan_id": plan_id, "source": read.name, "source_id": read.source_id, "source_sha256": read.sha256}
        | {"plan_no": 1, "start": 0, "end": len(read.text), **fields}  # type: ignore[arg-type]
    )
    return rows


def make() -> Sample:
    tables = Tables.empty()
    city, county = source("b/city.txt", CITY), source("a county.txt", COUNTY)
    made: dict[str, Row] = {}

    add_file(tables, city, plans=1, rows=9)
    of_city = add_plan(
        tables,
        city,
        "p1",
        title="云溪市水\n污染整改方案",
        region="云溪市",
        adcode="990100",
        level="city",
        doc_number="'=旧号",
    )
    goals = row(
        of_city, "sections", Span(11, 45), depth=1, marker="一、", heading="一、工作目标", path="一", role="goals"
    )
    after = Span(CITY.index("二、"), len(CITY))
    does = row(of_city, "sections", after, depth=1, marker="二、", heading="二、整改措施", path="二", role="measures")
    item = row(
        of_city, "sections", Span(CITY.index("（一）"), len(CITY)), parent_id=does["section_id"], depth=2,
        path="二/(一)", heading="（一）新建雨水泵站7座😀，推广 air quality 监测。", role="measures",
    )  # fmt: skip
    inside = {"section_id": item["section_id"]}
    quote = "（一）新建雨水泵站7座😀，推广 air quality 监测。"
    made["build"] = row(
        of_city, "measures", span(CITY, quote), rule="measure.list", theme="water|monitoring",
        instrument="construction", heading=False, action="-5", object="@x", **inside,
    )  # fmt: skip
    made["formula"] = row(of_city, "measures", span(CITY, "=1+1核减面积。"), rule="measure.verb", **inside)
    made["report"] = row(
        of_city, "measures", span(CITY, "每季度报送进展，落实《水法》。"), rule="measure.verb", **inside
    )
    for at, sentence in enumerate((quote, "=1+1核减面积。"), start=1):
        row(of_city, "sentences", span(CITY, sentence), no=at, **inside)
    made["due"] = row(
        of_city, "deadlines", span(CITY, "到2025年"), rule="deadline.by_year", section_id=goals["section_id"],
        relation="by", edtf="2025", due="2025-12-31", masked=False,
    )  # fmt: skip
    made["quarter"] = row(
        of_city, "deadlines", span(CITY, "每季度"), rule="deadline.every", relation="every", edtf="R/P3M",
        repeat="R/P3M", masked=False, measure_id=made["report"]["measure_id"], **inside,
    )  # fmt: skip
    value, pumps = span(CITY, "92.5%"), span(CITY, "7座")
    made["rate"] = row(
        of_city, "targets", span(CITY, "城区污水集中处\n理率达到92.5%以上"), rule="target.level", kind="quantitative",
        section_id=goals["section_id"], indicator_text="城区污水集中处理率", comparator=">=", comparator_text="以上",
        comparator_basis="explicit", value_type="level", value=92.5, unit="%", unit_text="%", due="2025-12-31",
        due_year=2025, deadline_id=made["due"]["deadline_id"], deadline_text="到2025年", value_start=value.start,
        value_end=value.end,
    )  # fmt: skip
    made["pumps"] = row(
        of_city, "targets", span(CITY, "新建雨水泵站7座"), rule="target.work", review=("implied_comparator",),
        kind="quantitative", measure_id=made["build"]["measure_id"], indicator_text="新建雨水泵站", comparator="=",
        comparator_basis="implied", value_type="work_amount", value=7.0, unit="座", value_start=pumps.start,
        value_end=pumps.end, **inside,
    )  # fmt: skip
    for body, full in (("市 水务局", "云溪市水务局"), ("市住建局", None)):
        row(
            of_city, "bodies", span(CITY, body), rule="body.label", review=() if full else ("unresolved_body",),
            body=full, name=body.replace(" ", ""), role="responsible",
            measure_id=made["report"]["measure_id"], **inside,
        )  # fmt: skip
    law = span(CITY, "《水法》")
    row(of_city, "citations", law, rule="citation.title", kind="law", measure_id=made["report"]["measure_id"], **inside)
    made["ledger"] = row(
        of_city, "ledger", Span(CITY.index("（一）"), len(CITY) - 1), no="1", task="污水\n处理 率低", goal="=1+1",
        measures="1.新建\n2.报送 进展", time_limit="到2025年", due="2025-12-31", due_kind="fixed|repeat",
        responsible="市水务局、市住建局", source="二/(一) 68:128", basis="due:mined|responsible:labelled", **inside,
    )  # fmt: skip
    made["long"] = row(
        of_city, "ledger", span(CITY, "=1+1核减面积。"), no="2", task="\t表格内容", measures=LONG, due_kind="none", **inside,
    )  # fmt: skip
    made["long"]["review"] = "masked_year|something_new"

    add_file(tables, county, plans=1, rows=3)
    of_county = add_plan(tables, county, "p2", title="石桥县行动计划", region="石桥县", adcode="990121", level="county")
    when = span(COUNTY, "20XX年8月底前")
    row(
        of_county, "deadlines", when, rule="deadline.month_end", review=("masked_year",), relation="by", edtf="20XX-08",
        due="20XX-08-31", masked=True,
    )  # fmt: skip
    clean_up = span(COUNTY, "20XX年8月底前完成清淤。")
    row(of_county, "measures", clean_up, rule="measure.verb")
    row(of_county, "ledger", clean_up, no="1", task="完成清淤", due="20XX-08-31", due_kind="masked")

    tables.rows["files"].append({"source": "z.pdf", "status": "failed", "errors": 1, "plans": 0, "rows": 0})
    tables.rows["errors"] += [
        Fault("z.pdf", "read", "encrypted", 'the file says "no",\nand stays shut.', "Ask for it.").row(),
        Fault("b/city.txt", "mine", "slow", "took long").row(),
    ]
    tables.dropped["past"] += 2
    tables.dropped["article"] += 1
    tables.settings |= {"grain": "item", "shards": 2}
    return Sample(tables, "p1", "p2", made)


@pytest.fixture(scope="session")
def sample() -> Sample:
    """The run; tests must not change it."""
    return make()


@pytest.fixture
def fresh() -> Sample:
    """The run, made anew, for tests that change it."""
    return make()


@pytest.fixture(scope="session")
def run(sample: Sample, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The run as written; tests must not change it."""
    out = tmp_path_factory.mktemp("write") / "run"
    return write_run(sample.tables, out, started="2025-01-02T03:04:05", seconds=1.5, lexicon_hash="ab12")
