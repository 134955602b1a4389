"""What statements cannot say: an act that there is not, one key twice, a figure that is given and
marked as having none, another station's statement as the one they replace."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from crosstally.election.definition import Stage
from crosstally.engine.connection import Engine
from crosstally.engine.statements import (
    StatementsRead,
    doubled_keys,
    given_and_marked,
    superseding,
    unknown_stages,
)
from crosstally.problems import Problem, quoted, suggestion
from crosstally.words import _

SHOWN = 20


def contradictions(engine: Engine, read: StatementsRead, shown: str) -> list[Problem]:
    """Every mistake of the statements that were read last, at its line."""
    stages = [stage.value for stage in Stage]
    found = [
        (row, _("there is no such stage"), text, suggestion(text, stages))
        for row, text in unknown_stages(engine, read, stages, SHOWN)
    ]
    found += [
        (row, _("a key stands twice"), text, None)
        for row, text in doubled_keys(engine, read, SHOWN)
    ]
    found += [
        (
            row,
            _("a figure is given and marked as having none"),
            text,
            _("Leave one of the two out."),
        )
        for row, text in given_and_marked(engine, read, SHOWN)
    ]
    found += _replacements(engine, read)
    lines = _lines_of(read.path, (row for row, *_ in found))
    return [
        Problem(message, shown, lines.get(row), read=text, hint=hint)
        for row, message, text, hint in sorted(found)
    ]


def _replacements(engine: Engine, read: StatementsRead) -> list[tuple[int, str, str, str | None]]:
    """Statements that replace what is not there, or what is another station's."""
    named = superseding(engine, read)
    if not named:
        return []
    wanted = {id_ for _row, _station, id_ in named}
    stations = {id_: station for _row, id_, station in statement_ids(read.path) if id_ in wanted}
    found: list[tuple[int, str, str, str | None]] = []
    for row, station, id_ in named:
        if id_ not in stations:
            hint = _("A statement and the one it replaces stand in one file.")
            message = _("replaces a statement that this file does not hold")
            found.append((row, message, id_, hint))
        elif stations[id_] != station:
            message = _("replaces a statement of another station: {station}")
            said = message.format(station=quoted(stations[id_] or ""))
            found.append((row, said, id_, None))
    return found[:SHOWN]


def statement_ids(path: Path) -> Iterator[tuple[int, str, str | None]]:
    """(row from 1, id, station) of every statement. A statement's id is the SHA-256 of its
    canonical JSON (sorted keys, no spaces, UTF-8)."""
    with path.open(encoding="utf-8-sig", newline="\n") as lines:
        for row, line in enumerate((text for text in lines if text.strip()), 1):
            read = json.loads(line)
            canonical = json.dumps(read, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
            digest = hashlib.sha256(canonical.encode()).hexdigest()
            yield row, f"sha256:{digest}", read.get("station")


def _lines_of(path: Path, rows: Iterable[int]) -> Mapping[int, int]:
    """Row of a statement, from 1 → its line in the file: empty lines are no rows."""
    wanted, found, row = set(rows), {}, 0
    if not wanted:
        return {}
    with path.open("rb") as lines:
        for number, line in enumerate(lines, 1):
            if line.strip():
                row += 1
                if row in wanted:
                    found[row] = number
    return found
