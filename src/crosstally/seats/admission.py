"""Who takes part in sharing seats out, under several thresholds, and why."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence, Sized
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from crosstally.election.rule import NATION, Alternative, Rule, Threshold
from crosstally.seats.ballots import Ballots, Number
from crosstally.seats.thresholds import passes

Why = Literal["share", "alternative", "exempt", "best_loser", "next", "below"]


@dataclass(frozen=True)
class Admission:
    """Whether an option passes a threshold, where, and why."""

    option: str
    area: str
    """``nation``, or the area that the threshold is asked for in; where an alternative admits in
    some areas alone, one of these."""
    admitted: bool
    why: Why
    """``share``: it reaches the share; ``alternative``: another way named in the rule; ``exempt``;
    ``best_loser`` of its alliance; ``next``, since too few pass; ``below``."""
    votes: Number
    """Its votes there, or those of the alliance that passes jointly."""
    base: Number
    share: Fraction | None
    """Votes as a part of the base; None where that is nothing."""
    needed: Fraction
    """The share that it needs, with the members of its alliance counted."""
    alliance: str | None = None
    """The alliance whose votes they are."""


@dataclass(frozen=True)
class Admitted:
    """Who takes part where."""

    national: frozenset[str]
    """Who takes part in what is shared out over the whole place."""
    by_area: Mapping[str, frozenset[str]]
    """Constituency → who takes part there."""
    reasons: tuple[Admission, ...] = ()


def admitted(
    thresholds: Sequence[Threshold],
    rule: Rule,
    ballots: Ballots,
    won: Mapping[str, int],
    seats: Mapping[str, int],
) -> Admitted:
    """The options that pass every one of ``thresholds``.

    ``won`` is option → seats won before, which an alternative may ask for; ``seats`` are those of
    each constituency, which a threshold of a quota looks at. A threshold asked for
    below the nation leaves out nobody from what is shared out over the whole place. Where the rule
    has no constituencies, the whole place is the only one, and both are the same.
    """
    everybody = frozenset(ballots.options)
    national = everybody
    by_area = dict.fromkeys(ballots.constituencies, everybody)
    reasons: list[Admission] = []
    for threshold in thresholds:
        found = _One(threshold, rule, ballots, won, seats)
        if threshold.scope == NATION:
            national &= found.in_group(NATION)
        elif threshold.in_areas is not None:
            national &= found.in_enough
        by_area = {area: by_area[area] & found.in_area(area) for area in by_area}
        reasons += found.reasons
    if rule.constituencies is None:
        national = by_area[NATION]
    return Admitted(national, by_area, tuple(reasons))


class _One:
    """One threshold over all its areas."""

    def __init__(
        self,
        threshold: Threshold,
        rule: Rule,
        ballots: Ballots,
        won: Mapping[str, int],
        seats: Mapping[str, int],
    ) -> None:
        self.threshold, self.rule, self.ballots = threshold, rule, ballots
        self.won, self.seats = won, seats
        self.units = dict(units(rule, ballots.options))
        """Option → who passes with it over the whole place."""
        self.everywhere: set[str] = set()
        self.only_in: dict[str, set[str]] = {}
        there_alone: list[Admission] = []
        for alternative in threshold.alternatives:
            there_alone += self._alternative(alternative)
        self.reasons: list[Admission] = []
        self.groups = ballots.groups(threshold.scope)
        self.passed = {group: self._group(group, areas) for group, areas in self.groups.items()}
        self.in_enough = frozenset(self._in_enough())
        """Where so many areas are asked for: who passes in as many."""
        if threshold.in_areas is not None:
            self.passed = dict.fromkeys(self.groups, self.in_enough)
        self.reasons += self._said_once(there_alone)

    def _in_enough(self) -> Iterator[str]:
        wanted = self.threshold.in_areas
        if wanted is not None:
            for option in self.ballots.options:
                reached = sum(option in passed for passed in self.passed.values())
                if reached >= _wanted(wanted, self.groups):
                    yield option

    def in_group(self, group: str) -> frozenset[str]:
        return self.passed[group]

    def in_area(self, area: str) -> frozenset[str]:
        group = next(name for name, areas in self.groups.items() if area in areas)
        return self.passed[group] | self.only_in.get(area, set())

    def _said_once(self, there_alone: Iterable[Admission]) -> list[Admission]:
        """Those by which an option takes part where it would not without them, area by area."""
        everybody = frozenset[str]().union(*self.passed.values())
        found = {(one.area, one.option): one for one in there_alone if one.option not in everybody}
        return sorted(found.values(), key=lambda one: one.area)

    def _alternative(self, alternative: Alternative) -> Iterator[Admission]:
        """Notes whom it admits; those that it admits in some areas alone are yielded."""
        for option in self.ballots.options:
            members = self.units[option][1]
            if alternative.seats is not None:
                if sum(self.won.get(one, 0) for one in members) >= alternative.seats:
                    self.everywhere.add(option)
                continue
            reached = {
                group: areas
                for group, areas in self.ballots.groups(alternative.scope).items()
                if self._reaches(alternative, areas, self._units(areas)[option][1])
            }
            if alternative.in_areas is None and alternative.scope != NATION:
                for group, areas in reached.items():
                    for area in areas:
                        self.only_in.setdefault(area, set()).add(option)
                    yield self._there(alternative, option, group, areas)
            else:
                groups = self.ballots.groups(alternative.scope)
                if len(reached) >= _wanted(alternative.in_areas or 1, groups):
                    self.everywhere.add(option)

    def _there(
        self, alternative: Alternative, option: str, group: str, areas: Sequence[str]
    ) -> Admission:
        name, members = self._units(areas)[option]
        votes, base = self.ballots.of(areas), self.ballots.base(alternative.of, areas)
        count = sum(votes[one] for one in members)
        share = Fraction(count) / base if base else None
        alliance = None if name == option else name
        needed = alternative.fraction
        return Admission(option, group, True, "alternative", count, base, share, needed, alliance)

    def _reaches(
        self, alternative: Alternative, areas: Sequence[str], members: Iterable[str]
    ) -> bool:
        assert alternative.share is not None
        votes, base = self.ballots.of(areas), self.ballots.base(alternative.of, areas)
        strict = alternative.passes == "more_than"
        count = sum(votes[one] for one in members)
        return passes(count, Fraction(base), alternative.fraction, strict)

    def _group(self, group: str, areas: Sequence[str]) -> frozenset[str]:
        votes, base = self.ballots.of(areas), self.ballots.base(self.threshold.of, areas)
        strict = self.threshold.passes == "more_than"
        found: dict[str, Admission] = {}
        together = self._units(areas)
        for option in self.ballots.options:
            name, members = together[option]
            count = sum(votes[one] for one in members)
            size = self.rule.coalitions.get(option, len(members))
            needed = self.threshold.fraction_for(size, option) / self._quotas(areas)
            why: Why = "below"
            if option in self.threshold.exempt or name in self.threshold.exempt:
                why = "exempt"
            elif passes(count, Fraction(base), needed, strict):
                why = "share"
            elif option in self.everywhere:
                why = "alternative"
            share = Fraction(count) / base if base else None
            alliance = None if name == option else name
            found[option] = Admission(
                option, group, why != "below", why, count, base, share, needed, alliance
            )
        passed = {one for one in found if found[one].admitted}
        for option, why in self._others(passed, votes, areas):
            was = found[option]
            found[option] = Admission(
                was.option, group, True, why, was.votes, base, was.share, was.needed, was.alliance
            )
        self.reasons += found.values()
        return frozenset(option for option, one in found.items() if one.admitted)

    def _here(self, areas: Sequence[str]) -> Rule:
        """The rule with the alliances that stand in one of these areas."""
        if self.rule.constituencies is None:
            return self.rule
        standing = {
            name: one
            for name, one in self.rule.alliances.items()
            if not one.areas or set(one.areas).intersection(areas)
        }
        if len(standing) == len(self.rule.alliances):
            return self.rule
        return self.rule.model_copy(update={"alliances": standing})

    def _units(self, areas: Sequence[str]) -> dict[str, tuple[str, tuple[str, ...]]]:
        """Option → who passes with it in these areas."""
        here = self._here(areas)
        return self.units if here is self.rule else dict(units(here, self.ballots.options))

    def _quotas(self, areas: Sequence[str]) -> int:
        """By how many a base is divided to make what the share is of."""
        if self.threshold.per == "all":
            return 1
        return max(1, sum(self.seats.get(area, 0) for area in areas))

    def _others(
        self, passed: set[str], votes: Mapping[str, Number], areas: Sequence[str]
    ) -> Iterator[tuple[str, Why]]:
        """Best losers, then the next ones by votes where too few pass. Who has equal votes at the
        last place is admitted as well."""
        if self.threshold.best_loser:
            for alliance in self._here(areas).alliances.values():
                below = {
                    one: votes[one]
                    for one in alliance.members
                    if one in votes and one not in passed and votes[one]
                }
                if below and passed.intersection(alliance.members):
                    best = max(below.values())
                    yield from ((one, "best_loser") for one in below if below[one] == best)
                    passed |= {one for one in below if below[one] == best}
        while True:
            rest = {one: count for one, count in votes.items() if one not in passed and count}
            if not rest or not self._too_few(passed, votes, areas):
                return
            most = max(rest.values())
            level = [one for one in rest if rest[one] == most]
            yield from ((one, "next") for one in level)
            passed.update(level)

    def _too_few(
        self, passed: Collection[str], votes: Mapping[str, Number], areas: Sequence[str]
    ) -> bool:
        """Whether more are to take part than those who pass."""
        about = self.threshold.admitted_together
        if len(passed) < self.threshold.admitted_at_least:
            return True
        if about is None:
            return False
        count = sum(votes[one] for one in passed)
        base = Fraction(self.ballots.base(about.of, areas))
        return not passes(count, base, about.fraction, about.passes == "more_than")


def _wanted(in_areas: int | Literal["all"], groups: Sized) -> int:
    return len(groups) if in_areas == "all" else in_areas


def units(rule: Rule, options: Iterable[str]) -> Iterator[tuple[str, tuple[str, tuple[str, ...]]]]:
    """For each option: who passes or not with it (its outermost alliance that does so jointly, or
    itself), by name and with the options in it."""
    known = set(options)
    inside = {
        name: tuple(one for one in options_in(rule, name) if one in known)
        for name, alliance in rule.alliances.items()
        if alliance.threshold == "jointly"
    }
    for option in known:
        around = [(len(members), name) for name, members in inside.items() if option in members]
        name = max(around)[1] if around else option
        yield option, (name, inside.get(name, (option,)))


def options_in(rule: Rule, name: str) -> list[str]:
    """The options in an alliance, those of alliances inside it too."""
    found: dict[str, None] = {}
    seen, left = set[str](), [name]
    while left:
        one = left.pop(0)
        if one in seen:
            continue
        seen.add(one)
        if one in rule.alliances:
            left = [*rule.alliances[one].members, *left]
        else:
            found[one] = None
    return list(found)
