"""The way back: areas and returns of another election folder, brought into that of a desk.

What ``crosstally desk export`` wrote, here or on another machine, comes in as returns of the
sources that stated them. No sheet is settled by it: only people who read one do that.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel

from crosstally.desk.brought_in import AREAS, InUse, refuse_loss, refuse_repeated
from crosstally.desk.election_facts import read_surroundings, surroundings_of
from crosstally.desk.folder_changes import Changes, Content, change
from crosstally.desk.journal import AT_THE_MACHINE, Entry, Journal, Subject
from crosstally.desk.settings import Place
from crosstally.drafting.insertion import with_entry
from crosstally.election.definition import ReturnsFile
from crosstally.election.folder import Election, open_folder
from crosstally.problems import InputError, Problem, suggestion
from crosstally.returns.load import named_paths
from crosstally.words import _

_NAMED = 40
"""Files that an entry of the journal names."""


@dataclass(frozen=True)
class Merged:
    """What came in."""

    areas: bool
    """Whether the list of areas is another one now."""
    files: tuple[str, ...]
    """Paths of the files of returns in the desk's election folder."""
    known: tuple[str, ...]
    """Files of the other folder that were here already."""


def bring_folder(place: Place, other: Path, in_use: InUse) -> Merged:
    """Take the areas of another election folder, and its returns of the desk's contest, with the
    sources that stated them; all or nothing.

    Its announcements, claims, holdings and crosswalk stay where they are. Raises ``InputError``
    with every problem: what is wrong with the other folder, a source that is somebody else here,
    stations of which a source has returns of the same stage already, areas and stations that the
    desk uses.
    """
    coming = _Coming(_folder_with(other, place.contest), place.contest)
    read_surroundings(replace(place, election=other))  # that all of it can be read
    before = surroundings_of(place)
    _around, changed = change(
        place,
        coming.into,
        lambda store: refuse_repeated(store, place.contest, list(coming.files)),
        lambda after: refuse_loss(before, after, in_use),
    )
    files = tuple(one for one in coming.files if one in changed)
    return Merged(AREAS in changed, files, tuple(coming.known))


def _folder_with(other: Path, contest: str) -> Election:
    """The other folder. Raises ``InputError`` where it does not have the contest."""
    theirs = open_folder(other, needs_figures=False)
    if contest not in theirs.definition.contests:
        raise InputError(
            Problem(
                _("has no contest of this name"),
                str(other / "election.yaml"),
                read=contest,
                hint=suggestion(contest, theirs.definition.contests),
            )
        )
    return theirs


@dataclass
class _Coming:
    """What of another folder comes into ours."""

    theirs: Election
    contest: str
    files: dict[str, Content] = field(default_factory=dict)
    """Path in our folder → file of returns."""
    known: list[str] = field(default_factory=list)
    """Their files that are here already."""

    def into(self, ours: Election) -> Changes:
        """The changes to our folder. Raises ``InputError`` where a source is somebody else here."""
        path = ours.folder / "election.yaml"
        text = path.read_text(encoding="utf-8-sig")
        here = {one.file for one in ours.definition.returns}
        held, entered = _digests(ours), set(ours.definition.sources)
        problems: dict[Problem, None] = {}
        for entry in self.theirs.definition.returns:
            files = named_paths(self.theirs.folder, entry)
            if self.theirs.contest_of(entry) != self.contest:
                continue
            if all(_key(entry, file) in held for file in files):
                self.known.append(entry.file)
                continue
            if entry.source in entered:
                problems.update(_another(ours, self.theirs, entry.source))
            else:
                source = self.theirs.definition.sources[entry.source]
                text = with_entry(text, "sources", _lines({entry.source: _said(source)}), str(path))
                entered.add(entry.source)
            self.files.update({_target(self.theirs, file): file for file in files})
            target = _target(self.theirs, self.theirs.folder / entry.file)
            if target not in here:
                said = {**_said(entry), "file": target, "contest": self.contest}
                text = with_entry(text, "returns", _lines([said]), str(path))
        if problems:
            raise InputError(problems)
        areas = self.theirs.file(AREAS)
        return {**({AREAS: areas} if areas else {}), **self.files, "election.yaml": text}


def enter(journal: Journal, other: Path, merged: Merged) -> None:
    """Enter in the journal what came in, by whoever is at the machine."""
    if merged.areas or merged.files:
        named = {str(number): file for number, file in enumerate(merged.files[:_NAMED])}
        said = {"areas": "yes" if merged.areas else "no", "files": str(len(merged.files)), **named}
        about = other.resolve().name[:200] or "/"
        journal.add(Entry(Subject.FOLDER, about, "import", AT_THE_MACHINE, said))


def _target(theirs: Election, path: Path) -> str:
    """Where a file of theirs lies in our folder."""
    inside = path.relative_to(theirs.folder).as_posix()
    return f"returns/from-{theirs.id}/{inside.removeprefix('returns/')}"


def _digests(ours: Election) -> set[tuple[str, str, str]]:
    """What the returns rest on here: source, stage and hash of each file."""
    return {
        _key(entry, path)
        for entry in ours.definition.returns
        for path in named_paths(ours.folder, entry)
        if path.is_file()
    }


def _key(entry: ReturnsFile, path: Path) -> tuple[str, str, str]:
    return entry.source, entry.stage.value, sha256(path.read_bytes()).hexdigest()


def _another(ours: Election, theirs: Election, source: str) -> dict[Problem, None]:
    """What is wrong where a source of ours and one of theirs share an id and nothing else."""
    there = theirs.definition.sources[source]
    here = ours.definition.sources.get(source, there)
    if (here.name, here.kind) == (there.name, there.kind):
        return {}
    problem = Problem(
        _("the source {id} is somebody else there").format(id=repr(source)),
        str(theirs.folder / "election.yaml"),
        read=f"{there.name} ({there.kind.value})",
        expected=f"{here.name} ({here.kind.value})",
        hint=_("Give one of them another id in its election.yaml."),
    )
    return {problem: None}


def _said(document: BaseModel) -> dict[str, Any]:
    """The keys of a part of a definition that somebody wrote."""
    return document.model_dump(mode="json", by_alias=True, exclude_unset=True)


def _lines(entry: Mapping[str, Any] | list[Any]) -> list[str]:
    """An entry of ``election.yaml``, as ``with_entry`` wants it."""
    text = yaml.safe_dump(entry, allow_unicode=True, sort_keys=False, width=10_000)
    return [f"  {line}" for line in text.splitlines()]
