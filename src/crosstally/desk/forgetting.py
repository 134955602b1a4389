"""Destroying what leads from the log back to people, and what cameras wrote beside pictures.

In the log everybody is a commitment. The name and the salt behind it lie in the database alone:
without them nothing leads back, and every hash of the log still holds.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.sessions.models import Session
from django.db import connection, models, transaction
from django.db.models import Value

from crosstally.desk.at_rest import CLOSED
from crosstally.desk.journal import AT_THE_MACHINE, Entry, Journal, Subject
from crosstally.desk.models import Account, ApiToken, Passkey, SendingLink, Telephone
from crosstally.desk.shelves import shelf
from crosstally.ledger.commitment import SALT_BYTES
from crosstally.problems import InputError, Problem
from crosstally.words import _


@dataclass(frozen=True)
class Forgotten:
    """What was destroyed."""

    people: int
    cameras: int
    """Pictures whose place, time and owner were kept beside them."""


def forget(journal: Journal, names: Sequence[str], everybody: bool, cameras: bool) -> Forgotten:
    """Destroy the accounts with these names, or all, and what cameras wrote beside pictures.

    They are logged out, and the database is written anew, so that nothing of them is left between
    its rows. With everybody go the links by which people without an account sent photographs, all
    but what came by them. That it was done is entered in the journal, of whom is not. Copies,
    backups and what people wrote into observers' records are not reached. Raises ``InputError``,
    with nothing destroyed, where a name is unknown or somebody else answers to one of them.
    """
    act = Entry(Subject.ACCOUNT, "desk", "forget", AT_THE_MACHINE)
    with transaction.atomic():
        people = list(
            Account.objects.all() if everybody else Account.objects.filter(name__in=names)
        )
        if not everybody:
            _refuse_unknown(names, people)
            _refuse_leaving_alone(people)
        end_sessions({str(account.pk) for account in people})
        gone = Account.objects.filter(pk__in=[account.pk for account in people])
        gone.exclude(coordinator=None).delete()  # those who answer to others go first
        gone.delete()
        links = _forget_links() if everybody else 0
        if people or links or cameras:
            journal.add(act)
    if people or links:
        write_anew()
    return Forgotten(len(people), _forget_cameras() if cameras else 0)


def _refuse_unknown(names: Sequence[str], people: Sequence[Account]) -> None:
    unknown = sorted(set(names) - {account.name for account in people})
    if unknown:
        raise InputError(
            [Problem(_("nobody of this name is on the desk"), read=name) for name in unknown]
        )


def _refuse_leaving_alone(people: Sequence[Account]) -> None:
    """Whoever answered to somebody who is gone would be of no group and could read with anybody."""
    gone = [account.pk for account in people]
    left = Account.objects.filter(coordinator__in=gone).exclude(pk__in=gone)
    if left:
        raise InputError(
            Problem(
                _("others answer to them"),
                read=", ".join(sorted(account.name for account in left)),
                hint=_("Name these too."),
            )
        )


def _forget_links() -> int:
    """Close every sending link; what it was called, and the salt behind its name in the log, go.
    What comes in their place leads nowhere, and so needs no key that it would be closed to."""
    links = list(SendingLink.objects.values_list("pk", flat=True))
    for link in links:
        nothing = Value("", models.TextField())
        salt = Value(secrets.token_bytes(SALT_BYTES), models.BinaryField())
        SendingLink.objects.filter(pk=link).update(label=nothing, closed=True, salt=salt)
    return len(links)


def end_sessions(keys: set[str]) -> None:
    """End every session of the accounts with these keys, on whatever device."""
    for session in Session.objects.all():
        if session.get_decoded().get("_auth_user_id") in keys:
            session.delete()


def write_anew() -> None:
    """Deleted rows, and what rows were, stay in a database's files until these are written anew."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("VACUUM")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        else:
            for model in (Account, ApiToken, Passkey, SendingLink, Session, Telephone):
                cursor.execute(f"VACUUM FULL {connection.ops.quote_name(model._meta.db_table)}")


def _forget_cameras() -> int:
    written = [name for name in shelf().names() if name.removesuffix(CLOSED).endswith(".exif")]
    for name in written:
        shelf().drop(name)
    return len(written)
