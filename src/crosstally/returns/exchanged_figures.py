"""A plain explanation of sheets that break their relations: two columns are exchanged.

Somebody who says in ``election.yaml`` that the invalid ballots stand in the column of the valid
ones breaks a relation on nearly every sheet. That is one slip, and is told once.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from crosstally.election.definition import ControlRelation
from crosstally.election.relations import Linear
from crosstally.engine.sheets import broken_relation, sheets_of_stations
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
    return _exchanged(store, sheets, held_to, broken)


def exchanged_at(
    store: ReturnsStore, sheets: Sheets, held_to: Sequence[HeldTo], stations: Collection[str]
) -> tuple[str, str]:
    """The same on the sheets of these stations, which break relations: a part of the file in which
    two columns changed places. Only equalities tell: any large figure is no less than another."""
    if not FEWEST <= len(stations) <= MOST_STATIONS:
        return "", ""
    own = [
        replace(item, table=sheets_of_stations(store.engine, item.table, stations))
        for item in held_to
        if item.failed and item.is_equality
    ]
    return _exchanged(store, sheets, own, frozenset(name for item in own for name in item.names))


def _exchanged(
    store: ReturnsStore, sheets: Sheets, held_to: Sequence[HeldTo], broken: frozenset[str]
) -> tuple[str, str]:
    pairs = [pair for pair in combinations(sheets.figures, 2) if broken & set(pair)]
    if not broken or len(pairs) > _MOST_PAIRS:
        return "", ""
    before = sum(item.failed for item in held_to)
    fits = [pair for pair in pairs if _left(store, held_to, pair) * REMAINING <= before]
    return fits[0] if len(fits) == 1 else ("", "")


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
