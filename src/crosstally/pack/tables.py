"""The tables of a pack: returns as they were read, the sheets that count, their sums by area."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import Any

from crosstally.engine.written_tables import (
    counted_rows,
    return_texts,
    sheet_texts,
    unread_cells,
)
from crosstally.pack.entries import marks_cell
from crosstally.pack.layout import ELECTION, PAYLOAD, SHEET_COLUMNS, Table, csv_line
from crosstally.returns.load import Load
from crosstally.returns.store import ReturnsStore, Sheets, counted_fields
from crosstally.tabulation.figures import MISSING, FigureTable
from crosstally.tabulation.tabulator import Tabulator

Rows = Iterator[list[str]]


def returns_tables(store: ReturnsStore) -> list[tuple[Table, list[Load]]]:
    """The tables of returns, one for each contest, source and level, with the files they are of."""
    grouped: dict[tuple[str, str, str], list[Load]] = {}
    for load in store.loads:
        grouped.setdefault((load.contest, load.entry.source, load.level), []).append(load)
    definition, found = store.election.definition, []
    for (contest, source, level), loads in sorted(grouped.items()):
        held = {figure for load in loads for figure in load.figures}
        known = [*definition.sheet_of(contest).fields, *definition.contests[contest].options]
        figures = tuple(name for name in known if name in held)
        path = f"data/returns/{contest}.{source}.{level}.csv"
        lacking = sorted(
            {
                (_file_of(load), load.entry.channel or "", absent)
                for load in loads
                if (absent := tuple(name for name in figures if name not in load.figures))
            }
        )
        table = Table(path, contest, source, level, figures, lacking=tuple(lacking))
        found.append((table, loads))
    return found


def return_rows(store: ReturnsStore, table: Table, loads: Sequence[Load]) -> Rows:
    """The rows of a table of returns, the column ``entry`` still empty; ``row`` is the line of the
    file, as findings name it."""
    for load in loads:
        counted = _counted(store, table, load)
        unread = unread_cells(store.engine, load.table)
        file = _file_of(load)
        for number, place, stage, channel, copy, *figures in _texts_of(store, table, load):
            marks = unread.get(int(number))
            counts = counted is None or int(number) in counted
            line = str(load.line(int(number)))
            said = [stage, channel, copy, str(int(counts)), marks_cell(marks)]
            numbered = ["", place, file, line, *said]
            yield [*numbered, *figures]


def _file_of(load: Load) -> str:
    """The file of returns as their rows name it."""
    return ELECTION.removeprefix(PAYLOAD) + load.file


def _texts_of(store: ReturnsStore, table: Table, load: Load) -> Iterator[tuple[str, ...]]:
    is_station = load.level == store.election.definition.station_level
    return return_texts(
        store.engine,
        load.table,
        is_numbered=load.is_numbered,
        place=["station"] if is_station else [f"area:{level}" for level in load.area_levels],
        otherwise=store.places.root,
        texts=[
            ("stage" if "stage" in load.texts else None, load.entry.stage.value),
            ("channel" if "channel" in load.texts else None, load.entry.channel or ""),
            ("copy" if "copy" in load.texts else None, ""),
        ],
        figures=[name if name in load.figures else None for name in table.figures],
    )


def _counted(store: ReturnsStore, table: Table, load: Load) -> set[int] | None:
    """The rows of a file that enter the totals; None for all of them."""
    if load.level != store.election.definition.station_level:
        return set()
    sheets = store.sheets[table.contest, table.source]
    if sheets.plain:
        return None
    return counted_rows(store.engine, sheets.name, sheets.loads.index(load))


def sheets_tables(store: ReturnsStore) -> list[tuple[Table, Sheets]]:
    """The tables of the sheets that count, one for each contest and source."""
    levels = [
        level
        for number, tree in enumerate(store.places.trees)
        for level in store.places.levels(tree)[:-1]
        if store.places.tree_of(level) == number
    ]
    station = store.election.definition.station_level
    found = []
    for (contest, source), sheets in sorted(store.sheets.items()):
        path = f"data/sheets/{contest}.{source}.csv"
        definition = store.election.definition
        counted = set(counted_fields(definition.sheet_of(contest)))
        table = Table(
            path,
            contest,
            source,
            station,
            sheets.figures,
            tuple(levels),
            sheets.repeated,
            tuple(name for name in sheets.figures if name in definition.contests[contest].options),
            tuple(name for name in sheets.figures if name in counted),
        )
        found.append((table, sheets))
    return found


def sheet_rows(store: ReturnsStore, table: Table, sheets: Sheets) -> Rows:
    """The rows of a table of sheets."""
    ids = store.places.ids()
    first, end = len(SHEET_COLUMNS), len(SHEET_COLUMNS) + len(table.areas)
    levels = [(store.places.tree_of(level), level) for level in table.areas]
    for row in sheet_texts(store.engine, sheets.name, levels, sheets.figures):
        named = [ids[int(cell)] if cell else "" for cell in row[first:end]]
        yield [*row[:first], *named, *row[end:]]


def totals_rows(tabulator: Tabulator, tables: Sequence[tuple[Table, Sheets]]) -> Rows:
    """The sums of the sheets, for every area of every level and every figure."""
    root = tabulator.store.places.root
    for table, sheets in tables:
        for level in table.areas:
            areas = tabulator.table(table.contest, table.source, level, root)
            columns = tabulator.area_columns(sheets, level)
            yield from _totals_of(tabulator, table, areas, columns)


def _totals_of(
    tabulator: Tabulator, table: Table, areas: FigureTable, columns: Mapping[str, Any]
) -> Rows:
    ids = tabulator.store.places.ids()
    place = {ids[int(number)]: row for row, number in enumerate(columns["area"])}
    for row, area in enumerate(areas.areas):
        known = int(areas.stations_known[row])
        counts = [str(int(areas.stations_held[row])), "" if known == MISSING else str(known)]
        where = [table.contest, table.source, areas.level, area, areas.names[row], *counts]
        for figure in table.figures:
            total = int(areas.columns[figure][row])
            read = int(columns[f"n:{figure}"][place[area]])
            yield [*where, figure, str(0 if total == MISSING else total), str(read)]


def write_table(path: Path, header: Sequence[str], rows: Iterable[list[str]]) -> None:
    """Write a CSV file: UTF-8, comma, line feed."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        plain = csv.writer(file, lineterminator="\n")
        for row in chain([header], rows):
            if "\r" in "".join(row):
                file.write(csv_line(row))
            else:  # as ``csv_line`` spells it, in a tenth of the time
                plain.writerow(row)
