"""What a method hands back: seats that are certain, seats that a tie leaves open, and why."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property, partial
from itertools import combinations, islice
from math import comb
from typing import Literal

from crosstally import words

OUTCOMES_LISTED = 1_000
"""Ties among many options have more outcomes than anybody reads: no more than these are listed."""

# fmt: off
StepKind = Literal[
    "threshold", "quotient", "quota", "remainder", "votes", "least", "guarantee", "exhausted",
    "bonus", "each_first", "minimum", "levelling", "placed", "lead", "turnout",
    "cap", "linked", "raised", "earlier_registration", "more_votes",
]
# fmt: on


class OpenTie(ValueError):  # noqa: N818 -- what it is, not whose mistake
    """A tie that the votes do not break: ``tied`` options, ``open_seats`` among them."""

    def __init__(self, tied: Sequence[str], open_seats: int) -> None:
        self.tied, self.open_seats = tuple(tied), open_seats
        super().__init__(
            words.ngettext(
                "{count} seat is open among {options}, whom nothing tells apart; give a rule for "
                "ties, or look at the outcomes",
                "{count} seats are open among {options}, whom nothing tells apart; give a rule for "
                "ties, or look at the outcomes",
                open_seats,
            ).format(count=open_seats, options=", ".join(tied))
        )


@dataclass(frozen=True)
class Step:
    """One line of an allocation worked out by hand. The seats of all steps add up to the seats."""

    kind: StepKind
    """``quotient``: a seat for the next greatest one, or, with no seat, who would come next;
    ``quota``: seats for full quotas; ``remainder``: who comes next by remainder; ``votes``: a seat
    for the most votes; ``threshold``: an option that stays below it; ``least``: seats moved to or
    from an option because the law gives one a least number of them; ``guarantee``: a seat moved to
    who has most votes; ``exhausted``: seats that a list has no candidates for; ``bonus``: seats for
    who is first; ``each_first`` and ``minimum``: seats that every constituency has before others
    are shared, or at least;
    ``levelling``: seats added to those won before; ``linked``: the part of them that is asked;
    ``placed``: the constituency of one of them;
    ``lead``: by how many votes the first is ahead of the next; ``turnout``: how many took part in
    an area, which stands in the option's place;
    ``raised``: what an option's votes count as when seats are shared;
    ``cap``: the seats of an option that would have more than it may; ``earlier_registration``,
    ``more_votes``: seats of those that stood level, to whom the rule for ties gives them, and whom
    it leaves tied."""
    option: str
    votes: int
    divisor: Fraction | None
    """What votes are divided by: a divisor, the quota, or the base of a share. Levelling,
    linked, cap: the seats won before. Raised: what votes are multiplied by."""
    value: Fraction | None
    """The quotient, how many quotas, the remainder in votes, or the share; None for more than any
    number: votes divided by zero. Levelling: the seats in all. Linked: the part of
    what is missing, before it is rounded. Cap: the most in all. Raised: the
    votes that count."""
    seats: int
    """What this step gives for certain; below zero where it takes them."""
    tied: bool = False
    """Whether it stands level with others at the last seat: who of them gets it is open, unless a
    step for a rule for ties follows."""
    power: int = 1
    """The divisor and the quotient are given raised to this power, since they are roots (Huntington
    and Hill's: 2), so that they stay exact."""
    area: str = ""
    """The constituency of a seat that is ``placed``."""


@dataclass(frozen=True)
class Allocation:
    """Seats by option. Where a tie is open, ``open_seats`` of the ``tied`` options get one seat
    more than ``certain`` says, and any choice of them is admissible."""

    certain: Mapping[str, int]
    """Option → seats that no tie takes away, in the order in which the options were given."""
    tied: tuple[str, ...] = ()
    open_seats: int = 0
    run_off: tuple[str, ...] = ()
    """Where nobody is elected: the options that a second round is between."""
    vacant: int = 0
    """Seats that nobody gets, since fewer options have votes (by the most votes)."""
    explain: Callable[[], Iterable[Step]] = field(default=tuple, compare=False, repr=False)
    """Works the steps out; asked only by ``steps``."""

    @property
    def seats(self) -> Mapping[str, int]:
        """Option → seats. Raises ``OpenTie`` where a tie leaves them open."""
        if self.tied:
            raise OpenTie(self.tied, self.open_seats)
        return self.certain

    @property
    def count(self) -> int:
        """How many outcomes are admissible."""
        return comb(len(self.tied), self.open_seats)

    @cached_property
    def outcomes(self) -> tuple[dict[str, int], ...]:
        """Every admissible outcome, or the first thousand of ``count``."""
        return tuple(
            {name: seats + (name in chosen) for name, seats in self.certain.items()}
            for chosen in islice(combinations(self.tied, self.open_seats), OUTCOMES_LISTED)
        )

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """How it was worked out, in the order in which a person would do it."""
        return tuple(self.explain())

    def tie_broken(self, rule: str, votes: Mapping[str, int]) -> Allocation:
        """The tie broken as far as a rule goes.

        ``earlier_registration``: in favour of the options that stand earlier in ``certain``;
        ``more_votes``: of those with more votes, among equals it stays open; any other rule
        (``open``, ``lot``) leaves it to chance.
        """
        if not self.tied:
            return self
        match rule:
            case "earlier_registration":
                order = {name: -place for place, name in enumerate(self.certain)}
                rank = {name: order[name] for name in self.tied}
            case "more_votes":
                rank = {name: votes[name] for name in self.tied}
            case _:
                return self
        certain, tied, left = by_rank(self.certain, rank, self.open_seats)
        given = {name: certain[name] - self.certain[name] for name in self.tied}
        still = tied if len(tied) < len(self.tied) else ()
        explain = partial(_with_ties, self.explain, rule, given, votes, still)
        return Allocation(certain, tied, left, self.run_off, explain=explain)


def _with_ties(
    before: Callable[[], Iterable[Step]],
    rule: Literal["earlier_registration", "more_votes"],
    given: Mapping[str, int],
    votes: Mapping[str, int],
    still: Collection[str],
) -> Iterator[Step]:
    """``still``: those whom the rule leaves tied, while it decides about others."""
    yield from before()
    for name, seats in given.items():
        if seats or name in still:
            yield Step(rule, name, votes.get(name, 0), None, None, seats, name in still)


def by_rank(
    seats: Mapping[str, int], ranked: Mapping[str, int], places: int
) -> tuple[dict[str, int], tuple[str, ...], int]:
    """One seat more for each of the ``places`` options that rank highest.

    ``ranked`` is option → key (votes, remainder), ``places`` at most the number of its options.
    Returns the seats that are certain, the options tied at the last place, and how many seats are
    open among them (none where nothing is tied).
    """
    certain = dict(seats)
    if places <= 0:
        return certain, (), 0
    last = sorted(ranked.values(), reverse=True)[places - 1]
    above = [name for name, key in ranked.items() if key > last]
    level = [name for name, key in ranked.items() if key == last]
    rest = places - len(above)
    for name in above:
        certain[name] += 1
    if rest == len(level):
        for name in level:
            certain[name] += 1
        return certain, (), 0
    return certain, tuple(level), rest


def nothing(options: Iterable[str]) -> Allocation:
    """No seat for anybody: there are no votes to divide by, or nobody is admitted."""
    return Allocation(dict.fromkeys(options, 0))
