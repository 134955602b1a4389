"""Pictures saved as files: what each is and what it does not show travels with the data too."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pandas as pd
import pytest
from frictionless import Package
from typer.testing import CliRunner

from crosstally import words
from crosstally.check.result import CheckResult
from crosstally.cli.app import app, command_line
from crosstally.report.picture_files import files
from crosstally.report.pictures import CAVEAT, pictures
from tests.small_elections import folder, rows
from tests.spec.test_pictures import result  # noqa: F401 -- a fixture


def written(result: CheckResult) -> dict[str, str]:  # noqa: F811
    return {
        name: content.decode("utf-8")
        for name, content in files(pictures(result))
        if not name.endswith("png")
    }


def test_every_row_says_what_it_is_and_that_it_is_no_verdict(result: CheckResult) -> None:  # noqa: F811
    """A file of data is passed on without its folder, and its rows are put under those of other
    files."""
    tables = {name: text for name, text in written(result).items() if name.endswith(".csv")}
    assert len(tables) == 5
    for name, text in tables.items():
        found = list(csv.DictReader(io.StringIO(text)))
        assert found
        notes = {row["note"] for row in found}
        assert len(notes) == 1, name
        (note,) = notes
        assert "Small, 2024-05-12" in note
        assert CAVEAT in note
        assert "\n" not in note


def test_readers_of_csv_still_read_figures(result: CheckResult) -> None:  # noqa: F811
    (name,) = (n for n in written(result) if n.startswith("fingerprint") and n.endswith("csv"))
    table = pd.read_csv(io.StringIO(written(result)[name]))
    assert [*table.columns] == [
        "turnout_from_percent",
        "share_from_percent",
        "stations",
        "registered",
        "note",
    ]
    assert table["stations"].dtype == "int64"
    assert table["stations"].sum() == 240


def test_a_text_beside_them_says_what_each_file_and_each_column_is(
    result: CheckResult,  # noqa: F811
) -> None:
    found = written(result)
    said = " ".join(found["README.txt"].split())
    for name in found:
        if name.endswith((".csv", ".svg")):
            assert name in said
    assert CAVEAT in said
    for column in ("turnout_from_percent", "low_999", "headline", "replicates", "note"):
        assert f"{column}:" in said
    assert "It cannot see: Stuffed ballots" in said
    assert "240 stations looked at" in said
    assert max(len(line) for line in found["README.txt"].splitlines()) <= 100


def test_the_folder_is_a_data_package_that_others_validate(
    result: CheckResult,  # noqa: F811
    tmp_path: Path,
) -> None:
    for name, content in files(pictures(result)):
        (tmp_path / name).write_bytes(content)
    report = Package(str(tmp_path / "datapackage.json")).validate()
    assert report.valid, report.to_summary()
    described = json.loads((tmp_path / "datapackage.json").read_text(encoding="utf-8"))
    assert len(described["resources"]) == 5
    for resource in described["resources"]:
        assert CAVEAT in resource["description"]
        assert all(field["description"] for field in resource["schema"]["fields"])


def test_nothing_drawn_writes_nothing(tmp_path: Path) -> None:
    assert files([]) == []
    # Three stations are too few for a fingerprint: nothing of this election could be drawn.
    where, out = folder(tmp_path, rows(3)), tmp_path / "out"
    command_line()
    asked = ["forensics", str(where), "--method", "fingerprint", "--pictures", str(out)]
    assert CliRunner().invoke(app, asked).exit_code == 0
    assert list(out.iterdir()) == []


def test_the_text_speaks_the_language_in_force(result: CheckResult) -> None:  # noqa: F811
    with words.use_language("ru"):
        found = written(result)
    assert "аномали" in found["README.txt"].lower()
    (name,) = (n for n in found if n.startswith("fingerprint") and n.endswith("csv"))
    assert found[name].startswith("turnout_from_percent,"), "columns are named for programs"


@pytest.mark.parametrize("formula", ["=1+1", "@sum", "+1", "-1"])
def test_a_title_that_looks_like_a_formula_is_text(tmp_path: Path, formula: str) -> None:
    """Spreadsheets work out what begins so: the note begins with our own words."""
    where, out = folder(tmp_path, rows()), tmp_path / "out"
    definition = where / "election.yaml"
    text = definition.read_text(encoding="utf-8")
    definition.write_text(text.replace("title: Small", f'title: "{formula}"'), encoding="utf-8")
    command_line()
    asked = ["forensics", str(where), "--method", "fingerprint", "--pictures", str(out)]
    assert CliRunner().invoke(app, asked).exit_code == 0
    for file in out.glob("*.csv"):
        for row in csv.reader(io.StringIO(file.read_text(encoding="utf-8"))):
            assert row[-1][0] not in "=@+-"
