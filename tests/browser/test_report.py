"""The report in a browser: search, sort, keyboard, both themes, phone and desk, no network."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from crosstally import words
from crosstally.report.html import write_report
from tests.browser.watched import Watched
from tests.report_fixture import empty_result, make_result, write_map


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A large report, a small one with a map, an empty one, and one in right-to-left."""
    folder = tmp_path_factory.mktemp("reports")
    write_map(folder)
    paths = {name: folder / f"{name}.html" for name in ("large", "small", "empty", "arabic")}
    write_report(make_result(differences=3_000, unread=600), paths["large"])
    write_report(make_result(folder=folder), paths["small"])
    write_report(empty_result(), paths["empty"])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(words, "languages", lambda: ["en", "ar"])
        write_report(make_result(folder=folder), paths["arabic"], "ar")
    return paths


class Visit(Watched):
    """A page with what it asked of the network and what it complained about."""

    def __init__(self, browser: Browser, report: Path, **options: Any) -> None:
        super().__init__(browser, **options)
        self.page.goto(report.as_uri())

    def __enter__(self) -> Page:
        return self.page

    def __exit__(self, *_error: object) -> None:
        self.context.close()
        assert self.complaints == []
        assert len(self.requests) == 1, "the page itself and nothing else"
        assert self.requests[0].startswith("file:")


def station_table(page: Page) -> Any:
    return page.get_by_role("table", name=re.compile("^Stations at which")).first


def test_search_narrows_the_stations_and_says_how_many(
    browser: Browser, reports: dict[str, Path]
) -> None:
    with Visit(browser, reports["large"]) as page:
        field = page.get_by_role("searchbox", name="Search by station, area or figure").first
        rows = station_table(page).locator("tbody tr:visible")
        status = page.locator("#stations [role=status]").first
        expect(status).to_have_text("Rows shown: 2,000 of 2,000")
        field.fill("МЕКТЕП steppe")
        expect(status).not_to_have_text("Rows shown: 2,000 of 2,000")
        shown = rows.count()
        assert 0 < shown < 200
        expect(status).to_have_text(f"Rows shown: {shown} of 2,000")
        assert all("Steppe" in text for text in rows.all_inner_texts())
        field.fill("nowhere to be found")
        expect(status).to_have_text("Rows shown: 0 of 2,000")
        field.press("Escape")
        expect(status).to_have_text("Rows shown: 2,000 of 2,000")


def test_columns_sort_by_number_and_by_name(browser: Browser, reports: dict[str, Path]) -> None:
    with Visit(browser, reports["large"]) as page:
        table = station_table(page)
        votes = table.get_by_role("columnheader", name="Votes moved")
        first = table.locator("tbody tr").first
        expect(votes).to_have_attribute("aria-sort", "descending")
        expect(first.locator("td").last).to_have_text("900")
        votes.get_by_role("button").click()
        expect(votes).to_have_attribute("aria-sort", "ascending")
        expect(first.locator("td").last).to_have_text("1")
        station = table.get_by_role("columnheader", name="Station")
        station.get_by_role("button").click()
        expect(station).to_have_attribute("aria-sort", "ascending")
        expect(votes).to_have_attribute("aria-sort", "none")
        names = [row.split("\n")[0] for row in table.locator("tbody th").all_inner_texts()]
        schools = [int(name.split()[1]) for name in names if re.fullmatch(r"School \d+", name)]
        assert schools == sorted(schools), "School 2 stands before School 10"


def test_everything_works_by_keyboard(browser: Browser, reports: dict[str, Path]) -> None:
    with Visit(browser, reports["small"]) as page:
        page.keyboard.press("Tab")
        expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
        page.keyboard.press("Enter")
        expect(page.locator("main")).to_be_focused()
        reached = set()
        for _step in range(120):
            page.keyboard.press("Tab")
            at = page.evaluate(
                "() => { const e = document.activeElement; const o = getComputedStyle(e);"
                " return [e.tagName, o.outlineStyle, e.closest('#stations') !== null] }"
            )
            if at[0] == "BODY":
                break
            assert at[1] != "none", "what has the focus is seen"
            reached.add((at[0], at[2]))
        assert {("INPUT", True), ("BUTTON", True), ("SUMMARY", False)} <= reached
        votes = station_table(page).get_by_role("columnheader", name="Votes moved")
        votes.get_by_role("button").focus()
        page.keyboard.press("Space")
        expect(votes).to_have_attribute("aria-sort", "ascending")


def test_a_word_links_to_what_it_means(browser: Browser, reports: dict[str, Path]) -> None:
    with Visit(browser, reports["small"]) as page:
        page.get_by_role("link", name="Breaking point").first.click()
        assert page.url.endswith("#word-breaking-point")
        expect(page.locator("#word-breaking-point")).to_be_in_viewport()


def test_without_script_the_page_is_a_plain_table(
    browser: Browser, reports: dict[str, Path]
) -> None:
    with Visit(browser, reports["small"], java_script_enabled=False) as page:
        assert page.get_by_role("searchbox").count() == 0
        assert station_table(page).locator("tbody tr").count() == 30


@pytest.mark.parametrize("report", ["large", "small", "empty", "arabic"])
@pytest.mark.parametrize("width", [360, 1280])
def test_nothing_sticks_out_sideways(
    browser: Browser, reports: dict[str, Path], report: str, width: int, tmp_path: Path
) -> None:
    with Visit(browser, reports[report], viewport={"width": width, "height": 800}) as page:
        assert page.evaluate("document.documentElement.scrollWidth") == width
        picture = tmp_path / "page.png"
        page.screenshot(path=picture)
        assert picture.stat().st_size > 10_000, "something was drawn"


@pytest.mark.parametrize(
    ("report", "scheme", "width"),
    [
        ("small", "light", 1280),
        ("small", "dark", 1280),
        ("small", "light", 360),
        ("arabic", "dark", 360),
        ("empty", "light", 360),
    ],
)
def test_no_barrier_that_axe_can_find(
    browser: Browser, reports: dict[str, Path], report: str, scheme: Any, width: int
) -> None:
    context = browser.new_context(
        color_scheme=scheme, bypass_csp=True, viewport={"width": width, "height": 800}
    )
    page = context.new_page()
    page.goto(reports[report].as_uri())
    page.evaluate("for (const part of document.querySelectorAll('details')) part.open = true")
    found = Axe().run(page).response["violations"]
    context.close()
    assert [(item["id"], item["impact"], item["nodes"][0]["html"]) for item in found] == []


def test_dark_is_dark_and_light_is_light(browser: Browser, reports: dict[str, Path]) -> None:
    brightness = {}
    for scheme in ("light", "dark"):
        with Visit(browser, reports["empty"], color_scheme=scheme) as page:
            colour = page.evaluate("getComputedStyle(document.body).backgroundColor")
            brightness[scheme] = sum(map(int, re.findall(r"\d+", colour)[:3]))
    assert brightness["light"] > 700
    assert brightness["dark"] < 100


def test_print_unfolds_everything_and_leaves_the_tools_out(
    browser: Browser, reports: dict[str, Path]
) -> None:
    with Visit(browser, reports["small"]) as page:
        page.emulate_media(media="print")
        page.evaluate("dispatchEvent(new Event('beforeprint'))")
        assert page.locator("details:not([open])").count() == 0
        assert page.locator(".contents:visible, .tools:visible").count() == 0
        assert len(page.pdf()) > 50_000
        page.evaluate("dispatchEvent(new Event('afterprint'))")
        assert page.locator("details:not([open])").count() > 5


def test_a_long_table_has_its_columns_names_on_every_printed_page(
    browser: Browser, tmp_path: Path
) -> None:
    report = tmp_path / "report.html"
    write_report(make_result(differences=80), report)
    with Visit(browser, report) as page:
        printed = pypdfium2.PdfDocument(page.pdf(format="A4"))
    pages = [one.get_textpage().get_text_range() for one in printed]
    assert sum(text.startswith("Station Area") for text in pages) > 3


@pytest.mark.parametrize("width", [360, 1280])
def test_no_cell_says_what_its_row_says_already(
    browser: Browser, reports: dict[str, Path], width: int
) -> None:
    """What a column has no room for on a telephone stands under the row's head, and there alone."""
    with Visit(browser, reports["small"], viewport={"width": width, "height": 800}) as page:
        shown = [page.locator(f".{name}:visible").count() for name in ("narrow-only", "wide-only")]
    assert [count > 0 for count in shown] == [width < 500, width > 500]


def test_right_to_left_mirrors_the_page(browser: Browser, reports: dict[str, Path]) -> None:
    with Visit(browser, reports["arabic"], viewport={"width": 1280, "height": 800}) as page:
        contents = page.locator("nav").bounding_box()
        main = page.locator("main").bounding_box()
        assert contents is not None
        assert main is not None
        assert contents["x"] > main["x"]


def test_the_policy_stops_what_is_not_the_pages_own(
    browser: Browser, reports: dict[str, Path]
) -> None:
    context = browser.new_context()
    page = context.new_page()
    stopped: list[str] = []
    page.on("console", lambda message: stopped.append(message.text))
    page.goto(reports["empty"].as_uri())
    page.evaluate(
        "() => { const s = document.createElement('script'); s.textContent = 'window.ran = 1';"
        " document.body.append(s); const i = new Image(); i.src = 'https://example.org/x.png';"
        " document.body.append(i); }"
    )
    page.wait_for_timeout(200)
    assert page.evaluate("window.ran") is None
    assert len([text for text in stopped if "Content Security Policy" in text]) >= 2
    context.close()
