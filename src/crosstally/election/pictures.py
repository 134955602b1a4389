"""``pictures.csv``: which file shows which page of which station's sheet.

The list and the files' names stay with whoever has the folder: both can say who took a picture,
and when.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from crosstally.election.definition import Definition
from crosstally.election.folder import Election
from crosstally.election.listing import ListReader
from crosstally.election.sheet import MOST_PAGES, HiddenRegion
from crosstally.election.table_file import open_table
from crosstally.problems import InputError, links_outside, shown_path
from crosstally.words import _

FILE = "pictures.csv"
COLUMNS = ("station", "source", "contest", "page", "file")
NEEDED = ("station", "source", "file")


@dataclass(frozen=True, slots=True)
class SheetPicture:
    """A picture of one page of a station's sheet."""

    station: str
    """The station's code, as the source's returns have it; ``crosswalk.csv`` says which it is."""
    source: str
    """Whose copy of the sheet it shows."""
    file: str
    """Its path inside the folder, with slashes."""
    contest: str | None = None
    """None: it shows the sheets of every contest."""
    page: int = 1
    """Counted from 1."""
    line: int = 0

    def sheets(self, definition: Definition) -> list[str]:
        """The contests whose sheet the picture shows."""
        return [self.contest] if self.contest is not None else list(definition.contests)

    def hidden(self, definition: Definition) -> list[HiddenRegion] | None:
        """What has to be blacked out in it; None where a sheet that it shows has no list ``hide``,
        so that the picture may not be published."""
        found: list[HiddenRegion] = []
        for contest in self.sheets(definition):
            regions = definition.sheet_of(contest).hide
            if regions is None:
                return None
            found += [one for one in regions if one.page in (None, self.page)]
        return found


def read_pictures(election: Election) -> list[SheetPicture]:
    """The rows of ``pictures.csv``; none where the folder has no such file.

    Columns: station, source and file; by choice contest and page. Comma, semicolon or tab between
    them. Raises ``InputError`` with every problem: a column that is missing, not known or there
    twice; a row without station, source or file; sources and contests that there are not; a page
    that is no number; a page listed twice; a file that is not there, leads out of the folder, or
    shows two stations. Which stations there are, this room does not know.
    """
    path = election.file(FILE)
    if path is None:
        return []
    problems = links_outside(election.folder, [path])
    if problems:
        raise InputError(problems)
    return _Reader(election, shown_path(path)).read(path)


class _Reader(ListReader):
    def __init__(self, election: Election, shown: str) -> None:
        super().__init__(shown)
        self.folder = election.folder
        self.definition = election.definition
        self.lines: dict[tuple[str, str, str | None, int], int] = {}
        self.stations: dict[str, str] = {}
        """File → the station that it shows."""

    def read(self, path: Path) -> list[SheetPicture]:
        pictures: list[SheetPicture] = []
        with open_table(path, self.shown) as (lines, delimiter):
            rows = csv.reader(lines, delimiter=delimiter)
            foreign = _("column {number} is none of pictures")
            places = self.columns(next(rows, []), COLUMNS, NEEDED, foreign)
            for row in rows:
                found = self._row(row, places, rows.line_num) if any(row) else None
                if found is not None:
                    pictures.append(found)
        problems = self.problems()
        files = list(dict.fromkeys(self.folder / one.file for one in pictures))
        problems += links_outside(self.folder, files)
        if problems:
            raise InputError(problems)
        return pictures

    def _row(self, row: Sequence[str], places: Mapping[str, int], line: int) -> SheetPicture | None:
        cells = self.cells(row, places, line)
        if cells is None:
            return None
        source = self.named("source", cells["source"], self.definition.sources, line)
        contest = self.named("contest", cells.get("contest", ""), self.definition.contests, line)
        if source is None:
            self.mistake(_("a row has no source"), line, "", _("It says whose copy is shown."))
        page = self._page(cells.get("page", ""), line)
        file = self._file(cells["file"], line)
        if not cells["station"] or source is None or page is None or file is None:
            return None
        found = SheetPicture(cells["station"], source, file, contest, page, line)
        self._refuse_repeated(found)
        return found

    def _page(self, text: str, line: int) -> int | None:
        if not text:
            return 1
        if text.isascii() and text.isdecimal() and len(text) < 5 and 1 <= int(text) <= MOST_PAGES:
            return int(text)
        message = _("is no number of a page, counted from 1")
        self.mistake(message, line, text, _("Leave it empty for a sheet of one page."))
        return None

    def _file(self, text: str, line: int) -> str | None:
        if not text:
            self.mistake(_("a row names no file"), line, "")
            return None
        path = PurePosixPath(text)
        if path.is_absolute() or ".." in path.parts or "\\" in text or "\0" in text:
            hint = _("Write it with slashes, from the election folder on: pictures/0017.jpg")
            self.mistake(_("the file's path leads out of the election folder"), line, text, hint)
            return None
        try:
            is_there = (self.folder / path).is_file()
        except (OSError, ValueError, RuntimeError):  # too long a name, or links in a circle
            is_there = False
        if not is_there:
            hint = _("A path begins in the election folder: pictures/0017.jpg")
            self.mistake(_("there is no such file"), line, text, hint)
            return None
        return path.as_posix()

    def _refuse_repeated(self, found: SheetPicture) -> None:
        key = (found.station, found.source, found.contest, found.page)
        if key in self.lines:
            self.mistake(
                _("a page of a sheet stands here that an earlier row has already"),
                found.line,
                _("{copy} (row {row})").format(
                    copy=f"{found.station}, {found.page}", row=self.lines[key]
                ),
                _("Pages of one sheet are told apart by `page`."),
            )
        self.lines.setdefault(key, found.line)
        shown = self.stations.setdefault(found.file, found.station)
        if shown != found.station:
            self.mistake(
                _("a file stands here that shows another station in an earlier row"),
                found.line,
                f"{found.file} ({shown}, {found.station})",
                _("A picture shows the sheet of one station alone."),
            )
