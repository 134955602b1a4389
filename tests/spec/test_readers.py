"""Files of returns: every format, delimiter and encoding gives the same figures; what cannot be
read is said with its place, and all at once."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import zipfile
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from actasum.statement import Statement

from crosstally.check.result import CheckResult
from crosstally.problems import InputError
from crosstally.returns.encoding import sniff_encoding
from tests.folders import HEAD, STATIONS, checked, csv_of, returns_entry

PLAIN = csv_of(STATIONS)
R = returns_entry("r.csv")
SUMS = {"ana": 610, "ben": 390}


def options(result: CheckResult) -> dict[str, int]:
    return dict(result.contests["president"].totals["cec"].options)


def problems(
    tmp_path: Path, files: dict[str, str | bytes], returns: str | None = None, head: str = HEAD
) -> list[str]:
    with pytest.raises(InputError) as caught:
        checked(tmp_path, files, returns, head)
    return [str(problem).replace(f"{tmp_path}/", "") for problem in caught.value.problems]


def xlsx(rows: list[list[object]], sheet: str = "Results") -> bytes:
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.title = sheet
    for row in rows:
        page.append(row)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


CELLS: list[list[object]] = [list[object](line.split(",")) for line in PLAIN.splitlines()]
NUMBERS: list[list[object]] = [
    CELLS[0],
    *([*row[:2], str(row[2]), *(int(str(cell)) for cell in row[3:])] for row in CELLS[1:]),
]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("r.csv", PLAIN),
        ("r.csv", csv_of(STATIONS, ";")),
        ("r.csv", csv_of(STATIONS, "|")),
        ("r.tsv", csv_of(STATIONS, "\t")),
        ("r.csv", b"\xef\xbb\xbf" + PLAIN.encode()),
        ("r.csv", PLAIN.encode("utf-16")),
        ("r.csv", PLAIN.replace("\n", "\r\n")),
        ("r.csv", PLAIN + "\n\n"),
        ("r.csv", PLAIN.replace("North", '"North"').replace("200", '"200"')),
        ("r.csv", PLAIN.replace(",200,", ", 200 ,")),
        ("r.csv", PLAIN.replace(",200,", ",200.0,")),
        ("r.csv", PLAIN.replace(",200,", ",٢٠٠,")),
        ("r.csv.gz", gzip.compress(PLAIN.encode())),
        ("r.xlsx", xlsx(CELLS)),
        ("r.xlsx", xlsx(NUMBERS)),
    ],
)
def test_the_same_figures_however_they_are_written(
    tmp_path: Path, name: str, content: str | bytes
) -> None:
    result = checked(tmp_path, {name: content}, returns_entry(name))
    assert options(result) == SUMS
    assert list(result.findings) == []
    raw = content if isinstance(content, bytes) else content.encode()
    assert result.files[0].sha256 == hashlib.sha256(raw).hexdigest()


def test_a_zip_with_one_file_or_a_named_member(tmp_path: Path) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("readme.txt", "hello")
        archive.writestr("data/r.csv", PLAIN)
    result = checked(
        tmp_path, {"r.zip": packed.getvalue()}, returns_entry("r.zip", more="member: data/r.csv")
    )
    assert options(result) == SUMS
    (problem,) = problems(tmp_path / "two", {"r.zip": packed.getvalue()}, returns_entry("r.zip"))
    assert "r.zip: holds 2 files" in problem
    assert "data/r.csv" in problem


def test_parquet(tmp_path: Path) -> None:
    columns = {str(name): [row[i] for row in NUMBERS[1:]] for i, name in enumerate(NUMBERS[0])}
    target = io.BytesIO()
    pq.write_table(pa.table(columns), target)
    result = checked(tmp_path, {"r.parquet": target.getvalue()}, returns_entry("r.parquet"))
    assert options(result) == SUMS


def test_negative_and_fractional_parquet_figures_are_unread(tmp_path: Path) -> None:
    table = pa.table({"code": ["1", "2", "3"], "ana": [5, -1, 7], "ben": [1.0, 2.5, 3.0]})
    target = io.BytesIO()
    pq.write_table(table, target)
    columns = "    columns: {station: code}\n"
    result = checked(
        tmp_path, {"r.parquet": target.getvalue()}, returns_entry("r.parquet", columns=columns)
    )
    assert options(result) == {"ana": 12, "ben": 4}
    assert sorted(item.figures["raw"] for item in result.findings.of("SHEET-UNREAD")) == [
        "-1",
        "2.5",
    ]


def test_cyrillic_in_cp1251_and_names_from_right_to_left_survive(tmp_path: Path) -> None:
    head = HEAD.replace("ana: Ana Lima", "ana: Анна Лимова").replace("Ben Okoro,", "بن أوكورو,")
    table = PLAIN.replace("ana,ben", "Анна Лимова,ben").replace("North", "Север")
    result = checked(tmp_path, {"r.csv": table.encode("cp1251")}, returns_entry("r.csv"), head)
    assert options(result) == SUMS
    assert {
        area
        for (_, level), rows in result.contests["president"].areas.items()
        if level == "region"
        for area in rows.areas
    } == {"Север", "South"}
    arabic = PLAIN.replace("ana,ben", "ana,بن أوكورو").replace("North", "الشمال")
    result = checked(tmp_path / "ar", {"r.csv": arabic}, returns_entry("r.csv"), head)
    assert options(result) == SUMS


@pytest.mark.parametrize(
    ("encoding", "names"),
    [
        ("cp1251", "Алматы, Шымкент, Северный округ, zoё, 1’000"),
        ("cp1251", "КОСТАНАЙСКАЯ ОБЛАСТЬ, Жамбылская"),
        ("koi8-r", "Алматы, Шымкент, Северный округ"),
        ("cp866", "Алматы, Шымкент, Северный округ"),
        ("cp1253", "Αθήνα, Θεσσαλονίκη, Ηράκλειο"),
        ("cp1256", "القاهرة, الإسكندرية, أسوان"),
        ("cp1255", "ירושלים, תל אביב, חיפה, באר שבע, ראשון לציון, אשדוד"),
    ],
)
def test_an_encoding_is_guessed_from_whole_words(tmp_path: Path, encoding: str, names: str) -> None:
    path = tmp_path / "r.csv"
    path.write_bytes(f"code,region\n1,{names}\n".encode(encoding))
    assert path.read_text(encoding=sniff_encoding(path)) == f"code,region\n1,{names}\n"


@pytest.mark.parametrize("names", ["São Paulo, Ñuñoa", "Querétaro, León", "Köln, Österreich"])
def test_accents_on_latin_letters_are_not_taken_for_cyrillic(tmp_path: Path, names: str) -> None:
    path = tmp_path / "r.csv"
    path.write_bytes(f"code,region\n1,{names}\n".encode("cp1252"))
    assert path.read_text(encoding=sniff_encoding(path)).isascii() is False
    assert not any("а" <= letter <= "я" for letter in path.read_text(sniff_encoding(path)))


@pytest.mark.parametrize(
    ("mark", "written"),
    [(",", '"1,234"'), (".", "1.234"), (" ", "1 234"), (" ", "1\u00a0234"), ("'", "1'234")],
)
def test_thousands_marks_are_read_where_they_are_declared(
    tmp_path: Path, mark: str, written: str
) -> None:
    table = f"code,ana,ben\n1,{written},7\n2,999,8\n"
    columns = "    columns: {station: code}\n"
    returns = returns_entry("r.csv", more=f'thousands: "{mark}"', columns=columns)
    assert options(checked(tmp_path, {"r.csv": table}, returns)) == {"ana": 2233, "ben": 15}
    undeclared = returns_entry("r.csv", columns=columns)
    result = checked(tmp_path / "undeclared", {"r.csv": table}, undeclared)
    # Neither 1 nor 1234: nobody said what the mark means.
    assert options(result) == {"ana": 999, "ben": 15}
    assert len(result.findings.of("SHEET-UNREAD")) == 1


def test_many_undeclared_thousands_marks_stop_the_reading_with_the_remedy(tmp_path: Path) -> None:
    table = "code,ana,ben\n" + "".join(f'{i},"1,{i + 100}",5\n' for i in range(20))
    columns = "    columns: {station: code}\n"
    (problem,) = problems(tmp_path, {"r.csv": table}, returns_entry("r.csv", columns=columns))
    assert "20 of 20 cells of 'ana'" in problem
    assert "thousands: ','" in problem


def test_an_empty_cell_beside_votes_for_others_may_stand_for_nought(tmp_path: Path) -> None:
    """A row without votes for anybody has no figures; nor has a field that is empty."""
    table = "code valid ana ben\n1 30 30 .\n2 . . .\n3 . 5 7\n4 9 . 9"
    columns = "    columns: {station: code, fields: {valid: valid}}\n"
    returns = returns_entry("r.csv", more="empty: zero_beside_votes", columns=columns)
    result = checked(tmp_path, {"r.csv": csv_of(table)}, returns)
    totals = result.contests["president"].totals["cec"]
    assert totals.options == {"ana": 35, "ben": 16}
    assert totals.incomplete == {"ana": 1, "ben": 1, "valid": 2}


def test_long_layout(tmp_path: Path) -> None:
    table = (
        "code,party,votes\n1,Ana Lima,200\n1,B. Okoro,100\n1,Invalid papers,3\n"
        "2,ana,50\n2,BEN,150\n2,Zed,9\n"
    )
    columns = (
        "    columns: {station: code, option: party, votes: votes, fields: "
        "{invalid: Invalid papers}}\n"
    )
    result = checked(
        tmp_path, {"r.csv": table}, returns_entry("r.csv", more="layout: long", columns=columns)
    )
    totals = result.contests["president"].totals["cec"]
    assert totals.options == {"ana": 250, "ben": 250}
    assert totals.fields == {"invalid": 3}
    assert totals.incomplete == {"invalid": 1}
    (finding,) = result.findings.of("OPTION-UNKNOWN")
    assert finding.figures["text"] == "Zed"
    assert finding.votes == 9


def statement(station: str, ana: int, ben: int, **more: object) -> str:
    fields: dict[str, object] = {
        "profile": "x",
        "election": "e",
        "station": station,
        "constituency": "c",
        "blank": 1,
        "null": 2,
        "candidatures": {"ana": ana, "ben": ben},
        "registered": 500,
    }
    return str(Statement(**(fields | more)).canonical().decode())


ACTASUM_HEAD = (
    HEAD.replace(
        "{registered: Voters, cast: Ballots, valid: Valid, invalid: Invalid}",
        "{registered: Voters, blank: Blank, 'null': Null}",
    ).split("    relations:")[0]
    + "contests:"
    + HEAD.split("contests:")[1]
)
ACTASUM = returns_entry("s.jsonl", columns="")


def test_statements_as_actasum_writes_them(tmp_path: Path) -> None:
    lines = [
        statement("1", 200, 100),
        statement("2", 50, 0),
        statement(
            "3",
            7,
            0,
            null=None,
            unread={"null": "illegible"},
            candidatures={"ana": 7},
            not_on_sheet={"candidature:ben": "no-field"},
        ),
    ]
    result = checked(tmp_path, {"s.jsonl": "\n".join(lines) + "\n"}, ACTASUM, ACTASUM_HEAD)
    totals = result.contests["president"].totals["cec"]
    assert totals.options == {"ana": 257, "ben": 100}
    assert totals.incomplete == {"null": 1, "ben": 1}


def test_a_statement_that_replaces_another_stands_in_its_place(tmp_path: Path) -> None:
    first = statement("1", 200, 100)
    digest = "sha256:" + hashlib.sha256(first.encode()).hexdigest()
    second = statement("1", 190, 110, supersedes=digest)
    result = checked(tmp_path, {"s.jsonl": f"{second}\n{first}\n"}, ACTASUM, ACTASUM_HEAD)
    assert result.contests["president"].totals["cec"].options == {"ana": 190, "ben": 110}
    assert result.findings.of("SHEET-DUPLICATE") == []


def id_of(text: str) -> str:
    return "sha256:" + hashlib.sha256(text.encode()).hexdigest()


def test_a_line_without_figures_does_not_shift_what_is_replaced(tmp_path: Path) -> None:
    first = statement("1", 200, 100)
    lines = [
        '{"spec": "actasum/statement/v0.1"}',
        "",
        first,
        statement("2", 7, 7),
        statement("1", 190, 110, supersedes=id_of(first)),
    ]
    result = checked(tmp_path, {"s.jsonl": "\n".join(lines)}, ACTASUM, ACTASUM_HEAD)
    totals = result.contests["president"].totals["cec"]
    assert (totals.options, totals.stations_held) == ({"ana": 197, "ben": 117}, 2)


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"supersedes": "other"}, "replaces a statement of another station: '1'; read 'sha256:"),
        (
            {"supersedes": "sha256:" + "0" * 64},
            "replaces a statement that this file does not hold; read 'sha256:000",
        ),
        ({"stage": "canvas"}, "there is no such stage; read 'canvas'. Did you mean 'canvass'?"),
        (
            {"unread": {"candidature:ana": "blot"}},
            "a figure is given and marked as having none; read 'candidature:ana'",
        ),
        (
            {"not_on_sheet": {"blank": "no-field"}},
            "a figure is given and marked as having none; read 'blank'",
        ),
    ],
)
def test_what_a_statement_cannot_say(tmp_path: Path, more: dict[str, object], said: str) -> None:
    first = statement("1", 200, 100)
    counts = ("unread", "not_on_sheet")
    odd = json.loads(statement("2", 5, 6))
    odd |= {key: value for key, value in more.items() if key not in counts}
    odd["counts"] |= {key: value for key, value in more.items() if key in counts}
    if odd.get("supersedes") == "other":
        odd["supersedes"] = id_of(first)
    text = f"{first}\n\n{json.dumps(odd)}\n"
    (problem,) = problems(tmp_path, {"s.jsonl": text}, ACTASUM, ACTASUM_HEAD)
    assert f"s.jsonl:3: {said}" in problem


@pytest.mark.parametrize("part", ["candidatures", "unread", "counts", "station"])
def test_a_key_of_a_statement_that_stands_twice(tmp_path: Path, part: str) -> None:
    body = {
        "candidatures": '"counts": {"blank": 0, "candidatures": {"ana": 1, "ana": 2}}',
        "unread": '"counts": {"candidatures": {"ana": 1}, "unread": {"null": "a", "null": "b"}}',
        "counts": '"counts": {"blank": 0, "blank": 1}',
        "station": '"station": "2", "counts": {"blank": 0}',
    }[part]
    odd = f'{{"spec": "actasum/statement/v0.1", "station": "1", {body}}}'
    text = f"{statement('9', 2, 1)}\n{odd}\n"
    (problem,) = problems(tmp_path, {"s.jsonl": text}, ACTASUM, ACTASUM_HEAD)
    assert "s.jsonl:2: a key stands twice" in problem


@pytest.mark.parametrize(
    "other",
    [
        '"station": "9:1", "counts": {"blank": 0}',
        '"station": 9, "counts": {"blank": 0}',
        '"station": "9", "counts": null',
        '"station": "9", "stage" : "count", "counts": {"registered": null}',
        '"station": "9", "extra": {"a": {"b": 1}}, "counts": {"blank": 0}',
    ],
)
def test_no_other_statement_hides_a_key_that_stands_twice(tmp_path: Path, other: str) -> None:
    spec = '"spec": "actasum/statement/v0.1"'
    odd = f'{{{spec}, "station": "1", "counts": {{"blank": 0, "blank": 1}}}}'
    text = f"{{{spec}, {other}}}\n{odd}\n"
    found = problems(tmp_path, {"s.jsonl": text}, ACTASUM, ACTASUM_HEAD)
    assert any("s.jsonl:2: a key stands twice" in problem for problem in found)


def test_a_later_stage_of_a_statement_stands(tmp_path: Path) -> None:
    lines = [statement("1", 200, 100), statement("1", 180, 120, stage="canvass")]
    result = checked(tmp_path, {"s.jsonl": "\n".join(lines)}, ACTASUM, ACTASUM_HEAD)
    assert result.contests["president"].totals["cec"].options == {"ana": 180, "ben": 120}


def test_lines_that_are_no_statements(tmp_path: Path) -> None:
    lines = [statement("1", 2, 1), json.dumps({"spec": "other/v9", "station": "2"})]
    (problem,) = problems(tmp_path, {"s.jsonl": "\n".join(lines)}, ACTASUM, ACTASUM_HEAD)
    assert "s.jsonl: holds lines that are no statements; read 'other/v9'" in problem


def test_a_column_of_a_long_file_is_no_field(tmp_path: Path) -> None:
    text = "code,Valid,candidate,votes\n1,300,Ana Lima,200\n1,300,Ben Okoro,100\n"
    columns = (
        "    layout: long\n    columns: {station: code, option: candidate, votes: votes, "
        "fields: {valid: Valid}}\n"
    )
    (problem,) = problems(tmp_path, {"r.csv": text}, returns_entry("r.csv", columns=columns))
    assert "these are columns; read 'Valid'" in problem


def test_rows_are_left_out_where_a_column_says_so(tmp_path: Path) -> None:
    table = PLAIN.replace("South,Port,4", "TOTAL,Port,4")
    returns = returns_entry("r.csv", more="rows: {region: [North]}")
    assert options(checked(tmp_path, {"r.csv": table}, returns)) == {"ana": 310, "ben": 290}


SHARED = HEAD.replace("ana: Ana Lima", "ana: {name: Ana Lima, aliases: [b okoro]}")


def test_votes_of_one_column_go_to_one_option(tmp_path: Path) -> None:
    columns = "    columns: {station: code}\n"
    table = "code,B. Okoro\n1,5\n"
    (problem,) = problems(
        tmp_path, {"r.csv": table}, returns_entry("r.csv", columns=columns), SHARED
    )
    assert (
        "r.csv:1: one column is read as several figures: 'ana', 'ben'; read 'B. Okoro'" in problem
    )
    long = "    columns: {station: code, option: party, votes: votes}\n"
    entry = returns_entry("r.csv", more="layout: long", columns=long)
    table = "code,party,votes\n1,B. Okoro,5\n"
    (problem,) = problems(tmp_path / "long", {"r.csv": table}, entry, SHARED)
    assert "r.csv: may be any of several options: ana, ben; read 'B. Okoro'" in problem
    mapped = long.replace("votes: votes", "votes: votes, options: {ben: B. Okoro}")
    entry = returns_entry("r.csv", more="layout: long", columns=mapped)
    assert options(checked(tmp_path / "mapped", {"r.csv": table}, entry, SHARED)) == {"ben": 5}


@pytest.mark.parametrize(
    "kind", ["options: {ana: x, ben: x}", "options: {ana: x}, fields: {cast: x}"]
)
def test_a_column_is_named_for_one_option_only(tmp_path: Path, kind: str) -> None:
    columns = f"    columns: {{station: code, {kind}}}\n"
    (problem,) = problems(
        tmp_path, {"r.csv": "code,x\n1,5\n"}, returns_entry("r.csv", columns=columns)
    )
    assert "is read from the same column as 'ana'; read 'x'" in problem


def test_many_options_without_a_column_are_not_all_listed(tmp_path: Path) -> None:
    head = HEAD.replace(
        "    options: {", "    options: {" + "".join(f"o{i}: O{i}, " for i in range(99))
    )
    columns = "    columns: {station: code}\n"
    (problem,) = problems(
        tmp_path, {"r.csv": "code,ana,ben\n1,5,6\n"}, returns_entry("r.csv", columns=columns), head
    )
    assert "no column is found for the options o0, o1" in problem
    assert "o9 and 89 more" in problem


def test_several_files_of_one_shape(tmp_path: Path) -> None:
    lines = PLAIN.splitlines(keepends=True)
    files: dict[str, str | bytes] = {
        "returns/a.csv": "".join(lines[:3]),
        "returns/b.csv": lines[0] + "".join(lines[3:]),
    }
    result = checked(tmp_path, files, returns_entry("returns/*.csv"))
    assert options(result) == SUMS
    assert len({item.sha256 for item in result.files}) == 2


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


def test_spreadsheet_formulas_give_their_stored_values_or_nothing(tmp_path: Path) -> None:
    rows = [list(row) for row in NUMBERS]
    rows[1][7] = "=100+100"  # openpyxl stores no value beside the formula
    result = checked(tmp_path, {"r.xlsx": xlsx(rows)}, returns_entry("r.xlsx"))
    totals = result.contests["president"].totals["cec"]
    assert totals.options["ana"] == 410
    assert totals.incomplete == {"ana": 1}


def test_a_worksheet_that_is_not_there(tmp_path: Path) -> None:
    (problem,) = problems(
        tmp_path, {"r.xlsx": xlsx(CELLS)}, returns_entry("r.xlsx", more="worksheet: Resluts")
    )
    assert "Did you mean 'Results'?" in problem


def test_a_file_that_only_pretends_to_be_a_spreadsheet(tmp_path: Path) -> None:
    (problem,) = problems(tmp_path, {"r.xlsx": b"not a workbook"}, returns_entry("r.xlsx"))
    assert "r.xlsx: cannot be read as a spreadsheet" in problem


def test_names_with_markup_are_only_names(tmp_path: Path) -> None:
    table = PLAIN.replace("North", "<script>alert(1)</script>").replace(
        "Hill", "'; DROP TABLE x;--"
    )
    result = checked(tmp_path, {"r.csv": table}, returns_entry("r.csv"))
    assert options(result) == SUMS
    assert any(
        area.startswith("<script>alert(1)</script>/'; DROP TABLE x;--")
        for rows in result.contests["president"].areas.values()
        for area in rows.areas
    )


def test_nothing_is_written_into_the_folder(tmp_path: Path) -> None:
    checked(tmp_path, {"r.csv.gz": gzip.compress(PLAIN.encode())}, returns_entry("r.csv.gz"))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["election.yaml", "r.csv.gz"]


def test_a_line_that_is_not_the_header_is_one_problem(tmp_path: Path) -> None:
    (problem,) = problems(tmp_path, {"r.csv": "Results,of,the,day,,,,,\n" + PLAIN}, R)
    assert "columns that election.yaml names stands here" in problem
    assert "`header_row:`" in problem
