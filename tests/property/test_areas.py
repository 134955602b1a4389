"""``areas.csv``: any file is a place tree or an error for people, and trees are walked right."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from crosstally.election.areas import Area, AreaLookup, read_areas
from crosstally.election.definition import Definition
from crosstally.problems import InputError

DEFINITION = Definition.model_validate(
    {
        "id": "x",
        "title": "X",
        "date": "2024-05-12",
        "levels": ["country", "region", "station"],
        "trees": {"seats": ["country", "constituency", "station"]},
        "sources": {"cec": "Commission"},
        "contests": {"c": {"options": {"a": "A"}}},
    }
)
IDS = ["all", "a", "b", "c", "d", "e"]
rows = st.lists(
    st.tuples(
        st.sampled_from(["", *IDS]),
        st.sampled_from(["region", "constituency", "station", "country", "regoin", ""]),
        st.sampled_from(["", "nowhere", *IDS]),
        st.sampled_from(["", "", "", "seats", "other"]),
        st.sampled_from(["", "12", "1,234", "-1", "9" * 5_000]),
        st.sampled_from(["", "opened", "shut"]),
    ),
    max_size=8,
)


def written(folder: Path, raw: bytes) -> list[Area] | InputError:
    """What reading these bytes as ``areas.csv`` gives."""
    path = folder / "areas.csv"
    path.write_bytes(raw)
    try:
        return read_areas(path, DEFINITION, "areas.csv")
    except InputError as error:
        return error


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("areas")


@given(
    st.binary(max_size=300)
    | st.text(alphabet='id,level,parent\n"\r;x\x00', max_size=200).map(str.encode)
)
@example(b"id,level,parent\n" + b"x" * 200_000 + b",region,all\n")
@example(b"id,level,parent\nx\n")
@example(b"id,level,parent\nx,region,all,more,and,more\n")
@example(b'id,level,parent\n"x,region,all\n')
@example(b"id,id,level,parent\nx,y,region,all\n")
def test_any_file_is_a_tree_or_an_input_error(folder: Path, raw: bytes) -> None:
    result = written(folder, raw)
    if isinstance(result, InputError):
        assert result.problems
        assert all(problem.file == "areas.csv" for problem in result.problems)


@given(rows)
def test_what_is_read_is_a_tree(folder: Path, table: list[tuple[str, ...]]) -> None:
    stream = io.StringIO()
    writer = csv.writer(stream)
    writer.writerow(["id", "level", "parent", "tree", "registered", "standing"])
    writer.writerows(table)
    result = written(folder, stream.getvalue().encode())
    if isinstance(result, InputError):
        lines = [problem.line for problem in result.problems]
        assert all(line is not None and 2 <= line <= len(table) + 1 for line in lines)
        return
    areas = {area.id: area for area in result}
    assert len(areas) == len(result)
    for area in result:
        for tree in ("", "seats"):
            seen = [area.id]
            while tree in areas[seen[-1]].parents:
                seen.append(areas[seen[-1]].parents[tree])
                assert len(seen) <= len(areas), "a cycle was let through"


@st.composite
def forests(draw: st.DrawFn) -> list[Area]:
    areas = [Area("all", "All", "country")]
    for number in range(draw(st.integers(0, 12))):
        parents = {
            tree: draw(st.sampled_from(areas)).id
            for tree in draw(st.sets(st.sampled_from(["", "seats"]), min_size=1))
        }
        level = draw(st.sampled_from(["region", "station"]))
        areas.append(Area(f"n{number}", f"N {number}", level, parents))
    return areas


@given(forests(), st.sampled_from(["region", "station"]))
def test_the_areas_below_are_those_with_a_path_up(forest: list[Area], level: str) -> None:
    lookup = AreaLookup(forest)
    areas = {area.id: area for area in forest}

    def reached(id_: str) -> set[str]:
        above = set(areas[id_].parents.values())
        return above.union(*(reached(parent) for parent in above)) if above else above

    for ancestor in areas:
        below = {area.id for area in lookup.below(ancestor, level)} - {ancestor}
        assert below == {
            area.id for area in forest if area.level == level and ancestor in reached(area.id)
        }


@given(forests())
def test_an_area_is_found_by_id_and_by_name_however_it_is_written(forest: list[Area]) -> None:
    lookup = AreaLookup(forest)
    for area in forest:
        assert lookup.find(area.id) == [area]
        assert area in lookup.find(f"  {area.name.upper().replace(' ', '-')}. ")
