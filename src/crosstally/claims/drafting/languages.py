"""Which sentences of an article are in a language that drafting reads: English or Russian."""

from __future__ import annotations

import re

from crosstally.claims.drafting.article import article_sentences

_ENGLISH = re.compile(
    r"\b(?:the|of|in|to|and|for|said|was|were|is|are|on|with|by|at|from|has|had|have|that|it|than|"
    r"percent|votes?|won)\b",
    re.I,
)
_CYRILLIC = re.compile(r"[а-яё]", re.I)
_NOT_RUSSIAN = re.compile(r"[^\Wа-яё\d_a-z]", re.I)
"""A letter of Kazakh, Ukrainian, Georgian and so on."""
_FEWEST_WORDS = 4


def sentences_not_read(text: str) -> tuple[int, int]:
    """How many sentences of an article (plain text or HTML) seem to be in neither of the two
    languages, and how many of four words or more there are."""
    long = [
        item.text for item in article_sentences(text) if len(item.text.split()) >= _FEWEST_WORDS
    ]
    return sum(not _is_read(sentence) for sentence in long), len(long)


def _is_read(sentence: str) -> bool:
    if _CYRILLIC.search(sentence):
        return _NOT_RUSSIAN.search(sentence) is None
    return _ENGLISH.search(sentence) is not None
