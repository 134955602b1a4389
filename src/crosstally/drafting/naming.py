"""Ids for what columns are called: short, in the script of the file, each once."""

from __future__ import annotations

import re

from crosstally.election.relations import OPTIONS
from crosstally.returns.vocabulary import small_words

LONGEST = 40
_NUMBERED = re.compile(r"^\s*(?:(?:№\s*)?\d{1,3}\s*(?:[.)–—-]|\s)|[^\W\d]\))\s*(?=\D)")
_QUOTED = re.compile(r"[\"“„«]([^\"“”„«»]{2,})[\"”»]?\s*$|«([^«»]+)»|“([^“”]+)”|\"([^\"]+)\"")
_RESERVED = {OPTIONS, "registered", "cast", "valid", "invalid"}


class Names:
    """Ids that are taken; a second one of the same name gets a number."""

    def __init__(self, taken: set[str] | None = None) -> None:
        self.taken = set(taken or ())

    def take(self, name: str) -> str:
        """An id for a name, different from all before."""
        base = slug(name) or "x"
        id_, number = base, 2
        while id_ in self.taken:
            id_, number = f"{base}_{number}", number + 1
        self.taken.add(id_)
        return id_


def slug(text: str) -> str:
    """``"Sun & Moon (list 3)"`` → ``sun_moon_list_3``; begins with a letter, at most 40 long."""
    result = ""
    for word in small_words(text):
        longer = f"{result}_{word}" if result else word
        if len(longer) > LONGEST and result:
            break
        result = longer[:LONGEST]
    return result if not result or not result[0].isdigit() else f"n{result}"


def option_name(header: str) -> str:
    """A party's name without its number on the ballot: ``"5 - Greens"`` → ``Greens``."""
    text = " ".join(header.split())
    return _NUMBERED.sub("", text).strip() or text


def option_id(header: str) -> str:
    """An id from the name in quotes where there is one, else from the name."""
    name = option_name(header)
    quoted = _QUOTED.search(name)
    inside = next((part for part in quoted.groups() if part), "") if quoted else ""
    id_ = slug(inside) or slug(name)
    return f"{id_}_list" if id_ in _RESERVED else id_
