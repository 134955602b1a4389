"""Rows and headers of every shape: which line a station stands on, and what is no row."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from tests.folders import checked, returns_entry
from tests.read_files import BY_CODE, PLAIN, SUMS, R, options, problems


@pytest.mark.parametrize(
    ("text", "more", "line"),
    [
        ("code,ana,ben\n1,5,6\n2,x,5\n", "", 3),
        ("code,ana,ben\n\n1,5,6\n\n\n2,x,5\n", "", 6),
        ("code,ana,ben\n\n1,5,6\n,,\n\n2,x,5\n", "", 6),
        ('code,ana,ben\n"1\n ",5,6\n2,x,5\n', "", 4),
        ('"code",ana,ben\n1,5,6\n"2\n ",x,5\n', "", 3),
        ('Title\n"co\nde",ana,ben\n\n1,5,6\n2,x,5\n', "header_row: 2", 6),
        ("code,ana,ben\n\n1,5,6\nsum,5,5\n,,\n2,x,5\n", "leave_out: {code: [sum]}", 6),
        ("code,ana,ben\r\n\r\n1,5,6\r\n2,x,5", "", 4),
    ],
)
def test_a_row_is_named_by_its_line_in_the_file(
    tmp_path: Path, text: str, more: str, line: int
) -> None:
    columns = "    columns: {station: column 1}\n"
    returns = returns_entry("r.csv", more=more, columns=columns)
    (finding,) = checked(tmp_path, {"r.csv": text}, returns).findings.of("SHEET-UNREAD")
    assert finding.figures["row"] == line


@pytest.mark.parametrize("more", ["", "leave_out: {code: [sum]}"])
def test_a_row_of_a_worksheet_is_named_by_its_number(tmp_path: Path, more: str) -> None:
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    for row in (["code", "ana", "ben"], [None] * 3, ["1\n", 5, 6], [None] * 3, ["2", "x", 8]):
        page.append(row)
    target = io.BytesIO()
    book.save(target)
    returns = returns_entry("r.xlsx", more=more, columns=BY_CODE)
    result = checked(tmp_path, {"r.xlsx": target.getvalue()}, returns)
    (finding,) = result.findings.of("SHEET-UNREAD")
    assert finding.figures["row"] == 5


def test_a_row_of_a_long_file_is_named_by_its_line(tmp_path: Path) -> None:
    text = "code,party,votes\n\n1,ana,5\n1,ben,5\n\n2,ana,x\n2,ben,7\n"
    columns = "    columns: {station: code, option: party, votes: votes}\n"
    returns = returns_entry("r.csv", more="layout: long", columns=columns)
    (finding,) = checked(tmp_path, {"r.csv": text}, returns).findings.of("SHEET-UNREAD")
    assert finding.figures["row"] == 6


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace("registered", '"regis\ntered"'),
        lambda text: text.replace("registered", '"regis\ntered"').replace("\n", "\r\n"),
        lambda text: text.replace("registered", "regis\u2028tered"),
        lambda text: text.replace("registered", '"regis\x0btered"'),
        lambda text: text.replace("registered", "regis\x85tered"),
    ],
)
def test_a_header_of_several_lines_loses_no_station(
    tmp_path: Path, change: Callable[[str], str]
) -> None:
    text = change(PLAIN)
    name = text[text.index("regis") : text.index("tered") + 5]
    returns = R.replace("registered: registered", f"registered: {json.dumps(name)}")
    result = checked(tmp_path, {"r.csv": text.encode()}, returns)
    assert options(result) == SUMS
    assert result.contests["president"].totals["cec"].fields["registered"] == 2000


@pytest.mark.parametrize(
    ("above", "header_row"),
    [
        ("Results\n\n", 3),
        ('"Results\nof the vote",,\n\n', 3),
        ('"Results" of,\n', 2),
        ('Paper 5" wide\n', 2),
    ],
)
def test_titles_above_the_header_lose_no_station(
    tmp_path: Path, above: str, header_row: int
) -> None:
    returns = returns_entry("r.csv", more=f"header_row: {header_row}")
    assert options(checked(tmp_path, {"r.csv": above + PLAIN}, returns)) == SUMS


@pytest.mark.parametrize(
    ("name", "area"),
    [('"No\nrth"', "No\nrth"), ('"No\r\nrth"', "No\r\nrth"), ("No\u2028rth", "No\u2028rth")],
)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_name_of_several_lines_is_one_name(
    tmp_path: Path, name: str, area: str, end: str
) -> None:
    text = PLAIN.replace("\n", end).replace("North", name)
    result = checked(tmp_path, {"r.csv": text.encode()}, R)
    assert options(result) == SUMS
    assert set(result.contests["president"].areas["cec", "region"].areas) == {area, "South"}


@pytest.mark.parametrize("ends", [["\r\n", "\n"], ["\n", "\r\n"], ["\r"], ["\r", "\n"]])
def test_rows_may_end_in_every_way(tmp_path: Path, ends: list[str]) -> None:
    rows = PLAIN.splitlines()
    text = "".join(row + ends[i % len(ends)] for i, row in enumerate(rows))
    assert options(checked(tmp_path, {"r.csv": text.encode()}, R)) == SUMS


@pytest.mark.parametrize("broken", ['"South', '"So"uth'])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_quote_that_does_not_end_is_named_with_its_line(
    tmp_path: Path, broken: str, end: str
) -> None:
    text = PLAIN.replace("South", broken).replace("\n", end)
    found = problems(tmp_path, {"r.csv": text.encode() + b"a,\n"}, R)
    assert found[0].startswith("r.csv:5")
    assert "a quoted cell does not end, or holds a quote of its own" in found[0]


def test_a_name_that_stands_over_two_columns(tmp_path: Path) -> None:
    found = problems(tmp_path, {"r.csv": PLAIN.replace("invalid", "valid")}, R)
    assert any("there are 2 columns 'valid'" in problem for problem in found)
    unused = PLAIN.replace("ben\n", "ben,x,x\n").replace("0\n", "0,1,1\n")
    assert options(checked(tmp_path / "unused", {"r.csv": unused}, R)) == SUMS


def test_five_thousand_columns(tmp_path: Path) -> None:
    more = ",".join(f"c{i}" for i in range(5000))
    rows = PLAIN.splitlines()
    text = f"{rows[0]},{more}\n" + "".join(f"{row},{more}\n" for row in rows[1:])
    assert options(checked(tmp_path, {"r.csv": text}, R)) == SUMS


def test_a_row_of_ten_megabytes_is_refused_with_its_line(tmp_path: Path) -> None:
    text = PLAIN + "North,Hill," + "9" * (10 << 20) + ",1,1,1,0,1,0\n"
    (problem,) = problems(tmp_path, {"r.csv": text}, R)
    assert problem.startswith("r.csv:6: a row is longer than 8 MB")


def test_a_last_row_that_no_buffer_holds_is_never_left_out(tmp_path: Path) -> None:
    text = PLAIN + "North," + "Hill" * (33 << 20) + ",1,1,1,1,0,1,0\n"
    (problem,) = problems(tmp_path, {"r.csv": text}, R)
    assert problem.startswith("r.csv:6: a row is longer than 8 MB")


def test_names_of_columns_that_do_not_end(tmp_path: Path) -> None:
    (problem,) = problems(tmp_path, {"r.csv": '"' + "x" * (3 << 20) + '",a\n' + PLAIN}, R)
    assert problem.startswith("r.csv:1: the columns' names take more than 1,048,576 characters")


def test_many_wrong_rows_are_counted_without_keeping_the_file(tmp_path: Path) -> None:
    text = PLAIN + "a,b\n" * 12_000
    found = problems(tmp_path, {"r.csv": text}, R)
    assert found[0].startswith("r.csv:6: a row has too few cells; expected 9 cells")
    assert found[-1].endswith("at least 9,980 more rows cannot be read")
