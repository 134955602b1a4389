"""Some sources and contests of an election only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from crosstally.election.crossreferences import nothing_called
from crosstally.election.folder import Election
from crosstally.problems import InputError, Problem, suggestion
from crosstally.returns.store import ReturnsStore


def narrowed(election: Election, sources: Sequence[str], contests: Sequence[str]) -> Election:
    """The election with the asked sources and contests only, by their ids or names; with none
    asked, all of it.

    Raises ``InputError`` for a source or contest that there is not.
    """
    definition = election.definition
    names = {id_: source.name for id_, source in definition.sources.items()}
    titles = {id_: contest.name for id_, contest in definition.contests.items()}
    sources = [_id_of(one, names) for one in sources]
    contests = [_id_of(one, titles) for one in contests]
    problems = _unknown("source", sources, definition.sources)
    problems += _unknown("contest", contests, definition.contests)
    if problems:
        raise InputError(problems)
    kept = [name for name in definition.contests if not contests or name in contests]
    if len(kept) == len(definition.contests) and not sources:
        return election
    returns = [
        entry
        for entry in definition.returns
        if (not sources or entry.source in sources) and election.contest_of(entry) in kept
    ]
    announcements = tuple(
        item
        for item in election.announcements
        if (not sources or item.source in sources) and election.contest_of(item) in kept
    )
    fewer = definition.model_copy(
        update={
            "returns": returns,
            "contests": {name: definition.contests[name] for name in kept},
        }
    )
    return replace(election, definition=fewer, announcements=announcements)


def narrowed_store(store: ReturnsStore, election: Election) -> ReturnsStore:
    """The returns of a narrowed election; every place and station stays known."""
    kept = {(election.contest_of(entry), entry.source) for entry in election.definition.returns}
    loads = [load for load in store.loads if (load.contest, load.entry.source) in kept]
    sheets = {key: sheets for key, sheets in store.sheets.items() if key in kept}
    return replace(store, election=election, loads=loads, sheets=sheets)


def _id_of(asked: str, names: Mapping[str, str | None]) -> str:
    """The id of what is called so; an id, and what nothing is called, stay as they are."""
    called = [id_ for id_, name in names.items() if name == asked]
    return called[0] if asked not in names and len(called) == 1 else asked


def _unknown(kind: str, names: Sequence[str], known: Mapping[str, object]) -> list[Problem]:
    return [
        Problem(nothing_called(kind), read=name, hint=suggestion(name, known))
        for name in names
        if name not in known
    ]
