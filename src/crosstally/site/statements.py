"""The announcements of a pack for the whole place: those in force as its table has them, and those
that a later one corrected as its ``announcements.yaml`` does, where the pack holds that file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import ValidationError

from crosstally.election.definition import Announcement, Announcements
from crosstally.election.validation import validated
from crosstally.election.yaml_source import parse_yaml
from crosstally.pack.layout import ANNOUNCED, ANNOUNCED_COLUMNS, ELECTION
from crosstally.pack.opening import PackFiles, UnreadableError, small
from crosstally.pack.verify_tables import csv_rows

_FILE = f"{ELECTION}announcements.yaml"
_PARTS = {"votes": "counts", "field": "fields", "percent": "percent", "seats": "seats"}


def in_force(files: PackFiles, place: str) -> list[tuple[str, Announcement]]:
    """Contest and announcement, of those that no other one corrects. Raises ``UnreadableError``."""
    said: dict[tuple[str, str], dict[str, Any]] = {}
    for _line, cells in csv_rows(files, ANNOUNCED, ANNOUNCED_COLUMNS):
        row = dict(zip(ANNOUNCED_COLUMNS, cells, strict=True))
        if row["area"] == place:
            about = said.setdefault((row["contest"], row["announcement"]), _about(row))
            _enter(row, about)
    try:
        return [(key[0], Announcement.model_validate(about)) for key, about in said.items()]
    except ValidationError as error:
        raise UnreadableError(f"{ANNOUNCED}: holds no announcement ({error.title})") from error


def _about(row: Mapping[str, str]) -> dict[str, Any]:
    about: dict[str, Any] = {"id": row["announcement"]}
    about |= {name: row[name] for name in ("source", "stage", "at", "printed_in") if row[name]}
    if row["counted"]:
        about["counted"] = {"share": row["counted"]}
    return about


def _enter(row: Mapping[str, str], about: dict[str, Any]) -> None:
    """Put the figure of a row into what is known of its announcement."""
    kind, name, text = row["kind"], row["figure"], row["printed"]
    if kind == "turnout":
        about["turnout"] = text
        return
    is_count = kind != "percent"
    about.setdefault(_PARTS.get(kind, kind), {})[name] = int(text) if is_count else text
    if row["rounded_to"] not in ("", "1"):
        about.setdefault("rounded_to", {})[name] = int(row["rounded_to"])
    if row["percent_of"]:
        about["percent_of"] = row["percent_of"]


def corrected(files: PackFiles) -> Iterator[Announcement]:
    """Those that a later one corrected. Raises ``InputError`` where the file cannot be read."""
    if _FILE in files.sizes:
        source = parse_yaml(small(files, _FILE).decode(), _FILE)
        every = validated(Announcements, source).announcements
        replaced = {item.replaces for item in every}
        yield from (item for item in every if item.id in replaced)
