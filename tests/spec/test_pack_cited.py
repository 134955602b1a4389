"""What a finding says of sheets and of rows of files is held against the tables of the pack."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from crosstally.pack import layout
from tests.folders import COLUMNS, STATIONS, csv_of, returns_entry, write_folder
from tests.forged_packs import change, change_json, released, said_of
from tests.packs import pack, verified

OFFICIAL = """
region district code registered cast valid invalid ana ben
North  Hill     1    500        301  300   1       200 100
North  Hill     2    400        210  200   5       50  150
South  Port     4    800        404  400   4       300 100
"""
OBSERVED = """
region district code copy registered cast valid invalid ana ben
North  Hill     1    x    500        301  300   1       200 100
North  Hill     1    y    500        301  300   1       210 90
North  Hill     2    x    400        210  200   5       60  140
South  Port     4    x    800        ?    400   4       300 100
"""
DISTRICTS = """
region district registered cast valid invalid ana ben
North  Hill     900        511  500   6       260 250
South  Port     800        404  400   4       300 100
"""


@pytest.fixture
def made(tmp_path: Path) -> Path:
    """The commission's station 2 breaks a relation; the observers have two copies of station 1,
    ten votes more for ana at station 2, and one cell that was not read; the commission states ten
    votes more for Hill than its stations have."""
    files = {"returns.csv": OFFICIAL, "observed.csv": OBSERVED, "districts.csv": DISTRICTS}
    of_areas = COLUMNS.replace("      station: code\n", "")
    entries = (
        returns_entry("returns.csv")
        + returns_entry("observed.csv", source="watch", columns=f"{COLUMNS}      copy: copy\n")
        + returns_entry("districts.csv", more="level: district", columns=of_areas)
    )
    csv = {name: csv_of(table) for name, table in files.items()}
    return pack(tmp_path / "pack", write_folder(tmp_path / "election", csv, entries))


def test_what_was_not_forged_is_sound_and_what_was_held_is_said(made: Path) -> None:
    said = verified(made)
    assert said.broken == []
    verified_ = "\n".join(map(str, said.verified))
    assert "Findings that cite sheets or single returns: " in verified_
    assert all(" cite no figure " not in str(one) for one in said.not_verified)
    assert "Findings about announcements and stated areas: 3." in verified_


def test_findings_that_cite_nothing_of_the_tables_are_named(made: Path) -> None:
    def added(found: Any) -> None:
        figures = {"stations": ["1", "2"], "accounted_for": 2}
        finding = {"code": "SOURCE-SLIP", "tier": "indicative", "figures": figures}
        found["findings"] += [finding, "odd"]

    change_json(made, layout.FINDINGS, added)
    released(made)
    (left,) = [text for text in map(str, verified(made).not_verified) if "SOURCE-SLIP" in text]
    assert left.endswith("? (1), SOURCE-SLIP (1)")


FORGED = [
    ("SHEET-MUST", ["area"], "9", "9: cites 210 for cast of cec, whose sheets have none there"),
    ("SHEET-MUST", ["source"], "watches", "of watches, whose sheets have none there"),
    ("SHEET-MUST", ["figures", "invalid"], 4, "2: cites 4 for invalid, the table has 5"),
    ("SHEET-MUST", ["figures", "off_by"], -4, "is off by -4, the table makes it -5"),
    ("SHEET-MUST", ["figures", "off_by"], [1], "is off by [1], the table makes it -5"),
    ("SHEET-MUST", ["votes"], 50, "is off by -5, the table makes it -5"),
    ("SHEET-MUST", ["figures", "relation"], "valid + rest == cast", "cites not every figure of"),
    ("SHEET-MUST", ["figures", "relation"], "nothing", "cites not every figure of the relation"),
    ("SHEET-MUST", ["figures", "invalid"], None, "2: cites None for invalid, the table has 5"),
    ("SHEET-MUST", ["figures", "invalid"], "5", "cites not every figure of the relation"),
    ("SHEET-UNREAD", ["figures", "row"], 4, "cites election/observed.csv, row 4, and the returns"),
    ("SHEET-UNREAD", ["figures", "figure"], "ana", "cites election/observed.csv, row 5, and the"),
    ("SHEET-UNREAD", ["figures", "raw"], "404", "cites election/observed.csv, row 5, and the"),
    ("HOLDING-COPIES-DIFFER", ["figures", "ana"], [200, 220], "cites 220 for ana, the table has"),
    ("HOLDING-COPIES-DIFFER", ["area"], "2", "2: cites 200 for ana, the table has 60"),
    ("SOURCE-DIFFERS", ["area"], "9", "of cec, whose sheets have none there"),
    ("SOURCE-DIFFERS", ["figures", "differences", "ana", "watch"], 70, "cites 70 for ana, the"),
    ("SOURCE-DIFFERS", ["figures", "differences", "ana", "cec"], 49, "cites 49 for ana, the"),
    ("SOURCE-DIFFERS", ["votes"], 100, "says 100 for votes, what it cites makes it 10"),
    ("ROLLUP-DIFFERS", ["votes"], 100, "says 100 for votes, what it cites makes it 10"),
    ("ROLLUP-DIFFERS", ["figures", "held"], 3, "cites 3 for held, the table has 2"),
    ("ROLLUP-DIFFERS", ["figures", "held"], [2], "cites [2] for held, the table has 2"),
    ("ROLLUP-DIFFERS", ["area"], "North/Hills", "cites sheets of cec, of which the pack has none"),
    ("STATED-MUST", ["figures", "valid"], 501, "no table of returns has what it says is stated"),
    ("STATED-MUST", ["figures", "off_by"], -6, "says -6 for options == valid, what it"),
]


@pytest.mark.parametrize(("code", "where", "new", "said"), FORGED)
def test_what_is_cited_is_what_the_tables_have(
    made: Path, code: str, where: Sequence[str], new: object, said: str
) -> None:
    def forged(found: Any) -> None:
        value = next(one for one in found["findings"] if one["code"] == code)
        for name in where[:-1]:
            value = value[name]
        assert value[where[-1]] != new
        value[where[-1]] = new

    change_json(made, layout.FINDINGS, forged)
    released(made)
    assert said in said_of(made)


def test_a_station_that_is_said_to_stand_twice_stands_in_these_rows(tmp_path: Path) -> None:
    twice = STATIONS + "South Port 4 800 404 400 4 300 100\n"
    election = write_folder(tmp_path / "election", {"returns.csv": csv_of(twice)})
    made = pack(tmp_path / "pack", election)
    assert verified(made).broken == []
    change(made, layout.FINDINGS, lambda text: text.replace("csv, row 6", "csv, row 4"))
    released(made)
    assert "cites election/returns.csv, row 4, and the returns have no such" in said_of(made)


def test_a_figure_that_was_read_nowhere_is_not_nought(tmp_path: Path) -> None:
    files = {"returns.csv": csv_of(OFFICIAL)}
    files["observed.csv"] = csv_of(
        OBSERVED.replace("210  200   5       60  140", "210 200 5 ? 140")
    )
    entries = returns_entry("returns.csv")
    entries += returns_entry("observed.csv", source="watch", columns=f"{COLUMNS}      copy: copy\n")
    election = write_folder(tmp_path / "election", files, entries)
    made = pack(tmp_path / "pack", election)

    def forged(found: Any) -> None:
        one = next(one for one in found["findings"] if one["code"] == "SOURCE-DIFFERS")
        one["figures"]["differences"] = {"ana": {"cec": 50, "watch": 0}}
        one["area"], one["votes"] = "2", 50

    change_json(made, layout.FINDINGS, forged)
    released(made)
    assert "2: cites 0 for ana, the table has None" in said_of(made)
