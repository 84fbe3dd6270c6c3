"""The tables of a run as code: columns, types, keys and codes.

One description serves every output: the Table Schemas of datapackage.json, the typed Parquet files, the DuckDB
tables, the Chinese headers of the workbook and `taizhang check`.  Columns may be added; one that stands here is
never renamed or dropped without a new major `VERSION`.
"""

from __future__ import annotations

from dataclasses import dataclass

VERSION = "1.0.0"

PLAN_LEVELS = ("national", "province", "city", "county", "town")
ROLES = ("principles", "goals", "measures", "safeguards", "background", "annex", "other")
THEMES = (
    "air", "water", "soil", "waste", "ecology", "marine", "climate", "noise", "rural", "monitoring", "enforcement",
    "governance", "finance", "publicity", "other",
)  # fmt: skip
INSTRUMENTS = (
    "ban", "legislation", "construction", "inspection", "market", "funding", "campaign", "standard", "planning",
    "publicity", "accountability", "other",
)  # fmt: skip
COMPARATORS = (">=", "<=", "=", ">", "<", "~", "between")
VALUE_TYPES = ("level", "change_abs", "change_rel", "change_pp", "annual_rate", "cumulative", "work_amount")
RELATIONS = ("by", "before", "in", "from", "during", "every", "ongoing", "immediate")
BODY_ROLES = ("lead", "responsible", "cooperate", "supervise")
CITATION_KINDS = ("law", "regulation", "plan", "standard", "notice", "other")
FILE_STATUS = ("ok", "partial", "failed", "skipped")
DUE_KINDS = ("fixed", "repeat", "ongoing", "immediate", "masked", "none")


@dataclass(frozen=True, slots=True)
class Column:
    """One column.

    Attributes:
        name: ASCII name in csv, Parquet and DuckDB.
        type: ``string``, ``integer``, ``number`` or ``boolean`` (Frictionless type names).
        title: Chinese header in ledger.xlsx.
        about: what it holds.
        codes: the closed list of values; empty where it is open.
        joined: several codes may stand joined by ``|``.
        required: never empty.
        refers: ``table.column`` of the table that the value points into, or empty.
    """

    name: str
    type: str
    title: str
    about: str
    codes: tuple[str, ...] = ()
    joined: bool = False
    required: bool = False
    refers: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """One table: its columns, its key, the column that quotes the text, and the prefix of its ids."""

    name: str
    title: str
    about: str
    columns: tuple[Column, ...]
    id: str = ""
    quote: str = ""
    prefix: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the columns in order."""
        return tuple(c.name for c in self.columns)


def _s(name: str, title: str, about: str, **kw: object) -> Column:
    return Column(name, "string", title, about, **kw)  # type: ignore[arg-type]


def _i(name: str, title: str, about: str, **kw: object) -> Column:
    return Column(name, "integer", title, about, **kw)  # type: ignore[arg-type]


_LOCATOR = _s("locator", "页/表位置", "place in the file a person can find (page, table and cell); empty for .txt")
_START = _i("start", "起", "first code point of the span in text/<source_id>.txt", required=True)
_END = _i("end", "止", "code point after the last of the span", required=True)
_RULE = _s("rule", "规则", "id of the rule that made the row", required=True)
_REVIEW = _s("review", "复核原因", "reasons why a person should look, joined by |; empty where there is none")
_PLAN = _s("plan_id", "方案编号", "the plan it belongs to", required=True, refers="plans.plan_id")
_SECTION = _s("section_id", "章节编号", "the innermost section it stands in", refers="sections.section_id")
_MEASURE = _s("measure_id", "措施编号", "the measure it hangs on", refers="measures.measure_id")


def _key(name: str, title: str) -> Column:
    return _s(name, title, "stable id, made from content", required=True)


FILES = Table(
    "files",
    "文件",
    "one row per input, the failed ones too",
    (
        _s("source", "文件", "path relative to the input, / as separator", required=True),
        _s("source_id", "文件编号", "first 16 hex digits of sha256"),
        _s("sha256", "SHA-256", "hex digest of the file's bytes"),
        _s("format", "格式", "format as sniffed from the content"),
        _s("status", "状态", "how reading ended", codes=FILE_STATUS, required=True),
        _i("pages", "页数", "number of pages where the format knows it"),
        _i("chars", "字数", "code points of the text"),
        _s("encoding", "编码", "encoding of a text file"),
        Column("ocr", "number", "识别比例", "share of pages recognised from images"),
        _i("plans", "方案数", "plans found in it"),
        _i("rows", "行数", "rows mined from it"),
        _i("errors", "错误数", "rows in errors.csv"),
        _LOCATOR,
    ),
)

PLANS = Table(
    "plans",
    "方案",
    "one row per plan; a file may hold several",
    (
        _key("plan_id", "方案编号"),
        _s("source", "文件", "the file it stands in", required=True, refers="files.source"),
        _s("source_id", "文件编号", "first 16 hex digits of the file's sha256", required=True),
        _s("source_sha256", "SHA-256", "hex digest of the file's bytes", required=True),
        _i("plan_no", "序号", "1-based place in the file", required=True),
        _s("doc_number", "文号", "document number as printed"),
        _s("title", "标题", "title, joined and cleaned"),
        _s("kind", "文种", "kind of plan (整改方案, 行动计划, 规划 …)"),
        _s("region", "地区", "canonical name of the place it is for"),
        _s("adcode", "行政区划代码", "GB/T 2260, six digits"),
        _s("level", "层级", "level of government", codes=PLAN_LEVELS),
        _s("issuer", "发文机关", "who issued it"),
        _s("issued", "发文日期", "EDTF"),
        _s("url", "网址", "where it was found (supplied)"),
        _s("retrieved", "取得日期", "when it was fetched (supplied)"),
        _s("validity", "有效期", "EDTF, of a stated term"),
        _s("relation", "关系", "forwards, revises, repeals or interprets what"),
        _s("supplied", "外部提供", "columns that came from --meta, joined by |"),
        _START,
        _END,
        _s("duplicate_of", "重复于", "plan_id of the same plan in this run"),
        _LOCATOR,
    ),
    id="plan_id",
    prefix="p",
)

SECTIONS = Table(
    "sections",
    "章节",
    "the outline",
    (
        _key("section_id", "章节编号"),
        _PLAN,
        _s("parent_id", "上级编号", "the section above", refers="sections.section_id"),
        _i("depth", "层次", "1 is the outermost", required=True),
        _s("marker", "序号", "numbering as printed"),
        _s("heading", "标题", "the heading with its marker, as it stands"),
        _s("path", "路径", "numbers from the outermost to it, 四/(二)/1"),
        _s("role", "性质", "what the section is for", codes=ROLES, required=True),
        _START,
        _END,
        _LOCATOR,
    ),
    id="section_id",
    quote="",
    prefix="s",
)

SENTENCES = Table(
    "sentences",
    "句子",
    "the segmentation",
    (
        _key("sentence_id", "句子编号"),
        _PLAN,
        _SECTION,
        _i("no", "句序", "1-based in the plan", required=True),
        _s("text", "原文", "the sentence as it stands"),
        _START,
        _END,
        _LOCATOR,
    ),
    id="sentence_id",
    quote="text",
    prefix="n",
)

MEASURES = Table(
    "measures",
    "措施",
    "one row per committed action",
    (
        _key("measure_id", "措施编号"),
        _PLAN,
        _SECTION,
        _s("item", "条目", "path of the lowest numbered item it stands in"),
        _s("text", "原文", "the sentence as it stands"),
        _s("action", "动作", "first main verb"),
        _s("object", "对象", "what the action acts on"),
        _s("theme", "主题", "at most two, joined by |", codes=THEMES, joined=True),
        _s("instrument", "手段", "kind of policy instrument", codes=INSTRUMENTS),
        Column("heading", "boolean", "小标题", "the sentence is a heading that closes with 。 on a line that goes on"),
        _s("duplicate_of", "重复于", "measure_id of the same sentence earlier in the file"),
        _START,
        _END,
        _RULE,
        _REVIEW,
        _LOCATOR,
    ),
    id="measure_id",
    quote="text",
    prefix="m",
)

TARGETS = Table(
    "targets",
    "指标",
    "one row per indicator and value",
    (
        _key("target_id", "指标编号"),
        _PLAN,
        _SECTION,
        _MEASURE,
        _s("kind", "类别", "with a number or without", codes=("quantitative", "qualitative"), required=True),
        _s("indicator", "规范指标", "canonical name in lexicons/, empty where unknown"),
        _s("indicator_text", "指标名称", "words of the text, completed so that they stand alone"),
        _s("scope", "范围", "where or for whom, as written"),
        _s("scope_region", "范围地区", "the place it holds for"),
        _s("scope_adcode", "范围代码", "GB/T 2260 of that place"),
        _s("comparator", "比较", "bound", codes=COMPARATORS),
        _s("comparator_text", "界限词", "the bound word as written"),
        _s("comparator_basis", "界限依据", "whether the text says it", codes=("explicit", "implied")),
        _s("value_type", "值类型", "never compare two of different types", codes=VALUE_TYPES),
        Column("value", "number", "目标值", "magnitude words folded in, no conversion"),
        Column("value_max", "number", "上限", "only with between"),
        _s("unit", "单位", "canonical symbol"),
        _s("unit_text", "单位原文", "as written, magnitude words removed"),
        Column("value_norm", "number", "换算值", "value in unit_norm"),
        Column("value_max_norm", "number", "换算上限", "value_max in unit_norm"),
        _s("unit_norm", "换算单位", "unit that plans are compared in"),
        _s("change", "变化", "the value is itself a change", codes=("increase", "decrease")),
        _s("baseline", "基期", "EDTF"),
        Column("baseline_value", "number", "基期值", "value at the baseline"),
        _s("binding", "属性", "约束性 or 预期性", codes=("约束性", "预期性")),
        _s("deadline_id", "时限编号", "the deadline that governs it", refers="deadlines.deadline_id"),
        _s("deadline_text", "时限", "its words"),
        _s("due", "到期日", "last day on which it is still met"),
        _i("due_year", "到期年", "empty when masked"),
        _s("expression", "表达式", "PM2.5 ≤ 33 µg/m³"),
        _s("text", "原文", "the clause as it stands"),
        _s("value_text", "数值原文", "the value expression alone; the clause for a qualitative target"),
        _i("value_start", "数值起", "offset of value_text", required=True),
        _i("value_end", "数值止", "offset after value_text", required=True),
        _START,
        _END,
        _RULE,
        _REVIEW,
        _LOCATOR,
    ),
    id="target_id",
    quote="text",
    prefix="t",
)

DEADLINES = Table(
    "deadlines",
    "时限",
    "one row per time expression that says when something must be done",
    (
        _key("deadline_id", "时限编号"),
        _PLAN,
        _SECTION,
        _MEASURE,
        _s("text", "原文", "with its preposition and bound"),
        _s("relation", "关系", "how the time binds", codes=RELATIONS, required=True),
        _s("edtf", "EDTF", "the time itself, ISO 8601-2; R/P3M for repeats"),
        _s("due", "到期日", "last day on which it is still met"),
        Column("masked", "boolean", "年份隐去", "digits of the year were blanked", required=True),
        _s("repeat", "重复", "R/P3M, R/P6M, R/P1Y, R/P1M, R/P1W"),
        _START,
        _END,
        _RULE,
        _REVIEW,
        _LOCATOR,
    ),
    id="deadline_id",
    quote="text",
    prefix="d",
)

BODIES = Table(
    "bodies",
    "责任单位",
    "one row per mention of an organisation made responsible",
    (
        _key("mention_id", "提及编号"),
        _PLAN,
        _SECTION,
        _MEASURE,
        _s("body_text", "原文", "as written"),
        _s("name", "名称", "completed from the text"),
        _s("body", "规范名称", "canonical full name, empty where unresolved"),
        _s("role", "角色", "what it is made responsible for", codes=BODY_ROLES, required=True),
        _s("level", "层级", "level of government", codes=PLAN_LEVELS),
        _s("region", "地区", "its place"),
        _s("adcode", "行政区划代码", "GB/T 2260 of its place"),
        _START,
        _END,
        _RULE,
        _REVIEW,
        _LOCATOR,
    ),
    id="mention_id",
    quote="body_text",
    prefix="b",
)

CITATIONS = Table(
    "citations",
    "引用文件",
    "laws, standards, plans and documents cited in 《》",
    (
        _key("citation_id", "引用编号"),
        _PLAN,
        _SECTION,
        _MEASURE,
        _s("title", "原文", "title with its marks, as it stands"),
        _s("number", "文号", "document or standard number where one follows"),
        _s("kind", "类别", "kind of document", codes=CITATION_KINDS, required=True),
        _START,
        _END,
        _RULE,
        _REVIEW,
        _LOCATOR,
    ),
    id="citation_id",
    quote="title",
    prefix="c",
)

LEDGER = Table(
    "ledger",
    "台账",
    "the table a person works with, one row per item",
    (
        _key("ledger_id", "台账编号"),
        _PLAN,
        _SECTION,
        _s("no", "序号", "number of the item as the plan numbers it"),
        _s("parent_no", "上级序号", "number of the item above"),
        _s("task", "任务/问题", "what is to be done or mended"),
        _s("goal", "整改目标", "what is to be reached"),
        _s("measures", "整改措施", "how, numbered as in the text"),
        _s("time_limit", "整改时限", "the time limit in words"),
        _s("due", "最终到期日", "the latest fixed date"),
        _s("due_next", "最近到期日", "the earliest fixed date"),
        _s("due_kind", "时限类型", "several joined by |", codes=DUE_KINDS, joined=True, required=True),
        _s("lead", "牵头单位", "joined by 、"),
        _s("responsible", "责任单位", "joined by 、"),
        _s("cooperate", "配合单位", "joined by 、"),
        _s("supervise", "督导单位", "joined by 、"),
        _s("accept", "验收单位", "joined by 、"),
        _s("persons", "责任人", "as given"),
        _s("source", "出处", "section path and offsets"),
        _s("basis", "依据", "column:labelled, column:mined or column:inherited, joined by |"),
        _s("review", "复核原因", "reasons why a person should look, joined by |"),
        _START,
        _END,
        _LOCATOR,
    ),
    id="ledger_id",
    prefix="l",
)

ERRORS = Table(
    "errors",
    "错误",
    "one row per fault",
    (
        _s("source", "文件", "the file it belongs to", required=True),
        _s("stage", "阶段", "read, split, mine, check or write", required=True),
        _s("code", "代码", "word to search for", required=True),
        _s("error", "问题", "what was wrong", required=True),
        _s("advice", "建议", "what to do"),
    ),
)

TABLES: dict[str, Table] = {
    t.name: t
    for t in (FILES, PLANS, SECTIONS, SENTENCES, MEASURES, TARGETS, DEADLINES, BODIES, CITATIONS, LEDGER, ERRORS)
}
MINED = ("measures", "targets", "deadlines", "bodies", "citations")
