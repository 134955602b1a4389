"""Ten sheets from photograph to report: two typists and an arbiter, on telephones, by keyboard.

On both of the desk's databases: a file of its own, and PostgreSQL that the test starts.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from crosstally.desk.record import sheets_of
from crosstally.desk.states import Sheet
from crosstally.ledger.log import Log
from tests.browser.somebody import PHONE, Somebody
from tests.desks import ROOT, RunningDesk, photograph, upload_of

COUNT = 10
SLIP, DISPUTE = 3, 7
"""A sheet that one typist misreads and corrects, and one that goes to the arbiter."""


@pytest.fixture(scope="module")
def desk(desk_on_each_database: RunningDesk) -> RunningDesk:
    return desk_on_each_database


def figures(number: int, moved: int = 0) -> dict[str, str]:
    """What stands on a sheet; ``moved`` votes are read for the other candidate."""
    first, second, invalid = 150 + 7 * number - moved, 40 + number + moved, number
    valid = first + second
    counted = {"voted": valid + invalid, "valid": valid, "invalid": invalid}
    read = {"registered": 400} | counted | {"erdogan": first, "kilicdaroglu": second}
    return {name: str(figure) for name, figure in read.items()}


def tab_to(page: Page, script: str, most: int = 80) -> None:
    """Press Tab until the condition holds of what has the focus."""
    for _step in range(most):
        if page.evaluate(f"(one => {script})(document.activeElement)"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"the keyboard does not lead there: {script}")


def press_button(page: Page, text: str) -> None:
    tab_to(page, f"one.tagName === 'BUTTON' && one.textContent === {text!r}")
    page.keyboard.press("Enter")


def name_in(page: Page) -> str:
    return page.url.split("/sheet/")[1].split("/")[0]


def upload_all(root: Somebody) -> list[str]:
    """All photographs in one go, each of a station of its own; the names of their sheets."""
    page = root.open("/upload/")
    sheets = [
        upload_of(f"sheet-{number}.jpg", photograph(f"Box {1001 + number}", read=figures(number)))
        for number in range(COUNT)
    ]
    page.get_by_label("Photographs").set_input_files(sheets)
    page.get_by_role("button", name="Upload").click()
    expect(page.get_by_role("status")).to_contain_text(f"Taken in: {COUNT}", timeout=60_000)
    told = page.locator("#taken li")
    expect(told).to_have_count(COUNT)
    links = [told.nth(row).locator("a").first.get_attribute("href") for row in range(COUNT)]
    names = [str(link).split("/")[2] for link in links]
    for number, name in enumerate(names):
        page = root.open(f"/sheet/{name}/")
        page.locator("[name=station]").fill(f"ATKARACALAR/{1001 + number}")
        page.get_by_role("button", name="Say which station").click()
        expect(page.get_by_role("heading", name="My work")).to_be_visible()
    return names


def read_by_keyboard(
    typist: Somebody, names: list[str], looks: dict[int, list[int]], pictures: Path
) -> None:
    """From "My work" on, no pointer: the next sheet, its fields, the button, until none is left.

    ``looks``: by sheet, how many votes are misread at the first and at the second look.
    """
    page = typist.open("/")
    while page.get_by_role("link", name="Next sheet").count():
        tab_to(page, "one.textContent === 'Next sheet'")
        page.keyboard.press("Enter")
        page.wait_for_url("**/sheet/**")
        number = names.index(name_in(page))
        again = page.get_by_text("Somebody else read the marked fields otherwise").count()
        expect(page.locator("label.differs")).to_have_count(2 if again else 0)
        read = figures(number, looks.get(number, [0, 0])[again])
        begun = "erdogan" if again else "registered"
        expect(page.locator(f"[name={begun}]")).to_be_focused()
        for figure in list(read.values())[list(read).index(begun) :]:
            page.keyboard.press("Control+a")
            page.keyboard.type(figure)
            page.keyboard.press("Enter")
        button = "Keep my second look" if again else "Keep what I read"
        assert page.evaluate("document.activeElement.textContent") == button
        page.screenshot(path=pictures / f"{number}-{again}.png")
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name="My work")).to_be_visible()
        page.wait_for_load_state()


def decide(arbiter: Somebody, number: int) -> None:
    page = arbiter.open("/")
    tab_to(page, f"one.tagName === 'A' && one.textContent.includes('ATKARACALAR/{1001 + number}')")
    page.keyboard.press("Enter")
    page.wait_for_url("**/sheet/**")
    expect(page.get_by_text("Figures that all read alike: 4")).to_be_visible()
    tab_to(page, "one.name === 'erdogan'")
    for figure in list(figures(number).values())[-2:]:
        page.keyboard.type(figure)
        page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.name") == "reason"
    page.keyboard.type("The words beside the figure.")
    press_button(page, "Decide")
    expect(page.locator("main")).to_contain_text("Nothing waits for you.")


def sheets(desk: RunningDesk) -> dict[str, Sheet]:
    return sheets_of(Log(desk.kept / "log").entries())


def crosstally(*arguments: str) -> str:
    environment = {"PYTHONPATH": str(ROOT / "src"), "PATH": "/usr/bin:/bin", "LANGUAGE": "en"}
    done = subprocess.run(
        [sys.executable, "-m", "crosstally", *arguments],
        capture_output=True,
        text=True,
        env=environment,
        check=False,
    )
    assert done.returncode in (0, 1), done.stderr
    return done.stdout


def test_ten_sheets_go_from_photograph_to_report(
    browser: Browser, desk: RunningDesk, tmp_path: Path
) -> None:
    assert (desk.kept / "desk.sqlite3").exists() == (desk.database is None)
    root = Somebody(browser, desk).join(desk.link, "root")
    ann, cem, eve = (
        Somebody(browser, desk, **PHONE).join(root.invite(role), name)
        for name, role in (("ann", "typist"), ("cem", "typist"), ("eve", "arbiter"))
    )
    names = upload_all(root)
    read_by_keyboard(ann, names, {}, tmp_path)
    read_by_keyboard(cem, names, {SLIP: [10, 0], DISPUTE: [20, 20]}, tmp_path)
    read_by_keyboard(ann, names, {}, tmp_path)
    decide(eve, DISPUTE)
    for somebody in (root, ann, cem, eve):
        somebody.check()

    settled = sheets(desk)
    for number, name in enumerate(names):
        (made,) = settled[name].returns
        assert {field: str(figure) for field, figure in made.figures.items()} == figures(number)
    decided = [number for number, name in enumerate(names) if settled[name].returns[0].arbiter]
    assert decided == [DISPUTE], "the slip was corrected by the one who made it"

    out = tmp_path / "checked"
    crosstally("desk", "export", str(desk.folder), str(out), "--source", "Our observers")
    crosstally("check", str(out), "--json", str(tmp_path / "checked.json"))
    report = json.loads((tmp_path / "checked.json").read_text())
    assert report["contests"]["president"]["totals"]["our_observers"]["stations_held"] == 10


def test_the_picture_follows_the_field(browser: Browser, desk: RunningDesk) -> None:
    root = Somebody(browser, desk)
    root.open("/login/")
    page = root.page
    page.get_by_label("Name").fill("root")
    page.get_by_label("Password").fill("correct horse battery")
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("heading", name="My work")).to_be_visible()
    path = root.upload("followed", "ATKARACALAR/1050")
    typist = Somebody(browser, desk, **PHONE).join(root.invite("typist"), "fay")
    page = typist.open(path)
    expect(page.locator("[name=registered]")).to_be_focused()
    page.keyboard.press("+")
    page.keyboard.press("+")
    assert page.locator("[name=registered]").input_value() == "", "no sign is typed"
    down = []
    for name in figures(0):
        page.locator(f"[name={name}]").focus()
        down.append(page.evaluate("document.querySelector('.frame').scrollTop"))
    assert down == sorted(down)
    assert len(set(down)) == len(down), "every field has its place"
    box = page.locator("[name=kilicdaroglu]").bounding_box()
    picture = page.locator(".frame").bounding_box()
    assert box is not None
    assert picture is not None
    assert 0 <= picture["y"] < picture["y"] + picture["height"] <= box["y"] < 740, "both are seen"

    page.locator("[name=valid]").focus()
    before = page.evaluate("document.querySelector('.frame').scrollTop")
    page.keyboard.press("Alt+ArrowDown")
    moved = page.evaluate("document.querySelector('.frame').scrollTop")
    assert moved > before
    page.locator("[name=registered]").focus()
    page.locator("[name=valid]").focus()
    again = page.evaluate("document.querySelector('.frame').scrollTop")
    assert again == pytest.approx(moved, abs=3), "where it was moved to is remembered"
    typist.check()


def test_relations_are_told_field_by_field(browser: Browser, desk: RunningDesk) -> None:
    typist = Somebody(browser, desk, **PHONE)
    page = typist.open("/login/")
    page.get_by_label("Name").fill("fay")
    page.get_by_label("Password").fill("correct horse battery")
    page.get_by_role("button", name="Log in").click()
    page.get_by_role("link", name="Next sheet").click()
    for name, figure in (figures(1) | {"valid": "199"}).items():
        page.locator(f"[name={name}]").fill(figure)
    page.locator("[name=kilicdaroglu]").blur()
    told = page.locator("#relations")
    expect(told).to_contain_text("This must hold on every sheet:")
    expect(told).to_contain_text("157 + 41 = 199")
    expect(page.locator("label.questioned [name=valid]")).to_have_count(1)
    expect(page.locator("label.questioned [name=registered]")).to_have_count(0)
    beside = page.locator("label:has([name=kilicdaroglu]) + .said-here")
    expect(beside).to_contain_text("votes for all options = Valid votes")
    expect(beside).to_be_in_viewport()
    described = page.locator("[name=erdogan]").get_attribute("aria-describedby")
    assert described == told.locator("li").first.get_attribute("id")
    page.locator("[name=valid]").fill("198")
    page.locator("[name=valid]").blur()
    expect(page.locator("label.questioned")).to_have_count(0)
    expect(page.locator(".said-here")).to_have_count(0)
    typist.check()
