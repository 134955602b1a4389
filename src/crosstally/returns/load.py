"""Reading every file of returns that the definition names."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field, replace
from itertools import count
from pathlib import Path

import duckdb

from crosstally.election.definition import Contest, ReturnsFile, normalised
from crosstally.election.folder import Election
from crosstally.election.yaml_source import read_yaml
from crosstally.engine.connection import Engine
from crosstally.engine.loading import (
    WideLoad,
    create_nonfigures,
    distinct_texts,
    load_wide,
    row_count,
)
from crosstally.engine.long_layout import LongLoad, load_long
from crosstally.engine.statements import drop_statements
from crosstally.problems import InputError, Problem, links_outside, shown_path
from crosstally.returns.columns import (
    ColumnPlan,
    figure_names,
    plan_columns,
    refuse_shared_names,
)
from crosstally.returns.columns_left_over import named_elsewhere, votes_left_over
from crosstally.returns.files import OpenedFile, format_of, open_file
from crosstally.returns.raw_file import RawFile, open_raw
from crosstally.returns.row_lines import RowLines
from crosstally.returns.statements import open_statements
from crosstally.returns.wrong_rows import LISTED, WRONG_WIDTH, wrong_rows
from crosstally.words import _, ngettext, number

Progress = Callable[[str], None]
ROWS_SHOWN = 20


@dataclass(frozen=True)
class Load:
    """One file, read into one table of the engine."""

    table: str
    entry: ReturnsFile
    contest: str
    file: str
    """The file's path inside the election folder: findings name it so, wherever the folder is."""
    raw: RawFile
    rows: int
    figures: tuple[str, ...]
    """Fields and options that its sheets have."""
    texts: tuple[str, ...]
    """Names of its text columns: ``name``, ``channel``, ``copy``, ``area:LEVEL``, ``at:NAME``, …"""
    level: str
    has_row: bool
    lines: RowLines
    called: dict[str, str] = field(default_factory=dict)
    """Wide layout: figure → its column's name."""
    unknown_options: dict[str, int] = field(default_factory=dict)
    """Long layout: text of an option that the definition does not know → its votes."""
    left_over: dict[str, int] = field(default_factory=dict)
    """Wide layout: column that the definition does not name and that looks like votes → their
    sum."""

    @property
    def is_numbered(self) -> bool:
        """Whether its table has a column ``row``, with numbers from 1."""
        return self.has_row or self.entry.layout == "long"

    def line(self, row: int) -> int:
        """The line of the file on which a row of the table (from 1) begins."""
        return self.lines.line(row)

    @property
    def area_levels(self) -> tuple[str, ...]:
        """Levels that have a column of their own, outermost first."""
        return tuple(name[5:] for name in self.texts if name.startswith("area:"))

    @property
    def attributes(self) -> tuple[str, ...]:
        """Names of the columns that say what kind of station it is."""
        return tuple(name[3:] for name in self.texts if name.startswith("at:"))


def load_files(
    election: Election,
    engine: Engine,
    progress: Progress | None = None,
    but: Collection[int] = (),
) -> list[Load]:
    """Read every file, ``but`` for those of entries of ``returns`` at these places. Raises
    ``InputError`` with the problems of all of them."""
    create_nonfigures(engine)
    problems: list[Problem] = []
    loads: list[Load] = []
    numbers = count()  # a file that cannot be read may leave its table behind
    for index, entry in enumerate(election.definition.returns):
        if index in but:
            continue
        for path in _paths(election, entry, index, problems):
            if progress:
                progress(path.name)
            try:
                loads.append(_load(election, engine, entry, path, f"load_{next(numbers)}"))
            except InputError as error:
                problems += error.problems
    if problems:
        raise InputError(problems)
    return loads


def _paths(
    election: Election, entry: ReturnsFile, index: int, problems: list[Problem]
) -> list[Path]:
    """The files that an entry names, all inside the election folder."""

    def report(message: str) -> list[Path]:
        path = election.folder / "election.yaml"
        source = read_yaml(path, shown_path(path))  # again, for the line
        location = ("returns", index, "file")
        message = f"{source.where(location)}: {message}"
        problems.append(source.problem(location, message, read=entry.file))
        return []

    try:
        paths = named_paths(election.folder, entry)
        inside = all(_is_inside(election.folder, path) for path in paths)
    except (OSError, ValueError, RuntimeError):
        return report(_("is no name of a file"))
    if not inside:
        return report(_("lies outside the election folder"))
    if linked := links_outside(election.folder, paths):
        problems += linked
        return []
    return paths or report(_("no file is called like this"))


def named_paths(folder: Path, entry: ReturnsFile) -> list[Path]:
    """The files that an entry names, whether they are there or not; a pattern's, sorted.

    Raises ``OSError``, ``ValueError`` or ``RuntimeError`` where nothing can have such a name.
    """
    if "*" not in entry.file and "?" not in entry.file:
        (folder / entry.file).is_file()  # a name that is too long, or holds a zero byte
        return [folder / entry.file]
    if Path(entry.file).is_absolute() or ".." in Path(entry.file).parts:
        return [folder / entry.file]  # outside of the folder, which no pattern leaves
    return sorted(path for path in folder.glob(entry.file) if not path.is_dir())


def _is_inside(folder: Path, path: Path) -> bool:
    """Whether a path lies in a folder; links at its end are looked at by themselves."""
    return path.is_symlink() or path.resolve().is_relative_to(folder.resolve())


def _load(election: Election, engine: Engine, entry: ReturnsFile, path: Path, table: str) -> Load:
    definition = election.definition
    contest_id = election.contest_of(entry)
    contest = definition.contests[contest_id]
    shown = shown_path(path)
    try:
        opened, entry = _open(engine, path, entry, contest, shown)
    except duckdb.Error as error:
        raise InputError(_cannot_be_read(error, shown)) from None
    shown = opened.raw.shown
    plan = plan_columns(
        opened.header, entry, definition, contest, shown, max(opened.header_line, 1)
    )
    texts = _texts(plan, entry, opened)
    is_statements = opened.format == "actasum"
    unknown, left_over = dict[str, int](), dict[str, int]()
    try:
        if entry.layout == "long":
            figures, unknown = _long(engine, opened, plan, entry, contest, table, texts)
        else:
            wide = _wide(table, plan, entry, contest, texts)
            load_wide(engine, opened.relation, replace(wide, keeps_numbers=is_statements))
            figures = tuple(plan.figures)
            left_over = votes_left_over(
                engine, opened, wide, plan, contest.options, named_elsewhere(definition, entry)
            )
    except duckdb.Error as error:
        raise InputError(_engine_problems(error, opened)) from None
    drop_statements(engine)
    rows = row_count(engine, table)
    if rows == 0:
        raise InputError(
            Problem(
                _("holds no row of figures"),
                shown,
                hint=(_("Is `rows:` in election.yaml too narrow?") if entry.rows else None),
            )
        )
    has_row = bool(plan.rows or plan.leave_out) or is_statements
    wanted = plan.figures.values() if plan.votes is None else (plan.votes,)
    lines = replace(
        opened.lines,
        wanted=(*plan.station, *wanted) if wanted else (),
        is_numbered=has_row,
        rows=rows if entry.layout == "wide" else 0,
    )
    return Load(
        table,
        entry,
        contest_id,
        shown_path(path, election.folder),
        opened.raw,
        rows,
        figures,
        tuple(texts),
        entry.level or definition.station_level,
        has_row,
        lines,
        {figure: opened.header[at] for figure, at in plan.figures.items()},
        unknown,
        left_over,
    )


def _open(
    engine: Engine, path: Path, entry: ReturnsFile, contest: Contest, shown: str
) -> tuple[OpenedFile, ReturnsFile]:
    """Open a file; statements bring their own columns."""
    if entry.format == "actasum" or (
        entry.format is None
        and path.name.endswith((".jsonl", ".ndjson", ".jsonl.gz", ".ndjson.gz", ".jsonl.zip"))
    ):
        raw = open_raw(path, engine.workdir, shown, entry.member)
        format_of(raw, entry)
        return open_statements(engine, raw, entry, contest)
    return open_file(engine, path, entry, shown), entry


def _texts(plan: ColumnPlan, entry: ReturnsFile, opened: OpenedFile) -> dict[str, int]:
    named = {"name": plan.station_name, "channel": plan.channel, "copy": plan.copy}
    texts = {name: at for name, at in named.items() if at is not None}
    texts |= {f"area:{level}": at for level, at in plan.areas.items()}
    texts |= {f"at:{name}": at for name, at in plan.attributes.items()}
    if opened.format == "actasum":
        texts |= {
            name: opened.header.index(name)
            for name in ("stage", "supersedes")
            if name in opened.header
        }
    return texts


def _wide(
    table: str, plan: ColumnPlan, entry: ReturnsFile, contest: Contest, texts: dict[str, int]
) -> WideLoad:
    return WideLoad(
        table=table,
        station=plan.station,
        texts=texts,
        figures=plan.figures,
        rows=plan.rows,
        leave_out=plan.leave_out,
        thousands=entry.thousands,
        empty_marks=entry.empty_marks,
        empty_is_zero=entry.empty == "zero",
        zero_beside=contest.options.keys() & plan.figures.keys()
        if entry.empty == "zero_beside_votes"
        else frozenset(),
    )


def _long(
    engine: Engine,
    opened: OpenedFile,
    plan: ColumnPlan,
    entry: ReturnsFile,
    contest: Contest,
    table: str,
    texts: dict[str, int],
) -> tuple[tuple[str, ...], dict[str, int]]:
    assert plan.option is not None
    assert plan.votes is not None
    names = figure_names(entry, contest)
    written = distinct_texts(engine, opened.relation, plan.option)
    given = (*entry.columns.options.values(), *entry.columns.fields.values())
    refuse_shared_names(written, given, contest, opened.raw.shown)
    known = {text: names[normalised(text)] for text in written if normalised(text) in names}
    headers = {normalised(header) for header in opened.header}
    said = {normalised(text) for text in written}
    columns = [
        text
        for text in entry.columns.fields.values()
        if normalised(text) in headers and normalised(text) not in said
    ]
    if columns:
        raise InputError(
            Problem(
                _(
                    "`fields` of a long file are texts in its column of options, and these are "
                    "columns"
                ),
                opened.raw.shown,
                read=", ".join(columns),
                hint=_(
                    "Give them a file of their own with one row a station, or make this file wide "
                    "(`crosstally new DIR --from FILE` does)."
                ),
            )
        )
    if not known:
        raise InputError(
            Problem(
                _("no option of the definition is found in the column of options"),
                opened.raw.shown,
                read=", ".join(sorted(written)[:8]),
                expected=", ".join(contest.options),
            )
        )
    unknown = load_long(
        engine,
        opened.relation,
        _wide(table, plan, entry, contest, texts),
        LongLoad(plan.option, plan.votes, known),
    )
    order = [*entry.columns.fields, *contest.options]
    return tuple(sorted(set(known.values()), key=order.index)), unknown


def _cannot_be_read(error: duckdb.Error, shown: str) -> Problem:
    first = str(error).splitlines()[0]
    return Problem(_("cannot be read: {reason}").format(reason=first[:200]), shown)


def _engine_problems(error: duckdb.Error, opened: OpenedFile) -> list[Problem]:
    """What DuckDB could not read, in our words: nearly always rows with too few or many cells."""
    shown = opened.raw.shown
    wrong = wrong_rows(opened.relation.text) if opened.relation.text else []
    if not wrong:
        return [_cannot_be_read(error, shown)]
    problems = [
        Problem(
            _(message),
            shown,
            line,
            expected=_("{count} cells, as in the header").format(count=len(opened.header))
            if message in WRONG_WIDTH
            else None,
            hint=_("Is the delimiter right? Does a name hold one, without quotes?")
            if message in WRONG_WIDTH and at == 0
            else None,
        )
        for at, (line, message) in enumerate(wrong[:ROWS_SHOWN])
    ]
    beyond = len(wrong) - len(problems)
    if beyond:
        said = ngettext(
            "{count} more row cannot be read", "{count} more rows cannot be read", beyond
        )
        if len(wrong) == LISTED:
            said = _("at least {count} more rows cannot be read")
        problems.append(
            Problem(
                said.format(count=number(beyond)),
                shown,
                count=beyond,
                cells=tuple(wrong[ROWS_SHOWN:]),
            )
        )
    return problems
