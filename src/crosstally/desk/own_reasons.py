"""Reasons that the desk itself writes into the log: in English there, in the reader's language on
pages."""

from __future__ import annotations

import re

from crosstally.words import N_, _

BY_LINK = N_("sending link {link}")
BY_OPEN_LINK = N_("sending link {link}, open to everyone")
NO_STATION_HERE = N_("said to be of {station}, no station here")
TOO_MANY_OF_STATION = N_("more than expected of station {station}")
CUT_SHORT = N_("the desk ended before its station was noted")
THERE_OF_STATION = N_("another desk: it is of station {station}")
SETTLED_THERE = N_("another desk: it was settled there")
REPORTED_THERE = N_("another desk: it is reported there")
SET_ASIDE_THERE = N_("another desk: it is set aside there")
PLANTED_THERE = N_("another desk: it is planted there")
READ_OTHERWISE = N_("another desk: it was read otherwise")
FILLED_ANEW = N_("filled in anew: {record}")

_BETWEEN = "; "
SENTENCES = (
    BY_OPEN_LINK,
    BY_LINK,
    NO_STATION_HERE,
    TOO_MANY_OF_STATION,
    CUT_SHORT,
    THERE_OF_STATION,
    SETTLED_THERE,
    REPORTED_THERE,
    SET_ASIDE_THERE,
    PLANTED_THERE,
    READ_OTHERWISE,
    FILLED_ANEW,
)
_PATTERNS = [
    (sentence, re.compile(re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>.+)", re.escape(sentence))))
    for sentence in SENTENCES
]


def joined(*reasons: str) -> str:
    """Several reasons as the log has them; empty ones are left out."""
    return _BETWEEN.join(filter(None, reasons))


def in_words(reason: str) -> str:
    """A reason in the language in force; what a person typed stays as it is.

    >>> in_words("sending link 3; more than expected of station 101")
    'sending link 3; more than expected of station 101'
    """
    return _BETWEEN.join(map(_in_words, reason.split(_BETWEEN)))


def _in_words(part: str) -> str:
    for sentence, pattern in _PATTERNS:
        if found := pattern.fullmatch(part):
            return _(sentence).format(**found.groupdict())
    return part
