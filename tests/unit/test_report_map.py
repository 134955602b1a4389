"""Maps from ``map.geojson``: matched by id or name, drawn in bounds, never in the way."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from crosstally.report.geography import WIDTH, MapView, map_views
from crosstally.report.html import render_report
from crosstally.report.names import Names
from tests.report_fixture import make_result, write_map
from tests.report_words import CYRILLIC


def views(folder: Path) -> list[MapView]:
    result = make_result(folder=folder)
    return map_views(result, Names(result))


def with_geometry(folder: Path, *geometries: Any, **properties: Any) -> list[MapView]:
    features = [
        {"type": "Feature", "properties": properties or {"id": "north"}, "geometry": geometry}
        for geometry in geometries
    ]
    (folder / "map.geojson").write_text(
        json.dumps({"type": "FeatureCollection", "features": features})
    )
    return views(folder)


def square(x: float, y: float) -> dict[str, Any]:
    ring = [[x, y], [x + 2, y], [x + 2, y + 2], [x, y + 2], [x, y]]
    return {"type": "Polygon", "coordinates": [ring]}


def test_areas_are_matched_by_id_and_by_name_in_any_property(tmp_path: Path) -> None:
    write_map(tmp_path)
    view = views(tmp_path)[0]
    assert (view.source, view.level) == ("commission", "region")
    assert len(view.shapes) == 7
    assert CYRILLIC in [shape.name for shape in view.shapes]
    assert (view.unmatched, view.broken) == (1, 3)


def test_coverage_and_leaders_have_classes_of_their_own(tmp_path: Path) -> None:
    write_map(tmp_path)
    first, second, _third = views(tmp_path)
    assert {shape.leader for shape in first.shapes} == {"Unity", "Рассвет"}
    assert first.complete
    assert not second.complete
    steps = {shape.coverage.id: shape.coverage.step for shape in second.shapes if shape.coverage}
    assert steps["arab"] == "none"
    assert steps["north"] == "whole"
    assert steps["jetisu"] == "high"
    assert steps["steppe"] == "low"


def test_every_point_lies_inside_the_picture(tmp_path: Path) -> None:
    write_map(tmp_path)
    view = views(tmp_path)[0]
    for shape in view.shapes:
        numbers = [float(text) for text in re.findall(r"-?\d+\.\d", shape.path)]
        assert all(-0.1 <= x <= WIDTH + 0.1 for x in numbers[::2])
        assert all(-0.1 <= y <= view.height + 0.1 for y in numbers[1::2])


def test_a_country_across_the_date_line_is_drawn_in_one_piece(tmp_path: Path) -> None:
    view = with_geometry(tmp_path, square(170, 60), square(-179, 60))[0]
    xs = [float(x) for shape in view.shapes for x in re.findall(r"(-?\d+\.\d),", shape.path)]
    assert min(xs) == 0.0
    assert max(xs) > 300, "eleven degrees fill the picture, not three hundred and sixty"


@pytest.mark.parametrize(
    "geometry",
    [
        None,
        7,
        {},
        {"type": "Point", "coordinates": [1, 2]},
        {"type": "Polygon"},
        {"type": "Polygon", "coordinates": "x"},
        {"type": "Polygon", "coordinates": [[[1, 2], [3, 4]]]},
        {"type": "Polygon", "coordinates": [[["a", 1], [None, 2], [1e6, 1e6]]]},
        {"type": "MultiPolygon", "coordinates": [None, [None]]},
        {"type": "GeometryCollection", "geometries": None},
    ],
)
def test_bad_geometry_is_counted_and_passed_over(tmp_path: Path, geometry: Any) -> None:
    view = with_geometry(tmp_path, geometry, square(60, 45))[0]
    assert len(view.shapes) == 1
    assert view.broken == 1


@pytest.mark.parametrize("content", ["", "{", "[]", '{"features": 3}', "[" * 100_000, "\udce9"])
def test_a_file_that_is_no_map_is_said_and_the_page_stands(tmp_path: Path, content: str) -> None:
    path = tmp_path / "map.geojson"
    path.write_bytes(content.encode("utf-8", "surrogateescape"))
    assert "map.geojson could not be read" in render_report(make_result(folder=tmp_path))


def test_names_in_the_file_are_escaped(tmp_path: Path) -> None:
    features = [
        {"type": "Feature", "properties": {"id": "north"}, "geometry": square(60, 45)},
        {"type": "Feature", "properties": {"name": "<b>x</b>"}, "geometry": square(62, 45)},
    ]
    (tmp_path / "map.geojson").write_text(json.dumps({"features": features}))
    assert "<title>&lt;b&gt;x&lt;/b&gt;" in render_report(make_result(folder=tmp_path))


def test_a_map_that_matches_nothing_is_left_out(tmp_path: Path) -> None:
    assert with_geometry(tmp_path, square(60, 45), name="Elsewhere") == []


def test_fine_coasts_are_thinned(tmp_path: Path) -> None:
    ring = [[60 + i / 50_000, 45 + (i % 2) / 100_000] for i in range(50_000)]
    ring += [[61, 46], [60, 46]]
    view = with_geometry(tmp_path, {"type": "Polygon", "coordinates": [ring]})[0]
    assert len(view.shapes[0].path) < 30_000
