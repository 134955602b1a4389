"""Packs that somebody forged who knows how they are made and has the key: manifests, log, signature
and page fit what was forged."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from crosstally import __version__
from crosstally.ledger.checkpoint import Checkpoint
from crosstally.ledger.tree import HASH_BYTES
from crosstally.pack import entries, layout
from crosstally.pack.opening import open_pack
from crosstally.pack.verify import verify
from crosstally.pack.zipapp import program
from tests.folders import COLUMNS, csv_of, returns_entry, write_folder
from tests.forged_packs import acts_of, change, change_json, released, said_of
from tests.packs import KEY, folder, new_manifests, pack, verified

SHEETS, TOTALS = "data/sheets/president.cec.csv", "data/totals.csv"
RETURNS = "data/returns/president.cec.station.csv"


@pytest.fixture
def made(tmp_path: Path) -> Path:
    return pack(tmp_path / "pack", folder(tmp_path / "election"))


def test_a_log_made_anew_alone_breaks_nothing(made: Path) -> None:
    released(made)
    assert said_of(made) == ""


def sheets_of_cec(about: dict[str, Any]) -> dict[str, Any]:
    return next(table for table in about["sheets"] if table["source"] == "cec")


def without_sheets(about: dict[str, Any]) -> None:
    about["sheets"] = [table for table in about["sheets"] if table["source"] != "cec"]


def with_exchanged_options(about: dict[str, Any]) -> None:
    table = sheets_of_cec(about)
    figures = [{"ana": "ben", "ben": "ana"}.get(name, name) for name in table["figures"]]
    about["sheets"].append(table | {"path": "data/sheets/president.cec2.csv", "figures": figures})


def test_sheets_that_the_description_leaves_out_are_missed(made: Path) -> None:
    change_json(made, layout.DESCRIPTION, without_sheets)
    change(
        made,
        TOTALS,
        lambda text: "".join(
            line for line in text.splitlines(keepends=True) if ",cec," not in line
        ),
    )
    (made / SHEETS).unlink()
    released(made)
    assert f"{RETURNS}: the pack has no sheets of these returns" in said_of(made)


def test_a_second_table_of_the_same_sheets_is_refused(made: Path) -> None:
    change_json(made, layout.DESCRIPTION, with_exchanged_options)
    head = (made / SHEETS).read_text().splitlines()[0]
    head = head.replace("ana,ben", "ben,ana") + "\n"
    (made / "data/sheets/president.cec2.csv").write_text(head)
    exchanged = {",ana,": ",ben,", ",ben,": ",ana,"}
    change(
        made,
        TOTALS,
        lambda text: "".join(
            next((line.replace(a, b) for a, b in exchanged.items() if a in line), line)
            if ",cec," in line
            else line
            for line in text.splitlines(keepends=True)
        ),
    )
    released(made)
    assert "pack.json: does not describe its tables" in said_of(made)


@pytest.mark.parametrize(("name", "twice"), [("figures", "ana"), ("areas", "country")])
def test_a_column_that_is_described_twice_is_refused(made: Path, name: str, twice: str) -> None:
    def doubled(about: dict[str, Any]) -> None:
        sheets_of_cec(about)[name].append(twice)

    change_json(made, layout.DESCRIPTION, doubled)
    released(made)
    assert "pack.json: does not describe its tables" in said_of(made)


@pytest.mark.parametrize("path", ["data/returns/x.csv", "data/findings.json", "../x", ""])
def test_a_table_lies_where_every_pack_has_it(made: Path, path: str) -> None:
    change_json(made, layout.DESCRIPTION, lambda about: sheets_of_cec(about).update(path=path))
    released(made)
    assert "pack.json: does not describe its tables" in said_of(made)


def test_a_sheet_that_is_hidden_from_the_country_is_missed(made: Path) -> None:
    head, first, *rest = (made / SHEETS).read_text().splitlines(keepends=True)
    cells = first.split(",")
    cells[head.split(",").index("area:country")] = ""
    (made / SHEETS).write_text("".join([head, ",".join(cells), *rest]))
    released(made)
    assert "line 2: 1: stands in no area that holds the whole" in said_of(made)


@pytest.mark.parametrize("path", [RETURNS, SHEETS])
def test_whether_a_row_counts_is_said_in_one_way(made: Path, path: str) -> None:
    head, first, *rest = (made / path).read_text().splitlines(keepends=True)
    cells = first.split(",")
    cells[head.split(",").index("counts")] = "2"
    (made / path).write_text("".join([head, ",".join(cells), *rest]))
    released(made)
    assert "line 2: 1: `counts` is neither 0 nor 1" in said_of(made)


def test_a_station_whose_returns_do_not_count_is_missed(made: Path) -> None:
    head, first, *rest = (made / RETURNS).read_text().splitlines(keepends=True)
    cells = first.split(",")
    cells[head.split(",").index("counts")] = "0"
    (made / RETURNS).write_text("".join([head, ",".join(cells), *rest]))
    head, _first, *rest = (made / SHEETS).read_text().splitlines(keepends=True)
    (made / SHEETS).write_text("".join([head, *rest]))
    released(made)
    assert f"{RETURNS}: none of the returns of 1 counts" in said_of(made)


@pytest.mark.parametrize("spelt", ["+100", "0100", "1_00", " 100", "١٠٠"])
def test_a_number_has_one_spelling(made: Path, spelt: str) -> None:
    for path in (RETURNS, SHEETS):
        change(made, path, lambda text: text.replace(",200,100\n", f",200,{spelt}\n", 1))
    released(made)
    assert "is no whole number" in said_of(made)


@pytest.mark.parametrize(
    "forged",
    [
        pytest.param(b'{"act":"return"', id="cut"),
        pytest.param(b'{"act":"return",' + b"[" * 60_000, id="deep"),
        pytest.param(b"[" * 60_000, id="deep list"),
        pytest.param(b'{"act":"return","place":"x","place":"y"}', id="two places"),
        pytest.param(b'{"act":"withdrawal","withdraws":0.0}', id="fraction"),
        pytest.param(b'{"act":"withdrawal","withdraws":false}', id="truth"),
        pytest.param(b'{"act":"withdrawal","withdraws":1,"withdraws":0}', id="two numbers"),
        pytest.param(b'{"act":"correction","replaces":0,"place":"2"}', id="of another place"),
        pytest.param(b"\xff\xfe", id="no text"),
    ],
)
def test_an_entry_that_is_no_act_is_named(made: Path, forged: bytes) -> None:
    before = acts_of(made)[:-1]
    released(made, [*before, forged])
    assert said_of(made)


@pytest.mark.parametrize("forged", [b'{"act":"return"', b'{"act":"return",' + b"[" * 60_000])
def test_a_row_whose_entry_is_no_act_is_named(made: Path, forged: bytes) -> None:
    _first, *before = acts_of(made)[:-1]
    released(made, [forged, *before])
    assert "line 2: 1: is not what entry 0 of the log states" in said_of(made)


def test_a_correction_is_of_the_same_return(made: Path) -> None:
    before = acts_of(made)[:-1]
    moved = json.loads(before[3]) | {"act": "correction", "replaces": 4}
    released(made, [*before, entries.canonical(moved)])
    assert "entry 7: replaces a return of another place or source" in said_of(made)


@pytest.mark.parametrize("size", [10**6, 2**62, 2**63, 9_999_999_999_999_999_999])
def test_a_checkpoint_of_a_log_that_the_pack_cannot_hold_is_refused(made: Path, size: int) -> None:
    forged = str(Checkpoint("x", size, b"\0" * HASH_BYTES))
    (made / layout.CHECKPOINT).write_text(forged)
    new_manifests(made)
    assert f"says that the log has {size} entries, and the pack does not hold as many" in said_of(
        made
    )


@pytest.mark.parametrize(
    "path",
    ["data/returns/president.cec.extra.csv", "data/more.csv", "more.md", "data/sheets/x.parquet"],
)
def test_a_file_that_no_pack_has_is_found(made: Path, path: str) -> None:
    (made / path).write_text("forged\n")
    released(made)
    assert f"{path}: no pack has such a file" in said_of(made)


@pytest.mark.parametrize("path", [layout.FINDINGS, layout.DESCRIPTION])
def test_json_says_everything_once(made: Path, path: str) -> None:
    change(made, path, lambda text: text.replace("{", '{"date": "2000-01-01", "date": "x",', 1))
    released(made)
    assert f"{path}: is no JSON" in said_of(made)


@pytest.mark.parametrize("value", ["NaN", "Infinity", "9" * 5_000, "[" * 100_000])
def test_json_holds_what_every_reader_reads(made: Path, value: str) -> None:
    change(made, layout.FINDINGS, lambda text: text.replace("{", '{"more": ' + value + ",", 1))
    released(made)
    assert f"{layout.FINDINGS}: is no JSON" in said_of(made)


def test_a_line_without_an_end_is_refused(made: Path) -> None:
    (made / TOTALS).write_text("," * (9 << 20))
    released(made)
    assert f"{TOTALS}: line 1: is longer than a line should be" in said_of(made)


def test_a_raw_file_is_the_one_whose_hash_is_stated(made: Path) -> None:
    change(made, "data/election/returns.csv", lambda text: text.replace("200,100", "201,99"))
    released(made)
    assert "data/election/returns.csv: is not the file whose hash stands in" in said_of(made)


def in_two_ways(place: Path, post: str = "100  100   0       50  50") -> Path:
    """A pack of a station with votes at the station and by post: the same, or those of ``post``."""
    columns = COLUMNS.replace("station: code\n", "station: code\n      channel: channel\n")
    table = f"""
        region district code channel registered cast valid invalid ana ben
        North  Hill     1    station 500        100  100   0       50  50
        North  Hill     1    post    500        {post}
    """
    entry = returns_entry("returns.csv", columns=columns)
    election = write_folder(place / "election", {"returns.csv": csv_of(table)}, entry)
    return pack(place / "two-ways", election)


def test_equal_votes_of_two_ways_are_added(tmp_path: Path) -> None:
    made = in_two_ways(tmp_path)
    assert ",100,100\n" in (made / SHEETS).read_text()
    change(made, SHEETS, lambda text: text.replace(",100,100\n", ",50,100\n"))
    change(made, TOTALS, lambda text: text.replace(",ana,100,1\n", ",ana,50,1\n"))
    released(made)
    assert f"{SHEETS}, line 2: 1: its figures are not those of its returns" in said_of(made)


def test_votes_that_differ_are_no_list_that_both_ways_repeat(tmp_path: Path) -> None:
    made = in_two_ways(tmp_path)
    change(made, RETURNS, lambda text: text.replace(",50,50\n", ",20,50\n", 1))
    change(made, SHEETS, lambda text: text.replace(",100,100\n", ",50,100\n"))
    change_json(
        made, layout.DESCRIPTION, lambda about: about["sheets"][0]["repeated"].append("ana")
    )
    released(made)
    assert "a figure of data/sheets/president.cec.csv cannot be all that" in said_of(made)


def test_votes_are_no_list_that_several_ways_repeat(tmp_path: Path) -> None:
    made = in_two_ways(tmp_path)
    change(made, SHEETS, lambda text: text.replace(",100,100\n", ",50,100\n"))
    change(made, TOTALS, lambda text: text.replace(",ana,100,1\n", ",ana,50,1\n"))

    def as_list(about: dict[str, Any]) -> None:
        about["sheets"][0]["repeated"].append("ana")
        about["sheets"][0]["options"].remove("ana")

    change_json(made, layout.DESCRIPTION, as_list)
    released(made)
    assert f"{layout.FINDINGS}: has other options of president" in said_of(made)


def test_two_returns_of_one_way_do_not_both_count(made: Path) -> None:
    """Copies of a sheet that both count would give it twice its votes."""
    double_first_return(made)
    released(made, [*acts_of(made)[:-1], doubled_act(made)])
    assert f"{RETURNS}, line 3: 1: counts twice for one way of voting" in said_of(made)


def double_first_return(made: Path) -> None:
    head, first, *rest = (made / RETURNS).read_text().splitlines(keepends=True)
    copy = ",".join([str(len(acts_of(made)) - 1), *first.split(",")[1:]])
    (made / RETURNS).write_text("".join([head, first, copy, *rest]))
    head, first, *rest = (made / SHEETS).read_text().splitlines(keepends=True)
    cells = first.rstrip("\n").split(",")
    start = head.split(",").index("registered")
    twice = [str(2 * int(cell)) for cell in cells[start:]]
    (made / SHEETS).write_text("".join([head, ",".join([*cells[:start], *twice]) + "\n", *rest]))


def doubled_act(made: Path) -> bytes:
    first = next(act for act in map(json.loads, acts_of(made)) if act.get("source") == "cec")
    return entries.canonical(first | {"again": 1})


@pytest.mark.parametrize(
    ("post", "ana", "kept"),
    [
        pytest.param("100 100 0 ?  50", ",,", "50", id="unread: what was read is not all"),
        pytest.param("100 100 0 .  50", ",,", "50", id="empty: what was read is not all"),
        pytest.param("100 100 0 20 50", ",70,", "", id="read: the sum is known"),
    ],
)
def test_a_figure_that_one_way_lacks_is_left_out_where_it_has_to_be(
    tmp_path: Path, post: str, ana: str, kept: str
) -> None:
    made = in_two_ways(tmp_path, post)
    assert f"{ana}100\n" in (made / SHEETS).read_text()
    assert said_of(made) == ""
    change(made, SHEETS, lambda text: text.replace(f"{ana}100\n", f",{kept},100\n"))
    released(made)
    assert f"{SHEETS}, line 2: 1: its figures are not those of its returns" in said_of(made)


def test_a_field_that_every_ballot_enters_is_left_out_where_one_way_has_none(
    tmp_path: Path,
) -> None:
    head = "region district code registered cast valid invalid ana ben\n"
    columns = COLUMNS.replace(", invalid: invalid", "")
    files = {
        "returns.csv": csv_of(head + "North Hill 1 500 100 97 3 50 47"),
        "post.csv": csv_of(head + "North Hill 1 500 100 100 0 50 50"),
    }
    entry = returns_entry("returns.csv", more="channel: station")
    entry += returns_entry("post.csv", more="channel: post", columns=columns)
    made = pack(tmp_path / "pack", write_folder(tmp_path / "election", files, entry))
    assert ",500,200,197,,100,97\n" in (made / SHEETS).read_text()
    assert said_of(made) == ""
    change(made, SHEETS, lambda text: text.replace(",197,,100", ",197,3,100"))
    released(made)
    assert f"{SHEETS}, line 2: 1: its figures are not those of its returns" in said_of(made)


def test_returns_without_any_sheets_are_said_by_their_level(made: Path) -> None:
    change_json(made, layout.DESCRIPTION, lambda about: about.update(sheets=[]))
    for path in (*(made / "data/sheets").iterdir(),):
        path.unlink()
    head = (made / TOTALS).read_text().splitlines(keepends=True)[0]
    (made / TOTALS).write_text(head)
    released(made)
    said = " ".join(map(str, verified(made).not_verified))
    assert "although there are returns of: station" in said


def test_what_is_repeated_is_a_column(made: Path) -> None:
    change_json(made, layout.DESCRIPTION, lambda about: about["sheets"][0].update(repeated=["x"]))
    released(made)
    assert "a figure that is no column of" in said_of(made)


def test_whoever_has_the_key_can_sign_a_forgery_that_fits(made: Path) -> None:
    """So that what is found broken below is found for itself."""
    change(made, layout.REPORT, lambda text: text.replace("</title>", "!</title>"))
    released(made)
    assert said_of(made) == ""


def test_every_row_of_an_area_says_how_many_stations_it_has(made: Path) -> None:
    """Of two numbers the last one would be looked at, and the other believed."""
    change(made, layout.TOTALS, lambda text: re.sub(r",4,\d*,", ",4,9,", text, count=1))
    released(made)
    assert "stations, a line before says 9" in said_of(made)


def test_a_file_stands_once_in_the_list_of_files(made: Path) -> None:
    change(made, layout.FILES, lambda text: text + text.splitlines(keepends=True)[-1])
    released(made)
    assert f"{layout.FILES}, line 5: is out of order" in said_of(made)


def raw_file(made: Path, name: str, data: bytes = b"x\n") -> None:
    """One more file of the election folder, and its row in the list of files."""
    target = made / layout.ELECTION / name
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(data)
    with (made / layout.FILES).open("a", encoding="utf-8", newline="") as table:
        table.write(layout.csv_line([name, sha256(data).hexdigest(), str(len(data)), "1"]))


@pytest.mark.parametrize(
    "name", ["CON", "con.csv", "LPT1.a.csv", "C:evil.csv", "a:b/c.csv", "a.", "a /b", "a?.csv"]
)
def test_a_name_that_leads_elsewhere_on_another_system_is_refused(made: Path, name: str) -> None:
    raw_file(made, name)
    assert "some systems cannot hold a file of this name" in said_of(made)


@pytest.mark.parametrize(
    "names",
    [
        pytest.param(["RETURNS.csv"], id="capitals"),
        pytest.param(["stra\u00dfe.csv", "STRASSE.csv"], id="capitals that are longer"),
        pytest.param(["\u00e9.csv", "e\u0301.csv"], id="two spellings of an accent"),
        pytest.param(["A/one.csv", "a/two.csv"], id="folders"),
        pytest.param(["A/one.csv", "a"], id="a folder and a file"),
    ],
)
def test_two_files_that_are_one_on_another_system_are_refused(made: Path, names: list[str]) -> None:
    for name in names:
        raw_file(made, name)
    assert "some systems cannot tell it from" in said_of(made)


@pytest.mark.parametrize(
    "how",
    [
        pytest.param(lambda text: text.replace("\n", "\r\n"), id="line ends"),
        pytest.param(lambda text: text.replace("\n", "\r"), id="other line ends"),
        pytest.param(lambda text: text.replace(",ana,", ',"ana",', 1), id="needless quotes"),
        pytest.param(lambda text: text[:-1], id="no last line end"),
        pytest.param(lambda text: text.replace("contest,", '"contest",', 1), id="header"),
    ],
)
def test_a_table_has_one_spelling(made: Path, how: Callable[[str], str]) -> None:
    file = made / TOTALS
    file.write_bytes(how(file.read_text()).encode())
    released(made)
    assert "is not spelt as every pack spells it" in said_of(made)


def test_a_row_of_returns_has_one_spelling(made: Path) -> None:
    change(made, RETURNS, lambda text: text.replace(",count,", ',"count",', 1))
    released(made)
    assert f"{RETURNS}: line 2: is not spelt as every pack spells it" in said_of(made)


def test_a_number_beyond_all_numbers_is_refused(made: Path) -> None:
    change(made, layout.FINDINGS, lambda text: text.replace("{", '{"more": 1e999,', 1))
    released(made)
    assert f"{layout.FINDINGS}: is no JSON" in said_of(made)


def test_a_page_that_tells_people_to_do_something_else_is_found(made: Path) -> None:
    change(made, layout.VERIFY_PAGE, lambda text: text.replace("python3 verify.pyz", "./run"))
    new_manifests(made)
    assert "VERIFY.md: is not the page that this version writes; do not follow it" in said_of(made)


def test_a_page_of_another_version_is_not_vouched_for(made: Path) -> None:
    for path in (layout.DESCRIPTION, layout.FINDINGS):
        change_json(made, path, lambda about: about.update(crosstally="0.0.1"))
    change(made, layout.VERIFY_PAGE, lambda text: text.replace("python3 verify.pyz", "./run"))
    released(made)
    assert said_of(made) == ""
    said = " ".join(map(str, verified(made).not_verified))
    assert "What else VERIFY.md tells you to do" in said


def test_findings_end_with_what_was_found(made: Path) -> None:
    """`exit_code` 1 is for something decisive, and only for that."""
    change_json(made, layout.FINDINGS, lambda found: found.update(exit_code=0))
    released(made)
    assert f"{layout.FINDINGS}: `exit_code` is 0, its findings make it 1" in said_of(made)


def test_a_version_that_the_program_inside_is_not_of_is_found(made: Path) -> None:
    """Of another version, much is left open; whoever says so has another program in the pack."""
    for path in (layout.DESCRIPTION, layout.FINDINGS):
        change(made, path, lambda text: text.replace(f'"{__version__}"', '"9.9"'))
    released(made)
    said = verify(open_pack(made), keys=[str(KEY.public)], program=program())
    assert "version 9.9 of Crosstally made the pack; the program in it is of" in str(said.broken)
    change(made, layout.FINDINGS, lambda text: text.replace('"9.9"', '"9.8"'))
    released(made)
    assert "`crosstally` is another one than in data/pack.json" in said_of(made)
