"""Which columns hold figures, and what each is: by its name, and by what adds up to what."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from crosstally.drafting.cells import Ints
from crosstally.drafting.sums import (
    FOUND,
    Block,
    blocks,
    matrix,
    sample_of,
    share_equal,
)
from crosstally.drafting.table import Column, Table
from crosstally.engine.loading import MAX_DIGITS
from crosstally.returns import vocabulary
from crosstally.returns.vocabulary import Role

OTHER_COUNTS: tuple[tuple[str, str], ...] = (
    (r"досрочн|early|postal vot", "issued_early"),
    (r"вне помещения|outside", "issued_outside"),
    (r"выданн.*(в помещении|в день голосования)|issued.*inside", "issued_inside"),
    (r"погашен\w* (избирательных )?бюллетен|(unused|cancelled|canceled) ballots", "cancelled"),
    (r"переносн|mobile box", "in_mobile_boxes"),
    (r"стационарн|stationary box", "in_stationary_boxes"),
    (r"утрачен\w* (избирательных )?бюллетен|ballots lost|lost ballots", "lost"),
    (r"не учт\w*( при получении)?$|бюллетен.*не учт", "unaccounted"),
)
"""Counts of a sheet that many countries ask for: expression over the plain name → field."""

STRONG = 0.9
"""A sum that holds in so many rows is no chance."""

FIELD_OF: dict[Role, str] = {
    Role.REGISTERED: "registered",
    Role.REGISTERED_MORE: "registered_more",
    Role.RECEIVED: "ballots_received",
    Role.ISSUED: "ballots_issued",
    Role.CAST: "cast",
    Role.VALID: "valid",
    Role.INVALID: "invalid",
    Role.BLANK: "blank",
    Role.WRITE_IN: "write_in",
}


@dataclass
class Figures:
    """Columns of figures: the options, and the fields with their roles."""

    options: list[Column] = field(default_factory=list)
    roles: dict[int, Role] = field(default_factory=dict)
    """Column index → role, for every column of figures that is no option and is kept."""
    block: Block | None = None
    """The sum that shows which columns are the options."""
    total: Column | None = None
    """The column that the options (and perhaps the invalid votes) add up to."""
    with_invalid: bool = False
    """Whether invalid votes are in that sum: then it is all votes cast."""
    by_name: set[int] = field(default_factory=set)
    """Columns whose role their name says; the others follow from sums."""
    flags: list[Column] = field(default_factory=list)
    """Columns of 0 and 1 that mark the stations without figures."""

    def of(self, role: Role, columns: Sequence[Column]) -> list[Column]:
        """The columns of a role, in the order of the file."""
        return [c for c in columns if self.roles.get(c.index) is role]


def find_figures(table: Table, known: Collection[str] = frozenset()) -> Figures:
    """Tell options and fields apart. ``known`` are names of columns that are options, unless their
    names say that they are figures of the sheet, or sums that they are not."""
    numeric = [c for c in table.columns if _is_numeric(c)]
    figures = Figures()
    for column in numeric:
        role = vocabulary.role_of(column.name)
        if _other_count(column.name):
            role = Role.COUNT
        if role is not None:
            figures.roles[column.index] = role
            figures.by_name.add(column.index)
    numeric = [c for c in numeric if figures.roles.get(c.index) not in (Role.PERCENT, Role.WHEN)]
    first_role = min((c.index for c in numeric if c.index in figures.roles), default=None)
    may_be_option = [c for c in numeric if _may_be_option(c, figures, first_role, table.rows)]
    counts = matrix(numeric)
    sample = sample_of(counts)
    _find_block(figures, numeric, may_be_option, sample)
    if not figures.options:
        figures.options = [
            c for c in numeric if c.name in known and c.index not in figures.roles
        ] or _longest_run([c for c in may_be_option if c.index not in figures.roles], numeric)
    figures.flags = _flags(table, figures.options)
    flagged = {c.index for c in figures.flags}
    figures.options = [c for c in figures.options if c.index not in flagged]
    taken = {c.index for c in figures.options}
    for index in taken | flagged:
        figures.roles.pop(index, None)
    _name_by_sums(figures, [c for c in numeric if c.index not in flagged], counts)
    figures.roles = {
        index: role
        for index, role in figures.roles.items()
        if role not in (Role.PERCENT, Role.WHEN)
    }
    return figures


def _flags(table: Table, options: Sequence[Column]) -> list[Column]:
    """Columns that hold 0 and 1 alone, and 1 only where no option has a vote: not received,
    nullified. Added up they would mean nothing, and such a station's noughts are no figures."""
    marks = [c for c in table.columns if {"1"} < {*c.texts, ""} and {*c.texts} <= {"0", "1", ""}]
    marks = [c for c in marks if c.distinct == 2 or c.filled < table.rows]
    voting = [c for c in options if c not in marks]
    if not voting:
        return []
    votes = np.maximum(matrix(voting), 0).sum(axis=1)
    return [c for c in marks if not votes[c.counts == 1].any() and votes.any()]


def _is_numeric(column: Column) -> bool:
    """Whether a column may hold figures: numbers too long for any station are codes."""
    if column.count_share < 0.9 or not column.filled:
        return False
    return bool(column.counts.max() < 10**MAX_DIGITS)


def _other_count(name: str) -> str | None:
    text = vocabulary.plain(name)
    return next(
        (
            known
            for pattern, known in OTHER_COUNTS
            if re.search(vocabulary.plain_pattern(pattern), text)
        ),
        None,
    )


def other_count(name: str) -> str | None:
    """The field that a well-known count of sheets goes by: ``cancelled``, ``lost``, …"""
    return _other_count(name)


def _may_be_option(column: Column, figures: Figures, first_role: int | None, rows: int) -> bool:
    role = figures.roles.get(column.index)
    if role is not None:
        return role in (Role.BLANK, Role.INVALID, Role.WRITE_IN)
    before = first_role is None or column.index < first_role
    if before and says_place(column.name):
        return False
    # Where nothing else tells them apart: a code differs in every row, votes repeat.
    return first_role is not None or not (rows > 50 and column.distinct > 0.95 * column.filled)


def says_place(name: str) -> bool:
    """Whether a column's name speaks of a place, a code or a kind, or says nothing."""
    return (
        vocabulary.names_level(name)
        or vocabulary.names_station(name)
        or vocabulary.names_code(name)
        or vocabulary.names_type(name)
        or not name.strip()
    )


def _find_block(
    figures: Figures, numeric: list[Column], may_be_option: list[Column], sample: Ints
) -> None:
    """Take for options the columns that add up to the valid votes, or to all votes cast."""
    allowed = {c.index for c in may_be_option}
    may_be_in = np.array([c.index in allowed for c in numeric], dtype=bool)
    role = {i: figures.roles.get(c.index) for i, c in enumerate(numeric)}
    totals = [i for i in role if role[i] not in (Role.REGISTERED, Role.REGISTERED_MORE, Role.COUNT)]
    invalid = [i for i in role if role[i] in (Role.INVALID, Role.BLANK, Role.WRITE_IN)]
    found = [
        block
        for block in blocks(sample, may_be_in, totals, invalid)
        if sum(role[i] is None for i in range(block.first, block.last + 1)) >= 2
    ]
    found = [block for block in found if not _adds_totals(block, found, role)]
    if not found:
        return
    worth = {Role.VALID: 3, Role.CAST: 2, None: 1}

    def rank(block: Block) -> tuple[bool, int, bool, int, int, float]:
        options = sum(role[i] is None for i in range(block.first, block.last + 1))
        strong = block.share >= STRONG
        # Of two that are alike the smaller: voters of several kinds add up too, and not all vote.
        size = -int(sample[:, block.total].sum())
        return (strong, worth.get(role[block.total], 0), not block.less, options, size, block.share)

    best = max(found, key=rank)
    figures.block = best
    figures.total = numeric[best.total]
    figures.options = [numeric[i] for i in range(best.first, best.last + 1) if role[i] is None]
    inside = [role[i] for i in range(best.first, best.last + 1)]
    figures.with_invalid = best.less or Role.INVALID in inside


def _adds_totals(block: Block, found: Sequence[Block], role: Mapping[int, Role | None]) -> bool:
    """Whether a block holds what the columns of another one add up to: "total of valid votes" and
    "none of the above" add up to all votes cast, and are no candidates. The valid votes may well be
    the sum of such totals, of alliances."""
    return role[block.total] is not Role.VALID and any(
        other.share >= STRONG
        and block.first <= other.total <= block.last
        and not block.first <= other.first <= block.last
        for other in found
    )


def _longest_run(candidates: list[Column], numeric: list[Column]) -> list[Column]:
    """The longest run of neighbouring columns of figures whose names say nothing else; none where
    most of them are called numbers of places."""
    runs: list[list[Column]] = [[]]
    for column in numeric:
        if column in candidates:
            runs[-1].append(column)
        else:
            runs.append([])
    longest = max(runs, key=len)
    numbers = sum(says_place(c.name) for c in longest)
    return [] if 2 * numbers > len(longest) else longest


def _name_by_sums(figures: Figures, numeric: list[Column], counts: Ints) -> None:
    """Give roles to columns whose names say nothing, where sums leave no doubt."""
    at = {c.index: i for i, c in enumerate(numeric)}
    options = {c.index for c in figures.options}
    free = [c for c in numeric if c.index not in figures.roles and c.index not in options]
    held = set(figures.roles.values())
    total = figures.total
    if total in free and total is not None:
        role = Role.CAST if figures.with_invalid else Role.VALID
        if role in held and _is_sum_where_no_named_one_is(figures, role, numeric, counts, at):
            for column in figures.of(role, numeric):
                figures.roles[column.index] = Role.COUNT  # people who came, and not their votes
            held.discard(role)
        if role not in held:
            figures.roles[total.index] = role
            free.remove(total)
    elif (
        total is not None
        and figures.with_invalid
        and Role.CAST not in held
        and figures.roles.get(total.index) is Role.RECEIVED
    ):
        # "Ballots" may be those received or those in the box: the sum decides.
        figures.roles[total.index] = Role.CAST
    valid = figures.of(Role.VALID, numeric) or _sum_of_options(figures, free, counts, at)
    if valid:
        whole = total if total is not None and total in valid else valid[0]
        base = counts[:, at[whole.index]]
        _invalid_and_cast(figures, numeric, free, base, counts, at)
    taking_part = next(iter([*figures.of(Role.CAST, numeric), *valid]), None)
    if taking_part is not None and Role.REGISTERED not in figures.roles.values():
        _registered(figures, free, counts[:, at[taking_part.index]], counts, at)


def _is_sum_where_no_named_one_is(
    figures: Figures, role: Role, numeric: list[Column], counts: Ints, at: dict[int, int]
) -> bool:
    """Whether the options add up to the total in nearly every row, and those columns that are
    called so are another figure in many."""
    if figures.block is None or figures.total is None or figures.block.share < STRONG:
        return False
    whole = counts[:, at[figures.total.index]]
    equal = [share_equal(counts[:, at[c.index]], whole) for c in figures.of(role, numeric)]
    return all(same < STRONG * checked for same, checked in equal)


def _sum_of_options(
    figures: Figures, free: list[Column], counts: Ints, at: dict[int, int]
) -> list[Column]:
    """The column without a name that the options add up to, where all votes cast have one: it is
    the valid votes."""
    votes = counts[:, [at[c.index] for c in figures.options]].sum(axis=1)
    for column in free:
        equal, checked = share_equal(votes, counts[:, at[column.index]])
        if figures.block is not None and checked and equal >= STRONG * checked:
            figures.roles[column.index] = Role.VALID
            free.remove(column)
            return [column]
    return []


def _invalid_and_cast(
    figures: Figures,
    numeric: list[Column],
    free: list[Column],
    base: Ints,
    counts: Ints,
    at: dict[int, int],
) -> None:
    """Columns with valid + one = the other are the invalid votes and all votes cast."""
    known = set(figures.roles.values())
    _the_invalid_votes(figures, numeric, base, counts, at)
    small = figures.of(Role.INVALID, numeric) or free
    # "Ballots" may be those received or those in the box: the sum decides.
    large = figures.of(Role.CAST, numeric) or [*free, *figures.of(Role.RECEIVED, numeric)]
    if Role.INVALID in known and Role.CAST in known:
        return
    for less in small:
        for more in large:
            if less is more:
                continue
            off = counts[:, at[less.index]]
            equal, checked = share_equal(base + off, counts[:, at[more.index]])
            if checked and equal >= 0.9 * checked and (off > 0).any():
                figures.roles[less.index] = Role.INVALID
                figures.roles[more.index] = Role.CAST
                free[:] = [c for c in free if c not in (less, more)]
                return


def _the_invalid_votes(
    figures: Figures, numeric: list[Column], base: Ints, counts: Ints, at: dict[int, int]
) -> None:
    """Of several columns called invalid (ballots, and votes on valid ballots) the one that makes
    the sum: the others are other counts."""
    several = figures.of(Role.INVALID, numeric)
    cast = figures.of(Role.CAST, numeric)
    if len(several) < 2 or not cast:
        return
    whole = counts[:, at[cast[0].index]]
    held = {c.index: share_equal(base + counts[:, at[c.index]], whole)[0] for c in several}
    best = max(several, key=lambda column: held[column.index])
    if 2 * held[best.index] > len(whole):
        for column in several:
            if column is not best:
                figures.roles[column.index] = Role.COUNT


def _is_running(column: Column) -> bool:
    """Whether most of its numbers are the one above plus one: numbers of stations."""
    steps = np.diff(column.counts[~column.empty])
    return len(steps) > 1 and bool((steps == 1).mean() > 0.5)


def _is_of_areas(column: Column) -> bool:
    """Whether most of its numbers are the one above again: codes of the areas stations lie in."""
    steps = np.diff(column.counts[~column.empty])
    return len(steps) > 1 and bool((steps == 0).mean() > 0.5)


def _registered(
    figures: Figures, free: list[Column], cast: Ints, counts: Ints, at: dict[int, int]
) -> None:
    """A column that is never below the votes cast, and of their size, is the voters' list."""
    for column in free:
        if says_place(column.name) or _is_running(column) or _is_of_areas(column):
            continue
        voters = counts[:, at[column.index]]
        said = (voters > 0) & (cast > 0)
        if said.sum() < 0.5 * len(cast) or not said.any():
            continue
        never_below = (cast[said] <= voters[said]).mean() >= 0.99
        of_their_size = 1.02 <= np.median(voters[said] / cast[said]) <= 20
        if never_below and of_their_size and column.distinct > 1:
            figures.roles[column.index] = Role.REGISTERED
            return


__all__ = ["FIELD_OF", "FOUND", "Figures", "find_figures", "other_count", "says_place"]
