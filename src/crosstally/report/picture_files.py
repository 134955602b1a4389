"""Pictures of statistics as files: SVG, PNG, and the data as CSV with what they are beside them.

A file of data is passed on without its folder, so that every row of it names the picture and says
that it is no verdict: a column of its own, which every reader of CSV takes, where comment lines
break most. The whole of it stands in README.txt, and for programs in datapackage.json (Frictionless
Data Package 1).
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Sequence
from textwrap import wrap
from typing import Any

from crosstally.report.picture_columns import Column
from crosstally.report.pictures import Picture
from crosstally.report.png import png
from crosstally.report.saying import clean
from crosstally.words import N_, _

NOTE = Column("note", "string", N_("What the picture is, and what it is not; the same in each row"))
WIDTH = 98
README, DATAPACKAGE = "README.txt", "datapackage.json"


def files(found: Sequence[Picture], *, with_png: bool = False) -> list[tuple[str, bytes]]:
    """(file name, content): each picture as SVG, as PNG where asked for, and its data as CSV; what
    they are as README.txt and datapackage.json. None where there is no picture."""
    if not found:
        return []
    written = []
    for picture in found:
        written.append((f"{picture.name}.svg", picture.file))
        if with_png:
            written.append((f"{picture.name}.png", png(picture.file)))
        written.append((f"{picture.name}.csv", _table(picture)))
    package = json.dumps(_package(found), ensure_ascii=False, indent=1) + "\n"
    written.append((README, ("\n".join(_readme(found)) + "\n").encode("utf-8", "replace")))
    written.append((DATAPACKAGE, package.encode("utf-8", "replace")))
    return written


def _table(picture: Picture) -> bytes:
    """The data, with the note in the last column."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(column.name for column in _columns(picture))
    note = _note(picture)
    writer.writerows((*row, note) for row in picture.data)
    return out.getvalue().encode("utf-8", "replace")


def _columns(picture: Picture) -> tuple[Column, ...]:
    return (*picture.columns, NOTE)


def _note(picture: Picture) -> str:
    """One line, which begins with words of ours: a spreadsheet takes it for no formula."""
    said = f"{picture.title}; {picture.election}. {' '.join(picture.caveats)}"
    return " ".join(clean(said).split())


def _readme(found: Sequence[Picture]) -> Iterator[str]:
    """For people, in lines."""
    yield from _lines(_("Pictures of statistics, and their data"))
    yield ""
    for paragraph in dict.fromkeys(text for picture in found for text in (picture.election,)):
        yield from _lines(paragraph)
    yield from _lines(
        _(
            "None of these files is a verdict on a result. Each CSV has its note in the last "
            "column; this text says the whole of it, datapackage.json says it to programs."
        )
    )
    for picture in found:
        yield ""
        yield from _lines(f"{picture.name}.svg, {picture.name}.csv")
        for said in dict.fromkeys((f"{picture.title}.", *_said(picture))):
            yield from _lines(said, "  ")
        for column in _columns(picture):
            yield from _lines(f"{column.name}: {_(column.said)}", "    ")


def _said(picture: Picture) -> Iterator[str]:
    """What a person must read beside a picture."""
    yield from (picture.caption, *picture.beside, *picture.caveats)


def _lines(said: str, indent: str = "") -> list[str]:
    return wrap(clean(said), WIDTH, initial_indent=indent, subsequent_indent=indent)


def _package(found: Sequence[Picture]) -> dict[str, Any]:
    """For programs."""
    return {
        "profile": "tabular-data-package",
        "name": "pictures-of-statistics",
        "title": _("Pictures of statistics, and their data"),
        "resources": [
            {
                "profile": "tabular-data-resource",
                "name": picture.name,
                "path": f"{picture.name}.csv",
                "title": clean(picture.title),
                "description": clean("\n".join(dict.fromkeys((picture.election, *_said(picture))))),
                "encoding": "utf-8",
                "schema": {
                    "fields": [
                        {
                            "name": column.name,
                            "type": column.kind,
                            "description": _(column.said),
                        }
                        for column in _columns(picture)
                    ]
                },
            }
            for picture in found
        ],
    }
