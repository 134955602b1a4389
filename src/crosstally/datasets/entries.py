"""What a log holds of a file: each of its lines, or its name, size and hash; and of a station."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path

from crosstally.ledger import canonical
from crosstally.ledger.succession import is_act_on_keys
from crosstally.ledger.tiles import MAX_ENTRY_BYTES
from crosstally.problems import InputError, Problem, refuse_special
from crosstally.words import _

_LARGEST_LINES = 4 << 30


def entries_of(files: Sequence[Path], lines: bool) -> list[bytes]:
    """The entries of files, in their order. Raises ``InputError`` with the problems of all."""
    entries: list[bytes] = []
    problems: list[Problem] = []
    for path in files:
        try:
            refuse_special(path, str(path))
            entries += _lines(path, problems) if lines else [file_entry(path)]
        except InputError as error:
            problems += error.problems
        except OSError as error:
            problems.append(
                Problem(_("cannot be read: {reason}").format(reason=error.strerror), str(path))
            )
    if problems:
        raise InputError(problems)
    return entries


def file_entry(path: Path) -> bytes:
    """The entry of a file: its name without folders, its size and its SHA-256."""
    with path.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    return canonical.encode(
        {"act": "file", "bytes": path.stat().st_size, "name": path.name, "sha256": digest}
    )


def entries_about(code: str, entries: Iterable[bytes]) -> dict[int, bytes]:
    """The entries of a station, or of an area that is called so, by their numbers, counted from 0:
    what was stated of it, in a pack or by actasum, and the acts that withdraw such an entry."""
    spelt = {json.dumps(code, ensure_ascii=plain).encode() for plain in (True, False)}
    found: dict[int, bytes] = {}
    for number, entry in enumerate(entries):
        # To read each as JSON takes long, and a country has a million.
        may_be = b'"withdraws"' in entry or any(one in entry for one in spelt)
        if may_be and _is_about(code, entry, found):
            found[number] = entry
    return found


def _is_about(code: str, entry: bytes, found: Collection[int]) -> bool:
    try:
        said = json.loads(entry)
    except (ValueError, RecursionError):
        return False
    match said:
        case {"withdraws": int(number)}:
            return number in found
        case {"place": str(place)} | {"station": str(place)}:
            return place == code
    return False


def _lines(path: Path, problems: list[Problem]) -> list[bytes]:
    if path.stat().st_size > _LARGEST_LINES:
        raise InputError(Problem(_("is larger than a file of entries may be"), str(path)))
    entries = []
    with path.open("rb") as stream:
        for number, line in enumerate(stream, 1):
            entry = line.rstrip(b"\r\n")
            if not entry:
                problems.append(Problem(_("an empty line is no entry"), str(path), number))
            elif is_act_on_keys(entry):
                problems.append(
                    Problem(
                        _("a line would introduce or revoke a key of the log"),
                        str(path),
                        number,
                        hint=_("Say so yourself: `crosstally key introduce` or `revoke`."),
                    )
                )
            elif len(entry) > MAX_ENTRY_BYTES:
                problems.append(
                    Problem(
                        _("a line is longer than an entry may be"),
                        str(path),
                        number,
                        expected=_("at most {count} bytes").format(count=MAX_ENTRY_BYTES),
                    )
                )
            entries.append(entry)
    return entries
