"""Statements that name the statement they replace. Nothing is lost: the replaced row stays in its
table and is only left out of the standing sheets."""

from __future__ import annotations

from crosstally.engine.connection import Engine
from crosstally.engine.replaced import add_replaced_rows, named_replaced
from crosstally.returns.load import Load
from crosstally.returns.statement_checks import statement_ids


def mark_replaced(engine: Engine, load: Load) -> bool:
    """Enter the rows that later statements replace; whether there are any."""
    if "supersedes" not in load.texts:
        return False
    replaced = named_replaced(engine, load.table)
    if not replaced:
        return False
    rows = [row for row, id_, _ in statement_ids(load.raw.local) if id_ in replaced]
    add_replaced_rows(engine, load.table, rows)
    return bool(rows)
