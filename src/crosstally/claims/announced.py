"""Measures as announcements state them: counts where they are given, else printed percentages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from crosstally.claims.evidence import Evidence
from crosstally.claims.measured import SHARES, Measured, announced_basis, shown
from crosstally.claims.span import Span
from crosstally.claims.statement import Measure, Test
from crosstally.election.definition import Announcement, AreaFigures, Contest
from crosstally.election.printed import Printed

_OF_THE_DAY = frozenset({Measure.TURNOUT, Measure.CAST, Measure.INVALID_SHARE})


@dataclass(frozen=True)
class _Value:
    span: Span
    printed: str | None = None


class StatedFigures:
    """What one announcement states of one area, as spans."""

    def __init__(
        self,
        evidence: Evidence,
        contest: str,
        announcement: Announcement,
        figures: AreaFigures,
        whole: bool,
    ) -> None:
        self.evidence = evidence
        self.contest_id = contest
        self.contest: Contest = evidence.election.definition.contests[contest]
        self.announcement = announcement
        self.figures = figures
        self.whole = whole
        """Whether the area is the whole place, to which registers and the seat rule belong."""

    def measure(self, test: Test, option: str | None) -> Measured | None:
        """The measure that a test names; None where the announcement does not state it."""
        value = self._value(test, option)
        if value is None:
            return None
        election = self.evidence.election
        basis = announced_basis(self.announcement, election, test.measure in _OF_THE_DAY)
        share = test.measure in SHARES
        return Measured(value.span, basis, shown(value.span, share, value.printed))

    def _value(self, test: Test, option: str | None) -> _Value | None:
        match test.measure:
            case Measure.VOTES if option is not None:
                return _plain(self.votes(option))
            case Measure.SHARE if option is not None:
                return self.share(option, test.of)
            case Measure.TURNOUT:
                return self._turnout()
            case Measure.INVALID_SHARE:
                return _plain(_quotient(self.field("invalid"), self.base("cast")))
            case Measure.REGISTERED | Measure.CAST:
                return _plain(self.base(test.measure.value))
            case Measure.SEATS if option is not None:
                return _plain(self._seats(option))
            case Measure.RANK if option is not None:
                return _plain(self._rank(option))
            case _:
                return None

    def field(self, name: str) -> Span | None:
        """A stated field, as the interval of what it was rounded from."""
        if name not in self.figures.fields:
            return None
        return self._count(name, self.figures.fields[name])

    def votes(self, option: str) -> Span | None:
        """An option's votes: stated, or its percentage of a stated base."""
        if option in self.figures.counts:
            return self._count(option, self.figures.counts[option])
        percent, base = self._percent(option), self.base(self.figures.percent_of)
        return percent.times(base) if percent is not None and base is not None else None

    def share(self, option: str, of: str) -> _Value | None:
        """An option's share: from counts where they and the base are stated, else as printed."""
        base = self.base(of)
        if option in self.figures.counts and base is not None:
            return _plain(_quotient(self.votes(option), base))
        percent = self._percent(option)
        if percent is None:
            return None
        if self.figures.percent_of == of:
            return _Value(percent, self.figures.percent[option])
        own = self.base(self.figures.percent_of)
        if own is None or base is None:
            return None
        return _plain(_quotient(percent.times(own), base))

    def base(self, name: str) -> Span | None:
        """Valid votes, ballots cast or registered voters, stated or following from what is."""
        stated = self.field(name)
        if stated is not None:
            return stated
        if name == "valid":
            return self._sum_of_options()
        if name == "registered":
            return self._register()
        if name == "cast":
            valid, invalid = self.field("valid"), self.field("invalid")
            if valid is not None and invalid is not None and invalid.high is not None:
                high = None if valid.high is None else valid.high + invalid.high
                return Span.between(valid.low + invalid.low, high)
            turnout, registered = self.figures.turnout, self.base("registered")
            if turnout is not None and registered is not None:
                return Span.of(Printed.percent(turnout).rounded).times(registered)
        return None

    def _turnout(self) -> _Value | None:
        cast, registered = self.field("cast"), self.field("registered")
        if cast is not None and registered is not None:
            return _plain(_quotient(cast, registered))
        if self.figures.turnout is not None:
            return _Value(
                Span.of(Printed.percent(self.figures.turnout).rounded), self.figures.turnout
            )
        return _plain(_quotient(cast, self._register()))

    def _seats(self, option: str) -> Span | None:
        stated = self.figures.seats
        if option in stated:
            return Span.exact(stated[option])
        rule = self.contest.rule
        if stated and rule is not None and sum(stated.values()) == rule.seats:
            return Span.exact(0)  # every seat is accounted for
        if stated or not self.whole:
            return None
        outcomes = [
            item.outcome
            for item in self.evidence.announced_seats(self.contest_id)
            if item.announcement.id == self.announcement.id
        ]
        return seats_span(
            [seats for item in outcomes for seats in (item.outcomes or [item.seats])],
            option,
            any(item.undecided for item in outcomes),
        )

    def _rank(self, option: str) -> Span | None:
        own = self.votes(option) or self._percent(option)
        if own is None:
            return None
        by_count = self.votes(option) is not None
        best = worst = 1
        for other in self.contest.options:
            if other == option:
                continue
            value = self.votes(other) if by_count else self._percent(other)
            value = value or self._left_for(other, by_count)
            best += value.surely_above(own)
            worst += not own.surely_at_least(value)
        return Span.between(best, worst)

    def _left_for(self, option: str, by_count: bool) -> Span:
        """What an option that is not stated can have: no more than the others leave."""
        others = [name for name in self.contest.options if name != option]
        values = [self.votes(name) if by_count else self._percent(name) for name in others]
        taken = sum((value.low for value in values if value is not None), Fraction(0))
        whole = self.field("valid") if by_count else Span.exact(1)
        if whole is None or whole.high is None:
            return Span.between(0, None)
        return Span.between(0, max(Fraction(0), whole.high - taken))

    def _sum_of_options(self) -> Span | None:
        if set(self.figures.counts) != set(self.contest.options):
            return None
        low = high = Fraction(0)
        for option in self.contest.options:
            span = self._count(option, self.figures.counts[option])
            low, high = low + span.low, high + (span.high or span.low)
        return Span.between(low, high)

    def _register(self) -> Span | None:
        if not self.whole:
            return None
        registers = self.evidence.election.definition.registers
        name = self.announcement.register_id
        if name is None and len(registers) == 1:
            name = next(iter(registers))
        return Span.exact(registers[name].voters) if name is not None else None

    def _percent(self, option: str) -> Span | None:
        text = self.figures.percent.get(option)
        return None if text is None else Span.of(Printed.percent(text).rounded)

    def _count(self, name: str, value: int) -> Span:
        unit = self.figures.rounded_to.get(name, 1)
        return Span.exact(value) if unit == 1 else Span.of(Printed.count(value, unit).rounded)


def seats_span(outcomes: Sequence[Mapping[str, int]], option: str, undecided: bool) -> Span | None:
    """An option's seats over every admissible outcome; an undecided threshold leaves them open."""
    counts = [item.get(option, 0) for item in outcomes]
    if not counts:
        return None
    return Span.between(0, None) if undecided else Span.between(min(counts), max(counts))


Statements = dict[str, list[tuple[Announcement, AreaFigures]]]


def statements(evidence: Evidence, contest: str, test: Test) -> Statements:
    """What announcements state, by area id, the latest first, as far as the test admits them."""
    root = evidence.election.definition.place.id
    found: Statements = {}
    for announcement in reversed(evidence.announcements(contest)):
        if test.source is not None and announcement.source != test.source:
            continue
        if test.stage is not None and announcement.stage != test.stage:
            continue
        if test.at is not None and not _same_moment(announcement.at, test.at):
            continue
        own = _id_of(evidence, announcement.area or root)
        found.setdefault(own, []).append((announcement, announcement))
        for name, figures in announcement.areas.items():
            found.setdefault(_id_of(evidence, name), []).append((announcement, figures))
    return found


def announced(
    evidence: Evidence,
    contest: str,
    area: str,
    test: Test,
    option: str | None,
    stated: Statements | None = None,
) -> Measured | None:
    """The measure as the latest announcement states it that states it at all."""
    whole = area == evidence.election.definition.place.id
    everything = statements(evidence, contest, test) if stated is None else stated
    for announcement, figures in everything.get(area, ()):
        reading = StatedFigures(evidence, contest, announcement, figures, whole)
        measured = reading.measure(test, option)
        if measured is not None:
            return measured
    return None


def announced_by_area(
    evidence: Evidence, contest: str, areas: Sequence[str], test: Test, option: str | None
) -> dict[str, Measured]:
    """The measure in each area that announcements state it for.

    Turnout of different hours is not compared: where the moments differ, only those of the latest
    moment are taken.
    """
    found: dict[str, Measured] = {}
    stated = statements(evidence, contest, test)
    for area in areas:
        measured = announced(evidence, contest, area, test, option, stated)
        if measured is not None:
            found[area] = measured
    moments = {
        item.basis.announcement.at or ""
        for item in found.values()
        if item.basis.announcement is not None
    }
    if test.measure in _OF_THE_DAY and len(moments) > 1:
        last = max(moments)
        return {
            area: item
            for area, item in found.items()
            if item.basis.announcement is not None and (item.basis.announcement.at or "") == last
        }
    return found


def _same_moment(stated: str | None, asked: str) -> bool:
    return stated is not None and (stated == asked or ("T" not in asked and stated[:10] == asked))


def _id_of(evidence: Evidence, text: str) -> str:
    found = evidence.areas.find(text)
    return found[0].id if len(found) == 1 else text


def _quotient(value: Span | None, base: Span | None) -> Span | None:
    return value.divided_by(base) if value is not None and base is not None else None


def _plain(span: Span | None) -> _Value | None:
    return None if span is None else _Value(span)
