"""Names as they come out of spreadsheets and mail: with line breaks, quotes and markup in them."""

from __future__ import annotations

from pathlib import Path

import pytest

from crosstally.pack.opening import open_pack
from crosstally.pack.recompute import recompute
from crosstally.pack.verification import Verification
from tests.folders import STATIONS, csv_of, returns_entry, write_folder
from tests.packs import pack, verified


@pytest.mark.parametrize(
    "name",
    ["Nor\nth", "Nor\rth", "Nor\r\nth", 'The "North"', "</script><script>alert(1)</script>", ", "],
)
def test_whatever_a_place_is_called_the_pack_is_sound(tmp_path: Path, name: str) -> None:
    quoted = name.replace('"', '""')
    areas = f'level,id,parent,name\nregion,North,all,"{quoted}"\nregion,South,all,South\n'
    files: dict[str, str | bytes] = {"returns.csv": csv_of(STATIONS), "areas.csv": areas.encode()}
    election = write_folder(tmp_path / "election", files, returns_entry("returns.csv"))
    made = pack(tmp_path / "pack", election)
    said = verified(made)
    recompute(open_pack(made), again := Verification())
    assert [*said.broken, *again.broken] == []
