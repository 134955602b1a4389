"""What a document still says without its wrong parts, so that a mistake hides no other."""

from __future__ import annotations

import copy
from bisect import bisect_left
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Generic

from pydantic import BaseModel, ValidationError

from crosstally.election.mistakes import choices_of, keys_beside, location_of
from crosstally.election.validation import Model, validated
from crosstally.election.yaml_source import Location, YamlSource
from crosstally.problems import InputError, Problem, meant, slip_of

Replacement = Callable[[Mapping[str, Any]], Mapping[str, Any]]
MAX_TURNS = 8
"""Times that wrong parts are taken out of a document: what is left may be wrong without them."""


@dataclass(frozen=True)
class Salvaged(Generic[Model]):
    """A document without its wrong parts."""

    document: Model | None
    """None where what is left is no such document."""
    source: YamlSource
    """Where the parts of what is left stand."""
    problems: list[Problem]
    """One for each mistake; empty where there is none, and the document whole."""
    missing: frozenset[str] = frozenset()
    """Names of the parts that were taken out."""
    taken_out: tuple[Location, ...] = ()
    """Where these parts stood, counted as it was when each was taken out."""
    replaced: frozenset[str] = frozenset()
    """Keys of the first level in whose place another value stands in."""

    def beyond(self, found: Iterable[Problem]) -> list[Problem]:
        """Problems that do not follow from what was taken out."""
        return [problem for problem in found if problem.read not in self.missing]


def salvaged(
    model: type[Model],
    source: YamlSource,
    needed: Collection[str] = (),
    stand_ins: Mapping[str, str] | None = None,
    named: Collection[tuple[str, ...]] = (),
    replaced: Mapping[str, Replacement] | None = None,
    context: Any = None,
) -> Salvaged[Model]:
    """The document as a model, misspelt words of the format read as what was meant, other wrong
    parts taken out.

    - ``needed``: keys of its first level whose parts other documents lean on, so that nothing can
      be said without them.
    - ``stand_ins``: what is taken in place of keys of its first level that have to be there and
      are not, or are wrong, and that no other part leans on.
    - ``named``: places, ``*`` for any key, of what a name alone would do for, such as an option:
      other parts speak of it by its key, whatever is wrong with it.
    - ``replaced``: keys of its first level, and what gives keys that stand in where they are wrong.
    """
    try:
        return Salvaged(validated(model, source, context), source, [])
    except InputError as error:
        problems = error.problems
    left, missing, taken_out = source, set[str](), list[Location]()
    stand_in = set[str]()
    for _turn in range(MAX_TURNS):
        if stand_ins and isinstance(left.value, dict):
            left = replace(left, value={**stand_ins, **left.value})
        try:
            document = model.model_validate(left.value, context=context)
            gone = frozenset(missing), tuple(taken_out), frozenset(stand_in)
            return Salvaged(document, left, problems, *gone)
        except ValidationError as error:
            errors = error.errors()
        renamed = _as_meant(left, model, errors)
        if renamed is not None:
            left = renamed
            continue
        places = {location_of(left, item) for item in errors}
        roots = {place[0] for place in places if place}
        if give := next((give for key, give in (replaced or {}).items() if key in roots), None):
            given = give(left.value)
            left, stand_in = replace(left, value={**left.value, **given}), stand_in | given.keys()
            continue
        parts = _smallest_parts(left.value, places)
        renamed = _by_name_alone(left, parts, named)
        if renamed is not None:
            left = renamed
            continue
        if () in parts or _are_leaned_on(left.value, places, needed):
            break
        taken_out += parts
        missing |= {name for part in parts for name in _names_in(left.value, part)}
        left = _without(left, parts)
    return Salvaged(None, left, problems)


def _as_meant(
    source: YamlSource, model: type[BaseModel], errors: Iterable[Any]
) -> YamlSource | None:
    """The document with misspelt keys, and misspelt values of a fixed list, spelt
    right; None where there are none."""
    names: dict[Location, str] = {}
    values: dict[Location, str] = {}
    for item in errors:
        place = location_of(source, item)
        is_there, holder = _part(source.value, place[:-1])
        if not is_there or not isinstance(holder, dict):
            continue
        if item["type"] == "extra_forbidden":
            taken = {*holder, *(name for at, name in names.items() if at[:-1] == place[:-1])}
            known = [key for key in keys_beside(model, place) if key not in taken]
            if (key := slip_of(str(place[-1]), known)) is not None:
                names[place] = key
            continue
        word = slip_of(str(item["input"]), choices_of(item))
        if word is not None:
            values[place] = word
    return _respelt(source, names, values) if names or values else None


def _by_name_alone(
    source: YamlSource, parts: Collection[Location], named: Collection[tuple[str, ...]]
) -> YamlSource | None:
    """The document with nothing but a name as the value of each of these parts for which that
    would do, the first text in it; None where there is none."""
    value = copy.deepcopy(source.value)
    found = False
    for part in parts:
        if not any(_fits(part, place) for place in named):
            continue
        holder, key = _part(value, part[:-1])[1], part[-1]
        is_alliance = isinstance(holder[key], dict) and "members" in holder[key]
        name = None if is_alliance else next(_texts_in(holder[key]), None)
        if name is not None:
            holder[key], found = name, True
    return replace(source, value=value) if found else None


def _texts_in(value: Any) -> Iterator[str]:
    """The texts in a list or a mapping, its keys left out, and in those in it."""
    inside = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    for one in inside:
        if isinstance(one, str):
            yield one
        yield from _texts_in(one)


def _fits(part: Location, place: tuple[str, ...]) -> bool:
    return len(part) == len(place) and all(
        isinstance(step, str) and name in ("*", step)
        for step, name in zip(part, place, strict=True)
    )


def _respelt(
    source: YamlSource, names: Mapping[Location, str], values: Mapping[Location, str]
) -> YamlSource:
    """The document with other names for these keys, and other words for these values."""
    value = copy.deepcopy(source.value)
    for place, word in values.items():
        _part(value, place[:-1])[1][place[-1]] = word
    for place in sorted(names, key=len, reverse=True):  # the innermost first
        holder = _part(value, place[:-1])[1]
        pairs = [(names[place] if key == place[-1] else key, own) for key, own in holder.items()]
        holder.clear()
        holder.update(pairs)

    def moved(old: Location) -> Location:
        return tuple(names.get(old[: depth + 1], step) for depth, step in enumerate(old))

    places = {moved(old): place for old, place in source.places.items()}
    numbers = {moved(old): number for old, number in source.numbers.items()}
    return YamlSource(source.file, value, places, numbers)


def _are_leaned_on(value: Any, places: Iterable[Location], needed: Collection[str]) -> bool:
    """Whether one of these places is needed, or a key spelt nearly like one that is not there."""
    lacking = [name for name in needed if name not in value]
    return any(
        (place[0] in needed and len(place) < 3)
        or (len(place) == 1 and meant(str(place[0]), lacking) is not None)
        for place in places
        if place
    )


def _smallest_parts(value: Any, places: Iterable[Location]) -> set[Location]:
    """What to take out so that nothing of these places is left: where a key is not there, what
    should have held it."""
    parts = {place if _part(value, place)[0] else place[:-1] for place in places}
    return {part for part in parts if not any(part[:i] in parts for i in range(len(part)))}


def _part(value: Any, place: Location) -> tuple[bool, Any]:
    """Whether there is such a part, and which."""
    for step in place:
        try:
            value = value[step]
        except (KeyError, IndexError, TypeError):
            return False, None
    return True, value


def _names_in(value: Any, place: Location) -> Iterator[str]:
    """The names by which other parts may speak of this one, or of what is in it."""
    if isinstance(place[-1], str):
        yield place[-1]
    inside = [_part(value, place)[1]]
    while inside:
        one = inside.pop()
        if isinstance(one, dict):
            yield from map(str, one)
            yield from (str(value) for key, value in one.items() if key == "id")
            inside += one.values()
        elif isinstance(one, list):
            inside += one


def _without(source: YamlSource, parts: Collection[Location]) -> YamlSource:
    """The document without these parts; entries of lists keep their numbers."""
    value = copy.deepcopy(source.value)
    cut: dict[Location, list[int]] = {}
    # From the back, so that the numbers of the entries still to be taken out stay right.
    for part in sorted(parts, key=lambda part: [(isinstance(i, int), i) for i in part])[::-1]:
        _, holder = _part(value, part[:-1])
        del holder[part[-1]]
        if isinstance(part[-1], int):
            cut.setdefault(part[:-1], []).insert(0, part[-1])
    places, numbers = {}, {}
    for old, place in source.places.items():
        new = _moved(old, cut)
        if new is not None:
            places[new] = place
            if old and isinstance(old[-1], int):
                numbers[new] = source.numbers.get(old, old[-1] + 1)
    return YamlSource(source.file, value, places, numbers)


def _moved(place: Location, cut: Mapping[Location, list[int]]) -> Location | None:
    """Where a part stands once entries of lists are cut; None where it is cut itself."""
    moved: Location = ()
    for depth, step in enumerate(place):
        gone = cut.get(place[:depth]) if isinstance(step, int) else None
        if gone and step in gone:
            return None
        moved += (step - bisect_left(gone, step) if gone and isinstance(step, int) else step,)
    return moved
