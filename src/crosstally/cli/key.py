"""``crosstally key``: the keys by which a log and its witnesses sign."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from crosstally.cli.app import app
from crosstally.words import _

if TYPE_CHECKING:
    from crosstally.ledger.keys import PrivateKey, PublicKey

key = typer.Typer(
    name="key",
    help="Keys that sign published evidence.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
)
app.add_typer(key)

LogFolder = Annotated[Path, typer.Argument(metavar="LOG", help="The log's folder.")]
By = Annotated[
    Path, typer.Option("--key", metavar="FILE", help="The private key of the log that signs this.")
]


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

    forms = {"crosstally": "{}\n".format, "minisign": minisign_key, "ssh-keygen": ssh_key}
    if form not in forms:
        raise InputError(
            Problem(
                _("there is no such form of a public key"), read=form, hint=suggestion(form, forms)
            )
        )
    typer.echo(forms[form](PrivateKey.read(file).public), nl=False)


@key.command()
def introduce(
    folder: LogFolder,
    public: Annotated[
        str,
        typer.Argument(metavar="KEY", help="The new public key, or a file with it."),
    ],
    by: By,
) -> None:
    """Have a key of a log vouch for another one, by an entry of the log: both may sign from then
    on, and whoever trusts the first is led to the second.

    \b
    crosstally key new observers.example/kz2012 -o ~/second.key > second.pub
    crosstally key introduce evidence second.pub --key ~/kz2012.key
    """
    from crosstally.cli.log import read_public
    from crosstally.ledger.keys import PrivateKey
    from crosstally.ledger.succession import introduction

    signing = PrivateKey.read(by)
    added = read_public(public)
    _enter(folder, introduction(added, signing), signing, [signing.public])
    typer.echo(_("The log has a new key; say so to those who trust the old one."))


@key.command()
def revoke(
    folder: LogFolder,
    public: Annotated[
        str,
        typer.Argument(metavar="KEY", help="The public key to take out of use, or a file with it."),
    ],
    by: By,
    reason: Annotated[str, typer.Option(metavar="TEXT", help="Why; everybody may read it.")] = "",
) -> None:
    """Take a key of a log out of use, by an entry of the log: what it signs later counts for
    nothing.

    \b
    crosstally key revoke evidence kz2012.pub --key ~/second.key --reason "laptop stolen"
    """
    from crosstally.cli.log import read_public
    from crosstally.ledger.keys import PrivateKey
    from crosstally.ledger.succession import revocation
    from crosstally.problems import InputError, Problem

    signing, revoked = PrivateKey.read(by), read_public(public)
    if revoked == signing.public:
        raise InputError(
            Problem(
                _("a key cannot sign the checkpoint that takes it out of use"),
                str(by),
                hint=_("Name another key of the log with --key."),
            )
        )
    _enter(folder, revocation(revoked, signing, reason), signing, [revoked, signing.public])
    typer.echo(_("The key is out of use."))


def _enter(folder: Path, act: bytes, signing: PrivateKey, known: Sequence[PublicKey]) -> None:
    """Enter an act on the keys of a log that the keys known to be its own allow."""
    from crosstally.ledger.log import Log
    from crosstally.ledger.succession import followed

    opened = Log(folder)
    keys, _passed_over = followed(known, opened.entries())
    keys.after(act)
    opened.append([act], signing)
