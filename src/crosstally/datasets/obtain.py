"""Getting a published file: from a local mirror, from the cache, or from its public address.

Whatever it came from, its content must have the hash that the registry pins.
"""

from __future__ import annotations

import gzip
import hashlib
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO

from crosstally.datasets.registry import DataFile, Package
from crosstally.problems import InputError, Problem

Progress = Callable[[str, int, int], None]
"""Called with what is being done, how much of it is done, and of how much (0 where unknown)."""

MIRROR = "CROSSTALLY_DATA"
CACHE = "CROSSTALLY_CACHE"
_BLOCK = 1 << 20


def mirror() -> Path | None:
    """The local mirror that ``CROSSTALLY_DATA`` names, or None."""
    named = os.environ.get(MIRROR)
    return Path(named) if named else None


def cache() -> Path:
    """Where downloads are kept: ``CROSSTALLY_CACHE``, or the user's own cache."""
    named = os.environ.get(CACHE)
    if named:
        return Path(named)
    import pooch

    return Path(pooch.os_cache("crosstally"))


def write_file(file: DataFile, target: Path, progress: Progress | None = None) -> None:
    """Write the file's content to ``target``.

    Raises ``InputError`` where it is nowhere to be had, or is not what the registry pins.
    """
    local = _mirrored(file.mirror)
    packed = local or _downloaded(file, progress)
    with _content(packed, file) as stream:
        found = _copy(stream, target)
    if found != file.sha256:
        target.unlink()
        raise _changed(packed, file.sha256, found)


def obtain_package(package: Package, progress: Progress | None = None) -> Path:
    """The wheel of a package: from the mirror, from the cache, or fetched with pip into it.

    Raises ``InputError`` where pip cannot fetch it or the wheel is not the one that is pinned.
    """
    places = [cache() / package.wheel]
    base = mirror()
    if base is not None:
        places += [base / package.wheel, *sorted(base.glob(f"*/{package.wheel}"))]
    wheel = next((place for place in places if place.is_file()), None)
    if wheel is None:
        wheel = _fetch_with_pip(package, progress)
    found = _hash(wheel)
    if found != package.sha256:
        raise _changed(wheel, package.sha256, found)
    return wheel


def _mirrored(name: str) -> Path | None:
    base = mirror()
    if base is None:
        return None
    path = base / name
    return path if path.is_file() else None


def _downloaded(file: DataFile, progress: Progress | None) -> Path:
    if file.url is None:
        raise InputError(
            Problem(
                "has no public address that is known to us",
                file.mirror,
                hint=f"{file.note or ''} Put it there in a folder of data, and name that folder "
                f"in {MIRROR}.".strip(),
            )
        )
    import logging

    import pooch

    pooch.get_logger().setLevel(logging.WARNING)
    name = file.url.rsplit("/", 1)[-1]
    try:
        found = pooch.retrieve(
            url=file.url,
            known_hash=None if file.inside_zip else f"sha256:{file.sha256}",
            fname=f"{file.sha256[:12]}-{name}",
            path=cache(),
            downloader=pooch.HTTPDownloader(
                progressbar=_Bar(name, progress) if progress else False, timeout=60
            ),
        )
    except ValueError:
        raise InputError(
            Problem(
                "what was downloaded is not the file that is pinned: its hash differs",
                file.url,
                expected=f"SHA-256 {file.sha256}",
            )
        ) from None
    except Exception as error:  # the network fails in many ways, each a type of its own
        raise InputError(
            Problem(
                f"cannot be downloaded: {_reason(error)}",
                file.url,
                hint=f"Try again later, or name a folder that holds {file.mirror} in {MIRROR}.",
            )
        ) from None
    return Path(found)


def _reason(error: Exception) -> str:
    """What went wrong on the way, without the client's internals."""
    status = getattr(getattr(error, "response", None), "status_code", None)
    if status is not None:
        return f"the server answers with the status {status}"
    if isinstance(error, OSError):  # the client's errors of connection and time are such
        return f"the server cannot be reached ({type(error).__name__})"
    return str(error) or type(error).__name__


class _Bar:
    """A progress bar as ``pooch`` drives it: the total is set, then bytes are added."""

    def __init__(self, name: str, progress: Progress) -> None:
        self.name = name
        self.progress = progress
        self.total = 0
        self.done = 0

    def update(self, count: int) -> None:
        self.done += count
        self.progress(self.name, self.done, int(self.total or 0))

    def reset(self) -> None:
        self.done = 0

    def close(self) -> None:
        """Nothing is held open."""


def _fetch_with_pip(package: Package, progress: Progress | None) -> Path:
    """Fetch a wheel through the ordinary client, whatever index the user has set for it."""
    folder = cache()
    folder.mkdir(parents=True, exist_ok=True)
    requirement = f"{package.name}=={package.version}"
    if progress:
        progress(requirement, 0, 0)
    with TemporaryDirectory(dir=folder) as scratch:
        command = [sys.executable, "-m", "pip", "download", "--no-deps", "--only-binary=:all:"]
        command += ["--disable-pip-version-check", "--python-version", package.python]
        command += ["--dest", scratch, requirement]
        # pip draws its own bar; where nobody watches, only its complaints are kept.
        done = subprocess.run(
            command,
            stdout=sys.stderr if progress else subprocess.DEVNULL,
            stderr=None if progress else subprocess.PIPE,
            text=True,
            check=False,
        )
        wheel = Path(scratch) / package.wheel
        if done.returncode or not wheel.is_file():
            last = (done.stderr or "").strip().splitlines()[-1:]
            raise InputError(
                Problem(
                    "cannot be fetched with pip" + (f": {last[0]}" if last else ""),
                    requirement,
                    hint=f"Fetch {package.wheel} by other means and put it into {folder}.",
                )
            )
        kept = folder / package.wheel
        wheel.replace(kept)
    return kept


@contextmanager
def _content(path: Path, file: DataFile) -> Iterator[IO[bytes]]:
    """The file's content as a stream, unpacked where the mirror or the address packs it."""
    if path.suffix == ".gz":
        with gzip.open(path, "rb") as stream:
            yield stream  # type: ignore[misc]  # a GzipFile reads as any binary file does
    elif file.inside_zip:
        with zipfile.ZipFile(path) as archive, archive.open(_member(archive, file)) as stream:
            yield stream
    else:
        with path.open("rb") as stream:
            yield stream


def _member(archive: zipfile.ZipFile, file: DataFile) -> str:
    for name in archive.namelist():
        with archive.open(name) as stream:
            if _digest(stream) == file.sha256:
                return name
    raise InputError(
        Problem(
            "no file in the archive is the one that is pinned",
            file.url or file.mirror,
            expected=f"SHA-256 {file.sha256}",
        )
    )


def _copy(source: IO[bytes], target: Path) -> str:
    """Copy a stream into a file. Returns the SHA-256 of what was copied."""
    digest = hashlib.sha256()
    with target.open("wb") as sink:
        while block := source.read(_BLOCK):
            digest.update(block)
            sink.write(block)
    return digest.hexdigest()


def _digest(stream: IO[bytes]) -> str:
    digest = hashlib.sha256()
    while block := stream.read(_BLOCK):
        digest.update(block)
    return digest.hexdigest()


def _hash(path: Path) -> str:
    with path.open("rb") as stream:
        return _digest(stream)


def _changed(path: Path, expected: str, found: str) -> InputError:
    return InputError(
        Problem(
            "is not the file that is pinned: its hash differs",
            str(path),
            read=f"SHA-256 {found}",
            expected=f"SHA-256 {expected}",
            hint="Remove it from the mirror or the cache, so that it is fetched anew.",
        )
    )


def copy_template(template: Path, folder: Path) -> None:
    """Copy the hand-written files of a dataset into a folder."""
    for path in sorted(template.iterdir()):
        shutil.copyfile(path, folder / path.name)
