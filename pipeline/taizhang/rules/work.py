"""Amounts of work: 新建7座…, 建设碳汇林90万亩, 培育3家…、20家…, 对46家企业实施…."""

from __future__ import annotations

from dataclasses import replace

import regex

from taizhang.rules.frames import Bound, Context, Frame, Words, made
from taizhang.rules.indicator import complete, headed, lead_off, name_of, scope_of, share
from taizhang.rules.quantities import Quantity

_TRAIL_SCOPE = regex.compile(r"(?:全[国省市县区州旗]|各[市县区州])$")
# 18个园区完成污水零直排建设; 对46家企业实施深度治理: the things are counted first, then what is done with them.
DONE_TO = regex.compile(
    r"^的?(?P<thing>[^,。;:]{2,24}?)(?:全面|全部|基本|均)?(?P<did>完成|实施|建成|实现|达到)(?P<what>[^,。;:]{2,24})$"
)
_CLOSES = frozenset("、,;。.)(和及以并且")
_ADDED = frozenset({"新增", "新增加", "增加", "净增", "净增加", "增", "年新增"})
# 对积水点(23处)开展整治: what is done stands behind the count.
_DO_TO = regex.compile(r"^(?:逐一|全面|集中|限期|分类)?(?:开展|实施|进行|完成)(?P<what>[^,。;:]{2,24})$")
_LONGEST_TOPIC = 16
_WHOLE = 4
# Of these one is a number; 一个, 一批 and 一套 are mostly articles.
_SINGLE = frozenset("座所处家条台辆栋艘名户口眼")
_LIGHT = regex.compile(r"^(?:加快|推进|推动|加强|开展|实施|完成|组织|强化|大力|全面|深入|扎实|着力|做好|抓好|持续)+")


def work(
    pre: str, post: str, bound: Bound, q: Quantity, words: Words, inherited: Frame | None, kind: str, context: Context,
    topic: str,
) -> Frame | str:  # fmt: skip
    """The frame of an amount of work, or the reason why the number is none.

    Args:
        pre, post: words in front of and behind the number in its clause.
        bound: its bound.
        q: the number.
        words: the verbs and nouns that decide.
        inherited: frame of the number before, where both stand in one list.
        kind: of its unit (counter, unit, rate, composite_head, compound).
        context: lexicons, role.
        topic: the heading above.
    """
    lexicons = context.lexicons
    if q.unit_text in words.uncounted or not q.unit_text:
        return "framework"
    noun = post.removesuffix("等")
    if kind == "counter" and words.framework.match(noun):
        return "framework"
    bare = lead_off(pre)
    scope = scope_of(pre)
    listed = inherited is not None and inherited.form == "work"
    first = _first(bare, words, listed, bare + noun)
    front = bare
    ends = words.work_end.search(_TRAIL_SCOPE.sub("", front))
    if ends is None:  # 推动全省100家企业…: here the adverb is the verb
        front = pre.strip("、,")
        ends = words.work_end.search(_TRAIL_SCOPE.sub("", front))
    closes = not noun or noun[0] in _CLOSES or kind != "counter"
    if q.spelt and q.value == 1 and not (ends and q.unit_text in _SINGLE):
        return "idiom"  # 整改一个、销号一个
    if ends and (
        first is None or (bare.endswith(ends["verb"]) and first.end() >= len(bare)) or (noun and kind == "counter")
    ):
        thing = noun or name_of(front[: ends.start()], lexicons)
        if not thing:
            return _unnamed(ends["verb"], bound, scope, words, inherited if listed else None, context, topic)
        return _turned(ends["verb"], thing, noun, bound, scope, words, context)
    if first and closes:
        rest = bare[first.end() :] + noun
        if not rest or rest in words.works:
            return _unnamed(first["verb"] + rest, bound, scope, words, inherited if listed else None, context, topic)
        return _amount(first["verb"], bare[first.end() :] + noun, bound, scope, words, context)
    if bare.endswith("的"):
        return "described"
    if listed and inherited is not None:
        name = complete(name_of(bare, lexicons), inherited.noun, lexicons) if not noun else name_of(bare, lexicons)
        own = words.act.match(bare)
        acts = own is not None and own["verb"] not in words.weak and len(bare) > own.end() + 1
        if acts or (headed(name, lexicons) and not noun):
            return _amount("", name + noun, bound, scope, words, context)
        return _amount(inherited.verb, _head_shared(inherited.noun, name) + noun, bound, scope, words, context)
    if inherited is not None and inherited.form == "level" and name_of(bare, lexicons) and not noun:
        name = complete(name_of(bare, lexicons), inherited.indicator, lexicons)
        comparator = bound.comparator or inherited.implied
        return replace(inherited, indicator=name, names=(), comparator=comparator, basis=bound.basis, bound=bound.words)
    act = words.act.search(bare)
    if act and closes and (not noun or noun[0] == "并") and act.end() < len(bare):
        return _amount(act["verb"], bare[act.end() :], bound, scope, words, context)
    does = _DO_TO.match(noun)
    if does and bare.startswith("对") and len(bare) > 2:
        return _amount("", bare[1:] + does["what"], bound, scope, words, context)
    done = DONE_TO.match(noun) if kind == "counter" and name_of(bare, lexicons) in ("", "对") else None
    if done and (context.committed or bare == "对") and not words.framework.match(done["thing"]):
        return _amount("", done["thing"] + done["did"] + done["what"], bound, scope, words, context)
    if (q.after or q.before) and closes and not noun and name_of(bare, lexicons) and not bare.startswith("对"):
        return _amount("", name_of(bare, lexicons), bound, scope, words, context)
    return "no_verb"


def _first(bare: str, words: Words, listed: bool, whole: str) -> regex.Match[str] | None:
    """The verb in front: the first that is no part of a noun (供水管网, 综合运输服务站), else one that opens the words.

    In a list the verb may be that of the item before; then a word that opens the name of a facility is no verb.
    """
    weak = None
    for found in words.work.finditer(bare):
        if found["verb"] not in words.weak:
            return found
        if found.start() == 0 and not (listed and words.facility.search(whole)):
            weak = found
    return weak


def _turned(verb: str, thing: str, noun: str, bound: Bound, scope: str, words: Words, context: Context) -> Frame | str:
    """A verb right in front of the number: 新建污水处理厂 of 污水处理厂新建7座, 建筑节能改造 of 实施建筑节能改造30万平方米."""
    frame = _amount(verb, thing, bound, scope, words, context)
    if noun or isinstance(frame, str) or verb in words.increase or verb[0] in "新建扩":
        return frame
    thing = _LIGHT.sub("", thing)
    return replace(frame, indicator=thing + verb, noun=thing, names=())


def _unnamed(
    verb: str, bound: Bound, scope: str, words: Words, listed: Frame | None, context: Context, topic: str
) -> Frame | str:
    """An amount of work without an object: that of the number before it, or of the heading above."""
    done = verb.removeprefix("完成")
    if len(done) >= _WHOLE:  # 人工造林, 封山育林: the object is in the verb
        return _amount(verb, "", bound, scope, words, context)
    if listed is not None:
        thing = listed.noun
        frame = _amount(verb, thing, bound, scope, words, context)
        if isinstance(frame, str) or not (verb.endswith("投资") or verb in words.weak):
            return frame
        return replace(frame, indicator=(listed.indicator if verb.endswith("投资") else thing) + verb)
    thing = _LIGHT.sub("", topic)
    if not done or done not in thing or len(thing) > _LONGEST_TOPIC:
        return _amount(verb, "", bound, scope, words, context)
    if not thing.startswith(done):
        return _amount("", thing, bound, scope, words, context)
    frame = _amount(verb, thing.removeprefix(done), bound, scope, words, context)
    return frame if isinstance(frame, str) else replace(frame, indicator=thing.removeprefix(done) + done)


def _head_shared(before: str, noun: str) -> str:
    """省级高标准示范小区270个、示范村100个: the second noun shares what stood before its own first word."""
    at = before.rfind(noun[:2]) if len(noun) > 1 else -1
    return before[:at] + noun if at > 0 else noun


def _amount(verb: str, noun: str, bound: Bound, scope: str, words: Words, context: Context) -> Frame | str:
    noun = noun.strip("、,的. ")
    if not noun and not verb:
        return "no_indicator"
    if (verb in words.drafts and words.drafted.search(noun)) or noun.endswith("方面"):
        return "framework"
    change = "increase" if verb in _ADDED or verb.startswith("新增") else ""
    name = noun if verb == "完成" and len(noun) > 3 else verb + noun
    if not bound.comparator:
        bound = replace(bound, comparator="=")
    kind = "change_abs" if change else "work_amount"
    joint = "" if name == noun else verb
    names = tuple((a, joint + b) for a, b in share(noun, context.lexicons)) if len(noun) < 40 else ()
    return made("work", bound, change, kind, name, scope, verb=verb, noun=noun, names=names)
