"""Formulas of a spreadsheet that no program has computed yet: their cells read as empty."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

from crosstally.returns.encoding import CHUNK
from crosstally.returns.raw_file import BROKEN

_WORKSHEET = re.compile(r"xl/worksheets/[^/]+\.xml", re.IGNORECASE)
_UNCOMPUTED = re.compile(
    rb"<c\b[^>]*>\s*<f\b[^>]*(?:/>|>[^<]*</f>)\s*(?:<v\s*/>|<v>\s*</v>)?\s*</c>"
)
_LONGEST_CELL = 1 << 16


def formulas_without_values(path: Path) -> int:
    """How many cells of an ``.xlsx`` file hold a formula and no value; 0 for any other file."""
    found = 0
    try:
        with zipfile.ZipFile(path) as archive:
            for part in archive.namelist():
                if _WORKSHEET.fullmatch(part):
                    with archive.open(part) as stream:
                        rest = b""
                        while chunk := stream.read(CHUNK):
                            text = rest + chunk
                            end = 0
                            for match in _UNCOMPUTED.finditer(text):
                                found, end = found + 1, match.end()
                            rest = text[max(end, len(text) - _LONGEST_CELL) :]
    except (*BROKEN, OSError):
        return 0  # the reader says what is wrong
    return found
