"""PostgreSQL servers that tests start for themselves, and stop, kill and start again."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

NO_POSTGRESQL = "PostgreSQL is not here: `make system` installs it"
_OWNER = "postgres"
"""PostgreSQL refuses to be run by root: under root its own account of Debian's package does it."""


def programs() -> Path:
    """The folder of PostgreSQL's programs; where there is none, the test is skipped."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: path.parts)
    on_path = shutil.which("initdb")
    if not found and not on_path:
        pytest.skip(NO_POSTGRESQL)
    return found[-1].parent if found else Path(str(on_path)).parent


@dataclass
class Server:
    """A PostgreSQL server that answers at a socket in its folder and at no port."""

    folder: Path
    bin: Path
    process: subprocess.Popen[bytes] | None = None

    def url(self, database: str) -> str:
        """What ``DATABASE_URL`` is for a database of it."""
        return f"postgres://{_OWNER}@{quote(str(self.folder), safe='')}/{database}"

    def make(self, database: str) -> str:
        """A new, empty database; its URL."""
        self.tell("postgres", f'CREATE DATABASE "{database}"')
        return self.url(database)

    def tell(self, database: str, sql: str) -> None:
        """Run one statement."""
        import psycopg

        with psycopg.connect(self.url(database), autocommit=True) as connection:
            connection.execute(sql.encode())

    def start(self) -> None:
        """Start it, and wait until it answers."""
        command = [f"{self.bin}/postgres", "-D", f"{self.folder}/data", "-k", f"{self.folder}"]
        command += ["-h", ""]
        with (self.folder / "said").open("ab") as said:
            self.process = subprocess.Popen(
                command, stdout=said, stderr=said, cwd=self.folder, text=False, **_as_owner()
            )
        for _attempt in range(300):
            ready = [f"{self.bin}/pg_isready", "-q", "-h", f"{self.folder}"]
            if subprocess.run(ready, check=False).returncode == 0:
                return
            time.sleep(0.1)
        raise AssertionError((self.folder / "said").read_text())

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """Stop it: fast, which ends every connection; or at once, as by a crash (``SIGQUIT``)."""
        assert self.process
        self.process.send_signal(how)
        self.process.wait(60)


def _as_owner() -> dict[str, Any]:
    return {"user": _OWNER, "group": pwd.getpwnam(_OWNER).pw_gid} if os.getuid() == 0 else {}


@contextmanager
def postgresql() -> Iterator[Server]:
    """A server in a temporary folder, until the block ends."""
    server = Server(Path(tempfile.mkdtemp(prefix="pg")), programs())
    try:
        if os.getuid() == 0:
            shutil.chown(server.folder, _OWNER)
        made = [f"{server.bin}/initdb", "-D", f"{server.folder}/data", "-U", _OWNER]
        made += ["--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8"]
        subprocess.run(made, check=True, capture_output=True, cwd=server.folder, **_as_owner())
        server.start()
        yield server
    finally:
        if server.process:
            server.stop()
        shutil.rmtree(server.folder)
