"""SQL that reads one file of returns into one wide table.

Whatever the format, a file becomes a relation with the text columns ``c0``, ``c1``, …; then every
figure goes through the same gate: plain digits pass at once, anything else is looked at cell by
cell, and what is no whole number of at least zero is kept as text in ``nonfigures``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from pathlib import Path

from crosstally.election.codes import EDGES, INVISIBLE
from crosstally.engine.connection import Engine, identifier, literal

MAX_DIGITS = 9
"""Digits of the largest figure that one return can hold; more is no figure of any station."""

NEW_LINE = ", new_line='\\n'"

_ZEROS = "٠۰०০੦૦୦௦౦೦൦๐໐༠၀០᠐０"
"""The zero of each script whose digits figures are written in; one to nine follow it."""
_OTHER_DIGITS = "".join(chr(ord(zero) + digit) for zero in _ZEROS for digit in range(10))
_ODD_SPACES = "\u00a0\u202f\u2009\u2007"


@dataclass(frozen=True)
class TextFile:
    """A delimited text file in UTF-8."""

    path: Path
    width: int
    delimiter: str
    skip: int
    """Lines before the first row."""
    cut: int
    """Lines of the file as it came that are not in ``path``."""


@dataclass(frozen=True)
class FileRelation:
    """A file as SQL: a table expression with the columns ``c0`` to ``c{width-1}``."""

    sql: str
    integer_columns: frozenset[int] = frozenset()
    """Columns that hold integers already (Parquet)."""
    floating_columns: frozenset[int] = frozenset()
    """Columns of floating-point numbers (Parquet), in which ``nan`` stands for nothing."""
    text: TextFile | None = None
    """Where it is one: for finding rows that cannot be read."""


@dataclass(frozen=True)
class WideLoad:
    """What to read from a relation: SQL positions of each column."""

    table: str
    station: Sequence[int] = ()
    texts: Mapping[str, int] = field(default_factory=dict)
    """Name in the table (``name``, ``area:LEVEL``, ``at:ATTRIBUTE``, …) → column."""
    figures: Mapping[str, int] = field(default_factory=dict)
    rows: Mapping[int, Sequence[str]] = field(default_factory=dict)
    leave_out: Mapping[int, Sequence[str]] = field(default_factory=dict)
    """Column → texts of rows that are no returns; an empty text stands for an empty cell."""
    thousands: str | None = None
    empty_marks: Sequence[str] = ()
    empty_is_zero: bool = False
    zero_beside: Set[str] = frozenset()
    """Figures of which an empty cell is nought in a row in which another of them is given."""
    keeps_numbers: bool = False
    """Whether rows go by their numbers in the file, rows without figures counted."""

    @property
    def is_numbered(self) -> bool:
        """Whether rows are numbered before some of them are left out."""
        return bool(self.rows or self.leave_out) or self.keeps_numbers


def delimited(
    engine: Engine, path: Path, width: int, delimiter: str, skip: int, cut: int | None = None
) -> FileRelation:
    """A delimited text file in UTF-8; ``skip`` lines stand before the first row. A file that was
    rewritten, with ``cut`` lines less, ends its rows with a line feed, whatever its cells hold."""
    columns = ", ".join(f"'c{i}': 'VARCHAR'" for i in range(width))
    read = (
        f"read_csv({_file(engine, path)}, auto_detect=false, header=false, skip={skip}, "
        f"delim={literal(delimiter)}, quote='\"', escape='\"', columns={{{columns}}}, "
        "null_padding=false, strict_mode=true, max_line_size=8388608, "
        "compression='none', hive_partitioning=false"
        f"{NEW_LINE if cut is not None else ''}"
    )
    return FileRelation(f"{read})", text=TextFile(path, width, delimiter, skip, cut or 0))


_FLOATING = frozenset(("FLOAT", "DOUBLE"))


def parquet(engine: Engine, path: Path) -> tuple[FileRelation, list[str]]:
    """A Parquet file and the names of its columns."""
    file = f"read_parquet({_file(engine, path)}, hive_partitioning=false)"
    described = engine.rows(f"DESCRIBE SELECT * FROM {file}")
    integers = {
        i
        for i, row in enumerate(described)
        if row[1]
        in {
            "TINYINT",
            "SMALLINT",
            "INTEGER",
            "BIGINT",
            "UTINYINT",
            "USMALLINT",
            "UINTEGER",
            "UBIGINT",
        }
    }
    chosen = ", ".join(
        f"{identifier(row[0])} AS c{i}"
        if i in integers
        else f"nullif(trim({_whole(identifier(row[0]), row[1])}), '') AS c{i}"
        for i, row in enumerate(described)
    )
    sql = f"(SELECT {chosen} FROM {file})"
    floating = frozenset(i for i, row in enumerate(described) if row[1] in _FLOATING)
    return FileRelation(sql, frozenset(integers), floating), [row[0] for row in described]


def _whole(column: str, kind: str) -> str:
    """A column as text: a number of decimals that is whole is written as a whole one."""
    text = f"{column}::VARCHAR"
    if kind.startswith("DECIMAL"):
        return rf"regexp_replace({text}, '\.0+$', '')"
    if kind in _FLOATING:
        is_whole = f"{column} = trunc({column}) AND abs({column}) < 1e15"
        return f"CASE WHEN {is_whole} THEN {column}::BIGINT::VARCHAR ELSE {text} END"
    return text


def _file(engine: Engine, path: Path) -> str:
    """A path for DuckDB, which would take some signs in it for a pattern over several files."""
    return literal(str(engine.plain_path(path)))


def load_wide(engine: Engine, relation: FileRelation, load: WideLoad) -> None:
    """Create ``load.table`` with ``row`` (from 1), ``station``, texts and figures, and enter the
    cells that are no figures into ``nonfigures``. Figures are INTEGER, NULL where none is held.
    """
    cells = Cells(load)
    chosen = [
        *[identifier("row")] * load.is_numbered,
        f"{_joined(load.station, relation.floating_columns)} AS station",
        *(f"{visible_name(f'c{at}')} AS {identifier(name)}" for name, at in load.texts.items()),
        *(
            f"{cells.figure(name, at, at in relation.integer_columns)} AS {identifier(name)}"
            for name, at in load.figures.items()
        ),
        "odd",
    ]
    rows = wanted_rows(relation, load, cells, numbered=load.is_numbered)
    engine.run(f"CREATE TABLE {identifier(load.table)} AS SELECT {', '.join(chosen)} {rows}")
    if engine.row(f"SELECT coalesce(bool_or(odd), false) FROM {identifier(load.table)}")[0]:
        _keep_nonfigures(engine, relation, load, cells)
    engine.run(f"ALTER TABLE {identifier(load.table)} DROP COLUMN odd")


def wanted_rows(relation: FileRelation, load: WideLoad, cells: Cells, numbered: bool) -> str:
    """The file's rows that are wanted, each with ``odd``: whether some figure needs a closer
    look. Numbered rows count every row of the file."""
    chosen = [f"row_number() OVER () AS {identifier('row')}"] * numbered
    chosen.append(f"({cells.odd_row(relation.integer_columns)}) AS odd")
    if load.zero_beside:
        chosen.append(f"({cells.given(relation.integer_columns)}) AS beside")
    kept = [
        f"{visible_name(f'c{at}')} IN ({', '.join(literal(text) for text in texts)})"
        for at, texts in load.rows.items()
    ]
    kept += [
        f"coalesce({visible_name(f'c{at}')}, '') NOT IN "
        f"({', '.join(literal(text) for text in texts)})"
        for at, texts in load.leave_out.items()
    ]
    wanted = [*load.station, *load.figures.values()]
    if load.figures:
        kept.append(f"({' OR '.join(f'c{at} IS NOT NULL' for at in wanted)})")
    where = f" WHERE {' AND '.join(kept)}" if kept else ""
    return f"FROM (SELECT *, {', '.join(chosen)} FROM {relation.sql}){where}"


def create_nonfigures(engine: Engine) -> None:
    """The table of figures that are no numbers: ``(load, row, figure, status, raw)``."""
    engine.run(
        "CREATE TABLE nonfigures (load VARCHAR, row BIGINT, figure VARCHAR, status VARCHAR, "
        "raw VARCHAR)"
    )


def row_count(engine: Engine, table: str) -> int:
    """How many rows a table has."""
    return int(engine.row(f"SELECT count(*) FROM {identifier(table)}")[0])


def distinct_texts(engine: Engine, relation: FileRelation, column: int) -> list[str]:
    """The different texts of a column of a file, empty ones left out."""
    return [
        str(row[0])
        for row in engine.rows(
            f"SELECT DISTINCT {visible_name(f'c{column}')} FROM {relation.sql} "
            f"WHERE c{column} IS NOT NULL"
        )
    ]


def row_of(load_has_row: bool) -> str:
    """SQL for the row number (from 1) inside a loaded table."""
    return identifier("row") if load_has_row else "rowid + 1"


def _keep_nonfigures(engine: Engine, relation: FileRelation, load: WideLoad, cells: Cells) -> None:
    """Read the file again for the text of cells that are no figures: it is seldom needed."""
    names = ", ".join(literal(name) for name in load.figures)
    raw = ", ".join(f"c{at}::VARCHAR" for at in load.figures.values())
    rows = wanted_rows(relation, load, cells, numbered=load.is_numbered)
    # Unfiltered tables are numbered as they are stored, without the file's empty rows.
    number = identifier("row") if load.is_numbered else "row_number() OVER ()"
    engine.run(
        f"INSERT INTO nonfigures SELECT {literal(load.table)}, row, figure, 'unread', cell "
        f"FROM (SELECT number AS row, unnest([{names}]) AS figure, unnest([{raw}]) AS cell "
        f"FROM (SELECT *, {number} AS number {rows}) WHERE odd) "
        f"WHERE cell IS NOT NULL AND NOT {cells.accepted('cell')} AND NOT {cells.empty('cell')}"
    )


def _joined(columns: Sequence[int], floating: frozenset[int]) -> str:
    codes = [
        f"nullif({visible_code(f'c{at}')}, 'nan')" if at in floating else visible_code(f"c{at}")
        for at in columns
    ]
    if not codes:
        return "NULL::VARCHAR"
    return codes[0] if len(codes) == 1 else f"concat_ws('/', {', '.join(codes)})"


def visible_name(cell: str) -> str:
    """SQL for ``election.codes.visible_name``. Most texts are ASCII, and quick to strip."""
    return _plain(cell, f"{cell}::VARCHAR")


def visible_code(cell: str) -> str:
    """SQL for ``election.codes.visible_code``."""
    return _plain(cell, f"translate({cell}::VARCHAR, {literal(INVISIBLE)}, '')")


def _plain(cell: str, otherwise: str) -> str:
    """A text in ASCII that begins and ends with a sign is taken as it is: that is quick to tell."""
    text = f"{cell}::VARCHAR"
    begins, ends = f"{text} >= '!'", f"reverse({text}) >= '!'"
    return (
        f"CASE WHEN strlen({text}) = length({text}) AND {begins} AND {ends} THEN {text} "
        f"ELSE trim({otherwise}, {literal(EDGES)}) END"
    )


class Cells:
    """SQL that decides what a cell of a figure column is."""

    def __init__(self, load: WideLoad) -> None:
        self.load = load
        mark = load.thousands
        self.mark = mark if mark and mark.strip() else (" " if mark else None)
        self.pattern = rf"[0-9]{{1,{MAX_DIGITS}}}(\.0{{1,2}})?"
        if self.mark:
            grouped = rf"[1-9][0-9]{{0,2}}(\x{{{ord(self.mark):x}}}[0-9]{{3}}){{1,2}}"
            if self.mark == ",":  # lakhs and crores: 12,34,567
                grouped += "|[1-9][0-9]?(,[0-9]{2}){1,2},[0-9]{3}"
            self.pattern = (
                grouped + rf"|[0-9]{{1,{MAX_DIGITS}}}"
                if self.mark == "."
                else (f"{grouped}|{self.pattern}")
            )

    def odd_row(self, integer_columns: frozenset[int]) -> str:
        """Whether some figure of a row is more than plain digits (or no figure at all)."""
        textual = [f"c{at}" for at in self.load.figures.values() if at not in integer_columns]
        whole = [f"c{at}" for at in self.load.figures.values() if at in integer_columns]
        tests = []
        if textual:
            # Figures are looked at together: that is several times quicker than one by one.
            tests.append(f"regexp_matches(concat({', '.join(textual)}), '[^0-9]')")
            longest = f"greatest({', '.join(f'strlen({cell})' for cell in textual)})"
            tests.append(f"coalesce({longest} > {MAX_DIGITS}, false)")
        if whole:
            listed = ", ".join(whole)
            tests.append(f"coalesce(least({listed}) < 0, false)")
            tests.append(f"coalesce(greatest({listed}) > {10**MAX_DIGITS - 1}, false)")
        return " OR ".join(tests) or "false"

    def cleaned(self, cell: str) -> str:
        plain = "0123456789" * len(_ZEROS) + " " * len(_ODD_SPACES)
        return f"trim(translate({cell}, {literal(_OTHER_DIGITS + _ODD_SPACES)}, {literal(plain)}))"

    def accepted(self, cell: str) -> str:
        return f"regexp_full_match({self.cleaned(cell)}, {literal(self.pattern)})"

    def empty(self, cell: str) -> str:
        marks = ", ".join(literal(mark) for mark in ("", *self.load.empty_marks))
        return f"{visible_name(cell)} IN ({marks})"

    def given(self, integer_columns: frozenset[int]) -> str:
        """Whether one of the figures of ``zero_beside`` is given in a row."""
        return " OR ".join(
            f"c{at} IS NOT NULL"
            if at in integer_columns
            else f"(c{at} IS NOT NULL AND NOT {self.empty(f'c{at}')})"
            for name, at in self.load.figures.items()
            if name in self.load.zero_beside
        )

    def figure(self, name: str, at: int, is_integer: bool) -> str:
        cell = f"c{at}"
        nought = "beside" if name in self.load.zero_beside else str(self.load.empty_is_zero).lower()
        careful = self.careful(cell, is_integer)
        if is_integer:
            value = f"(CASE WHEN odd THEN {careful} ELSE {cell} END)::INTEGER"
            if nought == "false":
                return value
            return f"CASE WHEN {cell} IS NULL AND {nought} THEN 0 ELSE {value} END"
        value = f"CASE WHEN odd THEN {careful} ELSE TRY_CAST({cell} AS INTEGER) END"
        if nought == "false":
            return value
        nothing = f"({cell} IS NULL OR {self.empty(cell)})"
        return f"CASE WHEN {nought} AND {nothing} THEN 0 ELSE {value} END"

    def careful(self, cell: str, is_integer: bool) -> str:
        """The whole number of a cell, looked at by itself; NULL where it holds none."""
        if is_integer:
            return f"CASE WHEN {cell} BETWEEN 0 AND {10**MAX_DIGITS - 1} THEN {cell} END"
        text = self.cleaned(cell)
        if self.mark:
            text = f"replace({text}, {literal(self.mark)}, '')"
        if self.mark != ".":
            text = f"split_part({text}, '.', 1)"
        return f"CASE WHEN {self.accepted(cell)} THEN TRY_CAST({text} AS INTEGER) END"
