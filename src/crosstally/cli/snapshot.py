"""``crosstally snapshot``: an official page or file, kept, so that its changes are seen."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from crosstally.cli.app import app
from crosstally.words import _, ngettext, number

if TYPE_CHECKING:
    from crosstally.datasets.snapshots import Change, Comparison

SHOWN = 40
LONGEST_LINE = 200


@app.command()
def snapshot(
    address: Annotated[
        str, typer.Argument(metavar="URL|FILE", help="A public page, or a file that you saved.")
    ],
    into: Annotated[
        Path, typer.Option(metavar="DIR", help="The folder in which snapshots are kept.")
    ] = Path("snapshots"),
    of: Annotated[
        str | None,
        typer.Option(
            "--of", metavar="URL", help="Where a saved file is from: it is held against that page."
        ),
    ] = None,
    log: Annotated[Path | None, typer.Option(metavar="LOG", help="The log to enter it in.")] = None,
    key: Annotated[Path | None, typer.Option(metavar="FILE", help="The log's private key.")] = None,
) -> None:
    """Keep a page or file with its hash and time, and say what changed since the snapshot before:
    exit 1 where something did, 0 where nothing did or it is the first.

    HTML, PDF, web archives (WARC) and text are compared by what a person sees; pictures by their
    hash. No cookies, passwords or tokens are sent or kept.

    \b
    crosstally snapshot https://cec.example/results --log evidence --key ~/kz2012.key
    crosstally snapshot saved-page.html --of https://cec.example/results
    """
    from dataclasses import replace

    from crosstally.cli.log import read_key
    from crosstally.datasets.address import obtain, without_secrets
    from crosstally.datasets.snapshots import keep
    from crosstally.ledger.log import Log

    opened = Log(log) if log is not None else None
    got = obtain(address)
    if of is not None:
        got = replace(got, address=without_secrets(of))
    found = keep(got, into, opened, read_key(key))
    _say(found)
    if found.has_changed:
        raise typer.Exit(1)


def _say(found: Comparison) -> None:
    kept = found.snapshot
    typer.echo(
        _("{address}: {size} bytes, SHA-256 {sha256}, at {at}").format(
            address=_shown(kept.address),
            size=number(kept.size),
            sha256=kept.sha256,
            at=kept.at,
        )
    )
    typer.echo(f"  {found.path}")
    if not kept.size:
        typer.echo(_("It is empty. Was it saved, or sent, as a whole?"), err=True)
    elif found.seems_cut:
        said = _("It does not end as a file of its kind does. Was it saved, or sent, as a whole?")
        typer.echo(said, err=True)
    if found.before is None:
        typer.echo(_("This is the first snapshot of it."))
    elif found.is_same:
        typer.echo(_("Nothing has changed since {at}.").format(at=found.before.at))
    elif found.changes is None:
        said = _("It has changed since {at}; its text cannot be compared.")
        typer.echo(said.format(at=found.before.at))
    elif not found.changes:
        said = _("Its file is another one than at {at}, and what a person sees is the same.")
        typer.echo(said.format(at=found.before.at))
    else:
        typer.echo(_("It has changed since {at}:").format(at=found.before.at))
        _say_changes(found.changes)
    if found.before is not None and found.before.at > kept.at:
        said = _("The clock of this machine stands before that snapshot of {at}: set it right.")
        typer.echo(said.format(at=found.before.at), err=True)


def _say_changes(changes: tuple[Change, ...]) -> None:
    for change in changes[:SHOWN]:
        for line in change.was[:SHOWN]:
            typer.echo(_("  was: {text}").format(text=_shown(line)))
        for line in change.now[:SHOWN]:
            typer.echo(_("  now: {text}").format(text=_shown(line)))
    beyond = len(changes) - SHOWN
    if beyond > 0:
        said = ngettext("  and {count} more change", "  and {count} more changes", beyond)
        typer.echo(said.format(count=number(beyond)))


def _shown(text: str) -> str:
    """A line of somebody else's page: without signs that steer a terminal, and not too long."""
    seen = "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in text)
    return seen if len(seen) <= LONGEST_LINE else seen[: LONGEST_LINE - 1] + "…"
