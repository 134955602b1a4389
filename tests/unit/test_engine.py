"""The engine's limits are said as what a person can do about them."""

from __future__ import annotations

import pytest

from crosstally.engine.connection import Engine
from crosstally.problems import InputError


def test_too_little_memory_is_said_so() -> None:
    with (
        Engine(memory_limit="3MB") as engine,
        pytest.raises(InputError, match="more memory or disk"),
    ):
        engine.row("SELECT count(DISTINCT range::VARCHAR) FROM range(2000000)")
