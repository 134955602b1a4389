"""Fetching public data: from a mirror or an address, by hash, whole or not at all."""

from __future__ import annotations

import gzip
import hashlib
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

import crosstally.cli.fetch  # noqa: F401 -- registers the verb
from crosstally.cli.app import app
from crosstally.datasets import obtain, registry
from crosstally.datasets.fetch import fetch
from crosstally.datasets.registry import DATASETS, DataFile, Dataset, Package
from crosstally.election.folder import open_folder
from crosstally.problems import InputError

RETURNS = b"station,a,b\n1,10,20\n2,30,40\n"
SHA256 = hashlib.sha256(RETURNS).hexdigest()
DEFINITION = """\
id: tiny
title: A tiny election
date: 2020-01-01
sources: {commission: Commission}
contests:
  only: {options: {a: A, b: B}}
returns:
  - file: returns/stations.csv
    source: commission
    columns: {station: station}
"""


@pytest.fixture
def tiny(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Dataset:
    """A dataset of two stations, in a mirror packed with gzip; no network."""
    folders, mirror = tmp_path / "folders", tmp_path / "mirror"
    (folders / "tiny").mkdir(parents=True)
    (folders / "tiny" / "election.yaml").write_text(DEFINITION)
    (mirror / "x").mkdir(parents=True)
    with gzip.open(mirror / "x" / "stations.csv.gz", "wb") as stream:
        stream.write(RETURNS)
    dataset = Dataset(
        name="tiny",
        title="Tiny",
        origin="nobody",
        licence="none",
        files={"returns/stations.csv": DataFile("x/stations.csv.gz", SHA256)},
    )
    monkeypatch.setenv("CROSSTALLY_DATA", str(mirror))
    monkeypatch.setenv("CROSSTALLY_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(registry, "TEMPLATES", folders)
    monkeypatch.setattr(registry, "DATASETS", {"tiny": dataset})
    return dataset


def _register(monkeypatch: pytest.MonkeyPatch, dataset: Dataset) -> None:
    monkeypatch.setattr(registry, "DATASETS", {dataset.name: dataset})


def test_a_dataset_becomes_an_election_folder(tiny: Dataset, tmp_path: Path) -> None:
    folder = fetch("tiny", tmp_path / "out" / "tiny")
    assert open_folder(folder).id == "tiny"
    assert (folder / "returns" / "stations.csv").read_bytes() == RETURNS
    assert SHA256 in (folder / "README.md").read_text()


def test_an_empty_folder_is_filled(tiny: Dataset, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    assert (fetch("tiny", tmp_path / "out") / "election.yaml").is_file()


def test_a_folder_that_holds_something_is_left_alone(tiny: Dataset, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine.txt").write_text("mine")
    with pytest.raises(InputError, match="not empty"):
        fetch("tiny", tmp_path / "out")
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["mine.txt"]


def test_another_content_is_refused_and_nothing_is_written(
    tiny: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _register(
        monkeypatch,
        replace(tiny, files={"returns/stations.csv": DataFile("x/stations.csv.gz", "0" * 64)}),
    )
    before = sorted(tmp_path.iterdir())
    with pytest.raises(InputError, match="hash differs") as caught:
        fetch("tiny", tmp_path / "out")
    assert SHA256 in str(caught.value)
    assert sorted(tmp_path.iterdir()) == before


def test_every_file_that_cannot_be_had_is_named(
    tiny: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = {
        "returns/one.csv": DataFile("x/one.csv", SHA256),
        "returns/two.csv": DataFile("x/two.csv", SHA256),
    }
    _register(monkeypatch, replace(tiny, files=files))
    with pytest.raises(InputError) as caught:
        fetch("tiny", tmp_path / "out")
    assert [problem.file for problem in caught.value.problems] == ["x/one.csv", "x/two.csv"]


def test_a_file_is_found_in_a_downloaded_archive_by_its_hash(
    tiny: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive = tmp_path / "archive.zip"
    with zipfile.ZipFile(archive, "w") as writer:
        writer.writestr("readme.txt", "another file")
        writer.writestr("deep/stations.csv", RETURNS)
    monkeypatch.setattr(obtain, "_downloaded", lambda file, progress: archive)
    file = DataFile("not/in/the/mirror.csv", SHA256, "https://example.org/a.zip", inside_zip=True)
    target = tmp_path / "found.csv"
    obtain.write_file(file, target)
    assert target.read_bytes() == RETURNS
    with pytest.raises(InputError, match="no file in the archive"):
        obtain.write_file(replace(file, sha256="0" * 64), target)


def test_a_package_in_the_cache_is_taken_only_as_pinned(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CROSSTALLY_CACHE", str(tmp_path))
    monkeypatch.delenv("CROSSTALLY_DATA", raising=False)
    (tmp_path / "p-1.whl").write_bytes(RETURNS)
    package = Package("p", "1", "p-1.whl", SHA256, "3.12")
    assert obtain.obtain_package(package) == tmp_path / "p-1.whl"
    with pytest.raises(InputError, match="hash differs"):
        obtain.obtain_package(replace(package, sha256="0" * 64))


def test_an_unknown_name_suggests_the_nearest() -> None:
    with pytest.raises(InputError, match="georgia-2016"):
        registry.dataset("georgia-2015")


def test_a_download_reports_its_progress() -> None:
    seen: list[tuple[str, int, int]] = []
    bar = obtain._Bar("file", lambda *report: seen.append(report))
    bar.total = 30
    for count in (10, 20):
        bar.update(count)
    assert seen == [("file", 10, 30), ("file", 30, 30)]


@pytest.mark.parametrize("name", DATASETS)
def test_every_dataset_has_a_template_with_its_own_id(name: str) -> None:
    dataset = DATASETS[name]
    text = (dataset.template / "election.yaml").read_text(encoding="utf-8")
    assert f"\nid: {name}\n" in text
    for file in dataset.files:
        assert f"- file: {file}\n" in text


def test_every_file_says_where_it_is_published_or_that_this_is_not_known() -> None:
    for dataset in DATASETS.values():
        for file in [*dataset.files.values(), *(dataset.support or {}).values()]:
            assert len(file.sha256) == 64
            assert file.url or file.note, file.mirror
            assert " " not in (file.url or "")


def test_the_verb_writes_the_folder_and_says_what_to_do_next(
    tiny: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(app, ["fetch", "tiny"])
    assert result.exit_code == 0, result.output
    assert (tmp_path / "tiny" / "election.yaml").is_file()
    assert "crosstally check tiny" in result.output


def test_the_verb_lists_names_titles_and_licences(tiny: Dataset) -> None:
    result = CliRunner().invoke(app, ["fetch", "--list"])
    assert result.exit_code == 0, result.output
    assert "tiny" in result.output
    assert "licence: none" in result.output


def test_the_verb_wants_a_name(tiny: Dataset) -> None:
    result = CliRunner().invoke(app, ["fetch"])
    assert result.exit_code == 2
    assert "--list" in result.output
