"""Two sources at one station: never two sheets that need not be the same."""

from __future__ import annotations

from pathlib import Path

from tests.folders import STATIONS, checked, csv_of, found, returns_entry

HEADER = "region district code registered cast valid invalid ana ben how\n"
STATION = "North Hill 1 500 301 300 1 200 100 station\n"
POST = "North Hill 1 0 11 10 1 5 5 post\n"
HOW = "      channel: how\n"


def test_votes_by_post_are_not_held_against_copies_of_the_station(tmp_path: Path) -> None:
    files = {"a.csv": csv_of(HEADER + STATION + POST), "b.csv": csv_of(HEADER + STATION)}
    returns = returns_entry("a.csv") + HOW + returns_entry("b.csv", "watch") + HOW
    result = checked(tmp_path, files, returns)
    (comparison,) = result.contests["president"].sources
    assert (comparison.agree, comparison.differ, comparison.apart) == (0, 0, 1)
    assert [item.code.name for item in result.findings] == ["SOURCE-OTHER-ACT"]


def test_a_source_that_names_no_channel_speaks_of_all_votes(tmp_path: Path) -> None:
    files = {"a.csv": csv_of(HEADER + STATION + POST), "b.csv": csv_of(HEADER + STATION)}
    returns = returns_entry("a.csv") + HOW + returns_entry("b.csv", "watch")
    result = checked(tmp_path, files, returns)
    assert found(result, "SOURCE-DIFFERS") == [("1", 10)]


def test_a_recount_does_not_contradict_copies_of_the_count(tmp_path: Path) -> None:
    """The other stations were not recounted: their differences stand."""
    recount = csv_of(STATIONS).splitlines()[0] + "\nNorth,Hill,1,500,301,300,1,210,90\n"
    files = {
        "a.csv": csv_of(STATIONS),
        "recount.csv": recount,
        "b.csv": csv_of(STATIONS.replace("60  40", "50  50")),
    }
    returns = returns_entry("a.csv") + returns_entry("recount.csv", more="stage: recount")
    result = checked(tmp_path, files, returns + returns_entry("b.csv", "watch"))
    assert found(result, "SOURCE-DIFFERS") == [("3", 10)]
    assert found(result, "SOURCE-OTHER-ACT") == [(None, None)]


def test_a_disputed_station_contradicts_what_none_of_its_copies_states(tmp_path: Path) -> None:
    copies = """
    region district code registered cast valid invalid ana ben copy
    North  Hill     1    500        301  300   1       200 100 a
    North  Hill     1    500        311  310   1       210 100 b
    """
    for ana, valid, cast, differs in ((210, 310, 311, []), (220, 320, 321, [("1", 20)])):
        official = csv_of(HEADER + f"North Hill 1 500 {cast} {valid} 1 {ana} 100 .\n")
        files = {"a.csv": official, "b.csv": csv_of(copies)}
        returns = returns_entry("a.csv") + returns_entry("b.csv", "watch") + "      copy: copy\n"
        result = checked(tmp_path / str(ana), files, returns)
        assert found(result, "SOURCE-DIFFERS") == differs


def test_another_stage_explains_nothing_at_stations_that_both_have_of_one_stage(
    tmp_path: Path,
) -> None:
    """Only station 1 was recounted; what differs at station 3 is of the count on both sides."""
    rows = csv_of(STATIONS).splitlines(keepends=True)
    files = {
        "a.csv": "".join(rows),
        "recount.csv": "".join([rows[0], rows[1].replace("200,100", "190,110")]),
        "canvass.csv": "".join([rows[0], rows[4].replace("300,100", "310,90")]),
        "b.csv": "".join(rows).replace("60,40", "50,50"),
    }
    returns = "".join(
        [
            returns_entry("a.csv"),
            returns_entry("recount.csv", more="stage: recount"),
            returns_entry("canvass.csv", more="stage: canvass"),
            returns_entry("b.csv", "watch"),
        ]
    )
    differing = checked(tmp_path, files, returns).findings.of("SOURCE-DIFFERS")
    explained = {item.area: [str(text) for text in item.explanations] for item in differing}
    assert explained == {
        "3": [],
        "4": [
            "the stages are not the same (canvass and count): a later act may have changed "
            "figures lawfully"
        ],
    }


BY_POST = """
North Hill 1 500 11 10 1 5 5 post
North Hill 2 400 21 20 1 5 15 post
South Port 4 800 31 30 1 5 25 post
"""


def test_copies_of_one_way_of_voting_do_not_contradict_the_sum_of_all(tmp_path: Path) -> None:
    """The observers' file does not say that it is of the box alone: its figures do."""
    box = HEADER + "".join(f"{line} box\n" for line in STATIONS.strip().splitlines()[1:])
    copies = STATIONS.replace("300 100", "310 90").replace("300   100", "310   90")
    files = {"a.csv": csv_of(box + BY_POST.strip() + "\n"), "b.csv": csv_of(STATIONS)}
    returns = returns_entry("a.csv") + HOW + returns_entry("b.csv", "watch")
    result = checked(tmp_path / "all", files, returns)
    (finding,) = result.findings
    assert finding.code.name == "SOURCE-ONE-WAY"
    assert "Observers has the figures that Central commission states of one way" in finding.message
    assert result.exit_code == 0
    # Where one of them differs beyond that, it stands by itself.
    files["a.csv"] += "North,Lake,3,300,11,10,1,5,5,post\n"
    files["b.csv"] = csv_of(copies)
    result = checked(tmp_path / "but_one", files, returns)
    assert found(result, "SOURCE-DIFFERS") == [("4", 35)]
    (finding,) = result.findings.of("SOURCE-ONE-WAY")
    assert finding.figures["stations"] == ["1", "2", "3"]
