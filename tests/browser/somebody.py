"""A person at a browser of their own, for tests of the desk."""

from __future__ import annotations

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.browser.watched import Watched
from tests.desks import PASSWORD, STATION, RunningDesk, photograph, upload_of

PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}


def fits(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


def barriers(page: Page) -> list[str]:
    """What axe calls serious or critical."""
    # Without it axe asks for the style again, which the policy rightly stops.
    found = Axe().run(page, options={"preload": False}).response["violations"]
    return [
        f"{one['id']}: {one['nodes'][0]['html']}"
        for one in found
        if one["impact"] in ("serious", "critical")
    ]


class Somebody(Watched):
    """A person at a browser of their own, whose pages may complain of nothing and ask nobody else.

    ``refusals`` are answers such as 409, which a browser writes on its console by itself.
    """

    def __init__(self, browser: Browser, desk: RunningDesk, **options: Any) -> None:
        self.desk = desk
        super().__init__(browser, **options)

    def join(self, link: str, name: str) -> Somebody:
        self.page.goto(self.desk.address + link)
        self.page.get_by_label("Name").fill(name)
        self.page.get_by_label("Password").fill(PASSWORD)
        self.page.get_by_role("button", name="Join").click()
        expect(self.page.get_by_role("heading", name="My work")).to_be_visible()
        return self

    def open(self, path: str) -> Page:
        self.page.goto(self.desk.address + path)
        return self.page

    def invite(self, role: str) -> str:
        page = self.open("/invite/")
        page.get_by_label("What they will be").select_option(role)
        page.get_by_role("button", name="Make a link").click()
        link = page.get_by_label("Give this link to one person").input_value()
        return "/join/" + link.split("/join/")[1]

    def upload(self, text: str, station: str = STATION) -> str:
        """Upload a photograph; the path of its sheet."""
        page = self.open("/upload/")
        page.get_by_label("Photographs").set_input_files(upload_of("s.jpg", photograph(text)))
        page.get_by_label("Station").fill(station)
        page.get_by_role("button", name="Upload").click()
        expect(page.get_by_role("status")).to_contain_text("Taken in: 1")
        expect(page.get_by_label("Station")).to_have_value("")
        path = page.locator("main li > a").get_attribute("href")
        assert path
        return path

    def read(self, path: str, figures: dict[str, str], button: str = "Keep what I read") -> None:
        page = self.open(path)
        for field, figure in figures.items():
            page.locator(f"[name={field}]").fill(figure)
        page.get_by_role("button", name=button).click()
        expect(page.get_by_role("heading", name="My work")).to_be_visible()

    def check(self) -> None:
        """Nothing went wrong behind the scenes."""
        refused = [said for said in self.complaints if "status of 4" not in said]
        assert refused == []
        assert all(url.startswith((self.desk.address, "data:", "blob:")) for url in self.requests)
