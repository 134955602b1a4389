"""How alike names are: of stations, of parties and candidates, in one script or in two."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise

from anyascii import anyascii

from crosstally.returns.vocabulary import plain

MOST_PAIRS = 1_000_000
"""Pairs of a block that are all compared; in larger blocks only names that share a rare word."""
RARE = 30
"""A word is rare where at most so many names have it."""


def in_latin(text: str) -> str:
    """A name for comparing, in plain Latin letters whatever its script: ``"Ақ жол"`` is
    ``"aq zhol"``. Case, accents and punctuation do not count."""
    return plain(anyascii(text))


def plain_name(text: str) -> str:
    """The same of a station: numbers' leading zeros do not count either."""
    return _without_zeros(in_latin(text))


def _without_zeros(text: str) -> str:
    return re.sub(r"\b0+(?=\d)", "", text)


class Likeness:
    """The names of two lists, compared where asked."""

    LEAST = 80.0
    """Less alike names are not paired."""
    SURE = 95.0
    NUMBERS = 30.0
    """Taken off where the numbers in the names differ: School 5 is not School 6."""

    def __init__(self, first: Sequence[str] | None, second: Sequence[str] | None) -> None:
        self.first = [plain_name(name) for name in first or ()]
        self.second = [plain_name(name) for name in second or ()]
        self._written = [
            [_without_zeros(plain(n)) for n in names or ()] for names in (first, second)
        ]
        self.known = any(self.first) and any(self.second)

    def agree(self, i: int, j: int) -> bool | None:
        """Whether two names are those of one place; None where one is not known, or in between."""
        if not self.known or not self.first[i] or not self.second[j]:
            return None
        score = self._score(self.first[i], self.second[j])
        return True if score >= self.LEAST else False if score < 50 else None

    def as_written(self, i: int, j: int) -> bool:
        """Whether two names are surely alike without being turned into Latin letters, in which
        names that differ may become one."""
        left, right = (names[at] for names, at in zip(self._written, (i, j), strict=True))
        return self._score(left, right) >= self.SURE - 5

    def near(self, ours: Sequence[int], theirs: Sequence[int]) -> list[tuple[int, int, float]]:
        """Pairs with names at least ``LEAST`` alike (less what weighing may add), scored 0-100."""
        ours = [i for i in ours if self.first[i]]
        theirs = [j for j in theirs if self.second[j]]
        if not ours or not theirs:
            return []
        if len(ours) * len(theirs) > MOST_PAIRS:
            return self._by_rare_words(ours, theirs)
        import numpy as np
        from rapidfuzz import fuzz, process

        scores = process.cdist(
            [self.first[i] for i in ours],
            [self.second[j] for j in theirs],
            scorer=fuzz.token_sort_ratio,
            score_cutoff=self.LEAST - 5,
            dtype=np.float32,
        )
        found = []
        for a, b in zip(*np.nonzero(scores), strict=True):
            i, j = ours[int(a)], theirs[int(b)]
            score = float(scores[a, b]) - self._numbers_differ(self.first[i], self.second[j])
            if score >= self.LEAST - 5:
                found.append((i, j, score))
        return found

    def _by_rare_words(
        self, ours: Sequence[int], theirs: Sequence[int]
    ) -> list[tuple[int, int, float]]:
        index: dict[str, list[int]] = defaultdict(list)
        for j in theirs:
            for word in set(self._words(self.second[j])):
                index[word].append(j)
        found = []
        for i in ours:
            near = {
                j
                for word in self._words(self.first[i])
                for j in (index.get(word, ()) if len(index.get(word, ())) <= RARE else ())
            }
            for j in near:
                score = self._score(self.first[i], self.second[j])
                if score >= self.LEAST - 5:
                    found.append((i, j, score))
        return found

    @staticmethod
    def _words(name: str) -> list[str]:
        """Words and neighbouring pairs of words: pairs are rare where words are not. The whole
        name is one of them, so that equal names always meet."""
        words = name.split()
        pairs = [f"{a} {b}" for a, b in pairwise(words)]
        return [*words, *pairs, f"={name}"]

    def _score(self, left: str, right: str) -> float:
        from rapidfuzz import fuzz

        return float(fuzz.token_sort_ratio(left, right)) - self._numbers_differ(left, right)

    def _numbers_differ(self, left: str, right: str) -> float:
        same = sorted(re.findall(r"\d+", left)) == sorted(re.findall(r"\d+", right))
        return 0.0 if same else self.NUMBERS
