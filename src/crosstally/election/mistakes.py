"""What a document of the format gets wrong, for a person: pydantic's errors with their places."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from pydantic import BaseModel

from crosstally.election.misplaced_keys import belongs, hint_for
from crosstally.election.yaml_source import Location, YamlSource
from crosstally.problems import Problem, meant, slip_of
from crosstally.words import N_, _

_NAME = N_("a short name of letters, digits, _ and -, beginning with a letter")
_MOMENT = N_("a day or a moment such as 2012-01-15 or 2012-01-15T20:00")
_PATTERNS = {
    r"^[^\W\d][\w-]*$": _NAME,
    r"^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2})?(Z|[+-]\d{2}:\d{2})?)?$": _MOMENT,
}
"""The patterns of the format, in words."""
_MOMENTS = frozenset({"date", "at"})
"""Keys whose value is a day or a moment."""
_MEANT = {"all": "every", "each": "every", "any": "some", "no": "none"}
"""Words that people write for a word of the format that is spelt otherwise."""
_END_OF_NUMBER = re.compile(r"[0-9]+ ?%?")


def model_problem(source: YamlSource, model: type[BaseModel], item: Any) -> Problem:
    """The problem of one of pydantic's errors, with its place in the document."""
    location = location_of(source, item)
    line, column = source.place(location)
    kind, read = item["type"], item.get("input")
    split = _split_number(source, location)
    if split is not None:
        key, told = split
        where = source.where((*location[:-1], key))
        message = f"{where}: " + _("between { } a comma ends the entry")
        return Problem(message, source.file, line, column, hint=told)
    where = source.where(location)
    if kind == "extra_forbidden":
        key = str(location[-1])
        return Problem(
            f"{where}: " + _("no such key"),
            source.file,
            line,
            column,
            read=key,
            hint=hint_for(key, location[:-1], keys_beside(model, location), model, source.value),
        )
    if kind == "missing":
        return Problem(f"{where}: " + _("is missing"), source.file, line, column)
    shown = str(read) if isinstance(read, str | int | bool) else None
    expected, hint = _expected(item, location)
    if kind in ("model_type", "dict_type") and location and hint is None:
        hint = belongs(str(location[-1]), location[:-1], model)
    message = item["msg"].removeprefix("Value error, ")
    return Problem(
        f"{where}: " + (_("does not fit") if expected else message[:1].lower() + message[1:]),
        source.file,
        line,
        column,
        read=shown,
        expected=expected,
        hint=hint,
    )


def _split_number(source: YamlSource, location: Location) -> tuple[str, str] | None:
    """Where a number was cut in two, its key and what to write: ``{a: 4,1%}`` has a key ``1%``."""
    if not location or not _END_OF_NUMBER.fullmatch(str(location[-1])):
        return None
    value = source.value
    for part in location[:-1]:
        try:
            value = value[part]
        except (KeyError, IndexError, TypeError):
            return None
    end = str(location[-1])
    if not isinstance(value, dict) or end not in value or value[end] is not None:
        return None
    keys = list(value)
    key = keys[keys.index(end) - 1]
    begin = str(value[key])
    if not begin.isdecimal():
        return None
    if len(end) == 3 and end.isdecimal() and "percent" not in location:
        hint = _("Write {whole}, or {point} with a decimal point.")
        return key, hint.format(whole=begin + end, point=f"{begin}.{end}")
    return key, _("Write a decimal point: {number}").format(number=f"{begin}.{end}")


def _expected(item: Any, location: Location) -> tuple[str | None, str | None]:
    """What should have stood there, for a person, and a hint; (None, None) says pydantic better."""
    told: dict[str, Any] = item.get("ctx", {})
    read = item.get("input")
    match item["type"]:
        case "model_type" | "dict_type" | "model_attributes_type":
            if location[-1:] == ("counted",) and isinstance(read, str | int):
                return f"{{share: {read}}}", None
            return _("keys with values (`key: value`)"), None
        case "list_type":
            return _("a list (lines that begin with `- `)"), None
        case "string_type" if isinstance(read, int) and not isinstance(read, bool):
            # Where any text would do, a number does, too.
            is_moment = location[-1:] and location[-1] in _MOMENTS
            return (_(_MOMENT), None) if is_moment else (_(_NAME), f"`n{read}`?")
        case "string_type" | "string_too_short":
            return _("text"), None
        case "int_type" | "int_parsing" | "int_from_float":
            return _("a whole number written with digits alone"), None
        case "bool_type" | "bool_parsing":
            return _("true or false"), None
        case "too_short" if told.get("min_length") == 1:
            return _("at least one entry"), None
        case "too_short":
            is_levels = location[:1] in (("levels",), ("trees",))
            hint = _("Outermost first and the station last: {example}").format(
                example="[country, region, station]"
            )
            number = told["min_length"]
            return _("at least {number} entries").format(number=number), hint if is_levels else None
        case "too_long":
            return _("at most {number} entries").format(number=told["max_length"]), None
        case "string_too_long":
            return _("at most {number} characters").format(number=told["max_length"]), None
        case "greater_than_equal":
            return _("at least {number}").format(number=told["ge"]), None
        case "less_than_equal":
            return _("at most {number}").format(number=told["le"]), None
        case "string_pattern_mismatch":
            pattern = _PATTERNS.get(told["pattern"])
            return (_(pattern), None) if pattern else (None, None)
        case "enum" | "literal_error":
            choices = choices_of(item)
            if not choices:
                return str(told["expected"]), None
            word = str(read)
            likely = _MEANT.get(word.casefold(), word)
            near = meant(likely if likely in choices else word, choices)
            return ", ".join(choices), near
    return None, None


def one_for_each(source: YamlSource, errors: Sequence[Any]) -> list[Any]:
    """pydantic's errors without those of a missing key that stands there misspelt."""
    unknown = [location_of(source, item) for item in errors if item["type"] == "extra_forbidden"]
    kept = []
    for item in errors:
        place = location_of(source, item)
        beside = [str(other[-1]) for other in unknown if other[:-1] == place[:-1]]
        if item["type"] != "missing" or not slip_of(str(place[-1]), beside):
            kept.append(item)
    return kept


def choices_of(item: Any) -> list[str]:
    """The words of which one should have stood there; none where any would do."""
    return re.findall(r"'([^']*)'", str(item.get("ctx", {}).get("expected", "")))


def location_of(source: YamlSource, item: Any) -> Location:
    """pydantic's location without the names of variants, which are no keys of the document."""
    kept: Location = ()
    for i, part in enumerate(item["loc"]):
        is_missing_key = item["type"] == "missing" and i == len(item["loc"]) - 1
        if (*kept, part) in source.places or is_missing_key:
            kept = (*kept, part)
    return kept


def keys_beside(model: type[BaseModel], location: Location) -> list[str]:
    """The keys that the model knows at the place of an unknown one."""
    current: Any = model
    for part in location[:-1]:
        current = _child(current, part)
        if current is None:
            return []
    if not (isinstance(current, type) and issubclass(current, BaseModel)):
        return []
    return [info.alias or name for name, info in current.model_fields.items()]


def _child(current: Any, part: str | int) -> Any:
    """The model that stands under a key of another, looking through lists, dicts and unions."""
    if not (isinstance(current, type) and issubclass(current, BaseModel)):
        return None
    for name, info in current.model_fields.items():
        if part in (name, info.alias):
            return _model_inside(info.annotation)
    return current


def _model_inside(annotation: Any) -> Any:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for argument in getattr(annotation, "__args__", ()):
        found = _model_inside(argument)
        if found is not None:
            return found
    return None
