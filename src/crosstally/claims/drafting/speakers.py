"""Who says a sentence of an article. A wrong speaker is worse than none."""

from __future__ import annotations

import re
from collections.abc import Sequence

from crosstally.claims.drafting.article import ArticleSentence
from crosstally.claims.drafting.grammar import joined, words
from crosstally.election.definition import Definition, SourceKind

SPEECH = joined(r"""
    (?:said|says|added|told (?:the )?\w+|tells (?:the )?\w+|replied|announced|declared|insisted|
    stated|reported|alleges|alleged|noted)""")
NAME = r"[A-Z][\w-]+(?: [A-Z][\w.-]*)* [A-Z][\w-]+"
_SAID_BY = re.compile(
    joined(rf"""
    [,\"”»']\s*[-–—]?\s*{SPEECH}\s+((?:the\s+)?[^,.;:\d\"”]{{3,70}}?(?:, (?:an?|the|
    its) [^,.;:\d]{{3,60}})?)(?=[,.;]|$| (?:in|on|at|after|during) )""")
)
_SAID_AFTER = re.compile(
    joined(rf"""
    (?:^|, |[\"” ] ?)((?:(?:[A-Z][\w-]+ ){{0,3}}[A-Z][a-z]{{0,2}}\. )?[A-Z][^,.;:\d\"”]{{2,60}}?|
    the [^,.;:\d\"”]{{3,50}}?)(?:, [^,;:\d]{{3,60}},)?\s{SPEECH}\b""")
)
_CALLED_IT = re.compile(
    joined(r"""
    ^((?:the )?[A-Z][^,.;:\d\"”]{2,60}?)(?:, [^,;:\d]{3,60},)?\s(?:called|described|praised|hailed|
    denounced|dismissed|branded) (?:the |it |Sunday's )[^,.;:\d]{0,40}?(?:\bas |[\"“«])""")
)
"""“The minister called the vote “free and fair””."""
_PRONOUN_SAID = re.compile(rf"\b(?:[Hh]e|[Ss]he) {SPEECH}\b|\b(?:сказал|заявил)а? (?:он|она)\b")
_PERSON = re.compile(
    r"(?<!\b[Ii]n )(?<!\b[Aa]t )(?<!\bof )(?<!\b[Ff]rom )\b(?!(?:In|At|On|From|Near|For) )"
    rf"{NAME}(?=, (?:an? |the |co-|who |one of )| {SPEECH}\b)"
)
_ANOTHER = re.compile(
    rf"(?:^|, )({NAME})(?<!Commission)(?<!Party)(?<!Ministry)(?<!Mission)(?<!Agency)(?= [a-z])"
)
"""Somebody else who does something: “she said” may go back to that person."""
_ADDS = re.compile(r"\d.*,\s(?:and|but|while)\s(?:the\s)?$")
_ONE_NAME = re.compile(r"[A-Z][\w'-]+(?:,.*)?")
"""Somebody who is named by the last name alone."""
_RESULTS_SHOW = re.compile(
    r"\b(?:results|figures|data)\b.*\b(?:show|shows|showed|gave|give|put)\b", re.I
)
_ACCORDING = re.compile(
    r"\b[Aa]ccording to ((?:the )?[^,.;:\d]{3,70}?)(?=[,.;]|$| (?:on|in|which|that) )"
)
_RU_SAID = re.compile(
    r"\b(?:сказал[аи]?|заявил[аи]?|сообщил[аи]?|отметил[аи]?|рассказал[аи]?|"
    r"считает)\s+([^,.;:\d]{3,60})"
)
_RU_SAID_AFTER = re.compile(
    r"(?:^|, )((?!(?:В|На|По|Об|К) )[А-ЯЁ][^,.;:\d«»\"]{3,60}?)(?:, [^,;:\d]{3,60},)? "
    r"(?:сказал|заявил|сообщил|отметил)[аи]?\b"
)
_RU_ACCORDING = re.compile(
    r"\b[Пп]о\s+(?:\w+\s+)?(?:данным|словам|сведениям|информации)\s+([^,.;:\d]{3,60})"
)
_WHO = (_ACCORDING, _RU_ACCORDING, _SAID_BY, _RU_SAID_AFTER, _RU_SAID, _SAID_AFTER, _CALLED_IT)
AUTHORITY = re.compile(
    r"commission|election officials|electoral (?:officials|authorit\w+|body)|official (?:results|"
    r"figures|data|tallies)|цик\b|центризбирком\w*|избирком\w*|избирательн\w+ комисси\w+",
    re.I,
)
_NO_SPEAKER = words(r"""
    ^(?:no|I|we|you|he|she|it|they|him|her|them|us|me|this|that|these|those|who|nobody|no one|none|
    everybody|everyone|somebody|someone|one|some|few|many|most|another|others?|hardly|earlier|last|
    next|turnout|later|then|now|today|yesterday|on|in|at|by|after|before|because|if|when|while|
    although|but|and|yet|so|as|critics|people|it is|it was|что|он|она|они|я|мы|вы|никто|некоторые|
    многие|ранее|вчера|сегодня|позже|затем|также)\b|\b(?:exit polls?|polls?|
    surveys?|versions?|articles?|claims?|copies|stations?|never|mistakenly|wrongly|falsely|not|reports?)\b""")
"""Words that cannot be, or cannot begin, the name of who speaks."""
_ENDS_IN_PRONOUN = re.compile(r"\b(?:they|he|she|it|we|I|you|who|which|that|on|to|in)$")
_ROLE = words(r"""
    \b(?:minister|ministry|commission|chair\w*|head|secretary|officials?|spokes\w+|lawyer|leader|
    co-leader|president|premier|deputy|candidate|observers?|monitors?|mission|party|government|
    agency|activist|journalist|professor|analyst|envoy|ambassador|OSCE|protesters?|council)\b""")
_CLAUSE_VERB = re.compile(
    r"\b(?:was|is|were|are|had|has|have|will|would|won|wins|came|took|polled|got|received|did)\b",
    re.I,
)
_QUOTES = re.compile(r"[“”«»\"]")


class Speakers:
    """Finds who says each sentence, in the order of an article."""

    def __init__(self, definition: Definition) -> None:
        authorities = [
            source.name
            for source in definition.sources.values()
            if source.kind is SourceKind.AUTHORITY
        ]
        self._authority = authorities[0] if len(authorities) == 1 else None
        self._person: str | None = None

    def of(self, texts: Sequence[str], sentences: Sequence[ArticleSentence]) -> list[str | None]:
        """The speaker of each sentence, None where none is named plainly.

        A quotation that runs over several sentences has one speaker: whoever is named outside the
        quotation marks, not somebody who is spoken of inside them.
        """
        found = [
            self._speaker(text, item.quoted_on) for text, item in zip(texts, sentences, strict=True)
        ]
        whos = [who for who, _ in found]
        outside = [who if is_outside else None for who, is_outside in found]
        for i in range(len(found) - 1, 0, -1):
            if sentences[i].quoted_on and outside[i] is not None and whos[i - 1] is None:
                whos[i - 1] = outside[i - 1] = outside[i]
        for i in range(1, len(found)):
            if sentences[i].quoted_on and whos[i] is None:
                whos[i] = outside[i] = outside[i - 1]
        return whos

    def _speaker(self, text: str, inside: bool) -> tuple[str | None, bool]:
        """Who says it, and whether that is said outside quotation marks; "she said" goes back to
        the person named last."""
        pronoun = _PRONOUN_SAID.search(text)
        if pronoun is not None and self._person is not None:
            return self._person, not _is_quoted(text, pronoun.start(), inside)
        found = self._named(text, inside)
        named = _PERSON.findall(text)
        if found[0] is not None and found[0] != self._authority and _ONE_NAME.fullmatch(found[0]):
            self._person = found[0]
        elif named:
            self._person = named[-1]
        elif any(name != self._person for name in _ANOTHER.findall(text)):
            self._person = None
        return found

    def _named(self, text: str, inside: bool) -> tuple[str | None, bool]:
        for pattern in _WHO:
            match = pattern.search(text)
            if match and pattern is _SAID_BY and _CLAUSE_VERB.search(match[1]):
                continue  # “…, a lawyer, said the party came second”
            if match and pattern is _SAID_AFTER and _ADDS.search(text[: match.start(1)]):
                continue  # “A won 81 percent, and the OSCE says that …”
            if match:
                who = self._name(match[1], declined=pattern is _RU_ACCORDING)
                return who, not _is_quoted(text, match.start(1), inside)
        if _RESULTS_SHOW.search(text) and AUTHORITY.search(text):
            return self._authority, True
        if re.search(r"\b(?:official|final|preliminary) (?:results|figures|data)\b", text, re.I):
            return self._authority or "official results", True
        return None, False

    def _name(self, words: str, declined: bool) -> str | None:
        if AUTHORITY.search(words) and not _NO_SPEAKER.search(words):
            if self._authority is not None:
                return self._authority
        elif declined:
            return None  # the name stands in another case, and may be anybody's
        words = words.strip(" \"'”»“«")
        if (
            _NO_SPEAKER.search(words)
            or _ENDS_IN_PRONOUN.search(words)
            or _CLAUSE_VERB.search(words)
        ):
            return None
        is_name = words[:1].isupper() and len(words.split()) <= 9
        if not is_name and not _ROLE.search(words):
            return None
        return words.removeprefix("The ").removeprefix("the ") or None


def _is_quoted(text: str, position: int, inside: bool) -> bool:
    """Whether a position stands inside quotation marks; ``inside``: the text begins in them."""
    for sign in _QUOTES.findall(text[:position]):
        inside = {"“": True, "«": True, "”": False, "»": False}.get(sign, not inside)
    return inside
