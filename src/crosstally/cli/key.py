"""``crosstally key``: the keys by which a log and its witnesses sign."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from crosstally.cli.app import app

key = typer.Typer(
    name="key",
    help="Keys that sign published evidence.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
)
app.add_typer(key)


@key.callback()
def every_key_verb() -> None:
    """Keys that sign published evidence."""


@key.command()
def new(
    name: Annotated[
        str,
        typer.Argument(
            metavar="NAME",
            help="Whose key it is, best an address such as observers.example/kz2012.",
        ),
    ],
    output: Annotated[
        Path,
        typer.Option("-o", "--output", metavar="FILE", help="Where the private key is written."),
    ],
    witness: Annotated[
        bool, typer.Option("--witness", help="A key to cosign the logs of others with.")
    ] = False,
) -> None:
    """Make a key: the private one goes into a file that only you may read, the public one is
    printed, for everybody to have before anything is signed with it.

    \b
    crosstally key new observers.example/kz2012 -o ~/kz2012.key
    """
    from crosstally.ledger.keys import KeyType, PrivateKey

    made = PrivateKey.new(name, KeyType.WITNESS if witness else KeyType.LOG)
    made.write(output)
    typer.echo(str(made.public))


@key.command()
def show(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The file of a private key.")],
    form: Annotated[
        str,
        typer.Option("--for", metavar="PROGRAM", help="crosstally, minisign or ssh-keygen."),
    ] = "crosstally",
) -> None:
    """Print the public key that belongs to a private one, as other programs read it too.

    \b
    crosstally key show ~/kz2012.key
    crosstally key show ~/kz2012.key --for minisign
    """
    from crosstally.ledger.detached import minisign_key, ssh_key
    from crosstally.ledger.keys import PrivateKey
    from crosstally.problems import InputError, Problem, suggestion
    from crosstally.words import _

    forms = {"crosstally": "{}\n".format, "minisign": minisign_key, "ssh-keygen": ssh_key}
    if form not in forms:
        raise InputError(
            Problem(
                _("there is no such form of a public key"), read=form, hint=suggestion(form, forms)
            )
        )
    typer.echo(forms[form](PrivateKey.read(file).public), nl=False)
