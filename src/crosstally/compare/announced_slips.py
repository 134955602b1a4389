"""Plain explanations of announced figures that differ: tried before anything else is thought."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from crosstally.compare.announced import Announced, Stated, seeming_unit, span_of
from crosstally.compare.explanations import (
    SpecialKind,
    alliances,
    earlier_stage,
    every_difference,
    transposed,
    within_alliances,
)
from crosstally.compare.misplaced import (
    COUNTED_TWICE,
    LEFT_OUT,
    MIN_FIGURES,
    PART_COUNTED_TWICE,
    PART_LEFT_OUT,
)
from crosstally.compare.sheets_held import SheetsHeld
from crosstally.findings import Plural, Sentence, plural
from crosstally.tabulation.figures import AddedUpOtherwise
from crosstally.words import N_


@dataclass(frozen=True)
class Slip:
    """A figure as stated and as the sheets have it."""

    name: str
    stated: int
    held: int


def both_rows(stations: int) -> Plural:
    """Rows of stations that stand twice were both added up."""
    return plural(
        "Both rows of the station that stands twice may have been added up: that gives what is "
        "stated.",
        "Both rows of the {n} stations that stand twice may have been added up: that gives what "
        "is stated.",
        stations,
    )


def explanations(
    announced: Announced, found: Sequence[Slip], stated: Stated
) -> tuple[Sentence, ...]:
    """What would make the difference a slip, each in a sentence."""
    given: list[Sentence] = []
    for item in found:
        values = {"stated": item.stated, "held": item.held}
        if transposed(item.stated, item.held):
            given.append(
                Sentence(
                    N_("Two neighbouring digits may have changed places: {stated} and {held}."),
                    values,
                )
            )
        unit = seeming_unit(item.stated)
        if unit > stated.unit(item.name) and item.held in span_of(item.stated, unit):
            given.append(
                Sentence(
                    N_("{stated} may have been rounded to {unit}; {held} would give it."),
                    values | {"unit": unit},
                )
            )
    given.extend(
        Sentence(
            N_("Two figures may have changed places: {one} and {two}."),
            {"one": announced.label(one.name), "two": announced.label(two.name)},
        )
        for one, two in combinations(found, 2)
        if one.stated == two.held and two.stated == one.held
    )
    return tuple(given)


def other_sums(
    announced: Announced,
    sheets: SheetsHeld,
    otherwise: AddedUpOtherwise,
    stated: Stated,
    found: Sequence[Slip],
) -> Iterator[Sentence]:
    """What else the sheets could have been added up to, where that gives every figure stated:
    without stations of one kind, as they stood at an earlier stage, without one station or area
    or with one twice, or with votes under another member of their alliance."""
    area = stated.area.id
    held = {
        name: (count, own.value)
        for name in stated.names
        if (count := stated.count(name)) is not None
        and (own := sheets.held(area, name)) is not None
    }
    for other, figure in sheets.other_sums(area, otherwise):
        spans = {name: stated.span(name, loose=True) for name in held}
        values = {name: figure(name) for name in held}
        fits = all(
            span is not None and (value := values[name]) is not None and value in span
            for name, span in spans.items()
        )
        if fits and other.stage is not None:
            yield earlier_stage(other.stage, every_difference(len(found)))
        elif fits and other.attribute is not None and _no_chance(other.stations, len(found)):
            kind = SpecialKind(other.attribute, other.value, other.stations)
            yield kind.sentence(len(found))
    yield from _one_part(sheets, stated, held)
    pairs = {item.name: (item.stated, item.held) for item in found}
    elsewhere = within_alliances(pairs, alliances(announced.question))
    if elsewhere is not None:
        yield elsewhere


def _no_chance(stations: int, figures: int) -> bool:
    """Whether a kind of stations does not fit a difference merely because some station would."""
    return figures >= MIN_FIGURES or (stations > 1 and figures > 1)


def _one_part(
    sheets: SheetsHeld, stated: Stated, held: Mapping[str, tuple[int, int]]
) -> Iterator[Sentence]:
    gaps = {name: count - own for name, (count, own) in held.items()}
    apart = [gap for gap in gaps.values() if gap]
    more = all(gap > 0 for gap in apart)
    if len(apart) < MIN_FIGURES or not (more or all(gap < 0 for gap in apart)):
        return
    area = stated.area
    figures = {name: abs(gap) for name, gap in gaps.items()}
    station = sheets.station_with(area.id, figures)
    if station is not None:
        template = COUNTED_TWICE if more else LEFT_OUT
        yield Sentence(template, {"station": station, "area": area.name})
    elif (part := sheets.part_with(area.id, figures)) is not None:
        template = PART_COUNTED_TWICE if more else PART_LEFT_OUT
        yield Sentence(template, {"part": part, "area": area.name})
