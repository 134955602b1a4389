"""A backup closed to the organisation's key: written as it is made, so that no open copy of it is
ever on the disk, and opened by shares."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import IO, cast

from crosstally.desk.at_rest import MARK, PublicKey
from crosstally.desk.closed_file import ClosedFile
from crosstally.desk.organisation_key import ShareError, identity_of
from crosstally.problems import InputError, Problem
from crosstally.words import _

AskForShares = Callable[[], Sequence[str]]
"""Gives as many shares of a key as are needed."""


@contextmanager
def closing(key: PublicKey | None, file: IO[bytes]) -> Iterator[IO[bytes]]:
    """What is written to the stream goes into ``file`` closed to the key, or as it is where there
    is none. Raises ``OSError`` where the file does not take it."""
    if key is None:
        yield file
        return
    from pyrage import EncryptError, encrypt_io, x25519

    recipient = x25519.Recipient.from_str(key.recipient)
    reading, writing = os.pipe()

    def close() -> None:
        # Where the file takes no more, whoever writes has to notice, and not wait for ever.
        with os.fdopen(reading, "rb") as source:
            encrypt_io(source, file, [recipient])

    with ThreadPoolExecutor(1, "closing") as beside:
        done = beside.submit(close)
        try:
            with os.fdopen(writing, "wb") as sink:
                yield sink
        except BrokenPipeError:
            pass
        try:
            done.result()
        except EncryptError as error:
            raise OSError(None, str(error)) from None


@contextmanager
def opened(backup: Path, near: Path, ask: AskForShares) -> Iterator[IO[bytes]]:
    """A backup as it was before it was closed, if it was. What is opened lies meanwhile in a file
    beside ``near`` that nobody else can read (``closed_file``).

    Raises ``InputError`` where it cannot be read, or the shares do not open it.
    """
    try:
        written = backup.open("rb")
    except OSError as error:
        said = _("cannot be read: {reason}").format(reason=error.strerror)
        raise InputError(Problem(said, str(backup))) from None
    with written:
        is_closed = written.read(len(MARK)) == MARK
        written.seek(0)
        if not is_closed:
            yield written
            return
        with ClosedFile(near.resolve().parent) as kept:
            plain = cast("IO[bytes]", kept)
            _open(written, plain, ask(), str(backup))
            plain.seek(0)
            yield plain


def _open(written: IO[bytes], plain: IO[bytes], shares: Sequence[str], shown: str) -> None:
    from pyrage import DecryptError, decrypt_io, x25519

    try:
        identity = x25519.Identity.from_str(identity_of(shares))
    except ShareError as error:
        raise InputError(Problem(str(error), shown)) from None
    try:
        decrypt_io(written, plain, [identity])
    except DecryptError as error:
        raise InputError(
            Problem(
                _("does not open: {reason}").format(reason=error),
                shown,
                hint=_("These are shares of another key, or the file was changed."),
            )
        ) from None
