"""Where pictures of sheets lie: in the desk's folder, or in a bucket of an S3-compatible store.

Whoever keeps or reads one does not see which; and where the organisation has a key, not that they
are closed to it (``at_rest``). A store that is not the desk's own sees closed pictures alone then.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from errno import EIO
from functools import cache
from pathlib import Path
from typing import Any, Protocol
from uuid import uuid4

from django.conf import settings

from crosstally.desk.at_rest import CLOSED, COPIED, PublicKey, key_of
from crosstally.desk.new_file import keep as keep_file
from crosstally.problems import InputError, Problem
from crosstally.words import _

FOLDER = "pictures"
"""Of the desk's folder."""
OWNER = "desk-id"
"""The file of a bucket, and of the desk's folder, that says whose bucket it is. It is in no backup:
a desk that is made anew takes a bucket that nobody has."""


class Shelf(Protocol):
    """Files by name, none of which is ever written over. What fails raises ``OSError``."""

    def put(self, name: str, data: bytes) -> None:
        """Keep a file: it is safe when this returns."""

    def get(self, name: str) -> bytes:
        """A file. Raises ``FileNotFoundError`` where there is none of this name."""

    def drop(self, name: str) -> None:
        """Remove a file, if it is there."""

    def names(self) -> Iterable[str]:
        """Those of all files."""

    def kept_at(self, name: str) -> datetime:
        """When a file was kept."""


class Folder:
    """A shelf that is a folder of this machine."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def put(self, name: str, data: bytes) -> None:
        self.path.mkdir(mode=0o700, exist_ok=True)
        with (self.path / name).open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())

    def get(self, name: str) -> bytes:
        return (self.path / name).read_bytes()

    def drop(self, name: str) -> None:
        (self.path / name).unlink(missing_ok=True)

    def names(self) -> list[str]:
        return sorted(path.name for path in self.path.glob("*") if path.is_file())

    def kept_at(self, name: str) -> datetime:
        return datetime.fromtimestamp((self.path / name).stat().st_mtime, UTC)


class Bucket:
    """A shelf that is a bucket. Its keys are taken from the environment, as ``boto3`` does."""

    def __init__(self, name: str, prefix: str) -> None:
        from botocore.config import Config
        from storages.backends.s3 import S3Storage

        self._storage: Any = S3Storage(
            bucket_name=name,
            location=prefix,
            default_acl=None,
            file_overwrite=True,
            client_config=Config(
                connect_timeout=5,
                read_timeout=30,
                retries={"max_attempts": 3},
                s3={"addressing_style": "path"},
            ),
        )

    def put(self, name: str, data: bytes) -> None:
        from django.core.files.base import ContentFile

        with _errors_of_the_store():
            self._storage.save(name, ContentFile(data))

    def get(self, name: str) -> bytes:
        with _errors_of_the_store(), self._storage.open(name) as file:
            return bytes(file.read())

    def drop(self, name: str) -> None:
        with _errors_of_the_store():
            self._storage.delete(name)

    def names(self) -> list[str]:
        with _errors_of_the_store():
            return sorted(name for name in self._all() if not name.startswith(OWNER))

    def claims(self) -> set[str]:
        """The files by which desks say that they are about to take it."""
        with _errors_of_the_store():
            return {name for name in self._all() if name.startswith(f"{OWNER}.")}

    def _all(self) -> list[str]:
        found: list[str] = self._storage.listdir("")[1]
        return found

    def kept_at(self, name: str) -> datetime:
        with _errors_of_the_store():
            at: datetime = self._storage.get_modified_time(name)
            return at.astimezone(UTC)


@contextmanager
def _errors_of_the_store() -> Iterator[None]:
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        yield
    except (BotoCoreError, ClientError) as error:
        raise OSError(EIO, f"the store of pictures: {error}") from error


@cache
def shelf() -> Shelf:
    """That of this desk."""
    bucket, _slash, prefix = settings.DESK_PICTURES.partition("/")
    return Bucket(bucket, prefix) if bucket else Folder(settings.DESK_PLACE.folder / FOLDER)


def take_for(folder: Path) -> None:
    """Take the bucket, where there is one, for the desk in a folder: two in one place would take
    each other's pictures for their own. Raises ``InputError`` where another desk has it, or the
    store does not answer."""
    bucket = shelf()
    if not isinstance(bucket, Bucket):
        return
    with suppress(FileExistsError):
        keep_file(folder / OWNER, uuid4().hex.encode())
    own = (folder / OWNER).read_bytes()
    try:
        take(bucket, own)
    except OSError as error:
        said = _("PICTURES_URL: {reason}").format(reason=error.strerror)
        raise InputError(Problem(said, hint=_("Look at the AWS_… variables too."))) from None


def take(bucket: Bucket, own: bytes) -> None:
    """Take a bucket for the desk of this id, which may have it already. Raises ``InputError`` where
    another desk has it or takes it just now."""
    if _owner_of(bucket) is None:
        _claim(bucket, own)
    if _owner_of(bucket) != own:
        raise InputError(
            Problem(
                _("PICTURES_URL names a bucket in which another desk keeps its pictures"),
                expected="s3://BUCKET/PREFIX",
                hint=_(
                    "Name a PREFIX of its own. Where that desk is gone for good, or is a restore "
                    "that was ended by force, delete the file {name} there."
                ).format(name=OWNER),
            )
        )


def _claim(bucket: Bucket, own: bytes) -> None:
    """Make a bucket that nobody has one's own. Of two that begin at once each writes its claim
    before it looks for others, so that the later one sees the earlier, or what came of it; both may
    step back, never both go on. Raises ``InputError``."""
    claim = f"{OWNER}.{own.decode()}"
    bucket.put(claim, own)
    try:
        others = bucket.claims() - {claim}
        if others:
            said = _("another desk takes this bucket at this moment")
            hint = _("Start this one again. Where no other starts, delete the file {name} there.")
            raise InputError(Problem(said, hint=hint.format(name=min(others))))
        if _owner_of(bucket) is None:
            bucket.put(OWNER, own)
    finally:
        bucket.drop(claim)


def give_back(folder: Path, names: Iterable[str]) -> None:
    """Let the bucket be nobody's again, and hold none of these files, where the desk in a folder
    took it that comes to nothing. Where the store does not answer it stays taken."""
    if (folder / OWNER).exists() and isinstance(bucket := shelf(), Bucket):
        with suppress(OSError):
            if _owner_of(bucket) == (folder / OWNER).read_bytes():
                for name in names:
                    bucket.drop(name)
                bucket.drop(OWNER)


def _owner_of(bucket: Bucket) -> bytes | None:
    try:
        return bucket.get(OWNER)
    except FileNotFoundError:
        return None


def keep(name: str, data: bytes) -> None:
    """Keep a file, closed where there is a key. Raises ``OSError`` where it cannot be kept."""
    key = _key()
    if key is None:
        shelf().put(name, data)
    else:
        shelf().put(name + CLOSED, key.close(data))


def read(name: str) -> bytes:
    """A file as it was kept. Raises ``FileNotFoundError``, ``OSError`` where the store does not
    answer, ``LockedError``, or ``ValueError`` where it is closed to another key."""
    key = _key()
    if key is not None:
        with suppress(FileNotFoundError):
            return key.open(shelf().get(name + CLOSED))
    return shelf().get(name)


def drop(name: str) -> None:
    """Remove a file, closed or not, if it is there."""
    for written in (name, name + CLOSED):
        shelf().drop(written)


def close_all(key: PublicKey) -> int:
    """Close whatever was kept before there was a key; how many files that were. Cut short, it is
    done again: the closed file is there before the other goes."""
    names = set(shelf().names())
    still_open = sorted(name for name in names if not name.endswith((CLOSED, CLOSED + COPIED)))
    for name in still_open:
        if name + CLOSED in names:
            shelf().drop(name + CLOSED)
        shelf().put(name + CLOSED, key.close(shelf().get(name)))
        shelf().drop(name)
    return len(still_open)


def _key() -> PublicKey | None:
    return key_of(settings.DESK_PLACE.folder)
