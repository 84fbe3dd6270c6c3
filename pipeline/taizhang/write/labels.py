"""Chinese words of the workbook: what codes and review reasons are called, and what each column means.

Codes of the tables are ASCII or symbols, the same for every program; an official reads these words instead. The sheet
说明 sets both side by side. Names of columns are in `schema`.
"""

from __future__ import annotations

from taizhang import schema

CODES: dict[str, str] = {
    # levels of government
    "national": "国家", "province": "省级", "city": "市级", "county": "县级", "town": "乡级",
    # roles of sections
    "principles": "原则", "goals": "目标", "measures": "措施", "safeguards": "保障", "background": "背景",
    "annex": "附件",
    # themes
    "air": "大气", "water": "水", "soil": "土壤", "waste": "固体废物", "ecology": "生态", "marine": "海洋",
    "climate": "气候", "noise": "噪声", "rural": "农村", "monitoring": "监测", "enforcement": "执法",
    "governance": "治理体系", "finance": "财政金融", "publicity": "宣传", "other": "其他",
    # instruments
    "ban": "禁止限制", "legislation": "立法", "construction": "建设", "inspection": "检查", "market": "市场手段",
    "funding": "资金", "campaign": "专项行动", "standard": "标准", "planning": "规划", "accountability": "考核问责",
    # targets
    "quantitative": "定量", "qualitative": "定性",
    ">=": "≥", "<=": "≤", "=": "=", ">": ">", "<": "<", "~": "约", "between": "介于",
    "explicit": "明示", "implied": "推定",
    "level": "水平", "change_abs": "变化量", "change_rel": "变化率", "change_pp": "百分点变化",
    "annual_rate": "年均变化率", "cumulative": "累计量", "work_amount": "工作量", "increase": "增", "decrease": "减",
    "约束性": "约束性", "预期性": "预期性",
    # how a time binds
    "by": "截止", "before": "之前", "in": "当期内", "from": "起始", "during": "期间", "every": "定期",
    "ongoing": "长期", "immediate": "立即",
    "fixed": "固定日期", "repeat": "定期", "masked": "年份隐去", "none": "未写明",
    # bodies
    "lead": "牵头", "responsible": "责任", "cooperate": "配合", "supervise": "督导",
    # citations
    "law": "法律", "regulation": "法规规章", "plan": "规划方案", "notice": "通知",
    # files
    "ok": "正常", "partial": "部分成功", "failed": "失败", "skipped": "重复跳过",
}  # fmt: skip

REPEATS: dict[str, str] = {
    "R/P1W": "每周",
    "R/P1M": "每月",
    "R/P3M": "每季度",
    "R/P6M": "每半年",
    "R/P1Y": "每年",
    "R/P2Y": "每两年",
    "R/P5Y": "每五年",
    "R/P2M": "每两个月",
    "R/P1D": "每天",
}
BASES: dict[str, str] = {"labelled": "原文标明", "mined": "文中提取", "inherited": "承上文"}

# Reasons of the column review; the list is open, a reason that is missing here is shown as it is.
REASONS: dict[str, str] = {
    "masked_year": "年份隐去",
    "elided_year": "年份承上省略",
    "relative_year": "年份按上下文推算",
    "relative_date": "日期按上下文推算",
    "working_days": "以工作日计，未折算日期",
    "uneven_duration": "时长不整",
    "vague_point": "时点含糊",
    "masked_month": "月份隐去",
    "undated": "未定日期",
    "implied_comparator": "界限为推定",
    "against_direction": "与指标应有方向相反",
    "inherited_deadline": "时限承上文",
    "unknown_indicator": "指标未收录",
    "unknown_unit": "单位未收录",
    "unresolved_body": "责任单位未识别",
    "ocr": "文字由图像识别",
    "duplicate": "重复",
}

STATUS = ("未开始", "进行中", "达到序时进度", "未达到序时进度", "已完成", "已完成并长期坚持", "已销号")

_SPAN = "从 0 数起的字符位置，对应 text 文件夹中的原文"
# Column → meaning; `table.column` where one table means something of its own.
MEANINGS: dict[str, str] = {
    "locator": "在原文件中的页、表、单元格；纯文本文件没有",
    "start": f"本行原文的起点：{_SPAN}",
    "end": "本行原文的终点（不含该字符）",
    "value_start": f"数值原文的起点：{_SPAN}",
    "value_end": "数值原文的终点（不含该字符）",
    "rule": "得出本行的规则",
    "review": "需要人工核对的原因，见上“复核原因”",
    "plan_id": "所属方案，在各次运行中不变",
    "section_id": "所在章节",
    "measure_id": "所属措施",
    "source": "输入文件的相对路径",
    "source_id": "文件 SHA-256 的前 16 位",
    "sha256": "文件内容的校验值",
    "source_sha256": "文件内容的校验值",
    "format": "按内容判定的文件格式",
    "files.status": "读取结果",
    "pages": "页数，格式能给出时才有",
    "chars": "原文字符数",
    "encoding": "文本文件的编码",
    "ocr": "由图像识别得到的页的比例，0 到 1",
    "plans": "文件中的方案数",
    "rows": "从文件得到的行数",
    "errors": "文件的错误数",
    "plan_no": "方案在文件中的次序",
    "doc_number": "文号，如原文",
    "plans.title": "方案标题",
    "plans.kind": "文种，如整改方案、行动计划、规划",
    "plans.region": "方案所属地区的规范名称",
    "adcode": "行政区划代码（GB/T 2260）",
    "level": "政府层级",
    "issuer": "发文机关",
    "issued": "发文日期（EDTF）",
    "url": "来源网址，由使用者提供",
    "retrieved": "取得日期，由使用者提供",
    "validity": "文中写明的有效期（EDTF）",
    "relation": "转发、修订、废止或解读的对象",
    "supplied": "由使用者提供、不取自原文的列",
    "plans.duplicate_of": "本次运行中内容相同的方案",
    "item": "所在最低一级编号条目的路径",
    "measures.text": "措施原句",
    "action": "第一个主要动词",
    "object": "动作的对象",
    "theme": "主题，至多两个",
    "instrument": "政策手段",
    "heading": "本句是否为段首以句号结尾的小标题",
    "measures.duplicate_of": "同一文件中更早的相同句子",
    "targets.kind": "有无数值",
    "indicator": "指标库中的规范名称，未收录则空",
    "indicator_text": "原文中的指标名称，补足到可以单独看懂",
    "scope": "适用的地点或对象，如原文",
    "scope_region": "指标适用的地区",
    "scope_adcode": "该地区的行政区划代码",
    "comparator": "数值的界限",
    "comparator_text": "表示界限的原词",
    "comparator_basis": "界限为原文明示还是由动词推定",
    "value_type": "数值类型，不同类型不能比较",
    "value": "目标值，万、亿已折算，单位未换算",
    "value_max": "区间的上限",
    "unit": "单位符号",
    "unit_text": "单位原文，不含万、亿",
    "value_norm": "换算成可比单位后的值",
    "value_max_norm": "换算后的上限",
    "unit_norm": "可比单位",
    "change": "数值本身是增量还是减量",
    "baseline": "比较的基期（EDTF）",
    "baseline_value": "基期的值",
    "binding": "约束性或预期性",
    "deadline_id": "对应的时限",
    "deadline_text": "时限原文",
    "targets.due": "最晚到期日",
    "due_year": "到期年份，年份隐去时空",
    "expression": "指标的简写",
    "targets.text": "指标所在分句原文",
    "value_text": "数值部分的原文",
    "deadlines.text": "时限原文，含介词和界限词",
    "deadlines.relation": "时间如何约束",
    "edtf": "时间的 EDTF（ISO 8601-2）写法，X 为隐去的数字，R/P3M 为每三个月一次",
    "deadlines.due": "最晚到期日，年份隐去时含 X",
    "masked": "年份是否有数字隐去",
    "repeat": "多久一次",
    "mention_id": "提及的编号，由内容得出",
    "body_text": "单位原文",
    "name": "按上下文补全的名称",
    "body": "规范全称，未识别则空",
    "role": "承担的角色",
    "bodies.region": "单位所属地区",
    "citations.title": "书名号内的名称",
    "number": "文号或标准号",
    "citations.kind": "文件种类",
    "no": "条目编号，如原文",
    "parent_no": "上级条目的编号",
    "task": "任务或问题",
    "goal": "整改目标",
    "measures": "整改措施，编号如原文",
    "time_limit": "时限原文",
    "ledger.due": "最晚的固定日期",
    "due_next": "最早的固定日期",
    "due_kind": "时限类型",
    "lead": "牵头单位",
    "responsible": "责任单位",
    "cooperate": "配合单位",
    "supervise": "督导单位",
    "accept": "验收单位",
    "persons": "责任人，如原文",
    "ledger.source": "条目在原文中的章节和位置",
    "basis": "各单元格由何而来",
    "errors.source": "出错的文件",
    "stage": "出错的阶段",
    "code": "错误代码，便于检索",
    "error": "出了什么问题",
    "advice": "可以怎么办",
    "target_id": "指标的编号，由内容得出",
    "citation_id": "引用的编号，由内容得出",
    "ledger_id": "台账条目的编号，由内容得出",
}


def meaning(table: str, column: str) -> str:
    """What a column means, in Chinese; the schema's own words where it has no line here."""
    found = MEANINGS.get(f"{table}.{column}") or MEANINGS.get(column)
    return found or next(c.about for c in schema.TABLES[table].columns if c.name == column)


def reasons(joined: str) -> str:
    """Review reasons joined by | as words joined by 、."""
    return "、".join(REASONS.get(reason, reason) for reason in joined.split("|"))


def codes(joined: str) -> str:
    """Codes joined by | as words joined by 、."""
    return "、".join(CODES.get(code, code) for code in joined.split("|"))


def basis(table: str, joined: str) -> str:
    """``due:mined|lead:labelled`` as 最终到期日:文中提取、牵头单位:原文标明; a part of another form stays."""
    titles = {c.name: c.title for c in schema.TABLES[table].columns}
    parts = [part.partition(":") for part in joined.split("|")]
    return "、".join(f"{titles.get(column, column)}{colon}{BASES.get(how, how)}" for column, colon, how in parts)
