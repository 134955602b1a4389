"""What stands where in a pack. Standard library alone."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

FORMAT = "crosstally/pack/v2"
"""Changes with whatever a program of before could not read, or would read otherwise."""
PAYLOAD = "data/"

BAGIT, BAG_INFO = "bagit.txt", "bag-info.txt"
MANIFEST, TAG_MANIFEST = "manifest-sha256.txt", "tagmanifest-sha256.txt"
CHECKPOINT, VERIFY_PAGE, PROGRAM = "checkpoint", "VERIFY.md", "verify.pyz"
SIGNATURES = "signatures/"
"""Signatures and timestamps that programs of others verify: they come later than the payload."""
SIGNED_TEXT = "signatures/checkpoint"
"""The checkpoint without its signatures: what those programs sign."""

DESCRIPTION = "data/pack.json"
DATAPACKAGE, CRATE = "data/datapackage.json", "data/ro-crate-metadata.json"
ELECTION = "data/election/"
FILES, TOTALS, FINDINGS, REPORT = (
    "data/files.csv",
    "data/totals.csv",
    "data/findings.json",
    "data/report.html",
)
ANNOUNCED = "data/announced.csv"
RECORDS = "records/"
"""Observers' records among the files: counted beside the figures, and no part of the findings."""
LOG = "data/log/"
PICTURES, PICTURE_TABLE = "data/pictures/", "data/pictures.csv"

RETURN_COLUMNS = ("entry", "place", "file", "row", "stage", "channel", "copy", "counts", "unread")
SHEET_COLUMNS = ("station", "name", "counts")
TOTALS_COLUMNS = (
    *("contest", "source", "level", "area", "name", "stations_held", "stations_known"),
    *("figure", "sum", "read"),
)
ANNOUNCED_COLUMNS = (
    *("announcement", "contest", "source", "stage", "at", "printed_in", "level", "area", "name"),
    *("counted", "of_stations", "kind", "figure", "printed", "rounded_to", "percent_of"),
)
"""``counted``: the share of sheets that it says it counted, ``of_stations`` so many; ``printed``:
as it was printed; ``percent_of``: what a percentage is a share of."""
PICTURE_COLUMNS = (*("station", "source", "contest", "page", "picture", "hidden", "commitment"),)
"""``hidden``: how many parts are black; ``commitment``: SHA-256 of a salt and the original."""
FILES_COLUMNS = ("path", "sha256", "bytes", "included")


def csv_line(row: Sequence[str]) -> str:
    """A row as every CSV file of a pack spells it: with a line feed, and quotes where needed."""
    line = io.StringIO()
    # Python's writer leaves a carriage return bare, and its reader then ends the line.
    quoted = csv.writer(line, lineterminator="\n", quoting=csv.QUOTE_ALL)
    plain = csv.writer(line, lineterminator="\n")
    (quoted if "\r" in "".join(row) else plain).writerow(row)
    return line.getvalue()


def picture_path(digest: str) -> str:
    """Where a pack holds the picture whose bytes have this SHA-256."""
    return f"{PICTURES}{digest}.jpg"


@dataclass(frozen=True)
class Table:
    """A table of returns, or of the sheets that count, of one source in one contest."""

    path: str
    """Inside the pack."""
    contest: str
    source: str
    level: str
    figures: tuple[str, ...]
    """Ids of fields and options, in the order of the table's last columns."""
    areas: tuple[str, ...] = ()
    """Of sheets: the levels above the station whose areas stand in columns ``area:LEVEL``."""
    repeated: tuple[str, ...] = ()
    """Of sheets: figures of one list that each way of voting repeats, so that it is not added."""
    options: tuple[str, ...] = ()
    """Of sheets: figures that are votes for an option: none where a way of voting lacks it."""
    counted: tuple[str, ...] = ()
    """Of sheets: figures that every ballot enters: open where a way of voting lacks one."""
    lacking: tuple[tuple[str, str, tuple[str, ...]], ...] = ()
    """Of returns: file, way of voting (empty: any), and the figures that it has no column for."""

    @cached_property
    def header(self) -> list[str]:
        """The columns' names. A figure whose id is taken is called ``figure:ID``."""
        fixed = [*SHEET_COLUMNS, *(f"area:{level}" for level in self.areas)]
        if self.path.startswith("data/returns/"):
            fixed = [*RETURN_COLUMNS]
        return [*fixed, *(f"figure:{name}" if name in fixed else name for name in self.figures)]


def table_of(value: Mapping[str, Any]) -> Table:
    """A table as ``pack.json`` describes it. Raises ``KeyError``, ``TypeError``, ``ValueError``."""
    return Table(
        path=_text(value["path"]),
        contest=_text(value["contest"]),
        source=_text(value["source"]),
        level=_text(value["level"]),
        figures=_texts(value["figures"]),
        areas=_texts(value.get("areas", ())),
        repeated=_texts(value.get("repeated", ())),
        options=_texts(value.get("options", ())),
        counted=_texts(value.get("counted", ())),
        lacking=tuple(
            (_text(one["file"]), _text(one["channel"]), _texts(one["figures"]))
            for one in value.get("lacking", ())
        ),
    )


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{value!r} is no text")
    return value


def _texts(values: Sequence[object]) -> tuple[str, ...]:
    if isinstance(values, str):
        raise TypeError(f"{values!r} is no list")
    return tuple(map(_text, values))
