"""A file of figures as it came: its hash, what is inside it, how it is encoded and divided.

Nothing here trusts the file: compressed files have limits, archives are read one member at a time
and never unpacked by the paths they name.
"""

from __future__ import annotations

import codecs
import csv
import gzip
import hashlib
import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, cast

from crosstally.problems import InputError, Problem

CHUNK = 1 << 20
SAMPLE = 1 << 20
MAX_UNPACKED = 16 << 30
"""Bytes that a compressed file may grow to."""
SUSPECT_RATIO = 250
"""A file that grows by more than this beyond ``SUSPECT_SIZE`` is taken for a bomb."""
SUSPECT_SIZE = 64 << 20
DELIMITERS = (",", ";", "\t", "|")
_COMPRESSED = {".gz", ".zip"}


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


def open_raw(path: Path, workdir: Path, shown: str, member: str | None = None) -> RawFile:
    """Hash a file and, where it is compressed, unpack it into ``workdir``.

    Raises ``InputError``: not there, not readable, a broken archive, a bomb, several members.
    """
    try:
        sha256, size = _hash(path)
    except FileNotFoundError:
        raise InputError(Problem("the file is not there", shown)) from None
    except OSError as error:
        raise InputError(Problem(f"cannot be read: {error.strerror}", shown)) from None
    suffix = path.suffix.lower()
    if suffix not in _COMPRESSED:
        return RawFile(path, shown, sha256, size, path, suffix)
    try:
        with _unpacked(path, shown, member) as (stream, name):
            inner = Path(name).suffix.lower()
            local = workdir / f"{sha256[:16]}-{len(list(workdir.iterdir()))}{inner or '.csv'}"
            _copy(stream, local, size, shown)
    except (
        gzip.BadGzipFile,
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        NotImplementedError,
        RuntimeError,
    ) as error:
        raise InputError(Problem(f"is a broken archive: {error}", shown)) from None
    return RawFile(path, shown, sha256, size, local, inner or ".csv")


def sniff_encoding(path: Path) -> str:
    """The encoding of a text file: by its byte-order mark, as UTF-8 where it is valid, else
    guessed from its bytes. The whole file is looked at."""
    with path.open("rb") as stream:
        head = stream.read(4)
    if head.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    return "utf-8" if is_encoded(path, "utf-8") else _guess_encoding(path)


def is_encoded(path: Path, encoding: str) -> bool:
    """Whether the whole file can be read in this encoding."""
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        with path.open("rb") as stream:
            while chunk := stream.read(CHUNK):
                if encoding == "utf-8" and chunk.isascii() and not decoder.getstate()[0]:
                    continue
                decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


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
    except UnicodeDecodeError as error:
        raise InputError(
            Problem(
                f"is not written in {encoding}",
                raw.shown,
                hint=f"Set `encoding` in election.yaml. ({error.reason})",
            )
        ) from None
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
    digest, size = hashlib.sha256(), 0
    with path.open("rb") as stream:
        while chunk := stream.read(CHUNK):
            digest.update(chunk)
            size += len(chunk)
    return digest.hexdigest(), size


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
            raise InputError(
                Problem(
                    f"holds {len(names)} files",
                    shown,
                    expected="one",
                    hint="Name the one to read: `member:` in election.yaml. It holds: "
                    + ", ".join(names[:10]),
                )
            )
        name = member or names[0]
        if name not in names:
            raise InputError(
                Problem(
                    "holds no file of that name",
                    shown,
                    read=name,
                    hint="It holds: " + ", ".join(names[:10]),
                )
            )
        with archive.open(name) as stream:
            yield stream, name


def _copy(stream: IO[bytes], target: Path, packed: int, shown: str) -> None:
    size = 0
    with target.open("wb") as copy:
        while chunk := stream.read(CHUNK):
            size += len(chunk)
            suspect = size > SUSPECT_SIZE and size > SUSPECT_RATIO * max(packed, 1)
            if suspect or size > MAX_UNPACKED:
                raise InputError(
                    Problem(
                        f"unpacks to more than {size >> 20} MB from {packed:,} bytes",
                        shown,
                        hint="That is no ordinary table. Unpack it yourself if you trust it.",
                    )
                )
            copy.write(chunk)


_CYRILLIC = re.compile("[а-яА-ЯёЁәғқңөұүһіӘҒҚҢӨҰҮҺІ]")


def _guess_encoding(path: Path) -> str:
    from charset_normalizer import from_bytes  # only for files that are not UTF-8

    with path.open("rb") as stream:
        sample = stream.read(SAMPLE)
    letters = bytes(byte for byte in sample if byte >= 0x80)
    if letters and len(_CYRILLIC.findall(letters.decode("cp1251", "replace"))) > 0.9 * len(letters):
        return "cp1251"
    best = from_bytes(sample[:65536]).best()
    return best.encoding if best else "latin-1"
