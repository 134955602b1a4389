"""Known errors put into copies of real figures: each is found, in its place, with its size, and
nothing else is called a contradiction.

The figures are 413 stations of seven counties, Poland, 18 May 2025, first round.
"""

from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from crosstally.check.result import CheckResult
from crosstally.check.run import check, open_election
from crosstally.findings import Finding, Tier

pytestmark = pytest.mark.data

Row = dict[str, str | int]
Rows = list[Row]

OPTIONS = [
    *("Bartoszewicz", "Biejat", "Braun", "Hołownia", "Jakubiak", "Maciak", "Mentzen"),
    *("Nawrocki", "Senyszyn", "Stanowski", "Trzaskowski", "Woch", "Zandberg"),
]
FIELDS = {"registered": "eligible_voters", "cast": "ballots_cast", "valid": "valid_votes"}
FIGURES = [*FIELDS.values(), *OPTIONS]
COUNTIES = {f"20{number}00" for number in range(1, 8)}
FILES = {  # file → its source, level and columns of areas
    "stations.csv": ("pkw", "station", "{county: county, commune: commune}"),
    "copies.csv": ("watch", "station", "{county: county, commune: commune}"),
    "communes.csv": ("pkw", "commune", "{county: county, commune: commune}"),
    "counties.csv": ("pkw", "county", "{county: county}"),
}
HEAD = f"""\
id: extract
title: Seven counties
date: 2025-05-18
levels: [country, county, commune, station]
sources: {{pkw: Commission, watch: {{name: Observers, kind: observer}}}}
sheets:
  protocol:
    fields: {{registered: Voters, cast: Ballots, valid: Valid}}
    relations:
      - {{relation: options == valid, strength: must}}
      - {{relation: valid <= cast, strength: must}}
contests:
  president: {{options: {{{", ".join(f"{name.lower()}: {name}" for name in OPTIONS)}}}}}
returns:
"""
COLUMNS = "{" + ", ".join(f"{field}: {column}" for field, column in FIELDS.items()) + "}"


@pytest.fixture(scope="module")
def stations(data: Path) -> Rows:
    """The stations of the extract, as the authority published them."""
    with gzip.open(data / "poland" / "pl_2025_pres_r1.csv.gz", "rt", encoding="utf-8") as file:
        return [
            {
                "county": row["teryt_powiat"],
                "commune": row["teryt_gmina"],
                "code": f"{row['teryt_gmina']}-{row['polling_station_id']}",
                **{figure: int(row[figure]) for figure in FIGURES},
            }
            for row in csv.DictReader(file, delimiter=";")
            if row["teryt_powiat"] in COUNTIES
        ]


def added_up(rows: Rows, level: str) -> Rows:
    """One row an area of a level."""
    sums: dict[str | int, Row] = {}
    for row in rows:
        own = {key: row[key] for key in ("county", "commune")[: 1 + (level == "commune")]}
        total = sums.setdefault(row[level], {**own, **dict.fromkeys(FIGURES, 0)})
        for figure in FIGURES:
            total[figure] = int(total[figure]) + int(row[figure])
    return list(sums.values())


def checked(folder: Path, announcement: str = "", **files: Rows) -> CheckResult:
    """The result for a folder of some of ``FILES``."""
    election = HEAD
    for name, rows in files.items():
        source, level, areas = FILES[f"{name}.csv"]
        text = io.StringIO()
        writer = csv.DictWriter(text, rows[0])
        writer.writeheader()
        writer.writerows(rows)
        (folder / f"{name}.csv").write_text(text.getvalue(), encoding="utf-8")
        own = "station: code, " if level == "station" else ""
        election += (
            f"  - {{file: {name}.csv, source: {source}, level: {level}, "
            f"columns: {{{own}areas: {areas}, fields: {COLUMNS}}}}}\n"
        )
    (folder / "election.yaml").write_text(election, encoding="utf-8")
    if announcement:
        (folder / "announcements.yaml").write_text(announcement, encoding="utf-8")
    return check(open_election(folder))


def copied(rows: Rows) -> Rows:
    return [dict(row) for row in rows]


def decisive(result: CheckResult) -> set[tuple[str, str | None, int | None]]:
    """Every contradiction as (code, area, votes)."""
    return {
        (item.code.name, item.area, item.votes)
        for item in result.findings
        if item.tier is Tier.DECISIVE
    }


def explained(findings: Sequence[Finding]) -> list[list[str]]:
    return [[str(sentence) for sentence in item.explanations] for item in findings]


def moved(before: Row, after: Row) -> int:
    """Votes moved: the larger of what options gained and lost together."""
    gaps = [int(after[option]) - int(before[option]) for option in OPTIONS]
    return max(sum(gap for gap in gaps if gap > 0), -sum(gap for gap in gaps if gap < 0))


def take(row: Row, other: Row) -> None:
    """Give a row another's figures."""
    row.update({figure: other[figure] for figure in FIGURES})


def announced(rows: Rows, **changed: int | str) -> str:
    """An announcement of all counts, percentages and turnout, with some of them changed: an
    option's count, ``percent_`` and an option, ``turnout``."""
    sums = {figure: sum(int(row[figure]) for row in rows) for figure in FIGURES}
    counts = {name.lower(): sums[name] for name in OPTIONS}
    percent = {
        name.lower(): f"{100 * sums[name] / sums['valid_votes']:.2f}" for name in OPTIONS
    } | {key.removeprefix("percent_"): value for key, value in changed.items() if "percent_" in key}
    turnout = f"{100 * sums['ballots_cast'] / sums['eligible_voters']:.2f}"
    for name, more in changed.items():
        if name in counts:
            counts[name] += int(more)
    return (
        "announcements:\n  - id: final\n    source: pkw\n    at: 2025-05-20\n"
        + ("" if "no_counts" in changed else f"    counts: {_mapping(counts)}\n")
        + ("" if "no_percent" in changed else f"    percent: {_mapping(percent)}\n")
        + f"    turnout: {changed.get('turnout', turnout)}%\n"
    )


def _mapping(values: dict[str, int] | dict[str, str | int] | dict[str, str]) -> str:
    return "{" + ", ".join(f"{key}: {value}" for key, value in values.items()) + "}"


def test_untouched_figures_contradict_nothing(tmp_path: Path, stations: Rows) -> None:
    result = checked(
        tmp_path,
        announced(stations),
        stations=stations,
        copies=copied(stations),
        communes=added_up(stations, "commune"),
        counties=added_up(stations, "county"),
    )
    assert list(result.findings) == []


@pytest.mark.parametrize("seed", range(3))
def test_votes_moved_from_one_option_to_another(tmp_path: Path, stations: Rows, seed: int) -> None:
    rng, copies, truth = np.random.default_rng(seed), copied(stations), set()
    for place in rng.choice(len(copies), 12, replace=False):
        row = copies[place]
        votes = int(rng.integers(1, int(row["Trzaskowski"]), endpoint=True))
        row["Trzaskowski"] = int(row["Trzaskowski"]) - votes
        row["Nawrocki"] = int(row["Nawrocki"]) + votes
        truth.add(("SOURCE-DIFFERS", row["code"], votes))
    assert decisive(checked(tmp_path, stations=stations, copies=copies)) == truth


@pytest.mark.parametrize("by", [1, -1])
def test_rows_shifted_by_one(tmp_path: Path, stations: Rows, by: int) -> None:
    copies = copied(stations)
    for place in range(100, 140):
        take(copies[place], stations[place + by])
    result = checked(tmp_path, stations=stations, copies=copies)
    votes = sum(moved(*pair) for pair in zip(stations, copies, strict=True))
    assert decisive(result) == {("SOURCE-SLIP", None, votes)}
    assert "shifted by one" in result.findings.of("SOURCE-SLIP")[0].message


@pytest.mark.parametrize("rows", [slice(None), slice(50, 120)])
def test_two_options_swapped(tmp_path: Path, stations: Rows, rows: slice) -> None:
    copies = copied(stations)
    for row in copies[rows]:
        row["Mentzen"], row["Braun"] = row["Braun"], row["Mentzen"]
    result = checked(tmp_path, stations=stations, copies=copies)
    votes = sum(moved(*pair) for pair in zip(stations, copies, strict=True))
    assert decisive(result) == {("SOURCE-SLIP", None, votes)}
    assert "Braun and Mentzen are swapped" in result.findings.of("SOURCE-SLIP")[0].message


def test_digits_transposed(tmp_path: Path, stations: Rows) -> None:
    """The copy then breaks its own sum too."""
    copies, truth = copied(stations), set()
    for row in [row for row in copies if int(row["Nawrocki"]) > 99][:9:3]:
        digits = str(row["Nawrocki"])
        changed = int(digits[1] + digits[0] + digits[2:])
        row["Nawrocki"], votes = changed, abs(changed - int(digits))
        truth |= {(code, row["code"], votes) for code in ("SOURCE-DIFFERS", "SHEET-MUST")}
    result = checked(tmp_path, stations=stations, copies=copies)
    assert decisive(result) == {item for item in truth if item[2]}
    assert all(
        "two digits of Nawrocki are transposed" in said
        for [said] in explained(result.findings.of("SOURCE-DIFFERS"))
    )


@pytest.mark.parametrize("seed", range(2))
def test_copies_that_lack_stations_contradict_nothing(
    tmp_path: Path, stations: Rows, seed: int
) -> None:
    kept = np.random.default_rng(seed).random(len(stations)) < 0.7
    copies = [row for row, keep in zip(stations, kept, strict=True) if keep]
    result = checked(tmp_path, announced(stations), stations=stations, copies=copies)
    assert decisive(result) == set()


def test_a_station_twice(tmp_path: Path, stations: Rows) -> None:
    copies = copied(stations)
    copies.insert(200, dict(stations[17]))
    result = checked(tmp_path, stations=stations, copies=copies)
    assert decisive(result) == set()
    assert [item.area for item in result.findings] == [stations[17]["code"]]
    assert result.findings.of("SHEET-DUPLICATE")


def test_one_sheet_entered_at_two_stations(tmp_path: Path, stations: Rows) -> None:
    copies = copied(stations)
    take(copies[60], stations[61])
    code, other = str(stations[60]["code"]), str(stations[61]["code"])
    result = checked(tmp_path, stations=stations, copies=copies)
    assert decisive(result) == {("SOURCE-DIFFERS", code, moved(stations[60], stations[61]))}
    assert explained(result.findings.of("SOURCE-DIFFERS")) == [
        [f"Observers has here the figures that Commission has at station {other}"]
    ]
    assert [item.figures["stations"] for item in result.findings.of("SHEET-SAME-FIGURES")] == [
        [code, other]
    ]


def test_a_county_total_changed(tmp_path: Path, stations: Rows) -> None:
    counties = added_up(stations, "county")
    counties[2]["Nawrocki"] = int(counties[2]["Nawrocki"]) + 100
    counties[2]["Trzaskowski"] = int(counties[2]["Trzaskowski"]) - 100
    result = checked(
        tmp_path, stations=stations, counties=counties, communes=added_up(stations, "commune")
    )
    assert decisive(result) == {("ROLLUP-DIFFERS", counties[2]["county"], 100)}


def test_a_commune_changed_and_its_county_with_it(tmp_path: Path, stations: Rows) -> None:
    """The smallest area where the difference arises is named, and no other."""
    communes = added_up(stations, "commune")
    own = communes[4]
    own["Nawrocki"], own["Woch"] = int(own["Nawrocki"]) + 70, int(own["Woch"]) - 1
    own["Mentzen"] = int(own["Mentzen"]) - 69
    result = checked(
        tmp_path, stations=stations, communes=communes, counties=added_up(communes, "county")
    )
    area = f"{own['county']}/{own['commune']}"
    assert decisive(result) == {("ROLLUP-DIFFERS", area, 70)}


def test_stations_missing_from_the_authoritys_file(tmp_path: Path, stations: Rows) -> None:
    gone = [stations[5], stations[80]]
    held = [row for row in stations if row not in gone]
    result = checked(tmp_path, stations=held, communes=added_up(stations, "commune"))
    assert decisive(result) == {
        ("ROLLUP-DIFFERS", f"{row['county']}/{row['commune']}", row["valid_votes"]) for row in gone
    }


def test_a_station_counted_in_another_commune(tmp_path: Path, stations: Rows) -> None:
    """Both communes differ, by the same sheet, and it is named at both."""
    held = copied(stations)
    held[30].update({key: stations[200][key] for key in ("county", "commune")})
    result = checked(tmp_path, stations=held, communes=added_up(stations, "commune"))
    both = [stations[30], stations[200]]
    assert decisive(result) == {
        ("ROLLUP-DIFFERS", f"{row['county']}/{row['commune']}", stations[30]["valid_votes"])
        for row in both
    }
    assert all(
        f"all that differs is the sheet of station {stations[30]['code']}" in said
        for [said] in explained(result.findings.of("ROLLUP-DIFFERS"))
    )


def test_rows_of_county_totals_shifted(tmp_path: Path, stations: Rows) -> None:
    truth = added_up(stations, "county")
    counties = copied(truth)
    for place, row in enumerate(counties):
        take(row, truth[place - 1])
    result = checked(tmp_path, stations=stations, counties=counties)
    assert decisive(result) == {
        ("ROLLUP-DIFFERS", row["county"], moved(*pair))
        for row, *pair in zip(counties, truth, counties, strict=True)
    }
    assert all(
        "is the sum of the level below of" in said
        for [said] in explained(result.findings.of("ROLLUP-DIFFERS"))
    )


ANNOUNCED: dict[str, tuple[dict[str, int | str], set[tuple[str, int | None]]]] = {
    "a count raised": (
        {"nawrocki": 250, "no_percent": 1},
        {("ANNOUNCED-COUNT-DIFFERS", 250)},
    ),
    "votes moved between two counts": (
        {"nawrocki": 250, "trzaskowski": -250, "no_percent": 1},
        {("ANNOUNCED-COUNT-DIFFERS", 250)},
    ),
}


@pytest.mark.parametrize("case", ANNOUNCED)
def test_announced_counts_changed(tmp_path: Path, stations: Rows, case: str) -> None:
    changed, truth = ANNOUNCED[case]
    result = checked(tmp_path, announced(stations, **changed), stations=stations)
    assert {(code, votes) for code, _, votes in decisive(result)} == truth


def test_an_announced_percentage_moved(tmp_path: Path, stations: Rows) -> None:
    sums = {name: sum(int(row[name]) for row in stations) for name in FIGURES}
    shares = {name: 100 * sums[name] / sums["valid_votes"] for name in ("Nawrocki", "Trzaskowski")}
    changed: dict[str, int | str] = {
        "no_counts": 1,
        "percent_nawrocki": f"{shares['Nawrocki'] + 1.5:.2f}",
        "percent_trzaskowski": f"{shares['Trzaskowski'] - 1.5:.2f}",
    }
    result = checked(tmp_path, announced(stations, **changed), stations=stations)
    assert {code for code, *_ in decisive(result)} == {"ANNOUNCED-SHARE-DIFFERS"}
    sizes = sorted(votes or 0 for *_, votes in decisive(result))
    cast, valid = sums["ballots_cast"], sums["valid_votes"]
    assert len(sizes) == 2
    assert all(0.012 * valid <= size <= 0.0151 * cast for size in sizes)


def test_an_announced_turnout_raised(tmp_path: Path, stations: Rows) -> None:
    sums = {name: sum(int(row[name]) for row in stations) for name in FIGURES}
    raised = 100 * sums["ballots_cast"] / sums["eligible_voters"] + 2
    result = checked(
        tmp_path, announced(stations, turnout=f"{raised:.2f}", no_counts=1), stations=stations
    )
    ((code, area, votes),) = decisive(result)
    assert (code, area) == ("ANNOUNCED-SHARE-DIFFERS", "all")
    assert votes is not None
    assert abs(votes - 0.02 * sums["eligible_voters"]) < 0.0001 * sums["eligible_voters"]
