"""The parts that every document of the format is built of: names, texts, counts, moments."""

from __future__ import annotations

import datetime as dt
import re
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    WithJsonSchema,
)

from crosstally.election.printed import Printed
from crosstally.words import _

_IDENTIFIER = r"^[^\W\d][\w-]*$"

Identifier = Annotated[str, StringConstraints(pattern=_IDENTIFIER, max_length=100)]


def _text(value: object) -> object:
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


Text = Annotated[
    str,
    StringConstraints(min_length=1, max_length=2_000),
    BeforeValidator(_text, json_schema_input_type=str | int),
]
"""Text; a number is taken as it was written."""
Count = Annotated[int, Field(ge=0, le=10**12)]


def _check_percent(value: object) -> str:
    """A printed percentage keeps its text, since "7.20" says more than 7.2."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise ValueError(_("expected a percentage such as 7, 7.5 or '80.99%'"))
    if Printed.percent(str(value)).value < 0:
        raise ValueError(_("a percentage is at least 0"))
    return str(value)


PercentText = Annotated[
    str,
    BeforeValidator(_check_percent),
    WithJsonSchema({"type": ["string", "number"], "examples": ["80.99", "7%"]}),
]
Moment = Annotated[
    str,
    StringConstraints(pattern=r"^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2})?(Z|[+-]\d{2}:\d{2})?)?$"),
    AfterValidator(lambda value: str(dt.datetime.fromisoformat(value)) and value),
]
"""A day or a moment, as ISO 8601 writes it: ``2012-01-15`` or ``2012-01-15T20:00``."""


class Document(BaseModel):
    """A part of the format: keys that it does not know are mistakes."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)


def short_name(value: object) -> object:
    """``valid: Valid votes`` is short for ``valid: {name: Valid votes}``."""
    return {"name": value} if isinstance(value, str | int) else value


def normalised(text: str) -> str:
    """A name for comparing: case, spaces, dashes and punctuation do not count."""
    return re.sub(r"[\W_]+", " ", text.casefold()).strip()


def json_schema(model: type[BaseModel]) -> dict[str, Any]:
    """The JSON Schema of a part of the format, as published."""
    return model.model_json_schema(by_alias=True)
