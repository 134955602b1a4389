"""Figures entered on a phone without a network: kept there sealed, and sent once."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from crosstally.desk.states import Sheet, State, Way
from tests.browser.lines import Line
from tests.browser.phones import CONTENTS, READY_FOR_FIGURES, TITLE, Phone, sheets
from tests.browser.somebody import barriers, fits
from tests.desk_visitors import Visitor
from tests.desks import READ, STATION, RunningDesk

FIGURES = {name: int(typed) for name, typed in READ.items()}
ARABIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")


def told(desk: RunningDesk) -> dict[str, Sheet]:
    """The sheets that were entered on phones."""
    return {name: sheet for name, sheet in sheets(desk).items() if sheet.told is Way.QUEUED}


def in_the_field(phone: Phone, line: Line, visitor: Visitor, name: str) -> None:
    """A typist has joined on this phone, and the network is gone."""
    phone.join(visitor.invite("typist"), name)
    phone.get_ready(said=READY_FOR_FIGURES)
    line.cut()
    phone.open("/offline/")


def test_figures_outlive_the_closed_browser_and_arrive_once(
    desk: RunningDesk, phone: Phone, line: Line, visitor: Visitor
) -> None:
    in_the_field(phone, line, visitor, "ann")
    before = told(desk)
    phone.enter({name: typed.translate(ARABIC) for name, typed in READ.items()})
    expect(phone.page.locator("[data-part=list]")).to_contain_text("figures of a sheet")
    assert phone.page.locator("[data-figure=voted]").input_value() == "", "typed, kept, gone"
    phone.close()
    phone.start()
    page = phone.open("/")
    expect(page.get_by_role("heading", name=TITLE, exact=True)).to_be_visible()
    expect(phone.count).to_contain_text("Waiting to be sent: 1")
    line.swallowing = b"POST /queue/"
    line.mend()
    phone.log_in("ann")
    phone.open("/offline/")
    assert line.swallowed.wait(20), "the desk has taken it in, and the phone does not know"
    phone.kill()
    line.swallowing = b""
    phone.start()
    phone.log_in("ann")
    page = phone.open("/offline/")
    expect(phone.count).to_have_text("Nothing waits.")
    expect(phone.status).to_contain_text("Received by the desk and deleted here: 1.")
    expect(page.locator("[data-part=answers]")).to_contain_text("Taken down before: ATKARACALAR")
    (name,) = told(desk).keys() - before.keys()
    sheet = told(desk)[name]
    assert (sheet.state, sheet.station) == (State.READ_ONCE, STATION)
    assert dict(sheet.acts[0].figures) == FIGURES
    assert '"sealed":[]' in page.evaluate(CONTENTS), "deleted after receipt"


def test_what_lies_on_the_phone_is_sealed_and_wiped_by_one_touch(
    desk: RunningDesk, phone: Phone, line: Line, visitor: Visitor
) -> None:
    in_the_field(phone, line, visitor, "bea")
    before = told(desk)
    page = phone.page
    phone.enter(READ | {"registered": "70603"}, "ATKARACALAR/2077")
    written = page.evaluate(CONTENTS)
    assert '"holds":"figures"' in written
    inside = "".join(
        map(
            chr,
            page.evaluate("""async () => {
      const [item] = await phoneQueue.list();
      const opened = await new Promise((resolve) => {
        const asked = indexedDB.open("crosstally-queue");
        asked.onsuccess = () => resolve(asked.result);
      });
      return await new Promise((resolve) => {
        const asked = opened.transaction("sealed").objectStore("sealed").get(item.id);
        asked.onsuccess = () => resolve([...asked.result]);
      });
    }"""),
        )
    )
    assert inside.startswith("CTQ1")
    for open_ in (written, inside):
        assert [
            secret for secret in ("70603", "ATKARACALAR", "registered") if secret in open_
        ] == []
    phone.type_in(READ)
    page.get_by_role("button", name="Wipe all of it", exact=True).tap()
    page.get_by_role("button", name="Wipe all of it now").tap()
    expect(phone.status).to_contain_text("is wiped")
    expect(page.locator("[data-keep=figures]")).to_be_hidden()
    assert page.locator("[data-figure=voted]").input_value() == ""
    assert page.evaluate(CONTENTS) == '{"desk":[],"items":[],"sealed":[]}'
    line.mend()
    phone.get_ready(said=READY_FOR_FIGURES)
    assert told(desk) == before


def test_what_is_wrong_is_said_here_and_by_the_desk_until_it_is_removed(
    desk: RunningDesk, phone: Phone, line: Line, visitor: Visitor
) -> None:
    in_the_field(phone, line, visitor, "cem")
    before = told(desk)
    page = phone.page
    errors = page.locator("[data-entered=errors]")
    phone.type_in(READ | {"valid": "24x", "invalid": ""}, "")
    page.get_by_role("button", name="Hold it against the sheet").tap()
    expect(errors.locator("li")).to_have_count(3)
    expect(errors).to_contain_text("Say which station the sheet is of.")
    expect(page.locator("[aria-invalid]")).to_have_count(3)
    expect(page.locator("[data-keep=figures] [name=station]")).to_be_focused()
    phone.type_in(READ | {"valid": "246", "invalid": "unread"}, "NOWHERE/1")
    page.get_by_role("button", name="Hold it against the sheet").tap()
    expect(errors).to_be_hidden()
    read_back = page.get_by_role("dialog")
    expect(read_back).to_contain_text("NOWHERE/1")
    expect(read_back).to_contain_text("something stands there, unreadable")
    page.get_by_role("button", name="Change").tap()
    expect(phone.count).to_have_text("Nothing waits.")
    phone.enter(READ | {"valid": "246"})
    line.mend()
    page.get_by_role("button", name="Send now").tap()
    refused = page.locator("[data-part=list] li.refused")
    expect(refused).to_contain_text("These contradict each other")
    phone.open("/offline/")
    expect(refused).to_contain_text("These contradict each other")
    page.get_by_role("button", name="Remove").tap()
    expect(phone.count).to_have_text("Nothing waits.")
    assert told(desk) == before


def test_a_phone_offers_what_whoever_logged_in_last_may_bring_in(
    phone: Phone, line: Line, visitor: Visitor
) -> None:
    in_the_field(phone, line, visitor, "dov")
    page = phone.page
    expect(page.get_by_role("button", name="Hold it against the sheet")).to_be_visible()
    expect(page.get_by_role("button", name="Keep on this phone")).to_be_hidden()
    phone.enter(READ)
    line.mend()
    phone.open("/")
    page.get_by_role("button", name="Log out").click()
    expect(page.get_by_label("Password")).to_be_visible()
    phone.open("/offline/")
    expect(page.locator("[data-queue][data-begun]")).to_be_attached()
    expect(page.get_by_role("button", name="Hold it against the sheet")).to_be_hidden()
    phone.log_in("root")
    phone.open("/offline/")
    expect(page.get_by_role("button", name="Keep on this phone")).to_be_visible()
    expect(page.get_by_role("button", name="Hold it against the sheet")).to_be_hidden()
    expect(phone.count).to_contain_text("Waiting to be sent: 1")


@pytest.mark.usefixtures("patience")
@pytest.mark.parametrize(("language", "scheme"), [("ar", "light"), ("en", "dark")])
def test_no_barrier_and_nothing_sticks_out(
    browser: Browser, visitor: Visitor, line: Line, tmp_path: Path, language: str, scheme: str
) -> None:
    options = {"locale": language, "color_scheme": scheme}
    phone = Phone(browser, tmp_path / "profile", line, **options)
    link = visitor.invite("typist")
    phone.join(link, f"fay-{language}")
    page = phone.open("/offline/")
    form = page.locator("[data-keep=figures]")
    expect(form).to_be_visible()
    line.cut()
    phone.open("/offline/")
    expect(form).to_be_visible()
    html = page.locator("html")
    expect(html).to_have_attribute("dir", "rtl" if language == "ar" else "ltr")

    def look(name: str) -> None:
        assert fits(page)
        assert barriers(page) == []
        assert len(page.screenshot(path=tmp_path / f"{name}.png")) > 3_000

    form.locator("button:not([type])").tap()
    expect(page.locator("[data-entered=errors] li")).to_have_count(7)
    look("errors")
    phone.type_in({name: typed.translate(ARABIC) for name, typed in READ.items()})
    form.locator("button:not([type])").tap()
    expect(page.get_by_role("dialog")).to_be_visible()
    look("read back")
    page.keyboard.press("Enter")
    expect(page.locator("[data-part=list] li")).to_have_count(1)
    assert page.evaluate("document.activeElement.id") == "queue-title", "one knows where one is"
    look("kept")
    phone.check()
    phone.close()
