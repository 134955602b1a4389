"""A sentence with what is needed to turn its words into tests."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from crosstally.claims.clues import SCOPES, Clues
from crosstally.claims.mentions import AREA, OPTION, PLACE
from crosstally.claims.patterns import (
    HEDGE_WORDS,
    THE,
)
from crosstally.claims.reading import Read
from crosstally.election.definition import Contest
from crosstally.election.folder import Election

_ASIDE = re.compile(
    rf"(?<=[{OPTION}{AREA}]),\s(?:the|an?|which|who|whose|where|led|founded)\s"
    r"(?:(?!per\s?cent|percent|pct|%)[^,;:]){1,90},"
)
"""What is said aside about a name does not touch what is said of it."""


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
    found: list[Drafted] = field(default_factory=list)

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
        mention = self.read.at(match.start(group))
        if mention is None or not mention.taken_for or mention.id is None:
            return ()
        name = self.contest.options[mention.id].name
        return (f"“{mention.text}” was taken to mean {name}",)

    def add(self, start: int, end: int, test: dict[str, Any], notes: tuple[str, ...] = ()) -> None:
        """Keep a test, unless the words are used already."""
        if any(item.test == test for item in self.found):
            return
        if len(self.election.definition.contests) > 1:
            test = {"contest": self.contest_id, **test}
        self.found.append(Drafted(start, end, test, notes))

    def clear(self, start: int, end: int) -> bool:
        """Whether nothing around the words forbids a test: denial, condition, other matters."""
        low, high = self.scope(start, end)
        return self.clues.scope(_ASIDE.sub(" ", self.mask[low:high])) is None

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


_NOT_SUBJECT = re.compile(
    rf"(?:\b(?:of|from|behind|to|than|against|by|over|joins?|joined|joining|beat|beats|unlike|like|"
    rf"besides|except|alongside|versus|with|after|за|после|против|кроме|вслед за)\s+(?:the\s+)?|"
    rf"{OPTION}(?:\s+party)?\s+(?:and|or|и|или)\s+(?:the\s+)?)[\"“«']?$",
    re.I,
)
UNKNOWN_PLACE = re.compile(
    r"\b(?:in|across|from|в|во) (?:the )?(?!January|February|March|April|May\b|June|July|August|"
    r"September|October|November|December|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|"
    r"Parliament|Majilis|Mazhilis|Мажилис\w*|Парламент\w*|Central|OSCE|Reuters|National Assembly|"
    r"General Election|Presidential|Parliamentary|House of|Senate|Congress|Duma|State Duma|Knesset|"
    r"Bundestag|Sejm|Rada|Verkhovna Rada)([A-ZА-ЯЁ][\w-]+)"
)
PART_OF_PLACE = re.compile(
    r"\b(?:in|across|from|at|of|among|throughout|within|by)\s+(?:(?:the|its|their|some|several|"
    r"many|most|"
    r"all|other|a|one|two|few|certain|both)\s+)*(?:\w+(?:ern)?\s+)?(?:north\w*|south\w*|east\w*|"
    r"west\w*|centre|center|"
    r"capital|rural|urban|cit(?:y|ies)|towns?|villages?|countryside|provinces?|regions?|"
    r"districts?|oblasts?|areas?|"
    r"constituenc\w+|parts|diaspora|prisons?|army|soldiers|troops|hospitals?|universit\w+|"
    r"polling stations?|precincts?|"
    r"stations?|young\w*|women|men|students|pensioners|minorit\w+|ethnic|expatriates?|embass\w+|"
    r"strongholds?)\b|"
    r"\b(?:abroad|overseas)\b|\b(?:сел[аеу]х?|городах|регионах|районах|областях|столице|за "
    r"рубежом|участк\w+|"
    r"среди (?:молод\w+|женщин|мужчин))\b",
    re.I,
)
_IN_ELECTION = re.compile(
    r"\s*,?\s*(?:in|at|on|across)\s+(?!(?:the\s+|an?\s+|its\s+|this\s+|"
    r"last\s+)*(?:[\w'-]+(?:day)?(?:'s)?\s+){0,3}?(?:election|elections|"
    r"vote|votes|voting|poll|polls|ballot|parliament|majilis|mazhilis|country|nation|results?|"
    r"count|tally|contest|race|"
    r"sunday|monday|tuesday|wednesday|thursday|friday|saturday|jan\w*|feb\w*|march|april|may|"
    r"june|july|aug\w*|sept\w*|"
    r"oct\w*|nov\w*|dec\w*|chamber|house|a landslide|landslide|figures|statement|all|total|"
    r"turnout)\b)",
    re.I,
)
"""After a figure: a place or group that is no word for the election itself."""
_AREA_SAID = re.compile(
    rf"\b(?:said|told|announced|reporters|conference|briefing|headquarters|office|statement|"
    rf"заявил\w*|"
    rf"сообщил\w*|журналистам)\b[^,;]{{0,60}}{AREA}+"
)


def number_test(
    measure: str, option: str | None, hedge: str | None, value: str
) -> dict[str, Any] | None:
    """A comparison with a number; None where the words before it are no comparison."""
    comparison = "equals" if hedge is None else HEDGE_WORDS[re.sub(r"\s+", " ", hedge.casefold())]
    if not comparison:
        return None
    test: dict[str, Any] = {"measure": measure}
    if option is not None:
        test["option"] = option
    return {**test, comparison: value}


def percent_text(number: str) -> str:
    """``7,5`` or ``7.5`` as a test writes it: ``7.5%``."""
    return number.replace(",", ".") + "%"


def every_match(pattern: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    """Matches that may overlap: after each, the search goes on behind its first name."""
    position = 0
    while (match := pattern.search(text, position)) is not None:
        yield match
        position = match.end("option") if match.end("option") < match.end() else match.end()


def is_subject(context: Context, match: re.Match[str]) -> bool:
    between = context.mask[match.end("option") : match.end()]
    if re.match(r"[^,]{0,30},?\s+(?:which|who|котор\w+)\b", between):
        return True  # "…, which won": the name just before
    return _NOT_SUBJECT.search(context.mask[: match.start("option")]) is None


def place_of(context: Context, match: re.Match[str]) -> dict[str, Any] | None:
    """Where a figure is of: nothing for the whole place, an area, or None where it is unclear."""
    low, high = context.scope(*match.span())
    text = context.mask[low:high]
    if UNKNOWN_PLACE.search(text) or PART_OF_PLACE.search(text):
        return None
    said = [item.span() for item in _AREA_SAID.finditer(text)]
    areas = {
        context.read.at(low + item.start())
        for item in re.finditer(rf"{AREA}+", text)
        if not any(start <= item.start() < end for start, end in said)
    }
    if not areas:
        elsewhere = _IN_ELECTION.match(context.mask, match.end())
        named = re.match(rf"\s*,?\s*(?:in|across)\s+{PLACE}", context.mask[match.end() :])
        return None if elsewhere and not named else {}
    first = next(iter(areas))
    if len(areas) > 1 or first is None or first.id is None:
        return None
    near = re.match(rf"\s*,?\s*(?:in|across|в) {THE}{AREA}+", context.mask[match.end() :])
    front = re.match(rf"\W*(?:in|across|в) {THE}{AREA}+", context.mask[low:], re.I)
    return {"area": first.id} if near or front else None
