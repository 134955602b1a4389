"""Figures of one polling station: “at polling station No. 101 A received 543 votes”.

The words that name the station are taken out of the sentence, and the rest is read as any other
statement; what it states is then held against that station's sheets.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from crosstally.claims.drafting.context import Context, Drafted
from crosstally.claims.drafting.grammar import words
from crosstally.claims.drafting.mentions import flat
from crosstally.claims.drafting.places import NATIONWIDE
from crosstally.claims.drafting.recognise import recognise
from crosstally.election.areas import AreaLookup
from crosstally.words import _

_STATION = words(r"""
    (?:\b(?:at|in|from|for|of|на|в|из)\s+)?(?:\b(?:the|our|this)\s+)?\b(?:polling[\s-]+(?:station|
    place)|precinct|ballot[\s-]+box|box|station|(?:избирательн\w+\s+)?участ(?:ок|
    к\w*))(?P<several>s?)[\s,]*(?:(?:no|nr|num)\b\.?|number|№|
    #)?\s*(?P<code>\w(?:[\w./-]{0,40}\w)?)(?![\w.,]*\d)(?!\s?(?:%|per\s?cent|pct|процент))""")
_INSIDE = re.compile(r",?\s+(?:in|of|в)\s+(?:the\s+)?", re.I)
_OF_A_SHEET = frozenset(
    ("votes", "share", "rank", "turnout", "registered", "cast", "invalid_share")
)
_NOT_OF_A_SHEET = frozenset(("area", "level", "quantifier", "over", "on", "stage", "at"))


@dataclass(frozen=True)
class NamedStation:
    """Where a sentence names a polling station, and which it is."""

    start: int
    end: int
    code: str | None
    """None where the folder holds none by that number, or several."""


class Stations:
    """Finds the stations of an election by their codes, whole or without the district before it."""

    def __init__(self, areas: AreaLookup, level: str) -> None:
        self._areas = areas
        self._level = level
        self._short: dict[str, list[str]] | None = None

    def code(self, written: str, inside: str | None) -> str | None:
        """The station that a number means, inside an area where one is named; None if unclear."""
        codes = self._by_number().get(_number(written), [])
        area = self._areas.areas.get(written)
        if area is not None and area.level == self._level:
            codes = [written]
        if inside is not None:
            within = {area.id for area in self._areas.below(inside, self._level)}
            codes = [code for code in codes if code in within]
        return codes[0] if len(codes) == 1 else None

    def _by_number(self) -> dict[str, list[str]]:
        if self._short is None:
            self._short = {}
            for area in self._areas.of_level(self._level):
                for name in {_number(area.id), _number(area.id.rsplit("/", 1)[-1])}:
                    self._short.setdefault(name, []).append(area.id)
        return self._short


def _number(code: str) -> str:
    """A code without the zeros before it, in small letters."""
    return code.lstrip("0").casefold()


def recognised(context: Context, stations: Stations) -> list[Drafted]:
    """The tests that a sentence's words stand for, those of a single station with its code."""
    named = _named(context, stations)
    if not named:
        return recognise(context)
    of_one = list(_of_stations(context, named, recognise(_without(context, named))))
    others = [item for item in recognise(context) if not _near(context, named, item)]
    return _with_names([*others, *of_one], named)


def station_named_in(text: str) -> str | None:
    """The words that name the first polling station by number; None where none is named."""
    named = (match for match in _STATION.finditer(flat(text)) if re.search(r"\d", match["code"]))
    return next((match.group().strip() for match in named), None)


def _named(context: Context, stations: Stations) -> list[NamedStation]:
    found = []
    text = flat(context.read.text)
    for match in _STATION.finditer(text):
        if not re.search(r"\d", match["code"]):
            continue
        end, inside = match.end(), None
        behind = _INSIDE.match(text, end)
        place = context.read.at(behind.end()) if behind else None
        if place is not None and place.kind == "area":
            end, inside = place.end, place.id
        known = not match["several"] and not (place and place.kind == "area" and inside is None)
        code = stations.code(match["code"], inside) if known else None
        found.append(NamedStation(match.start(), end, code))
    return found


def _without(context: Context, named: Iterable[NamedStation]) -> Context:
    """The sentence with blanks for the stations it names, and nothing found in it yet."""
    mask = context.mask
    for one in named:
        mask = mask[: one.start] + " " * (one.end - one.start) + mask[one.end :]
    return replace(context, read=replace(context.read, mask=mask), found=[], refused=[])


def _of_stations(
    context: Context, named: list[NamedStation], rest: list[Drafted]
) -> Iterator[Drafted]:
    """Of the tests of a sentence without the names of its stations, those of the one station that
    their part of it names."""
    for item in rest:
        near = _near(context, named, item)
        low, high = context.scope(item.start, item.end)
        if len(near) != 1 or NATIONWIDE.search(context.mask[low:high]):
            continue
        (one,) = near
        if one.code is None:
            words = context.read.text[one.start : one.end].strip()
            context.refuse(
                _("Which station “{words}” is, this folder does not say.").format(words=words)
            )
        elif item.test["measure"] in _OF_A_SHEET and not _NOT_OF_A_SHEET & set(item.test):
            yield replace(item, test={**item.test, "station": one.code})


def _near(context: Context, named: list[NamedStation], item: Drafted) -> list[NamedStation]:
    low, high = context.scope(item.start, item.end)
    return [one for one in named if low <= one.start < high]


def _with_names(found: list[Drafted], named: list[NamedStation]) -> list[Drafted]:
    """Each name of a station is among the words of the test that stands nearest to it."""
    for one in named:
        own = [
            item for item in found if "station" in item.test and item.test["station"] == one.code
        ]
        if own:
            nearest = min(own, key=lambda item: max(item.start - one.end, one.start - item.end))
            wider = replace(
                nearest, start=min(nearest.start, one.start), end=max(nearest.end, one.end)
            )
            found = [wider if item is nearest else item for item in found]
    return sorted(found, key=lambda item: (item.start, item.end))
