"""``crosswalk.csv``: which station code of one source is which of the election."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from crosstally.election.codes import visible_code
from crosstally.election.crossreferences import nothing_called
from crosstally.election.folder import Election
from crosstally.election.table_file import open_table
from crosstally.engine.connection import Engine
from crosstally.engine.places import apply_crosswalk, codes_among
from crosstally.problems import InputError, Problem, quoted, shown_path, suggestion
from crosstally.returns.load import Load
from crosstally.words import _

FILE = "crosswalk.csv"
COLUMNS = ("source", "code", "station")
NOT_DOUBTFUL = frozenset({"", "no", "n", "false", "0", "нет"})
"""What stands under ``doubtful`` where a line is settled; anything else marks a doubt, and the line
is not used yet."""
_FORMULA = frozenset("=+-@\t\r")


def guarded(text: str) -> str:
    """A text that a spreadsheet would run as a formula, with an apostrophe before it; reading the
    crosswalk takes it away again."""
    return f"'{text}" if text.lstrip("'")[:1] in _FORMULA else text


def _unguarded(text: str) -> str:
    return text[1:] if text[:1] == "'" and text.lstrip("'")[:1] in _FORMULA else text


@dataclass(frozen=True, slots=True)
class Line:
    """One code of a source, and the station of the election that it is."""

    source: str
    code: str
    station: str
    line: int
    how: str = ""
    """How ``crosstally match`` found it; empty where a person wrote it."""
    doubtful: bool = False
    """Whether nobody has confirmed it yet: it is not used."""


@dataclass(frozen=True)
class Crosswalk:
    """The lines that name a station, in the order of the file."""

    lines: tuple[Line, ...] = ()
    unused: tuple[Line, ...] = ()
    """Lines to be used whose code no return of the source has."""

    def pairs(self, source: str) -> dict[str, str]:
        """A source's code → the election's code, doubtful lines left out."""
        return {
            line.code: line.station
            for line in self.lines
            if line.source == source and not line.doubtful
        }

    @property
    def sources(self) -> list[str]:
        """The sources that have lines which are used."""
        return list(dict.fromkeys(line.source for line in self.lines if not line.doubtful))


def read_crosswalk(election: Election) -> Crosswalk:
    """The lines of ``crosswalk.csv`` with a station; none where there is no such file.

    Raises ``InputError``: not UTF-8, no CSV, a column is missing, an unknown source, a code
    matched twice.
    """
    path = election.file(FILE)
    if path is None:
        return Crosswalk()
    return Crosswalk(tuple(_read(election, path, shown_path(path))))


def _read(election: Election, path: Path, shown: str) -> list[Line]:
    lines: list[Line] = []
    codes: set[tuple[str, str]] = set()
    stations: set[tuple[str, str]] = set()
    problems: list[Problem] = []
    with open_table(path, shown) as (stream, delimiter):
        table = csv.DictReader(stream, delimiter=delimiter)
        missing = [name for name in COLUMNS if name not in (table.fieldnames or [])]
        if missing:
            raise InputError(
                [
                    Problem(_("there is no column {name}").format(name=quoted(name)), shown, 1)
                    for name in missing
                ]
            )
        for row in table:
            cells = {
                key: visible_code(_unguarded(value))
                for key, value in row.items()
                if isinstance(value, str)
            }
            source, code, station = (cells.get(name, "") for name in COLUMNS)
            doubtful = cells.get("doubtful", "").casefold() not in NOT_DOUBTFUL
            number = table.line_num
            if not station:
                continue
            line = Line(source, code, station, number, cells.get("how", ""), doubtful)
            if source not in election.definition.sources:
                hint = suggestion(source, election.definition.sources)
                problems.append(
                    Problem(nothing_called("source"), shown, number, read=source, hint=hint)
                )
            elif doubtful:
                lines.append(line)
            elif (source, code) in codes:
                message = _("the code {code} is matched twice").format(code=quoted(code))
                problems.append(Problem(message, shown, number))
            elif (source, station) in stations:
                message = _("two codes of {source} are matched with the station {station}").format(
                    source=quoted(source), station=quoted(station)
                )
                problems.append(Problem(message, shown, number))
            else:
                lines.append(line)
                codes.add((source, code))
                stations.add((source, station))
    if problems:
        raise InputError(problems)
    return lines


def apply(election: Election, engine: Engine, loads: Sequence[Load]) -> Crosswalk:
    """Give every station row the election's code, and return the lines of the crosswalk.

    Raises ``InputError`` where a line that is used leads to a station that nothing else names.
    """
    crosswalk = read_crosswalk(election)
    tables: dict[str, list[str]] = {}
    for load in loads:
        if load.level == election.definition.station_level:
            tables.setdefault(load.entry.source, []).append(load.table)
    used = {
        source: codes_among(engine, crosswalk.pairs(source), tables.get(source, ()))
        for source in crosswalk.sources
    }
    for source in crosswalk.sources:
        pairs = list(crosswalk.pairs(source).items())
        for table in tables.get(source, ()):
            apply_crosswalk(engine, table, pairs)
    problems = [
        Problem(
            _("no other file knows the station {station}").format(station=quoted(line.station)),
            shown_path(election.folder / FILE),
            line.line,
            read=f"{line.source}, {line.code}",
            hint=_("If no other file has this station, delete the line: it keeps its own code."),
        )
        for source in crosswalk.sources
        for line in _leading_nowhere(
            election,
            engine,
            [
                line
                for line in crosswalk.lines
                if line.source == source and not line.doubtful and line.code in used[source]
            ],
            [table for other, own in tables.items() if other != source for table in own],
        )
    ]
    if problems:
        raise InputError(sorted(problems, key=lambda problem: problem.line or 0))
    unused = [
        line
        for line in crosswalk.lines
        if not line.doubtful and line.code not in used[line.source] and tables.get(line.source)
    ]
    return replace(crosswalk, unused=tuple(unused))


def _leading_nowhere(
    election: Election, engine: Engine, lines: Sequence[Line], others: Iterable[str]
) -> list[Line]:
    """The lines of one source whose station neither another source nor ``areas.csv`` names."""
    listed = {area.id for area in election.areas.of_level(election.definition.station_level)}
    others = list(others)
    if not others and not listed:
        return []  # nothing that could know it
    known = listed | codes_among(engine, [line.station for line in lines], others)
    return [
        line
        for line in lines
        # The draft keeps a code apart that would else be another station's.
        if line.station not in known and line.station != f"{line.source}:{line.code}"
    ]
