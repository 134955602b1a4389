"""How ``election.yaml`` writes levels: their ids, or each id with its name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, TypeAdapter, ValidationError

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


def _each_once(levels: list[str]) -> list[str]:
    if len(set(levels)) != len(levels):
        raise ValueError(_("a level stands twice"))
    if len({level.casefold() for level in levels}) != len(levels):
        raise ValueError(_("two levels differ in case only"))
    return levels


LevelIds = Annotated[
    list[Identifier],
    Field(min_length=2, max_length=20),
    AfterValidator(_each_once),
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


_IDENTIFIER: TypeAdapter[str] = TypeAdapter(Identifier)


def stand_ins(document: Mapping[str, Any]) -> dict[str, Any]:
    """``levels`` and ``trees`` with which the rest of a definition can be looked at where its own
    are wrong: what can be read of them, and in a tree of their own, where they have no order, the
    levels that other parts name."""
    levels, trees = _readable(document.get("levels")), document.get("trees")
    each = trees.items() if isinstance(trees, dict) else ()
    written = {name: _readable(tree) for name, tree in each}
    longest = max((levels, *written.values()), key=len)
    first, last = (longest[0], longest[-1]) if len(longest) > 1 else ("country", "station")
    taken = {first.casefold(), last.casefold()}

    def between(names: Iterable[str]) -> list[str]:
        return [first, *(name for name in names if name.casefold() not in taken), last]

    main = between(levels)
    known = {level.casefold() for tree in (main, *written.values()) for level in tree}
    spoken = [name for name in _apart(_spoken_of(document)) if name.casefold() not in known]
    others = {name: between(tree) for name, tree in written.items()}
    return {"levels": main, "trees": others | {"spoken_of": between(spoken)}}


def _readable(levels: object) -> list[str]:
    """The entries that can be ids of levels, each once."""
    return _apart(levels if isinstance(levels, list | dict) else ())


def _apart(names: Iterable[object]) -> list[str]:
    found: dict[str, str] = {}
    for name in names:
        try:
            found.setdefault(str(name).casefold(), _IDENTIFIER.validate_python(name))
        except ValidationError:
            continue
    return list(found.values())


def _spoken_of(value: object) -> Iterator[object]:
    """What stands where the parts of a definition name a level."""
    if isinstance(value, list):
        for one in value:
            yield from _spoken_of(one)
    elif isinstance(value, dict):
        for key, one in value.items():
            if key == "areas" and isinstance(one, dict):
                yield from one
            elif key in ("level", "scope") and isinstance(one, str):
                yield one
            yield from _spoken_of(one)
