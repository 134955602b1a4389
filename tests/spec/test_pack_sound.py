"""What a pack may hold and be sound: elections of which the tables have little, or several of one
thing. What is forged in them is found all the same."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from crosstally.pack import layout
from tests.folders import csv_of, returns_entry, write_folder
from tests.forged_packs import change_json, released, said_of
from tests.packs import pack, verified

HEAD = """\
id: example
title: An example
date: 2026-03-01
levels: [country, region, station]
sources: {cec: Commission, obs: {name: Observers, kind: observer}}
sheets:
  protocol:
    fields: {registered: Listed, cast: Cast, invalid: Invalid, valid: Valid}
    relations: [{relation: RELATION}, {relation: valid + invalid == cast}]
contests:
  c: {name: A vote, options: {sun: Sun, river: River, moon: Moon}}
"""
FINAL = """\
announcements:
  - {id: final, source: cec, at: 2026-03-02,
     fields: {valid: 1001, invalid: 7, cast: 1008}, counts: {sun: 501, river: 402, moon: 33}}
"""
PARTIAL = """\
announcements:
  - {id: partial, source: cec, at: 2026-03-02, counted: {share: "33.3"},
     counts: {sun: 110, river: 82, moon: 0}}
"""
AREAS = """
id name level   parent registered
n  N    region  all    .
1  A    station n      150
2  B    station n      120
3  D    station n      120
"""
OBSERVED = """
station cast invalid valid sun river
1       100  0       100   60  40
2       90   1       89    50  39
"""

OBSERVED_TOO = """
station cast invalid valid sun river moon
1       100  0       100   60  40    0
2       90   1       89    50  39    0
3       9    0       9     5   4     0
"""


FIELDS = ("cast", "invalid", "valid")


def columns(*options: str, fields: Sequence[str] = FIELDS, of: str = "station: station") -> str:
    named = [", ".join(f"{name}: {name}" for name in names) for names in (fields, options)]
    rows = (of, f"fields: {{{named[0]}}}", f"options: {{{named[1]}}}")
    return "    columns:\n" + "".join(f"      {row}\n" for row in rows)


def made(
    place: Path, files: Mapping[str, str], entries: str = "", relation: str = "options == valid"
) -> Path:
    """A pack of tables and YAML."""
    texts = {name: csv_of(text) if ".csv" in name else text for name, text in files.items()}
    head = HEAD.replace("RELATION", relation)
    if not entries:
        texts["election.yaml"] = head
    return pack(place / "pack", write_folder(place / "election", texts, entries, head))


def findings(place: Path, code: str) -> list[dict[str, Any]]:
    found = json.loads((place / layout.FINDINGS).read_text(encoding="utf-8"))["findings"]
    return [one for one in found if one["code"] == code]


def announced_alone(place: Path) -> Path:
    return made(place, {"announcements.yaml": FINAL})


def an_option_on_no_sheet(place: Path) -> Path:
    files = {"announcements.yaml": FINAL, "o.csv": OBSERVED}
    return made(place, files, returns_entry("o.csv", "obs", columns=columns("sun", "river")))


def rows_of_regions(place: Path) -> Path:
    rows = """
    region cast invalid valid sun river moon
    n      100  0       100   60  30    5
    s      90   1       89    50  39    0
    """
    of = columns("sun", "river", "moon", of="areas: {region: region}")
    return made(place, {"a.csv": rows}, returns_entry("a.csv", more="level: region", columns=of))


@pytest.mark.parametrize(
    ("election", "off"),
    [
        pytest.param(announced_alone, -65, id="announcements alone"),
        pytest.param(an_option_on_no_sheet, -65, id="an option on no sheet"),
        pytest.param(rows_of_regions, -5, id="rows of regions alone"),
    ],
)
def test_the_options_of_a_relation_are_those_that_its_finding_cites(
    tmp_path: Path, election: Callable[[Path], Path], off: int
) -> None:
    place = election(tmp_path)
    assert said_of(place) == ""
    (found,) = findings(place, "STATED-MUST")
    assert found["figures"]["off_by"] == off

    def forged(value: Any) -> None:
        (one,) = (one for one in value["findings"] if one["code"] == "STATED-MUST")
        one["figures"]["off_by"], one["votes"] = off - 1, 1 - off

    change_json(place, layout.FINDINGS, forged)
    released(place)
    assert f"says {off - 1} for options == valid, what it cites makes it {off}" in said_of(place)


REGION = """
region sun river
n      100 100
"""
COUNT = """
station sun river
1       60  60
2       60  50
"""


@pytest.mark.parametrize(
    "recount",
    [
        pytest.param("station sun river\n1 59 61\n3 10 5\n", id="a station again and another"),
        pytest.param("station sun river\n3 10 5\n", id="another station alone"),
    ],
)
def test_a_stated_level_is_held_against_the_sheets_of_its_own_act(
    tmp_path: Path, recount: str
) -> None:
    files = {"r.csv": REGION, "a.csv": COUNT, "b.csv": recount, "areas.csv": AREAS}
    of_region = columns("sun", "river", fields=(), of="areas: {region: region}")
    of_stations = columns("sun", "river", fields=())
    entries = (
        returns_entry("r.csv", more="stage: count\nlevel: region", columns=of_region)
        + returns_entry("a.csv", more="stage: count", columns=of_stations)
        + returns_entry("b.csv", more="stage: recount", columns=of_stations)
    )
    place = made(tmp_path, files, entries)
    (found,) = findings(place, "ROLLUP-BELOW-HELD")
    assert found["figures"]["held"] == 2
    assert said_of(place) == ""
    left = "\n".join(map(str, verified(place).not_verified))
    assert "where areas are added up, or as shares of the voters on a list: 1." in left


def test_a_figure_that_follows_from_those_announced_may_be_above_what_was_counted(
    tmp_path: Path,
) -> None:
    files = {"announcements.yaml": PARTIAL, "o.csv": OBSERVED_TOO, "areas.csv": AREAS}
    place = made(
        tmp_path, files, returns_entry("o.csv", "obs", columns=columns("sun", "river", "moon"))
    )
    above = {one["figures"]["figure"] for one in findings(place, "ANNOUNCED-ABOVE-COUNTED")}
    assert above == {"valid", "sun", "river"}
    assert said_of(place) == ""

    def forged(value: Any) -> None:
        for one in value["findings"]:
            if one["figures"].get("figure") == "river":
                one["figures"]["figure"] = "moons"

    change_json(place, layout.FINDINGS, forged)
    released(place)
    assert "cites 82 for moons, the table has None" in said_of(place)


@pytest.mark.parametrize("name", ["stated", "votes_at_most"])
def test_a_figure_that_follows_is_as_far_above_as_its_finding_says(
    tmp_path: Path, name: str
) -> None:
    files = {"announcements.yaml": PARTIAL, "o.csv": OBSERVED_TOO, "areas.csv": AREAS}
    place = made(
        tmp_path, files, returns_entry("o.csv", "obs", columns=columns("sun", "river", "moon"))
    )

    def forged(value: Any) -> None:
        for one in value["findings"]:
            if (one["code"], one["figures"].get("figure")) == ("ANNOUNCED-ABOVE-COUNTED", "valid"):
                one["figures"][name] += 1

    change_json(place, layout.FINDINGS, forged)
    released(place)
    assert "for votes, what it cites makes it" in said_of(place)


ROUNDED = """\
announcements:
  - {id: final, source: cec, at: 2026-03-02, turnout: "25",
     fields: {registered: 5570000, spoilt: 9, valid: 350000, invalid: 1000},
     rounded_to: {invalid: 1000}, counts: {sun: 230000, river: 150011, moon: 14}}
"""
ONE_STATION = """
id name level   parent registered
n  N    region  all    .
1  A    station n      900000
"""
LARGE = """
station registered spoilt valid  invalid sun    river  moon
1       900000     9      395021 7       240000 155010 11
"""


@pytest.mark.parametrize("has_sheets", [True, False])
@pytest.mark.parametrize(
    ("relations", "measures", "code"),
    [
        pytest.param(
            "{relation: options == valid}",
            "",
            "ANNOUNCED-COUNT-DIFFERS",
            id="a count as if rounded",
        ),
        pytest.param(
            "{relation: 2 * valid + river >= registered, strength: should}",
            "",
            "STATED-SHOULD",
            id="a factor, and a figure as if rounded",
        ),
        pytest.param(
            "{relation: options - 2 * river == valid + moon}",
            "",
            "STATED-MUST",
            id="an option named",
        ),
        pytest.param(
            "{relation: options == valid}",
            "cast: valid + invalid",
            "TURNOUT-OTHER-REGISTER",
            id="a sum of rounded ones",
        ),
        pytest.param(
            "{relation: options == valid}", "valid: sun + 3 * river", "", id="options as a measure"
        ),
    ],
)
def test_rounded_figures_and_unusual_sums_make_no_pack_broken(
    tmp_path: Path, relations: str, measures: str, code: str, has_sheets: bool
) -> None:
    head = HEAD.replace("{relation: RELATION}, {relation: valid + invalid == cast}", relations)
    fields = ("registered", "spoilt", "valid", "invalid")
    named = ", ".join(f"{name}: {name.title()}" for name in fields)
    head = re.sub(
        "fields: {.*}", f"fields: {{{named}}}\n    measures: {{{measures}}}", head, count=1
    )
    files = {"announcements.yaml": ROUNDED}
    entries = ""
    if has_sheets:
        files |= {"o.csv": csv_of(LARGE), "areas.csv": csv_of(ONE_STATION)}
        entries = returns_entry(
            "o.csv", "obs", columns=columns("sun", "river", "moon", fields=fields)
        )
    else:
        files["election.yaml"] = head
    place = pack(tmp_path / "pack", write_folder(tmp_path / "election", files, entries, head))
    if code and (has_sheets or code != "ANNOUNCED-COUNT-DIFFERS"):
        assert findings(place, code)
    assert said_of(place) == ""


def test_an_option_that_one_way_of_voting_has_no_column_for_has_no_votes_there(
    tmp_path: Path,
) -> None:
    files = {
        "a.csv": "station cast invalid valid sun river\n1 100 0 100 60 40\n2 89 0 89 50 39\n",
        "b.csv": "station cast invalid valid sun\n1 20 0 20 17\n2 8 0 8 8\n",
    }
    entries = returns_entry(
        "a.csv", "obs", "channel: station", columns("sun", "river")
    ) + returns_entry("b.csv", "obs", "channel: post", columns("sun"))
    place = made(tmp_path, files, entries, relation="sun + river == valid")
    (found,) = findings(place, "SHEET-MUST")
    assert (found["area"], found["figures"]["river"], found["votes"]) == ("1", 0, 3)
    assert said_of(place) == ""

    def forged(value: Any) -> None:
        (one,) = (one for one in value["findings"] if one["code"] == "SHEET-MUST")
        one["figures"]["river"] = 1

    change_json(place, layout.FINDINGS, forged)
    released(place)
    assert "1: cites 1 for river, the table has" in said_of(place)


def test_a_sheet_may_break_a_relation_of_which_a_figure_is_not_read(tmp_path: Path) -> None:
    """However many ballots are invalid, 99 valid ones are more than 98."""
    table = "station cast invalid valid sun river moon\n1 98 ? 99 60 39 0\n2 89 0 89 50 39 0\n"
    entry = returns_entry("o.csv", "obs", columns=columns("sun", "river", "moon"))
    place = made(tmp_path, {"o.csv": table}, entry)
    (found,) = findings(place, "SHEET-MUST")
    assert (found["figures"]["invalid"], found["figures"]["off_by"]) == (None, 1)
    assert said_of(place) == ""
    left = "\n".join(map(str, verified(place).not_verified))
    assert "a figure more than the tables have: SHEET-MUST (1)" in left


def test_a_region_may_be_called_as_a_station_is(tmp_path: Path) -> None:
    """What is announced for region 1 is no figure of station 1."""
    announced = """\
announcements:
  - {id: final, source: obs, at: 2026-03-02, counts: {sun: 115},
     areas: {"1": {fields: {valid: 205, invalid: 1, cast: 208}, counts: {sun: 115, river: 83}}}}
"""
    first, *rows = OBSERVED_TOO.strip().splitlines()
    table = "\n".join([f"region {first}", *(f"1 {row}" for row in rows)])
    of = columns(*("sun", "river", "moon"), of="station: station\n      areas: {region: region}")
    files = {"announcements.yaml": announced, "o.csv": table}
    place = made(tmp_path, files, returns_entry("o.csv", "obs", columns=of))
    assert "1" in {one["area"] for one in findings(place, "STATED-MUST")}
    assert said_of(place) == ""


NOBODY = """
id name level   parent standing
n  N    region  all    .
1  A    station n      annulled
2  B    station n      postponed
"""


@pytest.mark.parametrize(
    ("options", "areas"),
    [
        pytest.param(("sun", "river"), NOBODY, id="no sheet counts"),
        pytest.param(("sun",), AREAS, id="nobody to lose against"),
    ],
)
def test_bounds_of_few_sheets_and_few_options_are_sound(
    tmp_path: Path, options: Sequence[str], areas: str
) -> None:
    names = ", ".join(f"{name}: {name.title()}" for name in options)
    head = HEAD.replace("sun: Sun, river: River, moon: Moon", names)
    head = head.replace("sheets:", "stations: 9\nregisters: {list: {voters: 900}}\nsheets:", 1)
    files = {"o.csv": csv_of(OBSERVED), "areas.csv": csv_of(areas)}
    entry = returns_entry("o.csv", "obs", columns=columns(*options))
    head = head.replace("RELATION", "options <= valid")
    place = pack(tmp_path / "pack", write_folder(tmp_path / "election", files, entry, head))
    assert said_of(place) == ""


BALLOTS = """
station cast invalid valid sun river
1       100  0       100   60  40
2       91   1       90    50  40
"""
PARALLEL = """\
  d: {name: Another, options: {sun: Sun, river: River}, parallel_to: [c]}
"""


@pytest.mark.parametrize("has_field", [True, False])
def test_ballots_of_parallel_contests_may_be_sums_of_other_figures(
    tmp_path: Path, has_field: bool
) -> None:
    fields: Sequence[str] = FIELDS if has_field else ("invalid", "valid")
    head = HEAD.replace("RELATION", "options == valid") + PARALLEL
    if not has_field:
        head = head.replace("cast: Cast, ", "")
        head = head.replace(", {relation: valid + invalid == cast}", "")
    files = {"c.csv": csv_of(OBSERVED), "d.csv": csv_of(BALLOTS)}
    of = columns("sun", "river", fields=fields)
    entries = "".join(returns_entry(f"{one}.csv", "obs", f"contest: {one}", of) for one in "cd")
    place = pack(tmp_path / "pack", write_folder(tmp_path / "election", files, entries, head))
    (found,) = findings(place, "PARALLEL-BALLOTS")
    assert found["figures"] == {"d": 91, "c": 90}
    assert said_of(place) == ""
    left = "\n".join(map(str, verified(place).not_verified))
    assert ("PARALLEL-BALLOTS (1)" in left) is not has_field

    def forged(value: Any) -> None:
        (one,) = (one for one in value["findings"] if one["code"] == "PARALLEL-BALLOTS")
        one["figures"]["c"] = 89
        one["area"] = "2" if has_field else "3"

    change_json(place, layout.FINDINGS, forged)
    released(place)
    assert ("2: cites 89 for cast" if has_field else "3: cites 91 for cast") in said_of(place)


ON_ANOTHER_LIST = """\
announcements:
  - {id: final, source: cec, at: 2026-03-02, percent_of: registered,
     percent: {sun: "77", river: "20"}, fields: {registered: 800}}
"""


def test_a_share_of_registered_voters_may_be_of_another_list(tmp_path: Path) -> None:
    table = "station registered cast sun river\n1 150 100 60 40\n2 120 89 50 39\n"
    head = HEAD.replace(", invalid: Invalid, valid: Valid", "")
    head = head.replace("{relation: RELATION}, {relation: valid + invalid == cast}", "")
    files = {"announcements.yaml": ON_ANOTHER_LIST, "o.csv": csv_of(table)}
    of = columns("sun", "river", fields=("registered", "cast"))
    files["areas.csv"] = csv_of("\n".join(AREAS.splitlines()[:4]))
    entry = returns_entry("o.csv", "obs", columns=of)
    place = pack(tmp_path / "pack", write_folder(tmp_path / "election", files, entry, head))
    shares = findings(place, "ANNOUNCED-SHARE-DIFFERS")
    assert [(one["figures"]["figure"], one["figures"]["most"]) for one in shares]
    assert said_of(place) == ""
