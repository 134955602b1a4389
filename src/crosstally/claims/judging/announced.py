"""Measures as announcements state them: counts where they are given, else printed percentages."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from crosstally.claims.evidence import Evidence
from crosstally.claims.judging.measured import SHARES, Measured, ahead, announced_basis, shown
from crosstally.claims.judging.span import Span
from crosstally.claims.statement import Measure, Test
from crosstally.compare.announced import Announced, Stated
from crosstally.compare.announced import Span as Wholes
from crosstally.compare.counted_options import lists_with
from crosstally.election.definition import AreaFigures, Contest
from crosstally.election.printed import Printed, Rounding

_OF_THE_DAY = frozenset({Measure.TURNOUT, Measure.CAST, Measure.INVALID_SHARE})


@dataclass(frozen=True)
class _Value:
    span: Span
    printed: str | None = None


class StatedFigures:
    """What one announcement states of one area, as spans: what its percentages may have been before
    they were rounded in one way."""

    def __init__(
        self,
        evidence: Evidence,
        announced: Announced,
        stated: Stated,
        rounding: Rounding = Rounding.HALF_UP,
    ) -> None:
        self.rounding = rounding
        self.evidence = evidence
        self.announced = announced
        self.stated = stated
        self.figures: AreaFigures = stated.figures
        self.contest: Contest = announced.question
        self.whole = announced.is_root(stated.area)
        """Whether the area is the whole place, to which registers and the seat rule belong."""

    def measure(self, test: Test, option: str | None) -> Measured | None:
        """The measure that a test names; None where the announcement does not state it.

        Of the test's own option it is the sum or the margin that the test asks for.
        """
        own = self._measured(test, option, test.beside(option))
        if own is None or test.ahead_of is None or option != test.option:
            return own
        other = self._measured(test, test.ahead_of, ())
        return None if other is None else ahead(own, other, test.measure in SHARES)

    def _measured(self, test: Test, option: str | None, beside: Sequence[str]) -> Measured | None:
        value = self._value(test, option)
        for name in beside:
            more = self._value(test, name)
            if value is None or more is None:
                return None
            value = _Value(value.span.plus(more.span))
        if value is None:
            return None
        if beside and test.measure is Measure.SHARE and self.announced.one_vote:
            value = _Value(value.span.up_to(1))
        election = self.evidence.election
        announcement = self.stated.announcement
        basis = announced_basis(announcement, election, test.measure in _OF_THE_DAY)
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
        """A stated field, as everything that it may have been rounded from."""
        return _wholes(self.stated.span(name))

    def votes(self, option: str) -> Span | None:
        """An option's votes: stated, or its percentage of a stated base."""
        if option in self.figures.counts:
            return _wholes(self.stated.span(option))
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
        found = _wholes(self.announced.measure(self.stated, name))
        if found is not None:
            return found
        if name == "registered":
            return self._register()
        turnout, registered = self.figures.turnout, self.base("registered")
        if name == "cast" and turnout is not None and registered is not None:
            return self._interval(turnout).times(registered)
        return None

    def _turnout(self) -> _Value | None:
        cast, registered = self.field("cast"), self.field("registered")
        if cast is not None and registered is not None:
            return _plain(_quotient(cast, registered))
        if self.figures.turnout is not None:
            return _Value(self._interval(self.figures.turnout), self.figures.turnout)
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
            for item in self.evidence.announced_seats(self.announced.contest)
            if item.announcement.id == self.stated.announcement.id
        ]
        return seats_span(
            [seats for item in outcomes for seats in (item.outcomes or [item.seats])],
            option,
            any(item.undecided for item in outcomes),
        )

    def _rank(self, option: str) -> Span | None:
        by_count = self.votes(option) is not None
        value = self.votes if by_count else self._percent
        own = value(option)
        if own is None:
            return None
        known = self.contest.options
        stated = [name for name in known if value(name) is not None]
        lists = lists_with(self.announced.definition, self.announced.contest, stated, option)
        others = [name for name in lists if name != option]
        best = worst = 1
        for other in others:
            theirs = value(other) or self._left_for([option, *others], value, by_count)
            best += theirs.surely_above(own)
            worst += not own.surely_at_least(theirs)
        return Span.between(best, worst)

    def _left_for(
        self, lists: Sequence[str], value: Callable[[str], Span | None], by_count: bool
    ) -> Span:
        """What a list that is not stated can have: no more than the others leave."""
        taken = sum((span.low for name in lists if (span := value(name)) is not None), Fraction(0))
        whole = self.base("valid") if by_count else Span.exact(1)
        if whole is None or whole.high is None or not self.announced.one_vote:
            return Span.between(0, None)
        return Span.between(0, max(Fraction(0), whole.high - taken))

    def _register(self) -> Span | None:
        if not self.whole:
            return None
        registers = self.evidence.election.definition.registers
        name = self.stated.announcement.register_id
        if name is None and len(registers) == 1:
            name = next(iter(registers))
        return Span.exact(registers[name].voters) if name is not None else None

    def _percent(self, option: str) -> Span | None:
        text = self.figures.percent.get(option)
        return None if text is None else self._interval(text)

    def _interval(self, text: str) -> Span:
        return Span.of(Printed.percent(text).interval(self.rounding))


def seats_span(outcomes: Sequence[Mapping[str, int]], option: str, undecided: bool) -> Span | None:
    """An option's seats over every admissible outcome; an undecided threshold leaves them open."""
    counts = [item.get(option, 0) for item in outcomes]
    if not counts:
        return None
    return Span.between(0, None) if undecided else Span.between(min(counts), max(counts))


Statements = dict[str, list[Stated]]


def statements(announced: Announced, test: Test) -> Statements:
    """What announcements state, by area id, the latest first, as far as the test admits them."""
    found: Statements = {}
    for stated in announced.statements:
        item = stated.announcement
        if test.source is not None and item.source != test.source:
            continue
        if test.stage is not None and item.stage != test.stage:
            continue
        if test.at is not None and not _same_moment(item.at, test.at):
            continue
        found.setdefault(stated.area.id, []).append(stated)
    for own in found.values():
        own.reverse()
        own.sort(key=lambda one: (one.announcement.at is None, one.announcement.at or ""))
        own.reverse()
    return found


def announced(
    evidence: Evidence,
    contest: str,
    area: str,
    test: Test,
    option: str | None,
    rounding: Rounding = Rounding.HALF_UP,
) -> Measured | None:
    """The measure as the latest announcement states it that states it at all."""
    every = Announced(evidence.election, contest, evidence.areas)
    stated = statements(every, test).get(area, ())
    return _latest(evidence, every, stated, test, option, rounding)


def _latest(
    evidence: Evidence,
    every: Announced,
    stated: Iterable[Stated],
    test: Test,
    option: str | None,
    rounding: Rounding,
) -> Measured | None:
    for one in stated:
        measured = StatedFigures(evidence, every, one, rounding).measure(test, option)
        if measured is not None:
            return measured
    return None


def announced_by_area(
    evidence: Evidence,
    contest: str,
    areas: Sequence[str],
    test: Test,
    option: str | None,
    rounding: Rounding = Rounding.HALF_UP,
) -> dict[str, Measured]:
    """The measure in each area that announcements state it for.

    Turnout of different hours is not compared: where the moments differ, only those of the latest
    moment are taken.
    """
    found: dict[str, Measured] = {}
    every = Announced(evidence.election, contest, evidence.areas)
    stated = statements(every, test)
    for area in areas:
        measured = _latest(evidence, every, stated.get(area, ()), test, option, rounding)
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


def _wholes(span: Wholes | None) -> Span | None:
    return None if span is None else Span.between(span.low, span.high)


def _quotient(value: Span | None, base: Span | None) -> Span | None:
    return value.divided_by(base) if value is not None and base is not None else None


def _plain(span: Span | None) -> _Value | None:
    return None if span is None else _Value(span)
