"""Who is made responsible: bodies in labelled fields, in closing brackets, and as subjects of a duty in sentences."""

from __future__ import annotations

from taizhang.stages.body_lists import in_bracket, listed
from taizhang.stages.body_prose import in_prose
from taizhang.stages.body_roles import Mention
from taizhang.stages.doc import Doc

__all__ = ["Mention", "in_bracket", "in_field", "in_prose", "in_tail"]


def in_field(doc: Doc, para: int, start: int, end: int, sentence: int, role: str) -> list[Mention]:
    """The bodies of a labelled field's value, the role of the label given to each that no verb gives another."""
    return listed(doc, para, start, end, sentence, role, "body.label")


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
