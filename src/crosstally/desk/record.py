"""Acts as entries of the desk's log, and the sheets that a log leads to.

An entry is the canonical JSON of one act on one sheet. Nobody is named in it: a person stands there
as a commitment, and once the salt behind it is destroyed nothing leads back to them, while every
hash of the log still holds.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Annotated, TypeVar

from pydantic import AwareDatetime, ConfigDict, Field, TypeAdapter, ValidationError
from pydantic.dataclasses import dataclass as checked_dataclass

from crosstally.desk.figures import Figure, NoFigure
from crosstally.desk.marks import MOST_SIGNATURES, Mark, Seen
from crosstally.desk.states import Act, Fault, Kind, Person, RefusedError, Role, Sheet, Way, perform
from crosstally.election.marks import LONGEST_SERIAL
from crosstally.election.relations import MAX_NUMBER
from crosstally.election.sheet import MOST_MARKS
from crosstally.ledger import canonical
from crosstally.ledger.commitment import commitment
from crosstally.ledger.errors import LedgerError
from crosstally.ledger.tiles import MAX_ENTRY_BYTES
from crosstally.words import number

LONGEST_REASON = 2_000
"""Characters. An entry of the log has at most 65,535 bytes."""
MOST_FIGURES = 500
_TEXTS = ("reason", "station", "whose", "seed")


def pseudonym(person: str, salt: bytes) -> str:
    """The name under which a person stands in the log: a commitment, with a salt of their own, to
    whatever names them. Raises ``ValueError`` for a salt of another length than ``SALT_BYTES``."""
    return commitment(salt, person.encode())


@dataclass(frozen=True)
class Entry:
    """One act on one sheet, at a moment in UTC."""

    sheet: str
    at: datetime
    act: Act
    origin: str = ""
    """Where it came from another desk: what it is known again by (``merging``)."""


def encode(entry: Entry) -> bytes:
    """The entry as the log keeps it. Raises ``LedgerError`` where it would not read back."""
    act = entry.act
    value: dict[str, canonical.Json] = {
        "sheet": entry.sheet,
        "at": moment(entry.at),
        "act": act.kind.value,
        "by": act.by.name,
        "role": act.by.role.value,
    }
    if act.by.coordinator is not None:
        value["coordinator"] = act.by.coordinator
    if act.several_coordinators:
        value["several_coordinators"] = True
    if act.nobody_else:
        value["nobody_else"] = True
    if act.as_written:
        value["as_written"] = True
    if act.figures:
        value["figures"] = {name: _plain(figure) for name, figure in act.figures.items()}
    if act.marks:
        value["marks"] = {name: _plain(mark) for name, mark in act.marks.items()}
    if act.serial_doubted:
        value["serial_doubted"] = True
    value |= {name: text for name in _TEXTS if (text := getattr(act, name))}
    if act.fault is not None:
        value["fault"] = act.fault.value
    if act.beside:
        value["beside"] = True
    if entry.origin:
        value["origin"] = entry.origin
    if act.way is not None:
        value["way"] = act.way.value
    if act.drawn_from:
        value["drawn_from"] = act.drawn_from
    data = canonical.encode(value)
    if len(data) > MAX_ENTRY_BYTES:
        raise LedgerError(
            "an act on one sheet has at most {most} bytes: this one has {n}",
            most=number(MAX_ENTRY_BYTES),
            n=number(len(data)),
        )
    decode(data)
    return data


_Form = TypeVar("_Form")


def moment(at: datetime) -> str:
    """A moment as logs have it: in UTC, to the second."""
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def written_as(form: TypeAdapter[_Form], data: bytes, message: str) -> _Form:
    """An entry that has to be canonical JSON of a form. Raises ``LedgerError`` with the message,
    which names ``{where}`` it is not and ``{why}``."""
    canonical.decode(data)
    try:
        return form.validate_json(data, strict=True)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        raise LedgerError(message, where=where, why=first["msg"]) from None


def decode(data: bytes) -> Entry:
    """The entry of a log. Raises ``LedgerError`` where it is none."""
    written = written_as(_ENTRY, data, "is no act of a desk: {where}: {why}")
    by = Person(written.by, written.role, written.coordinator)
    act = Act(
        kind=written.act,
        by=by,
        figures=written.figures,
        reason=written.reason,
        station=written.station,
        several_coordinators=written.several_coordinators,
        as_written=written.as_written,
        fault=written.fault,
        whose=written.whose,
        seed=written.seed,
        drawn_from=written.drawn_from,
        nobody_else=written.nobody_else,
        way=written.way,
        marks=written.marks,
        serial_doubted=written.serial_doubted,
        beside=written.beside,
    )
    return Entry(written.sheet, written.at, act, written.origin)


@dataclass
class Course:
    """The sheets that a log leads to, and when the last return of each was made, as its entries
    come."""

    sheets: dict[str, Sheet] = field(default_factory=dict)
    settled_at: dict[str, datetime] = field(default_factory=dict)
    replayed: int = 0

    def follow(self, entries: Iterable[Entry]) -> None:
        """Try every act again, those appended since the last look.

        Raises ``LedgerError`` with the number of the first entry, counted from 0, that is no act or
        was not allowed when it was done.
        """
        try:
            for entry in entries:
                before = self.sheets.get(entry.sheet, Sheet())
                after = perform(before, entry.act)
                self.sheets[entry.sheet] = after
                self.replayed += 1
                if len(after.returns) > len(before.returns):
                    self.settled_at[entry.sheet] = entry.at
        except (LedgerError, RefusedError) as error:
            raise LedgerError("entry {number}: {why}", number=self.replayed, why=error) from error


def sheets_of(entries: Iterable[bytes]) -> dict[str, Sheet]:
    """The sheets that the entries of a log lead to, by name. Raises as ``Course.follow`` does."""
    course = Course()
    course.follow(map(decode, entries))
    return course.sheets


def _plain(answer: Figure | Mark) -> int | str:
    return answer.value if isinstance(answer, NoFigure | Seen) else answer


_Name = Annotated[str, Field(min_length=1, max_length=200)]
_Votes = Annotated[Figure, Field(union_mode="left_to_right")]
_Mark = Annotated[
    Annotated[int, Field(ge=1, le=MOST_SIGNATURES)]
    | Seen
    | Annotated[str, Field(pattern=r"^[^\W_a-z]+$", max_length=LONGEST_SERIAL)],
    Field(union_mode="left_to_right"),
]


@checked_dataclass(frozen=True, config=ConfigDict(extra="forbid"))
class _Written:
    """The keys of an entry, as they stand there."""

    sheet: _Name
    at: AwareDatetime
    act: Kind
    by: _Name
    role: Role
    coordinator: _Name | None = None
    several_coordinators: bool = False
    nobody_else: bool = False
    as_written: bool = False
    figures: Annotated[dict[_Name, _Votes], Field(max_length=MOST_FIGURES)] = field(
        default_factory=dict
    )
    reason: Annotated[str, Field(max_length=LONGEST_REASON)] = ""
    station: Annotated[str, Field(max_length=200)] = ""
    fault: Fault | None = None
    whose: Annotated[str, Field(max_length=200)] = ""
    seed: Annotated[str, Field(max_length=200)] = ""
    drawn_from: Annotated[int, Field(ge=0, le=MAX_NUMBER)] = 0
    way: Way | None = None
    marks: Annotated[dict[_Name, _Mark], Field(max_length=MOST_MARKS)] = field(default_factory=dict)
    serial_doubted: bool = False
    beside: bool = False
    origin: Annotated[str, Field(pattern=r"^([0-9a-f]{64})?$")] = ""

    def __post_init__(self) -> None:
        for name, figure in self.figures.items():
            if isinstance(figure, int) and not 0 <= figure <= MAX_NUMBER:
                raise ValueError(f"{name}: a figure is between 0 and {MAX_NUMBER}")


_ENTRY = TypeAdapter(_Written)
