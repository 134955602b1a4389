"""Measures added up from sheets: exact under full coverage, bounds under partial coverage."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from crosstally.claims.announced import seats_span
from crosstally.claims.evidence import Evidence
from crosstally.claims.measured import SHARES, Measured, sheets_basis, shown
from crosstally.claims.span import Span
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
    span = reading.span(test, option)
    if span is None:
        return None
    totals = reading.totals
    basis = sheets_basis(source, totals.stations_held, totals.stations_known, evidence.election)
    return Measured(span, basis, shown(span, test.measure in SHARES))


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

    def span(self, test: Test, option: str | None) -> Span | None:
        match test.measure:
            case Measure.VOTES if option is not None:
                return self.sum(option)
            case Measure.SHARE if option is not None:
                return self._share(option, test.of)
            case Measure.TURNOUT:
                return self._share("cast", "registered")
            case Measure.INVALID_SHARE:
                return self._share("invalid", "cast")
            case Measure.REGISTERED | Measure.CAST:
                return self.sum(test.measure.value)
            case Measure.RANK if option is not None:
                return self._rank(option)
            case Measure.SEATS if option is not None:
                return self._seats(option)
            case _:
                return None

    def held(self, name: str) -> Held | None:
        """The sum over the sheets held: of a figure, or of what the sheet template means by it."""
        return self.sheets.held(self.area, name)

    def sum(self, name: str) -> Span | None:
        """The figure of the whole area: no less than what is held, no more than fits."""
        held = self.held(name)
        if held is None:
            return None
        if held.incomplete or held.most >= ENDLESS:
            return Span.between(held.least, None)
        if self.totals.all_held:
            return Span.between(held.least, held.most)
        room = None if name == "registered" else self.room()
        return Span.between(held.least, None if room is None else held.most + room)

    def room(self) -> int | None:
        """The most voters that can stand on sheets not held, by the largest register on offer."""
        if self.totals.all_held:
            return 0
        held = self.held("registered")
        registers = self._registers()
        if held is None or held.incomplete or not registers or self.totals.channels_lacking:
            return None
        return max(0, max(registers) - held.least)

    def _registers(self) -> list[int]:
        return registers_of(self.evidence, self.totals.area)

    def _share(self, name: str, of: str) -> Span | None:
        value, base = self.sum(name), self.sum(of)
        held, whole = self.held(name), self.held(of)
        if value is None or base is None or held is None or whole is None:
            return None
        if value.value is not None and base.value is not None:
            return value.divided_by(base)
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

    def _seats(self, option: str) -> Span | None:
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
