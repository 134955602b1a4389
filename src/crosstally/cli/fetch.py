"""``crosstally fetch``: a public election, as an election folder."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from crosstally import words
from crosstally.cli.app import app


@app.command()
def fetch(
    name: Annotated[
        str | None,
        typer.Argument(metavar="NAME", help="A public dataset; --list names them all."),
    ] = None,
    folder: Annotated[
        Path | None,
        typer.Argument(
            metavar="DIR", help="The folder to write; left out, one of the dataset's name here."
        ),
    ] = None,
    show_list: Annotated[
        bool, typer.Option("--list", help="List the public datasets and their licences.")
    ] = False,
) -> None:
    """Fetch a public election and write it as an election folder.

    Files come from the folder that CROSSTALLY_DATA names, from the cache, or from where they are
    published, and must have the hash that is pinned for them.
    """
    from crosstally.datasets.registry import DATASETS

    if show_list:
        for known in DATASETS.values():
            typer.echo(f"{known.name:<24} {known.title}")
            typer.echo(f"{'':<24} {words._('licence')}: {known.licence}")
        return
    if name is None:
        raise typer.BadParameter(words._("name a dataset, or ask for --list"), param_hint="NAME")

    from crosstally.datasets.fetch import fetch as fetch_folder

    with _progress() as progress:
        written = fetch_folder(name, folder or Path(name), progress)
    typer.echo(words._("{folder} is written.").format(folder=written))
    typer.echo(words._("Now run: crosstally check {folder}").format(folder=written))


@contextmanager
def _progress() -> Iterator[Callable[[str, int, int], None] | None]:
    """A bar for each file where a person watches; nothing where the output is piped."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import Progress, TaskID

    with Progress(console=Console(stderr=True), transient=True) as bars:
        tasks: dict[str, TaskID] = {}

        def report(what: str, done: int, total: int) -> None:
            if what not in tasks:
                tasks[what] = bars.add_task(what, total=None)
            bars.update(tasks[what], completed=done, total=total or None)

        yield report
