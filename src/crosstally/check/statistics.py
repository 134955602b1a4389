"""Statistics of an election: which were fixed beforehand, what they say, and beside it what the
same methods say of clean elections. Nothing here is a verdict."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from crosstally.check.station_figures import station_figures
from crosstally.check.statistics_step import ChosenStep, Step, chosen_step, step_mistakes
from crosstally.election.protocol import FixedProtocol, Protocol, read_protocol
from crosstally.election.yaml_source import YamlSource
from crosstally.engine.station_lists import stations_with
from crosstally.findings import Sentence
from crosstally.forensics.calibrating import declaration_of
from crosstally.forensics.calibration import Calibration, short
from crosstally.forensics.declaration import Method
from crosstally.forensics.many_tests import Family, holm
from crosstally.forensics.outcome import NotApplicable, Outcome
from crosstally.forensics.registry import method_names
from crosstally.forensics.running import run, run_by_region
from crosstally.forensics.stations import Stations
from crosstally.problems import InputError, Problem, suggestion
from crosstally.tabulation.tabulator import Tabulator
from crosstally.words import _


@dataclass(frozen=True, eq=False)
class MethodRun:
    """One method on one source's sheets of one contest."""

    method: Method
    contest: str
    source: str
    stations: Stations = field(repr=False)
    outcome: Outcome
    by_area: Mapping[str, Outcome]
    """Area of the level asked for → the method there, where it applies."""
    refused_areas: Mapping[str, str]
    """Area → why the method does not apply there."""
    excluded: int
    """Stations that the protocol leaves out."""
    named: bool
    """Whether the protocol named the method."""
    level_named: bool
    """Whether the level it was run by is the protocol's."""
    step_named: bool
    """Whether the step in which percentages are round is the protocol's."""
    level: float
    """Below which the tests in areas fire: the protocol's significance, else the method's own."""
    calibration: Calibration | None = field(repr=False)
    """What clean elections say of what was counted in the whole."""
    calibration_in: Mapping[str, Calibration | None] = field(repr=False)
    """Area → the same of what was counted there: where it has no register, something else."""

    @property
    def fixed(self) -> bool:
        """Whether the protocol named the method, the level it was run by and its step."""
        return self.named and self.level_named and self.step_named

    @property
    def title(self) -> str:
        """The method's name, by what was counted: integer percentages may be of the share alone."""
        clean = self.calibration
        return (self.method if clean is None else declaration_of(clean.method)).title

    @property
    def p(self) -> float | None:
        """The p-value of the whole, of a method that claims one."""
        return p_value(self.method, self.outcome)

    @property
    def fired(self) -> bool:
        """Whether its p-value lies below the method's level, or, of a method that claims none, its
        headline beyond those of all clean elections. What was never held against clean elections
        does not fire."""
        if self.method.p is not None:
            return self.p is not None and self.p < self.method.alarm_below
        if not self.is_calibrated or self.calibration is None or self.calibration.range is None:
            return False
        headline = self.outcome.headline
        return headline is not None and headline > self.calibration.range[1]

    @property
    def is_calibrated(self) -> bool:
        """Whether clean elections say how often the method fires, with figures of their own."""
        return self.calibration is not None and self.calibration.made_up is None

    @property
    def said(self) -> Sentence:
        """The headline beside those of clean elections, or why there is none."""
        if self.outcome.refusal is not None:
            return Sentence("not applicable: {why}", {"why": self.outcome.refusal})
        headline = self.outcome.headline
        if headline is None:
            return Sentence("it has figures, but no single one to hold against clean elections")
        if self.calibration is None:
            return Sentence(
                "{figure} = {headline} here; it was not calibrated on clean elections",
                {"figure": Sentence(self.method.figure), "headline": short(headline)},
            )
        return self.calibration.said(headline)

    @property
    def family(self) -> Family | None:
        """The tests in all areas of a level, of a method that claims p-values."""
        told = tuple(self._p_by_area.values())
        if not told:
            return None
        least = min(self.by_area[area].least_p for area in self._p_by_area)
        return Family(self.method.name, self.level, told, least)

    @property
    def is_least(self) -> bool:
        """Whether its p-value is the smallest that it could give: the true one may be smaller."""
        return self.p is not None and self.p <= self.outcome.least_p

    def is_least_in(self, area: str) -> bool:
        """The same of an area."""
        return self._p_by_area[area] <= self.by_area[area].least_p

    @cached_property
    def p_after_holm(self) -> Mapping[str, float]:
        """Area → its p-value after Holm's adjustment for all areas; the least first."""
        told = self._p_by_area
        adjusted = dict(zip(told, holm([*told.values()]).tolist(), strict=True))
        return dict(sorted(adjusted.items(), key=lambda pair: pair[1]))

    @property
    def areas_left(self) -> Mapping[str, float]:
        """Those of them that lie below the level then."""
        return {area: p for area, p in self.p_after_holm.items() if p < self.level}

    @cached_property
    def _p_by_area(self) -> dict[str, float]:
        values = {area: p_value(self.method, outcome) for area, outcome in self.by_area.items()}
        return {area: value for area, value in values.items() if value is not None}


@dataclass(frozen=True)
class Statistics:
    """All methods that were run, and by which protocol."""

    runs: tuple[MethodRun, ...]
    protocol: FixedProtocol
    by: str | None = None
    voting_day: str = ""
    stations_not_stated: bool = False
    """Whether neither election.yaml nor areas.csv says how many there are, nor the protocol that
    no more will come: an authority's file may be that of a running count."""

    @property
    def not_run(self) -> tuple[str, ...]:
        """The methods that the protocol names and that were not asked for."""
        named = self.protocol.protocol.methods if self.protocol.protocol else []
        run = {item.method.name for item in self.runs}
        return tuple(name for name in named if name not in run)

    @property
    def fixed_after_voting_day(self) -> bool:
        """Whether the protocol's own day lies after voting day: figures may have been known."""
        protocol = self.protocol.protocol
        return protocol is not None and protocol.fixed_on[:10] > self.voting_day

    @property
    def family(self) -> Family | None:
        """The tests of whole contests together."""
        told = {run: run.p for run in self.runs if run.p is not None}
        if not told:
            return None
        least = min(run.outcome.least_p for run in told)
        p = tuple(value for value in told.values() if value is not None)
        return Family("", float(self.protocol.significance), p, least)


def statistics(
    tabulator: Tabulator,
    *,
    methods: Sequence[str] = (),
    by: str | None = None,
    step: Step | None = None,
    sources: Sequence[str] = (),
) -> Statistics:
    """Run methods over every source's sheets of every contest.

    Left out, ``methods``, ``by`` and ``step`` are the protocol's, without a protocol every method,
    no level, and whole percents. ``step`` is that of integer percentages. Raises ``InputError`` for
    a protocol or a name that cannot be read.
    """
    election = tabulator.store.election

    def further(protocol: Protocol, source: YamlSource) -> Iterator[Problem]:
        yield from step_mistakes(protocol, source)
        yield from _exclusion_mistakes(protocol, source, tabulator)

    fixed = read_protocol(election, method_names(), further)
    protocol = fixed.protocol
    asked = list(dict.fromkeys(methods)) or (protocol.methods if protocol else [*method_names()])
    level = by or (protocol.by if protocol else None)
    _check_names(asked, level, election.definition.all_levels[1:-1])
    chosen = chosen_step(step, fixed, asked)
    runs = [
        found
        for contest in election.definition.contests
        for source in tabulator.sheet_sources(contest)
        if not sources or source in sources
        for found in _of_source(tabulator, contest, source, asked, level, chosen, fixed)
    ]
    unknown = election.definition.stations is None and not tabulator.store.places.stations_listed
    unknown = unknown and not (protocol and protocol.complete)
    return Statistics(tuple(runs), fixed, level, str(election.definition.date), unknown)


def _of_source(
    tabulator: Tabulator,
    contest: str,
    source: str,
    asked: Sequence[str],
    level: str | None,
    step: ChosenStep,
    fixed: FixedProtocol,
) -> Iterator[MethodRun]:
    protocol, stated = fixed.protocol, fixed.stated_significance
    exclude = protocol.exclude if protocol else None
    stations = station_figures(tabulator, contest, source, level, exclude)
    excluded = 0
    if exclude:
        excluded = len(station_figures(tabulator, contest, source, level)) - len(stations)
    running = None if protocol and protocol.complete else _running(tabulator, contest, source)
    for name in asked:
        declared = step.method(name)
        outcome = Outcome(refusal=running) if running else run(declared, stations)
        areas = {} if running or level is None else run_by_region(declared, stations)
        apply = {area: found for area, found in areas.items() if found.applicable}
        yield MethodRun(
            method=declared,
            contest=contest,
            source=source,
            stations=stations,
            outcome=outcome,
            by_area=apply,
            refused_areas={
                area: found.reason for area, found in areas.items() if not found.applicable
            },
            excluded=excluded,
            named=protocol is not None and name in protocol.methods,
            level_named=protocol is not None and level == protocol.by,
            step_named=step.is_fixed(name),
            level=declared.alarm_below if stated is None else float(stated),
            calibration=step.calibration(name, outcome),
            calibration_in={area: step.calibration(name, found) for area, found in apply.items()},
        )


def p_value(declared: Method, outcome: Outcome) -> float | None:
    """The p-value of an outcome; None where the method claims none or does not apply."""
    if declared.p is None or not outcome.applicable:
        return None
    try:
        return declared.p(outcome, ())
    except NotApplicable:
        return None


def _running(tabulator: Tabulator, contest: str, source: str) -> Sentence | None:
    """Why no statistic is run while sheets are missing: those that come last are like no others."""
    totals = tabulator.totals(contest, source, tabulator.store.places.root)
    known = totals.stations_known
    if known is None or totals.stations_held >= known:
        return None
    return Sentence(
        "the sheets of {held} of {known} stations are held, and those that are missing may be "
        "unlike the others (`complete: true` in protocol.yaml says that no more will come)",
        {"held": totals.stations_held, "known": known},
    )


def _exclusion_mistakes(
    protocol: Protocol, source: YamlSource, tabulator: Tabulator
) -> Iterator[Problem]:
    """Every attribute and value that the protocol excludes is one that stations have: a slip would
    leave out nothing."""
    known = tabulator.store.places.attributes
    for attribute, values in protocol.exclude.items():
        if attribute not in known:
            said = _("stations have no attribute of that name")
            hint = suggestion(attribute, known)
            yield source.problem(("exclude", attribute), said, read=attribute, hint=hint)
            continue
        for number, value in enumerate(values):
            if not stations_with(tabulator.store.engine, attribute, [value]):
                said = _("no station has that value of {attribute}").format(attribute=attribute)
                yield source.problem(("exclude", attribute, number), said, read=value)


def _check_names(asked: Sequence[str], level: str | None, levels: Sequence[str]) -> None:
    problems = [
        Problem(
            _("there is no method of that name"), read=name, hint=suggestion(name, method_names())
        )
        for name in asked
        if name not in method_names()
    ]
    if level is not None and level not in levels:
        problems.append(
            Problem(_("there is no level of that name"), read=level, hint=suggestion(level, levels))
        )
    if problems:
        raise InputError(problems)
