"""Programs that nobody here wrote accept a pack."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from rocrate.rocrate import ROCrate

from tests.packs import folder, pack

BIN = Path(sys.executable).parent


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("outside")
    return pack(place / "pack", folder(place / "election"))


def run(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_bagit_validates(made: Path) -> None:
    done = run(str(BIN / "bagit.py"), "--validate", str(made))
    assert done.returncode == 0, done.stderr
    assert "is valid" in done.stderr


def test_frictionless_validates(made: Path) -> None:
    done = run(str(BIN / "frictionless"), "validate", str(made / "data" / "datapackage.json"))
    assert done.returncode == 0, done.stdout
    assert done.stdout.count("VALID") >= 5


def test_frictionless_finds_a_text_where_a_number_should_be(made: Path, tmp_path: Path) -> None:
    changed = made.parent / "changed"
    pack(changed, made.parent / "election")
    table = changed / "data" / "totals.csv"
    table.write_text(table.read_text().replace(",610,4", ",many,4"))
    done = run(str(BIN / "frictionless"), "validate", str(changed / "data" / "datapackage.json"))
    assert done.returncode != 0


def test_a_crate_reader_finds_the_files_and_what_made_them(made: Path) -> None:
    crate = ROCrate(str(made / "data"))
    names = {entity.id for entity in crate.data_entities}
    assert {"totals.csv", "findings.json", "election/returns.csv"} <= names
    action = crate.get("#check")
    assert {one.id for one in action["object"]} == {
        *("election/election.yaml", "election/returns.csv", "election/observed.csv"),
    }
