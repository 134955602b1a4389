"""``crosstally new``: a new election folder, explained, or drafted from a file of results."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from crosstally import words
from crosstally.cli.app import app

if TYPE_CHECKING:
    from crosstally.drafting.draft import About
    from crosstally.drafting.guess import ColumnGuess, Guess, Kind


@app.command()
def new(
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", help="The folder to write; it must be empty or new.")
    ],
    from_file: Annotated[
        Path | None,
        typer.Option(
            "--from",
            metavar="FILE",
            help="Draft the folder from this file of results: .xlsx, .csv, .tsv or .parquet, "
            "also inside .gz or .zip.",
        ),
    ] = None,
    worksheet: Annotated[
        str | None,
        typer.Option(
            metavar="NAME", help="The worksheet to read; left out, the one whose figures add up."
        ),
    ] = None,
    member: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="The file to read inside a .zip; left out, the largest."),
    ] = None,
    source: Annotated[
        str | None, typer.Option(metavar="NAME", help="Whose figures these are.")
    ] = None,
    yes: Annotated[
        bool, typer.Option("--yes", "-y", help="Take the guesses without asking.")
    ] = False,
) -> None:
    """Write a new election folder.

    Alone, it is a small made-up election in which every key is explained. With --from, it is
    drafted from your file: what each column was taken for is shown, and asked on a terminal.
    """
    from crosstally.drafting.folder import check_is_free

    check_is_free(folder)
    if from_file is None:
        from crosstally.drafting.skeletons import write_skeleton

        _say_written(folder, write_skeleton(folder))
        typer.echo(words._("It holds a made-up election that adds up. See for yourself:"))
        _say_next(folder)
        return

    from dataclasses import replace

    from crosstally.drafting.draft import about, write_draft
    from crosstally.drafting.revise import require_whole
    from crosstally.drafting.source import read_source

    read = read_source(from_file, worksheet, member)
    said = about(folder, read, source)
    _show(read.guess)
    if read.tidied is not None:
        for template, values in read.tidied.done:
            typer.echo(words._(template).format(**values))
    if read.worksheet:
        typer.echo(words._("Worksheet: {name}").format(name=read.worksheet))
    if not read.is_whole:
        typer.echo(
            words._("Only the first {n} rows were looked at.").format(
                n=words.number(read.guess.rows)
            )
        )
    if not yes and _can_ask():
        guess = _ask(read.guess)
        said = _ask_about(said, source is None)
        read = replace(read, guess=guess)
    else:
        typer.echo(words._("The guesses above are taken as they stand."))
        if not said.date_is_known:
            typer.echo(
                words._(
                    "The day of the vote is not known; {date} stands in its place until you "
                    "mend it."
                ).format(date=said.date)
            )
    require_whole(read.guess)
    _say_written(folder, write_draft(folder, read, said))
    typer.echo(words._("Look through election.yaml, at the lines marked CHECK first. Then:"))
    _say_next(folder)


def _can_ask() -> bool:
    """Whether a person sits at both ends."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def _say_written(folder: Path, paths: list[str]) -> None:
    typer.echo(words._("{folder} is written:").format(folder=folder))
    for path in paths:
        typer.echo(f"  {path}")


def _say_next(folder: Path) -> None:
    typer.echo(f"  crosstally check {folder}")


def _show(guess: Guess) -> None:
    """The guesses, one line a column, and the sums they rest on."""
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    typer.echo(
        words._("The columns' names stand in row {row}; {n} rows of stations follow.").format(
            row=guess.header_row, n=words.number(guess.rows)
        )
    )
    table = Table(box=None, pad_edge=False)
    for heading in (words._("no."), words._("column"), words._("for example")):
        table.add_column(heading, overflow="fold")
    table.add_column(words._("is taken for"), overflow="fold")
    table.add_column(words._("because"), overflow="fold")
    for column in guess.columns:
        if not column.example:
            continue
        table.add_row(
            str(column.index + 1),
            escape(" ".join(column.name.split())[:40]),
            escape(column.example[:24]),
            escape(_meaning(guess, column)),
            escape(words._(column.why)),
        )
    # Piped, nothing is wrapped at eighty columns.
    Console(width=None if sys.stdout.isatty() else 160).print(table)
    for name, texts in guess.leave_out:
        shown = ", ".join(repr(text) for text in texts[:5]) + (", …" if len(texts) > 5 else "")
        typer.echo(
            words._("Left out, as no stations: rows with {texts} in {column}").format(
                texts=shown, column=repr(name)
            )
        )
    if guess.grand_total:
        typer.echo(words._("The row of totals becomes an announcement."))
    if guess.thousands:
        typer.echo(words._("Mark between thousands: {mark}").format(mark=repr(guess.thousands)))
    for item in guess.evidence:
        typer.echo(
            words._("{relation}: holds in {held} of {checked} rows").format(
                relation=item.relation,
                held=words.number(item.held),
                checked=words.number(item.checked),
            )
        )
    if not guess.evidence:
        typer.echo(words._("Nothing in this file adds up as votes do: look at every line."))
    if not guess.stations_differ:
        typer.echo(words._("Some rows share a station code; the check will list them."))


def _meaning(guess: Guess, column: ColumnGuess) -> str:
    parts = {
        "station": words._("station code"),
        "station_name": words._("name of the station"),
        "area": words._("area: {name}"),
        "attribute": words._("kind of station"),
        "field": words._("figure: {name}"),
        "option": words._("party or candidate: {name}"),
        "left_out": words._("left out"),
    }
    said = [parts[column.kind].format(name=column.id)]
    if column.index in guess.station and column.kind != "station":
        said.append(words._("part of the station code"))
    if column.index in guess.attributes and column.kind != "attribute":
        said.append(words._("kind of station"))
    return "; ".join(said)


def _ask(guess: Guess) -> Guess:
    """Ask for changes until there are none."""
    from crosstally.drafting.guess import Kind
    from crosstally.drafting.revise import FIELDS, change, problems_of

    kinds = list(Kind)
    while True:
        answer = typer.prompt(
            words._("Enter if this is right, or the number of a column to change"),
            default="",
            show_default=False,
        ).strip()
        if not answer:
            missing = problems_of(guess)
            if not missing:
                return guess
            for problem in missing:
                typer.echo(str(problem))
            continue
        if not answer.isdecimal() or not 1 <= int(answer) <= len(guess.columns):
            typer.echo(words._("There is no column of that number."))
            continue
        for number, kind in enumerate(kinds, 1):
            typer.echo(f"  {number} {_kind_name(kind)}")
        kind = _ask_kind(kinds)
        name = None
        if kind is Kind.FIELD:
            typer.echo(words._("Known figures: {names}").format(names=", ".join(FIELDS)))
        if kind in (Kind.FIELD, Kind.AREA):
            name = typer.prompt(words._("Its short name"), default="", show_default=False) or None
        guess = change(guess, int(answer) - 1, kind, name)
        _show(guess)


def _ask_kind(kinds: list[Kind]) -> Kind:
    """A kind by its number or its word, asked until there is one."""
    while True:
        chosen = str(typer.prompt(words._("It is"))).strip().casefold()
        if chosen.isdecimal() and 1 <= int(chosen) <= len(kinds):
            return kinds[int(chosen) - 1]
        for kind in kinds:
            if chosen.replace(" ", "_") == kind.value:
                return kind
        typer.echo(
            words._("There is no such answer; type a number from 1 to {n}.").format(n=len(kinds))
        )


def _kind_name(kind: str) -> str:
    return {
        "station": words._("station code (several columns are joined)"),
        "station_name": words._("name of the station"),
        "area": words._("area above the station"),
        "attribute": words._("kind of station (prison, abroad, postal)"),
        "field": words._("figure of the sheet (voters, ballots, valid, invalid)"),
        "option": words._("votes of a party or candidate"),
        "left_out": words._("nothing: leave it out"),
    }[kind]


def _ask_about(said: About, ask_source: bool) -> About:
    from dataclasses import replace

    title = typer.prompt(words._("Title of the election"), default=said.title)
    date = said.date
    if not said.date_is_known:
        date = _ask_date(said.date)
    source = said.source
    if ask_source:
        source = typer.prompt(words._("Whose figures are these"), default=said.source)
    return replace(said, title=title, date=date, date_is_known=True, source=source)


def _ask_date(default: str) -> str:
    import datetime as dt

    while True:
        answer = str(typer.prompt(words._("Day of the vote (year-month-day)"), default=default))
        try:
            return dt.date.fromisoformat(answer.strip()).isoformat()
        except ValueError:
            typer.echo(words._("A day is written like 2026-03-01."))
