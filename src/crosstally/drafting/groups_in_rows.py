"""Rows that go on with one group of cells for each candidate: number, name, votes, again and again,
as France publishes its stations. The groups of two rows need not be in one order."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from crosstally.drafting.cells import Rows, count_of, is_number
from crosstally.drafting.header import LOOKED_AT
from crosstally.problems import InputError, Problem
from crosstally.returns import vocabulary
from crosstally.returns.vocabulary import Role
from crosstally.words import N_, _, number

MOST_CANDIDATES = 300
"""A column each is made for at most as many."""
WIDEST_GROUP = 15
SAMPLE = 400
"""Rows, spread over the table, that tell whether its groups are alike."""
FEWEST_ROWS = 3
MOSTLY = 0.9
LONGEST_NAME = 500
"""Signs of a column's name that are looked at: a cell may hold a whole book."""
FEW_TEXTS = 3
"""A column with at most as many different texts (the sex of the candidates) names nobody."""
GROUPS_IN_ROWS = N_(
    "Each row goes on with {width} columns for each candidate ({columns}): each candidate was "
    "given a column, by the name in the row itself. The table in `returns` is so made; the file as "
    "it came lies in `original`."
)
NOT_IN_ALL = N_(
    "CHECK: not every row names every candidate. Two persons of one name in two places would share "
    "a column."
)
_NUMBERED = re.compile(r"[\s._]*\d+$")


@dataclass(frozen=True)
class Grouped:
    """A table with a column for each candidate."""

    rows: Rows
    header: int
    """The row of the file in which the columns' names stand, from 0."""
    group: tuple[str, ...]
    """The columns of one group."""
    candidates: tuple[str, ...]

    are_in_all: bool
    """Whether every row names every candidate."""

    @property
    def done(self) -> tuple[tuple[str, dict[str, str]], ...]:
        """What was done to the file, for a person."""
        values = {"width": str(len(self.group)), "columns": ", ".join(self.group)}
        return ((GROUPS_IN_ROWS, values), *(() if self.are_in_all else ((NOT_IN_ALL, {}),)))


def groups_in_rows(rows: Rows, shown: str | None = None) -> Grouped | None:
    """The table behind one whose rows hold a group of cells for each candidate; None where it has
    no such groups.

    Raises ``InputError`` where it has, and they cannot be told apart: a candidate twice in a row,
    votes without a name, no column of votes or several, or too many candidates.
    """
    found = _layout(rows)
    if found is None:
        return None
    top, start, names = found
    cells = _Groups(rows, top, start, names)
    votes = cells.votes()
    if len(votes) != 1:
        message = _("each row holds groups of columns ({columns}), and which are the votes is open")
        columns = ", ".join(names)
        hint = _("Make a table with a row for each station and candidate, and draft from that.")
        raise InputError(Problem(message.format(columns=columns), shown, top + 1, hint=hint))
    return Grouped(*cells.wide(votes[0], shown))


def _layout(rows: Rows) -> tuple[int, int, tuple[str, ...]] | None:
    """Header row, first column of the first group, and the names of a group's columns."""
    for at, row in enumerate(rows[:LOOKED_AT]):
        head = [_NUMBERED.sub("", " ".join(cell.split())[:LONGEST_NAME]) for cell in row]
        while head and not head[-1]:
            head.pop()
        body = rows[at + 1 :]
        sample = [r for r in body[:: max(1, len(body) // SAMPLE)] if any(map(str.strip, r))]
        if len(head) < 3 or len(sample) < FEWEST_ROWS or any(map(is_number, head)):
            continue
        wide = max(_filled(r) for r in sample)
        for width in range(2, WIDEST_GROUP + 1):
            start = _start(head, width, wide)
            if start is not None and _are_alike(sample, start, width, wide):
                return at, start, tuple(head[start : start + width])
    return None


def _filled(row: Sequence[str]) -> int:
    """The number of cells down to the last that is not empty."""
    return next((i for i in range(len(row), 0, -1) if row[i - 1].strip()), 0)


def _start(head: Sequence[str], width: int, wide: int) -> int | None:
    """Where groups of a width begin: names repeat up to the end of the header, or stand above the
    first group alone and the rows go on."""
    repeats = 0
    for at in range(len(head) - 1, width - 1, -1):
        if head[at] != head[at - width]:
            break
        repeats += 1
    if repeats >= width:
        return len(head) - (repeats // width + 1) * width
    beyond = wide - len(head)
    if beyond < width or beyond % width or len(head) <= width:
        return None
    return len(head) - width


def _are_alike(sample: Rows, start: int, width: int, wide: int) -> bool:
    """Whether the groups hold texts in the same places and counts in the same places, both at
    all."""
    if start < 1:
        return False
    kinds = [
        {_kind(sample, begin + offset) for begin in range(start + width, wide, width)}
        for offset in range(width)
    ]
    first = [_kind(sample, start + offset) for offset in range(width)]
    both = [kind for kind, others in zip(first, kinds, strict=True) if kind in others]
    mixed = any({"text", "count"} <= {k, *others} for k, others in zip(first, kinds, strict=True))
    return not mixed and "text" in both and "count" in both


def _kind(sample: Rows, at: int) -> str:
    """Whether a column holds texts, counts, or what is neither (shares, nothing, a mark)."""
    texts = [row[at].strip() for row in sample if at < len(row) and row[at].strip()]
    words = sum(not is_number(text) for text in texts)
    counts = sum(count_of("".join(text.split())) >= 0 for text in texts)
    if words >= MOSTLY * len(texts) and len(texts) >= FEWEST_ROWS:
        return "text"
    return "count" if counts >= MOSTLY * len(texts) and texts else ""


class _Groups:
    """The groups of all rows."""

    def __init__(self, rows: Rows, top: int, start: int, names: Sequence[str]) -> None:
        self.rows, self.top, self.start, self.names = rows, top, start, names
        step = max(1, (len(rows) - top) // SAMPLE)
        self.sample = list(self._cells(step))
        kinds = [_kind(self.sample, offset) for offset in range(len(names))]
        texts = [i for i, kind in enumerate(kinds) if kind == "text"]
        self.named = self._naming(texts)
        self.counts = [
            i
            for i, kind in enumerate(kinds)
            if kind == "count" and vocabulary.role_of(names[i]) is not Role.PERCENT
        ]

    def _cells(self, step: int = 1) -> Iterator[Sequence[str]]:
        """The groups that are not empty."""
        width = len(self.names)
        for row in self.rows[self.top + 1 :: step]:
            for begin in range(self.start, len(row), width):
                group = [cell.strip() for cell in row[begin : begin + width]]
                if any(group):
                    yield [*group, *[""] * (width - len(group))]

    def _naming(self, texts: Sequence[int]) -> list[int]:
        """The columns of texts that say who it is."""
        everybody = {tuple(group[i] for i in texts) for group in self.sample}
        few = min(FEW_TEXTS, len(everybody) - 1)
        several = [i for i in texts if len({group[i] for group in self.sample}) > few]
        left = {tuple(group[i] for i in several) for group in self.sample}
        return several if len(left) == len(everybody) else list(texts)

    def _name(self, group: Sequence[str]) -> str:
        return " ".join(" ".join(group[i] for i in self.named).split())

    def votes(self) -> list[int]:
        """The columns of counts that are not one and the same wherever a candidate stands, as the
        numbers on the ballot are."""
        found = []
        for at in self.counts:
            pairs = {(self._name(group), group[at]) for group in self.sample}
            if len(pairs) > len({name for name, _votes in pairs}):
                found.append(at)
        return found

    def wide(
        self, votes: int, shown: str | None
    ) -> tuple[Rows, int, tuple[str, ...], tuple[str, ...], bool]:
        """What ``Grouped`` holds."""
        place: dict[str, int] = {}
        made: list[tuple[Sequence[str], dict[int, str]]] = []
        width = len(self.names)
        for line, row in enumerate(self.rows[self.top + 1 :], self.top + 2):
            own: dict[int, str] = {}
            for begin in range(self.start, len(row), width):
                group = [cell.strip() for cell in row[begin : begin + width]]
                group += [""] * (width - len(group))
                if not (name := self._name(group)):
                    if group[votes]:
                        raise InputError(_nameless(shown, line, group[votes]))
                    continue
                at = place.setdefault(name, len(place))
                if at in own:
                    raise InputError(_twice(shown, line, name))
                own[at] = group[votes]
            if len(place) > MOST_CANDIDATES:
                raise InputError(_too_many(shown, self.top + 1))
            made.append((row, own))
        base = [cell.strip() for cell in self.rows[self.top][: self.start]]
        rows: list[list[str]] = [[*base, *place]]
        for row, own in made:
            own_base = [*row[: self.start], *[""] * (self.start - len(row))]
            rows.append([*own_base, *(own.get(at, "") for at in range(len(place)))])
        in_all = all(len(own) in (0, len(place)) for _row, own in made)
        return rows, self.top, tuple(self.names), tuple(place), in_all


def _nameless(shown: str | None, line: int, votes: str) -> Problem:
    hint = _("Name the candidate in that row of the file, or take the figure out.")
    return Problem(_("votes stand beside no candidate's name"), shown, line, read=votes, hint=hint)


def _twice(shown: str | None, line: int, name: str) -> Problem:
    hint = _("Mend that row of the file: each candidate stands in it once.")
    return Problem(_("a candidate stands twice in this row"), shown, line, read=name, hint=hint)


def _too_many(shown: str | None, line: int) -> Problem:
    message = _("the rows name more than {n} candidates").format(n=number(MOST_CANDIDATES))
    hint = _(
        "Candidates of constituencies differ: draft from a file for each constituency, or with the "
        "parties' names in place of theirs."
    )
    return Problem(message, shown, line, hint=hint)
