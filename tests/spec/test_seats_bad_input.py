"""What cannot be shared out is refused, with the argument named and what is wrong with it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from crosstally.cli.app import app, load_verbs
from crosstally.problems import InputError
from crosstally.seats import allocate
from crosstally.seats.system import apply_system
from crosstally.seats.votes import ArgumentError, ArgumentTypeError
from tests.folders import HEAD, checked
from tests.seat_rules import rule

load_verbs()
GOOD: dict[str, Any] = {"votes": {"a": 10, "b": 7}, "seats": 5, "method": "dhondt"}


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"votes": {}}, "votes: nobody has a vote"),
        ({"votes": {"a": 0, "b": 0}}, "votes: nobody has a vote"),
        ({"votes": {"a": -1}}, "votes['a']: -1 is below zero"),
        ({"seats": -3}, "seats: -3 is below zero"),
        ({"seats": 10**9}, "seats: 1000000000 is more than any house has"),
        ({"seats": 2, "method": "majority"}, "seats: a majority fills one seat"),
        ({"method": "dhont"}, "method: there is no method 'dhont'. Did you mean 'dhondt'?"),
        ({"method": "Sainte-Lague"}, "Did you mean 'sainte_lague'?"),
        ({"method": "sainte_lague_3"}, "there is no method 'sainte_lague_3'"),
        ({"method": [1]}, "method: a sequence of divisors needs at least two numbers"),
        ({"method": [0, 1]}, "method: divisors are above zero"),
        ({"method": [1, 3, 3]}, "each is greater than the one before"),
        ({"method": [1, "x"]}, "method: 'x' is no divisor such as 3, 1.4 or 7/5"),
        ({"method": [1, "1e999999999"]}, "method: '1e999999999' is no divisor"),
        ({"method": [1, "1/0"]}, "method: '1/0' is no divisor"),
        ({"threshold": "101%"}, "threshold: '101%' is more than 100 percent"),
        ({"threshold": "4/3 of valid"}, "threshold: '4/3 of valid' is more than 100 percent"),
        ({"threshold": "1/0 of valid"}, "threshold: '1/0 of valid' is no threshold"),
        ({"threshold": "five"}, "threshold: 'five' is no threshold such as '5% of valid'"),
        ({"threshold": "5% of moon"}, "threshold: '5% of moon' is no threshold"),
        ({"threshold": "60%"}, "threshold: no option passes '60%'"),
        ({"threshold": "5% of cast"}, "bases: the threshold is a share of cast"),
        ({"threshold": "5% of cast", "bases": {"cats": 9}}, "bases: there is no base 'cats'"),
        ({"threshold": "5%", "bases": {"valid": -9}}, "bases['valid']: -9 is below zero"),
        ({"method": "majority", "seats": 1, "threshold": "5%"}, "threshold: a majority is more"),
        ({"threshold": "5% of cast", "bases": {"cast": 16}}, "16 are fewer than the 17 votes"),
        ({"threshold": "5%", "bases": {"valid": 1}}, "bases['valid']: 1 are fewer than the 17"),
        ({"bases": {"cats": 9}}, "bases: there is no base 'cats'"),
        ({"ties": "coin"}, "ties: there is no rule for ties 'coin'"),
    ],
)
def test_a_value_that_makes_no_sense(wrong: dict[str, Any], said: str) -> None:
    with pytest.raises(ArgumentError) as refused:
        allocate(**{**GOOD, **wrong})
    assert said in str(refused.value)
    assert str(refused.value).startswith(refused.value.argument)
    assert isinstance(refused.value, ValueError)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"votes": {"a": 10.0}}, "votes['a']: 10.0 is a floating-point number"),
        ({"votes": {"a": True}}, "votes['a']: True is no whole number"),
        ({"votes": {"a": "10"}}, "votes['a']: '10' is no whole number"),
        ({"votes": {"a": None}}, "votes['a']: None is no whole number"),
        ({"votes": [("a", 1), ("b", 2)]}, "votes: expected a mapping from option to votes"),
        ({"seats": 5.0}, "seats: 5.0 is a floating-point number"),
        ({"seats": True}, "seats: True is no whole number"),
        ({"method": [1.4, 3]}, "method: 1.4 is no exact number"),
        ({"method": 7}, "method: 7 is no method"),
        ({"threshold": 0.05}, "threshold: 0.05 is no text"),
        ({"threshold": "5%", "bases": 100}, "bases: expected a mapping from base to its size"),
        ({"threshold": "5%", "bases": [100]}, "bases: expected a mapping from base to its size"),
    ],
)
def test_a_kind_that_cannot_be_counted(wrong: dict[str, Any], said: str) -> None:
    with pytest.raises(ArgumentTypeError) as refused:
        allocate(**{**GOOD, **wrong})
    assert said in str(refused.value)
    assert isinstance(refused.value, TypeError)


def test_no_seats_to_give_is_no_mistake() -> None:
    assert allocate({"a": 1}, 0, "dhondt").seats == {"a": 0}
    assert allocate({"a": 1}, 0, "hare_lr").seats == {"a": 0}
    assert allocate({"a": 1}, 0, "imperiali_lr").seats == {"a": 0}


def test_a_table_that_is_named_as_a_folder(tmp_path: Path) -> None:
    table = tmp_path / "v.csv"
    table.write_text("option,votes\na,5\n", encoding="utf-8")
    run = CliRunner().invoke(app, ["seats", str(table)])
    assert isinstance(run.exception, InputError)
    assert "goes under --votes: crosstally seats --votes" in str(run.exception)


def test_a_misspelt_place_of_a_tier_and_of_a_constituency(tmp_path: Path) -> None:
    about = "    rule: {method: dhondt, seats: 2, tiers: [{at: natoin}]}\n"
    head = HEAD.replace("  president:\n", f"  president:\n{about}")
    with pytest.raises(InputError, match="Did you mean 'nation'"):
        checked(tmp_path, {}, "  []\n", head)
    with pytest.raises(ArgumentError, match="no votes\\. Did you mean 'north'"):
        apply_system(
            rule(2, constituencies={"level": "region", "seats": {"nort": 2}}),
            {"north": {"a": 4, "b": 1}},
        )
