"""How ``election.yaml`` writes levels: their ids, or each id with its name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from crosstally.election.document import Identifier, Text
from crosstally.words import _

LONGEST_NAME = 300


def _ids(value: object) -> object:
    """``{district: Rayon, station: Precinct}`` → ``[district, station]``."""
    if isinstance(value, list) and any(isinstance(one, dict) for one in value):
        raise ValueError(
            _("levels with names are written without dashes: {levels}").format(
                levels=" / ".join(_pairs(value))
            )
        )
    if not isinstance(value, dict):
        return value
    for level, name in value.items():
        said = name is None or (isinstance(name, str | int) and not isinstance(name, bool))
        if not said or len(str(name)) > LONGEST_NAME:
            raise ValueError(
                _("the name of the level {level} is a text of at most {most} characters").format(
                    level=repr(level), most=LONGEST_NAME
                )
            )
    return list(value)


def _pairs(levels: list[object]) -> Iterator[str]:
    """``- country: Country`` as it should stand."""
    for one in levels[:4]:
        if isinstance(one, dict):
            yield from (f"{level}: {name or ''}".rstrip()[:40] for level, name in one.items())
        else:
            yield f"{one}:"
    if len(levels) > 4:
        yield "…"


LevelIds = Annotated[
    list[Identifier],
    Field(min_length=2, max_length=20),
    BeforeValidator(_ids, json_schema_input_type=list[Identifier] | dict[Identifier, Text | None]),
]
"""Levels, outermost first: their ids, or each with its name as ``id: name``."""


def named_levels(document: Mapping[str, Any]) -> dict[str, str]:
    """Level → name, from the keys ``levels`` and ``trees`` of a definition that was read."""
    trees = document.get("trees") or {}
    return {
        str(level): str(name)
        for levels in (document.get("levels"), *trees.values())
        if isinstance(levels, dict)
        for level, name in levels.items()
        if name not in (None, "")
    }
