"""`crosstally add --level`: sums of areas are stated sums, held against the stations below."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from crosstally.check.run import check, open_election
from crosstally.election.folder import open_folder
from tests.drafting_tables import HEADER, ROWS
from tests.spec.test_add import run


def workbook_with_sums(path: Path, north: int = 510) -> Path:
    """A worksheet of stations, and one of their sums by region."""
    book = openpyxl.Workbook()
    stations, regions = book.worksheets[0], book.create_sheet("Regions")
    stations.title = "Stations"
    for row in [HEADER, *ROWS]:
        stations.append([int(cell) if cell.isdecimal() else cell for cell in row])
    regions.append(["Region", *HEADER[2:]])
    regions.append(["North", 1950, 1225, 21, north, 540, 175])
    regions.append(["South", 3050, 2316, 23, 1670, 478, 168])
    book.save(path)
    return path


@pytest.mark.parametrize(("north", "found"), [(510, []), (530, ["North"])])
def test_sums_on_another_worksheet_are_held_against_the_stations(
    north: int, found: list[str], tmp_path: Path
) -> None:
    """The workbook is there already, and needs no second copy."""
    book, folder = workbook_with_sums(tmp_path / "results.xlsx", north), tmp_path / "vote"
    assert run("new", str(folder), "--from", str(book))[0] == 0
    add = ["add", str(folder), str(book), "--source", "authority", "--worksheet", "Regions"]
    code, output = run(*add, "--level", "region")
    assert (code, "2 rows of areas follow" in output) == (0, True), output
    entry = open_folder(folder).definition.returns[1]
    assert (entry.file, entry.worksheet, entry.level) == (
        "returns/results.xlsx",
        "Regions",
        "region",
    )
    differing = check(open_election(folder)).findings.of("ROLLUP-DIFFERS")
    assert [finding.area for finding in differing] == found
    code, output = run(*add, "--level", "region")
    assert (code, "is there already; nothing was written" in output) == (2, True)


def test_areas_are_not_taken_for_stations_without_a_word(tmp_path: Path) -> None:
    book, folder = workbook_with_sums(tmp_path / "results.xlsx"), tmp_path / "vote"
    run("new", str(folder), "--from", str(book))
    add = ["add", str(folder), str(book), "--source", "authority", "--worksheet", "Regions"]
    code, output = run(*add)
    assert code == 2
    assert "the rows seem to be areas of the level 'region', and no stations" in output
    assert "`--level region` enters them as stated sums" in output
    code, output = run(*add, "--level", "regoin")
    assert (code, "Did you mean 'region'?" in output) == (2, True)
    assert run(*add, "--level", "station")[0] == 0


def test_a_level_needs_a_column_of_its_areas(tmp_path: Path) -> None:
    folder = tmp_path / "vote"
    run("new", str(folder), "--from", str(workbook_with_sums(tmp_path / "results.xlsx")))
    other = tmp_path / "other.csv"
    other.write_text("Place,Voters,Valid,Invalid,Sun,River,Stone\nA,10,9,0,3,3,3\nB,9,8,1,3,3,2\n")
    code, output = run("add", str(folder), str(other), "--source", "authority", "--level", "region")
    assert code == 2
    assert "no column holds areas of the level 'region'; read 'Place'; expected North" in output
