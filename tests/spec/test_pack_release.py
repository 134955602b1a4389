"""Who has to sign a pack, and from when on it may be published."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from crosstally.cli.app import command_line
from crosstally.ledger.detached import SSH_NAMESPACE, minisign_key, ssh_key
from crosstally.ledger.errors import SignatureError
from crosstally.ledger.keys import KeyType, PrivateKey
from crosstally.ledger.notes import Note
from crosstally.pack.build import build
from crosstally.pack.opening import open_pack
from crosstally.pack.program import main
from crosstally.pack.signing import attach, sign
from crosstally.pack.verify import verify
from crosstally.pack.verify_log import read_checkpoint
from crosstally.problems import InputError
from tests.folders import HEAD, STATIONS, csv_of, write_folder
from tests.packs import KEY, folder, pack, rewrite, verified

SECOND = PrivateKey("second.example/x", KeyType.LOG, bytes(range(1, 33)))


def election(place: Path, release: str) -> Path:
    files = {"returns.csv": csv_of(STATIONS)}
    return write_folder(place, files, head=f"{HEAD}release: {release}\n")


def broken(place: Path, *keys: PrivateKey) -> str:
    said = verify(open_pack(place), keys=[str(key.public) for key in keys])
    return "\n".join(map(str, said.broken))


def test_a_pack_that_two_persons_sign(tmp_path: Path) -> None:
    made = pack(tmp_path / "pack", election(tmp_path / "election", "{keys: 2}"))
    assert broken(made) == "checkpoint: persons who have to sign it: 2; signatures found: 1"
    assert (
        broken(made, KEY, SECOND)
        == "checkpoint: signatures needed by keys that were given: 2; found: 1"
    )
    sign(made, SECOND)
    assert broken(made) == ""
    assert broken(made, KEY) == "checkpoint: signatures needed by keys that were given: 2; found: 1"
    assert broken(made, KEY, SECOND) == ""


def test_who_builds_it_hears_that_others_have_to_sign(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    KEY.write(tmp_path / "key")
    for name, release in (("two", "{keys: 2}"), ("one", "{keys: 1}")):
        place = election(tmp_path / name, release)
        build = ["pack", "build", str(place), str(tmp_path / f"{name}-pack")]
        command_line("pack")([*build, "--key", str(tmp_path / "key")], standalone_mode=False)
        said = "2 persons have to sign it" in capsys.readouterr().out
        assert said == (name == "two")
    page = tmp_path / "two-pack" / "VERIFY.md"
    assert "asks that 2 persons sign" in page.read_text()
    assert "persons sign" not in (tmp_path / "one-pack" / "VERIFY.md").read_text()


def test_a_zip_is_not_signed(tmp_path: Path) -> None:
    (tmp_path / "pack.zip").write_bytes(b"PK")
    with pytest.raises(InputError, match="is no folder of a pack"):
        sign(tmp_path / "pack.zip", SECOND)


def test_one_person_does_not_count_twice(tmp_path: Path) -> None:
    made = pack(tmp_path / "pack", election(tmp_path / "election", "{keys: 2}"))
    sign(made, KEY)
    assert broken(made, KEY) == "checkpoint: signatures needed by keys that were given: 2; found: 1"


def test_a_witness_is_none_of_the_persons(tmp_path: Path) -> None:
    made = pack(tmp_path / "pack", election(tmp_path / "election", "{keys: 2}"))
    witness = PrivateKey("witness.example/x", KeyType.WITNESS, bytes(range(2, 34)))
    note, checkpoint = read_checkpoint((made / "checkpoint").read_text())
    cosigned = Note(note.text, (*note.signatures, witness.sign(str(checkpoint), 1)))
    rewrite(made, "checkpoint", lambda _text: str(cosigned))
    assert broken(made) == "checkpoint: persons who have to sign it: 2; signatures found: 1"
    assert (
        broken(made, KEY, witness)
        == "checkpoint: signatures needed by keys that were given: 2; found: 1"
    )


def test_nobody_signs_a_broken_pack(tmp_path: Path) -> None:
    made = pack(tmp_path / "pack", election(tmp_path / "election", "{keys: 2}"))
    table = made / "data" / "totals.csv"
    table.write_text(table.read_text().replace("610", "611"))
    with pytest.raises(SignatureError, match=r"was not signed: data/totals.csv: was changed"):
        sign(made, SECOND)


def test_no_pack_is_built_under_an_embargo(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="may not be published before the day of its embargo"):
        pack(tmp_path / "pack", election(tmp_path / "election", "{embargo: 2999-01-01}"))
    assert not (tmp_path / "pack").exists()
    assert pack(tmp_path / "pack", election(tmp_path / "later", "{embargo: 2001-01-01}")).exists()


def test_programs_of_others_verify_the_signatures(tmp_path: Path) -> None:
    made = pack(tmp_path / "pack", election(tmp_path / "election", "{keys: 1}"))
    place, name = made / "signatures", KEY.public.id.hex()
    for program in ("minisign", "ssh-keygen"):
        if shutil.which(program) is None:
            pytest.skip(f"{program} is not installed: make system")
    (tmp_path / "key.pub").write_text(minisign_key(KEY.public))
    (tmp_path / "signers").write_text(ssh_key(KEY.public))
    minisign = ["minisign", "-V", "-p", str(tmp_path / "key.pub"), "-m", "checkpoint"]
    ssh = ["ssh-keygen", "-Y", "verify", "-n", SSH_NAMESPACE, "-I", KEY.name]
    ssh += ["-f", str(tmp_path / "signers"), "-s", f"{name}.sig"]
    with (place / "checkpoint").open("rb") as text:
        done = subprocess.run(ssh, stdin=text, capture_output=True, check=False, cwd=place)
    assert done.returncode == 0, done.stderr
    done = subprocess.run(
        [*minisign, "-x", f"{name}.minisig"], capture_output=True, check=False, cwd=place
    )
    assert done.returncode == 0, done.stderr


def test_a_timestamp_is_put_beside_the_signatures(tmp_path: Path) -> None:
    made = pack(tmp_path / "pack", election(tmp_path / "election", "{keys: 1}"))
    (tmp_path / "authority.tsr").write_bytes(b"token")
    (made / "signatures" / "by-hand.tsr").write_bytes(b"token")
    assert "signatures/by-hand.tsr: was added" in broken(made, KEY)
    (made / "signatures" / "by-hand.tsr").unlink()
    assert attach(made, tmp_path / "authority.tsr") == "signatures/authority.tsr"
    assert verified(made).is_sound
    with pytest.raises(InputError, match="is there already"):
        attach(made, tmp_path / "authority.tsr")


def test_a_given_key_that_did_not_sign_is_said(tmp_path: Path) -> None:
    """One of two persons may have released the pack alone, and have it say that one is enough."""
    made = pack(tmp_path / "pack", election(tmp_path / "election", "{keys: 1}"))
    said = verify(open_pack(made), keys=[str(KEY.public), str(SECOND.public)])
    assert said.is_sound
    assert "Signatures by second.example/x" in " ".join(map(str, said.not_verified))
    sign(made, SECOND)
    said = verify(open_pack(made), keys=[str(KEY.public), str(SECOND.public)])
    assert "Signatures by" not in " ".join(map(str, said.not_verified))


def test_a_later_pack_is_signed_by_a_new_key_that_the_old_one_introduces(tmp_path: Path) -> None:
    folder = election(tmp_path / "election", "{keys: 1}")
    first = pack(tmp_path / "first", folder)
    (folder / "returns.csv").write_text(csv_of(STATIONS).replace("300,100", "301,99"))
    new = PrivateKey(KEY.name, KeyType.LOG, bytes(range(2, 34)))
    with pytest.raises(SignatureError, match="no entry of it introduces it"):
        build(folder, tmp_path / "refused", key=new, previous=first)
    assert not (tmp_path / "refused").exists()
    second = build(folder, tmp_path / "second", key=new, previous=first, old_key=KEY).folder
    older = (first / "checkpoint").read_text()
    for trusted in (KEY, new):
        said = verify(open_pack(second), older=[older], keys=[str(trusted.public)])
        assert said.broken == []
    third = build(folder, tmp_path / "third", key=new, previous=second).folder
    assert verify(open_pack(third), keys=[str(KEY.public)]).broken == []


NEW = PrivateKey(KEY.name, KeyType.LOG, bytes(range(2, 34)))


def test_a_stolen_key_is_taken_out_of_use_by_a_later_pack(tmp_path: Path) -> None:
    folder = election(tmp_path / "election", "{keys: 1}")
    first = pack(tmp_path / "first", folder)
    second = build(
        *(folder, tmp_path / "second"), key=NEW, previous=first, old_key=KEY,
        revoked=KEY.public, reason="laptop stolen",
    ).folder  # fmt: skip
    assert [broken(second, trusted) for trusted in (KEY, NEW)] == ["", ""]
    bundles = (second / "data/log/tile/entries").rglob("*")
    entries = b"".join(path.read_bytes() for path in bundles if path.is_file())
    assert b'"reason":"laptop stolen"' in entries
    (folder / "returns.csv").write_text(csv_of(STATIONS).replace("300,100", "301,99"))
    with pytest.raises(SignatureError, match="or one revokes it"):
        build(folder, tmp_path / "third", key=KEY, previous=second)
    checkpoint = read_checkpoint((second / "checkpoint").read_text())[1]
    text = str(Note(str(checkpoint), (KEY.sign(str(checkpoint)),)))
    rewrite(second, "checkpoint", lambda _text: text)
    assert "checkpoint: signatures needed by keys that were given: 1; found: 0" in broken(
        second, KEY
    )


def test_a_key_that_is_none_of_the_log_is_not_revoked(tmp_path: Path) -> None:
    folder = election(tmp_path / "election", "{keys: 1}")
    first = pack(tmp_path / "first", folder)
    stranger = PrivateKey(KEY.name, KeyType.LOG, bytes(range(3, 35)))
    with pytest.raises(SignatureError, match="first: this key has not signed the log"):
        build(folder, tmp_path / "x", key=stranger, previous=first, revoked=KEY.public)
    assert not (tmp_path / "x").exists()


def test_where_nothing_changed_it_is_the_same_pack_with_one_more_signature(tmp_path: Path) -> None:
    folder = election(tmp_path / "election", "{keys: 1}")
    first = pack(tmp_path / "first", folder)
    with pytest.raises(SignatureError, match="no entry of it introduces it"):
        build(folder, tmp_path / "refused", key=NEW, previous=first)
    second = build(folder, tmp_path / "second", key=NEW, previous=first, old_key=KEY).folder
    third = build(folder, tmp_path / "third", key=KEY, previous=second)
    checkpoint = read_checkpoint((second / "checkpoint").read_text())[1]
    assert third.checkpoint == checkpoint
    assert [broken(third.folder, trusted) for trusted in (KEY, NEW)] == ["", ""]
    said = verify(open_pack(third.folder), keys=[str(KEY.public)])
    assert "The checkpoint is signed by observers.example/x." in map(str, said.verified)
    names = {path.name for path in (third.folder / "signatures").iterdir()}
    assert f"{KEY.public.id.hex()}.minisig" in names


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (["--revoke", str(KEY.public)], "--revoke goes with --key and --previous"),
        (
            ["--key", "key", "--previous", "first", "--revoke", str(KEY.public)],
            "a key cannot sign the checkpoint that takes it out of use",
        ),
    ],
)
def test_what_cannot_be_revoked_is_said_before_anything_is_built(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, more: list[str], said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    KEY.write(tmp_path / "key")
    command = ["pack", "build", "kazakhstan-2012", "out", *more]
    with pytest.raises(InputError, match=said):
        command_line()(command, standalone_mode=False)
    assert not (tmp_path / "out").exists()


def test_persons_are_counted_where_python_cannot_check_who_they_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = pack(tmp_path / "pack", election(tmp_path / "election", "{keys: 2}"))
    monkeypatch.setitem(sys.modules, "crosstally.ledger.succession", None)
    assert broken(made, KEY) == "checkpoint: persons who have to sign it: 2; signatures found: 1"


@pytest.mark.parametrize("typed", ["x", "observers.example/x+12345678", "absent.pub", ""])
def test_a_key_that_is_none_makes_no_pack_broken(
    tmp_path: Path, typed: str, capsys: pytest.CaptureFixture[str]
) -> None:
    made = pack(tmp_path / "pack", folder(tmp_path / "election"))
    assert main([str(made), "--key", typed]) == 2
    assert "Nothing was verified." in capsys.readouterr().err
    with pytest.raises(InputError, match="nothing was verified"):
        command_line()(["pack", "verify", str(made), "--key", typed], standalone_mode=False)


def test_a_key_may_lie_in_a_file(tmp_path: Path) -> None:
    made = pack(tmp_path / "pack", folder(tmp_path / "election"))
    file = tmp_path / "x.pub"
    file.write_text(f"{KEY.public}\n")
    assert main([str(made), "--key", str(file)]) == 0


def test_whoever_signs_anew_with_a_key_of_their_own_is_somebody_else(tmp_path: Path) -> None:
    """Under the publisher's name, over figures of their own."""
    made = pack(tmp_path / "pack", folder(tmp_path / "election"))
    other = PrivateKey(KEY.name, KEY.type, bytes(range(1, 33)))
    changed = folder(tmp_path / "changed", STATIONS.replace("200 100", "100 200"))
    build(changed, tmp_path / "forged", key=other)
    forged = tmp_path / "forged"
    wanted = f"signed by {KEY.name}+{other.public.id.hex()}, of whom no key was given"
    assert wanted in broken(forged, KEY)
    kept = (made / "checkpoint").read_text()
    assert "the log was rewritten" in str(verify(open_pack(forged), older=[kept]).broken)
    left = "\n".join(map(str, verify(open_pack(forged)).not_verified))
    assert f"That {KEY.name}+{other.public.id.hex()} signed it, as it says" in left
