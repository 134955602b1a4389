"""Figures by telephone on a telephone, and forms that are printed, in a browser."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from crosstally.desk.check_digit import check_digit
from crosstally.desk.record import sheets_of
from crosstally.desk.states import State
from crosstally.ledger.log import Log
from tests.browser.somebody import PHONE, Somebody, barriers, fits
from tests.desks import READ, STATION, RunningDesk

CHECK = str(check_digit(STATION, map(int, READ.values())))


@pytest.fixture(scope="module")
def people(browser: Browser, desk: RunningDesk) -> Iterator[dict[str, Somebody]]:
    root = Somebody(browser, desk).join(desk.link, "root")
    joined = {"root": root}
    for name in ("ann", "cem"):
        joined[name] = Somebody(browser, desk, **PHONE).join(root.invite("typist"), name)
    yield joined
    for somebody in joined.values():
        somebody.check()
        somebody.context.close()


def sound(somebody: Somebody, picture: Path) -> None:
    """Nothing sticks out and nothing bars anybody, from left to right and from right to left."""
    page = somebody.page
    assert fits(page)
    assert barriers(page) == []
    assert len(page.screenshot(path=picture, full_page=True)) > 3_000


def test_a_call_is_taken_down_read_back_and_called_back(
    desk: RunningDesk, people: dict[str, Somebody], tmp_path: Path
) -> None:
    page = people["ann"].open("/telephone/")
    sound(people["ann"], tmp_path / "form.png")
    page.get_by_label("Station").fill(STATION)
    for field, figure in READ.items():
        page.locator(f"[name={field}]").fill(figure)
    wrong = str((int(CHECK) + 1) % 10)
    page.get_by_label("Check digit").fill(wrong)
    page.get_by_role("button", name="Read it back").tap()
    expect(page.get_by_role("alert")).to_contain_text("The check digit does not fit")
    expect(page.locator("[name=valid]")).to_have_value("245")
    page.get_by_label("Check digit").fill(CHECK)
    page.get_by_role("button", name="Read it back").tap()
    valid = page.get_by_role("rowheader", name="Valid votes", exact=True)
    expect(page.locator("tr", has=valid)).to_contain_text("245")
    page.set_viewport_size({"width": 240, "height": 740})
    for row in page.locator(".read-back tr").all():
        tops = "every => every.map(one => one.getBoundingClientRect().top)"
        lines = row.locator("span").evaluate_all(tops)
        assert len(set(lines)) == 1, "a figure is not read out from two lines"
    page.set_viewport_size({"width": 360, "height": 740})
    sound(people["ann"], tmp_path / "back.png")
    page.get_by_role("button", name="Change").tap()
    expect(page.get_by_label("Check digit")).to_have_value(CHECK)
    page.get_by_role("button", name="Read it back").tap()
    page.get_by_role("button", name="The caller confirms").tap()
    expect(page.locator("main")).to_contain_text("Nothing waits for you.")

    page = people["cem"].open("/telephone/")
    page.get_by_role("link", name=STATION).tap()
    expect(page.locator("main")).to_contain_text("Call back whoever told it")
    sound(people["cem"], tmp_path / "call.png")
    for field, figure in READ.items():
        page.locator(f"[name={field}]").fill(figure)
    page.get_by_role("button", name="Keep what I read").tap()
    expect(page.get_by_role("heading", name="My work")).to_be_visible()
    (sheet,) = sheets_of(Log(desk.kept / "log").entries()).values()
    assert (sheet.state, sheet.returns[0].told) == (State.SETTLED, True)


@pytest.mark.parametrize("language", ["العربية", "Қазақша"])
def test_the_pages_in_other_scripts(
    people: dict[str, Somebody], tmp_path: Path, language: str
) -> None:
    ann = people["ann"]
    page = ann.open("/telephone/")
    page.get_by_role("button", name=language).tap()
    arabic = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
    page.locator("[name=station]").fill(STATION.translate(arabic))
    for field, figure in READ.items():
        page.locator(f"[name={field}]").fill(figure.translate(arabic))
    page.locator("[name=check]").fill(CHECK.translate(arabic))
    sound(ann, tmp_path / "form.png")
    page.locator("main form button:not([type])").tap()
    expect(page.locator("caption")).to_have_text(STATION)
    sound(ann, tmp_path / "back.png")
    page.get_by_role("button", name="English").tap()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.wait_for_load_state()


def test_forms_are_printed_one_station_a_page(people: dict[str, Somebody], tmp_path: Path) -> None:
    root = people["root"]
    page = root.open("/paper/?of=ATKARACALAR")
    count = page.locator(".paper").count()
    assert count > 1
    sound(root, tmp_path / "forms.png")
    page.set_viewport_size({"width": 390, "height": 740})
    sound(root, tmp_path / "narrow.png")
    page.set_viewport_size({"width": 1280, "height": 740})
    pdf = page.pdf(format="A4", path=tmp_path / "forms.pdf")
    import pypdfium2

    assert len(pypdfium2.PdfDocument(pdf)) == count
    first = pypdfium2.PdfDocument(pdf)[0].get_textpage().get_text_range()
    assert "ATKARACALAR" in first
    assert "Log out" not in first, "what is for the screen is not printed"
