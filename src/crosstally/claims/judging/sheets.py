"""Measures added up from sheets: exact under full coverage, bounds under partial coverage."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import reduce

from crosstally.claims.evidence import Evidence
from crosstally.claims.judging.announced import seats_span
from crosstally.claims.judging.measured import SHARES, Measured, ahead, sheets_basis, shown
from crosstally.claims.judging.span import Span
from crosstally.claims.statement import Measure, Test
from crosstally.compare.announced import Announced
from crosstally.compare.counted_options import rivals
from crosstally.compare.sheets_held import Held, SheetsHeld
from crosstally.tabulation.figures import ENDLESS, Totals


def source_of_sheets(evidence: Evidence, contest: str, area: str, test: Test) -> str | None:
    """The source whose sheets are asked: the one that the test names, else the one that holds the
    most sheets in the area; None where none holds any."""
    best, most = None, 0
    for source in evidence.sheet_sources(contest):
        if test.source is not None and source != test.source:
            continue
        held = evidence.totals(contest, source, area).stations_held
        if held > most:
            best, most = source, held
    return best


def on_sheets(
    evidence: Evidence, contest: str, source: str, area: str, test: Test, option: str | None
) -> Measured | None:
    """The measure in one area as a source's sheets give it, whatever copies of disputed stations
    count; None where they have no such figure."""
    announced = Announced(evidence.election, contest, evidence.areas)
    reading = _Sheets(evidence, contest, area, SheetsHeld(announced, evidence, source))
    totals, share = reading.totals, test.measure in SHARES
    basis = sheets_basis(totals, evidence.election)

    def measured(names: tuple[str, ...]) -> Measured | None:
        span = reading.span(test, names)
        return None if span is None else Measured(span, basis, shown(span, share))

    own = measured(() if option is None else (option, *test.beside(option)))
    if own is None or test.ahead_of is None or option != test.option:
        return own
    other = measured((test.ahead_of,))
    return None if other is None else ahead(own, other, share)


def registers_of(evidence: Evidence, area: str) -> list[int]:
    """The voters on the registers that are on offer for an area."""
    known = evidence.areas.areas.get(area)
    definition = evidence.election.definition
    found = [known.registered] if known is not None and known.registered is not None else []
    if area == definition.place.id:
        found += [register.voters for register in definition.registers.values()]
    return found


def room_of(evidence: Evidence, contest: str, source: str, area: str) -> int | None:
    """The most voters that can stand on an area's sheets which a source does not hold; None where
    no register bounds them."""
    announced = Announced(evidence.election, contest, evidence.areas)
    return _Sheets(evidence, contest, area, SheetsHeld(announced, evidence, source)).room()


@dataclass(frozen=True)
class _Sheets:
    """The spans that a sum of sheets leaves for figures of the whole area."""

    evidence: Evidence
    contest: str
    area: str
    sheets: SheetsHeld

    @property
    def totals(self) -> Totals:
        """The sum of the sheets."""
        return self.sheets.totals(self.area)

    def span(self, test: Test, options: tuple[str, ...]) -> Span | None:
        """What is left open for a measure, of one option or of several together."""
        match test.measure:
            case Measure.VOTES if options:
                return self.sum(*options)
            case Measure.SHARE if options:
                return self._share(options, test.of)
            case Measure.TURNOUT:
                return self._share(("cast",), "registered")
            case Measure.INVALID_SHARE:
                return self._share(("invalid",), "cast")
            case Measure.REGISTERED | Measure.CAST:
                return self.sum(test.measure.value)
            case Measure.RANK if options:
                return self._rank(options[0])
            case Measure.SEATS if options:
                return self._seats(options)
            case _:
                return None

    def held(self, *names: str) -> Held | None:
        """The sum over the sheets held: of a figure, of what the sheet template means by it, or of
        several figures."""
        each = [self.sheets.held(self.area, name) for name in names]
        found = [held for held in each if held is not None]
        if len(found) < len(names):
            return None
        value, incomplete = sum(one.value for one in found), sum(one.incomplete for one in found)
        return Held(
            value, incomplete, sum(one.least for one in found), sum(one.most for one in found)
        )

    def sum(self, *names: str) -> Span | None:
        """The figure of the whole area: no less than what is held, no more than fits. Whoever
        votes for one of several options does not vote for another."""
        held = self.held(*names)
        if held is None:
            return None
        if held.incomplete or held.most >= ENDLESS:
            return Span.between(held.least, None)
        if self.totals.all_held:
            return Span.between(held.least, held.most)
        room = None if "registered" in names else self.room(len(names))
        return Span.between(held.least, None if room is None else held.most + room)

    def room(self, options: int = 1) -> int | None:
        """The most voters that can stand on sheets not held, by the largest register on offer;
        where a ballot gives several votes, so many for each of the options."""
        if options > 1 and not self.sheets.announced.one_vote:
            once = self.room()
            return None if once is None else once * options
        if self.totals.all_held:
            return 0
        held = self.held("registered")
        registers = self._registers()
        if held is None or held.incomplete or not registers or self.totals.channels_lacking:
            return None
        return max(0, max(registers) - held.least)

    def _registers(self) -> list[int]:
        return registers_of(self.evidence, self.totals.area)

    def _share(self, names: tuple[str, ...], of: str) -> Span | None:
        value, base = self.sum(*names), self.sum(of)
        held, whole = self.held(*names), self.held(of)
        if value is None or base is None or held is None or whole is None:
            return None
        if value.value is not None and base.value is not None:
            return value.divided_by(base)
        if len(names) > 1 and not self.sheets.announced.one_vote:
            return Span.between(0, None)
        return self._open_share(of, held, whole)

    def _open_share(self, of: str, part: Held, whole: Held) -> Span:
        """Extremes: the missing votes all go to it, or all go elsewhere."""
        room = self.room()
        endless = part.most >= ENDLESS or whole.most >= ENDLESS
        if room is None or endless or part.incomplete or whole.incomplete:
            return Span.between(0, None if of == "registered" else 1)
        if of == "registered":
            registers = self._registers() if room else []
            most, least = max([whole.most, *registers]), max([whole.least, *registers])
            if least == 0:
                return Span.between(0, None)
            return Span.between(Fraction(part.least, most), Fraction(part.most + room, least))
        least, most = max(whole.least, part.most) + room, whole.most + room
        if least == 0:
            return Span.between(0, 1)
        return Span.between(Fraction(part.least, most), Fraction(part.most + room, least))

    def _rank(self, option: str) -> Span | None:
        own = self.sum(option)
        if own is None:
            return None
        best = worst = 1
        definition = self.evidence.election.definition
        for other in rivals(definition, self.contest, self.totals.options, option):
            value = self.sum(other) or Span.between(0, None)
            best += value.surely_above(own)
            worst += not own.surely_at_least(value)
        return Span.between(best, worst)

    def _seats(self, options: tuple[str, ...]) -> Span | None:
        spans = [self._seats_of(option) for option in options]
        found = [span for span in spans if span is not None]
        return reduce(Span.plus, found) if len(found) == len(spans) else None

    def _seats_of(self, option: str) -> Span | None:
        if self.totals.area != self.evidence.election.definition.place.id:
            return None
        outcomes = self.evidence.sheet_seats(self.contest, self.totals.source)
        if not outcomes:
            return Span.between(0, None)
        every = [seats for item in outcomes for seats in (item.outcomes or [item.seats])]
        undecided = any(item.undecided for item in outcomes)
        if all(option in seats for seats in every):
            return seats_span(every, option, undecided)
        # Votes are not counted under it: an alliance has the seats of its members.
        members = self.evidence.election.definition.contests[self.contest].options[option].members
        if not members or not all(name in seats for seats in every for name in members):
            return Span.between(0, None)
        together = [{option: sum(seats[name] for name in members)} for seats in every]
        return seats_span(together, option, undecided)
