"""The folder that each case changes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.spec.election_folder.written import ANNOUNCEMENTS, AREAS, ELECTION


@pytest.fixture
def folder(tmp_path: Path) -> Callable[..., Path]:
    """A folder in order; what a test names replaces a file, and None leaves one out."""

    def make(**files: str | bytes | None) -> Path:
        given: dict[str, str | bytes | None] = {
            "election.yaml": ELECTION,
            "announcements.yaml": ANNOUNCEMENTS,
            "areas.csv": AREAS,
        }
        for name, text in files.items():
            given[name.replace("_yaml", ".yaml").replace("_csv", ".csv")] = text
        for name, content in given.items():
            if content is not None:
                raw = content.encode() if isinstance(content, str) else content
                (tmp_path / name).write_bytes(raw)
        return tmp_path

    return make
