"""The stations of an election folder as the columns that statistics ask for."""

from __future__ import annotations

import re
from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from crosstally.engine.station_lists import areas_of_stations, stations_with
from crosstally.forensics.stations import Floats, Stations
from crosstally.tabulation.figures import MISSING, FigureTable
from crosstally.tabulation.tabulator import Tabulator

ISSUED = ("issued", "ballots_issued")
"""Fields that hold the ballots handed out, where the sheet template has one of them."""
ISSUED_PARTS = ("issued_early", "issued_inside", "issued_outside")
"""Fields that hold them in parts, where it has some of these."""
COUNTED = "counted_order"
"""The field that holds the place of a sheet in the order in which they came in."""
_HOUR = re.compile(r"voted_by_(\d{1,2})(?:_(\d{2}))?")


def station_figures(
    tabulator: Tabulator,
    contest: str,
    source: str,
    by: str | None = None,
    exclude: Mapping[str, list[str]] | None = None,
) -> Stations:
    """One source's sheets of a contest as columns, the option with the most votes as leader.

    ``registered``, ``valid`` and ``invalid`` are the sheet template's measures; ballots found are
    valid and invalid together, where these are not known those who voted; ballots handed out are a
    field ``issued`` or ``ballots_issued``, else the sum of ``issued_early``, ``issued_inside`` and
    ``issued_outside``. Fields such as ``voted_by_12_00`` are turnout by hour, ``counted_order`` the
    place in the order in which sheets came in.
    ``by`` is the level whose areas are regions, left out the first below the whole place;
    territories are the areas above the station.
    ``exclude`` is attribute → values: their stations are left out.
    """
    places = tabulator.store.places
    definition = tabulator.store.election.definition
    table = tabulator.table(contest, source, definition.station_level, places.root)
    kept = _kept(tabulator, table, exclude or {})
    columns = {name: _figures(table, name)[kept] for name in table.columns}
    codes = [code for code, keep in zip(table.areas, kept, strict=True) if keep]
    options = [name for name in definition.contests[contest].options if name in columns]
    order = sorted(options, key=lambda name: -float(np.nansum(columns[name])))
    levels = definition.all_levels[1:-1]
    return Stations.of(
        registered=columns.get("registered"),
        issued=_issued(columns),
        ballots=_ballots(columns),
        valid=columns.get("valid"),
        invalid=columns.get("invalid"),
        leader=columns[order[0]] if order else None,
        runner_up=columns[order[1]] if len(order) > 1 else None,
        counted=columns.get(COUNTED),
        leader_elsewhere=_elsewhere(tabulator, contest, source, order, codes),
        region=_areas(tabulator, by or levels[0], codes) if levels else None,
        territory=_areas(tabulator, levels[-1], codes) if levels else None,
        options={name: columns[name] for name in options},
        voted_by=_hours(columns),
    )


def _kept(
    tabulator: Tabulator, table: FigureTable, exclude: Mapping[str, list[str]]
) -> npt.NDArray[np.bool_]:
    out: set[str] = set()
    for attribute, values in exclude.items():
        out |= stations_with(tabulator.store.engine, attribute, values)
    return np.array([code not in out for code in table.areas], dtype=np.bool_)


def _figures(table: FigureTable, name: str) -> Floats:
    values = np.asarray(table.columns[name], dtype=np.float64)
    found: Floats = np.where(values == MISSING, np.nan, values)
    return found


def _ballots(columns: Mapping[str, Floats]) -> Floats | None:
    if "valid" in columns and "invalid" in columns:
        found = columns["valid"] + columns["invalid"]
        cast = columns.get("cast")
        return found if cast is None else np.where(np.isnan(found), cast, found)
    return columns.get("cast")


def _issued(columns: Mapping[str, Floats]) -> Floats | None:
    """Ballots handed out; those handed out in parts are known where every part is."""
    for name in ISSUED:
        if name in columns:
            return columns[name]
    if "issued_inside" not in columns:
        return None  # what was handed out early or at home alone is no turnout
    parts = [columns[name] for name in ISSUED_PARTS if name in columns]
    total: Floats = np.sum(parts, axis=0)
    return total


def _hours(columns: Mapping[str, Floats]) -> dict[str, Floats]:
    found = {}
    for name, values in columns.items():
        if hour := _HOUR.fullmatch(name):
            found[f"{int(hour[1]):02d}:{hour[2] or '00'}"] = values
    return dict(sorted(found.items()))


def _areas(tabulator: Tabulator, level: str, codes: list[str]) -> npt.NDArray[np.str_]:
    tree = tabulator.store.places.tree_of(level)
    area = areas_of_stations(tabulator.store.engine, tree, level)
    return np.array([area.get(code, "") for code in codes], dtype=np.str_)


def _elsewhere(
    tabulator: Tabulator, contest: str, source: str, order: list[str], codes: list[str]
) -> Floats | None:
    """The leader's votes by the other source that holds the most of these stations."""
    others = [other for other in tabulator.sheet_sources(contest) if other != source]
    if not others or not order:
        return None
    definition = tabulator.store.election.definition
    root = tabulator.store.places.root
    table = tabulator.table(contest, others[0], definition.station_level, root)
    if order[0] not in table.columns:
        return None
    votes = dict(zip(table.areas, _figures(table, order[0]).tolist(), strict=True))
    return np.array([votes.get(code, np.nan) for code in codes], dtype=np.float64)
