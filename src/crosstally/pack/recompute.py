"""Builds the pack again from the files in it, and holds what comes out against the pack."""

from __future__ import annotations

import datetime as dt
import json
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from filecmp import cmp
from itertools import zip_longest
from pathlib import Path
from typing import Any

from crosstally import __version__
from crosstally.engine.connection import Engine
from crosstally.engine.written_tables import is_same_parquet, write_parquet
from crosstally.ledger.errors import LedgerError
from crosstally.pack.build import build
from crosstally.pack.describe import crate, whole_columns
from crosstally.pack.layout import (
    ANNOUNCED,
    CRATE,
    DATAPACKAGE,
    ELECTION,
    FILES,
    FINDINGS,
    REPORT,
    TOTALS,
    Table,
)
from crosstally.pack.opening import (
    FolderFiles,
    PackFiles,
    UnreadableError,
    digest_of,
    reading,
    small,
)
from crosstally.pack.tables import write_table
from crosstally.pack.verification import Remark, Verification
from crosstally.pack.verify import describe
from crosstally.pack.verify_findings import read_findings
from crosstally.pack.verify_tables import csv_rows, tables_of
from crosstally.problems import InputError
from crosstally.words import languages

_NOT_AGAIN = Remark(
    "The checks were not run again, or not all of them, since this cannot be read: {reason}"
)


def recompute(files: PackFiles, said: Verification) -> None:
    """Enter into ``said`` whether building the pack again gives the same tables, findings and
    report. Raises ``UnreadableError``, unless the pack is known to be broken: what is wrong with it
    has been said then, and is worth more."""
    try:
        _recompute(files, said)
    except UnreadableError as error:
        if said.is_sound:
            raise
        said.not_verified.append(_NOT_AGAIN.at(reason=error))


def _recompute(files: PackFiles, said: Verification) -> None:
    about, stated = describe(files), read_findings(files)
    returns, sheets = tables_of(about, "returns"), tables_of(about, "sheets")
    with tempfile.TemporaryDirectory(prefix="crosstally-pack-") as place:
        different, elsewhere = _other_parquet(files, [*returns, *sheets], Path(place))
        said.hold(different, Remark("The Parquet tables are the CSV tables."))
        if elsewhere:
            said.not_verified.append(_ELSEWHERE.at(count=elsewhere))
        if not any(path.startswith(ELECTION) for path in files.sizes):
            said.not_verified.append(
                Remark(
                    "The checks cannot be run again: the pack does not hold the files themselves."
                )
            )
            return
        again = _built(files, about, str(stated.get("language", "en")), Path(place))
        found = read_findings(again)
        remarks = [
            Remark("{path}: checking again gives another `{name}`", path=FINDINGS, name=name)
            for name in _others(found, stated)
        ]
        said.hold(remarks, Remark("All checks were run again and found the same."))
        remarks = [
            Remark("{path}: building the pack again gives another one", path=path)
            for path in _other_files(files, again, returns, sheets, about)
        ]
        said.hold(remarks, Remark("The tables were made again from the files and are the same."))
    if about.get("crosstally") != __version__:
        said.not_verified.append(
            Remark(
                "The pack was made by Crosstally {theirs}, this is {ours}: versions may differ in "
                "what they find, and the report was not made again.",
                theirs=about.get("crosstally"),
                ours=__version__,
            )
        )


def _built(files: PackFiles, about: Mapping[str, Any], language: str, place: Path) -> PackFiles:
    """The pack that the election's files give now."""
    if language not in languages():
        raise UnreadableError(f"{FINDINGS}: is in a language that is not known: {language[:20]!r}")
    folder = place / "election"
    for path in files.sizes:
        if path.startswith(ELECTION):
            target = folder / path.removeprefix(ELECTION)
            target.parent.mkdir(parents=True, exist_ok=True)
            with reading(files, path) as source, target.open("wb") as sink:
                shutil.copyfileobj(source, sink)
    try:
        day = dt.date.fromisoformat(str(about.get("as_of")))
        build(folder, place / "again", as_of=day, language=language, with_pictures=False)
    except (InputError, LedgerError, ValueError) as error:
        reason = str(error).replace(f"{folder}/", ELECTION)
        raise UnreadableError(f"{ELECTION}: cannot be checked again: {reason}") from error
    return FolderFiles(place / "again")


def _other_files(
    files: PackFiles,
    again: PackFiles,
    returns: Sequence[Table],
    sheets: Sequence[Table],
    about: Mapping[str, Any],
) -> Iterator[str]:
    """Tables, and the report if this version made it, that come out as others."""
    mine = describe(again)
    whole = [TOTALS, ANNOUNCED, FILES, *(table.path for table in sheets)]
    if about.get("crosstally") == __version__:
        whole += [REPORT, DATAPACKAGE]
        if small(files, CRATE) != crate(about, files.sizes):
            yield CRATE
    for name in _others(mine, about):
        yield f"pack.json, {name}"
    for path in whole:
        if path not in again.sizes or digest_of(files, path) != digest_of(again, path):
            yield path
    for table in returns:
        if table.path not in again.sizes or _has_other_rows(files, again, table):
            yield table.path


def _has_other_rows(files: PackFiles, again: PackFiles, table: Table) -> bool:
    """Whether a table of returns differs in anything but the entries, which depend on the log."""
    pairs = zip_longest(
        csv_rows(files, table.path, table.header), csv_rows(again, table.path, table.header)
    )
    return any(one is None or two is None or one[1][1:] != two[1][1:] for one, two in pairs)


_ELSEWHERE = Remark(
    "Parquet tables written by another version of DuckDB than the one here: {count}. Their rows "
    "are those of the CSV tables; whether the files themselves are as that version writes them was "
    "not looked at."
)


def _other_parquet(
    files: PackFiles, tables: Sequence[Table], place: Path
) -> tuple[list[Remark], int]:
    """Parquet tables that do not hold what the CSV tables beside them hold, and how many have the
    same rows in a file of other bytes."""
    different, elsewhere = [], 0
    for table in tables:
        path = table.path.removesuffix("csv") + "parquet"
        copy, made, given = (place / name for name in ("copy.csv", "made.parquet", "given.parquet"))
        rows = (row for _line, row in csv_rows(files, table.path, table.header))
        write_table(copy, table.header, rows)
        with reading(files, path) as source, given.open("wb") as sink_of_bytes:
            shutil.copyfileobj(source, sink_of_bytes)
        whole = set(whole_columns(table))
        with Engine() as engine:
            write_parquet(engine, copy, made, {name: name in whole for name in table.header})
            same = is_same_parquet(engine, made, given)
        if not same:
            wrong = Remark("{path}: does not hold what {csv} holds", path=path, csv=table.path)
            different.append(wrong)
        elsewhere += same and not cmp(made, given, shallow=False)
    return different, elsewhere


def _others(found: Mapping[str, Any], stated: Mapping[str, Any]) -> list[str]:
    """Under which names two JSON objects say something else; by which version they were made is no
    part of it."""
    return sorted(
        name
        for name in (found.keys() | stated.keys()) - {"crosstally"}
        if _spelt(found.get(name)) != _spelt(stated.get(name))
    )


def _spelt(value: object) -> str:
    """One text for one value: to Python, 1, 1.0 and true are the same."""
    return json.dumps(value, sort_keys=True)
