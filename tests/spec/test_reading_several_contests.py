"""What a person reads of an election with several contests, and of figures that nobody has."""

from __future__ import annotations

from pathlib import Path

from typer.testing import CliRunner

from crosstally.check.result import CheckResult
from crosstally.cli.app import app, load_verbs
from crosstally.report.html import write_report
from crosstally.report.json_output import to_json
from crosstally.report.outline import outline
from tests.folders import COLUMNS, HEAD, checked, csv_of, returns_entry, write_folder

TWO = HEAD + "  mayor:\n    name: Mayor of Example\n    options: {ana: Ana Lima, ben: Ben Okoro}\n"
WRONG = """
region district code registered cast valid invalid ana ben
North  Hill     1    500        301  300   1       200 104
North  Hill     2    400        210  200   10      50  150
"""
ROWS = [returns_entry(f"{name}.csv", more=f"contest: {name}") for name in ("president", "mayor")]


def lines(result: CheckResult) -> list[str]:
    return [line.plain.strip() for section in outline(result) for line in section.lines]


def page(result: CheckResult, folder: Path) -> str:
    write_report(result, folder / "report.html")
    return (folder / "report.html").read_text(encoding="utf-8")


def test_a_finding_says_which_of_several_contests_it_is_about(tmp_path: Path) -> None:
    files = {"president.csv": csv_of(WRONG), "mayor.csv": csv_of(WRONG)}
    result = checked(tmp_path, files, "".join(ROWS), TWO)
    found = [line for line in lines(result) if line.startswith("SHEET-MUST: ") and "off by" in line]
    assert [line.split(": ")[1] for line in found] == ["president", "Mayor of Example"]
    assert '<span class="place"><bdi>Mayor of Example</bdi></span>' in page(result, tmp_path)


def test_the_only_contest_is_not_named_at_every_finding(tmp_path: Path) -> None:
    result = checked(tmp_path, {"returns.csv": csv_of(WRONG)})
    assert any(line.startswith("SHEET-MUST: Station 1") for line in lines(result))


def test_parallel_contests_go_by_their_names(tmp_path: Path) -> None:
    fewer = csv_of(WRONG.replace("301  300   1 ", "299  298   1 "))
    head = TWO + "    parallel_to: [president]\n"
    files = {"president.csv": csv_of(WRONG), "mayor.csv": fewer}
    (finding,) = checked(tmp_path, files, "".join(ROWS), head).findings.of("PARALLEL-BALLOTS")
    assert finding.message == "Station 1: 299 ballots in Mayor of Example and 301 in president"


def test_a_figure_that_no_sheet_gives_is_not_nought(tmp_path: Path) -> None:
    """Nobody wrote down how many voters are on the station's list."""
    table = """
        region district code channel registered cast valid invalid ana ben
        North  Hill     1    box     .          301  300   1       200 100
        North  Hill     1    post    .          10   10    0       5   5
    """
    columns = COLUMNS.replace("station: code\n", "station: code\n      channel: channel\n")
    entry = returns_entry("returns.csv", columns=columns)
    result = checked(tmp_path, {"returns.csv": csv_of(table)}, entry)
    assert "Central commission: Voters: –; at 1 station held it is no number" in lines(result)
    totals = to_json(result)["contests"]["president"]["totals"]["cec"]
    assert totals["fields"] == {"registered": None, "cast": 311, "valid": 310, "invalid": 1}
    assert '<span class="missing" title="no figure is held">–</span>' in page(result, tmp_path)


def test_where_nobody_counts_who_has_more_nothing_is_said_of_it(tmp_path: Path) -> None:
    files = {"returns.csv": csv_of(WRONG), "watch.csv": csv_of(WRONG.replace(" 301 ", " 300 "))}
    entries = returns_entry("returns.csv") + returns_entry("watch.csv", "watch")
    said = lines(checked(tmp_path, files, entries))
    assert "Ballots: −1 in the second" in said


def test_an_announcement_of_areas_alone_says_so(tmp_path: Path) -> None:
    announced = """\
announcements:
  - {id: whole, source: cec, at: 2024-05-13, counts: {ana: 250, ben: 254}}
  - id: parts
    source: cec
    at: 2024-05-14
    areas:
      North: {counts: {ana: 250, ben: 254}, percent: {ana: 49.6%}, seats: {ana: 1}}
"""
    files = {"returns.csv": csv_of(WRONG), "announcements.yaml": announced}
    result = checked(tmp_path, files)
    said = "Central commission, final, 2024-05-14: figures of 1 area (in the report)"
    assert said in lines(result)
    text = page(result, tmp_path)
    whole, _, areas = text.partition('<table class="announced')[2].partition("</table>")
    assert "2024-05-14" not in whole, "no column of dashes"
    heads = areas[: areas.index("<tbody>")]
    assert [name in heads for name in ("Ana Lima %", "Ana Lima: seats")] == [True, True]


def test_a_pack_with_a_figure_that_no_sheet_gives_is_verified(tmp_path: Path) -> None:
    files = {
        "returns.csv": csv_of(WRONG.replace("   500  ", "   .    ").replace("   400  ", "   .    "))
    }
    folder = write_folder(tmp_path / "election", files)
    load_verbs()
    run = CliRunner().invoke
    assert run(app, ["pack", "build", str(folder), str(tmp_path / "pack")]).exit_code == 0
    result = run(app, ["pack", "verify", str(tmp_path / "pack")])
    assert "BROKEN" not in result.output
    assert result.exit_code == 0
