"""Rows that are no stations are named before anything is summed: totals of districts, of
everything, and headers in the midst of a file."""

from __future__ import annotations

from pathlib import Path

import pytest

from crosstally.problems import InputError
from tests.folders import STATIONS, checked, csv_of, returns_entry

BY_CODE = returns_entry("r.csv", columns="    columns: {station: code}\n")


def problems(folder: Path, table: str, returns: str | None = None) -> list[str]:
    with pytest.raises(InputError) as caught:
        checked(folder, {"r.csv": table}, returns or returns_entry("r.csv"))
    return [str(problem).replace(f"{folder}/", "") for problem in caught.value.problems]


DISTRICTS = """
region district code  registered cast valid invalid ana ben
North  Hill     1     500        301  300   1       200 100
North  Hill     2     400        210  200   10      50  150
North  Hill     sub   900        511  500   11      250 250
South  Port     3     300        105  100   5       60  40
South  Port     4     800        404  400   4       300 100
South  Port     sub2  1100       509  500   9       360 140
.      .        whole 2000       1020 1000  20      610 390
"""


def test_totals_of_districts_and_of_all_are_named_together(tmp_path: Path) -> None:
    (problem,) = problems(tmp_path, csv_of(DISTRICTS))
    assert problem.startswith("r.csv: each figure of 3 rows is the sum of the rows before or after")
    assert "(row 4: 'sub', row 7: 'sub2', row 8: 'whole')" in problem
    assert "`leave_out:`" in problem
    without = returns_entry("r.csv", more="leave_out: {code: [sub, sub2, whole]}")
    result = checked(tmp_path / "without", {"r.csv": csv_of(DISTRICTS)}, without)
    assert dict(result.contests["president"].totals["cec"].options) == {"ana": 610, "ben": 390}


def test_totals_may_stand_before_what_they_sum(tmp_path: Path) -> None:
    head, *rows = csv_of(DISTRICTS).splitlines(keepends=True)
    order = [6, 2, 0, 1, 5, 3, 4]
    (problem,) = problems(tmp_path, head + "".join(rows[at] for at in order))
    assert "(row 2: 'whole', row 3: 'sub', row 6: 'sub2')" in problem


@pytest.mark.parametrize("code", ["Total", "TOTAL North", "North/Итого", "Toplam", "المجموع"])
def test_a_small_sum_that_is_called_a_total_is_one(tmp_path: Path, code: str) -> None:
    table = f"code,ana,ben\n1,2,3\n2,4,5\n{code},6,8\n3,1,1\n"
    (problem,) = problems(tmp_path, table, BY_CODE)
    assert f"(row 4: '{code}')" in problem


def test_a_small_sum_alone_can_be_chance(tmp_path: Path) -> None:
    table = "code,ana,ben\n1,2,3\n2,4,5\n9,6,8\n3,1,1\n"
    result = checked(tmp_path, {"r.csv": table}, BY_CODE)
    assert dict(result.contests["president"].totals["cec"].options) == {"ana": 13, "ben": 17}


def test_equal_figures_of_one_station_are_no_proof_of_a_sum(tmp_path: Path) -> None:
    rows = "N,H,{},{n},{n},{n},0,{n},0\n"
    table = csv_of(STATIONS).splitlines()[0] + "\n"
    table += rows.format(1, n=500) + rows.format(2, n=500) + rows.format(3, n=1000)
    table += rows.format(4, n=700)
    result = checked(tmp_path, {"r.csv": table}, returns_entry("r.csv"))
    assert result.contests["president"].totals["cec"].stations_held == 4


def test_a_total_that_stands_twice_is_named_twice(tmp_path: Path) -> None:
    table = csv_of(STATIONS) + ",,t,2000,1020,1000,20,610,390\n,,t2,2000,1020,1000,20,610,390\n"
    (problem,) = problems(tmp_path, table)
    assert "(row 6: 't', row 7: 't2')" in problem


@pytest.mark.parametrize("code", ["Total", "ИТОГО:", "North/total"])
def test_a_total_that_is_no_sum_is_no_station_either(tmp_path: Path, code: str) -> None:
    table = f"code,ana,ben\n101,2201,3304\n102,4102,5207\n{code},6303,8512\n103,1,1\n"
    (problem,) = problems(tmp_path, table, BY_CODE)
    assert f"a station is called a total (row 4: '{code}')" in problem
    assert "announcements.yaml" in problem


@pytest.mark.parametrize("code", ["Totalnaya 5", "Sum", "Totalkazan", "Total north school"])
def test_a_station_may_have_a_name_that_holds_such_a_word(tmp_path: Path, code: str) -> None:
    table = f"code,ana,ben\n101,2201,3304\n{code},6303,8512\n103,1,1\n"
    result = checked(tmp_path, {"r.csv": table}, BY_CODE)
    assert result.contests["president"].totals["cec"].stations_held == 3
