"""What a pack says of itself: ``pack.json``, Frictionless, RO-Crate."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from crosstally.election.definition import Definition
from crosstally.pack.layout import (
    ANNOUNCED,
    ANNOUNCED_COLUMNS,
    CRATE,
    DATAPACKAGE,
    FILES_COLUMNS,
    FORMAT,
    LOG,
    PAYLOAD,
    PICTURE_COLUMNS,
    PICTURE_TABLE,
    TOTALS,
    TOTALS_COLUMNS,
    Table,
)

_WHOLE = frozenset(
    {"entry", "row", "counts", "stations_held", "stations_known", "sum", "read", "bytes"}
)
_KINDS = {
    "csv": "text/csv",
    "parquet": "application/vnd.apache.parquet",
    "json": "application/json",
    "html": "text/html",
    "jpg": "image/jpeg",
    "yaml": "application/yaml",
}


def whole_columns(table: Table) -> list[str]:
    """The columns of a table that hold whole numbers."""
    header = table.header
    return [name for name in header[: len(header) - len(table.figures)] if name in _WHOLE] + header[
        len(header) - len(table.figures) :
    ]


def pack_json(
    definition: Definition,
    version: str,
    as_of: str,
    returns: Sequence[Table],
    sheets: Sequence[Table],
) -> bytes:
    """The description that verifying begins with."""
    return _json(
        {
            "format": FORMAT,
            "crosstally": version,
            "election": definition.id,
            "title": definition.title,
            "date": definition.date,
            "place": definition.place.id,
            "as_of": as_of,
            "keys": definition.release.keys,
            "returns": [_table(table) for table in returns],
            "sheets": [_table(table) for table in sheets],
        }
    )


def _table(table: Table) -> dict[str, Any]:
    return {
        "path": table.path,
        "contest": table.contest,
        "source": table.source,
        "level": table.level,
        "figures": list(table.figures),
        "areas": list(table.areas),
        "repeated": list(table.repeated),
        "options": list(table.options),
        "counted": list(table.counted),
        "lacking": [
            {"file": file, "channel": channel, "figures": list(figures)}
            for file, channel, figures in table.lacking
        ],
    }


def datapackage(definition: Definition, tables: Sequence[Table]) -> bytes:
    """``datapackage.json`` (Frictionless Data Package 1) of all CSV tables."""
    resources = [_resource(table.path, table.header, whole_columns(table)) for table in tables]
    resources.append(_resource(TOTALS, TOTALS_COLUMNS, sorted(_WHOLE & set(TOTALS_COLUMNS))))
    resources.append(_resource(ANNOUNCED, ANNOUNCED_COLUMNS, ["of_stations", "rounded_to"]))
    resources.append(_resource("data/files.csv", FILES_COLUMNS, ["bytes", "included"]))
    resources.append(_resource(PICTURE_TABLE, PICTURE_COLUMNS, ["page", "hidden"]))
    return _json(
        {
            "profile": "tabular-data-package",
            "name": "".join(sign if sign.isalnum() else "-" for sign in definition.id.lower()),
            "title": definition.title,
            "resources": resources,
        }
    )


def _resource(path: str, header: Sequence[str], whole: Sequence[str]) -> dict[str, Any]:
    inside = path.removeprefix(PAYLOAD)
    name = inside.removesuffix(".csv").replace("/", ".").lower()
    return {
        "profile": "tabular-data-resource",
        "name": "".join(sign if sign.isalnum() or sign in "._-" else "-" for sign in name),
        "path": inside,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": {
            "fields": [
                {"name": column, "type": "integer" if column in whole else "string"}
                for column in header
            ],
            "missingValues": [""],
        },
    }


def crate(about: Mapping[str, Any], files: Mapping[str, int]) -> bytes:
    """``ro-crate-metadata.json`` (RO-Crate 1.1) of the pack that ``pack.json`` describes: its
    files, and what made which from what."""
    inside = {
        path.removeprefix(PAYLOAD): size
        for path, size in sorted(files.items())
        if path.startswith(PAYLOAD)
        and path not in (CRATE, DATAPACKAGE)
        and not path.startswith(LOG)
    }
    made = [path for path in inside if not path.startswith("election/")]
    graph: list[dict[str, Any]] = [
        {
            "@id": "ro-crate-metadata.json",
            "@type": "CreativeWork",
            "about": {"@id": "./"},
            "conformsTo": {"@id": "https://w3id.org/ro/crate/1.1"},
        },
        {
            "@id": "./",
            "@type": "Dataset",
            "name": about.get("title") or about.get("election"),
            "description": "The evidence behind a check of an announced election result.",
            "datePublished": str(about.get("date"))[:10],
            "license": "Whoever uses figures of a source asks that source.",
            "hasPart": [{"@id": path} for path in inside],
            "mentions": {"@id": "#check"},
        },
        {"@id": "#crosstally", "@type": "SoftwareApplication", "name": "Crosstally"}
        | {"softwareVersion": about.get("crosstally")},
        {
            "@id": "#check",
            "@type": "CreateAction",
            "name": "Check of the announced result",
            "instrument": {"@id": "#crosstally"},
            "object": [{"@id": path} for path in inside if path.startswith("election/")],
            "result": [{"@id": path} for path in made],
        },
    ]
    graph += [
        {
            "@id": path,
            "@type": "File",
            "contentSize": str(size),
            "encodingFormat": _KINDS.get(path.rpartition(".")[2], "application/octet-stream"),
        }
        for path, size in inside.items()
    ]
    return _json({"@context": "https://w3id.org/ro/crate/1.1/context", "@graph": graph})


def _json(value: object) -> bytes:
    text = json.dumps(value, ensure_ascii=False, indent=1, default=str)
    return text.encode("utf-8", "replace") + b"\n"
