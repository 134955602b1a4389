"""From votes by area to seats, under a rule with constituencies, alliances, tiers and a bonus."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import partial, reduce

from crosstally import words
from crosstally.election.rule import CONSTITUENCY, NATION, Placed, Rule, Threshold, Tier
from crosstally.seats.admission import Admitted, admitted
from crosstally.seats.allocation import Step
from crosstally.seats.ballots import Ballots, Number, ballots_of
from crosstally.seats.blocs import Sharing
from crosstally.seats.bonus import bonus_stage, extra_seats, guaranteed
from crosstally.seats.constituencies import apportionment, seats_of_constituencies
from crosstally.seats.following_quotients import shared_by_following_quotients
from crosstally.seats.full_quotas import QuotaMade, full_quotas, quota_sizes, spreads
from crosstally.seats.levelling import levelled_stages
from crosstally.seats.linked import linked_stages
from crosstally.seats.majority import first_round, first_round_of
from crosstally.seats.outcome import SeatOutcome, together
from crosstally.seats.outcomes import Outcomes, one_outcome, outcomes_of
from crosstally.seats.placing import Places, placed_stage
from crosstally.seats.raised import factors, raising_stage, weighed
from crosstally.seats.stages import Allotment, Stage, quota_steps
from crosstally.seats.turnout import nobody_elected, too_few, turnout_stage
from crosstally.seats.votes import ArgumentError


def apply_system(
    rule: Rule,
    votes: Mapping[str, Mapping[str, int]],
    bases: Mapping[str, Mapping[str, int]] | None = None,
    *,
    within: Mapping[str, Mapping[str, str]] | None = None,
) -> SeatOutcome:
    """The seats that a rule gives to votes by area.

    - ``votes``: area → option → votes, whole numbers, the options in the order of registration.
      Where the rule has constituencies the areas are those, and the ones whose votes are added to
      them; else any areas, which are one.
    - ``bases``: ``valid``, ``cast``, ``registered`` → area → how many: what thresholds are shares
      of and seats are apportioned by. Valid votes are the sum of ``votes`` where not given.
    - ``within``: level → constituency → the area of that level it lies in, where a threshold or a
      tier stands at a level between.

    Votes that are shared in proportion (of an alliance as a whole, or from abroad) stay exact
    fractions. Raises ``ArgumentError`` where something is missing or does not fit together.
    """
    ballots = ballots_of(rule, votes, bases, within)
    nobody = too_few(rule, ballots)
    if rule.turnout is not None and rule.turnout.scope == NATION and nobody:
        return nobody_elected(rule, ballots)
    own = sum(tier.own for tier in rule.tiers)
    parts: list[SeatOutcome] = []
    for first, extra in extra_seats(rule, ballots):
        house = rule.seats - own - extra
        for seats in seats_of_constituencies(rule, ballots, house):
            system = _System(rule, ballots, seats, nobody)
            system.stages += turnout_stage(rule, ballots)
            system.stages += apportionment(rule, ballots, seats)
            bonus = one_outcome(ballots.options, {first: extra} if first else {})
            if first:
                system.stages.append(bonus_stage(rule, ballots, first, extra))
            parts.append(system.run(bonus))
    return parts[0] if len(parts) == 1 else together(parts)


class _System:
    """One rule on one set of ballots, with the seats of each constituency known."""

    def __init__(
        self, rule: Rule, ballots: Ballots, seats: Mapping[str, int], nobody: frozenset[str]
    ) -> None:
        self.rule, self.ballots, self.seats, self.nobody = rule, ballots, seats, nobody
        at = NATION if rule.constituencies is None else CONSTITUENCY
        self.tiers = rule.tiers or [Tier(at=at)]
        self.stages: list[Stage] = []
        options = ballots.options
        self.results: dict[tuple[str, ...], Outcomes] = {}
        """Constituencies → seats won in them so far."""
        for area in ballots.constituencies:
            direct = rule.of_area(rule.direct_seats, None if area == NATION else area)
            self.results[area,] = one_outcome(options, direct)
        self.above = one_outcome(options, {})
        """Direct seats that are named for the whole place only."""
        if rule.constituencies is not None:
            self.above = one_outcome(options, rule.of_area(rule.direct_seats, None))
        self.run_offs: dict[str, tuple[str, ...]] = {}
        """Area → who goes on to a second round there."""
        self.left = {
            area: max(0, count - sum(self.results[area,].rows[0])) for area, count in seats.items()
        }
        self.spare: dict[str, Mapping[str, Number]] = dict(ballots.votes)
        """Votes that won no seat by a full quota yet."""
        self.by_area: dict[str, Outcomes] = {}
        """Constituency → its seats, with those that are placed in it."""
        self._above = False
        """Whether a tier above the constituencies was worked out."""
        self.made: list[Allotment] = []
        self.full: list[QuotaMade] = []
        self.own = 0
        """Seats of their own that tiers so far have had."""

    def run(self, bonus: Outcomes) -> SeatOutcome:
        """Every tier in turn."""
        for number, tier in enumerate(self.tiers):
            passing = self._admitted(number, tier)
            for group, areas in self.ballots.groups(tier.at).items():
                if self.nobody.issuperset(areas):
                    continue  # too few took part: its seats stay vacant
                self._tier(number, tier, group, areas, passing)
            self.own += tier.own
            self._above = self._above or tier.at != CONSTITUENCY
            if number == 0 or (tier.at == CONSTITUENCY and not self._above):
                self.by_area = {key[0]: one for key, one in self.results.items() if len(key) == 1}
        total = self._national().plus(bonus)
        total, stages = guaranteed(self.rule, self.ballots, passing.national, total)
        self.stages += stages
        return self._outcome(total, passing)

    def _national(self) -> Outcomes:
        return reduce(Outcomes.plus, self.results.values(), self.above)

    def _admitted(self, number: int, tier: Tier) -> Admitted:
        thresholds: Sequence[Threshold] = [tier.threshold] if tier.threshold else self._thresholds()
        found = admitted(thresholds, self.rule, self.ballots, self._national().certain, self.seats)
        before = [stage.admissions for stage in self.stages if stage.kind == "admission"]
        if found.reasons and found.reasons not in before[-1:]:
            self.stages.append(Stage("admission", number, admissions=found.reasons))
        return found

    def _thresholds(self) -> list[Threshold]:
        return self.rule.thresholds

    def _tier(
        self, number: int, tier: Tier, group: str, areas: tuple[str, ...], passing: Admitted
    ) -> None:
        """One area of a tier: what it adds to the seats won inside it."""
        inside = [key for key in self.results if set(key) <= set(areas)]
        won = reduce(Outcomes.plus, (self.results.pop(key) for key in inside))
        taking_part = passing.national
        if group != NATION or tier.at == CONSTITUENCY:
            taking_part = frozenset[str]().union(*(passing.by_area[area] for area in areas))
        if tier.at == NATION:
            won, self.above = won.plus(self.above), one_outcome(self.ballots.options, {})
        before = won
        left = sum(self.left[area] for area in areas)
        left += tier.seats if tier.at == NATION else tier.seats_in.get(group, 0)
        method = tier.method or self.rule.method
        direct = won.certain if self.rule.has_most_seats else {}
        sharing = Sharing(self.rule, self.ballots.options, number, group, method, self.made, direct)
        if tier.quota is not None:
            won, left = self._quotas(sharing, tier, areas, taking_part, won, left)
        elif tier.linked is not None:
            votes = self.ballots.of(areas)
            won, stages = linked_stages(tier, votes, won, left, taking_part, sharing)
            self.stages, left = [*self.stages, *stages], 0
        elif tier.counting == "levelling":
            won, left = self._level(tier, areas, taking_part, won, sharing), 0
        elif tier.counting == "continued":
            won, left = self._continued(sharing, areas, taking_part, won, left), 0
        elif method == "majority":
            won, left = won.plus(self._first_round(sharing, areas)), 0
        else:
            spare = self._spare(areas) if tier.votes == "remainders" else self.ballots.of(areas)
            given = left if tier.at_most is None else min(left, tier.at_most)
            first, by = len(self.made), factors(self.rule, self.ballots)
            self.stages += raising_stage(spare, by)
            spare = weighed(spare, by)
            more, stages = sharing.among(spare, given, taking_part)
            if tier.votes == "remainders":
                self._note_spreads(first, areas)
            self.stages += stages
            won, left = won.plus(more), left - sum(more.rows[0])
        self.results[areas] = won
        if tier.placed is not None and self.by_area:
            self._place(tier.placed, sharing, areas, before, won)
        for area in areas:
            self.left[area] = 0
        self.left[areas[0]] = left

    def _continued(
        self,
        sharing: Sharing,
        areas: tuple[str, ...],
        taking_part: frozenset[str],
        won: Outcomes,
        seats: int,
    ) -> Outcomes:
        """The seats that are left, by quotients that follow those of the seats won before."""
        votes = {name: n for name, n in self.ballots.of(areas).items() if name in taking_part}
        if not any(votes.values()):
            nobody = dict.fromkeys(votes, 0)
            self.made.append(Allotment(sharing.method, seats, nobody, plain=True))
            return won
        found, explain = shared_by_following_quotients(
            sharing.method, votes, won, seats, self.rule.ties, self.made
        )
        self.stages.append(
            Stage("sharing", sharing.tier, sharing.area, seats, sharing.method, explain=explain)
        )
        return found

    def _first_round(self, sharing: Sharing, areas: tuple[str, ...]) -> Outcomes:
        """The seat of a constituency where somebody is elected at once; else who goes on."""
        about = first_round_of(self.rule)
        votes = {name: int(count) for name, count in self.ballots.of(areas).items()}
        sizes = {name: int(self.ballots.base(name, areas)) for name in about.bases}
        found = first_round(votes, about, sizes)
        if found.run_off:
            self.run_offs[sharing.area] = found.run_off
        self.stages.append(
            Stage("sharing", sharing.tier, sharing.area, 1, "majority", explain=found.explain)
        )
        return outcomes_of(self.ballots.options, found)

    def _spare(self, areas: Iterable[str]) -> dict[str, Number]:
        return {
            name: sum(self.spare[area].get(name, 0) for area in areas)
            for name in self.ballots.options
        }

    def _note_spreads(self, first: int, areas: tuple[str, ...]) -> None:
        """Of allocations by votes that won no seat, by how much these may change."""
        inside = [one for one in self.full if set(one.areas) <= set(areas)]
        about = spreads(inside, self.ballots.options)
        self.made[first:] = [replace(one, spreads=about) for one in self.made[first:]]

    def _quotas(
        self,
        sharing: Sharing,
        tier: Tier,
        areas: tuple[str, ...],
        taking_part: frozenset[str],
        won: Outcomes,
        left: int,
    ) -> tuple[Outcomes, int]:
        """Seats for full quotas; seats and votes that are left go up."""
        votes = self.ballots.of(areas)
        if tier.votes == "remainders":
            votes = self._spare(areas)
        before = won.certain if tier.counting == "levelling" else {}
        own = {name: count for name, count in votes.items() if name in taking_part}
        total, house = self._quota_of(tier, areas, taking_part, left + sum(before.values()))
        for size in quota_sizes(tier, total, house):
            found = full_quotas(tier, own, size)
            more = {name: max(0, seats - before.get(name, 0)) for name, (seats, _) in found.items()}
            if sum(more.values()) <= left:
                break
        else:
            said = words._("in {area} full quotas are more than its {seats} seats")
            raise ArgumentError("quota", said.format(area=areas[0], seats=left))
        full = {name: seats for name, (seats, _) in found.items()}
        made = QuotaMade(tier, areas, own, total, house, size, full)
        self.full.append(made)
        spare = {name: rest for name, (_, rest) in found.items()}
        for area in areas:
            self.spare[area] = {}
        self.spare[areas[0]] = spare
        assert tier.quota is not None
        given, explain = sum(more.values()), partial(quota_steps, own, size, more)
        where = (sharing.tier, sharing.area)
        self.stages.append(
            Stage("quotas", *where, given, tier.quota, quota=made.reckoned, explain=explain)
        )
        return won.plus(one_outcome(self.ballots.options, more)), left - given

    def _quota_of(
        self, tier: Tier, areas: tuple[str, ...], taking_part: frozenset[str], seats: int
    ) -> tuple[Number, int]:
        """The votes and the seats that the quota is made of."""
        if tier.quota_at is not None:
            around = self.ballots.groups(tier.quota_at).values()
            areas = next(group for group in around if set(areas) <= set(group))
            seats = sum(self.seats[area] for area in areas)
        if tier.quota_of != "admitted":
            return self.ballots.base(tier.quota_of, areas), seats
        votes = self._spare(areas) if tier.votes == "remainders" else self.ballots.of(areas)
        return sum(count for name, count in votes.items() if name in taking_part), seats

    def _level(
        self,
        tier: Tier,
        areas: tuple[str, ...],
        taking_part: frozenset[str],
        won: Outcomes,
        sharing: Sharing,
    ) -> Outcomes:
        votes = self.ballots.of(areas)
        total = sum(self.seats[area] for area in areas)
        between = tier.seats_in.get(sharing.area, 0)
        total += self.own + tier.seats if tier.at == NATION else between
        found, stages = levelled_stages(tier.overhang, votes, total, won, taking_part, sharing)
        self.stages += stages
        return found

    def _place(
        self,
        about: Placed,
        sharing: Sharing,
        areas: tuple[str, ...],
        before: Outcomes,
        after: Outcomes,
    ) -> None:
        """The constituencies of the seats that a tier added, where nothing before is open."""
        inside = {area: self.by_area[area] for area in areas}
        if any(len(one.rows) > 1 for one in (before, after, *inside.values())):
            return
        added = {name: n - before.certain[name] for name, n in after.certain.items()}
        if any(n < 0 for n in added.values()):
            return
        votes = {area: self.ballots.votes[area] for area in areas}
        won = {area: one.certain for area, one in inside.items()}
        places = Places(about, votes, self.seats, won)
        found, stage = placed_stage(places, added, inside, sharing.tier, sharing.area)
        self.by_area.update(found)
        self.stages.append(stage)

    def _outcome(self, total: Outcomes, passing: Admitted) -> SeatOutcome:
        thresholds = self._thresholds()
        votes = self.ballots.of(self.ballots.constituencies)
        anywhere = frozenset[str]().union(*passing.by_area.values())
        admitted_in = {
            area: [name for name in self.ballots.options if name in inside]
            for area, inside in passing.by_area.items()
        }
        outcome = SeatOutcome(
            seats=total.certain,
            admitted=[name for name in self.ballots.options if name in anywhere],
            outcomes=total.listed,
            tied=total.tied,
            outcomes_count=total.count,
            count_exact=total.exact,
            by_area=self.by_area if self.rule.constituencies is not None else {},
            area_votes=self.ballots.votes if self.rule.constituencies is not None else {},
            area_seats=self.seats if self.rule.constituencies is not None else {},
            admissions=passing.reasons,
            admitted_in=admitted_in if passing.reasons else {},
            stages=self.stages,
            allotments=self.made,
            quotas=self.full,
            vacant=sum(self.left.values()),
            too_few=[area for area in self.seats if area in self.nobody],
            run_off=self.run_offs.get(NATION, ()),
            run_offs={area: one for area, one in self.run_offs.items() if area != NATION},
            votes={name: int(count) for name, count in votes.items()},
            explain=self._one_sharing,
        )
        if len(thresholds) != 1 or thresholds[0].scope != NATION:
            return outcome
        base = self.ballots.base(thresholds[0].of, self.ballots.constituencies)
        shares = {name: Fraction(count) / base for name, count in votes.items()} if base else {}
        return replace(outcome, base_votes=int(base), shares=shares)

    def _one_sharing(self) -> Iterable[Step]:
        """The steps of the only allocation there is."""
        found = [stage for stage in self.stages if stage.kind not in ("admission", "bonus")]
        return found[0].steps if len(found) == 1 else ()
