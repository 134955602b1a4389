"""Numbers of a rule that stand in a table beside ``election.yaml``: seats of constituencies,
inhabitants of areas."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from pathlib import Path

from crosstally.election.definition import Contest, Definition
from crosstally.election.document import MOST_DIGITS
from crosstally.election.rule import Constituencies, NumbersFrom
from crosstally.election.table_file import open_table
from crosstally.election.yaml_source import Location, YamlSource
from crosstally.problems import InputError, Problem, links_outside, quoted, shown_path, suggestion
from crosstally.words import _


def tables_named(definition: Definition) -> list[str]:
    """The files that rules take numbers from, each once."""
    files = [
        table.file
        for contest in definition.contests.values()
        for _key, table in _tables_of(contest)
    ]
    return list(dict.fromkeys(files))


def with_tables(folder: Path, definition: Definition, source: YamlSource) -> Definition:
    """The definition with the numbers of its rules read in.

    Raises ``InputError`` with every problem: a file that is not there or lies outside the folder, a
    column that is missing, an area that stands twice, what is no whole number.
    """
    problems: list[Problem] = []
    contests = dict(definition.contests)
    for name, contest in definition.contests.items():
        about = contest.rule.constituencies if contest.rule is not None else None
        for key, table in _tables_of(contest):
            assert contest.rule is not None
            assert about is not None
            location = ("contests", name, "rule", "constituencies", *key)
            try:
                numbers = _Table(folder, table, about.level, source, location).numbers()
            except InputError as error:
                problems += error.problems
                continue
            about = _filled(about, key, numbers)
            rule = contest.rule.model_copy(update={"constituencies": about})
            contests[name] = contest.model_copy(update={"rule": rule})
    if problems:
        raise InputError(problems)
    return definition.model_copy(update={"contests": contests})


def _tables_of(contest: Contest) -> Iterator[tuple[tuple[str, ...], NumbersFrom]]:
    """Where in the constituencies a table is named, and the table."""
    about = contest.rule.constituencies if contest.rule is not None else None
    if about is not None and about.seats_from is not None:
        yield ("seats_from",), about.seats_from
    if about is not None and about.apportioned and about.apportioned.population_from is not None:
        yield ("apportioned", "population_from"), about.apportioned.population_from


def _filled(about: Constituencies, key: Sequence[str], numbers: dict[str, int]) -> Constituencies:
    if key[0] == "seats_from":
        return about.model_copy(update={"seats": numbers, "seats_from": None})
    assert about.apportioned is not None
    update = {"population": numbers, "population_from": None}
    apportioned = about.apportioned.model_copy(update=update)
    return about.model_copy(update={"apportioned": apportioned})


class _Table:
    """One table: an area and a whole number a row."""

    def __init__(
        self, folder: Path, table: NumbersFrom, level: str, source: YamlSource, location: Location
    ) -> None:
        self.table, self.level = table, level
        self.path = folder / table.file
        self.shown = shown_path(self.path)
        self.problems: list[Problem] = []
        wrong = self._wrong_file(folder)
        if wrong:
            where = source.where(location)
            message = f"{where}: {wrong}"
            raise InputError(source.problem((*location, "file"), message, read=table.file))
        if linked := links_outside(folder, [self.path]):
            raise InputError(linked)

    def _wrong_file(self, folder: Path) -> str:
        try:
            if not self.path.resolve().is_relative_to(folder.resolve()) and not (
                self.path.is_symlink()
            ):
                return _("lies outside the election folder")
            return "" if self.path.is_file() else _("no file is called like this")
        except (OSError, ValueError, RuntimeError):
            return _("is no name of a file")

    def numbers(self) -> dict[str, int]:
        """Area → its number; rows of other levels are passed over where there is a column `level`,
        and so are rows without a number in ``areas.csv``."""
        found: dict[str, int] = {}
        lines: dict[str, int] = {}
        with open_table(self.path, self.shown) as (stream, delimiter):
            rows = csv.reader(stream, delimiter=delimiter, strict=True)
            at, column, level = self._header([name.strip() for name in next(rows, [])])
            for row in rows:
                cells = [row[i].strip() if i < len(row) else "" for i in (at, column)]
                other = level is not None and level < len(row) and row[level].strip() != self.level
                if other or not any(cells) or (level is not None and not cells[1]):
                    continue
                area, text = cells
                line = rows.line_num
                if area in lines:
                    first = _("stands twice, the first time in line {line}")
                    self._report(line, f"{quoted(area)} {first.format(line=lines[area])}")
                elif not (text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS):
                    message = _("{column} is no whole number").format(column=self.table.column)
                    expected = _("digits alone, such as 1234")
                    self._report(line, f"{quoted(area)}: {message}", text, expected)
                else:
                    found[area] = int(text)
                lines.setdefault(area, line)
        if not found and not self.problems:
            message = _("no area of the level {level} has a number under {column}")
            said = message.format(level=quoted(self.level), column=quoted(self.table.column))
            self.problems.append(Problem(said, self.shown))
        if self.problems:
            raise InputError(self.problems)
        return found

    def _header(self, names: list[str]) -> tuple[int, int, int | None]:
        """Where the area, its number and its level stand."""
        own = self.table.area or ("id" if "id" in names and "area" not in names else "area")
        for name in (own, self.table.column):
            if name not in names:
                message = _("there is no column {name}").format(name=quoted(name))
                hint = suggestion(name, names)
                self.problems.append(Problem(message, self.shown, 1, hint=hint))
        if self.problems:
            raise InputError(self.problems)
        level = names.index("level") if "level" in names else None
        return names.index(own), names.index(self.table.column), level

    def _report(
        self, line: int, message: str, read: str | None = None, expected: str | None = None
    ) -> None:
        problem = Problem(message, self.shown, line, read=read, expected=expected)
        self.problems.append(problem)
