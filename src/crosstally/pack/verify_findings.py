"""Whether the findings cite figures that the pack's tables have. Standard library alone."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from crosstally.election.relations import RelationError, parse_relation
from crosstally.pack.layout import DESCRIPTION, FINDINGS, Table
from crosstally.pack.opening import PackFiles, UnreadableError, json_of
from crosstally.pack.verification import Mistakes, Remark
from crosstally.pack.verify_sheets import Place, SheetsRead, Sums

_OF_RELATIONS = ("SHEET-MUST", "SHEET-SHOULD")
_BETWEEN_SOURCES = "SOURCE-DIFFERS"
"""The code of findings that cite the sheets of two sources."""


@dataclass(frozen=True)
class Citation:
    """What a finding cites of one place's figures."""

    number: int
    """Of the finding, from 1."""
    place: Place
    figures: Mapping[str, float | None]
    of_a_sheet: bool = False
    """Whether the figures can only be those of a sheet; else some are of other things."""


def read_findings(files: PackFiles) -> Mapping[str, Any]:
    """The findings as ``crosstally check --json`` writes them. Raises ``UnreadableError``."""
    found = json_of(files, FINDINGS)
    if not isinstance(found, dict) or not isinstance(found.get("findings"), list):
        raise UnreadableError(f"{FINDINGS}: has no list of findings")
    return found


def cited(found: Mapping[str, Any]) -> list[Citation]:
    """What findings cite of places' figures."""
    named: list[Citation] = []
    for number, finding in enumerate(found["findings"], 1):
        if not isinstance(finding, dict) or not isinstance(finding.get("figures"), dict):
            continue
        contest, source, area = (str(finding.get(name)) for name in ("contest", "source", "area"))
        figures = {name: v for name, v in finding["figures"].items() if _is_number(v)}
        named.append(Citation(number, (contest, source, area), figures))
        if finding.get("code") == _BETWEEN_SOURCES:
            named += [
                Citation(number, (contest, one, area), own, of_a_sheet=True)
                for one, own in _of_each_source(finding["figures"].get("differences")).items()
            ]
    return named


def _of_each_source(differences: object) -> dict[str, dict[str, float | None]]:
    """Source → its figures, of figures by source."""
    found: dict[str, dict[str, float | None]] = {}
    for figure, by_source in differences.items() if isinstance(differences, dict) else ():
        for source, value in by_source.items() if isinstance(by_source, dict) else ():
            if value is None or _is_number(value):
                found.setdefault(str(source), {})[str(figure)] = value
    return found


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def check_findings(
    found: Mapping[str, Any],
    named: Sequence[Citation],
    sheets: Sequence[Table],
    read: SheetsRead,
    root: str,
    several: Collection[tuple[str, str]] = (),
) -> tuple[list[Remark], int]:
    """What is wrong with the figures that findings cite, and how many findings cite a figure of a
    sheet, which was held against the table. ``several``: contest and source of which some station
    has several returns, of which a relation may hold for each."""
    mistakes, held = Mistakes(), set[int]()
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
    for one in named:
        if _check_citation(one, read, mistakes):
            held.add(one.number)
    _check_relations(found["findings"], sheets, read, several, mistakes)
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
    return mistakes.remarks(), len(held)


def _check_citation(one: Citation, read: SheetsRead, mistakes: Mistakes) -> bool:
    """Hold a citation against the table; whether anything of it was there to be held against."""
    known = read.asked.get(one.place, {})
    shared = sorted(one.figures.keys() & known.keys())
    for name in sorted(one.figures.keys() - known.keys()) if one.of_a_sheet else ():
        mistakes.add(
            Remark(
                "{path}, finding {number}: {place}: cites {said} for {figure} of {source}, whose "
                "sheets have none there",
                path=FINDINGS,
                number=one.number,
                place=one.place[2],
                said=one.figures[name],
                figure=name,
                source=one.place[1],
            )
        )
    if any(
        all(one.figures[name] == way[name] for name in shared)
        for way in read.ways.get(one.place, ())
    ):
        return bool(shared)  # it is of the sheet of one way of voting
    for name in shared:
        if one.figures[name] != known[name]:
            mistakes.add(
                Remark(
                    "{path}, finding {number}: {place}: cites {said} for {figure}, the table "
                    "has {found}",
                    path=FINDINGS,
                    number=one.number,
                    place=one.place[2],
                    said=one.figures[name],
                    figure=name,
                    found=known[name],
                )
            )
    return bool(shared)


def _check_relations(
    findings: Sequence[object],
    sheets: Sequence[Table],
    read: SheetsRead,
    several: Collection[tuple[str, str]],
    mistakes: Mistakes,
) -> None:
    """Work out again how far sheets are off the relations that findings say they break."""
    options = {(one.contest, one.source): one.options for one in sheets}
    for number, finding in enumerate(findings, 1):
        if not isinstance(finding, dict) or finding.get("code") not in _OF_RELATIONS:
            continue
        contest, source, area = (str(finding.get(name)) for name in ("contest", "source", "area"))
        figures = read.asked.get((contest, source, area))
        if figures is None or (contest, source) in several:
            continue
        cited = finding.get("figures")
        text = cited.get("relation") if isinstance(cited, dict) else None
        off = _off_by(str(text), figures, options[contest, source])
        if off is None or not isinstance(cited, dict):
            continue
        is_broken = parse_relation(str(text)).fails(off, off)
        if (cited.get("off_by"), finding.get("votes")) != (off, abs(off)) or not is_broken:
            mistakes.add(
                Remark(
                    "{path}, finding {number}: {place}: says that `{relation}` is off by {said}, "
                    "the table makes it {found}",
                    path=FINDINGS,
                    number=number,
                    place=area,
                    relation=text,
                    said=cited.get("off_by"),
                    found=off,
                )
            )


def _off_by(text: str, figures: Mapping[str, int | None], options: Sequence[str]) -> int | None:
    """Left less right side of a relation on a sheet; None where a figure of it is not known."""
    try:
        difference = parse_relation(text).difference.with_options(options)
        return difference.value({name: one for name, one in figures.items() if one is not None})
    except (RelationError, KeyError):
        return None


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
