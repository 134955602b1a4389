"""Votes that weigh more when seats are shared: lists of minorities in Serbia, whose quotients are
raised by 35 percent where they have fewer than 3 percent of the votes (law of 2022, art. 140)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from functools import partial

from crosstally.election.rule import Rule
from crosstally.seats.allocation import Step
from crosstally.seats.ballots import Ballots, Number, Votes
from crosstally.seats.stages import Stage


def factors(rule: Rule, ballots: Ballots) -> Mapping[str, Fraction]:
    """Option → what its votes are multiplied by; only those whose votes are."""
    about = rule.raised
    if about is None:
        return {}
    votes, found = ballots.of(ballots.constituencies), {}
    for name in about.options:
        if about.below is not None:
            base = ballots.base(about.below.of, ballots.constituencies)
            if votes.get(name, 0) >= about.below.fraction * base:
                continue
        found[name] = about.factor
    return found


def weighed(votes: Votes, by: Mapping[str, Fraction]) -> dict[str, Number]:
    """Votes as seats are shared by them."""
    return {name: count * by[name] if name in by else count for name, count in votes.items()}


def raising_stage(votes: Votes, by: Mapping[str, Fraction]) -> list[Stage]:
    """Whose votes weigh more, and what they count as; nothing where nobody's do."""
    return [Stage("raising", explain=partial(_steps, votes, by))] if by else []


def _steps(votes: Votes, by: Mapping[str, Fraction]) -> Iterator[Step]:
    for name, factor in by.items():
        count = votes.get(name, 0)
        yield Step("raised", name, int(count), factor, count * factor, 0)
