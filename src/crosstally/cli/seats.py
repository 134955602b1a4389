"""``crosstally seats``: the seats that votes give under a rule, exact, with the work shown: of an
election folder, or of a table of votes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from crosstally import words
from crosstally.cli.app import app

if TYPE_CHECKING:
    from crosstally.problems import Problem
    from crosstally.seats import Allocation
    from crosstally.seats.asked_margins import AskedMargin


@app.command()
def seats(
    election: Annotated[
        str | None,
        typer.Argument(
            metavar="DIR",
            help="An election folder, or a bundled election's name; left out, --votes is needed.",
        ),
    ] = None,
    contest: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="Only this contest of DIR; may be given again."),
    ] = None,
    source: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="Only this source of DIR; may be given again."),
    ] = None,
    day: Annotated[
        str | None,
        typer.Option(
            "--on", metavar="DAY", help="Who sits on that day, such as 2012-03-01 (candidates.csv)."
        ),
    ] = None,
    votes: Annotated[
        str | None,
        typer.Option(
            metavar="FILE",
            help="A table with columns option and votes; - reads standard input.",
        ),
    ] = None,
    number: Annotated[
        int | None,
        typer.Option("--seats", metavar="N", help="How many seats there are to give (--votes)."),
    ] = None,
    method: Annotated[
        str | None,
        typer.Option(
            metavar="NAME",
            help="dhondt, sainte_lague, sainte_lague_1.4, danish, imperiali, adams, "
            "huntington_hill, dean, macau; hare_lr, droop_lr, hagenbach_bischoff_lr, "
            "imperiali_lr; dutch; plurality, block_vote, majority.",
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
        str | None,
        typer.Option(
            metavar="RULE",
            help="open, earlier_registration (the order of rows), more_votes, lot; left out, open.",
        ),
    ] = None,
    steps: Annotated[
        bool, typer.Option("--steps", help="Show the work, to follow by hand.")
    ] = False,
    margins: Annotated[
        bool,
        typer.Option("--margins", help="How few votes would change the seats; takes longer."),
    ] = False,
    json_file: Annotated[
        str | None,
        typer.Option("--json", metavar="FILE", help="Write the result as JSON; - prints it."),
    ] = None,
) -> None:
    """Share seats out by votes, exactly, and show the work.

    Of an election folder: what the contest's rule gives on every announcement and on the sheets of
    every source, and who takes the seats where candidates.csv stands beside. Ends with 1 where
    announced seats are not those that the rule gives, with 2 where the input cannot be read.

    A tie that the votes do not break is shown as a tie, with every admissible outcome in the JSON.

    \b
    crosstally seats kazakhstan-2012 --steps
    crosstally seats my-election --contest council --source authority --json seats.json
    crosstally seats my-election --on 2024-03-01
    crosstally seats --votes votes.csv --method dhondt --seats 100 --threshold '5% of valid'
    crosstally seats --votes votes.csv --method hare_lr --seats 98 --steps --margins
    crosstally seats --votes - --divisors 1.4,3,5 --seats 19 --json - < votes.csv
    """
    from crosstally.problems import InputError

    of_folder = {"--contest": contest, "--source": source, "--on": day}
    of_votes = {
        "--seats": number,
        "--method": method,
        "--divisors": divisors,
        "--threshold": threshold,
        "--base": base,
        "--ties": ties,
    }
    if json_file is not None:
        _check_target(json_file, election, votes)
    try:
        _one_of_two(election, votes, of_folder, of_votes)
        if election is not None:
            wrong = _of_folder(
                election, contest or [], source or [], day, steps, json_file, margins
            )
            raise typer.Exit(1 if wrong else 0)
        asked = (number or 0, method, divisors, threshold, base or [], ties or "open")
        found, counted = _of_votes(votes or "-", *asked, margins)
        with _watched(margins):
            hangs_on = _margins(counted, *asked) if margins else None
    except InputError as error:
        if json_file is not None:
            from crosstally.report.json_output import write_problems

            write_problems(error.problems, json_file)
        raise
    from crosstally.report.seats import seats_text, write_seats_json

    if json_file is not None:
        write_seats_json(found, json_file, hangs_on)
    if json_file != "-":
        typer.echo(seats_text(found, counted, steps, hangs_on, (method or "", number or 0)))


@contextmanager
def _watched(margins: bool) -> Iterator[None]:
    """How long it has been at work, where a person watches: some margins take minutes."""
    import sys

    if not margins or not sys.stderr.isatty():
        yield
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        bar.add_task(words._("How few votes would change the seats …"), total=None)
        yield


def _check_target(json_file: str, election: str | None, votes: str | None) -> None:
    """Raises ``InputError`` where the result would take the place of what it is worked out from."""
    from crosstally.problems import InputError, Problem
    from crosstally.report.writing import check_targets

    folder = Path(election) if election is not None else None
    check_targets([json_file], folder if folder is not None and folder.is_dir() else None)
    read, target = Path(votes or ""), Path(json_file)
    if votes not in (None, "-") and target.exists() and read.exists() and target.samefile(read):
        message = words._("is the table of votes itself; nothing was written")
        raise InputError(Problem(message, json_file, hint=words._("Name another file.")))


def _one_of_two(
    election: str | None,
    votes: str | None,
    of_folder: Mapping[str, object],
    of_votes: Mapping[str, object],
) -> None:
    """Raises ``InputError`` unless either a folder or a table is given, with its own options."""
    from crosstally.problems import InputError, Problem

    if election is not None and votes is None and Path(election).is_file():
        message = words._("is a file, not an election folder")
        hint = words._("A table of votes goes under --votes: {command}")
        command = f"crosstally seats --votes {election} --method dhondt --seats 100"
        raise InputError(Problem(message, election, hint=hint.format(command=command)))
    if (election is None) is (votes is None):
        message = words._("name either an election folder or a table of votes")
        hint = "crosstally seats DIR, crosstally seats --votes FILE"
        raise InputError(Problem(message, hint=hint))
    message = words._("goes with a table of votes (--votes), not with an election folder")
    others = of_votes
    if votes is not None:
        message = words._("goes with an election folder, not with a table of votes (--votes)")
        others = of_folder
    problems = [Problem(message, name) for name, given in others.items() if given is not None]
    if votes is not None and of_votes["--seats"] is None:
        problems.append(Problem(words._("how many seats there are to give is not said"), "--seats"))
    if problems:
        raise InputError(problems)


def _of_folder(
    name: str,
    contests: list[str],
    sources: list[str],
    day: str | None,
    steps: bool,
    json_file: str | None,
    margins: bool,
) -> bool:
    """Shows the seats of a folder; whether announced ones are not those that the rule gives."""
    import datetime as dt

    from crosstally.check.run import open_election
    from crosstally.check.seats import seats_of
    from crosstally.problems import InputError, Problem
    from crosstally.report.recomputed import recomputed_text, write_recomputed_json

    if day is not None:
        try:
            day = dt.date.fromisoformat(day).isoformat()
        except ValueError:
            message = words._("is no day")
            raise InputError(Problem(message, "--on", read=day, expected="2012-03-01")) from None
    opened = open_election(name)
    voted_on = opened.definition.date.partition("T")[0]
    if day is not None and day < voted_on:
        message = words._("is before the voting day: nobody sits yet")
        raise InputError(Problem(message, "--on", read=day, expected=voted_on))
    with _watched(margins):
        found = seats_of(opened, sources=sources, contests=contests, with_margins=margins)
    if json_file is not None:
        write_recomputed_json(found, opened.definition, json_file, day)
    if json_file != "-":
        typer.echo(recomputed_text(found, opened.definition, with_steps=steps, day=day))
    return any(item.departs for item in found)


def _of_votes(
    file: str,
    number: int,
    method: str | None,
    divisors: str | None,
    threshold: str | None,
    base: list[str],
    ties: str,
    margins: bool,
) -> tuple[Allocation, dict[str, int]]:
    """The allocation of a table and its votes. Raises ``InputError`` with every problem."""
    from crosstally.problems import InputError
    from crosstally.returns.option_votes import read_option_votes

    problems: list[Problem] = []
    counted: dict[str, int] = {}
    try:
        counted = read_option_votes(file)
    except InputError as error:
        problems += error.problems
    problems += _without_margins(number, divisors, len(counted)) if margins else []
    found = _allocated(counted, number, method, divisors, threshold, base, ties, problems)
    if found is None:
        raise InputError(problems)
    return found, counted


def _without_margins(number: int, divisors: str | None, options: int) -> list[Problem]:
    """Why margins cannot be worked out."""
    from crosstally.problems import Problem
    from crosstally.seats.asked_margins import MOST_OPTIONS

    found = []
    if divisors is not None:
        message = words._("goes with a method by its name, not with divisors")
        found.append(Problem(message, "--margins"))
    if not number:
        message = words._("takes a seat at least: with none there is nothing that votes change")
        found.append(Problem(message, "--margins"))
    if number > 100_000 or options > MOST_OPTIONS:
        message = words._("takes at most {seats} seats and {options} options")
        message = message.format(seats=words.number(100_000), options=MOST_OPTIONS)
        found.append(Problem(message, "--margins"))
    return found


def _margins(
    votes: dict[str, int],
    number: int,
    method: str | None,
    divisors: str | None,
    threshold: str | None,
    base: list[str],
    ties: str,
) -> list[AskedMargin]:
    """How few votes would change the seats; everything was found to fit before."""
    from crosstally.election.rule import Rule
    from crosstally.seats.asked_margins import margins_of_votes
    from crosstally.seats.thresholds import threshold_written

    limit = threshold_written(threshold) if threshold is not None else None
    rule = Rule(method=method or "hare_lr", seats=number, threshold=limit, ties=ties)
    sizes = dict(text.replace(" ", "").split("=") for text in base)
    known = sizes.get(limit.of) if limit is not None else None
    return margins_of_votes(rule, votes, None if known is None else int(known))


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
    from crosstally.returns.option_votes import MOST_DIGITS
    from crosstally.seats.interface import allocate, refusals

    bases: dict[str, int] = {}
    for text in base:
        name, _, figure = text.partition("=")
        if not (figure.isascii() and figure.isdigit() and len(figure) <= MOST_DIGITS):
            message = words._("is no base with its number")
            problems.append(Problem(message, "--base", read=text, expected="cast=6941220"))
        else:
            bases[name.strip()] = int(figure)
    if base and threshold is None:
        message = words._(
            "is the size of what a threshold is a share of, and no threshold is given"
        )
        problems.append(Problem(message, "--base", hint="--threshold '5% of cast'"))
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
