"""Which sentences are kept without a test, and why: what could be checked is never dropped."""

from __future__ import annotations

import re

from crosstally.claims.drafting.annulments import annulled
from crosstally.claims.drafting.clues import Doubt
from crosstally.claims.drafting.context import Context
from crosstally.claims.drafting.grammar import words
from crosstally.claims.drafting.mentions import AREA, OPTION
from crosstally.claims.drafting.outside import EARLIER
from crosstally.claims.drafting.phrases.patterns import GRAMMAR
from crosstally.words import N_, _

_FIGURE = GRAMMAR.words("{percentage}")
_COUNT = words(r"""
    (?<!precinct )(?<!station )(?<!No\. )(?<!number )(?<!№ )(?<!№)(?<!участке )(?<!участок )\b
    (?:\d[\d,. ]*|one|two|three|four|five|six|seven|eight|nine|ten|дв[ае]|двое|три|четыре|пять|
    шесть|семь|восемь|девять|десять) (?:\w+ ){0,2}(?:seats?|votes?|ballots|voters|citizens|electors|
    people (?:voted|cast|were registered)|million|человек|others|parties|polling stations|precincts|
    ballot boxes|deputies|sheets|protocols|states|provinces|regions|districts|протокол\w+|
    избирател\w+|мест\w*|
    мандат\w*|голос\w+|парти\w+|участк\w+)\b""")
_PLACE_TAKEN = words(r"""
    \b(?:comes?|came|finished|placed|ranked) (?:in )?(?:a )?(?:\w+ )?(?:first|second|third|fourth|
    fifth|sixth|seventh|last)\b|\b(?:votes|ballots|turnout):? \d|
    \b(?:победил\w*|выигра\w+|проигра\w+)\b|
    \b(?:[1-4](?:st|nd|rd|th)|first|second|third) place\b|\b(?:lowest|highest) (?:voter )?turnout\b|
    \bturnout\b.*\b(?:lowest|highest)\b|\b(?:more|fewer) (?:people|voters) (?:voted|cast)\b|
    \bturnout\b[^.;]{0,20}\b(?:low|high) as\b|\b(?:come|put|placed) [^.;]{0,40}\b(?:first|second|
    third|last)\b|\bthreshold\b|\b(?:real|true|actual) (?:tally|result|share|vote)\b|\b(?:реальн|
    настоящ|действительн)\w+ (?:результат|показател)\w*|\b(?:перв|втор|трет)\w+ мест\w+\b|
    \bявк\w+\b.*\bсам\w+ (?:низк|высок)\w+|\bсам\w+ (?:низк|высок)\w+ явк\w+|\bбарьер\w*|\bпорог\w*|
    \b(?:hurdle|barrier)\b|\b(?:clear )?winner\b|\b(?:least|most) likely to (?:vote|turn out)\b|
    \b(?:won|lost|carried|lead|leads) (?:in |at |
    neither |
    every |each |all )|\b(?:not a single|no|every|each|all) (?:\w+ )?(?:polling stations?|
    precincts?|
    districts?|regions?|provinces?|count(?:y|ies)|states?) (?:went|fell|voted|chose)\b|\b(?:уверен|
    убежд)\w+[^.;]{0,40}\b(?:больше|выше)\b|\b(?:come|comes|was|were|is) (?:only |
    also )?(?:in )?(?:a )?(?:\w+ )?(?:first|second|third|last)\b(?! to\b)|\b(?:first|second|third|
    last) (?:was|were|came|place)\b|\b(?:more|fewer|less|most|fewest|higher|lower|larger|smaller|
    better|worse|greater)\b[^.;]{0,60}\bthan\b|\b(?:most|fewest|all|no|every|
    any) (?:of )?(?:the )?(?:votes?|ballots|seats?)\b|\b(?:beat|defeated|outpolled|overtook|trailed|
    ahead of|behind)\b|\b(?:cleared|passed|over) the bar\b|\b(?:won|first|second|lost|led|
    ahead)\b.{0,60}\b(?:every|each|all|any|no)\b.{0,20}\b(?:polling stations?|precincts?|districts?|
    regions?|provinces?|count(?:y|ies)|states?)\b|\bno (?:\w+ )?(?:party|list)\b|\b(?:most|
    fewest) (?:people|voters)\b|\btimes as many\b|\brunners?-up\b|\b(?:majority|plurality|half|
    halves|third|thirds|quarters?|fifths?|tenths?|landslide) of\b|\b(?:ten|twenty|thirty|forty|
    fifty|sixty|seventy|eighty|ninety)(?:[- ]\w+)? ?per ?cent\b|\b(?:ниже|выше|больше|меньше|лучше|
    хуже)\b[^.;]{0,40}\bчем\b|\bбольшинств\w+ голос\w+|\b(?:половин\w+|треть|четверть|
    две трети) голос\w+|\bопереди\w+|\bобогна\w+""")
_SEATS_TAKEN = GRAMMAR.words(r"""
    {O}[»”\"]?(?: (?:party|list))? (?:takes?|took|wins?|won|gets?|got|has|had|received|will have|
    получ\w+|взял\w*|достан\w+|отойд\w+|[–—-]) (?:\d+|{words})\b|\b(?:governing|ruling|president's|
    incumbent's|opposition) (?:party|list|bloc) (?:won|lost)\b|
    \bthe (?:two|three|four) (?:(?:will|are to) )?join\b|
    {O}[»”\"]?(?: party)?(?: (?:will|both|also|all|now|have|has))* (?:join|enter|sit|войд|вош|пройд|
    прош|присоедин)\w*\b[^.;:]{0,60}\b(?:parliament|majilis|mazhilis|house|chamber|парламент|
    мажилис)|\bкомпанию\b[^.;:]{0,40}\bсостав\w+ [«“\"]?{O}""")
"""“A took eight”, of what is not said; and somebody who won or lost and is not named."""
_TURNED_OUT = words(r"""
    \b(?:nowhere|in no (?:other )?\w+) (?:did|has|have|was)\b.{0,60}\b(?:turn\w* out|turnout|
    vote\w*)\b""")
_ELECTION = words(r"""
    \b(?:elections?|vote|votes|voted|(?:won|took|got|polled|received|secured) (?:more than |
    less than |
    over |about )?\d+(?:[.,]\d+)?(?= *(?:%|per ?cent))|(?:tally )?sheets|registered|(?:he|
    she) (?:has|had|got|won|took|comes?|came|finished)|преодолел\w*|набра\w+|протокол\w*|победил\w*|
    voters?|voting|ballots?|turnout|turn(?:ed|s)? out|commission|shared(?= \d)|poll(?:ed|ing)|
    parliament\w*|electorate|electoral|nationwide|majilis|mazhilis|lists?|precincts?|(?:in|
    of) (?:\w+ )?(?:regions?|provinces?|districts?|states?)|seats?|party|parties|tally|results?|
    выбор\w+|
    \w*голос\w+|явк\w+|избирател\w+|парламент\w*|мажилис\w*|парти\w+|бюллетен\w+)\b""")
_RESULTS = words(r"\b(?:результат|итог)\w*")
_RECORDED = words(r"""
    \b(?:struck (?:off|from|out)|removed from (?:the|its|their)|kept off|(?:struck|removed|deleted|
    dropped|excluded)\b[^.;]{0,60}?\b(?:off|from) (?:the|its|their|his|her) (?:\w+ )?(?:list|
    ballot|race)|nobody was (?:hurt|injured|arrested)|barred|banned|excluded from|no violence|
    police (?:kept|keep|stood|watched|keeping)|disqualif\w+|deregister\w+|
    not allowed to (?:run|stand|contest|take part)|asset declaration|declaration of assets|
    free and fair|freely and fairly|(?:line|accordance|compliance) with (?:the )?(?:\w+ )?(?:law|
    laws|constitution|standards|principles)|в соответствии с закон\w+|fraud\w*|falsif\w+|rigg\w+|
    ballot[- ]stuffing|stuffed|irregularit\w+|violations?|self-censorship|genuine opposition|
    opposition parties|(?:un)?democratic(?! (?:party|republic))|observers?|transparen\w+|
    protest\w*|rall(?:y|ies|ied)|demonstrat\w+|been cheated|
    declaration of (?:\w+ )?(?:assets|property)|demands? (?:a )?(?:recount|new election)|recount|
    annul\w*|court|lawsuit|complain\w+|вычеркнут\w*|исключ[её]н\w*|снят\w* с|
    не допущ\w+|деклараци\w+|свободн\w+ и (?:честн|справедлив)\w+|фальсифик\w+|вброс\w*|
    нарушени\w+|наблюдател\w+|протест\w*|митинг\w*|демонстра\w+|пересч[её]т\w*|самоцензур\w+|
    оппозиционн\w+)\b""")
_ALWAYS_RECORDED = words(r"""
    \b(?:asset declaration|declaration of (?:\w+ )?(?:assets|property)|free and fair|
    freely and fairly|been cheated|
    self-censorship|ballot[- ]stuffing)\b""")
_OBSERVED = words(r"""
    \b(?:election|elections|vote|voting|ballot|opposition|party|parties|list|candidates?|protest\w*|
    demonstrat\w+|rall\w+|no violence|police|observers?|OSCE|выбор\w+|оппозиц\w+|парти\w+|список|
    списка|протест\w*|митинг\w*|ОБСЕ|наблюдател\w+|голосовани\w+)\b""")
_FIGURES = (_FIGURE, _COUNT, _PLACE_TAKEN, _SEATS_TAKEN, _TURNED_OUT)
_UNCLEAR = N_("Its names or numbers are not clear enough for a test; a person must put it.")
_NO_ARITHMETIC = N_("This is no arithmetic: figures can neither confirm nor deny it.")


def why_recorded(context: Context, doubt: Doubt | None, tail: int | None) -> str | None:
    """Why a sentence without a test is kept; None where it is not about this election."""
    mask = context.mask
    about = OPTION in mask or _ELECTION.search(mask) is not None
    figure = next((match for said in _FIGURES if (match := said.search(mask)) is not None), None)
    checkable = (about or AREA in mask) and figure is not None
    if doubt is Doubt.PLACE and OPTION not in mask:
        return None
    observed = _OBSERVED.search(mask) or _ALWAYS_RECORDED.search(mask)
    if (_RECORDED.search(mask) and observed) or (
        annulled(mask) and (about or _RESULTS.search(mask))
    ):
        return _unclear(context, figure) if checkable else _(_NO_ARITHMETIC)
    if not checkable:
        return None
    if context.clues.scope(mask) is Doubt.ECONOMY and OPTION not in mask:
        return None
    if doubt is not None:
        return _(doubt.value)
    if tail is not None:
        return _(EARLIER)
    if not about:
        return None
    scope = context.clues.scope(mask)
    if scope is not None and not context.refused:
        return _(scope.value)
    return _unclear(context, figure)


def _unclear(context: Context, figure: re.Match[str] | None) -> str:
    """Why there is no test, naming the words that were not understood."""
    if context.refused:
        return context.refused[0]
    if figure is not None:
        words = context.read.text[figure.start() : figure.end()].strip(" ,")
        return _(
            "What “{words}” is of, or is compared with, is not clear; a person must put it."
        ).format(words=words)
    return _(_UNCLEAR)
