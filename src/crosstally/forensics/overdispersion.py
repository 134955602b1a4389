"""A null for counts that is as wide as clean elections may be.

A binomial null takes every station to be a coin of its own. What clean elections differ from it by
is no chance that shrinks with the number of stations but a misfit that grows with it, so it is
taken as a share of the expected count: the variance of an excess is sd² + (relative sd ·
expected)². Elections of one country err alike, so a country counts once. Few stations are far from
normal in their tail, so that a p-value adds the misfit to the exact distribution.

Few countries cannot show that there is no misfit, even where they show none. The relative sd is
therefore not the estimate but its upper limit (the Q-profile of Viechtbauer 2007, Statistics in
Medicine 26, 37-52, at 95 percent): the more countries, the narrower the null. No election is
corrected for what others were off by.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from math import sqrt
from typing import Any

from crosstally.forensics.poisson_binomial import PoissonBinomial
from crosstally.forensics.tails import chi_square_quantile, normal_upper_tail

LEVEL = 0.95
"""The confidence of the upper limit."""
LEAST_P = 1e-12
"""The smallest p-value: a misfit known from a few countries says nothing of rarer things."""


@dataclass(frozen=True)
class ControlExcess:
    """The excess of a count over its null in one clean election."""

    country: str
    election: str
    stations: int
    observed: int
    expected: float
    sd: float

    @property
    def excess(self) -> float:
        """Observed minus expected."""
        return self.observed - self.expected


@dataclass(frozen=True)
class Dispersion:
    """How far clean elections lie from a null, beyond what the null allows."""

    relative_sd: float
    """As a share of the expected count: the most that the clean elections leave room for."""
    countries: tuple[str, ...]
    elections: int

    @classmethod
    def fit(cls, controls: Sequence[ControlExcess], without: Iterable[str] = ()) -> Dispersion:
        """From clean elections, leaving countries out. Raises ``ValueError`` for fewer than three
        countries."""
        left_out = set(without)
        by_country: dict[str, list[ControlExcess]] = {}
        for item in controls:
            if item.country not in left_out:
                by_country.setdefault(item.country, []).append(item)
        if len(by_country) < 3:
            raise ValueError(f"controls: {len(by_country)} countries; expected at least 3")
        least = chi_square_quantile(1 - LEVEL, len(by_country))
        countries = tuple(sorted(by_country))
        number = sum(len(items) for items in by_country.values())
        if _squares(by_country.values(), 0.0) <= least:
            return cls(0.0, countries, number)  # closer than chance has them one time in twenty
        low, high = 0.0, 1.0
        for _ in range(60):
            middle = (low + high) / 2
            enough = _squares(by_country.values(), middle) <= least
            low, high = (low, middle) if enough else (middle, high)
        return cls(high, countries, number)


def _squares(countries: Iterable[Sequence[ControlExcess]], relative_sd: float) -> float:
    """The sum over countries of the mean squared z, under a relative sd."""
    total = 0.0
    for items in countries:
        squares = [
            item.excess**2 / (item.sd**2 + (relative_sd * item.expected) ** 2) for item in items
        ]
        total += sum(squares) / len(squares)
    return total


@dataclass(frozen=True)
class OverdispersedExcess:
    """An excess against a null that is as wide as clean elections may be."""

    observed: int
    expected: float
    binomial_sd: float
    dispersion: Dispersion
    chance: PoissonBinomial | None = None
    """The distribution of the count by binomial chance; where only its deviation is known, it is
    taken for normal."""

    @property
    def excess(self) -> float:
        """Observed minus expected."""
        return self.observed - self.expected

    @property
    def sd(self) -> float:
        """The standard deviation, with what clean elections differ by."""
        relative = self.dispersion.relative_sd * self.expected
        return sqrt(self.binomial_sd**2 + relative**2)

    @property
    def z(self) -> float:
        """The excess in standard deviations; 0 where there is no deviation at all."""
        return self.excess / self.sd if self.sd > 0 else 0.0

    @property
    def p(self) -> float:
        """The probability of so many or more, by chance and the misfit together: one-sided. At
        least ``LEAST_P``."""
        if self.chance is None:
            return max(LEAST_P, normal_upper_tail(self.z))
        misfit = self.dispersion.relative_sd * self.expected
        return max(LEAST_P, self.chance.upper_tail_with_error(self.observed, misfit))


@cache
def shipped_controls(name: str) -> tuple[ControlExcess, ...]:
    """The clean elections that ship with the package, for a method's count."""
    rows: Sequence[Mapping[str, Any]] = _table(name)["controls"]
    names = ControlExcess.__dataclass_fields__
    return tuple(ControlExcess(**{key: row[key] for key in names}) for row in rows)


@cache
def shipped_dispersion(name: str) -> Dispersion:
    """The dispersion fitted to the clean elections that ship with the package."""
    return Dispersion.fit(shipped_controls(name))


@cache
def shipped_bins_above(kind: str) -> tuple[int, ...]:
    """In how many bins of a histogram of ``turnout`` or ``share`` more stations stand than its band
    of chance holds: a number for each clean election that ships with the package."""
    return tuple(row["bins_above"][kind] for row in _table("integer_percentages")["controls"])


@cache
def shipped_z(name: str, count: str) -> tuple[float, ...]:
    """The z by the binomial null alone of ``turnout``, ``share``, ``either`` or ``both``, of each
    clean election that ships with the package."""
    return tuple(row["z"][count] for row in _table(name)["controls"])


def _table(name: str) -> dict[str, Any]:
    """A table as made from the public data, with its provenance."""
    path = resources.files("crosstally.forensics") / "tables" / f"{name}.json"
    table: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return table
