"""Sheets of countries whose forms are unlike others': what a draft makes of them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from crosstally.drafting.guess import Kind
from crosstally.drafting.guessing import guess_columns
from crosstally.drafting.source import read_source
from tests.drafting_tables import as_csv, drafted, meanings, totals


def votes(chance: np.random.Generator, valid: np.int64, options: int) -> list[int]:
    """Votes of so many options that add up to the valid ones."""
    return [int(count) for count in chance.multinomial(valid, chance.dirichlet([1.0] * options))]


def texts(rows: Sequence[Sequence[object]]) -> list[list[str]]:
    """Every cell as a text."""
    return [[str(cell) for cell in row] for row in rows]


def test_a_total_of_valid_votes_beside_none_of_the_above_is_no_candidate() -> None:
    """India, form 20: valid votes, rejected ones and "none of the above" add up to all."""
    chance = np.random.default_rng(1)
    header = ["Serial No. of Polling Station", "A. Kumar", "B. Singh", "C. Khan"]
    header += ["All candidates", "Rejected Votes", "NOTA", "Total"]
    rows: list[list[object]] = []
    for station in range(1, 41):
        valid, rejected, nota = chance.integers(300, 1100), station % 3, chance.integers(12)
        own = votes(chance, valid, 3)
        rows.append([station, *own, valid, rejected, nota, valid + rejected + nota])
    guess = guess_columns([header, *texts(rows)])
    assert [c.name for c in guess.of(Kind.OPTION)] == ["A. Kumar", "B. Singh", "C. Khan"]
    assert meanings(guess)["All candidates"] == "valid"


def test_voters_of_several_lists_are_no_candidates() -> None:
    """Indonesia: voters of three lists add up to those who came, as candidates to valid votes."""
    chance = np.random.default_rng(2)
    header = ["Kelurahan", "TPS", "Daftar", "List 1", "List 2", "List 3", "Datang"]
    header += ["01 Anies", "02 Prabowo", "03 Ganjar", "Sah"]
    rows: list[list[object]] = []
    for area in "ABCD":
        for station in range(1, 9):
            valid, invalid = chance.integers(100, 260), chance.integers(1, 9)
            came = valid + invalid
            lists = [came - 2 * station, station, station]
            own = votes(chance, valid, 3)
            rows.append([area, f"TPS {area}{station}", came + 40, *lists, came, *own, valid])
    guess = guess_columns([header, *texts(rows)])
    assert [c.name for c in guess.of(Kind.OPTION)] == ["01 Anies", "02 Prabowo", "03 Ganjar"]
    assert [c.name for c in guess.unused_figures] == ["List 1", "List 2", "List 3", "Datang"]


def test_a_long_file_that_numbers_its_candidates(tmp_path: Path) -> None:
    """Brazil and the Philippines: beside each candidate stand a number, a party and a place on the
    ballot, which are no figures of a station."""
    chance = np.random.default_rng(3)
    names = ["Lula", "Bolsonaro", "Blank"]
    rows: list[list[object]] = [
        ["City", "NR_SECAO", "NR_CANDIDATE", "PARTY", "NAME", "ORDER", "VOTES", "SQ"]
    ]
    expected = dict.fromkeys(["lula", "bolsonaro", "blank"], 0)
    for city in ("Rio Branco", "Xapuri"):
        for section in range(1, 9):
            own = votes(chance, chance.integers(200, 300), 3)
            for at, (name, count) in enumerate(zip(names, own, strict=True)):
                rows.append(
                    [city, section, 13 + 9 * at, "ABC"[at], name, at + 1, count, 280001607829]
                )
                expected[name.lower()] += count
    path = tmp_path / "votes.csv"
    path.write_bytes(as_csv(texts(rows)))
    assert read_source(path).guess.rows == 16
    assert totals(drafted(path, tmp_path)) == expected


@pytest.mark.parametrize(
    ("form", "mark"),
    [("{count} ({share}%)", ","), ("{count} / {share}", "\u00a0"), ("{share}% ({count})", ".")],
)
def test_counts_and_percentages_in_one_cell(tmp_path: Path, form: str, mark: str) -> None:
    """Ghana's summaries of pink sheets, and tables that newspapers print."""
    chance = np.random.default_rng(4)
    header = ["Station", "Voters", "NPP (votes / %)", "NDC (votes / %)", "CPP (votes / %)", "Valid"]
    rows: list[list[object]] = []
    expected = dict.fromkeys(["npp", "ndc", "cpp"], 0)
    for station in range(1, 31):
        own = votes(chance, chance.integers(900, 5000), 3)
        whole = sum(own)
        cells = [
            form.format(count=f"{n:,}".replace(",", mark), share=f"{100 * n / whole:.1f}")
            for n in own
        ]
        rows.append([f"C{station}B", whole + 200, *cells, whole])
        expected = {name: expected[name] + n for name, n in zip(expected, own, strict=True)}
    path = tmp_path / "summary.csv"
    path.write_bytes(as_csv([header, *texts(rows)]))
    found = totals(drafted(path, tmp_path))
    assert {name: found[name] for name in expected} == expected


def test_short_names_of_blank_and_null_votes_are_no_parties() -> None:
    """Peru: parties go by numbers, and so do the votes that are for none of them."""
    chance = np.random.default_rng(6)
    header = ["MESA_DE_VOTACION", "N_CVAS", "N_ELEC_HABIL", "VOTOS_P1", "VOTOS_P2"]
    rows: list[list[object]] = []
    for table in range(1, 31):
        own, blank, null = votes(chance, chance.integers(90, 250), 2), table % 5, table % 7
        came = sum(own) + blank + null
        rows.append([f"{table:06d}", came, came + 40, *own, blank, null])
    guess = guess_columns([[*header, "VOTOS_VB", "VOTOS_VN"], *texts(rows)])
    assert [c.name for c in guess.of(Kind.OPTION)] == ["VOTOS_P1", "VOTOS_P2"]
    assert [c.id for c in guess.of(Kind.FIELD)] == ["cast", "registered", "blank", "invalid"]
