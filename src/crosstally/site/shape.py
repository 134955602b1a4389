"""The shape of what a site shows of a pack's JSON. Whoever forges findings may write anything there
that the checks of the pack do not read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from crosstally.pack.layout import DESCRIPTION, FINDINGS
from crosstally.pack.opening import UnreadableError

_Seats = dict[str, int]


class _Shape(BaseModel):
    model_config = ConfigDict(strict=True)


class _Totals(_Shape):
    stations_held: int
    stations_known: int | None
    all_held: bool
    fields: dict[str, int | None]
    options: dict[str, int | None]
    incomplete: dict[str, int]
    channels_lacking: list[str]


class _Outcome(_Shape):
    outcomes: list[_Seats]
    tied: list[str]
    undecided: list[str]
    run_off: list[str]


class _Contest(_Shape):
    totals: dict[str, _Totals]
    seats: dict[str, dict[str, dict[str, _Seats]]] | None = None
    seat_outcomes: dict[str, dict[str, dict[str, _Outcome]]] | None = None


class _Finding(_Shape):
    tier: str
    message: str
    area: str | None
    premises: list[str]
    breaking_point: str | None


class _Claim(_Shape):
    who: str
    at: str | None
    printed_in: str | None
    sentence: str
    verdict: str | None
    reason: str | None


class _Run(_Shape):
    code: str
    checked: int


class _Findings(_Shape):
    language: str
    answer: str
    contests: dict[str, _Contest]
    findings: list[_Finding]
    runs: list[_Run]
    claims: list[_Claim]
    truncated: dict[str, int]


class _About(_Shape):
    crosstally: str
    title: str
    date: str
    place: str


def refuse_other_shapes(findings: Mapping[str, Any], about: Mapping[str, Any]) -> None:
    """Raise ``UnreadableError`` where findings or description are not what Crosstally writes."""
    for path, model, value in ((FINDINGS, _Findings, findings), (DESCRIPTION, _About, about)):
        try:
            model.model_validate(value)
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False)[0]
            place = ".".join(map(str, first["loc"]))[:200]
            raise UnreadableError(f"{path}: {place}: {first['msg']}") from error
