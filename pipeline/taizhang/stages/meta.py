"""What is known of a plan: title, kind, document number, issuer, date, region, level; empty where it is not said.

The lay-out is that of GB/T 9704-2012: document number, title, addressee, text, signature and date; titles run over
several centred lines.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import regex

from taizhang.lexicon import Lexicons
from taizhang.model import Value
from taizhang.rules.places import Region
from taizhang.stages.outline import mark_at
from taizhang.stages.regions import region_of
from taizhang.stages.split import Part, is_plan_title
from taizhang.stages.text import Para
from taizhang.values import dates
from taizhang.values.numerals import number

_DOC_NUMBER = regex.compile(
    r"(?P<number>[\u4e00-\u9fff]{2,12}(?:字|发|函|规|办|通|令|政)?\s?\((?:19|20)\d\d\)\s?(?:第)?\d{1,5}号)"
)
_ISSUED = regex.compile(rf"(?P<y>{dates.YEAR})年(?P<m>1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])月(?P<d>[\d一二三四五六七八九十]{{1,3}})日")
_PRINTED = regex.compile(r"[(]?(?:此件)?(?:公开|主动公开|依申请公开)")
_FORWARD = regex.compile(r"关于(?P<verb>印发|转发|批转|发布|公布|修订|废止)(?P<what>.+?)的(?:通知|公告|决定|函|批复)$")
_TERM = regex.compile(r"\((?:(?:19|20)\d\d-(?:19|20)\d\d年?|试行|修订稿?|(?:19|20)\d\d年)\)$")
_ADDRESSEE = regex.compile(r"^各?[\u4e00-\u9fff(),、各]{2,80}:$")
_BODY_END = regex.compile(r"(?:政府|办公[厅室]|委员会|领导小组|指挥部|[厅局部委署院]|管委会)(?:办公[厅室])?$")
_VALID = regex.compile(rf"有效期(?:为|至|到|截至)*(?P<what>(?P<n>\d{{1,2}}|[一二三四五六七八九十])年|{dates.YEAR}年(?:\d{{1,2}}月(?:\d{{1,2}}日)?)?)")
_HEAD = 14


@dataclass(frozen=True, slots=True)
class Meta:
    """Columns of the plans table that the text says, and the paragraphs that are no text of the plan.

    Attributes:
        columns: title, kind, doc_number, issuer, issued, validity, relation, region, adcode, level.
        matter: indices of paragraphs that are title, number, addressee, signature or date.
        region: the plan's place, None where it is not said.
    """

    columns: dict[str, Value]
    matter: frozenset[int]
    region: Region | None = None
    titles: tuple[int, ...] = field(default=())


@lru_cache(maxsize=8)
def _kinds(lexicons: Lexicons) -> tuple[regex.Pattern[str], dict[str, str]]:
    table = {w["word"]: w["kind"] for w in lexicons.table("kinds/plan_kinds")}
    return regex.compile(r"(?P<kind>\L<kinds>)$", kinds=sorted(table, key=len, reverse=True)), table


def kind_of(title: str, lexicons: Lexicons) -> str:
    """Kind of a document by the end of its title: 某市…三年行动计划(2021-2023年) → 行动计划; empty where unknown."""
    pattern, table = _kinds(lexicons)
    bare = _TERM.sub("", title.strip("《》 "))
    bare = regex.sub(r"\d{1,2}$|[一二三四五六七八九十]{1,2}$", "", bare)
    best = ""
    for length in range(min(len(bare), 16), 0, -1):
        if bare[-length:] in table:
            best = bare[-length:]
            break
    return table.get(best, "") if pattern else ""


def read(paras: Sequence[Para], part: Part, lexicons: Lexicons) -> Meta:
    """Everything that the text of a plan says of itself."""
    own = range(part.first, part.last)
    head = [n for n in [*range(*part.notice), *own] if n in own or n < part.notice[1]]
    matter: set[int] = set()
    body = _body_start(paras, own if not part.notice[1] else range(part.notice[0], part.last))
    top = [n for n in dict.fromkeys(head) if n < body][:_HEAD]
    lines = _joined_titles(paras, top, lexicons)
    columns: dict[str, Value] = {}
    columns["doc_number"], number_at = _doc_number(paras, top)
    forwarding = next((t for t, _ in lines if _FORWARD.search(t)), "")
    title, where = _title(paras, part, lines, lexicons)
    for text, indices in lines:
        if text == title or text == forwarding:
            matter.update(indices)
    matter.update(where)
    if not title and forwarding:
        found = _FORWARD.search(forwarding)
        title = (found["what"] if found and found["verb"] in ("印发", "发布", "公布") else forwarding).strip("《》")
    columns["title"] = title or None
    columns["kind"] = kind_of(title, lexicons) or _kind_of_text(paras, own, lexicons) or None
    found = _FORWARD.search(forwarding)
    columns["relation"] = f"forwards: {found['what'].strip('《》')}" if found and found["verb"] in ("转发", "批转") else None
    issued, issuer, signature = _signature(paras, own if not part.notice[1] else range(part.notice[0], part.last))
    if not issuer and forwarding:
        issuer = forwarding.partition("关于")[0]
    matter.update(signature)
    if number_at >= 0 and len(paras[number_at].s) < 40:
        matter.add(number_at)
    matter.update(n for n in top if _ADDRESSEE.match(paras[n].s))
    columns["issuer"], columns["issued"] = issuer or None, issued or None
    columns["validity"] = _validity(paras, own, issued)
    region = region_of(title or "", issuer or forwarding, "".join(paras[n].s for n in own), lexicons)
    if region is not None:
        columns.update(region=region.name or None, adcode=region.adcode or None, level=region.level or None)
    return Meta(columns, frozenset(m for m in matter if m in own), region, tuple(where))


def _body_start(paras: Sequence[Para], own: range) -> int:
    """Index of the first numbered heading, where the head of the document is over for sure."""
    for n in own:
        mark = mark_at(paras[n].s)
        if mark is not None and mark[0] not in ("annex", "ordinal"):
            return n
    return own.stop


def _joined_titles(paras: Sequence[Para], top: Sequence[int], lexicons: Lexicons) -> list[tuple[str, tuple[int, ...]]]:
    """Lines of the head that read as titles, centred lines joined until one ends a title."""
    out: list[tuple[str, tuple[int, ...]]] = []
    group: list[int] = []
    for n in top:
        s = paras[n].s
        if paras[n].kind != "paragraph" or len(s) > 60 or regex.search(r"[。;!?]|[,:]$", s) or _DOC_NUMBER.fullmatch(s.strip("()")):
            group = []
            continue
        group = [*group, n][-4:]
        for first in range(len(group)):
            text = "".join(paras[k].s for k in group[first:])
            if (is_plan_title(text, lexicons) or _FORWARD.search(text)) and _balanced(text):
                out.append((text, tuple(group[first:])))
                group = []
                break
    return out


def _balanced(text: str) -> bool:
    return all(text.count(a) == text.count(b) for a, b in ("()", "《》", "“”"))


def _title(
    paras: Sequence[Para], part: Part, lines: list[tuple[str, tuple[int, ...]]], lexicons: Lexicons
) -> tuple[str, tuple[int, ...]]:
    if part.title >= 0:
        return paras[part.title].s, (part.title,)
    own = [(t, w) for t, w in lines if not _FORWARD.search(t)]
    if own:
        # Continuation of a broken title: (2021-2023年) on a line of its own.
        text, where = own[-1]
        after = where[-1] + 1
        if after < part.last and _TERM.fullmatch(paras[after].s):
            return text + paras[after].s, (*where, after)
        return text, where
    return "", ()


def _doc_number(paras: Sequence[Para], top: Sequence[int]) -> tuple[str | None, int]:
    for n in top[:8]:
        found = _DOC_NUMBER.search(paras[n].s)
        if found and (len(paras[n].s) < 40 or n == top[0]) and "《" not in paras[n].s[: found.start()][-60:]:
            text = regex.sub(r"^.*(?:通知|公告|意见)(?=[\u4e00-\u9fff]{2,8}\()", "", found["number"])
            return text.replace("(", "〔").replace(")", "〕"), n
    return None, -1


def _kind_of_text(paras: Sequence[Para], own: range, lexicons: Lexicons) -> str:
    """制定本方案, 制定如下整改方案: the kind that the opening paragraph gives to the text."""
    for n in list(own)[:4]:
        found = regex.search(r"(?:制定|编制|提出|出台)(?:了)?(?:本|以下|如下|此)(?P<kind>[\u4e00-\u9fff]{2,10}?)(?:如下)?[。:,]", paras[n].s)
        if found:
            return kind_of(found["kind"], lexicons) or kind_of("x" + found["kind"], lexicons)
    return ""


def _signature(paras: Sequence[Para], own: range) -> tuple[str, str, set[int]]:
    """Date and body of the signature, on lines of their own near the head's or the text's end."""
    for n in own:
        s = paras[n].s
        found = _ISSUED.match(s) if len(s) <= 60 else None
        if not found or (found.end() < len(s) and not (_PRINTED.match(s, found.end()) or len(s) - found.end() > 4)):
            continue
        day = number(found["d"]) or 0
        date = dates.of_month(dates.year(found["y"]), int(number(found["m"]) or 0), int(day)).edtf
        above = n - 1
        issuer, where = "", {n} if found.end() == len(s) or _PRINTED.match(s, found.end()) else set()
        if above in own and len(paras[above].s) <= 40 and _BODY_END.search(paras[above].s) and mark_at(paras[above].s) is None:
            issuer = paras[above].s
            where.add(above)
        return date, issuer, where
    return "", "", set()


def _validity(paras: Sequence[Para], own: range, issued: str) -> str | None:
    for n in reversed(own):
        found = _VALID.search(paras[n].s)
        if found:
            if found["n"]:
                return f"P{int(number(found['n']) or 0)}Y"
            parts = regex.findall(r"\d+", found["what"])
            date = "-".join([parts[0], *(f"{int(p):02d}" for p in parts[1:])])
            return f"{issued or '..'}/{date}" if issued else f"../{date}"
    return None
