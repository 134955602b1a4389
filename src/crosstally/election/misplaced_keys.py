"""Keys that stand in the wrong place of a document: where they belong."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any, get_args, get_origin

from pydantic import BaseModel

from crosstally.election.sheet import MEASURES
from crosstally.problems import slip_of, suggestion
from crosstally.words import _

Place = tuple[str, ...]
"""The keys above one, from the top of the document; ``…`` for names that people give."""
ANY = "…"
DEEPEST = 8
FEW = 2
"""Places that a hint names, at most: a key that stands everywhere belongs nowhere."""
_SAME = {"title": "name", "name": "title", "votes": "counts"}


def hint_for(
    key: str,
    above: Sequence[str | int],
    beside: Iterable[str],
    model: type[BaseModel],
    document: Any = None,
) -> str | None:
    """What to do about a key that is not known where it stands: the word that was meant there, or
    where it belongs. ``above``: the keys and positions over it."""
    known = sorted(beside)
    other = _SAME.get(key)
    if slip_of(key, known) and other not in known:
        return suggestion(key, known)
    likely = [one for one in known if one == other or key in one.split("_")]
    if likely:
        return suggestion(likely[0], known)
    named = _named_by_the_document(key, above, document)
    places = [named] if named else _places_of(model).get(key, ())
    ranks = {place: (-_shared(place, above), len(place)) for place in places}
    best = [place for place, rank in ranks.items() if rank == min(ranks.values())]
    if not best or len(best) > FEW:
        return suggestion(key, known)
    listed = _(" or ").join(map(_shown, best))
    return _("It belongs {place}.").format(place=listed)


def belongs(key: str, above: Sequence[str | int], model: type[BaseModel]) -> str | None:
    """Where a key belongs that was taken for a name that people give."""
    places = [p for p in _places_of(model).get(key, ()) if p != tuple(map(str, above))]
    if not places or len(places) > FEW:
        return None
    return _("It belongs {place}.").format(place=_(" or ").join(map(_shown, places)))


def _named_by_the_document(key: str, above: Sequence[str | int], document: Any) -> Place | None:
    """A level, an option or a field that stands right under ``columns:``."""
    if list(above[-1:]) != ["columns"] or not isinstance(document, dict):
        return None
    if key in MEASURES:
        return ("returns", "columns", "fields")
    contests, sheets = _under(document, "contests"), _under(document, "sheets")
    levels = document.get("levels") or ()
    for name, keys in (
        ("areas", list(levels) if isinstance(levels, list | dict) else []),
        ("options", [option for one in contests for option in _keys(one, "options")]),
        ("fields", [field for one in sheets for field in _keys(one, "fields")]),
    ):
        if key in keys:
            return ("returns", "columns", name)
    return None


def _under(document: Mapping[str, Any], key: str) -> list[Any]:
    held = document.get(key)
    return list(held.values()) if isinstance(held, dict) else []


def _keys(held: Any, key: str) -> list[str]:
    inner = held.get(key) if isinstance(held, dict) else None
    return list(map(str, inner)) if isinstance(inner, dict) else []


def _shared(place: Place, above: Sequence[str | int]) -> int:
    """How many keys from the top a place has in common with another; positions do not count."""
    keys = [part for part in above if isinstance(part, str)]
    count = 0
    for part, other in zip(place, keys, strict=False):
        if part not in (other, ANY):
            break
        count += 1
    return count


def _shown(place: Place) -> str:
    if not place:
        return _("at the top of the file")
    return _("under {keys}").format(keys="`" + " ".join(f"{part}:" for part in place) + "`")


@cache
def _places_of(model: type[BaseModel]) -> Mapping[str, tuple[Place, ...]]:
    """Key → where the format has it, the outermost first."""
    found: dict[str, dict[Place, None]] = {}
    for place, one in _models(model, (), ()):
        for name, info in one.model_fields.items():
            found.setdefault(info.alias or name, {})[place] = None
    return {key: tuple(sorted(places, key=len)) for key, places in found.items()}


def _models(
    model: type[BaseModel], place: Place, inside: tuple[type[BaseModel], ...]
) -> Iterator[tuple[Place, type[BaseModel]]]:
    yield place, model
    if model in inside or len(place) > DEEPEST:
        return
    for name, info in model.model_fields.items():
        for more, inner in _inner(info.annotation):
            yield from _models(inner, (*place, info.alias or name, *more), (*inside, model))


def _inner(annotation: Any) -> Iterator[tuple[Place, type[BaseModel]]]:
    """The models that an annotation holds, below the names that people give."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield (), annotation
        return
    named = (ANY,) if get_origin(annotation) in (dict, Mapping) else ()
    for argument in get_args(annotation):
        for place, model in _inner(argument):
            yield (*named, *place), model
