"""What holds for every log, proof and damage."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from crosstally.ledger import canonical, tree
from crosstally.ledger.checkpoint import Checkpoint, misheard
from crosstally.ledger.errors import LedgerError
from crosstally.ledger.keys import PrivateKey, PublicKey
from crosstally.ledger.log import Log, trusted_checkpoint
from crosstally.ledger.tiles import tiles_of

sizes = st.integers(1, 700)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-canonical.GREATEST, canonical.GREATEST) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


def leaves(n: int) -> bytes:
    return tree.leaf_hashes([b"%d" % i for i in range(n)])


@given(json_values)
def test_a_value_has_one_canonical_text(value: canonical.Json) -> None:
    assert canonical.decode(canonical.encode(value)) == value


@given(sizes, st.data())
def test_inclusion_is_proved_of_the_entry_at_its_place_alone(
    size: int, data: st.DataObject
) -> None:
    node = tree.nodes_of(leaves(size))
    index = data.draw(st.integers(0, size - 1))
    proof = tree.inclusion_proof(node, index, size)
    leaf = tree.leaf_hash(b"%d" % index)
    root = tree.root(node, size)
    assert tree.root_by_inclusion(leaf, index, size, proof) == root
    other = data.draw(st.integers(0, size - 1).filter(lambda i: i != index or size == 1))
    if other != index:
        assert not proves(leaf, other, size, proof, root)
    if proof:
        assert not proves(leaf, index, size, proof[:-1], root)
        flipped = data.draw(st.integers(0, len(proof) - 1))
        changed = [*proof]
        changed[flipped] = bytes(32)
        assert not proves(leaf, index, size, changed, root)


def proves(leaf: bytes, index: int, size: int, proof: list[bytes], root: bytes) -> bool:
    try:
        return tree.root_by_inclusion(leaf, index, size, proof) == root
    except LedgerError:
        return False


@given(sizes, sizes, st.data())
def test_growth_is_proved_of_a_log_that_grew_alone(a: int, b: int, data: st.DataObject) -> None:
    old, new = sorted([a, b])
    node = tree.nodes_of(leaves(new))
    proof = tree.consistency_proof(node, old, new)
    old_root, new_root = tree.root(node, old), tree.root(node, new)
    assert tree.consistent(old, new, old_root, new_root, proof)
    changed = data.draw(st.integers(0, old - 1))
    entries = [b"%d" % i for i in range(new)]
    entries[changed] = b"changed"
    other = tree.nodes_of(tree.leaf_hashes(entries))
    assert not tree.consistent(
        old, new, old_root, tree.root(other, new), tree.consistency_proof(other, old, new)
    )
    if proof:
        assert not tree.consistent(old, new, old_root, new_root, proof[:-1])


@given(st.lists(st.integers(1, 300), min_size=1, max_size=5), st.data())
def test_any_flipped_bit_of_a_signed_log_is_found(parts: list[int], data: st.DataObject) -> None:
    key = PrivateKey.new("log.example")
    with tempfile.TemporaryDirectory() as folder:
        log = Log.create(Path(folder), "log.example", key)
        for part in parts:
            log.append([b"entry %d" % i for i in range(part)], key)
        names = ["checkpoint", *(tile.path for tile in tiles_of(log.checkpoint.size))]
        file = log.folder / data.draw(st.sampled_from(names))
        content = bytearray(file.read_bytes())
        content[data.draw(st.integers(0, len(content) - 1))] ^= 1 << data.draw(st.integers(0, 7))
        file.write_bytes(content)
        with pytest.raises(LedgerError):
            verify_trusted(log.folder, key.public)


def verify_trusted(folder: Path, key: PublicKey) -> None:
    """What a reader does who has the log's key: trust the checkpoint, then hash the entries."""
    log = Log(folder)
    trusted_checkpoint(str(log.note), [key])
    log.verify()


@given(st.integers(0, 10**9), st.data())
def test_a_wrong_digit_or_swapped_groups_are_heard(size: int, data: st.DataObject) -> None:
    digits = [*Checkpoint("log.example", size + 1, bytes(32)).spoken.replace(" ", "")]
    place = data.draw(st.integers(0, 59))
    digits[place] = data.draw(st.sampled_from([d for d in "0123456789" if d != digits[place]]))
    assert misheard("".join(digits)) == [place // 5 + 1]


@given(st.integers(0, 10**9), st.integers(0, 58))
def test_neighbouring_digits_swapped_are_heard(size: int, place: int) -> None:
    digits = [*Checkpoint("log.example", size + 1, bytes(32)).spoken.replace(" ", "")]
    assume(digits[place] != digits[place + 1] and place % 5 != 4)
    digits[place], digits[place + 1] = digits[place + 1], digits[place]
    assert misheard("".join(digits)) == [place // 5 + 1]
