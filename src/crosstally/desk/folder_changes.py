"""Changing the election folder of a desk: whole, and only where it still holds together.

A change is tried on a copy beside the folder, read there as the desk and ``crosstally check`` read
it, and moved into place at the end. What came in, and what it took the place of, is kept as it was
under the SHA-256 of its bytes: nothing is lost or overwritten.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Protocol
from uuid import uuid4

from filelock import FileLock, Timeout

from crosstally.desk.election_facts import Surroundings, read_surroundings, stamp_of
from crosstally.desk.settings import Place
from crosstally.election.folder import Election, open_folder
from crosstally.problems import InputError, Problem, links_outside
from crosstally.returns.store import ReturnsStore

KEPT = "received"
"""Where in the desk's folder lies what came in."""
MOST_BYTES = 32 << 20
"""Of one file: a million stations' list has some 50 bytes a row, a sheet of 30 figures some 150."""
_STAGED = ".staged-"
_PATIENCE = 30
_CHUNK = 1 << 20

Content = Path | str
"""A file to copy, or a text."""
Changes = Mapping[str, Content]
"""Path in the folder → what is to stand there."""


class Readable(Protocol):
    """Bytes that come one after another."""

    def read(self, size: int, /) -> bytes:
        """At the most so many more; none at the end."""
        ...


class TooLargeError(Exception):
    """More bytes came than are taken."""


class BusyError(Exception):
    """Somebody else is changing the folder just now."""


@dataclass(frozen=True)
class Received:
    """A file as it came."""

    path: Path
    sha256: str
    bytes: int


@contextmanager
def received(place: Place, stream: Readable, most: int = MOST_BYTES) -> Iterator[Received]:
    """What a stream holds, as a file until the block ends. Raises ``TooLargeError`` beyond ``most``
    bytes, with no more of it read."""
    folder = place.folder / KEPT
    folder.mkdir(mode=0o700, exist_ok=True)
    path = folder / f".writing-{uuid4().hex}"
    digest, count = sha256(), 0
    try:
        with path.open("xb") as file:
            while chunk := stream.read(min(_CHUNK, most + 1 - count)):
                count += len(chunk)
                if count > most:
                    raise TooLargeError
                digest.update(chunk)
                file.write(chunk)
        yield Received(path, digest.hexdigest(), count)
    finally:
        path.unlink(missing_ok=True)


def change(
    place: Place,
    changes: Callable[[Election], Changes],
    look: Callable[[ReturnsStore], None] = lambda _store: None,
    look_around: Callable[[Surroundings], None] = lambda _around: None,
) -> tuple[Surroundings, list[str]]:
    """Make changes to the election folder of a desk, all or none.

    ``changes`` is given the folder as it is; ``look`` and ``look_around`` see it as it would be,
    and may raise ``InputError``. Returns what stands there now, and the paths that changed: none
    where everything stood there already. Raises ``InputError`` with every problem, in paths of the
    folder, and ``BusyError``; nothing is changed then.
    """
    with _alone(place), tempfile.TemporaryDirectory(prefix=_STAGED, dir=place.folder) as name:
        staged, stamp = Path(name, "election"), stamp_of(place.election)
        try:
            _copy(place.election, staged)
            wanted = changes(open_folder(staged, needs_figures=False))
            files = {path: one for path, one in wanted.items() if not _stands(staged / path, one)}
            for path, content in files.items():
                _put(staged, path, content)
            around = read_surroundings(replace(place, election=staged), look)
            look_around(around)
        except InputError as error:
            raise InputError([within(one, staged) for one in error.problems]) from None
        if stamp_of(place.election) != stamp:
            raise BusyError
        for path in files:
            _keep(place, place.election / path)
            _keep(place, staged / path)
        # election.yaml last: what it names is there by then.
        for path in sorted(files, key=lambda path: path == "election.yaml"):
            target = place.election / path
            target.parent.mkdir(parents=True, exist_ok=True)
            (staged / path).replace(target)
            _force(target.parent)
    return around, sorted(files)


def within(problem: Problem, folder: Path) -> Problem:
    """A problem in paths of a folder: where the folder lies is nobody else's business."""

    def inside(text: str | None) -> str | None:
        return text.replace(f"{folder}{os.sep}", "").replace(str(folder), ".") if text else text

    return replace(
        problem,
        message=inside(problem.message) or "",
        file=inside(problem.file),
        read=inside(problem.read),
        expected=inside(problem.expected),
        hint=inside(problem.hint),
    )


@contextmanager
def _alone(place: Place) -> Iterator[None]:
    lock = FileLock(place.folder / "folder.lock", timeout=_PATIENCE, thread_local=False)
    try:
        lock.acquire()
    except Timeout:
        raise BusyError from None
    try:
        for left in place.folder.glob(f"{_STAGED}*"):  # by a desk that was killed
            shutil.rmtree(left, ignore_errors=True)
        yield
    finally:
        lock.release()


def _copy(folder: Path, staged: Path) -> None:
    """The folder without the desk's own, by further names of the same files where that goes."""
    own = str(folder / "desk")

    def left_out(parent: str, names: list[str]) -> set[str]:
        return {name for name in names if str(Path(parent, name)) == own}

    shutil.copytree(folder, staged, symlinks=True, ignore=left_out, copy_function=_link)


def _link(source: str, target: str) -> None:
    try:
        os.link(source, target, follow_symlinks=False)
    except OSError:
        shutil.copy2(source, target, follow_symlinks=False)


def _stands(path: Path, content: Content) -> bool:
    data = content.read_bytes() if isinstance(content, Path) else content.encode()
    return path.is_file() and path.read_bytes() == data


def _put(staged: Path, path: str, content: Content) -> None:
    """Write a file of the copy anew: its old name may be another name of the real one."""
    target = staged / path
    target.parent.mkdir(parents=True, exist_ok=True)
    if linked := links_outside(staged, [*target.parents[: len(Path(path).parts) - 1], target]):
        raise InputError(linked)
    target.unlink(missing_ok=True)
    data = content.read_bytes() if isinstance(content, Path) else content.encode()
    with target.open("xb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _keep(place: Place, path: Path) -> None:
    """Keep a file as it is, under its hash."""
    if not path.is_file():
        return
    data = path.read_bytes()
    kept = place.folder / KEPT / sha256(data).hexdigest()
    if kept.exists():
        return
    unfinished = kept.with_name(f".writing-{uuid4().hex}")
    kept.parent.mkdir(mode=0o700, exist_ok=True)
    with unfinished.open("xb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(kept)
    _force(kept.parent)


def _force(folder: Path) -> None:
    """Force to disk which names a folder holds."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
