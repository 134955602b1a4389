"""Drafting ``claims.yaml`` from a news article, for a person to confirm.

A sentence that states something checkable about the election is kept whole. Where its names and
numbers leave no doubt it gets tests; otherwise it is recorded, with the reason. Every drafted
claim is marked ``unconfirmed``, and no report shows one until a person has taken the mark away.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import zip_longest
from typing import Any

import yaml

from crosstally.claims.drafting.announcers import Announcers
from crosstally.claims.drafting.article import (
    ArticleSentence,
    ArticleTable,
    article_sentences,
    article_tables,
)
from crosstally.claims.drafting.assertion import denies_the_last, doubted
from crosstally.claims.drafting.clues import FIRST_TIME, Doubt
from crosstally.claims.drafting.context import Context, Drafted, without_asides
from crosstally.claims.drafting.grammar import words
from crosstally.claims.drafting.mentions import AREA, OPTION
from crosstally.claims.drafting.outside import BESIDE, EARLIER, outside_clauses
from crosstally.claims.drafting.phrases.patterns import GRAMMAR
from crosstally.claims.drafting.phrases.stations import Stations, recognised
from crosstally.claims.drafting.places import elsewhere, with_its_place
from crosstally.claims.drafting.reading import Read, Reader
from crosstally.claims.drafting.setting import Setting, Settings
from crosstally.claims.drafting.subjects import whose
from crosstally.claims.drafting.tables import rows_of
from crosstally.claims.statement import Claim, Claims, Clause, Comparison, Test
from crosstally.election.areas import AreaLookup
from crosstally.election.folder import Election

LONGEST = 1_900
"""Characters; a longer "sentence" is no sentence."""

_FIGURE = GRAMMAR.words("{percentage}")
_COUNT = words(r"""
    (?<!precinct )(?<!station )(?<!No\. )(?<!number )(?<!№ )(?<!№)(?<!участке )(?<!участок )\b
    (?:\d[\d,. ]*|one|two|three|four|five|six|seven|eight|nine|ten|дв[ае]|двое|три|четыре|пять|
    шесть|семь|восемь|девять|десять) (?:\w+ ){0,2}(?:seats?|votes?|ballots|voters|citizens|electors|
    people (?:voted|cast|were registered)|million|человек|parties|polling stations|precincts|
    ballot boxes|deputies|sheets|protocols|states|provinces|regions|districts|протокол\w+|мест\w*|
    мандат\w*|голос\w+|парти\w+|участк\w+)\b""")
_PLACE_TAKEN = words(r"""
    \b(?:comes?|came|finished|placed|ranked) (?:in )?(?:a )?(?:\w+ )?(?:first|second|third|fourth|
    fifth|sixth|seventh|last)\b|\b(?:votes|ballots|turnout):? \d|\b(?:победил\w*|проигра\w+)\b|
    \b(?:[1-4](?:st|nd|rd|th)|first|second|third) place\b|\b(?:lowest|highest) (?:voter )?turnout\b|
    \bturnout\b.*\b(?:lowest|highest)\b|\b(?:more|fewer) (?:people|voters) (?:voted|cast)\b|
    \bturnout\b[^.;]{0,20}\b(?:low|high) as\b|\b(?:come|put|placed) [^.;]{0,40}\b(?:first|second|
    third|last)\b|\bthreshold\b|\b(?:real|true|actual) (?:tally|result|share|vote)\b|\b(?:реальн|
    настоящ|действительн)\w+ (?:результат|показател)\w*|\b(?:перв|втор|трет)\w+ мест\w+\b|
    \bявк\w+\b.*\bсам\w+ (?:низк|высок)\w+|\bсам\w+ (?:низк|высок)\w+ явк\w+|\bбарьер\w*|\bпорог\w*|
    \b(?:hurdle|barrier)\b|\b(?:clear )?winner\b|\b(?:won|lost|carried|lead|leads) (?:in |at |
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
_ELECTION = words(r"""
    \b(?:elections?|vote|votes|voted|(?:won|took|got|polled|received|secured) (?:more than |
    less than |
    over |about )?\d+(?:[.,]\d+)?(?= *(?:%|per ?cent))|(?:tally )?sheets|registered|(?:he|
    she) (?:has|had|got|won|took|comes?|came|finished)|преодолел\w*|набра\w+|протокол\w*|победил\w*|
    voters?|voting|ballots?|turnout|poll(?:ed|ing)|parliament\w*|
    electorate|electoral|nationwide|majilis|mazhilis|lists?|precincts?|(?:in|
    of) (?:\w+ )?(?:regions?|provinces?|districts?|states?)|seats?|party|parties|tally|results?|
    выбор\w+|
    \w*голос\w+|явк\w+|избирател\w+|парламент\w*|мажилис\w*|парти\w+|бюллетен\w+)\b""")
_RECORDED = words(r"""
    \b(?:struck (?:off|from|out)|removed from (?:the|its|their)|kept off|(?:struck|removed|deleted|
    dropped|excluded)\b[^.;]{0,60}?\b(?:off|from) (?:the|its|their|his|her) (?:\w+ )?(?:list|
    ballot|race)|nobody was (?:hurt|injured|arrested)|barred|banned|excluded from|no violence|
    police (?:kept|keep|stood|watched|keeping)|disqualif\w+|deregister\w+|
    not allowed to (?:run|stand|contest|take part)|asset declaration|declaration of assets|
    free and fair|freely and fairly|fraud\w*|falsif\w+|rigg\w+|ballot[- ]stuffing|stuffed|
    irregularit\w+|
    violations?|self-censorship|genuine opposition|opposition parties|observers?|
    transparen\w+|protest\w*|rall(?:y|ies|ied)|demonstrat\w+|been cheated|
    declaration of (?:\w+ )?(?:assets|property)|demands? (?:a )?(?:recount|new election)|
    recount|annul\w*|court|lawsuit|complain\w+|вычеркнут\w*|исключ[её]н\w*|снят\w* с|
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
_COMPARED = {comparison.value for comparison in Comparison} | {"n"}
_UNCLEAR = "Its names or numbers are not clear enough for a test; a person must put it."
_NO_ARITHMETIC = "This is no arithmetic: figures can neither confirm nor deny it."
_HEADER = """\
# Drafted from an article: {count} statements, {tested} of them with tests. Nobody has confirmed
# them yet. Read each sentence beside its test, mend what is wrong, and take `unconfirmed: true`
# away from those that are right: no report shows a statement before that.
"""


def draft_claims(
    text: str,
    election: Election,
    *,
    contest: str | None = None,
    printed_in: str | None = None,
    at: str | None = None,
    author: str = "The article",
    areas: AreaLookup | None = None,
) -> Claims:
    """The claims that an article (plain text or HTML) makes about an election, all unconfirmed.

    ``author`` stands as the speaker of sentences that name none. With several contests the first
    is taken unless ``contest`` names another. ``areas``: every area that is known, returns
    included; left out, those of the folder's ``areas.csv``.
    """
    name = contest or next(iter(election.definition.contests))
    reader = Reader(election, name, _sentences(text), areas)
    more = {key: value for key, value in (("at", at), ("printed_in", printed_in)) if value}
    drafts = [*_of_sentences(reader, name), *_of_tables(article_tables(text), reader, name)]
    claims = [
        Claim.model_validate(
            {
                "id": f"draft-{number}",
                "unconfirmed": True,
                **said,
                "who": (said.get("who") or author)[:300],
                **more,
            }
        )
        for number, said in enumerate(drafts, start=1)
    ]
    return Claims(claims=claims)


def _of_sentences(reader: Reader, contest: str) -> Iterator[dict[str, Any]]:
    """A claim for each sentence that states something checkable."""
    settings = Settings(reader.clues, reader.clues.year)
    stations = Stations(reader.areas, reader.election.definition.station_level)
    announcers = Announcers(reader.election, reader.areas, contest)
    seen: set[str] = set()
    reads = reader.read()
    for read, following in zip_longest(reads, reads[1:]):
        setting = settings.of(read)
        if following is not None and following.paragraph == read.paragraph:
            setting.denied = denies_the_last(following.mask) and not (
                FIRST_TIME.search(read.mask) and reader.clues.other_time(following.mask)
            )
        if read.text in seen:
            continue
        seen.add(read.text)
        context = Context(reader.election, contest, read, reader.clues, reader.areas)
        parts = _parts(context, setting, stations, announcers)
        if parts is None:
            continue
        clauses, test, notes = parts
        said: dict[str, Any] = {"who": read.who, "sentence": read.text}
        if test is not None:
            said["test"] = test
        elif clauses:
            said["clauses"] = clauses
        if notes:
            said["note"] = "; ".join(dict.fromkeys(notes)) + "."
        yield said


def _of_tables(
    tables: Iterable[ArticleTable], reader: Reader, contest: str
) -> Iterator[dict[str, Any]]:
    """A claim for each row of a table that states results."""
    several = len(reader.election.definition.contests) > 1
    for table in tables:
        for row in rows_of(table, reader):
            tested = [
                {"text": text, "test": {"contest": contest, **test} if several else test}
                for text, test in row.tested.items()
            ]
            others = [{"text": text, "outside": BESIDE} for text in row.others]
            note = f"A row of a table, with the headings of its columns. Above it: “{table.above}”"
            clauses = [*tested, *others]
            yield {"sentence": row.said[:LONGEST], "clauses": clauses, "note": note[:500]}


def _sentences(text: str) -> list[ArticleSentence]:
    return [item for item in article_sentences(text) if len(item.text) <= LONGEST]


_Parts = tuple[list[dict[str, Any]], dict[str, Any] | None, list[str]]


def _parts(
    context: Context, setting: Setting, stations: Stations, announcers: Announcers
) -> _Parts | None:
    """Clauses, or one test, and notes; None where the sentence states nothing checkable."""
    read, clues = context.read, context.clues
    doubt = clues.whole_sentence(read.mask)
    tail = clues.other_time_from(without_asides(context.mask))
    drafted = [] if doubt is not None else recognised(context, stations)
    if tail is not None:
        drafted = [item for item in drafted if item.end <= tail]
    drafted = _plain_ones(context, _kept(drafted), setting)
    drafted = [announcers.repeated(context, item) for item in drafted]
    notes = [note for item in drafted for note in item.notes]
    if drafted:
        outside = outside_clauses(context, drafted, tail)
        if len(drafted) == 1 and not outside:
            return [], drafted[0].test, notes
        clauses = [
            (item.start, {"text": _words(read, item.start, item.end), "test": item.test})
            for item in drafted
        ]
        ordered = sorted([*clauses, *outside], key=lambda pair: pair[0])
        return [clause for _, clause in ordered], None, notes
    why = _why_recorded(context, doubt, tail)
    if why is None:
        return None
    if read.own:
        notes.append("whose party “our party” or “we” is, the article does not say plainly")
    return [{"text": read.text, "outside": why}], None, notes


def _plain_ones(context: Context, drafted: list[Drafted], setting: Setting) -> list[Drafted]:
    """The tests whose words are a plain assertion about this election and this place.

    What casts doubt on one figure of a clause casts it on those that follow in it.
    """
    kept: list[Drafted] = []
    refused: dict[int, str] = {}
    for item in drafted:
        low, _ = context.scope(item.start, item.end)
        why = (
            refused.get(low)
            or _carried_over(item, setting)
            or doubted(context, item)
            or elsewhere(context, item)
            or whose(context, item)
        )
        if why is None:
            kept.append(with_its_place(context, item))
        else:
            context.refuse(why)
            refused[low] = why
    return kept


def _carried_over(item: Drafted, setting: Setting) -> str | None:
    """Why the sentences around it forbid a test."""
    if setting.denied:
        return "The next sentence takes it back."
    if item.test.get("on") == "sheets":
        return None
    if "station" in item.test:
        return setting.time
    if setting.time is not None:
        return setting.time
    if setting.place is not None and "area" not in item.test:
        return setting.place
    counted = item.test["measure"] in ("share", "votes", "rank") and "level" not in item.test
    return setting.count if counted else None


def _kept(drafted: list[Drafted]) -> list[Drafted]:
    """One figure makes one test: of two readings of the same words the longer stays."""
    kept: list[Drafted] = []
    for item in drafted:
        rivals = [other for other in drafted if other.test != item.test and _alike(other, item)]
        if rivals:
            continue  # the sentence gives two different figures for one thing
        kept.append(item)
    return kept


def _alike(one: Drafted, other: Drafted) -> bool:
    """Whether two tests differ in nothing but the figure that they compare with."""
    return set(one.test) == set(other.test) and all(
        value == other.test[key] for key, value in one.test.items() if key not in _COMPARED
    )


def _why_recorded(context: Context, doubt: Doubt | None, tail: int | None) -> str | None:
    """Why a sentence without a test is kept; None where it is not about this election."""
    mask = context.mask
    named = OPTION in mask or AREA in mask
    figure = _FIGURE.search(mask) or _COUNT.search(mask)
    about = named or _ELECTION.search(mask) is not None
    figure = figure or _PLACE_TAKEN.search(mask)
    checkable = about and figure is not None
    if doubt is Doubt.PLACE and OPTION not in mask:
        return None
    if _RECORDED.search(mask) and (_OBSERVED.search(mask) or _ALWAYS_RECORDED.search(mask)):
        return _unclear(context, figure) if checkable else _NO_ARITHMETIC
    if not checkable:
        return None
    if context.clues.scope(mask) is Doubt.ECONOMY and OPTION not in mask:
        return None
    if doubt is not None:
        return doubt.value
    if tail is not None:
        return EARLIER
    if OPTION not in mask and _ELECTION.search(mask) is None:
        return None
    scope = context.clues.scope(mask)
    return scope.value if scope is not None and not context.refused else _unclear(context, figure)


def _unclear(context: Context, figure: re.Match[str] | None) -> str:
    """Why there is no test, naming the words that were not understood."""
    if context.refused:
        return context.refused[0]
    if figure is not None:
        words = context.read.text[figure.start() : figure.end()].strip(" ,")
        return f"What “{words}” is of, or is compared with, is not clear; a person must put it."
    return _UNCLEAR


def _words(read: Read, start: int, end: int) -> str:
    """The words of a clause, without loose punctuation at its ends."""
    return read.text[start:end].strip(' ,;:–—-\n"“”«»') or read.text


class _Dumper(yaml.SafeDumper):
    """Writes text with odd characters (such as other scripts' line ends) in quotes."""


def _text_node(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = None if text.isprintable() else '"'
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _text_node)


def claims_yaml(claims: Claims) -> str:
    """A claims file, commented, that ``load_claims`` reads."""
    tested = sum(any(part.test is not None for part in claim.parts) for claim in claims.claims)
    lines = [_HEADER.format(count=len(claims.claims), tested=tested)]
    if not claims.claims:
        return lines[0] + "claims: []\n"
    lines.append("claims:")
    for claim in claims.claims:
        lines.append("")
        if not any(part.test is not None for part in claim.parts):
            lines.append("  # Recorded: no figure of this election is held against it.")
        elif claim.note:
            lines.append(
                "  # Look at the note: it says how what the sentence leaves open was read."
            )
        text = yaml.dump(
            [_plain(claim)],
            Dumper=_Dumper,
            allow_unicode=True,
            sort_keys=False,
            width=96,
            default_flow_style=False,
        )
        lines += ["  " + line if line else line for line in text.rstrip("\n").split("\n")]
    return "\n".join(lines) + "\n"


def _plain(claim: Claim) -> dict[str, Any]:
    data: dict[str, Any] = {"id": claim.id, "unconfirmed": True, "who": claim.who}
    for key in ("at", "printed_in"):
        if getattr(claim, key):
            data[key] = getattr(claim, key)
    data["sentence"] = claim.sentence
    if claim.test is not None:
        data["test"] = _plain_test(claim.test)
    if claim.clauses:
        data["clauses"] = [_plain_clause(clause) for clause in claim.clauses]
    if claim.note:
        data["note"] = claim.note
    return data


def _plain_clause(clause: Clause) -> dict[str, Any]:
    if clause.test is not None:
        return {"text": clause.text, "test": _plain_test(clause.test)}
    return {"text": clause.text, "outside": clause.outside}


def _plain_test(test: Test) -> dict[str, Any]:
    data = test.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    return {"measure": data.pop("measure"), **data}
