"""What only building a pack again shows: `crosstally pack verify --recompute`."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from tempfile import gettempdir

import pyarrow
import pyarrow.parquet
import pytest

from crosstally.pack.layout import CRATE, DATAPACKAGE, DESCRIPTION, FILES, FINDINGS, REPORT
from crosstally.pack.opening import UnreadableError, open_pack
from crosstally.pack.recompute import recompute
from crosstally.pack.verification import Verification
from crosstally.problems import InputError
from tests.folders import STATIONS, csv_of, returns_entry, write_folder
from tests.packs import folder, new_manifests, pack, verified

RETURNS, SHEETS = "data/returns/president.cec.station", "data/sheets/president.cec"
TOTALS = "data/totals.csv"


@pytest.fixture
def made(tmp_path: Path) -> Path:
    return pack(tmp_path / "pack", folder(tmp_path / "voting day"))


def said_of(place: Path) -> str:
    said = Verification()
    recompute(open_pack(place), said)
    return "\n".join(map(str, said.broken))


def test_a_pack_that_nobody_touched_comes_out_the_same(made: Path) -> None:
    assert said_of(made) == ""


def test_a_pack_whose_log_goes_on_comes_out_the_same(tmp_path: Path, made: Path) -> None:
    later = folder(tmp_path / "later")
    text = (later / "returns.csv").read_text().replace("200,100", "190,110")
    (later / "returns.csv").write_text(text)
    assert said_of(pack(tmp_path / "second", later, previous=made)) == ""


def test_observers_records_go_in_as_far_as_they_are_counted(tmp_path: Path) -> None:
    """What somebody told in confidence stays out; what is said of the records comes out again."""
    election = folder(tmp_path / "election")
    forms = "forms:\n  complaints: {name: Complaints, file: c.csv, count_by: [kind]}\n"
    forms += "  visits: {name: Visits, file: visits.csv}\n"
    for name, text in {
        "forms.yaml": forms,
        "c.csv": "who;kind;text\nAigul;refused;I was sent away\nBolat;;\nDana;a,b;x\n",
        "visits.csv": "who\nAigul\n",
    }.items():
        (election / "records" / name).parent.mkdir(exist_ok=True)
        (election / "records" / name).write_text(text)
    made = pack(tmp_path / "pack", election)
    records = made / "data" / "election" / "records"
    assert (records / "c.csv").read_text() == 'kind\nrefused\n""\n"a,b"\n'
    assert (records / "visits.csv").read_text() == "record\n1\n"
    assert said_of(made) == ""
    assert verified(made).is_sound
    bare = pack(tmp_path / "bare", election, with_raw=False)
    assert not (bare / "data" / "election").exists()
    assert "records/c.csv" in (bare / FILES).read_text()
    assert verified(bare).is_sound


@pytest.mark.parametrize(
    ("path", "how"),
    [
        pytest.param(REPORT, lambda text: text.replace("North", "South"), id="report"),
        pytest.param(TOTALS, lambda text: text.replace(",4,", ",4,9", 1), id="stations known"),
        pytest.param(f"{SHEETS}.csv", lambda text: text.replace("Hill", "Lake"), id="area"),
        pytest.param(f"{RETURNS}.csv", lambda text: text.replace("returns.csv", "x"), id="file"),
        pytest.param(DATAPACKAGE, lambda text: text.replace("An example", "Ours"), id="title"),
        pytest.param(CRATE, lambda text: text.replace("Whoever uses", "Nobody uses"), id="license"),
        pytest.param(FILES, lambda text: text + f"x.csv,{'0' * 64},1,0\n", id="files"),
    ],
)
def test_what_is_not_made_of_the_files_is_named(
    made: Path, path: str, how: Callable[[str], str]
) -> None:
    text = (made / path).read_text(encoding="utf-8")
    assert how(text) != text
    (made / path).write_text(how(text), encoding="utf-8")
    new_manifests(made)
    assert f"{path}: building the pack again gives another one" in said_of(made)


@pytest.mark.parametrize("path", [FINDINGS, DESCRIPTION])
def test_one_is_not_true(made: Path, path: str) -> None:
    """To Python they are the same; to whoever reads the JSON elsewhere they are not."""
    text = (made / path).read_text(encoding="utf-8")
    (name,) = re.findall(r'"(\w+)": 1,', text)[:1]
    (made / path).write_text(text.replace(f'"{name}": 1,', f'"{name}": true,', 1))
    assert said_of(made) != ""


def test_a_parquet_table_with_other_figures_is_named(made: Path) -> None:
    shutil.copyfile(made / f"{SHEETS}.parquet", made / f"{RETURNS}.parquet")
    assert f"{RETURNS}.parquet: does not hold what {RETURNS}.csv holds" in said_of(made)
    (made / f"{RETURNS}.parquet").write_bytes(b"PAR1")
    assert f"{RETURNS}.parquet: does not hold what {RETURNS}.csv holds" in said_of(made)


def test_a_parquet_table_that_another_program_wrote_is_told_from_one_that_was_changed(
    made: Path,
) -> None:
    """What stands beside the rows, such as the least and the greatest, decides what is found."""
    file = made / f"{RETURNS}.parquet"
    whole = file.read_bytes()
    at = whole.rindex(b"returns.csv")
    file.write_bytes(whole[:at] + b"another.csv" + whole[at + 11 :])
    assert f"{RETURNS}.parquet: does not hold what {RETURNS}.csv holds" in said_of(made)
    file.write_bytes(whole)
    pyarrow.parquet.write_table(pyarrow.parquet.read_table(file), file)
    recompute(open_pack(made), said := Verification())
    assert "parquet" not in str(said.broken)
    assert "written by another version of DuckDB than the one here: 1." in str(said.not_verified)


def test_a_parquet_table_that_unpacks_to_more_than_the_memory_is_named(made: Path) -> None:
    """A few kilobytes of it hold gigabytes."""
    rows = pyarrow.parquet.read_metadata(made / f"{RETURNS}.parquet").num_rows
    table = pyarrow.parquet.read_table(made / f"{RETURNS}.parquet")
    bomb = pyarrow.array(["x" * (200 << 20)] * rows)
    table = table.set_column(table.column_names.index("place"), "place", bomb)
    pyarrow.parquet.write_table(table, made / f"{RETURNS}.parquet", compression="zstd")
    assert (made / f"{RETURNS}.parquet").stat().st_size < 1 << 20
    assert f"{RETURNS}.parquet: does not hold what {RETURNS}.csv holds" in said_of(made)


@pytest.mark.parametrize("language", ["../../x", "xx", "en\\u0000"])
def test_a_language_that_is_not_known_is_refused(made: Path, language: str) -> None:
    text = (made / FINDINGS).read_text().replace('"language": "en"', f'"language": "{language}"')
    (made / FINDINGS).write_text(text)
    with pytest.raises(UnreadableError, match="a language that is not known"):
        said_of(made)


def test_the_command_in_the_report_is_for_whoever_has_the_pack(made: Path) -> None:
    assert "<code>crosstally check data/election --report" in (made / REPORT).read_text()


@pytest.mark.parametrize("name", ["a\\b.csv", "a\u202eb.csv"])
def test_a_pack_that_nobody_could_read_is_not_built(tmp_path: Path, name: str) -> None:
    entries = returns_entry(json.dumps(name))
    election = write_folder(tmp_path / "election", {name: csv_of(STATIONS)}, entries)
    with pytest.raises(InputError, match="no pack can hold a file of this name"):
        pack(tmp_path / "pack", election)
    assert not (tmp_path / "pack").exists()


@pytest.mark.parametrize("path", ["data/election/election.yaml", DESCRIPTION, FINDINGS])
def test_of_a_changed_file_that_cannot_be_read_it_is_said_that_it_was_changed(
    made: Path, path: str
) -> None:
    (made / path).write_text("")
    said = verified(made)
    recompute(open_pack(made), said)
    assert (said.exit_code, f"{path}: was changed" in "\n".join(map(str, said.broken))) == (1, True)
    last = str(said.not_verified[-1])
    assert (last.startswith("The checks were not run again"), gettempdir() in last) == (
        True,
        False,
    ), last
    new_manifests(made)
    with pytest.raises(UnreadableError):
        recompute(open_pack(made), Verification())
