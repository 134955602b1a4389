"""The finding codes of statistics: one a method, in the method's own words."""

from __future__ import annotations

from collections.abc import Sequence

from crosstally.check.statistics import MethodRun
from crosstally.findings import Checked, CheckRun, Code, Finding, register
from crosstally.forensics.registry import method, method_names
from crosstally.words import N_


def _code(name: str) -> Code:
    declared = method(name)
    return register(
        Code(
            name=f"STATISTIC-{name.upper().replace('_', '-')}",
            tier=declared.tier,
            title=declared.title,
            means=declared.looks_for,
            does_not_mean=declared.cannot_see,
            source=declared.equation,
            paper=f"({declared.paper})",
        )
    )


STATISTIC_CODES = {name: _code(name) for name in method_names()}
"""Method → its code."""


def findings_of(runs: Sequence[MethodRun]) -> Checked:
    """A finding for each method that fired, and what was run. A finding is an anomaly: it lies
    beyond what clean elections show, and says nothing of why."""
    found = [
        Finding(
            code=STATISTIC_CODES[run.method.name],
            contest=run.contest,
            source=run.source,
            template=N_("an anomaly, no verdict: {said}"),
            values={"said": run.said},
            figures={**run.outcome.figures, "fixed beforehand": run.fixed},
        )
        for run in runs
        if run.fired
    ]
    return Checked(tuple(found), tuple(_check_run(run) for run in runs))


def _check_run(run: MethodRun) -> CheckRun:
    return CheckRun(
        STATISTIC_CODES[run.method.name].name,
        run.contest,
        run.source,
        run.method.name,
        checked=run.outcome.stations,
        failed=int(run.fired),
        skipped=run.outcome.refusal,
    )
