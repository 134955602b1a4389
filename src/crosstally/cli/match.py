"""``crosstally match``: which station of one source is which of another."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from crosstally import words
from crosstally.cli.app import app

if TYPE_CHECKING:
    from crosstally.drafting.crosswalk import Draft

SHOWN = 10


@app.command()
def match(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The election folder.")],
    first: Annotated[
        str | None,
        typer.Option(metavar="SOURCE", help="The source whose codes are matched; else all others."),
    ] = None,
    second: Annotated[
        str | None,
        typer.Option(metavar="SOURCE", help="The source whose codes stand; else an authority."),
    ] = None,
    output: Annotated[
        str | None,
        typer.Option(
            "--output", "-o", metavar="FILE", help="Where to write; - prints. Else crosswalk.csv."
        ),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace a file that is there.")] = False,
) -> None:
    """Draft crosswalk.csv, where two sources code their stations differently.

    Stations are matched by code, figures, name and area, one to one. Each pair says how it was
    found; a doubtful one counts only when you have emptied its cell "doubtful".
    """
    from crosstally.drafting.crosswalk import (
        FILE,
        crosswalk_csv,
        draft_crosswalk,
        write_crosswalk,
    )
    from crosstally.election.folder import open_folder

    path = folder / FILE if output is None else Path(output)
    if output != "-" and path.exists() and not force:
        write_crosswalk(path, "", force)  # says so before the long work
    drafts = draft_crosswalk(open_folder(folder), first, second)
    text = crosswalk_csv(drafts)
    if output == "-":
        typer.echo(text, nl=False)
        return
    write_crosswalk(path, text, force)
    for draft in drafts:
        _show(draft)
    typer.echo(words._("{path} is written.").format(path=path))


def _show(draft: Draft) -> None:
    typer.echo(
        words._("{source} matched with {reference}:").format(
            source=draft.source, reference=draft.reference
        )
    )
    labels = {
        "exact": words._("the same code"),
        "normalised": words._("the same code but for zeros, spaces, dashes, prefixes"),
        "figures": words._("the same figures"),
        "number": words._("the same number in the same area"),
        "name": words._("the same or nearly the same name"),
        "doubtful": words._("doubtful: look at them, they do not count yet"),
        "unmatched": words._("not found"),
    }
    counted = draft.counted
    for key, label in labels.items():
        if counted.get(key):
            typer.echo(f"  {words.number(counted[key]):>9}  {label}")
    if counted.get("doubtful"):
        typer.echo(
            words._(
                "Until a doubtful line is settled, its station is counted twice and not compared. "
                "Altered figures are among these: a pair whose figures differ is doubtful."
            )
        )
    if counted.get("figures"):
        typer.echo(
            words._(
                "Pairs found by the same figures agree because they were found so: that they agree "
                "says nothing of the two sources."
            )
        )
    missing = [pair.code for pair in draft.pairs if pair.station is None]
    _list(words._("Codes of {source} that were not found:"), draft.source, missing)
    _list(
        words._("Stations of {source} that nothing was matched with:"),
        draft.reference,
        list(draft.only_there),
    )


def _list(heading: str, source: str, codes: list[str]) -> None:
    if not codes:
        return
    typer.echo(f"{heading.format(source=source)} {words.number(len(codes))}")
    shown = ", ".join(codes[:SHOWN])
    typer.echo(f"  {shown}{', …' if len(codes) > SHOWN else ''}")
