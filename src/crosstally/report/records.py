"""Observers' records in a report: counted beside the figures, never mixed with them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from crosstally.check.result import CheckResult
from crosstally.election.records import RecordForm, Records
from crosstally.report.lines import Line, Section
from crosstally.words import _, ngettext, number


def record_sections(result: CheckResult) -> list[Section]:
    """One section that counts every form's records; none where the folder has none."""
    if not result.records:
        return []
    lines = [Line(_("Counted as they were written down; no figure and no verdict rests on them."))]
    for records in result.records:
        lines += _lines(records)
    return [Section(_("Observers' records"), lines)]


def _lines(records: Records) -> Iterator[Line]:
    form = records.form
    count = ngettext("{count} record", "{count} records", records.records)
    yield Line(count.format(count=number(records.records)), label=form.name)
    for name, answers in records.counted.items():
        rest = records.other_answers.get(name)
        others = "; " + _("other answers: {count}").format(count=number(rest)) if rest else ""
        yield Line(f"{form.called(name)}: {_listed(form, name, answers)}{others}", depth=2)
    for name, total in records.sums.items():
        said = _("{name}, all in all: {sum}").format(name=form.called(name), sum=number(total))
        yield Line(said, depth=2)
    if crossed := form.crossed:
        for row in dict.fromkeys(row for row, _column in records.crossed):
            cells = {column: size for (of, column), size in records.crossed.items() if of == row}
            listed = _listed(form, crossed.columns, cells)
            yield Line(f"{_said(form, crossed.rows, row)}: {listed}", depth=2)


def _listed(form: RecordForm, column: str, answers: Mapping[str, int]) -> str:
    # Between an answer and its count a comma or a blank would not tell "7" from "7 of 10".
    return ", ".join(
        f"{_said(form, column, answer)} ({number(count)})" for answer, count in answers.items()
    )


def _said(form: RecordForm, column: str, answer: str) -> str:
    return form.said(column, answer) or _("nothing stands")


def records_as_json(result: CheckResult) -> list[dict[str, Any]]:
    """The counts as plain dictionaries."""
    return [
        {
            "id": one.id,
            "name": one.form.name,
            "file": one.file,
            "records": one.records,
            "counted": {name: dict(answers) for name, answers in one.counted.items()},
            "other_answers": dict(one.other_answers),
            "sums": dict(one.sums),
            "crossed": [
                {"row": row, "column": column, "size": size}
                for (row, column), size in one.crossed.items()
            ],
        }
        for one in result.records
    ]
