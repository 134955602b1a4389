"""Ids, signs and crosswalks that the tables of an election cannot hold."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.folders import HEAD, checked, returns_entry
from tests.read_files import BY_CODE, ONLY_CODE, PLAIN, R, problems


@pytest.mark.parametrize(
    "id_", ["row", "ROW", "station", "name", "odd", "area", "stage", "channel", "leaf"]
)
@pytest.mark.parametrize("kind", ["option", "field"])
def test_ids_that_are_taken_are_refused(tmp_path: Path, id_: str, kind: str) -> None:
    place = "ana: Ana Lima" if kind == "option" else "registered: Voters"
    head = HEAD.replace(place, f"{place}, {id_}: W")
    (problem,) = problems(tmp_path, {"r.csv": PLAIN}, R, head)
    assert f"{id_!r} cannot be the id of a field or an option" in problem


@pytest.mark.parametrize("id_", ["valid", "invalid", "cast", "Registered", "turnout"])
def test_an_option_is_not_called_as_a_total_is(tmp_path: Path, id_: str) -> None:
    """Its votes would be taken for all valid votes, or for the voters on the list."""
    before, sheet = HEAD.split("    fields:")
    contests = sheet[sheet.index("contests:") :].replace("ana: Ana Lima", f"ana: Ana, {id_}: W")
    head = f"{before}    fields: {{spoilt: Spoilt}}\n{contests}"
    entry = returns_entry("r.csv", columns="    columns: {station: code}\n")
    (problem,) = problems(tmp_path, {"r.csv": PLAIN}, entry, head)
    assert f"{id_!r} is a figure of all voters, and cannot be the id of an option" in problem
    assert f"such as '{id_}_votes'" in problem


@pytest.mark.parametrize("id_", ["level", "tree", "sum"])
def test_ids_that_only_sound_like_columns_of_a_table_are_taken(tmp_path: Path, id_: str) -> None:
    head = HEAD.replace("ana: Ana Lima", f"ana: Ana Lima, {id_}: W")
    first, *rows = PLAIN.splitlines()
    table = "".join(f"{line}\n" for line in (f"{first},{id_}", *(f"{row},0" for row in rows)))
    result = checked(tmp_path, {"r.csv": table}, R, head)
    assert id_ in result.contests["president"].totals["cec"].options


def test_ids_that_differ_in_case_only_are_refused(tmp_path: Path) -> None:
    (problem,) = problems(
        tmp_path, {"r.csv": PLAIN}, R, HEAD.replace("ana: Ana Lima", "ana: Ana Lima, Ana: Ana")
    )
    assert "'ana' and 'Ana' differ in case only" in problem
    head = HEAD.replace("region, district", "region, district, Region")
    (problem,) = problems(tmp_path / "levels", {"r.csv": PLAIN}, R, head)
    assert "two levels differ in case only" in problem


@pytest.mark.parametrize(
    "more", ['delimiter: ";;"', "delimiter: '\"'", 'thousands: "0"', "thousands: '\"'"]
)
def test_signs_that_cannot_divide(tmp_path: Path, more: str) -> None:
    (problem,) = problems(tmp_path, {"r.csv": PLAIN}, returns_entry("r.csv", more=more))
    assert f"returns (no. 1).{more.split(':')[0]}" in problem


@pytest.mark.parametrize("measure", ["valid + invalid + 3", "cast - 1", "7"])
def test_a_measure_is_a_sum_of_fields_alone(tmp_path: Path, measure: str) -> None:
    """A number in it would have to be added once for each sheet that is added up."""
    head = HEAD.replace(
        "    relations:\n", f"    measures: {{cast: {measure!r}}}\n    relations:\n"
    )
    (problem,) = problems(tmp_path, {"r.csv": PLAIN}, R, head)
    assert "measures.cast" in problem
    assert "is no sum of fields: a measure has no number that stands on no sheet" in problem


def test_a_crosswalk_in_another_encoding(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {"r.csv": PLAIN, "crosswalk.csv": b"source,code,station\n\xff"}
    (problem,) = problems(tmp_path, files, R)
    assert problem.startswith("crosswalk.csv:2: is not written in UTF-8")


@pytest.mark.parametrize(
    ("doubtful", "is_applied"),
    [("", True), ("no", True), ("No", True), ("нет", True), ("0", True), ("false", True)]  # noqa: RUF005
    + [("yes", False), ("maybe", False), ("?", False), ("y", False), ("да", False), ("2", False)],
)
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_pair_of_codes_is_left_out_while_anything_marks_it_as_doubtful(
    tmp_path: Path, doubtful: str, is_applied: bool, delimiter: str
) -> None:
    pair = f"source,code,station,doubtful\nwatch,W1,1,{doubtful}\n".replace(",", delimiter)
    files: dict[str, str | bytes] = {
        "r.csv": "code,ana,ben\n1,5,6\n",
        "w.csv": "code,ana,ben\nW1,5,6\n",
        "crosswalk.csv": pair,
    }
    both = ONLY_CODE + returns_entry("w.csv", "watch", columns=BY_CODE)
    result = checked(tmp_path, files, both)
    known = result.contests["president"].totals["watch"].stations_known
    assert known == (1 if is_applied else 2)
