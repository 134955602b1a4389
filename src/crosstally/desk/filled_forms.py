"""Forms that observers have filled in: kept as files, written down in the journal, exported.

The journal holds a salted commitment to the answers and not the answers: whoever has them can show
that nobody changed them, and where a record has to be destroyed, its file is, and the log holds.
"""

from __future__ import annotations

import csv
import json
import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import chain, count
from pathlib import Path
from uuid import uuid4

import yaml

from crosstally.desk import own_reasons
from crosstally.desk.at_rest import CLOSED, PublicKey, key_of
from crosstally.desk.journal import FOLDER, Entry, Journal, Subject
from crosstally.desk.new_file import keep
from crosstally.desk.observers_forms import SHIPPED, ObserversForm, read_forms
from crosstally.desk.settings import Place
from crosstally.desk.states import Person, RefusedError, Role
from crosstally.drafting.insertion import with_entry
from crosstally.election.folder import open_folder
from crosstally.election.records import DEFINITION
from crosstally.election.records import FOLDER as EXPORTED
from crosstally.ledger import canonical
from crosstally.ledger.commitment import SALT_BYTES, commitment
from crosstally.ledger.errors import LedgerError
from crosstally.words import _

FILE, WITHDRAW = "file", "withdraw"
ANEW = "anew"
"""Where an entry says whose place a record takes."""
KEPT = "records"
NOT_YET = "none_yet"
"""What a form's ``answer`` is while there is none."""
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class Filled:
    """One record: a form that somebody filled in."""

    id: str
    form: str
    by: str
    """The pseudonym of who filled it in."""
    at: datetime
    commitment: str
    answers: Mapping[str, str] | None
    """None where the file was destroyed."""
    withdrawn: str = ""
    """Why it was withdrawn; empty where it stands."""

    def overdue(self, today: date) -> bool:
        """Whether the day by which its ``deadline`` says that an answer is due has passed, and it
        tells of none."""
        said = self.answers or {}
        answered = said.get("answered") or said.get("answer", NOT_YET) != NOT_YET
        with suppress(ValueError):
            due = date.fromisoformat(said.get("deadline", ""))
            return due < today and not (answered or self.withdrawn)
        return False


def file_record(
    folder: Path,
    journal: Journal,
    by: Person,
    form: ObserversForm,
    answers: Mapping[str, str],
    anew: str = "",
) -> str:
    """Keep the answers and write them down; returns the record's id.

    ``folder`` is the desk's own; ``anew`` the record whose place this one takes, by one and the
    same entry of the journal. Raises ``RefusedError`` where that record stands no longer or is not
    theirs, ``LedgerError`` or ``OSError``; no record is made then.
    """
    name, salt = uuid4().hex, secrets.token_bytes(SALT_BYTES)
    kept = folder / KEPT
    kept.mkdir(mode=0o700, exist_ok=True)
    written = json.dumps(
        {"answers": dict(answers), "salt": salt.hex()}, ensure_ascii=False
    ).encode()
    key, path = key_of(folder), kept / f"{name}.json"
    if key:
        path = path.with_name(path.name + CLOSED)
    keep(path, key.close(written) if key else written)
    said = {
        "form": form.id,
        "form_sha256": form.sha256,
        "commitment": commitment(salt, canonical.encode(dict(answers))),
    }
    entry = Entry(Subject.RECORD, name, FILE, by, said | ({ANEW: anew} if anew else {}))
    try:
        journal.add(entry, lambda before: _why_no_longer(before, by, anew) if anew else None)
    except RefusedError:
        path.unlink()
        raise
    return name


def withdraw_record(journal: Journal, by: Person, name: str, reason: str) -> None:
    """Say that a record no longer stands: by whoever filled it in, a coordinator or an
    administrator. Raises ``RefusedError``."""
    entry = Entry(Subject.RECORD, name, WITHDRAW, by, {"reason": reason})

    def why_not(before: Iterable[Entry]) -> str | None:
        if refused := _why_no_longer(before, by, name):
            return refused
        return None if reason.strip() else _("Say why: this act needs a reason.")

    journal.add(entry, why_not)


def _why_no_longer(before: Iterable[Entry], by: Person, name: str) -> str | None:
    """Why somebody may not say that a record no longer stands; None where they may."""
    own = [one for one in before if name in (one.about, one.said.get(ANEW))]
    if not own:
        return _("There is no such record.")
    if by.role not in (Role.ADMINISTRATOR, Role.COORDINATOR) and own[0].by.name != by.name:
        return _("Your role does not allow this.")
    return _("The record was withdrawn before.") if len(own) > 1 else None


def records_of(folder: Path, entries: Iterable[Entry]) -> dict[str, Filled]:
    """Every record of a desk, by id, the oldest first.

    Raises ``LedgerError`` where the answers that are kept are not those that were written down.
    """
    found: dict[str, Filled] = {}
    for entry in entries:
        if entry.subject is not Subject.RECORD:
            continue
        if entry.act == FILE:
            said = entry.said
            answers = _answers(folder, entry.about, said["commitment"])
            found[entry.about] = Filled(
                entry.about, said["form"], entry.by.name, entry.at, said["commitment"], answers
            )
            if before := found.get(said.get(ANEW, "")):
                reason = own_reasons.FILLED_ANEW.format(record=entry.about[:8])
                found[before.id] = replace(before, withdrawn=reason)
        else:
            known = found[entry.about]
            found[entry.about] = replace(known, withdrawn=entry.said.get("reason", "-"))
    return found


def close_records(folder: Path, key: PublicKey) -> int:
    """Close the records that lie open; how many. Cut short, it is done again."""
    still_open = sorted((folder / KEPT).glob("*.json"))
    for path in still_open:
        closed = path.with_name(path.name + CLOSED)
        closed.unlink(missing_ok=True)
        keep(closed, key.close(path.read_bytes()))
        path.unlink()
    return len(still_open)


def _answers(folder: Path, name: str, committed: str) -> dict[str, str] | None:
    path = folder / KEPT / f"{name}.json"
    closed = path.with_name(path.name + CLOSED)
    if (key := key_of(folder)) and closed.exists():
        kept = json.loads(key.open(closed.read_bytes()))
    elif path.exists():
        kept = json.loads(path.read_bytes())
    else:
        return None
    answers: dict[str, str] = kept["answers"]
    if commitment(bytes.fromhex(kept["salt"]), canonical.encode(dict(answers))) != committed:
        raise LedgerError("{file} was changed after it was written down", file=path.name)
    return answers


def forms_at(place: Place) -> dict[str, ObserversForm]:
    """The forms of a desk: those shipped, and those in ``forms`` of its election folder. Raises
    ``InputError``."""
    return read_forms((SHIPPED, place.election / "forms"), _options(place))


def shipped_forms(place: Place) -> dict[str, ObserversForm]:
    """The forms that ship with Crosstally alone."""
    return read_forms((SHIPPED,), _options(place))


def _options(place: Place) -> dict[str, str]:
    contest = open_folder(place.election, needs_figures=False).definition.contests[place.contest]
    return {id_: option.name or id_ for id_, option in contest.options.items()}


def export_records(place: Place, made: Path) -> int:
    """Write the records that stand as tables of an election folder; returns how many.

    Private answers and who filled a form in stay on the desk. A text that a spreadsheet would take
    for a formula begins with an apostrophe.
    """
    if not has_records(place.folder):
        return 0
    entries = Journal(place.folder / FOLDER, "").entries(Subject.RECORD)
    every = records_of(place.folder, entries).values()
    standing = [one for one in every if not one.withdrawn and one.answers is not None]
    if not standing:
        return 0
    for form in forms_at(place).values():
        own = [one for one in standing if one.form == form.id]
        if own:
            add_table(made / EXPORTED, f"desk-{form.id}", _rows(form, own), _definition(form))
    return len(standing)


def add_table(
    folder: Path, id_: str, rows: Iterable[Sequence[str]], entry: Mapping[str, object]
) -> None:
    """Write a table, its header first, into ``folder``, and enter it in its ``forms.yaml``: what it
    is called, what is counted. One that an earlier export left there stays, and this one gets a
    number."""
    folder.mkdir(exist_ok=True)
    path = folder / DEFINITION
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    known = (yaml.safe_load(text) or {}).get("forms") or {}
    numbered = (f"{id_}-{number}" for number in count(2))
    free = (one for one in chain([id_], numbered) if one not in known)
    name = next(one for one in free if not (folder / f"{one}.csv").exists())
    with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)
    defined = {name: {"file": f"{name}.csv", **entry}}
    written = yaml.safe_dump(defined, allow_unicode=True, sort_keys=False)
    lines = [f"  {line}" for line in written.splitlines()]
    path.write_text(with_entry(text, "forms", lines, str(path)), encoding="utf-8")


def has_records(folder: Path) -> bool:
    """Whether answers of any record are kept."""
    return any((folder / KEPT).glob("*.json*"))


def _rows(form: ObserversForm, records: Iterable[Filled]) -> Iterator[list[str]]:
    yield ["record", *(question.name for question in form.published)]
    for one in records:
        answers = one.answers or {}
        cells = [
            harmless(answers.get(q.name, "")) if q.kind == "text" else answers.get(q.name, "")
            for q in form.published
        ]
        yield [one.id, *cells]


def harmless(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def _definition(form: ObserversForm) -> Mapping[str, object]:
    """What is counted of a form."""

    def called(appearance: str) -> list[str]:
        return [q.name for q in form.published if appearance in q.appearance.split()]

    sums = [name for name in called("sum") if name in _whole(form)]
    entry: dict[str, object] = {"name": form.called}
    counted = [q.name for q in form.published if q.kind == "one"]
    entry |= {"count_by": counted, "sum": sums}
    rows, columns = called("rows"), called("columns")
    if rows and columns:
        crossed = {"rows": rows[0], "columns": columns[0]}
        entry["crossed"] = crossed | ({"sum": sums[0]} if sums else {})
    shown = {*counted, *sums, *rows[:1], *columns[:1]}
    entry["labels"] = {q.name: str(q.label) for q in form.published if q.name in shown}
    entry["answers"] = {
        q.name: {answer: str(words) for answer, words in q.choices.items()}
        for q in form.published
        if q.name in shown and q.choices
    }
    return entry


def _whole(form: ObserversForm) -> set[str]:
    return {question.name for question in form.published if question.kind == "integer"}
