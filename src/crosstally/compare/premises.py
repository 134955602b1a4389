"""What contradictions take for granted, said in full sentences."""

from __future__ import annotations

from collections.abc import Iterable

from crosstally.compare.announced import Announced, Span, Stated
from crosstally.compare.sheets_held import SheetsHeld
from crosstally.election.sheet import SheetTemplate
from crosstally.findings import Sentence, plural
from crosstally.words import N_

EXACT_COUNT = Sentence(N_("The counts are exact as printed, not rounded."))
OTHERS_EXACT = Sentence(N_("The other counts are exact as printed, not rounded."))
EVERY_SHEET = Sentence(N_("The announcement counted every sheet; it names no share."))
THREE_ROUNDINGS = Sentence(
    N_(
        "Percentages were rounded half up, half to even or cut off after the last digit; "
        "it holds for all three."
    )
)
ONE_VOTE = Sentence(N_("Each valid vote was given to one of the options, and to no other."))
SAME_REGISTER = Sentence(N_("Both turnouts are shares of one register, which did not change."))
TURNOUT_OF_REGISTER = Sentence(
    N_("Turnout is the voters who took part as a share of the register.")
)
NOTHING_TAKEN_AWAY = Sentence(
    N_("No votes were annulled or corrected between the two announcements.")
)


def genuine(sheets: SheetsHeld, area: str) -> Sentence:
    """The held sheets are what stations filled in."""
    return plural(
        "The {n} sheet that {source} holds is genuine and was read right.",
        "The {n} sheets that {source} holds are genuine and were read right.",
        sheets.totals(area).stations_held,
        {"source": sheets.name},
    )


def within_the_list(sheet: SheetTemplate) -> Sentence:
    """No station has more votes than voters, though the sheet's law may let it."""
    if sheet.beyond_the_list:
        return Sentence(
            N_(
                "No station has more votes than voters on its list, although the law here lets "
                "some vote beyond it."
            )
        )
    return Sentence(N_("No station has more votes than voters on its list."))


def whatever_copy(disputed: int) -> tuple[Sentence, ...]:
    """Copies that disagree do not matter for it; nothing where there are none."""
    if not disputed:
        return ()
    return (
        plural(
            "It holds whatever copy of the disputed station counts.",
            "It holds whatever copies of the {n} disputed stations count.",
            disputed,
        ),
    )


def counted(share: str, stations: int, uncounted: Span) -> Sentence:
    """What share the announcement says it counted."""
    return Sentence(
        N_(
            "The announcement counted {share} percent of {stations} sheets, so that {least} of "
            "them were not counted."
        )
        if uncounted.low == uncounted.high
        else N_(
            "The announcement counted {share} percent of {stations} sheets, so that {least} to "
            "{most} of them were not counted."
        ),
        {
            "share": share.strip(" %"),
            "stations": stations,
            "least": uncounted.low,
            "most": uncounted.high,
        },
    )


def all_stations(stations: int, name: str) -> Sentence:
    """The list of stations is whole."""
    return plural(
        "{area} has {n} station and no other.",
        "{area} has {n} stations and no other.",
        stations,
        {"area": name},
    )


def rounded(count: int, unit: int) -> Sentence:
    """To what unit a count was rounded at the most."""
    if unit == 1:
        return EXACT_COUNT
    return Sentence(N_("{count} was rounded to {unit} or finer."), {"count": count, "unit": unit})


def counts_rounded(
    announced: Announced, figures: Iterable[tuple[Stated, str]]
) -> tuple[Sentence, ...]:
    """How the counts were rounded that figures of announcements are, or are sums of; nothing for
    figures that follow from no count."""
    given: list[Sentence] = []
    exact = False
    for stated, name in figures:
        made = announced.made_of(stated, name)
        for part in made.terms if made is not None else ():
            count, unit = stated.count(part), stated.unit(part, loose=True)
            assert count is not None
            exact = exact or unit == 1
            if unit > 1 and (said := rounded(count, unit)) not in given:
                given.append(said)
    if exact:
        given.append(OTHERS_EXACT if given else EXACT_COUNT)
    return tuple(given)
