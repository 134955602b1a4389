"""``crosstally add``: a further file of results for an election folder."""

from __future__ import annotations

from dataclasses import dataclass, replace
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
    say,
    say_next,
    say_written,
    show_file,
    stage_of,
)

if TYPE_CHECKING:
    from crosstally.drafting.fitting import Fit
    from crosstally.drafting.whose_figures import Whose
    from crosstally.election.definition import Definition, Stage
    from crosstally.election.folder import Election


@app.command()
def add(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The election folder.")],
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FILE",
            help="The file of results: .xlsx, .csv, .tsv, .parquet, EML .xml, NIST .json or "
            "statements (.jsonl) of actasum, also inside .gz or .zip; - reads standard input.",
        ),
    ],
    source: Annotated[
        str,
        typer.Option(
            metavar="NAME", help="Whose figures these are: a new name, or a source's id or name."
        ),
    ],
    kind: Annotated[
        str | None,
        typer.Option(
            metavar="KIND", help="What a new source is: authority, party, observer or media."
        ),
    ] = None,
    contest: Annotated[
        str | None,
        typer.Option(metavar="ID", help="Which contest it is about, where there are several."),
    ] = None,
    stage: Act = None,
    level: Annotated[
        str | None,
        typer.Option(
            metavar="LEVEL",
            help="The level whose areas the rows are, where the file states sums of areas; left "
            "out, they are stations.",
        ),
    ] = None,
    worksheet: Worksheet = None,
    member: Member = None,
    yes: Yes = False,
) -> None:
    """Add a second file of results, such as a party's copies, to an election folder.

    Sums of areas, often on another worksheet of one workbook, are added with --level: they are
    held against the stations below.

    The file is copied into the folder and entered into election.yaml: its source, and which of its
    columns is which option and figure of the election. Everything else stays as it is written.
    """
    from crosstally.drafting.addition import contest_to_add, whose_file
    from crosstally.election.folder import open_folder
    from crosstally.returns.standard_input import STANDARD_INPUT, read_from

    election = open_folder(folder, needs_figures=False)
    chosen = contest_to_add(election, contest)
    whose = whose_file(election, source, kind_of(kind))
    is_asked = not yes and str(file) != STANDARD_INPUT and can_ask()
    with read_from(file, whose.id) as kept:
        asked = _Asked(kept, worksheet, member, level, stage_of(stage), is_asked)
        fit = _add(election, chosen, whose, asked)
    _say_ways(election.definition, fit, chosen)
    if whose.id in {entry.source for entry in election.definition.returns}:
        typer.echo(words._("Next:"))
    else:
        typer.echo(words._("Where the two sources code their stations differently, first:"))
        say_next(folder, "match")
        typer.echo(words._("Then:"))
    say_next(folder)


@dataclass(frozen=True)
class _Asked:
    """The file to add, and how it is to be read."""

    file: Path
    worksheet: str | None
    member: str | None
    level: str | None
    stage: Stage | None
    is_asked: bool
    """Whether somebody is asked about the guesses."""


def _add(election: Election, contest: str, whose: Whose, asked: _Asked) -> Fit:
    """Read the file, show what it was taken for, and enter it; what of it fits the election."""
    from crosstally.drafting.addition import add_file
    from crosstally.drafting.fitted_places import areas_of
    from crosstally.drafting.fitting import contest_of_file, fitted
    from crosstally.drafting.revise import require_whole
    from crosstally.drafting.source import read_source
    from crosstally.drafting.sums_of_areas import rows_of_level

    definition, shown = election.definition, str(asked.file)
    read = contest_of_file(
        read_source(asked.file, asked.worksheet, asked.member), definition, contest, shown
    )
    areas = areas_of(election)
    guess = rows_of_level(read.guess, asked.level, definition, areas, shown)
    read = replace(read, guess=guess)
    show_file(read)
    if asked.is_asked:
        read = replace(read, guess=ask_columns(read.guess, read.header_row))
        if not whose.kind_is_known:
            whose = replace(whose, kind=ask_kind_of_source(whose.kind), kind_is_known=True)
    else:
        typer.echo(words._("The guesses above are taken as they stand."))
    require_whole(read.guess)
    fit = fitted(read.guess, definition, contest, shown, areas)
    _show_fit(fit, definition, contest)
    if asked.is_asked:
        typer.confirm(words._("Is this right"), default=True, abort=True)
    say_written(election.folder, add_file(election, read, fit, whose, contest, asked.stage))
    return fit


def _say_ways(definition: Definition, fit: Fit, contest: str) -> None:
    """Where other files tell ways of voting apart and this one does not: what to write if it is of
    one of them."""
    from crosstally.drafting.guess import Kind

    apart = any(
        entry.contest in (None, contest)
        and (entry.channel or (entry.columns is not None and entry.columns.channel))
        for entry in definition.returns
    )
    if apart and not fit.guess.of(Kind.CHANNEL):
        typer.echo(
            words._(
                "Other files say how the votes came, and this one does not: it is held against all "
                "ways of voting together. If it is of one of them, write `channel:` at its entry "
                "in election.yaml."
            )
        )


def _show_fit(fit: Fit, definition: Definition, contest: str) -> None:
    options = definition.contests[contest].options
    for name, option, is_same in fit.options:
        template = (
            words._("{column} is {option}")
            if is_same
            else words._("{column} is taken for {option}: look whether it is")
        )
        typer.echo(template.format(column=name, option=options[option].name))
    for name, level in fit.areas:
        said = words._("{column} holds areas of the level {level}")
        say(said.format(column=name, level=definition.level_name(level)))
    if fit.unknown:
        typer.echo(
            words._(
                "Votes that are no option of the election by their name, and left out: {columns}. "
                "Where one is, write it in election.yaml under `columns: options:` of this file, "
                "as `option: {example}`. Until then sums over all options are not tried on it."
            ).format(columns=", ".join(fit.unknown), example=fit.unknown[0])
        )
    if fit.left_out:
        typer.echo(
            words._(
                "Figures and areas that the election does not have, left out: {columns}"
            ).format(columns=", ".join(fit.left_out))
        )
