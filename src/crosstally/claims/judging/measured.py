"""A measured value, what it may be, and what it rests on."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from fractions import Fraction
from math import floor
from typing import Any, Literal

from crosstally import words
from crosstally.claims.judging.span import Span
from crosstally.claims.statement import Measure
from crosstally.election.definition import Announcement, Stage
from crosstally.election.folder import Election
from crosstally.findings import Sentence, plural
from crosstally.tabulation.figures import ENDLESS, ListOfStations, Totals
from crosstally.words import N_

Rounded = Literal["nearest", "below", "above"]
SHARES = frozenset({Measure.SHARE, Measure.TURNOUT, Measure.INVALID_SHARE})
"""Measures that are shares of one, printed as percentages."""


@dataclass(frozen=True)
class Basis:
    """What a value rests on: whose figures, of which moment or coverage."""

    said: Sentence
    source: str | None = None
    announcement: Announcement | None = None
    preliminary: bool = False
    during_the_day: bool = False
    held: int | None = None
    """Stations whose sheets are held, where the value comes from sheets."""
    known: int | None = None
    """Stations there are."""

    @property
    def provisional(self) -> bool:
        """Whether later figures may replace it."""
        return self.preliminary or self.during_the_day


@dataclass(frozen=True)
class Measured:
    """What a measure can be in one area for one option."""

    span: Span
    basis: Basis
    shown: object = field(default="")
    """The value for people: a printed percentage as it was printed, a count, bounds."""

    @property
    def is_rounded(self) -> bool:
        """Whether it was announced with rounding."""
        return self.basis.announcement is not None and self.span.value is None


def announced_basis(
    announcement: Announcement, election: Election, of_the_day: bool = False
) -> Basis:
    """The basis of a figure that an announcement states.

    ``of_the_day``: the measure grows until the polls close (turnout, ballots cast), so that an
    announcement with an hour of the voting day is not the last word.
    """
    source = election.definition.sources[announcement.source].name
    preliminary = announcement.stage is Stage.PRELIMINARY
    moment = announcement.at or ""
    during = of_the_day and "T" in moment and moment[:10] == election.definition.date[:10]
    values: dict[str, Any] = {"source": source, "moment": moment.replace("T", " ")}
    if not moment:
        values["moment"] = announcement.id
    if preliminary:
        said = Sentence(N_("preliminary announcement of {source}, {moment}"), values)
    else:
        said = Sentence(N_("announcement of {source}, {moment}"), values)
    return Basis(said, source, announcement, preliminary, during)


def sheets_basis(totals: Totals, election: Election) -> Basis:
    """The basis of a figure added up from sheets, with its coverage, and who says how many there
    are where only an announcement does."""
    basis = _basis(totals.source, totals.stations_held, totals.stations_known, election)
    announced = totals.list_of_stations is ListOfStations.ANNOUNCED
    if not announced or totals.stations_known is None:
        return basis
    template = N_(
        "{sheets}; only an announcement of the authority says how many stations there are"
    )
    return replace(basis, said=Sentence(template, {"sheets": basis.said}))


def sheet_basis(source: str, election: Election) -> Basis:
    """The basis of a figure on the sheet of one station."""
    return _basis(source, 1, 1, election)


def _basis(source: str, held: int, known: int | None, election: Election) -> Basis:
    name = election.definition.sources[source].name
    values: dict[str, Any] = {"source": name, "known": known}
    said: Sentence
    if known is None:
        said = plural(
            "{n} sheet held by {source}; of how many stations, nobody says",
            "{n} sheets held by {source}; of how many stations, nobody says",
            held,
            values,
        )
    elif held == known:
        said = plural(
            "the sheet held by {source}",
            "sheets of all {n} stations, held by {source}",
            held,
            values,
        )
    else:
        said = plural(
            "the sheet of one of {known} stations, held by {source}",
            "sheets of {n} of {known} stations, held by {source}",
            held,
            values,
        )
    return Basis(said, name, held=held, known=known)


def defined_basis(election: Election) -> Basis:
    """The basis of what the election's definition itself says."""
    return Basis(Sentence(N_("the definition of the election")))


def shown(span: Span, share: bool, printed: str | None = None) -> object:
    """A value for people: an ``int`` where it is one whole number, else text."""
    if printed is not None:
        return _printed(printed)
    value = span.value
    if value is not None:
        return shown_value(value, share, _digits(value) if share else 2)
    if span.high is None:
        return Sentence(N_("at least {low}"), {"low": shown_value(span.low, share, to="below")})
    digits = 2
    while share and digits < _MOST_DIGITS and _alike(span.low, span.high, digits):
        digits += 1
    return Sentence(
        N_("between {low} and {high}"),
        {
            "low": shown_value(span.low, share, digits, "below"),
            "high": shown_value(span.high, share, digits, "above"),
        },
    )


_MOST_DIGITS = 8


def _digits(share: Fraction) -> int:
    """Two digits of a percentage, or more where it would seem to be a whole one or a half between
    two that it is not: 3.4456 is shown as 3.446, since 3.45 would be rounded again to 3.5."""
    digits = 2
    while digits < _MOST_DIGITS:
        scaled = share * 100 * 10**digits
        shown = floor(scaled + Fraction(1, 2))
        if shown == scaled or (shown % 10 != 5 and shown % 10**digits != 0):
            break
        digits += 1
    return digits


def _alike(low: Fraction, high: Fraction, digits: int) -> bool:
    return words.percent(low, digits) == words.percent(high, digits)


def ahead(own: Measured, other: Measured, share: bool) -> Measured:
    """How far one value is ahead of another that rests on the same figures."""
    span = own.span.less(other.span)
    return Measured(span, own.basis, _margin(span, share))


def _margin(span: Span, share: bool) -> object:
    """A margin for people, of shares in percentage points; either end may be open."""

    def said(value: Fraction, to: Rounded = "nearest") -> object:
        if share:
            return points_said(words.percent(value, 2, to))
        return shown_value(value, share=False)

    if span.value is not None:
        return said(span.value)
    endless = span.low <= -ENDLESS
    if span.high is None:
        if endless:
            return Sentence(N_("any number"))
        return Sentence(N_("at least {low}"), {"low": said(span.low, "below")})
    high = said(span.high, "above")
    if endless:
        return Sentence(N_("at most {high}"), {"high": high})
    return Sentence(N_("between {low} and {high}"), {"low": said(span.low, "below"), "high": high})


def points_said(percent: str) -> Sentence:
    """“73.5 %” as a distance between two shares."""
    number = percent.strip().removesuffix("%").strip()
    if number.isdecimal():
        return plural("{n} percentage point", "{n} percentage points", int(number))
    return Sentence(N_("{number} percentage points"), {"number": number})


def shown_value(
    value: Fraction,
    share: bool,
    digits: int = 2,
    to: Rounded = "nearest",
) -> object:
    """One exact value: a percentage of so many digits, rounded ``to`` what lies on one side of it
    where it is a bound; or a whole number."""
    if share:
        return words.percent(value, digits, to)
    return int(value) if value.denominator == 1 else str(float(value))


def _printed(text: str) -> str:
    return text.strip().removesuffix("%").strip() + words.NO_BREAK_SPACE + "%"
