"""Checks that need one sheet alone: its control relations, and whether it stands once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from crosstally.election.alliances import counted_options
from crosstally.election.definition import ControlRelation, Definition
from crosstally.election.relations import OPTIONS, Linear, Relation
from crosstally.engine.rollup import station_places
from crosstally.engine.sheets import broken_relation
from crosstally.findings import Checked, CheckRun, Code, Finding, Sentence, Tier, register
from crosstally.returns.exchanged_figures import (
    HeldTo,
    exchanged,
    exchanged_at,
    partly_exchanged,
    told_once,
)
from crosstally.returns.naming import (
    because_of,
    figure_name,
    relation_in_words,
    relation_premise,
    station_names,
)
from crosstally.returns.store import ReturnsStore, Sheets
from crosstally.returns.voters_lists import WHOLE_LIST
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


def check_relations(store: ReturnsStore, sheets: Sheets, limit: int) -> Checked:
    """Every control relation of the sheet template on every sheet of a source.

    A relation that names a field which these sheets do not have is not applicable and said so.
    """
    checked = [
        _check_relation(store, sheets, relation, limit)
        for relation in store.election.definition.sheet_of(sheets.contest).relations
    ]
    musts = [item for _found, item in checked if item and item.relation.strength == "must"]
    pair = exchanged(store, sheets, musts)
    part, said = (pair, None) if any(pair) else _exchanged_in_part(store, sheets, checked)
    whole = Checked()
    for found, item in checked:
        if item is None or item not in musts or not item.names & set(part):
            whole += found
        elif said is not None:
            whole += _with(found, said) if item.is_equality else found
        elif item.is_mostly_broken:
            whole += _told_once(store, sheets, found, item, pair)
        else:
            whole += found
    return whole


def _exchanged_in_part(
    store: ReturnsStore, sheets: Sheets, checked: Sequence[tuple[Checked, HeldTo | None]]
) -> tuple[tuple[str, str], Sentence | None]:
    """The two figures that changed places on the sheets that break an equality, and that in words;
    two empty names where there are none."""
    broken = [
        (found, item)
        for found, item in checked
        if item is not None and item.is_equality and item.relation.strength == "must"
    ]
    stations = {str(one.area) for found, _ in broken for one in found.findings}
    pair = exchanged_at(store, sheets, [item for _, item in broken], stations)
    return pair, partly_exchanged(store, sheets, pair, len(stations)) if any(pair) else None


def _with(found: Checked, said: Sentence) -> Checked:
    findings = tuple(replace(one, explanations=(*one.explanations, said)) for one in found.findings)
    return replace(found, findings=findings)


def _told_once(
    store: ReturnsStore, sheets: Sheets, found: Checked, item: HeldTo, pair: tuple[str, str]
) -> Checked:
    one = told_once(store, sheets, found.findings, item, pair)
    return replace(found, findings=(one,), truncated={})


def _check_relation(
    store: ReturnsStore, sheets: Sheets, relation: ControlRelation, limit: int
) -> tuple[Checked, HeldTo | None]:
    """What the relation finds, and what it was held to; None where it is not applicable."""
    code = MUST if relation.strength == "must" else SHOULD
    definition = store.election.definition
    parsed = relation.parsed
    options = [
        name for name in definition.contests[sheets.contest].options if name in sheets.figures
    ]
    if missing := _missing(definition, sheets, parsed, options):
        return Checked(runs=(_not_applicable(code, sheets, relation, missing),)), None
    difference, right = _expand(parsed.difference, options), _expand(parsed.right, options)
    share = relation.relative_tolerance
    table = _relation_of(store, sheets, parsed.names)
    summary, rows = broken_relation(
        store.engine,
        table,
        difference.terms,
        difference.constant,
        parsed.operator,
        relation.tolerance,
        (right.terms, right.constant, share.numerator, share.denominator),
        limit,
        _greater(parsed),
    )
    checked, failed = int(summary["checked"]), int(summary["failed"])
    run = CheckRun(
        code.name,
        sheets.contest,
        sheets.source,
        relation.relation,
        checked=checked,
        failed=failed,
        not_checked=int(summary["not_checked"]),
        votes=int(summary["votes"]),
    )
    findings = _findings(store, code, sheets, relation, rows, options)
    omitted = {code.name: failed - len(rows)} if failed > len(rows) else {}
    held_to = HeldTo(relation, table, difference, right, checked, failed)
    return Checked(findings, (run,), omitted), held_to


def _missing(
    definition: Definition, sheets: Sheets, relation: Relation, options: Sequence[str]
) -> list[str]:
    """What the figures are called that a relation names and these sheets do not have."""
    missing = sorted(name for name in relation.names - {OPTIONS} if name not in sheets.figures)
    if OPTIONS in relation.names:
        # Without the votes of one option the sum of the others says nothing.
        counted = counted_options(definition, sheets.contest, options)
        missing += [name for name in counted if name not in options]
    return [figure_name(definition, sheets.contest, name) for name in missing]


def _findings(
    store: ReturnsStore,
    code: Code,
    sheets: Sheets,
    relation: ControlRelation,
    rows: Sequence[Mapping[str, Any]],
    options: Sequence[str],
) -> tuple[Finding, ...]:
    """A finding for each sheet that breaks the relation."""
    definition, greater = store.election.definition, _greater(relation.parsed)
    codes = [row["station"] for row in rows]
    names, places = station_names(store, codes), station_places(store.engine, codes)

    def said(row: Mapping[str, Any]) -> Sentence:
        figures = _with_sum(row, options)
        words = relation_in_words(definition, sheets.contest, relation, figures)
        station = names.get(row["station"], row["station"])
        values = {"station": station, "relation": words}
        return Sentence(N_("Station {station}: {relation}"), values)

    because = because_of(definition, sheets.contest, relation)
    return tuple(
        _finding(
            code,
            sheets,
            relation,
            row,
            said(row),
            places.get(row["station"], ("", ""))[1],
            _left_out(definition, sheets.contest, greater, row),
            because,
        )
        for row in rows
    )


def _greater(relation: Relation) -> list[str]:
    """The fields of the side that may not be the smaller one; none where more than fields stand
    there."""
    if relation.operator == "==":
        return []
    side = relation.right if relation.operator in ("<=", "<") else relation.left
    return sorted(side.names) if not side.constant and OPTIONS not in side.names else []


def _left_out(
    definition: Definition, contest: str, greater: Sequence[str], row: Mapping[str, Any]
) -> tuple[Sentence, ...]:
    """The plain explanation of a sheet that gives nought for what should be the most."""
    if not greater or any(row[name] != 0 for name in greater):
        return ()
    return (
        Sentence(
            N_(
                "{figure} is given as 0 on this sheet: where it was left out, or these voters "
                "stand on another list, nothing is broken."
            ),
            {"figure": [figure_name(definition, contest, name) for name in greater]},
        ),
    )


def _relation_of(store: ReturnsStore, sheets: Sheets, names: frozenset[str]) -> str:
    """Sheet by sheet; but the voters' list is one, whichever way its voters came."""
    registered = store.election.definition.sheet_of(sheets.contest).measure("registered")
    is_about_voters = registered is not None and bool(registered.names & names)
    return sheets.name if is_about_voters else sheets.single


def _not_applicable(
    code: Code, sheets: Sheets, relation: ControlRelation, missing: Sequence[str]
) -> CheckRun:
    return CheckRun(
        code.name,
        sheets.contest,
        sheets.source,
        relation.relation,
        checked=0,
        failed=0,
        skipped=Sentence(N_("these sheets have no field {names}"), {"names": ", ".join(missing)}),
    )


def _with_sum(row: Mapping[str, Any], options: Sequence[str]) -> dict[str, Any]:
    """A row with the votes for all options: of those whose figures are held."""
    return {**row, OPTIONS: sum(row[name] or 0 for name in options if name in row)}


def _expand(linear: Linear, options: Sequence[str]) -> Linear:
    """The sum with ``options`` written out."""
    terms = {name: factor for name, factor in linear.terms.items() if name != OPTIONS}
    expanded = Linear(terms, linear.constant)
    factor = linear.terms.get(OPTIONS, 0)
    return expanded.plus(Linear(dict.fromkeys(options, 1)), factor) if factor else expanded


_READ_RIGHT = Sentence(N_("The figures of this sheet were read right."))


def _finding(
    code: Code,
    sheets: Sheets,
    relation: ControlRelation,
    row: Mapping[str, Any],
    said: Sentence,
    area: str,
    explanations: tuple[Sentence, ...],
    because: Sentence | None,
) -> Finding:
    station, off = str(row["station"]), int(row["off by"])
    figures = {name: value for name, value in row.items() if name not in ("station", "off by")}
    named = relation.parsed.names
    shown = {name: value for name, value in figures.items() if name in named}
    template = (
        N_("{relation} must hold and is off by {off}")
        if code is MUST
        else N_("{relation} is off by {off}")
    )
    return Finding(
        code=code,
        contest=sheets.contest,
        source=sheets.source,
        area=station,
        template=template,
        values={"relation": said, "off": abs(off)},
        figures={"relation": relation.relation, "off_by": off, "in": area, **(shown or figures)},
        votes=abs(off),
        premises=_premises(sheets, relation) if code is MUST else (),
        breaking_point=None
        if code is SHOULD
        else Sentence(
            N_("It vanishes if one of the {count} figures was misread by {off}."),
            {"count": len(figures), "off": abs(off)},
        )
        if len(figures) > 1
        else Sentence(N_("It vanishes if the figure was misread by {off}."), {"off": abs(off)}),
        explanations=explanations,
        because=because,
    )


def _premises(sheets: Sheets, relation: ControlRelation) -> tuple[Sentence, ...]:
    given = (_READ_RIGHT, relation_premise(relation))
    rests_on_lists = relation.parsed.names & set(sheets.stated_once)
    return (*given, WHOLE_LIST) if rests_on_lists else given
