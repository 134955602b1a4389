"""What bounds start from: the sheets held, on one register, as a space of completions."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from crosstally.compare.completions import Base, Space
from crosstally.election.alliances import counted_options
from crosstally.election.definition import Definition, Rule
from crosstally.election.relations import OPTIONS, Linear
from crosstally.election.shares import Turnout
from crosstally.engine.sheets import ENDLESS
from crosstally.tabulation.figures import MISSING, FigureTable, Totals


@dataclass(frozen=True)
class Disputed:
    """The stations whose copies disagree, added up."""

    stations: int = 0
    below: Mapping[str, int] = field(default_factory=dict)
    """Field or option → how many fewer than counted it would be with the lowest copies."""
    above: Mapping[str, int] = field(default_factory=dict)
    """Field or option → how many more than counted it would be with the highest copies."""
    endless: frozenset[str] = frozenset()
    """Fields and options that some copy leaves open, and nothing bounds."""
    unread: Mapping[str, int] = field(default_factory=dict)
    """Field or option → at how many of these stations the counted copy has no number for it. What
    it may be there is in ``below`` and ``above`` already."""
    codes: frozenset[str] = frozenset()
    """Stations whose copies contradict each other in something that was read."""
    left_open: bool = False
    """Whether a figure that some copy does not have is bounded by what else stands on it."""


def disputed_of(versions: Sequence[Mapping[str, Any]], counted: FigureTable) -> Disputed:
    """The disputed stations against the figures that were counted.

    ``versions`` has a row a station: ``station``, ``contradict`` and, for each field or option F,
    ``least:F`` and ``most:F`` (None where no copy could be read, ``ENDLESS`` where a copy leaves it
    open). ``counted`` has the stations' counted figures.
    """
    if not versions:
        return Disputed()
    wanted = {str(row["station"]) for row in versions}
    places = {code: place for place, code in enumerate(counted.areas) if code in wanted}
    below: dict[str, int] = {}
    above: dict[str, int] = {}
    unread: dict[str, int] = {}
    endless: set[str] = set()
    held = [row for row in versions if str(row["station"]) in places]  # the others do not count
    for row in held:
        place = places[str(row["station"])]
        for key, value in row.items():
            end, _, name = key.partition(":")
            if value is None or end not in ("least", "most"):
                continue
            read = int(counted.columns[name][place])
            figure = 0 if read == MISSING else read
            side, change = (below, figure - value) if end == "least" else (above, value - figure)
            if value >= ENDLESS:
                endless.add(name)
            else:
                side[name] = side.get(name, 0) + max(0, int(change))
            if end == "least" and read == MISSING and row["contradict"]:
                unread[name] = unread.get(name, 0) + 1
    codes = frozenset(str(row["station"]) for row in held if row["contradict"])
    left_open = any(
        value is not None and value != row.get(f"high:{key[5:]}", value)
        for row in held
        for key, value in row.items()
        if key.startswith("most:")
    )
    return Disputed(len(held), below, above, frozenset(endless), unread, codes, left_open)


def unread_rooms(
    stations: FigureTable, options: Sequence[str], disputed: Collection[str] = ()
) -> dict[frozenset[str], int] | None:
    """Options that were not read at the same stations → how many votes they can hold together
    there, added up over these stations.

    At each station with one: its valid votes, else voters who took part, else registered voters,
    less the votes that were read. None where a station has none of the three. ``stations`` is
    the table of the station level, ``options`` those that the contest's sheets can have;
    ``disputed`` stations are left out, see ``Disputed.unread``.
    """
    read = np.zeros(len(stations), dtype=np.int64)
    unread = np.zeros((len(options), len(stations)), dtype=bool)
    for place, name in enumerate(options):
        column = stations.columns.get(name)
        if column is None:
            unread[place] = True
        else:
            unread[place] = column == MISSING
            read += np.maximum(column, 0)
    lacking = np.flatnonzero(unread.any(axis=0) & _not_among(stations, disputed))
    room = np.full(len(stations), MISSING, dtype=np.int64)
    for measure in ("registered", "cast", "valid"):
        if measure in stations.columns:
            column = stations.columns[measure]
            room = np.where(column == MISSING, room, column)
    if bool((room[lacking] == MISSING).any()):
        return None
    patterns, which = np.unique(unread[:, lacking], axis=1, return_inverse=True)
    rooms = np.zeros(patterns.shape[1], dtype=np.int64)
    np.add.at(rooms, which.ravel(), np.maximum(room - read, 0)[lacking])
    return {
        frozenset(name for name, lacks in zip(options, pattern, strict=True) if lacks): int(votes)
        for pattern, votes in zip(patterns.T, rooms, strict=True)
    }


def unread_voters(
    stations: FigureTable, fields: Collection[str], disputed: Collection[str] = ()
) -> int | None:
    """How many voters may stand in ``fields`` that were not read, over all stations held: the
    registered voters of each station with one. None where they were not read there either.
    ``disputed`` stations are left out, see ``Disputed.unread``."""
    unread = np.zeros(len(stations), dtype=bool)
    for name in fields:
        unread |= stations.columns[name] == MISSING
    unread &= _not_among(stations, disputed)
    registered = stations.columns.get("registered")
    if not unread.any():
        return 0
    if registered is None or bool((registered[unread] == MISSING).any()):
        return None
    return int(registered[unread].sum())


def _not_among(stations: FigureTable, codes: Collection[str]) -> npt.NDArray[np.bool_]:
    if not codes:
        return np.ones(len(stations), dtype=bool)
    return np.array([code not in codes for code in stations.areas], dtype=bool)


def asks_for_majority(rule: Rule | None) -> bool:
    """Whether the whole place elects one by a majority."""
    return rule is not None and rule.method == "majority" and rule.constituencies is None


@dataclass(frozen=True)
class Case:
    """One source's sheets in one contest, on one register."""

    definition: Definition
    contest: str
    totals: Totals
    disputed: Disputed
    unread_rooms: Mapping[frozenset[str], int] | None
    """Options that were not read at the same stations → votes that they can hold together there;
    None where nothing bounds them."""
    register: str | None
    """Id of the register; None where the stations not held have registers of their own, or where
    there is none."""
    voters: int | None
    """Voters on that register."""
    not_held: int | None
    """Voters on the lists of stations not held, at most; None: nobody says."""
    contradicted: bool = False
    """The register has fewer voters than the sheets held."""
    unread_voters: int | None = 0
    """Voters who took part that unread figures can hold; None where nothing bounds them."""
    turnout_reached: bool = False
    """It is sure that as many take part as the rule asks for."""

    @property
    def rule(self) -> Rule | None:
        """The contest's rule; without the turnout, where it is sure to be reached."""
        rule = self.definition.contests[self.contest].rule
        if rule is not None and self.turnout_reached:
            return rule.model_copy(update={"turnout": None})
        return rule

    @property
    def turnout(self) -> Turnout | None:
        """How many must take part."""
        rule = self.definition.contests[self.contest].rule
        return None if rule is None else rule.turnout

    @property
    def complete(self) -> bool:
        """Whether a sheet of every known station is held, and of every way of voting."""
        known = self.totals.stations_known
        lacking = self.totals.channels_lacking
        return known is not None and self.totals.stations_held >= known and not lacking

    @property
    def options(self) -> list[str]:
        """See ``counted_options``."""
        return counted_options(self.definition, self.contest, self.totals.options)

    @property
    def unread(self) -> frozenset[str]:
        """Options that some sheet held gives no number for."""
        if not self.totals.stations_held:
            return frozenset()
        held = self.totals.options
        return frozenset(name for name in self.options if name not in held or self._unread_at(name))

    def _unread_at(self, name: str) -> int:
        """At how many stations a figure was not read, without those that are disputed."""
        return self.totals.incomplete.get(name, 0) - self.disputed.unread.get(name, 0)

    @property
    def least(self) -> dict[str, int]:
        """Option → the least on sheets held, over all copies."""
        votes, below = self.totals.options, self.disputed.below
        return {name: max(0, votes.get(name, 0) - below.get(name, 0)) for name in self.options}

    @property
    def most(self) -> dict[str, int]:
        """Option → the most on sheets held, over all copies, without unread figures."""
        votes, above = self.totals.options, self.disputed.above
        return {name: votes.get(name, 0) + above.get(name, 0) for name in self.options}

    @property
    def voters_accounted_for(self) -> int:
        """Voters who cannot have a vote on sheets not held: those registered at the stations held;
        where sheets of some way of voting are lacking, those whose votes are held."""
        return sum(self.least.values()) if self.totals.channels_lacking else self.registered_held

    @property
    def registered_held(self) -> int:
        """Registered voters on sheets held, at least: what could be read of them."""
        linear = self.definition.sheet_of(self.contest).measure("registered")
        found = None if linear is None else self._span(linear)
        return 0 if found is None else max(0, found[0])

    @property
    def space(self) -> Space | None:
        """All completions; None where nothing bounds sheets not held or figures not read."""
        base = self._base()
        endless = self.disputed.endless.intersection(self.options)
        if self.not_held is None or endless or (self.unread and self.unread_rooms is None):
            return None
        return Space(self.least, self.most, self.not_held, self.unread_rooms or {}, base)

    def greatest(self, option: str) -> int | None:
        """The greatest total of an option; None where nothing bounds it."""
        if self.not_held is None or (option in self.unread and self.unread_rooms is None):
            return None
        if option in self.disputed.endless:
            return None
        rooms = self.unread_rooms or {}
        unread = sum(room for names, room in rooms.items() if option in names)
        return self.most[option] + self.not_held + unread

    def bases_held(self) -> dict[str, int]:
        """Valid votes and voters who took part on the sheets held, where they are exact."""
        found = {"valid": sum(self.totals.options.values())}
        linear = self.definition.sheet_of(self.contest).measure("cast")
        span = None if linear is None else self._span(self._without_options(linear))
        if linear is None or span is None or self.disputed.stations:
            return found
        if not self._unread_terms(linear):
            found["cast"] = span[0] + found["valid"] * linear.terms.get(OPTIONS, 0)
        return found

    @property
    def rests_on_rooms(self) -> bool:
        """Whether something that was not read on a sheet held is bounded by what else stands there:
        its valid votes, its ballots or its list of voters."""
        return bool(self.unread or self.unread_voters or self.disputed.left_open)

    @property
    def valid_is_sum(self) -> bool:
        """Whether valid votes are those for options and no other."""
        sheet = self.definition.sheet_of(self.contest)
        return sheet.options_are_valid(self.definition.contests[self.contest].options)

    @property
    def registered(self) -> int | None:
        """Voters on all lists; None where that is not known exactly."""
        found = self._registered()
        return None if found is None or found.least != found.most else found.least

    @property
    def base_named(self) -> str | None:
        """What ``space.base`` counts; None where nothing is asked for that it could."""
        if self.rule is None:
            return None
        if self.rule.share_asked is not None:
            return self.rule.share_asked.of
        if self.rule.first_round is None:
            return None
        from crosstally.seats.majority import first_round_of

        wanted = first_round_of(self.rule).bases
        if "cast" in wanted:
            return "cast"
        return "valid" if "valid" in wanted and not self.valid_is_sum else None

    def _base(self) -> Base | None:
        return self.base_of(self.base_named)

    def base_of(self, name: str | None) -> Base | None:
        """What sheets say of ``valid``, ``cast`` or ``registered``; None where that is not told."""
        match name:
            case "valid":
                if self.valid_is_sum:
                    return Base(follows=True, least=0, most=0, grows=True)
                return self._ballots("valid")
            case "cast":
                return self._ballots("cast")
            case "registered":
                return self._registered()
            case _:
                return None

    def _ballots(self, measure: str) -> Base | None:
        linear = self.definition.sheet_of(self.contest).measure(measure)
        if linear is None or linear.terms.get(OPTIONS, 0) not in (0, 1):
            return None
        span = self._span(self._without_options(linear))
        if span is None:
            return None
        unread = self._unread_terms(self._without_options(linear))
        if unread and self.unread_voters is None:
            return None
        most = span[1] + (self.unread_voters or 0) * unread
        return Base(OPTIONS in linear.terms, span[0], most, grows=True, others=True)

    def _registered(self) -> Base | None:
        if self.voters is not None:
            return Base(False, self.voters, self.voters, grows=False)
        linear = self.definition.sheet_of(self.contest).measure("registered")
        span = None if linear is None else self._span(linear)
        if linear is None or span is None or self.not_held is None or self._unread_terms(linear):
            return None
        return Base(False, span[0] + self.not_held, span[1] + self.not_held, grows=False)

    def _without_options(self, linear: Linear) -> Linear:
        terms = {name: factor for name, factor in linear.terms.items() if name != OPTIONS}
        return Linear(terms, linear.constant)

    def _unread_terms(self, linear: Linear) -> bool:
        return any(self._unread_at(name) for name in linear.terms)

    def _span(self, linear: Linear) -> tuple[int, int] | None:
        """The least and the most of a sum of figures that were read, over all copies."""
        figures = self.totals.figures
        if not self.totals.stations_held:
            figures = dict.fromkeys(linear.terms, 0)  # no sheet at all: nothing is left unread
        low = high = linear.constant
        for name, factor in linear.terms.items():
            if name not in figures or name in self.disputed.endless:
                return None
            if factor < 0 and self._unread_at(name):
                return None  # what is not read would make the sum smaller, by nobody knows how much
            ends = (
                factor * (figures[name] - self.disputed.below.get(name, 0)),
                factor * (figures[name] + self.disputed.above.get(name, 0)),
            )
            low, high = low + min(ends), high + max(ends)
        return low, high
