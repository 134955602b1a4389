"""A file on disk that is closed by a key in memory alone: nobody reads it after this process.

What a disk held once, whoever takes the disk may find there, though it was deleted.
"""

from __future__ import annotations

import io
import os
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

from cryptography.hazmat.primitives.ciphers import Cipher, CipherContext
from cryptography.hazmat.primitives.ciphers.algorithms import AES256
from cryptography.hazmat.primitives.ciphers.modes import CTR

_BLOCK = 16


class ClosedFile(io.RawIOBase):
    """A file without a name, written once from its beginning and then read wherever is wished."""

    def __init__(self, folder: Path | None = None) -> None:
        self._file = TemporaryFile(dir=folder)  # noqa: SIM115 -- whoever asked for it closes it
        # Each file has a key of its own, so that counting may begin at 0 in all of them.
        self._key = AES256(os.urandom(32))
        self._coder = self._coder_at(0)

    def _coder_at(self, offset: int) -> CipherContext:
        blocks, more = divmod(offset, _BLOCK)
        coder = Cipher(self._key, CTR(blocks.to_bytes(_BLOCK, "big"))).encryptor()
        coder.update(bytes(more))
        return coder

    def readable(self) -> bool:
        return True

    def writable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        """Write all of ``data``. Raises ``OSError`` where the disk does not take it."""
        return self._file.write(self._coder.update(data))

    def read(self, size: int | None = -1) -> bytes:
        """As many bytes as there are, up to ``size``."""
        return self._coder.update(self._file.read(-1 if size is None else size))

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go to a place to read from."""
        at = self._file.seek(offset, whence)
        self._coder = self._coder_at(at)
        return at

    def close(self) -> None:
        """Let go of what was written."""
        self._file.close()
        super().close()
