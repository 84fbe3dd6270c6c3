"""From paragraphs to a plan on its way through the miners: metadata, outline, sentences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import regex

from taizhang.lexicon import Lexicons
from taizhang.model import Plan, Source, Span, Value, digest, squeeze
from taizhang.rules.places import Region, resolve
from taizhang.stages import fields as field_stage
from taizhang.stages import meta as meta_stage
from taizhang.stages import tables as table_stage
from taizhang.stages.body_roles import declarations
from taizhang.stages.doc import Doc
from taizhang.stages.fields import PROSE, Field
from taizhang.stages.outline import outline
from taizhang.stages.regions import region_of
from taizhang.stages.sentences import sentences
from taizhang.stages.split import Part
from taizhang.stages.tables import Layout
from taizhang.stages.text import Para


@dataclass(slots=True)
class Draft:
    """A plan ready for mining.

    Attributes:
        doc: its text and structure.
        region: the place it is for, None where it is not said.
        fields: paragraph index → labelled fields that it opens with.
        force: paragraph index → prose field in force.
        tables: what the cells of its tables mean.
        columns: columns of its row in the plans table.
    """

    doc: Doc
    region: Region | None
    fields: dict[int, list[Field]]
    force: dict[int, str]
    tables: Layout
    columns: dict[str, Value]


def draft(
    source: Source, paras: Sequence[Para], part: Part, number: int, siblings: int, lexicons: Lexicons,
    supplied: Mapping[str, str],
) -> Draft:  # fmt: skip
    """Read a part's metadata and structure.

    Args:
        source: the file.
        paras: all its paragraphs.
        part: the plan's range of them.
        number: 1-based number of the plan in the file.
        siblings: how many plans the file holds.
        lexicons: word lists.
        supplied: columns that a --meta table gives; they overrule the text.
    """
    meta = meta_stage.read(source, paras, part, lexicons)
    columns: dict[str, Value] = dict(meta.columns)
    given = {k: v for k, v in supplied.items() if k != "year" and v}
    columns.update(given)
    if supplied.get("year") and not columns.get("issued"):
        columns["issued"] = supplied["year"]
        given["issued"] = supplied["year"]
    region = meta.region
    if "title" in given:  # a title that comes from outside says as much as one in the text
        columns["kind"] = columns.get("kind") or meta_stage.kind_of(given["title"], lexicons) or None
        named = region_of(given["title"], "", "", lexicons) if region is None or not region.name else None
        if named is not None and named.name:
            region = named
            columns.update({k: columns.get(k) or v for k, v in _place(named).items()})
    if "region" in given and (place := resolve(given["region"], lexicons)) is not None:
        region = place
        columns.update({k: v for k, v in _place(place).items() if k not in given})
    columns["supplied"] = "|".join(sorted(given))
    own = list(paras[part.first : part.last])
    start = own[0].start
    end = paras[part.last].start if part.last < len(paras) else len(source.text)
    plan = Plan(_plan_id(columns, source, number, siblings), Span(start, end), columns)
    matter = frozenset(m - part.first for m in meta.matter) | _notes(own)
    found = field_stage.labelled(own, lexicons)
    sections = outline(own, lexicons, frozenset(found), matter)
    values = frozenset(n for n, f in found.items() if f[0].field not in PROSE or f[0].end <= f[0].start)
    text = "".join(p.s for p in own)
    declared = declarations(text)
    tables = table_stage.layout(own, lexicons)
    doc = Doc(source, plan, lexicons, own, sections, sentences(own, sections, values, matter, tables), declared)
    return Draft(doc, region, found, field_stage.in_force(own, sections, found), tables, columns)


def _place(region: Region) -> dict[str, str]:
    return {"region": region.name, "adcode": region.adcode, "level": region.level}


def _notes(paras: Sequence[Para]) -> frozenset[int]:
    """Paragraphs of notes under a table (注:①…, ②…), which explain and commit nobody."""
    out: set[int] = set()
    for n, para in enumerate(paras):
        if regex.match(r"(?:注|备注|说明)\d?:", para.s) or (n - 1 in out and regex.match(r"[①-⑳]|\d\.", para.s)):
            out.add(n)
    return frozenset(out)


def _plan_id(columns: Mapping[str, Value], source: Source, number: int, siblings: int) -> str:
    """The plan's own key: its document number, else its cleaned title with its issuer, else the file's hash."""
    title, doc_number = str(columns.get("title") or ""), str(columns.get("doc_number") or "")
    if doc_number:
        parts = (doc_number, squeeze(title)) if siblings > 1 else (doc_number,)
    elif title:
        parts = (squeeze(title), str(columns.get("issuer") or ""))
    else:
        parts = (source.sha256, str(number))
    return "p" + digest(*parts)
