"""``crosstally desk forget``, ``let-in`` and ``new-password``: people, at the desk's machine."""

from __future__ import annotations

from typing import Annotated

import typer

from crosstally.cli.asking import can_ask
from crosstally.cli.desk import (
    Contest,
    Folder,
    desk,
    opened_desk,
    require_packages,
    unlock_if_closed,
    unlocked_desk,
)
from crosstally.problems import InputError, Problem
from crosstally.words import _, number


@desk.command()
def forget(
    folder: Folder,
    names: Annotated[
        list[str] | None, typer.Argument(metavar="NAME", help="The people to forget.")
    ] = None,
    everybody: Annotated[
        bool, typer.Option("--everybody", help="Forget everybody who was ever on the desk.")
    ] = False,
    cameras: Annotated[
        bool,
        typer.Option("--cameras", help="Forget what cameras wrote beside pictures: place, time."),
    ] = False,
    contest: Contest = None,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
) -> None:
    """Destroy what leads from the log back to people. It cannot be undone.

    Their acts stay in the log, under a pseudonym that nobody can lead back to them any more.
    Backups and copies made before are not reached: delete them.

    \b
    crosstally desk forget my-election ann cem
    crosstally desk forget my-election --everybody --cameras
    """
    require_packages()
    if not (names or everybody or cameras):
        raise InputError(
            Problem(_("nobody was named"), expected=_("names, --everybody or --cameras"))
        )
    place = opened_desk(folder, contest)
    if names:
        # Whom to forget can be told by those who can read names.
        unlock_if_closed(place)
    if not yes:
        if not can_ask():
            raise InputError(Problem(_("nobody can be asked here"), expected="--yes"))
        typer.confirm(_("It cannot be undone. Go on"), default=False, abort=True)
    from crosstally.desk.doors import journal
    from crosstally.desk.forgetting import forget as forget_people

    gone = forget_people(journal(), names or [], everybody, cameras)
    said = _("People forgotten: {people}; pictures whose camera was forgotten: {cameras}.")
    typer.echo(said.format(people=number(gone.people), cameras=number(gone.cameras)))


@desk.command()
def let_in(
    folder: Folder,
    name: Annotated[str, typer.Argument(metavar="NAME", help="Who lost it.")],
    contest: Contest = None,
) -> None:
    """Take a lost second factor away from somebody, for whom no administrator can.

    They log in by their password alone, until they set a new one up. Every session of theirs ends,
    and it is entered in the desk's journal.

    \b
    crosstally desk let-in my-election root
    """
    require_packages()
    unlocked_desk(folder, contest)
    from crosstally.desk.doors import journal
    from crosstally.desk.second_factor import let_in as let_them_in

    let_them_in(journal(), name)
    typer.echo(_("{name} logs in by the password alone now.").format(name=name))


@desk.command()
def new_password(
    folder: Folder,
    name: Annotated[str, typer.Argument(metavar="NAME", help="Who lost it.")],
    contest: Contest = None,
) -> None:
    """Let somebody choose a new password, for whom no administrator can: the last one lost theirs.

    Prints the path of a link, which is opened at the desk's address. What they did stays theirs,
    and so does their second factor; it is entered in the desk's journal.

    \b
    crosstally desk new-password my-election root
    """
    require_packages()
    unlocked_desk(folder, contest)
    from crosstally.desk.doors import journal
    from crosstally.desk.invitations import make_at_the_machine

    path = make_at_the_machine(journal(), name)
    typer.echo(_("At the desk's address, once, within 48 hours, they choose a new password here:"))
    typer.echo(path)
