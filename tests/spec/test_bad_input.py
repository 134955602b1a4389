"""What is wrong with an input is said clearly, all of it at once, and no figure is guessed: files
of every make, broken ones, hostile ones."""

from __future__ import annotations

import gzip
import io
import json
import os
import re
import unicodedata
import zipfile
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from crosstally.check.result import CheckResult
from crosstally.check.run import check, open_election
from crosstally.election import codes
from crosstally.problems import InputError
from tests.folders import HEAD, STATIONS, checked, csv_of, returns_entry, write_folder
from tests.spec.test_readers import ACTASUM, ACTASUM_HEAD, statement

PLAIN = csv_of(STATIONS)
R = returns_entry("r.csv")
SUMS = {"ana": 610, "ben": 390}
BY_CODE = "    columns: {station: code}\n"
ONLY_CODE = returns_entry("r.csv", columns=BY_CODE)


def options(result: CheckResult) -> dict[str, int]:
    return dict(result.contests["president"].totals["cec"].options)


def problems(
    folder: Path, files: dict[str, str | bytes], returns: str | None = None, head: str = HEAD
) -> list[str]:
    with pytest.raises(InputError) as caught:
        checked(folder, files, returns, head)
    return [str(problem).replace(f"{folder}/", "") for problem in caught.value.problems]


def zipped(*members: tuple[str, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", method) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return packed.getvalue()


def parquet(**columns: object) -> bytes:
    target = io.BytesIO()
    pq.write_table(pa.table(columns), target)
    return target.getvalue()


# Cells


@pytest.mark.parametrize(
    "written",
    ["-5", "-0", "+4", "1e3", "0x1F", "1_000", "Infinity", "inf", "1|2", "|", "7.", ".5", "7.25"]  # noqa: RUF005
    + ["7 ballots", "=1+2", "TRUE", "½", "²", "\u200e7", "１２", "'٣'", "3000000000", "9" * 30],
)
def test_what_is_no_plain_whole_number_is_unread_and_kept_as_it_came(
    tmp_path: Path, written: str
) -> None:
    table = f"code,ana,ben\n1,{written},5\n2,1,5\n"
    result = checked(tmp_path, {"r.csv": table}, ONLY_CODE)
    totals = result.contests["president"].totals["cec"]
    assert (totals.options, totals.incomplete) == ({"ana": 1, "ben": 10}, {"ana": 1})
    (finding,) = result.findings
    assert (finding.code.name, finding.figures["raw"]) == ("SHEET-UNREAD", written)
    assert (finding.figures["figure"], finding.figures["row"]) == ("ana", 2)


@pytest.mark.parametrize("written", ["7", " 7 ", "007", "7.0", "7.00", "٧", "۷", "७", '"7"'])
def test_whole_numbers_however_they_are_written(tmp_path: Path, written: str) -> None:
    result = checked(tmp_path, {"r.csv": f"code,ana,ben\n1,{written},5\n"}, ONLY_CODE)
    assert options(result) == {"ana": 7, "ben": 5}
    assert list(result.findings) == []


@pytest.mark.parametrize("wrong", [b"\xff", b"\xe9", b"\xd0"])
@pytest.mark.parametrize("name", ["Жетісу ауданы", "Región de Ñuble"])
def test_a_wrong_byte_does_not_turn_every_letter_into_another(
    tmp_path: Path, wrong: bytes, name: str
) -> None:
    rows = "".join(f"{i},{name},5,6\n" for i in range(40)).encode()
    content = b"code,region,ana,ben\n" + rows.replace(b"7,", b"7" + wrong + b",", 1)
    returns = returns_entry(
        "r.csv", columns="    columns: {station: code, areas: {region: region}}\n"
    )
    (problem,) = problems(tmp_path, {"r.csv": content}, returns)
    assert problem.startswith("r.csv:9: is written in UTF-8, but 1 byte is not, in this line")
    assert f"read '\\\\x{wrong.hex()}'" in problem
    stated = returns.replace("    columns", "    encoding: latin-1\n    columns")
    assert options(checked(tmp_path / "stated", {"r.csv": content}, stated)) == {
        "ana": 200,
        "ben": 240,
    }


@pytest.mark.parametrize("word", ["NA", "NaN", "NULL", "nan", "null", "\\\\N", "N/A"])
@pytest.mark.parametrize("empty", ["", "empty: zero"])
def test_a_word_for_nothing_is_empty_only_where_empty_marks_names_it(
    tmp_path: Path, word: str, empty: str
) -> None:
    table = f"code,ana,ben\n1,{word},5\n2,1,5\n"
    returns = returns_entry("r.csv", more=empty, columns=BY_CODE)
    result = checked(tmp_path, {"r.csv": table}, returns)
    assert [item.figures["raw"] for item in result.findings.of("SHEET-UNREAD")] == [word]
    assert result.contests["president"].totals["cec"].incomplete == {"ana": 1}
    more = f"empty: zero\nempty_marks: [{json.dumps(word)}]"
    named = returns_entry("r.csv", more=more, columns=BY_CODE)
    assert options(checked(tmp_path / "named", {"r.csv": table}, named)) == {"ana": 1, "ben": 10}


def test_many_words_for_nothing_are_said_with_the_remedy(tmp_path: Path) -> None:
    table = "code,ana,ben\n" + "".join(f"{i},{'NA' if i % 2 else 'null'},5\n" for i in range(9))
    (problem,) = problems(tmp_path, {"r.csv": table}, ONLY_CODE)
    assert "If 'NA', 'null' stand for nothing, set `empty_marks: ['NA', 'null']`" in problem


@pytest.mark.parametrize("mark", [".", ","])
def test_three_decimals_can_be_thousands_or_decimals_and_both_are_said(
    tmp_path: Path, mark: str
) -> None:
    rows = "".join(f'{i},"{400 + i}{mark}000",5\n' for i in range(9))
    (problem,) = problems(tmp_path, {"r.csv": "code,ana,ben\n" + rows}, ONLY_CODE)
    assert f"'400{mark}000' can be 400000, then set `thousands: '{mark}'`" in problem
    assert "or 400 with decimals" in problem


def test_a_figure_of_too_many_digits_is_said_to_be_one(tmp_path: Path) -> None:
    table = f"code,ana,ben\n1,{10**30},5\n"
    (finding,) = checked(tmp_path, {"r.csv": table}, ONLY_CODE).findings
    assert "has more digits than the votes of any station (at most 9)" in finding.message


@pytest.mark.parametrize(
    "code",
    ["\u00a0102\u00a0", "102\u200b", "\u200f102", "\u202e102\u202c", "1\u200b02", "\t102\u3000"],
)
@pytest.mark.parametrize("where", ["returns", "areas", "crosswalk", "holdings"])
def test_signs_that_nobody_sees_make_no_other_station(
    tmp_path: Path, code: str, where: str
) -> None:
    def written(place: str) -> str:
        return code if place == where else "102"

    files: dict[str, str | bytes] = {
        "r.csv": f"code,ana,ben\n{written('returns')},3,4\n103,1,1\n",
        "w.csv": "code,ana,ben\nW2,3,4\n",
        "areas.csv": "id,name,level,parent\nhill,Hill,region,all\n"
        f"{written('areas')},School,station,hill\n103,Mill,station,hill\n",
        "crosswalk.csv": f"source,code,station\nwatch,W2,{written('crosswalk')}\n",
        "holdings.csv": "station,copy,kind,standing,source\n"
        f"{written('holdings')},a,photograph,held,cec\n",
    }
    result = checked(tmp_path, files, ONLY_CODE + returns_entry("w.csv", "watch", columns=BY_CODE))
    named = {item.code.name for item in result.findings}
    assert not named & {"STATION-UNKNOWN", "SHEET-DUPLICATE", "HOLDING-UNKNOWN-STATION"}
    totals = result.contests["president"].totals
    assert (totals["cec"].stations_held, totals["cec"].stations_known) == (2, 2)
    assert totals["watch"].stations_held == 1


def test_what_cannot_be_seen_is_what_unicode_says_it_is() -> None:
    signs = [chr(i) for i in range(0x10000)]
    assert set(codes.SPACES) == {sign for sign in signs if sign.isspace()}
    others = {sign for sign in signs if unicodedata.category(sign) == "Cf"} - set(codes.INVISIBLE)
    # Signs that are written around numbers and verses, and have a picture.
    assert all(unicodedata.name(sign).startswith(("ARABIC", "SYRIAC", "INTER")) for sign in others)


@pytest.mark.parametrize("mark", ["’", "٬", "_", "|", "*", "\\", "\u202f"])
def test_any_sign_can_be_the_thousands_mark(tmp_path: Path, mark: str) -> None:
    returns = returns_entry("r.csv", more=f"thousands: {json.dumps(mark)}", columns=BY_CODE)
    table = f'code,ana,ben\n1,"12{mark}345{mark}678",1{mark}00\n2,7,5\n'
    result = checked(tmp_path, {"r.csv": table}, returns)
    assert options(result) == {"ana": 12_345_685, "ben": 5}
    assert [item.figures["raw"] for item in result.findings] == [f"1{mark}00"]


def test_many_bad_cells_below_one_percent_of_a_column_are_all_kept(tmp_path: Path) -> None:
    rows = "".join(f"s{i},{'n/a' if i % 110 == 0 else i % 90},5\n" for i in range(110_000))
    result = checked(tmp_path, {"r.csv": "code,ana,ben\n" + rows}, ONLY_CODE)
    unread = result.findings.of("SHEET-UNREAD")
    assert len(unread) == 1000
    assert [item.figures["row"] for item in unread[:2]] == [2, 112]


# Rows and headers


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


# Encodings


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-16", "utf-32", "utf-8-sig"])
@pytest.mark.parametrize("stated", [True, False])
def test_unicode_with_and_without_a_mark(tmp_path: Path, encoding: str, stated: bool) -> None:
    text = PLAIN.replace("North", "Север")
    returns = returns_entry("r.csv", more=f"encoding: {encoding}" if stated else "")
    result = checked(tmp_path, {"r.csv": text.encode(encoding)}, returns)
    assert options(result) == SUMS
    assert "Север" in result.contests["president"].areas["cec", "region"].areas


@pytest.mark.parametrize("encoding", ["undefined", "hex", "a\0b", "no such"])
def test_encodings_that_are_none(tmp_path: Path, encoding: str) -> None:
    returns = returns_entry("r.csv", more=f"encoding: {json.dumps(encoding)}")
    (problem,) = problems(tmp_path, {"r.csv": PLAIN}, returns)
    assert "there is no such encoding" in problem


# Files and their names


@pytest.mark.parametrize("name", ["r[1].csv", "r{1}.csv", "~r.csv", "r '1'.csv"])
def test_a_file_is_read_by_its_own_name_only(tmp_path: Path, name: str) -> None:
    files: dict[str, str | bytes] = {name: PLAIN, "r1.csv": PLAIN.replace("200", "900")}
    assert options(checked(tmp_path, files, returns_entry(json.dumps(name)))) == SUMS


@pytest.mark.parametrize("place", ["c2=77/year=2024", "a*[x]", "what?", "it's {a,b}", "ana=5"])
@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_the_name_of_the_folder_means_nothing(tmp_path: Path, place: str, kind: str) -> None:
    content = (
        b"code,ana,ben\n1,7,3\n2,8,4\n"
        if kind == "csv"
        else parquet(code=["1", "2"], ana=[7, 8], ben=[3, 4])
    )
    returns = returns_entry(f"r.{kind}", columns=BY_CODE)
    result = checked(tmp_path / place, {f"r.{kind}": content}, returns)
    assert options(result) == {"ana": 15, "ben": 7}


SPECIAL = ["r.csv", "election.yaml", "areas.csv", "announcements.yaml", "crosswalk.csv"] + [  # noqa: RUF005
    "holdings.csv",
    "claims.yaml",
]


@pytest.mark.parametrize("name", SPECIAL)
@pytest.mark.parametrize("kind", ["pipe", "folder", "device"])
def test_a_pipe_a_device_or_a_folder_is_not_waited_for(
    tmp_path: Path, name: str, kind: str
) -> None:
    write_folder(tmp_path, {"r.csv": PLAIN}, R)
    (tmp_path / name).unlink(missing_ok=True)
    if kind == "pipe":
        os.mkfifo(tmp_path / name)
    elif kind == "device":
        (tmp_path / name).symlink_to("/dev/zero")
    else:
        (tmp_path / name).mkdir()
    with pytest.raises(InputError) as caught:
        check(open_election(tmp_path))
    assert f"{name}: " in str(caught.value)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("../x.csv", "lies outside the election folder"),
        ("/etc/passwd", "lies outside the election folder"),
        ("../*", "lies outside the election folder"),
        ("/etc/*", "lies outside the election folder"),
        ("a**b", "is no name of a file"),
        ("a\0b.csv", "is no name of a file"),
        ("a" * 300 + ".csv", "is no name of a file"),
        ("loop.csv", "loop.csv: cannot be read"),
        (".", "cannot be read: Is a directory"),
        ("nothing*.csv", "no file is called like this"),
    ],
)
def test_names_that_are_no_file_of_the_folder(tmp_path: Path, name: str, said: str) -> None:
    (tmp_path / "loop.csv").symlink_to("loop.csv")
    (problem,) = problems(tmp_path, {}, returns_entry(json.dumps(name)))
    assert said in problem


def test_a_link_may_lead_to_another_file_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / "e" / "data").mkdir(parents=True)
    (tmp_path / "e" / "data" / "all.csv").write_text(PLAIN)
    (tmp_path / "e" / "r.csv").symlink_to("data/all.csv")
    assert options(checked(tmp_path / "e", {}, R)) == SUMS


@pytest.mark.parametrize("name", ["r.csv", "areas.csv", "claims.yaml", "map.geojson"])
def test_a_link_that_leads_out_of_the_folder_is_not_followed(tmp_path: Path, name: str) -> None:
    (tmp_path / "private").write_text(PLAIN)
    files: dict[str, str | bytes] = {} if name == "r.csv" else {"r.csv": PLAIN}
    (tmp_path / "e").mkdir()
    (tmp_path / "e" / name).symlink_to(tmp_path / "private")
    (problem,) = problems(tmp_path / "e", files, R)
    assert problem.startswith(f"{name}: is a link that leads outside the election folder")


# Archives


@pytest.mark.parametrize("member", ["../../../evil.csv", "/etc/evil.csv", "C:\\evil.csv"])
def test_a_member_is_never_unpacked_to_where_its_name_says(tmp_path: Path, member: str) -> None:
    result = checked(tmp_path, {"r.zip": zipped((member, PLAIN))}, returns_entry("r.zip"))
    assert options(result) == SUMS
    assert sorted(path.name for path in tmp_path.iterdir()) == ["election.yaml", "r.zip"]


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_archives_of_every_method_and_broken_ones(tmp_path: Path, method: int) -> None:
    content = zipped(("r.csv", PLAIN * 20), method=method)
    broken = bytes(byte ^ 0x5A if 45 <= at < 75 else byte for at, byte in enumerate(content))
    (problem,) = problems(tmp_path, {"r.zip": broken}, returns_entry("r.zip"))
    assert "r.zip: is a broken archive" in problem
    whole = zipped(("r.csv", PLAIN), method=method)
    assert options(checked(tmp_path / "whole", {"r.zip": whole}, returns_entry("r.zip"))) == SUMS


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("r.csv.gz", PLAIN.encode(), "is a broken archive"),
        ("r.csv.gz", gzip.compress(PLAIN.encode()) + b"garbage", "is a broken archive"),
        ("r.csv.gz", gzip.compress(PLAIN.encode() * 50)[:-20], "is a broken archive"),
        ("r.zip", b"", "is a broken archive"),
        ("r.zip", zipped(), "holds 0 files"),
        ("r.zip", zipped(*((f"{i}.csv", "x") for i in range(20_000))), "holds 20000 files"),
        ("r.zip", zipped(("r.zip", zipped(("r.csv", PLAIN)))), "the format of .zip is not known"),
        ("r.zip", zipped(("a." + "b" * 3000, PLAIN)), "is not known"),
        (
            "r.zip",
            zipped(("é.csv", PLAIN)).replace("é".encode(), b"\xff\xfe"),
            "is a broken archive",
        ),
        ("r.zip", zipped(("r.csv", b"1," * (40 << 20))), "unpacks to more than"),
        ("r.csv.gz", gzip.compress(bytes(80 << 20)), "unpacks to more than"),
    ],
    ids=range(11),
)
def test_archives_that_are_refused(tmp_path: Path, name: str, content: bytes, said: str) -> None:
    (problem,) = problems(tmp_path, {name: content}, returns_entry(name))
    assert problem.startswith(f"{name}: ")
    assert said in problem


# Parquet and statements


@pytest.mark.parametrize("cut", [4, 40, -9, -1])
def test_a_parquet_file_that_is_cut_short(tmp_path: Path, cut: int) -> None:
    content = parquet(code=["1", "2"], ana=[7, 8], ben=[3, 4])[:cut]
    returns = returns_entry("r.parquet", columns=BY_CODE)
    (problem,) = problems(tmp_path, {"r.parquet": content}, returns)
    assert problem.startswith("r.parquet: cannot be read")


GOOD = json.loads(statement("1", 200, 100))


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("hello", "a line is no JSON"),
        ("5", "a line is no JSON object"),
        (json.dumps([GOOD]), "a line is no JSON object"),
        (json.dumps(GOOD)[:-5], "a line is no JSON"),
        (json.dumps(GOOD)[:-1] + ', "station": "9"}', "a key stands twice"),
        (json.dumps(GOOD | {"counts": [1]}), "`counts` is no JSON object"),
        (json.dumps(GOOD | {"counts": {"candidatures": [1]}}), "`candidatures` is no JSON object"),
        (json.dumps(GOOD | {"counts": {"unread": "x"}}), "`unread` is no JSON object"),
        (json.dumps(GOOD | {"station": "\ud800"}), "a text holds half of a sign"),
    ],
)
def test_a_line_that_is_no_statement_is_named(tmp_path: Path, line: str, said: str) -> None:
    text = f"{json.dumps(GOOD)}\n{line}\n"
    (problem,) = problems(tmp_path, {"s.jsonl": text}, ACTASUM, ACTASUM_HEAD)
    assert problem.startswith(f"s.jsonl:2: {said}")


@pytest.mark.parametrize(
    ("counts", "votes", "missing", "unread"),
    [
        ({"ana": 5.0, "ben": 2.5}, {"ana": 5, "ben": 0}, {"ben": 1}, ["2.5"]),
        ({"ana": -5, "ben": 2}, {"ana": 0, "ben": 2}, {"ana": 1}, ["-5"]),
        ({"ana": {"x": [1]}, "ben": 2}, {"ana": 0, "ben": 2}, {"ana": 1}, ['{"x":[1]}']),
        ({"ana": True, "ben": 2}, {"ana": 0, "ben": 2}, {"ana": 1}, ["true"]),
        ({"ana": None, "ben": 2}, {"ana": 0, "ben": 2}, {"ana": 1}, []),
        ({"ben": 2}, {"ana": 0, "ben": 2}, {}, []),
    ],
)
def test_figures_of_a_statement_that_are_none(
    tmp_path: Path,
    counts: dict[str, object],
    votes: dict[str, int],
    missing: dict[str, int],
    unread: list[str],
) -> None:
    other = GOOD | {"station": "2", "counts": GOOD["counts"] | {"candidatures": {"ana": 0}}}
    odd = GOOD | {"counts": GOOD["counts"] | {"candidatures": counts}}
    text = f"{json.dumps(odd)}\n{json.dumps(other)}\n"
    result = checked(tmp_path, {"s.jsonl": text}, ACTASUM, ACTASUM_HEAD)
    totals = result.contests["president"].totals["cec"]
    assert (totals.options, totals.incomplete) == (votes, missing)
    assert [item.figures["raw"] for item in result.findings.of("SHEET-UNREAD")] == unread


def test_a_statement_without_candidatures_says_nothing_of_their_votes(tmp_path: Path) -> None:
    silent = GOOD | {"station": "2", "counts": {"blank": 1, "null": 0}}
    text = f"{json.dumps(GOOD)}\n{json.dumps(silent)}\n"
    result = checked(tmp_path, {"s.jsonl": text}, ACTASUM, ACTASUM_HEAD)
    totals = result.contests["president"].totals["cec"]
    assert totals.options == {"ana": 200, "ben": 100}
    assert (totals.incomplete["ana"], totals.incomplete["ben"]) == (1, 1)


# Definitions that the tables cannot hold


@pytest.mark.parametrize(
    "id_", ["row", "ROW", "station", "name", "odd", "area", "stage", "channel"]
)
@pytest.mark.parametrize("kind", ["option", "field"])
def test_ids_that_are_taken_are_refused(tmp_path: Path, id_: str, kind: str) -> None:
    place = "ana: Ana Lima" if kind == "option" else "registered: Voters"
    head = HEAD.replace(place, f"{place}, {id_}: W")
    (problem,) = problems(tmp_path, {"r.csv": PLAIN}, R, head)
    assert f"{id_!r} cannot be the id of a field or an option" in problem


def test_ids_that_differ_in_case_only_are_refused(tmp_path: Path) -> None:
    (problem,) = problems(
        tmp_path, {"r.csv": PLAIN}, R, HEAD.replace("ana: Ana Lima", "ana: Ana Lima, Ana: Ana")
    )
    assert "'ana' and 'Ana' differ in case only" in problem
    head = HEAD.replace("region, district", "region, district, Region")
    (problem,) = problems(tmp_path / "levels", {"r.csv": PLAIN}, R, head)
    assert "two levels differ in case only" in problem


@pytest.mark.parametrize(
    "more", ['delimiter: ";;"', "delimiter: '\"'", 'thousands: "0"', "thousands: '\"'"]
)
def test_signs_that_cannot_divide(tmp_path: Path, more: str) -> None:
    (problem,) = problems(tmp_path, {"r.csv": PLAIN}, returns_entry("r.csv", more=more))
    assert f"returns (no. 1).{more.split(':')[0]}" in problem


def test_a_crosswalk_in_another_encoding(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {"r.csv": PLAIN, "crosswalk.csv": b"source,code,station\n\xff"}
    (problem,) = problems(tmp_path, files, R)
    assert problem.startswith("crosswalk.csv:2: is not written in UTF-8")


@pytest.mark.parametrize(
    ("doubtful", "is_applied"),
    [("", True), ("no", True), ("No", True), ("нет", True), ("0", True), ("false", True)]  # noqa: RUF005
    + [("yes", False), ("maybe", False), ("?", False), ("y", False), ("да", False), ("2", False)],
)
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_pair_of_codes_is_left_out_while_anything_marks_it_as_doubtful(
    tmp_path: Path, doubtful: str, is_applied: bool, delimiter: str
) -> None:
    pair = f"source,code,station,doubtful\nwatch,W1,1,{doubtful}\n".replace(",", delimiter)
    files: dict[str, str | bytes] = {
        "r.csv": "code,ana,ben\n1,5,6\n",
        "w.csv": "code,ana,ben\nW1,5,6\n",
        "crosswalk.csv": pair,
    }
    both = ONLY_CODE + returns_entry("w.csv", "watch", columns=BY_CODE)
    result = checked(tmp_path, files, both)
    known = result.contests["president"].totals["watch"].stations_known
    assert known == (1 if is_applied else 2)


@pytest.mark.parametrize("name", ["areas.csv", "holdings.csv", "crosswalk.csv", "r.csv"])
@pytest.mark.parametrize("far", [False, True])
def test_zero_bytes_are_refused_wherever_they_stand(tmp_path: Path, name: str, far: bool) -> None:
    tables = {
        "r.csv": "code,ana,ben\n" + ",,\n" * (50_000 * far) + "1,5,6\n",
        "areas.csv": "id,name,level,parent\nhill,Hill,region,all\n" * (1 + 9_999 * far),
        "holdings.csv": "station,kind,standing\n" + "1,photograph,held\n" * (9_999 * far),
        "crosswalk.csv": "source,code,station\n" + ",,\n" * (50_000 * far),
    }
    tables[name] += "\0"
    files: dict[str, str | bytes] = {"r.csv": tables["r.csv"], name: tables[name]}
    found = problems(tmp_path, files, ONLY_CODE)
    assert "is no text: it holds zero bytes" in found[-1]


def test_numbers_of_a_parquet_file_are_whole_where_they_are(tmp_path: Path) -> None:
    content = parquet(
        code=[101.0, 102.0],
        ana=pa.array([Decimal("455.000"), Decimal("7.500")], pa.decimal128(10, 3)),
        ben=[5.0, float("nan")],
    )
    result = checked(tmp_path, {"r.parquet": content}, returns_entry("r.parquet", columns=BY_CODE))
    assert options(result) == {"ana": 455, "ben": 5}
    raw = {item.figures["raw"] for item in result.findings.of("SHEET-UNREAD")}
    assert raw == {"7.500", "nan"}
    (own,) = (
        checked(
            tmp_path / "areas",
            {
                "r.parquet": content,
                "areas.csv": "id,level,parent\nh,region,all\n101,station,h\n102,station,h\n",
            },
            returns_entry("r.parquet", columns=BY_CODE),
        )
        .contests["president"]
        .totals.values()
    )
    assert (own.stations_held, own.stations_known) == (2, 2)


def test_many_wrong_rows_are_counted_without_keeping_the_file(tmp_path: Path) -> None:
    text = PLAIN + "a,b\n" * 12_000
    found = problems(tmp_path, {"r.csv": text}, R)
    assert found[0].startswith("r.csv:6: a row has too few cells; expected 9 cells")
    assert found[-1].endswith("at least 9,980 more rows cannot be read")


# Spreadsheets


def spreadsheet(
    far: tuple[int, int] | None = None, change: Callable[[bytes], bytes] | None = None
) -> bytes:
    """A small table, a cell far away, and whatever is done to the worksheet's text."""
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    for row in (["code", "ana", "ben"], ["1", 5, 6], ["2", "=1+2", 8]):
        page.append(row)
    if far:
        page.cell(*far, value="x")
    target = io.BytesIO()
    book.save(target)
    if change is None:
        return target.getvalue()
    with zipfile.ZipFile(target) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    sheet = next(name for name in parts if "worksheets/sheet" in name)
    return zipped(*(parts | {sheet: change(parts[sheet])}).items())


XLSX = returns_entry("r.xlsx", columns=BY_CODE)


def test_a_formula_without_its_result_is_a_figure_that_is_missing(tmp_path: Path) -> None:
    result = checked(tmp_path, {"r.xlsx": spreadsheet()}, XLSX)
    totals = result.contests["president"].totals["cec"]
    assert (totals.options, totals.incomplete) == ({"ana": 5, "ben": 14}, {"ana": 1})


@pytest.mark.parametrize(
    ("cell", "raw"),
    [
        (b'<c r="B3" t="e"><v>#REF!</v></c>', "#REF!"),
        (b'<c t="e"><f>A1</f><v>#N/A</v></c>', "#N/A"),
        (b'<c r="B3"><f>1+2</f><v></v></c>', "=1+2"),
        (b'<c r="B3"><f t="shared" si="0"/></c>', "="),
    ],
)
@pytest.mark.parametrize("empty", ["", "empty: zero"])
def test_an_error_of_a_spreadsheet_is_unread_and_never_empty(
    tmp_path: Path, cell: bytes, raw: str, empty: str
) -> None:
    content = spreadsheet(change=lambda sheet: re.sub(b'<c r="B3">.*?</c>', cell, sheet))
    returns = returns_entry("r.xlsx", more=empty, columns=BY_CODE)
    result = checked(tmp_path, {"r.xlsx": content}, returns)
    assert result.contests["president"].totals["cec"].incomplete == {"ana": 1}
    (finding,) = result.findings.of("SHEET-UNREAD")
    assert (finding.figures["raw"], finding.figures["row"]) == (raw, 3)


def test_a_formula_whose_result_is_an_empty_text_is_empty(tmp_path: Path) -> None:
    cell = b'<c r="B3" t="str"><f>IF(1,"",2)</f><v></v></c>'
    content = spreadsheet(change=lambda sheet: re.sub(b'<c r="B3">.*?</c>', cell, sheet))
    result = checked(tmp_path, {"r.xlsx": content}, XLSX)
    assert list(result.findings.of("SHEET-UNREAD")) == []


def test_an_error_in_the_place_of_a_code_is_no_code(tmp_path: Path) -> None:
    cell = b'<c r="A3" t="e"><v>#REF!</v></c>'
    content = spreadsheet(change=lambda sheet: re.sub(b'<c r="A3".*?</c>', cell, sheet))
    (problem,) = problems(tmp_path, {"r.xlsx": content}, XLSX)
    assert "1 row holds figures but no station code, the first is row 3; read '#REF!'" in problem


def test_an_empty_worksheet_is_named_with_the_others(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    page = book.create_sheet("Results")
    page.append(["code", "ana", "ben"])
    target = io.BytesIO()
    book.save(target)
    (problem,) = problems(tmp_path, {"r.xlsx": target.getvalue()}, XLSX)
    assert problem == (
        "r.xlsx: the worksheet 'Sheet' is empty. Name the right one: `worksheet:` in "
        "election.yaml. The others are 'Results'."
    )


def test_a_cell_far_from_the_table_is_refused(tmp_path: Path) -> None:
    content = spreadsheet(far=(1_048_576, 16_384))
    (problem,) = problems(tmp_path, {"r.xlsx": content}, XLSX)
    assert "r.xlsx: reaches down to row 1,048,576 and across 16,384 columns" in problem
    wide = checked(tmp_path / "wide", {"r.xlsx": spreadsheet(far=(1, 16_384))}, XLSX)
    assert options(wide) == {"ana": 5, "ben": 14}


def test_a_spreadsheet_that_is_a_bomb(tmp_path: Path) -> None:
    row = b'<row r="9"><c r="A9" t="inlineStr"><is><t>' + b"A" * (70 << 20)
    row += b"</t></is></c></row></sheetData>"
    content = spreadsheet(change=lambda sheet: sheet.replace(b"</sheetData>", row))
    (problem,) = problems(tmp_path, {"r.xlsx": content}, XLSX)
    assert problem.startswith("r.xlsx: unpacks to more than")


@pytest.mark.parametrize("cut", [10, -30])
def test_a_spreadsheet_that_is_cut_short(tmp_path: Path, cut: int) -> None:
    (problem,) = problems(tmp_path, {"r.xlsx": spreadsheet()[:cut]}, XLSX)
    assert problem.startswith("r.xlsx: cannot be read as a spreadsheet")
