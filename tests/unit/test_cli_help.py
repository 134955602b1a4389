"""``--help`` of every verb: there, in plain words, light, and in the user's language."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import typer

from crosstally import words
from crosstally.cli import mistyped
from crosstally.cli.app import command_line, main

VERBS: dict[str, Any] = command_line().commands
each_verb = pytest.mark.parametrize("name", sorted(VERBS))


def test_the_verbs_of_the_main_job_are_there() -> None:
    assert {"check", "demo", "explain", "fetch", "match", "new"} <= set(VERBS)


@each_verb
def test_a_verb_says_what_it_does(name: str) -> None:
    verb = VERBS[name]
    first = str(verb.help).strip().split("\n\n")[0]
    assert first.endswith("."), "the first paragraph is a sentence: it stands in the list of verbs"
    for parameter in verb.params:
        if parameter.name != "help":
            assert parameter.help, f"{name}: {parameter.name} says nothing"


def run(*arguments: str, language: str = "en") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "crosstally", *arguments],
        env={"CROSSTALLY_LANGUAGE": language, "PYTHONIOENCODING": "utf-8", "PATH": ""},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def test_help_names_every_verb() -> None:
    done = run("--help")
    assert done.returncode == 0
    for name in VERBS:
        assert f"\n  {name} " in done.stdout


@each_verb
def test_help_of_a_verb(name: str) -> None:
    done = run(name, "--help")
    assert done.returncode == 0
    assert done.stdout.startswith(f"Usage: crosstally {name} ")


def test_help_speaks_russian() -> None:
    with words.use_language("ru"):
        line = words._("Print the version and stop.")
    assert line != "Print the version and stop."
    assert line in run("--help", language="ru").stdout


def test_the_version() -> None:
    assert run("--version").stdout.startswith("crosstally 0.")


@pytest.mark.parametrize("arguments", [["chekc"], ["check"], ["check", "--jsn", "x"], ["new"]])
def test_a_mistyped_command_exits_with_2(arguments: list[str]) -> None:
    done = run(*arguments)
    assert done.returncode == 2
    assert done.stderr.strip()
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ["chekc"],
        ["zzz"],
        ["claims", "drft"],
        ["check"],
        ["check", "--jsn", "x"],
        ["check", "--qqq"],
        ["check", "a", "b"],
        ["match"],
        ["seats", "--votes"],
        ["explain", "--help=1"],
        ["seats", "--votes", "x", "--seats", "many"],
    ],
)
def test_every_refusal_of_a_mistyped_command_has_words_in_the_catalogues(
    arguments: list[str],
) -> None:
    with pytest.raises(typer.TyperException) as refused:
        command_line()(arguments, prog_name="crosstally", standalone_mode=False)
    english = refused.value.format_message()
    assert mistyped.in_words(english) == english


def test_a_refusal_is_said_in_the_language_in_force(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    known = {
        "Invalid value for {name}: {why}": "«{name}»: {why}",
        "Error: {what}": "!! {what}",
        "Input should be a valid integer, unable to parse string as an integer": "whole number",
    }
    with pytest.raises(typer.TyperException) as refused:
        command_line()(["seats", "--seats", "x"], prog_name="crosstally", standalone_mode=False)
    monkeypatch.setattr(words, "language", lambda: "xx")
    monkeypatch.setattr(words, "_", lambda text: known.get(text, text))
    mistyped.show(refused.value)
    said = capsys.readouterr().err.splitlines()
    assert said[1:] == [
        "Try 'crosstally seats --help' for help.",
        "",
        "!! «'--seats'»: whole number",
    ]


def test_a_language_without_a_catalogue_is_not_taken_for_english() -> None:
    done = run("check", "kazakhstan-2012", "--language", "xx")
    assert done.returncode == 2
    assert "'xx'" in done.stderr
    assert "en, ru" in done.stderr


def test_help_names_no_types_of_python() -> None:
    assert "  DIR  An election folder" in run("check", "--help").stdout
    for name in VERBS:
        assert "<str" not in run(name, "--help").stdout


def test_output_that_cannot_be_written_exits_with_2() -> None:
    full = Path("/dev/full")
    if not full.exists():
        pytest.skip("this system has no device that is always full")
    with full.open("w") as out:
        done = subprocess.run(
            [sys.executable, "-m", "crosstally", "explain"],
            stdout=out,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


def test_a_mistake_of_its_own_exits_with_3(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(_wanted: str = "") -> Any:
        raise ZeroDivisionError

    module = sys.modules["crosstally.cli.app"]
    monkeypatch.setattr(module, "command_line", broken)
    with pytest.raises(SystemExit) as stop:
        main()
    assert stop.value.code == 3, "1 would say that something decisive was found"
    assert "ZeroDivisionError" in capsys.readouterr().err


def test_input_that_cannot_be_read_exits_with_2() -> None:
    done = run("check", "no-such-election")
    assert done.returncode == 2
    assert "no-such-election" in done.stderr
    assert done.stdout == ""
