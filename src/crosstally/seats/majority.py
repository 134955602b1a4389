"""A majority: a share of votes that elects in a first round, else a second round (run-off)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from crosstally import words
from crosstally.seats.allocation import Allocation, Step, nothing
from crosstally.seats.thresholds import passes
from crosstally.seats.votes import ArgumentError

if TYPE_CHECKING:
    from crosstally.election.rule import Rule
    from crosstally.election.shares import Need, Share


@dataclass(frozen=True)
class Needed:
    """A share that is asked for."""

    share: Fraction
    of: str = "valid"
    more: bool = True
    """Whether exactly the share is too little."""
    lead: bool = False
    """Whether it is a share by which an option is ahead of the next."""

    def reached(self, votes: int, bases: Mapping[str, int], following: int = 0) -> bool:
        """Whether so many votes are enough, the next option having ``following``."""
        counted = votes - following if self.lead else votes
        return passes(counted, bases[self.of], self.share, self.more)


@dataclass(frozen=True)
class FirstRound:
    """What elects in the first round, and who goes on to the second."""

    needs: tuple[Needed, ...] = (Needed(Fraction(1, 2)),)
    """All of them, by the option with the most votes."""
    go_on: int = 2
    """So many with the most votes go on; nobody, with 0."""
    also: Needed | None = None
    """And every other option with such a share."""
    other_ways: tuple[tuple[Needed, ...], ...] = ()
    """Or all of one of these."""

    @property
    def ways(self) -> tuple[tuple[Needed, ...], ...]:
        """Every way to be elected: shares of which all are reached."""
        return (self.needs, *self.other_ways)

    @property
    def bases(self) -> tuple[str, ...]:
        """What the shares are of, each once."""
        shares = [one for way in self.ways for one in way]
        shares += [self.also] if self.also is not None else []
        return tuple(dict.fromkeys(one.of for one in shares))

    def elects(self, votes: int, following: int, bases: Mapping[str, int]) -> bool:
        """Whether so many votes, the most there are, are enough in one of the ways."""
        return any(all(one.reached(votes, bases, following) for one in way) for way in self.ways)


def first_round_of(rule: Rule) -> FirstRound:
    """The first round of a rule whose method is a majority."""

    def needed(share: Share, lead: bool = False) -> Needed:
        return Needed(share.fraction, share.of, share.passes == "more_than", lead)

    def all_of(way: Sequence[Need]) -> tuple[Needed, ...]:
        return tuple(needed(one, one.counts == "lead") for one in way)

    about = rule.first_round
    if about is None:
        return FirstRound()
    also = None if about.also is None else needed(about.also)
    needs = all_of(about.needs) or FirstRound().needs
    return FirstRound(needs, about.go_on, also, tuple(map(all_of, about.other_ways)))


def majority(votes: Mapping[str, int], seats: int = 1) -> Allocation:
    """The seat for the option with more than half of all votes, where there is one.

    Else nobody is elected: every option has no seat, and ``run_off`` names the two options with
    the most votes (more than two where votes are equal at the second place: who of them goes on
    is a tie that the votes do not break). In the second round the most votes win: ``plurality``.
    ``seats`` is 1: one seat is filled. Other shares, and other ways into the second round:
    ``first_round``.

    >>> majority({"a": 4, "b": 3, "c": 2}).run_off
    ('a', 'b')
    """
    if seats != 1:
        raise ArgumentError("seats", words._("a majority fills one seat"))
    return first_round(votes, FirstRound(), {})


def first_round(
    votes: Mapping[str, int], about: FirstRound, sizes: Mapping[str, int]
) -> Allocation:
    """The seat for the option with the most votes, where it reaches every share that is needed, in
    one of the ways that there are, and nobody has as many.

    Else nobody is elected, and ``run_off`` names who goes on: so many options with the most votes
    (more where votes are equal at the last place, which nothing breaks), and every other that has
    the share for it. An option without a vote never goes on. ``sizes``: ``valid``, ``cast``,
    ``registered`` → what shares are of; valid votes are the sum of ``votes`` where they are not
    given.

    Source, for a second share and for who goes on: France, code électoral, articles L126 and L162;
    for another way with a lead: Argentina, constitution, articles 97 and 98.
    """
    bases = {"valid": sum(votes.values()), **sizes}
    most = max(votes.values(), default=0)
    if not most:
        return nothing(votes)
    leaders = [name for name, count in votes.items() if count == most]
    ranked = sorted((count for count in votes.values() if count), reverse=True)
    winner = None
    if len(leaders) == 1 and about.elects(most, ([*ranked, 0])[1], bases):
        winner = leaders[0]
    run_off: tuple[str, ...] = ()
    if winner is None and about.go_on:
        last = ranked[: about.go_on][-1]
        also = about.also
        run_off = tuple(
            name
            for name, count in votes.items()
            if count >= last or (count and also is not None and also.reached(count, bases))
        )
    return Allocation(
        {name: int(name == winner) for name in votes},
        run_off=run_off,
        explain=lambda: _steps(votes, about, bases, winner),
    )


def _steps(
    votes: Mapping[str, int], about: FirstRound, bases: Mapping[str, int], winner: str | None
) -> Iterator[Step]:
    """Every option's share of each base, and by what the first is ahead where that is asked; the
    seat stands with the first share."""
    for place, of in enumerate(about.bases):
        for name in sorted(votes, key=lambda one: -votes[one]):
            share = Fraction(votes[name], bases[of]) if bases[of] else None
            seats = int(name == winner and not place)
            yield Step("votes", name, votes[name], Fraction(bases[of]), share, seats)
    asked = dict.fromkeys(one.of for way in about.ways for one in way if one.lead)
    ranked = sorted(votes, key=lambda one: -votes[one])
    for of in asked:
        first, lead = ranked[0], votes[ranked[0]] - sum(votes[one] for one in ranked[1:2])
        share = Fraction(lead, bases[of]) if bases[of] else None
        yield Step("lead", first, lead, Fraction(bases[of]), share, 0)
