"""Opening an election folder: plain files that people write by hand and keep in git."""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from crosstally.election import levels
from crosstally.election.announcement_references import AnnouncementReferences
from crosstally.election.areas import AreaLookup, read_areas, root_of
from crosstally.election.crossreferences import DefinitionReferences
from crosstally.election.definition import Announcement, Announcements, Definition, ReturnsFile
from crosstally.election.marks import columns_of
from crosstally.election.rule_mistakes import problems_of_rules
from crosstally.election.rule_tables import tables_named, with_tables
from crosstally.election.salvage import Salvaged, salvaged
from crosstally.election.validation import validated
from crosstally.election.yaml_source import Location, read_yaml
from crosstally.problems import (
    InputError,
    Problem,
    links_outside,
    meant,
    not_there,
    shown_path,
    suggestion,
)
from crosstally.words import _

T = TypeVar("T")
AT_OPENING = ("election.yaml", "areas.csv", "announcements.yaml")
"""Own files that are read when the folder is opened; the others when it is checked."""

OWN_FILES = (
    "election.yaml",
    "areas.csv",
    "announcements.yaml",
    "claims.yaml",
    "holdings.csv",
    "candidates.csv",
    "crosswalk.csv",
    "protocol.yaml",
    "map.geojson",
)
"""Files of an election folder that go by their names."""


@dataclass(frozen=True)
class OwnFile:
    """One of the folder's own files, as it came."""

    path: str
    """Its name in the folder."""
    sha256: str
    bytes: int


@dataclass(frozen=True)
class Election:
    """An election folder that has been read and holds together."""

    folder: Path
    definition: Definition
    announcements: tuple[Announcement, ...] = ()
    areas: AreaLookup = field(default_factory=lambda: AreaLookup([]))
    """The areas of ``areas.csv`` and the whole place; those that only returns name come later."""
    opened: tuple[OwnFile, ...] = ()
    """The files that were read when it was opened, as they were then."""

    def __repr__(self) -> str:
        """What a notebook shows of it."""
        return f"<Election {self.id}: {self.definition.title} ({self.folder})>"

    @property
    def id(self) -> str:
        """The id that the definition gives."""
        return self.definition.id

    def contest_of(self, announcement: Announcement | ReturnsFile) -> str:
        """The contest a return is about: named, or the only one there is."""
        return announcement.contest or next(iter(self.definition.contests))

    def file(self, name: str) -> Path | None:
        """A file of the folder, or None where it is not there.

        Raises ``InputError`` where something else has its name.
        """
        path = self.folder / name
        if path.exists() and not path.is_file():
            raise InputError(Problem(_("is no ordinary file"), shown_path(path)))
        return path if path.is_file() else None


def _refuse_what_is_no_folder(folder: Path) -> None:
    """Raises ``InputError`` for a file, for nothing, and for a folder that leads out of itself."""
    if folder.is_file():
        is_one_of_its_files = (folder.parent / "election.yaml").is_file()
        raise InputError(
            Problem(
                _("is a file, not an election folder"),
                str(folder),
                hint=_("Name the folder it lies in: {folder}").format(folder=folder.parent)
                if is_one_of_its_files
                else _("To begin with a file of results: `crosstally new DIR --from FILE`."),
            )
        )
    if not folder.is_dir():
        raise InputError(
            Problem(
                _("there is no such election folder"),
                str(folder),
                hint=_("`crosstally new DIR` makes one; bundled elections go by name."),
            )
        )
    problems = links_outside(folder, (folder / name for name in OWN_FILES))
    if problems:
        raise InputError(problems)


def open_folder(folder: Path, *, needs_figures: bool = True) -> Election:
    """Read ``election.yaml``, ``areas.csv`` and ``announcements.yaml``.

    ``needs_figures``: whether it is a problem that the folder names neither returns nor
    announcements, as on the evening before an election. Raises ``InputError`` with every problem.
    """
    _refuse_what_is_no_folder(folder)
    opened = fingerprints(folder, AT_OPENING)
    path = folder / "election.yaml"
    shown = shown_path(path)
    read = _definition(path)
    problems, source, definition = read.problems, read.source, read.document
    if definition is None:
        # Without it, the form of the other document is all that can be looked at.
        _collect(problems, lambda: _announcements_as_written(folder))
        raise InputError(problems)
    further = DefinitionReferences(source, definition).problems()
    opened += fingerprints(
        folder, [one for one in tables_named(definition) if one not in OWN_FILES]
    )
    filled = _collect(further, lambda: with_tables(folder, definition, source))
    if filled is not None and not problems and not further:  # else they may follow from those
        further += problems_of_rules(filled, source)
    areas = _collect(further, lambda: _areas(folder, definition, "levels" in read.replaced))
    announcements = _collect(further, lambda: _announcements(folder, definition, areas))
    problems += read.beyond(further)
    empty = not definition.returns and not announcements
    if empty and needs_figures and not problems:
        problems.append(
            Problem(
                _("names neither returns nor announcements: there is nothing to check"),
                shown,
                hint=_("Add `returns:` here, or an announcements.yaml beside it."),
            )
        )
    if problems:
        raise InputError(problems)
    assert areas is not None
    assert filled is not None
    tables = [name for name in tables_named(definition) if name not in OWN_FILES]
    opened += fingerprints(folder, tables)
    return Election(folder, filled, tuple(announcements or ()), areas, opened)


def fingerprints(folder: Path, names: Iterable[str]) -> tuple[OwnFile, ...]:
    """The files of these names that are there, with their SHA-256."""
    found = []
    for name in names:
        path = folder / name
        if not path.is_file():
            continue
        try:
            with path.open("rb") as stream:
                digest = hashlib.file_digest(stream, "sha256").hexdigest()
                found.append(OwnFile(name, digest, stream.tell()))
        except OSError as error:
            message = _("cannot be read: {reason}").format(reason=error.strerror)
            raise InputError(Problem(message, shown_path(path))) from None
    return tuple(found)


def _definition(path: Path) -> Salvaged[Definition]:
    """``election.yaml`` without its wrong parts, as far as others can be looked at without them."""
    needed = ("place", "sources")
    stand_ins = {"id": "election", "title": "election", "date": "2000-01-01"}
    named = (("contests", "*", "options", "*"), ("sheets", "*", "fields", "*"), ("sources", "*"))
    replaced = {"levels": levels.stand_ins, "trees": levels.stand_ins}
    source = read_yaml(path, shown_path(path))
    return salvaged(Definition, source, needed, stand_ins, named, replaced)


@dataclass(frozen=True)
class ReadAlone:
    """An election without its announcements and wrong parts, for a look at the folder's other
    files."""

    election: Election
    read: Salvaged[Definition]
    unreadable: frozenset[int]
    """Places in ``returns`` of the files that cannot be read as long as a part is wrong."""


def read_alone(folder: Path) -> ReadAlone | None:
    """What can be read of ``election.yaml`` and ``areas.csv``; None where others lean on what
    cannot. Areas that cannot be read are as if nobody had listed any."""
    try:
        read = _definition(folder / "election.yaml")
    except InputError:
        return None
    if read.document is None:
        return None
    try:
        areas = _areas(folder, read.document, "levels" in read.replaced)
    except InputError:
        areas = AreaLookup([root_of(read.document)])
    definition, unreadable = read.document, set(range(len(read.document.returns)))
    references = read.beyond(DefinitionReferences(read.source, definition).problems())
    wrong = [*read.taken_out, *(read.source.location(item) for item in references)]
    readable = unreadable - _entries_without(wrong, unreadable)
    if readable:
        with contextlib.suppress(InputError):
            definition = with_tables(folder, definition, read.source)
            unreadable -= readable
    return ReadAlone(Election(folder, definition, (), areas), read, frozenset(unreadable))


_LEANED_ON = (
    *("levels", "trees", "place", "sources", "sheets", "contests", "returns"),
    *("options", "alliances", "sheet", "fields"),
)
"""Keys of ``election.yaml``, and of its contests and sheets, without which no file is read."""


def _entries_without(taken_out: Iterable[Location], every: set[int]) -> set[int]:
    """Which entries of ``returns`` cannot be read without the parts that were taken out."""
    found = set[int]()
    for place in taken_out:
        match place:
            case ("returns", int(entry), _, *_):
                found.add(entry)
            case ("contests" | "sheets", _, "rule" | "relations", *_) | ("trees", _):
                pass
            case ("contests" | "sheets", _, str(name), *_) | (str(name), *_) if not (
                name in _LEANED_ON or meant(name, _LEANED_ON)
            ):
                pass
            case _:
                return every
    return found


def missing_returns(folder: Path) -> list[Problem]:
    """The files that ``returns`` names and that are not there, whatever else is wrong with it."""
    path = folder / "election.yaml"
    try:
        value = read_yaml(path, shown_path(path)).value
    except InputError:
        return []
    entries = value.get("returns") if isinstance(value, dict) else None
    listed = entries if isinstance(entries, list) else []
    names = [entry.get("file") for entry in listed if isinstance(entry, dict)]
    return [
        not_there(shown_path(folder / name))
        for name in names
        if isinstance(name, str) and not set("*?\0") & set(name) and not _is_there(folder, name)
    ]


def _is_there(folder: Path, name: str) -> bool:
    """Whether a file of the folder is there; one outside is not looked for."""
    try:
        path = folder / name
        return not path.resolve().is_relative_to(folder.resolve()) or path.exists()
    except (OSError, RuntimeError):
        return True  # no name of a file, which is another mistake


def problems_of_announcements(folder: Path) -> list[Problem]:
    """What is wrong with ``announcements.yaml`` whatever the other files say: syntax and keys."""
    path = folder / "announcements.yaml"
    if not path.is_file():
        return []
    try:
        validated(Announcements, read_yaml(path, shown_path(path)))
    except InputError as error:
        return error.problems
    return []


def _collect(problems: list[Problem], read: Callable[[], T]) -> T | None:
    try:
        return read()
    except InputError as error:
        problems += error.problems
        return None


def _areas(folder: Path, definition: Definition, any_level: bool) -> AreaLookup:
    path = folder / "areas.csv"
    if not path.exists():
        return AreaLookup([root_of(definition)])
    shown = shown_path(path)
    areas = AreaLookup(read_areas(path, definition, shown, any_level=any_level))
    stations = areas.of_level(definition.station_level)
    known = {name for station in stations for name in station.attributes}
    missing = {
        name
        for sheet in definition.sheets.values()
        for name in columns_of(sheet.marks.values()) - known
    }
    if stations and missing:
        message = _("there is no column with the serial numbers that stations were given")
        raise InputError(
            [
                Problem(message, shown, 1, read=name, hint=suggestion(name, known))
                for name in sorted(missing)
            ]
        )
    return areas


def _announcements_as_written(folder: Path) -> None:
    path = folder / "announcements.yaml"
    if path.is_file():
        validated(Announcements, read_yaml(path, shown_path(path)))


def _announcements(
    folder: Path, definition: Definition, areas: AreaLookup | None
) -> list[Announcement]:
    path = folder / "announcements.yaml"
    if not path.exists():
        return []
    read = salvaged(Announcements, read_yaml(path, shown_path(path)))
    problems = read.problems
    if read.document is not None:
        found = AnnouncementReferences(read.source, definition, areas).problems(read.document)
        problems += read.beyond(found)
    if problems or read.document is None:
        raise InputError(problems)
    return read.document.announcements
