"""One election in every format that is read: the same figures come out."""

from __future__ import annotations

import gzip
import hashlib
import io
import zipfile
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from crosstally.drafting.guess import Kind
from crosstally.drafting.source import read_source
from crosstally.returns.encoding import sniff_encoding
from tests.folders import HEAD, STATIONS, checked, csv_of, returns_entry
from tests.read_files import BY_CODE, CELLS, NUMBERS, PLAIN, SUMS, options, problems, xlsx


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
        ("cp1255", "סמל ועדה, שם ישוב, מספר קלפי, בזב, מצביעים, פסולים, כשרים"),
        ("cp932", "東京都千代田区, 大阪府北区, 投票者数, さいたま市"),
        ("gb18030", "北京市, 上海市浦东新区, 选民人数, 有效票"),
        ("big5", "臺北市松山區, 高雄市左營區, 有效票數, 投票所"),
        ("cp949", "서울특별시, 부산광역시, 선거인수, 투표구"),
    ],
)
def test_an_encoding_is_guessed_from_whole_words(tmp_path: Path, encoding: str, names: str) -> None:
    path = tmp_path / "r.csv"
    path.write_bytes(f"code,region\n1,{names}\n".encode(encoding))
    assert path.read_text(encoding=sniff_encoding(path)) == f"code,region\n1,{names}\n"


def test_a_word_as_long_as_a_file_takes_no_longer_to_look_at_than_many(tmp_path: Path) -> None:
    path = tmp_path / "r.csv"
    path.write_bytes("cafés, très, française\n".encode("cp1252") + b"a" * (1 << 20))
    assert sniff_encoding(path) == "cp1252"


@pytest.mark.parametrize(
    ("encoding", "names"),
    [
        ("cp1252", "São Paulo, SEÇÃO, JOÃO, CONCEIÇÃO"),
        ("cp1252", "Ñuñoa, Querétaro, León, CORUÑA"),
        ("cp1252", "Hérault, CÔTES-D'ARMOR, Exprimés"),
        ("cp1252", "Köln, Österreich, Straße"),
        ("cp1250", "Łódź, WAŻNYCH, Białystok"),
        ("cp1250", "Město, Příbram, České Budějovice"),
        ("cp1250", "Győr, szavazókör, Hódmezővásárhely"),
        ("cp1250", "Bucureşti, Constanţa, Bacău"),
        ("cp1250", "Šibenik, općina, Županija"),
        ("cp1254", "İstanbul, Iğdır, Şırnak, geçerli"),
        ("cp1257", "Rīga, Ķekava, Vēlētāju, Šķēde"),
        ("cp1257", "Šiauliai, Klaipėda, Panevėžys, rinkėjų"),
    ],
)
def test_accents_are_those_of_one_language(tmp_path: Path, encoding: str, names: str) -> None:
    path = tmp_path / "r.csv"
    path.write_bytes(f"code,region\n1,{names}\n".encode(encoding))
    assert path.read_text(encoding=sniff_encoding(path)) == f"code,region\n1,{names}\n"


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


@pytest.mark.parametrize("kept", ['="{}"', '"=""{}"""'])
def test_texts_that_are_kept_from_a_spreadsheet_by_a_formula_are_those_texts(
    tmp_path: Path, kept: str
) -> None:
    """``="007"`` in a text file keeps a spreadsheet program from making 7 of it."""
    codes = [kept.format(f"00{i}") for i in range(1, 4)]
    table = "code,ana,ben\n" + "".join(f"{code},{kept.format(5)},6\n" for code in codes)
    result = checked(tmp_path, {"r.csv": table}, returns_entry("r.csv", columns=BY_CODE))
    assert options(result) == {"ana": 15, "ben": 18}
    assert not list(result.findings)
    path = tmp_path / "new.csv"
    path.write_text(table.replace("code", "station", 1))
    guess = read_source(path).guess
    assert [guess.columns[i].example for i in guess.station] == ["001"]
    assert [c.name for c in guess.of(Kind.OPTION)] == ["ana", "ben"]


def test_lakhs_are_read_as_they_are_written_in_south_asia(tmp_path: Path) -> None:
    table = 'code,ana,ben\n1,"1,08,128","12,34,56,789"\n2,"99,999","1,0,128"\n'
    returns = returns_entry("r.csv", more='thousands: ","', columns=BY_CODE)
    result = checked(tmp_path, {"r.csv": table}, returns)
    assert options(result) == {"ana": 208_127, "ben": 123_456_789}
    assert [one.figures["raw"] for one in result.findings.of("SHEET-UNREAD")] == ["1,0,128"]


def test_undeclared_lakhs_stop_the_reading_with_the_remedy(tmp_path: Path) -> None:
    table = "code,ana,ben\n" + "".join(f'{i},"1,08,{i + 100}",5\n' for i in range(20))
    (problem,) = problems(tmp_path, {"r.csv": table}, returns_entry("r.csv", columns=BY_CODE))
    assert "thousands: ','" in problem


@pytest.mark.parametrize("cell", ["0.577", "0.000", "00.123"])
def test_a_share_is_no_number_with_a_mark_between_thousands(tmp_path: Path, cell: str) -> None:
    """Turnout as a part of one would be read as 577 voters."""
    text = PLAIN.replace("ben\n", "ben,turnout\n", 1)
    head, *rows = text.strip().split("\n")
    rows = [f"{row},{cell}" for row in rows]
    columns = "    columns:\n      station: code\n      fields: {registered: turnout}\n"
    returns = returns_entry("r.csv", more='thousands: "."', columns=columns)
    found = problems(tmp_path, {"r.csv": "\n".join([head, *rows])}, returns)
    assert any("are no whole numbers" in problem and cell in problem for problem in found), found


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


def test_spreadsheet_formulas_give_their_stored_values_or_nothing(tmp_path: Path) -> None:
    rows = [list(row) for row in NUMBERS]
    rows[1][7] = "=100+100"  # openpyxl stores no value beside the formula
    result = checked(tmp_path, {"r.xlsx": xlsx(rows)}, returns_entry("r.xlsx"))
    totals = result.contests["president"].totals["cec"]
    assert totals.options["ana"] == 410
    assert totals.incomplete == {"ana": 1}


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
