"""Photographs from outside: held until somebody has looked, and never more than a quota."""

from __future__ import annotations

import io
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier, Event
from typing import Any

import pytest
from PIL import Image

from crosstally.desk import quota, shelves
from crosstally.desk.quota import Quota, quota_of_link, quota_of_station
from crosstally.desk.settings import Place
from crosstally.desk.states import Act, Kind, Person, Role, State, replay
from crosstally.ledger.errors import LedgerError
from tests.desk_clients import READ, browser, joined, photograph, sheets

STATION = "ATKARACALAR/1001"


@pytest.fixture(scope="module")
def root(place: Place) -> Any:
    return joined(Role.ADMINISTRATOR, "root")


@pytest.fixture(scope="module")
def typists(place: Place) -> list[Any]:
    return [joined(Role.TYPIST, name) for name in ("ann", "cem")]


def link_of(root: Any, whose: str = "person") -> str:
    page: str = root.post("/sending/", {"label": "field", "whose": whose}).content.decode()
    return "/send/" + page.split("/send/")[1].split('"')[0]


def send(link: str, shade: int, station: str = STATION) -> Any:
    return browser().post(link, {"files": [photograph(shade)], "station": station})


def send_of_size(link: str, width: int) -> Any:
    """A photograph that is like none of ``photograph``, from a thread of its own."""
    from django.db import connections

    file = io.BytesIO()
    Image.new("RGB", (width, 40), "white").save(file, "JPEG")
    file.seek(0)
    file.name = "sheet.jpg"
    try:
        return browser().post(link, {"files": [file], "station": ""})
    finally:
        connections.close_all()


def newest() -> str:
    from crosstally.desk.models import PicturePage

    return PicturePage.objects.order_by("-pk")[0].sheet


def test_what_is_sent_is_held_until_a_coordinator_has_looked(
    place: Place, root: Any, typists: list[Any]
) -> None:
    link = link_of(root)
    answer = send(link, 1)
    assert answer.status_code == 200
    name = newest()
    assert name[:8] not in answer.content.decode(), "whoever sends learns nothing of the desk"
    held = sheets(place)[name]
    assert (held.state, held.station, held.acts[0].by.role) == (State.HELD, STATION, Role.PUBLIC)
    assert "Nothing waits for you" in typists[0].get("/").content.decode()
    assert typists[0].post(f"/sheet/{name}/do/read/", READ).status_code == 409
    assert f"/sheet/{name}/" in root.get("/").content.decode()
    assert f'value="{STATION}"' in root.get(f"/sheet/{name}/").content.decode(), "proposed"
    assert root.post(f"/sheet/{name}/do/place/", {"station": STATION}).status_code == 302
    for typist in typists:
        assert typist.post(f"/sheet/{name}/do/read/", READ).status_code == 302
    assert sheets(place)[name].state is State.SETTLED


def test_the_quota_grows_with_what_was_settled_and_stops_a_flood(
    place: Place, root: Any, typists: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(quota, "OF_ONE_PERSON", 2)
    link = link_of(root)
    assert [send(link, shade, "").status_code for shade in (2, 3, 4)] == [200, 200, 400]
    before = newest()
    assert "wait to be looked at" in send(link, 4, "").content.decode()
    assert newest() == before, "nothing is kept"
    root.post(f"/sheet/{before}/do/set-aside/", {"fault": "unreadable"})
    assert send(link, 4, "").status_code == 400, "what was set aside makes no room"
    root.post(f"/sheet/{before}/do/restore/", {"reason": "it can be read"})
    root.post(f"/sheet/{before}/do/place/", {"station": "ATKARACALAR/1002"})
    for typist in typists:
        typist.post(f"/sheet/{before}/do/read/", READ)
    assert [send(link, shade, "").status_code for shade in (4, 5, 6, 7, 8)] == [200] * 4 + [400]
    assert send(link_of(root), 8, "").status_code == 200, "others may go on"


def test_a_quota_holds_against_requests_that_come_at_once(
    place: Place, root: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All have found room before any is counted: the pictures are on the disk, and one stays."""
    from crosstally.desk.models import PicturePage, SendingLink

    monkeypatch.setattr(quota, "OF_ONE_PERSON", 1)
    link, all_wrote = link_of(root, "person"), Barrier(2, timeout=60)
    keep = shelves.keep

    def kept(name: str, data: bytes) -> None:
        keep(name, data)
        all_wrote.wait()

    with monkeypatch.context() as patched, ThreadPoolExecutor(2) as pool:
        patched.setattr(shelves, "keep", kept)
        answers = list(pool.map(partial(send_of_size, link), (61, 62)))
    assert sorted(answer.status_code for answer in answers) == [200, 400]
    came = PicturePage.objects.filter(link=SendingLink.objects.latest("pk"))
    assert came.count() == 1
    on_disk = {path.name[:32] for path in (place.folder / "pictures").iterdir()}
    assert on_disk == set(PicturePage.objects.values_list("sheet", flat=True))


def test_a_store_that_is_slow_for_one_keeps_no_other_sender_waiting(
    place: Place, root: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, over, keep = Event(), Event(), shelves.keep

    def slow_at_first(name: str, data: bytes) -> None:
        if not begun.is_set():
            begun.set()
            assert over.wait(60)
        keep(name, data)

    monkeypatch.setattr(shelves, "keep", slow_at_first)
    with ThreadPoolExecutor(1) as pool:
        slow = pool.submit(send_of_size, link_of(root), 63)
        try:
            assert begun.wait(60)
            others = ThreadPoolExecutor(1).submit(send_of_size, link_of(root), 64)
            assert others.result(30).status_code == 200
            assert not slow.done()
        finally:
            over.set()
        assert slow.result(30).status_code == 200


def test_of_a_link_for_everyone_more_may_wait() -> None:
    sent = [replay([Act(Kind.HOLD, Person("link", Role.PUBLIC), reason="sent")])] * 40
    assert quota_of_link(sent, everyone=False).full
    assert not quota_of_link(sent, everyone=True).full
    assert Quota(settled=10, waiting=59, base=30).most == 60


def test_one_station_is_not_flooded(
    place: Place, root: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(quota, "OF_ONE_STATION", 1)
    station = "ATKARACALAR/1004"
    links = [link_of(root, "everyone"), link_of(root)]
    for shade, link in ((9, links[0]), (10, links[1])):
        assert send(link, shade, station).status_code == 200
    second = sheets(place)[newest()]
    assert (second.state, second.station) == (State.HELD, "")
    assert f"more than expected of station {station}" in second.acts[0].reason


def test_what_was_set_aside_keeps_nobody_out_of_a_station_but_counts_against_its_link(
    place: Place, root: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(quota, "OF_ONE_STATION", 1)
    monkeypatch.setattr(quota, "OF_ONE_PERSON", 1)
    station, false = "ATKARACALAR/1005", link_of(root)
    send(false, 21, station)
    root.post(f"/sheet/{newest()}/do/set-aside/", {"fault": "other-election"})
    assert send(link_of(root), 22, station).status_code == 200
    assert sheets(place)[newest()].station == station
    assert send(false, 23).status_code == 400
    root.post(f"/sheet/{newest()}/do/set-aside/", {"fault": "duplicate"})
    root.post(f"/sheet/{newest()}/do/restore/", {"reason": "it is another copy"})
    assert send(link_of(root), 23, station).status_code == 200
    assert sheets(place)[newest()].station == "", "put back, it takes its room again"


def test_what_was_planted_takes_no_room() -> None:
    """It is never settled: it would stand in the way of what its sender sends next for ever."""
    somebody = Person("nora", Role.COORDINATOR)
    placed = [Act(Kind.HOLD, Person("link", Role.PUBLIC), reason="sent", station=STATION)]
    placed.append(Act(Kind.PLACE, somebody, station=STATION))
    planted = replay([*placed, Act(Kind.PLANT, somebody, figures={"voted": 1})])
    every = {"a": planted, "b": replay(placed)}
    assert quota_of_link(every.values(), everyone=False).waiting == 1
    assert quota_of_station(every, every, STATION).waiting == 1


def test_whoever_knows_the_sender_lets_more_wait(
    place: Place, root: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from crosstally.desk.models import SendingLink

    monkeypatch.setattr(quota, "OF_ONE_PERSON", 1)
    link, other = link_of(root), link_of(root)
    known = SendingLink.objects.order_by("-pk")[1]
    assert [send(link, shade, "").status_code for shade in (24, 25)] == [200, 400]
    assert "to let more wait" in send(link, 25, "").content.decode()
    before = SendingLink.objects.count()
    page = root.post("/sending/", {"more": str(known.pk)}).content.decode()
    assert 'aria-label="Let 100 more wait of field"' in page
    assert '<td class="number">101</td>' in page
    assert send(link, 25, "").status_code == 200
    assert [send(other, shade, "").status_code for shade in (26, 27)] == [200, 400], "of no other"
    root.post("/sending/", {"more": "no number"})
    assert SendingLink.objects.count() == before, "and none was made"


def test_what_comes_by_a_coordinators_links_counts_in_their_quota(
    place: Place, root: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Links are made without end, and what waits is bounded all the same."""
    from crosstally.desk.models import Account

    monkeypatch.setattr(quota, "OF_ONE_COORDINATOR", 2)
    flo = joined(Role.COORDINATOR, "flo")
    assert [send(link_of(flo), shade, "").status_code for shade in (40, 41, 42)] == [200, 200, 400]
    refused = flo.post("/upload/", {"files": [photograph(43)]})
    assert "not settled: 2; at the most 2." in refused.content.decode(), "one quota for both"
    assert "not settled: 2; at the most 2." in flo.get("/sending/").content.decode()
    assert send(link_of(root), 42, "").status_code == 200, "administrators have none"
    whose = Account.objects.get(name="flo")
    root.post(f"/people/{whose.pk}/", {"more": "yes"})
    link = link_of(flo)
    assert send(link, 44, "").status_code == 200
    Account.objects.filter(pk=whose.pk).update(granted=0, role=Role.TYPIST)
    assert send(link, 45, "").status_code == 400, "whoever is no coordinator any more has no more"


def test_a_closed_link_and_a_guessed_one_are_worth_nothing(place: Place, root: Any) -> None:
    from crosstally.desk.models import SendingLink

    link = link_of(root)
    assert browser().get(link).status_code == 200
    assert root.post("/sending/", {"close": str(SendingLink.objects.latest("pk").pk)})
    assert send(link, 1).status_code == 410
    assert browser().get("/send/guessed/").status_code == 410


def test_whoever_sends_the_same_file_again_learns_nothing_of_who_sent_it(
    place: Place, root: Any
) -> None:
    link = link_of(root)
    page = send(link, 1).content.decode()
    assert "taken in before" in page
    assert "/sheet/" not in page


@pytest.fixture
def cut_short(root: Any, monkeypatch: pytest.MonkeyPatch) -> tuple[str, str]:
    """A sheet's name, and the link by which its picture came before the desk ended."""
    from crosstally.desk.book import Book

    def ended(*_arguments: object) -> None:
        raise LedgerError("the desk ended here")

    link = link_of(root)
    with monkeypatch.context() as ending:
        ending.setattr(Book, "add", ended)
        with pytest.raises(LedgerError):
            send(link, 20)
    return newest(), link


def test_what_was_cut_short_is_on_no_list_and_is_held_when_it_is_sent_again(
    place: Place, root: Any, typists: list[Any], cut_short: tuple[str, str]
) -> None:
    name, link = cut_short
    assert name not in sheets(place)
    for somebody in (root, typists[0]):
        assert name not in somebody.get("/").content.decode()
    assert send(link_of(root), 20).status_code == 400, "by another link it is an old file"
    assert send(link, 20).status_code == 200
    assert (sheets(place)[name].state, sheets(place)[name].station) == (State.HELD, STATION)
    assert send(link, 20).status_code == 400


def test_what_was_cut_short_is_held_when_the_desk_starts_again(place: Place, root: Any) -> None:
    from crosstally.desk.models import PicturePage, SendingLink
    from crosstally.desk.unfinished import hold_them

    assert hold_them() == 0
    link_of(root)
    link = SendingLink.objects.latest("pk")
    PicturePage.objects.create(sheet="f" * 32, page=0, digest="1", likeness="0", link=link)
    assert hold_them() == 1
    held = sheets(place)["f" * 32]
    assert (held.state, held.acts[0].by.name) == (State.HELD, link.person.name)
    assert "station was noted" in held.acts[0].reason
    assert hold_them() == 0
