"""A folder, or a file, that appears whole or not at all."""

from __future__ import annotations

import errno
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from crosstally.problems import InputError, Problem
from crosstally.words import _


@contextmanager
def whole_folder(out: Path, *, empty_will_do: bool = True) -> Iterator[Path]:
    """A folder beside ``out`` that takes its place at the end, unless an error ends the block: then
    nothing is left of it. ``out`` must not be there, or be an empty folder if that will do.

    The folder lies in one of its own, with room beside it for what is needed only meanwhile.
    Raises ``InputError`` where ``out`` is in use or cannot be written.
    """
    refuse_in_use(out, empty_will_do=empty_will_do)
    with taking_the_place_of(out) as made:
        made.mkdir()
        yield made


def refuse_in_use(out: Path, *, empty_will_do: bool = True) -> None:
    """Raise ``InputError`` where something stands at ``out``, be it a link that leads nowhere; an
    empty folder may, if that will do."""
    is_empty_folder = empty_will_do and out.is_dir() and not any(out.iterdir())
    if out.is_symlink() or (out.exists() and not is_empty_folder):
        raise InputError(
            Problem(
                _("is there already; nothing was written"),
                str(out),
                hint=_("Name a folder that is not there yet."),
            )
        )


@contextmanager
def taking_the_place_of(out: Path) -> Iterator[Path]:
    """A free path beside ``out`` to write a file or a folder at; it takes the place of ``out`` at
    the end, that of a file or an empty folder too, unless an error ends the block: then nothing is
    left of it. Raises ``InputError`` where it cannot be written."""
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        # Beside it, so that the last step is one renaming on one file system.
        place = tempfile.TemporaryDirectory(
            prefix=".crosstally-", dir=out.parent, ignore_cleanup_errors=True
        )
    except OSError as error:
        raise _unwritable(out, error) from None
    with place as name:
        made = Path(name, out.name)
        try:
            yield made
            if out.is_dir() and not out.is_symlink():
                out.rmdir()
            made.replace(out)
        except BrokenPipeError:
            raise
        except OSError as error:
            is_full = error.errno in _FULL  # a copy names the file that was read
            own = (Path(name), out)
            if is_full or error.filename is None or _lies_in(str(error.filename), own):
                raise _unwritable(out, error) from None
            raise  # of a file that was read


_FULL = (errno.ENOSPC, errno.EDQUOT)


def _lies_in(file: str, places: tuple[Path, ...]) -> bool:
    return any(Path(file).is_relative_to(place) for place in places)


def _unwritable(out: Path, error: OSError) -> InputError:
    said = _("cannot be written: {reason}").format(reason=error.strerror or error)
    return InputError(Problem(said, str(out)))
