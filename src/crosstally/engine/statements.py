"""SQL that reads actasum's JSON Lines statements as a relation of text columns."""

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
    "statement",
    "blank",
    "null",
    "registered",
    "candidature_total",
)
_FIGURES = ("blank", "null", "registered", "candidature_total")
MAX_LINE = 1 << 24


def statement_specs(engine: Engine, path: Path) -> set[str | None]:
    """Every ``spec`` that the file's lines name."""
    return {
        row[0]
        for row in engine.rows(f"SELECT DISTINCT spec FROM {_lines(path, {'spec': 'VARCHAR'})}")
    }


def statement_codes(engine: Engine, path: Path) -> list[str]:
    """Every candidature code that a statement gives a figure for or marks as unread."""
    return _keys(engine, path, "candidatures", "candidature:")


def other_categories(engine: Engine, path: Path) -> list[str]:
    """Every category of other ballots."""
    return _keys(engine, path, "other", "other:")


def statements(path: Path, codes: Sequence[str], others: Sequence[str]) -> FileRelation:
    """The statements as columns ``c0`` …: ``STATEMENT_FIELDS``, others, candidatures.

    ``statement`` is the statement's id: the SHA-256 of its line, which is canonical JSON when
    actasum wrote it. A candidature that a sheet does not list has no votes on it: zero, unless
    the sheet marks it as unread or as not on the sheet.
    """
    counts = ", ".join(
        [
            f"candidatures STRUCT({', '.join(f'{identifier(code)} VARCHAR' for code in codes)})",
            *(
                ["other STRUCT(" + ", ".join(f"{identifier(n)} VARCHAR" for n in others) + ")"]
                if others
                else []
            ),
            *(f"{identifier(name)} VARCHAR" for name in _FIGURES),
            "unread MAP(VARCHAR, VARCHAR)",
            "not_on_sheet MAP(VARCHAR, VARCHAR)",
        ]
    )
    source = _lines(
        path,
        {
            "station": "VARCHAR",
            "constituency": "VARCHAR",
            "unit": "VARCHAR",
            "stage": "VARCHAR",
            "supersedes": "VARCHAR",
            "counts": f"STRUCT({counts})",
        },
    )
    chosen = [
        "station",
        "constituency",
        "coalesce(unit, 'station')",
        "coalesce(stage, 'count')",
        "supersedes",
        "NULL::VARCHAR",
    ]
    chosen += [f"counts.{identifier(name)}" for name in _FIGURES]
    chosen += [_listed(f"counts.other.{identifier(n)}", f"other:{n}") for n in others]
    chosen += [_listed(f"counts.candidatures.{identifier(c)}", f"candidature:{c}") for c in codes]
    columns = ", ".join(f"{expression} AS c{i}" for i, expression in enumerate(chosen))
    return FileRelation(f"(SELECT {columns} FROM {source})")


def _listed(value: str, item: str) -> str:
    marked = " OR ".join(
        f"(counts.{kind} IS NOT NULL AND map_contains(counts.{kind}, {literal(item)}))"
        for kind in ("unread", "not_on_sheet")
    )
    return f"CASE WHEN {value} IS NULL AND NOT ({marked}) THEN '0' ELSE {value} END"


def _keys(engine: Engine, path: Path, part: str, prefix: str) -> list[str]:
    source = _lines(
        path,
        {
            "counts": f"STRUCT({part} MAP(VARCHAR, JSON), unread MAP(VARCHAR, VARCHAR), "
            "not_on_sheet MAP(VARCHAR, VARCHAR))"
        },
    )
    rows = engine.rows(
        f"SELECT DISTINCT key FROM (SELECT DISTINCT unnest(map_keys(counts.{part})) AS key "
        f"FROM {source} UNION ALL SELECT DISTINCT substr(item, {len(prefix) + 1}) FROM ("
        f"SELECT unnest(list_concat(coalesce(map_keys(counts.unread), []), "
        f"coalesce(map_keys(counts.not_on_sheet), []))) AS item FROM {source}) "
        f"WHERE starts_with(item, {literal(prefix)})) ORDER BY key"
    )
    return [str(row[0]) for row in rows]


def _lines(path: Path, columns: dict[str, str]) -> str:
    wanted = ", ".join(f"{name}: {literal(kind)}" for name, kind in columns.items())
    return (
        f"read_json({literal(str(path))}, format='newline_delimited', "
        f"maximum_object_size={MAX_LINE}, columns={{{wanted}}})"
    )
