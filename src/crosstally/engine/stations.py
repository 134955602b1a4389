"""SQL that makes the table of stations: every station that a file or ``areas.csv`` names, once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from crosstally.engine.connection import Engine, identifier
from crosstally.engine.sheets import has_repeated_station


@dataclass(frozen=True)
class StationFile:
    """A loaded table, and what it tells of its stations beside their figures."""

    table: str
    levels: Sequence[str]
    """Levels of areas that it names; their combinations stand in ``places_<table>``."""
    has_name: bool
    attributes: Sequence[str]


@dataclass(frozen=True)
class StationColumns:
    """The columns of ``stations``: ``station``, ``name``, ``standing``, ``registered``, ``listed``,
    ``leaf_0`` (the smallest area in the main tree), ``leaf_1``, …, ``at:ATTRIBUTE``, …"""

    trees: int
    attributes: Sequence[str]
    root: int

    @property
    def leaves(self) -> list[str]:
        """The leaf columns, one a tree."""
        return [f"leaf_{tree}" for tree in range(self.trees)]

    @property
    def texts(self) -> list[str]:
        """The attribute columns, quoted."""
        return [identifier(f"at:{name}") for name in self.attributes]

    @property
    def chosen(self) -> str:
        """All columns, a station without area standing in the whole place."""
        leaves = [f"coalesce({leaf}, {self.root}) AS {leaf}" for leaf in self.leaves]
        return ", ".join(
            ["station", "name", "standing", "registered", "listed", *leaves, *self.texts]
        )


def create_stations(
    engine: Engine,
    files: Sequence[StationFile],
    trees: int,
    root: int,
    has_listed: bool,
    listed_attributes: Sequence[str],
) -> None:
    """Create ``stations`` from the files, the most trusted first, and ``listed_stations``.

    Of each thing (name, area, attribute) the first word is believed; ``areas.csv`` comes first.
    """
    attributes = sorted({name for file in files for name in file.attributes} | {*listed_attributes})
    columns = StationColumns(trees, attributes, root)
    first_suffices = not has_listed and _first_says_it_all(files)
    if first_suffices and not has_repeated_station(engine, [files[0].table]):
        _from_first(engine, files, columns)
        return
    parts = [_told(number, file, file.table, columns) for number, file in enumerate(files, 1)]
    _from_all(engine, [*parts, _listed(columns, listed_attributes)], columns)


def _first_says_it_all(files: Sequence[StationFile]) -> bool:
    """Whether the first file tells of its stations whatever any file tells of stations."""
    return bool(files) and all(
        set(file.levels) <= set(files[0].levels)
        and files[0].has_name >= file.has_name
        and set(file.attributes) <= set(files[0].attributes)
        for file in files[1:]
    )


def _from_first(engine: Engine, files: Sequence[StationFile], columns: StationColumns) -> None:
    """The first file's stations, then those that only other files name."""
    first = _told(1, files[0], files[0].table, columns)
    engine.run(f"CREATE TABLE stations AS SELECT {columns.chosen} FROM ({first})")
    for number, file in enumerate(files[1:], 2):
        engine.run(
            f"CREATE TEMP TABLE new_stations AS SELECT * FROM {identifier(file.table)} "
            "WHERE station NOT IN (SELECT station FROM stations)"
        )
        told = _told(number, file, "new_stations", columns)
        engine.run(
            f"INSERT INTO stations SELECT DISTINCT ON (station) {columns.chosen} FROM ({told})"
        )
        engine.run("DROP TABLE new_stations")


def _from_all(engine: Engine, parts: Sequence[str], columns: StationColumns) -> None:
    believed = ", ".join(
        [
            *(f"arg_min({name}, turn) AS {name}" for name in ("name", "standing", "registered")),
            "bool_or(listed) AS listed",
            *(
                f"coalesce(arg_min({leaf}, turn), {columns.root}) AS {leaf}"
                for leaf in columns.leaves
            ),
            *(f"arg_min({name}, turn) AS {name}" for name in columns.texts),
        ]
    )
    engine.run(
        f"CREATE TABLE stations AS SELECT station, {believed} "
        f"FROM ({' UNION ALL '.join(parts)}) GROUP BY station"
    )


def _told(turn: int, file: StationFile, table: str, columns: StationColumns) -> str:
    """What a file (or some rows of it) tells of its stations."""
    leaves = [f"p.{leaf}" if file.levels else f"NULL::INTEGER AS {leaf}" for leaf in columns.leaves]
    texts = [
        f"l.{text}" if name in file.attributes else f"NULL::VARCHAR AS {text}"
        for name, text in zip(columns.attributes, columns.texts, strict=True)
    ]
    name = "l.name" if file.has_name else "NULL::VARCHAR"
    return (
        f"SELECT {turn} AS turn, l.station, {name} AS name, 'opened' AS standing, "
        f"NULL::BIGINT AS registered, false AS listed, {', '.join([*leaves, *texts])} "
        f"FROM {identifier(table)} l{_joined_places(file)} WHERE l.station IS NOT NULL"
    )


def _listed(columns: StationColumns, attributes: Sequence[str]) -> str:
    texts = [
        text if name in attributes else f"NULL AS {text}"
        for name, text in zip(columns.attributes, columns.texts, strict=True)
    ]
    return (
        "SELECT 0 AS turn, station, name, standing, registered, true AS listed, "
        f"{', '.join([*columns.leaves, *texts])} FROM listed_stations"
    )


def _joined_places(file: StationFile) -> str:
    if not file.levels:
        return ""
    same = " AND ".join(
        f"l.{identifier(f'area:{level}')} IS NOT DISTINCT FROM p.{identifier(f'area:{level}')}"
        for level in file.levels
    )
    return f" LEFT JOIN {identifier(f'places_{file.table}')} p ON {same}"
