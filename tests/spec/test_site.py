"""The site of a pack: addresses that stay, data in shards, nothing that runs but its own script."""

from __future__ import annotations

import base64
import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest

from crosstally.ledger import tree
from crosstally.pack.archive import write_zip
from crosstally.pack.build import build
from crosstally.pack.layout import FINDINGS
from crosstally.pack.opening import open_pack
from crosstally.pack.verify_log import PackLog
from crosstally.problems import InputError
from crosstally.site import shards
from crosstally.site.addresses import area_address, search_words, shard_of, station_address
from crosstally.site.build import build_site
from crosstally.site.own_report import is_harmless
from tests.folders import STATIONS, csv_of, write_folder
from tests.forged_packs import change_json, released
from tests.packs import folder, pack, rewrite
from tests.sites import rows, settings

HOSTILE = '"</script><script>alert(1)</script>'


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("site")
    return pack(place / "pack", folder(place / "election"))


@pytest.fixture(scope="module")
def site(made: Path) -> Path:
    build_site(made, made.parent / "site")
    return made.parent / "site"


def record(site: Path, kind: str, id_: str) -> list[Any]:
    held = rows(site, kind, shard_of(id_, settings(site)["counts"][kind]))
    found: list[Any] = next(row for row in held if row[0] == id_)
    return found


@pytest.mark.parametrize(
    ("id_", "address"),
    [
        ("101", "station.html#101"),
        ("North/Hill 1", "station.html#North%2FHill%201"),
        ("Ақмола", "station.html#%D0%90%D2%9B%D0%BC%D0%BE%D0%BB%D0%B0"),
        ("a'(b)*~!#?&", "station.html#a'(b)*~!%23%3F%26"),
        ('"><script>', "station.html#%22%3E%3Cscript%3E"),
    ],
)
def test_an_address_is_made_of_the_id_alone(id_: str, address: str) -> None:
    assert station_address(id_) == address
    assert area_address(id_) == address.replace("station", "area")


def test_the_file_of_an_id_is_fnv_1a() -> None:
    # Published values of the 32-bit FNV-1a: of no byte, of "a", of "foobar".
    assert [shard_of(text, 1 << 32) for text in ("", "a", "foobar")] == [
        0x811C9DC5,
        0xE40C292C,
        0xBF9CF968,
    ]


def test_words_are_compared_without_marks_and_capitals() -> None:
    assert search_words("ŞKOLA № 12, Çankırı") == ["skola", "no", "12", "cankırı"]


def test_a_station_has_its_figures_by_source_and_where_they_come_from(site: Path) -> None:
    id_, _name, areas, sheets, returns, *_rest = record(site, "station", "2")
    assert id_ == "2"
    assert areas == ["North/Hill"]
    tables = settings(site)["sheets"]
    assert {tables[at][3]: figures for at, _counts, figures in sheets} == {
        "cec": "400,210,200,10,50,150",
        "watch": "400,210,200,10,60,140",
    }
    assert [one[2:4] for one in returns] == [
        ["election/returns.csv", "3"],
        ["election/observed.csv", "3"],
    ]


def test_a_figure_that_is_unread_is_no_number(site: Path) -> None:
    _id, _name, _areas, sheets, returns, *_rest = record(site, "station", "4")
    tables = settings(site)["sheets"]
    (figures,) = [held for at, _counts, held in sheets if tables[at][3] == "watch"]
    assert figures.split(",")[1] == ""
    assert [json.loads(one[8]) for one in returns if one[8]] == [{"cast": "?"}]


def test_a_sum_says_at_how_many_stations_its_figure_could_not_be_read(tmp_path: Path) -> None:
    table = csv_of(STATIONS).replace("Lake,3,300,105,100,5,60,40", "Lake,3,300,105,100,5,60,?")
    election = write_folder(tmp_path / "election", {"returns.csv": table})
    build_site(pack(tmp_path / "pack", election), tmp_path / "site")
    page = (tmp_path / "site" / "index.html").read_text(encoding="utf-8")
    assert '>350<span class="under warn">at 1 station no number</span></td>' in page
    assert page.count("no number") == 1


def test_an_area_has_its_totals_with_coverage_and_its_path(site: Path) -> None:
    found = record(site, "area", "North/Hill")
    assert [name for _id, name in found[3]] == ["All areas", "North"]
    tables = settings(site)["sheets"]
    (totals,) = [one for one in found[4] if tables[one[0]][3] == "cec"]
    assert totals[1] == "2"
    assert totals[3] == "900,511,500,11,250,250"
    start, areas, stations = found[7]
    assert (areas, stations) == (0, 2)
    assert [row[1] for row in rows(site, "list", 0)[start : start + 2]] == [
        "1",
        "2",
    ]


def test_the_proofs_in_the_data_lead_to_the_root(tmp_path: Path) -> None:
    many = "region district code registered cast valid invalid ana ben\n" + "".join(
        f"North Hill {n} 500 301 300 1 200 100\n" for n in range(300)
    )
    made = pack(tmp_path / "pack", folder(tmp_path / "election", many))
    build_site(made, tmp_path / "site")
    log = PackLog(open_pack(made))
    for entry in (0, 1, 17, 255, 256, 299, log.checkpoint.size - 1):
        _path, inside, *above = rows(tmp_path / "site", "proof", entry // 256)
        index = entry % 256
        if above:
            hashes = [row[(index >> height) ^ 1] for height, row in enumerate(inside)] + above[0]
        else:
            hashes = inside[index]
        proof = [base64.b64decode(one) for one in hashes]
        leaf = tree.leaf_hash(log.entries[entry])
        size = log.checkpoint.size
        assert tree.root_by_inclusion(leaf, entry, size, proof) == log.checkpoint.root


def test_the_index_finds_every_word_between_two_first_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shards, "BYTES_PER_INDEX", 200)
    places = [("s", str(number), f"School {number}") for number in range(100)]
    firsts = shards.write_search(tmp_path, places)
    files = [rows(tmp_path, "search", number) for number in range(len(firsts))]
    assert len(files) > 10
    assert firsts == [held[0][0] for held in files]
    words = [row[0] for held in files for row in held]
    assert words == sorted(words)
    assert sum(row[0] == "school" for held in files for row in held) == 100


def test_the_same_pack_gives_the_same_bytes_as_folder_and_as_zip(made: Path, site: Path) -> None:
    whole = made.parent / "pack.zip"
    write_zip(made, whole)
    build_site(whole, made.parent / "again")
    first, second = (
        {file.relative_to(top).as_posix(): file.read_bytes() for file in files_of(top)}
        for top in (site, made.parent / "again")
    )
    assert first == second


def files_of(top: Path) -> list[Path]:
    return [path for path in sorted(top.rglob("*")) if path.is_file()]


def test_a_broken_pack_gives_no_site(made: Path, tmp_path: Path) -> None:
    shutil.copytree(made, tmp_path / "broken")
    rewrite(tmp_path / "broken", "data/totals.csv", lambda text: text.replace("250", "251"))
    with pytest.raises(InputError, match="this pack is broken; nothing was written"):
        build_site(tmp_path / "broken", tmp_path / "out")
    assert [path.name for path in tmp_path.iterdir()] == ["broken"]


def test_what_is_no_pack_gives_no_site(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="this pack cannot be read"):
        build_site(tmp_path / "nowhere", tmp_path / "out")
    (tmp_path / "out").mkdir()
    with pytest.raises(InputError, match="is there already"):
        build_site(tmp_path / "nowhere", tmp_path / "out")


def test_pages_run_nothing_but_the_sites_own_script(tmp_path: Path) -> None:
    election = folder(tmp_path / "election")
    text = (election / "election.yaml").read_text(encoding="utf-8")
    title = json.dumps(HOSTILE + "\u202e")
    (election / "election.yaml").write_text(
        text.replace("title: An example", f"title: {title}"), encoding="utf-8"
    )
    build_site(pack(tmp_path / "pack", election), tmp_path / "site")
    for page in (tmp_path / "site").glob("*.html"):
        said = page.read_text(encoding="utf-8")
        assert re.findall(r"<script[^>]*>", said) == [
            '<script src="site.js" defer>',
            '<script src="data/site.js" defer>',
        ]
        assert "script-src &#39;self&#39;" in said
        assert "<style" not in said
        assert "\u202e" not in said
        assert not re.search(r"\son\w+=|\sstyle=|https?://", said)


def test_data_is_never_a_key_of_an_object(tmp_path: Path) -> None:
    odd = "South Port constructor 800 404 400 4 300 100\n"
    made = pack(tmp_path / "pack", folder(tmp_path / "election", STATIONS + odd))
    build_site(made, tmp_path / "site")
    assert record(tmp_path / "site", "station", "constructor")[2] == ["South/Port"]


def test_without_the_files_themselves_ids_stand_for_names(tmp_path: Path) -> None:
    made = pack(tmp_path / "pack", folder(tmp_path / "election"), with_raw=False)
    build_site(made, tmp_path / "site")
    assert settings(tmp_path / "site")["sheets"][0][2] == "cec"


def test_a_site_of_announcements_alone(tmp_path: Path) -> None:
    build("kazakhstan-2012", tmp_path / "pack")
    build_site(tmp_path / "pack", tmp_path / "site", language="ru")
    said = (tmp_path / "site" / "index.html").read_text(encoding="utf-8")
    assert '<html lang="ru" dir="ltr">' in said
    assert 'id="search"' in said, "regions that were announced have pages"
    assert said.count('class="claim"') > 3


def test_a_report_stands_beside_the_pages_only_where_nothing_else_can_run(made: Path) -> None:
    report = (made / "data/report.html").read_bytes()
    assert is_harmless(report)
    assert not is_harmless(report.replace(b"script-src", b"script-src 'unsafe-inline'", 1))
    assert not is_harmless(b"<script>alert(1)</script>" + report)
    away = b'<meta HTTP-EQUIV="refresh" content="0;url=//elsewhere.example">'
    assert not is_harmless(report + away)


def test_a_tier_of_which_no_check_was_run_is_not_said_to_have_found_nothing(site: Path) -> None:
    page = (site / "index.html").read_text(encoding="utf-8")
    assert "Decisive" in page
    assert "Strong" not in page


@pytest.mark.parametrize(
    ("path", "keys", "value", "said"),
    [
        (FINDINGS, ["contests", "president", "seats"], {"cec": {"count": 5}}, "seats.cec.count"),
        (FINDINGS, ["runs"], [1], "runs.0"),
        (FINDINGS, ["findings", 0, "premises"], True, "findings.0.premises"),
        (FINDINGS, ["language"], 5, "language: Input should be a valid string"),
    ],
)
def test_findings_of_another_shape_are_refused_by_their_place(
    tmp_path: Path, path: str, keys: list[Any], value: object, said: str
) -> None:
    """Somebody who forges a pack and knows how to seal it may write anything into its JSON."""
    made = pack(tmp_path / "pack", folder(tmp_path / "election"))

    def forge(found: Any) -> None:
        for key in keys[:-1]:
            found = found[key]
        found[keys[-1]] = value

    change_json(made, path, forge)
    released(made)
    with pytest.raises(InputError, match=said):
        build_site(made, tmp_path / "site")
    assert not (tmp_path / "site").exists()
