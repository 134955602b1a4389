"""What may happen to one copy of a sheet on the desk, who may do it, and what comes of it.

Pure: a sheet is the list of acts done to it, and every state follows from them. ``perform`` either
adds an act or refuses it; no act is ever changed or removed. Drawn in ``docs/states/sheet.md``,
which a test holds against ``RULES``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from crosstally.desk.figures import Figures, differing
from crosstally.words import N_, _


class Role(StrEnum):
    """What a person is on the desk: one thing at a time."""

    ADMINISTRATOR = "administrator"
    COORDINATOR = "coordinator"
    TYPIST = "typist"
    ARBITER = "arbiter"
    AUDITOR = "auditor"
    PUBLIC = "public"


class State(StrEnum):
    """Where a sheet is on its way from picture to return."""

    RECEIVED = "received"
    """Taken in; nobody has said of which station it is."""
    PLACED = "placed"
    """Its station is known; nobody has read it in this round."""
    READ_ONCE = "read-once"
    SECOND_LOOK = "second-look"
    """Two readings differ; each of the two people may look again, once."""
    ARBITRATION = "arbitration"
    SETTLED = "settled"
    """It has made a return."""
    REPORTED = "reported"
    """A typist says that it cannot be read as it is; a coordinator answers."""
    SET_ASIDE = "set-aside"


class Kind(StrEnum):
    """The acts."""

    PLACE = "place"
    READ = "read"
    LOOK_AGAIN = "look-again"
    ESCALATE = "escalate"
    DECIDE = "decide"
    REPORT = "report"
    SET_ASIDE = "set-aside"
    RESTORE = "restore"
    REOPEN = "reopen"


@dataclass(frozen=True)
class Rule:
    """Who may do an act, in which states, and which states may come of it."""

    roles: frozenset[Role]
    before: frozenset[State]
    after: frozenset[State]
    reason: bool = False
    """Whether the act has to say why."""
    figures: bool = False
    """Whether the act brings the figures of the whole sheet."""


_PLACING = frozenset({Role.ADMINISTRATOR, Role.COORDINATOR})
_BEING_READ = frozenset({State.PLACED, State.READ_ONCE, State.SECOND_LOOK, State.ARBITRATION})
_COMPARED = frozenset({State.SETTLED, State.SECOND_LOOK, State.ARBITRATION})

RULES: Mapping[Kind, Rule] = {
    Kind.PLACE: Rule(
        _PLACING,
        frozenset({State.RECEIVED, State.PLACED, State.REPORTED}),
        frozenset({State.PLACED}),
    ),
    Kind.READ: Rule(
        frozenset({Role.TYPIST}),
        frozenset({State.PLACED, State.READ_ONCE}),
        frozenset({State.READ_ONCE, State.SECOND_LOOK, State.SETTLED}),
        figures=True,
    ),
    Kind.LOOK_AGAIN: Rule(
        frozenset({Role.TYPIST}), frozenset({State.SECOND_LOOK}), _COMPARED, figures=True
    ),
    Kind.ESCALATE: Rule(
        _PLACING,
        frozenset({State.PLACED, State.READ_ONCE, State.SECOND_LOOK}),
        frozenset({State.ARBITRATION}),
        reason=True,
    ),
    Kind.DECIDE: Rule(
        frozenset({Role.ARBITER}),
        frozenset({State.ARBITRATION}),
        frozenset({State.SETTLED}),
        reason=True,
        figures=True,
    ),
    Kind.REPORT: Rule(
        frozenset({Role.TYPIST}),
        frozenset({State.PLACED, State.READ_ONCE}),
        frozenset({State.REPORTED}),
        reason=True,
    ),
    Kind.SET_ASIDE: Rule(
        _PLACING,
        frozenset({State.RECEIVED, State.REPORTED, *_BEING_READ}),
        frozenset({State.SET_ASIDE}),
        reason=True,
    ),
    Kind.RESTORE: Rule(
        _PLACING,
        frozenset({State.REPORTED, State.SET_ASIDE}),
        frozenset({State.RECEIVED, *_BEING_READ}),
        reason=True,
    ),
    Kind.REOPEN: Rule(
        frozenset({Role.ADMINISTRATOR, Role.COORDINATOR, Role.ARBITER}),
        frozenset({State.SETTLED}),
        frozenset({State.PLACED}),
        reason=True,
    ),
}
"""All that can happen. What a role, a state and an act do not say together is refused."""


@dataclass(frozen=True)
class Person:
    """Somebody on the desk, by pseudonym, as they were when they acted."""

    name: str
    role: Role
    coordinator: str | None = None
    """The pseudonym of the coordinator who answers for them."""


@dataclass(frozen=True)
class Act:
    """Something that a person did to a sheet."""

    kind: Kind
    by: Person
    figures: Figures = field(default_factory=dict)
    reason: str = ""
    station: str = ""
    several_coordinators: bool = False
    """Whether the desk had more than one coordinator then: two readers may not share theirs."""
    as_written: bool = False
    """Whether they declared that figures which contradict each other stand so on the sheet."""


@dataclass(frozen=True)
class Reading:
    """What one person read, at the last look."""

    by: Person
    figures: Figures
    looked_again: bool = False


@dataclass(frozen=True)
class SheetReturn:
    """A return that a sheet made. ``replaces`` counts the sheet's returns from 0."""

    station: str
    figures: Figures
    readers: tuple[str, ...]
    arbiter: str | None = None
    reason: str = ""
    replaces: int | None = None


@dataclass(frozen=True)
class Sheet:
    """One copy of a station's sheet: its acts, and what follows from them."""

    acts: tuple[Act, ...] = ()
    state: State = State.RECEIVED
    station: str = ""
    readings: tuple[Reading, ...] = ()
    """Those of the present round, two at the most."""
    earlier_readers: frozenset[str] = frozenset()
    """Whoever read or decided in a round that was settled and reopened."""
    returns: tuple[SheetReturn, ...] = ()
    interrupted: State | None = None
    """The state that restoring takes the sheet back to."""

    @property
    def differing_fields(self) -> frozenset[str]:
        """The fields in which the two readings of this round differ."""
        if len(self.readings) < _READERS:
            return frozenset()
        first, second = self.readings
        return differing(first.figures, second.figures)


_READERS = 2


class RefusedError(ValueError):
    """The act is not allowed; the sheet stays as it is."""


def replay(acts: Iterable[Act]) -> Sheet:
    """The sheet that acts lead to, each tried again. Raises ``RefusedError`` at the first that was
    never allowed: a record that has been tampered with does not replay."""
    sheet = Sheet()
    for act in acts:
        sheet = perform(sheet, act)
    return sheet


def perform(sheet: Sheet, act: Act) -> Sheet:
    """The sheet with one act more. Raises ``RefusedError`` with the reason, and nothing is done."""
    refused = why_not(sheet, act)
    if refused:
        raise RefusedError(refused)
    after = _follow(sheet, act)
    return replace(after, acts=(*sheet.acts, act))


def why_not(sheet: Sheet, act: Act) -> str | None:
    """Why an act is refused, in a sentence for the person who tried it; None where it is not."""
    rule = RULES[act.kind]
    if act.by.role not in rule.roles:
        return _("Your role does not allow this.")
    if sheet.state not in rule.before:
        return _("The sheet has moved on: it is now “{state}”.").format(
            state=_(STATE_NAMES[sheet.state])
        )
    if rule.reason and not act.reason.strip():
        return _("Say why: this act needs a reason.")
    if rule.figures and not act.figures:
        return _("Every field of the sheet needs an answer.")
    check = _CONDITIONS.get(act.kind)
    return check(sheet, act) if check else None


def _may_read(sheet: Sheet, act: Act) -> str | None:
    if act.by.name in sheet.earlier_readers:
        return _("You have settled this sheet before: others read it this time.")
    for reading in sheet.readings:
        if reading.by.name == act.by.name:
            return _("You have read this sheet: somebody else reads it now.")
        if act.several_coordinators and reading.by.coordinator == act.by.coordinator:
            return _("Somebody of your coordinator has read this sheet: another group reads it.")
    return None


def _may_look_again(sheet: Sheet, act: Act) -> str | None:
    own = [reading for reading in sheet.readings if reading.by.name == act.by.name]
    if not own:
        return _("Only the two who read this sheet look at it again.")
    if own[0].looked_again:
        return _("You have looked again; an arbiter decides if the readings still differ.")
    return None


def _may_place(_sheet: Sheet, act: Act) -> str | None:
    return None if act.station else _("Say which station the sheet is of.")


def _may_escalate(sheet: Sheet, _act: Act) -> str | None:
    if sheet.readings or sheet.returns:
        return None
    return _("Nobody has read this sheet yet: there is nothing to decide.")


def _may_decide(sheet: Sheet, act: Act) -> str | None:
    involved = {reading.by.name for reading in sheet.readings} | sheet.earlier_readers
    if act.by.name in involved:
        return _("You have read or settled this sheet yourself: another arbiter decides.")
    return None


_CONDITIONS = {
    Kind.PLACE: _may_place,
    Kind.READ: _may_read,
    Kind.LOOK_AGAIN: _may_look_again,
    Kind.ESCALATE: _may_escalate,
    Kind.DECIDE: _may_decide,
}


def _follow(sheet: Sheet, act: Act) -> Sheet:
    """What an allowed act makes of the sheet."""
    match act.kind:
        case Kind.PLACE:
            return replace(
                sheet, state=State.PLACED, station=act.station, readings=(), interrupted=None
            )
        case Kind.READ:
            return _compare(replace(sheet, readings=(*sheet.readings, _reading(act))))
        case Kind.LOOK_AGAIN:
            again = tuple(
                Reading(act.by, act.figures, True) if reading.by.name == act.by.name else reading
                for reading in sheet.readings
            )
            return _compare(replace(sheet, readings=again))
        case Kind.ESCALATE:
            return replace(sheet, state=State.ARBITRATION)
        case Kind.DECIDE:
            return _settle(sheet, act.figures, act)
        case Kind.REPORT:
            return replace(sheet, state=State.REPORTED, interrupted=sheet.state)
        case Kind.SET_ASIDE:
            return replace(
                sheet, state=State.SET_ASIDE, interrupted=sheet.interrupted or sheet.state
            )
        case Kind.RESTORE:
            return replace(sheet, state=sheet.interrupted or State.RECEIVED, interrupted=None)
        case Kind.REOPEN:
            made = sheet.returns[-1]
            known = sheet.earlier_readers | set(made.readers)
            if made.arbiter:
                known |= {made.arbiter}
            return replace(sheet, state=State.PLACED, readings=(), earlier_readers=known)


def _reading(act: Act) -> Reading:
    return Reading(act.by, act.figures)


def _compare(sheet: Sheet) -> Sheet:
    """Two equal readings make a return; unequal ones are looked at again, then decided."""
    if len(sheet.readings) < _READERS:
        return replace(sheet, state=State.READ_ONCE)
    if not sheet.differing_fields:
        return _settle(sheet, sheet.readings[0].figures, None)
    if all(reading.looked_again for reading in sheet.readings):
        return replace(sheet, state=State.ARBITRATION)
    return replace(sheet, state=State.SECOND_LOOK)


def _settle(sheet: Sheet, figures: Figures, decision: Act | None) -> Sheet:
    made = SheetReturn(
        station=sheet.station,
        figures=figures,
        readers=tuple(reading.by.name for reading in sheet.readings),
        arbiter=decision.by.name if decision else None,
        reason=decision.reason if decision else "",
        replaces=len(sheet.returns) - 1 if sheet.returns else None,
    )
    return replace(sheet, state=State.SETTLED, returns=(*sheet.returns, made))


def readings_shown_to(sheet: Sheet, person: Person) -> tuple[Reading, ...]:
    """The readings of this round that a person may see.

    A typist sees their own and never another's. A coordinator or administrator, who could tell a
    second typist what the first one read, sees none before the sheet is settled; an arbiter none
    before it is theirs to decide. An auditor sees all.
    """
    settled = sheet.state is State.SETTLED
    match person.role:
        case Role.TYPIST:
            return tuple(r for r in sheet.readings if r.by.name == person.name)
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
    if len(readings_shown_to(sheet, person)) == _READERS:
        return sheet.differing_fields
    return frozenset()


def _decides(sheet: Sheet, person: Person) -> bool:
    in_question = Act(Kind.DECIDE, person)
    return sheet.state is State.ARBITRATION and _may_decide(sheet, in_question) is None


STATE_NAMES: Mapping[State, str] = {
    State.RECEIVED: N_("received, station unknown"),
    State.PLACED: N_("waiting to be read"),
    State.READ_ONCE: N_("read once"),
    State.SECOND_LOOK: N_("readings differ, second look"),
    State.ARBITRATION: N_("waiting for an arbiter"),
    State.SETTLED: N_("settled"),
    State.REPORTED: N_("reported by a typist"),
    State.SET_ASIDE: N_("set aside"),
}
"""The states in words, to be looked up in the catalogue."""
