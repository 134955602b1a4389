"""An announcement's figures for a whole against the figures it gives for the parts.

A share of the whole is a mean of the shares of its parts: it lies between the lowest and the
highest of them. A count of the whole is the sum of the parts, and is no less than the sum of some.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from crosstally.compare import premises
from crosstally.compare.announced import Announced, Span, Stated, share_span
from crosstally.compare.sheets_held import SheetsHeld
from crosstally.compare.uncounted import counted_a_part
from crosstally.election.definition import Announcement
from crosstally.findings import Checked, Code, Finding, Sentence, Tier, plural, register
from crosstally.words import N_

SHARE = register(
    Code(
        "SHARE-OUTSIDE-PARTS",
        Tier.DECISIVE,
        N_("A percentage lies outside those of the parts"),
        N_(
            "One announcement gives a turnout or an option's percentage for the whole and for "
            "every part of it, and that of the whole is below the lowest or above the highest of "
            "the parts, whichever way they were rounded. They cannot all be right."
        ),
        N_(
            "It does not say which percentage is wrong. A part that is no area of the list "
            "(voters abroad) looks the same."
        ),
        N_("A weighted mean lies between the least and the greatest of its terms."),
    )
)
COUNT = register(
    Code(
        "ANNOUNCED-PARTS-SUM",
        Tier.DECISIVE,
        N_("The counts stated for the parts are not the count stated for the whole"),
        N_(
            "One announcement states a count for the whole and for its parts. All parts together "
            "are not the whole, or some parts are more than the whole already."
        ),
        N_("It does not say which count is wrong."),
        N_("Addition."),
    )
)


@dataclass
class _Parts:
    """The areas of one level that an announcement gives figures for."""

    whole: Stated
    level: str
    parts: list[Stated] = field(default_factory=list)
    every: bool = False
    """Whether these are all areas of the level inside the whole, and every sheet that any source
    holds of the whole stands in one of them."""


def check_parts(announced: Announced, held: Sequence[SheetsHeld]) -> Checked:
    """Every announcement that breaks its figures down to areas. ``held``: the sheets of each
    source, of which some may stand in no area of a level (stations abroad, rows that name none).
    """
    result = Checked()
    for announcement in announced.announcements:
        if announcement.areas:
            for parts in _by_level(announced, announcement, held):
                result += _check(announced, parts)
    return result


def _by_level(
    announced: Announced, announcement: Announcement, held: Sequence[SheetsHeld]
) -> Iterator[_Parts]:
    of_it = [item for item in announced.statements if item.announcement is announcement]
    whole = next((item for item in of_it if item.whole), None)
    if whole is None:
        return
    all_said = not any(item is announcement for item, _ in announced.unknown)
    levels: dict[str, _Parts] = {}
    for item in of_it:
        if not item.whole:
            parts = levels.setdefault(item.area.level, _Parts(whole, item.area.level))
            parts.parts.append(item)
    for level, parts in levels.items():
        known = {area.id for area in announced.areas.below(whole.area.id, level)}
        if level == announced.definition.levels[0]:
            continue
        given = [item.area.id for item in parts.parts]
        parts.every = all_said and known <= set(given)
        parts.every &= _no_further(announced, whole.area.id, level, known, held)
        parts.every &= not any(_some_in_none(sheets, whole.area.id, known) for sheets in held)
        # Areas outside the whole, or named twice, are no parts of it.
        if len(set(given)) == len(given) and (not known or set(given) <= known):
            yield parts


def _no_further(
    announced: Announced,
    whole: str,
    level: str,
    parts: Collection[str],
    held: Sequence[SheetsHeld],
) -> bool:
    """Whether a level has no areas but the parts: ``areas.csv`` lists them, or else every station
    of the whole stands in one. Those that files name may be those whose sheets somebody holds."""
    if announced.election.areas.below(whole, level):
        return True
    for sheets in held:
        stations = [sheets.stations(part) for part in parts]
        if None not in stations and sum(filter(None, stations)) == sheets.stations(whole):
            return True
    return False


def _some_in_none(sheets: SheetsHeld, whole: str, parts: Collection[str]) -> bool:
    """Whether a sheet held of the whole stands in none of the parts (all by id)."""
    placed = sum(sheets.totals(part).stations_held for part in parts)
    return sheets.totals(whole).stations_held > placed


def _check(announced: Announced, parts: _Parts) -> Checked:
    shares, counts = list(_shares(announced, parts)), list(_counts(announced, parts))
    announcement = parts.whole.announcement
    subject = f"{announcement.id}: {parts.level}"
    stated = len(list(_stated_shares(parts))) if parts.every else 0
    compared = len(list(_stated_counts(parts)))
    runs = (
        announced.run(SHARE.name, subject, announcement.source, stated, len(shares)),
        announced.run(COUNT.name, subject, announcement.source, compared, len(counts)),
    )
    return Checked((*shares, *counts), runs)


def _shares(announced: Announced, parts: _Parts) -> Iterator[Finding]:
    for option, text, texts in _stated_shares(parts) if parts.every else ():
        yield from _outside(announced, parts, option, text, texts)


def _stated_shares(parts: _Parts) -> Iterator[tuple[str | None, str, dict[str, str]]]:
    """Each share that is printed for the whole and for all parts: its option (None: turnout), as
    printed for the whole, and for each part. Shares of the lists say nothing where a part of the
    sheets was counted, and the lists of the others may be left out or not."""
    whole = parts.whole.figures
    of_lists = not counted_a_part(parts.whole.announcement)
    texts = {item.area.id: item.figures.turnout for item in parts.parts}
    if whole.turnout is not None and of_lists:
        yield from _complete(None, whole.turnout, texts)
    if whole.percent_of == "registered" and not of_lists:
        return
    if {item.figures.percent_of for item in parts.parts} == {whole.percent_of}:
        for option, text in whole.percent.items():
            texts = {item.area.id: item.figures.percent.get(option) for item in parts.parts}
            yield from _complete(option, text, texts)


def _complete(
    option: str | None, text: str, texts: Mapping[str, str | None]
) -> Iterator[tuple[str | None, str, dict[str, str]]]:
    given = {area: one for area, one in texts.items() if one is not None}
    if len(given) == len(texts):
        yield option, text, given


def _outside(
    announced: Announced,
    parts: _Parts,
    option: str | None,
    text: str,
    given: Mapping[str, str],
) -> Iterator[Finding]:
    names = {item.area.id: item.area.name for item in parts.parts}
    low, high = share_span(text)
    lowest = min(given, key=lambda name: share_span(given[name])[0])
    highest = max(given, key=lambda name: share_span(given[name])[1])
    # The upper ends do not belong to what was rounded.
    if low < share_span(given[highest])[1] and high > share_span(given[lowest])[0]:
        return
    extreme = highest if low >= share_span(given[highest])[1] else lowest
    template = N_("{announcement} gives {area} {percent} percent ({figure}); {parts}.")
    figure = (
        Sentence(N_("turnout"))
        if option is None
        else Sentence(N_("votes for {option}"), {"option": announced.question.options[option].name})
    )
    announcement = parts.whole.announcement
    yield Finding(
        SHARE,
        announced.contest,
        template,
        {
            "announcement": announced.said(announcement),
            "area": parts.whole.area.name,
            "percent": text.strip(" %"),
            "figure": figure,
            "parts": plural(
                "its {n} part ({level}), {lowest}, has {lowest_percent}",
                "of its {n} parts ({level}) the lowest is {lowest} with {lowest_percent}, the "
                "highest {highest} with {highest_percent}",
                len(given),
                {
                    "level": announced.definition.level_name(parts.level),
                    "lowest": names[lowest],
                    "lowest_percent": given[lowest].strip(" %"),
                    "highest": names[highest],
                    "highest_percent": given[highest].strip(" %"),
                },
            ),
        },
        announcement.source,
        parts.whole.area.id,
        {
            "announcement": announcement.id,
            "figure": option or "turnout",
            "percent": text,
            "lowest": given[lowest],
            "highest": given[highest],
        },
        None,
        (
            premises.THREE_ROUNDINGS,
            _nothing_else(parts),
        ),
        Sentence(
            N_("It vanishes if {extreme} is not its extreme, or if an area is missing."),
            {"extreme": names[extreme]},
        ),
    )


def _counts(announced: Announced, parts: _Parts) -> Iterator[Finding]:
    for name, whole, spans in _stated_counts(parts):
        total = Span(sum(span.low for span in spans), sum(span.high for span in spans))
        every = parts.every and len(spans) == len(parts.parts)
        if total.low <= whole.high and not (every and total.high < whole.low):
            continue
        votes = max(total.low - whole.high, whole.low - total.high)
        stated = parts.whole.count(name) or 0
        announcement = parts.whole.announcement
        yield Finding(
            COUNT,
            announced.contest,
            N_("{announcement} states {stated} {figure} for {area}, and {parts}, {votes} apart."),
            {
                "announcement": announced.said(announcement),
                "stated": stated,
                "figure": announced.label(name),
                "area": parts.whole.area.name,
                "parts": plural(
                    "its {n} part ({level}) has {total}",
                    "its {n} parts ({level}) add up to {total}",
                    len(spans),
                    {
                        "level": announced.definition.level_name(parts.level),
                        "total": total.low if total.low > whole.high else total.high,
                    },
                ),
                "votes": votes,
            },
            announcement.source,
            parts.whole.area.id,
            {
                "announcement": announcement.id,
                "figure": name,
                "stated": stated,
                "parts": [total.low, total.high],
                "every_part": every,
            },
            votes,
            _premises_of_count(announced, parts, name, is_whole=total.high < whole.low),
            Sentence(N_("It vanishes if one of the counts was off by {votes}."), {"votes": votes}),
        )


def _stated_counts(parts: _Parts) -> Iterator[tuple[str, Span, list[Span]]]:
    """Each count that is stated for the whole and for some part: its name, what it stands for, and
    what those of the parts do."""
    for name in parts.whole.names:
        whole = parts.whole.span(name, loose=True)
        stated_of = (item.span(name, loose=True) for item in parts.parts)
        spans = [span for span in stated_of if span is not None]
        if whole is not None and spans:
            yield name, whole, spans


def _premises_of_count(
    announced: Announced, parts: _Parts, name: str, *, is_whole: bool
) -> tuple[Sentence, ...]:
    """``is_whole``: it is taken for granted that the parts are the whole; where they have more
    than it already, that does not matter."""
    rounded = premises.counts_rounded(
        announced, [(stated, name) for stated in (parts.whole, *parts.parts)]
    )
    return (*rounded, _nothing_else(parts)) if is_whole else rounded


def _nothing_else(parts: _Parts) -> Sentence:
    return plural(
        "{area} is made up of this {n} area and nothing else.",
        "{area} is made up of these {n} areas and nothing else.",
        len(parts.parts),
        {"area": parts.whole.area.name},
    )
