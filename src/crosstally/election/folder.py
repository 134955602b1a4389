"""Opening an election folder: plain files that people write by hand and keep in git."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from crosstally.election.areas import AreaLookup, read_areas, root_of
from crosstally.election.crossreferences import AnnouncementReferences, DefinitionReferences
from crosstally.election.definition import Announcement, Announcements, Definition, ReturnsFile
from crosstally.election.yaml_source import read_yaml, validated
from crosstally.problems import InputError, Problem, links_outside, shown_path

T = TypeVar("T")

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
class Election:
    """An election folder that has been read and holds together."""

    folder: Path
    definition: Definition
    announcements: tuple[Announcement, ...] = ()
    areas: AreaLookup = field(default_factory=lambda: AreaLookup([]))
    """The areas of ``areas.csv`` and the whole place; those that only returns name come later."""

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
            raise InputError(Problem("is no ordinary file", shown_path(path)))
        return path if path.is_file() else None


def open_folder(folder: Path) -> Election:
    """Read ``election.yaml``, ``areas.csv`` and ``announcements.yaml``.

    Raises ``InputError`` with every problem found in them.
    """
    if folder.is_file():
        is_one_of_its_files = (folder.parent / "election.yaml").is_file()
        raise InputError(
            Problem(
                "is a file, not an election folder",
                str(folder),
                hint=f"Name the folder it lies in: {folder.parent}"
                if is_one_of_its_files
                else "To begin with a file of results: `crosstally new DIR --from FILE`.",
            )
        )
    if not folder.is_dir():
        raise InputError(
            Problem(
                "there is no such election folder",
                str(folder),
                hint="`crosstally new DIR` makes one; bundled elections go by name.",
            )
        )
    problems = links_outside(folder, (folder / name for name in OWN_FILES))
    if problems:
        raise InputError(problems)
    path = folder / "election.yaml"
    shown = shown_path(path)
    source = read_yaml(path, shown)
    definition = validated(Definition, source)
    problems += DefinitionReferences(source, definition).problems()
    areas = _collect(problems, lambda: _areas(folder, definition))
    announcements = _collect(problems, lambda: _announcements(folder, definition, areas))
    if not definition.returns and not announcements and not problems:
        problems.append(
            Problem(
                "names neither returns nor announcements: there is nothing to check",
                shown,
                hint="Add `returns:` here, or an announcements.yaml beside it.",
            )
        )
    if problems:
        raise InputError(problems)
    assert areas is not None
    return Election(folder, definition, tuple(announcements or ()), areas)


def _collect(problems: list[Problem], read: Callable[[], T]) -> T | None:
    try:
        return read()
    except InputError as error:
        problems += error.problems
        return None


def _areas(folder: Path, definition: Definition) -> AreaLookup:
    path = folder / "areas.csv"
    if not path.exists():
        return AreaLookup([root_of(definition)])
    return AreaLookup(read_areas(path, definition, shown_path(path)))


def _announcements(
    folder: Path, definition: Definition, areas: AreaLookup | None
) -> list[Announcement]:
    path = folder / "announcements.yaml"
    if not path.exists():
        return []
    source = read_yaml(path, shown_path(path))
    document = validated(Announcements, source)
    problems = AnnouncementReferences(source, definition, areas).problems(document)
    if problems:
        raise InputError(problems)
    return document.announcements
