"""What is known of a plan: title, kind, document number, issuer, date, region, level; empty where it is not said.

The lay-out is that of GB/T 9704-2012: document number, title, addressee, text, signature and date; titles run over
several centred lines.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import regex

from taizhang.lexicon import Lexicons
from taizhang.model import Source, Value
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
_ISSUED = regex.compile(
    rf"(?P<y>{dates.YEAR})年(?P<m>1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])月(?P<d>[\d一二三四五六七八九十]{{1,3}})日"
)
_PRINTED = regex.compile(r"[(]?(?:此件)?(?:公开|主动公开|依申请公开)")
_FORWARD = regex.compile(r"关于(?P<verb>印发|转发|批转|发布|公布|修订|废止)(?P<what>.+?)的(?:通知|公告|决定|函|批复)$")
_GLUED_HEAD = regex.compile(r"[\u4e00-\u9fff]{2,30}关于(?:印发|转发|批转|发布)[^。]{4,60}?的(?:通知|公告)")
_TERM = regex.compile(r"\((?:(?:19|20)\d\d-(?:19|20)\d\d年?|试行|修订稿?|(?:19|20)\d\d年)\)$")
_SEAL = regex.compile(r"[(（](?:代章|盖章|印章|章)[)）]$")
_ANNEX = regex.compile(r"^附件\d*[:：]?\s*")
# No line of a title: a sentence, a date, a note of publication, a seal, a body that signs.
_NO_TITLE = regex.compile(
    r"[。;!?]|^[^:《“]{2,6}:|[,:]$|^\(?(?:此件|公开|主动公开|代章)|^附件\d*[:.]?$|^\(?[\d二〇一]{2,4}[\dxX_*〇一二三四五六七八九-]{0,2}年\d{0,2}[一二三四五六七八九十]{0,2}月|(?:政府|办公[厅室]|委员会|领导小组|[厅局部委院])$|\)\(代章\)$"
)
_ABOUT = regex.compile(r"关于.{4,60}的(?:通知|意见|决定|公告|函)$")
_ADDRESSEE = regex.compile(r"^各?[\u4e00-\u9fff(),、各]{2,80}:$")
_BODY_END = regex.compile(r"(?:政府|办公[厅室]|委员会|领导小组|指挥部|[厅局部委署院]|管委会)(?:办公[厅室])?$")
_VALID = regex.compile(
    rf"有效期(?:为|至|到|截至)*(?P<what>(?P<n>\d{{1,2}}|[一二三四五六七八九十])年|{dates.YEAR}年(?:\d{{1,2}}月(?:\d{{1,2}}日)?)?)"
)
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


def read(source: Source, paras: Sequence[Para], part: Part, lexicons: Lexicons) -> Meta:
    """Everything that the text of a plan says of itself."""
    own = range(part.first, part.last)
    reach = own if not part.notice[1] else range(part.notice[0], part.last)
    head = [n for n in [*range(*part.notice), *own] if n in own or n < part.notice[1]]
    body = _body_start(paras, reach)
    top = [n for n in dict.fromkeys(head) if n < body][:_HEAD]
    lines = _joined_titles(paras, top, lexicons)
    doc_number, number_at = _doc_number(source, paras, top)
    forwarding = next((t for t, _ in lines if _FORWARD.search(t)), "")
    if not lines and top and (glued := _GLUED_HEAD.match(paras[top[0]].s)):  # a head without line ends
        forwarding = glued.group()
    title, where = _title(paras, part, lines, lexicons)
    matter = set(where)
    for text, indices in lines:
        if text in (title, forwarding):
            matter.update(indices)
    printed = "".join(_printed(source, paras[n]) for n in where)
    found = _FORWARD.search(forwarding)
    if not title and found:
        title = found["what"].strip("《》") if found["verb"] in ("印发", "发布", "公布") else forwarding
        printed = _as_printed(source, paras, lines, forwarding, title)
    issued, issuer, signature = _signature(source, paras, reach)
    if not issued:
        issued, issuer, signature = _caption(paras, top)
    issuer = issuer or _issuer_of(forwarding or title)
    matter.update(signature)
    if number_at >= 0 and len(paras[number_at].s) < 40:
        matter.add(number_at)
    matter.update(n for n in top if _ADDRESSEE.match(paras[n].s))
    columns: dict[str, Value] = {
        "doc_number": doc_number,
        "title": _ANNEX.sub("", printed or title) or None,
        "kind": kind_of(title, lexicons) or _kind_of_text(paras, own, lexicons) or None,
        "relation": f"forwards: {found['what'].strip('《》')}" if found and found["verb"] in ("转发", "批转") else None,
        "issuer": issuer or None,
        "issued": issued or None,
        "validity": _validity(paras, own, issued),
    }
    region = region_of(_ANNEX.sub("", title), issuer or forwarding, "".join(paras[n].s for n in own), lexicons)
    if region is not None:
        columns.update(region=region.name or None, adcode=region.adcode or None, level=region.level or None)
    return Meta(columns, frozenset(m for m in matter if m in own), region)


def _printed(source: Source, para: Para) -> str:
    """A paragraph's characters as they stand in the source, wraps and stray spaces left out."""
    return "".join(source.text[i] for i in para.pos[: len(para.s)]).strip()


def _as_printed(
    source: Source, paras: Sequence[Para], lines: list[tuple[str, tuple[int, ...]]], whole: str, part: str
) -> str:
    """The printed form of a part of a title that was found in folded text."""
    where = next((w for t, w in lines if t == whole), ())
    text = "".join(_printed(source, paras[n]) for n in where)
    at = whole.find(part)
    return text[at : at + len(part)] if len(text) == len(whole) and at >= 0 else part


def _issuer_of(title: str) -> str:
    """The body in front of 关于 in the title of a notice (某市人民政府关于…的通知)."""
    body, about, _ = title.partition("关于")
    return body if about and _BODY_END.search(body) else ""


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
        if paras[n].kind != "paragraph" or len(s) > 60 or _NO_TITLE.search(s) or _DOC_NUMBER.fullmatch(s.strip("()")):
            group = []
            continue
        group = [*group, n][-4:]
        for first in range(len(group)):
            text = "".join(paras[k].s for k in group[first:])
            if (is_plan_title(text, lexicons) or _FORWARD.search(text) or _ABOUT.search(text)) and _balanced(text):
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


def _doc_number(source: Source, paras: Sequence[Para], top: Sequence[int]) -> tuple[str | None, int]:
    for n in top[:8]:
        para = paras[n]
        found = _DOC_NUMBER.search(para.s)
        if found and (len(para.s) < 40 or n == top[0]) and "《" not in para.s[: found.start()][-60:]:
            start, end = found.span("number")
            glued = regex.match(r".*(?:通知|公告|意见)(?=[\u4e00-\u9fff]{2,8}\()", para.s[start:end])
            start += glued.end() if glued else 0
            return "".join(source.text[i] for i in para.pos[start:end]), n
    return None, -1


def _kind_of_text(paras: Sequence[Para], own: range, lexicons: Lexicons) -> str:
    """制定本方案, 制定如下整改方案: the kind that the opening paragraph gives to the text."""
    for n in list(own)[:4]:
        found = regex.search(
            r"(?:制定|编制|提出|出台)(?:了)?(?:本|以下|如下|此)(?P<kind>[\u4e00-\u9fff]{2,10}?)(?:如下)?[。:,]",
            paras[n].s,
        )
        if found:
            return kind_of(found["kind"], lexicons) or kind_of("x" + found["kind"], lexicons)
    return ""


def _signature(source: Source, paras: Sequence[Para], own: range) -> tuple[str, str, set[int]]:
    """Date and body of the signature, on lines of their own near the head's or the text's end."""
    for n in own:
        s = paras[n].s
        found = _ISSUED.match(s.removeprefix("(")) if len(s) <= 60 else None
        if not found:
            continue
        rest = s.removeprefix("(")[found.end() :].lstrip(")")
        if rest and not _PRINTED.match(rest) and len(rest) < 5:
            continue
        date = dates.of_month(dates.year(found["y"]), int(number(found["m"]) or 0), int(number(found["d"]) or 0)).edtf
        where = {n} if not rest or _PRINTED.match(rest) else set()
        names: list[str] = []
        above = n - 1
        while above in own and len(names) < 4 and len(paras[above].s) <= 40 and _signs(paras[above].s):
            printed = source.text[paras[above].start : paras[above].end]
            names = [*(part for part in regex.split(r"\s{1,}", printed) if part), *names]
            where.add(above)
            above -= 1
        # Letter-spaced names (国  务  院) are one body, bodies side by side are several.
        names = [_SEAL.sub("", name) for name in names]
        whole = names if all(_BODY_END.search(x) for x in names) else ["".join(names)]
        return date, "、".join(whole), where
    return "", "", set()


_CAPTION = regex.compile(
    rf"^\((?P<number>[^()]*\(\d{{4}}\)\d+号)?(?P<body>[\u4e00-\u9fff]{{4,40}}?){_ISSUED.pattern}(?:印发|发布|公布|通过)?\)$"
)


def _caption(paras: Sequence[Para], top: Sequence[int]) -> tuple[str, str, set[int]]:
    """Number, body and date in one bracket under the title: (某政发〔2023〕3号 某市人民政府 2023年6月30日印发)."""
    for n in top:
        found = _CAPTION.match(paras[n].s)
        if found:
            date = dates.of_month(
                dates.year(found["y"]), int(number(found["m"]) or 0), int(number(found["d"]) or 0)
            ).edtf
            return date, found["body"], {n}
    return "", "", set()


def _signs(s: str) -> bool:
    return (
        bool(_BODY_END.search(_SEAL.sub("", s).rstrip(")")))
        and mark_at(s) is None
        and not regex.search(r"[,。;:《]", s)
    )


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
