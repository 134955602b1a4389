"""``crosstally explain``: what a finding code means, what it does not mean, and its source."""

from __future__ import annotations

from typing import Annotated

import typer

from crosstally import words
from crosstally.cli.app import app, known_language


@app.command()
def explain(
    code: Annotated[
        str | None,
        typer.Argument(
            metavar="CODE", help="A finding code as a report prints it; left out, all are listed."
        ),
    ] = None,
    language: Annotated[
        str | None, typer.Option(metavar="CODE", help="Language, such as en or ru.")
    ] = None,
) -> None:
    """Say what a finding code means.

    It says what the code does not mean, too, and where the check comes from.
    """
    with words.use_language(known_language(language) if language else words.language()):
        _explain(code)


def _explain(code: str | None) -> None:
    from crosstally.check.registry import load_codes
    from crosstally.problems import InputError, Problem, suggestion

    codes = load_codes()
    if code is None:
        wide = max(map(len, codes), default=0)
        for known in codes.values():
            typer.echo(f"{known.name:<{wide}}  {_tier(known.tier):<12}  {words._(known.title)}")
        return
    wanted = {name.casefold(): about for name, about in codes.items()}.get(code.strip().casefold())
    if wanted is None:
        raise InputError(
            Problem(
                words._("there is no such finding code"),
                read=code,
                hint=suggestion(code.strip().upper(), codes),
            )
        )
    typer.echo(f"{wanted.name}: {words._(wanted.title)}")
    for heading, text in (
        (words._("Tier"), f"{_tier(wanted.tier)}. {_tier_means(wanted.tier)}"),
        (words._("It means"), words._(wanted.means)),
        (words._("It does not mean"), words._(wanted.does_not_mean)),
        (words._("Source"), wanted.cited),
    ):
        typer.echo(f"\n{heading}\n    {text}")


def _tier(tier: str) -> str:
    return {
        "decisive": words._("decisive"),
        "strong": words._("strong"),
        "indicative": words._("indicative"),
    }[tier]


def _tier_means(tier: str) -> str:
    return {
        "decisive": words._("Arithmetic and logic: two things that cannot both be right."),
        "strong": words._("A published, calibrated statistical test: an anomaly, never more."),
        "indicative": words._("Worth a look; no contradiction."),
    }[tier]
