"""A file of any length, sealed for one desk, written and read without holding it in memory.

A key is drawn and sealed to the desk's public key, as photographs are (``sealed``); with it each 64
KiB are encrypted by AES-256-GCM under a nonce that counts them and marks the last: none can be
changed, left out, moved or cut off unnoticed.

Source: Hoang, Reyhanitabar, Rogaway and Vizár, Online authenticated-encryption and its nonce-reuse
misuse-resistance (2015), STREAM; laid out as the payload of an age file is.
"""

from __future__ import annotations

import io
import secrets
from types import TracebackType
from typing import IO, TYPE_CHECKING, Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

if TYPE_CHECKING:
    from typing_extensions import Buffer

FORMAT = b"CTB1"
CHUNK = 64 << 10
_PURPOSE = b"crosstally/bundle/v1"
_SUITE = Suite(KEM.P256, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
_KEY_BYTES, _TAG = 32, 16
_SEALED_KEY = 65 + _KEY_BYTES + _TAG


class BrokenSealError(ValueError):
    """It was sealed for another desk, or is not as it was sealed."""


def _nonce(count: int, is_last: bool) -> bytes:
    return count.to_bytes(11, "big") + bytes([is_last])


class Sealing(io.RawIOBase):
    """What is written here is sealed into a file. It is whole once the block has ended."""

    def __init__(self, file: IO[bytes], to: ec.EllipticCurvePublicKey) -> None:
        super().__init__()
        key = secrets.token_bytes(_KEY_BYTES)
        file.write(FORMAT + _SUITE.encrypt(key, to, _PURPOSE))
        self._file, self._cipher = file, AESGCM(key)
        self._held, self._count = bytearray(), 0

    def writable(self) -> bool:
        """It is."""
        return True

    def write(self, data: Buffer, /) -> int:
        """Seal what fills a chunk and more: the last one is known at the end alone."""
        self._held += data
        while len(self._held) > CHUNK:
            self._put(bytes(self._held[:CHUNK]), is_last=False)
            del self._held[:CHUNK]
        return len(memoryview(data))

    def _put(self, chunk: bytes, is_last: bool) -> None:
        self._file.write(self._cipher.encrypt(_nonce(self._count, is_last), chunk, None))
        self._count += 1

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Seal the end; after an error there is none, and what was written opens nowhere."""
        if kind is None:
            self._put(bytes(self._held), is_last=True)
            self._held.clear()


class Opening(io.RawIOBase):
    """Reads what was sealed. Raises ``BrokenSealError``; what was read before it was as sealed."""

    def __init__(self, file: IO[bytes], key: ec.EllipticCurvePrivateKey) -> None:
        super().__init__()
        begun = file.read(len(FORMAT) + _SEALED_KEY)
        if len(begun) != len(FORMAT) + _SEALED_KEY or not begun.startswith(FORMAT):
            raise BrokenSealError
        try:
            drawn = _SUITE.decrypt(begun[len(FORMAT) :], key, _PURPOSE)
        except (InvalidTag, ValueError):
            raise BrokenSealError from None
        self._file, self._cipher = file, AESGCM(drawn)
        self._opened, self._count, self._next = b"", 0, file.read(CHUNK + _TAG)
        self._is_over = False

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, into: Buffer, /) -> int:
        """The next bytes, none at the end, which is one only where it was sealed as one."""
        while not self._opened and not self._is_over:
            self._open_chunk()
        view = memoryview(into).cast("B")
        given = self._opened[: len(view)]
        view[: len(given)] = given
        self._opened = self._opened[len(given) :]
        return len(given)

    def _open_chunk(self) -> None:
        chunk, self._next = self._next, self._file.read(CHUNK + _TAG)
        self._is_over = not self._next
        try:
            self._opened = self._cipher.decrypt(_nonce(self._count, self._is_over), chunk, None)
        except InvalidTag:
            raise BrokenSealError from None
        self._count += 1
