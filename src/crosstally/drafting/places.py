"""Which columns say where: the station's code, its name, and the areas it lies in."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from crosstally.drafting.cells import NO_COUNT, Ints
from crosstally.drafting.table import Column
from crosstally.returns import vocabulary
from crosstally.returns.spreadsheet_damage import is_day

ENOUGH = 0.998
"""A column that differs in so many of the rows is a station's code; the others stand twice."""
MOST_SHARED = 0.1
"""Where more of the rows share a code, it is none."""
MOST_KINDS = 40
"""A column of kinds of station has at most as many different texts."""
MOST_CHANNELS = 12
"""Ways of voting that one file tells apart, at most."""
PARTS = ("file", "worksheet")
"""Columns of tables that were read together."""
_CONSTITUENCY = re.compile(
    r"\b(constituenc\w+|electorates?|ridings?|wahlkreis\w*|circonscription\w*|circunscripcion\w*"
    r"|okreg\w*|secim cevresi|избирательн\w+ округ\w*|округ\w*|сайлау округ\w*)\b"
)
_STREET = re.compile(r"\b(address|adress?e?|direccion|domicilio|endereco|адрес\w*|adresi?)\b")
_ADDRESS = re.compile(r"^(https?://|\d{4}-\d\d-\d\d|\d\d[./]\d\d[./]\d{2,4})")


@dataclass(frozen=True)
class Places:
    """Columns that say where."""

    station: tuple[Column, ...]
    """Whose values together are the station's code."""
    station_name: Column | None
    levels: tuple[Column, ...]
    """Outermost first."""
    attributes: tuple[Column, ...]
    copy: Column | None
    """What tells the copies of one sheet apart."""
    unique: bool
    """Whether no two rows share a station code, or are of one channel where they do."""
    crossing: tuple[Column, ...] = ()
    """Areas that neither lie in those levels nor hold them: each a tree of its own."""
    channel: Column | None = None
    """What says how the votes of a row came: a station has a row for each way."""


def find_places(columns: Sequence[Column], rows: int, left_of: int) -> Places:
    """Sort out the columns that are no figures.

    ``left_of``: the first column of figures; a column to its right says where only by its name.
    """
    channel = next((c for c in columns if _is_channel(c, columns, rows, left_of)), None)
    if channel is None:
        return _find_places(columns, rows, left_of)
    # What tells stations apart is looked for among the rows of the commonest way of voting.
    commonest = int(np.bincount(channel.codes).argmax())
    kept = channel.codes == commonest
    whole = {c.index: c for c in columns if c is not channel}
    found = _find_places([c.only(kept) for c in whole.values()], int(kept.sum()), left_of)
    station = tuple(whole[c.index] for c in found.station)
    return Places(
        station,
        whole[found.station_name.index] if found.station_name else None,
        tuple(whole[c.index] for c in found.levels),
        tuple(whole[c.index] for c in found.attributes),
        whole[found.copy.index] if found.copy else None,
        found.unique and bool(station) and _count([*station, channel]) == rows,
        tuple(whole[c.index] for c in found.crossing),
        channel,
    )


def _is_channel(channel: Column, columns: Sequence[Column], rows: int, left_of: int) -> bool:
    """Whether most of a column's few texts say how votes came, and it tells apart rows that nothing
    else before the figures does."""
    texts = [text for text in channel.texts if text]
    if not 2 <= len(texts) <= MOST_CHANNELS or channel.filled < rows:
        return False
    if 2 * sum(map(vocabulary.says_channel, texts)) <= len(texts):
        return False
    others = [c for c in columns if c is not channel and c.index < left_of and c.distinct > 1]
    if not others:
        return False
    return 1.1 * _count(others) <= rows and _count([*others, channel]) >= ENOUGH * rows


def _find_places(columns: Sequence[Column], rows: int, left_of: int) -> Places:
    usable = [c for c in columns if _is_usable(c, rows)]
    copy = next((c for c in usable if vocabulary.names_copy(c.name)), None)
    kinds = [c for c in usable if vocabulary.names_type(c.name) and c.distinct <= MOST_KINDS]
    numbering = [c for c in usable if _is_numbering(c, rows)]
    pool = [
        c
        for c in usable
        if c not in kinds
        and c not in numbering
        and c is not copy
        and (c.index < left_of or _is_place_by_name(c, rows))
    ]
    coded = [c for c in numbering if vocabulary.names_code(c.name)]
    station, unique = _station_key(pool, kinds, coded, copy, rows)
    if numbering and (not station or joint(station)[1] < ENOUGH * rows):
        station, unique = (numbering[0],), True
    if station and not unique and copy is None:
        station, unique = _separated(station, columns, rows)
    crossing = _crossing(pool, rows)
    nested = [c for c in pool if c.distinct < 0.8 * rows and c not in crossing]
    levels = _levels(nested, station, rows)
    name = _station_name(pool, station, levels, rows) or _street(columns, rows)
    attributes = tuple(c for c in kinds if c.distinct > 1)
    station = tuple(
        sorted(station, key=lambda c: (levels.index(c) if c in levels else len(levels), c.index))
    )
    return Places(station, name, levels, attributes, copy, unique, crossing)


def _crossing(pool: Sequence[Column], rows: int) -> tuple[Column, ...]:
    """Constituencies of which several lie in more than one area of another level, and that hold
    none. Numbers that begin anew in each area are no such ones: most of them do."""
    areas = [c for c in pool if vocabulary.names_level(c.name) and c.distinct < 0.5 * rows]
    areas = [c for c in areas if not vocabulary.names_station(c.name) and c.filled == rows]
    own = [c for c in areas if _CONSTITUENCY.search(vocabulary.plain(c.name))]
    others = [c for c in areas if c not in own]
    if not others:
        return ()
    return tuple(c for c in own if all(_crosses(c, other) for other in others))


def _crosses(column: Column, other: Column) -> bool:
    if _determines([column], other) or _determines([other], column):
        return False
    pairs = np.unique(np.column_stack([column.codes, other.codes]), axis=0)
    several = int((np.bincount(pairs[:, 0]) > 1).sum())
    return column.number_share < 0.5 or 2 * several < column.distinct


def _is_usable(column: Column, rows: int) -> bool:
    if column.distinct <= 1 or column.filled < 0.5 * rows:
        # A kind of station may be written for the special ones alone.
        return vocabulary.names_type(column.name) and column.distinct >= 1
    if _ADDRESS.match(column.example):
        # Of a station's code like 1-2 a spreadsheet makes a day.
        return vocabulary.names_station(column.name) and is_day(column.example)
    return not vocabulary.names_elsewhere(column.name)


def _is_place_by_name(column: Column, rows: int) -> bool:
    """Whether a column says where, wherever it stands: a station's name, or words for an area."""
    name, is_text = column.name, column.number_share < 0.5
    if is_text and vocabulary.names_level(name):
        return True
    is_station = vocabulary.names_station(name) or (vocabulary.names_name(name) and is_text)
    return is_station and column.distinct > 0.9 * rows


def _is_numbering(column: Column, rows: int) -> bool:
    """A running number that somebody's program put there: it says nothing of the station."""
    if column.distinct < rows or vocabulary.names_station(column.name) or rows < 3:
        return False
    counts = column.counts
    return bool((counts != NO_COUNT).all() and (np.diff(counts) == 1).all())


def joint(columns: Sequence[Column]) -> tuple[Ints, int]:
    """The rows' combinations of values as codes, and how many different ones there are."""
    codes = columns[0].codes
    for column in columns[1:]:
        codes = codes * (int(column.codes.max(initial=0)) + 1) + column.codes
        _, codes = np.unique(codes, return_inverse=True)
    found, codes = np.unique(codes, return_inverse=True)
    return codes.astype(np.int64), len(found)


def _count(columns: Sequence[Column]) -> int:
    return joint(columns)[1]


def _determines(left: Sequence[Column], right: Column) -> bool:
    """Whether a value on the left leaves (nearly) one value on the right."""
    return _count([*left, right]) <= 1.01 * _count(left)


def _station_key(
    pool: Sequence[Column],
    kinds: Sequence[Column],
    numbering: Sequence[Column],
    copy: Column | None,
    rows: int,
) -> tuple[tuple[Column, ...], bool]:
    """The smallest set of columns whose values together differ in every row.

    ``numbering``: running numbers that are called a code; ``copy``: what tells the copies of one
    sheet apart, which share the station's code.
    """
    own = [c for c in pool if vocabulary.names_station(c.name)]
    coded = [c for c in pool if vocabulary.names_code(c.name)]
    plain = [c for c in own if not (vocabulary.names_name(c.name) or _is_wordy(c))]
    for candidates in (
        [c for c in own if c in coded],
        plain,
        # A name can be mistyped where a code cannot: it is taken for the code only without one.
        [*coded, *([] if plain else numbering)],
        [c for c in own if not vocabulary.names_name(c.name)],
    ):
        for column in candidates:
            if column.distinct >= ENOUGH * rows:
                return _made_unique(column, [*kinds, *pool], rows)
            if copy is not None and _copies_share(column, copy, rows):
                return (column,), True
    if not pool:
        return (), False
    names = {_stem(c): c for c in pool if vocabulary.names_name(c.name) and c not in coded}
    parts = [c for c in pool if c not in names.values() or _stem(c) not in map(_stem, coded)]
    everything = [*parts, *kinds]
    best = _count(everything)
    if best < 0.9 * rows:
        return tuple(own[-1:] or parts[-1:]), False
    needed = own or parts
    for size in range(1, 5):
        keys = [
            key
            for key in combinations(everything, size)
            if any(c in needed for c in key) and np.prod([float(c.distinct) for c in key]) >= best
        ]
        # Outer areas and codes before inner areas, names and kinds.
        keys.sort(key=lambda key: (_kinds_in(key, kinds, own), sum(c.distinct for c in key)))
        for key in keys[:200]:
            if _count(key) >= best:
                return key, _count(key) == rows
    kept = list(everything)
    for column in sorted(everything, key=lambda c: (c in own, c not in kinds, -c.index)):
        fewer = [c for c in kept if c is not column]
        if fewer and _count(fewer) >= best:
            kept = fewer
    return tuple(kept), _count(kept) == rows


def _separated(
    station: tuple[Column, ...], columns: Sequence[Column], rows: int
) -> tuple[tuple[Column, ...], bool]:
    """A code that some rows share, with the column that tells most of them apart, whatever it is
    called and wherever it stands."""
    shared = rows - _count(station)
    if shared > MOST_SHARED * rows:
        return station, False
    left = {
        c.index: rows - _count([*station, c])
        for c in columns
        if c not in station
        and not vocabulary.names_elsewhere(c.name)
        and not (c.number_share >= 0.5 > c.count_share)  # a share, a place on the map
    }
    best = min(left, key=lambda index: left[index], default=None)
    if best is None or 2 * left[best] > shared:
        return station, False
    return (*station, next(c for c in columns if c.index == best)), left[best] == 0


def _is_wordy(column: Column) -> bool:
    """Whether most of its texts are words, as names are and codes are not."""
    texts = [text for text in column.texts if text]
    return 2 * sum(" " in text and not text[0].isdecimal() for text in texts) > len(texts)


def _copies_share(column: Column, copy: Column, rows: int) -> bool:
    """Whether the copies of a station share its code, and nothing else does."""
    is_own = copy.distinct < ENOUGH * rows  # where each copy has a name of its own, all differ
    return is_own and _count([column, copy]) == rows


def _made_unique(
    column: Column, others: Sequence[Column], rows: int
) -> tuple[tuple[Column, ...], bool]:
    """A code that differs in nearly every row, with another column where the two differ in all."""
    if column.distinct < rows:
        for other in others:
            if other is not column and _count([other, column]) == rows:
                return (other, column), True
    return (column,), column.distinct == rows


def _kinds_in(
    key: Sequence[Column], kinds: Sequence[Column], own: Sequence[Column]
) -> tuple[int, int]:
    return sum(c in kinds for c in key), -sum(c in own for c in key)


def _stem(column: Column) -> str:
    return vocabulary.plain(vocabulary.without_kind_words(column.name))


def _levels(pool: Sequence[Column], station: Sequence[Column], rows: int) -> tuple[Column, ...]:
    """The chain of areas above the station, outermost first."""
    chain: list[Column] = []
    for column in _one_of_twins(pool):
        keyed = _names_areas(column, station)
        is_text = column.number_share < 0.5
        if vocabulary.names_station(column.name) and not (keyed and column not in station):
            continue
        if not keyed and not is_text:
            continue
        if keyed and _crosses_nameless(chain, column, station):
            chain = []
        at = next((i for i in range(len(chain)) if _determines(chain[: i + 1], column)), None)
        if at is not None and _determines([*chain[:at], column], chain[at]):
            continue  # the same areas under another name
        if at is None:
            if _goes_below(chain, column, keyed, rows):
                chain.append(column)
        elif at == 0 or _lies_in(column, chain[:at]):
            chain.insert(at, column)
    return tuple(c for c in chain if _count(chain[: chain.index(c) + 1]) < rows)


def _names_areas(column: Column, station: Sequence[Column]) -> bool:
    """Whether a column is called areas, or says of which file or worksheet a row is, where codes
    begin anew in each: one for each region."""
    return vocabulary.names_level(column.name) or (column.name in PARTS and column in station)


def _crosses_nameless(chain: Sequence[Column], column: Column, station: Sequence[Column]) -> bool:
    """Whether texts that nothing calls areas hold neither a column of areas nor lie in it."""
    return (
        bool(chain)
        and not any(_names_areas(c, station) for c in chain)
        and not (_determines([column], chain[0]) or _determines(chain, column))
    )


def _one_of_twins(pool: Sequence[Column]) -> list[Column]:
    """Of a code and a name of the same area the name, where it tells as much."""
    kept: list[Column] = []
    for column in pool:
        twin = next((c for c in kept if _stem(c) == _stem(column)), None)
        if twin is None:
            kept.append(column)
            continue
        name, code = (column, twin) if column.number_share < twin.number_share else (twin, column)
        kept[kept.index(twin)] = name if name.distinct >= 0.5 * code.distinct else code
    return kept


def _goes_below(chain: Sequence[Column], column: Column, keyed: bool, rows: int) -> bool:
    if not chain:
        return True
    here = _count(chain)
    below = _count([*chain, column])
    if not here < below < rows:
        return False
    return keyed or column.distinct > chain[-1].distinct or _determines([column], chain[-1])


def _lies_in(column: Column, outer: Sequence[Column]) -> bool:
    """Whether an area of the column lies in one area of the innermost outer level."""
    return _determines([*outer[:-1], column], outer[-1])


def _station_name(
    pool: Sequence[Column], station: Sequence[Column], levels: Sequence[Column], rows: int
) -> Column | None:
    found = [
        c
        for c in pool
        if c not in station
        and c not in levels
        and c.number_share < 0.5
        and c.distinct > 0.3 * rows
        and (vocabulary.names_name(c.name) or vocabulary.names_station(c.name))
    ]
    return max(found, key=lambda c: c.distinct, default=None)


def _street(columns: Sequence[Column], rows: int) -> Column | None:
    """Where nothing else names the stations, their addresses do."""
    return next(
        (
            c
            for c in columns
            if _STREET.search(vocabulary.plain(c.name))
            and not _ADDRESS.match(c.example)
            and c.number_share < 0.5
            and c.distinct > 0.3 * rows
        ),
        None,
    )
