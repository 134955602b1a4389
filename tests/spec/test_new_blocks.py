"""Tables in blocks: one under another, a page at a time, under the names of areas."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from crosstally.check.run import check, open_election
from crosstally.drafting.blocks import in_one_piece
from crosstally.drafting.source import read_source
from crosstally.problems import InputError
from tests.drafting_tables import HEADER, ROWS, SUMS, as_csv, drafted, meanings, totals

Rows = list[list[str]]
NAMES = HEADER[1:]


def block(region: str) -> Rows:
    """The stations of a region, without its name."""
    return [row[1:] for row in ROWS if row[0] == region]


def sums(region: str) -> list[str]:
    """Their total."""
    return ["Total", *(str(sum(int(row[i]) for row in block(region))) for i in range(1, 7))]


def a_table_for_each_region() -> Rows:
    rows: Rows = [["Results by polling station"]]
    for region in ("North", "South"):
        rows += [[], [f"Region: {region}"], NAMES, *block(region), sums(region)]
    return rows


def names_below_the_header() -> Rows:
    rows: Rows = [["Results by polling station"], NAMES]
    for region in ("North", "South"):
        rows += [["", f"{region} Region"], *block(region), sums(region)]
    return [*rows, ["Total", *(str(SUMS[name]) for name in SUMS)]]


def names_in_a_column_of_their_own() -> Rows:
    rows: Rows = [HEADER]
    for region in ("North", "South"):
        rows += [[region], *(["", *row] for row in block(region))]
    return rows


def pages() -> Rows:
    """The header again after some rows, between numbers of pages and signatures."""
    rows: Rows = []
    for at, row in enumerate(ROWS):
        if at in (0, 2, 5):
            rows += [["FORM 34"], HEADER, [str(i + 1) for i in range(len(HEADER))]]
        rows.append(row)
    return [*rows, ["Chairman ________"]]


@pytest.mark.parametrize(
    "rows", [a_table_for_each_region(), names_below_the_header(), names_in_a_column_of_their_own()]
)
def test_blocks_under_the_names_of_their_areas_are_one_table(rows: Rows, tmp_path: Path) -> None:
    path = tmp_path / "results.csv"
    path.write_bytes(as_csv(rows))
    folder = drafted(path, tmp_path)
    assert totals(folder) == SUMS
    regions = check(open_election(folder)).totals(level="region")
    assert sorted(row["stone"] for row in regions) == [168, 175]
    assert (folder / "original/results.csv").read_bytes() == path.read_bytes()


def test_a_page_mark_is_the_name_of_no_area(tmp_path: Path) -> None:
    north, south = block("North"), block("South")
    rows = [["Region: North"], NAMES, *north[:1], ["Page 2 of 3"], NAMES, *north[1:]]
    path = tmp_path / "results.csv"
    path.write_bytes(as_csv([*rows, ["Region: South"], NAMES, *south]))
    folder = drafted(path, tmp_path)
    assert totals(folder) == SUMS
    regions = check(open_election(folder)).totals(level="region")
    assert sorted(row["stone"] for row in regions) == [168, 175]


def test_a_station_without_figures_names_nothing() -> None:
    unknown = ["North", "School 9", *[""] * 5]
    found = in_one_piece([HEADER, *ROWS[:2], unknown, *ROWS[2:4], HEADER, *ROWS[4:]])
    assert found is not None
    assert [row[:2] for row in found.rows[3:5]] == [unknown[:2], ROWS[2][:2]]


def test_a_header_on_each_page_is_left_out(tmp_path: Path) -> None:
    path = tmp_path / "results.csv"
    path.write_bytes(as_csv(pages()))
    guess = read_source(path).guess
    assert guess.rows == len(ROWS)
    assert {"Region": "region", "Sun": "sun"}.items() <= meanings(guess).items()
    assert totals(drafted(path, tmp_path)) == SUMS


def test_blocks_of_a_worksheet(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    for row in a_table_for_each_region():
        page.append([int(cell) if cell.isdecimal() else cell for cell in row])
    book.save(tmp_path / "results.xlsx")
    assert totals(drafted(tmp_path / "results.xlsx", tmp_path)) == SUMS


def test_stations_without_figures_are_no_names_of_areas() -> None:
    names = [["Station", "Sun", "River"], ["School"], ["Library", "5", "6"], ["Town hall"]]
    assert in_one_piece([*names, ["Museum", "7", "8"]]) is None


def test_the_total_of_everything_is_none_of_the_last_area(tmp_path: Path) -> None:
    """Below a block's own total, the next one is of more."""
    rows = names_below_the_header()
    rows[-1][1] = "4999"
    path = tmp_path / "results.csv"
    path.write_bytes(as_csv(rows))
    assert read_source(path).guess.wrong_totals() == {"Voters": (4999, 5000)}


def test_of_two_names_above_a_block_the_nearest_is_its_own(tmp_path: Path) -> None:
    rows: Rows = [NAMES]
    for region in ("North", "South"):
        for half in (block(region)[:2], block(region)[2:]):
            rows += [[f"Region {region}"]] if half == block(region)[:2] else []
            rows += [[f"District {half[0][0]}"], *half]
    path = tmp_path / "results.csv"
    path.write_bytes(as_csv(rows))
    folder = drafted(path, tmp_path)
    assert totals(folder) == SUMS
    assert len(check(open_election(folder)).totals(level="district")) == 4


def test_pages_of_several_worksheets(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for region in ("North", "South"):
        page = book.create_sheet(region)
        for row in block(region):
            page.append(NAMES)
            page.append(list(map(int, row)))
    del book[book.sheetnames[0]]
    book.save(tmp_path / "results.xlsx")
    assert totals(drafted(tmp_path / "results.xlsx", tmp_path)) == SUMS


def test_another_table_below_the_first_is_refused_with_how_to_go_on(tmp_path: Path) -> None:
    rows = [HEADER, *ROWS, [], ["Parliament"], [*HEADER[:5], "Moon", "Lake", "Hill"], *ROWS]
    path = tmp_path / "results.csv"
    path.write_bytes(as_csv(rows))
    said = "another table stands below the first.*Moon, Lake, Hill.*a file of its own"
    with pytest.raises(InputError, match=said):
        read_source(path)


def test_one_word_in_place_of_a_stations_figures_is_no_other_table(tmp_path: Path) -> None:
    more = [[row[0], f"{row[1]}-{half}", *row[2:]] for half in "ab" for row in ROWS]
    rows = [HEADER, *more[:3], ["North", "104", *["annulled"] * 6], *more[3:]]
    path = tmp_path / "results.csv"
    path.write_bytes(as_csv(rows))
    guess = read_source(path).guess
    assert guess.rows == len(rows) - 1
    assert {"Voters": "registered", "Sun": "sun"}.items() <= meanings(guess).items()
