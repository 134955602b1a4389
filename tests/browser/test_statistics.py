"""The report's statistics in a browser: pictures and their tables on a phone and a desk."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

import crosstally as ct
from crosstally.report.html import write_report
from tests.browser.test_report import Visit
from tests.small_elections import folder, rows


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A report whose statistics are those of 240 stations."""
    where = tmp_path_factory.mktemp("statistics")
    page = where / "report.html"
    write_report(ct.check(folder(where, rows()), forensics=True), page)
    return page


SIZES = [(width, scheme) for width in (360, 1280) for scheme in ("light", "dark")]


@pytest.mark.parametrize(("width", "scheme"), SIZES)
def test_no_barrier_that_axe_can_find(
    browser: Browser, report: Path, width: int, scheme: Any
) -> None:
    context = browser.new_context(
        color_scheme=scheme, bypass_csp=True, viewport={"width": width, "height": 800}
    )
    page = context.new_page()
    page.goto(report.as_uri())
    page.evaluate("for (const part of document.querySelectorAll('details')) part.open = true")
    found = Axe().run(page, context="#statistics").response["violations"]
    context.close()
    assert [(item["id"], item["impact"], item["nodes"][0]["html"]) for item in found] == []


@pytest.mark.parametrize(("width", "scheme"), SIZES)
def test_pictures_fit_are_named_and_can_be_read(
    browser: Browser, report: Path, width: int, scheme: Any
) -> None:
    with Visit(
        browser, report, viewport={"width": width, "height": 800}, color_scheme=scheme
    ) as page:
        assert page.evaluate("document.documentElement.scrollWidth") == width
        drawn = page.locator("#statistics svg.picture")
        names = [picture.get_attribute("aria-labelledby") for picture in drawn.all()]
        assert len(names) == len(set(names)) > 5
        for picture in drawn.all():
            box = picture.bounding_box()
            assert box is not None
            assert box["x"] >= 0
            assert box["x"] + box["width"] <= width
        lowest = page.evaluate(_LEAST_CONTRAST)
        assert lowest > 4.5, "words inside pictures stand out from their ground"
        words = page.evaluate(_SMALLEST_WORDS)
        assert words >= 9, "pixels, on the phone too"


def test_a_picture_opens_as_a_table(browser: Browser, report: Path) -> None:
    with Visit(browser, report) as page:
        figure = page.locator("figure.pictured").first
        figure.get_by_text("The same as a table").click()
        assert figure.get_by_role("row").count() > 2


def test_the_caveat_stands_inside_every_picture(browser: Browser, report: Path) -> None:
    with Visit(browser, report) as page:
        for text in page.locator("#statistics svg.picture").all_text_contents():
            assert re.search(r"An anomaly is no\s*verdict", text)


_LEAST_CONTRAST = """() => {
  const light = colour => {
    const [r, g, b] = colour.match(/[\\d.]+/g).slice(0, 3).map(part => {
      const v = part / 255;
      return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b + 0.05;
  };
  const ratios = [...document.querySelectorAll("#statistics svg.picture")].flatMap(svg => {
    const ground = light(getComputedStyle(svg.querySelector(".ground")).fill);
    return [...svg.querySelectorAll("text")].map(text => {
      const ink = light(getComputedStyle(text).fill);
      return Math.max(ink, ground) / Math.min(ink, ground);
    });
  });
  return Math.min(...ratios);
}"""
_SMALLEST_WORDS = """() => Math.min(
  ...[...document.querySelectorAll("#statistics svg.picture")].flatMap(svg => {
    const scale = svg.getBoundingClientRect().width / svg.viewBox.baseVal.width;
    return [...svg.querySelectorAll("text")].map(
      text => parseFloat(getComputedStyle(text).fontSize) * scale
    );
  })
)"""
