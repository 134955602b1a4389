"""Every kind of election folder makes a pack that verifies, goes on, and has a site."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from crosstally.pack.opening import open_pack
from crosstally.pack.recompute import recompute
from crosstally.pack.verification import Verification
from crosstally.site.build import build_site
from tests.folders import COLUMNS, HEAD, STATIONS, csv_of, returns_entry, write_folder
from tests.packs import pack, verified
from tests.read_files import ACTASUM, ACTASUM_HEAD, CELLS, statement, xlsx

PLAIN = csv_of(STATIONS)


def with_crosswalk(place: Path) -> Path:
    observed = csv_of("code ana ben\nW-1 200 100\nW-2 60 140\nW-9 3 4\n")
    columns = "    columns: {station: code}\n"
    files = {
        "returns.csv": PLAIN,
        "observed.csv": observed,
        "crosswalk.csv": "source,code,station\nwatch,W-1,1\nwatch,W-2,2\n",
    }
    entries = returns_entry("returns.csv") + returns_entry("observed.csv", "watch", columns=columns)
    return write_folder(place, files, entries)


def in_long_layout(place: Path) -> Path:
    table = "code,party,votes\n1,Ana Lima,200\n1,B. Okoro,100\n2,ana,50\n2,BEN,150\n2,Zed,9\n"
    columns = "    columns: {station: code, option: party, votes: votes}\n"
    entry = returns_entry("r.csv", more="layout: long", columns=columns)
    return write_folder(place, {"r.csv": table}, entry)


def of_statements(place: Path) -> Path:
    unread = {"null": None, "unread": {"null": "illegible"}}
    lines = [
        statement("1", 200, 100),
        statement("2", 50, 0),
        statement(
            "3",
            7,
            0,
            candidatures={"ana": 7},
            not_on_sheet={"candidature:ben": "no-field"},
            **unread,
        ),
    ]
    return write_folder(place, {"s.jsonl": "\n".join(lines) + "\n"}, ACTASUM, ACTASUM_HEAD)


def of_a_workbook(place: Path) -> Path:
    return write_folder(place, {"r.xlsx": xlsx(CELLS)}, returns_entry("r.xlsx"))


def of_two_trees(place: Path) -> Path:
    head = HEAD.replace("sources:", "trees: {seats: [country, seat, station]}\nsources:")
    lines = PLAIN.splitlines()
    lines = [lines[0] + ",seat", *(f"{row},C{i % 2}" for i, row in enumerate(lines[1:]))]
    stations = returns_entry("returns.csv").replace(
        "district: district}", "district: district, seat: seat}"
    )
    columns = "    columns: {areas: {seat: seat}}\n"
    entries = stations + returns_entry("c.csv", more="level: seat", columns=columns)
    files = {
        "returns.csv": "\n".join(lines) + "\n",
        "c.csv": csv_of("seat ana ben\nC0 260 140\nC1 350 251\n"),
    }
    return write_folder(place, files, entries, head)


def of_two_contests(place: Path) -> Path:
    head = HEAD + "  mayor:\n    options: {eva: Eva Roy, ana: Ana Lima}\n"
    mayor = csv_of("region district code eva ana\nNorth Hill 1 7 8\nSouth Port 4 1 0\n")
    places = COLUMNS.split("      fields:")[0]
    entries = returns_entry("returns.csv", more="contest: president")
    entries += returns_entry("mayor.csv", more="contest: mayor", columns=places)
    return write_folder(place, {"returns.csv": PLAIN, "mayor.csv": mayor}, entries, head)


CHANNELS = COLUMNS.replace("station: code\n", "station: code\n      channel: channel\n")
TWO_WAYS = """
region district code channel registered cast valid invalid ana ben
North  Hill     1    station 500        100  100   0       50  50
North  Hill     1    post    500        100  100   0       50  50
North  Hill     2    station 300        12   10    2       5   5
North  Hill     2    post    300        .    10    0       5   5
"""


def of_two_channels(place: Path) -> Path:
    entry = returns_entry("returns.csv", columns=CHANNELS)
    return write_folder(place, {"returns.csv": csv_of(TWO_WAYS)}, entry)


def of_announcements_alone(place: Path) -> Path:
    regions = csv_of("region ana ben\nNorth 310 290\nSouth 300 100\n")
    columns = "    columns: {areas: {region: region}}\n"
    return write_folder(
        place, {"r.csv": regions}, returns_entry("r.csv", more="level: region", columns=columns)
    )


FOLDERS = [
    with_crosswalk,
    in_long_layout,
    of_statements,
    of_a_workbook,
    of_two_trees,
    of_two_contests,
    of_two_channels,
    of_announcements_alone,
]


@pytest.mark.parametrize("written", FOLDERS)
def test_a_pack_of_every_kind_of_folder(tmp_path: Path, written: Callable[[Path], Path]) -> None:
    election = written(tmp_path / "election")
    made = pack(tmp_path / "pack", election)
    recompute(open_pack(made), again := Verification())
    assert [*verified(made).broken, *again.broken] == []
    later = pack(tmp_path / "later", election, previous=made)
    assert (later / "checkpoint").read_bytes() == (made / "checkpoint").read_bytes()
    program = [sys.executable, "-I", "-S", str(made / "verify.pyz")]
    said = subprocess.run(program, capture_output=True, text=True, check=False)
    assert (said.returncode, said.stderr) == (0, "")
    build_site(made, tmp_path / "site")
    assert (tmp_path / "site/index.html").is_file()


def not_verified(place: Path) -> str:
    return "\n".join(map(str, verified(place).not_verified))


def test_a_list_of_voters_that_both_ways_repeat_is_named(tmp_path: Path) -> None:
    made = pack(tmp_path / "pack", of_two_channels(tmp_path / "election"))
    (table,) = json.loads((made / "data/pack.json").read_text())["sheets"]
    assert table["repeated"] == ["registered"]
    assert "several ways of voting" not in not_verified(made)


def test_it_is_said_where_no_station_was_added_up(tmp_path: Path) -> None:
    made = pack(tmp_path / "pack", of_announcements_alone(tmp_path / "election"))
    assert "names no sheets of stations, so that nothing was added up" in not_verified(made)
