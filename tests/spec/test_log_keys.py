"""The keys of a log follow each other by its entries, and no stranger's key comes among them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from typer.testing import CliRunner

from crosstally.cli.app import app, load_verbs
from crosstally.ledger.errors import LedgerError, SignatureError
from crosstally.ledger.keys import PrivateKey
from crosstally.ledger.log import Log
from crosstally.ledger.succession import introduction, revocation
from crosstally.problems import InputError

NAME = "observers.example/kz2012"


class Keeper:
    """Somebody who keeps a signed log, with keys ``first``, ``second`` and ``third``."""

    def __init__(self, place: Path) -> None:
        self.place = place
        self.keys = {name: PrivateKey.new(NAME) for name in ("first", "second", "third")}
        for name, key in self.keys.items():
            key.write(place / name)
        self.log = Log.create(place / "evidence", NAME, self.keys["first"])
        self.log.append([b"an entry"], self.keys["first"])

    def says(self, *words: str) -> tuple[int, str]:
        """Exit code and output of a command; ``first.pub`` stands for the public key."""
        load_verbs()
        known = {f"{name}.pub": str(key.public) for name, key in self.keys.items()}
        known |= {name: str(self.place / name) for name in (*self.keys, "evidence", "lines")}
        result = CliRunner().invoke(app, [known.get(word, word) for word in words])
        if isinstance(result.exception, InputError | LedgerError):
            return 2, str(result.exception)
        return result.exit_code, result.output

    def checked(self, *trusted: str) -> tuple[int, str]:
        """The check of the log by somebody who trusts some of its keys."""
        return self.says("log", "check", "evidence", *_each("--log-key", trusted))


def _each(option: str, values: Sequence[str]) -> list[str]:
    return [word for value in values for word in (option, f"{value}.pub")]


@pytest.fixture
def keeper(tmp_path: Path) -> Keeper:
    (tmp_path / "lines").write_text("more\n")
    return Keeper(tmp_path)


def append(keeper: Keeper, key: str) -> tuple[int, str]:
    return keeper.says("log", "append", "evidence", "lines", "--lines", "--key", key)


def test_a_key_is_replaced_and_whoever_trusts_either_is_led_to_the_log(keeper: Keeper) -> None:
    assert keeper.says("key", "introduce", "evidence", "second.pub", "--key", "first")[0] == 0
    reason = ("--reason", "laptop stolen")
    assert keeper.says("key", "revoke", "evidence", "first.pub", "--key", "second", *reason)[0] == 0
    assert append(keeper, "second")[0] == 0
    for trusted in (["first"], ["second"], ["first", "second"]):
        code, said = keeper.checked(*trusted)
        assert (code, "is signed by a key of" in said) == (0, True), said


def test_a_key_that_was_revoked_signs_nothing_more(keeper: Keeper) -> None:
    keeper.says("key", "introduce", "evidence", "second.pub", "--key", "first")
    keeper.says("key", "revoke", "evidence", "first.pub", "--key", "second")
    assert append(keeper, "first")[0] == 2
    # Whoever stole the key signs all the same, beside the program that refuses it.
    (keeper.place / "evidence/checkpoint").write_text(
        f"{Log(keeper.log.folder).checkpoint}\n"
        f"{keeper.keys['first'].sign(str(Log(keeper.log.folder).checkpoint))}"
    )
    for trusted in (["first"], ["first", "second"], ["second"]):
        code, said = keeper.checked(*trusted)
        assert (code, "is not signed by a key that was given" in said) == (1, True), said


def test_a_key_of_the_same_name_that_nobody_introduced_is_refused(keeper: Keeper) -> None:
    code, said = append(keeper, "third")
    assert (code, "no entry of it introduces it" in said) == (2, True)
    assert keeper.checked("first")[0] == 0


def test_a_stranger_introduces_no_key(keeper: Keeper) -> None:
    code, said = keeper.says("key", "introduce", "evidence", "second.pub", "--key", "third")
    assert (code, "no entry of it introduces it" in said) == (2, True)


def test_a_key_does_not_revoke_itself(keeper: Keeper) -> None:
    keeper.says("key", "introduce", "evidence", "second.pub", "--key", "first")
    code, said = keeper.says("key", "revoke", "evidence", "first.pub", "--key", "first")
    assert (code, "cannot sign the checkpoint that takes it out of use" in said) == (2, True)


@pytest.mark.parametrize(
    "line",
    [
        pytest.param(b'{"act":"introduce-key"}', id="of no form"),
        pytest.param(b'{"act":"introduce-key", "key":1}', id="not canonical"),
        pytest.param(b"stranger", id="signed by a stranger"),
    ],
)
def test_a_line_of_others_does_not_make_a_log_worthless(keeper: Keeper, line: bytes) -> None:
    if line == b"stranger":
        third = keeper.keys["third"]
        line = introduction(third.public, third)
    (keeper.place / "lines").write_bytes(line + b"\n")
    code, said = append(keeper, "first")
    assert (code, "would introduce or revoke a key of the log" in said) == (2, True)
    # A log that has such an entry all the same is what it was.
    keeper.log.append([line], keeper.keys["first"])
    code, said = keeper.checked("first")
    assert (code, "which change nothing" in said) == (0, True), said


def test_entries_of_other_programs_are_no_acts_on_keys(keeper: Keeper) -> None:
    keeper.log.append([b'{"act":"photo", "share": 1.5}'], keeper.keys["first"])
    assert keeper.checked("first")[0] == 0


def test_a_stolen_key_that_is_revoked_introduces_nobody(keeper: Keeper) -> None:
    first, second, third = keeper.keys.values()
    acts = [introduction(second.public, first), revocation(first.public, second, "")]
    keeper.log.append([*acts, introduction(third.public, first)], second_signs(keeper, second))
    assert keeper.checked("first")[0] == 0
    (keeper.place / "evidence/checkpoint").write_text(
        f"{keeper.log.checkpoint}\n{third.sign(str(keeper.log.checkpoint))}"
    )
    assert keeper.checked("first")[0] == 1


def second_signs(keeper: Keeper, second: PrivateKey) -> PrivateKey:
    keeper.log.append([introduction(second.public, keeper.keys["first"])], keeper.keys["first"])
    return second


@pytest.mark.parametrize("path", ["tile/entries/000.p/3", "tile/0/000.p/3"])
def test_what_was_changed_on_the_disk_is_not_signed_anew(tmp_path: Path, path: str) -> None:
    key = PrivateKey.new(NAME)
    log = Log.create(tmp_path / "log", NAME, key)
    log.append([b"one", b"two", b"three"], key)
    file = tmp_path / "log" / path
    data = file.read_bytes()
    file.write_bytes(data[:-1] + b"x")
    with pytest.raises(LedgerError, match="nothing was appended"):
        log.append([b"four"], key)
    file.write_bytes(data)
    assert log.append([b"four"], key).size == 4


def test_a_checkpoint_that_somebody_rewrote_is_not_signed_anew(tmp_path: Path) -> None:
    key = PrivateKey.new(NAME)
    log = Log.create(tmp_path / "log", NAME, key)
    log.append([b"one"], key)
    other = Log.create(tmp_path / "other", NAME)
    other.append([b"forged"])
    for path in ("tile/entries/000.p/1", "tile/0/000.p/1"):
        (tmp_path / "log" / path).write_bytes((tmp_path / "other" / path).read_bytes())
    signatures = (tmp_path / "log/checkpoint").read_text().partition("\n\n")[2]
    (tmp_path / "log/checkpoint").write_text(f"{other.checkpoint}\n{signatures}")
    with pytest.raises(SignatureError, match="does not verify"):
        Log(tmp_path / "log").append([b"two"], key)
