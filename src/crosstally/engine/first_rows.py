"""The first rows of a file that is not loaded, for a look at it."""

from __future__ import annotations

from typing import Any

from crosstally.engine.connection import Engine
from crosstally.engine.loading import FileRelation


def first_rows(engine: Engine, relation: FileRelation, most: int) -> list[tuple[Any, ...]]:
    """At most so many rows, in the order of the file."""
    return list(engine.rows(f"SELECT * FROM {relation.sql} LIMIT {int(most)}"))
