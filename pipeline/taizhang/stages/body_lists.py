"""Lists of bodies in closing brackets and labelled fields: （甲局牵头，乙局、丙局配合）, 责任单位：甲局、乙局."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, replace

import regex

from taizhang.rules import bodies as orgs
from taizhang.rules.bodies import Org
from taizhang.stages.body_names import completed
from taizhang.stages.body_roles import FIRST_LEADS, STAR_LEADS, STARS, Cues, Mention, cues
from taizhang.stages.doc import Doc
from taizhang.stages.fields import label_pattern
from taizhang.stages.sentences import brackets

_SEP = regex.compile(r"[、,;。:/|]|以及|和|及其|及|与|或|会同|联合|商同|商(?!务)")
_JOINS = frozenset({"会同", "联合", "商", "商同"})
_JOIN = regex.compile(r"(?:并)?(?:积极|及时)?(?:会同|联合|商(?!务|业|会))")
_LEADING = regex.compile(
    r"(?:以下[^,、]{0,10}?(?:均|都)(?:需|由|须|涉及)|[^、,由]{0,8}层面由|(?:涉及的?|相关|具体)?工作由|由|其中|均需|均由|需|请|请由|并|以及|按职责由|\d{1,2}[.、]|\(\d{1,2}\)|[①-⑳])"
)
# 等 names nobody, 等有关部门 one more.
_REST = regex.compile(
    r"(?<![高中初对平均])等(?:\d+|[一二三四五六七八九十]+)?(?:个|家)?(?:部门|单位|部门和单位|部门\(单位\)|部门及单位|地|地区|市|县|区)?$|(?<![高中初对平均])等(?P<more>.*)"
)
_GENERIC = regex.compile(
    r"(?:[省市县区州]?(?:级|直)?(?:各)?(?:有关|相关))(?:部门|单位|方面|企业|部门和单位|责任单位|成员单位)|各(?:成员|责任|有关|相关)?(?:部门|单位)"
)
_POST = regex.compile(r"\([^()]*(?:长|主任|书记|负责人|经理|同志|主席|领导|电话|联系)[^()]*\)$")
_PURE = regex.compile(r"[\u4e00-\u9fffA-Za-z0-9()·“”、+/-]+")
_NOT_BODY = regex.compile(
    r"^(?:完成时限|时限|长期|持续|每[年月季]|立行立改|\d|按职责|职责|分工|配合|牵头|负责|落实|等|下同|不再|列第一|列首位|排第一|排在|排名|第一|首位|为牵头|标|以上|见|详见|含|不含|包括|如|即|共|"
    r"无|暂无|其他|以下|本|分别|共同|具体|各司|其余)|(?:年|月|底|前|日|完成|推进|实施|开展|情况|工作|进行|长期坚持)$"
)
_PEOPLE = regex.compile(r"(?:长|主任|书记|负责人|负责同志|领导|总经理|主席)$")
_ENDS = regex.compile(r"[厅局委部办院会署府社行团组所站队处室司级地市县区州盟旗乡镇户业位门心校)家场学]$")
_PLACES = regex.compile(rf"(?:各|有关|相关)?(?:{orgs.UNIT}{orgs.ALTERNATIVES}?)+|各设区市|各地级市")
_LONGEST = 40


@dataclass(frozen=True, slots=True)
class _Piece:
    """A piece of a list: half-open range, the separator behind it."""

    start: int
    end: int
    sep: str


def listed(doc: Doc, para: int, start: int, end: int, sentence: int, role: str, rule: str) -> list[Mention]:
    """The bodies of a list, with roles and completed names.

    Args:
        doc: the plan.
        para: index of the paragraph.
        start, end: half-open range of the list in it.
        sentence: index of the sentence it stands in.
        role: role that a label gives them, empty for an unlabelled bracket.
        rule: id for the `rule` column.

    Returns:
        The mentions in order; none where an unlabelled bracket does not hold bodies.
    """
    reader = _Reader(doc, para, start, end, sentence, role, rule)
    return reader.read()


def in_bracket(doc: Doc, para: int, start: int, end: int, sentence: int) -> list[Mention]:
    """The bodies inside one bracket, `start` behind its opening mark and `end` at its closing one."""
    s = doc.paras[para].s
    roles = cues(doc.lexicons).label
    every = list(label_pattern(doc.lexicons).finditer(s, start, end))
    heads = [m for m in every if m["label"] in roles]
    if not heads:
        return listed(doc, para, start, end, sentence, "", "body.bracket")
    out: list[Mention] = []
    for found in heads:
        stop = next((m.start() for m in every if m.start() >= found.end()), end)
        out += listed(doc, para, found.end(), stop, sentence, roles[found["label"]], "body.label")
    return out


class _Reader:
    def __init__(self, doc: Doc, para: int, start: int, end: int, sentence: int, role: str, rule: str) -> None:
        self.doc, self.para, self.start, self.end = doc, para, start, end
        self.sentence, self.role, self.rule = sentence, role, rule
        self.s = doc.paras[para].s
        self.cues: Cues = cues(doc.lexicons)
        self.known: list[Org] = orgs.find(self.s, start, end, doc.lexicons)
        self.blank = [m.span() for p in (FIRST_LEADS, STAR_LEADS) for m in p.finditer(self.s, start, end)]

    def read(self) -> list[Mention]:
        waiting: list[Mention] = []
        out: list[Mention] = []
        joined = said = False  # behind 会同; a verb or 为 gave a role
        current = self.role
        for piece in self._pieces():
            a, b = piece.start, piece.end
            declared = next((x for x, y in self.blank if x < b and a < y), b)
            if declared < b:  # 甲局(排在第一位的为牵头单位,下同)
                b = declared - 1 if declared > a and self.s[declared - 1] == "(" else a
            announced = self.cues.announced.match(self.s, a, b)
            if announced:
                out += self._given(waiting, current)
                waiting, current, said = [], self.cues.ahead[announced["cue"]], True
                a = announced.end()
            while lead := _LEADING.match(self.s, a, b):
                a = lead.end()
            if join := _JOIN.match(self.s, a, b):
                a, joined = join.end(), True
            cue, edge = self._cue(a, b)
            waiting += self._bodies(a, edge, "cooperate" if joined else "")
            if piece.sep in _JOINS:
                waiting = [replace(m, role=m.role or "lead") for m in waiting]
                said = True
            if cue:
                out += self._given(waiting, self.cues.behind[cue])
                waiting, said = [], True
            joined = piece.sep in _JOINS or (joined and not cue)
        out += self._given(waiting, current)
        out.sort(key=lambda m: m.start)
        if not self.role and not said and not self._sure(out):
            return []
        if len(out) == 1 and self.s[out[0].start : out[0].end] in ("政府", "人民政府"):
            return []  # the end of a name that a line above begins
        out = self._declared(out)
        return completed(self.doc, out)

    def _given(self, waiting: list[Mention], role: str) -> list[Mention]:
        return [replace(m, role=m.role or role or "responsible") for m in waiting]

    def _declared(self, found: list[Mention]) -> list[Mention]:
        """列第一位的为牵头单位: the first leads and the others cooperate, where nothing else is said of them."""
        if "star_leads" in self.doc.declared and any(
            self.s[m.end : m.end + 1] in STARS for m in found if self.s[m.end : m.end + 1]
        ):
            return [replace(m, role="lead" if self.s[m.end : m.end + 1] in STARS else "cooperate") for m in found]
        if "first_leads" not in self.doc.declared or any(m.role not in ("responsible",) for m in found):
            return found
        standing = [
            k for k, m in enumerate(found) if regex.search(r"以下[^,、]{0,10}$", self.s[max(0, m.start - 12) : m.start])
        ]
        return [
            m if standing and k >= standing[0] else replace(m, role="cooperate" if k else "lead")
            for k, m in enumerate(found)
        ]

    def _pieces(self) -> list[_Piece]:
        """Pieces of the list with the separator behind each, nested brackets kept whole."""
        s, end = self.s, self.end
        nested = {self.start + a: self.start + b for a, b in brackets(s[self.start : end]).items()}
        out: list[_Piece] = []
        at = k = self.start
        while k < end:
            if k in nested:
                k = nested[k] + 1
                continue
            if k > at and self._gap(k):
                out.append(_Piece(at, k, ""))
                at = k
            found = _SEP.match(s, k, end)
            if found and not self._inside(k, found.group(), at):
                if k > at:
                    out.append(_Piece(at, k, found.group()))
                at = k = found.end()
                continue
            k += 1
        if at < end:
            out.append(_Piece(at, end, ""))
        return out

    def _gap(self, k: int) -> bool:
        """Two or more blanks on one line part the bodies of a list as a mark does."""
        pos = self.doc.paras[self.para].pos
        between = self.doc.source.text[pos[k - 1] + 1 : pos[k]]
        return (len(between) > 1 and "\n" not in between) or between == "\u3000"

    def _inside(self, at: int, sep: str, start: int) -> bool:
        """和 stands inside names (发展和改革委员会), 会同 and 商 are words of others (商务局)."""
        if sep in "、,;。:/|":
            return False
        if any(o.start < at < o.end for o in self.known):
            return True
        if any(o.end == at for o in self.known):
            return False
        return not _ENDS.search(self.s[start:at])

    def _cue(self, a: int, b: int) -> tuple[str, int]:
        """The role verb that a piece ends with, and the end of the body before it."""
        for k in range(a, b):
            if any(o.start <= k < o.end for o in self.known):
                continue
            found = self.cues.after.match(self.s, k, b)
            if not found or (found.end() < b and (b - found.end() > 8 or _ENDS.search(self.s[found.end() : b]))):
                continue
            if k == a or _ENDS.search(self.s[a:k]) or any(o.end == k for o in self.known):
                return found["cue"], found.start("cue")
        return "", b

    def _bodies(self, a: int, b: int, role: str) -> list[Mention]:
        """The bodies of one piece: mostly one; more where they run together, or where 等有关部门 adds one."""
        s = self.s
        while b > a and s[b - 1] in STARS + ",":
            b -= 1
        out: list[tuple[int, int]] = []
        rest = _REST.search(s, a, b)
        if rest and not any(o.kind == "sector" and o.start <= rest.start() < o.end for o in self.known):
            out += self._runs(a, rest.start())
            if rest["more"] and _GENERIC.fullmatch(s, *rest.span("more")):
                out.append(rest.span("more"))
        else:
            out += self._runs(a, b)
        found = []
        for i, j in out:
            post = _POST.search(s, i, j)
            j = post.start() if post else j
            if self._plausible(i, j):
                found.append(Mention(self.para, i, j, self.sentence, s[i:j], role, self.rule))
        return found

    def _runs(self, a: int, b: int) -> list[tuple[int, int]]:
        """市委市政府 and names that only a blank parted: cut where one name ends and one with a head of its own begins."""
        inside = [o for o in self.known if a <= o.start and o.end <= b]
        cuts = [
            y.start for x, y in itertools.pairwise(inside)
            if x.end == y.start and (y.stem > y.start or self.s[y.start] == "各") and self.s[y.start : y.end] not in ("办公室",)
        ]  # fmt: skip
        return list(zip([a, *cuts], [*cuts, b], strict=True))

    def _plausible(self, a: int, b: int) -> bool:
        text = self.s[a:b]
        if len(text) == 1:
            return text in "省市县区州旗" and (bool(self.role) or any(o.start == a and o.end == b for o in self.known))
        if not 1 < len(text) <= _LONGEST or not _PURE.fullmatch(text) or _NOT_BODY.search(text) or _PEOPLE.search(text):
            return False
        return bool(self.role) or self._certain(a, b) or _ENDS.search(text) is not None

    def _certain(self, a: int, b: int) -> bool:
        text = self.s[a:b]
        return (
            any(o.start < b and b - 1 <= o.end <= b and o.start >= a for o in self.known)
            or _PLACES.fullmatch(text) is not None
            or orgs.is_place(text, self.doc.lexicons)
        )

    def _speaks(self, a: int, b: int) -> bool:
        """Bare nouns (社区, 市, 县(区)) are places as well; alone in a bracket they say nothing."""
        text = self.s[a:b]
        return text[0] in "各有相" or _PLACES.fullmatch(text) is None

    def _sure(self, found: list[Mention]) -> bool:
        """Whether a bracket without label and verb holds bodies: one at least that is known, and none that looks like something else."""
        places = all(orgs.is_place(self.s[m.start : m.end], self.doc.lexicons) for m in found)
        covered = sum(m.end - m.start for m in found)
        blank = {k for x, y in self.blank for k in range(x, y)}
        whole = sum(self.s[k] not in "、,;。和及与" + STARS for k in range(self.start, self.end) if k not in blank)
        return (
            any(self._certain(m.start, m.end) and self._speaks(m.start, m.end) for m in found)
            and not places
            and covered >= 0.7 * whole - 2 * bool(blank)
        )
