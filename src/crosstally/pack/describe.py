"""What a pack says of itself: ``pack.json``, Frictionless, RO-Crate, and the page VERIFY.md."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from crosstally.election.definition import Definition
from crosstally.ledger.checkpoint import Checkpoint
from crosstally.ledger.keys import PublicKey
from crosstally.pack.layout import (
    CRATE,
    DATAPACKAGE,
    FILES_COLUMNS,
    FORMAT,
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


def crate(definition: Definition, version: str, files: Mapping[str, int], published: str) -> bytes:
    """``ro-crate-metadata.json`` (RO-Crate 1.1): the files, and what made which from what."""
    inside = {
        path.removeprefix(PAYLOAD): size
        for path, size in files.items()
        if path not in (CRATE, DATAPACKAGE) and not path.startswith("data/log/")
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
            "name": definition.title or definition.id,
            "description": "The evidence behind a check of an announced election result.",
            "datePublished": published,
            "license": "Whoever uses figures of a source asks that source.",
            "hasPart": [{"@id": path} for path in inside],
            "mentions": {"@id": "#check"},
        },
        {"@id": "#crosstally", "@type": "SoftwareApplication", "name": "Crosstally"}
        | {"softwareVersion": version},
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


def verify_page(
    definition: Definition, checkpoint: Checkpoint, key: PublicKey | None = None
) -> bytes:
    """``VERIFY.md``: how somebody who trusts nobody verifies the pack. ``key`` signed it."""
    id_, name = (key.id.hex(), key.name) if key is not None else ("ID", "NAME")
    title = " ".join((definition.title or definition.id).split())
    return (
        f"# Check this yourself\n\n{title}, {definition.date}\n\n"
        "All commands are for the folder in which this page lies. No network is needed, and no "
        "program but Python 3.11 or later:\n\n"
        "    python3 verify.pyz\n\n"
        "It says what was verified and what was not, and ends with 0 if the pack is sound, 1 if it "
        "is broken, 2 if it cannot be read. Do not trust the program that lies in a pack? "
        "`crosstally pack verify FOLDER` does the same with a Crosstally of your own, and "
        "`--recompute` runs all checks again from the files in `data/election`.\n\n"
        "## Is it the pack that others have?\n\n"
        f"The log `{checkpoint.origin}` has {checkpoint.size} entries. Read these groups to "
        "somebody who has the pack from elsewhere; whoever has other groups has another pack. The "
        "program prints them too, made anew from the checkpoint:\n\n"
        f"    {checkpoint.spoken}\n\n"
        "Keep the file `checkpoint`. Whoever kept it can show of every later pack whether an "
        "earlier return was changed or dropped:\n\n"
        "    python3 verify.pyz LATER-PACK --older checkpoint\n\n"
        f"## Who published it?\n\n{_who_signed(key)}\n"
        "Programs of others verify the same. `../KEYS` is here a file that you keep beside this "
        "folder, never in it (a file more, and the pack is another one):\n\n"
        f"    minisign -Vm signatures/checkpoint -x signatures/{id_}.minisig -p ../KEYS\n"
        "\nwith what the publisher prints by `crosstally key show FILE --for minisign` in it;"
        "\n\n"
        f"    ssh-keygen -Y verify -f ../KEYS -I {name} -n crosstally -s signatures/{id_}.sig "
        "< signatures/checkpoint\n"
        "\nwith what `--for ssh-keygen` prints. Where a timestamp (`.tsr`) lies in `signatures`, "
        "and the authority's certificate in a file beside this folder:\n\n"
        "    openssl ts -verify -data signatures/checkpoint -in signatures/TIMESTAMP.tsr "
        "-CAfile ../AUTHORITY\n"
    ).encode()


def _who_signed(key: PublicKey | None) -> str:
    if key is None:
        return (
            "`checkpoint` was not signed when the pack was built: nothing in it says who published "
            "it. Where a folder `signatures` is there, somebody signed it later; ID is the middle "
            "part of a public key, NAME its first.\n"
        )
    return (
        "`checkpoint` is signed. Get the publisher's public key on another way than this pack, and "
        "give it; for this, Python needs the package `cryptography` (without it, what follows "
        "does the same):\n\n    python3 verify.pyz --key 'NAME+ID+KEY'\n"
    )


def _json(value: object) -> bytes:
    text = json.dumps(value, ensure_ascii=False, indent=1, default=str)
    return text.encode("utf-8", "replace") + b"\n"
