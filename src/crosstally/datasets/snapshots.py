"""Snapshots of official pages and files: kept with hash and time, and held against the one before.

A folder has a subfolder for each address. In it each look left a ``.json`` that says what was seen
and when; the bytes as they came stand beside the first look that saw them.
"""

from __future__ import annotations

import datetime as dt
import difflib
import hashlib
import json
import re
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from crosstally.datasets.address import Obtained
from crosstally.datasets.endings import seems_cut
from crosstally.datasets.visible_text import LONGEST, visible_lines
from crosstally.ledger import canonical
from crosstally.ledger.canonical import Json
from crosstally.ledger.errors import LedgerError
from crosstally.ledger.keys import PrivateKey
from crosstally.ledger.log import Log
from crosstally.ledger.tiles import read_plain
from crosstally.problems import InputError, Problem
from crosstally.words import _

MOST_LINES = 20_000
"""Longer pages are compared by their hashes alone: a comparison takes long."""
_LONGEST_RECORD = 1 << 16
"""Bytes of what is noted of a look: an address and a few lines more."""
_SUFFIXES = {
    "text/html": ".html",
    "application/xhtml+xml": ".html",
    "application/pdf": ".pdf",
    "image/png": ".png",
    "image/jpeg": ".jpg",
    "application/json": ".json.txt",
    "text/csv": ".csv",
    "text/plain": ".txt",
    "application/warc": ".warc",
}


@dataclass(frozen=True)
class Snapshot:
    """One look at an address."""

    address: str
    at: str
    """Coordinated universal time, ``2012-01-16T06:00:00Z``."""
    sha256: str
    size: int
    """In bytes."""
    content_type: str
    file: str
    """The bytes as they came, in the same folder."""
    led_to: str | None = None
    last_modified: str | None = None

    def entry(self) -> bytes:
        """What a log holds of it."""
        said: dict[str, Json] = {
            "act": "snapshot",
            "address": self.address,
            "at": self.at,
            "bytes": self.size,
            "content_type": self.content_type,
            "sha256": self.sha256,
        }
        return canonical.encode(said)


@dataclass(frozen=True)
class Change:
    """A passage that is another one now; either side may be empty."""

    was: tuple[str, ...]
    now: tuple[str, ...]


@dataclass(frozen=True)
class Comparison:
    """A snapshot beside the one before."""

    snapshot: Snapshot
    path: Path
    before: Snapshot | None
    changes: tuple[Change, ...] | None
    """Changes of the visible text; None where it cannot be read or compared."""
    seems_cut: bool
    """Whether it does not end as a file of its kind does."""

    @property
    def is_same(self) -> bool:
        """Whether the bytes are the same as before."""
        return self.before is not None and self.before.sha256 == self.snapshot.sha256

    @property
    def has_changed(self) -> bool:
        """Whether what a person sees is another thing now, as far as that can be told."""
        return self.before is not None and not self.is_same and self.changes != ()


def moment() -> dt.datetime:
    """The present moment."""
    return dt.datetime.now(dt.UTC)


def keep(
    got: Obtained, folder: Path, log: Log | None = None, key: PrivateKey | None = None
) -> Comparison:
    """Keep what was obtained, enter it in a log, and hold it against the snapshot before.

    Nothing stays where the log refuses the entry. Raises ``InputError``, ``LedgerError``.
    """
    home = folder / _folder_name(got.address)
    looks = _looks(home)
    _refuse_changed(home, looks)
    before = looks[-1] if looks else None
    time = moment().strftime("%Y-%m-%dT%H:%M:%SZ")
    digest = hashlib.sha256(got.data).hexdigest()
    same = next((look for look in looks if look.sha256 == digest), None)
    stem = f"{time.replace(':', '')}-{digest[:12]}"
    snapshot = Snapshot(
        got.address,
        time,
        digest,
        len(got.data),
        got.content_type,
        same.file if same else f"{stem}{_suffix(got.content_type)}",
        got.led_to,
        got.last_modified,
    )
    changes = _changes(home, before, snapshot, got.data)
    _write(home, stem, snapshot, None if same else got.data, log, key)
    return Comparison(snapshot, home / snapshot.file, before, changes, seems_cut(got.data))


def _write(
    home: Path,
    stem: str,
    snapshot: Snapshot,
    data: bytes | None,
    log: Log | None,
    key: PrivateKey | None,
) -> None:
    home.mkdir(parents=True, exist_ok=True)
    text = json.dumps(asdict(snapshot), ensure_ascii=False, indent=2) + "\n"
    files = {home / f"{stem}.json": text.encode()}
    if data is not None:
        files = {home / snapshot.file: data, **files}
    written: list[Path] = []
    try:
        for path, content in files.items():
            with path.open("xb") as stream:
                written.append(path)
                stream.write(content)
        if log is not None:
            log.append([snapshot.entry()], key)
    except FileExistsError:
        raise InputError(
            Problem(_("was looked at in this very second already"), snapshot.address)
        ) from None
    except BaseException:
        for path in written:
            path.unlink(missing_ok=True)
        if not any(home.iterdir()):
            home.rmdir()
        raise


def _looks(home: Path) -> list[Snapshot]:
    """The looks before, the oldest first. Raises ``InputError`` with all that cannot be read."""
    looks, problems = [], []
    for path in sorted(home.glob("*.json")):
        try:
            look = Snapshot(**json.loads(read_plain(path, _LONGEST_RECORD)))
            if Path(look.file).name != look.file:
                raise ValueError(_("its file lies elsewhere"))
            looks.append(look)
        except (LedgerError, OSError, TypeError, ValueError, RecursionError) as error:
            message = _("is no record of a snapshot: {reason}").format(reason=error)
            problems.append(Problem(message, str(path)))
    if problems:
        raise InputError(problems)
    return sorted(looks, key=lambda look: look.at)


def _refuse_changed(home: Path, looks: Sequence[Snapshot]) -> None:
    """Raise ``InputError`` with every kept file that is not what was kept: a later look may be held
    against any of them."""
    kept = {look.file: look for look in looks}
    problems = [
        Problem(
            _("a snapshot that was kept was changed or taken away: its hash is another"),
            str(home / name),
            expected=look.sha256,
            hint=_("Put it back from a copy, or keep snapshots in a new folder."),
        )
        for name, look in kept.items()
        if _hash_of(home / name, look.size) != look.sha256
    ]
    if problems:
        raise InputError(problems)


def _hash_of(path: Path, size: int) -> str | None:
    if path.is_symlink() or not path.is_file() or path.stat().st_size != size:
        return None
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _changes(
    home: Path, before: Snapshot | None, now: Snapshot, data: bytes
) -> tuple[Change, ...] | None:
    if before is None:
        return ()
    if before.sha256 == now.sha256:
        return ()
    old = (home / before.file).read_bytes()
    lines = [visible_lines(old, before.content_type), visible_lines(data, now.content_type)]
    was, is_now = lines
    if was is None or is_now is None or max(len(was), len(is_now)) > MOST_LINES:
        return None
    return compared(was, is_now)


def compared(was: Sequence[str], now: Sequence[str]) -> tuple[Change, ...] | None:
    """The passages that differ between two texts, line by line; None where that takes too long."""
    matcher = _Matcher(None, was, now, autojunk=True)
    try:
        return tuple(
            Change(tuple(was[a:b]), tuple(now[c:d]))
            for tag, a, b, c, d in matcher.get_opcodes()
            if tag != "equal"
        )
    except _TooLongError:
        return None


class _TooLongError(Exception):
    """Two texts take longer to compare than texts should."""


class _Matcher(difflib.SequenceMatcher[str]):
    _end = 0.0

    def find_longest_match(self, *bounds: Any) -> difflib.Match:
        """One step of many: lines that return again and again make them slow."""
        self._end = self._end or time.process_time() + LONGEST
        if time.process_time() > self._end:
            raise _TooLongError
        return super().find_longest_match(*bounds)


def _folder_name(address: str) -> str:
    """A folder's name for an address, told from others by a part of its hash."""
    parts = urlsplit(address)
    words = re.sub(r"[^A-Za-z0-9.]+", "-", f"{parts.netloc}{parts.path}").strip("-.")
    return f"{words[:60] or 'page'}-{hashlib.sha256(address.encode()).hexdigest()[:8]}"


def _suffix(content_type: str) -> str:
    return _SUFFIXES.get(content_type.partition(";")[0].strip().lower(), ".bin")
