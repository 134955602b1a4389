"""Photographs taken on a phone without a network: kept, sealed, sent once, wiped."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509 import load_pem_x509_certificates
from playwright.sync_api import Browser, expect

from crosstally.desk.record import sheets_of
from crosstally.desk.states import Sheet, State
from crosstally.ledger.log import Log
from tests.browser.lines import Line
from tests.browser.phones import Phone
from tests.browser.somebody import barriers, fits
from tests.desk_visitors import Visitor
from tests.desks import STATION, RunningDesk, photograph, running_desk, upload_of

TITLE = "Photograph sheets without a network"
CONTENTS = """async () => {
  const database = await new Promise((resolve, reject) => {
    const asked = indexedDB.open("crosstally-queue");
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
  const every = {};
  for (const name of database.objectStoreNames) {
    const store = database.transaction(name).objectStore(name);
    every[name] = await new Promise((resolve) => {
      const asked = store.getAll();
      asked.onsuccess = () => resolve(asked.result);
    });
  }
  return JSON.stringify(every, (key, value) =>
    value instanceof Uint8Array ? Array.from(value) : value);
}"""


@pytest.fixture(scope="module", autouse=True)
def _patience() -> Iterator[None]:
    """A phone that starts on a busy machine is slow."""
    expect.set_options(timeout=20_000)
    yield
    expect.set_options(timeout=5_000)


@pytest.fixture(scope="module")
def visitor(desk: RunningDesk) -> Visitor:
    """The administrator, at a computer with a network."""
    return Visitor(desk).join(desk.link, "root")


@pytest.fixture
def line(desk: RunningDesk) -> Iterator[Line]:
    line = Line(desk.address)
    yield line
    line.cut()


@pytest.fixture
def phone(browser: Browser, visitor: Visitor, line: Line, tmp_path: Path) -> Iterator[Phone]:
    """A phone on which nobody has logged in yet."""
    phone = Phone(browser, tmp_path / "profile", line)
    yield phone
    phone.check()
    phone.close()


def pictures(desk: RunningDesk) -> set[str]:
    return {path.name.split("-")[0] for path in (desk.kept / "pictures").glob("*.jpg")}


def sheets(desk: RunningDesk) -> dict[str, Sheet]:
    return sheets_of(Log(desk.kept / "log").entries())


def link_of(visitor: Visitor) -> str:
    """The path of a new sending link."""
    visitor.get("/sending/")
    page = visitor.post("/sending/", {"label": "field", "whose": "person"}).text
    return "/send/" + page.split("/send/")[1].split("/")[0] + "/"


def test_two_photographs_outlive_the_closed_browser_and_arrive_once(
    desk: RunningDesk, phone: Phone, line: Line
) -> None:
    phone.log_in("root")
    phone.get_ready()
    before = pictures(desk)
    line.cut()
    phone.open("/offline/")
    phone.photograph(photograph("Offline 1"))
    phone.photograph(photograph("Offline 2"))
    expect(phone.count).to_contain_text("Waiting to be sent: 2")
    phone.close()
    phone.start()
    page = phone.open("/")
    expect(page.get_by_role("heading", name=TITLE)).to_be_visible()
    expect(phone.count).to_contain_text("Waiting to be sent: 2")
    line.mend()
    phone.log_in("root")
    phone.open("/offline/")
    expect(phone.count).to_have_text("Nothing waits.")
    expect(phone.status).to_contain_text("Received by the desk and deleted here: 2.")
    came = pictures(desk) - before
    assert len(came) == 2
    assert {sheets(desk)[name].station for name in came} == {STATION}
    assert '"sealed":[]' in phone.page.evaluate(CONTENTS), "deleted after receipt"


def test_a_browser_that_is_killed_loses_nothing_that_it_said_was_kept(
    desk: RunningDesk, phone: Phone, line: Line, visitor: Visitor
) -> None:
    link = link_of(visitor)
    phone.get_ready(link)
    before = pictures(desk)
    line.cut()
    page = phone.open(link)
    expect(page.get_by_role("heading", name=TITLE)).to_be_visible()
    phone.photograph(photograph("Killed"))
    phone.kill()
    phone.start()
    phone.open(link)
    expect(phone.count).to_contain_text("Waiting to be sent: 1")
    line.mend()
    phone.page.get_by_role("button", name="Send now").tap()
    expect(phone.count).to_have_text("Nothing waits.")
    (came,) = pictures(desk) - before
    assert (sheets(desk)[came].state, sheets(desk)[came].station) == (State.HELD, STATION)


def test_killed_before_the_receipt_comes_nothing_is_doubled(
    desk: RunningDesk, phone: Phone, line: Line
) -> None:
    phone.log_in("root")
    phone.get_ready()
    before = pictures(desk)
    line.cut()
    phone.open("/offline/")
    phone.photograph(photograph("Swallowed"))
    line.swallowing = b"POST /queue/"
    line.mend()
    phone.page.get_by_role("button", name="Send now").tap()
    assert line.swallowed.wait(20), "the desk has taken it in"
    phone.kill()
    assert len(pictures(desk) - before) == 1
    acts = Log(desk.kept / "log").checkpoint.size
    line.swallowing = b""
    phone.start()
    phone.log_in("root")
    phone.open("/offline/")
    expect(phone.count).to_have_text("Nothing waits.")
    expect(phone.status).to_contain_text("Received by the desk and deleted here: 1.")
    assert len(pictures(desk) - before) == 1
    assert Log(desk.kept / "log").checkpoint.size == acts


def test_what_lies_on_the_phone_is_sealed_and_the_phone_cannot_open_it(
    phone: Phone, line: Line, visitor: Visitor
) -> None:
    link = link_of(visitor)
    phone.get_ready(link)
    line.cut()
    phone.open(link)
    picture = photograph("Sealed", size=(1400, 1800))
    phone.photograph(picture, "ATKARACALAR/2077")
    written = phone.page.evaluate(CONTENTS)
    token = link.split("/")[2]
    inside = bytes(next(iter(json.loads(written)["sealed"])))
    assert inside.startswith(b"CTQ1")
    assert len(inside) > len(picture)
    secrets = {
        "picture": picture[2:40],
        "middle of it": picture[len(picture) // 2 :][:24],
        "figures": b"Quantization",
        "station": b"ATKARACALAR/2077",
        "link": token.encode(),
        "file's name": b"IMG_0001",
    }
    found = [what for what, mark in secrets.items() if mark in inside]
    assert found == []
    assert [w for w in ("ATKARACALAR", token, "IMG_0001", "root") if w in written] == []
    key = phone.page.evaluate("phoneQueue.known('key').then((key) => key.length)")
    assert key == 65, "a public key: the point and nothing else"
    phone.close()
    folder = phone.profile / "Default" / "IndexedDB"
    files = [path for path in folder.rglob("*") if path.is_file()]
    on_disk = b"".join(path.read_bytes() for path in files)
    assert b"crosstally-queue" in on_disk or b"c\0r\0o\0s\0s\0t\0a\0l\0l\0y" in on_disk
    for what, mark in secrets.items():
        wide = mark.decode("latin-1").encode("utf-16-le")
        assert mark not in on_disk, what
        assert wide not in on_disk, what
    phone.start()


def test_the_phone_keeps_one_page_and_it_is_nobodys(phone: Phone, line: Line) -> None:
    phone.log_in("root")
    phone.open("/upload/")
    phone.get_ready()
    phone.open("/progress/")
    phone.open("/second-factor/")
    kept = phone.page.evaluate("""async () => {
      const every = {};
      for (const name of await caches.keys()) {
        const cache = await caches.open(name);
        for (const request of await cache.keys()) {
          every[new URL(request.url).pathname] = await (await cache.match(request)).text();
        }
      }
      return every;
    }""")
    assert set(kept) == {
        "/offline/",
        *(f"/static/desk/{name}" for name in ("desk.css", "icon.svg", "hpke.js")),
        *(f"/static/desk/{name}" for name in ("queue.js", "offline.js")),
    }
    for mark in ("root", "csrf", "Log out"):
        assert mark not in kept["/offline/"]


def test_everything_is_wiped_by_one_touch_and_a_yes(
    phone: Phone, line: Line, desk: RunningDesk
) -> None:
    phone.log_in("root")
    phone.get_ready()
    before = pictures(desk)
    line.cut()
    page = phone.open("/offline/")
    phone.photograph(photograph("Wiped 1"))
    phone.photograph(photograph("Wiped 2"))
    page.get_by_role("button", name="Wipe all of it").tap()
    sure = page.get_by_role("dialog", name="Wipe everything that waits on this phone?")
    expect(sure.get_by_role("button", name="Keep it")).to_be_focused()
    page.keyboard.press("Escape")
    expect(phone.count).to_contain_text("Waiting to be sent: 2")
    page.get_by_role("button", name="Wipe all of it").tap()
    for button in sure.get_by_role("button").all():
        box = button.bounding_box()
        assert box is not None
        assert box["y"] > 740 / 2, "a thumb reaches it"
        assert box["height"] >= 48
    sure.get_by_role("button", name="Wipe all of it now").tap()
    expect(phone.status).to_contain_text("Everything that waited on this phone is wiped.")
    expect(phone.count).to_have_text("Nothing waits.")
    emptied = page.evaluate(CONTENTS)
    assert emptied == '{"desk":[],"items":[],"sealed":[]}'
    assert page.evaluate("caches.keys()") == []
    line.mend()
    phone.open("/offline/")
    expect(phone.status).to_contain_text("without a network now")
    assert pictures(desk) == before


def test_what_one_has_queued_never_goes_under_anothers_name(
    desk: RunningDesk, phone: Phone, line: Line, visitor: Visitor
) -> None:
    phone.join(visitor.invite("coordinator"), "ida")
    phone.get_ready()
    before = pictures(desk)
    line.cut()
    phone.open("/offline/")
    phone.photograph(photograph("Ida's"))
    line.mend()
    phone.context.clear_cookies()
    phone.open("/offline/")
    waits = phone.page.locator("[data-part=list] li")
    expect(waits).to_contain_text("Waits until whoever queued it logs in.")
    phone.log_in("root")
    phone.open("/offline/")
    expect(waits).to_contain_text("Queued by somebody else: waits until they log in.")
    assert pictures(desk) == before
    phone.context.clear_cookies()
    phone.log_in("ida")
    phone.open("/offline/")
    expect(phone.count).to_have_text("Nothing waits.")
    (came,) = pictures(desk) - before
    visitor.get("/people/")
    assert sheets(desk)[came].acts[0].by.role == "coordinator"


def test_who_logs_out_leaves_no_name_to_queue_in(phone: Phone, line: Line) -> None:
    phone.log_in("root")
    phone.get_ready()
    page = phone.open("/")
    page.get_by_role("button", name="Log out").tap()
    expect(page.get_by_role("heading", name="Log in")).to_be_visible()
    line.cut()
    phone.open("/offline/")
    expect(phone.status).to_contain_text("Nothing can be kept here yet: log in once")
    expect(page.get_by_role("button", name="Keep on this phone")).to_be_hidden()


def test_what_an_open_page_cannot_send_waits_on_the_phone(
    desk: RunningDesk, phone: Phone, line: Line, visitor: Visitor
) -> None:
    link = link_of(visitor)
    page = phone.open(link)
    expect(phone.status).to_contain_text("without a network now")
    before = pictures(desk)
    line.cut()
    files = [upload_of(f"{n}.jpg", photograph(f"Open page {n}")) for n in range(3)]
    page.get_by_label("Or choose photographs").set_input_files(files)
    page.get_by_label("Station").fill(STATION)
    page.get_by_role("button", name="Send", exact=True).tap()
    expect(phone.count).to_contain_text("Waiting to be sent: 3")
    expect(phone.status).to_contain_text("Kept on this phone, sealed")
    line.mend()
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(phone.count).to_have_text("Nothing waits.")
    came = pictures(desk) - before
    assert len(came) == 3
    assert {sheets(desk)[name].state for name in came} == {State.HELD}


def test_a_phone_in_the_background_sends_with_no_page_open(
    desk: RunningDesk, phone: Phone, line: Line, visitor: Visitor
) -> None:
    link = link_of(visitor)
    phone.get_ready(link)
    before = pictures(desk)
    line.cut()
    phone.open(link)
    phone.photograph(photograph("Background"))
    protocol = phone.context.new_cdp_session(phone.page)
    versions: list[str] = []
    protocol.on(
        "ServiceWorker.workerRegistrationUpdated",
        lambda told: versions.extend(one["registrationId"] for one in told["registrations"]),
    )
    protocol.send("ServiceWorker.enable")
    phone.page.goto("about:blank")
    line.mend()
    assert versions
    protocol.send(
        "ServiceWorker.dispatchSyncEvent",
        {
            "origin": line.address,
            "registrationId": versions[0],
            "tag": "queue",
            "lastChance": False,
        },
    )
    for _attempt in range(100):
        if len(pictures(desk) - before) == 1:
            break
        phone.page.wait_for_timeout(100)
    assert len(pictures(desk) - before) == 1


def test_what_is_not_kept_is_said_and_why(phone: Phone, line: Line, tmp_path: Path) -> None:
    phone.log_in("root")
    phone.get_ready()
    line.cut()
    page = phone.open("/offline/")
    errors = page.locator("[data-part=errors]")
    camera = page.get_by_label("Or choose photographs")
    button = page.get_by_role("button", name="Keep on this phone")
    camera.set_input_files(upload_of("a.gif", b"GIF89a" + bytes(50), "image/gif"))
    button.tap()
    expect(errors).to_contain_text("a.gif: Expected a photograph")
    big = tmp_path / "big.jpg"
    big.write_bytes(b"\xff\xd8\xff" + bytes(40 * 2**20))
    camera.set_input_files(big)
    button.tap()
    expect(errors).to_contain_text("big.jpg: Not kept: it has more than 40 megabytes.")
    expect(errors).not_to_contain_text("a.gif")
    page.evaluate("""async () => {
      const opened = await new Promise((resolve) => {
        const asked = indexedDB.open("crosstally-queue");
        asked.onsuccess = () => resolve(asked.result);
      });
      const writing = opened.transaction("items", "readwrite");
      for (let n = 0; n < 200; n += 1) {
        writing.objectStore("items").add({ id: String(n), sender: "", size: 1, taken: n });
      }
      await new Promise((resolve) => { writing.oncomplete = resolve; });
    }""")
    camera.set_input_files(upload_of("one.jpg", photograph("One more")))
    button.tap()
    expect(errors).to_contain_text("one.jpg: Not kept: 200 photographs wait already.")


def test_a_phone_without_room_says_so_and_loses_nothing(
    phone: Phone, line: Line, tmp_path: Path
) -> None:
    phone.log_in("root")
    protocol = phone.context.new_cdp_session(phone.page)
    room = {"origin": line.address, "quotaSize": 2_000_000}
    protocol.send("Storage.overrideQuotaForOrigin", room)
    phone.get_ready()
    line.cut()
    page = phone.open("/offline/")
    phone.photograph(photograph("There is room"))
    full = tmp_path / "full.jpg"
    full.write_bytes(photograph("Full") + bytes(10 * 2**20))
    chosen = page.get_by_label("Or choose photographs")
    chosen.set_input_files(full)
    page.get_by_role("button", name="Keep on this phone").tap()
    errors = page.locator("[data-part=errors]")
    expect(errors).to_contain_text("full.jpg: Not kept: the phone has no room left.")
    expect(phone.count).to_contain_text("Waiting to be sent: 1")
    assert chosen.evaluate("one => one.files.length") == 1, "it stays chosen"


def test_what_the_desk_refuses_is_said_and_removed_by_hand(phone: Phone, line: Line) -> None:
    phone.log_in("root")
    phone.get_ready()
    line.cut()
    page = phone.open("/offline/")
    phone.photograph(b"\xff\xd8\xff no picture at all")
    line.mend()
    page.get_by_role("button", name="Send now").tap()
    refused = page.locator("[data-part=list] li")
    expect(refused).to_contain_text("Refused by the desk:")
    page.get_by_role("button", name="Remove").tap()
    expect(phone.count).to_have_text("Nothing waits.")


def test_a_page_that_is_not_secure_says_so_and_keeps_nothing(
    phone: Phone, line: Line, desk: RunningDesk
) -> None:
    def answer(route: object) -> None:
        path = route.request.url.split("desk.test", 1)[1]  # type: ignore[attr-defined]
        route.fulfill(response=phone.context.request.get(line.address + path))  # type: ignore[attr-defined]

    phone.context.route("http://desk.test/**", answer)
    phone.page.goto("http://desk.test/offline/")
    expect(phone.status).to_contain_text("This page is not protected by HTTPS.")
    expect(phone.page.get_by_role("button", name="Keep on this phone")).to_be_hidden()
    phone.requests = [url for url in phone.requests if "//desk.test/" not in url]
    # The browser itself complains of a page that is not secure.
    phone.complaints.clear()


def test_it_is_used_with_the_keyboard_alone(phone: Phone, line: Line) -> None:
    phone.log_in("root")
    phone.get_ready()
    line.cut()
    page = phone.open("/offline/")
    phone.photograph(photograph("Keyboard"))
    page.get_by_label("Station").focus()
    seen = []
    for _key in range(5):
        page.keyboard.press("Tab")
        at = page.locator(":focus")
        seen.append(at.get_attribute("name") or at.text_content())
    assert seen == ["camera", "files", "Keep on this phone", "Send now", "Wipe all of it"]
    page.keyboard.press("Enter")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    expect(phone.status).to_contain_text("is wiped")
    assert page.evaluate("document.activeElement.id") == "queue-title", "one knows where one is"


def test_an_answer_that_is_lost_holds_up_no_other_item(
    desk: RunningDesk, phone: Phone, line: Line, visitor: Visitor
) -> None:
    link = link_of(visitor)
    phone.get_ready(link)
    before = pictures(desk)
    line.cut()
    page = phone.open(link)
    for number in range(2):
        phone.photograph(photograph(f"One of two, {number}"))
    line.swallowing = b"POST /queue/"
    line.mend()
    page.get_by_role("button", name="Send now").tap()
    waits = page.locator("[data-part=list] li", has_text="Not taken in yet, tried again later.")
    expect(waits).to_have_count(2, timeout=20_000)
    assert len(pictures(desk) - before) == 2
    line.swallowing = b""
    page.get_by_role("button", name="Send now").tap()
    expect(phone.count).to_have_text("Nothing waits.")
    assert len(pictures(desk) - before) == 2


def test_it_works_over_https_with_a_certificate_of_the_desks_own(
    browser: Browser, tmp_path: Path
) -> None:
    with running_desk(tmp_path / "election", more=["--tls"]) as desk:
        chain = (desk.kept / "certificate" / "desk.pem").read_bytes()
        key = load_pem_x509_certificates(chain)[0].public_key()
        spki = sha256(key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).digest()
        taken_in = f"--ignore-certificate-errors-spki-list={b64encode(spki).decode()}"
        line = Line(desk.address)
        phone = Phone(browser, tmp_path / "profile", line, arguments=[taken_in])
        phone.join(desk.link, "root")
        phone.get_ready()
        line.cut()
        phone.open("/offline/")
        phone.photograph(photograph("HTTPS"))
        line.mend()
        phone.page.get_by_role("button", name="Send now").tap()
        expect(phone.count).to_have_text("Nothing waits.")
        assert len(pictures(desk)) == 1
        phone.close()
        line.cut()


def test_a_line_that_stalls_does_not_keep_the_page_from_opening(phone: Phone, line: Line) -> None:
    phone.log_in("root")
    phone.get_ready()
    line.stalling = True
    page = phone.open("/offline/")
    expect(page.get_by_role("heading", name=TITLE)).to_be_visible()
    phone.photograph(photograph("Stalled"))
    expect(phone.count).to_contain_text("Waiting to be sent: 1")
    line.cut()


@pytest.mark.parametrize(("language", "scheme"), [("ar", "light"), ("en", "dark")])
def test_no_barrier_and_nothing_sticks_out(
    browser: Browser,
    visitor: Visitor,
    line: Line,
    tmp_path: Path,
    language: str,
    scheme: Any,
) -> None:
    options = {"locale": language, "color_scheme": scheme}
    phone = Phone(browser, tmp_path / "profile", line, **options)
    link = link_of(visitor)
    page = phone.open(link)
    begun = page.locator("[data-queue][data-begun]")

    def look(name: str) -> None:
        assert fits(page)
        assert barriers(page) == []
        assert len(page.screenshot(path=tmp_path / f"{name}.png")) > 3_000

    expect(begun).to_be_attached()
    look("with a network")
    line.cut()
    phone.open(link)
    expect(begun).to_be_attached()
    html = page.locator("html")
    expect(html).to_have_attribute("dir", "rtl" if language == "ar" else "ltr")
    for number, picture in enumerate((b"\xff\xd8\xff none", photograph("Barriers")), 1):
        page.locator("[name=camera]").set_input_files(upload_of("a.jpg", picture))
        page.locator("[data-keep] button").tap()
        expect(page.locator("[data-part=list] li")).to_have_count(number)
    look("without a network")
    page.locator("[data-part=wipe]").tap()
    expect(page.locator("dialog")).to_be_visible()
    look("wiping")
    page.locator("[data-part=no]").tap()
    line.mend()
    page.locator("[data-part=send]").tap()
    expect(page.locator("[data-part=list] li.refused")).to_have_count(1)
    expect(page.locator("[data-part=list] li")).to_have_count(1)
    look("refused")
    phone.check()
    phone.close()
