"""How few ballots change an outcome where so many must take part.

As long as fewer ballots are added or removed than the turnout hangs on, the rest of the rule
decides; and where too few took part, nothing changes before enough do. So the least change is that
of the rest of the rule, or the turnout's, whichever is less.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from crosstally.election.rule import CONSTITUENCY, Constituencies, Rule
from crosstally.election.shares import Turnout
from crosstally.seats.goals import Goal
from crosstally.seats.least_change import Kind
from crosstally.seats.lines import first_where
from crosstally.seats.system_changes import Search, SystemChange, SystemMargin
from crosstally.seats.system_votes import Move, SystemVotes
from crosstally.seats.turnout import enough

Margin = Callable[[Rule, SystemVotes, Goal, Sequence[Kind]], SystemMargin]


def turnout_margin(
    rule: Rule, votes: SystemVotes, goal: Goal, kinds: Sequence[Kind], rest: Margin
) -> SystemMargin | None:
    """The smallest changes under a rule with a turnout; ``rest`` works them out for a rule without.

    None where it is asked of each constituency, and these are no majorities.
    """
    about = rule.turnout
    assert about is not None
    search = Search(rule, votes, goal, votes.outcome(rule))
    bare = rule.model_copy(update={"turnout": None})
    if about.scope == CONSTITUENCY and rule.constituencies is not None:
        if rule.method != "majority":
            return None
        places = [_Place(about, votes, (area,)) for area in votes.votes]
        enough_here = [place.areas[0] for place in places if place.reached]
        bare, inner = _only(bare, rule.constituencies, enough_here), votes.only(enough_here)
    else:
        places = [_Place(about, votes, tuple(votes.votes))]
        inner = votes if places[0].reached else votes.only(())
    found: dict[Kind, SystemChange] = {}
    least: list[int | None] = []
    if inner.votes:
        margin = rest(bare, inner, goal, kinds)
        least.append(margin.at_least)
        for change in margin.changes.values():
            _note(found, search.change(change.kind, change.moves))
    for place in places:
        least.append(place.fewest)
        for kind, moves in place.candidates():
            if kind in kinds:
                _note(found, search.change(kind, moves))
    known = [count for count in least if count is not None]
    return SystemMargin(found, min(known) if known and len(known) == len(least) else None)


def _note(found: dict[Kind, SystemChange], change: SystemChange | None) -> None:
    """Keeps the smaller one of its kind."""
    if change is not None and (
        change.kind not in found or change.ballots < found[change.kind].ballots
    ):
        found[change.kind] = change


def _only(rule: Rule, about: Constituencies, areas: Sequence[str]) -> Rule:
    seats = {area: about.seats[area] for area in areas}
    kept = about.model_copy(update={"seats": seats})
    return rule.model_copy(update={"constituencies": kept, "seats": max(1, len(areas))})


class _Place:
    """Where a turnout is asked: the whole place, or one constituency."""

    def __init__(self, about: Turnout, votes: SystemVotes, areas: tuple[str, ...]) -> None:
        self.about, self.votes, self.areas = about, votes, areas
        self.counted, self.of = self._size(about.counts), self._size(about.of)
        self.reached = enough(about, self.counted, self.of)

    def _size(self, name: str) -> int:
        sizes = self.votes.bases.get(name)
        if sizes is None:  # valid votes, which are the sum of all
            return sum(sum(self.votes.votes[area].values()) for area in self.areas)
        return sum(sizes[area] for area in self.areas)

    @property
    def fewest(self) -> int | None:
        """So many ballots added, or removed, and it is reached, or no longer; None where no number
        of them does."""
        sign = -1 if self.reached else 1
        grows = self.about.of != "registered"

        def done(ballots: int) -> bool:
            counted, of = self.counted + sign * ballots, self.of + sign * ballots * grows
            return enough(self.about, counted, of) is not self.reached

        most = self.counted if self.reached else 10 * (self.of + self.counted) + 10
        return first_where(done, most) if most and done(most) else None

    def candidates(self) -> Iterator[tuple[Kind, tuple[Move, ...]]]:
        """As many ballots added for one option; or removed from those that have most."""
        ballots = self.fewest
        if ballots is None:
            return
        if not self.reached:
            area = self.areas[0]
            for option in self.votes.votes[area]:
                yield "added", (Move(area, ballots, None, option),)
            return
        left, moves = ballots, []
        for count, area, option in sorted(self._counts(), reverse=True):
            taken = min(left, count)
            left -= taken
            if taken:
                moves.append(Move(area, taken, option, None))
        if not left:
            yield "removed", tuple(moves)

    def _counts(self) -> Iterator[tuple[int, str, str]]:
        votes: Mapping[str, Mapping[str, int]] = self.votes.votes
        for area in self.areas:
            for option, count in votes[area].items():
                yield count, area, option
