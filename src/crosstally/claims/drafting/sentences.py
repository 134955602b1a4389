"""Splitting running text into sentences, English and Russian."""

from __future__ import annotations

import re
from collections.abc import Iterator

from crosstally.claims.drafting.grammar import joined

_TITLES = "mr mrs ms dr prof sen rep gov gen col lt sgt capt st jr hon rev"
_REFERENCES = "no nos vs approx est fig vol pp art"
_MONTHS = (
    "jan feb mar apr jun jul aug sep sept oct nov dec янв февр фев мар апр авг сент окт нояб дек"
)
_RUSSIAN = "т ул им тг обл р ст п стр кв д корп просп акад проф ген полк см ср напр пр"
_ABBREVIATIONS = frozenset(f"{_TITLES} {_REFERENCES} {_MONTHS} {_RUSSIAN}".split())
_UNITS = frozenset(("тыс", "млн", "млрд", "трлн", "руб", "проц", "чел", "г", "гг"))
"""Abbreviated units: a sentence may end with one, and then a capital letter follows."""
_DOTTED = re.compile(r"(?:^|[\s(\"'“‘«])(?:[^\W\d_]\.)+[^\W\d_]?$")
_END = re.compile(r"(?<![.!?…])[.!?…]++[\"'”’»)\]]*+(?=\s)")
_BEGINS = re.compile(
    joined(r"""
    (?:[A-Z]\w+ )?(?:[Bb]y|[Aa]t|[Aa]s of|[Aa]fter|[Bb]efore|[Uu]ntil|
    [Aa]round) [^.]{0,20}\b\d{1,2}(?:[:.]\d\d)? ?[ap]\.m\.|(?:(?:And|But|А|Но) )?(?!Who|What|When|
    Where|Why|How|Which|Really|Right|Sure|True|Yes|No\b|So\b|Кто|Что|Как|Где|Почему|
    Правда)(?:[Tt]he |[Oo]ur |[Yy]our |[Нн]аша )?[A-ZА-ЯЁ][\w-]*(?: [A-ZА-ЯЁ]?[\w-]+)?\?""")
)
"""What begins a statement and does not end it: “Our party? 1.7 percent.”, “By 9 p.m. Turnout …”"""
_NEXT = re.compile(r"[\"'“‘«(\[—–-]*\s*[^\W_]")
_TIME = re.compile(r"\b[ap]\.m$", re.I)
_INITIAL = re.compile(r"(?:^|[\s.(\"“«])(?:[^\W\d_]|Ch|Dz|Dzh|Kh|Ph|Sh|Th|Ts|Ya|Ye|Yu|Zh|Дж)$")
"""A person's initial, as Russian and Kazakh names give it in English too; or U.S., т.е."""


def split_sentences(text: str) -> Iterator[tuple[str, bool]]:
    """Each sentence, and whether it begins inside a quotation that was opened before it."""
    start, inside = 0, False
    for match in _END.finditer(text):
        if not _ends_here(text, match) or _BEGINS.fullmatch(text[start : match.end()].strip()):
            continue
        sentence = text[start : match.end()].strip()
        if sentence:
            yield sentence, inside
            inside = _quote_open(sentence, inside)
        start = match.end()
    rest = text[start:].strip()
    if rest:
        yield rest, inside


def _ends_here(text: str, match: re.Match[str]) -> bool:
    after = text[match.end() : match.end() + 40].lstrip()
    first = _NEXT.match(after)
    if first is None:
        return not after
    letter = first.group()[-1]
    quoted_end = match.group()[-1] in "\"'”’»"
    if letter.islower():
        return False  # “… said he.” or “No!” he said
    if match.group()[0] != "." or len(match.group().rstrip("\"'”’»)]")) > 1:
        return True
    before = text[max(0, match.start() - 24) : match.start()]
    if quoted_end:
        return True
    word = re.split(r"[\s(\"'“‘«]", before)[-1].casefold()
    if word in _ABBREVIATIONS:
        return False if word != "no" else not letter.isdigit()
    if word in _UNITS:
        return letter.isupper() and re.search(r"\d[\s,\d]*\s?\w+$", before) is not None
    if _TIME.search(before):
        return letter.isupper()
    return not (_INITIAL.search(before) or _DOTTED.search(before))


def _quote_open(sentence: str, inside: bool) -> bool:
    """Whether a quotation is still open at the end of a sentence."""
    state = inside
    for sign in sentence:
        if sign in "“«":
            state = True
        elif sign in "”»":
            state = False
        elif sign == '"':
            state = not state
    return state
