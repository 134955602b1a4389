"""What was announced of one contest, area by area, as the ranges that printed figures stand for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from crosstally.election.areas import Area, AreaLookup
from crosstally.election.definition import (
    STAGE_ORDER,
    Announcement,
    AreaFigures,
    Contest,
    SheetTemplate,
    Stage,
)
from crosstally.election.folder import Election
from crosstally.election.printed import Printed
from crosstally.election.relations import OPTIONS, Linear
from crosstally.election.sheet import MEASURES
from crosstally.findings import Checked, CheckRun, Finding, Sentence
from crosstally.words import N_

REVISING = frozenset({Stage.RECOUNT, Stage.RULING, Stage.RERUN})
"""Acts that may take votes away again, so that later figures may differ from earlier ones."""

SEEMS_ROUNDED_FROM = 100_000
"""A count of at least this much that ends in three zeros or more may be a rounded one."""

_MEASURE_NAMES = {
    "registered": N_("registered voters"),
    "cast": N_("voters who took part"),
    "valid": N_("valid votes"),
    "invalid": N_("invalid votes"),
}


@dataclass(frozen=True)
class Span:
    """The whole numbers from ``low`` to ``high``, both included."""

    low: int
    high: int

    @property
    def exact(self) -> bool:
        """Whether it is one number only."""
        return self.low == self.high

    def __contains__(self, value: int) -> bool:
        return self.low <= value <= self.high

    def meets(self, other: Span) -> bool:
        """Whether they share a number."""
        return max(self.low, other.low) <= min(self.high, other.high)

    def distance(self, value: int) -> int:
        """How far a number lies outside; 0 inside."""
        return max(self.low - value, value - self.high, 0)


def span_of(value: int, unit: int = 1) -> Span:
    """What a count printed to the nearest ``unit`` may have been, however it was rounded."""
    if unit == 1:
        return Span(value, value)
    wholes = Printed.count(value, unit).widest.wholes()
    return Span(max(wholes.start, 0), wholes.stop - 1)


def seeming_unit(value: int) -> int:
    """The unit that a large count ending in zeros seems to be rounded to: 6,980,000 → 10,000."""
    if value < SEEMS_ROUNDED_FROM or value % 1000:
        return 1
    unit = 1000
    while value % (unit * 10) == 0:
        unit *= 10
    return unit


@dataclass(frozen=True)
class Stated:
    """What one announcement states for one area."""

    announcement: Announcement
    figures: AreaFigures
    area: Area
    whole: bool
    """Whether it is the announcement's own area, not one that it breaks the figures down to."""

    def count(self, name: str) -> int | None:
        """A count as it was printed, of an option or a field."""
        return self.figures.counts.get(name, self.figures.fields.get(name))

    def unit(self, name: str, loose: bool = False) -> int:
        """The unit to which a count is said to be rounded; ``loose``: where nobody says, the one
        to which a large count that ends in zeros seems to be."""
        value = self.count(name)
        otherwise = seeming_unit(value) if loose and value is not None else 1
        return self.figures.rounded_to.get(name, otherwise)

    def span(self, name: str, loose: bool = False) -> Span | None:
        """What a stated count stands for; None where it is not stated.

        ``loose``: a large count that ends in zeros is taken as rounded, even where nobody says so.
        """
        value = self.count(name)
        if value is None:
            return None
        return span_of(value, self.unit(name, loose))

    @property
    def names(self) -> list[str]:
        """Every option and field with a stated count."""
        return [*self.figures.counts, *self.figures.fields]


class Announced:
    """The announcements of one contest, replaced ones left out, in the order of time."""

    def __init__(self, election: Election, contest: str, areas: AreaLookup | None = None) -> None:
        self.election = election
        self.definition = election.definition
        self.contest = contest
        self.areas = areas if areas is not None else election.areas
        self.question: Contest = self.definition.contests[contest]
        self.sheet: SheetTemplate = self.definition.sheet_of(contest)
        self.unknown: list[tuple[Announcement, str]] = []
        """Areas that announcements name and nothing else knows."""
        self.announcements = self._in_force()
        self.revising = [item for item in self.announcements if item.stage in REVISING]
        self.statements = tuple(
            stated for announcement in self.announcements for stated in self._of(announcement)
        )

    def _in_force(self) -> tuple[Announcement, ...]:
        every = [
            item
            for item in self.election.announcements
            if self.election.contest_of(item) == self.contest
        ]
        replaced = {item.replaces for item in every}
        return tuple(item for item in every if item.id not in replaced)

    def _of(self, announcement: Announcement) -> Iterable[Stated]:
        root = self.definition.place
        own: Area | None = Area(root.id, root.name, self.definition.levels[0])
        if announcement.area is not None:
            own = self._area(announcement, announcement.area)
        if own is not None:
            yield Stated(announcement, announcement, own, whole=True)
        for text, figures in announcement.areas.items():
            area = self._area(announcement, text)
            if area is not None:
                yield Stated(announcement, figures, area, whole=False)

    def _area(self, announcement: Announcement, text: str) -> Area | None:
        if text == self.definition.place.id:
            return Area(text, self.definition.place.name, self.definition.levels[0])
        found = self.areas.find(text)
        if len(found) == 1:
            return found[0]
        self.unknown.append((announcement, text))
        return None

    def is_root(self, area: Area) -> bool:
        """Whether an area is the whole place."""
        return area.id == self.definition.place.id

    def label(self, name: str) -> Sentence:
        """A figure in words: ``votes for Nur Otan``, ``valid votes``."""
        if name in self.question.options:
            return Sentence(N_("votes for {option}"), {"option": self.question.options[name].name})
        if name in self.sheet.fields:
            return Sentence("{name}", {"name": self.sheet.fields[name].name})
        return Sentence(_MEASURE_NAMES.get(name, "{name}"), {"name": name})

    def said(self, announcement: Announcement) -> Sentence:
        """An announcement as messages call it: its id, who states it, when."""
        who = [self.definition.sources[announcement.source].name]
        if announcement.at:
            who.append(announcement.at.replace("T", " "))
        return Sentence("{announcement} ({who})", {"announcement": announcement.id, "who": who})

    @property
    def one_vote(self) -> bool:
        """Whether a ballot gives one vote, so that options add up to valid votes at most."""
        rule = self.question.rule
        several = ("plurality", "block_vote")
        return rule is None or not (rule.method in several and rule.seats > 1)

    @property
    def options_are_valid(self) -> bool:
        """See ``SheetTemplate.options_are_valid``."""
        return self.sheet.options_are_valid(self.question.options)

    def covers(self, names: Iterable[str]) -> bool:
        """Whether these options, some of them alliances, are every option and none twice."""
        given = set(names)
        options = self.question.options
        in_alliance = {member for name in given for member in options[name].members}
        if given & in_alliance:
            return False
        return all(
            name in given or name in in_alliance or (about.members and set(about.members) <= given)
            for name, about in options.items()
        )

    def made_of(self, stated: Stated, name: str) -> Linear | None:
        """The stated counts that give a count, or ``registered``, ``cast``, ``valid`` or
        ``invalid``: itself, or those it is the sum of. None where they do not give it."""
        if stated.count(name) is not None:
            return Linear({name: 1})
        if name not in MEASURES:
            return None
        ways = [self.sheet.measure(name)]
        if name == "valid" and self.options_are_valid:
            ways.append(Linear({OPTIONS: 1}))
        for way in ways:
            if way is not None and (made := self._of_stated(stated, way)) is not None:
                return made
        if name == "cast":
            valid, invalid = self.made_of(stated, "valid"), self.made_of(stated, "invalid")
            if valid is not None and invalid is not None:
                return valid.plus(invalid)
        return None

    def _of_stated(self, stated: Stated, linear: Linear) -> Linear | None:
        """The same as a sum of stated counts; None where one is not stated."""
        counts = stated.figures.counts
        if OPTIONS in linear.terms and not (self.one_vote and self.covers(counts)):
            return None
        made = linear.with_options(counts)
        return made if all(stated.count(name) is not None for name in made.terms) else None

    def measure(self, stated: Stated, name: str, loose: bool = False) -> Span | None:
        """A figure as stated, or as it follows from others (see ``made_of``).

        ``loose``: see ``Stated.span``."""
        made = self.made_of(stated, name)
        if made is None:
            return None
        low = high = made.constant
        for part, factor in made.terms.items():
            span = stated.span(part, loose)
            assert span is not None
            ends = (factor * span.low, factor * span.high)
            low, high = low + min(ends), high + max(ends)
        return Span(max(low, 0), max(high, 0))

    def as_printed(self, stated: Stated, name: str) -> int | None:
        """A figure as printed, or the sum of those it follows from, as these are printed."""
        made = self.made_of(stated, name)
        if made is None:
            return None
        return made.value({part: stated.count(part) or 0 for part in made.terms})

    def readings(self, stated: Stated) -> tuple[str, ...]:
        """What its percentages of options may be of, the likeliest first: what it says; else valid
        votes, the voters who took part, and, where nothing rules it out, registered voters."""
        figures = stated.figures
        if "percent_of" in figures.model_fields_set:
            return (figures.percent_of,)
        ruled_out = self._more_than_took_part(figures) or self._fewer_than_registered(stated)
        return ("valid", "cast") if ruled_out else ("valid", "cast", "registered")

    def _more_than_took_part(self, figures: AreaFigures) -> bool:
        """Whether of registered voters more would have voted for options than took part, or all."""
        spans = [share_span(text) for text in figures.percent.values()]
        least, most = sum(low for low, _ in spans), sum(high for _, high in spans)
        turnout = share_span(figures.turnout)[1] if figures.turnout is not None else 1
        everybody = most >= 1 and self.covers(figures.percent)
        return everybody or least > turnout or not self.one_vote

    def _fewer_than_registered(self, stated: Stated) -> bool:
        """Whether a count is a larger share, than is printed, of every register there is."""
        registers = [item.voters for item in self.definition.registers.values()]
        if not self.is_root(stated.area):
            registers = [] if stated.area.registered is None else [stated.area.registered]
        own = self.measure(stated, "registered", loose=True)
        sizes = registers if own is None else [*registers, own.low]
        for name, text in stated.figures.percent.items():
            span, (low, _) = stated.span(name, loose=True), share_span(text)
            if sizes and span is not None and low * min(sizes) > span.high:
                return True
        return False

    def run(
        self, code: str, subject: str, source: str | None, checked: int, failed: int, votes: int = 0
    ) -> CheckRun:
        """One line of what was checked."""
        return CheckRun(code, self.contest, source, subject, checked, failed, votes=votes)

    def skipped(
        self, code: str, subject: str, source: str | None, template: str, **values: object
    ) -> CheckRun:
        """One line of what could not be checked, and why."""
        return CheckRun(
            code, self.contest, source, subject, 0, 0, skipped=Sentence(template, values)
        )


def together(parts: Iterable[Checked]) -> Checked:
    """What several checks hand back, as one; takes time in proportion to it."""
    findings: list[Finding] = []
    runs: list[CheckRun] = []
    for part in parts:
        findings += part.findings
        runs += part.runs
    return Checked(tuple(findings), tuple(runs))


def share_span(text: str) -> tuple[Fraction, Fraction]:
    """A printed percentage as [low, high) under any rounding, cut to what a share can be."""
    widest = Printed.percent(text).widest
    return max(widest.low, Fraction(0)), widest.high


def precedes(first: Announcement, second: Announcement) -> bool:
    """Whether one announcement was certainly made before another.

    By their moments where both are given; a day without an hour comes before the next day only.
    By their stages where a moment is missing or does not decide.
    """
    if first.at and second.at:
        one, two = _moments(first.at), _moments(second.at)
        if one[0].tzinfo is None or two[0].tzinfo is None:
            # Without time zones hours are compared as written: one election, one clock.
            one, two = _without_zone(one), _without_zone(two)
        if one[1] < two[0]:
            return True
        if two[1] < one[0]:
            return False
    return STAGE_ORDER[first.stage] < STAGE_ORDER[second.stage]


_Moments = tuple[dt.datetime, dt.datetime]


def _moments(at: str) -> _Moments:
    """The first and the last moment that a day or an hour can mean."""
    first = dt.datetime.fromisoformat(at)
    whole_day = dt.timedelta(days=1, microseconds=-1)
    return first, first if "T" in at else first + whole_day


def _without_zone(moments: _Moments) -> _Moments:
    return moments[0].replace(tzinfo=None), moments[1].replace(tzinfo=None)
