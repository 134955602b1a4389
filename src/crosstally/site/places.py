"""The places of a pack: every station and every area, with what the pack's tables say of them."""

from __future__ import annotations

import csv
import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from crosstally.pack.bare_jpeg import size_of
from crosstally.pack.layout import (
    PAYLOAD,
    PICTURE_COLUMNS,
    PICTURE_TABLE,
    RETURN_COLUMNS,
    SHEET_COLUMNS,
    TOTALS,
    TOTALS_COLUMNS,
)
from crosstally.pack.opening import PackFiles, UnreadableError, reading_text, small
from crosstally.pack.verify_tables import tables_of

Path = list[tuple[str, str]]
"""Areas (id, name) from the whole place down."""


@dataclass(slots=True)
class Station:
    """A station with its sheets and the returns they come from."""

    id: str
    name: str = ""
    areas: tuple[str, ...] = ()
    """The innermost area of each tree that it lies in."""
    sheets: list[list[object]] = field(default_factory=list)
    """[number of the table, whether the sheet counts, figures as in the table, comma between]."""
    returns: list[list[object]] = field(default_factory=list)
    """[table, entry, file, row, stage, channel, copy, counts, unread, figures]."""
    pictures: list[list[object]] = field(default_factory=list)
    """[source, contest, page, address in the site, width, height, parts hidden]."""


@dataclass(slots=True)
class Area:
    """An area with its totals and what was stated for it."""

    id: str
    name: str
    level: str
    above: str | None = None
    totals: list[list[object]] = field(default_factory=list)
    """[table of sheets, stations held, stations known, sums, stations whose figure was read]."""
    returns: list[list[object]] = field(default_factory=list)
    areas: list[str] = field(default_factory=list)
    stations: list[str] = field(default_factory=list)


class Places:
    """All places, read in one pass through each table. Raises ``UnreadableError``."""

    def __init__(
        self,
        files: PackFiles,
        about: Mapping[str, Any],
        announced: Mapping[str, tuple[str, str]],
    ) -> None:
        """``announced``: areas of which something was announced, and maybe no sheet is held, with
        name and level."""
        self.sheets = tables_of(about, "sheets")
        self.returns = tables_of(about, "returns")
        self.root = str(about.get("place") or "")
        self.stations: dict[str, Station] = {}
        self.areas: dict[str, Area] = {}
        self._read_totals(files)
        stations = {table.level for table in self.sheets}
        for id_, (name, level) in announced.items():
            if level not in stations:
                self.areas.setdefault(id_, Area(id_, name, level))
        self.areas.setdefault(self.root, Area(self.root, self.root, ""))
        self._read_sheets(files)
        self._read_returns(files)

    def below(self, area: Area) -> dict[str, list[str]]:
        """Level → areas of it right below an area; of several levels where trees part there."""
        below: dict[str, list[str]] = {}
        for id_ in area.areas:
            below.setdefault(self.areas[id_].level, []).append(id_)
        return below

    def called(self) -> Iterator[str]:
        """What areas and stations are called, and their codes."""
        for some in (self.areas, self.stations):
            for one in some.values():
                yield from (one.id, one.name)

    def path(self, area: str) -> Path:
        """The areas above an area and itself, outermost first."""
        found: Path = []
        here: str | None = area
        while here is not None and here in self.areas and len(found) < len(self.areas):
            found.append((here, self.areas[here].name))
            here = self.areas[here].above
        return found[::-1]

    def _read_totals(self, files: PackFiles) -> None:
        tables = {(table.contest, table.source): table for table in self.sheets}
        numbers = {table.path: number for number, table in enumerate(self.sheets)}
        sums: dict[tuple[str, str, str], list[object]] = {}
        if TOTALS not in files.sizes:
            return
        for row in _rows(files, TOTALS, len(TOTALS_COLUMNS)):
            contest, source, level, area, name, held, known, figure, total, read = row
            table = tables[contest, source]
            key = (contest, source, area)
            if key not in sums:
                blank = [""] * len(table.figures)
                sums[key] = [numbers[table.path], held, known, blank, [*blank]]
                self.areas.setdefault(area, Area(area, name, level)).totals.append(sums[key])
            column = table.figures.index(figure)
            sums[key][3][column] = total  # type: ignore[index]
            sums[key][4][column] = read  # type: ignore[index]

    def _read_sheets(self, files: PackFiles) -> None:
        for number, table in enumerate(self.sheets):
            above: set[tuple[int, str, str]] = set()
            """(level, area of the level before, area) as the sheets have them together."""
            end = len(SHEET_COLUMNS) + len(table.areas)
            seen: set[tuple[str, ...]] = set()
            for row in _rows(files, table.path, len(table.header)):
                name, areas = row[0], tuple(row[len(SHEET_COLUMNS) : end])
                station = self.stations.get(name)
                if station is None:
                    station = self.stations[name] = Station(name)
                station.name = station.name or row[1]
                station.areas = station.areas or areas
                station.sheets.append([number, int(row[2] == "1"), ",".join(row[end:])])
                if areas not in seen:
                    seen.add(areas)
                    above |= {(i, *pair) for i, pair in enumerate(itertools.pairwise(areas))}
            self._place_areas(above, len(table.areas))
        self._read_pictures(files)
        self._place_stations()

    def _read_pictures(self, files: PackFiles) -> None:
        """The pictures of each station; one that no sheet is held of has a page for them, too."""
        if PICTURE_TABLE not in files.sizes:
            return
        for row in _rows(files, PICTURE_TABLE, len(PICTURE_COLUMNS)):
            name, source, contest, page, picture, hidden, _commitment = row
            width, height = size_of(small(files, PAYLOAD + picture))
            shown = [source, contest, int(page), picture, width, height, int(hidden)]
            self.stations.setdefault(name, Station(name)).pictures.append(shown)

    def _place_areas(self, above: set[tuple[int, str, str]], levels: int) -> None:
        """Put each area below the one that holds it; the first level of another tree holds areas
        that lie in several of the level before, and is below the whole place."""
        for level in range(levels - 1):
            holders: dict[str, set[str]] = {}
            for _level, holder, area in (one for one in above if one[0] == level):
                if holder and area:
                    holders.setdefault(area, set()).add(holder)
            is_nested = all(len(found) == 1 for found in holders.values())
            for area, found in holders.items():
                if area in self.areas and area != self.root and self.areas[area].above is None:
                    self.areas[area].above = next(iter(found)) if is_nested else self.root

    def _place_stations(self) -> None:
        """Leave each station its innermost areas, and enter it there."""
        for area in self.areas.values():
            if area.above is None and area.id != self.root:
                area.above = self.root
            if area.above in self.areas:
                self.areas[str(area.above)].areas.append(area.id)
        for station in self.stations.values():
            held = [name for name in station.areas if name in self.areas]
            outer = {self.areas[name].above for name in held}
            station.areas = tuple(name for name in held if name not in outer) or (self.root,)
            for name in station.areas:
                self.areas[name].stations.append(station.id)

    def _read_returns(self, files: PackFiles) -> None:
        stations = {table.level for table in self.sheets}
        for number, table in enumerate(self.returns):
            places = self.stations if table.level in stations else self.areas
            for row in _rows(files, table.path, len(table.header)):
                entry, place, file, line, stage, channel, copy, counts, unread = row[
                    : len(RETURN_COLUMNS)
                ]
                figures = ",".join(row[len(RETURN_COLUMNS) :])
                said = [number, int(entry), file, line, stage, channel, copy, int(counts == "1")]
                found = places.get(place)
                if found is not None:
                    found.returns.append([*said, unread, figures])


def _rows(files: PackFiles, path: str, cells: int) -> Iterator[list[str]]:
    with reading_text(files, path) as file:
        rows = csv.reader(file)
        next(rows, None)
        for row in rows:
            if len(row) != cells:
                raise UnreadableError(f"{path}: line {rows.line_num} has {len(row)} cells")
            yield row


def in_order(places: Sequence[str]) -> list[str]:
    """Ids as lists show them: numbers in a code by their size."""
    return sorted(places, key=lambda name: (len(name), name) if name.isdecimal() else (99, name))
