"""Where nobody is elected: too few took part, what is needed is not reached, who goes on."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from crosstally.election.rule import NATION, Rule
from crosstally.findings import Sentence
from crosstally.words import N_

if TYPE_CHECKING:
    from crosstally.seats.outcome import SeatOutcome

AREAS_NAMED = 12
Named = Callable[[Sequence[str]], list[str]]
"""Options' ids → what they are called."""


def nobody_elected(outcome: SeatOutcome, rule: Rule, named: Named) -> Iterator[Sentence]:
    """Why nobody is elected, in the whole place or in some constituencies, and who goes on."""
    where = [area for area in outcome.too_few if area != NATION]
    if outcome.too_few and not outcome.by_area:
        yield Sentence(N_("Too few took part: nobody is elected."))
        return
    if where:
        template = N_("Too few took part in {count} of {all} constituencies: {areas}.")
        if len(where) > AREAS_NAMED:
            template = N_(
                "Too few took part in {count} of {all} constituencies, among them: {areas}."
            )
        values = {"count": len(where), "all": len(outcome.by_area), "areas": where[:AREAS_NAMED]}
        yield Sentence(template, values)
    if outcome.run_off:
        template = N_("Nobody has more than half; a second round is between {options}.")
        if rule.first_round is not None:
            template = N_("Nobody is elected at once; a second round is between {options}.")
        yield Sentence(template, {"options": named(outcome.run_off)})
    if outcome.run_offs:
        yield _second_rounds(outcome, named)
    alone = rule.method == "majority" and rule.constituencies is None
    voted = any(outcome.votes.values())
    if alone and voted and not outcome.run_off and not any(outcome.seats.values()):
        yield Sentence(N_("Nobody is elected: nobody reaches what the rule asks for."))


def _second_rounds(outcome: SeatOutcome, named: Named) -> Sentence:
    """Where nobody is elected in the first round, and who goes on there."""
    template = N_("Nobody is elected at once in {count} of {all} constituencies: {areas}.")
    if len(outcome.run_offs) > AREAS_NAMED:
        template = N_(
            "Nobody is elected at once in {count} of {all} constituencies, among them: {areas}."
        )
    areas = [
        f"{area} ({', '.join(named(options))})"
        for area, options in list(outcome.run_offs.items())[:AREAS_NAMED]
    ]
    values = {"count": len(outcome.run_offs), "all": len(outcome.by_area), "areas": areas}
    return Sentence(template, values)
