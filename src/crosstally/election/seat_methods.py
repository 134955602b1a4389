"""The names of the methods that share seats out, as ``election.yaml`` writes them.

How each one works stands in the room ``seats``.
"""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

METHOD_NAMES = (
    "plurality",
    "block_vote",
    "majority",
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


def _known(name: str) -> str:
    if name in METHOD_NAMES or (re.match(MODIFIED_SAINTE_LAGUE, name) and re.search("[1-9]", name)):
        return name
    expected = ", ".join(f"'{one}'" for one in METHOD_NAMES)
    raise PydanticCustomError(
        "literal_error", "Input should be one of {expected}", {"expected": expected}
    )


MethodName = Annotated[
    str,
    AfterValidator(_known),
    WithJsonSchema(
        {
            "anyOf": [
                {"enum": list(METHOD_NAMES)},
                {"type": "string", "pattern": MODIFIED_SAINTE_LAGUE},
            ]
        }
    ),
]
