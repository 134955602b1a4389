"""``crosstally desk``: the web application where people enter sheets twice, blind."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from crosstally.cli.app import app
from crosstally.words import _


@app.command()
def desk(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The election folder.")],
    contest: Annotated[
        str | None,
        typer.Option(metavar="ID", help="Which contest the sheets are of, if there are several."),
    ] = None,
    port: Annotated[int, typer.Option(metavar="N", help="The port it listens at.")] = 8000,
    host: Annotated[
        str, typer.Option(metavar="H", help="The address of this machine it listens at.")
    ] = "127.0.0.1",
    address: Annotated[
        str | None,
        typer.Option(
            metavar="URL",
            help="The address people know it by, https:// and a name, if a web server that has a "
            "certificate stands before it.",
        ),
    ] = None,
) -> None:
    """Serve the desk of an election: people read photographed sheets twice, blind, and settle
    disagreements in the open.

    What it keeps lies in the folder, under desk/. The first start prints a link by which the
    administrator joins.

    \b
    crosstally desk my-election
    crosstally desk my-election --address https://desk.example
    """
    from importlib.util import find_spec

    from crosstally.problems import InputError, Problem

    needed = ("django", "dj_database_url", "axes", "csp", "django_htmx", "gunicorn", "whitenoise")
    if any(find_spec(name) is None for name in needed):
        raise InputError(
            Problem(
                _("the desk needs packages that are not installed"),
                hint=_("Install them with: {command}").format(
                    command='pip install "crosstally[desk]"'
                ),
            )
        )
    from crosstally.desk.asked import contest_of
    from crosstally.desk.serve import link_of_first_administrator, serve, set_up
    from crosstally.desk.settings import Place

    shown = address.rstrip("/") if address else f"http://{host}:{port}"
    if not shown.startswith("https://") and host not in ("127.0.0.1", "localhost", "::1"):
        raise InputError(
            Problem(
                _("passwords would travel unprotected"),
                read=shown,
                expected="--address https://…",
                hint=_("Put a web server with a certificate before the desk."),
            )
        )
    chosen = contest_of(Place(folder, contest or "", shown))
    set_up(Place(folder, chosen, shown))
    link = link_of_first_administrator()
    if link:
        typer.echo(_("The administrator joins here, once, within 48 hours:"))
        typer.echo(link)
    typer.echo(_("The desk is open at {address}; stop it with Ctrl-C.").format(address=shown))
    serve(host, port)
