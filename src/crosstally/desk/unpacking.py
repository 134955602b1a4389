"""Files of strangers are opened in a program of its own, within so much time and memory.

A small file can ask for hours of drawing: the program that tries it is ended, and the next file
goes to a new one. It is given nothing of the desk, neither its keys nor its passwords.
"""

from __future__ import annotations

import atexit
import io
import json
import os
import struct
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from threading import Lock
from typing import IO

from crosstally.desk.pictures import (
    FEWER_PIXELS,
    MOST_BYTES,
    MOST_PAGES,
    Picture,
    PictureError,
    unpacked,
)
from crosstally.words import _, language, use_language

SECONDS = 60
"""Of a processor, for one file, and half of one more for each page that was opened: fifty pages of
paper take some 25 on a small machine."""
MOST_KEPT = 4 * MOST_BYTES
"""Bytes of all pages of a file as they are kept: of sheets twice what came, of noise much more."""
MOST_MEMORY = 1280 * 1024 * 1024
"""Bytes that one file may take beside the libraries, which take more where there are more
processors. Eighty million pixels take two thirds of it."""
_LENGTH = struct.Struct(">I")
_NEEDED = ("PATH", "PYTHONPATH", "LANG", "LC_ALL", "SYSTEMROOT")
"""Of the environment, which may hold passwords."""
_ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MALLOC_ARENA_MAX": "1"}
"""One file at a time is opened: a thread and a heap for each processor would only take room."""


class Opener:
    """The program that opens files, one after another; started when it is needed."""

    def __init__(self, seconds: int = SECONDS, memory: int = MOST_MEMORY) -> None:
        self._bounds = (str(seconds), str(memory))
        self._one_at_a_time = Lock()
        self._program: subprocess.Popen[bytes] | None = None

    def open(self, data: bytes) -> list[Picture]:
        """The pages of a file. Raises ``PictureError`` where it has none, or asks for too much."""
        with self._one_at_a_time:
            try:
                return self._answer(data)
            except PictureError:
                raise
            except (OSError, EOFError, ValueError, LookupError, TypeError):
                self.close()
            except BaseException:
                self.close()  # what is left of the answer would be taken for the next one
                raise
        said = _("The file takes more time or memory to open than a picture may.")
        raise PictureError(f"{said} {_(FEWER_PIXELS)}")

    def _answer(self, data: bytes) -> list[Picture]:
        if self._program is None or self._program.poll() is not None:
            self.close()
            self._program = _started(*self._bounds)
        program = self._program
        assert program.stdin
        assert program.stdout
        _send(program.stdin, language().encode(), data)
        told = json.loads(_receive(program.stdout))
        if "refused" in told:
            raise PictureError(told["refused"])
        if len(told["pages"]) > MOST_PAGES:
            raise EOFError
        return [
            Picture(
                jpeg=_receive(program.stdout),
                digest=page["digest"],
                page=page["page"],
                likeness=int(page["likeness"], 16),
                exif=_receive(program.stdout),
                barcodes=tuple(page["barcodes"]),
            )
            for page in told["pages"]
        ]

    def close(self) -> None:
        """End the program."""
        if self._program is not None:
            self._program.kill()
            with self._program:
                self._program = None


_OPENER = Opener()
atexit.register(_OPENER.close)


def take_in(data: bytes, opener: Opener | None = None) -> list[Picture]:
    """The pages of a file: JPEG, PNG and HEIC have one, PDF up to ``MOST_PAGES``. Opened by the
    program for what people with an account send, where no other is named.

    What a file is, its content says, not its name. Raises ``PictureError`` where it is none of
    these, damaged, or larger than the limits.
    """
    if len(data) > MOST_BYTES:
        raise PictureError(
            _("The file has more than {most} megabytes.").format(most=MOST_BYTES // 2**20)
        )
    return (opener or _OPENER).open(data)


def _started(*bounds: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        # -P: nothing of the folder in which the desk was started is run.
        [sys.executable, "-P", "-m", __name__, *bounds],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={name: text for name, text in os.environ.items() if name in _NEEDED} | _ONE_THREAD,
    )


def _send(stream: IO[bytes], *parts: bytes) -> None:
    for part in parts:
        stream.write(_LENGTH.pack(len(part)))
        stream.write(part)
    stream.flush()


def _receive(stream: IO[bytes]) -> bytes:
    """What was sent. Raises ``EOFError`` where the program ended before it was all there."""
    (length,) = _LENGTH.unpack(_exactly(stream, _LENGTH.size))
    if length > MOST_BYTES:
        raise EOFError
    return _exactly(stream, length)


def _exactly(stream: IO[bytes], count: int) -> bytes:
    found = stream.read(count)
    if len(found) < count:
        raise EOFError
    return found


def _opens_files(asked: IO[bytes], answers: IO[bytes], seconds: int) -> None:
    """The program: answer until nobody asks any more, or something asks for too much."""
    with suppress(EOFError):
        while True:
            language_asked = _receive(asked).decode()
            # What is left of the last file's time is not for reading this one.
            _bound_time(time.process_time() + seconds)
            data = _receive(asked)
            with use_language(language_asked):
                _answer_one(data, answers, seconds)


def _pages(data: bytes, seconds: int) -> Iterator[Picture]:
    until = time.process_time() + seconds
    kept = 0
    _bound_time(until)
    for count, page in enumerate(unpacked(data), 1):
        _bound_time(until + count / 2)
        kept += len(page.jpeg)
        if kept > MOST_KEPT:
            said = _("The pages of the file take more than {most} megabytes: send fewer at once.")
            raise PictureError(said.format(most=MOST_KEPT // 2**20))
        yield page


def _answer_one(data: bytes, answers: IO[bytes], seconds: int) -> None:
    try:
        pages = list(_pages(data, seconds))
    except PictureError as error:
        _send(answers, json.dumps({"refused": str(error)}).encode())
        return
    told = [
        {
            "digest": page.digest,
            "page": page.page,
            "likeness": f"{page.likeness:x}",
            "barcodes": page.barcodes,
        }
        for page in pages
    ]
    _send(answers, json.dumps({"pages": told}).encode())
    for page in pages:
        _send(answers, page.jpeg, page.exif)


def _bound_time(until: float) -> None:
    """End this program where it has worked so many seconds in all; not on Windows."""
    with suppress(ImportError, OSError, ValueError):
        import resource

        _soft, hard = resource.getrlimit(resource.RLIMIT_CPU)
        wanted = int(until)
        soft = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_CPU, (soft, hard))


def _load_libraries() -> None:
    """All that opens files, so that what it takes is known before the first file comes."""
    import pypdfium2  # noqa: F401
    from PIL import Image

    white = io.BytesIO()
    Image.new("L", (60, 60), "white").save(white, "PNG")
    list(unpacked(white.getvalue()))


def _bound_memory(most: int) -> None:
    """Let this program take so many bytes more than it has now."""
    # A system that does not know the limit, or how much that is, opens files without it.
    with suppress(ImportError, OSError, ValueError):
        import resource

        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
        limit = pages * resource.getpagesize() + most
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


if __name__ == "__main__":
    _load_libraries()
    _bound_memory(int(sys.argv[2]))
    _opens_files(sys.stdin.buffer, sys.stdout.buffer, int(sys.argv[1]))
