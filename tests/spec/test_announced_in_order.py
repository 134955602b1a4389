"""One announcement after another, and those that are overdue."""

from __future__ import annotations

import datetime as dt
from importlib.resources import files
from pathlib import Path

from crosstally.compare.announcements import check_announcements
from crosstally.election.folder import open_folder
from crosstally.findings import Tier
from tests.announced_tables import Sheets, check, codes, decisive, election, only
from tests.spec.announced_sheets import FOUR, sheets


def test_votes_do_not_fall_while_they_are_counted() -> None:
    early = {"counts": {"a": 100, "b": 50}, "stage": "preliminary"}
    final = {"counts": {"a": 90, "b": 80}}
    found = only(check(election([early, final])), "STAGE-VOTES-FALL")
    assert (found.figures["figure"], found.votes) == ("a", 10)
    # In whichever order they stand in the file.
    assert codes(check(election([final, early]))) == ["STAGE-VOTES-FALL"]


def test_a_large_count_that_ends_in_zeros_need_not_be_exact() -> None:
    early = {"counts": {"a": 300_000}, "at": "2024-07-28"}
    final = {"counts": {"a": 180_123}, "at": "2024-07-30"}
    found = only(check(election([early, final])), "STAGE-VOTES-FALL")
    assert "300,000 was rounded to 100,000 or finer." in [str(one) for one in found.premises]


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


def test_percentages_that_may_be_of_ballots_are_as_many_votes_as_of_those() -> None:
    """65 percent of 25,191 ballots are 16,374 votes, of 22,517 valid ones 14,636."""
    early = {"counts": {"a": 14_773}, "stage": "preliminary"}
    later = {"percent": {"a": "65.0"}, "fields": {"valid": 22_517, "cast": 25_191}}
    assert codes(check(election([early, later]))) == []
    of_valid = later | {"percent_of": "valid"}
    assert codes(check(election([early, of_valid]))) == ["STAGE-VOTES-FALL"]


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
