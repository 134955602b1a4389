"""Logs, proofs and memories that strangers sent: pipes, devices, files without an end."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from crosstally.ledger.checking import check_log
from crosstally.ledger.checking_files import check_file
from crosstally.ledger.errors import LedgerError
from crosstally.ledger.keys import KeyType, PrivateKey
from crosstally.ledger.log import Log
from crosstally.ledger.proof import InclusionProof
from crosstally.ledger.witness import Witness, request_of

NAME = "observers.example/kz2012"
WITNESS = PrivateKey("w.example", KeyType.WITNESS, bytes(range(32)))


@pytest.fixture
def log(tmp_path: Path) -> Log:
    made = Log.create(tmp_path / "log", NAME)
    made.append([b"one", b"two"])
    return made


def as_pipe(path: Path) -> None:
    path.unlink(missing_ok=True)
    os.mkfifo(path)


def as_endless(path: Path) -> None:
    path.unlink(missing_ok=True)
    path.symlink_to("/dev/zero")


def as_huge(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(20 << 30)


ODD = pytest.mark.parametrize("odd", [as_pipe, as_endless, as_huge])


def said(log: Log, **options: object) -> str:
    """What is wrong with a log, found or refused."""
    try:
        report = check_log(log.folder, **options)  # type: ignore[arg-type]
    except LedgerError as error:
        return str(error)
    return " ".join(one.template.format(**one.values) for one in report.broken)


@ODD
@pytest.mark.parametrize("path", ["checkpoint", "tile/entries/000.p/2", "tile/0/000.p/2"])
def test_an_odd_file_of_a_log_is_named(log: Log, path: str, odd: object) -> None:
    odd(log.folder / path)  # type: ignore[operator]
    found = said(log)
    assert "is no ordinary file" in found or "is larger than it should be" in found
    assert Path(path).name in found


@ODD
def test_an_odd_proof_or_entry_is_refused(log: Log, tmp_path: Path, odd: object) -> None:
    proof, entry = tmp_path / "proof", tmp_path / "entry"
    proof.write_text(str(InclusionProof.of(log, 0)))
    entry.write_bytes(b"one")
    assert not check_file(proof, entry).broken
    odd(entry)  # type: ignore[operator]
    with pytest.raises(LedgerError, match="entry: is"):
        check_file(proof, entry)
    odd(proof)  # type: ignore[operator]
    with pytest.raises(LedgerError, match="proof: is"):
        check_file(proof, entry)


@ODD
def test_an_odd_file_is_no_private_key(tmp_path: Path, odd: object) -> None:
    odd(tmp_path / "key")  # type: ignore[operator]
    with pytest.raises(LedgerError, match="is no private key"):
        PrivateKey.read(tmp_path / "key")


@pytest.mark.parametrize(
    "memory",
    [
        "{",
        "[]",
        "[" * 100_000,
        '{"a": 5}',
        '{"a": {"keys": [], "size": 1}}',
        '{"a": {"keys": [], "size": "1", "root": null}}',
        '{"a": {"keys": ["x"], "size": 1, "root": null}}',
        '{"a": {"keys": [], "size": 1, "root": "x"}}',
        "\x00",
    ],
)
def test_a_witness_that_forgot_says_so_and_cosigns_nothing(tmp_path: Path, memory: str) -> None:
    key = PrivateKey.new(NAME)
    log = Log.create(tmp_path / "log", NAME, key)
    witness = Witness(tmp_path / "memory.json", WITNESS)
    witness.memory.write_text(memory)
    with pytest.raises(LedgerError, match="is no memory of a witness, or a damaged one"):
        witness.follow(key.public)
    with pytest.raises(LedgerError, match="is no memory of a witness, or a damaged one"):
        witness.add_checkpoint(request_of(log, 0), 1)
    assert witness.memory.read_text() == memory
