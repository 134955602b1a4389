"""``candidates.csv``: who stands on which list, where, and what became of them."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints

from crosstally import words
from crosstally.election.constituency_names import ConstituencyNames
from crosstally.election.document import Count, Document, Identifier, Text, normalised
from crosstally.election.folder import Election
from crosstally.election.table_file import open_table
from crosstally.problems import InputError, Problem, shown_path, suggestion
from crosstally.words import N_

FILE = "candidates.csv"
LISTED = 100
"""Of a mistake that many rows share, so many are named one by one; the rest are counted."""

Day = Annotated[
    str,
    StringConstraints(pattern=r"^\d{4}-\d{2}-\d{2}$"),
    AfterValidator(lambda value: str(dt.date.fromisoformat(value)) and value),
]
"""A day, as ISO 8601 writes it: ``2012-01-15``."""


class CandidateStanding(StrEnum):
    """What became of a candidate."""

    REGISTERED = "registered"
    """Stands, and may sit."""
    STRUCK_OFF = "struck_off"
    """A commission or a court took the name off the list."""
    WITHDRAWN = "withdrawn"
    """Gave up the candidacy, or the seat."""
    DIED = "died"
    ELECTED_ELSEWHERE = "elected_elsewhere"
    """Takes a seat of another list, area or house."""
    INCOMPATIBLE = "incompatible"
    """Holds an office that excludes the seat."""


class Candidate(Document):
    """One name of one list."""

    option: Identifier
    """The list: one of the contest's options, by its id, its name or an alias."""
    place: Annotated[int, Field(ge=0, le=100_000)]
    """Where it stands on the list, from 1; 0: no person, but the votes for the list as such."""
    name: Text | None = None
    """Left out, the person is called by the place alone."""
    standing: CandidateStanding = CandidateStanding.REGISTERED
    """What became of the candidate."""
    date: Day | None = None
    """The first day of that standing; left out, before the voting day."""
    reason: Text | None = None
    """Why, and who decided it."""
    votes: Count | None = None
    """Votes for this candidate; needed where the order of lists depends on them."""
    constituency: Text | None = None
    """Whose list it is, by the area's id, its name or as the rule calls it: the seats of that
    constituency go to it. Left out, the list of the whole place."""
    contest: Identifier | None = None
    """Needed where there are several contests."""

    def gone_by(self, day: str) -> bool:
        """Whether the candidate cannot sit on a day."""
        if self.standing is CandidateStanding.REGISTERED:
            return False
        return self.date is None or self.date <= day


COLUMNS = tuple(Candidate.model_fields)
NEEDED = ("option", "place")
Candidates = Mapping[str, Sequence[Candidate]]
"""Option → its candidates, by constituency and place."""


def read_candidates(election: Election) -> Mapping[str, Candidates]:
    """Contest → option → candidates by their places, the list of the whole place before those of
    constituencies; empty where there is no such file.

    Comma, semicolon or tab between the cells. Raises ``InputError`` with every problem: a column
    that is missing, not known or there twice; a row without list or place; what is no place, day,
    standing or number of votes; a list, a contest or a constituency that there is not; a place
    taken twice.
    """
    path = election.file(FILE)
    if path is None:
        return {}
    return _Reader(election, shown_path(path)).read(path)


class _Reader:
    def __init__(self, election: Election, shown: str) -> None:
        self.contests = election.definition.contests
        self.constituencies = {
            contest: ConstituencyNames(about.rule.constituencies, election.areas)
            for contest, about in self.contests.items()
            if about.rule is not None and about.rule.constituencies is not None
        }
        self.shown = shown
        self.problems: list[Problem] = []
        self.counts: dict[str, int] = {}
        self.lines: dict[tuple[str, str, str | None, int], int] = {}
        self.places: dict[str, int] = {}

    def read(self, path: Path) -> Mapping[str, Candidates]:
        found: dict[str, dict[str, list[Candidate]]] = {}
        with open_table(path, self.shown) as (lines, delimiter):
            rows = csv.reader(lines, delimiter=delimiter, strict=True)
            self.places = self._header(next(rows, []))
            for row in rows:
                if any(cell.strip() for cell in row):
                    self._row(row, rows.line_num, found)
        self._count_the_rest()
        if self.problems:
            raise InputError(self.problems)
        return {
            contest: {
                option: sorted(candidates, key=lambda one: (one.constituency or "", one.place))
                for option, candidates in lists.items()
            }
            for contest, lists in found.items()
        }

    def _header(self, header: Sequence[str]) -> dict[str, int]:
        names = [normalised(name).replace(" ", "_") for name in header]
        problems = []
        for name in NEEDED:
            if name not in names:
                message = words._("there is no column {column}").format(column=repr(name))
                hint = suggestion(name, header)
                problems.append(Problem(message, self.shown, 1, hint=hint))
        for place, name in enumerate(names):
            if name not in COLUMNS:
                message, hint = (
                    words._("this column is none of candidates"),
                    suggestion(name, COLUMNS),
                )
            elif name in names[:place]:
                message, hint = words._("this column stands twice"), None
            else:
                continue
            problems.append(
                Problem(message, self.shown, 1, place + 1, read=header[place], hint=hint)
            )
        if problems:
            raise InputError(problems)
        return {name: place for place, name in enumerate(names)}

    def _row(
        self, row: Sequence[str], line: int, found: dict[str, dict[str, list[Candidate]]]
    ) -> None:
        before = sum(self.counts.values())
        if len(row) > len(self.places):
            message = N_("a row has more cells than there are columns")
            self._mistake(message, line, len(self.places), row[len(self.places)])
        cells = {
            name: row[place].strip() if place < len(row) else ""
            for name, place in self.places.items()
        }
        contest = self._contest(cells.get("contest", ""), line)
        option = self._option(contest, cells["option"], line)
        place = self._whole("place", cells["place"], line, N_("a place on the list, from 1"))
        votes = self._whole("votes", cells.get("votes", ""), line, N_("digits alone, such as 1234"))
        standing = self._standing(cells.get("standing", ""), line)
        date = self._day(cells.get("date", ""), line)
        constituency = self._constituency(contest, cells.get("constituency", ""), line)
        self._list_votes(place, cells, line)
        if contest and option and place is not None:
            first = self.lines.setdefault((contest, option, constituency, place), line)
            if first != line:
                message = N_("this place on the list is taken already")
                read = " ".join(filter(None, (option, constituency, str(place))))
                hint = words._("The first row that has it is {line}.").format(line=first)
                self._mistake(message, line, self.places["place"], read, hint=hint)
        if sum(self.counts.values()) > before or place is None:
            return
        found.setdefault(contest, {}).setdefault(option, []).append(
            Candidate(
                option=option,
                place=place,
                name=cells.get("name") or None,
                standing=standing,
                date=date,
                reason=cells.get("reason") or None,
                votes=votes,
                constituency=constituency,
                contest=contest,
            )
        )

    def _contest(self, text: str, line: int) -> str:
        if not text and len(self.contests) == 1:
            return next(iter(self.contests))
        if text not in self.contests:
            message = N_("there is no contest of that name")
            if not text:
                message = N_("a row has to name its contest, since there are several")
            hint = suggestion(text, self.contests)
            self._mistake(message, line, self.places.get("contest"), text, hint=hint)
            return ""
        return text

    def _option(self, contest: str, text: str, line: int) -> str:
        """The option that a cell names by its id, its name or an alias."""
        if not contest:
            return ""
        options = self.contests[contest].options
        if text in options:
            return text
        wanted = normalised(text)
        found = [
            id_
            for id_, about in options.items()
            if wanted and wanted in map(normalised, (about.name, *about.aliases))
        ]
        if len(found) == 1:
            return found[0]
        message = N_("there is no such list in the contest") if text else N_("a row names no list")
        hint = suggestion(text, options)
        self._mistake(message, line, self.places["option"], text, hint=hint)
        return ""

    def _constituency(self, contest: str, text: str, line: int) -> str | None:
        """As the rule calls it; None for the list of the whole place."""
        if not text or not contest:
            return None
        known = self.constituencies.get(contest)
        found = known.find(text) if known is not None else None
        if found is None:
            message = N_("there is no such constituency in the rule of the contest")
            hint: str | None = None
            if known is None:
                message = N_("a list of a constituency, and the contest's rule has none")
                hint = words._("Name them in election.yaml, under `rule: constituencies:`.")
            else:
                hint = suggestion(text, known.names)
            self._mistake(message, line, self.places["constituency"], text, hint=hint)
        return found

    def _whole(self, column: str, text: str, line: int, expected: str) -> int | None:
        if text.isascii() and text.isdigit() and len(text) <= (6 if column == "place" else 12):
            return int(text)
        if not text and column == "votes":
            return None
        message = N_("the place is no whole number")
        if column == "votes":
            message = N_("the votes are no whole number")
        elif not text:
            message = N_("a row names no place on the list")
        expected = words._(expected)
        self._mistake(message, line, self.places[column], text, expected=expected)
        return None

    def _standing(self, text: str, line: int) -> CandidateStanding:
        written = normalised(text).replace(" ", "_")
        if written and written not in list(CandidateStanding):
            known = [standing.value for standing in CandidateStanding]
            message = N_("there is no such standing")
            hint = suggestion(text, known)
            self._mistake(message, line, self.places["standing"], text, hint=hint)
            written = ""
        return CandidateStanding(written) if written else CandidateStanding.REGISTERED

    def _day(self, text: str, line: int) -> str | None:
        if not text:
            return None
        try:
            if len(text) == len("2012-01-15"):
                return dt.date.fromisoformat(text).isoformat()
        except ValueError:
            pass
        message = N_("the date is no day")
        self._mistake(message, line, self.places["date"], text, expected="2012-01-15")
        return None

    def _list_votes(self, place: int | None, cells: Mapping[str, str], line: int) -> None:
        """Place 0 is nobody: it holds votes, and nothing that is said of a person."""
        if place == 0 and any(cells.get(name) for name in ("name", "standing", "date", "reason")):
            message = N_("place 0 holds the votes of the list as such, and this row is a person")
            expected = words._("a place on the list, from 1")
            self._mistake(message, line, self.places["place"], "0", expected=expected)

    def _mistake(
        self,
        message: str,
        line: int,
        column: int | None,
        read: str,
        *,
        expected: str | None = None,
        hint: str | None = None,
    ) -> None:
        self.counts[message] = self.counts.get(message, 0) + 1
        if self.counts[message] <= LISTED:
            where = None if column is None else column + 1
            said = words._(message)
            self.problems.append(Problem(said, self.shown, line, where, read, expected, hint))

    def _count_the_rest(self) -> None:
        for message, count in self.counts.items():
            if count > LISTED:
                said = words._("{message} (and {count} more rows)").format(
                    message=words._(message), count=words.number(count - LISTED)
                )
                self.problems.append(Problem(said, self.shown))
