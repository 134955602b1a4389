"""SQL that reads actasum's JSON Lines statements as a relation of text columns.

The file is parsed once, into ``statements_as_read``; codes are only known when it has been.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from crosstally.engine.connection import Engine, identifier, literal
from crosstally.engine.loading import FileRelation

STATEMENT_FIELDS = (
    "station",
    "constituency",
    "unit",
    "stage",
    "supersedes",
    "blank",
    "null",
    "registered",
    "candidature_total",
)
_COUNTS = ("blank", "null", "registered", "candidature_total")
_MARKS = ("unread", "not_on_sheet")
_MAPS = ("candidatures", "other", *_MARKS)
_TEXTS = ("spec", "profile", "election", "station", "constituency", "unit", "stage", "supersedes")
_CHUNK = 1 << 22
MAX_LINE = 1 << 24
AS_READ = "statements_as_read"


def read_statements(engine: Engine, path: Path) -> set[str | None]:
    """Parse a file of statements. Returns every ``spec`` that its lines name."""
    engine.run(f"DROP TABLE IF EXISTS {AS_READ}")
    counts = ", ".join(
        [
            "candidatures MAP(VARCHAR, VARCHAR)",
            "other MAP(VARCHAR, VARCHAR)",
            *(f"{identifier(name)} VARCHAR" for name in _COUNTS),
            *(f"{mark} MAP(VARCHAR, VARCHAR)" for mark in _MARKS),
        ]
    )
    columns = ", ".join([*(f"{name}: 'VARCHAR'" for name in _TEXTS), f"counts: 'STRUCT({counts})'"])
    engine.run(
        f"CREATE TABLE {AS_READ} AS SELECT {', '.join(_TEXTS)}, unnest(counts) "
        f"FROM read_json({literal(str(engine.plain_path(path)))}, compression='uncompressed', "
        "hive_partitioning=false, format='newline_delimited', "
        f"maximum_object_size={MAX_LINE}, columns={{{columns}}})"
    )
    return {row[0] for row in engine.rows(f"SELECT DISTINCT spec FROM {AS_READ}")}


def unknown_stages(engine: Engine, known: Sequence[str], limit: int) -> list[tuple[int, str]]:
    """(row from 1, stage) of statements of stages that there are not."""
    listed = ", ".join(literal(stage) for stage in known)
    return engine.rows(
        f"SELECT rowid + 1, stage FROM {AS_READ} WHERE stage NOT IN ({listed}) LIMIT {limit}"
    )


def superseding(engine: Engine) -> list[tuple[int, str | None, str]]:
    """(row from 1, station, id of the statement that it replaces)."""
    return engine.rows(
        f"SELECT rowid + 1, station, supersedes FROM {AS_READ} WHERE supersedes IS NOT NULL"
    )


def given_and_marked(engine: Engine, limit: int) -> list[tuple[int, str]]:
    """(row from 1, figure) of figures that a statement gives and marks as having none."""
    marks = " UNION ALL ".join(
        f"SELECT rowid + 1 AS row, unnest(map_keys({mark})) AS item, candidatures, other, "
        f"{', '.join(identifier(name) for name in _COUNTS)} FROM {AS_READ} WHERE {mark} IS NOT NULL"
        for mark in _MARKS
    )
    cases = " ".join(
        f"WHEN {literal(name)} THEN {identifier(name)} IS NOT NULL" for name in _COUNTS
    )
    parts = " ".join(
        f"WHEN starts_with(item, {literal(prefix)}) "
        f"THEN {part}[substr(item, {len(prefix) + 1})] IS NOT NULL"
        for part, prefix in (("candidatures", "candidature:"), ("other", "other:"))
    )
    return engine.rows(
        f"SELECT row, item FROM ({marks}) WHERE CASE {parts} ELSE CASE item {cases} ELSE false END "
        f"END ORDER BY row LIMIT {limit}"
    )


def doubled_keys(engine: Engine, path: Path, limit: int) -> list[tuple[int, str]]:
    """(row from 1, key) of keys that stand twice in one part of a statement, of which a reader
    would take one without a word."""
    if _colons(path) == _keys_read(engine):
        return []
    parts = ["$", "$.counts", *(f"$.counts.{part}" for part in _MAPS)]
    paths = f"[{', '.join(literal(part) for part in parts)}]"
    lines = (
        f"(SELECT json, row_number() OVER () AS row FROM read_json_objects("
        f"{literal(str(engine.plain_path(path)))}, format='newline_delimited', "
        f"compression='uncompressed', hive_partitioning=false, maximum_object_size={MAX_LINE}))"
    )
    # Statements of one file have few shapes: those are looked at first, each once.
    shapes = engine.rows(
        f"SELECT any_value(keys) FROM (SELECT json_keys(json, {paths}) AS keys FROM {lines}) "
        "GROUP BY hash(keys)"
    )
    if all(len(keys) == len(set(keys)) for (shape,) in shapes for keys in shape if keys):
        return []
    return engine.rows(
        "SELECT row, key FROM (SELECT row, list, unnest(list_distinct(list)) AS key FROM ("
        f"SELECT row, unnest(json_keys(json, {paths})) AS list FROM {lines})) "
        f"WHERE len(list_filter(list, lambda item: item = key)) > 1 ORDER BY row LIMIT {limit}"
    )


def _colons(path: Path) -> int:
    """The colons of a file: each key has one behind it."""
    with path.open("rb") as file:
        return sum(chunk.count(b":") for chunk in iter(lambda: file.read(_CHUNK), b""))


def _keys_read(engine: Engine) -> int:
    """How many keys of the file were read, at the least. Where they are as many as the file has
    colons, no key stands twice, and none is unknown."""
    counted = [f"({identifier(name)} IS NOT NULL)::INTEGER" for name in (*_TEXTS, *_COUNTS, *_MAPS)]
    counted += [f"coalesce(list_unique(map_keys({name})), 0)" for name in _MAPS]
    held = " OR ".join(f"{identifier(name)} IS NOT NULL" for name in (*_COUNTS, *_MAPS))
    keys = f"{' + '.join(counted)} + ({held})::INTEGER"
    return int(engine.row(f"SELECT coalesce(sum({keys}), 0) FROM {AS_READ}")[0])


def statement_codes(engine: Engine) -> list[str]:
    """Every candidature code that a statement gives a figure for or marks as having none."""
    return _keys(engine, "candidatures", "candidature:")


def other_categories(engine: Engine) -> list[str]:
    """Every category of other ballots."""
    return _keys(engine, "other", "other:")


def statements(codes: Sequence[str], others: Sequence[str]) -> FileRelation:
    """The statements as columns ``c0`` …: ``STATEMENT_FIELDS``, others, candidatures.

    A candidature that a sheet does not list has no votes on it: zero, unless the sheet marks it
    as unread or as not on the sheet, or lists no candidature at all.
    """
    chosen = ["station", "constituency", "coalesce(unit, 'station')", "coalesce(stage, 'count')"]
    chosen += ["supersedes", *(identifier(name) for name in _COUNTS)]
    chosen += [_listed("other", name, "other:", needed=False) for name in others]
    chosen += [_listed("candidatures", code, "candidature:", needed=True) for code in codes]
    columns = ", ".join(f"{expression} AS c{i}" for i, expression in enumerate(chosen))
    return FileRelation(f"(SELECT {columns} FROM {AS_READ})")


def drop_statements(engine: Engine) -> None:
    """Forget the file as it was parsed."""
    engine.run(f"DROP TABLE IF EXISTS {AS_READ}")


def _listed(part: str, name: str, prefix: str, needed: bool) -> str:
    marked = " OR ".join(
        f"({mark} IS NOT NULL AND map_contains({mark}, {literal(prefix + name)}))"
        for mark in _MARKS
    )
    value = f"{part}[{literal(name)}]"
    # What the statement does not list at all is zero; what it lists as null is missing.
    contains = f"map_contains({part}, {literal(name)})"
    listed = f"(CASE WHEN {part} IS NULL THEN {str(needed).lower()} ELSE {contains} END)"
    return f"coalesce({value}, CASE WHEN NOT ({marked}) AND NOT {listed} THEN '0' END)"


def _keys(engine: Engine, part: str, prefix: str) -> list[str]:
    marks = " UNION ALL ".join(
        f"SELECT DISTINCT map_keys({mark}) AS items FROM {AS_READ} WHERE {mark} IS NOT NULL"
        for mark in _MARKS
    )
    rows = engine.rows(
        f"SELECT DISTINCT key FROM (SELECT unnest(keys) AS key FROM ("
        f"SELECT DISTINCT map_keys({part}) AS keys FROM {AS_READ} WHERE {part} IS NOT NULL) "
        f"UNION ALL SELECT substr(item, {len(prefix) + 1}) FROM ("
        f"SELECT unnest(items) AS item FROM ({marks})) "
        f"WHERE starts_with(item, {literal(prefix)})) ORDER BY key"
    )
    return [str(row[0]) for row in rows]
