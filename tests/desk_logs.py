"""Desks that were never served: an election folder, and a log of acts beside it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from crosstally.cli.app import command_line
from crosstally.desk.figures import Figure
from crosstally.desk.record import Entry, encode, pseudonym
from crosstally.desk.states import Act, Kind, Person, Role
from crosstally.ledger.log import Log
from tests.folders import HEAD, STATIONS, csv_of, returns_entry, write_folder

AT = datetime(2024, 5, 12, 22, 5, tzinfo=UTC)
ROOT = Person(pseudonym("root", b"r" * 32), Role.ADMINISTRATOR)
ANN = Person(pseudonym("ann", b"a" * 32), Role.TYPIST)
CEM = Person(pseudonym("cem", b"c" * 32), Role.TYPIST)
DAN = Person(pseudonym("dan", b"d" * 32), Role.TYPIST)
FAY = Person(pseudonym("fay", b"f" * 32), Role.TYPIST)

Figures = Mapping[str, Figure]


def figures(registered: int, valid: int, invalid: Figure, ana: int, ben: int) -> Figures:
    cast = valid + (invalid if isinstance(invalid, int) else 0)
    given = {"registered": registered, "cast": cast, "valid": valid, "invalid": invalid}
    return {**given, "ana": ana, "ben": ben}


HILL_1 = figures(500, 300, 1, 200, 100)
HILL_2 = figures(400, 200, 10, 50, 150)


def settled(
    sheet: str, station: str, read: Figures, by: tuple[Person, Person] = (ANN, CEM)
) -> list[Entry]:
    """The acts that take one sheet from its station to a return."""
    place = Entry(sheet, AT, Act(Kind.PLACE, ROOT, station=station))
    return [place, *(Entry(sheet, AT, Act(Kind.READ, person, read)) for person in by)]


def desk_of(folder: Path, *entries: list[Entry]) -> Path:
    """An election folder with the commission's returns, and a desk with a log of these acts."""
    write_folder(folder, {"returns.csv": csv_of(STATIONS)}, returns_entry("returns.csv"), HEAD)
    log_of(folder, *entries)
    (folder / "desk" / "president" / "secret").write_text("nobody else's")
    return folder


def log_of(folder: Path, *entries: list[Entry]) -> None:
    """A desk in an election folder, with a log of these acts."""
    log = Log.create(folder / "desk" / "president" / "log", "desk.example/log")
    log.append([encode(entry) for item in entries for entry in item])


def told(*arguments: object) -> None:
    """Run ``crosstally desk`` with these arguments, in this process."""
    words = ["desk", *map(str, arguments)]
    command_line("desk")(words, prog_name="crosstally", standalone_mode=False)


def export(folder: Path, out: Path, *more: str) -> None:
    told("export", folder, out, *more)
