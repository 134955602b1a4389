"""Composed text in which names that run the other way move no number.

In a sentence from left to right an Arabic name draws the number behind it to its other side. Where
a page is made of text that was composed before, as a pack holds it for people to search, each name
is made to stand apart again, and looks as it does where it stands alone.
"""

from __future__ import annotations

import itertools
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator

from markupsafe import Markup, escape

from crosstally.report.saying import RIGHT_TO_LEFT, clean, isolated

LONGEST = 200
"""Signs: a longer name is no name for us, but words."""
_WORD = rf"{RIGHT_TO_LEFT.pattern}(?:[^\W\d]|{RIGHT_TO_LEFT.pattern})*"
_WORDS = re.compile(rf"{_WORD}(?: +{_WORD})*")


class NamesApart:
    """Makes names stand apart: those known, and words from the right that belong to none."""

    def __init__(self, names: Iterable[str] = ()) -> None:
        known = (name for name in names if len(name) <= LONGEST and RIGHT_TO_LEFT.search(name))
        self._names = set(map(clean, known))
        self._beginnings = {name[: next(_edges(name))] for name in self._names}

    def markup(self, text: str) -> Markup:
        """The text, escaped."""
        said = (isolated(one) if n % 2 else escape(one) for n, one in enumerate(self.parts(text)))
        return Markup("").join(said)

    def parts(self, text: str) -> list[str]:
        """The text cut in pieces: what may stand as it is, and what must stand apart, in turn."""
        text = clean(text)
        if not RIGHT_TO_LEFT.search(text):
            return [text]
        parts, end = [], 0
        for start, stop in self._found(text):
            parts += [text[end:start], text[start:stop]]
            end = stop
        return [*parts, text[end:]]

    def _found(self, text: str) -> Iterator[tuple[int, int]]:
        """Where something from the right begins and ends, the longest at each place."""
        edges, end = [0, *_edges(text)], 0
        for start, following in itertools.pairwise(edges):
            if start < end:
                continue
            words = _WORDS.match(text, start)
            stop = words.end() if words else 0
            if text[start:following] in self._beginnings:
                stop = max(stop, self._end_of_name(text, start, edges))
            if stop:
                yield start, stop
                end = stop

    def _end_of_name(self, text: str, start: int, edges: list[int]) -> int:
        """Where the longest name that begins at ``start`` ends; 0 where none does."""
        near = edges[bisect_right(edges, start) : bisect_right(edges, start + LONGEST)]
        return next((end for end in reversed(near) if text[start:end] in self._names), 0)


def _edges(text: str) -> Iterator[int]:
    """Where a name may end, or begin, behind the first sign: everywhere but between two letters or
    digits."""
    for n in range(1, len(text)):
        if not (text[n - 1].isalnum() and text[n].isalnum()):
            yield n
    yield len(text)
