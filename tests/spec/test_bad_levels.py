"""A slip in ``levels`` or ``trees`` of election.yaml hides nothing that is wrong elsewhere."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.folders import HEAD, returns_entry
from tests.read_files import problems

CELLS = "region,district,code,registered,cast,valid,invalid,ana,ben\n" + "".join(
    f"North,Hill,{code},500,x{code},300,1,200,100\n" for code in range(1, 6)
)
AREAS = "id,name,level,parent\nN,North,region,all\nH,Hill,district,N\nL,Lake,district,\n"
ANNOUNCED = "announcements: [{id: a, source: nobody, counts: {ana: 5}}]\n"
LEVELS = "levels: [country, region, district, station]"


def found(folder: Path, levels: str, files: dict[str, str | bytes] | None = None) -> list[str]:
    given: dict[str, str | bytes] = {"r.csv": CELLS, **(files or {})}
    head = HEAD.replace(LEVELS, levels).replace("valid + invalid", "valid + invald")
    return problems(folder, given, returns_entry("r.csv"), head)


@pytest.mark.parametrize(
    ("levels", "said"),
    [
        ("levels: [country, Re gion!, district, station]", "levels (no. 2)"),
        ("levels: {country: , region: {name: Region}, district: , station: }", "'region'"),
        ("levels: [country, region, region, district, station]", "a level stands twice"),
        ("levels: [country, region, Region, district, station]", "differ in case only"),
        ("levels: [country, 12, region, district, station]", "levels (no. 2)"),
        ("levels: country", "levels: does not fit"),
        ("levels: [station]", "levels: does not fit"),
        (f"{LEVELS}\ntrees: {{seats: [country, un it, station]}}", "trees.seats (no. 2)"),
        (f"{LEVELS}\ntrees: {{seats: [unit, station]}}", "trees.seats: must begin with 'country'"),
        (f"{LEVELS}\ntrees: {{seats: unit}}", "trees.seats: does not fit"),
        (f"{LEVELS}\ntrees: [unit]", "trees: does not fit"),
    ],
)
def test_a_wrong_level_is_said_beside_all_else_that_is_wrong(
    tmp_path: Path, levels: str, said: str
) -> None:
    written = found(tmp_path, levels, {"areas.csv": AREAS, "announcements.yaml": ANNOUNCED})
    level, relation, area, source, cells = written
    assert said in level
    assert "'invald'. Did you mean 'invalid'?" in relation
    assert area.startswith("areas.csv:4")
    assert "'nobody'" in source
    assert "5 of 5 cells of 'cast' are no whole numbers" in cells


def test_a_wrong_level_stands_with_its_line(tmp_path: Path) -> None:
    (level, _, _) = found(tmp_path, "levels: [country, region, region, district, station]")
    assert "election.yaml:4:" in level
