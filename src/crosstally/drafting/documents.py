"""What a document that says itself what its figures mean is taken for: nothing is guessed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from crosstally.drafting.area_totals import AreaTotals
from crosstally.drafting.evidence import Evidence, weigh, weigh_relations
from crosstally.drafting.guess import ColumnGuess, Guess, Kind, columns_by_id
from crosstally.drafting.header import Header
from crosstally.drafting.naming import Names, option_id
from crosstally.drafting.table import Column, Table
from crosstally.election.crossreferences import RESERVED
from crosstally.returns.document_files import read_document
from crosstally.returns.documents import Document, Meaning
from crosstally.returns.raw_file import RawFile
from crosstally.returns.statements import statements_document
from crosstally.words import N_

DOCUMENTS = {".xml": "eml", ".json": "nist", ".jsonl": "actasum", ".ndjson": "actasum"}
"""Suffix → format."""
MOST_STATEMENTS = 300_000
"""Statements that are looked at; more are not needed to know what they hold."""
_TOTAL = "total"
_KINDS = {
    Meaning.STATION: Kind.STATION,
    Meaning.STATION_NAME: Kind.STATION_NAME,
    Meaning.AREA: Kind.AREA,
    Meaning.CHANNEL: Kind.CHANNEL,
    Meaning.COPY: Kind.COPY,
    Meaning.FIELD: Kind.FIELD,
    Meaning.OPTION: Kind.OPTION,
}


def document_guess(raw: RawFile, kind: str) -> Guess:
    """The columns as the document declares them. Raises ``InputError`` with every problem.

    Of several contests the one with the most places is taken, and the rows of the others are left
    out by name, as are rows of places that are no stations.
    """
    if kind == "actasum":
        document = statements_document(raw, MOST_STATEMENTS)
    else:
        document = read_document(raw.local, kind, raw.shown)
    leave_out, rows = _chosen(document)
    wide = [c.name for c in document.columns if c.meaning is not Meaning.CANDIDATE]
    table = Table(
        Header(0, 0, tuple(wide), ()),
        [Column(i, name, [row[i] for row in rows]) for i, name in enumerate(wide)],
        len(rows),
    )
    columns = _columns(document, table)
    options = [table.columns[c.index] for c in columns if c.kind is Kind.OPTION]
    evidence, measures = _evidence(document, columns, table, options)
    station = document.of(Meaning.STATION)
    stated = dict(document.totals)
    kept = {c.index for c in columns if c.kind in (Kind.FIELD, Kind.OPTION)}
    return Guess(
        header_row=1,
        header_rows=1,
        columns=columns,
        station=tuple(station),
        attributes=(),
        levels=tuple(c.id for c in columns if c.kind is Kind.AREA and c.id),
        rows=len(rows),
        stations_differ=table.columns[station[0]].distinct == len(rows),
        thousands=None,
        empty_marks=(),
        leave_out=leave_out,
        without_figures=0,
        grand_total=tuple((i, stated[i]) for i in sorted(kept & set(stated))) or None,
        area_totals=AreaTotals(),
        evidence=evidence,
        measures=measures,
        title=document.title or None,
        above=document.date or "",
        table=table,
    )


def _evidence(
    document: Document, columns: tuple[ColumnGuess, ...], table: Table, options: list[Column]
) -> tuple[tuple[Evidence, ...], tuple[tuple[str, str], ...]]:
    """The relations that the form's law knows; where it knows none, those that sheets obey."""
    by_id = columns_by_id(columns)
    if document.relations:
        tried = weigh_relations(by_id, table, options, document.relations)
        return tried, document.measures
    return weigh(by_id, table, options)


def _chosen(
    document: Document,
) -> tuple[tuple[tuple[str, tuple[str, ...]], ...], list[list[str]]]:
    """Which rows are left out, by column and text, and the rows that stay."""
    rows = document.rows
    left: list[tuple[str, tuple[str, ...]]] = []
    for at in document.of(Meaning.CONTEST):
        most = Counter(row[at] for row in rows).most_common(1)[0][0]
        rows = _leave_out(document, rows, at, {most}, left)
    for at in document.of(Meaning.UNIT) if document.stations else ():
        rows = _leave_out(document, rows, at, document.stations, left)
    for at in document.of(Meaning.CHANNEL):
        ways = {row[at] for row in rows}
        station = document.of(Meaning.STATION)[0]
        with_total = {row[station] for row in rows if row[at] == _TOTAL}
        if with_total == {row[station] for row in rows}:
            rows = _leave_out(document, rows, at, {_TOTAL}, left)
        elif _TOTAL in ways:
            rows = _leave_out(document, rows, at, ways - {_TOTAL}, left)
    return tuple(left), rows


def _leave_out(
    document: Document,
    rows: list[list[str]],
    at: int,
    stay: frozenset[str] | set[str],
    left: list[tuple[str, tuple[str, ...]]],
) -> list[list[str]]:
    others = {row[at] for row in document.rows} - stay
    if others:
        left.append((document.columns[at].name, tuple(sorted(others))))
    return [row for row in rows if row[at] in stay]


def _columns(document: Document, table: Table) -> tuple[ColumnGuess, ...]:
    names = Names({"country", "station", *RESERVED})
    single = _single_channel(document, table)
    guesses = []
    for column, declared in zip(table.columns, document.columns, strict=False):
        kind = _KINDS.get(declared.meaning, Kind.LEFT_OUT)
        id_: str | None = None
        why = N_("the file says so")
        if not column.filled or (kind is Kind.CHANNEL and single):
            kind, why = Kind.LEFT_OUT, N_("nothing in it") if not column.filled else why
        elif kind is Kind.FIELD and _is_unstated(document, column):
            kind, why = Kind.LEFT_OUT, N_("nought everywhere, and not in the total: not stated")
        elif kind is Kind.OPTION:
            id_ = names.take(option_id(declared.title) or f"option_{column.index + 1}")
        elif kind in (Kind.FIELD, Kind.AREA):
            id_ = names.take(declared.id)
        guesses.append(
            ColumnGuess(
                column.index, declared.name, column.example, kind, id_, declared.title or None, why
            )
        )
    return tuple(guesses)


def _single_channel(document: Document, table: Table) -> bool:
    """Whether all rows that stay are of one way of voting, so that it tells nothing apart."""
    rows = max((table.columns[at].filled for at in document.of(Meaning.STATION)), default=0)
    ways = [table.columns[at] for at in document.of(Meaning.CHANNEL)]
    return all(way.distinct <= 1 and way.filled in (0, rows) for way in ways)


def _is_unstated(document: Document, column: Column) -> bool:
    return document.totals.get(column.index, 0) > 0 and not any(_counts(column))


def _counts(column: Column) -> Sequence[int]:
    return [int(count) for count in column.counts if count > 0]
