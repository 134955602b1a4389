"""`crosstally new`: what the command shows, asks, writes and refuses."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest

from crosstally.check.run import check, open_election
from crosstally.drafting.draft import about
from crosstally.drafting.guess import Kind
from crosstally.drafting.skeletons import write_skeleton
from crosstally.drafting.source import read_source
from crosstally.election.definition import Definition, Stage
from crosstally.election.folder import open_folder
from crosstally.findings import Tier
from tests.drafting_tables import (
    HEADER,
    ROWS,
    SUMS,
    TOTALS,
    as_csv,
    run,
    table,
    totals,
)


def test_the_skeleton_checks_cleanly_and_says_what_to_do(tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    code, output = run(str(folder))
    assert code == 0
    assert f"crosstally check {folder}" in output
    result = check(open_election(folder))
    assert result.exit_code == 0
    assert {finding.tier for finding in result.findings} == {Tier.INDICATIVE}
    assert {claim.verdict for claim in result.claims} == {"holds"}
    for name in ("areas.csv", "holdings.csv", "announcements.yaml", "claims.yaml"):
        assert name in output
        assert (folder / name).is_file()


def test_the_skeleton_explains_every_key_that_most_elections_need(tmp_path: Path) -> None:
    write_skeleton(tmp_path / "mine")
    text = (tmp_path / "mine" / "election.yaml").read_text(encoding="utf-8")
    for key in Definition.model_fields:
        if key not in ("note", "trees"):
            assert f"\n{key}:" in text, key


def test_nothing_is_written_over_files(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    code, output = run(str(tmp_path))
    assert code == 2
    assert "nothing was written" in output
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]


@pytest.mark.parametrize(
    ("option", "said"),
    [("--worksheet", "has no worksheets: it is no spreadsheet"), ("--member", "it is no .zip")],
)
def test_an_option_that_does_not_apply_is_said(tmp_path: Path, option: str, said: str) -> None:
    path = tmp_path / "results.csv"
    path.write_text("code,voters,ana,ben\n1,9,5,2\n2,9,4,3\n")
    code, output = run(str(tmp_path / "mine"), "--from", str(path), option, "x", "--yes")
    assert (code, said in output) == (2, True)


def test_figures_are_of_the_stage_that_is_said(tmp_path: Path) -> None:
    path, mine = tmp_path / "results.csv", tmp_path / "mine"
    path.write_bytes(as_csv(table(below=[["Total", "", *TOTALS]])))
    code, output = run(str(mine), "--from", str(path), "--yes", "--stage", "finl")
    assert (code, output) == (2, "there is no such stage; read 'finl'. Did you mean 'final'?")
    assert run(str(mine), "--from", str(path), "--yes", "--stage", "final")[0] == 0
    election = open_folder(mine)
    assert [entry.stage for entry in election.definition.returns] == [Stage.FINAL]
    assert [item.stage for item in election.announcements] == [Stage.FINAL]


def test_columns_that_could_be_votes_and_are_left_out_are_named(tmp_path: Path) -> None:
    path, mine = tmp_path / "results.csv", tmp_path / "mine"
    rows = [[*row, str(3 * at)] for at, row in enumerate(ROWS, 2)]
    path.write_bytes(as_csv([[*HEADER, "Moon"], *rows]))
    code, output = run(str(mine), "--from", str(path), "--yes")
    assert code == 0
    assert "Columns of numbers that are left out: Moon. If any of them holds votes" in output
    written = (mine / "election.yaml").read_text()
    assert "# CHECK: left out, and could be votes or figures: Moon" in written


def test_nothing_is_half_written_where_the_file_cannot_be_read(tmp_path: Path) -> None:
    path = tmp_path / "results.csv"
    path.write_text("no table here")
    code, output = run(str(tmp_path / "mine"), "--from", str(path))
    assert code == 2
    assert "holds no table of results" in output
    assert [item.name for item in tmp_path.iterdir()] == ["results.csv"]
    assert run(str(tmp_path / "mine"), "--from", str(tmp_path / "missing.csv"))[0] == 2
    bad = tmp_path / "bad.xlsx"
    bad.write_bytes(b"PK\x03\x04 broken")
    assert run(str(tmp_path / "mine"), "--from", str(bad))[0] == 2
    assert not (tmp_path / "mine").exists()


def test_a_full_disk_is_said_of_the_folder_and_not_of_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, mine = tmp_path / "results.csv", tmp_path / "mine"
    path.write_bytes(as_csv(table()))

    def full(source: Path, target: Path) -> None:
        raise OSError(errno.ENOSPC, "No space left on device", str(source), None, str(target))

    monkeypatch.setattr("shutil.copyfile", full)
    code, output = run(str(mine), "--from", str(path), "--yes")
    assert (code, output.splitlines()[-1]) == (
        2,
        f"{mine}: cannot be written: No space left on device",
    )
    assert [item.name for item in tmp_path.iterdir()] == ["results.csv"]


def test_guesses_are_shown_and_taken_where_nobody_can_be_asked(tmp_path: Path) -> None:
    path = tmp_path / "results.csv"
    path.write_bytes(as_csv(table(below=[["Total", "", *TOTALS]])))
    code, output = run(str(tmp_path / "mine"), "--from", str(path))
    assert code == 0
    assert "figure: registered" in output
    assert "party or candidate: sun" in output
    assert "options == valid: holds in 6 of 6 rows" in output
    assert "The guesses above are taken as they stand." in output
    assert totals(tmp_path / "mine") == SUMS


def test_on_a_terminal_every_guess_can_be_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "results.csv"
    path.write_bytes(as_csv(table()))
    monkeypatch.setattr("crosstally.cli.new.can_ask", lambda: True)
    kinds = list(Kind)
    answers = [
        "8",  # the column Stone …
        str(kinds.index(Kind.LEFT_OUT) + 1),  # … is left out,
        "99",  # no such column,
        "",  # all else is right.
        "My election",
        "2026-02-30",  # no such day
        "2026-03-01",
        "Our commission",
        "",  # an authority
    ]
    code, output = run(
        str(tmp_path / "mine"), "--from", str(path), answers="\n".join(answers) + "\n"
    )
    assert code == 0, output
    definition = open_folder(tmp_path / "mine").definition
    assert list(definition.contests["contest"].options) == ["sun", "river"]
    assert (definition.title, definition.date) == ("My election", "2026-03-01")
    assert definition.sources["our_commission"].name == "Our commission"


@pytest.mark.parametrize(
    ("title", "day"),
    [
        ("Results of the vote of 12 October 2025", "2025-10-12"),
        ("October 12th, 2025: results", "2025-10-12"),
        ("Results, 12.10.2025", "2025-10-12"),
        ("Results 2025-10-12 final", "2025-10-12"),
        ("Results 45.13.2025", None),
        ("Results of 2025", None),
    ],
)
def test_the_day_of_the_vote_is_read_from_the_title(
    tmp_path: Path, title: str, day: str | None
) -> None:
    path = tmp_path / "results.csv"
    path.write_bytes(as_csv([[title], *table()]))
    said = about(tmp_path / "drafted", read_source(path))
    assert (said.date if said.date_is_known else None) == day


def test_a_code_that_does_not_tell_the_stations_apart_is_refused(tmp_path: Path) -> None:
    """Taken as it stands, stations would look like copies of one sheet that disagree."""
    rows = [["Region", "Voters", "Valid", "Invalid", "Sun", "River", "Stone"]]
    rows += [[row[0], *row[2:]] for row in ROWS]
    path = tmp_path / "results.csv"
    path.write_bytes(as_csv(rows))
    code, output = run(str(tmp_path / "mine"), "--from", str(path), "--yes")
    assert code == 2
    assert "6 rows have 2 codes; read 'Region'" in output
    assert not (tmp_path / "mine").exists()


def test_some_numbers_grouped_by_a_point_among_many_that_are_not(tmp_path: Path) -> None:
    """A file from several hands; the codes of stations hold points too, and letters."""
    rows = [["Ward", "Voters", "Valid", "Invalid", "Sun", "River"]]
    for i in range(80):
        sun, river = 700 + i, 500 + 3 * i
        valid = f"{sun + river:,}".replace(",", ".") if i in (3, 30, 60, 61) else str(sun + river)
        rows.append([f"{i}.1" if i % 3 else f"A{i}", "2500", valid, "7", str(sun), str(river)])
    path = tmp_path / "results.csv"
    path.write_bytes(as_csv(rows))
    guess = read_source(path).guess
    assert guess.thousands == "."
    held = {item.relation: (item.held, item.checked) for item in guess.evidence}
    assert held["options == valid"] == (80, 80)


def test_words_of_a_file_steer_no_terminal(tmp_path: Path) -> None:
    head = [
        "\u202eregion",
        "code\x1b",
        "Voters",
        "Ballots",
        "Invalid",
        "Sun\x1b[2J",
        "Moon",
        "Star",
    ]
    rows = [["\x1b[31mNorth\x07", *row[1:]] for row in ROWS]
    (tmp_path / "r.csv").write_bytes(as_csv([head, *rows]))
    _code, output = run(str(tmp_path / "e"), "--from", str(tmp_path / "r.csv"), "--yes")
    assert "row 1" in output
    assert not [sign for sign in output if sign in "\x1b\x07\u202e"]


def test_a_table_wider_than_any_sheet_is_refused_at_once(tmp_path: Path) -> None:
    rows = [[f"c{i}" for i in range(2000)], *([["1"] * 2000] * 3)]
    (tmp_path / "r.csv").write_bytes(as_csv(rows))
    code, output = run(str(tmp_path / "e"), "--from", str(tmp_path / "r.csv"), "--yes")
    assert code == 2
    assert "has 2,000 columns of numbers, more than any sheet has; expected at most 300" in output
    assert not (tmp_path / "e").exists()
