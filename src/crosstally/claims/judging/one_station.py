"""Tests of one station: every source that holds its sheet is asked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from crosstally.claims.judging.judge import Answer, Question, held_against, verdict_of
from crosstally.claims.judging.measured import Measured, sheet_basis, shown
from crosstally.claims.judging.operand import Against, Fixed, Nothing, Option
from crosstally.claims.judging.rows import SheetRows
from crosstally.claims.judging.span import Span
from crosstally.claims.judging.wording import (
    both,
)
from crosstally.claims.result import Verdict
from crosstally.findings import Sentence
from crosstally.tabulation.figures import FigureTable
from crosstally.words import N_


def one_station(question: Question) -> Answer:
    """A comparison for a single station, on its sheet. Sheets of several sources must agree on the
    answer; where they do not, it is undecided, and both are told."""
    code = question.test.station
    assert code is not None
    name, answers, seen = code, [], False
    for table in _rows_of(question, code):
        seen, name = True, table.names[0]
        answer = _on_sheet(question, table)
        if answer is not None:
            answers.append(answer)
    if not seen:
        return _not_held(question, code)
    if not answers:
        reason = Sentence(N_("No sheet of station {station} gives this figure."), {"station": name})
        return Answer(Verdict.UNDECIDED, reason, missing={"stations": 0, "of": 1})
    if len({answer.verdict for answer in answers}) == 1:
        return answers[0]
    said = answers[0].reason
    for answer in answers[1:]:
        said = both(said, answer.reason)
    decide = Sentence(
        N_("Which of these sheets of station {station} counts would decide it."), {"station": name}
    )
    return Answer(Verdict.UNDECIDED, said, decide, basis=answers[0].basis)


def _rows_of(question: Question, code: str) -> Iterator[FigureTable]:
    """The station's row of every source that holds it and may be asked, as tables of one row."""
    evidence, test = question.evidence, question.test
    if test.on == "announced":
        return
    level = evidence.election.definition.station_level
    for source in evidence.sheet_sources(question.contest):
        if test.source in (None, source):
            table = evidence.table(question.contest, source, level, question.area)
            for row, area in enumerate(table.areas):
                if area == code:
                    yield _one_row(table, slice(row, row + 1))
                    break


def _one_row(table: FigureTable, row: slice) -> FigureTable:
    cut: dict[str, Any] = {
        part: {name: column[row] for name, column in getattr(table, part).items()}
        for part in ("columns", "less", "more")
    }
    return replace(
        table,
        areas=table.areas[row],
        names=table.names[row],
        stations_held=table.stations_held[row],
        stations_known=table.stations_known[row],
        **cut,
    )


def _on_sheet(question: Question, table: FigureTable) -> Answer | None:
    """What one sheet comes to; None where it has no such figure."""
    evidence, test = question.evidence, question.effective
    rows = SheetRows(evidence, question.contest, table, test, question.area)
    value = _span(rows, test.option)
    if value is None:
        return None
    basis = sheet_basis(table.source, evidence.election)
    measured = Measured(value, basis, shown(value, rows.share))
    operand = _operand(question, rows, question.against())
    option = question.option_name(test.option)
    answer = held_against(test, option, table.names[0], measured, operand)
    if answer.verdict is not Verdict.UNDECIDED or isinstance(operand, Nothing):
        return answer
    # Copies that disagree, or a figure that is unread: the paper says what was written.
    template = N_("The original of this sheet ({station}) would decide it.")
    return replace(answer, would_decide=Sentence(template, {"station": table.names[0]}))


def _operand(question: Question, rows: SheetRows, against: Against) -> Fixed | Nothing:
    """What the sheet's figure is held against; another option's on the same sheet."""
    if not isinstance(against, Option):
        return question.fixed(against)
    name = question.option_name(against.option)
    span = _span(rows, against.option)
    if span is None:
        return Nothing(Sentence(N_("For {name} no such figure is at hand."), {"name": name}))
    values = {"name": name, "value": shown(span, rows.share)}
    return Fixed(span, Sentence(N_("{name} has: {value}"), values), printed=False)


def _span(rows: SheetRows, option: str | None) -> Span | None:
    """The measure on the one sheet; None where it is unread or stands for nothing."""
    bounds = rows.bounds(option)
    if bounds is None or not bounds.readable[0] or not bounds.asked[0]:
        return None
    return bounds.span(0)


def _not_held(question: Question, code: str) -> Answer:
    values = {"station": code}
    reason = Sentence(N_("No sheet of station {station} is held."), values)
    decide = Sentence(N_("The sheet of station {station} would decide it."), values)
    if question.test.on == "announced":
        reason = Sentence(N_("Announcements are not asked for a single station."), values)
    return Answer(verdict_of(None), reason, decide, missing={"stations": 1, "of": 1})
