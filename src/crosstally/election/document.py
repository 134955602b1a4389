"""The parts that every document of the format is built of: names, texts, counts, moments."""

from __future__ import annotations

import datetime as dt
import re
from fractions import Fraction
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
from pydantic_core import PydanticCustomError

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
MOST_DIGITS = 18
"""More digits are no number of anything that an election counts."""


def _whole(value: object) -> object:
    """Digits alone are a whole number: ``1.000`` is a thousand to some and one to others."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, str) and re.fullmatch("[0-9]+", value):
        if len(value) <= MOST_DIGITS:
            return int(value)
        most = _("a number of {count} digits").format(count=MOST_DIGITS)
        raise PydanticCustomError("less_than_equal", "is too large", {"le": most})
    raise PydanticCustomError("int_parsing", "is no whole number")


DIGITS = BeforeValidator(_whole)
"""Takes a whole number as people write it, digits without any mark; stands after its bounds."""
Count = Annotated[int, Field(ge=0, le=10**12), DIGITS]


def _check_percent(value: object) -> str:
    """A printed percentage keeps its text, since "7.20" says more than 7.2."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise ValueError(_("expected a percentage such as 7, 7.5 or '80.99%'"))
    if Printed.percent(str(value)).value < 0:
        raise ValueError(_("a percentage is at least 0"))
    return str(value)


def _check_share(value: object) -> str:
    """A percentage of a whole that nothing exceeds."""
    text = _check_percent(value)
    if Printed.percent(text).value > 1:
        raise ValueError(_("is more than the whole, 100 percent"))
    return text


PercentText = Annotated[
    str,
    BeforeValidator(_check_percent),
    WithJsonSchema({"type": ["string", "number"], "examples": ["80.99", "7%"]}),
]
ShareText = Annotated[
    str,
    BeforeValidator(_check_share),
    WithJsonSchema({"type": ["string", "number"], "examples": ["80.99", "7%"]}),
]
"""As ``PercentText``, at most 100 percent."""


def _check_part(value: object) -> str:
    """A share of a law: a percentage, or a part of the whole such as ``1/3``."""
    if not (isinstance(value, str) and "/" in value):
        return _check_share(value)
    if not _PART.fullmatch(value.strip()):
        raise ValueError(
            _("expected a percentage such as 7, 7.5 or '80.99%', or a part such as 1/3")
        )
    if Fraction(value.replace(" ", "")) > 1:
        raise ValueError(_("is more than the whole, 100 percent"))
    return value.strip()


_PART = re.compile(r"[0-9]{1,9}\s*/\s*0*[1-9][0-9]{0,8}")
PartText = Annotated[
    str,
    BeforeValidator(_check_part),
    WithJsonSchema({"type": ["string", "number"], "examples": ["7%", "1/3"]}),
]
"""As ``ShareText``, or a part of the whole that no decimal number is."""


def _check_decimal(value: object) -> str:
    text = str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""
    if not _DECIMAL.fullmatch(text):
        raise ValueError(_("expected a part of one such as 0.25, from 0 to 1"))
    return text


_DECIMAL = re.compile(r"0|1|0?\.[0-9]{1,9}|1\.0{1,9}")
DecimalText = Annotated[
    str,
    BeforeValidator(_check_decimal),
    WithJsonSchema({"type": "number", "minimum": 0, "maximum": 1}),
]
"""A part of a length, from 0 to 1, as it was written."""


def _of_the_calendar(moment: str) -> str:
    try:
        dt.datetime.fromisoformat(moment)
    except ValueError:
        raise ValueError(_("is no day or hour that there is")) from None
    return moment


Moment = Annotated[
    str,
    StringConstraints(pattern=r"^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2})?(Z|[+-]\d{2}:\d{2})?)?$"),
    AfterValidator(_of_the_calendar),
    BeforeValidator(_text),
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
