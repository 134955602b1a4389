"""What a method says of itself: the page of the reference, the command and the report read it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from crosstally.findings import Tier
from crosstally.forensics.outcome import Outcome
from crosstally.forensics.stations import ColumnName, Stations


@dataclass(frozen=True)
class Method:
    """A published method. Its texts are English sentences, keys of the catalogues."""

    name: str
    """The name of its file and of its function."""
    title: str
    tier: Tier
    """``STRONG`` or ``INDICATIVE``: a statistic is never decisive."""
    paper: str
    """Who published it, where and when."""
    equation: str
    """What is computed, by the paper's number of it where there is one."""
    needs: tuple[ColumnName, ...]
    """The columns without which it cannot be run at all."""
    applies: str
    """To which stations and elections it applies: how many, of which size and shares."""
    looks_for: str
    cannot_see: str
    figure: str
    """What the headline of its outcome is: "z", "slope"."""
    run: Callable[[Stations], Outcome]
    """The method on the stations of an election, with the paper's settings. It may raise
    ``NotApplicable``."""
    p: Callable[[Any, Sequence[str]], float] | None = None
    """The p-value of an outcome that applies, as it would be had some countries not been among the
    clean elections that it was fitted to; None for a method that claims none."""
    alarm_below: float = 0.001
    """The p-value below which the method is said to have fired."""

    def __post_init__(self) -> None:
        """A statistic never carries a verdict."""
        if self.tier is Tier.DECISIVE:
            raise ValueError(f"{self.name}: a statistical method is never decisive")
