"""What every format is written from: the places of an election and the returns of its stations."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from crosstally.check.run import open_election
from crosstally.election.definition import Contest, SheetTemplate, SourceKind
from crosstally.election.folder import Election
from crosstally.engine.connection import Engine
from crosstally.engine.exported import (
    LongRows,
    loaded_rows,
    marks_of,
    standing_figures,
    stated_figures,
    stations_with_areas,
)
from crosstally.problems import InputError, Problem, suggestion
from crosstally.returns.load import Load
from crosstally.returns.store import ReturnsStore, read_returns
from crosstally.words import _


@dataclass(frozen=True)
class Station:
    """A polling station and the areas that it lies in, outermost first, without the whole place."""

    id: str
    name: str
    areas: tuple[tuple[str, str], ...]
    """(level, id of the area)."""


@dataclass(frozen=True)
class Return:
    """One row of one file: what a source states of a station."""

    load: Load
    row: int
    station: str
    texts: Mapping[str, str]
    """What the row says beside figures: ``stage``, ``copy``, ``channel``, ``supersedes``, …"""
    figures: Mapping[str, int]
    """Fields and options that it states. One that is not here has no value."""
    marks: Mapping[str, str]
    """Field or option without a value → ``unread``, ``empty`` or ``no-field``."""


@dataclass(frozen=True)
class Returns:
    """The returns of an election's stations, read once."""

    election: Election
    store: ReturnsStore

    @cached_property
    def stations(self) -> dict[str, Station]:
        """Every station by its code, in the order of codes."""
        levels = self.election.definition.levels[1:-1]
        rows = stations_with_areas(self.store.engine, levels)
        return {
            id_: Station(
                id_,
                name,
                tuple((level, area) for level, area in zip(levels, areas, strict=True) if area),
            )
            for id_, name, *areas in rows
        }

    def area_name(self, id_: str) -> str:
        """What an area is called."""
        area = self.store.places.lookup.areas.get(id_)
        return area.name if area is not None else id_

    def contest(self, wanted: str | None) -> str:
        """The contest asked for, or the only one. Raises ``InputError``."""
        return _chosen(wanted, self.election.definition.contests, "--contest")

    def source(self, contest: str, wanted: str | None) -> str:
        """The source asked for, else the authority's or the only one with sheets of stations."""
        held = [sheets.source for sheets in self.store.sheets_of(contest)]
        if not held:
            raise InputError(
                Problem(
                    _("no source holds sheets of stations in this contest"),
                    str(self.election.folder),
                    read=contest,
                )
            )
        authorities = [
            id_
            for id_ in held
            if self.election.definition.sources[id_].kind is SourceKind.AUTHORITY
        ]
        return _chosen(wanted, held if wanted or not authorities else authorities, "--source")

    def known_source(self, wanted: str) -> str:
        """A source of the election. Raises ``InputError``."""
        return _chosen(wanted, self.election.definition.sources, "--source")

    def of(self, contest: str | None = None, source: str | None = None) -> Iterator[Return]:
        """The returns of stations, file by file, in the order of their rows."""
        for load in self._loads(contest, source):
            yield from self._rows(load)

    def _loads(self, contest: str | None, source: str | None) -> Iterator[Load]:
        station_level = self.election.definition.station_level
        for load in self.store.loads:
            is_asked = source in (None, load.entry.source) and contest in (None, load.contest)
            if load.level == station_level and is_asked:
                yield load

    def fields(self, contest: str) -> dict[str, str]:
        """Id → name of the counts of a contest's sheets: those of its template, and any that a file
        has beside them, such as a total in a statement of actasum's."""
        named = {id_: field.name for id_, field in self.template(contest).fields.items()}
        for load in self._loads(contest, None):
            for figure in load.figures:
                if figure not in self.about(contest).options:
                    named.setdefault(figure, figure)
        return named

    def long_rows(self, contest: str | None, source: str | None) -> Iterator[LongRows]:
        """What the engine needs to hand out the files of stations with a row a figure."""
        for load in self._loads(contest, source):
            entry = load.entry
            options = self.about(load.contest).options
            fields = self.fields(load.contest)
            yield LongRows(
                load.table,
                load.is_numbered,
                load.contest,
                entry.source,
                entry.file,
                {"stage": entry.stage.value, "channel": entry.channel, "copy": None},
                load.texts,
                load.lines.header,
                load.lines.listed,
                {
                    name: ("option", options[name].name)
                    if name in options
                    else ("field", fields[name])
                    for name in load.figures
                },
            )

    def refuse_none(self, contest: str | None, source: str | None) -> None:
        """Raise ``InputError`` where there are no returns of stations to write."""
        if not any(self._loads(contest, source)):
            raise InputError(
                Problem(
                    _("holds no returns of stations to export, and nothing was written"),
                    str(self.election.folder),
                    hint=_(
                        "What was announced has no place here: `crosstally pack build` keeps it."
                    ),
                )
            )

    def left_out(self, contest: str, said: Iterable[str]) -> list[str]:
        """The fields of the contest's sheet that a format has no place for: all but those said."""
        held = set(said)
        fields = self.template(contest).fields
        return [field.name for id_, field in fields.items() if id_ not in held]

    def not_asked(self, contest: str, source: str) -> list[str]:
        """The other sources that hold sheets of stations in a contest."""
        others = (sheets.source for sheets in self.store.sheets_of(contest))
        sources = self.election.definition.sources
        return [sources[other].name for other in others if other != source]

    def standing(self, contest: str, source: str) -> Iterator[tuple[str, dict[str, int]]]:
        """(station, figures) of the sheet that stands for each station of a source."""
        sheets = self.store.sheets[contest, source]
        for station, *values in standing_figures(self.store.engine, sheets.name, sheets.figures):
            yield station, _stated(sheets.figures, values)

    def stated(self, contest: str) -> Iterator[tuple[str, str, dict[str, int]]]:
        """(level, area, figures) of rows above the station that an authority states."""
        for load in self.store.stated(contest):
            if self.election.definition.sources[load.entry.source].kind is SourceKind.AUTHORITY:
                rows = stated_figures(self.store.engine, load.table, load.figures)
                for area, *values in rows:
                    yield load.level, area, _stated(load.figures, values)

    def template(self, contest: str) -> SheetTemplate:
        """The sheet template of a contest."""
        return self.election.definition.sheet_of(contest)

    def about(self, contest: str) -> Contest:
        """The contest's definition."""
        return self.election.definition.contests[contest]

    def _rows(self, load: Load) -> Iterator[Return]:
        engine = self.store.engine
        marks: dict[int, dict[str, str]] = {}
        for row, figure, status in marks_of(engine, load.table):
            marks.setdefault(row, {})[figure] = status
        texts, figures = load.texts, load.figures
        rows = loaded_rows(engine, load.table, load.is_numbered, (*texts, *figures))
        for row, station, *values in rows:
            said = {
                name: str(value)
                for name, value in zip(texts, values[: len(texts)], strict=True)
                if value is not None
            }
            stated = _stated(figures, values[len(texts) :])
            yield Return(load, row, station, said, stated, marks.get(row, {}))


@contextmanager
def opened_returns(name: str | Path) -> Iterator[Returns]:
    """Open an election folder, or a bundled election by name, and read all its returns. Raises
    ``InputError`` with every problem."""
    election = open_election(name)
    with Engine() as engine:
        yield Returns(election, read_returns(election, engine))


def _stated(names: Sequence[str], values: Sequence[int | None]) -> dict[str, int]:
    return {name: value for name, value in zip(names, values, strict=True) if value is not None}


def _chosen(wanted: str | None, known: Mapping[str, object] | Sequence[str], option: str) -> str:
    names = list(known)
    if wanted is None and len(names) == 1:
        return names[0]
    if wanted in names:
        return str(wanted)
    message = (
        _("there are several, and one is asked for")
        if wanted is None
        else _("there is none of that name")
    )
    raise InputError(
        Problem(
            message,
            read=wanted,
            expected=f"{option} {' | '.join(names)}",
            hint=suggestion(wanted, names) if wanted else None,
        )
    )
