"""What a sheet is marked with, entered on a phone without a network beside its figures."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from crosstally.desk.states import State, Way
from tests.browser.lines import Line
from tests.browser.phones import READY_FOR_FIGURES, Phone, sheets
from tests.browser.somebody import barriers, fits
from tests.desk_visitors import Visitor
from tests.desks import EXAMPLE, READ, STATION, RunningDesk, running_desk

MARKS = """\
    marks:
      stamp: {name: Stamp of the commission, kind: stamp}
      serial: {name: Serial number, kind: serial, pattern: "TR####"}
      signed: {name: Signatures of members, kind: signatures, expected: 5}
    relations:
"""


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningDesk]:
    """A desk whose sheet has a stamp, a serial number and signatures."""
    folder = tmp_path_factory.mktemp("marked") / "election"
    shutil.copytree(EXAMPLE, folder)
    definition = folder / "election.yaml"
    written = definition.read_text()
    assert written.count("    relations:\n") == 1
    definition.write_text(written.replace("    relations:\n", MARKS))
    with running_desk(folder) as desk:
        yield desk


def offer(page: Page) -> None:
    """Show once more what was entered, if nothing is wrong with it."""
    page.locator("[data-keep=figures] button:not([type])").tap()


def errors(page: Page) -> list[str]:
    return page.locator("[data-entered=errors] li").all_inner_texts()


def test_marks_are_asked_for_read_back_and_received_with_the_figures(
    desk: RunningDesk, phone: Phone, line: Line, visitor: Visitor
) -> None:
    phone.join(visitor.invite("typist"), "ann")
    phone.get_ready(said=READY_FOR_FIGURES)
    line.cut()
    page = phone.open("/offline/")
    phone.type_in(READ)
    stamp = page.get_by_role("group", name="Stamp of the commission").get_by_role("combobox")
    serial = page.get_by_role("group", name="Serial number").get_by_role("textbox")
    signed = page.get_by_role("group", name="Signatures of members")
    stamp.select_option(label="is there")
    signed.get_by_role("textbox").fill("five")
    offer(page)
    assert errors(page) == [
        "Serial number: Type it, or say that it is not there or cannot be seen.",
        "Signatures of members: Type how many there are, in digits.",
    ]
    expect(serial).to_be_focused()
    serial.fill("tr 0101")
    signed.get_by_role("textbox").fill("٥")
    signed.get_by_role("combobox").select_option(label="cannot be seen")
    offer(page)
    assert [problem.split(":")[0] for problem in errors(page)] == ["Signatures of members"]
    signed.get_by_role("combobox").select_option("")
    offer(page)
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("row", name="Stamp of the commission")).to_contain_text("is there")
    expect(dialog.get_by_role("row", name="Serial number")).to_contain_text("tr 0101")
    page.locator("[data-entered=yes]").tap()
    expect(page.locator("[data-part=list] li")).to_have_count(1)
    expect(serial).to_have_value("")
    expect(stamp).to_have_value("")
    line.mend()
    page.get_by_role("button", name="Send now").tap()
    expect(phone.status).to_contain_text("Received by the desk and deleted here: 1.")
    (sheet,) = [one for one in sheets(desk).values() if one.told is Way.QUEUED]
    assert (sheet.state, sheet.station) == (State.READ_ONCE, STATION)
    assert sheet.acts[0].marks == {"stamp": "there", "serial": "TR0101", "signed": 5}


def test_where_no_mark_was_told_none_is_asked_for(
    desk: RunningDesk, phone: Phone, line: Line, visitor: Visitor
) -> None:
    phone.join(visitor.invite("typist"), "bea")
    phone.get_ready(said=READY_FOR_FIGURES)
    before = sheets(desk).keys()
    phone.enter(READ)
    page = phone.page
    page.get_by_role("button", name="Send now").tap()
    expect(phone.status).to_contain_text("Received by the desk and deleted here: 1.")
    (name,) = sheets(desk).keys() - before
    assert dict(sheets(desk)[name].acts[0].marks) == {}


@pytest.mark.usefixtures("patience")
@pytest.mark.parametrize(("language", "scheme"), [("ar", "light"), ("ru", "dark")])
def test_no_barrier_and_nothing_sticks_out(
    browser: Browser, visitor: Visitor, line: Line, tmp_path: Path, language: str, scheme: str
) -> None:
    phone = Phone(browser, tmp_path / "profile", line, locale=language, color_scheme=scheme)
    phone.join(visitor.invite("typist"), f"fay-{language}")
    page = phone.open("/offline/")
    expect(page.locator("[data-keep=figures]")).to_be_visible()
    line.cut()
    phone.open("/offline/")
    expect(page.locator("fieldset.mark")).to_have_count(3)

    def look(name: str) -> None:
        assert fits(page)
        assert barriers(page) == []
        page.screenshot(path=tmp_path / f"{name}-{language}.png", full_page=True)

    phone.type_in(READ)
    page.locator("fieldset.mark select").first.select_option("there")
    offer(page)
    expect(page.locator("[data-entered=errors] li")).to_have_count(2)
    look("errors")
    page.locator("fieldset.mark input").nth(0).fill("TR0101")
    page.locator("fieldset.mark input").nth(1).fill("5")
    offer(page)
    expect(page.get_by_role("dialog")).to_be_visible()
    look("read-back")
    phone.check()
    phone.close()
