"""SQL for returns that later returns replace."""

from __future__ import annotations

from collections.abc import Sequence

from crosstally.engine.connection import Engine, identifier
from crosstally.engine.places import insert_columns


def named_replaced(engine: Engine, table: str) -> set[str]:
    """The ids of statements that some statement of the file says it replaces."""
    return {
        str(row[0])
        for row in engine.rows(
            f"SELECT DISTINCT supersedes FROM {identifier(table)} WHERE supersedes IS NOT NULL"
        )
    }


def add_replaced_rows(engine: Engine, table: str, rows: Sequence[int]) -> None:
    """Enter rows (from 1) of a loaded table into ``replaced_rows(load, row)``."""
    engine.run("CREATE TABLE IF NOT EXISTS replaced_rows (load VARCHAR, row BIGINT)")
    insert_columns(engine, "replaced_rows", [[table] * len(rows), list(rows)])
