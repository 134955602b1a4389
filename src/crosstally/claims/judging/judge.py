"""One test against the figures at hand: the area itself, or one option beside another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from crosstally.claims.evidence import Evidence
from crosstally.claims.judging.announced import StatedFigures, announced, statements
from crosstally.claims.judging.measured import (
    Basis,
    Measured,
    defined_basis,
    sheets_basis,
    shown,
)
from crosstally.claims.judging.operand import Against, Area, Fixed, Nothing, Option, against, truth
from crosstally.claims.judging.sheets import on_sheets, source_of_sheets
from crosstally.claims.judging.span import Span, Truth
from crosstally.claims.judging.wording import (
    both,
    measured_sentence,
    option_name,
    stated_sentence,
    verdict_sentence,
)
from crosstally.claims.result import Verdict
from crosstally.claims.statement import Comparison, Measure, Quantifier, Test
from crosstally.compare.announced import Announced
from crosstally.election.printed import Rounding
from crosstally.findings import Sentence, plural
from crosstally.seats.margins import votes_added_to_threshold, votes_moved_to_threshold
from crosstally.tabulation.figures import ListOfStations, Totals
from crosstally.words import N_, percent

SHOWN = 100
"""How many counterexamples and missing areas are listed."""

EXTREMES = {Quantifier.HIGHEST: Comparison.ABOVE, Quantifier.LOWEST: Comparison.BELOW}
"""An area has the highest value where none of the others lies above it."""


@dataclass(frozen=True)
class Answer:
    """What a question comes to, before it is tied to its clause."""

    verdict: Verdict
    reason: Sentence
    would_decide: Sentence | None = None
    examples: Sequence[Mapping[str, Any]] = ()
    examples_count: int = 0
    missing: Mapping[str, Any] = field(default_factory=dict)
    basis: Basis | None = None


@dataclass(frozen=True)
class Question:
    """A test with its contest and area found, and the evidence it is put to."""

    evidence: Evidence
    test: Test
    contest: str
    area: str
    """Id of the area."""
    rounding: Rounding = Rounding.HALF_UP
    """How percentages were rounded before they were announced."""

    @property
    def area_name(self) -> str:
        """The name of the area, for people."""
        found = self.evidence.areas.areas.get(self.area)
        if found is not None:
            return found.name
        place = self.evidence.election.definition.place
        return place.name if self.area == place.id else self.area

    @property
    def whole(self) -> bool:
        """Whether it is asked of the whole place."""
        return self.area == self.evidence.election.definition.place.id

    def option_name(self, option: str | None) -> str:
        """The name of an option, for people."""
        return option_name(self.evidence.election, self.contest, option)

    def subject(self) -> object:
        """The options that are measured, for people: one, several together, one and another."""
        own: object = self.option_name(self.test.option)
        if self.test.together_with:
            names = [self.test.option, *self.test.together_with]
            values = {"names": [self.option_name(name) for name in names]}
            own = Sentence(N_("{names} together"), values)
        if self.test.ahead_of is None:
            return own
        return Sentence(
            N_("{option} ahead of {other}"),
            {"option": own, "other": self.option_name(self.test.ahead_of)},
        )

    def sheets(self) -> str | None:
        """The source whose sheets the test may ask in this area."""
        if self.test.on == "announced":
            return None
        return source_of_sheets(self.evidence, self.contest, self.area, self.test)

    def value(self, option: str | None, area: str | None = None) -> Measured | None:
        """The measure for an option, in the area or in another one."""
        place = area or self.area
        fixed = self._defined(place)
        if fixed is not None:
            return fixed
        test = self.effective
        found: Measured | None = None
        if test.on != "announced":
            source = source_of_sheets(self.evidence, self.contest, place, test)
            if source is not None:
                found = on_sheets(self.evidence, self.contest, source, place, test, option)
            if found and (test.on == "sheets" or not _says_nothing(found, test)):
                return found
        if test.on == "sheets":
            return None
        stated = announced(self.evidence, self.contest, place, test, option, self.rounding)
        return stated or found or self._register(place)

    @property
    def effective(self) -> Test:
        """The test with the share's base that its operand asks for: the threshold has its own."""
        pair = self.test.comparison
        rule = self.evidence.election.definition.contests[self.contest].rule
        if (
            pair is None
            or isinstance(pair[1], str)
            or not pair[1].threshold
            or rule is None
            or rule.threshold is None
        ):
            return self.test
        return self.test.model_copy(update={"of": rule.threshold.of})

    def against(self) -> Against:
        """What the value is compared with."""
        return against(self.test, self.contest, self.evidence, self.rounding)

    def truth(self, measured: Measured, other: Against) -> Truth:
        """Whether the comparison is true of one value."""
        pair = self.test.comparison
        assert pair is not None
        fixed = self.fixed(other)
        return truth(measured, pair[0], fixed) if isinstance(fixed, Fixed) else None

    def fixed(self, other: Against) -> Fixed | Nothing:
        """The operand as a span, measured in this area where it is another option's value."""
        match other:
            case Option(option):
                measured = self.value(option)
                name = self.option_name(option)
                said = N_("{name} has: {value}")
            case Area(text):
                found = self.evidence.areas.find(text)
                measured = self.value(self.test.option, found[0].id) if len(found) == 1 else None
                name = found[0].name if found else text
                said = N_("{name} has: {value}")
            case _:
                return other
        if measured is None:
            return Nothing(Sentence(N_("For {name} no such figure is at hand."), {"name": name}))
        values = {"name": name, "value": measured.shown}
        return Fixed(measured.span, Sentence(said, values), printed=False)

    def stations_known(self) -> int | None:
        """How many stations the area has, where anybody says."""
        totals = self._totals_of_known()
        if totals is not None:
            return totals.stations_known
        election = self.evidence.election
        if self.whole and election.definition.stations is not None:
            return election.definition.stations
        listed = len(election.areas.below(self.area, election.definition.station_level))
        return listed or None

    def _totals_of_known(self) -> Totals | None:
        """The first source's sheets in the area of which it is said how many there are."""
        for source in self.evidence.sheet_sources(self.contest):
            totals = self.evidence.totals(self.contest, source, self.area)
            if totals.stations_known is not None:
                return totals
        return None

    def _defined(self, area: str) -> Measured | None:
        """What the definition itself answers: the ballot's options, the number of stations."""
        election = self.evidence.election
        if self.test.measure is Measure.OPTIONS:
            return self._on_the_ballot()
        if self.test.measure is Measure.STATIONS and area == self.area:
            known, totals = self.stations_known(), self._totals_of_known()
            if known is None:
                return None
            basis = defined_basis(election)
            if totals is not None and totals.list_of_stations is not ListOfStations.STATED:
                basis = sheets_basis(totals, election)
            return Measured(Span.exact(known), basis, known)
        return None

    def _on_the_ballot(self) -> Measured:
        """How many options there are to vote for. Whether an alliance stands there or its members
        do, the definition does not say, but sheets that count only the one or only the others;
        without them both counts are possible."""
        election = self.evidence.election
        options = election.definition.contests[self.contest].options
        members = {name for option in options.values() for name in option.members}
        alliances = {name for name, option in options.items() if option.members}
        counted = self._counted_on_sheets()
        counts = {len(options) - len(members), len(options) - len(alliances)}
        if members <= counted and not alliances & counted:
            counts = {len(options) - len(alliances)}
        elif alliances <= counted and not members & counted:
            counts = {len(options) - len(members)}
        span = Span.between(min(counts), max(counts))
        return Measured(span, defined_basis(election), shown(span, share=False))

    def _counted_on_sheets(self) -> set[str]:
        """The options under which some source's sheets count votes."""
        root = self.evidence.election.definition.place.id
        return {
            name
            for source in self.evidence.sheet_sources(self.contest)
            for name in self.evidence.totals(self.contest, source, root).options
        }

    def _register(self, area: str) -> Measured | None:
        """Registered voters of the whole place, as the registers on offer have them."""
        election = self.evidence.election
        registers = [item.voters for item in election.definition.registers.values()]
        if self.test.measure is not Measure.REGISTERED or not registers:
            return None
        if area != election.definition.place.id:
            return None
        span = Span.between(min(registers), max(registers))
        return Measured(span, defined_basis(election), shown(span, share=False))


def held_against(
    test: Test, option: object, place: str, measured: Measured, other: Fixed | Nothing
) -> Answer:
    """A value beside what the statement says of it."""
    said = measured_sentence(test, option, place, measured)
    pair = test.comparison
    if pair is None or isinstance(other, Nothing):
        reason = both(said, other.reason) if isinstance(other, Nothing) else said
        return Answer(Verdict.UNDECIDED, reason, basis=measured.basis)
    verdict = verdict_of(truth(measured, pair[0], other))
    stated = stated_sentence(pair[0], other.said)
    return Answer(verdict, verdict_sentence(verdict, said, stated), basis=measured.basis)


def _says_nothing(found: Measured, test: Test) -> bool:
    """Whether some sheets leave every turnout open ("at least 0 percent").

    Turnout alone: of votes, shares and ranks a verdict must be true of every way to fill in the
    missing sheets, and an announcement is one of them.
    """
    span = found.span
    return test.measure is Measure.TURNOUT and span.low == 0 and span.high is None


def verdict_of(found: Truth) -> Verdict:
    """The verdict on a single comparison."""
    if found is None:
        return Verdict.UNDECIDED
    return Verdict.HOLDS if found else Verdict.REFUTED


def what_would_matter(question: Question) -> Sentence | None:
    """For an option announced below the threshold: how many votes would lift it there.

    On the valid votes as announced: the least n with v + n ≥ t·V (moved to it from others), and
    the least m with v + m ≥ t·(V + m) (added).
    """
    test = question.test
    rule = question.evidence.election.definition.contests[question.contest].rule
    if test.measure not in (Measure.VOTES, Measure.SHARE) or test.option is None or test.combined:
        return None
    if rule is None or rule.threshold is None or not rule.plain or not question.whole:
        return None
    asked = Test(measure=Measure.VOTES, option=test.option, at_least="0")
    found = announced(question.evidence, question.contest, question.area, asked, test.option)
    valid = _announced_valid(question, asked)
    if found is None or found.span.value is None or valid is None:
        return None
    votes, share = int(found.span.value), rule.threshold.fraction
    strict = rule.threshold.passes == "more_than"
    if votes > share * valid or (not strict and votes == share * valid):
        return None
    return plural(
        "Announced are {votes} of {valid} valid votes for {option}; reaching {threshold} of the "
        "valid votes would take {n} vote moved to it or {added} added.",
        "Announced are {votes} of {valid} valid votes for {option}; reaching {threshold} of the "
        "valid votes would take {n} votes moved to it or {added} added.",
        votes_moved_to_threshold(votes, valid, share, strict),
        {
            "votes": votes,
            "valid": valid,
            "option": question.option_name(test.option),
            "threshold": _short_percent(share),
            "added": votes_added_to_threshold(votes, valid, share, strict),
        },
    )


def _short_percent(share: Fraction) -> str:
    """A threshold with no more digits than it has: ``7 %``, ``0.67 %``."""
    digits = 0
    while digits < 4 and (share * 100 * 10**digits).denominator != 1:
        digits += 1
    return percent(share, digits)


def _announced_valid(question: Question, asked: Test) -> int | None:
    evidence = question.evidence
    every = Announced(evidence.election, question.contest, evidence.areas)
    for stated in statements(every, asked).get(question.area, ()):
        base = StatedFigures(evidence, every, stated).base("valid")
        if base is not None and base.value is not None and asked.option in stated.figures.counts:
            return int(base.value)
    return None
