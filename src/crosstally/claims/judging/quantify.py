"""From single comparisons to a quantified one, when not every area is at hand."""

from __future__ import annotations

from dataclasses import dataclass

from crosstally.claims.result import Verdict
from crosstally.claims.statement import Quantifier


@dataclass(frozen=True)
class Tally:
    """How many of the areas (or options) at hand obey a comparison."""

    true: int
    false: int
    open: int = 0
    """At hand, but what they state leaves it open."""
    absent: int | None = 0
    """Not at hand at all; None: nobody says how many there are."""

    @property
    def unsettled(self) -> int | None:
        """How many could still turn out either way; None: any number."""
        return None if self.absent is None else self.open + self.absent


def quantified(quantifier: Quantifier, n: int | None, tally: Tally) -> Verdict:
    """The verdict that partial coverage allows.

    One counterexample refutes "every", one example proves "some", whatever is missing. The
    opposite verdicts need every area, or comparisons that hold for all that is missing.
    """
    unsettled, limit = tally.unsettled, n or 0
    most = None if unsettled is None else tally.true + unsettled
    asked = most is None or most + tally.false > 0
    match quantifier:
        case Quantifier.EVERY | Quantifier.ITSELF:
            if tally.false:
                return Verdict.REFUTED
            return Verdict.HOLDS if unsettled == 0 and asked else Verdict.UNDECIDED
        case Quantifier.SOME:
            return _between(tally.true >= 1, most is not None and most < 1 and asked)
        case Quantifier.NONE | Quantifier.HIGHEST | Quantifier.LOWEST:
            return _between(most == 0 and asked, tally.true >= 1)
        case Quantifier.EXACTLY:
            out_of_reach = tally.true > limit or (most is not None and most < limit)
            return _between(tally.true == limit and unsettled == 0, out_of_reach)
        case Quantifier.AT_LEAST:
            return _between(tally.true >= limit, most is not None and most < limit)
        case Quantifier.AT_MOST:
            return _between(most is not None and most <= limit, tally.true > limit)


def _between(holds: bool, refuted: bool) -> Verdict:
    if holds:
        return Verdict.HOLDS
    return Verdict.REFUTED if refuted else Verdict.UNDECIDED
