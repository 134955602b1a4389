"""The list of pictures: reading it, and what on a sheet may not be shown."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from crosstally.check.run import check, open_election
from crosstally.election.folder import Election, open_folder
from crosstally.election.pictures import SheetPicture, read_pictures
from crosstally.problems import InputError
from tests.folders import HEAD, STATIONS, csv_of, write_folder

HIDE = "    hide: [{page: 1, left: 0.1, top: 0.8, right: 0.9, bottom: 0.95, why: signatures}]\n"
RELATIONS = "    relations:\n"


def head(hide: str) -> str:
    return HEAD.replace(RELATIONS, hide + RELATIONS)


def election(folder: Path, pictures: str, hide: str = "") -> Election:
    files = {"returns.csv": csv_of(STATIONS), "scans/one.jpg": "1", "scans/two.jpg": "2"}
    return open_folder(write_folder(folder, {**files, "pictures.csv": pictures}, head=head(hide)))


def problems(folder: Path, pictures: str) -> list[str]:
    with pytest.raises(InputError) as error:
        read_pictures(election(folder, pictures))
    return [str(one).removeprefix(f"{folder}/") for one in error.value.problems]


def test_every_column_and_only_the_needed_ones(tmp_path: Path) -> None:
    found = read_pictures(
        election(
            tmp_path / "a",
            "station,source,contest,page,file\n1,cec,president,2,scans/one.jpg\n",
        )
    )
    assert found == [SheetPicture("1", "cec", "scans/one.jpg", "president", 2, line=2)]
    found = read_pictures(election(tmp_path / "b", "file;source;station\nscans/two.jpg;watch;4\n"))
    assert found == [SheetPicture("4", "watch", "scans/two.jpg", None, 1, line=2)]
    assert (
        read_pictures(open_folder(write_folder(tmp_path / "c", {"returns.csv": "code\n1\n"}))) == []
    )


def test_every_mistake_is_said_at_once(tmp_path: Path) -> None:
    said = problems(
        tmp_path,
        "station,source,contest,page,file\n"
        ",cec,,,scans/one.jpg\n"
        "1,cek,,,scans/one.jpg\n"
        "1,,,,scans/one.jpg\n"
        "1,cec,mayor,,scans/one.jpg\n"
        "1,cec,,one,scans/one.jpg\n"
        "1,cec,,0,scans/one.jpg\n"
        "1,cec,,,\n"
        "1,cec,,,scans/three.jpg\n"
        "1,cec,,,../one.jpg\n"
        "1,cec,,,/etc/passwd\n"
        "1,watch,,,scans/one.jpg,more\n",
    )
    assert [one.partition(";")[0] for one in said] == [
        "pictures.csv:2: a row has no station",
        "pictures.csv:3: there is no source of that name: 'cek'",
        "pictures.csv:4: a row has no source. It says whose copy is shown.",
        "pictures.csv:5: there is no contest of that name: 'mayor'",
        "pictures.csv:6: is no number of a page, counted from 1 (2 rows)",
        "pictures.csv:8: a row names no file",
        "pictures.csv:9: there is no such file",
        "pictures.csv:10: the file's path leads out of the election folder (2 rows)",
        "pictures.csv:12: a row has more cells than there are columns",
    ]


def test_a_page_and_a_picture_stand_there_once(tmp_path: Path) -> None:
    said = problems(
        tmp_path,
        "station,source,page,file\n"
        "1,cec,1,scans/one.jpg\n1,cec,,scans/two.jpg\n2,cec,,scans/one.jpg\n",
    )
    assert len(said) == 2
    assert "a page of a sheet stands here that an earlier row has already" in said[0]
    assert "read '1, 1 (row 2)'" in said[0]
    assert "a file stands here that shows another station in an earlier row" in said[1]


def test_columns_are_known(tmp_path: Path) -> None:
    assert problems(tmp_path, "station,photo\n1,scans/one.jpg\n") == [
        "pictures.csv:1: there is no column 'source'. Known here: photo, station",
        "pictures.csv:1: there is no column 'file'. Known here: photo, station",
        "pictures.csv:1: column 2 is none of pictures; read 'photo'. "
        "Known here: contest, file, page, source, station",
    ]


def test_a_link_out_of_the_folder_is_no_picture(tmp_path: Path) -> None:
    secret = tmp_path / "secret.jpg"
    secret.write_bytes(b"x")
    place = tmp_path / "folder"
    opened = election(place, "station,source,file\n1,cec,scans/three.jpg\n")
    (place / "scans/three.jpg").symlink_to(secret)
    with pytest.raises(InputError, match="is a link that leads outside the election folder"):
        read_pictures(opened)


def test_a_check_says_what_is_wrong_with_the_list(tmp_path: Path) -> None:
    opened = election(tmp_path, "station,source,file\n1,cec,nothing.jpg\n")
    with pytest.raises(InputError, match=r"pictures\.csv:2: there is no such file"):
        check(opened)


LISTED = "station,source,page,file\n1,cec,1,scans/one.jpg\n1,cec,2,scans/two.jpg\n"


def test_what_a_picture_may_not_show_is_by_page(tmp_path: Path) -> None:
    opened = election(tmp_path, LISTED, HIDE)
    first, second = read_pictures(opened)
    (region,) = first.hidden(opened.definition) or []
    assert region.box == (Fraction(1, 10), Fraction(4, 5), Fraction(9, 10), Fraction(19, 20))
    assert region.why == "signatures"
    assert second.hidden(opened.definition) == []


def test_a_region_without_a_page_is_on_every_page(tmp_path: Path) -> None:
    opened = election(tmp_path, LISTED, HIDE.replace("page: 1, ", ""))
    assert [len(one.hidden(opened.definition) or []) for one in read_pictures(opened)] == [1, 1]


def test_no_list_is_another_thing_than_an_empty_one(tmp_path: Path) -> None:
    cases: list[tuple[str, list[object] | None]]
    cases = [("", None), ("    hide:\n", None), ("    hide: []\n", [])]
    for number, (hide, expected) in enumerate(cases):
        opened = election(tmp_path / str(number), LISTED, hide)
        assert read_pictures(opened)[0].hidden(opened.definition) == expected


def test_a_picture_of_several_sheets_needs_the_list_of_each(tmp_path: Path) -> None:
    both = (
        head(HIDE)
        .replace("contests:\n", "  other: {fields: {cast: Ballots}}\ncontests:\n")
        .replace("    options:", "    sheet: protocol\n    options:", 1)
    )
    both += "  mayor:\n    sheet: other\n    options: {cy: Cy}\n"
    files = {"returns.csv": csv_of(STATIONS), "scans/one.jpg": "1", "scans/two.jpg": "2"}
    place = write_folder(
        tmp_path,
        {**files, "pictures.csv": LISTED + "2,cec,1,scans/two.jpg\n"},
        head=both,
    )
    text = (place / "election.yaml").read_text()
    (place / "election.yaml").write_text(
        text.replace("    source: cec\n", "    source: cec\n    contest: president\n")
    )
    definition = open_folder(place).definition
    assert SheetPicture("1", "cec", "x").hidden(definition) is None
    assert SheetPicture("1", "cec", "x", "mayor").hidden(definition) is None
    assert len(SheetPicture("1", "cec", "x", "president").hidden(definition) or []) == 1


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ("left: 0.1, top: 0.8, right: 0.05, bottom: 0.9", "the region ends before it begins"),
        ("left: 0.1, top: 0.8, right: 0.9, bottom: 0.8", "the region ends before it begins"),
        ("left: 10%, top: 0.8, right: 0.9, bottom: 0.9", "expected a part of one such as 0.25"),
        ("left: 0.1, top: 0.8, right: 1.5, bottom: 0.9", "expected a part of one such as 0.25"),
        ("left: 0.1, top: 0.8, right: -1, bottom: 0.9", "expected a part of one such as 0.25"),
        ("left: 0.1, top: 0.8, right: 0.9", "bottom"),
        ("page: 0, left: 0, top: 0, right: 1, bottom: 1", "page"),
    ],
)
def test_a_region_lies_in_the_picture(tmp_path: Path, wrong: str, said: str) -> None:
    with pytest.raises(InputError) as error:
        election(tmp_path, LISTED, f"    hide: [{{{wrong}}}]\n")
    (problem,) = error.value.problems
    assert problem.file is not None
    assert problem.line is not None
    assert said in str(problem)


def test_the_whole_picture_can_be_hidden(tmp_path: Path) -> None:
    opened = election(tmp_path, LISTED, "    hide: [{left: 0, top: .5, right: 1, bottom: 1.0}]\n")
    (region,) = read_pictures(opened)[0].hidden(opened.definition) or []
    assert list(region.box) == [0, Fraction(1, 2), 1, 1]


def test_the_folder_s_own_files_do_not_name_the_list(tmp_path: Path) -> None:
    result = check(open_election(election(tmp_path, LISTED, HIDE).folder))
    assert "pictures.csv" not in {one.path for one in result.own_files}
