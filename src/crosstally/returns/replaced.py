"""Statements that name the statement they replace. Nothing is lost: the replaced row stays in its
table and is only left out of the standing sheets."""

from __future__ import annotations

import hashlib
import json

from crosstally.engine.connection import Engine
from crosstally.engine.replaced import add_replaced_rows, named_replaced
from crosstally.returns.load import Load


def mark_replaced(engine: Engine, load: Load) -> bool:
    """Enter the rows that later statements replace; whether there are any.

    A statement's id is the SHA-256 of its canonical JSON (sorted keys, no spaces, UTF-8).
    """
    if "supersedes" not in load.texts:
        return False
    replaced = named_replaced(engine, load.table)
    if not replaced:
        return False
    rows = []
    with load.raw.local.open(encoding="utf-8-sig") as lines:
        for number, line in enumerate((text for text in lines if text.strip()), 1):
            canonical = json.dumps(
                json.loads(line), sort_keys=True, separators=(",", ":"), ensure_ascii=False
            )
            if "sha256:" + hashlib.sha256(canonical.encode()).hexdigest() in replaced:
                rows.append(number)
    add_replaced_rows(engine, load.table, rows)
    return bool(rows)
