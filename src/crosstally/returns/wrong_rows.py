"""The rows of a text file that cannot be read: looked for one by one when reading has failed."""

from __future__ import annotations

import csv

from crosstally.engine.loading import TextFile
from crosstally.words import N_

LISTED = 10_000
"""Wrong rows after which the search stops: memory and time are bounded whatever the file."""
MAX_ROW = 8 << 20
"""Characters of the longest row that is read."""

TOO_FEW = N_("a row has too few cells")
TOO_MANY = N_("a row has too many cells")
TOO_LONG = N_("a row is longer than 8 MB")
BAD_QUOTE = N_("a quoted cell does not end, or holds a quote of its own")
WRONG_WIDTH = (TOO_FEW, TOO_MANY)


def wrong_rows(file: TextFile) -> list[tuple[int, str]]:
    """(line, what is wrong: a message for the catalogues) of the rows of a text file in UTF-8, the
    first ``LISTED``."""
    found: list[tuple[int, str]] = []
    before = csv.field_size_limit(MAX_ROW)
    try:
        with file.path.open(encoding="utf-8", newline="") as stream:
            for _ in range(file.skip):
                stream.readline()
            rows = csv.reader(stream, delimiter=file.delimiter, strict=True)
            while len(found) < LISTED:
                line = file.cut + file.skip + rows.line_num + 1
                try:
                    row = next(rows, None)
                except csv.Error as error:
                    # What follows cannot be told from the cell that does not end.
                    found.append((line, TOO_LONG if "field larger" in str(error) else BAD_QUOTE))
                    break
                if row is None:
                    break
                if row and len(row) != file.width:
                    found.append((line, TOO_FEW if len(row) < file.width else TOO_MANY))
                elif len(row) and sum(map(len, row)) > MAX_ROW:
                    found.append((line, TOO_LONG))
    finally:
        csv.field_size_limit(before)
    return found
