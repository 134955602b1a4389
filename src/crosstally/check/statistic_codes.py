"""The finding codes of statistics: one a method, in the method's own words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from crosstally.check.statistics import MethodRun
from crosstally.findings import Checked, CheckRun, Code, Finding, Sentence, register
from crosstally.forensics.calibration import short
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
    """A finding for each method that fired, one for each area where it does after Holm's
    adjustment for all areas, and what was run. A finding is an anomaly: it lies beyond what clean
    elections show, and says nothing of why."""
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
    found += [finding for run in runs for finding in _of_areas(run)]
    return Checked(tuple(found), tuple(_check_run(run) for run in runs))


_EQUALS = N_(
    "an anomaly in this area, no verdict: {figure} = {value}; p = {p} after Holm's "
    "adjustment for {n} areas; {clean}"
)
_AT_MOST = N_(
    "an anomaly in this area, no verdict: {figure} = {value}; p is at most {p} after Holm's "
    "adjustment for {n} areas; {clean}"
)


def _of_areas(run: MethodRun) -> Iterator[Finding]:
    for area, p in run.areas_left.items():
        headline = run.by_area[area].headline
        values = {"figure": Sentence(run.method.figure), "p": f"{p:.2g}", "n": len(run.by_area)}
        yield Finding(
            code=STATISTIC_CODES[run.method.name],
            contest=run.contest,
            source=run.source,
            area=area,
            template=_AT_MOST if run.is_least_in(area) else _EQUALS,
            values=values
            | {
                "value": "" if headline is None else short(headline),
                "clean": _clean_regions(run, area),
            },
            figures={**run.by_area[area].figures, "fixed beforehand": run.fixed},
        )


def _clean_regions(run: MethodRun, area: str) -> Sentence:
    """What the method says of regions of clean elections where it counts what it counted in this
    area, at the level at which they were tried."""
    clean = run.calibration_in[area]
    regions = clean.regions if clean is not None else None
    if regions is None:
        return Sentence(N_("regions of clean elections were not looked at"))
    values = {"alarms": regions.alarms, "regions": regions.looked_at}
    said = N_("p lies below {level} in {alarms} of {regions} regions of clean elections")
    return Sentence(said, values | {"level": f"{run.method.alarm_below:g}"})


def _check_run(run: MethodRun) -> CheckRun:
    return CheckRun(
        STATISTIC_CODES[run.method.name].name,
        run.contest,
        run.source,
        run.method.name,
        checked=run.outcome.stations,
        failed=0,  # an anomaly is no failure of any sheet: its finding says what it is
        skipped=run.outcome.refusal,
    )
