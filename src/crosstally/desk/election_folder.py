"""What the desk has settled, as an election folder that ``crosstally check`` reads."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path
from typing import TextIO

from crosstally.desk.asked import asked_at
from crosstally.desk.complaints_table import export_complaints
from crosstally.desk.figures import NoFigure
from crosstally.desk.filled_forms import export_records
from crosstally.desk.marks_table import export_marks
from crosstally.desk.record import sheets_of
from crosstally.desk.settings import Place
from crosstally.desk.shared_log import undisturbed
from crosstally.desk.states import Sheet, State
from crosstally.drafting.addition import whose_file
from crosstally.drafting.draft import source_lines
from crosstally.drafting.insertion import with_entry
from crosstally.drafting.quoting import quoted
from crosstally.drafting.whose_figures import Whose
from crosstally.election.definition import Definition, SourceKind
from crosstally.election.folder import Election, open_folder
from crosstally.election.validation import validated
from crosstally.election.yaml_source import parse_yaml
from crosstally.ledger.log import CHECKPOINT
from crosstally.problems import InputError, Problem
from crosstally.whole_folder import whole_folder
from crosstally.words import _

_NOT_OPEN = (State.SETTLED, State.SET_ASIDE, State.PLANTED)
UNREAD = "unread"
"""What stands in a cell for a figure that could not be read: no number, and not empty either."""


@dataclass(frozen=True)
class Written:
    """What was written, and what was not settled yet."""

    sheets: int
    stations: int
    open: int
    """Sheets of which nothing is settled: waiting, in dispute, reported, or being read anew."""


def whose_sheets(election: Election, name: str, kind: SourceKind | None) -> Whose:
    """Whose the desk's sheets are: a source of the election by its id or name, or a new one, which
    is an observer where nobody says otherwise. Raises ``InputError`` as ``whose_file`` does."""
    whose = whose_file(election, name, kind)
    return whose if whose.kind_is_known else replace(whose, kind=SourceKind.OBSERVER)


def write_election_folder(
    place: Place,
    out: Path,
    whose: Whose,
    sheets: Mapping[str, Sheet] | None = None,
    *,
    with_records: bool = True,
) -> Written:
    """Write the desk's election folder anew, with the settled sheets as returns of one source.

    Every settled sheet is a row; several copies of one station stand side by side, and those that
    disagree make it a disputed station. ``sheets`` are those of the log, where they are not given.
    Observers' records and complaints come along, opened where they are closed, unless
    ``with_records`` says no.
    ``out`` must not be there, or be empty; all or nothing is written. Raises ``InputError``, and
    ``LedgerError`` where the log does not replay.
    """
    election = open_folder(place.election, needs_figures=False)
    sheets = _sheets(place) if sheets is None else sheets
    settled = {name: sheet for name, sheet in sheets.items() if sheet.state is State.SETTLED}
    if not settled:
        raise InputError(
            Problem(
                _("no sheet is settled yet: there is nothing to write"),
                str(place.folder),
                read=str(len(sheets)),
                expected=_("sheets that two people read alike, or that an arbiter decided"),
            )
        )
    file = _free_file(election, place.contest, settled)
    text = _definition(election, place.contest, file, whose)
    with whole_folder(out) as made:
        _copy(place.election, made, out)
        (made / "election.yaml").write_text(text, encoding="utf-8", newline="")
        _write_returns(made / file, election.definition, place.contest, settled)
        if with_records:
            export_records(place, made)
            export_complaints(place, made)
        export_marks(made, place.contest, asked_at(place), settled)
    return Written(
        len(settled),
        len({sheet.returns[-1].station for sheet in settled.values()}),
        sum(sheet.state not in _NOT_OPEN for sheet in sheets.values()),
    )


def _sheets(place: Place) -> Mapping[str, Sheet]:
    log = place.folder / "log"
    if not (log / CHECKPOINT).exists():
        raise InputError(
            Problem(
                _("no desk has been opened here"),
                str(place.folder),
                hint=_("`crosstally desk DIR` opens one."),
            )
        )
    with undisturbed(log) as entries_log:
        return sheets_of(entries_log.entries())


def _free_file(election: Election, contest: str, settled: Mapping[str, Sheet]) -> str:
    """The name of the file for the desk's returns: another one where an earlier desk, of which the
    pack alone is left, wrote its own. Raises ``InputError`` where this one did."""
    taken = {entry.file for entry in election.definition.returns}
    for number in count(1):
        file = f"returns/desk-{contest}{f'-{number}' if number > 1 else ''}.csv"
        if file not in taken:
            break
        with (election.folder / file).open(encoding="utf-8", newline="") as written:
            if any(row.get("sheet") in settled for row in csv.DictReader(written)):
                said = _("holds sheets of this desk already")
                raise InputError(Problem(said, str(election.folder / file)))
    return file


def _definition(election: Election, contest: str, file: str, whose: Whose) -> str:
    """``election.yaml`` with the desk's file entered, all else as it is written."""
    path = election.folder / "election.yaml"
    definition, text = election.definition, path.read_text(encoding="utf-8-sig")
    if whose.id not in definition.sources:
        text = with_entry(text, "sources", source_lines(whose), str(path))
    text = with_entry(text, "returns", _entry(definition, contest, file, whose.id), str(path))
    validated(Definition, parse_yaml(text, str(path)))
    return text


def _entry(definition: Definition, contest: str, file: str, source: str) -> list[str]:
    fields = definition.sheet_of(contest).fields
    options = definition.contests[contest].options
    return [
        f"  - file: {quoted(file)}",
        f"    source: {source}",
        f"    contest: {contest}",
        "    columns:",
        "      station: station",
        "      copy: sheet",
        f"      fields: {{{', '.join(f'{name}: {name}' for name in fields)}}}",
        f"      options: {{{', '.join(f'{name}: {name}' for name in options)}}}",
    ]


def _write_returns(
    path: Path, definition: Definition, contest: str, settled: Mapping[str, Sheet]
) -> None:
    """One row a sheet, by station and sheet; an answer that is no number is told apart."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        write_table(file, definition, contest, settled)


def write_table(
    file: TextIO, definition: Definition, contest: str, sheets: Mapping[str, Sheet]
) -> int:
    """Write the settled ones of some sheets as a table: ``station``, ``sheet``, the fields and the
    options by their ids. Returns how many there are."""
    names = [*definition.sheet_of(contest).fields, *definition.contests[contest].options]
    settled = {name: sheet for name, sheet in sheets.items() if sheet.state is State.SETTLED}
    table = csv.writer(file, lineterminator="\n")
    table.writerow(["station", "sheet", *names])
    rows = sorted((sheet.returns[-1].station, name) for name, sheet in settled.items())
    for station, name in rows:
        figures = settled[name].returns[-1].figures
        cells = [figures.get(figure, NoFigure.UNREAD) for figure in names]
        table.writerow([station, name, *map(_cell, cells)])
    return len(rows)


def _cell(figure: int | NoFigure) -> str:
    if isinstance(figure, int):
        return str(figure)
    return "" if figure is NoFigure.EMPTY else UNREAD


def _copy(folder: Path, made: Path, out: Path) -> None:
    """The files of the election folder, without what the desk keeps for itself."""
    private = (folder / "desk").resolve()
    own = {private, out.resolve(), made.parent.resolve()}

    def left_out(parent: str, names: list[str]) -> set[str]:
        return {name for name in names if (Path(parent) / name).resolve() in own}

    shutil.copytree(folder, made, symlinks=True, ignore=left_out, dirs_exist_ok=True)
