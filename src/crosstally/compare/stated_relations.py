"""Control relations on figures stated above the station: announcements, and rows of areas.

A relation that every sheet obeys is obeyed by the sums of sheets, as long as all of its figures are
sums over the same ones: ``valid + invalid == cast`` and ``cast <= registered`` hold for a country
as they do for a station. A number beside the figures, and a tolerance in votes, are one sheet's and
are not added up: such relations are left to the sheets.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction

import numpy as np
import numpy.typing as npt

from crosstally.compare import premises
from crosstally.compare.announced import Announced, Stated, share_span
from crosstally.compare.counted_options import lists_stated
from crosstally.compare.sheets_held import SheetsHeld
from crosstally.compare.stated import StatedLevel
from crosstally.compare.sums_of_sheets import is_sum, repeats_sheets
from crosstally.compare.uncounted import counted_all
from crosstally.election.alliances import counted_options
from crosstally.election.definition import ControlRelation, Definition, Stage
from crosstally.election.relations import OPTIONS, Linear
from crosstally.election.sheet import SheetTemplate
from crosstally.findings import Checked, CheckRun, Code, Finding, Sentence, Tier, register
from crosstally.returns.naming import because_of, relation_in_words, relation_premise
from crosstally.tabulation.figures import MISSING, IntArray
from crosstally.tabulation.tabulator import Tabulator
from crosstally.words import N_

MUST = register(
    Code(
        "STATED-MUST",
        Tier.DECISIVE,
        N_("Figures stated for an area break a relation that must hold"),
        N_(
            "An announcement, or a row of an area above the station, states figures that cannot "
            "all be right: by law every sheet obeys a relation, so that sums of sheets obey it "
            "too, and these do not. Figures that are not stated may be anything from zero up."
        ),
        N_(
            "It does not say which of the figures is wrong. Where single sheets break the "
            "relation, their sum breaks it by as much."
        ),
        N_("The sheet template in election.yaml, which names the law; addition."),
    )
)
SHOULD = register(
    Code(
        "STATED-SHOULD",
        Tier.INDICATIVE,
        N_("Figures stated for an area depart from a relation that usually holds"),
        N_(
            "The figures stated for an area depart from a relation that holds on sheets as a rule "
            "but that the law does not demand."
        ),
        N_("It is no contradiction."),
        N_("The sheet template in election.yaml; addition."),
    )
)
_PART = N_("It counted a part of the sheets: its figures need not be of the same ones.")
_SUMS = N_(
    "These figures are the sums of the sheets held, which are held to the relations one by one."
)
_REPEATED = N_(
    "Single sheets break the relation by as much, and stand there; these figures are their sums."
)
_SAME_SHEETS = Sentence(N_("The figures stated are sums over the same sheets."))


@dataclass(frozen=True)
class _Rows:
    """Stated figures of some areas of one statement: the least and the most each may be."""

    source: str
    subject: str
    """What a run of the check is listed under."""
    said: str | Sentence
    """Who states them, as findings say it."""
    areas: Sequence[tuple[str, str]]
    """Id and name, one a row."""
    least: Mapping[str, IntArray]
    """Field or option → one number a row, ``MISSING`` where nothing bounds it."""
    most: Mapping[str, IntArray]
    """The same; ``MISSING`` where none is stated."""
    options: Sequence[str]
    """The options that the votes stand under."""
    given: tuple[Sentence, ...] = ()
    """Further premises."""
    named: Mapping[str, object] = field(default_factory=dict)
    """Further figures of findings."""
    printed: Mapping[str, int] = field(default_factory=dict)
    """Figures as printed, where these may be rounded."""


def announced_relations(announced: Announced, held: Sequence[SheetsHeld]) -> Checked:
    """Every announcement's own figures against the relations of the sheet, area by area.

    One that is nothing but the sum of the sheets of a source (a spreadsheet's row of totals) is
    left to these: what is unread or contradicts itself on them would count twice. So is a relation
    that such a sum breaks by as much as single sheets do.
    """
    relations = announced.sheet.relations
    checked = Checked()
    for stated in announced.statements:
        checked += _turnout(announced, stated)
        if len(stated.names) < 2 or not relations:
            continue
        item = stated.announcement
        if not counted_all(item):
            checked += Checked((), (announced.skipped(MUST.name, item.id, item.source, _PART),))
            continue
        if any(is_sum(sheets, stated) for sheets in held):
            checked += Checked((), (announced.skipped(MUST.name, item.id, item.source, _SUMS),))
            continue
        readings = [_rows_of(announced, stated, options) for options in _lists(announced, stated)]
        if announced.one_vote:
            readings = [_with_sums(announced.sheet, rows) for rows in readings]
        for relation in relations:
            tried = [
                (_check(announced.definition, announced.contest, relation, rows), rows)
                for rows in readings
            ]
            found, rows = min(tried, key=lambda one: sum(run.votes for run in one[0].runs))
            difference = relation.parsed.difference.with_options(rows.options)
            if found.findings and any(
                repeats_sheets(sheets, stated, relation, difference) for sheets in held
            ):
                subject = f"{item.id}: {relation.relation}"
                found = Checked(
                    (), (announced.skipped(MUST.name, subject, item.source, _REPEATED),)
                )
            checked += found
    return checked


def level_relations(
    tabulator: Tabulator, contest: str, stated: Sequence[StatedLevel], limit: int
) -> Checked:
    """The same of what files state for areas; at most ``limit`` findings a relation and level."""
    definition = tabulator.store.election.definition
    places = tabulator.store.places
    ids = places.ids()
    checked = Checked()
    for level in stated:
        if level.stage is Stage.PRELIMINARY:
            continue
        areas = [ids[int(number)] for number in level.areas]
        rows = _Rows(
            level.source,
            definition.level_name(level.level),
            definition.sources[level.source].name,
            [(id_, places.lookup.areas[id_].name) for id_ in areas],
            level.figures,
            level.figures,
            counted_options(definition, contest, level.figures),
        )
        for relation in definition.sheet_of(contest).relations:
            checked += _check(definition, contest, relation, rows, limit)
    return checked


def _lists(announced: Announced, stated: Stated) -> list[list[str]]:
    """The options that votes can stand under, each way to read them: an alliance that is stated
    beside all its members is their sum, or has the votes given to it as a whole."""
    counts = stated.figures.counts
    ways = (lists_stated, counted_options)
    return [way(announced.definition, announced.contest, counts) for way in ways]


def _rows_of(announced: Announced, stated: Stated, options: Sequence[str]) -> _Rows:
    item = stated.announcement
    spans = {name: span for name in stated.names if (span := stated.span(name, loose=True))}
    return _Rows(
        item.source,
        item.id,
        announced.said(item),
        [(stated.area.id, stated.area.name)],
        {name: np.array([span.low], dtype=np.int64) for name, span in spans.items()},
        {name: np.array([span.high], dtype=np.int64) for name, span in spans.items()},
        options,
        premises.counts_rounded(announced, [(stated, name) for name in spans]),
        {"announcement": item.id},
        {name: stated.count(name) or 0 for name in spans},
    )


def _with_sums(sheet: SheetTemplate, rows: _Rows) -> _Rows:
    """The same, with what the stated figures say of those that are not: there are no fewer valid
    votes than votes for options, and no fewer voters than valid and invalid votes."""
    least = dict(rows.least)

    def sum_of(linear: Linear | None) -> IntArray | None:
        expanded = Linear() if linear is None else linear.with_options(rows.options)
        found = [
            factor * np.maximum(least[name], 0)
            for name, factor in expanded.terms.items()
            if name in least and factor > 0
        ]
        return np.sum(found, axis=0, dtype=np.int64) if found else None

    for measure, parts in (("valid", (Linear({OPTIONS: 1}),)), ("cast", ("valid", "invalid"))):
        linear = sheet.measure(measure)
        if linear is None or list(linear.terms.values()) != [1] or linear.constant:
            continue
        (name,) = linear.terms
        sums = [sum_of(sheet.measure(part) if isinstance(part, str) else part) for part in parts]
        known = [part for part in sums if part is not None]
        if name == OPTIONS or not known:
            continue
        total = np.sum(known, axis=0, dtype=np.int64)
        column = least.get(name)
        if column is not None:
            total = np.where(column == MISSING, total, column)
        least[name] = np.asarray(total, dtype=np.int64)
    return replace(rows, least=least)


def _check(
    definition: Definition,
    contest: str,
    relation: ControlRelation,
    rows: _Rows,
    limit: int | None = None,
) -> Checked:
    difference = relation.parsed.difference.with_options(rows.options)
    stated = difference.names & set(rows.most)
    if not stated or difference.constant or relation.tolerance:
        return Checked()
    broken = _broken(relation, difference, rows)
    every = np.ones(len(rows.areas), dtype=bool)
    for name in stated:
        every &= rows.most[name] != MISSING
    checked = int(every.sum()) if stated == difference.names else 0
    if not checked and not broken:
        return Checked()
    code = MUST if relation.strength == "must" else SHOULD
    findings = tuple(
        _finding(definition, contest, relation, rows, row, off) for off, row in broken[:limit]
    )
    run = CheckRun(
        code.name,
        contest,
        rows.source,
        f"{rows.subject}: {relation.relation}",
        max(checked, len(broken)),
        len(broken),
        votes=sum(abs(off) for off, _row in broken),
    )
    left_out = len(broken) - len(findings)
    return Checked(findings, (run,), {code.name: left_out} if left_out else {})


def _broken(relation: ControlRelation, difference: Linear, rows: _Rows) -> list[tuple[int, int]]:
    """(by how much ``left - right`` is off at least, row), the largest first."""
    operator, strict = relation.parsed.operator, relation.parsed.operator in ("<", ">")
    found: list[tuple[int, int]] = []
    for sign, operators in ((1, ("==", "<=", "<")), (-1, ("==", ">=", ">"))):
        if operator not in operators:
            continue
        least, bounded = _least(difference.scaled(sign), rows)
        for row in np.flatnonzero(bounded & (least >= (0 if strict else 1))):
            off, slack = int(least[row]), _slack(relation, rows, int(row))
            if slack is not None and off + strict > slack:
                found.append((sign * off, int(row)))
    return sorted(found, key=lambda item: (-abs(item[0]), item[1]))


def _least(linear: Linear, rows: _Rows) -> tuple[IntArray, npt.NDArray[np.bool_]]:
    """The least that a sum can be in each row, and whether anything bounds it from below: a figure
    that is not stated may be anything from zero up."""
    total = np.zeros(len(rows.areas), dtype=np.int64)
    bounded = np.ones(len(rows.areas), dtype=bool)
    for name, factor in linear.terms.items():
        column = (rows.least if factor > 0 else rows.most).get(name)
        if column is None:
            bounded &= factor > 0
            continue
        total += factor * np.maximum(column, 0)
        bounded &= (column != MISSING) | (factor > 0)
    return total, bounded


def _slack(relation: ControlRelation, rows: _Rows, row: int) -> Fraction | None:
    """By how much the relation may be off; None where a figure that says so is not stated."""
    share = relation.relative_tolerance
    right = relation.parsed.right.with_options(rows.options)
    if not share:
        return Fraction(0)
    if any(name not in rows.most or rows.most[name][row] == MISSING for name in right.names):
        return None
    return share * right.value({name: int(rows.most[name][row]) for name in right.names})


def _finding(
    definition: Definition,
    contest: str,
    relation: ControlRelation,
    rows: _Rows,
    row: int,
    off: int,
) -> Finding:
    must = relation.strength == "must"
    area, name = rows.areas[row]
    difference = relation.parsed.difference.with_options(rows.options)
    figures = {
        id_: rows.printed.get(id_, int(rows.least[id_][row]))
        for id_ in (*definition.sheet_of(contest).fields, *rows.options)
        if id_ in difference.names and id_ in rows.least and rows.least[id_][row] != MISSING
    }
    rounded = any(
        rows.least[id_][row] != rows.most[id_][row] for id_ in rows.printed if id_ in figures
    )
    shown: dict[str, int | Sentence] = {
        id_: figure
        if id_ in rows.most and rows.most[id_][row] != MISSING
        else Sentence(N_("at least {count}"), {"count": figure})
        for id_, figure in figures.items()
    }
    if set(rows.options) <= set(figures):
        shown[OPTIONS] = sum(figures[id_] for id_ in rows.options)
    template = (
        N_("{area}, {stated}: {relation} must hold and is off by {off}")
        if must
        else N_("{area}, {stated}: {relation} is off by {off}")
    )
    return Finding(
        code=MUST if must else SHOULD,
        contest=contest,
        source=rows.source,
        area=area,
        template=template,
        values={
            "area": name,
            "stated": rows.said,
            "relation": relation_in_words(definition, contest, relation, shown),
            "off": Sentence(N_("at least {count}"), {"count": abs(off)}) if rounded else abs(off),
        },
        figures={"relation": relation.relation, "off_by": off, **rows.named, **figures},
        votes=abs(off),
        premises=(relation_premise(relation), _SAME_SHEETS, *rows.given) if must else (),
        breaking_point=Sentence(
            N_("It vanishes if one of the {count} figures is off by {off}."),
            {"count": len(figures), "off": abs(off)},
        )
        if must
        else None,
        because=because_of(definition, contest, relation),
    )


def _turnout(announced: Announced, stated: Stated) -> Checked:
    """A printed turnout above 100 percent, where a relation says that nobody beyond the list votes:
    whatever part of the sheets it is of."""
    text = stated.figures.turnout
    relation = announced.sheet.within_the_list
    if text is None or relation is None or relation.tolerance:
        return Checked()
    item, most = stated.announcement, 1 + relation.relative_tolerance
    must = relation.strength == "must"
    code = MUST if must else SHOULD
    failed = share_span(text)[0] > most
    run = announced.run(code.name, f"{item.id}: {relation.relation}", item.source, 1, int(failed))
    if not failed:
        return Checked((), (run,))
    finding = Finding(
        code,
        announced.contest,
        N_("{area}, {stated}: a turnout of {turnout} percent is more voters than the list has."),
        {
            "area": stated.area.name,
            "stated": announced.said(item),
            "turnout": text.strip(" %"),
        },
        item.source,
        stated.area.id,
        {"announcement": item.id, "relation": relation.relation, "turnout": text},
        None,
        (relation_premise(relation), premises.TURNOUT_OF_REGISTER, premises.THREE_ROUNDINGS)
        if must
        else (),
        Sentence(N_("It vanishes if the turnout was misprinted.")) if must else None,
        because=because_of(announced.definition, announced.contest, relation),
    )
    return Checked((finding,), (run,))
