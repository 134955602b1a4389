"""``crosstally desk keys``: a key that is split among people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from crosstally.cli.asking import can_ask
from crosstally.cli.desk import Contest, Folder, desk, opened_desk
from crosstally.cli.shares import ask_for_shares
from crosstally.problems import InputError, Problem
from crosstally.words import _, number

if TYPE_CHECKING:
    from crosstally.desk.at_rest import PublicKey
    from crosstally.desk.settings import Place


@desk.command()
def keys(
    folder: Folder,
    shares: Annotated[int, typer.Option(metavar="N", help="Shares to make, one a person.")] = 5,
    needed: Annotated[int, typer.Option(metavar="K", help="How many of them open the desk.")] = 3,
    contest: Contest = None,
    exchange: Annotated[
        bool,
        typer.Option("--exchange", help="Another key in the place of the one there is."),
    ] = False,
    yes: Annotated[
        bool, typer.Option("--yes", "-y", help="Do not ask for shares back before going on.")
    ] = False,
) -> None:
    """Close a desk's pictures, people and backups to a key that several people open together.

    Prints the shares of a new key, once: each goes to another person, on paper. The desk must not
    run meanwhile. From then on it asks for as many shares as are needed whenever it starts. Where
    there is a key already, what still lies open is closed to it; with --exchange a new one takes
    its place, whose shares alone open the desk from then on.

    \b
    crosstally desk keys my-election --shares 5 --needed 3
    crosstally desk keys my-election --exchange --shares 7 --needed 4
    """
    place = opened_desk(folder, contest)
    from crosstally.cli.shares import unlock
    from crosstally.desk.at_rest import key_of
    from crosstally.desk.closing import close_everything
    from crosstally.desk.serve import held

    with held(place):
        key = key_of(place.folder)
        if key is None:
            if exchange:
                said = _("the desk has no key that could be exchanged")
                raise InputError(Problem(said, str(place.folder)))
            key = _make(place, shares, needed, is_tried=not yes)
        else:
            unlock(key)
        closed = close_everything(place.folder, key)
        if exchange:
            key, closed = _exchange(place, key, shares, needed, is_tried=not yes)
    said = _("Closed: {files} files. The desk asks for {needed} shares when it starts.")
    typer.echo(said.format(files=number(closed), needed=number(key.needed)))


def _make(place: Place, shares: int, needed: int, is_tried: bool) -> PublicKey:
    """The first key of a desk. Raises ``InputError``."""
    from crosstally.desk.at_rest import keep_key
    from crosstally.desk.daily_key import draw
    from crosstally.desk.doors import journal
    from crosstally.desk.journal import key_entry

    key = _split(shares, needed, is_tried)
    keep_key(place.folder, key)
    draw(place.folder, key)
    journal().add(key_entry("make", key))
    return key


def _exchange(
    place: Place, old: PublicKey, shares: int, needed: int, is_tried: bool
) -> tuple[PublicKey, int]:
    """A new key in the place of the old one, and how many files are closed to it. Raises
    ``InputError``."""
    from crosstally.desk.exchanging import exchange, go_on

    key = _split(shares, needed, is_tried)
    try:
        closed = exchange(place.folder, old, key)
    except (OSError, ValueError) as error:
        said = _("the key was not exchanged: {reason}").format(reason=error)
        raise InputError(Problem(said, str(place.folder))) from None
    go_on(place.folder)
    return key, closed


def _split(shares: int, needed: int, is_tried: bool) -> PublicKey:
    """A new key, put together in this process: where it is tried, by shares that people type back.
    Raises ``InputError``."""
    from crosstally.desk.at_rest import PublicKey
    from crosstally.desk.organisation_key import ShareError, new_key, recipient_of

    if is_tried and not can_ask():
        raise InputError(Problem(_("nobody can be asked here"), expected="--yes"))
    try:
        split = new_key(shares, needed)
    except ValueError as error:
        read = f"--shares {shares} --needed {needed}"
        raise InputError(Problem(str(error), read=read)) from None
    key = PublicKey(recipient=recipient_of(split.identity), shares=shares, needed=needed)
    _print_shares(split.shares, needed)
    if is_tried:
        typer.echo(_("When they are written down, type as many as are needed, as a trial."))
    try:
        key.unlock(ask_for_shares() if is_tried else split.shares[:needed])
    except ShareError as error:
        raise InputError(Problem(str(error))) from None
    return key


def _print_shares(shares: tuple[str, ...], needed: int) -> None:
    said = _(
        "{shares} shares, of which {needed} open the desk and its backups. They are shown once."
    )
    typer.echo(said.format(shares=number(len(shares)), needed=number(needed)))
    typer.echo(_("Without them nobody opens either again: no one can help."))
    for place, share in enumerate(shares, 1):
        heading = _("Share {place}").format(place=number(place))
        typer.echo(f"\n{heading}\n{share}")
    typer.echo()
