"""Files that are sent wait on disk until they are opened: closed by a key that is in memory alone.

Django would leave a photograph in a file of its own meanwhile, as it came.
"""

from __future__ import annotations

from typing import IO, Any, cast

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler

from crosstally.desk.closed_file import ClosedFile


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
