"""Writing a file so that it is either there whole or not at all."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from crosstally.problems import InputError, Problem
from crosstally.words import _

STANDARD_OUTPUT = "-"


def write_whole(target: Path | str, content: bytes) -> None:
    """Write ``content`` to a file, or to standard output where the target is ``-``.

    A file is written beside its place and then renamed, so that a reader never sees a part of
    it. Raises ``InputError`` where the place cannot be written to.
    """
    if str(target) == STANDARD_OUTPUT:
        _to_standard_output(content)
        return
    path = Path(target)
    beside = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        if path.exists() and not path.is_file():
            # A device or a pipe cannot be renamed over; a folder fails here with its own words.
            path.write_bytes(content)
            return
        beside.write_bytes(content)
        beside.replace(path)
    except OSError as error:
        beside.unlink(missing_ok=True) if beside.parent.is_dir() else None
        raise InputError(
            Problem(
                _("cannot be written: {reason}").format(reason=error.strerror or error),
                str(path),
                hint=None if path.parent.is_dir() else _("Make the folder first."),
            )
        ) from error


def _to_standard_output(content: bytes) -> None:
    buffer = getattr(sys.stdout, "buffer", None)
    if buffer is None:
        sys.stdout.write(content.decode())
    else:
        sys.stdout.flush()
        buffer.write(content)
    sys.stdout.flush()
