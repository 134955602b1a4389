"""A folder or a file that appears whole or not at all: what stands there, what is left, what is
said."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from crosstally.exporting.target import whole
from crosstally.problems import InputError
from crosstally.whole_folder import taking_the_place_of, whole_folder

MadeBy = Callable[[Path], AbstractContextManager[Path]]
EACH = pytest.mark.parametrize("made_by", [whole_folder, whole, taking_the_place_of])


def fill(place: Path) -> None:
    place.mkdir(exist_ok=True)
    (place / "figures.csv").write_text("1")


def below(place: Path) -> list[str]:
    return sorted(path.relative_to(place).as_posix() for path in place.rglob("*"))


@EACH
def test_it_appears_at_the_end_as_open_as_other_folders(made_by: MadeBy, tmp_path: Path) -> None:
    with made_by(tmp_path / "out") as made:
        fill(made)
        assert not (tmp_path / "out").exists()
    assert below(tmp_path) == ["out", "out/figures.csv"]
    (tmp_path / "other").mkdir()
    assert (tmp_path / "out").stat().st_mode == (tmp_path / "other").stat().st_mode


@EACH
@pytest.mark.parametrize("ends", [ValueError, KeyboardInterrupt, SystemExit])
def test_nothing_is_left_of_what_was_interrupted(
    made_by: MadeBy, ends: type[BaseException], tmp_path: Path
) -> None:
    def interrupted() -> None:
        with made_by(tmp_path / "out") as made:
            fill(made)
            raise ends

    with pytest.raises(ends):
        interrupted()
    assert below(tmp_path) == []


@EACH
def test_what_cannot_be_written_names_the_place_that_was_asked_for(
    made_by: MadeBy, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    with pytest.raises(InputError) as refused, made_by(out) as made:
        (made / "no such folder" / "figures.csv").write_text("1")
    assert str(refused.value) == f"{out}: cannot be written: {os.strerror(2)}"


@EACH
def test_a_file_that_cannot_be_read_is_not_the_place_that_was_asked_for(
    made_by: MadeBy, tmp_path: Path
) -> None:
    with pytest.raises(FileNotFoundError, match=r"returns\.csv"), made_by(tmp_path / "out"):
        (tmp_path / "returns.csv").read_text()
    assert below(tmp_path) == []


@pytest.mark.parametrize("kind", ["file", "folder with files", "link that leads nowhere"])
def test_a_folder_takes_the_place_of_nothing_but_an_empty_one(kind: str, tmp_path: Path) -> None:
    out = tmp_path / "out"
    if kind == "file":
        out.write_text("mine")
    elif kind == "folder with files":
        fill(out)
    else:
        out.symlink_to("nowhere")
    before = below(tmp_path)
    already = pytest.raises(InputError, match="is there already; nothing was written")
    with already, whole_folder(out):
        pytest.fail("began to write")
    assert below(tmp_path) == before


def test_an_empty_folder_does_where_nothing_else_is_said(tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    already = pytest.raises(InputError, match="is there already; nothing was written")
    with already, whole_folder(out, empty_will_do=False):
        pytest.fail("began to write")
    with whole_folder(out) as made:
        fill(made)
    assert below(tmp_path) == ["out", "out/figures.csv"]
