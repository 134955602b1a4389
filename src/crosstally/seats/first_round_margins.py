"""How few ballots change who is elected in a first round, in one contest or in any of many.

A ballot that is moved to an option, or from it, does at least as much for every share that it needs
and against everybody beside it as one that is added or removed. So the least number of ballots
moved is the least of all: to be elected, those that the shares take or that passing all others
takes, whichever are more (and some added, where the others have no more); not to be elected, those
that let one of these fail. Who goes on to the second round is no seat, and not asked about.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import ceil, floor

from crosstally.election.rule import Rule
from crosstally.seats.goals import Goal
from crosstally.seats.least_change import Kind
from crosstally.seats.lines import first_where
from crosstally.seats.majority import FirstRound, first_round, first_round_of
from crosstally.seats.system_changes import Search, SystemChange, SystemMargin
from crosstally.seats.system_votes import Move, SystemVotes

Line = tuple[Kind, str | None, str | None]
"""A kind of change, whose ballots are taken, and who gets them."""


def first_round_margin(
    rule: Rule, votes: SystemVotes, goal: Goal, kinds: Sequence[Kind]
) -> SystemMargin:
    """The smallest changes of each kind after which somebody else is elected, or nobody, or
    somebody where nobody was; for a goal of one option, about that one. Raises ``ArgumentError``
    where the votes do not fit the rule."""
    search = Search(rule, votes, goal, votes.outcome(rule))
    about = first_round_of(rule)
    found: dict[Kind, SystemChange] = {}
    least: int | None = None
    for area, counts in votes.votes.items():
        sizes = {of: votes.bases[of][area] for of in about.bases if of in votes.bases}
        contest = _Contest(area, counts, about, sizes)
        for option, wins in contest.asked(goal):
            for kind, moves in contest.candidates(option, wins, kinds, found):
                change = search.change(kind, moves)
                if change is not None:
                    found[kind] = change
            fewest = contest.fewest(option, wins)
            if fewest is not None:
                least = fewest if least is None else min(least, fewest)
    return SystemMargin(found, least)


@dataclass(frozen=True)
class _Contest:
    """One first round."""

    area: str
    votes: Mapping[str, int]
    about: FirstRound
    sizes: Mapping[str, int]

    def asked(self, goal: Goal) -> Iterator[tuple[str, bool]]:
        """Whose election, or not being elected, would be another answer."""
        elected = self._elected(self.votes, self.sizes)
        if elected is not None and goal.option in (None, elected):
            yield elected, False
        if elected is None or goal.option not in (None, elected):
            options = [goal.option] if goal.option is not None else list(self.votes)
            yield from ((option, True) for option in options if option in self.votes)

    def candidates(
        self,
        option: str,
        wins: bool,
        kinds: Sequence[Kind],
        found: Mapping[Kind, SystemChange],
    ) -> Iterator[tuple[Kind, tuple[Move, ...]]]:
        """Changes that are smaller than those found so far."""
        best = {kind: change.ballots for kind, change in found.items()}
        for kind, taken, given in self._lines(option, wins):
            if kind not in kinds:
                continue
            most = sum(self.votes.values()) if taken is None else self.votes[taken]
            if taken is None:
                most = self._most_added(most)
            if kind in best:
                most = min(most, best[kind] - 1)
            ballots = self._on_line(option, wins, (kind, taken, given), most)
            if ballots is not None:
                best[kind] = ballots
                yield kind, (Move(self.area, ballots, taken, given),)
        moved = self._moved(option) if wins and "moved" in kinds else None
        if moved and sum(moved.values()) < best.get("moved", sum(moved.values()) + 1):
            yield (
                "moved",
                tuple(Move(self.area, count, other, option) for other, count in moved.items()),
            )

    def fewest(self, option: str, wins: bool) -> int | None:
        """No fewer ballots do, of whatever kind; None where no number of them moved does."""
        if wins:
            return self._until_elected(option, self._endless(sum(self.votes.values())))
        own = self.votes[option]
        alone = len(self.votes) == 1
        lines = [line for line in self._lines(option, wins) if line[0] == "moved" or alone]
        counts = [self._on_line(option, wins, line, own) for line in lines]
        return min((count for count in counts if count is not None), default=None)

    def _lines(self, option: str, wins: bool) -> Iterator[Line]:
        others = [name for name in self.votes if name != option]
        if wins:
            yield "added", None, option
            for other in others:
                yield "moved", other, option
                yield "removed", other, None
            return
        yield "removed", option, None
        for other in others:
            yield "moved", option, other
            yield "added", None, other

    def _endless(self, total: int) -> int:
        """More ballots than a share of a half or of nine tenths takes; with greater ones it is
        looked no further."""
        return 10 * (total + max(self.sizes.values(), default=0)) + 10

    def _most_added(self, total: int) -> int:
        """As many ballots as voters are left on the list, where it is known."""
        on_list = self.sizes.get("registered")
        return self._endless(total) if on_list is None else max(0, on_list - total)

    def _on_line(self, option: str, wins: bool, line: Line, most: int) -> int | None:
        """The least number of ballots along a line that does; once it does, more do too."""
        _, taken, given = line
        more = (given is not None) - (taken is not None)

        def done(ballots: int) -> bool:
            votes = dict(self.votes)
            if taken is not None:
                votes[taken] -= ballots
            if given is not None:
                votes[given] += ballots
            sizes = {
                of: size + more * ballots * (of != "registered") for of, size in self.sizes.items()
            }
            return (self._elected(votes, sizes) == option) is wins

        if most < 1 or not done(most):
            return None
        return first_where(done, most)

    def _until_elected(self, option: str, most: int) -> int | None:
        """The least number of ballots with which an option could be elected: moved to it from the
        others, and added to it when they have no more. None where ``most`` do not."""

        def enough(ballots: int) -> bool:
            return self._most_left(option, ballots) is not None

        return first_where(enough, most) if enough(most) else None

    def _most_left(self, option: str, ballots: int) -> int | None:
        """The most that another may be left with, so that as many ballots elect the option in one
        of the ways; None where they do not."""
        others = [v for n, v in self.votes.items() if n != option]
        total = sum(others)
        moved = min(ballots, total)
        after, added = self.votes[option] + ballots, ballots - moved
        bases = {"valid": self.votes[option] + total, **self.sizes}
        sizes = {of: size + added * (of != "registered") for of, size in bases.items()}
        found = []
        for way in self.about.ways:
            if not all(one.reached(after, sizes) for one in way if not one.lead):
                continue
            left = after - 1
            for need in (one for one in way if one.lead):
                ahead = need.share * sizes[need.of]
                left = min(left, after - (floor(ahead) + 1 if need.more else ceil(ahead)))
                left = left if sizes[need.of] else -1
            if left >= 0 and sum(max(0, count - left) for count in others) <= moved:
                found.append(left)
        return max(found, default=None)

    def _moved(self, option: str) -> dict[str, int] | None:
        """Other option → ballots moved from it to this one, as few as elect it; None where all of
        them do not."""
        others = {n: v for n, v in self.votes.items() if n != option}
        ballots = self._until_elected(option, sum(others.values()))
        most = None if ballots is None else self._most_left(option, ballots)
        if ballots is None or most is None:
            return None
        moved = {name: max(0, count - most) for name, count in others.items()}
        left = ballots - sum(moved.values())
        for name, count in others.items():
            more = min(left, count - moved[name])
            moved[name] += more
            left -= more
        return {name: count for name, count in moved.items() if count}

    def _elected(self, votes: Mapping[str, int], sizes: Mapping[str, int]) -> str | None:
        found = first_round(votes, self.about, sizes).certain
        return next((name for name, seats in found.items() if seats), None)
