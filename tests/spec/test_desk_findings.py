"""The authority's figures against the copies, station by station, and what was asked about them."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pytest

from crosstally.desk.election_facts import Official
from crosstally.desk.figures import Figure, NoFigure
from crosstally.desk.states import Sheet, SheetReturn, State
from crosstally.desk.station_findings import findings_of
from tests.desk_visitors import Visitor
from tests.desks import READ, STATION, RunningDesk

CEC = Official("cec", "Commission", {"1": {"ana": 200, "ben": 100}, "2": {"ana": 50, "ben": 150}})


def settled(station: str, **figures: Figure) -> Sheet:
    made = SheetReturn(station, figures, ("ann", "cem"))
    return Sheet(state=State.SETTLED, station=station, returns=(made,))


def differences(sheets: Mapping[str, Sheet]) -> list[tuple[str, str, Figure, int, int | None]]:
    return [
        (one.station, figure.field, figure.copy, figure.official, figure.votes)
        for one in findings_of(sheets, [CEC], ["ana", "ben"])
        for held in one.held
        for figure in held.differences
    ]


def test_the_largest_difference_stands_first() -> None:
    sheets = {
        "s1": settled("1", ana=199, ben=101),
        "s2": settled("2", ana=90, ben=150),
        "s3": settled("3", ana=1, ben=1),
    }
    assert differences(sheets) == [
        ("2", "ana", 90, 50, -40),
        ("1", "ana", 199, 200, 1),
        ("1", "ben", 101, 100, -1),
    ]


def test_what_is_no_number_differs_by_no_number() -> None:
    assert differences({"s1": settled("1", ana=NoFigure.UNREAD, ben=100)}) == [
        ("1", "ana", NoFigure.UNREAD, 200, None)
    ]


def test_a_sheet_that_is_not_settled_says_nothing() -> None:
    reopened = Sheet(state=State.PLACED, station="1", returns=settled("1", ana=1, ben=1).returns)
    assert differences({"s1": reopened}) == []
    assert [one.differs for one in findings_of({"s": settled("1", ana=200)}, [CEC], ["ana"])] == [
        False
    ]


@pytest.fixture(scope="module")
def people(desk: RunningDesk) -> dict[str, Visitor]:
    root = Visitor(desk).join(desk.link, "root")
    ann, cem = (Visitor(desk).join(root.invite("typist"), name) for name in ("ann", "cem"))
    aud = Visitor(desk).join(root.invite("auditor"), "aud")
    sheet = root.upload("one")
    for typist in (ann, cem):
        typist.read(sheet, READ)
    return {"root": root, "ann": ann, "aud": aud}


PATH = f"/findings/station/?code={STATION}"


def test_a_station_is_one_page(people: dict[str, Visitor]) -> None:
    listed = people["root"].get("/findings/").text
    assert STATION in listed
    assert "with a difference: 1" in listed
    for name in ("root", "aud"):
        page = people[name].get(PATH).text
        assert "/page/0.jpg" in page, "the picture"
        assert "Both readings" in page
        assert "Official less copy" in page
        assert "obeys every control relation" in page
        assert '<bdi dir="ltr">−1</bdi>' in page, "299 voters on the official list, 300 on the copy"
    assert people["ann"].get(PATH).status_code == 403, "a typist reads blind"
    missed = people["root"].get("/findings/station/?code=nowhere")
    assert missed.status_code == 404
    assert "no such station or area" in missed.text


@pytest.mark.parametrize("place", ["ATKARACALAR/1003", "BAYRAMOREN", "cankiri"])
def test_what_was_asked_can_be_about_any_station_or_area(
    people: dict[str, Visitor], place: str
) -> None:
    """A copy that was refused is asked for where no copy is there."""
    root, path = people["root"], f"/findings/station/?code={place}"
    assert "File a complaint" in root.get(path).text
    asked = {"area": place, "where": "Board", "when": "2023-05-29", "what": "A copy, please."}
    assert root.post("/findings/complain/file/", asked).status_code == 302
    assert "A copy, please." in root.get(path).text
    assert "Board" in root.get("/findings/").text


def test_a_place_is_opened_by_its_name(people: dict[str, Visitor]) -> None:
    found = people["root"].get("/findings/station/?code=Çankırı")
    assert found.headers["Location"] == "/findings/station/?code=cankiri"


def test_what_was_asked_and_answered_stands_beside_it(people: dict[str, Visitor]) -> None:
    root = people["root"]
    root.get(PATH)
    asked = {
        "area": STATION,
        "where": "District electoral board",
        "when": "2023-05-29",
        "what": "A recount of <b>box 1001</b>.",
        "deadline": "2023-05-30",
    }
    refused = root.post("/findings/complain/file/", asked | {"where": ""})
    assert refused.status_code == 409
    assert "A recount of" in refused.text, "nothing typed is lost"
    assert root.post("/findings/complain/file/", asked).status_code == 302
    page = root.get(PATH).text
    assert "overdue" in page
    terms = re.findall(r"<dt>(.*?)</dt>", page)
    assert terms == ["Where it was filed", "Day", "What it says", "Answer due by"], "as on the form"
    assert "&lt;b&gt;box 1001" in page
    complaint = page.split('name="complaint" value="')[1].split('"')[0]
    assert '<option value=""></option><option value="granted">' in page, (
        "no decision is chosen before somebody chooses it"
    )
    slip = {"area": STATION, "complaint": complaint, "when": "x", "decision": "refused"}
    slipped = root.post("/findings/complain/answer/", slip).text
    assert '<option value="refused" selected>' in slipped, "nothing chosen is lost"
    answer = {"area": STATION, "complaint": complaint, "when": "2023-06-02", "decision": "refused"}
    assert root.post("/findings/complain/answer/", answer).status_code == 302
    page = people["aud"].get(PATH).text
    assert "refused" in page
    assert "overdue" not in page
    assert "/findings/complain/" not in page, "an auditor changes nothing"
    assert people["aud"].post("/findings/complain/note/", answer).status_code == 403


def test_a_copy_that_is_read_anew_is_held_against_nothing(people: dict[str, Visitor]) -> None:
    root = people["root"]
    sheet = re.findall(r'href="/sheet/(\w+)/"', root.get(PATH).text)[0]
    root.get(f"/sheet/{sheet}/")
    reopened = root.post(f"/sheet/{sheet}/do/reopen/", {"reason": "a better photograph came"})
    assert reopened.status_code == 302
    page = root.get(PATH).text
    assert "waiting to be read" in page
    assert "Official less copy" not in page, "it is no return until it is settled again"
    assert "obeys every control relation" not in page
