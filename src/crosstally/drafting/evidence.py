"""Relations that the figures of a table obey, and in how many rows they do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from crosstally.drafting.cells import NO_COUNT, Ints
from crosstally.drafting.sums import matrix, share_below, share_equal
from crosstally.drafting.table import Column, Table
from crosstally.election.relations import OPTIONS, Linear, parse_relation

NEARLY_ALL = 0.9
"""A sum that holds in so many rows is drafted as *must*: the other rows are what a check is for.
Whether a figure may exceed another is for the law to say: that is drafted as *must* only where no
row speaks against it, and else as *should*."""
FEW_ROWS, OF_FEW = 2, 0.75
"""In a short file a row or two are more than a tenth: so many may fail where so many hold."""
SHOULD = 0.5

_REGISTERS = ("registered", "registered + registered_more")
_NOT_VALID = ("invalid", "invalid + blank", "blank")
_REJECTED = "rejected"
_WRITE_IN, _BLANK = "write_in", "blank"
_BELOW = (
    "{cast} <= ballots_issued",
    "{cast} <= ballots_received",
    "ballots_issued <= ballots_received",
    "ballots_issued <= {registered}",
    "{cast} <= {registered}",
)


@dataclass(frozen=True)
class Evidence:
    """A relation, and in how many of the rows that hold its figures it is true."""

    relation: str
    held: int
    checked: int

    @property
    def share(self) -> float:
        """Share of the rows in which it holds."""
        return self.held / self.checked if self.checked else 0.0

    @property
    def strength(self) -> str | None:
        """``must``, ``should``, or None where it fails too often to be a rule."""
        few_fail = self.checked - self.held <= FEW_ROWS and self.share >= OF_FEW
        nearly_always = self.share >= NEARLY_ALL or few_fail
        if "==" in self.relation:
            return "must" if nearly_always else "should" if self.share >= SHOULD else None
        return "must" if self.share == 1 else "should" if nearly_always else None


def weigh(
    columns: Mapping[str, int], table: Table, options: Sequence[Column]
) -> tuple[tuple[Evidence, ...], tuple[tuple[str, str], ...]]:
    """Try the relations that sheets usually obey.

    Returns the evidence, and the measures (``registered``, ``cast``, ``invalid``) whose sums
    differ from the field of their name.
    """
    scale = _Scale(columns, table, options)
    fields = set(columns)
    evidence: list[Evidence] = []
    measures: dict[str, str] = {}
    if "valid" in fields:
        beside = [name for name in (_WRITE_IN, _BLANK) if name in fields]
        sums = [OPTIONS, *(f"{OPTIONS} + {name}" for name in beside)]
        whole = [scale.try_(f"{sum_} == valid") for sum_ in sums]
        evidence.append(max(whole, key=lambda item: item.share))
        if evidence[0].relation == f"{OPTIONS} + {_BLANK} == valid":
            fields.discard(_BLANK)  # a valid vote for nobody, as in Spain
    valid = "valid" if "valid" in fields else OPTIONS
    if valid == OPTIONS and _WRITE_IN in fields:
        valid = measures["valid"] = f"{OPTIONS} + {_WRITE_IN}"
    not_valid = [sum_ for sum_ in _NOT_VALID if set(sum_.split(" + ")) <= fields]
    if not not_valid and {_REJECTED, "cast"} <= fields:
        # Elsewhere such ballots are turned away before they are counted as cast.
        whole_sum = scale.try_(f"{valid} + {_REJECTED} == cast")
        not_valid = [_REJECTED] if whole_sum.strength == "must" else []
    if "cast" in fields:
        tried = [scale.try_(f"{valid} + {sum_} == cast") for sum_ in not_valid]
        if not tried:
            tried = [scale.try_(f"{valid} == cast")]
        best = max(tried, key=lambda item: item.share)
        evidence.append(best)
        chosen = not_valid[tried.index(best)] if not_valid else None
    else:
        chosen = max(not_valid, key=len, default=None)
    if not not_valid and {"valid", "cast"} <= fields:
        chosen = "cast - valid"
        evidence[-1] = scale.try_("valid <= cast")
    if chosen and chosen != "invalid":
        measures["invalid"] = chosen
    cast = "cast" if "cast" in fields else f"{valid} + {chosen}" if chosen else valid
    if cast != "cast" and cast != f"{valid} + invalid":
        measures["cast"] = cast
    registered = _registered(scale, fields, cast)
    if registered and registered != "registered":
        measures["registered"] = registered
    if {"in_mobile_boxes", "in_stationary_boxes"} <= fields:
        evidence.append(scale.try_(f"in_mobile_boxes + in_stationary_boxes == {cast}"))
    for template in _BELOW:
        text = template.format(cast=cast, registered=registered or "registered")
        if parse_relation(text).names <= fields | {OPTIONS}:
            evidence.append(scale.try_(text))
    return tuple(item for item in evidence if item.checked), tuple(measures.items())


def leaves_noughts_out(options: Sequence[Column]) -> bool:
    """Whether most rows leave some option empty beside others that have votes: so the file writes
    nought, or an option that did not stand there."""
    if not options:
        return False
    empty = np.array([option.empty for option in options])
    some = ~empty.all(axis=0)
    return 2 * int((some & empty.any(axis=0)).sum()) > int(some.sum())


def weigh_relations(
    columns: Mapping[str, int], table: Table, options: Sequence[Column], relations: Sequence[str]
) -> tuple[Evidence, ...]:
    """Try relations that are known beforehand."""
    scale = _Scale(columns, table, options)
    return tuple(item for item in map(scale.try_, relations) if item.checked)


def _registered(scale: _Scale, fields: set[str], cast: str) -> str | None:
    """The sum of the voters' lists: with the further list only where it is needed."""
    known = [sum_ for sum_ in _REGISTERS if set(sum_.split(" + ")) <= fields]
    if len(known) < 2:
        return known[0] if known else None
    alone, both = (scale.try_(f"{cast} <= {sum_}", all_rows=True) for sum_ in known)
    return known[1] if both.share > alone.share + 0.001 else known[0]


class _Scale:
    def __init__(self, columns: Mapping[str, int], table: Table, options: Sequence[Column]) -> None:
        self.columns = columns
        self.table = table
        self.options = matrix(options).sum(axis=1)
        said = np.array([option.counts != NO_COUNT for option in options]).reshape(-1, table.rows)
        self.options_said = said.any(axis=0) if leaves_noughts_out(options) else said.all(axis=0)

    def try_(self, text: str, all_rows: bool = False) -> Evidence:
        """Count the rows in which a relation holds, of those in which its figures are given."""
        relation = parse_relation(text)
        left, left_said = self._sum(relation.left)
        right, right_said = self._sum(relation.right)
        said = left_said & right_said
        left, right = left[said], right[said]
        if relation.operator == "==":
            held, checked = share_equal(left, right)
        elif all_rows:
            held, checked = int((left <= right).sum()), len(left)
        else:
            held, checked = share_below(left, right)
        return Evidence(relation.text, held, checked)

    def _sum(self, linear: Linear) -> tuple[Ints, Ints]:
        total = np.zeros(self.table.rows, dtype=np.int64)
        said = np.ones(self.table.rows, dtype=bool)
        for name, factor in linear.terms.items():
            if name == OPTIONS:
                total = total + factor * self.options
                said &= self.options_said
                continue
            counts = self.table.columns[self.columns[name]].counts
            said &= counts != NO_COUNT
            total = total + factor * np.where(counts == NO_COUNT, 0, counts)
        return total, said
