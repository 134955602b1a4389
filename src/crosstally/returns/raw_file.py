"""A file of figures as it came: its hash, what is inside it, how it is encoded and divided.

Nothing here trusts the file: compressed files have limits, archives are read one member at a time
and never unpacked by the paths they name.
"""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import lzma
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, cast

from crosstally.problems import InputError, Problem, not_there, refuse_special
from crosstally.returns.encoding import CHUNK, SAMPLE, sniff_encoding
from crosstally.returns.wrong_rows import BAD_QUOTE, MAX_ROW, TOO_LONG
from crosstally.words import _, number

MAX_UNPACKED = 16 << 30
"""Bytes that a compressed file may grow to."""
SUSPECT_RATIO = 250
"""A file that grows by more than this beyond ``SUSPECT_SIZE`` is taken for a bomb."""
SUSPECT_SIZE = 64 << 20
DELIMITERS = (",", ";", "\t", "|")
_COMPRESSED = {".gz", ".zip"}
_PLAIN_SUFFIX = re.compile(r"\.[a-z0-9]{1,10}")
BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
    ValueError,  # names that are no text
    OSError,  # gzip and bz2 say so of bytes that are not theirs
)


@dataclass(frozen=True)
class RawFile:
    """A raw file and a readable copy of what is inside."""

    path: Path
    """The file as it came."""
    shown: str
    """Its name for messages and results."""
    sha256: str
    bytes: int
    local: Path
    """The uncompressed content; ``path`` itself where nothing had to be unpacked."""
    suffix: str
    """The format's suffix without compression: ``.csv``, ``.xlsx``, ``.parquet``, ``.jsonl``."""


@dataclass(frozen=True)
class Dialect:
    """How a text file is written."""

    encoding: str
    delimiter: str


ENCRYPTED = 0x1
"""The flag of a file in a .zip that is encrypted."""


def open_raw(path: Path, workdir: Path, shown: str, member: str | None = None) -> RawFile:
    """Hash a file and, where it is compressed, unpack it into ``workdir``.

    Raises ``InputError``: not there, not readable, a broken archive, a bomb, several members.
    """
    try:
        refuse_special(path, shown)
        sha256, size = _hash(path)
    except FileNotFoundError:
        raise InputError(not_there(shown)) from None
    except (OSError, RuntimeError) as error:  # a RuntimeError: links that lead in a circle
        reason = getattr(error, "strerror", None) or str(error)
        raise InputError(
            Problem(_("cannot be read: {reason}").format(reason=reason), shown)
        ) from None
    suffix = path.suffix.lower()
    if suffix not in _COMPRESSED:
        return RawFile(path, shown, sha256, size, path, suffix)
    try:
        with _unpacked(path, shown, member) as (stream, name):
            inner = Path(name).suffix.lower()
            ending = inner if _PLAIN_SUFFIX.fullmatch(inner) else ".csv"
            local = workdir / f"{sha256[:16]}-{len(list(workdir.iterdir()))}{ending}"
            _copy(stream, local, size, shown)
    except BROKEN as error:
        message = _("is a broken archive: {reason}").format(reason=error)
        raise InputError(Problem(message, shown)) from None
    return RawFile(path, shown, sha256, size, local, inner or ".csv")


def in_utf8(raw: RawFile, encoding: str, workdir: Path) -> Path:
    """A copy of the content in UTF-8 without byte-order mark; the content itself where it is."""
    if encoding == "utf-8":
        return raw.local
    target = workdir / f"{raw.sha256[:16]}-{len(list(workdir.iterdir()))}-utf8{raw.suffix}"
    try:
        with (
            raw.local.open(encoding=encoding, newline="") as source,
            target.open("w", encoding="utf-8", newline="") as copy,
        ):
            while text := source.read(CHUNK):
                copy.write(text)
    except UnicodeError as error:
        reason = getattr(error, "reason", str(error))
        raise InputError(
            Problem(
                _("is not written in {encoding}").format(encoding=encoding),
                raw.shown,
                hint=_("Set `encoding` in election.yaml. ({reason})").format(reason=reason),
            )
        ) from None
    return target


def refuse_no_text(path: Path, shown: str) -> None:
    """Raise ``InputError`` where a file in UTF-8 holds zero bytes, or a line longer than
    ``MAX_ROW``: DuckDB leaves a last line out without a word where its buffer does not hold
    it. The whole file is looked at."""
    seen = begun = 0
    with path.open("rb") as stream:
        while chunk := stream.read(CHUNK):
            if b"\0" in chunk:
                hint = _("Is it a spreadsheet under another name?")
                raise InputError(Problem(_("is no text: it holds zero bytes"), shown, hint=hint))
            end = max(chunk.rfind(b"\n"), chunk.rfind(b"\r"))
            begun = seen + end + 1 if end >= 0 else begun
            seen += len(chunk)
            if seen - begun > MAX_ROW:
                raise InputError(Problem(_(TOO_LONG), shown, _lines_before(path, begun) + 1))


def _lines_before(path: Path, offset: int) -> int:
    feeds = returns = 0
    with path.open("rb") as stream:
        while offset > 0 and (chunk := stream.read(min(CHUNK, offset))):
            feeds, returns = feeds + chunk.count(b"\n"), returns + chunk.count(b"\r")
            offset -= len(chunk)
    return feeds or returns


def _holds(path: Path, byte: bytes) -> bool:
    with path.open("rb") as stream:
        return any(byte in chunk for chunk in iter(lambda: stream.read(CHUNK), b""))


def has_even_line_ends(path: Path) -> bool:
    """Whether every line feed and carriage return of a file belongs to one kind of line end, so
    that none of another kind stands in a cell."""
    if not _holds(path, b"\r") or not _holds(path, b"\n"):
        return True
    feeds = returns = both = 0
    with path.open("rb") as stream:
        last = b""
        while chunk := stream.read(CHUNK):
            returns += chunk.count(b"\r")
            both += chunk.count(b"\r\n") + (last == b"\r" and chunk.startswith(b"\n"))
            feeds += chunk.count(b"\n")
            last = chunk[-1:]
    return feeds == returns == both


_KEPT = re.compile(r'="([^"]*)"')


def keeps_texts(sample: str) -> bool:
    """Whether cells of a text file may be formulas that keep a text as it is: ``="007"``."""
    return '="' in sample


def kept_text(cell: str) -> str:
    """The text that such a formula keeps; any other cell as it is."""
    found = _KEPT.fullmatch(cell.strip())
    return found[1] if found else cell


def rewritten(raw: RawFile, local: Path, delimiter: str, skip: int, workdir: Path) -> Path:
    """A copy of a text file without its first ``skip`` rows, divided by commas, its rows ending
    with a line feed, its cells with the texts that formulas keep. Raises ``InputError`` with the
    line of a cell that cannot be read."""
    target = workdir / f"{raw.sha256[:16]}-{len(list(workdir.iterdir()))}-rows.csv"
    with (
        local.open(encoding="utf-8", newline="") as source,
        target.open("w", encoding="utf-8", newline="") as copy,
    ):
        writer = csv.writer(copy, lineterminator="\n", quoting=csv.QUOTE_ALL)
        top = csv.reader(source, delimiter=delimiter)
        for _row in range(skip):
            next(top, None)
        rows = csv.reader(source, delimiter=delimiter, strict=True)
        ended = 0
        try:
            for row in rows:
                writer.writerow(map(kept_text, row))
                ended = rows.line_num
        except csv.Error as error:
            message = _(BAD_QUOTE)
            if "field larger" in str(error):
                message = _("a cell is longer than {n} characters")
                message = message.format(n=number(csv.field_size_limit()))
            raise InputError(Problem(message, raw.shown, top.line_num + ended + 1)) from None
    return target


def sniff_delimiter(sample: str) -> str:
    """The delimiter that divides the sample's lines into the most columns, evenly."""
    best, best_score = ",", 0.0
    for delimiter in DELIMITERS:
        widths = [len(row) for row in _rows(sample, delimiter) if row]
        if not widths:
            continue
        usual = max(set(widths), key=widths.count)
        score = (usual - 1) * (widths.count(usual) / len(widths))
        if score > best_score:
            best, best_score = delimiter, score
    return best


def sniff(path: Path) -> Dialect:
    """Encoding and delimiter of an uncompressed text file."""
    encoding = sniff_encoding(path)
    with path.open(encoding=encoding, errors="replace", newline="") as stream:
        return Dialect(encoding, sniff_delimiter(stream.read(SAMPLE)))


def head(path: Path, dialect: Dialect, rows: int) -> list[list[str]]:
    """The first rows of a text file as cells."""
    with path.open(encoding=dialect.encoding, errors="replace", newline="") as stream:
        sample = stream.read(SAMPLE)
    found: list[list[str]] = []
    for row in _rows(sample, dialect.delimiter):
        found.append(row)
        if len(found) == rows:
            break
    return found


def _rows(sample: str, delimiter: str) -> Iterator[list[str]]:
    lines = io.StringIO(sample, newline="")
    try:
        yield from csv.reader(lines, delimiter=delimiter)
    except csv.Error:
        return


def _hash(path: Path) -> tuple[str, int]:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest(), stream.tell()


@contextmanager
def _unpacked(path: Path, shown: str, member: str | None) -> Iterator[tuple[IO[bytes], str]]:
    if path.suffix.lower() == ".gz":
        with path.open("rb") as packed, gzip.GzipFile(fileobj=packed) as stream:
            yield cast("IO[bytes]", stream), path.stem
        return
    with zipfile.ZipFile(path) as archive:
        names = [item.filename for item in archive.infolist() if not item.is_dir()]
        names = [name for name in names if not name.startswith("__MACOSX/")]
        if member is None and len(names) != 1:
            raise InputError(_not_one(names, shown))
        name = member or names[0]
        if name not in names:
            raise InputError(
                Problem(_("holds no file of that name"), shown, read=name, hint=_holding(names))
            )
        if names.count(name) > 1:
            raise InputError(
                Problem(
                    _("holds {n} files of one name").format(n=names.count(name)),
                    shown,
                    read=name,
                    hint=_("Which of them is meant, cannot be said. Unpack the one to read."),
                )
            )
        if archive.getinfo(name).flag_bits & ENCRYPTED:
            hint = _("Unpack it yourself with its password.")
            raise InputError(Problem(_("is locked with a password"), shown, read=name, hint=hint))
        with archive.open(name) as stream:
            yield stream, name


def _not_one(names: Sequence[str], shown: str) -> Problem:
    if not names:
        return Problem(_("holds no files"), shown, expected=_("one file"))
    return Problem(
        _("holds {n} files").format(n=number(len(names))),
        shown,
        expected=_("one file"),
        hint=_("Name the one to read: `member:` in election.yaml.") + " " + _holding(names),
    )


def _holding(names: Sequence[str]) -> str:
    listed = ", ".join(names[:10]) + (", …" if len(names) > 10 else "")
    return _("It holds: {names}").format(names=listed)


def _copy(stream: IO[bytes], target: Path, packed: int, shown: str) -> None:
    size = 0
    with target.open("wb") as copy:
        while chunk := stream.read(CHUNK):
            size += len(chunk)
            suspect = size > SUSPECT_SIZE and size > SUSPECT_RATIO * max(packed, 1)
            if suspect or size > MAX_UNPACKED:
                raise InputError(
                    Problem(
                        _("unpacks to more than {size} MB from {packed} bytes").format(
                            size=number(size >> 20), packed=number(packed)
                        ),
                        shown,
                        hint=_("That is no ordinary table. Unpack it yourself if you trust it."),
                    )
                )
            copy.write(chunk)
