"""Turnout, and the registers that it implies."""

from __future__ import annotations

import pytest

from tests.announced_tables import check, codes, decisive, election, only


def test_turnout_and_count_imply_another_register() -> None:
    stated = {"turnout": "35.3", "fields": {"cast": 3_185_546}}
    checked = check(election([stated], registers={"lists": {"voters": 9_303_693}}))
    found = only(checked, "TURNOUT-OTHER-REGISTER")
    assert found.figures["implied"] == [8_998_718, 9_037_009]
    assert found.votes == 94_006


def test_a_turnout_that_fits_one_of_the_registers_on_offer_is_no_finding() -> None:
    stated = {"turnout": "50.0", "fields": {"cast": 5000}}
    offers = {"old": {"voters": 9000}, "new": {"voters": 10_000}}
    assert codes(check(election([stated], registers=offers))) == []
    named = {**stated, "register": "old"}
    assert codes(check(election([named], registers=offers))) == ["TURNOUT-OTHER-REGISTER"]


def test_a_count_that_stands_for_several_voters_is_not_the_voters() -> None:
    form = {"fields": {"pairs": "Pairs of ballots"}, "measures": {"cast": "2 * pairs"}}
    stated = {"turnout": "50.0", "fields": {"pairs": 2500}}
    lists = {"lists": {"voters": 10_000}}
    assert codes(check(election([stated], sheets={"form": form}, registers=lists))) == []
    few = {"lists": {"voters": 5000}}
    checked = check(election([stated], sheets={"form": form}, registers=few))
    assert codes(checked) == ["TURNOUT-OTHER-REGISTER"]


def test_a_turnout_of_the_sheets_counted_so_far_is_of_their_lists() -> None:
    """59 percent of the voters of eight stations out of ten, and not of all 21,392,464."""
    part = {"share": "80", "of_stations": 10}
    stated = {
        "stage": "preliminary",
        "turnout": "59",
        "fields": {"cast": 10_058_774},
        "counted": part,
    }
    offers = {"lists": {"voters": 21_392_464}}
    assert codes(check(election([stated], registers=offers))) == []
    final = {"turnout": "60", "fields": {"cast": 12_835_478}}
    assert codes(check(election([stated, final], registers=offers))) == []
    # The lists of a part are no more than the register, and where it is named, it is this one.
    small = {"lists": {"voters": 15_000_000}}
    assert codes(check(election([stated], registers=small))) == ["TURNOUT-OTHER-REGISTER"]
    named = stated | {"register": "lists"}
    assert codes(check(election([named], registers=offers))) == ["TURNOUT-OTHER-REGISTER"]


def test_within_one_announcement_the_register_it_states_counts() -> None:
    stated = {"turnout": "50.0", "fields": {"cast": 5000, "registered": 11_000}}
    checked = check(election([stated], registers={"lists": {"voters": 10_000}}))
    assert codes(checked) == ["TURNOUT-OTHER-REGISTER"]


def test_what_a_rounded_count_implies_depends_on_its_rounding() -> None:
    offers = {"lists": {"voters": 9_303_693}}
    six = {"turnout": "71.98", "fields": {"cast": 6_694_000}}
    eight = {"turnout": "75.1", "fields": {"cast": 6_980_000}}
    contradiction = only(check(election([six], registers=offers)), "TURNOUT-OTHER-REGISTER")
    assert contradiction.figures["rounded_to"] == 1000
    # no coarser rounding gives 6,694,000
    assert contradiction.figures["vanishes_if_rounded_to"] is None
    assert "rounded" not in str(contradiction.breaking_point)
    depends = check(election([eight], registers=offers))
    assert decisive(depends) == []
    found = only(depends, "TURNOUT-REGISTER-ROUNDING")
    assert found.figures["fits_if_rounded_to"] == 10_000
    assert found.figures["contradicts_if_rounded_to"] == 1000


def test_a_coarser_rounding_is_named_where_it_is_possible_and_leaves_room() -> None:
    stated = {"turnout": "50.0", "fields": {"cast": 50_000}, "rounded_to": {"cast": 10}}
    checked = check(election([stated], registers={"lists": {"voters": 100_900}}))
    found = only(checked, "TURNOUT-OTHER-REGISTER")
    assert found.figures["vanishes_if_rounded_to"] == 1000
    assert "rounded to 1,000" in str(found.breaking_point)
    stated["fields"] = {"cast": 50_200}
    checked = check(election([stated], registers={"lists": {"voters": 101_300}}))
    found = only(checked, "TURNOUT-OTHER-REGISTER")
    assert found.figures["vanishes_if_rounded_to"] is None


def test_a_rounding_that_is_said_is_taken_as_it_is_said() -> None:
    """100,000 to the nearest thousand was 99,500 at least, and not 50,000."""
    stated = {"turnout": "50.0", "fields": {"cast": 100_000}}
    offers = {"lists": {"voters": 190_000}}
    assert codes(check(election([stated], registers=offers))) == ["TURNOUT-REGISTER-ROUNDING"]
    said = stated | {"rounded_to": {"cast": 1000}}
    found = only(check(election([said], registers=offers)), "TURNOUT-OTHER-REGISTER")
    assert found.figures["rounded_to"] == 1000
    assert "100,000 was rounded to 1,000 or finer." in [str(one) for one in found.premises]
    assert "as it can be if it was rounded to 10,000" in str(found.breaking_point)


def test_two_turnouts_imply_two_registers() -> None:
    noon = {"turnout": "30.0", "fields": {"cast": 3000}, "at": "2024-07-28T12:00"}
    evening = {"turnout": "60.0", "fields": {"cast": 6600}, "at": "2024-07-28T18:00"}
    found = only(check(election([noon, evening])), "TURNOUT-REGISTERS-DIFFER")
    assert found.figures["announcements"] == ["n1", "n2"]
    evening["fields"] = {"cast": 6000}
    assert codes(check(election([noon, evening]))) == []


@pytest.mark.parametrize(("national", "found"), [("60", []), ("82", ["SHARE-OUTSIDE-PARTS"])])
def test_a_turnout_lies_between_those_of_all_its_parts(national: str, found: list[str]) -> None:
    parts = {"north": {"turnout": "40"}, "south": {"turnout": "80"}}
    stated = {"turnout": national, "areas": parts}
    assert codes(check(election([stated], areas=["north", "south"]))) == found
    # With a part unknown, nothing follows.
    assert codes(check(election([stated], areas=["north", "south", "west"]))) == []


@pytest.mark.parametrize(("share", "found"), [("57", []), ("100", ["SHARE-OUTSIDE-PARTS"])])
def test_a_turnout_while_counting_may_be_of_the_lists_of_all_stations(
    share: str, found: list[str]
) -> None:
    parts = {"north": {"turnout": "70"}, "south": {"turnout": "80"}}
    counted = {"share": share, "of_stations": 7}
    stated = {"turnout": "45", "counted": counted, "areas": parts}
    assert codes(check(election([stated], areas=["north", "south"]))) == found


def test_parts_add_up_to_the_whole() -> None:
    parts = {"north": {"counts": {"a": 40}}, "south": {"counts": {"a": 80}}}
    stated = {"counts": {"a": 130}, "areas": parts}
    found = only(check(election([stated], areas=["north", "south"])), "ANNOUNCED-PARTS-SUM")
    assert found.votes == 10
    assert codes(check(election([stated], areas=["north", "south", "west"]))) == []
    stated["counts"] = {"a": 110}  # two of three parts have more already
    assert codes(check(election([stated], areas=["north", "south", "west"]))) == [
        "ANNOUNCED-PARTS-SUM"
    ]


def test_a_part_that_is_the_only_one_is_said_as_one() -> None:
    stated = {"counts": {"a": 130}, "areas": {"north": {"counts": {"a": 120}}}}
    found = only(check(election([stated], areas=["north"])), "ANNOUNCED-PARTS-SUM")
    assert "its 1 part (" in found.message
    assert "has 120, 10 apart." in found.message
    assert "All areas is made up of this 1 area and nothing else." in found.premises[-1].text
