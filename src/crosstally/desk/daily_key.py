"""The key for what a desk needs every day and nobody else may read: names, second factors, what was
written of people.

It is drawn when the organisation's key is (``at_rest``), and lies beside that closed to it: it
opens with the desk. With AES-SIV (RFC 5297) the same words at the same place are closed to the same
bytes, so that a database finds a name, and holds it to be there once, which it cannot read.
"""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV

from crosstally.desk.at_rest import CLOSED, FOLDER, PublicKey, key_of
from crosstally.desk.new_file import keep

_BITS = 512


class DailyKey:
    """What closes and opens; ``where`` is the place of the words, and part of what is closed."""

    def __init__(self, key: bytes) -> None:
        self._cipher = AESSIV(key)

    def close(self, data: bytes, *where: str) -> bytes:
        """Data that this key alone opens, at this place."""
        return self._cipher.encrypt(data, [part.encode() for part in where])

    def open(self, closed: bytes, *where: str) -> bytes:
        """What was closed. Raises ``ValueError`` where it was changed, moved or never closed."""
        try:
            return self._cipher.decrypt(closed, [part.encode() for part in where])
        except InvalidTag:
            raise ValueError(where) from None


@cache
def daily_key_of(folder: Path) -> DailyKey | None:
    """That of the desk in a folder; None where it has none, and everything lies open.

    Raises ``LockedError`` where it is closed and nobody has put the organisation's key together.
    """
    organisation = key_of(folder)
    path = _path(folder)
    if organisation is None or not path.exists():
        return None
    return DailyKey(organisation.open(path.read_bytes()))


def draw(folder: Path, organisation: PublicKey) -> None:
    """Draw that of the desk, where there is none yet."""
    if not _path(folder).exists():
        key = AESSIV.generate_key(_BITS)
        unfinished = _path(folder).with_suffix(".unfinished")
        unfinished.unlink(missing_ok=True)
        keep(unfinished, organisation.close(key))
        # A link fails where there is a key already, as a new name would not.
        os.link(unfinished, _path(folder))
        unfinished.unlink()
        daily_key_of.cache_clear()


def _path(folder: Path) -> Path:
    return folder / FOLDER / f"daily{CLOSED}"
