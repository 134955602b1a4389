"""A sheet on the desk as its acts tell it: who did what, what was read, what return was made.

Nothing but data; what may be done and what comes of it is in ``states``.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from crosstally.desk.figures import Figures, differing
from crosstally.desk.marks import Marks, differing_serials
from crosstally.desk.rules import Fault, Kind, Role, State, Way

READERS = 2
"""How many people read a sheet before it makes a return."""


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
    fault: Fault | None = None
    whose: str = ""
    """The pseudonym of the typist whose reading is put back, or of whom another desk has figures
    that are disputed."""
    seed: str = ""
    """What a draw was made with; ``drawn_from`` counts the sheets it was made from."""
    drawn_from: int = 0
    nobody_else: bool = False
    """Whether no typist of another coordinator was there who could read it: one who shares theirs
    with the first reader may then."""
    way: Way | None = None
    """How figures came that are told without a picture."""
    marks: Marks = field(default_factory=dict)
    """What was seen of the sheet's stamps, serial numbers and signatures; empty where nobody was
    asked."""
    serial_doubted: bool = False
    """Whether a serial number that they typed is none that the station was given."""
    beside: bool = False
    """Whether it was done at another desk while this one had gone on: it changes nothing here."""


@dataclass(frozen=True)
class Reading:
    """What one person read, at the last look."""

    by: Person
    figures: Figures
    looked_again: bool = False
    nobody_else: bool = False
    """Whether they share the first reader's coordinator, because nobody else was there."""
    marks: Marks = field(default_factory=dict)
    serial_doubted: bool = False


@dataclass(frozen=True)
class SheetReturn:
    """A return that a sheet made. ``replaces`` counts the sheet's returns from 0."""

    station: str
    figures: Figures
    readers: tuple[str, ...]
    arbiter: str | None = None
    reason: str = ""
    replaces: int | None = None
    one_group: bool = False
    """Whether its two readers answer to one coordinator, though there were several."""
    told: bool = False
    """Whether nobody at the desk has seen a picture: its figures were told."""
    marks: tuple[Marks, ...] = ()
    """What each of those it rests on saw of the sheet's marks: two readers, or the arbiter."""


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
    seed: str = ""
    """The draw that chose the present return for a third reading."""
    third: Reading | None = None
    """That reading, once there is one; without figures where it was said that none can be had."""
    planted: Figures = field(default_factory=dict)
    """What stands on a planted sheet. ``probes``: how typists read it, each once, and that they
    reported it, which brings no figures."""
    probes: tuple[Reading, ...] = ()
    elsewhere: tuple[Reading, ...] = ()
    """What another desk says otherwise, until an arbiter has decided."""

    @property
    def told(self) -> Way | None:
        """How its figures came, where they were told and there is no picture."""
        return self.acts[0].way if self.acts else None

    @property
    def beside_readings(self) -> tuple[Reading, ...]:
        """What typists read, or reported, of a planted sheet or as a third reading: to them it was
        a sheet like any other."""
        return (*self.probes, *((self.third,) if self.third else ()))

    def is_reported_by(self, name: str) -> bool:
        """Whether somebody has reported it, where that did not lead to a coordinator."""
        return any(one.by.name == name and not one.figures for one in self.beside_readings)

    @property
    def serial_doubted(self) -> bool:
        """Whether one of its readers typed a serial number that the station was not given."""
        return any(reading.serial_doubted for reading in self.readings)

    @property
    def awaits_third(self) -> bool:
        """Whether the settled sheet was drawn and nobody has read it a third time."""
        return self.state is State.SETTLED and bool(self.seed) and self.third is None

    @property
    def differing_fields(self) -> frozenset[str]:
        """The fields in which the two readings of this round differ, serial numbers among them."""
        if len(self.readings) < READERS:
            return frozenset()
        first, second = self.readings
        serials = differing_serials(first.marks, second.marks)
        return differing(first.figures, second.figures) | serials


class RefusedError(ValueError):
    """The act is not allowed; the sheet stays as it is."""
