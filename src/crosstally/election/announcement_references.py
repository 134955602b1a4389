"""Whether the names and shares in ``announcements.yaml`` can be what they are taken for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from fractions import Fraction

from crosstally.election.areas import AreaLookup
from crosstally.election.crossreferences import References
from crosstally.election.definition import (
    Announcement,
    Announcements,
    AreaFigures,
    Contest,
    Definition,
    normalised,
)
from crosstally.election.printed import Printed
from crosstally.election.sheet import MEASURES
from crosstally.election.yaml_source import Location, YamlSource
from crosstally.problems import Problem, quoted, suggestion
from crosstally.words import _


class AnnouncementReferences(References):
    """The names in ``announcements.yaml``."""

    def __init__(
        self, source: YamlSource, definition: Definition, areas: AreaLookup | None
    ) -> None:
        super().__init__(source, definition)
        self.areas = areas

    def problems(self, document: Announcements) -> list[Problem]:
        """Every name that points nowhere."""
        ids = [announcement.id for announcement in document.announcements]
        for i, announcement in enumerate(document.announcements):
            location: Location = ("announcements", i)
            if announcement.id in ids[:i]:
                self.found.append(
                    self.source.problem(
                        (*location, "id"),
                        _("another announcement has this id"),
                        read=announcement.id,
                    )
                )
            self.need((*location, "source"), "source", announcement.source, self.definition.sources)
            self.need(
                (*location, "register"),
                "register",
                announcement.register_id,
                self.definition.registers,
            )
            if self.need((*location, "replaces"), "announcement", announcement.replaces, ids):
                self._replaces((*location, "replaces"), announcement, document)
            contest = self.need_contest(location, announcement.contest)
            if contest is None:
                continue
            self._figures(location, announcement, contest)
            seen: dict[str, str] = {}
            stated = (announcement.counts, announcement.percent, announcement.fields)
            if any(stated) or announcement.turnout or announcement.seats:
                own = announcement.area or self.definition.place.id
                seen[self._area_id(announcement.area)] = own
            for area, figures in announcement.areas.items():
                self._area_once((*location, "areas", area), area, seen)
                self._area((*location, "areas", area), area)
                self._figures((*location, "areas", area), figures, contest)
            if announcement.area is not None:
                self._area((*location, "area"), announcement.area)
        return self.found

    def _replaces(
        self, location: Location, announcement: Announcement, document: Announcements
    ) -> None:
        """What is replaced is in force no more: it must be the same source's word on the same."""
        earlier = {item.id: item for item in document.announcements}
        before = earlier.get(announcement.replaces or "")
        if before is None:
            return
        contest = next(iter(self.definition.contests))
        wrong = None
        if _leads_back(announcement.id, earlier):
            wrong = _("an announcement replaces itself, or one that replaces it")
        elif before.source != announcement.source:
            wrong = _("replaces an announcement of another source: {name}")
            wrong = wrong.format(name=quoted(before.source))
        elif (before.contest or contest) != (announcement.contest or contest):
            wrong = _("replaces an announcement of another contest: {name}")
            wrong = wrong.format(name=quoted(before.contest or contest))
        elif self._area_id(before.area) != self._area_id(announcement.area):
            wrong = _("replaces an announcement for another area: {name}")
            wrong = wrong.format(name=quoted(before.area or self.definition.place.name))
        elif before.at and announcement.at and _is_later(before.at, announcement.at):
            wrong = _("replaces an announcement of a later moment: {moment}")
            wrong = wrong.format(moment=before.at)
        if wrong is not None:
            self.found.append(
                self.source.problem(
                    location,
                    wrong,
                    read=before.id,
                    hint=_(
                        "`replaces` is for a correction by the same source; announcements that "
                        "contradict each other all stand."
                    ),
                )
            )

    def _area_id(self, text: str | None) -> str:
        """The id of an area as far as it is known, so that two spellings of one are the same."""
        place = self.definition.place
        if text is None or normalised(text) in (normalised(place.id), normalised(place.name)):
            return place.id
        found = self.areas.find(text) if self.areas is not None else []
        return found[0].id if len(found) == 1 else normalised(text)

    def _figures(self, location: Location, figures: AreaFigures, contest: Contest) -> None:
        for key in ("counts", "percent", "seats"):
            for option in getattr(figures, key):
                self.need((*location, key, option), "option", option, contest.options)
        if _are_parts_of_one(figures, contest):
            self.found.append(
                self.source.problem(
                    (*location, "percent"),
                    _("the percentages of all options sum to one percent: are they parts of one?"),
                    read=", ".join(figures.percent.values()),
                    hint=_("Write them in percent: 61 for 0.61."),
                )
            )
        name = next(id_ for id_, item in self.definition.contests.items() if item is contest)
        fields = [*self.definition.sheet_of(name).fields, *MEASURES]
        for field_ in figures.fields:
            votes = (
                _("Votes of options stand under `counts:`.") if field_ in contest.options else None
            )
            self.need((*location, "fields", field_), "field", field_, fields, votes)
        for name in figures.rounded_to:
            self.need((*location, "rounded_to", name), "figure", name, [*fields, *contest.options])

    def _area_once(self, location: Location, text: str, seen: dict[str, str]) -> None:
        """Two entries for one area are two statements, of which one would be lost."""
        first = seen.get(self._area_id(text))
        seen[self._area_id(text)] = text
        if first is not None:
            message = _("this area stands in the announcement already, as {name}")
            problem = self.source.problem(location, message.format(name=quoted(first)), read=text)
            self.found.append(problem)

    def _area(self, location: Location, text: str) -> None:
        """Areas are checked here only where ``areas.csv`` names them all."""
        if self.areas is None or len(self.areas) <= 1:
            return
        found = self.areas.find(text)
        if len(found) == 1:
            return
        message = _("several areas have this name") if found else _("there is no such area")
        self.found.append(
            self.source.problem(
                location,
                message,
                read=text,
                hint=suggestion(
                    text, [word for area in self.areas for word in (area.id, area.name)]
                )
                if not found
                else _("Use the id: {ids}").format(ids=", ".join(area.id for area in found)),
            )
        )


def _are_parts_of_one(figures: AreaFigures, contest: Contest) -> bool:
    """Whether shares of all options are written as parts of one, such as 0.61 for 61 percent: taken
    for percentages they would contradict every count."""
    if len(figures.percent) < 2 or not figures.percent.keys() >= contest.options.keys():
        return False
    if any("%" in text for text in figures.percent.values()):
        return False
    shares = [Printed.percent(text).value for text in figures.percent.values()]
    return abs(100 * sum(shares, Fraction()) - 1) <= Fraction(2, 100)


def _leads_back(start: str, announcements: Mapping[str, Announcement]) -> bool:
    """Whether what an announcement replaces, and what that one replaces, leads back to it."""
    seen: set[str] = set()
    current = announcements[start].replaces
    while current is not None and current in announcements and current not in seen:
        if current == start:
            return True
        seen.add(current)
        current = announcements[current].replaces
    return False


def _is_later(one: str, other: str) -> bool:
    """Whether a moment is certainly later: by its day, or by its time where both say theirs."""
    first, second = dt.datetime.fromisoformat(one), dt.datetime.fromisoformat(other)
    if "T" in one and "T" in other and (first.tzinfo is None) == (second.tzinfo is None):
        return first > second
    return first.date() > second.date()
