"""The sentences of a pack's findings, in which names that run the other way move no number.

A pack holds sentences as plain text, which people search. In a sentence from left to right an
Arabic name draws the number behind it to its other side; here each name stands apart, so that this
cannot happen, and looks as it does where it stands alone.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from markupsafe import Markup, escape

from crosstally import words
from crosstally.report.saying import RIGHT_TO_LEFT, clean, isolated
from crosstally.site.names import Names

_OF_ONE_WORD = re.compile(rf"{RIGHT_TO_LEFT.pattern}(?:[^\W\d]|{RIGHT_TO_LEFT.pattern})*")


class Sentences:
    """Says the findings of a pack.

    ``places``: the names and codes of stations and areas.
    """

    def __init__(self, findings: Mapping[str, Any], names: Names, places: Iterable[str]) -> None:
        self.names = names
        self.language = str(findings.get("language") or "en")
        self._several_sources = {
            contest
            for contest, result in (findings.get("contests") or {}).items()
            if len(result.get("totals") or {}) > 1
        }
        self._apart = {
            clean(name)
            for some in (names.all(), places)
            for name in some
            if RIGHT_TO_LEFT.search(name)
        }
        self._beginnings = {name[: _edges(name)[1]] for name in self._apart}
        self._longest = max(map(len, self._apart), default=0)

    @property
    def direction(self) -> str:
        """``ltr`` or ``rtl``, of the findings' language."""
        return words.direction(self.language)

    def about(self, finding: Mapping[str, Any]) -> list[str]:
        """The contest and the source of a finding, where it could be another's and its sentence
        does not say."""
        contest, source = (str(finding.get(key) or "") for key in ("contest", "source"))
        said = []
        if self.names.several_contests and contest:
            said.append(self.names.contest(contest))
        if contest in self._several_sources and source:
            said.append(self.names.source(source))
        return [name for name in said if name not in str(finding.get("message"))]

    def markup(self, text: str) -> Markup:
        """A sentence, escaped."""
        said = (isolated(one) if n % 2 else escape(one) for n, one in enumerate(self.parts(text)))
        return Markup("").join(said)

    def parts(self, text: str) -> list[str]:
        """A sentence cut in pieces: what may stand as it is, and what must stand apart, in turn."""
        text = clean(text)
        if not RIGHT_TO_LEFT.search(text):
            return [text]
        parts, end = [], 0
        for start, stop in self._found(text):
            parts += [text[end:start], text[start:stop]]
            end = stop
        return [*parts, text[end:]]

    def _found(self, text: str) -> Iterator[tuple[int, int]]:
        """Where names that run the other way stand, the longest one at each place; and single words
        that belong to none, such as the title of a newspaper."""
        edges, end = _edges(text), 0
        for start, following in itertools.pairwise(edges):
            if start < end:
                continue
            stop = (
                self._name_at(text, start, edges)
                if text[start:following] in self._beginnings
                else 0
            )
            if not stop and (word := _OF_ONE_WORD.match(text, start)):
                stop = word.end()
            if stop:
                yield start, stop
                end = stop

    def _name_at(self, text: str, start: int, edges: list[int]) -> int:
        """Where the longest name that begins at ``start`` ends; 0 where none does."""
        ends = (end for end in reversed(edges) if start < end <= start + self._longest)
        return next((end for end in ends if text[start:end] in self._apart), 0)


def _edges(text: str) -> list[int]:
    """Where a name may begin or end: everywhere but between two letters or digits."""
    inside = (n for n in range(1, len(text)) if not (text[n - 1].isalnum() and text[n].isalnum()))
    return [0, *inside, len(text)]
