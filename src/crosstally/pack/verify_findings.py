"""Whether the totals beside the findings are those of the sheets. Standard library alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from crosstally.pack.layout import DESCRIPTION, FINDINGS, Table
from crosstally.pack.opening import PackFiles, UnreadableError, json_of
from crosstally.pack.verification import Mistakes, Remark
from crosstally.pack.verify_sheets import SheetsRead, Sums


def read_findings(files: PackFiles) -> Mapping[str, Any]:
    """The findings as ``crosstally check --json`` writes them. Raises ``UnreadableError``."""
    found = json_of(files, FINDINGS)
    if not isinstance(found, dict) or not isinstance(found.get("findings"), list):
        raise UnreadableError(f"{FINDINGS}: has no list of findings")
    return found


def check_stated_totals(
    found: Mapping[str, Any], sheets: Sequence[Table], read: SheetsRead, root: str
) -> list[Remark]:
    """What is wrong with the exit code, the options and the totals; ``root`` is the area that holds
    every station."""
    mistakes = Mistakes()
    tiers = [one.get("tier") for one in found["findings"] if isinstance(one, dict)]
    code = int("decisive" in tiers)
    if found.get("exit_code") != code:
        mistakes.add(
            Remark(
                "{path}: `exit_code` is {said}, its findings make it {code}",
                path=FINDINGS,
                said=found.get("exit_code"),
                code=code,
            )
        )
    for table in sheets:
        if _stated_totals(found, table) != _totals(table, read, root):
            mistakes.add(
                Remark(
                    "{path}: the totals of {source} in {contest} are not the sums of its sheets",
                    path=FINDINGS,
                    source=table.source,
                    contest=table.contest,
                )
            )
        if set(table.options) != set(_stated_options(found, table)):
            mistakes.add(
                Remark(
                    "{path}: has other options of {contest} than {description}",
                    path=FINDINGS,
                    contest=table.contest,
                    description=DESCRIPTION,
                )
            )
    for contest, source in sorted(
        _with_totals(found) - {(one.contest, one.source) for one in sheets}
    ):
        mistakes.add(
            Remark(
                "{path}: states totals of {source} in {contest}, of which the pack has no sheets",
                path=FINDINGS,
                source=source,
                contest=contest,
            )
        )
    return mistakes.remarks()


def _with_totals(found: Mapping[str, Any]) -> set[tuple[str, str]]:
    """Contest and source of all totals that are stated."""
    contests = found.get("contests")
    return {
        (name, source)
        for name, contest in (contests.items() if isinstance(contests, dict) else ())
        if isinstance(contest, dict) and isinstance(contest.get("totals"), dict)
        for source in contest["totals"]
    }


def _stated_options(found: Mapping[str, Any], table: Table) -> Mapping[str, Any]:
    try:
        options = found["contests"][table.contest]["totals"][table.source]["options"]
    except (KeyError, TypeError):
        return {}
    return options if isinstance(options, dict) else {}


def _stated_totals(found: Mapping[str, Any], table: Table) -> dict[str, object]:
    try:
        totals = found["contests"][table.contest]["totals"][table.source]
        counts = {"stations_held": totals["stations_held"]}
        # Where no sheet has a number, none is stated, and nothing adds up to nought.
        read = {**totals["fields"], **totals["options"]}
        return counts | {name: 0 if sum_ is None else sum_ for name, sum_ in read.items()}
    except (KeyError, TypeError):
        return {}


def _totals(table: Table, read: SheetsRead, root: str) -> dict[str, object]:
    nothing = Sums(0, [0] * len(table.figures), [])
    of_root = [
        read.sums.get((table.contest, table.source, level, root), nothing) for level in table.areas
    ]
    sums = max(of_root, key=lambda one: one.held, default=nothing)
    return {"stations_held": sums.held, **dict(zip(table.figures, sums.sums, strict=True))}
