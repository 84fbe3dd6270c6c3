"""The clauses of a sentence: where its commas, colons and brackets stand, looked up in logarithmic time."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

import regex

from taizhang.rules.base import Hit
from taizhang.rules.quantities import Quantity
from taizhang.stages.sentences import brackets

# A half-width full stop ends a clause where no number or Latin word goes on behind it.
BREAK = regex.compile(r"[,;。:!?]|(?<=[\u4e00-\u9fff%)])\.(?![\dA-Za-z])")
_LEAD = 60


class Clauses:
    """The breaks of a sentence, those inside brackets apart from those outside.

    Args:
        s: folded paragraph.
        low, high: the sentence's range in it.
        hits: its quantities; a colon inside one (2:1) is no break.
    """

    def __init__(self, s: str, low: int, high: int, hits: Sequence[Hit[Quantity]]) -> None:
        self.s, self.low, self.high = s, low, high
        self.pairs = {a + low: b + low for a, b in brackets(s[low:high]).items()}
        self._opens = sorted(self.pairs)
        self._outer = self._parents()
        self._numbers = [(h.value.start, h.value.end) for h in hits]
        self._level: dict[int, list[int]] = {}
        self._all = [m.start() for m in BREAK.finditer(s, low, high) if not self._in_number(m.start())]
        self._stops = [k for k in self._all if s[k] in "。;"]

    def _parents(self) -> list[int]:
        """For each opening mark the index of the pair around it in `_opens`, -1 for none."""
        out: list[int] = []
        stack: list[int] = []
        for n, a in enumerate(self._opens):
            while stack and self.pairs[self._opens[stack[-1]]] < a:
                stack.pop()
            out.append(stack[-1] if stack else -1)
            stack.append(n)
        return out

    def _in_number(self, k: int) -> bool:
        n = bisect_right(self._numbers, (k, self.high + 1)) - 1
        return n >= 0 and self._numbers[n][0] <= k < self._numbers[n][1]

    def enclosing(self, at: int) -> dict[str, tuple[int, int]]:
        """Opening mark → innermost pair with that mark that encloses a place."""
        out: dict[str, tuple[int, int]] = {}
        k = bisect_left(self._opens, at) - 1
        while k >= 0:  # what encloses a place is the last pair opened before it, or one of those around that
            a = self._opens[k]
            if self.pairs[a] > at:
                out.setdefault(self.s[a], (a, self.pairs[a]))
            k = self._outer[k]
        return out

    def _range(self, at: int) -> tuple[int, int]:
        """The innermost round bracket around a place, without its marks; the sentence where there is none."""
        found = self.enclosing(at).get("(")
        return (found[0] + 1, found[1]) if found else (self.low, self.high)

    def _breaks(self, low: int, high: int) -> list[int]:
        """Breaks between two places that stand in no bracket opened between them."""
        if low not in self._level:
            found = []
            k = bisect_left(self._all, low)
            closed = low
            o = bisect_left(self._opens, low)
            while k < len(self._all) and self._all[k] < high:
                at = self._all[k]
                while o < len(self._opens) and self._opens[o] < at:
                    if self._opens[o] >= closed:
                        closed = self.pairs[self._opens[o]]
                    o += 1
                if at >= closed:
                    found.append(at)
                k += 1
            self._level[low] = found
        return self._level[low]

    def around(self, start: int, end: int) -> tuple[int, int]:
        """The clause of a range: behind the last break in front of it, up to the next one behind it."""
        low, high = self._range(start)
        breaks = self._breaks(low, high)
        quoted = self.enclosing(start).get("“")
        k = bisect_left(breaks, start)
        a = breaks[k - 1] + 1 if k else low
        if quoted and quoted[0] >= low:  # inside a quotation its own breaks count too
            inner = self._breaks(quoted[0] + 1, quoted[1])
            n = bisect_left(inner, start)
            a = max(a, inner[n - 1] + 1) if n else a
        k = bisect_left(breaks, end)
        return a, breaks[k] if k < len(breaks) else high

    def opens(self, at: int) -> bool:
        """Whether a clause begins at a place."""
        return self.around(at, at + 1)[0] == at

    def alone(self, q: Quantity) -> tuple[int, int] | None:
        """The bracket that holds a quantity and nothing else (积水点(23处))."""
        a, b = self._range(q.start)
        if a > self.low and a == q.before_start and b == q.after_end and self.s[a - 1] == "(":
            return a - 1, b
        return None

    def closing(self, opening: int) -> int:
        """Index of the bracket that closes one; the sentence's last character where none does."""
        return self.pairs.get(opening, self.high - 1)

    def stopped(self, start: int, end: int) -> bool:
        """Whether a ; or 。 stands in a range."""
        k = bisect_left(self._stops, start)
        return k < len(self._stops) and self._stops[k] < end

    def head(self, at: int) -> str:
        """The words before the colon that opens the list in which a place stands; empty where none does."""
        low, high = self._range(at)
        breaks = self._breaks(low, high)
        k = bisect_left(breaks, at) - 1
        while k >= 0 and self.s[breaks[k]] not in ":;。" and at - breaks[k] < 4 * _LEAD:
            k -= 1
        if k < 0 or self.s[breaks[k]] != ":":
            return ""
        start = breaks[k - 1] + 1 if k else low
        return self.s[max(start, breaks[k] - _LEAD) : breaks[k]]

    def lead(self, at: int) -> str:
        """The clause in front of a place's own; empty at the start of the sentence."""
        low, high = self._range(at)
        breaks = self._breaks(low, high)
        k = bisect_left(breaks, at)
        if not k or self.s[breaks[k - 1]] in ";。":
            return ""
        start = breaks[k - 2] + 1 if k > 1 else low
        return self.s[max(start, breaks[k - 1] - _LEAD) : breaks[k - 1]]
