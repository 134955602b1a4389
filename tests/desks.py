"""A desk that runs as people run it, in a process of its own, for tests that come from outside."""

from __future__ import annotations

import io
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw

ROOT = Path(__file__).parents[1]
EXAMPLE = ROOT / "src" / "crosstally" / "examples" / "cankiri-2023"
PASSWORD = "correct horse battery"
PUBLIC = "https://desk.example"
STATION = "ATKARACALAR/1001"
READ = {
    "registered": "300",
    "voted": "250",
    "valid": "245",
    "invalid": "5",
    "erdogan": "200",
    "kilicdaroglu": "45",
}
"""Figures that obey the control relations of the example's sheet."""


@dataclass(frozen=True)
class RunningDesk:
    """A desk that answers."""

    address: str
    """Where this machine reaches it."""
    folder: Path
    """Its election folder."""
    link: str
    """The path by which the first administrator joins; empty where there is one."""
    pid: int
    database: str | None = None
    """Its ``DATABASE_URL``; None where it keeps a file of its own."""

    @property
    def kept(self) -> Path:
        """Where the desk keeps what is its own."""
        return self.folder / "desk" / "president"

    def most_memory(self) -> int:
        """Bytes that the largest of its processes has taken at the most (Linux)."""
        peaks = []
        for process in _descent_of(self.pid):
            for line in Path(f"/proc/{process}/status").read_text().splitlines():
                name, _colon, value = line.partition(":")
                peaks += [int(value.split()[0]) * 1024] if name == "VmHWM" else []
        return max(peaks)


def _descent_of(process: int) -> Iterator[int]:
    """A process, and all that it and its threads have started."""
    yield process
    for started in Path(f"/proc/{process}/task").glob("*/children"):
        for child in started.read_text().split():
            yield from _descent_of(int(child))


@contextmanager
def running_desk(
    folder: Path,
    public: str | None = None,
    database: str | None = None,
    more: Sequence[str] = (),
    shares: Sequence[str] = (),
    variables: Mapping[str, str] | None = None,
) -> Iterator[RunningDesk]:
    """Serve the desk of ``folder``, at first a copy of the example, until the block ends.

    ``public`` is the address people would know it by, if a web server stood before it, ``{port}``
    in it the port it listens at;
    ``database`` the ``DATABASE_URL``; ``more`` are further arguments of the command; ``shares`` are
    piped in to unlock it; ``variables`` are further ones of the environment.
    """
    if not folder.exists():
        shutil.copytree(EXAMPLE, folder)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"{'https' if '--tls' in more else 'http'}://127.0.0.1:{port}"
    command = [sys.executable, "-m", "crosstally", "desk", str(folder), "--port", str(port), *more]
    if public:
        command += ["--address", public.format(port=port)]
    environment = {name: text for name, text in os.environ.items() if name != "DATABASE_URL"}
    environment |= {"PYTHONPATH": str(ROOT / "src"), "PYTHONUNBUFFERED": "1", "LANGUAGE": "en"}
    environment |= {"DATABASE_URL": database} if database else {}
    environment |= variables or {}
    said = folder.with_suffix(".said")
    with said.open("w") as written:
        process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=written,
            stderr=subprocess.STDOUT,
            env=environment,
            text=True,
        )
        assert process.stdin
        try:
            with process.stdin as typed:
                typed.write("".join(f"{share}\n" for share in shares))
            _wait_for(port, process, said)
            links = [part for part in said.read_text().split() if "/join/" in part]
            path = "/join/" + links[0].split("/join/")[1] if links else ""
            yield RunningDesk(address, folder, path, process.pid, database)
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(30)


def run_desk(
    *arguments: object,
    database: str | None = None,
    shares: Sequence[str] = (),
    variables: Mapping[str, str] | None = None,
) -> subprocess.CompletedProcess[str]:
    """``crosstally desk`` with these arguments, as people run it; nobody can be asked, but
    ``shares`` are piped in."""
    command = [sys.executable, "-m", "crosstally", "desk", *map(str, arguments)]
    environment = {"PYTHONPATH": str(ROOT / "src"), "LANGUAGE": "en", "PATH": ""}
    environment |= {"DATABASE_URL": database} if database else {}
    return subprocess.run(
        command,
        capture_output=True,
        text=True,
        env={**environment, **(variables or {})},
        input="".join(f"{share}\n" for share in shares),
        check=False,
    )


def _wait_for(port: int, process: subprocess.Popen[str], said: Path) -> None:
    for _attempt in range(600):
        if process.poll() is not None:
            break
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError(f"the desk did not start: {said.read_text()}")


def photograph(
    text: str,
    size: tuple[int, int] = (900, 1200),
    kind: str = "JPEG",
    read: Mapping[str, str] = READ,
) -> bytes:
    """A sheet on which something is written, no two alike."""
    image = Image.new("RGB", size, "#f4f1e8")
    draw = ImageDraw.Draw(image)
    for row, (field, figure) in enumerate(read.items()):
        top = (row + 2) * size[1] // 10
        draw.line((40, top, size[0] - 40, top), fill="#555", width=2)
        draw.text((60, top - 60), field, fill="#333", font_size=40)
        draw.text((size[0] - 260, top - 70), figure, fill="#1a2f7a", font_size=56)
    draw.text((60, 40), text, fill="black", font_size=52)
    written = io.BytesIO()
    image.save(written, kind)
    return written.getvalue()


def upload_of(name: str, data: bytes, mime: str = "image/jpeg") -> Any:
    """A file as a browser's file field takes it."""
    return {"name": name, "mimeType": mime, "buffer": data}
