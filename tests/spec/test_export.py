"""`crosstally export`: what other programs get, what comes back, and what is refused."""

from __future__ import annotations

import csv
import json
import re
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from actasum.cli import main as actasum
from actasum.statement import Statement, read_jsonl

from crosstally.check.run import open_election
from crosstally.cli.app import command_line
from crosstally.ledger.keys import PrivateKey
from crosstally.problems import InputError
from tests.folders import COLUMNS, STATIONS, csv_of, returns_entry, write_folder

ANNOUNCED = """\
announcements:
  - {id: final, source: cec, counts: {ana: 610, ben: 390}, areas: {
    North: {counts: {ana: 310, ben: 290}}, South: {counts: {ana: 300, ben: 100}}}}
"""


def crosstally(*words: str) -> None:
    command_line()([str(word) for word in words], standalone_mode=False)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    table = csv_of(STATIONS).replace("Lake,3,300,105,100,5,60,40", "Lake,3,300,105,100,5,?,")
    return write_folder(
        tmp_path / "election", {"returns.csv": table, "announcements.yaml": ANNOUNCED}
    )


def statements(path: Path) -> list[Statement]:
    with path.open(encoding="utf-8") as stream:
        return list(read_jsonl(stream))


def test_actasum_reads_every_statement_and_no_missing_figure_is_zero(
    folder: Path, tmp_path: Path
) -> None:
    crosstally("export", str(folder), str(tmp_path / "out"), "--format", "actasum")
    first, *_, lake, _port = statements(tmp_path / "out" / "statements.jsonl")
    assert (first.station, first.constituency) == ("1", "North")
    assert first.candidatures == {"ana": 200, "ben": 100}
    assert (first.null, first.blank, first.registered) == (1, None, 500)
    assert first.not_on_sheet == {"blank": "no-field"}
    assert lake.candidatures == {}
    assert lake.unread == {"candidature:ana": "illegible", "candidature:ben": "empty"}


def test_actasum_verifies_our_statements_totals_log_and_checkpoint(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    key = PrivateKey.new("observers.example/x")
    key.write(tmp_path / "key")
    out = tmp_path / "out"
    (folder / "returns.csv").write_text(csv_of(STATIONS))
    crosstally(
        "export", str(folder), str(out), "--format", "actasum", "--key", str(tmp_path / "key")
    )
    official_file = out / "official.json"
    files = ["--statements", str(out / "statements.jsonl"), "--official", str(official_file)]
    assert actasum(["verify", *files]) == 0
    assert actasum(["log", "checkpoint", "--log", str(out / "log")]) == 0
    checkpoint = str(out / "log" / "checkpoint")
    trusted = ["--checkpoint", checkpoint, "--log-key", str(key.public)]
    assert actasum(["log", "check-checkpoint", *trusted]) == 0
    proof = str(tmp_path / "proof.json")
    found = ["--log", str(out / "log"), "--station", "3", "--out", proof]
    assert actasum(["log", "prove", *found]) == 0
    assert actasum(["log", "check-proof", "--proof", proof]) == 0
    official = json.loads(official_file.read_text())
    official["areas"]["North"]["candidatures"]["ana"] += 1
    official_file.write_text(json.dumps(official))
    assert actasum(["verify", *files]) == 1
    assert "North" in capsys.readouterr().out


def statement(station: str, **more: Any) -> dict[str, Any]:
    counts = {"candidatures": {"A": 10, "B": 5}, "blank": 1, "null": 2, **more.pop("counts", {})}
    return {
        "spec": "actasum/statement/v0.1",
        "profile": "es",
        "election": "x",
        "station": station,
        "constituency": "C1",
        "counts": counts,
        **more,
    }


ACTASUM = """\
id: example
title: An example
date: 2024-05-12
levels: [country, constituency, station]
sources: {cec: Central commission}
sheets:
  protocol: {fields: {blank: Blank, "null": "Null", registered: Voters}}
contests: {president: {options: {a: {name: Ana, aliases: [A]}, b: {name: Ben, aliases: [B]}}}}
returns:
  - {file: s.jsonl, source: cec, columns: {areas: {constituency: constituency}}}
"""


def test_statements_come_back_as_they_came(tmp_path: Path) -> None:
    first = statement("1", evidence={"kind": "photo"})
    replaced = Statement.from_dict(first).statement_id()
    came = [
        first,
        statement("1", stage="ruling", supersedes=replaced, counts={"candidatures": {"A": 11}}),
        statement("2", counts={"candidatures": {"B": 0}, "unread": {"candidature:A": "illegible"}}),
        statement("3", unit="aggregate", counts={"registered": 100}),
    ]
    text = "".join(f"{Statement.from_dict(item).canonical().decode()}\n" for item in came)
    folder = write_folder(tmp_path / "in", {"s.jsonl": text, "election.yaml": ACTASUM})
    crosstally("export", str(folder), str(tmp_path / "out"), "--format", "actasum")
    assert (tmp_path / "out" / "statements.jsonl").read_text() == text


def test_a_count_that_statements_have_beside_the_sheet_goes_out_under_its_id(
    tmp_path: Path,
) -> None:
    said = statement("1", counts={"candidature_total": 15})
    text = f"{Statement.from_dict(said).canonical().decode()}\n"
    folder = write_folder(tmp_path / "in", {"s.jsonl": text, "election.yaml": ACTASUM})
    crosstally("export", str(folder), str(tmp_path / "csv"), "--format", "oedi")
    with (tmp_path / "csv" / "results.csv").open(encoding="utf-8") as stream:
        rows = {row["figure"]: row for row in csv.DictReader(stream)}
    total = rows["candidature_total"]
    assert (total["kind"], total["figure_name"], total["count"]) == (
        "field",
        "candidature_total",
        "15",
    )
    crosstally("export", str(folder), str(tmp_path / "base"), "--format", "sqlite")
    with closing(sqlite3.connect(tmp_path / "base" / "election.db")) as base:
        assert base.execute("PRAGMA foreign_key_check").fetchall() == []
        held = base.execute("SELECT count FROM counts WHERE figure = 'candidature_total'")
        assert held.fetchall() == [(15,)]


def report(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def test_a_nist_report_comes_back_with_the_same_figures(folder: Path, tmp_path: Path) -> None:
    crosstally("export", str(folder), str(tmp_path / "one.json"), "--format", "nist")
    crosstally("new", str(tmp_path / "again"), "--from", str(tmp_path / "one.json"), "--yes")
    crosstally("export", str(tmp_path / "again"), str(tmp_path / "two.json"), "--format", "nist")
    one, two = votes(report(tmp_path / "one.json")), votes(report(tmp_path / "two.json"))
    assert one == two
    assert one["Ana Lima", "1"] == 200
    assert ("Ana Lima", "3") not in one
    assert one["BallotsCast", "1"] == 301
    again = open_election(tmp_path / "again")
    assert again.definition.levels == ["country", "region", "district", "station"]
    drafted = (tmp_path / "again" / "election.yaml").read_text(encoding="utf-8")
    assert "- relation: options + rejected == cast" in drafted
    assert again.definition.sheets["sheet"].measures.invalid == "rejected"


def test_a_voters_list_that_each_way_of_voting_repeats_is_reported_once(tmp_path: Path) -> None:
    table = """
    region district code registered cast valid invalid ana ben
    North  Hill     1    500        {}   {}    0       {}  0
    South  Port     4    800        {}   {}    0       {}  0
    """
    files = {f"{way}.csv": csv_of(table.format(*[n] * 6)) for way, n in (("hall", 90), ("post", 7))}
    entries = returns_entry("hall.csv", more="channel: hall")
    entries += returns_entry("post.csv", more="channel: post")
    election = write_folder(tmp_path / "election", {**files}, entries)
    crosstally("export", str(election), str(tmp_path / "out.json"), "--format", "nist")
    said = votes(report(tmp_path / "out.json"))
    assert said["VotersRegistered", "1"] == 500
    assert (said["BallotsCast", "1"], said["Ana Lima", "1"]) == (97, 97)


def test_no_two_things_of_a_nist_report_have_one_identifier(tmp_path: Path) -> None:
    """A station may have the code that an option has."""
    stations = csv_of(STATIONS.replace(" 1    ", " ana  "))
    folder = write_folder(tmp_path / "election", {"returns.csv": stations})
    crosstally("export", str(folder), str(tmp_path / "out.json"), "--format", "nist")
    said = re.findall(r'"@id": "([^"]*)"', (tmp_path / "out.json").read_text())
    assert "ana" in said
    assert len(said) == len(set(said))


def votes(found: dict[str, Any]) -> dict[tuple[str, str], int]:
    """(option or figure, station) → count."""
    (election,) = found["Election"]
    parties = {party["@id"]: party["Name"]["Text"][0]["Content"] for party in found["Party"]}
    counted = {
        (parties[selection["PartyIds"][0]], counts["GpUnitId"]): counts["Count"]
        for contest in election["Contest"]
        for selection in contest["ContestSelection"]
        for counts in selection.get("VoteCounts", [])
    }
    for counts in election.get("BallotCounts", []):
        counted |= {
            (key, counts["GpUnitId"]): value
            for key, value in counts.items()
            if key.startswith("Ballots")
        }
    for unit in found["GpUnit"]:
        if "VotersRegistered" in unit:
            counted["VotersRegistered", unit["@id"]] = unit["VotersRegistered"]
    return counted


def test_oedi_has_a_row_for_each_figure_and_an_empty_cell_for_a_missing_one(
    folder: Path, tmp_path: Path
) -> None:
    crosstally("export", str(folder), str(tmp_path / "out"), "--format", "oedi")
    with (tmp_path / "out" / "polling_stations.csv").open(encoding="utf-8") as stream:
        stations = list(csv.DictReader(stream))
    assert [(row["station_id"], row["region_name"], row["district_name"]) for row in stations] == [
        ("1", "North", "Hill"),
        ("2", "North", "Hill"),
        ("3", "North", "Lake"),
        ("4", "South", "Port"),
    ]
    with (tmp_path / "out" / "results.csv").open(encoding="utf-8") as stream:
        rows = {(row["station_id"], row["figure"]): row for row in csv.DictReader(stream)}
    assert len(rows) == 4 * 6
    assert (rows["1", "ana"]["count"], rows["1", "ana"]["figure_name"]) == ("200", "Ana Lima")
    assert (rows["3", "ana"]["count"], rows["3", "ana"]["status"]) == ("", "unread")
    assert (rows["3", "ben"]["count"], rows["3", "ben"]["status"]) == ("", "empty")


def test_a_row_is_the_line_of_the_file_as_findings_name_it(folder: Path, tmp_path: Path) -> None:
    table = (folder / "returns.csv").read_text(encoding="utf-8")
    (folder / "returns.csv").write_text(table.replace("South,Port", '\n"South",Port'), "utf-8")
    crosstally("export", str(folder), str(tmp_path / "out"), "--format", "oedi")
    with (tmp_path / "out" / "results.csv").open(encoding="utf-8") as stream:
        rows = {row["station_id"]: row["row"] for row in csv.DictReader(stream)}
    assert rows == {"1": "2", "2": "3", "3": "4", "4": "6"}
    crosstally("export", str(folder), str(tmp_path / "base"), "--format", "sqlite")
    with closing(sqlite3.connect(tmp_path / "base" / "election.db")) as base:
        assert dict(base.execute("SELECT station, row FROM returns")) == {
            station: int(row) for station, row in rows.items()
        }


def test_datasette_serves_the_sqlite_file_with_keys_and_search(
    folder: Path, tmp_path: Path
) -> None:
    crosstally("export", str(folder), str(tmp_path / "out"), "--format", "sqlite")
    base = tmp_path / "out" / "election.db"
    with closing(sqlite3.connect(base)) as connection:
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        total = "SELECT sum(count) FROM votes WHERE option = 'Ana Lima'"
        assert connection.execute(total).fetchone() == (550,)
        missing = "SELECT count, status FROM counts WHERE figure = 'ana' AND return_id = 3"
        assert connection.execute(missing).fetchone() == (None, "unread")
    done = subprocess.run(
        [
            *(sys.executable, "-m", "datasette", str(base)),
            *("--metadata", str(tmp_path / "out" / "metadata.json")),
            *("--get", "/election/areas.json?_search=Lake&_shape=array"),
        ],
        capture_output=True,
        text=True,
        check=False,
        env={"PATH": "/usr/bin:/bin", "HOME": str(tmp_path)},
    )
    assert done.returncode == 0, done.stderr
    (found,) = json.loads(done.stdout)
    assert (found["name"], found["level"]) == ("Lake", "district")


@pytest.mark.data
def test_our_nist_report_is_valid_by_the_schema(data: Path, folder: Path, tmp_path: Path) -> None:
    crosstally("export", str(folder), str(tmp_path / "out.json"), "--format", "nist")
    schema = report(data / "nist" / "NIST_V2_election_results_reporting.schema.json")
    jsonschema.Draft4Validator(schema).validate(report(tmp_path / "out.json"))


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (["--format", "nits"], "there is no such format"),
        (["--format", "nist", "--source", "watch"], "there is none of that name"),
        (["--format", "oedi", "--contest", "mayor"], "there is none of that name"),
        (["--format", "nist", "--key", "k"], "only a log of actasum is signed"),
    ],
)
def test_what_cannot_be_exported_leaves_nothing(
    folder: Path, tmp_path: Path, more: list[str], said: str
) -> None:
    with pytest.raises(InputError, match=said):
        crosstally("export", str(folder), str(tmp_path / "out"), *more)
    assert [path.name for path in tmp_path.iterdir()] == ["election"]


def test_nothing_is_written_over_and_force_gives_up_an_export_alone(
    folder: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    crosstally("export", str(folder), str(out), "--format", "oedi")
    with pytest.raises(InputError, match="is there already"):
        crosstally("export", str(folder), str(out), "--format", "oedi")
    crosstally("export", str(folder), str(out), "--format", "oedi", "--force")
    (out / "notes.txt").write_text("mine")
    with pytest.raises(InputError, match="holds other files"):
        crosstally("export", str(folder), str(out), "--format", "oedi", "--force")
    assert (out / "notes.txt").read_text() == "mine"


def test_every_problem_of_the_folder_is_told_and_nothing_is_written(tmp_path: Path) -> None:
    folder = write_folder(
        tmp_path / "election",
        {"a.csv": "code,ana\n1,2\n", "b.csv": "x\n"},
        returns_entry("a.csv") + returns_entry("b.csv", "watch"),
    )
    with pytest.raises(InputError) as error:
        crosstally("export", str(folder), str(tmp_path / "out"), "--format", "sqlite")
    assert {"a.csv", "b.csv"} <= {Path(p.file or "").name for p in error.value.problems}
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("own", ["returns.csv", "election.yaml", ".", ".."])
def test_what_returns_are_read_from_is_never_given_up(folder: Path, own: str) -> None:
    before = {path: path.read_bytes() for path in folder.iterdir()}
    with pytest.raises(InputError, match=r"(is part of|holds) the election folder"):
        crosstally("export", str(folder), str(folder / own), "--format", "nist", "--force")
    assert {path: path.read_bytes() for path in folder.iterdir()} == before


def test_a_line_end_in_a_name_makes_no_row(tmp_path: Path) -> None:
    areas = 'level,id,parent,name\nregion,North,all,"Nor\rth"\nregion,South,all,South\n'
    files: dict[str, str | bytes] = {"returns.csv": csv_of(STATIONS), "areas.csv": areas.encode()}
    election = write_folder(tmp_path / "election", files, returns_entry("returns.csv"))
    crosstally("export", str(election), str(tmp_path / "out"), "--format", "oedi")
    with (tmp_path / "out" / "polling_stations.csv").open(newline="", encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    assert len(rows) == len(csv_of(STATIONS).strip().splitlines()) - 1
    assert rows[0]["region_name"] == "Nor\rth"


@pytest.mark.parametrize("out", ["/", ".", "..", "results/.."])
@pytest.mark.parametrize("force", [(), ("--force",)])
def test_a_place_without_a_name_of_its_own_is_refused_as_it_was_typed(
    out: str, force: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "results").mkdir()
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputError) as refused:
        crosstally("export", "kazakhstan-2012", out, "--format", "actasum", *force)
    assert str(refused.value) == (
        f"{out}: is no name of a file or folder to write, and nothing was written. Name a new one."
    )
    assert [path.name for path in tmp_path.rglob("*")] == ["results"]


@pytest.mark.parametrize(
    ("out", "said"),
    [
        ("/", "holds the election folder"),
        ("..", "holds the election folder"),
        (".", "is part of the election folder"),
        ("returns.csv", "is part of the election folder"),
    ],
)
def test_what_holds_the_election_folder_is_not_called_a_part_of_it(
    out: str, said: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    with pytest.raises(InputError, match=re.escape(f"{out}: {said}, and nothing was written.")):
        crosstally("export", ".", out, "--format", "oedi", "--force")


@pytest.mark.parametrize("form", ["oedi", "sqlite"])
def test_announcements_alone_are_no_export_and_nothing_is_written(
    form: str, tmp_path: Path
) -> None:
    with pytest.raises(InputError, match="holds no returns of stations to export"):
        crosstally("export", "kazakhstan-2012", str(tmp_path / "out"), "--format", form)
    assert [*tmp_path.iterdir()] == []


@pytest.mark.parametrize("form", ["actasum", "nist"])
def test_which_fields_a_format_has_no_place_for_is_said(
    form: str, folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A statement says no ballots cast; a report says no valid votes."""
    crosstally("export", str(folder), str(tmp_path / "out"), "--format", form)
    lost = {"actasum": "Ballots", "nist": "Valid"}[form]
    said = f"fields of the sheet that this format has no place for: {lost}\n"
    assert said in capsys.readouterr().out


@pytest.mark.parametrize("form", ["actasum", "nist"])
def test_whose_returns_are_not_in_it_is_said(
    form: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = {"returns.csv": csv_of(STATIONS), "watch.csv": csv_of(STATIONS)}
    entries = returns_entry("returns.csv") + returns_entry("watch.csv", source="watch")
    election = write_folder(tmp_path / "election", {**files}, entries)
    crosstally("export", str(election), str(tmp_path / "out"), "--format", form)
    said = "sources whose returns are not in it (--source takes one): Observers\n"
    assert said in capsys.readouterr().out


def test_how_many_figures_are_missing_in_a_nist_report_is_said(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    crosstally("export", str(folder), str(tmp_path / "out"), "--format", "nist")
    assert "without a figure that can be said: 2\n" in capsys.readouterr().out


def test_a_figure_that_could_not_be_read_is_unread_when_statements_come_back(
    folder: Path, tmp_path: Path
) -> None:
    crosstally("export", str(folder), str(tmp_path / "out"), "--format", "actasum")
    lines = str(tmp_path / "out" / "statements.jsonl")
    crosstally("new", str(tmp_path / "again"), "--from", lines, "--yes")
    crosstally("export", str(tmp_path / "again"), str(tmp_path / "csv"), "--format", "oedi")
    with (tmp_path / "csv" / "results.csv").open(encoding="utf-8") as stream:
        rows = {(row["station_id"], row["figure"]): row for row in csv.DictReader(stream)}
    shown = [rows["3", figure][cell] for figure in ("ana", "ben") for cell in ("count", "status")]
    assert shown == ["", "unread", "", "empty"]


def test_ways_of_voting_and_copies_come_back(tmp_path: Path) -> None:
    table = """
    region district code copy registered cast valid invalid ana ben
    North  Hill     1    a    500        301  300   1       200 100
    North  Hill     1    b    500        301  300   1       190 110
    South  Port     4    .    800        404  400   4       300 100
    """
    columns = COLUMNS + "      copy: copy\n"
    files = {"returns.csv": csv_of(table), "post.csv": csv_of(STATIONS)}
    entries = returns_entry("returns.csv", columns=columns)
    entries += returns_entry("post.csv", more="channel: post")
    folder = write_folder(tmp_path / "election", files, entries)
    crosstally("export", str(folder), str(tmp_path / "out"), "--format", "actasum")
    said = statements(tmp_path / "out" / "statements.jsonl")
    assert [item.extra for item in said[:4]] == [
        {"copy": "a"},
        {"copy": "b"},
        {},
        {"channel": "post"},
    ]
    lines = str(tmp_path / "out" / "statements.jsonl")
    crosstally("new", str(tmp_path / "again"), "--from", lines, "--yes")
    came, back = (
        returns_of(place, tmp_path / "csv" / place.name) for place in (folder, tmp_path / "again")
    )
    assert back == came


def returns_of(folder: Path, out: Path) -> set[tuple[str, ...]]:
    """What the returns of a folder say of the options, with the way of voting and the copy."""
    out.parent.mkdir(exist_ok=True)
    crosstally("export", str(folder), str(out), "--format", "oedi")
    names = ("station_id", "channel", "copy", "figure", "count")
    with (out / "results.csv").open(encoding="utf-8") as stream:
        rows = [row for row in csv.DictReader(stream) if row["kind"] == "option"]
    return {tuple(row[name] for name in names) for row in rows}


def test_statements_that_are_not_told_apart_are_counted(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A statement has no words for a way of voting."""
    files = {"returns.csv": csv_of(STATIONS), "post.csv": csv_of(STATIONS)}
    entries = returns_entry("returns.csv", more="channel: station")
    entries += returns_entry("post.csv", more="channel: post")
    election = write_folder(tmp_path / "election", files, entries)
    crosstally("export", str(election), str(tmp_path / "out"), "--format", "actasum")
    assert "which are not told apart: 4" in capsys.readouterr().out
