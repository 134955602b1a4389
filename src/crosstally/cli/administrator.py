"""Asking for the first administrator of a desk."""

from __future__ import annotations

import typer

from crosstally.cli.asking import can_ask
from crosstally.words import _


def administrator_joined(link: str) -> bool:
    """Ask whoever sits at the terminal for the name and the password of the first administrator,
    until both will do. False where nobody sits there, or no name is typed: then the link is for
    somebody else."""
    if not can_ask():
        return False
    from crosstally.desk.people import join_at_the_machine

    typer.echo(_("This desk has no administrator yet. Choose a name and a password."))
    typer.echo(_("Without a name a link is printed, at which somebody else becomes administrator."))
    while name := typer.prompt(_("Name"), default="", show_default=False).strip():
        again = _("The same password once more")
        password = typer.prompt(_("Password"), hide_input=True, confirmation_prompt=again)
        problems = join_at_the_machine(link, name, password)
        if not problems:
            typer.echo(_("{name} is the administrator.").format(name=name))
            return True
        typer.echo("\n".join(problems))
    return False
