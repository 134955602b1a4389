"""Writing where it was told: whole or not at all, and over nothing that was not given up."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from crosstally.problems import InputError, Problem
from crosstally.whole_folder import taking_the_place_of
from crosstally.words import _


@contextmanager
def whole(target: Path, force: bool = False) -> Iterator[Path]:
    """A place beside ``target`` to write a file or folder at; it takes the target's name at the
    end, unless an error ends the block: then nothing is left of it.

    Raises ``InputError`` where ``target`` ends in no name, where something stands there already and
    ``force`` does not give it up, or where the folder around it is not there.
    """
    if target.name in ("", ".."):
        raise InputError(
            Problem(
                _("is no name of a file or folder to write, and nothing was written"),
                str(target),
                hint=_("Name a new one."),
            )
        )
    if not target.parent.is_dir():
        raise InputError(
            Problem(_("there is no such folder to write into"), str(target.parent or target))
        )
    if target.exists() and not force:
        raise InputError(
            Problem(
                _("is there already, and nothing was written"),
                str(target),
                hint=_("Name another one, or give it up with --force."),
            )
        )
    with taking_the_place_of(target) as made:
        yield made
        if target.is_dir() and not target.is_symlink():
            _refuse_others(target, made)
            shutil.rmtree(target)


def refuse_own(target: Path, folder: Path) -> None:
    """Raise ``InputError`` where ``target`` is a file of the election folder, or holds the folder:
    what returns are read from is never given up for them."""
    there, own = target.resolve(), folder.resolve()
    if there != own and own.is_relative_to(there):
        said = _("holds the election folder, and nothing was written")
    elif there == own or (target.exists() and there.is_relative_to(own)):
        said = _("is part of the election folder, and nothing was written")
    else:
        return
    raise InputError(Problem(said, str(target), hint=_("Name another one.")))


def _refuse_others(target: Path, made: Path) -> None:
    """Raise ``InputError`` where a folder that is given up holds what was never written here."""
    ours = {path.name for path in made.iterdir()} if made.is_dir() else set()
    others = sorted(path.name for path in target.iterdir() if path.name not in ours)
    if others:
        raise InputError(
            Problem(
                _("holds other files, and nothing was written"),
                str(target),
                read=", ".join(others[:8]),
                hint=_("Name another one."),
            )
        )
