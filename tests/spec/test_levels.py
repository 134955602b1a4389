"""What is stated for an area against what stands below it: never two things that need not be the
same, and never less than everything that can be compared."""

from __future__ import annotations

from pathlib import Path

import pytest

from crosstally.check.result import CheckResult
from tests.folders import HEAD, STATIONS, checked, csv_of, found, returns_entry

DISTRICTS = """
region district registered cast valid invalid ana ben
North  Hill     900        511  500   11      250 250
North  Lake     300        105  100   5       60  40
South  Port     800        404  400   4       300 100
"""
REGIONS = """
region registered cast valid invalid ana ben
North  1200       616  600   16      310 290
South  800        404  400   4       300 100
"""
FIELDS = "      fields: {registered: registered, cast: cast, valid: valid, invalid: invalid}\n"
OF_DISTRICTS = "    columns:\n      areas: {region: region, district: district}\n" + FIELDS
OF_REGIONS = "    columns:\n      areas: {region: region}\n" + FIELDS
STATION_FILE = returns_entry("returns.csv")
REGION_FILE = returns_entry("regions.csv", more="level: region", columns=OF_REGIONS)


def of_districts(file: str = "districts.csv", more: str = "") -> str:
    return returns_entry(file, more=f"level: district\n{more}", columns=OF_DISTRICTS)


BY_CHANNEL = """
region district code registered cast valid invalid ana ben how
North  Hill     1    500        301  300   1       200 100 station
North  Hill     1    0          11   10    1       5   5   post
"""
STATED_BY_CHANNEL = """
region district registered cast valid invalid ana ben how
North  Hill     500        301  300   1       200 100 station
North  Hill     0          11   10    1       5   5   post
"""
HOW = "      channel: how\n"


def test_stated_rows_of_several_channels_are_added_up(tmp_path: Path) -> None:
    files = {"returns.csv": csv_of(BY_CHANNEL), "districts.csv": csv_of(STATED_BY_CHANNEL)}
    returns = STATION_FILE + HOW + of_districts() + HOW
    result = checked(tmp_path, files, returns)
    (level,) = result.contests["president"].levels
    assert (level.compared, level.equal) == (1, 1)
    assert result.exit_code == 0


@pytest.mark.parametrize(("of_post", "voters"), [("500", 500), ("40", 540), ("0", 500)])
def test_a_list_of_voters_that_every_channel_repeats_is_one_list(
    tmp_path: Path, of_post: str, voters: int
) -> None:
    table = BY_CHANNEL.replace("1    0          11", f"1    {of_post}  11")
    result = checked(tmp_path, {"returns.csv": csv_of(table)}, STATION_FILE + HOW)
    totals = result.contests["president"].totals["cec"]
    assert (totals.fields["registered"], totals.fields["cast"]) == (voters, 312)


def test_votes_that_came_another_way_are_not_compared(tmp_path: Path) -> None:
    """The district states postal votes too, the sheets are of the station alone."""
    files = {
        "returns.csv": csv_of(BY_CHANNEL.rsplit("North", 1)[0]),
        "districts.csv": csv_of(STATED_BY_CHANNEL),
    }
    result = checked(tmp_path, files, STATION_FILE + HOW + of_districts() + HOW)
    assert list(result.findings) == []


COPIES = """
region district code registered cast valid invalid ana ben copy
North  Hill     1    500        301  300   1       200 100 a
North  Hill     1    500        311  310   1       210 100 b
North  Hill     2    400        210  200   10      50  150 a
"""


@pytest.mark.parametrize(("ana", "differs"), [(250, []), (260, []), (261, [("North/Hill", 1)])])
def test_a_disputed_station_contradicts_only_what_none_of_its_copies_gives(
    tmp_path: Path, ana: int, differs: list[tuple[str, int]]
) -> None:
    stated = f"region district ana ben\nNorth Hill {ana} 250\n"
    files = {"returns.csv": csv_of(COPIES), "districts.csv": csv_of(stated)}
    returns = STATION_FILE + "      copy: copy\n" + of_districts().replace(FIELDS, "")
    result = checked(tmp_path, files, returns)
    # Against the copy that was read first it would be off by 11.
    assert [area for area, _ in found(result, "ROLLUP-DIFFERS")] == [area for area, _ in differs]


RECOUNT = "region district code registered cast valid invalid ana ben\n" + (
    "North Hill 1 500 301 300 1 210 90\n"
)


@pytest.mark.parametrize(
    ("stage", "hill", "differs"),
    [
        ("count", "250 250", []),
        ("preliminary", "240 240", []),
        ("recount", "260 240", []),
        ("count", "260 240", ["North/Hill"]),
        ("recount", "255 245", ["North/Hill"]),
        ("final", "260 240", []),
        ("final", "255 245", ["North/Hill"]),
    ],
)
def test_figures_of_another_act_are_no_contradiction(
    tmp_path: Path, stage: str, hill: str, differs: list[str]
) -> None:
    """One station of Hill was recounted: its district's figures of the count stand as they did."""
    files = {
        "returns.csv": csv_of(STATIONS),
        "recount.csv": csv_of(RECOUNT),
        "districts.csv": csv_of(DISTRICTS.replace("250 250", hill)),
    }
    returns = STATION_FILE + returns_entry("recount.csv", more="stage: recount")
    result = checked(tmp_path, files, returns + of_districts(more=f"stage: {stage}"))
    assert [area for area, _ in found(result, "ROLLUP-DIFFERS")] == differs


def test_stations_outside_every_district_are_no_error_of_the_districts(tmp_path: Path) -> None:
    """A ship stands in the region and in none of its districts: the region counts it."""
    files = {
        "returns.csv": csv_of(STATIONS) + "South,,ship,70,11,10,1,5,5\n",
        "districts.csv": csv_of(DISTRICTS),
        "regions.csv": csv_of(
            REGIONS.replace(
                "South  800        404  400   4       300 100", "South 870 415 410 5 305 105"
            )
        ),
    }
    result = checked(tmp_path, files, STATION_FILE + of_districts() + REGION_FILE)
    assert {item.code.name for item in result.findings} == {"AREA-MISSING"}
    levels = [(item.level, item.below) for item in result.contests["president"].levels]
    assert levels == [("district", "station"), ("region", "district"), ("region", "station")]


def test_a_level_stated_in_several_files_is_one_level(tmp_path: Path) -> None:
    header, *rows = csv_of(DISTRICTS).splitlines()
    files = {
        "returns.csv": csv_of(STATIONS),
        "d-north.csv": "\n".join([header, *rows[:2]]) + "\n",
        "d-south.csv": "\n".join([header, rows[2]]) + "\n",
        "regions.csv": csv_of(REGIONS.replace("300 100", "290 110")),
    }
    result = checked(tmp_path, files, STATION_FILE + of_districts("d-*.csv") + REGION_FILE)
    assert found(result, "ROLLUP-DIFFERS") == [("South", 10)]


def test_where_the_level_below_is_not_whole_the_sheets_are_added_up(tmp_path: Path) -> None:
    header, *rows = csv_of(DISTRICTS).splitlines()
    files = {
        "returns.csv": csv_of(STATIONS),
        "districts.csv": "\n".join([header, rows[0], rows[2]]) + "\n",
        "regions.csv": csv_of(REGIONS.replace("310 290", "320 280")),
    }
    result = checked(tmp_path, files, STATION_FILE + of_districts() + REGION_FILE)
    assert found(result, "ROLLUP-DIFFERS") == [("North", 10)]
    (finding,) = result.findings
    assert finding.figures["below"] == "station"


def test_an_area_stated_twice_with_different_figures_is_not_compared(tmp_path: Path) -> None:
    twice = DISTRICTS + "North  Hill     900        511  500   11      240 260\n"
    files = {"returns.csv": csv_of(STATIONS), "districts.csv": csv_of(twice)}
    result = checked(tmp_path, files, STATION_FILE + of_districts())
    assert found(result, "ROLLUP-DIFFERS") == []


def test_a_file_without_a_column_for_the_regions_means_the_districts_that_are_known(
    tmp_path: Path,
) -> None:
    wrong = csv_of(DISTRICTS.replace("60  40", "70  30")).splitlines()
    files = {
        "districts.csv": "".join(row.split(",", 1)[1] + "\n" for row in wrong),
        "returns.csv": csv_of(STATIONS),
    }
    returns = of_districts().replace("region: region, ", "") + STATION_FILE
    result = checked(tmp_path, files, returns)
    assert found(result, "ROLLUP-DIFFERS") == [("North/Lake", 10)]
    assert result.totals(level="district").to_arrow().num_rows == 3


def test_districts_of_one_name_in_two_regions_are_not_guessed(tmp_path: Path) -> None:
    files = {
        "districts.csv": "district,ana,ben\nHill,1,1\n",
        "returns.csv": csv_of(STATIONS.replace("Port", "Hill")),
    }
    columns = "    columns: {areas: {district: district}}\n"
    stated = returns_entry("districts.csv", more="level: district", columns=columns)
    result = checked(tmp_path, files, STATION_FILE + stated)
    assert found(result, "ROLLUP-DIFFERS") == []
    (level,) = result.contests["president"].levels
    assert (level.compared, level.not_compared) == (0, 1)


def test_a_contradiction_says_how_many_sheets_would_have_to_be_worthless(tmp_path: Path) -> None:
    """North/Hill has 250 votes for ana on 200 + 50, and 300 + 190 voters who did not vote for ana.
    100 too few votes need one sheet at least, 201 too few need both; 310 too many need one of the
    two lists of voters, 540 too many are beyond both."""

    def breaking(ana: int) -> tuple[object, str]:
        stated = f"region district ana ben\nNorth Hill {ana} 250\n"
        files = {"returns.csv": csv_of(STATIONS), "districts.csv": csv_of(stated)}
        returns = STATION_FILE + of_districts().replace(FIELDS, "")
        (finding,) = checked(tmp_path / str(ana), files, returns).findings
        assert finding.breaking_point is not None
        return finding.figures["worthless_at_least"], finding.breaking_point.text

    assert breaking(150) == (
        1,
        "At least 1 of the 2 sheets, taken in the order worst for it, would have to be worthless "
        "for it to vanish.",
    )
    assert breaking(49)[0] == 2
    assert breaking(560)[0] == 1
    assert breaking(561 + 340)[0] is None
    assert breaking(561)[0] == 1
    assert breaking(250 + 351)[0] == 2
    assert "would not vanish" in breaking(250 + 651)[1]
    of_the_lists = "if no station has more votes than voters on its list"
    assert [of_the_lists in breaking(ana)[1] for ana in (49, 560, 602)] == [False, False, True]


def test_the_breaking_point_is_exact_where_copies_disagree(tmp_path: Path) -> None:
    """Hill has 20 to 90 votes for ana on one sheet of 100 voters, and 50 on another of 100."""
    rows = """
    region district code copy registered cast valid invalid ana ben
    North  Hill     1    a    100        100  100   0       90  10
    North  Hill     1    b    100        100  100   0       20  80
    North  Hill     2    a    100        90   90    0       50  40
    """

    def breaking(ana: int) -> tuple[object, object, object]:
        files = {
            "returns.csv": csv_of(rows),
            "districts.csv": csv_of(f"region district ana ben\nNorth Hill {ana} 100\n"),
        }
        returns = STATION_FILE + "      copy: copy\n" + of_districts().replace(FIELDS, "")
        result = checked(tmp_path / str(ana), files, returns)
        (finding,) = result.findings.of("ROLLUP-DIFFERS")
        assert "It holds whatever copy of the disputed station counts." in [
            item.text for item in finding.premises
        ]
        differs = finding.figures["differences"]["ana"]["sum"]
        return differs, finding.votes, finding.figures["worthless_at_least"]

    # 70 at least: the first sheet takes away 20, and the second 50
    assert breaking(51) == (70, 19, 1)
    assert breaking(20) == (70, 50, 1)
    assert breaking(19) == (70, 51, 2)
    # 140 at most: the voters of the first sheet may give 10 more, and those of the second 50
    assert breaking(190) == (140, 50, 1)
    assert breaking(191) == (140, 51, 2)
    assert breaking(201) == (140, 61, None)


def test_every_figure_that_differs_has_to_become_right(tmp_path: Path) -> None:
    """One sheet can take 100 votes from ana, and both are needed for 60 of ben's 80."""
    rows = """
    region district code registered cast valid invalid ana ben
    North  Hill     1    500        240  240   0       200 40
    North  Hill     2    500        240  240   0       200 40
    """
    files = {
        "returns.csv": csv_of(rows),
        "districts.csv": csv_of("region district ana ben\nNorth Hill 300 20\n"),
    }
    result = checked(tmp_path, files, STATION_FILE + of_districts().replace(FIELDS, ""))
    (finding,) = result.findings.of("ROLLUP-DIFFERS")
    assert finding.figures["worthless_at_least"] == 2


def test_less_than_what_was_read_contradicts_though_a_figure_is_unread(tmp_path: Path) -> None:
    """North/Hill has 200 votes for ana on one sheet, and at least none on the other."""
    unread = STATIONS.replace("50  150", "??  150")

    def found_for(ana: int) -> list[tuple[str, object]]:
        stated = f"region district ana ben\nNorth Hill {ana} 250\n"
        files = {"returns.csv": csv_of(unread), "districts.csv": csv_of(stated)}
        returns = STATION_FILE + of_districts().replace(FIELDS, "")
        result = checked(tmp_path / str(ana), files, returns)
        return [
            (item.code.name, item.figures["differences"])
            for item in result.findings.of_tier("decisive")
        ]

    assert found_for(200) == []
    assert found_for(900) == []
    assert found_for(199) == [("ROLLUP-BELOW-HELD", {"ana": {"stated": 199, "sum": 200}})]


def test_the_list_of_stations_is_a_premise_where_nobody_states_how_many_there_are(
    tmp_path: Path,
) -> None:
    stated = "region district ana ben\nNorth Hill 251 250\n"
    files = {"returns.csv": csv_of(STATIONS), "districts.csv": csv_of(stated)}
    result = checked(tmp_path, files, STATION_FILE + of_districts().replace(FIELDS, ""))
    (finding,) = result.findings
    assert "Hill has these 2 sheets and no other." in [item.text for item in finding.premises]


OF_KINDS = returns_entry("returns.csv").replace(
    "      station: code\n", "      station: code\n      attributes: [kind]\n"
)
KINDS = """
region district code kind   registered cast valid invalid ana ben
North  Hill     1    school 500        301  300   1       200 100
North  Hill     2    prison 400        210  200   10      50  150
North  Lake     3    school 300        105  100   5       60  40
North  Lake     4    prison 30         10   10    0       9   1
"""


@pytest.mark.parametrize(
    ("hill", "kind", "code"),
    [("200 100", "prison", "ROLLUP-EXPLAINED"), ("250 250", "hospital", "ROLLUP-DIFFERS")],
)
def test_one_difference_is_no_pattern_that_explains_it(
    tmp_path: Path, hill: str, kind: str, code: str
) -> None:
    """Without the prisons both districts are right: they are counted elsewhere. Where one district
    alone is short of one station, that may be so or not: the two still contradict each other."""
    stations = KINDS.replace("2    prison", f"2    {kind}")
    stated = f"region district ana ben\nNorth Hill {hill}\nNorth Lake 60 40\n"
    files = {"returns.csv": csv_of(stations), "districts.csv": csv_of(stated)}
    result = checked(tmp_path, files, OF_KINDS + of_districts().replace(FIELDS, ""))
    (finding,) = result.findings
    assert finding.code.name == code
    assert "whose “kind” is “prison”" in finding.explanations[0].text


def test_an_explanation_of_some_differences_leaves_the_others(tmp_path: Path) -> None:
    """Two districts leave their prisons out, and one that has none states another figure."""
    stations = KINDS + "South  Port     5    school 800        404  400   4       300 100\n"
    stated = "region district ana ben\nNorth Hill 200 100\nNorth Lake 60 40\nSouth Port 300 107\n"
    files = {"returns.csv": csv_of(stations), "districts.csv": csv_of(stated)}
    result = checked(tmp_path, files, OF_KINDS + of_districts().replace(FIELDS, ""))
    (explained,) = result.findings.of("ROLLUP-EXPLAINED")
    assert explained.message.endswith(
        "some of these differences: without the 2 stations whose “kind” is “prison”, 2 of them "
        "vanish"
    )
    (finding,) = result.findings.of("ROLLUP-DIFFERS")
    assert (finding.votes, finding.explanations) == (7, ())
    assert result.exit_code == 1


THREE = """
region district ana ben cleo
North  Hill     {hill}
North  Lake     {lake}
South  Port     300 107 40
"""
WITH_CLEO = """
region district code registered cast valid invalid ana ben cleo
North  Hill     1    500        311  310   1       200 100 10
North  Lake     3    300        125  120   5       60  40  20
South  Port     4    800        444  440   4       300 100 40
"""
OF_THREE = of_districts().replace(FIELDS, "")


def of_parts(result: CheckResult) -> tuple[str, list[str | None]]:
    """What removes some of the differences, and the areas that still differ."""
    (explained,) = result.findings.of("ROLLUP-EXPLAINED")
    left = [item.area for item in result.findings.of("ROLLUP-DIFFERS")]
    return explained.message.partition("some of these differences: ")[2], left


def test_an_alliance_counted_elsewhere_explains_some_of_the_differences(tmp_path: Path) -> None:
    options = "ben: {name: Ben Okoro, aliases: [B. Okoro]}"
    alliance = options + ", cleo: Cleo, front: {name: The Front, members: [ana, cleo]}"
    files = {
        "returns.csv": csv_of(WITH_CLEO),
        "districts.csv": csv_of(THREE.format(hill="205 100 5", lake="50 40 30")),
    }
    columns = "      options: {ana: ana, ben: ben, cleo: cleo}\n"
    returns = STATION_FILE + columns + OF_THREE + columns
    result = checked(tmp_path, files, returns, HEAD.replace(options, alliance))
    assert of_parts(result) == (
        "at 2 of them the votes of The Front and its members add up to the same on both sides: "
        "they only stand in another place",
        ["South/Port"],
    )


def test_a_recount_explains_some_of_the_differences(tmp_path: Path) -> None:
    """Two districts state the figures of before; the third was not recounted, and differs."""
    head = WITH_CLEO.strip().splitlines()[0]
    recount = f"{head}\nNorth Hill 1 500 311 310 1 190 110 10\nNorth Lake 3 300 125 120 5 50 50 20"
    files = {
        "returns.csv": csv_of(WITH_CLEO),
        "recount.csv": csv_of(recount),
        "districts.csv": csv_of(THREE.format(hill="200 100 10", lake="60 40 20")),
    }
    stated = OF_THREE.replace("level: district", "level: district\n    stage: final")
    returns = STATION_FILE + returns_entry("recount.csv", more="stage: recount") + stated
    head = HEAD.replace("aliases: [B. Okoro]}", "aliases: [B. Okoro]}, cleo: Cleo")
    assert of_parts(checked(tmp_path, files, returns, head)) == (
        "with the sheets as they stood at the stage “count”, 2 of them vanish: later acts changed "
        "them",
        ["South/Port"],
    )


@pytest.mark.parametrize(("stations", "count"), [("", 1), ("stations: 5\n", 0)])
def test_whoever_states_both_holds_every_sheet_unless_there_are_more(
    tmp_path: Path, stations: str, count: int
) -> None:
    """Hill has 20 votes more for Ana than its two sheets: a fifth station may lie there."""
    files = {
        "returns.csv": csv_of(STATIONS),
        "districts.csv": "district,ana,ben\nHill,270,250\nLake,60,40\nPort,300,100\n",
    }
    columns = "    columns:\n      areas: {district: district}\n"
    returns = returns_entry("returns.csv", "watch") + returns_entry(
        "districts.csv", "watch", more="level: district", columns=columns
    )
    result = checked(tmp_path, files, returns, HEAD.replace("sources:", f"{stations}sources:"))
    assert len(result.findings.of("ROLLUP-DIFFERS")) == count


WHOLE = "    columns: {areas: {country: country}}\n"


@pytest.mark.parametrize("name", ["all", "Republic of Land"])
def test_what_is_stated_of_the_whole_place_is_the_sum_of_its_parts(
    tmp_path: Path, name: str
) -> None:
    """A file of the outermost level may name the place in a column, by whatever name."""
    files = {
        "returns.csv": csv_of(STATIONS),
        "whole.csv": f"country,ana,ben\n{name},600,390\n",
    }
    returns = STATION_FILE + returns_entry("whole.csv", more="level: country", columns=WHOLE)
    result = checked(tmp_path, files, returns)
    (finding,) = result.findings
    assert (finding.code.name, finding.area) == ("ROLLUP-DIFFERS", "all")
    assert finding.figures["differences"] == {"ana": {"stated": 600, "sum": 610}}


def test_a_second_name_among_rows_of_the_whole_place_is_an_area_without_stations(
    tmp_path: Path,
) -> None:
    files = {
        "returns.csv": csv_of(STATIONS),
        "whole.csv": "country,ana,ben\nall,610,390\nAbroad,5,6\n",
    }
    returns = STATION_FILE + returns_entry("whole.csv", more="level: country", columns=WHOLE)
    result = checked(tmp_path, files, returns)
    assert found(result, "ROLLUP-DIFFERS") == []
    (finding,) = result.findings
    assert (finding.code.name, finding.votes) == ("AREA-WITHOUT-STATIONS", 11)
    assert "Abroad" in finding.message
