"""Findings of a checked election, looked up."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from crosstally.check.result import CheckResult
from crosstally.findings import Finding

data = pytest.mark.data


def only(found: Sequence[Finding], **figures: object) -> Finding:
    """The one finding with these figures."""
    (finding,) = [
        item
        for item in found
        if all(item.figures.get(name) == value for name, value in figures.items())
    ]
    return finding


def of_relation(result: CheckResult, relation: str) -> list[int]:
    """By how much each sheet that breaks a relation is off."""
    return [
        int(str(item.figures["off_by"]))
        for item in result.findings
        if item.figures.get("relation") == relation
    ]
