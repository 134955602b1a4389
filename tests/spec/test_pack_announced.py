"""What a pack says of announcements is decided without building it again: by its table of what was
announced, its sheets, and the returns of whole areas."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from crosstally.pack import layout
from crosstally.pack.opening import open_pack
from crosstally.pack.recompute import recompute
from crosstally.pack.verification import Verification
from tests.folders import HEAD, STATIONS, csv_of, returns_entry, write_folder
from tests.forged_packs import change, change_json, released, said_of
from tests.packs import pack, verified

ANNOUNCEMENTS = """\
announcements:
  - {id: evening, source: cec, stage: preliminary, at: 2024-05-12, turnout: "51.00",
     fields: {registered: 2000, cast: 1020}, counted: {share: "100"}}
  - id: final
    source: cec
    at: 2024-05-14
    printed_in: The Gazette
    counts: {ana: 610, ben: 391}
    percent: {ana: "60.94"}
    areas:
      North: {counts: {ana: 311}}
      South: {counts: {ana: 300}}
"""
FINAL = "final,president,cec,final,2024-05-14,The Gazette,country,all,All areas"
"""How a row of the final announcement begins."""
DISTRICTS = """
region district registered cast valid invalid ana ben
North  Hill     900        511  500   11      250 250
North  Lake     300        105  100   5       70  30
"""


def folder(place: Path, announcements: str = ANNOUNCEMENTS) -> Path:
    """All sheets are held; the announcement has a vote too many for ben, and one for North."""
    files = {
        "returns.csv": csv_of(STATIONS),
        "districts.csv": csv_of(DISTRICTS),
        "announcements.yaml": announcements,
    }
    columns = """\
    columns:
      areas: {region: region, district: district}
      fields: {registered: registered, cast: cast, valid: valid, invalid: invalid}
"""
    stated = returns_entry("districts.csv", more="level: district", columns=columns)
    return write_folder(place, files, returns_entry("returns.csv") + stated)


@pytest.fixture
def made(tmp_path: Path) -> Path:
    return pack(tmp_path / "pack", folder(tmp_path / "election"))


def finding(found: dict[str, Any], code: str, area: str) -> dict[str, Any]:
    (one,) = [one for one in found["findings"] if (one["code"], one["area"]) == (code, area)]
    return dict(one)


def dropped(code: str, area: str) -> Callable[[dict[str, Any]], None]:
    return lambda found: found["findings"].remove(finding(found, code, area))


def test_what_was_announced_is_a_table(made: Path) -> None:
    rows = (made / layout.ANNOUNCED).read_text().splitlines()
    assert rows[0] == ",".join(layout.ANNOUNCED_COLUMNS)
    assert f"{FINAL},,,votes,ben,391,1," in rows
    assert f"{FINAL},,,percent,ana,60.94,,valid" in rows
    evening = "evening,president,cec,preliminary,2024-05-12,,country,all,All areas"
    assert f"{evening},100,,turnout,turnout,51.00,," in rows
    assert verified(made).broken == []


def test_how_many_findings_were_decided_is_said(made: Path) -> None:
    said = "\n".join(map(str, verified(made).verified))
    assert "Findings about announcements and stated areas: 4. They cite what data/announced" in said


def test_percentages_of_a_total_that_is_not_stated_are_verified_too(tmp_path: Path) -> None:
    said = """\
announcements:
  - {id: final, source: cec, counts: {ana: 610}, percent: {ana: "55.00"},
     fields: {valid: 1000}}
"""
    made = pack(tmp_path / "pack", folder(tmp_path / "election", said))
    found = json.loads((made / layout.FINDINGS).read_text())["findings"]
    assert "PERCENT-OF-ANOTHER-TOTAL" in {item["code"] for item in found}
    assert verified(made).broken == []


def test_where_nothing_was_announced_nothing_is_said_of_it(tmp_path: Path) -> None:
    made = pack(tmp_path / "pack", write_folder(tmp_path / "e", {"returns.csv": csv_of(STATIONS)}))
    assert "announce" not in "\n".join(map(str, verified(made).verified))


@pytest.mark.parametrize("area", ["all", "North"])
def test_a_difference_that_is_no_finding_is_missed(made: Path, area: str) -> None:
    change_json(made, layout.FINDINGS, dropped("ANNOUNCED-COUNT-DIFFERS", area))
    released(made)
    assert f"at {area}, and the sheets of cec add up to" in said_of(made)


def test_findings_that_are_said_to_be_too_many_to_list_are_missed(made: Path) -> None:
    """No check of announcements leaves findings out of its list."""
    change_json(made, layout.FINDINGS, dropped("ANNOUNCED-COUNT-DIFFERS", "all"))
    more = {"ANNOUNCED-COUNT-DIFFERS": 1}
    change_json(made, layout.FINDINGS, lambda found: found.update(truncated=more))
    released(made)
    assert "at all, and the sheets of cec add up to" in said_of(made)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        pytest.param(
            '"stated": 391',
            '"stated": 390',
            "all: cites 390 for ben, the table has 391",
            id="count",
        ),
        pytest.param('"sheets": 390', '"sheets": 1', "all: cites 1 for ben", id="sum"),
        pytest.param(
            '"stations_held": 4', '"stations_held": [4]', "all: cites [4] for", id="no number"
        ),
        pytest.param('"held": 390', '"held": 1', "all: cites 1 for ben", id="sum of the figure"),
        pytest.param(
            '"announcement": "final"', '"announcement": "early"', "states nothing there", id="id"
        ),
        pytest.param('"stated": 70', '"stated": 71', "Lake: no table of returns has", id="level"),
        pytest.param('"sum": 60', '"sum": 61', "Lake: cites 61 for ana", id="sum of a level"),
    ],
)
def test_a_finding_cites_what_was_announced(made: Path, old: str, new: str, said: str) -> None:
    change(made, layout.FINDINGS, lambda text: text.replace(old, new))
    released(made)
    assert said in said_of(made)


def test_an_announcement_that_is_changed_no_longer_fits_its_findings(made: Path) -> None:
    change(made, layout.ANNOUNCED, lambda text: text.replace(",391,", ",392,"))
    released(made)
    assert "cites 391 for ben, the table has 392" in said_of(made)


def test_the_table_of_announcements_is_what_the_files_say(made: Path) -> None:
    change(made, layout.ANNOUNCED, lambda text: text.replace("2024-05-14", "2024-05-15"))
    released(made)
    assert said_of(made) == ""
    recompute(open_pack(made), said := Verification())
    assert "data/announced.csv: building the pack again gives another one" in map(str, said.broken)


@pytest.mark.parametrize(
    "row",
    [
        f"{FINAL},,,votes,ben,391,1,",
        f"{FINAL},,,votes,more,-1,1,",
        f"{FINAL},,,votes,more,1,,",
        f"{FINAL},,,percent,more,1,1,",
        f"{FINAL},,,votesies,more,1,1,",
        f"final,president,other{FINAL.removeprefix('final,president,cec')},,,votes,more,1,1,",
    ],
)
def test_a_row_that_no_pack_has_is_named(made: Path, row: str) -> None:
    change(made, layout.ANNOUNCED, lambda text: f"{text}{row}\n")
    released(made)
    assert "final: is no row of an announced figure" in said_of(made)


@pytest.mark.parametrize(
    "announced",
    [
        pytest.param("counts: {ben: 391}, stage: preliminary", id="preliminary"),
        pytest.param('counts: {ben: 300}, counted: {share: "90"}', id="of a part of the sheets"),
        pytest.param("counts: {ben: 400}, rounded_to: {ben: 100}", id="rounded"),
        pytest.param("fields: {registered: 2000, cast: 1020}", id="the same"),
    ],
)
def test_what_does_not_contradict_needs_no_finding(tmp_path: Path, announced: str) -> None:
    text = f"announcements:\n  - {{id: final, source: cec, {announced}}}\n"
    made = pack(tmp_path / "pack", folder(tmp_path / "election", text))
    found = json.loads((made / layout.FINDINGS).read_text())["findings"]
    assert [one["code"] for one in found if one["code"] == "ANNOUNCED-COUNT-DIFFERS"] == []
    assert verified(made).broken == []


@pytest.mark.parametrize(
    ("files", "announced", "code"),
    [
        pytest.param(
            {},
            "{valid: 1001, invalid: 20, cast: 1021}, counts: {ana: 610, ben: 326}",
            "STATED-MUST",
            id="no sheet is held of any option",
        ),
        pytest.param(
            {"returns.csv": csv_of(STATIONS)},
            '{invalid: 1}, counts: {ana: 900, ben: 400}, counted: {share: "50", of_stations: 4}',
            "ANNOUNCED-ABOVE-COUNTED",
            id="a measure that the announced counts make",
        ),
    ],
)
def test_a_sound_pack_is_sound_whatever_its_sheets_lack(
    tmp_path: Path, files: dict[str, str], announced: str, code: str
) -> None:
    head = HEAD.replace(
        "strength: must}\n",
        "strength: must}\n      - {relation: options == valid, strength: must}\n",
        1,
    )
    text = f"announcements:\n  - {{id: final, source: cec, at: 2024-05-14, fields: {announced}}}\n"
    entries = "".join(returns_entry(name) for name in files) or "  []\n"
    place = write_folder(tmp_path / "e", {**files, "announcements.yaml": text}, entries, head=head)
    made = pack(tmp_path / "pack", place)
    codes = [one["code"] for one in json.loads((made / layout.FINDINGS).read_text())["findings"]]
    assert code in codes
    assert verified(made).is_sound
