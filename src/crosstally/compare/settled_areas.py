"""Whether the sheets held settle the seats of each constituency, and so those of all.

Where a constituency's seats hang on its own votes alone, the conditions of its seats are taken at
their worst over everything its own missing sheets may say. Votes that are added from elsewhere in
proportion (from abroad, or given to an alliance as a whole) are bounded option by option: that is
more than can happen, so that what is proved is proved, and what is open has a witness that was
worked out by the rule. Where it is open who passes a threshold of the whole place, the seats are
settled only if they are the same whoever passes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from crosstally.compare.admissions import Admissions, Pattern
from crosstally.compare.area_spaces import AreaSpaces, HeldInArea
from crosstally.compare.completions import Base, Completion, Space
from crosstally.compare.settled import Determined, Settled, tried
from crosstally.compare.settled_seats import seats_kept, seats_settled
from crosstally.election.rule import CONSTITUENCY, Rule
from crosstally.seats.ballots import whole_numbers, with_joint_votes
from crosstally.seats.by_constituency import area_rules, joint_votes_fit
from crosstally.seats.conditions import quota_parts, seat_conditions
from crosstally.seats.methods import method_named
from crosstally.seats.outcomes import Outcomes, outcomes_of
from crosstally.seats.rule import apply_rule

Rows = frozenset[tuple[int, ...]]
"""Every admissible outcome of a constituency: seats in the order of the options."""


@dataclass(frozen=True)
class AreaCase:
    """Votes that a constituency's sheets may still have, and what they give."""

    votes: Mapping[str, int]
    admitted: Sequence[str]
    """Who takes part."""
    seats: Mapping[str, int]
    """Option → seats; where a tie is open, those that it takes from nobody."""
    run_off: tuple[str, ...] = ()
    """Where nobody is elected in a first round: who goes on."""
    tied: tuple[str, ...] = ()
    """The options among which a tie is open."""


@dataclass(frozen=True)
class AreaSettled:
    """Whether the seats of one constituency are settled."""

    determined: Determined
    witness: tuple[AreaCase, ...] = ()
    """Where they are open: two cases in which they differ."""
    seats: Mapping[str, int] | None = None
    """Where they are settled, and no tie is open: option → seats."""
    run_off: tuple[str, ...] = ()
    """Where it is settled that nobody is elected in the first round: who goes on."""


def areas_settled(
    rule: Rule, spaces: AreaSpaces, nation: Space | None, not_held: int | None
) -> dict[str, AreaSettled]:
    """Constituency → whether its seats are settled; empty for a rule whose constituencies do not
    share their own seats each by itself, or have a threshold of their own that is a share of more
    than the options' votes (see ``settled_houses``).

    ``nation`` is the space of the whole place with the base of the rule's threshold; ``not_held``
    how many voters all sheets not held have, at most. Without them nothing is known.
    """
    rules = area_rules(rule)
    about = rule.constituencies
    if rules is None or about is None:
        return {}
    lacking = rule.threshold is not None and (nation is None or nation.base is None)
    if nation is None or not_held is None or lacking or not set(rules) <= set(spaces.held):
        return dict.fromkeys(rules, AreaSettled(Determined.UNKNOWN))
    most = {name: nation.greatest_of(name) for name in nation.options}
    if not joint_votes_fit(rule, nation.options, most):
        return dict.fromkeys(rules, AreaSettled(Determined.UNKNOWN))
    own = rule.threshold is not None and rule.threshold.scope == CONSTITUENCY
    if own and not spaces.options_are_valid and not about.added:
        return {}
    return _Areas(rule, rules, spaces, nation, not_held).settled()


class _Areas:
    """All constituencies under one rule, on one register."""

    def __init__(
        self,
        rule: Rule,
        rules: Mapping[str, Rule],
        spaces: AreaSpaces,
        nation: Space,
        not_held: int,
    ) -> None:
        self.rule, self.rules, self.nation, self.not_held = rule, rules, nation, not_held
        about = rule.constituencies
        assert about is not None
        self.options = list(spaces.options)
        self.lists = [name for name in self.options if name not in rule.alliances]
        self.held = spaces.held
        self.spaces = {area: held.space(not_held) for area, held in spaces.held.items()}
        self.exact_valid = spaces.options_are_valid
        self.added = [area for area in about.added if area in self.held]
        self.admissions = Admissions(rule, self.options, nation)
        joint = any(most for name, most in _greatest(nation).items() if name in rule.alliances)
        self.by_itself = not joint and not self.added
        self.start = {area: space.best({}).votes for area, space in self.spaces.items()}
        self.pattern = self.admissions.at(nation.best({}))

    def settled(self) -> dict[str, AreaSettled]:
        patterns = self.admissions.patterns()
        found = {}
        for area in self.rules:
            if self.rules[area].threshold is not None:
                found[area] = self._with_own_threshold(area)
            elif patterns is None:
                found[area] = AreaSettled(Determined.UNKNOWN)
            else:
                found[area] = self._area(area, patterns)
        return {area: self._with_seats(area, one) for area, one in found.items()}

    def _with_seats(self, area: str, found: AreaSettled) -> AreaSettled:
        if found.determined is not Determined.YES:
            return found
        rows = self._rows(area, self.start, self.pattern)
        if len(rows) > 1:
            return found
        return replace(found, seats=dict(zip(self.lists, next(iter(rows)), strict=True)))

    def _with_own_threshold(self, area: str) -> AreaSettled:
        if not self.by_itself or not self.exact_valid:
            return AreaSettled(Determined.UNKNOWN)
        space = self.spaces[area]
        based = Space(
            space.least, space.most, space.not_held, space.unread,
            Base(follows=True, least=0, most=0, grows=True),
        )  # fmt: skip
        found = seats_settled(based, self.rules[area])
        return self._said(area, found, frozenset(self.lists))

    def _area(self, area: str, patterns: Sequence[Pattern]) -> AreaSettled:
        """The same seats whoever takes part, and for each of these cases whatever is missing."""
        outcomes = {self._rows(area, self.start, pattern) for pattern in patterns}
        if len(outcomes) > 1:
            return self._open_by_admission(area)
        found = [self._under(area, pattern) for pattern in patterns]
        if all(one.determined is Determined.YES for one in found):
            return AreaSettled(Determined.YES)
        for one in found:
            if one.determined is Determined.NO and self._is_possible(area, one):
                return self._said(area, one, self.pattern)
        return AreaSettled(Determined.UNKNOWN)

    def _is_possible(self, area: str, found: Settled) -> bool:
        """Whether the two completions give different seats, with whoever takes part then."""
        if not self.held[area].by_itself:
            return False
        rows = {
            self._rows(area, {**self.start, area: at.votes}, self._admitted_with(area, at))
            for at in found.witness
        }
        return len(rows) > 1

    def _admitted_with(self, area: str, at: Completion) -> Pattern:
        """Who takes part where this area's sheets say so, and no other's say more than is held."""
        if not self.admissions.open:
            return self.pattern
        return self.admissions.at(self._nation_with({area: at.votes}))

    def _nation_with(self, votes: Mapping[str, Mapping[str, int]]) -> Completion:
        first = self.nation.best({})
        more = {
            name: sum(found[name] - self.start[area][name] for area, found in votes.items())
            for name in self.options
        }
        base, about = first.base, self.nation.base
        if base is not None and about is not None and (about.follows or about.grows):
            base += sum(more.values())
        return Completion({name: first.votes[name] + more[name] for name in self.options}, base)

    def _open_by_admission(self, area: str) -> AreaSettled:
        """Two ways to place the missing votes, with which others pass and the seats differ."""
        cases: dict[Rows, AreaCase] = {}
        for _, passed, failed in self.admissions.open:
            for end in (passed, failed):
                votes = self._placed(end, area)
                if votes is None:
                    continue
                pattern = self.admissions.at(self._nation_with(votes))
                everything = {**self.start, **votes}
                rows = self._rows(area, everything, pattern)
                cases.setdefault(rows, self._case(area, everything, pattern))
        if len(cases) > 1 and all(held.by_itself for held in self.held.values()):
            return AreaSettled(Determined.NO, tuple(cases.values())[:2])
        return AreaSettled(Determined.UNKNOWN)

    def _placed(self, end: Completion, last: str) -> dict[str, dict[str, int]] | None:
        """A completion of the whole place, with its votes in areas that have room for them; in the
        area that is asked about only if there is no other. None where it does not fit."""
        first = self.nation.best({})
        found = {area: dict(votes) for area, votes in self.start.items()}
        room = {area: space.not_held for area, space in self.spaces.items()}
        left = self.not_held
        order = [*(area for area in self.spaces if area != last), last]
        for name in self.options:
            more = end.votes[name] - first.votes[name]
            for area in order:  # on sheets held whose copies disagree
                own = min(more, self.spaces[area].most[name] - found[area][name])
                found[area][name] += own
                more -= own
            for area in order:
                missing = min(more, room[area], left)
                found[area][name] += missing
                room[area] -= missing
                left -= missing
                more -= missing
            if more:
                return None
        return found

    def _under(self, area: str, pattern: Pattern) -> Settled:
        """The seats of an area where it is known who takes part."""
        rule, sharing = self.rules[area], [name for name in self.lists if name in pattern]
        rows = self._rows(area, self.start, pattern)
        if not self._can_change(area):
            return Settled(Determined.YES)

        def answer(at: Completion) -> Rows:
            return self._rows(area, {**self.start, area: at.votes}, pattern)

        seats = dict(zip(self.lists, next(iter(rows)), strict=True))
        space = self.spaces[area]
        if len(rows) > 1 or not any(seats.values()):
            if space.is_point:  # what is added from elsewhere is not
                return Settled(Determined.UNKNOWN)
            probes = ((space.best({name: 1}), False) for name in self.options)
            return tried(space, answer, probes)
        if self.by_itself and not space.is_point:
            return tried(space, answer, seats_kept(space, rule, sharing, seats))
        return self._bounded(area, answer(space.best({})), sharing, seats)

    def _can_change(self, area: str) -> bool:
        """Whether anything that its seats hang on is missing."""
        if not self.spaces[area].is_point:
            return True
        if not self.added:
            return False
        return not all(space.is_point for space in self.spaces.values())

    def _bounded(
        self, area: str, expected: Rows, sharing: Sequence[str], seats: Mapping[str, int]
    ) -> Settled:
        """Every condition at its worst, each option's votes by itself between its bounds."""
        rule, space = self.rules[area], self.spaces[area]
        if rule.method == "droop_lr":
            return Settled(Determined.UNKNOWN)
        low, high = self._bounds(area)
        proved = True
        won = {name: seats[name] for name in sharing}
        for part in quota_parts(rule) or (None,):
            for condition in seat_conditions(rule, self.lists, won, part):
                weights = condition.weights
                if condition.on_total:
                    weights = condition.of_each(self.lists)
                greatest = sum(
                    weight * (high if weight > 0 else low)[name] ** condition.power
                    for name, weight in weights.items()
                )
                if greatest < 0 or (greatest == 0 and condition.at_zero == "kept"):
                    continue
                proved = False
                at = space.best({name: weights.get(name, 0) for name in space.options})
                votes = {**self.start, area: at.votes}
                if self._rows(area, votes, frozenset(sharing)) != expected:
                    return Settled(Determined.NO, (space.best({}), at))
        return Settled(Determined.YES if proved else Determined.UNKNOWN)

    def _bounds(self, area: str) -> tuple[dict[str, Fraction], dict[str, Fraction]]:
        """The least and the most votes of each list that its seats are shared by."""
        low, high = self._own_bounds(self.spaces[area])
        if self.added:
            least, most = self._part_of_added(area)
            for other in self.added:
                below, above = self._own_bounds(self.spaces[other])
                for name in self.lists:
                    low[name] += least * below[name]
                    high[name] += most * above[name]
        return low, high

    def _own_bounds(self, space: Space) -> tuple[dict[str, Fraction], dict[str, Fraction]]:
        """With votes given to an alliance as a whole, which its members share by their own."""
        low = {name: Fraction(space.least_of(name)) for name in self.lists}
        high = {name: Fraction(space.greatest_of(name)) for name in self.lists}
        own_low, own_high = dict(low), dict(high)
        for name, alliance in self.rule.alliances.items():
            if name not in space.least:
                continue
            fewest, most = space.least_of(name), space.greatest_of(name)
            for member in alliance.members:
                others = [one for one in alliance.members if one != member]
                least = sum((own_low[one] for one in others), Fraction(0))
                # Missing votes that others have go to them together once.
                extra = space.not_held + space.unread_room
                greatest = Fraction(sum(space.most[one] for one in others) + extra)
                low[member] += fewest * _part(own_low[member], greatest, Fraction(0))
                high[member] += most * _part(own_high[member], least, Fraction(1))
        return low, high

    def _part_of_added(self, area: str) -> tuple[Fraction, Fraction]:
        """What part of the votes added from elsewhere it has, at least and at most."""
        about = {one: self._valid(one) for one in self.rules}
        low, high = about[area]
        others_low = sum(least for one, (least, _) in about.items() if one != area)
        held = sum(self._valid_held(one) for one in about if one != area)
        spare = sum(self.spaces[one].unread_room for one in about)
        others_high = min(
            sum(most for one, (_, most) in about.items() if one != area),
            held + self.not_held + spare,
        )
        zero, one_whole = Fraction(0), Fraction(1)
        return (
            _part(Fraction(low), Fraction(others_high), zero),
            _part(Fraction(high), Fraction(others_low), one_whole),
        )

    def _valid(self, area: str) -> tuple[int, int]:
        return self.held[area].valid_votes(self.spaces[area])

    def _valid_held(self, area: str) -> int:
        held = self.held[area]
        return held.valid[1] if held.valid is not None else sum(held.most.values())

    def _rows(self, area: str, votes: Mapping[str, Mapping[str, int]], pattern: Pattern) -> Rows:
        """Every admissible outcome of an area, for votes of all areas."""
        rule = self.rules[area]
        shared = self._shared_by(area, votes)
        if rule.threshold is not None:
            outcomes = apply_rule(rule, {name: int(shared[name]) for name in self.lists}).outcomes
            return frozenset(tuple(found.values()) for found in outcomes)
        counted, _ = whole_numbers({name: shared[name] for name in self.lists if name in pattern})
        allocation = method_named(rule.method)(counted, rule.seats).tie_broken(rule.ties, counted)
        return frozenset(outcomes_of(self.lists, allocation).rows)

    def _shared_by(
        self, area: str, votes: Mapping[str, Mapping[str, int]]
    ) -> dict[str, int | Fraction]:
        found = dict(with_joint_votes(votes[area], self.rule.alliances))
        if self.added:
            sizes = {one: self._size(one, votes[one]) for one in self.rules}
            total = sum(sizes.values())
            part = Fraction(sizes[area], total) if total else Fraction(0)
            for other in self.added:
                for name, count in with_joint_votes(votes[other], self.rule.alliances).items():
                    found[name] = found.get(name, 0) + part * count
        return found

    def _size(self, area: str, votes: Mapping[str, int]) -> int:
        """Valid votes of an area: those stated on sheets held, and what is added to them."""
        held = self.held[area]
        if held.valid is None:
            return sum(votes.values())
        return held.valid[0] + sum(votes.values()) - sum(self.start[area].values())

    def _said(self, area: str, found: Settled, pattern: Pattern) -> AreaSettled:
        if found.determined is Determined.NO and not self.held[area].by_itself:
            return AreaSettled(Determined.UNKNOWN)
        return AreaSettled(found.determined, tuple(self._cases(area, found, pattern)))

    def _cases(self, area: str, found: Settled, pattern: Pattern) -> Iterator[AreaCase]:
        for at in found.witness:
            who = pattern
            if self.rules[area].threshold is None:
                who = self._admitted_with(area, at)
            yield self._case(area, {**self.start, area: at.votes}, who)

    def _case(
        self, area: str, votes: Mapping[str, Mapping[str, int]], pattern: Pattern
    ) -> AreaCase:
        rows = tuple(self._rows(area, votes, pattern))
        found = Outcomes(tuple(self.lists), rows, len(rows))
        admitted = [name for name in self.lists if name in pattern]
        return AreaCase(dict(votes[area]), admitted, won(found.certain), tied=found.tied)


def won(seats: Mapping[str, int]) -> dict[str, int]:
    """Without those who have none."""
    return {name: count for name, count in seats.items() if count}


def _part(own: Fraction, others: Fraction, unknown: Fraction) -> Fraction:
    """A part of a whole; where there is nothing at all, an end that is sure."""
    return own / (own + others) if own + others else unknown


def _greatest(space: Space) -> dict[str, int]:
    return {name: space.greatest_of(name) for name in space.options}


__all__ = ["AreaCase", "AreaSettled", "AreaSpaces", "HeldInArea", "areas_settled"]
