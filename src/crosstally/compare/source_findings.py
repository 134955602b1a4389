"""What comparing two sources station by station gives, and how it is said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from crosstally.compare.explanations import slips
from crosstally.compare.one_sided import one_sided
from crosstally.compare.said import Said
from crosstally.findings import (
    Checked,
    CheckRun,
    Code,
    Finding,
    Plural,
    Sentence,
    Tier,
    plural,
    register,
)
from crosstally.words import N_

DIFFERS = register(
    Code(
        name="SOURCE-DIFFERS",
        tier=Tier.DECISIVE,
        title=N_("Two sources state different figures for one station"),
        means=N_(
            "Both sources give a figure of the same sheet, and the figures are not the same. "
            "They cannot both be right."
        ),
        does_not_mean=N_(
            "It does not say which of the two is right. Typing errors, a swapped column "
            "and a later lawful correction look the same as anything else."
        ),
        source=N_(
            "Comparison of every field and option, station by station, through the crosswalk."
        ),
    )
)
EXPLAINED = register(
    Code(
        name="SOURCE-EXPLAINED",
        tier=Tier.INDICATIVE,
        title=N_("Two sources count an alliance's votes in different places"),
        means=N_(
            "Two sources differ at stations, all or so many as the finding says, only in which "
            "member of an alliance its votes stand under: with the alliance's votes added up they "
            "agree there."
        ),
        does_not_mean=N_("It does not say under which member the votes belong."),
        source=N_("The alliances in election.yaml."),
    )
)
ONE_WAY = register(
    Code(
        name="SOURCE-ONE-WAY",
        tier=Tier.INDICATIVE,
        title=N_("One of two sources has the votes of one way of voting alone"),
        means=N_(
            "Two sources differ at stations, and there, all or so many as the finding says, one "
            "that names no way of voting has exactly the figures that the other states of one of "
            "them: the votes that came by the others are not on its sheets."
        ),
        does_not_mean=N_(
            "It does not prove that its sheets are of that way alone. Where they are, `channel:` "
            "at their file in election.yaml says so."
        ),
        source=N_("The channels of the returns in election.yaml."),
    )
)
SLIP = register(
    Code(
        name="SOURCE-SLIP",
        tier=Tier.DECISIVE,
        title=N_("One slip accounts for differences between two sources"),
        means=N_(
            "Two sources differ at stations, and one slip, such as rows shifted by one or two "
            "options swapped, accounts for every one of these differences, or for so many as the "
            "finding says. As they stand the two cannot both be right; with the slip undone they "
            "agree at these stations."
        ),
        does_not_mean=N_("It does not prove that this slip was made, nor in which source."),
        source=N_("Each slip is tried on all stations that differ."),
    )
)
OTHER_ACT = register(
    Code(
        name="SOURCE-OTHER-ACT",
        tier=Tier.INDICATIVE,
        title=N_("Two sources have sheets of one station that are not of the same act"),
        means=N_(
            "One source has the figures of a recount, a ruling or a rerun and the other does not, "
            "or one is preliminary, or they count votes that came by other ways (early, by post). "
            "Such sheets need not be the same, and are not compared."
        ),
        does_not_mean=N_("It does not mean that the figures differ, nor that they agree."),
        source=N_("The stages and channels of the returns in election.yaml."),
    )
)
NOTHING_IN_COMMON = register(
    Code(
        name="SOURCE-FEW-IN-COMMON",
        tier=Tier.INDICATIVE,
        title=N_("Two sources share few or no station codes"),
        means=N_(
            "Most station codes of one source are none of the other's. Either they hold sheets of "
            "different stations, or they code the same stations differently: then coverage and "
            "bounds count one station twice until `crosswalk.csv` says which is which."
        ),
        does_not_mean=N_("It does not mean that the figures differ."),
        source=N_("The station codes of both; `crosstally match` drafts `crosswalk.csv`."),
    )
)


NAMED = 3
"""Figures that differ and are named in a finding's sentence, the furthest apart first."""


@dataclass(frozen=True)
class StationDifference:
    """A station at which two sources state different figures."""

    station: str
    name: str
    area: str
    """Id of the smallest area it stands in."""
    figures: Mapping[str, tuple[int | None, int | None]]
    """Field or option → (first source, second source), only those that differ."""
    votes: int
    """Votes moved: the larger of what options gained and lost together."""
    codes: Mapping[str, str] = field(default_factory=dict)
    """Source → its own code of the station, where a crosswalk translates it."""
    places: Mapping[str, tuple[str, int]] = field(default_factory=dict)
    """Source → (file, row in it) of its figures."""
    figures_of: str | None = None
    """The one other station at which the first source has all that the second has here."""
    stages: Mapping[str, str] = field(default_factory=dict)
    """Source → the stage of its figures, where its file is of one."""


@dataclass(frozen=True)
class Slip:
    """One slip that accounts for what differs at some stations, or at all of them."""

    sentence: Sentence
    stations: frozenset[str]
    code: Code = SLIP
    """Of what is no contradiction once it is said, the code that says so."""

    def accounts_for(self, differ: int) -> bool:
        """Whether nothing else is needed, of ``differ`` stations that differ."""
        return len(self.stations) >= differ


@dataclass(frozen=True)
class SourceComparison:
    """What station-by-station comparison of two sources in one contest gives."""

    first: str
    second: str
    agree: int
    differ: int
    only_first: int
    only_second: int
    differing_figures: Mapping[str, int] = field(default_factory=dict)
    """Field or option → at how many stations it differs."""
    net: Mapping[str, int] = field(default_factory=dict)
    """Field or option → second minus first, summed over stations in both."""
    gross: Mapping[str, int] = field(default_factory=dict)
    """Field or option → absolute differences, summed."""
    gains: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    """Option → (stations where the second source has more, where it has fewer)."""
    largest: Sequence[StationDifference] = ()
    """Ranked by votes moved, the most first; at most the limit that was asked for."""
    slips: Sequence[Slip] = ()
    """Slips that each account for every difference, or for several."""
    apart: int = 0
    """In both, but of another act (a recount) or way of voting: not compared."""

    @property
    def explanations(self) -> Sequence[Sentence]:
        """All that accounts for every difference by itself."""
        return [slip.sentence for slip in self.slips if slip.accounts_for(self.differ)]

    @property
    def slipped(self) -> frozenset[str]:
        """The stations that some slip accounts for."""
        return frozenset().union(*(slip.stations for slip in self.slips))


def source_findings(said: Said, comparison: SourceComparison) -> Checked:
    """One finding a station that differs; one for all where a slip accounts for them."""
    run = CheckRun(
        DIFFERS.name,
        said.contest,
        comparison.second,
        f"{comparison.first} / {comparison.second}",
        checked=comparison.agree + comparison.differ,
        failed=comparison.differ,
        not_checked=comparison.only_first + comparison.only_second + comparison.apart,
        votes=sum(item.votes for item in comparison.largest),
    )
    if comparison.explanations:
        return Checked((_explained(said, comparison),), (run,))
    slipped = comparison.slipped
    findings = [_slipped(said, comparison, slip) for slip in comparison.slips]
    listed = [item for item in comparison.largest if item.station not in slipped]
    findings += [_finding(said, comparison, item) for item in listed]
    findings += [_other_act(said, comparison)] if comparison.apart else []
    findings += _few_in_common(said, comparison)
    beyond = comparison.differ - len(slipped) - len(listed)
    if 2 * len(slipped) < comparison.differ:  # else most of what moved is explained
        findings += one_sided(said, comparison)
    return Checked(tuple(findings), (run,), {DIFFERS.name: beyond} if beyond else {})


def _few_in_common(said: Said, comparison: SourceComparison) -> list[Finding]:
    both = comparison.agree + comparison.differ + comparison.apart
    fewest = both + min(comparison.only_first, comparison.only_second)
    if 10 * both >= fewest:
        return []
    return [
        Finding(
            code=NOTHING_IN_COMMON,
            contest=said.contest,
            source=comparison.second,
            template=N_(
                "{first} and {second} have {both} station codes in common, of {one} and {two}. If "
                "they code the same stations differently, `crosstally match` drafts which is which"
            ),
            values={
                "first": said.source(comparison.first),
                "second": said.source(comparison.second),
                "both": both,
                "one": both + comparison.only_first,
                "two": both + comparison.only_second,
            },
            figures={
                "in_common": both,
                comparison.first: both + comparison.only_first,
                comparison.second: both + comparison.only_second,
            },
        )
    ]


def so_many_stations(count: int) -> Plural:
    """At how many stations something was found."""
    return plural("one station", "{n} stations", count)


def _other_act(said: Said, comparison: SourceComparison) -> Finding:
    return Finding(
        code=OTHER_ACT,
        contest=said.contest,
        source=comparison.second,
        template=N_(
            "At {apart} {first} and {second} state figures of different acts or ways of voting: "
            "they are not compared"
        ),
        values={
            "apart": so_many_stations(comparison.apart),
            "first": said.source(comparison.first),
            "second": said.source(comparison.second),
        },
        figures={"apart": comparison.apart},
    )


def _explained(said: Said, comparison: SourceComparison) -> Finding:
    explained = comparison.explanations[0]
    return Finding(
        code=comparison.slips[0].code,
        contest=said.contest,
        source=comparison.second,
        template=N_(
            "{first} and {second} differ at {differ}, and one plain explanation accounts for all "
            "that differs: {explanation}"
        ),
        values={
            "first": said.source(comparison.first),
            "second": said.source(comparison.second),
            "differ": so_many_stations(comparison.differ),
            "explanation": explained,
        },
        figures={"differ": comparison.differ, "agree": comparison.agree},
        votes=sum(item.votes for item in comparison.largest),
        premises=(Sentence(N_("Both sources speak of the same stations and the same act.")),),
        breaking_point=Sentence(
            N_("It vanishes if the slip is undone: {explanation}."), {"explanation": explained}
        ),
        explanations=tuple(comparison.explanations),
    )


def _slipped(said: Said, comparison: SourceComparison, slip: Slip) -> Finding:
    """A slip that accounts for some of the stations that differ."""
    votes = [item.votes for item in comparison.largest if item.station in slip.stations]
    values = {
        "first": said.source(comparison.first),
        "second": said.source(comparison.second),
        "differ": so_many_stations(comparison.differ),
        "stations": len(slip.stations),
        "explanation": slip.sentence,
    }
    return Finding(
        code=slip.code,
        contest=said.contest,
        source=comparison.second,
        template=N_(
            "{first} and {second} differ at {differ}, and one plain explanation accounts for "
            "{stations} of them: {explanation}"
        ),
        values=values,
        figures={
            "differ": comparison.differ,
            "agree": comparison.agree,
            "accounted_for": len(slip.stations),
            "stations": sorted(slip.stations)[:1000],
        },
        votes=sum(votes),
        premises=(Sentence(N_("Both sources speak of the same stations and the same act.")),),
        breaking_point=Sentence(
            N_("It vanishes if the slip is undone: {explanation}."), {"explanation": slip.sentence}
        ),
        explanations=(slip.sentence,),
    )


def _station(said: Said, item: StationDifference) -> Sentence | str:
    """The code first, by which it is found; then its name, and what a source calls it."""
    called: Sentence | str = item.station
    if item.name != item.station:
        called = Sentence(N_("{code}, {name}"), {"code": item.station, "name": item.name})
    for source, code in item.codes.items():
        if code != item.station:
            called = Sentence(
                N_("{station} ({code} in {source})"),
                {"station": called, "code": code, "source": said.source(source)},
            )
    return called


def _other_stage(comparison: SourceComparison, item: StationDifference) -> tuple[Sentence, ...]:
    first, second = item.stages.get(comparison.first), item.stages.get(comparison.second)
    if first is None or second is None or first == second:
        return ()
    return (
        Sentence(
            N_(
                "the stages are not the same ({first} and {second}): a later act may have "
                "changed figures lawfully"
            ),
            {
                "first": Sentence(first),
                "second": Sentence(second),
            },  # a stage's name is in the words
        ),
    )


def _finding(said: Said, comparison: SourceComparison, item: StationDifference) -> Finding:
    misplaced = (
        Sentence(
            N_("{second} has here the figures that {first} has at station {other}"),
            {
                "second": said.source(comparison.second),
                "first": said.source(comparison.first),
                "other": item.figures_of,
            },
        ),
    )
    template, values = _sentence(said, comparison, item)
    return Finding(
        code=DIFFERS,
        contest=said.contest,
        source=comparison.second,
        area=item.station,
        template=template,
        values=values,
        figures={
            "in": item.area,
            "codes": dict(item.codes),
            "rows": {source: f"{file}, {row}" for source, (file, row) in item.places.items()},
            "differences": {
                figure: {comparison.first: pair[0], comparison.second: pair[1]}
                for figure, pair in item.figures.items()
            },
        },
        votes=item.votes,
        premises=(Sentence(N_("Both sources speak of the same station and the same act.")),),
        breaking_point=Sentence(
            N_("It vanishes if one of the two returns of this station is worthless or was misread.")
        ),
        explanations=(
            *_other_stage(comparison, item),
            *(misplaced if item.figures_of else ()),
            *slips(said.figures(item.figures)),
        ),
    )


def _sentence(
    said: Said, comparison: SourceComparison, item: StationDifference
) -> tuple[str, dict[str, Any]]:
    """What is said of a station: the figures that differ most, and how many more do."""
    ranked = sorted(
        item.figures.items(), key=lambda pair: -abs((pair[1][1] or 0) - (pair[1][0] or 0))
    )
    more = len(ranked) - NAMED
    template = (
        N_("Station {station}: {first} and {second} state {differences}, {further} ({places})")
        if more > 0
        else N_("Station {station}: {first} and {second} state {differences} ({places})")
    )
    values = {
        "station": _station(said, item),
        "first": said.source(comparison.first),
        "second": said.source(comparison.second),
        "differences": [
            Sentence(N_("{figure} {a} and {b}"), {"figure": said.figure(name), "a": a, "b": b})
            for name, (a, b) in ranked[:NAMED]
        ],
        "further": plural(
            "and {n} figure more that differs", "and {n} figures more that differ", more
        ),
        "places": [
            Sentence(N_("{file} row {row}"), {"file": file, "row": str(row)})
            for file, row in item.places.values()
        ],
    }
    return template, values
