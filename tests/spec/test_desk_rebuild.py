"""Desk, backups and machine are gone: the count comes back from the last published pack."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from crosstally.check.run import check, open_election
from crosstally.pack.archive import write_zip
from crosstally.pack.build import build
from crosstally.problems import InputError
from tests.desk_logs import (
    DAN,
    FAY,
    HILL_1,
    HILL_2,
    desk_of,
    export,
    figures,
    log_of,
    settled,
    told,
)
from tests.desks import run_desk
from tests.packs import KEY, new_manifests, pack

THIRD = figures(800, 400, 4, 300, 100)
WHOSE = ("--source", "Our observers")


@pytest.fixture
def published(tmp_path: Path) -> Path:
    """The pack of a desk of which nothing else is left."""
    desk = desk_of(tmp_path / "desk", settled("s1", "1", HILL_1), settled("s2", "2", HILL_2))
    export(desk, tmp_path / "exported", *WHOSE)
    made = pack(tmp_path / "published", tmp_path / "exported")
    shutil.rmtree(desk)
    shutil.rmtree(tmp_path / "exported")
    return made


def ours(folder: Path) -> dict[str, int]:
    result = check(open_election(folder))
    return dict(result.contests["president"].totals["our_observers"].options)


def test_a_published_pack_and_a_new_machine_give_the_same_totals(
    published: Path, tmp_path: Path
) -> None:
    done = run_desk("rebuild", published, tmp_path / "again", "--key", str(KEY.public))
    assert (done.returncode, done.stderr) == (0, "")
    assert "president, our_observers: stations with sheets: 2" in done.stdout
    assert ours(tmp_path / "again") == {"ana": 250, "ben": 250}


def test_without_a_key_it_is_said_that_nobody_knows_whose_it_is(
    published: Path, tmp_path: Path
) -> None:
    said = "Who published this: no public key was given."
    assert said in run_desk("rebuild", published, tmp_path / "once").stdout
    done = run_desk("rebuild", published, tmp_path / "again", "--key", str(KEY.public))
    assert said not in done.stdout


def test_a_zip_of_it_will_do(published: Path, tmp_path: Path) -> None:
    write_zip(published, tmp_path / "published.zip")
    told("rebuild", tmp_path / "published.zip", tmp_path / "again")
    assert ours(tmp_path / "again") == {"ana": 250, "ben": 250}


def test_the_log_goes_on_where_it_ended(published: Path, tmp_path: Path) -> None:
    told("rebuild", published, tmp_path / "again")
    build(tmp_path / "again", tmp_path / "next", key=KEY, previous=published)
    assert (tmp_path / "next" / "checkpoint").read_bytes() == (
        published / "checkpoint"
    ).read_bytes(), "nothing is new"


def test_a_new_desk_goes_on_with_the_count(published: Path, tmp_path: Path) -> None:
    again = tmp_path / "again"
    told("rebuild", published, again)
    log_of(again, settled("s4", "4", THIRD, (DAN, FAY)))
    export(again, tmp_path / "out", *WHOSE)
    assert ours(tmp_path / "out") == {"ana": 550, "ben": 350}
    with pytest.raises(InputError, match="holds sheets of this desk already"):
        export_once_more(again, tmp_path / "out", tmp_path / "twice")


def export_once_more(desk: Path, out: Path, twice: Path) -> None:
    """Write the same sheets into a folder that has them."""
    shutil.copytree(desk / "desk", out / "desk")
    export(out, twice, *WHOSE)


@pytest.mark.parametrize(
    ("what", "said"),
    [
        ("changed", "is broken"),
        ("of others", "is broken"),
        ("hashes alone", "holds only the hashes"),
        ("a desk within", "has files of a desk"),
        ("no pack", "cannot be read"),
    ],
)
def test_nothing_is_written_of_a_pack_that_does_not_give_the_count(
    published: Path, tmp_path: Path, what: str, said: str
) -> None:
    key = KEY.public
    table = published / "data" / "election" / "returns" / "desk-president.csv"
    match what:
        case "changed":
            table.write_text(table.read_text().replace("200", "201"))
        case "of others":
            key = type(KEY).new("others.example/x").public
        case "hashes alone":
            told("rebuild", published, tmp_path / "again")
            published = pack(tmp_path / "bare", tmp_path / "again", with_raw=False)
            shutil.rmtree(tmp_path / "again")
        case "a desk within":
            told("rebuild", published, tmp_path / "again")
            shutil.rmtree(published)
            theirs = tmp_path / "again" / "Desk" / "president"
            theirs.mkdir(parents=True)
            definition = tmp_path / "again" / "election.yaml"
            (tmp_path / "again" / "returns.csv").rename(theirs / "secret.csv")
            text = definition.read_text().replace("returns.csv", "Desk/president/secret.csv")
            definition.write_text(text)
            published = pack(tmp_path / "theirs", tmp_path / "again")
            shutil.rmtree(tmp_path / "again")
        case "no pack":
            (published / "checkpoint").unlink()
            new_manifests(published)
    with pytest.raises(InputError, match=said):
        told("rebuild", published, tmp_path / "again", "--key", key)
    assert not (tmp_path / "again").exists()
