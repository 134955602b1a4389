"""Closing, to the organisation's key, what a desk has kept open so far."""

from __future__ import annotations

from pathlib import Path

from django.db import models, transaction
from django.db.models.functions import Cast

from crosstally.desk import filled_forms, sealed, shelves
from crosstally.desk.at_rest import PublicKey
from crosstally.desk.closed_columns import MARK, SECRET_BYTES, closed_secret
from crosstally.desk.daily_key import draw
from crosstally.desk.forgetting import write_anew
from crosstally.desk.models import Account, ApiToken, Passkey, SendingLink, Telephone

_WITH_A_NAME: tuple[type[models.Model], ...] = (Account, SendingLink, ApiToken, Passkey)


def close_everything(folder: Path, key: PublicKey) -> int:
    """Pictures, records, people, and the key for what waits on telephones; how many files that
    were. Cut short, it is done again. Raises ``LockedError`` where the desk is locked."""
    sealed.close_key(folder, key)
    close_people(folder, key)
    return filled_forms.close_records(folder, key) + shelves.close_all(key)


def close_people(folder: Path, key: PublicKey) -> None:
    """Names, labels, salts and second factors in the database. Nothing is done where all are."""
    draw(folder, key)
    with transaction.atomic():
        closed = sum(map(_close_rows, _WITH_A_NAME)) + _close_second_factors()
    if closed:
        write_anew()


def _close_rows(model: type[models.Model]) -> int:
    named = "name" if model in (Account, Passkey) else "label"
    kept = model._default_manager.annotate(kept=Cast(named, models.TextField()))
    rows = list(kept.exclude(kept__startswith=MARK))
    for row in rows:
        row.save()
    return len(rows)


def _close_second_factors() -> int:
    rows = [one for one in Telephone.objects.all() if len(one.key) == 2 * SECRET_BYTES]
    for row in rows:
        row.key = closed_secret(bytes.fromhex(row.key)).hex()
        row.save(update_fields=["key"])
    return len(rows)
