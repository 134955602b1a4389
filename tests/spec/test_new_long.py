"""Files with a row for each station and candidate, as election offices hand them out."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from crosstally.check.run import check, open_election
from crosstally.drafting.guess import Kind
from crosstally.drafting.source import read_source
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
