"""What programs bring into the election folder of a desk: areas and official returns."""

from __future__ import annotations

import csv
import io
import shutil
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from crosstally.check.run import check, open_election
from crosstally.desk import folder_changes
from crosstally.desk.settings import Place
from crosstally.desk.states import Role
from tests.desk_clients import EXAMPLE, joined, uploaded
from tests.desk_programs import HEAD, OFFICIAL, Answer, Program, program, unhurried

SOUTH, NORTH = "ATKARACALAR/1001", "ELDIVAN/1018"


def boxes() -> list[str]:
    with (EXAMPLE / "returns" / "boxes.csv").open(encoding="utf-8") as file:
        return [f"{row['district']}/{row['box']}" for row in csv.DictReader(file)]


def areas_of(stations: list[str]) -> str:
    districts = sorted({station.split("/")[0] for station in boxes()})
    rows = [f"{one},{one.title()},district,cankiri" for one in districts]
    rows += [f"{one},Box {one},station,{one.split('/')[0]}" for one in stations]
    return HEAD + "\n".join(rows) + "\n"


@pytest.fixture(scope="module")
def root(place: Place) -> Any:
    made = joined(Role.ADMINISTRATOR, "root")
    joined(Role.COORDINATOR, "nora", area="ELDIVAN")
    uploaded(made, 1, SOUTH)
    return made


@pytest.fixture
def folder(place: Place, root: Any, tmp_path: Path) -> Iterator[Path]:
    """The election folder, as it was before when the test is over."""
    unhurried()
    kept = ("election.yaml", "returns")
    for name in kept:
        copy = shutil.copytree if (place.election / name).is_dir() else shutil.copy2
        copy(place.election / name, tmp_path / name)
    yield place.election
    (place.election / "areas.csv").unlink(missing_ok=True)
    shutil.rmtree(place.election / "returns")
    for name in kept:
        copy = shutil.copytree if (tmp_path / name).is_dir() else shutil.copy2
        copy(tmp_path / name, place.election / name)


def files(folder: Path) -> dict[str, bytes]:
    """Every file that is not the desk's own."""
    own = folder / "desk"
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and not path.is_relative_to(own)
    }


def where(answer: Answer) -> list[str | None]:
    return [error.get("where") for error in answer.json["errors"]]


def test_a_list_of_areas_is_what_the_desk_knows_from_then_on(folder: Path, root: Any) -> None:
    from crosstally.desk.doors import asked

    by, text = program("root"), areas_of(boxes())
    answer = by.bring_areas(text)
    digest = sha256(text.encode()).hexdigest()
    assert answer.json == {"file": "areas.csv", "sha256": digest, "rows": 713, "changed": True}
    assert (folder / "areas.csv").read_text() == text
    assert asked().station("Box " + SOUTH) == SOUTH, "while the desk goes on"
    with pytest.raises(ValueError, match="no station of this code"):
        asked().station("ELDIVAN/9999")
    assert by.bring_areas(text).json["changed"] is False


def test_what_a_list_takes_the_place_of_is_kept(folder: Path, place: Place) -> None:
    by, first, second = program("root"), areas_of(boxes()), areas_of([*boxes(), "ELDIVAN/9"])
    for text in (first, second):
        assert by.bring_areas(text).json["changed"]
    kept = place.folder / "received"
    for text in (first, second):
        data = text.encode()
        assert (kept / sha256(data).hexdigest()).read_bytes() == data
    assert not [path for path in kept.iterdir() if path.name.startswith(".")]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", ["there is no column 'id'", "there is no column 'level'"]),
        (HEAD, ["holds no area"]),
        (HEAD + "a,A,sation,cankiri\n,B,district,cankiri\n", ["no such level", "has no id"]),
        (HEAD + "a,A,district,b\nb,B,district,a\n", ["lies inside itself"]),
        (b"\xff\xfe\x00", ["is not written in UTF-8"]),
        (HEAD.encode() + b"a\0,A,district,cankiri\n", ["zero bytes"]),
        (HEAD + 'a,"A\n', ["no such level"]),
    ],
)
def test_a_list_that_cannot_be_read_changes_nothing_and_all_is_said(
    folder: Path, text: str | bytes, said: list[str]
) -> None:
    before = files(folder)
    answer = program("root").bring_areas(text)
    assert answer.status == 422
    for sentence in said:
        assert any(sentence in one for one in answer.said), answer.said
    assert files(folder) == before
    assert str(folder) not in answer.body.decode(), "where the folder lies is told nobody"


def test_no_list_takes_from_people_what_they_see(folder: Path, root: Any) -> None:
    """A coordinator's area, and a station that a sheet is of, stay known."""
    by, text = program("root"), areas_of([*boxes(), "ELDIVAN/9"])
    assert by.bring_areas(text + "NEW,Newland,district,cankiri\n").status == 200
    joined(Role.COORDINATOR, "ned", area="NEW")
    uploaded(root, 2, "ELDIVAN/9")
    before = files(folder)
    answer = by.bring_areas(areas_of(boxes()))
    assert answer.said == [
        "areas of people of the desk are missing",
        "stations of which the desk has sheets are missing",
    ]
    assert [error["read"] for error in answer.json["errors"]] == ["NEW", "ELDIVAN/9"]
    assert files(folder) == before


def test_official_returns_come_in_and_are_checked_like_any(folder: Path) -> None:
    before = (folder / "election.yaml").read_text()
    counted = check(open_election(folder)).contests["president"].totals["ysk"].options
    answer = program("root").bring_official(query="source=ysk&stage=recount&at=2023-06-01")
    assert answer.status == 200
    file = f"returns/received/ysk-recount-{sha256(OFFICIAL.encode()).hexdigest()[:12]}.csv"
    assert (answer.json["file"], answer.json["rows"], answer.json["changed"]) == (file, 1, True)
    assert (folder / file).read_text() == OFFICIAL
    after = (folder / "election.yaml").read_text()
    assert set(before.splitlines()) <= set(after.splitlines()), "every remark stays"
    result = check(open_election(folder))
    recounted = result.contests["president"].totals["ysk"].options
    assert recounted["erdogan"] == counted["erdogan"] + 10, "190 before, 200 now"


def test_the_same_file_again_changes_nothing(folder: Path) -> None:
    by = program("root")
    assert by.bring_official(query="source=ysk&stage=recount").json["changed"] is True
    before = files(folder)
    assert by.bring_official(query="source=ysk&stage=recount").json["changed"] is False
    assert files(folder) == before


def test_a_new_authority_is_named_as_it_was_sent(folder: Path) -> None:
    name = "Board%20of%20%22%C3%87ank%C4%B1r%C4%B1%22%3A%20x%2C%20%7By%7D"
    answer = program("root").bring_official(query=f"source={name}")
    assert answer.status == 200, answer.body
    sources = open_election(folder).definition.sources
    assert ('Board of "Çankırı": x, {y}', "authority") in {
        (one.name, one.kind.value) for one in sources.values()
    }


@pytest.mark.parametrize(
    ("text", "query", "places"),
    [
        ("station,erdogan,kilic,erdogan\n1,2,3,4\n", "source=b", ["body:1"] * 3),
        ("station,erdogan,kilicdaroglu\n", "source=b", ["body"]),
        ("erdogan,kilicdaroglu\n1,2\n", "source=b", ["body:1"]),
        (OFFICIAL, "source=b&stage=cuont&at=yesterday", ["query.stage", "query.at"]),
        (OFFICIAL, "", ["query.source"]),
        (OFFICIAL, "sorce=b", ["query"]),
        (OFFICIAL, "source=%00b", ["query.source"]),
        (OFFICIAL, "source=b%0Ac", ["query.source"]),
    ],
)
def test_all_that_is_wrong_with_official_returns_is_said_and_nothing_is_written(
    folder: Path, text: str, query: str, places: list[str]
) -> None:
    before = files(folder)
    answer = program("root").bring_official(text, query)
    assert (answer.status, where(answer)) == (422, places)
    assert files(folder) == before


@pytest.mark.parametrize(
    "cells",
    ["x,250,245,5,200,45", "1.5,250,245,5,200,45", "-3,250,245,5,200,45", "9e9,250,245,5,200,45"],
)
def test_cells_that_are_no_figures_are_what_the_check_makes_of_them(
    folder: Path, cells: str
) -> None:
    """The same reader, whichever way a file came: unread, and found by the check."""
    text = OFFICIAL.splitlines()[0] + f"\n{SOUTH},{cells}\n"
    answer = program("root").bring_official(text, "source=b")
    if answer.status == 200:
        result = check(open_election(folder))
        unread = [one for one in result.findings if one.code.name == "SHEET-UNREAD"]
        assert [one.source for one in unread] == ["b"]
    else:
        assert answer.status == 422


def test_a_second_row_of_one_station_source_and_stage_is_refused(folder: Path) -> None:
    before = files(folder)
    by = program("root")
    answer = by.bring_official()
    assert answer.said == ["1 station has returns of this source and stage already"]
    assert SOUTH in answer.body.decode()
    twice = OFFICIAL + OFFICIAL.splitlines()[1] + "\n"
    assert by.bring_official(twice, "source=b").status == 422
    assert files(folder) == before


def test_a_party_has_no_official_returns(folder: Path) -> None:
    text = (folder / "election.yaml").read_text()
    text = text.replace("sources:\n", "sources:\n  party: {name: A party, kind: party}\n", 1)
    (folder / "election.yaml").write_text(text)
    answer = program("root").bring_official(query="source=party&stage=recount")
    assert answer.said == ["is no authority: its returns are not official"]


def test_stations_that_nobody_lists_are_refused_as_on_the_pages(folder: Path) -> None:
    by = program("root")
    by.bring_areas(areas_of(boxes()))
    answer = by.bring_official(OFFICIAL.replace("1001", "9999"), "source=ysk&stage=recount")
    assert answer.said == ["areas.csv has no station of these codes"]
    assert by.bring_official(query="source=ysk&stage=recount").status == 200


EVIL = "../../../evil"


@pytest.mark.parametrize(
    "name", [EVIL, "/etc/evil", "..\\evil", "C:\\evil", "returns/boxes", "%2e%2e"]
)
def test_no_name_leads_out_of_the_folder(folder: Path, place: Place, name: str) -> None:
    from urllib.parse import quote

    before = {path for path in folder.parent.rglob("*") if place.folder not in path.parents}
    answer = program("root").bring_official(query=f"source={quote(name)}")
    assert answer.status in (200, 422)
    after = {path for path in folder.parent.rglob("*") if place.folder not in path.parents}
    new = {str(path.relative_to(folder)) for path in after - before}
    assert all(path.startswith("returns/received") for path in new)
    assert (folder / "returns" / "boxes.csv").read_bytes() == (
        EXAMPLE / "returns" / "boxes.csv"
    ).read_bytes()


def test_a_folder_that_is_a_link_elsewhere_is_not_written_through(
    folder: Path, tmp_path: Path
) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (folder / "returns" / "received").symlink_to(elsewhere)
    answer = program("root").bring_official(query="source=ysk&stage=recount")
    assert answer.status == 422
    assert list(elsewhere.iterdir()) == []


def test_a_desk_that_is_killed_in_between_leaves_the_folder_whole(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What ``election.yaml`` names is there before it names it."""

    class Killed(BaseException):
        """As by a signal."""

    def killed(_folder: Path) -> None:
        raise Killed

    before = (folder / "election.yaml").read_bytes()
    monkeypatch.setattr(folder_changes, "_force", killed)
    monkeypatch.setattr(folder_changes, "_keep", lambda *_rest: None)
    with pytest.raises(Killed):
        program("root").bring_official(query="source=ysk&stage=recount")
    assert (folder / "election.yaml").read_bytes() == before
    open_election(folder)


def test_somebody_who_edits_the_folder_meanwhile_loses_nothing(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from crosstally.desk.election_facts import read_surroundings

    def slow(*arguments: Any) -> Any:
        with (folder / "election.yaml").open("a") as file:
            file.write("# by hand\n")
        return read_surroundings(*arguments)

    monkeypatch.setattr(folder_changes, "read_surroundings", slow)
    answer = program("root").bring_official(query="source=ysk&stage=recount")
    assert answer.status == 409
    assert (folder / "election.yaml").read_text().endswith("# by hand\n")
    assert "received" not in {path.name for path in (folder / "returns").iterdir()}


def test_two_at_once_are_done_one_after_the_other(folder: Path) -> None:
    from concurrent.futures import ThreadPoolExecutor

    from django.db import connections

    token = program("root").token

    def bring(stage: str) -> int:
        try:
            return Program(token).bring_official(query=f"source=ysk&stage={stage}").status
        finally:
            connections.close_all()

    with ThreadPoolExecutor(3) as pool:
        assert list(pool.map(bring, ("recount", "ruling", "rerun"))) == [200] * 3
    stages = {entry.stage.value for entry in open_election(folder).definition.returns}
    assert {"recount", "ruling", "rerun"} <= stages


@pytest.mark.parametrize(
    ("media_type", "status"),
    [
        ("text/csv", 422),
        ("text/csv; charset=utf-8", 422),
        ("text/csv; charset=utf-16", 415),
        ("application/json", 415),
        ("multipart/form-data; boundary=x", 415),
        ("application/x-www-form-urlencoded", 415),
        ("text/html", 415),
        ("text/csv, application/json", 415),
    ],
)
def test_a_body_of_another_type_is_not_looked_at(
    folder: Path, media_type: str, status: int
) -> None:
    answer = program("root").ask("PUT", "areas", "x\n", media_type)
    assert answer.status == status


def test_a_body_that_is_packed_is_not_unpacked(folder: Path) -> None:
    import gzip

    packed = gzip.compress(b"x" * 1000)
    answer = program("root").ask("PUT", "areas", packed, "text/csv", **{"Content-Encoding": "gzip"})
    assert answer.status == 415


def test_more_than_is_taken_is_not_read(folder: Path, place: Place) -> None:
    """Neither where the length says so, nor where it does not: one byte more, and no further."""
    by = program("root")
    answer = by.ask("PUT", "areas", b"x" * (folder_changes.MOST_BYTES + 1), "text/csv")
    assert answer.status == 413
    answer = by.ask("POST", "invitations", b" " * (256 * 1024 + 1), "application/json")
    assert answer.status == 413
    stream = io.BytesIO(b"x" * 100)
    with pytest.raises(folder_changes.TooLargeError), folder_changes.received(place, stream, 10):
        pass
    assert stream.tell() == 11
    assert not list((place.folder / "received").glob(".writing-*"))


def test_a_length_that_is_none_is_refused(folder: Path) -> None:
    by = program("root")
    for length in ("", "-1", "x", "٣"):
        answer = by.client.generic(
            "PUT",
            "/api/v1/areas",
            b"x",
            content_type="text/csv",
            headers=by.headers,
            CONTENT_LENGTH=length,
        )
        assert answer.status_code == 411


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b'{"invitations": [], "invitations": [{"role": "typist"}]}',
        b'{"invitations": [{"role": "typist", "role": "administrator"}]}',
        b'{"invitations": NaN}',
        b'\xff\xfe{\x00"\x00',
        b"[" * 100_000,
        b'{"invitations": ' + b"9" * 5_000 + b"}",
        b'{"invitations": [{"role": "typist", "is_superuser": true}]}',
        b'{"invitations": [{"role": "typist", "reference": "\\ud800"}]}',
        b'{"invitations": [{"role": "\\ud800"}]}',
        b'{"invitations": [{"role": "coordinator", "area": "\\ud800\\u0000"}]}',
        b'{"invitations": [{"role": "typist", "coordinator": "\\u0000"}]}',
        b'{"invitations": [{"role": "public"}]}',
        b'{"invitations": [{"role": ["typist"]}]}',
    ],
)
def test_a_body_that_is_not_what_is_taken_invites_nobody(folder: Path, body: bytes) -> None:
    from crosstally.desk.models import Invitation

    before = Invitation.objects.count()
    answer = program("root").ask("POST", "invitations", body, "application/json")
    assert answer.status in (400, 422), answer.body
    assert answer.said
    assert Invitation.objects.count() == before
