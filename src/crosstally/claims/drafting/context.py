"""A sentence with what is needed to turn its words into tests."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from crosstally.claims.drafting.clues import FIRST_TIME, SCOPES, Clues
from crosstally.claims.drafting.grammar import words
from crosstally.claims.drafting.mentions import SIGNS, Mention
from crosstally.claims.drafting.reading import Read
from crosstally.election.areas import AreaLookup
from crosstally.election.definition import Contest
from crosstally.election.folder import Election
from crosstally.words import _

_ASIDE = re.compile(
    SIGNS.text(r"""
    (?<=[{OPTION}{AREA}]),\s(?:the|an?|which|who|whose|where|led|founded|run|headed|created|formed|
    set up|once|now|formerly|currently|home|long)\s(?:(?!per\s?cent|percent|pct|%)[^,;:]){1,90}(?:,|
    (?=:))""")
)
"""What is said aside about a name does not touch what is said of it."""


_DISPUTED = words(r"""
    ,\s(?:an?|the) (?:figure|result|number|score|tally|share)\b(?=[^;:]{0,120}?\b(?:reject|dismiss|
    disput|denounc|contest|challeng|question|doubt))[^;:]*$""")
_BY_AUTHORITY = words(
    r"\b(?:commission|authorit|court|correct|itself|themselves|revis|later|withdr)"
)
_OFFICIALLY = words(r"(?<![\"“«])\bofficial(?:ly)?\b(?![\"”»])[^;:]{0,120}?\d[^;:]{0,60}$")
_REACH = 200
"""Characters from “officially” to the dispute; a look at all of them would be a slow one."""


def without_disputes(mask: str) -> str:
    """The text with blanks for “…, a figure that its leaders rejected”, after what is official:
    what is officially so is not in doubt where others dispute it."""
    match = _DISPUTED.search(mask)
    if match is None or _BY_AUTHORITY.search(match.group()):
        return mask
    start = match.start()
    official = _OFFICIALLY.search(mask[max(0, start - _REACH) : start])
    return mask if official is None else mask[:start] + " " * len(match.group())


def without_asides(mask: str) -> str:
    """The same with blanks for what is said aside about a name too, at the same length."""
    return _ASIDE.sub(lambda match: " " * len(match.group()), without_disputes(mask))


@dataclass(frozen=True)
class Drafted:
    """A test that a piece of a sentence stands for."""

    start: int
    end: int
    test: dict[str, Any]
    notes: tuple[str, ...] = ()


@dataclass
class Context:
    """A sentence with what is needed to turn its words into tests."""

    election: Election
    contest_id: str
    read: Read
    clues: Clues
    areas: AreaLookup
    """Every area that is known."""
    found: list[Drafted] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    """Why words that look like a test were not made one."""

    @property
    def contest(self) -> Contest:
        """The contest that the article is about."""
        return self.election.definition.contests[self.contest_id]

    @property
    def mask(self) -> str:
        """The sentence with its names masked."""
        return self.read.mask

    def option(self, match: re.Match[str], group: str = "option") -> str | None:
        """The option under a named group."""
        mention = self.read.at(match.start(group))
        return mention.id if mention is not None else None

    def area(self, match: re.Match[str], group: str) -> str | None:
        """The area under a named group; None where the name is ambiguous."""
        if match[group] is None:
            return None
        mention = self.read.at(match.start(group))
        return mention.id if mention is not None and mention.kind == "area" else None

    def note(self, match: re.Match[str], group: str = "option") -> tuple[str, ...]:
        """What was taken for granted in resolving a name."""
        return self.note_of(self.read.at(match.start(group)))

    def note_of(self, mention: Mention | None) -> tuple[str, ...]:
        """What was taken for granted in resolving a mention."""
        if mention is None or not mention.taken_for or mention.id is None:
            return ()
        if mention.kind == "option":
            name = self.contest.options[mention.id].name
        else:
            name = self.areas.areas[mention.id].name
        return (_("“{words}” was taken to mean {name}").format(words=mention.text, name=name),)

    def add(self, start: int, end: int, test: dict[str, Any], notes: tuple[str, ...] = ()) -> None:
        """Keep a test, unless the words are used already."""
        if any(item.test == test for item in self.found):
            return
        if len(self.election.definition.contests) > 1:
            test = {"contest": self.contest_id, **test}
        self.found.append(Drafted(start, end, test, notes))

    def refuse(self, reason: str) -> None:
        """Remember why words that look like a test were not made one."""
        if reason not in self.refused:
            self.refused.append(reason)

    def clear(self, start: int, end: int) -> bool:
        """Whether nothing around the words forbids a test: denial, condition, other matters."""
        low, high = self.scope(start, end)
        text = FIRST_TIME.sub(lambda match: " " * len(match.group()), self.mask[low:high])
        return self.clues.scope(without_asides(text), end - low) is None

    def clear_around(self, start: int, end: int) -> bool:
        """The same for words that state a denial themselves, as “fell short of” does."""
        low, high = self.scope(start, end)
        blank = self.mask[:start] + " " * (end - start) + self.mask[end:]
        return self.clues.scope(without_asides(blank[low:high]), end - low) is None

    def scope(self, start: int, end: int) -> tuple[int, int]:
        """The part of the sentence between two turns that holds the words."""
        low, high = 0, len(self.mask)
        for turn in SCOPES.finditer(self.mask):
            if turn.end() <= start:
                low = turn.end()
            elif turn.start() >= end:
                high = turn.start()
                break
        return low, high


def every_match(
    pattern: re.Pattern[str], text: str, group: str = "option"
) -> Iterator[re.Match[str]]:
    """Matches that may overlap: after each, the search goes on behind its first name."""
    position = 0
    while (match := pattern.search(text, position)) is not None:
        yield match
        position = match.end(group) if match.end(group) < match.end() else match.end()
