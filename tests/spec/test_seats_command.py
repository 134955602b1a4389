"""``crosstally seats``: a table of votes in, seats and the work out."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from crosstally.cli.app import app, load_verbs
from crosstally.problems import InputError
from crosstally.returns.option_votes import read_option_votes

load_verbs()
VOTES = "option,votes\nsun,340\nriver,280\nstone,160\nmoss,60\n"


def run(text: str | bytes, *arguments: str) -> str:
    done = CliRunner().invoke(app, ["seats", "--votes", "-", *arguments], input=text)
    if isinstance(done.exception, InputError):
        raise done.exception
    assert done.exit_code == 0, done.output
    return done.output


def as_json(text: str, *arguments: str) -> dict[str, Any]:
    written: dict[str, Any] = json.loads(run(text, "--json", "-", *arguments))
    return written


def test_seats_and_the_work() -> None:
    assert (
        run(VOTES, "--method", "sainte_lague_1.4", "--seats", "7", "--steps")
        == """\
Option  Votes    Share  Seats
sun       340  40.48\u00a0%      3
river     280  33.33\u00a0%      3
stone     160  19.05\u00a0%      1
moss       60   7.14\u00a0%      0

Each seat to the greatest quotient:
Seat  Option  Votes  Divisor  Quotient
   1  sun       340      1.4  242.857…
   2  river     280      1.4       200
   3  stone     160      1.4  114.285…
   4  sun       340        3  113.333…
   5  river     280        3   93.333…
   6  sun       340        5        68
   7  river     280        5        56
      stone     160        3   53.333…  next

Figures with … go on after the last digit; they were compared exactly.
"""
    )


def test_largest_remainder_with_a_threshold() -> None:
    asked = ("--method", "hare_lr", "--seats", "7", "--threshold", "8%", "--steps")
    assert run(VOTES, *asked).split("\n\n")[1:] == [
        "Below the threshold:\nOption  Votes   Of    Share\nmoss       60  840  7.14…\u00a0%",
        """\
Seats for full quotas, a quota being 780 / 7 = 111.428…:
Option  Votes     Quota  Quotas  Seats
sun       340  111.428…  3.051…      3
river     280  111.428…  2.512…      2
stone     160  111.428…  1.435…      1""",
        """\
Seats left, to the largest remainders:
Option  Votes     Quota  Remainder  Seats
river     280  111.428…    57.142…      1
stone     160  111.428…    48.571…      0
sun       340  111.428…     5.714…      0""",
        "Figures with … go on after the last digit; they were compared exactly.\n",
    ]


@pytest.mark.parametrize(
    ("method", "said"),
    [
        ("hare_lr", "840 / 7 = 120"),
        ("droop_lr", "840 / 8, rounded down, + 1 = 106"),
        ("hagenbach_bischoff_lr", "840 / 8 = 105"),
        ("imperiali_lr", "840 / 9 = 93.333…"),
        ("dutch", "840 / 7 = 120"),
    ],
)
def test_the_quota_can_be_reckoned(method: str, said: str) -> None:
    found = run(VOTES, "--method", method, "--seats", "7", "--steps")
    assert f"Seats for full quotas, a quota being {said}:" in found


def test_the_next_larger_quota_where_there_would_be_too_many_seats() -> None:
    """Imperiali's quota of 4 seats, 600 / 6, goes into 100 votes six times: 600 / 5 does not once,
    and 600 / 4 four times into none of them."""
    votes = "".join(f"{name},100\n" for name in "abcdef")
    found = run(votes, "--method", "imperiali_lr", "--seats", "4", "--steps")
    assert "a quota being 600 / 5 = 120:" in found


def test_seats_that_nobody_can_take() -> None:
    asked = ("--method", "plurality", "--seats", "3")
    assert "1 seat stays vacant: too few options have votes." in run("a,5\nb,3\nc,0\n", *asked)
    assert as_json("a,5\nb,3\nc,0\n", *asked)["vacant"] == 1
    assert as_json(VOTES, *asked)["vacant"] == 0
    assert as_json("a,5\nb,5\n", "--method", "majority", "--seats", "1")["vacant"] == 0


def test_seats_left_by_full_quotas_are_numbered_after_those() -> None:
    """Of 19 seats of a Dutch council full quotas give 16."""
    votes = "a,453\nb,253\nc,151\nd,143\n"
    found = run(votes, "--method", "dutch", "--seats", "19", "--steps")
    assert (
        """
Seats left, each to the greatest quotient:
Seat  Option  Votes  Divisor  Quotient
  17  b         253        5      50.6
  18  a         453        9   50.333…
  19  c         151        3   50.333…
"""
        in found
    )


@pytest.mark.parametrize(
    ("ties", "votes", "said"),
    [
        ("earlier_registration", "a,40\nb,20\nc,20\n", "to who was registered earlier:"),
        ("more_votes", "b,20\na,40\nc,19\n", "to who has more votes:"),
    ],
)
def test_a_tie_that_the_rule_breaks_is_shown_in_the_steps(ties: str, votes: str, said: str) -> None:
    """The second quotient of a, 20, is as large as the first of b."""
    asked = ("--method", "dhondt", "--seats", "2", "--ties", ties)
    found = run(votes, *asked, "--steps")
    assert (
        f"""
Of those that are tied, {said}
Option  Votes  Seats
a          40      1
"""
        in found
    )
    assert sum(step["seats"] for step in as_json(votes, *asked)["steps"]) == 2


def test_a_tie_is_shown_as_a_tie() -> None:
    text = "option,votes\na,20\nb,10\n"
    assert (
        run(text, "--method", "dhondt", "--seats", "2")
        == """\
Option  Votes    Share   Seats
a          20  66.67\u00a0%  1 or 2
b          10  33.33\u00a0%  0 or 1

A tie: 1 seat is open among a, b.
2 outcomes are admissible.
"""
    )
    found = as_json(text, "--method", "dhondt", "--seats", "2")
    assert found["seats"] == {"a": 1, "b": 0}
    assert found["ties"] == [{"options": ["a", "b"], "seats": 1}]
    assert found["outcomes"] == [{"a": 2, "b": 0}, {"a": 1, "b": 1}]
    broken = as_json(text, "--method", "dhondt", "--seats", "2", "--ties", "more_votes")
    assert (broken["seats"], broken["ties"]) == ({"a": 2, "b": 0}, [])


def test_the_json_is_exact() -> None:
    found = as_json(VOTES, "--divisors", "1.4, 3, 5", "--seats", "1")
    assert found == {
        "seats": {"sun": 1, "river": 0, "stone": 0, "moss": 0},
        "ties": [],
        "outcomes": [{"sun": 1, "river": 0, "stone": 0, "moss": 0}],
        "outcomes_count": 1,
        "run_off": [],
        "vacant": 0,
        "steps": [
            {
                "kind": "quotient",
                "option": "sun",
                "votes": 340,
                "divisor": "7/5",
                "value": "1700/7",
                "seats": 1,
                "tied": False,
            },
            {  # who would come next
                "kind": "quotient",
                "option": "river",
                "votes": 280,
                "divisor": "7/5",
                "value": 200,
                "seats": 0,
                "tied": False,
            },
        ],
    }


def test_two_rounds() -> None:
    said = run("a,20\nb,10\nc,13\n", "--method", "majority", "--seats", "1")
    assert "Nobody has more than half; a second round is between a, c." in said


def test_the_threshold_on_another_base() -> None:
    asked = ("--method", "dhondt", "--seats", "5", "--threshold", "more than 5% of cast")
    assert as_json(VOTES, *asked, "--base", "cast=1200")["seats"]["moss"] == 0
    with pytest.raises(InputError, match="--base: the threshold is a share of cast: say how many"):
        run(VOTES, *asked)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("option,votes\na,10\nb,7\n", {"a": 10, "b": 7}),
        ("a;10\nb;7\n", {"a": 10, "b": 7}),  # no header
        ("10\ta\n7\tb\n", {"a": 10, "b": 7}),
        ("\ufeffPartei;Stimmen;Anteil\nÄ;1 234;12,3\n", {"Ä": 1_234}),
        ("no,party,votes\n1,a,10\n2,b,7\n", {"a": 10, "b": 7}),  # the column is called votes
        ('party,of last year,votes\n"a, b",5,10\n', {"a, b": 10}),
        ("who,how many\na,10\n\nb,7\n", {"a": 10, "b": 7}),  # by what they hold
        ("party,2012\na,10\nb,7\n", {"a": 10, "b": 7}),  # a year is no row of votes
        ("партия,голоса\nСолнце,10\n".encode("cp1251"), {"Солнце": 10}),
    ],
)
def test_the_columns_are_recognised(
    text: str | bytes, expected: dict[str, int], tmp_path: Path
) -> None:
    file = tmp_path / "votes.csv"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    assert read_option_votes(file) == expected


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "votes.csv: is empty; expected a column of names and a column of votes"),
        ("option,votes\n", "votes.csv: has no row below its header"),
        ("a,1,2\nb,3,4\n", "votes.csv:1: several columns hold numbers, and none alone is called"),
        ("option,remark\na,good\n", "votes.csv:1: no column holds votes; read 'option, remark'"),
        ("1\n2\n", "votes.csv:1: no column names the options; read '1'"),
        (
            "option,votes\na,10.0\n",
            "the votes of a are no whole number; read '10.0'",
        ),
        ("option,votes\na,-3\nb,4\nc,5\n", "read '-3'; expected digits alone, such as 1234"),
        (
            f"option,votes\na,{'9' * 5000}\n",
            "votes.csv:2:2: the votes of a have more digits than any count of votes",
        ),
        ('option,votes\na,"1,234"\n', "votes.csv:2:2: the votes of a are no whole number"),
        ("option,votes\na,\nb,4\nc,5\n", "votes.csv:2:2: the votes of a are no whole number"),
        ("option,votes\na,1\na,2\n", "votes.csv:3:1: the option a stands in line 2 already"),
        ("option,votes\na,1\nTotal,1\n", "votes.csv:3:1: a row of totals among the options"),
        ("option,votes\na,1\nVotos nulos,1\n", "votes.csv:3:1: a row that is no option, and would"),
        ("option,votes\n,2\n", "votes.csv:2:1: a row of votes without an option; read '2'"),
        (
            "option,votes\na,1,000\nb,2,000\n",
            "votes.csv:2:3: a row with more cells than",
        ),
    ],
)
def test_a_file_that_cannot_be_read(text: str, said: str, tmp_path: Path) -> None:
    file = tmp_path / "votes.csv"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as refused:
        read_option_votes(file)
    assert said in str(refused.value).replace(str(tmp_path) + "/", "")


def test_a_worksheet_is_read(tmp_path: Path) -> None:
    from openpyxl import Workbook

    book = Workbook()
    assert book.active is not None
    for row in (["option", "votes"], ["sun", 340], ["river", 280]):
        book.active.append(row)
    book.save(tmp_path / "v.xlsx")
    assert read_option_votes(tmp_path / "v.xlsx") == {"sun": 340, "river": 280}


def test_a_threshold_that_is_no_decimal_number() -> None:
    """Exactly a third passes, and one vote less does not."""
    asked = ("--method", "dhondt", "--seats", "3", "--threshold", "1/3 of valid")
    assert as_json("option,votes\na,2\nb,1\n", *asked)["seats"] == {"a": 2, "b": 1}
    assert as_json("option,votes\na,200001\nb,100000\n", *asked)["seats"] == {"a": 3, "b": 0}


def test_every_problem_is_said_at_once(tmp_path: Path) -> None:
    wrong = tmp_path / "problems.json"
    with pytest.raises(InputError) as refused:
        run(
            "option,votes\na,ten\nb,7\nb,8\nc,9\n",
            *("--method", "dhont", "--seats", "-2", "--threshold", "101%", "--ties", "coin"),
            *("--base", "cast:9", "--json", str(wrong)),
        )
    assert [str(problem).split("; ")[0] for problem in refused.value.problems] == [
        "-:2:2: the votes of a are no whole number",
        "-:4:1: the option b stands in line 3 already",
        "--base: is no base with its number",
        "--seats: -2 is below zero",
        "--method: there is no method 'dhont'. Did you mean 'dhondt'?",
        "--ties: there is no rule for ties 'coin'. Known here: earlier_registration, lot, "
        "more_votes, open",
        "--threshold: '101%' is more than 100 percent, which nobody reaches",
    ]
    assert len(json.loads(wrong.read_text(encoding="utf-8"))["problems"]) == 7


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "say either a method or divisors"),
        (("--method", "dhondt", "--divisors", "1,2"), "say either a method or divisors"),
        (("--divisors", "1,x"), "--divisors: 'x' is no divisor such as 3, 1.4 or 7/5"),
        (("--divisors", "5"), "--divisors: a sequence of divisors needs at least two numbers"),
        (("--method", "dhondt", "--threshold", "50%"), "--threshold: no option passes '50%'"),
        (("--method", "dhondt", "--base", "cast=860"), "--base: is the size of what a threshold"),
        (
            ("--method", "dhondt", "--threshold", "5% of cast", "--base", "cast=86"),
            "--base: 86 are fewer than the 840 votes",
        ),
    ],
)
def test_a_question_that_makes_no_sense(arguments: tuple[str, ...], said: str) -> None:
    with pytest.raises(InputError, match=said.replace("?", r"\?")):
        run(VOTES, "--seats", "5", *arguments)


def test_nobody_voted() -> None:
    with pytest.raises(InputError, match="--votes: nobody has a vote: there is nothing to divide"):
        run("option,votes\na,0\nb,0\n", "--seats", "5", "--method", "dhondt")


def test_a_file_that_is_not_there() -> None:
    with pytest.raises(InputError, match=r"no-such\.csv: cannot be read: No such file"):
        read_option_votes("no-such.csv")


def test_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"a,10\nb,7\n")))
    assert read_option_votes("-") == {"a": 10, "b": 7}


def test_the_result_never_takes_the_place_of_the_votes(tmp_path: Path) -> None:
    table = tmp_path / "votes.csv"
    table.write_text(VOTES, encoding="utf-8")
    arguments = ["seats", "--votes", str(table), "--method", "dhondt", "--seats", "5"]
    done = CliRunner().invoke(app, [*arguments, "--json", str(table)])
    assert isinstance(done.exception, InputError)
    assert table.read_text(encoding="utf-8") == VOTES


def test_how_few_votes_the_seats_hang_on() -> None:
    """1000/4 is Ana's next quotient, 700/2 Ben's last: 134 moved make 1134/4 and 566/2. Cid may
    pass with one vote more, and has no seat then either."""
    text = "option,votes\nana,1000\nben,700\ncid,89\n"
    asked = ("--method", "dhondt", "--seats", "5", "--threshold", "5% of valid", "--margins")
    found = as_json(text, *asked)["margins"]
    assert found["any_seat"]["least"] == found["any_seat"]["at_least"] == 134
    assert found["any_seat"]["proved"]
    (move,) = found["any_seat"]["moved"]["moves"]
    assert move == {"area": "nation", "ballots": 134, "from": "ben", "to": "ana"}
    assert found["any_seat"]["moved"]["seats"] == {"ana": 4, "ben": 1, "cid": 0}
    assert found["threshold"]["least"] == 1
    assert found["majority"]["moved"]["ballots"] == 151
    assert set(found["seats_of"]) == {"ana", "ben", "cid"}
    said = run(text, *asked)
    assert "134 of 1,789 votes changed would give other seats." in said
    assert "margins" not in as_json(text, *asked[:-1])


def test_margins_without_a_seat_are_refused() -> None:
    with pytest.raises(InputError, match="--margins: takes a seat at least"):
        run(VOTES, "--method", "dhondt", "--seats", "0", "--margins")


def test_margins_of_a_sequence_of_divisors_are_refused() -> None:
    with pytest.raises(InputError, match="--margins: goes with a method by its name"):
        run(VOTES, "--divisors", "1,3", "--seats", "5", "--margins")
