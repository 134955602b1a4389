"""Files that are written for their owner alone, where none was before."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from crosstally.problems import InputError, Problem
from crosstally.words import _


@contextmanager
def new_file(target: Path) -> Iterator[IO[bytes]]:
    """Write a file; it is on disk when this ends, and nothing is left where that fails. Raises
    ``InputError`` where something is there already, or it cannot be written."""
    unfinished = target.with_name(f".{target.name}.unfinished")
    try:
        descriptor = os.open(unfinished, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w+b") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        # A link fails where something is there already, as a new name would not.
        os.link(unfinished, target)
    except FileExistsError:
        raise InputError(
            Problem(
                _("is there already; nothing was written"),
                str(target),
                hint=_("Name a file that is not there yet."),
            )
        ) from None
    except OSError as error:
        said = _("cannot be written: {reason}").format(reason=error.strerror or error)
        raise InputError(Problem(said, str(target))) from None
    finally:
        unfinished.unlink(missing_ok=True)


def keep(path: Path, data: bytes) -> None:
    """Write a file; it is on disk when this returns. Raises ``FileExistsError`` where one is there,
    ``OSError`` where it cannot be written, and leaves then what was written of it."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
