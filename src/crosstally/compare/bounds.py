"""What the sheets that are not held could still change. No extrapolation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from crosstally.compare.answers import Answers
from crosstally.compare.bounds_case import (
    Case,
    Disputed,
    asks_for_majority,
    disputed_of,
    unread_rooms,
    unread_voters,
)
from crosstally.compare.bounds_wording import bounds_sentences, on_another_register
from crosstally.compare.completions import Completion, Space
from crosstally.compare.settled import Determined, Settled, most_votes_settled
from crosstally.compare.settled_turnout import with_turnout
from crosstally.election.definition import Definition
from crosstally.findings import Sentence
from crosstally.tabulation.figures import Totals

if TYPE_CHECKING:
    from crosstally.compare.area_spaces import AreaSpaces
    from crosstally.compare.settled_areas import AreaSettled

__all__ = [
    "Bounds",
    "Completion",
    "Determined",
    "Disputed",
    "OptionBounds",
    "bounds",
    "disputed_of",
    "unread_rooms",
    "unread_voters",
]


@dataclass(frozen=True)
class OptionBounds:
    """The least and greatest total an option can have."""

    held: int
    least: int
    greatest: int | None
    """None where nothing bounds the voters of the stations not held."""


@dataclass(frozen=True)
class Bounds:
    """What the missing sheets could still change, on one register."""

    source: str
    register: str | None
    """Which register bounds the voters of the stations not held; None where the stations not held
    have registers of their own, where no sheet is missing, or where there is no register."""
    stations_held: int
    stations_known: int | None
    voters_not_held: int | None
    """The greatest number of votes that can stand on sheets not held."""
    disputed: int
    options: Mapping[str, OptionBounds] = field(default_factory=dict)
    winner: Determined = Determined.UNKNOWN
    threshold: Mapping[str, Determined] = field(default_factory=dict)
    """Option → whether passing or failing the threshold is settled."""
    seats: Determined = Determined.UNKNOWN
    """Whether the number of seats of every option is settled, if only as a tie that the rule leaves
    open; where the rule has constituencies, in each of them."""
    sentences: Sequence[Sentence] = ()
    """What this means, in plain sentences, with premises and what would matter."""
    others: Sequence[Bounds] = ()
    """The same on every other register on offer."""
    leaders: Sequence[str] = ()
    """The options with the most votes on sheets held."""
    lead: int | None = None
    """Votes that the leader keeps over every other option, whatever copies and unread figures say
    (with a majority rule: over all others together); sheets not held with fewer voters than this
    cannot change the winner. None where nobody leads or nothing bounds the unread figures."""
    winner_if_register_below: int | None = None
    """With fewer registered voters than this no sheet that is not held can change the winner."""
    witnesses: Mapping[str, Sequence[Completion]] = field(default_factory=dict)
    """``winner``, ``seats`` or ``threshold:OPTION`` → two completions at which it differs, where
    it is open."""
    constituencies: Mapping[str, AreaSettled] = field(default_factory=dict)
    """Constituency, as the rule calls it → whether its seats are settled, with two cases in which
    they differ where they are open; empty where seats are not given in constituencies alone."""


def bounds(
    definition: Definition,
    contest: str,
    source: str,
    totals: Totals,
    registers: Mapping[str, int],
    *,
    registered_not_held: int | None = None,
    disputed: Disputed | None = None,
    unread_rooms: Mapping[frozenset[str], int] | None = None,
    unread_voters: int | None = None,
    areas: AreaSpaces | None = None,
) -> Bounds:
    """What the sheets that ``source`` does not hold could still change in ``contest``.

    - ``totals``: the source's sheets over the whole place.
    - ``registers``: register id → registered voters of the whole place, every one on offer, in
      order; the first gives the main bounds, the others stand in ``Bounds.others``.
    - ``registered_not_held``: the registered voters of the stations not held, added up, where
      every one of them is known by itself; it comes before the registers then.
    - ``disputed``: the stations whose copies disagree, see ``disputed_of``.
    - ``unread_rooms``: how many votes unread figures of options can hold, see there.
    - ``unread_voters``: how many voters who took part unread fields can hold, see there.
    - ``areas``: the sheets held in each constituency, where the rule has some.

    Nobody has more votes on a sheet not held than its station has registered voters: that is a
    premise, and ``sentences`` says so. Winner and threshold are answered exactly (they are
    ``UNKNOWN`` only where nothing bounds what is missing); seats may stay ``UNKNOWN``.
    """
    start = Case(
        definition,
        contest,
        totals,
        disputed or Disputed(),
        unread_rooms,
        None,
        None,
        None,
        unread_voters=unread_voters,
    )
    cases = [with_turnout(case) for case in _on_registers(start, registers, registered_not_held)]
    answers = [_answers(case, areas) for case in cases]
    found = [_bounds(source, case, answer) for case, answer in zip(cases, answers, strict=True)]
    others = [
        on_another_register(case, answer)
        for case, answer in zip(cases[1:], answers[1:], strict=True)
    ]
    main = found[0]
    return replace(main, others=tuple(found[1:]), sentences=(*main.sentences, *others))


def _on_registers(
    start: Case, registers: Mapping[str, int], registered_not_held: int | None
) -> list[Case]:
    if start.complete:
        return [replace(start, not_held=0)]
    cases = []
    if registered_not_held is not None and not start.totals.channels_lacking:
        cases.append(replace(start, not_held=registered_not_held))
    for register, voters in registers.items():
        rest = voters - start.voters_accounted_for
        cases.append(
            replace(
                start,
                register=register,
                voters=voters,
                not_held=rest if rest >= 0 else None,
                contradicted=rest < 0,
            )
        )
    return cases or [start]


def _answers(case: Case, areas: AreaSpaces | None) -> Answers:
    leaders, lead = _lead(case)
    if case.rule is not None:
        from crosstally.compare.settled_by_rule import answers_by_rule

        return answers_by_rule(case, case.rule, areas, leaders, lead)
    unknown = Settled(Determined.UNKNOWN)
    winner = unknown if case.space is None else most_votes_settled(case.space)
    return Answers(winner, {}, unknown, {}, leaders, lead)


def _lead(case: Case) -> tuple[tuple[str, ...], int | None]:
    """Who has the most votes on sheets held, and what is left of the lead at its worst."""
    held = {name: case.totals.options.get(name, 0) for name in case.options}
    most = max(held.values(), default=0)
    first = tuple(name for name, votes in held.items() if votes == most and most)
    if case.rule is not None and case.rule.turnout is not None:
        return first, None
    endless = case.disputed.endless.intersection(case.options)
    if len(first) != 1 or endless or (case.unread and case.unread_rooms is None):
        return first, None
    space = Space(case.least, case.most, 0, case.unread_rooms or {})
    (leader,) = first
    majority = asks_for_majority(case.rule)
    if case.rule is not None and case.rule.first_round is not None and majority:
        return first, None
    rivals = [name for name in case.options if name != leader]
    if majority:
        worst = space.best({name: -1 if name == leader else 1 for name in case.options})
        return first, worst.votes[leader] - sum(worst.votes[name] for name in rivals)
    behind = [space.greatest_of(name) for name in rivals]
    return first, space.least_of(leader) - max(behind, default=0)


def _bounds(source: str, case: Case, answers: Answers) -> Bounds:
    asked = {"winner": answers.winner, "seats": answers.seats}
    asked |= {f"threshold:{option}": item for option, item in answers.threshold.items()}
    limit = answers.register_limit(case)
    return Bounds(
        source=source,
        register=case.register,
        stations_held=case.totals.stations_held,
        stations_known=case.totals.stations_known,
        voters_not_held=case.not_held,
        disputed=case.disputed.stations,
        options={
            name: OptionBounds(
                case.totals.options.get(name, 0), case.least[name], case.greatest(name)
            )
            for name in case.options
        },
        winner=answers.winner.determined,
        threshold={name: item.determined for name, item in answers.threshold.items()},
        seats=answers.seats.determined,
        constituencies=answers.constituencies,
        sentences=bounds_sentences(source, case, answers),
        leaders=answers.leaders,
        lead=answers.lead,
        winner_if_register_below=limit,
        witnesses={name: item.witness for name, item in asked.items() if item.witness},
    )
