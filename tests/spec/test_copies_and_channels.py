"""Copies that disagree, figures that could not be read, and votes that came by several ways."""

from __future__ import annotations

from pathlib import Path

import pytest

from crosstally.check.result import CheckResult
from crosstally.claims.result import Verdict
from crosstally.compare.bounds import Bounds, Determined
from tests.folders import COLUMNS, HEAD, checked, csv_of, found, returns_entry

COPIES = COLUMNS.replace("station: code\n", "station: code\n      copy: copy\n")
CHANNELS = COPIES.replace("station: code\n", "station: code\n      channel: channel\n")
DISTRICTS = """\
    level: district
    columns:
      areas: {district: district}
      fields: {registered: registered, cast: cast, valid: valid, invalid: invalid}
"""


def head(stations: int, rule: str = "") -> str:
    """An election with so many stations, and a rule."""
    with_rule = HEAD.replace("  president:\n", f"  president:\n    rule: {rule}\n")
    return (with_rule if rule else HEAD).replace("sources:", f"stations: {stations}\nsources:")


def with_copies(folder: Path, table: str, stations: int, rule: str = "") -> CheckResult:
    """A folder whose sheets have a column of copies."""
    entry = returns_entry("returns.csv", columns=COPIES)
    return checked(folder, {"returns.csv": csv_of(table)}, entry, head(stations, rule))


def verdicts(result: CheckResult) -> list[Verdict | None]:
    """The verdicts of the claims, in order."""
    return [claim.verdict for claim in result.claims]


def claims(*tests: str) -> str:
    """A claims file with these tests."""
    entries = "".join(
        f"  - {{id: c{i}, who: Somebody, sentence: Something., test: {test}}}\n"
        for i, test in enumerate(tests)
    )
    return f"claims:\n{entries}"


def bounds_of(result: CheckResult) -> Bounds:
    """The main bounds."""
    bounds = result.contests["president"].bounds
    assert bounds is not None
    return bounds


def test_a_voters_list_that_channels_repeat_stays_one_list_where_copies_disagree(
    tmp_path: Path,
) -> None:
    stations = """
        region district code channel copy registered cast valid invalid ana ben
        North  Hill     1    station x    500        100  100   0       50  50
        North  Hill     1    station y    500        100  100   0       60  40
        North  Hill     1    post    x    500        10   10    0       5   5
        North  Hill     2    station x    300        10   10    0       5   5
        North  Hill     2    post    x    300        10   10    0       5   5
    """
    districts = """
        district registered cast valid invalid ana ben
        Hill     800        130  130   0       65  65
    """
    entries = returns_entry("returns.csv", columns=CHANNELS)
    entries += returns_entry("districts.csv", columns=DISTRICTS)
    files = {"returns.csv": csv_of(stations), "districts.csv": csv_of(districts)}
    result = checked(tmp_path, files, entries, head(2))
    assert found(result, "ROLLUP-DIFFERS") == []


def test_unread_voters_who_took_part_leave_a_threshold_open(tmp_path: Path) -> None:
    table = """
        region district code copy registered cast valid invalid ana ben
        North  Hill     1    x    500        100  100   0       70  30
        North  Hill     2    x    500        ???  100   ???     70  30
    """
    rule = "{method: hare_lr, seats: 2, threshold: {share: '30', of: cast}}"
    bounds = bounds_of(with_copies(tmp_path, table, 2, rule))
    # At station 2 as many as 500 may have taken part: 60 of 600 are 10 percent.
    assert bounds.threshold["ben"] is Determined.NO
    assert bounds.seats is not Determined.YES


@pytest.mark.parametrize(
    ("copies", "greatest"),
    [
        # What is unread on one copy is bounded by that copy's ballots, and by no other's.
        (["100 100 0 60 ???", "200 200 0 60 ???"], {"ana": 60, "ben": 140}),
        (["100 100 0 50 ???", "100 100 0 10 ???"], {"ana": 50, "ben": 90}),
        (["100 100 0 ??? 50", "100 100 0 ??? 55"], {"ana": 50, "ben": 55}),
        (["100 100 0 40 60", "??? ??? ??? 41 ???"], {"ana": 41, "ben": 459}),
        (["100 100 0 40 60", "100 100 0 40 ???"], {"ana": 40, "ben": 60}),
    ],
)
def test_a_figure_unread_on_one_of_several_copies_may_be_what_that_copy_leaves(
    tmp_path: Path, copies: list[str], greatest: dict[str, int]
) -> None:
    rows = "\n".join(
        f"North Hill 1 {name} 500 {row}" for name, row in zip("xy", copies, strict=True)
    )
    table = f"region district code copy registered cast valid invalid ana ben\n{rows}"
    bounds = bounds_of(with_copies(tmp_path, table, 1))
    assert {name: item.greatest for name, item in bounds.options.items()} == greatest


def test_a_rounded_register_is_taken_at_its_most(tmp_path: Path) -> None:
    table = """
        region district code copy registered cast valid invalid ana ben
        North  Hill     1    x    500        480  480   0       260 220
        North  Hill     2    x    450        440  440   0       230 210
    """
    announced = """\
announcements:
  - id: national
    source: cec
    fields: {registered: 1000}
    rounded_to: {registered: 100}
"""
    files = {"returns.csv": csv_of(table), "announcements.yaml": announced}
    result = checked(tmp_path, files, returns_entry("returns.csv", columns=COPIES), head(3))
    bounds = bounds_of(result)
    assert bounds.voters_not_held == 1099 - 950
    assert bounds.winner is Determined.NO


# Claims


def test_a_claim_holds_only_whatever_copy_counts(tmp_path: Path) -> None:
    table = """
        region district code copy registered cast valid invalid ana ben
        North  Hill     1    x    500        100  100   0       50  50
        North  Hill     1    y    500        100  100   0       60  40
    """
    said = claims(
        "{measure: votes, option: ana, equals: 50}",
        "{measure: votes, option: ana, above: 55}",
        "{measure: votes, option: ana, at_most: 60}",
        "{measure: votes, option: ana, above: 60}",
        "{measure: rank, option: ben, equals: 1}",
        "{measure: share, option: ana, at_least: 50%}",
        "{measure: share, option: ben, above: 50%}",
        "{measure: votes, option: ana, quantifier: every, level: station, at_most: 50}",
        "{measure: votes, option: ana, quantifier: every, level: station, at_most: 60}",
        "{measure: rank, option: ana, quantifier: every, level: district, equals: 1}",
    )
    files = {"returns.csv": csv_of(table), "claims.yaml": said}
    result = checked(tmp_path, files, returns_entry("returns.csv", columns=COPIES), head(1))
    holds, refuted, undecided = Verdict.HOLDS, Verdict.REFUTED, Verdict.UNDECIDED
    assert verdicts(result) == [
        *(undecided, undecided, holds, refuted, undecided),
        *(holds, refuted, undecided, holds, holds),
    ]


def test_an_alliance_without_a_column_has_the_votes_of_its_members(tmp_path: Path) -> None:
    table = """
        region district code registered cast valid invalid ana ben cat
        North  Hill     1    500        301  300   1       190 100 10
        North  Hill     2    400        210  200   10      80  50  70
    """
    options = "{ana: Ana, ben: Ben, cat: Cat, both: {name: Both, members: [ben, cat]}}"
    start = head(2).replace("{ana: Ana Lima, ben: {name: Ben Okoro, aliases: [B. Okoro]}}", options)
    said = claims(
        "{measure: votes, option: both, equals: 230}",
        "{measure: rank, option: ana, equals: 1}",
        "{measure: rank, option: both, equals: 2}",
        "{measure: rank, option: cat, equals: 3}",
        "{measure: rank, option: both, equals: 1, quantifier: exactly, n: 1, level: station}",
    )
    files = {"returns.csv": csv_of(table), "claims.yaml": said}
    columns = COLUMNS + "      options: {ana: ana, ben: ben, cat: cat}\n"
    result = checked(tmp_path, files, returns_entry("returns.csv", columns=columns), start)
    assert verdicts(result) == [Verdict.HOLDS] * 5


def test_a_station_beside_those_listed_stands_for_none_of_them(tmp_path: Path) -> None:
    areas = """
        id    name  level    parent
        North North region   all
        Hill  Hill  district North
        1     One   station  Hill
        2     Two   station  Hill
    """
    table = """
        region district code registered cast valid invalid ana ben
        North  Hill     1    500        301  300   1       200 100
        North  Hill     9    400        210  200   10      150 50
    """
    test = "{measure: votes, option: ana, above: 100, quantifier: every, level: station"
    said = claims(f"{test}}}", f"{test}, area: Hill}}")
    files = {"areas.csv": csv_of(areas), "returns.csv": csv_of(table), "claims.yaml": said}
    result = checked(tmp_path, files)
    assert verdicts(result) == [Verdict.UNDECIDED, Verdict.UNDECIDED]


# Ways of voting


STATION_VOTES = """
    region district code channel registered cast valid invalid ana ben
    North  Hill     1    station 500        100  100   0       60  40
    North  Hill     2    station 500        100  100   0       60  40
"""
WAYS = COLUMNS.replace("station: code\n", "station: code\n      channel: channel\n")


def test_sheets_that_lack_a_way_of_voting_which_others_name_are_not_all(tmp_path: Path) -> None:
    authority = """
        region district code channel registered cast valid invalid ana ben
        North  Hill     1    station 500        100  100   0       60  40
        North  Hill     1    post    500        90   90    0       10  80
    """
    announced = "announcements:\n  - {id: n, source: cec, counts: {ana: 140, ben: 240}}\n"
    said = claims(
        "{measure: votes, option: ana, above: 100}",
        "{measure: rank, option: ana, equals: 1}",
        "{measure: votes, option: ben, equals: 80}",
        "{measure: votes, option: ben, quantifier: every, level: station, at_most: 40}",
    )
    files = {
        "watch.csv": csv_of(STATION_VOTES),
        "cec.csv": csv_of(authority),
        "announcements.yaml": announced,
        "claims.yaml": said,
    }
    entries = returns_entry("watch.csv", "watch", columns=WAYS)
    entries += returns_entry("cec.csv", "cec", columns=WAYS)
    result = checked(tmp_path, files, entries, head(2))
    undecided = Verdict.UNDECIDED
    assert verdicts(result) == [Verdict.HOLDS, undecided, undecided, undecided]
    assert bounds_of(result).winner is Determined.UNKNOWN
    assert found(result, "ANNOUNCED-COUNT-DIFFERS") == []
    assert any("(post)" in sentence.text for sentence in bounds_of(result).sentences)


@pytest.mark.parametrize("other", ["post", "station"])
def test_what_is_stated_of_all_ways_of_voting_is_not_held_against_one(
    tmp_path: Path, other: str
) -> None:
    districts = """
        district registered cast valid invalid ana ben
        Hill     1000       290  290   0       130 160
    """
    postal = f"""
        region district code channel registered cast valid invalid ana ben
        North  Hill     1    {other} 500        90   90    0       10  80
    """
    files = {
        "returns.csv": csv_of(STATION_VOTES),
        "districts.csv": csv_of(districts),
        "post.csv": csv_of(postal),
    }
    entries = returns_entry("returns.csv", columns=WAYS)
    entries += returns_entry("districts.csv", columns=DISTRICTS)
    entries += returns_entry("post.csv", "watch", columns=WAYS)
    result = checked(tmp_path, files, entries, head(2))
    assert bool(found(result, "ROLLUP-DIFFERS")) == (other == "station")


@pytest.mark.parametrize("held", ["station", "post"])
def test_votes_of_a_way_that_is_not_held_may_be_of_any_stations_voters(
    tmp_path: Path, held: str
) -> None:
    """By post 90 voted; observers have the sheets of the ballot boxes, and all other stations have
    ten voters. With a sheet of every way (here the post's for the box's) the votes are too many."""
    authority = f"""
        region district code channel registered cast valid invalid ana ben
        North  Hill     1    {held}   500        90   90    0       10  80
    """
    announced = "announcements:\n  - {id: n, source: cec, counts: {ana: 140, ben: 240}}\n"
    files = {
        "watch.csv": csv_of(STATION_VOTES),
        "cec.csv": csv_of(authority),
        "announcements.yaml": announced,
    }
    entries = returns_entry("watch.csv", "watch", columns=WAYS)
    entries += returns_entry("cec.csv", "cec", columns=WAYS)
    with_register = head(3).replace("sources:", "registers: {list: {voters: 1010}}\nsources:")
    result = checked(tmp_path, files, entries, with_register)
    by_watch = [
        item
        for item in result.findings.of("RESIDUAL-EXCEEDS-VOTERS")
        if item.figures["sheets"] == "watch"
    ]
    assert len(by_watch) == (held == "station")


def test_a_count_that_added_both_rows_of_a_station_is_explained_by_that(tmp_path: Path) -> None:
    table = """
        region district code registered cast valid invalid ana ben
        North  Hill     1    500        101  100   1       50  50
        North  Hill     1    500        91   90    1       50  40
        North  Hill     2    500        101  100   1       60  40
    """
    announced = "announcements:\n  - {id: n, source: cec, counts: {ana: 160, ben: 130}}\n"
    files = {"returns.csv": csv_of(table), "announcements.yaml": announced}
    result = checked(tmp_path, files, head=head(2))
    (finding,) = result.findings.of("ANNOUNCED-COUNT-DIFFERS")
    assert finding.explanations[0].text.startswith("Both rows of the station that stands twice")
    assert finding.figures["differences"]["ben"] == {"stated": 130, "sheets": 90, "votes": 40}


def test_channels_of_very_many_votes_are_added(tmp_path: Path) -> None:
    most = 999_999_999
    rows = "".join(f"1,{channel},{most},1\n" for channel in ("early", "post", "station"))
    columns = "    columns: {station: code, channel: channel}\n"
    result = checked(
        tmp_path,
        {"returns.csv": "code,channel,ana,ben\n" + rows},
        returns_entry("returns.csv", columns=columns),
    )
    assert result.contests["president"].totals["cec"].options == {"ana": 3 * most, "ben": 3}
