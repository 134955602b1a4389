"""Signatures that everyday programs check: ``minisign -V`` and ``ssh-keygen -Y verify``.

Both are detached: a small file beside the signed one, made with a log's own key.
"""

from __future__ import annotations

import struct
from base64 import b64encode
from hashlib import blake2b, sha512

from crosstally.ledger.encoding import base64_text
from crosstally.ledger.errors import LedgerError
from crosstally.ledger.keys import PrivateKey, PublicKey

SSH_NAMESPACE = "crosstally"
"""What ``ssh-keygen -Y verify -n`` is to be given: a signature for one use serves no other."""


def minisign_key(key: PublicKey) -> str:
    """A public key as ``minisign -p`` reads it."""
    raw = b"Ed" + _minisign_number(key) + key.raw
    return f"untrusted comment: {key.name}\n{base64_text(raw)}\n"


def minisign_signature(key: PrivateKey, message: bytes, comment: str) -> str:
    """A signature in minisign's format, prehashed; ``comment`` is signed too (one line)."""
    if not comment.isprintable():
        raise LedgerError("the comment of a signature is one line of printable text")
    signature = key.sign_bytes(blake2b(message, digest_size=64).digest())
    overall = key.sign_bytes(signature + comment.encode())
    line = base64_text(b"ED" + _minisign_number(key.public) + signature)
    return (
        f"untrusted comment: {key.name}\n{line}\n"
        f"trusted comment: {comment}\n{base64_text(overall)}\n"
    )


def ssh_key(key: PublicKey) -> str:
    """A public key as a line of an ``allowed_signers`` file: who, and the key."""
    return f'{key.name} namespaces="{SSH_NAMESPACE}" ssh-ed25519 {base64_text(_ssh_blob(key))}\n'


def ssh_signature(key: PrivateKey, message: bytes) -> str:
    """A signature as ``ssh-keygen -Y sign -n crosstally`` writes it (OpenSSH PROTOCOL.sshsig)."""
    common = [SSH_NAMESPACE.encode(), b"", b"sha512"]
    signed = b"SSHSIG" + _ssh_strings(*common, sha512(message).digest())
    signature = _ssh_strings(b"ssh-ed25519", key.sign_bytes(signed))
    blob = (
        b"SSHSIG" + struct.pack(">I", 1) + _ssh_strings(_ssh_blob(key.public), *common, signature)
    )
    encoded = b64encode(blob).decode("ascii")
    lines = "\n".join(encoded[i : i + 70] for i in range(0, len(encoded), 70))
    return f"-----BEGIN SSH SIGNATURE-----\n{lines}\n-----END SSH SIGNATURE-----\n"


def _minisign_number(key: PublicKey) -> bytes:
    """Eight bytes that name a key. Minisign draws them; ours follow from the key, so that a
    signature made again is the same."""
    return blake2b(key.raw, digest_size=8).digest()


def _ssh_blob(key: PublicKey) -> bytes:
    return _ssh_strings(b"ssh-ed25519", key.raw)


def _ssh_strings(*parts: bytes) -> bytes:
    return b"".join(struct.pack(">I", len(part)) + part for part in parts)
