"""Cells that are no plain figure or code: what is kept of them, and what is said."""

from __future__ import annotations

import json
import unicodedata
from pathlib import Path

import pytest

from crosstally.election import codes
from tests.folders import checked, returns_entry
from tests.read_files import BY_CODE, ONLY_CODE, options, problems


@pytest.mark.parametrize(
    "written",
    ["-5", "-0", "+4", "1e3", "0x1F", "1_000", "Infinity", "inf", "1|2", "|", "7.", ".5", "7.25"]  # noqa: RUF005
    + ["7 ballots", "=1+2", "TRUE", "½", "²", "\u200e7", "'٣'", "3000000000", "9" * 30],
)
def test_what_is_no_plain_whole_number_is_unread_and_kept_as_it_came(
    tmp_path: Path, written: str
) -> None:
    table = f"code,ana,ben\n1,{written},5\n2,1,5\n"
    result = checked(tmp_path, {"r.csv": table}, ONLY_CODE)
    totals = result.contests["president"].totals["cec"]
    assert (totals.options, totals.incomplete) == ({"ana": 1, "ben": 10}, {"ana": 1})
    (finding,) = result.findings
    assert (finding.code.name, finding.figures["raw"]) == ("SHEET-UNREAD", written)
    assert (finding.figures["figure"], finding.figures["row"]) == ("ana", 2)
    assert finding.area == "1"


@pytest.mark.parametrize(
    "written", ["7", " 7 ", "007", "7.0", "7.00", "٧", "۷", "७", "၇", "７", '"7"']
)
def test_whole_numbers_however_they_are_written(tmp_path: Path, written: str) -> None:
    result = checked(tmp_path, {"r.csv": f"code,ana,ben\n1,{written},5\n"}, ONLY_CODE)
    assert options(result) == {"ana": 7, "ben": 5}
    assert list(result.findings) == []


@pytest.mark.parametrize("wrong", [b"\xff", b"\xe9", b"\xd0"])
@pytest.mark.parametrize("name", ["Жетісу ауданы", "Región de Ñuble"])
def test_a_wrong_byte_does_not_turn_every_letter_into_another(
    tmp_path: Path, wrong: bytes, name: str
) -> None:
    rows = "".join(f"{i},{name},5,6\n" for i in range(40)).encode()
    content = b"code,region,ana,ben\n" + rows.replace(b"7,", b"7" + wrong + b",", 1)
    returns = returns_entry(
        "r.csv", columns="    columns: {station: code, areas: {region: region}}\n"
    )
    (problem,) = problems(tmp_path, {"r.csv": content}, returns)
    assert problem.startswith("r.csv:9: is written in UTF-8, but 1 byte is not, in this line")
    assert f"read '\\\\x{wrong.hex()}'" in problem
    stated = returns.replace("    columns", "    encoding: latin-1\n    columns")
    assert options(checked(tmp_path / "stated", {"r.csv": content}, stated)) == {
        "ana": 200,
        "ben": 240,
    }


@pytest.mark.parametrize("word", ["NA", "NaN", "NULL", "nan", "null", "\\\\N", "N/A"])
@pytest.mark.parametrize("empty", ["", "empty: zero"])
def test_a_word_for_nothing_is_empty_only_where_empty_marks_names_it(
    tmp_path: Path, word: str, empty: str
) -> None:
    table = f"code,ana,ben\n1,{word},5\n2,1,5\n"
    returns = returns_entry("r.csv", more=empty, columns=BY_CODE)
    result = checked(tmp_path, {"r.csv": table}, returns)
    assert [item.figures["raw"] for item in result.findings.of("SHEET-UNREAD")] == [word]
    assert result.contests["president"].totals["cec"].incomplete == {"ana": 1}
    more = f"empty: zero\nempty_marks: [{json.dumps(word)}]"
    named = returns_entry("r.csv", more=more, columns=BY_CODE)
    assert options(checked(tmp_path / "named", {"r.csv": table}, named)) == {"ana": 1, "ben": 10}


def test_many_words_for_nothing_are_said_with_the_remedy(tmp_path: Path) -> None:
    table = "code,ana,ben\n" + "".join(f"{i},{'NA' if i % 2 else 'null'},5\n" for i in range(9))
    (problem,) = problems(tmp_path, {"r.csv": table}, ONLY_CODE)
    assert "If 'NA', 'null' stand for nothing, set `empty_marks: ['NA', 'null']`" in problem


@pytest.mark.parametrize("mark", [".", ","])
def test_three_decimals_can_be_thousands_or_decimals_and_both_are_said(
    tmp_path: Path, mark: str
) -> None:
    rows = "".join(f'{i},"{400 + i}{mark}000",5\n' for i in range(9))
    (problem,) = problems(tmp_path, {"r.csv": "code,ana,ben\n" + rows}, ONLY_CODE)
    assert f"'400{mark}000' can be 400000, then set `thousands: '{mark}'`" in problem
    assert "or 400 with decimals" in problem


@pytest.mark.parametrize("mark", [",", ".", "'", "\u00a0"])
def test_one_figure_with_a_mark_between_its_digits_is_unread_and_the_remedy_said(
    tmp_path: Path, mark: str
) -> None:
    table = f'code,ana,ben\n1,"1{mark}234",5\n2,7,5\n'
    result = checked(tmp_path, {"r.csv": table}, ONLY_CODE)
    (finding,) = result.findings.of("SHEET-UNREAD")
    assert finding.message.endswith(
        f" reads “1{mark}234”, which is a whole number only where “{mark}” stands between "
        "thousands: then set `thousands:` of this file in election.yaml"
    )


def test_decimals_are_not_taken_for_a_word_for_nothing(tmp_path: Path) -> None:
    rows = "".join(f'{i},"1,04",5\n' for i in range(9))
    (problem,) = problems(tmp_path, {"r.csv": "code,ana,ben\n" + rows}, ONLY_CODE)
    assert problem.endswith("If it is a share, mend `columns:` in election.yaml.")


def test_a_figure_of_too_many_digits_is_said_to_be_one(tmp_path: Path) -> None:
    table = f"code,ana,ben\n1,{10**30},5\n"
    (finding,) = checked(tmp_path, {"r.csv": table}, ONLY_CODE).findings
    assert "has more digits than the votes of any station (at most 9)" in finding.message


@pytest.mark.parametrize(
    "code",
    ["\u00a0102\u00a0", "102\u200b", "\u200f102", "\u202e102\u202c", "1\u200b02", "\t102\u3000"],
)
@pytest.mark.parametrize("where", ["returns", "areas", "crosswalk", "holdings"])
def test_signs_that_nobody_sees_make_no_other_station(
    tmp_path: Path, code: str, where: str
) -> None:
    def written(place: str) -> str:
        return code if place == where else "102"

    files: dict[str, str | bytes] = {
        "r.csv": f"code,ana,ben\n{written('returns')},3,4\n103,1,1\n",
        "w.csv": "code,ana,ben\nW2,3,4\n",
        "areas.csv": "id,name,level,parent\nhill,Hill,region,all\n"
        f"{written('areas')},School,station,hill\n103,Mill,station,hill\n",
        "crosswalk.csv": f"source,code,station\nwatch,W2,{written('crosswalk')}\n",
        "holdings.csv": "station,copy,kind,standing,source\n"
        f"{written('holdings')},a,photograph,held,cec\n",
    }
    result = checked(tmp_path, files, ONLY_CODE + returns_entry("w.csv", "watch", columns=BY_CODE))
    named = {item.code.name for item in result.findings}
    assert not named & {"STATION-UNKNOWN", "SHEET-DUPLICATE", "HOLDING-UNKNOWN-STATION"}
    totals = result.contests["president"].totals
    assert (totals["cec"].stations_held, totals["cec"].stations_known) == (2, 2)
    assert totals["watch"].stations_held == 1


def test_what_cannot_be_seen_is_what_unicode_says_it_is() -> None:
    signs = [chr(i) for i in range(0x10000)]
    assert set(codes.SPACES) == {sign for sign in signs if sign.isspace()}
    others = {sign for sign in signs if unicodedata.category(sign) == "Cf"} - set(codes.INVISIBLE)
    # Signs that are written around numbers and verses, and have a picture.
    assert all(unicodedata.name(sign).startswith(("ARABIC", "SYRIAC", "INTER")) for sign in others)


@pytest.mark.parametrize("mark", ["’", "٬", "_", "|", "*", "\\", "\u202f"])
def test_any_sign_can_be_the_thousands_mark(tmp_path: Path, mark: str) -> None:
    returns = returns_entry("r.csv", more=f"thousands: {json.dumps(mark)}", columns=BY_CODE)
    table = f'code,ana,ben\n1,"12{mark}345{mark}678",1{mark}00\n2,7,5\n'
    result = checked(tmp_path, {"r.csv": table}, returns)
    assert options(result) == {"ana": 12_345_685, "ben": 5}
    assert [item.figures["raw"] for item in result.findings] == [f"1{mark}00"]


def test_many_bad_cells_below_one_percent_of_a_column_are_all_kept(tmp_path: Path) -> None:
    rows = "".join(f"s{i},{'n/a' if i % 110 == 0 else i % 90},5\n" for i in range(110_000))
    result = checked(tmp_path, {"r.csv": "code,ana,ben\n" + rows}, ONLY_CODE)
    unread = result.findings.of("SHEET-UNREAD")
    assert len(unread) == 1000
    assert [item.figures["row"] for item in unread[:2]] == [2, 112]
