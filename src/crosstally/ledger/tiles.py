"""A log as plain files (C2SP tlog-tiles): hashes and entries in bundles of 256.

``tile/<level>/<index>`` holds 256 hashes of subtrees of 256**level entries, and
``tile/entries/<index>`` 256 entries with their lengths before them; the last of a level may be
partial and is then named ``….p/<width>``. A file once written never changes, so any web server or
stick can hold them.
"""

from __future__ import annotations

import re
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from crosstally.ledger.errors import LedgerError
from crosstally.ledger.tree import HASH_BYTES, Node, level_above

TILE_HEIGHT = 8
TILE_WIDTH = 256
MAX_ENTRY_BYTES = 65_535
"""What the two bytes of length before an entry can say."""
_MOST_BYTES = (TILE_WIDTH * HASH_BYTES, TILE_WIDTH * (2 + MAX_ENTRY_BYTES))
"""Of a tile of hashes, and of a bundle of entries."""


@dataclass(frozen=True)
class Tile:
    """Where a tile lies. ``level`` is None for a bundle of entries; ``width`` is 1 to 256."""

    level: int | None
    index: int
    width: int = TILE_WIDTH

    @property
    def path(self) -> str:
        """The path below the log's folder, with slashes."""
        digits = str(self.index)
        digits = digits.zfill(-(-len(digits) // 3) * 3)
        *above, last = re.findall("...", digits)
        level = "entries" if self.level is None else str(self.level)
        name = "/".join(["tile", level, *(f"x{part}" for part in above), last])
        return name if self.width == TILE_WIDTH else f"{name}.p/{self.width}"

    @property
    def folder_of_partial(self) -> str:
        """Where the partial tiles of this tile's place lie."""
        return Tile(self.level, self.index, 1).path.rpartition("/")[0]


def tiles_of(size: int) -> Iterator[Tile]:
    """Every tile of a log of ``size`` entries, entries first."""
    yield from _tiles_of_level(None, size)
    level, hashes = 0, size
    while hashes:
        yield from _tiles_of_level(level, hashes)
        level, hashes = level + 1, hashes // TILE_WIDTH


def _tiles_of_level(level: int | None, hashes: int) -> Iterator[Tile]:
    for index in range(hashes // TILE_WIDTH):
        yield Tile(level, index)
    if hashes % TILE_WIDTH:
        yield Tile(level, hashes // TILE_WIDTH, hashes % TILE_WIDTH)


def hashes_in(tile: Tile, levels: Sequence[bytes]) -> bytes:
    """What a tile of hashes holds, of the hashes of a whole log (``tree.levels_of``)."""
    start = HASH_BYTES * TILE_WIDTH * tile.index
    return levels[TILE_HEIGHT * (tile.level or 0)][start : start + HASH_BYTES * tile.width]


def tiles_of_level(level: int, first: int, hashes: bytes) -> Iterator[tuple[Tile, bytes]]:
    """Hashes of one level cut into tiles, the first of which has the index ``first``."""
    length = TILE_WIDTH * HASH_BYTES
    for start in range(0, len(hashes), length):
        data = hashes[start : start + length]
        yield Tile(level, first + start // length, len(data) // HASH_BYTES), data


def hashes_of_full_tiles(hashes: bytes) -> bytes:
    """The hashes of the level above: one for each full tile of these."""
    length = TILE_WIDTH * HASH_BYTES
    above = hashes[: len(hashes) // length * length]
    for _height in range(TILE_HEIGHT):
        above = level_above(above)
    return above


def tile_at(level: int | None, index: int, size: int) -> Tile:
    """The tile at a place in a log of ``size`` entries, full or partial."""
    hashes = size >> (TILE_HEIGHT * (level or 0))
    return Tile(level, index, min(TILE_WIDTH, hashes - index * TILE_WIDTH))


def bundle(entries: Sequence[bytes]) -> bytes:
    """Entries with the length of each before it, in two bytes."""
    return b"".join([len(entry).to_bytes(2, "big") + entry for entry in entries])


def entries_of(data: bytes, tile: Tile) -> list[bytes]:
    """The entries of a bundle. Raises ``LedgerError`` where they are fewer or more than its name
    says."""
    entries, place = [], 0
    while place < len(data):
        end = place + 2 + int.from_bytes(data[place : place + 2], "big")
        entries.append(data[place + 2 : end])
        place = end
    if place != len(data) or len(entries) != tile.width:
        raise LedgerError(
            "{file} does not hold {n} whole entries: it is damaged", file=tile.path, n=tile.width
        )
    return entries


def read_plain(path: Path, most: int) -> bytes:
    """The bytes of a file that should have at most ``most``.

    Raises ``LedgerError`` for a larger one, and for a pipe or a device, whose reading might never
    end; ``OSError`` where the system refuses.
    """
    about = path.stat()
    if not stat.S_ISREG(about.st_mode):
        raise LedgerError("{file}: is no ordinary file", file=path)
    if about.st_size > most:
        raise LedgerError("{file}: is larger than it should be", file=path)
    with path.open("rb") as file:
        return file.read(most + 1)


class TileFolder:
    """The tiles of a log of ``size`` entries in a folder, read when they are asked for.

    A partial tile may be gone once the full one is there; the full one then serves.
    """

    def __init__(self, folder: Path, size: int) -> None:
        self.folder = folder
        self.size = size
        self.levels = lru_cache(maxsize=512)(self._levels)

    def read(self, tile: Tile) -> bytes:
        """The bytes of a tile, of a bundle as they are, of hashes exactly ``32 * width``."""
        for candidate in (tile, Tile(tile.level, tile.index)):
            try:
                data = read_plain(self.folder / candidate.path, _MOST_BYTES[tile.level is None])
            except FileNotFoundError:
                continue
            if tile.level is None:
                return (
                    data if candidate == tile else bundle(entries_of(data, candidate)[: tile.width])
                )
            if len(data) != HASH_BYTES * candidate.width:
                raise LedgerError("{file} has not the length of its name", file=candidate.path)
            return data[: HASH_BYTES * tile.width]
        raise LedgerError("{file} is missing from the log", file=tile.path)

    def entries(self, start: int = 0, end: int | None = None) -> Iterator[bytes]:
        """The entries from ``start`` up to ``end``, in the order of the log."""
        end = self.size if end is None else min(end, self.size)
        for index in range(start // TILE_WIDTH, -(-end // TILE_WIDTH)):
            tile = tile_at(None, index, self.size)
            first = index * TILE_WIDTH
            yield from entries_of(self.read(tile), tile)[max(0, start - first) : end - first]

    @property
    def node(self) -> Node:
        """The hash of a complete subtree, from the tile that holds it."""

        def node(height: int, index: int) -> bytes:
            level, within = divmod(height, TILE_HEIGHT)
            tile_index, place = divmod(index << within, TILE_WIDTH)
            hashes = self.levels(level, tile_index)[within]
            return hashes[HASH_BYTES * (place >> within) :][:HASH_BYTES]

        return node

    def _levels(self, level: int, index: int) -> list[bytes]:
        """The hashes of a tile and of the complete subtrees above them inside the tile."""
        levels = [self.read(tile_at(level, index, self.size))]
        while len(levels) < TILE_HEIGHT:
            levels.append(level_above(levels[-1]))
        return levels
