"""A file of figures that comes from standard input, kept as a file for as long as it is read."""

from __future__ import annotations

import gzip
import json
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import IO

from crosstally.problems import InputError, Problem
from crosstally.returns.encoding import CHUNK
from crosstally.returns.raw_file import BROKEN, MAX_UNPACKED
from crosstally.words import _, number

STANDARD_INPUT = "-"
_LOOKED_AT = 1 << 20
_SIGNATURES = {b"\x1f\x8b": ".gz", b"PAR1": ".parquet", b"\xd0\xcf\x11\xe0": ".xls"}


@contextmanager
def read_from(path: Path, name: str) -> Iterator[Path]:
    """The path itself; for ``-`` a file with what standard input holds, called ``name`` and ending
    as its content asks for. Problems with that file name it ``-``."""
    if str(path) != STANDARD_INPUT:
        yield path
        return
    with tempfile.TemporaryDirectory(prefix="crosstally-") as folder:
        kept = Path(folder) / "kept"
        _copy(sys.stdin.buffer, kept)
        file = kept.rename(kept.with_name(name + _suffix(kept)))
        try:
            yield file
        except InputError as error:
            raise InputError([_renamed(one, str(file)) for one in error.problems]) from None


def _renamed(problem: Problem, kept: str) -> Problem:
    if problem.file is None or not problem.file.startswith(kept):
        return problem
    return replace(problem, file=STANDARD_INPUT + problem.file[len(kept) :])


def _copy(stream: IO[bytes], target: Path) -> None:
    size = 0
    with target.open("wb") as copy:
        while chunk := stream.read(CHUNK):
            size += len(chunk)
            if size > MAX_UNPACKED:
                message = _("holds more than {size} MB").format(size=number(MAX_UNPACKED >> 20))
                raise InputError(Problem(message, STANDARD_INPUT))
            copy.write(chunk)


def _suffix(path: Path) -> str:
    """What the name of a file with this content ends with."""
    with path.open("rb") as stream:
        begins = stream.read(_LOOKED_AT)
    if begins.startswith(b"PK\x03\x04"):
        return _of_archive(path)
    suffix = next((end for sign, end in _SIGNATURES.items() if begins.startswith(sign)), None)
    if suffix != ".gz":
        return suffix or _of_text(begins)
    try:
        with gzip.open(path) as stream:
            return _of_text(stream.read(_LOOKED_AT)) + suffix
    except BROKEN:
        return ".csv.gz"  # the reader says what is wrong


def _of_archive(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
    except BROKEN:
        return ".zip"
    if "[Content_Types].xml" in names:
        return ".xlsx"
    return ".ods" if {"mimetype", "content.xml"} <= names else ".zip"


def _of_text(begins: bytes) -> str:
    text = begins.removeprefix(b"\xef\xbb\xbf").lstrip()
    if text.startswith(b"<?xml"):
        return ".xml"
    if not text.startswith(b"{"):
        return ".csv"
    try:
        json.loads(text.partition(b"\n")[0])
    except ValueError:
        return ".json"
    return ".jsonl"
