"""Commitments: what stands in public for something that is kept apart, and can be destroyed."""

from __future__ import annotations

from hashlib import sha256

SALT_BYTES = 32


def commitment(salt: bytes, hidden: bytes) -> str:
    """SHA-256 of a salt and of what is hidden, in hexadecimal.

    Raises ``ValueError`` for a salt that is not ``SALT_BYTES`` long: a short one can be guessed,
    and one of another length could be cut elsewhere.
    """
    if len(salt) != SALT_BYTES:
        raise ValueError(f"a salt has {SALT_BYTES} bytes: this one has {len(salt)}")
    state = sha256(salt)
    state.update(hidden)
    return state.hexdigest()
