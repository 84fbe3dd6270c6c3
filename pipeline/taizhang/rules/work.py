"""Amounts of work: 新建7座…, 建设碳汇林90万亩, 培育3家…、20家…, 对46家企业实施…."""

from __future__ import annotations

from dataclasses import replace

import regex

from taizhang.rules.frames import Bound, Context, Frame, Words, made
from taizhang.rules.indicator import complete, lead_off, name_of, scope_of, share, tail_of
from taizhang.rules.quantities import Quantity

_TRAIL_SCOPE = regex.compile(r"(?:全[国省市县区州旗]|各[市县区州])$")
# 18个园区完成污水零直排建设; 对46家企业实施深度治理: the things are counted first, then what is done with them.
_DONE_TO = regex.compile(r"^的?(?P<thing>[^,。;:]{2,24}?)(?:全面|全部|基本|均)?(?P<did>完成|实施|建成|实现|达到)(?P<what>[^,。;:]{2,24})$")
_CLOSES = frozenset("、,;。.)(和及以并且")
_ADDED = ("新增", "增加", "净增", "增")
_MONEY = "元"


def work(
    pre: str, post: str, bound: Bound, q: Quantity, words: Words, inherited: Frame | None, kind: str, context: Context
) -> Frame | str:
    """The frame of an amount of work, or the reason why the number is none.

    Args:
        pre, post: words in front of and behind the number in its clause.
        bound: its bound.
        q: the number.
        words: the verbs and nouns that decide.
        inherited: frame of the number before, where both stand in one list.
        kind: of its unit (counter, unit, rate, composite_head, compound).
        context: lexicons, role.
    """
    lexicons = context.lexicons
    if q.unit_text in words.uncounted or not q.unit_text:
        return "framework"
    noun = post.removesuffix("等")
    if kind == "counter" and words.framework.match(noun):
        return "framework"
    bare = lead_off(pre)
    scope = scope_of(pre)
    first = words.work.search(bare)
    listed = inherited is not None and inherited.form == "work"
    if listed and first is not None and first["verb"] in words.weak:
        first = None
    ends = words.work_end.search(_TRAIL_SCOPE.sub("", pre.strip("、,")))
    closes = not noun or noun[0] in _CLOSES or kind != "counter"
    if kind == "counter" and _opens_with_one(pre, q) and not (ends or q.before):
        return "idiom"
    if ends and (first is None or bare.endswith(ends["verb"]) and first.end() >= len(bare) or noun and kind == "counter"):
        thing = noun or name_of(pre[: ends.start()], lexicons)
        if not thing and listed and inherited is not None:
            thing = inherited.noun
        return _amount(ends["verb"], thing, bound, scope, words, context)
    if first and closes:
        return _amount(first["verb"], bare[first.end() :] + noun, bound, scope, words, context)
    if bare.endswith("的"):
        return "described"
    if listed and inherited is not None:
        name = complete(name_of(bare, lexicons), inherited.noun, lexicons) if not noun else name_of(bare, lexicons)
        return _amount(inherited.verb, _head_shared(inherited.noun, name) + noun, bound, scope, words, context)
    if inherited is not None and inherited.form == "level" and name_of(bare, lexicons) and not noun:
        name = complete(name_of(bare, lexicons), inherited.indicator, lexicons)
        comparator = bound.comparator or inherited.implied
        return replace(inherited, indicator=name, names=(), comparator=comparator, basis=bound.basis, bound=bound.words)
    acts = words.act.search(bare)
    if acts and closes and (not noun or noun[0] == "并") and acts.end() < len(bare):
        return _amount(acts["verb"], bare[acts.end() :], bound, scope, words, context)
    done = _DONE_TO.match(noun) if kind in ("counter", "composite_head") and name_of(bare, lexicons) in ("", "对") else None
    if done and (context.committed or bare == "对") and not words.framework.match(done["thing"]):
        return _amount("", done["thing"] + done["did"] + done["what"], bound, scope, words, context)
    if (q.after or q.before) and closes and not noun and name_of(bare, lexicons):
        return _amount("", name_of(bare, lexicons), bound, scope, words, context)
    return "no_verb"


def _opens_with_one(pre: str, q: Quantity) -> bool:
    return q.value == 1 and q.end - q.start == 2 and not pre.endswith(("新建", "建成", "至少"))


def _head_shared(before: str, noun: str) -> str:
    """省级高标准示范小区270个、示范村100个: the second noun shares what stood before its own first word."""
    at = before.rfind(noun[:2]) if len(noun) > 1 else -1
    return before[:at] + noun if at > 0 else noun


def _amount(verb: str, noun: str, bound: Bound, scope: str, words: Words, context: Context) -> Frame | str:
    noun = noun.strip("、,的. ")
    if not noun and not verb:
        return "no_indicator"
    if verb in words.drafts and words.drafted.search(noun):
        return "framework"
    change = "increase" if verb.startswith(_ADDED) else ""
    name = noun if verb == "完成" and len(noun) > 3 else verb + noun
    if not bound.comparator:
        bound = replace(bound, comparator="=")
    kind = "change_abs" if change else "work_amount"
    names = share(noun, context.lexicons) if len(noun) < 40 else ()
    return made("work", bound, change, kind, name, scope, verb=verb, noun=noun, names=names)
