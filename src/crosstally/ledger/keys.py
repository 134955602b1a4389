"""Ed25519 keys: of logs (type 0x01, C2SP signed-note) and of witnesses (0x04, tlog-cosignature).

A public key is written ``name+id+base64``, a private one ``PRIVATE+KEY+name+id+base64``, as other
programs write them. Private keys lie in files that only their owner may read.
"""

from __future__ import annotations

import os
import secrets
import stat
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import IntEnum
from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)

from crosstally.ledger.encoding import base64_bytes, base64_text
from crosstally.ledger.errors import LedgerError, SignatureError
from crosstally.ledger.notes import Note, SignatureLine, check_name

_PRIVATE = "PRIVATE+KEY+"
_LARGEST_KEY = 4_096


class KeyType(IntEnum):
    """What a key signs."""

    LOG = 0x01
    WITNESS = 0x04


@dataclass(frozen=True)
class PublicKey:
    """A key to trust, for one name and one kind of signature."""

    name: str
    type: KeyType
    raw: bytes
    """32 bytes (RFC 8032)."""

    @property
    def id(self) -> bytes:
        """Four bytes that tell which key a signature line is by."""
        return sha256(self.name.encode() + b"\n" + bytes([self.type]) + self.raw).digest()[:4]

    def __str__(self) -> str:
        return f"{self.name}+{self.id.hex()}+{base64_text(bytes([self.type]) + self.raw)}"

    @classmethod
    def parse(cls, text: str) -> PublicKey:
        name, key_id, key_type, raw = _parts(text.strip(), "a public key")
        key = cls(name, key_type, raw)
        if key.id.hex() != key_id:
            raise LedgerError("the public key does not fit its identifier: a sign is wrong in it")
        return key

    def verify(self, text: str, signature: bytes) -> int | None:
        """Check a signature of a note's text; the time of a witness' cosignature is returned, in
        seconds since 1970. Raises ``SignatureError`` where it does not verify."""
        time, message = None, text.encode()
        if self.type is KeyType.WITNESS:
            time, signature = int.from_bytes(signature[:8], "big"), signature[8:]
            message = _cosigned(time, text)
        try:
            Ed25519PublicKey.from_public_bytes(self.raw).verify(signature, message)
        except InvalidSignature as error:
            raise SignatureError(
                "the signature by {name} does not verify", name=self.name
            ) from error
        return time


@dataclass(frozen=True)
class PrivateKey:
    """A key that signs. It is never printed: ``str`` and ``repr`` do not show its secret."""

    name: str
    type: KeyType
    seed: bytes = field(repr=False)
    """32 bytes (RFC 8032)."""

    @classmethod
    def new(cls, name: str, key_type: KeyType = KeyType.LOG) -> PrivateKey:
        """A key from the operating system's random numbers."""
        return cls(check_name(name), key_type, secrets.token_bytes(32))

    @property
    def public(self) -> PublicKey:
        return PublicKey(self.name, self.type, self._ed25519().public_key().public_bytes_raw())

    def sign(self, text: str, time: int | None = None) -> SignatureLine:
        """The signature line for a note's text. A witness says the time, in seconds since 1970."""
        if self.type is KeyType.LOG:
            return SignatureLine(self.name, self.public.id, self.sign_bytes(text.encode()))
        if time is None or not 0 <= time < 2**63:
            raise LedgerError("a witness signs with the time: seconds since 1970")
        signature = self.sign_bytes(_cosigned(time, text))
        return SignatureLine(self.name, self.public.id, time.to_bytes(8, "big") + signature)

    def sign_bytes(self, message: bytes) -> bytes:
        """The bare Ed25519 signature, 64 bytes."""
        return self._ed25519().sign(message)

    def _ed25519(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.seed)

    def write(self, path: Path) -> None:
        """Write the key into a new file that only its owner may read. An existing file stays."""
        key_id = self.public.id.hex()
        text = f"{_PRIVATE}{self.name}+{key_id}+{base64_text(bytes([self.type]) + self.seed)}\n"
        try:
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError as error:
            raise LedgerError(
                "{path}: there is a file already, and a key is never overwritten", path=path
            ) from error
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())

    @classmethod
    def read(cls, path: Path) -> PrivateKey:
        """The key in a file. A file that others may read is refused, as its key is no secret."""
        about = path.stat()
        if not stat.S_ISREG(about.st_mode) or about.st_size > _LARGEST_KEY:
            raise LedgerError("{path}: is no private key", path=path)
        try:
            text = path.read_text(encoding="utf-8").strip()
        except UnicodeDecodeError:
            text = ""
        if not text.startswith(_PRIVATE):
            raise LedgerError("{path}: is no private key", path=path)
        if os.name == "posix" and stat.S_IMODE(about.st_mode) & 0o077:
            raise LedgerError(
                "{path}: others may read this key. Was it copied? Make a new key if others could "
                "have read it; else: chmod 600 {path}",
                path=path,
            )
        name, key_id, key_type, seed = _parts(text.removeprefix(_PRIVATE), "a private key")
        key = cls(name, key_type, seed)
        if key.public.id.hex() != key_id:
            raise LedgerError("{path}: the key does not fit its identifier", path=path)
        return key


@dataclass(frozen=True)
class Verified:
    """A signature that verified: by which key, and when a witness says it was made."""

    key: PublicKey
    time: int | None


def verified_by(note: Note, trusted: Iterable[PublicKey]) -> list[Verified]:
    """The signatures of a note that trusted keys made, possibly none.

    Lines of other keys are ignored. Raises ``SignatureError`` where a line has the name and
    identifier of a trusted key and does not verify: such a note was tampered with.
    """
    known = {(key.name, key.id): key for key in trusted}
    verified = []
    for line in note.signatures:
        key = known.get((line.name, line.key_id))
        if key is not None:
            verified.append(Verified(key, key.verify(note.text, line.signature)))
    return verified


def _cosigned(time: int, text: str) -> bytes:
    return f"cosignature/v1\ntime {time}\n{text}".encode()


def _parts(text: str, what: str) -> tuple[str, str, KeyType, bytes]:
    """Name, identifier, type and 32 bytes of a written key. The base64 may itself hold a plus."""
    parts = text.split("+", 2)
    if len(parts) != 3:
        raise LedgerError("{what} is written name+identifier+base64", what=what)
    name, key_id, encoded = parts
    material = base64_bytes(encoded, what, 33)
    if material[0] not in set(KeyType):
        raise LedgerError(
            "{what} is of type {type}, which is not known", what=what, type=material[0]
        )
    return check_name(name), key_id, KeyType(material[0]), material[1:]
