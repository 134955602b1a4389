"""Who wins while sheets are missing, in plain sentences."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from crosstally.compare.answers import Answers
from crosstally.compare.bounds_case import Case, asks_for_majority
from crosstally.compare.settled import Determined
from crosstally.compare.threshold_margins import names_of
from crosstally.findings import Sentence
from crosstally.words import N_


def winner_said(case: Case, answers: Answers) -> Iterator[Sentence]:
    """Whether who wins (or goes on to a second round) is settled, and why."""
    majority = asks_for_majority(case.rule)
    values: dict[str, Any] = {
        "leader": names_of(case.definition, case.contest, answers.leaders),
        "lead": answers.lead,
        "voters": case.not_held,
    }
    match answers.winner.determined:
        case Determined.YES if majority and case.rule is not None and case.rule.first_round:
            yield _first_round_settled(case, values)
        case Determined.YES:
            yield _winner_settled(case, answers, majority, values)
        case Determined.NO if majority and case.rule is not None and case.rule.first_round:
            yield _first_round_open(case, answers, values)
        case Determined.NO:
            yield _winner_open(case, answers, majority, values)
        case Determined.UNKNOWN:
            yield Sentence(
                N_("Whether sheets not held can change who wins, these figures do not say.")
            )
    limit = answers.register_limit(case)
    if limit is not None:
        yield Sentence(
            N_("No missing sheet can change the winner if the register is below {limit}."),
            {"limit": limit},
        )


def _first_round_settled(case: Case, values: Mapping[str, Any]) -> Sentence:
    from crosstally.compare.settled_first_round import first_round_space

    space = case.space
    assert space is not None
    found = first_round_space(case, space).at(space.best({}))
    if not found.run_off and not any(found.certain.values()):
        template = N_("Determined, whatever the sheets not held say: nobody is elected.")
        return Sentence(N_("Nobody is elected.") if case.complete else template)
    if not found.run_off:
        template = N_(
            "Determined, whatever the sheets not held say: {leader} is elected in the first round."
        )
        if case.complete:
            template = N_("{leader} is elected in the first round.")
        return Sentence(template, values)
    options = names_of(case.definition, case.contest, found.run_off)
    template = N_(
        "Determined, whatever the sheets not held say: nobody is elected in the first round, and "
        "the second is between {options}."
    )
    if case.complete:
        template = N_("Nobody is elected in the first round, and the second is between {options}.")
    return Sentence(template, {"options": options})


def _first_round_open(case: Case, answers: Answers, values: Mapping[str, Any]) -> Sentence:
    leads = len(answers.leaders) == 1
    if case.complete:
        template = N_(
            "Open: which copy is right, or what the unread figures are, can change who is elected "
            "in the first round, or who goes on."
        )
        if leads:
            template = N_(
                "Open: which copy is right, or what the unread figures are, can change who is "
                "elected in the first round, or who goes on. {leader} leads on the figures that "
                "were counted."
            )
        return Sentence(template, values)
    template = N_(
        "Open: up to {voters} votes can stand on sheets not held, and they can change who is "
        "elected in the first round, or who goes on."
    )
    if leads:
        template = N_(
            "Open: up to {voters} votes can stand on sheets not held, and they can change who is "
            "elected in the first round, or who goes on. {leader} leads on the sheets held."
        )
    return Sentence(template, values)


def _winner_settled(
    case: Case, answers: Answers, majority: bool, values: Mapping[str, Any]
) -> Sentence:
    if majority and (answers.lead is None or answers.lead <= 0):
        from crosstally.seats.rule import apply_rule

        outcome = apply_rule(case.rule, case.totals.options) if case.rule else None
        two = names_of(case.definition, case.contest, outcome.run_off if outcome else ())
        template = N_(
            "Determined, whatever the sheets not held say: nobody has more than half of the "
            "votes, and the run-off is between {options}."
        )
        if case.complete:
            template = N_(
                "Nobody has more than half of the votes, and the run-off is between {options}."
            )
        return Sentence(template, {"options": two})
    if case.complete and answers.lead is not None:
        template = N_("{leader} has the most votes, {lead} more than the next.")
        if case.unread or case.disputed.stations:
            template = N_("{leader} has the most votes, at least {lead} more than the next.")
        if majority and (case.unread or case.disputed.stations):
            template = N_(
                "{leader} has more than half of the votes, by at least {lead} over all others."
            )
        elif majority:
            template = N_("{leader} has more than half of the votes, by {lead} over all others.")
        return Sentence(template, values)
    if answers.lead is None:
        return Sentence(
            N_("Determined: equal votes for {leader}, and nothing is left that could change it."),
            values,
        )
    template = N_(
        "Determined, whatever the sheets not held say: {leader} has the most votes. The lead is "
        "{lead}, and at most {voters} votes can stand on sheets not held."
    )
    if majority:
        template = N_(
            "Determined, whatever the sheets not held say: {leader} has more than half of the "
            "votes, {lead} more than all others together, and at most {voters} votes can stand on "
            "sheets not held."
        )
    return Sentence(template, values)


def _winner_open(
    case: Case, answers: Answers, majority: bool, values: Mapping[str, Any]
) -> Sentence:
    if not case.totals.stations_held:
        return Sentence(N_("No sheet is held: who wins is open on the sheets."))
    tied = len(answers.leaders) > 1
    if case.complete:
        template = N_(
            "Open: which copy is right, or what the unread figures are, can change who wins. "
            "{leader} leads on the figures that were counted."
        )
        if tied:
            template = N_(
                "Open: which copy is right, or what the unread figures are, can change who wins. "
                "Nobody leads on the figures that were counted; level at the top: {leader}."
            )
        return Sentence(template, values)
    if tied:
        return Sentence(
            N_(
                "Open: up to {voters} votes can stand on sheets not held, and they can change who "
                "wins. Nobody leads on the sheets held; level at the top: {leader}."
            ),
            values,
        )
    if answers.lead is None or answers.lead <= 0 or majority:
        return Sentence(
            N_(
                "Open: up to {voters} votes can stand on sheets not held, and they can change who "
                "wins. {leader} leads on the sheets held."
            ),
            values,
        )
    return Sentence(
        N_(
            "Open: {leader} leads by {lead} on the sheets held, and up to {voters} votes can stand "
            "on the others."
        ),
        values,
    )
