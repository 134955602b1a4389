"""``crosstally seats``: the seats that votes give under a rule, exact, with the work shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from crosstally import words
from crosstally.cli.app import app

if TYPE_CHECKING:
    from crosstally.problems import Problem
    from crosstally.seats import Allocation


@app.command()
def seats(
    votes: Annotated[
        str,
        typer.Option(
            metavar="FILE",
            help="A table with columns option and votes; - reads standard input.",
        ),
    ],
    number: Annotated[
        int, typer.Option("--seats", metavar="N", help="How many seats there are to give.")
    ],
    method: Annotated[
        str | None,
        typer.Option(
            metavar="NAME",
            help="dhondt, sainte_lague, sainte_lague_1.4, danish, imperiali, adams, "
            "huntington_hill, dean, macau; hare_lr, droop_lr, hagenbach_bischoff_lr, "
            "imperiali_lr; plurality, block_vote, majority.",
        ),
    ] = None,
    divisors: Annotated[
        str | None,
        typer.Option(
            metavar="LIST",
            help="Instead of a method: divisors such as 1.4,3,5, continued by their last step.",
        ),
    ] = None,
    threshold: Annotated[
        str | None,
        typer.Option(
            metavar="TEXT", help="Such as '5% of valid' or 'more than 3% of cast'; else none."
        ),
    ] = None,
    base: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME=N",
            help="What the threshold is a share of, such as cast=6941220; may be given again. "
            "Left out, valid is the sum of the votes.",
        ),
    ] = None,
    ties: Annotated[
        str,
        typer.Option(
            metavar="RULE",
            help="open, earlier_registration (the order of rows), more_votes, lot.",
        ),
    ] = "open",
    steps: Annotated[
        bool, typer.Option("--steps", help="Show the work, to follow by hand.")
    ] = False,
    json_file: Annotated[
        str | None,
        typer.Option("--json", metavar="FILE", help="Write the result as JSON; - prints it."),
    ] = None,
) -> None:
    """Share seats out by votes, exactly, and show the work.

    A tie that the votes do not break is shown as a tie, with every admissible outcome in the JSON.

    \b
    crosstally seats --votes votes.csv --method dhondt --seats 100 --threshold '5% of valid'
    crosstally seats --votes votes.csv --method hare_lr --seats 98 --steps
    crosstally seats --votes - --divisors 1.4,3,5 --seats 19 --json - < votes.csv
    """
    from crosstally.problems import InputError
    from crosstally.report.seats import seats_text, write_seats_json
    from crosstally.returns.option_votes import read_option_votes

    problems: list[Problem] = []
    counted: dict[str, int] = {}
    try:
        counted = read_option_votes(votes)
    except InputError as error:
        problems += error.problems
    found = _allocated(counted, number, method, divisors, threshold, base or [], ties, problems)
    if found is None:
        if json_file is not None:
            from crosstally.report.json_output import write_problems

            write_problems(problems, json_file)
        raise InputError(problems)
    if json_file is not None:
        write_seats_json(found, json_file)
    if json_file != "-":
        typer.echo(seats_text(found, counted, steps))


def _allocated(
    votes: dict[str, int],
    number: int,
    method: str | None,
    divisors: str | None,
    threshold: str | None,
    base: list[str],
    ties: str,
    problems: list[Problem],
) -> Allocation | None:
    """The allocation; or None, and why not among the ``problems``."""
    from crosstally.problems import Problem
    from crosstally.seats.interface import allocate, refusals

    bases: dict[str, int] = {}
    for text in base:
        name, _, figure = text.partition("=")
        if not (figure.isascii() and figure.isdigit()):
            message = words._("is no base with its number")
            problems.append(Problem(message, "--base", read=text, expected="cast=6941220"))
        else:
            bases[name.strip()] = int(figure)
    if (method is None) is (divisors is None):
        message = words._("say either a method or divisors")
        problems.append(Problem(message, hint="--method dhondt, --divisors 1.4,3,5"))
        method = method or "dhondt"
    asked = method if method is not None else (divisors or "").split(",")
    known = votes or None  # without them, what else is wrong is said all the same
    wrong = refusals(known, number, asked, threshold=threshold, bases=bases, ties=ties)
    places = {"bases": "--base", "method": "--method" if divisors is None else "--divisors"}
    for error in wrong:
        argument = error.argument.partition("[")[0]
        problems.append(Problem(error.said, places.get(argument, f"--{argument}")))
    if problems:
        return None
    return allocate(votes, number, asked, threshold=threshold, bases=bases, ties=ties)
