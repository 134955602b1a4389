"""``crosswalk.csv``: which station code of one source is which of the election."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

from crosstally.election.codes import visible_code
from crosstally.election.folder import Election
from crosstally.election.table_file import open_table
from crosstally.engine.connection import Engine
from crosstally.engine.places import apply_crosswalk
from crosstally.problems import InputError, Problem, shown_path, suggestion
from crosstally.returns.load import Load

COLUMNS = ("source", "code", "station")
NOT_DOUBTFUL = frozenset({"", "no", "n", "false", "0", "нет"})
"""What the column ``doubtful`` holds where a pair is certain; anything else marks a doubt."""
_FORMULA = frozenset("=+-@\t\r")


def guarded(text: str) -> str:
    """A text that a spreadsheet would run as a formula, with an apostrophe before it; reading the
    crosswalk takes it away again."""
    return f"'{text}" if text.lstrip("'")[:1] in _FORMULA else text


def _unguarded(text: str) -> str:
    return text[1:] if text[:1] == "'" and text.lstrip("'")[:1] in _FORMULA else text


def read_crosswalk(election: Election) -> dict[str, list[tuple[str, str]]]:
    """Source → (its code, the election's code). Pairs still marked doubtful are left out.

    Raises ``InputError``: not UTF-8, no CSV, a column is missing, an unknown source, a code
    matched twice.
    """
    path = election.file("crosswalk.csv")
    if path is None:
        return {}
    return _read(election, path, shown_path(path))


def _read(election: Election, path: Path, shown: str) -> dict[str, list[tuple[str, str]]]:
    pairs: dict[str, dict[str, str]] = {}
    taken: set[tuple[str, str]] = set()
    problems: list[Problem] = []
    with open_table(path, shown) as (lines, delimiter):
        table = csv.DictReader(lines, delimiter=delimiter)
        missing = [name for name in COLUMNS if name not in (table.fieldnames or [])]
        if missing:
            raise InputError(
                [Problem(f"there is no column {name!r}", shown, 1) for name in missing]
            )
        for row in table:
            cells = {
                key: visible_code(_unguarded(value))
                for key, value in row.items()
                if isinstance(value, str)
            }
            source, code, station = (cells.get(name, "") for name in COLUMNS)
            if not station or cells.get("doubtful", "").casefold() not in NOT_DOUBTFUL:
                continue
            if source not in election.definition.sources:
                problems.append(
                    Problem(
                        "there is no source of that name",
                        shown,
                        table.line_num,
                        read=source,
                        hint=suggestion(source, election.definition.sources),
                    )
                )
            elif code in pairs.setdefault(source, {}):
                problems.append(
                    Problem(f"the code {code!r} is matched twice", shown, table.line_num)
                )
            elif (source, station) in taken:
                problems.append(
                    Problem(
                        f"two codes of {source!r} are matched with the station {station!r}",
                        shown,
                        table.line_num,
                    )
                )
            else:
                pairs[source][code] = station
                taken.add((source, station))
    if problems:
        raise InputError(problems)
    return {source: list(codes.items()) for source, codes in pairs.items()}


def apply(election: Election, engine: Engine, loads: Sequence[Load]) -> None:
    """Give every station row the election's code."""
    pairs = read_crosswalk(election)
    for load in loads:
        if load.entry.source in pairs and load.level == election.definition.station_level:
            apply_crosswalk(engine, load.table, pairs[load.entry.source])
