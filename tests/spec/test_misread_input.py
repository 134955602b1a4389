"""Inputs that could be taken for something they are not: each is refused or reported, so that no
finding rests on a figure that was misread."""

from __future__ import annotations

import io
import warnings
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from crosstally.check.result import CheckResult
from crosstally.problems import InputError
from tests.folders import HEAD, STATIONS, checked, csv_of, returns_entry

PLAIN = csv_of(STATIONS)
R = returns_entry("r.csv")
BY_CODE = "    columns: {station: code}\n"
LONG = "    columns: {station: code, option: party, votes: votes}\n"


def options(result: CheckResult) -> dict[str, int]:
    return dict(result.contests["president"].totals["cec"].options)


def problems(
    folder: Path, files: dict[str, str | bytes], returns: str | None = None, head: str = HEAD
) -> list[str]:
    with pytest.raises(InputError) as caught:
        checked(folder, files, returns or R, head)
    return [str(problem).replace(f"{folder}/", "") for problem in caught.value.problems]


def parquet(names: Sequence[str], *columns: list[Any]) -> bytes:
    target = io.BytesIO()
    pq.write_table(pa.Table.from_arrays([pa.array(one) for one in columns], list(names)), target)
    return target.getvalue()


@pytest.mark.parametrize("more", ["", "10,x,y\n" * 300])
def test_a_header_that_stands_again_is_no_station(tmp_path: Path, more: str) -> None:
    text = "code,ana,ben\n1,2,3\ncode,ana,ben\n2,3,4\ncode,ana,ben\n"
    returns = returns_entry("r.csv", columns=BY_CODE)
    (problem,) = problems(tmp_path, {"r.csv": text + more}, returns)
    assert problem.startswith("r.csv: the header stands in the file again, in 2 rows: 3, 5")
    without = returns_entry("r.csv", more="leave_out: {code: [code]}", columns=BY_CODE)
    assert options(checked(tmp_path / "w", {"r.csv": text}, without)) == {"ana": 5, "ben": 7}


@pytest.mark.parametrize("strength", ["must", "should"])
@pytest.mark.parametrize("relation", ["1 == 2", "cast <= cast", "cast - cast == 5"])
def test_a_relation_speaks_of_some_figure(tmp_path: Path, relation: str, strength: str) -> None:
    written = "{relation: cast <= registered, strength: should}"
    head = HEAD.replace(written, f"{{relation: {relation}, strength: {strength}}}")
    (problem,) = problems(tmp_path, {"r.csv": PLAIN}, head=head)
    assert problem.startswith("election.yaml:14:")
    assert "speaks of no figure" in problem


ANNOUNCED = "announcements:\n  - {id: a, source: cec, counts: {ana: 610, ben: 390}%s}\n"


def test_parts_of_one_are_not_taken_for_percentages(tmp_path: Path) -> None:
    parts = ANNOUNCED % ", percent: {ana: 0.61, ben: 0.39}"
    (problem,) = problems(tmp_path, {"r.csv": PLAIN, "announcements.yaml": parts})
    assert problem.startswith("announcements.yaml:2:")
    assert "are they parts of one?; read '0.61, 0.39'. Write them in percent" in problem
    for number, percent in enumerate(["{ana: 0.61%, ben: 0.39%}", "{ana: 0.61}"]):
        stated = ANNOUNCED % f", percent: {percent}"
        files: dict[str, str | bytes] = {"r.csv": PLAIN, "announcements.yaml": stated}
        assert checked(tmp_path / str(number), files, R).findings.of("ANNOUNCED-SHARE-DIFFERS")


def test_an_area_that_is_announced_twice_is_refused(tmp_path: Path) -> None:
    areas = "{North: {counts: {ana: 310}}, north: {counts: {ana: 1}}}"
    text = ANNOUNCED % f", areas: {areas}"
    (problem,) = problems(tmp_path, {"r.csv": PLAIN, "announcements.yaml": text})
    assert "this area stands in the announcement already, as 'North'; read 'north'" in problem


def test_the_area_of_an_announcement_is_none_of_its_parts(tmp_path: Path) -> None:
    text = ANNOUNCED % ", area: North, areas: {north: {counts: {ana: 310}}}"
    (problem,) = problems(tmp_path, {"r.csv": PLAIN, "announcements.yaml": text})
    assert "this area stands in the announcement already, as 'North'; read 'north'" in problem
    alone = text.replace("counts: {ana: 610, ben: 390}, ", "")
    assert checked(tmp_path / "alone", {"r.csv": PLAIN, "announcements.yaml": alone}, R)


def test_a_column_of_a_parquet_file_that_stands_twice_is_not_chosen_from(tmp_path: Path) -> None:
    content = parquet(["code", "ana", "ben", "ana"], ["1", "2"], [1, 2], [3, 4], [5, 6])
    returns = returns_entry("r.parquet", columns=BY_CODE)
    (problem,) = problems(tmp_path, {"r.parquet": content}, returns)
    assert problem.startswith("r.parquet")
    assert "The columns are: code, ana, ben, ana" in problem


def test_a_code_that_is_no_number_is_no_code(tmp_path: Path) -> None:
    content = parquet(["code", "ana", "ben"], [1.0, float("nan")], [1, 2], [3, 4])
    returns = returns_entry("r.parquet", columns=BY_CODE)
    (problem,) = problems(tmp_path, {"r.parquet": content}, returns)
    assert "1 row holds figures but no station code, the first is row 2" in problem


def test_two_members_of_one_name_are_not_chosen_from(tmp_path: Path) -> None:
    packed = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(packed, "w") as archive:
        warnings.simplefilter("ignore")
        archive.writestr("r.csv", PLAIN)
        archive.writestr("r.csv", PLAIN.replace("200", "900"))
    returns = returns_entry("r.zip", more="member: r.csv")
    (problem,) = problems(tmp_path, {"r.zip": packed.getvalue()}, returns)
    assert "holds 2 files of one name; read 'r.csv'" in problem


def test_a_mark_that_is_set_is_not_advised_again(tmp_path: Path) -> None:
    text = 'code,ana,ben\n1,"1234,567",5\n2,"12,34",5\n3,",123",5\n'
    returns = returns_entry("r.csv", more="thousands: ','", columns=BY_CODE)
    (problem,) = problems(tmp_path, {"r.csv": text}, returns)
    assert "set `thousands:" not in problem


def test_votes_of_nobody_in_a_long_file_are_reported(tmp_path: Path) -> None:
    text = "code,party,votes\n1,ana,5\n1,,6\n1,ben,5\n1,,\n"
    returns = returns_entry("r.csv", more="layout: long", columns=LONG)
    result = checked(tmp_path, {"r.csv": text}, returns)
    (finding,) = result.findings.of("OPTION-UNKNOWN")
    assert "6 votes are in no sum" in finding.message


@pytest.mark.parametrize(
    ("levels", "expected"),
    [
        ("[country]", "at least 2 entries. Outermost first and the station last: [country, region"),
        (str([f"level{i}" for i in range(30)]), "at most 20 entries"),
    ],
)
def test_levels_that_are_too_few_or_too_many_are_said_plainly(
    tmp_path: Path, levels: str, expected: str
) -> None:
    for key, head in (
        ("levels", HEAD.replace("[country, region, district, station]", levels)),
        ("trees.other", HEAD.replace("sources:", f"trees: {{other: {levels}}}\nsources:")),
    ):
        first, *_ = problems(tmp_path / key, {"r.csv": PLAIN}, head=head)
        assert f"{key}: does not fit; expected {expected}" in first


def test_a_list_without_entries_is_said_plainly(tmp_path: Path) -> None:
    head = HEAD + "  council: {options: {}}\n"
    (problem,) = problems(tmp_path, {"r.csv": PLAIN}, head=head)
    assert "contests.council.options: does not fit; expected at least one entry" in problem
