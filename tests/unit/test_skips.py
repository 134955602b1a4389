"""What the tests themselves promise: a skip that nobody expected fails a strict run."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

CONFTEST = Path(__file__).parents[1] / "conftest.py"
NEEDS_DATA = "import pytest\n@pytest.mark.data\ndef test_it(data): assert data.is_dir()\n"
GIVES_UP = "import pytest\ndef test_it(): pytest.skip('no reason of ours')\n"
WHOLE_MODULE = "import pytest\npytest.skip('not today', allow_module_level=True)\n"


@pytest.mark.parametrize(
    ("test", "strict", "with_data", "ends"),
    [
        (NEEDS_DATA, True, False, 0),
        (NEEDS_DATA, True, True, 0),
        (GIVES_UP, True, False, 1),
        (GIVES_UP, False, False, 0),
        (WHOLE_MODULE, True, True, 1),
    ],
    ids=["data absent", "data there", "unexpected", "unexpected, not strict", "whole module"],
)
def test_only_absent_data_excuses_a_skip_in_a_strict_run(
    test: str, strict: bool, with_data: bool, ends: int, tmp_path: Path
) -> None:
    shutil.copy(CONFTEST, tmp_path / "conftest.py")
    (tmp_path / "test_it.py").write_text(test)
    (tmp_path / "pytest.ini").write_text("[pytest]\nmarkers =\n    data: needs data\n")
    environment = {
        **os.environ,
        "CROSSTALLY_STRICT_SKIPS": "1" if strict else "",
        "CROSSTALLY_DATA": str(tmp_path) if with_data else "",
    }
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", str(tmp_path)],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode == 0) == (ends == 0), done.stdout
    assert ("not expected to be" in done.stdout) == (ends == 1)
