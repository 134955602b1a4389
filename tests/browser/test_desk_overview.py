"""Pages that coordinators look over the whole work with, at a large screen and on a telephone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.somebody import PHONE, Somebody, barriers, fits
from tests.desks import READ, STATION, RunningDesk

PAGES = [
    *("/upload/", "/progress/", "/screen/", "/findings/", f"/findings/station/?code={STATION}"),
    *("/records/", "/records/fill/checklist/", "/records/fill/incident/", "/records/fill/media/"),
    *("/records/fill/ruling/", "/quality/", "/copies/", "/sending/", "/openness/", "/people/"),
    *("/invite/", "/second-factor/", "/tokens/"),
]


@pytest.fixture(scope="module")
def root(browser: Browser, desk: RunningDesk) -> Iterator[Somebody]:
    """An administrator of a desk on which one sheet was settled and another read once."""
    root = Somebody(browser, desk).join(desk.link, "root")
    ann, cem = (
        Somebody(browser, desk).join(root.invite("typist"), name) for name in ("ann", "cem")
    )
    settled = root.upload("Sheet 1")
    for typist in (ann, cem):
        typist.read(settled, READ)
    ann.read(root.upload("Sheet 2"), READ)
    root.open("/tokens/")
    root.page.get_by_label("What it is for, in a few words").fill("the register")
    root.page.get_by_label("take out what was settled").check()
    root.page.get_by_role("button", name="Make a token").click()
    root.open("/sending/")
    root.page.get_by_label("What you call it").fill("field")
    root.page.get_by_role("button", name="Make a link").click()
    yield root
    root.check()


@pytest.mark.parametrize("path", PAGES)
def test_nobody_is_shut_out(browser: Browser, root: Somebody, path: str) -> None:
    state = root.context.storage_state()
    for options in ({}, PHONE, {"color_scheme": "dark"}, {**PHONE, "locale": "ar"}):
        context = browser.new_context(storage_state=state, **options)
        page = context.new_page()
        answer = page.goto(root.desk.address + path)
        assert answer is not None
        assert answer.status == 200
        assert fits(page), "nothing is cut off at the side"
        assert barriers(page) == []
        context.close()


@pytest.mark.parametrize("locale", ["en", "ru", "ar"])
@pytest.mark.parametrize(
    ("path", "columns"),
    [(f"/findings/station/?code={STATION}", 4), ("/progress/", 5), ("/quality/", 7)],
)
def test_what_counts_is_seen_on_a_telephone_without_moving_the_table(
    browser: Browser, root: Somebody, locale: str, path: str, columns: int
) -> None:
    telephone: dict[str, Any] = {**PHONE, "locale": locale}
    context = browser.new_context(storage_state=root.context.storage_state(), **telephone)
    page = context.new_page()
    page.goto(root.desk.address + path)
    table = page.locator(".wide").first
    expect(table.get_by_role("row").nth(1)).to_be_visible()
    assert table.evaluate("one => one.scrollWidth <= one.clientWidth")
    heard = table.get_by_role("columnheader").count()
    assert heard == columns, "a screen reader hears of the columns"
    assert barriers(page) == []
    context.close()


def test_the_screen_fits_on_a_projector(browser: Browser, root: Somebody) -> None:
    for width, height in ((1280, 720), (1280, 800), (1920, 1080)):
        context = browser.new_context(
            storage_state=root.context.storage_state(),
            viewport={"width": width, "height": height},
        )
        page = context.new_page()
        page.goto(root.desk.address + "/screen/")
        assert page.evaluate("document.documentElement.scrollHeight <= innerHeight")
        assert fits(page)
        context.close()


def test_the_screen_renews_itself_without_being_loaded_anew(
    browser: Browser, root: Somebody
) -> None:
    context = browser.new_context(storage_state=root.context.storage_state())
    page = context.new_page()
    page.clock.install()
    page.goto(root.desk.address + "/screen/")
    settled, sheets = re.findall(r"(\d+) of (\d+) sheets", page.locator("main").inner_text())[0]
    page.evaluate("window.isTheSame = true")
    root.upload("One more sheet", station="ATKARACALAR/1003")
    page.clock.run_for(31_000)
    one_more = f"{settled} of {int(sheets) + 1} sheets"
    expect(page.locator("main")).to_contain_text(one_more)
    assert page.evaluate("window.isTheSame")
    context.close()


def test_the_page_of_a_person_can_be_read_on_a_telephone(browser: Browser, root: Somebody) -> None:
    reason = "She left on Friday evening, and nobody else was there who could have read the sheets."
    page = root.open("/people/")
    page.get_by_role("link", name="ann").click()
    form = page.locator("form").filter(has_text="They may log in")
    form.get_by_label("Reason").fill(reason)
    page.get_by_label("They may log in").uncheck()
    page.get_by_role("button", name="Keep").click()
    expect(page.get_by_text(reason)).to_be_visible()
    state = root.context.storage_state()
    arabic: dict[str, Any] = {**PHONE, "locale": "ar", "color_scheme": "dark"}
    phone: dict[str, Any] = {**PHONE}
    for options in (phone, arabic):
        context = browser.new_context(storage_state=state, **options)
        shown = context.new_page()
        shown.goto(page.url)
        assert shown.get_by_text(reason).evaluate("one => one.clientHeight") < 200, "no word a line"
        moment = shown.locator("tbody .moment")
        assert moment.evaluate("one => one.getClientRects().length") == 1
        assert fits(shown)
        assert barriers(shown) == []
        context.close()


def test_whoever_settles_is_told_that_sheets_in_trouble_could_change_who_wins(
    browser: Browser, root: Somebody
) -> None:
    typist = Somebody(browser, root.desk, **PHONE).join(root.invite("typist"), "tom")
    sheet = root.upload("Sheet 3", "ATKARACALAR/1005")
    typist.read(sheet, READ)
    page = root.open(sheet)
    page.get_by_text("Hand to an arbiter").first.click()
    page.locator("details[open] [name=reason]").fill("Nobody can read it.")
    page.locator("details[open]").get_by_role("button").click()
    told = page.get_by_role("alert").get_by_text("could change: who wins.")
    expect(root.open("/progress/").get_by_role("heading", level=1)).to_be_visible()
    for _moment in range(20):  # it is worked out beside the page
        if told.count():
            break
        page.wait_for_timeout(1_000)
        root.open("/progress/")
    expect(told).to_contain_text("1 sheet is in trouble")
    for somebody, path in ((typist, "/progress/"), (typist, "/screen/"), (root, "/screen/")):
        expect(somebody.open(path).get_by_role("alert")).to_have_count(0)
    typist.check()
