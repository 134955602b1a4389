"""An election whose observers have codes of their own."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.spec.match.crosswalks import COMMISSION, DEFINITION, OBSERVERS


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An election in which the observers have codes of their own."""
    (tmp_path / "returns").mkdir()
    (tmp_path / "election.yaml").write_text(DEFINITION)
    (tmp_path / "returns" / "commission.csv").write_text(COMMISSION)
    (tmp_path / "returns" / "observers.csv").write_text(OBSERVERS)
    return tmp_path
