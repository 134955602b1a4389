"""Columns with what leads to people: where the desk has a key, closed before a database sees them.

To the desk's own code they read as if they were open. A process that has not put the key together
sees them closed, and can hand them on (a backup), delete them, but write none.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models

from crosstally.desk.at_rest import LockedError
from crosstally.desk.daily_key import DailyKey, daily_key_of

if TYPE_CHECKING:
    _Text = models.TextField[str, str]
    _Bytes = models.BinaryField[bytes, bytes]
else:
    _Text, _Bytes = models.TextField, models.BinaryField

MARK = "\x1fclosed:"
"""Begins what is closed. Nobody can type it: a form's words begin with no control character."""

SECRET_BYTES = 20
"""Of a second factor, open; RFC 4226 recommends as many. Closed it is longer."""
_SECRET = "second factor"


def _key() -> DailyKey | None:
    return daily_key_of(settings.DESK_PLACE.folder)


class ClosedText(_Text):
    """Words of any length; found by the whole of them, and in no order."""

    def get_prep_value(self, value: Any) -> Any:
        """As the database keeps them. Raises ``LockedError``."""
        text = super().get_prep_value(value)
        if not isinstance(text, str) or text.startswith(MARK):
            return text
        key = _key()
        if key is None:
            return text
        return MARK + b64encode(key.close(text.encode(), _place_of(self))).decode()

    def from_db_value(self, value: Any, *_context: Any) -> Any:
        """As they were given, or as they are kept where the desk is locked."""
        if not isinstance(value, str) or not value.startswith(MARK):
            return value
        try:
            key = _key()
        except LockedError:
            return value
        return value if key is None else key.open(_bytes(value), _place_of(self)).decode()


class ClosedBytes(_Bytes):
    """The same of bytes."""

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        """As the database keeps them. Raises ``LockedError``."""
        data = value if value is None else bytes(value)
        if data is not None and not data.startswith(MARK.encode()) and (key := _key()):
            data = MARK.encode() + key.close(data, _place_of(self))
        return super().get_db_prep_value(data, connection, prepared)

    def from_db_value(self, value: Any, *_context: Any) -> Any:
        """As they were given, or as they are kept where the desk is locked."""
        data = value if value is None else bytes(value)
        if data is None or not data.startswith(MARK.encode()):
            return data
        try:
            key = _key()
        except LockedError:
            return data
        return data if key is None else key.open(data[len(MARK) :], _place_of(self))


def closed_secret(secret: bytes) -> bytes:
    """A second factor's secret as it is kept. Raises ``LockedError``."""
    key = _key()
    return secret if key is None else key.close(secret, _SECRET)


def opened_secret(kept: bytes) -> bytes:
    """The secret itself. Raises ``LockedError``."""
    if len(kept) == SECRET_BYTES:
        return kept
    key = _key()
    return kept if key is None else key.open(kept, _SECRET)


def _bytes(closed: str) -> bytes:
    return b64decode(closed[len(MARK) :])


def _place_of(field: models.Field[Any, Any]) -> str:
    return f"{field.model._meta.label_lower}.{field.name}"
