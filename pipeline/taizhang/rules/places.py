"""Places of GB/T 2260 by their full and short names, those that a reform ended included."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from taizhang.lexicon import Lexicons
from taizhang.segment.walk import Walker

LEVELS = ("province", "city", "county")
_LEVEL_WORDS = frozenset("州盟县区旗市")


@dataclass(frozen=True, slots=True)
class Region:
    """A place: canonical name with the places above it left out, GB/T 2260 code, level of government."""

    name: str
    adcode: str
    level: str


@dataclass(frozen=True, slots=True)
class Places:
    """The places table in the shapes that look-ups need.

    Attributes:
        by_name, by_short: full and short names → the places that bear them; full names of the past among them.
        walker: finds all names in a text.
        by_code: GB/T 2260 code → place.
        parents: code → code of the place above.
        words: short names that are ordinary words as well (会同, 合作).
    """

    by_name: dict[str, tuple[Region, ...]]
    by_short: dict[str, tuple[Region, ...]]
    walker: Walker
    by_code: dict[str, Region]
    parents: dict[str, str]
    words: frozenset[str]

    def above(self, region: Region, level: str) -> Region | None:
        """The place of `level` that a region lies in, itself included."""
        at: Region | None = region
        while at is not None and at.level != level:
            at = self.by_code.get(self.parents.get(at.adcode, ""))
        return at


@lru_cache(maxsize=8)
def places(lexicons: Lexicons) -> Places:
    """The places of lexicons/places, indexed."""
    full: dict[str, list[Region]] = {}
    short: dict[str, list[Region]] = {}
    codes: dict[str, Region] = {}
    parents: dict[str, str] = {}
    words: set[str] = set()
    for line in lexicons.table("places/places"):
        region = Region(line["name"], line["adcode"], line["level"])
        codes[region.adcode] = region
        parents[region.adcode] = line["parent"]
        full.setdefault(line["name"], []).append(region)
        if len(line["short"]) > 1:
            short.setdefault(line["short"], []).append(region)
            if "word" in line["care"]:
                words.add(line["short"])
    for line in lexicons.table("places/former"):
        region = Region(line["name"], line["adcode"], line["level"])
        if line["name"] not in full and region.adcode not in codes:
            full[line["name"]] = [region]
            codes[region.adcode] = region
            parents[region.adcode] = line["parent"]
    return Places(
        {k: tuple(v) for k, v in full.items()}, {k: tuple(v) for k, v in short.items()}, Walker([*full, *short]), codes, parents,
        frozenset(words),
    )  # fmt: skip


def best(name: str, known: Places, within: Region | None) -> Region | None:
    """The place that a name means: the only one, the one inside `within`, or a province; None where it is open.

    A short name with its level (延边州, 凉山州) means the place of that level.
    """
    found = known.by_name.get(name) or known.by_short.get(name) or ()
    if not found and name[-1:] in _LEVEL_WORDS:
        found = tuple(r for r in known.by_short.get(name[:-1], ()) if r.name.endswith(name[-1]))
    if within is not None:
        inside = [
            r
            for r in found
            if r.adcode.startswith(within.adcode.rstrip("0")) or within.adcode.startswith(r.adcode.rstrip("0"))
        ]
        if len(inside) == 1:
            return inside[0]
    if len(found) > 1:  # 吉林 and 海南 are the provinces; 朝阳 may be a city or one of two districts
        found = tuple(r for r in found if r.level == "province")
    return found[0] if len(found) == 1 else None


def resolve(name: str, lexicons: Lexicons, within: Region | None = None) -> Region | None:
    """The place that a full or short name means in a plan for `within`; None where it is unknown or ambiguous."""
    return best(name, places(lexicons), within)
