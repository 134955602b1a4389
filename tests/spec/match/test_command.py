"""`crosstally match`: what it writes, prints and refuses."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from typer.testing import CliRunner

from crosstally.check.run import check, open_election
from crosstally.cli.app import app, load_verbs
from crosstally.problems import InputError
from crosstally.returns.crosswalk import read_crosswalk
from tests.spec.match.crosswalks import OBSERVERS


def run(*arguments: str) -> tuple[int, str]:
    """Exit code and output of the command; an input that cannot be read is 2."""
    load_verbs()
    result = CliRunner().invoke(app, ["match", *arguments])
    if isinstance(result.exception, InputError):
        return 2, str(result.exception)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.output


def test_the_draft_is_what_comparisons_go_through(folder: Path) -> None:
    code, output = run(str(folder))
    assert code == 0
    assert "observers matched with commission" in output
    assert "B-9" in output
    written = (folder / "crosswalk.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(io.StringIO(written)))
    assert {(row["code"], row["station"], row["how"]) for row in rows} == {
        ("A-1", "101", "figures"),
        ("A-2", "102", "name"),
        ("0201", "201", "normalised"),
        ("B-9", "", ""),
    }
    election = open_election(folder)
    assert read_crosswalk(election).pairs("observers")["A-1"] == "101"
    [compared] = check(election).contests["contest"].sources
    assert (compared.agree, compared.differ) == (2, 1)


def test_a_draft_is_never_written_over_another(folder: Path) -> None:
    (folder / "crosswalk.csv").write_text("source,code,station\nobservers,A-1,102\n")
    code, output = run(str(folder))
    assert code == 2
    assert "nothing was written" in output
    assert "A-1,102" in (folder / "crosswalk.csv").read_text()
    assert run(str(folder), "--force")[0] == 0
    assert "A-1,Mill Street School,101" in (folder / "crosswalk.csv").read_text()


def test_it_can_be_printed(folder: Path) -> None:
    code, output = run(str(folder), "-o", "-")
    assert code == 0
    assert not (folder / "crosswalk.csv").exists()
    assert next(csv.reader(io.StringIO(output))) == [
        "source",
        "code",
        "name",
        "station",
        "station_name",
        "how",
        "doubtful",
        "differs",
        "note",
    ]


def test_a_line_shows_the_two_names_and_the_figures_that_differ(folder: Path) -> None:
    """Enough to settle it without opening the files."""
    _, output = run(str(folder), "-o", "-")
    rows = {row["code"]: row for row in csv.DictReader(io.StringIO(output))}
    assert rows["A-2"]["name"] == "Town Hall"
    assert rows["A-2"]["station_name"] == "Town hall"
    assert rows["A-2"]["differs"] == "sun 151 / 150"
    assert rows["A-1"]["differs"] == ""


def test_sources_can_be_chosen(folder: Path) -> None:
    _, output = run(str(folder), "--first", "commission", "--second", "observers", "-o", "-")
    assert 'commission,101,"School, Mill Street",A-1,Mill Street School,figures' in output
    assert run(str(folder), "--first", "nobody") == (
        2,
        f"{folder}/election.yaml: the source 'nobody' holds no stations. "
        "Known here: commission, observers",
    )


def test_a_code_without_station_does_not_stay_another_station(folder: Path) -> None:
    """Unmatched, the observers' 202 would otherwise be taken for the commission's."""
    text = OBSERVERS.replace("B-9,Fish market,south,1,2,3", "202,Fish market,north,400,2,3")
    (folder / "returns" / "observers.csv").write_text(text)
    _, output = run(str(folder), "-o", "-")
    row = next(row for row in csv.DictReader(io.StringIO(output)) if row["code"] == "202")
    assert (row["station"], row["how"], row["doubtful"]) == ("202", "exact", "yes")


def test_a_code_that_is_not_found_but_another_stations_gets_a_code_of_its_own(
    folder: Path,
) -> None:
    """The observers' 102 is the commission's 101; their 101 is nothing that is known."""
    text = OBSERVERS.replace("A-1,", "102,").replace("A-2,Town Hall,north", "101,Mosque,east")
    (folder / "returns" / "observers.csv").write_text(text)
    _, output = run(str(folder), "-o", "-")
    stations = {row["code"]: row["station"] for row in csv.DictReader(io.StringIO(output))}
    assert stations["102"] == "101"
    assert stations["101"] == "observers:101"


def test_one_source_is_nothing_to_match(folder: Path) -> None:
    text = (folder / "election.yaml").read_text()
    (folder / "election.yaml").write_text(text[: text.index("  - file: returns/observers")])
    code, output = run(str(folder))
    assert code == 2
    assert "only one source holds stations" in output
