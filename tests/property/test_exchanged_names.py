"""Whatever places, parties and sources are called, what is written in a format of others is what
was read: no sign is lost or changed, and no name makes a row, a column or a place of its own."""

from __future__ import annotations

import csv
import json
import sqlite3
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import jsonschema
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from actasum.statement import Statement
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from crosstally.check.run import check, open_election
from crosstally.election.codes import visible_code, visible_name
from crosstally.exporting.actasum import write_actasum
from crosstally.exporting.nist import write_nist
from crosstally.exporting.oedi import write_oedi
from crosstally.exporting.returns import Returns, opened_returns
from crosstally.exporting.sqlite import write_sqlite
from crosstally.pack.build import build
from crosstally.pack.opening import open_pack
from crosstally.pack.verify import verify
from crosstally.problems import InputError
from crosstally.returns.document_files import read_document
from crosstally.returns.documents import plain
from tests.folders import write_folder

FEWER = max(20, settings().max_examples // 5)
PIECES = st.sampled_from(
    [
        *("\n", "\r", "\r\n", "\t", '"', "'", "''", ",", ";", "|", "\\", "\\n", "{", "}", "%s"),
        *("=1+1", "+1", "-2", "@SUM(A1)", "007", "1e3", "NULL", "NaN", "null", "?", "#", "--"),
        *("</script><script>alert(1)</script>", "<!--", "]]>", "&amp;", "&", "../..", "/", ":"),
        *("a\u202eb", "\u200f", "\ufeff", "\u2028", "\x85", "\x0b", "\x1c", "\x1b[31m", "\x7f"),
        *("\u00e9", "e\u0301", "\u212b", "\u00c5", "\U0001f5f3", "\ufffd", "\uffff", "نور"),
        *("x" * 1500, "{0}", "/*"),
    ]
)
TEXTS = st.lists(PIECES | st.text("abAB 1", min_size=1, max_size=3), min_size=1, max_size=4).map(
    "".join
)
NAMES = TEXTS.filter(visible_name)
SAID = NAMES.filter(lambda text: len(text) < 2000)
"""Of those that a definition may hold."""
WITH_ZERO = TEXTS.map(lambda text: f"a\0{text}")


def is_code(text: str) -> bool:
    """A cell that holds an error or a formula of a spreadsheet is no code."""
    return bool(visible_code(text)) and not visible_code(text).startswith(("=", "#"))


@dataclass(frozen=True)
class Named:
    """What everything of a small election is called."""

    codes: tuple[str, str]
    stations: tuple[str, str]
    area: str
    option: str
    source: str
    contest: str


named = st.builds(
    Named,
    codes=st.lists(TEXTS.filter(is_code), min_size=2, max_size=2, unique_by=visible_code).map(
        lambda pair: (pair[0], pair[1])
    ),
    stations=st.tuples(NAMES, NAMES),
    area=TEXTS.filter(is_code),
    option=SAID,
    source=SAID,
    contest=SAID,
)
PLAIN = Named(("1", "2"), ("School", "Church"), "North", "Ana", "Commission", "President")
COMPOSED = Named(("\u00e9", "e\u0301"), ("\u00c5", "A\u030a"), "\u212b", "\u00e9", "e\u0301", "=1")


def definition(names: Named, returns: Mapping[str, Any]) -> str:
    """``election.yaml``, as JSON, which YAML can be."""
    said = {
        "id": "example",
        "title": names.contest,
        "date": "2024-05-12",
        "levels": ["country", "region", "station"],
        "place": {"id": "everywhere", "name": names.source},
        "sources": {"cec": names.source},
        "sheets": {"protocol": {"fields": {"cast": names.option}}},
        "contests": {
            "president": {"name": names.contest, "options": {"ana": names.option, "ben": "Ben"}}
        },
        "returns": [{"source": "cec", **returns}],
    }
    text = json.dumps(said, ensure_ascii=False)
    return "".join(sign if sign.isprintable() else f"\\u{ord(sign):04x}" for sign in text)


@contextmanager
def written(names: Named) -> Iterator[tuple[Path, Path]]:
    """An election folder of such names, whose returns stand in Parquet, and a place to write."""
    with tempfile.TemporaryDirectory() as beside:
        columns = {
            "code": names.codes,
            "name": names.stations,
            "region": (names.area, names.area),
            "cast": (10, 9),
            "ana": (6, None),
            "ben": (4, 9),
        }
        returns = {
            "file": "r.parquet",
            "columns": {
                "station": "code",
                "station_name": "name",
                "areas": {"region": "region"},
                "fields": {"cast": "cast"},
            },
        }
        folder = write_folder(
            Path(beside, "election"), {"election.yaml": definition(names, returns)}
        )
        pq.write_table(
            pa.table({key: list(cells) for key, cells in columns.items()}), folder / "r.parquet"
        )
        yield folder, Path(beside, "out")


@contextmanager
def opened(names: Named) -> Iterator[tuple[Returns, Path]]:
    with written(names) as (folder, out), opened_returns(folder) as returns:
        yield returns, out


def places(names: Named) -> dict[str, tuple[str, str]]:
    """Code → name and area of the stations, as they are read."""
    codes = map(visible_code, names.codes)
    area = visible_name(names.area)
    return {
        code: (visible_name(name), area) for code, name in zip(codes, names.stations, strict=True)
    }


def counts(names: Named) -> dict[tuple[str, str], int | None]:
    one, two = map(visible_code, names.codes)
    cast = {(one, "cast"): 10, (two, "cast"): 9}
    return {**cast, (one, "ana"): 6, (one, "ben"): 4, (two, "ana"): None, (two, "ben"): 9}


@settings(max_examples=FEWER)
@example(PLAIN)
@example(COMPOSED)
@given(named)
def test_csv_comes_back(names: Named) -> None:
    with opened(names) as (returns, out):
        write_oedi(returns, None, None, out)
        with (out / "polling_stations.csv").open(encoding="utf-8", newline="") as stream:
            found = {row["station_id"]: row for row in csv.DictReader(stream, strict=True)}
        with (out / "results.csv").open(encoding="utf-8", newline="") as stream:
            rows = list(csv.DictReader(stream, strict=True))
    assert {code: (row["station_name"], row["region_name"]) for code, row in found.items()} == (
        places(names)
    )
    stated = {
        (row["station_id"], row["figure"]): int(row["count"]) if row["count"] else None
        for row in rows
    }
    assert (stated, len(rows)) == (counts(names), 6)
    assert {row["figure_name"] for row in rows} == {names.option, "Ben"}


@settings(max_examples=FEWER)
@example(PLAIN)
@example(COMPOSED)
@given(named)
def test_a_sqlite_file_comes_back(names: Named) -> None:
    with opened(names) as (returns, out):
        write_sqlite(returns, None, None, out)
        with closing(sqlite3.connect(out / "election.db")) as base:
            assert base.execute("PRAGMA foreign_key_check").fetchall() == []
            stations = base.execute(
                "SELECT s.id, s.name, a.name FROM stations s JOIN areas a ON a.id = s.area"
            ).fetchall()
            figures = base.execute(
                "SELECT station, figure, count FROM counts JOIN returns ON id = return_id"
            ).fetchall()
            said = base.execute(
                "SELECT s.name, c.name, f.name FROM sources s, contests c, figures f "
                "WHERE f.id = 'ana'"
            ).fetchall()
        described = json.loads((out / "metadata.json").read_text(encoding="utf-8"))
    assert {code: (name, area) for code, name, area in stations} == places(names)
    assert {(code, figure): count for code, figure, count in figures} == counts(names)
    assert said == [(names.source, names.contest, names.option)]
    assert described["title"] == names.contest


@settings(max_examples=FEWER)
@example(PLAIN)
@example(COMPOSED)
@given(named)
def test_statements_come_back(names: Named) -> None:
    with opened(names) as (returns, out):
        write_actasum(returns, "president", "cec", out)
        text = (out / "statements.jsonl").read_bytes()
        held = [Statement.from_dict(json.loads(line)) for line in text.split(b"\n") if line]
        # Each line is as actasum itself writes it, or its log would hold another entry.
        assert b"".join(one.canonical() + b"\n" for one in held) == text
        entry = {
            "file": "s.jsonl",
            "columns": {
                "areas": {"region": "constituency"},
                "fields": {"cast": "candidature_total"},
            },
        }
        again = write_folder(
            out.parent / "again",
            {"s.jsonl": text, "election.yaml": definition(names, entry)},
        )
        write_again(again, out.parent / "two")
        assert (out.parent / "two" / "statements.jsonl").read_bytes() == text
    assert {one.station: one.constituency for one in held} == {
        code: area for code, (_name, area) in places(names).items()
    }
    assert [dict(one.candidatures) for one in held] == [{"ana": 6, "ben": 4}, {"ben": 9}]


def write_again(folder: Path, out: Path) -> None:
    with opened_returns(folder) as returns:
        write_actasum(returns, "president", "cec", out)


@settings(max_examples=FEWER)
@example(PLAIN)
@example(COMPOSED)
@given(named)
def test_a_nist_report_comes_back(names: Named) -> None:
    with opened(names) as (returns, out):
        write_nist(returns, "president", "cec", out)
        found = json.loads(out.read_text(encoding="utf-8"))
        document = read_document(out, "nist", "out")
    units = {unit["@id"]: unit["Name"]["Text"][0]["Content"] for unit in found["GpUnit"]}
    for code, (name, area) in places(names).items():
        assert (units[code], units[f"area-{area}"]) == (name, area)
    assert found["Party"][0]["Name"]["Text"][0]["Content"] == names.option
    header = [column.name for column in document.columns]
    assert {(row[0], row[1]) for row in document.rows} == {
        (code, plain(name)) for code, (name, _area) in places(names).items()
    }
    assert {row[header.index("region")] for row in document.rows} == {
        plain(visible_name(names.area))
    }
    assert document.title == plain(names.contest)


@pytest.mark.data
@settings(max_examples=FEWER, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(named)
def test_every_nist_report_is_valid_by_the_schema(data: Path, names: Named) -> None:
    path = data / "nist" / "NIST_V2_election_results_reporting.schema.json"
    schema = json.loads(path.read_text(encoding="utf-8"))
    with opened(names) as (returns, out):
        write_nist(returns, "president", "cec", out)
        jsonschema.Draft4Validator(schema).validate(json.loads(out.read_text(encoding="utf-8")))


def element(name: str, text: str, **attributes: str) -> str:
    """An element of XML. A line end of a text is written as what it is: another is read as a line
    feed, and in an attribute as a blank."""
    odd = {sign: f"&#{ord(sign)};" for sign in "\n\r\t"}
    said = "".join(f" {key}={quoteattr(value, odd)}" for key, value in attributes.items())
    return f"<{name}{said}>{escape(text, odd)}</{name}>"


def eml(names: Named) -> str:
    """A count in which everything has such names."""

    def votes(count: int) -> str:
        party = element("RegisteredName", names.option)
        return (
            f'<Selection><AffiliationIdentifier Id="1">{party}</AffiliationIdentifier>'
            f"<ValidVotes>{count}</ValidVotes></Selection><TotalCounted>{count}</TotalCounted>"
        )

    units = "".join(
        f"<ReportingUnitVotes>{element('ReportingUnitIdentifier', name, Id=code)}{votes(count)}"
        "</ReportingUnitVotes>"
        for code, name, count in zip(names.codes, names.stations, (6, 4), strict=True)
    )
    return (
        '<EML xmlns="urn:oasis:names:tc:evs:schema:eml" Id="510b" SchemaVersion="5">'
        f"<ManagingAuthority>{element('AuthorityIdentifier', names.area, Id='1')}"
        '</ManagingAuthority><Count><Election><ElectionIdentifier Id="X">'
        f"{element('ElectionName', names.contest)}</ElectionIdentifier><Contests><Contest>"
        f'<ContestIdentifier Id="geen"/><TotalVotes>{votes(10)}</TotalVotes>{units}'
        "</Contest></Contests></Election></Count></EML>"
    )


def of_xml(names: Named) -> bool:
    """XML has no signs that steer a terminal, and none that is no sign; a unit must have an id and
    a name that are more than blanks."""
    texts = (*names.codes, *names.stations, names.area, names.option, names.contest)
    whole = "".join(texts)
    return not set("\x0b\x1c\x1b\uffff") & set(whole) and all(plain(text) for text in texts)


@settings(max_examples=FEWER, suppress_health_check=[HealthCheck.filter_too_much])
@example(PLAIN)
@example(COMPOSED)
@given(named.filter(of_xml))
def test_a_dutch_count_is_read_with_the_names_that_it_states(names: Named) -> None:
    with tempfile.TemporaryDirectory() as beside:
        path = Path(beside, "count.eml.xml")
        path.write_text(eml(names), encoding="utf-8", newline="")
        document = read_document(path, "eml", path.name)
    header = [column.name for column in document.columns]
    assert header[-1] == plain(names.option) or names.option in header[-1]
    assert [row[:2] for row in document.rows] == [
        [code.strip(), plain(name)] for code, name in zip(names.codes, names.stations, strict=True)
    ]
    assert [row[-1] for row in document.rows] == ["6", "4"]
    assert {row[3] for row in document.rows} == {plain(names.area)}


@settings(max_examples=FEWER)
@example("a\0")
@given(WITH_ZERO)
def test_a_zero_byte_is_an_input_error_or_comes_back(name: str) -> None:
    names = Named(PLAIN.codes, PLAIN.stations, "North", name, "Commission", "President")
    for write in (write_oedi, write_sqlite):
        with pytest.raises(InputError), opened(names) as (returns, out):
            write(returns, None, None, out)


@settings(max_examples=FEWER)
@given(st.sampled_from(["station", "constituency", "candidature", "other"]), TEXTS)
def test_half_of_a_sign_in_a_statement_is_an_input_error(part: str, text: str) -> None:
    odd = f"{text}\ud800"
    counts = {
        "candidatures": {odd if part == "candidature" else "ana": 3},
        "other": {odd: 1} if part == "other" else {},
        "blank": 0,
        "null": 0,
    }
    statement = {
        "spec": "actasum/statement/v0.1",
        "profile": "x",
        "election": "example",
        "station": odd if part == "station" else "1",
        "constituency": odd if part == "constituency" else "North",
        "counts": counts,
    }
    entry = {"file": "s.jsonl", "columns": {"areas": {"region": "constituency"}}}
    files = {"s.jsonl": json.dumps(statement) + "\n", "election.yaml": definition(PLAIN, entry)}
    with tempfile.TemporaryDirectory() as beside:
        folder = write_folder(Path(beside, "election"), files)
        with pytest.raises(InputError, match="half of a sign"):
            check(open_election(folder))


@settings(max_examples=FEWER)
@example(PLAIN)
@example(COMPOSED)
@given(named)
def test_a_pack_of_such_names_is_sound(names: Named) -> None:
    with written(names) as (folder, out):
        build(folder, out)
        assert verify(open_pack(out)).broken == []
