"""An undecided claim says which sheets would decide it, as far as the folder knows."""

from __future__ import annotations

from pathlib import Path

from crosstally.claims.result import Verdict
from tests.folders import HEAD, checked, csv_of, returns_entry

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
