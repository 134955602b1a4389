"""Every return of an election, read and placed: what tabulation and checks ask."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from crosstally.election.definition import STAGE_ORDER, Act, SheetTemplate, Stage
from crosstally.election.folder import Election
from crosstally.election.relations import OPTIONS, Linear
from crosstally.engine.connection import Engine
from crosstally.engine.sheets import (
    SheetPart,
    create_plain_sheets,
    create_sheets,
    has_repeated_station,
)
from crosstally.problems import InputError, Problem
from crosstally.returns import crosswalk
from crosstally.returns.crosswalk import Crosswalk
from crosstally.returns.load import Load, Progress, load_files
from crosstally.returns.merged_areas import problems_of_merged_areas
from crosstally.returns.places import Places, place_everything
from crosstally.returns.replaced import mark_replaced
from crosstally.returns.rows_of_totals import repeated_headers, rows_of_totals
from crosstally.returns.wrong_columns import problems_of_columns
from crosstally.words import _, ngettext, number


@dataclass(frozen=True)
class Sheets:
    """One source's sheets in one contest: a relation of the engine with one row a station."""

    name: str
    contest: str
    source: str
    figures: tuple[str, ...]
    """Fields, then options, that its sheets have."""
    loads: tuple[Load, ...]
    plain: bool
    """Whether every row is a station's only one (then no version or copy has to be chosen)."""
    repeated: tuple[str, ...] = ()
    """Figures of the one voters' list that a station has, whatever its channels."""
    stated_once: Mapping[str, int] = field(default_factory=dict)
    """Of these, those that were taken for the station's since one channel's row alone states them,
    with the number of such stations."""

    @property
    def single(self) -> str:
        """The relation with one row a sheet: a station has one for each channel."""
        return self.name if self.plain else f"{self.name}_standing"


@dataclass(frozen=True)
class ReturnsStore:
    """The returns of an election."""

    election: Election
    engine: Engine
    loads: Sequence[Load]
    places: Places
    sheets: Mapping[tuple[str, str], Sheets]
    """(contest, source) → its sheets."""
    crosswalk: Crosswalk = field(default_factory=Crosswalk)
    """Which code of one source is which of the election, as far as a file says so."""
    earlier: dict[str, Sheets] = field(default_factory=dict)
    """Sheets as they stood at earlier stages, as far as anybody asked for them."""

    def stated(self, contest: str) -> list[Load]:
        """Files whose rows stand at a level above the station."""
        station = self.election.definition.station_level
        return [load for load in self.loads if load.contest == contest and load.level != station]

    def sheets_of(self, contest: str) -> list[Sheets]:
        """The sheets of a contest, by source, in the order of the definition's returns."""
        return [sheets for (of, _), sheets in self.sheets.items() if of == contest]

    def earlier_stages(self, sheets: Sheets) -> Iterator[tuple[str, Sheets]]:
        """(stage, the sheets as they stood at it) for each stage of a source before its last."""
        stages = sorted({load.entry.stage for load in sheets.loads}, key=STAGE_ORDER.__getitem__)
        for stage in stages[:-1]:
            until = [
                load for load in sheets.loads if STAGE_ORDER[load.entry.stage] <= STAGE_ORDER[stage]
            ]
            name = f"{sheets.name}_{stage.value}"
            if name not in self.earlier:
                key = (sheets.contest, sheets.source)
                self.earlier[name] = _sheets(self.election, self.engine, name, key, until)
            yield stage.value, self.earlier[name]


def read_returns(
    election: Election, engine: Engine, progress: Progress | None = None
) -> ReturnsStore:
    """Read, place and sort all returns. Raises ``InputError`` with every problem."""
    loads = load_files(election, engine, progress)
    headers = repeated_headers(engine, loads)
    problems = list(headers.values())
    problems += problems_of_columns(engine, [load for load in loads if load.table not in headers])
    problems += _rows_without_code(election, engine, loads)
    problems += problems_of_merged_areas(engine, loads)
    at_stations = [load for load in loads if load.level == election.definition.station_level]
    problems += rows_of_totals(engine, at_stations)
    if problems:
        raise InputError(problems)
    walk = crosswalk.apply(election, engine, loads)
    places = place_everything(election, engine, loads)
    return ReturnsStore(election, engine, loads, places, _sort(election, engine, loads), walk)


def _rows_without_code(election: Election, engine: Engine, loads: Sequence[Load]) -> list[Problem]:
    from crosstally.engine.places import stations_without_code

    problems = []
    for load in loads:
        if load.level != election.definition.station_level:
            continue
        for text, count, first in stations_without_code(engine, load.table, load.is_numbered):
            problems.append(
                Problem(
                    ngettext(
                        "{count} row holds figures but no station code, the first is row {row}",
                        "{count} rows hold figures but no station code, the first is row {row}",
                        count,
                    ).format(count=number(count), row=load.line(first)),
                    load.raw.shown,
                    read=text or None,
                    count=count,
                    hint=_("Rows of totals are left out with `leave_out:` in election.yaml.")
                    if not text
                    else _("The spreadsheet has an error or a formula without its result there."),
                )
            )
    return problems


def _sort(
    election: Election, engine: Engine, loads: Sequence[Load]
) -> dict[tuple[str, str], Sheets]:
    grouped: dict[tuple[str, str], list[Load]] = {}
    for load in loads:
        if load.level == election.definition.station_level:
            grouped.setdefault((load.contest, load.entry.source), []).append(load)
    return {
        key: _sheets(election, engine, f"sheets_{number}", key, own)
        for number, (key, own) in enumerate(grouped.items())
    }


def _sheets(
    election: Election, engine: Engine, name: str, key: tuple[str, str], loads: Sequence[Load]
) -> Sheets:
    contest, source = key
    held = {figure for load in loads for figure in load.figures}
    order = [
        *election.definition.sheet_of(contest).fields,
        *election.definition.contests[contest].options,
    ]
    figures = tuple(figure for figure in order if figure in held)
    parts = [_part(engine, load) for load in loads]
    plain = not any(part.has_replaced for part in parts) and not has_repeated_station(
        engine, [part.table for part in parts]
    )
    repeated: dict[str, int] = {}
    if plain:
        create_plain_sheets(engine, name, parts, figures)
    else:
        stages = {stage.value: place for stage, place in STAGE_ORDER.items()}
        repeated = create_sheets(
            engine,
            name,
            parts,
            figures,
            stages,
            list(election.definition.contests[contest].options),
            counted_fields(election.definition.sheet_of(contest)),
            fields_of_lists(election.definition.sheet_of(contest)),
            _ballots(election.definition.sheet_of(contest)),
            election.definition.sheet_of(contest).voters_list,
        )
    once = {figure: stations for figure, stations in repeated.items() if stations}
    return Sheets(name, contest, source, figures, tuple(loads), plain, tuple(repeated), once)


def counted_fields(template: SheetTemplate) -> list[str]:
    """The fields that every ballot enters: without those of one channel, their sum is not whole.

    The voters' list is left out: a file of one channel may have no column for it.
    """
    linears = [template.measure(name) for name in ("cast", "valid", "invalid")]
    registered = template.measure("registered")
    names = {name for linear in linears if linear is not None for name in linear.names}
    return sorted(names - {OPTIONS} - (registered.names if registered is not None else set()))


def fields_of_lists(template: SheetTemplate) -> list[str]:
    """The fields that hold the voters' list."""
    registered = template.measure("registered")
    return sorted(registered.names) if registered is not None else []


def _ballots(template: SheetTemplate) -> list[Linear]:
    """Sums of fields that no option's votes exceed, the narrowest first."""
    linears = [template.measure(name) for name in ("valid", "cast", "registered")]
    return [one for one in linears if one is not None and OPTIONS not in one.terms]


def _part(engine: Engine, load: Load) -> SheetPart:
    return SheetPart(
        table=load.table,
        stage=STAGE_ORDER[load.entry.stage],
        figures=load.figures,
        has_channel="channel" in load.texts,
        has_copy="copy" in load.texts,
        has_stage="stage" in load.texts,
        has_row=load.is_numbered,
        has_replaced=mark_replaced(engine, load),
        channel=load.entry.channel,
        act=Act.of(load.entry.stage).value,
        acts={stage.value: Act.of(stage).value for stage in Stage},
    )
