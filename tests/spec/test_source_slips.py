"""Slips that plainly explain how two sources differ: shifted rows, swapped figures, transposed
digits, an alliance counted elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path

import pytest

from tests.folders import HEAD, STATIONS, checked, csv_of
from tests.two_sources import TWO, compare


def test_two_options_swapped_in_every_station_that_differs(tmp_path: Path) -> None:
    swapped = STATIONS.replace("200 100", "100 200").replace("300 100", "100 300")
    result, comparison = compare(tmp_path, swapped)
    slip = "Ana Lima and Ben Okoro are swapped in one of the two sources"
    assert comparison.explanations[0].text == slip
    (finding,) = result.findings
    assert (finding.code.name, finding.tier) == ("SOURCE-SLIP", "decisive")
    assert finding.breaking_point is not None
    assert finding.breaking_point.text == f"It vanishes if the slip is undone: {slip}."


def test_rows_shifted_by_one(tmp_path: Path) -> None:
    header = "region district code registered cast valid invalid ana ben\n"
    rows = [
        f"North Hill {i} {900 + i} {100 + 3 * i} {90 + 3 * i} 10 {i} {90 + 2 * i}"
        for i in range(1, 13)
    ]
    moved = [" ".join([*rows[i].split()[:3], *rows[min(i + 1, 11)].split()[3:]]) for i in range(12)]
    result, comparison = compare(tmp_path, header + "\n".join(moved), header + "\n".join(rows))
    assert comparison.explanations[0].text == (
        "the rows of Observers are shifted by one against those of Central commission"
    )
    assert result.findings.of("SOURCE-DIFFERS") == []


@pytest.mark.parametrize("held", [range(0, 20, 3), [0, 1, 4, 5, 9, 13, 14, 19]])
def test_rows_of_a_part_of_the_stations_shifted_by_one(tmp_path: Path, held: Sequence[int]) -> None:
    lines = MANY.splitlines()
    rows = [lines[1 + i].split() for i in held]
    moved = [rows[0], *([*row[:3], *above[3:]] for above, row in pairwise(rows))]
    few = "\n".join([lines[0], *(" ".join(row) for row in moved)])
    result, comparison = compare(tmp_path, few, MANY)
    assert comparison.explanations[0].text == (
        "the rows of Observers are shifted by one against those of Central commission"
    )
    assert result.findings.of("SOURCE-DIFFERS") == []


MANY = "region district code registered cast valid invalid ana ben\n" + "".join(
    f"North Hill {i:02} {900 + i} {200 + 5 * i} {190 + 5 * i} 10 {90 + i} {100 + 4 * i}\n"
    for i in range(1, 21)
)


def edited(rows: dict[int, str]) -> str:
    """``MANY`` with other figures (after the code) at some stations."""
    lines = MANY.splitlines()
    for number, figures in rows.items():
        lines[number] = " ".join([*lines[number].split()[:3], figures])
    return "\n".join(lines)


def figures_of(number: int) -> str:
    return " ".join(MANY.splitlines()[number].split()[3:])


def swapped_at(number: int) -> str:
    *others, ana, ben = figures_of(number).split()
    return " ".join([*others, ben, ana])


def test_two_slips_at_once_are_both_named(tmp_path: Path) -> None:
    slips = {i: figures_of(i + 1) for i in range(2, 7)} | {i: swapped_at(i) for i in range(10, 14)}
    result, _ = compare(tmp_path, edited(slips), MANY)
    assert sorted(item.message.partition("accounts for ")[2] for item in result.findings) == [
        "4 of them: Ana Lima and Ben Okoro are swapped in one of the two sources",
        "5 of them: the rows of Observers are shifted by one against those of Central commission",
    ]
    assert {item.tier for item in result.findings} == {"decisive"}


def test_a_slip_does_not_hide_a_station_that_differs_otherwise(tmp_path: Path) -> None:
    """Not even where it stands at the edge of the rows that are shifted."""
    rows = {i: figures_of(i + 1) for i in range(2, 7)} | {7: "907 235 225 10 120 105"}
    result, _ = compare(tmp_path, edited(rows), MANY)
    (slip,) = result.findings.of("SOURCE-SLIP")
    assert slip.figures["accounted_for"] == 5
    (finding,) = result.findings.of("SOURCE-DIFFERS")
    assert finding.area == "07"


def with_votes_of(number: int, other: int) -> str:
    return " ".join([*figures_of(number).split()[:4], *figures_of(other).split()[4:]])


def with_ana_of(number: int, other: int) -> str:
    *before, _, ben = figures_of(number).split()
    return " ".join([*before, figures_of(other).split()[4], ben])


@pytest.mark.parametrize(
    ("row", "slip"),
    [
        (
            with_votes_of,
            "the votes of Observers are shifted by one row against those of Central commission",
        ),
        (
            with_ana_of,
            "Ana Lima of Observers is shifted by one row against that of Central commission",
        ),
    ],
)
def test_a_part_of_the_figures_is_shifted_by_one_row(
    row: Callable[[int, int], str], slip: str, tmp_path: Path
) -> None:
    """A column pasted one row too low; another station differs for itself."""
    rows = {i: row(i, i + 1) for i in range(3, 11)} | {15: "915 275 265 10 120 145"}
    result, _ = compare(tmp_path, edited(rows), MANY)
    (found,) = result.findings.of("SOURCE-SLIP")
    assert (found.figures["accounted_for"], str(found.explanations[0])) == (8, slip)
    assert [item.area for item in result.findings.of("SOURCE-DIFFERS")] == ["15"]


def test_small_figures_that_a_neighbour_has_too_are_no_shift(tmp_path: Path) -> None:
    header = "region district code registered cast valid invalid ana ben\n"
    small = [2, 3, 2, 4, 3, 2, 3, 4, 2, 3, 2, 4]
    ours = [f"North Hill {i:02} 900 {90 + a} {90 + a} 0 {a} 90" for i, a in enumerate(small)]
    off = [3, 1, 4, 4, 5, 3, 1, 6, 5, 4, 5, 4]
    theirs = [
        f"North Hill {i:02} 900 {90 + a} {90 + a} 0 {b} 90"
        for i, (a, b) in enumerate(zip(small, off, strict=True))
    ]
    result, _ = compare(tmp_path, header + "\n".join(theirs), header + "\n".join(ours))
    assert result.findings.of("SOURCE-SLIP") == []


def test_digits_that_seem_transposed_explain_no_other_figure(tmp_path: Path) -> None:
    """91 and 19 are a transposition; ben is off by something else. With the valid votes off by as
    much as ana, and the ballots, it is the same slip."""
    by_chance, followed = "901 205 195 10 19 150", "902 147 137 10 29 108"
    result, _ = compare(tmp_path, edited({1: by_chance, 2: followed}), MANY)
    found = {item.area: item.explanations for item in result.findings.of("SOURCE-DIFFERS")}
    assert found["01"] == ()
    assert [str(item) for item in found["02"]] == [
        "two digits of Ana Lima are transposed: 92 and 29"
    ]


def test_transposed_digits_are_named_at_their_station(tmp_path: Path) -> None:
    copies = STATIONS.replace(
        "1    500        301  300   1       200 100", "1    500        310  300   1       200 100"
    )
    result, _ = compare(tmp_path, copies)
    (finding,) = result.findings.of("SOURCE-DIFFERS")
    assert [sentence.text for sentence in finding.explanations] == [
        "two digits of Ballots are transposed: 301 and 310"
    ]


ALLIANCE = HEAD.replace(
    "ben: {name: Ben Okoro, aliases: [B. Okoro]}}",
    "ben: Ben Okoro, both: {name: Both, members: [ana, ben]}}",
)


def test_an_alliance_whose_votes_stand_under_a_member_in_one_source(tmp_path: Path) -> None:
    table = """
    region district code registered cast valid invalid ana ben both
    North  Hill     1    500        301  300   1       200 100 0
    North  Hill     2    400        210  200   10      50  150 0
    North  Lake     3    300        105  100   5       60  40  0
    """
    elsewhere = table.replace("200 100 0", "180 100 20").replace("60  40  0", "60  35  5")
    result = checked(
        tmp_path, {"returns.csv": csv_of(table), "copies.csv": csv_of(elsewhere)}, TWO, ALLIANCE
    )
    (finding,) = result.findings
    assert finding.code.name == "SOURCE-EXPLAINED"
    assert "they only stand in another place" in finding.explanations[0].text


def test_an_alliance_counted_elsewhere_hides_no_other_difference(tmp_path: Path) -> None:
    header = "region district code registered cast valid invalid ana ben both\n"
    table = header + "".join(
        f"North Hill {i} 500 301 300 1 {200 - i} {100 + i} 0\n" for i in range(1, 6)
    )
    other = header + "".join(
        f"North Hill {i} 500 301 300 1 {190 - i} {100 + i} 10\n" for i in range(1, 5)
    )
    other += "North Hill 5 500 301 300 1 180 105 10\n"
    result = checked(
        tmp_path, {"returns.csv": csv_of(table), "copies.csv": csv_of(other)}, TWO, ALLIANCE
    )
    (explained,) = result.findings.of("SOURCE-EXPLAINED")
    assert explained.figures["accounted_for"] == 4
    (finding,) = result.findings.of("SOURCE-DIFFERS")
    assert (finding.area, finding.tier) == ("5", "decisive")


def test_a_slip_is_named_where_the_announcement_is_what_the_other_sheets_add_up_to(
    tmp_path: Path,
) -> None:
    """610 and 390 on the authority's sheets; on the observers', every station's are swapped."""
    swapped = STATIONS
    for votes in ("200 100", "50  150", "60  40", "300 100"):
        first, second = votes.split()
        swapped = swapped.replace(votes, f"{second} {first}")
    files = {
        "returns.csv": csv_of(STATIONS),
        "copies.csv": csv_of(swapped),
        "announcements.yaml": "announcements: [{id: n, source: cec, counts: {ana: 610, ben: 390}}]",
    }
    result = checked(tmp_path, files, TWO)
    (finding,) = result.findings.of("ANNOUNCED-COUNT-DIFFERS")
    assert finding.figures["sheets"] == "watch"
    assert finding.explanations[-1].text == (
        "These sheets differ from those of Central commission by one slip alone: Ana Lima and Ben "
        "Okoro are swapped in one of the two sources."
    )
    announced = "announcements: [{id: n, source: cec, counts: {ana: 600, ben: 390}}]"
    result = checked(tmp_path / "neither", files | {"announcements.yaml": announced}, TWO)
    for finding in result.findings.of("ANNOUNCED-COUNT-DIFFERS"):
        assert not any("one slip alone" in item.text for item in finding.explanations)


def test_no_slip_is_named_where_one_source_lacks_sheets(tmp_path: Path) -> None:
    """The observers' swapped sheets are no other account of the station of which they have none."""
    files = {
        "returns.csv": csv_of(STATIONS),
        "copies.csv": csv_of(
            """
region district code registered cast valid invalid ana ben
North  Hill     1    500        301  300   1       100 200
North  Hill     2    400        210  200   10      150 50
"""
        ),
        "announcements.yaml": "announcements: [{id: n, source: cec, counts: {ana: 390, ben: 610}}]",
    }
    result = checked(tmp_path, files, TWO)
    (finding,) = result.findings.of("ANNOUNCED-COUNT-DIFFERS")
    assert finding.figures["sheets"] == "cec"
    assert not any("one slip alone" in item.text for item in finding.explanations)
