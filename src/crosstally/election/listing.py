"""What the readers of ``holdings.csv`` and ``pictures.csv`` share: columns by name, cells without
what cannot be seen, and mistakes that many rows share said once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from crosstally.election.codes import visible_code, visible_name
from crosstally.election.crossreferences import nothing_called
from crosstally.election.definition import normalised
from crosstally.problems import InputError, Problem, quoted, suggestion
from crosstally.words import _, number

CELLS_KEPT = 10_000
"""Of a mistake that many rows share, the places of so many are kept."""


class ListReader:
    """Reads rows of one file and gathers what is wrong with them."""

    def __init__(self, shown: str) -> None:
        self.shown = shown
        self._mistakes: dict[str, tuple[list[tuple[int, str]], str | None]] = {}
        self._counts: dict[str, int] = {}

    def columns(
        self, header: Sequence[str], known: Sequence[str], needed: Sequence[str], foreign: str
    ) -> Mapping[str, int]:
        """Column → its place. ``foreign`` says that the column ``{number}`` is none of these.

        Raises ``InputError`` with every column that is missing, not known or there twice.
        """
        names = [normalised(name).replace(" ", "_") for name in header]
        problems = [
            Problem(
                _("there is no column {name}").format(name=quoted(name)),
                self.shown,
                1,
                hint=suggestion(name, header),
            )
            for name in needed
            if name not in names
        ]
        for place, name in enumerate(names):
            if name not in known:
                message = foreign.format(number=place + 1)
                hint = suggestion(name, known)
                problems.append(Problem(message, self.shown, 1, read=header[place], hint=hint))
            elif name in names[:place]:
                message = _("the column {name} stands twice").format(name=quoted(name))
                problems.append(Problem(message, self.shown, 1))
        if problems:
            raise InputError(problems)
        return {name: place for place, name in enumerate(names)}

    def cells(
        self, row: Sequence[str], places: Mapping[str, int], line: int
    ) -> dict[str, str] | None:
        """Column → cell, the station as codes are compared. None where the row is too long."""
        if len(row) > len(places):
            self.mistake(_("a row has more cells than there are columns"), line, row[len(places)])
            return None
        cells = {
            name: visible_name(row[place]) if place < len(row) else ""
            for name, place in places.items()
        }
        cells["station"] = visible_code(cells["station"])
        if not cells["station"]:
            self.mistake(_("a row has no station"), line, "")
        return cells

    def named(self, kind: str, text: str, known: Iterable[str], line: int) -> str | None:
        """An id that is known, None where none is given; one that is not known is a mistake."""
        if not text:
            return None
        if text not in known:
            hint = suggestion(text, known)
            self.mistake(f"{nothing_called(kind)}: {quoted(text)}", line, text, hint)
        return text

    def mistake(self, message: str, line: int, read: str, hint: str | None = None) -> None:
        """Rows that share a mistake are one problem."""
        cells, _ = self._mistakes.setdefault(message, ([], hint))
        self._counts[message] = self._counts.get(message, 0) + 1
        if len(cells) < CELLS_KEPT:
            cells.append((line, read))

    def problems(self) -> list[Problem]:
        """Every mistake, in the order in which they were found."""
        return [self._problem(message) for message in self._mistakes]

    def _problem(self, message: str) -> Problem:
        cells, hint = self._mistakes[message]
        line, read = cells[0]
        count = self._counts[message]
        said = message
        if count > 1:
            said += " " + _("({count} rows)").format(count=number(count))
        places = tuple(cells) if count > 1 else ()
        return Problem(
            said, self.shown, line, read=read or None, hint=hint, count=count, cells=places
        )
