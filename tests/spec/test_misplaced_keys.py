"""Keys of election.yaml that stand in the wrong place: the error says where they belong."""

from __future__ import annotations

from pathlib import Path

import pytest

from crosstally.election.folder import open_folder
from crosstally.problems import InputError

LINES = {
    "": "crosstally: 1\nid: x\ntitle: X\ndate: 2024-01-01\nlevels: [country, region, station]\n",
    "sources": "sources:\n  cec: {name: CEC, kind: authority}\n",
    "contests": "contests:\n  president:\n    options: {ana: Ana, ben: Ben}\n",
    "sheets": "sheets:\n  sheet:\n    fields: {registered: Voters}\n",
    "returns": "returns:\n  - file: r.csv\n    source: cec\n",
    "columns": "    columns:\n      station: code\n      options: {ana: a, ben: b}\n",
}


@pytest.mark.parametrize(
    ("behind", "line", "said"),
    [
        ("contests", "    title: The president\n", "contests.president.title: no such key"),
        ("contests", "    title: The president\n", "Did you mean 'name'?"),
        ("contests", "  title: The president\n", "It belongs at the top of the file."),
        ("contests", "    seats: 5\n", "It belongs under `contests: …: rule:`."),
        ("contests", "    relations: []\n", "It belongs under `sheets: …:`."),
        ("columns", "      levels: [a, b]\n", "It belongs at the top of the file."),
        ("columns", "      region: area\n", "It belongs under `returns: columns: areas:`."),
        ("columns", "      ana: a\n", "It belongs under `returns: columns: options:`."),
        ("columns", "      registered: n\n", "It belongs under `returns: columns: fields:`."),
        ("columns", "      delimiter: ';'\n", "It belongs under `returns:`."),
        ("columns", "      name: n\n", "Did you mean 'station_name'?"),
        ("returns", "    station: code\n", "It belongs under `returns: columns:`."),
        ("", "name: X\n", "Did you mean 'title'?"),
        ("", "relations: []\n", "It belongs under `sheets: …:`."),
        ("", "station: 5\n", "Did you mean 'stations'?"),
        ("columns", "      colour: red\n", "Known here: areas, attributes"),
    ],
)
def test_where_a_key_belongs(tmp_path: Path, behind: str, line: str, said: str) -> None:
    written = "".join(text + (line if part == behind else "") for part, text in LINES.items())
    (tmp_path / "election.yaml").write_text(written, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        open_folder(tmp_path)
    assert said in str(caught.value)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("votes: {ana: 4, ben: 3}", "votes: no such key; read 'votes'. Did you mean 'counts'?"),
        ("fields: {ana: 4}", "read 'ana'. Votes of options stand under `counts:`."),
    ],
)
def test_where_votes_stand_in_an_announcement(tmp_path: Path, line: str, said: str) -> None:
    folder = {name: text for name, text in LINES.items() if name not in ("returns", "columns")}
    (tmp_path / "election.yaml").write_text("".join(folder.values()), encoding="utf-8")
    text = f"announcements:\n  - id: final\n    source: cec\n    {line}\n"
    (tmp_path / "announcements.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        open_folder(tmp_path)
    assert said in str(caught.value)
