"""Maps from ``map.geojson``: areas as SVG paths, coloured by class, each with its words.

Sizes are in the picture's own units. Floats are used here and nowhere near a figure.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import cos, radians
from typing import Any

from crosstally.check.result import CheckResult, ContestResult
from crosstally.election.definition import normalised
from crosstally.report.map_file import Point, Ring, map_features, rings_of
from crosstally.report.names import Names
from crosstally.report.view import AreaCoverage, coverage_rows
from crosstally.tabulation.figures import FigureTable
from crosstally.words import _

WIDTH = 720.0
TALLEST = 900.0
FINEST = 0.6
"""Points nearer to the last one than this are left out."""
LEADERS = 6
"""How many options have a colour of their own; the others share one."""

SOURCES = 3
"""How many sources have a map of their own."""

Leader = tuple[str | None, int | None]
"""The leading option and its votes."""


@dataclass(frozen=True)
class Shape:
    """An area on the map."""

    path: str
    name: str
    """The area's name, or what the file calls a shape that no area matches."""
    coverage: AreaCoverage | None
    leader: str | None
    """The option with the most votes on the sheets held; None where none or several lead."""
    leader_class: str
    votes: int | None


@dataclass(frozen=True)
class MapView:
    """A map of one source's areas of one level."""

    contest: str
    source: str
    level: str
    height: float
    shapes: Sequence[Shape]
    legend: Sequence[tuple[str, str]]
    """(class, option's name), for the map of leaders."""
    unmatched: int
    """Areas that no shape matches."""
    broken: int
    """Features whose geometry could not be drawn."""
    problem: str = ""

    @property
    def complete(self) -> bool:
        """Whether every area on it is fully covered."""
        return all(
            shape.coverage is None or shape.coverage.step == "whole" for shape in self.shapes
        )

    @property
    def unknown(self) -> bool:
        """Whether nobody says of any area how many stations it has."""
        return all(shape.coverage is None or shape.coverage.known is None for shape in self.shapes)


def map_views(result: CheckResult, names: Names) -> list[MapView]:
    """Maps of each contest, a source each; none where the folder has no ``map.geojson``."""
    path = result.election.folder / "map.geojson"
    if not path.is_file():
        return []
    try:
        features = map_features(path)
    except (OSError, ValueError, RecursionError) as error:
        problem = _("map.geojson could not be read: {reason}").format(reason=error)
        return [MapView("", "", "", 0, [], [], 0, 0, problem)]
    drawn = [list(rings_of(feature.get("geometry"))) for feature in features]
    paths, height = _paths(drawn)
    return [
        view
        for contest in result.contests.values()
        for view in _views(contest, features, paths, height, names)
    ]


def _views(
    contest: ContestResult,
    features: Sequence[Mapping[str, Any]],
    paths: Sequence[str],
    height: float,
    names: Names,
) -> Iterator[MapView]:
    """For each source the level that the shapes match best; leaders for the first source only."""
    matches: dict[str, tuple[FigureTable, dict[int, int]]] = {}
    for table in contest.areas.values():
        found = _match(table, features)
        if len(found) > len(matches.get(table.source, (table, {}))[1]):
            matches[table.source] = (table, found)
    order = [source for source in contest.totals if source in matches]
    order += [source for source in matches if source not in order]
    for source in order[:SOURCES]:
        table, found = matches[source]
        leaders = _leaders(table, names.options(contest.contest) if source == order[0] else [])
        legend = _legend(leaders)
        coverage = coverage_rows(table)
        shapes = [
            _shape(
                path, features[place], found.get(place), coverage, leaders, legend, names, contest
            )
            for place, path in enumerate(paths)
            if path
        ]
        matched = {row for place, row in found.items() if paths[place]}
        yield MapView(
            contest.contest,
            source,
            table.level,
            height,
            shapes,
            [(kind, names.figure(contest.contest, id_)) for id_, kind in legend.items()],
            len(table) - len(matched),
            sum(not path for path in paths),
        )


def _shape(
    path: str,
    feature: Mapping[str, Any],
    row: int | None,
    coverage: Sequence[AreaCoverage],
    leaders: Sequence[Leader],
    legend: Mapping[str, str],
    names: Names,
    contest: ContestResult,
) -> Shape:
    if row is None:
        return Shape(path, _feature_name(feature), None, None, "lead-none", None)
    leader, votes = leaders[row]
    kind = "lead-none" if leader is None else legend.get(leader, "lead-other")
    name = None if leader is None else names.figure(contest.contest, leader)
    return Shape(path, coverage[row].name, coverage[row], name, kind, votes)


def _match(table: FigureTable, features: Sequence[Mapping[str, Any]]) -> dict[int, int]:
    """Feature → row of the table, by the area's id or name in any property of the feature."""
    rows = {normalised(name): row for row, name in enumerate(table.names)}
    rows |= {normalised(id_): row for row, id_ in enumerate(table.areas)}
    found = {}
    for place, feature in enumerate(features):
        properties = feature.get("properties")
        values = [feature.get("id"), *(properties.values() if isinstance(properties, dict) else ())]
        for value in values:
            row = rows.get(normalised(str(value))) if isinstance(value, str | int) else None
            if row is not None:
                found[place] = row
                break
    return found


def _feature_name(feature: Mapping[str, Any]) -> str:
    properties = feature.get("properties")
    for key in ("name", "NAME", "NAME_1", "title"):
        if isinstance(properties, dict) and isinstance(properties.get(key), str):
            return str(properties[key])
    return _("an area without a name")


def _paths(drawn: Sequence[Sequence[Ring]]) -> tuple[list[str], float]:
    """Each feature's rings as one SVG path, all fitted into ``WIDTH``; and the height."""
    points = [point for rings in drawn for ring in rings for point in ring]
    if not points:
        return ["" for _rings in drawn], 0.0
    shift = _date_line(points)
    xs = [x + 360 if x < shift else x for x, _y in points]
    ys = [y for _x, y in points]
    squeeze = max(cos(radians((min(ys) + max(ys)) / 2)), 0.05)
    wide = max((max(xs) - min(xs)) * squeeze, 1e-6)
    tall = max(max(ys) - min(ys), 1e-6)
    scale = min(WIDTH / wide, TALLEST / tall)
    left, top = min(xs), max(ys)

    def place(point: Point) -> Point:
        x = point[0] + 360 if point[0] < shift else point[0]
        return (x - left) * squeeze * scale, (top - point[1]) * scale

    paths = [" ".join(_path([place(point) for point in ring]) for ring in rings) for rings in drawn]
    return paths, round(tall * scale, 1)


def _date_line(points: Sequence[Point]) -> float:
    """Longitudes below this are drawn to the east: 0 for a country across the date line."""
    xs = [x for x, _y in points]
    if max(xs) - min(xs) <= 180:
        return -1e9
    moved = [x + 360 if x < 0 else x for x in xs]
    return 0.0 if max(moved) - min(moved) < max(xs) - min(xs) else -1e9


def _path(ring: Sequence[Point]) -> str:
    kept = [ring[0]]
    for x, y in ring[1:]:
        if abs(x - kept[-1][0]) + abs(y - kept[-1][1]) >= FINEST:
            kept.append((x, y))
    return "M" + "L".join(f"{x:.1f},{y:.1f}" for x, y in kept) + "Z"


def _leaders(table: FigureTable, options: Sequence[str]) -> list[tuple[str | None, int | None]]:
    """The leading option of each row and its votes; none where two lead or nothing is held."""
    columns = {id_: table.columns[id_].tolist() for id_ in options if id_ in table.columns}
    leaders: list[Leader] = []
    for row in range(len(table)):
        ranked = sorted(((votes[row], id_) for id_, votes in columns.items()), reverse=True)
        clear = ranked and ranked[0][0] > 0 and (len(ranked) < 2 or ranked[0][0] > ranked[1][0])
        leaders.append((ranked[0][1], ranked[0][0]) if clear else (None, None))
    return leaders


def _legend(leaders: Sequence[Leader]) -> dict[str, str]:
    """Option → class: those that lead most areas have colours of their own."""
    counted: dict[str, int] = {}
    for id_, _votes in leaders:
        if id_ is not None:
            counted[id_] = counted.get(id_, 0) + 1
    ranked = sorted(counted, key=lambda id_: -counted[id_])[:LEADERS]
    return {id_: f"lead-{place}" for place, id_ in enumerate(ranked, 1)}
