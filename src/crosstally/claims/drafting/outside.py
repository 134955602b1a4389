"""What a sentence says beside its tests: each such piece is a clause of its own, without a test."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from crosstally.claims.drafting.clues import FIRST_TIME
from crosstally.claims.drafting.context import Context, Drafted
from crosstally.claims.drafting.grammar import words
from crosstally.claims.drafting.lexicon import MONTHS
from crosstally.claims.drafting.mentions import AREA, OPTION, SIGNS
from crosstally.claims.drafting.places import UNKNOWN_PLACE
from crosstally.words import N_, _

EARLIER = N_("It speaks of other elections or other years, and this folder holds one election.")
BESIDE = N_("No test stands for these words; a person must put one where figures can decide.")
_DATES = re.compile(
    rf"\b\d{{1,2}} {MONTHS}\b\.?(?:,? \d{{4}})?|\b{MONTHS}\.? \d{{1,2}}\b(?:,? \d{{4}})?|"
    r"\b\d{1,2}[.:]\d\d(?:[.:]\d{2,4})?\b(?!\s?(?:%|per|процент))|\b\d{1,2} [ap]\.m\.",
    re.I,
)
_SPEAKER = words(r"""
    ^[\s,;\"”»'–—-]*(?:say|says|said|added|according to|told|announced|reported|сказал\w*|заявил\w*|
    сообщил\w*|по словам)\b|\b(?:says?|said|announced|reported|shows?|showed|shown|told|
    tells) ?(?:reporters|journalists|that|Reuters)?[\s,.:;\"”»]*(?:the )?$""")
"""Who says it: a party or a town that is named there is not said to have a result."""
_SUBJECT_ONLY = SIGNS.words(r"""
    ^[\s\"“«,]*(?:(?:but|and|although|though|while|officially|reminder:|
    (?:let us )?recall that),? )*(?:(?:the|our) )?(?:{OPTION}[\s\"“”«»]*)+(?:\"?[A-Z]\w+\"? )?(?:
    (?:was|is|were|are|(?:has|have|had) been) )?$|^[\s,]*по (?:итогам|результатам) (?:выборов|
    голосования)(?: по единому округу| по (?:парт)?спискам)?[\s,«]*$|
    ^[\s\"“«]*the party[\s\"“«]*$""")
"""“It was” before “one of seven parties”."""
_AMONG_THEM = re.compile(
    rf"^[\s,]*(?:including |among them )?(?:the )?{OPTION}+(?: being)?(?: (?:one of|among) "
    rf"them)?[\s.]*$",
    re.I,
)
"""“…, A one of them” behind “seven parties”."""
_SAYS_MORE = SIGNS.words(r"""
    \d|{OPTION}|{AREA}|\b(?:lowest|highest|biggest|largest|smallest|ever|record|more|less|fewer|
    higher|lower(?! house| chamber)|better|worse|most|least|increase\w*|decrease\w*|rise|rose|risen|
    fall|fell|fallen|drop\w*|gain\w*|los[est]\w*|up|down|doubl\w+|tripl\w+|twice|half|third|quarter|
    majority|landslide|threshold|barrier|hurdle|барьер\w*|порог\w*|percent|points?|seats?|votes?|
    first|second|last|than|compared|ahead|behind|
    beat\w*|seven|eight|nine|ten|eleven|twelve|сам\w+ (?:низк|высок|больш|меньш)\w+|наименьш\w+|
    наибольш\w+|рекорд\w*|больше|меньше|выше|ниже|вырос\w*|упал\w*|рост\w*|сниз\w+|вдвое|половин\w+|
    большинств\w+|процент\w*|мест[оа]?|голос\w*|перв\w+|втор\w+|трет\w+|чем|по сравнению)\b""")
_EMPTY = re.compile(
    r"^[\s,.;:!?()\"“”«»'–—-]*(?:\b(?:and|but|while|the|a|an|и|а|но)\b[\s,.;:!?()\"“”«»'–—-]*)*$",
    re.I,
)
_EDGES = ' ,;:–—-\n"“”«»()'


def outside_clauses(
    context: Context, tests: Sequence[Drafted], tail: int | None
) -> list[tuple[int, dict[str, Any]]]:
    """Where each piece begins, and its clause: what speaks of other times, and every figure, party,
    place or comparison that no test uses."""
    mask = context.mask
    taken = [(item.start, item.end) for item in tests]
    found: list[tuple[int, dict[str, Any]]] = []

    def say(start: int, end: int, why: str) -> None:
        text = context.read.text[start:end].strip(_EDGES)
        if text:
            found.append((start, {"text": text, "outside": _(why)}))

    for match in FIRST_TIME.finditer(mask):
        say(match.start(), match.end(), EARLIER)
        taken.append(match.span())
    if tail is not None:
        say(tail, len(mask), EARLIER)
        taken.append((tail, len(mask)))
    for start, end in _between(taken, len(mask)):
        if _says_more(mask, start, end):
            say(start, end, BESIDE)
    return found


def _between(taken: Sequence[tuple[int, int]], length: int) -> Iterator[tuple[int, int]]:
    position = 0
    for start, end in sorted([*taken, (length, length)]):
        if start > position:
            yield position, start
        position = max(position, end)


def _says_more(mask: str, start: int, end: int) -> bool:
    """Whether the words between tests say something about the result that no test uses."""
    piece = mask[start:end]
    if _EMPTY.match(piece) or _SUBJECT_ONLY.match(piece) or _AMONG_THEM.match(piece):
        return False
    piece = _DATES.sub(" ", piece)
    if _SPEAKER.search(piece):
        piece = re.sub(rf"[{OPTION}{AREA}]", " ", piece)
    return _SAYS_MORE.search(piece) is not None or UNKNOWN_PLACE.search(piece) is not None
