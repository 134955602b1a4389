"""What an announcement leaves for the sheets that are not held.

The votes of an option on the counted sheets that are not held are at least the stated total minus
what is held, and at least nought. Added up over the options, with the invalid votes, they cannot be
more than the voters of the stations not held: the register minus the voters on the sheets held, or
what their own lists add up to where each is known.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from crosstally.compare import premises
from crosstally.compare.announced import Announced, Stated, together
from crosstally.compare.breaking import fewest, or_else_worthless
from crosstally.compare.counted_sheets import excesses
from crosstally.compare.offered import registers_on_offer
from crosstally.compare.sheets_held import SheetsHeld
from crosstally.findings import Checked, Code, Finding, Sentence, Tier, register
from crosstally.tabulation.figures import IntArray
from crosstally.words import N_, percent

EXCEEDS = register(
    Code(
        "RESIDUAL-EXCEEDS-VOTERS",
        Tier.DECISIVE,
        N_("The stations not held have too few voters for the announced votes"),
        N_(
            "What the announcement states above the sheets held is more than there are voters at "
            "the stations whose sheets are not held, on every register on offer and by their own "
            "lists where these are known. Announcement, "
            "held sheets and registers cannot all be right."
        ),
        N_("It does not say which of them is wrong."),
        N_("Subtraction: register minus the voters of the stations held."),
    )
)
SOME_REGISTERS = register(
    Code(
        "RESIDUAL-EXCEEDS-SOME-REGISTERS",
        Tier.INDICATIVE,
        N_("Whether the announced votes fit the stations not held depends on the register"),
        N_(
            "On one register on offer there are too few voters at the stations not held for what "
            "was announced, on another there are enough."
        ),
        N_("It is no contradiction as long as nobody knows which register was in force."),
        N_("Subtraction."),
    )
)
NEEDS = register(
    Code(
        "RESIDUAL-NEEDS-TURNOUT",
        Tier.INDICATIVE,
        N_("The announced votes need a higher turnout where no sheet is held"),
        N_(
            "For the announcement to be right, the stations not held must have given the options "
            "that it states above the sheets held more votes, as a share of their voters, than "
            "all votes together were at the stations held with the highest turnout, as many of "
            "these as have as many voters. Where fewer voters than that are on all sheets held, "
            "nothing is said."
        ),
        N_("It is no contradiction: turnout may differ between stations."),
        N_("Subtraction and division."),
    )
)

LISTS = "lists of the stations"
"""Stands for a register where the lists of single stations are added up."""
_TOTALS = ("valid", "invalid", "cast")
_PARTS = 1_000_000
"""Turnouts are put in order by so many parts of one: whole numbers, no floating point."""


@dataclass(frozen=True)
class Needed:
    """Votes that stations not held must have for what was announced."""

    figures: Mapping[str, int]
    """Option (or ``valid``, ``invalid``, ``cast``) → votes needed above what is held."""

    @property
    def votes(self) -> int:
        """All of them together."""
        return sum(self.figures.values())


def check_residual(announced: Announced, sheets: SheetsHeld) -> Checked:
    """Every announcement with counts, at every area where this source holds some sheets.

    Where it holds them all, nothing is left over, and the counts themselves are compared.
    """
    return together(
        found
        for stated in announced.statements
        if (held := sheets.totals(stated.area.id).stations_held)
        and held != sheets.stations(stated.area.id)
        and (found := _check(announced, sheets, stated)) is not None
    )


def _check(announced: Announced, sheets: SheetsHeld, stated: Stated) -> Checked | None:
    needed = _needed(announced, sheets, stated)
    if needed is None or sheets.other_act(stated.announcement):
        return None
    subject = f"{stated.announcement.id}, {sheets.source}"
    source = stated.announcement.source
    room = _room(announced, sheets, stated)
    if isinstance(room, str):
        return Checked((), (announced.skipped(EXCEEDS.name, subject, source, room),))
    failing = [name for name, left in room.items() if needed.votes > left]
    finding: Finding | None = None
    if excesses(announced, sheets, stated):
        pass  # the sheets counted so far leave less room yet: a finding of its own
    elif failing:
        code = EXCEEDS if len(failing) == len(room) else SOME_REGISTERS
        finding = _exceeds(announced, sheets, stated, needed, room, code)
    else:
        finding = _needs(announced, sheets, stated, needed, room)
    failed = int(finding is not None and finding.tier is Tier.DECISIVE)
    votes = (finding.votes or 0) if finding is not None else 0
    run = announced.run(EXCEEDS.name, subject, source, len(room), failed, votes)
    return Checked((finding,) if finding is not None else (), (run,))


def _room(announced: Announced, sheets: SheetsHeld, stated: Stated) -> dict[str, int] | str:
    """Voters of the stations not held, by register on offer and by their own lists, where each of
    these is known and the law lets nobody vote beyond them; or why nothing bounds them."""
    totals = sheets.totals(stated.area.id)
    if totals.channels_lacking:
        return N_(
            "Whoever voted in a way of which no sheets are held may be on any list of voters."
        )
    voters = sheets.held(stated.area.id, "registered")
    offers = registers_on_offer(announced, stated)
    room: dict[str, int] = {}
    if voters is not None:
        # A register below the voters of the sheets held bounds nothing: it is not theirs.
        room = {name: size - voters.least for name, size in offers.items() if size >= voters.least}
    within = announced.sheet.within_the_list
    binds = within is not None and within.strength == "must" and not within.tolerance
    if binds and totals.voters_not_held is not None:
        room[LISTS] = totals.voters_not_held
    if room:
        return room
    if voters is None:
        return N_("The sheets state no registered voters.")
    if not offers:
        return N_("No register is on offer for this area.")
    return N_("Every register on offer has fewer voters than the sheets held.")


def _needed(announced: Announced, sheets: SheetsHeld, stated: Stated) -> Needed | None:
    """The most that any way of adding up needs; None where nothing can be compared.

    A figure of which some was not read on the sheets held can be larger there: it is left out.
    """
    above: dict[str, int] = {}
    compared = False
    for name in (*stated.figures.counts, *_TOTALS):
        held = sheets.held(stated.area.id, name)
        span = announced.measure(stated, name, loose=True)
        if held is None or held.incomplete or span is None:
            continue
        compared = True
        above[name] = max(span.low - held.most, 0)
    if not compared:
        return None
    options = {name: above[name] for name in stated.figures.counts if above.get(name)}
    members = {m for name in options for m in announced.question.options[name].members}
    ways = [{name: above[name]} for name in above]
    if announced.one_vote and not members & set(stated.figures.counts):
        ways.append(options)
    # an invalid vote is nobody's, and takes a voter too
    invalid = {name: above[name] for name in ("invalid",) if above.get(name)}
    ways += [way | invalid for way in ways if "cast" not in way]
    return Needed(max(ways, key=lambda way: sum(way.values())))


def _exceeds(
    announced: Announced,
    sheets: SheetsHeld,
    stated: Stated,
    needed: Needed,
    room: Mapping[str, int],
    code: Code,
) -> Finding:
    name = max(room, key=lambda item: room[item])
    if code is SOME_REGISTERS:
        name = min(room, key=lambda item: room[item])
    excess = needed.votes - room[name]
    template = N_(
        "For {area}, {announcement} states {needed} votes more than stand on {sheets} ({figures}); "
        "the stations not held have {room} voters on the register {register}, {excess} too few."
    )
    if name == LISTS:
        template = N_(
            "For {area}, {announcement} states {needed} votes more than stand on {sheets} "
            "({figures}); the stations not held have {room} voters on their own lists, {excess} "
            "too few."
        )
    worthless = _worthless(sheets, stated, needed, excess)
    breaking = _vanishes(name, excess, worthless)
    return _finding(
        announced, sheets, stated, needed, code, template, name, room,
        {"excess": excess}, {"excess": excess, "worthless_at_least": worthless}, excess, breaking,
        _enough(room) if code is SOME_REGISTERS else None,
    )  # fmt: skip


def _enough(room: Mapping[str, int]) -> Sentence:
    """On which register there are enough voters after all."""
    name = max(room, key=lambda item: room[item])
    template = N_("On the register {register} they have {room}, and that is enough.")
    if name == LISTS:
        template = N_("By their own lists they have {room}, and that is enough.")
    return Sentence(template, {"register": name, "room": room[name]})


def _vanishes(name: str, excess: int, worthless: int | None) -> Sentence:
    template = N_("It vanishes if the register has {excess} voters more.")
    if name == LISTS:
        template = N_("It vanishes if these lists have {excess} voters more.")
    return or_else_worthless(Sentence(template, {"excess": excess}), worthless)


def _worthless(sheets: SheetsHeld, stated: Stated, needed: Needed, excess: int) -> int | None:
    """The fewest held sheets that could make room: all voters of one voted for what is needed."""
    area = stated.area.id
    if not sheets.states_lists(area):
        return 1
    gains = sheets.column(area, "registered", most=True).astype(np.int64)
    for name in needed.figures:
        gains = gains - sheets.column(area, name)  # the least copies leave the most room
    return fewest(gains.clip(0), excess)


def _needs(
    announced: Announced,
    sheets: SheetsHeld,
    stated: Stated,
    needed: Needed,
    room: Mapping[str, int],
) -> Finding | None:
    """For an announcement that fits: the turnout it needs, where no such part of those held has
    it. Above the mean of the others are half of all stations; that would be worth no word."""
    area = stated.area.id
    voters, measure = sheets.held(area, "registered"), "cast"
    if (cast := sheets.held(area, measure)) is None:
        measure = "valid"
        cast = sheets.held(area, measure)
    name = max(room, key=lambda item: room[item])
    if voters is None or cast is None or not voters.value or not room[name] or not needed.votes:
        return None
    if voters.incomplete or cast.incomplete or (measure == "valid" and "invalid" in needed.figures):
        return None
    share, held = Fraction(needed.votes, room[name]), Fraction(cast.value, voters.value)
    highest = _highest_turnout(
        sheets.column(area, "registered"), sheets.column(area, measure, most=True), room[name]
    )
    if highest is None or share <= highest[0]:
        return None
    template = N_(
        "For {area}, {announcement} is right only if the stations not held gave {needed} votes "
        "({figures}): at least {share} of their {room} voters on the register {register}. On "
        "{sheets} all votes together were {turnout} of the voters, and {highest} at those of them "
        "with the highest turnout that have as many voters ({best})."
    )
    if name == LISTS:
        template = N_(
            "For {area}, {announcement} is right only if the stations not held gave {needed} votes "
            "({figures}): at least {share} of the {room} voters on their own lists. On {sheets} "
            "all votes together were {turnout} of the voters, and {highest} at those of them with "
            "the highest turnout that have as many voters ({best})."
        )
    values = {
        "share": percent(share, to="below"),
        "turnout": percent(held),
        "highest": percent(highest[0]),
        "best": highest[1],
    }
    numbers = {
        "share": str(share),
        "turnout_held": str(held),
        "turnout_highest": str(highest[0]),
        "stations_highest": highest[1],
    }
    return _finding(
        announced, sheets, stated, needed, NEEDS, template, name, room,
        values, numbers, None, None,
    )  # fmt: skip


def _highest_turnout(voters: IntArray, cast: IntArray, wanted: int) -> tuple[Fraction, int] | None:
    """The turnout of the fewest stations that have ``wanted`` voters together, those with the
    highest turnout first, and how many they are; None where all have fewer.

    ``voters`` and ``cast`` are whole numbers, one a station.
    """
    listed = np.flatnonzero(voters > 0)
    order = listed[np.argsort(-(cast[listed] * _PARTS // voters[listed]), kind="stable")]
    reached = np.cumsum(voters[order])
    if not len(order) or int(reached[-1]) < wanted:
        return None
    count = int(np.searchsorted(reached, wanted)) + 1
    return Fraction(int(cast[order[:count]].sum()), int(reached[count - 1])), count


def _finding(
    announced: Announced,
    sheets: SheetsHeld,
    stated: Stated,
    needed: Needed,
    code: Code,
    template: str,
    name: str,
    room: Mapping[str, int],
    values: Mapping[str, object],
    figures: Mapping[str, object],
    votes: int | None,
    breaking: Sentence | None,
    further: Sentence | None = None,
) -> Finding:
    said: dict[str, object] = {
        "area": stated.area.name,
        "announcement": announced.said(stated.announcement),
        "needed": needed.votes,
        "figures": [announced.label(item) for item in needed.figures],
        "sheets": sheets.said(stated.area.id),
        "register": name,
        "room": room[name],
    }
    numbers = {
        "announcement": stated.announcement.id,
        "sheets": sheets.source,
        "needed": dict(needed.figures),
        "voters_not_held": dict(room),
    }
    offer = Sentence(
        N_("The register {register} was in force, and no station held is outside it."),
        {"register": name},
    )
    if name == LISTS:
        offer = Sentence(N_("The stations not held have the lists that are stated of each."), {})
    said |= values
    if further is not None:
        said = {"finding": Sentence(template, said), "further": further}
        template = "{finding} {further}"
    return Finding(
        code,
        announced.contest,
        template,
        said,
        stated.announcement.source,
        stated.area.id,
        numbers | dict(figures),
        votes,
        (
            premises.genuine(sheets, stated.area.id),
            offer,
            premises.within_the_list(announced.sheet),
            *premises.counts_rounded(announced, [(stated, one) for one in needed.figures]),
        ),
        breaking,
    )
