"""The marks of the settled sheets as a table of an election folder: counted in the report as
observers' records are, beside the figures and never mixed with them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from crosstally.desk.asked import Asked
from crosstally.desk.filled_forms import add_table
from crosstally.desk.marks import DIFFER, Mark, Seen, in_words, is_serial, together
from crosstally.desk.states import Sheet
from crosstally.election.marks import MarkKind
from crosstally.election.records import FOLDER
from crosstally.words import _

FITS = "{mark} fits"
"""The column that says whether a serial number is the station's; no mark's id has a space."""


def export_marks(made: Path, contest: str, asked: Asked, settled: Mapping[str, Sheet]) -> int:
    """Write ``records/desk-marks-CONTEST.csv``, a row a sheet of which marks were recorded, and
    what is counted of it; returns how many rows there are. Nothing is written without any.

    A mark is ``there``, ``absent``, ``unseen``, a number of signatures, a serial number, or
    ``differ`` where the readers saw it otherwise.
    """
    rows = sorted(
        (sheet.returns[-1].station, name, together(sheet.returns[-1].marks))
        for name, sheet in settled.items()
        if sheet.returns[-1].marks
    )
    if not rows:
        return 0
    serials = [id_ for id_, mark in asked.marks.items() if mark.kind is MarkKind.SERIAL]
    fits = [FITS.format(mark=id_) for id_ in serials]
    table = [["station", "sheet", *asked.marks, *fits]]
    for station, name, marks in rows:
        doubted = asked.doubted(station, marks)
        said = [_fits(marks.get(one), one in doubted) for one in serials]
        table.append([station, name, *(str(marks.get(m, "")) for m in asked.marks), *said])
    counted = [one for one in asked.marks if one not in serials]
    entry = {"name": _("Stamps, serial numbers and signatures"), "count_by": [*counted, *fits]}
    words = _words(asked, counted, serials)
    add_table(made / FOLDER, f"desk-marks-{contest}", table, entry | words)
    return len(rows)


def _words(asked: Asked, counted: list[str], serials: list[str]) -> dict[str, object]:
    """What people call the columns that are counted, and the answers in them."""
    seen = {str(answer): in_words(answer) for answer in (*Seen, DIFFER)}
    fits = {"yes": _("yes"), "no": _("no"), **seen}
    named = {id_: asked.marks[id_].name for id_ in counted}
    fitting = _("{mark}: one that the station was given")
    for id_ in serials:
        named[FITS.format(mark=id_)] = fitting.format(mark=asked.marks[id_].name)
    answers = {column: dict(seen if column in counted else fits) for column in named}
    return {"labels": named, "answers": answers}


def _fits(mark: Mark | None, is_doubted: bool) -> str:
    if mark is None or isinstance(mark, Seen) or mark == DIFFER or not is_serial(mark):
        return "" if mark is None else str(mark)
    return "no" if is_doubted else "yes"
