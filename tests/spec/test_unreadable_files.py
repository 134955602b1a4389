"""Files that cannot be read: every problem of every file at once."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest

from crosstally.drafting.source import read_source
from crosstally.problems import InputError
from tests.folders import STATIONS, csv_of, returns_entry
from tests.read_files import CELLS, PLAIN, R, problems, xlsx


def test_a_column_of_a_long_file_is_no_field(tmp_path: Path) -> None:
    text = "code,Valid,candidate,votes\n1,300,Ana Lima,200\n1,300,Ben Okoro,100\n"
    columns = (
        "    layout: long\n    columns: {station: code, option: candidate, votes: votes, "
        "fields: {valid: Valid}}\n"
    )
    (problem,) = problems(tmp_path, {"r.csv": text}, returns_entry("r.csv", columns=columns))
    assert "these are columns; read 'Valid'" in problem


@pytest.mark.parametrize(
    ("content", "more", "expected"),
    [
        (None, "", "r.csv: the file is not there"),
        (csv_of(STATIONS, ";"), 'delimiter: ","', "is the delimiter right?"),
        (
            PLAIN.replace("North", "Norðr").encode("latin-1"),
            "encoding: utf-8",
            "r.csv: is not written in utf-8",
        ),
        (PLAIN.replace("North", "Север"), "encoding: cp1251", "is written in utf-8, not in cp1251"),
        (PLAIN, "encoding: utf-99", "there is no such encoding; read 'utf-99'"),
        (PLAIN.replace("registered", "registred"), "", "there is no column 'registered'"),
        (PLAIN.replace("ben", "bob"), "", "no column is found for the options ben"),
        ("", "", "r.csv: is empty"),
        (PLAIN.splitlines()[0] + "\n", "", "r.csv: holds no row of figures"),
        (PLAIN + "North,Hill,9,1,1\n", "", "r.csv:6: a row has too few cells; expected 9 cells"),
        (b"region" + bytes(100), "", "is no text"),
        (b"PK\x03\x04" + bytes(100), "", "is a zip archive or a spreadsheet; read '.csv'"),
        (gzip.compress(PLAIN.encode()), "", "is compressed with gzip; read '.csv'"),
        (PLAIN, "member: x.csv", "`member:` names a file inside a .zip, and this is none"),
        (PLAIN, "worksheet: Totals", "`worksheet:` names a sheet of a spreadsheet"),
        (PLAIN.replace(",4,800", ",,800"), "", "1 row holds figures but no station code"),
        (PLAIN.replace(",4,800", ",,800"), "", "the first is row 5."),
    ],
)
def test_what_cannot_be_read_is_said(
    tmp_path: Path, content: str | bytes | None, more: str, expected: str
) -> None:
    files: dict[str, str | bytes] = {} if content is None else {"r.csv": content}
    (problem,) = problems(tmp_path, files, returns_entry("r.csv", more=more))
    assert expected in problem


def test_every_row_with_a_wrong_number_of_cells_is_named(tmp_path: Path) -> None:
    table = PLAIN + "North,Hill,9,1,1\n" + "North,Hill,10,1,1,1,0,1,0\n" + "a,b,c,1,1,1,1,1,1,1\n"
    assert [problem.split(";")[0] for problem in problems(tmp_path, {"r.csv": table}, R)] == [
        "r.csv:6: a row has too few cells",
        "r.csv:8: a row has too many cells",
    ]


def test_a_file_without_rows_says_nothing_of_the_next_one(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {"a.csv": "code,ana,ben\n", "b.csv": "code,ana,ben\n1,5,6\n"}
    columns = "    columns: {station: code}\n"
    entries = returns_entry("a.csv", columns=columns) + returns_entry("b.csv", columns=columns)
    assert problems(tmp_path, files, entries) == ["a.csv: holds no row of figures"]


def test_all_problems_of_all_files_come_at_once(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "a.csv": PLAIN.replace("registered", "reg").replace("valid", "vald"),
        "b.csv": PLAIN.encode("cp1251").replace(b"North", b"\xd1\xe5\xe2\xe5\xf0"),
    }
    returns = "".join(
        [
            returns_entry("a.csv"),
            returns_entry("b.csv", more="encoding: utf-8"),
            returns_entry("c.csv"),
        ]
    )
    text = "\n".join(problems(tmp_path, files, returns))
    for part in (
        "'registered'",
        "'valid'",
        "'invalid'",
        "b.csv: is not written",
        "c.csv: the file",
    ):
        assert part in text


def test_a_compressed_bomb_is_refused(tmp_path: Path) -> None:
    bomb = gzip.compress(bytes(200 << 20), compresslevel=9)
    (problem,) = problems(tmp_path, {"r.csv.gz": bomb}, returns_entry("r.csv.gz"))
    assert "unpacks to more than" in problem


def test_a_broken_archive(tmp_path: Path) -> None:
    broken = gzip.compress(PLAIN.encode())[:-12]
    (problem,) = problems(tmp_path, {"r.csv.gz": broken}, returns_entry("r.csv.gz"))
    assert "r.csv.gz: is a broken archive" in problem


def test_a_path_that_climbs_out_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / "outside.csv").write_text(PLAIN)
    (problem,) = problems(tmp_path / "in", {}, returns_entry("../outside.csv"))
    assert "lies outside the election folder" in problem
    assert re.search(r"election\.yaml:\d+:\d+: returns \(no\. 1\)\.file", problem), (
        "where it stands"
    )


def test_a_worksheet_that_is_not_there(tmp_path: Path) -> None:
    (problem,) = problems(
        tmp_path, {"r.xlsx": xlsx(CELLS)}, returns_entry("r.xlsx", more="worksheet: Resluts")
    )
    assert "Did you mean 'Results'?" in problem


def test_a_file_that_only_pretends_to_be_a_spreadsheet(tmp_path: Path) -> None:
    (problem,) = problems(tmp_path, {"r.xlsx": b"not a workbook"}, returns_entry("r.xlsx"))
    assert "r.xlsx: is a text under another name, and no spreadsheet" in problem


OLE = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(1000)


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"", "r.xlsx", "is empty"),
        (b"<html><table><tr><td>1</td></tr></table>", "r.xls", "is a web page under another name"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "r.xlsx", "is protected by a password"),
        (OLE, "r.xlsx", "is an old .xls file under another name"),
    ],
)
def test_what_is_no_spreadsheet_is_said_to_be_what_it_is(
    tmp_path: Path, content: bytes, name: str, said: str
) -> None:
    (problem,) = problems(tmp_path, {name: content}, returns_entry(name))
    assert f"{name}: {said}" in problem
    (tmp_path / "file").mkdir()
    (tmp_path / "file" / name).write_bytes(content)
    with pytest.raises(InputError, match=said):
        read_source(tmp_path / "file" / name)


def test_a_line_that_is_not_the_header_is_one_problem(tmp_path: Path) -> None:
    (problem,) = problems(tmp_path, {"r.csv": "Results,of,the,day,,,,,\n" + PLAIN}, R)
    assert "columns that election.yaml names stands here" in problem
    assert "`header_row:`" in problem
