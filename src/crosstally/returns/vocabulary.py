"""What columns of results are called, in the languages of the countries that publish them.

The phrases stand in ``vocabulary.txt``: English, Russian, Kazakh, Spanish, French, Portuguese,
Turkish, Georgian, Arabic, German, Ukrainian, Hebrew, Polish, Indonesian, Romanian, Bulgarian,
Italian, Czech, Hungarian, Serbian, Macedonian, Greek, Dutch, Swahili, Armenian, Azerbaijani,
Uzbek, Kyrgyz, Mongolian, Belarusian, Persian, Hindi, Thai, Chinese and Korean.
"""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum
from functools import cache
from importlib.resources import files


class Role(StrEnum):
    """What a column of figures is, beside an option."""

    REGISTERED = "registered"
    REGISTERED_MORE = "registered_more"
    """Voters entered on a further list."""
    RECEIVED = "received"
    ISSUED = "issued"
    CAST = "cast"
    VALID = "valid"
    INVALID = "invalid"
    BLANK = "blank"
    WRITE_IN = "write_in"
    """Votes for people who are no registered candidates: valid ones."""
    COUNT = "count"
    """Some other count of the sheet: ballots cancelled, votes by noon."""
    PERCENT = "percent"
    WHEN = "when"
    """A time, a web address, a note."""


_LETTERS = str.maketrans({"ı": "i", "ł": "l", "ø": "o", "đ": "d"})
"""Letters that no decomposition turns into plain ones."""

_JOINED = re.compile(r"(?<=[a-zа-я])(?=[A-ZА-Я])|(?<=[A-ZА-Я])(?=[A-ZА-Я][a-zа-я])")


def plain(text: str) -> str:
    """A name stripped of case, accents and punctuation: ``"Nº de Votos"`` → ``"no de votos"``."""
    bare = plain_pattern(text.casefold().translate(_LETTERS))
    return " ".join(re.sub(r"[\W_]+", " ", bare).split())


@cache
def _sections() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """The sections of ``vocabulary.txt`` in order; a name may have several."""
    text = (files("crosstally.returns") / "vocabulary.txt").read_text(encoding="utf-8")
    found: list[tuple[str, list[str]]] = []
    for line in text.splitlines():
        if line.startswith("[") and line.endswith("]"):
            found.append((line[1:-1], []))
        elif line.strip() and not line.startswith("#"):
            found[-1][1].append(plain_pattern(line))
    return tuple((name, re.compile("|".join(phrases))) for name, phrases in found)


def plain_pattern(pattern: str) -> str:
    """An expression made to be compared with plain names: without accents and vowel signs."""
    split = unicodedata.normalize("NFKD", pattern)
    return "".join(char for char in split if unicodedata.category(char)[0] != "M")


@cache
def _phrases(section: str) -> re.Pattern[str]:
    return next(pattern for name, pattern in _sections() if name == section)


def role_of(name: str) -> Role | None:
    """The role that a column's name says, or None."""
    texts = {plain(name), plain(_in_words(name))} - {""}
    if not texts:
        return None
    if "%" in name or "٪" in name:
        return Role.PERCENT
    roles = {role.value for role in Role}
    for name, phrases in _sections():
        if name in roles and any(map(phrases.fullmatch, texts)):
            return Role(name)
    return None


def _in_words(name: str) -> str:
    """``SpoiltVotes`` and ``VDNumber`` as words of their own."""
    return _JOINED.sub(" ", name)


def _has_word(name: str, section: str) -> bool:
    """Whether one to three neighbouring words of the name are one of the phrases."""
    pattern = _phrases(section)
    return any(
        pattern.fullmatch(" ".join(words[start : start + length]))
        for words in (plain(name).split(), plain(_in_words(name)).split())
        for length in (1, 2, 3)
        for start in range(len(words) - length + 1)
    )


def names_level(name: str) -> bool:
    """Whether the name speaks of an area above the station."""
    return _has_word(name, "level")


def names_station(name: str) -> bool:
    """Whether the name speaks of the polling station."""
    return _has_word(name, "station")


def is_called_area(name: str) -> bool:
    """Whether the whole of the name is a word for an area or a polling station."""
    return any(_phrases(of).fullmatch(plain(name)) for of in ("level", "station"))


def names_code(name: str) -> bool:
    """Whether the name speaks of a code or number."""
    return _has_word(name, "code")


def names_name(name: str) -> bool:
    """Whether the name speaks of a name."""
    return _has_word(name, "name")


def names_elsewhere(name: str) -> bool:
    """Whether the name speaks of where a place is on the map or in the post."""
    return _has_word(name, "elsewhere")


def names_percent(name: str) -> bool:
    """Whether the name ends with a word for a percentage: ``Greens_pct``. Elsewhere such a word may
    be part of a party's name."""
    return _phrases("percent").fullmatch(plain(name).rpartition(" ")[2]) is not None


def names_type(name: str) -> bool:
    """Whether the name speaks of a kind of station."""
    return _has_word(name, "type")


def names_copy(name: str) -> bool:
    """Whether the name speaks of a copy of a sheet: the whole of it."""
    return _phrases("copy").fullmatch(plain(name)) is not None


def names_contest(name: str) -> bool:
    """Whether the name says which contest a row is of: the whole of it."""
    return _phrases("contest").fullmatch(plain(name)) is not None


def names_stage(name: str) -> bool:
    """Whether a text speaks of an act of counting, or of a round."""
    return _has_word(name, "stage")


def names_option(name: str) -> bool:
    """Whether the name speaks of whom a row's votes are for."""
    return _has_word(name, "option")


def says_channel(text: str) -> bool:
    """Whether a cell says how votes came: at the station, early, by post."""
    return _has_word(text, "channel")


def says_total(text: str) -> bool:
    """Whether a cell says that its row is a sum of others."""
    return _phrases("total").fullmatch(plain(text)) is not None


_BINDING = {"of", "the", "de", "la", "le", "les", "l", "du", "des", "del", "el", "do", "da", "der"}
_BESIDE_TOTAL = {"for", "of", "in", "at", "по", "за", "в", "de", "del", "do", "da", "du", "pour"}


def without_words_of_totals(text: str) -> str:
    """What a cell says beside its word for a sum: ``"Total North"`` → ``"north"``."""
    words = plain(text).split()
    return " ".join(w for w in words if w not in _BESIDE_TOTAL and not says_total(w))


def in_small_letters(text: str) -> str:
    """A text in composed small letters; Turkish İ is an i, without a dot more."""
    composed = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    return composed.replace("i\u0307", "i")


def small_words(text: str) -> list[str]:
    """The runs of letters and digits of a text. Marks above and below a letter that make no other
    letter of it, as in Thai and Hindi, are left out."""
    small = (c for c in in_small_letters(text) if unicodedata.category(c)[0] != "M")
    kept = (c if unicodedata.category(c)[0] == "L" or c.isdecimal() else " " for c in small)
    return "".join(kept).split()


def without_kind_words(name: str) -> str:
    """A name without its words for code and name, and those that bind them to the others:
    ``"district id"`` → ``"district"``, ``"code de la commune"`` → ``"commune"``."""
    code, called = _phrases("code"), _phrases("name")
    words = small_words(name)
    kept = [w for w in words if not (code.fullmatch(plain(w)) or called.fullmatch(plain(w)))]
    while len(kept) > 1 and len(kept) < len(words) and kept[0] in _BINDING:
        kept = kept[1:]
    return " ".join(kept or words)
