"""A SQLite file of an election for others to browse: its tables, keys, search and views."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

_SCHEMA = """
CREATE TABLE sources (id TEXT PRIMARY KEY, name TEXT NOT NULL, kind TEXT NOT NULL);
CREATE TABLE contests (id TEXT PRIMARY KEY, name TEXT NOT NULL);
CREATE TABLE figures (
  contest TEXT NOT NULL REFERENCES contests(id), id TEXT NOT NULL, kind TEXT NOT NULL,
  name TEXT NOT NULL, PRIMARY KEY (contest, id)
);
CREATE TABLE areas (
  id TEXT PRIMARY KEY, name TEXT NOT NULL, level TEXT NOT NULL, parent TEXT REFERENCES areas(id)
);
CREATE TABLE stations (
  id TEXT PRIMARY KEY, name TEXT NOT NULL, area TEXT NOT NULL REFERENCES areas(id)
);
CREATE TABLE returns (
  id INTEGER PRIMARY KEY, contest TEXT NOT NULL REFERENCES contests(id),
  source TEXT NOT NULL REFERENCES sources(id), stage TEXT NOT NULL, channel TEXT, copy TEXT,
  station TEXT NOT NULL REFERENCES stations(id), file TEXT NOT NULL, row INTEGER NOT NULL
);
CREATE TABLE counts (
  return_id INTEGER NOT NULL REFERENCES returns(id), contest TEXT NOT NULL, figure TEXT NOT NULL,
  count INTEGER, status TEXT NOT NULL, PRIMARY KEY (return_id, figure),
  FOREIGN KEY (contest, figure) REFERENCES figures(contest, id)
) WITHOUT ROWID;
CREATE VIRTUAL TABLE areas_fts USING fts5 (id, name, content="areas");
CREATE VIRTUAL TABLE stations_fts USING fts5 (id, name, content="stations");
"""
_AFTER = """
CREATE INDEX returns_station ON returns(station);
CREATE INDEX counts_figure ON counts(contest, figure);
CREATE VIEW votes AS
  SELECT r.contest, r.source, r.stage, r.station, s.name AS station_name, s.area,
         f.name AS option, c.count
  FROM counts c JOIN returns r ON r.id = c.return_id JOIN stations s ON s.id = r.station
  JOIN figures f ON f.contest = c.contest AND f.id = c.figure
  WHERE f.kind = 'option';
INSERT INTO areas_fts(areas_fts) VALUES ('rebuild');
INSERT INTO stations_fts(stations_fts) VALUES ('rebuild');
"""


class SqliteFile:
    """A new file, open for writing; whole when its block ends."""

    def __init__(self, path: Path) -> None:
        self._base = sqlite3.connect(path)
        # A file that is not whole is thrown away, so that nothing has to be undone in it.
        self._base.execute("PRAGMA journal_mode = OFF")
        self._base.execute("PRAGMA synchronous = OFF")
        self._base.executescript(_SCHEMA)

    def insert(self, table: str, rows: Iterable[Sequence[Any]]) -> None:
        """Insert rows into a table of the schema."""
        width = len(self._base.execute(f"PRAGMA table_info({table})").fetchall())
        marks = ", ".join("?" * width)
        self._base.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        try:
            if error is None:
                self._base.commit()
                self._base.executescript(_AFTER)
        finally:
            self._base.close()
