"""How few votes would change an outcome: a table for a person, and JSON."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from crosstally.election.rule import NATION
from crosstally.report.seat_steps import as_text
from crosstally.seats.asked_margins import AskedMargin
from crosstally.seats.goals import Goal
from crosstally.seats.least_change import KINDS, Kind
from crosstally.seats.system_changes import SystemChange, SystemMargin
from crosstally.words import _, ngettext, number

Name = Callable[[str], str]
"""An option's id → what it is called."""

AT_MOST = "≤"
"""Before a number that is enough, and may not be the least of its kind."""


def margins_json(asked: Sequence[AskedMargin]) -> dict[str, Any]:
    """Plain dictionaries: ``any_seat``, ``majority``, ``threshold`` and, by option, ``seats_of``.
    Where no change was found it is null. ``moves`` are the witness: made, they give ``seats``."""
    found: dict[str, Any] = {"seats_of": {}}
    for item in asked:
        about = _json(item)
        if item.goal.option is None:
            found[item.goal.asked] = about
        else:
            found["seats_of"][item.goal.option] = about
    return found


def _json(item: AskedMargin) -> dict[str, Any] | None:
    least = item.margin.least
    if least is None:
        return None
    return {
        "least": least.ballots,
        "proved": item.margin.proved,
        "at_least": item.margin.at_least,
        **{
            kind: {"is_least": item.margin.is_least(kind), **_change_json(change)}
            for kind, change in item.margin.changes.items()
        },
    }


def _change_json(change: SystemChange) -> dict[str, Any]:
    return {
        "ballots": change.ballots,
        "moves": [
            {
                "area": move.area,
                "ballots": move.ballots,
                "from": move.taken_from,
                "to": move.given_to,
            }
            for move in change.moves
        ],
        "seats": dict(change.outcome.seats),
        "admitted": list(change.outcome.admitted),
    }


def margins_text(asked: Sequence[AskedMargin], votes: int, name: Name) -> Iterator[str]:
    """Lines: a sentence about any seat, then a table of every question."""
    known = [item for item in asked if item.margin.changes]
    if not known:
        yield _("No change of votes that was looked for would give other seats.")
        return
    for item in known:
        least = item.margin.least
        if item.goal.asked == "any_seat" and least is not None:
            said = _("{ballots} of {votes} votes changed would give other seats.")
            if not item.margin.proved:
                said = _("At most {ballots} of {votes} votes need to change for other seats.")
            yield said.format(ballots=number(least.ballots), votes=number(votes))
    yield ""
    kinds: list[Kind] = [*KINDS]
    head = [_("What changes"), _("Moved"), _("Added"), _("Removed")]
    if any("mixed" in item.margin.changes for item in known):
        kinds.append("mixed")
        head.append(_("Both"))
    head += [_("Whose"), _("No fewer do")]
    rows = [_row(item, kinds, name) for item in known]
    yield from as_text(head, rows)
    yield ""
    yield _(
        "Whose: of the smallest change. No fewer do: proved, however votes are changed inside an "
        "area; where it is not, so many are enough, and fewer may be."
    )
    if "mixed" in kinds:
        yield _("Both: some are moved, and others added or removed.")
    cells = [cell for row in rows for cell in row[1 : 1 + len(kinds)]]
    if any(cell.startswith(AT_MOST) for cell in cells):
        yield _("≤: so many of that kind are enough, and fewer of it may be.")
    if _("none") in cells:
        yield _(
            "none: no number of that kind was found to do it. Of a list of voters, no more are "
            "added than are left on it."
        )


def _row(item: AskedMargin, kinds: Sequence[Kind], name: Name) -> list[str]:
    counts = [_count(item.margin, kind) for kind in kinds]
    least = item.margin.least
    assert least is not None
    return [_goal(item.goal, name), *counts, _whose(least, name), _proved(item)]


def _count(margin: SystemMargin, kind: Kind) -> str:
    if kind not in margin.changes:
        return "" if kind == "mixed" else _("none")
    ballots = number(margin.changes[kind].ballots)
    return ballots if margin.is_least(kind) else f"{AT_MOST} {ballots}"


def _proved(item: AskedMargin) -> str:
    if item.margin.proved:
        return _("yes")
    at_least = item.margin.at_least
    if at_least is None or at_least < 2:
        return _("not proved")
    return _("fewer than {least} do not").format(least=number(at_least))


def _goal(goal: Goal, name: Name) -> str:
    match goal.asked:
        case "any_seat":
            return _("any seat")
        case "majority":
            return _("who has more than half of the seats")
        case "threshold":
            return _("who passes the threshold")
        case _:
            return _("seats of {option}").format(option=name(goal.option or ""))


def _whose(change: SystemChange, name: Name) -> str:
    first = change.moves[0]
    taken, given = (
        None if one is None else name(one) for one in (first.taken_from, first.given_to)
    )
    if taken is not None and given is not None:
        said = _("from {taken} to {given}").format(taken=taken, given=given)
    elif given is not None:
        said = _("to {given}").format(given=given)
    else:
        said = _("from {taken}").format(taken=taken)
    others = len({move.taken_from for move in change.moves if move.area == first.area}) - 1
    others += len({move.given_to for move in change.moves if move.area == first.area}) - 1
    if others:
        said = ngettext("{change} and {count} more", "{change} and {count} more", others).format(
            change=said, count=number(others)
        )
    if change.areas == (NATION,):
        return said
    if len(change.areas) == 1:
        return _("{change} in {area}").format(change=said, area=first.area)
    more = len(change.areas) - 1
    return ngettext(
        "{change} in {area}, and in {count} area more",
        "{change} in {area}, and in {count} areas more",
        more,
    ).format(change=said, area=first.area, count=number(more))
