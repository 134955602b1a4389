"""Which constituencies' seats are settled, in plain sentences."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from crosstally.compare.settled import Determined
from crosstally.compare.settled_areas import AreaSettled
from crosstally.findings import Sentence
from crosstally.words import N_

AREAS_NAMED = 12
"""Constituencies that a sentence names; the rest are counted."""


def seats_by_area_said(areas: Mapping[str, AreaSettled]) -> Iterator[Sentence]:
    """How many constituencies' seats are settled, and which are not."""
    named: dict[Determined, list[str]] = {}
    for area, item in areas.items():
        named.setdefault(item.determined, []).append(area)
    settled = len(named.get(Determined.YES, ()))
    if settled == len(areas):
        yield Sentence(
            N_("In all {all} constituencies no missing sheet can change the seats."),
            {"all": len(areas)},
        )
        return
    if settled:
        yield Sentence(
            N_("In {settled} of {all} constituencies no missing sheet can change the seats."),
            {"settled": settled, "all": len(areas)},
        )
    if Determined.NO in named:
        yield _areas_named(
            named[Determined.NO],
            N_("Open, the seats of these constituencies: {areas}."),
            N_("Open, the seats of {count} constituencies, among them: {areas}."),
        )
    if Determined.UNKNOWN in named:
        yield _areas_named(
            named[Determined.UNKNOWN],
            N_("Whether the seats of these are settled, these figures do not say: {areas}."),
            N_(
                "Whether the seats of {count} constituencies are settled, these figures do not say "
                "(among them: {areas})."
            ),
        )


def _areas_named(areas: list[str], all_named: str, some_named: str) -> Sentence:
    values = {"areas": areas[:AREAS_NAMED], "count": len(areas)}
    return Sentence(all_named if len(areas) <= AREAS_NAMED else some_named, values)
