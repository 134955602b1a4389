"""Seats for full quotas: how large the quota is, and what each option has by it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from crosstally.election.rule import Tier
from crosstally.seats.ballots import Number
from crosstally.seats.largest_remainder import QUOTAS
from crosstally.seats.stages import QuotaFrom, Spread


@dataclass(frozen=True)
class QuotaMade:
    """The full quotas of one area on the way to the seats of a system."""

    tier: Tier
    areas: tuple[str, ...]
    votes: Mapping[str, Number]
    """Of the options that take part."""
    total: Number
    """The votes that the quota is made of."""
    house: int
    """The seats that it is made for."""
    size: Fraction
    """The quota that was used: the first, or a larger one."""
    seats: Mapping[str, int]
    """Option → seats for full quotas, an extra seat among them."""

    @property
    def part(self) -> int:
        """The first quota is the votes by this number, before it is rounded."""
        return _part(self.tier, self.house)

    @property
    def reckoned(self) -> QuotaFrom | None:
        """How the quota that was used is reckoned."""
        extra = self.tier.share_for_extra_seat if self.tier.extra_seat_from else None
        if self.tier.quota == "droop" and self.size:
            return QuotaFrom(self.total, self.part, "droop", extra)
        for part in range(self.part, self.house - 1, -1) if self.size else ():
            if rounded(Fraction(self.total) / part, self.tier.rounded) == self.size:
                return QuotaFrom(self.total, part, self.tier.rounded, extra)
        return None

    def quota(self, more: int) -> Fraction:
        """The first quota with so many votes more; zero where there are none."""
        return next(quota_sizes(self.tier, self.total + more, self.house))


def quota_sizes(tier: Tier, total: Number, seats: int) -> Iterator[Fraction]:
    """The quota, then the next larger ones, for where full quotas are more than seats."""
    if not seats or total <= 0:
        yield Fraction(0)
    elif tier.quota == "droop":
        yield Fraction(Fraction(total) // (seats + 1) + 1)
    else:
        for divisor in range(_part(tier, seats), seats - 1, -1):
            yield rounded(Fraction(total) / divisor, tier.rounded)


def _part(tier: Tier, seats: int) -> int:
    assert tier.quota is not None
    return seats + 1 if tier.quota == "droop" else QUOTAS[tier.quota](0, seats)[1]


def full_quotas(
    tier: Tier, votes: Mapping[str, int | Fraction], quota: Fraction
) -> dict[str, tuple[int, int | Fraction]]:
    """Option → seats for full quotas, and the votes that won none."""
    found: dict[str, tuple[int, int | Fraction]] = {}
    enough = tier.share_for_extra_seat * quota
    for name, count in votes.items():
        seats = int(count / quota) if quota else 0
        rest = count - seats * quota
        if quota and rest >= enough:
            seats, rest = seats + 1, Fraction(0)
        found[name] = (seats, rest)
    return found


def rounded(quota: Fraction, how: str) -> Fraction:
    """The quota as the law has it rounded: to the nearest whole number with halves up, down, up, or
    not at all; at least one vote where it is rounded."""
    if how == "no":
        return quota
    down = quota.numerator // quota.denominator
    up = -(-quota.numerator // quota.denominator)
    nearest = (2 * quota.numerator + quota.denominator) // (2 * quota.denominator)
    return Fraction(max(1, {"down": down, "up": up, "nearest": nearest}[how]))


def _jumps(made: QuotaMade) -> bool:
    """Whether the quota is a whole number."""
    return made.tier.rounded != "no" or made.tier.quota == "droop"


def spreads(made: Sequence[QuotaMade], options: Sequence[str]) -> dict[str, Spread]:
    """Option → by how much the votes that won it no seat may change, all areas together."""
    found = {}
    for name in options:
        won = [(one, one.seats.get(name, 0)) for one in made]
        each = 1 + max((Fraction(n, one.part) for one, n in won), default=Fraction(0))
        found[name] = Spread(each, sum(n for one, n in won if _jumps(one)))
    return found
