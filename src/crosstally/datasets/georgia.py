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
# Percentages as they were published on the evening ("live") and officially, for the country and
# its districts. They are shares of the "turnout", by which the tables mean the ballots signed for
# less the invalid ones.

announcements:
"""
_EACH = """
  - id: {id}
    source: commission
    stage: {stage}
{at}    note: The table counts {precincts} precincts as reported.
    percent_of: cast
    fields: {{cast: {cast}}}
    percent:
"""


def write_announcements(bench: Workbench) -> None:
    """Write ``announcements.yaml`` and ``areas.csv`` from the two tables of percentages."""
    live = _rows(bench.support["live"])
    official = _rows(bench.support["official"])
    lines = [
        _HEAD,
        *_announcement("live", "preliminary", "    at: 2012-10-01\n", live, "Total Turnout (#)"),
        *_announcement("official", "final", "", official, "Total Voter Turnout (#)"),
    ]
    (bench.folder / "announcements.yaml").write_text("".join(lines), encoding="utf-8")
    with (bench.folder / "areas.csv").open("w", encoding="utf-8", newline="") as stream:
        table = csv.writer(stream, lineterminator="\n")
        table.writerow(["id", "name", "level", "parent"])
        table.writerows(
            [row["common_id"], row["common_name"], "district", "ge"]
            for row in official
            if _is_district(row)
        )


def _announcement(
    id_: str, stage: str, at: str, rows: Iterable[Mapping[str, str]], turnout: str
) -> list[str]:
    rows = list(rows)
    country = next(row for row in rows if row["shape"] == "Country")
    head = _EACH.format(
        id=id_,
        stage=stage,
        at=at,
        precincts=country["Precincts Reported (#)"],
        cast=country[turnout],
    )
    lines = [head, *_percent(country, 6), "    areas:\n"]
    for row in filter(_is_district, rows):
        lines += [
            f'      "{row["common_id"]}":\n',
            f"        fields: {{cast: {row[turnout]}}}\n",
            "        percent_of: cast\n",
            "        percent:\n",
            *_percent(row, 10),
        ]
    return lines


def _rows(path: Path) -> list[Mapping[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def _is_district(row: Mapping[str, str]) -> bool:
    return row["shape"] in ("District", "Tbilisi District") and row["common_id"] != _TBILISI


def _percent(row: Mapping[str, str], indent: int) -> list[str]:
    return [f"{' ' * indent}{option}: {row[name]}\n" for name, option in _OPTIONS.items()]
