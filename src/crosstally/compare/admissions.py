"""Who passes a threshold of the whole place, whatever the sheets not held say."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product

from crosstally.compare.completions import Completion, Space
from crosstally.compare.settled import ends_of_share
from crosstally.election.rule import NATION, Rule, Threshold
from crosstally.seats.by_constituency import Unit, admission_units
from crosstally.seats.thresholds import passes

Pattern = frozenset[str]
"""Options that take part."""
MOST_PATTERNS = 64


class Admissions:
    """Who passes the threshold of the whole place, at any completion."""

    def __init__(self, rule: Rule, options: Sequence[str], nation: Space) -> None:
        self.lists = tuple(name for name in options if name not in rule.alliances)
        national = rule.threshold is not None and rule.threshold.scope == NATION
        self.threshold: Threshold | None = rule.threshold if national else None
        self.nation = nation
        self.units = list(admission_units(rule, options, self.lists)) if self.threshold else []
        self.open: list[tuple[Unit, Completion, Completion]] = []
        """Units that pass at one completion and not at another, with both."""
        for unit in self.units:
            ends = list(self._ends(unit))
            passing = [self._passes(unit, end) for end in ends]
            if any(passing) and not all(passing):
                self.open.append((unit, ends[passing.index(True)], ends[passing.index(False)]))

    def at(self, completion: Completion) -> Pattern:
        """Who takes part at a completion of the whole place."""
        if self.threshold is None:
            return frozenset(self.lists)
        return frozenset(
            member
            for unit in self.units
            if self._passes(unit, completion)
            for member in unit.members
        )

    def patterns(self) -> list[Pattern] | None:
        """No other sets of options can take part than these; None where they are too many."""
        start = self.at(self.nation.best({}))
        if 2 ** len(self.open) > MOST_PATTERNS:
            return None
        uncertain = {member for unit, _, _ in self.open for member in unit.members}
        found = []
        for chosen in product((True, False), repeat=len(self.open)):
            more = {
                member
                for passed, (unit, _, _) in zip(chosen, self.open, strict=True)
                if passed
                for member in unit.members
            }
            found.append(frozenset((start - uncertain) | more))
        return found

    def _ends(self, unit: Unit) -> Iterator[Completion]:
        return ends_of_share(self.nation, dict.fromkeys(unit.counted, 1), unit.share)

    def _passes(self, unit: Unit, at: Completion) -> bool:
        assert self.threshold is not None
        if unit.exempt:
            return True
        votes = sum(at.votes[name] for name in unit.counted)
        strict = self.threshold.passes == "more_than"
        return passes(votes, at.base or 0, unit.share, strict)
