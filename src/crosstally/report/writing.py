"""Writing a file so that it is either there whole or not at all."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from crosstally.problems import InputError, Problem
from crosstally.words import _

STANDARD_OUTPUT = "-"


_OWN_SIGNS = (b'{"crosstally": ', b'name="generator" content="Crosstally ')
"""What the beginning of a file that Crosstally wrote holds, and no file of an election."""
_BEGINNING = 2_000


def check_targets(targets: Sequence[Path | str], folder: Path | None = None) -> None:
    """Raise ``InputError`` where a file cannot be written, before the work is done for it: no
    name, no folder for it, one place for two files, or a file of the election itself (one in its
    ``folder`` that Crosstally did not write)."""
    problems: list[Problem] = []
    for number, target in enumerate(targets):
        said = str(target)
        if any(_is_same(target, other) for other in targets[:number]):
            problems.append(Problem(_("two results cannot be written to one place"), said))
        elif said != STANDARD_OUTPUT:
            problems += _problems_of(Path(target), said, folder)
    if problems:
        raise InputError(problems)


def check_folder(target: str) -> None:
    """Raise ``InputError`` where files cannot be written into a folder: it has no name, or is
    something else, or holds files already."""
    path = Path(target)
    problem = None
    if not target:
        problem = Problem(_("a folder to write to has no name"))
    elif path.exists() and not path.is_dir():
        problem = Problem(_("is there already, and is no folder"), target)
    elif path.is_dir() and any(path.iterdir()):
        problem = Problem(
            _("is a folder with files in it; nothing was written"),
            target,
            hint=_("Choose a new name, or empty the folder first."),
        )
    if problem is not None:
        raise InputError(problem)


def _problems_of(path: Path, said: str, folder: Path | None) -> Iterator[Problem]:
    # Path("") is "." already.
    if not said or (said == "." and not path.name):
        yield Problem(_("a file to write to has no name"), hint=_("Name a file, or - to print."))
    elif path.is_dir():
        yield Problem(_("cannot be written: {reason}").format(reason=_("it is a folder")), said)
    elif not path.parent.is_dir():
        reason = os.strerror(errno.ENOENT)
        yield Problem(
            _("cannot be written: {reason}").format(reason=reason),
            said,
            hint=_("Make the folder first."),
        )
    elif folder is not None and _is_of_election(path, folder):
        yield Problem(
            _("is a file of the election; nothing was written"), said, hint=_("Name another file.")
        )


def _is_same(one: Path | str, other: Path | str) -> bool:
    if STANDARD_OUTPUT in (str(one), str(other)):
        return str(one) == str(other)
    first, second = Path(one), Path(other)
    if first.exists() and not first.is_file():
        return False  # a device takes what is written, twice too
    return first.resolve() == second.resolve()


def _is_of_election(path: Path, folder: Path) -> bool:
    if not path.is_file() or not path.resolve().is_relative_to(folder.resolve()):
        return False
    with path.open("rb") as stream:
        beginning = stream.read(_BEGINNING)
    return not any(sign in beginning for sign in _OWN_SIGNS)


def write_whole(target: Path | str, content: bytes) -> None:
    """Write ``content`` to a file, or to standard output where the target is ``-``: as
    ``write_together`` of one."""
    write_together([(target, content)])


def write_together(contents: Sequence[tuple[Path | str, bytes]]) -> None:
    """Write several files, or none of them.

    Each is written beside its place, and all are renamed when all are whole, so that a reader
    never sees a part of one. Raises ``InputError`` where a place cannot be written to.
    """
    ready: list[tuple[Path, Path]] = []
    path = Path()
    try:
        for target, content in contents:
            path = Path(target)
            if str(target) == STANDARD_OUTPUT:
                _to_standard_output(content)
            elif path.exists() and not path.is_file():
                # A device or a pipe cannot be renamed over; a folder fails here in its own words.
                path.write_bytes(content)
            else:
                beside = path.with_name(f".{path.name}.{os.getpid()}.part")
                ready.append((beside, path))
                beside.write_bytes(content)
        for beside, path in ready:
            beside.replace(path)
    except BrokenPipeError:
        raise
    except OSError as error:
        raise InputError(
            Problem(
                _("cannot be written: {reason}").format(reason=error.strerror or error),
                str(path),
                hint=None if path.parent.is_dir() else _("Make the folder first."),
            )
        ) from error
    finally:
        for beside, _path in ready:
            if beside.parent.is_dir():
                beside.unlink(missing_ok=True)


def _to_standard_output(content: bytes) -> None:
    buffer = getattr(sys.stdout, "buffer", None)
    if buffer is None:
        sys.stdout.write(content.decode())
    else:
        sys.stdout.flush()
        buffer.write(content)
    sys.stdout.flush()
