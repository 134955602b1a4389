"""What missing sheets can change is worked out again from the sheets that are held, where copies
agree and every vote was read; what can be told elsewhere is told there."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from crosstally.pack import layout
from tests.folders import COLUMNS, HEAD, STATIONS, csv_of, returns_entry, write_folder
from tests.forged_packs import change_json, released, said_of
from tests.packs import pack, verified

LISTS = HEAD.replace("contests:", "stations: 5\nregisters: {lists: {voters: 2100}}\ncontests:")
"""Four of five sheets are held, and the other has 100 voters at most; Ana leads by 220."""
COPIES = """
region district code copy registered cast valid invalid ana ben
North  Hill     1    a    500        301  300   1       200 100
North  Hill     1    b    500        301  300   1       180 120
North  Hill     2    a    400        210  200   10      50  150
South  Port     4    a    800        404  400   4       ?   100
"""


def made_of(place: Path, table: str, columns: str = COLUMNS, head: str = LISTS) -> Path:
    entry = returns_entry("returns.csv", columns=columns)
    return pack(
        place / "pack", write_folder(place / "e", {"returns.csv": csv_of(table)}, entry, head)
    )


def bounds_of(found: Any) -> dict[str, Any]:
    return dict(found)["contests"]["president"]["bounds"]  # type: ignore[no-any-return]


def changed(**values: object) -> Callable[[Any], None]:
    return lambda found: bounds_of(found).update(values)


def without_bounds(found: Any) -> None:
    found["contests"]["president"]["bounds"] = None


def of_totals(**values: object) -> Callable[[Any], None]:
    return lambda found: found["contests"]["president"]["totals"]["cec"].update(values)


def of_regions(found: Any) -> None:
    found["contests"]["president"]["areas"]["cec"]["region"]["stations_known"][0] = 9


def with_other_file(found: Any) -> None:
    found["own_files"][0]["sha256"] = "0" * 64


def of_ana(**values: object) -> Callable[[Any], None]:
    return lambda found: bounds_of(found)["options"]["ana"].update(values)


@pytest.mark.parametrize(
    ("forged", "said"),
    [
        pytest.param(of_ana(held=611), "say 611 for ana, the tables make it 610", id="held"),
        pytest.param(of_ana(least=600), "say 600 for ana, least, the", id="least"),
        pytest.param(of_ana(greatest=711), "say 711 for ana, greatest, the", id="greatest"),
        pytest.param(changed(voters_not_held=50), "say 710 for ana, greatest, the", id="room"),
        pytest.param(changed(voters_not_held="many"), "say many for voters", id="odd room"),
        pytest.param(changed(stations_held=5), "say 5 for stations_held, the", id="stations held"),
        pytest.param(changed(stations_known=4), "say 4 for stations_known, the", id="stations"),
        pytest.param(changed(disputed=1), "say 1 for disputed, the tables make it 0", id="copies"),
        pytest.param(changed(leaders=["ben"]), "say ['ben'] for leaders, the", id="leader"),
        pytest.param(changed(lead=20), "say 20 for lead, the tables make it 220", id="lead"),
        pytest.param(changed(winner="open"), "say open for winner, the tables make", id="winner"),
        pytest.param(changed(source="watch"), "say watch for source, the tables make", id="source"),
        pytest.param(without_bounds, "say None for source, the tables make it cec", id="no bounds"),
        *(
            pytest.param(of_totals(**{name: value}), "how many sheets there are, or", id=name)
            for name, value in (
                ("stations_known", 4),
                ("all_held", True),
                ("complete", True),
                ("incomplete", {"ana": 1}),
                ("incomplete", None),
            )
        ),
        pytest.param(of_regions, "the figures of the areas (region) of cec are not", id="regions"),
        pytest.param(with_other_file, "names other files than data/files.csv", id="files"),
        pytest.param(
            lambda found: found.update(title="Another"),
            "`title` is another one than in data/pack.json",
            id="title",
        ),
    ],
)
def test_what_stands_beside_the_findings_follows_from_the_sheets(
    tmp_path: Path, forged: Callable[[Any], None], said: str
) -> None:
    made = made_of(tmp_path, STATIONS)
    assert said_of(made) == ""
    change_json(made, layout.FINDINGS, forged)
    released(made)
    assert said in said_of(made)


def test_a_winner_whom_the_missing_sheets_can_change_is_not_settled(tmp_path: Path) -> None:
    made = made_of(tmp_path, STATIONS, head=LISTS.replace("2100", "2300"))
    assert said_of(made) == ""
    change_json(made, layout.FINDINGS, changed(winner="determined"))
    released(made)
    assert "say determined for winner, the tables make it open" in said_of(made)


@pytest.mark.parametrize(
    ("forged", "said"),
    [
        pytest.param(of_ana(least=240, greatest=900), "", id="what copies leave open"),
        pytest.param(of_ana(least=251), "say 251 for ana, least, the tables", id="least"),
        pytest.param(of_ana(greatest=300), "say 300 for ana, greatest, the", id="greatest"),
    ],
)
def test_copies_that_differ_and_votes_that_are_not_read_leave_a_range(
    tmp_path: Path, forged: Callable[[Any], None], said: str
) -> None:
    made = made_of(tmp_path, COPIES, f"{COLUMNS}      copy: copy\n")
    bounds = bounds_of(json.loads((made / layout.FINDINGS).read_text()))
    assert (bounds["disputed"], bounds["options"]["ana"]["held"]) == (1, 250)
    assert said_of(made) == ""
    left = "\n".join(map(str, verified(made).not_verified))
    assert "Whether missing sheets can change the winner in president: copies differ" in left
    change_json(made, layout.FINDINGS, forged)
    released(made)
    assert said in said_of(made)
    assert bool(said) == bool(said_of(made))
