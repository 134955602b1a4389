"""The hash tree of a log (RFC 6962, section 2.1) and its proofs.

Every function that needs hashes asks for them by ``node(height, index)``: the hash of the complete
subtree over the entries ``index * 2**height`` up to ``(index + 1) * 2**height``. Whether they lie
in memory or in tiles on disk is not the tree's business.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from hashlib import sha256

from crosstally.ledger.errors import LedgerError

HASH_BYTES = 32
EMPTY_ROOT = sha256(b"").digest()

Node = Callable[[int, int], bytes]


def leaf_hash(entry: bytes) -> bytes:
    """SHA-256 of 0x00 and the entry."""
    return sha256(b"\x00" + entry).digest()


def leaf_hashes(entries: Iterable[bytes]) -> bytes:
    """The leaf hashes of entries one after another, 32 bytes each."""
    return b"".join([sha256(b"\x00" + entry).digest() for entry in entries])


def node_hash(left: bytes, right: bytes) -> bytes:
    """SHA-256 of 0x01 and two hashes."""
    return sha256(b"\x01" + left + right).digest()


def level_above(hashes: bytes) -> bytes:
    """The hashes of pairs of hashes; an odd one at the end stays below."""
    pairs = len(hashes) // (2 * HASH_BYTES)
    return b"".join([sha256(b"\x01" + hashes[64 * i : 64 * i + 64]).digest() for i in range(pairs)])


def levels_of(leaves: bytes) -> list[bytes]:
    """The hashes of all complete subtrees over leaf hashes, 32 bytes each, by height."""
    levels = [leaves]
    while len(levels[-1]) >= 2 * HASH_BYTES:
        levels.append(level_above(levels[-1]))
    return levels


def nodes_of(leaves: bytes) -> Node:
    """All complete subtrees over leaf hashes (32 bytes each), in memory."""
    return nodes_in(levels_of(leaves))


def nodes_in(levels: Sequence[bytes]) -> Node:
    """The subtrees whose hashes ``levels_of`` gave."""

    def node(height: int, index: int) -> bytes:
        return levels[height][HASH_BYTES * index : HASH_BYTES * (index + 1)]

    return node


def root(node: Node, size: int) -> bytes:
    """The root hash of a tree of ``size`` entries."""
    return range_hash(node, 0, size) if size else EMPTY_ROOT


def range_hash(node: Node, start: int, end: int) -> bytes:
    """The tree hash of the entries from ``start`` up to ``end``, a subtree of the whole: ``start``
    is a multiple of the least power of two that holds ``end - start`` entries."""
    width = end - start
    height = (width - 1).bit_length()
    if width == 1 << height:
        return node(height, start >> height)
    middle = start + (1 << (height - 1))
    return node_hash(range_hash(node, start, middle), range_hash(node, middle, end))


def inclusion_proof(node: Node, index: int, size: int) -> list[bytes]:
    """The hashes that lead from entry ``index`` to the root (RFC 6962, section 2.1.1)."""
    if not 0 <= index < size:
        raise LedgerError(
            "there is no entry {index}: the log has {size} entries, counted from 0",
            index=index,
            size=size,
        )
    proof: list[bytes] = []
    start, end = 0, size
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            proof.append(range_hash(node, middle, end))
            end = middle
        else:
            proof.append(range_hash(node, start, middle))
            start = middle
    return proof[::-1]


def consistency_proof(node: Node, old: int, new: int) -> list[bytes]:
    """The hashes that show the tree of ``old`` entries to be the beginning of that of ``new``
    (RFC 6962, section 2.1.2)."""
    if not 0 <= old <= new:
        raise LedgerError(
            "the older log is of the size {old}, the newer one of {new}", old=old, new=new
        )
    if old in (0, new):
        return []
    proof: list[bytes] = []
    start, end = 0, new
    while old != end:
        middle = start + _split(end - start)
        if old <= middle:
            proof.append(range_hash(node, middle, end))
            end = middle
        else:
            proof.append(range_hash(node, start, middle))
            start = middle
    if start:
        proof.append(range_hash(node, start, end))
    return proof[::-1]


def root_by_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes]) -> bytes:
    """The root that an inclusion proof leads to (RFC 9162, section 2.1.3.2).

    Raises ``LedgerError`` where the proof has not the length that index and size ask for.
    """
    if not 0 <= index < size:
        raise LedgerError("there is no entry {index} in a log of {size}", index=index, size=size)
    place, last, result = index, size - 1, leaf
    for step in proof:
        if last == 0:
            raise LedgerError("the inclusion proof is too long")
        if place & 1 or place == last:
            result = node_hash(step, result)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            result = node_hash(result, step)
        place, last = place >> 1, last >> 1
    if last:
        raise LedgerError("the inclusion proof is too short")
    return result


def consistent(
    old: int, new: int, old_root: bytes, new_root: bytes, proof: Sequence[bytes]
) -> bool:
    """Whether a proof shows that the log only grew (RFC 9162, section 2.1.4.2)."""
    if not 0 <= old <= new:
        return False
    if old == new:
        return not proof and old_root == new_root
    if old == 0:
        return not proof and old_root == EMPTY_ROOT
    steps = list(proof) if old & (old - 1) else [old_root, *proof]
    if not steps:
        return False
    place, last = old - 1, new - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    before = after = steps[0]
    for step in steps[1:]:
        if last == 0:
            return False
        if place & 1 or place == last:
            before, after = node_hash(step, before), node_hash(step, after)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            after = node_hash(after, step)
        place, last = place >> 1, last >> 1
    return last == 0 and before == old_root and after == new_root


def _split(width: int) -> int:
    """The greatest power of two below ``width`` (at least 2)."""
    return 1 << ((width - 1).bit_length() - 1)
