"""Asking for the shares of a desk's key."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

import typer

from crosstally.cli.asking import can_ask
from crosstally.problems import InputError, Problem
from crosstally.words import _, number

if TYPE_CHECKING:
    from crosstally.desk.at_rest import PublicKey


def unlock(key: PublicKey) -> None:
    """Ask for the shares of a desk's key, and put it together. Raises ``InputError``."""
    from crosstally.desk.organisation_key import ShareError

    said = _("The desk is locked. {needed} of {shares} shares open it.")
    typer.echo(said.format(needed=number(key.needed), shares=number(key.shares)), err=True)
    try:
        key.unlock(ask_for_shares())
    except ShareError as error:
        raise InputError(Problem(str(error))) from None


def ask_for_shares() -> list[str]:
    """As many shares as are needed, typed one after the other and not shown; or the lines that are
    piped in. A person is told of a slip at once and types that share anew.

    Raises ``InputError`` where too few come, or one that was piped in is of no use.
    """
    from crosstally.desk.organisation_key import needed_of, problem_of

    found: list[str] = []
    needed = 2
    for written in _typed() if can_ask() else sys.stdin:
        share = " ".join(written.split())
        if not share:
            continue
        if problem := problem_of(share, found):
            if not can_ask():
                raise InputError(Problem(problem))
            typer.echo(problem)
            continue
        found.append(share)
        needed = needed_of(share)
        if len(found) == needed:
            return found
    raise InputError(
        Problem(
            _("too few shares of the key"),
            read=number(len(found)),
            expected=number(needed) if found else None,
            hint=_("Type them on a terminal, or pipe them in, one a line."),
        )
    )


def _typed() -> Iterator[str]:
    while True:
        yield typer.prompt(_("A share"), hide_input=True)


def shares_of_backup() -> list[str]:
    """The shares that open a backup."""
    typer.echo(_("The backup is closed to a key: its shares open it."))
    return ask_for_shares()
