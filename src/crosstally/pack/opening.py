"""A pack as files, from a folder or a zip, that is not trusted. Standard library alone."""

from __future__ import annotations

import io
import json
import math
import os
import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any, BinaryIO, NoReturn, Protocol, TextIO, cast
from unicodedata import normalize

from crosstally.pack.archive import is_ours

MAX_FILES = 1_000_000
MAX_BYTES = 64 << 30
"""Of all files together: a pack of every polling station of a large country has a tenth of it."""
MAX_RATIO = 1_000
"""How many times a file of a zip may be larger than what it takes up in it."""
SMALL = 64 << 20
"""The largest file that is read into memory as a whole."""
_CHUNK = 1 << 20
_DAMAGE = (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError)
"""What is raised for a damaged zip, or one that is packed as no pack is."""


_ODD_SIGNS = re.compile(r'[<>:"|?*]|[. ]$')
_DEVICES = frozenset(
    {"CON", "PRN", "AUX", "NUL"} | {f"{one}{n}" for one in ("COM", "LPT") for n in "123456789¹²³"}
)
"""Names that Windows gives to devices, whatever follows their first dot."""


class UnreadableError(Exception):
    """The pack cannot be read: it is no pack, or does not look like one that is to be trusted."""


class RefusedError(UnreadableError):
    """What no program may go on with, whether the manifests fit it or not: another format, a path
    that leads out of the pack, a checkpoint that no log can have."""


class PackFiles(Protocol):
    """The files of a pack."""

    sizes: dict[str, int]
    """Path with slashes → bytes, every file."""
    is_canonical: bool
    """Whether nothing is around the files but what ``archive.write_zip`` puts there."""

    def open(self, path: str) -> BinaryIO:
        """A file's bytes. Raises ``KeyError`` where there is none of the name."""
        ...


class FolderFiles:
    """A pack in a folder."""

    is_canonical = True

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.sizes = dict(sorted(_checked(self._walk())))

    def open(self, path: str) -> BinaryIO:
        if path not in self.sizes:
            raise KeyError(path)
        return (self.folder / path).open("rb")

    def _walk(self) -> Iterator[tuple[str, int]]:
        for above, folders, files in os.walk(self.folder, onerror=_refuse_unread):
            for name in [*folders, *files]:
                found = Path(above, name)
                path = found.relative_to(self.folder).as_posix()
                about = found.lstat()
                if stat.S_ISREG(about.st_mode):
                    yield path, about.st_size
                elif not stat.S_ISDIR(about.st_mode):
                    raise UnreadableError(f"{path}: is a link or no plain file")


def _refuse_unread(error: OSError) -> NoReturn:
    raise UnreadableError(f"{error.filename}: cannot be read ({error.strerror})") from error


class ZipFiles:
    """A pack in a zip, all of it below one folder."""

    def __init__(self, file: Path) -> None:
        try:
            self._zip = zipfile.ZipFile(file)
            _refuse_bombs(self._zip)
            self.is_canonical = is_ours(self._zip, file)
        except (*_DAMAGE, zipfile.LargeZipFile, struct.error, ValueError) as error:
            raise UnreadableError(f"{file}: is no zip, or a damaged one ({error})") from error
        self._names = dict(self._members())
        self.sizes = dict(
            sorted(_checked((path, one.file_size) for path, one in self._names.items()))
        )

    def open(self, path: str) -> BinaryIO:
        return cast("BinaryIO", self._zip.open(self._names[path]))

    def _members(self) -> Iterator[tuple[str, zipfile.ZipInfo]]:
        tops = {one.filename.partition("/")[0] for one in self._zip.infolist()}
        if len(tops) != 1 or "" in tops:
            # Of a zip that was cut off, what is found at its end may be the end of one inside it.
            why = "" if self.is_canonical else ": it was cut off, or packed by another program"
            raise UnreadableError(f"the zip does not hold one folder alone{why}")
        seen = set()
        for one in self._zip.infolist():
            path = one.filename.partition("/")[2]
            if one.is_dir() or not path:
                raise UnreadableError(f"{one.filename!r}: is no file of a pack")
            if path in seen:
                raise UnreadableError(f"{path!r}: stands twice in the zip")
            seen.add(path)
            yield path, one


def _refuse_bombs(archive: zipfile.ZipFile) -> None:
    """Raise ``UnreadableError`` where a member is no plain file, or unpacks to too much."""
    total = 0
    for one in archive.infolist():
        total += one.file_size
        is_link = stat.S_ISLNK(one.external_attr >> 16)
        is_bomb = one.file_size > max(_CHUNK, one.compress_size * MAX_RATIO)
        if is_link or is_bomb or one.flag_bits & 1 or total > MAX_BYTES:
            raise UnreadableError(
                f"{one.filename}: is a link, encrypted, or unpacks to more than it should"
            )


def _checked(files: Iterator[tuple[str, int]]) -> Iterator[tuple[str, int]]:
    total, names = 0, _Names()
    for number, (path, size) in enumerate(files):
        parts = path.split("/")
        refuse_leading_out(path)
        if not path.isprintable():
            raise UnreadableError(f"{path!r}: has signs in its name that nobody sees")
        if any(map(_is_odd, parts)):
            raise UnreadableError(
                f"{path!r}: some systems cannot hold a file of this name, or hold it elsewhere: it "
                'ends with a dot or a blank, has one of <>:"|?*, or is a device (CON, NUL, COM1)'
            )
        names.take(path)
        total += size
        if number >= MAX_FILES or total > MAX_BYTES:
            raise UnreadableError("the pack has more files or bytes than any pack should")
        yield path, size


def refuse_leading_out(path: str, where: str = "") -> None:
    """Raise ``RefusedError`` for a path that is none of a file inside the pack, naming ``where``
    it stands."""
    if any(part in ("..", ".", "") for part in path.split("/")) or "\\" in path or "\0" in path:
        raise RefusedError(f"{where}{path[:200]!r}: leads out of the pack")


def _is_odd(part: str) -> bool:
    """Whether Windows holds no file of the name, or holds it under another one."""
    return bool(_ODD_SIGNS.search(part)) or part.partition(".")[0].rstrip().upper() in _DEVICES


class _Names:
    """Names seen so far, as systems see them that do not tell capitals, nor the two spellings of
    an accented letter: what is two files here would be one there."""

    def __init__(self) -> None:
        self._seen: dict[str, str] = {}

    def take(self, path: str) -> None:
        """Raise ``UnreadableError`` where the path, or a folder of it, is another's there."""
        while path:
            seen = self._seen.setdefault(normalize("NFC", path).casefold(), path)
            if seen != path:
                raise UnreadableError(f"{path!r}: some systems cannot tell it from {seen!r}")
            path = path.rpartition("/")[0]


def open_pack(place: Path) -> PackFiles:
    """The files of a pack in a folder or a zip. Raises ``UnreadableError``."""
    if place.is_dir():
        return FolderFiles(place)
    if not place.is_file():
        raise UnreadableError(f"{place}: there is no such folder or zip")
    return ZipFiles(place)


def digest_of(files: PackFiles, path: str) -> str:
    """The SHA-256 of a file, in hexadecimal digits."""
    state = sha256()
    with reading(files, path) as file:
        while chunk := file.read(_CHUNK):
            state.update(chunk)
    return state.hexdigest()


def small(files: PackFiles, path: str) -> bytes:
    """The bytes of a file that is no table. Raises ``UnreadableError``."""
    if path not in files.sizes:
        raise UnreadableError(f"{path}: is missing")
    if files.sizes[path] > SMALL:
        raise UnreadableError(f"{path}: is too large to be what it should be")
    with reading(files, path) as file:
        return file.read()


def json_of(files: PackFiles, path: str) -> Any:
    """The value of a JSON file that all readers read as the same: no name twice in an object, no
    number that is none. Raises ``UnreadableError``."""
    try:
        return json.loads(
            small(files, path),
            object_pairs_hook=_object,
            parse_constant=_refuse_constant,
            parse_float=_finite,
        )
    except (ValueError, RecursionError) as error:
        raise UnreadableError(f"{path}: is no JSON ({error})") from error


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a name stands twice in one object")
    return found


def _finite(text: str) -> float:
    number = float(text)
    if math.isinf(number):
        raise ValueError(f"{text[:40]} is beyond what readers keep")
    return number


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number of JSON")


@contextmanager
def reading(files: PackFiles, path: str) -> Iterator[BinaryIO]:
    """A file's bytes; what is wrong with them is an ``UnreadableError`` that names the file."""
    try:
        with files.open(path) as file:
            yield file
    except KeyError as error:
        raise UnreadableError(f"{path}: is missing") from error
    except (*_DAMAGE, zlib.error) as error:
        raise UnreadableError(f"{path}: cannot be read ({error})") from error


@contextmanager
def reading_text(files: PackFiles, path: str) -> Iterator[TextIO]:
    """A file's text in UTF-8, its line ends as they are."""
    with reading(files, path) as file:
        yield io.TextIOWrapper(file, encoding="utf-8", newline="")
