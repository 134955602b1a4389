"""The national page of a pack's site: what was announced beside what the sheets add up to, and the
seats that the rule gives."""

from __future__ import annotations

import json
import re
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from crosstally.pack.build import build
from crosstally.site import announced, seats, stated_areas
from crosstally.site.build import build_site
from tests.folders import HEAD, STATIONS, csv_of, returns_entry, write_folder
from tests.packs import OBSERVED, pack

RULE = (
    "    rule: {method: dhondt, seats: 10, threshold: {share: 7%, of: valid, passes: at_least}}\n"
)
ANNOUNCED = """\
announcements:
  - {id: first, source: cec, stage: preliminary, at: 2024-05-12T20:00, counts: {ana: 600},
     rounded_to: {ana: 100}, percent: {ana: "60.00"}}
  - {id: last, source: cec, at: 2024-05-14, printed_in: The Gazette, counts: {ana: 612, ben: 390},
     percent: {ana: "61.1", ben: "38.9"}, fields: {cast: 1020}, turnout: "51.0",
     seats: {ana: 7, ben: 3}}
  - {id: north, source: cec, area: North, counts: {ana: 310}}
"""


def folder(place: Path, statements: str = ANNOUNCED, rule: str = RULE) -> Path:
    """Four stations, all of them held by the commission, three of them by observers."""
    files: dict[str, str | bytes] = {
        "returns.csv": csv_of(STATIONS),
        "observed.csv": csv_of(OBSERVED),
        "announcements.yaml": statements,
    }
    entries = returns_entry("returns.csv") + returns_entry("observed.csv", source="watch")
    return write_folder(place, files, entries, head=f"stations: 4\n{HEAD}{rule}")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("announced")
    return pack(place / "pack", folder(place / "election"))


def page_of(made: Path, site: Path, language: str = "en") -> str:
    build_site(made, site, language=language)
    return (site / "index.html").read_text(encoding="utf-8")


def tables(page: str, section: str) -> list[tuple[str, list[list[str]]]]:
    """(caption, head and rows) of every table of a section, as they are read."""
    found = re.search(rf'<section id="{section}".*?</section>', page, re.DOTALL)
    if found is None:
        return []
    read = []
    for table in re.findall(r"<table.*?</table>", found[0], re.DOTALL):
        rows = [
            [text_of(cell) for cell in re.findall(r"<t[hd]\b.*?</t[hd]>", row, re.DOTALL)]
            for row in re.findall(r"<tr.*?</tr>", table, re.DOTALL)
        ]
        read.append((text_of(re.findall(r"<caption.*?</caption>", table, re.DOTALL)[0]), rows))
    return read


def text_of(markup: str) -> str:
    plain = re.sub(r"<[^>]+>", "", re.sub(r'<span class="(under|unseen)">', " / ", markup))
    return re.sub(r"[\s\u00a0]+", " ", unescape(plain)).strip()


def test_each_announced_figure_stands_beside_the_sums_of_the_sheets(
    made: Path, tmp_path: Path
) -> None:
    (last, rows), _first = tables(page_of(made, tmp_path / "site"), "announced")
    assert last == "Central commission / final, 2024-05-14 / The Gazette"
    head, *lines = rows
    assert head == [
        "Figure",
        "Announced",
        "Percent as printed / of valid votes",
        "Sheets of Central commission / 4 of 4 stations held",
        "Announced minus sheets",
        "Sheets of Observers / 3 of 4 stations held",
        "Announced minus sheets",
    ]
    unknown, none = "– / not known", "– / not announced"
    assert lines == [
        ["Ana Lima", "612", "61.1 %", "610", "+2", "560", unknown],
        ["Ben Okoro", "390", "38.9 %", "390", "0", "340", unknown],
        ["Ballots", "1,020", none, "1,020", "0", "511", unknown],
        ["Turnout", none, "51.0 % / of voters on the list", "", "", "", ""],
    ]


def test_one_figure_that_was_not_read_hides_its_own_difference_alone(tmp_path: Path) -> None:
    text = "announcements:\n  - {id: a, source: cec, counts: {ana: 612, ben: 391}}\n"
    stations = STATIONS.replace("200 100", "?   100")
    files = {"returns.csv": csv_of(stations), "announcements.yaml": text}
    made = pack(tmp_path / "pack", write_folder(tmp_path / "election", files))
    ((_caption, rows),) = tables(page_of(made, tmp_path / "site"), "announced")
    assert [row[-1] for row in rows[1:]] == ["\u2013 / not known", "+1"]


def test_of_a_rounded_figure_there_is_no_difference(made: Path, tmp_path: Path) -> None:
    _last, (first, rows) = tables(page_of(made, tmp_path / "site"), "announced")
    assert first == "Central commission / preliminary, 2024-05-12 20:00"
    assert rows[1][:5] == ["Ana Lima", "600 / rounded to 100", "60.00 %", "610", "– / not known"]


def test_seats_that_the_rule_gives_stand_beside_those_announced(made: Path, tmp_path: Path) -> None:
    ((caption, rows),) = tables(page_of(made, tmp_path / "site"), "seats")
    assert caption == "Seats: president"
    threshold = "threshold of valid votes"
    assert rows == [
        [
            "Option",
            f"Central commission / under the rule / final / {threshold}",
            f"Central commission / under the rule / sheets / count / {threshold}",
            "Central commission / announced / final / 2024-05-14",
        ],
        ["Ana Lima", "6", "6", "7"],
        ["Ben Okoro", "4", "4", "3"],
    ]


def test_a_threshold_that_is_not_the_rules_is_not_called_the_rules(tmp_path: Path) -> None:
    build("kazakhstan-2012", tmp_path / "pack")
    ((_caption, rows),) = tables(page_of(tmp_path / "pack", tmp_path / "site"), "seats")
    whose = "Central Election Commission"
    assert rows[0] == [
        "Option",
        f"{whose} / under the rule / final / threshold of voters who took part",
        f"{whose} / with another threshold / final / threshold of voters on the list",
        f"{whose} / announced / final / 2012-01-17",
    ]
    assert rows[1] == ["Nur Otan", "83", "90", "83"]


def test_turnout_is_not_called_a_share_of_valid_votes(tmp_path: Path) -> None:
    build("kazakhstan-2012", tmp_path / "pack")
    *_others, (_caption, rows) = tables(page_of(tmp_path / "pack", tmp_path / "site"), "announced")
    assert rows[0] == ["Figure", "Announced", "Percent as printed"]
    assert rows[-1] == ["Turnout", "– / not announced", "35.3 %"]


def test_a_tie_and_what_it_leaves_open_are_said(tmp_path: Path) -> None:
    even = "announcements: [{id: x, source: cec, counts: {ana: 500, ben: 500}}]\n"
    rule = "    rule: {method: dhondt, seats: 3}\n"
    made = pack(tmp_path / "pack", folder(tmp_path / "election", even, rule))
    page = page_of(made, tmp_path / "site")
    ((_caption, rows),) = tables(page, "seats")
    assert [row[1] for row in rows[1:]] == ["1 or 2", "1 or 2"]
    assert "A tie is open between Ana Lima, Ben Okoro." in page


def test_a_correction_leaves_what_it_corrects_in_sight(tmp_path: Path) -> None:
    corrected = ANNOUNCED.replace("{id: last,", "{id: last, replaces: first,")
    corrected = corrected.replace("stage: preliminary, at: 2024-05-12T20:00", "at: 2024-05-13")
    made = pack(tmp_path / "pack", folder(tmp_path / "election", corrected))
    captions = [one for one, _rows in tables(page_of(made, tmp_path / "site"), "announced")]
    assert ["A later announcement corrects this one." in one for one in captions] == [False, True]


def test_every_column_and_row_says_what_it_is(made: Path, tmp_path: Path) -> None:
    page = page_of(made, tmp_path / "site")
    for section in ("announced", "seats"):
        found = re.search(rf'<section id="{section}".*?</section>', page, re.DOTALL)
        assert found is not None
        assert found[0].count("<caption") == found[0].count("<table") > 0
        assert not re.search(r"<th(?! scope=|ead)", found[0])


def test_the_page_says_it_in_russian(tmp_path: Path) -> None:
    build("kazakhstan-2012", tmp_path / "pack")
    page = page_of(tmp_path / "pack", tmp_path / "site", "ru")
    assert "Что объявлено" in page
    assert "Процент, как напечатано" in page
    assert "Мандаты по правилу" in page
    assert "Percent as printed" not in page


def test_what_was_announced_is_never_markup(tmp_path: Path) -> None:
    hostile = "<script>alert(1)</script>\u202e"
    statements = ANNOUNCED.replace("The Gazette", f"'{hostile}'")
    page = page_of(
        pack(tmp_path / "pack", folder(tmp_path / "election", statements)), tmp_path / "site"
    )
    assert "<script>alert" not in page
    assert "\u202e" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_a_pack_without_its_files_shows_what_was_announced(made: Path, tmp_path: Path) -> None:
    """The pack's own table has it, the names excepted."""
    bare = pack(tmp_path / "bare", folder(tmp_path / "election-2"), with_raw=False)
    whole, page = (page_of(one, tmp_path / f"site-{one.name}") for one in (made, bare))
    figures = [
        [row[1:] for _caption, rows in tables(one, "announced") for row in rows[1:]]
        for one in (whole, page)
    ]
    assert figures[0] == figures[1] != []
    ((_caption, rows),) = tables(page, "seats")
    assert [row[0] for row in rows[1:]] == ["ana", "ben"]


def test_however_many_options_the_page_is_below_a_megabyte(tmp_path: Path) -> None:
    lists = [f"list-{number}" for number in range(400)]
    named = ", ".join(f"{one}: A list with a name of some length {one}" for one in lists)
    options = HEAD[: HEAD.index("    options:")] + f"    options: {{{named}}}\n{RULE}"
    counts = ", ".join(f"{one}: {1000 + number}" for number, one in enumerate(lists))
    shares = ", ".join(f'{one}: "0.2"' for one in lists)
    seats_of_all = ", ".join(f"{one}: 0" for one in lists)
    statements = "announcements:\n" + "".join(
        f"  - {{id: a{number}, source: cec, at: 2024-05-{number:02}, counts: {{{counts}}}, "
        f"percent: {{{shares}}}, seats: {{{seats_of_all}}}}}\n"
        for number in range(13, 25)
    )
    files: dict[str, str | bytes] = {"announcements.yaml": statements}
    election = write_folder(tmp_path / "election", files, "  []\n", head=options)
    page = page_of(pack(tmp_path / "pack", election), tmp_path / "site")
    assert len(tables(page, "announced")) == 2
    assert len(page.encode()) < 1_000_000


def test_what_the_page_has_no_room_for_is_counted(
    made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(announced, "CELLS_SHOWN", 24)
    monkeypatch.setattr(seats, "ROWS_SHOWN", 1)
    page = page_of(made, tmp_path / "site")
    assert len(tables(page, "announced")) == 1
    assert "1 more announcement is in the report and in announcements.yaml." in page
    assert "1 more are in the report and in findings.json." in page


def area_of(site: Path, id_: str) -> list[Any]:
    """The announcements on an area's page: [contest, source, act and moment, printed in, counted,
    base of percentages, figures [id, votes, unit, percent, seats]] each, and how many more."""
    for shard in (site / "data" / "area").glob("*.js"):
        text = shard.read_text(encoding="utf-8")
        for record in json.loads(text[text.index("[") : text.rindex("]") + 1]):
            if record[0] == id_:
                found: list[Any] = record[-1]
                return found
    raise AssertionError(f"{id_} has no page")


def test_an_area_has_what_was_announced_for_it_alone(made: Path, tmp_path: Path) -> None:
    page_of(made, tmp_path / "site")
    whose = ["president", "Central commission"]
    assert area_of(tmp_path / "site", "North") == [
        [*whose, "final", "", "", "", [["ana", "310", "", "", ""]]],
        [0],
    ]
    last, first, more = area_of(tmp_path / "site", "all")
    assert last == [
        *whose,
        "final, 2024-05-14",
        "The Gazette",
        "",
        "valid votes",
        [
            ["ana", "612", "", "61.1\u00a0%", "7"],
            ["ben", "390", "", "38.9\u00a0%", "3"],
            ["cast", "1020", "", "", ""],
            ["", "", "", "51.0\u00a0%", ""],
        ],
    ]
    assert first[-1] == [["ana", "600", "100", "60.00\u00a0%", ""]]
    assert more == [0]
    assert area_of(tmp_path / "site", "South") == []


def test_an_area_of_which_no_sheet_is_held_has_a_page_for_what_was_announced(
    tmp_path: Path,
) -> None:
    build("kazakhstan-2012", tmp_path / "pack")
    page = page_of(tmp_path / "pack", tmp_path / "site")
    assert '<a href="area.html#mangystau">' in page
    last, first, _more = area_of(tmp_path / "site", "mangystau")
    assert [last[-1], first[-1]] == [
        [["", "", "", "74.2\u00a0%", ""]],
        [["", "", "", "23.3\u00a0%", ""]],
    ]


def test_areas_show_announcements_of_a_pack_without_its_files(tmp_path: Path) -> None:
    made = pack(tmp_path / "pack", folder(tmp_path / "election"), with_raw=False)
    page_of(made, tmp_path / "site")
    assert area_of(tmp_path / "site", "North")[0][-1] == [["ana", "310", "", "", ""]]


def test_what_an_area_has_no_room_for_is_counted(
    made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stated_areas, "FIGURES_SHOWN", 4)
    page_of(made, tmp_path / "site")
    assert [len(one) for one in area_of(tmp_path / "site", "all")] == [7, 1]
    assert area_of(tmp_path / "site", "all")[-1] == [1]
