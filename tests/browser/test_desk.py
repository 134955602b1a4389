"""The desk in a browser: from photographs to returns, on a telephone, without a mouse."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Route, expect

from crosstally.desk.record import sheets_of
from crosstally.desk.states import Sheet, State
from crosstally.ledger.log import Log
from tests.browser.somebody import PHONE, Somebody, barriers, fits
from tests.desks import PASSWORD, READ, STATION, RunningDesk, running_desk, upload_of

MISREAD = READ | {"erdogan": "190", "kilicdaroglu": "55"}


@pytest.fixture(scope="module")
def people(browser: Browser, desk: RunningDesk) -> Iterator[dict[str, Somebody]]:
    """An administrator at a large screen, whom the others have their telephones' links from."""
    root = Somebody(browser, desk).join(desk.link, "root")
    joined = {"root": root}
    roles = {"ann": "typist", "cem": "typist", "eve": "arbiter", "aud": "auditor"}
    for name, role in roles.items():
        joined[name] = Somebody(browser, desk, **PHONE).join(root.invite(role), name)
    yield joined
    for somebody in joined.values():
        somebody.check()
        somebody.context.close()


def sheet_at(desk: RunningDesk, path: str) -> Sheet:
    return sheets_of(Log(desk.kept / "log").entries())[path.split("/")[2]]


def test_a_station_stays_where_its_photograph_was_refused(
    people: dict[str, Somebody],
) -> None:
    page = people["root"].open("/upload/")
    page.get_by_label("Photographs").set_input_files(upload_of("s.jpg", b"no photograph"))
    page.get_by_label("Station").fill(STATION)
    page.get_by_role("button", name="Upload").click()
    expect(page.locator("#taken .refused")).to_be_visible()
    expect(page.get_by_role("button", name="Upload")).to_be_enabled()
    expect(page.get_by_label("Station")).to_have_value(STATION)


def test_three_sheets_go_from_photograph_to_return(
    desk: RunningDesk, people: dict[str, Somebody]
) -> None:
    root, ann, cem, eve = (people[name] for name in ("root", "ann", "cem", "eve"))
    paths = [root.upload(f"Sheet {n}") for n in (1, 2, 3)]

    page = ann.open("/")
    expect(page.locator("main")).to_contain_text("Sheets that you can read: 3")
    page.get_by_role("link", name="Next sheet").click()
    expect(page.get_by_role("img", name="Page 1 of the sheet")).to_be_visible()
    for path in paths:
        ann.read(path, READ)
    for path in paths[:2]:
        cem.read(path, READ)
    assert [sheet_at(desk, path).state for path in paths[:2]] == [State.SETTLED] * 2

    cem.read(paths[2], MISREAD)
    page = cem.open(paths[2])
    marked = page.locator("label.differs")
    assert marked.count() == 2
    expect(page.locator("[name=erdogan]")).to_have_value("190")
    assert not re.search(r"\b200\b", page.content()), "where they differ, not how"
    cem.read(paths[2], MISREAD, "Keep my second look")
    ann.read(paths[2], READ, "Keep my second look")

    page = eve.open("/")
    page.get_by_role("link", name=STATION).click()
    both = page.get_by_role("table", name="Both readings")
    expect(both.locator("tr.differs")).to_have_count(2)
    for field, figure in dict(READ.items() - MISREAD.items()).items():
        page.locator(f"[name={field}]").fill(figure)
    page.get_by_label("Reason").fill("The words beside the figure say two hundred.")
    page.get_by_role("button", name="Decide").click()
    expect(page.locator("main")).to_contain_text("Nothing waits for you.")

    settled = [sheet_at(desk, path) for path in paths]
    assert [sheet.returns[0].figures for sheet in settled] == [
        {field: int(figure) for field, figure in READ.items()}
    ] * 3
    expect(root.open("/progress/").locator("main")).to_contain_text("Settled: 3 of 3 sheets")


def test_figures_that_contradict_each_other_are_told_while_one_types(
    people: dict[str, Somebody],
) -> None:
    path = people["root"].upload("Sheet 4")
    page = people["ann"].open(path)
    for field, figure in (READ | {"valid": "254"}).items():
        page.locator(f"[name={field}]").fill(figure)
    page.locator("[name=kilicdaroglu]").blur()
    expect(page.locator("#relations")).to_contain_text("200 + 45 = 254")
    page.locator("[name=valid]").fill("245")
    page.locator("[name=valid]").blur()
    expect(page.locator("#relations .warnings")).to_have_count(0)
    page.locator("[name=valid]").fill("2,45")
    page.locator("[name=valid]").blur()
    expect(page.locator("#relations")).to_contain_text("Expected digits alone, read ','.")


def test_a_sheet_is_read_with_the_keyboard_alone(
    desk: RunningDesk, people: dict[str, Somebody]
) -> None:
    path = people["root"].upload("Sheet 5")
    page = people["ann"].open(path)
    assert page.evaluate("document.activeElement.name") == next(iter(READ)), "one can begin"
    for figure in READ.values():
        page.keyboard.type(figure)
        page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Keep what I read"
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid", "one sees where one is"
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="My work")).to_be_visible()
    assert sheet_at(desk, path).state is State.READ_ONCE


def test_a_figure_of_which_half_is_typed_contradicts_nothing(people: dict[str, Somebody]) -> None:
    page = people["ann"].open(people["root"].upload("Sheet 5b"))
    first: list[Route] = []

    def hold_the_first(route: Route) -> None:
        if first:
            route.continue_()
        else:
            first.append(route)

    page.route("**/relations/", hold_the_first)
    *earlier, last = READ
    page.locator(f"[name={earlier[0]}]").focus()
    for field in earlier:
        page.keyboard.type(READ[field])
        page.keyboard.press("Tab")
    page.keyboard.type(READ[last][:1])
    with page.expect_request("**/relations/") as late:
        first[0].continue_()
    assert f"{last}=" in (late.value.post_data or "").split("&"), "asked about as it was"
    page.keyboard.type(READ[last][1:])
    with page.expect_request("**/relations/") as whole:
        page.keyboard.press("Tab")
    assert f"{last}={READ[last]}" in (whole.value.post_data or "").split("&")


def test_figures_outlive_a_session_that_ends_while_they_are_typed(
    browser: Browser, desk: RunningDesk, people: dict[str, Somebody], tmp_path: Path
) -> None:
    root, path = people["root"], people["root"].upload("Sheet 10")
    gul = Somebody(browser, desk, **PHONE).join(root.invite("typist"), "gul")
    page = gul.open(path)
    for field, figure in READ.items():
        page.locator(f"[name={field}]").fill(figure)
    page.context.clear_cookies(name="sessionid")
    page.get_by_role("button", name="Keep what I read").tap()
    expect(page.get_by_role("heading", name="Log in")).to_be_visible()
    expect(page.get_by_text("what you typed comes along")).to_be_visible()
    assert barriers(page) == []
    assert fits(page)
    page.get_by_label("Name").fill("gul")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").tap()
    keep = page.get_by_role("button", name="Keep it now")
    expect(keep).to_be_focused()
    assert barriers(page) == []
    stored = page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])") + page.url
    assert not set(re.findall(r"\b\d{3}\b", stored)) & set(READ.values())
    keep.tap()
    expect(page.get_by_role("heading", name="My work")).to_be_visible()
    (reading,) = sheet_at(desk, path).readings
    assert {field: str(figure) for field, figure in reading.figures.items()} == READ
    gul.complaints = [one for one in gul.complaints if "401" not in one]
    gul.check()


PAGES = {
    "root": (
        "/",
        "/upload/",
        "/invite/",
        "/progress/",
        "SHEET",
        "/copies/",
        "COPIES",
        "/quality/",
        "/sending/",
        "SEND",
    ),
    "ann": ("/", "SHEET", "/progress/", "/upload/"),
    "eve": ("/", "ARBITRATED"),
    "aud": ("/", "ARBITRATED", "SHEET"),
    "nobody": ("/login/", "/join/used/", "/nowhere/"),
}


@pytest.fixture(scope="module")
def sheets(people: dict[str, Somebody]) -> dict[str, str]:
    """A sheet that waits to be read, and one that an arbiter is to decide."""
    root, ann, cem = (people[name] for name in ("root", "ann", "cem"))
    waiting, arbitrated = root.upload("Sheet 6"), root.upload("Sheet 7")
    ann.read(arbitrated, READ)
    cem.read(arbitrated, MISREAD)
    ann.read(arbitrated, READ, "Keep my second look")
    cem.read(arbitrated, MISREAD, "Keep my second look")
    page = root.open("/sending/")
    page.get_by_label("What you call it").fill("field")
    page.get_by_role("button", name="Make a link").click()
    link = page.get_by_label("Whoever has this link").input_value()
    return {
        "SHEET": waiting,
        "ARBITRATED": arbitrated,
        "COPIES": f"/copies/?station={STATION}",
        "SEND": "/send/" + link.split("/send/")[1],
    }


@pytest.mark.parametrize(("who", "path"), [(who, path) for who in PAGES for path in PAGES[who]])
@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 360)])
def test_no_barrier_and_nothing_sticks_out(
    browser: Browser,
    desk: RunningDesk,
    people: dict[str, Somebody],
    sheets: dict[str, str],
    who: str,
    path: str,
    scheme: Any,
    width: int,
    tmp_path: Path,
) -> None:
    somebody = people[who] if who in people else Somebody(browser, desk)
    page = somebody.page
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 740})
    somebody.open(sheets.get(path, path))
    expect(page.locator("h1")).to_be_visible()
    assert fits(page)
    assert barriers(page) == []
    assert len(page.screenshot(path=tmp_path / "page.png", full_page=True)) > 3_000
    somebody.check()


def test_a_language_from_right_to_left_mirrors_the_pages(browser: Browser, tmp_path: Path) -> None:
    with running_desk(tmp_path / "election") as desk:
        somebody = Somebody(browser, desk, locale="ar", **PHONE)
        page = somebody.open("/login/")
        html = page.locator("html")
        expect(html).to_have_attribute("lang", "ar")
        expect(html).to_have_attribute("dir", "rtl")
        heading, brand = page.locator("h1"), page.locator(".brand")
        assert heading.evaluate("one => getComputedStyle(one).direction") == "rtl"
        box = brand.bounding_box()
        assert box is not None
        assert box["x"] > 180, "what begins a line stands at the right"
        assert fits(page)
        page.get_by_role("button", name="English").tap()
        expect(html).to_have_attribute("dir", "ltr")
        somebody.join(desk.link, "root")
        page.get_by_role("button", name="العربية").tap()
        expect(html).to_have_attribute("dir", "rtl")
        assert fits(page)
        assert barriers(page) == []
        somebody.check()


def test_the_picture_is_sized_turned_and_sharpened(people: dict[str, Somebody]) -> None:
    path = people["root"].upload("Sheet 8")
    page = people["ann"].open(path)
    picture = page.get_by_role("img", name="Page 1 of the sheet")
    expect(picture).to_be_visible()

    def size() -> tuple[int, int]:
        box = picture.bounding_box()
        assert box is not None
        return round(box["width"]), round(box["height"])

    width, height = size()
    page.get_by_role("button", name="Larger").tap()
    assert size()[0] == pytest.approx(1.5 * width, abs=2)
    assert fits(page), "the picture moves within its frame"
    page.get_by_role("button", name="As it was").tap()
    page.get_by_role("button", name="Turn").tap()
    turned = size()
    assert turned[0] == pytest.approx(width, abs=2)
    assert turned[1] == pytest.approx(width * width / height, abs=2)

    page.locator(".frame").focus()
    page.keyboard.press("0")
    assert size() == (width, height)
    page.keyboard.press("+")
    page.keyboard.press("ArrowRight")
    page.wait_for_function("document.querySelector('.frame').scrollLeft > 0")
    page.keyboard.press("c")
    assert "contrast" in picture.evaluate("one => getComputedStyle(one).filter")
    contrast = page.get_by_role("button", name="Contrast")
    expect(contrast).to_have_attribute("aria-pressed", "true")


def test_figures_are_typed_in_any_script(desk: RunningDesk, people: dict[str, Somebody]) -> None:
    path = people["root"].upload("Sheet 9")
    arabic = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
    people["ann"].read(path, {field: figure.translate(arabic) for field, figure in READ.items()})
    people["cem"].read(path, READ)
    assert sheet_at(desk, path).returns[0].figures["erdogan"] == 200
