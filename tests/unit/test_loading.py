"""How a file's cells become figures: what is plain passes at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from crosstally.engine.connection import Engine
from crosstally.engine.loading import WideLoad, create_nonfigures, delimited, load_wide

ROWS = "a,1,20\nb,300,4000\nc,,5\n"


class _Listening(Engine):
    """An engine that keeps what it ran."""

    def __init__(self) -> None:
        super().__init__()
        self.ran: list[str] = []

    def run(self, sql: str, parameters: object = None) -> None:
        self.ran.append(sql)
        super().run(sql)


@pytest.mark.parametrize(
    ("last", "second_look"),
    [("d,7,999999999", False), ("d,7,x", True), ("d,7,1234567890", True), ("d,7,-1", True)],
)
def test_only_a_file_with_odd_cells_is_looked_at_again(
    last: str, second_look: bool, tmp_path: Path
) -> None:
    """Reading a file twice takes twice as long: digits and empty cells must not lead to it."""
    path = tmp_path / "returns.csv"
    path.write_text(f"{ROWS}{last}\n", encoding="utf-8")
    with _Listening() as engine:
        create_nonfigures(engine)
        load = WideLoad("load_0", station=[0], figures={"one": 1, "two": 2})
        load_wide(engine, delimited(engine, path, width=3, delimiter=",", skip=0), load)
        assert any("INSERT INTO nonfigures" in sql for sql in engine.ran) is second_look
        assert engine.rows("SELECT station, one, two FROM load_0")[:3] == [
            ("a", 1, 20),
            ("b", 300, 4000),
            ("c", None, 5),
        ]
        assert engine.row("SELECT count(*) FROM nonfigures") == (int(second_look),)
