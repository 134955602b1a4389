"""Whose announcement a statement repeats: “the commission said that A won 81 percent”.

Such a statement is about what was announced; one of fact is about the best figures at hand.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from crosstally.claims.drafting.assertion import SPEECH
from crosstally.claims.drafting.clues import SCOPES
from crosstally.claims.drafting.context import Context, Drafted
from crosstally.claims.drafting.grammar import words
from crosstally.claims.drafting.speakers import AUTHORITY
from crosstally.claims.evidence import AnnouncedOnly
from crosstally.claims.judging.evaluate import answer_to
from crosstally.claims.result import Verdict
from crosstally.claims.statement import Measure, Test
from crosstally.election.areas import AreaLookup
from crosstally.election.definition import SourceKind
from crosstally.election.folder import Election

_OF_VOTERS = frozenset(Measure) - {Measure.OPTIONS, Measure.STATIONS}
_OFFICIALLY = words(r"""
    \bofficially\b|\b(?:official|preliminary|provisional|final) (?:\w+ )?(?:results?|figures|data|
    returns|tally|count|turnout|share|score)\b|\b(?:официальн|предварительн|
    окончательн)\w+ (?:\w+ )?(?:данн\w+|итог\w*|результат\w*)""")
_ACCORDING = re.compile(r"\b(?:according to|по (?:\w+ )?(?:данным|сведениям|информации))\b", re.I)
_FINAL = re.compile(r"\b(?:final\w*|окончательн\w+)\b", re.I)
_STATED = re.compile(rf"\b(?:{SPEECH}|gave|gives|credited|put)\b", re.I)
_BEHIND = re.compile(rf"[^;:]{{0,90}}?\b{SPEECH}\b[^;:.]{{0,60}}", re.I)
_ACRONYM = re.compile(r"\(([^()]{2,12})\)")


@dataclass(frozen=True)
class Announcers:
    """The authorities of an election, by the words that name them, and what they announced."""

    election: Election
    areas: AreaLookup
    contest: str

    def repeated(self, context: Context, item: Drafted) -> Drafted:
        """The test, asked of the announcement that its words repeat; as it was, where they repeat
        none, or none that states the figure.

        Of several the latest that agrees is meant: else what a first bulletin said would be
        refuted by the second. A final result is no earlier announcement's.
        """
        source = self._source(context, item)
        if source is None or item.test.get("on") == "sheets" or "station" in item.test:
            return item
        test = {**item.test, "on": "announced", "source": source}
        if Test.model_validate(test).measure not in _OF_VOTERS or self._verdict(test) is None:
            return item
        if self._verdict(test) is Verdict.HOLDS or "at" in test or _FINAL.search(context.mask):
            return replace(item, test=test)
        for moment in self._moments(source):
            if self._verdict({**test, "at": moment}) is Verdict.HOLDS:
                note = f"it was announced at {moment}, and otherwise later"
                return replace(item, test={**test, "at": moment}, notes=(*item.notes, note))
        return replace(item, test=test)

    def _verdict(self, test: dict[str, object]) -> Verdict | None:
        """What the announcements make of a test; None where they do not state its figure."""
        asked = Test.model_validate({"contest": self.contest, **test})
        answer = answer_to(asked, AnnouncedOnly(self.election, self.areas))
        undecided = answer.verdict is Verdict.UNDECIDED
        return None if undecided and answer.basis is None else answer.verdict

    def _moments(self, source: str) -> list[str]:
        """When a source announced something, the latest first."""
        return sorted(
            {item.at for item in self.election.announcements if item.at and item.source == source},
            reverse=True,
        )

    def _source(self, context: Context, item: Drafted) -> str | None:
        """The authority that is said to have announced it; None for nobody, or one of several."""
        text = " ".join(_attributions(context.mask, item))
        known = {
            id_: source.name
            for id_, source in self.election.definition.sources.items()
            if source.kind is SourceKind.AUTHORITY
        }
        named = [id_ for id_, name in known.items() if _names(name, text)]
        if not named and (AUTHORITY.search(text) or _OFFICIALLY.search(text)):
            named = list(known)
        return named[0] if len(named) == 1 else None


def _attributions(mask: str, item: Drafted) -> Iterator[str]:
    """The words that say whose statement it is: before it, behind it, or “according to”."""
    before = [match for match in _STATED.finditer(mask) if match.end() <= item.start]
    if before:
        breaks = [one.end() for one in SCOPES.finditer(mask) if one.end() <= before[-1].start()]
        yield mask[max(breaks, default=0) : before[-1].end()]
    own = mask[item.start : item.end]
    if _STATED.search(own):
        yield own  # “A, which the commission said won 1.7 percent”
    behind = _BEHIND.match(mask, item.end)
    if behind:
        yield behind.group()
    for match in _ACCORDING.finditer(mask):
        yield mask[match.start() : match.end() + 80]
    official = _OFFICIALLY.search(mask)
    if official:
        yield official.group()


def _names(name: str, text: str) -> bool:
    """Whether a source is named: whole, without what stands in brackets, or by its letters."""
    plain = re.sub(r"\s*\([^()]*\)", "", name)
    letters = "".join(re.findall(r"(?<!\w)[A-ZА-ЯЁ]", plain))
    short = [*_ACRONYM.findall(name), *([letters] if len(letters) > 1 else [])]
    shown = any(re.search(rf"(?<!\w){re.escape(one)}(?!\w)", text) for one in short)
    return shown or plain.casefold() in text.casefold()
