"""Who has to sign a pack, and from when on it may be published."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from crosstally.ledger.detached import SSH_NAMESPACE, minisign_key, ssh_key
from crosstally.ledger.errors import SignatureError
from crosstally.ledger.keys import KeyType, PrivateKey
from crosstally.pack.build import build
from crosstally.pack.opening import open_pack
from crosstally.pack.signing import attach, sign
from crosstally.pack.verify import verify
from crosstally.problems import InputError
from tests.folders import HEAD, STATIONS, csv_of, write_folder
from tests.packs import KEY, pack, verified

SECOND = PrivateKey("second.example/x", KeyType.LOG, bytes(range(1, 33)))


def election(place: Path, release: str) -> Path:
    files = {"returns.csv": csv_of(STATIONS)}
    return write_folder(place, files, head=f"{HEAD}release: {release}\n")


def broken(place: Path, *keys: PrivateKey) -> str:
    said = verify(open_pack(place), keys=[str(key.public) for key in keys])
    return "\n".join(map(str, said.broken))


def test_a_pack_that_two_persons_sign(tmp_path: Path) -> None:
    made = pack(tmp_path / "pack", election(tmp_path / "election", "{keys: 2}"))
    assert broken(made) == "checkpoint: 2 persons have to sign it, 1 did"
    assert broken(made, KEY, SECOND) == "checkpoint: 2 given keys have to have signed it, 1 did"
    sign(made, SECOND)
    assert broken(made) == ""
    assert broken(made, KEY) == "checkpoint: 2 given keys have to have signed it, 1 did"
    assert broken(made, KEY, SECOND) == ""


def test_one_person_does_not_count_twice(tmp_path: Path) -> None:
    made = pack(tmp_path / "pack", election(tmp_path / "election", "{keys: 2}"))
    sign(made, KEY)
    assert broken(made, KEY) == "checkpoint: 2 given keys have to have signed it, 1 did"


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
