"""How few votes would change a seat, and whether that many are open."""

from __future__ import annotations

from pathlib import Path

import pytest

from crosstally.election.rule import Rule
from crosstally.report.margins import margins_text
from crosstally.seats.asked_margins import margins_of_system, margins_of_votes
from crosstally.seats.goals import admitted, any_seat, seats_of
from crosstally.seats.rule import apply_rule
from crosstally.seats.system_votes import SystemVotes
from tests.folders import COLUMNS, HEAD, checked, csv_of, returns_entry

RULE = "    rule: {method: dhondt, seats: 5}\n"
ANNOUNCED = """\
announcements:
  - {id: final, source: cec, counts: {ana: 1000, ben: 700}, seats: {ana: 3, ben: 2}}
"""


def head(stations: int | None = None) -> str:
    """An election with five seats by D'Hondt."""
    known = f"stations: {stations}\n" if stations else ""
    return HEAD.replace("  president:\n", f"  president:\n{RULE}").replace(
        "sources:", f"{known}sources:"
    )


def test_the_least_change_is_said_and_proved(tmp_path: Path) -> None:
    """1000/4 is Ana's next quotient, 700/2 Ben's last: 134 moved make 1134/4 and 566/2."""
    result = checked(tmp_path, {"announcements.yaml": ANNOUNCED}, "  []\n", head())
    (finding,) = result.findings.of("SEATS-LEAST-CHANGE")
    assert finding.message.startswith(
        "final (Central commission): on the valid votes, 134 of 1,700 votes moved from Ben Okoro "
        "to Ana Lima would give other seats (Ana Lima 4 instead of 3, Ben Okoro 1 instead of 2); "
        "no fewer would, however they were changed. Added, it would take 301 (for Ben Okoro)."
    )
    assert finding.tier.value == "indicative"
    (margin,) = finding.figures["margins"]
    assert margin["moved"]["witness"] == {"ana": 1134, "ben": 566}
    # 1001/3 is more than 1000/3; 499/2 is less than 1000/4.
    assert (margin["added"]["ballots"], margin["removed"]["ballots"]) == (301, 201)


@pytest.mark.parametrize(
    ("copied", "said"),
    [
        ("900 800", "Between sources 200 votes differ: that is enough."),
        ("990 710", "Between sources 20 votes differ, which is fewer."),
    ],
)
def test_it_is_said_whether_as_many_votes_differ_between_sources(
    tmp_path: Path, copied: str, said: str
) -> None:
    table = """
        region district code registered cast valid invalid ana ben
        North  Hill     1    2000       1700 1700  0       {votes}
    """
    files = {
        "announcements.yaml": ANNOUNCED,
        "cec.csv": csv_of(table.format(votes="1000 700")),
        "watch.csv": csv_of(table.format(votes=copied)),
    }
    entries = returns_entry("cec.csv") + returns_entry("watch.csv", "watch")
    result = checked(tmp_path, files, entries, head(1))
    finding, of_sheets = result.findings.of("SEATS-LEAST-CHANGE")
    assert said in finding.message
    # The commission's sheets add up to its announcement; the others hang on votes of their own.
    assert of_sheets.source == "watch"
    assert of_sheets.message.startswith("Sheets of Observers: on the valid votes, ")


def test_it_is_said_whether_as_many_voters_are_on_stations_that_nobody_holds(
    tmp_path: Path,
) -> None:
    table = """
        region district code registered cast valid invalid ana ben
        North  Hill     1    1900       1600 1600  0       950 650
    """
    announced = ANNOUNCED.replace("counts:", "fields: {registered: 2000}, counts:")
    files = {"announcements.yaml": announced, "cec.csv": csv_of(table)}
    result = checked(tmp_path, files, returns_entry("cec.csv", columns=COLUMNS), head(2))
    (finding,) = result.findings.of("SEATS-LEAST-CHANGE")
    assert (
        "On stations that nobody holds are at most 100 voters, which is fewer, if none of them has "
        "more votes than voters on its list." in finding.message
    )


def test_the_register_that_leaves_the_most_voters_says_how_many_may_be_open(tmp_path: Path) -> None:
    table = """
        region district code registered cast valid invalid ana ben
        North  Hill     1    1900       1600 1600  0       950 650
    """
    files = {"announcements.yaml": ANNOUNCED, "cec.csv": csv_of(table)}
    registers = "registers: {old: {voters: 2000}, new: {voters: 2300}}\n"
    head_of_two = head(2).replace("sources:", f"{registers}sources:")
    result = checked(tmp_path, files, returns_entry("cec.csv", columns=COLUMNS), head_of_two)
    (finding,) = result.findings.of("SEATS-LEAST-CHANGE")
    assert "On stations that nobody holds are up to 400 voters" in finding.message


def test_complete_sheets_have_a_least_change_without_any_announcement(tmp_path: Path) -> None:
    table = """
        region district code registered cast valid invalid ana  ben
        North  Hill     1    2000       1700 1700  0       1000 700
    """
    files = {"cec.csv": csv_of(table)}
    result = checked(tmp_path, files, returns_entry("cec.csv"), head(1))
    (finding,) = result.findings.of("SEATS-LEAST-CHANGE")
    assert finding.figures["announcement"] is None
    assert finding.figures["least"] == finding.figures["proved_at_least"] == 134


LISTED = {
    "method": "dhondt",
    "seats": 3,
    "threshold": {"share": "10", "of": "registered"},
}


@pytest.mark.parametrize(
    ("on_the_list", "added"),
    [(70, 2), (67, 2), (66, None)],
)
def test_no_more_ballots_are_added_than_voters_are_left_on_the_list(
    on_the_list: int, added: int | None
) -> None:
    """b has 5 of the 7 votes that a tenth of the list takes; 65 voted."""
    votes = {"a": 60, "b": 5}
    (found,) = margins_of_votes(Rule.model_validate(LISTED), votes, on_the_list, [admitted])
    change = found.margin.changes.get("added")
    assert (change and change.ballots) == added
    assert found.margin.changes["moved"].ballots == 2


@pytest.mark.parametrize(
    ("left", "added"),
    [
        ({"north": 3, "south": 0}, {"north": 3}),
        ({"north": 1, "south": 2}, {"north": 1, "south": 2}),
        ({"north": 0, "south": 2}, {}),
    ],
)
def test_nor_in_a_constituency(left: dict[str, int], added: dict[str, int]) -> None:
    """b has 7 of the 10 votes that a tenth of 100 (and of 99) takes; 97 voted."""
    places = {"level": "region", "seats": {"north": 2, "south": 1}}
    votes = {"north": {"a": 40, "b": 4, "c": 3}, "south": {"a": 39, "b": 3, "c": 8}}
    sizes = {area: sum(counts.values()) + left[area] for area, counts in votes.items()}
    (found,) = margins_of_system(
        Rule.model_validate({**LISTED, "constituencies": places}),
        SystemVotes(votes, {"registered": sizes}),
        [admitted],
    )
    change = found.margin.changes.get("added")
    assert ({move.area: move.ballots for move in change.moves} if change else {}) == added


DUTCH = Rule.model_validate(
    {
        "method": "dutch",
        "seats": 2,
        "threshold": {"share": "25", "of": "cast", "passes": "more_than"},
        "ties": "earlier_registration",
    }
)


def test_the_least_of_a_kind_is_found_where_more_of_it_change_nothing() -> None:
    """Without 26 ballots of d, b has as many votes and the second seat; without 38, d fails to pass
    and c has both seats, as if nothing had changed for b."""
    votes = {"a": 8, "b": 52, "c": 91, "d": 78}
    got = [apply_rule(DUTCH, {**votes, "d": 78 - n}, 230 - n).seats["b"] for n in (25, 26, 38)]
    assert got == [0, 1, 0]
    (found,) = margins_of_votes(DUTCH, votes, 230, [seats_of("b")])
    assert found.margin.changes["removed"].ballots == 26
    assert found.margin.is_least("removed")


def test_a_number_that_may_not_be_the_least_is_shown_as_enough() -> None:
    """With a thousand times as many votes not every number is tried."""
    votes = {"a": 8_000, "b": 52_000, "c": 91_000, "d": 78_000}
    asked = margins_of_votes(DUTCH, votes, 230_000, [seats_of("b")])
    (found,) = asked
    removed = found.margin.changes["removed"]
    assert removed.ballots <= 26_000
    assert not found.margin.is_least("removed")
    said = "\n".join(margins_text(asked, 229_000, str))
    assert "≤ 26,000" in said
    assert "≤: so many of that kind are enough, and fewer of it may be." in said


def test_what_is_the_least_of_its_kind_is_shown_as_such() -> None:
    rule = Rule.model_validate({"method": "dhondt", "seats": 5})
    asked = margins_of_votes(rule, {"a": 1000, "b": 700}, goals=[any_seat])
    (found,) = asked
    assert all(found.margin.is_least(kind) for kind in found.margin.changes)
    assert "≤" not in "\n".join(margins_text(asked, 1700, str))


def test_a_kind_that_never_does_is_said() -> None:
    asked = margins_of_votes(Rule.model_validate(LISTED), {"a": 60, "b": 5}, 66, [admitted])
    said = "\n".join(margins_text(asked, 65, str))
    assert "  none  " in said
    assert "Of a list of voters, no more are added than are left on it." in said


def test_the_option_that_is_asked_about_is_tried_however_few_votes_it_has() -> None:
    """With an alliance that shares jointly, and ten options: i has 229 of 5,478 votes, and with 45
    more it passes and has a seat."""
    votes = {name: 900 - 70 * place for place, name in enumerate("abcdefgh")} | {"i": 229, "j": 9}
    about = {
        "method": "dhondt",
        "seats": 40,
        "threshold": {"share": "5%"},
        "alliances": {"ab": {"members": ["a", "b"], "threshold": "each", "seats": "jointly"}},
    }
    rule = Rule.model_validate(about)
    (found,) = margins_of_system(rule, SystemVotes({"nation": votes}), [seats_of("i")])
    assert found.margin.changes["moved"].ballots == 45
