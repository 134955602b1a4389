"""An undecided claim says which sheets would decide it, as far as the folder knows."""

from __future__ import annotations

from pathlib import Path

import pytest

from crosstally.claims.result import Verdict
from tests.folders import HEAD, STATIONS, checked, csv_of, returns_entry

AREAS = """\
id name level parent
north North region all
south South region all
hill Hill district north
lake Lake district south
1 S1 station hill
2 S2 station hill
3 S3 station lake
"""
RETURNS = """\
code registered cast valid invalid ana ben
3 10 5 5 0 3 2
"""
CLAIMS = """\
claims:
  - id: lowest
    who: A
    sentence: Turnout in Hill was the lowest.
    test: {measure: turnout, quantifier: lowest, level: district, area: hill}
"""
COLUMNS = """\
    columns:
      station: code
      fields: {registered: registered, cast: cast, valid: valid, invalid: invalid}
"""


def test_the_lowest_of_which_no_sheet_is_held(tmp_path: Path) -> None:
    files = {"returns.csv": csv_of(RETURNS), "areas.csv": csv_of(AREAS), "claims.yaml": CLAIMS}
    result = checked(tmp_path, files, returns_entry("returns.csv", columns=COLUMNS), HEAD)
    (claim,) = result.claims
    assert claim.verdict is Verdict.UNDECIDED
    assert "The sheets of the 2 stations in Hill would decide it; none is held." in str(
        claim.reason
    )


EVERY = """\
claims:
  - id: every
    who: A
    sentence: Ana Lima came first in every station, and took 650 votes.
    clauses:
      - text: Ana Lima came first in every station
        test: {measure: rank, option: ana, quantifier: every, level: station, at_most: 2}
      - text: and took 650 votes
        test: {measure: votes, option: ana, equals: 610}
      - text: and was ahead in every district
        test: {measure: votes, option: ana, quantifier: every, level: district, above: 50}
  - id: more
    who: A
    sentence: Ana Lima took more than 500 votes.
    test: {measure: votes, option: ana, above: 500}
  - id: ahead
    who: A
    sentence: Ben Okoro was nowhere ahead.
    test: {measure: rank, option: ben, quantifier: none, level: station, equals: 1}
"""


@pytest.mark.parametrize(
    ("said", "every", "clauses"),
    [
        ("", "undecided", ["undecided"] * 3),
        ("stations: 4\n", "holds", ["holds"] * 3),
        ("stations: 5\n", "undecided", ["undecided"] * 3),
    ],
)
def test_the_authority_s_stations_are_all_only_where_somebody_says_how_many_there_are(
    tmp_path: Path, said: str, every: str, clauses: list[str]
) -> None:
    files = {"returns.csv": csv_of(STATIONS), "claims.yaml": EVERY}
    of_every, of_more, of_ahead = checked(tmp_path, files, head=HEAD + said).claims
    assert str(of_every.verdict) == every
    assert [str(item.verdict) for item in of_every.clauses] == clauses
    if not said:
        assert "4 are held; of how many, this folder does not say" in str(of_every.reason)
    # What is held decides these whatever else there is.
    assert str(of_more.verdict) == "holds"
    assert str(of_ahead.verdict) == "refuted"
