"""Photographs taken on a phone without a network: kept, sealed, sent once, wiped."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from crosstally.desk.record import sheets_of
from crosstally.desk.states import Sheet
from crosstally.ledger.log import Log
from tests.browser.lines import Line
from tests.browser.phones import Phone
from tests.desks import STATION, RunningDesk, photograph


@pytest.fixture(scope="module")
def line(desk: RunningDesk) -> Iterator[Line]:
    line = Line(desk.address)
    yield line
    line.cut()


@pytest.fixture(scope="module")
def root(
    browser: Browser, desk: RunningDesk, line: Line, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Phone]:
    phone = Phone(browser, tmp_path_factory.mktemp("phone") / "profile", line)
    phone.join(desk.link, "root")
    yield phone
    phone.close()


def pictures(desk: RunningDesk) -> set[str]:
    return {path.name.split("-")[0] for path in (desk.kept / "pictures").glob("*.jpg")}


def sheets(desk: RunningDesk) -> dict[str, Sheet]:
    return sheets_of(Log(desk.kept / "log").entries())


def test_two_photographs_outlive_the_closed_browser_and_arrive_once(
    desk: RunningDesk, root: Phone, line: Line
) -> None:
    before = pictures(desk)
    root.get_ready()
    line.cut()
    root.open("/offline/")
    root.photograph(photograph("Offline 1"))
    root.photograph(photograph("Offline 2"))
    expect(root.count).to_contain_text("Waiting to be sent: 2")
    root.close()
    root.start()
    page = root.open("/")
    expect(page.get_by_role("heading", name="Photograph sheets without a network")).to_be_visible()
    expect(root.count).to_contain_text("Waiting to be sent: 2")
    line.mend()
    root.log_in("root")
    root.open("/offline/")
    expect(root.count).to_have_text("Nothing waits.")
    expect(root.status).to_contain_text("Received by the desk and deleted here: 2")
    came = pictures(desk) - before
    assert len(came) == 2
    assert {sheets(desk)[name].station for name in came} == {STATION}
    root.check()
