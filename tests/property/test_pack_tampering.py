"""Whatever somebody does to a pack, whoever verifies it finds out."""

from __future__ import annotations

import random
import shutil
import tempfile
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crosstally.pack import layout
from crosstally.pack.archive import write_zip
from crosstally.pack.opening import UnreadableError, open_pack
from crosstally.pack.verify import verify
from tests.packs import new_manifests, pack, verified
from tests.sheet_pictures import folder_with_pictures

CASES = 200
TABLES = (
    "data/returns/president.cec.station.csv",
    "data/returns/president.watch.station.csv",
    "data/sheets/president.cec.csv",
    "data/totals.csv",
    "data/files.csv",
    "data/pictures.csv",
)


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("tampering")
    made = pack(place / "pack", folder_with_pictures(place / "election"))
    assert verified(made).is_sound
    return made


def files_of(place: Path) -> list[str]:
    return sorted(path.relative_to(place).as_posix() for path in place.rglob("*") if path.is_file())


def filled_files_of(place: Path) -> list[str]:
    return [name for name in files_of(place) if (place / name).stat().st_size]


def flip(place: Path, chance: random.Random) -> None:
    """One bit of one byte of any file."""
    file = place / chance.choice(
        [name for name in files_of(place) if (place / name).stat().st_size]
    )
    data = bytearray(file.read_bytes())
    data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    file.write_bytes(data)


def drop_file(place: Path, chance: random.Random) -> None:
    (place / chance.choice(files_of(place))).unlink()


def add_file(place: Path, chance: random.Random) -> None:
    (place / chance.choice(["more", "data/more.csv", "data/log/tile/0/009"])).write_bytes(b"x\n")


def swap_files(place: Path, chance: random.Random) -> None:
    one, two = chance.sample(files_of(place), 2)
    first, second = (place / one).read_bytes(), (place / two).read_bytes()
    (place / one).write_bytes(second)
    (place / two).write_bytes(first if first != second else first + b"\n")


def truncate(place: Path, chance: random.Random) -> None:
    file = place / chance.choice(
        [name for name in files_of(place) if (place / name).stat().st_size]
    )
    data = file.read_bytes()
    file.write_bytes(data[: chance.randrange(len(data))])


def change_rows(place: Path, chance: random.Random) -> None:
    """Rows dropped, doubled or put in another order, and manifests made to fit."""
    file = place / chance.choice(TABLES)
    head, *rows = file.read_text().splitlines(keepends=True)
    at = chance.randrange(len(rows))
    changed = chance.choice(
        [rows[:at] + rows[at + 1 :], [*rows, rows[at]], [*rows[at:], *rows[:at]]]
    )
    file.write_text("".join([head, *(changed if changed != rows else rows[1:])]))
    new_manifests(place)


def change_digit(place: Path, chance: random.Random) -> None:
    """One digit of one table, and manifests made to fit."""
    file = place / chance.choice(TABLES)
    text = file.read_text()
    at = chance.choice([place for place, sign in enumerate(text) if sign.isdigit()])
    file.write_text(text[:at] + str((int(text[at]) + chance.randint(1, 9)) % 10) + text[at + 1 :])
    new_manifests(place)


def change_payload(place: Path, chance: random.Random) -> None:
    """One byte of any file that the log commits to, and manifests made to fit."""
    inside = [name for name in filled_files_of(place) if name.startswith(layout.PAYLOAD)]
    file = place / chance.choice(inside)
    data = bytearray(file.read_bytes())
    data[chance.randrange(len(data))] ^= 1
    file.write_bytes(data)
    new_manifests(place)


def change_picture(place: Path, chance: random.Random) -> None:
    """A picture that says who took it, or another one's pixels, under the name that fits, and table
    and manifests made to fit."""
    one, other = chance.sample(sorted((place / layout.PICTURES).iterdir()), 2)
    data = one.read_bytes()
    at = chance.randrange(len(data))
    changed = chance.choice(
        [
            data[:2] + b"\xff\xe1\x00\x08Aigul!" + data[2:],
            data + b"Aigul",
            data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :],
            other.read_bytes(),
        ]
    )
    name = sha256(changed).hexdigest()
    one.unlink()
    (place / layout.PICTURES / f"{name}.jpg").write_bytes(changed)
    table = place / layout.PICTURE_TABLE
    table.write_text(table.read_text().replace(one.stem, name))
    new_manifests(place)


def cut_checkpoint(place: Path, chance: random.Random) -> None:
    """The signature removed, and manifests made to fit."""
    file = place / layout.CHECKPOINT
    text = file.read_text()
    file.write_text(text.partition("\n\n")[0] + "\n")
    new_manifests(place)


MUTATIONS = [
    *(flip, drop_file, add_file, swap_files, truncate),
    *(change_rows, change_digit, change_payload, change_picture, cut_checkpoint),
]


def is_found(place: Path) -> bool:
    try:
        return not verified(place).is_sound
    except UnreadableError:
        return True


@settings(
    max_examples=max(CASES, settings().max_examples // 5),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.sampled_from(MUTATIONS), st.integers(0, 2**32))
def test_every_change_of_a_pack_is_found(
    sound: Path, mutation: Callable[[Path, random.Random], None], seed: int
) -> None:
    with tempfile.TemporaryDirectory() as beside:
        place = Path(shutil.copytree(sound, Path(beside, "pack")))
        mutation(place, random.Random(seed))  # noqa: S311
        assert is_found(place)


@given(st.data())
def test_every_flipped_bit_of_a_zip_is_found(sound: Path, data: st.DataObject) -> None:
    with tempfile.TemporaryDirectory() as beside:
        file = Path(beside, "pack.zip")
        write_zip(sound, file)
        whole = bytearray(file.read_bytes())
        # The end of a zip is its list of files: it is tried as often as all the rest.
        start = data.draw(st.sampled_from([0, len(whole) - 5_000]))
        whole[data.draw(st.integers(start, len(whole) - 1))] ^= 1 << data.draw(st.integers(0, 7))
        file.write_bytes(whole)
        try:
            found = not verify(open_pack(file)).is_sound
        except UnreadableError:
            found = True
        assert found
