"""Whether the differences between two sources favour one option."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from math import comb, exp
from typing import Protocol

from crosstally.compare.said import Said
from crosstally.findings import Code, Finding, Tier, register
from crosstally.words import N_

ONE_SIDED = register(
    Code(
        name="SOURCE-ONE-SIDED",
        tier=Tier.INDICATIVE,
        title=N_("The differences between two sources favour one option"),
        means=N_(
            "Where two sources differ on an option, the same source has more for it nearly "
            "everywhere."
        ),
        does_not_mean=N_(
            "Clerical error too favours somebody: a swapped column or a shifted row "
            "moves votes one way. Read it beside the stations themselves."
        ),
        source=N_(
            "Exact probability of so uneven a split if each difference fell either way with "
            "equal chance (two-sided sign test)."
        ),
    )
)
ONE_SIDED_STATIONS = 20
ONE_SIDED_CHANCE = Fraction(1, 10_000)
EXACT_SIGN_TEST = 2_000


class SourceComparison(Protocol):
    """What is asked of the comparison of two sources."""

    @property
    def first(self) -> str:
        """The first source."""
        ...

    @property
    def second(self) -> str:
        """The second source."""
        ...

    @property
    def net(self) -> Mapping[str, int]:
        """Field or option → second minus first."""
        ...

    @property
    def gross(self) -> Mapping[str, int]:
        """Field or option → absolute differences."""
        ...

    @property
    def gains(self) -> Mapping[str, tuple[int, int]]:
        """Option → (stations where the second source has more, where it has fewer)."""
        ...


def one_sided(said: Said, comparison: SourceComparison) -> list[Finding]:
    """A finding for each option that one source gives more votes nearly wherever they differ."""
    found = []
    for option, (more, fewer) in comparison.gains.items():
        chance = sign_test(more, fewer)
        if more + fewer < ONE_SIDED_STATIONS or chance > ONE_SIDED_CHANCE:
            continue
        found.append(
            Finding(
                code=ONE_SIDED,
                contest=said.contest,
                source=comparison.second,
                template=N_(
                    "{option}: {second} has more votes than {first} at {more} stations and "
                    "fewer at {fewer}; net {net}"
                ),
                values={
                    "option": said.figure(option),
                    "first": said.source(comparison.first),
                    "second": said.source(comparison.second),
                    "more": more,
                    "fewer": fewer,
                    "net": comparison.net[option],
                },
                figures={
                    "option": option,
                    "more": more,
                    "fewer": fewer,
                    "net": comparison.net[option],
                    "gross": comparison.gross[option],
                    "chance": f"{float(chance):.1e}",
                },
                votes=abs(comparison.net[option]),
            )
        )
    return found


def sign_test(more: int, fewer: int) -> Fraction:
    """Chance that a fair coin splits at least so unevenly, two-sided: exact up to
    ``EXACT_SIGN_TEST`` differences, beyond it Hoeffding's upper bound (1963, theorem 1).

    >>> sign_test(10, 0)
    Fraction(1, 512)
    """
    n, k = more + fewer, min(more, fewer)
    if n == 0 or more == fewer:
        return Fraction(1)
    if n > EXACT_SIGN_TEST:
        return min(Fraction(1), Fraction(2 * exp(-2 * n * (0.5 - k / n) ** 2)))
    return min(Fraction(1), Fraction(2 * sum(comb(n, i) for i in range(k + 1)), 2**n))
