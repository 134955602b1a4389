"""Who may see what of a sheet: the blindness of the two readings, in one place. Pure."""

from __future__ import annotations

from crosstally.desk.figures import differing
from crosstally.desk.marks import differing_serials
from crosstally.desk.states import (
    READERS,
    Act,
    Kind,
    Person,
    Reading,
    Role,
    Sheet,
    State,
    why_not,
)


def readings_shown_to(sheet: Sheet, person: Person) -> tuple[Reading, ...]:
    """The readings of this round that a person may see.

    A typist sees their own and never another's. A coordinator or administrator, who could tell a
    second typist what the first one read, sees none before the sheet is settled; an arbiter none
    before it is theirs to decide. An auditor sees all.
    """
    settled = sheet.state is State.SETTLED
    match person.role:
        case Role.TYPIST:
            return _own(sheet, person)
        case Role.AUDITOR:
            return sheet.readings
        case Role.ARBITER if settled or _decides(sheet, person):
            return sheet.readings
        case Role.COORDINATOR | Role.ADMINISTRATOR if settled:
            return sheet.readings
    return ()


def fields_shown_to(sheet: Sheet, person: Person) -> frozenset[str]:
    """The names of the differing fields, for those whom they concern: each of the two readers
    while they may look again, and whoever sees both readings."""
    if sheet.state is State.SECOND_LOOK and person.role is Role.TYPIST:
        own = readings_shown_to(sheet, person)
        return sheet.differing_fields if own and not own[0].looked_again else frozenset()
    shown = (*readings_shown_to(sheet, person), *elsewhere_shown_to(sheet, person))
    if len(shown) >= READERS:
        first = shown[0]
        return frozenset().union(
            *(
                differing(first.figures, one.figures) | differing_serials(first.marks, one.marks)
                for one in shown[1:]
            )
        )
    return frozenset()


def elsewhere_shown_to(sheet: Sheet, person: Person) -> tuple[Reading, ...]:
    """What another desk says otherwise: for the arbiter whose sheet it is, and for auditors."""
    if person.role is Role.AUDITOR or (person.role is Role.ARBITER and _decides(sheet, person)):
        return sheet.elsewhere
    return ()


def state_shown_to(sheet: Sheet, person: Person) -> State:
    """The state as a person may know it. A typist knows of a sheet that they may read it, that they
    have read it, or that they may look again, and not how often others have: a planted sheet, and
    one that is read a third time, would stand out by never getting any further."""
    if person.role is not Role.TYPIST:
        return sheet.state
    if sheet.is_reported_by(person.name):
        return State.SET_ASIDE if sheet.state is State.SET_ASIDE else State.REPORTED
    if sheet.state in (State.REPORTED, State.SET_ASIDE) or fields_shown_to(sheet, person):
        return sheet.state
    if why_not(sheet, Act(Kind.READ, person, {"-": 0})) is None:
        return State.PLACED
    has_read = any(act.by.name == person.name and act.kind in _READING for act in sheet.acts)
    return State.READ_ONCE if has_read else sheet.state


_READING = (Kind.TELL, Kind.READ, Kind.LOOK_AGAIN)


def _own(sheet: Sheet, person: Person) -> tuple[Reading, ...]:
    return tuple(reading for reading in sheet.readings if reading.by.name == person.name)


def _decides(sheet: Sheet, person: Person) -> bool:
    """Whether a sheet is this person's to decide."""
    tried = Act(Kind.DECIDE, person, {"-": 0}, "-")
    return sheet.state is State.ARBITRATION and why_not(sheet, tried) is None
