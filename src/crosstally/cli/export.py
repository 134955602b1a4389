"""``crosstally export``: an election's returns in the formats of other programs."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer

from crosstally import words
from crosstally.cli.app import app
from crosstally.words import N_

FORMATS = ("actasum", "nist", "oedi", "sqlite")
_LOST = ("left_out", "missing", "of_same", "not_asked")
"""Of these nothing is said where there are none."""
_COUNTED = {
    "statements": N_("statements: {count}"),
    "areas": N_("areas with official totals: {count}"),
    "stations": N_("stations: {count}"),
    "rows": N_("rows of figures: {count}"),
    "returns": N_("returns: {count}"),
    "left_out": N_("fields of the sheet that this format has no place for: {count}"),
    "missing": N_("places on sheets without a figure that can be said: {count}"),
    "not_asked": N_("sources whose returns are not in it (--source takes one): {count}"),
    "of_same": N_(
        "statements of a station that has another one, of a copy or a way of voting, which are "
        "not told apart: {count}"
    ),
}


@app.command()
def export(
    folder: Annotated[
        str,
        typer.Argument(metavar="DIR", help="The election folder, or the name of a bundled one."),
    ],
    out: Annotated[
        Path, typer.Argument(metavar="OUT", help="The file or folder to write; it must be new.")
    ],
    form: Annotated[
        str, typer.Option("--format", metavar="FORMAT", help="actasum, nist, oedi or sqlite.")
    ],
    contest: Annotated[
        str | None,
        typer.Option(metavar="ID", help="Which contest; of several, actasum and nist need one."),
    ] = None,
    source: Annotated[
        str | None,
        typer.Option(
            metavar="ID",
            help="Whose returns. Left out, actasum and nist take the authority's, oedi and sqlite "
            "those of all sources.",
        ),
    ] = None,
    key: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="The private key to sign actasum's log with."),
    ] = None,
    force: Annotated[
        bool, typer.Option("--force", help="Give up what stands at OUT already.")
    ] = False,
) -> None:
    """Write the returns of an election in a format that other programs read: statements, official
    totals and a log for actasum; a NIST SP 1500-100 report; CSV by polling station, as the Open
    Election Data Initiative asks for; or a SQLite file for Datasette.

    \b
    crosstally export my-election statements --format actasum
    crosstally export my-election report.json --format nist
    crosstally export my-election results --format oedi
    crosstally export my-election base --format sqlite
    """
    from crosstally.exporting.returns import opened_returns
    from crosstally.exporting.target import refuse_own, whole
    from crosstally.problems import InputError, Problem, suggestion

    if form not in FORMATS:
        raise InputError(
            Problem(
                words._("there is no such format"),
                read=form,
                hint=suggestion(form, FORMATS),
            )
        )
    if key is not None and form != "actasum":
        raise InputError(Problem(words._("only a log of actasum is signed"), read="--key"))
    if Path(folder).is_dir():
        refuse_own(out, Path(folder))
    with whole(out, force) as made, opened_returns(folder) as returns:
        if form in ("oedi", "sqlite"):
            contest = returns.contest(contest) if contest is not None else None
            source = returns.known_source(source) if source is not None else None
            returns.refuse_none(contest, source)
            if form == "oedi":
                from crosstally.exporting.oedi import write_oedi

                counts: Mapping[str, int | list[str]] = write_oedi(returns, contest, source, made)
            else:
                from crosstally.exporting.sqlite import write_sqlite

                counts = write_sqlite(returns, contest, source, made)
        else:
            contest = returns.contest(contest)
            source = returns.source(contest, source)
            if form == "nist":
                from crosstally.exporting.nist import write_nist

                counts = write_nist(returns, contest, source, made)
            else:
                from crosstally.exporting.actasum import write_actasum
                from crosstally.ledger.keys import PrivateKey

                signing = PrivateKey.read(key) if key is not None else None
                counts = write_actasum(returns, contest, source, made, signing)
    typer.echo(words._("{folder} is written:").format(folder=out))
    for name, count in counts.items():
        if not count and name in _LOST:
            continue
        said = words.number(count) if isinstance(count, int) else ", ".join(count)
        typer.echo(f"  {words._(_COUNTED[name]).format(count=said)}")
