"""``map.geojson`` of an election folder: its features and their rings."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from math import isfinite
from pathlib import Path
from typing import Any

from crosstally.problems import InputError, Problem, shown_path
from crosstally.words import _

LARGEST_FILE = 50_000_000

Point = tuple[float, float]
Ring = list[Point]


def check_map(folder: Path) -> None:
    """Raise ``InputError`` where ``map.geojson`` is there and cannot be drawn from."""
    path = folder / "map.geojson"
    if not path.is_file():
        return
    try:
        map_features(path)
    except (OSError, ValueError, RecursionError) as error:
        raise InputError(
            Problem(
                _("cannot be read as a map: {reason}").format(reason=error),
                shown_path(path),
                hint=_("Mend it, or take it out of the folder."),
            )
        ) from None


def map_features(path: Path) -> list[Mapping[str, Any]]:
    """The features of a map. Raises ``ValueError`` with the reason where there are none."""
    if path.stat().st_size > LARGEST_FILE:
        raise ValueError(_("it is larger than 50 MB"))
    document = json.loads(path.read_bytes())
    features = document.get("features") if isinstance(document, dict) else None
    if not isinstance(features, list):
        raise ValueError(_("it has no list of features"))
    return [item for item in features if isinstance(item, dict)]


def rings_of(geometry: Any) -> Iterator[Ring]:
    """The rings of a polygon, of several, or of a collection; what is no ring is passed over."""
    if not isinstance(geometry, dict):
        return
    coordinates = geometry.get("coordinates")
    match geometry.get("type"):
        case "Polygon":
            polygons = [coordinates]
        case "MultiPolygon":
            polygons = coordinates if isinstance(coordinates, list) else []
        case "GeometryCollection":
            members = geometry.get("geometries")
            for member in members if isinstance(members, list) else ():
                yield from rings_of(member)
            return
        case _:
            return
    for polygon in polygons:
        for ring in polygon if isinstance(polygon, list) else ():
            points = [point for point in map(_point, ring) if point] if _is_list(ring) else []
            if len(points) >= 3:
                yield points


def _is_list(value: Any) -> bool:
    return isinstance(value, list)


def _point(value: Any) -> Point | None:
    if not isinstance(value, list) or len(value) < 2:
        return None
    x, y = value[0], value[1]
    if not (isinstance(x, int | float) and isinstance(y, int | float)):
        return None
    # Beyond the poles and the date line twice over are typing mistakes or metres, not degrees.
    if not (isfinite(x) and isfinite(y) and abs(x) <= 540 and abs(y) <= 90):
        return None
    return float(x), float(y)
