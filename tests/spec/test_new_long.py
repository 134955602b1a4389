"""Files with a row for each station and candidate, as election offices hand them out."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from crosstally.check.run import check, open_election
from crosstally.drafting.guess import Kind
from crosstally.drafting.source import read_source
from crosstally.problems import InputError
from tests.drafting_tables import HEADER, ROWS, as_csv, drafted, meanings, totals

PARTIES = HEADER[5:]
VOTES = {"sun": 2180, "river": 1018, "stone": 343}


def test_votes_may_be_the_only_numbers(tmp_path: Path) -> None:
    rows = [
        {"county": row[0], "precinct": f"Ward {row[1]}", "candidate": party, "votes": int(votes)}
        for row in ROWS
        for party, votes in zip(PARTIES, row[5:], strict=True)
    ]
    pq.write_table(pa.Table.from_pylist(rows), tmp_path / "votes.parquet")
    assert totals(drafted(tmp_path / "votes.parquet", tmp_path)) == VOTES


def test_a_code_of_digits_whose_name_does_not_say_so(tmp_path: Path) -> None:
    """Words of a name may be joined: ``SpoiltVotes`` are invalid, ``TotalValidVotes`` valid."""
    header = ["Ward", "UnitRef", "RegisteredVoters", "SpoiltVotes", "PartyName", "PartyVotes"]
    rows = [[*header, "TotalValidVotes"]]
    for at, row in enumerate(ROWS):
        for party, votes in zip(PARTIES, row[5:], strict=True):
            rows.append([f"Ward {at // 3}", "9" + row[1], row[2], row[4], party, votes, row[3]])
    path = tmp_path / "votes.csv"
    path.write_bytes(as_csv(rows))
    said = meanings(read_source(path).guess)
    assert (said["UnitRef"], said["SpoiltVotes"]) == ("station", "invalid")
    assert totals(drafted(path, tmp_path)) == {
        "registered": 5000,
        "invalid": 44,
        "valid": 3541,
        **VOTES,
    }


def test_figures_of_the_station_in_the_column_of_contests(tmp_path: Path) -> None:
    """American precincts: registered voters and ballots stand where else an office does."""
    rows = [["county", "precinct", "office", "party", "candidate", "votes"]]
    for region, code, voters, valid, *votes in ROWS:
        place = [region, f"Ward {code}"]
        rows.append([*place, "Registered Voters", "", "", voters])
        rows.append([*place, "Ballots Cast", "", "", valid])
        rows += [
            [*place, "Governor", party[:1], party, count]
            for party, count in zip(PARTIES, votes[1:], strict=True)
        ]
        rows += [[*place, "Sheriff", "", name, votes[1]] for name in ("Ana", "Ben")]
    path = tmp_path / "precincts.csv"
    path.write_bytes(as_csv(rows))
    source = read_source(path)
    assert [one.contest for one in (source, *source.others)] == ["Governor", "Sheriff"]
    assert [c.id for c in source.guess.of(Kind.FIELD)] == ["registered", "cast"]
    result = check(open_election(drafted(path, tmp_path)))
    governor = result.contests["governor"].totals["authority"]
    assert governor.options == VOTES
    assert governor.fields["registered"] == 5000


MODES = {"Election Day": 1, "Early": 2}


def by_mode(figures: Callable[[list[str], list[str]], Iterable[list[str]]]) -> list[list[str]]:
    """American precincts with a row for each way of voting: two contests, and rows of figures that
    a test makes of the place and the numbers of a station."""
    rows = [["county", "precinct", "mode", "office", "candidate", "votes"]]
    for region, code, *numbers in ROWS:
        place = [region, f"Ward {code}"]
        rows += [[*place, *row] for row in figures(place, numbers)]
        for mode, part in MODES.items():
            for office in ("Governor", "Sheriff"):
                for party, count in zip(PARTIES, numbers[3:], strict=True):
                    rows.append([*place, mode, office, party, str(int(count) // part)])
    return rows


def test_figures_of_each_way_of_voting_stay_with_theirs(tmp_path: Path) -> None:
    path = tmp_path / "precincts.csv"
    parts = {mode: [str(int(row[3]) // part) for row in ROWS] for mode, part in MODES.items()}
    rows = by_mode(
        lambda _place, numbers: (
            [mode, "Ballots Cast", "", str(int(numbers[1]) // part)] for mode, part in MODES.items()
        )
    )
    path.write_bytes(as_csv(rows))
    (mode,) = (c.index for c in read_source(path).guess.columns if c.name == "mode")
    table = read_source(path).guess.table
    assert table is not None
    cast = next(c for c in table.columns if c.name == "Ballots Cast")
    modes = table.columns[mode]
    for text, counts in parts.items():
        own = modes.codes == modes.texts.index(text)
        assert list(map(str, cast.counts[own])) == counts


@pytest.mark.parametrize(
    "figures",
    [
        lambda _place, numbers: [["Total", "Registered Voters", "", numbers[0]]],
        lambda _place, numbers: [["Early", "Registered Voters", "", numbers[0]]] * 2,
        lambda _place, numbers: [["", "Registered Voters", "", numbers[0]]],
    ],
    ids=["of all ways of voting", "twice", "of no way of voting"],
)
def test_figures_that_fit_no_row_are_left_out_with_that_said(
    figures: Callable[[list[str], list[str]], Iterable[list[str]]], tmp_path: Path
) -> None:
    path = tmp_path / "precincts.csv"
    path.write_bytes(as_csv(by_mode(figures)))
    source = read_source(path)
    assert [one.contest for one in (source, *source.others)] == ["Governor", "Sheriff"]
    assert source.guess.of(Kind.FIELD) == []
    assert source.tidied is not None
    assert {"names": "Registered Voters"} in [values for _said, values in source.tidied.done]


def test_ways_of_voting_that_no_column_is_known_to_tell_share_no_figure(tmp_path: Path) -> None:
    rows = by_mode(lambda _place, numbers: [["A", "Registered Voters", "", numbers[0]]])
    letters = {"Election Day": "A", "Early": "B"}
    made = [[*row[:2], letters.get(row[2], row[2]), *row[3:]] for row in rows]
    path = tmp_path / "precincts.csv"
    path.write_bytes(as_csv(made))
    assert read_source(path).guess.of(Kind.FIELD) == []


def test_a_column_of_candidates_without_any_is_refused(tmp_path: Path) -> None:
    rows = [[*row[:4], "", row[5]] for row in by_mode(lambda _place, _numbers: [])[1:]]
    path = tmp_path / "precincts.csv"
    path.write_bytes(
        as_csv([["county", "precinct", "mode", "office", "candidate", "votes"], *rows])
    )
    with pytest.raises(InputError, match="holds no table of results"):
        read_source(path)
