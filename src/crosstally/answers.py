"""The sentence that answers whether an election adds up, of what was counted. Standard library and
``findings`` alone, so that whoever verifies a pack can say it again."""

from __future__ import annotations

from dataclasses import dataclass

from crosstally.findings import Sentence, plural
from crosstally.words import N_


@dataclass(frozen=True)
class Counted:
    """What an answer rests on."""

    decisive: int
    """Contradictions found."""
    notes: int
    """Findings that are none."""
    checks: int
    """That could have found one, and were run over something."""
    held: int
    """Stations of which a sheet is held."""
    known: int | None
    """How many stations there are; None where nobody says so."""
    unread: int
    """Figures of sheets that are no numbers."""
    contests: int
    contradicted: int
    """Contests in which contradictions stand."""


def answered(of: Counted, taken_for_all: bool = False) -> Sentence:
    """The answer. ``taken_for_all``: nobody states how many stations there are, and those in the
    authority's returns are taken for all."""
    held, decisive = of.held, of.decisive
    values = {
        "decisive": decisive,
        "notes": _noted(of.notes),
        "held": held,
        "checks": plural("{n} check", "{n} checks", of.checks),
        "over": _over(held, of.known),
        "sheets": _sheets(held, of.known),
    }
    if not decisive and not of.checks:
        return Sentence(_nothing_checked(held, of.notes), values)
    unread = 0 if decisive else of.unread
    said = Sentence(_template(decisive, of.notes, held, of.known, unread), values)
    if decisive > 1 and of.contests > 1 and of.contradicted:
        said = Sentence("{said} {where}", {"said": said, "where": _where(of)})
    if unread:
        told = plural(
            "{n} figure could not be read, and was held against nothing.",
            "{n} figures could not be read, and were held against nothing.",
            unread,
        )
        said = Sentence("{said} {unread}", {"said": said, "unread": told})
    if taken_for_all and held and held == of.known and not decisive:
        return Sentence(
            N_(
                "{said} Nobody states how many stations there are: those in the authority's "
                "returns are taken for all."
            ),
            {"said": said},
        )
    return said


def _sheets(held: int, known: int | None) -> Sentence:
    if known is None or known == held:
        return plural("The sheet of {n} station is held.", "Sheets of {n} stations are held.", held)
    return plural(
        "Sheets of {held} of {n} station are held.",
        "Sheets of {held} of {n} stations are held.",
        known,
        {"held": held},
    )


def _where(of: Counted) -> Sentence:
    """In how many of several contests contradictions stand."""
    if of.contradicted == of.contests:
        return Sentence(N_("Contradictions stand in every contest."))
    return plural(
        "The contradictions stand in {some} of the {n} contest.",
        "The contradictions stand in {some} of the {n} contests.",
        of.contests,
        {"some": of.contradicted},
    )


def _over(held: int, known: int | None) -> Sentence:
    if known is None or known == held:
        return plural("over {n} station", "over {n} stations", held)
    return plural(
        "over {held} of {n} station", "over {held} of {n} stations", known, {"held": held}
    )


def _noted(notes: int) -> Sentence:
    if not notes:
        return Sentence(N_("no warning and no note"))
    if notes == 1:
        return Sentence(N_("one warning or note"))
    return Sentence(N_("{count} warnings and notes"), {"count": notes})


def _nothing_checked(held: int, notes: int) -> str:
    if not held:
        return N_(
            "There was nothing to check: no sheet of any station is held, and no announced figure "
            "could be held against another."
        )
    if notes:
        return N_(
            "Nothing could be compared, with {notes}. {sheets} No figure read from there could be "
            "held against another: a relation between the figures of a sheet, a second source or "
            "an announcement would allow it."
        )
    return N_(
        "Nothing could be compared. {sheets} No figure read from there could be held against "
        "another: a relation between the figures of a sheet, a second source or an announcement "
        "would allow it."
    )


def _template(decisive: int, notes: int, held: int, known: int | None, unread: int) -> str:
    if decisive == 1 and not held:
        return N_(
            "Not everything adds up: the announcements contradict themselves or each other in one "
            "place. No sheet of any station is held."
        )
    if decisive == 1:
        return N_(
            "Not everything adds up: one contradiction stands between figures that cannot both be "
            "right. {sheets}"
        )
    if decisive and not held:
        return N_(
            "Not everything adds up: the announcements contradict themselves or each other in "
            "{decisive} places. No sheet of any station is held."
        )
    if decisive:
        return N_(
            "Not everything adds up: {decisive} contradictions stand between figures that cannot "
            "both be right. {sheets}"
        )
    if not held:
        return N_(
            "Nothing announced contradicts itself: {checks}, no contradiction. No sheet of "
            "any station is held, so the announced figures could not be compared with sheets."
        )
    if known is None:
        return N_(
            "What is held adds up: {checks} {over}, no contradiction, "
            "{notes}. Nobody says how many stations there are."
        )
    if held < known:
        return N_("What is held adds up: {checks} {over}, no contradiction, {notes}.")
    if unread:
        return N_("What could be read adds up: {checks} {over}, no contradiction, {notes}.")
    if notes:
        return N_("Everything adds up: {checks} {over}, no contradiction, {notes}.")
    return N_("Everything adds up: {checks} {over}, no contradiction.")
