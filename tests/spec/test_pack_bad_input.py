"""What is no pack, or none that a program may go on with: a clear error, exit 2 by the command and
by `verify.pyz` alike, whether the manifests were made to fit it or not, and nothing written."""

from __future__ import annotations

import json
import re
import shutil
import stat
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from crosstally.cli.app import command_line
from crosstally.ledger.checkpoint import Checkpoint
from crosstally.ledger.notes import Note
from crosstally.pack import layout
from crosstally.pack.archive import write_zip
from crosstally.problems import InputError
from tests.forged_packs import GROUPS, acts_of, change, released
from tests.packs import KEY, folder, new_manifests, pack

Spoilt = Callable[[Path], Path]
"""Spoils the pack in a folder; where what it made of it lies."""


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("sound")
    return pack(place / "pack", folder(place / "election"))


def listing(place: Path) -> list[tuple[Path, int]]:
    return sorted((path, path.lstat().st_mtime_ns) for path in place.rglob("*"))


def in_zip(name: str, data: bytes = b"x", mode: int = stat.S_IFREG | 0o644) -> Spoilt:
    """The pack in a zip, with one more entry."""

    def spoil(place: Path) -> Path:
        target = place.with_suffix(".zip")
        write_zip(place, target)
        with zipfile.ZipFile(target, "a", zipfile.ZIP_DEFLATED) as archive:
            entry = zipfile.ZipInfo(name)
            entry.external_attr, entry.compress_type = mode << 16, zipfile.ZIP_DEFLATED
            archive.writestr(entry, data)
        return target

    return spoil


def cut(part: float) -> Spoilt:
    def spoil(place: Path) -> Path:
        target = place.with_suffix(".zip")
        write_zip(place, target)
        whole = target.read_bytes()
        target.write_bytes(whole[: int(len(whole) * part)])
        return target

    return spoil


def changed(path: str, pattern: str, new: str, then: Callable[[Path], None]) -> Spoilt:
    def spoil(place: Path) -> Path:
        change(place, path, lambda text: re.sub(pattern, new, text, count=1))
        then(place)
        return place

    return spoil


def as_it_is(_place: Path) -> None:
    """The manifests say that something was changed."""


def with_size(size: int) -> Spoilt:
    """A checkpoint of another size, signed by the publisher."""

    def spoil(place: Path) -> Path:
        origin, _size, root, *_rest = (place / layout.CHECKPOINT).read_text().split("\n")
        text = f"{origin}\n{size}\n{root}\n"
        (place / layout.CHECKPOINT).write_text(str(Note(text, (KEY.sign(text),))))
        (place / layout.SIGNED_TEXT).write_text(text)
        spoken = Checkpoint.parse(text).spoken
        change(place, layout.VERIFY_PAGE, lambda page: GROUPS.sub(spoken, page))
        new_manifests(place)
        return place

    return spoil


def signed_twice(then: Callable[[Path], None]) -> Spoilt:
    def spoil(place: Path) -> Path:
        change(place, layout.CHECKPOINT, lambda text: text + text.partition("\n\n")[2])
        then(place)
        return place

    return spoil


def entered_twice(place: Path) -> Path:
    *returns, _release = acts_of(place)
    released(place, [*returns, returns[0]])
    return place


def linked(place: Path) -> Path:
    (place / "data" / "link").symlink_to("/etc/passwd")
    return place


def with_line(path: str, line: str) -> Spoilt:
    def spoil(place: Path) -> Path:
        change(place, path, lambda text: text + line)
        released(place)
        return place

    return spoil


LATER = (layout.DESCRIPTION, "pack/v2", "pack/v3")
BAD = [
    pytest.param(changed(*LATER, released), "v3.*made by another version", id="later"),
    pytest.param(changed(*LATER, as_it_is), "v3.*pack.json: was changed", id="later, unlisted"),
    pytest.param(cut(0.5), "is no zip, or a damaged one", id="truncated"),
    pytest.param(cut(0.999), "it was cut off", id="truncated at the end"),
    pytest.param(in_zip("pack/../../x"), "'../../x': leads out of the pack", id="climbs"),
    pytest.param(in_zip("../x"), "does not hold one folder alone", id="climbs at once"),
    pytest.param(in_zip("/etc/x"), "does not hold one folder alone", id="absolute"),
    pytest.param(in_zip(r"pack/a\..\..\x"), "leads out of the pack", id="climbs on Windows"),
    pytest.param(
        with_line(layout.FILES, f"../../x,{'0' * 64},1,0\n"),
        "files.csv: line 5: '../../x': leads out of the pack",
        id="climbs in a table",
    ),
    pytest.param(in_zip("pack/x", b"/etc/x", stat.S_IFLNK | 0o777), "is a link", id="zipped link"),
    pytest.param(linked, "data/link: is a link", id="link"),
    pytest.param(in_zip("pack/data/x", bytes(64 << 20)), "unpacks to more", id="bomb"),
    pytest.param(signed_twice(new_manifests), "two signatures of the note are by one", id="twice"),
    pytest.param(signed_twice(as_it_is), "one key.*checkpoint: was changed", id="twice, unlisted"),
    *(
        pytest.param(with_size(size), f"says that the log has {size} entries", id=f"size {size}")
        for size in (9, 300, 2**63 - 1)
    ),
    pytest.param(
        changed(layout.CHECKPOINT, r"\n8\n", f"\n{2**64}\n", new_manifests),
        "the size of the log is too great",
        id="size 2^64",
    ),
    pytest.param(in_zip("pack/data/pack.json"), "stands twice in the zip", id="zipped twice"),
    pytest.param(entered_twice, "entry 7 of the log is entry 0 once more", id="entered twice"),
    pytest.param(in_zip("pack/a\nb"), r"'a\\nb': has signs in its name", id="line in a name"),
    pytest.param(in_zip("pack/<script>"), "cannot hold a file of this name", id="script"),
]


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize(("spoil", "said"), BAD)
def test_it_is_refused_with_exit_2_and_a_reason(
    sound: Path, tmp_path: Path, spoil: Spoilt, said: str
) -> None:
    bad = spoil(Path(shutil.copytree(sound, tmp_path / "pack")))
    before = listing(tmp_path)
    for more in ([], ["--recompute"]):
        with pytest.raises(InputError, match=said):  # with which the command ends as 2
            command_line("pack")(["pack", "verify", str(bad), *more], standalone_mode=False)
    command = [sys.executable, "-I", "-S", str(sound / "verify.pyz"), str(bad)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env={})
    assert done.returncode == 2
    assert done.stderr.startswith("This pack cannot be read.\n")
    assert re.search(said, done.stderr)
    assert done.stdout == ""
    assert listing(tmp_path) == before


def test_a_manifest_that_leads_out_is_refused(sound: Path, tmp_path: Path) -> None:
    bad = Path(shutil.copytree(sound, tmp_path / "pack"))
    change(bad, layout.MANIFEST, lambda text: text + f"{'0' * 64}  ../../etc/passwd\n")
    with pytest.raises(InputError, match=r"line 23: '\.\./\.\./etc/passwd': leads out of the pack"):
        command_line("pack")(["pack", "verify", str(bad)], standalone_mode=False)


def test_what_was_changed_and_can_be_read_is_broken_and_not_refused(
    sound: Path, tmp_path: Path
) -> None:
    """Of a changed file it is enough to know which, whatever it has become."""
    bad = Path(shutil.copytree(sound, tmp_path / "pack"))
    (bad / layout.FINDINGS).write_text(json.dumps([]))
    with pytest.raises(SystemExit) as ended:
        sys.exit(command_line("pack")(["pack", "verify", str(bad)], standalone_mode=False))
    assert ended.value.code == 1
