"""``crosstally explain CODE``."""

from __future__ import annotations

import pytest

from crosstally import words
from crosstally.check.registry import load_codes
from crosstally.cli.app import main
from crosstally.findings import CODES, Code, Tier


@pytest.fixture(autouse=True)
def _codes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CROSSTALLY_LANGUAGE", "en")
    load_codes()
    for name, tier in (("ZZ-TOTALS", Tier.DECISIVE), ("ZZ-GAPS", Tier.INDICATIVE)):
        monkeypatch.setitem(
            CODES,
            name,
            Code(name, tier, f"{name} in a word", "what it means", "what it does not", "article 1"),
        )


def run(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    """The exit code of the command line with these arguments."""
    monkeypatch.setattr("sys.argv", ["crosstally", *arguments])
    with pytest.raises(SystemExit) as stop:
        main()
    code = stop.value.code
    return code if isinstance(code, int) else 0


def test_a_code_is_explained_in_any_case(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, "explain", "zz-totals") == 0
    said = capsys.readouterr().out
    assert said.startswith("ZZ-TOTALS: ZZ-TOTALS in a word\n")
    for part in ("decisive", "what it means", "what it does not", "article 1"):
        assert part in said


def test_without_a_code_all_are_listed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, "explain") == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == len(CODES)
    assert [line.split()[0] for line in lines] == sorted(CODES)


def test_a_code_that_is_not_there_suggests_the_nearest(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, "explain", "zz-totls") == 2
    error = capsys.readouterr().err
    assert "zz-totls" in error
    assert "Did you mean 'ZZ-TOTALS'?" in error


def test_every_registered_code_says_all_of_it() -> None:
    for name, code in load_codes().items():
        assert name == code.name == name.upper()
        for text in (code.title, code.means, code.does_not_mean, code.source):
            assert text.strip(), f"{name} leaves something unsaid"
        assert "fraud" not in " ".join((code.title, code.means)).casefold()


def test_titles_are_short_enough_for_a_list() -> None:
    with words.use_language("en"):
        long = [code.name for code in load_codes().values() if len(code.title) > 90]
    assert not long
