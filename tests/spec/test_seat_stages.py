"""The work behind the seats of a system: every stage as a person does it with a pencil."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from crosstally.cli.app import app, load_verbs
from crosstally.report.seat_stages import stage_views
from crosstally.seats.outcome import SeatOutcome
from crosstally.seats.rule import apply_rule
from crosstally.seats.system import apply_system
from tests.folders import csv_of, returns_entry, write_folder
from tests.seat_rules import rule, tables
from tests.spec.test_seats_by_area import TABLE, head

load_verbs()
Line = tuple[str, int, str | None, str | None, int]


def lines(outcome: SeatOutcome, kind: str, at: int = 0) -> list[Line]:
    """Option, votes, divisor, value and seats of each step of the ``at``-th stage of a kind."""
    stage = [one for one in outcome.stages if one.kind == kind][at]
    return [
        (
            step.option,
            step.votes,
            None if step.divisor is None else str(step.divisor),
            None if step.value is None else str(step.value),
            step.seats,
        )
        for step in stage.steps
    ]


def kinds(outcome: SeatOutcome) -> list[str]:
    return [f"{stage.kind} {stage.area}" for stage in outcome.stages]


def test_seats_of_constituencies_by_their_size() -> None:
    # one each first; 6 left by Hare of 60 30 10: quota 50/3: 3 1 0, remainders 10 13.3 10
    apportioned = {"by": "valid", "each_first": 1}
    places = {"level": "region", "apportioned": apportioned}
    about = rule(9, constituencies=places, ties="more_votes")
    found = apply_system(about, tables({"n": (60,), "e": (30,), "s": (10,)}))
    assert {area: one.certain["a"] for area, one in found.by_area.items()} == {
        "n": 5,
        "e": 3,
        "s": 1,
    }
    assert lines(found, "apportionment") == [
        ("n", 60, None, None, 1),
        ("e", 30, None, None, 1),
        ("s", 10, None, None, 1),
        ("n", 60, "50/3", "18/5", 3),
        ("e", 30, "50/3", "9/5", 1),
        ("s", 10, "50/3", "3/5", 0),
        ("e", 30, "50/3", "40/3", 1),
        ("n", 60, "50/3", "10", 0),
        ("s", 10, "50/3", "10", 0),
        ("n", 60, None, None, 1),  # of the two that are level it is larger
    ]


def test_an_area_raised_to_the_least_number() -> None:
    # 5 seats by Hare: 70 26 4 -> quota 20: 3 1 0, remainders 10 6 4: 4 1 0; w is raised to 1, and
    # 4 seats are shared by n and e: quota 24: 2 1, remainders 22 2: 3 1
    apportioned = {"by": "valid", "at_least": 1}
    about = rule(5, constituencies={"level": "region", "apportioned": apportioned})
    found = apply_system(about, tables({"n": (70,), "e": (26,), "w": (4,)}))
    assert lines(found, "apportionment") == [
        ("w", 4, None, None, 1),
        ("n", 70, "24", "35/12", 2),
        ("e", 26, "24", "13/12", 1),
        ("n", 70, "24", "22", 1),
        ("e", 26, "24", "2", 0),
    ]


def test_extra_seats_of_the_first() -> None:
    about = rule(10, bonus={"extra": 3, "needs": {"share": "40%"}})
    found = apply_rule(about, {"a": 50, "b": 30, "c": 20})
    assert kinds(found) == ["bonus nation", "sharing nation"]
    assert lines(found, "bonus") == [("a", 50, "100", "1/2", 3)]


def test_a_guaranteed_number_and_the_rest() -> None:
    about = rule(10, bonus={"guaranteed": 6})
    found = apply_rule(about, {"a": 40, "b": 35, "c": 25})
    assert kinds(found) == ["sharing nation", "bonus nation", "sharing nation"]
    assert lines(found, "bonus") == [("a", 40, "100", "2/5", 6)]
    assert [line[0] for line in lines(found, "sharing", 1) if line[-1]] == ["b", "c", "b", "c"]


def test_full_quotas_and_pooled_remainders() -> None:
    # n: 100 votes, 4 seats, quota 25: 2 1 0, left 10 5 10, one seat; s: 60, 2 seats, quota 30: 1 0
    tiers = [{"quota": "hare"}, {"at": "nation", "votes": "remainders", "method": "dhondt"}]
    places = {"level": "region", "seats": {"n": 4, "s": 2}}
    about = rule(6, constituencies=places, tiers=tiers)
    found = apply_system(about, tables({"n": (60, 30, 10), "s": (35, 20, 5)}))
    assert kinds(found) == ["quotas n", "quotas s", "sharing nation"]
    assert lines(found, "quotas") == [
        ("a", 60, "25", "12/5", 2),
        ("b", 30, "25", "6/5", 1),
        ("c", 10, "25", "2/5", 0),
    ]
    # remainders together: 10 + 5, 5 + 20, 10 + 5
    assert lines(found, "sharing")[0] == ("b", 25, "1", "25", 1)
    north, south, nation = (view.tables[0] for view in stage_views(found, about, str)[:3])
    assert [row[-1] for row in north.rows] == ["10", "5", "10"]
    assert [row[-1] for row in south.rows] == ["5", "20", "5"]
    assert north.head[-1] == "Left"
    assert nation.caption.startswith("Votes are those that were left in each area, together.")


@pytest.mark.parametrize(
    ("tier", "said"),
    [
        ({"quota": "hare"}, "a quota being 1,000 / 7 = 142.857…"),
        ({"quota": "hagenbach_bischoff"}, "a quota being 1,000 / 8 = 125"),
        ({"quota": "droop"}, "a quota being 1,000 / 8, rounded down, + 1 = 126"),
        ({"quota": "hare", "rounded": "up"}, "a quota being 1,000 / 7, rounded to 143"),
        ({"quota": "imperiali", "rounded": "nearest"}, "a quota being 1,000 / 8, rounded to 125"),
        ({"quota": "imperiali", "quota_of": "valid"}, "a quota being 1,200 / 9 = 133.333…"),
        ({"quota": "hare", "extra_seat_from": "75%"}, "75.00\u00a0% of a quota is worth a seat"),
    ],
)
def test_how_a_quota_is_reckoned(tier: dict[str, Any], said: str) -> None:
    """Of 1,200 valid votes 1,000 are of options that take part. By a ninth of them there would be 8
    seats."""
    about = rule(7, tiers=[{"at": "nation", **tier}, {"at": "nation"}], threshold={"share": "20%"})
    found = apply_rule(about, {"a": 600, "b": 400, "c": 200})
    _, quotas, *_ = stage_views(found, about, str)
    assert said in quotas.tables[0].caption


def test_votes_of_a_quotient_are_shown_with_their_part() -> None:
    """75 votes that count as 101.25, and not as 101."""
    about = rule(10, raised={"options": ["b"], "by": "35%"})
    (*_, sharing) = stage_views(apply_rule(about, {"a": 1000, "b": 75}), about, str)
    *_, last, _ = sharing.tables[0].rows
    assert list(last[:5]) == ["10", "b", "101.25", "1", "101.25"]


def test_everybody_in_a_tie_is_shown_where_lists_are_short() -> None:
    """a has one candidate for two seats, and b, c and d stand level for the other."""
    about = rule(5, "dutch", candidates={"a": 1})
    found = apply_rule(about, {"a": 100, "b": 50, "c": 50, "d": 50})
    assert found.tied == ("b", "c", "d")
    last = found.stages[-1].steps
    assert [step.option for step in last if step.tied] == ["b", "c", "d"]
    assert sum(step.seats for step in last) == 5


def test_levelling_seats_are_what_is_missing_to_all() -> None:
    # n and s elect 2 each, all of them a's; 3 more level: 7 by D'Hondt of 130 60 20: 5 2 0
    places = {"level": "region", "seats": {"n": 2, "s": 2}}
    tiers = [{}, {"at": "nation", "seats": 3, "counting": "levelling"}]
    about = rule(7, constituencies=places, tiers=tiers)
    found = apply_system(about, tables({"n": (65, 30, 10), "s": (65, 30, 10)}))
    assert kinds(found) == ["sharing n", "sharing s", "sharing nation", "levelling nation"]
    assert lines(found, "levelling") == [("a", 130, "4", "5", 1), ("b", 60, "0", "2", 2)]


def test_levelling_above_a_tie_is_that_of_one_outcome() -> None:
    """Three tie for n's last seat; whoever has it, all have 4, 4 and 1."""
    places = {"level": "region", "seats": {"n": 4, "s": 3}}
    tiers = [{}, {"at": "nation", "seats": 2, "counting": "levelling"}]
    about = rule(9, "sainte_lague", constituencies=places, tiers=tiers)
    found = apply_system(about, tables({"n": (100, 60, 20), "s": (30, 80, 10)}))
    assert found.seats == {"a": 4, "b": 4, "c": 1}
    assert kinds(found) == ["sharing n", "sharing s", "sharing nation", "levelling nation"]
    assert sum(step.seats for step in found.stages[-1].steps) == 2
    *_, nation, levelling, _ = [view.title for view in stage_views(found, about, str)]
    assert nation == "Whole place: 9 seats by sainte_lague, tier 2"
    assert levelling == (
        "Whole place: 2 levelling seats, tier 2, for one of the admissible outcomes"
    )


def test_the_members_of_an_alliance_in_a_tie_share_one_of_its_outcomes() -> None:
    about = rule(3, alliances={"x": {"members": ["a", "b"], "seats": "jointly"}})
    found = apply_rule(about, {"a": 60, "b": 40, "c": 100})
    titles = [view.title for view in stage_views(found, about, str)]
    assert titles == [
        "Whole place: 3 seats by dhondt",
        "Whole place, x: 2 seats by dhondt, for one of the admissible outcomes",
    ]


def test_a_total_that_grows_shows_the_first_try_and_the_last() -> None:
    places = {"level": "region", "seats": {"n": 2, "s": 2}}
    tiers = [{}, {"at": "nation", "counting": "levelling", "overhang": "levelled"}]
    about = rule(4, constituencies=places, tiers=tiers)
    found = apply_system(about, tables({"n": (65, 30, 10), "s": (65, 30, 10)}))
    sizes = [stage.seats for stage in found.stages if stage.area == "nation"]
    # 130 65 60 43.3 32.5 30 26: of 4 seats a would have 3, and of 5 it has the 4 that it won
    assert sizes == [4, 5, 1]


def test_who_takes_part_and_why() -> None:
    about = rule(
        10,
        threshold={"share": "10%", "for_alliances": {2: "20%"}, "exempt": ["c"]},
        coalitions={"b": 2},
    )
    (stage, _) = apply_rule(about, {"a": 75, "b": 16, "c": 9}).stages
    assert [(one.option, one.admitted, one.why, one.needed) for one in stage.admissions] == [
        ("a", True, "share", Fraction(1, 10)),
        ("b", False, "below", Fraction(1, 5)),
        ("c", True, "exempt", Fraction(1, 10)),
    ]


def shown(folder: Path, *options: str) -> str:
    write_folder(folder, {"returns.csv": csv_of(TABLE)}, returns_entry("returns.csv"), head())
    found = CliRunner().invoke(app, ["seats", str(folder), *options])
    assert found.exit_code == 0, found.output
    return found.output


def test_the_command_shows_every_stage_when_asked(tmp_path: Path) -> None:
    short, long = shown(tmp_path), shown(tmp_path, "--steps")
    assert "quotient" not in short
    said = [" ".join(line.split()) for line in long.splitlines()]
    assert "Who takes part" in said
    assert "Ana Lima 500 1,000 50.00 % 5.00 % yes" in said
    assert "North: 4 seats by dhondt" in said
    assert "2 Ben Okoro 300 1 300" in said
    assert "South: 2 seats by dhondt" in said
    assert "Seats by constituency" in said
    assert "North 2 2" in said
    assert "South 0 or 1 1 or 2" in said


def test_the_json_has_every_stage(tmp_path: Path) -> None:
    read = json.loads(shown(tmp_path, "--json", "-"))
    found = read["results"][0]["bases"]["valid"]
    assert [stage["kind"] for stage in found["stages"]] == ["admission", "sharing", "sharing"]
    assert found["by_area"]["South"] == {"seats": {"ana": 0, "ben": 1}, "tied": ["ana", "ben"]}
    assert found["stages"][1]["steps"][0] == {
        "kind": "quotient",
        "option": "ana",
        "votes": 400,
        "divisor": 1,
        "value": 400,
        "seats": 1,
        "tied": False,
    }
