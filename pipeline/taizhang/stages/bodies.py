"""Who is made responsible: bodies in labelled fields, in closing brackets, and as subjects of a duty in sentences."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import regex

from taizhang.lexicon import Lexicons
from taizhang.rules import bodies as orgs
from taizhang.rules.bodies import Org
from taizhang.rules.places import resolve
from taizhang.stages.doc import Doc
from taizhang.stages.outline import mark_at
from taizhang.stages.fields import label_pattern
from taizhang.stages.sentences import Sentence, brackets


@dataclass(frozen=True, slots=True)
class Mention:
    """A body in its place: half-open range in the folded paragraph, completed name, role, and the rule that found it."""

    para: int
    start: int
    end: int
    sentence: int
    name: str
    role: str
    rule: str
    review: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Cues:
    after: regex.Pattern[str]
    before: regex.Pattern[str]
    role: dict[str, str]
    verb: regex.Pattern[str]
    label: dict[str, str]


@lru_cache(maxsize=8)
def _cues(lexicons: Lexicons) -> _Cues:
    table = lexicons.table("bodies/role_cues")
    after = {w["word"]: w["role"] for w in table if w["position"] == "after"}
    before = {w["word"]: w["role"] for w in table if w["position"] == "before"}
    label = {w["word"].replace(" ", ""): w["role"] for w in table if w["position"] == "label"}
    verbs = {w for c in ("act", "light", "commit", "work") for w in lexicons.words("verbs/verbs", **{"class": c})}
    return _Cues(
        regex.compile(r"(?:等)?(?:单位|部门|有关部门)?,?(?P<cue>\L<w>)", w=sorted(after, key=len, reverse=True)),
        regex.compile(r"(?P<cue>\L<w>)$", w=sorted(before, key=len, reverse=True)),
        {**before, **{f"{k}+": v for k, v in after.items()}},
        regex.compile(r"\L<w>", w=sorted(w for w in verbs if len(w) > 1)),
        label,
    )  # fmt: skip


_PIECE = regex.compile(r"[、,;和及与]|以及|会同|联合")
_SEP = regex.compile(r"(?:、|,|;|。|以及|和|及其|及|与|或|会同|联合)")
_TRAIL = regex.compile(r"(?:等(?:有关|相关)?(?:部门|单位)?|等)$")
_LEADWORDS = regex.compile(r"(?:以下[^,、]{0,10}?(?:均|都)(?:需|由|须)|由|其中|均需|需|请)")
_RECIPIENT = regex.compile(r"(?:向|报|报送|抄送|抄报|报请|提请|报经|经|根据|按照|遵照|依据|对照|贯彻|在|比|以|为|被|按|中|对|与|受|追究|问责|把|给|于|将|获)$")
_DUTY_NOUN = regex.compile(r"^(?:及其)?的?[^,。;]{0,10}?(?:责任|职责|监管责任|主体作用|责任红线)")
_LEADERS = regex.compile(r"^(?:的)?(?:为成员|任(?=组长|副|主任)|主要|分管|有关)?(?:负责同志|负责人|领导|书记|主任|局长|厅长|市长|省长|县长|区长|部长|委员|干部|人员|同志|组成|成员|代表|网站|门户|文件|要求|部署|意见|决策|决定|精神|报告|规定|标准|发布|印发|批复|批准|同意|统一领导|的领导|领导下)")
_MEMBERS = regex.compile(r"^(?:等)?(?:为|是|作为)(?:主要)?成员|^任(?:组长|副组长|主任|成员)|^担任")
_PHASE = regex.compile(r"^[^,。;]{1,4}阶段")
_SEATED = regex.compile(r"^设在[^,。;]{2,16},")
_BARE_LEVELS = frozenset({"省级", "市级", "县级", "区级", "州级", "国家级"})
_LEVEL_ACTS = regex.compile(r"^(?:进行|组织|负责|统筹|核查|督导|指导|监督|牵头|抽查|验收|制定|建立)")
_LEVELS = r"(?:中央|国家|省级|市级|县级|市县|省|市|县|区|州|旗|乡镇|镇|乡|街道|村)(?:\([^)]*\))?"
_DUTIES = r"(?:指导|统筹|负总责|总负责|抓落实|具体实施|组织实施|实施|监督|督导|主责|推进落实)"
_LEVEL_PART = regex.compile(rf"(?P<level>{_LEVELS})(?P<verb>{_DUTIES})")
_DIVISION = regex.compile(rf"(?:{_LEVELS}{_DUTIES}[^、,”。;]{{0,8}}[、,]?){{2,}}")
_PASTACT = regex.compile(r"^(?:反馈|移交|进驻|指出|印发|下发|发布|召开|开展了|批准|同意|审议|通过|联合印发|关于|交办|通报|曝光)")
_SUBJECT_AFTER = regex.compile(r"^(?:等)?(?:单位|部门)?(?:,)?(?:会同|联合|是(?!指)|作为|为(?!基|核心|主线)|合力|要|应|须|必须|需|将|负责|按|根据|结合|对|把|每|至少|参照|具体|共同|严格|认真|依法|切实|及时|分别|制定|不得|可|在|于|以|自查|核查|按照|围绕|立足|聚焦|承担|履行|全面|进一步|定期|抓好|充分|主动|积极|研究|加大|落实|采取|建立|完成)")
_BEFORE_SUBJECT = regex.compile(
    r"(?:由|责成|督促|要求|鼓励|支持|推动|组织|指导|成立|组建|设立|下设|会同|坚持|压实|明确|引导|授权|委托|发挥|强化|落实|建立健全|督察|分解到|落实到|作为|督导|全[省市县区国州]|严格落实|靠实|夯实|促进|确保|需|依托)$"
)
_OPENERS = frozenset("。;:(“")
_LEVEL_PREFIX = regex.compile(r"^(?:各级|各地|省级|市级|县级|省直|市直|县直|省|市|县|区|州|盟|旗|国家|自治区|自治州)")
_SHARED_TAIL = regex.compile(r"(?:人民政府|政府|党委|管委会|党工委|办公室|督查室|生态环境部门|部门)$")
_PLACE_LIST = regex.compile(r"^(?:各|有关|相关)?(?:各?[省市县区州旗盟镇乡]|设区市|各设区市|各地级市|乡镇|街道)(?:\([^)]*\))?$")
_PURE = regex.compile(r"^[\u4e00-\u9fffA-Za-z()·“”0-9、]+$")
_NOT_BODY = regex.compile(r"^(?:完成时限|时限|长期|持续|每年|立行立改|\d|按职责|职责|分工|配合|牵头|负责|落实|等|下同|不再列出|列第一|排第一|排在第一|第一|为牵头)|(?:年|月|底|前)$")
_DUTY_HEAD = regex.compile(r"^(?:各地|各部门|各级|各单位|各有关|各相关|各市|各县|各区|各州|各盟|各旗|各镇|各乡|各省|全[省市县区]各|省级|市级|县级|区级|有关|相关)")


def in_field(doc: Doc, para: int, start: int, end: int, sentence: int, role: str) -> list[Mention]:
    """The bodies of a labelled field's value, the role of the label given to each that no verb gives another."""
    return _listed(doc, para, start, end, sentence, role, "body.label")


def in_tail(doc: Doc, sentence: int) -> list[Mention]:
    """The bodies of a closing bracket: labels, or verbs after the bodies (牵头, 负责, 参与), inside it."""
    here = doc.sentences[sentence]
    s = doc.paras[here.para].s
    out: list[Mention] = []
    i = here.i
    pairs = doc.pairs(here.para)
    while i < here.j:
        if s[i] == "(" and i in pairs:
            out += in_bracket(doc, here.para, i + 1, pairs[i], sentence)
            i = pairs[i]
        i += 1
    return out


def in_bracket(doc: Doc, para: int, start: int, end: int, sentence: int) -> list[Mention]:
    """The bodies inside one bracket."""
    s = doc.paras[para].s
    cues = _cues(doc.lexicons)
    out: list[Mention] = []
    label = label_pattern(doc.lexicons)
    heads = [m for m in label.finditer(s, start, end) if m["label"] in cues.label]
    if not heads:
        return _listed(doc, para, start, end, sentence, "", "body.bracket")
    every = list(label.finditer(s, start, end))
    for found in heads:
        stop = next((m.start() for m in every if m.start() >= found.end()), end)
        out += _listed(doc, para, found.end(), stop, sentence, cues.label[found["label"]], "body.label")
    return out


def _pieces(s: str, start: int, end: int) -> list[tuple[int, int, str]]:
    """Pieces of a list with the separator behind each, nested brackets kept whole."""
    nested = {start + a: start + b for a, b in brackets(s[start:end]).items()}
    out: list[tuple[int, int, str]] = []
    at = k = start
    while k < end:
        if k in nested:
            k = nested[k] + 1
            continue
        found = _SEP.match(s, k, end)
        if found and k > at and not _inside_word(s, k, found.group(), at, end):
            out.append((at, k, found.group()))
            at = k = found.end()
            continue
        if found and k == at:
            at = k = found.end()
            continue
        k += 1
    if at < end:
        out.append((at, end, ""))
    return out


def _inside_word(s: str, at: int, sep: str, start: int, end: int) -> bool:
    """和 and 及 stand inside names (发展和改革委员会, 自然资源和规划局, 住房和城乡建设厅)."""
    if sep in ("和", "与", "及") :
        left, right = s[start:at], s[at + len(sep) : end]
        return not regex.search(r"(?:[厅局委部办院会署府处室司]|单位|部门|中心|公司|大学|集团|组|\))$", left) or not right
    return False


def _listed(doc: Doc, para: int, start: int, end: int, sentence: int, role: str, rule: str) -> list[Mention]:
    s = doc.paras[para].s
    cues = _cues(doc.lexicons)
    while start < end and s[end - 1] in "。;,、 ": end -= 1
    waiting: list[Mention] = []
    out: list[Mention] = []
    cooperate = False
    first_leads = "first_leads" in doc.declared
    for a, b, sep in _pieces(s, start, end):
        lead = _LEADWORDS.match(s, a, b)
        a = lead.end() if lead else a
        cue, body_end = _trailing_cue(s, a, b, cues)
        trail = _TRAIL.search(s[a:body_end])
        if trail:
            body_end = a + trail.start()
        if body_end > a and _plausible(s[a:body_end], doc, bool(role)):
            waiting.append(Mention(para, a, body_end, sentence, s[a:body_end], "cooperate" if cooperate else "", rule))
        if cue:
            given = cues.role.get(f"{cue}+", "responsible")
            out += [replace(m, role=m.role or given) for m in waiting]
            waiting = []
        cooperate = sep in ("会同", "联合") or (cooperate and not cue)
    rest = [replace(m, role=m.role or role or "responsible") for m in waiting]
    if first_leads and rest and rest[0].role == "responsible" and len(out) == 0:
        rest = [replace(m, role="lead" if k == 0 else "cooperate") for k, m in enumerate(rest)]
    found = out + rest
    if not role and not out:
        sure = [_certain(s[m.start : m.end], doc) for m in found]
        if not any(sure) or not all(ok or _ends_body(s[m.start : m.end]) for ok, m in zip(sure, found, strict=True)):
            return []
    return _completed(sorted(found, key=lambda m: m.start))


def _trailing_cue(s: str, a: int, b: int, cues: _Cues) -> tuple[str, int]:
    """The role verb that a piece ends with, and the end of the body before it."""
    for k in range(a + 1, b):
        found = cues.after.match(s, k, b)
        if found and (found.end() == b or _tail_words(s[found.end() : b])) and _ends_body(s[a:k]):
            return found["cue"], k
    return "", b


def _tail_words(rest: str) -> bool:
    return len(rest) <= 6 and not regex.search(r"[厅局委部办院]", rest)


def _ends_body(text: str) -> bool:
    return bool(regex.search(r"[厅局委部办院会署府社行团组所站队处室司级地市县区州盟旗乡镇户业位门心校)家等]$", text))


def _plausible(text: str, doc: Doc, labelled: bool) -> bool:
    if not 1 < len(text) <= 30 or not _PURE.match(text) or _NOT_BODY.search(text):
        return len(text) == 1 and text in "省市县区" and labelled
    if labelled:
        return True
    return _certain(text, doc) or _ends_body(text)


def _certain(text: str, doc: Doc) -> bool:
    found = orgs.find(text, 0, len(text), doc.lexicons)
    return bool(found) and found[-1].end >= len(text) - 1 or bool(_PLACE_LIST.match(text)) or bool(
        _SHARED_TAIL.search(text)
    ) or resolve(text, doc.lexicons) is not None


def _completed(found: list[Mention]) -> list[Mention]:
    """Names of a list made whole: a shared head (市发改委、生态环境局) and a shared tail (各区、市政府)."""
    out: list[Mention] = []
    prefix = ""
    for k, mention in enumerate(found):
        name = mention.name
        own = _LEVEL_PREFIX.match(name)
        if own and len(name) > len(own.group()):
            prefix = own.group() if own.group() in ("省", "市", "县", "区", "州", "盟", "旗", "省直", "市直") else ""
        elif prefix and regex.match(r"^[\u4e00-\u9fff]{2,10}(?:局|委|办|厅|中心|部)$", name) and not _placed(name):
            name = prefix + name
        after = found[k + 1].name if k + 1 < len(found) else ""
        office = regex.search(r"政府(督查室|办公厅|办公室)$", after)
        if office and regex.search(r"委$", name) and not name.endswith("办公室"):
            name += office.group(1)
        tail = _SHARED_TAIL.search(after)
        if tail and tail.group().endswith("政府") and regex.fullmatch(r"[\u4e00-\u9fff]{1,6}[市县区州旗]", name) and not name.startswith("各"):
            rest = [m.name for m in found[k + 1 :]]
            if any(n.endswith(tail.group()) for n in rest) and len(name) > 1:
                name += tail.group()
        elif tail and regex.fullmatch(r"各?[区县市州旗盟](?:\([^)]*\))?", name) and regex.match(r"^[各市县区州旗盟(]", after):
            name = ("各" if not name.startswith("各") else "") + name + tail.group()
        if k and regex.fullmatch(r"[区县市州旗盟](?:\([^)]*\))?(?:人民政府|政府)", name) and found[k - 1].name.startswith("各") and len(found[k - 1].name) == 2:
            name = "各" + name
        if name in ("政府", "人民政府") and k:
            head = regex.match(r"^(各级|各地|省|市|县|区|[\u4e00-\u9fff]{2,8}[省市县区州])(?:党委|委)", found[k - 1].name)
            name = (head.group(1) if head else "各级") + name
        out.append(replace(mention, name=name))
    return out


def _placed(name: str) -> bool:
    return bool(regex.match(r"^(?:国家|中国|人民银行|[\u4e00-\u9fff]{2,4}(?:省|市|县|区|州))", name))


def in_prose(doc: Doc, sentence: int, taken: Sequence[tuple[int, int]], start: int | None = None) -> list[Mention]:
    """The bodies that a sentence makes responsible: subjects of its duties and those it sets to work.

    Args:
        doc: the plan.
        sentence: index of the sentence.
        taken: ranges (brackets) that were read already.
        start: index in the paragraph to begin at.
    """
    here = doc.sentences[sentence]
    s = doc.paras[here.para].s
    begin = here.i if start is None else start
    mark = mark_at(s, begin)
    begin += len(mark[1]) if mark else 0
    cues = _cues(doc.lexicons)
    found = orgs.find(s, begin, here.j, doc.lexicons)
    found = [o for o in found if o.kind != "actors"]
    found = [o for o in found if not doc.enclosed(here.para, o.start, o.end, "《") and not any(a <= o.start < b for a, b in taken)]
    out = _divided(here, sentence, s, begin) + _by_form(here, sentence, s, begin, found, cues)
    k = 0
    while k < len(found):
        chain = [found[k]]
        while k + len(chain) < len(found) and _SEP.fullmatch(s[chain[-1].end : found[k + len(chain)].start] or " "):
            chain.append(found[k + len(chain)])
        while k + len(chain) < len(found) and chain[-1].end == found[k + len(chain)].start:  # 各地各部门
            chain.append(found[k + len(chain)])
        out += _chain(doc, here, sentence, s, chain, begin)
        k += len(chain)
    return out


_BY = regex.compile(
    r"由(?P<body>[\u4e00-\u9fff]{2,14}?(?:部门|单位|机构|公司|中心|办|局|厅|委|站|所|院|企业|合作社|街道|乡镇))(?P<cue>牵头|负责|组织|统一|具体|承担|会同|统筹)"
    r"|(?<=[,。;:])(?P<body2>[省市县区州旗][\u4e00-\u9fff]{2,12}?(?:公司|中心|合作社|集团|协会|学会|银行|院|站))(?P<cue2>牵头|负责|承担|统筹)"
)


def _by_form(here: Sentence, sentence: int, s: str, begin: int, found: Sequence[Org], cues: _Cues) -> list[Mention]:
    """由首接部门牵头…: a body that no list knows, told by the words around it."""
    out = []
    for m in _BY.finditer(s, begin, here.j):
        a, b = m.span("body") if m["body"] else m.span("body2")
        if not any(o.start < b and a < o.end for o in found):
            role = cues.role.get(f"{m['cue'] or m['cue2']}+", "responsible")
            out.append(Mention(here.para, a, b, sentence, s[a:b], role, "body.form"))
    return out


def _divided(here: Sentence, sentence: int, s: str, begin: int) -> list[Mention]:
    """省负总责、市县抓落实: levels of government that a saying gives their parts to."""
    out: list[Mention] = []
    for whole in _DIVISION.finditer(s, begin, here.j):
        for part in _LEVEL_PART.finditer(s, whole.start(), whole.end()):
            name = part["level"]
            role = "lead" if part["verb"].startswith(("统筹", "负总责", "总负责")) else "responsible"
            out.append(Mention(here.para, *part.span("level"), sentence, name, role, "body.levels"))
    return out


def _chain(doc: Doc, here: Sentence, sentence: int, s: str, chain: list[Org], begin: int) -> list[Mention]:
    cues = _cues(doc.lexicons)
    left, right = s[begin : chain[0].start], s[chain[-1].end : here.j]
    if _LEADERS.match(right) or _PASTACT.match(right) or _MEMBERS.match(right) or _PHASE.match(right):
        return []
    if s[chain[0].start : chain[-1].end] in ("政府", "属地"):  # 政府引导 names no body
        return []
    if s[chain[0].start : chain[-1].end] in _BARE_LEVELS and not _LEVEL_ACTS.match(right):
        return []
    if doc.role(here.section) == "goals" and not regex.match(r"(?:要|应|须|负责|牵头)", right):
        return []
    opens = not left or left[-1] in _OPENERS or (left[-1] in ",、" and _DUTY_HEAD.match(s[chain[0].start :]) is not None)
    opens = opens or left[-1:] == "," and (chain[0].kind != "group" or _SUBJECT_AFTER.match(right) is not None)
    seated = _SEATED.match(right)
    if seated:
        right = right[seated.end() :]
    after = cues.after.match(right)
    governed = _BEFORE_SUBJECT.search(left)
    duty = _DUTY_NOUN.match(right)
    if _RECIPIENT.search(left) and not governed:
        return []
    acts = bool(after) or bool(_SUBJECT_AFTER.match(right)) or bool(cues.verb.match(right))
    placed = left.endswith(("分解到", "落实到", "压实到", "传导到"))
    if not (opens and acts or governed and (acts or duty or placed or chain[0].kind == "group") or duty and not left.endswith("了")):
        return []
    role = _role(after["cue"] if after else "", right, left, cues)
    found = []
    joined = False
    for k, org in enumerate(chain):
        following = s[org.end : chain[k + 1].start] if k + 1 < len(chain) else ""
        own = "cooperate" if joined else "lead" if following == "会同" else role
        found.append(Mention(here.para, org.start, org.end, sentence, s[org.start : org.end], own, "body.prose"))
        joined = joined or following == "会同"
    return _completed(found)


def _role(cue: str, right: str, left: str, cues: _Cues) -> str:
    if left.endswith(("会同", "联合", "配合")):
        return "cooperate"
    if regex.match(r"^(?:负总责|牵头|统筹)", right) and not regex.match(r"^统筹推进本", right):
        return "lead"
    if regex.search(r"^[^,。;]{0,16}负总责", right):
        return "lead"
    role = cues.role.get(f"{cue}+", "responsible") if cue else "responsible"
    return role
