"""The fewest ballots that could change a constituency's seats, where its votes have a share of
others: of votes from elsewhere (from abroad: Turkey, Law 2839 art. 34/A), and of those given to an
alliance as a whole, which its members share by their own votes.

What a ballot does for a comparison of two options is then no whole number, and changes with the
votes. Within a number of ballots, though, votes and sums of votes lie between known ends, and so
does what one ballot more does, wherever it is; the most that it does there is the most that any of
so many ballots can do.

- J votes of an alliance whose members have T votes of their own give a member with v of them
  v + J·v/T. With a weight w for each member, and m the mean of these weighted by their votes, a
  ballot for the member does w + (w − m)·J/T, and one for the alliance m.
- Of votes from elsewhere a constituency has its part s of the V valid votes. What ballots do there
  counts s times. A ballot moved leaves s as it is; one that is added or removed changes it by 1/V
  at most.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from crosstally.election.rule import Rule
from crosstally.seats.ballots import Ballots, whole_numbers
from crosstally.seats.conditions import rule_divisors, seat_conditions
from crosstally.seats.goals import Goal
from crosstally.seats.least_ballots import steps_to_break
from crosstally.seats.rule import apply_rule

Span = tuple[Fraction, Fraction]
NOTHING: Span = (Fraction(0), Fraction(0))


def compares_two(rule: Rule) -> bool:
    """Whether the seats of a constituency hang on comparisons of two options' votes."""
    if rule.threshold is not None:
        return False
    divisors = rule_divisors(rule)
    return rule.method == "plurality" or (divisors is not None and divisors.power == 1)


class SharedVotes:
    """Votes by area, with up to ``within`` ballots changed anywhere."""

    def __init__(
        self,
        rule: Rule,
        votes: Mapping[str, Mapping[str, int]],
        ballots: Ballots,
        sharing: Sequence[str],
        within: int,
    ) -> None:
        self.votes, self.ballots, self.sharing, self.within = votes, ballots, sharing, within
        named = {name for counts in votes.values() for name in counts}
        self.alliances = {
            name: about.members
            for name, about in rule.alliances.items()
            if name in named and set(about.members) & set(sharing)
        }
        self.elsewhere = [area for area in votes if area not in ballots.constituencies]

    def fewest(self, area: str, rule: Rule, goal: Goal) -> int | None:
        """No fewer ballots of any kind, wherever they are changed, give another answer to ``goal``
        by the seats of ``area``, up to ``within``; None where that is not known. ``rule`` is how it
        shares them, and one that ``compares_two``."""
        shared = {name: self.ballots.votes[area][name] for name in self.sharing}
        votes, scale = whole_numbers(shared)
        outcome = apply_rule(rule, votes)
        if len(outcome.outcomes) > 1:
            return 1
        found = self.within
        for condition in seat_conditions(rule, list(votes), outcome.seats):
            if not goal.depends_on(condition, rule, outcome):
                continue
            value = condition.value(votes)
            if value + scale * self.within * 4 * max(map(abs, condition.weights.values())) < 0:
                continue  # so far away that nothing needs to be worked out
            gain = self._most(area, condition.weights)
            if gain is None:
                return None
            if gain:
                found = min(found, steps_to_break(condition, value, scale * gain))
        return max(found, 1)

    def _most(self, area: str, weights: Mapping[str, int]) -> Fraction | None:
        """The most that one ballot does for a comparison; None where nothing bounds it."""
        valid = self.ballots.bases["valid"]
        total = sum(valid[place] for place in self.ballots.constituencies) - self.within
        if total <= 0:
            return None
        part = min(Fraction(1), (valid[area] + self.within) / Fraction(total))
        low = high = Fraction(0)
        for place in (area, *self.elsewhere):
            span = self._span(place, weights)
            if span is None:
                return None
            times = Fraction(1) if place == area else part
            low, high = min(low, span[0] * times), max(high, span[1] * times)
        beside = Fraction(0)
        for name, weight in weights.items():
            more = sum(self.ballots.counted[place].get(name, 0) for place in self.elsewhere)
            if self.elsewhere:
                beside += abs(weight) * (more + 2 * self.within) / Fraction(total)
        return max(high - low, high + beside, beside - low)

    def _span(self, place: str, weights: Mapping[str, int]) -> Span | None:
        """The least and the most that one ballot more does in a place, within the ballots."""
        known: dict[str, Span] = {name: (Fraction(n), Fraction(n)) for name, n in weights.items()}
        inside: set[str] = set()
        for name, members in self.alliances.items():
            if not set(members) & set(weights):
                continue
            if inside & set(members) or not set(members) <= set(self.sharing):
                return None
            inside |= set(members)
            spans = self._of_alliance(self.votes[place], name, members, weights)
            if spans is None:
                return None
            known |= spans
        return (
            min([low for low, _ in known.values()] + [Fraction(0)]),
            max([high for _, high in known.values()] + [Fraction(0)]),
        )

    def _of_alliance(
        self,
        votes: Mapping[str, int],
        name: str,
        members: Sequence[str],
        weights: Mapping[str, int],
    ) -> dict[str, Span] | None:
        """What a ballot more for each member does, and one for the alliance."""
        own = {member: votes.get(member, 0) for member in members}
        total, more = sum(own.values()), self.within
        if total <= more:
            return None
        joint = votes.get(name, 0)
        fewest, most = total - more, total + more
        ratio = Fraction(max(0, joint - more), most), Fraction(joint + more, fewest)
        if ratio[1] > 1:
            return None
        mean = NOTHING
        for member, count in own.items():
            part = Fraction(max(0, count - more), most), Fraction(count + more, fewest)
            weight = Fraction(weights.get(member, 0))
            mean = _sum(mean, _product((weight, weight), part))
        found = {name: mean}
        for member in members:
            weight = Fraction(weights.get(member, 0))
            apart = (weight - mean[1], weight - mean[0])
            found[member] = _sum((weight, weight), _product(apart, ratio))
        return found


def _sum(one: Span, other: Span) -> Span:
    return one[0] + other[0], one[1] + other[1]


def _product(one: Span, other: Span) -> Span:
    ends = list(_ends(one, other))
    return min(ends), max(ends)


def _ends(one: Span, other: Span) -> Iterator[Fraction]:
    for left in one:
        for right in other:
            yield left * right
