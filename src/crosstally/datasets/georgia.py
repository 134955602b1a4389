"""Georgia 2012: percentages of the evening and official ones, as announcements."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from pathlib import Path

from crosstally.datasets.fetch import Workbench

_OPTIONS = {
    "Free Georgia": "free_georgia",
    "National Democratic Party of Georgia": "national_democratic_party_of_georgia",
    "United National Movement": "united_national_movement",
    "Movement for Fair Georgia": "movement_for_fair_georgia",
    "Christian-Democratic Movement": "christian_democratic_movement",
    "Public Movement": "public_movement",
    "Freedom Party": "freedom_party",
    "Georgian Group": "georgian_group",
    "New Rights": "new_rights",
    "People's Party": "peoples_party",
    "Merab Kostava Society": "merab_kostava_society",
    "Future Georgia": "future_georgia",
    "Labour Council of Georgia": "labour_council_of_georgia",
    "Labour": "labour",
    "Sportsman's Union": "sportsmans_union",
    "Georgian Dream": "georgian_dream",
}
_TBILISI = "999"
"""The capital as a whole, beside its ten districts."""

_HEAD = """\
# Percentages as they were published on the evening ("live") and officially. Live ones are shares
# of valid votes, the official ones of the country are shares of the voters who took part. The
# official table repeats the live percentages for districts; they stand here once.

announcements:
  - id: live
    source: commission
    stage: preliminary
    at: 2012-10-01
    percent_of: valid
    percent:
"""
_OFFICIAL = """
  - id: official
    source: commission
    stage: final
    percent_of: cast
    percent:
"""


def write_announcements(bench: Workbench) -> None:
    """Write ``announcements.yaml`` and ``areas.csv`` from the two tables of percentages."""
    live = _rows(bench.support["live"])
    official = _rows(bench.support["official"])
    districts = [row for row in live if _is_district(row)]
    lines = [_HEAD, *_percent(_country(live), 6), "    areas:\n"]
    for row in districts:
        lines += [f'      "{row["common_id"]}":\n', "        percent:\n", *_percent(row, 10)]
    lines += [_OFFICIAL, *_percent(_country(official), 6)]
    (bench.folder / "announcements.yaml").write_text("".join(lines), encoding="utf-8")
    with (bench.folder / "areas.csv").open("w", encoding="utf-8", newline="") as stream:
        table = csv.writer(stream, lineterminator="\n")
        table.writerow(["id", "name", "level", "parent"])
        table.writerows(
            [row["common_id"], row["common_name"], "district", "ge"] for row in districts
        )


def _rows(path: Path) -> list[Mapping[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def _is_district(row: Mapping[str, str]) -> bool:
    return row["shape"] in ("District", "Tbilisi District") and row["common_id"] != _TBILISI


def _country(rows: Iterable[Mapping[str, str]]) -> Mapping[str, str]:
    return next(row for row in rows if row["shape"] == "Country")


def _percent(row: Mapping[str, str], indent: int) -> list[str]:
    return [f"{' ' * indent}{option}: {row[name]}\n" for name, option in _OPTIONS.items()]
