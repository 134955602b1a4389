"""What another desk did to sheets, taken in: nothing lost, nothing doubled, nothing overwritten.

Pure. A desk without a network works alone; later its log comes in beside ours. Drawn in
``docs/states/sheet.md``. An act is known again by the hash of its log up to it, which commits to
all that was done there before; an act that came to that log from elsewhere keeps the name that it
had. So it does not matter by which way, how often, or in how many parts acts come.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from itertools import starmap

from crosstally.desk import own_reasons
from crosstally.desk.acts import Reading, SheetReturn
from crosstally.desk.journal import AT_THE_MACHINE
from crosstally.desk.marks import Marks, differing_serials
from crosstally.desk.record import Entry, decode
from crosstally.desk.states import Act, Kind, RefusedError, Sheet, State, perform, why_not
from crosstally.ledger.errors import LedgerError

_WITH_FIGURES = (Kind.TELL, Kind.READ, Kind.LOOK_AGAIN, Kind.DECIDE)
_ASIDE = {
    State.REPORTED: own_reasons.REPORTED_THERE,
    State.SET_ASIDE: own_reasons.SET_ASIDE_THERE,
    State.PLANTED: own_reasons.PLANTED_THERE,
}


def named(entries: Iterable[bytes]) -> Iterator[tuple[str, Entry]]:
    """The entries of a log, each with what it is known by. Raises ``LedgerError`` as ``decode``
    does."""
    so_far = b""
    for data in entries:
        so_far = sha256(so_far + sha256(data).digest()).digest()
        entry = decode(data)
        yield entry.origin or so_far.hex(), entry


@dataclass
class _Course:
    """One sheet as both desks have it."""

    here: Sheet
    there: Sheet = field(default_factory=Sheet)
    known: Sheet = field(default_factory=Sheet)
    """What they had when they did the last act that we knew."""
    names_here: list[str] = field(default_factory=list)
    names_there: list[str] = field(default_factory=list)
    unapplied: list[Act] = field(default_factory=list)
    """Their acts that stand beside ours."""

    @property
    def only_they_went_on(self) -> bool:
        """Whether nothing was done here that they do not know."""
        return self.names_there[: len(self.names_here)] == self.names_here


def brought(
    ours: Iterable[bytes],
    sheets: Mapping[str, Sheet],
    theirs: Sequence[bytes],
    renamed: Mapping[str, str] | None = None,
) -> list[Entry]:
    """The entries to append to our log, so that it holds all that theirs does.

    ``sheets`` are those that our log leads to. ``renamed``: the names of their sheets that are ours
    by another name, because the picture is the same. Raises ``LedgerError`` where their log is none
    or does not replay.
    """
    renamed = renamed or {}
    courses: dict[str, _Course] = {}
    known: set[str] = set()
    for name, entry in named(ours):
        known.add(name)
        begun = courses.setdefault(entry.sheet, _Course(sheets[entry.sheet]))
        begun.names_here.append(name)
    fresh: list[tuple[str, Entry]] = []
    for name, entry in named(theirs):
        entry = replace(entry, sheet=renamed.get(entry.sheet, entry.sheet), origin=name)
        course = courses.setdefault(entry.sheet, _Course(Sheet()))
        course.names_there.append(name)
        course.there = _performed(course.there, entry)
        if name not in known:
            known.add(name)
            fresh.append((name, entry))
        else:
            course.known = course.there
    went_on = {sheet for sheet, course in courses.items() if not course.only_they_went_on}
    taken = [_taken(courses[entry.sheet], entry, entry.sheet in went_on) for _name, entry in fresh]
    if not fresh:
        return []
    last = fresh[-1][1].at
    for sheet in dict.fromkeys(entry.sheet for entry in taken if entry.sheet in went_on):
        course = courses[sheet]
        act = dispute(course.here, course.there, course.unapplied, course.known)
        if act is not None:
            taken.append(Entry(sheet, last, act))
    return taken


def _performed(sheet: Sheet, entry: Entry) -> Sheet:
    try:
        return perform(sheet, entry.act)
    except RefusedError as error:
        raise LedgerError("entry {number}: {why}", number=entry.origin[:8], why=error) from error


def _taken(course: _Course, entry: Entry, both_went_on: bool) -> Entry:
    """The entry as our log has it; the course goes on."""
    if not both_went_on:
        course.here = _performed(course.here, entry)
        return entry
    act = replace(entry.act, beside=False)
    if act.kind is not Kind.READ or why_not(course.here, act) is not None:
        course.unapplied.append(act)
        act = replace(act, beside=True)
    course.here = perform(course.here, act)
    return replace(entry, act=act)


def dispute(here: Sheet, there: Sheet, unapplied: Sequence[Act], known: Sheet) -> Act | None:
    """The act that leads to an arbiter what two desks say otherwise of one sheet; None where they
    agree, or where nothing that the other desk did could have made a difference.

    ``unapplied`` are its acts that change nothing here, ``known`` what it had of the sheet when
    they began: what it said then already was compared then.
    """
    if here.state is State.PLANTED or not (here.station or there.station) or not unapplied:
        return None
    why = _difference(here, there, unapplied, known)
    if not why:
        return None
    return replace(
        _what_they_say(there, unapplied),
        reason=why,
        station=there.station,
    )


def _difference(here: Sheet, there: Sheet, unapplied: Sequence[Act], known: Sheet) -> str:
    """What is said otherwise there, for the log; empty where nothing is."""
    is_settled, was_settled = here.state is State.SETTLED, there.state is State.SETTLED
    is_placed = here.state not in (State.RECEIVED, State.HELD)
    if is_placed and here.station and there.station not in ("", here.station, known.station):
        return own_reasons.THERE_OF_STATION.format(station=there.station)
    if was_settled and known.returns != there.returns:
        agreed = is_settled and _is_alike(here.returns[-1], there.returns[-1])
        return "" if agreed else own_reasons.SETTLED_THERE
    if there.state in _ASIDE and known.state not in _ASIDE:
        return "" if here.state in _ASIDE else _ASIDE[there.state]
    if here.state in _ASIDE:
        return ""
    otherwise = [act for act in unapplied if act.kind in _WITH_FIGURES]
    if is_settled:
        is_known = all(_is_alike(here.returns[-1], act) for act in otherwise)
    else:
        read_here = (*here.readings, *here.elsewhere)
        is_known = all(any(_is_alike(one, act) for one in read_here) for act in otherwise)
    return "" if is_known else own_reasons.READ_OTHERWISE


def _is_alike(here: SheetReturn | Reading, there: SheetReturn | Act) -> bool:
    """Whether both have the same figures, and no serial number shows that the paper is another."""
    seen = [(one, other) for one in _marks_of(here) for other in _marks_of(there)]
    return here.figures == there.figures and not any(starmap(differing_serials, seen))


def _marks_of(said: SheetReturn | Reading | Act) -> Sequence[Marks]:
    return said.marks if isinstance(said, SheetReturn) else [said.marks]


def _what_they_say(there: Sheet, unapplied: Sequence[Act]) -> Act:
    """A dispute with the figures that the other desk holds to, whose they are, and what was seen of
    the sheet's marks beside them."""
    none = Act(Kind.DISPUTE, AT_THE_MACHINE)
    if there.state is State.SETTLED:
        made = there.returns[-1]
        seen = made.marks[0] if made.marks else {}
        whose = made.arbiter or made.readers[0]
        return replace(none, figures=made.figures, whose=whose, marks=seen)
    read = [act for act in unapplied if act.kind in _WITH_FIGURES]
    if not read:
        return none
    return replace(none, figures=read[-1].figures, whose=read[-1].by.name, marks=read[-1].marks)
