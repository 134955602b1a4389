"""``crosstally new``: a new election folder, explained, or drafted from a file of results."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from crosstally import words
from crosstally.cli.app import app
from crosstally.cli.asking import (
    Act,
    Member,
    Worksheet,
    Yes,
    ask_columns,
    ask_kind_of_source,
    can_ask,
    kind_of,
    say_next,
    say_written,
    show_file,
    stage_of,
)

if TYPE_CHECKING:
    from crosstally.drafting.draft import About
    from crosstally.drafting.source import Source


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
            help="Draft the folder from this file of results: .xlsx, .csv, .tsv, .parquet, EML "
            ".xml, NIST .json or statements (.jsonl) of actasum, also inside .gz or .zip; - reads "
            "standard input, as in `zcat results.csv.gz | crosstally new DIR --from -`.",
        ),
    ] = None,
    worksheet: Worksheet = None,
    member: Member = None,
    source: Annotated[
        str | None,
        typer.Option(
            metavar="NAME", help="Whose figures these are; the source's id is made from it."
        ),
    ] = None,
    kind: Annotated[
        str | None,
        typer.Option(metavar="KIND", help="What they are: authority, party, observer or media."),
    ] = None,
    stage: Act = None,
    yes: Yes = False,
) -> None:
    """Write a new election folder.

    Alone, it is a small made-up election in which the keys that most elections need are explained.
    With --from, it is drafted from your file: what each column was taken for is shown, and asked
    on a terminal. `crosstally add` enters further files.
    """
    from crosstally.drafting.folder import check_is_free

    check_is_free(folder)
    if from_file is None:
        _refuse_without_a_file(
            worksheet=worksheet, member=member, source=source, kind=kind, stage=stage
        )
        _write_skeleton(folder)
        return

    from crosstally.drafting.draft import about, write_draft
    from crosstally.drafting.source import read_source
    from crosstally.drafting.whose_figures import Whose
    from crosstally.returns.standard_input import STANDARD_INPUT, read_from

    whose, act = Whose.called(source, kind_of(kind)), stage_of(stage)
    is_asked = not yes and str(from_file) != STANDARD_INPUT and can_ask()
    with read_from(from_file, whose.id if source else "results") as file:
        read = read_source(file, worksheet, member)
        said = about(folder, read, whose, act)
        read = _looked_through(read, is_asked)
        if is_asked:
            said = _ask_about(said, source is None, kind is None)
        else:
            _say_taken(said)
        say_written(folder, write_draft(folder, read, said))
    typer.echo(words._("Look through election.yaml, at the lines marked CHECK first. Then:"))
    say_next(folder)


def _write_skeleton(folder: Path) -> None:
    from crosstally.drafting.skeletons import write_skeleton

    say_written(folder, write_skeleton(folder))
    typer.echo(words._("It holds a made-up election that adds up. See for yourself:"))
    say_next(folder)


def _looked_through(read: Source, is_asked: bool) -> Source:
    """The file after its guesses were shown, contest by contest, and changed where somebody is
    asked."""
    from dataclasses import replace

    from crosstally.drafting.revise import require_whole

    several = []
    for one in (read, *read.others):
        show_file(one)
        if is_asked:
            one = replace(one, guess=ask_columns(one.guess, one.header_row))
        require_whole(one.guess)
        several.append(one)
    return replace(several[0], others=tuple(several[1:]))


def _say_taken(said: About) -> None:
    """What stands in the draft that nobody was asked about."""
    typer.echo(words._("The guesses above are taken as they stand."))
    if not said.date_is_known:
        typer.echo(
            words._(
                "The day of the vote is not known; {date} stands in its place until you mend it."
            ).format(date=said.date)
        )


def _refuse_without_a_file(**options: str | None) -> None:
    """Options that say how to read a file, where there is none. Raises ``InputError``."""
    given = [f"--{name}" for name, value in options.items() if value is not None]
    if given:
        from crosstally.problems import InputError, Problem

        raise InputError(
            Problem(
                words._("only a folder that is drafted from a file takes this"),
                read=" ".join(given),
                hint=words._("Name the file: `crosstally new DIR --from FILE`."),
            )
        )


def _ask_about(said: About, ask_source: bool, ask_kind: bool) -> About:
    from dataclasses import replace

    from crosstally.drafting.whose_figures import Whose

    title = typer.prompt(words._("Title of the election"), default=said.title)
    date = said.date
    if not said.date_is_known:
        date = _ask_date(said.date)
    whose = said.source
    if ask_source:
        name = typer.prompt(words._("Whose figures are these"), default=whose.name)
        if name != whose.name:
            whose = Whose.called(name, whose.kind if whose.kind_is_known else None)
    if ask_kind:
        kind = ask_kind_of_source(whose.kind)
        whose = replace(whose, kind=kind, kind_is_known=True)
    said = replace(said, title=title, title_is_known=True, source=whose)
    return replace(said, date=date, date_is_known=True)


def _ask_date(default: str) -> str:
    import datetime as dt

    while True:
        answer = str(typer.prompt(words._("Day of the vote (year-month-day)"), default=default))
        try:
            return dt.date.fromisoformat(answer.strip()).isoformat()
        except ValueError:
            typer.echo(words._("A day is written like 2026-03-01."))
