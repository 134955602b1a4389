"""The stations of an election as columns, and which of them a method looks at.

What is missing is missing: a figure that is no number is known to be unknown, and no method takes
it for zero.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, fields, replace
from typing import Any, Literal, Self

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from crosstally import words
from crosstally.findings import Sentence
from crosstally.forensics.outcome import LeftOut, NotApplicable
from crosstally.problems import InputError, Problem
from crosstally.words import N_

Whole = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]
ColumnName = Literal[
    "registered",
    "issued",
    "ballots",
    "valid",
    "invalid",
    "leader",
    "runner_up",
    "leader_elsewhere",
    "counted",
    "region",
    "territory",
    "options",
    "voted_by",
]

_NAMED: Mapping[ColumnName, str] = {
    "registered": N_("voters on the list"),
    "issued": N_("ballots handed out"),
    "ballots": N_("ballots found"),
    "valid": N_("valid votes"),
    "invalid": N_("invalid votes"),
    "leader": N_("the leader's votes"),
    "runner_up": N_("votes of the second"),
    "leader_elsewhere": N_("the leader's votes by another source"),
    "counted": N_("in which order the sheets came in"),
    "region": N_("regions"),
    "territory": N_("territories"),
    "options": N_("votes by option"),
    "voted_by": N_("turnout by hour"),
}


def named(columns: Iterable[ColumnName]) -> tuple[Sentence, ...]:
    """Columns in words."""
    return tuple(Sentence(_NAMED[name]) for name in columns)


class ArraysError(InputError, ValueError):
    """Arrays that cannot be read as the figures of stations. Carries every problem found."""


@dataclass(frozen=True, eq=False)
class Column:
    """One figure of every station."""

    values: Whole
    """Whole numbers of at least zero; 0 where the figure is unknown."""
    known: Mask

    def __len__(self) -> int:
        return len(self.values)

    def of(self, mask: Mask) -> Column:
        """The column of some of the stations."""
        return Column(self.values[mask], self.known[mask])


@dataclass(frozen=True, eq=False, kw_only=True)
class Stations:
    """Stations as columns of one length. A column that nobody has is None."""

    registered: Column | None = None
    """Voters on the list."""
    issued: Column | None = None
    """Ballots handed out."""
    ballots: Column | None = None
    """Ballots found in the boxes, valid and invalid."""
    valid: Column | None = None
    invalid: Column | None = None
    leader: Column | None = None
    """Votes for the option that is looked at, as a rule the announced winner."""
    runner_up: Column | None = None
    """Votes for the option that came second."""
    leader_elsewhere: Column | None = None
    """The leader's votes as another source states them."""
    counted: Column | None = None
    """When the station's figures came in: any number that grows with time, such as a place in the
    order or seconds."""
    region: npt.NDArray[np.str_] | None = None
    territory: npt.NDArray[np.str_] | None = None
    """The smallest area above the station that is known, within which voters are alike."""
    options: Mapping[str, Column] = field(default_factory=dict)
    """Votes for each option."""
    voted_by: Mapping[str, Column] = field(default_factory=dict)
    """Hour, as "12:00", in the order of the day → voters who had voted by then."""

    @classmethod
    def of(
        cls,
        needs: tuple[ColumnName, ...] = (),
        *,
        registered: npt.ArrayLike | None = None,
        issued: npt.ArrayLike | None = None,
        ballots: npt.ArrayLike | None = None,
        valid: npt.ArrayLike | None = None,
        invalid: npt.ArrayLike | None = None,
        leader: npt.ArrayLike | None = None,
        runner_up: npt.ArrayLike | None = None,
        leader_elsewhere: npt.ArrayLike | None = None,
        counted: npt.ArrayLike | None = None,
        region: npt.ArrayLike | None = None,
        territory: npt.ArrayLike | None = None,
        options: Mapping[str, npt.ArrayLike] | None = None,
        voted_by: Mapping[str, npt.ArrayLike] | None = None,
    ) -> Self:
        """Stations from plain arrays of whole numbers, one entry a station.

        NaN, None and masked entries are unknown figures; an area without a name is "". ``counted``
        may be numbers of any kind or dates, of which only the order is kept. Raises
        ``ArraysError`` with every problem found: what is no whole number of at least zero, columns
        of different lengths, and columns of ``needs`` that are not given.
        """
        columns = {"registered": registered, "issued": issued, "ballots": ballots}
        columns |= {"valid": valid, "invalid": invalid, "leader": leader, "runner_up": runner_up}
        columns |= {"leader_elsewhere": leader_elsewhere}
        problems: list[Problem] = []
        read = {
            name: _column(name, values, problems)
            for name, values in columns.items()
            if values is not None
        }
        if counted is not None:
            read["counted"] = _order("counted", counted, problems)
        votes = _named_columns("options", options, problems)
        hours = _named_columns("voted_by", voted_by, problems)
        lengths = {name: len(column) for name, column in (read | votes | hours).items()}
        areas: dict[str, Any] = {}
        for name, values in {"region": region, "territory": territory}.items():
            if values is not None:
                areas[name] = _area_names(name, values, problems)
                lengths[name] = len(areas[name])
        given = {*read, *areas, *(["options"] if votes else []), *(["voted_by"] if hours else [])}
        problems += [
            _problem(name, words._("is needed, and not given"), "None")
            for name in needs
            if name not in given
        ]
        if not problems and len(set(lengths.values())) > 1:
            said = ", ".join(f"{name}: {words.number(size)}" for name, size in lengths.items())
            problems.append(Problem(words._("the columns have different lengths"), read=said))
        if problems:
            raise ArraysError(problems)
        named: dict[str, Any] = {**read, **areas}
        return cls(options=votes, voted_by=hours, **named)

    def __len__(self) -> int:
        columns = [column for _, column in self._columns()]
        columns += [*self.options.values(), *self.voted_by.values()]
        return len(columns[0]) if columns else 0

    def missing(self, needed: tuple[ColumnName, ...]) -> tuple[ColumnName, ...]:
        """The columns of those needed that nobody has, or that have no known figure."""
        return tuple(name for name in needed if not self._has(name))

    def column(self, name: ColumnName) -> Column:
        """A column that is needed. Raises ``KeyError`` where nobody has it."""
        found = getattr(self, name)
        if not isinstance(found, Column):
            raise KeyError(name)
        return found

    def only(self, mask: Mask) -> Stations:
        """Some of the stations."""
        return replace(
            self,
            **{name: column.of(mask) for name, column in self._columns()},
            region=None if self.region is None else self.region[mask],
            territory=None if self.territory is None else self.territory[mask],
            options={name: column.of(mask) for name, column in self.options.items()},
            voted_by={hour: column.of(mask) for hour, column in self.voted_by.items()},
        )

    def by_region(self) -> Iterator[tuple[str, Stations]]:
        """Each region's name and stations, in the order of the names. Stations whose region nobody
        names are in none."""
        if self.region is None:
            return
        names, number = np.unique(self.region, return_inverse=True)
        for place, name in enumerate(names):
            if name:
                yield str(name), self.only(number == place)

    def _has(self, name: ColumnName) -> bool:
        found = getattr(self, name)
        if isinstance(found, Column):
            return bool(found.known.any())
        return found is not None and len(found) > 0

    def _columns(self) -> Iterator[tuple[str, Column]]:
        for item in fields(self):
            found = getattr(self, item.name)
            if isinstance(found, Column):
                yield item.name, found


@dataclass(frozen=True, eq=False)
class Selection:
    """Which stations a method looks at, and why it leaves the others out."""

    why: npt.NDArray[np.int8]
    """0 for a station that is looked at; n for one that is left out for the n-th reason."""
    reasons: tuple[Sentence, ...] = ()

    @classmethod
    def of_known(cls, *columns: Column) -> Selection:
        """The stations whose figures are all known."""
        known = np.logical_and.reduce([column.known for column in columns])
        return cls._all_of(known).without(~known, Sentence(N_("a figure is missing")))

    @classmethod
    def of_known_in_part(cls, *columns: Column) -> Selection:
        """The stations of which at least one figure is known."""
        known = np.logical_or.reduce([column.known for column in columns])
        return cls._all_of(known).without(~known, Sentence(N_("all figures are missing")))

    @classmethod
    def _all_of(cls, stations: Mask) -> Selection:
        return cls(np.zeros(len(stations), dtype=np.int8))

    def without(self, mask: Mask, reason: Sentence) -> Selection:
        """Leave stations out; those already out keep their first reason."""
        why = np.where(mask & self.kept, np.int8(len(self.reasons) + 1), self.why)
        return Selection(why, (*self.reasons, reason))

    def of(self, mask: Mask) -> Selection:
        """The selection among some of the stations."""
        return Selection(self.why[mask], self.reasons)

    @property
    def kept(self) -> Mask:
        """The stations that are looked at."""
        kept: Mask = self.why == 0
        return kept

    @property
    def left_out(self) -> tuple[LeftOut, ...]:
        """The reasons for which stations are left out, with how many each."""
        counts = np.bincount(self.why, minlength=len(self.reasons) + 1)[1:]
        pairs = zip(self.reasons, counts.tolist(), strict=True)
        return tuple(LeftOut(reason, count) for reason, count in pairs if count)

    @property
    def stations(self) -> int:
        """How many stations are looked at."""
        return int(np.count_nonzero(self.kept))

    def in_named(self, area: npt.NDArray[np.str_]) -> Selection:
        """Leave out the stations whose area has no name: together they are no area."""
        return self.without(area == "", Sentence(N_("its area is not named")))

    def refused(self, why: Sentence) -> NotApplicable:
        """That a method cannot say anything, with what it left out."""
        return NotApplicable(why, self.stations, self.left_out)


def _named_columns(name: str, given: Any, problems: list[Problem]) -> dict[str, Column]:
    """Columns by name."""
    if given is None:
        return {}
    if not isinstance(given, Mapping):
        problems.append(_problem(name, words._("is no mapping of names to columns"), repr(given)))
        return {}
    return {str(key): _column(str(key), values, problems) for key, values in given.items()}


def _area_names(name: str, values: npt.ArrayLike, problems: list[Problem]) -> npt.NDArray[np.str_]:
    """The areas' names; "" where there is none."""
    array = np.asarray(values)
    if isinstance(values, np.ma.MaskedArray):
        array = array.astype(object)
        array[np.ma.getmaskarray(values)] = None
    if array.ndim != 1:
        problems.append(
            _problem(name, words._("is no list with one entry a station"), f"{array.shape}")
        )
        return np.zeros(0, dtype=np.str_)
    if array.dtype.kind in "fO":
        names = ["" if str(v) in _NO_NAME and not isinstance(v, str) else str(v) for v in array]
        return np.array(names, dtype=np.str_)
    return array.astype(np.str_)


def _order(name: str, values: npt.ArrayLike, problems: list[Problem]) -> Column:
    """Times, dates or numbers as their places in the order."""
    array = np.asarray(values)
    if array.dtype.kind == "O":  # dates of Python, and with a time zone
        with suppress(pa.ArrowException):
            array = np.asarray(pa.array(array, from_pandas=True))
    if array.dtype.kind not in "iufMm":
        return _column(name, values, problems)
    known = ~np.isnat(array) if array.dtype.kind in "Mm" else ~np.isnan(array)
    if isinstance(values, np.ma.MaskedArray):
        known &= ~np.ma.getmaskarray(values)
    places = np.zeros(len(array), dtype=np.int64)
    places[known] = np.unique(array[known], return_inverse=True)[1]
    return Column(places, known)


def _column(name: str, values: npt.ArrayLike, problems: list[Problem]) -> Column:
    """A column as read; what is wrong with it goes to ``problems``."""
    mask = np.ma.getmaskarray(values) if isinstance(values, np.ma.MaskedArray) else None
    try:
        array = np.asarray(values.filled(0) if isinstance(values, np.ma.MaskedArray) else values)
        if array.dtype.kind in "bcMmV":
            raise TypeError(array.dtype)
        if array.dtype.kind not in "iuf":
            array = np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError):
        problems.append(_problem(name, words._("is no array of numbers"), repr(values)))
        return _EMPTY
    if array.ndim != 1:
        problems.append(
            _problem(name, words._("is no list with one entry a station"), f"{array.shape}")
        )
        return _EMPTY
    known = ~mask if mask is not None else np.ones(len(array), dtype=np.bool_)
    if array.dtype.kind == "f":
        known = known & ~np.isnan(array)
        array = np.where(known, array, 0).astype(np.float64)
    wrong = (array < 0) | (array > _MOST)
    if array.dtype.kind == "f":
        wrong |= array != np.floor(array)
    wrong &= known
    if wrong.any():
        place = int(np.argmax(wrong))
        count = int(np.count_nonzero(wrong))
        said = words.ngettext(
            "{n} entry is no whole number of at least zero; the first is entry {place}",
            "{n} entries are no whole numbers of at least zero; the first is entry {place}",
            count,
        ).format(n=words.number(count), place=place)
        problems.append(_problem(name, said, str(array[place])))
        return _EMPTY
    return Column(array.astype(np.int64, copy=False), known)


def _problem(name: str, said: str, read: str) -> Problem:
    return Problem(f"{name}: {said}", read=read)


_NO_NAME = ("None", "nan", "NaT", "<NA>")
_EMPTY = Column(np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.bool_))
_MOST = 2**40
"""More votes than any country has: products with percents stay below 2**63."""
