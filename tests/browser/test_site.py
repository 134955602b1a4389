"""The site of a pack in a browser: search, stations, keyboard, from a disk and from a server."""

from __future__ import annotations

import functools
import re
import threading
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from crosstally.site.build import build_site
from tests.browser.watched import Watched
from tests.folders import HEAD, returns_entry, write_folder
from tests.packs import KEY, pack
from tests.sheet_pictures import drawn, telling

HOSTILE = "<img src=x onerror=alert(1)>\u202eevil"
COLUMNS = """\
    columns:
      station: code
      station_name: name
      areas: {region: region, district: district}
      fields: {registered: registered, cast: cast, valid: valid, invalid: invalid}
"""
HEADER = "region,district,code,name,registered,cast,valid,invalid,ana,ben\n"
ANNOUNCED = """\
announcements:
  - {id: last, source: cec, at: 2024-05-14, printed_in: The Gazette,
     counts: {ana: 52400, ben: 26200},
     percent: {ana: "66.7", ben: "33.3"}, turnout: "60.2", seats: {ana: 7, ben: 3}}
  - {id: first, source: cec, stage: preliminary, at: 2024-05-12T20:00, counts: {ana: 52000},
     rounded_to: {ana: 1000}, percent: {ana: "66.70"}}
  - {id: hill, source: cec, at: 2024-05-13, area: Hill, printed_in: "<b>The Gazette</b>",
     counts: {ana: 51998, ben: 26000}, rounded_to: {ben: 1000}, percent: {ana: "66.7"}}
"""
PAGES = (
    "index.html",
    "area.html",
    "area.html#North%2FHill",
    "station.html",
    "station.html#7",
    "station.html#__proto__",
    "station.html#nowhere",
    "check.html",
    "downloads.html",
)


def returns(shift: int) -> str:
    rows = [
        f"North,Hill,{n},School {n},500,301,300,1,{200 - (shift if n == 7 else 0)},100"
        for n in range(1, 261)
    ]
    rows.append(f'South,{"Port" * 60},__proto__,"{HOSTILE}",500,301,300,1,200,100')
    rows.append(f'South,Port,مدرسة/٤,"مدرسة\nالنور",500,301,300,1,{200 - shift},100')
    return HEADER + "".join(f"{row}\n" for row in rows)


@pytest.fixture(scope="module")
def sites(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The same pack's site in English, in Russian, and from right to left."""
    place = tmp_path_factory.mktemp("sites")
    entries = returns_entry("cec.csv", columns=COLUMNS)
    entries += returns_entry("watch.csv", source="watch", columns=COLUMNS)
    files: dict[str, str | bytes] = {
        "cec.csv": returns(0),
        "watch.csv": returns(3),
        "announcements.yaml": ANNOUNCED,
        "pictures.csv": "station,source,page,file\n7,cec,1,one.jpg\n7,watch,1,two.jpg\n",
        "one.jpg": telling(drawn("200", (1_200, 1_600))),
        "two.jpg": telling(drawn("197", (1_200, 1_600))),
    }
    hide = "    hide: [{left: 0, top: 0.8, right: 1, bottom: 1}]\n"
    head = HEAD.replace("    relations:\n", f"{hide}    relations:\n")
    head = f"stations: 262\n{head}    rule: {{method: dhondt, seats: 10}}\n"
    election = write_folder(place / "election", files, entries, head=head)
    made = pack(place / "pack", election)
    for language in ("en", "ru"):
        build_site(made, place / language, language=language)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("crosstally.site.build.languages", lambda: ["en", "ar"])
        build_site(made, place / "ar", language="ar")
    return {language: place / language for language in ("en", "ru", "ar")}


class QuietHandler(SimpleHTTPRequestHandler):
    """Serves files and says nothing."""

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture(scope="module", params=["disk", "server"])
def address(request: pytest.FixtureRequest, sites: dict[str, Path]) -> Iterator[str]:
    """Where the English site begins: in a folder, and at a plain web server."""
    if request.param == "disk":
        yield sites["en"].as_uri()
        return
    handler = functools.partial(QuietHandler, directory=str(sites["en"]))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


class Visit(Watched):
    """A site with what its pages asked of the network and what they complained about."""

    def __init__(self, browser: Browser, address: str, page: str, **options: Any) -> None:
        self.address = address
        super().__init__(browser, **options)
        self.page.goto(f"{address}/{page}")

    def __enter__(self) -> Page:
        return self.page

    def __exit__(self, *_error: object) -> None:
        self.context.close()
        assert self.complaints == []
        assert all(url.startswith(self.address) for url in self.requests), "no other host"


def test_a_search_leads_to_a_station(browser: Browser, address: str) -> None:
    with Visit(browser, address, "index.html") as page:
        field = page.get_by_role("searchbox", name="Find a station or an area by code or name")
        status = page.locator("#results-said")
        field.fill("school")
        expect(status).to_have_text("The first 30 are shown; another word narrows the search.")
        field.fill("SCHOOL 17")
        expect(status).to_have_text("Found: 11")  # 17, then 170 to 179
        field.fill("hill")
        expect(page.locator("#results a")).to_have_attribute("href", "area.html#North%2FHill")
        field.fill("nowhere to be found")
        expect(status).to_contain_text("Nothing was found")
        field.fill("school 17")
        page.locator("#results a").first.click()
        expect(page.locator("h1")).to_have_text("School 17")
        assert page.url.endswith("/station.html#17")


def test_a_station_shows_its_figures_by_source_and_where_they_are_from(
    browser: Browser, address: str
) -> None:
    with Visit(browser, address, "station.html#7") as page:
        expect(page.locator("h1")).to_have_text("School 7")
        table = page.get_by_role("table", name=re.compile("^The figures, source by source"))
        row = table.get_by_role("row", name=re.compile("^Ana Lima"))
        assert row.locator("td").all_inner_texts() == ["200", "197"]
        expect(row).to_contain_text("the sources differ")
        origin = page.get_by_role("table", name="Where each figure comes from")
        cells = origin.locator("tbody tr").last.locator("th, td").all_inner_texts()
        assert [cells[1], cells[2]] == ["election/watch.csv", "8"]  # the header is line 1
        page.get_by_text(re.compile("^Proof that entry")).last.click()
        proof = page.locator("pre.proof")
        expect(proof).to_contain_text(f"index {cells[3]}")
        expect(proof).to_contain_text("— " + KEY.name)
        page.get_by_role("navigation", name="Area").get_by_role("link", name="Hill").click()
        expect(page.locator("h1")).to_have_text("Hill")


def test_a_station_shows_the_pictures_beside_its_figures(browser: Browser, address: str) -> None:
    with Visit(browser, address, "station.html#7", viewport={"width": 1280, "height": 800}) as page:
        image = page.get_by_alt_text("Sheet of station 7, page 1, as Observers has it")
        image.scroll_into_view_if_needed()
        expect(image).to_have_js_property("complete", True)
        assert image.evaluate("one => [one.naturalWidth, one.naturalHeight]") == [1200, 1600]
        assert page.locator(".sheet-picture img[loading=lazy]").count() == 2
        expect(
            page.get_by_text("What is black was covered before it was published.")
        ).to_have_count(2)
        table = page.get_by_role("table", name=re.compile("^The figures, source by source"))
        first = page.get_by_alt_text("Sheet of station 7, page 1, as Central commission has it")
        left, right = table.bounding_box(), first.bounding_box()
        assert left is not None
        assert right is not None
        assert right["x"] > left["x"] + left["width"] / 2
    with Visit(browser, address, "station.html#8") as page:
        expect(page.locator("h1")).to_have_text("School 8")
        assert page.locator("img").count() == 0


def test_an_area_lists_what_lies_in_it(browser: Browser, address: str) -> None:
    with Visit(browser, address, "area.html") as page:
        page.get_by_role("link", name=re.compile("^North")).click()
        page.get_by_role("link", name=re.compile("^Hill")).click()
        expect(page.get_by_text("100 of 260 shown")).to_be_visible()
        page.get_by_role("button", name="Show more").click()
        expect(page.get_by_text("200 of 260 shown")).to_be_visible()
        expect(page.locator(".listing a").nth(100)).to_be_focused()
        page.go_back()
        expect(page.locator("h1")).to_have_text("North")


def test_on_a_telephone_the_name_of_a_figure_is_not_cut_into_letters(
    browser: Browser, address: str
) -> None:
    with Visit(browser, address, "area.html", viewport={"width": 360, "height": 740}) as page:
        table = page.get_by_role("table", name=re.compile("^Totals"))
        names = table.locator("tbody th").evaluate_all("all => all.map(one => one.clientWidth)")
        assert min(names) >= 7 * 16
        box = "[one.parentElement.scrollWidth, one.parentElement.clientWidth]"
        held, shown = table.evaluate(f"one => {box}")
        assert held <= shown


def test_everything_works_by_keyboard(browser: Browser, address: str) -> None:
    with Visit(browser, address, "index.html") as page:
        page.keyboard.press("Tab")
        expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
        page.keyboard.press("Enter")
        expect(page.locator("#main")).to_be_focused()
        page.locator("#query").focus()
        page.keyboard.type("school 2")
        expect(page.locator("#results a").first).to_be_visible()
        page.keyboard.press("ArrowDown")
        page.keyboard.press("ArrowDown")
        expect(page.locator("#results a").nth(1)).to_be_focused()
        page.keyboard.press("ArrowUp")
        page.keyboard.press("ArrowUp")
        expect(page.locator("#query")).to_be_focused()
        page.keyboard.press("Escape")
        expect(page.locator("#results a")).to_have_count(0)
        page.keyboard.type("17")
        expect(page.locator("#results a").first).to_be_visible()
        page.keyboard.press("Enter")
        expect(page.locator("h1")).to_have_text("School 17")


def test_names_are_never_markup(browser: Browser, address: str) -> None:
    with Visit(browser, address, "station.html#__proto__") as page:
        expect(page.locator("h1")).to_have_text("<img src=x onerror=alert(1)> evil")
        assert page.locator("img").count() == 0
        page.locator("#query").fill("alert")
        page.locator("#results a").click()
        page.locator("#query").fill("النور")
        page.locator("#results a").click()
        expect(page.locator("h1")).to_have_text("مدرسة النور")


def test_what_is_not_there_is_said(browser: Browser, address: str) -> None:
    with Visit(browser, address, "station.html#%E0%A4%A") as page:
        expect(page.locator("#place")).to_contain_text("The pack has no station with this code.")
    with Visit(browser, address, "area.html#nowhere") as page:
        expect(page.locator("#place")).to_contain_text("The pack has no area with this id.")


def test_what_was_announced_stands_beside_the_sheets(browser: Browser, address: str) -> None:
    with Visit(browser, address, "index.html") as page:
        table = page.get_by_role("table", name=re.compile("^Central commission *final"))
        row = table.get_by_role("row", name=re.compile("^Ana Lima"))
        shown = [cell.strip() for cell in row.locator("td").all_inner_texts()]
        assert shown[:4] == ["52,400", "66.7\u00a0%", "52,400", "0"]
        seats = page.get_by_role("table", name=re.compile("^Seats"))
        row = seats.get_by_role("row", name=re.compile("^Ben Okoro"))
        assert row.locator("td").all_inner_texts()[-1] == "3"


def test_an_area_shows_what_was_announced_for_it_beside_its_sheets(
    browser: Browser, address: str
) -> None:
    with Visit(browser, address, "area.html#North%2FHill") as page:
        table = page.get_by_role("table", name=re.compile("^Central commission *final, 2024-05-13"))
        expect(table.locator("caption")).to_contain_text("<b>The Gazette</b>")
        heads = [text.split("\n")[0] for text in table.locator("thead th").all_inner_texts()]
        minus = "Announced minus sheets"
        sheets = ["Sheets of Central commission", minus, "Sheets of Observers", minus]
        assert heads == ["Figure", "Announced", "Percent as printed", *sheets]
        expect(table.locator("thead")).to_contain_text("260 of 260 stations held")
        ana, ben = (
            [cell.strip() for cell in row.locator("td").all_inner_texts()]
            for row in table.locator("tbody tr").all()
        )
        label = "[data-label='Sheets of Observers'][data-more='260 of 260 stations held']"
        assert table.locator(f"td{label}").count() == 2, "a phone has no head"
        assert ana == ["51,998", "66.7\u00a0%", "52,000", "−2", "51,997", "+1"]
        assert ben[0].split() == ["26,000", "rounded", "to", "1,000"]
        assert [cell.split() for cell in ben[1:]] == [
            ["–", "not", "announced"],
            *[["26,000"], ["–", "not", "known"]] * 2,
        ]
    with Visit(browser, address, "area.html#North") as page:
        expect(page.locator("h1")).to_have_text("North")
        assert page.get_by_text("What was announced").count() == 0


def test_the_russian_site_speaks_russian(browser: Browser, sites: dict[str, Path]) -> None:
    with Visit(browser, sites["ru"].as_uri(), "station.html#7") as page:
        expect(page.locator("h1")).to_have_text("School 7")
        assert page.evaluate("document.documentElement.lang") == "ru"


def test_a_number_stands_where_it_is_read_behind_an_arabic_name(
    browser: Browser, sites: dict[str, Path]
) -> None:
    """ "… مدرسة النور: Central commission and …": the colon stands right of the name."""
    with Visit(browser, sites["en"].as_uri(), f"station.html#{quote('مدرسة/٤')}") as page:
        sentence = page.locator("li", has_text="Central commission and Observers state")
        name = sentence.locator("bdi bdi").last.bounding_box()
        following = sentence.locator("bdi bdi").last.evaluate(
            """name => { const range = document.createRange();
                range.setStart(name.nextSibling, 0); range.setEnd(name.nextSibling, 1);
                return range.getBoundingClientRect().left; }"""
        )
        assert name is not None
        assert following >= name["x"] + name["width"] - 1


def test_right_to_left_mirrors_the_page(browser: Browser, sites: dict[str, Path]) -> None:
    with Visit(browser, sites["ar"].as_uri(), "station.html#7") as page:
        expect(page.locator("h1")).to_have_text("School 7")
        box, main = page.locator("h1 bdi").bounding_box(), page.locator("main").bounding_box()
        assert box is not None
        assert main is not None
        assert box["x"] > main["x"] + main["width"] / 2


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize(
    ("language", "scheme", "width"),
    [("en", "light", 1280), ("en", "dark", 360), ("ru", "light", 768)],
)
def test_no_barrier_and_nothing_sticks_out(
    browser: Browser,
    sites: dict[str, Path],
    name: str,
    language: str,
    scheme: str,
    width: int,
    tmp_path: Path,
) -> None:
    options = {"color_scheme": scheme, "viewport": {"width": width, "height": 800}}
    with Visit(browser, sites[language].as_uri(), name, **options) as page:
        page.wait_for_load_state()
        expect(page.locator("h1")).not_to_have_text("")
        page.wait_for_timeout(100)
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width
        # Without it axe asks for the style again, which the policy rightly stops.
        found = Axe().run(page, options={"preload": False}).response["violations"]
        serious = [one["id"] for one in found if one["impact"] in ("serious", "critical")]
        assert serious == []
        shot = page.screenshot(path=tmp_path / "page.png", full_page=True)
        assert len(shot) > 5_000


def test_every_page_is_below_a_megabyte(sites: dict[str, Path]) -> None:
    shown = [*sites["en"].glob("*.html"), *sites["en"].rglob("*.js"), sites["en"] / "site.css"]
    assert max(path.stat().st_size for path in shown) < 1_000_000


def test_printing_leaves_the_tools_out(browser: Browser, sites: dict[str, Path]) -> None:
    with Visit(browser, sites["en"].as_uri(), "station.html#7") as page:
        expect(page.locator("h1")).to_have_text("School 7")
        page.emulate_media(media="print")
        assert page.locator("#query:visible, .bar-of-site nav:visible").count() == 0
        assert len(page.pdf()) > 10_000
