"""`crosstally log`: evidence is entered, proven, witnessed and checked by its exit code."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path

import pytest
from actasum.cli import main as actasum
from typer.testing import CliRunner

from crosstally.cli.app import app, load_verbs
from crosstally.ledger.errors import LedgerError
from crosstally.ledger.keys import KeyType, PrivateKey
from crosstally.ledger.log import Log
from crosstally.problems import InputError
from tests.packs import folder, pack
from tests.unit.test_ledger_outside_programs import Authority

NAME = "observers.example/kz2012"
STATEMENT = {
    "spec": "actasum/statement/v0.1",
    "profile": "p",
    "election": "x",
    "station": "1",
    "constituency": "c",
    "counts": {"candidatures": {"a": 1}, "blank": 0, "null": 0},
}


def log(*words: object) -> tuple[int, str]:
    """Exit code and all output; what cannot be read is 2."""
    load_verbs()
    result = CliRunner().invoke(app, ["log", *map(str, words)])
    if isinstance(result.exception, InputError | LedgerError):
        return 2, str(result.exception)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.output


@pytest.fixture
def key(tmp_path: Path) -> PrivateKey:
    made = PrivateKey.new(NAME)
    made.write(tmp_path / "key")
    return made


@pytest.fixture
def evidence(tmp_path: Path, key: PrivateKey) -> Path:
    """A signed log of five lines."""
    folder = tmp_path / "evidence"
    (tmp_path / "lines").write_text("".join(f"entry {i}\n" for i in range(5)))
    assert log("new", folder, "--key", tmp_path / "key")[0] == 0
    done = log("append", folder, tmp_path / "lines", "--lines", "--key", tmp_path / "key")
    assert done == (0, "5 entries were entered; the log has 5\n")
    return folder


def test_a_file_is_entered_by_its_name_size_and_hash(
    tmp_path: Path, evidence: Path, key: PrivateKey
) -> None:
    (tmp_path / "sheet.jpg").write_bytes(b"photo")
    assert log("append", evidence, tmp_path / "sheet.jpg", "--key", tmp_path / "key")[0] == 0
    entry = json.loads(list(Log(evidence).entries())[-1])
    digest = hashlib.sha256(b"photo").hexdigest()
    assert entry == {"act": "file", "bytes": 5, "name": "sheet.jpg", "sha256": digest}


def test_a_log_is_checked_against_key_kept_checkpoint_and_spoken_digits(
    tmp_path: Path, evidence: Path, key: PrivateKey
) -> None:
    kept = tmp_path / "kept.txt"
    assert log("checkpoint", evidence, "-o", kept)[0] == 0
    log("append", evidence, tmp_path / "lines", "--lines", "--key", tmp_path / "key")
    _code, spoken = log("checkpoint", evidence, "--spoken")
    code, output = log(
        "check", evidence, "--log-key", key.public, "--older", kept, "--spoken", spoken
    )
    assert code == 0
    assert output.splitlines() == [
        f"the entries of {NAME} are those that its checkpoint commits to: 10",
        "the log only grew, from the size 5 to 10, since the checkpoint that was kept",
        "the spoken digits are those of this log",
        f"the checkpoint is signed by a key of {NAME}",
    ]
    assert "Name the log's public key" in log("check", evidence)[1]


def test_a_rewritten_log_is_found_by_who_kept_a_checkpoint_or_heard_one(
    tmp_path: Path, evidence: Path, key: PrivateKey
) -> None:
    kept = tmp_path / "kept.txt"
    log("checkpoint", evidence, "-o", kept)
    _code, spoken = log("checkpoint", evidence, "--spoken")
    other = tmp_path / "other"
    Log.create(other, NAME, key).append([b"forged"] * 6, key)
    code, output = log("check", other, "--log-key", key.public, "--older", kept)
    assert (code, "something was changed, dropped or put before" in output) == (1, True)
    code, output = log("check", other, "--spoken", spoken)
    assert (code, "not those of this log" in output) == (1, True)
    code, output = log("check", evidence, "--log-key", PrivateKey.new(NAME).public)
    assert (code, "not signed by a key that was given" in output) == (1, True)
    misheard = f"{(int(spoken[0]) + 1) % 10}{spoken[1:]}"
    code, output = log("check", evidence, "--spoken", misheard)
    assert (code, output) == (2, "these groups of digits were misheard or mistyped: 1")


def test_a_damaged_entry_is_found(tmp_path: Path, evidence: Path) -> None:
    (bundle,) = (evidence / "tile" / "entries").rglob("5")
    bundle.write_bytes(bundle.read_bytes().replace(b"entry 3", b"entry 8"))
    code, output = log("check", evidence)
    assert (code, "not those that the checkpoint commits to" in output) == (1, True)
    code, output = log("prove", evidence, 3)
    assert (code, "not those that the checkpoint commits to" in output) == (2, True)


def test_a_pack_is_no_log_and_it_is_said_what_checks_it(tmp_path: Path) -> None:
    made = pack(tmp_path / "pack", folder(tmp_path / "election"))
    code, output = log("check", made)
    assert (code, "is a pack, which holds more than a log" in output) == (2, True)
    assert "crosstally pack verify PACK" in output


def test_a_proof_stands_alone(tmp_path: Path, evidence: Path, key: PrivateKey) -> None:
    proof, entry = tmp_path / "e.tlog-proof", tmp_path / "entry"
    assert log("prove", evidence, 3, "-o", proof, "--entry", entry)[0] == 0
    assert proof.read_text().startswith("c2sp.org/tlog-proof@v1\nindex 3\n")
    assert entry.read_bytes() == b"entry 3"
    code, output = log("check", proof, "--entry", entry, "--log-key", key.public)
    assert (code, output.splitlines()[0]) == (
        0,
        f"the entry is number 3 of the 5 of {NAME}, counted from 0",
    )
    entry.write_bytes(b"entry 4")
    assert log("check", proof, "--entry", entry)[0] == 1
    assert log("prove", evidence, 5)[0] == 2


def test_actasum_checks_our_proof_of_a_statement(tmp_path: Path, evidence: Path) -> None:
    line = json.dumps(STATEMENT, sort_keys=True, separators=(",", ":"))
    (tmp_path / "s.jsonl").write_text(f"{line}\n")
    log("append", evidence, tmp_path / "s.jsonl", "--lines", "--key", tmp_path / "key")
    proof = tmp_path / "proof.json"
    assert log("prove", evidence, 5, "--actasum", "-o", proof)[0] == 0
    assert actasum(["log", "check-proof", "--proof", str(proof)]) == 0


def test_every_entry_of_a_station_is_proven(tmp_path: Path, key: PrivateKey) -> None:
    """Whoever holds a station's sheet knows its code, and no number of an entry."""
    entries: list[dict[str, object]] = [
        {"act": "return", "place": place, "level": "station"} for place in ("1", "11", "É")
    ]
    entries += [
        {"act": "correction", "place": "1", "replaces": 0},
        dict(STATEMENT),
        {"a": {"b": "1"}},
    ]
    entries += [{"act": "withdrawal", "withdraws": n} for n in (1, 3)]
    (tmp_path / "lines").write_text("".join(f"{json.dumps(one)}\n" for one in entries) + "no JSON")
    evidence, proofs = tmp_path / "evidence", tmp_path / "proofs"
    log("new", evidence, "--key", tmp_path / "key")
    log("append", evidence, tmp_path / "lines", "--lines", "--key", tmp_path / "key")
    code, output = log("prove", evidence, "--station", "1", "-o", proofs)
    assert (code, output) == (0, f"{proofs}: 4 entries of 1 are proven to be in the log\n")
    found = {path.stem for path in proofs.glob("*.tlog-proof")}
    assert found == {"0", "3", "4", "7"} == {path.stem for path in proofs.glob("*.entry")}
    for one in found:
        where = [proofs / f"{one}.tlog-proof", "--entry", proofs / f"{one}.entry"]
        assert log("check", *where, "--log-key", key.public)[0] == 0
    assert log("prove", evidence, "--station", "É", "-o", tmp_path / "more")[0] == 0
    assert json.loads((tmp_path / "more" / "2.entry").read_text())["place"] == "É"


def test_a_return_in_a_pack_is_proven_by_its_station(tmp_path: Path) -> None:
    made = pack(tmp_path / "pack", folder(tmp_path / "election"))
    assert log("prove", made, "--station", "1", "-o", tmp_path / "proofs")[0] == 0
    proofs = sorted((tmp_path / "proofs").glob("*.tlog-proof"))
    assert proofs
    for proof in proofs:
        entry = proof.with_suffix(".entry")
        assert json.loads(entry.read_text())["place"] == "1"
        assert log("check", proof, "--entry", entry, "--older", made / "checkpoint")[0] == 0


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "either an entry's number or --station"),
        ((3, "--station", "1"), "either an entry's number or --station"),
        (("--station", "1"), "--station goes with -o"),
        (("--station", "01", "-o", "OUT"), "no entry of the log is of this station"),
    ],
)
def test_what_is_to_be_proven_is_said_once(
    tmp_path: Path, evidence: Path, words: tuple[object, ...], said: str
) -> None:
    out = tmp_path / "out"
    code, output = log("prove", evidence, *(out if word == "OUT" else word for word in words))
    assert (code, said in output, out.exists()) == (2, True, False), output


@pytest.fixture
def theirs(tmp_path: Path, key: PrivateKey) -> Path:
    """A log of actasum's with three statements, signed by actasum, and a proof of its growth."""
    for count in (2, 3):
        lines = [STATEMENT | {"station": str(number)} for number in range(count)]
        text = "".join(json.dumps(line) + "\n" for line in lines)
        (tmp_path / f"{count}.jsonl").write_text(text)
    where = ["--log", str(tmp_path / "theirs")]
    two, three = (["--statements", str(tmp_path / f"{count}.jsonl")] for count in (2, 3))
    assert actasum(["log", "build", "--out", *where[1:], "--origin", NAME, *two]) == 0
    shutil.copy(tmp_path / "theirs" / "checkpoint", tmp_path / "old")
    assert actasum(["log", "append", *where, *three]) == 0
    assert actasum(["log", "sign", *where, "--key", str(tmp_path / "key")]) == 0
    return tmp_path / "theirs"


def test_a_log_of_actasum_is_checked(tmp_path: Path, theirs: Path, key: PrivateKey) -> None:
    code, output = log("check", theirs, "--log-key", key.public, "--older", tmp_path / "old")
    assert (code, len(output.splitlines())) == (0, 3), output
    leaves = theirs / "leaves.jsonl"
    leaves.write_text(leaves.read_text().replace('"a":1', '"a":2', 1))
    assert log("check", theirs)[0] == 1
    assert log("check", theirs, "--older", tmp_path / "old")[0] == 1


def test_proofs_and_checkpoints_of_actasum_are_checked(
    tmp_path: Path, theirs: Path, key: PrivateKey
) -> None:
    where, proof, grown = ["--log", str(theirs)], tmp_path / "proof", tmp_path / "grown"
    assert actasum(["log", "prove", *where, "--station", "2", "--out", str(proof)]) == 0
    assert actasum(["log", "consistency", *where, "--old-size", "2", "--out", str(grown)]) == 0
    assert log("check", proof, "--older", theirs / "checkpoint")[0] == 0
    assert log("check", proof, "--older", tmp_path / "old")[0] == 1
    assert log("check", proof, "--log-key", key.public)[0] == 1  # it holds no signature
    assert log("check", grown)[0] == 0
    assert log("check", theirs / "checkpoint", "--log-key", key.public)[0] == 0
    assert log("check", tmp_path / "old", "--log-key", key.public)[0] == 1
    for file, old, new in (
        (proof, '"a": 1', '"a": 2'),
        (proof, '"leaf_index": 2', '"leaf_index": 1'),
        (grown, '"size": 2', '"size": 1'),
    ):
        text = file.read_text()
        assert old in text
        file.write_text(text.replace(old, new))
        assert log("check", file)[0] == 1
        file.write_text(text)


@pytest.mark.parametrize(
    "text",
    ["{}", "{", '{"spec": "actasum/inclusion-proof/v0.1"}', '{"a": NaN}', '{"a": 1, "a": 2}'],
)
def test_what_is_no_proof_of_actasum_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "proof").write_text(text)
    assert log("check", tmp_path / "proof")[0] == 2


def test_a_note_with_two_signatures_by_one_key_is_refused(tmp_path: Path, evidence: Path) -> None:
    text = (evidence / "checkpoint").read_text()
    (tmp_path / "twice").write_text(text + text.splitlines(keepends=True)[-1])
    assert "two signatures of the note are by one key" in log("check", tmp_path / "twice")[1]
    code, output = log("check", evidence, "--older", tmp_path / "twice")
    assert (code, "two signatures of the note are by one key" in output) == (2, True)


def test_a_proof_is_held_against_what_was_kept_and_heard(tmp_path: Path, evidence: Path) -> None:
    proof, entry = tmp_path / "e.tlog-proof", tmp_path / "entry"
    log("prove", evidence, 3, "-o", proof, "--entry", entry)
    log("checkpoint", evidence, "-o", tmp_path / "kept")
    spoken = log("checkpoint", evidence, "--spoken")[1].strip()
    log("append", evidence, tmp_path / "kept", "--key", tmp_path / "key")
    asked = ("check", proof, "--entry", entry)
    assert log(*asked, "--older", tmp_path / "kept", "--spoken", spoken)[0] == 0
    assert log(*asked, "--older", evidence / "checkpoint")[0] == 1
    assert log(*asked, "--spoken", log("checkpoint", evidence, "--spoken")[1].strip())[0] == 1


def test_a_witness_cosigns_growth_alone(tmp_path: Path, evidence: Path, key: PrivateKey) -> None:
    watcher = PrivateKey.new("ngo.example/witness", KeyType.WITNESS)
    watcher.write(tmp_path / "watch")
    memory, asked, answer = (tmp_path / name for name in ("memory", "request", "answer"))
    signing = ("--key", tmp_path / "watch")
    assert log("witness", "follow", memory, key.public, *signing)[0] == 0
    assert log("witness", "request", evidence, "-o", asked)[0] == 0
    assert log("witness", "cosign", memory, asked, *signing, "-o", answer)[0] == 0
    added = log("witness", "add", evidence, answer, "--witness-key", watcher.public)
    assert added == (0, "ngo.example/witness cosigned\n")
    trust = ("--log-key", key.public, "--witness-key", watcher.public, "--quorum", 1)
    assert log("check", evidence, *trust)[0] == 0
    code, output = log("witness", "cosign", memory, asked, *signing)
    assert (code, "ask with --old-size 5" in output) == (1, True)
    stranger = PrivateKey.new("ngo.example/witness", KeyType.WITNESS)
    assert log("witness", "add", evidence, answer, "--witness-key", stranger.public)[0] == 1


def test_a_checkpoint_is_timestamped(tmp_path: Path, evidence: Path) -> None:
    (tmp_path / "authority").mkdir()
    authority = Authority(tmp_path / "authority")
    asked, answer = tmp_path / "request.tsq", tmp_path / "answer.tsr"
    assert log("timestamp", "request", evidence, "-o", asked)[0] == 0
    answer.write_bytes(authority.answer(asked.read_bytes()))
    roots = ("--roots", tmp_path / "authority" / "root.pem")
    code, output = log("timestamp", "check", evidence, answer, *roots)
    assert (code, output.startswith("the checkpoint of 5 entries existed at 20")) == (0, True)
    log("append", evidence, tmp_path / "lines", "--lines", "--key", tmp_path / "key")
    assert log("timestamp", "check", evidence, answer, *roots)[0] == 1


def test_a_poster_holds_the_spoken_digits(evidence: Path) -> None:
    _code, spoken = log("checkpoint", evidence, "--spoken")
    code, poster = log("checkpoint", evidence, "--poster")
    assert code == 0
    assert all(group in poster for group in spoken.split())


def test_what_cannot_be_read_is_told_whole_and_nothing_is_entered(
    tmp_path: Path, evidence: Path, key: PrivateKey
) -> None:
    (tmp_path / "bad").write_text("x\n\n" + "y" * 70_000 + "\n")
    signing = ("--key", tmp_path / "key")
    lines = (tmp_path / "lines", tmp_path / "bad", tmp_path / "gone")
    code, output = log("append", evidence, *lines, "--lines", *signing)
    assert code == 2
    assert f"{tmp_path / 'bad'}:2: an empty line is no entry" in output
    assert f"{tmp_path / 'bad'}:3: a line is longer than an entry may be" in output
    assert f"{tmp_path / 'gone'}: cannot be read" in output
    assert Log(evidence).checkpoint.size == 5
    assert log("append", evidence, tmp_path / "lines")[0] == 2  # a signed log needs its key
    assert log("new", evidence, "--key", tmp_path / "key")[0] == 2
    assert log("new", tmp_path / "nameless")[0] == 2
    assert log("check", tmp_path / "lines", "--entry", tmp_path / "bad")[0] == 2
    assert log("checkpoint", evidence, "-o", tmp_path / "lines")[0] == 2
    (tmp_path / "request").write_bytes(b"\xff\xfe")
    memory = tmp_path / "memory"
    assert log("witness", "cosign", memory, tmp_path / "request", *signing)[0] == 2
