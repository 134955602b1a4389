"""What phones have queued: taken in once, from whoever queued it, by the way of every upload."""

from __future__ import annotations

import re
from base64 import b64decode
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import pytest

from crosstally.desk import quota
from crosstally.desk.settings import Place
from crosstally.desk.states import Kind, Role, State
from tests.desk_clients import browser, joined, photograph, sheets
from tests.desks import ROOT
from tests.sealed_items import label, sealed, sealed_bytes, sender_of

STATION = "ATKARACALAR/1001"


@dataclass
class Phone:
    """A client, what it seals to, and in whose name."""

    client: Any
    key: bytes
    sender: str

    def send(self, item: bytes) -> Any:
        return self.client.post("/queue/", item, content_type="application/octet-stream")

    def item(self, shade: int, station: str = STATION, id_: bytes = b"") -> bytes:
        return sealed(self.key, label(self.sender, id_), photograph(shade).getvalue(), station)


def phone_of(client: Any) -> Phone:
    told = client.get("/queue/").json()
    return Phone(client, b64decode(told["key"]), told["sender"])


@pytest.fixture(scope="module", autouse=True)
def _listed(place: Place) -> Iterator[None]:
    """An election folder that lists its stations."""
    areas = place.election / "areas.csv"
    areas.write_text(
        "id,name,level,parent\nATKARACALAR,Atkaracalar,district,cankiri\n"
        f"ELDIVAN,Eldivan,district,cankiri\n{STATION},Box,station,ATKARACALAR\n"
    )
    yield
    areas.unlink()


@pytest.fixture(scope="module")
def root(place: Place) -> Phone:
    return phone_of(joined(Role.ADMINISTRATOR, "root"))


@pytest.fixture(scope="module")
def ida(place: Place) -> Phone:
    return phone_of(joined(Role.COORDINATOR, "ida", area="ELDIVAN"))


def kept(place: Place) -> tuple[int, int, int]:
    """Rows of pictures, files of them, and acts."""
    from crosstally.desk.doors import book
    from crosstally.desk.models import PicturePage

    folder = place.folder / "pictures"
    files = len(list(folder.iterdir())) if folder.exists() else 0
    return PicturePage.objects.count(), files, book().course().replayed


def newest() -> str:
    from crosstally.desk.models import PicturePage

    return PicturePage.objects.order_by("-pk")[0].sheet


def told(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json()["state"]


def test_an_item_becomes_what_the_upload_of_its_file_becomes(place: Place, root: Phone) -> None:
    item = root.item(1)
    answer = root.send(item)
    assert told(answer) == (200, "received")
    assert answer.json()["id"] == item[4:20].hex()
    assert answer.json()["sheet"] == f"/sheet/{newest()}/"
    sheet = sheets(place)[newest()]
    assert (sheet.state, sheet.station) == (State.PLACED, STATION)
    assert sheet.acts[0].kind is Kind.PLACE
    again = root.client.post("/upload/", {"files": [photograph(1)], "station": STATION})
    assert "taken in before" in again.content.decode(), "the same picture is recognised"


def test_an_item_that_is_sent_again_becomes_no_second_sheet(place: Place, root: Phone) -> None:
    item = root.item(2)
    root.send(item)
    before = kept(place)
    for _time in range(3):
        assert told(root.send(item)) == (200, "received")
    other = root.item(2)
    assert told(root.send(other)) == (200, "known"), "the same file, queued twice"
    assert kept(place) == before


def test_what_was_left_undone_is_done_when_it_is_sent_again(
    place: Place, root: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    from crosstally.desk import intake

    item, before = root.item(3), kept(place)

    def killed(*_more: object) -> None:
        raise SystemExit

    with monkeypatch.context() as patched:
        patched.setattr(intake, "_place", killed)
        with pytest.raises(SystemExit):
            root.send(item)
    assert kept(place) == (before[0] + 1, before[1] + 1, before[2]), "a picture of no station"
    assert told(root.send(item)) == (200, "received")
    assert kept(place) == (before[0] + 1, before[1] + 1, before[2] + 1)
    assert sheets(place)[newest()].station == STATION


def test_an_item_that_comes_twice_at_once_becomes_one_sheet(place: Place, root: Phone) -> None:
    from django.db import connections

    item, before = root.item(4), kept(place)

    def send(_number: int) -> tuple[int, str]:
        try:
            return told(root.send(item))
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        answers = set(pool.map(send, range(4)))
    assert answers <= {(200, "received"), (200, "known"), (429, "later")}
    assert (200, "received") in answers
    assert kept(place) == tuple(count + 1 for count in before)


def test_a_loser_of_a_race_between_processes_keeps_nothing(
    place: Place, root: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another process has written the receipt after this one looked for it."""
    from django.core.files.uploadedfile import SimpleUploadedFile

    from crosstally.desk import intake
    from crosstally.desk.models import Receipt
    from crosstally.desk.sealed import label_of

    item, first = root.item(5), newest()
    Receipt.objects.create(item=label_of(item[:52]).key, sheet=first)
    looked: list[str] = []
    really = intake._received_before

    def late(key: str, received: intake.Received) -> bool:
        looked.append(key)
        return really(key, received) if len(looked) > 1 else False

    before = kept(place)
    monkeypatch.setattr(intake, "_received_before", late)
    file = SimpleUploadedFile("a.jpg", photograph(5).getvalue())
    received, _pages = intake.keep(file, "", item=label_of(item[:52]).key)
    assert (received.sheet, received.error) == (first, "")
    assert kept(place) == before


def test_nobody_sends_what_somebody_else_has_queued(place: Place, root: Phone, ida: Phone) -> None:
    item, before = root.item(6), kept(place)
    assert told(ida.send(item)) == (403, "later")
    assert told(Phone(browser(), b"", "").send(item)) == (401, "later")
    arbiter = joined(Role.ARBITER, "tim")
    assert arbiter.get("/queue/").json()["sender"] is None
    assert told(Phone(arbiter, b"", "").send(item)) == (403, "later")
    assert kept(place) == before
    assert told(root.send(item)) == (200, "received"), "after the next login, in their own name"


def test_who_may_not_upload_queues_nothing_in_their_own_name(place: Place) -> None:
    from crosstally.desk.models import Account

    for role in (Role.TYPIST, Role.ARBITER, Role.AUDITOR):
        client = joined(role, f"own-{role}")
        account = Account.objects.get(name=f"own-{role}")
        key = phone_of(client).key
        before = kept(place)
        own = Phone(client, key, account.sender)
        assert told(own.send(own.item(7))) == (403, "later")
        assert kept(place) == before


def test_a_coordinator_places_nothing_outside_their_area(place: Place, ida: Phone) -> None:
    answer = ida.send(ida.item(8))
    assert told(answer) == (200, "received")
    assert "is not in your area" in answer.json()["said"][0]
    assert newest() not in sheets(place)


def test_a_station_that_there_is_not_loses_no_photograph(place: Place, root: Phone) -> None:
    answer = root.send(root.item(9, "NOWHERE/1"))
    assert told(answer) == (200, "received")
    assert "NOWHERE/1, which is no station here" in answer.json()["said"][0]
    assert newest() not in sheets(place), "a person says of which station it is"


def link_of(root: Phone, label: str = "field") -> str:
    page = root.client.post("/sending/", {"label": label, "whose": "person"}).content.decode()
    token: str = page.split("/send/")[1].split("/")[0]
    return token


def by_link(root: Phone, link: str, shade: int, station: str = STATION) -> bytes:
    return sealed(root.key, label(sender_of(link)), photograph(shade).getvalue(), station, link)


def test_by_a_link_it_is_held_and_needs_nobody_logged_in(place: Place, root: Phone) -> None:
    link = link_of(root)
    anybody = Phone(browser(), root.key, "")
    item = by_link(root, link, 10, "NOWHERE/1")
    for _time in range(2):
        answer = anybody.send(item)
        assert (told(answer), answer.json()["said"]) == ((200, "received"), [])
        assert answer.json()["sheet"] == "", "whoever sends learns nothing of the desk"
    held = sheets(place)[newest()]
    assert (held.state, held.acts[0].by.role, len(held.acts)) == (State.HELD, Role.PUBLIC, 1)
    assert "said to be of NOWHERE/1" in held.acts[0].reason
    assert link not in held.acts[0].reason


def test_a_link_takes_no_more_than_its_quota_and_nothing_once_closed(
    place: Place, root: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    from crosstally.desk.models import SendingLink

    monkeypatch.setattr(quota, "OF_ONE_PERSON", 1)
    link = link_of(root)
    anybody = Phone(browser(), root.key, "")
    first, second = (by_link(root, link, shade) for shade in (11, 12))
    assert told(anybody.send(first)) == (200, "received")
    before = kept(place)
    assert told(anybody.send(second)) == (503, "later")
    assert told(anybody.send(first)) == (200, "received"), "it was before"
    SendingLink.objects.filter(token_hash=sender_of(link)).update(closed=True)
    assert told(anybody.send(second)) == (410, "later")
    assert kept(place) == before


def test_one_links_item_is_not_sent_as_anothers(place: Place, root: Phone) -> None:
    first, second = link_of(root), link_of(root)
    before = kept(place)
    item = sealed(root.key, label(sender_of(second)), photograph(13).getvalue(), "", first)
    assert told(Phone(browser(), root.key, "").send(item)) == (400, "refused")
    assert kept(place) == before


def malformed(root: Phone) -> dict[str, bytes]:
    whole, own = root.item(14), label(root.sender)
    key, picture = root.key, photograph(14).getvalue()
    said = b'{"station": ""}'
    other = bytes.fromhex("04" + "11" * 64)
    return {
        "nothing": b"",
        "a picture as it is": picture,
        "another format": b"CTQ2" + whole[4:],
        "a label alone": whole[:52],
        "cut short": whole[:-1],
        "more than it was": whole + b"x",
        "one bit of the picture": whole[:-30] + bytes([whole[-30] ^ 1]) + whole[-29:],
        "another id": whole[:4] + bytes(16) + whole[20:],
        "no point of the curve": whole[:52] + other + whole[117:],
        "nothing within": sealed_bytes(key, own, b""),
        "no file": sealed_bytes(key, own, len(said).to_bytes(2, "big") + said),
        "longer than it is": sealed_bytes(key, own, b"\xff\xff" + said + picture),
        "no JSON": sealed_bytes(key, own, b"\x00\x04\xff\xfe{]" + picture),
        "another key of JSON": sealed_bytes(key, own, b'\x00\x0d{"role": "x"}' + picture),
        "no picture": sealed(key, own, b"GIF89a" + bytes(100)),
    }


@pytest.mark.parametrize(
    "what",
    [
        "nothing",
        "a picture as it is",
        "another format",
        "a label alone",
        "cut short",
        "more than it was",
        "one bit of the picture",
        "another id",
        "no point of the curve",
        "nothing within",
        "no file",
        "longer than it is",
        "no JSON",
        "another key of JSON",
        "no picture",
    ],
)
def test_what_is_malformed_is_refused_and_kept_nowhere(
    place: Place, root: Phone, what: str
) -> None:
    from crosstally.desk.models import Receipt

    before, receipts = kept(place), Receipt.objects.count()
    answer = root.send(malformed(root)[what])
    status, state = told(answer)
    assert (status, state) in {(400, "refused"), (422, "refused")}
    assert answer.json()["said"][0]
    assert (kept(place), Receipt.objects.count()) == (before, receipts)


def test_an_item_for_another_desk_does_not_open(place: Place, root: Phone) -> None:
    from cryptography.hazmat.primitives.asymmetric import ec

    from crosstally.desk.sealed import public_key_of

    other = public_key_of(ec.generate_private_key(ec.SECP256R1()))
    item = sealed(other, label(root.sender), photograph(15).getvalue())
    answer = root.send(item)
    assert told(answer) == (400, "refused")
    assert "sealed for another desk" in answer.json()["said"][0]


def test_more_than_a_file_may_have_is_refused_before_it_is_read(
    root: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    from crosstally.desk import queue_pages
    from crosstally.desk import sealed as module

    item = root.item(18)
    monkeypatch.setattr(module, "MOST_SEALED", len(item) - 1)
    monkeypatch.setattr(queue_pages, "_taken_in", None)
    answer = root.send(item)
    assert told(answer) == (413, "refused")
    assert answer.json()["id"] == item[4:20].hex(), "the phone knows which is meant"


def test_an_item_from_elsewhere_is_refused(place: Place, root: Phone) -> None:
    from django.conf import settings

    strict = browser(enforce_csrf_checks=True)
    strict.cookies[settings.SESSION_COOKIE_NAME] = root.client.cookies[
        settings.SESSION_COOKIE_NAME
    ].value
    item, before = root.item(16), kept(place)
    kind = "application/octet-stream"
    assert strict.post("/queue/", item, content_type=kind).status_code == 403
    assert kept(place) == before
    token = strict.get("/queue/").json()["token"]
    foreign = {"X-CSRFToken": token, "Origin": "https://evil.example"}
    assert strict.post("/queue/", item, content_type=kind, headers=foreign).status_code == 403
    assert kept(place) == before
    own = {"X-CSRFToken": token}
    assert strict.post("/queue/", item, content_type=kind, headers=own).status_code == 200


def test_somebody_who_has_to_have_a_second_factor_sends_after_setting_it_up(
    place: Place, root: Phone
) -> None:
    hal = phone_of(joined(Role.COORDINATOR, "hal"))
    root.client.post("/people/require/", {"role": ["coordinator"]})
    try:
        from crosstally.desk.doors import lacks_second_factor
        from crosstally.desk.models import Account

        assert lacks_second_factor(Account.objects.get(name="hal"))
        answer = hal.send(hal.item(17))
        assert (told(answer), answer.json()["said"]) == (
            (403, "later"),
            ["Your role needs a second factor."],
        )
    finally:
        root.client.post("/people/require/", {})


def test_the_kept_page_is_the_same_for_everybody(place: Place, root: Phone) -> None:
    pages = [client.get("/offline/") for client in (root.client, browser())]
    assert pages[0].content == pages[1].content
    assert b"csrf" not in pages[0].content
    assert not pages[1].cookies


def test_only_its_owner_reads_the_key(place: Place) -> None:
    from crosstally.desk.sealed import key_of
    from crosstally.problems import InputError

    path = place.folder / "queue" / "key.pem"
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    path.chmod(0o640)
    try:
        with pytest.raises(InputError, match="others may read the key"):
            key_of(place.folder)
    finally:
        path.chmod(0o600)


def test_a_key_that_is_none_is_said_and_never_drawn_anew(tmp_path_factory: Any) -> None:
    from crosstally.desk.sealed import key_of
    from crosstally.problems import InputError

    folder = tmp_path_factory.mktemp("desk")
    key_of(folder)
    path = folder / "queue" / "key.pem"
    path.write_bytes(b"")
    with pytest.raises(InputError, match="is not the key"):
        key_of(folder)
    assert path.read_bytes() == b""


def test_the_answers_are_those_of_the_drawing(place: Place) -> None:
    from crosstally.desk.queue_pages import ANSWERS

    drawn = (ROOT / "docs" / "states" / "queued.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (\d{3}) \| `(\w+)` \|", drawn, re.MULTILINE)
    assert rows[:2] == [("200", "received"), ("200", "known")]
    assert rows[2:] == [(str(status.value), state) for status, state in ANSWERS.items()]
