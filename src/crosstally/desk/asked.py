"""What a typist is asked: the fields of the sheet in their order, and the stations there are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from crosstally.desk.figures import (
    BrokenRelation,
    Figure,
    FigureError,
    broken_relations,
    parse_figure,
)
from crosstally.desk.marks import FIELD, TYPED, Marks, are_fit, doubts, read_marks, unlike
from crosstally.desk.settings import Place
from crosstally.desk.states import RULES, Act
from crosstally.election.areas import AreaLookup
from crosstally.election.folder import AT_OPENING, open_folder
from crosstally.election.marks import SheetMark
from crosstally.election.sheet import SheetTemplate
from crosstally.findings import Sentence
from crosstally.problems import InputError, Problem, suggestion
from crosstally.returns.naming import sum_in_words
from crosstally.words import N_, _

ALL_OPTIONS = N_("votes for all options")
"""What relations in words call them; said here so that it is among the desk's own words."""


@dataclass(frozen=True)
class Asked:
    """One contest of an election, as its sheet asks for it."""

    title: str
    fields: Mapping[str, str]
    """Names of the fields, then of the options, with what the sheet calls them."""
    options: tuple[str, ...]
    template: SheetTemplate
    areas: AreaLookup
    station_level: str
    in_words: Mapping[str, Sentence]
    """The template's relations as they are written → with names for ids."""

    @property
    def marks(self) -> Mapping[str, SheetMark]:
        """What the sheet should bear beside its figures, in its order."""
        return self.template.marks

    @property
    def labels(self) -> Mapping[str, str]:
        """What every field of the form is called, those of the marks among them."""
        return {**self.fields, **{FIELD + id_: mark.name for id_, mark in self.marks.items()}}

    def has_marks(self, answers: Mapping[str, str]) -> bool:
        """Whether a form that may leave the marks out says anything of one."""
        names = (begin + id_ for id_ in self.marks for begin in (FIELD, TYPED))
        return any(answers.get(name, "").strip() for name in names)

    def unlike(self, marks: Marks) -> list[SheetMark]:
        """The marks whose serial number is not like the form's."""
        return [self.marks[name] for name in unlike(self.marks, marks)]

    def doubted(self, station: str, marks: Marks) -> list[str]:
        """The marks whose serial number is none that the station was given."""
        area = self.areas.areas.get(station)
        return doubts(self.marks, marks, area.attributes if area else {})

    def broken(self, figures: Mapping[str, Figure]) -> list[BrokenRelation]:
        """The control relations that figures break."""
        return broken_relations(self.template, self.options, figures)

    def why_not_taken(self, act: Act) -> str | None:
        """Why the figures of an act are not taken, in a sentence; None where they are: every field
        has an answer and no other, and a relation that they break was declared to stand so.
        """
        if not RULES[act.kind].figures:
            return None
        if set(act.figures) != set(self.fields):
            return _("Every field of the sheet needs an answer.")
        if not are_fit(self.marks, act.marks):
            return _("Every mark of the sheet needs an answer.")
        if self.broken(act.figures) and not act.as_written:
            return _("The figures contradict each other. Correct them, or say that the sheet does.")
        return None

    def station_name(self, code: str) -> str:
        """What ``areas.csv`` calls a station; empty where it says nothing but the code."""
        area = self.areas.areas.get(code)
        return area.name if area and area.name and area.name != code else ""

    def station(self, typed: str) -> str:
        """The code of a station that was typed. Raises ``ValueError`` where the election folder
        lists its stations and this is none of them."""
        listed = self.areas.of_level(self.station_level)
        found = [area for area in self.areas.find(typed) if area.level == self.station_level]
        if len(found) == 1:
            return found[0].id
        if listed:
            raise ValueError(_("areas.csv has no station of this code."))
        return typed

    def station_by_barcodes(self, texts: Iterable[str]) -> str | None:
        """The station that barcodes name, by its code alone or as ``station=CODE`` of an address;
        None where none does, or where they name several. Only a listed station is believed."""
        if not self.areas.of_level(self.station_level):
            return None
        found = set()
        for text in texts:
            named = parse_qs(urlsplit(text).query).get("station", [text])
            with suppress(ValueError):
                found.add(self.station(named[0].strip()[:200]))
        return found.pop() if len(found) == 1 else None


@dataclass(frozen=True)
class Typed:
    """A form as it came: every answer, what could be read, and what was wrong with the rest."""

    answers: Mapping[str, str]
    figures: Mapping[str, Figure]
    errors: Mapping[str, str]
    marks: Marks = field(default_factory=dict)


def read_form(asked: Asked, answers: Mapping[str, str], *, with_marks: bool = False) -> Typed:
    """Read the answers to every field, and to every mark where these are asked; all errors at
    once."""
    figures: dict[str, Figure] = {}
    errors: dict[str, str] = {}
    given = {name: answers.get(name, "") for name in asked.fields}
    for name, answer in given.items():
        try:
            figures[name] = parse_figure(answer)
        except FigureError as error:
            errors[name] = str(error)
    if not with_marks:
        return Typed(given, figures, errors)
    marks, wrong = read_marks(asked.marks, answers)
    return Typed({**answers, **given}, figures, errors | wrong, marks)


_KNOWN: dict[Place, tuple[object, Asked]] = {}


def asked_at(place: Place) -> Asked:
    """What the sheets of a desk ask: as it was when the desk began, with the areas as they are now,
    or last were where the election folder does not hold together just now.

    Raises ``InputError`` where it does not hold together at the beginning.
    """
    stamp = tuple(_stamp(place.election / name) for name in AT_OPENING)
    known = _KNOWN.get(place)
    if known is None:
        known = _KNOWN[place] = (stamp, _read(place))
    elif known[0] != stamp:
        asked = known[1]
        with suppress(InputError):
            asked = replace(asked, areas=open_folder(place.election, needs_figures=False).areas)
        known = _KNOWN[place] = (stamp, asked)
    return known[1]


def _stamp(path: Path) -> object:
    try:
        stat = path.stat()
    except OSError:
        return None
    return stat.st_mtime_ns, stat.st_size, stat.st_ino


def _read(place: Place) -> Asked:
    election = open_folder(place.election, needs_figures=False)
    contest = election.definition.contests[place.contest]
    template = election.definition.sheet_of(place.contest)
    names = {id_: field.name for id_, field in template.fields.items()}
    options = {id_: option.name or id_ for id_, option in contest.options.items()}
    title = contest.name or election.definition.title or election.id
    return Asked(
        title,
        names | options,
        tuple(contest.options),
        template,
        election.areas,
        election.definition.levels[-1],
        {
            text: sum_in_words(election.definition, place.contest, text, {})
            for text in (one.relation for one in template.relations)
        },
    )


def contest_of(place: Place) -> str:
    """The contest of a desk: the one named, or the only one. Raises ``InputError``."""
    contests = open_folder(place.election, needs_figures=False).definition.contests
    if place.contest in contests:
        return place.contest
    if not place.contest and len(contests) == 1:
        return next(iter(contests))
    raise InputError(
        Problem(
            _("a desk is for one contest of the election"),
            read=place.contest or None,
            expected="--contest",
            hint=suggestion(place.contest, contests),
        )
    )
