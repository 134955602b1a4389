"""Pictures of sheets in a pack: what is shown, what is not, and how an original is disclosed."""

from __future__ import annotations

import csv
import io
import os
import struct
import subprocess
import sys
import zlib
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from typer.testing import CliRunner

from crosstally.cli.app import app, load_verbs
from crosstally.pack.bare_jpeg import beside_the_pixels
from crosstally.pack.build import build
from crosstally.pack.opening import open_pack
from crosstally.pack.recompute import recompute
from crosstally.problems import InputError
from tests.packs import new_manifests, pack, rewrite, verified
from tests.sheet_pictures import (
    LISTED,
    SECRET,
    drawn,
    folder_with_pictures,
    telling,
    written,
)

load_verbs()

TABLE = "data/pictures.csv"


def rows(place: Path) -> list[dict[str, str]]:
    with (place / TABLE).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def shown(place: Path, row: int) -> Image.Image:
    return Image.open(place / "data" / rows(place)[row]["picture"])


def broken(place: Path) -> str:
    return "\n".join(map(str, verified(place).broken))


@pytest.fixture
def made(tmp_path: Path) -> Path:
    return pack(tmp_path / "pack", folder_with_pictures(tmp_path / "election"))


def test_pictures_are_listed_by_station_source_and_page(made: Path) -> None:
    said = verified(made)
    assert said.is_sound, said.broken
    assert "Pictures: 3. They are those listed, and hold pixels alone." in map(str, said.verified)
    assert [(r["station"], r["source"], r["page"], r["hidden"]) for r in rows(made)] == [
        ("1", "cec", "1", "1"),
        ("2", "watch", "1", "1"),
        ("2", "watch", "2", "0"),
    ]


def test_nothing_but_pixels_is_published(tmp_path: Path, made: Path) -> None:
    for file in made.rglob("*"):
        if file.is_file():
            data = file.read_bytes()
            assert SECRET.encode() not in data, file
            assert b"IMG_2024" not in data, "the file's name says when and by whom"
            assert b"scans/" not in data, file
    for picture in (made / "data/pictures").iterdir():
        with Image.open(picture) as image:
            assert not image.getexif()
            assert not {"icc_profile", "comment", "jfif", "exif"} & image.info.keys()
    assert not (made / "data/election/pictures.csv").exists()
    originals = [sha256(one.read_bytes()).hexdigest() for one in tmp_path.glob("election/scans/*")]
    text = b"".join(one.read_bytes() for one in made.rglob("*") if one.is_file())
    assert [one for one in originals if one.encode() in text] == []


def test_what_the_template_hides_is_black(made: Path) -> None:
    with shown(made, 0) as image:
        assert image.size == (600, 800)
        red = [
            (x, y)
            for x in range(0, 600, 7)
            for y in range(0, 800, 7)
            if (pixel := image.getpixel((x, y)))[0] > 120 and pixel[1] < 90  # type: ignore[index]
        ]
        assert red == []
        assert max(image.getpixel((300, 700))) < 30  # type: ignore[arg-type]
        assert min(image.getpixel((300, 780))) > 220  # type: ignore[arg-type]
    with shown(made, 2) as image:  # another page, of which nothing is hidden
        assert image.getpixel((300, 700))[0] > 200  # type: ignore[index]


def test_a_picture_stands_upright_before_anything_is_hidden(tmp_path: Path) -> None:
    turned = telling(drawn().transpose(Image.Transpose.ROTATE_90), orientation=6)
    election = folder_with_pictures(
        tmp_path / "election",
        pictures="station,source,file\n1,cec,scans/turned.jpg\n",
        turned=turned,
    )
    made = pack(tmp_path / "pack", election)
    with shown(made, 0) as image:
        assert image.size == (600, 800)
        assert max(image.getpixel((300, 700))) < 30  # type: ignore[arg-type]


def test_what_transparent_pixels_cover_stays_covered(tmp_path: Path) -> None:
    image = drawn().convert("RGBA")
    image.putalpha(0)
    election = folder_with_pictures(
        tmp_path / "election",
        hide="    hide: []\n",
        pictures="station,source,file\n1,cec,scans/glass.jpg\n",
        glass=written(image, "PNG"),
    )
    made = pack(tmp_path / "pack", election)
    with shown(made, 0) as published:
        assert np.asarray(published).min() > 250


def test_two_builds_with_the_same_salts_are_the_same_bytes(tmp_path: Path) -> None:
    election = folder_with_pictures(tmp_path / "election")
    one, two = pack(tmp_path / "a" / "pack", election), pack(tmp_path / "b" / "pack", election)
    files = [path.relative_to(one) for path in sorted(one.rglob("*")) if path.is_file()]
    assert [path for path in files if (one / path).read_bytes() != (two / path).read_bytes()] == []
    (tmp_path / "election.salts").unlink()
    three = pack(tmp_path / "c" / "pack", election)
    before, after = rows(one), rows(three)
    assert [r["picture"] for r in before] == [r["picture"] for r in after]
    assert not {r["commitment"] for r in before} & {r["commitment"] for r in after}


def test_salts_are_their_owner_s_and_outside_of_what_is_given_away(tmp_path: Path) -> None:
    election = folder_with_pictures(tmp_path / "election")
    pack(tmp_path / "pack", election)
    salts = tmp_path / "election.salts"
    assert salts.stat().st_mode & 0o777 == 0o600
    for place in (election / "salts", tmp_path / "other" / "salts"):
        with pytest.raises(InputError, match="do not belong into what is given away"):
            build(election, tmp_path / "other", salts=place)
    salts.chmod(0o644)
    with pytest.raises(InputError, match="others may read these salts; read '644'; expected 600"):
        build(election, tmp_path / "other")
    assert not (tmp_path / "other").exists()


def test_without_a_list_of_what_is_hidden_no_picture_is_published(tmp_path: Path) -> None:
    election = folder_with_pictures(tmp_path / "election", hide="")
    done = CliRunner().invoke(app, ["pack", "build", str(election), str(tmp_path / "pack")])
    assert done.exit_code == 0, done.output
    assert "Pictures NOT published: 3. The sheet of president has no list `hide`" in done.output
    assert rows(tmp_path / "pack") == []
    assert not (tmp_path / "pack/data/pictures").exists()
    assert not (tmp_path / "election.salts").exists()


def test_an_empty_list_publishes_them_as_they_are_and_says_so(tmp_path: Path) -> None:
    election = folder_with_pictures(tmp_path / "election", hide="    hide: []\n")
    done = CliRunner().invoke(app, ["pack", "build", str(election), str(tmp_path / "pack")])
    assert "Pictures of sheets: 3. Look at each of them" in done.output
    assert "Pictures in which nothing is hidden: 3." in done.output
    assert len(rows(tmp_path / "pack")) == 3


def test_pictures_can_be_left_out(tmp_path: Path) -> None:
    election = folder_with_pictures(tmp_path / "election")
    arguments = ["pack", "build", str(election), str(tmp_path / "pack"), "--without-pictures"]
    assert CliRunner().invoke(app, arguments).exit_code == 0
    assert rows(tmp_path / "pack") == []


def test_without_pillow_it_is_said_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    election = folder_with_pictures(tmp_path / "election")
    monkeypatch.setitem(sys.modules, "PIL", None)
    with pytest.raises(
        InputError, match=r'pip install "crosstally\[pictures\]", or build with --without'
    ):
        build(election, tmp_path / "pack")
    assert not (tmp_path / "pack").exists()


def bomb() -> bytes:
    """A PNG of a few bytes that says it has 10,000,000,000 pixels."""
    head = struct.pack(">IIBBBBB", 100_000, 100_000, 8, 2, 0, 0, 0)
    chunks = [(b"IHDR", head), (b"IDAT", zlib.compress(b"")), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in chunks
    )


def test_every_picture_that_cannot_be_opened_is_named(tmp_path: Path) -> None:
    election = folder_with_pictures(
        tmp_path / "election",
        pictures="station,source,file\n"
        "1,cec,scans/bomb.jpg\n2,cec,scans/text.jpg\n3,cec,scans/half.jpg\n4,cec,scans/deep.jpg\n",
        bomb=bomb(),
        text=b"%PDF-1.7",
        half=written(drawn())[:5_000],
        deep=written(Image.new("I;16", (9, 9)), "PNG"),
    )
    with pytest.raises(InputError) as error:
        build(election, tmp_path / "pack")
    said = [str(one).partition("pictures.csv:")[2] for one in error.value.problems]
    assert said[0] == "2: scans/bomb.jpg: has more than 80 million pixels"
    assert said[1].startswith("3: scans/text.jpg: is no photograph that can be opened")
    assert said[2].startswith("4: scans/half.jpg: is a damaged picture")
    assert said[3].startswith("5: scans/deep.jpg: has pixels of an unusual kind")
    assert not (tmp_path / "pack").exists()
    assert not (tmp_path / "election.salts").exists()


def with_segment(data: bytes) -> bytes:
    return data[:2] + b"\xff\xe1\x00\x08Exif\0\0" + data[2:]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (with_segment, "holds more than pixels: a segment 0xFFE1 at byte 2"),
        (lambda data: data[:2] + b"\xff\xfe\x00\x04hi" + data[2:], "a segment 0xFFFE at byte 2"),
        (lambda data: data + b"Aigul", "has 5 bytes after its end"),
        (lambda data: data[:-2], "is no JPEG, or a damaged one"),
        (lambda data: b"GIF89a" + data, "is no JPEG, or a damaged one"),
        (lambda _data: written(drawn(), progressive=True), "holds more than pixels"),
    ],
)
def test_a_picture_that_says_more_than_it_shows_is_found(
    made: Path, change: Callable[[bytes], bytes], said: str
) -> None:
    old = made / "data" / rows(made)[0]["picture"]
    data = change(old.read_bytes())
    old.unlink()
    name = sha256(data).hexdigest()
    (made / f"data/pictures/{name}.jpg").write_bytes(data)
    rewrite(made, TABLE, lambda text: text.replace(old.stem, name))
    assert f"data/pictures/{name}.jpg: " in broken(made)
    assert said in broken(made)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda text: text.replace("1,cec,,1,", "1,cec,,one,"), "is no row of a picture"),
        (lambda text: text.replace("2,watch,,2,", "2,watch,,1,"), "the page stands there twice"),
        (lambda text: text[: text.rindex("2,watch")], "was added; data/pictures.csv does not name"),
    ],
)
def test_a_table_that_does_not_fit_is_found(
    made: Path, change: Callable[[str], str], said: str
) -> None:
    rewrite(made, TABLE, change)
    assert said in broken(made)


def test_an_exchanged_picture_is_found(made: Path) -> None:
    one, two = (made / "data" / row["picture"] for row in rows(made)[:2])
    first, second = one.read_bytes(), two.read_bytes()
    one.write_bytes(second)
    two.write_bytes(first)
    new_manifests(made)
    assert "data/pictures.csv, line 2: 1: has another picture than it names" in broken(made)


def test_the_program_inside_looks_at_pictures_without_pillow(made: Path) -> None:
    command = [sys.executable, "-I", "-S", str(made / "verify.pyz")]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env={})
    assert done.returncode == 0, done.stderr
    assert "Pictures: 3. They are those listed, and hold pixels alone." in done.stdout


def test_checking_again_needs_no_pictures(made: Path) -> None:
    said = verified(made)
    recompute(open_pack(made), said)
    assert said.is_sound, said.broken


def disclose(made: Path, original: Path, salts: Path) -> tuple[int, str]:
    arguments = ["--original", str(original), "--salts", str(salts)]
    done = CliRunner().invoke(app, ["pack", "open-original", str(made), *arguments])
    return done.exit_code, done.output + str(done.exception or "")


def test_one_original_is_disclosed_and_no_other(tmp_path: Path, made: Path) -> None:
    scans, salts = tmp_path / "election/scans", tmp_path / "election.salts"
    digest = sha256((scans / "two.png").read_bytes()).hexdigest()
    (line,) = [one for one in salts.read_text().splitlines() if one.startswith(digest)]
    disclosed = tmp_path / "disclosed.txt"
    disclosed.write_text(line + "\n")
    code, said = disclose(made, scans / "two.png", disclosed)
    assert code == 0, said
    assert f"{rows(made)[1]['picture']}: station 2, source watch, page 1" in said
    code, said = disclose(made, scans / "three.jpg", disclosed)
    assert code != 0
    assert "has no salt of this original" in said


def test_an_original_that_the_pack_does_not_commit_to(tmp_path: Path, made: Path) -> None:
    other = tmp_path / "other.jpg"
    other.write_bytes(b"another")
    salts = tmp_path / "salts"
    salts.write_text(f"{sha256(b'another').hexdigest()} {'0' * 64}\n")
    code, said = disclose(made, other, salts)
    assert code == 1
    assert "commits to no such original" in said


def test_a_destroyed_salt_leaves_the_pack_sound(tmp_path: Path, made: Path) -> None:
    os.unlink(tmp_path / "election.salts")  # noqa: PTH108
    assert verified(made).is_sound


def test_a_wrong_line_of_salts_is_named_and_not_shown(tmp_path: Path, made: Path) -> None:
    salts = tmp_path / "salts"
    salts.write_text("# salts\nsecret\n")
    _code, said = disclose(made, tmp_path / "election/scans/two.png", salts)
    assert "salts:2: is no line of a file of salts" in said
    assert "secret" not in said


def test_a_large_picture_is_made_smaller(tmp_path: Path) -> None:
    election = folder_with_pictures(
        tmp_path / "election",
        pictures="station,source,file\n1,cec,scans/large.jpg\n",
        large=written(drawn(size=(3_000, 4_000))),
    )
    made = pack(tmp_path / "pack", election)
    with shown(made, 0) as image:
        assert image.size == (1_875, 2_500)


def test_what_pillow_writes_of_itself_is_not_bare() -> None:
    out = io.BytesIO()
    drawn().save(out, "JPEG")
    assert beside_the_pixels(out.getvalue(), "x") is not None
    assert LISTED.count("\n") == 4
