"""Measures added up from sheets: exact under full coverage, bounds under partial coverage."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from crosstally.claims.announced import seats_span
from crosstally.claims.evidence import Evidence
from crosstally.claims.measured import SHARES, Measured, sheets_basis, shown
from crosstally.claims.span import Span
from crosstally.claims.statement import Measure, Test
from crosstally.tabulation.figures import Totals


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
    """The measure in one area as a source's sheets give it; None where they have no such figure."""
    reading = _Sheets(evidence, contest, evidence.totals(contest, source, area))
    span = reading.span(test, option)
    if span is None:
        return None
    totals = reading.totals
    basis = sheets_basis(source, totals.stations_held, totals.stations_known, evidence.election)
    return Measured(span, basis, shown(span, test.measure in SHARES))


@dataclass(frozen=True)
class _Sheets:
    """The spans that a sum of sheets leaves for figures of the whole area."""

    evidence: Evidence
    contest: str
    totals: Totals

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

    @property
    def all_held(self) -> bool:
        """Whether every known station is held."""
        return self.totals.stations_known == self.totals.stations_held

    def held(self, name: str) -> int | None:
        """The sum over the sheets held: of a figure, or of what the sheet template means by it."""
        figures = self.totals.figures
        if name in figures:
            return figures[name]
        linear = self._sheet_measure(name)
        if not linear:
            return None
        if any(term not in figures for term in linear):
            return None
        return sum(factor * figures[term] for term, factor in linear.items())

    def unread(self, name: str) -> bool:
        """Whether a held sheet has no number for the figure."""
        names = {name, *self._sheet_measure(name)}
        return any(self.totals.incomplete.get(item, 0) for item in names)

    def sum(self, name: str) -> Span | None:
        """The figure of the whole area: no less than what is held, no more than fits."""
        held = self.held(name)
        if held is None:
            return None
        if self.all_held and not self.unread(name):
            return Span.exact(held)
        room = None if name == "registered" or self.unread(name) else self.room()
        return Span.between(held, None if room is None else held + room)

    def room(self) -> int | None:
        """The most voters that can stand on sheets not held, by the largest register on offer."""
        if self.all_held:
            return 0
        held = self.held("registered")
        registers = self._registers()
        if held is None or self.unread("registered") or not registers:
            return None
        return max(0, max(registers) - held)

    def _registers(self) -> list[int]:
        area = self.totals.area
        known = self.evidence.areas.areas.get(area)
        definition = self.evidence.election.definition
        found = [known.registered] if known is not None and known.registered is not None else []
        if area == definition.place.id:
            found += [register.voters for register in definition.registers.values()]
        return found

    def _share(self, name: str, of: str) -> Span | None:
        value, base = self.sum(name), self.sum(of)
        if value is None or base is None:
            return None
        if value.value is not None and base.value is not None:
            return value.divided_by(base)
        held, held_base = self.held(name), self.held(of)
        assert held is not None
        assert held_base is not None
        return self._open_share(name, of, held, held_base)

    def _open_share(self, name: str, of: str, held: int, base: int) -> Span:
        """Extremes: the missing votes all go to it, or all go elsewhere."""
        room = self.room()
        if room is None or self.unread(name) or self.unread(of):
            return Span.between(0, None if of == "registered" else 1)
        if of == "registered":
            register = Fraction(max([base, *self._registers()]))
            if register == 0:
                return Span.between(0, None)
            return Span.between(held / register, (held + room) / register)
        if base + room == 0:
            return Span.between(0, 1)
        return Span.between(Fraction(held, base + room), Fraction(held + room, base + room))

    def _rank(self, option: str) -> Span | None:
        own = self.sum(option)
        options = self.evidence.election.definition.contests[self.contest].options
        if own is None:
            return None
        best = worst = 1
        for other in options:
            if other == option:
                continue
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

    def _sheet_measure(self, name: str) -> dict[str, int]:
        """Figures and factors that the sheet template means by ``valid``, ``cast`` and so on."""
        if name not in ("registered", "cast", "valid", "invalid"):
            return {}
        definition = self.evidence.election.definition
        linear = definition.sheet_of(self.contest).measure(name)
        if linear is None:
            return {}
        terms = dict(linear.terms)
        if "options" in terms:
            factor = terms.pop("options")
            for option in definition.contests[self.contest].options:
                terms[option] = terms.get(option, 0) + factor
        return terms
