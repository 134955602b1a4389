"""Whether the sheets held settle seats that are given for full quotas in constituencies, and those
by the votes that win none, pooled over the whole place (Estonia, Czechia).

A quota may be rounded and hangs on every vote, so that each option's quotas are bounded: by its
fewest votes and the largest quota, and by its most votes and the smallest. Where both ends are as
many seats, there are as many at every completion; where they are not, two completions that were
worked out may differ, or nothing is said.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from crosstally.compare.area_spaces import AreaSpaces
from crosstally.compare.completions import Completion, Space
from crosstally.compare.settled import Determined
from crosstally.compare.settled_areas import AreaCase, AreaSettled
from crosstally.election.rule import CONSTITUENCY, NATION, Rule, Tier
from crosstally.seats.ballots import whole_numbers
from crosstally.seats.conditions import has_conditions, quota_parts, seat_conditions
from crosstally.seats.full_quotas import full_quotas, rounded
from crosstally.seats.largest_remainder import QUOTAS
from crosstally.seats.methods import method_named

UNKNOWN = AreaSettled(Determined.UNKNOWN)
Span = tuple[Fraction, Fraction]


@dataclass(frozen=True)
class QuotaArea:
    """What is proved of one constituency."""

    settled: AreaSettled
    spare: Mapping[str, Span]
    """Option → the fewest and the most votes that win no seat; empty where seats are open."""


def quota_areas(
    tier: Tier,
    seats: Mapping[str, int],
    spaces: AreaSpaces,
    nation: Space,
    not_held: int,
    sharing: Sequence[str],
) -> dict[str, QuotaArea]:
    """Constituency → whether its seats for full quotas are settled, of ``seats`` that it has, for
    those in ``sharing``, who are sure to take part. The quota is its own or that of the whole
    place, ``nation``; empty where it is one of a level between."""
    if tier.quota_at not in (None, CONSTITUENCY, NATION):
        return {}
    if tier.quota_of == "valid" and not spaces.options_are_valid:
        return {}
    around = (nation, sum(seats.values())) if tier.quota_at == NATION else None
    found = {}
    for area, count in seats.items():
        held = spaces.held[area]
        one = _Area(tier, count, held.space(not_held), sharing, around)
        settled = one.settled()
        if settled is None:
            cases = one.cases() if held.by_itself and around is None else ()
            open_ = AreaSettled(Determined.NO, cases) if len(cases) > 1 else UNKNOWN
            found[area] = QuotaArea(open_, {})
        else:
            found[area] = settled
    return found


class _Area:
    """One constituency's quotas."""

    def __init__(
        self,
        tier: Tier,
        seats: int,
        space: Space,
        sharing: Sequence[str],
        around: tuple[Space, int] | None = None,
    ) -> None:
        self.tier, self.seats, self.space, self.sharing = tier, seats, space, sharing
        self.around = around
        """The votes and the seats that the quota is made of, where they are not its own."""
        self.counted = space.options if tier.quota_of == "valid" else list(sharing)

    def settled(self) -> QuotaArea | None:
        """The seats for full quotas, where they are the same at every completion."""
        space, _ = self._quota_of()
        ends = [self._total(space.best(dict.fromkeys(self.counted, sign))) for sign in (-1, 1)]
        if not ends[0] or not self.seats:
            return None
        sizes = [self._sizes(total) for total in ends]
        for part, small, large in zip(self._parts(), *sizes, strict=True):
            apart = part is None or self.around is not None
            given = self._given_by(small, large) if apart else self._given_by_part(part or 0)
            if given is None:
                return None
            if sum(given.values()) <= self.seats:
                won = {name: given.get(name, 0) for name in self.space.options}
                return QuotaArea(
                    AreaSettled(Determined.YES, seats=won), dict(self._spare(given, small, large))
                )
        return None

    def _given_by(self, small: Fraction, large: Fraction) -> dict[str, int] | None:
        """Seats by a quota between these: the fewest and the most, where both are as many."""
        low = full_quotas(self.tier, self._of(self.space.least_of), large)
        high = full_quotas(self.tier, self._of(self.space.greatest_of), small)
        given = {name: count for name, (count, _) in low.items()}
        return given if given == {name: count for name, (count, _) in high.items()} else None

    def _given_by_part(self, part: int) -> dict[str, int] | None:
        """Seats by the total divided by ``part``, where no completion gives others: an option with
        votes v of the total T has k where (k − 1 + s)·T ≤ part·v < (k + s)·T, s being the part of a
        quota that is worth a seat."""
        start = self.space.best({})
        size = Fraction(self._total(start), part)
        votes: dict[str, int | Fraction] = {name: start.votes[name] for name in self.sharing}
        found = full_quotas(self.tier, votes, size)
        enough = self.tier.share_for_extra_seat
        for name, (count, _) in found.items():
            if count and self._most(name, -part, count - 1 + enough) > 0:
                return None
            if self._most(name, part, -count - enough) >= 0:
                return None
        return {name: count for name, (count, _) in found.items()}

    def _most(self, option: str, times: int, of_total: Fraction) -> Fraction:
        """The most that ``times`` its votes and ``of_total`` times the total are together."""
        at = self._at(option, times, of_total)
        return times * at.votes[option] + of_total * self._total(at)

    def _at(self, option: str, times: int, of_total: Fraction) -> Completion:
        weights = dict.fromkeys(self.counted, of_total)
        weights[option] = weights.get(option, Fraction(0)) + times
        return self.space.best(weights)

    def _of(self, votes: Callable[[str], int]) -> dict[str, int | Fraction]:
        return {name: votes(name) for name in self.sharing}

    def _spare(
        self, given: Mapping[str, int], small: Fraction, large: Fraction
    ) -> Iterator[tuple[str, Span]]:
        """A remainder that is worth a seat is used up by it."""
        for name, count in given.items():
            least, most = self.space.least_of(name), self.space.greatest_of(name)
            yield (
                name,
                (max(Fraction(0), least - count * large), max(Fraction(0), most - count * small)),
            )

    def cases(self) -> tuple[AreaCase, ...]:
        """Two completions with other seats, where some were found."""
        found: dict[tuple[int, ...], AreaCase] = {}
        tries: list[dict[str, int]] = [
            {},
            *({name: sign} for name in self.space.options for sign in (1, -1)),
        ]
        for weights in tries:
            at = self.space.best(weights)
            given = self._given(at)
            if given is not None:
                won = {name: count for name, count in given.items() if count}
                case = AreaCase(dict(at.votes), list(self.sharing), won)
                found.setdefault(tuple(given.values()), case)
        return tuple(found.values())[:2]

    def _given(self, at: Completion) -> dict[str, int] | None:
        total = self._total(at)
        if not total:
            return None
        votes: dict[str, int | Fraction] = {name: at.votes[name] for name in self.sharing}
        for size in self._sizes(total):
            found = full_quotas(self.tier, votes, size)
            given = {name: count for name, (count, _) in found.items()}
            if sum(given.values()) <= self.seats:
                return given
        return None

    def _total(self, at: Completion) -> int:
        return sum(at.votes[name] for name in self.counted)

    def _quota_of(self) -> tuple[Space, int]:
        return self.around or (self.space, self.seats)

    def _parts(self) -> list[int | None]:
        """What the total is divided by to make the quota, and the next larger ones; None where it
        is rounded after that."""
        _, seats = self._quota_of()
        if self.tier.quota == "droop":
            return [None]
        assert self.tier.quota is not None
        _, part = QUOTAS[self.tier.quota](0, seats)
        parts = range(part, seats - 1, -1)
        return [one if self.tier.rounded == "no" else None for one in parts]

    def _sizes(self, total: int) -> list[Fraction]:
        """The quota, then the next larger ones."""
        _, seats = self._quota_of()
        if self.tier.quota == "droop":
            return [Fraction(total // (seats + 1) + 1)]
        assert self.tier.quota is not None
        _, part = QUOTAS[self.tier.quota](0, seats)
        parts = range(part, seats - 1, -1)
        return [rounded(Fraction(total, one), self.tier.rounded) for one in parts]


def pooled_settled(
    rule: Rule, areas: Sequence[QuotaArea], sharing: Sequence[str]
) -> dict[str, int] | None:
    """The seats by votes that won none in any constituency; None where they are not shown to be the
    same, each option's votes by themselves between their ends. ``rule`` has its method, its seats
    and its way with ties."""
    none = Fraction(0)
    spare = {
        name: (
            sum((one.spare[name][0] for one in areas if name in one.spare), none),
            sum((one.spare[name][1] for one in areas if name in one.spare), none),
        )
        for name in sharing
    }
    start = {name: (low + high) / 2 for name, (low, high) in spare.items()}
    if rule.method == "droop_lr" or not has_conditions(rule) or not any(start.values()):
        return None
    counted, _ = whole_numbers(start)
    allocation = method_named(rule.method)(counted, rule.seats).tie_broken(rule.ties, counted)
    rows = list(allocation.outcomes)
    if len(rows) > 1:
        return None
    won = dict(rows[0])
    for part in _parts_used(rule, spare):
        for condition in seat_conditions(rule, list(won), won, part):
            weights: Mapping[str, int] = condition.weights
            if condition.on_total:
                weights = condition.of_each(list(won))
            greatest = sum(
                weight * spare[name][weight > 0] ** condition.power
                for name, weight in weights.items()
            )
            if greatest > 0 or (greatest == 0 and condition.at_zero != "kept"):
                return None
    return won


def _parts_used(rule: Rule, spare: Mapping[str, Span]) -> list[int | None]:
    """What the quota may be the total by: one number where it never fills too many seats."""
    parts = quota_parts(rule)
    if parts is None:
        return [None]
    least = sum(low for low, _ in spare.values())
    if least and sum(int(high * parts[0] / least) for _, high in spare.values()) <= rule.seats:
        return [parts[0]]
    return list(parts)
