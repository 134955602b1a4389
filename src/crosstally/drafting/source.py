"""Reading a spreadsheet or text file as rows of texts, as the readers of returns will see them."""

from __future__ import annotations

import csv
import tempfile
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from crosstally.drafting.cells import Rows
from crosstally.drafting.contests import in_rows, side_by_side
from crosstally.drafting.documents import DOCUMENTS, document_guess
from crosstally.drafting.guess import Guess, Kind
from crosstally.drafting.guessing import all_above, guess_columns, title_above
from crosstally.drafting.stations_across import stations_across
from crosstally.drafting.tidy import Tidied, tidied
from crosstally.drafting.together import FILES, WORKSHEETS, Together, read_together
from crosstally.problems import InputError, Problem
from crosstally.returns.encoding import sniff_encoding
from crosstally.returns.raw_file import (
    RawFile,
    keeps_texts,
    kept_text,
    open_raw,
    sniff_delimiter,
)
from crosstally.returns.spreadsheet_cells import valueless_cells
from crosstally.returns.worksheets import cell_text, first_seen, spreadsheet_rows, worksheets
from crosstally.words import N_, _, number

MOST_CELLS = 8_000_000
"""Cells that are looked at; more rows of a file are not needed to guess what it means."""
_TEXT = {".csv", ".tsv", ".tab", ".txt"}
_SHEETS = {".xlsx", ".xlsm", ".xls", ".ods"}
_TABLES = {*_TEXT, *_SHEETS, ".parquet", *DOCUMENTS}


@dataclass(frozen=True)
class Source:
    """A file that was read, what it most probably means, and how the reader must open it."""

    path: Path
    guess: Guess
    format: str | None = None
    """Where the suffix does not say it."""
    encoding: str | None = None
    delimiter: str | None = None
    worksheet: str | None = None
    member: str | None = None
    is_whole: bool = True
    """Whether every row was looked at."""
    tidied: Tidied | None = None
    """The table made plain, where it was not; the other settings are those of the file."""
    not_read: tuple[str, ...] = ()
    """Other worksheets, or files of the archive, that hold tables of results too."""
    contest: str | None = None
    """What the file calls the contest, where it holds several."""
    others: tuple[Source, ...] = ()
    """The other contests of the file, each with a table of its own."""
    uncomputed: int = 0
    """Cells of a spreadsheet with a formula and no value: they cannot be read."""

    @property
    def header_row(self) -> int:
        """The row of the file as it came in which the columns' names stand, from 1."""
        return self.guess.header_row if self.tidied is None else self.tidied.header_row


def read_source(path: Path, worksheet: str | None = None, member: str | None = None) -> Source:
    """Open a file, choose the worksheet with the stations, and guess what its columns mean.

    Raises ``InputError`` with what is wrong and what to do.
    """
    shown = str(path)
    with tempfile.TemporaryDirectory(prefix="crosstally-") as name:
        members: list[str] = []
        if path.suffix.lower() == ".zip" and member is None:
            members = _tables_in(path)
            member = members[0] if members else None
        raw = open_raw(path, Path(name), shown, member)
        _refuse_idle(path, raw, worksheet, member)
        if raw.suffix in _SHEETS:
            return _from_workbook(path, raw, worksheet, member)
        if raw.suffix in DOCUMENTS:
            return Source(path, document_guess(raw, DOCUMENTS[raw.suffix]), member=member)
        if raw.suffix == ".parquet":
            rows, is_whole = _parquet_rows(raw)
            return _of_table(
                lambda guess, plain: Source(
                    path, guess, member=member, is_whole=is_whole, tidied=plain
                ),
                rows,
                shown,
                is_whole,
            )
        joined = _read_together(path, Path(name), members) if raw.suffix in _TEXT else None
        if joined is not None:
            return joined
        return replace(_from_text(path, raw, member), not_read=tuple(members[1:]))


def _refuse_idle(path: Path, raw: RawFile, worksheet: str | None, member: str | None) -> None:
    """Raise ``InputError`` where what was asked for does not apply to the file."""
    if worksheet is not None and raw.suffix not in _SHEETS:
        raise InputError(
            Problem(_("has no worksheets: it is no spreadsheet"), str(path), read=worksheet)
        )
    if member is not None and path.suffix.lower() != ".zip":
        raise InputError(Problem(_("holds no other files: it is no .zip"), str(path), read=member))


def _guessed(rows: Rows, shown: str, is_whole: bool) -> tuple[Guess, Tidied | None]:
    """What a table means, made plain first where it is not."""
    turned = stations_across(rows) if is_whole else None
    if turned is not None:
        try:
            guess, plain = _guessed_as_it_is(turned.rows, shown, True)
        except InputError:
            guess = None  # then it is none
        if guess is not None and _adds_up(guess):
            title = title_above(turned.above, len(turned.above))
            guess = replace(guess, title=title, above=all_above(turned.above, len(turned.above)))
            return guess, turned if plain is None else replace(turned, rows=plain.rows)
    return _guessed_as_it_is(rows, shown, is_whole)


def _guessed_as_it_is(rows: Rows, shown: str, is_whole: bool) -> tuple[Guess, Tidied | None]:
    plain = tidied(rows, shown)
    if plain is not None and not is_whole:
        raise InputError(
            Problem(
                _("is no plain table and too large to be made one (over {cells} cells)").format(
                    cells=number(MOST_CELLS)
                ),
                shown,
                expected=_("one row for each station, every cell of its places filled"),
            )
        )
    if plain is None:
        return guess_columns(rows, shown), None
    guess = guess_columns(plain.rows, shown, plain.options)
    title = title_above(plain.above, len(plain.above))
    return replace(guess, title=title, above=all_above(plain.above, len(plain.above))), plain


IN_ROWS = N_(
    "The column “{column}” says which contest each row is of: {contests}. Each has a table of its "
    "own in `returns`; the file as it came lies in `original`."
)
FIGURES_LEFT_OUT = N_(
    "Rows that name nobody were left out, for it is open of which rows of a contest their figures "
    "are: {names}."
)
SIDE_BY_SIDE = N_(
    "The columns are of several contests: {contests}. Each has a table of its own in `returns`; "
    "the file as it came lies in `original`."
)
NO_FIGURES = N_("No figures are there of these contests, which were left out: {contests}.")


def _of_table(
    source: Callable[[Guess, Tidied | None], Source], rows: Rows, shown: str, is_whole: bool
) -> Source:
    """The contests of a table, or the table: of several contests in rows, it may hold no table of
    one."""
    try:
        return _divided(source(*_guessed(rows, shown, is_whole)), rows, shown)
    except InputError:
        found = in_rows(rows) if is_whole else None
        if found is None:
            raise
        divided = _divided(source(*_guessed(found.parts[0][1], shown, True)), rows, shown)
        if not divided.others:
            raise
        return divided


def _divided(source: Source, rows: Rows, shown: str) -> Source:
    """The contests of a file that holds several: the first, with the others; the file as it is
    where it holds one. Side by side, each has to add up by itself."""
    if not source.is_whole:
        return source
    found = in_rows(rows)
    beside = side_by_side(rows) if found is None else None
    parts = found.parts if found is not None else beside.parts if beside is not None else []
    if len(parts) < 2:
        return source
    contests = ", ".join(name for name, _ in parts)
    said = [(SIDE_BY_SIDE, {"contests": contests})]
    if beside is not None and beside.without_figures:
        said.append((NO_FIGURES, {"contests": ", ".join(beside.without_figures)}))
    if found is not None:
        said = [(IN_ROWS, {"contests": contests, "column": found.column})]
        if found.left_out:
            said.append((FIGURES_LEFT_OUT, {"names": ", ".join(found.left_out)}))
    made = []
    for name, own in parts:
        try:
            guess, plain = _guessed(own, shown, True)
        except InputError:
            return source
        if found is None and not (_adds_up(guess) or _is_uncontested(guess)):
            return source
        guess = replace(guess, title=source.guess.title, above=source.guess.above)
        done = (*said, *(plain.done if plain is not None else ()))
        table = own if plain is None else plain.rows
        tidied_ = Tidied(table, done, source.header_row)
        made.append(replace(source, guess=guess, tidied=tidied_, contest=name))
    return replace(made[0], others=tuple(made[1:]))


def _adds_up(guess: Guess) -> bool:
    """Whether the votes add up to a total of their own, nearly everywhere."""
    return any(
        item.relation.startswith("options") and "==" in item.relation and item.strength == "must"
        for item in guess.evidence
    )


def _is_uncontested(guess: Guess) -> bool:
    """Whether a contest has one candidate, whose votes are held against ballots of its own."""
    beside = any(item.relation.startswith("options") for item in guess.evidence)
    return len(guess.of(Kind.OPTION)) == 1 and beside


def _tables_in(path: Path) -> list[str]:
    """The tables of an archive that holds several files, the largest first; none where it holds
    one."""
    try:
        with zipfile.ZipFile(path) as archive:
            infos = [i for i in archive.infolist() if not i.is_dir()]
    except (OSError, zipfile.BadZipFile):
        return []  # the reader says what is wrong
    infos = [i for i in infos if not i.filename.startswith("__MACOSX/")]
    tables = [i for i in infos if Path(i.filename).suffix.lower() in _TABLES]
    if len(infos) <= 1:
        return []
    return [info.filename for info in sorted(tables, key=lambda info: -info.file_size)]


def _read_together(path: Path, scratch: Path, members: Sequence[str]) -> Source | None:
    """The text files of an archive that have the same columns, as one table; None where no two
    have, or where a row of them would not be looked at."""
    if len(members) < 2:
        return None
    tables: dict[str, Rows] = {}
    for at, member in enumerate(sorted(members)):
        folder = scratch / str(at)
        folder.mkdir()
        raw = open_raw(path, folder, str(path), member)
        if raw.suffix in _TEXT:
            rows, *_, is_whole = _text_rows(raw)
            if not is_whole:
                return None
            tables[member] = rows
    found = read_together(tables, "file", members[0])
    if found is None or sum(map(len, found.rows)) > MOST_CELLS:
        return None
    guess, plain = _of_several(found, FILES, str(path))
    others = tuple(member for member in members if member not in found.names)
    source = Source(path, guess, tidied=plain, not_read=others)
    return _divided(source, found.rows, str(path))


def _of_several(found: Together, said: str, shown: str) -> tuple[Guess, Tidied]:
    guess, plain = _guessed(found.rows, shown, True)
    names = ", ".join(found.names)
    done = ((said, {"names": names}), *(plain.done if plain is not None else ()))
    rows = found.rows if plain is None else plain.rows
    title = title_above(found.above, len(found.above))
    guess = replace(guess, title=title, above=all_above(found.above, len(found.above)))
    return guess, Tidied(rows, done, found.header_row, found.above)


def _text_rows(raw: RawFile) -> tuple[Rows, str, str, bool]:
    """Rows, encoding and delimiter of a text file, and whether every row is there."""
    encoding = sniff_encoding(raw.local)
    try:
        with raw.local.open(encoding=encoding, newline="") as stream:
            sample = stream.read(1 << 20)
            delimiter = "\t" if raw.suffix in (".tsv", ".tab") else _delimiter(sample)
            stream.seek(0)
            csv.field_size_limit(1 << 20)
            reader = csv.reader(stream, delimiter=delimiter)
            rows = list(islice(reader, 200))
            width = max((len(row) for row in rows), default=1)
            rows += islice(reader, MOST_CELLS // max(width, 1))
            is_whole = next(reader, None) is None
            if not sample.strip("\ufeff"):
                raise InputError(Problem(_("is empty"), raw.shown))
    except (UnicodeDecodeError, csv.Error) as error:
        message = _("cannot be read as text: {reason}").format(reason=error)
        raise InputError(Problem(message, raw.shown)) from None
    if "\0" in sample[:65536]:
        raise InputError(
            Problem(
                _("is no text: it holds zero bytes"),
                raw.shown,
                hint=_("Spreadsheets end with .xlsx, text files with .csv or .tsv."),
            )
        )
    if keeps_texts(sample):
        rows = [list(map(kept_text, row)) for row in rows]
    rows = [[cell.lstrip("\ufeff") for cell in row] for row in rows[:1]] + rows[1:]
    return rows, encoding, delimiter, is_whole


def _from_text(path: Path, raw: RawFile, member: str | None) -> Source:
    rows, encoding, delimiter, is_whole = _text_rows(raw)
    return _of_table(
        lambda guess, plain: Source(
            path,
            guess,
            format=None if raw.suffix in _TEXT else "csv",
            encoding=None if encoding.startswith("utf-8") else encoding,
            delimiter=None if delimiter == "," else delimiter,
            member=member,
            is_whole=is_whole,
            tidied=plain,
        ),
        rows,
        raw.shown,
        is_whole,
    )


def _delimiter(sample: str) -> str:
    """The delimiter of the rows below any title lines."""
    lines = sample.splitlines(keepends=True)
    middle = lines[len(lines) // 2 :] if len(lines) > 40 else lines
    return sniff_delimiter("".join(middle[:-1] or middle))


def _from_workbook(path: Path, raw: RawFile, worksheet: str | None, member: str | None) -> Source:
    """The worksheet asked for, else the one whose figures add up, with the most stations; a hidden
    one only where no other holds a table."""
    names = worksheets(raw)
    best: tuple[tuple[bool, bool, int], str, Guess, bool, Tidied | None] | None = None
    problems: list[Problem] = []
    tables: dict[str, Rows] = {}
    for name in [worksheet] if worksheet else names:
        cells = spreadsheet_rows(raw, name)
        most = MOST_CELLS // max((len(row) for row in cells[:200]), default=1)
        try:
            rows = [[cell_text(c) for c in row] for row in cells[:most]]
            guess, plain = _guessed(rows, raw.shown, len(cells) <= most)
        except InputError as error:
            problems += error.problems
            continue
        if len(cells) <= most:
            tables[name] = rows
        adds_up = any(item.relation.startswith("options") for item in guess.evidence)
        rank = (names[name], adds_up, guess.rows)
        if best is None or rank > best[0]:
            best = (rank, name, guess, len(cells) <= most, plain)
    if best is None:
        raise InputError(
            problems
            if len(names) == 1
            else Problem(
                _("no worksheet holds a table of results"),
                raw.shown,
                read=", ".join(names),
                expected=_("one row for each station, names above the columns"),
            )
        )
    name, guess, is_whole, plain = best[1:]
    seen = {one: rows for one, rows in tables.items() if names[one] == names[name]}
    found = read_together(seen, "worksheet", name)
    if found is not None and sum(map(len, found.rows)) <= MOST_CELLS:
        guess, plain = _of_several(found, WORKSHEETS, raw.shown)
    read = found.names if found is not None else (name,)
    source = Source(
        path,
        guess,
        worksheet=name if name != first_seen(names) and found is None else None,
        member=member,
        is_whole=is_whole,
        tidied=plain,
        not_read=tuple(other for other in tables if other not in read),
        uncomputed=sum(
            text.startswith("=")
            for one in read
            for text in valueless_cells(raw.local, one).values()
        ),
    )
    table = found.rows if found is not None else tables.get(name, [])
    return _divided(source, table, raw.shown)


def _parquet_rows(raw: RawFile) -> tuple[Rows, bool]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        file = pq.ParquetFile(raw.local)
    except (pa.ArrowInvalid, OSError) as error:
        message = _("is no Parquet file: {reason}").format(reason=error)
        raise InputError(Problem(message, raw.shown)) from None
    names = file.schema_arrow.names
    most = MOST_CELLS // max(len(names), 1)
    rows: list[list[str]] = [list(names)]
    for batch in file.iter_batches():
        columns = [
            ["" if value is None else cell_text(value) for value in column.to_pylist()]
            for column in batch.columns
        ]
        rows += [list(row) for row in zip(*columns, strict=True)]
        if len(rows) > most:
            return rows[: most + 1], False
    return rows, True
