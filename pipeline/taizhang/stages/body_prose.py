"""Bodies in running prose: the subjects of a duty, those that are set to work (由, 责成), and divided levels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import regex

from taizhang.rules import bodies as orgs
from taizhang.rules.bodies import Org
from taizhang.stages.body_lists import in_bracket, listed
from taizhang.stages.body_names import completed
from taizhang.stages.body_roles import Cues, Mention, cues
from taizhang.stages.doc import Doc
from taizhang.stages.fields import label_pattern
from taizhang.stages.outline import mark_at
from taizhang.stages.sentences import Sentence

_SEP = regex.compile(r"、|,|以及|和|及其|及|与|或|等")
_JOIN = regex.compile(r"(?:要|应|应当|将|须|负责|牵头|组织|,|及时|积极|定期|等)*(?:会同|联合|商请|商同|商|协同)")
_DENG = regex.compile(r"等(?:\d+个|多个|有关|相关)?(?:单位|部门)?,?")
_OPENERS = frozenset("。;:(“,")
# What a subject of a duty goes on with, verbs and role cues of the lexicons aside: adverbs, prepositions, times.
_GOES_ON = regex.compile(
    r"(?:会同|联合|是(?!指|否)|作为|为(?!基|核心|主线|主|了|重点|单位)|合力|对|把|每|至少|参照|具体|共同|严格|认真|依法|切实|及时|分别|可|在|于|以(?!上|下|及)|按|根据|依据|结合|围绕|立足|"
    r"聚焦|自查|自评|核查|与(?!会)|全面|进一步|定期|抓好|充分|主动|积极(?!性)|加大|适时|统一|同步|率先|随时|带头|针对|面向|有计划|通过|利用|依托|不得|不再|严禁|[均都也](?=[须需应要])|尽快|加快|加强|强化|[两三一二\d]+(?:年|个月|日|天)内|\d{4}年|\d{1,2}月)"
)
# What sets the body behind it to work, beside the cues of the lexicon.
_SETS = regex.compile(
    r"(?r)(?:成立|组建|设立|下设|坚持|压实|明确|授权|发挥|强化|落实|建立健全|督察|分解到|落实到|压实到|传导到|作为|(?:上述|以上|以下)(?:任务|事项|工作|措施)|严格落实|靠实|夯实|促进|确保|需|全[省市县区国州]|建立)"
)
_PLACED = ("分解到", "落实到", "压实到", "传导到")
_OBJECT = regex.compile(r"(?r)(?:比|以|为|被|中|对|与|受|追究|问责|把|给|于|将|获|跟|同|和|及|争取|请示)")
_DUTY = regex.compile(r"(?:及其)?的?[^,。;、]{0,10}?(?:责任|职责|主体作用|责任红线)")
_MEMBERS = regex.compile(
    r"(?:等)?(?:为|是|作为)(?:主要)?成员|任(?:组长|副组长|主任|成员)|担任|(?:主要|分管|有关)?(?:负责同志|负责人|领导)"
)
_AUTHORED = regex.compile(r"(?:的|了|《|于\d)")
_ISSUED = regex.compile(r"现.{0,6}?(?:印发|发布|公布)(?:给你们|如下)?,|现印发|印发给你们")
_DONE = regex.compile(r"[^,。;]{0,24}?(?:开展|完成|进行|建成|制定|印发|出台|取得|建立|组织|召开)了")
_PHASE = regex.compile(r"[^,。;]{1,4}阶段")
_SEATED = regex.compile(r"设在[^,。;]{2,16},")
_BARE = frozenset(
    {
        "政府",
        "属地",
        "机关",
        "单位",
        "部门",
        "社区",
        "街道",
        "乡镇",
        "县区",
        "企业",
        "党委",
        "党组织",
        "委员会",
        "办公室",
        "法院",
        "工会",
    }
)
# 二是甲局…; 甲局牵头、乙局参与.
_AFTER = regex.compile(r"(?r)[一二三四五六七八九十]是|(?:牵头|负责|统筹|指导|配合|参与|落实|实施|调度)、")
_UNITS = regex.compile(rf"(?:{orgs.UNIT}{orgs.ALTERNATIVES}?)+")
_NOUNS = frozenset({"属地", "机关", "单位", "部门", "企业"})
_PREDICATE = regex.compile(r"(?r)(?:作为|列为|确定为)")
_COLLECTIVE = regex.compile(r"各|有关|相关|全|地方|当地|属地")
_SUPERVISOR = regex.compile(r"(?:督查|督导|督察|督办|核查|考核|验收|巡查|巡察|目督)(?:室|组|办|小组|办公室|检查组)$")
_SUPERVISES = regex.compile(r"[^。;]{0,40}?(?:督查|督导|督办|督察|问责|约谈|督战)")
_EXAMINES = regex.compile(r"[^,。;]{0,4}(?:对|将)[^。;]{2,30}?(?:考核|验收|督查|监督)")
_LEADS = regex.compile(
    r"(?:要|应|应当|须|负责|将)?[^,。;]{0,4}?(?:负总责|牵头|统筹)|[^,。;]{0,16}负总责|(?:设在[^,。;]{2,16},)牵头"
)
_OWN_WORK = regex.compile(r"[^,。;]{0,6}统筹推进本")
_HELPS = regex.compile(
    r"(?:要|应|应当|须|将)?(?:积极|密切|主动|认真|做好|全力|切实|相互|按职责|按照职责){0,3}(?:配合|协助|参与|协同(?=推进|配合|落实)|支持配合)"
)
_LEVEL = r"(?:中央|国家|省级|市级|县级|区级|州级|乡镇|市县|区县|县区|省市|省|市|州|县|区|旗|镇|乡|街道|村)(?:\((?:市|州|县|区|旗|街道|社区|[、])+\))?"
_PART = r"(?:指导|统筹|负总责|总负责|抓落实|具体实施|组织实施|实施|监督|督导|主责|推进落实|落实|调度|负责|组织|进行|开展|核查|抽查|牵头|承担|共同承担|共同负责|合力|制定|主体)"
_LEVEL_PART = regex.compile(rf"(?P<level>{_LEVEL})(?P<verb>{_PART})")
_DIVISION = regex.compile(rf"(?:{_LEVEL}{_PART}[^、,”。;]{{0,8}}[、,]?){{2,}}")
_LEVEL_ALONE = regex.compile(
    rf"(?:(?<![\u4e00-\u9fff])(?P<level>[省市县区州]级|市县|区县|县区|省市)|(?<=由)(?P<by>{_LEVEL}(?:[、和]{_LEVEL})*))(?P<verb>{_PART})(?!阶段)"
)
_BY = regex.compile(
    r"由(?P<body>[\u4e00-\u9fff]{2,14}?(?:部门|单位|机构|公司|中心|办|局|厅|委|站|所|院|企业|合作社|街道|乡镇))(?P<cue>牵头|负责|组织|统一|具体|承担|会同|统筹)"
    r"|(?<=[,。;:])(?P<body2>[省市县区州旗][\u4e00-\u9fff]{2,12}?(?:公司|中心|合作社|集团|协会|学会|银行|院|站))(?P<cue2>牵头|负责|承担|统筹)"
)


def in_prose(doc: Doc, sentence: int, taken: Sequence[tuple[int, int]], start: int | None = None) -> list[Mention]:
    """The bodies that a sentence makes responsible: subjects of its duties and those it sets to work.

    Args:
        doc: the plan.
        sentence: index of the sentence.
        taken: ranges (brackets) that were read already.
        start: index in the paragraph to begin at.
    """
    return _Prose(doc, sentence, taken, start).read()


class _Prose:
    def __init__(self, doc: Doc, sentence: int, taken: Sequence[tuple[int, int]], start: int | None) -> None:
        self.doc, self.sentence = doc, sentence
        self.here: Sentence = doc.sentences[sentence]
        self.s = doc.paras[self.here.para].s
        begin = self.here.i if start is None else start
        mark = mark_at(self.s, begin)
        self.begin = begin + (len(mark[1]) if mark else 0)
        self.cues: Cues = cues(doc.lexicons)
        self.taken = taken
        self.role = doc.role(self.here.section)

    def read(self) -> list[Mention]:
        label = label_pattern(self.doc.lexicons).match(self.s, self.here.i, self.here.j)
        if label and label["label"] in self.cues.label and self.begin <= label.end():  # …恢复植被。责任单位:县林业局。
            role = self.cues.label[label["label"]]
            return listed(self.doc, self.here.para, label.end(), self.here.j, self.sentence, role, "body.label")
        out = self._labelled()
        found = [o for o in orgs.find(self.s, self.begin, self.here.j, self.doc.lexicons) if o.kind != "actors"]
        found = [o for o in found if not self._hidden(o.start, o.end) and self.s[o.start : o.end] not in _NOUNS]
        found = [o for o in found if not self.cues.announced.match(self.s, o.start) and not self._predicate(o)]
        for chain in self._chains(found):
            out += self._judge(chain)
        free = [
            m for m in (*self._levels(), *self._by_form()) if not any(m.start < o.end and o.start < m.end for o in out)
        ]
        return sorted([*out, *free], key=lambda m: m.start)

    def _labelled(self) -> list[Mention]:
        """Brackets in mid-sentence that hold a labelled field (市发展改革委牵头(责任处室:环资处),…)."""
        out: list[Mention] = []
        taken = list(self.taken)
        for a, b in self.doc.pairs(self.here.para).items():
            if self.s[a] != "(" or a < self.begin or b >= self.here.j or (a, b) in taken:
                continue
            label = label_pattern(self.doc.lexicons).match(self.s, a + 1, b)
            if label and label["label"] in self.cues.label:
                out += in_bracket(self.doc, self.here.para, a + 1, b, self.sentence)
                taken.append((a, b))
        self.taken = taken
        return out

    def _hidden(self, start: int, end: int) -> bool:
        return self.doc.enclosed(self.here.para, start, end, "《") or any(a <= start < b for a, b in self.taken)

    def _predicate(self, org: Org) -> bool:
        """作为牵头单位 says what a body is; 牵头单位 itself is none there."""
        noun = self.s[org.start : org.end].endswith(("单位", "部门", "主体"))
        return noun and _PREDICATE.match(self.s, self.begin, org.start) is not None

    def _chains(self, found: Sequence[Org]) -> list[list[Org]]:
        """Organisations that stand in one list, joined by 、, 和 or 会同, or written without a gap (各地各部门)."""
        out: list[list[Org]] = []
        for org in found:
            if out:
                last = out[-1][-1]
                gap = regex.sub(r"\([^()]*\)", "", self.s[last.end : org.start])
                opened = gap != "," or self._opens(out[-1][0].start)
                if not gap or (_SEP.fullmatch(gap) and opened) or _JOIN.fullmatch(gap):
                    out[-1].append(org)
                    continue
            out.append([org])
        return out

    def _opens(self, at: int) -> bool:
        return at == self.begin or self.s[at - 1] in _OPENERS or _AFTER.match(self.s, self.begin, at) is not None

    def _judge(self, chain: list[Org]) -> list[Mention]:
        s = self.s
        left, right = s[self.begin : chain[0].start], s[chain[-1].end : self.here.j]
        whole = s[chain[0].start : chain[-1].end]
        deng = _DENG.match(right)
        right = right[deng.end() :] if deng else right
        if _ISSUED.search(self.s, self.begin, self.here.j):
            return []
        if (left.endswith("(") and right.startswith(")")) or _DONE.match(right):
            return []
        if whole in _BARE or _MEMBERS.match(right) or _PHASE.match(right):
            return []
        if self.role == "goals" and not regex.match(r"(?:要|应|须|负责|牵头)", right):
            return []
        setter = self.cues.before.match(left)
        # A bare level (促进县区建设) is a place as well: only the verbs of the lexicon set it to work.
        sets = setter is not None or (_SETS.match(left) is not None and not _UNITS.fullmatch(whole))
        duty = _DUTY.match(right)
        if self._only_mentioned(left, right, sets, duty is not None):
            return []
        seated = _SEATED.match(right)
        right = right[seated.end() :] if seated else right
        after = self.cues.after.match(right)
        acts = after is not None or _GOES_ON.match(right) is not None or self.cues.verb.match(right) is not None
        opens = self._opens(chain[0].start)
        placed = left.endswith(_PLACED)
        announced = setter is not None and setter["cue"].endswith(("为", "是", "包括"))
        if not (
            announced
            or (opens and acts)
            or (sets and (acts or duty or placed or chain[0].kind == "group"))
            or (duty and opens)
        ):
            return []
        if duty and not acts and left.endswith("了"):
            return []
        role = self._role(chain, setter["cue"] if setter else "", after["cue"] if after else "", right)
        return self._mentions(chain, role)

    def _only_mentioned(self, left: str, right: str, sets: bool, duty: bool) -> bool:
        """Recipients, approvers, leaders, authors, past actors: named, but not made responsible."""
        before = self.cues.not_before.match(left)
        if before and not (
            (sets or duty)
            and self.cues.why[before["word"]] == "leader"
            and before["word"] in ("坚持", "确保", "落实好")
        ):
            return True
        if _OBJECT.match(left) and not sets:
            return True
        bare = right.removeprefix("的")
        after = self.cues.not_after.match(bare)
        if after is None:
            return False
        why, word = self.cues.why[f"{after['word']}+"], after["word"]
        if why == "author" and right == bare:  # 市民政局出台…办法 is a duty, 民政部印发的办法 is not
            return _AUTHORED.match(bare, after.end()) is not None or not (sets or self._opens(self.begin + len(left)))
        if self.cues.after.match(right) and right == bare and len(self.cues.after.match(right)["cue"]) >= len(word):  # type: ignore[index]
            return False
        return not (sets and why == "recipient")

    def _role(self, chain: Sequence[Org], setter: str, cue: str, right: str) -> str:
        text = self.s[chain[0].start : chain[-1].end]
        given = self.cues.ahead.get(setter, "")
        if given in ("cooperate", "supervise") or setter.endswith(("为", "是")):
            return given
        if _HELPS.match(right):
            return "cooperate"
        if _COLLECTIVE.match(text):
            return "lead" if regex.match(r"[^,。;]{0,16}(?:负总责|牵头)", right) else "responsible"
        if _LEADS.match(right) and not _OWN_WORK.match(right):
            return "lead"
        given = self.cues.behind.get(cue, "")
        if given in ("lead", "supervise", "cooperate"):
            return given
        if (len(chain) == 1 and _SUPERVISOR.search(text)) or _SUPERVISES.match(right) or _EXAMINES.match(right):
            return "supervise"
        founded = self.s[self.begin : chain[0].start].endswith(("成立", "组建", "设立"))
        return "lead" if founded and chain[0].kind == "group" and len(chain) == 1 else "responsible"

    def _mentions(self, chain: Sequence[Org], role: str) -> list[Mention]:
        found = []
        joined = False
        for k, org in enumerate(chain):
            gap = self.s[org.end : chain[k + 1].start] if k + 1 < len(chain) else ""
            joins = _JOIN.fullmatch(gap) is not None
            own = (
                "cooperate"
                if joined
                else "lead"
                if any(self._joins(chain, n) for n in range(k, len(chain) - 1))
                else role
            )
            found.append(
                Mention(
                    self.here.para, org.start, org.end, self.sentence, self.s[org.start : org.end], own, "body.prose"
                )
            )
            joined = joined or joins
        named = completed(self.doc, found)
        offices = role == "responsible" and len(chain) > 1 and not joined
        return [replace(m, role="supervise") if offices and _SUPERVISOR.search(m.name) else m for m in named]

    def _joins(self, chain: Sequence[Org], k: int) -> bool:
        return _JOIN.fullmatch(self.s[chain[k].end : chain[k + 1].start]) is not None

    def _levels(self) -> list[Mention]:
        """省负总责、市县抓落实: levels of government that a saying gives their parts to."""
        spans: dict[tuple[int, int], str] = {}
        for whole in _DIVISION.finditer(self.s, self.begin, self.here.j):
            for part in _LEVEL_PART.finditer(self.s, whole.start(), whole.end()):
                spans[part.span("level")] = part["verb"]
        for alone in _LEVEL_ALONE.finditer(self.s, self.begin, self.here.j):
            if alone["level"]:
                spans.setdefault(alone.span("level"), alone["verb"])
                continue
            for one in regex.finditer(_LEVEL, alone["by"]):
                a = alone.start("by") + one.start()
                spans.setdefault((a, a + len(one.group())), alone["verb"])
        out = []
        for (a, b), verb in sorted(spans.items()):
            role = "lead" if verb in ("统筹", "负总责", "总负责", "牵头") else "responsible"
            if verb in ("监督", "督导", "核查", "抽查") or regex.match(
                r"(?:进行|开展|组织)[^,。;]{0,6}?(?:核查|抽查|督导|检查|考核)", self.s[b : self.here.j]
            ):
                role = "supervise"
            out.append(Mention(self.here.para, a, b, self.sentence, self.s[a:b], role, "body.levels"))
        return out

    def _by_form(self) -> list[Mention]:
        """由首接部门牵头…: a body that no list knows, told by the words around it."""
        out = []
        for m in _BY.finditer(self.s, self.begin, self.here.j):
            a, b = m.span("body") if m["body"] else m.span("body2")
            if not self._hidden(a, b):
                role = self.cues.behind.get(m["cue"] or m["cue2"], "responsible")
                out.append(Mention(self.here.para, a, b, self.sentence, self.s[a:b], role, "body.form"))
        return out
