"""What may happen to one copy of a sheet on the desk, who may do it, and what comes of it.

Pure: a sheet is the list of acts done to it, and every state follows from them. ``perform`` either
adds an act or refuses it; no act is ever changed or removed. Drawn in ``docs/states/sheet.md``,
which a test holds against ``RULES``.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from crosstally.desk.acts import READERS, Act, Person, Reading, RefusedError, Sheet, SheetReturn
from crosstally.desk.figures import Figures
from crosstally.desk.marks import differing_serials
from crosstally.desk.rules import (
    FAULT_NAMES,
    RULES,
    STATE_NAMES,
    Fault,
    Kind,
    Role,
    Rule,
    State,
    Way,
)
from crosstally.words import _

__all__ = [
    "FAULT_NAMES",
    "READERS",
    "RULES",
    "STATE_NAMES",
    "Act",
    "Fault",
    "Kind",
    "Person",
    "Reading",
    "RefusedError",
    "Role",
    "Rule",
    "Sheet",
    "SheetReturn",
    "State",
    "Way",
    "perform",
    "replay",
    "why_not",
]


def replay(acts: Iterable[Act]) -> Sheet:
    """The sheet that acts lead to, each tried again. Raises ``RefusedError`` at the first that was
    never allowed: a record that has been tampered with does not replay."""
    sheet = Sheet()
    for act in acts:
        sheet = perform(sheet, act)
    return sheet


def perform(sheet: Sheet, act: Act) -> Sheet:
    """The sheet with one act more. Raises ``RefusedError`` with the reason, and nothing is done."""
    if act.beside:
        return replace(sheet, acts=(*sheet.acts, act))
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
    # Before the state: a planted sheet never gets any further, and would be told by that.
    done = _done_with(sheet, act)
    if done:
        return done
    if sheet.state not in rule.before:
        return _moved_on(sheet.state)
    if rule.reason and not act.reason.strip() and not (rule.fault and act.fault):
        return _("Say why: this act needs a reason.")
    if rule.figures and not act.figures:
        return _("Every field of the sheet needs an answer.")
    check = _CONDITIONS.get(act.kind)
    return check(sheet, act) if check else None


def _moved_on(state: State) -> str:
    return _("The sheet has moved on: it is now “{state}”.").format(state=_(STATE_NAMES[state]))


def _done_with(sheet: Sheet, act: Act) -> str | None:
    """What a typist hears of a sheet with which they are done: whatever came of it, the same."""
    looks = act.kind is Kind.LOOK_AGAIN
    if not (looks or act.kind in (Kind.READ, Kind.REPORT)):
        return None
    if looks and any(_may_look_again(sheet, one, act) for one in sheet.readings):
        return None
    if _has_read(sheet, act.by):
        return _("You have read this sheet: somebody else reads it now.")
    if looks:
        return _("Only the two who read this sheet look at it again.")
    if sheet.is_reported_by(act.by.name) and sheet.state is not State.SET_ASIDE:
        return _moved_on(State.REPORTED)
    return None


def _may_look_again(sheet: Sheet, reading: Reading, act: Act) -> bool:
    mine = reading.by.name == act.by.name and not reading.looked_again
    return mine and sheet.state is State.SECOND_LOOK


def _has_read(sheet: Sheet, person: Person) -> bool:
    """Whether somebody has read a sheet in this round."""
    read = [one for one in (*sheet.readings, *sheet.beside_readings) if one.figures]
    return any(one.by.name == person.name for one in read)


def _may_read(sheet: Sheet, act: Act) -> str | None:
    late = _may_report(sheet, act)
    if late:
        return late
    if act.by.name in sheet.earlier_readers:
        return _("You have settled this sheet before: others read it this time.")
    for reading in sheet.readings:
        apart = act.several_coordinators and not act.nobody_else
        apart = apart and sheet.state is not State.SETTLED
        if apart and reading.by.coordinator == act.by.coordinator:
            return _("Somebody of your coordinator has read this sheet: another group reads it.")
    return None


def _may_tell(sheet: Sheet, act: Act) -> str | None:
    if sheet.acts or act.way is None:
        return _("Only what nobody has a picture of is told.")
    return _may_place(sheet, act)


def _may_place(sheet: Sheet, act: Act) -> str | None:
    if sheet.state is State.ARBITRATION and act.station == sheet.station:
        return _("The sheet is of this station already: an arbiter decides it.")
    return None if act.station else _("Say which station the sheet is of.")


def _may_escalate(sheet: Sheet, _act: Act) -> str | None:
    if sheet.readings or sheet.returns:
        return None
    return _("Nobody has read this sheet yet: there is nothing to decide.")


def _may_decide(sheet: Sheet, act: Act) -> str | None:
    if act.by.name in _involved(sheet):
        return _("You have read or settled this sheet yourself: another arbiter decides.")
    return None


def _involved(sheet: Sheet) -> frozenset[str]:
    """Whoever has read the sheet, in this round or for a return of it."""
    of_returns = {name for made in sheet.returns for name in made.readers}
    read = {reading.by.name for reading in (*sheet.readings, *sheet.elsewhere)}
    return sheet.earlier_readers | of_returns | read


def _may_report(sheet: Sheet, _act: Act) -> str | None:
    if sheet.state is State.SETTLED and not sheet.awaits_third:
        return _moved_on(sheet.state)
    return None


def _may_draw(sheet: Sheet, act: Act) -> str | None:
    if not act.seed or act.drawn_from < 1:
        return _("A draw needs its seed.")
    if sheet.told:
        return _("This sheet has no picture that could be read a third time.")
    if sheet.returns[-1].arbiter is not None:
        return _("An arbiter has decided this sheet: only what two people agreed on is drawn.")
    return _("This sheet was drawn before.") if sheet.seed else None


def _may_put_back(sheet: Sheet, act: Act) -> str | None:
    decided = sheet.state is State.SETTLED and sheet.returns[-1].arbiter is not None
    if decided or act.whose not in {reading.by.name for reading in sheet.readings}:
        return _("Nothing of this sheet rests on what they read.")
    return None


def _may_plant(sheet: Sheet, _act: Act) -> str | None:
    if sheet.readings or sheet.returns or sheet.earlier_readers:
        return _("Somebody has read this sheet: it cannot be planted any more.")
    return None


def _may_dispute(sheet: Sheet, act: Act) -> str | None:
    return None if sheet.station else _may_place(sheet, act)


_CONDITIONS = {
    Kind.TELL: _may_tell,
    Kind.PLACE: _may_place,
    Kind.READ: _may_read,
    Kind.ESCALATE: _may_escalate,
    Kind.DECIDE: _may_decide,
    Kind.REPORT: _may_report,
    Kind.DRAW: _may_draw,
    Kind.PUT_BACK: _may_put_back,
    Kind.PLANT: _may_plant,
    Kind.DISPUTE: _may_dispute,
}


def _follow(sheet: Sheet, act: Act) -> Sheet:
    """What an allowed act makes of the sheet."""
    match act.kind:
        case Kind.HOLD:
            return replace(sheet, state=State.HELD, station=act.station)
        case Kind.TELL:
            # It was read back to whoever told it: that was the second look.
            told = replace(_reading(act), looked_again=True)
            return _compare(replace(sheet, station=act.station, readings=(told,)))
        case Kind.PLACE:
            return replace(_anew(sheet), station=act.station, interrupted=None)
        case Kind.READ | Kind.REPORT if sheet.state is State.PLANTED:
            return replace(sheet, probes=(*sheet.probes, _reading(act)))
        case Kind.READ if sheet.state is State.SETTLED:
            return _third(sheet, _reading(act))
        case Kind.READ:
            return _compare(replace(sheet, readings=(*sheet.readings, _reading(act))))
        case Kind.LOOK_AGAIN:
            again = tuple(
                replace(_reading(act), looked_again=True, nobody_else=reading.nobody_else)
                if reading.by.name == act.by.name
                else reading
                for reading in sheet.readings
            )
            return _compare(replace(sheet, readings=again))
        case Kind.ESCALATE:
            return replace(sheet, state=State.ARBITRATION)
        case Kind.DECIDE:
            return _settle(sheet, act.figures, act)
        case Kind.REPORT if sheet.state is State.SETTLED:
            # Two have read it: one who cannot does not undo that, an arbiter looks.
            return replace(sheet, state=State.ARBITRATION, third=_reading(act))
        case Kind.REPORT:
            return replace(sheet, state=State.REPORTED, interrupted=sheet.state)
        case Kind.SET_ASIDE:
            return replace(
                sheet, state=State.SET_ASIDE, interrupted=sheet.interrupted or sheet.state
            )
        case Kind.RESTORE:
            return replace(sheet, state=sheet.interrupted or State.RECEIVED, interrupted=None)
        case Kind.REOPEN:
            return _anew(sheet)
        case Kind.DRAW:
            return replace(sheet, seed=act.seed)
        case Kind.PUT_BACK:
            return _without(sheet, act.whose)
        case Kind.PLANT:
            return replace(sheet, state=State.PLANTED, planted=act.figures)
        case Kind.DISPUTE:
            return _disputed(sheet, act)


def _anew(sheet: Sheet) -> Sheet:
    """The sheet, to be read by people who have made no return of it."""
    known = sheet.earlier_readers
    for made in sheet.returns[-1:]:
        known |= {*made.readers, *filter(None, [made.arbiter])}
    return replace(
        sheet, state=State.PLACED, readings=(), earlier_readers=known, seed="", third=None
    )


def _disputed(sheet: Sheet, act: Act) -> Sheet:
    """The sheet, to be decided; what the other desk read stands beside the readings."""
    said = Reading(Person(act.whose, Role.TYPIST), act.figures, marks=act.marks)
    theirs = (said,) if act.figures else ()
    unplaced = sheet.state in (State.RECEIVED, State.HELD) or not sheet.station
    return replace(
        sheet,
        state=State.ARBITRATION,
        station=(act.station or sheet.station) if unplaced else sheet.station,
        elsewhere=(*sheet.elsewhere, *theirs),
        interrupted=None,
    )


def _reading(act: Act) -> Reading:
    return Reading(
        act.by,
        act.figures,
        nobody_else=act.nobody_else,
        marks=act.marks,
        serial_doubted=act.serial_doubted,
    )


def _compare(sheet: Sheet) -> Sheet:
    """Two equal readings make a return; unequal ones are looked at again, then decided."""
    if len(sheet.readings) < READERS:
        return replace(sheet, state=State.READ_ONCE)
    agreed = sheet.readings[0]
    if not sheet.differing_fields and (
        any(not _is_alike(agreed, one) for one in sheet.elsewhere) or sheet.serial_doubted
    ):
        return replace(sheet, state=State.ARBITRATION)
    if not sheet.differing_fields:
        return _settle(sheet, sheet.readings[0].figures, None)
    if all(reading.looked_again for reading in sheet.readings):
        return replace(sheet, state=State.ARBITRATION)
    return replace(sheet, state=State.SECOND_LOOK)


def _is_alike(one: Reading, other: Reading) -> bool:
    """Whether two readings are of one paper and say the same of it."""
    return one.figures == other.figures and not differing_serials(one.marks, other.marks)


def _third(sheet: Sheet, reading: Reading) -> Sheet:
    """An equal third reading confirms the return; another one goes to an arbiter beside the one
    that it is unlike."""
    unlike = [one for one in sheet.readings if not _is_alike(one, reading)]
    if not (unlike or reading.serial_doubted):
        return replace(sheet, third=reading)
    both = ((unlike or sheet.readings)[0], reading)
    return replace(sheet, state=State.ARBITRATION, readings=both, third=reading)


def _without(sheet: Sheet, whose: str) -> Sheet:
    """The sheet without one person's reading; they do not read it again. The other's stands."""
    left = tuple(reading for reading in sheet.readings if reading.by.name != whose)
    state = State.READ_ONCE if left else State.PLACED
    without = replace(
        sheet,
        readings=left,
        earlier_readers=sheet.earlier_readers | {whose},
        seed="",
        third=None,
    )
    if sheet.state in _ASIDE:
        return replace(without, interrupted=state)
    return replace(without, state=state)


_ASIDE = (State.REPORTED, State.SET_ASIDE)


def _settle(sheet: Sheet, figures: Figures, decision: Act | None) -> Sheet:
    made = SheetReturn(
        station=sheet.station,
        figures=figures,
        readers=tuple(reading.by.name for reading in sheet.readings),
        arbiter=decision.by.name if decision else None,
        reason=decision.reason if decision else "",
        replaces=len(sheet.returns) - 1 if sheet.returns else None,
        one_group=decision is None and any(reading.nobody_else for reading in sheet.readings),
        told=sheet.told is not None,
        marks=tuple(
            one.marks for one in ((decision,) if decision else sheet.readings) if one.marks
        ),
    )
    return replace(sheet, state=State.SETTLED, returns=(*sheet.returns, made), elsewhere=())
