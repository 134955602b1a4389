"""Whether the names that an election's documents use are names of something."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

from crosstally.election.areas import AreaLookup
from crosstally.election.definition import (
    Announcement,
    Announcements,
    AreaFigures,
    Contest,
    Definition,
    ReturnsFile,
    normalised,
)
from crosstally.election.relations import OPTIONS
from crosstally.election.rule_references import references
from crosstally.election.sheet import MEASURES
from crosstally.election.yaml_source import Location, YamlSource
from crosstally.problems import Problem, meant, quoted, suggestion
from crosstally.words import _

RESERVED = frozenset(
    [
        "area",
        "channel",
        "copy",
        "figures",
        "first_act",
        "held",
        "is_copy",
        "last_act",
        "name",
        "odd",
        "part",
        "row",
        "rowid",
        "stage",
        "station",
        "supersedes",
        "turn",
        "unlisted",
    ]
)
"""Columns of the tables of returns that are no figures."""


def nothing_called(kind: str) -> str:
    """That a name is the name of nothing, in the language in force."""
    messages = {
        "announcement": _("there is no announcement of that name"),
        "claim": _("there is no claim of that name"),
        "contest": _("there is no contest of that name"),
        "field": _("there is no field of that name"),
        "field or option": _("there is no field or option of that name"),
        "figure": _("there is no figure of that name"),
        "level": _("there is no level of that name"),
        "method": _("there is no method of that name"),
        "option": _("there is no option of that name"),
        "register": _("there is no register of that name"),
        "sheet template": _("there is no sheet template of that name"),
        "source": _("there is no source of that name"),
    }
    return messages[kind]


class _References:
    """Gathers names that point nowhere, each with its place and the nearest known name."""

    def __init__(self, source: YamlSource, definition: Definition) -> None:
        self.source = source
        self.definition = definition
        self.found: list[Problem] = []

    def need(
        self,
        location: Location,
        kind: str,
        name: str | None,
        known: Iterable[str],
        hint: str | None = None,
    ) -> bool:
        names = list(known)
        if name is None or name in names:
            return True
        where = self.source.where(location)
        hint = hint or suggestion(name, names)
        if kind == "source" and meant(name, names) is None:
            new = _("A new one is written under `sources:` in election.yaml")
            hint = f"{hint}. {new}" if hint else new
        self.found.append(
            self.source.problem(location, f"{where}: {nothing_called(kind)}", read=name, hint=hint)
        )
        return False

    def need_contest(self, location: Location, name: str | None) -> Contest | None:
        contests = self.definition.contests
        if name is None and len(contests) > 1:
            self.found.append(
                self.source.problem(
                    location, _("which contest? there are several"), expected=", ".join(contests)
                )
            )
            return None
        if not self.need((*location, "contest"), "contest", name, contests):
            return None
        return contests[name or next(iter(contests))]


class DefinitionReferences(_References):
    """The names in ``election.yaml``."""

    def problems(self) -> list[Problem]:
        """Every name that points nowhere."""
        definition = self.definition
        for name, sheet in definition.sheets.items():
            for i, relation in enumerate(sheet.relations):
                self._known_terms(
                    ("sheets", name, "relations", i, "relation"), relation.parsed.names, name
                )
            for measure in MEASURES:
                linear = getattr(sheet.measures, measure)
                if linear is not None:
                    parsed = sheet.measure(measure)
                    assert parsed is not None
                    self._known_terms(("sheets", name, "measures", measure), parsed.names, name)
        for name, contest in definition.contests.items():
            self._contest(name, contest)
        for i, entry in enumerate(definition.returns):
            self._returns(i, entry)
        for name, register in definition.registers.items():
            self.need(("registers", name, "source"), "source", register.source, definition.sources)
        return self.found

    def _known_terms(self, location: Location, names: Iterable[str], sheet: str) -> None:
        known = {OPTIONS, *self.definition.sheets[sheet].fields}
        for contest in self.definition.contests.values():
            if contest.sheet in (None, sheet):
                known |= set(contest.options)
        for term in sorted(names):
            parts = term.split("-")
            if len(parts) > 1 and term not in known and all(part in known for part in parts):
                hint = _("A minus between names stands between blanks: {sum}").format(
                    sum=" - ".join(parts)
                )
                self.need(location, "field or option", term, known, hint)
            else:
                self.need(location, "field or option", term, known)

    def _contest(self, name: str, contest: Contest) -> None:
        definition, location = self.definition, ("contests", name)
        self.need((*location, "sheet"), "sheet template", contest.sheet, definition.sheets)
        if contest.rule is not None:
            known = {"level": definition.all_levels}
            known["option"] = [*contest.options, *contest.rule.alliances]
            for place, kind, named in references(contest.rule):
                self.need((*location, "rule", *place), kind, named, known[kind])
        if contest.sheet is None and len(definition.sheets) > 1:
            self.found.append(
                self.source.problem(
                    location,
                    f"contests.{name}: " + _("which sheet template? there are several"),
                    expected=", ".join(definition.sheets),
                )
            )
        sheet = definition.sheet_of(name) if contest.sheet in (None, *definition.sheets) else None
        fields = list(sheet.fields) if sheet else []
        for both in sorted(set(fields) & set(contest.options)):
            self.found.append(
                self.source.problem(
                    (*location, "options", both),
                    _("{name} is both a field and an option").format(name=quoted(both)),
                )
            )
        self._columns(location, name, [*fields, *contest.options])
        if OPTIONS in contest.options:
            self.found.append(
                self.source.problem(
                    (*location, "options", OPTIONS), _("'options' means the sum of all options")
                )
            )
        for option, about in contest.options.items():
            for member in about.members:
                self.need(
                    (*location, "options", option, "members"), "option", member, contest.options
                )
        for i, publication in enumerate(contest.publication):
            place = (*location, "publication", i)
            self.need((*place, "level"), "level", publication.level, definition.all_levels)
            for j, what in enumerate(publication.what):
                self.need(
                    (*place, "what", j),
                    "field or option",
                    what,
                    [*fields, *MEASURES, *contest.options],
                )
        for i, other in enumerate(contest.parallel_to):
            self.need((*location, "parallel_to", i), "contest", other, definition.contests)

    def _columns(self, location: Location, contest: str, figures: list[str]) -> None:
        """Fields and options are columns of one table, where case does not count."""
        seen: dict[str, str] = {}
        for figure in figures:
            same = seen.setdefault(figure.casefold(), figure)
            if same != figure:
                self.found.append(
                    self.source.problem(
                        location,
                        f"contests.{contest}: "
                        + _("{one} and {other} differ in case only").format(
                            one=quoted(same), other=quoted(figure)
                        ),
                        hint=_("Call one of them otherwise."),
                    )
                )
            if figure.casefold() in RESERVED:
                self.found.append(
                    self.source.problem(
                        location,
                        f"contests.{contest}: "
                        + _("{name} cannot be the id of a field or an option").format(
                            name=quoted(figure)
                        ),
                        hint=_(
                            "Call it otherwise, such as {id}; its `name` may be anything."
                        ).format(id=quoted(f"{figure}_votes")),
                    )
                )

    def _returns(self, index: int, entry: ReturnsFile) -> None:
        definition, location = self.definition, ("returns", index)
        self.need((*location, "source"), "source", entry.source, definition.sources)
        self.need((*location, "level"), "level", entry.level, definition.all_levels)
        for level in entry.columns.areas:
            self.need(
                (*location, "columns", "areas", level), "level", level, definition.all_levels[:-1]
            )
        contest = self.need_contest(location, entry.contest)
        if contest is None:
            return
        sheet = definition.sheet_of(self._name_of(contest))
        for name in entry.columns.fields:
            self.need((*location, "columns", "fields", name), "field", name, sheet.fields)
        for name in entry.columns.options:
            self.need((*location, "columns", "options", name), "option", name, contest.options)
        self._read_once((*location, "columns"), entry)
        if entry.layout == "long" and not (entry.columns.option and entry.columns.votes):
            self.found.append(
                self.source.problem(
                    (*location, "columns"),
                    _("a long file needs the columns `option` (its name) and `votes` (its figure)"),
                )
            )

    def _read_once(self, location: Location, entry: ReturnsFile) -> None:
        """What is read as one option is not read as another figure too."""
        seen: dict[str, str] = {}
        for kind in ("options", "fields"):
            for name, text in getattr(entry.columns, kind).items():
                same = seen.setdefault(text.strip(), name)
                if same != name and same in entry.columns.options:
                    self.found.append(
                        self.source.problem(
                            (*location, kind, name),
                            _("{figure} is read from the same column as {other}").format(
                                figure=quoted(name), other=quoted(same)
                            ),
                            read=text,
                        )
                    )

    def _name_of(self, contest: Contest) -> str:
        return next(name for name, item in self.definition.contests.items() if item is contest)


class AnnouncementReferences(_References):
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
            for area, figures in announcement.areas.items():
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
        name = next(id_ for id_, item in self.definition.contests.items() if item is contest)
        fields = [*self.definition.sheet_of(name).fields, *MEASURES]
        for field_ in figures.fields:
            self.need((*location, "fields", field_), "field", field_, fields)
        for name in figures.rounded_to:
            self.need((*location, "rounded_to", name), "figure", name, [*fields, *contest.options])

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
