"""The salts behind the commitments to sealed originals: kept outside of every pack.

A commitment is SHA-256 of a salt and the original's bytes. Without the salt it says nothing, not
even to somebody who has the original; with it, one original can be shown to be the one behind a
published picture. A line that is destroyed leaves the pack, its log and its hashes as they are.
"""

from __future__ import annotations

import os
import re
import secrets
import stat
from hashlib import sha256
from pathlib import Path

from crosstally.ledger.commitment import SALT_BYTES
from crosstally.problems import InputError, Problem, refuse_special
from crosstally.words import _

MOST_BYTES = 256 << 20
_LINE = re.compile(r"([0-9a-f]{64}) ([0-9a-f]{64})")
_HEAD = """\
# Salts of pictures: SHA-256 of the original, then the salt behind its commitment. Keep this file
# to yourself. To disclose one original, hand over its line; so that nobody can, destroy the line.
"""


class Salts:
    """One random salt for each original, by the SHA-256 of its bytes."""

    def __init__(self, path: Path, held: dict[str, bytes] | None = None) -> None:
        self.path = path
        self._held = dict(held or {})
        self._is_changed = False

    @classmethod
    def read(cls, path: Path, *, is_disclosed: bool = False) -> Salts:
        """The salts of a file; none where there is no such file yet.

        ``is_disclosed``: others are meant to have it. Raises ``InputError`` where others may read
        it and should not, or where a line is none.
        """
        refuse_special(path, str(path))
        if not path.exists() and not is_disclosed:
            return cls(path)
        try:
            mode = stat.S_IMODE(path.stat().st_mode)
            if os.name == "posix" and mode & 0o077 and not is_disclosed:
                raise InputError(
                    Problem(
                        _("others may read these salts"),
                        str(path),
                        read=f"{mode:o}",
                        expected="600",
                        hint=_("If nobody did: chmod 600 {path}").format(path=path),
                    )
                )
            with path.open("rb") as file:
                data = file.read(MOST_BYTES + 1)
        except OSError as error:
            message = _("cannot be read: {reason}").format(reason=error.strerror)
            raise InputError(Problem(message, str(path))) from None
        return cls(path, _parsed(data, path))

    def salt(self, original: bytes) -> bytes | None:
        """The salt of an original, if it is kept."""
        return self._held.get(sha256(original).hexdigest())

    def salt_for(self, original: bytes) -> bytes:
        """The salt of an original, a new one if none is kept."""
        name = sha256(original).hexdigest()
        if name not in self._held:
            self._held[name] = secrets.token_bytes(SALT_BYTES)
            self._is_changed = True
        return self._held[name]

    def keep(self) -> None:
        """Write new salts into the file, which only its owner may read: all of it or nothing.

        Raises ``InputError`` where it cannot be written."""
        if not self._is_changed:
            return
        lines = (f"{name} {salt.hex()}\n" for name, salt in sorted(self._held.items()))
        beside = self.path.with_name(f".{self.path.name}.{os.getpid()}.part")
        try:
            descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            try:
                with os.fdopen(descriptor, "w", encoding="utf-8", newline="\n") as file:
                    file.write(_HEAD)
                    file.writelines(lines)
                    file.flush()
                    os.fsync(file.fileno())
                beside.replace(self.path)
            finally:
                beside.unlink(missing_ok=True)
        except OSError as error:
            message = _("cannot be written: {reason}").format(reason=error.strerror)
            raise InputError(
                Problem(message, str(self.path), hint=_("Name another place with --salts."))
            ) from None
        self._is_changed = False


def _parsed(data: bytes, path: Path) -> dict[str, bytes]:
    held: dict[str, bytes] = {}
    lines = data.decode("utf-8", "replace").split("\n") if len(data) <= MOST_BYTES else [""]
    for number, line in enumerate(lines, 1):
        found = _LINE.fullmatch(line.strip())
        if found is not None:
            held[found.group(1)] = bytes.fromhex(found.group(2))
        elif (line.strip() and not line.startswith("#")) or len(data) > MOST_BYTES:
            # Not what was read: a salt on a screen is a salt in somebody's photograph.
            raise InputError(
                Problem(
                    _("is no line of a file of salts"),
                    str(path),
                    number,
                    expected=_("SHA-256 of an original and its salt, 64 signs each"),
                )
            )
    return held
