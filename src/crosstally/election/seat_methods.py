"""The names of the methods that share seats out, as ``election.yaml`` writes them.

How each one works stands in the room ``seats``.
"""

from __future__ import annotations

import re
from fractions import Fraction
from itertools import pairwise
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

from crosstally.words import _

METHOD_NAMES = (
    "plurality",
    "block_vote",
    "majority",
    "dutch",
    "hare_lr",
    "droop_lr",
    "hagenbach_bischoff_lr",
    "imperiali_lr",
    "dhondt",
    "sainte_lague",
    "sainte_lague_1.4",
    "danish",
    "imperiali",
    "adams",
    "huntington_hill",
    "dean",
    "macau",
)
MODIFIED_SAINTE_LAGUE = r"^sainte_lague_[0-2](\.[0-9]{1,6})?$"
"""Sainte-Laguë with another first divisor, such as ``sainte_lague_1.2``: above 0 and below 3."""
DHONDT_TO_A_POWER = r"^dhondt_0\.[0-9]{1,2}$"
"""D'Hondt's divisors to a power below one, such as ``dhondt_0.9``: 1, 2^0.9, 3^0.9, …"""
_DIVISOR = r"[0-9]{1,9}(?:\.[0-9]{1,9}|/[0-9]{1,9})?"
WRITTEN_DIVISORS = rf"^{_DIVISOR}(?:, ?{_DIVISOR})+$"
"""Divisors written down, continued by their last step: ``1.4,3,5``."""


def _known(name: str) -> str:
    if name in METHOD_NAMES:
        return name
    for pattern in (MODIFIED_SAINTE_LAGUE, DHONDT_TO_A_POWER):
        if re.match(pattern, name) and re.search("[1-9]", name):
            return name
    if re.match(WRITTEN_DIVISORS, name):
        return _rising(name)
    expected = ", ".join(f"'{one}'" for one in METHOD_NAMES)
    raise PydanticCustomError(
        "literal_error", "Input should be one of {expected}", {"expected": expected}
    )


def _rising(name: str) -> str:
    try:
        numbers = [Fraction(part.strip()) for part in name.split(",")]
    except ZeroDivisionError:
        numbers = [Fraction(0)]
    if numbers[0] <= 0 or any(one >= other for one, other in pairwise(numbers)):
        raise ValueError(_("divisors are above zero, and each is greater than the one before"))
    return name


def _joined(value: object) -> object:
    """A list of divisors, as the text that names their method."""
    if isinstance(value, list) and all(type(one) in (int, str) for one in value):
        return ",".join(str(one) for one in value)
    return value


MethodName = Annotated[
    str,
    AfterValidator(_known),
    BeforeValidator(_joined),
    WithJsonSchema(
        {
            "anyOf": [
                {"enum": list(METHOD_NAMES)},
                {"type": "string", "pattern": MODIFIED_SAINTE_LAGUE},
                {"type": "string", "pattern": DHONDT_TO_A_POWER},
                {"type": "string", "pattern": WRITTEN_DIVISORS},
                {"type": "array", "items": {"type": ["number", "string"]}, "minItems": 2},
            ]
        }
    ),
]
