"""``crosstally desk key``, ``bundle`` and ``merge``: desks without a network."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from crosstally.cli.desk import Contest, Folder, desk, require_packages, unlocked_desk
from crosstally.words import _, number


@desk.command()
def key(folder: Folder, contest: Contest = None) -> None:
    """Print the key to which a hub, a desk without a network, seals what it brings to this desk.

    It is no secret, but carry it yourself: whoever hands the hub another key can read the bundle.

    \b
    crosstally desk key my-election
    """
    require_packages()
    place = unlocked_desk(folder, contest)
    from crosstally.desk.bundle import address_of
    from crosstally.desk.sealed import key_of

    typer.echo(address_of(key_of(place.folder)))


@desk.command()
def bundle(
    folder: Folder,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The file to write.")],
    to: Annotated[
        str, typer.Option("--to", metavar="KEY", help="The key of the desk that is to open it.")
    ],
    contest: Contest = None,
) -> None:
    """Write all that was done here into one file that another desk alone can open: for a hub, which
    has no network.

    All sheets, readings, decisions and pictures go into it, and no name. The desk may go on.

    \b
    crosstally desk bundle my-election /media/stick/hub.bundle --to crosstally-desk-1:…
    """
    require_packages()
    from crosstally.desk.bundle import addressed

    receiver = addressed(to)
    place = unlocked_desk(folder, contest)
    from crosstally.desk.hubs import write

    written = write(place, file, receiver)
    said = _("{path} was written. Acts: {acts}; pictures: {pictures}.")
    counts = {"acts": number(written.acts), "pictures": number(written.pictures)}
    typer.echo(said.format(path=file, **counts))
    typer.echo(_("It is signed. Read this key of the hub to whoever takes it in, the first time:"))
    typer.echo(written.hub)


@desk.command()
def merge(
    folder: Folder,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The bundle.")],
    hub: Annotated[
        str,
        typer.Option("--hub", metavar="KEY", help="The key of the hub, at its first bundle."),
    ] = "",
    contest: Contest = None,
) -> None:
    """Take in what another desk has done: nothing is lost, nothing doubled, nothing overwritten.

    Where both desks went on with one sheet and say otherwise, an arbiter decides. The same bundle
    again changes nothing. The desk may go on meanwhile.

    \b
    crosstally desk merge my-election /media/stick/hub.bundle --hub desk.invalid/president/hub+…
    """
    require_packages()
    place = unlocked_desk(folder, contest)
    from crosstally.desk.doors import book, journal
    from crosstally.desk.hubs import merge as take_in

    merged = take_in(place, file, book(), journal(), hub)
    said = _("Acts that came in: {acts}; pictures: {pictures}.")
    typer.echo(said.format(acts=number(merged.acts), pictures=number(merged.pictures)))
    if merged.beside:
        told = _("Acts that change nothing, because both desks went on with the sheet: {count}.")
        typer.echo(told.format(count=number(merged.beside)))
    if merged.disputed:
        told = _("Sheets that an arbiter decides, because the two desks differ: {count}.")
        typer.echo(told.format(count=number(merged.disputed)))
