"""What an announcement leaves for the stations whose sheets are not held."""

from __future__ import annotations

from pathlib import Path

import pytest

from crosstally.findings import Tier
from tests.announced_tables import Sheets, check, codes, decisive, election, only
from tests.folders import COLUMNS, HEAD, checked, csv_of, returns_entry

HELD = Sheets(
    {"a": [30, 30], "b": [10, 10], "registered": [100, 100], "cast": [40, 40]}, 4, ["a", "b"]
)
"""Two of four stations: 200 voters, 60 votes for a, 20 for b."""


def test_the_voters_of_the_stations_not_held_can_have_voted_so() -> None:
    # On a register of 400 there are 200 voters left; 40 and 30 votes are left over.
    folder = election([{"counts": {"a": 100, "b": 50}}], registers={"lists": {"voters": 400}})
    assert codes(check(folder, HELD)) == []


def test_more_votes_than_voters_are_left() -> None:
    folder = election([{"counts": {"a": 180, "b": 130}}], registers={"lists": {"voters": 400}})
    found = only(check(folder, HELD), "RESIDUAL-EXCEEDS-VOTERS")
    assert found.figures["needed"] == {"a": 120, "b": 110}
    assert found.votes == 30
    # A worthless sheet gives room for the 60 of its 100 voters who are not counted for a or b.
    assert found.figures["worthless_at_least"] == 1
    assert "30 voters more" in str(found.breaking_point)
    assert "at least 1 held sheet, the worst" in str(found.breaking_point)


def test_invalid_votes_that_are_stated_take_voters_too() -> None:
    # 195 votes are left over for 200 voters; and 6 invalid ones.
    columns = {"a": [30, 30], "b": [10, 10], "registered": [100, 100], "invalid": [1, 1]}
    held = Sheets(columns, 4, ["a", "b"])
    registers = {"lists": {"voters": 400}}
    stated = {"counts": {"a": 170, "b": 105}, "fields": {"invalid": 7}}
    assert decisive(check(election([stated], registers=registers), held)) == []
    more = stated | {"fields": {"invalid": 8}}
    found = only(check(election([more], registers=registers), held), "RESIDUAL-EXCEEDS-VOTERS")
    assert found.figures["needed"] == {"a": 110, "b": 85, "invalid": 6}
    assert found.votes == 1


def test_votes_over_for_one_option_are_not_set_off_against_another() -> None:
    # b is below what is held, which a partial count may be: it gives a no room.
    stated = {"counts": {"a": 270, "b": 0}, "stage": "preliminary"}
    folder = election([stated], registers={"lists": {"voters": 400}})
    assert codes(check(folder, HELD)) == ["RESIDUAL-EXCEEDS-VOTERS"]


def test_every_register_on_offer_is_tried() -> None:
    registers = {"june": {"voters": 400}, "with_foreigners": {"voters": 450}}
    folder = election([{"counts": {"a": 180, "b": 130}}], registers=registers)
    checked = check(folder, HELD)
    assert decisive(checked) == []
    found = only(checked, "RESIDUAL-EXCEEDS-SOME-REGISTERS")
    assert found.figures["voters_not_held"] == {"june": 200, "with_foreigners": 250}
    assert "on the register june, 30 too few" in found.message
    assert found.message.endswith(
        "On the register with_foreigners they have 250, and that is enough."
    )


def test_the_turnout_it_needs_is_said_where_it_is_above_that_held() -> None:
    # 170 of 200 voters, where 80 of 200 voted at the stations held.
    folder = election([{"counts": {"a": 150, "b": 100}}], registers={"lists": {"voters": 400}})
    checked = check(folder, HELD)
    assert decisive(checked) == []
    assert only(checked, "RESIDUAL-NEEDS-TURNOUT").figures["share"] == "17/20"


def test_a_turnout_that_as_many_voters_reached_at_stations_held_is_none_worth_saying() -> None:
    # 61 of 100 voters are needed, where 160 of 300 voted: every mean has stations above it.
    stations = {"a": [30, 50, 40], "b": [10, 20, 10], "registered": [100] * 3, "cast": [40, 70, 50]}
    held = Sheets(stations, 4, ["a", "b"])
    folder = election([{"counts": {"a": 181, "b": 40}}], registers={"lists": {"voters": 400}})
    assert codes(check(folder, held)) == []
    # More than at the station with the highest turnout: 71 of 100, where 70 of 100 voted there.
    folder = election([{"counts": {"a": 191, "b": 40}}], registers={"lists": {"voters": 400}})
    found = only(check(folder, held), "RESIDUAL-NEEDS-TURNOUT")
    assert found.figures["share"] == "71/100"
    assert found.figures["turnout_highest"] == "7/10"


def test_a_few_sheets_say_nothing_of_the_turnout_elsewhere() -> None:
    # Two of a hundred stations are held: that others voted more is to be expected.
    folder = election([{"counts": {"a": 4500, "b": 100}}], registers={"lists": {"voters": 9800}})
    assert codes(check(folder, HELD)) == []


def test_without_voters_on_the_sheets_nothing_is_bounded() -> None:
    bare = Sheets({"a": [30, 30], "b": [10, 10]}, 4, ["a", "b"])
    folder = election([{"counts": {"a": 1000}}], registers={"lists": {"voters": 400}})
    checked = check(folder, bare)
    assert checked.findings == ()
    assert "The sheets state no registered voters." in [str(run.skipped) for run in checked.runs]


LISTED = """\
id,name,level,parent,registered
North,North,region,all,
Hill,Hill,district,North,
1,One,station,Hill,500
2,Two,station,Hill,400
3,Three,station,Hill,300
"""
WITHIN_THE_LIST = HEAD.replace(
    "cast <= registered, strength: should", "cast <= registered, strength: must"
)
ONE_HELD = """
region district code registered cast valid invalid ana ben
North  Hill     1    500        300  300   0       200 100
"""


@pytest.mark.parametrize(
    ("ana", "registers", "expected"),
    [
        (900, "", None),  # 700 of the 700 voters on the lists of stations 2 and 3
        (901, "", "RESIDUAL-EXCEEDS-VOTERS"),
        (901, "registers: {new: {voters: 1200}}\n", "RESIDUAL-EXCEEDS-VOTERS"),
        (901, "registers: {new: {voters: 1300}}\n", "RESIDUAL-EXCEEDS-SOME-REGISTERS"),
    ],
)
def test_the_lists_of_the_stations_not_held_are_on_offer_too(
    tmp_path: Path, ana: int, registers: str, expected: str | None
) -> None:
    announced = f"announcements:\n  - {{id: n, source: cec, counts: {{ana: {ana}, ben: 100}}}}\n"
    files = {
        "areas.csv": LISTED,
        "watch.csv": csv_of(ONE_HELD),
        "announcements.yaml": announced,
    }
    head = WITHIN_THE_LIST.replace("sources:", f"{registers}sources:")
    result = checked(tmp_path, files, returns_entry("watch.csv", "watch", columns=COLUMNS), head)
    found = [item for item in result.findings if item.code.name.startswith("RESIDUAL-EXCEEDS")]
    assert [item.code.name for item in found] == ([expected] if expected else [])
    for item in found:
        assert item.figures["voters_not_held"]["lists of the stations"] == 700
        by_lists = not registers or expected == "RESIDUAL-EXCEEDS-SOME-REGISTERS"
        where = "their own lists" if by_lists else "the register new"
        assert f"have 700 voters on {where}, 1 too few" in item.message
        assert (item.tier is Tier.DECISIVE) == (expected == "RESIDUAL-EXCEEDS-VOTERS")


@pytest.mark.parametrize(
    ("head", "areas"),
    [
        (WITHIN_THE_LIST, LISTED.replace("Hill,300", "Hill,")),  # one of them is not known
        (HEAD, LISTED),  # the law lets some vote beyond the list: a *should*
    ],
)
def test_lists_that_bound_nothing(tmp_path: Path, head: str, areas: str) -> None:
    files = {
        "areas.csv": areas,
        "watch.csv": csv_of(ONE_HELD),
        "announcements.yaml": "announcements:\n  - {id: n, source: cec, counts: {ana: 9000}}\n",
    }
    result = checked(tmp_path, files, returns_entry("watch.csv", "watch", columns=COLUMNS), head)
    (run,) = (run for run in result.runs if run.code == "RESIDUAL-EXCEEDS-VOTERS")
    assert str(run.skipped) == "No register is on offer for this area."
