"""``crosstally simulate``: a made-up election with known manipulation."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from crosstally import words
from crosstally.cli.app import app, known_language


@app.command()
def simulate(
    election: Annotated[
        str, typer.Argument(metavar="DIR", help="An election folder, or a bundled election's name.")
    ],
    out: Annotated[
        Path,
        typer.Option("--out", "-o", metavar="OUT", help="The folder to write; not there yet."),
    ],
    kind: Annotated[
        str,
        typer.Option(metavar="NAME", help="stuffing, transfer, rounding, made_up or evading."),
    ] = "stuffing",
    part: Annotated[
        str, typer.Option(metavar="SHARE", help="The part of the stations to change, such as 2 %.")
    ] = "2 %",
    seed: Annotated[int, typer.Option(min=0, help="The same seed changes the same stations.")] = 1,
    source: Annotated[
        str | None, typer.Option(metavar="NAME", help="Whose sheets; left out, the first source's.")
    ] = None,
    contest: Annotated[
        str | None, typer.Option(metavar="NAME", help="Which contest; left out, the first.")
    ] = None,
    language: Annotated[
        str | None, typer.Option(metavar="CODE", help="Language, such as en or ru.")
    ] = None,
) -> None:
    """Make an election with known manipulation out of a clean one.

    For teaching, and to try any tool on. What is written says that it is made up, and
    manipulated.csv lists the stations that were changed. Nothing is overwritten.

    \b
    crosstally simulate my-election --kind stuffing --part '2 %' --seed 1 -o made-up
    """
    from crosstally.check.run import open_election
    from crosstally.drafting.simulated import simulate as make

    with words.use_language(known_language(language) if language else words.language()):
        done = make(open_election(election), out, kind, part, seed, contest=contest, source=source)
        typer.echo(
            words._(
                "{folder} is written: a made-up election. {touched} of {stations} stations were "
                "changed; {added} ballots added, {moved} votes moved. manipulated.csv lists them."
            ).format(
                folder=out,
                touched=words.number(done.touched),
                stations=words.number(done.stations),
                added=words.number(done.added),
                moved=words.number(done.moved),
            )
        )
        if done.drawn > done.touched:
            typer.echo(
                words.ngettext(
                    "{n} more station was drawn, but stood there already, or beyond.",
                    "{n} more stations were drawn, but stood there already, or beyond.",
                    done.drawn - done.touched,
                ).format(n=words.number(done.drawn - done.touched))
            )
