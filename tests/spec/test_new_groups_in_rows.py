"""France's published shape: each row goes on with a group of columns for each candidate."""

from __future__ import annotations

from pathlib import Path

import pytest

from crosstally.drafting.draft import about, draft
from crosstally.drafting.source import read_source
from crosstally.problems import InputError
from tests.drafting_tables import drafted, totals

PLACE = ["Code du département", "Libellé de la commune", "Code du b.vote", "Inscrits", "Votants",
         "Blancs", "Nuls", "Exprimés"]  # fmt: skip
GROUP = ["N°Panneau", "Sexe", "Nom", "Prénom", "Voix", "% Voix/Ins", "% Voix/Exp"]
CANDIDATES = [("1", "F", "ARTHAUD", "Nathalie"), ("2", "M", "ROUSSEL", "Fabien"),
              ("3", "M", "MACRON", "Emmanuel"), ("4", "F", "LE PEN", "Marine"),
              ("5", "F", "LE PEN", "Marion")]  # fmt: skip
VOTES = [[3, 10, 120, 90, 4], [1, 22, 201, 87, 6], [8, 31, 95, 140, 2], [2, 12, 77, 60, 9],
         [5, 41, 330, 99, 1], [4, 17, 210, 130, 3]]  # fmt: skip
SUMS = [sum(column) for column in zip(*VOTES, strict=True)]


def row(station: int, order: list[int]) -> list[str]:
    votes = VOTES[station]
    valid, voters = sum(votes), 2 * sum(votes) + 31
    place = ["01", "Ambérieu", f"{station + 1:04}", voters, valid + 5, 3, 2, valid]
    cells = [str(cell) for cell in place]
    for at in order:
        shares = [f"{100 * votes[at] / n:.2f}".replace(".", ",") for n in (voters, valid)]
        cells += [*CANDIDATES[at], str(votes[at]), *shares]
    return cells


def written(path: Path, header: list[str], rows: list[list[str]]) -> Path:
    text = "".join(";".join(cells) + "\n" for cells in (header, *rows))
    path.write_bytes(text.encode("cp1252"))
    return path


IN_ORDER = [row(at, [0, 1, 2, 3, 4]) for at in range(6)]
MIXED = [row(at, [(place + at) % 5 for place in range(5)]) for at in range(6)]
NUMBERED = [f"{name} {at}" for at in range(1, 6) for name in GROUP]


@pytest.mark.parametrize("header", [GROUP, GROUP * 5, NUMBERED])
@pytest.mark.parametrize("rows", [IN_ORDER, MIXED])
def test_each_candidate_has_a_column_whatever_the_order(
    header: list[str], rows: list[list[str]], tmp_path: Path
) -> None:
    folder = drafted(written(tmp_path / "t.txt", [*PLACE, *header], rows), tmp_path)
    figures = totals(folder)
    names = ["arthaud_nathalie", "roussel_fabien", "macron_emmanuel", "le_pen_marine",
             "le_pen_marion"]  # fmt: skip
    assert [figures[name] for name in names] == SUMS
    assert figures["valid"] == sum(SUMS)
    assert figures["registered"] == sum(int(cells[3]) for cells in rows)


def test_candidates_of_one_row_are_not_those_of_another(tmp_path: Path) -> None:
    rows = [row(at, [0, 1, 2] if at < 3 else [2, 3, 4]) for at in range(6)]
    for cells in rows:
        cells[7] = str(sum(int(cells[8 + 7 * at + 4]) for at in range(3)))
        cells[4] = str(int(cells[7]) + 5)
    folder = drafted(written(tmp_path / "t.txt", [*PLACE, *GROUP], rows), tmp_path)
    assert "CHECK: not every row names every candidate" in (folder / "election.yaml").read_text()
    figures = totals(folder)
    assert (figures["arthaud_nathalie"], figures["macron_emmanuel"]) == (12, SUMS[2])
    assert figures["le_pen_marine"] == 60 + 99 + 130


def refused(tmp_path: Path, rows: list[list[str]]) -> str:
    with pytest.raises(InputError) as caught:
        read_source(written(tmp_path / "t.txt", [*PLACE, *GROUP], rows))
    return str(caught.value)


def test_a_candidate_twice_in_a_row_is_not_added_up(tmp_path: Path) -> None:
    said = refused(tmp_path, [*IN_ORDER, row(0, [0, 1, 2, 1, 4])])
    assert "t.txt:8: a candidate stands twice in this row; read 'ROUSSEL Fabien'" in said


def test_votes_of_nobody_are_not_left_out(tmp_path: Path) -> None:
    bad = [*IN_ORDER[0]]
    bad[10] = bad[11] = ""
    bad[9] = ""
    assert "t.txt:8: votes stand beside no candidate's name; read '3'" in refused(
        tmp_path, [*IN_ORDER, bad]
    )


def test_the_file_as_it_came_is_kept(tmp_path: Path) -> None:
    path = written(tmp_path / "t.txt", [*PLACE, *GROUP], MIXED)
    source = read_source(path)
    files = draft(source, about(tmp_path / "new", source))
    assert files["original/t.txt"] == path
    assert "goes on with 7 columns for each candidate (N°Panneau, Sexe" in str(
        files["election.yaml"]
    )
