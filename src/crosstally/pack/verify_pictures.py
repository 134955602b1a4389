"""Whether the pictures of a pack are those that its table names, and hold pixels alone. Standard
library alone."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from crosstally.pack.bare_jpeg import beside_the_pixels
from crosstally.pack.layout import (
    PAYLOAD,
    PICTURE_COLUMNS,
    PICTURE_TABLE,
    PICTURES,
    picture_path,
)
from crosstally.pack.opening import PackFiles, refuse_leading_out, small
from crosstally.pack.verification import Mistakes, Remark
from crosstally.pack.verify_tables import csv_rows

_DIGEST = re.compile("[0-9a-f]{64}")
_PAGE = re.compile("[1-9][0-9]{0,3}")
_COUNT = re.compile("0|[1-9][0-9]{0,5}")


def check_pictures(files: PackFiles, digests: Mapping[str, str]) -> tuple[list[Remark], int]:
    """What is wrong with the pictures and their table, and how many rows it has.

    A pack without the table has no pictures.
    """
    left = {path for path in digests if path.startswith(PICTURES)}
    if PICTURE_TABLE not in digests:
        return [], 0
    mistakes, count, looked_at = Mistakes(), 0, set[str]()
    pages: set[tuple[str, ...]] = set()
    for line, row in csv_rows(files, PICTURE_TABLE, PICTURE_COLUMNS):
        count += 1
        refuse_leading_out(row[4], f"{PICTURE_TABLE}: line {line}: ")
        path = PAYLOAD + row[4]
        wrong = _wrong(row, line, path, digests, pages)
        if wrong is None and path not in looked_at:
            wrong = beside_the_pixels(small(files, path), path)
        looked_at.add(path)
        left.discard(path)
        pages.add(tuple(row[:4]))
        if wrong is not None:
            mistakes.add(wrong)
    for path in sorted(left):
        mistakes.add(
            Remark(
                "{path}: was added; {manifest} does not name it", path=path, manifest=PICTURE_TABLE
            )
        )
    return mistakes.remarks(), count


def _wrong(
    row: Sequence[str],
    line: int,
    path: str,
    digests: Mapping[str, str],
    pages: set[tuple[str, ...]],
) -> Remark | None:
    station, source, _contest, page, _picture, hidden, commitment = row
    where = {"path": PICTURE_TABLE, "line": line, "place": station}
    is_spelt = _PAGE.fullmatch(page) and _COUNT.fullmatch(hidden) and _DIGEST.fullmatch(commitment)
    if not (station and source and is_spelt):
        return Remark("{path}, line {line}: {place}: is no row of a picture", **where)
    if tuple(row[:4]) in pages:
        return Remark("{path}, line {line}: {place}: the page stands there twice", **where)
    if path not in digests:
        return Remark("{path}, line {line}: {place}: its picture is missing", **where)
    if path != picture_path(digests[path]):
        return Remark("{path}, line {line}: {place}: has another picture than it names", **where)
    return None
