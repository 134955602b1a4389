"""Rules with constituencies, recomputed from what stands in an election folder."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from crosstally.check.run import check, open_election
from crosstally.check.seats import seats_of
from crosstally.cli.app import app, load_verbs
from crosstally.problems import InputError
from tests.folders import COLUMNS, HEAD, checked, csv_of, returns_entry, write_folder

load_verbs()
RULE = """\
    rule:
      method: dhondt
      seats: 6
      threshold: {share: '5'}
      constituencies: {level: region, seats: {North: 4, South: 2}}
"""
TABLE = """
    region district code registered cast valid invalid ana ben
    North  Hill     1    900        700  700   0       400 300
    South  Port     2    500        300  300   0       100 200
"""
ANNOUNCED = """\
announcements:
  - id: final
    source: cec
    counts: {ana: 500, ben: 500}
    seats: {ana: SEATS}
    areas:
      North: {counts: {ana: 400, ben: 300}}
      South: {counts: {ana: 100, ben: 200}}
"""


def head(rule: str = RULE) -> str:
    """Two regions that elect four and two."""
    start = HEAD.replace("  president:\n", f"  president:\n{rule}")
    return start.replace("sources:", "stations: 2\nsources:")


def seats(result: Any, source: str = "cec") -> dict[str, int]:
    """What the rule gives on the sheets."""
    (stage,) = result.contests["president"].seats[source].values()
    return dict(stage["valid"].seats)


def test_seats_of_constituencies_come_from_the_sheets_of_each(tmp_path: Path) -> None:
    # North: 400 300 200 150 -> 2 2; South: 200 100 (ana), 100 (ben): a tie for the second seat
    table = TABLE.replace("100 200", "101 199")
    result = checked(tmp_path, {"returns.csv": csv_of(table)}, returns_entry("returns.csv"), head())
    assert seats(result) == {"ana": 3, "ben": 3}


def test_a_tie_in_one_constituency_leaves_the_whole_open(tmp_path: Path) -> None:
    files = {"returns.csv": csv_of(TABLE)}
    result = checked(tmp_path, files, returns_entry("returns.csv"), head())
    (stage,) = result.contests["president"].seats["cec"].values()
    outcomes = [tuple(one.values()) for one in stage["valid"].outcomes]
    assert sorted(outcomes) == [(2, 4), (3, 3)]


@pytest.mark.parametrize(("announced", "contradicted"), [("3, ben: 3", False), ("4, ben: 2", True)])
def test_announced_seats_are_held_against_the_votes_of_each_constituency(
    tmp_path: Path, announced: str, contradicted: bool
) -> None:
    files = {
        "returns.csv": csv_of(TABLE),
        "announcements.yaml": ANNOUNCED.replace("SEATS", announced),
    }
    columns = COLUMNS
    result = checked(tmp_path, files, returns_entry("returns.csv", columns=columns), head())
    assert bool(list(result.findings.of("SEATS-DIFFER"))) is contradicted


def test_without_the_votes_of_each_constituency_nothing_is_recomputed(tmp_path: Path) -> None:
    announced = ANNOUNCED.replace("SEATS", "4, ben: 2").split("    areas:")[0]
    files = {"returns.csv": csv_of(TABLE), "announcements.yaml": announced}
    result = checked(tmp_path, files, returns_entry("returns.csv"), head())
    assert list(result.findings.of("SEATS-DIFFER")) == []


def test_names_that_a_rule_has_from_nowhere_are_errors_with_their_lines(tmp_path: Path) -> None:
    rule = RULE.replace("level: region", "level: regoin").replace(
        "{share: '5'}", "{share: '5', exempt: [bne]}"
    )
    write_folder(tmp_path, {"returns.csv": csv_of(TABLE)}, head=head(rule))
    with pytest.raises(InputError) as caught:
        check(open_election(tmp_path))
    said = [str(problem) for problem in caught.value.problems]
    assert any("election.yaml:" in one and "'regoin'" in one and "region" in one for one in said)
    assert any("'bne'" in one and "ben" in one for one in said)


NO_THRESHOLD = RULE.replace("      threshold: {share: '5'}\n", "")
ALLIED = """\
    rule:
      method: dhondt
      seats: 6
      threshold: {share: '45'}
      alliances: {both: {members: [ana, ben]}}
      constituencies: {level: constituency, seats: {North: 4, South: 2}}
"""
CONSTITUENCY = "areas: {region: region, district: district, constituency: region}"


def allied(folder: Path) -> Path:
    """A constituency that is called as its region is, and lists that pass together."""
    tree = "trees: {seats: [country, constituency, station]}\n"
    start = head(ALLIED).replace("sources:", f"{tree}sources:")
    columns = COLUMNS.replace("areas: {region: region, district: district}", CONSTITUENCY)
    table = TABLE.replace("400 300", "500 200").replace("100 200", "101 199")
    files = {"returns.csv": csv_of(table)}
    return write_folder(folder, files, returns_entry("returns.csv", columns=columns), start)


def test_a_constituency_may_be_called_as_another_area_is(tmp_path: Path) -> None:
    # North: 500 250 200 166.7 -> 3 1; South: 199 101
    assert seats(check(open_election(allied(tmp_path)))) == {"ana": 4, "ben": 2}


def test_the_table_says_that_a_list_passes_with_its_alliance(tmp_path: Path) -> None:
    # Ben Okoro has 399 of 1000 votes, and needs 450
    shown = CliRunner().invoke(app, ["seats", str(allied(tmp_path))])
    assert shown.exit_code == 0
    (line,) = (one for one in shown.output.splitlines() if "Ben Okoro" in one)
    assert "with its alliance" in line


def test_nothing_is_said_of_an_own_share_where_an_alliance_decides(tmp_path: Path) -> None:
    bounds = check(open_election(allied(tmp_path))).contests["president"].bounds
    assert bounds is not None
    texts = [sentence.text for sentence in bounds.sentences]
    assert texts
    assert not any("45" in text for text in texts)
    assert not any("Whether the seats are settled" in text for text in texts)


def test_why_a_rule_does_not_fit_the_sheets_is_said(tmp_path: Path) -> None:
    rule = RULE.replace("South: 2", "West: 2")
    write_folder(tmp_path, {"returns.csv": csv_of(TABLE)}, head=head(rule))
    shown = CliRunner().invoke(app, ["seats", str(tmp_path)])
    assert "'West' has seats and no votes" in shown.output


@pytest.mark.parametrize(
    ("parts", "table", "said"),
    [
        ("threshold: {share: '90'}", TABLE, "No option passes the threshold: no seat is given."),
        (
            "threshold: {share: '80', scope: constituency}",
            TABLE,
            "No option passes the threshold: no seat is given.",
        ),
        (
            "candidates: {North: {ana: 1, ben: 1}}",
            TABLE,
            "Seats that nobody gets, since lists have too few candidates: 2.",
        ),
    ],
)
def test_seats_that_nobody_gets_are_said(tmp_path: Path, parts: str, table: str, said: str) -> None:
    rule = RULE.replace("threshold: {share: '5'}", parts)
    write_folder(tmp_path, {"r.csv": csv_of(table)}, returns_entry("r.csv"), head(rule))
    assert said in CliRunner().invoke(app, ["seats", str(tmp_path)]).output


def test_where_nobody_has_a_vote_no_seat_is_given(tmp_path: Path) -> None:
    table = TABLE.replace("700  700   0       400 300", "700 0 700 0 0")
    table = table.replace("300  300   0       100 200", "300 0 300 0 0")
    rule = "    rule: {method: dhondt, seats: 6}\n"
    write_folder(tmp_path, {"r.csv": csv_of(table)}, returns_entry("r.csv"), head(rule))
    shown = CliRunner().invoke(app, ["seats", str(tmp_path)]).output
    assert "Nobody has a vote: no seat is given." in shown


def test_how_few_votes_change_a_seat_in_any_constituency(tmp_path: Path) -> None:
    """North: with 21 moved 421/3 is more than 279/2. South: 160 and 140 have a seat each, and it
    takes 41 moved to change that."""
    table = TABLE.replace("100 200", "140 160")
    files = {"r.csv": csv_of(table)}
    write_folder(tmp_path, files, returns_entry("r.csv"), head(NO_THRESHOLD))
    (item,) = seats_of(open_election(tmp_path), with_margins=True)
    margins = {one.goal.asked: one.margin for one in item.margins if one.goal.option is None}
    least = margins["any_seat"].least
    assert least is not None
    (move,) = least.moves
    assert (least.kind, least.ballots, move.area) == ("moved", 21, "North")
    assert (move.taken_from, move.given_to) == ("ben", "ana")
    assert margins["any_seat"].proved
    # three seats each: one moved is a majority
    assert margins["majority"].least is not None
    assert (margins["majority"].least.ballots, margins["majority"].proved) == (21, True)
    shown = CliRunner().invoke(app, ["seats", str(tmp_path), "--margins"])
    assert "from Ben Okoro to Ana Lima in North" in shown.output


def test_where_seats_are_levelled_the_least_change_is_proved(tmp_path: Path) -> None:
    """500 votes each and four seats of eight: with 56 moved 556/5 is more than 444/4, and with 55
    555/5 is less than 445/4."""
    rule = NO_THRESHOLD.replace("seats: 6", "seats: 8") + (
        "      tiers: [{at: constituency}, {at: nation, seats: 2, counting: levelling}]\n"
    )
    write_folder(tmp_path, {"r.csv": csv_of(TABLE)}, returns_entry("r.csv"), head(rule))
    (item,) = seats_of(open_election(tmp_path), with_margins=True)
    margin = next(one.margin for one in item.margins if one.goal.asked == "any_seat")
    assert margin.least is not None
    assert (margin.least.ballots, margin.proved) == (56, True)
    assert margin.least.outcome.seats != item.outcomes["valid"].seats


def test_a_check_says_how_few_votes_of_an_announcement_change_a_seat(tmp_path: Path) -> None:
    announced = ANNOUNCED.replace("SEATS", "3, ben: 3").replace(
        "ana: 100, ben: 200", "ana: 140, ben: 160"
    )
    files = {
        "r.csv": csv_of(TABLE),
        "announcements.yaml": announced.replace("ana: 500, ben: 500", "ana: 540, ben: 460"),
    }
    result = checked(tmp_path, files, returns_entry("r.csv"), head(NO_THRESHOLD))
    finding, of_sheets = result.findings.of("SEATS-LEAST-CHANGE")
    # On the sheets two lists stand level in the south, and nothing is proved of such a start.
    assert of_sheets.message.endswith("Whether fewer would is not proved.")
    assert finding.message.startswith(
        "final (Central commission): 21 of 1,000 votes changed in North would give other seats "
        "(Ana Lima 4 instead of 3, Ben Okoro 2 instead of 3); no fewer would, however and wherever "
        "they were changed."
    )


FROM_TABLE = RULE.replace("seats: {North: 4, South: 2}", "seats_from: {FROM}")


def from_table(path: Path, named: str, files: dict[str, str]) -> Path:
    files = {"returns.csv": csv_of(TABLE.replace("100 200", "101 199")), **files}
    rule = FROM_TABLE.replace("FROM", named)
    return write_folder(path, files, returns_entry("returns.csv"), head(rule))


def test_seats_of_constituencies_stand_in_a_table_of_their_own(tmp_path: Path) -> None:
    table = "area;mandates\nNorth;4\nSouth;2\n"
    folder = from_table(tmp_path, "file: seats.csv, column: mandates", {"seats.csv": table})
    election = open_election(folder)
    assert "seats.csv" in [file.path for file in election.opened]
    assert seats(check(election)) == {"ana": 3, "ben": 3}


def test_seats_of_constituencies_stand_among_the_areas(tmp_path: Path) -> None:
    areas = """
    id    level    parent  mandates
    North region   all     4
    South region   all     2
    Hill  district North   .
    Port  district South   .
    """
    folder = from_table(tmp_path, "column: mandates", {"areas.csv": csv_of(areas)})
    assert seats(check(open_election(folder))) == {"ana": 3, "ben": 3}


def test_seats_are_apportioned_by_inhabitants_from_a_table(tmp_path: Path) -> None:
    named = "column: people, file: people.csv, area: name"
    files = {
        "returns.csv": csv_of(TABLE.replace("100 200", "101 199")),
        "people.csv": "name,people\nNorth,4100\nSouth,1900\n",
    }
    rule = RULE.replace(
        "seats: {North: 4, South: 2}",
        f"apportioned: {{by: population, population_from: {{{named}}}}}",
    )
    folder = write_folder(tmp_path, files, returns_entry("returns.csv"), head(rule))
    assert seats(check(open_election(folder))) == {"ana": 3, "ben": 3}


@pytest.mark.parametrize(
    ("named", "table", "said"),
    [
        ("file: seats.csv, column: mandate", "area,mandates\nNorth,4\n", "seats.csv:1"),
        ("file: seat.csv, column: mandates", "area,mandates\nNorth,4\n", "no file is called"),
        ("file: ../s.csv, column: mandates", "area,mandates\nNorth,4\n", "lies outside"),
        ("file: seats.csv, column: mandates", "area,mandates\nNorth,4.0\n", "seats.csv:2"),
        ("file: seats.csv, column: mandates", "area,mandates\nN,4\nN,5\n", "stands twice"),
        ("file: seats.csv, column: mandates", "area,mandates\n", "no area of the level"),
    ],
)
def test_what_is_wrong_with_a_table_of_seats_is_said(
    tmp_path: Path, named: str, table: str, said: str
) -> None:
    folder = from_table(tmp_path, named, {"seats.csv": table})
    with pytest.raises(InputError) as caught:
        open_election(folder)
    assert any(said in str(problem) for problem in caught.value.problems)
