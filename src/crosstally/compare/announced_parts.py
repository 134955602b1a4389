"""An announcement's figures for a whole against the figures it gives for the parts.

A share of the whole is a mean of the shares of its parts: it lies between the lowest and the
highest of them. A count of the whole is the sum of the parts, and is no less than the sum of some.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from crosstally.compare import premises
from crosstally.compare.announced import Announced, Span, Stated, seeming_unit, share_span
from crosstally.compare.sheets_held import SheetsHeld
from crosstally.election.definition import Announcement
from crosstally.findings import Checked, Code, Finding, Sentence, Tier, register
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
        parts.every = bool(known) and known <= set(given)
        parts.every &= not any(_some_in_none(sheets, whole.area.id, known) for sheets in held)
        # Areas outside the whole, or named twice, are no parts of it.
        if len(set(given)) == len(given) and (not known or set(given) <= known):
            yield parts


def _some_in_none(sheets: SheetsHeld, whole: str, parts: Collection[str]) -> bool:
    """Whether a sheet held of the whole stands in none of the parts (all by id)."""
    placed = sum(sheets.totals(part).stations_held for part in parts)
    return sheets.totals(whole).stations_held > placed


def _check(announced: Announced, parts: _Parts) -> Checked:
    shares, counts = list(_shares(announced, parts)), list(_counts(announced, parts))
    announcement = parts.whole.announcement
    subject = f"{announcement.id}: {parts.level}"
    runs = (
        announced.run(SHARE.name, subject, announcement.source, len(parts.parts), len(shares)),
        announced.run(COUNT.name, subject, announcement.source, len(parts.parts), len(counts)),
    )
    return Checked((*shares, *counts), runs)


def _shares(announced: Announced, parts: _Parts) -> Iterator[Finding]:
    if not parts.every:
        return
    if parts.whole.figures.turnout is not None:
        texts = {item.area.id: item.figures.turnout for item in parts.parts}
        yield from _outside(announced, parts, None, parts.whole.figures.turnout, texts)
    for option, text in parts.whole.figures.percent.items():
        texts = {item.area.id: item.figures.percent.get(option) for item in parts.parts}
        same = {item.figures.percent_of for item in parts.parts} == {parts.whole.figures.percent_of}
        if same:
            yield from _outside(announced, parts, option, text, texts)


def _outside(
    announced: Announced,
    parts: _Parts,
    option: str | None,
    text: str,
    texts: Mapping[str, str | None],
) -> Iterator[Finding]:
    names = {item.area.id: item.area.name for item in parts.parts}
    given = {id_: value for id_, value in texts.items() if value is not None}
    if len(given) < len(texts):
        return
    low, high = share_span(text)
    lowest = min(given, key=lambda name: share_span(given[name])[0])
    highest = max(given, key=lambda name: share_span(given[name])[1])
    # The upper ends do not belong to what was rounded.
    if low < share_span(given[highest])[1] and high > share_span(given[lowest])[0]:
        return
    extreme = highest if low >= share_span(given[highest])[1] else lowest
    template = N_(
        "{announcement} gives {area} {percent} percent ({figure}); of its {n} parts ({level}) the "
        "lowest is {lowest} with {lowest_percent}, the highest {highest} with {highest_percent}."
    )
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
            "n": len(given),
            "level": announced.definition.level_name(parts.level),
            "lowest": names[lowest],
            "lowest_percent": given[lowest].strip(" %"),
            "highest": names[highest],
            "highest_percent": given[highest].strip(" %"),
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
    for name in parts.whole.names:
        whole = parts.whole.span(name, loose=True)
        stated_of = (item.span(name, loose=True) for item in parts.parts)
        spans = [span for span in stated_of if span is not None]
        if whole is None or not spans:
            continue
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
            N_(
                "{announcement} states {stated} {figure} for {area}, and its {n} parts ({level}) "
                "add up to {total}, {votes} apart."
            ),
            {
                "announcement": announced.said(announcement),
                "stated": stated,
                "figure": announced.label(name),
                "area": parts.whole.area.name,
                "n": len(spans),
                "level": announced.definition.level_name(parts.level),
                "total": total.low if total.low > whole.high else total.high,
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
            _premises_of_count(parts, name, stated, is_whole=total.high < whole.low),
            Sentence(N_("It vanishes if one of the counts was off by {votes}."), {"votes": votes}),
        )


def _premises_of_count(
    parts: _Parts, name: str, stated: int, is_whole: bool
) -> tuple[Sentence, ...]:
    """``is_whole``: it is taken for granted that the parts are the whole; where they have more
    than it already, that does not matter."""
    rounded = premises.rounded(stated, max(parts.whole.unit(name), seeming_unit(stated)))
    return (rounded, _nothing_else(parts)) if is_whole else (rounded,)


def _nothing_else(parts: _Parts) -> Sentence:
    return Sentence(
        N_("{area} is made up of these {n} areas and nothing else."),
        {"area": parts.whole.area.name, "n": len(parts.parts)},
    )
