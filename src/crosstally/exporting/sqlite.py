"""A SQLite file for Datasette: keys between the tables, search over places, and its metadata."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from crosstally.engine.exported import count_rows, highest_row, return_rows
from crosstally.engine.sqlite_file import SqliteFile
from crosstally.exporting.returns import Returns

_BATCH = 10_000


def write_sqlite(
    returns: Returns, contest: str | None, source: str | None, out: Path
) -> dict[str, int]:
    """Write ``election.db`` and ``metadata.json`` into a folder. Returns the rows of its tables."""
    out.mkdir()
    with SqliteFile(out / "election.db") as base:
        _write_definition(base, returns)
        _write_places(base, returns)
        count = _write_returns(base, returns, contest, source)
    text = json.dumps(_metadata(returns), ensure_ascii=False, indent=2)
    (out / "metadata.json").write_text(text + "\n", encoding="utf-8")
    return {"stations": len(returns.stations), "returns": count}


def _write_definition(base: SqliteFile, returns: Returns) -> None:
    definition = returns.election.definition
    sources = [(id_, source.name, source.kind.value) for id_, source in definition.sources.items()]
    base.insert("sources", sources)
    contests = definition.contests.items()
    base.insert("contests", [(id_, contest.name or id_) for id_, contest in contests])
    for id_, contest in contests:
        fields = returns.fields(id_).items()
        base.insert("figures", [(id_, name, "field", said) for name, said in fields])
        options = contest.options.items()
        base.insert("figures", [(id_, name, "option", option.name) for name, option in options])


def _write_places(base: SqliteFile, returns: Returns) -> None:
    definition = returns.election.definition
    place = definition.place
    areas: dict[str, tuple[str, str, str, str | None]] = {
        place.id: (place.id, place.name, definition.levels[0], None)
    }
    for station in returns.stations.values():
        above = place.id
        for level, id_ in station.areas:
            areas.setdefault(id_, (id_, returns.area_name(id_), level, above))
            above = id_
    base.insert("areas", areas.values())
    base.insert(
        "stations",
        [
            (station.id, station.name, station.areas[-1][1] if station.areas else place.id)
            for station in returns.stations.values()
        ],
    )


def _write_returns(
    base: SqliteFile, returns: Returns, contest: str | None, source: str | None
) -> int:
    engine, first, count = returns.store.engine, 1, 0
    for load in returns.long_rows(contest, source):
        for heads in return_rows(engine, load, first, _BATCH):
            base.insert("returns", heads)
            count += len(heads)
        for figures in count_rows(engine, load, first, _BATCH):
            base.insert("counts", figures)
        first += highest_row(engine, load)
    return count


def _metadata(returns: Returns) -> dict[str, Any]:
    definition = returns.election.definition
    described = {
        "returns": "What a source states of a station: one row a sheet, copy, channel and stage.",
        "counts": "The figures of a return. An empty count could not be read or was not filled "
        "in; it is not zero.",
        "figures": "Parties, candidates and the other counts of the sheet.",
        "stations": "Polling stations and the innermost area that each lies in.",
        "areas": "The areas above the stations, each with the one above it.",
        "votes": "The votes for each option, with names.",
    }
    labels = {"stations": "name", "areas": "name", "sources": "name", "contests": "name"}
    tables: dict[str, dict[str, Any]] = {
        name: {"description": text} for name, text in described.items()
    }
    for name, label in labels.items():
        tables.setdefault(name, {})["label_column"] = label
    return {
        "title": definition.title,
        "description": f"Returns of {definition.date[:10]}, by polling station.",
        "databases": {"election": {"tables": tables}},
    }
