"""Names from right to left in the sentences of a site: no number changes its side."""

from __future__ import annotations

from pathlib import Path

import pytest

from crosstally.site.build import build_site
from tests.folders import STATIONS, csv_of, returns_entry, write_folder
from tests.packs import pack

HEAD = """\
id: example
title: An example
date: 2024-05-12
levels: [country, region, station]
sources: {cec: "اللجنة العليا 2024", watch: {name: Observers, kind: observer}}
sheets:
  protocol: {fields: {valid: Valid}, relations: [{relation: options == valid}]}
contests:
  council: {name: Council, options: {ana: "حزب النور 1", ben: Ben Okoro}, parallel_to: [mayor]}
  mayor: {name: Mayor, options: {yes: Yes, no: No}}
"""
COLUMNS = """\
    columns: {station: code, areas: {region: region}, fields: {valid: valid}}
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("site")
    council = "region code valid ana ben\n"
    files: dict[str, str | bytes] = {
        "cec.csv": csv_of(f"{council}الشمال م-7 310 200 100\nالشمال م-8 300 200 100"),
        "watch.csv": csv_of(f"{council}الشمال م-7 310 198 100\nالشمال م-8 300 200 100"),
        "mayor.csv": csv_of("region code valid yes no\nالشمال م-7 10 5 5\nالشمال م-8 10 5 5"),
    }
    entries = returns_entry("cec.csv", more="contest: council", columns=COLUMNS)
    entries += returns_entry("watch.csv", "watch", more="contest: council", columns=COLUMNS)
    entries += returns_entry("mayor.csv", more="contest: mayor", columns=COLUMNS)
    made = pack(place / "pack", write_folder(place / "election", files, entries, head=HEAD))
    build_site(made, place / "site", language="en")
    return place / "site"


def test_a_number_behind_an_arabic_name_stands_outside_of_it(site: Path) -> None:
    page = (site / "index.html").read_text(encoding="utf-8")
    assert "state <bdi>حزب النور 1</bdi> 200 and 198" in page
    assert "<bdi>م-7</bdi>" in page


def test_a_finding_says_whose_it_is_where_its_sentence_does_not(site: Path) -> None:
    page = (site / "index.html").read_text(encoding="utf-8")
    sentence = "votes for all options (300) = Valid (310)"
    found = page[page.index(sentence) - 400 : page.index(sentence)]
    assert "<bdi>Council</bdi> · <bdi>اللجنة العليا 2024</bdi>" in found
    shards = (path.read_text(encoding="utf-8") for path in (site / "data/station").iterdir())
    assert any('["Council","Observers"]' in shard for shard in shards)


def test_turnout_is_not_said_to_be_a_share_of_valid_votes(tmp_path: Path) -> None:
    said = '{id: last, source: cec, percent: {ana: "66.7", ben: "33.3"}, turnout: "60.2"}'
    files: dict[str, str | bytes] = {"announcements.yaml": f"announcements: [{said}]\n"}
    files["returns.csv"] = csv_of(STATIONS)
    build_site(pack(tmp_path / "p", write_folder(tmp_path / "e", files)), tmp_path / "site")
    page = (tmp_path / "site" / "index.html").read_text(encoding="utf-8")
    ana, turnout = (page[page.index(one) - 60 : page.index(one)] for one in ("66.7", "60.2"))
    assert 'data-more="of valid votes"' in ana
    assert "valid votes" not in turnout
