"""holdings.csv beside the returns and the list of stations."""

from __future__ import annotations

from pathlib import Path

from crosstally.check.result import CheckResult
from tests.folders import HEAD, checked, returns_entry

AREAS = """\
id,name,level,parent
hill,Hill,region,all
1,School,station,hill
2,Mill,station,hill
3,Inn,station,hill
4,Hall,station,hill
"""
RETURNS = "code,ana,ben\n1,200,100\n"
ONLY_CODE = "    columns: {station: code}\n"


def with_holdings(folder: Path, holdings: str) -> CheckResult:
    """One sheet held of the four stations that areas.csv lists."""
    files = {
        "areas.csv": AREAS,
        "r.csv": RETURNS,
        "holdings.csv": f"station,copy,kind,standing,source\n{holdings}",
    }
    return checked(folder, files, returns_entry("r.csv", "watch", columns=ONLY_CODE), HEAD)


def test_a_copy_of_a_listed_station_whose_sheet_is_not_held_is_of_no_unknown_one(
    tmp_path: Path,
) -> None:
    result = with_holdings(
        tmp_path,
        "1,a,photograph,held,watch\n2,,certified_copy,refused,watch\n3,b,photocopy,claimed,watch\n",
    )
    assert not result.findings.of("HOLDING-UNKNOWN-STATION")
    said = {
        item.figures["standing"]: item.message for item in result.findings.of("HOLDING-NOT-HELD")
    }
    assert said == {
        "claimed": "Observers: stations whose sheet somebody claims to have, and of which none is "
        "here: 1 (3).",
        "refused": "Observers: stations that refused a copy, and of which none is here: 1 (2).",
    }


def test_a_copy_of_a_station_that_is_on_no_list_is_said(tmp_path: Path) -> None:
    result = with_holdings(tmp_path, "1,a,photograph,held,watch\n77,b,photocopy,claimed,watch\n")
    (finding,) = result.findings.of("HOLDING-UNKNOWN-STATION")
    assert finding.message == (
        "Observers: stations with a listed copy that nobody else names: 1 (77)."
    )
