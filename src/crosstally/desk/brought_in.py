"""What another program brings into a desk's election folder: areas, and official returns.

Both are held against what the folder says by the readers that the desk's pages and ``crosstally
check`` use; there is no second way to read them.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from crosstally.desk.election_facts import Surroundings, surroundings_of
from crosstally.desk.folder_changes import Changes, Received, change
from crosstally.desk.settings import Place
from crosstally.drafting.addition import whose_file
from crosstally.drafting.draft import source_lines
from crosstally.drafting.insertion import with_entry
from crosstally.drafting.quoting import quoted
from crosstally.drafting.whose_figures import Whose
from crosstally.election.areas import read_areas
from crosstally.election.definition import Definition, SourceKind, Stage
from crosstally.election.folder import Election
from crosstally.election.table_file import open_table
from crosstally.engine.copies import count_repeated_stations, repeated_stations
from crosstally.problems import InputError, Problem, suggestion
from crosstally.returns.store import ReturnsStore, Sheets
from crosstally.words import _, ngettext, number

AREAS = "areas.csv"
OFFICIAL = "returns/received"
"""Where official returns lie that came in: no pattern of ``returns:`` but their own names them."""
STATION, STATION_NAME = "station", "station_name"
_NAMED = 5
"""Stations or areas that one sentence names."""


@dataclass(frozen=True)
class Done:
    """What became of a file."""

    file: str
    """Its path in the election folder."""
    sha256: str
    changed: bool
    """Whether anything is otherwise than before."""
    rows: int


@dataclass(frozen=True)
class InUse:
    """What people of the desk rest on, and a list of areas must therefore keep."""

    areas: frozenset[str]
    stations: frozenset[str]


def bring_areas(place: Place, received: Received, in_use: InUse) -> Done:
    """Put a list of areas and stations in the place of ``areas.csv``. The one before is kept.

    Raises ``InputError`` with every problem: of its rows, of returns and announcements that would
    be left without their place, and of areas and stations that the desk uses.
    """
    rows = 0

    def changes(election: Election) -> Changes:
        nonlocal rows
        # The root is none of its rows.
        rows = len(read_areas(received.path, election.definition, AREAS)) - 1
        if not rows:
            raise InputError(Problem(_("holds no area"), AREAS, hint=_("Send at least one row.")))
        return {AREAS: received.path}

    before = surroundings_of(place)
    _around, changed = change(
        place, changes, look_around=lambda around: refuse_loss(before, around, in_use)
    )
    return Done(AREAS, received.sha256, bool(changed), rows)


def refuse_loss(before: Surroundings, after: Surroundings, in_use: InUse) -> None:
    """Raise ``InputError`` where areas or stations that the desk uses are known no more."""
    problems = []
    lost = _areas(before) & in_use.areas - _areas(after)
    if lost:
        problems.append(
            Problem(
                _("areas of people of the desk are missing"),
                AREAS,
                read=_some(lost),
                hint=_("Keep these ids: else what these people see would be taken from them."),
            )
        )
    gone = before.stations & in_use.stations - after.stations
    if gone:
        problems.append(
            Problem(
                _("stations of which the desk has sheets are missing"),
                AREAS,
                read=_some(gone),
                hint=_("Keep these codes, with a standing of their own if they never opened."),
            )
        )
    if problems:
        raise InputError(problems)


def _areas(around: Surroundings) -> frozenset[str]:
    return frozenset(area for names in around.names.values() for area in names)


@dataclass(frozen=True)
class Act:
    """Whose official returns a file holds, and of which act."""

    source: str
    """The id or the name of an authority; a new name makes a new one."""
    stage: Stage = Stage.COUNT
    at: str | None = None
    """As of when: a day or a moment, ISO 8601."""


def bring_official(place: Place, received: Received, act: Act) -> Done:
    """Enter a file of official returns of the desk's contest, one row a station.

    Its columns are ``station``, each option and any fields of the sheet by their ids, and by choice
    ``station_name`` and levels of areas. Raises ``InputError`` with every problem: a column that is
    missing or unknown, cells that are no figures, stations that nobody lists, and stations of which
    the same source has returns of the same stage already.
    """
    file, rows = "", 0

    def changes(election: Election) -> Changes:
        nonlocal file, rows
        whose = _authority(election, act.source)
        file = f"{OFFICIAL}/{whose.id}-{act.stage.value}-{received.sha256[:12]}.csv"
        table = _table(received.path, election.definition, place.contest)
        rows = table.rows
        if any(entry.file == file for entry in election.definition.returns):
            return {file: received.path}
        path = election.folder / "election.yaml"
        text = path.read_text(encoding="utf-8-sig")
        if whose.id not in election.definition.sources:
            text = with_entry(text, "sources", source_lines(whose), str(path))
        text = with_entry(text, "returns", _entry(table, file, whose, place, act), str(path))
        return {file: received.path, "election.yaml": text}

    before = surroundings_of(place)
    lists_its_stations = _lists_stations(place)

    def look_around(after: Surroundings) -> None:
        unknown = after.stations - before.stations
        if lists_its_stations and unknown:
            raise InputError(
                Problem(
                    _("{file} has no station of these codes").format(file=AREAS),
                    file,
                    read=_some(unknown),
                    hint=_("Bring in the list of stations first, or mend the codes."),
                    count=len(unknown),
                )
            )

    _around, changed = change(
        place, changes, lambda store: refuse_repeated(store, place.contest, [file]), look_around
    )
    return Done(file, received.sha256, bool(changed), rows)


def _authority(election: Election, name: str) -> Whose:
    whose = whose_file(election, name, None)
    if whose.id not in election.definition.sources:
        return Whose(whose.id, whose.name, SourceKind.AUTHORITY, True)
    if whose.kind is not SourceKind.AUTHORITY:
        raise InputError(
            Problem(
                _("is no authority: its returns are not official"),
                "source",
                read=name,
                expected=_("the id or name of a source of the kind authority, or a new name"),
            )
        )
    return whose


@dataclass(frozen=True)
class _Table:
    columns: tuple[str, ...]
    levels: tuple[str, ...]
    fields: tuple[str, ...]
    options: tuple[str, ...]
    delimiter: str
    rows: int


def _table(path: Path, definition: Definition, contest: str) -> _Table:
    """The columns of a file, each known and each once. The cells are for the reader of returns."""
    options = tuple(definition.contests[contest].options)
    fields = tuple(definition.sheet_of(contest).fields)
    levels = tuple(name for name in definition.all_levels[1:] if name != definition.station_level)
    known = (STATION, STATION_NAME, *levels, *fields, *options)
    with open_table(path, _SENT) as (lines, delimiter):
        rows = csv.reader(lines, delimiter=delimiter)
        header = next(rows, [])
        count = sum(1 for row in rows if any(row))
    problems = [
        Problem(_("there is no column {name}").format(name=repr(name)), _SENT, 1)
        for name in (STATION, *options)
        if name not in header
    ]
    problems += [
        Problem(_("no column is called so"), _SENT, 1, read=name, hint=suggestion(name, known))
        for name in header
        if name not in known
    ]
    problems += [
        Problem(_("two columns are called so"), _SENT, 1, read=name)
        for name, times in Counter(header).items()
        if times > 1
    ]
    if not count:
        problems.append(Problem(_("holds no row"), _SENT, hint=_("Send one row a station.")))
    if problems:
        raise InputError(problems)
    own: dict[Sequence[str], tuple[str, ...]] = {
        names: tuple(name for name in names if name in header)
        for names in (levels, fields, options)
    }
    return _Table(tuple(header), own[levels], own[fields], own[options], delimiter, count)


_SENT = "body"
"""What a file that was sent is called in problems, before it has a place in the folder."""


def _entry(table: _Table, file: str, whose: Whose, place: Place, act: Act) -> list[str]:
    def mapped(names: Sequence[str]) -> str:
        return ", ".join(f"{quoted(name)}: {quoted(name)}" for name in names)

    lines = [
        f"  - file: {quoted(file)}",
        f"    source: {whose.id}",
        f"    contest: {place.contest}",
        f"    stage: {act.stage.value}",
        *([f"    at: {_text(act.at)}"] if act.at else []),
        "    format: csv",
        "    encoding: utf-8",
        f"    delimiter: {_text(table.delimiter)}",
        "    columns:",
        f"      station: {STATION}",
    ]
    if STATION_NAME in table.columns:
        lines.append(f"      station_name: {STATION_NAME}")
    parts: Mapping[str, Sequence[str]] = {
        "areas": table.levels,
        "fields": table.fields,
        "options": table.options,
    }
    lines += [f"      {key}: {{{mapped(names)}}}" for key, names in parts.items() if names]
    return lines


def _text(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\t", "\\t") + '"'


def refuse_repeated(store: ReturnsStore, contest: str, files: Collection[str]) -> None:
    """Raise ``InputError`` where a row of the files stands beside another of its station, source
    and stage without being a copy: the second would make a dispute of what is a correction."""
    found: set[str] = set()
    for sheets in store.sheets_of(contest):
        if any(load.file in files for load in sheets.loads):
            found |= _repeated_by(store, sheets, files)
            for _stage, earlier in store.earlier_stages(sheets):
                found |= _repeated_by(store, earlier, files)
    if found:
        said = ngettext(
            "{count} station has returns of this source and stage already",
            "{count} stations have returns of this source and stage already",
            len(found),
        )
        raise InputError(
            Problem(
                said.format(count=number(len(found))),
                ", ".join(files),
                read=_some(found),
                hint=_(
                    "Each station has one row, and what stands there is not overwritten: send "
                    "corrected figures with the stage of the act that corrected them."
                ),
                count=len(found),
            )
        )


def _repeated_by(store: ReturnsStore, sheets: Sheets, files: Collection[str]) -> set[str]:
    if sheets.plain:
        return set()
    most = count_repeated_stations(store.engine, sheets.name)
    own = {str(number) for number, load in enumerate(sheets.loads) if load.file in files}
    return {
        str(row["station"])
        for row in repeated_stations(store.engine, sheets.name, most)
        if any(str(place).partition(":")[0] in own for place in row["places"])
    }


def _lists_stations(place: Place) -> bool:
    from crosstally.desk.asked import asked_at

    asked = asked_at(place)
    return bool(asked.areas.of_level(asked.station_level))


def _some(names: frozenset[str] | set[str]) -> str:
    shown = sorted(names)[:_NAMED]
    return ", ".join(shown) + (", …" if len(names) > _NAMED else "")
