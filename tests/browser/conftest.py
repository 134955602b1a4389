"""What browser tests share: Debian's chromium, without which they are skipped."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.browser.lines import Line
from tests.browser.phones import Phone
from tests.desk_visitors import Visitor
from tests.desks import RunningDesk

CHROMIUM = Path("/usr/bin/chromium")
HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every test of this folder needs a browser."""
    reason = "needs Debian's chromium (make system)"
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.skipif(not CHROMIUM.exists(), reason=reason))


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def patience() -> Iterator[None]:
    """A phone that starts on a busy machine is slow."""
    expect.set_options(timeout=20_000)
    yield
    expect.set_options(timeout=5_000)


@pytest.fixture(scope="module")
def visitor(desk: RunningDesk) -> Visitor:
    """The administrator, at a computer with a network."""
    return Visitor(desk).join(desk.link, "root")


@pytest.fixture
def line(desk: RunningDesk) -> Iterator[Line]:
    """Between a phone and the desk."""
    line = Line(desk.address)
    yield line
    line.cut()


@pytest.fixture
def phone(
    browser: Browser, visitor: Visitor, line: Line, tmp_path: Path, patience: None
) -> Iterator[Phone]:
    """A phone on which nobody has logged in yet."""
    phone = Phone(browser, tmp_path / "profile", line)
    yield phone
    phone.check()
    phone.close()
