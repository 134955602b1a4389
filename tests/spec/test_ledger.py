"""What a log promises, in small logs."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from crosstally.ledger import canonical
from crosstally.ledger.checkpoint import Checkpoint, misheard
from crosstally.ledger.errors import LedgerError, SignatureError
from crosstally.ledger.keys import KeyType, PrivateKey, PublicKey
from crosstally.ledger.log import Log, trusted_checkpoint
from crosstally.ledger.notes import parse_note
from crosstally.ledger.succession import introduction, keys_after, revocation
from crosstally.ledger.tiles import Tile, tiles_of
from crosstally.ledger.tree import EMPTY_ROOT, consistent, leaf_hash, root_by_inclusion
from crosstally.ledger.witness import Witness, request_of

ORIGIN = "observers.example/kz2012"


def entries(n: int, start: int = 0) -> list[bytes]:
    return [canonical.encode({"station": i, "votes": i * 7 % 900}) for i in range(start, start + n)]


@pytest.fixture
def key() -> PrivateKey:
    return PrivateKey.new(ORIGIN)


def test_a_new_log_holds_nothing(tmp_path: Path) -> None:
    log = Log.create(tmp_path / "log", ORIGIN)
    assert log.checkpoint == Checkpoint(ORIGIN, 0, EMPTY_ROOT)
    assert list(log.entries()) == []


@pytest.mark.parametrize("sizes", [[1], [255, 1, 1], [256], [600, 70_000 - 600], [1] * 20])
def test_entries_come_back_in_their_order_however_they_were_appended(
    tmp_path: Path, sizes: list[int]
) -> None:
    log = Log.create(tmp_path / "log", ORIGIN)
    for size in sizes:
        log.append(entries(size, log.checkpoint.size))
    again = Log(tmp_path / "log")
    again.verify()
    assert again.checkpoint.size == sum(sizes)
    assert list(again.entries()) == entries(sum(sizes))
    assert list(again.entries(3, 7)) == entries(sum(sizes))[3:7]


def test_every_entry_has_a_proof_that_it_is_in_the_log(tmp_path: Path) -> None:
    log = Log.create(tmp_path / "log", ORIGIN)
    log.append(entries(300))
    for index, entry in enumerate(entries(300)):
        proof = log.inclusion_proof(index)
        assert root_by_inclusion(leaf_hash(entry), index, 300, proof) == log.checkpoint.root
    with pytest.raises(LedgerError, match="there is no entry 300: the log has 300 entries"):
        log.inclusion_proof(300)


def test_a_log_that_grew_proves_it_and_one_that_changed_cannot(tmp_path: Path) -> None:
    log = Log.create(tmp_path / "log", ORIGIN)
    before = log.append(entries(70))
    after = log.append(entries(60, 70))
    proof = log.consistency_proof(70)
    assert consistent(70, 130, before.root, after.root, proof)
    changed = Log.create(tmp_path / "changed", ORIGIN)
    forged = changed.append([b"forged", *entries(129, 1)])
    assert not consistent(70, 130, before.root, forged.root, changed.consistency_proof(70))


def test_the_files_of_a_log_are_those_that_other_programs_look_for() -> None:
    # The example of C2SP tlog-tiles: 70,000 entries.
    paths = [tile.path for tile in tiles_of(70_000) if tile.level is not None]
    assert len(paths) == 273 + 1 + 1 + 1 + 1
    assert {"tile/0/272", "tile/0/273.p/112", "tile/1/000", "tile/1/001.p/17", "tile/2/000.p/1"} < {
        *paths
    }
    assert Tile(0, 1_234_067).path == "tile/0/x001/x234/067"
    assert [tile.path for tile in tiles_of(256)] == [
        "tile/entries/000",
        "tile/0/000",
        "tile/1/000.p/1",
    ]


def test_a_full_tile_replaces_its_partial_ones(tmp_path: Path) -> None:
    log = Log.create(tmp_path / "log", ORIGIN)
    log.append(entries(200))
    log.append(entries(100, 200))
    held = {str(f.relative_to(log.folder)) for f in log.folder.rglob("*") if f.is_file()}
    assert held == {"checkpoint", "lock", *(tile.path for tile in tiles_of(300))}


def test_a_signed_log_is_trusted_by_its_key_alone(tmp_path: Path, key: PrivateKey) -> None:
    log = Log.create(tmp_path / "log", ORIGIN, key)
    log.append(entries(5), key)
    text = (tmp_path / "log" / "checkpoint").read_text(encoding="utf-8")
    assert trusted_checkpoint(text, [key.public]) == log.checkpoint
    with pytest.raises(SignatureError, match="is not signed by a key that was given"):
        trusted_checkpoint(text, [PrivateKey.new(ORIGIN).public])
    with pytest.raises(SignatureError, match="does not verify"):
        trusted_checkpoint(text.replace("\n5\n", "\n6\n"), [key.public])
    with pytest.raises(SignatureError, match="appending needs its key"):
        log.append(entries(1, 5))


def test_a_witness_refuses_what_did_not_only_grow(tmp_path: Path, key: PrivateKey) -> None:
    witness = Witness(tmp_path / "memory.json", PrivateKey.new("w.example", KeyType.WITNESS))
    log = Log.create(tmp_path / "log", ORIGIN, key)
    log.append(entries(4), key)
    assert witness.add_checkpoint(request_of(log, 0), 1_700_000_000).status == 404
    witness.follow(key.public)
    answer = witness.add_checkpoint(request_of(log, 0), 1_700_000_000)
    assert answer.status == 200
    log.add_signatures(parse_note(f"x\n\n{answer.body}").signatures)
    log.append(entries(5, 4), key)
    assert witness.add_checkpoint(request_of(log, 2), 1_700_000_001).body == "4\n"
    assert witness.add_checkpoint(request_of(log, 4), 1_700_000_001).status == 200

    rewritten = Log.create(tmp_path / "rewritten", ORIGIN, key)
    rewritten.append([b"forged", *entries(11, 1)], key)
    assert witness.add_checkpoint(request_of(rewritten, 9), 1_700_000_002).status == 422
    same_size = Log.create(tmp_path / "same", ORIGIN, key)
    same_size.append([b"forged", *entries(8, 1)], key)
    assert witness.add_checkpoint(request_of(same_size, 9), 1_700_000_002).status == 409


def test_cosignatures_are_counted_against_a_quorum(tmp_path: Path, key: PrivateKey) -> None:
    log = Log.create(tmp_path / "log", ORIGIN, key)
    log.append(entries(4), key)
    witness = PrivateKey.new("w.example", KeyType.WITNESS)
    log.add_signatures([witness.sign(str(log.checkpoint), 1_700_000_000)])
    note = str(log.note)
    trusted_checkpoint(note, [key.public], [witness.public], quorum=1)
    with pytest.raises(SignatureError, match="trusted witnesses that cosigned: 1; asked for: 2"):
        trusted_checkpoint(note, [key.public], [witness.public], quorum=2)


def test_keys_follow_each_other_by_signed_entries(key: PrivateKey) -> None:
    second, third = PrivateKey.new(ORIGIN), PrivateKey.new(ORIGIN)
    acts = [introduction(second.public, key), revocation(key.public, second, "laptop stolen")]
    keys = keys_after(key.public, [*entries(3), *acts])
    assert keys.valid == (second.public,)
    assert keys.revoked == (key.public,)
    with pytest.raises(SignatureError, match="not signed by a key valid then"):
        keys_after(key.public, [*acts, introduction(third.public, key)])
    with pytest.raises(SignatureError, match="is the last one"):
        keys_after(key.public, [revocation(key.public, key, "")])


def test_a_private_key_is_its_owners_alone(tmp_path: Path, key: PrivateKey) -> None:
    file = tmp_path / "key"
    key.write(file)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert PrivateKey.read(file) == key
    assert key.seed.hex() not in repr(key)
    assert PublicKey.parse(str(key.public)) == key.public
    with pytest.raises(LedgerError, match="a key is never overwritten"):
        key.write(file)
    file.chmod(0o644)
    with pytest.raises(LedgerError, match="others may read this key"):
        PrivateKey.read(file)
    file.write_text(str(key.public))  # which others may well read
    with pytest.raises(LedgerError, match="is no private key"):
        PrivateKey.read(file)


def test_a_checkpoint_can_be_read_over_a_telephone() -> None:
    spoken = Checkpoint(ORIGIN, 0, EMPTY_ROOT).spoken
    groups = spoken.split()
    assert [len(group) for group in groups] == [5] * 12
    assert misheard(spoken) == []
    groups[3] = groups[3][0] + str((int(groups[3][1]) + 1) % 10) + groups[3][2:]
    assert misheard(" ".join(groups)) == [4]
    eastern = spoken.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
    assert misheard(eastern) == []


@pytest.mark.parametrize(
    ("value", "why"),
    [
        (1.5, "no whole number"),
        ({1: "a key that is no text"}, "reads back as another one"),
        (2**53, "beyond what JSON readers keep exactly"),
        ("\ud800", "surrogates not allowed"),
        (float("nan"), "not JSON compliant"),
    ],
)
def test_what_json_would_change_on_the_way_is_refused(value: object, why: str) -> None:
    with pytest.raises(LedgerError, match=why):
        canonical.encode(value)  # type: ignore[arg-type]


@pytest.mark.parametrize("text", [b'{"b":1,"a":2}', b'{"a": 1}', b'{"a":1,"a":2}', b"1.0", b"\xff"])
def test_only_the_canonical_text_is_read(text: bytes) -> None:
    with pytest.raises(LedgerError):
        canonical.decode(text)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("a\n1\n", "at least three lines"),
        ("a\n01\n" + "A" * 43 + "=\n", "the size of the log is no whole number"),
        ("a\n1\nAAAA\n", "holds 3 bytes where 32 are expected"),
        ("a\n1\n" + "A" * 42 + "B=\n", "not in its only spelling"),
        ("a\n0\n" + "A" * 43 + "=\n", "the root hash of no entries"),
        ("a\n" + "9" * 30 + "\n" + "A" * 43 + "=\n", "is too great"),
    ],
)
def test_a_malformed_checkpoint_says_why(text: str, why: str) -> None:
    with pytest.raises(LedgerError, match=why):
        Checkpoint.parse(text)


def test_one_key_signs_a_note_once(key: PrivateKey) -> None:
    line = str(key.sign("text\n"))
    with pytest.raises(SignatureError, match="two signatures of the note are by one key"):
        parse_note(f"text\n\n{line}{line}")
