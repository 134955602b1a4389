"""What the pages of progress tell, and to whom: counts to all, results to nobody unasked."""

from __future__ import annotations

import re

import pytest

from crosstally import words
from crosstally.desk.journal import Journal, Subject
from tests.desk_visitors import Visitor
from tests.desks import READ, STATION, RunningDesk

OPTIONS = ("Recep Tayyip Erdoğan", "Kemal Kılıçdaroğlu")


@pytest.fixture(scope="module")
def people(desk: RunningDesk) -> dict[str, Visitor]:
    """One settled sheet, and one that a typist cannot read."""
    root = Visitor(desk).join(desk.link, "root")
    ann, cem = (Visitor(desk).join(root.invite("typist"), name) for name in ("ann", "cem"))
    aud = Visitor(desk).join(root.invite("auditor"), "aud")
    sheet = root.upload("settled")
    for typist in (ann, cem):
        typist.read(sheet, READ)
    reported = root.upload("torn", "ATKARACALAR/1002")
    ann.get(f"/sheet/{reported}/")
    assert ann.post(f"/sheet/{reported}/do/report/", {"reason": "torn"}).status_code == 302
    return {"root": root, "ann": ann, "cem": cem, "aud": aud}


def opened(root: Visitor, **what: str) -> None:
    root.get("/openness/")
    assert root.post("/openness/", what).status_code == 302


def sentences(page: str, spoken: str) -> list[str]:
    """What stands below the results, in the language and direction that the page says it is."""
    found = re.search(rf'<div class="sentences" {spoken}>(.*?)</div>', page)
    assert found is not None, page
    return re.findall(r"<p>(.*?)</p>", found[1])


def test_sheets_are_counted_by_state_and_area(people: dict[str, Visitor]) -> None:
    page = people["root"].get("/progress/").text
    assert "Settled: 1 of 2 sheets" in page
    assert "ATKARACALAR" in page
    assert "1 of 701" in page
    by_neighbourhood = people["root"].get("/progress/?level=neighbourhood").text
    assert by_neighbourhood != page


def test_what_typists_can_see_counts_no_area_of_a_single_sheet(people: dict[str, Visitor]) -> None:
    """They would see there what came of their reading, and that a sheet is planted."""
    assert 'href="?level=neighbourhood"' in people["aud"].get("/progress/").text
    by_neighbourhood = people["aud"].get("/progress/?level=neighbourhood").text
    assert "GAZIBEY MAH." in by_neighbourhood
    for who, page in (("ann", "/progress/"), ("ann", "/screen/"), ("root", "/screen/")):
        shown = people[who].get(f"{page}?level=neighbourhood").text
        assert "ATKARACALAR" in shown
        assert "GAZIBEY" not in shown
        assert 'href="?level=' not in shown


def test_nothing_is_public_until_the_organisation_says_so(
    desk: RunningDesk, people: dict[str, Visitor]
) -> None:
    stranger = Visitor(desk)
    assert stranger.get("/public/").status_code == 404
    opened(people["root"], progress="on")
    page = stranger.get("/public/")
    assert page.status_code == 200
    assert "Settled: 1 of 2 sheets" in page.text
    assert not [option for option in OPTIONS if option in page.text], "counts, and no results"
    assert "<form" not in page.text
    opened(people["root"])
    assert stranger.get("/public/").status_code == 404
    written = Journal(desk.kept / "journal", "").entries(Subject.OPENNESS)
    assert len(written) == 2, "each time it is written down"


def test_results_so_far_come_with_coverage_and_bounds(
    desk: RunningDesk, people: dict[str, Visitor]
) -> None:
    assert not [option for option in OPTIONS if option in people["root"].get("/progress/").text]
    opened(people["root"], progress="on", results="on")
    for page in (people["ann"].get("/progress/").text, Visitor(desk).get("/public/").text):
        assert OPTIONS[0] in page
        assert "At least" in page
        assert "At most" in page
        assert "The desk holds the sheets of 1 of 701 stations" in page
    english = sentences(Visitor(desk).get("/public/").text, 'lang="en" dir="ltr"')
    for code in sorted(words.OF_THE_DESK):
        page = Visitor(desk, code).get("/public/").text
        said = sentences(page, f'lang="{code}" dir="{words.direction(code)}"')
        assert len(said) == len(english) > 2
        assert not set(said) & set(english), "what the desk shows is in its language"
    opened(people["root"])


def test_sheets_in_trouble_that_matter_are_told_to_those_who_can_mend_it(
    people: dict[str, Visitor],
) -> None:
    for name in ("root", "aud"):
        page = people[name].get("/progress/").text
        assert "1 sheet is in trouble" in page
        assert "who wins" in page
    assert "in trouble:" not in people["ann"].get("/progress/").text
    screen = people["root"].get("/screen/").text
    assert "in trouble:" not in screen, "a projector is seen by all"
    assert "<nav" not in screen


def test_only_an_administrator_opens(people: dict[str, Visitor]) -> None:
    for name in ("ann", "aud"):
        assert people[name].get("/openness/").status_code == 403


def test_what_typists_can_see_tells_no_planted_sheet_from_one_that_is_read_once(
    people: dict[str, Visitor],
) -> None:
    root, ann, cem = (people[name] for name in ("root", "ann", "cem"))
    planted, plain = root.upload("Sheet P", STATION), root.upload("Sheet Q", STATION)

    def seen() -> list[list[tuple[str, str]]]:
        shown = [ann.get("/progress/").text, root.get("/screen/").text]
        told = r'<td [^>]*class="number"[^>]*>([^<]+)<|(Settled: .+ sheets)'
        return [re.findall(told, page) for page in shown]

    before = seen()
    root.get(f"/sheet/{planted}/")
    assert root.post(f"/sheet/{planted}/do/plant/", READ).status_code == 302
    assert seen() == before, "planted it is one of those that are not settled"
    ann.read(planted)
    assert seen() == before
    ann.read(plain)
    assert seen() == before, "and so is one that was read once"
    cem.read(plain)
    assert seen() != before, "what is settled is told"
    assert "read once" in people["aud"].get("/progress/").text
    for name, path in (("root", "/progress/"), ("aud", "/progress/"), ("root", "/quality/")):
        assert "1 planted sheet is not counted here" in people[name].get(path).text
    everybody = [ann.get(path).text for path in ("/", "/progress/", "/screen/", "/public/")]
    everybody.append(root.get("/screen/").text)
    assert not [page for page in everybody if "plant" in page.lower()], "no screen tells it"


def test_a_sheet_that_is_settled_twice_is_one_of_the_last_hour(
    people: dict[str, Visitor], desk: RunningDesk
) -> None:
    root = people["root"]
    dan, fay = (Visitor(desk).join(root.invite("typist"), name) for name in ("dan", "fay"))

    def last_hour() -> int:
        found = re.search(r"Settled in the last hour</dt><dd>(\d+)<", root.get("/progress/").text)
        assert found
        return int(found[1])

    before = last_hour()
    sheet = root.upload("doubted", "ATKARACALAR/1009")
    for typist in ("ann", "cem"):
        people[typist].read(sheet, READ)
    assert last_hour() == before + 1
    root.get(f"/sheet/{sheet}/")
    assert root.post(f"/sheet/{sheet}/do/reopen/", {"reason": "doubted"}).status_code == 302
    assert last_hour() == before, "it is being read anew"
    for other in (dan, fay):
        other.read(sheet, READ)
    assert last_hour() == before + 1
