"""Find the bodies that a text makes responsible, without a run: `find_bodies`."""

from __future__ import annotations

from dataclasses import dataclass

from taizhang.api import convert_text
from taizhang.errors import InputError
from taizhang.lexicon import lexicons
from taizhang.rules.places import Region, resolve
from taizhang.stages.naming import body as canonical


@dataclass(frozen=True, slots=True)
class Body:
    """An organisation that a text makes responsible for something.

    Attributes:
        start, end: half-open range of the mention in the text, in code points.
        text: the mention as written, ``text[start:end]`` of the text.
        name: completed from the list it stands in (各级党委、政府 → 各级政府).
        body: canonical full name, empty where text and region do not settle it.
        role: lead, responsible, cooperate or supervise.
        level: national, province, city, county or town, empty where it is not clear.
        region: the place it belongs to, empty where it is not known.
        adcode: that place's code of GB/T 2260, empty for 全国 and where it is not known.
    """

    start: int
    end: int
    text: str
    name: str
    body: str
    role: str
    level: str
    region: str
    adcode: str


def find_bodies(text: str, *, region: str | None = None) -> list[Body]:
    """The bodies of a text, read as a plan or as a part of one.

    Args:
        text: a sentence, a closing bracket, a labelled line or a whole plan.
        region: the place that the text is for (``吉林省``, ``长春``); by default what the text itself says. It settles
            what 省, 市 and 县 mean: with 吉林省, 省发改委 is 吉林省发展和改革委员会.

    Returns:
        The bodies in order of their place.

    Raises:
        InputError: the region is no place of GB/T 2260, or several bear its name.
    """
    place = _place(region) if region is not None else None
    found = []
    for row in convert_text(text).tables.rows["bodies"]:
        known = canonical(str(row["name"]), place, lexicons()) if place else None
        found.append(
            Body(
                int(str(row["start"])),
                int(str(row["end"])),
                str(row["body_text"]),
                str(row["name"]),
                known.name if known else str(row["body"] or ""),
                str(row["role"]),
                known.level if known else str(row["level"] or ""),
                known.region if known else str(row["region"] or ""),
                known.adcode if known else str(row["adcode"] or ""),
            )
        )
    return sorted(found, key=lambda b: (b.start, b.end))


def _place(name: str) -> Region:
    if name == "全国":
        return Region("全国", "", "national")
    found = resolve(name, lexicons())
    if found is None:
        raise InputError(
            f"the region {name!r} is not known, or several places bear this name.",
            code="region",
            advice="Give the full name of a province, city, county or district (长春市, 岳麓区), or 全国.",
        )
    return found
