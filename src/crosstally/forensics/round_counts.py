"""How many stations are at round percentages, against how many would be by chance."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from crosstally.findings import Sentence
from crosstally.forensics.outcome import Figure, NotApplicable, Outcome
from crosstally.forensics.poisson_binomial import PoissonBinomial
from crosstally.words import N_

FEWEST_STATIONS = 50
TOO_FEW = Sentence(N_("fewer than {n} stations can be looked at"), {"n": FEWEST_STATIONS})


@dataclass(frozen=True, eq=False, kw_only=True)
class RoundCount(Outcome):
    """How many stations are at round percentages, against how many would be by chance.

    Reading a figure of a count that does not apply raises ``NotApplicable``.
    """

    count: int = 0
    null: PoissonBinomial | None = None
    """The number of round stations by chance."""

    @property
    def observed(self) -> int:
        """Stations at round percentages."""
        self._distribution()
        return self.count

    @property
    def expected(self) -> float:
        """Their number by chance."""
        return self._distribution().mean

    @property
    def sd(self) -> float:
        """The standard deviation of their number by chance."""
        return self._distribution().sd

    @property
    def excess(self) -> float:
        """Observed minus expected."""
        return self.observed - self.expected

    @property
    def z(self) -> float:
        """The excess in standard deviations; 0 where chance leaves no room."""
        return self.excess / self.sd if self.sd > 0 else 0.0

    @property
    def p(self) -> float:
        """The probability of so many or more by chance, exactly. It trusts the binomial null,
        which clean elections are known to break: see ``IntegerPercentages.overdispersed``."""
        return self._distribution().upper_tail(self.observed)

    def quantile(self, level: float) -> int:
        """The number that chance does not exceed with a probability of ``level``."""
        return self._distribution().quantile(level)

    @property
    def headline(self) -> float | None:
        """z."""
        return self.z if self.applicable else None

    @property
    def figures(self) -> Mapping[str, Figure]:
        """Observed, expected, sd, excess, z, p and the 99.9 percent point."""
        if not self.applicable:
            return {}
        names = ("observed", "expected", "sd", "excess", "z", "p")
        found: dict[str, Figure] = {name: getattr(self, name) for name in names}
        return found | {"quantile_999": self.quantile(0.999)}

    def _distribution(self) -> PoissonBinomial:
        if self.null is None:
            raise NotApplicable(self.refusal or TOO_FEW)
        return self.null
