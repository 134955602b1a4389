"""From the seats of constituencies to people: each constituency's list takes the seats won in it.

Who of a list sits, and who moves up, is ``seats.candidates``'s; here it is said which list each
seat belongs to. Seats that a rule gives above the constituencies and places in none belong to the
list of the whole place. Seats that were won directly (``Rule.direct_seats``) are no list's: who won
them there sits, and a list takes the others (as in New Zealand).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from crosstally.election.candidates import Candidate, Candidates
from crosstally.election.lists import Lists
from crosstally.election.rule import Rule
from crosstally.findings import Sentence
from crosstally.seats.candidates import FilledList, fill_lists
from crosstally.seats.outcome import SeatOutcome
from crosstally.words import N_

Filled = Mapping[str, FilledList | Sentence]
"""Option → who takes its seats, or why that is not known."""


def fill_constituencies(
    candidates: Candidates, outcome: SeatOutcome, rule: Rule, lists: Lists, voted_on: str
) -> Mapping[str, Filled]:
    """Constituency → option → who takes the seats it won there, for every option with a list of a
    constituency; only constituencies where anything is to be said.

    The quota is the constituency's votes / its seats. Where a tie is open, the seats that are
    certain. A list that is lacking, and a constituency that has no seats, are said; nothing is of
    an option from which seats are taken back, since it is not known where.
    """
    lists_of = {option: _by_constituency(rows) for option, rows in candidates.items()}
    own = {option: split for option, split in lists_of.items() if set(split) - {None}}
    found: dict[str, dict[str, FilledList | Sentence]] = {}
    kept = [name for name in own if not _taken_back(outcome, name)]
    for area, here in outcome.by_area.items():
        direct = rule.of_area(rule.direct_seats, area)
        won = {
            name: max(0, seats - direct.get(name, 0))
            for name, seats in here.certain.items()
            if name in kept
        }
        rows = {name: own[name].get(area, []) for name in won}
        house = outcome.area_seats.get(area)
        filled = fill_lists(rows, won, outcome.area_votes[area], lists, voted_on, house)
        for name, seats in won.items():
            if seats and not rows[name]:
                template = N_("candidates.csv has no list for this constituency.")
                filled[name] = Sentence(template)
        if filled:
            found[area] = _with_direct(filled, direct)
    for option, split in own.items():
        for place in split:
            if place is not None and place not in outcome.by_area:
                template = N_("candidates.csv has a list here, and there are no seats.")
                found.setdefault(place, {})[option] = Sentence(template)
    return found


def fill_whole(
    candidates: Candidates, outcome: SeatOutcome, rule: Rule, lists: Lists, voted_on: str
) -> Filled:
    """Option → who of its list of the whole place takes its seats: all of them where it has no list
    of a constituency, else those that are given in none."""
    everywhere = _direct(rule, [None, *_named(rule)])
    above = _direct(rule, [None, *(one for one in _named(rule) if one not in outcome.by_area)])
    direct = {}
    seats = dict(outcome.seats)
    national: dict[str, Sequence[Candidate]] = {}
    said: dict[str, Sentence] = {}
    for option, rows in candidates.items():
        split = _by_constituency(rows)
        national[option] = split.pop(None, [])
        direct[option] = (above if split else everywhere).get(option, 0)
        if not split:
            seats[option] = max(0, seats.get(option, 0) - direct[option])
            continue
        most = sum(
            max(row.get(option, 0) for row in one.listed) for one in outcome.by_area.values()
        )
        seats[option] = max(0, seats.get(option, 0) - most - direct[option])
        if back := _taken_back(outcome, option):
            template = N_(
                "Seats taken back from its constituencies: {count}. The rule does not say from "
                "which, so who of them sits is not known."
            )
            said[option] = Sentence(template, {"count": back})
        elif seats[option] and not national[option]:
            template = N_(
                "Seats given above the constituencies: {count}. candidates.csv has no list for "
                "them (rows without a constituency)."
            )
            said[option] = Sentence(template, {"count": seats[option]})
    filled = fill_lists(national, seats, outcome.votes, lists, voted_on, rule.seats)
    return {**_with_direct(filled, direct), **said}


def _named(rule: Rule) -> list[str]:
    """The constituencies with seats won directly."""
    return [name for name, found in rule.direct_seats.items() if not isinstance(found, int)]


def _direct(rule: Rule, places: Iterable[str | None]) -> dict[str, int]:
    """Option → seats won directly in these constituencies; None: named for the whole place."""
    found: dict[str, int] = {}
    for place in places:
        for option, count in rule.of_area(rule.direct_seats, place).items():
            found[option] = found.get(option, 0) + count
    return found


def _with_direct(filled: Filled, direct: Mapping[str, int]) -> dict[str, FilledList | Sentence]:
    return {
        option: replace(one, direct=direct.get(option, 0)) if isinstance(one, FilledList) else one
        for option, one in filled.items()
    }


def _taken_back(outcome: SeatOutcome, option: str) -> int:
    """How many seats an option has fewer than in its constituencies together."""
    below = sum(one.certain.get(option, 0) for one in outcome.by_area.values())
    return max(0, below - outcome.seats.get(option, 0))


def _by_constituency(rows: Sequence[Candidate]) -> dict[str | None, list[Candidate]]:
    found: dict[str | None, list[Candidate]] = {}
    for one in rows:
        found.setdefault(one.constituency, []).append(one)
    return found
