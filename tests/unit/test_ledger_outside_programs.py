"""Programs that nobody here wrote accept what the ledger writes."""

from __future__ import annotations

import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest
from actasum import log as actasum_log
from actasum import note as actasum_note
from actasum.statement import FormatError
from actasum.witness import Witness as ActasumWitness
from pymerkle import InmemoryTree

from crosstally.ledger import tree
from crosstally.ledger.detached import (
    SSH_NAMESPACE,
    minisign_key,
    minisign_signature,
    ssh_key,
    ssh_signature,
)
from crosstally.ledger.errors import SignatureError
from crosstally.ledger.keys import KeyType, PrivateKey, PublicKey
from crosstally.ledger.log import Log, trusted_checkpoint
from crosstally.ledger.notes import parse_signature_lines
from crosstally.ledger.timestamps import timestamp_request, timestamped_at
from crosstally.ledger.witness import Witness, request_of

ORIGIN = "observers.example/kz2012"
MESSAGE = b"observers.example/kz2012\n5\nroot\n"


def program(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        pytest.skip(f"{name} is not installed: make system")
    return found


def run(*command: str, stdin: bytes | None = None) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(command, input=stdin, capture_output=True, check=False)


@pytest.fixture
def key() -> PrivateKey:
    return PrivateKey.new(ORIGIN)


def test_minisign_verifies(tmp_path: Path, key: PrivateKey) -> None:
    minisign = program("minisign")
    (tmp_path / "key.pub").write_text(minisign_key(key.public))
    (tmp_path / "m.minisig").write_text(minisign_signature(key, MESSAGE, "checkpoint of 5"))
    verify = [minisign, "-V", "-p", str(tmp_path / "key.pub"), "-m", str(tmp_path / "m")]
    (tmp_path / "m").write_bytes(MESSAGE)
    done = run(*verify)
    assert done.returncode == 0, done.stderr
    assert b"checkpoint of 5" in done.stdout
    (tmp_path / "m").write_bytes(MESSAGE + b"x")
    assert run(*verify).returncode != 0


def test_ssh_keygen_verifies(tmp_path: Path, key: PrivateKey) -> None:
    ssh_keygen = program("ssh-keygen")
    (tmp_path / "signers").write_text(ssh_key(key.public))
    (tmp_path / "m.sig").write_text(ssh_signature(key, MESSAGE))
    verify = [ssh_keygen, "-Y", "verify", "-n", SSH_NAMESPACE, "-I", ORIGIN]
    verify += ["-f", str(tmp_path / "signers"), "-s", str(tmp_path / "m.sig")]
    done = run(*verify, stdin=MESSAGE)
    assert done.returncode == 0, done.stderr
    assert run(*verify, stdin=MESSAGE + b"x").returncode != 0


def test_pymerkle_finds_the_same_root_of_100_000_leaves() -> None:
    other = InmemoryTree(algorithm="sha256")
    entries = [b"entry %d" % i for i in range(100_000)]
    for entry in entries:
        other.append_entry(entry)
    assert tree.root(tree.nodes_of(tree.leaf_hashes(entries)), 100_000) == other.get_root()


def test_actasum_trusts_our_checkpoints_and_witnesses(tmp_path: Path, key: PrivateKey) -> None:
    log = Log.create(tmp_path / "log", ORIGIN, key)
    log.append([b"%d" % i for i in range(5)], key)
    witness = Witness(tmp_path / "memory", PrivateKey.new("w.example", KeyType.WITNESS))
    witness.follow(key.public)
    answer = witness.add_checkpoint(request_of(log, 0), 1_700_000_000)
    log.add_signatures(parse_signature_lines(answer.body))
    theirs, verified = actasum_log.check_checkpoint(
        str(log.note),
        actasum_note.Verifier.parse(str(key.public)),
        [actasum_note.Verifier.parse(str(witness.key.public))],
        quorum=1,
    )
    assert (theirs.size, theirs.root) == (5, log.checkpoint.root)
    assert len(verified) == 2
    with pytest.raises(FormatError):
        actasum_log.check_checkpoint(
            str(log.note).replace("\n5\n", "\n6\n"),
            actasum_note.Verifier.parse(str(key.public)),
        )


def test_a_witness_of_actasum_cosigns_our_log_as_it_grows(tmp_path: Path, key: PrivateKey) -> None:
    witness = ActasumWitness.create(str(tmp_path / "witness"), "w.example")
    witness.trust(actasum_note.Verifier.parse(str(key.public)))
    log = Log.create(tmp_path / "log", ORIGIN, key)
    for old, more in [(0, 3), (3, 300), (303, 1)]:
        log.append([b"%d" % i for i in range(more)], key)
        status, body = witness.add_checkpoint(request_of(log, old))
        assert status == 200, body
        log.add_signatures(parse_signature_lines(body))
        cosigner = PublicKey.parse(witness.signer.verifier.vkey())
        trusted_checkpoint(str(log.note), [key.public], [cosigner], quorum=1)
    rewritten = Log.create(tmp_path / "rewritten", ORIGIN, key)
    rewritten.append([b"forged"] * 400, key)
    assert witness.add_checkpoint(request_of(rewritten, 304))[0] == 422


def test_we_trust_checkpoints_and_keys_of_actasum() -> None:
    signer = actasum_note.Signer.generate("log.example", actasum_note.LOG_SIGNATURE)
    text = actasum_log.Checkpoint("log.example", 3, bytes(32)).text()
    ours = PublicKey.parse(signer.verifier.vkey())
    assert trusted_checkpoint(f"{text}\n{signer.sign(text)}", [ours]).size == 3


AUTHORITY = """
[req]
distinguished_name = name
[name]
[root]
basicConstraints = critical, CA:true
keyUsage = critical, keyCertSign
[stamping]
basicConstraints = CA:false
keyUsage = critical, digitalSignature
extendedKeyUsage = critical, timeStamping
[tsa]
default_tsa = authority
[authority]
serial = serial
signer_cert = tsa.pem
signer_key = tsa.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256, sha512
accuracy = secs:1
ess_cert_id_alg = sha256
"""


class Authority:
    """A timestamp authority made for a test, which openssl answers for."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "config").write_text(AUTHORITY)
        (folder / "serial").write_text("01\n")
        new = "req -x509 -newkey rsa:2048 -nodes -config config -days 30"
        self.ssl(f"{new} -subj /CN=Root -extensions root -keyout root.key -out root.pem")
        self.ssl(
            f"{new} -subj /CN=TSA -extensions stamping -keyout tsa.key -out tsa.pem "
            "-CA root.pem -CAkey root.key"
        )

    def ssl(self, arguments: str) -> bytes:
        command = [program("openssl"), *arguments.split()]
        done = subprocess.run(command, cwd=self.folder, capture_output=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def answer(self, request: bytes) -> bytes:
        (self.folder / "request").write_bytes(request)
        self.ssl("ts -reply -config config -section authority -queryfile request -out response")
        return (self.folder / "response").read_bytes()


def test_a_timestamp_is_asked_for_and_checked(tmp_path: Path) -> None:
    authority = Authority(tmp_path)
    response = authority.answer(timestamp_request(MESSAGE))
    roots = (tmp_path / "root.pem").read_bytes()
    assert abs((datetime.now(UTC) - timestamped_at(response, MESSAGE, roots)).total_seconds()) < 60
    (tmp_path / "message").write_bytes(MESSAGE)
    checked = authority.ssl("ts -verify -in response -data message -CAfile root.pem")
    assert b"OK" in checked
    with pytest.raises(SignatureError, match="the timestamp does not verify"):
        timestamped_at(response, MESSAGE + b"x", roots)
    (tmp_path / "other").mkdir()
    Authority(tmp_path / "other")
    with pytest.raises(SignatureError, match="the timestamp does not verify"):
        timestamped_at(response, MESSAGE, (tmp_path / "other" / "root.pem").read_bytes())
