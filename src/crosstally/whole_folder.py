"""A folder that appears whole or not at all."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from crosstally.problems import InputError, Problem
from crosstally.words import _


@contextmanager
def whole_folder(out: Path) -> Iterator[Path]:
    """A folder beside ``out`` that takes its place at the end, unless an error ends the block: then
    nothing is left of it. ``out`` must not be there, or be an empty folder.

    Raises ``InputError`` where ``out`` is in use or cannot be written.
    """
    if out.is_symlink() or (out.exists() and (not out.is_dir() or any(out.iterdir()))):
        raise InputError(
            Problem(
                _("is there already; nothing was written"),
                str(out),
                hint=_("Name a folder that is not there yet."),
            )
        )
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        # A sibling, so that the last step is one renaming on one file system.
        made = Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=out.parent))
        try:
            yield made
            # A temporary folder is private; this one is as open as the user's other folders.
            made.chmod(0o777 & ~_umask())
            if out.exists():
                out.rmdir()
            made.rename(out)
        finally:
            shutil.rmtree(made, ignore_errors=True)
    except OSError as error:
        said = _("cannot be written: {reason}").format(reason=error.strerror or error)
        raise InputError(Problem(said, str(out))) from None


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
