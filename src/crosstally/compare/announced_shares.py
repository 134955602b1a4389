"""Printed percentages and turnouts against the sheets held.

Where every sheet is held, the share on them is known; where some are missing, their voters bound
it: none of them, or all, voted for the option. Where the announcement counted a part of the sheets
only, those it left out may be any of the sheets held. A printed share contradicts the sheets only
where no usual rounding of any share that they leave possible gives it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from math import ceil, floor

from crosstally.compare import premises
from crosstally.compare.announced import Announced, Stated, together
from crosstally.compare.announced_slips import both_rows
from crosstally.compare.breaking import worthless
from crosstally.compare.explanations import with_those_that_do_not_count
from crosstally.compare.offered import voters_not_held
from crosstally.compare.possible_shares import (
    Missing,
    PossibleShares,
    PrintedShare,
    apart,
    fits,
    follows_from_counts,
    is_of_another_count,
    is_unread,
    possible_shares,
    printed_shares,
)
from crosstally.compare.share_excess import fewest_left_out, fewest_worthless
from crosstally.compare.sheets_held import SheetsHeld
from crosstally.compare.uncounted import NO_STATIONS, NOT_SAID, not_counted_yet, uncounted_at
from crosstally.election.printed import Interval, Printed
from crosstally.findings import Checked, Code, Finding, Sentence, Tier, register
from crosstally.words import N_, percent

MORE_DIGITS = 12
"""At most so many digits more are shown to set two shares apart."""

DIFFERS = register(
    Code(
        "ANNOUNCED-SHARE-DIFFERS",
        Tier.DECISIVE,
        N_("A printed percentage is not that of the sheets"),
        N_(
            "Under no usual rounding is the percentage or the turnout that the announcement "
            "prints one that the sheets held leave possible, whatever the sheets not held say, "
            "and whichever sheets it left out, where it says that it counted a part of them "
            "only. The two cannot both be right."
        ),
        N_(
            "It does not say which of the two is wrong. A percentage of another total than the "
            "one named looks the same; where none is named, valid votes, ballots and registered "
            "voters are tried. A turnout may also be that of a count which a relation holds to the "
            "voters on the list, such as ballots handed out."
        ),
        N_("Division; bounds from the voters of the stations not held."),
    )
)
LEAVES_OUT = register(
    Code(
        "ANNOUNCED-SHARE-LEAVES-OUT",
        Tier.INDICATIVE,
        N_("A printed percentage is right only if it left out many of the sheets held"),
        N_(
            "The announcement says that it counted a part of the sheets only, and prints a "
            "percentage that all the sheets held together do not leave possible. Both can be "
            "right if enough of the held sheets were not counted yet. The finding says how many "
            "at least."
        ),
        N_("It is no contradiction."),
        N_("Division; the sheets left out in the order that helps the percentage most."),
    )
)
NOTHING_BOUNDS = N_("Nothing bounds the sheets not held.")
_BASES = {
    "valid": N_("valid votes"),
    "cast": N_("ballots cast"),
    "registered": N_("registered voters"),
}


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
    if uncounted is None:
        why = NOT_SAID if stated.announcement.counted is None else NO_STATIONS
        return Checked((), (announced.skipped(DIFFERS.name, subject, source, why),))
    room = voters_not_held(announced, sheets, stated)
    if room is None:
        return Checked((), (announced.skipped(DIFFERS.name, subject, source, NOTHING_BOUNDS),))
    missing = Missing(room, uncounted.high)
    findings, compared = [], 0
    for printed in printed_shares(announced, stated):
        if not room and not uncounted.high and follows_from_counts(announced, stated, printed):
            continue  # the counts are compared, and the share with them
        if any(is_unread(sheets, stated, name) for name in (printed.part, *printed.bases)):
            continue
        if possible := possible_shares(announced, sheets, stated, printed, Missing(room, 0)):
            compared += 1
            another = (announced, sheets, stated, printed, possible, missing)
            if not fits(printed, possible) and not is_of_another_count(*another):
                findings.append(_departs(announced, sheets, stated, printed, missing))
    if not compared:
        return Checked()
    failed = sum(item.code is DIFFERS for item in findings)
    run = announced.run(DIFFERS.name, subject, source, compared, failed)
    return Checked(tuple(findings), (run,))


def _departs(
    announced: Announced,
    sheets: SheetsHeld,
    stated: Stated,
    printed: PrintedShare,
    missing: Missing,
) -> Finding:
    """A share that all the sheets held together do not give: a contradiction, unless those that
    the announcement left out make up for it."""
    possible = possible_shares(announced, sheets, stated, printed, missing)
    widest = Printed.percent(printed.text).widest
    if fits(printed, possible):
        whole = possible_shares(announced, sheets, stated, printed, Missing(missing.room, 0))
        nearest = min(whole, key=lambda item: apart(widest, item.shares))
        counts = [fewest_left_out(sheets, stated, printed, item, missing.room) for item in whole]
        needed = min((count for count in counts if count is not None), default=1)
        return _leaves_out(announced, sheets, stated, printed, nearest, missing, needed)
    nearest = min(possible, key=lambda item: apart(widest, item.shares))
    worthless_at_least = fewest_worthless(sheets, stated, printed, possible, missing)
    explained = _explained(sheets, stated, printed, possible)
    return _finding(
        announced, sheets, stated, printed, nearest, missing, worthless_at_least, explained
    )


def _said(
    announced: Announced,
    sheets: SheetsHeld,
    stated: Stated,
    printed: PrintedShare,
    found: PossibleShares,
    missing: Missing,
) -> dict[str, object]:
    """What sentences about a printed share fill in."""
    share = Fraction(found.part.value, max(found.whole.value, 1))
    digits = _digits_apart(printed, found.shares)
    figure = (
        Sentence(N_("turnout"))
        if printed.is_turnout
        else Sentence(N_("for {option}"), {"option": announced.question.options[printed.part].name})
    )
    return {
        "area": stated.area.name,
        "announcement": announced.said(stated.announcement),
        "printed": printed.text.strip(" %"),
        "figure": figure,
        "sheets": sheets.said(stated.area.id),
        "share": percent(share, digits),
        "base": Sentence(_BASES[found.base]),
        "part": found.part.value,
        "whole": found.whole.value,
        "low": percent(found.shares.low, digits, "below"),
        "high": percent(found.shares.high, digits, "above"),
        "room": missing.room,
        "uncounted": missing.left_out,
    }


def _digits_apart(printed: PrintedShare, shares: Interval) -> int:
    """How many digits after the point to show shares with: more than were printed, and so many that
    nobody would round what is shown to what was printed."""
    wide = Printed.percent(printed.text)
    least = max(len(printed.text.strip(" %").replace(",", ".").partition(".")[2]) + 1, 2)
    if shares.meets(wide.widest):
        return least
    for digits in range(least, least + MORE_DIGITS):
        scale = 100 * 10**digits
        low, high = floor(shares.low * scale), ceil(shares.high * scale)
        if not Interval(Fraction(low, scale), Fraction(high, scale)).meets(wide.widest):
            return digits
    return least + MORE_DIGITS


def _figures(
    sheets: SheetsHeld,
    stated: Stated,
    printed: PrintedShare,
    found: PossibleShares,
    missing: Missing,
) -> dict[str, object]:
    return {
        "announcement": stated.announcement.id,
        "sheets": sheets.source,
        "figure": printed.name,
        "printed": printed.text,
        "base": found.base,
        "least": found.shares.low,
        "most": found.shares.high,
        "voters_not_held": missing.room,
        "uncounted_at_most": missing.left_out,
    }


def _finding(
    announced: Announced,
    sheets: SheetsHeld,
    stated: Stated,
    printed: PrintedShare,
    found: PossibleShares,
    missing: Missing,
    needed: int | None,
    explained: tuple[Sentence, ...],
) -> Finding:
    template = N_(
        "For {area}, {announcement} prints {printed} percent {figure}; on {sheets} it is {share} "
        "of {base} ({part} of {whole})."
    )
    if missing.room:
        template = N_(
            "For {area}, {announcement} prints {printed} percent {figure}; on {sheets} it is "
            "{part} of {whole} {base}, which leaves {low} to {high} possible, whatever the {room} "
            "voters of the stations not held did."
        )
    if missing.left_out and not missing.room:
        template = N_(
            "For {area}, {announcement} prints {printed} percent {figure}; on {sheets} it is "
            "{part} of {whole} {base}, which leaves {low} to {high} possible, whichever of them "
            "were left uncounted ({uncounted} at most)."
        )
    elif missing.left_out:
        template = N_(
            "For {area}, {announcement} prints {printed} percent {figure}; on {sheets} it is "
            "{part} of {whole} {base}, which leaves {low} to {high} possible, whichever sheets "
            "were left uncounted ({uncounted} at most) and whatever the {room} voters of the "
            "stations not held did."
        )
    return Finding(
        DIFFERS,
        announced.contest,
        template,
        _said(announced, sheets, stated, printed, found, missing),
        stated.announcement.source,
        stated.area.id,
        _figures(sheets, stated, printed, found, missing),
        _votes(printed, found),
        _premises(announced, sheets, stated, found, missing.room),
        worthless(
            needed,
            sheets.totals(stated.area.id).stations_held,
            within_lists=not missing.room and sheets.states_lists(stated.area.id),
        ),
        explained,
    )


def _leaves_out(
    announced: Announced,
    sheets: SheetsHeld,
    stated: Stated,
    printed: PrintedShare,
    found: PossibleShares,
    missing: Missing,
    needed: int,
) -> Finding:
    template = N_(
        "For {area}, {announcement} prints {printed} percent {figure}; on {sheets} it is {part} of "
        "{whole} {base}, {share}, and there are no others. Both can be right only if {left_out}; "
        "the announcement leaves up to {uncounted} uncounted."
    )
    if missing.room:
        template = N_(
            "For {area}, {announcement} prints {printed} percent {figure}; on {sheets} it is "
            "{part} of {whole} {base}, which leaves {low} to {high} possible, whatever the {room} "
            "voters of the stations not held did. Both can be right only if {left_out}; the "
            "announcement leaves up to {uncounted} uncounted."
        )
    values = _said(announced, sheets, stated, printed, found, missing)
    figures = _figures(sheets, stated, printed, found, missing)
    return Finding(
        LEAVES_OUT,
        announced.contest,
        template,
        values | {"left_out": not_counted_yet(needed)},
        stated.announcement.source,
        stated.area.id,
        figures | {"needed": needed},
        None,
        _premises(announced, sheets, stated, found, missing.room),
        None,
        (),
    )


def _explained(
    sheets: SheetsHeld, stated: Stated, printed: PrintedShare, possible: Sequence[PossibleShares]
) -> tuple[Sentence, ...]:
    """Which sheets that are not added up would give the printed share on some base if they were."""
    area, totals = stated.area.id, sheets.totals(stated.area.id)
    widest = Printed.percent(printed.text).widest

    def gives(more: Callable[[str, str], int], found: PossibleShares) -> bool:
        whole = found.whole.value + more(area, found.base) * found.of_sheets
        part = found.part.value + more(area, printed.part)
        return whole > 0 and Fraction(part, whole) in widest

    given: list[Sentence] = []
    if totals.stations_not_counted and any(gives(sheets.not_counted, one) for one in possible):
        given.append(with_those_that_do_not_count(totals.stations_not_counted))
    if totals.stations_repeated and any(gives(sheets.repeated, one) for one in possible):
        given.append(both_rows(totals.stations_repeated))
    return tuple(given)


def _votes(printed: PrintedShare, found: PossibleShares) -> int:
    """How many votes at least lie between the printed share and the sheets' of the sheets' base."""
    off = apart(Printed.percent(printed.text).widest, found.shares) * found.whole.least
    return max(-(-off.numerator // off.denominator), 1)


def _premises(
    announced: Announced, sheets: SheetsHeld, stated: Stated, found: PossibleShares, room: int
) -> tuple[Sentence, ...]:
    area = stated.area.id
    stations = sheets.stations(area)
    given = [premises.genuine(sheets, area), premises.THREE_ROUNDINGS]
    if stated.announcement.counted is None:
        given.append(premises.EVERY_SHEET)
    elif (uncounted := uncounted_at(announced, sheets, stated)) is not None:
        counted = stated.announcement.counted
        of = counted.of_stations or announced.definition.stations or stations or 0
        given.append(premises.counted(counted.share, of, uncounted))
    if room:
        given.append(Sentence(N_("No register is larger than the largest on offer.")))
        given.append(premises.within_the_list(announced.sheet))
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
