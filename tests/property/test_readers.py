"""What is written is what is read, in every format and dress; any bytes are a result or an input
error; names survive whatever they hold."""

from __future__ import annotations

import csv
import gzip
import io
import json
import tempfile
import zipfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
from hypothesis import example, given, settings
from hypothesis import strategies as st

from crosstally.check.result import CheckResult
from crosstally.check.run import check, open_election
from crosstally.election.codes import visible_name
from crosstally.problems import InputError
from crosstally.report.html import write_report
from crosstally.report.json_output import write_json
from tests.folders import checked, write_folder

OPTIONS = ("ana", "ben", "zoë")
HEAD = """\
id: example
title: An example
date: 2024-05-12
levels: [country, region, station]
sources: {cec: Commission}
contests: {president: {options: {ana: Ana, ben: Ben, zoë: Zoë}}}
"""
UNREAD = ["n/a", "-7", "1e3", "12.5", "٣x", "1|2", "0x1F", "?", "12 34", "9" * 12, "“7”"]


@dataclass(frozen=True)
class Table:
    """Stations with their figures, None where a cell is empty, a text where it is no figure."""

    rows: tuple[tuple[int | str | None, ...], ...]

    @property
    def sums(self) -> dict[str, int]:
        return {
            option: sum(row[at] for row in self.rows if isinstance(row[at], int))  # type: ignore[misc]
            for at, option in enumerate(OPTIONS)
        }

    @property
    def missing(self) -> dict[str, int]:
        counts = {
            option: sum(not isinstance(row[at], int) for row in self.rows)
            for at, option in enumerate(OPTIONS)
        }
        return {option: count for option, count in counts.items() if count}

    @property
    def unread(self) -> list[tuple[int, str, str]]:
        return sorted(
            (number, option, cell)
            for number, row in enumerate(self.rows, 1)
            for option, cell in zip(OPTIONS, row, strict=True)
            if isinstance(cell, str)
        )


@st.composite
def tables(draw: st.DrawFn) -> Table:
    """Up to two odd cells a column: more would be taken for a wrong column."""
    size = draw(st.integers(1, 8))
    cells = st.one_of(st.none(), st.integers(0, 999_999_999), st.integers(0, 2_000))
    rows: list[list[int | str | None]] = [[draw(cells) for _ in OPTIONS] for _ in range(size)]
    for at in range(len(OPTIONS)):
        for row in draw(st.sets(st.integers(0, size - 1), max_size=2)):
            rows[row][at] = draw(st.sampled_from(UNREAD))
    return Table(tuple(tuple(row) for row in rows))


@dataclass(frozen=True)
class Dress:
    """How a text file is written."""

    delimiter: str
    encoding: str
    end: str
    quoting: Literal[0, 1]
    packed: str
    mark: str | None
    pad: str
    long: bool

    def number(self, value: int) -> str:
        if self.mark is None:
            return f"{self.pad}{value}{self.pad}"
        return f"{self.pad}{value:,}{self.pad}".replace(",", self.mark)


dresses = st.builds(
    Dress,
    delimiter=st.sampled_from([",", ";", "\t", "|"]),
    encoding=st.sampled_from(
        ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1251"]
    ),
    end=st.sampled_from(["\n", "\r\n"]),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    packed=st.sampled_from(["", ".gz", ".zip"]),
    mark=st.sampled_from([None, ",", ".", "'", "’", " ", "\u00a0", "_"]),
    pad=st.sampled_from(["", " ", "  "]),
    long=st.booleans(),
)


def text_of(table: Table, dress: Dress, region: str) -> str:
    """The table as delimited text."""
    target = io.StringIO()
    writer = csv.writer(
        target, delimiter=dress.delimiter, quoting=dress.quoting, lineterminator=dress.end
    )

    def cell(value: int | str | None) -> str:
        return dress.number(value) if isinstance(value, int) else value or ""

    if dress.long:
        writer.writerow(["code", "region", "option", "votes"])
        for number, row in enumerate(table.rows, 1):
            for option, value in zip(OPTIONS, row, strict=True):
                writer.writerow([f"s{number}", region, option, cell(value)])
    else:
        writer.writerow(["code", "region", *OPTIONS])
        for number, row in enumerate(table.rows, 1):
            writer.writerow([f"s{number}", region, *map(cell, row)])
    return target.getvalue()


def packed(content: bytes, how: str) -> bytes:
    if how == ".gz":
        return gzip.compress(content)
    if how == ".zip":
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("inside/r.csv", content)
        return target.getvalue()
    return content


def entry(file: str, more: str = "", long: bool = False) -> str:
    columns = "station: code, areas: {region: region}"
    columns += ", option: option, votes: votes" if long else ""
    return f"  - file: {file}\n    source: cec\n{more}    columns: {{{columns}}}\n"


def read(files: dict[str, str | bytes], returns: str) -> CheckResult:
    with tempfile.TemporaryDirectory() as folder:
        return checked(Path(folder), files, returns, HEAD)


def assert_read(result: CheckResult, table: Table, stations: int) -> None:
    totals = result.contests["president"].totals["cec"]
    assert totals.options == table.sums
    assert {name: count for name, count in totals.incomplete.items() if count} == table.missing
    assert totals.stations_held == stations


@given(table=tables(), dress=dresses)
@example(
    table=Table(((None, None, 1_000_000),)),
    dress=Dress("\t", "cp1251", "\n", 0, "", "’", "", long=True),
)
def test_delimited_text_reads_back_in_any_dress(table: Table, dress: Dress) -> None:
    if any(isinstance(cell, str) for row in table.rows for cell in row) and dress.mark:
        dress = Dress(**{**dress.__dict__, "mark": None})  # some unread cells would be figures
    region = "Север" if dress.encoding == "cp1251" else "北 الشمال Север"
    if dress.encoding == "cp1251":
        table = Table(tuple(tuple(None if c in UNREAD else c for c in row) for row in table.rows))
    text = text_of(table, dress, region)
    if dress.encoding == "cp1251":
        text = text.replace("zoë", "Zoё")  # a name that its letters can write
    name = f"r.csv{dress.packed}" if dress.packed != ".zip" else "r.zip"
    more = f"    delimiter: {json.dumps(dress.delimiter)}\n"
    more += f"    thousands: {json.dumps(dress.mark)}\n" if dress.mark else ""
    more += "    layout: long\n" if dress.long else ""
    head = HEAD.replace("zoë: Zoë", "zoë: {name: Zoë, aliases: [Zoё]}")
    with tempfile.TemporaryDirectory() as folder:
        content = packed(text.encode(dress.encoding), dress.packed)
        files: dict[str, str | bytes] = {name: content}
        try:
            result = checked(Path(folder), files, entry(name, more, dress.long), head)
        except InputError:
            # A file without one figure is no table; nothing else may be refused.
            assert not dress.long
            assert not any(isinstance(c, int | str) for row in table.rows for c in row)
            return
    assert_read(result, table, len(table.rows))
    found = sorted(
        (item.figures["row"] - 1, item.figures["figure"], item.figures["raw"])
        for item in result.findings.of("SHEET-UNREAD")
    )
    if dress.long:
        places = [((n - 1) * 3 + OPTIONS.index(o) + 1, o, raw) for n, o, raw in table.unread]
        assert found == sorted(places)
    else:
        assert found == table.unread
    areas = result.contests["president"].areas["cec", "region"].areas
    assert list(areas) == [region]


@given(table=tables(), as_text=st.booleans())
def test_spreadsheets_read_back(table: Table, as_text: bool) -> None:
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.append(["code", "region", *OPTIONS])
    for number, row in enumerate(table.rows, 1):
        cells = [str(cell) if as_text and cell is not None else cell for cell in row]
        page.append([f"s{number}", "North", *cells])
    target = io.BytesIO()
    book.save(target)
    result = read({"r.xlsx": target.getvalue()}, entry("r.xlsx"))
    assert_read(result, table, len(table.rows))
    assert (
        sorted(
            (item.figures["row"] - 1, item.figures["figure"], item.figures["raw"])
            for item in result.findings.of("SHEET-UNREAD")
        )
        == table.unread
    )


@given(table=tables(), kind=st.sampled_from([pa.int64(), pa.int32(), pa.float64(), pa.string()]))
def test_parquet_reads_back(table: Table, kind: pa.DataType) -> None:
    columns: dict[str, object] = {
        "code": [f"s{number}" for number in range(1, len(table.rows) + 1)],
        "region": ["North"] * len(table.rows),
    }
    for at, option in enumerate(OPTIONS):
        cells = [row[at] for row in table.rows]
        if kind == pa.string():
            columns[option] = pa.array([None if c is None else str(c) for c in cells])
        else:
            columns[option] = pa.array([c if isinstance(c, int) else None for c in cells], kind)
    target = io.BytesIO()
    pq.write_table(pa.table(columns), target)
    result = read({"r.parquet": target.getvalue()}, entry("r.parquet"))
    assert_read(result, table, len(table.rows))
    unread = len(table.unread) if kind == pa.string() else 0
    assert len(result.findings.of("SHEET-UNREAD")) == unread


NAMES = ["r.csv", "r.tsv", "r.csv.gz", "r.zip", "r.xlsx", "r.ods", "r.xls", "r.parquet", "s.jsonl"]
START = b"code,region,ana,ben,zo\xc3\xab\ns1,N,1,2,3\n"
hostile = st.one_of(
    st.binary(max_size=300),
    st.binary(max_size=100).map(lambda raw: START + raw),
    st.binary(max_size=100).map(lambda raw: gzip.compress(START)[:-4] + raw),
    st.binary(max_size=60).map(lambda raw: packed(START, ".zip")[:70] + raw),
    st.binary(max_size=60).map(lambda raw: b"PAR1" + raw + b"PAR1"),
    st.text(max_size=200).map(lambda text: text.encode("utf-8", "replace")),
    st.text('",;|\t\r\n0123456789ab', max_size=200).map(lambda text: START + text.encode()),
    st.text('{}[]":,0123456789 \nspec', max_size=200).map(str.encode),
)


@given(name=st.sampled_from(NAMES), raw=hostile)
@example(name="s.jsonl", raw=b"\xff\xfe{")
@example(name="r.csv", raw=b'code,region,ana,ben,zo\xc3\xab\n"')
def test_any_bytes_are_a_result_or_an_input_error(name: str, raw: bytes) -> None:
    with suppress(InputError):
        result = read({name: raw}, entry(name))
        assert result.contests["president"].totals["cec"].stations_held > 0


odd_names = st.one_of(
    st.sampled_from(
        [
            "<script>alert(1)</script>",
            "Robert'); DROP TABLE stations;--",
            'say "no"',
            "a\nb",
            "a\r\nb",
            "\\N",
            "NULL",
            "شمال",
            "\u202eevil",
            "x" * 3000,
            "{name}",
            "%s",
            "&amp;",
            "a/b",
            "\ufeffmark",
            "c0",
        ]
    ),
    st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=20),
)


@settings(max_examples=40)
@given(names=st.lists(odd_names, min_size=1, max_size=4, unique_by=visible_name))
@example(names=["\\N"])
@example(names=["\ufeffmark", "\u200b north\u2060"])
def test_names_survive_into_results_json_and_report(names: list[str]) -> None:
    names = [name for name in names if visible_name(name)] or ["North"]
    target = io.StringIO()
    writer = csv.writer(target)
    writer.writerow(["code", "region", *OPTIONS])
    for number, name in enumerate(names, 1):
        writer.writerow([f"{number}#{name}", name, number, 0, "?" if number == 1 else 4])
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        write_folder(folder, {"r.csv": target.getvalue().encode()}, entry("r.csv"), HEAD)
        result = check(open_election(folder))
        areas = result.contests["president"].areas["cec", "region"]
        assert sorted(areas.names) == sorted(map(visible_name, names))
        assert result.contests["president"].totals["cec"].options["ana"] == sum(
            range(1, len(names) + 1)
        )
        write_json(result, str(folder / "out.json"))
        json.loads((folder / "out.json").read_text(encoding="utf-8"))
        write_report(result, folder / "out.html", "en")
        page = (folder / "out.html").read_text(encoding="utf-8")
        assert "<script>alert(1)" not in page
