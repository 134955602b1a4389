"""Files from outside: whatever is sent, invited photographs flow, and those of other senders."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass, field
from threading import Event, Thread
from typing import Any

import pytest

from crosstally.desk import open_intake, serve
from crosstally.desk.open_intake import AT_ONCE, AT_ONCE_OF_ONE, LaterError, OpenIntake
from crosstally.desk.pictures import Picture, PictureError
from crosstally.desk.settings import Place
from crosstally.desk.states import Role
from crosstally.desk.unpacking import take_in
from tests.desk_clients import browser, joined, photograph, uploaded


@dataclass
class Clock:
    now: float = 1_000.0

    def __call__(self) -> float:
        return self.now


@dataclass
class Opened:
    """Stands for the program that opens files: a bomb is a file that says how long it takes."""

    clock: Clock
    said: list[bytes] = field(default_factory=list)

    def __call__(self, data: bytes) -> list[Picture]:
        self.said.append(data)
        if data.startswith(b"bomb"):
            self.clock.now += float(data[4:])
            raise PictureError("The file takes more time or memory to open than a picture may.")
        return [Picture(b"", "", 0, 0, b"")]


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def door(clock: Clock) -> OpenIntake:
    return OpenIntake(Opened(clock), clock)


def sent(door: OpenIntake, sender: str, data: bytes = b"good") -> str:
    """What became of a file."""
    try:
        with door.turn(sender):
            door.take_in(sender, lambda: data)
    except LaterError as error:
        return f"in {error.seconds} s"
    except PictureError:
        return "refused"
    return "taken in"


def test_who_sent_what_took_much_waits_and_others_do_not(door: OpenIntake, clock: Clock) -> None:
    assert sent(door, "mallory", b"bomb15") == "refused"
    assert sent(door, "mallory") == "in 150 s"
    assert sent(door, "aigul") == "taken in"
    clock.now += 150
    assert sent(door, "mallory") == "taken in"


def test_the_wait_grows_with_each_and_ends(door: OpenIntake, clock: Clock) -> None:
    waits = []
    for _time in range(4):
        sent(door, "mallory", b"bomb15")
        waits.append(sent(door, "mallory"))
        clock.now += int(waits[-1].split()[1])
    assert waits == ["in 150 s", "in 300 s", "in 450 s", "in 600 s"]
    sent(door, "mallory", b"bomb9999")
    assert sent(door, "mallory") == "in 3600 s", "nobody is shut out for ever"


def test_photographs_that_were_damaged_on_their_way_keep_nobody_waiting(door: OpenIntake) -> None:
    assert [sent(door, "aigul", b"bomb0.2") for _time in range(20)] == ["refused"] * 20
    assert sent(door, "aigul") == "taken in"


def test_a_file_that_waited_behind_ones_own_bomb_is_not_opened(door: OpenIntake) -> None:
    opened = door._opened
    assert isinstance(opened, Opened)
    with door.turn("mallory"), door.turn("mallory"):
        with pytest.raises(PictureError):
            door.take_in("mallory", lambda: b"bomb15")
        with pytest.raises(LaterError):
            door.take_in("mallory", lambda: b"good")
    assert opened.said == [b"bomb15"]


def test_few_of_the_servers_threads_wait_for_files_from_outside(door: OpenIntake) -> None:
    assert 2 * AT_ONCE <= serve.THREADS / 2, "of both kinds of links"
    with ExitStack() as inside:
        for _time in range(AT_ONCE_OF_ONE):
            inside.enter_context(door.turn("mallory"))
        assert sent(door, "mallory") == "in 5 s", "one sender leaves room for others"
        assert sent(door, "aigul") == "taken in"
        for n in range(AT_ONCE - AT_ONCE_OF_ONE):
            inside.enter_context(door.turn(f"mallory {n}"))
        assert sent(door, "aigul") == "in 5 s"
    assert sent(door, "aigul") == "taken in"


def test_of_a_link_for_everyone_each_address_is_a_sender_of_its_own(place: Place) -> None:
    from crosstally.desk.models import SendingLink
    from crosstally.desk.sending_pages import sender_of

    own, everyones = SendingLink(pk=1), SendingLink(pk=2, everyone=True)
    assert sender_of(own, "192.0.2.1") == sender_of(own, "192.0.2.2")
    assert sender_of(everyones, "192.0.2.1") != sender_of(everyones, "192.0.2.2")
    assert sender_of(everyones, "2001:db8::1") == sender_of(everyones, "2001:db8::2"), "one line"


def test_invited_photographs_flow_while_a_file_from_outside_is_at_work(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, over = Event(), Event()

    def opened(_data: bytes) -> list[Picture]:
        begun.set()
        over.wait(60)
        raise PictureError("too much")

    monkeypatch.setattr("crosstally.desk.open_intake._BY_OWN_LINKS", OpenIntake(opened))
    root = joined(Role.ADMINISTRATOR, "root")
    page: str = root.post("/sending/", {"label": "field", "whose": "person"}).content.decode()
    link = "/send/" + page.split("/send/")[1].split('"')[0]

    def send(shade: int) -> Any:
        return browser().post(link, {"files": [photograph(shade)], "station": ""})

    bomb = Thread(target=send, args=[1])
    bomb.start()
    try:
        assert begun.wait(60)
        assert uploaded(root, 3), "an account's photograph waits for nobody from outside"
        monkeypatch.setattr(open_intake, "AT_ONCE", 1)
        answer = send(2)
        assert (answer.status_code, answer["Retry-After"]) == (503, "5")
        assert "Try again in a moment" in answer.content.decode()
    finally:
        over.set()
        bomb.join()


def test_what_comes_by_ones_own_link_flows_while_an_open_link_is_full_of_bombs(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, over = Event(), Event()

    def opened(_data: bytes) -> list[Picture]:
        begun.set()
        over.wait(60)
        raise PictureError("too much")

    monkeypatch.setattr("crosstally.desk.open_intake._BY_OPEN_LINKS", OpenIntake(opened))
    root = joined(Role.ADMINISTRATOR, "rosa")

    def send(whose: str, shade: int, address: str) -> Any:
        page: str = root.post("/sending/", {"label": "f", "whose": whose}).content.decode()
        link = "/send/" + page.split("/send/")[1].split('"')[0]
        sent = {"files": [photograph(shade)], "station": ""}
        return browser().post(link, sent, REMOTE_ADDR=address)

    bombs = [
        Thread(target=send, args=["everyone", n, f"192.0.2.{n}"]) for n in range(1, AT_ONCE + 1)
    ]
    for bomb in bombs:
        bomb.start()
    try:
        assert begun.wait(60)
        assert send("person", 5, "192.0.2.9").status_code == 200
    finally:
        over.set()
        for bomb in bombs:
            bomb.join()


def test_a_file_that_came_before_is_not_opened_once_more(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One that takes long to open would else keep others waiting as often as it is sent."""
    said: list[bytes] = []

    def opened(data: bytes) -> list[Picture]:
        said.append(data)
        return take_in(data)

    monkeypatch.setattr("crosstally.desk.open_intake._BY_OWN_LINKS", OpenIntake(opened))
    root = joined(Role.ADMINISTRATOR, "ros")
    page: str = root.post("/sending/", {"label": "field", "whose": "person"}).content.decode()
    link = "/send/" + page.split("/send/")[1].split('"')[0]
    answers = [
        browser().post(link, {"files": [photograph(7)], "station": ""}) for _time in range(2)
    ]
    assert [answer.status_code for answer in answers] == [200, 400]
    assert "taken in before" in answers[1].content.decode()
    assert len(said) == 1
