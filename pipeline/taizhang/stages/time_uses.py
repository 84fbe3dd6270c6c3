"""What a time expression is used for: a deadline, or a past date, a baseline, a name, a statistic."""

from __future__ import annotations

from functools import lru_cache

import regex

from taizhang.lexicon import Lexicons
from taizhang.rules.base import Hit
from taizhang.rules.times import Time
from taizhang.stages.doc import Doc
from taizhang.stages.sentences import Sentence
from taizhang.values import dates

USES = ("deadline", "past", "baseline", "name", "statistic")

# No clause that tells a time's use is longer; the limits keep the work linear in text without punctuation.
_WINDOW, _CLAUSE, _TITLE = 48, 160, 400

_BASELINE_BEFORE = regex.compile(
    r"(?:由|比|较|与|相较于?|对比|相比于?|同比|自从|(?<!予)以|(?<!时间|时限|期限|年限|日期|节点|限|期)为|低于|高于|优于|不及|超过)$"
)
_BASELINE_AFTER = regex.compile(r"(?:相比|同期|为基[数准期]|基数|的?基础上|以来|年份)")
_BASELINE_LEVEL = regex.compile(r"(?:的?水平|年均)")
_PAST = regex.compile(
    r"已经?(?!有)|(?<!除)(?<!为)了(?!解|然)|曾|以来|进驻|反馈了|印发了|召开|正式(?:启动|实施)的|达到了|完成了|先后|由20\d\d年的|我[国省市县区]?.{0,6}形势"
)
_TOLD = regex.compile(r"(?<!对|将|把)已经?(?!有|建|批|关|完工|投)|(?<!除)(?<!为)了(?!解|然)|曾|至今|仍(?!然?需|要)")
_DONE_IN_FIELD = regex.compile(r"已[于在经]?$|^已|^(?:底前?)?已")
_LEAD = regex.compile(
    r"(?:力争|确保|争取|保证|计划|预计|拟|要|须|应|并|且|其中|至少|原则上|务必|必须|要求|展望|有效期|执行期|规划期限?(?:为|:)?|实施期限?(?:为|:)?"
    r"|期限为|时间为|政策|通知|办法|方案|市|省|县|区|镇|厅|局|委|部|办|单位|部门|政府|企业|机构|会议|以|的|需|将)$"
)
_OPEN = ",。;:(、“-\t"
# After a bare year: what shows that somebody acts in it, and not that it merely names a thing (2020年城市体检).
_ACTS = regex.compile(
    r"[,:]|[全各][省市县区州国地级]|力争|确保|争取|要|应|须|将|实现|完成|建成|启动|开展|组织|基本|全面|新增|新建|达到|创[成建]|计划|再|累计|实施|推动|安排|[比较]|对(?![外口比标应照接])|"
    r"[\u4e00-\u9fff]{2,6}[省市县区州](?:及|和|、)?.{0,12}(?:创|建|完|实现|达)"
)
_COMMITS = regex.compile(r"(?:力争|确保|争取|保证|预计|计划)$")
_FUTURE = regex.compile(r"将|力争|确保|争取|要|计划|须|应|必须|启动|完成|开展|建成|实现|达到")
# A subject may stand before a time that a verb of completion follows (图书馆2026年开馆), not before 2026年开馆仪式.
_FULFILS = (
    r"(?:全面|全部|基本|正式|陆续|如期|初步|力争)?(?:完[成工]|建成|开[工馆业]|竣工|投[产用运入]|上线|启[动用]|通[车航水气电]|并网|实现|达[到标]|试运行"
    r"|交付|全部|全面|基本|力争|须|应|要)(?!情况|率|量|值|数|的|仪式|大会|计划|方案|任务|目标|结果|面积|项目|总额)"
)
_COMPLETES = regex.compile(_FULFILS)
_STATISTIC_AFTER = regex.compile(
    r"约?有(?!计划|序|效|组织|条件|针对|步骤|重点|力|关|选择|目的)|约为|产生|平均|来自|因|\d[\d.]*[万亿]?(?:吨|立方米|辆|人次)(?:[^\u4e00-\u9fff]|$)"
)
_UNIT_BEFORE = regex.compile(r"(?:每(?:平方|公|千)[\u4e00-\u9fff]{1,2}|[每\d万亿][人户亩吨米里个辆家座名]|元)$")
_NOW = regex.compile(r"(?:目前|现有|现状|当前)[^,;]{0,12}$")
# 2023年、2024年、2025年分别达到…, 主城区2026年、其他县2028年建成: times that share out what follows.
_SHARED = regex.compile(
    rf"(?:(?:、|和|及|,)[^,。;、]{{0,12}}?(?:{dates.YEAR})年(?:\d{{1,2}}月)?[底末]?前?)*[^,。;、]{{0,16}}?(?:分别|依次)"
    rf"|(?:(?:、|和|及)[^,。;、]{{0,12}}?(?:{dates.YEAR})年(?:\d{{1,2}}月)?[底末]?前?)+{_FULFILS}"
)
_FROM_FORCE = regex.compile(r"(?:施行|执行|实施|生效)")
# A time inside a clause that picks objects (2000年底前建成的小区) sets nobody a limit.
_PICKS = regex.compile(
    r"(?:应|须|需|未|拟|不能|无法|能够|可)?(?:全面|全部|基本)?(?:[建形]成|建|完[成工]|开工|投[产用运入](?:使用|运行)?|竣工|淘汰|出台|批准|审批|备案|签[订署]|登记|注册|取得|立项"
    r"|实[施现]|启动|退出|关[停闭]|[设成]立|购置|认定|入库|检查|排查|发现|交办|下达|印发|发生|存在|参加工作|出生)(?:改造|整治|治理|验收|搬迁|建设|投产|投用|运营|使用|中?发现|中?查出|运行)?的"
    r"(?!前提)"
)
_ABLE = regex.compile(r"[能可](?:够|以)?$|无法$")  # 能立即整改的: picks what is easy
_TO_VALUE = regex.compile(r"的?约?\d")
_CHANGED_TO = regex.compile(r"[达高低降升增少减大扩缩][到至]$")
_PLAN_NOUN = regex.compile(r"的?(?:[\u4e00-\u9fff]{2,4})?(?:规划|蓝图|方向|工作重点|目标|计划(?=[,。;、]|$))")
_DOCUMENT = regex.compile(r"(?:计划|方案|规划|纲要|行动|意见|办法|通知|清单|要点|条例|标准|规范|目录|指南)$")
_EDITION = regex.compile(r"\)|年?(?:修[订正]|版)")
# A date of issue: 2022年6月1日印发, 成文日期:2025-04-03.
_ISSUED_AFTER = regex.compile(r"(?:印发|发布|公布|签发|印制|成文|抄送)(?![^,。;]{2,})")
_ISSUED_BEFORE = regex.compile(r"(?:成文|发布|印发|公布|签发|发文)(?:日期|时间):$")
_DAY = regex.compile(r"[日号\d]$")
_GOAL_BEFORE = regex.compile(r"(?:目标|阶段|任务|[近中远]期|第.步)\($")
_IS = regex.compile(r",?是")
_STANDS_ALONE = regex.compile(r"[,:;。()、\t]|$|前后|[启起]")
# Forms with verbs of the lexicons, and the classes that they take.
# An instruction without a subject: 2025年上半年,出台办法.
_BEGINS = (r",(?:\L<verbs>)(?!了)", "act", "light", "attain")
# A verb of work at once behind the time: 2024年新改建公路.
_WORKS = (r"(?:\L<verbs>)(?!了|情况|任务|计划|方案|工作|目标|项目|规划|资金)", "work")
_DOES = (r"(?:\L<verbs>)(?!了|情况|的)", "act", "light")
# A clause that picks objects: 2024年底前办理备案的矿企.
_PICKING = (r"(?:应|须|需|未|拟)?(?:\L<verbs>){1,2}的", "act", "work")
# An end state, and a level that is reached or bounded, somewhere in the clause.
_STATES = (r"\L<verbs>", "state", "attain")
_REACHES = (r"\L<verbs>|\d(?:%|[\u4e00-\u9fff]{1,4})以[上下内]", "attain", "cap", "increase", "decrease")
_DATED_ONLY = regex.compile(r"\d{4}[-/.]\d{1,2}")


@lru_cache(maxsize=32)
def _verbs(lexicons: Lexicons, form: str, *classes: str) -> regex.Pattern[str]:
    """A form that names the verbs of some classes of lexicons/verbs; those of one character say too little."""
    verbs = {w for c in classes for w in lexicons.words("verbs/verbs", **{"class": c}) if len(w) > 1}
    return regex.compile(form, verbs=sorted(verbs))


def _titled(s: str, low: int, start: int, end: int, high: int) -> bool:
    """Inside the marks of a title, which a limited look to the left tells."""
    a = max(low, start - _TITLE)
    inside = s.count("《", a, start) > s.count("》", a, start)
    return inside and s.find("》", end, min(high, end + _TITLE)) >= 0


def use_of(doc: Doc, here: Sentence, hit: Hit[Time], s: str, field: bool) -> str:
    """One of `USES`, judged by the words around the expression and the role of its section.

    Args:
        doc: the plan.
        here: the sentence.
        hit: the expression, indices in the paragraph.
        s: the paragraph's folded text.
        field: the expression stands in the value of a time field or in a closing bracket, where a bare time is a limit.
    """
    start, end, time = hit.start, hit.end, hit.value
    text, role = s[start:end], doc.role(here.section)
    before, after = s[max(here.i, start - _WINDOW) : start], s[end : min(here.j, end + _WINDOW)]
    near = _near(s, here, start, end)
    if _titled(s, here.i, start, end, here.j):
        return "name"
    if (
        before.endswith("(")
        and (after.startswith(")") or _EDITION.match(after))
        and _DOCUMENT.search(before.rstrip("(》"))
    ):
        return "name"  # 行动计划(2025-2027年), 标准(2018年修订)
    if time.relation in ("ongoing", "immediate"):
        if not field and (_ABLE.search(before) or _TOLD.search(near)):
            return "name" if _ABLE.search(before) else "past"
        return "deadline"
    if field:
        return "past" if _DONE_IN_FIELD.search(before) or _DONE_IN_FIELD.match(after) else "deadline"
    if (time.shift or 0) < 0 or text.startswith(("近", "历时")):
        return "baseline" if _BASELINE_BEFORE.search(before) else "past"
    if (
        hit.rule == "deadline.numeric"
        and _DATED_ONLY.fullmatch(text)
        and not (before.endswith("(") and after.startswith(")"))
    ):
        return "statistic"
    led = text[0] in "到至截"
    if _DAY.search(text) and time.relation == "in" and (_ISSUED_AFTER.match(after) or _ISSUED_BEFORE.search(before)):
        return "past"
    if time.kind in ("date", "period") and (_PICKS.match(after) or _verbs(doc.lexicons, *_PICKING).match(after)):
        return "name"
    if (
        (time.relation != "by" or hit.rule.startswith("deadline.five_year"))
        and not led
        and _BASELINE_BEFORE.search(before)
    ):
        return "baseline"
    if (time.relation == "from" and text.endswith("以来")) or _BASELINE_AFTER.match(after):
        return "baseline"
    if (time.bare or not led) and _BASELINE_LEVEL.match(after) and not (led and after.startswith("年均")):
        return "baseline"
    if time.bare and time.relation == "from" and _TO_VALUE.match(after):  # 从2021年的40%
        return "baseline"
    if time.kind == "repeat":
        if _UNIT_BEFORE.search(before) or _STATISTIC_AFTER.match(after) or _NOW.search(before):
            return "statistic"
        return "past" if role == "background" else "deadline"
    if time.bare and time.relation in ("in", "by") and _SHARED.match(after):
        return "deadline"
    if time.relation == "from" and _FROM_FORCE.match(after):
        return "deadline"
    if time.bare and time.relation == "in" and _CHANGED_TO.search(before):
        return "deadline" if _TO_VALUE.match(after) else "name"  # 由2020年的60%提高到2025年的80%
    if time.kind == "duration":
        return "past" if before[-1:] in ("近", "去") else "name" if _PLAN_NOUN.match(after) else "deadline"
    clause = _clause(s, here, start, end)
    if s.startswith("截", start) and (_PAST.search(clause) or role == "background"):
        return "past"
    if time.relation in ("in", "during", "from"):
        return _unbound(doc, hit, role, before, after, near, clause, text)
    if _TOLD.search(near) and role in ("background", "other"):
        return "past"
    return "deadline"


def _unbound(doc: Doc, hit: Hit[Time], role: str, before: str, after: str, near: str, clause: str, text: str) -> str:
    """The use of a time that no 前, 到 or 底前 binds: it may as well narrate, name or count."""
    time = hit.value
    opens = not before or before[-1] in _OPEN or _LEAD.search(before) is not None
    if role in ("background", "principles") or _PAST.search(near) or _IS.match(after):
        return "past"
    acts = _ACTS.match(after) or _COMPLETES.match(after) or _verbs(doc.lexicons, *_WORKS).match(after)
    if not opens and text[0] not in "在于自从" and not _COMPLETES.match(after):
        return "name"
    committed = role in ("measures", "goals", "safeguards")
    if time.bare and time.relation == "in" and after[:1] == ")" and _GOAL_BEFORE.search(before):
        return "deadline"
    if time.bare and time.relation == "in" and not acts and not _COMMITS.search(before):
        heads = committed and (not before or before[-1] in ",;。")  # 2025年优良比例达到90%: the year heads its clause
        forms = (_REACHES, _STATES) if role == "goals" else (_REACHES,)
        if not heads or not any(_verbs(doc.lexicons, *form).search(near) for form in forms):
            return "name"
    elif not acts and not committed and not _STANDS_ALONE.match(after):
        loose = hit.rule == "deadline.point_without_year" and time.relation == "in" and text[-1] not in "初中底末日号旬"
        loose = loose and not _verbs(doc.lexicons, *_DOES).match(after)
        if loose or hit.rule in ("deadline.five_year", "deadline.year_range"):
            return "name"
    instructs = _FUTURE.search(clause) or _COMPLETES.match(after) or _verbs(doc.lexicons, *_BEGINS).match(after)
    if time.relation == "in" and not committed and not instructs and (time.bare or after[:1] == ","):
        return "statistic"
    return "deadline"


def _near(s: str, here: Sentence, start: int, end: int) -> str:
    """The words that a time stands with: its own clause, and the next where a comma follows it at once."""
    low, high = max(here.i, start - _CLAUSE), min(here.j, end + _CLAUSE)
    a = max(s.rfind(c, low, start) for c in ",;。") + 1
    b = end + 1 if s[end : end + 1] == "," else end
    return s[max(a, low) : min((k for k in (s.find(c, b, high) for c in ",;。") if k >= 0), default=high)]


def _clause(s: str, here: Sentence, start: int, end: int) -> str:
    """The text around a time up to the next ; or 。 on either side."""
    low, high = max(here.i, start - _CLAUSE), min(here.j, end + _CLAUSE)
    a = max(s.rfind(";", low, start), s.rfind("。", low, start)) + 1
    return s[max(a, low) : min((k for k in (s.find(";", end, high), s.find("。", end, high)) if k >= 0), default=high)]
