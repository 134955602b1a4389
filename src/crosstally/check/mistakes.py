"""What is wrong with any file of an election folder, said together and not one file a run."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from crosstally.election.candidates import read_candidates
from crosstally.election.folder import (
    OWN_FILES,
    ReadAlone,
    missing_returns,
    problems_of_announcements,
    read_alone,
)
from crosstally.election.holdings import read_holdings
from crosstally.election.pictures import read_pictures
from crosstally.engine.connection import Engine
from crosstally.problems import InputError, Problem, links_outside
from crosstally.returns.crosswalk import read_crosswalk
from crosstally.returns.load import load_files
from crosstally.returns.wrong_columns import problems_of_columns

Read = TypeVar("Read")


@contextmanager
def said_together(folder: Path, returns: bool = True) -> Iterator[None]:
    """Where one file cannot be read, what is wrong with the folder's other files is said with it.

    ``returns``: whether the files of returns are to be read for that; not where they just were.
    """
    try:
        yield
    except InputError as error:
        others = _problems(folder, returns)
        raise InputError(dict.fromkeys([*error.problems, *others])) from None


def _problems(folder: Path, returns: bool) -> list[Problem]:
    if not folder.is_dir() or links_outside(folder, (folder / name for name in OWN_FILES)):
        return []
    # Wanted only where something is wrong: most runs have no use for the rooms behind it.
    from crosstally.claims.folder import problems_of_form

    problems = problems_of_announcements(folder)
    if returns:
        problems += missing_returns(folder)
    alone = read_alone(folder)
    if alone is not None:
        found: list[Problem] = []
        for read in (read_holdings, read_pictures, read_candidates, read_crosswalk):
            found += _problems_of(read, alone.election)
        if returns:
            found += _problems_of(_read_returns, alone)
        problems += alone.read.beyond(found)
    return problems + problems_of_form(folder)


def _problems_of(read: Callable[[Read], object], of: Read) -> list[Problem]:
    try:
        read(of)
    except InputError as error:
        return error.problems
    return []


def _read_returns(alone: ReadAlone) -> None:
    with Engine() as engine:
        loads = load_files(alone.election, engine, but=alone.unreadable)
        problems = problems_of_columns(engine, loads)
    if problems:
        raise InputError(problems)
