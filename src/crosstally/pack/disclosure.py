"""Shows that an original which somebody discloses is the one that a pack commits to."""

from __future__ import annotations

from pathlib import Path

from crosstally.ledger.commitment import commitment
from crosstally.pack.layout import PICTURE_COLUMNS, PICTURE_TABLE
from crosstally.pack.opening import PackFiles
from crosstally.pack.salts import Salts
from crosstally.pack.verify_tables import csv_rows
from crosstally.problems import InputError, Problem, refuse_special
from crosstally.words import _

MOST_BYTES = 40 << 20


def pictures_of(files: PackFiles, original: Path, salts: Path) -> list[list[str]]:
    """The rows of ``data/pictures.csv`` whose commitment the original fits, with the salt that is
    disclosed for it.

    Raises ``InputError`` where the original or its salt cannot be read, ``UnreadableError`` where
    the pack cannot.
    """
    refuse_special(original, str(original))
    try:
        with original.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as error:
        message = _("cannot be read: {reason}").format(reason=error.strerror)
        raise InputError(Problem(message, str(original))) from None
    if len(data) > MOST_BYTES:
        message = _("has more than {most} megabytes").format(most=MOST_BYTES >> 20)
        raise InputError(Problem(message, str(original)))
    salt = Salts.read(salts, is_disclosed=True).salt(data)
    if salt is None:
        raise InputError(
            Problem(
                _("has no salt of this original"),
                str(salts),
                hint=_("Either the file is another, or a byte of the original was changed."),
            )
        )
    if PICTURE_TABLE not in files.sizes:
        return []
    sealed = commitment(salt, data)
    return [
        row for _line, row in csv_rows(files, PICTURE_TABLE, PICTURE_COLUMNS) if row[6] == sealed
    ]
