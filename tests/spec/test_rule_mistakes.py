"""A rule that contradicts itself is refused, with the line and column of what is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from crosstally.check.run import open_election
from crosstally.problems import InputError
from tests.folders import HEAD, csv_of, returns_entry, write_folder

TABLE = """
    region district code registered cast valid invalid ana ben
    North  Hill     1    900        700  700   0       400 300
    South  Port     2    500        300  300   0       210 90
"""
PLACES = "constituencies: {level: region, seats: {North: 4, South: 2}}"


def refused(folder: Path, rule: str) -> list[str]:
    """What is wrong with a rule of six seats by D'Hondt, without the name of the file."""
    line = f"    rule: {{method: dhondt, {rule}}}\n"
    head = HEAD.replace("  president:\n", f"  president:\n{line}")
    assert head.splitlines()[16] == line.rstrip("\n")
    write_folder(folder, {"returns.csv": csv_of(TABLE)}, returns_entry("returns.csv"), head)
    try:
        open_election(folder)
    except InputError as error:
        problems = error.problems
    else:
        return []
    assert all("election.yaml:17:" in str(one) for one in problems)
    return [str(one).partition("contests.president.rule")[2] for one in problems]


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        (
            f"seats: 7, {PLACES}",
            ".seats: there are 6 seats in constituencies, and 7 are left for them of all seats of "
            "the rule; read '7'",
        ),
        (
            f"seats: 8, {PLACES}, tiers: [{{}}, {{at: nation, seats: 1, counting: levelling}}]",
            ".seats: there are 6 seats in constituencies, and 7 are left for them of all seats of "
            "the rule; read '8'",
        ),
        (
            "seats: 6, bonus: {extra: 9}",
            ".seats: are fewer than the 9 seats of tiers and of the bonus; read '6'",
        ),
        (
            "seats: 6, bonus: {guaranteed: 9}",
            ".bonus.guaranteed: is more than all 6 seats of the rule; read '9'",
        ),
        (
            "seats: 6, runner_up: {seats_at_least: 7}",
            ".runner_up.seats_at_least: is more than all 6 seats of the rule; read '7'",
        ),
        (
            "seats: 6, direct_seats: {ana: 7}",
            ".direct_seats: are more than all 6 seats of the rule; read '7'",
        ),
        (
            "seats: 6, alliances: {x: {members: [ana, nobody]}}",
            ".alliances.x.members (no. 2): there is no option of that name; read 'nobody'. Known "
            "here: ana, ben, x",
        ),
        (
            "seats: 6, alliances: {x: {members: [y, ben]}, y: {members: [x, ana]}}",
            ".alliances.x: is a member of itself",
        ),
        (
            "seats: 6, alliances: {x: {members: [ben, ben]}}",
            ".alliances.x.members (no. 2): stands twice among the members; read 'ben'",
        ),
        (
            "seats: 6, alliances: {x: {members: [ana, ben]}, y: {members: [ben, ana]}}",
            ".alliances.y: ana is a member of x too, and neither is inside the other",
        ),
        (
            f"seats: 6, {PLACES}, alliances: {{x: {{members: [ana, ben], areas: [Nroth]}}}}",
            ".alliances.x.areas (no. 1): is no constituency as `constituencies` calls them; read "
            "'Nroth'. Did you mean 'North'?",
        ),
        (
            f"seats: 6, {PLACES}, direct_seats: {{West: {{ana: 1}}}}",
            ".direct_seats.West: is no constituency as `constituencies` calls them; read 'West'. "
            "Known here: North, South",
        ),
        (
            f"seats: 6, {PLACES}, candidates: {{West: {{ana: 1}}}}",
            ".candidates.West: is no constituency as `constituencies` calls them; read 'West'. "
            "Known here: North, South",
        ),
        (
            "seats: 6, threshold: {share: 5%, scope: region}",
            ".threshold.scope: is a level above constituencies, and the rule names no "
            "`constituencies`; read 'region'",
        ),
        (
            "seats: 6, tiers: [{at: region}]",
            ".tiers (no. 1).at: is a level above constituencies, and the rule names no "
            "`constituencies`; read 'region'",
        ),
        (
            f"seats: 6, {PLACES}, tiers: [{{}}, {{at: nation, placed: {{by: hare_lr}}}}]",
            ".tiers (no. 2).placed: seats are placed by divisors, and 'hare_lr' has none",
        ),
    ],
)
def test_what_is_wrong_is_said_with_its_place(tmp_path: Path, rule: str, said: str) -> None:
    assert said in refused(tmp_path, rule)


def test_what_only_follows_from_another_mistake_is_not_said(tmp_path: Path) -> None:
    rule = "seats: 6, constituencies: {level: region, seats: {North: -4, South: 2}}"
    assert refused(tmp_path, rule) == [
        ".constituencies.seats.North: does not fit; read '-4'; expected at least 0"
    ]


@pytest.mark.parametrize(
    "rule",
    [
        # In each constituency an apparentment of its own.
        f"seats: 6, {PLACES}, alliances: {{x: {{members: [ana, ben], seats: jointly, areas: "
        "[North]}, y: {members: [ana, ben], seats: jointly, areas: [South]}}",
        # Alliances inside an alliance.
        "seats: 6, alliances: {x: {members: [y, ben]}, y: {members: [ana, ben]}}",
        "seats: 6, threshold: {share: 5%, scope: constituency, or: [{share: 12%}]}",
    ],
)
def test_what_goes_together_is_not_refused(tmp_path: Path, rule: str) -> None:
    assert refused(tmp_path, rule) == []
