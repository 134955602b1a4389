"""``crosstally claims draft`` on the command line."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ARTICLE = Path(__file__).parents[1] / "spec" / "articles" / "wire.txt"


def draft(*arguments: str, text: str | None = None) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "crosstally", "claims", "draft", *arguments]
    return subprocess.run(
        command, input=text, capture_output=True, text=True, encoding="utf-8", check=False
    )


def test_a_draft_is_printed() -> None:
    done = draft(str(ARTICLE), "--election", "kazakhstan-2012")
    assert done.returncode == 0
    assert done.stdout.startswith("# Drafted from an article")
    assert "option: nur_otan\n      equals: 81%" in done.stdout


def test_a_draft_of_standard_input_is_written(tmp_path: Path) -> None:
    output = tmp_path / "claims.yaml"
    arguments = ("-", "--election", "kazakhstan-2012", "-o", str(output))
    done = draft(*arguments, "--printed-in", "A paper", text="Ak Zhol polled 7.5 percent.")
    assert (done.returncode, done.stdout) == (0, "")
    assert "1 statement was drafted" in done.stderr
    written = output.read_text(encoding="utf-8")
    assert "printed_in: A paper" in written
    again = draft(*arguments, text="Ak Zhol polled 7.4 percent.")
    assert again.returncode == 2
    assert "nothing was written" in again.stderr
    assert output.read_text(encoding="utf-8") == written


def test_sentences_in_another_language_are_counted(tmp_path: Path) -> None:
    spanish = "Nur Otan obtuvo el 81 por ciento de los votos. Ak Zhol logró 518.405 votos. Así fue."
    done = draft("-", "--election", "kazakhstan-2012", text=spanish)
    assert done.returncode == 0
    assert "2 of 2 sentences are in neither English nor Russian" in done.stderr
    mixed = (
        "Партия получила 81% голосов, сообщила комиссия. «Ауыл» 19,87 пайызбен екінші орын алды."
    )
    assert (
        "1 of 2 sentences is in" in draft("-", "--election", "kazakhstan-2012", text=mixed).stderr
    )
    both = "Ak Zhol polled 7.5 percent. За партию проголосовали 7,5 процента избирателей."
    assert draft("-", "--election", "kazakhstan-2012", text=both).stderr == ""


def test_a_station_that_only_the_returns_name_is_known() -> None:
    text = "At ballot box 1001 in Atkaracalar, Erdoğan got 190 votes and Kılıçdaroğlu 57."
    done = draft("-", "--election", "cankiri-2023", text=text)
    assert "station: ATKARACALAR/1001\n" in done.stdout
    assert done.stdout.count("test:") == 2


def test_mistakes_end_with_two(tmp_path: Path) -> None:
    for arguments, said in (
        (("none.txt", "--election", "kazakhstan-2012"), "the file is not there"),
        ((str(ARTICLE), "--election", str(tmp_path / "none")), "no such election folder"),
        ((str(ARTICLE), "--election", "kazakhstan-2012", "--at", "Tuesday"), "is no day"),
        ((str(ARTICLE), "--election", "kazakhstan-2012", "--at", ""), "is no day"),
        ((str(ARTICLE), "--election", "kazakhstan-2012", "--at", "20120116"), "is no day"),
        ((str(ARTICLE), "--election", "kazakhstan-2012", "--at", "2012-W03-1"), "is no day"),
        ((str(ARTICLE), "--election", "kazakhstan-2012", "--contest", "x"), "no contest"),
    ):
        done = draft(*arguments)
        assert done.returncode == 2
        assert said in done.stderr
