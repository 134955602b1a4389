"""Checks that need one sheet alone: its control relations, and whether it stands once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from crosstally.election.definition import ControlRelation
from crosstally.election.relations import OPTIONS, Linear
from crosstally.engine.rollup import station_places
from crosstally.engine.sheets import broken_relation
from crosstally.findings import CheckRun, Code, Finding, Sentence, Tier, register
from crosstally.returns.store import ReturnsStore, Sheets
from crosstally.words import N_

MUST = register(
    Code(
        name="SHEET-MUST",
        tier=Tier.DECISIVE,
        title=N_("A sheet breaks a relation that must hold"),
        means=N_(
            "The figures of one sheet cannot all be right: by law they obey a relation, such as "
            "valid plus invalid ballots being the ballots in the box, and here they do not."
        ),
        does_not_mean=N_(
            "It does not say which of the figures is wrong, nor why: a slip of the pen, "
            "a slip in typing and anything else look the same."
        ),
        source=N_("The sheet template in election.yaml, which names the law."),
    )
)
SHOULD = register(
    Code(
        name="SHEET-SHOULD",
        tier=Tier.INDICATIVE,
        title=N_("A sheet departs from a relation that usually holds"),
        means=N_(
            "The figures of one sheet depart from a relation that holds as a rule but that the "
            "law does not demand, or by more than the tolerance."
        ),
        does_not_mean=N_(
            "It is no contradiction. Officials may lawfully vote where they serve, and "
            "voters may carry a ballot away."
        ),
        source=N_("The sheet template in election.yaml."),
    )
)


@dataclass
class Checked:
    """Findings, what was checked, and how many findings of a code are not listed."""

    findings: list[Finding] = field(default_factory=list)
    runs: list[CheckRun] = field(default_factory=list)
    truncated: dict[str, int] = field(default_factory=dict)

    def add(self, other: Checked) -> None:
        """Take over another's findings and runs."""
        self.findings += other.findings
        self.runs += other.runs
        for code, count in other.truncated.items():
            self.truncate(code, count)

    def truncate(self, code: str, count: int) -> None:
        """Say that ``count`` more findings of a code exist than are listed."""
        if count:
            self.truncated[code] = self.truncated.get(code, 0) + count


def check_relations(store: ReturnsStore, sheets: Sheets, limit: int) -> Checked:
    """Every control relation of the sheet template on every sheet of a source.

    A relation that names a field which these sheets do not have is not applicable and said so.
    """
    checked = Checked()
    template = store.election.definition.sheet_of(sheets.contest)
    for relation in template.relations:
        _check_relation(store, sheets, relation, limit, checked)
    return checked


def _check_relation(
    store: ReturnsStore, sheets: Sheets, relation: ControlRelation, limit: int, checked: Checked
) -> None:
    code = MUST if relation.strength == "must" else SHOULD
    options = [
        name
        for name in store.election.definition.contests[sheets.contest].options
        if name in sheets.figures
    ]
    parsed = relation.parsed
    missing = sorted(name for name in parsed.names - {OPTIONS} if name not in sheets.figures)
    if missing or (OPTIONS in parsed.names and not options):
        checked.runs.append(
            CheckRun(
                code.name,
                sheets.contest,
                sheets.source,
                relation.relation,
                0,
                0,
                skipped=Sentence(
                    N_("these sheets have no field {names}"),
                    {"names": ", ".join(missing) or OPTIONS},
                ),
            )
        )
        return
    difference, right = _expand(parsed.difference, options), _expand(parsed.right, options)
    share = relation.relative_tolerance
    summary, rows = broken_relation(
        store.engine,
        sheets.name,
        difference.terms,
        difference.constant,
        parsed.operator,
        relation.tolerance,
        (right.terms, right.constant, share.numerator, share.denominator),
        limit,
    )
    checked.runs.append(
        CheckRun(
            code.name,
            sheets.contest,
            sheets.source,
            relation.relation,
            int(summary["checked"]),
            int(summary["failed"]),
            int(summary["not_checked"]),
            votes=int(summary["votes"]),
        )
    )
    names = station_places(store.engine, [row["station"] for row in rows])
    checked.findings += [_finding(code, sheets, relation, row, names) for row in rows]
    checked.truncate(code.name, int(summary["failed"]) - len(rows))


def _expand(linear: Linear, options: Sequence[str]) -> Linear:
    """The sum with ``options`` written out."""
    terms = {name: factor for name, factor in linear.terms.items() if name != OPTIONS}
    expanded = Linear(terms, linear.constant)
    factor = linear.terms.get(OPTIONS, 0)
    return expanded.plus(Linear(dict.fromkeys(options, 1)), factor) if factor else expanded


def _finding(
    code: Code,
    sheets: Sheets,
    relation: ControlRelation,
    row: Mapping[str, Any],
    names: Mapping[str, tuple[str, str]],
) -> Finding:
    station, off = str(row["station"]), int(row["off by"])
    figures = {name: value for name, value in row.items() if name not in ("station", "off by")}
    shown = {name: value for name, value in figures.items() if name in relation.parsed.names}
    return Finding(
        code=code,
        contest=sheets.contest,
        source=sheets.source,
        area=station,
        template=(
            N_("Station {station}: {relation} is off by {off}")
            if code is SHOULD
            else N_("Station {station}: {relation} must hold and is off by {off}")
        ),
        values={
            "station": names.get(station, (station, ""))[0],
            "relation": relation.relation,
            "off": abs(off),
        },
        figures={
            "relation": relation.relation,
            "off_by": off,
            "in": names.get(station, ("", ""))[1],
            **(shown or figures),
        },
        votes=abs(off),
    )
