"""Numbers that are written with a mark between thousands."""

from __future__ import annotations

import re

_GROUPED = re.compile(
    r"(?![0٠۰])\d{1,3}(?P<mark>[,.'’٬ \u00a0\u202f\u2009])\d{3}(?:(?P=mark)\d{3})*"
)
_LAKHS = re.compile(r"[1-9]\d?(?:,\d{2})+,\d{3}")
# A nought before the mark is that of a share: 0.577.


def mark_in(text: str) -> str | None:
    """The sign that parts the digits of a number into groups of three, or None: ``","`` of
    ``1,234``, which can be a decimal mark too, and of ``12,34,567``."""
    if _LAKHS.fullmatch(text.strip()):
        return ","
    found = _GROUPED.fullmatch(text.strip())
    return found["mark"] if found else None
