"""A desk whose pictures and backups are closed to a key that several people open together."""

from __future__ import annotations

import io
import json
import shutil
from base64 import b64decode
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

import pytest
from filelock import FileLock
from PIL import Image
from pyrage import DecryptError, decrypt, x25519

from crosstally.desk.at_rest import PublicKey
from crosstally.desk.organisation_key import (
    ShareError,
    identity_of,
    identity_of_key,
    needed_of,
    new_key,
    problem_of,
    recipient_of,
)
from crosstally.ledger.log import Log
from tests.desk_visitors import Visitor
from tests.desks import PASSWORD, READ, STATION, photograph, run_desk, running_desk
from tests.sealed_items import label, sealed

CAMERA = "a camera of Quetzalcoatl"


def with_camera(text: str) -> bytes:
    """A photograph beside which the camera wrote who owns it."""
    image = Image.open(io.BytesIO(photograph(text, (300, 400))))
    image.getexif()[315] = CAMERA
    written = io.BytesIO()
    image.save(written, "JPEG", exif=image.getexif())
    return written.getvalue()


@dataclass(frozen=True)
class Closed:
    """The folder of a desk that was closed to a key, a sheet of it, and the key's shares."""

    folder: Path
    sheet: str
    shares: tuple[str, ...]

    @property
    def kept(self) -> Path:
        return self.folder / "desk" / "president"


@pytest.fixture(scope="module")
def closed(tmp_path_factory: pytest.TempPathFactory) -> Closed:
    """A desk that was begun open, and closed to a key afterwards: three shares, two needed."""
    folder = tmp_path_factory.mktemp("closed") / "election"
    with running_desk(folder) as desk:
        root = Visitor(desk).join(desk.link, "root")
        ann = Visitor(desk).join(root.invite("typist"), "ann")
        sheet = root.send_picture(with_camera("before")).text.split('href="/sheet/')[1][:32]
        ann.read(sheet)
    done = run_desk("keys", folder, "--shares", "3", "--needed", "2", "--yes")
    assert (done.returncode, done.stderr) == (0, "")
    assert "Closed: 2 files." in done.stdout
    lines = [line for line in done.stdout.splitlines() if len(line.split()) == 33]
    assert len(lines) == 3
    return Closed(folder, sheet, tuple(lines))


@pytest.fixture
def again(closed: Closed, tmp_path: Path) -> Closed:
    """The same as it would be on a disk that somebody took."""
    shutil.copytree(closed.folder, tmp_path / "election")
    return Closed(tmp_path / "election", closed.sheet, closed.shares)


def on_disk(folder: Path) -> bytes:
    return b"\n".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


def test_no_picture_and_nothing_a_camera_wrote_lies_open(closed: Closed) -> None:
    disk = on_disk(closed.folder)
    assert b"JFIF" not in disk
    assert CAMERA.encode() not in disk
    assert b"PRIVATE KEY" not in disk, "nor what opens photographs that wait on phones"
    names = sorted(path.name for path in (closed.kept / "pictures").iterdir())
    assert names == [f"{closed.sheet}-0.exif.age", f"{closed.sheet}-0.jpg.age"]
    assert not [share for share in closed.shares if share.encode() in disk]


def test_a_desk_that_is_locked_does_not_start(again: Closed) -> None:
    for shares, said in (
        ((), "too few shares of the key"),
        (again.shares[:1], "too few shares of the key"),
        ((again.shares[0], again.shares[0]), "This share was given already."),
        (new_key(3, 2).shares[:2], "These are the shares of another key"),
        (("angry racism",), "these 2 words are no share"),
    ):
        done = run_desk(again.folder, "--port", "1", shares=shares)
        assert done.returncode == 2, said
        assert said in done.stderr
        assert "Traceback" not in done.stderr


def test_enough_shares_unlock_it_and_what_comes_in_is_closed(again: Closed) -> None:
    with running_desk(again.folder, shares=again.shares[1:]) as desk:
        root, cem = Visitor(desk), Visitor(desk)
        root.log_in("root", PASSWORD)
        assert root.get(f"/sheet/{again.sheet}/page/0.jpg").content.startswith(b"\xff\xd8")
        new = root.send_picture(with_camera("after")).text.split('href="/sheet/')[1][:32]
        assert root.get(f"/sheet/{new}/page/0.jpg").content.startswith(b"\xff\xd8")
        assert root.get("/queue/").json()["key"], "phones seal to it as before"
        cem.join(root.invite("typist"), "cem").read(again.sheet)
    disk = on_disk(again.folder)
    assert (b"JFIF" in disk, CAMERA.encode() in disk) == (False, False)
    assert (again.kept / "pictures" / f"{new}-0.jpg.age").exists()
    out = again.folder.with_name("out")
    assert "Settled sheets: 1" in run_desk("export", again.folder, out).stdout, "needs no share"
    assert run_desk("forget", again.folder, "--cameras", "--yes").returncode == 0
    assert not list((again.kept / "pictures").glob("*.exif*"))


def test_complaints_leave_a_locked_desk_with_enough_shares(again: Closed, tmp_path: Path) -> None:
    with running_desk(again.folder, shares=again.shares[1:]) as desk:
        root = Visitor(desk)
        root.log_in("root", PASSWORD)
        root.get("/findings/")
        asked = {"area": STATION, "where": "district board", "when": "2023-05-30", "what": "sums"}
        assert root.post("/findings/complain/file/", asked).status_code == 302
        Visitor(desk).join(root.invite("typist"), "cem").read(again.sheet)
    out = tmp_path / "out"
    locked = run_desk("export", again.folder, out)
    assert (locked.returncode, out.exists()) == (2, False)
    assert run_desk("export", again.folder, out, shares=again.shares[:2]).returncode == 0
    assert ",district board,2023-05-30," in (out / "records" / "desk_complaints.csv").read_text()


def test_a_hub_that_is_closed_carries_its_pictures_to_another_desk(
    again: Closed, tmp_path: Path
) -> None:
    with running_desk(tmp_path / "main") as desk:
        root = Visitor(desk).join(desk.link, "root")
        key = run_desk("key", tmp_path / "main").stdout.strip()
        locked = run_desk("bundle", again.folder, tmp_path / "stick", "--to", key)
        assert (locked.returncode, (tmp_path / "stick").exists()) == (2, False)
        written = run_desk(
            "bundle", again.folder, tmp_path / "stick", "--to", key, shares=again.shares[:2]
        )
        assert written.returncode == 0, written.stderr
        hub = written.stdout.split()[-1]
        merged = run_desk("merge", tmp_path / "main", tmp_path / "stick", "--hub", hub)
        assert merged.returncode == 0, merged.stderr
        assert root.get(f"/sheet/{again.sheet}/page/0.jpg").content.startswith(b"\xff\xd8")


@pytest.fixture(scope="module")
def backup(closed: Closed, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup, for which nobody had to be asked."""
    file = tmp_path_factory.mktemp("backup") / "monday.backup"
    done = run_desk("backup", closed.folder, file)
    assert (done.returncode, done.stderr) == (0, "")
    assert "Sheets: 1; pictures: 1; entries of the log: 2." in done.stdout
    return file


def test_a_backup_says_nothing_to_whoever_has_no_shares(backup: Path) -> None:
    written = backup.read_bytes()
    assert written.startswith(b"age-encryption.org/v1\n-> X25519 ")
    for mark in (b"PK\x03\x04", b"people.json", b"root", b"election.yaml", b"argon2"):
        assert mark not in written, mark
    assert [path.name for path in backup.parent.iterdir()] == [backup.name], "no open copy"


def test_a_backup_and_enough_shares_make_the_desk_anew(
    closed: Closed, backup: Path, tmp_path: Path
) -> None:
    anew = tmp_path / "anew"
    done = run_desk("restore", backup, anew, shares=closed.shares[::2])
    assert (done.returncode, done.stderr) == (0, "")
    assert b"JFIF" not in on_disk(anew)
    with running_desk(anew, shares=closed.shares[:2]) as desk:
        assert desk.link == "", "there is an administrator"
        root = Visitor(desk)
        root.log_in("root", PASSWORD)
        assert root.get(f"/sheet/{closed.sheet}/page/0.jpg").content.startswith(b"\xff\xd8")
        Visitor(desk).join(root.invite("typist"), "cem").read(closed.sheet, READ)
    assert "Settled sheets: 1" in run_desk("export", anew, tmp_path / "out").stdout


def test_too_few_shares_or_others_restore_nothing(
    closed: Closed, backup: Path, tmp_path: Path
) -> None:
    damaged = bytearray(backup.read_bytes())
    damaged[-20] ^= 1
    (tmp_path / "damaged").write_bytes(damaged)
    for file, shares in (
        (backup, closed.shares[:1]),
        (backup, new_key(2, 2).shares),
        (tmp_path / "damaged", closed.shares[:2]),
    ):
        done = run_desk("restore", file, tmp_path / "anew", shares=shares)
        assert done.returncode == 2
        assert "Traceback" not in done.stderr
        assert [path.name for path in tmp_path.iterdir()] == ["damaged"]


def test_what_was_cut_short_is_closed_when_it_is_asked_for_again(again: Closed) -> None:
    pictures = again.kept / "pictures"
    (pictures / f"{again.sheet}-1.jpg").write_bytes(b"open")
    (pictures / f"{again.sheet}-1.jpg.age").write_bytes(b"half of it")
    assert run_desk("keys", again.folder, "--yes").returncode == 2, (
        "rows are closed by shares alone"
    )
    done = run_desk("keys", again.folder, "--yes", shares=again.shares[:2])
    assert done.returncode == 0
    assert "Closed: 1 files." in done.stdout
    assert "Share" not in done.stdout, "the key stays the same"
    assert sorted(path.suffix for path in pictures.iterdir()) == [".age"] * 3
    assert (pictures / f"{again.sheet}-1.jpg.age").read_bytes().startswith(b"age-encryption.org")


def exchanged(desk: Closed) -> Closed:
    """The desk with another key: two shares, both needed."""
    numbers = ("--shares", "2", "--needed", "2", "--yes")
    done = run_desk("keys", desk.folder, "--exchange", *numbers, shares=desk.shares[:2])
    assert (done.returncode, "Traceback" in done.stderr) == (0, False), done.stderr
    lines = [line for line in done.stdout.splitlines() if len(line.split()) == 33]
    assert len(lines) == 2
    return Closed(desk.folder, desk.sheet, tuple(lines))


def shown(desk: Closed) -> bytes:
    """The picture of the sheet, by the desk that its shares open."""
    with running_desk(desk.folder, shares=desk.shares[:2]) as running:
        root = Visitor(running)
        root.log_in("root", PASSWORD)
        return root.get(f"/sheet/{desk.sheet}/page/0.jpg").content


def test_another_key_takes_the_place_of_the_old_which_opens_nothing_any_more(
    again: Closed,
) -> None:
    queue = again.kept / "queue" / "key.pem.age"
    old = x25519.Identity.from_str(identity_of(again.shares[:2]))
    same = decrypt(queue.read_bytes(), [old])
    new = exchanged(again)
    acts = [json.loads(data) for data in Log(again.kept / "journal").entries()]
    assert [one["act"] for one in acts if one["subject"] == "key"] == ["make", "exchange"]
    closed = sorted(again.kept.rglob("*.age"))
    assert len(closed) == 4
    for path in closed:
        with pytest.raises(DecryptError):
            decrypt(path.read_bytes(), [old])
    now = x25519.Identity.from_str(identity_of(new.shares))
    assert decrypt(queue.read_bytes(), [now]) == same, "phones seal to it as before"
    assert not list(again.kept.rglob("*.next*"))
    done = run_desk(again.folder, shares=again.shares[:2])
    assert "These are the shares of another key" in done.stderr
    assert shown(new).startswith(b"\xff\xd8")


def test_what_a_phone_sealed_before_an_exchange_is_received_after_it(again: Closed) -> None:
    with running_desk(again.folder, shares=again.shares[:2]) as desk:
        root = Visitor(desk)
        root.log_in("root", PASSWORD)
        told = root.get("/queue/").json()
        photograph_, key = with_camera("queued"), b64decode(told["key"])
        item = sealed(key, label(told["sender"]), photograph_, "ATKARACALAR/1002")
    new = exchanged(again)
    with running_desk(new.folder, shares=new.shares) as desk:
        root = Visitor(desk)
        root.log_in("root", PASSWORD)
        known = root.get("/queue/").json()
        assert known["key"] == told["key"], "phones need not ask for another"
        headers = {"X-CSRFToken": known["token"], "Content-Type": "application/octet-stream"}
        answer = root.ask("POST", "/queue/", content=item, headers=headers)
        assert (answer.status_code, answer.json()["state"]) == (200, "received")
        assert root.get(f"{answer.json()['sheet']}page/0.jpg").content.startswith(b"\xff\xd8")


def test_an_exchange_that_was_cut_short_is_undone_or_goes_on(again: Closed) -> None:
    keys, picture = again.kept / "keys", again.kept / "pictures" / f"{again.sheet}-0.jpg.age"
    copy = picture.with_name(f"{picture.name}.next")
    other = PublicKey(recipient=recipient_of(new_key(2, 2).identity), shares=2, needed=2)
    (keys / "next.json").write_text(other.model_dump_json())
    copy.write_bytes(b"half of a copy")
    assert shown(again).startswith(b"\xff\xd8"), "before the new key was the desk's"
    new = exchanged(again)
    assert not copy.exists()
    shutil.copyfile(keys / "organisation.json", keys / "next.json")
    picture.rename(copy)
    picture.write_bytes(b"half of what takes its place")
    assert shown(new).startswith(b"\xff\xd8"), "after it was"
    assert not copy.exists()


def test_an_exchange_for_which_there_is_no_room_leaves_nothing_behind(again: Closed) -> None:
    picture = again.kept / "pictures" / f"{again.sheet}-0.jpg.age"
    in_the_way = picture.with_name(f"{picture.name}.next")
    in_the_way.mkdir()
    before = {path for path in again.kept.rglob("*") if path.is_file()}
    done = run_desk("keys", again.folder, "--exchange", "--yes", shares=again.shares[:2])
    assert (done.returncode, "the key was not exchanged" in done.stderr) == (2, True)
    assert {path for path in again.kept.rglob("*") if path.is_file()} <= before
    in_the_way.rmdir()
    exchanged(again)
    assert not list(again.kept.rglob("*next*"))


def cut_short_before_the_middle(desk: Closed) -> Path:
    """A copy that an exchange left behind which ended while it wrote it."""
    (desk.kept / "keys" / "next.json").write_text('{"format": "crosstally/de')
    copy = desk.kept / "pictures" / f"{desk.sheet}-0.jpg.age.next"
    copy.write_bytes(b"half of a copy")
    return copy


def test_copies_of_an_exchange_that_was_cut_short_are_closed_to_no_key_again(
    again: Closed,
) -> None:
    cut_short_before_the_middle(again)
    new = exchanged(again)
    assert not list(again.kept.rglob("*next*"))
    cut_short_before_the_middle(again)
    (again.kept / "keys" / "next.json").unlink()
    exchanged(new)
    assert not list(again.kept.rglob("*next*"))


def test_while_one_program_exchanges_the_key_no_other_touches_its_copies(
    again: Closed, tmp_path: Path
) -> None:
    copy = cut_short_before_the_middle(again)
    with FileLock(again.kept / "served.lock"):
        done = run_desk("backup", again.folder, tmp_path / "file")
    assert (done.returncode, copy.exists()) == (2, True)
    assert "the desk's key is being exchanged, in another program" in done.stderr
    done = run_desk("backup", again.folder, tmp_path / "file")
    assert (done.returncode, copy.exists()) == (0, False), "once nobody does"


def test_any_shares_that_suffice_open_and_fewer_do_not() -> None:
    split = new_key(5, 3)
    assert {needed_of(share) for share in split.shares} == {3}
    for three in combinations(split.shares, 3):
        assert identity_of(three) == split.identity
    for two in combinations(split.shares, 2):
        with pytest.raises(ShareError):
            identity_of(two)


def test_a_slip_of_the_pen_is_noticed_whichever_word_it_is() -> None:
    written = new_key(3, 2).shares[0].split()
    for place, word in enumerate(written):
        slipped = [*written[:place], "academic" if word != "academic" else "zero"]
        assert problem_of(" ".join([*slipped, *written[place + 1 :]]), ()), place
        assert problem_of(" ".join(written[:place] + written[place + 1 :]), ()), place
    assert problem_of(" ".join(written).upper(), ()) is None


def test_the_key_is_one_that_other_programs_read() -> None:
    """The words by the reference implementation, the public half by another library."""
    import shamir_mnemonic
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    split = new_key(3, 2)
    key = shamir_mnemonic.combine_mnemonics(split.shares[:2])
    assert identity_of_key(key) == split.identity
    public = X25519PrivateKey.from_private_bytes(key).public_key()
    bits = 0
    for letter in recipient_of(split.identity).removeprefix("age1")[:-6]:
        bits = bits << 5 | "qpzry9x8gf2tvdw0s3jn54khce6mua7l".index(letter)
    assert (bits >> 4).to_bytes(32) == public.public_bytes(Encoding.Raw, PublicFormat.Raw)


@pytest.mark.parametrize(("shares", "needed"), [(1, 1), (3, 1), (2, 3), (17, 3), (0, 0)])
def test_a_key_that_one_person_opens_is_not_made(shares: int, needed: int) -> None:
    with pytest.raises(ValueError, match="Of 2 to 16 shares"):
        new_key(shares, needed)
