"""Whether the sheets held settle a question: a proof for every completion, or two that differ.

``YES`` is proved: what is asked is the same at every completion. ``NO`` comes with a witness: two
completions at which it differs. Where neither is found, it stays unknown.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction
from itertools import chain

from crosstally.compare.completions import Completion, Space
from crosstally.election.definition import Threshold
from crosstally.seats.thresholds import passes


class Determined(StrEnum):
    """Whether the sheets held settle a question, whatever the others say."""

    YES = "determined"
    NO = "open"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Settled:
    """The answer to whether a question is settled."""

    determined: Determined
    witness: tuple[Completion, ...] = ()
    """Where it is open: two completions at which the answers differ."""
    tied: tuple[str, ...] = ()
    """Where it is settled that options tie: between whom the rule leaves a seat open."""


Probe = tuple[Completion, bool]
"""A completion to try, and whether the same answer there rules out that any other differs."""


def leaders(votes: Mapping[str, int]) -> tuple[str, ...]:
    """The options with the most votes; none where there are no votes."""
    most = max(votes.values(), default=0)
    return tuple(name for name, count in votes.items() if count == most and most)


def most_votes_settled(space: Space) -> Settled:
    """Who has the most votes, or who are level with them."""
    first = leaders(space.best({}).votes)
    probes = chain(stays_ahead(space, first), _stay_level(space, first))
    return tried(space, lambda at: leaders(at.votes), probes)


def threshold_settled(space: Space, threshold: Threshold, option: str) -> Settled:
    """Whether an option passes. Needs ``space.base``; exact.

    votes − share·base is linear, so that its least and greatest value decide.
    """
    if space.base is None:
        return Settled(Determined.UNKNOWN)
    ends = list(ends_of_threshold(space, threshold, option))
    for end in ends[1:]:
        if passes_at(threshold, end, option) != passes_at(threshold, ends[0], option):
            return Settled(Determined.NO, (ends[0], end))
    return Settled(Determined.YES)


def tried(
    space: Space, answer: Callable[[Completion], Hashable], probes: Iterable[Probe]
) -> Settled:
    """One answer at every probe, each of them conclusive: settled. Two answers: open."""
    if space.is_point:
        return Settled(Determined.YES)
    first = space.best({})
    expected = answer(first)
    proved = True
    for completion, conclusive in probes:
        if answer(completion) != expected:
            return Settled(Determined.NO, (first, completion))
        proved = proved and conclusive
    return Settled(Determined.YES if proved else Determined.UNKNOWN)


def stays_ahead(
    space: Space,
    chosen: tuple[str, ...],
    earlier: bool = False,
    proof: bool = True,
    never: Sequence[str] = (),
) -> Iterator[Probe]:
    """Every chosen option stays ahead of every other one, or (``earlier``) level and registered
    earlier; not of those who ``never`` take part. ``proof``: whether that is all that is asked."""
    order = {name: place for place, name in enumerate(space.options)}
    for one in chosen:
        for other in space.options:
            if other in chosen or other in never:
                continue
            at = space.best({other: 1, one: -1})
            ahead = at.votes[one] - at.votes[other]
            kept = ahead > 0 or (ahead == 0 and earlier and order[one] < order[other])
            yield at, proof and kept
    if not chosen or not proof:
        yield from each_more_or_less(space, space.options)


def _stay_level(space: Space, chosen: tuple[str, ...]) -> Iterator[Probe]:
    """Options with equal votes stay as they are, each by itself."""
    if len(chosen) > 1:
        for at, _ in each_more_or_less(space, chosen):
            yield at, all(space.least_of(one) == space.greatest_of(one) for one in chosen)


def each_more_or_less(space: Space, options: Iterable[str]) -> Iterator[Probe]:
    """Completions worth a try where nothing is proved."""
    for one in options:
        yield space.best({one: 1}), False
        yield space.best({one: -1}), False


def ends_of_threshold(space: Space, threshold: Threshold, option: str) -> Iterator[Completion]:
    """Where an option is farthest below a threshold, and above it; see ``ends_of_share``."""
    yield from ends_of_share(space, {option: 1}, threshold.fraction)


def ends_of_share(
    space: Space, weights: Mapping[str, int], share: Fraction
) -> Iterator[Completion]:
    """Where votes of the options (weight 1) are farthest below a share of the base, and above it.

    Nobody passes on a base of nothing. With a threshold of 100 percent, the ends of the linear sum
    miss that; and where the base may be nothing beside votes, the next one is one ballot.
    """
    for sign in (-1, 1):
        signed = {name: sign * weight for name, weight in weights.items()}
        for on_base in (-sign * share, 0):
            end = space.best(signed, on_base)
            yield end
            about = space.base
            if end.base == 0 and about is not None and not about.follows and about.most:
                yield replace(end, base=1)


def passes_at(threshold: Threshold, at: Completion, option: str) -> bool:
    """Whether an option passes at a completion with a base."""
    assert at.base is not None
    strict = threshold.passes == "more_than"
    return passes(at.votes[option], at.base, threshold.fraction, strict)
