"""The checkpoint: three lines that commit to a whole log (C2SP tlog-checkpoint)."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256

from crosstally.ledger.damm import after
from crosstally.ledger.encoding import base64_bytes, base64_text, decimal_number
from crosstally.ledger.errors import LedgerError
from crosstally.ledger.tree import EMPTY_ROOT, HASH_BYTES


@dataclass(frozen=True)
class Checkpoint:
    """Which log, how many entries, and the root hash of its tree."""

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()
    """Further lines of other programs' logs; signatures cover them, nothing else reads them."""

    def __str__(self) -> str:
        lines = [self.origin, str(self.size), base64_text(self.root), *self.extensions]
        return "".join(f"{line}\n" for line in lines)

    @classmethod
    def parse(cls, text: str) -> Checkpoint:
        """A checkpoint from the text of a note."""
        lines = text.split("\n")
        if len(lines) < 4 or lines.pop() or not all(lines):
            raise LedgerError(
                "a checkpoint has at least three lines, none empty: the log's name, its size, "
                "its root hash"
            )
        origin, size, root, *extensions = lines
        count = decimal_number(size, "the size of the log")
        digest = base64_bytes(root, "the root hash", HASH_BYTES)
        if count == 0 and digest != EMPTY_ROOT:
            raise LedgerError("a log of no entries has the root hash of no entries")
        return cls(origin, count, digest, tuple(extensions))

    @property
    def spoken(self) -> str:
        """Twelve groups of five digits to read over a telephone or print on a poster.

        The first four digits of a group are of the SHA-256 of the checkpoint's three lines (48
        digits: finding another checkpoint with the same ones takes some 2**159 attempts, two
        with the same ones 2**80); the fifth is a check digit over the group and its place, so
        that whoever listens knows which group was misheard or changed its place.
        """
        number = int.from_bytes(sha256(str(self).encode()).digest(), "big")
        digits = f"{number % 10**48:048d}"
        groups = [digits[4 * i : 4 * i + 4] for i in range(12)]
        return " ".join(group + str(after(f"{i:02d}{group}")) for i, group in enumerate(groups))


def misheard(spoken: str) -> list[int]:
    """Which groups of a spoken checkpoint do not fit their check digit, counted from 1.

    Raises ``LedgerError`` where there are not twelve groups of five digits. Digits of any script
    are taken; spaces and other marks between them are not read.
    """
    digits = "".join(str(int(char)) for char in spoken if char.isdecimal())
    if len(digits) != 60:
        raise LedgerError(
            "60 digits are expected, in twelve groups of five: read {n}", n=len(digits)
        )
    groups = [digits[5 * i : 5 * i + 5] for i in range(12)]
    return [
        i + 1 for i, group in enumerate(groups) if str(after(f"{i:02d}{group[:4]}")) != group[4]
    ]
