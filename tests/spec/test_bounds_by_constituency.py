"""What sheets not held can change in each constituency."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from crosstally.compare.bounds import Bounds
from crosstally.compare.settled import Determined
from tests.folders import COLUMNS, HEAD, checked, csv_of, returns_entry

YES, NO = Determined.YES, Determined.NO
RULE = """\
    rule:
      method: {method}
      seats: 6
{threshold}      constituencies: {{level: region, seats: {{North: 4, South: 2}}}}
"""
AREAS = """
    id    level    name  parent registered
    North region   North all    .
    South region   South all    .
    hill  district Hill  North  .
    port  district Port  South  .
    1     station  One   hill   900
    2     station  Two   port   500
    3     station  Three port   {missing}
"""


def bounded(
    folder: Path,
    votes: dict[str, str],
    missing: int = 50,
    method: str = "dhondt",
    threshold: str = "",
) -> Bounds:
    """Two regions that elect four and two; station 3, in the South, is not held."""
    head = HEAD.replace(
        "  president:\n",
        f"  president:\n{RULE.format(method=method, threshold=threshold)}",
    )
    table = f"""
        region district code registered cast valid invalid ana ben
        North  Hill     1    900        700  700   0       {votes["North"]}
        South  Port     2    500        300  300   0       {votes["South"]}
    """
    areas = csv_of(AREAS.format(missing=missing)).replace(",.", ",")
    files = {"areas.csv": areas, "returns.csv": csv_of(table)}
    result = checked(folder, files, returns_entry("returns.csv"), head)
    found = result.contests["president"].bounds
    assert found is not None
    return found


def by_area(found: Bounds) -> dict[str, Determined]:
    """Constituency → whether its seats are settled."""
    return {area: item.determined for area, item in found.constituencies.items()}


def texts(found: Bounds) -> list[str]:
    """What is said."""
    return [sentence.text for sentence in found.sentences]


@pytest.mark.parametrize(
    ("method", "south", "missing", "settled"),
    [
        # One seat each: it takes Ana twice Ben's votes to have both.
        ("dhondt", "180 120", 50, YES),
        ("dhondt", "180 120", 60, NO),  # 240 against 120: a tie for the second seat
        ("hare_lr", "180 120", 50, YES),
        ("hare_lr", "200 100", 150, NO),  # 350 of 450 are more than three quarters
    ],
)
def test_a_constituency_is_open_where_its_own_missing_sheets_suffice(
    tmp_path: Path, method: str, south: str, missing: int, settled: Determined
) -> None:
    found = bounded(tmp_path, {"North": "400 300", "South": south}, missing, method)
    assert by_area(found) == {"North": YES, "South": settled}
    assert found.seats is settled
    if settled is YES:
        assert "In all 2 constituencies no missing sheet can change the seats." in texts(found)
        return
    said = texts(found)
    assert "In 1 of 2 constituencies no missing sheet can change the seats." in said
    assert "Open, the seats of these constituencies: South." in said
    one, two = found.constituencies["South"].witness
    assert one.seats != two.seats
    assert sum(two.votes.values()) <= 300 + missing


def test_a_case_that_ties_says_so_and_gives_the_open_seat_to_nobody(tmp_path: Path) -> None:
    found = bounded(tmp_path, {"North": "400 300", "South": "180 120"}, 60)
    one, two = found.constituencies["South"].witness
    assert (one.votes, one.seats, one.tied) == ({"ana": 180, "ben": 120}, {"ana": 1, "ben": 1}, ())
    assert (two.votes, two.seats) == ({"ana": 240, "ben": 120}, {"ana": 1})
    assert two.tied == ("ana", "ben")


def test_where_it_is_open_who_passes_a_complete_constituency_is_open_too(tmp_path: Path) -> None:
    """Ben has 290 of 1,000 votes; 30 percent of 1,050 are 315, and 50 more would make 340."""
    threshold = "      threshold: {share: '30'}\n"
    found = bounded(tmp_path, {"North": "500 200", "South": "210 90"}, 50, threshold=threshold)
    assert found.threshold == {}
    assert by_area(found) == {"North": NO, "South": NO}
    one, two = found.constituencies["North"].witness
    assert one.votes == two.votes == {"ana": 500, "ben": 200}
    assert sorted([len(one.admitted), len(two.admitted)]) == [1, 2]


def test_who_is_sure_to_stay_below_the_threshold_changes_nothing(tmp_path: Path) -> None:
    threshold = "      threshold: {share: '40'}\n"
    found = bounded(tmp_path, {"North": "500 200", "South": "210 90"}, 50, threshold=threshold)
    assert by_area(found) == {"North": YES, "South": YES}


def test_seats_that_are_the_same_whoever_passes_are_settled(tmp_path: Path) -> None:
    """In the South Ben has 20 of 300 votes, and may pass 10 percent with 50 more: 70 votes are no
    seat of two beside 280."""
    threshold = "      threshold: {share: '10', scope: constituency}\n"
    found = bounded(tmp_path, {"North": "400 300", "South": "280 20"}, 50, threshold=threshold)
    assert by_area(found) == {"North": YES, "South": YES}


def test_a_threshold_in_each_constituency(tmp_path: Path) -> None:
    """In the South Ben has 90 of 300 votes, which is 30 percent; with 50 more it is 40."""
    threshold = "      threshold: {share: '35', scope: constituency}\n"
    found = bounded(tmp_path, {"North": "400 300", "South": "210 90"}, 50, threshold=threshold)
    assert by_area(found) == {"North": YES, "South": NO}


MEASURED = """
id: example
title: An example
date: 2024-05-12
levels: [country, region, district, station]
sources: {{cec: Central commission}}
sheets:
  protocol:
    fields: {{registered: Voters, cast: Ballots, invalid: Invalid}}
    measures: {{valid: cast - invalid}}
contests:
  president:
    options: {{ana: Ana Lima, ben: Ben Okoro}}
{rule}"""


@pytest.mark.parametrize("of", ["valid", "cast"])
@pytest.mark.parametrize(
    ("share", "ben", "settled"),
    [
        ("25", 200, {"North": YES, "South": YES}),  # 25 percent of 800: he takes part
        ("26", 200, {"North": YES, "South": YES}),  # of all votes for somebody he has 27 percent
        ("35", 200, {"North": YES, "South": NO}),  # in the South he has 120 of 300 to 350
    ],
)
def test_a_share_of_valid_votes_that_are_a_measure(
    tmp_path: Path, share: str, ben: int, settled: dict[str, Determined], of: str
) -> None:
    """In the North all sheets are held, with 60 valid votes that are for nobody."""
    cast = 810 if of == "valid" else 800
    threshold = f"      threshold: {{share: '{share}', scope: constituency, of: {of}}}\n"
    table = f"""
        region district code registered cast invalid ana ben
        North  Hill     1    900        {cast}  {cast - 800}      540 {ben}
        South  Port     2    500        300  0       180 120
    """
    rule = RULE.format(method="dhondt", threshold=threshold)
    columns = COLUMNS.replace("valid: valid, ", "")
    files = {"areas.csv": csv_of(AREAS.format(missing=50)).replace(",.", ",")}
    files["returns.csv"] = csv_of(table)
    head = MEASURED.format(rule=rule)
    result = checked(tmp_path, files, returns_entry("returns.csv", columns=columns), head)
    found = result.contests["president"].bounds
    assert found is not None
    assert by_area(found) == settled
    admits = Fraction(ben, 800) >= Fraction(int(share), 100)
    seats = found.constituencies["North"].seats
    assert seats is not None
    assert bool(seats["ben"]) is admits


def test_a_station_of_which_nobody_knows_the_constituency_may_be_in_any(tmp_path: Path) -> None:
    """Station 3 is known from another source that does not say where it is."""
    rule = RULE.format(method="dhondt", threshold="")
    head = HEAD.replace("  president:\n", f"  president:\n{rule}")
    head = head.replace("sources:", "registers: {all: {voters: 1500}}\nstations: 3\nsources:")
    table = """
        region district code registered cast valid invalid ana ben
        North  Hill     1    900        700  700   0       400 300
        South  Port     2    500        300  300   0       180 120
    """
    other = """
        code registered cast valid invalid ana ben
        3    100        60   60    0       30  30
    """
    files = {"returns.csv": csv_of(table), "other.csv": csv_of(other)}
    columns = COLUMNS.replace("      areas: {region: region, district: district}\n", "")
    entries = returns_entry("returns.csv") + returns_entry("other.csv", "watch", columns=columns)
    found = checked(tmp_path, files, entries, head).contests["president"].bounds
    assert found is not None
    assert (found.voters_not_held, by_area(found)) == (100, {"North": NO, "South": NO})


LEVELLED = """\
    rule:
      method: dhondt
      seats: 8
      constituencies: {level: region, seats: {North: 4, South: 2}}
      tiers:
        - {}
        - {at: nation, seats: 2, counting: levelling}
"""
DETERMINED = "Determined: the number of seats of every option."


@pytest.mark.parametrize(
    ("missing", "whole"),
    [
        # 580 to 420 of eight seats are 5 and 3: a fourth of Ben's takes 580 / 5, 44 votes more
        (40, YES),
        (50, NO),
    ],
)
def test_levelling_over_the_whole_place_is_settled_by_itself(
    tmp_path: Path, missing: int, whole: Determined
) -> None:
    """Whoever has the seats below, nobody has more of them than the share of the whole."""
    head = HEAD.replace("  president:\n", f"  president:\n{LEVELLED}")
    table = """
        region district code registered cast valid invalid ana ben
        North  Hill     1    900        700  700   0       400 300
        South  Port     2    500        300  300   0       180 120
    """
    areas = csv_of(AREAS.format(missing=missing)).replace(",.", ",")
    files = {"areas.csv": areas, "returns.csv": csv_of(table)}
    result = checked(tmp_path, files, returns_entry("returns.csv"), head)
    found = result.contests["president"].bounds
    assert found is not None
    assert by_area(found) == {"North": YES, "South": YES}
    assert found.seats is whole
    assert (DETERMINED in texts(found)) is (whole is YES)
    assert "In all 2 constituencies no missing sheet can change the seats." in texts(found)


QUOTAS = "      tiers: [{quota: hare}, {at: nation, votes: remainders, method: hare_lr}]\n"


@pytest.mark.parametrize(
    ("missing", "south", "whole", "said"),
    [
        # North: a quota of 175, 400 and 300 are 2 and 1, with 50 and 125 left. South: one of 150,
        # 160 and 140 are 1 and 0. The 60 and 265 votes left over in all have 0 and 2 seats.
        (5, YES, Determined.YES, "Determined: the number of seats of every option."),
        # With 60 more for Ben in the South he has one of 180 and Ana none.
        (60, NO, Determined.UNKNOWN, "Open, the seats of these constituencies: South."),
    ],
)
def test_full_quotas_and_the_votes_they_leave(
    tmp_path: Path, missing: int, south: Determined, whole: Determined, said: str
) -> None:
    votes = {"North": "400 300", "South": "160 140"}
    found = bounded(tmp_path, votes, missing, "hare_lr", QUOTAS)
    assert by_area(found) == {"North": YES, "South": south}
    assert found.seats is whole
    assert said in " ".join(texts(found))


BEST_LOSER = """\
      threshold: {share: 60%, best_loser: true}
      alliances: {both: {members: [ana, ben], threshold: each}}
"""


@pytest.mark.parametrize(
    ("missing", "settled"),
    [
        # Ana keeps 60 percent, 610 of 1,014: Ben is the best loser, and the South has 210 and 105
        # to his 104
        (14, YES),
        # 610 of 1,020 are less than 60 percent: nobody passes, and there is no best loser then
        (20, Determined.UNKNOWN),
    ],
)
def test_a_best_loser_who_is_sure_takes_part_everywhere(
    tmp_path: Path, missing: int, settled: Determined
) -> None:
    votes = {"North": "400 300", "South": "210 90"}
    found = bounded(tmp_path, votes, missing, threshold=BEST_LOSER)
    assert found.seats is settled
    said = "In all 2 constituencies no missing sheet can change the seats."
    assert (said in texts(found)) is (settled is YES)


def test_what_is_not_worked_out_is_named(tmp_path: Path) -> None:
    direct = "      direct_seats: {South: {ana: 1}}\n"
    found = bounded(tmp_path, {"North": "400 300", "South": "210 90"}, 70, threshold=direct)
    assert found.seats is Determined.UNKNOWN
    assert texts(found)[-4:-2] == [
        "Whether the seats of these are settled, these figures do not say: South.",
        "Not worked out while so many ballots are missing, these parts of the rule: seats won "
        "directly in constituencies.",
    ]


def test_fewer_ballots_than_change_any_seat_settle_all(tmp_path: Path) -> None:
    """Ana's direct seat is one of two in the south: the other is hers with 210 votes to 90, and
    stays so with 14 more for Ben."""
    direct = "      direct_seats: {South: {ana: 1}}\n"
    found = bounded(tmp_path, {"North": "400 300", "South": "210 90"}, 14, threshold=direct)
    assert found.seats is YES
    assert found.constituencies["South"].seats == {"ana": 2, "ben": 0}


def test_a_share_in_every_constituency_is_not_worked_out(tmp_path: Path) -> None:
    """Nor taken for one of each constituency by itself: ben has 10 percent in the north alone."""
    asked = "      threshold: {share: 10%, scope: constituency, in_areas: all}\n"
    found = bounded(tmp_path, {"North": "400 300", "South": "210 10"}, 14, threshold=asked)
    assert found.seats is Determined.UNKNOWN
    assert "shares that are to be reached in many areas" in " ".join(texts(found))
