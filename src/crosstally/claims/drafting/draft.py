"""Drafting ``claims.yaml`` from a news article, for a person to confirm.

A sentence that states something checkable about the election is kept whole. Where its names and
numbers leave no doubt it gets tests; otherwise it is recorded, with the reason. Every drafted
claim is marked ``unconfirmed``, and no report shows one until a person has taken the mark away.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import zip_longest
from typing import Any

from crosstally.claims.drafting.announcers import Announcers
from crosstally.claims.drafting.annulments import annuls_the_last
from crosstally.claims.drafting.article import (
    ArticleSentence,
    ArticleTable,
    article_sentences,
    article_tables,
)
from crosstally.claims.drafting.assertion import denies_the_last, doubted
from crosstally.claims.drafting.clues import FIRST_TIME
from crosstally.claims.drafting.context import Context, Drafted, without_asides, without_disputes
from crosstally.claims.drafting.outside import BESIDE, outside_clauses
from crosstally.claims.drafting.phrases.stations import Stations, recognised
from crosstally.claims.drafting.places import elsewhere, with_its_place
from crosstally.claims.drafting.reading import Read, Reader
from crosstally.claims.drafting.recorded import why_recorded
from crosstally.claims.drafting.setting import Setting, Settings
from crosstally.claims.drafting.stages import staged
from crosstally.claims.drafting.subjects import whose
from crosstally.claims.drafting.tables import rows_of
from crosstally.claims.judging.moment import announced_by
from crosstally.claims.statement import Claim, Claims, Comparison
from crosstally.election.areas import AreaLookup
from crosstally.election.folder import Election
from crosstally.words import _

LONGEST = 1_900
"""Characters; a longer "sentence" is no sentence."""

_COMPARED = {comparison.value for comparison in Comparison} | {"n"}


def draft_claims(
    text: str,
    election: Election,
    *,
    contest: str | None = None,
    printed_in: str | None = None,
    at: str | None = None,
    author: str | None = None,
    areas: AreaLookup | None = None,
) -> Claims:
    """The claims that an article (plain text or HTML) makes about an election, all unconfirmed.

    ``at``: when it was printed; what was announced later is not what an authority is said to have
    announced. ``author`` stands as the speaker of sentences that name none; left out, the article.
    With several contests the first is taken unless ``contest`` names another. ``areas``: every area
    that is known, returns included; left out, those of the folder's ``areas.csv``.
    """
    name = contest or next(iter(election.definition.contests))
    reader = Reader(election, name, _sentences(text), areas)
    more = {key: value for key, value in (("at", at), ("printed_in", printed_in)) if value}
    known = announced_by(election, at) if at else election
    announcers = Announcers(known, reader.areas, name)
    drafts = [
        *_of_sentences(reader, name, announcers),
        *_of_tables(article_tables(text), reader, name),
    ]
    claims = [
        Claim.model_validate(
            {
                "id": f"draft-{number}",
                "unconfirmed": True,
                **said,
                "who": (said.get("who") or author or _("The article"))[:300],
                **more,
            }
        )
        for number, said in enumerate(drafts, start=1)
    ]
    return Claims(claims=claims)


def _of_sentences(reader: Reader, contest: str, announcers: Announcers) -> Iterator[dict[str, Any]]:
    """A claim for each sentence that states something checkable."""
    settings = Settings(reader.clues, reader.clues.year)
    stations = Stations(reader.areas, reader.election.definition.station_level)
    seen: set[str] = set()
    reads = reader.read()
    for read, following in zip_longest(reads, reads[1:]):
        setting = settings.of(read)
        if following is not None and following.paragraph == read.paragraph:
            setting.annulled = annuls_the_last(following.mask)
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
            others = [{"text": text, "outside": _(BESIDE)} for text in row.others]
            note = _(
                "A row of a table, with the headings of its columns. Above it: “{words}”"
            ).format(words=table.above)
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
    doubt = clues.whole_sentence(without_disputes(read.mask))
    tail = clues.other_time_from(without_asides(context.mask))
    drafted = [] if doubt is not None else recognised(context, stations)
    if tail is not None:
        drafted = [item for item in drafted if item.end <= tail]
    of_stages = [one for item in drafted if (one := staged(context, item)) is not None]
    drafted = _plain_ones(context, _kept(of_stages), setting)
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
    why = why_recorded(context, doubt, tail)
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
        return _("The next sentence takes it back.")
    if setting.annulled:
        return _("The next sentence says that it was annulled.")
    if item.test.get("on") == "sheets":
        return None
    if "station" in item.test:
        return setting.time
    if setting.time is not None:
        return setting.time
    if setting.place is not None and "area" not in item.test:
        return setting.place
    counted = item.test["measure"] in ("share", "votes", "rank") and "level" not in item.test
    if not counted:
        return None
    return setting.count or setting.unfinished or (None if "stage" in item.test else setting.stage)


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


def _words(read: Read, start: int, end: int) -> str:
    """The words of a clause, without loose punctuation at its ends."""
    return read.text[start:end].strip(' ,;:–—-\n"“”«»') or read.text
