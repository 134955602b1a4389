"""A phone: a browser whose profile outlives it, as it is closed, killed and opened again."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, expect
from playwright.sync_api import Error as PlaywrightError

from crosstally.desk.record import sheets_of
from crosstally.desk.states import Sheet
from crosstally.ledger.log import Log
from tests.browser.lines import Line
from tests.browser.somebody import PHONE
from tests.desk_visitors import Visitor
from tests.desks import PASSWORD, STATION, RunningDesk, upload_of

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]
TITLE = "Without a network"
READY = "This phone can take photographs without a network now"
READY_FOR_FIGURES = "Figures can be entered on this phone without a network now"
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
"""Everything that the browser's store holds, as JSON."""


class Phone:
    """Somebody's phone at the end of a line."""

    def __init__(self, browser: Browser, profile: Path, line: Line, **options: Any) -> None:
        self.line = line
        self.profile = profile
        self._type = browser.browser_type
        arguments = [*ARGUMENTS, *options.pop("arguments", ())]
        self._options = {"locale": "en", "args": arguments, **PHONE, **options}
        self.complaints: list[str] = []
        self.requests: list[str] = []
        self.context: BrowserContext
        self.page: Page
        self.start()

    def start(self) -> None:
        """Open the browser, with what it kept."""
        self.context = self._type.launch_persistent_context(
            self.profile, executable_path=CHROMIUM, **self._options
        )
        self.page = self.context.pages[0] if self.context.pages else self.context.new_page()
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.context.on("request", lambda request: self.requests.append(request.url))

    def close(self) -> None:
        """Close the browser as people do."""
        self.context.close()

    def kill(self) -> None:
        """End the browser as a telephone does that needs the memory: at once, unasked."""
        mine = [pid for pid in Path("/proc").iterdir() if pid.name.isdecimal() and self._is(pid)]
        for process in mine:
            with suppress(ProcessLookupError):
                os.kill(int(process.name), signal.SIGKILL)
        for _attempt in range(100):
            if not any(self._is(pid) for pid in mine):
                break
            time.sleep(0.05)
        with suppress(PlaywrightError):
            self.context.close()
        for left in self.profile.glob("Singleton*"):
            left.unlink()

    def _is(self, process: Path) -> bool:
        """Whether a process is of this phone's browser, by the profile that it was given."""
        try:
            return f"--user-data-dir={self.profile}".encode() in (process / "cmdline").read_bytes()
        except OSError:
            return False

    def open(self, path: str) -> Page:
        """Go to a page of the desk."""
        self.page.goto(self.line.address + path)
        return self.page

    def join(self, link: str, name: str) -> None:
        """Take an invitation, in whatever language."""
        page = self.open(link)
        page.locator("[name=name]").fill(name)
        for password in page.locator("[type=password]").all():
            password.fill(PASSWORD)
        page.locator("main form button:not([type])").first.click()
        page.wait_for_url("**/")

    def log_in(self, name: str) -> None:
        """Log in again."""
        self.open("/login/")
        self.page.get_by_label("Name").fill(name)
        self.page.get_by_label("Password").fill(PASSWORD)
        self.page.get_by_role("button", name="Log in").click()
        expect(self.page.get_by_role("heading", name="My work")).to_be_visible()

    def get_ready(self, path: str = "/offline/", said: str = READY) -> None:
        """The one visit after which the network may go."""
        self.open(path)
        expect(self.status).to_contain_text(said)

    @property
    def status(self) -> Any:
        """What the page says of the queue, as it is read out."""
        return self.page.locator("[data-part=status]")

    @property
    def count(self) -> Any:
        """How much waits."""
        return self.page.locator("[data-part=count]")

    def photograph(self, picture: bytes, station: str = STATION) -> None:
        """Take a photograph and keep it; it is on the phone when this returns."""
        page = self.page
        before = page.locator("[data-part=list] li").count()
        page.locator("[data-keep=photograph]").get_by_label("Station").fill(station)
        page.get_by_label("Take a photograph").set_input_files(upload_of("IMG_0001.jpg", picture))
        page.get_by_role("button", name="Keep on this phone").click()
        expect(page.locator("[data-part=list] li")).to_have_count(before + 1)
        # The next one is not of this station by mistake.
        expect(page.locator("[data-keep=photograph] [name=station]")).to_have_value("")

    def enter(self, figures: Mapping[str, str], station: str = STATION) -> None:
        """Type the figures of a sheet, hold them against it and keep them."""
        page = self.page
        before = page.locator("[data-part=list] li").count()
        self.type_in(figures, station)
        page.locator("[data-keep=figures] button:not([type])").click()
        page.locator("[data-entered=yes]").click()
        expect(page.locator("[data-part=list] li")).to_have_count(before + 1)

    def type_in(self, figures: Mapping[str, str], station: str = STATION) -> None:
        """Type the figures of a sheet."""
        form = self.page.locator("[data-keep=figures]")
        form.locator("[name=station]").fill(station)
        for field, typed in figures.items():
            form.locator(f"[data-figure={field}]").fill(typed)

    def check(self) -> None:
        """Nothing went wrong behind the scenes, and nobody else was asked."""
        wrong = [said for said in self.complaints if "Failed to load resource" not in said]
        assert wrong == [], wrong
        asked = (self.line.address, "data:", "blob:", "chrome:", "about:")
        assert [url for url in self.requests if not url.startswith(asked)] == []


def pictures(desk: RunningDesk) -> set[str]:
    """The sheets of which the desk has a picture."""
    return {path.name.split("-")[0] for path in (desk.kept / "pictures").glob("*.jpg")}


def sheets(desk: RunningDesk) -> dict[str, Sheet]:
    """The desk's sheets, as its log tells them."""
    return sheets_of(Log(desk.kept / "log").entries())


def link_of(visitor: Visitor) -> str:
    """The path of a new sending link."""
    visitor.get("/sending/")
    page = visitor.post("/sending/", {"label": "field", "whose": "person"}).text
    return "/send/" + page.split("/send/")[1].split("/")[0] + "/"
