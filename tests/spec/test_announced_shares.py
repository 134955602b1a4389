"""Printed percentages and turnouts against the sheets held: 81 of 100 votes is 81 percent, 80.5 is
too, and so is 81.9 cut off; 82.1 is not, and no missing sheet may be able to make it so."""

from __future__ import annotations

from typing import Any

import pytest

from crosstally.findings import Finding, Tier
from tests.announced_tables import Sheets, check, codes, election, only

CODE = "ANNOUNCED-SHARE-DIFFERS"
LEAVES_OUT = "ANNOUNCED-SHARE-LEAVES-OUT"
VOTES = {"a": [30, 51], "b": [10, 9], "valid": [40, 60], "invalid": [0, 25]}
LISTS = {"registered": [100, 100], "cast": [40, 85]}


def shares(
    stated: dict[str, Any], known: int | None = 2, register: int | None = None
) -> list[tuple[object, str]]:
    return [(item.figures["figure"], item.message) for item in findings(stated, known, register)]


def findings(
    stated: dict[str, Any], known: int | None = 2, register: int | None = None
) -> list[Finding]:
    registers: dict[str, Any] = {"list": {"voters": register}} if register else {}
    sheets = Sheets({**VOTES, **LISTS}, known, ["a", "b"])
    checked = check(election([stated], registers=registers), sheets)
    return [item for item in checked.findings if item.code.name == CODE]


@pytest.mark.parametrize(
    ("printed", "differs"),
    [("81", False), ("81.00", False), ("81 %", False), ("80", True), ("82", True), ("80.5", True)],
)
def test_the_share_on_all_sheets_is_81_percent(printed: str, differs: bool) -> None:
    assert bool(shares({"percent": {"a": printed}, "percent_of": "valid"})) is differs


@pytest.mark.parametrize(("printed", "differs"), [("19", False), ("18.9", True), ("20", True)])
def test_and_the_other_is_19(printed: str, differs: bool) -> None:
    assert bool(shares({"percent": {"b": printed}, "percent_of": "valid"})) is differs


def test_a_share_that_is_not_that_of_the_sheets() -> None:
    (finding,) = findings({"percent": {"a": "85.0"}, "percent_of": "valid"})
    assert finding.tier is Tier.DECISIVE
    assert finding.message == (
        "For All areas, n1 (The authority) prints 85.0 percent for A; on the 2 sheets held by "
        "The observers it is 81.00\u00a0% of valid votes (81 of 100)."
    )
    assert "All areas has 2 stations and no other." in [str(item) for item in finding.premises]
    assert "At least 1 of the 2 held sheets" in str(finding.breaking_point)


def test_as_many_digits_are_shown_as_set_the_two_apart() -> None:
    """404,998 of 500,000 is 80.9996 percent: 81.00 would be what was printed."""
    sheets = Sheets({"a": [404_998], "b": [95_002], "valid": [500_000]}, 1, ["a", "b"])
    checked = check(election([{"percent": {"a": "81.0002"}, "percent_of": "valid"}]), sheets)
    assert "it is 80.99960\u00a0% of valid votes" in only(checked, CODE).message
    sheets = Sheets({"a": [404_998], "b": [95_002], "valid": [500_000]}, 1, ["a", "b"])
    checked = check(election([{"percent": {"b": "19.1"}, "percent_of": "valid"}]), sheets)
    assert "it is 19.00\u00a0% of valid votes" in only(checked, CODE).message
    sheets = Sheets({"a": [1_480_498], "b": [8_519_502], "valid": [10_000_000]}, 1, ["a", "b"])
    checked = check(election([{"percent": {"a": "14.81"}, "percent_of": "valid"}]), sheets)
    assert "it is 14.80498\u00a0% of valid votes" in only(checked, CODE).message


def test_a_share_of_more_than_there_are_is_what_the_sheets_make_it() -> None:
    """The sheets contradict themselves; the percentage is theirs all the same."""
    sheets = Sheets({"a": [29_809], "b": [0], "valid": [29_800]}, 1, ["a", "b"])
    for printed, differs in (("100.0", False), ("100.00", True)):
        stated = election([{"percent": {"a": printed}, "percent_of": "valid"}])
        assert (CODE in codes(check(stated, sheets))) is differs


@pytest.mark.parametrize(
    ("printed", "differs"), [("208.3", False), ("208.4", True), ("112.4", False), ("112.0", True)]
)
def test_missing_stations_may_add_nothing_to_more_than_there_are(
    printed: str, differs: bool
) -> None:
    """100 of 48, and 41 voters on no sheet held: from 100 of 89 where all of these vote for others,
    112.36, to 100 of 48 where none votes, 208.33."""
    sheets = Sheets({"a": [100], "b": [0], "valid": [48], "registered": [63]}, 2, ["a", "b"])
    offered = {"list": {"voters": 104}}
    stated = election([{"percent": {"a": printed}, "percent_of": "valid"}], registers=offered)
    assert (CODE in codes(check(stated, sheets))) is differs


def test_a_share_of_more_than_there_are_vanishes_with_a_worthless_sheet() -> None:
    """190 of 108: without the first sheet it may be 90 of 60, and those 41 voters'."""
    sheets = Sheets(
        {"a": [100, 90], "b": [0, 0], "valid": [48, 60], "registered": [63, 70]}, 3, ["a", "b"]
    )
    offered = {"list": {"voters": 174}}
    stated = election([{"percent": {"a": "199.9"}, "percent_of": "valid"}], registers=offered)
    finding = only(check(stated, sheets), CODE)
    assert "At least 1 of the 2 held sheets" in str(finding.breaking_point)


def test_where_no_base_is_named_ballots_are_tried_too() -> None:
    """81 of 125 ballots are 64.8 percent."""
    assert shares({"percent": {"a": "64.8"}}) == []
    assert len(shares({"percent": {"a": "64.8"}, "percent_of": "valid"})) == 1
    assert len(shares({"percent": {"a": "70.0"}})) == 1


def test_a_turnout_is_of_the_lists_on_the_sheets() -> None:
    assert shares({"turnout": "62.5"}) == []
    ((figure, message),) = shares({"turnout": "64.0"})
    assert figure == "turnout"
    assert "prints 64.0 percent turnout" in message
    assert "62.50\u00a0% of registered voters (125 of 200)" in message


HANDED_OUT = {
    "form": {
        "fields": {
            "registered": "Registered",
            "issued": "Handed out",
            "cast": "Ballots",
            "valid": "Valid",
            "invalid": "Invalid",
        },
        "relations": [{"relation": "issued <= registered"}, {"relation": "cast <= issued"}],
    }
}


@pytest.mark.parametrize(("printed", "count"), [("62.5", 0), ("64.0", 0), ("63.0", 1)])
def test_a_turnout_may_count_ballots_handed_out(printed: str, count: int) -> None:
    """Of 200 voters 128 were handed a ballot, and 125 put it into the box: laws count either."""
    sheets = Sheets({**VOTES, **LISTS, "issued": [42, 86]}, 2, ["a", "b"])
    found = check(election([{"turnout": printed}], sheets=HANDED_OUT), sheets)
    assert codes(found) == [CODE] * count


@pytest.mark.parametrize(
    "relations",
    [
        ["invalid <= registered", "valid + invalid == cast"],
        ["invalid <= registered"],
        ["at_home <= registered", "at_home + at_station == cast"],
    ],
)
def test_a_part_of_the_ballots_is_no_turnout(relations: list[str]) -> None:
    """25 invalid ballots of 200 voters, or as many cast at home, are 12.5 percent of the list, and
    one that is not read might be any."""
    names = ("registered", "cast", "valid", "invalid", "at_home", "at_station")
    form = {
        "fields": {name: name.title() for name in names},
        "relations": [{"relation": one} for one in relations],
    }
    for part in ([0, 25], [0, -1]):
        figures = {**VOTES, **LISTS, "invalid": part, "at_home": part, "at_station": [40, 60]}
        sheets = Sheets(figures, 2, ["a", "b"])
        for printed in ("12.5", "90"):
            found = check(election([{"turnout": printed}], sheets={"form": form}), sheets)
            assert codes(found).count(CODE) == 1


@pytest.mark.parametrize(("printed", "count"), [("62.5", 0), ("71.0", 0), ("72.0", 1), ("20", 1)])
def test_what_is_not_read_of_another_count_is_no_more_than_its_list(
    printed: str, count: int
) -> None:
    """42 of 100 ballots were handed out at one station, 0 to 100 at the other: 21 to 71 percent."""
    sheets = Sheets({**VOTES, **LISTS, "issued": [42, -1]}, 2, ["a", "b"])
    found = check(election([{"turnout": printed}], sheets=HANDED_OUT), sheets)
    assert codes(found).count(CODE) == count


def test_a_turnout_may_be_of_any_register_on_offer() -> None:
    """125 voters of 200 on the sheets' lists are 62.5 percent, of 250 on another list 50."""
    assert shares({"turnout": "50.0"}, register=250) == []
    assert shares({"turnout": "50.0", "fields": {"registered": 250}}) == []
    assert len(shares({"turnout": "55.0"}, register=250)) == 1


@pytest.mark.parametrize(
    ("printed", "differs"), [("39.5", False), ("39.0", True), ("90.5", False), ("91.0", True)]
)
def test_missing_stations_bound_a_share(printed: str, differs: bool) -> None:
    """105 voters are on the list and on no sheet held: 81 to 186 of 205 votes, 39.51 to 90.73."""
    stated = {"percent": {"a": printed}, "percent_of": "valid"}
    assert bool(shares(stated, known=3, register=305)) is differs


def test_nothing_bounds_the_missing_stations_without_a_register() -> None:
    assert shares({"percent": {"a": "99"}, "percent_of": "valid"}, known=3) == []


HALF = {"share": "50", "of_stations": 2}


@pytest.mark.parametrize(
    ("printed", "differs"),
    [("75", False), ("81", False), ("85", False), ("74.0", True), ("86.0", True), ("99", True)],
)
def test_a_count_that_is_not_over_may_have_left_out_any_sheet(printed: str, differs: bool) -> None:
    """Alone, the two stations have 30 of 40 and 51 of 60 votes: 75 and 85 percent."""
    stated = {"percent": {"a": printed}, "percent_of": "valid", "counted": HALF}
    assert bool(shares(stated)) is differs


def test_what_contradicts_a_part_of_the_sheets_says_what_it_left_possible() -> None:
    stated = {"percent": {"a": "99"}, "percent_of": "valid", "counted": HALF}
    (finding,) = findings(stated)
    assert finding.message == (
        "For All areas, n1 (The authority) prints 99 percent for A; on the 2 sheets held by The "
        "observers it is 81 of 100 valid votes, which leaves 75.00\u00a0% to 85.00\u00a0% "
        "possible, whichever of them were left uncounted (1 at most)."
    )
    assert (
        "The announcement counted 50 percent of 2 sheets, so that 1 of them were not counted."
        in [str(item) for item in finding.premises]
    )


def test_a_share_that_only_left_out_sheets_give_says_how_many() -> None:
    stated = {"percent": {"a": "85.0"}, "percent_of": "valid", "counted": HALF}
    checked = check(election([stated]), Sheets({**VOTES, **LISTS}, 2, ["a", "b"]))
    (finding,) = [item for item in checked.findings if item.code.name == LEAVES_OUT]
    assert finding.tier is Tier.INDICATIVE
    assert "and there are no others" in finding.message
    assert "at least 1 of these sheets was not counted yet" in finding.message
    assert [item for item in checked.findings if item.code.name == CODE] == []


def test_where_sheets_are_missing_it_does_not_say_that_there_are_no_others() -> None:
    third = {"share": "66.7", "of_stations": 3}
    stated = {"percent": {"a": "85.0"}, "percent_of": "valid", "counted": third}
    registers = {"lists": {"voters": 205}}
    checked = check(
        election([stated], registers=registers), Sheets({**VOTES, **LISTS}, 3, ["a", "b"])
    )
    (finding,) = [item for item in checked.findings if item.code.name == LEAVES_OUT]
    assert "no others" not in finding.message
    assert "whatever the 5 voters of the stations not held did" in finding.message


@pytest.mark.parametrize("lists", [{}, {"registered": [100, 100]}])
def test_an_option_may_be_called_turnout(lists: dict[str, list[int]]) -> None:
    """Its percentage is no turnout: with the voters on the list it has nothing to do."""
    form = {
        "fields": {name: name for name in ("registered", "issued", "cast", "valid", "invalid")},
        "relations": [{"relation": "issued <= registered", "strength": "must"}],
    }
    options = {"turnout": "Turn Out!", "b": "B"}
    stated = {"percent": {"turnout": "90", "b": "19"}, "percent_of": "valid"}
    columns = {"turnout": [30, 51], "b": [10, 9], "valid": [40, 60], "issued": [90, 90], **lists}
    found = check(
        election([stated], options, sheets={"form": form}), Sheets(columns, 2, ["turnout", "b"])
    )
    message = only(found, CODE).message
    assert "prints 90 percent for Turn Out!" in message
    assert "turnout" not in message


def test_sheets_without_a_vote_bound_nothing_but_what_is_no_share() -> None:
    sheets = Sheets({"a": [0], "b": [0], "valid": [0], "registered": [5]}, 2, ["a", "b"])

    def found(printed: str) -> int:
        stated = {"percent": {"a": printed}, "percent_of": "valid"}
        checked = check(election([stated], registers={"list": {"voters": 9}}), sheets)
        return sum(item.code.name == CODE for item in checked.findings)

    assert (found("99"), found("150")) == (0, 1)


def test_only_where_no_copy_of_a_disputed_station_gives_it() -> None:
    copies = {"s1": {"a": (46, 51), "b": (9, 14)}}
    stated = election([{"percent": {"a": "76"}, "percent_of": "valid"}])
    columns = {**VOTES, **LISTS}
    disputed = Sheets(columns, 2, ["a", "b"], copies=copies)
    assert list(check(stated, disputed).findings) == []
    only(check(stated, Sheets(columns, 2, ["a", "b"])), CODE)


def test_a_share_that_follows_from_stated_counts_is_compared_with_these() -> None:
    held = Sheets({"a": [60, 20], "b": [40, 80]}, 2, ["a", "b"])
    stated = {"counts": {"a": 90, "b": 110}, "percent": {"a": "45.0", "b": "55.0"}}
    assert codes(check(election([stated]), held)) == ["ANNOUNCED-COUNT-DIFFERS"]
    # Counts that the sheets bear out, with another percentage: the announcement contradicts itself.
    stated = {"counts": {"a": 80, "b": 120}, "percent": {"a": "45.0", "b": "60.0"}}
    assert "PERCENT-NOT-OF-COUNT" in codes(check(election([stated]), held))
