"""The desk's second log: what its people did that is about no single sheet.

Who may see the progress, what was asked of the authority and what it answered, observers' records,
accounts, tokens: each is an entry, only ever added, in ``desk/CONTEST/journal`` beside the log of
acts. What was said with it may name people: a desk with a key keeps that closed.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

from pydantic import AwareDatetime, ConfigDict, Field, TypeAdapter
from pydantic.dataclasses import dataclass as checked_dataclass

from crosstally.desk.at_rest import PublicKey
from crosstally.desk.daily_key import DailyKey, daily_key_of
from crosstally.desk.record import moment, written_as
from crosstally.desk.shared_log import SharedLog
from crosstally.desk.states import Person, RefusedError, Role
from crosstally.ledger import canonical
from crosstally.ledger.log import Log

FOLDER = "journal"
LONGEST_TEXT = 4_000
"""Characters of one answer; an entry of the log has at most 65,535 bytes."""

AT_THE_MACHINE = Person("at the machine", Role.ADMINISTRATOR)
"""Whoever may write to the desk's folder, and so has no need to log in."""


class Subject(StrEnum):
    """What an entry is about."""

    OPENNESS = "openness"
    COMPLAINT = "complaint"
    RECORD = "record"
    SECOND_FACTOR = "second-factor"
    ACCOUNT = "account"
    INVITATION = "invitation"
    TOKEN = "token"
    LINK = "link"
    KEY = "key"
    FOLDER = "folder"
    HUB = "hub"


@dataclass(frozen=True)
class Entry:
    """One thing done by one person, at a moment in UTC."""

    subject: Subject
    about: str
    """Which of its kind: the id of a complaint, of a record, of a token."""
    act: str
    by: Person
    said: Mapping[str, str] = field(default_factory=dict)
    at: datetime = field(default_factory=lambda: datetime.now(UTC))


def key_entry(act: str, key: PublicKey) -> Entry:
    """That something was done with the organisation's key; and how it is split, where the desk is
    unlocked: else what is said cannot be closed."""
    split_as = {"shares": str(key.shares), "needed": str(key.needed)}
    return Entry(
        Subject.KEY, "organisation", act, AT_THE_MACHINE, {} if key.is_locked else split_as
    )


def encode(entry: Entry, key: DailyKey | None = None) -> bytes:
    """The entry as the log keeps it, what was said closed to the key where there is one. Raises
    ``LedgerError`` where it would not read back."""
    value: dict[str, canonical.Json] = {
        "subject": entry.subject.value,
        "about": entry.about,
        "act": entry.act,
        "by": entry.by.name,
        "role": entry.by.role.value,
        "at": moment(entry.at),
        "said": dict(entry.said),
    }
    data = canonical.encode(value)
    decode(data)
    if key is not None and entry.said:
        said = canonical.encode(value.pop("said"))
        place = _place(entry.subject, entry.about, entry.act, moment(entry.at))
        value["closed"] = b64encode(key.close(said, *place)).decode()
        data = canonical.encode(value)
        decode(data, key)
    return data


def decode(data: bytes, key: DailyKey | None = None) -> Entry:
    """The entry of a journal. Raises ``LedgerError`` where it is none, or is closed to another
    key."""
    written = written_as(_ENTRY, data, _NO_ENTRY)
    said = written.said
    if written.closed:
        place = _place(written.subject, written.about, written.act, moment(written.at))
        try:
            opened = key.open(b64decode(written.closed), *place) if key else b""
        except ValueError:
            opened = b""
        said = written_as(_SAID, opened, _NO_ENTRY)
    by = Person(written.by, written.role)
    return Entry(written.subject, written.about, written.act, by, said, written.at)


def _place(*parts: str) -> tuple[str, ...]:
    """Where an entry stands: what is closed there opens nowhere else."""
    return ("journal", *parts)


_NO_ENTRY = "is no entry of a desk's journal: {where}: {why}"


class Journal:
    """The journal of one desk, read as a whole and appended to by one at a time."""

    def __init__(self, folder: Path, origin: str) -> None:
        self._log = SharedLog(folder, origin)
        self._read: list[Entry] = []

    def entries(self, subject: Subject | None = None) -> list[Entry]:
        """The entries, oldest first; of one subject alone where it is named."""
        with self._log.alone() as log:
            self._catch_up(log)
            return [one for one in self._read if subject in (None, one.subject)]

    def tells_of(self, subject: Subject) -> bool:
        """Whether any entry is of a subject; the journal of a locked desk says so too."""
        with self._log.alone() as log:
            every = log.entries(0, log.checkpoint.size)
            return any(written_as(_ENTRY, one, _NO_ENTRY).subject == subject for one in every)

    def add(
        self, entry: Entry, why_not: Callable[[Sequence[Entry]], str | None] | None = None
    ) -> None:
        """Append an entry; it is on disk when this returns.

        ``why_not`` looks at what stands there, while nobody else writes, and says why the entry is
        refused. Raises ``RefusedError`` then, ``LedgerError`` where it cannot be written. An entry
        with which nothing is said can be added to the journal of a locked desk.
        """
        data = encode(entry, self._key() if entry.said else None)
        with self._log.alone() as log:
            if why_not is not None:
                self._catch_up(log)
                refused = why_not([one for one in self._read if one.subject is entry.subject])
                if refused:
                    raise RefusedError(refused)
            log.append([data])

    def _catch_up(self, log: Log) -> None:
        key = self._key()
        for data in log.entries(len(self._read), log.checkpoint.size):
            self._read.append(decode(data, key))

    def _key(self) -> DailyKey | None:
        return daily_key_of(self._log.folder.parent)


_Name = Annotated[str, Field(min_length=1, max_length=200)]
_Said = Annotated[dict[_Name, Annotated[str, Field(max_length=LONGEST_TEXT)]], Field(max_length=50)]


@checked_dataclass(frozen=True, config=ConfigDict(extra="forbid"))
class _Written:
    """The keys of an entry, as they stand there."""

    subject: Subject
    about: _Name
    act: _Name
    by: _Name
    role: Role
    at: AwareDatetime
    said: _Said = field(default_factory=dict)
    closed: Annotated[str, Field(pattern="^[A-Za-z0-9+/]*=*$")] = ""
    """What was said, closed to the desk's daily key."""


_ENTRY = TypeAdapter(_Written)
_SAID: TypeAdapter[dict[str, str]] = TypeAdapter(_Said)
