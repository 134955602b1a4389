"""Finding the options and areas of an election in running text."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal

from crosstally.claims.drafting.grammar import Grammar
from crosstally.claims.drafting.lexicon import LEVEL_WORDS, LEVELS
from crosstally.election.areas import Area
from crosstally.election.definition import Contest
from crosstally.election.folder import Election

OPTION, AREA, PLACE = "\ue000", "\ue001", "\ue002"
"""Signs that stand for a mention in masked text, one for each of its characters."""
_SIGNS = {"option": OPTION, "area": AREA, "place": PLACE}
SIGNS = Grammar(OPTION=OPTION, AREA=AREA, PLACE=PLACE)
"""Patterns of masked text, in which ``{OPTION}`` stands for the sign of an option."""
_ALIKE = str.maketrans(
    {
        **dict.fromkeys("’‘ʼ`", "'"),
        **dict.fromkeys("\u00a0\u202f\u2009", " "),
        **dict.fromkeys("\u2010\u2011", "-"),
    }
)
_DOTLESS = str.maketrans({"İ": "i", "I": "ı"})
_BRACKET = re.compile(r"\s*\((?P<inside>[^)]*)\)\s*$")
_LEVEL_TAIL = re.compile(rf"\s+(?:{LEVEL_WORDS})$", re.I)
_LEVEL_HEAD = re.compile(r"^(?:город|г\.)\s+", re.I)
_LEVEL_NEXT = re.compile(rf"\s+({LEVEL_WORDS})\b", re.I)
_SAYS_KIND = re.compile(rf"\(|\b(?:city|town|{LEVEL_WORDS})\b", re.I)
_REGISTER_HEAD = re.compile(r"^(?:\d+[.\s-]+|[^\W\d_a-z]{2,5}\.\s+)+(?=[^\W\d_]{3})")
"""What a register puts before a name: “012 KAMPALA”, “EDO. MIRANDA”."""
_OF_ANOTHER = re.compile(
    r"(?<![\w-])(?:United|New|Free|Real|True|Alternative|Revolutionary|Marxist|Young|Christian|"
    r"Islamic|Independent|Reformed|Объедин[её]нн\w+|Нов(?:ая|ой|ую)|Истинн\w+|Независим\w+)\s$"
)
"""“The United Communist Party” is not the Communist Party."""
_LAST_NAME = 3
"""Rank of a candidate's last name, behind every name that the folder gives."""
_NAMESAKE = re.compile(
    r"(?<![\w'-])(?!(?:Mr|Mrs|Ms|Dr|Sen|Gov|Gen|Prof|President|Senator|Governor|Minister|General|"
    r"Chancellor|Premier|Candidate|Leader|But|And|Yet|So|Then|However|While|When|Although|Though|"
    r"If|As|That|Because|Meanwhile|Both|For|With|Against|The|[Ii]n|Where|За|Против|У|Но|А|И|При|"
    r"Однако|Также|Ранее|Вчера|Сегодня|Врио|Кандидат\w*|Мэр\w*|Губернатор\w*|Депутат\w*)\b)"
    r"[A-ZÀ-ÖØ-ÞА-ЯЁ][\w-]*\.? $"
)
"""“Cilia Maduro” is perhaps not Nicolás Maduro."""
_WOMANS = re.compile(r"(?:[оеё]в|[иы]н)а$", re.I)
_SHE_DID = re.compile(r"\s(?:не |тоже |также |лишь |едва )*\w+л(?:а|ась)\b", re.I)
_OBJECT_HERE = re.compile(r"\b(?:за|у|от|для|против|кандидата|\w+(?:ла|ли)) $", re.I)
_PATRONYMIC = re.compile(
    r"^(?P<last>[А-ЯЁӘҒҚҢӨҰҮІ][\w-]+) (?P<first>[А-ЯЁӘҒҚҢӨҰҮІ]\w+) "
    r"\w+(?:вич|ич|вна|чна|шна|ұлы|улы|қызы|кызы|оглы)(?=\s*(?:\(|$))",
    re.I,
)
"""“Иванов Иван Иванович”, as commissions list candidates; “ИВАНОВ ИВАН ИВАНОВИЧ” too."""
_OF_TAIL = re.compile(r"(?<=\w\s)(?P<kept>\S+)\s+(?:of|for)\s+[A-Z][\w'-]*$")

Kind = Literal["option", "area", "place"]


@dataclass(frozen=True)
class Mention:
    """A name in the text, or a word that stands for one."""

    start: int
    end: int
    kind: Kind
    id: str | None
    """None where the name can mean several areas."""
    text: str
    taken_for: bool = False
    """A pronoun or description that was resolved, not a name."""


@dataclass(frozen=True)
class _Surface:
    kind: Kind
    id: str | None
    rank: int


class MentionFinder:
    """Knows every way in which the election's options and areas are written."""

    def __init__(
        self,
        election: Election,
        contest: str,
        areas: Iterable[Area],
        own_names: str = "",
        article: str = "",
    ) -> None:
        """``own_names``: a pattern of further names of the whole place. ``article``: a candidate
        whom it names in full may be called by the last name alone."""
        self._surfaces: dict[str, _Surface] = {}
        self._plain: dict[str | None, str] = {}
        """Areas whose names do not say what kind of area they are → their level."""
        definition = election.definition
        self.options = definition.contests[contest].options
        for id_, option in definition.contests[contest].options.items():
            for name in (option.name, *option.aliases):
                self._add(name, "option", id_, 0)
                self._add(_OF_TAIL.sub(r"\g<kept>", name), "option", id_, 1)
                for other in (*_without_party(name), *_without_patronymic(name)):
                    self._add(other, "option", id_, 1)
        root = definition.place
        for area in areas:
            kind: Kind = "place" if area.id == root.id else "area"
            if area.level == definition.station_level:
                continue
            if not any(_SAYS_KIND.search(name) for name in (area.name, *area.aliases)):
                self._plain[area.id] = area.level
            names = [area.name, *area.aliases]
            names += [plain for name in names if (plain := _REGISTER_HEAD.sub("", name)) != name]
            if (
                root.id in area.parents.values()
            ):  # names of small places, so written, are often mere words
                names += [other for name in names for other in _without_capitals(name)]
            for name in names:
                self._add(name, kind, area.id, 0)
                self._add(_BRACKET.sub("", name), kind, area.id, 1)
                self._add(_BRACKET.sub(r" \g<inside>", name), kind, area.id, 1)
                self._add(_LEVEL_TAIL.sub("", _LEVEL_HEAD.sub("", name)), kind, area.id, 2)
        self._add(root.name, "place", root.id, 0)
        for name, id_ in _last_names(definition.contests[contest], without_marks(flat(article))):
            self._add(name, "option", id_, _LAST_NAME)
        for name, surface in list(self._surfaces.items()):
            self._surfaces.setdefault(without_marks(name), surface)
        self._pattern = _alternation(self._surfaces)
        self._root = root.id
        self._own = re.compile(rf"(?<![\w-])(?:{own_names})(?!\w)") if own_names else None

    def _add(self, name: str, kind: Kind, id_: str, rank: int) -> None:
        name = _key(name)
        if sum(map(str.isalpha, name)) < 2:
            return  # a district called “48” is not what “48.68 percent” speaks of
        known = self._surfaces.get(name)
        if known is None or rank < known.rank:
            self._surfaces[name] = _Surface(kind, id_, rank)
        elif known.rank == rank and known.id != id_:
            self._surfaces[name] = _Surface(kind, None, rank)

    def find(self, text: str) -> list[Mention]:
        """Mentions in the order of the text, the longest names first where names overlap."""
        found: list[Mention] = []
        plain = without_marks(flat(text))
        matches = [*self._pattern.finditer(flat(text))]
        if plain != flat(text):  # “Şabanözü” in the article, “SABANOZU” in the register
            matches += self._pattern.finditer(plain)
        for match in matches:
            if any(item.start < match.end() and match.start() < item.end for item in found):
                continue
            surface = self._lookup(match.group())
            if surface is None:
                continue
            id_ = surface.id
            end = match.end()
            level = _LEVEL_NEXT.match(flat(text), end) if surface.kind == "area" else None
            if level is not None and id_ in self._plain and is_level(level[1], self._plain[id_]):
                end = level.end()
            elif level is not None:
                id_ = None  # "X province", and no area is called that: perhaps another one
            if surface.kind == "option" and _OF_ANOTHER.search(text, 0, match.start()):
                id_ = None
            if surface.rank == _LAST_NAME and (
                _NAMESAKE.search(text[: match.start()])
                or (_key(match.group()) not in self._surfaces and _is_a_womans(match, text))
            ):
                id_ = None
            found.append(Mention(match.start(), end, surface.kind, id_, text[match.start() : end]))
        for match in self._own.finditer(flat(text)) if self._own else ():
            if not any(item.start < match.end() and match.start() < item.end for item in found):
                found.append(
                    Mention(match.start(), match.end(), "place", self._root, match.group())
                )
        return list(_with_short_names(sorted(found, key=lambda item: item.start), text))

    def _lookup(self, written: str) -> _Surface | None:
        exact = self._surfaces.get(_key(written))
        if exact is not None:
            return exact
        for name, surface in self._surfaces.items():
            if re.fullmatch(_written(name, surface.kind == "option"), written):
                return surface
        return None


def _is_a_womans(last_name: re.Match[str], text: str) -> bool:
    """Whether a man's last name, in a case that ends like a woman's name, is rather hers: “Смирнова
    набрала”, but not “за Смирнова проголосовала половина”."""
    return (
        _WOMANS.search(last_name.group()) is not None
        and _SHE_DID.match(text, last_name.end()) is not None
        and _OBJECT_HERE.search(text[: last_name.start()]) is None
    )


def _without_party(name: str) -> Iterator[str]:
    """“Ann Lee (Union)” as newspapers write it: “Ann Lee”, “Ann Lee of the Union”. One word before
    the bracket is left alone: it may be a part of another party's name."""
    party = _BRACKET.search(name)
    if party is not None and " " in (bare := name[: party.start()]):
        yield from (bare, f"{bare} of {party['inside']}", f"{bare} of the {party['inside']}")


def _without_patronymic(name: str) -> Iterator[str]:
    """“Иванов Иван Иванович” as newspapers write him: “Иван Иванов”."""
    if (person := _PATRONYMIC.match(name)) is not None:
        yield f"{person['first']} {person['last']}".title()


def _with_short_names(mentions: Iterable[Mention], text: str) -> Iterator[Mention]:
    """An option's name and its other name in brackets behind it are one: “Communists (CPPK)”."""
    last: Mention | None = None
    for one in mentions:
        if last is not None:
            same = one.id is not None and (one.kind, one.id) == (last.kind, last.id)
            if same and text[last.end : one.start] == " (" and text[one.end : one.end + 1] == ")":
                end = one.end + 1
                last = replace(last, end=end, text=text[last.start : end])
                continue
            yield last
        last = one
    if last is not None:
        yield last


def _last_names(contest: Contest, article: str) -> Iterator[tuple[str, str]]:
    """Last names of candidates whom an article names in full, each with its option's id."""
    rule = contest.rule
    if rule is None or rule.method not in ("plurality", "majority", "block_vote"):
        return
    names = {
        id_: next(_without_patronymic(option.name), _BRACKET.sub("", option.name))
        for id_, option in contest.options.items()
    }
    words = Counter(word for name in names.values() for word in name.split())
    lasts = [name.split()[-1] for name in names.values()]
    for (id_, name), last in zip(names.items(), lasts, strict=True):
        # «Петрова» is a woman's name, and a form of «Петров».
        alike = [o for o in lasts if re.fullmatch(_word(last), o) or re.fullmatch(_word(o), last)]
        alone = " " in name and words[last] == 1 and alike == [last]
        alone = alone and len(last) > 2 and last[0].isupper()
        if alone and re.search(_written(without_marks(flat(name)), True), article):
            yield last, id_


def _without_capitals(name: str) -> set[str]:
    """“KAMPALA” as a newspaper writes it; with the dotless letter too, as in “Diyarbakır”."""
    if not name.isupper():
        return set()
    plain, dotless = name.replace("İ", "I").lower(), name.translate(_DOTLESS).lower()
    return {
        re.sub(r"(?<!\w)\w", lambda match: name[match.start()], small) for small in (plain, dotless)
    }


def is_level(word: str, level: str) -> bool:
    """Whether a word such as “districts” means a level of the election, by its name."""
    one = re.sub(r"ies$", "y", word.casefold()).removesuffix("s")
    names = next((words for words in LEVELS.values() if one in words), (one,))
    return level.casefold() in names


def flat(text: str) -> str:
    """The text with one kind of apostrophe, space and hyphen, at the same length."""
    return text.translate(_ALIKE)


def masked(text: str, mentions: Iterable[Mention]) -> str:
    """The text with every mention replaced by its sign, at the same length."""
    signs = list(flat(text))
    for mention in mentions:
        for i in range(mention.start, mention.end):
            signs[i] = _SIGNS[mention.kind]
    return "".join(signs)


def without_marks(text: str) -> str:
    """The text with Latin letters bare of their marks, at the same length: “Şabanözü” → "
    "“Sabanozu”."""
    return "".join(map(_bare, text))


@cache
def _bare(sign: str) -> str:
    if sign in "ıİ":
        return {"ı": "i", "İ": "I"}[sign]
    first = unicodedata.normalize("NFD", sign)[:1]
    return first if first.isascii() and first.isalpha() else sign


def _key(name: str) -> str:
    return re.sub(r"\s+", " ", flat(name)).strip()


def _alternation(surfaces: Mapping[str, _Surface]) -> re.Pattern[str]:
    ordered = sorted(surfaces, key=len, reverse=True)
    body = "|".join(_written(name, surfaces[name].kind == "option") for name in ordered) or r"(?!)"
    return re.compile(rf"(?<![\w-])(?:{body})(?!\w)")


def _written(name: str, is_option: bool) -> str:
    """A name as a pattern: hyphens and spaces alike, Russian endings free; an option's name of
    several words may be written without its capitals, as in “social democrats”."""
    words = [word for word in re.split(r"[\s\-–]+", name) if word]
    free = is_option and len(words) > 1
    parts = [_any_case(_word(word, free)) if free else _word(word) for word in words]
    if free and re.fullmatch(r"[а-яё]{3}", words[-1], re.I) and not words[-1].isupper():
        parts[-1] += r"\w{0,2}"  # «Ак жолу»
    return r"[\s\-–]+".join(parts)


def _any_case(pattern: str) -> str:
    """A word's pattern with its first letter large or small; an abbreviation stays as it is."""
    first = pattern[0]
    if not first.isupper() or pattern[1:2].isupper() or len(pattern) < 3:
        return pattern
    return f"[{first}{first.lower()}]{pattern[1:]}"


def _word(word: str, short: bool = False) -> str:
    """A word; a Russian one of some length may take another ending. ``short``: so may an adjective
    or a noun in the plural of few letters: «Единую Россию», «Новых людей»."""
    if short and re.fullmatch(r"[А-Яа-яЁё]{2,}(?:[аоы][яей]|[иы][йе])|[А-Яа-яЁё]{3}[иы]", word):
        return re.escape(re.sub(r"(?:[аоы][яей]|[иы][йе]|[иы])$", "", word)) + r"\w{0,3}"
    if word == "край":
        return r"кра(?:й|я|ю|ем|е)"
    if re.fullmatch(r"[А-Яа-яЁё]+[сц]к(?:ий|ая|ое)", word):
        # “в Северогорске” is not in Северогорский край
        return re.escape(word[:-2]) + r"(?:ий|ого|ому|им|ом|ая|ой|ую|ое|ие|их|ими)"
    if re.fullmatch(r"[А-Яа-яЁё]{4}", word) and not word.isupper():
        return re.escape(word) + r"\w{0,2}"
    if re.fullmatch(r"[А-Яа-яЁё]{5,}", word) and not word.isupper():
        cut = 2 if len(word) > 6 else 1
        return re.escape(word[:-cut]) + r"\w{0,3}"
    return re.escape(word)
