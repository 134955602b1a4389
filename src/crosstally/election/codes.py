"""One rule for codes and names: signs that nobody sees make no difference.

White space of any width and signs without a picture (zero-width spaces, marks of direction, soft
hyphens) are taken off at both ends of a code or a name, and out of the middle of a code. Leading
zeros and case are left as they stand: ``07`` may be another station than ``7``.
"""

from __future__ import annotations

SPACES = (
    " \t\n\x0b\x0c\r\x1c\x1d\x1e\x1f\x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007"
    "\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000"
)
"""White space, as Unicode has it."""
INVISIBLE = (
    "\xad\u061c\u180e\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2061\u2062"
    "\u2063\u2064\u2065\u2066\u2067\u2068\u2069\u206a\u206b\u206c\u206d\u206e\u206f\ufeff"
)
"""Format characters that have no picture of their own."""
EDGES = SPACES + INVISIBLE
_WITHOUT_INVISIBLE = dict.fromkeys(map(ord, INVISIBLE))


def visible_name(text: str) -> str:
    """A name without what cannot be seen at its ends."""
    return text.strip(EDGES)


def visible_code(text: str) -> str:
    """A code without what cannot be seen.

    >>> visible_code("\\u00a01\\u200b02 \\u200e")
    '102'
    """
    return text.translate(_WITHOUT_INVISIBLE).strip(SPACES)
