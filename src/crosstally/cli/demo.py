"""``crosstally demo``: check the bundled elections and write their reports."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from crosstally import words
from crosstally.cli.app import app


@app.command()
def demo(
    out: Annotated[
        Path, typer.Option(metavar="DIR", help="The folder for the reports; made if need be.")
    ] = Path("reports"),
) -> None:
    """Check the bundled elections and write a report of each.

    Ends with 0 whatever the checks find: one of the elections is bundled because its
    announcements do not all fit together.
    """
    from crosstally.check.run import check, open_election
    from crosstally.examples import bundled
    from crosstally.report.html import write_report
    from crosstally.report.json_output import write_json

    out.mkdir(parents=True, exist_ok=True)
    for name in bundled():
        result = check(open_election(name))
        page, data = out / f"{name}.html", out / f"{name}.json"
        write_report(result, page, words.language())
        write_json(result, data)
        typer.echo(result.election.definition.title)
        typer.echo(f"  {result.answer}")
        typer.echo(f"  {page}")
        typer.echo(f"  {data}")
