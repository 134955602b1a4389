"""Statistics of an election: which were fixed beforehand, what they say, and beside it what the
same methods say of clean elections. Nothing here is a verdict."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from crosstally.check.station_figures import station_figures
from crosstally.election.protocol import FixedProtocol, Protocol, read_protocol
from crosstally.findings import Sentence, Tier
from crosstally.forensics.calibration import Calibration, calibration
from crosstally.forensics.declaration import Method
from crosstally.forensics.many_tests import Family
from crosstally.forensics.outcome import NotApplicable, Outcome
from crosstally.forensics.registry import method, method_names
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
    fixed: bool
    """Whether the protocol named the method, and the level it was run by."""
    calibration: Calibration | None = field(repr=False)

    @property
    def p(self) -> float | None:
        """The p-value of the whole, of a method that claims one."""
        return p_value(self.method, self.outcome)

    @property
    def fired(self) -> bool:
        """Whether its p-value lies below the method's level, or, of a method that claims none, its
        headline beyond those of all clean elections."""
        if self.method.p is not None:
            return self.p is not None and self.p < self.method.alarm_below
        among = self.calibration.range if self.calibration else None
        headline = self.outcome.headline
        return among is not None and headline is not None and headline > among[1]

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
                "{headline} here; it was not calibrated on clean elections",
                {"headline": f"{headline:,.3g}"},
            )
        return self.calibration.said(headline)

    @property
    def family(self) -> Family | None:
        """The tests in all areas of a level, of a method that claims p-values."""
        values = [p_value(self.method, outcome) for outcome in self.by_area.values()]
        told = tuple(value for value in values if value is not None)
        return Family(self.method.name, self.method.alarm_below, told) if told else None


@dataclass(frozen=True)
class Statistics:
    """All methods that were run, and by which protocol."""

    runs: tuple[MethodRun, ...]
    protocol: FixedProtocol
    by: str | None = None

    @property
    def family(self) -> Family | None:
        """The tests of whole contests together."""
        told = tuple(run.p for run in self.runs if run.p is not None)
        level = float(self.protocol.significance)
        return Family("", level, told) if told else None


def statistics(
    tabulator: Tabulator,
    *,
    methods: Sequence[str] = (),
    by: str | None = None,
    sources: Sequence[str] = (),
) -> Statistics:
    """Run methods over every source's sheets of every contest.

    Left out, ``methods`` and ``by`` are the protocol's, without a protocol every method and no
    level. Raises ``InputError`` for a protocol or a name that cannot be read.
    """
    election = tabulator.store.election
    fixed = read_protocol(election, method_names())
    protocol = fixed.protocol
    asked = list(methods) or (protocol.methods if protocol else [*method_names()])
    level = by or (protocol.by if protocol else None)
    _check_names(asked, level, election.definition.all_levels[1:-1])
    runs = [
        found
        for contest in election.definition.contests
        for source in tabulator.sheet_sources(contest)
        if not sources or source in sources
        for found in _of_source(tabulator, contest, source, asked, level, protocol)
    ]
    return Statistics(tuple(runs), fixed, level)


def _of_source(
    tabulator: Tabulator,
    contest: str,
    source: str,
    asked: Sequence[str],
    level: str | None,
    protocol: Protocol | None,
) -> Iterator[MethodRun]:
    exclude = protocol.exclude if protocol else None
    stations = station_figures(tabulator, contest, source, level, exclude)
    running = None if protocol and protocol.complete else _running(tabulator, contest, source)
    for name in asked:
        declared = method(name)
        refusal = running if declared.tier is Tier.STRONG else None
        yield MethodRun(
            method=declared,
            contest=contest,
            source=source,
            stations=stations,
            outcome=Outcome(refusal=refusal) if refusal else run(declared, stations),
            by_area={} if refusal or level is None else _by_area(declared, stations),
            fixed=protocol is not None and name in protocol.methods and level == protocol.by,
            calibration=calibration(name),
        )


def p_value(declared: Method, outcome: Outcome) -> float | None:
    """The p-value of an outcome; None where the method claims none or does not apply."""
    if declared.p is None or not outcome.applicable:
        return None
    try:
        return declared.p(outcome, ())
    except NotApplicable:
        return None


def _by_area(declared: Method, stations: Stations) -> dict[str, Outcome]:
    found = run_by_region(declared, stations)
    return {area: outcome for area, outcome in found.items() if outcome.applicable}


def _running(tabulator: Tabulator, contest: str, source: str) -> Sentence | None:
    """Why no test is run while sheets are missing: those that come last are like no others."""
    totals = tabulator.totals(contest, source, tabulator.store.places.root)
    known = totals.stations_known
    if known is None or totals.stations_held >= known:
        return None
    return Sentence(
        "the sheets of {held} of {known} stations are held, and those that are missing may be "
        "unlike the others (`complete: true` in protocol.yaml says that no more will come)",
        {"held": totals.stations_held, "known": known},
    )


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
