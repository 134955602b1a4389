"""Single sheets: control relations, unread figures, stations that stand twice."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from crosstally.problems import InputError
from tests.folders import COLUMNS, HEAD, STATIONS, checked, csv_of, found, returns_entry


def test_sheets_that_obey_every_relation_give_no_finding(tmp_path: Path) -> None:
    result = checked(tmp_path, {"returns.csv": csv_of(STATIONS)})
    assert list(result.findings) == []
    assert result.exit_code == 0
    runs = {run.subject: (run.checked, run.failed) for run in result.runs}
    assert runs["valid + invalid == cast"] == (4, 0)
    assert result.answer.text.startswith("Everything adds up")


def test_a_broken_must_is_decisive_and_says_by_how_many(tmp_path: Path) -> None:
    table = STATIONS.replace("105  100   5 ", "109  100   5 ")
    result = checked(tmp_path, {"returns.csv": csv_of(table)})
    assert found(result, "SHEET-MUST") == [("3", 4)]
    (finding,) = result.findings
    assert finding.figures["off_by"] == -4
    assert finding.figures["in"] == "North/Lake"
    assert result.exit_code == 1


def test_more_votes_than_voters_is_a_warning_where_the_law_allows_it(tmp_path: Path) -> None:
    table = STATIONS.replace("300        105", "100        105")
    result = checked(tmp_path, {"returns.csv": csv_of(table)})
    assert found(result, "SHEET-SHOULD") == [("3", 5)]
    assert result.exit_code == 0


def test_a_list_given_as_nought_comes_last_with_the_plain_explanation(tmp_path: Path) -> None:
    """Envelopes from abroad have no list of their own: that hides no other station."""
    table = STATIONS.replace("300        105", "100        105").replace("500 ", "0   ", 1)
    result = checked(tmp_path, {"returns.csv": csv_of(table)})
    assert found(result, "SHEET-SHOULD") == [("3", 5), ("1", 301)]
    beyond, without_list = result.findings.of("SHEET-SHOULD")
    assert not beyond.explanations
    assert [sentence.text for sentence in without_list.explanations] == [
        "registered is given as 0 on this sheet: where it was left out, or these voters stand on "
        "another list, nothing is broken."
    ]


@pytest.mark.parametrize(
    ("relation", "off", "fails"),
    [
        ("{relation: cast <= 300, tolerance: 4}", 5, True),
        ("{relation: cast <= 300, tolerance: 5}", 5, False),
        ("{relation: cast <= 300, tolerance_percent: 1}", 3, False),
        ("{relation: cast <= 300, tolerance_percent: 1}", 4, True),
        ("{relation: cast < 300}", 0, True),
        ("{relation: cast >= 300}", -1, True),
        ("{relation: cast > 299}", 0, False),
    ],
)
def test_tolerances_are_absolute_or_a_share_of_the_right_side(
    tmp_path: Path, relation: str, off: int, fails: bool
) -> None:
    head = HEAD.split("    relations:")[0] + f"    relations:\n      - {relation}\n"
    head += "contests:" + HEAD.split("contests:")[1]
    table = f"""
    region district code registered cast      valid invalid ana ben
    North  Hill     1    500        {300 + off} 300 0 300 0
    """
    result = checked(tmp_path, {"returns.csv": csv_of(table)}, head=head)
    assert [run.failed for run in result.runs if run.code == "SHEET-MUST"] == [int(fails)]


def test_an_unread_figure_is_neither_zero_nor_a_broken_relation(tmp_path: Path) -> None:
    table = STATIONS.replace("105  100   5 ", "1O5  100   5 ")
    result = checked(tmp_path, {"returns.csv": csv_of(table)})
    assert [item.code.name for item in result.findings] == ["SHEET-UNREAD"]
    assert result.findings[0].figures["raw"] == "1O5"
    totals = result.contests["president"].totals["cec"]
    assert totals.fields["cast"] == 301 + 210 + 404
    assert totals.incomplete == {"cast": 1}
    assert not totals.complete


def test_a_relation_fails_where_it_fails_whatever_the_unread_figure_is(tmp_path: Path) -> None:
    # valid is 100 and the ballots are 90: no number of invalid ones mends that.
    table = STATIONS.replace("105  100   5 ", "90   100   ?  ")
    result = checked(tmp_path, {"returns.csv": csv_of(table)})
    assert found(result, "SHEET-MUST") == [("3", 10)]


def test_a_relation_is_not_applied_to_sheets_without_its_field(tmp_path: Path) -> None:
    columns = "    columns:\n      station: code\n      fields: {valid: valid}\n"
    result = checked(
        tmp_path, {"returns.csv": csv_of(STATIONS)}, returns_entry("returns.csv", columns=columns)
    )
    run = next(run for run in result.runs if run.subject == "valid + invalid == cast")
    assert run.skipped is not None
    assert run.skipped.text == "these sheets have no field Ballots, Invalid"


def test_a_station_that_stands_twice_is_counted_once(tmp_path: Path) -> None:
    lines = csv_of(STATIONS).splitlines()
    result = checked(tmp_path, {"returns.csv": "\n".join([*lines, lines[1]]) + "\n"})
    (finding,) = result.findings.of("SHEET-DUPLICATE")
    assert (finding.area, finding.figures["times"], finding.figures["differs"]) == ("1", 2, False)
    assert result.contests["president"].totals["cec"].options == {"ana": 610, "ben": 390}


def test_a_station_that_stands_twice_with_other_figures_is_disputed(tmp_path: Path) -> None:
    other = "North,Hill,1,500,301,300,1,190,110"
    result = checked(tmp_path, {"returns.csv": csv_of(STATIONS) + other + "\n"})
    (finding,) = result.findings.of("SHEET-DUPLICATE")
    assert finding.figures["differs"] is True
    assert finding.votes == 300
    assert finding.message.replace(f"{tmp_path}/", "") == (
        "Station 1 (Hill) stands 2 times, with different figures. "
        "Counted: returns.csv, row 2 (Ana Lima 200, Ben Okoro 100). "
        "Not counted, and in no sum: returns.csv, row 6 (Ana Lima 190, Ben Okoro 110) (votes: 300)"
    )
    assert result.contests["president"].totals["cec"].options == {"ana": 610, "ben": 390}


@pytest.mark.parametrize(
    ("codes", "found"),
    [
        (["7", "007", "8"], [["007", "7"]]),
        (["12a", "12A", "12"], [["12A", "12a"]]),
        (["70", "7", "700"], []),
    ],
)
@pytest.mark.parametrize("is_listed", [False, True])
def test_codes_that_look_the_same_are_named_unless_all_are_listed(
    tmp_path: Path, codes: list[str], found: list[list[str]], is_listed: bool
) -> None:
    rows = [f"North,Hill,{code},90,51,50,1,3{i},1{9 - i}" for i, code in enumerate(codes)]
    table = "\n".join([csv_of(STATIONS).splitlines()[0], *rows]) + "\n"
    files = {"returns.csv": table}
    if is_listed:
        files["areas.csv"] = "id,level,parent\nn,region,all\nh,district,n\n" + "".join(
            f"{code},station,h\n" for code in codes
        )
    result = checked(tmp_path, files)
    listed = [item.figures["stations"] for item in result.findings.of("STATION-CODES-ALIKE")]
    assert listed == ([] if is_listed else found)
    assert result.contests["president"].totals["cec"].stations_held == 3


@pytest.mark.parametrize("place", [0, 2, 4])
@pytest.mark.parametrize("registered", ["2000", ""])
def test_a_row_that_is_the_sum_of_all_others_is_no_station(
    tmp_path: Path, place: int, registered: str
) -> None:
    header, *rows = csv_of(STATIONS).splitlines()
    rows.insert(place, f"All,All,Sum,{registered},1020,1000,20,610,390")
    files = {"returns.csv": "\n".join([header, *rows]) + "\n"}
    with pytest.raises(InputError) as caught:
        checked(tmp_path, files)
    (problem,) = map(str, caught.value.problems)
    assert f"each figure of row {place + 2} is the sum of all other rows" in problem
    assert "read 'Sum'" in problem
    left_out = returns_entry("returns.csv", more="leave_out: {code: [Sum]}")
    result = checked(tmp_path / "mended", files, left_out)
    assert result.contests["president"].totals["cec"].options == {"ana": 610, "ben": 390}


def test_a_large_station_is_no_row_of_totals(tmp_path: Path) -> None:
    rows = [*csv_of(STATIONS).splitlines(), "South,Port,5,2000,1020,1000,20,611,389"]
    result = checked(tmp_path, {"returns.csv": "\n".join(rows) + "\n"})
    assert result.contests["president"].totals["cec"].stations_held == 5


def test_the_later_stage_of_a_station_stands(tmp_path: Path) -> None:
    recount = csv_of("""
        region district code registered cast valid invalid ana ben
        North  Hill     1    500        301  299   2       199 100
    """)
    returns = returns_entry("returns.csv") + returns_entry("recount.csv", more="stage: recount")
    result = checked(tmp_path, {"returns.csv": csv_of(STATIONS), "recount.csv": recount}, returns)
    totals = result.contests["president"].totals["cec"]
    assert (totals.stations_held, totals.options["ana"]) == (4, 609)
    assert result.findings.of("SHEET-DUPLICATE") == []


def test_channels_of_one_station_are_added(tmp_path: Path) -> None:
    post = csv_of("""
        region district code registered cast valid invalid ana ben
        North  Hill     1    0          11   10    1       7   3
    """)
    returns = returns_entry("returns.csv") + returns_entry("post.csv", more="channel: post")
    result = checked(tmp_path, {"returns.csv": csv_of(STATIONS), "post.csv": post}, returns)
    totals = result.contests["president"].totals["cec"]
    assert (totals.stations_held, totals.options["ana"]) == (4, 617)


def ten_options(rows: str) -> tuple[str, str, str]:
    names = [f"o{i}" for i in range(10)]
    head = (
        "id: ten\ntitle: Ten\ndate: 2024-05-12\nsources: {cec: Commission}\n"
        f"contests: {{list: {{options: {{{', '.join(f'{n}: {n}' for n in names)}}}}}}}\n"
    )
    returns = returns_entry("r.csv", columns="    columns: {station: code}\n")
    return csv_of("code " + " ".join(names) + "\n" + rows), head, returns


def test_two_stations_with_the_same_figures_in_ten_options_are_named(tmp_path: Path) -> None:
    varied = "\n".join(
        f"s{i} " + " ".join(str((i * 37 + k * 101) % 211 + 5) for k in range(10)) for i in range(50)
    )
    copied = "copy " + varied.splitlines()[7].split(" ", 1)[1]
    table, head, returns = ten_options(f"{varied}\n{copied}")
    result = checked(tmp_path, {"r.csv": table}, returns, head)
    (finding,) = result.findings.of("SHEET-SAME-FIGURES")
    assert sorted(finding.figures["stations"]) == ["copy", "s7"]


def test_small_stations_that_agree_by_chance_are_not_named(tmp_path: Path) -> None:
    rows = "\n".join(f"s{i} {i % 2} {i % 3} 0 0 0 0 0 0 0 0" for i in range(60))
    table, head, returns = ten_options(rows)
    result = checked(tmp_path, {"r.csv": table}, returns, head)
    assert result.findings.of("SHEET-SAME-FIGURES") == []


def test_stations_of_few_voters_are_compared_with_their_like(tmp_path: Path) -> None:
    """Hospitals and ships among polling stations of a thousand: every figure of theirs is small, so
    that some of them agree in six options, and no such figure is rare among them."""
    rng = np.random.default_rng(5)
    means = [3, 2, 2, 1, 1, 1, 0, 0, 0, 0]
    small = rng.poisson(means, (150, 10)).tolist()
    large = rng.poisson([300, 200, 200, 100, 100, 100, 20, 20, 20, 20], (3000, 10)).tolist()
    rows = "\n".join(f"s{i} {' '.join(map(str, row))}" for i, row in enumerate(small + large))
    table, head, returns = ten_options(rows)
    result = checked(tmp_path, {"r.csv": table}, returns, head)
    assert len({tuple(row) for row in small}) < len(small)
    assert result.findings.of("SHEET-SAME-FIGURES") == []


def test_stations_where_one_option_has_every_vote_agree_in_one_number(tmp_path: Path) -> None:
    rows = "\n".join(f"s{i} {i % 97 + 200} {'0 ' * 9}" for i in range(120))
    varied = "\n".join(
        f"v{i} " + " ".join(str((i * 37 + k * 101) % 211 + 5) for k in range(10)) for i in range(50)
    )
    table, head, returns = ten_options(f"{rows}\n{varied}")
    result = checked(tmp_path, {"r.csv": table}, returns, head)
    assert result.findings.of("SHEET-SAME-FIGURES") == []


def test_copied_figures_are_said_with_their_places_and_what_chance_gives(tmp_path: Path) -> None:
    varied = "\n".join(
        f"A d{i % 2} s{i} " + " ".join(str((i * 37 + k * 101) % 211 + 5) for k in range(10))
        for i in range(50)
    )
    copied = "A d0 copy " + varied.splitlines()[7].split(" ", 3)[3]
    table, head, _ = ten_options("")
    columns = "    columns: {station: code, areas: {region: region, district: district}}\n"
    table = csv_of("region district " + table.replace(",", " ") + varied + "\n" + copied)
    head = head.replace("sources:", "levels: [country, region, district, station]\nsources:")
    result = checked(tmp_path, {"r.csv": table}, returns_entry("r.csv", columns=columns), head)
    (finding,) = result.findings.of("SHEET-SAME-FIGURES")
    assert finding.message == (
        "Stations copy (d0), s7 (d1) have the same votes for all 10 options, 10 of which have "
        "any. Were each option's votes drawn by themselves, one such pair would be expected in "
        "1,000,000 elections like this one, or more"
    )


def test_a_column_with_more_than_one_percent_of_bad_cells_is_the_wrong_one(tmp_path: Path) -> None:
    rows = [f"North,Hill,{i},9,5,5,0,{'n/a' if i < 5 else 3},2" for i in range(200)]
    header = csv_of(STATIONS).splitlines()[0]
    with pytest.raises(InputError) as caught:
        checked(tmp_path, {"returns.csv": "\n".join([header, *rows]) + "\n"})
    (problem,) = caught.value.problems
    assert problem.count == 5
    assert problem.cells[0] == (2, "n/a"), "the row of the file, its header included"
    assert "empty_marks" in str(problem)


CHANNELS = returns_entry("returns.csv", more="channel: station") + returns_entry(
    "post.csv",
    more="channel: post",
    columns="    columns: {station: code, fields: {cast: cast}}\n",
)


def test_relations_are_held_against_each_sheet_of_a_station_by_itself(tmp_path: Path) -> None:
    """The sheet for postal votes has no field for valid ballots: it breaks no relation."""
    files = {"returns.csv": csv_of(STATIONS), "post.csv": "code,cast,ana,ben\n1,15,10,5\n"}
    result = checked(tmp_path, files, CHANNELS)
    assert list(result.findings) == []
    totals = result.contests["president"].totals["cec"]
    assert (totals.options["ana"], totals.fields["cast"]) == (620, 1035)
    # Nobody states the valid ballots of station 1 as a whole.
    assert (totals.fields["valid"], totals.incomplete) == (700, {"valid": 1, "invalid": 1})


def test_errors_of_two_channels_do_not_make_each_other_up(tmp_path: Path) -> None:
    post = "code,cast,valid,ana,ben\n1,15,12,10,5\n"
    files = {"returns.csv": csv_of(STATIONS.replace("301  300", "301  303")), "post.csv": post}
    returns = CHANNELS.replace("{cast: cast}}", "{cast: cast, valid: valid}}")
    result = checked(tmp_path, files, returns)
    must = result.findings.of("SHEET-MUST")
    assert sorted(str(item.figures["off_by"]) for item in must) == ["-3", "3", "3"]


def test_the_voters_list_bounds_the_ballots_of_all_channels_together(tmp_path: Path) -> None:
    files = {"returns.csv": csv_of(STATIONS), "post.csv": "code,cast,ana,ben\n1,201,101,100\n"}
    result = checked(tmp_path, files, CHANNELS)
    assert found(result, "SHEET-SHOULD") == [("1", 2)]


def test_an_option_that_stands_under_two_names_at_one_station_stands_twice(tmp_path: Path) -> None:
    """Neither of the two figures is lost: the station is disputed."""
    table = csv_of("code option votes\n1 Ben_Okoro 5\n1 B._Okoro 7\n1 ana 3\n")
    columns = "    columns: {station: code, option: option, votes: votes}\n"
    returns = returns_entry("long.csv", more="layout: long", columns=columns)
    result = checked(tmp_path, {"long.csv": table}, returns)
    assert [item.area for item in result.findings.of("SHEET-DUPLICATE")] == ["1"]


def test_a_crosswalk_in_another_encoding_is_a_clear_error(tmp_path: Path) -> None:
    crosswalk = "source,code,station\ncec,Ж1,1\n".encode("cp1251")
    with pytest.raises(InputError, match="not written in UTF-8"):
        checked(tmp_path, {"returns.csv": csv_of(STATIONS), "crosswalk.csv": crosswalk})


def test_a_broken_relation_is_said_with_names_and_figures(tmp_path: Path) -> None:
    table = STATIONS.replace("404  400   4", "409  400   4")
    (finding,) = checked(tmp_path, {"returns.csv": csv_of(table)}).findings.of("SHEET-MUST")
    assert finding.message == (
        "Station 4 (Port): Valid (400) + Invalid (4) = Ballots (409) must hold and is off by 5"
    )
    assert finding.figures["relation"] == "valid + invalid == cast"


def test_a_figure_that_could_not_be_read_goes_by_its_name(tmp_path: Path) -> None:
    table = STATIONS.replace("404  400   4", "404  400   4O")
    (finding,) = checked(tmp_path, {"returns.csv": csv_of(table)}).findings.of("SHEET-UNREAD")
    assert "row 5: Invalid reads “4O”" in finding.message


def test_a_sum_of_all_options_is_not_tried_where_a_source_lacks_one(tmp_path: Path) -> None:
    copies = """
    region district code registered cast valid invalid ana
    North  Hill     1    500        301  300   1       200
    """
    result = checked(
        tmp_path,
        {"returns.csv": csv_of(STATIONS), "copies.csv": csv_of(copies)},
        returns_entry("returns.csv")
        + returns_entry("copies.csv", "watch", columns=COLUMNS + "      options: {ana: ana}\n"),
    )
    assert found(result, "SHEET-MUST") == []
    (run,) = [r for r in result.runs if r.subject == "options == valid" and r.source == "watch"]
    assert run.skipped is not None
    assert run.skipped.text == "these sheets have no field Ben Okoro"
    assert result.exit_code == 0


def test_an_alliance_stands_for_its_members_in_the_sum_of_all_options(tmp_path: Path) -> None:
    head = HEAD.replace("aliases: [B. Okoro]}", "members: [cy, di]}, cy: Cy, di: Di")
    entry = returns_entry("returns.csv", columns=COLUMNS + "      options: {ana: ana, ben: ben}\n")
    table = STATIONS.replace("301  300   1       200 100", "301  300   1       200 90")
    result = checked(tmp_path, {"returns.csv": csv_of(table)}, entry, head)
    assert found(result, "SHEET-MUST") == [("1", 10)]


HEADER, *ROWS = STATIONS.strip().splitlines()
TWELVE = "\n".join(
    [HEADER, *(row.replace("    ", f"{n}    ", 2) for n in (7, 8, 9) for row in ROWS)]
)


def test_two_exchanged_columns_are_one_slip_and_told_once(tmp_path: Path) -> None:
    exchanged = {"cast: cast, valid: valid": "cast: valid, valid: cast"}
    ((said, instead),) = exchanged.items()
    entry = returns_entry("returns.csv", columns=COLUMNS.replace(said, instead))
    result = checked(tmp_path, {"returns.csv": csv_of(TWELVE)}, entry)
    broken = [item for item in result.findings if item.code.name == "SHEET-MUST"]
    assert [item.figures["relation"] for item in broken] == [
        "valid + invalid == cast",
        "options == valid",
    ]
    assert "12 of 12 sheets break" in broken[0].message
    assert "the figures for Ballots and Valid change places" in broken[0].message
    assert broken[0].figures["exchanged"] == ["cast", "valid"]
    assert not result.truncated


def test_breaches_that_no_exchange_removes_are_told_sheet_by_sheet(tmp_path: Path) -> None:
    table = TWELVE.replace("  100  ", "  107  ").replace("  200  ", "  251  ")
    result = checked(tmp_path, {"returns.csv": csv_of(table)})
    assert not any("exchanged" in item.figures for item in result.findings)
