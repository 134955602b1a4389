"""What the organisation lets be seen: nothing to the public, and no results, until it says so."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from crosstally.desk.journal import Entry, Journal, Subject
from crosstally.desk.states import Person

ABOUT = "desk"
ACT = "set"
_YES, _NO = "yes", "no"


@dataclass(frozen=True)
class Openness:
    """What is open."""

    progress: bool = False
    """Whether anybody may see the counts of sheets."""
    results: bool = False
    """Whether whoever sees the counts sees the results of settled sheets so far."""


def openness_of(entries: Iterable[Entry]) -> Openness:
    """What the last entry says; nothing is open where there is none."""
    found = Openness()
    for entry in entries:
        if entry.subject is Subject.OPENNESS:
            found = Openness(entry.said.get("progress") == _YES, entry.said.get("results") == _YES)
    return found


def set_openness(journal: Journal, by: Person, wanted: Openness) -> None:
    """Enter what is open from now on."""
    said = {
        "progress": _YES if wanted.progress else _NO,
        "results": _YES if wanted.results else _NO,
    }
    journal.add(Entry(Subject.OPENNESS, ABOUT, ACT, by, said))
