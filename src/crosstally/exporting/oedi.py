"""CSV in the shape that the Open Election Data Initiative asks for.

The initiative names no columns: it asks for results by polling station, complete, in a format
that machines read, with the places they belong to and nothing left out. Here that is one file of
stations, one of figures with a row a station and figure, and one that says what the columns are.
"""

from __future__ import annotations

import csv
from pathlib import Path

from crosstally.engine.exported import long_csv
from crosstally.exporting.returns import Returns

README = """\
# {title}

Results by polling station, exported by Crosstally from the returns it was given.

- `polling_stations.csv`: a row for each polling station: its code, its name, the areas it lies in.
- `results.csv`: a row for each figure that a source states of a station. `kind` is `option` for
  votes (a party or candidate) and `field` for any other count of the sheet. `figure` and
  `figure_name` say which. `file` and `row` say where it was read. An empty `count` is a figure
  that could not be read or was not filled in (`status`); it is not zero.
- Text is in UTF-8, cells are divided by commas and quoted where they must be. Names and codes are
  as they were read: a spreadsheet may take one that begins with = + - or @ for a formula, and
  007 for 7. Import the columns as text.
"""


def write_oedi(
    returns: Returns, contest: str | None, source: str | None, out: Path
) -> dict[str, int]:
    """Write the folder of CSV files. Returns how many stations and rows were written."""
    out.mkdir()
    title = returns.election.definition.title.replace("\n", " ")
    (out / "README.md").write_text(README.format(title=title), encoding="utf-8")
    stations = _write_stations(returns, out / "polling_stations.csv")
    loads = [*returns.long_rows(contest, source)]
    rows = long_csv(returns.store.engine, loads, out / "results.csv")
    return {"stations": stations, "rows": rows}


def _write_stations(returns: Returns, path: Path) -> int:
    levels = returns.election.definition.levels[1:-1]
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n", quoting=csv.QUOTE_ALL)
        ids = [cell for level in levels for cell in (f"{level}_id", f"{level}_name")]
        writer.writerow(["station_id", "station_name", *ids])
        for station in returns.stations.values():
            areas = dict(station.areas)
            cells = [
                cell
                for level in levels
                for cell in (
                    areas.get(level, ""),
                    returns.area_name(areas[level]) if level in areas else "",
                )
            ]
            writer.writerow([station.id, station.name, *cells])
    return len(returns.stations)
