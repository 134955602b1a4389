"""Printed percentages and turnouts against the sheets held.

Where every sheet is held, the share on them is known; where some are missing, their voters bound
it: none of them, or all, voted for the option. A printed share contradicts the sheets only where
no usual rounding of any share that they leave possible gives it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np

from crosstally.compare import premises
from crosstally.compare.announced import Announced, Span, Stated, together
from crosstally.compare.announced_slips import both_rows
from crosstally.compare.breaking import fewest, worthless
from crosstally.compare.residual import registers_on_offer
from crosstally.compare.sheets_held import Held, SheetsHeld
from crosstally.compare.uncounted import NOT_SAID, uncounted_at
from crosstally.election.printed import Interval, Printed
from crosstally.findings import Checked, Code, Finding, Sentence, Tier, register
from crosstally.words import N_, percent

DIFFERS = register(
    Code(
        "ANNOUNCED-SHARE-DIFFERS",
        Tier.DECISIVE,
        N_("A printed percentage is not that of the sheets"),
        N_(
            "The announcement says that it counted every sheet, and under no usual rounding is "
            "the percentage or the turnout that it prints one that the sheets held leave "
            "possible, whatever the sheets not held say. The two cannot both be right."
        ),
        N_(
            "It does not say which of the two is wrong. A percentage of another total than the "
            "one named looks the same; where none is named, valid votes and ballots are tried."
        ),
        N_("Division; bounds from the voters of the stations not held."),
    )
)
SHARE_COUNTED = N_("It says that it counted a part of the sheets only.")
NOTHING_BOUNDS = N_("Nothing bounds the sheets not held.")
TURNOUT = "turnout"
_BASES = {
    "valid": N_("valid votes"),
    "cast": N_("ballots cast"),
    "registered": N_("registered voters"),
}


@dataclass(frozen=True)
class _Printed:
    """A share that an announcement prints: of an option among the votes, or the turnout."""

    name: str
    text: str
    part: str
    """The option, or ``cast``."""
    bases: tuple[str, ...]
    """The totals that it may be a share of."""


@dataclass(frozen=True)
class _Possible:
    """The shares that sheets leave possible, of one base."""

    base: str
    shares: Interval
    part: Held
    whole: Held
    of_sheets: bool = True
    """Whether the total is that of the sheets, to which the stations not held add theirs."""


def check_shares(announced: Announced, sheets: SheetsHeld) -> Checked:
    """Every printed percentage and turnout against the sheets of one source."""
    return together(
        _check(announced, sheets, stated)
        for stated in announced.statements
        if (stated.figures.percent or stated.figures.turnout)
        and sheets.totals(stated.area.id).stations_held
        and not sheets.other_act(stated.announcement)
    )


def _check(announced: Announced, sheets: SheetsHeld, stated: Stated) -> Checked:
    subject, source = f"{stated.announcement.id}, {sheets.source}", stated.announcement.source
    uncounted = uncounted_at(announced, sheets, stated)
    if uncounted is None or uncounted.high:
        why = NOT_SAID if uncounted is None else SHARE_COUNTED
        return Checked((), (announced.skipped(DIFFERS.name, subject, source, why),))
    room = _room(announced, sheets, stated)
    if room is None:
        return Checked((), (announced.skipped(DIFFERS.name, subject, source, NOTHING_BOUNDS),))
    findings, compared = [], 0
    for printed in _printed(stated):
        if any(_is_unread(sheets, stated, name) for name in (printed.part, *printed.bases)):
            continue
        possible = [
            found
            for base in printed.bases
            if (found := _possible(sheets, stated, printed.part, base, room)) is not None
        ]
        if possible and "registered" in printed.bases:
            possible += _on_other_lists(announced, stated, possible[0], room)
        compared += bool(possible)
        widest = Printed.percent(printed.text).widest
        if possible and not any(widest.meets(item.shares) for item in possible):
            nearest = min(possible, key=lambda item: _apart(widest, item.shares))
            needed = _fewest(sheets, stated, printed, possible, room)
            findings.append(_finding(announced, sheets, stated, printed, nearest, room, needed))
    if not compared:
        return Checked()
    run = announced.run(DIFFERS.name, subject, source, compared, len(findings))
    return Checked(tuple(findings), (run,))


def _printed(stated: Stated) -> Iterator[_Printed]:
    figures = stated.figures
    said = "percent_of" in figures.model_fields_set
    bases = (figures.percent_of,) if said else ("valid", "cast")
    for option, text in figures.percent.items():
        yield _Printed(option, text, option, bases)
    if figures.turnout:
        yield _Printed(TURNOUT, figures.turnout, "cast", ("registered",))


def _room(announced: Announced, sheets: SheetsHeld, stated: Stated) -> int | None:
    """Voters on the lists of stations not held, at most; None where nobody says."""
    area = stated.area.id
    if sheets.all_held(area):
        return 0
    if sheets.totals(area).channels_lacking:
        return None  # whoever voted another way may be on the list of any station
    voters = sheets.held(area, "registered")
    offers = registers_on_offer(announced, stated)
    if voters is None or voters.incomplete or not offers:
        return None
    room = max(offers.values()) - voters.least
    return room if room >= 0 else None


def _is_unread(sheets: SheetsHeld, stated: Stated, name: str) -> bool:
    held = sheets.held(stated.area.id, name)
    return held is not None and held.incomplete > 0


def _possible(
    sheets: SheetsHeld, stated: Stated, part: str, base: str, room: int
) -> _Possible | None:
    """From nobody at the stations not held voting for it to everybody doing so."""
    one, all_ = sheets.held(stated.area.id, part), sheets.held(stated.area.id, base)
    if one is None or all_ is None or part == base or all_.least + room <= 0:
        return None
    if base == "registered":  # the missing voters are on the lists, whether they voted or not
        low = Fraction(one.least, all_.most + room)
        high = Fraction(one.most + room, all_.least + room)
    else:
        low = Fraction(one.least, all_.most + room)
        high = Fraction(one.most + room, max(all_.least, one.most) + room)
    return _Possible(base, Interval(low, high), one, all_)


def _on_other_lists(
    announced: Announced, stated: Stated, found: _Possible, room: int
) -> list[_Possible]:
    """The same of every number of registered voters that the announcement states, or that is on
    offer: the lists on the sheets need not be what it was worked out from."""
    sizes = [Span(size, size) for size in registers_on_offer(announced, stated).values()]
    own = announced.measure(stated, "registered", loose=True)
    return [
        replace(
            found,
            shares=Interval(
                Fraction(found.part.least, size.high), Fraction(found.part.most + room, size.low)
            ),
            whole=Held(size.low, 0, size.low, size.high),
            of_sheets=False,
        )
        for size in [*sizes, *([own] if own is not None else [])]
        if size.low > 0
    ]


def _apart(one: Interval, other: Interval) -> Fraction:
    return max(one.low - other.high, other.low - one.high)


def _finding(
    announced: Announced,
    sheets: SheetsHeld,
    stated: Stated,
    printed: _Printed,
    found: _Possible,
    room: int,
    needed: int | None,
) -> Finding:
    area = stated.area.id
    share = Fraction(found.part.value, max(found.whole.value, 1))
    digits = max(len(printed.text.strip(" %").replace(",", ".").partition(".")[2]) + 1, 2)
    template = N_(
        "For {area}, {announcement} prints {printed} percent {figure}; on the {stations} sheets "
        "that {source} holds it is {share} of {base} ({part} of {whole})."
    )
    if room:
        template = N_(
            "For {area}, {announcement} prints {printed} percent {figure}; the {stations} sheets "
            "that {source} holds have {part} of {whole} {base}, which leaves {low} to {high} "
            "possible, whatever the {room} voters of the stations not held did."
        )
    figure = (
        Sentence(N_("turnout"))
        if printed.name == TURNOUT
        else Sentence(N_("for {option}"), {"option": announced.question.options[printed.name].name})
    )
    values = {
        "area": stated.area.name,
        "announcement": announced.said(stated.announcement),
        "printed": printed.text.strip(" %"),
        "figure": figure,
        "stations": sheets.totals(area).stations_held,
        "source": sheets.name,
        "share": percent(share, digits),
        "base": Sentence(_BASES[found.base]),
        "part": found.part.value,
        "whole": found.whole.value,
        "low": percent(found.shares.low, digits, "below"),
        "high": percent(found.shares.high, digits, "above"),
        "room": room,
    }
    return Finding(
        DIFFERS,
        announced.contest,
        template,
        values,
        stated.announcement.source,
        area,
        {
            "announcement": stated.announcement.id,
            "sheets": sheets.source,
            "figure": printed.name,
            "printed": printed.text,
            "base": found.base,
            "least": found.shares.low,
            "most": found.shares.high,
            "voters_not_held": room,
        },
        _votes(printed, found),
        _premises(announced, sheets, stated, found, room),
        worthless(needed, sheets.totals(area).stations_held),
        _both_rows(sheets, stated, printed, found),
    )


def _both_rows(
    sheets: SheetsHeld, stated: Stated, printed: _Printed, found: _Possible
) -> tuple[Sentence, ...]:
    """Whether adding both rows of stations that stand twice would give the printed share."""
    area = stated.area.id
    stations = sheets.totals(area).stations_repeated
    whole = found.whole.value + sheets.repeated(area, found.base) * found.of_sheets
    if not stations or whole <= 0:
        return ()
    share = Fraction(found.part.value + sheets.repeated(area, printed.part), whole)
    return (both_rows(stations),) if share in Printed.percent(printed.text).widest else ()


def _votes(printed: _Printed, found: _Possible) -> int:
    """How many votes at least lie between the printed share and the sheets' of the sheets' base."""
    off = _apart(Printed.percent(printed.text).widest, found.shares) * found.whole.least
    return max(-(-off.numerator // off.denominator), 1)


def _premises(
    announced: Announced, sheets: SheetsHeld, stated: Stated, found: _Possible, room: int
) -> tuple[Sentence, ...]:
    area = stated.area.id
    stations = sheets.stations(area)
    given = [premises.genuine(sheets, area), premises.THREE_ROUNDINGS]
    if stated.announcement.counted is None:
        given.append(premises.EVERY_SHEET)
    if room:
        given.append(Sentence(N_("No register is larger than the largest on offer.")))
        given.append(premises.WITHIN_THE_LIST)
    elif stations is not None:
        given.append(premises.all_stations(stations, stated.area.name))
    given.append(
        Sentence(
            N_("The percentage is of {base}, as on the sheets."),
            {"base": Sentence(_BASES[found.base])},
        )
    )
    if found.base == "registered":
        given.append(
            Sentence(N_("It is so on the lists of the sheets and on every register on offer."))
        )
    given += premises.whatever_copy(sheets.disputed(area))
    return tuple(given)


def _fewest(
    sheets: SheetsHeld, stated: Stated, printed: _Printed, possible: Sequence[_Possible], room: int
) -> int | None:
    """How many sheets held at least would have to be worthless for the printed share to be
    possible, of whichever total. A worthless sheet may really have had any votes that its list of
    voters has room for: one is enough where the sheets do not say how many voters there are."""
    voters = sheets.held(stated.area.id, "registered")
    if voters is None or voters.incomplete:
        return 1
    found = [_fewest_of(sheets, stated, printed, item, room) for item in possible]
    return min((count for count in found if count is not None), default=None)


def _fewest_of(
    sheets: SheetsHeld, stated: Stated, printed: _Printed, found: _Possible, room: int
) -> int | None:
    """The same of one total W, whose part is P: with n/d the end of what was printed, worthless
    sheets have to take d·P − n·W below zero, or above it. What the stations not held may add
    counts towards it."""
    area = stated.area.id
    widest = Printed.percent(printed.text).widest
    too_high = found.shares.low >= widest.high
    end = widest.high if too_high else widest.low
    n, d = end.numerator, end.denominator
    part = sheets.column(area, printed.part, most=not too_high)
    lists = sheets.column(area, "registered", most=True)
    if found.base == "registered":  # the lists stay as they are, whatever the votes were
        size = (found.whole.most if too_high else found.whole.least) + room * found.of_sheets
        votes = int(part.sum()) + room * (not too_high)
        need = (d * votes - n * size) * (1 if too_high else -1)
        return fewest(d * (part if too_high else (lists - part).clip(0)), max(need, 1))
    whole = sheets.column(area, found.base, most=too_high)
    excess = (d * part - n * whole) * (1 if too_high else -1)
    share = n if too_high else d - n
    gains = excess + share * np.maximum(lists, whole)
    return fewest(gains.clip(0), max(int(excess.sum()) - share * room, 1))
