"""Reading an article for what its sentences are about: who speaks, and whom "it" stands for."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from crosstally.claims.drafting.article import ArticleSentence
from crosstally.claims.drafting.clues import Clues
from crosstally.claims.drafting.grammar import joined, words
from crosstally.claims.drafting.lines import Within
from crosstally.claims.drafting.mentions import OPTION, SIGNS, Mention, MentionFinder, flat, masked
from crosstally.claims.drafting.numerals import in_figures
from crosstally.claims.drafting.speakers import NAME, SPEECH, Speakers
from crosstally.election.areas import AreaLookup
from crosstally.election.folder import Election

_PRONOUN = re.compile(
    SIGNS.text(r"""
    (?<![\w-])(?<!\bwhich )(?<!\b(?:has|had|put) )(?<!\bputs )(?<!\bmade )(?<!\bmake )(?<!\bmakes )
    (?<!\bbelieve )(?:[Ii]t|[Tt]he party|[Tt]he movement|[Оо]на|
    [Пп]артия)(?![\w'-])(?!(?<![Ii]t)\s+in\b)(?!\s+(?:of|that|which|led|founded|list|president\w*|
    президент\w*|власти)\b)(?!\s+[\"“«]?{OPTION})""")
)
_INTERJECTION = words(r"""
    [,(–—-]*\s*\b(?:would you believe it|believe it or not|mind you|if you please|god help us|
    if you like|so to speak|of course|представьте себе|между прочим|конечно)\b(?:\s?[,)–—-]|
    (?=[.!?]))?""")
"""Words thrown in, which state nothing and put nothing under a condition."""
_INTERRUPTED = re.compile(
    rf"(?<=,)[\"”»] (?:{SPEECH} (?:[A-Z]|the )[^,.;:\"“”«»]{{2,60}}|"
    rf"(?:[Hh]e|[Ss]he) {SPEECH}), ?[\"“«]"
)
"""“In every station,” she said, “we came second”: who speaks, inside what is said."""
_OWN = re.compile(r"(?<![\w-])(?:[Oo]ur party|[Ww]e|[Oo]ur list|[Нн]аша партия|[Мм]ы)(?![\w'])")
_LEAD_IN = re.compile(
    SIGNS.text(r"""
    ^[\"“«']?(?:(?:And|But|Yet|Still|Overall|However|In|At|On|Despite|With|After|Though|Although|Но|
    И|При этом|В|На|Однако)\b[^,]{0,60},?\s|(?:[Bb]y|[Aa]ccording to|
    [Oo]n) (?:the )?(?:\w+ )?(?:commission|official|results?|count|figures|data)[\w' ]{0,30},?\s)?$|
    ^\W*(?:\w+: )?(?:\w+ )?(?i:one|two|three|four|five|six|\d) (?:\w+ )?(?:parties|
    others) (?:\w+ ){0,3}join $|^\W*(?:An?|One) (?:\w+[ -]){0,2}(?:lawyer|spokes\w+|activist|
    candidate|
    member|official|leader|representative) (?:for|of|from|at) $|^\W*(?:Its|
    The party's) [^.;{OPTION}]{2,90}(?:says?|said|insists?|
    insisted|claims?|told \w+)(?: that)? $""")
)
_CARRIES_ON = re.compile(
    r"^[\"“«']?(?:Its?|The party|Party (?=leaders|officials|representatives|members)|Their|They|"
    r"Его|Её|Ее|Она|Партия|В партии|Они)\b"
)
_THE_PARTYS = re.compile(r"\b[Tt]he party's\b")
_THEY = re.compile(
    r"^[\"“«']?(?P<they>They) (?=(?:had|have|won|polled|got|took|received|came|finished|were "
    r"one)\b)"
)
_THE_CITY = re.compile(
    r"(?<![\w-])(?:[Tt]he city|[Tt]he town)(?!\s+(?:of|council|hall)\b)(?![\w-])"
)
_OTHER_TOWN = re.compile(
    r"\b(?:[Ii]n|[Aa]t|[Ff]rom|[Nn]ear) (?:the )?(?:\w+ )?(?:(?:city|town) of )?[A-Z][\w-]+"
)
_IS_CITY = re.compile(r"\b(?:city|town|gorod|город\w*|қаласы)\b|\bг\.", re.I)
_OF_TURNOUT = words(r"""
    ^\W*(?:(?:the|official|overall|national|voter|final|общая) )*(?:turnout|явка)(?: (?:nationwide|
    in the country|overall|по стране))? (?:was|reached|stood at|came to|составила|достигла)(?: (?:
    only|just|officially|about|over))* \d[\d.,]* ?(?:%|per ?cent|pct|процент\w*)(?: of\b|\W*$|,)""")
_BARE_PARTY = re.compile(r"(?:party|movement|opposition|list|партия)", re.I)
_OBJECT_OF = words(r"""
    \b(?:of|from|behind|to|with|than|against|by|for|over|join|joins|joined|joining|beat|beats|
    unlike|besides|except|after|before|alongside|versus|following|oppos\w+|с|со|от|за|после|против|
    вслед за|кроме|к)\s+(?:the\s+|партией\s+|партии\s+)?[\"“«']?$""")
_UNKNOWN_PARTY = re.compile(
    joined(r"""
    \b(?!Your|Our|His|Her|Its|Their|My)[A-Z][\w-]+ (?:[Pp]arty|bloc|Bloc|[Mm]ovement|Front|Union|
    [Aa]lliance)\b|\b(?:United|New|Just|Free|Our) (?!States|Nations|Year)[A-Z][\w-]+""")
)
_RULING = re.compile(
    rf"\bruling (?:party,? )?(?:the )?{OPTION}+|{OPTION}+,? (?:party, )?the ruling party\b"
)
_OF_PERSON = re.compile(rf"\b([A-Z][\w-]+)'s (?:ruling |own )?{OPTION}+")
_ROLE = joined(r"""
    (?:co-)?(?:leaders?|chair(?:man|woman|person)?|heads?|lawyers?|spokes\w+|candidates?|members?|
    deput(?:y|ies)|officials?|secretary|activists?|representatives?|observers?)""")
_NAME_OF_THE_PARTY = re.compile(rf"({NAME}), the party's (?:\w+[ -]){{0,2}}{_ROLE}")
"""Somebody of the party that was spoken of."""
_ITS_RESULT = re.compile(
    r"^\W*(?:the )?(?:share|result|tally|vote|score|total) of (?:the )?[\"“«]?$", re.I
)
_SPOKEN = re.compile(r"^[\"“«][^\"“”»]*[\"”»][^\"“”»]{0,40}$|^[\"“«]?[^\"“”»]*[\"”»]$")
"""Nothing but somebody's words, which change the subject for nobody else."""
_CONCEDES = re.compile(r"^(?:Although|Though|Even though|While|Despite)\b", re.I)
_PERSON_OF = re.compile(
    rf"\b(?:{_ROLE}(?: who \w+)? (?:of|for|from)|(?:[Ss]he|[Hh]e|who) (?:ran|runs|stood|stands|"
    rf"campaigned) for|(?:[Ss]he|[Hh]e|who) (?:leads|heads|represents)) (?:the )?$"
)
_ROLE_THEN_NAME = re.compile(rf"{OPTION}+(?:'s)? (?:party )?{_ROLE},? ({NAME})")
_NAME_THEN_ROLE = re.compile(
    rf"({NAME}), (?:an?|the|its|one of the)?\s?(?:\w+[ -]){{0,3}}{_ROLE} (?:of|for|from|with|at) "
    rf"(?:the )?{OPTION}+"
)


def alone_of(mentions: list[Mention]) -> bool:
    """Whether all mentions are of one option."""
    return len({item.id for item in mentions}) == 1


@dataclass(frozen=True)
class Read:
    """A sentence with its names found and its pronouns resolved where that is safe."""

    text: str
    mask: str
    """The text with a sign for every character of a name; offsets are the same."""
    mentions: tuple[Mention, ...]
    who: str | None
    carried: str | None
    """The option that "its leaders" or "the party's" at the beginning goes back to."""
    own: bool
    """A speaker speaks of the own party, and nobody can tell which that is."""
    heading: bool
    paragraph: int = 0
    clock: str | None = None
    """The hour under which it stands."""
    within: Within = ""
    by: str | None = None
    """Who signed the quotation."""
    of_turnout: bool = False
    """The sentence before it, in the same paragraph, is about turnout."""

    def at(self, position: int) -> Mention | None:
        """The mention that covers a position."""
        for mention in self.mentions:
            if mention.start <= position < mention.end:
                return mention
        return None

    @property
    def options(self) -> set[str]:
        """The options that the sentence names or stands for."""
        return {item.id for item in self.mentions if item.kind == "option" and item.id}


class Reader:
    """Goes through an article sentence by sentence."""

    def __init__(
        self,
        election: Election,
        contest: str,
        sentences: list[ArticleSentence],
        areas: AreaLookup | None = None,
    ) -> None:
        """``areas``: every area that is known, returns included; left out, those of the folder."""
        self.election = election
        self.clues = Clues(election.definition)
        self.areas = election.areas if areas is None else areas
        article = " ".join(item.text for item in sentences)
        self.finder = MentionFinder(election, contest, self.areas, self.clues.own_names, article)
        self.speakers = Speakers(election.definition)
        self.sentences = sentences
        self.descriptions: dict[str, str] = {}
        self.people: dict[str, str] = {}
        self._focus: str | None = None
        self._several = False
        self._city: tuple[str | None, int] = (None, -1)
        """The city that was named last, and in which paragraph."""
        """The name in focus is a plural, such as “the Social Democrats”."""
        self._last: str | None = None
        self._age = 0
        self._turnout = -1
        """The paragraph of the last sentence, if that was about turnout."""

    def read(self) -> list[Read]:
        """Every sentence, read in its context."""
        named = [self.finder.find(item.text) for item in self.sentences]
        for item, mentions in zip(self.sentences, named, strict=True):
            self._learn(item.text, mentions)
        found = [
            self._sentence(item, mentions)
            for item, mentions in zip(self.sentences, named, strict=True)
        ]
        return self._with_speakers(found)

    def _with_speakers(self, found: list[Read]) -> list[Read]:
        whos = self.speakers.of([flat(item.text) for item in found], self.sentences)
        return [
            replace(item, who=self._named_party(item, who) or item.by)
            for item, who in zip(found, whos, strict=True)
        ]

    def _named_party(self, read: Read, who: str | None) -> str | None:
        """ "The party says": by its name where the article tells which it is, else nobody."""
        if who is None or not _BARE_PARTY.fullmatch(who):
            return who
        meant = {item.id for item in read.mentions if item.taken_for and who in item.text}
        options = self.finder.options
        return options[meant.pop() or ""].name if len(meant) == 1 else None

    def _learn(self, text: str, mentions: list[Mention]) -> None:
        """Descriptions and people that the article itself ties to an option."""
        mask = masked(text, mentions)
        starts = {item.start: item.id for item in mentions if item.kind == "option"}

        def option_in(match: re.Match[str]) -> str | None:
            start = mask.index(OPTION, match.start())
            return starts.get(start)

        for match in _RULING.finditer(mask):
            self._describe("the ruling party", option_in(match))
        for match in _OF_PERSON.finditer(mask):
            self._describe(f"{match[1]}'s party", option_in(match))
        for pattern in (_ROLE_THEN_NAME, _NAME_THEN_ROLE):
            for match in pattern.finditer(mask):
                option = option_in(match)
                if option is not None:
                    self.people[match[1].split()[-1]] = option

    def _describe(self, words: str, option: str | None) -> None:
        if option is None:
            return
        known = self.descriptions.get(words)
        self.descriptions[words] = option if known in (None, option) else ""

    def _sentence(self, item: ArticleSentence, named: list[Mention]) -> Read:
        text = flat(item.text)
        for thrown_in in (_INTERJECTION, _INTERRUPTED):
            text = thrown_in.sub(lambda match: " " * len(match.group()), text)
        mentions = [*named, *self._described(text, named)]
        mentions.sort(key=lambda mention: mention.start)
        mask = masked(text, mentions)
        mentions += self._the_city(mask, mentions, item.paragraph)
        carries_on = bool(_CARRIES_ON.match(mask) or _THE_PARTYS.search(mask))
        carried = self._focus if carries_on else None
        for person in _NAME_OF_THE_PARTY.finditer(mask):
            if carried is not None or self._last is not None:
                self.people[person[1].split()[-1]] = carried or self._last or ""
        mentions += self._pronouns(mask, mentions)
        own, unresolved = self._own(mask, mentions)
        mentions = sorted([*mentions, *own], key=lambda mention: mention.start)
        mask = masked(text, mentions)
        self._move_focus(mask, mentions, carries_on)
        read = Read(
            item.text,
            in_figures(mask),
            tuple(mentions),
            None,
            carried,
            unresolved,
            item.heading,
            item.paragraph,
            item.clock,
            item.within,
            item.by,
            self._turnout == item.paragraph,
        )
        self._turnout = item.paragraph if _OF_TURNOUT.match(mask) else -1
        return read

    def _described(self, text: str, named: list[Mention]) -> list[Mention]:
        found: list[Mention] = []
        for name, option in self.descriptions.items():
            if not option:
                continue
            pattern = rf"(?<!\w){re.escape(name)}(?!\w)"
            found += [
                Mention(match.start(), match.end(), "option", option, match.group(), True)
                for match in re.finditer(pattern, text, re.I)
                if not any(item.start < match.end() and match.start() < item.end for item in named)
            ]
        return found

    def _the_city(self, mask: str, mentions: list[Mention], paragraph: int) -> list[Mention]:
        """ "The city's turnout": the city that the paragraph, or the one before it, named last, if
        it named no other area."""
        areas = {item.id for item in mentions if item.kind == "area"}
        known, where = self._city
        found = []
        elsewhere = areas or _OTHER_TOWN.search(mask)
        if known is not None and not elsewhere and paragraph - where <= 1:
            found = [
                Mention(match.start(), match.end(), "area", known, match.group(), True)
                for match in _THE_CITY.finditer(mask)
            ]
        if len(areas) == 1:
            (area,) = areas
            named = area is not None and _IS_CITY.search(self._all_names(area)) is not None
            self._city = (area if named else None, paragraph)
        elif areas or _OTHER_TOWN.search(mask):
            self._city = (None, paragraph)
        return found

    def _all_names(self, area: str) -> str:
        known = self.areas.areas[area]
        return " | ".join((known.name, *known.aliases))

    def _pronouns(self, mask: str, mentions: list[Mention]) -> list[Mention]:
        """Pronouns that can stand for one option only."""
        if self.clues.names_a_country(mask):
            return []
        found: list[Mention] = []
        they = _THEY.match(mask) if self._several else None
        if they is not None and self._focus and not any(m.kind == "option" for m in mentions):
            start, end = they.span("they")
            found.append(Mention(start, end, "option", self._focus, mask[start:end], True))
        for match in _PRONOUN.finditer(mask):
            known = sorted([*mentions, *found], key=lambda item: item.start)
            before = [item for item in known if item.kind == "option" and item.end <= match.start()]
            if not before:
                lead_in = _LEAD_IN.match(mask[: match.start()])
                option = self._ahead(mask, mentions) or (self._focus if lead_in else None)
            else:
                ids = {item.id for item in before}
                first = before[0]
                head = mask[: first.start]
                subject = not _OBJECT_OF.search(head) or _PERSON_OF.search(head) is not None
                unknown = _UNKNOWN_PARTY.search(mask[: match.start()])
                option = first.id if len(ids) == 1 and subject and not unknown else None
            if option:
                found.append(
                    Mention(match.start(), match.end(), "option", option, match.group(), True)
                )
        return found

    def _ahead(self, mask: str, mentions: list[Mention]) -> str | None:
        """ "Although it polled little, X is sure": the name that follows the comma."""
        options = [item for item in mentions if item.kind == "option"]
        if len({item.id for item in options}) != 1 or not _CONCEDES.match(mask):
            return None
        before = mask[: options[0].start]
        return options[0].id if re.search(r",\s(?:the\s)?$", before) else None

    def _own(self, mask: str, mentions: list[Mention]) -> tuple[list[Mention], bool]:
        """ "Our party", said by somebody: the speaker's, as far as the article tells."""
        matches = list(_OWN.finditer(mask))
        if not matches:
            return [], False
        option = self._speakers_option(mask, mentions, matches[0].end())
        if option is None:
            named = {item.id for item in mentions if item.kind == "option"}
            option = self._last if self._age <= 3 and self._last not in named else None
        if option is None:
            return [], True
        return [
            Mention(match.start(), match.end(), "option", option, match.group(), True)
            for match in matches
        ], False

    def _speakers_option(self, mask: str, mentions: list[Mention], after: int) -> str | None:
        for name, option in self.people.items():
            if re.search(rf"\b{re.escape(name)}\b", mask):
                return option
        said = re.search(rf"\b{SPEECH}\b", mask[after:])
        if said is None:
            return None
        start = after + said.end()
        named = {
            item.id
            for item in mentions
            if item.kind == "option" and item.start >= start and not item.taken_for
        }
        return next(iter(named)) if len(named) == 1 else None

    def _move_focus(self, mask: str, mentions: list[Mention], carries_on: bool) -> None:
        """What "it" would mean at the beginning of the next sentence."""
        self._age += 1
        options = [item for item in mentions if item.kind == "option" and item.id]
        focus = None
        if options:
            first = options[0]
            alone = alone_of(options)
            early = len(mask[: first.start].split()) <= 4
            head = mask[: first.start]
            subject = not _OBJECT_OF.search(head) or _ITS_RESULT.search(head)
            if subject and (alone or early):
                focus = first.id
                self._several = first.text.endswith("s") or first.text.casefold() == "they"
        elif carries_on or (_SPOKEN.match(mask) and self._age <= 2):
            focus = self._focus
        if self.clues.names_a_country(mask) or _UNKNOWN_PARTY.search(mask):
            focus = None
        self._focus = focus
        if focus is not None:
            self._last = focus
            self._age = self._age if not options else 0
        elif options and alone_of(options) and _PERSON_OF.search(mask[: options[0].start]):
            self._last, self._age = options[0].id, 0  # somebody of that party was named
        elif options:
            self._last = None  # several options: nobody can tell whose "we" follows
