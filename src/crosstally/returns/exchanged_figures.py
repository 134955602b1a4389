"""A plain explanation of sheets that break their relations: two columns are exchanged.

Somebody who says in ``election.yaml`` that the invalid ballots stand in the column of the valid
ones breaks a relation on nearly every sheet. That is one slip, and is told once.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Any

import numpy as np

from crosstally.election.definition import ControlRelation
from crosstally.election.relations import Linear
from crosstally.engine.sheets import broken_relation
from crosstally.engine.station_lists import figures_of_stations
from crosstally.findings import Finding, Sentence, plural
from crosstally.returns.naming import figure_name
from crosstally.returns.store import ReturnsStore, Sheets
from crosstally.words import N_

FEWEST = 5
"""A slip of columns is looked for where at least so many sheets, and half of all, break one."""
REMAINING = 20
"""It is the explanation where it leaves at most one in so many of the breaches."""
MOST_STATIONS = 10_000
"""Where more break a relation, only a slip of whole columns is looked for."""
_MOST_PAIRS = 400


@dataclass(frozen=True)
class HeldTo:
    """A relation with its options written out, and on how many sheets it was broken."""

    relation: ControlRelation
    table: str
    difference: Linear
    right: Linear
    checked: int
    failed: int

    @property
    def names(self) -> frozenset[str]:
        """The figures that it speaks of."""
        return frozenset(self.difference.terms) | frozenset(self.right.terms)

    @property
    def is_equality(self) -> bool:
        """Whether it says that two sums are the same."""
        return self.relation.parsed.operator == "=="

    @property
    def is_mostly_broken(self) -> bool:
        """Whether a slip of columns is worth a look."""
        return self.failed >= FEWEST and 2 * self.failed >= self.checked


def exchanged(store: ReturnsStore, sheets: Sheets, held_to: Sequence[HeldTo]) -> tuple[str, str]:
    """The two figures (names) whose exchange removes nearly all breaches of the relations; two
    empty names where there are no such two, or more than two of them."""
    broken = frozenset(name for item in held_to if item.is_mostly_broken for name in item.names)
    pairs = [pair for pair in combinations(sheets.figures, 2) if broken & set(pair)]
    if not broken or len(pairs) > _MOST_PAIRS:
        return "", ""
    before = sum(item.failed for item in held_to)
    fits = [pair for pair in pairs if _left(store, held_to, pair) * REMAINING <= before]
    return fits[0] if len(fits) == 1 else ("", "")


def exchanged_at(
    store: ReturnsStore, sheets: Sheets, held_to: Sequence[HeldTo], stations: Collection[str]
) -> tuple[str, str]:
    """The same on the sheets of these stations, which break relations: a part of the file in which
    two columns changed places. Only equalities tell: any large figure is no less than another."""
    if not FEWEST <= len(stations) <= MOST_STATIONS:
        return "", ""
    own = [_Equality.of(store, sheets, item, stations) for item in held_to if item.failed]
    names = {name for item in own for name in item.terms}
    pairs = [pair for pair in combinations(sheets.figures, 2) if names & set(pair)]
    before = sum(int(item.off.astype(bool).sum()) for item in own)
    fits = [pair for pair in pairs if sum(one.left(*pair) for one in own) * REMAINING <= before]
    return fits[0] if before and len(fits) == 1 else ("", "")


@dataclass(frozen=True)
class _Equality:
    """An equality on n sheets."""

    terms: Mapping[str, int]
    figures: Mapping[str, Any]
    """Figure → n numbers, -1 where none was read."""
    off: Any
    """By how much each sheet is off beyond the tolerance; 0 where a figure was not read."""
    tolerance: int

    @classmethod
    def of(
        cls, store: ReturnsStore, sheets: Sheets, item: HeldTo, stations: Collection[str]
    ) -> _Equality:
        """The relation on the sheets of these stations."""
        figures = figures_of_stations(store.engine, item.table, sheets.figures, stations)
        terms, tolerance = item.difference.terms, item.relation.tolerance
        off = item.difference.constant + sum(n * figures[name] for name, n in terms.items())
        unread = np.any([figures[name] < 0 for name in terms], axis=0)
        return cls(terms, figures, np.where(unread | (abs(off) <= tolerance), 0, off), tolerance)

    def left(self, one: str, other: str) -> int:
        """How many sheets are off, once two figures change places."""
        first, second = self.figures[one], self.figures[other]
        gap = self.terms.get(one, 0) - self.terms.get(other, 0)
        broken = abs(self.off + gap * (second - first)) > self.tolerance
        return int((broken | ((gap != 0) & ((first < 0) | (second < 0)))).sum())


def told_once(
    store: ReturnsStore,
    sheets: Sheets,
    findings: Sequence[Finding],
    item: HeldTo,
    pair: Sequence[str],
) -> Finding:
    """One finding that stands for those of a relation which the exchange explains."""
    definition = store.election.definition
    one, other = (figure_name(definition, sheets.contest, name) for name in pair)
    values = {
        "failed": item.failed,
        "checked": item.checked,
        "relation": item.relation.relation,
        "one": one,
        "other": other,
    }
    return replace(
        findings[0],
        area=definition.place.id,
        template=N_(
            "{failed} of {checked} sheets break {relation}, which must hold. If the figures for "
            "{one} and {other} change places, nearly all breaches vanish: look first whether "
            "`columns:` in election.yaml, or the file, has exchanged them"
        ),
        values=values,
        figures={"relation": item.relation.relation, "sheets": item.failed, "exchanged": [*pair]},
        votes=sum(finding.votes or 0 for finding in findings),
        breaking_point=Sentence(
            N_("It vanishes if the columns of {one} and {other} are exchanged."),
            {"one": one, "other": other},
        ),
        explanations=(
            Sentence(
                N_("the columns of {one} and {other} are exchanged"), {"one": one, "other": other}
            ),
        ),
    )


def partly_exchanged(
    store: ReturnsStore, sheets: Sheets, pair: Sequence[str], stations: int
) -> Sentence:
    """The plain explanation of the breaches at so many stations."""
    definition = store.election.definition
    one, other = (figure_name(definition, sheets.contest, name) for name in pair)
    return plural(
        "on the sheet of {n} station {one} and {other} may have changed places: nearly all that "
        "is off there vanishes with that",
        "on the sheets of {n} stations {one} and {other} may have changed places: nearly all that "
        "is off there vanishes with that",
        stations,
        {"one": one, "other": other},
    )


def _left(store: ReturnsStore, held_to: Sequence[HeldTo], pair: Sequence[str]) -> int:
    """How many breaches are left when the two figures change places."""
    return sum(
        _failed(store, item, pair) if set(pair) & item.names else item.failed for item in held_to
    )


def _failed(store: ReturnsStore, item: HeldTo, pair: Sequence[str]) -> int:
    share = item.relation.relative_tolerance
    difference, right = (_renamed(linear, pair) for linear in (item.difference, item.right))
    summary, _rows = broken_relation(
        store.engine,
        item.table,
        difference.terms,
        difference.constant,
        item.relation.parsed.operator,
        item.relation.tolerance,
        (right.terms, right.constant, share.numerator, share.denominator),
        0,
    )
    return int(summary["failed"])


def _renamed(linear: Linear, pair: Sequence[str]) -> Linear:
    places = {pair[0]: pair[1], pair[1]: pair[0]}
    return Linear({places.get(name, name): n for name, n in linear.terms.items()}, linear.constant)
