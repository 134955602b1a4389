"""Turning each file that the definition names into a relation: one function a format."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path

from crosstally.election.definition import ReturnsFile
from crosstally.engine.connection import Engine
from crosstally.engine.loading import FileRelation, delimited, parquet
from crosstally.problems import InputError, Problem, quoted
from crosstally.returns.document_files import FORMATS, document_rows
from crosstally.returns.encoding import SAMPLE, is_encoded, sniff_encoding, wrong_bytes
from crosstally.returns.raw_file import (
    RawFile,
    has_even_line_ends,
    in_utf8,
    keeps_texts,
    kept_text,
    open_raw,
    refuse_no_text,
    rewritten,
    sniff_delimiter,
)
from crosstally.returns.row_lines import RowLines
from crosstally.returns.worksheets import (
    cell_text,
    chosen,
    no_header,
    spreadsheet_rows,
    worksheets,
)
from crosstally.words import _, ngettext, number

_FORMATS = {
    ".csv": "csv",
    ".tsv": "csv",
    ".txt": "csv",
    ".tab": "csv",
    ".xlsx": "xlsx",
    ".xlsm": "xlsx",
    ".xls": "xlsx",
    ".ods": "xlsx",
    ".parquet": "parquet",
    ".jsonl": "actasum",
    ".ndjson": "actasum",
    ".xml": "eml",
    ".json": "nist",
}
CSV_FIELD_LIMIT = 1 << 20


@dataclass(frozen=True)
class OpenedFile:
    """A raw file, ready to be read: its header and its relation."""

    raw: RawFile
    format: str
    header: Sequence[str]
    header_line: int
    relation: FileRelation
    lines: RowLines = field(default_factory=lambda: RowLines(0))


def open_file(engine: Engine, path: Path, entry: ReturnsFile, shown: str) -> OpenedFile:
    """Open one file of returns. Raises ``InputError`` with what is wrong and what to do."""
    raw = open_raw(path, engine.workdir, shown, entry.member)
    kind = format_of(raw, entry)
    _refuse_needless_keys(raw, kind, entry)
    if kind not in ("parquet", "xlsx"):
        _refuse_other_content(raw)
    if kind == "parquet":
        return _parquet(engine, raw)
    if kind == "xlsx":
        return _spreadsheet(engine, raw, entry)
    if kind in FORMATS:
        header, relation, lines = document_rows(engine, raw, kind)
        return OpenedFile(raw, kind, header, 0, relation, lines)
    return _text(engine, raw, entry)


def _refuse_needless_keys(raw: RawFile, kind: str, entry: ReturnsFile) -> None:
    """Refuse what asks for a part of a file that has no such parts."""
    if entry.member is not None and raw.path.suffix.lower() != ".zip":
        message, read = _("`member:` names a file inside a .zip, and this is none"), entry.member
    elif entry.worksheet is not None and kind != "xlsx":
        message, read = _("`worksheet:` names a sheet of a spreadsheet"), entry.worksheet
    else:
        return
    hint = _("Leave it out of election.yaml, or mend `file:`.")
    raise InputError(Problem(message, raw.shown, read=read, hint=hint))


def _refuse_other_content(raw: RawFile) -> None:
    """Refuse archives and spreadsheets whose names say that they are text."""
    with raw.local.open("rb") as file:
        begins = file.read(4)
    for signature, message, hint in (
        (b"\x1f\x8b", _("is compressed with gzip"), _("Rename it: its name should end in .gz.")),
        (
            b"PK\x03\x04",
            _("is a zip archive or a spreadsheet"),
            _("Rename it: its name should end in .zip, .xlsx or .ods."),
        ),
        (
            b"\xd0\xcf\x11\xe0",
            _("is an old spreadsheet"),
            _("Rename it: its name should end in .xls."),
        ),
        (b"PAR1", _("is a Parquet file"), _("Rename it: its name should end in .parquet.")),
    ):
        if begins.startswith(signature):
            raise InputError(Problem(message, raw.shown, read=raw.path.suffix, hint=hint))


def format_of(raw: RawFile, entry: ReturnsFile) -> str:
    """The format: as stated, else by the suffix."""
    kind = entry.format or _FORMATS.get(raw.suffix)
    if kind is None:
        raise InputError(
            Problem(
                _("the format of {file} is not known").format(
                    file=raw.suffix or _("a file without suffix")
                ),
                raw.shown,
                hint=_("Set `format:` in election.yaml: csv, xlsx, parquet, actasum, eml or nist."),
            )
        )
    return kind


def utf8_copy(engine: Engine, raw: RawFile, encoding: str | None) -> Path:
    """The text in UTF-8: from the stated encoding, else from the one its bytes show."""
    if encoding is None:
        guessed = sniff_encoding(raw.local)
        if not guessed.startswith("utf-"):
            _refuse_nearly_utf8(raw, guessed)
        return in_utf8(raw, guessed, engine.workdir)
    try:
        stated = "".encode(encoding) is not None
    except (LookupError, ValueError):
        raise InputError(
            Problem(
                _("there is no such encoding"),
                raw.shown,
                read=encoding,
                hint=_("Examples: {names}.").format(names="utf-8, cp1251, windows-1252, utf-16"),
            )
        ) from None
    actual = sniff_encoding(raw.local) if stated else "utf-8"
    is_unicode = actual.startswith("utf-")
    wants_unicode = encoding.lower().replace("_", "-").startswith("utf")
    if actual == "utf-8" and _is_wide(encoding):
        return in_utf8(raw, encoding, engine.workdir)  # without a mark its bytes can look so
    if is_unicode and not wants_unicode and not _ascii(raw.local):
        raise InputError(
            Problem(
                _("is written in {actual}, not in {stated}").format(actual=actual, stated=encoding),
                raw.shown,
                hint=_("Mend or leave out `encoding:` in election.yaml."),
            )
        )
    if wants_unicode and not is_unicode:
        raise InputError(
            Problem(
                _("is not written in {stated}; it looks like {actual}").format(
                    stated=encoding, actual=actual
                ),
                raw.shown,
                hint=_("Set `encoding: {actual}` in election.yaml, or leave it out.").format(
                    actual=actual
                ),
            )
        )
    return in_utf8(raw, actual if is_unicode else encoding, engine.workdir)


def _refuse_nearly_utf8(raw: RawFile, guessed: str) -> None:
    """One wrong byte must not turn every letter of a file into another one."""
    found = wrong_bytes(raw.local)
    if found is None:
        return
    count, line, byte = found
    raise InputError(
        Problem(
            ngettext(
                "is written in UTF-8, but {count} byte is not, in this line",
                "is written in UTF-8, but {count} bytes are not, the first in this line",
                count,
            ).format(count=number(count)),
            raw.shown,
            line,
            read=f"\\x{byte:02x}",
            count=count,
            hint=_(
                "Mend that line, or set `encoding: {encoding}` in election.yaml if all of it is."
            ).format(encoding=guessed),
        )
    )


def _is_wide(encoding: str) -> bool:
    return codecs.lookup(encoding).name.startswith(("utf-16", "utf-32"))


def _ascii(path: Path) -> bool:
    return is_encoded(path, "ascii")


def _text(engine: Engine, raw: RawFile, entry: ReturnsFile) -> OpenedFile:
    local = utf8_copy(engine, raw, entry.encoding)
    with local.open(encoding="utf-8", newline="") as stream:
        sample = stream.read(SAMPLE)
    if not sample.strip():
        raise InputError(Problem(_("is empty"), raw.shown))
    refuse_no_text(local, raw.shown)
    delimiter = entry.delimiter or (
        "\t" if raw.suffix in (".tsv", ".tab") else sniff_delimiter(_from_line(sample, entry))
    )
    header, lines, is_plain = _header(sample, delimiter, entry, raw.shown)
    if is_plain and not keeps_texts(sample) and has_even_line_ends(local):
        relation = delimited(engine, local, len(header), delimiter, entry.header_row)
    else:
        rows = rewritten(raw, local, delimiter, entry.header_row, engine.workdir)
        relation = delimited(engine, rows, len(header), ",", 0, cut=lines)
    places = RowLines(lines, local, delimiter, skipped=entry.header_row)
    return OpenedFile(raw, "csv", header, lines, relation, places)


def _from_line(sample: str, entry: ReturnsFile) -> str:
    lines = list(islice(io.StringIO(sample, newline=""), entry.header_row + 200))
    return "".join(lines[entry.header_row - 1 :])


def _header(
    sample: str, delimiter: str, entry: ReturnsFile, shown: str
) -> tuple[list[str], int, bool]:
    """The cells of the header row, the number of physical lines down to its end, and whether
    every row down to it takes one line and is quoted as it should be."""
    csv.field_size_limit(CSV_FIELD_LIMIT)
    lines = io.StringIO(sample, newline="")
    reader = csv.reader(lines, delimiter=delimiter)
    try:
        top = list(islice(reader, entry.header_row))
    except csv.Error as error:
        raise InputError(
            Problem(_("is no CSV: {reason}").format(reason=error), shown, reader.line_num)
        ) from None
    if len(top) < entry.header_row:
        raise InputError(
            Problem(
                _("has no row {row} to take as header").format(row=entry.header_row),
                shown,
                hint=_("Set `header_row:` in election.yaml."),
            )
        )
    if lines.tell() >= SAMPLE:
        message = _("the columns' names take more than {n} characters")
        hint = _("A quoted cell that does not end, or no table?")
        raise InputError(Problem(message.format(n=number(SAMPLE)), shown, 1, hint=hint))
    is_plain = reader.line_num == entry.header_row and _is_strict(sample, delimiter, entry)
    return _names(top, entry), reader.line_num, is_plain


def _is_strict(sample: str, delimiter: str, entry: ReturnsFile) -> bool:
    strict = csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter, strict=True)
    try:
        return len(list(islice(strict, entry.header_row))) == entry.header_row
    except csv.Error:
        return False


def _names(top: Sequence[Sequence[str]], entry: ReturnsFile) -> list[str]:
    """The columns' names: for each the lowest cell of the header's rows that is not empty."""
    rows = [
        [kept_text(cell).strip().lstrip("\ufeff") for cell in row]
        for row in top[max(0, entry.header_row - entry.header_rows) : entry.header_row]
    ]
    return [
        next((row[i] for row in reversed(rows) if i < len(row) and row[i]), "")
        for i in range(max(map(len, rows)))
    ]


def _parquet(engine: Engine, raw: RawFile) -> OpenedFile:
    with raw.local.open("rb") as stream:
        if stream.read(4) != b"PAR1":
            raise InputError(Problem(_("is no Parquet file"), raw.shown))
    relation, names = parquet(engine, raw.local)
    return OpenedFile(raw, "parquet", _as_written(raw.local, names), 0, relation)


def _as_written(path: Path, names: list[str]) -> list[str]:
    """The columns' names of a Parquet file: the engine gives one that stands twice another name,
    and would hide that it does."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        written = list(pq.read_schema(path).names)
    except (pa.ArrowException, OSError):
        return names
    return written if len(written) == len(names) else names


def _spreadsheet(engine: Engine, raw: RawFile, entry: ReturnsFile) -> OpenedFile:
    names = worksheets(raw)
    name = chosen(names, entry.worksheet, raw.shown)
    rows = spreadsheet_rows(raw, name, entry.header_row)
    if len(rows) < entry.header_row or not any(map(any, rows)):
        raise InputError(no_header(raw, name, names, entry.header_row, not any(map(any, rows))))
    header = _names([[cell_text(cell) for cell in row] for row in rows[: entry.header_row]], entry)
    local = engine.workdir / f"{raw.sha256[:16]}-{len(list(engine.workdir.iterdir()))}.csv"
    with local.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n", quoting=csv.QUOTE_ALL)
        writer.writerows([cell_text(cell) for cell in row] for row in rows[entry.header_row :])
    relation = delimited(engine, local, len(header), ",", 0, cut=entry.header_row)
    places = RowLines(entry.header_row, local, is_worksheet=True)
    if len(names) > 1:
        place = _("{file}, worksheet {name}").format(file=raw.shown, name=quoted(name))
        raw = replace(raw, shown=place)
    return OpenedFile(raw, "xlsx", header, entry.header_row, relation, places)
