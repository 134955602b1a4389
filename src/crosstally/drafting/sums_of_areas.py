"""A further file whose rows are areas: stated sums, which are held against the stations below."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from crosstally.drafting.fitted_places import holds_areas, levels_above_stations, levels_of_columns
from crosstally.drafting.guess import Guess, Kind
from crosstally.drafting.naming import slug
from crosstally.election.areas import AreaLookup
from crosstally.election.definition import Definition
from crosstally.problems import InputError, Problem, suggestion
from crosstally.words import _


def rows_of_level(
    guess: Guess, level: str | None, definition: Definition, areas: AreaLookup, shown: str
) -> Guess:
    """The guess with its rows taken for areas of a level of the election, or for stations.

    ``level``: the level, the stations' own to say that rows are stations, or None where nobody has
    said it. Raises ``InputError`` where there is no such level, where no column holds its areas,
    and where nobody has said it and the codes of stations are names of areas.
    """
    levels = levels_above_stations(definition)
    if level == definition.station_level:
        return guess
    if level is None:
        _refuse_areas(guess, levels, areas, definition.station_level, shown)
        return guess
    if level not in levels:
        raise InputError(
            Problem(
                _("there is no level of that name between the whole place and the station"),
                shown,
                read=level,
                hint=suggestion(level, levels),
            )
        )
    columns = tuple(
        replace(c, kind=Kind.AREA, id=slug(c.name) or "area")
        if c.kind in (Kind.STATION, Kind.STATION_NAME)
        else c
        for c in guess.columns
    )
    of_areas = replace(guess, columns=columns, station=(), of_level=level)
    if level not in {
        found for found, _said in levels_of_columns(of_areas, definition, areas).values()
    }:
        raise InputError(
            Problem(
                _("no column holds areas of the level {level}").format(level=repr(level)),
                shown,
                read=", ".join(c.name for c in columns if c.kind is Kind.AREA),
                expected=", ".join(sorted(area.name for area in areas.of_level(level))[:5]) or None,
                hint=_("Name the column after the level, or its areas as the folder has them."),
            )
        )
    return of_areas


def _refuse_areas(
    guess: Guess, levels: Sequence[str], areas: AreaLookup, station: str, shown: str
) -> None:
    if guess.table is None or len(guess.station) != 1:
        return
    column = guess.table.columns[guess.station[0]]
    held = next((level for level in levels if holds_areas(column, areas, level)), None)
    if held is not None:
        raise InputError(
            Problem(
                _("the rows seem to be areas of the level {level}, and no stations").format(
                    level=repr(held)
                ),
                shown,
                read=f"{column.name}: {column.example}, …",
                hint=_(
                    "`--level {level}` enters them as stated sums, which are held against the "
                    "stations; `--level {station}` takes them for stations."
                ).format(level=held, station=station),
            )
        )
