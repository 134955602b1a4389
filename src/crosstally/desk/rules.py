"""The words of a sheet's states, and the rules: who may do what to a sheet, and what comes of it.

Drawn in ``docs/states/sheet.md``, which a test holds against ``RULES``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from crosstally.words import N_


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
    HELD = "held"
    """Sent by somebody who has no account: nobody reads it until a coordinator has looked at it and
    said, or confirmed, of which station it is."""
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
    PLANTED = "planted"
    """Its figures are known beforehand: every typist reads it like any other, no return comes of
    it, and how they read it is counted."""


class Fault(StrEnum):
    """What is wrong with a sheet that is reported or set aside."""

    UNREADABLE = "unreadable"
    INCOMPLETE = "incomplete"
    OTHER_ELECTION = "other-election"
    OTHER_STATION = "other-station"
    DUPLICATE = "duplicate"
    """The same piece of paper was photographed before. Another copy of it is no duplicate."""


class Way(StrEnum):
    """How figures came that nobody at the desk has a picture of."""

    MESSAGE = "message"
    """Handed over by a program, with a check digit."""
    TELEPHONE = "telephone"
    PAPER = "paper"
    """Typed from a form that was filled in by hand."""
    QUEUED = "queued"
    """Typed beside the sheet on a phone that had no network."""


class Kind(StrEnum):
    """The acts."""

    HOLD = "hold"
    TELL = "tell"
    PLACE = "place"
    READ = "read"
    LOOK_AGAIN = "look-again"
    ESCALATE = "escalate"
    DECIDE = "decide"
    REPORT = "report"
    SET_ASIDE = "set-aside"
    RESTORE = "restore"
    REOPEN = "reopen"
    DRAW = "draw"
    PUT_BACK = "put-back"
    PLANT = "plant"
    DISPUTE = "dispute"


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
    fault: bool = False
    """Whether the act may name a fault of the sheet, which is reason enough."""


_PLACING = frozenset({Role.ADMINISTRATOR, Role.COORDINATOR})
_BEING_READ = frozenset({State.PLACED, State.READ_ONCE, State.SECOND_LOOK, State.ARBITRATION})
_WITH_READINGS = frozenset(
    {
        *(State.READ_ONCE, State.SECOND_LOOK, State.ARBITRATION, State.SETTLED),
        *(State.REPORTED, State.SET_ASIDE),
    }
)
_COMPARED = frozenset({State.SETTLED, State.SECOND_LOOK, State.ARBITRATION})

RULES: Mapping[Kind, Rule] = {
    Kind.HOLD: Rule(
        frozenset({Role.PUBLIC}),
        frozenset({State.RECEIVED}),
        frozenset({State.HELD}),
        reason=True,
    ),
    Kind.TELL: Rule(
        frozenset({Role.TYPIST}),
        frozenset({State.RECEIVED}),
        frozenset({State.READ_ONCE}),
        figures=True,
    ),
    Kind.PLACE: Rule(
        _PLACING,
        frozenset({State.RECEIVED, State.HELD, State.PLACED, State.REPORTED, State.ARBITRATION}),
        frozenset({State.PLACED}),
    ),
    Kind.READ: Rule(
        frozenset({Role.TYPIST}),
        frozenset({State.PLACED, State.READ_ONCE, State.SETTLED, State.PLANTED}),
        frozenset(
            {
                *(State.READ_ONCE, State.SECOND_LOOK, State.SETTLED),
                *(State.ARBITRATION, State.PLANTED),
            }
        ),
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
        frozenset({State.PLACED, State.READ_ONCE, State.SETTLED, State.PLANTED}),
        frozenset({State.REPORTED, State.ARBITRATION, State.PLANTED}),
        reason=True,
        fault=True,
    ),
    Kind.SET_ASIDE: Rule(
        _PLACING,
        frozenset({State.RECEIVED, State.HELD, State.REPORTED, State.PLANTED, *_BEING_READ}),
        frozenset({State.SET_ASIDE}),
        reason=True,
        fault=True,
    ),
    Kind.RESTORE: Rule(
        _PLACING,
        frozenset({State.REPORTED, State.SET_ASIDE}),
        frozenset({State.RECEIVED, State.HELD, State.PLANTED, *_BEING_READ}),
        reason=True,
    ),
    Kind.REOPEN: Rule(
        frozenset({Role.ADMINISTRATOR, Role.COORDINATOR, Role.ARBITER}),
        frozenset({State.SETTLED}),
        frozenset({State.PLACED}),
        reason=True,
    ),
    Kind.DRAW: Rule(_PLACING, frozenset({State.SETTLED}), frozenset({State.SETTLED}), reason=True),
    Kind.PUT_BACK: Rule(
        _PLACING,
        _WITH_READINGS,
        frozenset({State.PLACED, State.READ_ONCE, State.REPORTED, State.SET_ASIDE}),
        reason=True,
    ),
    Kind.PLANT: Rule(_PLACING, frozenset({State.PLACED}), frozenset({State.PLANTED}), figures=True),
    Kind.DISPUTE: Rule(
        frozenset({Role.ADMINISTRATOR}),
        frozenset(State) - {State.PLANTED},
        frozenset({State.ARBITRATION}),
        reason=True,
    ),
}
"""All that can happen. What a role, a state and an act do not say together is refused."""


STATE_NAMES: Mapping[State, str] = {
    State.RECEIVED: N_("received, station unknown"),
    State.HELD: N_("sent from outside, not looked at yet"),
    State.PLACED: N_("waiting to be read"),
    State.READ_ONCE: N_("read once"),
    State.SECOND_LOOK: N_("readings differ, second look"),
    State.ARBITRATION: N_("waiting for an arbiter"),
    State.SETTLED: N_("settled"),
    State.REPORTED: N_("reported by a typist"),
    State.SET_ASIDE: N_("set aside"),
    State.PLANTED: N_("planted to measure, no return comes of it"),
}
"""The states in words, to be looked up in the catalogue."""

FAULT_NAMES: Mapping[Fault, str] = {
    Fault.UNREADABLE: N_("unreadable"),
    Fault.INCOMPLETE: N_("incomplete"),
    Fault.OTHER_ELECTION: N_("of another election"),
    Fault.OTHER_STATION: N_("of another station"),
    Fault.DUPLICATE: N_("the same paper was photographed before"),
}
"""The faults in words, to be looked up in the catalogue."""

WAY_NAMES: Mapping[Way, str] = {
    Way.MESSAGE: N_("told by a message, no picture"),
    Way.TELEPHONE: N_("told by telephone, no picture"),
    Way.PAPER: N_("typed from paper, no picture"),
    Way.QUEUED: N_("typed on a phone without a network, no picture"),
}
"""The ways in words, to be looked up in the catalogue."""
