"""What observers wrote down beside the figures: forms, incidents, minutes on air, rulings.

``records/forms.yaml`` says which table of ``records/`` holds which form and what is counted in it.
Records are counted and never mixed with votes: no check and no verdict reads them.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from crosstally.election.folder import Election
from crosstally.election.table_file import open_table
from crosstally.election.validation import validated
from crosstally.election.yaml_source import read_yaml
from crosstally.problems import InputError, Problem, links_outside, shown_path, suggestion
from crosstally.words import _

FOLDER = "records"
DEFINITION = "forms.yaml"
MOST_VALUES = 50
"""Different answers of one column that are counted each; the rest are counted together."""
MOST_DIGITS = 12

_File = Annotated[str, Field(pattern=r"^[^/\\]+\.csv$")]


class Crossed(BaseModel):
    """A column summed up by two others, as minutes on air by party and tone."""

    model_config = ConfigDict(extra="forbid")
    rows: str
    columns: str
    sum: str | None = None
    """The column that is added up; left out, records are counted."""


class RecordForm(BaseModel):
    """One table of records."""

    model_config = ConfigDict(extra="forbid")
    name: str
    file: _File
    count_by: list[str] = []
    """Columns whose answers are counted, each answer by itself."""
    sum: list[str] = []
    """Columns of whole numbers that are added up."""
    crossed: Crossed | None = None
    labels: dict[str, str] = {}
    """What people call a column; one that is not named here is called as it is written."""
    answers: dict[str, dict[str, str]] = {}
    """The same of the answers of a column."""

    def called(self, column: str) -> str:
        """What people call a column."""
        return self.labels.get(column, column)

    def said(self, column: str, answer: str) -> str:
        """What people call an answer of a column."""
        return self.answers.get(column, {}).get(answer, answer)

    @property
    def columns(self) -> list[str]:
        """The columns that are counted or added up."""
        crossed = self.crossed
        of_crossed = [crossed.rows, crossed.columns, crossed.sum] if crossed else []
        return list(
            dict.fromkeys(name for name in (*self.count_by, *self.sum, *of_crossed) if name)
        )


class RecordForms(BaseModel):
    """``records/forms.yaml``."""

    model_config = ConfigDict(extra="forbid")
    forms: dict[str, RecordForm]


@dataclass(frozen=True)
class Records:
    """One form's records, counted."""

    id: str
    file: str
    """Relative to the election folder."""
    form: RecordForm
    """What is counted, and what people call it."""
    records: int
    counted: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    """Column → answer → records with it, the most frequent first; empty where nothing stands."""
    other_answers: Mapping[str, int] = field(default_factory=dict)
    """Column → records with answers that are not counted each; columns without any are left out."""
    sums: Mapping[str, int] = field(default_factory=dict)
    """Column → sum of its whole numbers; an empty cell adds nothing."""
    crossed: Mapping[tuple[str, str], int] = field(default_factory=dict)
    """(answer of the rows' column, of the columns' column) → sum, or records."""


def read_records(election: Election) -> tuple[Records, ...]:
    """The records of an election folder; none where it has no ``records/forms.yaml``.

    Raises ``InputError`` with every problem: a table or a column that is not there, a cell that is
    no whole number in a column that is added up.
    """
    folder = election.folder / FOLDER
    problems: list[Problem] = []
    found = []
    for id_, form in _forms(election).items():
        try:
            found.append(_counted(folder / form.file, id_, form, shown_path(folder / DEFINITION)))
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(problems)
    return tuple(found)


def counted_columns(election: Election) -> Iterator[tuple[str, list[str], list[list[str]]]]:
    """(file in the election folder, header, rows) of each table of records, with the columns alone
    that are counted: the others may hold what people told in confidence, and nothing needs them.

    A table of which no column is counted has its records' numbers. Raises ``InputError``.
    """
    folder = election.folder / FOLDER
    wanted: dict[str, list[str]] = {}
    for form in _forms(election).values():
        known = wanted.setdefault(form.file, [])
        known += [name for name in form.columns if name not in known]
    for file, columns in wanted.items():
        path = folder / file
        rows = _rows(path, columns, shown_path(path), shown_path(folder / DEFINITION))
        cells = [[row[name] for name in columns] for _line, row in rows]
        numbered = [[str(number)] for number in range(1, len(cells) + 1)]
        yield f"{FOLDER}/{file}", columns or ["record"], cells if columns else numbered


def _forms(election: Election) -> Mapping[str, RecordForm]:
    path = election.folder / FOLDER / DEFINITION
    if not path.exists():
        return {}
    forms = validated(RecordForms, read_yaml(path, shown_path(path))).forms
    tables = (path.with_name(form.file) for form in forms.values())
    if problems := links_outside(election.folder, [path, *tables]):
        raise InputError(problems)
    return forms


def _counted(path: Path, id_: str, form: RecordForm, definition: str) -> Records:
    shown = shown_path(path)
    rows = list(_rows(path, form.columns, shown, definition))
    problems: list[Problem] = []

    def whole(line: int, row: Mapping[str, str], name: str) -> int:
        cell = row[name].strip()
        if cell and not (cell.isdecimal() and len(cell) <= MOST_DIGITS):
            message = _("column {name}: expected a whole number").format(name=name)
            problems.append(Problem(message, shown, line, read=cell))
            return 0
        return int(cell or 0)

    sums = {name: sum(whole(line, row, name) for line, row in rows) for name in form.sum}
    crossed: Counter[tuple[str, str]] = Counter()
    if form.crossed:
        one = form.crossed
        for line, row in rows:
            size = whole(line, row, one.sum) if one.sum else 1
            crossed[row[one.rows].strip(), row[one.columns].strip()] += size
    if problems:
        raise InputError(list({(p.line, p.message): p for p in problems}.values()))
    every = {name: Counter(row[name].strip() for _line, row in rows) for name in form.count_by}
    counted = {name: dict(answers.most_common(MOST_VALUES)) for name, answers in every.items()}
    others = {name: len(rows) - sum(answers.values()) for name, answers in counted.items()}
    return Records(
        id=id_,
        form=form,
        file=f"{FOLDER}/{form.file}",
        records=len(rows),
        counted=counted,
        other_answers={name: count for name, count in others.items() if count},
        sums=sums,
        crossed=dict(crossed),
    )


def _rows(
    path: Path, wanted: Sequence[str], shown: str, definition: str
) -> Iterator[tuple[int, Mapping[str, str]]]:
    """(line, cells) of every record. Raises ``InputError`` where a column is missing."""
    if not path.is_file():
        raise InputError(Problem(_("there is no such file"), definition, read=path.name))
    with open_table(path, shown) as (lines, delimiter):
        table = csv.DictReader(lines, delimiter=delimiter, restval="")
        header = list(table.fieldnames or [])
        missing = sorted(set(wanted) - set(header))
        if missing:
            message = _("there is no such column")
            raise InputError(
                [
                    Problem(message, shown, 1, read=name, hint=suggestion(name, header))
                    for name in missing
                ]
            )
        for row in table:
            yield table.line_num, {key: row[key] or "" for key in header}
