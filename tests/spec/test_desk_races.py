"""Many requests at the same moment, by people who try it: nothing counts twice, nothing slips by.

On a file of the desk's own and on PostgreSQL.
"""

from __future__ import annotations

import copy
import time
from base64 import b64decode
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import httpx
import pytest

from crosstally.desk.quota import OF_ONE_PERSON, OF_ONE_STATION
from crosstally.desk.record import sheets_of
from crosstally.desk.states import Kind, Sheet, State
from crosstally.ledger.log import Log
from tests.desk_visitors import Visitor
from tests.desks import READ, STATION, RunningDesk, photograph
from tests.sealed_items import label, sealed_figures

AT_ONCE = 16
OTHER = READ | {"erdogan": "199", "kilicdaroglu": "46"}


@pytest.fixture(scope="module")
def desk(desk_on_each_database: RunningDesk) -> RunningDesk:
    return desk_on_each_database


@pytest.fixture(scope="module")
def root(desk: RunningDesk) -> Visitor:
    return Visitor(desk).join(desk.link, "root")


@pytest.fixture(scope="module")
def people(desk: RunningDesk, root: Visitor) -> dict[str, Visitor]:
    roles = {"ann": "typist", "bea": "typist", "cem": "typist", "eve": "arbiter", "fay": "arbiter"}
    return {name: Visitor(desk).join(root.invite(role), name) for name, role in roles.items()}


def at_once(requests: Sequence[Callable[[], httpx.Response]]) -> list[httpx.Response]:
    """The answers to requests that are all sent at the same moment."""
    ready = Barrier(len(requests))

    def send(request: Callable[[], httpx.Response]) -> httpx.Response:
        ready.wait(30)
        return request()

    with ThreadPoolExecutor(len(requests)) as pool:
        return list(pool.map(send, requests))


def posts(whose: Visitor, path: str, form: dict[str, str]) -> Callable[[], httpx.Response]:
    """A form that somebody sends from one more window."""
    window = copy.copy(whose)
    window.cookies = httpx.Cookies(whose.cookies)
    return lambda: window.post(path, form)


def sheets(desk: RunningDesk) -> dict[str, Sheet]:
    return sheets_of(Log(desk.kept / "log").entries())


def test_one_person_is_one_reader_however_often_they_send(
    desk: RunningDesk, root: Visitor, people: dict[str, Visitor]
) -> None:
    name = root.upload("one reader")
    people["ann"].get(f"/sheet/{name}/")
    path = f"/sheet/{name}/do/read/"
    at_once([posts(people["ann"], path, READ) for _each in range(AT_ONCE)])
    sheet = sheets(desk)[name]
    assert (sheet.state, len(sheet.readings), len(sheet.returns)) == (State.READ_ONCE, 1, 0)


def test_of_three_readers_at_once_two_make_the_return(
    desk: RunningDesk, root: Visitor, people: dict[str, Visitor]
) -> None:
    name = root.upload("three readers")
    readers = [people[one] for one in ("ann", "bea", "cem")]
    for reader in readers:
        reader.get(f"/sheet/{name}/")
    path = f"/sheet/{name}/do/read/"
    answers = at_once([posts(reader, path, READ) for reader in readers])
    assert sorted(answer.status_code for answer in answers)[:2] == [302, 302]
    assert sum(answer.status_code == 302 for answer in answers) == 2
    sheet = sheets(desk)[name]
    assert (sheet.state, len(sheet.returns)) == (State.SETTLED, 1)
    assert [act.kind for act in sheet.acts].count(Kind.READ) == 2


def test_of_two_arbiters_at_once_one_decides(
    desk: RunningDesk, root: Visitor, people: dict[str, Visitor]
) -> None:
    name = root.upload("two arbiters")
    for reader, figures in (("ann", READ), ("bea", OTHER)):
        people[reader].read(name, figures)
    for reader, figures in (("ann", READ), ("bea", OTHER)):
        people[reader].get(f"/sheet/{name}/")
        people[reader].post(f"/sheet/{name}/do/look-again/", figures)
    assert sheets(desk)[name].state is State.ARBITRATION
    decisions = []
    for arbiter, figures in (("eve", READ), ("fay", OTHER)):
        people[arbiter].get(f"/sheet/{name}/")
        form = figures | {"reason": f"{arbiter} says so"}
        decisions += [posts(people[arbiter], f"/sheet/{name}/do/decide/", form)] * 4
    answers = at_once(decisions)
    assert sum(answer.status_code == 302 for answer in answers) == 1
    sheet = sheets(desk)[name]
    assert (sheet.state, len(sheet.returns)) == (State.SETTLED, 1)
    assert [act.kind for act in sheet.acts].count(Kind.DECIDE) == 1


def link_of(root: Visitor, label_: str) -> str:
    root.get("/sending/")
    page = root.post("/sending/", {"label": label_, "whose": "person"}).text
    return "/send/" + page.split("/send/")[1].split("/")[0] + "/"


def pictures(text: str, count: int) -> list[tuple[str, tuple[str, bytes]]]:
    """Files of a form, no two alike."""
    return [("files", (f"{n}.jpg", photograph(f"{text}{n}", (300, 400)))) for n in range(count)]


def sends(
    stranger: Visitor, link: str, station: str, file: tuple[str, tuple[str, bytes]]
) -> Callable[[], httpx.Response]:
    """What the page does with a photograph: it tries again when its turn has not come."""
    window = copy.copy(stranger)
    window.cookies = httpx.Cookies(stranger.cookies)

    def send() -> httpx.Response:
        for _each in range(300):
            answer = window.post(link, {"station": station}, files=[file])
            if answer.status_code != httpx.codes.SERVICE_UNAVAILABLE:
                break
            time.sleep(0.1)
        return answer

    return send


def test_many_at_once_bring_in_no_more_than_a_link_may(desk: RunningDesk, root: Visitor) -> None:
    link, stranger, room = link_of(root, "many at once"), Visitor(desk), 3
    stranger.get(link)
    before = sheets(desk).keys()
    filling = pictures("f", OF_ONE_PERSON - room)
    assert stranger.post(link, {"station": ""}, files=filling).status_code == 200
    more = [sends(stranger, link, "", file) for file in pictures("m", AT_ONCE)]
    answers = at_once(more)
    assert sum(answer.status_code == 200 for answer in answers) == room
    assert len(sheets(desk).keys() - before) == OF_ONE_PERSON
    kept = {path.name[:32] for path in (desk.kept / "pictures").iterdir()}
    assert kept == sheets(desk).keys() & kept, "of what was refused nothing is left"


def test_many_at_once_say_no_more_of_a_station_than_is_expected(
    desk: RunningDesk, root: Visitor
) -> None:
    station, stranger = "ATKARACALAR/1004", Visitor(desk)
    link = link_of(root, "one station")
    stranger.get(link)
    answers = at_once([sends(stranger, link, station, file) for file in pictures("s", AT_ONCE)])
    assert [answer.status_code for answer in answers] == [200] * AT_ONCE
    assert sum(one.station == station for one in sheets(desk).values()) == OF_ONE_STATION


def test_one_photograph_that_a_link_sends_many_times_at_once_is_one_sheet(
    desk: RunningDesk, root: Visitor
) -> None:
    link, stranger = link_of(root, "the same"), Visitor(desk)
    stranger.get(link)
    before = sheets(desk).keys()
    answers = at_once([sends(stranger, link, STATION, file) for file in pictures("t", 1) * AT_ONCE])
    assert {answer.status_code for answer in answers} <= {200, 400}
    (name,) = sheets(desk).keys() - before
    assert [act.kind for act in sheets(desk)[name].acts] == [Kind.HOLD]


def test_an_item_that_is_sent_again_and_again_is_one_sheet(
    desk: RunningDesk, people: dict[str, Visitor]
) -> None:
    ann = people["ann"]
    told, before = ann.get("/queue/").json(), sheets(desk).keys()
    own = label(told["sender"])
    entered = {"figures": READ, "check": "", "as_written": False}
    item = sealed_figures(b64decode(told["key"]), own, entered, STATION)
    headers = {"X-CSRFToken": told["token"], "Content-Type": "application/octet-stream"}

    def send(whose: Visitor) -> Callable[[], httpx.Response]:
        window = copy.copy(whose)
        window.cookies = httpx.Cookies(whose.cookies)
        return lambda: window.ask("POST", "/queue/", content=item, headers=headers)

    answers = at_once([send(ann)] * AT_ONCE)
    assert {answer.json()["state"] for answer in answers} <= {"received", "later"}
    assert send(ann)().json()["state"] == "received"
    assert len(sheets(desk).keys() - before) == 1
    other = people["bea"]
    headers["X-CSRFToken"] = other.get("/queue/").json()["token"]
    assert send(other)().status_code == 403, "nobody sends on what somebody else has typed"
    assert len(sheets(desk).keys() - before) == 1
