"""What a check found, in one object that terminal, JSON, report and notebook all show."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from crosstally.claims.evaluate import ClaimResult
from crosstally.compare.bounds import Bounds
from crosstally.compare.levels import LevelComparison
from crosstally.compare.sources import SourceComparison
from crosstally.election.folder import Election
from crosstally.findings import CheckRun, Finding, Sentence, Tier
from crosstally.seats.rule import SeatOutcome
from crosstally.tabulation.figures import FigureTable, Totals


@dataclass(frozen=True)
class RawFile:
    """A file that figures were read from, as it came."""

    path: str
    """Relative to the election folder."""
    sha256: str
    bytes: int
    rows: int
    source: str
    stage: str
    contest: str


@dataclass(frozen=True)
class ContestResult:
    """What the checks say of one contest."""

    contest: str
    totals: Mapping[str, Totals] = field(default_factory=dict)
    """By source: the whole place."""
    bounds: Bounds | None = None
    seats: Mapping[str, Mapping[str, Mapping[str, SeatOutcome]]] = field(default_factory=dict)
    """Source → stage → threshold base → outcome."""
    levels: Sequence[LevelComparison] = ()
    sources: Sequence[SourceComparison] = ()
    areas: Mapping[tuple[str, str], FigureTable] = field(default_factory=dict)
    """(source, level) → figures of its areas, every level above the station."""


class Findings(Sequence[Finding]):
    """The findings, decisive first, the largest first; a table when asked for one."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        order = {tier: place for place, tier in enumerate(Tier)}
        self._items = sorted(findings, key=lambda item: (order[item.tier], -(item.votes or 0)))

    def __getitem__(self, index: Any) -> Any:
        return self._items[index]

    def __len__(self) -> int:
        return len(self._items)

    def __iter__(self) -> Iterator[Finding]:
        return iter(self._items)

    def of(self, code: str) -> list[Finding]:
        """The findings of one code."""
        return [item for item in self._items if item.code.name == code]

    def of_tier(self, tier: Tier) -> list[Finding]:
        """The findings of one tier."""
        return [item for item in self._items if item.tier is tier]


@dataclass(frozen=True)
class CheckResult:
    """The outcome of ``crosstally.check``."""

    election: Election
    version: str
    answer: Sentence
    """The answer in one sentence."""
    findings: Findings
    contests: Mapping[str, ContestResult]
    claims: Sequence[ClaimResult] = ()
    runs: Sequence[CheckRun] = ()
    files: Sequence[RawFile] = ()
    truncated: Mapping[str, int] = field(default_factory=dict)
    """Finding code → how many more there were than are listed."""

    @property
    def exit_code(self) -> int:
        """0: nothing decisive was found; 1: something was."""
        return 1 if self.findings.of_tier(Tier.DECISIVE) else 0
