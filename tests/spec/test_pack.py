"""A pack: what is in it, that it is the same each time, and how its log goes on."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from crosstally import __version__
from crosstally.cli.app import app, load_verbs
from crosstally.ledger.log import Log
from crosstally.pack import layout
from crosstally.pack.archive import write_zip
from crosstally.pack.opening import UnreadableError, open_pack
from crosstally.pack.recompute import recompute
from crosstally.pack.verification import Verification
from crosstally.pack.zipapp import program
from crosstally.problems import InputError
from tests.folders import STATIONS
from tests.packs import OBSERVED, folder, new_manifests, pack, rewrite, verified

load_verbs()

RETURNS = "data/returns/president.cec.station.csv"


@pytest.fixture
def made(tmp_path: Path) -> Path:
    return pack(tmp_path / "pack", folder(tmp_path / "election"))


def broken(said: Verification) -> str:
    return "\n".join(map(str, said.broken))


def acts(place: Path, after: int = 0) -> list[dict[str, object]]:
    (place / "data/log/checkpoint").write_bytes((place / "checkpoint").read_bytes())
    found = [json.loads(entry) for entry in Log(place / "data/log").entries(after)]
    (place / "data/log/checkpoint").unlink()
    return found


def test_a_pack_that_nobody_touched_is_sound(made: Path) -> None:
    said = verified(made)
    assert said.is_sound, broken(said)
    assert "The checkpoint is signed by observers.example/x." in map(str, said.verified)


def test_every_return_is_an_entry_of_the_log(made: Path) -> None:
    *returns, release = acts(made)
    assert [(act["source"], act["place"]) for act in returns] == [
        *[("cec", code) for code in "1234"],
        *[("watch", code) for code in "124"],
    ]
    assert returns[6]["unread"] == {"cast": "?"}
    assert "cast" not in returns[6]["figures"]  # type: ignore[operator]
    assert release["act"] == "release"


def test_a_row_is_named_as_findings_name_it(made: Path) -> None:
    table = (made / "data/returns/president.watch.station.csv").read_text().splitlines()
    assert [line.split(",")[1:4] for line in table[1:]] == [
        ["1", "election/observed.csv", "2"],
        ["2", "election/observed.csv", "3"],
        ["4", "election/observed.csv", "4"],
    ]
    said = json.loads((made / "data/findings.json").read_text())["findings"]
    assert [one["figures"]["row"] for one in said if one["code"] == "SHEET-UNREAD"] == [4]


def test_two_builds_are_the_same_bytes(tmp_path: Path) -> None:
    election = folder(tmp_path / "election")
    one, two = pack(tmp_path / "one", election), pack(tmp_path / "b" / "two", election)
    files = [path.relative_to(one) for path in sorted(one.rglob("*")) if path.is_file()]
    assert files == [path.relative_to(two) for path in sorted(two.rglob("*")) if path.is_file()]
    assert [path for path in files if (one / path).read_bytes() != (two / path).read_bytes()] == []
    write_zip(one, tmp_path / "a.zip")
    write_zip(two, tmp_path / "b.zip")
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()


def test_the_program_inside_needs_nothing_but_python(made: Path) -> None:
    command = [sys.executable, "-I", "-S", str(made / "verify.pyz")]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env={})
    assert done.returncode == 0, done.stderr
    assert "This pack is sound." in done.stdout
    rewrite(made, RETURNS, lambda text: text.replace(",200,100\n", ",201,100\n"))
    done = subprocess.run(command, capture_output=True, text=True, check=False, env={})
    assert done.returncode == 1
    assert f"{RETURNS}, line 2: 1: is not what entry 0 of the log states" in done.stdout


@pytest.mark.parametrize(
    ("change", "said"),
    [
        pytest.param(
            lambda text: text.replace(",200,100\n", ",199,101\n"),
            f"{RETURNS}, line 2: 1: is not what entry 0 of the log states",
            id="figure",
        ),
        pytest.param(
            lambda text: "".join(text.splitlines(keepends=True)[:-1]),
            "a return of 4 is in the log and in no table",
            id="dropped",
        ),
        pytest.param(
            lambda text: text + text.splitlines(keepends=True)[-1],
            f"{RETURNS}, line 6: 4: the log has no such entry left: 3",
            id="added",
        ),
        pytest.param(
            lambda text: text.replace("\n0,1,", "\n1,1,").replace("\n1,2,", "\n0,2,"),
            f"{RETURNS}, line 2: 1: is not what entry 1 of the log states",
            id="exchanged",
        ),
    ],
)
def test_a_changed_return_is_named(made: Path, change: Callable[[str], str], said: str) -> None:
    rewrite(made, RETURNS, change)
    assert said in broken(verified(made))


def test_a_changed_total_is_named(made: Path) -> None:
    rewrite(made, "data/totals.csv", lambda text: text.replace("ana,610,4", "ana,611,4"))
    assert "data/totals.csv, line 6: kz, ana" not in broken(verified(made))
    assert "ana: is not the sum of the sheets" in broken(verified(made))


def test_a_changed_finding_is_named(made: Path) -> None:
    rewrite(made, "data/findings.json", lambda text: text.replace('"ana": 610', '"ana": 611'))
    said = broken(verified(made))
    assert "data/findings.json: the totals of cec in president are not the sums" in said
    assert "the log's last entry does not commit to the files of this pack" in said


def test_a_file_that_nobody_named_is_found(made: Path) -> None:
    (made / "data" / "more.csv").write_text("x\n")
    assert "data/more.csv: was added" in broken(verified(made))


def test_a_later_pack_continues_the_log(tmp_path: Path, made: Path) -> None:
    later = folder(
        tmp_path / "later",
        STATIONS.replace("200 100", "190 110"),
        OBSERVED.replace("\nNorth  Hill     2    400        210  200   10      60  140", ""),
    )
    second = pack(tmp_path / "second", later, previous=made)
    said = verified(second, (made / "checkpoint").read_text())
    assert said.is_sound, broken(said)
    assert "The log only grew since an older checkpoint, whose size is 8." in map(
        str, said.verified
    )
    correction, withdrawal, release = acts(second, 8)
    assert [correction[name] for name in ("act", "replaces", "place")] == ["correction", 0, "1"]
    assert withdrawal == {"act": "withdrawal", "withdraws": 5}
    assert release["act"] == "release"


def test_the_same_election_again_adds_nothing(tmp_path: Path, made: Path) -> None:
    again = pack(tmp_path / "again", tmp_path / "election", previous=made)
    assert (again / "checkpoint").read_bytes() == (made / "checkpoint").read_bytes()


def test_a_rewritten_log_is_found_by_whoever_kept_a_checkpoint(tmp_path: Path, made: Path) -> None:
    kept = (made / "checkpoint").read_text()
    other = folder(tmp_path / "other", STATIONS.replace("200 100", "100 200"))
    forged = pack(tmp_path / "forged", other)
    assert verified(forged).is_sound
    assert "the log was rewritten: its first 8 entries" in broken(verified(forged, kept))


def test_checking_again_finds_the_same_or_says_what_differs(made: Path) -> None:
    files, said = open_pack(made), Verification()
    recompute(files, said)
    assert said.is_sound, broken(said)
    rewrite(made, "data/election/returns.csv", lambda text: text.replace("200,100", "200,101"))
    recompute(open_pack(made), said)
    assert "data/findings.json: checking again gives another `findings`" in broken(said)


@pytest.mark.parametrize("of", ["crosstally/pack/v1", "crosstally/pack/v3"])
def test_a_pack_of_another_version_says_so_and_is_not_called_broken(of: str, made: Path) -> None:
    """Before the second format, no table said what was announced."""
    rewrite(made, "data/pack.json", lambda text: text.replace(layout.FORMAT, of))
    (made / layout.ANNOUNCED).unlink()
    new_manifests(made)
    with pytest.raises(UnreadableError, match=f"{of}.*it was made by another version"):
        verified(made)


@pytest.mark.parametrize("is_changed", [False, True])
def test_a_pack_that_another_program_made_says_so_and_is_not_only_called_broken(
    made: Path, is_changed: bool
) -> None:
    """Its own program may see as sound what this one does not understand."""
    (made / "verify.pyz").write_bytes(program() + b"later")
    if is_changed:
        rewrite(made, RETURNS, lambda text: text.replace(",200,100\n", ",201,100\n"))
    new_manifests(made)
    done = CliRunner().invoke(app, ["pack", "verify", str(made)])
    assert done.exit_code == int(is_changed)
    answer, _empty, other = done.output.splitlines()[:3]
    assert answer == ("This pack is BROKEN." if is_changed else "This pack is sound.")
    assert "Another program than this one lies in the pack as verify.pyz" in other
    assert f"({__version__}; this is {__version__})" in other


def test_its_own_program_finds_no_other_program_in_a_pack(made: Path) -> None:
    assert "Another program" not in CliRunner().invoke(app, ["pack", "verify", str(made)]).output
    command = [sys.executable, "-I", "-S", str(made / "verify.pyz")]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env={})
    assert "Another program" not in done.stdout


def test_nothing_is_written_over_or_left_behind(tmp_path: Path, made: Path) -> None:
    with pytest.raises(InputError, match="is there already"):
        pack(made, tmp_path / "election")
    (tmp_path / "election" / "election.yaml").write_text("id: [\n")
    with pytest.raises(InputError):
        pack(tmp_path / "new", tmp_path / "election")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["election", "pack"]


def test_the_command_ends_as_the_verdict_is(tmp_path: Path, made: Path) -> None:
    def ends(*arguments: str) -> tuple[int, str]:
        done = CliRunner().invoke(app, ["pack", "verify", *arguments])
        # What is raised as InputError ends the command with 2.
        return 2 if isinstance(done.exception, InputError) else done.exit_code, done.output

    assert ends(str(made), "--recompute")[0] == 0
    assert json.loads(ends(str(made), "--json", "-")[1])["sound"] is True
    (made / "data" / "totals.csv").write_text("x")
    new_manifests(made)
    code, output = ends(str(made))
    assert code == 2, output
    (made / "VERIFY.md").write_text("x")
    code, output = ends(str(made))
    assert code == 1
    assert "VERIFY.md: was changed" in output
