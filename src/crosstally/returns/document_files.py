"""Files that are documents: read, and handed on as a table like any other file of returns."""

from __future__ import annotations

import csv
from pathlib import Path

from crosstally.engine.connection import Engine
from crosstally.engine.loading import FileRelation, delimited
from crosstally.problems import InputError, Problem
from crosstally.returns.documents import Document
from crosstally.returns.raw_file import RawFile
from crosstally.returns.row_lines import RowLines
from crosstally.words import _, number

MOST_BYTES = 256 << 20
"""Larger documents are refused; the largest municipalities' counts have some 70 MB."""
FORMATS = ("eml", "nist")


def read_document(path: Path, kind: str, shown: str) -> Document:
    """Read a document of a format of ``FORMATS``. Raises ``InputError`` with every problem."""
    size = path.stat().st_size
    if size > MOST_BYTES:
        raise InputError(
            Problem(
                _("is larger than a document of results may be"),
                shown,
                read=_("{count} MB").format(count=number(size >> 20)),
                expected=_("at most {count} MB").format(count=number(MOST_BYTES >> 20)),
            )
        )
    if kind == "eml":
        from crosstally.returns.eml import read_count

        return read_count(path, shown)
    from crosstally.returns.nist import read_report

    return read_report(path, shown)


def document_rows(
    engine: Engine, raw: RawFile, kind: str
) -> tuple[list[str], FileRelation, RowLines]:
    """A document's header, relation and lines, as the reader of tables needs them."""
    document = read_document(raw.local, kind, raw.shown)
    header = [column.name for column in document.columns]
    local = engine.workdir / f"{raw.sha256[:16]}-{len(list(engine.workdir.iterdir()))}.csv"
    with local.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n", quoting=csv.QUOTE_ALL)
        writer.writerows(document.rows)
    relation = delimited(engine, local, len(header), ",", 0, cut=0)
    return header, relation, RowLines(0, _lines=document.lines)
