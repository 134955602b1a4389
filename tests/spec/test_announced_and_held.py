"""Announcements while a part of the sheets is held, or was counted."""

from __future__ import annotations

from pathlib import Path

import pytest

from crosstally.claims.result import Verdict
from crosstally.findings import Tier
from tests.announced_tables import Sheets, check, codes, decisive, election, only
from tests.folders import COLUMNS, HEAD, STATIONS, checked, csv_of, returns_entry
from tests.spec.announced_sheets import FOUR, sheets


def test_fewer_votes_than_on_the_sheets_held_contradict_them() -> None:
    found = only(check(election([{"counts": {"a": 60}}]), sheets(9)), "ANNOUNCED-BELOW-HELD")
    assert found.votes == 40
    assert (found.figures["worthless_at_least"], found.figures["worthless_at_most"]) == (1, 1)


def test_more_votes_than_on_the_sheets_held_are_no_contradiction() -> None:
    assert codes(check(election([{"counts": {"a": 1000}}]), sheets(9))) == []


def test_sheets_left_uncounted_may_be_the_largest_held() -> None:
    # 80 percent of 10: printed so, 8 were counted. Without 40 and 30, a keeps 30.
    def stated(votes: int) -> dict[str, object]:
        return {"counts": {"a": votes}, "counted": {"share": "80.0", "of_stations": 10}}

    possible = check(election([stated(30)]), sheets(10))
    assert decisive(possible) == []
    assert "at least 2 of these sheets" in only(possible, "ANNOUNCED-LEAVES-OUT-HELD").message
    found = only(check(election([stated(9)]), sheets(10)), "ANNOUNCED-BELOW-HELD")
    assert found.figures["kept_at_least"] == 30
    assert found.figures["uncounted_at_most"] == 2
    # 91 votes are too many: 40, 30, 20 and one more sheet; two of the four were not counted.
    assert found.figures["worthless_at_least"] == 2


def test_a_sheet_read_in_part_may_be_left_uncounted_like_others(tmp_path: Path) -> None:
    """Valid votes are the sum of the options; of the largest sheet one figure is not read."""
    head = HEAD.replace("valid: Valid, ", "").replace("valid + invalid == cast", "invalid <= cast")
    head = head.replace("options == valid", "options <= cast")
    announcement = (
        "announcements:\n  - {id: first, source: cec, at: 2024-05-12, stage: preliminary, "
        "counted: {share: '67', of_stations: 6}, fields: {valid: 2100}}\n"
    )
    table = """
        region district code registered cast invalid ana ben
        North  Hill     1    5000       3003 1       2000 .
        North  Hill     2    400        200  0       50  150
        North  Lake     3    1000       900  0       600 300
        South  Port     4    800        300  0       200 100
    """
    columns = COLUMNS.replace("valid: valid, ", "")
    entry = returns_entry("returns.csv", "watch", columns=columns)
    files = {"returns.csv": csv_of(table), "announcements.yaml": announcement}
    result = checked(tmp_path, files, entry, head)
    assert [item.code.name for item in result.findings.of_tier(Tier.DECISIVE)] == []


def test_a_disputed_station_contradicts_only_what_none_of_its_copies_gives() -> None:
    """The last station has 40 votes for a on the copy that counts, 25 and 44 on others."""

    def disputed(known: int) -> Sheets:
        return Sheets(FOUR, known, ["a", "b"], copies={"s3": {"a": (25, 44)}})

    def found(votes: int, known: int) -> list[str]:
        return codes(check(election([{"counts": {"a": votes}}]), disputed(known)))

    assert [found(votes, 4) for votes in (84, 85, 93, 104, 105)] == [
        ["ANNOUNCED-COUNT-DIFFERS"],
        [],
        [],
        [],
        ["ANNOUNCED-COUNT-DIFFERS"],
    ]
    assert (found(84, 9), found(85, 9)) == (["ANNOUNCED-BELOW-HELD"], [])
    stated = election([{"counts": {"a": 84}}])
    finding = only(check(stated, disputed(9)), "ANNOUNCED-BELOW-HELD")
    assert finding.message.endswith("held by The observers it is 85. The two cannot both be right.")
    assert str(finding.premises[-1]) == ("It holds whatever copy of the disputed station counts.")


def test_the_share_counted_is_an_interval_and_so_is_the_breaking_point() -> None:
    ones = Sheets({"a": [1] * 200}, 1000, ["a", "b"])
    stated = {"counts": {"a": 100}, "counted": {"share": "95", "of_stations": 1000}}
    found = only(check(election([stated]), ones), "ANNOUNCED-BELOW-HELD")
    # 95 is 945 to 959 of 1,000, cut off or rounded.
    assert (found.figures["uncounted_at_least"], found.figures["uncounted_at_most"]) == (41, 55)
    assert (found.figures["worthless_at_least"], found.figures["worthless_at_most"]) == (45, 59)
    assert "45 to 59 more held sheets" in str(found.breaking_point)


def test_nothing_follows_from_a_preliminary_count_that_names_no_share() -> None:
    checked = check(election([{"counts": {"a": 1}, "stage": "preliminary"}]), sheets(9))
    assert checked.findings == ()
    run = next(run for run in checked.runs if run.code == "ANNOUNCED-BELOW-HELD")
    assert str(run.skipped) == "It does not say what share of the sheets it counted."


def test_a_preliminary_count_above_all_sheets_contradicts_them() -> None:
    stated = {"counts": {"a": 120}, "stage": "preliminary"}
    assert codes(check(election([stated]), sheets())) == ["ANNOUNCED-ABOVE-SHEETS"]


def test_an_alliance_is_the_sum_of_its_members() -> None:
    options = {"a": "A", "b": "B", "others": {"name": "Others", "members": ["b"]}}
    assert codes(check(election([{"counts": {"others": 10}}], options), sheets())) == []
    found = only(check(election([{"counts": {"others": 9}}], options), sheets()),
                 "ANNOUNCED-COUNT-DIFFERS")  # fmt: skip
    assert found.votes == 1


def test_an_announcement_says_of_how_many_stations_it_counted_a_share(tmp_path: Path) -> None:
    """An authority's file of four stations is not taken for all where it announces a fifth."""
    said = """\
announcements:
  - id: early
    source: cec
    stage: preliminary
    counts: {ana: 600}
    counted: {share: 80%, of_stations: 5}
  - id: final
    source: cec
    counts: {ana: 700, ben: 500}
"""
    files = {"returns.csv": csv_of(STATIONS), "announcements.yaml": said}
    result = checked(tmp_path, files)
    assert [item.code.name for item in result.findings.of_tier(Tier.DECISIVE)] == []
    assert result.totals()[0]["stations_known"] == 5
    assert "over 4 of 5 stations" in str(result.answer)


@pytest.mark.parametrize(("source", "known"), [("cec", 4), ("watch", None)])
def test_how_many_stations_there_are_an_authority_says(
    tmp_path: Path, source: str, known: int | None
) -> None:
    """Whoever holds copies of four sheets does not make them all that there are."""
    said = f"""\
announcements:
  - {{id: first, source: {source}, at: 2024-05-12, turnout: "51.00",
     counted: {{share: "100", of_stations: 4}}}}
"""
    files = {"returns.csv": csv_of(STATIONS), "announcements.yaml": said}
    result = checked(tmp_path, files, returns_entry("returns.csv", source="watch"))
    (row,) = result.totals(source="watch")
    assert row["stations_known"] == known


def test_how_many_stations_another_contest_has_says_nothing_of_this_one(tmp_path: Path) -> None:
    """An authority that counted a share of four stations for the mayor had four of those."""
    said = """\
announcements:
  - {id: mayors, source: cec, contest: mayor, at: 2024-05-12, turnout: "51.00",
     counted: {share: "100", of_stations: 4}}
"""
    head = HEAD + "  mayor:\n    options: {cat: Cat, dan: Dan}\n"
    files = {"returns.csv": csv_of(STATIONS), "announcements.yaml": said}
    entry = returns_entry("returns.csv", source="watch", more="contest: president")
    (row,) = checked(tmp_path, files, entry, head).totals(source="watch")
    assert row["stations_known"] is None


CLAIMED = """\
claims:
  - {id: all, who: A, sentence: B, test: {measure: votes, option: ana, above: "5",
     quantifier: every, level: station}}
  - {id: number, who: A, sentence: B, test: {measure: stations, equals: "4"}}
"""
ONLY_ANNOUNCED = "only an announcement of the authority says how many stations there are"


@pytest.mark.parametrize(
    ("source", "verdict", "reason", "in_bounds"),
    [
        ("watch", Verdict.HOLDS, ONLY_ANNOUNCED, "no others"),
        ("cec", Verdict.UNDECIDED, "this folder does not say", "are taken for all"),
    ],
)
def test_what_rests_on_a_list_that_nobody_states_says_so(
    tmp_path: Path, source: str, verdict: Verdict, reason: str, in_bounds: str
) -> None:
    said = """\
announcements:
  - {id: first, source: cec, at: 2024-05-12, turnout: "51.00",
     counted: {share: "100", of_stations: 4}}
"""
    files = {"returns.csv": csv_of(STATIONS), "claims.yaml": CLAIMED}
    if source == "watch":
        files["announcements.yaml"] = said
    result = checked(tmp_path, files, returns_entry("returns.csv", source=source))
    assert [claim.verdict for claim in result.claims] == [verdict, verdict]
    assert all(reason in str(claim.reason) for claim in result.claims)
    bounds = result.contests["president"].bounds
    assert bounds is not None
    assert in_bounds in " ".join(map(str, bounds.sentences))


def test_a_list_that_the_folder_states_is_no_premise(tmp_path: Path) -> None:
    files = {"returns.csv": csv_of(STATIONS), "claims.yaml": CLAIMED}
    head = HEAD.replace("sources:", "stations: 4\nsources:")
    result = checked(tmp_path, files, returns_entry("returns.csv", source="watch"), head)
    assert not any("how many stations" in str(claim.reason) for claim in result.claims)
