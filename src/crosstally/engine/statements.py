"""SQL that reads actasum's JSON Lines statements as a relation of text columns.

A file is parsed once, into the table ``statements_as_read``. The keys of its first lines are taken
for those of all; one that turns out to hold another key, one key twice, a key without a value, a
figure marked as having none, a statement of another specification or one that replaces another is
parsed again, whatever its keys are.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import duckdb
import numpy as np

from crosstally.engine.connection import Engine, identifier, literal
from crosstally.engine.loading import FileRelation

STATEMENT_FIELDS = (
    "station",
    "constituency",
    "unit",
    "stage",
    "supersedes",
    "channel",
    "copy",
    "blank",
    "null",
    "registered",
    "candidature_total",
)
TOLD = ("channel", "copy")
"""What Crosstally's own statements say in ``extra``, for which actasum has no words."""
_COUNTS = ("blank", "null", "registered", "candidature_total")
_MARKS = ("unread", "not_on_sheet")
_PREFIXES = {"candidatures": "candidature:", "other": "other:"}
_MAPS = (*_PREFIXES, *_MARKS)
_MAP = "MAP(VARCHAR, VARCHAR)"
_USED_TEXTS = ("station", "constituency", "unit", "stage", "supersedes")
_UNUSED_TEXTS = ("profile", "election")
_TEXTS = ("spec", *_UNUSED_TEXTS, *_USED_TEXTS)
_TOLD = tuple(f"json_extract_string(extra, '$.{name}') AS {name}" for name in TOLD)
_EXTRA = "1 + len(json_keys(extra)) AS of_extra"
_CHUNK = 1 << 18
_FIRST_LINES = 100
_MANY_KEYS = 500
MAX_LINE = 1 << 24
AS_READ = "statements_as_read"


@dataclass(frozen=True)
class Guess:
    """What all statements of a file are taken to have, since the first ones have it."""

    spec: str
    keys: Mapping[str, Sequence[str]]
    """Part of a statement (``candidatures``, ``other``) → the keys that it has."""


@dataclass(frozen=True)
class StatementsRead:
    """What is known of a file of statements when it has been looked through."""

    path: Path
    specs: frozenset[str | None]
    """Every ``spec`` that its lines name."""
    stages: frozenset[str]
    codes: Sequence[str]
    """Every candidature that a statement gives a figure for or marks as having none."""
    others: Sequence[str]
    """Every category of other ballots, likewise."""
    told: frozenset[str]
    """Which of ``TOLD`` some statement says."""
    plainly: bool
    """Whether every key is known, stands once in its part and has a value, no figure is marked as
    having none, and no statement replaces another."""


def read_statements(engine: Engine, path: Path) -> StatementsRead:
    """Look through a file of statements. Raises ``duckdb.Error`` where a line is none."""
    guess = _guess(path)
    plain = None if guess is None else _as_guessed(engine, path, guess)
    if plain is not None:
        return plain
    columns = ", ".join([*map(identifier, (*_TEXTS, *_COUNTS, *_MAPS)), *_TOLD])
    _keep(engine, columns, _parsed(engine, path, {part: f"{part} {_MAP}" for part in _MAPS}))
    specs, stages = engine.row(f"SELECT {_distinct('spec')}, {_distinct('stage')} FROM {AS_READ}")
    codes, others = (_keys(engine, part, prefix) for part, prefix in _PREFIXES.items())
    named, told = frozenset(stages) - {None}, _told(engine)
    return StatementsRead(path, frozenset(specs), named, codes, others, told, plainly=False)


def _as_guessed(engine: Engine, path: Path, guess: Guess) -> StatementsRead | None:
    """A file parsed as if the guess held; None where it does not. Each key of a file has a colon
    behind it: if as many were read as there are colons, none is unknown or stands twice."""
    parts = {
        part: f"{part} STRUCT({', '.join(f'{identifier(key)} VARCHAR' for key in names)})"
        for part, names in guess.keys.items()
    }
    figures = [f"{part}[{literal(key)}]" for part, names in guess.keys.items() for key in names]
    is_known = f"spec IS NOT DISTINCT FROM {literal(guess.spec)} AS is_known"
    # Texts that no later step reads are told by a flag: keeping them takes longer than parsing.
    flags = [f"{name} IS NOT NULL AS {name}" for name in _UNUSED_TEXTS]
    kept = [*_USED_TEXTS, is_known, *flags, *map(identifier, _COUNTS), *parts, *_TOLD, _EXTRA]
    counted = _count_of_keys([*_COUNTS, *parts], figures, _USED_TEXTS)
    flagged = "".join(f" + count(*) FILTER ({name})" for name in _UNUSED_TEXTS)
    try:
        _keep(engine, ", ".join(kept), _parsed(engine, path, parts))
        read, known, replacing, stages = engine.row(
            f"SELECT {counted} + count(*){flagged} + coalesce(sum(of_extra), 0), "
            "bool_and(is_known), count(supersedes), "
            f"{_distinct('stage')} FROM {AS_READ}"
        )
    except duckdb.Error:
        return None
    if not known or replacing or read != _colons(path):
        return None
    codes, others = (guess.keys.get(part, ()) for part in _PREFIXES)
    named, told = frozenset(stages) - {None}, _told(engine)
    return StatementsRead(path, frozenset({guess.spec}), named, codes, others, told, plainly=True)


def _told(engine: Engine) -> frozenset[str]:
    """Which of ``TOLD`` some statement says."""
    counts = engine.row(f"SELECT {', '.join(f'count({name})' for name in TOLD)} FROM {AS_READ}")
    return frozenset(name for name, count in zip(TOLD, counts, strict=True) if count)


def _keep(engine: Engine, columns: str, relation: str) -> None:
    engine.run(f"DROP TABLE IF EXISTS {AS_READ}")
    engine.run(f"CREATE TABLE {AS_READ} AS SELECT {columns} FROM {relation}")


def _distinct(name: str) -> str:
    return f"coalesce(list(DISTINCT {name}), [])"


def _parsed(engine: Engine, path: Path, parts: Mapping[str, str]) -> str:
    """A file of statements as SQL, ``parts`` (name → column with its type) among its columns."""
    counts = [*parts.values(), *(f"{identifier(name)} VARCHAR" for name in _COUNTS)]
    whole = f"STRUCT({', '.join(counts)})"
    texts = [f"{name}: 'VARCHAR'" for name in _TEXTS]
    columns = [*texts, "extra: 'JSON'", f"counts: {literal(whole)}"]
    return (
        f"(SELECT {', '.join(_TEXTS)}, extra, unnest(counts) "
        f"FROM read_json({literal(str(engine.plain_path(path)))}, compression='uncompressed', "
        "hive_partitioning=false, format='newline_delimited', "
        f"maximum_object_size={MAX_LINE}, columns={{{', '.join(columns)}}}))"
    )


def _guess(path: Path) -> Guess | None:
    """What the first statements have; None where nothing is to be guessed: figures are marked as
    having none, or keys differ in their case alone, in which columns cannot differ."""
    keys: dict[str, dict[str, None]] = {}
    specs = set()
    try:
        with path.open(encoding="utf-8-sig") as lines:
            for text in islice(iter(lambda: lines.readline(MAX_LINE), ""), _FIRST_LINES):
                line = json.loads(text)
                specs.add(line["spec"])
                for part in set(line["counts"]) & set(_MAPS):
                    keys.setdefault(part, {}).update(dict.fromkeys(line["counts"][part].keys()))
        "".join(key for found in keys.values() for key in found).encode()  # no half of a sign
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return None
    names = {part: sorted(found) for part, found in keys.items()}
    same = any(len({name.casefold() for name in found}) < len(found) for found in names.values())
    many = sum(len(found) for found in names.values()) > _MANY_KEYS
    spec = next(iter(specs)) if len(specs) == 1 else None
    if same or many or not set(names) <= set(_PREFIXES) or not all(names.values()):
        return None
    return Guess(spec, names) if isinstance(spec, str) else None


def unknown_stages(
    engine: Engine, read: StatementsRead, known: Sequence[str], limit: int
) -> list[tuple[int, str]]:
    """(row from 1, stage) of statements of stages that there are not."""
    if read.stages <= set(known):
        return []
    listed = ", ".join(literal(stage) for stage in known)
    return engine.rows(
        f"SELECT rowid + 1, stage FROM {AS_READ} WHERE stage NOT IN ({listed}) "
        f"ORDER BY rowid LIMIT {limit}"
    )


def superseding(engine: Engine, read: StatementsRead) -> list[tuple[int, str | None, str]]:
    """(row from 1, station, id of the statement that it replaces)."""
    if read.plainly:
        return []
    return engine.rows(
        f"SELECT rowid + 1, station, supersedes FROM {AS_READ} WHERE supersedes IS NOT NULL"
    )


def given_and_marked(engine: Engine, read: StatementsRead, limit: int) -> list[tuple[int, str]]:
    """(row from 1, figure) of figures that a statement gives and marks as having none."""
    if read.plainly:
        return []
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
        for part, prefix in _PREFIXES.items()
    )
    return engine.rows(
        f"SELECT row, item FROM ({marks}) WHERE CASE {parts} ELSE CASE item {cases} ELSE false END "
        f"END ORDER BY row LIMIT {limit}"
    )


def doubled_keys(engine: Engine, read: StatementsRead, limit: int) -> list[tuple[int, str]]:
    """(row from 1, key) of keys that stand twice in one part of a statement, of which a reader
    would take one without a word."""
    if read.plainly or _colons(read.path) == _keys_read(engine):
        return []
    parts = ["$", "$.extra", "$.counts", *(f"$.counts.{part}" for part in _MAPS)]
    paths = f"[{', '.join(literal(part) for part in parts)}]"
    lines = (
        f"(SELECT json, row_number() OVER () AS row FROM read_json_objects("
        f"{literal(str(engine.plain_path(read.path)))}, format='newline_delimited', "
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
    colons = 0
    chunk = np.empty(_CHUNK, np.uint8)
    with path.open("rb", buffering=0) as file:
        while size := file.readinto(chunk.data):
            # Several times quicker than ``bytes.count``, which stops at each of so many.
            colons += int(np.count_nonzero(chunk[:size] == ord(":")))
    return colons


def _keys_read(engine: Engine) -> int:
    """How many keys of the file were read, at the least."""
    keys = [f"coalesce(list_unique(map_keys({name})), 0)" for name in _MAPS]
    counted = _count_of_keys([*_COUNTS, *_MAPS], (), _TEXTS)
    read = f"{counted} + coalesce(sum({' + '.join(keys)}), 0)"
    return int(engine.row(f"SELECT {read} FROM {AS_READ}")[0])


def _count_of_keys(counts: Sequence[str], figures: Sequence[str], texts: Sequence[str]) -> str:
    """SQL for the number of keys with a value: ``texts`` of statements, ``counts`` in them, and
    ``figures``, the keys of these."""
    held = " OR ".join(f"{identifier(name)} IS NOT NULL" for name in counts)
    single = [*map(identifier, (*texts, *counts)), *figures]
    return " + ".join([*(f"count({key})" for key in single), f"count(*) FILTER ({held})"])


def statements(read: StatementsRead) -> FileRelation:
    """The statements as columns ``c0`` …: ``STATEMENT_FIELDS``, others, candidatures.

    A candidature that a sheet does not list has no votes on it: zero, unless the sheet marks it
    as unread or as not on the sheet, or lists no candidature at all.
    """
    chosen = ["station", "constituency", "coalesce(unit, 'station')", "coalesce(stage, 'count')"]
    single = _plain if read.plainly else _single
    chosen += ["supersedes", *TOLD, *map(single, _COUNTS)]
    listed = _given if read.plainly else _listed
    chosen += [listed("other", name, needed=False) for name in read.others]
    chosen += [listed("candidatures", code, needed=True) for code in read.codes]
    columns = ", ".join(f"{expression} AS c{i}" for i, expression in enumerate(chosen))
    return FileRelation(f"(SELECT {columns} FROM {AS_READ})")


def drop_statements(engine: Engine) -> None:
    """Forget the file as it was parsed."""
    engine.run(f"DROP TABLE IF EXISTS {AS_READ}")


def _plain(name: str) -> str:
    """A single figure where no figure is marked."""
    return identifier(name)


def _single(name: str) -> str:
    """A single figure; one that the sheet marks as unread is a question mark, as in tables."""
    return f"coalesce({identifier(name)}::VARCHAR, {_unread(name)})"


def _unread(key: str) -> str:
    """SQL for a question mark where a figure is marked as unread, unless it was left empty."""
    reason = f"unread[{literal(key)}]::VARCHAR"
    return (
        f"CASE WHEN unread IS NOT NULL AND map_contains(unread, {literal(key)}) "
        f"AND trim({reason}, '\"') IS DISTINCT FROM 'empty' THEN '?' END"
    )


def _given(part: str, name: str, needed: bool) -> str:
    """A figure of a part in which no figure is marked or null: what is not listed is zero."""
    value = f"coalesce({part}[{literal(name)}], '0')"
    return f"CASE WHEN {part} IS NOT NULL THEN {value} END" if needed else value


def _listed(part: str, name: str, needed: bool) -> str:
    marked = " OR ".join(
        f"({mark} IS NOT NULL AND map_contains({mark}, {literal(_PREFIXES[part] + name)}))"
        for mark in _MARKS
    )
    value = f"{part}[{literal(name)}]"
    # What the statement does not list at all is zero; what it lists as null is missing.
    contains = f"map_contains({part}, {literal(name)})"
    listed = f"(CASE WHEN {part} IS NULL THEN {str(needed).lower()} ELSE {contains} END)"
    unread = _unread(_PREFIXES[part] + name)
    zero = f"CASE WHEN NOT ({marked}) AND NOT {listed} THEN '0' END"
    return f"coalesce({value}::VARCHAR, {unread}, {zero})"


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
