"""The table of clean elections that ships with the package, from the results of all tasks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from crosstally.forensics.calibrating import Result, Task, What, declaration_of
from crosstally.forensics.simulation import KINDS

LEVELS = (0.05, 0.01, 0.001)


def summary(results: Iterable[tuple[Task, Result]]) -> dict[str, Any]:
    """Method → its part of the table, from the results of all tasks."""
    by_method: dict[str, list[tuple[Task, Result]]] = {}
    for task, result in results:
        by_method.setdefault(task.method, []).append((task, result))
    return {name: _Results(name, found).as_json() for name, found in sorted(by_method.items())}


@dataclass(frozen=True, eq=False)
class _Results:
    """All results of one method."""

    method: str
    found: Sequence[tuple[Task, Result]]

    def as_json(self) -> dict[str, Any]:
        """The method's part of the table."""
        power = self._power
        sizes = sorted({task.size for task, _ in power})
        nulls = [result["p"] for _, result in self._of("null") if result.get("p") is not None]
        refused = [task.election for task, result in self._of("value") if "refused" in result]
        return {
            "controls": [
                {
                    "country": task.country,
                    "election": task.election,
                    "headline": result["headline"],
                    "p": result["p"],
                    "alarm": self._fires(task, result),
                }
                for task, result in self._told
            ],
            "refused": refused,
            "regions": [
                self._in_regions(task, result)
                for task, result in self._of("regions")
                if result["looked_at"]
            ],
            "null": {
                "replicates": len(nulls),
                "below": {str(level): sum(p < level for p in nulls) for level in LEVELS},
            },
            "power": [_power_row(kind, size, power) for kind in KINDS for size in sizes],
            "power_on": sorted({task.election for task, _ in power}),
        }

    def _of(self, what: What) -> list[tuple[Task, Result]]:
        """The results of one sort of tasks, in the order of the elections."""
        found = [(task, result) for task, result in self.found if task.what == what]
        return sorted(found, key=lambda pair: pair[0].election)

    @cached_property
    def _told(self) -> list[tuple[Task, Result]]:
        """The clean elections that the method applies to."""
        return [(task, result) for task, result in self._of("value") if "refused" not in result]

    @cached_property
    def _limits(self) -> Mapping[str, float | None]:
        """Country → the greatest headline on the clean elections of all other countries."""
        return {
            task.country: max(
                (other["headline"] for of, other in self._told if of.country != task.country),
                default=None,
            )
            for task, _ in self._told
        }

    def _fires(self, task: Task, result: Result) -> bool:
        """By its p-value; of a method that claims none by a headline beyond the limit."""
        declared = declaration_of(self.method)
        if declared.p is not None:
            return result["p"] is not None and bool(result["p"] < declared.alarm_below)
        return self._beyond(task, result["headline"])

    def _beyond(self, task: Task, headline: float) -> bool:
        limit = self._limits.get(task.country)
        return limit is not None and bool(headline > limit)

    def _in_regions(self, task: Task, result: Result) -> dict[str, Any]:
        alarms = (
            result["alarms"]
            if declaration_of(self.method).p is not None
            else sum(self._beyond(task, headline) for headline in result["headlines"])
        )
        row = {"country": task.country, "election": task.election}
        return row | {"looked_at": result["looked_at"], "alarms": alarms}

    @property
    def _power(self) -> list[tuple[Task, bool]]:
        """Whether manipulation was found. Where a method fires at a clean election, that it fires
        is no finding."""
        quiet = {task.election for task, result in self._told if not self._fires(task, result)}
        return [
            (task, "refused" not in result and self._fires(task, result))
            for task, result in self.found
            if task.what == "power" and task.election in quiet
        ]


def _power_row(kind: str, size: float, power: Sequence[tuple[Task, bool]]) -> dict[str, Any]:
    by_country: dict[str, tuple[int, int]] = {}
    for task, hit in power:
        if (task.kind, task.size) == (kind, size):
            found, tried = by_country.get(task.country, (0, 0))
            by_country[task.country] = (found + hit, tried + 1)
    return {
        "kind": kind,
        "size": size,
        "found": sum(found for found, _ in by_country.values()),
        "replicates": sum(tried for _, tried in by_country.values()),
        "by_country": dict(sorted(by_country.items())),
    }
