"""The organisation's key, split among people so that some of them together open what it closes.

What a desk keeps and what leaves it as a backup is closed to the key's public half (age,
age-encryption.org/v1, by ``pyrage``): that needs no secret. The private half, 32 random bytes, is
kept nowhere. It is split by Shamir's method into shares of 33 words each (SLIP-0039, by
``shamir-mnemonic``): fewer than needed say nothing of it, a slip of the pen is noticed, and other
programs that know these two formats open everything without Crosstally.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from crosstally.words import _

KEY_BYTES = 32
MOST_SHARES = 16
"""SLIP-0039 has no room for more."""
_LETTERS = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_GENERATOR = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
_CHECKSUM_LETTERS = 6
_PREFIX = "age-secret-key-"


class ShareError(ValueError):
    """What was typed is no share, or does not belong to the others; the message says why."""


@dataclass(frozen=True)
class Split:
    """A new key and its shares, which are to be handed out and kept nowhere together."""

    identity: str
    """The private half, as ``age`` writes it."""
    shares: tuple[str, ...]
    """Words with blanks between them."""


def new_key(shares: int, needed: int) -> Split:
    """A key split into ``shares``, of which ``needed`` open it. Raises ``ValueError`` where these
    numbers do not go together."""
    from shamir_mnemonic import generate_mnemonics

    if not 2 <= needed <= shares <= MOST_SHARES:
        raise ValueError(_("Of 2 to 16 shares at least 2 and at most all are needed."))
    key = secrets.token_bytes(KEY_BYTES)
    ((*written,),) = generate_mnemonics(1, [(needed, shares)], key)
    return Split(identity_of_key(key), tuple(written))


def needed_of(share: str) -> int:
    """How many shares open the key that a share is of. Raises ``ShareError`` where it is none."""
    return int(_read(share).member_threshold)


def problem_of(share: str, others: Sequence[str]) -> str | None:
    """Why a share is of no use beside others, in a sentence; None where it is."""
    try:
        read = _read(share)
    except ShareError as error:
        return str(error)
    for other in map(_read, others):
        if other.common_parameters() != read.common_parameters():
            return _("It is a share of another key.")
        if other.index == read.index:
            return _("This share was given already.")
    return None


def _read(share: str):  # type: ignore[no-untyped-def]  # a class of a package without types
    from shamir_mnemonic import MnemonicError, Share
    from shamir_mnemonic.wordlist import WORD_INDEX_MAP

    written = share.lower().split()
    unknown = [word for word in written if word not in WORD_INDEX_MAP]
    if unknown:
        said = _("No share has the word {word}: look at the paper once more.")
        raise ShareError(said.format(word=unknown[0][:20]))
    try:
        return Share.from_mnemonic(" ".join(written))
    except (MnemonicError, ValueError):
        said = _("A word is missing, or stands for another: these {count} words are no share.")
        raise ShareError(said.format(count=len(written))) from None


def identity_of(shares: Sequence[str]) -> str:
    """The private half, of as many shares as are needed. Raises ``ShareError`` where they do not
    go together or are too few."""
    from shamir_mnemonic import MnemonicError, combine_mnemonics

    try:
        key = combine_mnemonics([" ".join(share.lower().split()) for share in shares])
    except (MnemonicError, ValueError):
        raise ShareError(_("These shares do not open a key together.")) from None
    return identity_of_key(key)


def identity_of_key(key: bytes) -> str:
    """A private key of X25519 as ``age`` writes it: Bech32 (BIP 173) in capitals."""
    bits = int.from_bytes(key) << (-len(key) * 8) % 5
    count = (len(key) * 8 + 4) // 5
    values = [bits >> 5 * (count - 1 - place) & 31 for place in range(count)]
    expanded = [ord(c) >> 5 for c in _PREFIX] + [0] + [ord(c) & 31 for c in _PREFIX]
    check = _polymod([*expanded, *values, *[0] * _CHECKSUM_LETTERS]) ^ 1
    values += [check >> 5 * (_CHECKSUM_LETTERS - 1 - place) & 31 for place in range(6)]
    return (_PREFIX + "1" + "".join(_LETTERS[value] for value in values)).upper()


def _polymod(values: Sequence[int]) -> int:
    check = 1
    for value in values:
        top = check >> 25
        check = (check & 0x1FFFFFF) << 5 ^ value
        for place, generator in enumerate(_GENERATOR):
            check ^= generator if top >> place & 1 else 0
    return check


def recipient_of(identity: str) -> str:
    """The public half, as ``age`` writes it."""
    from pyrage import x25519

    return str(x25519.Identity.from_str(identity).to_public())
