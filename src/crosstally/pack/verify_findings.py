"""Whether the findings cite figures that the pack's tables have. Standard library alone."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from crosstally.pack.layout import FINDINGS, Table
from crosstally.pack.opening import PackFiles, UnreadableError, small
from crosstally.pack.verification import Mistakes, Remark
from crosstally.pack.verify_returns import figures_of, rows_of
from crosstally.pack.verify_totals import Key, summed

Place = tuple[str, str, str]
"""Contest, source, station or area."""


def read_findings(files: PackFiles) -> Mapping[str, Any]:
    """The findings as ``crosstally check --json`` writes them. Raises ``UnreadableError``."""
    try:
        found = json.loads(small(files, FINDINGS))
    except (ValueError, RecursionError) as error:
        raise UnreadableError(f"{FINDINGS}: is no JSON ({error})") from error
    if not isinstance(found, dict) or not isinstance(found.get("findings"), list):
        raise UnreadableError(f"{FINDINGS}: has no list of findings")
    return found


def check_findings(
    files: PackFiles, sheets: Sequence[Table], root: str
) -> tuple[list[Remark], int]:
    """What is wrong with the figures that findings cite, and how many findings cite a figure of a
    sheet, which was held against the table."""
    found, mistakes = read_findings(files), Mistakes()
    cited: dict[Place, list[tuple[int, dict[str, int]]]] = {}
    for number, finding in enumerate(found["findings"]):
        place, named = _cited(finding)
        if named:
            cited.setdefault(place, []).append((number, named))
    held: set[int] = set()
    for table in sheets:
        for place, figures in _figures_of(files, table, cited):
            for number, said in cited[place]:
                shared = said.keys() & figures.keys()
                held |= {number} if shared else set()
                for name in sorted(shared):
                    if said[name] != figures[name]:
                        mistakes.add(
                            "{path}, finding {number}: {place}: cites {said} for {figure}, the "
                            "table has {found}",
                            path=FINDINGS,
                            number=number + 1,
                            place=place[2],
                            said=said[name],
                            figure=name,
                            found=figures[name],
                        )
    _check_totals(found, files, sheets, root, mistakes)
    return mistakes.remarks(), len(held)


def _cited(finding: object) -> tuple[Place, dict[str, int]]:
    """Where a finding is, and the whole numbers that it cites by the name of a figure."""
    if not isinstance(finding, dict) or not isinstance(finding.get("figures"), dict):
        return ("", "", ""), {}
    place = tuple(str(finding.get(name)) for name in ("contest", "source", "area"))
    figures = {
        name: value
        for name, value in finding["figures"].items()
        if isinstance(value, int) and not isinstance(value, bool)
    }
    return (place[0], place[1], place[2]), figures


def _figures_of(
    files: PackFiles, table: Table, wanted: Mapping[Place, object]
) -> list[tuple[Place, dict[str, int | None]]]:
    found = []
    for line, row in rows_of(files, table):
        place = (table.contest, table.source, row[0])
        if place in wanted:
            figures = figures_of(table, line, row)
            found.append((place, dict(zip(table.figures, figures, strict=True))))
    return found


def _check_totals(
    found: Mapping[str, Any],
    files: PackFiles,
    sheets: Sequence[Table],
    root: str,
    mistakes: Mistakes,
) -> None:
    """Whether the totals of the whole place, as the findings have them, are those of the sheets."""
    for table in sheets:
        sums = {key: value for key, value in summed(files, table).items() if key[3] == root}
        stated = _stated_totals(found, table)
        expected = _expected(table, sums)
        if stated != expected:
            mistakes.add(
                "{path}: the totals of {source} in {contest} are not the sums of its sheets",
                path=FINDINGS,
                source=table.source,
                contest=table.contest,
            )


def _stated_totals(found: Mapping[str, Any], table: Table) -> dict[str, object]:
    try:
        totals = found["contests"][table.contest]["totals"][table.source]
        return {
            "stations_held": totals["stations_held"],
            **totals["fields"],
            **totals["options"],
        }
    except (KeyError, TypeError):
        return {}


def _expected(table: Table, sums: Mapping[Key, Any]) -> dict[str, object]:
    for value in sums.values():
        return {
            "stations_held": value.held,
            **dict(zip(table.figures, value.sums, strict=True)),
        }
    return {"stations_held": 0, **dict.fromkeys(table.figures, 0)}
