"""``crosstally key``."""

from __future__ import annotations

import stat
import subprocess
import sys
from pathlib import Path

NAME = "observers.example/kz2012"


def crosstally(*arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "crosstally", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_a_key_is_made_once_and_shown_as_other_programs_read_it(tmp_path: Path) -> None:
    file = tmp_path / "log.key"
    made = crosstally("key", "new", NAME, "-o", file)
    assert made.returncode == 0, made.stderr
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert made.stdout.startswith(f"{NAME}+")
    assert crosstally("key", "show", file).stdout == made.stdout
    assert "untrusted comment" in crosstally("key", "show", file, "--for", "minisign").stdout
    assert "ssh-ed25519" in crosstally("key", "show", file, "--for", "ssh-keygen").stdout

    again = crosstally("key", "new", NAME, "-o", file)
    assert again.returncode == 2
    assert again.stderr == f"{file}: there is a file already, and a key is never overwritten\n"


def test_a_wrong_name_file_or_form_says_what_to_do(tmp_path: Path) -> None:
    named = crosstally("key", "new", "two words", "-o", tmp_path / "key")
    assert (named.returncode, named.stderr.count("has no space")) == (2, 1)
    (tmp_path / "note").write_text("hello")
    (tmp_path / "note").chmod(0o600)
    shown = crosstally("key", "show", tmp_path / "note")
    assert (shown.returncode, shown.stderr) == (2, f"{tmp_path / 'note'}: is no private key\n")
    crosstally("key", "new", NAME, "-o", tmp_path / "key")
    form = crosstally("key", "show", tmp_path / "key", "--for", "minisig")
    assert (form.returncode, "Did you mean 'minisign'?" in form.stderr) == (2, True)
