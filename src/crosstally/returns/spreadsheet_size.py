"""Whether a spreadsheet can be read at all: its size is looked at before it is held in memory."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

from crosstally.problems import InputError, Problem
from crosstally.returns.encoding import CHUNK
from crosstally.returns.raw_file import BROKEN, SUSPECT_RATIO, SUSPECT_SIZE
from crosstally.words import _, number

MAX_CELLS = 50_000_000
"""Rows times columns of the largest worksheet, its empty cells too."""
MAX_BYTES = 4 << 30
"""Bytes of a spreadsheet's parts, unpacked."""
_WORKSHEET = re.compile(r"xl/worksheets/[^/]+\.xml", re.IGNORECASE)
_PLACE = re.compile(rb"""\br=["']([A-Za-z]{1,3})([0-9]{1,7})["']""")
_LONGEST_PLACE = 16


def refuse_huge(path: Path, shown: str) -> None:
    """Raise ``InputError`` where a spreadsheet unpacks to more than an ordinary one would, or
    where a lone cell makes a worksheet of more than ``MAX_CELLS`` cells."""
    if not zipfile.is_zipfile(path):
        return
    packed, unpacked = path.stat().st_size, 0
    try:
        with zipfile.ZipFile(path) as archive:
            for part in archive.infolist():
                place = _Corner() if _WORKSHEET.fullmatch(part.filename) else None
                with archive.open(part) as stream:
                    while chunk := stream.read(CHUNK):
                        unpacked += len(chunk)
                        suspect = unpacked > SUSPECT_SIZE and unpacked > SUSPECT_RATIO * packed
                        if suspect or unpacked > MAX_BYTES:
                            raise InputError(_bomb(shown, unpacked, packed))
                        if place is not None:
                            place.look(chunk)
                if place is not None and place.rows * place.columns > MAX_CELLS:
                    raise InputError(_wide(shown, place))
    except BROKEN as error:
        message = _("cannot be read as a spreadsheet: {reason}").format(reason=error)
        raise InputError(Problem(message, shown)) from None


class _Corner:
    """The last row and column in which a worksheet has a cell."""

    def __init__(self) -> None:
        self.rows = self.columns = 0
        self._columns: set[bytes] = set()
        self._rest = b""

    def look(self, chunk: bytes) -> None:
        text = self._rest + chunk
        for column, row in set(_PLACE.findall(text)):
            self.rows = max(self.rows, int(row))
            self._columns.add(column.upper())
        self.columns = max((_number(name) for name in self._columns), default=0)
        self._rest = text[-_LONGEST_PLACE:]


def _number(column: bytes) -> int:
    at = 0
    for letter in column:
        at = at * 26 + letter - 64
    return at


def _bomb(shown: str, unpacked: int, packed: int) -> Problem:
    return Problem(
        _("unpacks to more than {size} MB from {packed} bytes").format(
            size=number(unpacked >> 20), packed=number(packed)
        ),
        shown,
        hint=_("That is no ordinary table. Save it as CSV if you trust it."),
    )


def _wide(shown: str, place: _Corner) -> Problem:
    return Problem(
        _("reaches down to row {rows} and across {columns} columns").format(
            rows=number(place.rows), columns=number(place.columns)
        ),
        shown,
        expected=_("at most {count} cells").format(count=number(MAX_CELLS)),
        hint=_("Is there a cell far from the table? Delete it, or save the table as CSV."),
    )
