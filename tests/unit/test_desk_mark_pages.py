"""The pages that ask for a sheet's stamps, serial numbers and signatures, and show the answers."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from crosstally.desk import asked as asked_module
from crosstally.desk.settings import Place
from crosstally.desk.states import Role, State
from crosstally.election.areas import Area, AreaLookup
from crosstally.election.sheet import SheetTemplate
from tests.desk_clients import READ, joined, sheets, uploaded
from tests.unit.test_desk_queued_figures import Phone

MARKS: dict[str, dict[str, object]] = {
    "stamp": {"name": "Stamp of the board", "kind": "stamp"},
    "serial": {"name": "Serial number", "kind": "serial", "pattern": "@@-####", "column": "forms"},
    "signed": {"name": "Signatures", "kind": "signatures", "expected": 5},
}
SEEN = {"-mark-stamp": "there", "-typed-serial": "tr 0101", "-typed-signed": "5"}
STATION = "ATKARACALAR/1001"


@pytest.fixture
def marked(place: Place, monkeypatch: pytest.MonkeyPatch) -> Place:
    """The desk, with marks on the sheet, and numbers that the station was given."""
    asked = asked_module.asked_at(place)
    template = SheetTemplate.model_validate({**asked.template.model_dump(), "marks": MARKS})
    station = Area(STATION, "School", "station", attributes={"forms": "TR0101..TR0150"})
    areas = AreaLookup([*asked.areas, station])
    stamp, _asked = asked_module._KNOWN[place]
    known = (stamp, replace(asked, template=template, areas=areas))
    monkeypatch.setitem(asked_module._KNOWN, place, known)
    return place


def read(client: Any, name: str, **more: str) -> Any:
    given = {key.replace("_", "-"): text for key, text in more.items()}
    return client.post(f"/sheet/{name}/do/read/", {**READ, **SEEN, **given})


def test_every_mark_is_asked_for_and_shown_once_the_sheet_is_settled(marked: Place) -> None:
    root = joined(Role.ADMINISTRATOR, "root1")
    ann, cem = joined(Role.TYPIST, "ann1"), joined(Role.TYPIST, "cem1")
    name = uploaded(root, 1)
    page = ann.get(f"/sheet/{name}/").content.decode()
    assert "Stamp of the board" in page
    assert "TR0101" not in page, "what the station was given is told to nobody who reads"
    refused = ann.post(f"/sheet/{name}/do/read/", READ)
    assert refused.status_code == 409, "no mark is guessed"
    assert read(ann, name).status_code == 302
    assert "TR0101" not in cem.get(f"/sheet/{name}/").content.decode(), "blind"
    assert "TR0101" not in root.get(f"/sheet/{name}/").content.decode(), "blind"
    assert read(cem, name, _typed_signed="3").status_code == 302
    assert sheets(marked)[name].state is State.SETTLED
    page = root.get(f"/sheet/{name}/").content.decode()
    assert "TR0101" in page
    assert "the readers saw it otherwise" in page


def test_a_serial_number_unlike_the_forms_is_asked_about(marked: Place) -> None:
    ann = joined(Role.TYPIST, "ann2")
    name = uploaded(joined(Role.ADMINISTRATOR, "root2"), 2)
    wrong = {**READ, **SEEN, "-typed-serial": "TR-01O1"}
    part = ann.post(f"/sheet/{name}/relations/", wrong).content.decode()
    assert "not like those of the form, <bdi>@@-####</bdi>" in part
    refused = ann.post(f"/sheet/{name}/do/read/", wrong)
    assert refused.status_code == 409
    assert 'value="TR-01O1"' in refused.content.decode(), "nothing typed is lost"
    stands_so = ann.post(f"/sheet/{name}/do/read/", wrong | {"as_written": "on"})
    assert stands_so.status_code == 302


def test_a_number_of_another_station_reaches_an_arbiter_and_a_coordinator(marked: Place) -> None:
    root, eve = joined(Role.ADMINISTRATOR, "root3"), joined(Role.ARBITER, "eve3")
    name = uploaded(root, 3)
    for typist in ("ann3", "cem3"):
        client = joined(Role.TYPIST, typist)
        assert read(client, name, _typed_serial="TR0777").status_code == 302
        assert "not given" not in client.get(f"/sheet/{name}/").content.decode()
    assert sheets(marked)[name].state is State.ARBITRATION
    for client in (root, eve):
        assert "was not given such a number" in client.get(f"/sheet/{name}/").content.decode()
    asked_first, agreed = eve.get(f"/sheet/{name}/").content.decode().split('class="agreed"')
    assert 'name="-typed-serial"' in asked_first
    assert 'name="-mark-stamp"' in agreed, "what all saw alike is not asked again"
    assert "<small><bdi>School</bdi></small>" in asked_first, "a code alone says little"
    assert name in root.get("/").content.decode(), "it waits for a coordinator too"
    decision = READ | SEEN | {"-typed-serial": "TR0777", "reason": "forms were exchanged"}
    assert eve.post(f"/sheet/{name}/do/decide/", decision).status_code == 302
    made = sheets(marked)[name].returns[-1]
    assert made.marks == ({"stamp": "there", "serial": "TR0777", "signed": 5},)


def test_a_second_look_begins_with_what_one_saw(marked: Place) -> None:
    ann, cem = joined(Role.TYPIST, "ann4"), joined(Role.TYPIST, "cem4")
    name = uploaded(joined(Role.ADMINISTRATOR, "root4"), 4)
    assert read(ann, name).status_code == 302
    assert read(cem, name, _typed_serial="TR0107").status_code == 302
    page = cem.get(f"/sheet/{name}/").content.decode()
    assert 'class="mark differs"' in page
    assert 'value="TR0107"' in page
    assert "TR0101" not in page
    look = {**READ, **SEEN}
    assert cem.post(f"/sheet/{name}/do/look-again/", look).status_code == 302
    assert sheets(marked)[name].state is State.SETTLED


def test_planting_asks_for_no_marks(marked: Place) -> None:
    root = joined(Role.ADMINISTRATOR, "root5")
    name = uploaded(root, 5)
    assert root.post(f"/sheet/{name}/do/plant/", READ).status_code == 302
    assert read(joined(Role.TYPIST, "ann5"), name).status_code == 302
    assert sheets(marked)[name].state is State.PLANTED


def test_whoever_calls_back_asks_for_the_marks_too(marked: Place) -> None:
    ann, cem = joined(Role.TYPIST, "ann6"), joined(Role.TYPIST, "cem6")
    told = {"station": STATION, **READ, "check": "0", "do": "confirm"}
    ann.post("/telephone/", told)
    (name,) = (one for one, sheet in sheets(marked).items() if sheet.told)
    assert "Stamp of the board" in cem.get(f"/sheet/{name}/").content.decode()
    assert cem.post(f"/sheet/{name}/do/read/", READ).status_code == 409, "no mark is guessed"
    assert read(cem, name).status_code == 302
    made = sheets(marked)[name].returns[0]
    assert (made.told, [dict(one) for one in made.marks]) == (
        True,
        [{"stamp": "there", "serial": "TR0101", "signed": 5}],
    )


def told_by(client: Any, call: str, **more: str) -> Any:
    """What comes of figures and marks that a client takes down and confirms."""
    given = {key.replace("_", "-"): text for key, text in more.items()}
    told = {"station": STATION, **READ, **SEEN, **given, "check": "0", "call": call}
    return client.post("/telephone/", told | {"do": "confirm"})


def test_marks_that_are_told_are_read_back_and_kept(marked: Place) -> None:
    ann, cem = joined(Role.TYPIST, "ann7"), joined(Role.TYPIST, "cem7")
    told = {"station": STATION, **READ, **SEEN, "check": "0"}
    page = ann.post("/telephone/", told).content.decode()
    for shown in ("Stamp of the board", "is there", ">TR0101<", 'name="-typed-signed" value="5"'):
        assert shown in page
    assert told_by(ann, "7" * 32).status_code == 302
    (reading,) = sheets(marked)["7" * 32].readings
    assert reading.marks == {"stamp": "there", "serial": "TR0101", "signed": 5}
    assert read(cem, "7" * 32, _typed_signed="3").status_code == 302
    assert [one["signed"] for one in sheets(marked)["7" * 32].returns[0].marks] == [5, 3]


def test_of_marks_all_are_told_or_none(marked: Place) -> None:
    ann = joined(Role.TYPIST, "ann8")
    refused = told_by(ann, "8" * 32, _typed_serial="")
    assert refused.status_code == 409
    page = refused.content.decode()
    assert "Serial number: Type it, or say that it is not there" in page
    assert 'name="-typed-signed" value="5"' in page, "nothing typed is lost"
    refused = told_by(ann, "8" * 32, _typed_serial="TR-01O1")
    assert "Serial number: A serial number is not like those of the form." in (
        refused.content.decode()
    )
    told = {"station": STATION, **READ, **SEEN, "-typed-serial": "TR-01O1", "check": "0"}
    stands_so = ann.post("/telephone/", told | {"as_written": "on", "do": "confirm"})
    assert stands_so.status_code == 302


def test_a_told_number_of_another_station_reaches_an_arbiter(marked: Place) -> None:
    ann, cem = joined(Role.TYPIST, "ann9"), joined(Role.TYPIST, "cem9")
    assert told_by(ann, "9" * 32, _typed_serial="TR0777").status_code == 302
    assert read(cem, "9" * 32, _typed_serial="TR0777").status_code == 302
    assert sheets(marked)["9" * 32].state is State.ARBITRATION


def test_marks_come_with_figures_that_a_phone_has_queued(marked: Place) -> None:
    phone = Phone(joined(Role.TYPIST, "ann10"))
    before = set(sheets(marked))
    item = phone.item({"figures": READ, "marks": SEEN})
    assert phone.send(item)[:2] == (200, "received")
    (name,) = set(sheets(marked)) - before
    (reading,) = sheets(marked)[name].readings
    assert reading.marks == {"stamp": "there", "serial": "TR0101", "signed": 5}
    half = phone.item({"figures": READ, "marks": {"-mark-stamp": "there"}})
    status, state, said = phone.send(half)
    assert (status, state, len(said)) == (422, "refused", 2)
    page = phone.client.get("/offline/").content.decode()
    assert all(f'name="{field}"' in page for field in SEEN)
    assert "hx-post" not in page, "nothing is asked where there is no network"


def test_a_form_to_print_has_a_line_for_each_mark(marked: Place) -> None:
    root = joined(Role.ADMINISTRATOR, "root11")
    page = root.get(f"/paper/?of={STATION}").content.decode()
    assert all(f"<bdi>{mark['name']}</bdi></th>" in page for mark in MARKS.values())
