"""Why something was not worked out, and why figures may differ, in words that are true of it."""

from __future__ import annotations

from pathlib import Path

from tests.folders import COLUMNS, HEAD, STATIONS, checked, csv_of, returns_entry

RULE = "{method: dhondt, seats: 3, constituencies: {level: region, seats: {North: 2, South: 1}}}"
BY_REGION = HEAD.replace("  president:\n", f"  president:\n    rule: {RULE}\n")
COUNTS = "counts: {ana: 610, ben: 390}, seats: {ana: 2, ben: 1}"
ANNOUNCED = f"announcements:\n  - {{id: final, source: cec, {COUNTS}}}\n"


def test_seats_in_constituencies_need_the_votes_of_each(tmp_path: Path) -> None:
    files = {"returns.csv": csv_of(STATIONS), "announcements.yaml": ANNOUNCED}
    result = checked(tmp_path, files, head=BY_REGION)
    (run,) = [run for run in result.runs if run.code == "SEATS-DIFFER"]
    assert run.skipped is not None
    assert run.skipped.text == (
        "It does not state every list's votes in each constituency, or states them rounded."
    )


def test_a_stage_goes_by_its_name_in_every_language(tmp_path: Path) -> None:
    files = {"a.csv": csv_of(STATIONS), "b.csv": csv_of(STATIONS.replace("60  40", "50  50"))}
    entries = returns_entry("a.csv", more="stage: final") + returns_entry("b.csv", "watch")
    (finding,) = checked(tmp_path, files, entries).findings.of("SOURCE-DIFFERS")
    (reason,) = finding.explanations
    assert {str(reason.values[one]) for one in ("first", "second")} == {"final", "count"}
    assert all(reason.values[one].form for one in ("first", "second")), "a sentence, so in words"


def test_announced_seats_are_held_against_those_of_the_sheets(tmp_path: Path) -> None:
    """The announcement has no votes by region; the commission's own sheets give 1 + 1 and 1."""
    for name, seats, code in (("same", "{ana: 2, ben: 1}", 0), ("other", "{ana: 3}", 1)):
        said = ANNOUNCED.replace("{ana: 2, ben: 1}", seats)
        files = {"returns.csv": csv_of(STATIONS), "announcements.yaml": said}
        result = checked(tmp_path / name, files, head=BY_REGION)
        assert result.exit_code == code
    (finding,) = result.findings.of("SEATS-DIFFER-ON-SHEETS")
    assert finding.message == (
        "final (Central commission) states these seats: Ana Lima 3, Ben Okoro 0. On the sheets of "
        "all stations, held by Central commission, the rule gives Ana Lima 2, Ben Okoro 1."
    )


def test_seats_of_a_preliminary_announcement_are_not_those_of_all_sheets(tmp_path: Path) -> None:
    early = ANNOUNCED.replace("{ana: 2, ben: 1}", "{ana: 3}").replace(
        "source: cec,", "source: cec, stage: preliminary,"
    )
    files = {"returns.csv": csv_of(STATIONS), "announcements.yaml": early}
    assert not checked(tmp_path, files, head=BY_REGION).findings.of("SEATS-DIFFER-ON-SHEETS")


def test_copies_that_disagree_give_no_seats_to_hold_against(tmp_path: Path) -> None:
    copies = STATIONS + "South Port 4 800 404 400 4 200 200\n"
    columns = COLUMNS.replace("station: code\n", "station: code\n      copy: copy\n")
    rows = [f"{line} {n}" for n, line in enumerate(copies.strip().splitlines())]
    table = csv_of("\n".join(rows).replace("ben 0", "ben copy"))
    files = {
        "returns.csv": table,
        "announcements.yaml": ANNOUNCED.replace("{ana: 2, ben: 1}", "{ana: 3}"),
    }
    result = checked(tmp_path, files, returns_entry("returns.csv", columns=columns), BY_REGION)
    assert result.findings.of("HOLDING-COPIES-DIFFER")
    assert not result.findings.of("SEATS-DIFFER-ON-SHEETS")
