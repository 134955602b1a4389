"""A majority in each of many constituencies: who is elected at once, who goes on, what is open."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from crosstally.check.run import check, open_election
from crosstally.cli.app import app, load_verbs
from crosstally.election.rule import Rule
from crosstally.problems import InputError
from crosstally.report.terminal import print_result
from crosstally.seats.asked_margins import margins_of_system
from crosstally.seats.system import apply_system
from crosstally.seats.system_votes import SystemVotes
from tests.folders import checked, csv_of, returns_entry, write_folder

load_verbs()
FRENCH = {
    "needs": [{"share": "50%", "passes": "more_than"}, {"share": "25%", "of": "registered"}],
    "also": {"share": "12.5%", "of": "registered"},
}


def rule(constituencies: str = "", **parts: Any) -> Rule:
    """``constituencies``: a letter each."""
    about = {"level": "region", "seats": dict.fromkeys(constituencies, 1)}
    if not constituencies:
        return Rule.model_validate({"method": "majority", **parts})
    return Rule.model_validate({"method": "majority", "constituencies": about, **parts})


class TestWhoIsElected:
    THREE = rule("xyz", seats=3, first_round=FRENCH)
    VOTES = {
        "x": {"a": 600, "b": 300, "c": 99},
        "y": {"a": 240, "b": 100, "c": 60},
        "z": {"a": 400, "b": 380, "c": 250},
    }
    VOTERS = {"registered": {"x": 2000, "y": 1000, "z": 2000}}

    def test_more_than_half_of_too_few_voters_does_not_elect(self) -> None:
        """In y 240 are 60 percent of the votes, and not a quarter of the 1,000 on the list; in z
        250 are an eighth of 2,000, so that three go on."""
        found = apply_system(self.THREE, self.VOTES, self.VOTERS)
        assert found.seats == {"a": 1, "b": 0, "c": 0}
        assert found.run_offs == {"y": ("a", "b"), "z": ("a", "b", "c")}
        assert found.vacant == 0

    def test_one_vote_less_and_two_go_on(self) -> None:
        votes = {**self.VOTES, "z": {"a": 400, "b": 380, "c": 249}}
        assert apply_system(self.THREE, votes, self.VOTERS).run_offs["z"] == ("a", "b")

    def test_equal_votes_at_the_second_place_go_on_together(self) -> None:
        two = rule("x", seats=1)
        found = apply_system(two, {"x": {"a": 5, "b": 4, "c": 4}})
        assert found.run_offs == {"x": ("a", "b", "c")}

    def test_a_share_of_voters_in_the_whole_place(self) -> None:
        """More than half of those who voted (Russia, Kazakhstan): 52 of 100 valid, 52 of 105."""
        about = rule(first_round={"needs": [{"share": "50%", "of": "cast", "passes": "more_than"}]})
        votes = {"nation": {"a": 52, "b": 48}}
        assert apply_system(about, votes, {"cast": {"nation": 105}}).run_off == ("a", "b")
        assert apply_system(about, votes, {"cast": {"nation": 103}}).seats == {"a": 1, "b": 0}

    def test_a_lower_share_elects_only_the_first(self) -> None:
        about = rule("x", seats=1, first_round={"needs": [{"share": "40%"}]})
        assert apply_system(about, {"x": {"a": 45, "b": 44, "c": 11}}).seats["a"] == 1
        assert not any(apply_system(about, {"x": {"a": 45, "b": 45, "c": 10}}).seats.values())


class TestWaysToBeElected:
    """Argentina: more than 45 percent, or 40 and more than 10 points ahead of the next."""

    ARGENTINA = rule(
        first_round={
            "needs": [{"share": "45%", "passes": "more_than"}],
            "or": [
                [{"share": "40%"}, {"share": "10%", "counts": "lead", "passes": "more_than"}],
            ],
        }
    )

    @pytest.mark.parametrize(
        ("votes", "elected"),
        [
            ((451, 440, 109), True),  # more than 45 percent, by however little
            ((450, 440, 110), False),
            ((400, 299, 301), False),  # 9.9 points ahead
            ((401, 299, 300), True),
            ((400, 300, 300), False),  # exactly 10 are not more than 10
            ((399, 200, 401), False),
            ((399, 298, 303), False),
        ],
    )
    def test_either_way_elects(self, votes: tuple[int, ...], elected: bool) -> None:
        found = apply_system(self.ARGENTINA, {"nation": dict(zip("abc", votes, strict=True))})
        assert bool(found.seats["a"]) is elected
        assert bool(found.run_off) is not elected

    def test_the_work_shows_by_how_much_the_first_is_ahead(self) -> None:
        found = apply_system(self.ARGENTINA, {"nation": {"a": 401, "b": 299, "c": 300}})
        (lead,) = [step for step in found.steps if step.kind == "lead"]
        assert (lead.option, lead.votes, lead.value) == ("a", 101, Fraction(101, 1000))

    def test_the_least_change_takes_the_nearer_way(self) -> None:
        """One vote moved from a to the next takes the lead below 10 points; to elect a at 399,
        with 298 for the next, one moved to it does."""
        elected = SystemVotes({"nation": {"a": 401, "b": 299, "c": 300}})
        margin = margins_of_system(self.ARGENTINA, elected)[0].margin
        assert margin.proved
        assert margin.changes["moved"].ballots == 1
        below = SystemVotes({"nation": {"a": 399, "b": 250, "c": 298, "d": 53}})
        margin = margins_of_system(self.ARGENTINA, below)[0].margin
        assert (margin.at_least, margin.changes["moved"].ballots) == (1, 1)

    def test_without_a_second_round_nobody_goes_on(self) -> None:
        """Scotland, 1 March 1979: more yes than no, and fewer than 40 percent of the electorate."""
        needs = [{"share": "50%", "passes": "more_than"}, {"share": "40%", "of": "registered"}]
        about = rule(first_round={"needs": needs, "go_on": 0})
        votes = {"nation": {"yes": 1_230_937, "no": 1_153_502}}
        found = apply_system(about, votes, {"registered": {"nation": 3_747_112}})
        assert (dict(found.seats), found.run_off) == ({"yes": 0, "no": 0}, ())
        enough = apply_system(about, votes, {"registered": {"nation": 3_000_000}})
        assert dict(enough.seats) == {"yes": 1, "no": 0}


def test_the_least_change_of_plain_majorities_is_proved() -> None:
    votes = {"x": {"a": 60, "b": 30, "c": 10}, "y": {"a": 45, "b": 50, "c": 5}}
    found = margins_of_system(rule("xy", seats=2), SystemVotes(votes))
    least = {(item.goal.asked, item.goal.option): item.margin.at_least for item in found}
    assert least["any_seat", None] == 1  # b in y
    assert least["seats_of", "a"] == 6  # as many more in y
    assert ("majority", None) not in least


def test_shares_of_voters_count_in_the_least_change() -> None:
    """Ten votes more for a in y, where it has 240 of 1,000 voters, elect it there."""
    votes = SystemVotes(TestWhoIsElected.VOTES, TestWhoIsElected.VOTERS)
    any_seat = margins_of_system(TestWhoIsElected.THREE, votes)[0].margin
    assert any_seat.at_least == 10
    assert any_seat.changes["added"].ballots == 10


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        ({"seats": 2}, "name the `constituencies` where each elects one"),
        ({"threshold": {"share": "5%"}}, "with no other of these parts"),
        ({"first_round": {"go_on": 1}}, "between two options or more"),
        ({"method": "dhondt", "first_round": {}}, "`first_round` goes with the method `majority`"),
        ({"method": "dhondt", "tiers": [{"method": "majority"}]}, "and not a tier's"),
    ],
)
def test_what_does_not_go_with_a_majority(parts: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        rule(**parts)


HEAD = """\
id: first
title: A first round
date: 2024-06-30
levels: [country, region, station]
stations: STATIONS
sources: {cec: Central commission}
sheets:
  protocol:
    fields: {registered: Voters, cast: Ballots, valid: Valid, invalid: Invalid}
    relations:
      - {relation: valid + invalid == cast, strength: must}
      - {relation: options == valid, strength: must}
contests:
  deputies:
    options: {ana: Ana Lima, ben: Ben Okoro, eva: Eva Roy}
    rule:
      method: majority
      seats: 3
      constituencies: {level: region, seats: {North: 1, South: 1, West: 1}}
      first_round:
        needs: [{share: 50%, passes: more_than}, {share: 25%, of: registered}]
        also: {share: 12.5%, of: registered}
"""
COLUMNS = """\
    columns:
      station: code
      areas: {region: region}
      fields: {registered: registered, cast: cast, valid: valid, invalid: invalid}
"""
AREAS = """
    id level   name registered
    N  region  North .
    S  region  South .
    W  region  West  .
    1  station one   1000
    2  station two   1000
    3  station three 1000
    4  station four  400
    5  station five  1000
    6  station six   10
"""
TABLE = """
    region code registered cast valid invalid ana ben eva
    N      1    1000       900  900   0       500 300 100
    N      2    1000       900  900   0       500 300 100
    S      3    1000       900  900   0       500 300 100
    W      5    1000       900  900   0       400 300 200
"""


def areas() -> str:
    """Stations 4 and 6 are not held: 400 voters in the south, ten in the west."""
    rows = [line.split() for line in AREAS.strip().splitlines()]
    inside = {"1": "N", "2": "N", "3": "S", "4": "S", "5": "W", "6": "W"}
    lines = ["id,level,name,parent,registered"]
    for id_, level, name, voters in rows[1:]:
        lines.append(f"{id_},{level},{name},{inside.get(id_, 'all')},{voters.replace('.', '')}")
    return "\n".join(lines) + "\n"


def folder_files() -> dict[str, str]:
    return {"r.csv": csv_of(TABLE), "areas.csv": areas()}


def test_each_constituency_is_settled_or_open(tmp_path: Path) -> None:
    """In the south 400 voters are missing, of 1,400; in the west ten, who could not let eva, with
    200 of 1,010, miss an eighth nor let anybody have half."""
    head = HEAD.replace("STATIONS", "6")
    result = checked(tmp_path, folder_files(), returns_entry("r.csv", columns=COLUMNS), head)
    bounds = result.contests["deputies"].bounds
    assert bounds is not None
    found = bounds.constituencies
    assert {area: item.determined.value for area, item in found.items()} == {
        "North": "determined",
        "South": "open",
        "West": "determined",
    }
    assert (found["North"].seats, found["North"].run_off) == ({"ana": 1}, ())
    assert (found["West"].seats, found["West"].run_off) == ({}, ("ana", "ben", "eva"))
    one, other = found["South"].witness
    assert (one.seats, one.run_off) != (other.seats, other.run_off)
    said = " ".join(sentence.text for sentence in bounds.sentences)
    assert "In 2 of 3 constituencies no missing sheet can change the seats." in said
    assert "more than half" not in said


def test_a_share_of_those_who_took_part_in_each_constituency(tmp_path: Path) -> None:
    """In the north 1,000 of 1,800 ballots are for ana, in the west 400 of 900, and ten voters more
    change neither; in the south 400 more may."""
    shares = "        needs: [{share: 50%, passes: more_than}, {share: 25%, of: registered}]\n"
    cast = "        needs: [{share: 50%, of: cast, passes: more_than}]\n"
    also = "        also: {share: 12.5%, of: registered}\n"
    head = HEAD.replace("STATIONS", "6").replace(shares, cast).replace(also, "")
    result = checked(tmp_path, folder_files(), returns_entry("r.csv", columns=COLUMNS), head)
    bounds = result.contests["deputies"].bounds
    assert bounds is not None
    found = {area: item.determined.value for area, item in bounds.constituencies.items()}
    assert found == {"North": "determined", "South": "open", "West": "determined"}
    assert bounds.constituencies["West"].run_off == ("ana", "ben")


def test_who_goes_on_is_shown_by_constituency(tmp_path: Path) -> None:
    head = HEAD.replace("STATIONS", "4")
    returns = returns_entry("r.csv", columns=COLUMNS)
    folder = write_folder(tmp_path, {"r.csv": csv_of(TABLE)}, returns, head)
    (folder / "election.yaml").write_text(
        (folder / "election.yaml")
        .read_text()
        .replace("North: 1, South: 1, West: 1", "N: 1, S: 1, W: 1")
    )
    run = CliRunner().invoke(app, ["seats", str(folder)])
    assert run.exit_code == 0
    assert (
        "Nobody is elected at once in 1 of 3 constituencies: W (Ana Lima, Ben Okoro, Eva Roy)."
        in (" ".join(run.output.split()))
    )


def test_a_constituency_with_two_seats_is_named(tmp_path: Path) -> None:
    head = (
        HEAD.replace("STATIONS", "6")
        .replace("North: 1", "North: 2")
        .replace("seats: 3", "seats: 4")
    )
    write_folder(tmp_path, folder_files(), returns_entry("r.csv", columns=COLUMNS), head)
    with pytest.raises(InputError) as caught:
        check(open_election(tmp_path))
    (problem,) = caught.value.problems
    assert "more or fewer seats than one" in problem.message


def test_a_president_by_those_who_voted(tmp_path: Path) -> None:
    """1,900 of 3,600 votes are more than half; the ten voters of the missing station change
    nothing, and with 101 votes fewer it would not be half."""
    start, _, _ = HEAD.partition("      seats: 3\n")
    head = start.replace("STATIONS", "5") + (
        "      first_round: {needs: [{share: 50%, of: cast, passes: more_than}]}\n"
    )
    table = csv_of(TABLE).replace("400,300,200", "400,400,100")
    rows = areas().replace("4,station,four,S,400\n", "")
    columns = returns_entry("r.csv", columns=COLUMNS)
    result = checked(tmp_path, {"r.csv": table, "areas.csv": rows}, columns, head)
    bounds = result.contests["deputies"].bounds
    assert bounds is not None
    assert bounds.winner.value == bounds.seats.value == "determined"
    said = " ".join(sentence.text for sentence in bounds.sentences)
    assert "whatever the sheets not held say: Ana Lima is elected in the first round." in said
    whole = checked(
        tmp_path / "whole", {"r.csv": table}, columns, head.replace("stations: 5", "stations: 4")
    )
    (finding,) = whole.findings.of("SEATS-LEAST-CHANGE")
    assert "no fewer would" in finding.message
    assert "100 of 3,600 votes" in finding.message


def test_nobody_elected_is_said_as_the_rule_has_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """More than half of those who voted are needed: 1,400 of 2,800 valid votes, 2,900 ballots. That
    nobody has a majority of votes would be another thing to say."""
    start, _, _ = HEAD.partition("      seats: 3\n")
    head = start.replace("STATIONS", "4")
    needs = "      first_round: {needs: [{share: 60%}], go_on: GO_ON}\n"
    returns = returns_entry("r.csv", columns=COLUMNS)
    table = {"r.csv": csv_of(TABLE)}
    two = checked(tmp_path / "two", table, returns, head + needs.replace("GO_ON", "2"))
    print_result(two)
    out = capsys.readouterr().out
    assert "Nobody is elected at once; a second round is between Ana Lima, Ben Okoro." in out
    assert "Nobody has a majority" not in out
    none = checked(tmp_path / "none", table, returns, head + needs.replace("GO_ON", "0"))
    print_result(none)
    out = capsys.readouterr().out
    assert "Nobody is elected: nobody reaches what the rule asks for." in out
    bounds = none.contests["deputies"].bounds
    assert bounds is not None
    assert "Nobody is elected." in [sentence.text for sentence in bounds.sentences]
