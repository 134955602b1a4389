"""`crosstally add`: an election folder and a further file in, the folder with both out."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from crosstally.check.run import check, open_election
from crosstally.cli.app import app, load_verbs
from crosstally.drafting.insertion import with_entry
from crosstally.election.definition import SourceKind
from crosstally.election.folder import open_folder
from crosstally.problems import InputError

OFFICIAL = """Region,Code,Name,Voters,Valid,Invalid,Sun Party,River Alliance,Stone
North,101,Mill Street School,700,450,5,200,180,70
North,102,Town Hall,650,395,6,150,190,55
South,201,Harbour School,1800,1510,9,1300,150,60
South,202,Lighthouse,350,208,2,90,88,30
"""
PARTY = """Nr;Polling station;Voters;Valid;Spoilt;Sun;River All.;The Stone
P-1;Mill St. School;700;450;5;200;180;70
P-2;Town Hall;650;395;6;140;200;55
P-3;Harbour School;1800;1510;9;1300;150;60
"""


def run(*arguments: str) -> tuple[int, str]:
    """Exit code and output of the command; an input that cannot be read is 2."""
    load_verbs()
    result = CliRunner().invoke(app, list(arguments))
    if isinstance(result.exception, InputError):
        return 2, str(result.exception)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.output


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An election drafted from the commission's file, and a party's file beside it."""
    (tmp_path / "official.csv").write_text(OFFICIAL)
    (tmp_path / "party.csv").write_text(PARTY)
    code, output = run("new", str(tmp_path / "lake"), "--from", str(tmp_path / "official.csv"))
    assert code == 0, output
    return tmp_path / "lake"


def added(folder: Path, *more: str, name: str = "party.csv") -> tuple[int, str]:
    file = str(folder.parent / name)
    return run("add", str(folder), file, "--source", "Our party", *more)


def test_a_second_file_is_entered_with_the_options_that_the_folder_has(folder: Path) -> None:
    before = (folder / "election.yaml").read_text().splitlines()
    code, output = added(folder)
    assert code == 0, output
    assert "Sun is taken for Sun Party: look whether it is" in output
    after = (folder / "election.yaml").read_text().splitlines()
    rest = iter(after)
    assert all(line in rest for line in before)  # every line stays, in its order
    definition = open_folder(folder).definition
    assert definition.sources["our_party"].name == "Our party"
    assert definition.sources["our_party"].kind is SourceKind.PARTY
    entry = definition.returns[1]
    assert (entry.file, entry.source) == ("returns/party.csv", "our_party")
    assert entry.columns.options == {
        "sun_party": "Sun",
        "river_alliance": "River All.",
        "stone": "The Stone",
    }
    assert entry.columns.fields == {"registered": "Voters", "valid": "Valid", "invalid": "Spoilt"}
    assert (folder / "returns" / "party.csv").read_text() == PARTY


def test_parties_and_stations_are_found_in_another_script(tmp_path: Path) -> None:
    """The commission publishes in Latin letters, the party types in Cyrillic ones."""
    (tmp_path / "official.csv").write_text(
        "Region,Code,Name,Voters,Valid,Invalid,Nur Otan,Ak Zhol,Auyl\n"
        "Almaty,101,Lyceum Abai,700,450,5,200,180,70\n"
        "Almaty,102,Akimat Turksib,650,395,6,150,190,55\n"
        "Astana,201,Gymnasium Kenesary,1800,1510,9,1300,150,60\n"
        "Astana,202,Akimat Saryarka,350,208,2,90,88,30\n"
    )
    (tmp_path / "party.csv").write_text(
        "Участок;Избирателей;Действительных;Недействительных;Нур Отан;Ақ жол;Ауыл\n"
        "Акимат Турксиб;650;395;6;140;200;55\n"
        "Акимат Сарыарка;350;208;2;90;88;30\n",
        encoding="utf-8",
    )
    folder = tmp_path / "vote"
    assert run("new", str(folder), "--from", str(tmp_path / "official.csv"))[0] == 0
    code, output = added(folder)
    assert code == 0, output
    assert "Ақ жол is taken for Ak Zhol: look whether it is" in output
    options = {"nur_otan": "Нур Отан", "ak_zhol": "Ақ жол", "auyl": "Ауыл"}
    assert open_folder(folder).definition.returns[1].columns.options == options
    code, output = run("match", str(folder))
    assert code == 0, output
    pairs = (folder / "crosswalk.csv").read_text(encoding="utf-8")
    assert "Акимат Турксиб" in pairs
    assert "Акимат Сарыарка" in pairs


def test_then_match_and_check_compare_the_two(folder: Path) -> None:
    """No false contradiction: the party's sheets are not taken for the commission's."""
    added(folder)
    assert run("match", str(folder))[0] == 0
    walk = folder / "crosswalk.csv"
    walk.write_text(walk.read_text().replace(",yes,", ",,"))
    result = check(open_election(folder))
    assert [(item.area, item.votes) for item in result.findings.of("SOURCE-DIFFERS")] == [
        ("102", 10)
    ]
    [compared] = result.contests["contest"].sources
    assert (compared.agree, compared.differ, compared.only_second) == (2, 1, 0)


def test_nothing_is_written_over_what_is_there(folder: Path) -> None:
    added(folder)
    before = (folder / "election.yaml").read_text()
    code, output = added(folder)
    assert code == 2
    assert "returns/party.csv: is there already; nothing was written" in output
    assert (folder / "election.yaml").read_text() == before


def test_a_further_file_of_a_source_that_is_known(folder: Path) -> None:
    added(folder)
    more = (
        PARTY.splitlines()[0] + "\nP-4;Lighthouse;350;208;2;90;88;30\nP-5;Port;60;50;0;20;20;10\n"
    )
    (folder.parent / "late.csv").write_text(more)
    code, output = added(folder, name="late.csv")
    assert code == 0, output
    assert list(open_folder(folder).definition.sources) == ["authority", "our_party"]
    code, output = added(folder, "--kind", "observer", name="late.csv")
    assert code == 2
    assert "the source 'our_party' is of another kind" in output


def test_votes_of_nobody_who_stands_are_named(folder: Path) -> None:
    text = PARTY.replace("The Stone", "Wind")
    (folder.parent / "party.csv").write_text(text)
    code, output = added(folder)
    assert code == 0, output
    assert (
        "Votes that are no option of the election by their name, and left out: Wind." in output
    ), output
    for name in ("Moon", "Wind", "Fire"):
        text = text.replace({"Moon": "Sun", "Wind": "Wind", "Fire": "River All."}[name], name)
    (folder.parent / "other.csv").write_text(text)
    code, output = added(folder, name="other.csv")
    assert code == 2
    assert "no column of votes is called like an option of the contest" in output


def test_initials_are_those_of_one_party_only_letter_by_letter(folder: Path) -> None:
    """The party's file has votes of PSD, and PSDB is another party."""
    definition = folder / "election.yaml"
    definition.write_text(definition.read_text().replace("name: Stone", "name: PSDB"))
    (folder.parent / "party.csv").write_text(PARTY.replace("The Stone", "PSD"))
    code, output = added(folder)
    assert code == 0, output
    assert "by their name, and left out: PSD." in output


def test_an_authoritys_row_of_totals_becomes_its_announcement(folder: Path) -> None:
    (folder.parent / "party.csv").write_text(PARTY + "Total;;3150;2355;20;1640;530;185\n")
    code, output = run(
        "add", str(folder), str(folder.parent / "party.csv"), "--source", "Electoral authority"
    )
    assert code == 0, output
    [announcement] = open_folder(folder).announcements
    assert announcement.source == "authority"
    assert announcement.printed_in == "the row of totals in party.csv"
    assert announcement.counts["sun_party"] == 1640


@pytest.mark.parametrize(
    ("total", "said"),
    [
        (1640, "The row of totals is the sum of these rows."),
        (1650, "not the sum of these rows: Sun 1,650, and they add up to 1,640"),
    ],
)
def test_the_total_of_a_partys_copies_states_nothing_of_the_whole_place(
    folder: Path, total: int, said: str
) -> None:
    """Else it would contradict whoever holds more sheets than the party."""
    (folder.parent / "party.csv").write_text(PARTY + f"Total;;3150;2355;20;{total};530;185\n")
    code, output = added(folder)
    assert code == 0, output
    assert said in output
    assert not open_folder(folder).announcements


# -- a new folder says whose figures it has ------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "id_", "kind"),
    [
        ([], "authority", SourceKind.AUTHORITY),
        (["--source", "Our party"], "our_party", SourceKind.PARTY),
        (["--source", "Gazette", "--kind", "media"], "gazette", SourceKind.MEDIA),
        (["--source", "Central Commission"], "central_commission", SourceKind.AUTHORITY),
    ],
)
def test_the_sources_id_comes_from_its_name(
    tmp_path: Path, options: list[str], id_: str, kind: SourceKind
) -> None:
    (tmp_path / "official.csv").write_text(OFFICIAL + "Total,,,3500,2563,22,1740,608,215\n")
    target = tmp_path / "drafted"
    code, output = run("new", str(target), "--from", str(tmp_path / "official.csv"), *options)
    assert code == 0, output
    election = open_folder(target)
    assert {name: one.kind for name, one in election.definition.sources.items()} == {id_: kind}
    assert [entry.source for entry in election.definition.returns] == [id_]
    publishes = kind is not SourceKind.PARTY
    assert [item.source for item in election.announcements] == ([id_] if publishes else [])


def test_a_kind_that_there_is_not(tmp_path: Path) -> None:
    (tmp_path / "official.csv").write_text(OFFICIAL)
    arguments = ("--from", str(tmp_path / "official.csv"), "--kind", "partie")
    assert run("new", str(tmp_path / "x"), *arguments) == (
        2,
        "there is no such kind of source; read 'partie'. Did you mean 'party'?",
    )


# -- lines of a file that a person wrote -----------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a:\n- x: 1\nb: 2\n", "a:\n- x: 1\n- y: 3\nb: 2\n"),
        (
            "a:\n    - x: 1   # one\n      # more\n\nb: 2\n",
            "a:\n    - x: 1   # one\n      # more\n    - y: 3\n\nb: 2\n",
        ),
        (
            "a:\n  - x: |\n      text\n      more\nb: 2",
            "a:\n  - x: |\n      text\n      more\n  - y: 3\nb: 2\n",
        ),
        ("b: 2\n", "b: 2\n\na:\n  - y: 3\n"),
        ("a:   # none yet\nb: 2\n", "a:   # none yet\n  - y: 3\nb: 2\n"),
    ],
)
def test_an_entry_goes_below_the_last_one(text: str, expected: str) -> None:
    assert with_entry(text, "a", ["  - y: 3"], "f.yaml") == expected


def test_entries_in_one_row_are_left_to_a_person() -> None:
    with pytest.raises(InputError, match="written in one row"):
        with_entry("a: [{x: 1}]\n", "a", ["  - y: 3"], "f.yaml")


FOUR = """\
crosstally: 1
id: vale
title: Vale
date: 2026-05-10
levels: [country, district, station]
trees:
  seats: [country, constituency, station]
sources:
  commission: Electoral Commission
sheets:
  protocol:
    fields: {issued: Ballots issued, cast: Ballots found, invalid: Invalid ballots}
contests:
  assembly:
    options: {green: Green, blue: Blue}
returns:
  - file: returns/official.csv
    source: commission
    stage: preliminary
    columns:
      station: Code
      channel: Way
      fields: {issued: Handed out, cast: Found, invalid: Invalid}
"""
PLACES = """id,name,level,parent,tree
N,North,district,all,
S,South,district,all,
A,Harbour,constituency,all,seats
B,Hills,constituency,all,seats
"""
EARLY = """Code,Way,Handed out,Found,Invalid,Green,Blue
1,box,100,98,2,50,46
1,post,12,12,0,7,5
2,box,90,90,1,40,49
3,box,80,80,0,30,50
"""
FINAL = """Code,Bezirk,Ort,Handed out,Found,Invalid,Green,Blue
1,North,Harbour,112,110,2,57,51
2,North,Hills,90,90,1,40,49
3,South,Hills,80,80,0,30,50
"""


@pytest.fixture
def vale(tmp_path: Path) -> Path:
    """A folder written by hand: two trees in areas.csv, and a file with ways of voting."""
    (tmp_path / "final.csv").write_text(FINAL)
    folder = tmp_path / "vale"
    (folder / "returns").mkdir(parents=True)
    (folder / "election.yaml").write_text(FOUR)
    (folder / "areas.csv").write_text(PLACES)
    (folder / "returns/official.csv").write_text(EARLY)
    return folder


def test_columns_of_areas_are_known_by_the_areas_in_them(vale: Path) -> None:
    """The file calls its columns otherwise; areas.csv has what stands in them, in two trees."""
    code, output = run("add", str(vale), str(vale.parent / "final.csv"), "--source", "commission")
    assert code == 0, output
    assert "Bezirk holds areas of the level district" in output
    assert "Ort holds areas of the level constituency" in output
    entry = open_folder(vale).definition.returns[-1]
    assert entry.columns is not None
    assert entry.columns.areas == {"district": "Bezirk", "constituency": "Ort"}


def test_columns_of_areas_are_known_by_those_that_other_files_name(vale: Path) -> None:
    """Without areas.csv, the areas of the files that are there are those of the election."""
    (vale / "areas.csv").unlink()
    columns = "columns:\n      areas: {district: District, constituency: Seat}"
    (vale / "election.yaml").write_text(FOUR.replace("columns:", columns))
    places = ["District,Seat", *["North,Harbour"] * 2, "North,Hills", "South,Hills"]
    lines = [f"{line},{place}" for line, place in zip(EARLY.splitlines(), places, strict=True)]
    (vale / "returns/official.csv").write_text("\n".join(lines) + "\n")
    code, output = run("add", str(vale), str(vale.parent / "final.csv"), "--source", "commission")
    assert code == 0, output
    entry = open_folder(vale).definition.returns[-1]
    assert entry.columns is not None
    assert entry.columns.areas == {"district": "Bezirk", "constituency": "Ort"}


def test_figures_go_by_what_the_files_that_are_there_call_them(vale: Path) -> None:
    run("add", str(vale), str(vale.parent / "final.csv"), "--source", "commission")
    entry = open_folder(vale).definition.returns[-1]
    assert entry.columns is not None
    assert entry.columns.fields == {"issued": "Handed out", "cast": "Found", "invalid": "Invalid"}


def test_a_file_is_of_the_stage_that_is_said(vale: Path) -> None:
    file, more = str(vale.parent / "final.csv"), ("--source", "commission", "--stage")
    assert run("add", str(vale), file, *more, "finl") == (
        2,
        "there is no such stage; read 'finl'. Did you mean 'final'?",
    )
    code, output = run("add", str(vale), file, *more, "final")
    assert code == 0, output
    assert "crosstally match" not in output, "it is the same source's"
    result = check(open_election(vale))
    stages = {row["stage"] for row in (vars(entry) for entry in result.election.definition.returns)}
    assert stages == {"preliminary", "final"}


def test_a_file_that_says_no_way_of_voting_beside_one_that_does_is_asked_about(vale: Path) -> None:
    _, output = run("add", str(vale), str(vale.parent / "final.csv"), "--source", "Watch")
    assert "If it is of one of them, write `channel:` at its entry in election.yaml." in output
