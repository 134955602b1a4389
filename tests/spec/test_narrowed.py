"""Some sources and contests only: fewer figures, never other truths."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from crosstally.check.run import check, open_election
from tests.folders import HEAD, STATIONS, csv_of, returns_entry, write_folder

COUNCIL = """\
    columns:
      station: code
      fields: {registered: registered, cast: cast, valid: valid, invalid: invalid}
"""
CLAIMS = """\
claims:
- id: of-the-council
  who: X
  sentence: X has more than 100 votes.
  test: {contest: council, measure: votes, option: x, above: 100}
- id: of-ana
  who: X
  sentence: Ana has 610 votes.
  test: {contest: president, measure: votes, option: ana, equals: 610}
- id: as-announced
  who: X
  sentence: It is as announced.
  test: {contest: president, measure: votes, option: ana, equals: {announcement: first}}
"""
ANNOUNCED = """\
announcements:
- {id: first, source: cec, contest: president, counts: {ana: 610, ben: 390}}
"""


def test_claims_about_what_is_left_out_are_left_out(tmp_path: Path) -> None:
    files = {
        "returns.csv": csv_of(STATIONS),
        "council.csv": "code,registered,cast,valid,invalid,x,y\n1,500,300,300,0,200,100\n",
        "claims.yaml": CLAIMS,
        "announcements.yaml": ANNOUNCED,
    }
    returns = returns_entry("returns.csv", "watch", "contest: president") + returns_entry(
        "council.csv", more="contest: council", columns=COUNCIL
    )
    head = HEAD + "  council:\n    options: {x: X List, y: Y List}\n"
    election = open_election(write_folder(tmp_path, files, returns, head))

    def claims(contests: Sequence[str] = (), sources: Sequence[str] = ()) -> list[str]:
        result = check(election, contests=contests, sources=sources)
        return [item.claim.id for item in result.claims]

    assert claims() == ["of-the-council", "of-ana", "as-announced"]
    assert claims(contests=["president"]) == ["of-ana", "as-announced"]
    assert claims(contests=["president"], sources=["watch"]) == ["of-ana"]
    assert claims(contests=["president"], sources=["Observers"]) == ["of-ana"]


def test_a_source_left_out_still_says_which_stations_there_are(tmp_path: Path) -> None:
    """The commission lacks station 2: its sum for the district is no more whole without the
    observers than with them."""
    stations = csv_of(STATIONS)
    without = "".join(row for row in stations.splitlines(keepends=True) if ",2,400," not in row)
    stated = "region,district,ana,ben\nNorth,Hill,250,250\n"
    files = {"a.csv": without, "b.csv": stations, "districts.csv": stated}
    columns = "    columns: {areas: {region: region, district: district}}\n"
    returns = returns_entry("a.csv") + returns_entry("b.csv", "watch")
    returns += returns_entry("districts.csv", more="level: district", columns=columns)
    election = open_election(write_folder(tmp_path, files, returns))
    for sources in ([], ["cec"]):
        result = check(election, sources=sources)
        totals = result.contests["president"].totals["cec"]
        assert (totals.stations_held, totals.stations_known) == (3, 4)
        assert result.exit_code == 0
