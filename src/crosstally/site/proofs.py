"""The inclusion proof of every entry of a log, in files of 256 entries each."""

from __future__ import annotations

from pathlib import Path

from crosstally.ledger import tree
from crosstally.ledger.encoding import base64_text
from crosstally.ledger.tiles import TILE_HEIGHT, TILE_WIDTH, tile_at, tiles_of
from crosstally.pack.layout import LOG
from crosstally.pack.opening import PackFiles, small
from crosstally.site.shards import encoded, write_shard


def write_proofs(folder: Path, files: PackFiles, size: int) -> None:
    """Write ``data/proof/N.js``: the bundle that holds the entries, the hashes inside the subtree
    of 256 entries by height, and those above it, which all share; where the subtree is not full,
    the proof of each entry instead. ``size``: of the log, whose tiles were verified."""
    hashes = [small(files, LOG + tile.path) for tile in tiles_of(size) if tile.level == 0]
    node = tree.nodes_of(b"".join(hashes))
    for number in range(-(-size // TILE_WIDTH)):
        first = number * TILE_WIDTH
        path = LOG + tile_at(None, number, size).path
        if first + TILE_WIDTH <= size:
            above = tree.inclusion_proof(node, first, size)[TILE_HEIGHT:]
            rows = [path, _inside(node, number), list(map(base64_text, above))]
        else:
            proofs = [
                list(map(base64_text, tree.inclusion_proof(node, index, size)))
                for index in range(first, size)
            ]
            rows = [path, proofs]
        write_shard(folder, "proof", number, map(encoded, rows))


def _inside(node: tree.Node, number: int) -> list[list[str]]:
    """The hashes below the root of a full subtree of 256 entries, the leaves first."""
    return [
        [base64_text(node(height, number * width + place)) for place in range(width)]
        for height, width in enumerate(TILE_WIDTH >> level for level in range(TILE_HEIGHT))
    ]
