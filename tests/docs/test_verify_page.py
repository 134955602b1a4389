"""Every command of a pack's ``VERIFY.md`` does what the page says, for somebody who has the pack,
Python's standard library, and the programs that the page names."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from crosstally.ledger.detached import minisign_key, ssh_key
from crosstally.ledger.timestamps import timestamp_request
from tests.folders import STATIONS
from tests.packs import KEY, folder, new_manifests, pack
from tests.unit.test_ledger_outside_programs import Authority

COMMAND = re.compile(r"^    ([a-z].*)$", re.MULTILINE)


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """An empty folder with a pack in it, and the one that was published after it."""
    made = tmp_path / "made"
    first = pack(made / "pack", folder(made / "election"))
    later = STATIONS.replace("200 100", "199 101")
    second = pack(made / "second", folder(made / "later", later), previous=first)
    here = tmp_path / "here"
    here.mkdir()
    shutil.copytree(first, here / "pack")
    shutil.copytree(second, here / "pack" / "LATER-PACK")
    return here


def shown(place: Path, start: str) -> str:
    """The one command of the page that begins so."""
    text = (place / "pack" / "VERIFY.md").read_text(encoding="utf-8")
    (found,) = [line for line in COMMAND.findall(text) if line.startswith(start)]
    return str(found)


def typed(command: str, place: Path, *before: str) -> subprocess.CompletedProcess[str]:
    """A command as a shell runs it in the pack's folder, with nothing but Python itself there:
    ``python3`` is this one without any package."""
    programs = place.parent / "programs"
    programs.mkdir(exist_ok=True)
    python = programs / "python3"
    python.write_text(f'#!/bin/sh\nexec "{sys.executable}" {" ".join(before) or "-I -S"} "$@"\n')
    python.chmod(0o755)
    environment = {"PATH": f"{programs}:{os.environ['PATH']}", "HOME": str(place)}
    return subprocess.run(
        ["sh", "-c", command], cwd=place / "pack", env=environment, capture_output=True, text=True
    )


def test_the_page_has_no_command_that_is_not_tried_here(place: Path) -> None:
    text = (place / "pack" / "VERIFY.md").read_text(encoding="utf-8")
    assert [line.split()[:2] for line in COMMAND.findall(text)] == [
        ["python3", "verify.pyz"],
        ["python3", "verify.pyz"],
        ["python3", "verify.pyz"],
        ["minisign", "-Vm"],
        ["ssh-keygen", "-Y"],
        ["openssl", "ts"],
    ]


def test_the_program_says_that_the_pack_is_sound_and_reads_the_groups_out(place: Path) -> None:
    shutil.rmtree(place / "pack" / "LATER-PACK")
    text = (place / "pack" / "VERIFY.md").read_text(encoding="utf-8")
    groups = re.search(r"^    ((?:\d{5} ){11}\d{5})$", text, re.MULTILINE)
    assert groups is not None
    done = typed("python3 verify.pyz", place)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("This pack is sound.\n")
    assert groups.group(1) in done.stdout


def test_a_later_pack_is_held_against_the_checkpoint_that_was_kept(place: Path) -> None:
    done = typed(shown(place, "python3 verify.pyz LATER-PACK"), place)
    assert done.returncode == 0, done.stdout
    assert "The log only grew since an older checkpoint, whose size is 8." in done.stdout


def test_the_key_of_the_publisher_is_tried_where_python_can(place: Path) -> None:
    shutil.rmtree(place / "pack" / "LATER-PACK")
    command = shown(place, "python3 verify.pyz --key").replace("NAME+ID+KEY", str(KEY.public))
    without = typed(command, place)
    assert without.returncode == 2, without.stdout
    first = "What was asked cannot be told here. Who signed this: that needs the Python package"
    assert without.stdout.startswith(first)
    done = typed(command, place, "-I")
    assert (done.returncode, done.stderr) == (0, "")
    assert f"The checkpoint is signed by {KEY.name}." in done.stdout


@pytest.mark.parametrize(
    ("start", "keys", "said"),
    [
        ("minisign", minisign_key(KEY.public), "Signature and comment signature verified"),
        ("ssh-keygen", ssh_key(KEY.public), 'Good "crosstally" signature'),
    ],
)
def test_programs_of_others_verify_the_signature(
    place: Path, start: str, keys: str, said: str
) -> None:
    if shutil.which(start) is None:
        pytest.skip(f"{start} is not installed (make system)")
    (place / "KEYS").write_text(keys)
    done = typed(shown(place, start), place)
    assert done.returncode == 0, done.stderr
    assert said in done.stdout
    (place / "pack" / "signatures" / "checkpoint").write_text("x\n1\nx\n")
    assert typed(shown(place, start), place).returncode != 0


def test_openssl_verifies_a_timestamp_that_was_put_into_the_pack(
    place: Path, tmp_path: Path
) -> None:
    (tmp_path / "authority").mkdir()
    authority = Authority(tmp_path / "authority")
    signatures = place / "pack" / "signatures"
    stamp = authority.answer(timestamp_request((signatures / "checkpoint").read_bytes()))
    (signatures / "TIMESTAMP.tsr").write_bytes(stamp)
    shutil.copy(tmp_path / "authority" / "root.pem", place / "AUTHORITY")
    done = typed(shown(place, "openssl"), place)
    assert done.returncode == 0, done.stderr
    assert "Verification: OK" in done.stdout + done.stderr


def test_a_page_with_the_groups_of_another_pack_is_found(place: Path) -> None:
    shutil.rmtree(place / "pack" / "LATER-PACK")
    other = (place.parent / "made" / "second" / "VERIFY.md").read_text(encoding="utf-8")
    (place / "pack" / "VERIFY.md").write_text(other, encoding="utf-8")
    new_manifests(place / "pack")
    done = typed("python3 verify.pyz", place)
    assert done.returncode == 1
    assert "VERIFY.md: has other groups of digits than the checkpoint" in done.stdout
