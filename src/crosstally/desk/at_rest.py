"""What a desk keeps closed to the organisation's key: pictures, what cameras wrote, backups.

To close something takes the public half, which lies in the desk's folder. To open it takes the
private half, which ``organisation_key`` puts together from shares that people type when the desk
starts; it is then in the memory of the desk's process and nowhere else. A desk without a key keeps
everything as it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from crosstally.desk.new_file import keep
from crosstally.desk.organisation_key import (
    MOST_SHARES,
    ShareError,
    identity_of,
    recipient_of,
)
from crosstally.problems import InputError, Problem
from crosstally.words import _

FOLDER = "keys"
"""Of the desk's folder: the public half lies there."""
CLOSED = ".age"
"""Ends the names of files that are closed to a key."""
COPIED = ".next"
"""Ends, after that, the names of copies that are closed to the key that takes its place."""
MARK = b"age-encryption.org/v1"
"""Begins every such file."""
_opened: dict[str, str] = {}
"""Public half → private half, of the keys that were put together in this process."""


class LockedError(RuntimeError):
    """What was asked for is closed to a key that nobody has put together in this process."""

    def __init__(self) -> None:
        super().__init__(_("The desk is locked: it is started anew with the shares of its key."))


class PublicKey(BaseModel):
    """The public half of an organisation's key, and how the private one was split."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    format: Literal["crosstally/desk-key/v1"] = "crosstally/desk-key/v1"
    recipient: Annotated[str, Field(pattern="^age1[a-z0-9]{58}$")]
    shares: Annotated[int, Field(ge=2, le=MOST_SHARES)]
    needed: Annotated[int, Field(ge=2, le=MOST_SHARES)]

    def close(self, data: bytes) -> bytes:
        """Data that only the private half opens."""
        from pyrage import encrypt, x25519

        return bytes(encrypt(data, [x25519.Recipient.from_str(self.recipient)]))

    def open(self, closed: bytes) -> bytes:
        """What was closed. Raises ``LockedError`` where the private half is not at hand, and
        ``ValueError`` where the data was changed or closed to another key."""
        from pyrage import DecryptError, decrypt, x25519

        if self.recipient not in _opened:
            raise LockedError
        try:
            return bytes(decrypt(closed, [x25519.Identity.from_str(_opened[self.recipient])]))
        except DecryptError as error:
            raise ValueError(str(error)) from None

    @property
    def is_locked(self) -> bool:
        """Whether nobody has put the private half together."""
        return self.recipient not in _opened

    def unlock(self, shares: Sequence[str]) -> None:
        """Put the private half together. Raises ``ShareError`` where the shares do not give it."""
        identity = identity_of(shares)
        if recipient_of(identity) != self.recipient:
            raise ShareError(_("These are the shares of another key than this desk's."))
        _opened[self.recipient] = identity


def key_of(folder: Path, path: Path | None = None) -> PublicKey | None:
    """The key of the desk in a folder, or that of another file of it; None where there is none.

    Raises ``InputError`` where the file is none: rather nothing is kept than anything unclosed.
    """
    path = path or folder / FOLDER / "organisation.json"
    try:
        return PublicKey.model_validate_json(path.read_bytes())
    except FileNotFoundError:
        return None
    except ValidationError:
        raise InputError(
            Problem(
                _("is no public key of an organisation"),
                str(path),
                expected="crosstally/desk-key/v1",
                hint=_("Take it from a backup."),
            )
        ) from None


def keep_key(folder: Path, key: PublicKey, path: Path | None = None) -> None:
    """Write the public half: from then on the desk closes what it keeps; or write it into another
    file. Raises ``FileExistsError`` where there is a key."""
    path = path or folder / FOLDER / "organisation.json"
    path.parent.mkdir(mode=0o700, exist_ok=True)
    keep(path, (key.model_dump_json(indent=1) + "\n").encode("ascii"))
