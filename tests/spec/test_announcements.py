"""What was announced against the sheets, against itself, and against what was announced before.

Each test is a small election: what was announced, what is held, what follows.
"""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from importlib.resources import files
from pathlib import Path

import pytest

from crosstally.compare.announced_slips import transposed
from crosstally.compare.announcements import check_announcements
from crosstally.compare.counts_from_percentages import chance_of, rounded_percentages
from crosstally.election.folder import open_folder
from crosstally.findings import Tier
from tests.announced_tables import Sheets, check, codes, decisive, election, only

FOUR = {"a": [10, 20, 30, 40], "b": [4, 3, 2, 1]}
"""Four stations: 100 votes for a, 10 for b."""


def sheets(known: int | None = 4, **columns: list[int]) -> Sheets:
    return Sheets({**FOUR, **columns}, known, ["a", "b"])


# Every sheet is held


def test_counts_that_are_the_sum_of_all_sheets_are_no_finding() -> None:
    assert codes(check(election([{"counts": {"a": 100, "b": 10}}]), sheets())) == []


def test_a_count_that_is_not_the_sum_of_all_sheets_contradicts_them() -> None:
    found = only(
        check(election([{"counts": {"a": 70, "b": 10}}]), sheets()), "ANNOUNCED-COUNT-DIFFERS"
    )
    assert found.tier is Tier.DECISIVE
    assert (found.area, found.source, found.votes) == ("all", "authority", 30)
    assert found.figures["differences"] == {"a": {"stated": 70, "sheets": 100, "votes": 30}}
    # The sheet with 40 votes alone can hold the 30 that are too many.
    assert "At least 1 of the 4 held sheets" in str(found.breaking_point)
    assert [str(premise) for premise in found.premises] == [
        "The 4 sheets that The observers holds are genuine and were read right.",
        "The announcement counted every sheet; it names no share.",
        "All areas has 4 stations and no other.",
        "The counts are exact as printed, not rounded.",
    ]


def test_more_votes_than_on_all_sheets_need_sheets_with_voters_to_spare() -> None:
    checked = check(
        election([{"counts": {"a": 160}}]),
        sheets(registered=[50, 40, 50, 60], cast=[14, 23, 32, 41]),
    )
    found = only(checked, "ANNOUNCED-COUNT-DIFFERS")
    # 60 more: 40 of the first station's 50 voters, and 20 of the next.
    assert "At least 2 of the 4" in str(found.breaking_point)


def test_fields_and_the_law_s_measures_are_compared_too() -> None:
    form = {"form": {"fields": {"registered": "Voters", "valid": "Valid", "invalid": "Invalid"}}}
    checked = check(
        election([{"fields": {"registered": 200, "cast": 112}}], sheets=form),
        sheets(registered=[50, 50, 50, 50], valid=[14, 23, 32, 41], invalid=[0, 0, 0, 1]),
    )
    found = only(checked, "ANNOUNCED-COUNT-DIFFERS")  # cast is valid and invalid together: 111
    assert list(found.figures["differences"]) == ["cast"]


def test_a_figure_not_read_at_a_station_is_no_whole_sum() -> None:
    unread = Sheets({"a": [10, 20, 30, -1], "b": [4, 3, 2, 1]}, 4, ["a", "b"])
    assert codes(check(election([{"counts": {"a": 70}}]), unread)) == []
    found = only(check(election([{"counts": {"a": 50}}]), unread), "ANNOUNCED-BELOW-HELD")
    assert found.votes == 10


def test_a_rounded_count_is_an_interval() -> None:
    stated = {"counts": {"a": 90}, "rounded_to": {"a": 10}}
    # 100 rounds to 90 in no way; 95 to 99 are cut off to it, 85 to 94 rounded to it.
    assert codes(check(election([stated]), sheets())) == ["ANNOUNCED-COUNT-DIFFERS"]
    near = Sheets({"a": [10, 20, 30, 39], "b": [4, 3, 2, 1]}, 4, ["a", "b"])
    assert codes(check(election([stated]), near)) == []


def test_figures_of_areas_are_held_against_the_sheets_of_those_areas() -> None:
    parts = Sheets(FOUR, 4, ["a", "b"], {"all": range(4), "north": [0, 1], "south": [2, 3]})
    folder = election(
        [
            {
                "counts": {"a": 100},
                "areas": {"north": {"counts": {"a": 30}}, "South": {"counts": {"a": 71}}},
            }
        ],
        areas=["north", "south"],
    )
    found = only(check(folder, parts), "ANNOUNCED-COUNT-DIFFERS")
    assert (found.area, found.votes) == ("south", 1)


@pytest.mark.parametrize("stage", ["recount", "ruling", "rerun"])
def test_figures_of_a_later_act_may_differ(stage: str) -> None:
    checked = check(election([{"counts": {"a": 70}, "stage": stage}]), sheets())
    assert codes(checked) == ["ANNOUNCED-OTHER-ACT"]
    assert decisive(checked) == []


def test_slips_are_named() -> None:
    swapped = only(
        check(election([{"counts": {"a": 10, "b": 100}}]), sheets()), "ANNOUNCED-COUNT-DIFFERS"
    )
    assert "changed places: votes for A and votes for B" in str(swapped.explanations[-1])
    assert transposed(6_480_844, 6_408_844)
    assert not transposed(6_408_844, 6_408_844)
    assert not transposed(12, 34)


# A part of the sheets is held, or was counted


def test_fewer_votes_than_on_the_sheets_held_contradict_them() -> None:
    found = only(check(election([{"counts": {"a": 60}}]), sheets(9)), "ANNOUNCED-BELOW-HELD")
    assert found.votes == 40
    assert (found.figures["worthless_at_least"], found.figures["worthless_at_most"]) == (1, 1)


def test_more_votes_than_on_the_sheets_held_are_no_contradiction() -> None:
    assert codes(check(election([{"counts": {"a": 1000}}]), sheets(9))) == []


def test_sheets_left_uncounted_may_be_the_largest_held() -> None:
    # 80 percent of 10: printed so, 8 were counted. Without 40 and 30, a keeps 30.
    def stated(votes: int) -> dict[str, object]:
        return {"counts": {"a": votes}, "counted": {"share": "80.0", "of_stations": 10}}

    possible = check(election([stated(30)]), sheets(10))
    assert decisive(possible) == []
    assert "at least 2 of these sheets" in only(possible, "ANNOUNCED-LEAVES-OUT-HELD").message
    found = only(check(election([stated(9)]), sheets(10)), "ANNOUNCED-BELOW-HELD")
    assert found.figures["kept_at_least"] == 30
    assert found.figures["uncounted_at_most"] == 2
    # 91 votes are too many: 40, 30, 20 and one more sheet; two of the four were not counted.
    assert found.figures["worthless_at_least"] == 2


def test_a_disputed_station_contradicts_only_what_none_of_its_copies_gives() -> None:
    """The last station has 40 votes for a on the copy that counts, 25 and 44 on others."""

    def disputed(known: int) -> Sheets:
        return Sheets(FOUR, known, ["a", "b"], copies={"s3": {"a": (25, 44)}})

    def found(votes: int, known: int) -> list[str]:
        return codes(check(election([{"counts": {"a": votes}}]), disputed(known)))

    assert [found(votes, 4) for votes in (84, 85, 93, 104, 105)] == [
        ["ANNOUNCED-COUNT-DIFFERS"],
        [],
        [],
        [],
        ["ANNOUNCED-COUNT-DIFFERS"],
    ]
    assert (found(84, 9), found(85, 9)) == (["ANNOUNCED-BELOW-HELD"], [])
    stated = election([{"counts": {"a": 84}}])
    finding = only(check(stated, disputed(9)), "ANNOUNCED-BELOW-HELD")
    assert finding.message.endswith("observers holds have 85. The two cannot both be right.")
    assert str(finding.premises[-1]) == ("It holds whatever copy of the disputed station counts.")


def test_the_share_counted_is_an_interval_and_so_is_the_breaking_point() -> None:
    ones = Sheets({"a": [1] * 200}, 1000, ["a", "b"])
    stated = {"counts": {"a": 100}, "counted": {"share": "95", "of_stations": 1000}}
    found = only(check(election([stated]), ones), "ANNOUNCED-BELOW-HELD")
    # 95 is 945 to 959 of 1,000, cut off or rounded.
    assert (found.figures["uncounted_at_least"], found.figures["uncounted_at_most"]) == (41, 55)
    assert (found.figures["worthless_at_least"], found.figures["worthless_at_most"]) == (45, 59)
    assert "45 to 59 more held sheets" in str(found.breaking_point)


def test_nothing_follows_from_a_preliminary_count_that_names_no_share() -> None:
    checked = check(election([{"counts": {"a": 1}, "stage": "preliminary"}]), sheets(9))
    assert checked.findings == ()
    run = next(run for run in checked.runs if run.code == "ANNOUNCED-BELOW-HELD")
    assert str(run.skipped) == "It does not say what share of the sheets it counted."


def test_a_preliminary_count_above_all_sheets_contradicts_them() -> None:
    stated = {"counts": {"a": 120}, "stage": "preliminary"}
    assert codes(check(election([stated]), sheets())) == ["ANNOUNCED-ABOVE-SHEETS"]


def test_an_alliance_is_the_sum_of_its_members() -> None:
    options = {"a": "A", "b": "B", "others": {"name": "Others", "members": ["b"]}}
    assert codes(check(election([{"counts": {"others": 10}}], options), sheets())) == []
    found = only(check(election([{"counts": {"others": 9}}], options), sheets()),
                 "ANNOUNCED-COUNT-DIFFERS")  # fmt: skip
    assert found.votes == 1


# Percentages


def test_percentages_of_their_counts_are_no_finding() -> None:
    stated = {"counts": {"a": 2, "b": 1}, "percent": {"a": "66.67", "b": "33.33"}}
    assert codes(check(election([stated]))) == []


@pytest.mark.parametrize("printed", ["66.6", "66.7"])
def test_a_percentage_may_be_rounded_or_cut_off(printed: str) -> None:
    stated = {"counts": {"a": 2, "b": 1}, "percent": {"a": printed}}
    assert codes(check(election([stated]))) == []


def test_a_percentage_that_is_not_of_its_count() -> None:
    stated = {"counts": {"a": 6170, "b": 3830}, "percent": {"a": "67.1"}}
    found = only(check(election([stated])), "PERCENT-NOT-OF-COUNT")
    assert found.figures["fitting"] == [6705, 6719]
    assert found.votes == 535


def test_two_options_imply_two_totals() -> None:
    options = {"a": "A", "b": "B", "c": "C"}
    stated = {"counts": {"a": 5000, "b": 5000}, "percent": {"a": "40.0", "b": "30.0"}}
    found = only(check(election([stated], options)), "PERCENT-NOT-OF-COUNT")
    assert found.figures["totals"] == {"a": [12469, 12515], "b": [16612, 16694]}


def test_no_whole_number_of_seven_votes_is_50_percent() -> None:
    stated = {"percent": {"a": "50.0"}, "fields": {"valid": 7}}
    assert codes(check(election([stated]))) == ["PERCENT-NO-WHOLE-VOTES"]
    stated = {"percent": {"a": "57.1"}, "fields": {"valid": 7}}
    assert codes(check(election([stated]))) == []


def test_whole_votes_behind_percentages_must_add_up() -> None:
    # 2 of 3 and 2 of 3 are four votes.
    stated = {"percent": {"a": "66.7", "b": "66.7"}, "fields": {"valid": 3}}
    assert codes(check(election([stated]))) == ["PERCENT-NO-WHOLE-VOTES"]


@pytest.mark.parametrize(
    ("percent", "found"),
    [
        ({"a": "50.1", "b": "49.9"}, []),
        ({"a": "50.0", "b": "49.9"}, []),  # both cut off
        ({"a": "50.0", "b": "49.8"}, ["PERCENT-SUM"]),  # below 100 even so
        ({"a": "50.1", "b": "50.0"}, []),  # both rounded up
        ({"a": "50.2", "b": "50.0"}, ["PERCENT-SUM"]),
        ({"a": "60"}, []),  # of one option only
        ({"a": "102"}, ["PERCENT-SUM"]),
    ],
)
def test_percentages_sum_to_100_as_far_as_rounding_lets_them(
    percent: dict[str, str], found: list[str]
) -> None:
    assert codes(check(election([{"percent": percent}]))) == found


def test_percentages_of_ballots_may_stay_below_100() -> None:
    stated = {"percent": {"a": "50", "b": "40"}, "percent_of": "cast"}
    assert codes(check(election([stated]))) == []


@pytest.mark.parametrize(
    "form",
    [
        {"relations": [{"relation": "options + blank == valid"}]},
        {"measures": {"valid": "options + blank"}},
    ],
)
def test_where_blank_votes_are_valid_options_need_not_reach_100(form: dict[str, object]) -> None:
    fields = {"valid": "Valid votes", "blank": "Blank votes"}
    sheet = {"form": {"fields": fields, **form}}
    stated = {"counts": {"a": 60, "b": 30}, "percent": {"a": "60.0", "b": "30.0"}}
    assert codes(check(election([stated], sheets=sheet))) == []
    assert "PERCENT-NOT-OF-COUNT" in codes(check(election([stated])))


def test_voters_with_several_votes_may_go_beyond_100_percent() -> None:
    several = {"rule": {"method": "plurality", "seats": 2}}
    stated = {"percent": {"a": "80", "b": "70"}, "percent_of": "cast"}
    assert codes(check(election([stated], contest=several))) == []


# Counts made from percentages


def test_counts_that_are_rounded_percentages_of_their_total() -> None:
    options = {"a": "A", "b": "B", "c": "C"}
    stated = {"counts": {"a": 5_150_092, "b": 4_445_978, "c": 462_704}}
    found = only(check(election([stated], options)), "COUNTS-FROM-PERCENT")
    assert found.tier is Tier.INDICATIVE
    assert found.figures["percent"] == {"a": "256/5", "b": "221/5", "c": "23/5"}
    assert found.figures["one_in"] == 100_876_134
    assert Fraction(found.figures["chance"]) == Fraction(1001 * 1002, 10_058_775 * 10_058_776)


def test_one_vote_off_and_they_are_not() -> None:
    options = {"a": "A", "b": "B", "c": "C"}
    stated = {"counts": {"a": 5_150_093, "b": 4_445_977, "c": 462_704}}
    assert codes(check(election([stated], options))) == []


def test_small_totals_are_bound_to_have_such_counts() -> None:
    assert codes(check(election([{"counts": {"a": 51, "b": 49}}]))) == []
    assert codes(check(election([{"counts": {"a": 5_000, "b": 0}}]))) == []


def test_the_chance_is_the_share_of_splits() -> None:
    # 5 votes for two options: 6 ways; in halves of percent... with 2 steps: 3 ways.
    assert chance_of(5, 2, 1) == Fraction(3, 6)
    found = rounded_percentages({"a": 250_000, "b": 750_000}, 1_000_000, whole=True)
    assert found is not None
    assert (found.digits, found.chance) == (0, Fraction(101, 1_000_001))


# Turnout and registers


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


# One announcement after another


def test_votes_do_not_fall_while_they_are_counted() -> None:
    early = {"counts": {"a": 100, "b": 50}, "stage": "preliminary"}
    final = {"counts": {"a": 90, "b": 80}}
    found = only(check(election([early, final])), "STAGE-VOTES-FALL")
    assert (found.figures["figure"], found.votes) == ("a", 10)
    # In whichever order they stand in the file.
    assert codes(check(election([final, early]))) == ["STAGE-VOTES-FALL"]


def test_of_many_announcements_the_deepest_fall_is_told_once() -> None:
    votes = [50, 100, 90, 80, 95, 120, 119]
    given = [
        {"counts": {"a": count}, "at": f"2024-07-29T{10 + hour}:00"}
        for hour, count in enumerate(votes)
    ]
    checked = check(election(given))
    assert [(item.figures["announcements"], item.votes) for item in checked.findings] == [
        (["n2", "n4"], 20),
        (["n6", "n7"], 1),
    ]


def test_percentages_of_known_totals_are_votes_too() -> None:
    early = {"percent": {"a": "50.0"}, "fields": {"valid": 10_000}, "at": "2024-07-29"}
    later = {"counts": {"a": 4990}, "at": "2024-07-30"}
    found = only(check(election([early, later])), "STAGE-VOTES-FALL")
    assert found.votes == 5  # 4,995 at least
    later["counts"] = {"a": 4995}
    assert codes(check(election([early, later]))) == []


def test_a_ruling_may_take_votes_away() -> None:
    early = {"counts": {"a": 100}, "at": "2024-07-29"}
    final = {"counts": {"a": 90}, "at": "2024-08-05"}
    ruling = {"counts": {"a": 90}, "stage": "ruling", "at": "2024-08-01"}
    assert codes(check(election([early, ruling, final]))) == []


def test_announcements_of_one_day_without_an_hour_have_no_order() -> None:
    first = {"counts": {"a": 100}, "at": "2024-07-29"}
    second = {"counts": {"a": 90}, "at": "2024-07-29T20:00"}
    assert codes(check(election([first, second]))) == []


def test_other_sources_and_replaced_announcements_are_not_compared() -> None:
    first = {"id": "first", "counts": {"a": 100}, "at": "2024-07-29"}
    second = {"counts": {"a": 90}, "at": "2024-07-30"}
    assert codes(check(election([{**first, "source": "observers"}, second]))) == []
    assert codes(check(election([first, {**second, "replaces": "first"}]))) == []


def test_percentages_without_a_total_say_what_would_decide_it() -> None:
    early = {"percent": {"a": "20.0", "b": "80.0"}, "stage": "preliminary"}
    final = {"counts": {"a": 150_001, "b": 850_001}}
    checked = check(election([early, final]))
    assert decisive(checked) == []
    found = only(checked, "STAGE-FALL-CONDITION")
    assert found.figures["option"] == "a"
    assert found.figures["votes"] == 751_884  # 150,001 are 19.95 percent of as many


# What had to be published


DUTY = {"level": "region", "what": ["a"], "by": "2024-07-30", "source": "Article 146"}


def test_figures_that_are_overdue_are_listed() -> None:
    folder = election(
        [{"counts": {"a": 9}, "areas": {"north": {"counts": {"a": 5}}}}],
        areas=["north", "south"],
        contest={"publication": [DUTY]},
    )
    assert codes(check(folder, today=dt.date(2024, 7, 30))) == []
    found = only(check(folder, today=dt.date(2024, 7, 31)), "ABSENT-FIGURES")
    assert found.tier is Tier.INDICATIVE
    assert found.message.endswith("by 2024-07-30 are there for 1 of 2: votes for A.")


def test_sheets_that_observers_hold_are_not_published_ones() -> None:
    duty = {"publication": [{**DUTY, "level": "station"}]}
    folder = election([{"counts": {"a": 100}}], contest=duty, stations=4)
    today = dt.date(2024, 8, 1)
    assert codes(check(folder, sheets(), today=today)) == ["ABSENT-FIGURES"]
    official = Sheets(FOUR, 4, ["a", "b"], source="authority")
    assert codes(check(folder, official, today=today)) == []


# The founding case


def test_kazakhstan_2012() -> None:
    folder = open_folder(Path(str(files("crosstally.examples") / "kazakhstan-2012")))
    checked = check_announcements(folder, "party_list", Sheets())
    assert {(item.code.name, item.figures.get("announcement")) for item in checked.findings} == {
        ("TURNOUT-OTHER-REGISTER", "turnout-12"),
        ("TURNOUT-OTHER-REGISTER", "turnout-18"),
        ("TURNOUT-REGISTER-ROUNDING", "turnout-20"),
        ("TURNOUT-REGISTERS-DIFFER", None),
        ("STAGE-FALL-CONDITION", None),
    }
    fall = only(checked, "STAGE-FALL-CONDITION")
    assert fall.figures["option"] == "auyl"
    assert fall.figures["votes"] == 5_678_556  # 82,623 are 1.455 percent of as many
