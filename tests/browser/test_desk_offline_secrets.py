"""What lies on a phone that photographs sheets without a network: sealed, and wiped by a touch."""

from __future__ import annotations

import json

from playwright.sync_api import expect

from tests.browser.lines import Line
from tests.browser.phones import CONTENTS, Phone, link_of, pictures, sheets
from tests.desk_visitors import Visitor
from tests.desks import RunningDesk, photograph


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
        *(f"/static/desk/{n}.js" for n in ("queue", "figures", "offline", "answers")),
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
