"""Whether the sheets held settle the seats of a rule of several parts: full quotas, a levelling
tier, seats won directly, a bonus for the first, further ways over a threshold.

Each part is proved by itself, over more than can happen together: who takes part, the seats of each
constituency, the allocation over the whole place, who is first. Where every part is settled, so are
the seats. Where a part is not, nothing is said, unless the whole place's allocation is all there is
to the seats: then two completions at which it differs are a witness.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from crosstally.compare.admissions import Admissions
from crosstally.compare.area_spaces import AreaSpaces
from crosstally.compare.completions import Base, Completion, Space
from crosstally.compare.settled import (
    Determined,
    Settled,
    ends_of_share,
    most_votes_settled,
)
from crosstally.compare.settled_areas import AreaSettled, areas_settled
from crosstally.compare.settled_levelling import WholePlace
from crosstally.compare.settled_parts import (
    extra_settled,
    next_by_votes,
    tiers_proved,
)
from crosstally.compare.settled_placing import placed_settled
from crosstally.compare.settled_quotas import QuotaArea, pooled_settled, quota_areas
from crosstally.election.rule import CONSTITUENCY, NATION, Alternative, Rule, Share, Threshold, Tier
from crosstally.seats.by_constituency import area_rules
from crosstally.seats.thresholds import passes

UNKNOWN = Settled(Determined.UNKNOWN)
Numbers = Mapping[str, int]


@dataclass(frozen=True)
class SystemSettled:
    """Whether the seats of each constituency are settled, and all seats of every option."""

    seats: Settled = UNKNOWN
    areas: Mapping[str, AreaSettled] = field(default_factory=dict)


def system_settled(
    rule: Rule, spaces: AreaSpaces | None, nation: Space, not_held: int | None
) -> SystemSettled:
    """What is proved of a rule of several parts; nothing for parts that are not named above.

    ``spaces``: the sheets held in each constituency, where the rule has some; ``nation``: those of
    the whole place, with the base of the rule's threshold; ``not_held``: how many voters all sheets
    not held have, at most.
    """
    parts = tiers_proved(rule)
    if parts is None or (rule.constituencies is None) != (spaces is None):
        return SystemSettled()
    return _System(rule, *parts, spaces, nation, not_held).settled()


class _System:
    """One rule on one register."""

    def __init__(
        self,
        rule: Rule,
        first: Tier | None,
        upper: Tier | None,
        spaces: AreaSpaces | None,
        nation: Space,
        not_held: int | None,
    ) -> None:
        self.rule, self.first, self.upper = rule, first, upper
        self.spaces, self.nation, self.not_held = spaces, nation, not_held
        self.areas: Mapping[str, AreaSettled] = {}
        self.quotas: Mapping[str, QuotaArea] = {}

    def settled(self) -> SystemSettled:
        if self.first is not None:
            if self.first.quota is None:
                self.areas = self._in_constituencies(self.first)
            else:
                self.quotas = self._by_quotas(self.first)
                self.areas = {area: one.settled for area, one in self.quotas.items()}
            if not self.areas:
                return SystemSettled()
        if self.upper is None:
            seats = self._whole()
        elif self.upper.counting == "levelling":
            seats = self._levelled(self.upper)
        else:
            seats = self._pooled(self.upper)
        if seats.determined is Determined.NO and not self._are_possible():
            seats = UNKNOWN
        shown = self.areas
        if self.upper is not None and self.upper.placed is not None:
            shown = self._placed(self.upper, seats)
        return SystemSettled(seats, shown)

    def _placed(self, tier: Tier, seats: Settled) -> Mapping[str, AreaSettled]:
        """The constituencies with what is placed in them, where nothing before is open."""
        settled = seats.determined is Determined.YES and self._won_below() is not None
        if not settled or self.spaces is None or self.not_held is None:
            return dict.fromkeys(self.areas, AreaSettled(Determined.UNKNOWN))
        return placed_settled(self.rule, tier, self.spaces, self.not_held, self.areas)

    def _are_possible(self) -> bool:
        """Whether totals of the whole place can always be had from its constituencies."""
        if self.spaces is None or self.not_held is None:
            return self.spaces is None
        held = self.spaces.held.values()
        room = sum(one.space(self.not_held).not_held for one in held)
        return room >= self.nation.not_held and all(one.by_itself for one in held)

    def _in_constituencies(self, tier: Tier) -> Mapping[str, AreaSettled]:
        """Each constituency's own seats, as if they were all. A threshold's other ways count for
        nothing where they are shown to admit nobody more."""
        threshold = tier.threshold or self.rule.threshold
        if threshold is not None:
            if not self._has_base_of(threshold):
                return {}
            if threshold.alternatives:
                if not all(self._admits_nobody(threshold, one) for one in threshold.alternatives):
                    return {}
                threshold = threshold.model_copy(update={"alternatives": []})
        about: dict[str, object] = {"bonus": None, "threshold": threshold}
        about["tiers"] = [tier.model_copy(update={"threshold": None})]
        own = self._apportioned_as_law_says().model_copy(update=about)
        if area_rules(own) is None or self.spaces is None:
            return {}
        return areas_settled(own, self.spaces, self.nation, self.not_held)

    def _by_quotas(self, tier: Tier) -> Mapping[str, QuotaArea]:
        """Each constituency's full quotas, where it is sure who takes part in all of them."""
        about, threshold = self.rule.constituencies, tier.threshold or self.rule.threshold
        if threshold is not None and (threshold.scope != NATION or threshold.alternatives):
            return {}
        sharing = self._taking_part(threshold, None)
        seats = self._seats_of_areas()
        if about is None or about.added or self.spaces is None or self.not_held is None:
            return {}
        if sharing is None or not seats or not set(seats) <= set(self.spaces.held):
            return {}
        return quota_areas(tier, seats, self.spaces, self.nation, self.not_held, sharing)

    def _pooled(self, tier: Tier) -> Settled:
        """Seats that are left by full quotas, by votes that won none."""
        won = self._won_below()
        taking_part = self._taking_part(tier.threshold or self.rule.threshold, won)
        if won is None or not taking_part:
            return UNKNOWN
        left = sum(self._seats_of_areas().values()) + tier.seats - sum(won.values())
        if not left:
            return Settled(Determined.YES)
        about = {"method": tier.method or self.rule.method, "seats": left, "ties": self.rule.ties}
        rule = Rule.model_validate(about)
        found = pooled_settled(rule, list(self.quotas.values()), taking_part)
        return UNKNOWN if found is None else Settled(Determined.YES)

    def _apportioned_as_law_says(self) -> Rule:
        """The rule with the seats that are left to constituencies."""
        apart = self.upper.seats if self.upper is not None else 0
        if self.rule.bonus is not None:
            apart += self.rule.bonus.extra or 0
        return self.rule.model_copy(update={"seats": max(1, self.rule.seats - apart)})

    def _has_base_of(self, share: Share) -> bool:
        """Whether the space of the whole place counts what it is a share of."""
        about = self.rule.share_asked
        return about is not None and about.of == share.of and self.nation.base is not None

    def _admits_nobody(self, threshold: Threshold, other: Alternative) -> bool:
        """Whether an alternative, asked for in each constituency, is reached in none by an option
        that may be below the threshold."""
        about = self.rule.constituencies
        if other.share is None or other.scope != CONSTITUENCY or other.of != "valid":
            return False
        if self.spaces is None or not self.spaces.options_are_valid or self.not_held is None:
            return False
        if about is None or about.added or threshold.scope != NATION:
            return False
        sure = self._passing(threshold)
        strict = other.passes == "more_than"
        for held in self.spaces.held.values():
            here = _with_valid(held.space(self.not_held))
            for option in self.nation.options:
                if sure.get(option) is True:
                    continue
                ends = ends_of_share(here, {option: 1}, other.fraction)
                if any(_reaches(end, option, other, strict) for end in ends):
                    return False
        return True

    def _passing(self, threshold: Threshold) -> dict[str, bool]:
        """Option → whether it passes by its share over the whole place; only where that is sure."""
        alone = threshold.model_copy(update={"alternatives": []})
        rule = self.rule.model_copy(update={"threshold": alone})
        found = Admissions(rule, self.nation.options, self.nation)
        pattern = found.at(self.nation.best({}))
        open_ = {name for unit, _, _ in found.open for name in unit.members}
        return {name: name in pattern for name in self.nation.options if name not in open_}

    def _taking_part(self, threshold: Threshold | None, won: Numbers | None) -> list[str] | None:
        """Who takes part over the whole place; None where that is not shown."""
        if threshold is None:
            return list(self.nation.options)
        if threshold.scope != NATION:  # the whole place may be the only constituency
            return list(self.nation.options) if self.spaces is not None else None
        if threshold.best_loser or not self._has_base_of(threshold):
            return None
        passing: dict[str, bool | None] = dict.fromkeys(self.nation.options)
        passing |= self._passing(threshold)
        for other in threshold.alternatives:
            for option in self.nation.options:
                more = self._by_other_way(other, option, won)
                if more is True:
                    passing[option] = True
                elif more is None and passing[option] is False:
                    passing[option] = None
        if None in passing.values():
            return None
        passed = [name for name in self.nation.options if passing[name]]
        short = threshold.admitted_at_least - len(passed)
        if short > 0:
            rest = [name for name in self.nation.options if name not in passed]
            others = next_by_votes(self.nation, rest, short)
            if others is None:
                return None
            passed = [name for name in self.nation.options if name in (*passed, *others)]
        return passed

    def _by_other_way(self, other: Alternative, option: str, won: Numbers | None) -> bool | None:
        """Whether it is admitted over the whole place by an alternative; None: not shown."""
        if other.seats is not None:
            return None if won is None else won.get(option, 0) >= other.seats
        if other.scope == CONSTITUENCY and other.in_areas is None and self.spaces is not None:
            return False  # it admits there alone
        if other.scope != NATION or self.rule.threshold is None:
            return None
        if other.of != self.rule.threshold.of or self.nation.base is None:
            return None
        strict = other.passes == "more_than"
        ends = ends_of_share(self.nation, {option: 1}, other.fraction)
        answers = {_reaches(end, option, other, strict) for end in ends}
        return answers.pop() if len(answers) == 1 else None

    def _whole(self) -> Settled:
        """Without levelling: one allocation or the constituencies', and a bonus."""
        bonus, extra = self.rule.bonus, 0
        if bonus is not None:
            met = self._first_is_settled()
            if met is None:
                return UNKNOWN
            if met and bonus.extra is not None:
                found = extra_settled(self.nation, bonus, met)
                if found is None or found > self.rule.seats:
                    return UNKNOWN
                extra = found
        if self.first is not None:
            if bonus is not None and (bonus.extra is None or extra != bonus.extra):
                return UNKNOWN
            return Settled(_of_all(self.areas.values()))
        taking_part = self._taking_part(self.rule.threshold, {})
        if taking_part is None:
            return UNKNOWN
        if bonus is None or not met:
            return self._shared(taking_part, self.rule.seats)[0]
        if bonus.extra is not None:
            return self._shared(taking_part, self.rule.seats - extra)[0]
        return self._guaranteed(met, bonus.guaranteed or 0, taking_part)

    def _guaranteed(self, first: str, guaranteed: int, taking_part: Sequence[str]) -> Settled:
        found, seats = self._shared(taking_part, self.rule.seats)
        if found.determined is not Determined.YES or seats is None:
            return UNKNOWN
        if seats.get(first, 0) >= guaranteed:
            return found
        others = [name for name in taking_part if name != first]
        return self._shared(others, max(0, self.rule.seats - guaranteed))[0]

    def _first_is_settled(self) -> str | None:
        """Who has the bonus whatever is missing: the first, or nobody (an empty text); None where
        that is not shown."""
        bonus = self.rule.bonus
        assert bonus is not None
        start = self.nation.best({}).votes
        most = max(start.values(), default=0)
        first = [name for name, count in start.items() if count == most and most]
        if most_votes_settled(self.nation).determined is not Determined.YES or len(first) != 1:
            return None
        needs = bonus.needs
        if needs is None:
            return first[0]
        if not self._has_base_of(needs):
            return None
        strict = needs.passes == "more_than"
        ends = ends_of_share(self.nation, {first[0]: 1}, needs.fraction)
        answers = {_reaches(end, first[0], needs, strict) for end in ends}
        if len(answers) != 1:
            return None
        return first[0] if answers.pop() else ""

    def _levelled(self, tier: Tier) -> Settled:
        """The whole place's allocation beside what was won below."""
        won = self._won_below()
        threshold = tier.threshold or self.rule.threshold
        taking_part = self._taking_part(threshold, won)
        if taking_part is None:
            return UNKNOWN
        outside = self._outside(tier, taking_part, won)
        if outside is None:
            return UNKNOWN
        total = tier.seats + self._own_seats()
        house, method = max(0, total - outside), tier.method or self.rule.method
        about = WholePlace(self.nation, method, self.rule.ties)
        return about.levelled(tier.overhang, taking_part, house, outside, won)

    def _own_seats(self) -> int:
        """The seats of all constituencies; where there are none, those of the rule."""
        if self.rule.constituencies is None:
            return self.rule.seats - (self.upper.seats if self.upper is not None else 0)
        return sum(self._seats_of_areas().values())

    def _seats_of_areas(self) -> dict[str, int]:
        """Constituency → its seats; empty where they hang on votes."""
        about: dict[str, object] = {"tiers": [], "threshold": None, "bonus": None}
        rules = area_rules(self._apportioned_as_law_says().model_copy(update=about))
        return {area: one.seats for area, one in (rules or {}).items()}

    def _won_below(self) -> dict[str, int] | None:
        """Option → seats won before the levelling; None where they are not settled."""
        if self.first is None:
            return self.rule.of_area(self.rule.direct_seats, None)
        found: dict[str, int] = {}
        for item in self.areas.values():
            if item.seats is None:
                return None
            for name, count in item.seats.items():
                found[name] = found.get(name, 0) + count
        return found

    def _outside(self, tier: Tier, taking_part: Sequence[str], won: Numbers | None) -> int | None:
        """Seats won below by options that do not take part; None where they are not known."""
        if won is not None:
            return sum(count for name, count in won.items() if name not in taking_part)
        lower = self.first.threshold if self.first is not None else None
        threshold = self.rule.threshold
        if lower is not None or tier.threshold is not None:
            return None if len(taking_part) < len(self.nation.options) else 0
        if threshold is None or threshold.scope != NATION or not threshold.alternatives:
            return 0
        return None

    def _shared(self, sharing: Sequence[str], seats: int) -> tuple[Settled, Numbers | None]:
        return WholePlace(self.nation, self.rule.method, self.rule.ties).shared(sharing, seats)


def _reaches(at: Completion, option: str, share: Alternative | Share, strict: bool) -> bool:
    return passes(at.votes[option], at.base or 0, share.fraction, strict)


def _with_valid(space: Space) -> Space:
    """With valid votes, the sum of the options, as what a share is of."""
    return replace(space, base=Base(follows=True, least=0, most=0, grows=True))


def _of_all(areas: Iterable[AreaSettled]) -> Determined:
    settled = all(item.determined is Determined.YES for item in areas)
    return Determined.YES if settled else Determined.UNKNOWN
