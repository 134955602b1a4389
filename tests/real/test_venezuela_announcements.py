"""Venezuela 2024: the authority's two bulletins against the 24,532 sheets that were published."""

from __future__ import annotations

import csv
import gzip
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from crosstally.findings import Checked, Tier
from tests.announced_tables import Sheets, check, decisive, election, only

pytestmark = pytest.mark.data

OTHERS = ("LM", "JABE", "JOBR", "AE", "CF", "DC", "EM", "BERA")
OPTIONS: dict[str, Any] = {
    "eg": "Edmundo González",
    "nm": "Nicolás Maduro",
    **{name.lower(): name for name in OTHERS},
    "others": {"name": "The others", "members": [name.lower() for name in OTHERS]},
}
FIRST = {
    "id": "first",
    "at": "2024-07-29T00:10",
    "stage": "preliminary",
    "counts": {"nm": 5_150_092, "eg": 4_445_978, "others": 462_704},
    "percent": {"nm": "51.2", "eg": "44.2", "others": "4.6"},
    "counted": {"share": "80", "of_stations": 30_026},
}
SECOND = {
    "id": "second",
    "at": "2024-08-02",
    "stage": "preliminary",
    "counts": {"nm": 6_408_844, "eg": 5_326_104},
    "percent": {"nm": "51.95", "eg": "43.18"},
    "counted": {"share": "96.87", "of_stations": 30_026},
}
REGISTERS = {"june": {"voters": 21_392_464}, "with_foreigners": {"voters": 21_620_705}}


@pytest.fixture(scope="module")
def sheets(data: Path) -> Sheets:
    columns: dict[str, list[int]] = {}
    with gzip.open(data / "venezuela-2024/actas_V1.csv.gz", "rt", encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    names = {"RE": "registered", "VOTOS_VALIDOS": "valid", "VOTOS_NULOS": "invalid"}
    for written in (*names, "EG", "NM", *OTHERS):
        columns[names.get(written, written.lower())] = [int(row[written]) for row in rows]
    return Sheets(columns, 30_026, list(OPTIONS))


@pytest.fixture(scope="module")
def checked(sheets: Sheets) -> Checked:
    return check(election([FIRST, SECOND], options=OPTIONS, registers=REGISTERS), sheets)


def test_the_second_bulletin_cannot_be_right_together_with_the_sheets(checked: Checked) -> None:
    found = next(item for item in decisive(checked) if item.figures["announcement"] == "second")
    assert found.code.name == "ANNOUNCED-BELOW-HELD"
    assert found.figures["figure"] == "eg"
    assert found.figures["held"] == 7_156_462
    # 96.87 percent of 30,026 are 29,085 to 29,089 sheets, rounded or cut off.
    assert (found.figures["uncounted_at_least"], found.figures["uncounted_at_most"]) == (937, 941)
    assert (found.figures["kept_at_least"], found.figures["kept_at_most"]) == (6_696_357, 6_698_181)
    assert (found.figures["worthless_at_least"], found.figures["worthless_at_most"]) == (3276, 3280)
    assert "3,276 to 3,280 more held sheets" in str(found.breaking_point)
    assert any("96.87 percent of 30,026 sheets" in str(premise) for premise in found.premises)
    assert any("24,532 sheets" in str(premise) for premise in found.premises)


def test_nor_can_the_first_whichever_way_its_80_percent_were_rounded(checked: Checked) -> None:
    found = next(item for item in decisive(checked) if item.figures["announcement"] == "first")
    assert found.figures["figure"] == "eg"
    assert (found.figures["uncounted_at_least"], found.figures["uncounted_at_most"]) == (5705, 6155)
    assert (found.figures["worthless_at_least"], found.figures["worthless_at_most"]) == (379, 829)


def test_the_second_bulletin_s_percentages_are_none_that_the_sheets_leave_possible(
    checked: Checked,
) -> None:
    found = {
        item.figures["figure"]: item
        for item in decisive(checked)
        if item.code.name == "ANNOUNCED-SHARE-DIFFERS"
    }
    assert {item.figures["announcement"] for item in found.values()} == {"second"}
    # Had the 941 uncounted sheets been those that help most, and had everybody on the lists of the
    # stations not held voted for NM, or else nobody for EG.
    assert Fraction("0.5031") < found["nm"].figures["most"] < Fraction("0.5032")
    assert Fraction("0.4787") < found["eg"].figures["least"] < Fraction("0.4789")
    assert "At least 343 of the 24,532 held sheets" in str(found["nm"].breaking_point)


def test_the_first_bulletin_s_percentages_need_sheets_left_out(checked: Checked) -> None:
    found = [item for item in checked.findings if item.code.name == "ANNOUNCED-SHARE-LEAVES-OUT"]
    needed = {item.figures["figure"]: item.figures["needed"] for item in found}
    assert needed == {"nm": 1571, "eg": 3631}


def test_these_are_all_that_is_decisive(checked: Checked) -> None:
    found = [item.code.name for item in decisive(checked)]
    assert found == ["ANNOUNCED-BELOW-HELD"] * 2 + ["ANNOUNCED-SHARE-DIFFERS"] * 2


def test_the_first_bulletin_s_counts_are_its_rounded_percentages(checked: Checked) -> None:
    found = only(checked, "COUNTS-FROM-PERCENT")
    assert found.tier is Tier.INDICATIVE
    assert (found.figures["announcement"], found.figures["digits"]) == ("first", 1)
    assert found.figures["total"] == 10_058_774
    assert found.figures["percent"] == {"nm": "256/5", "eg": "221/5", "others": "23/5"}
    assert Fraction(found.figures["chance"]) < Fraction(1, 100_000_000)


def test_the_second_bulletin_fits_the_voters_left_at_a_turnout_above_any_held(
    checked: Checked,
) -> None:
    found = [item for item in checked.findings if item.code.name == "RESIDUAL-NEEDS-TURNOUT"]
    second = next(item for item in found if item.figures["announcement"] == "second")
    assert second.figures["needed"] == {"nm": 6_408_844 - 3_241_461}
    assert second.figures["voters_not_held"] == {
        "june": 21_392_464 - 17_745_239,
        "with_foreigners": 21_620_705 - 17_745_239,
    }


def test_without_a_share_counted_nothing_follows(sheets: Sheets) -> None:
    bare = {key: value for key, value in SECOND.items() if key != "counted"}
    assert decisive(check(election([bare], options=OPTIONS), sheets)) == []
