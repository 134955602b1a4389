"""What the figures say of a claim: the shapes that every face shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from crosstally.claims.statement import Claim, Clause
from crosstally.findings import Sentence


class Status(StrEnum):
    """Whether figures of this election speak to the claim at all."""

    TESTED = "tested"
    RECORDED = "recorded"


class Verdict(StrEnum):
    """What the figures say of a clause."""

    HOLDS = "holds"
    REFUTED = "refuted"
    UNDECIDED = "undecided"


@dataclass(frozen=True)
class ClauseResult:
    """The verdict on one clause; none where it lies outside this data."""

    clause: Clause
    status: Status
    verdict: Verdict | None
    reason: Sentence
    would_decide: Sentence | None = None
    """For an undecided clause: what would decide it."""
    counterexamples: Sequence[Mapping[str, Any]] = ()
    """Areas or options that refute it: ``{"area": id, "name": …, "value": …}``, the first 100."""
    counterexamples_count: int = 0
    missing: Mapping[str, Any] = field(default_factory=dict)
    """What is not held: ``{"stations": n, "of": m, "areas": [...]}``."""
    provisional: bool = False
    """Rests on preliminary figures."""


@dataclass(frozen=True)
class ClaimResult:
    """A claim with the verdicts on its clauses and the verdict on the whole."""

    claim: Claim
    status: Status
    verdict: Verdict | None
    """``refuted`` if a tested clause is, ``undecided`` if one is, else ``holds``; None where no
    clause can be tested."""
    reason: Sentence
    clauses: Sequence[ClauseResult] = ()

    def __repr__(self) -> str:
        """What a notebook shows of it."""
        return f"<ClaimResult {self.claim.id} ({self.verdict or self.status}): {self.reason.text}>"
