"""Which tests the words of a sentence stand for. When in doubt, none."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from crosstally.claims.clues import SCOPES, Clues
from crosstally.claims.mentions import AREA, OPTION, PLACE
from crosstally.claims.patterns import (
    ARTICLE,
    CARDINAL,
    EVERY,
    GAP,
    HEDGE,
    HEDGE_WORDS,
    LOWEST,
    NATION,
    NUMBER,
    OF_VOTE,
    ORDINALS,
    PARTIES,
    PASSED,
    PERCENT,
    STATIONS,
    TAIL,
    THE,
    THRESHOLD,
    THRESHOLD_NUMBER,
    WON,
    A,
    O,
    compiled,
    number_of,
)
from crosstally.claims.reading import Read
from crosstally.election.definition import Contest
from crosstally.election.folder import Election
from crosstally.election.printed import Printed


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
_MID = rf"(?:[^,;:\d{OPTION}]|{THRESHOLD_NUMBER}|,(?=\s[^,]{{1,40}},)){{0,90}}?"
_SHARE_VERB = compiled(
    rf"(?P<option>{O}){GAP}{WON} {ARTICLE}{HEDGE}{NUMBER}{PERCENT}{OF_VOTE}{TAIL}"
)
_SHARE_LATER = compiled(
    rf"(?P<option>{O}){GAP}(?:won|wins|swept|came|finished|placed|squeezed|scraped|passed|cleared|"
    rf"crossed|crept|edged|made it|got|took|retained|kept|claimed|was (?:first|second|third)|"
    rf"заняла|прошла|преодолела|победила)\b{_MID},?\s(?:with|on|at|taking|polling|winning|gaining|"
    rf"securing|receiving|after winning|набрав|получив|с результатом|с) (?:a )?{HEDGE}{NUMBER}{PERCENT}"
    rf"{OF_VOTE}{TAIL}"
)
_SHARE_BESIDE = compiled(
    rf"(?P<option>{O})(?:[\"”»])?(?: party| list)?(?:, (?:with|on|at) | (?:with|on|at) | ?\(|, | [-–—:] ?|: | )"
    rf"{HEDGE}{NUMBER}{PERCENT}{OF_VOTE}{TAIL}"
)
_SHARE_FOR = compiled(
    rf"{HEDGE}{NUMBER}{PERCENT}{OF_VOTE} (?:(?:had )?(?:went|goes|going|gone) to|for|to|cast for|"
    rf"in favou?r of|(?:was|were) cast for) (?:the )?(?P<option>{O})"
)
_SHARE_OF = compiled(
    rf"(?P<option>{O})'s? (?:party's )?(?:official |final )?(?:share|result|tally|vote|score|total|"
    rf"vote share)(?: of the votes?)? (?:was|is|stood at|came to|of|reached|at) {HEDGE}{NUMBER}{PERCENT}{TAIL}"
)
_VOTED_FOR_RU = compiled(
    rf"за (?:партию )?[«\"]?(?P<option>{O})[»\"]? (?:проголосовал\w+|отдал\w+ голоса) {HEDGE}{NUMBER}{PERCENT}{TAIL}"
)
_RESPECTIVELY = compiled(
    rf"(?P<option>{O})(?: party)? and (?:the )?(?P<other>{O})(?: party)? {WON} {NUMBER}(?:{PERCENT})? and "
    rf"(?P<num2>\d{{1,3}}(?:\.\d+)?){PERCENT}{OF_VOTE},? respectively"
)
_VOTE_WORDS = re.compile(
    r"\b(?:votes?|ballots?|polled|won|poll|results?|threshold|barrier|seats?|parliament|election|"
    r"tally|followed|second|third|голос\w*|набрал\w*|получил\w*|выбор\w*|барьер\w*|порог\w*|"
    r"результат\w*)\b",
    re.I,
)
_UNKNOWN_PLACE = re.compile(
    r"\b(?:in|across|from|в|во) (?:the )?(?!January|February|March|April|May\b|June|July|August|"
    r"September|October|November|December|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|"
    r"Parliament|Majilis|Mazhilis|Мажилис\w*|Парламент\w*|Central|OSCE|Reuters)([A-ZА-ЯЁ][\w-]+)"
)
_PART_OF_PLACE = re.compile(
    r"\b(?:in|across|from|at|of|among|throughout|within|by)\s+(?:(?:the|its|their|some|several|many|most|"
    r"all|other|a|one|two|few|certain|both)\s+)*(?:\w+(?:ern)?\s+)?(?:north\w*|south\w*|east\w*|west\w*|centre|center|"
    r"capital|rural|urban|cit(?:y|ies)|towns?|villages?|countryside|provinces?|regions?|districts?|oblasts?|areas?|"
    r"constituenc\w+|parts|diaspora|prisons?|army|soldiers|troops|hospitals?|universit\w+|polling stations?|precincts?|"
    r"stations?|young\w*|women|men|students|pensioners|minorit\w+|ethnic|expatriates?|embass\w+|strongholds?)\b|"
    r"\b(?:abroad|overseas)\b|\b(?:сел[аеу]х?|городах|регионах|районах|областях|столице|за рубежом|участк\w+|"
    r"среди (?:молод\w+|женщин|мужчин))\b",
    re.I,
)
_IN_ELECTION = re.compile(
    r"\s*,?\s*(?:in|at|on|across)\s+(?!(?:the\s+|an?\s+|its\s+|this\s+|last\s+)*(?:[\w'-]+(?:day)?(?:'s)?\s+){0,3}?(?:election|elections|"
    r"vote|votes|voting|poll|polls|ballot|parliament|majilis|mazhilis|country|nation|results?|count|tally|contest|race|"
    r"sunday|monday|tuesday|wednesday|thursday|friday|saturday|jan\w*|feb\w*|march|april|may|june|july|aug\w*|sept\w*|"
    r"oct\w*|nov\w*|dec\w*|chamber|house|a landslide|landslide|figures|statement|all|total|turnout)\b)",
    re.I,
)
"""After a figure: a place or group that is no word for the election itself."""
_AREA_SAID = re.compile(
    rf"\b(?:said|told|announced|reporters|conference|briefing|headquarters|office|statement|заявил\w*|"
    rf"сообщил\w*|журналистам)\b[^,;]{{0,60}}{AREA}+"
)
_PRELIMINARY = re.compile(r"\b(?:preliminary|provisional|early) (?:official )?(?:results?|data|figures|"
                          r"tall(?:y|ies))|\bпредварительн\w+ (?:\w+ )?(?:данн\w+|итог\w+|результат\w+)", re.I)  # fmt: skip


def recognise(context: Context) -> list[Drafted]:
    """Every test that the sentence's words stand for, in the order of the words."""
    for rule in _RULES:
        rule(context)
    return sorted(context.found, key=lambda item: (item.start, item.end))


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


def _shares(context: Context) -> None:
    used: list[tuple[int, int]] = []
    if not context.read.heading and not _VOTE_WORDS.search(context.mask):
        return
    for match in _RESPECTIVELY.finditer(context.mask):
        if not context.clear(*match.span()):
            continue
        used.append(match.span())
        for option, number in (("option", "num"), ("other", "num2")):
            _share(context, match, context.option(match, option), None, match[number])
    for pattern in (_SHARE_VERB, _SHARE_LATER, _SHARE_OF, _SHARE_FOR, _VOTED_FOR_RU, _SHARE_BESIDE):
        for match in _every(pattern, context.mask):
            span = match.span("num")
            if any(low <= span[0] < high for low, high in used):
                continue
            verb_first = pattern in (_SHARE_VERB, _SHARE_LATER)
            if verb_first and not _is_subject(context, match):
                continue
            if context.clear(*match.span()) and _share(
                context, match, context.option(match), match["hedge"], match["num"]
            ):
                used.append(span)


def _every(pattern: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    """Matches that may overlap: after each, the search goes on behind its first name."""
    position = 0
    while (match := pattern.search(text, position)) is not None:
        yield match
        position = match.end("option") if match.end("option") < match.end() else match.end()


def _is_subject(context: Context, match: re.Match[str]) -> bool:
    between = context.mask[match.end("option") : match.end()]
    if re.match(r"[^,]{0,30},?\s+(?:which|who|котор\w+)\b", between):
        return True  # "…, which won": the name just before
    return _NOT_SUBJECT.search(context.mask[: match.start("option")]) is None


def _share(
    context: Context, match: re.Match[str], option: str | None, hedge: str | None, number: str
) -> bool:
    if option is None or Printed.percent(number).value > 1:
        return False
    if re.match(r"\s*(?:in the (?:previous|last)|growth|stake)", context.mask[match.end() :]):
        return False
    test = number_test("share", option, hedge, percent_text(number))
    if test is None:
        return False
    place = _place(context, match)
    if place is None:
        return False
    if _PRELIMINARY.search(context.mask):
        place = {**place, "stage": "preliminary"}
    context.add(match.start(), match.end(), {**test, **place}, context.note(match))
    return True


def _place(context: Context, match: re.Match[str]) -> dict[str, Any] | None:
    """Where a figure is of: nothing for the whole place, an area, or None where it is unclear."""
    low, high = context.scope(*match.span())
    text = context.mask[low:high]
    if _UNKNOWN_PLACE.search(text) or _PART_OF_PLACE.search(text):
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


_SEATS = compiled(
    rf"(?P<option>{O}){GAP}(?:(?:will|to) (?:have|take|get|receive|hold|occupy)|{WON}|holds|was allocated|"
    rf"is allocated|is entitled to|получит|займ[её]т|получает) {HEDGE}{CARDINAL}"
    rf"(?: of (?:the )?(?:parliament's |chamber's )?(?P<total>\d+))?(?: of)?(?: \w+)?"
    rf" (?:seats?|mandates?|deputies|мандат\w*|мест[ао]?\b)"
)


def _seats(context: Context) -> None:
    rule = context.contest.rule
    for match in _every(_SEATS, context.mask):
        option = context.option(match)
        after = context.mask[match.end() : match.end() + 60]
        if option is None or not context.clear(*match.span()) or not _is_subject(context, match):
            continue
        if re.search(
            r"\b(?:senate|upper|council|local|regional|committee|маслихат|сенат)", after, re.I
        ):
            continue
        if match["total"] and (rule is None or int(match["total"]) != rule.seats):
            continue
        test = number_test("seats", option, match["hedge"], str(number_of(match["num"])))
        if test is not None and "about" not in test and _place(context, match) == {}:
            context.add(match.start(), match.end(), test, context.note(match))


_PASS = compiled(
    rf"(?P<option>{O}){GAP}(?:managed to |narrowly |just |barely |only just )?{PASSED}"
    rf"(?: (?:across|over|past|above|through|by))?(?: just)? {THRESHOLD}"
)


def _threshold(context: Context) -> None:
    rule = context.contest.rule
    if rule is None or rule.threshold is None:
        return
    for match in _every(_PASS, context.mask):
        option = context.option(match)
        if option is None or not context.clear(*match.span()) or not _is_subject(context, match):
            continue
        bar = match["bar"]
        if bar is not None and _bar(bar) != rule.threshold.fraction:
            continue
        if _place(context, match) != {}:
            continue
        test = {"measure": "share", "option": option, "at_least": {"threshold": True}}
        context.add(match.start(), match.end(), test, context.note(match))


def _bar(text: str) -> Any:
    words = {"seven": "7", "five": "5", "four": "4", "three": "3", "ten": "10"}
    return Printed.percent(words.get(text.casefold(), text)).value


_JOIN = compiled(
    rf"{HEDGE}{CARDINAL} (?:other |more |smaller |further |pro-\w+ |loyal |minor |new |друг\w+ )*"
    rf"{PARTIES}(?:, [^;:\d]{{1,120}}?,)? (?:(?:will|are (?:set )?to|are|have|also|now|to) )*(?:join(?:s|ed|ing)?|"
    rf"sit alongside|(?:enter(?:ed|s)?|win seats in|won seats in|be represented in|make it into|"
    rf"made it into|get into|got into) (?:the )?(?:new |lower |next )*(?:parliament|chamber|house|majilis|"
    rf"legislature)(?: of parliament)?,? (?:alongside|together with|besides|along with)|"
    rf"присоедин\w+ к|составят компанию|войдут в (?:парламент|мажилис) (?:вместе с|вслед за|наряду с))"
    rf" (?:the )?(?:партие[йи] |ruling party )?[«\"]?(?P<option>{O})"
)
_JOINED = compiled(
    rf"(?P<option>{O}){GAP}(?:will be|is (?:to be |being )?|was|has been|be) joined(?: there| in (?:the )?(?:new |lower )*"
    rf"(?:parliament|chamber|house|majilis|legislature)(?: of parliament)?)? by {HEDGE}{CARDINAL} (?:other |more |smaller "
    rf"|further |pro-\w+ |loyal |minor |new )*(?:{PARTIES}|others)"
)
_ENTER = compiled(
    rf"{HEDGE}{CARDINAL} {PARTIES} (?:(?:will|are (?:set )?to|have|now) )*(?:enter(?:ed|s)?|sit in|be represented in|"
    rf"won seats in|win seats in|are represented in|made it into|войдут в|прошли в|представлен\w+ в) "
    rf"(?:the )?(?:new |lower |next |нов\w+ )*(?:parliament|chamber|house|majilis|legislature|парламент\w*|мажилис\w*)"
    rf"(?! (?:alongside|together|besides|along with|вместе|наряду))"
)


def _joining(context: Context) -> None:
    if not any(announcement.seats for announcement in context.election.announcements) and (
        context.contest.rule is None or context.contest.rule.method in ("plurality", "majority")
    ):
        return
    for pattern in (_JOIN, _JOINED, _ENTER):
        for match in pattern.finditer(context.mask):
            with_option = "option" in pattern.groupindex
            option = context.option(match) if with_option else None
            # "will join" states what follows from the result; it is no forecast
            if (with_option and option is None) or not context.clear(*match.span()):
                continue
            hedge = match["hedge"]
            quantifier = "exactly" if hedge is None else HEDGE_WORDS[hedge.casefold()]
            quantifier = {"equals": "exactly"}.get(quantifier, quantifier)
            if quantifier not in ("exactly", "at_least", "at_most"):
                continue
            test: dict[str, Any] = {"measure": "seats", "over": "options"}
            if option is not None:
                test["except"] = [option]
            test |= {"quantifier": quantifier, "n": number_of(match["num"]), "above": "0"}
            context.add(match.start(), match.end(), test, context.note(match) if option else ())


_RANK = compiled(
    rf"(?P<option>{O}){GAP}(?:(?:actually|really|in fact) )?(?:came|comes|finished|placed|was|were|ran|ranked|took|ended up|"
    rf"finishing|coming|заняла|заняли|была|были|пришла|пришли)(?: in| на)?(?: an?)?(?: distant| close| clear)? (?:the )?"
    rf"(?P<place>first|second|third|fourth|fifth|sixth|seventh|runner-up|перв\w+|втор\w+|трет\w+|четв[её]рт\w+|пят\w+)"
    rf"(?: place| spot| position| мест[оеа]\w*| только)?(?P<rest>.*)$"
)
_TO_OTHER = compiled(
    rf"^,? (?:only )?(?:to|behind|after|следом за|после|вслед за|за) (?:the |партией |партии )?[«\"]?(?P<other>{O})[»\"]?(?: party)?"
)
_IN_STATIONS = compiled(
    rf"^,? ?(?:in|at|на|во?) {STATIONS}(?:(?: (?:in|of|across|throughout|в|города))? {THE}(?P<area>{A}))?"
)
_STATIONS_FIRST = compiled(
    rf"(?:in|at|на|во?) {STATIONS}(?:(?: (?:in|of|across|throughout|в|города))? {THE}(?P<area>{A}))?,? (?:the )?$"
)
_NEARLY = re.compile(
    r"\b(?:nearly|almost|virtually|practically|most|почти|большинств\w+)\s*$", re.I
)
_RANK_END = re.compile(
    r"^(?:$|[\s]*[,.;:)\"”»'!?]|\s+(?:overall|nationwide|in (?:the|sunday's) (?:election|vote|ballot|poll)|with|on|at)\b)",
    re.I,
)


def _ranks(context: Context) -> None:
    for match in _every(_RANK, context.mask):
        option = context.option(match)
        rest_at = match.start("rest")
        if (
            option is None
            or not _is_subject(context, match)
            or not context.clear(match.start(), rest_at)
        ):
            continue
        ordinal = next(
            n for word, n in ORDINALS.items() if match["place"].casefold().startswith(word)
        )
        rest, other, end = match["rest"], None, rest_at
        to = _TO_OTHER.match(rest)
        if to is not None:
            other = context.read.at(rest_at + to.start("other"))
            end, rest = rest_at + to.end(), rest[to.end() :]
        where = _stations_of(context, match, end, rest)
        if where is None:
            continue
        place, start, end = where
        test = {"measure": "rank", "option": option, "equals": str(ordinal), **place}
        notes = context.note(match)
        context.add(start, end, test, notes)
        if other is not None and other.id not in (None, option) and ordinal == 2:
            second = {"measure": "rank", "option": other.id, "equals": "1", **place}
            context.add(start, end, second, notes)


def _stations_of(
    context: Context, match: re.Match[str], end: int, rest: str
) -> tuple[dict[str, Any], int, int] | None:
    """At which stations or in which area a place was taken, and which words say so."""
    level = context.election.definition.station_level
    for found, offset in (
        (_IN_STATIONS.match(rest), end),
        (_STATIONS_FIRST.search(context.mask[: match.start("option")]), 0),
    ):
        if found is None:
            continue
        if _NEARLY.search(context.mask[: offset + found.start("every")]):
            return None
        group = "area" if found["area"] is not None else "front"
        if found[group] is None:
            unknown = re.match(
                r"\s+(?:in|of|across|в)\s+(?!the (?:country|nation))", rest[found.end() :]
            )
            if unknown and offset:
                return None
            area = None
        else:
            mention = context.read.at(offset + found.start(group))
            if mention is None or mention.id is None:
                return None
            area = mention.id
        quantifier = EVERY[re.sub(r"\s+", " ", found["every"].casefold())]
        place: dict[str, Any] = {"quantifier": quantifier, "level": level}
        if area is not None:
            place["area"] = area
        return place, min(match.start(), offset + found.start()), max(end, offset + found.end())
    if not _RANK_END.match(rest):
        return None
    if _UNKNOWN_PLACE.search(context.mask) or AREA in context.mask:
        return None
    if _PART_OF_PLACE.search(context.mask):
        return None
    return {}, match.start(), end


_OPTION_COUNT = (
    compiled(
        rf"(?:one|1) of (?:the |only |just )?{CARDINAL} (?:\w+ )?{PARTIES} (?:(?:that (?:were |are )?|which (?:were |are )?)?"
        rf"(?:on the (?:ballot|party list)|contest\w*|standing|running|taking part|competing|fielded|allowed|"
        rf"registered|admitted|took part|ran|in the (?:race|running|election|vote)))"
    ),
    compiled(
        rf"(?:among|of) (?:the |only )?{CARDINAL} {PARTIES} (?:on the ballot|contesting|standing|running|"
        rf"taking part|competing|that (?:contested|took part|ran))"
    ),
    compiled(
        rf"(?:^|[,;“\"] ?)(?:a total of |in all |in total )?{HEDGE}{CARDINAL} {PARTIES} (?:(?:were|was|are|had been|have been) )?"
        rf"(?:on the ballot|contested|took part|ran in|competed|stood in|were registered|listed on the ballot|registered for)"
    ),
    compiled(
        rf"(?:ballot(?: paper)?|voters) (?:listed|carried|featured|had|held|showed|named|could choose (?:from|between|among)|"
        rf"chose (?:from|between|among)) {HEDGE}{CARDINAL} {PARTIES}"
    ),
    compiled(
        rf"(?:одн[аойу]+|одним) из {CARDINAL} {PARTIES},? (?:\w+ )?(?:в бюллетен\w+|участв\w+|внес[её]нн\w+|включ[её]нн\w+|"
        rf"зарегистрированн\w+|допущенн\w+|боро\w+|котор\w+)"
    ),
    compiled(rf"в бюллетен\w+ (?:\w+ )?{CARDINAL} {PARTIES}"),
)


def _option_count(context: Context) -> None:
    for pattern in _OPTION_COUNT:
        for match in pattern.finditer(context.mask):
            hedge = match["hedge"] if "hedge" in pattern.groupindex else None
            test = number_test("options", None, hedge, str(number_of(match["num"])))
            if test is not None and "about" not in test and context.clear(*match.span()):
                if _UNKNOWN_PLACE.search(context.mask) is None:
                    context.add(match.start(), match.end(), test)


_APPOSITIVE = r"(?:, (?:(?!per\s?cent|pct|%)[^,;:]){1,80},| \([^)\d]{1,60}\))?"
_TURNOUT = r"(?:voter |the |electoral )?(?:turnout|turn-out|participation)"
_AT_PERCENT = rf"(?:,? (?:at |of |with )?{HEDGE}{NUMBER}{PERCENT},?)?"
_EXTREMES = (
    compiled(
        rf"{_TURNOUT},? (?:in|at|for|across) {THE}(?P<area>{A}){_APPOSITIVE}{_AT_PERCENT} (?:was|is|were|had been|proved|remained|being)"
        rf"(?: also| by far| again)? (?:the )?(?:country's |nation's )?{LOWEST}(?P<after>.*)$"
    ),
    compiled(
        rf"(?P<area>{A}){_APPOSITIVE} (?:had|has|recorded|saw|registered|reported|showed|posted|produced|with)(?: also| by far)? "
        rf"(?:the |(?:the )?(?:country's |nation's ))?{LOWEST} {_TURNOUT}(?P<after>.*)$"
    ),
    compiled(
        rf"(?:the |country's |nation's )*{LOWEST} {_TURNOUT}(?: rate)?(?: {NATION})?{_AT_PERCENT} (?:was|came|is|occurred)"
        rf"(?: recorded| registered| reported| observed| seen| found)?,? (?:in|from|at) {THE}(?P<area>{A})(?P<after>.*)$"
    ),
    compiled(
        rf"{_TURNOUT} (?:was|is)(?: by far)? (?:the )?{LOWEST} (?:{NATION} )?(?:in|at) {THE}(?P<area>{A})(?P<after>.*)$"
    ),
    compiled(
        rf"явка (?:избирателей )?в {THE}(?P<area>{A}){_APPOSITIVE} (?:была|оказалась|стала) (?P<extreme>сам\w+ низк\w+|наименьш\w+|"
        rf"сам\w+ высок\w+)(?P<after>.*)$"
    ),
    compiled(
        rf"(?P<extreme>сам\w+ низк\w+|наименьш\w+|сам\w+ высок\w+) явка (?:избирателей )?(?:{NATION} )?(?:была )?(?:зафиксирована|отмечена|"
        rf"зарегистрирована|оказалась|была|наблюдалась)?(?: {NATION})? ?в {THE}(?P<area>{A})(?P<after>.*)$"
    ),
)
_SINCE = re.compile(
    r"\b(?:since|ever|history|on record|record|in \w+ (?:years|decades)|decade|years|among (?!all|the regions)|"
    r"for an?|истори\w+|за последние|лет)\b",
    re.I,
)
_AFTER_EXTREME = compiled(
    rf"^(?: (?:voter )?turnout)?(?: level| rate| figure)?(?:$|[.,;:!?)\"”»]|,? {NATION}|, |,? (?:at|with|of) {NUMBER})"
)


def _extremes(context: Context) -> None:
    for pattern in _EXTREMES:
        for match in pattern.finditer(context.mask):
            id_, after = context.area(match, "area"), match["after"]
            if id_ is None or not context.clear(match.start(), match.start("after")):
                continue
            if not _AFTER_EXTREME.match(after) or _SINCE.search(after):
                continue
            if _time_of(context) is None:
                continue
            level = context.election.areas.areas[id_].level
            words = match["extreme"].casefold()
            extreme = (
                "lowest"
                if words.startswith("low") or "низк" in words or "наимен" in words
                else "highest"
            )
            test = {"measure": "turnout", "quantifier": extreme, "level": level, "area": id_}
            nation = compiled(rf"^,? {NATION}").match(after)
            end = match.start("after") + (nation.end() if nation else 0)
            context.add(match.start(), end, test | (_time_of(context) or {}))


_TURNOUT_VALUE = (
    compiled(
        rf"(?:{_TURNOUT}|явка)(?: избирателей)?(?:,? (?:in|at|across|for|в) {THE}(?P<area>{A}){_APPOSITIVE}| nationwide| in the country| overall| по стране)?"
        rf"(?: (?:was|of|at|is|reached|stood at|came to|hit|totall?ed|amounted to|put at|was put at|had reached|составила|достигла|была))"
        rf"(?: officially)? {HEDGE}{NUMBER}{PERCENT}(?! (?:higher|lower|more|less|up|down|points?))(?: in {THE}(?P<area2>{A}))?"
    ),
    compiled(
        rf"{HEDGE}{NUMBER}{PERCENT} of (?:the |all )?(?:country's )?(?:registered |eligible )?(?:voters|electorate)(?: in {THE}(?P<area>{A}))? "
        rf"(?:had )?(?:turned out|cast (?:their )?(?:ballots?|votes?)|voted|took part|participated)(?! for| against)(?: in {THE}(?P<area2>{A}))?"
    ),
)
_CLOCK = re.compile(
    r"\b(?:by|as of|at|к) (?:(?P<noon>noon|midday|полудню)|(?P<hour>\d{1,2})(?:[:.](?P<minute>\d\d))? ?(?P<half>[ap])\.?m\.?|"
    r"(?P<hour2>\d{1,2})[:.](?P<minute2>\d\d))|\b(?P<vague>by (?:the )?(?:evening|afternoon|close|midnight)|"
    r"hours? (?:before|after)|so far|к вечеру)",
    re.I,
)


def _turnout(context: Context) -> None:
    for pattern in _TURNOUT_VALUE:
        for match in pattern.finditer(context.mask):
            if not context.clear(*match.span()):
                continue
            named = [group for group in ("area", "area2") if match[group] is not None]
            areas = [context.area(match, group) for group in named]
            when = _time_of(context)
            if None in areas or len(areas) > 1 or when is None:
                continue
            elsewhere = _UNKNOWN_PLACE.search(context.mask) or _PART_OF_PLACE.search(context.mask)
            if elsewhere or (not areas and AREA in context.mask):
                continue
            test = number_test("turnout", None, match["hedge"], percent_text(match["num"]))
            if test is None:
                continue
            place = {"area": areas[0]} if areas else {}
            context.add(match.start(), match.end(), {**test, **place, **when})


def _time_of(context: Context) -> dict[str, Any] | None:
    """The hour that a turnout is of, where an announcement has it; None where none has."""
    match = _CLOCK.search(context.mask)
    if match is None:
        return {}
    if match["vague"]:
        return None
    if match["noon"]:
        hour, minute = 12, 0
    else:
        hour = int(match["hour"] or match["hour2"])
        minute = int(match["minute"] or match["minute2"] or 0)
        if match["half"]:
            hour = hour % 12 + (12 if match["half"].casefold() == "p" else 0)
    clock = f"T{hour:02}:{minute:02}"
    moments = {
        item.at for item in context.election.announcements if item.at and item.at[10:16] == clock
    }
    return {"at": moments.pop()} if len(moments) == 1 else None


_HIGHER = compiled(
    r"\b(?:convinced|insist\w*|sa(?:id|ys|ying)|believ\w+|claim\w*|maintain\w*|certain|sure|contend\w*|argu\w+|adamant|"
    r"confident|убежд\w+|уверен\w*|считает|заявля\w+|утвержда\w+)"
    r"(?:,)?(?: that|,? что)? (?:its|their|the party's|the|our|his|е[её]|его|их|на самом деле)?[ ]?"
    r"(?:real|true|actual|genuine|реальн\w+|настоящ\w+|действительн\w+|истинн\w+) "
    r"(?:tally|result|share|vote|votes|score|support|figure|total|showing|count|percentage|результат\w*|показател\w*|"
    r"поддержка|итог\w*|числ\w+)(?: of the vote)? (?:was|is|had been|were|must have been|был[ао]?)?[ ]?"
    r"(?:much |far |significantly |considerably |many times |several times |в разы |намного |значительно |гораздо )*"
    r"(?:higher|larger|greater|bigger|better|more|выше|больше)\b(?! than \d)"
)


def _conviction(context: Context) -> None:
    """ "…is convinced that its real tally was higher": only sheets can decide that."""
    for match in _HIGHER.finditer(context.mask):
        mention = _convinced(context, match)
        if mention is None:
            continue
        option, notes = mention
        own = [item for item in context.found if item.test.get("option") == option]
        stated = next(
            (
                item.test["equals"]
                for item in own
                if item.test["measure"] == "share" and "equals" in item.test
            ),
            None,
        )
        operand: Any = stated or _latest_announcement(context, option)
        if operand is None:
            continue
        test = {"measure": "share", "option": option, "on": "sheets", "above": operand}
        context.add(match.start(), match.end(), test, notes)


def _convinced(context: Context, match: re.Match[str]) -> tuple[str, tuple[str, ...]] | None:
    """Whose tally: the only option of the sentence, named or meant."""
    options = context.read.options
    if len(options) != 1 or re.search(r"\bnot\b", match.group()):
        return None
    (option,) = options
    mention = next(item for item in context.read.mentions if item.id == option)
    note = f"“{mention.text}” was taken to mean {context.contest.options[option].name}"
    return option, (note,) if mention.taken_for else ()


def _latest_announcement(context: Context, option: str) -> dict[str, str] | None:
    for item in sorted(context.election.announcements, key=lambda one: one.at or "", reverse=True):
        same = context.election.contest_of(item) == context.contest_id and item.area is None
        if same and (option in item.counts or option in item.percent):
            return {"announcement": item.id}
    return None


_EXACT = r"(?P<num>\d{1,3}(?:[, ]\d{3})+|\d{4,12})"
_VOTES = compiled(
    rf"(?P<option>{O}){GAP}{WON} {HEDGE}{_EXACT} (?:valid )?(?:votes|ballots|голос\w*)(?! (?:more|fewer|less))"
)
_REGISTERED = compiled(rf"{HEDGE}{_EXACT} (?:registered|eligible) voters(?! (?:in|from|at|abroad))")
_STATION_COUNT = compiled(
    rf"(?<!in\s)(?<!at\s)(?<!from\s)(?<!of\s){HEDGE}{_EXACT} polling stations (?:opened|were open\w*|across the country|nationwide|"
    rf"throughout the country|in the country)"
)


def _counts(context: Context) -> None:
    given: tuple[tuple[re.Pattern[str], str, bool], ...] = (
        (_VOTES, "votes", True),
        (_REGISTERED, "registered", False),
        (_STATION_COUNT, "stations", False),
    )
    for pattern, measure, with_option in given:
        for match in pattern.finditer(context.mask):
            option = context.option(match) if with_option else None
            if with_option and (option is None or not _is_subject(context, match)):
                continue
            if not context.clear(*match.span()) or _place(context, match) != {}:
                continue
            digits = re.sub(r"\D", "", match["num"])
            if match["hedge"] is not None and HEDGE_WORDS[match["hedge"].casefold()] == "about":
                continue  # how far "about" reaches, a count does not say
            test = number_test(measure, option, match["hedge"], digits)
            if test is not None:
                context.add(match.start(), match.end(), test, context.note(match) if option else ())


_RULES: tuple[Callable[[Context], None], ...] = (
    _shares,
    _seats,
    _threshold,
    _joining,
    _ranks,
    _option_count,
    _extremes,
    _turnout,
    _conviction,
    _counts,
)
