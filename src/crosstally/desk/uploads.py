"""Files that are sent wait on disk until they are opened: closed by a key that is in memory alone.

Django would leave a photograph in a file of its own meanwhile, as it came; and what a disk held
once, whoever takes the disk may find there, though it was deleted.
"""

from __future__ import annotations

import io
import os
from tempfile import TemporaryFile
from typing import IO, Any, cast

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES256
from cryptography.hazmat.primitives.ciphers.modes import CTR
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler


class ClosedFile(io.RawIOBase):
    """A file without a name, written once and then read from its beginning as often as is wished.
    Nobody reads it after this process has ended."""

    def __init__(self) -> None:
        self._file = TemporaryFile()  # noqa: SIM115 -- whoever asked for it closes it
        # Each file has a key of its own, so that counting may begin at 0 in all of them.
        self._cipher = Cipher(AES256(os.urandom(32)), CTR(bytes(16)))
        self._coder = self._cipher.encryptor()

    def write(self, data: Any) -> int:
        """Write all of ``data``. Raises ``OSError`` where the disk does not take it."""
        return self._file.write(self._coder.update(data))

    def read(self, size: int | None = -1) -> bytes:
        """As many bytes as there are, up to ``size``."""
        return self._coder.update(self._file.read(-1 if size is None else size))

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go back to the beginning, and to nowhere else."""
        if (offset, whence) != (0, io.SEEK_SET):
            raise io.UnsupportedOperation("seek")
        self._coder = self._cipher.encryptor()
        return self._file.seek(0)

    def close(self) -> None:
        """Let go of what was written."""
        self._file.close()
        super().close()


class ClosedUploadHandler(FileUploadHandler):
    """Takes in what is too large for memory."""

    file: UploadedFile[bytes]

    def new_file(self, *arguments: Any, **named: Any) -> None:
        """Begin with a file of a form."""
        super().new_file(*arguments, **named)
        self.file = UploadedFile(
            cast("IO[bytes]", ClosedFile()), self.file_name, self.content_type, 0, self.charset
        )

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Write what came of it; no other handler does."""
        self.file.write(raw_data)

    def file_complete(self, file_size: int) -> UploadedFile[bytes]:
        """The file, to be read."""
        self.file.seek(0)
        self.file.size = file_size
        return self.file

    def upload_interrupted(self) -> None:
        """Let go of what came of it."""
        if hasattr(self, "file"):
            self.file.close()
