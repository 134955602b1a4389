"""The page that photographs sheets without a network: what it says, and who can use it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.lines import Line
from tests.browser.phones import Phone, link_of
from tests.browser.somebody import barriers, fits
from tests.desk_visitors import Visitor
from tests.desks import RunningDesk, photograph, upload_of


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
    expect(errors).to_contain_text("one.jpg: Not kept: 200 items wait already.")


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
    page.locator("[data-keep=photograph] [name=station]").focus()
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


@pytest.mark.usefixtures("patience")
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
        page.locator("[data-keep=photograph] button").tap()
        expect(page.locator("[data-part=list] li")).to_have_count(number)
    look("without a network")
    page.locator("[data-part=wipe]").tap()
    expect(page.get_by_role("dialog")).to_be_visible()
    look("wiping")
    page.locator("[data-part=no]").tap()
    line.mend()
    page.locator("[data-part=send]").tap()
    expect(page.locator("[data-part=list] li.refused")).to_have_count(1)
    expect(page.locator("[data-part=list] li")).to_have_count(1)
    look("refused")
    phone.check()
    phone.close()
