"""The way back: areas and returns of another election folder, brought into that of a desk.

What ``crosstally desk export`` wrote, here or on another machine, comes in as returns of the
sources that stated them. No sheet is settled by it: only people who read one do that.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
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
    theirs = open_folder(other, needs_figures=False)
    if place.contest not in theirs.definition.contests:
        raise InputError(
            Problem(
                _("has no contest of this name"),
                str(other / "election.yaml"),
                read=place.contest,
                hint=suggestion(place.contest, theirs.definition.contests),
            )
        )
    read_surroundings(replace(place, election=other))  # that all of it can be read
    entries = [one for one in theirs.definition.returns if _is_about(theirs, one, place.contest)]
    known: list[str] = []
    came: dict[str, Content] = {}

    def changes(ours: Election) -> Changes:
        path = ours.folder / "election.yaml"
        text = path.read_text(encoding="utf-8-sig")
        here = {one.file for one in ours.definition.returns}
        held = _digests(ours)
        entered = set(ours.definition.sources)
        problems: dict[Problem, None] = {}
        for entry in entries:
            files = named_paths(theirs.folder, entry)
            if all(_key(entry, file) in held for file in files):
                known.append(entry.file)
                continue
            if entry.source not in entered:
                source = theirs.definition.sources[entry.source]
                text = with_entry(text, "sources", _lines({entry.source: _said(source)}), str(path))
                entered.add(entry.source)
            else:
                problems.update(_another(ours, theirs, entry.source))
            target = _target(theirs, entry.file)
            came.update({_target(theirs, _inside(theirs, file)): file for file in files})
            if target not in here:
                said = {**_said(entry), "file": target, "contest": place.contest}
                text = with_entry(text, "returns", _lines([said]), str(path))
        if problems:
            raise InputError(problems)
        areas = theirs.file(AREAS)
        return {**({AREAS: areas} if areas else {}), **came, "election.yaml": text}

    before = surroundings_of(place)
    _around, changed = change(
        place,
        changes,
        lambda store: refuse_repeated(store, place.contest, list(came)),
        lambda after: refuse_loss(before, after, in_use),
    )
    return Merged(AREAS in changed, tuple(one for one in came if one in changed), tuple(known))


def enter(journal: Journal, other: Path, merged: Merged) -> None:
    """Enter in the journal what came in, by whoever is at the machine."""
    if merged.areas or merged.files:
        named = {str(number): file for number, file in enumerate(merged.files[:_NAMED])}
        said = {"areas": "yes" if merged.areas else "no", "files": str(len(merged.files)), **named}
        about = other.resolve().name[:200] or "/"
        journal.add(Entry(Subject.FOLDER, about, "import", AT_THE_MACHINE, said))


def _is_about(theirs: Election, entry: ReturnsFile, contest: str) -> bool:
    return theirs.contest_of(entry) == contest


def _inside(election: Election, path: Path) -> str:
    return path.relative_to(election.folder).as_posix()


def _target(theirs: Election, file: str) -> str:
    return f"returns/from-{theirs.id}/{file.removeprefix('returns/')}"


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
